/* SPDX-License-Identifier: Apache-2.0 */
/* What a telephone says in headers, a line each: when it saw a thing, what its clock shows, a
 * number of bytes (Upload-Length, Upload-Offset), a digest (X-Sha256). */
#include <jansson.h>

#include "fuzz.h"
#include "register/book_int.h"

enum { FLAG_MS = 5000, TRUST_MS = 24 * 3600 * 1000 };

static void check_clocks(Cx *cx, int64_t observed, int64_t sent)
{
    Device d = device_time(observed, sent, cx->now_ms, FLAG_MS, TRUST_MS), again;
    MUST(d.skew_ms == sent - cx->now_ms);
    MUST(!d.trusted || (d.at_ms <= cx->now_ms && d.at_ms >= cx->now_ms - TRUST_MS));
    MUST(d.trusted || d.at_ms == cx->now_ms); /* a clock that is not believed moves nothing */
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    device_json(&d, &w);
    jw_close(&w, '}');
    Entry e = {.body = buf_str(&b), .at_ms = cx->now_ms};
    MUST(entry_device(&e, &again));
    MUST(again.observed_ms == d.observed_ms && again.at_ms == d.at_ms &&
         again.skew_ms == d.skew_ms && again.trusted == d.trusted && again.skewed == d.skewed);
    MUST(entry_done_ms(&e) == d.at_ms);
}

static bool is_time(Cx *cx, Str s, int64_t *ret)
{
    int64_t twice;
    if (!time_parse(time_mend(cx, s), ret)) return false;
    MUST(time_parse(time_format(cx, *ret), &twice));
    MUST(twice / 1000 == *ret / 1000);
    return true;
}

static void check_number(Cx *cx, Str s)
{
    int64_t n, again;
    if (!str_i64(s, &n)) return;
    MUST(str_i64(str_fmt(cx, "%lld", (long long)n), &again) && again == n);
}

static void check_digest(Cx *cx, Str s)
{
    Digest d, again;
    if (!hash_from_hex(s, &d)) return;
    MUST(s.len == 2 * HASH_LEN);
    MUST(hash_from_hex(hash_hex(cx, d), &again) && memcmp(d.b, again.b, HASH_LEN) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = fuzz_cx();
    Str rest = fuzz_str(data, size), lines[4];
    int64_t observed = 0, sent = 0;
    for (size_t i = 0; i < COUNT(lines); i++)
        if (!str_next(&rest, '\n', &lines[i])) lines[i] = S("");
    bool one = is_time(cx, lines[0], &observed), two = is_time(cx, lines[1], &sent);
    if (one && two) check_clocks(cx, observed, sent);
    check_number(cx, lines[2]);
    check_digest(cx, lines[3]);
    return 0;
}
