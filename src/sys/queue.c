/* SPDX-License-Identifier: Apache-2.0 */
/* Queue: a ring under one lock. Pool: threads that take jobs from one. */
#include "sys/sys.h"
#include "sys/thread.h"

struct Queue {
    Mutex lock;
    Cond has_item, has_room;
    size_t max, head, n;
    bool closed;
    void *ring[];
};

Queue *queue_new(size_t max)
{
    assert(max > 0 && max < SIZE_MAX / sizeof(void *) / 2);
    Queue *q = sys_mem_new(sizeof *q + max * sizeof q->ring[0]);
    mutex_init(&q->lock);
    cond_init(&q->has_item);
    cond_init(&q->has_room);
    q->max = max;
    return q;
}

void queue_free(Queue *q)
{
    if (!q) return;
    mutex_destroy(&q->lock);
    cond_destroy(&q->has_item);
    cond_destroy(&q->has_room);
    sys_mem_free(q);
}

/* Wait under the lock until there is an item (or, with want_room, a place), the queue closes or
 * time is over. */
static void wait_for(Queue *q, bool want_room, int64_t timeout_ms)
{
    int64_t until = timeout_ms > 0 ? sys_mono_ms() + timeout_ms : 0;
    Cond *c = want_room ? &q->has_room : &q->has_item;
    while (!q->closed && (want_room ? q->n == q->max : q->n == 0)) {
        if (timeout_ms == 0) return;
        if (timeout_ms < 0) cond_wait(c, &q->lock);
        else if (!cond_wait_until(c, &q->lock, until)) return;
    }
}

QueueState queue_put(Queue *q, void *item, int64_t timeout_ms)
{
    assert(item != NULL);
    mutex_lock(&q->lock);
    wait_for(q, true, timeout_ms);
    QueueState state = q->closed ? QUEUE_CLOSED : q->n == q->max ? QUEUE_FULL : QUEUE_OK;
    if (state == QUEUE_OK) {
        q->ring[(q->head + q->n++) % q->max] = item;
        cond_signal(&q->has_item);
    }
    mutex_unlock(&q->lock);
    return state;
}

static void *pop(Queue *q)
{
    void *item = q->ring[q->head];
    q->head = (q->head + 1) % q->max;
    q->n--;
    return item;
}

QueueState queue_take(Queue *q, void **ret, int64_t timeout_ms)
{
    mutex_lock(&q->lock);
    wait_for(q, false, timeout_ms);
    QueueState state = q->n > 0 ? QUEUE_OK : q->closed ? QUEUE_CLOSED : QUEUE_EMPTY;
    if (state == QUEUE_OK) {
        *ret = pop(q);
        cond_signal(&q->has_room);
    }
    mutex_unlock(&q->lock);
    return state;
}

size_t queue_take_many(Queue *q, void **items, size_t max, int64_t timeout_ms)
{
    mutex_lock(&q->lock);
    wait_for(q, false, timeout_ms);
    size_t n = 0;
    while (n < max && q->n > 0) items[n++] = pop(q);
    if (n > 0) cond_broadcast(&q->has_room);
    mutex_unlock(&q->lock);
    return n;
}

void queue_close(Queue *q)
{
    mutex_lock(&q->lock);
    q->closed = true;
    cond_broadcast(&q->has_item);
    cond_broadcast(&q->has_room);
    mutex_unlock(&q->lock);
}

size_t queue_len(Queue *q)
{
    mutex_lock(&q->lock);
    size_t n = q->n;
    mutex_unlock(&q->lock);
    return n;
}

typedef struct Job {
    PoolFn *fn;
    void *ptr;
} Job;

struct Pool {
    Queue *jobs;
    int n_threads;
    Thread threads[];
};

static void work(void *arg)
{
    Pool *p = arg;
    void *item;
    while (queue_take(p->jobs, &item, -1) == QUEUE_OK) {
        Job job = *(Job *)item;
        sys_mem_free(item);
        job.fn(job.ptr);
    }
}

Pool *pool_new(const char *name, int n_threads, size_t max_jobs)
{
    assert(n_threads > 0);
    Pool *p = sys_mem_new(sizeof *p + (size_t)n_threads * sizeof p->threads[0]);
    p->jobs = queue_new(max_jobs);
    p->n_threads = n_threads;
    for (int i = 0; i < n_threads; i++) thread_start(&p->threads[i], name, work, p);
    return p;
}

bool pool_run(Pool *p, PoolFn *fn, void *ptr)
{
    Job *job = sys_mem_new(sizeof *job);
    *job = (Job){fn, ptr};
    bool done = queue_put(p->jobs, job, 0) == QUEUE_OK;
    if (!done) sys_mem_free(job);
    return done;
}

size_t pool_waiting(Pool *p)
{
    return queue_len(p->jobs);
}

void pool_free(Pool *p)
{
    if (!p) return;
    queue_close(p->jobs);
    for (int i = 0; i < p->n_threads; i++) thread_join(&p->threads[i]);
    queue_free(p->jobs);
    sys_mem_free(p);
}
