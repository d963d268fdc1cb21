/* SPDX-License-Identifier: Apache-2.0 */
/* Working out a figure: one SQL text over the records of its register, as they are or were, within
 * a place and days, told apart by a part of the place, of the time or of the sector. */
#include "systems/indicator/indicator_int.h"
#include "systems/indicator_sql.h"

enum { COUNTY = 6, TOWNSHIP = 9, WAN = 10000, FEN = 100 };

/* All sums and counts of one register's figures over a period, by county and sector: one pass over
 * the records answers for every figure of a report. */
typedef struct Sheet {
    const Base *base;
    Period p;
    Str *county, *sector;
    int64_t *n; /* n_rows × n_columns; a column for each figure that adds up, in order */
    size_t n_rows, n_columns;
} Sheet;

/* What was already put together for one ask: sources of registers, sheets. */
struct Shared {
    VEC(const Reg *) regs;
    VEC(Str) sources;
    VEC(Sheet) sheets;
};
typedef struct Shared Shared;

typedef struct Run {
    Cx *cx;
    const Site *site;
    const Ask *ask;
    Db *db;
    Shared *shared;
    bool whole; /* not by parts of the place: base values are of exactly that place */
} Run;

typedef struct Row {
    Str key;
    Num n;
} Row;

typedef struct Rows {
    Row *p;
    size_t n, cap;
} Rows;

struct Shared *shared_new(Cx *cx)
{
    return cx_new(cx, Shared, 1);
}

/* --- where records come from --- */

static Err run_open(Cx *cx, const Site *site, const Ask *ask, Run *ret)
{
    *ret = (Run){.cx = cx, .site = site, .ask = ask, .shared = ask->shared};
    if (!ret->shared) ret->shared = shared_new(cx);
    return store_reader(cx, site->store, &ret->db);
}

/* The gate is asked once for each register; its records as of the ask are put together once. */
static Err source_of(Run *r, const Reg *reg, Str *ret)
{
    for (size_t i = 0; i < r->shared->regs.n; i++)
        if (r->shared->regs.p[i] == reg) return *ret = r->shared->sources.p[i], OK;
    TRY(book_gate(r->site->book, r->cx, reg, S("read"),
                  reg->open_to_all_regions ? S("") : r->ask->region));
    TRY(query_source(r->cx, r->db, reg, r->ask->as_of_ms, ret));
    vec_push(r->cx, &r->shared->regs, reg);
    vec_push(r->cx, &r->shared->sources, *ret);
    return OK;
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

/* Base values and figures by hand stand for exactly one place. */
static bool is_exact(const Base *base)
{
    return base->year || base->period;
}

static void put_place(Run *r, const Base *base, Buf *b)
{
    Str prefix = region_prefix(r->ask->region);
    if (is_exact(base) && r->whole)
        buf_fmt(b, " and r.\"_region\" = '%.*s'", STR_ARG(r->ask->region));
    else if (prefix.len)
        buf_fmt(b, " and substr(r.\"_region\", 1, %zu) = '%.*s'", prefix.len, STR_ARG(prefix));
}

/* Standing, of the time and of the place. */
static void put_span(Run *r, const Base *base, const Period *p, Buf *b)
{
    buf_z(b, " where r.\"_void\" = 0");
    put_time(r->cx, base, p, b);
    put_place(r, base, b);
}

/* The records of the span with their derived numbers, as `r`: each number is worked out once, for
 * them alone (`limit` keeps the two statements apart). */
static Err from_sql(Run *r, const Base *base, const Period *p, Str *ret)
{
    Str from;
    TRY(source_of(r, base->reg, &from));
    *ret = str_fmt(r->cx, "%.*s r", STR_ARG(from));
    if (base->n_derived == 0) return OK;
    Buf b = buf_new(r->cx, 0);
    buf_z(&b, "(select r.*");
    for (size_t i = 0; i < base->n_derived; i++) TRY(derived_sql(r, base, &base->derived[i], &b));
    buf_fmt(&b, " from %.*s r", STR_ARG(from));
    put_span(r, base, p, &b);
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

static Err base_where(Run *r, const Base *base, const Period *p, Buf *b)
{
    Str text;
    put_span(r, base, p, b);
    if (r->ask->sector.len && base->sector)
        buf_fmt(b, " and r.\"%.*s\" = '%.*s'", STR_ARG(base->sector->key), STR_ARG(r->ask->sector));
    put_rest(r, base, b);
    TRY(fill_parameters(r, base->where, &text));
    if (text.len) buf_fmt(b, " and (%.*s)", STR_ARG(text));
    return OK;
}

static Err where_sql(Run *r, const Indicator *i, const Period *p, Buf *b)
{
    Str text;
    TRY(base_where(r, i->base, p, b));
    TRY(fill_parameters(r, i->where, &text));
    if (text.len) buf_fmt(b, " and (%.*s)", STR_ARG(text));
    return OK;
}

static Str amount_sql(Cx *cx, const Indicator *i)
{
    if (i->kind == VALUE_SUM) return str_fmt(cx, "coalesce(sum(%.*s), 0)", STR_ARG(i->value));
    if (i->kind == VALUE_DISTINCT) return str_fmt(cx, "count(distinct %.*s)", STR_ARG(i->value));
    return i->kind == VALUE_BASE || i->kind == VALUE_HAND
               ? str_fmt(cx, "max(%.*s)", STR_ARG(i->value))
               : S("count(*)");
}

/* What tells the parts apart; base values hold for exactly one place. */
static Err key_sql(Run *r, const Indicator *i, Str *ret)
{
    const Field *sector = i->base->sector;
    By by = r->ask->by;
    if (by == BY_SECTOR) {
        if (!sector)
            return cx_refuse(r->cx, ERR_INVALID, S("by"), S("sector"),
                             "this indicator has no sectors");
        *ret = str_fmt(r->cx, "coalesce(r.\"%.*s\", '')", STR_ARG(sector->key));
    } else if (is_exact(i->base)) *ret = S("r.\"_region\"");
    else *ret = str_fmt(r->cx, "substr(r.\"_region\", 1, %d)", by == BY_COUNTY ? COUNTY : TOWNSHIP);
    return OK;
}

static Err run_sql(Run *r, const Indicator *i, Str sql, Rows *ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(r->cx, r->db, sql, &st));
    for (;;) {
        TRY(stmt_step(r->cx, st, &row));
        if (!row) break;
        Num n = col_is_null(st, 1) ? NUM_UNKNOWN : num_of(col_i64(st, 1), i->scale);
        vec_push(r->cx, ret, ((Row){col_dup(r->cx, st, 0), n}));
    }
    stmt_reset(st);
    return OK;
}

/* --- sheets --- */

static bool adds_up(const Indicator *i)
{
    return i->kind == VALUE_COUNT || i->kind == VALUE_SUM;
}

/* ", sum(case when … then … else 0 end)" for each figure of the register that adds up. */
static Err put_columns(Run *r, const Base *base, Buf *b, size_t *n)
{
    const Indicators *all = book_model(r->site->book)->indicators;
    *n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const Indicator *one = &all->p[i];
        Str where;
        if (one->base != base || !adds_up(one)) continue;
        TRY(fill_parameters(r, one->where, &where));
        Str value = one->kind == VALUE_SUM ? one->value : S("1");
        if (where.len)
            buf_fmt(b, ", sum(case when %.*s then %.*s else 0 end)", STR_ARG(where),
                    STR_ARG(value));
        else buf_fmt(b, ", sum(%.*s)", STR_ARG(value));
        ++*n;
    }
    return OK;
}

static Err read_sheet(Run *r, Str sql, Sheet *s)
{
    Stmt *st;
    bool row;
    VEC(Str) county = {0}, sector = {0};
    VEC(int64_t) n = {0};
    TRY(db_prepare(r->cx, r->db, sql, &st));
    for (;;) {
        TRY(stmt_step(r->cx, st, &row));
        if (!row) break;
        vec_push(r->cx, &county, col_dup(r->cx, st, 0));
        vec_push(r->cx, &sector, col_dup(r->cx, st, 1));
        for (size_t k = 0; k < s->n_columns; k++) vec_push(r->cx, &n, col_i64(st, (int)k + 2));
    }
    stmt_reset(st);
    s->county = county.p;
    s->sector = sector.p;
    s->n = n.p;
    s->n_rows = county.n;
    return OK;
}

static Err make_sheet(Run *r, const Base *base, const Period *p, Sheet *ret)
{
    Str from;
    Buf b = buf_new(r->cx, 0);
    *ret = (Sheet){.base = base, .p = *p};
    r->whole = false;
    TRY(from_sql(r, base, p, &from));
    buf_fmt(&b, "select substr(r.\"_region\", 1, %d)", COUNTY);
    if (base->sector) buf_fmt(&b, ", coalesce(r.\"%.*s\", '')", STR_ARG(base->sector->key));
    else buf_z(&b, ", ''");
    TRY(put_columns(r, base, &b, &ret->n_columns));
    buf_fmt(&b, " from %.*s", STR_ARG(from));
    TRY(base_where(r, base, p, &b));
    buf_z(&b, " group by 1, 2");
    return read_sheet(r, buf_str(&b), ret);
}

static Err sheet_of(Run *r, const Base *base, const Period *p, const Sheet **ret)
{
    Sheet s;
    for (size_t i = 0; i < r->shared->sheets.n; i++) {
        *ret = &r->shared->sheets.p[i];
        if ((*ret)->base == base && (*ret)->p.first == p->first && (*ret)->p.last == p->last)
            return OK;
    }
    TRY(make_sheet(r, base, p, &s));
    vec_push(r->cx, &r->shared->sheets, s);
    *ret = &r->shared->sheets.p[r->shared->sheets.n - 1];
    return OK;
}

static size_t column_of(Run *r, const Indicator *i)
{
    const Indicators *all = book_model(r->site->book)->indicators;
    size_t n = 0;
    for (const Indicator *one = all->p; one != i; one++) n += one->base == i->base && adds_up(one);
    return n;
}

/* A figure's rows out of its register's sheet, by the ask's part. */
static Err rows_of_sheet(Run *r, const Indicator *i, const Period *p, bool parts, Rows *ret)
{
    const Sheet *s;
    TRY(sheet_of(r, i->base, p, &s));
    size_t column = column_of(r, i);
    for (size_t k = 0; k < s->n_rows; k++) {
        Str key = !parts ? S("") : r->ask->by == BY_SECTOR ? s->sector[k] : s->county[k];
        Num n = num_of(s->n[k * s->n_columns + column], i->scale);
        Row *row = NULL;
        for (size_t m = 0; m < ret->n; m++)
            if (str_eq(ret->p[m].key, key)) row = &ret->p[m];
        if (row) row->n = num_sum(row->n, n);
        else vec_push(r->cx, ret, ((Row){key, n}));
    }
    return OK;
}

/* Is it one of many figures that are asked for together, and such that a sheet answers it? */
static bool has_sheet(const Run *r, const Indicator *i, bool parts)
{
    By by = parts ? r->ask->by : BY_NOTHING;
    bool fits = by == BY_NOTHING || by == BY_COUNTY || (by == BY_SECTOR && i->base->sector);
    return r->ask->shared && adds_up(i) && fits && !is_exact(i->base) && r->ask->sector.len == 0;
}

/* Rows of one period by the ask's part; without parts one row, of key "". */
static Err count_rows(Run *r, const Indicator *i, const Period *p, bool parts, Rows *ret)
{
    Str key = S("''"), from;
    Buf b = buf_new(r->cx, 0);
    if (has_sheet(r, i, parts)) return rows_of_sheet(r, i, p, parts, ret);
    if (parts) TRY(key_sql(r, i, &key));
    r->whole = !parts || r->ask->by == BY_SECTOR;
    if (i->base->year && p->year == 0) return OK; /* only whole years have base values */
    TRY(from_sql(r, i->base, p, &from));
    buf_fmt(&b, "select %.*s, %.*s from %.*s", STR_ARG(key), STR_ARG(amount_sql(r->cx, i)),
            STR_ARG(from));
    TRY(where_sql(r, i, p, &b));
    if (parts) buf_z(&b, " group by 1");
    return run_sql(r, i, buf_str(&b), ret);
}

static Num row_of(const Rows *rows, Str key, Num none)
{
    for (size_t i = 0; i < rows->n; i++)
        if (str_eq(rows->p[i].key, key)) return rows->p[i].n;
    return none;
}

static Num nothing_of(const Indicator *i)
{
    return i->kind == VALUE_BASE || i->kind == VALUE_HAND || i->kind == VALUE_RATIO ? NUM_UNKNOWN
                                                                                    : num_of(0, 1);
}

static const char *const by_names[] = {"", "county", "township", "month", "quarter", "sector"};

const char *by_name(By by)
{
    return by_names[by];
}

bool by_parse(Str text, By *ret)
{
    for (size_t i = BY_COUNTY; i < COUNT(by_names); i++)
        if (str_is(text, by_names[i])) return *ret = (By)i, true;
    return false;
}

/* --- the whole --- */

static Err whole_of(Run *r, const Indicator *i, const Period *p, Num *ret)
{
    Rows rows = {0};
    if (i->kind == VALUE_RATIO) {
        Num part, whole;
        TRY(whole_of(r, i->part, p, &part));
        TRY(whole_of(r, i->whole, p, &whole));
        *ret = num_ratio(part, whole, i->times);
        return OK;
    }
    TRY(count_rows(r, i, p, false, &rows));
    *ret = row_of(&rows, S(""), nothing_of(i));
    return OK;
}

static Err figure_of(Run *r, const Indicator *i, Figure *ret)
{
    *ret = (Figure){.key = S(""), .label = S("")};
    TRY(whole_of(r, i, &r->ask->now, &ret->now));
    return whole_of(r, i, &r->ask->before, &ret->before);
}

Err indicator_figure(Cx *cx, const Site *site, const Indicator *i, const Ask *ask, Figure *ret)
{
    Run r;
    TRY(run_open(cx, site, ask, &r));
    return figure_of(&r, i, ret);
}

/* --- its parts --- */

typedef struct Names {
    Figure *p;
    size_t n, cap;
} Names;

/* Counties or townships of the register `region` inside the place, in the order of their codes. */
static Err places(Run *r, const char *level, Names *ret)
{
    Str prefix = region_prefix(r->ask->region);
    Stmt *st;
    bool row;
    TRY(db_prepare(r->cx, r->db, S(SQL_INDICATOR_PLACES), &st));
    stmt_text(st, 1, str_c(level));
    stmt_i64(st, 2, (int64_t)prefix.len);
    stmt_text(st, 3, prefix);
    for (;;) {
        TRY(stmt_step(r->cx, st, &row));
        if (!row) break;
        vec_push(r->cx, ret,
                 ((Figure){.key = col_dup(r->cx, st, 0), .label = col_dup(r->cx, st, 1)}));
    }
    stmt_reset(st);
    return OK;
}

const Field *indicator_sector(const Indicator *i)
{
    return i->kind == VALUE_RATIO ? indicator_sector(i->part) : i->base->sector;
}

static Err sectors(Run *r, const Indicator *i, Names *ret)
{
    const Field *f = indicator_sector(i);
    const CodeList *list = f ? model_list(book_model(r->site->book), f->arg) : NULL;
    if (!list)
        return cx_refuse(r->cx, ERR_INVALID, S("by"), S("sector"), "this indicator has no sectors");
    for (size_t k = 0; k < list->n; k++)
        vec_push(
            r->cx, ret,
            ((Figure){.key = list->codes[k].code,
                      .label = cx_pick(r->cx, list->codes[k].label.zh, list->codes[k].label.en)}));
    return OK;
}

/* The key of a place in the rows: its first six or nine digits, all of them for base values. */
static Str row_key(const Run *r, const Indicator *i, Str key)
{
    if (is_exact(i->base)) return key;
    return r->ask->by == BY_COUNTY     ? str_head(key, COUNTY)
           : r->ask->by == BY_TOWNSHIP ? str_head(key, TOWNSHIP)
                                       : key;
}

static Err fill_one(Run *r, const Indicator *i, const Period *p, bool now, Names *names, Num *rest);

static Err fill_ratio(Run *r, const Indicator *i, const Period *p, bool now, Names *names,
                      Num *rest)
{
    Names part = *names, whole = *names;
    Num part_rest, whole_rest;
    part.p = cx_new(r->cx, Figure, names->n + 1);
    whole.p = cx_new(r->cx, Figure, names->n + 1);
    for (size_t k = 0; k < names->n; k++) part.p[k] = whole.p[k] = (Figure){.key = names->p[k].key};
    TRY(fill_one(r, i->part, p, now, &part, &part_rest));
    TRY(fill_one(r, i->whole, p, now, &whole, &whole_rest));
    for (size_t k = 0; k < names->n; k++) {
        Num n = num_ratio(now ? part.p[k].now : part.p[k].before,
                          now ? whole.p[k].now : whole.p[k].before, i->times);
        *(now ? &names->p[k].now : &names->p[k].before) = n;
    }
    *rest = num_ratio(part_rest, whole_rest, i->times);
    return OK;
}

static bool is_named(const Run *r, const Indicator *i, const Names *names, Str key)
{
    for (size_t k = 0; k < names->n; k++)
        if (str_eq(row_key(r, i, names->p[k].key), key)) return true;
    return false;
}

/* One period of every part; rest: of records that are in none of them, not known when there is
 * none. */
static Err fill_one(Run *r, const Indicator *i, const Period *p, bool now, Names *names, Num *rest)
{
    Rows rows = {0};
    if (i->kind == VALUE_RATIO) return fill_ratio(r, i, p, now, names, rest);
    TRY(count_rows(r, i, p, true, &rows));
    for (size_t k = 0; k < names->n; k++)
        *(now ? &names->p[k].now : &names->p[k].before) =
            row_of(&rows, row_key(r, i, names->p[k].key), nothing_of(i));
    *rest = (Num){0};
    for (size_t k = 0; k < rows.n && !is_exact(i->base); k++) {
        if (is_named(r, i, names, rows.p[k].key)) continue;
        Num n = rows.p[k].n;
        *rest = rest->known ? num_sum(*rest, n) : n;
    }
    return OK;
}

static Err parts_of_time(Run *r, const Indicator *i, int months, Names *ret)
{
    PeriodPart *parts;
    size_t n;
    period_parts(r->cx, &r->ask->now, months, &parts, &n);
    for (size_t k = 0; k < n; k++) {
        Figure f = {.key = parts[k].key, .label = parts[k].key};
        TRY(whole_of(r, i, &parts[k].now, &f.now));
        TRY(whole_of(r, i, &parts[k].before, &f.before));
        vec_push(r->cx, ret, f);
    }
    return OK;
}

static Err parts_of(Run *r, const Indicator *i, Names *ret)
{
    Num now, before;
    const Ask *ask = r->ask;
    if (ask->by == BY_MONTH || ask->by == BY_QUARTER)
        return parts_of_time(r, i, ask->by == BY_MONTH ? 1 : 3, ret);
    if (ask->by == BY_SECTOR) TRY(sectors(r, i, ret));
    else TRY(places(r, ask->by == BY_COUNTY ? "county" : "township", ret));
    TRY(fill_one(r, i, &ask->now, true, ret, &now));
    TRY(fill_one(r, i, &ask->before, false, ret, &before));
    if (!now.known && before.known) now = nothing_of(i);
    if (!before.known && now.known) before = nothing_of(i);
    if (now.known || before.known)
        vec_push(
            r->cx, ret,
            ((Figure){ask->by == BY_SECTOR ? S("") : ask->region,
                      region_name(r->cx, r->db, r->site->book, ask->region), now, before, true}));
    return OK;
}

Err indicator_parts(Cx *cx, const Site *site, const Indicator *i, const Ask *ask, Figures *ret)
{
    Run r;
    Names names = {0};
    TRY(run_open(cx, site, ask, &r));
    if (ask->by != BY_NOTHING) TRY(parts_of(&r, i, &names));
    *ret = (Figures){names.p, names.n};
    return OK;
}

/* --- the records behind it --- */

Err indicator_records(Cx *cx, const Site *site, const Indicator *i, const Ask *ask, int64_t limit,
                      int64_t skip, Behind **ret, size_t *n)
{
    Run r;
    Str from;
    Stmt *st;
    bool row;
    Buf b = buf_new(cx, 0);
    if (i->kind == VALUE_RATIO)
        return indicator_records(cx, site, i->part, ask, limit, skip, ret, n);
    TRY(run_open(cx, site, ask, &r));
    r.whole = true;
    TRY(from_sql(&r, i->base, &ask->now, &from));
    bool counted = i->kind == VALUE_COUNT || i->kind == VALUE_DISTINCT;
    Str amount = counted ? S("1") : i->value;
    const Field *at = i->base->at ? i->base->at : i->base->from;
    buf_fmt(&b, "select r.\"id\", %s%.*s%s, r.\"_title\", r.\"_region\", %.*s from %.*s",
            at ? "r.\"" : "", STR_ARG(at ? at->key : S("0")), at ? "\"" : "", STR_ARG(amount),
            STR_ARG(from));
    TRY(where_sql(&r, i, &ask->now, &b));
    buf_fmt(&b, " order by 2 desc, 1 desc limit %lld offset %lld", (long long)limit,
            (long long)skip);
    TRY(db_prepare(cx, r.db, buf_str(&b), &st));
    *ret = cx_new(cx, Behind, (size_t)limit);
    for (*n = 0; *n < (size_t)limit; ++*n) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        int64_t time = col_i64(st, 1);
        (*ret)[*n] = (Behind){col_i64(st, 0), at && at->type == TYPE_DATE ? ms_of_day(time) : time,
                              col_dup(cx, st, 2), col_dup(cx, st, 3),
                              col_is_null(st, 4) ? NUM_UNKNOWN
                                                 : num_of(col_i64(st, 4), counted ? 1 : i->scale)};
    }
    stmt_reset(st);
    return OK;
}
