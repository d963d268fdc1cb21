/* SPDX-License-Identifier: Apache-2.0 */
/* Heap, clocks, randomness, process limits, stop signals. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "sys/sys.h"

void *sys_mem_new(size_t size)
{
    void *p = calloc(1, size ? size : 1);
    if (!p) log_die("out of memory: %zu bytes", size);
    return p;
}

void sys_mem_free(void *p)
{
    free(p);
}

static struct timespec read_clock(clockid_t id)
{
    struct timespec t;
    if (clock_gettime(id, &t) != 0) log_die("clock %d does not answer", (int)id);
    return t;
}

int64_t sys_now_ms(void)
{
    struct timespec t = read_clock(CLOCK_REALTIME);
    return (int64_t)t.tv_sec * MS_SECOND + t.tv_nsec / 1000000;
}

int64_t sys_mono_ms(void)
{
    return sys_mono_us() / 1000;
}

int64_t sys_mono_us(void)
{
    struct timespec t = read_clock(CLOCK_MONOTONIC);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void sys_random(void *out, size_t len)
{
    char *p = out;
    while (len > 0) {
        ssize_t n = getrandom(p, len, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) log_die("no randomness from the kernel: errno %d", errno);
        p += n;
        len -= (size_t)n;
    }
}

uint64_t sys_random_u64(void)
{
    uint64_t v;
    sys_random(&v, sizeof v);
    return v;
}

int64_t sys_raise_open_files(void)
{
    struct rlimit r;
    if (getrlimit(RLIMIT_NOFILE, &r) != 0) return 0;
    rlim_t was = r.rlim_cur;
    r.rlim_cur = r.rlim_max;
    return (int64_t)(setrlimit(RLIMIT_NOFILE, &r) == 0 ? r.rlim_cur : was);
}

int64_t sys_rss_bytes(void)
{
    char line[128];
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t n = read(fd, line, sizeof line);
    close(fd);
    Str rest = {line, n > 0 ? (size_t)n : 0}, size, pages;
    int64_t v;
    if (!str_cut(rest, ' ', &size, &rest) || !str_cut(rest, ' ', &pages, &rest) ||
        !str_i64(pages, &v))
        return 0;
    return v * sysconf(_SC_PAGESIZE);
}

int sys_cpu_count(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int n = CPU_COUNT(&set);
    return n > 0 ? n : 1;
}

typedef struct StopSignal {
    void (*fn)(void *ptr, int signal);
    void *ptr;
    sigset_t set;
} StopSignal;

static void *wait_for_signals(void *arg)
{
    const StopSignal *stop = arg;
    for (;;) {
        int sig;
        if (sigwait(&stop->set, &sig) == 0) stop->fn(stop->ptr, sig);
    }
    return NULL;
}

void sys_on_stop_signal(void (*fn)(void *ptr, int signal), void *ptr)
{
    static StopSignal stop; /* lives as long as the process: the waiting thread is never joined */
    stop = (StopSignal){.fn = fn, .ptr = ptr};
    sigemptyset(&stop.set);
    sigaddset(&stop.set, SIGTERM);
    sigaddset(&stop.set, SIGINT);
    signal(SIGPIPE, SIG_IGN);
    pthread_sigmask(SIG_BLOCK, &stop.set, NULL);
    pthread_t thread;
    if (pthread_create(&thread, NULL, wait_for_signals, &stop) != 0)
        log_die("cannot start the signal thread");
    pthread_detach(thread);
}
