/* SPDX-License-Identifier: Apache-2.0 */
/* anlan bench NAME: parts of the program that need no city, timed on this machine. Absolute figures
 * do not travel; bench/run.py sets the whole beside limits and peers. */
#include <stdio.h>
#include <stdlib.h>

#include "main/verbs.h"
#include "solve/assign.h"
#include "solve/flow.h"
#include "sys/sys.h"

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

static Err bench_evacuate(Cx *cx, Timing *t, size_t *n)
{
    enum { VILLAGES = 5000, SHELTERS = 300 };
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
    return OK;
}

static const struct {
    const char *name;
    Err (*run)(Cx *cx, Timing *t, size_t *n);
} benches[] = {
    {"chain",    bench_chain   },
    {"dispatch", bench_dispatch},
    {"evacuate", bench_evacuate}
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
        show(json, t, n);
        return OK;
    }
    return cx_refuse(cx, ERR_INVALID, S("--"), name, "must be chain, dispatch or evacuate");
}
