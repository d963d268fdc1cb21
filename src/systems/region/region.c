/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "systems/region/region.h"

#include "base/embed.h"
#include "systems/fill/fill.h"
#include "wire/csv.h"

/* --- an embedded CSV file by column names --- */

typedef struct Table {
    Csv csv;
    Str *names, *cells;
    size_t n_names, n_cells;
} Table;

static Err table_open(Cx *cx, const char *path, Table *ret)
{
    bool more;
    Str body = embed_find(str_c(path));
    if (!body.p) return cx_refuse(cx, ERR_NOT_FOUND, S("file"), str_c(path), "no such file");
    *ret = (Table){.csv = csv_on(body)};
    return csv_next(cx, &ret->csv, &ret->names, &ret->n_names, &more);
}

static Err table_next(Cx *cx, Table *t, bool *more)
{
    return csv_next(cx, &t->csv, &t->cells, &t->n_cells, more);
}

static Str at(const Table *t, Str name)
{
    for (size_t i = 0; i < t->n_names && i < t->n_cells; i++)
        if (str_eq(t->names[i], name)) return t->cells[i];
    return S("");
}

/* --- outlines --- */

/* code → geometry as GeoJSON text, of the features of one base layer */
static Err take_outlines(Cx *cx, const char *path, Map *ret)
{
    Str body = embed_find(str_c(path));
    json_t *root = body.p ? json_loadb(body.p, body.len, 0, NULL) : NULL, *feature;
    size_t i;
    json_array_foreach (json_object_get(root, "features"), i, feature) {
        const char *code =
            json_string_value(json_object_get(json_object_get(feature, "properties"), "code"));
        char *text = json_dumps(json_object_get(feature, "geometry"),
                                JSON_COMPACT | JSON_REAL_PRECISION(10));
        Str *kept = cx_new(cx, Str, 1);
        *kept = str_dup(cx, str_c(text));
        if (code) map_put(cx, ret, str_dup(cx, str_c(code)), kept);
        free(text);
    }
    json_decref(root);
    return root ? OK : cx_refuse(cx, ERR_NOT_FOUND, S("file"), str_c(path), "no such file");
}

static Err all_outlines(Cx *cx, Map *ret)
{
    static const char *const paths[] = {"data/base/province.geojson", "data/base/city.geojson",
                                        "data/base/counties.geojson"};
    for (size_t i = 0; i < COUNT(paths); i++) TRY(take_outlines(cx, paths[i], ret));
    return OK;
}

Err regions_fill(Cx *cx, Book *book)
{
    static const char *const plain[] = {
        "code",         "name",     "full_name",  "short_name",
        "level",        "parent",   "population", "registered_population",
        "rural_houses", "area_km2", "lon",        "lat",
        "note"};
    Map outlines = {0};
    Table t;
    Fill f;
    bool more;
    TRY(all_outlines(cx, &outlines));
    TRY(table_open(cx, "data/regions/regions.csv", &t));
    TRY(fill_begin(cx, book, "region",
                   "code name full_name short_name level parent population registered_population "
                   "rural_houses area_km2 "
                   "label_lon label_lat note geometry",
                   &f));
    for (;;) {
        TRY(table_next(cx, &t, &more));
        if (!more) return fill_end(&f, NULL);
        for (size_t i = 0; i < COUNT(plain); i++) fill_str(&f, at(&t, str_c(plain[i])));
        const Str *outline = map_get(&outlines, at(&t, S("code")));
        fill_str(&f, outline ? *outline : S(""));
        TRY(fill_next(&f));
    }
}

/* A table of the model into a register whose fields are named as its columns. */
static Err fill_from(Cx *cx, Book *book, const char *path, const char *reg)
{
    Table t;
    Fill f;
    bool more;
    TRY(table_open(cx, path, &t));
    Buf columns = buf_new(cx, 0);
    for (size_t i = 0; i < t.n_names; i++)
        buf_fmt(&columns, "%s%.*s", i ? " " : "", STR_ARG(t.names[i]));
    buf_char(&columns, 0);
    TRY(fill_begin(cx, book, reg, columns.p, &f));
    for (;;) {
        TRY(table_next(cx, &t, &more));
        if (!more) return fill_end(&f, NULL);
        for (size_t i = 0; i < t.n_names; i++) fill_str(&f, at(&t, t.names[i]));
        TRY(fill_next(&f));
    }
}

Err parameters_fill(Cx *cx, Book *book)
{
    TRY(fill_from(cx, book, "model/parameters.csv", "parameter"));
    return fill_from(cx, book, "model/rules/flood_triggers.csv", "flood_trigger");
}
