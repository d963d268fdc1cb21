/* SPDX-License-Identifier: Apache-2.0 */
/* Fault points, counted over the whole program. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"

#ifdef FAULTS
static struct {
    atomic_llong passed;
    long long first; /* 0 = none fails */
    bool lasting, kills;
    const char *at, *log;
} plan;

static void put_line(const char *what, long long n)
{
    FILE *f = plan.log ? fopen(plan.log, "ae") : NULL;
    if (!f) return;
    fprintf(f, "%s %lld\n", what, n);
    (void)fclose(f);
}

static void tell_passed(void)
{
    put_line("passed", plan.passed);
}

static void read_plan(void)
{
    const char *text = getenv("ANLAN_FAULT");
    char *end = NULL;
    plan.first = text ? strtoll(text, &end, 10) : 0;
    plan.lasting = end && *end == '+';
    plan.kills = getenv("ANLAN_FAULT_KILL") != NULL;
    plan.at = getenv("ANLAN_FAULT_AT");
    plan.log = getenv("ANLAN_FAULT_LOG");
    (void)atexit(tell_passed);
}

bool fault(const char *name)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, read_plan);
    if (plan.at && strncmp(name, plan.at, strlen(plan.at)) != 0) return false;
    long long n = atomic_fetch_add(&plan.passed, 1) + 1;
    bool fails = plan.first && (n == plan.first || (plan.lasting && n > plan.first));
    if (fails) put_line(name, n);
    if (fails && plan.kills) (void)raise(SIGKILL);
    return fails;
}
#endif
