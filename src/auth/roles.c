/* SPDX-License-Identifier: Apache-2.0 */
/* Roles and the decision. */
#include "auth/auth.h"
#include "register/yamltree.h"

static Level parse_clearance(const YamlFile *f, const Yaml *y)
{
    static const char *const names[] = {"open", "internal", "personal", "sensitive"};
    Str s = yaml_need_str(f, y, "clearance");
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(s, names[i])) return (Level)i;
    yaml_refuse(f, y->line, s, "clearance must be open, internal, personal or sensitive");
    return LEVEL_OPEN;
}

static void parse_role(const YamlFile *f, const Yaml *y, Role *ret)
{
    ret->key = yaml_need_str(f, y, "key");
    ret->label = (Label){yaml_need_str(f, y, "zh"), yaml_need_str(f, y, "en")};
    ret->clearance = parse_clearance(f, y);
    YamlStrs areas = yaml_strs(f, y, "areas");
    ret->areas = (Strs){areas.p, areas.n};
    yaml_no_others(f, y);
}

Err roles_parse(Cx *cx, Str file, Str yaml, Roles **ret)
{
    YamlFile f = {cx, file};
    Yaml *root;
    TRY(yaml_parse(cx, file, yaml, &root));
    Roles *r = cx_new(cx, Roles, 1);
    const Yaml *list = yaml_get(&f, root, "roles"), *defaults = yaml_get(&f, root, "defaults");
    if (!list || list->kind != YAML_LIST || !defaults)
        return cx_refuse(cx, ERR_INVALID, file, S(""), "roles and defaults are missing");
    r->p = cx_new(cx, Role, list->n);
    for (size_t i = 0; i < list->n; i++) parse_role(&f, list->items[i], &r->p[r->n++]);
    for (int v = 0; v < VERB_N; v++) {
        YamlStrs names = yaml_strs(&f, defaults, verb_name((Verb)v));
        r->defaults[v] = (Strs){names.p, names.n};
    }
    yaml_no_others(&f, defaults);
    yaml_no_others(&f, root);
    TRY(cx_failed(cx));
    *ret = r;
    return OK;
}

const Role *role_find(const Roles *r, Str key)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_eq(r->p[i].key, key)) return &r->p[i];
    return NULL;
}

static bool holds(Strs list, Str s)
{
    for (size_t i = 0; i < list.n; i++)
        if (str_eq(list.p[i], s)) return true;
    return false;
}

static bool verb_by_name(Str name, Verb *ret)
{
    for (int v = 0; v < VERB_N; v++)
        if (str_is(name, verb_name((Verb)v))) return *ret = (Verb)v, true;
    return false;
}

/* doc/definitions.md §3: the administrator keeps every register (but takes no lifecycle action that
 * is not given to the role, and sees no masked value), the auditor reads everything and changes
 * nothing. */
bool role_may(const Roles *roles, Str role, const Reg *reg, Str verb)
{
    Verb v;
    if (str_is(role, "system")) return true;
    if (!role_find(roles, role)) return false;
    bool reads = str_is(verb, "read") || str_is(verb, "export");
    if (str_is(role, "auditor")) return reads;
    bool is_verb = verb_by_name(verb, &v);
    if (str_is(role, "admin") && is_verb && v != VERB_REVEAL) return true;
    if (is_verb) return holds(reg->access_given[v] ? reg->access[v] : roles->defaults[v], role);
    const Action *a = reg_action(reg, verb);
    return a && holds(a->roles, role);
}

bool scope_covers(Str scope, Str city, Str region)
{
    Str prefix = region_prefix(scope);
    return str_starts(region.len ? region : region_prefix(city), prefix);
}
