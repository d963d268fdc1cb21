/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes leave the net one after the other, those with the fewest neighbours first; what a node
 * leaves behind are links between all its neighbours. */
#include "solve/route_heap.h"
#include "solve/routes.h"

typedef struct Neighbours {
    int32_t *p;
    size_t n, cap;
} Neighbours;

typedef struct Net {
    Cx *cx;
    Neighbours *next; /* of each node, among those that are left */
    int32_t *depth;   /* of each node: of what was taken out below it */
    int32_t *mark;    /* the neighbour whose list was looked through last; -1 = none */
    Heap order;
} Net;

static void meet(Net *g, int32_t a, int32_t b)
{
    vec_push(g->cx, &g->next[a], b);
    vec_push(g->cx, &g->next[b], a);
}

static void forget(Neighbours *list, int32_t node)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->p[i] == node) {
            list->p[i] = list->p[--list->n];
            return;
        }
}

/* --- order --- */

static uint64_t key_of(const Net *g, int32_t v)
{
    return (uint64_t)g->next[v].n << 32 | (uint32_t)g->depth[v];
}

/* Entries of nodes that have left or changed since are passed over. */
static int32_t next_node(Net *g, const int32_t *position)
{
    for (;;) {
        HeapItem top = heap_take(&g->order);
        if (position[top.node] < 0 && top.key == key_of(g, top.node)) return top.node;
    }
}

static void join_all(Net *g, int32_t a, const Neighbours *list)
{
    for (size_t i = 0; i < g->next[a].n; i++) g->mark[g->next[a].p[i]] = a;
    for (size_t i = 0; i < list->n; i++)
        if (list->p[i] > a && g->mark[list->p[i]] != a) meet(g, a, list->p[i]);
}

static void take_out(Net *g, int32_t v)
{
    const Neighbours list = g->next[v];
    for (size_t i = 0; i < list.n; i++) {
        int32_t u = list.p[i];
        forget(&g->next[u], v);
        if (g->depth[u] <= g->depth[v]) g->depth[u] = g->depth[v] + 1;
    }
    for (size_t i = 0; i < list.n; i++) join_all(g, list.p[i], &list);
    for (size_t i = 0; i < list.n; i++) heap_put(&g->order, key_of(g, list.p[i]), list.p[i]);
}

/* --- the result --- */

static Err check_net(Cx *cx, const RouteNet *net)
{
    if (net->n_nodes > ROUTES_MAX_NODES)
        return cx_fail(cx, ERR_TOO_BIG, "nodes", "%zu nodes, at most %d", net->n_nodes,
                       ROUTES_MAX_NODES);
    if (net->n_arcs > ROUTES_MAX_ARCS)
        return cx_fail(cx, ERR_TOO_BIG, "arcs", "%zu arcs, at most %d", net->n_arcs,
                       ROUTES_MAX_ARCS);
    for (size_t i = 0; i < net->n_arcs; i++) {
        const RouteArc *a = &net->arcs[i];
        bool inside = a->from >= 0 && a->to >= 0 && (size_t)a->from < net->n_nodes &&
                      (size_t)a->to < net->n_nodes;
        if (!inside || (i && a->from < a[-1].from))
            return cx_fail(cx, ERR_INVALID, "arcs", "arc %zu is out of range or out of order", i);
    }
    return OK;
}

static const int32_t *first_arcs(Cx *cx, const RouteNet *net)
{
    int32_t *first = cx_new(cx, int32_t, net->n_nodes + 1);
    for (size_t i = 0; i < net->n_arcs; i++) first[net->arcs[i].from + 1]++;
    for (size_t v = 0; v < net->n_nodes; v++) first[v + 1] += first[v];
    return first;
}

/* Everybody's neighbours, each once. */
static void load_net(Net *g, const RouteNet *net)
{
    for (size_t i = 0; i < net->n_arcs; i++) {
        int32_t a = net->arcs[i].from, b = net->arcs[i].to;
        bool known = a == b;
        for (size_t k = 0; k < g->next[a].n && !known; k++) known = g->next[a].p[k] == b;
        if (!known) meet(g, a, b);
    }
}

/* The links by their upper ends, then by their lower ends, which leaves each list ascending. */
static void put_links(Cx *cx, const Net *g, const int32_t *node_at, RouteIndex *x)
{
    size_t n = x->net.n_nodes;
    int32_t *first = cx_new(cx, int32_t, n + 1), *at = cx_new(cx, int32_t, n + 1),
            *under = cx_new(cx, int32_t, n + 1);
    for (size_t p = 0; p < n; p++) {
        const Neighbours *list = &g->next[node_at[p]];
        first[p + 1] = first[p] + (int32_t)list->n;
        for (size_t i = 0; i < list->n; i++) under[x->position[list->p[i]] + 1]++;
    }
    for (size_t p = 0; p < n; p++) under[p + 1] += under[p];
    size_t n_links = (size_t)first[n];
    int32_t *low = cx_new(cx, int32_t, n_links), *to = cx_new(cx, int32_t, n_links);
    memcpy(at, under, (n + 1) * sizeof *at);
    for (size_t p = 0; p < n; p++) {
        const Neighbours *list = &g->next[node_at[p]];
        for (size_t i = 0; i < list->n; i++) low[at[x->position[list->p[i]]]++] = (int32_t)p;
    }
    memcpy(at, first, (n + 1) * sizeof *at);
    for (size_t q = 0; q < n; q++)
        for (int32_t i = under[q]; i < under[q + 1]; i++) to[at[low[i]]++] = (int32_t)q;
    x->link_first = first;
    x->link_to = to;
    x->n_links = n_links;
}

Err routes_prepare(Cx *cx, const RouteNet *net, RouteIndex *ret)
{
    size_t n = net->n_nodes;
    TRY(check_net(cx, net));
    Net g = {.cx = cx,
             .next = cx_new(cx, Neighbours, n),
             .depth = cx_new(cx, int32_t, n),
             .mark = cx_new(cx, int32_t, n),
             .order = {.cx = cx}};
    int32_t *position = cx_new(cx, int32_t, n), *node_at = cx_new(cx, int32_t, n);
    load_net(&g, net);
    for (size_t v = 0; v < n; v++) {
        position[v] = g.mark[v] = -1;
        heap_put(&g.order, key_of(&g, (int32_t)v), (int32_t)v);
    }
    for (size_t p = n; p-- > 0;) {
        int32_t v = next_node(&g, position);
        take_out(&g, v);
        node_at[p] = v;
        position[v] = (int32_t)p;
    }
    *ret = (RouteIndex){.net = *net, .arc_first = first_arcs(cx, net), .position = position};
    put_links(cx, &g, node_at, ret);
    return OK;
}
