/* SPDX-License-Identifier: Apache-2.0 */
/* anlan bench NAME: parts of the program that need no city, timed on this machine. Absolute figures
 * do not travel; bench/run.py sets the whole beside limits and peers. */
#include <stdio.h>
#include <stdlib.h>

#include "base/embed.h"
#include "main/verbs.h"
#include "solve/assign.h"
#include "solve/flow.h"
#include "solve/routes.h"
#include "sys/sys.h"
#include "systems/typhoon/typhoon.h"
#include "wire/track.h"

enum { ROUNDS = 5, MIDDLE = 2, SEED = 2019 };

typedef struct Timing {
    const char *what, *unit;
    double figure;
} Timing;

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double median_ms(int64_t *us)
{
    qsort(us, ROUNDS, sizeof *us, by_value);
    return (double)us[MIDDLE] / 1000;
}

/* --- chain: records of 600 bytes, each digest over the one before --- */

static double chained_per_s(HashAlgo algo)
{
    enum { BYTES = 600, RECORDS = 100000 };
    static const char record[BYTES] = {0};
    Digest d = {{0}};
    int64_t began = sys_mono_us();
    for (int i = 0; i < RECORDS; i++) {
        Str parts[] = {
            {(const char *)d.b, HASH_LEN},
            {record,            BYTES   }
        };
        d = hash_parts(algo, parts, COUNT(parts));
    }
    return RECORDS * 1e6 / (double)(sys_mono_us() - began);
}

static Err bench_chain(Cx *cx, Timing *t, size_t *n)
{
    (void)cx;
    t[(*n)++] = (Timing){"chained records, SHA-256", "/s", chained_per_s(HASH_SHA256)};
    t[(*n)++] = (Timing){"chained records, SM3", "/s", chained_per_s(HASH_SM3)};
    return OK;
}

/* --- dispatch: 200 teams, 30 incidents of 4 places each --- */

static void random_forces(Rng *rng, AssignSlot *slots, size_t n_slots, int64_t *cost,
                          size_t n_units)
{
    for (size_t s = 0; s < n_slots; s++)
        slots[s] = (AssignSlot){1 + (int32_t)rng_below(rng, 4), 1 + (int32_t)rng_below(rng, 3)};
    for (size_t i = 0; i < n_units * n_slots; i++)
        cost[i] = rng_below(rng, 10) < 3 ? ASSIGN_CANNOT : 300 + (int64_t)rng_below(rng, 7200);
}

static Err bench_dispatch(Cx *cx, Timing *t, size_t *n)
{
    enum { TEAMS = 200, SLOTS = 30 * 4 };
    int64_t us[ROUNDS];
    AssignSlot *slots = cx_new(cx, AssignSlot, SLOTS);
    int64_t *cost = cx_new(cx, int64_t, (size_t)TEAMS * SLOTS);
    AssignProblem p = {.slots = slots, .n_slots = SLOTS, .n_units = TEAMS, .cost = cost};
    AssignPlan plan;
    Rng rng;
    rng_seed(&rng, SEED);
    for (int i = 0; i < ROUNDS; i++) {
        random_forces(&rng, slots, SLOTS, cost, TEAMS);
        int64_t began = sys_mono_us();
        TRY(assign_solve(cx, &p, &plan));
        us[i] = sys_mono_us() - began;
        TRY(assign_check(cx, &p, &plan));
    }
    t[(*n)++] =
        (Timing){"200 teams to 30 incidents of 4 places, proven optimal", "ms", median_ms(us)};
    return OK;
}

/* --- evacuation: 5,000 villages, 300 shelters, 500,000 people --- */

static Err random_flow(Cx *cx, Rng *rng, size_t villages, size_t shelters, FlowProblem *ret)
{
    int64_t *supply = cx_new(cx, int64_t, villages + shelters);
    FlowArc *arcs = cx_new(cx, FlowArc, villages * shelters);
    for (size_t v = 0; v < villages; v++) supply[v] = 60 + (int64_t)rng_below(rng, 81);
    for (size_t s = 0; s < shelters; s++)
        supply[villages + s] = -(int64_t)(1500 + rng_below(rng, 701));
    for (size_t v = 0; v < villages; v++)
        for (size_t s = 0; s < shelters; s++)
            arcs[v * shelters + s] = (FlowArc){.from = (int32_t)v,
                                               .to = (int32_t)(villages + s),
                                               .cost = 60 + (int64_t)rng_below(rng, 10800),
                                               .cap = FLOW_NO_LIMIT};
    *ret = (FlowProblem){.supply = supply,
                         .arcs = arcs,
                         .n_nodes = villages + shelters,
                         .n_arcs = villages * shelters};
    return OK;
}

/* One shelter after another closes; each plan is proven for the problem without it. */
static Err bench_closing(Cx *cx, const FlowProblem *p, size_t villages, Timing *t, size_t *n)
{
    int64_t us[ROUNDS], *supply = cx_new(cx, int64_t, p->n_nodes);
    FlowNet *net;
    FlowPlan plan;
    FlowProblem changed = *p;
    memcpy(supply, p->supply, p->n_nodes * sizeof *supply);
    changed.supply = supply;
    TRY(flow_open(cx, p, &net));
    TRY(flow_again(cx, net, &plan));
    for (size_t i = 0; i < ROUNDS; i++) {
        size_t shelter = villages + 17 * (i + 1);
        int64_t began = sys_mono_us();
        TRY(flow_set_supply(cx, net, shelter, 0));
        TRY(flow_again(cx, net, &plan));
        us[i] = sys_mono_us() - began;
        supply[shelter] = 0;
        TRY(flow_check(cx, &changed, &plan));
    }
    t[(*n)++] = (Timing){"one shelter closed, solved again, proven optimal", "ms", median_ms(us)};
    return OK;
}

enum { VILLAGES = 5000, SHELTERS = 300 };

/* The instance for another solver, as DIMACS writes it (min-cost flow). */
static Err print_evacuate(Cx *cx, Timing *t, size_t *n)
{
    Rng rng;
    FlowProblem p;
    (void)t, (void)n;
    rng_seed(&rng, SEED);
    TRY(random_flow(cx, &rng, VILLAGES, SHELTERS, &p));
    printf("p min %zu %zu\n", p.n_nodes, p.n_arcs);
    for (size_t i = 0; i < p.n_nodes; i++) printf("n %zu %lld\n", i + 1, (long long)p.supply[i]);
    for (size_t i = 0; i < p.n_arcs; i++) {
        const FlowArc *a = &p.arcs[i];
        printf("a %d %d 0 %lld %lld\n", a->from + 1, a->to + 1, (long long)p.supply[a->from],
               (long long)a->cost);
    }
    return OK;
}

static Err bench_evacuate(Cx *cx, Timing *t, size_t *n)
{
    int64_t us[ROUNDS];
    Rng rng;
    FlowProblem p;
    FlowPlan plan;
    rng_seed(&rng, SEED);
    TRY(random_flow(cx, &rng, VILLAGES, SHELTERS, &p));
    for (int i = 0; i < ROUNDS; i++) {
        int64_t began = sys_mono_us();
        TRY(flow_solve(cx, &p, &plan));
        us[i] = sys_mono_us() - began;
    }
    TRY(flow_check(cx, &p, &plan));
    t[(*n)++] = (Timing){"5,000 villages to 300 shelters, proven optimal", "ms", median_ms(us)};
    t[(*n)++] = (Timing){"their travel in all", "s", (double)plan.total_cost};
    return bench_closing(cx, &p, VILLAGES, t, n);
}

/* --- routes: a grid of streets with gaps, drawn with points between the crossings as roads are,
 * some of them one-way, faster ones between --- */

enum { STREETS = 280, BENDS = 3, PLACES_FROM = 300, PLACES_TO = 5000, DIJKSTRAS = 20 };

typedef struct Street {
    RouteArc arc;
    uint32_t ms;
} Street;

typedef struct Streets {
    VEC(Street) list;
    size_t n_nodes;
    RouteArc *arcs;
    uint32_t *ms;
} Streets;

static int by_start(const void *a, const void *b)
{
    const Street *x = a, *y = b;
    if (x->arc.from != y->arc.from)
        return (x->arc.from > y->arc.from) - (x->arc.from < y->arc.from);
    return (x->arc.to > y->arc.to) - (x->arc.to < y->arc.to);
}

/* From crossing to crossing over a few points of its own. */
static void add_street(Cx *cx, Streets *s, Rng *rng, int32_t from, int32_t to, uint32_t ms)
{
    uint32_t bends = (uint32_t)rng_below(rng, BENDS);
    bool one_way = rng_below(rng, 20) == 0;
    for (uint32_t i = 0; i <= bends; i++) {
        int32_t next = i == bends ? to : (int32_t)s->n_nodes++;
        Street street = {
            {from, next},
            ms / (bends + 1) + 1
        };
        vec_push(cx, &s->list, street);
        street.arc = (RouteArc){next, from};
        if (!one_way) vec_push(cx, &s->list, street);
        from = next;
    }
}

static Streets random_streets(Cx *cx, Rng *rng)
{
    Streets s = {.n_nodes = (size_t)STREETS * STREETS};
    for (int32_t v = 0; v < STREETS * STREETS; v++)
        for (int south = 0; south < 2; south++) {
            int32_t x = v % STREETS, y = v / STREETS, main = south ? x : y;
            bool last = south ? y + 1 == STREETS : x + 1 == STREETS;
            uint32_t ms = 8000 + (uint32_t)rng_below(rng, 8000);
            if (last || rng_below(rng, 4) == 0) continue;
            add_street(cx, &s, rng, v, south ? v + STREETS : v + 1,
                       ms / (main % 16 == 0  ? 3
                             : main % 4 == 0 ? 2
                                             : 1));
        }
    qsort(s.list.p, s.list.n, sizeof *s.list.p, by_start);
    s.arcs = cx_new(cx, RouteArc, s.list.n);
    s.ms = cx_new(cx, uint32_t, s.list.n);
    for (size_t i = 0; i < s.list.n; i++) {
        s.arcs[i] = s.list.p[i].arc;
        s.ms[i] = s.list.p[i].ms;
    }
    return s;
}

static RoutePlace *random_places(Cx *cx, Rng *rng, size_t n_nodes, size_t n)
{
    RoutePlace *p = cx_new(cx, RoutePlace, n);
    RouteStop *s = cx_new(cx, RouteStop, n);
    for (size_t i = 0; i < n; i++) {
        s[i].node = (int32_t)rng_below(rng, n_nodes);
        p[i] = (RoutePlace){&s[i], 1};
    }
    return p;
}

/* Some rows of the table by plain Dijkstra: the time of all, if they are equal. */
static Err by_dijkstra(Cx *cx, const RouteIndex *x, const Streets *s, const RoutePlace *from,
                       const RoutePlace *to, const uint32_t *table, double *ms)
{
    uint32_t *rows = cx_new(cx, uint32_t, (size_t)DIJKSTRAS * PLACES_TO);
    int64_t began = sys_mono_us();
    routes_plain(cx, x, s->ms, from, DIJKSTRAS, to, PLACES_TO, rows);
    *ms = (double)(sys_mono_us() - began) / 1000 / DIJKSTRAS * PLACES_FROM;
    return memcmp(rows, table, sizeof *rows * DIJKSTRAS * PLACES_TO) == 0
               ? OK
               : cx_fail(cx, ERR_CONFLICT, "routes", "the table differs from Dijkstra's");
}

static Err bench_routes(Cx *cx, Timing *t, size_t *n)
{
    int64_t us[ROUNDS], began = 0;
    Rng rng;
    RouteIndex x;
    RouteTimes times;
    double plain;
    rng_seed(&rng, SEED);
    Streets s = random_streets(cx, &rng);
    RoutePlace *from = random_places(cx, &rng, s.n_nodes, PLACES_FROM),
               *to = random_places(cx, &rng, s.n_nodes, PLACES_TO);
    uint32_t *table = cx_new(cx, uint32_t, (size_t)PLACES_FROM * PLACES_TO);
    began = sys_mono_us();
    TRY(routes_prepare(cx, &(RouteNet){s.arcs, s.n_nodes, s.list.n}, &x));
    t[(*n)++] = (Timing){"points", "", (double)s.n_nodes};
    t[(*n)++] = (Timing){"put in order", "ms", (double)(sys_mono_us() - began) / 1000};
    began = sys_mono_us();
    routes_tune(cx, &x, s.ms, &times);
    t[(*n)++] = (Timing){"tuned", "ms", (double)(sys_mono_us() - began) / 1000};
    for (int i = 0; i < ROUNDS; i++) {
        began = sys_mono_us();
        TRY(routes_table(cx, &times, from, PLACES_FROM, to, PLACES_TO, table));
        us[i] = sys_mono_us() - began;
    }
    t[(*n)++] = (Timing){"table 300 x 5,000", "ms", median_ms(us)};
    TRY(by_dijkstra(cx, &x, &s, from, to, table, &plain));
    t[(*n)++] = (Timing){"the same by Dijkstra", "ms", plain};
    return OK;
}

/* --- impact: Lekima as JMA has it, with a circle 12 of half its circle 10, over 1 M places: once
 * all in the city, where every one is reached, and once over the east of China --- */

static Err lekima(Cx *cx, WindFix **ret, size_t *n)
{
    TrackFile file;
    TRY(track_read(cx, embed_find(S("data/typhoon/jma_2019_raw.txt")), &file));
    size_t i = 0;
    while (i < file.tracks.n && !str_is(file.tracks.p[i].number, "1909")) i++;
    if (i == file.tracks.n) return cx_fail(cx, ERR_NOT_FOUND, "track", "no such storm");
    const Track *t = &file.tracks.p[i];
    *n = t->fixes.n;
    *ret = cx_new(cx, WindFix, *n);
    for (size_t k = 0; k < *n; k++) {
        WindFix *f = &(*ret)[k];
        *f = (WindFix){
            .at_ms = t->fixes.p[k].at_ms, .at = {t->fixes.p[k].lon, t->fixes.p[k].lat}
        };
        for (int c = 0; c < WIND_N; c++) {
            const TrackCircle *from = &t->fixes.p[k].circle[c == WIND_12 ? WIND_10 : c];
            if (from->given)
                f->circle[c] = wind_circle_between(from->toward_deg >= 0 ? from->toward_deg : 0,
                                                   from->longest_km / (c == WIND_12 ? 2 : 1),
                                                   from->shortest_km / (c == WIND_12 ? 2 : 1));
        }
    }
    return OK;
}

static Err impact_over(Cx *cx, const double box[4], const WindFix *fixes, size_t n_fixes,
                       double *order_ms, double *impact_ms)
{
    enum { PLACES = 1000000 };
    int64_t us[ROUNDS];
    Rng rng;
    double *lon = cx_new(cx, double, PLACES), *lat = cx_new(cx, double, PLACES);
    rng_seed(&rng, SEED);
    for (size_t i = 0; i < PLACES; i++) {
        lon[i] = box[0] + rng_unit(&rng) * (box[2] - box[0]);
        lat[i] = box[1] + rng_unit(&rng) * (box[3] - box[1]);
    }
    int64_t began = sys_mono_us();
    const WindPlaces *places = wind_places(cx, lon, lat, PLACES);
    *order_ms = (double)(sys_mono_us() - began) / 1000;
    for (int i = 0; i < ROUNDS; i++) {
        WindImpact impact;
        ArenaMark mark = arena_mark(cx->arena);
        began = sys_mono_us();
        TRY(typhoon_over(cx, fixes, n_fixes, places, &impact));
        us[i] = sys_mono_us() - began;
        arena_rewind(cx->arena, mark);
    }
    *impact_ms = median_ms(us);
    return OK;
}

static Err bench_impact(Cx *cx, Timing *t, size_t *n)
{
    static const double city[] = {118.0, 28.2, 119.4, 29.5}, east[] = {110, 18, 130, 42};
    WindFix *fixes;
    size_t n_fixes;
    double order, impact;
    TRY(lekima(cx, &fixes, &n_fixes));
    TRY(impact_over(cx, city, fixes, n_fixes, &order, &impact));
    t[(*n)++] = (Timing){"1,000,000 places put in order, once", "ms", order};
    t[(*n)++] = (Timing){"one track of 56 fixes over 1,000,000 places of the city", "ms", impact};
    TRY(impact_over(cx, east, fixes, n_fixes, &order, &impact));
    t[(*n)++] = (Timing){"the same over 1,000,000 places of the east", "ms", impact};
    return OK;
}

static const struct {
    const char *name;
    Err (*run)(Cx *cx, Timing *t, size_t *n);
} benches[] = {
    {"chain",            bench_chain   },
    {"dispatch",         bench_dispatch},
    {"evacuate",         bench_evacuate},
    {"evacuate-problem", print_evacuate},
    {"impact",           bench_impact  },
    {"routes",           bench_routes  }
};

static void show(bool json, const Timing *t, size_t n)
{
    if (json) printf("[");
    for (size_t i = 0; i < n; i++)
        printf(json ? "%s{\"what\":\"%s\",\"figure\":%.3f,\"unit\":\"%s\"}" : "%s%s: %.3f %s\n",
               json && i ? "," : "", t[i].what, t[i].figure, t[i].unit);
    if (json) printf("]\n");
}

Err verb_bench(Cx *cx, Args *a)
{
    Timing t[8];
    size_t n = 0;
    Str name = args_word(a);
    bool json = args_flag(a, "json");
    TRY(args_end(a));
    for (size_t i = 0; i < COUNT(benches); i++) {
        if (!str_is(name, benches[i].name)) continue;
        TRY(benches[i].run(cx, t, &n));
        if (n) show(json, t, n);
        return OK;
    }
    return cx_refuse(cx, ERR_INVALID, S("--"), name,
                     "must be chain, dispatch, evacuate, evacuate-problem, impact or routes");
}
