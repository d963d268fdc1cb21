/* SPDX-License-Identifier: Apache-2.0 */
/* Times of the solvers, for people. usage: bench_solve [DIMACS_OUT] — with a file name the flow
 * problem is written there too, for other solvers. */
#include <stdio.h>
#include <time.h>

#include "solve/assign.h"
#include "solve/flow.h"

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void dispatch(Cx *cx, size_t n_units, size_t n_slots)
{
    AssignSlot *slots = cx_new(cx, AssignSlot, n_slots);
    int64_t *cost = cx_new(cx, int64_t, n_units * n_slots);
    for (size_t j = 0; j < n_slots; j++)
        slots[j] = (AssignSlot){(int32_t)rng_below(cx->rng, 4), 1 + (int32_t)rng_below(cx->rng, 3)};
    for (size_t i = 0; i < n_units * n_slots; i++)
        cost[i] = rng_below(cx->rng, 3) ? (int64_t)rng_below(cx->rng, 7200) : ASSIGN_CANNOT;
    AssignProblem p = {.slots = slots, .n_slots = n_slots, .n_units = n_units, .cost = cost};
    AssignPlan plan;
    double from = now_ms();
    Err e = assign_solve(cx, &p, &plan);
    double took = now_ms() - from;
    printf("assign %zu units x %zu slots: %.2f ms, %lld sent, proof %s\n", n_units, n_slots, took,
           e ? 0LL : (long long)plan.total_units, assign_check(cx, &p, &plan) ? "FAILS" : "holds");
}

static void write_dimacs(const FlowProblem *p, const char *path)
{
    FILE *f = path ? fopen(path, "w") : NULL;
    if (!f) return;
    fprintf(f, "p min %zu %zu\n", p->n_nodes, p->n_arcs);
    for (size_t i = 0; i < p->n_nodes; i++)
        fprintf(f, "n %zu %lld\n", i + 1, (long long)p->supply[i]);
    for (size_t i = 0; i < p->n_arcs; i++)
        fprintf(f, "a %d %d 0 1000000 %lld\n", p->arcs[i].from + 1, p->arcs[i].to + 1,
                (long long)p->arcs[i].cost);
    fclose(f);
}

/* Villages and shelters in a square, distances in metres; the shelters hold `spare` times all. */
static void evacuation(Cx *cx, size_t n_from, size_t n_to, double spare, const char *path)
{
    size_t n = n_from + n_to;
    int64_t *supply = cx_new(cx, int64_t, n), people = 0, places = 0;
    double *x = cx_new(cx, double, n), *y = cx_new(cx, double, n);
    for (size_t i = 0; i < n; i++) {
        x[i] = rng_unit(cx->rng) * 100000;
        y[i] = rng_unit(cx->rng) * 100000;
    }
    for (size_t i = 0; i < n_from; i++) people += supply[i] = 1 + (int64_t)rng_below(cx->rng, 200);
    for (size_t i = n_from; i < n; i++) {
        supply[i] = -(int64_t)((double)people / (double)n_to * spare * (0.5 + rng_unit(cx->rng)));
        places -= supply[i];
    }
    FlowArc *arcs = cx_new(cx, FlowArc, n_from * n_to);
    for (size_t i = 0; i < n_from; i++)
        for (size_t j = 0; j < n_to; j++) {
            double dx = x[i] - x[n_from + j], dy = y[i] - y[n_from + j];
            int64_t cost = (int64_t)(dx < 0 ? -dx : dx) + (int64_t)(dy < 0 ? -dy : dy);
            arcs[i * n_to + j] = (FlowArc){(int32_t)i, (int32_t)(n_from + j), cost, FLOW_NO_LIMIT};
        }
    FlowProblem p = {.supply = supply, .arcs = arcs, .n_nodes = n, .n_arcs = n_from * n_to};
    write_dimacs(&p, path);
    FlowPlan plan;
    double from = now_ms();
    Err e = flow_solve(cx, &p, &plan);
    double took = now_ms() - from;
    if (e) return;
    printf("flow %zu x %zu, room for %.0f %%: %.0f ms, %lld steps, cost %lld, unmet %lld, "
           "proof %s\n",
           n_from, n_to, 100.0 * (double)places / (double)people, took, (long long)plan.pivots,
           (long long)plan.total_cost, (long long)plan.total_unmet,
           flow_check(cx, &p, &plan) ? "FAILS" : "holds");
}

int main(int argc, char **argv)
{
    Cx *cx = cx_open(0, 20190810);
    dispatch(cx, 200, 120);
    dispatch(cx, 1000, 400);
    evacuation(cx, 5000, 300, 1.03, argc > 1 ? argv[1] : NULL);
    evacuation(cx, 5000, 300, 2, NULL);
    evacuation(cx, 5000, 300, 0.8, NULL);
    cx_close(cx);
    return 0;
}
