/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/indicator/tally.h"

#include <stdlib.h>

#include "sys/sys.h"
#include "systems/cube_sql.h"

enum { MONTHS_AT = 100, MOST = 200000, KEY_MAX = 1024 };

typedef struct Total {
    Str key, region, sector, value;
    int span, column;
    int64_t *sums; /* of a cell; of a value its count alone */
} Total;

struct Tally {
    Cx *told_cx; /* told of failures */
    Cx *cx;      /* of what is added up; emptied when it is written */
    Db *to;
    int64_t base;
    size_t n_sums, n_values;
    Map cells, seen, told; /* told: how many values came to be seen in a place and sector */
};

Tally *tally_new(Cx *cx, Db *to, int64_t base, const Columns *columns)
{
    Tally *t = sys_mem_new(sizeof *t);
    *t = (Tally){.told_cx = cx,
                 .cx = cx_open(0, 0),
                 .to = to,
                 .base = base,
                 .n_sums = columns->sums.n,
                 .n_values = columns->values.n};
    return t;
}

void tally_free(Tally *t)
{
    cx_close(t->cx);
    sys_mem_free(t);
}

/* --- adding up --- */

typedef struct Key {
    char p[KEY_MAX];
    size_t n;
} Key;

/* Most significant byte first: keys sort as the numbers do. */
static void key_int(Key *k, int v)
{
    for (int shift = 24; shift >= 0; shift -= 8) k->p[k->n++] = (char)(v >> shift);
}

/* false: longer than a key may be */
static bool key_text(Key *k, Str s)
{
    if (k->n + s.len + 1 > KEY_MAX) return false;
    if (s.len) memcpy(k->p + k->n, s.p, s.len);
    k->n += s.len;
    k->p[k->n++] = 0;
    return true;
}

static Total *total_at(Tally *t, Map *map, const Key *k, size_t n_sums)
{
    Str key = {k->p, k->n};
    Total *c = map_get(map, key);
    if (c) return c;
    c = cx_new(t->cx, Total, 1);
    c->sums = cx_new(t->cx, int64_t, n_sums + 1);
    c->key = str_dup(t->cx, key);
    map_put(t->cx, map, key, c);
    return c;
}

static void name_total(Tally *t, Total *c, const Share *s, int span)
{
    if (c->span) return;
    c->span = span;
    c->region = str_dup(t->cx, s->region);
    c->sector = str_dup(t->cx, s->sector);
    c->value = S("");
}

static bool add_sums(Tally *t, const Share *s, int span)
{
    Key k = {.n = 0};
    key_int(&k, span);
    if (!key_text(&k, s->region) || !key_text(&k, s->sector)) return false;
    Total *c = total_at(t, &t->cells, &k, t->n_sums);
    name_total(t, c, s, span);
    for (size_t i = 0; i < t->n_sums; i++) c->sums[i] += s->sign * s->sums[i];
    return true;
}

static bool add_value(Tally *t, const Share *s, int span, size_t column)
{
    Key k = {.n = 0};
    Str value = s->values[column];
    key_int(&k, (int)column);
    key_int(&k, span);
    if (!key_text(&k, value) || !key_text(&k, s->region) || !key_text(&k, s->sector)) return false;
    Total *c = total_at(t, &t->seen, &k, 1);
    bool fresh = c->span == 0;
    name_total(t, c, s, span);
    if (fresh) c->value = str_dup(t->cx, value), c->column = (int)column;
    c->sums[0] += s->sign;
    return true;
}

static bool add_all(Tally *t, const Share *s, int span)
{
    if (t->n_sums && !add_sums(t, s, span)) return false;
    for (size_t i = 0; i < t->n_values; i++)
        if (s->values[i].p && !add_value(t, s, span, i)) return false;
    return true;
}

/* --- writing --- */

static int by_key(const void *a, const void *b)
{
    const Total *x = *(Total *const *)a, *y = *(Total *const *)b;
    size_t n = x->key.len < y->key.len ? x->key.len : y->key.len;
    int order = memcmp(x->key.p, y->key.p, n);
    return order ? order : (x->key.len > y->key.len) - (x->key.len < y->key.len);
}

static Total **in_order(Cx *cx, const Map *map)
{
    Total **cells = cx_new(cx, Total *, map->n + 1);
    const MapSlot *slot;
    size_t at = 0, n = 0;
    while ((slot = map_next(map, &at))) cells[n++] = slot->value;
    if (n) qsort(cells, n, sizeof *cells, by_key);
    return cells;
}

static Err write_sums(const Tally *t, const Total *c)
{
    Stmt *st;
    for (size_t i = 0; i < t->n_sums; i++) {
        if (c->sums[i] == 0) continue;
        TRY(db_prepare(t->told_cx, t->to, S(SQL_CUBE_ADD), &st));
        stmt_i64(st, 1, t->base);
        stmt_i64(st, 2, c->span);
        stmt_text(st, 3, c->region);
        stmt_text(st, 4, c->sector);
        stmt_i64(st, 5, (int64_t)i);
        stmt_i64(st, 6, c->sums[i]);
        TRY(stmt_run(t->told_cx, st, NULL));
    }
    return OK;
}

static Err write_map(const Tally *t, const Map *map, Err (*write)(const Tally *, const Total *))
{
    Total **cells = in_order(t->cx, map);
    for (size_t i = 0; i < map->n; i++) TRY(write(t, cells[i]));
    return OK;
}

/* --- values: where each is seen, and how many are seen where --- */

/* One value in one township and sector. */
typedef struct Place {
    Str region, sector;
    int64_t before, after;
    bool fresh; /* it changed */
} Place;

typedef struct Places {
    Place *p;
    size_t n, cap;
} Places;

static void key_value(const Tally *t, Stmt *st, const Total *c)
{
    stmt_i64(st, 1, t->base);
    stmt_i64(st, 2, c->column);
    stmt_i64(st, 3, c->span);
    stmt_text(st, 4, c->value);
}

static Err read_places(const Tally *t, const Total *c, Places *ret)
{
    Stmt *st;
    bool row;
    ret->n = 0;
    TRY(db_prepare(t->told_cx, t->to, S(SQL_CUBE_SEEN_OF), &st));
    key_value(t, st, c);
    for (;;) {
        TRY(stmt_step(t->told_cx, st, &row));
        if (!row) break;
        int64_t n = col_i64(st, 2);
        vec_push(t->cx, ret, ((Place){col_dup(t->cx, st, 0), col_dup(t->cx, st, 1), n, n, false}));
    }
    stmt_reset(st);
    return OK;
}

static void change_place(const Tally *t, Places *places, const Total *c)
{
    size_t i = 0;
    while (i < places->n &&
           !(str_eq(places->p[i].region, c->region) && str_eq(places->p[i].sector, c->sector)))
        i++;
    if (i == places->n) vec_push(t->cx, places, ((Place){c->region, c->sector, 0, 0, false}));
    places->p[i].after += c->sums[0];
    places->p[i].fresh = true;
}

static Err write_place(const Tally *t, const Total *c, const Place *p)
{
    Stmt *st;
    if (!p->fresh || p->before == p->after) return OK;
    Str sql = p->after ? S(SQL_CUBE_PUT_SEEN) : S(SQL_CUBE_GONE_SEEN);
    TRY(db_prepare(t->told_cx, t->to, sql, &st));
    key_value(t, st, c);
    stmt_text(st, 5, p->region);
    stmt_text(st, 6, p->sector);
    if (p->after) stmt_i64(st, 7, p->after);
    return stmt_run(t->told_cx, st, NULL);
}

static int by_region(const void *a, const void *b)
{
    const Place *x = a, *y = b;
    return str_cmp(x->region, y->region);
}

static int by_sector(const void *a, const void *b)
{
    const Place *x = a, *y = b;
    int order = str_cmp(x->sector, y->sector);
    return order ? order : str_cmp(x->region, y->region);
}

static void add_told(Tally *t, const Total *c, Str region, Str sector, int change)
{
    Key k = {.n = 0};
    key_int(&k, c->column);
    key_int(&k, c->span);
    if (!key_text(&k, region) || !key_text(&k, sector)) return; /* its own key was longer */
    Total *told = total_at(t, &t->told, &k, 1);
    told->column = c->column;
    told->span = c->span;
    told->region = region;
    told->sector = sector;
    told->sums[0] += change;
}

/* Runs of one place (its first `digits`), and of one sector where `sector` says so: whether the
 * value is seen there was and is one thing for each. */
static void count_runs(Tally *t, const Total *c, const Places *places, size_t digits, bool sector)
{
    for (size_t i = 0, end; i < places->n; i = end) {
        int64_t before = 0, after = 0;
        const Place *first = &places->p[i];
        Str region = str_head(first->region, digits);
        for (end = i; end < places->n; end++) {
            const Place *p = &places->p[end];
            if (!str_eq(str_head(p->region, digits), region)) break;
            if (sector && !str_eq(p->sector, first->sector)) break;
            before += p->before;
            after += p->after;
        }
        int change = (after > 0) - (before > 0);
        if (change) add_told(t, c, region, sector ? first->sector : S("*"), change);
    }
}

static void count_places(Tally *t, const Total *c, Places *places)
{
    static const size_t digits[] = {CITY, COUNTY, TOWNSHIP};
    if (places->n == 0) return;
    qsort(places->p, places->n, sizeof *places->p, by_region);
    for (size_t i = 0; i < COUNT(digits); i++) count_runs(t, c, places, digits[i], false);
    qsort(places->p, places->n, sizeof *places->p, by_sector);
    for (size_t i = 0; i < COUNT(digits); i++) count_runs(t, c, places, digits[i], true);
}

static bool same_value(const Total *a, const Total *b)
{
    return a->column == b->column && a->span == b->span && str_eq(a->value, b->value);
}

static Err write_values(Tally *t)
{
    Places places = {0};
    Total **cells = in_order(t->cx, &t->seen);
    for (size_t i = 0, end; i < t->seen.n; i = end) {
        TRY(read_places(t, cells[i], &places));
        for (end = i; end < t->seen.n && same_value(cells[i], cells[end]); end++)
            change_place(t, &places, cells[end]);
        for (size_t k = 0; k < places.n; k++) TRY(write_place(t, cells[i], &places.p[k]));
        count_places(t, cells[i], &places);
    }
    return OK;
}

static Err write_told(const Tally *t, const Total *c)
{
    Stmt *st;
    if (c->sums[0] == 0) return OK;
    TRY(db_prepare(t->told_cx, t->to, S(SQL_CUBE_ADD_TOLD), &st));
    stmt_i64(st, 1, t->base);
    stmt_i64(st, 2, c->column);
    stmt_i64(st, 3, c->span);
    stmt_text(st, 4, c->region);
    stmt_text(st, 5, c->sector);
    stmt_i64(st, 6, c->sums[0]);
    return stmt_run(t->told_cx, st, NULL);
}

Err tally_finish(Tally *t)
{
    TRY(write_map(t, &t->cells, write_sums));
    TRY(write_values(t));
    TRY(write_map(t, &t->told, write_told));
    t->cells = t->seen = t->told = (Map){0};
    cx_reset(t->cx);
    return OK;
}

Err tally_add(void *tally, const Share *s)
{
    Tally *t = tally;
    int year, month, day;
    day_to_civil(s->day, &year, &month, &day);
    if (year < CUBE_YEAR_FIRST) return OK;
    if (!add_all(t, s, year) || !add_all(t, s, year * MONTHS_AT + month))
        return cx_fail(t->told_cx, ERR_TOO_BIG, "", "a value is longer than a key may be");
    return t->cells.n + t->seen.n < MOST ? OK : tally_finish(t);
}
