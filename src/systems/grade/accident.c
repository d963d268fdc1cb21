/* SPDX-License-Identifier: Apache-2.0 */
/* Grades of incidents: sets, their limits, and the worst level that a known measure reaches. */
#include "systems/grade/grade.h"

#include <math.h>

#include "systems/grade/rules.h"

enum { LEVELS = 4 };

typedef struct Measure {
    Str key, zh, en, unit_zh, unit_en;
    int scale;    /* steps of the kept number in one unit */
    Str includes; /* measures whose amount is part of this one */
} Measure;

typedef struct Limit {
    int level;
    const Measure *measure;
    double min;    /* in the unit of the measure */
    Str parameter; /* that sets it, "" = none */
    double factor; /* of the parameter's value */
    Str clause;
} Limit;

typedef struct Set {
    Str key, version, name, class, kinds, also;
    Str level_zh[LEVELS];
    VEC(Limit) limits;
} Set;

struct GradeRules {
    VEC(Measure) measures;
    VEC(Set) sets;
};

/* --- loading --- */

static const Measure *measure_of(const GradeRules *r, Str key)
{
    for (size_t i = 0; i < r->measures.n; i++)
        if (str_eq(r->measures.p[i].key, key)) return &r->measures.p[i];
    return NULL;
}

static Set *set_of(const GradeRules *r, Str key)
{
    for (size_t i = 0; i < r->sets.n; i++)
        if (key.len && str_eq(r->sets.p[i].key, key)) return &r->sets.p[i];
    return NULL;
}

static Err load_measures(Cx *cx, RuleFind *find, GradeRules *r)
{
    static const char *const columns[] = {"measure", "zh",    "en",      "unit_zh",
                                          "unit_en", "scale", "includes"};
    RuleTable t;
    TRY(rule_table_read(cx, find, "model/rules/grading-measures.csv", columns, COUNT(columns), &t));
    for (size_t i = 0; i < t.rows.n; i++) {
        const Str *c = t.rows.p[i].cells;
        Measure m = {c[0], c[1], c[2], c[3], c[4], .includes = c[6]};
        TRY(rule_whole(cx, &t, &t.rows.p[i], 5, 1, 1000000, &m.scale));
        vec_push(cx, &r->measures, m);
    }
    return OK;
}

static Err load_sets(Cx *cx, RuleFind *find, GradeRules *r)
{
    static const char *const columns[] = {"rule",      "version",   "name",      "class",
                                          "kinds",     "also",      "level1_zh", "level2_zh",
                                          "level3_zh", "level4_zh", "source"};
    RuleTable t;
    TRY(rule_table_read(cx, find, "model/rules/grading-sets.csv", columns, COUNT(columns), &t));
    for (size_t i = 0; i < t.rows.n; i++) {
        const Str *c = t.rows.p[i].cells;
        Set s = {
            c[0], c[1], c[2], c[3], c[4], c[5], {c[6],  c[7], c[8], c[9]},
                  {0}
        };
        vec_push(cx, &r->sets, s);
    }
    for (size_t i = 0; i < t.rows.n; i++)
        if (r->sets.p[i].also.len && !set_of(r, r->sets.p[i].also))
            return rule_unknown(cx, &t, &t.rows.p[i], 5);
    return OK;
}

static Err load_limit(Cx *cx, GradeRules *r, const RuleTable *t, const RuleRow *row)
{
    const Str *c = row->cells;
    Set *set = set_of(r, c[0]);
    Limit l = {.measure = measure_of(r, c[2]), .parameter = c[4], .clause = c[6]};
    if (!set) return rule_unknown(cx, t, row, 0);
    if (!l.measure) return rule_unknown(cx, t, row, 2);
    TRY(rule_whole(cx, t, row, 1, 1, LEVELS, &l.level));
    TRY(rule_number(cx, t, row, 3, &l.min));
    if (l.parameter.len) TRY(rule_number(cx, t, row, 5, &l.factor));
    vec_push(cx, &set->limits, l);
    return OK;
}

Err grade_rules_load(Cx *cx, RuleFind *find, GradeRules **ret)
{
    static const char *const columns[] = {
        "rule", "level", "measure", "min", "parameter", "parameter_factor", "clause"};
    GradeRules *r = cx_new(cx, GradeRules, 1);
    RuleTable t;
    TRY(load_measures(cx, find, r));
    TRY(load_sets(cx, find, r));
    TRY(rule_table_read(cx, find, "model/rules/grading-limits.csv", columns, COUNT(columns), &t));
    for (size_t i = 0; i < t.rows.n; i++) TRY(load_limit(cx, r, &t, &t.rows.p[i]));
    *ret = r;
    return OK;
}

bool grade_rules_set(GradeRules *r, Str parameter, double value)
{
    bool found = false;
    for (size_t i = 0; i < r->sets.n; i++)
        for (size_t j = 0; j < r->sets.p[i].limits.n; j++) {
            Limit *l = &r->sets.p[i].limits.p[j];
            if (!l->parameter.len || !str_eq(l->parameter, parameter)) continue;
            l->min = value * l->factor;
            found = true;
        }
    return found;
}

/* --- facts --- */

void grade_know(GradeFacts *f, const char *measure, int64_t value)
{
    size_t i = 0;
    if (value < 0) return;
    while (i < f->n && !str_is(f->p[i].measure, measure)) i++;
    assert(i < GRADE_MAX_FACTS);
    f->p[i].measure = str_c(measure);
    f->p[i].value = value;
    if (i == f->n) f->n++;
}

static int64_t noted(const GradeFacts *f, Str measure)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->p[i].measure, measure)) return f->p[i].value;
    return -1;
}

/* Amount of a measure, at least that of each part of it; -1 = not known. */
static int64_t amount(const GradeFacts *f, const Measure *m)
{
    int64_t most = noted(f, m->key);
    Str rest = m->includes, part;
    while (str_next(&rest, ';', &part)) {
        int64_t v = noted(f, part);
        if (v > most) most = v;
    }
    return most;
}

/* --- grading --- */

/* Limits are whole steps of the measure, and far below 2^53; so the comparison is exact. */
static bool reaches(int64_t value, const Limit *l)
{
    return value >= 0 && (double)value >= round(l->min * l->measure->scale);
}

static void add_amount(Buf *b, const Measure *m, int64_t value)
{
    if (value % m->scale == 0) buf_i64(b, value / m->scale);
    else buf_f64(b, (double)value / m->scale);
}

static Str reason_text(Cx *cx, const Set *set, const Limit *l, int64_t value)
{
    const Measure *m = l->measure;
    bool zh = cx->lang == LANG_ZH;
    Buf b = buf_new(cx, 0);
    buf_fmt(&b, "%.*s ", STR_ARG(cx_pick(cx, m->zh, m->en)));
    add_amount(&b, m, value);
    buf_fmt(&b, " %.*s%s", STR_ARG(cx_pick(cx, m->unit_zh, m->unit_en)),
            zh ? "，达到 " : ", at least ");
    add_amount(&b, m, (int64_t)round(l->min * m->scale));
    if (zh) buf_z(&b, "：");
    else buf_fmt(&b, ": level %d ", l->level);
    buf_fmt(&b, zh ? "%.*s（%.*s）" : "%.*s (%.*s)", STR_ARG(set->level_zh[l->level - 1]),
            STR_ARG(l->clause));
    return buf_str(&b);
}

/* The worst limit that the measure of set->limits.p[first] reaches; NULL = none, or the measure has
 * been looked at already. */
static const Limit *worst_limit(const Set *set, size_t first, int64_t value)
{
    const Limit *all = set->limits.p, *worst = NULL;
    for (size_t i = 0; i < first; i++)
        if (all[i].measure == all[first].measure) return NULL;
    for (size_t i = first; i < set->limits.n; i++)
        if (all[i].measure == all[first].measure && reaches(value, &all[i]) &&
            (!worst || all[i].level < worst->level))
            worst = &all[i];
    return worst;
}

/* Keeps the worst first; of equal levels the one that came first. */
static void add_reason(Grade *g, GradeReason reason)
{
    size_t i = g->n_reasons++;
    for (; i > 0 && g->reasons[i - 1].level > reason.level; i--) g->reasons[i] = g->reasons[i - 1];
    g->reasons[i] = reason;
}

static Grade grade_alone(Cx *cx, const Set *set, const GradeFacts *f)
{
    Grade g = {.rule = set->key, .reasons = cx_new(cx, GradeReason, set->limits.n)};
    g.rule_set = str_fmt(cx, "%.*s (%.*s)", STR_ARG(set->name), STR_ARG(set->version));
    for (size_t i = 0; i < set->limits.n; i++) {
        const Measure *m = set->limits.p[i].measure;
        int64_t value = amount(f, m);
        const Limit *l = worst_limit(set, i, value);
        if (l) add_reason(&g, (GradeReason){l->level, m->key, reason_text(cx, set, l, value)});
    }
    if (g.n_reasons) g.level = g.reasons[0].level;
    g.name_zh = g.level ? set->level_zh[g.level - 1] : S("");
    return g;
}

static Grade worse_of(Cx *cx, Grade a, Grade b)
{
    Grade g = b.level && (!a.level || b.level < a.level) ? b : a;
    g.reasons = cx_new(cx, GradeReason, a.n_reasons + b.n_reasons);
    g.n_reasons = 0;
    for (size_t i = 0; i < a.n_reasons; i++) add_reason(&g, a.reasons[i]);
    for (size_t i = 0; i < b.n_reasons; i++) add_reason(&g, b.reasons[i]);
    return g;
}

static Grade grade_in(Cx *cx, const GradeRules *r, const Set *set, const GradeFacts *f)
{
    if (!set) return (Grade){.name_zh = S(""), .rule = S(""), .rule_set = S("")};
    const Set *also = set_of(r, set->also);
    Grade g = grade_alone(cx, set, f);
    return also ? worse_of(cx, g, grade_alone(cx, also, f)) : g;
}

Grade grade_by_set(Cx *cx, const GradeRules *r, Str set, const GradeFacts *f)
{
    return grade_in(cx, r, set_of(r, set), f);
}

Grade grade_accident(Cx *cx, const GradeRules *r, int64_t deaths, int64_t serious_injuries,
                     int64_t loss_fen)
{
    GradeFacts f = {0};
    grade_know(&f, "deaths", deaths);
    grade_know(&f, "serious_injuries", serious_injuries);
    grade_know(&f, "loss_fen", loss_fen);
    return grade_by_set(cx, r, S("accident"), &f);
}

static size_t prefix_of(const Set *set, Str kind)
{
    size_t longest = 0;
    Str rest = set->kinds, prefix;
    while (str_next(&rest, ';', &prefix))
        if (str_starts(kind, prefix) && prefix.len > longest) longest = prefix.len;
    return longest;
}

static const Set *set_of_kind(const GradeRules *r, Str kind)
{
    const Set *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < r->sets.n; i++) {
        size_t len = prefix_of(&r->sets.p[i], kind);
        if (len > longest) best = &r->sets.p[i], longest = len;
    }
    return best;
}

static const Set *set_of_class(const GradeRules *r, Str class)
{
    for (size_t i = 0; i < r->sets.n; i++)
        if (class.len && str_eq(r->sets.p[i].class, class)) return &r->sets.p[i];
    return NULL;
}

Grade grade_incident(Cx *cx, const GradeRules *r, Str kind, Str class, const GradeFacts *f)
{
    const Set *set = set_of_kind(r, kind);
    return grade_in(cx, r, set ? set : set_of_class(r, class), f);
}

bool grade_is_near_miss(Cx *cx, const GradeRules *r, const GradeFacts *f, Grade *ret)
{
    *ret = grade_by_set(cx, r, S("near_miss"), f);
    return ret->level != 0;
}

void grade_write_json(Jw *w, const Grade *g)
{
    jw_open(w, '{');
    jw_key(w, S("grade"));
    if (g->level) jw_i64(w, g->level);
    else jw_null(w);
    if (g->level) jw_kstr(w, "name_zh", g->name_zh);
    else jw_knull(w, "name_zh");
    jw_key(w, S("reasons"));
    jw_open(w, '[');
    for (size_t i = 0; i < g->n_reasons; i++) jw_str(w, g->reasons[i].text);
    jw_close(w, ']');
    jw_kstr(w, "rule_set", g->rule_set);
    jw_close(w, '}');
}
