/* SPDX-License-Identifier: Apache-2.0 */
/* Minimum-cost flow with supplies and capacities: people from villages to shelters, goods from
 * stores to camps. Plain arrays; it knows nothing of places. */
#ifndef SOLVE_FLOW_H
#define SOLVE_FLOW_H

#include "base/base.h"

#define FLOW_NO_LIMIT INT64_MAX
#define FLOW_MAX_SUM                                                                               \
    (INT64_MAX / 16) /* of all supplies, of all demands, of the costs of a path                    \
                      */

enum { FLOW_MAX_NODES = 1000000, FLOW_MAX_ARCS = 100000000 };

typedef struct FlowArc {
    int32_t from, to;
    int64_t cost; /* of one, ≥ 0 */
    int64_t cap;  /* at most this many, ≥ 0, FLOW_NO_LIMIT = any number */
} FlowArc;

typedef struct FlowProblem {
    const int64_t *supply; /* of each node: > 0 starts here, < 0 so many can end here, 0 passes */
    const FlowArc *arcs;
    size_t n_nodes, n_arcs;
} FlowProblem;

typedef struct FlowPlan {
    int64_t *flow;  /* on each arc */
    int64_t *unmet; /* of each node with supply: what could not be sent; of each node with demand:
                       the room left; all ≥ 0 */
    int64_t total_cost;
    int64_t total_unmet; /* of the supplies; 0 = everybody has a place */
    /* the proof (see flow_check): */
    int64_t *price; /* of each node; the cost of reaching it and finding room */
    int64_t fine;   /* price of leaving one unsent, above the cost of every path */
    int64_t pivots; /* steps that the search took */
} FlowPlan;

/* The flow that leaves as little as possible unsent, and among those costs least. Demands are upper
 * limits, so supplies and demands need not balance.
 * ret:    arrays in the arena of cx; the same problem gives the same plan
 * fails:  ERR_INVALID a node, cost or capacity out of range · ERR_TOO_BIG too many nodes or arcs,
 *         or sums past FLOW_MAX_SUM
 * time:   5,000 sources × 300 places (1.5 M arcs) about as LEMON's network simplex or faster
 * source: network simplex with strongly feasible trees and block search: R. K. Ahuja, T. L.
 *         Magnanti, J. B. Orlin, Network Flows, 1993, §11.5–11.7; Z. Király, P. Kovács, Efficient
 *         implementations of minimum-cost flow algorithms, 2012. Arcs enter the search only when
 *         they could help (column generation). */
MUST_USE Err flow_solve(Cx *cx, const FlowProblem *p, FlowPlan *ret);

/* Is the plan possible and, by its prices, optimal? For every arc with room and flow f:
 * cost + price[from] - price[to] is ≥ 0 where f < cap, ≤ 0 where f > 0. A node with demand has a
 * price ≤ 0, = 0 where room is left; a node with supply one ≥ -fine, = -fine where some is unsent.
 * fails:  ERR_INVALID and the first fault found */
MUST_USE Err flow_check(Cx *cx, const FlowProblem *p, const FlowPlan *plan);

#endif
