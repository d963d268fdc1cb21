/* SPDX-License-Identifier: Apache-2.0 */
/* Token buckets by class and key in a table that never grows: where there is no room the bucket
 * used longest ago gives way. Time is the caller's monotonic clock. Any thread. */
#ifndef HTTP_RATE_H
#define HTTP_RATE_H

#include "http/http.h"

typedef struct RateTable RateTable;
/* rates: RATE_N entries, copied. n_buckets is rounded up to a power of two. */
RateTable *rate_new(const Rate *rates, size_t n_buckets);
void rate_free(RateTable *t);
/* Take one token. ret: 0, or the milliseconds until there will be one. */
int64_t rate_take(RateTable *t, RateClass class, Str key, int64_t mono_ms);
extern const Rate rate_defaults[RATE_N];

#endif
