/* SPDX-License-Identifier: Apache-2.0 */
/* Vec: a typed growing array in an arena. Map: hash table from Str to pointer; keys are copied. */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/cx.h"

#define VEC(T)                                                                                     \
    struct {                                                                                       \
        T *p;                                                                                      \
        size_t n, cap;                                                                             \
    }
/* Room for one more; the new, zeroed item's address. */
#define vec_add(cx, v)                                                                             \
    ((v)->p = vec_room((cx), (v)->p, (v)->n, &(v)->cap, sizeof *(v)->p), &(v)->p[(v)->n++])
#define vec_push(cx, v, item) ((void)(*vec_add((cx), (v)) = (item)))
void *vec_room(Cx *cx, void *p, size_t n, size_t *cap, size_t size);

typedef struct MapSlot {
    Str key;
    void *value;
    uint64_t hash;
} MapSlot;

typedef struct Map {
    MapSlot *slots;
    size_t n, cap;
} Map;

void *map_get(const Map *m, Str key);               /* NULL = absent */
void map_put(Cx *cx, Map *m, Str key, void *value); /* value not NULL; replaces */
/* Walk: start with *at = 0; NULL at the end. Order is not defined. */
const MapSlot *map_next(const Map *m, size_t *at);

#endif
