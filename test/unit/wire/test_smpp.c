/* SPDX-License-Identifier: Apache-2.0 */
/* SMPP units, alphabets, receipts, long texts. */
#include "wire_test.h"

#include "wire/smpp.h"

/* --- our vectors --- */

static void add(Buf *b, const char *key, Str s)
{
    if (s.len) buf_fmt(b, " %s=%.*s", key, STR_ARG(s));
}

static void add_number(Buf *b, const char *key, int64_t v)
{
    if (v) buf_fmt(b, " %s=%lld", key, (long long)v);
}

static void add_address(Buf *b, const char *key, SmppAddress a)
{
    if (a.ton || a.npi || a.addr.len)
        buf_fmt(b, " %s=%d/%d/%.*s", key, a.ton, a.npi, STR_ARG(a.addr));
}

static void add_texts(Buf *b, const SmppPdu *p)
{
    Str text;
    SmsUdh udh;
    SmppReceipt r;
    uint32_t base = p->command;
    if (base != SMPP_SUBMIT_SM && base != SMPP_DELIVER_SM && base != SMPP_DATA_SM) return;
    Err e = smpp_text(cx, p, SMS_GSM7, &udh, &text);
    if (e != OK) buf_fmt(b, " text-refused %s", err_name(e));
    else if (udh.total) buf_fmt(b, " part=%d:%d/%d", udh.ref, udh.part, udh.total);
    if (e == OK) add(b, "text", text);
    if (smpp_receipt(cx, p, &r) != OK) return;
    buf_fmt(b, " receipt=%.*s state=%d stat=%.*s", STR_ARG(r.id), (int)r.state, STR_ARG(r.stat));
    add(b, "err", r.err);
    add(b, "done", r.done_at);
}

static Str dump(const SmppPdu *p)
{
    Buf b = buf_new(cx, 0);
    buf_fmt(&b, "command=%08x status=%u sequence=%u", p->command, p->status, p->sequence);
    add(&b, "system_id", p->system_id);
    add(&b, "password", p->password);
    add(&b, "system_type", p->system_type);
    add_number(&b, "version", p->interface_version);
    add_address(&b, "range", p->range);
    add_address(&b, "source", p->source);
    add_address(&b, "dest", p->dest);
    add_number(&b, "esm", p->esm_class);
    add(&b, "schedule", p->schedule);
    add(&b, "validity", p->validity);
    add_number(&b, "registered", p->registered_delivery);
    add_number(&b, "coding", p->data_coding);
    add(&b, "message", hex_encode(cx, p->message));
    add(&b, "message_id", p->message_id);
    add(&b, "raw", hex_encode(cx, p->raw));
    for (size_t i = 0; i < p->n_tlvs; i++)
        buf_fmt(&b, " tlv=%04x:%.*s", p->tlvs[i].tag, STR_ARG(hex_encode(cx, p->tlvs[i].value)));
    if (p->no_body) buf_z(&b, " no_body");
    if (p->tlvs_cut) buf_z(&b, " tlvs_cut");
    add_texts(&b, p);
    return buf_str(&b);
}

static void our_vectors(void **state)
{
    (void)state;
    Str text = S("");
    int n = 0;
    cx_reset(cx);
    assert_true(test_file("test/vector/smpp/units.txt", &text));
    for (Vector v; test_next(&text, &v); n++) {
        Str frame = test_unhex(v.in), again;
        SmppPdu p;
        Err e = smpp_decode(cx, frame, &p);
        if (e != OK) {
            assert_str(str_fmt(cx, "refused %s", err_name(e)), v.expect);
            continue;
        }
        bool other = str_ends(v.expect, S(" other-bytes"));
        Str want = other ? str_head(v.expect, v.expect.len - strlen(" other-bytes")) : v.expect;
        assert_str(dump(&p), want);
        assert_int_equal(smpp_encode(cx, &p, &again), OK);
        if (str_eq(again, frame) == other) fail_msg("%.*s: other bytes", STR_ARG(v.name));
    }
    assert_true(n >= 30);
}

/* --- the shared ones --- */

static void check_fields(const json_t *want, const SmppPdu *p)
{
    const json_t *o;
    assert_int_equal(p->status, jint(want, "command_status"));
    assert_int_equal(p->sequence, jint(want, "sequence_number"));
    if (p->raw.len) return; /* not taken apart */
    assert_str(p->system_id, jstr(want, "system_id"));
    assert_str(p->message_id, jstr(want, "message_id"));
    assert_str(p->password, jstr(want, "password"));
    assert_str(p->validity, jstr(want, "validity_period"));
    if ((o = json_object_get(want, "source"))) assert_str(p->source.addr, jstr(o, "addr"));
    if ((o = json_object_get(want, "dest"))) {
        assert_str(p->dest.addr, jstr(o, "addr"));
        assert_int_equal(p->dest.ton, jint(o, "ton"));
    }
    assert_int_equal(p->esm_class, jint(want, "esm_class"));
    assert_int_equal(p->data_coding, jint(want, "data_coding"));
    assert_str(hex_encode(cx, p->message), jstr(want, "short_message_hex"));
    assert_int_equal(p->n_tlvs, json_array_size(json_object_get(want, "tlvs")));
    if (json_object_get(want, "text")) {
        Str text;
        SmppPdu udh = *p; /* one vector has ESM bits set at random: its note says so */
        if (!json_object_get(want, "udh_hex")) udh.esm_class &= (uint8_t)~SMPP_ESM_UDH;
        assert_int_equal(smpp_text(cx, &udh, SMS_LATIN1, NULL, &text), OK);
        assert_str(text, jstr(want, "text"));
    }
}

static void check_unit(json_t *item)
{
    SmppPdu p;
    Str frame = test_unhex(jstr(item, "input_hex")), again;
    bool good = json_is_true(json_object_get(item, "valid"));
    if ((smpp_decode(cx, frame, &p) == OK) != good)
        fail_msg("%.*s: %.*s", STR_ARG(jstr(item, "id")), STR_ARG(cx_message(cx)));
    if (!good) return;
    check_fields(json_object_get(item, "expect"), &p);
    assert_int_equal(smpp_encode(cx, &p, &again), OK);
    assert_str(hex_encode(cx, again), jstr(item, "input_hex"));
}

static void check_alphabet(json_t *item, Str kind)
{
    Str bytes = test_unhex(jstr(item, "input_hex")), text, want, again;
    bool packed = str_is(kind, "gsm7_packed"), good = json_is_true(json_object_get(item, "valid"));
    if (packed) bytes = sms_gsm7_unpack(cx, bytes);
    assert_int_equal(sms_decode(cx, SMS_GSM7, bytes, &text) == OK, good);
    if (!good) return;
    want = jstr(json_object_get(item, "expect"), "text");
    assert_str(text, want);
    assert_int_equal(sms_encode(cx, SMS_GSM7, want, &again), OK);
    if (packed) again = sms_gsm7_pack(cx, again);
    assert_str(hex_encode(cx, again), jstr(item, "input_hex"));
}

static void check_receipt(json_t *item)
{
    const json_t *want = json_object_get(item, "expect");
    SmppReceipt r;
    bool good = json_is_true(json_object_get(item, "valid"));
    assert_int_equal(smpp_receipt_parse(cx, jstr(item, "input_text"), &r) == OK, good);
    if (!good) return;
    assert_str(r.id, jstr(want, "id"));
    assert_str(r.stat, jstr(want, "stat"));
    assert_str(r.err, jstr(want, "err"));
    assert_str(r.text, jstr(want, "text"));
    assert_str(r.submit_at, jstr(want, "submit_date"));
    assert_str(r.done_at, jstr(want, "done_date"));
    assert_int_equal(r.sub, json_is_integer(json_object_get(want, "sub")) ? jint(want, "sub") : -1);
}

static void check_stream(json_t *item)
{
    Str bytes = test_unhex(jstr(item, "input_hex")), frame = S("");
    const json_t *want = json_object_get(item, "expect");
    SmppPdu p;
    if (json_object_get(want, "incomplete")) {
        assert_int_equal(smpp_cut(bytes, &frame), SMPP_WAIT);
        return;
    }
    assert_int_equal(smpp_cut(bytes, &frame), SMPP_WHOLE);
    assert_int_equal(smpp_decode(cx, frame, &p), ERR_UNSUPPORTED);
    assert_int_equal(smpp_head(frame).command, 0x110);
    bytes = str_from(bytes, frame.len);
    assert_int_equal(smpp_cut(bytes, &frame), SMPP_WHOLE);
    assert_int_equal(smpp_decode(cx, frame, &p), OK);
    check_fields(json_object_get(want, "second"), &p);
}

static void shared_vectors(void **state)
{
    (void)state;
    int n = 0;
    cx_reset(cx);
    SHARED_EACH("smpp.jsonl", item)
    {
        Str kind = jstr(item, "kind");
        SmsUdh udh;
        n++;
        cx_clear(cx);
        if (str_is(kind, "pdu")) check_unit(item);
        else if (str_is(kind, "stream")) check_stream(item);
        else if (str_is(kind, "receipt")) check_receipt(item);
        else if (str_is(kind, "udh"))
            assert_int_equal(sms_udh(cx, test_unhex(jstr(item, "input_hex")), &udh), ERR_INVALID);
        else check_alphabet(item, kind);
    }
    printf("%d shared vectors\n", n);
}

/* --- by hand --- */

static void streams(void **state)
{
    (void)state;
    Str frame = S("");
    assert_int_equal(smpp_cut(S(""), &frame), SMPP_WAIT);
    assert_int_equal(smpp_cut(S("\0\0\0\x0f"), &frame), SMPP_BROKEN);
    assert_int_equal(smpp_cut(S("\x80\0\0\x10"), &frame), SMPP_BROKEN);
    assert_int_equal(smpp_cut(S("\0\0\0\x10"), &frame), SMPP_WAIT);
}

static void encode_refuses(void **state)
{
    (void)state;
    Str out;
    SmppPdu p = {.command = SMPP_BIND_TRANSMITTER, .system_id = S("sixteen letters.")};
    assert_int_equal(smpp_encode(cx, &p, &out), ERR_INVALID);
    p.system_id = S("a\0b");
    assert_int_equal(smpp_encode(cx, &p, &out), ERR_INVALID);
    p = (SmppPdu){.command = 0x77};
    assert_int_equal(smpp_encode(cx, &p, &out), ERR_UNSUPPORTED);
    char big[300] = {0};
    p = (SmppPdu){
        .command = SMPP_SUBMIT_SM, .message = {big, 255}
    };
    assert_int_equal(smpp_encode(cx, &p, &out), ERR_INVALID);
}

static Str repeat(Str s, int n)
{
    Buf b = buf_new(cx, 0);
    while (n-- > 0) buf_add(&b, s);
    return buf_str(&b);
}

/* Parts put together again give the text; none is too long; none cuts a character. */
static void long_texts(void **state)
{
    (void)state;
    const Str bits[] = {S("a"), S("\xe6\xb4\xaa"), S("\xf0\xa0\x80\x8b\xe6\xb4\xaa"),
                        S("\xe2\x82\xac")};
    const SmsCoding codings[] = {SMS_GSM7, SMS_UCS2, SMS_GB18030, SMS_ASCII, SMS_LATIN1};
    for (size_t b = 0; b < COUNT(bits); b++)
        for (size_t c = 0; c < COUNT(codings); c++)
            for (int len = 0; len < 420; len += 1 + len / 9) {
                cx_reset(cx);
                Str text = repeat(bits[b], len), *parts, piece;
                size_t n;
                Buf all = buf_new(cx, 0);
                if (sms_split(cx, codings[c], text, 200, SMS_OCTETS, &parts, &n) != OK) {
                    assert_true(len > 0 && b > 0);
                    continue;
                }
                for (size_t i = 0; i < n; i++) {
                    SmsUdh udh = {.body = parts[i]};
                    size_t septets = codings[c] == SMS_GSM7;
                    if (n > 1) {
                        assert_int_equal(sms_udh(cx, parts[i], &udh), OK);
                        assert_int_equal(udh.part, i + 1);
                        assert_int_equal(udh.total, n);
                        assert_int_equal(udh.ref, 200);
                    }
                    assert_true((septets ? (udh.body.len * 7 + 7) / 8 : udh.body.len) +
                                    udh.head.len <=
                                SMS_OCTETS);
                    assert_int_equal(sms_decode(cx, codings[c], udh.body, &piece), OK);
                    buf_add(&all, piece);
                }
                assert_str(buf_str(&all), text);
            }
}

static void submits(void **state)
{
    (void)state;
    SmppPdu like = {
        .sequence = 7, .dest = {1, 1, S("8613800138000")},
             .registered_delivery = 1
    };
    SmppPdu *list;
    size_t n;
    Str frame, text;
    SmsUdh udh;
    cx_reset(cx);
    assert_int_equal(smpp_submits(cx, &like, S("short"), 1, &list, &n), OK);
    assert_int_equal(n, 1);
    assert_int_equal(list[0].data_coding, 0);
    assert_int_equal(smpp_submits(cx, &like, repeat(S("\xe6\xb4\xaa"), 70), 1, &list, &n), OK);
    assert_int_equal(n, 1); /* 70 characters fit one message, 71 take two of up to 67 */
    assert_int_equal(smpp_submits(cx, &like, repeat(S("\xe6\xb4\xaa"), 71), 1, &list, &n), OK);
    assert_int_equal(n, 2);
    assert_int_equal(list[1].sequence, 8);
    assert_int_equal(list[0].message.len, 140);
    assert_int_equal(smpp_encode(cx, &list[1], &frame), OK);
    assert_int_equal(smpp_decode(cx, frame, &list[0]), OK);
    assert_int_equal(smpp_text(cx, &list[0], SMS_GSM7, &udh, &text), OK);
    assert_int_equal(udh.part, 2);
    assert_int_equal(text.len, 12);
    assert_int_equal(smpp_submits(cx, &like, repeat(S("\xe6\xb4\xaa"), 67 * 255 + 1), 1, &list, &n),
                     ERR_TOO_BIG);
    assert_int_equal(smpp_submits(cx, &like, S("\xff"), 1, &list, &n), ERR_INVALID);
}

static void alphabets(void **state)
{
    (void)state;
    Str text, bytes;
    cx_reset(cx);
    assert_int_equal(sms_decode(cx, SMS_UCS2, S("\x6d"), &text), ERR_INVALID);
    assert_int_equal(sms_decode(cx, SMS_UCS2, S("\xd8\x00\x6d\x2a"), &text), OK);
    assert_str(text, S("\xef\xbf\xbd\xe6\xb4\xaa")); /* a lone surrogate */
    assert_int_equal(sms_decode(cx, SMS_UCS2, S("\xd8\x40\xdc\x0b"), &text), OK);
    assert_str(text, S("\xf0\xa0\x80\x8b"));
    assert_int_equal(sms_decode(cx, SMS_LATIN1, S("\xe9"), &text), OK);
    assert_str(text, S("\xc3\xa9"));
    assert_int_equal(sms_decode(cx, SMS_ASCII, S("\xe9"), &text), ERR_INVALID);
    assert_int_equal(sms_decode(cx, SMS_GB18030, S("\xba\xe9"), &text), OK);
    assert_str(text, S("\xe6\xb4\xaa"));
    assert_int_equal(sms_decode(cx, SMS_GB18030, S("\xff"), &text), ERR_INVALID);
    assert_int_equal(sms_decode(cx, SMS_BINARY, S("\x01\xff"), &text), OK);
    assert_str(text, S("01ff"));
    assert_int_equal(sms_encode(cx, SMS_BINARY, S("a"), &bytes), ERR_UNSUPPORTED);
    assert_int_equal(sms_encode(cx, SMS_GSM7, S("\xe6\xb4\xaa"), &bytes), ERR_INVALID);
    assert_int_equal(sms_encode(cx, SMS_ASCII, S("\xc3\xa9"), &bytes), ERR_INVALID);
    assert_int_equal(sms_encode(cx, SMS_UCS2, S("\xff"), &bytes), ERR_INVALID);
    /* seven characters leave an empty septet, filled and taken off again */
    bytes = sms_gsm7_pack(cx, S("1234567"));
    assert_int_equal(bytes.len, 7);
    assert_str(sms_gsm7_unpack(cx, bytes), S("1234567"));
}

static void receipts(void **state)
{
    (void)state;
    SmppReceipt r;
    SmppPdu p = {.command = SMPP_DELIVER_SM, .esm_class = 0};
    cx_reset(cx);
    assert_int_equal(smpp_receipt(cx, &p, &r), ERR_NOT_FOUND);
    p.esm_class = SMPP_ESM_RECEIPT;
    assert_int_equal(smpp_receipt(cx, &p, &r), ERR_INVALID);
    Str mixed = S("STAT:undeliv ERR:0a1 Done Date:2607081031 submit date:2607081030 ID:9f sub:x");
    assert_int_equal(smpp_receipt_parse(cx, mixed, &r), ERR_INVALID);
    mixed = str_head(mixed, mixed.len - 6);
    assert_int_equal(smpp_receipt_parse(cx, mixed, &r), OK);
    assert_int_equal(r.state, SMS_UNDELIVERABLE);
    assert_str(r.id, S("9f"));
    assert_int_equal(r.sub, -1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(our_vectors),    cmocka_unit_test(shared_vectors), cmocka_unit_test(streams),
    cmocka_unit_test(encode_refuses), cmocka_unit_test(long_texts),     cmocka_unit_test(submits),
    cmocka_unit_test(alphabets),      cmocka_unit_test(receipts),
};

WIRE_TEST_MAIN(tests)
