/* SPDX-License-Identifier: Apache-2.0 */
/* The largest strongly connected part of a net: Tarjan's walk without recursion. */
#include "solve/routes.h"

typedef struct Walk {
    const RouteIndex *x;
    int32_t *number, *low, *part; /* of each node; number 0 = not seen, part 0 = none yet */
    int32_t *open, *path, *next;  /* nodes without a part; the way down; the arc to look at */
    size_t n_open, n_path;
    int32_t numbers, parts;
} Walk;

static void enter(Walk *w, int32_t v)
{
    w->number[v] = w->low[v] = ++w->numbers;
    w->next[v] = w->x->arc_first[v];
    w->open[w->n_open++] = v;
    w->path[w->n_path++] = v;
}

/* Nothing more leads on from v: is it the head of a part? */
static void leave(Walk *w, int32_t v)
{
    w->n_path--;
    if (w->n_path) {
        int32_t up = w->path[w->n_path - 1];
        if (w->low[v] < w->low[up]) w->low[up] = w->low[v];
    }
    if (w->low[v] != w->number[v]) return;
    w->parts++;
    for (int32_t u = -1; u != v;) {
        u = w->open[--w->n_open];
        w->part[u] = w->parts;
    }
}

static void walk(Walk *w, int32_t from)
{
    enter(w, from);
    while (w->n_path) {
        int32_t v = w->path[w->n_path - 1];
        if (w->next[v] == w->x->arc_first[v + 1]) {
            leave(w, v);
            continue;
        }
        int32_t u = w->x->net.arcs[w->next[v]++].to;
        if (!w->number[u]) enter(w, u);
        else if (!w->part[u] && w->number[u] < w->low[v]) w->low[v] = w->number[u];
    }
}

const bool *routes_main_part(Cx *cx, const RouteIndex *x, size_t *n_in)
{
    size_t n = x->net.n_nodes;
    Walk w = {.x = x,
              .number = cx_new(cx, int32_t, n),
              .low = cx_new(cx, int32_t, n),
              .part = cx_new(cx, int32_t, n),
              .open = cx_new(cx, int32_t, n),
              .path = cx_new(cx, int32_t, n),
              .next = cx_new(cx, int32_t, n)};
    for (size_t v = 0; v < n; v++)
        if (!w.number[v]) walk(&w, (int32_t)v);
    size_t *sizes = cx_new(cx, size_t, (size_t)w.parts + 1);
    int32_t best = 0;
    for (size_t v = 0; v < n; v++) sizes[w.part[v]]++;
    for (int32_t p = 1; p <= w.parts; p++)
        if (sizes[p] > sizes[best]) best = p;
    bool *main = cx_new(cx, bool, n);
    for (size_t v = 0; v < n; v++) main[v] = w.part[v] == best;
    *n_in = sizes[best];
    return main;
}
