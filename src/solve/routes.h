/* SPDX-License-Identifier: Apache-2.0 */
/* Travel times over a road graph: its nodes are put in order once, whatever the times; tuned to the
 * times of now in a moment, also when roads are closed; asked for whole tables at once. Plain
 * arrays; it knows nothing of roads. source: J. Dibbelt, B. Strasser, D. Wagner, Customizable
 * Contraction Hierarchies, 2016 */
#ifndef SOLVE_ROUTES_H
#define SOLVE_ROUTES_H

#include "base/base.h"

#define ROUTE_NEVER UINT32_MAX /* no way leads there; as the time of an arc: it is closed */

enum {
    ROUTES_MAX_NODES = 5000000,
    ROUTES_MAX_ARCS = 20000000,
    ROUTES_MAX_MS = 100000000, /* of one arc or stop: 27 h */
    ROUTES_FAR_MS = 1 << 30    /* of a whole way: what takes twelve days is none */
};

typedef struct RouteArc {
    int32_t from, to;
} RouteArc;

typedef struct RouteNet {
    const RouteArc *arcs; /* ordered by `from`; one that leads back to its own node is no use */
    size_t n_nodes, n_arcs;
} RouteNet;

/* Order and links, whatever the times. Positions count from the highest node, 0. A link joins a
 * node to a higher one and stands for both directions. Every array may lie in a file. */
typedef struct RouteIndex {
    RouteNet net;
    const int32_t *arc_first;  /* n_nodes + 1: arcs that leave a node */
    const int32_t *position;   /* of each node */
    const int32_t *link_first; /* by position, n_nodes + 1 */
    const int32_t *link_to;    /* positions of the higher nodes, ascending */
    size_t n_links;
} RouteIndex;

typedef struct RouteHop {
    int32_t to; /* position of the higher node */
    uint32_t ms;
} RouteHop;

/* The times of now: hops up from each position, and hops that come down to it. Those that no
 * shortest way needs are left out. */
typedef struct RouteTimes {
    const RouteIndex *x;
    const int32_t *up_first, *down_first; /* by position, n_nodes + 1 */
    const RouteHop *up, *down;
} RouteTimes;

/* Where a way begins or ends: nodes and what it costs between each of them and the place. */
typedef struct RouteStop {
    int32_t node;
    uint32_t ms;
} RouteStop;
typedef struct RoutePlace {
    const RouteStop *stops;
    size_t n; /* 0 = no way leads there */
} RoutePlace;

/* Put the nodes in order and link them.
 * ret:    arrays in the arena of cx; the same net gives the same index
 * fails:  ERR_INVALID an arc out of range or out of order · ERR_TOO_BIG
 * time:   a few seconds for 200,000 nodes */
MUST_USE Err routes_prepare(Cx *cx, const RouteNet *net, RouteIndex *ret);

/* Could routes_prepare have made this index? Its arrays have the lengths that net and n_links say;
 * arc_first is not asked. What is not sound must not be given to the functions below. */
bool routes_sound(Cx *cx, const RouteIndex *x);

/* arc_ms: what each arc takes now, at most ROUTES_MAX_MS, or ROUTE_NEVER.
 * ret:    arrays in the arena of cx
 * time:   tenths of a second for 200,000 nodes */
void routes_tune(Cx *cx, const RouteIndex *x, const uint32_t *arc_ms, RouteTimes *ret);

/* Least times of all pairs, in ms: ret[i * n_to + k] of from[i] to to[k], exact, ROUTE_NEVER where
 * no way leads.
 * fails:  ERR_TOO_BIG more pairs than memory is given for
 * source: D. Delling, A. Goldberg, R. Werneck, Faster Batched Shortest Paths in Road Networks, 2011
 */
MUST_USE Err routes_table(Cx *cx, const RouteTimes *t, const RoutePlace *from, size_t n_from,
                          const RoutePlace *to, size_t n_to, uint32_t *ret);
/* The same by one Dijkstra over the plain net for each of `from`: what the table is compared with.
 */
void routes_plain(Cx *cx, const RouteIndex *x, const uint32_t *arc_ms, const RoutePlace *from,
                  size_t n_from, const RoutePlace *to, size_t n_to, uint32_t *ret);

/* Of each node, does it lie in the largest set of nodes that all reach each other? ret: n_nodes
 * flags in the arena of cx; *n_in = how many. source: R. Tarjan, Depth-first search and linear
 * graph algorithms, 1972 */
const bool *routes_main_part(Cx *cx, const RouteIndex *x, size_t *n_in);

#endif
