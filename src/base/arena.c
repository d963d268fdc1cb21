/* SPDX-License-Identifier: Apache-2.0 */
/* Arena: blocks of memory that go away together. Under ASan the free part is poisoned, so a stale
 * pointer shows. */
#include <stdlib.h>

#include "base/base.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif
#ifdef HAVE_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

enum { FIRST_BLOCK = 8 * 1024, MAX_BLOCK = 1024 * 1024, ALIGN = 16 };

typedef struct Block {
    struct Block *next; /* older */
    size_t size, used;
    _Alignas(ALIGN) char data[];
} Block;

typedef struct Deferred {
    struct Deferred *next;
    void (*fn)(void *);
    void *ptr;
} Deferred;

struct Arena {
    Block *top;
    Deferred *deferred;
    size_t total;
};

static Block *block_new(Block *below, size_t size)
{
    Block *b = malloc(sizeof *b + size);
    if (!b) log_die("out of memory: a block of %zu bytes", size);
    b->next = below;
    b->size = size;
    b->used = 0;
    ASAN_POISON_MEMORY_REGION(b->data, size);
    return b;
}

static void block_free(Block *b)
{
    ASAN_UNPOISON_MEMORY_REGION(b->data, b->size);
    free(b);
}

Arena *arena_new(void)
{
    Arena *a = calloc(1, sizeof *a);
    if (!a) log_die("out of memory: an arena");
    a->top = block_new(NULL, FIRST_BLOCK);
    return a;
}

static size_t round_up(size_t n)
{
    return (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

static void make_room(Arena *a, size_t size)
{
    size_t next = a->top->size * 2;
    if (next > MAX_BLOCK) next = MAX_BLOCK;
    a->top = block_new(a->top, size > next ? size : next);
}

void *arena_alloc(Arena *a, size_t size)
{
    if (size > SIZE_MAX / 2) log_die("allocation of %zu bytes", size);
    size = round_up(size ? size : 1);
    if (a->top->size - a->top->used < size) make_room(a, size);
    char *p = a->top->data + a->top->used;
    a->top->used += size;
    a->total += size;
    ASAN_UNPOISON_MEMORY_REGION(p, size);
    return memset(p, 0, size);
}

void *arena_grow(Arena *a, void *old, size_t old_size, size_t new_size)
{
    size_t had = round_up(old_size ? old_size : 1), want = round_up(new_size);
    Block *b = a->top;
    bool last = old && (char *)old + had == b->data + b->used;
    if (last && want >= had && b->size - b->used >= want - had) {
        char *more = b->data + b->used;
        b->used += want - had;
        a->total += want - had;
        ASAN_UNPOISON_MEMORY_REGION(more, want - had);
        memset(more, 0, want - had);
        return old;
    }
    void *p = arena_alloc(a, new_size);
    if (old && old_size) memcpy(p, old, old_size);
    return p;
}

void arena_defer(Arena *a, void (*fn)(void *), void *ptr)
{
    Deferred *d = arena_alloc(a, sizeof *d);
    *d = (Deferred){a->deferred, fn, ptr};
    a->deferred = d;
}

static void run_deferred(Arena *a)
{
    for (Deferred *d = a->deferred; d; d = d->next) d->fn(d->ptr);
    a->deferred = NULL;
}

void arena_reset(Arena *a)
{
    run_deferred(a);
    while (a->top->next) {
        Block *below = a->top->next;
        block_free(a->top);
        a->top = below;
    }
    ASAN_POISON_MEMORY_REGION(a->top->data, a->top->size);
    a->top->used = 0;
    a->total = 0;
}

void arena_free(Arena *a)
{
    if (!a) return;
    arena_reset(a);
    block_free(a->top);
    free(a);
}

size_t arena_used(const Arena *a)
{
    return a->total;
}

ArenaMark arena_mark(const Arena *a)
{
    return (ArenaMark){a->top, a->top->used, a->total};
}

void arena_rewind(Arena *a, ArenaMark m)
{
    while (a->top != m.block) {
        Block *below = a->top->next;
        block_free(a->top);
        a->top = below;
    }
    ASAN_POISON_MEMORY_REGION(a->top->data + m.used, a->top->size - m.used);
    a->top->used = m.used;
    a->total = m.total;
}
