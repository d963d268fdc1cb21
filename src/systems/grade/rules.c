/* SPDX-License-Identifier: Apache-2.0 */
/* Reader of rule tables; see rules.h. */
#include "systems/grade/rules.h"
#include "wire/csv.h"

static Str place(Cx *cx, const RuleTable *t, int64_t line, const char *column)
{
    return str_fmt(cx, "%s:%lld%s%s", t->path, (long long)line, *column ? " " : "", column);
}

static Err find_columns(Cx *cx, RuleTable *t, const Str *heads, size_t n_heads, size_t n,
                        size_t *at)
{
    for (size_t i = 0; i < n; i++) {
        at[i] = 0;
        while (at[i] < n_heads && !str_is(heads[at[i]], t->columns[i])) at[i]++;
        if (at[i] == n_heads)
            return cx_refuse(cx, ERR_INVALID, place(cx, t, 1, ""), str_c(t->columns[i]),
                             "has no such column");
    }
    return OK;
}

static Err read_rows(Cx *cx, Csv *csv, RuleTable *t, size_t n_heads, size_t n, const size_t *at)
{
    for (;;) {
        Str *cells;
        size_t n_cells;
        bool more;
        TRY(csv_next(cx, csv, &cells, &n_cells, &more));
        if (!more) return OK;
        if (n_cells != n_heads)
            return cx_refuse(cx, ERR_INVALID, place(cx, t, csv->line, ""), S(""),
                             "has %zu cells, its head %zu", n_cells, n_heads);
        RuleRow *row = vec_add(cx, &t->rows);
        *row = (RuleRow){csv->line, cx_new(cx, Str, n)};
        for (size_t i = 0; i < n; i++) row->cells[i] = cells[at[i]];
    }
}

Err rule_table_read(Cx *cx, RuleFind *find, const char *path, const char *const *columns, size_t n,
                    RuleTable *ret)
{
    RuleTable t = {.path = path, .columns = columns};
    Str text = find(str_c(path)), *heads = NULL;
    if (!text.p) return cx_fail(cx, ERR_NOT_FOUND, path, "there is no such table of rules");
    Csv csv = csv_on(text);
    size_t n_heads = 0, *at = cx_new(cx, size_t, n);
    bool more;
    TRY(csv_next(cx, &csv, &heads, &n_heads, &more));
    TRY(find_columns(cx, &t, heads, n_heads, n, at));
    TRY(read_rows(cx, &csv, &t, n_heads, n, at));
    *ret = t;
    return OK;
}

Err rule_number(Cx *cx, const RuleTable *t, const RuleRow *row, size_t column, double *ret)
{
    double v;
    if (!str_f64(row->cells[column], &v) || v < 0)
        return cx_refuse(cx, ERR_INVALID, place(cx, t, row->line, t->columns[column]),
                         row->cells[column], "must be a number, 0 or more");
    *ret = v;
    return OK;
}

Err rule_whole(Cx *cx, const RuleTable *t, const RuleRow *row, size_t column, int low, int high,
               int *ret)
{
    int64_t v;
    if (!str_i64(row->cells[column], &v) || v < low || v > high)
        return cx_refuse(cx, ERR_INVALID, place(cx, t, row->line, t->columns[column]),
                         row->cells[column], "must be a whole number from %lld to %lld",
                         (long long)low, (long long)high);
    *ret = (int)v;
    return OK;
}

Err rule_unknown(Cx *cx, const RuleTable *t, const RuleRow *row, size_t column)
{
    return cx_refuse(cx, ERR_INVALID, place(cx, t, row->line, t->columns[column]),
                     row->cells[column], "is in no other table of rules");
}
