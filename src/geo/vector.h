/* SPDX-License-Identifier: Apache-2.0 */
/* Tables with places in the formats of offices and map makers, through GDAL/OGR: XLSX, Shapefile
 * (zipped), GeoPackage, KML, GeoJSON. Everything is text on our side; whoever hands rows in and
 * takes them out knows the types. */
#ifndef GEO_VECTOR_H
#define GEO_VECTOR_H

#include "base/base.h"

typedef struct VectorRow {
    Str *cells;
    Str geometry; /* GeoJSON, "" = none */
} VectorRow;

typedef struct VectorIn {
    Str *columns;
    size_t n_columns;
    VectorRow *rows;
    size_t n_rows;
} VectorIn;

/* The first layer or sheet of a file (by its ending: xlsx, zip, gpkg, kml, geojson, json). Geometry
 * is brought to WGS-84 when the file says its reference system. fails: ERR_INVALID (unreadable),
 * ERR_TOO_BIG past max_rows */
MUST_USE Err vector_read(Cx *cx, Str path, size_t max_rows, VectorIn *ret);

typedef struct VectorOut VectorOut;
/* format: "shp", "gpkg", "kml". For "shp" path is a folder to be made. points: the geometry type.
 * fails: ERR_UNSUPPORTED, ERR_IO */
MUST_USE Err vector_create(Cx *cx, Str format, Str path, Str layer, const Str *columns, size_t n,
                           bool points, VectorOut **ret);
MUST_USE Err vector_add(Cx *cx, VectorOut *out, const VectorRow *row);
MUST_USE Err vector_finish(Cx *cx, VectorOut *out);

#endif
