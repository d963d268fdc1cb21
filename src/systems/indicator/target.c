/* SPDX-License-Identifier: Apache-2.0 */
/* Targets of figures: rows of the register `target`, for exactly a place and period; how a figure
 * stands to its own. source: domain 11.6; 以上 and 以下 include the limit */
#include "systems/indicator/indicator_int.h"
#include "systems/indicator_sql.h"

enum { MILLION = 1000000 };

static bool op_parse(Str text, TargetOp *ret)
{
    static const char *const names[] = {[TARGET_AT_LEAST] = "at_least",
                                        [TARGET_AT_MOST] = "at_most",
                                        [TARGET_CHANGE_AT_LEAST] = "change_at_least",
                                        [TARGET_CHANGE_AT_MOST] = "change_at_most"};
    for (size_t i = TARGET_AT_LEAST; i < COUNT(names); i++)
        if (str_is(text, names[i])) return *ret = (TargetOp)i, true;
    return false;
}

Err target_of(Cx *cx, const Site *site, const Indicator *i, const Ask *ask, Target *ret)
{
    Db *db;
    Stmt *st;
    bool row;
    const Reg *reg;
    *ret = (Target){0};
    TRY(system_reg(cx, site, "target", &reg));
    if (book_gate(site->book, cx, reg, S("read"), ask->region) != OK) return cx_clear(cx), OK;
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_INDICATOR_TARGET), &st));
    stmt_text(st, 1, i->key);
    stmt_text(st, 2, period_text(cx, &ask->now));
    stmt_text(st, 3, ask->region);
    TRY(stmt_step(cx, st, &row));
    if (row && op_parse(col_str(st, 0), &ret->op)) ret->value = num_of(col_i64(st, 1), MILLION);
    stmt_reset(st);
    return OK;
}

/* Of a period that is not over, what may still come is asked of nobody yet. */
static TargetState unfinished(const Target *t, Num over, Num value, const Period *p, int64_t today)
{
    bool least = t->op == TARGET_AT_LEAST || t->op == TARGET_CHANGE_AT_LEAST;
    if (!least) return over.num > 0 ? TARGET_NOT_MET : TARGET_ON_TRACK;
    if (over.num >= 0) return TARGET_MET;
    if (t->op != TARGET_AT_LEAST) return TARGET_ON_TRACK;
    Num due = num_ratio(t->value, num_of(p->last - p->first + 1, 1), today - p->first + 1);
    return num_sum(value, num_minus(due)).num >= 0 ? TARGET_ON_TRACK : TARGET_NOT_MET;
}

TargetState target_state(const Target *t, const Figure *f, const Period *p, int64_t today)
{
    bool change = t->op == TARGET_CHANGE_AT_LEAST || t->op == TARGET_CHANGE_AT_MOST;
    bool least = t->op == TARGET_AT_LEAST || t->op == TARGET_CHANGE_AT_LEAST;
    Num value = change ? num_change(f->now, f->before) : f->now;
    Num over = num_sum(value, num_minus(t->value));
    if (t->op == TARGET_NONE) return TARGET_UNSET;
    if (!over.known || p->first > today) return TARGET_NO_DATA;
    if (p->last >= today) return unfinished(t, over, value, p, today);
    return (least ? over.num >= 0 : over.num <= 0) ? TARGET_MET : TARGET_NOT_MET;
}

void target_put(Cx *cx, const Target *t, const Figure *f, const Period *p, int64_t today, Jw *w)
{
    static const char *const states[] = {[TARGET_UNSET] = "",
                                         [TARGET_NO_DATA] = "no_data",
                                         [TARGET_NOT_MET] = "not_met",
                                         [TARGET_ON_TRACK] = "on_track",
                                         [TARGET_MET] = "met"};
    static const char *const ops[] = {"", "at_least", "at_most", "change_at_least",
                                      "change_at_most"};
    jw_kraw(w, "target", num_exact(cx, t->value));
    if (t->op == TARGET_NONE) return;
    jw_kstr(w, "target_op", str_c(ops[t->op]));
    jw_kstr(w, "target_state", str_c(states[target_state(t, f, p, today)]));
}
