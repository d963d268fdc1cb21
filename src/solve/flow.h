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

/* A problem that was solved and is to be changed a little: a shelter closes, a road does, people
 * come or leave. Solving it again goes on from the tree of the last time.
 * ret:    lives in the arena of cx, which must outlive it, as must p; its numbers are copied where
 *         they change. The first plan is there: flow_again gives it
 * fails:  as flow_solve; ERR_TOO_BIG also when a path may cost more than FLOW_NET_FINE_MAX;
 *         ERR_INVALID when an arc enters a node with supply or leaves one with demand: what passes
 *         through a place that closes could not be told from what ends there */
typedef struct FlowNet FlowNet;
enum { FLOW_CHANGES_MAX = 30000 };
#define FLOW_NET_FINE_MAX (INT64_C(1) << 44)
MUST_USE Err flow_open(Cx *cx, const FlowProblem *p, FlowNet **ret);
/* Another supply or demand of a node: what had one keeps its sign, or has none for now.
 * fails: ERR_INVALID a sign turned, a node without either; ERR_TOO_BIG past FLOW_CHANGES_MAX
 * changes in all */
MUST_USE Err flow_set_supply(Cx *cx, FlowNet *net, size_t node, int64_t supply);
/* Nothing goes along an arc any more, for good. fails: as flow_set_supply */
MUST_USE Err flow_close_arc(Cx *cx, FlowNet *net, size_t arc);
/* The best plan of the problem as it stands now.
 * ret:    arrays belong to the net and hold until it is changed or solved again; the proof is for
 *         the changed problem (closed arcs with cap 0)
 * time:   one shelter of 300 closed, 5,000 sources: less than a tenth of flow_solve
 * source: primal re-entry: what no longer fits leaves by an arc past every price, as in the big-M
 *         start of Ahuja, Magnanti, Orlin §11.5 */
MUST_USE Err flow_again(Cx *cx, FlowNet *net, FlowPlan *ret);

/* Is the plan possible and, by its prices, optimal? For every arc with room and flow f:
 * cost + price[from] - price[to] is ≥ 0 where f < cap, ≤ 0 where f > 0. A node with demand has a
 * price ≤ 0, = 0 where room is left; a node with supply one ≥ -fine, = -fine where some is unsent.
 * fails:  ERR_INVALID and the first fault found */
MUST_USE Err flow_check(Cx *cx, const FlowProblem *p, const FlowPlan *plan);

#endif
