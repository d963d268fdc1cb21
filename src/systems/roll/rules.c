/* SPDX-License-Identifier: Apache-2.0 */
/* The tables that say which posts there must be, who is called from which level on, and what counts
 * as work on post. */
#include "systems/roll/roll_int.h"

#include "base/embed.h"
#include "wire/csv.h"

enum { ROWS_MAX = 500 };

/* Rows of a table without its head, n_cells each. */
static Err read_table(Cx *cx, const char *name, size_t n_cells, Str ***ret, size_t *n)
{
    Csv csv = csv_on(embed_find(str_fmt(cx, "model/rules/%s", name)));
    Str *cells;
    size_t got;
    bool more = true;
    *ret = cx_new(cx, Str *, ROWS_MAX);
    *n = 0;
    TRY(csv_next(cx, &csv, &cells, &got, &more));
    while (more && *n < ROWS_MAX) {
        TRY(csv_next(cx, &csv, &cells, &got, &more));
        if (!more) break;
        if (got != n_cells)
            return cx_fail(cx, ERR_INVALID, name, "a row has %zu cells, not %zu", got, n_cells);
        (*ret)[(*n)++] = cells;
    }
    return OK;
}

Err roll_needs(Cx *cx, PostNeeds *ret)
{
    Str **rows;
    TRY(read_table(cx, "post_needs.csv", 5, &rows, &ret->n));
    ret->p = cx_new(cx, PostNeed, ret->n + 1);
    for (size_t i = 0; i < ret->n; i++)
        ret->p[i] = (PostNeed){rows[i][0], rows[i][1], rows[i][2], rows[i][3], rows[i][4]};
    return OK;
}

Err roll_kinds(Cx *cx, RollKinds *ret)
{
    Str **rows;
    TRY(read_table(cx, "roll_kinds.csv", 4, &rows, &ret->n));
    ret->p = cx_new(cx, RollKind, ret->n + 1);
    for (size_t i = 0; i < ret->n; i++) ret->p[i] = (RollKind){rows[i][0], rows[i][1], rows[i][2]};
    return OK;
}

static bool has_word(Str words, Str word)
{
    Str one;
    while (str_next(&words, ' ', &one))
        if (str_eq(one, word)) return true;
    return false;
}

/* Each higher level includes all actions of the lower ones. source: domain 05 §5.2 (V) */
bool roll_calls(const RollKinds *all, Str kind, Str response_kind, Str level)
{
    if (level.len != 1) return false;
    for (size_t i = 0; i < all->n; i++) {
        const RollKind *k = &all->p[i];
        bool from_here = k->from_level.len == 1 && level.p[0] <= k->from_level.p[0];
        bool for_this = has_word(k->responses, response_kind);
        if (from_here && for_this && (kind.len == 0 || str_eq(k->kind, kind))) return true;
    }
    return false;
}

Err roll_evidence(Cx *cx, const Entry *e, Str *ret, bool *person)
{
    Str **rows;
    size_t n;
    *ret = S("");
    TRY(read_table(cx, "post_evidence.csv", 4, &rows, &n));
    for (size_t i = 0; i < n && ret->len == 0; i++) {
        if (!str_eq(rows[i][0], e->reg) || !str_eq(rows[i][1], e->action)) continue;
        *person = str_is(rows[i][2], "person");
        *ret = rows[i][3];
    }
    return OK;
}
