/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/indicator/records.h"

enum { WAN = 10000, FEN = 100 };

struct Shared *shared_new(Cx *cx)
{
    return cx_new(cx, Shared, 1);
}

/* --- where records come from --- */

Err run_open(Cx *cx, const Site *site, const Ask *ask, Run *ret)
{
    *ret = (Run){.cx = cx, .site = site, .ask = ask, .shared = ask->shared};
    if (!ret->shared) ret->shared = shared_new(cx);
    TRY(store_reader(cx, site->store, &ret->db));
    if (ret->shared->begun) return OK;
    TRY(db_snapshot(cx, ret->db));
    ret->shared->begun = true;
    return db_value_i64(cx, ret->db, S("select max(seq) from journal"), 0, &ret->shared->seq);
}

static Err gate(const Run *r, const Reg *reg)
{
    return book_gate(r->site->book, r->cx, reg, S("read"),
                     reg->open_to_all_regions ? S("") : r->ask->region);
}

Err run_may(const Run *r, const Base *base)
{
    TRY(gate(r, base->reg));
    for (size_t i = 0; i < base->n_derived; i++) TRY(gate(r, base->derived[i].of));
    return OK;
}

static void put_source(Run *r, const Reg *reg, Str source)
{
    vec_push(r->cx, &r->shared->regs, reg);
    vec_push(r->cx, &r->shared->sources, source);
}

/* The gate is asked once for each register; its records as of the ask are put together once. */
static Err source_of(Run *r, const Reg *reg, Str *ret)
{
    for (size_t i = 0; i < r->shared->regs.n; i++)
        if (r->shared->regs.p[i] == reg) return *ret = r->shared->sources.p[i], OK;
    TRY(gate(r, reg));
    TRY(query_source(r->cx, r->db, reg, r->ask->as_of_ms, ret));
    put_source(r, reg, *ret);
    return OK;
}

void records_of_all(Run *r, const Base *base)
{
    put_source(r, base->reg, base->reg->sql_table);
    for (size_t i = 0; i < base->n_derived; i++)
        put_source(r, base->derived[i].of, base->derived[i].of->sql_table);
}

/* {key} in a condition: a dated parameter in 10,000 yuan, beside a sum in fen. */
static Err fill_parameters(Run *r, Str text, Str *ret)
{
    for (*ret = text;;) {
        size_t from = str_find_char(*ret, '{'), to = str_find_char(*ret, '}');
        double wan;
        if (from == SIZE_MAX || to == SIZE_MAX || to < from) return OK;
        Str key = str_head(str_from(*ret, from + 1), to - from - 1);
        TRY(system_parameter(r->cx, r->site, r->db, str_z(r->cx, key), 0, &wan));
        *ret = str_fmt(r->cx, "%.*s%lld%.*s", STR_ARG(str_head(*ret, from)),
                       (long long)(wan * WAN * FEN), STR_ARG(str_from(*ret, to + 1)));
    }
}

/* The local day of an instant. source: Asia/Shanghai is 8 h ahead (outside the summers of 1986 to
 * 1991, in which no window of days is counted) */
static Str day_sql(Cx *cx, const Field *f, const char *table)
{
    return f->type == TYPE_DATE
               ? str_fmt(cx, "%s.\"%.*s\"", table, STR_ARG(f->key))
               : str_fmt(cx, "(%s.\"%.*s\" + 28800000) / 86400000", table, STR_ARG(f->key));
}

static Str window_sql(Cx *cx, const Derived *d)
{
    Buf b = buf_new(cx, 0);
    if (!d->days_for || d->short_codes.n == 0) return str_fmt(cx, "%d", d->days);
    buf_fmt(&b, "case when r.\"%.*s\" in (", STR_ARG(d->days_for->key));
    for (size_t i = 0; i < d->short_codes.n; i++)
        buf_fmt(&b, "%s'%.*s'", i ? ", " : "", STR_ARG(d->short_codes.p[i]));
    buf_fmt(&b, ") then %d else %d end", d->short_days, d->days);
    return buf_str(&b);
}

/* ", case … end as "key"": the number of records that refer to it within the window, else its own.
 */
static Err derived_sql(Run *r, const Base *base, const Derived *d, Buf *b)
{
    Str from;
    Cx *cx = r->cx;
    TRY(source_of(r, d->of, &from));
    Str mine = str_fmt(cx, "from %.*s c where c.\"_void\" = 0 and c.\"%.*s\" = r.\"id\"",
                       STR_ARG(from), STR_ARG(d->by->key));
    buf_fmt(b,
            ", case when exists (select 1 %.*s) then (select count(*) %.*s%s%.*s and %.*s - %.*s "
            "<= %.*s)",
            STR_ARG(mine), STR_ARG(mine), d->where.len ? " and " : "", STR_ARG(d->where),
            STR_ARG(day_sql(cx, d->at, "c")), STR_ARG(day_sql(cx, base->at, "r")),
            STR_ARG(window_sql(cx, d)));
    buf_fmt(b, " else coalesce(r.\"%.*s\", 0) end as \"%.*s\"", STR_ARG(d->otherwise->key),
            STR_ARG(d->key));
    return OK;
}

/* --- which of them --- */

static int64_t bound_of(const Field *f, int64_t day)
{
    return f->type == TYPE_DATE ? day : ms_of_day(day);
}

static void put_time(Cx *cx, const Base *base, const Period *p, Buf *b)
{
    if (base->year) buf_fmt(b, " and r.\"%.*s\" = %d", STR_ARG(base->year->key), p->year);
    else if (base->period)
        buf_fmt(b, " and r.\"%.*s\" = '%.*s'", STR_ARG(base->period->key),
                STR_ARG(period_text(cx, p)));
    else if (base->at)
        buf_fmt(b, " and r.\"%.*s\" >= %lld and r.\"%.*s\" < %lld", STR_ARG(base->at->key),
                (long long)bound_of(base->at, p->first), STR_ARG(base->at->key),
                (long long)bound_of(base->at, p->last + 1));
    else if (base->from) /* what has no end stands still */
        buf_fmt(b, " and r.\"%.*s\" < %lld and (r.\"%.*s\" is null or r.\"%.*s\" >= %lld)",
                STR_ARG(base->from->key), (long long)bound_of(base->from, p->last + 1),
                STR_ARG(base->to->key), STR_ARG(base->to->key),
                (long long)bound_of(base->to, p->last));
}

bool base_is_exact(const Base *base)
{
    return base->year || base->period;
}

static void put_place(const Run *r, const Base *base, bool exact, Buf *b)
{
    Str prefix = region_prefix(r->ask->region);
    if (base_is_exact(base) && exact)
        buf_fmt(b, " and r.\"_region\" = '%.*s'", STR_ARG(r->ask->region));
    else if (prefix.len)
        buf_fmt(b, " and substr(r.\"_region\", 1, %zu) = '%.*s'", prefix.len, STR_ARG(prefix));
}

/* Standing, of the time and of the place. */
static void put_span(const Run *r, const Base *base, const Period *p, bool exact, Buf *b)
{
    buf_z(b, " where r.\"_void\" = 0");
    if (!p) return;
    put_time(r->cx, base, p, b);
    put_place(r, base, exact, b);
}

/* The records of the span with their derived numbers, as `r`: each number is worked out once, for
 * them alone (`limit` keeps the two statements apart). */
Err records_from(Run *r, const Base *base, const Period *p, bool exact, Str *ret)
{
    Str from;
    TRY(source_of(r, base->reg, &from));
    *ret = str_fmt(r->cx, "%.*s r", STR_ARG(from));
    if (base->n_derived == 0) return OK;
    Buf b = buf_new(r->cx, 0);
    buf_z(&b, "(select r.*");
    for (size_t i = 0; i < base->n_derived; i++) TRY(derived_sql(r, base, &base->derived[i], &b));
    buf_fmt(&b, " from %.*s r", STR_ARG(from));
    put_span(r, base, p, exact, &b);
    buf_z(&b, " limit -1) r");
    *ret = buf_str(&b);
    return OK;
}

/* What lies in no place of the register `region`, or has no sector of the list. */
static void put_rest(Run *r, const Base *base, Buf *b)
{
    By by = r->ask->rest;
    if (by == BY_COUNTY || by == BY_TOWNSHIP) {
        int digits = by == BY_COUNTY ? COUNTY : TOWNSHIP;
        buf_fmt(b,
                " and not exists (select 1 from r_region p where p.\"_void\" = 0 and p.\"level\" = "
                "'%s' and substr(p.\"code\", 1, %d) = substr(r.\"_region\", 1, %d))",
                by_name(by), digits, digits);
    }
    const CodeList *list =
        base->sector ? model_list(book_model(r->site->book), base->sector->arg) : NULL;
    if (by != BY_SECTOR || !list) return;
    buf_fmt(b, " and coalesce(r.\"%.*s\", '') not in (", STR_ARG(base->sector->key));
    for (size_t i = 0; i < list->n; i++)
        buf_fmt(b, "%s'%.*s'", i ? ", " : "", STR_ARG(list->codes[i].code));
    buf_char(b, ')');
}

Err records_where(Run *r, const Base *base, const Period *p, bool exact, Buf *b)
{
    Str text;
    put_span(r, base, p, exact, b);
    if (r->ask->sector.len && base->sector)
        buf_fmt(b, " and r.\"%.*s\" = '%.*s'", STR_ARG(base->sector->key), STR_ARG(r->ask->sector));
    put_rest(r, base, b);
    TRY(fill_parameters(r, base->where, &text));
    if (text.len) buf_fmt(b, " and (%.*s)", STR_ARG(text));
    return OK;
}

Err figure_where(Run *r, const Indicator *i, const Period *p, bool exact, Buf *b)
{
    Str text;
    TRY(records_where(r, i->base, p, exact, b));
    TRY(fill_parameters(r, i->where, &text));
    if (text.len) buf_fmt(b, " and (%.*s)", STR_ARG(text));
    return OK;
}

/* --- what each adds --- */

void columns_of(Cx *cx, const Indicators *all, const Base *base, Columns *ret)
{
    *ret = (Columns){0};
    for (size_t i = 0; i < all->n; i++) {
        const Indicator *one = &all->p[i];
        if (one->base != base) continue;
        if (one->kind == VALUE_COUNT || one->kind == VALUE_SUM) vec_push(cx, &ret->sums, one);
        else if (one->kind == VALUE_DISTINCT) vec_push(cx, &ret->values, one);
    }
}

/* ", case … end": the figure's own condition, its value, else what adds nothing. */
static Err put_column(Run *r, const Indicator *i, Str value, const char *none, Buf *b)
{
    Str where;
    TRY(fill_parameters(r, i->where, &where));
    if (where.len)
        buf_fmt(b, ", case when %.*s then %.*s else %s end", STR_ARG(where), STR_ARG(value), none);
    else buf_fmt(b, ", %.*s", STR_ARG(value));
    return OK;
}

Err shares_sql(Run *r, const Base *base, const Columns *c, const Period *p, bool values, Str *ret)
{
    Str from;
    Buf b = buf_new(r->cx, 0);
    TRY(records_from(r, base, p, false, &from));
    buf_fmt(&b, "select %.*s, substr(r.\"_region\", 1, %d)",
            STR_ARG(base->at ? day_sql(r->cx, base->at, "r") : S("0")), TOWNSHIP);
    if (base->sector) buf_fmt(&b, ", coalesce(r.\"%.*s\", '')", STR_ARG(base->sector->key));
    else buf_z(&b, ", ''");
    for (size_t i = 0; i < c->sums.n; i++) {
        const Indicator *one = c->sums.p[i];
        TRY(put_column(r, one, one->kind == VALUE_SUM ? one->value : S("1"), "0", &b));
    }
    for (size_t i = 0; values && i < c->values.n; i++)
        TRY(put_column(r, c->values.p[i], c->values.p[i]->value, "null", &b));
    buf_fmt(&b, " from %.*s", STR_ARG(from));
    TRY(records_where(r, base, p, false, &b));
    if (base->at) buf_fmt(&b, " and r.\"%.*s\" is not null", STR_ARG(base->at->key));
    *ret = buf_str(&b);
    return OK;
}

Err shares_each(Run *r, const Base *base, const Period *p, bool values, int sign, ShareFn *fn,
                void *ctx)
{
    enum { FIRST = 3 }; /* columns before the figures */
    Str sql;
    Stmt *st;
    bool row;
    Columns c;
    columns_of(r->cx, book_model(r->site->book)->indicators, base, &c);
    size_t n_values = values ? c.values.n : 0;
    TRY(shares_sql(r, base, &c, p, values, &sql));
    int64_t *sums = cx_new(r->cx, int64_t, c.sums.n + 1);
    Str *texts = cx_new(r->cx, Str, n_values + 1);
    TRY(db_prepare(r->cx, r->db, sql, &st));
    for (;;) {
        TRY(stmt_step(r->cx, st, &row));
        if (!row) break;
        for (size_t i = 0; i < c.sums.n; i++) sums[i] = col_i64(st, FIRST + (int)i);
        for (size_t i = 0; i < n_values; i++) texts[i] = col_str(st, FIRST + (int)(c.sums.n + i));
        Share share = {.day = col_i64(st, 0),
                       .region = col_str(st, 1),
                       .sector = col_str(st, 2),
                       .sign = sign,
                       .sums = sums,
                       .values = texts};
        TRY(fn(ctx, &share));
    }
    stmt_reset(st);
    return OK;
}

/* Ids of what changed itself, or out of which something else is counted now, or was. */
static Str touched_ids(Cx *cx, const Base *base, const Since *own, const Since *of)
{
    Buf b = buf_new(cx, 0);
    buf_fmt(&b, "select id from %.*s", STR_ARG(own->changed));
    for (size_t i = 0; i < base->n_derived; i++) {
        const Derived *d = &base->derived[i];
        buf_fmt(&b,
                " union select \"%.*s\" from %.*s where \"id\" in (select id from %.*s)"
                " union select \"%.*s\" from %.*s",
                STR_ARG(d->by->key), STR_ARG(d->of->sql_table), STR_ARG(of[i].changed),
                STR_ARG(d->by->key), STR_ARG(of[i].undone));
    }
    return buf_str(&b);
}

Err shares_since(Run *r, const Base *base, int64_t seq, const char *tag, const Period *p,
                 bool values, ShareFn *fn, void *ctx)
{
    Cx *cx = r->cx;
    Since own, *of = cx_new(cx, Since, base->n_derived + 1);
    Run was = *r, is = *r;
    was.shared = shared_new(cx);
    is.shared = shared_new(cx);
    TRY(query_since(cx, r->db, base->reg, seq, tag, &own));
    for (size_t i = 0; i < base->n_derived; i++) {
        const Reg *reg = base->derived[i].of;
        if (i > 0 && reg == base->derived[i - 1].of) of[i] = of[i - 1];
        else TRY(query_since(cx, r->db, reg, seq, tag, &of[i]));
        put_source(&was, reg, query_source_since(cx, reg, &of[i]));
        put_source(&is, reg, reg->sql_table);
    }
    Str ids = touched_ids(cx, base, &own, of), columns = base->reg->sql_columns;
    Str rows = str_fmt(cx, "select %.*s from %.*s where \"id\" in (%.*s)", STR_ARG(columns),
                       STR_ARG(base->reg->sql_table), STR_ARG(ids));
    put_source(&is, base->reg, str_fmt(cx, "(%.*s)", STR_ARG(rows)));
    put_source(&was, base->reg,
               str_fmt(cx,
                       "(%.*s and \"id\" not in (select id from %.*s) union all select %.*s "
                       "from %.*s)",
                       STR_ARG(rows), STR_ARG(own.changed), STR_ARG(columns), STR_ARG(own.undone)));
    TRY(shares_each(&was, base, p, values, -1, fn, ctx));
    return shares_each(&is, base, p, values, 1, fn, ctx);
}
