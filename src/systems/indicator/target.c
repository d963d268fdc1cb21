/* SPDX-License-Identifier: Apache-2.0 */
/* Targets of figures: rows of the register `target`, for exactly a place and period; how a figure
 * stands to its own. source: domain 11.6; 以上 and 以下 include the limit */
#include <math.h>

#include "systems/indicator/indicator_int.h"

enum { MILLION = 1000000 };

static const char *const ops[] = {"", "at_least", "at_most", "change_at_least", "change_at_most"};

static bool op_parse(Str text, TargetOp *ret)
{
    for (size_t i = TARGET_AT_LEAST; i < COUNT(ops); i++)
        if (str_is(text, ops[i])) return *ret = (TargetOp)i, true;
    return false;
}

/* Rows of the indicator and period in the place, as of the ask's moment. */
static Err rows_of(Cx *cx, const Site *site, const Indicator *i, const Ask *ask, Page *ret)
{
    enum { MOST = 500 };
    Query q = {.limit = MOST,
               .text = S(""),
               .region = region_prefix(ask->region),
               .sort_column = S(""),
               .after = S(""),
               .as_of_ms = ask->as_of_ms};
    TRY(system_reg(cx, site, "target", &q.reg));
    TRY(query_param(cx, site->book, &q, S("indicator"), OP_EQ, i->key));
    TRY(query_param(cx, site->book, &q, S("period"), OP_EQ, period_text(cx, &ask->now)));
    return query_run(cx, site->book, &q, ret);
}

Target target_among(const Page *rows, const Indicator *i, Str region)
{
    Target ret = {0};
    for (size_t k = 0; k < rows->n; k++) {
        const Rec *rec = rows->recs[k];
        double value = rec_val(rec, "value").f;
        if (str_eq(rec->region, region) && str_eq(rec_str(rec, "indicator"), i->key) &&
            op_parse(rec_str(rec, "op"), &ret.op))
            ret.value = num_of(llround(value * MILLION), MILLION);
    }
    return ret;
}

Err target_of(Cx *cx, const Site *site, const Indicator *i, const Ask *ask, Target *ret)
{
    Page page;
    *ret = (Target){0};
    Err err = rows_of(cx, site, i, ask, &page);
    if (err == ERR_DENIED) return cx_clear(cx), OK; /* not this account's business */
    TRY(err);
    *ret = target_among(&page, i, ask->region);
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
    jw_kraw(w, "target", num_exact(cx, t->value));
    if (t->op == TARGET_NONE) return;
    jw_kstr(w, "target_op", str_c(ops[t->op]));
    jw_kstr(w, "target_state", str_c(states[target_state(t, f, p, today)]));
}
