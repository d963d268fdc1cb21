/* SPDX-License-Identifier: Apache-2.0 */
/* GDAL/OGR behind two loops: rows in, rows out. source: EPSG:4326 is WGS 84, longitude and
 * latitude. */
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <ogr_srs_api.h>
#include <pthread.h>

#include "geo/vector.h"
#include "geo/vector_int.h"

/* Its drivers take 8 MB at rest, so they come when the first file does; no network for any of
 * them. */
static void load_drivers(void)
{
    GDALAllRegister();
    CPLSetConfigOption("GDAL_HTTP_ALLOWED", "NO");
    CPLSetConfigOption("OGR_XLSX_HEADERS", "FORCE");
    CPLSetConfigOption("OGR_XLSX_FIELD_TYPES", "STRING");
    CPLSetErrorHandler(CPLQuietErrorHandler);
}

void vector_begin(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load_drivers);
}

Err gdal_failed(Cx *cx, Err code, Str path, const char *doing)
{
    const char *said = CPLGetLastErrorMsg();
    return cx_refuse(cx, code, S("file"), path, "cannot %s: %s", doing,
                     said && *said ? said : "unknown format");
}

static void close_set(void *ds)
{
    GDALClose(ds);
}

/* --- in --- */

static Str cell_of(Cx *cx, OGRFeatureH f, int i)
{
    return OGR_F_IsFieldSetAndNotNull(f, i) ? str_dup(cx, str_c(OGR_F_GetFieldAsString(f, i)))
                                            : S("");
}

static Str geometry_of(Cx *cx, OGRFeatureH f, OGRCoordinateTransformationH to_wgs84)
{
    OGRGeometryH g = OGR_F_GetGeometryRef(f);
    if (!g || OGR_G_IsEmpty(g)) return S("");
    if (to_wgs84 && OGR_G_Transform(g, to_wgs84) != OGRERR_NONE) return S("");
    char *json = OGR_G_ExportToJson(g);
    Str s = json ? str_dup(cx, str_c(json)) : S("");
    CPLFree(json);
    return s;
}

static void free_transform(void *t)
{
    OCTDestroyCoordinateTransformation(t);
}

OGRCoordinateTransformationH transform_of(Cx *cx, OGRLayerH layer)
{
    OGRSpatialReferenceH from = OGR_L_GetSpatialRef(layer), to;
    if (!from) return NULL;
    to = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(to, 4326);
    OSRSetAxisMappingStrategy(to, OAMS_TRADITIONAL_GIS_ORDER);
    OGRCoordinateTransformationH t =
        OSRIsSame(from, to) ? NULL : OCTNewCoordinateTransformation(from, to);
    OSRDestroySpatialReference(to);
    if (t) cx_defer(cx, free_transform, t);
    return t;
}

static void read_columns(Cx *cx, OGRLayerH layer, VectorIn *in)
{
    OGRFeatureDefnH def = OGR_L_GetLayerDefn(layer);
    in->n_columns = (size_t)OGR_FD_GetFieldCount(def);
    in->columns = cx_new(cx, Str, in->n_columns);
    for (size_t i = 0; i < in->n_columns; i++)
        in->columns[i] = str_dup(cx, str_c(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(def, (int)i))));
}

static Err read_rows(Cx *cx, Str path, OGRLayerH layer, size_t max, VectorIn *in)
{
    OGRCoordinateTransformationH t = transform_of(cx, layer);
    VEC(VectorRow) rows = {0};
    OGRFeatureH f;
    OGR_L_ResetReading(layer);
    while ((f = OGR_L_GetNextFeature(layer))) {
        VectorRow row = {.cells = cx_new(cx, Str, in->n_columns)};
        for (size_t i = 0; i < in->n_columns; i++) row.cells[i] = cell_of(cx, f, (int)i);
        row.geometry = geometry_of(cx, f, t);
        OGR_F_Destroy(f);
        if (rows.n == max)
            return cx_refuse(cx, ERR_TOO_BIG, S("file"), path, "more than %zu rows", max);
        vec_push(cx, &rows, row);
    }
    in->rows = rows.p;
    in->n_rows = rows.n;
    return OK;
}

static Str gdal_path(Cx *cx, Str path)
{
    return str_ends(path, S(".zip")) ? str_fmt(cx, "/vsizip/%.*s", STR_ARG(path)) : path;
}

Err vector_open(Cx *cx, Str path, const char *const *drivers, GDALDatasetH *ret)
{
    vector_begin();
    CPLErrorReset();
    *ret = GDALOpenEx(str_z(cx, gdal_path(cx, path)), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers,
                      NULL, NULL);
    if (!*ret) return gdal_failed(cx, ERR_INVALID, path, "read the file");
    cx_defer(cx, close_set, *ret);
    return OK;
}

/* A sheet with nothing but its first row comes with columns Field1, Field2 …: that row holds the
 * names. */
static void promote_names(Cx *cx, VectorIn *in)
{
    if (in->n_rows == 0) return;
    for (size_t i = 0; i < in->n_columns; i++)
        if (!str_eq(in->columns[i], str_fmt(cx, "Field%zu", i + 1))) return;
    in->columns = in->rows[0].cells;
    in->rows++;
    in->n_rows--;
}

Err vector_read(Cx *cx, Str path, size_t max_rows, VectorIn *ret)
{
    static const char *const drivers[] = {"XLSX",   "ESRI Shapefile", "GPKG",
                                          "LIBKML", "GeoJSON",        NULL};
    GDALDatasetH ds;
    *ret = (VectorIn){0};
    TRY(vector_open(cx, path, drivers, &ds));
    OGRLayerH layer = GDALDatasetGetLayer(ds, 0);
    if (!layer) return gdal_failed(cx, ERR_INVALID, path, "find a layer or sheet");
    read_columns(cx, layer, ret);
    TRY(read_rows(cx, path, layer, max_rows, ret));
    promote_names(cx, ret);
    return OK;
}

/* --- out --- */

struct VectorOut {
    GDALDatasetH ds;
    OGRLayerH layer;
    Str path;
    size_t n_columns;
};

static const struct {
    const char *format, *driver;
} outs[] = {
    {"shp",  "ESRI Shapefile"},
    {"gpkg", "GPKG"          },
    {"kml",  "LIBKML"        }
};

static OGRLayerH add_layer(GDALDatasetH ds, const char *name, OGRwkbGeometryType type)
{
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(srs, 4326);
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    char **options = CSLSetNameValue(NULL, "ENCODING", "UTF-8");
    OGRLayerH layer = GDALDatasetCreateLayer(ds, name, srs, type, options);
    CSLDestroy(options);
    OSRDestroySpatialReference(srs);
    return layer;
}

static bool add_columns(OGRLayerH layer, Cx *cx, const Str *columns, size_t n)
{
    bool good = true;
    for (size_t i = 0; i < n; i++) {
        OGRFieldDefnH def = OGR_Fld_Create(str_z(cx, columns[i]), OFTString);
        OGR_Fld_SetWidth(def, 0);
        good = OGR_L_CreateField(layer, def, 1) == OGRERR_NONE && good;
        OGR_Fld_Destroy(def);
    }
    return good;
}

Err vector_create(Cx *cx, Str format, Str path, Str name, const Str *columns, size_t n, bool points,
                  VectorOut **ret)
{
    const char *driver = NULL;
    vector_begin();
    for (size_t i = 0; i < COUNT(outs); i++)
        if (str_is(format, outs[i].format)) driver = outs[i].driver;
    GDALDriverH d = driver ? GDALGetDriverByName(driver) : NULL;
    if (!d)
        return cx_refuse(cx, ERR_UNSUPPORTED, S("format"), format,
                         "is no format that can be written");
    CPLErrorReset();
    VectorOut *out = cx_new(cx, VectorOut, 1);
    *out = (VectorOut){.path = path, .n_columns = n};
    out->ds = GDALCreate(d, str_z(cx, path), 0, 0, 0, GDT_Unknown, NULL);
    if (!out->ds) return gdal_failed(cx, ERR_IO, path, "create the file");
    out->layer = add_layer(out->ds, str_z(cx, name), points ? wkbPoint : wkbUnknown);
    if (out->layer && add_columns(out->layer, cx, columns, n)) return *ret = out, OK;
    Err err = gdal_failed(cx, ERR_IO, path, "create the layer");
    GDALClose(out->ds);
    return err;
}

Err vector_add(Cx *cx, VectorOut *out, const VectorRow *row)
{
    OGRFeatureH f = OGR_F_Create(OGR_L_GetLayerDefn(out->layer));
    for (size_t i = 0; i < out->n_columns; i++)
        if (row->cells[i].len) OGR_F_SetFieldString(f, (int)i, str_z(cx, row->cells[i]));
    if (row->geometry.len) {
        OGRGeometryH g = OGR_G_CreateGeometryFromJson(str_z(cx, row->geometry));
        if (g) OGR_F_SetGeometryDirectly(f, g);
    }
    bool good = OGR_L_CreateFeature(out->layer, f) == OGRERR_NONE;
    OGR_F_Destroy(f);
    return good ? OK : gdal_failed(cx, ERR_IO, out->path, "write a row");
}

Err vector_finish(Cx *cx, VectorOut *out)
{
    CPLErrorReset();
    GDALClose(out->ds);
    return CPLGetLastErrorType() < CE_Failure
               ? OK
               : gdal_failed(cx, ERR_IO, out->path, "finish the file");
}
