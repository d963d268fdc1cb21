/* SPDX-License-Identifier: Apache-2.0 */
/* YAML files as a tree with line numbers: scalars, lists, maps. No anchors, no tags, bounded depth
 * and size. Sticky: the first failure is kept in cx with field "file:line", so readers of many keys
 * check once at the end. */
#ifndef REGISTER_YAMLTREE_H
#define REGISTER_YAMLTREE_H

#include "base/base.h"

typedef enum YamlKind { YAML_SCALAR, YAML_LIST, YAML_MAP } YamlKind;

typedef struct Yaml Yaml;
struct Yaml {
    YamlKind kind;
    int line; /* 1 = first */
    Str text; /* scalar */
    size_t n; /* items, or pairs of a map */
    Yaml **items;
    Str *keys; /* of a map */
    int *key_lines;
    bool *taken; /* keys that were asked for */
};

/* fails: ERR_INVALID with field "file:line" */
MUST_USE Err yaml_parse(Cx *cx, Str file, Str text, Yaml **ret);

typedef struct YamlFile {
    Cx *cx;
    Str file;
} YamlFile;

/* Note a refusal at a line. */
void yaml_refuse(const YamlFile *f, int line, Str value, const char *fmt, ...) PRINTF(4, 5);
/* Value of a key, NULL when absent. Marks the key as known. */
const Yaml *yaml_get(const YamlFile *f, const Yaml *map, const char *key);
/* "" when absent; refused when it is no text (or absent though required). */
Str yaml_str(const YamlFile *f, const Yaml *map, const char *key);
Str yaml_need_str(const YamlFile *f, const Yaml *map, const char *key);
bool yaml_bool(const YamlFile *f, const Yaml *map, const char *key);
int64_t yaml_int(const YamlFile *f, const Yaml *map, const char *key, int64_t absent);
bool yaml_f64(const YamlFile *f, const Yaml *map, const char *key, double *ret);
/* A text or a list of texts. */
typedef struct YamlStrs {
    Str *p;
    size_t n;
} YamlStrs;
YamlStrs yaml_strs(const YamlFile *f, const Yaml *map, const char *key);
/* Refuse every key of the map that nobody asked for. */
void yaml_no_others(const YamlFile *f, const Yaml *map);

#endif
