/* SPDX-License-Identifier: Apache-2.0 */
/* Token buckets. */
#include "http/rate.h"
#include "sys/sys.h"
#include "sys/thread.h"

enum { N_SHARDS = 64, WAYS = 8 };

typedef struct Bucket {
    uint64_t key; /* 0 = free */
    int64_t at_ms;
    double tokens;
} Bucket;

typedef struct Shard {
    Mutex lock;
    Bucket *buckets;
} Shard;

struct RateTable {
    Rate rates[RATE_N];
    size_t per_shard; /* power of two */
    Shard shards[N_SHARDS];
};

/* By the peak model (reliability.md §6 L): an office of hundreds behind one address, 2,000 log-ins
 * in a minute after a cut, three times the peak through one script token. Guessing is stopped per
 * account, in auth/. */
const Rate rate_defaults[RATE_N] = {
    [RATE_READ] = {500,   3000 },
      [RATE_WRITE] = {100,   1000 },
      [RATE_LOGIN] = {40,    600  },
    [RATE_UPLOAD] = {30,    300  },
      [RATE_SCRIPT] = {20000, 40000},
      [RATE_NONE] = {0,     0    },
};

RateTable *rate_new(const Rate *rates, size_t n_buckets)
{
    RateTable *t = sys_mem_new(sizeof *t);
    memcpy(t->rates, rates, sizeof t->rates);
    t->per_shard = WAYS;
    while (t->per_shard * N_SHARDS < n_buckets) t->per_shard *= 2;
    for (int i = 0; i < N_SHARDS; i++) {
        mutex_init(&t->shards[i].lock);
        t->shards[i].buckets = sys_mem_new(t->per_shard * sizeof(Bucket));
    }
    return t;
}

void rate_free(RateTable *t)
{
    if (!t) return;
    for (int i = 0; i < N_SHARDS; i++) {
        mutex_destroy(&t->shards[i].lock);
        sys_mem_free(t->shards[i].buckets);
    }
    sys_mem_free(t);
}

/* The key's bucket among the WAYS places where it may lie, or the place that is free or was used
 * longest ago. */
static Bucket *find_bucket(const RateTable *t, Shard *s, uint64_t key, double burst, int64_t now)
{
    Bucket *set = s->buckets + ((key >> 16) & (t->per_shard / WAYS - 1)) * WAYS, *oldest = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == key) return &set[i];
        if (set[i].at_ms < oldest->at_ms) oldest = &set[i];
    }
    *oldest = (Bucket){key, now, burst};
    return oldest;
}

int64_t rate_take(RateTable *t, RateClass class, Str key, int64_t mono_ms)
{
    if (class == RATE_NONE) return 0;
    Rate rate = t->rates[class];
    uint64_t h = (hash_fast(key) * 31 + (uint64_t) class + 1) * UINT64_C(0x9E3779B97F4A7C15);
    h = h ^ (h >> 29);
    if (h == 0) h = 1;
    Shard *s = &t->shards[h % N_SHARDS];
    mutex_lock(&s->lock);
    Bucket *b = find_bucket(t, s, h, rate.burst, mono_ms);
    double gained = (double)(mono_ms - b->at_ms) * rate.per_second / 1000;
    b->tokens = b->tokens + gained > rate.burst ? rate.burst : b->tokens + gained;
    b->at_ms = mono_ms;
    int64_t wait = 0;
    if (b->tokens >= 1) b->tokens -= 1;
    else
        wait =
            rate.per_second > 0 ? (int64_t)((1 - b->tokens) * 1000 / rate.per_second) + 1 : MS_HOUR;
    mutex_unlock(&s->lock);
    return wait;
}
