/* SPDX-License-Identifier: Apache-2.0 */
/* Threads and locks over POSIX, each failure an abort. */
#include <errno.h>
#include <time.h>

#include "sys/sys.h"
#include "sys/thread.h"

typedef struct Start {
    char name[16];
    void (*fn)(void *ptr);
    void *ptr;
} Start;

static void must(int error, const char *what)
{
    if (error != 0) log_die("%s: error %d", what, error);
}

static void *run(void *arg)
{
    Start s = *(Start *)arg;
    sys_mem_free(arg);
    pthread_setname_np(pthread_self(), s.name);
    s.fn(s.ptr);
    return NULL;
}

void thread_start(Thread *t, const char *name, void (*fn)(void *ptr), void *ptr)
{
    assert(!t->running);
    Start *s = sys_mem_new(sizeof *s);
    s->fn = fn;
    s->ptr = ptr;
    Str head = str_head(str_c(name), sizeof s->name - 1);
    memcpy(s->name, head.p, head.len);
    must(pthread_create(&t->id, NULL, run, s), "cannot start a thread");
    t->running = true;
}

void thread_join(Thread *t)
{
    if (!t->running) return;
    must(pthread_join(t->id, NULL), "cannot join a thread");
    t->running = false;
}

bool thread_is_self(const Thread *t)
{
    return t->running && pthread_equal(t->id, pthread_self());
}

void mutex_init(Mutex *m)
{
    must(pthread_mutex_init(&m->m, NULL), "mutex_init");
}

void mutex_destroy(Mutex *m)
{
    must(pthread_mutex_destroy(&m->m), "mutex_destroy");
}

void mutex_lock(Mutex *m)
{
    must(pthread_mutex_lock(&m->m), "mutex_lock");
}

void mutex_unlock(Mutex *m)
{
    must(pthread_mutex_unlock(&m->m), "mutex_unlock");
}

void cond_init(Cond *c)
{
    pthread_condattr_t attr;
    must(pthread_condattr_init(&attr), "cond_init");
    must(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC), "cond_init");
    must(pthread_cond_init(&c->c, &attr), "cond_init");
    pthread_condattr_destroy(&attr);
}

void cond_destroy(Cond *c)
{
    must(pthread_cond_destroy(&c->c), "cond_destroy");
}

void cond_signal(Cond *c)
{
    must(pthread_cond_signal(&c->c), "cond_signal");
}

void cond_broadcast(Cond *c)
{
    must(pthread_cond_broadcast(&c->c), "cond_broadcast");
}

void cond_wait(Cond *c, Mutex *m)
{
    must(pthread_cond_wait(&c->c, &m->m), "cond_wait");
}

bool cond_wait_until(Cond *c, Mutex *m, int64_t until_ms)
{
    struct timespec t = {.tv_sec = until_ms / MS_SECOND,
                         .tv_nsec = (until_ms % MS_SECOND) * 1000000};
    int error = pthread_cond_timedwait(&c->c, &m->m, &t);
    if (error == ETIMEDOUT) return false;
    must(error, "cond_wait_until");
    return true;
}
