/* SPDX-License-Identifier: Apache-2.0 */
/* Times of the links: first those of arcs; then each link learns of the ways over lower nodes, from
 * the lowest up; then links that a way over a higher node beats are left out. */
#include "solve/routes.h"

typedef struct Tune {
    const RouteIndex *x;
    const int32_t *first, *to;
    uint32_t *up, *down;                /* of each link, now: up it, down it */
    const int32_t *under_first, *under; /* of each position: links that lead to it */
    const int32_t *from;                /* of each link: its lower end */
    int32_t *at;                        /* of each position: its link from the one in hand */
} Tune;

static uint32_t sum(uint32_t a, uint32_t b)
{
    uint32_t s = a + b;
    return s < a ? ROUTE_NEVER : s; /* what is never stays never */
}

static void lower(uint32_t *ms, uint32_t to)
{
    *ms = to < *ms ? to : *ms;
}

/* The link between two positions, low being the greater number; the lists are short. */
static int32_t find_link(const Tune *t, int32_t low, int32_t high)
{
    int32_t a = t->first[low], b = t->first[low + 1];
    while (b - a > 1) {
        int32_t middle = a + (b - a) / 2;
        if (t->to[middle] <= high) a = middle;
        else b = middle;
    }
    return a;
}

static void take_arcs(Tune *t, const uint32_t *arc_ms)
{
    const RouteNet *net = &t->x->net;
    for (size_t i = 0; i < t->x->n_links; i++) t->up[i] = t->down[i] = ROUTE_NEVER;
    for (size_t i = 0; i < net->n_arcs; i++) {
        int32_t p = t->x->position[net->arcs[i].from], q = t->x->position[net->arcs[i].to];
        if (p > q) lower(&t->up[find_link(t, p, q)], arc_ms[i]);
        if (p < q) lower(&t->down[find_link(t, q, p)], arc_ms[i]);
    }
}

static void list_under(Cx *cx, Tune *t)
{
    size_t n = t->x->net.n_nodes, m = t->x->n_links;
    int32_t *first = cx_new(cx, int32_t, n + 1), *under = cx_new(cx, int32_t, m),
            *from = cx_new(cx, int32_t, m), *at = cx_new(cx, int32_t, n + 1);
    for (size_t i = 0; i < m; i++) first[t->to[i] + 1]++;
    for (size_t p = 0; p < n; p++) first[p + 1] += first[p];
    memcpy(at, first, (n + 1) * sizeof *at);
    for (size_t p = 0; p < n; p++)
        for (int32_t i = t->first[p]; i < t->first[p + 1]; i++) {
            from[i] = (int32_t)p;
            under[at[t->to[i]]++] = i;
        }
    t->under_first = first;
    t->under = under;
    t->from = from;
    t->at = at;
}

static void note_links(Tune *t, int32_t q)
{
    for (int32_t i = t->first[q]; i < t->first[q + 1]; i++) t->at[t->to[i]] = i;
}

/* Links of q learn of the ways over each lower node. */
static void learn(Tune *t, int32_t q)
{
    note_links(t, q);
    for (int32_t k = t->under_first[q]; k < t->under_first[q + 1]; k++) {
        int32_t link = t->under[k];
        uint32_t up = t->up[link], down = t->down[link];
        for (int32_t i = t->first[t->from[link]]; i < link; i++) { /* to those above q */
            int32_t j = t->at[t->to[i]];
            lower(&t->up[j], sum(down, t->up[i]));
            lower(&t->down[j], sum(t->down[i], up));
        }
    }
}

/* Links of lower nodes meet the ways over q. */
static void beat(Tune *t, int32_t q, uint32_t *up, uint32_t *down)
{
    note_links(t, q);
    for (int32_t k = t->under_first[q]; k < t->under_first[q + 1]; k++) {
        int32_t link = t->under[k];
        for (int32_t i = t->first[t->from[link]]; i < link; i++) {
            int32_t j = t->at[t->to[i]];
            lower(&up[i], sum(up[link], up[j]));
            lower(&down[i], sum(down[j], down[link]));
            lower(&up[link], sum(up[i], down[j]));
            lower(&down[link], sum(up[j], down[i]));
        }
    }
}

static void put_hops(Cx *cx, const Tune *t, const uint32_t *ms, const uint32_t *best,
                     const int32_t **ret_first, const RouteHop **ret)
{
    size_t n = t->x->net.n_nodes;
    int32_t *first = cx_new(cx, int32_t, n + 1);
    RouteHop *hops = cx_new(cx, RouteHop, t->x->n_links);
    int32_t n_hops = 0;
    for (size_t p = 0; p < n; p++) {
        for (int32_t i = t->first[p]; i < t->first[p + 1]; i++)
            if (ms[i] < ROUTES_FAR_MS && ms[i] == best[i])
                hops[n_hops++] = (RouteHop){t->to[i], ms[i]};
        first[p + 1] = n_hops;
    }
    *ret_first = first;
    *ret = hops;
}

void routes_tune(Cx *cx, const RouteIndex *x, const uint32_t *arc_ms, RouteTimes *ret)
{
    size_t m = x->n_links, n = x->net.n_nodes;
    Tune t = {.x = x,
              .first = x->link_first,
              .to = x->link_to,
              .up = cx_new(cx, uint32_t, m),
              .down = cx_new(cx, uint32_t, m)};
    uint32_t *up = cx_new(cx, uint32_t, m), *down = cx_new(cx, uint32_t, m);
    take_arcs(&t, arc_ms);
    list_under(cx, &t);
    for (size_t q = n; q-- > 0;) learn(&t, (int32_t)q);
    memcpy(up, t.up, m * sizeof *up);
    memcpy(down, t.down, m * sizeof *down);
    for (size_t q = 0; q < n; q++) beat(&t, (int32_t)q, up, down);
    *ret = (RouteTimes){.x = x};
    put_hops(cx, &t, t.up, up, &ret->up_first, &ret->up);
    put_hops(cx, &t, t.down, down, &ret->down_first, &ret->down);
}
