/* SPDX-License-Identifier: Apache-2.0 */
/* Working out a figure: the whole and its parts by place, time or sector, and the records behind.
 */
#include <stdio.h>

#include "systems/indicator/cube_int.h"
#include "systems/indicator_sql.h"

typedef struct Row {
    Str key;
    Num n;
} Row;

typedef struct Rows {
    Row *p;
    size_t n, cap;
} Rows;

/* --- rows --- */

static Str amount_sql(Cx *cx, const Indicator *i)
{
    if (i->kind == VALUE_DISTINCT) return str_fmt(cx, "count(distinct %.*s)", STR_ARG(i->value));
    return str_fmt(cx, "max(%.*s)", STR_ARG(i->value));
}

/* What tells the parts apart; base values hold for exactly one place. */
static Str key_sql(Run *r, const Indicator *i)
{
    By by = r->ask->by;
    const Field *sector = i->base->sector;
    if (by == BY_SECTOR) return str_fmt(r->cx, "coalesce(r.\"%.*s\", '')", STR_ARG(sector->key));
    if (base_is_exact(i->base)) return S("r.\"_region\"");
    return str_fmt(r->cx, "substr(r.\"_region\", 1, %d)", by == BY_COUNTY ? COUNTY : TOWNSHIP);
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

/* What one township and sector adds. */
typedef struct SheetRow {
    Str region, sector;
    int64_t *n; /* of each figure of the register that adds up, in their order */
} SheetRow;

/* All sums and counts of one register's figures over a period: once put together they answer for
 * every figure, by any part. */
struct Sheet {
    Cx *cx;
    const Base *base;
    Period p;
    Columns columns;
    Map by_key;
    VEC(SheetRow *) rows;
    int sign; /* of shares that are told */
};

static int64_t *sheet_row(Sheet *s, Str region, Str sector)
{
    enum { KEY_MOST = 256 };
    char text[KEY_MOST];
    int n = snprintf(text, sizeof text, "%.*s/%.*s", STR_ARG(region), STR_ARG(sector));
    Str key = {text, n < KEY_MOST ? (size_t)n : KEY_MOST - 1};
    SheetRow *row = map_get(&s->by_key, key);
    if (row) return row->n;
    row = cx_new(s->cx, SheetRow, 1);
    *row = (SheetRow){str_dup(s->cx, region), str_dup(s->cx, sector),
                      cx_new(s->cx, int64_t, s->columns.sums.n + 1)};
    map_put(s->cx, &s->by_key, key, row);
    vec_push(s->cx, &s->rows, row);
    return row->n;
}

static Err add_share(void *ctx, const Share *share)
{
    Sheet *s = ctx;
    int64_t *n = sheet_row(s, share->region, share->sector);
    for (size_t i = 0; i < s->columns.sums.n; i++) n[i] += s->sign * share->sign * share->sums[i];
    return OK;
}

static void add_cell(void *ctx, const CubeCell *cell)
{
    sheet_row(ctx, cell->region, cell->sector)[cell->column] += cell->n;
}

static void empty_sheet(Sheet *s)
{
    s->by_key = (Map){0};
    s->rows.n = 0;
    s->sign = 1;
}

/* Whole months out of the cube, days at the ends out of the records, all as they are now; then what
 * changed since the moment that is asked for is taken back. */
static Err sheet_of_cube(Run *r, Sheet *s, bool *is)
{
    Spans spans;
    int64_t seq;
    Run live = *r;
    Ask now = *r->ask;
    now.as_of_ms = 0;
    live.ask = &now;
    live.shared = shared_new(r->cx);
    live.shared->seq = r->shared->seq;
    spans_of(&s->p, &spans);
    *is = spans.n > 0 && cube_knows(r, s->base, &s->p);
    if (*is) *is = cube_cells(&live, s->base, &spans, add_cell, s);
    if (!*is) return OK;
    for (size_t i = 0; i < spans.n_edges; i++)
        TRY(shares_each(&live, s->base, &spans.edges[i], false, 1, add_share, s));
    if (r->ask->as_of_ms == 0) return OK;
    TRY(journal_seq_at(r->cx, r->db, r->ask->as_of_ms, &seq));
    s->sign = -1;
    return shares_since(&live, s->base, seq, "then_", &s->p, false, add_share, s);
}

static Err make_sheet(Run *r, const Base *base, const Period *p, Sheet **ret)
{
    bool is;
    Sheet *s = *ret = cx_new(r->cx, Sheet, 1);
    *s = (Sheet){.cx = r->cx, .base = base, .p = *p};
    columns_of(r->cx, book_model(r->site->book)->indicators, base, &s->columns);
    TRY(run_may(r, base));
    empty_sheet(s);
    TRY(sheet_of_cube(r, s, &is));
    if (is) return OK;
    empty_sheet(s);
    return shares_each(r, base, p, false, 1, add_share, s);
}

static Err sheet_of(Run *r, const Base *base, const Period *p, const Sheet **ret)
{
    Sheet *s;
    for (size_t i = 0; i < r->shared->sheets.n; i++) {
        *ret = r->shared->sheets.p[i];
        if ((*ret)->base == base && (*ret)->p.first == p->first && (*ret)->p.last == p->last)
            return OK;
    }
    TRY(make_sheet(r, base, p, &s));
    vec_push(r->cx, &r->shared->sheets, s);
    *ret = s;
    return OK;
}

/* A row's key by the ask's part. */
static Str part_key(const Run *r, const SheetRow *row, bool parts)
{
    if (!parts) return S("");
    return r->ask->by == BY_SECTOR   ? row->sector
           : r->ask->by == BY_COUNTY ? str_head(row->region, COUNTY)
                                     : row->region;
}

/* A figure's rows out of its register's sheet. */
static Err rows_of_sheet(Run *r, const Indicator *i, const Period *p, bool parts, Rows *ret)
{
    const Sheet *s;
    size_t column = 0;
    TRY(sheet_of(r, i->base, p, &s));
    while (s->columns.sums.p[column] != i) column++;
    for (size_t k = 0; k < s->rows.n; k++) {
        Str key = part_key(r, s->rows.p[k], parts);
        Num n = num_of(s->rows.p[k]->n[column], i->scale);
        Row *row = NULL;
        for (size_t m = 0; m < ret->n; m++)
            if (str_eq(ret->p[m].key, key)) row = &ret->p[m];
        if (row) row->n = num_sum(row->n, n);
        else vec_push(r->cx, ret, ((Row){key, n}));
    }
    return OK;
}

typedef struct Counted {
    Cx *cx;
    Rows *rows;
} Counted;

static void add_count(void *ctx, Str key, int64_t n)
{
    Counted *c = ctx;
    vec_push(c->cx, c->rows, ((Row){key, num_of(n, 1)}));
}

/* Values that are told apart over whole months of now; else the records are asked. */
static Err rows_of_seen(Run *r, const Indicator *i, const Period *p, bool parts, Rows *ret,
                        bool *is)
{
    Spans spans;
    Counted counted = {r->cx, ret};
    spans_of(p, &spans);
    *is = r->ask->as_of_ms == 0 && spans.n && spans.n_edges == 0 && cube_knows(r, i->base, p);
    if (!*is) return OK;
    TRY(run_may(r, i->base));
    *is = cube_distinct(r, i, &spans, parts ? r->ask->by : BY_NOTHING, add_count, &counted);
    if (!*is) ret->n = 0;
    return OK;
}

/* Rows of one period by the ask's part out of the records; without parts one row, of key "". */
static Err rows_of_records(Run *r, const Indicator *i, const Period *p, bool parts, Rows *ret)
{
    Str key = S("''"), from;
    Buf b = buf_new(r->cx, 0);
    if (parts) key = key_sql(r, i);
    bool exact = !parts || r->ask->by == BY_SECTOR;
    if (i->base->year && p->year == 0) return OK; /* only whole years have base values */
    TRY(records_from(r, i->base, p, exact, &from));
    buf_fmt(&b, "select %.*s, %.*s from %.*s", STR_ARG(key), STR_ARG(amount_sql(r->cx, i)),
            STR_ARG(from));
    TRY(figure_where(r, i, p, exact, &b));
    if (parts) buf_z(&b, " group by 1");
    return run_sql(r, i, buf_str(&b), ret);
}

static Err count_rows(Run *r, const Indicator *i, const Period *p, bool parts, Rows *ret)
{
    bool is = false;
    if (parts && r->ask->by == BY_SECTOR && !i->base->sector)
        return cx_refuse(r->cx, ERR_INVALID, S("by"), S("sector"), "this indicator has no sectors");
    if (i->kind == VALUE_COUNT || i->kind == VALUE_SUM) return rows_of_sheet(r, i, p, parts, ret);
    if (i->kind == VALUE_DISTINCT) TRY(rows_of_seen(r, i, p, parts, ret, &is));
    return is ? OK : rows_of_records(r, i, p, parts, ret);
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
    if (base_is_exact(i->base)) return key;
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
    if (whole_rest.known && !part_rest.known) part_rest = nothing_of(i->part);
    *rest = num_ratio(part_rest, whole_rest, i->times);
    return OK;
}

static bool is_named(const Run *r, const Indicator *i, const Names *names, Str key)
{
    for (size_t k = 0; k < names->n; k++)
        if (str_eq(row_key(r, i, names->p[k].key), key)) return true;
    return false;
}

/* One period of every part; rest: of records that are in none of them, not known where they give
 * nothing. */
static Err fill_one(Run *r, const Indicator *i, const Period *p, bool now, Names *names, Num *rest)
{
    Rows rows = {0};
    if (i->kind == VALUE_RATIO) return fill_ratio(r, i, p, now, names, rest);
    TRY(count_rows(r, i, p, true, &rows));
    for (size_t k = 0; k < names->n; k++)
        *(now ? &names->p[k].now : &names->p[k].before) =
            row_of(&rows, row_key(r, i, names->p[k].key), nothing_of(i));
    *rest = (Num){0};
    for (size_t k = 0; k < rows.n && !base_is_exact(i->base); k++) {
        Num n = rows.p[k].n;
        if (is_named(r, i, names, rows.p[k].key) || n.num == 0) continue;
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
    TRY(records_from(&r, i->base, &ask->now, true, &from));
    bool counted = i->kind == VALUE_COUNT || i->kind == VALUE_DISTINCT;
    Str amount = counted ? S("1") : i->value;
    const Field *at = i->base->at ? i->base->at : i->base->from;
    buf_fmt(&b, "select r.\"id\", %s%.*s%s, r.\"_title\", r.\"_region\", %.*s from %.*s",
            at ? "r.\"" : "", STR_ARG(at ? at->key : S("0")), at ? "\"" : "", STR_ARG(amount),
            STR_ARG(from));
    TRY(figure_where(&r, i, &ask->now, true, &b));
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
