/* SPDX-License-Identifier: Apache-2.0 */
/* From what there is and what is needed to the solvers and back. Teams are assigned; equipment and
 * goods flow from where they lie to where they are needed, each unit at the cost of its travel. A
 * place that is left short pays more than any way around could save, the worse the incident the
 * more: that makes the worst incident first, then the least travel. */
#include <math.h>
#include <stdlib.h>

#include "solve/assign.h"
#include "solve/flow.h"
#include "systems/dispatch/dispatch_int.h"

int64_t *taken_of(const Proposal *p, const Pool *pool, size_t source, size_t slot)
{
    return &pool->taken[source * p->n_slots + slot];
}

const Leg *source_leg(const Pool *pool, const Source *s, const Slot *slot)
{
    return &pool->travel.legs[s->spot * pool->travel.n_to + slot->place];
}

bool leg_leads(const Leg *leg)
{
    return leg->by == TRAVEL_ROAD || leg->by == TRAVEL_STRAIGHT;
}

static bool has_word(Str list, Str word)
{
    Str one;
    while (str_next(&list, ' ', &one))
        if (str_eq(one, word)) return true;
    return false;
}

/* Is it this class of goods, or one below it? source: GB/T 38565-2020, codes by level */
static bool is_under(const Site *site, Str item, Str wanted)
{
    const CodeList *list = model_list(book_model(site->book), S("supply_item"));
    for (int depth = 0; depth < 8 && item.len; depth++) {
        if (str_eq(item, wanted)) return true;
        const Code *code = list ? code_find(list, item) : NULL;
        item = code ? code->parent : S("");
    }
    return false;
}

bool source_fits(const Site *site, const Source *s, const Slot *slot)
{
    if (slot->capability.len && !has_word(s->capabilities, slot->capability)) return false;
    if (slot->kind.len && !str_eq(s->kind, slot->kind)) return false;
    if (slot->unit.len && !str_eq(s->unit, slot->unit)) return false;
    return slot->item.len == 0 || is_under(site, s->item, slot->item);
}

static bool can_go(const Site *site, const Proposal *p, const Pool *pool, size_t source,
                   size_t slot)
{
    const Source *s = &pool->p[source];
    const Slot *wanted = &p->slots[slot];
    return s->free > 0 && wanted->need == pool->need && source_fits(site, s, wanted) &&
           leg_leads(source_leg(pool, s, wanted));
}

static int64_t seconds(const Pool *pool, const Source *s, const Slot *slot)
{
    int64_t all = s->muster_s + source_leg(pool, s, slot)->s;
    return all < ASSIGN_MAX_COST ? all : ASSIGN_MAX_COST;
}

/* --- teams --- */

Err plan_teams(Cx *cx, const Site *site, Proposal *p)
{
    Pool *pool = &p->pools[SORT_TEAM];
    AssignPlan plan;
    AssignSlot *wanted = cx_new(cx, AssignSlot, p->n_slots);
    int64_t *cost = cx_new(cx, int64_t, pool->n * p->n_slots);
    for (size_t s = 0; s < p->n_slots; s++) {
        bool mine = p->slots[s].need == SORT_TEAM;
        wanted[s] = (AssignSlot){p->slots[s].rank, mine ? (int32_t)p->slots[s].amount : 0};
    }
    for (size_t u = 0; u < pool->n; u++)
        for (size_t s = 0; s < p->n_slots; s++)
            cost[u * p->n_slots + s] = can_go(site, p, pool, u, s)
                                           ? seconds(pool, &pool->p[u], &p->slots[s])
                                           : ASSIGN_CANNOT;
    AssignProblem problem = {
        .slots = wanted, .n_slots = p->n_slots, .n_units = pool->n, .cost = cost};
    TRY(assign_solve(cx, &problem, &plan));
    TRY(assign_check(cx, &problem, &plan)); /* nobody is sent on an unproven plan */
    for (size_t u = 0; u < pool->n; u++)
        if (plan.slot_of[u] != ASSIGN_IDLE) *taken_of(p, pool, u, (size_t)plan.slot_of[u]) = 1;
    pool->objective = plan.total_cost;
    return OK;
}

/* --- equipment and goods --- */

/* What lies together and is the same: a lot of goods stands for all of its store. */
typedef struct Bin {
    size_t *sources; /* those that expire first first */
    size_t n;
    int64_t free;
} Bin;

typedef struct Amounts {
    Cx *cx;
    const Site *site;
    Proposal *p;
    Pool *pool;
    Bin *bins;
    size_t n_bins;
    VEC(FlowArc) arcs;
} Amounts;

static bool lie_together(const Source *a, const Source *b)
{
    return a->warehouse && a->warehouse == b->warehouse && str_eq(a->item, b->item) &&
           str_eq(a->unit, b->unit);
}

static void put_in_bin(Bin *bin, const Pool *pool, size_t source)
{
    const Source *s = &pool->p[source];
    size_t i = bin->n++;
    for (; i > 0 && pool->p[bin->sources[i - 1]].expires > s->expires; i--)
        bin->sources[i] = bin->sources[i - 1];
    bin->sources[i] = source;
    bin->free += s->free;
}

/* Sources of one store and kind stand side by side in `order`. */
static int by_store(const void *a, const void *b)
{
    const Source *x = *(const Source *const *)a, *y = *(const Source *const *)b;
    if (x->warehouse != y->warehouse) return x->warehouse < y->warehouse ? -1 : 1;
    int item = str_cmp(x->item, y->item), unit = str_cmp(x->unit, y->unit);
    if (item || unit) return item ? item : unit;
    return (x->rec->id > y->rec->id) - (x->rec->id < y->rec->id);
}

static void fill_bins(Amounts *a)
{
    const Pool *pool = a->pool;
    const Source **order = cx_new(a->cx, const Source *, pool->n), *before = NULL;
    size_t *room = cx_new(a->cx, size_t, pool->n);
    bool goods = pool->need == SORT_STOCK;
    for (size_t i = 0; i < pool->n; i++) order[i] = &pool->p[i];
    if (goods && pool->n) qsort(order, pool->n, sizeof *order, by_store);
    a->bins = cx_new(a->cx, Bin, pool->n);
    for (size_t i = 0; i < pool->n; i++) {
        if (order[i]->free <= 0) continue;
        if (!goods || !before || !lie_together(before, order[i]))
            a->bins[a->n_bins++].sources = &room[i];
        put_in_bin(&a->bins[a->n_bins - 1], pool, (size_t)(order[i] - pool->p));
        before = order[i];
    }
}

/* Where the team that a piece belongs to goes in this plan: the piece goes there too. */
static void bind(const Proposal *p, Source *s)
{
    const Pool *teams = &p->pools[SORT_TEAM];
    size_t u = 0;
    s->bound = SIZE_MAX;
    while (s->team && u < teams->n && teams->p[u].rec->id != s->team) u++;
    if (s->team == 0 || u == teams->n) return;
    for (size_t k = 0; k < p->n_slots; k++)
        if (*taken_of(p, teams, u, k)) s->bound = p->slots[k].place;
}

/* Nodes: slots, bins, and one where what stays empty ends. */
static void add_arcs(Amounts *a, int64_t *most)
{
    const Proposal *p = a->p;
    for (size_t s = 0; s < p->n_slots; s++)
        for (size_t b = 0; b < a->n_bins; b++) {
            size_t first = a->bins[b].sources[0];
            const Source *source = &a->pool->p[first];
            bool free = source->bound == SIZE_MAX || source->bound == p->slots[s].place;
            if (!free || !can_go(a->site, p, a->pool, first, s)) continue;
            int64_t cost = seconds(a->pool, source, &p->slots[s]);
            if (cost > *most) *most = cost;
            vec_push(a->cx, &a->arcs,
                     ((FlowArc){(int32_t)s, (int32_t)(p->n_slots + b), cost, FLOW_NO_LIMIT}));
        }
}

/* To be left empty costs more than every other way round could: such a way passes each place at
 * most once, so it has at most two arcs for each of the fewer side and two more. */
static void add_empty(Amounts *a, int64_t most)
{
    const Proposal *p = a->p;
    size_t fewer = p->n_slots < a->n_bins ? p->n_slots : a->n_bins;
    int64_t step = (int64_t)(2 * fewer + 2) * most + 1;
    for (size_t s = 0; s < p->n_slots; s++)
        if (p->slots[s].need == a->pool->need)
            vec_push(a->cx, &a->arcs,
                     ((FlowArc){(int32_t)s, (int32_t)(p->n_slots + a->n_bins),
                                p->slots[s].rank * step, FLOW_NO_LIMIT}));
}

/* First what expires first. */
static void hand_out(Amounts *a, const Bin *bin, size_t slot, int64_t amount, int64_t *left)
{
    for (size_t i = 0; i < bin->n && amount > 0; i++) {
        int64_t part = left[bin->sources[i]] < amount ? left[bin->sources[i]] : amount;
        *taken_of(a->p, a->pool, bin->sources[i], slot) += part;
        left[bin->sources[i]] -= part;
        amount -= part;
    }
}

static void take_flow(Amounts *a, const FlowPlan *plan)
{
    Proposal *p = a->p;
    int64_t *left = cx_new(a->cx, int64_t, a->pool->n);
    for (size_t i = 0; i < a->pool->n; i++) left[i] = a->pool->p[i].free;
    for (int32_t rank = 4; rank >= 1; rank--) /* the worst incident gets what expires first */
        for (size_t i = 0; i < a->arcs.n; i++) {
            const FlowArc *arc = &a->arcs.p[i];
            size_t b = (size_t)arc->to - p->n_slots, s = (size_t)arc->from;
            if (plan->flow[i] == 0 || b == a->n_bins || p->slots[s].rank != rank) continue;
            hand_out(a, &a->bins[b], s, plan->flow[i], left);
            a->pool->objective += plan->flow[i] * arc->cost;
        }
    if (a->pool->need == SORT_STOCK) a->pool->objective /= SCALE;
}

Err plan_amounts(Cx *cx, const Site *site, Proposal *p, Sort need)
{
    Amounts a = {.cx = cx, .site = site, .p = p, .pool = &p->pools[need]};
    FlowPlan plan;
    int64_t most = 1, wanted = 0;
    for (size_t i = 0; i < a.pool->n; i++) bind(p, &a.pool->p[i]);
    fill_bins(&a);
    size_t n = p->n_slots + a.n_bins + 1;
    int64_t *supply = cx_new(cx, int64_t, n);
    for (size_t s = 0; s < p->n_slots; s++)
        if (p->slots[s].need == need) wanted += supply[s] = p->slots[s].amount;
    for (size_t b = 0; b < a.n_bins; b++) supply[p->n_slots + b] = -a.bins[b].free;
    supply[n - 1] = -wanted;
    add_arcs(&a, &most);
    add_empty(&a, most);
    FlowProblem problem = {.supply = supply, .arcs = a.arcs.p, .n_nodes = n, .n_arcs = a.arcs.n};
    TRY(flow_solve(cx, &problem, &plan));
    TRY(flow_check(cx, &problem, &plan)); /* nothing is sent on an unproven plan */
    take_flow(&a, &plan);
    return OK;
}
