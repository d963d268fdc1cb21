/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of times. From each place of one side a climb to higher nodes, then one sweep down over
 * all that lies above the places of the other side, for several climbs at once. */
#include "solve/routes.h"
#include "solve/route_heap.h"

enum { LANES = 32, PAIRS_MAX = 64 * 1024 * 1024 }; /* climbs that one sweep serves */

/* Two of them make no overflow; signed, since the smallest processors compare only those at once.
 */
static const int32_t FAR = ROUTES_FAR_MS;

/* One direction of a table: hops that a climb takes and hops that the sweep comes down by. */
typedef struct Side {
    const int32_t *up_first, *down_first;
    const RouteHop *up, *down;
} Side;

typedef struct Table {
    Cx *cx;
    const RouteIndex *x;
    Side side;
    const RoutePlace *climbs, *falls;
    size_t n_climbs, n_falls;
    int32_t *above; /* positions above the falls, highest first */
    size_t n_above;
    int32_t *at;      /* of each position: its index in `above`, -1 = not there */
    int32_t *dist;    /* n_above × LANES */
    int32_t *height;  /* of the climb in hand, by position */
    int32_t *touched; /* positions whose height is not FAR */
    size_t n_touched;
    Heap heap;
} Table;

/* --- above the falls --- */

static size_t stack_up(const Table *t, int32_t *stack, size_t n, int32_t position)
{
    if (t->at[position] >= 0) return n;
    t->at[position] = 0;
    stack[n] = position;
    return n + 1;
}

/* Every node from which the sweep may come down to a fall. */
static void find_above(Table *t)
{
    const RouteIndex *x = t->x;
    size_t n = x->net.n_nodes, waiting = 0;
    int32_t *stack = cx_new(t->cx, int32_t, n);
    t->at = cx_new(t->cx, int32_t, n);
    for (size_t p = 0; p < n; p++) t->at[p] = -1;
    for (size_t i = 0; i < t->n_falls; i++)
        for (size_t k = 0; k < t->falls[i].n; k++)
            waiting = stack_up(t, stack, waiting, x->position[t->falls[i].stops[k].node]);
    while (waiting) {
        int32_t p = stack[--waiting];
        for (int32_t h = t->side.down_first[p]; h < t->side.down_first[p + 1]; h++)
            waiting = stack_up(t, stack, waiting, t->side.down[h].to);
    }
    t->above = stack; /* empty now; the scan writes no faster than it reads */
    for (size_t p = 0; p < n; p++)
        if (t->at[p] >= 0) {
            t->at[p] = (int32_t)t->n_above;
            t->above[t->n_above++] = (int32_t)p;
        }
    t->dist = cx_new(t->cx, int32_t, t->n_above * LANES);
}

/* --- one climb --- */

static void touch(Table *t, int32_t position, int32_t d)
{
    if (d >= t->height[position]) return;
    if (t->height[position] == FAR) t->touched[t->n_touched++] = position;
    t->height[position] = d;
    heap_put(&t->heap, (uint64_t)d, position);
}

/* Is there a shorter way to here from above? Then nothing good leads on from here. */
static bool is_stalled(const Table *t, int32_t p, int32_t d)
{
    for (int32_t h = t->side.down_first[p]; h < t->side.down_first[p + 1]; h++) {
        const RouteHop *hop = &t->side.down[h];
        if (t->height[hop->to] + (int32_t)hop->ms < d) return true;
    }
    return false;
}

static void climb(Table *t, const RoutePlace *from)
{
    t->heap.n = 0;
    for (size_t i = 0; i < from->n; i++)
        touch(t, t->x->position[from->stops[i].node], (int32_t)from->stops[i].ms);
    while (t->heap.n) {
        HeapItem top = heap_take(&t->heap);
        int32_t d = (int32_t)top.key;
        if (d > t->height[top.node] || is_stalled(t, top.node, d)) continue;
        for (int32_t h = t->side.up_first[top.node]; h < t->side.up_first[top.node + 1]; h++)
            touch(t, t->side.up[h].to, d + (int32_t)t->side.up[h].ms);
    }
}

static void take_climb(Table *t, size_t lane)
{
    for (size_t i = 0; i < t->n_touched; i++) {
        int32_t p = t->touched[i];
        if (t->at[p] >= 0) t->dist[(size_t)t->at[p] * LANES + lane] = t->height[p];
        t->height[p] = FAR;
    }
    t->n_touched = 0;
}

/* --- the sweep --- */

static void sweep(Table *t)
{
    for (size_t i = 0; i < t->n_above; i++) {
        int32_t p = t->above[i];
        int32_t *here = &t->dist[i * LANES];
        for (int32_t h = t->side.down_first[p]; h < t->side.down_first[p + 1]; h++) {
            const RouteHop *hop = &t->side.down[h];
            const int32_t *there = &t->dist[(size_t)t->at[hop->to] * LANES], ms = (int32_t)hop->ms;
            for (size_t k = 0; k < LANES; k++) {
                int32_t d = there[k] + ms;
                here[k] = d < here[k] ? d : here[k];
            }
        }
    }
}

static uint32_t fall(const Table *t, const RoutePlace *to, size_t lane)
{
    int32_t best = FAR;
    for (size_t i = 0; i < to->n; i++) {
        size_t at = (size_t)t->at[t->x->position[to->stops[i].node]];
        int32_t d = t->dist[at * LANES + lane] + (int32_t)to->stops[i].ms;
        if (d < best) best = d;
    }
    return best < FAR ? (uint32_t)best : ROUTE_NEVER;
}

/* --- the plain net --- */

typedef struct Plain {
    const RouteIndex *x;
    const uint32_t *arc_ms;
    uint64_t *dist;
    uint8_t *wanted; /* nodes whose distance somebody waits for */
    Heap heap;
} Plain;

static void plain_reach(Plain *s, int32_t node, uint64_t d)
{
    if (d >= s->dist[node]) return;
    s->dist[node] = d;
    heap_put(&s->heap, d, node);
}

static void plain_step(Plain *s, int32_t node, uint64_t d)
{
    for (int32_t i = s->x->arc_first[node]; i < s->x->arc_first[node + 1]; i++)
        if (s->arc_ms[i] != ROUTE_NEVER) plain_reach(s, s->x->net.arcs[i].to, d + s->arc_ms[i]);
}

/* Dijkstra from a place until all nodes that are wanted have their distance. */
static void plain_run(Plain *s, const RoutePlace *from, size_t n_wanted)
{
    for (size_t v = 0; v < s->x->net.n_nodes; v++) s->dist[v] = UINT64_MAX;
    s->heap.n = 0;
    for (size_t i = 0; i < from->n; i++) plain_reach(s, from->stops[i].node, from->stops[i].ms);
    while (s->heap.n && n_wanted) {
        HeapItem top = heap_take(&s->heap);
        if (top.key > s->dist[top.node]) continue;
        if (s->wanted[top.node]) s->wanted[top.node] = 0, n_wanted--;
        plain_step(s, top.node, top.key);
    }
}

static size_t want(Plain *s, const RoutePlace *to)
{
    size_t n = 0;
    for (size_t i = 0; i < to->n; i++) {
        n += !s->wanted[to->stops[i].node];
        s->wanted[to->stops[i].node] = 1;
    }
    return n;
}

static void unwant(Plain *s, const RoutePlace *to)
{
    for (size_t i = 0; i < to->n; i++) s->wanted[to->stops[i].node] = 0;
}

static uint32_t plain_fall(const Plain *s, const RoutePlace *to)
{
    uint64_t best = UINT64_MAX;
    for (size_t i = 0; i < to->n; i++) {
        uint64_t d = s->dist[to->stops[i].node];
        if (d != UINT64_MAX && d + to->stops[i].ms < best) best = d + to->stops[i].ms;
    }
    return best < ROUTE_NEVER ? (uint32_t)best : ROUTE_NEVER;
}

void routes_plain(Cx *cx, const RouteIndex *x, const uint32_t *arc_ms, const RoutePlace *from,
                  size_t n_from, const RoutePlace *to, size_t n_to, uint32_t *ret)
{
    Plain s = {.x = x,
               .arc_ms = arc_ms,
               .dist = cx_new(cx, uint64_t, x->net.n_nodes),
               .wanted = cx_new(cx, uint8_t, x->net.n_nodes),
               .heap = {.cx = cx}};
    for (size_t i = 0; i < n_from; i++) {
        size_t n = 0;
        for (size_t k = 0; k < n_to; k++) n += want(&s, &to[k]);
        plain_run(&s, &from[i], n);
        for (size_t k = 0; k < n_to; k++) {
            unwant(&s, &to[k]);
            ret[i * n_to + k] = plain_fall(&s, &to[k]);
        }
    }
}

/* --- the whole --- */

/* Row and column of a table that is read along its falls. */
typedef struct Cells {
    uint32_t *p;
    size_t of_climb, of_fall; /* steps */
} Cells;

/* The climbs from `first` to before `end`, a lane each. */
static void fill_lanes(Table *t, const Cells *c, size_t first, size_t end)
{
    for (size_t i = 0; i < t->n_above * LANES; i++) t->dist[i] = FAR;
    for (size_t i = first; i < end; i++) {
        climb(t, &t->climbs[i]);
        take_climb(t, i - first);
    }
    sweep(t);
    for (size_t i = first; i < end; i++)
        for (size_t k = 0; k < t->n_falls; k++)
            c->p[i * c->of_climb + k * c->of_fall] = fall(t, &t->falls[k], i - first);
}

static void fill_table(Table *t, const Cells *c)
{
    find_above(t);
    for (size_t first = 0; first < t->n_climbs; first += LANES) {
        size_t end = first + LANES;
        fill_lanes(t, c, first, end < t->n_climbs ? end : t->n_climbs);
    }
}

Err routes_table(Cx *cx, const RouteTimes *times, const RoutePlace *from, size_t n_from,
                 const RoutePlace *to, size_t n_to, uint32_t *ret)
{
    size_t n = times->x->net.n_nodes;
    if (n_from > PAIRS_MAX || n_to > PAIRS_MAX || n_from * n_to > PAIRS_MAX)
        return cx_fail(cx, ERR_TOO_BIG, "pairs", "%zu times %zu pairs, at most %d", n_from, n_to,
                       PAIRS_MAX);
    const Side ahead = {times->up_first, times->down_first, times->up, times->down},
               back = {times->down_first, times->up_first, times->down, times->up};
    bool backwards = n_to < n_from; /* the fewer climb */
    Table t = {.cx = cx,
               .x = times->x,
               .side = backwards ? back : ahead,
               .climbs = backwards ? to : from,
               .falls = backwards ? from : to,
               .n_climbs = backwards ? n_to : n_from,
               .n_falls = backwards ? n_from : n_to,
               .height = cx_new(cx, int32_t, n),
               .touched = cx_new(cx, int32_t, n),
               .heap = {.cx = cx}};
    for (size_t p = 0; p < n; p++) t.height[p] = FAR;
    Cells c = {ret, backwards ? 1 : n_to, backwards ? n_to : 1};
    fill_table(&t, &c);
    return OK;
}
