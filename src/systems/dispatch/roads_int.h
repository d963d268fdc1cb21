/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the road graph: what lies in the file, what is tuned. */
#ifndef SYSTEMS_DISPATCH_ROADS_INT_H
#define SYSTEMS_DISPATCH_ROADS_INT_H

#include "geo/roads.h"
#include "solve/routes.h"
#include "systems/dispatch/roads.h"

/* An arc is one direction of a piece. */
typedef struct RoadArc {
    int32_t piece, back; /* back: 1 = from b to a */
} RoadArc;

enum { ROAD_PARTS = 9 };

/* Head of DIR/roads/graph.bin, little-endian, as the machines are that this runs on. */
typedef struct RoadHead {
    char magic[8];
    uint32_t version, n_parts;
    uint64_t bytes[ROAD_PARTS]; /* of each part, before it is filled up to 8 */
    Digest sum;                 /* SHA-256 of all parts */
} RoadHead;

/* The graph as it lies in the file and, with its grid, in memory. */
typedef struct RoadGraph {
    Cx *cx; /* its memory; goes with the last user */
    int users;
    Str meta; /* JSON */
    Digest sum;
    Roads roads;
    RoadGrid grid;
    const uint8_t *main; /* of each piece: both ends lie where all reach each other */
    const RoadArc *arcs;
    RouteIndex index;
} RoadGraph;

/* The graph under the closures of a moment. */
typedef struct RoadState {
    Cx *cx;
    int users;
    RoadGraph *graph;
    Digest of;                    /* the closures and their rules */
    uint32_t *ahead_ms, *back_ms; /* of each piece, now */
    uint8_t *usable;              /* of each piece: main, and open in a direction at least */
    RouteTimes times;
    int64_t closures, closures_off;
} RoadState;

/* Read a file of lines into a graph and write it. fails: as roads_read; ERR_IO */
MUST_USE Err road_graph_make(Cx *cx, const Site *site, Str file, Datum datum);
/* *ret NULL = there is none. fails: ERR_IO (damaged) */
MUST_USE Err road_graph_read(Cx *cx, const Site *site, RoadGraph **ret);
/* The same from the bytes of the file, which stay where they are; g->cx is set. false = damaged. */
bool road_graph_take(RoadGraph *g, Str body);
void road_graph_free(RoadGraph *g);
Str road_graph_path(Cx *cx, const Site *site);

/* The graph under the closures of now, lent until the arena of cx is reset; *ret NULL = there is no
 * graph. */
MUST_USE Err road_state_use(Cx *cx, const Site *site, RoadState **ret);
/* The same with roads thought closed besides: made for this one use. */
MUST_USE Err road_state_if(Cx *cx, const Site *site, const RoadsClosed *closed, RoadState **ret);
/* The graph alone, lent likewise. */
MUST_USE Err road_graph_use(Cx *cx, const Site *site, RoadGraph **ret);
/* What closes roads: GeoJSON as the register keeps it. */
RoadShape road_shape(Cx *cx, json_t *geometry);
/* Another file stands there now. */
void road_book_forget(RoadBook *b);
/* What an arc takes under `ahead` and `back` of its piece. */
uint32_t *road_arc_ms(Cx *cx, const RoadGraph *g, const uint32_t *ahead, const uint32_t *back);

#endif
