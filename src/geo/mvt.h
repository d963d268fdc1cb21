/* SPDX-License-Identifier: Apache-2.0 */
/* Mapbox vector tiles of points. Pure. source: Mapbox Vector Tile Specification 2.1; tiles:
 * EPSG:3857, XYZ */
#ifndef GEO_MVT_H
#define GEO_MVT_H

#include "geo/area.h"

typedef struct MvtPoint {
    LonLat at;
    uint64_t id;
    Str title;
    int64_t count; /* 1 = a single feature */
} MvtPoint;

/* Corners of a tile in degrees: west south east north. false: no such tile. */
bool mvt_box(int z, int64_t x, int64_t y, double box[4]);
/* One layer with the attributes id, title, count; coordinates in 4096 units. */
Str mvt_encode(Cx *cx, Str layer, int z, int64_t x, int64_t y, const MvtPoint *points, size_t n);

#endif
