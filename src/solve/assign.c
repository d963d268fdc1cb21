/* SPDX-License-Identifier: Apache-2.0 */
/* Assignment by shortest augmenting paths. Every unit in turn looks for the cheapest chain of moves
 * that ends in a free place or leaves somebody idle; prices keep all reduced costs ≥ 0, so that
 * Dijkstra applies. */
#include "solve/assign.h"

static const int64_t FAR = INT64_MAX;

static int64_t cost_of(const AssignProblem *p, size_t unit, size_t slot)
{
    return p->cost[unit * p->n_slots + slot];
}

/* --- what a place of each rank is worth --- */

static Err limits(Cx *cx, const AssignProblem *p)
{
    if (p->n_units > ASSIGN_MAX_UNITS)
        return cx_fail(cx, ERR_TOO_BIG, "units", "%zu units, at most %d", p->n_units,
                       ASSIGN_MAX_UNITS);
    if (p->n_slots > ASSIGN_MAX_SLOTS)
        return cx_fail(cx, ERR_TOO_BIG, "slots", "%zu slots, at most %d", p->n_slots,
                       ASSIGN_MAX_SLOTS);
    if (p->n_units * p->n_slots > ASSIGN_MAX_CELLS)
        return cx_fail(cx, ERR_TOO_BIG, "units", "%zu pairs of unit and slot, at most %d",
                       p->n_units * p->n_slots, ASSIGN_MAX_CELLS);
    for (size_t i = 0; i < p->n_slots; i++)
        if (p->slots[i].need < 0)
            return cx_fail(cx, ERR_INVALID, "need", "slot %zu needs %d units", i, p->slots[i].need);
    for (size_t i = 0; i < p->n_units * p->n_slots; i++)
        if (p->cost[i] < ASSIGN_CANNOT || p->cost[i] > ASSIGN_MAX_COST)
            return cx_fail(cx, ERR_INVALID, "cost", "cost %lld is not between %d and %d",
                           (long long)p->cost[i], ASSIGN_CANNOT, ASSIGN_MAX_COST);
    return OK;
}

/* Places of this rank that can be filled at all. */
static int64_t places(const AssignProblem *p, int32_t rank)
{
    int64_t n = 0;
    for (size_t i = 0; i < p->n_slots; i++)
        if (p->slots[i].rank == rank) n += p->slots[i].need;
    return n < (int64_t)p->n_units ? n : (int64_t)p->n_units;
}

/* The lowest rank above `after`; false when there is none. */
static bool next_rank(const AssignProblem *p, int64_t after, int32_t *ret)
{
    bool found = false;
    for (size_t i = 0; i < p->n_slots; i++) {
        int32_t rank = p->slots[i].rank;
        if (rank > after && (!found || rank < *ret)) {
            *ret = rank;
            found = true;
        }
    }
    return found;
}

/* From the lowest rank up: worth = 1 + all costs + all worth of lower ranks, so that one place more
 * outweighs them all. */
static Err rewards(Cx *cx, const AssignProblem *p, int64_t *reward)
{
    int64_t below = 0, most = 0, worth;
    for (size_t i = 0; i < p->n_units * p->n_slots; i++)
        if (p->cost[i] > most) most = p->cost[i];
    below = most * (int64_t)p->n_units; /* ≤ 2·10^13, see the limits */
    int32_t rank = 0;
    for (int64_t after = INT64_MIN; next_rank(p, after, &rank); after = rank) {
        worth = below + 1;
        if (__builtin_mul_overflow(worth, places(p, rank), &below) ||
            __builtin_add_overflow(below, worth - 1, &below) || below > INT64_MAX / 8)
            return cx_fail(cx, ERR_TOO_BIG, "rank",
                           "too many ranks for %zu units: rank %d cannot be weighed exactly",
                           p->n_units, rank);
        for (size_t i = 0; i < p->n_slots; i++)
            if (p->slots[i].rank == rank) reward[i] = worth;
    }
    return OK;
}

/* --- the search --- */

typedef struct Search {
    const AssignProblem *p;
    AssignPlan *plan;
    int64_t *dist;    /* of each slot, from the unit that looks */
    int32_t *via;     /* of each slot: the unit that would move there */
    bool *done;       /* of each slot: its distance is final */
    int64_t idle;     /* distance of leaving somebody idle */
    int32_t idle_via; /* and who that is */
} Search;

/* The unit is reached at distance d: what can it move to? */
static void relax(Search *s, size_t unit, int64_t d)
{
    const AssignPlan *plan = s->plan;
    int64_t base = d - plan->unit_price[unit];
    if (base < s->idle) {
        s->idle = base;
        s->idle_via = (int32_t)unit;
    }
    for (size_t j = 0; j < s->p->n_slots; j++) {
        int64_t c = cost_of(s->p, unit, j);
        if (c == ASSIGN_CANNOT || s->done[j] || s->p->slots[j].need == 0) continue;
        int64_t to = base + c - plan->reward[j] - plan->slot_price[j];
        if (to >= s->dist[j]) continue;
        s->dist[j] = to;
        s->via[j] = (int32_t)unit;
    }
}

static int32_t nearest(const Search *s)
{
    int32_t best = ASSIGN_IDLE;
    for (size_t j = 0; j < s->p->n_slots; j++)
        if (!s->done[j] && s->dist[j] < (best < 0 ? s->idle : s->dist[best])) best = (int32_t)j;
    return best;
}

/* Dijkstra from a new unit. Returns the free slot where the chain ends, or ASSIGN_IDLE. */
static int32_t search(Search *s, size_t unit)
{
    for (size_t j = 0; j < s->p->n_slots; j++) {
        s->dist[j] = FAR;
        s->done[j] = false;
    }
    s->idle = FAR;
    relax(s, unit, 0);
    for (;;) {
        int32_t j = nearest(s);
        if (j < 0 || s->plan->filled[j] < s->p->slots[j].need) return j;
        s->done[j] = true;
        for (size_t i = 0; i < s->p->n_units; i++)
            if (s->plan->slot_of[i] == j) relax(s, i, s->dist[j]);
    }
}

/* Prices so that reduced costs stay ≥ 0 and become 0 along the chain. */
static void reprice(Search *s, size_t unit, int64_t end)
{
    AssignPlan *plan = s->plan;
    for (size_t i = 0; i < s->p->n_units; i++) {
        int32_t j = plan->slot_of[i];
        if (j >= 0 && s->done[j]) plan->unit_price[i] += end - s->dist[j];
    }
    plan->unit_price[unit] += end;
    for (size_t j = 0; j < s->p->n_slots; j++)
        if (s->done[j]) plan->slot_price[j] += s->dist[j] - end;
}

/* Move everybody along the chain that ends in slot j (or in idleness). */
static void move(Search *s, size_t unit, int32_t j)
{
    AssignPlan *plan = s->plan;
    if (j >= 0) plan->filled[j]++;
    for (int32_t i = j < 0 ? s->idle_via : s->via[j];; i = s->via[j]) {
        int32_t from = plan->slot_of[i];
        plan->slot_of[i] = j;
        if ((size_t)i == unit) return;
        j = from;
    }
}

static void sums(const AssignProblem *p, AssignPlan *plan)
{
    for (size_t i = 0; i < p->n_units; i++) {
        if (plan->slot_of[i] < 0) continue;
        plan->total_cost += cost_of(p, i, (size_t)plan->slot_of[i]);
        plan->total_units++;
    }
}

Err assign_solve(Cx *cx, const AssignProblem *p, AssignPlan *ret)
{
    TRY(limits(cx, p));
    AssignPlan plan = {
        .slot_of = cx_new(cx, int32_t, p->n_units),
        .filled = cx_new(cx, int32_t, p->n_slots),
        .reward = cx_new(cx, int64_t, p->n_slots),
        .unit_price = cx_new(cx, int64_t, p->n_units),
        .slot_price = cx_new(cx, int64_t, p->n_slots),
    };
    TRY(rewards(cx, p, plan.reward));
    for (size_t i = 0; i < p->n_units; i++) plan.slot_of[i] = ASSIGN_IDLE;
    Search s = {.p = p,
                .plan = &plan,
                .dist = cx_new(cx, int64_t, p->n_slots),
                .via = cx_new(cx, int32_t, p->n_slots),
                .done = cx_new(cx, bool, p->n_slots)};
    for (size_t i = 0; i < p->n_units; i++) {
        int32_t j = search(&s, i);
        reprice(&s, i, j < 0 ? s.idle : s.dist[j]);
        move(&s, i, j);
    }
    sums(p, &plan);
    *ret = plan;
    return OK;
}

/* --- the check --- */

static Err wrong(Cx *cx, const char *what, size_t unit, int64_t slot)
{
    return cx_fail(cx, ERR_INVALID, what, "the plan does not hold at unit %zu, slot %lld", unit,
                   (long long)slot);
}

static Err check_counts(Cx *cx, const AssignProblem *p, const AssignPlan *plan)
{
    int32_t *filled = cx_new(cx, int32_t, p->n_slots);
    AssignPlan sum = {.slot_of = plan->slot_of};
    for (size_t i = 0; i < p->n_units; i++) {
        int32_t j = plan->slot_of[i];
        if (j == ASSIGN_IDLE) continue;
        if (j < 0 || (size_t)j >= p->n_slots || cost_of(p, i, (size_t)j) == ASSIGN_CANNOT)
            return wrong(cx, "slot_of", i, j);
        filled[j]++;
    }
    for (size_t j = 0; j < p->n_slots; j++)
        if (filled[j] != plan->filled[j] || filled[j] > p->slots[j].need)
            return wrong(cx, "filled", 0, (int64_t)j);
    sums(p, &sum);
    if (sum.total_cost != plan->total_cost || sum.total_units != plan->total_units)
        return wrong(cx, "total_cost", 0, 0);
    return OK;
}

static Err check_pair(Cx *cx, const AssignProblem *p, const AssignPlan *plan, size_t i, size_t j)
{
    int64_t c = cost_of(p, i, j), rest;
    if (c == ASSIGN_CANNOT || p->slots[j].need == 0) return OK;
    if (__builtin_sub_overflow(c - plan->reward[j], plan->unit_price[i], &rest) ||
        __builtin_sub_overflow(rest, plan->slot_price[j], &rest) || rest < 0 ||
        (rest > 0 && plan->slot_of[i] == (int32_t)j))
        return wrong(cx, "price", i, (int64_t)j);
    return OK;
}

Err assign_check(Cx *cx, const AssignProblem *p, const AssignPlan *plan)
{
    TRY(limits(cx, p));
    TRY(check_counts(cx, p, plan));
    int64_t *reward = cx_new(cx, int64_t, p->n_slots);
    TRY(rewards(cx, p, reward));
    for (size_t j = 0; j < p->n_slots; j++) {
        if (plan->reward[j] != reward[j]) return wrong(cx, "reward", 0, (int64_t)j);
        if (plan->slot_price[j] > 0 ||
            (plan->slot_price[j] < 0 && plan->filled[j] < p->slots[j].need))
            return wrong(cx, "slot_price", 0, (int64_t)j);
    }
    for (size_t i = 0; i < p->n_units; i++) {
        if (plan->unit_price[i] > 0 || (plan->unit_price[i] < 0 && plan->slot_of[i] < 0))
            return wrong(cx, "unit_price", i, plan->slot_of[i]);
        for (size_t j = 0; j < p->n_slots; j++) TRY(check_pair(cx, p, plan, i, j));
    }
    return OK;
}
