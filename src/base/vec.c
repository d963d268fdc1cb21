/* SPDX-License-Identifier: Apache-2.0 */
/* Vec and Map. */
#include "base/base.h"

void *vec_room(Cx *cx, void *p, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) return p;
    size_t more = *cap ? *cap * 2 : 8;
    p = arena_grow(cx->arena, p, *cap * size, more * size);
    *cap = more;
    return p;
}

static MapSlot *slot_of(const Map *m, Str key, uint64_t hash)
{
    size_t i = hash & (m->cap - 1);
    while (m->slots[i].value && !(m->slots[i].hash == hash && str_eq(m->slots[i].key, key)))
        i = (i + 1) & (m->cap - 1);
    return &m->slots[i];
}

void *map_get(const Map *m, Str key)
{
    return m->cap ? slot_of(m, key, hash_fast(key))->value : NULL;
}

static void widen(Cx *cx, Map *m)
{
    Map old = *m;
    m->cap = old.cap ? old.cap * 2 : 16;
    m->slots = cx_new(cx, MapSlot, m->cap);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i].value) *slot_of(m, old.slots[i].key, old.slots[i].hash) = old.slots[i];
}

void map_put(Cx *cx, Map *m, Str key, void *v)
{
    assert(v);
    if (m->n * 2 >= m->cap) widen(cx, m);
    uint64_t hash = hash_fast(key);
    MapSlot *s = slot_of(m, key, hash);
    if (!s->value) {
        s->key = str_dup(cx, key);
        s->hash = hash;
        m->n++;
    }
    s->value = v;
}

const MapSlot *map_next(const Map *m, size_t *at)
{
    while (*at < m->cap)
        if (m->slots[(*at)++].value) return &m->slots[*at - 1];
    return NULL;
}
