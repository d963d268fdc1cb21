/* SPDX-License-Identifier: Apache-2.0 */
/* How a drill scores: planned beside actual minutes, amounts, and what was expected after each
 * inject. source: AQ/T 9009-2015 (优 良 中 差); the limits between them are ours (U) */
#include "systems/drill/drill_int.h"

static const double EXPECT_POINTS = 5;               /* of one expectation; U */
static const double GOOD = 90, FAIR = 75, PASS = 60; /* U; score of 优, 良, 中 */

Watch *watch_of(Drill *d, const Match *m)
{
    for (size_t i = 0; i < d->n_watches; i++)
        if (d->watches[i].match == m) return &d->watches[i];
    return NULL;
}

/* --- in time --- */

static void settle(Drill *d, size_t index, double value, bool has, double share)
{
    Result *r = &d->results[index];
    mutex_lock(&d->lock);
    r->asked = true;
    r->value = value;
    r->has_value = has;
    r->earned = d->s->goals[index].points * share;
    mutex_unlock(&d->lock);
}

/* Full points within the plan, none at twice its time, straight between. */
static double share_of(double took, double planned)
{
    if (took <= planned) return 1;
    return took >= 2 * planned ? 0 : 2 - took / planned;
}

/* It has come about now; what came before the start of the goal does not count. */
static void settle_time(Drill *d, size_t index, int64_t at_ms)
{
    const Goal *g = &d->s->goals[index];
    const Watch *from = watch_of(d, &g->from);
    int64_t start = g->from.on.len == 0 ? d->s->start_ms : from ? from->first_ms : 0;
    if (!start || at_ms < start) return;
    double took = (double)(at_ms - start) / MS_MINUTE;
    settle(d, index, took, true, share_of(took, (double)g->planned_ms / MS_MINUTE));
}

/* Expectations that a match meets; goals that it settles. */
void score_seen(Drill *d, const Match *m, int64_t at_ms)
{
    mutex_lock(&d->lock);
    for (size_t i = 0; i < d->opens.n; i++) {
        Open *o = &d->opens.p[i];
        if (&o->inject->expect.match == m && !o->over && !o->met_ms && at_ms >= o->at_ms)
            o->met_ms = at_ms;
    }
    mutex_unlock(&d->lock);
    for (size_t i = 0; i < d->s->n_goals; i++)
        if (&d->s->goals[i].to == m && !d->results[i].asked) settle_time(d, i, at_ms);
}

void score_expect_over(Drill *d, size_t open)
{
    mutex_lock(&d->lock);
    d->opens.p[open].over = true;
    mutex_unlock(&d->lock);
}

/* --- amounts --- */

/* "total.placed" of an answer; NULL for "". */
static json_t *at_path(json_t *j, Str path)
{
    Str key;
    if (path.len == 0) return NULL;
    while (j && str_next(&path, '.', &key)) j = json_object_getn(j, key.p, key.len);
    return j;
}

void score_ask(Cx *cx, Drill *d, size_t index, int64_t now_ms)
{
    const Goal *g = &d->s->goals[index];
    Known k = {.start_ms = d->s->start_ms, .now_ms = now_ms, .refs = &d->refs};
    json_t *answer = NULL;
    if (d->config.call(cx, d->config.ctx, NULL, "GET", fill_text(cx, &k, g->get), NULL, &answer) !=
        OK) {
        log_warn("goal %.*s: %.*s", STR_ARG(g->key), STR_ARG(cx_message(cx)));
        cx_clear(cx);
    }
    json_t *v = at_path(answer, g->value), *whole = at_path(answer, g->over);
    double of = g->over.len ? json_number_value(whole) : 1;
    bool has = json_is_number(v) && of > 0;
    double value = has ? json_number_value(v) / of : 0;
    double share = g->at_least > 0 ? value / g->at_least : 1;
    settle(d, index, value, has, !has || share < 0 ? 0 : share > 1 ? 1 : share);
}

/* --- together --- */

static void add_up(const Drill *d, double *earned, double *possible)
{
    *earned = *possible = 0;
    for (size_t i = 0; i < d->s->n_goals; i++) {
        *possible += d->s->goals[i].points;
        *earned += d->results[i].earned;
    }
    for (size_t i = 0; i < d->opens.n; i++) {
        const Open *o = &d->opens.p[i];
        if (!o->met_ms && !o->over && !d->is_over) continue; /* still open */
        *possible += EXPECT_POINTS;
        *earned += o->met_ms ? EXPECT_POINTS : 0;
    }
}

Score drill_score(Drill *d)
{
    double earned, possible;
    mutex_lock(&d->lock);
    add_up(d, &earned, &possible);
    mutex_unlock(&d->lock);
    double points = possible > 0 ? 100 * earned / possible : 0;
    Score s = {.points = points, .verdict_zh = S("差"), .verdict_en = S("poor")};
    if (points >= GOOD) s.verdict_zh = S("优"), s.verdict_en = S("excellent");
    else if (points >= FAIR) s.verdict_zh = S("良"), s.verdict_en = S("good");
    else if (points >= PASS) s.verdict_zh = S("中"), s.verdict_en = S("fair");
    return s;
}

void drill_finish(Cx *cx, Drill *d, int64_t now_ms)
{
    script_heard(cx, d);
    for (size_t i = 0; i < d->s->n_goals; i++)
        if (!d->results[i].asked) settle(d, i, 0, false, 0);
    mutex_lock(&d->lock);
    d->is_over = true;
    d->over_ms = now_ms;
    for (size_t i = 0; i < d->opens.n; i++) d->opens.p[i].over = true;
    mutex_unlock(&d->lock);
}
