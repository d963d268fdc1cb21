/* SPDX-License-Identifier: Apache-2.0 */
/* Working out an assessment: each indicator once for all counties, targets and score sheets of the
 * period read once, then points, totals, ranks, grades. */
#include "auth/auth.h"
#include "systems/assessment/assessment_int.h"

enum { ROWS_MOST = 10000 };

typedef struct Work {
    Cx *cx;
    const Site *site;
    const Scheme *s;
    Assessed *a;
    Ask ask; /* of the field that is ranked: the city, or what the account may see of it */
    Page targets, sheets;
    bool no_sheets; /* this account may not see them */
    size_t seen, denied;
} Work;

static const char *const states[N_SCORE_STATES] = {"scored",   "no_data", "no_target",
                                                   "no_sheet", "alone",   "denied"};

const char *score_state_name(ScoreState state)
{
    return states[state];
}

/* --- what there is --- */

/* Records of a register of exactly this period, in the order of a field. Not there where the
 * account may not read it. */
static Err rows_of_period(Work *w, const char *reg, const char *order, bool *denied, Page *ret)
{
    Query q = {.limit = ROWS_MOST,
               .text = S(""),
               .region = region_prefix(w->ask.region),
               .sort_column = S(""),
               .after = S(""),
               .as_of_ms = w->ask.as_of_ms};
    *ret = (Page){0};
    TRY(system_reg(w->cx, w->site, reg, &q.reg));
    q.sort = order ? reg_field(q.reg, str_c(order)) : NULL;
    TRY(query_param(w->cx, w->site->book, &q, S("period"), OP_EQ, period_text(w->cx, &w->ask.now)));
    Err err = query_run(w->cx, w->site->book, &q, ret);
    *denied = err == ERR_DENIED;
    if (*denied) cx_clear(w->cx), *ret = (Page){0};
    return *denied ? OK : err;
}

/* The counties of the field, by code; those of now, as with parts of figures. */
static Err take_units(Work *w)
{
    Page page;
    Query q = {.limit = ROWS_MOST,
               .text = S(""),
               .region = region_prefix(w->ask.region),
               .sort_column = S(""),
               .after = S("")};
    TRY(system_reg(w->cx, w->site, "region", &q.reg));
    q.sort = reg_field(q.reg, S("code"));
    TRY(query_param(w->cx, w->site->book, &q, S("level"), OP_EQ, S("county")));
    TRY(query_run(w->cx, w->site->book, &q, &page));
    w->a->units = cx_new(w->cx, Unit, page.n + 1);
    for (size_t i = 0; i < page.n; i++) {
        Unit *u = &w->a->units[w->a->n++];
        *u = (Unit){.region = rec_str(page.recs[i], "code"),
                    .label = rec_str(page.recs[i], "name"),
                    .scores = cx_new(w->cx, Score, w->s->n_items),
                    .vetoes = cx_new(w->cx, VetoState, w->s->n_vetoes + 1),
                    .sections = cx_new(w->cx, Num, w->s->n_sections)};
    }
    return OK;
}

/* The units of the place that was asked for stand side by side. */
static Err take_shown(Work *w, Str region)
{
    Str prefix = region_prefix(region);
    Assessed *a = w->a;
    while (a->first < a->n && !str_starts(a->units[a->first].region, prefix)) a->first++;
    while (a->first + a->shown < a->n && str_starts(a->units[a->first + a->shown].region, prefix))
        a->shown++;
    return a->shown ? OK
                    : cx_refuse(w->cx, ERR_INVALID, S("region"), region,
                                "must be a county or a place with counties");
}

/* --- figures --- */

static const Figure *part_of(const Figures *by, Str region)
{
    for (size_t i = 0; i < by->n; i++)
        if (!by->p[i].rest && str_eq(by->p[i].key, region)) return &by->p[i];
    return NULL;
}

/* An indicator by county; *denied where this account may not see it. */
static Err by_county(Work *w, const Indicator *i, Figures *ret, bool *denied)
{
    *ret = (Figures){0};
    Err err = indicator_parts(w->cx, w->site, i, &w->ask, ret);
    *denied = err == ERR_DENIED;
    if (*denied) cx_clear(w->cx);
    w->denied += *denied;
    w->seen += err == OK;
    return *denied ? OK : err;
}

static void take_value(Work *w, const Item *item, const Figures *by, const Unit *u, Score *s)
{
    const Figure *f = part_of(by, u->region);
    if (!f) return;
    s->value = f->now;
    s->before = f->before;
    if (item->rule.kind != RULE_TARGET) return;
    s->target = target_among(&w->targets, item->i, u->region);
    s->target_state = target_state(&s->target, f, &w->ask.now, day_of_ms(w->cx->now_ms));
}

/* The last row of the item and county. */
static void take_hand(const Work *w, const Item *item, const Unit *u, Score *s)
{
    enum { MILLION = 1000000 };
    for (size_t i = w->sheets.n; i-- > 0;) {
        const Rec *rec = w->sheets.recs[i];
        if (!str_eq(rec->region, u->region) || !str_eq(rec_str(rec, "item"), item->label.zh))
            continue;
        Val score = rec_val(rec, "score");
        s->hand =
            (Hand){.id = rec->id, .scorer = rec_str(rec, "scorer"), .note = rec_str(rec, "note")};
        if (score.kind != VAL_NULL)
            s->hand.score = num_of((int64_t)(score.f * MILLION + 0.5), MILLION);
        return;
    }
}

static bool is_better(const Item *item, Num a, Num b)
{
    Num more = num_sum(a, num_minus(b));
    return item->direction > 0 ? more.num > 0 : more.num < 0;
}

/* Place among all that have a value. */
static void take_places(Work *w, size_t k)
{
    const Item *item = &w->s->items[k];
    for (size_t i = 0; i < w->a->n; i++) {
        Score *s = &w->a->units[i].scores[k];
        if (!s->value.known) continue;
        s->place = 1;
        for (size_t m = 0; m < w->a->n; m++) {
            Num other = w->a->units[m].scores[k].value;
            s->of += other.known;
            s->place += other.known && is_better(item, other, s->value);
        }
    }
}

/* --- points --- */

static ScoreState state_of(const Work *w, const Item *item, const Score *s, bool denied)
{
    if (denied || (item->rule.kind == RULE_RANK && !w->a->whole)) return SCORE_DENIED;
    if (s->points.known) return SCORED;
    if (!item->i) return SCORE_NO_SHEET;
    if (!s->value.known) return SCORE_NO_DATA;
    if (item->rule.kind == RULE_TARGET && s->target.op == TARGET_NONE) return SCORE_NO_TARGET;
    return item->rule.kind == RULE_RANK ? SCORE_ALONE : SCORE_NO_DATA;
}

static Err score_item(Work *w, size_t k)
{
    const Item *item = &w->s->items[k];
    Part part = w->s->sections[item->section].part;
    Figures by = {0};
    bool denied = w->no_sheets;
    if (item->i) TRY(by_county(w, item->i, &by, &denied));
    for (size_t u = 0; u < w->a->n; u++) {
        Score *s = &w->a->units[u].scores[k];
        if (item->i) take_value(w, item, &by, &w->a->units[u], s);
        else take_hand(w, item, &w->a->units[u], s);
    }
    if (item->rule.kind == RULE_RANK && w->a->whole) take_places(w, k);
    for (size_t u = 0; u < w->a->n; u++) {
        Score *s = &w->a->units[u].scores[k];
        s->points = rule_points(item, part, s);
        s->state = state_of(w, item, s, denied);
        if (s->state != SCORED) s->points = NUM_UNKNOWN;
    }
    return OK;
}

static Err look_for_veto(Work *w, size_t k)
{
    const Veto *v = &w->s->vetoes[k];
    Figures by;
    bool denied;
    TRY(by_county(w, v->i, &by, &denied));
    for (size_t u = 0; u < w->a->n; u++) {
        const Figure *f = part_of(&by, w->a->units[u].region);
        VetoState *state = &w->a->units[u].vetoes[k];
        *state = (VetoState){.state = denied              ? SCORE_DENIED
                                      : f && f->now.known ? SCORED
                                                          : SCORE_NO_DATA};
        if (f) state->value = f->now;
        state->hit = f && num_sum(f->now, num_minus(v->above)).num > 0;
    }
    return OK;
}

/* --- totals --- */

static void add_up(const Scheme *s, Unit *u)
{
    enum { FULL = 100 };
    Num none = num_of(0, 1);
    u->points = u->basis = u->extra = none;
    for (size_t i = 0; i < s->n_sections; i++) u->sections[i] = NUM_UNKNOWN;
    for (size_t i = 0; i < s->n_items; i++) {
        const Item *item = &s->items[i];
        Part part = s->sections[item->section].part;
        if (u->scores[i].state != SCORED) continue;
        Num points = u->scores[i].points;
        if (part == PART_DEDUCTED) points = num_minus(points);
        Num *section = &u->sections[item->section];
        *section = section->known ? num_sum(*section, points) : points;
        Num *to = part == PART_SCORED ? &u->points : &u->extra;
        *to = num_sum(*to, points);
        if (part == PART_SCORED) u->basis = num_sum(u->basis, item->weight);
    }
    u->total = num_sum(num_ratio(u->points, u->basis, FULL), u->extra);
    if (u->total.num < 0) u->total = none;
}

/* Enough of the weight could be scored for the total to mean something. */
static bool has_basis(const Scheme *s, const Unit *u)
{
    return u->total.known && num_sum(u->basis, num_minus(s->basis_least)).num >= 0;
}

static void give_grade(const Scheme *s, Unit *u)
{
    size_t k = 0;
    while (k + 1 < s->n_grades && num_sum(u->total, num_minus(s->grades[k].least)).num < 0) k++;
    for (size_t v = 0; v < s->n_vetoes; v++)
        if (u->vetoes[v].hit && k < s->vetoes[v].best) k = s->vetoes[v].best;
    u->grade = &s->grades[k];
}

/* Ties share a rank and the next is left out. */
static void give_rank(const Assessed *a, Unit *u)
{
    u->rank = 1;
    for (size_t i = 0; i < a->n; i++)
        u->rank += has_basis(a->s, &a->units[i]) &&
                   num_sum(a->units[i].total, num_minus(u->total)).num > 0;
}

static void conclude(Assessed *a)
{
    for (size_t i = 0; i < a->n; i++) add_up(a->s, &a->units[i]);
    for (size_t i = 0; i < a->n; i++) {
        Unit *u = &a->units[i];
        if (!has_basis(a->s, u)) continue;
        give_grade(a->s, u);
        if (a->whole) give_rank(a, u);
    }
}

void take_ranks_before(Assessed *a, const Assessed *before)
{
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < before->n; k++)
            if (str_eq(before->units[k].region, a->units[i].region))
                a->units[i].rank_before = before->units[k].rank;
}

/* --- the whole --- */

static bool is_quarter(Cx *cx, const Period *p)
{
    Str text = period_text(cx, p);
    return text.len == 6 && text.p[4] == 'Q';
}

static Err check_period(Cx *cx, const Scheme *s, const Ask *ask)
{
    if (s->quarterly && !is_quarter(cx, &ask->now))
        return cx_refuse(cx, ERR_INVALID, S("period"), ask->period,
                         "this assessment is of quarters such as 2019Q3");
    if (!s->quarterly && !ask->now.year)
        return cx_refuse(cx, ERR_INVALID, S("period"), ask->period,
                         "this assessment is of years such as 2019");
    return OK;
}

Err ask_before(Cx *cx, const Scheme *s, const Ask *ask, Ask *ret)
{
    int y, m, d;
    day_to_civil(ask->now.first - 1, &y, &m, &d);
    *ret = *ask;
    ret->shared = NULL;
    ret->period = s->quarterly ? str_fmt(cx, "%04dQ%d", y, (m + 2) / 3) : str_fmt(cx, "%04d", y);
    return period_parse(cx, ret->period, &ret->now, &ret->before);
}

static bool sees(Cx *cx, const Site *site, Str region)
{
    return str_is(cx->actor->role, "system") || scope_covers(cx->actor->region, site->city, region);
}

/* Everybody is ranked among all counties of the city; who may not see all of them sees their own
 * points without a rank. */
static Str field_of(Cx *cx, const Site *site, const Ask *ask)
{
    bool inside = str_starts(ask->region, region_prefix(site->city));
    return inside && sees(cx, site, site->city) ? site->city : ask->region;
}

Err assess(Cx *cx, const Site *site, const Scheme *s, const Ask *ask, Assessed *ret)
{
    bool no_targets;
    TRY(check_period(cx, s, ask));
    if (!sees(cx, site, ask->region))
        return cx_refuse(cx, ERR_DENIED, S("region"), ask->region,
                         "this place lies outside your region %.*s", STR_ARG(cx->actor->region));
    *ret = (Assessed){.s = s, .site = site, .ask = *ask};
    Work w = {.cx = cx, .site = site, .s = s, .a = ret, .ask = *ask};
    w.ask.region = field_of(cx, site, ask);
    w.ask.by = BY_COUNTY;
    w.ask.shared = shared_new(cx);
    ret->whole = str_eq(w.ask.region, site->city);
    ret->provisional = ask->now.last >= day_of_ms(cx->now_ms);
    TRY(take_units(&w));
    TRY(take_shown(&w, ask->region));
    TRY(rows_of_period(&w, "target", NULL, &no_targets, &w.targets));
    TRY(rows_of_period(&w, "score_sheet", "at", &w.no_sheets, &w.sheets));
    for (size_t k = 0; k < s->n_items; k++) TRY(score_item(&w, k));
    for (size_t k = 0; k < s->n_vetoes; k++) TRY(look_for_veto(&w, k));
    if (w.seen == 0 && w.denied && w.no_sheets)
        return cx_refuse(cx, ERR_DENIED, S("region"), ask->region,
                         "none of the figures of this assessment may be seen by this account");
    conclude(ret);
    return OK;
}
