/* SPDX-License-Identifier: Apache-2.0 */
/* CMPP: the first byte chooses the version (3, else 2); what was read and written again reads the
 * same; texts and reports of any message end well. */
#include "fuzz.h"
#include "wire/cmpp.h"

static void one(Cx *cx, CmppVersion version, Str frame)
{
    CmppPdu p, q;
    Str once, twice, text;
    SmsUdh udh;
    CmppReport r;
    if (cmpp_decode(cx, version, frame, &p) != OK) return;
    MUST(fuzz_within(p.content, frame) && p.n_dests <= CMPP_MAX_DESTS);
    /* contents too long for a message are read and not written */
    if (cmpp_encode(cx, version, &p, &once) == OK) {
        MUST(once.len == frame.len);
        MUST(cmpp_decode(cx, version, once, &q) == OK);
        MUST(cmpp_encode(cx, version, &q, &twice) == OK && str_eq(once, twice));
    } else {
        MUST(p.content.len > SMS_OCTETS);
    }
    if (cmpp_text(cx, &p, &udh, &text) == OK) MUST(utf8_is_valid(text) && udh.part <= udh.total);
    if (cmpp_report(cx, &p, &r) == OK) MUST(r.stat.len <= 7 && r.state <= SMS_REJECTED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = fuzz_cx();
    Str bytes = fuzz_str(data, size), frame = S("");
    CmppVersion version = size && data[0] == 3 ? CMPP_3 : CMPP_2;
    bytes = str_from(bytes, 1);
    for (; cmpp_cut(bytes, &frame) == CMPP_WHOLE; bytes = str_from(bytes, frame.len)) {
        cx_clear(cx);
        one(cx, version, frame);
    }
    return 0;
}
