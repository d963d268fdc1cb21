/* SPDX-License-Identifier: Apache-2.0 */
/* Framing: the guard says the same whether the bytes come at once or in pieces. The first byte is
 * the size of the pieces. */
#include "fuzz.h"
#include "http/guard.h"

typedef struct Trace {
    size_t heads, used;
    int status;
    uint64_t digest;
    bool idle, in_head;
} Trace;

static Trace run(Str all, size_t piece)
{
    HttpGuard g;
    Trace t = {0};
    guard_init(&g);
    for (size_t at = 0; at < all.len && t.status == 0;) {
        size_t used = 0, n = all.len - at < piece ? all.len - at : piece;
        int status = 0;
        GuardVerdict v = guard_feed(&g, (Str){all.p + at, n}, &used, &status);
        MUST(used <= n);
        if (v == GUARD_BAD) {
            MUST(status >= 400 && status < 600 && g.state == GUARD_BROKEN);
            t.status = status;
            break;
        }
        if (v == GUARD_HEAD) {
            t.heads++;
            MUST(g.content_length >= -1 && !(g.chunked && g.content_length >= 0));
            t.digest = t.digest * 31 +
                       hash_fast((Str){g.target, g.target_len < GUARD_LINE_MAX ? g.target_len
                                                                               : GUARD_LINE_MAX});
        } else {
            MUST(v == GUARD_MORE && used == n);
        }
        at += used;
        t.used = at;
        MUST(used > 0 || v == GUARD_HEAD);
    }
    t.idle = guard_is_idle(&g), t.in_head = guard_in_head(&g);
    return t;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) return 0;
    Str all = fuzz_str(data + 1, size - 1);
    Trace whole = run(all, SIZE_MAX), parts = run(all, (size_t)data[0] + 1);
    MUST(whole.heads == parts.heads && whole.status == parts.status &&
         whole.digest == parts.digest);
    MUST(whole.status ||
         (whole.used == parts.used && whole.idle == parts.idle && whole.in_head == parts.in_head));
    return 0;
}
