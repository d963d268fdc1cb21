/* SPDX-License-Identifier: Apache-2.0 */
/* A unit and its grade as JSON. */
#include <jansson.h>

#include "systems/grade/hazmat.h"

static void free_json(void *j)
{
    json_decref(j);
}

static Str text_of(Cx *cx, const json_t *j)
{
    return str_dup(cx, (Str){json_string_value(j), json_string_length(j)});
}

static Err wants(Cx *cx, Str field, const json_t *j, const char *what)
{
    if (!j || json_is_null(j)) return cx_refuse(cx, ERR_INVALID, field, S(""), "is required");
    char *z = json_dumps(j, JSON_ENCODE_ANY | JSON_COMPACT);
    Str seen = str_dup(cx, str_c(z));
    free(z);
    return cx_refuse(cx, ERR_INVALID, field, seen, "must be %s", msg_in(cx->lang, what));
}

static Err read_classes(Cx *cx, const json_t *list, size_t i, HazmatItem *ret)
{
    Str field = str_fmt(cx, "items[%zu].classes", i), *classes;
    if (!list || json_is_null(list)) return OK;
    if (!json_is_array(list)) return wants(cx, field, list, "a list");
    ret->n_classes = json_array_size(list);
    ret->classes = classes = cx_new(cx, Str, ret->n_classes);
    for (size_t k = 0; k < ret->n_classes; k++) {
        const json_t *j = json_array_get(list, k);
        if (!json_is_string(j))
            return wants(cx, str_fmt(cx, "items[%zu].classes[%zu]", i, k), j, "a text");
        classes[k] = text_of(cx, j);
    }
    return OK;
}

static Err read_item(Cx *cx, const json_t *j, size_t i, HazmatItem *ret)
{
    if (!json_is_object(j)) return wants(cx, str_fmt(cx, "items[%zu]", i), j, "a JSON object");
    const json_t *substance = json_object_get(j, "substance"),
                 *tonnes = json_object_get(j, "tonnes");
    if (substance && !json_is_null(substance)) {
        if (!json_is_string(substance))
            return wants(cx, str_fmt(cx, "items[%zu].substance", i), substance, "a text");
        ret->substance = text_of(cx, substance);
    }
    if (!json_is_number(tonnes))
        return wants(cx, str_fmt(cx, "items[%zu].tonnes", i), tonnes, "a number");
    ret->tonnes = json_number_value(tonnes);
    return read_classes(cx, json_object_get(j, "classes"), i, ret);
}

static Err read_unit(Cx *cx, const json_t *root, HazmatUnit *ret)
{
    const json_t *people = json_object_get(root, "exposed_people"),
                 *items = json_object_get(root, "items");
    if (!json_is_object(root)) return cx_fail(cx, ERR_INVALID, "", "must be a JSON object");
    if (!json_is_integer(people)) return wants(cx, S("exposed_people"), people, "a whole number");
    if (!json_is_array(items)) return wants(cx, S("items"), items, "a list");
    HazmatUnit u = {.exposed_people = json_integer_value(people), .n = json_array_size(items)};
    u.items = cx_new(cx, HazmatItem, u.n);
    for (size_t i = 0; i < u.n; i++) TRY(read_item(cx, json_array_get(items, i), i, &u.items[i]));
    *ret = u;
    return OK;
}

Err hazmat_unit_read(Cx *cx, Str json, HazmatUnit *ret)
{
    json_error_t e;
    json_t *root = json_loadb(json.p, json.len, JSON_REJECT_DUPLICATES, &e);
    if (!root)
        return cx_fail(cx, ERR_INVALID, "", "is not JSON: line %d column %d: %s", e.line, e.column,
                       e.text);
    cx_defer(cx, free_json, root);
    return read_unit(cx, root, ret);
}

static void key_or_null(Jw *w, const char *key, double v, bool is)
{
    jw_key(w, str_c(key));
    if (is) jw_f64(w, v);
    else jw_null(w);
}

static void write_item(Jw *w, const HazmatCounted *c)
{
    jw_open(w, '{');
    if (c->substance.len) jw_kstr(w, "substance", c->substance);
    else jw_knull(w, "substance");
    key_or_null(w, "row", c->row, c->row != 0);
    key_or_null(w, "tonnes", c->tonnes, true);
    key_or_null(w, "Q", c->q_tonnes, true);
    key_or_null(w, "beta", c->beta, true);
    jw_kstr(w, "beta_from", c->beta_from);
    jw_close(w, '}');
}

void hazmat_write_json(Jw *w, const HazmatGrade *g)
{
    jw_open(w, '{');
    key_or_null(w, "S", g->s, true);
    key_or_null(w, "R", g->r, g->grade != 0);
    key_or_null(w, "grade", g->grade, g->grade != 0);
    key_or_null(w, "alpha", g->alpha, true);
    jw_key(w, S("items"));
    jw_open(w, '[');
    for (size_t i = 0; i < g->n; i++) write_item(w, &g->items[i]);
    jw_close(w, ']');
    jw_kstr(w, "rule_set", S(HAZMAT_RULE_SET));
    jw_close(w, '}');
}
