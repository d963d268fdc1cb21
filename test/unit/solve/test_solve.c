/* SPDX-License-Identifier: Apache-2.0 */
/* Assignment and flow: against brute force, against each other, and by their own proofs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "solve/assign.h"
#include "solve/flow.h"

static Cx *cx;

static int setup(void **state)
{
    (void)state;
    cx = cx_open(1565280000000, 7);
    cx->lang = LANG_EN;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    cx_close(cx);
    return 0;
}

static int64_t below(int64_t n)
{
    return (int64_t)rng_below(cx->rng, (uint64_t)n);
}

/* --- assignment --- */

enum { RANKS = 4 };

/* What a plan is worth: units of each rank, then cost. */
typedef struct Worth {
    int64_t units[RANKS]; /* highest rank first */
    int64_t cost;
} Worth;

static bool better(const Worth *a, const Worth *b)
{
    for (int r = 0; r < RANKS; r++)
        if (a->units[r] != b->units[r]) return a->units[r] > b->units[r];
    return a->cost < b->cost;
}

static Worth worth_of(const AssignProblem *p, const int32_t *slot_of)
{
    Worth w = {0};
    for (size_t i = 0; i < p->n_units; i++) {
        if (slot_of[i] < 0) continue;
        w.units[RANKS - 1 - p->slots[slot_of[i]].rank]++;
        w.cost += p->cost[i * p->n_slots + (size_t)slot_of[i]];
    }
    return w;
}

/* All (slots + 1) ^ units ways. */
static Worth brute_assign(const AssignProblem *p)
{
    int32_t slot_of[8], used[8] = {0};
    Worth best = {.cost = INT64_MAX};
    best.units[0] = -1;
    for (size_t i = 0; i < p->n_units; i++) slot_of[i] = -1;
    for (;;) {
        bool fits = true;
        memset(used, 0, sizeof used);
        for (size_t i = 0; i < p->n_units && fits; i++) {
            int32_t j = slot_of[i];
            if (j >= 0)
                fits = ++used[j] <= p->slots[j].need && p->cost[i * p->n_slots + (size_t)j] >= 0;
        }
        if (fits) {
            Worth w = worth_of(p, slot_of);
            if (better(&w, &best)) best = w;
        }
        size_t i = 0;
        while (i < p->n_units && ++slot_of[i] == (int32_t)p->n_slots) slot_of[i++] = -1;
        if (i == p->n_units) return best;
    }
}

static AssignProblem random_assign(size_t n_units, size_t n_slots, int64_t costs, int64_t needs,
                                   int64_t cannot_percent)
{
    AssignSlot *slots = cx_new(cx, AssignSlot, n_slots);
    int64_t *cost = cx_new(cx, int64_t, n_units * n_slots);
    for (size_t j = 0; j < n_slots; j++)
        slots[j] = (AssignSlot){.rank = (int32_t)below(RANKS), .need = (int32_t)below(needs + 1)};
    for (size_t i = 0; i < n_units * n_slots; i++)
        cost[i] = below(100) < cannot_percent ? ASSIGN_CANNOT : below(costs);
    return (AssignProblem){.slots = slots, .n_slots = n_slots, .n_units = n_units, .cost = cost};
}

static void assign_equals_brute_force(void **state)
{
    (void)state;
    for (int k = 0; k < 6000; k++) {
        cx_reset(cx);
        AssignProblem p =
            random_assign((size_t)below(6), (size_t)below(5), k % 2 ? 5 : 1000, 3, below(100));
        AssignPlan plan;
        assert_int_equal(assign_solve(cx, &p, &plan), OK);
        assert_int_equal(assign_check(cx, &p, &plan), OK);
        Worth got = worth_of(&p, plan.slot_of), want = brute_assign(&p);
        assert_false(better(&want, &got));
        assert_false(better(&got, &want));
    }
}

static void assign_empty_and_impossible(void **state)
{
    (void)state;
    AssignPlan plan;
    AssignProblem none = {0};
    assert_int_equal(assign_solve(cx, &none, &plan), OK);
    assert_int_equal(plan.total_units, 0);
    AssignSlot slots[] = {
        {.rank = 3, .need = 2},
        {.rank = 1, .need = 1}
    };
    AssignProblem no_units = {.slots = slots, .n_slots = 2};
    assert_int_equal(assign_solve(cx, &no_units, &plan), OK);
    assert_int_equal(assign_check(cx, &no_units, &plan), OK);
    assert_int_equal(plan.filled[0] + plan.filled[1], 0);
    int64_t cannot[] = {-1, -1, -1, -1};
    AssignProblem impossible = {.slots = slots, .n_slots = 2, .n_units = 2, .cost = cannot};
    assert_int_equal(assign_solve(cx, &impossible, &plan), OK);
    assert_int_equal(assign_check(cx, &impossible, &plan), OK);
    assert_int_equal(plan.slot_of[0], ASSIGN_IDLE);
    assert_int_equal(plan.slot_of[1], ASSIGN_IDLE);
    AssignProblem no_slots = {.n_units = 3};
    assert_int_equal(assign_solve(cx, &no_slots, &plan), OK);
    assert_int_equal(assign_check(cx, &no_slots, &plan), OK);
}

/* The far unit goes to the grave incident, though the near one would save more time. */
static void assign_rank_goes_before_cost(void **state)
{
    (void)state;
    AssignSlot slots[] = {
        {.rank = 1, .need = 1},
        {.rank = 3, .need = 1}
    };
    int64_t one_unit[] = {0, ASSIGN_MAX_COST};
    AssignProblem p = {.slots = slots, .n_slots = 2, .n_units = 1, .cost = one_unit};
    AssignPlan plan;
    assert_int_equal(assign_solve(cx, &p, &plan), OK);
    assert_int_equal(plan.slot_of[0], 1);
    assert_int_equal(plan.total_cost, ASSIGN_MAX_COST);
    int64_t two_units[] = {10, 10, 20, ASSIGN_CANNOT}; /* and the other takes what is left */
    p = (AssignProblem){.slots = slots, .n_slots = 2, .n_units = 2, .cost = two_units};
    assert_int_equal(assign_solve(cx, &p, &plan), OK);
    assert_int_equal(plan.slot_of[0], 1);
    assert_int_equal(plan.slot_of[1], 0);
    assert_int_equal(plan.total_cost, 30);
}

static void assign_ties_are_settled_alike(void **state)
{
    (void)state;
    AssignProblem p = random_assign(40, 12, 2, 4, 10);
    AssignPlan a, b;
    assert_int_equal(assign_solve(cx, &p, &a), OK);
    assert_int_equal(assign_solve(cx, &p, &b), OK);
    assert_memory_equal(a.slot_of, b.slot_of, 40 * sizeof *a.slot_of);
    AssignSlot slot = {.rank = 1, .need = 1};
    int64_t same[] = {7, 7, 7};
    AssignProblem q = {.slots = &slot, .n_slots = 1, .n_units = 3, .cost = same};
    assert_int_equal(assign_solve(cx, &q, &a), OK);
    assert_int_equal(a.slot_of[0], 0); /* the first of equals */
    assert_int_equal(a.total_units, 1);
}

static void assign_refuses(void **state)
{
    (void)state;
    AssignSlot slot = {.need = 1};
    int64_t cost[4] = {-2};
    AssignProblem p = {.slots = &slot, .n_slots = 1, .n_units = 1, .cost = cost};
    AssignPlan plan;
    assert_int_equal(assign_solve(cx, &p, &plan), ERR_INVALID);
    cost[0] = (int64_t)ASSIGN_MAX_COST + 1;
    assert_int_equal(assign_solve(cx, &p, &plan), ERR_INVALID);
    cost[0] = 1;
    slot.need = -1;
    assert_int_equal(assign_solve(cx, &p, &plan), ERR_INVALID);
    p.n_units = ASSIGN_MAX_UNITS + 1;
    assert_int_equal(assign_solve(cx, &p, &plan), ERR_TOO_BIG);
    p = (AssignProblem){.n_slots = ASSIGN_MAX_SLOTS + 1};
    assert_int_equal(assign_solve(cx, &p, &plan), ERR_TOO_BIG);
    p = (AssignProblem){.n_slots = ASSIGN_MAX_SLOTS, .n_units = ASSIGN_MAX_UNITS};
    assert_int_equal(assign_solve(cx, &p, &plan), ERR_TOO_BIG);
    cx_reset(cx);
    AssignProblem many = random_assign(200, 40, 1000000, 8, 0);
    AssignSlot *slots = cx_new(cx, AssignSlot, 40);
    for (int j = 0; j < 40; j++) slots[j] = (AssignSlot){.rank = j, .need = 8};
    many.slots = slots;
    assert_int_equal(assign_solve(cx, &many, &plan), ERR_TOO_BIG); /* forty ranks */
}

/* Every way of spoiling a plan is seen. */
static void assign_check_sees(void **state)
{
    (void)state;
    AssignProblem p = random_assign(12, 5, 100, 3, 0);
    AssignSlot slots[5];
    for (int j = 0; j < 5; j++) slots[j] = (AssignSlot){.rank = j / 2, .need = 2};
    p.slots = slots;
    AssignPlan plan;
    assert_int_equal(assign_solve(cx, &p, &plan), OK);
    assert_int_equal(assign_check(cx, &p, &plan), OK);
    plan.total_cost++;
    assert_int_equal(assign_check(cx, &p, &plan), ERR_INVALID);
    plan.total_cost--;
    plan.filled[0]--;
    assert_int_equal(assign_check(cx, &p, &plan), ERR_INVALID);
    plan.filled[0]++;
    plan.reward[0]++;
    assert_int_equal(assign_check(cx, &p, &plan), ERR_INVALID);
    plan.reward[0]--;
    int32_t was = plan.slot_of[0];
    plan.slot_of[0] = 99;
    assert_int_equal(assign_check(cx, &p, &plan), ERR_INVALID);
    plan.slot_of[0] = was;
    for (int i = 0; i < 12; i++)
        for (int d = -1; d <= 1; d += 2) {
            plan.unit_price[i] += d * 1000000;
            assert_int_equal(assign_check(cx, &p, &plan), ERR_INVALID);
            plan.unit_price[i] -= d * 1000000;
        }
    for (int j = 0; j < 5; j++)
        for (int d = -1; d <= 1; d += 2) {
            plan.slot_price[j] += d * (INT64_C(1) << 50);
            assert_int_equal(assign_check(cx, &p, &plan), ERR_INVALID);
            plan.slot_price[j] -= d * (INT64_C(1) << 50);
        }
    assert_int_equal(assign_check(cx, &p, &plan), OK);
}

static void assign_large(void **state)
{
    (void)state;
    cx_reset(cx);
    AssignProblem p = random_assign(200, 120, 7200, 3, 30);
    AssignPlan plan;
    assert_int_equal(assign_solve(cx, &p, &plan), OK);
    assert_int_equal(assign_check(cx, &p, &plan), OK);
    assert_true(plan.total_units > 150);
}

/* --- flow --- */

static FlowProblem random_flow(size_t n_nodes, size_t n_arcs, int64_t costs, int64_t amounts)
{
    int64_t *supply = cx_new(cx, int64_t, n_nodes);
    FlowArc *arcs = cx_new(cx, FlowArc, n_arcs);
    for (size_t i = 0; i < n_nodes; i++)
        supply[i] = below(3) ? below(2 * amounts + 1) - amounts : 0;
    for (size_t i = 0; i < n_arcs; i++)
        arcs[i] = (FlowArc){.from = (int32_t)below((int64_t)n_nodes),
                            .to = (int32_t)below((int64_t)n_nodes),
                            .cost = below(costs),
                            .cap = below(4) ? below(amounts + 1) : FLOW_NO_LIMIT};
    return (FlowProblem){.supply = supply, .arcs = arcs, .n_nodes = n_nodes, .n_arcs = n_arcs};
}

/* Successive shortest paths by Bellman and Ford, one unit at a time: slow, short, another way. */
static void brute_flow(const FlowProblem *p, int64_t *sent, int64_t *cost)
{
    int64_t *flow = cx_new(cx, int64_t, p->n_arcs), *left = cx_new(cx, int64_t, p->n_nodes);
    int64_t *dist = cx_new(cx, int64_t, p->n_nodes), *via = cx_new(cx, int64_t, p->n_nodes);
    memcpy(left, p->supply, p->n_nodes * sizeof *left);
    *sent = *cost = 0;
    for (;;) {
        for (size_t i = 0; i < p->n_nodes; i++) {
            dist[i] = left[i] > 0 ? 0 : INT64_MAX / 2;
            via[i] = 0;
        }
        for (bool more = true; more;) {
            more = false;
            for (size_t k = 0; k < 2 * p->n_arcs; k++) {
                const FlowArc *a = &p->arcs[k / 2];
                bool back = k % 2;
                int32_t u = back ? a->to : a->from, v = back ? a->from : a->to;
                int64_t c = back ? -a->cost : a->cost;
                if ((back ? flow[k / 2] == 0 : flow[k / 2] == a->cap) || dist[u] > INT64_MAX / 4 ||
                    dist[u] + c >= dist[v])
                    continue;
                dist[v] = dist[u] + c;
                via[v] = (int64_t)k + 1;
                more = true;
            }
        }
        size_t end = p->n_nodes;
        for (size_t i = 0; i < p->n_nodes; i++)
            if (left[i] < 0 && dist[i] < INT64_MAX / 4 &&
                (end == p->n_nodes || dist[i] < dist[end]))
                end = i;
        if (end == p->n_nodes) return;
        *cost += dist[end];
        ++*sent;
        left[end]++;
        size_t u = end;
        while (via[u]) {
            size_t k = (size_t)via[u] - 1;
            flow[k / 2] += k % 2 ? -1 : 1;
            u = (size_t)(k % 2 ? p->arcs[k / 2].to : p->arcs[k / 2].from);
        }
        left[u]--;
    }
}

static int64_t supplies(const FlowProblem *p)
{
    int64_t sum = 0;
    for (size_t i = 0; i < p->n_nodes; i++) sum += p->supply[i] > 0 ? p->supply[i] : 0;
    return sum;
}

static void flow_equals_shortest_paths(void **state)
{
    (void)state;
    for (int k = 0; k < 4000; k++) {
        cx_reset(cx);
        size_t n = 1 + (size_t)below(9);
        FlowProblem p = random_flow(n, (size_t)below(30) * (1 + (size_t)below(4)), 12, 6);
        FlowPlan plan;
        int64_t sent, cost;
        assert_int_equal(flow_solve(cx, &p, &plan), OK);
        assert_int_equal(flow_check(cx, &p, &plan), OK);
        brute_flow(&p, &sent, &cost);
        assert_int_equal(supplies(&p) - plan.total_unmet, sent);
        assert_int_equal(plan.total_cost, cost);
    }
}

/* An assignment is a flow: unit (1) → slot (-need); of one rank, so that both fill the most. */
static void flow_equals_assign(void **state)
{
    (void)state;
    for (int k = 0; k < 150; k++) {
        cx_reset(cx);
        size_t n_units = 1 + (size_t)below(60), n_slots = 1 + (size_t)below(20);
        AssignProblem a = random_assign(n_units, n_slots, 500, 4, below(100));
        AssignSlot *slots = cx_new(cx, AssignSlot, n_slots);
        int64_t *supply = cx_new(cx, int64_t, n_units + n_slots);
        for (size_t j = 0; j < n_slots; j++) {
            slots[j].need = a.slots[j].need;
            supply[n_units + j] = -slots[j].need;
        }
        a.slots = slots;
        VEC(FlowArc) arcs = {0};
        for (size_t i = 0; i < n_units; i++) {
            supply[i] = 1;
            for (size_t j = 0; j < n_slots; j++)
                if (a.cost[i * n_slots + j] >= 0)
                    vec_push(cx, &arcs,
                             ((FlowArc){(int32_t)i, (int32_t)(n_units + j), a.cost[i * n_slots + j],
                                        FLOW_NO_LIMIT}));
        }
        FlowProblem f = {
            .supply = supply, .arcs = arcs.p, .n_nodes = n_units + n_slots, .n_arcs = arcs.n};
        AssignPlan x;
        FlowPlan y;
        assert_int_equal(assign_solve(cx, &a, &x), OK);
        assert_int_equal(flow_solve(cx, &f, &y), OK);
        assert_int_equal(assign_check(cx, &a, &x), OK);
        assert_int_equal(flow_check(cx, &f, &y), OK);
        assert_int_equal(x.total_cost, y.total_cost);
        assert_int_equal(x.total_units, (int64_t)n_units - y.total_unmet);
    }
}

/* Villages and shelters, tight, so that a part finds no place; and a grid of roads. */
static void flow_middle_sizes(void **state)
{
    (void)state;
    for (int k = 0; k < 8; k++) {
        cx_reset(cx);
        FlowProblem p = random_flow(k < 4 ? 60 : 300, k < 4 ? 6000 : 1200, 1000, 50);
        FlowPlan plan, again;
        assert_int_equal(flow_solve(cx, &p, &plan), OK);
        assert_int_equal(flow_check(cx, &p, &plan), OK);
        assert_int_equal(flow_solve(cx, &p, &again), OK);
        assert_memory_equal(plan.flow, again.flow, p.n_arcs * sizeof *plan.flow);
        int64_t sent, cost;
        if (k % 4) continue;
        brute_flow(&p, &sent, &cost);
        assert_int_equal(plan.total_cost, cost);
    }
}

static void flow_empty_and_unreachable(void **state)
{
    (void)state;
    FlowPlan plan;
    FlowProblem none = {0};
    assert_int_equal(flow_solve(cx, &none, &plan), OK);
    int64_t supply[] = {5, -3, -9, 0};
    FlowProblem cut = {.supply = supply, .n_nodes = 4};
    assert_int_equal(flow_solve(cx, &cut, &plan), OK);
    assert_int_equal(flow_check(cx, &cut, &plan), OK);
    assert_int_equal(plan.total_unmet, 5);
    assert_int_equal(plan.unmet[2], 9);
    FlowArc arcs[] = {
        {.from = 0, .to = 3, .cost = 1, .cap = FLOW_NO_LIMIT},
        {.from = 3, .to = 1, .cost = 1, .cap = 4            },
        {.from = 3, .to = 3, .cost = 0, .cap = FLOW_NO_LIMIT},
        {.from = 0, .to = 2, .cost = 0, .cap = 0            }
    };
    FlowProblem part = {.supply = supply, .n_nodes = 4, .arcs = arcs, .n_arcs = 4};
    assert_int_equal(flow_solve(cx, &part, &plan), OK);
    assert_int_equal(flow_check(cx, &part, &plan), OK);
    assert_int_equal(plan.total_unmet, 2);
    assert_int_equal(plan.unmet[0], 2);
    assert_int_equal(plan.total_cost, 6);
}

static void flow_refuses(void **state)
{
    (void)state;
    int64_t supply[] = {1, -1};
    FlowArc arc = {.from = 0, .to = 1, .cost = 1, .cap = 1};
    FlowProblem p = {.supply = supply, .n_nodes = 2, .arcs = &arc, .n_arcs = 1};
    FlowPlan plan;
    arc.to = 2;
    assert_int_equal(flow_solve(cx, &p, &plan), ERR_INVALID);
    arc.to = 1;
    arc.cost = -1;
    assert_int_equal(flow_solve(cx, &p, &plan), ERR_INVALID);
    arc.cost = INT64_MAX;
    assert_int_equal(flow_solve(cx, &p, &plan), ERR_TOO_BIG);
    arc = (FlowArc){.from = 0, .to = 1, .cost = 1LL << 40, .cap = FLOW_NO_LIMIT};
    supply[0] = 1LL << 40;
    supply[1] = -supply[0];
    assert_int_equal(flow_solve(cx, &p, &plan), ERR_TOO_BIG); /* the sum of costs */
    supply[0] = INT64_MAX;
    assert_int_equal(flow_solve(cx, &p, &plan), ERR_TOO_BIG);
    p.n_nodes = FLOW_MAX_NODES + 1;
    assert_int_equal(flow_solve(cx, &p, &plan), ERR_TOO_BIG);
}

/* Without arcs that enter a source or leave a place where it ends. */
static FlowProblem with_ends(FlowProblem p)
{
    FlowArc *arcs = cx_new(cx, FlowArc, p.n_arcs);
    size_t n = 0;
    for (size_t i = 0; i < p.n_arcs; i++)
        if (p.supply[p.arcs[i].to] <= 0 && p.supply[p.arcs[i].from] >= 0) arcs[n++] = p.arcs[i];
    p.arcs = arcs;
    p.n_arcs = n;
    return p;
}

/* A copy that may be changed. */
static FlowProblem copy_of(const FlowProblem *p)
{
    int64_t *supply = cx_new(cx, int64_t, p->n_nodes);
    FlowArc *arcs = cx_new(cx, FlowArc, p->n_arcs);
    if (p->n_nodes) memcpy(supply, p->supply, p->n_nodes * sizeof *supply);
    if (p->n_arcs) memcpy(arcs, p->arcs, p->n_arcs * sizeof *arcs);
    return (FlowProblem){supply, arcs, p->n_nodes, p->n_arcs};
}

/* One change, made to the net and to the copy. */
static void change_both(FlowNet *net, FlowProblem *now, int64_t amounts)
{
    int64_t *supply = (int64_t *)(uintptr_t)now->supply;
    FlowArc *arcs = (FlowArc *)(uintptr_t)now->arcs;
    if (now->n_arcs && below(3) == 0) {
        size_t a = (size_t)below((int64_t)now->n_arcs);
        assert_int_equal(flow_close_arc(cx, net, a), OK);
        arcs[a].cap = 0;
        return;
    }
    size_t i = (size_t)below((int64_t)now->n_nodes);
    int64_t v = below(3) ? below(amounts + 1) : 0, kind = flow_set_supply(cx, net, i, v) == OK ? 1
                                                          : flow_set_supply(cx, net, i, -v) == OK
                                                              ? -1
                                                              : 0;
    cx_clear(cx);
    if (kind) supply[i] = kind * v;
}

static void flow_again_equals_shortest_paths(void **state)
{
    (void)state;
    for (int k = 0; k < 3000; k++) {
        cx_reset(cx);
        FlowProblem p = with_ends(
            random_flow(1 + (size_t)below(9), (size_t)below(60) * (1 + (size_t)below(4)), 12, 6));
        FlowProblem now = copy_of(&p);
        FlowNet *net;
        FlowPlan plan;
        int64_t sent, cost;
        assert_int_equal(flow_open(cx, &p, &net), OK);
        for (int round = 0; round < 6; round++) {
            for (int64_t n = below(4); n > 0; n--) change_both(net, &now, 6);
            assert_int_equal(flow_again(cx, net, &plan), OK);
            assert_int_equal(flow_check(cx, &now, &plan), OK);
            brute_flow(&now, &sent, &cost);
            assert_int_equal(supplies(&now) - plan.total_unmet, sent);
            assert_int_equal(plan.total_cost, cost);
        }
    }
}

/* Places of a city that close and open again: the same as solved from the beginning. */
static void flow_again_equals_solve(void **state)
{
    enum { VILLAGES = 200, PLACES = 30 };
    (void)state;
    for (int k = 0; k < 20; k++) {
        cx_reset(cx);
        int64_t *supply = cx_new(cx, int64_t, VILLAGES + PLACES);
        FlowArc *arcs = cx_new(cx, FlowArc, (size_t)VILLAGES * PLACES);
        for (size_t i = 0; i < VILLAGES; i++) supply[i] = 1 + below(100);
        for (size_t i = 0; i < PLACES; i++) supply[VILLAGES + i] = -1 - below(700);
        for (size_t i = 0; i < (size_t)VILLAGES * PLACES; i++)
            arcs[i] = (FlowArc){(int32_t)(i / PLACES), (int32_t)(VILLAGES + i % PLACES),
                                below(5000), FLOW_NO_LIMIT};
        FlowProblem p = {supply, arcs, VILLAGES + PLACES, (size_t)VILLAGES * PLACES},
                    now = copy_of(&p);
        FlowNet *net;
        FlowPlan plan, cold;
        assert_int_equal(flow_open(cx, &p, &net), OK);
        for (int round = 0; round < 12; round++) {
            size_t place = VILLAGES + (size_t)below(PLACES);
            int64_t room = round % 3 ? 0 : p.supply[place];
            assert_int_equal(flow_set_supply(cx, net, place, room), OK);
            ((int64_t *)(uintptr_t)now.supply)[place] = room;
            assert_int_equal(flow_again(cx, net, &plan), OK);
            assert_int_equal(flow_check(cx, &now, &plan), OK);
            assert_int_equal(flow_solve(cx, &now, &cold), OK);
            assert_int_equal(plan.total_cost, cold.total_cost);
            assert_int_equal(plan.total_unmet, cold.total_unmet);
        }
    }
}

static void flow_changes_are_refused(void **state)
{
    int64_t supply[] = {3, 0, -3};
    FlowArc arcs[] = {
        {0, 1, 2, FLOW_NO_LIMIT},
        {1, 2, 2, FLOW_NO_LIMIT}
    };
    FlowProblem p = {supply, arcs, 3, 2};
    FlowNet *net;
    FlowPlan plan;
    (void)state;
    assert_int_equal(flow_open(cx, &p, &net), OK);
    assert_int_equal(flow_set_supply(cx, net, 0, -1), ERR_INVALID);
    assert_int_equal(flow_set_supply(cx, net, 1, 1), ERR_INVALID);
    assert_int_equal(flow_set_supply(cx, net, 2, 1), ERR_INVALID);
    assert_int_equal(flow_set_supply(cx, net, 3, 0), ERR_INVALID);
    assert_int_equal(flow_close_arc(cx, net, 2), ERR_INVALID);
    assert_int_equal(flow_again(cx, net, &plan), OK);
    assert_int_equal(plan.total_cost, 12);
    for (int i = 0; i < FLOW_CHANGES_MAX; i++) assert_int_equal(flow_set_supply(cx, net, 0, 3), OK);
    assert_int_equal(flow_set_supply(cx, net, 0, 3), ERR_TOO_BIG);
    arcs[1] = (FlowArc){2, 1, 1, 1};
    assert_int_equal(flow_open(cx, &p, &net), ERR_INVALID);
    arcs[1] = (FlowArc){1, 2, 2, FLOW_NO_LIMIT};
    arcs[0].cost = FLOW_NET_FINE_MAX;
    assert_int_equal(flow_open(cx, &p, &net), ERR_TOO_BIG);
    cx_clear(cx);
}

static void flow_check_sees(void **state)
{
    (void)state;
    cx_reset(cx);
    FlowProblem p = random_flow(20, 150, 50, 9);
    FlowPlan plan;
    assert_int_equal(flow_solve(cx, &p, &plan), OK);
    for (size_t i = 0; i < p.n_arcs; i++) {
        if (p.arcs[i].from == p.arcs[i].to) continue;
        plan.flow[i]++;
        assert_int_equal(flow_check(cx, &p, &plan), ERR_INVALID);
        plan.flow[i]--;
    }
    plan.unmet[0]++;
    assert_int_equal(flow_check(cx, &p, &plan), ERR_INVALID);
    plan.unmet[0]--;
    plan.total_unmet++;
    assert_int_equal(flow_check(cx, &p, &plan), ERR_INVALID);
    plan.total_unmet--;
    plan.total_cost++;
    assert_int_equal(flow_check(cx, &p, &plan), ERR_INVALID);
    plan.total_cost--;
    for (size_t i = 0; i < p.n_nodes; i++) {
        if (p.supply[i] == 0) continue;
        plan.price[i] += p.supply[i] < 0 ? 1000000 : -1000000;
        assert_int_equal(flow_check(cx, &p, &plan), ERR_INVALID);
        plan.price[i] -= p.supply[i] < 0 ? 1000000 : -1000000;
    }
    assert_int_equal(flow_check(cx, &p, &plan), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(assign_equals_brute_force),
        cmocka_unit_test(assign_empty_and_impossible),
        cmocka_unit_test(assign_rank_goes_before_cost),
        cmocka_unit_test(assign_ties_are_settled_alike),
        cmocka_unit_test(assign_refuses),
        cmocka_unit_test(assign_check_sees),
        cmocka_unit_test(assign_large),
        cmocka_unit_test(flow_equals_shortest_paths),
        cmocka_unit_test(flow_equals_assign),
        cmocka_unit_test(flow_middle_sizes),
        cmocka_unit_test(flow_empty_and_unreachable),
        cmocka_unit_test(flow_refuses),
        cmocka_unit_test(flow_again_equals_shortest_paths),
        cmocka_unit_test(flow_again_equals_solve),
        cmocka_unit_test(flow_changes_are_refused),
        cmocka_unit_test(flow_check_sees),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
