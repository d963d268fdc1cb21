/* SPDX-License-Identifier: Apache-2.0 */
/* A binary heap of (key, node) for the route searches; a node may stand in it more than once, and
 * whoever takes it out knows which entry holds. */
#ifndef SOLVE_ROUTE_HEAP_H
#define SOLVE_ROUTE_HEAP_H

#include "base/base.h"

typedef struct HeapItem {
    uint64_t key;
    int32_t node;
} HeapItem;

typedef struct Heap {
    Cx *cx;
    HeapItem *p;
    size_t n, cap;
} Heap;

/* Equal keys go by the node, so that the same net gives the same order. */
static inline bool heap_before(HeapItem a, HeapItem b)
{
    return a.key < b.key || (a.key == b.key && a.node < b.node);
}

/* Memory is that of the heap's cx. */
static inline void heap_put(Heap *h, uint64_t key, int32_t node)
{
    HeapItem item = {key, node};
    h->p = vec_room(h->cx, h->p, h->n, &h->cap, sizeof *h->p);
    size_t i = h->n++;
    for (; i > 0 && heap_before(item, h->p[(i - 1) / 2]); i = (i - 1) / 2)
        h->p[i] = h->p[(i - 1) / 2];
    h->p[i] = item;
}

/* The least item; the heap is not empty. */
static inline HeapItem heap_take(Heap *h)
{
    HeapItem top = h->p[0], last = h->p[--h->n];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= h->n) break;
        if (child + 1 < h->n && heap_before(h->p[child + 1], h->p[child])) child++;
        if (!heap_before(h->p[child], last)) break;
        h->p[i] = h->p[child];
        i = child;
    }
    if (h->n) h->p[i] = last;
    return top;
}

#endif
