/* SPDX-License-Identifier: Apache-2.0 */
/* Is an index that comes from outside one that routes_prepare could have made? All that the others
 * take for granted is looked at once, in time linear in its size. */
#include "solve/routes.h"

static bool is_sound_net(const RouteIndex *x)
{
    const RouteNet *net = &x->net;
    if (net->n_nodes > ROUTES_MAX_NODES || net->n_arcs > ROUTES_MAX_ARCS) return false;
    for (size_t i = 0; i < net->n_arcs; i++) {
        const RouteArc *a = &net->arcs[i];
        bool inside = a->from >= 0 && a->to >= 0 && (size_t)a->from < net->n_nodes &&
                      (size_t)a->to < net->n_nodes;
        if (!inside || (i && a->from < a[-1].from)) return false;
    }
    return true;
}

static bool is_order(Cx *cx, const RouteIndex *x)
{
    size_t n = x->net.n_nodes;
    uint8_t *seen = cx_new(cx, uint8_t, n);
    for (size_t v = 0; v < n; v++) {
        int32_t p = x->position[v];
        if (p < 0 || (size_t)p >= n || seen[p]) return false;
        seen[p] = 1;
    }
    return true;
}

/* Ends of the lists; links lead up, in order. */
static bool are_lists(const RouteIndex *x)
{
    size_t n = x->net.n_nodes;
    if (x->n_links > INT32_MAX || x->link_first[0] != 0 || x->link_first[n] != (int32_t)x->n_links)
        return false;
    for (size_t p = 0; p < n; p++)
        if (x->link_first[p + 1] < x->link_first[p]) return false;
    for (size_t p = 0; p < n; p++)
        for (int32_t i = x->link_first[p]; i < x->link_first[p + 1]; i++) {
            bool ascends = i == x->link_first[p] || x->link_to[i] > x->link_to[i - 1];
            if (!ascends || x->link_to[i] < 0 || (size_t)x->link_to[i] >= p) return false;
        }
    return true;
}

static bool is_linked(const RouteIndex *x, int32_t low, int32_t high)
{
    int32_t a = x->link_first[low], b = x->link_first[low + 1];
    while (a < b) {
        int32_t middle = a + (b - a) / 2;
        if (x->link_to[middle] == high) return true;
        if (x->link_to[middle] < high) a = middle + 1;
        else b = middle;
    }
    return false;
}

/* All that a node is linked to, its nearest is linked to as well: so what lies below is bridged.
 * source: D. Rose, R. Tarjan, G. Lueker, Algorithmic aspects of vertex elimination on graphs, 1976
 */
static bool is_bridged(const RouteIndex *x)
{
    for (size_t p = 0; p < x->net.n_nodes; p++) {
        int32_t end = x->link_first[p + 1];
        for (int32_t i = x->link_first[p]; i + 1 < end; i++)
            if (!is_linked(x, x->link_to[end - 1], x->link_to[i])) return false;
    }
    return true;
}

static bool has_all_arcs(const RouteIndex *x)
{
    for (size_t i = 0; i < x->net.n_arcs; i++) {
        int32_t p = x->position[x->net.arcs[i].from], q = x->position[x->net.arcs[i].to];
        if (p != q && !is_linked(x, p > q ? p : q, p > q ? q : p)) return false;
    }
    return true;
}

bool routes_sound(Cx *cx, const RouteIndex *x)
{
    return is_sound_net(x) && is_order(cx, x) && are_lists(x) && is_bridged(x) && has_all_arcs(x);
}
