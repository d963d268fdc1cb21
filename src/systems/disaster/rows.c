/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of disaster_loss: which one counts, what they add up to, what the ledgers say. */
#include "systems/disaster/disaster_int.h"

#include <math.h>

#include "base/embed.h"
#include "systems/disaster_sql.h"
#include "wire/csv.h"

enum { SUMS_MAX = 50, COUNTY = 6, TOWNSHIP = 9 };

Figures loss_figures(const Reg *reg)
{
    const Field *first = reg_field(reg, S("flooded_townships")),
                *last = reg_field(reg, S("loss_other"));
    if (!first || !last) return (Figures){0, 0};
    return (Figures){first->index, last->index + 1};
}

bool loss_is_total(const Field *f)
{
    return !str_ends(f->key, S("_now"));
}

bool loss_figure(const Rec *rec, int i, double *ret)
{
    Val v = rec->v[i];
    if (v.kind == VAL_NULL) return false;
    *ret = v.kind == VAL_REAL ? v.f : (double)v.i;
    return true;
}

bool loss_same(double a, double b)
{
    return fabs(a - b) <= 1e-6 * fmax(1, fmax(fabs(a), fabs(b)));
}

static size_t digits_below(Str prefix)
{
    return prefix.len < COUNTY ? COUNTY : prefix.len < TOWNSHIP ? TOWNSHIP : 12;
}

/* --- which rows --- */

static Err load_one(Cx *cx, const Site *site, Db *db, int64_t id, Rec **ret)
{
    const Reg *reg;
    *ret = NULL;
    if (id == 0) return OK;
    TRY(system_reg(cx, site, "disaster_loss", &reg));
    return record_load(cx, db, reg, id, ret);
}

Err losses_below(Cx *cx, const Site *site, Db *db, int64_t event, Str region, Losses *ret)
{
    Stmt *st;
    bool row;
    Str prefix = region_prefix(region), last = S("");
    size_t below = digits_below(prefix);
    VEC(int64_t) ids = {0};
    *ret = (Losses){0};
    TRY(db_prepare(cx, db, S(SQL_LOSSES_FILED), &st));
    stmt_i64(st, 1, event);
    stmt_text(st, 2, prefix);
    stmt_text(st, 3, str_fmt(cx, "%.*s:", STR_ARG(prefix)));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        Str at = col_dup(cx, st, 1);
        if (region_prefix(at).len != below || str_eq(at, last)) continue;
        last = at;
        vec_push(cx, &ids, col_i64(st, 0));
    }
    stmt_reset(st);
    for (size_t i = 0; i < ids.n; i++) {
        Rec *rec;
        TRY(load_one(cx, site, db, ids.p[i], &rec));
        vec_push(cx, ret, rec);
    }
    return OK;
}

static Err one_id(Cx *cx, Stmt *st, int64_t *ret)
{
    bool row;
    TRY(stmt_step(cx, st, &row));
    *ret = row ? col_i64(st, 0) : 0;
    stmt_reset(st);
    return OK;
}

Err loss_last(Cx *cx, const Site *site, Db *db, int64_t event, Str region, int64_t not_this,
              Rec **ret)
{
    Stmt *st;
    int64_t id;
    TRY(db_prepare(cx, db, S(SQL_LOSS_LAST), &st));
    stmt_i64(st, 1, event);
    stmt_text(st, 2, region);
    stmt_i64(st, 3, not_this);
    TRY(one_id(cx, st, &id));
    return load_one(cx, site, db, id, ret);
}

Err loss_open(Cx *cx, const Site *site, Db *db, int64_t event, Str region, Rec **ret)
{
    Stmt *st;
    int64_t id;
    TRY(db_prepare(cx, db, S(SQL_LOSS_OPEN), &st));
    stmt_i64(st, 1, event);
    stmt_text(st, 2, region);
    TRY(one_id(cx, st, &id));
    return load_one(cx, site, db, id, ret);
}

bool loss_sum(const Losses *rows, int i, double *ret)
{
    double one;
    bool any = false;
    *ret = 0;
    for (size_t k = 0; k < rows->n; k++)
        if (loss_figure(rows->p[k], i, &one)) *ret += one, any = true;
    return any;
}

/* --- ledgers --- */

static Err ledger_row(Cx *cx, Db *db, Str sql, int64_t event, Str region, int64_t **fields,
                      size_t n)
{
    Stmt *st;
    bool row;
    Str prefix = region_prefix(region);
    TRY(db_prepare(cx, db, sql, &st));
    stmt_i64(st, 1, event);
    stmt_text(st, 2, prefix);
    stmt_text(st, 3, str_fmt(cx, "%.*s:", STR_ARG(prefix)));
    TRY(stmt_step(cx, st, &row));
    for (size_t i = 0; i < n && row; i++) *fields[i] = col_i64(st, (int)i);
    stmt_reset(st);
    return OK;
}

Err ledger_counts(Cx *cx, Db *db, int64_t event, Str region, Ledger *ret)
{
    int64_t *persons[] = {&ret->deaths, &ret->missing};
    int64_t *homes[] = {&ret->collapsed_homes, &ret->severe_homes, &ret->general_homes};
    TRY(ledger_row(cx, db, S(SQL_LOSS_PERSONS), event, region, persons, COUNT(persons)));
    return ledger_row(cx, db, S(SQL_LOSS_HOMES), event, region, homes, COUNT(homes));
}

int64_t ledger_of(const Ledger *l, Str field)
{
    if (str_is(field, "deaths")) return l->deaths;
    if (str_is(field, "missing")) return l->missing;
    if (str_is(field, "collapsed_homes")) return l->collapsed_homes;
    if (str_is(field, "severe_homes")) return l->severe_homes;
    return str_is(field, "general_homes") ? l->general_homes : -1;
}

Err loss_sums(Cx *cx, LossSum **ret, size_t *n)
{
    Csv csv = csv_on(embed_find(S("model/rules/loss_sums.csv")));
    Str *cells;
    size_t got;
    bool more = true;
    *ret = cx_new(cx, LossSum, SUMS_MAX);
    *n = 0;
    TRY(csv_next(cx, &csv, &cells, &got, &more));
    while (more && *n < SUMS_MAX) {
        TRY(csv_next(cx, &csv, &cells, &got, &more));
        if (!more) break;
        if (got != 3)
            return cx_fail(cx, ERR_INVALID, "loss_sums.csv", "a row has %zu cells, not %d", got, 3);
        (*ret)[(*n)++] = (LossSum){cells[0], cells[1]};
    }
    return OK;
}
