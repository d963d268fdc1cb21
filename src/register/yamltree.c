/* SPDX-License-Identifier: Apache-2.0 */
/* YAML through libyaml's document API, which knows the line of every node. */
#include <stdarg.h>
#include <stdio.h>
#include <yaml.h>

#include "register/yamltree.h"

enum { YAML_MAX_BYTES = 1024 * 1024, YAML_MAX_DEPTH = 16, YAML_MAX_NODES = 200000 };

void yaml_refuse(const YamlFile *f, int line, Str value, const char *fmt, ...)
{
    char said[512];
    va_list ap;
    va_start(ap, fmt);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    vsnprintf(said, sizeof said, msg_in(f->cx->lang, fmt), ap);
#pragma GCC diagnostic pop
    va_end(ap);
    cx_note(f->cx, ERR_INVALID, str_fmt(f->cx, "%.*s:%d", STR_ARG(f->file), line), value, "%s",
            said);
}

static Str scalar(const yaml_node_t *n)
{
    return (Str){(const char *)n->data.scalar.value, n->data.scalar.length};
}

static Yaml *convert(const YamlFile *f, yaml_document_t *doc, int id, int depth);

static Yaml *convert_list(const YamlFile *f, yaml_document_t *doc, const yaml_node_t *n, Yaml *y,
                          int depth)
{
    y->kind = YAML_LIST;
    size_t count = (size_t)(n->data.sequence.items.top - n->data.sequence.items.start);
    y->items = cx_new(f->cx, Yaml *, count);
    for (; y->n < count; y->n++)
        if (!(y->items[y->n] = convert(f, doc, n->data.sequence.items.start[y->n], depth + 1)))
            return NULL;
    return y;
}

static bool has_key(const Yaml *y, Str key)
{
    for (size_t i = 0; i < y->n; i++)
        if (str_eq(y->keys[i], key)) return true;
    return false;
}

static Yaml *convert_map(const YamlFile *f, yaml_document_t *doc, const yaml_node_t *n, Yaml *y,
                         int depth)
{
    y->kind = YAML_MAP;
    size_t count = (size_t)(n->data.mapping.pairs.top - n->data.mapping.pairs.start);
    y->items = cx_new(f->cx, Yaml *, count);
    y->keys = cx_new(f->cx, Str, count);
    y->key_lines = cx_new(f->cx, int, count);
    y->taken = cx_new(f->cx, bool, count);
    for (; y->n < count; y->n++) {
        const yaml_node_pair_t *pair = &n->data.mapping.pairs.start[y->n];
        const yaml_node_t *k = yaml_document_get_node(doc, pair->key);
        int line = (int)k->start_mark.line + 1;
        if (k->type != YAML_SCALAR_NODE)
            return yaml_refuse(f, line, S(""), "a key must be a text"), NULL;
        if (has_key(y, scalar(k)))
            return yaml_refuse(f, line, scalar(k), "this key stands here twice"), NULL;
        y->keys[y->n] = str_dup(f->cx, scalar(k));
        y->key_lines[y->n] = line;
        if (!(y->items[y->n] = convert(f, doc, pair->value, depth + 1))) return NULL;
    }
    return y;
}

static Yaml *convert(const YamlFile *f, yaml_document_t *doc, int id, int depth)
{
    const yaml_node_t *n = yaml_document_get_node(doc, id);
    Yaml *y = cx_new(f->cx, Yaml, 1);
    y->line = (int)n->start_mark.line + 1;
    if (depth > YAML_MAX_DEPTH)
        return yaml_refuse(f, y->line, S(""), "nested more than %d deep", YAML_MAX_DEPTH), NULL;
    switch (n->type) {
    case YAML_SCALAR_NODE: y->text = str_dup(f->cx, scalar(n)); return y;
    case YAML_SEQUENCE_NODE: return convert_list(f, doc, n, y, depth);
    case YAML_MAPPING_NODE: return convert_map(f, doc, n, y, depth);
    case YAML_NO_NODE: break;
    }
    return yaml_refuse(f, y->line, S(""), "an empty node"), NULL;
}

/* An alias lets a few bytes stand for many nodes; definitions have no use for them. */
static bool has_alias(const YamlFile *f, Str text)
{
    yaml_parser_t parser;
    yaml_event_t event;
    bool end = false, alias = false;
    size_t events = 0;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.p, text.len);
    while (!end && !alias && yaml_parser_parse(&parser, &event)) {
        alias = event.type == YAML_ALIAS_EVENT || ++events > YAML_MAX_NODES;
        end = event.type == YAML_STREAM_END_EVENT;
        if (alias)
            yaml_refuse(f, (int)event.start_mark.line + 1, S(""),
                        "no aliases, and at most %d nodes", YAML_MAX_NODES);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return alias;
}

Err yaml_parse(Cx *cx, Str file, Str text, Yaml **ret)
{
    YamlFile f = {cx, file};
    if (text.len > YAML_MAX_BYTES)
        return cx_refuse(cx, ERR_TOO_BIG, file, S(""), "larger than %d bytes", YAML_MAX_BYTES);
    if (!utf8_is_valid(text)) return cx_refuse(cx, ERR_INVALID, file, S(""), "not UTF-8");
    if (has_alias(&f, text)) return cx_failed(cx);
    yaml_parser_t parser;
    yaml_document_t doc;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.p, text.len);
    Yaml *y = NULL;
    if (!yaml_parser_load(&parser, &doc)) {
        yaml_refuse(&f, (int)parser.problem_mark.line + 1, S(""), "not YAML: %s",
                    parser.problem ? parser.problem : "?");
    } else {
        if (yaml_document_get_root_node(&doc)) y = convert(&f, &doc, 1, 0);
        else yaml_refuse(&f, 1, S(""), "the file is empty");
        yaml_document_delete(&doc);
    }
    yaml_parser_delete(&parser);
    if (!y) return cx_failed(cx);
    *ret = y;
    return OK;
}

const Yaml *yaml_get(const YamlFile *f, const Yaml *map, const char *key)
{
    (void)f;
    if (!map || map->kind != YAML_MAP) return NULL;
    for (size_t i = 0; i < map->n; i++) {
        if (!str_is(map->keys[i], key)) continue;
        map->taken[i] = true;
        return map->items[i];
    }
    return NULL;
}

Str yaml_str(const YamlFile *f, const Yaml *map, const char *key)
{
    const Yaml *y = yaml_get(f, map, key);
    if (!y) return S("");
    if (y->kind != YAML_SCALAR) yaml_refuse(f, y->line, str_c(key), "%s must be a text", key);
    return y->kind == YAML_SCALAR ? y->text : S("");
}

Str yaml_need_str(const YamlFile *f, const Yaml *map, const char *key)
{
    Str s = yaml_str(f, map, key);
    if (s.len == 0) yaml_refuse(f, map ? map->line : 1, str_c(key), "%s is missing", key);
    return s;
}

bool yaml_bool(const YamlFile *f, const Yaml *map, const char *key)
{
    Str s = yaml_str(f, map, key);
    if (s.len && !str_is(s, "true") && !str_is(s, "false"))
        yaml_refuse(f, map->line, s, "%s must be true or false", key);
    return str_is(s, "true");
}

int64_t yaml_int(const YamlFile *f, const Yaml *map, const char *key, int64_t absent)
{
    Str s = yaml_str(f, map, key);
    int64_t v = absent;
    if (s.len && !str_i64(s, &v)) yaml_refuse(f, map->line, s, "%s must be a whole number", key);
    return v;
}

bool yaml_f64(const YamlFile *f, const Yaml *map, const char *key, double *ret)
{
    Str s = yaml_str(f, map, key);
    if (s.len == 0) return false;
    bool ok = str_f64(s, ret);
    if (!ok) yaml_refuse(f, map->line, s, "%s must be a number", key);
    return ok;
}

YamlStrs yaml_strs(const YamlFile *f, const Yaml *map, const char *key)
{
    const Yaml *y = yaml_get(f, map, key);
    if (!y) return (YamlStrs){0};
    size_t n = y->kind == YAML_LIST ? y->n : 1;
    YamlStrs r = {cx_new(f->cx, Str, n), n};
    for (size_t i = 0; i < n; i++) {
        const Yaml *item = y->kind == YAML_LIST ? y->items[i] : y;
        if (item->kind != YAML_SCALAR)
            yaml_refuse(f, item->line, str_c(key), "%s must be a text or a list of texts", key);
        else r.p[i] = item->text;
        if (!r.p[i].p) r.p[i] = S("");
    }
    return r;
}

void yaml_no_others(const YamlFile *f, const Yaml *map)
{
    for (size_t i = 0; map && map->kind == YAML_MAP && i < map->n; i++)
        if (!map->taken[i]) yaml_refuse(f, map->key_lines[i], map->keys[i], "unknown key");
}
