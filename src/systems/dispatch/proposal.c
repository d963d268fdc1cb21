/* SPDX-License-Identifier: Apache-2.0 */
/* A proposal: gather what there is, ask for the travel times, plan each kind. Teams come first:
 * equipment that belongs to a team goes where it goes. */
#include <math.h>

#include "systems/dispatch/dispatch_int.h"

static LonLat place_of(const Rec *rec)
{
    LonLat p = {NAN, NAN};
    return rec_place(rec, &p.lon, &p.lat) ? p : (LonLat){NAN, NAN};
}

/* Places of the sources, each once: lots of one store share theirs. */
static size_t list_spots(Cx *cx, Pool *pool, LonLat *spots)
{
    Map known = {0};
    size_t n = 0;
    for (size_t i = 0; i < pool->n; i++) {
        Str key = {(const char *)&pool->p[i].at, sizeof pool->p[i].at};
        const LonLat *there = map_get(&known, key);
        if (!there) {
            spots[n] = pool->p[i].at;
            map_put(cx, &known, key, &spots[n++]);
            there = &spots[n - 1];
        }
        pool->p[i].spot = (size_t)(there - spots);
    }
    return n;
}

static Err measure(Cx *cx, const Site *site, const Proposal *p, Pool *pool)
{
    LonLat *from = cx_new(cx, LonLat, pool->n), *to = cx_new(cx, LonLat, p->n_incidents);
    for (size_t i = 0; i < p->n_incidents; i++) to[i] = place_of(p->incidents[i]);
    size_t n = list_spots(cx, pool, from);
    pool->taken = cx_new(cx, int64_t, pool->n * p->n_slots);
    return travel_table(cx, site, from, n, to, p->n_incidents, &pool->travel);
}

/* The incidents of the slots, each once. */
static void list_incidents(Cx *cx, const Slot *slots, size_t n, Proposal *p)
{
    p->incidents = cx_new(cx, const Rec *, n);
    for (size_t s = 0; s < n; s++)
        if (slots[s].place == p->n_incidents) p->incidents[p->n_incidents++] = slots[s].incident;
}

/* Units are not mixed: a place that names none takes the one that most fitting lots have.
 * source: domain 13 §13.4 */
static void choose_unit(Cx *cx, const Site *site, const Pool *pool, Slot *slot)
{
    Map lots = {0};
    int64_t most = 0;
    for (size_t u = 0; u < pool->n && slot->need == SORT_STOCK; u++) {
        if (!source_fits(site, &pool->p[u], slot)) continue;
        int64_t *n = map_get(&lots, pool->p[u].unit);
        if (!n) map_put(cx, &lots, pool->p[u].unit, n = cx_new(cx, int64_t, 1));
        if (++*n > most) most = *n;
    }
    if (slot->unit.len) return;
    for (size_t u = 0; u < pool->n && most; u++) {
        const int64_t *n = map_get(&lots, pool->p[u].unit);
        if (n && *n == most) slot->unit = pool->p[u].unit, most = 0;
    }
}

static bool is_needed(const Proposal *p, Sort need)
{
    for (size_t s = 0; s < p->n_slots; s++)
        if (p->slots[s].need == need) return true;
    return false;
}

Err proposal_make(Cx *cx, const Site *site, Slot *slots, size_t n, Str borrower, Proposal *ret)
{
    Db *db;
    Proposal p = {.slots = slots, .n_slots = n};
    TRY(store_reader(cx, site->store, &db));
    TRY(borrower_find(cx, site, db, borrower, &p.borrower));
    list_incidents(cx, slots, n, &p);
    for (Sort need = SORT_TEAM; need < N_SORTS; need++) {
        Pool *pool = &p.pools[need];
        if (!is_needed(&p, need)) continue;
        TRY(pool_gather(cx, site, need, p.borrower, pool));
        for (size_t s = 0; s < n && need == SORT_STOCK; s++) choose_unit(cx, site, pool, &slots[s]);
        TRY(measure(cx, site, &p, pool));
        if (need == SORT_TEAM) TRY(plan_teams(cx, site, &p));
        else TRY(plan_amounts(cx, site, &p, need));
    }
    *ret = p;
    return OK;
}
