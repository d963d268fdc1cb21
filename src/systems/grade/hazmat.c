/* SPDX-License-Identifier: Apache-2.0 */
/* Major hazard installations: S and R of GB 18218-2018 over its six tables. Which row a name stands
 * for is hazmat_find.c's business, the JSON forms are hazmat_json.c's. */
#include <math.h>

#include "systems/grade/hazmat.h"
#include "systems/grade/rules.h"

/* so that 62.5/5 * 4 counts as exactly 50; source: gb18218.round = none, domain rule 2.3 */
static const double TOLERANCE = 1e-9;

/* --- loading --- */

static Err load_substances(Cx *cx, RuleFind *find, HazmatRules *r)
{
    static const char *const columns[] = {"seq", "name_zh",      "alias_zh",   "short_zh",
                                          "cas", "beta_default", "beta_basis", "q_t"};
    RuleTable t;
    TRY(rule_table_read(cx, find, "model/rules/gb18218-substances.csv", columns, COUNT(columns),
                        &t));
    for (size_t i = 0; i < t.rows.n; i++) {
        const RuleRow *row = &t.rows.p[i];
        HazmatRow h = {.name = row->cells[1], .beta_from = row->cells[6]};
        TRY(rule_whole(cx, &t, row, 0, 1, INT32_MAX, &h.row));
        TRY(rule_number(cx, &t, row, 5, &h.beta));
        TRY(rule_number(cx, &t, row, 7, &h.q_tonnes));
        if (h.q_tonnes <= 0) return rule_unknown(cx, &t, row, 7);
        vec_push(cx, &r->rows, h);
        hazmat_name_add(cx, &r->names, HAZMAT_BY_CAS, row->cells[4], i);
        hazmat_name_add(cx, &r->names, HAZMAT_BY_NAME, row->cells[1], i);
        hazmat_name_add(cx, &r->names, HAZMAT_BY_ALIAS, row->cells[2], i);
        hazmat_name_add(cx, &r->names, HAZMAT_BY_ALIAS, row->cells[3], i);
    }
    return OK;
}

static Err load_toxic(Cx *cx, RuleFind *find, HazmatRules *r)
{
    static const char *const columns[] = {"name_zh", "cas", "beta"};
    RuleTable t;
    TRY(rule_table_read(cx, find, "model/rules/gb18218-toxic-beta.csv", columns, COUNT(columns),
                        &t));
    for (size_t i = 0; i < t.rows.n; i++) {
        const RuleRow *row = &t.rows.p[i];
        double *beta = vec_add(cx, &r->toxic);
        TRY(rule_number(cx, &t, row, 2, beta));
        hazmat_name_add(cx, &r->toxic_names, HAZMAT_BY_NAME, row->cells[0], i);
        hazmat_name_add(cx, &r->toxic_names, HAZMAT_BY_CAS, row->cells[1], i);
    }
    return OK;
}

static Err load_classes(Cx *cx, RuleFind *find, HazmatRules *r)
{
    static const char *const columns[] = {"symbol", "q_t", "beta"};
    RuleTable t;
    TRY(rule_table_read(cx, find, "model/rules/gb18218-categories.csv", columns, COUNT(columns),
                        &t));
    for (size_t i = 0; i < t.rows.n; i++) {
        const RuleRow *row = &t.rows.p[i];
        HazmatClass *c = vec_add(cx, &r->classes);
        c->symbol = row->cells[0];
        TRY(rule_number(cx, &t, row, 1, &c->q_tonnes));
        TRY(rule_number(cx, &t, row, 2, &c->beta));
        if (c->q_tonnes <= 0) return rule_unknown(cx, &t, row, 1);
    }
    return OK;
}

static Err load_steps(Cx *cx, RuleFind *find, HazmatRules *r)
{
    static const char *const of_alpha[] = {"persons_min", "alpha"};
    static const char *const of_level[] = {"level", "level_zh", "r_min_inclusive"};
    RuleTable t;
    TRY(rule_table_read(cx, find, "model/rules/gb18218-alpha.csv", of_alpha, COUNT(of_alpha), &t));
    for (size_t i = 0; i < t.rows.n; i++) {
        HazmatAlpha *a = vec_add(cx, &r->alphas);
        TRY(rule_number(cx, &t, &t.rows.p[i], 0, &a->people));
        TRY(rule_number(cx, &t, &t.rows.p[i], 1, &a->alpha));
    }
    TRY(rule_table_read(cx, find, "model/rules/gb18218-levels.csv", of_level, COUNT(of_level), &t));
    for (size_t i = 0; i < t.rows.n; i++) {
        HazmatLevel *l = vec_add(cx, &r->levels);
        l->zh = t.rows.p[i].cells[1];
        TRY(rule_whole(cx, &t, &t.rows.p[i], 0, 1, 4, &l->level));
        TRY(rule_number(cx, &t, &t.rows.p[i], 2, &l->r));
    }
    return OK;
}

Err hazmat_rules_load(Cx *cx, RuleFind *find, HazmatRules **ret)
{
    HazmatRules *r = cx_new(cx, HazmatRules, 1);
    TRY(load_substances(cx, find, r));
    TRY(load_toxic(cx, find, r));
    TRY(load_classes(cx, find, r));
    TRY(load_steps(cx, find, r));
    *ret = r;
    return OK;
}

/* --- one content --- */

static const HazmatClass *class_of(Cx *cx, const HazmatRules *r, Str symbol)
{
    Str wanted = hazmat_plain(cx, symbol);
    for (size_t i = 0; i < r->classes.n; i++)
        if (str_eq_nocase(r->classes.p[i].symbol, wanted)) return &r->classes.p[i];
    return NULL;
}

/* Lowest Q and greatest beta of the item's classes. */
static Err by_classes(Cx *cx, const HazmatRules *r, const HazmatItem *item, size_t i,
                      HazmatCounted *ret)
{
    for (size_t k = 0; k < item->n_classes; k++) {
        const HazmatClass *c = class_of(cx, r, item->classes[k]);
        if (!c)
            return cx_refuse(cx, ERR_INVALID, str_fmt(cx, "items[%zu].classes[%zu]", i, k),
                             item->classes[k], "is no class of Table 2 of GB 18218-2018");
        if (k == 0 || c->q_tonnes < ret->q_tonnes) ret->q_tonnes = c->q_tonnes;
        if (k == 0 || c->beta > ret->beta) ret->beta = c->beta, ret->beta_from = c->symbol;
    }
    return OK;
}

static Str row_numbers(Cx *cx, const HazmatRules *r, const HazmatFound *found)
{
    Buf b = buf_new(cx, 0);
    for (size_t i = 0; i < found->n; i++)
        buf_fmt(&b, "%s%d %.*s", i ? "; " : "", r->rows.p[found->at[i]].row,
                STR_ARG(r->rows.p[found->at[i]].name));
    return buf_str(&b);
}

static Err no_amount_below_zero(Cx *cx, double v, const char *field)
{
    if (v >= 0 && v <= (double)HAZMAT_MOST) return OK;
    return cx_refuse(cx, ERR_INVALID, str_c(field), str_fmt(cx, "%g", v),
                     "must be a number from %g to %g", 0.0, (double)HAZMAT_MOST);
}

static Err no_row(Cx *cx, Str field, Str substance)
{
    if (substance.len == 0)
        return cx_refuse(cx, ERR_INVALID, field, substance,
                         "a substance or its classes are needed");
    return cx_refuse(cx, ERR_INVALID, field, substance,
                     "is not in Table 1 of GB 18218-2018, so its classes of Table 2 are needed");
}

static Err count_item(Cx *cx, const HazmatRules *r, const HazmatItem *item, size_t i,
                      HazmatCounted *ret)
{
    Str field = str_fmt(cx, "items[%zu].substance", i);
    HazmatFound row = hazmat_find(cx, &r->names, item->substance),
                toxic = hazmat_find(cx, &r->toxic_names, item->substance);
    *ret = (HazmatCounted){.substance = item->substance, .tonnes = item->tonnes};
    TRY(no_amount_below_zero(cx, item->tonnes, str_z(cx, str_fmt(cx, "items[%zu].tonnes", i))));
    TRY(by_classes(cx, r, item, i, ret));
    if (row.n > 1)
        return cx_refuse(cx, ERR_INVALID, field, item->substance,
                         "stands for %zu rows of Table 1, give the name of one: %.*s", row.n,
                         STR_ARG(row_numbers(cx, r, &row)));
    if (row.n == 1) {
        const HazmatRow *h = &r->rows.p[row.at[0]];
        ret->substance = h->name;
        ret->row = h->row;
        ret->q_tonnes = h->q_tonnes;
        ret->beta = h->beta;
        ret->beta_from = h->beta_from;
    } else if (item->n_classes == 0) return no_row(cx, field, item->substance);
    if (toxic.n == 1) ret->beta = r->toxic.p[toxic.at[0]], ret->beta_from = S("T3");
    return OK;
}

/* --- the unit --- */

static double alpha_of(const HazmatRules *r, int64_t people)
{
    const HazmatAlpha *best = NULL;
    for (size_t i = 0; i < r->alphas.n; i++) {
        const HazmatAlpha *a = &r->alphas.p[i];
        if ((double)people >= a->people && (!best || a->people > best->people)) best = a;
    }
    return best ? best->alpha : 1;
}

static void set_grade(const HazmatRules *r, HazmatGrade *g)
{
    const HazmatLevel *best = NULL;
    for (size_t i = 0; i < r->levels.n; i++) {
        const HazmatLevel *l = &r->levels.p[i];
        if (g->r >= l->r - TOLERANCE && (!best || l->r > best->r)) best = l;
    }
    if (best) g->grade = best->level, g->grade_zh = best->zh;
}

Err hazmat_grade(Cx *cx, const HazmatRules *r, const HazmatUnit *unit, HazmatGrade *ret)
{
    HazmatGrade g = {.exposed_people = unit->exposed_people, .n = unit->n, .grade_zh = S("")};
    double weighed = 0;
    TRY(no_amount_below_zero(cx, (double)unit->exposed_people, "exposed_people"));
    g.items = cx_new(cx, HazmatCounted, unit->n);
    for (size_t i = 0; i < unit->n; i++) {
        HazmatCounted *c = &g.items[i];
        TRY(count_item(cx, r, &unit->items[i], i, c));
        g.s += c->tonnes / c->q_tonnes;
        weighed += c->beta * (c->tonnes / c->q_tonnes);
    }
    g.alpha = alpha_of(r, unit->exposed_people);
    g.r = g.alpha * weighed;
    if (g.s >= 1 - TOLERANCE) set_grade(r, &g);
    *ret = g;
    return OK;
}
