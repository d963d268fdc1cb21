/* SPDX-License-Identifier: Apache-2.0 */
/* Lines with their attributes, one after the other, from files too big to hold as text: GeoJSON,
 * GeoPackage, Shapefile (zipped), KML and OSM extracts (pbf, xml), through GDAL/OGR. */
#ifndef GEO_LINES_H
#define GEO_LINES_H

#include "geo/area.h"

typedef struct LineRow {
    const Str *cells; /* in the order asked for; "" = not there */
    const LonLat *points;
    size_t n;
} LineRow;

/* Every line of the layer (its first one that has lines), in the file's order; a multi-line comes
 * as several. WGS-84 when the file says its reference system, else as it stands there. The row and
 * what `each` takes from its cx are gone after it. columns: names, tried also as tags of OSM.
 * fails: ERR_INVALID (unreadable, no lines), and as each */
MUST_USE Err lines_each(Cx *cx, Str path, const char *const *columns, size_t n_columns,
                        Err (*each)(Cx *row_cx, const LineRow *row, void *ctx), void *ctx);

#endif
