/* SPDX-License-Identifier: Apache-2.0 */
/* One definition file → Reg. Every refusal names file and line. */
#include "register/book_int.h"
#include "register/expr.h"
#include "register/yamltree.h"

static const char *const type_names[] = {
    "text", "int",    "real",   "bool",  "money",     "time",        "date", "code",  "codes",
    "ref",  "object", "region", "phone", "id_number", "credit_code", "json", "files", "geometry"};

const char *type_name(Type t)
{
    return type_names[t];
}

static const char *const verb_names[] = {"read",   "create", "update", "void",
                                         "import", "export", "reveal"};

const char *verb_name(Verb v)
{
    return verb_names[v];
}

static bool is_key(Str s, size_t max)
{
    if (s.len == 0 || s.len > max || s.p[0] < 'a' || s.p[0] > 'z') return false;
    for (size_t i = 0; i < s.len; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
              s.p[i] == '_'))
            return false;
    return true;
}

static Label label_of(const YamlFile *f, const Yaml *map)
{
    Label l = {yaml_need_str(f, map, "zh"), yaml_need_str(f, map, "en")};
    return l;
}

static Label label_at(const YamlFile *f, const Yaml *map, const char *key)
{
    const Yaml *y = yaml_get(f, map, key);
    if (!y) return (Label){S(""), S("")};
    if (y->kind != YAML_MAP)
        return yaml_refuse(f, y->line, str_c(key), "%s must be {zh: …, en: …}", key),
               (Label){S(""), S("")};
    Label l = label_of(f, y);
    yaml_no_others(f, y);
    return l;
}

static Strs strs_at(const YamlFile *f, const Yaml *map, const char *key)
{
    YamlStrs s = yaml_strs(f, map, key);
    return (Strs){s.p, s.n};
}

/* --- fields --- */

static void parse_type(const YamlFile *f, const Yaml *y, Field *field)
{
    Str text = yaml_need_str(f, y, "type"), word, tail;
    bool has_arg = str_cut(text, '(', &word, &tail);
    Str arg = str_ends(tail, S(")")) ? str_head(tail, tail.len - 1) : S("");
    for (size_t i = 0; i < COUNT(type_names); i++) {
        if (!str_is(word, type_names[i]) || i == TYPE_GEOMETRY) continue;
        field->type = (Type)i;
        field->arg = arg;
        bool wants = i == TYPE_TEXT || i == TYPE_CODE || i == TYPE_CODES || i == TYPE_REF;
        if (wants != (has_arg && arg.len > 0))
            yaml_refuse(f, y->line, text, "type %s %s", type_names[i],
                        wants ? "needs (…)" : "takes no (…)");
        int64_t n = 0;
        if (i == TYPE_TEXT && (!str_i64(arg, &n) || n < 1 || n > 100000))
            yaml_refuse(f, y->line, text, "text(N) with N from 1 to 100000");
        field->max_chars = (int)n;
        return;
    }
    yaml_refuse(f, y->line, text, "unknown type");
}

static void parse_need(const YamlFile *f, const Yaml *y, Field *field)
{
    Str s = yaml_str(f, y, "required");
    if (s.len == 0 || str_is(s, "false")) return;
    if (str_is(s, "true")) field->need = NEED_FORM;
    else if (str_is(s, "import")) field->need = NEED_IMPORT;
    else yaml_refuse(f, y->line, s, "required must be true, false or import");
}

static void parse_level(const YamlFile *f, const Yaml *y, Field *field)
{
    static const char *const names[] = {"open", "internal", "personal", "sensitive"};
    Str s = yaml_str(f, y, "sensitivity");
    field->level = field->type == TYPE_PHONE       ? LEVEL_PERSONAL
                   : field->type == TYPE_ID_NUMBER ? LEVEL_SENSITIVE
                                                   : LEVEL_INTERNAL;
    if (s.len == 0) return;
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!str_is(s, names[i])) continue;
        field->level = (Level)i;
        return;
    }
    yaml_refuse(f, y->line, s, "sensitivity must be open, internal, personal or sensitive");
}

static bool is_reserved(Str key)
{
    static const char *const names[] = {
        "id",    "ref",  "version",  "state",  "created_at", "updated_at",  "void",
        "lon",   "lat",  "geometry", "labels", "register",   "obligations", "limit",
        "after", "sort", "q",        "bbox",   "as_of"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(key, names[i])) return true;
    return false;
}

static void parse_field(const YamlFile *f, const Yaml *y, Field *field)
{
    if (y->kind != YAML_MAP) {
        yaml_refuse(f, y->line, S(""), "a field is {key: …, type: …, zh: …, en: …}");
        return;
    }
    field->line = y->line;
    field->key = yaml_need_str(f, y, "key");
    if (!is_key(field->key, 48))
        yaml_refuse(f, y->line, field->key, "a key is [a-z][a-z0-9_]*, at most 48");
    if (is_reserved(field->key))
        yaml_refuse(f, y->line, field->key, "this key belongs to every register");
    parse_type(f, y, field);
    parse_need(f, y, field);
    parse_level(f, y, field);
    field->label = label_of(f, y);
    field->hint = label_at(f, y, "hint");
    field->group = label_at(f, y, "group");
    field->unit = yaml_str(f, y, "unit");
    field->source = yaml_str(f, y, "source");
    field->has_min = yaml_f64(f, y, "min", &field->min);
    field->has_max = yaml_f64(f, y, "max", &field->max);
    if (field->has_min && field->has_max && field->min > field->max)
        yaml_refuse(f, y->line, field->key, "min is greater than max");
    field->loose = yaml_bool(f, y, "loose");
    if (field->loose && field->type != TYPE_REF)
        yaml_refuse(f, y->line, field->key, "only a ref is loose");
    field->computed = yaml_bool(f, y, "computed");
    field->search = yaml_bool(f, y, "search");
    field->indexed = yaml_bool(f, y, "index");
    field->numbered = yaml_bool(f, y, "numbered");
    if (field->numbered && field->type != TYPE_TEXT)
        yaml_refuse(f, y->line, field->key, "only a text is numbered");
    field->observed = yaml_bool(f, y, "observed");
    if (field->observed && field->type != TYPE_TIME)
        yaml_refuse(f, y->line, field->key, "only a time is observed");
    const Yaml *def = yaml_get(f, y, "default");
    field->default_text = def ? yaml_str(f, y, "default") : (Str){NULL, 0};
    if (field->type == TYPE_MONEY && !str_ends(field->key, S("_yuan")))
        yaml_refuse(f, y->line, field->key, "a money key ends in _yuan");
    yaml_no_others(f, y);
}

static Field *builtin(Field *field, const char *key, Type type, const char *zh, const char *en)
{
    *field = (Field){
        .key = str_c(key),
        .type = type,
        .builtin = true,
        .level = LEVEL_OPEN,
        .label = {str_c(zh), str_c(en)},
        .default_text = {NULL,      0        },
        .hint = {S(""),     S("")    },
        .group = {S(""),     S("")    },
        .unit = S(""),
        .source = S(""),
        .arg = S("")
    };
    return field;
}

static void add_builtin(Cx *cx, Reg *r, bool has_region)
{
    Field *at = r->fields + r->n_fields;
    Field *ref = builtin(at++, "ref", TYPE_TEXT, "来源编号", "Source number");
    ref->max_chars = 100;
    if (!has_region) builtin(at++, "region", TYPE_REGION, "所属区域", "Region")->indexed = true;
    if (r->geometry == GEOMETRY_POINT) {
        Field *lon = builtin(at++, "lon", TYPE_REAL, "经度", "Longitude"),
              *lat = builtin(at++, "lat", TYPE_REAL, "纬度", "Latitude");
        lon->unit = lat->unit = S("°");
        lon->has_min = lon->has_max = lat->has_min = lat->has_max = true;
        lon->min = -180, lon->max = 180, lat->min = -90, lat->max = 90;
    } else if (r->geometry != GEOMETRY_NONE) {
        builtin(at++, "geometry", TYPE_GEOMETRY, "空间范围", "Geometry");
    }
    r->n_fields = (size_t)(at - r->fields);
    for (size_t i = 0; i < r->n_fields; i++) {
        r->fields[i].index = (int)i;
        map_put(cx, &r->by_key, r->fields[i].key, &r->fields[i]);
    }
}

static void parse_fields(const YamlFile *f, const Yaml *root, Reg *r)
{
    const Yaml *list = yaml_get(f, root, "fields");
    size_t n = list && list->kind == YAML_LIST ? list->n : 0;
    if (n == 0 || n > 300)
        yaml_refuse(f, root->line, S("fields"), "fields: a list of 1 to 300 fields");
    r->fields = cx_new(f->cx, Field, n + 5);
    bool has_region = false;
    for (size_t i = 0; i < n && n <= 300; i++) {
        Field *field = &r->fields[r->n_fields++];
        parse_field(f, list->items[i], field);
        has_region = has_region || str_is(field->key, "region");
        for (size_t k = 0; k + 1 < r->n_fields; k++)
            if (str_eq(r->fields[k].key, field->key))
                yaml_refuse(f, field->line, field->key, "this key stands here twice");
    }
    add_builtin(f->cx, r, has_region);
}

static int index_of(const Reg *r, const char *key)
{
    const Field *field = reg_field(r, str_c(key));
    return field ? field->index : -1;
}

/* Refuse names that are no fields of the register. */
static void need_fields(const YamlFile *f, const Reg *r, int line, Strs names)
{
    for (size_t i = 0; i < names.n; i++)
        if (!reg_field(r, names.p[i]))
            yaml_refuse(f, line, names.p[i], "no such field in this register");
}

/* --- lifecycle --- */

static void parse_states(const YamlFile *f, const Yaml *y, Reg *r)
{
    const Yaml *list = yaml_get(f, y, "states");
    size_t n = list && list->kind == YAML_LIST ? list->n : 0;
    if (n == 0) yaml_refuse(f, y->line, S("states"), "states: a list of at least one state");
    r->states = cx_new(f->cx, State, n);
    for (size_t i = 0; i < n; i++) {
        const Yaml *s = list->items[i];
        State *st = &r->states[r->n_states++];
        st->key = yaml_need_str(f, s, "key");
        st->label = label_of(f, s);
        st->tone = yaml_str(f, s, "tone");
        st->final = yaml_bool(f, s, "final");
        if (!is_key(st->key, 32))
            yaml_refuse(f, s->line, st->key, "a key is [a-z][a-z0-9_]*, at most %d", 32);
        yaml_no_others(f, s);
    }
    r->initial = yaml_need_str(f, y, "initial");
    if (r->initial.len && !reg_state(r, r->initial))
        yaml_refuse(f, y->line, r->initial, "no such state");
}

static void parse_sets(const YamlFile *f, const Yaml *a, const Reg *r, Action *act)
{
    const Yaml *sets = yaml_get(f, a, "sets");
    if (!sets) return;
    if (sets->kind != YAML_MAP) {
        yaml_refuse(f, sets->line, S("sets"), "sets: {field: now | actor | value}");
        return;
    }
    act->sets = cx_new(f->cx, Sets, sets->n);
    for (size_t i = 0; i < sets->n; i++) {
        if (!reg_field(r, sets->keys[i]))
            yaml_refuse(f, sets->line, sets->keys[i], "no such field in this register");
        if (sets->items[i]->kind != YAML_SCALAR)
            yaml_refuse(f, sets->line, sets->keys[i], "sets: {field: now | actor | value}");
        act->sets[act->n_sets++] =
            (Sets){sets->keys[i], sets->items[i]->text.p ? sets->items[i]->text : S("")};
    }
}

/* What takes another action back restores what that one did, and does nothing of its own. */
static void parse_undoes(const YamlFile *f, const Yaml *a, Action *act)
{
    act->undoes = yaml_str(f, a, "undoes");
    act->within_s = (int)yaml_int(f, a, "within", 0);
    if (act->undoes.len == 0 && act->within_s == 0) return;
    if (act->undoes.len == 0 || act->within_s < 1 || act->within_s > 3600)
        yaml_refuse(f, a->line, act->key, "undoes: ACTION needs within: 1 to 3600 seconds");
    bool plain =
        !act->to.len && !act->needs.n && !act->takes.n && !act->n_sets && act->persons == 1;
    if (!plain)
        yaml_refuse(f, a->line, act->key, "an undo takes no to, needs, takes, sets, persons");
}

static void parse_action(const YamlFile *f, const Yaml *a, const Reg *r, Action *act)
{
    act->key = yaml_need_str(f, a, "key");
    act->label = label_of(f, a);
    act->from = strs_at(f, a, "from");
    act->to = yaml_str(f, a, "to");
    act->roles = strs_at(f, a, "roles");
    act->needs = strs_at(f, a, "needs");
    act->takes = strs_at(f, a, "takes");
    act->source = yaml_str(f, a, "source");
    act->persons = (int)yaml_int(f, a, "persons", 1);
    Str two_when = yaml_str(f, a, "persons_if");
    if (two_when.len) act->two_when = expr_parse(f, r, a->line, two_when);
    if (two_when.len && act->persons != 2)
        yaml_refuse(f, a->line, act->key, "persons_if needs persons: 2");
    Str reason = yaml_str(f, a, "reason");
    act->needs_reason = str_is(reason, "required");
    if (reason.len && !act->needs_reason && !str_is(reason, "optional"))
        yaml_refuse(f, a->line, reason, "reason must be required or optional");
    act->guard_text = yaml_str(f, a, "guard");
    if (act->guard_text.len) act->guard = expr_parse(f, r, a->line, act->guard_text);
    parse_sets(f, a, r, act);
    need_fields(f, r, a->line, act->needs);
    need_fields(f, r, a->line, act->takes);
    if (!is_key(act->key, 32))
        yaml_refuse(f, a->line, act->key, "a key is [a-z][a-z0-9_]*, at most %d", 32);
    for (size_t i = 0; i < VERB_N; i++)
        if (str_is(act->key, verb_names[i]))
            yaml_refuse(f, a->line, act->key, "an action must not be named like a verb");
    if (str_is(act->key, "journal") || str_is(act->key, "obligations") || str_is(act->key, "clock"))
        yaml_refuse(f, a->line, act->key, "this name is taken");
    if (act->from.n == 0) yaml_refuse(f, a->line, act->key, "from is missing");
    for (size_t i = 0; i < act->from.n; i++)
        if (!str_is(act->from.p[i], "*") && !reg_state(r, act->from.p[i]))
            yaml_refuse(f, a->line, act->from.p[i], "no such state");
    if (act->to.len && !reg_state(r, act->to)) yaml_refuse(f, a->line, act->to, "no such state");
    if (act->roles.n == 0) yaml_refuse(f, a->line, act->key, "roles is missing");
    if (act->persons < 1 || act->persons > 2)
        yaml_refuse(f, a->line, act->key, "persons must be 1 or 2");
    parse_undoes(f, a, act);
    yaml_no_others(f, a);
}

static void parse_lifecycle(const YamlFile *f, const Yaml *root, Reg *r)
{
    const Yaml *y = yaml_get(f, root, "lifecycle");
    r->initial = S("");
    if (!y) return;
    parse_states(f, y, r);
    const Yaml *list = yaml_get(f, y, "actions");
    size_t n = list && list->kind == YAML_LIST ? list->n : 0;
    r->actions = cx_new(f->cx, Action, n);
    for (size_t i = 0; i < n; i++) {
        parse_action(f, list->items[i], r, &r->actions[r->n_actions]);
        if (reg_action(r, r->actions[r->n_actions].key))
            yaml_refuse(f, list->items[i]->line, r->actions[r->n_actions].key,
                        "this key stands here twice");
        r->n_actions++;
    }
    for (size_t i = 0; i < n; i++)
        if (r->actions[i].undoes.len && !reg_action(r, r->actions[i].undoes))
            yaml_refuse(f, list->items[i]->line, r->actions[i].undoes, "no such action");
    yaml_no_others(f, y);
}

/* --- clocks --- */

static void parse_event(const YamlFile *f, const Yaml *y, const Reg *r, ClockEvent *event,
                        Strs *states, Str *field)
{
    *event = CLOCK_NEVER;
    *field = S("");
    if (!y || y->kind != YAML_MAP || y->n != 1) {
        if (y) yaml_refuse(f, y->line, S(""), "one of {on: create}, {state: …}, {field: …}");
        return;
    }
    *states = strs_at(f, y, "state");
    *field = yaml_str(f, y, "field");
    if (str_is(yaml_str(f, y, "on"), "create")) *event = CLOCK_CREATE;
    else if (states->n) *event = CLOCK_STATE;
    else if (field->len) *event = CLOCK_FIELD;
    else yaml_refuse(f, y->line, S(""), "one of {on: create}, {state: …}, {field: …}");
    for (size_t i = 0; i < states->n; i++)
        if (!reg_state(r, states->p[i])) yaml_refuse(f, y->line, states->p[i], "no such state");
    if (field->len && !reg_field(r, *field))
        yaml_refuse(f, y->line, *field, "no such field in this register");
    yaml_no_others(f, y);
}

static int64_t unit_ms(Str unit)
{
    if (str_is(unit, "minutes") || str_is(unit, "min")) return MS_MINUTE;
    if (str_is(unit, "hours") || str_is(unit, "h")) return MS_HOUR;
    return str_is(unit, "days") ? MS_DAY : 0;
}

static void parse_due(const YamlFile *f, const Yaml *y, const Reg *r, Clock *c)
{
    static const char *const units[] = {"minutes", "hours", "days"};
    if (!y || y->kind != YAML_MAP) {
        yaml_refuse(f, y ? y->line : 1, c->key,
                    "due: {field: …}, {minutes|hours|days|workdays: N} or {param: …, unit: …}");
        return;
    }
    c->due_field = yaml_str(f, y, "field");
    c->due_param = yaml_str(f, y, "param");
    c->due_workdays = (int)yaml_int(f, y, "workdays", 0);
    c->due = c->due_field.len   ? DUE_FIELD
             : c->due_param.len ? DUE_PARAM
             : c->due_workdays  ? DUE_WORKDAYS
                                : DUE_MS;
    for (size_t i = 0; i < COUNT(units); i++) {
        int64_t n = yaml_int(f, y, units[i], 0);
        if (n < 0 || n > 100000)
            yaml_refuse(f, y->line, c->key, "%s must be 1 to 100000", units[i]);
        else c->due_ms += n * unit_ms(str_c(units[i]));
    }
    c->due_unit_ms = unit_ms(yaml_str(f, y, "unit"));
    if (c->due == DUE_PARAM && !c->due_unit_ms)
        yaml_refuse(f, y->line, c->due_param, "unit must be minutes, hours or days");
    if (c->due == DUE_MS && c->due_ms == 0) yaml_refuse(f, y->line, c->key, "the term is empty");
    const Field *field = c->due_field.len ? reg_field(r, c->due_field) : NULL;
    if (c->due == DUE_FIELD && (!field || (field->type != TYPE_TIME && field->type != TYPE_DATE)))
        yaml_refuse(f, y->line, c->due_field, "due needs a field of type time or date");
    yaml_no_others(f, y);
}

static void parse_ladder(const YamlFile *f, const Yaml *list, Clock *c)
{
    if (!list || list->kind != YAML_LIST) return;
    c->ladder = cx_new(f->cx, Rung, list->n);
    for (size_t i = 0; i < list->n; i++) {
        Rung *rung = &c->ladder[c->n_ladder++];
        rung->percent = (int)yaml_int(f, list->items[i], "at", 0);
        rung->to = yaml_need_str(f, list->items[i], "to");
        if (rung->percent < 1 || rung->percent > 1000)
            yaml_refuse(f, list->items[i]->line, rung->to, "at must be 1 to 1000 percent");
        if (i && rung->percent <= c->ladder[i - 1].percent)
            yaml_refuse(f, list->items[i]->line, rung->to, "rungs must rise");
        yaml_no_others(f, list->items[i]);
    }
}

static void parse_clock(const YamlFile *f, const Yaml *y, const Reg *r, Clock *c)
{
    Strs none = {0};
    c->key = yaml_need_str(f, y, "key");
    if (!is_key(c->key, 32))
        yaml_refuse(f, y->line, c->key, "a key is [a-z][a-z0-9_]*, at most %d", 32);
    c->label = label_of(f, y);
    c->source = yaml_str(f, y, "source");
    parse_event(f, yaml_get(f, y, "starts"), r, &c->starts, &c->start_states, &c->start_field);
    parse_event(f, yaml_get(f, y, "stops"), r, &c->stops, &c->stop_states, &c->stop_field);
    if (c->starts == CLOCK_NEVER) yaml_refuse(f, y->line, c->key, "starts is missing");
    parse_due(f, yaml_get(f, y, "due"), r, c);
    parse_ladder(f, yaml_get(f, y, "ladder"), c);
    const Yaml *owner = yaml_get(f, y, "owner");
    c->owner_field = owner ? yaml_str(f, owner, "field") : S("");
    c->owner_role = owner ? yaml_str(f, owner, "role") : S("");
    if (owner) yaml_no_others(f, owner);
    if (c->owner_field.len)
        need_fields(f, r, y->line, (none.p = &c->owner_field, none.n = 1, none));
    Str when = yaml_str(f, y, "if");
    if (when.len) c->when = expr_parse(f, r, y->line, when);
    yaml_no_others(f, y);
}

static void parse_clocks(const YamlFile *f, const Yaml *root, Reg *r)
{
    const Yaml *list = yaml_get(f, root, "clocks");
    size_t n = list && list->kind == YAML_LIST ? list->n : 0;
    r->clocks = cx_new(f->cx, Clock, n);
    for (size_t i = 0; i < n; i++) parse_clock(f, list->items[i], r, &r->clocks[r->n_clocks++]);
}

/* --- the rest --- */

static void parse_checks(const YamlFile *f, const Yaml *root, Reg *r)
{
    const Yaml *list = yaml_get(f, root, "checks");
    size_t n = list && list->kind == YAML_LIST ? list->n : 0;
    r->checks = cx_new(f->cx, Check, n);
    for (size_t i = 0; i < n; i++) {
        const Yaml *y = list->items[i];
        Check *c = &r->checks[r->n_checks++];
        c->field = yaml_need_str(f, y, "field");
        c->rule_text = yaml_need_str(f, y, "rule");
        c->label = label_of(f, y);
        need_fields(f, r, y->line, (Strs){&c->field, 1});
        c->rule = expr_parse(f, r, y->line, c->rule_text);
        (void)yaml_str(f, y, "source");
        yaml_no_others(f, y);
    }
}

static void parse_exclusive(const YamlFile *f, const Yaml *root, Reg *r)
{
    const Yaml *list = yaml_get(f, root, "exclusive");
    size_t n = list && list->kind == YAML_LIST ? list->n : 0;
    r->exclusive = cx_new(f->cx, Exclusive, n);
    for (size_t i = 0; i < n; i++) {
        const Yaml *y = list->items[i];
        Exclusive *e = &r->exclusive[r->n_exclusive++];
        e->field = yaml_need_str(f, y, "field");
        e->states = strs_at(f, y, "states");
        e->label = label_of(f, y);
        e->amount = yaml_str(f, y, "amount");
        e->of = e->amount.len ? yaml_need_str(f, y, "of") : S("");
        need_fields(f, r, y->line, (Strs){&e->field, 1});
        if (e->amount.len) need_fields(f, r, y->line, (Strs){&e->amount, 1});
        for (size_t k = 0; k < e->states.n; k++)
            if (!reg_state(r, e->states.p[k]))
                yaml_refuse(f, y->line, e->states.p[k], "no such state");
        yaml_no_others(f, y);
    }
}

static void parse_access(const YamlFile *f, const Yaml *root, Reg *r)
{
    const Yaml *y = yaml_get(f, root, "access");
    if (!y) return;
    for (int v = 0; v < VERB_N; v++) {
        r->access_given[v] = yaml_get(f, y, verb_names[v]) != NULL;
        r->access[v] = strs_at(f, y, verb_names[v]);
    }
    yaml_no_others(f, y);
}

/* A list whose items are names or lists of names. */
static Strs *parse_groups(const YamlFile *f, const Yaml *root, const Reg *r, const char *key,
                          size_t *ret)
{
    const Yaml *y = yaml_get(f, root, key);
    size_t n = y && y->kind == YAML_LIST ? y->n : 0;
    Strs *groups = cx_new(f->cx, Strs, n);
    for (size_t i = 0; i < n; i++) {
        const Yaml *one = y->items[i];
        Strs *s = &groups[i];
        s->n = one->kind == YAML_LIST ? one->n : 1;
        s->p = cx_new(f->cx, Str, s->n);
        for (size_t k = 0; k < s->n; k++)
            s->p[k] = one->kind == YAML_LIST ? one->items[k]->text : one->text;
        need_fields(f, r, y->line, *s);
    }
    *ret = n;
    return groups;
}

static void parse_title(const YamlFile *f, const Yaml *root, Reg *r)
{
    r->title = strs_at(f, root, "title");
    if (r->title.n == 0) {
        static const Str usual[] = {
            {"title", 5},
            {"name",  4},
            {"code",  4}
        };
        r->title.p = cx_new(f->cx, Str, 1);
        for (size_t i = 0; i < COUNT(usual) && r->title.n == 0; i++)
            if (reg_field(r, usual[i])) r->title.p[r->title.n++] = usual[i];
    }
    need_fields(f, r, root->line, r->title);
}

static Geometry parse_geometry(const YamlFile *f, const Yaml *root)
{
    static const char *const names[] = {"none", "point", "line", "polygon", "any"};
    Str s = yaml_str(f, root, "geometry");
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(s, names[i])) return (Geometry)i;
    if (s.len) yaml_refuse(f, root->line, s, "geometry must be none, point, line, polygon or any");
    return GEOMETRY_NONE;
}

static void parse_names(const YamlFile *f, const Yaml *root, Reg *r)
{
    static const char *const areas[] = {"duty",      "map",       "incidents", "warnings",
                                        "oversight", "resources", "admin"};
    parse_title(f, root, r);
    r->dated_by = yaml_str(f, root, "dated_by");
    r->region_from = yaml_str(f, root, "region_from");
    r->open_to_all_regions = yaml_bool(f, root, "open_to_all_regions");
    const Field *dated = r->dated_by.len ? reg_field(r, r->dated_by) : NULL;
    if (r->dated_by.len && (!dated || (dated->type != TYPE_TIME && dated->type != TYPE_DATE)))
        yaml_refuse(f, root->line, r->dated_by, "dated_by needs a field of type time or date");
    const Field *from = r->region_from.len ? reg_field(r, r->region_from) : NULL;
    if (r->region_from.len && (!from || from->type != TYPE_REF))
        yaml_refuse(f, root->line, r->region_from, "region_from needs a ref field");
    bool known = false;
    for (size_t i = 0; i < COUNT(areas); i++) known = known || str_is(r->area, areas[i]);
    if (!known)
        yaml_refuse(f, root->line, r->area,
                    "area must be duty, map, incidents, warnings, oversight, resources or admin");
}

Err reg_parse(Cx *cx, Str file, Str yaml, Reg **ret)
{
    YamlFile f = {cx, file};
    Yaml *root;
    TRY(yaml_parse(cx, file, yaml, &root));
    if (root->kind != YAML_MAP)
        return yaml_refuse(&f, root->line, S(""), "a definition is a map of keys"), cx_failed(cx);
    Reg *r = cx_new(cx, Reg, 1);
    *r = (Reg){.key = yaml_need_str(&f, root, "register"),
               .area = yaml_need_str(&f, root, "area"),
               .file = file,
               .yaml = yaml};
    if (!is_key(r->key, 32))
        yaml_refuse(&f, root->line, r->key, "a key is [a-z][a-z0-9_]*, at most %d", 32);
    const Yaml *label = yaml_get(&f, root, "label");
    if (label) r->label = label_at(&f, root, "label");
    else yaml_refuse(&f, root->line, S("label"), "%s is missing", "label");
    r->source = yaml_str(&f, root, "source");
    r->geometry = parse_geometry(&f, root);
    parse_fields(&f, root, r);
    r->f_ref = index_of(r, "ref"), r->f_region = index_of(r, "region"),
    r->f_geometry = index_of(r, "geometry");
    r->f_lon = index_of(r, "lon"), r->f_lat = index_of(r, "lat");
    parse_names(&f, root, r);
    parse_lifecycle(&f, root, r);
    parse_clocks(&f, root, r);
    parse_checks(&f, root, r);
    parse_exclusive(&f, root, r);
    r->unique = parse_groups(&f, root, r, "unique", &r->n_unique);
    r->one_of = parse_groups(&f, root, r, "one_of", &r->n_one_of);
    parse_access(&f, root, r);
    yaml_no_others(&f, root);
    TRY(cx_failed(cx));
    table_texts(cx, r);
    *ret = r;
    return OK;
}

const Field *reg_field(const Reg *r, Str key)
{
    return map_get(&r->by_key, key);
}

const State *reg_state(const Reg *r, Str key)
{
    for (size_t i = 0; i < r->n_states; i++)
        if (str_eq(r->states[i].key, key)) return &r->states[i];
    return NULL;
}

const Action *reg_action(const Reg *r, Str key)
{
    for (size_t i = 0; i < r->n_actions; i++)
        if (str_eq(r->actions[i].key, key)) return &r->actions[i];
    return NULL;
}
