/* SPDX-License-Identifier: Apache-2.0 */
/* Times over a net: the table equals Dijkstra on random nets, with closed and slower arcs too;
 * edges of the domain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "solve/routes.h"

static Cx *cx;

static int setup(void **state)
{
    (void)state;
    cx = cx_open(1565280000000, 11);
    cx->lang = LANG_EN;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    cx_close(cx);
    return 0;
}

typedef struct Timed {
    RouteArc arc;
    uint32_t ms;
} Timed;

static int by_from(const void *a, const void *b)
{
    const Timed *x = a, *y = b;
    return (x->arc.from > y->arc.from) - (x->arc.from < y->arc.from);
}

typedef struct Case {
    RouteNet net;
    uint32_t *ms;
    RouteIndex x;
    RoutePlace *places;
    size_t n_places;
} Case;

static void finish(Case *c, Timed *list, size_t n, size_t nodes)
{
    RouteArc *arcs = cx_new(cx, RouteArc, n);
    c->ms = cx_new(cx, uint32_t, n);
    if (n) qsort(list, n, sizeof *list, by_from);
    for (size_t i = 0; i < n; i++) {
        arcs[i] = list[i].arc;
        c->ms[i] = list[i].ms;
    }
    c->net = (RouteNet){arcs, nodes, n};
    assert_int_equal(routes_prepare(cx, &c->net, &c->x), OK);
}

static uint32_t below(uint32_t n)
{
    return (uint32_t)rng_below(cx->rng, n);
}

/* Random arcs: parallel ones, loops, one-way ones, parts that do not hang together. */
static Case random_case(size_t nodes, size_t n_arcs)
{
    Case c = {0};
    Timed *list = cx_new(cx, Timed, n_arcs);
    for (size_t i = 0; i < n_arcs; i++)
        list[i] = (Timed){
            {(int32_t)below((uint32_t)nodes), (int32_t)below((uint32_t)nodes)},
            below(4) ? 1 + below(1000) : 0
        };
    finish(&c, list, n_arcs, nodes);
    c.n_places = 1 + below(40);
    c.places = cx_new(cx, RoutePlace, c.n_places);
    for (size_t i = 0; i < c.n_places; i++) {
        size_t n = below(4); /* some have no stop at all */
        RouteStop *stops = cx_new(cx, RouteStop, n);
        for (size_t k = 0; k < n; k++)
            stops[k] = (RouteStop){(int32_t)below((uint32_t)nodes), below(500)};
        c.places[i] = (RoutePlace){stops, n};
    }
    return c;
}

static void compare(const Case *c, size_t n_from, size_t n_to)
{
    RouteTimes t;
    size_t n = n_from * n_to;
    uint32_t *seen = cx_new(cx, uint32_t, n), *wanted = cx_new(cx, uint32_t, n);
    const RoutePlace *to = c->places + c->n_places - n_to;
    routes_tune(cx, &c->x, c->ms, &t);
    assert_int_equal(routes_table(cx, &t, c->places, n_from, to, n_to, seen), OK);
    routes_plain(cx, &c->x, c->ms, c->places, n_from, to, n_to, wanted);
    for (size_t i = 0; i < n; i++) assert_int_equal(seen[i], wanted[i]);
}

static void table_equals_dijkstra(void **state)
{
    (void)state;
    for (int round = 0; round < 400; round++) {
        ArenaMark mark = arena_mark(cx->arena);
        size_t nodes = 1 + below(60);
        Case c = random_case(nodes, below((uint32_t)(4 * nodes)));
        compare(&c, c.n_places, c.n_places);
        compare(&c, 1, c.n_places);
        compare(&c, c.n_places, 1);
        arena_rewind(cx->arena, mark);
    }
}

/* The order was made for other times: closures, slower and faster arcs all the same. */
static void any_times_are_exact(void **state)
{
    (void)state;
    for (int round = 0; round < 300; round++) {
        ArenaMark mark = arena_mark(cx->arena);
        size_t nodes = 2 + below(80);
        Case c = random_case(nodes, 3 * nodes);
        for (size_t i = 0; i < c.net.n_arcs; i++) {
            uint32_t dice = below(10);
            c.ms[i] = dice < 3 ? ROUTE_NEVER : dice < 6 ? 1 + below(100000) : c.ms[i];
        }
        compare(&c, c.n_places, c.n_places);
        arena_rewind(cx->arena, mark);
    }
}

/* A net like roads: a grid with gaps and chains, more places than one sweep serves. */
static void grid_is_exact(void **state)
{
    enum { SIDE = 40, PLACES = 70 };
    (void)state;
    Case c = {0};
    Timed *list = cx_new(cx, Timed, 4 * SIDE * SIDE);
    size_t n = 0;
    for (int32_t v = 0; v < SIDE * SIDE; v++)
        for (int d = 0; d < 2; d++) {
            int32_t to = d ? v + SIDE : v + 1;
            if (to >= SIDE * SIDE || (!d && to % SIDE == 0) || below(4) == 0) continue;
            uint32_t ms = 1000 + below(9000);
            list[n++] = (Timed){
                {v, to},
                ms
            };
            if (below(10))
                list[n++] = (Timed){
                    {to, v},
                    ms
                };
        }
    finish(&c, list, n, SIDE * SIDE);
    c.n_places = PLACES;
    c.places = cx_new(cx, RoutePlace, PLACES);
    for (size_t i = 0; i < PLACES; i++) {
        RouteStop *s = cx_new(cx, RouteStop, 1);
        s->node = (int32_t)below(SIDE * SIDE);
        c.places[i] = (RoutePlace){s, 1};
    }
    compare(&c, PLACES, PLACES);
    compare(&c, 40, 5);
}

static void same_net_same_index(void **state)
{
    (void)state;
    Case c = random_case(50, 150);
    RouteIndex again;
    assert_int_equal(routes_prepare(cx, &c.net, &again), OK);
    assert_int_equal(again.n_links, c.x.n_links);
    assert_memory_equal(again.position, c.x.position, 50 * sizeof(int32_t));
    assert_memory_equal(again.link_to, c.x.link_to, again.n_links * sizeof(int32_t));
}

static void empty_and_alone(void **state)
{
    (void)state;
    Case c = {0};
    RouteTimes t;
    uint32_t ms;
    finish(&c, NULL, 0, 1);
    routes_tune(cx, &c.x, c.ms, &t);
    RouteStop stop = {0, 5};
    RoutePlace here = {&stop, 1}, nowhere = {NULL, 0};
    assert_int_equal(routes_table(cx, &t, &here, 1, &here, 1, &ms), OK);
    assert_int_equal(ms, 10);
    assert_int_equal(routes_table(cx, &t, &here, 1, &nowhere, 1, &ms), OK);
    assert_int_equal(ms, ROUTE_NEVER);
}

static void refuses(void **state)
{
    (void)state;
    RouteIndex x;
    RouteArc wrong_end[] = {
        {0, 2}
    };
    RouteArc wrong_order[] = {
        {1, 0},
        {0, 1}
    };
    assert_int_equal(routes_prepare(cx, &(RouteNet){wrong_end, 2, 1}, &x), ERR_INVALID);
    cx_clear(cx);
    assert_int_equal(routes_prepare(cx, &(RouteNet){wrong_order, 2, 2}, &x), ERR_INVALID);
    cx_clear(cx);
    assert_int_equal(routes_prepare(cx, &(RouteNet){wrong_end, ROUTES_MAX_NODES + 1, 0}, &x),
                     ERR_TOO_BIG);
    cx_clear(cx);
}

/* Everybody reaches everybody there, and nobody else belongs to it. */
static void main_part_by_trying(void **state)
{
    (void)state;
    for (int round = 0; round < 100; round++) {
        ArenaMark mark = arena_mark(cx->arena);
        size_t nodes = 2 + below(25), n_in, best = 0;
        Case c = random_case(nodes, 2 * nodes);
        RouteStop *stops = cx_new(cx, RouteStop, nodes);
        RoutePlace *all = cx_new(cx, RoutePlace, nodes);
        uint32_t *ms = cx_new(cx, uint32_t, nodes * nodes);
        for (size_t v = 0; v < nodes; v++) {
            stops[v].node = (int32_t)v;
            all[v] = (RoutePlace){&stops[v], 1};
        }
        routes_plain(cx, &c.x, c.ms, all, nodes, all, nodes, ms);
        const bool *in = routes_main_part(cx, &c.x, &n_in);
        for (size_t v = 0; v < nodes; v++) {
            size_t group = 0;
            for (size_t u = 0; u < nodes; u++) {
                bool both = ms[v * nodes + u] != ROUTE_NEVER && ms[u * nodes + v] != ROUTE_NEVER;
                group += both;
                if (both) assert_int_equal(in[v], in[u]);
            }
            if (group > best) best = group;
            if (in[v]) assert_int_equal(group, n_in);
        }
        assert_int_equal(n_in, best);
        arena_rewind(cx->arena, mark);
    }
}

static int32_t *copy_of(const int32_t *p, size_t n)
{
    int32_t *copy = cx_new(cx, int32_t, n);
    if (p && n) memcpy(copy, p, n * sizeof *p);
    return copy;
}

/* An index with one number changed is refused, or it is as good as before. */
static void damage_is_seen(void **state)
{
    (void)state;
    size_t refused = 0;
    for (int round = 0; round < 2000; round++) {
        ArenaMark mark = arena_mark(cx->arena);
        size_t nodes = 2 + below(40);
        Case c = random_case(nodes, 3 * nodes);
        assert_true(routes_sound(cx, &c.x));
        const size_t sizes[] = {nodes, nodes + 1, c.x.n_links};
        int32_t *arrays[] = {copy_of(c.x.position, nodes), copy_of(c.x.link_first, nodes + 1),
                             copy_of(c.x.link_to, c.x.n_links)};
        size_t which = below(3), n = sizes[which];
        if (n) arrays[which][below((uint32_t)n)] = (int32_t)below((uint32_t)nodes + 4) - 2;
        c.x.position = arrays[0];
        c.x.link_first = arrays[1];
        c.x.link_to = arrays[2];
        if (routes_sound(cx, &c.x)) compare(&c, c.n_places, c.n_places);
        else refused++;
        arena_rewind(cx->arena, mark);
    }
    assert_true(refused > 1000);
    Case c = random_case(9, 20);
    c.x.net.n_arcs = 20;
    RouteArc wrong[20];
    memcpy(wrong, c.net.arcs, sizeof wrong);
    wrong[7].to = 9;
    c.x.net.arcs = wrong;
    assert_false(routes_sound(cx, &c.x));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_equals_dijkstra), cmocka_unit_test(any_times_are_exact),
        cmocka_unit_test(grid_is_exact),         cmocka_unit_test(same_net_same_index),
        cmocka_unit_test(empty_and_alone),       cmocka_unit_test(refuses),
        cmocka_unit_test(main_part_by_trying),   cmocka_unit_test(damage_is_seen),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
