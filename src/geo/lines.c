/* SPDX-License-Identifier: Apache-2.0 */
/* source: GDAL's OSM driver keeps tags without a column of their own in `other_tags`, written as
 * "key"=>"value" pairs with \ before quotes (GDAL documentation, "OSM - OpenStreetMap XML and
 * PBF"). */
#include <cpl_conv.h>
#include <cpl_error.h>

#include "geo/lines.h"
#include "geo/vector_int.h"

typedef struct Reader {
    Cx *cx; /* of one row */
    OGRLayerH layer;
    OGRCoordinateTransformationH to_wgs84;
    const char *const *columns;
    size_t n_columns;
    int *index; /* of each column in the layer, -1 = none */
    int tags;   /* the column other_tags, -1 = none */
    Err (*each)(Cx *row_cx, const LineRow *row, void *ctx);
    void *ctx;
} Reader;

/* The value of a tag, without its quotes; "" = not there. */
static Str tag(Cx *cx, Str tags, const char *key)
{
    Str head = str_fmt(cx, "\"%s\"=>\"", key);
    size_t at = str_find(tags, head);
    if (at == SIZE_MAX) return S("");
    Str rest = str_from(tags, at + head.len);
    size_t end = 0;
    while (end < rest.len && (rest.p[end] != '"' || (end && rest.p[end - 1] == '\\'))) end++;
    return str_head(rest, end);
}

static Str text_of(Cx *cx, OGRFeatureH f, int i)
{
    if (i < 0 || !OGR_F_IsFieldSetAndNotNull(f, i)) return S("");
    return str_dup(cx, str_c(OGR_F_GetFieldAsString(f, i)));
}

static void read_cells(const Reader *r, OGRFeatureH f, Str *cells)
{
    Str tags = text_of(r->cx, f, r->tags);
    for (size_t i = 0; i < r->n_columns; i++) {
        cells[i] = text_of(r->cx, f, r->index[i]);
        if (cells[i].len == 0 && tags.len) cells[i] = tag(r->cx, tags, r->columns[i]);
    }
}

static Err give_line(const Reader *r, OGRGeometryH g, const Str *cells)
{
    int n = OGR_G_GetPointCount(g);
    LonLat *points = cx_new(r->cx, LonLat, (size_t)(n > 0 ? n : 0));
    for (int i = 0; i < n; i++) points[i] = (LonLat){OGR_G_GetX(g, i), OGR_G_GetY(g, i)};
    if (n < 2) return OK;
    return r->each(r->cx, &(LineRow){cells, points, (size_t)n}, r->ctx);
}

static Err give_feature(const Reader *r, OGRFeatureH f)
{
    OGRGeometryH g = OGR_F_GetGeometryRef(f);
    Str *cells = cx_new(r->cx, Str, r->n_columns);
    if (!g || OGR_G_IsEmpty(g)) return OK;
    if (r->to_wgs84 && OGR_G_Transform(g, r->to_wgs84) != OGRERR_NONE) return OK;
    read_cells(r, f, cells);
    OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(g));
    if (type == wkbLineString) return give_line(r, g, cells);
    if (type != wkbMultiLineString) return OK;
    for (int i = 0; i < OGR_G_GetGeometryCount(g); i++)
        TRY(give_line(r, OGR_G_GetGeometryRef(g, i), cells));
    return OK;
}

static OGRLayerH layer_of_lines(GDALDatasetH ds)
{
    OGRLayerH any = NULL;
    for (int i = 0; i < GDALDatasetGetLayerCount(ds); i++) {
        OGRLayerH layer = GDALDatasetGetLayer(ds, i);
        OGRwkbGeometryType type = wkbFlatten(OGR_L_GetGeomType(layer));
        if (type == wkbLineString || type == wkbMultiLineString) return layer;
        if (type == wkbUnknown && !any) any = layer;
    }
    return any;
}

static Err read_all(const Reader *r)
{
    OGRFeatureH f;
    OGR_L_ResetReading(r->layer);
    while ((f = OGR_L_GetNextFeature(r->layer))) {
        ArenaMark mark = arena_mark(r->cx->arena);
        Err err = give_feature(r, f);
        OGR_F_Destroy(f);
        if (err != OK) return err;
        arena_rewind(r->cx->arena, mark);
    }
    return OK;
}

static Err open_layer(Cx *cx, Str path, Reader *r)
{
    static const char *const drivers[] = {"GeoJSON", "GPKG",   "ESRI Shapefile",
                                          "OSM",     "LIBKML", NULL};
    GDALDatasetH ds;
    TRY(vector_open(cx, path, drivers, &ds));
    r->layer = layer_of_lines(ds);
    if (!r->layer) return gdal_failed(cx, ERR_INVALID, path, "find a layer of lines");
    if (strcmp(GDALGetDriverShortName(GDALGetDatasetDriver(ds)), "OSM") ==
        0) /* points are not
    read, or they would pile up */
        GDALDatasetExecuteSQL(ds, "SET interest_layers = lines", NULL, NULL);
    r->to_wgs84 = transform_of(cx, r->layer);
    OGRFeatureDefnH def = OGR_L_GetLayerDefn(r->layer);
    for (size_t i = 0; i < r->n_columns; i++)
        r->index[i] = OGR_FD_GetFieldIndex(def, r->columns[i]);
    r->tags = OGR_FD_GetFieldIndex(def, "other_tags");
    return OK;
}

Err lines_each(Cx *cx, Str path, const char *const *columns, size_t n_columns,
               Err (*each)(Cx *row_cx, const LineRow *row, void *ctx), void *ctx)
{
    Reader r = {.columns = columns,
                .n_columns = n_columns,
                .index = cx_new(cx, int, n_columns),
                .each = each,
                .ctx = ctx};
    TRY(open_layer(cx, path, &r));
    r.cx = cx_open(cx->now_ms, 0); /* a row's memory goes with it; what is kept lies in cx */
    r.cx->lang = cx->lang;
    Err err = cx_carry(cx, r.cx, read_all(&r));
    cx_close(r.cx);
    return err;
}
