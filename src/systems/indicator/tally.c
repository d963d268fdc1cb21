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
    Cx *told; /* of failures */
    Cx *cx;   /* of what is added up; emptied when it is written */
    Db *to;
    int64_t base;
    size_t n_sums, n_values;
    Map cells, seen;
};

Tally *tally_new(Cx *told, Db *to, int64_t base, const Columns *columns)
{
    Tally *t = sys_mem_new(sizeof *t);
    *t = (Tally){.told = told,
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

static Total *cell_at(Tally *t, Map *map, const Key *k, size_t n_sums)
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

static void name_cell(Tally *t, Total *c, const Share *s, int span)
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
    Total *c = cell_at(t, &t->cells, &k, t->n_sums);
    name_cell(t, c, s, span);
    for (size_t i = 0; i < t->n_sums; i++) c->sums[i] += s->sign * s->sums[i];
    return true;
}

static bool add_value(Tally *t, const Share *s, int span, size_t column)
{
    Key k = {.n = 0};
    Str value = s->values[column];
    key_int(&k, (int)column);
    key_int(&k, span);
    if (!key_text(&k, s->region) || !key_text(&k, s->sector) || !key_text(&k, value)) return false;
    Total *c = cell_at(t, &t->seen, &k, 1);
    bool fresh = c->span == 0;
    name_cell(t, c, s, span);
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
        TRY(db_prepare(t->told, t->to, S(SQL_CUBE_ADD), &st));
        stmt_i64(st, 1, t->base);
        stmt_i64(st, 2, c->span);
        stmt_text(st, 3, c->region);
        stmt_text(st, 4, c->sector);
        stmt_i64(st, 5, (int64_t)i);
        stmt_i64(st, 6, c->sums[i]);
        TRY(stmt_run(t->told, st, NULL));
    }
    return OK;
}

static Err write_value(const Tally *t, const Total *c)
{
    Stmt *st;
    if (c->sums[0] == 0) return OK;
    TRY(db_prepare(t->told, t->to, S(SQL_CUBE_ADD_SEEN), &st));
    stmt_i64(st, 1, t->base);
    stmt_i64(st, 2, c->column);
    stmt_i64(st, 3, c->span);
    stmt_text(st, 4, c->region);
    stmt_text(st, 5, c->sector);
    stmt_text(st, 6, c->value);
    stmt_i64(st, 7, c->sums[0]);
    return stmt_run(t->told, st, NULL);
}

static Err write_map(const Tally *t, const Map *map, Err (*write)(const Tally *, const Total *))
{
    Total **cells = in_order(t->cx, map);
    for (size_t i = 0; i < map->n; i++) TRY(write(t, cells[i]));
    return OK;
}

Err tally_finish(Tally *t)
{
    TRY(write_map(t, &t->cells, write_sums));
    TRY(write_map(t, &t->seen, write_value));
    t->cells = t->seen = (Map){0};
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
        return cx_fail(t->told, ERR_TOO_BIG, "", "a value is longer than a key may be");
    return t->cells.n + t->seen.n < MOST ? OK : tally_finish(t);
}
