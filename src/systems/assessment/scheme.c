/* SPDX-License-Identifier: Apache-2.0 */
/* Schemes of assessment: model/assessments/NAME.yaml. Sections of items whose weights give 100,
 * bonus and deduction beside them, grades by limits, vetoes. Everything is checked when it is read:
 * indicators, directions, sums, limits. */
#include <math.h>
#include <stdlib.h>

#include "register/yamltree.h"
#include "systems/assessment/assessment_int.h"

enum { MILLION = 1000000, FULL = 100 };

typedef struct Reader {
    YamlFile f;
    const Indicators *indicators;
    VEC(Item) items;
    VEC(Heading) sections;
    VEC(Grade) grades;
    VEC(Veto) vetoes;
} Reader;

static const char *const rules[] = {"target", "linear", "change", "each", "rank", "hand"};
static const char *const parts[] = {"scored", "bonus", "deducted"};

const char *rule_name(RuleKind kind)
{
    return rules[kind];
}

const char *part_name(Part part)
{
    return parts[part];
}

/* --- pieces --- */

static Num number(const Reader *r, const Yaml *map, const char *key, int64_t absent)
{
    double value = 0;
    if (!yaml_f64(&r->f, map, key, &value)) return num_of(absent, 1);
    if (value < -1e9 || value > 1e9) {
        yaml_refuse(&r->f, map->line, str_c(key), "numbers lie between -1e9 and 1e9");
        return num_of(absent, 1);
    }
    return num_of(llround(value * MILLION), MILLION);
}

static Num need_number(const Reader *r, const Yaml *map, const char *key)
{
    (void)yaml_need_str(&r->f, map, key);
    return number(r, map, key, 0);
}

static bool is_less(Num a, Num b)
{
    return num_sum(a, num_minus(b)).num < 0;
}

static Label label_of(const Reader *r, const Yaml *map)
{
    return (Label){yaml_need_str(&r->f, map, "zh"), yaml_need_str(&r->f, map, "en")};
}

static const Indicator *indicator_at(const Reader *r, const Yaml *map)
{
    Str key = yaml_need_str(&r->f, map, "indicator");
    const Indicator *i = indicator_find(r->indicators, key);
    if (key.len && !i) yaml_refuse(&r->f, map->line, key, "no such indicator");
    return i;
}

/* A list of maps under a key, NULL when absent. */
static const Yaml *list_at(const Reader *r, const Yaml *map, const char *key)
{
    const Yaml *list = yaml_get(&r->f, map, key);
    if (!list || list->kind == YAML_LIST) return list;
    yaml_refuse(&r->f, map->line, str_c(key), "%s must be a list", key);
    return NULL;
}

/* --- rules --- */

static void read_rule(const Reader *r, const Yaml *map, Item *item)
{
    Rule *rule = &item->rule;
    Str otherwise, name = yaml_need_str(&r->f, map, "rule");
    size_t k = RULE_TARGET;
    while (k < RULE_HAND && !str_is(name, rules[k])) k++;
    rule->kind = (RuleKind)k;
    switch (rule->kind) {
    case RULE_TARGET:
        otherwise = yaml_str(&r->f, map, "else");
        rule->partly = str_is(otherwise, "partly");
        if (otherwise.len && !rule->partly && !str_is(otherwise, "nothing"))
            yaml_refuse(&r->f, map->line, otherwise, "else is nothing or partly");
        break;
    case RULE_LINEAR:
    case RULE_CHANGE:
        rule->from = need_number(r, map, "from");
        rule->to = need_number(r, map, "to");
        break;
    case RULE_EACH:
        rule->steps = need_number(r, map, "points");
        rule->above = number(r, map, "above", 0);
        break;
    case RULE_RANK: rule->floor = number(r, map, "floor", 0); break;
    case RULE_HAND:
        if (name.len)
            yaml_refuse(&r->f, map->line, name, "a rule is target, linear, change, each or rank");
    }
}

/* Which way the rule itself calls better: 1, -1, 0 = neither. */
static int rule_way(const Rule *rule, Part part)
{
    if (rule->kind == RULE_LINEAR || rule->kind == RULE_CHANGE)
        return is_less(rule->from, rule->to) ? 1 : -1;
    if (rule->kind == RULE_EACH) return part == PART_BONUS ? 1 : -1;
    return 0;
}

static void check_rule(const Reader *r, int line, const Item *item, Part part)
{
    const Rule *rule = &item->rule;
    int way = rule_way(rule, part);
    Num none = num_of(0, 1);
    bool spans = rule->kind == RULE_LINEAR || rule->kind == RULE_CHANGE;
    if (spans && !is_less(rule->from, rule->to) && !is_less(rule->to, rule->from))
        yaml_refuse(&r->f, line, item->key, "from and to must differ");
    if (way && item->i && item->i->direction && way != item->i->direction)
        yaml_refuse(&r->f, line, item->key,
                    "the rule rewards the way that the indicator calls worse");
    if (rule->kind == RULE_EACH && !is_less(none, rule->steps))
        yaml_refuse(&r->f, line, item->key, "points must be more than 0");
    if (rule->kind == RULE_RANK &&
        (is_less(rule->floor, none) || is_less(item->weight, rule->floor)))
        yaml_refuse(&r->f, line, item->key, "the floor lies between 0 and the weight");
    if (rule->kind == RULE_RANK && !item->direction)
        yaml_refuse(&r->f, line, item->key,
                    "a rank needs good: up or down where the indicator has none");
    if (part == PART_DEDUCTED && rule->kind != RULE_EACH && rule->kind != RULE_HAND)
        yaml_refuse(&r->f, line, item->key, "a deduction is scored by each or by hand");
}

/* good: of an indicator that has none of its own. */
static int direction_at(const Reader *r, const Yaml *map, const Indicator *i)
{
    Str good = yaml_str(&r->f, map, "good");
    int way = str_is(good, "up") ? 1 : str_is(good, "down") ? -1 : 0;
    if (good.len && !way) yaml_refuse(&r->f, map->line, good, "good is up or down");
    if (way && i && i->direction && way != i->direction)
        yaml_refuse(&r->f, map->line, i->key,
                    "the rule rewards the way that the indicator calls worse");
    return i && i->direction ? i->direction : way;
}

/* --- items --- */

static bool stands_already(const Reader *r, Str key)
{
    for (size_t i = 0; i < r->items.n; i++)
        if (str_eq(r->items.p[i].key, key)) return true;
    return false;
}

static void by_hand(const Reader *r, const Yaml *map, Item *item)
{
    item->key = yaml_need_str(&r->f, map, "key");
    item->label = (Label){yaml_str(&r->f, map, "hand"), yaml_need_str(&r->f, map, "en")};
    item->rule.kind = RULE_HAND;
}

static void by_indicator(const Reader *r, const Yaml *map, Item *item)
{
    item->i = indicator_at(r, map);
    if (!item->i) return;
    Str zh = yaml_str(&r->f, map, "zh"), en = yaml_str(&r->f, map, "en"),
        key = yaml_str(&r->f, map, "key");
    item->key = key.len ? key : item->i->key;
    item->label = (Label){zh.len ? zh : item->i->label.zh, en.len ? en : item->i->label.en};
    item->direction = direction_at(r, map, item->i);
    read_rule(r, map, item);
}

static void read_item(Reader *r, const Yaml *map, Heading *h)
{
    Item item = {.weight = need_number(r, map, "weight"), .section = r->sections.n};
    Num none = num_of(0, 1);
    if (yaml_get(&r->f, map, "hand")) by_hand(r, map, &item);
    else by_indicator(r, map, &item);
    if (cx_failed(r->f.cx) != OK) return;
    check_rule(r, map->line, &item, h->part);
    if (is_less(item.weight, none) || is_less(num_of(FULL, 1), item.weight))
        yaml_refuse(&r->f, map->line, item.key, "a weight is 0 to 100");
    if (stands_already(r, item.key)) yaml_refuse(&r->f, map->line, item.key, "is defined twice");
    yaml_no_others(&r->f, map);
    h->weight = num_sum(h->weight, item.weight);
    vec_push(r->f.cx, &r->items, item);
}

static void read_items(Reader *r, const Yaml *list, Heading h)
{
    h.weight = num_of(0, 1);
    for (size_t i = 0; list && i < list->n && cx_failed(r->f.cx) == OK; i++)
        read_item(r, list->items[i], &h);
    vec_push(r->f.cx, &r->sections, h);
}

static void read_sections(Reader *r, const Yaml *root)
{
    const Label beside[N_PARTS] = {
        [PART_BONUS] = {S("加分"), S("Bonus")     },
          [PART_DEDUCTED] = {S("扣分"), S("Deductions")}
    };
    Num sum = num_of(0, 1);
    const Yaml *list = list_at(r, root, "sections");
    for (size_t i = 0; list && i < list->n && cx_failed(r->f.cx) == OK; i++) {
        const Yaml *map = list->items[i];
        read_items(r, list_at(r, map, "items"), (Heading){.label = label_of(r, map)});
        yaml_no_others(&r->f, map);
        sum = num_sum(sum, r->sections.p[r->sections.n - 1].weight);
    }
    if (cx_failed(r->f.cx) == OK && num_sum(sum, num_of(-FULL, 1)).num != 0)
        yaml_refuse(&r->f, list ? list->line : root->line, num_exact(r->f.cx, sum),
                    "the weights of the sections must add up to 100");
    for (Part part = PART_BONUS; part < N_PARTS; part++) {
        const Yaml *more = list_at(r, root, parts[part]);
        if (more) read_items(r, more, (Heading){.label = beside[part], .part = part});
    }
}

/* --- grades and vetoes --- */

static void read_grades(Reader *r, const Yaml *root)
{
    const Yaml *list = list_at(r, root, "grades");
    for (size_t i = 0; list && i < list->n && cx_failed(r->f.cx) == OK; i++) {
        const Yaml *map = list->items[i];
        Grade g = {.key = yaml_need_str(&r->f, map, "key"),
                   .label = label_of(r, map),
                   .least = number(r, map, "least", 0)};
        yaml_no_others(&r->f, map);
        if (i && !is_less(g.least, r->grades.p[i - 1].least))
            yaml_refuse(&r->f, map->line, g.key, "limits of grades fall from the best to the last");
        vec_push(r->f.cx, &r->grades, g);
    }
    size_t n = r->grades.n;
    if (cx_failed(r->f.cx) == OK && (n == 0 || r->grades.p[n - 1].least.num != 0))
        yaml_refuse(&r->f, list ? list->line : root->line, S("grades"),
                    "the last grade takes what is left: least 0");
}

static void read_veto(Reader *r, const Yaml *map)
{
    Str best = yaml_need_str(&r->f, map, "best");
    Veto v = {
        .i = indicator_at(r, map), .label = label_of(r, map), .above = number(r, map, "above", 0)};
    while (v.best < r->grades.n && !str_eq(r->grades.p[v.best].key, best)) v.best++;
    if (v.best == r->grades.n) yaml_refuse(&r->f, map->line, best, "no such grade");
    if (v.i && v.i->direction > 0)
        yaml_refuse(&r->f, map->line, v.i->key,
                    "the rule rewards the way that the indicator calls worse");
    yaml_no_others(&r->f, map);
    vec_push(r->f.cx, &r->vetoes, v);
}

/* --- files --- */

static bool is_quarterly(const Reader *r, const Yaml *root)
{
    Str of = yaml_str(&r->f, root, "of"), period = yaml_need_str(&r->f, root, "period");
    if (of.len && !str_is(of, "county"))
        yaml_refuse(&r->f, root->line, of, "the units of an assessment are counties: of: county");
    if (!str_is(period, "year") && !str_is(period, "quarter"))
        yaml_refuse(&r->f, root->line, period, "period is year or quarter");
    return str_is(period, "quarter");
}

static Err read_scheme(Cx *cx, const Indicators *indicators, const ModelFile *file, Scheme *s)
{
    enum { BASIS_LEAST = 60 };
    Yaml *root;
    Reader r = {
        .f = {cx, file->path},
          .indicators = indicators
    };
    TRY(yaml_parse(cx, file->path, file->body, &root));
    *s = (Scheme){.key = yaml_need_str(&r.f, root, "assessment"),
                  .label = label_of(&r, root),
                  .source = yaml_str(&r.f, root, "source"),
                  .file = file->path,
                  .quarterly = is_quarterly(&r, root),
                  .basis_least = number(&r, root, "basis_least", BASIS_LEAST)};
    read_sections(&r, root);
    read_grades(&r, root);
    const Yaml *vetoes = list_at(&r, root, "vetoes");
    for (size_t i = 0; vetoes && i < vetoes->n && cx_failed(cx) == OK; i++)
        read_veto(&r, vetoes->items[i]);
    yaml_no_others(&r.f, root);
    s->sections = r.sections.p, s->n_sections = r.sections.n;
    s->items = r.items.p, s->n_items = r.items.n;
    s->grades = r.grades.p, s->n_grades = r.grades.n;
    s->vetoes = r.vetoes.p, s->n_vetoes = r.vetoes.n;
    return cx_failed(cx);
}

const Scheme *scheme_find(const Assessments *all, Str key)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->p[i].key, key)) return &all->p[i];
    return NULL;
}

static int by_key(const void *a, const void *b)
{
    const Scheme *x = a, *y = b;
    return str_cmp(x->key, y->key);
}

/* The last file of a path first; a key or a path that stands already is another file's. */
const Assessments *assessments_read(Cx *cx, const Model *m, Refusals *refused)
{
    VEC(Scheme) v = {0};
    Assessments *all = cx_new(cx, Assessments, 1);
    for (size_t i = m->n_files; i-- > 0;) {
        const ModelFile *file = &m->files[i];
        Scheme s;
        bool ours = str_starts(file->path, S("assessments/")) && str_ends(file->path, S(".yaml"));
        bool read = false;
        for (size_t k = 0; k < v.n; k++) read = read || str_eq(v.p[k].file, file->path);
        if (!ours || read) continue;
        if (read_scheme(cx, m->indicators, file, &s) != OK) {
            refusals_take(cx, refused, file->path);
            continue;
        }
        if (!scheme_find(all, s.key)) vec_push(cx, &v, s);
        *all = (Assessments){v.p, v.n};
    }
    if (v.n) qsort(v.p, v.n, sizeof *v.p, by_key);
    return all;
}
