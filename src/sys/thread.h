/* SPDX-License-Identifier: Apache-2.0 */
/* Threads, locks, a bounded queue of pointers and a pool of workers. What fails here is a mistake
 * of ours or real exhaustion, so nothing returns an error but what the caller can act on: a full
 * queue, a closed queue, a time-out. */
#ifndef SYS_THREAD_H
#define SYS_THREAD_H

#include <pthread.h>

#include "base/base.h"

typedef struct Thread {
    pthread_t id;
    bool running;
} Thread;
/* name: at most 15 bytes, as shown by ps. fn runs with ptr; join before either goes away. */
void thread_start(Thread *t, const char *name, void (*fn)(void *ptr), void *ptr);
void thread_join(Thread *t); /* nothing when it was never started */
bool thread_is_self(const Thread *t);

typedef struct Mutex {
    pthread_mutex_t m;
} Mutex;
/* Not recursive; whoever locks unlocks. */
void mutex_init(Mutex *m);
void mutex_destroy(Mutex *m);
void mutex_lock(Mutex *m);
void mutex_unlock(Mutex *m);

typedef struct Cond {
    pthread_cond_t c; /* on the monotonic clock */
} Cond;
/* Wait with the lock held, in a loop: it may wake for nothing. */
void cond_init(Cond *c);
void cond_destroy(Cond *c);
void cond_signal(Cond *c);
void cond_broadcast(Cond *c);
void cond_wait(Cond *c, Mutex *m);
/* Wait until sys_mono_ms() reaches until_ms; false when the time is over. May also wake for
 * nothing. */
bool cond_wait_until(Cond *c, Mutex *m, int64_t until_ms);

/* --- Queue: first in, first out; any number of threads at both ends; never more than `max` items
 * --- */
typedef struct Queue Queue;
Queue *queue_new(size_t max);
void queue_free(Queue *q); /* what still lies in it is the caller's: drain it first */
typedef enum QueueState { QUEUE_OK, QUEUE_FULL, QUEUE_EMPTY, QUEUE_CLOSED } QueueState;
/* Wait at most timeout_ms for a place (0: not at all, -1: for ever). item is not NULL. QUEUE_OK,
 * QUEUE_FULL or QUEUE_CLOSED. */
QueueState queue_put(Queue *q, void *item, int64_t timeout_ms);
/* Wait likewise for an item. QUEUE_OK, QUEUE_EMPTY, or QUEUE_CLOSED once it is closed and empty. */
QueueState queue_take(Queue *q, void **ret, int64_t timeout_ms);
/* Take up to max items at once, waiting for the first; the number taken, 0 = time over or closed.
 * For group commits. */
size_t queue_take_many(Queue *q, void **items, size_t max, int64_t timeout_ms);
/* No more puts; takers get what is left and then QUEUE_CLOSED. */
void queue_close(Queue *q);
size_t queue_len(Queue *q);

/* --- Pool: n worker threads behind a bounded queue --- */
typedef struct Pool Pool;
typedef void PoolFn(void *ptr);
/* n_threads ≥ 1; max_jobs: how many may wait. name as in thread_start. */
Pool *pool_new(const char *name, int n_threads, size_t max_jobs);
/* Run fn(ptr) on a worker. fails: false when the queue is full or closed (say ERR_BUSY). */
MUST_USE bool pool_run(Pool *p, PoolFn *fn, void *ptr);
size_t pool_waiting(Pool *p);
/* Finish what waits, then stop and free. */
void pool_free(Pool *p);

#endif
