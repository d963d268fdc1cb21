/* SPDX-License-Identifier: Apache-2.0 */
/* Roads as straight pieces between neighbouring points of their lines: read from files, looked up
 * near a place, touched by what closes them. Lines meet where they share a point. It knows nothing
 * of ways through them. source: limits are ours, against files that nobody meant */
#ifndef GEO_ROADS_H
#define GEO_ROADS_H

#include "geo/area.h"
#include "geo/datum.h"

#define ROAD_NEVER UINT32_MAX /* no driving this way */

enum { ROADS_MAX_PIECES = 10000000 };

typedef struct RoadNode {
    int32_t lon, lat; /* 10⁻⁷ degrees WGS-84 */
} RoadNode;

typedef struct RoadPiece {
    int32_t a, b;               /* nodes */
    uint32_t ahead_ms, back_ms; /* from a to b, from b to a; ROAD_NEVER */
    uint32_t length_dm;
} RoadPiece;

/* Speed of a class of roads. */
typedef struct RoadSpeed {
    Str class;
    double kmh;
} RoadSpeed;

typedef struct Roads {
    const RoadNode *nodes;
    const RoadPiece *pieces;
    size_t n_nodes, n_pieces;
} Roads;

/* What a reading found, for people. */
typedef struct RoadsRead {
    Roads roads;
    int64_t lines, left_out; /* of no class that vehicles drive on */
    double length_km;
    struct {
        Str class;
        int64_t lines;
        bool known;
    } classes[100]; /* as the file says */
    size_t n_classes;
    double box[4]; /* west south east north */
} RoadsRead;

/* Read a file of lines (see lines.h). The class stands in a column highway, fclass or class; oneway
 * (yes, 1, true, -1, reverse, no), maxspeed (km/h), junction=roundabout and access=no count as in
 * OSM. Points are of `datum` when the file names no reference system.
 * ret:    arrays in the arena of cx; the same file gives the same roads
 * fails:  ERR_INVALID (unreadable, no roads) · ERR_TOO_BIG */
MUST_USE Err roads_read(Cx *cx, Str path, Datum datum, const RoadSpeed *speeds, size_t n_speeds,
                        RoadsRead *ret);

/* Pieces by place: a grid over them. */
typedef struct RoadGrid {
    const Roads *roads;
    double west, south, step; /* degrees */
    int32_t columns, rows;
    const int32_t *first, *pieces; /* columns × rows + 1; a piece stands in each cell it crosses */
} RoadGrid;
/* ret: arrays in the arena of cx */
void road_grid(Cx *cx, const Roads *roads, RoadGrid *ret);

typedef struct RoadSpot {
    int32_t piece;
    double along;      /* 0 at a … 1 at b */
    double distance_m; /* from the place */
} RoadSpot;

enum { ROAD_SPOTS_MAX = 64, ROAD_SPOT_MORE_M = 60 };
/* The nearest piece that may be used and all others at most ROAD_SPOT_MORE_M farther (which may lie
 * on the other side of what is closed), none beyond most_m; nearest first.
 * usable: of each piece, or NULL = all. ret: room for ROAD_SPOTS_MAX; returns how many */
size_t road_spots(Cx *cx, const RoadGrid *g, LonLat place, double most_m, const uint8_t *usable,
                  RoadSpot *ret);
/* Is the place within most_m of the box of all roads? */
bool road_grid_covers(const RoadGrid *g, LonLat place, double most_m);

/* A drawn thing: points, lines, areas. */
typedef struct RoadShape {
    LonLat *points;
    size_t n_points;
    Ring *lines; /* not closed */
    size_t n_lines;
    Area *areas;
    size_t n_areas;
} RoadShape;
/* Call each(piece) for every piece within buffer_m of a point or line of the shape, or that lies in
 * or crosses an area; each piece once. */
void road_touched(Cx *cx, const RoadGrid *g, const RoadShape *shape, double buffer_m,
                  void (*each)(int32_t piece, void *ctx), void *ctx);

#endif
