/* SPDX-License-Identifier: Apache-2.0 */
/* SMPP: what was read and written again reads the same; texts and receipts of any unit end well. */
#include "fuzz.h"
#include "wire/smpp.h"

static void texts(Cx *cx, const SmppPdu *p)
{
    Str text;
    SmsUdh udh;
    SmppReceipt r;
    if (smpp_text(cx, p, SMS_GSM7, &udh, &text) == OK) {
        MUST(utf8_is_valid(text));
        MUST(udh.part <= udh.total);
    }
    cx_clear(cx);
    if (smpp_receipt(cx, p, &r) == OK) MUST(r.state <= SMS_REJECTED);
    cx_clear(cx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = fuzz_cx();
    Str bytes = fuzz_str(data, size), frame = S(""), once, twice;
    SmppPdu p, q;
    SmppReceipt r;
    if (smpp_receipt_parse(cx, bytes, &r) == OK) MUST(fuzz_within(r.id, bytes) && r.id.len);
    for (; smpp_cut(bytes, &frame) == SMPP_WHOLE; bytes = str_from(bytes, frame.len)) {
        cx_clear(cx);
        if (smpp_decode(cx, frame, &p) != OK) continue;
        MUST(fuzz_within(p.message, frame) && fuzz_within(p.raw, frame));
        MUST(smpp_encode(cx, &p, &once) == OK && once.len <= frame.len + 1);
        MUST(smpp_decode(cx, once, &q) == OK && smpp_encode(cx, &q, &twice) == OK);
        MUST(str_eq(once, twice));
        texts(cx, &p);
    }
    return 0;
}
