/* SPDX-License-Identifier: Apache-2.0 */
/* The road graph of a city: read from a file once, kept checksummed in DIR/roads/graph.bin, tuned
 * to the closures of now. And travel times from place to place, by road where there is a graph. */
#ifndef SYSTEMS_DISPATCH_ROADS_H
#define SYSTEMS_DISPATCH_ROADS_H

#include "geo/area.h"
#include "systems/system.h"

/* What a server holds of the graph: read when it is first asked for. Any thread. */
typedef struct RoadBook RoadBook;
RoadBook *road_book_new(void);
void road_book_free(RoadBook *b);

/* The verb `roads` of the command line: {"do":"load","file","datum"?} reads a file into the graph,
 * "info" says what it holds, "drop" takes it away. fails: ERR_INVALID, ERR_NOT_FOUND, ERR_IO */
MUST_USE Err roads_verb(Cx *cx, const Site *site, json_t *input, Buf *out);
/* What is known of the graph as JSON: {"loaded":false} or file, date, sizes, classes. */
MUST_USE Err roads_info(Cx *cx, const Site *site, Buf *out);

typedef enum TravelBy {
    TRAVEL_NOWHERE, /* one of the two has no place */
    TRAVEL_ROAD,
    TRAVEL_STRAIGHT, /* no graph, or not here: straight line with the dated factor */
    TRAVEL_CUT       /* there are roads, and no open one leads there */
} TravelBy;

/* nowhere, road, straight_line, cut_off */
const char *travel_name(TravelBy by);

typedef struct Leg {
    TravelBy by;
    int64_t s;    /* of ROAD and STRAIGHT */
    double far_m; /* straight line; NaN with NOWHERE */
} Leg;

typedef struct Travel {
    Leg *legs; /* n_from × n_to, row by from */
    size_t n_from, n_to;
    bool graph;               /* there is one */
    Str graph_file, graph_at; /* what it was read from, and when */
    int64_t closures;         /* that block or slow down roads now */
    int64_t closures_off;     /* that touch no road of the graph */
    double detour, speed_kmh; /* of the straight line */
} Travel;

/* Times of all pairs of places (NaN = not known), now.
 * ret:    in the arena of cx
 * fails:  ERR_IO, ERR_TOO_BIG */
MUST_USE Err travel_table(Cx *cx, const Site *site, const LonLat *from, size_t n_from,
                          const LonLat *to, size_t n_to, Travel *ret);

/* The same as if roads were closed that are not.
 * in:     t       n_from and n_to as in `from` and `to`; the rest is answered in it
 *         closed  GeoJSON geometries; a point closes the nearest stretch of road */
typedef struct RoadsClosed {
    const Str *shapes;
    size_t n;
} RoadsClosed;
MUST_USE Err travel_table_if(Cx *cx, const Site *site, const LonLat *from, const LonLat *to,
                             const RoadsClosed *closed, Travel *t);

#endif
