/* SPDX-License-Identifier: Apache-2.0 */
/* CMPP messages, the log-in digest, status reports, long texts. */
#include "wire_test.h"

#include "wire/cmpp.h"

/* --- our vectors --- */

static void add(Buf *b, const char *key, Str s)
{
    if (s.len) buf_fmt(b, " %s=%.*s", key, STR_ARG(s));
}

static void add_number(Buf *b, const char *key, int64_t v)
{
    if (v) buf_fmt(b, " %s=%lld", key, (long long)v);
}

static void add_id(Buf *b, uint64_t id)
{
    CmppId i = cmpp_id(id);
    if (id)
        buf_fmt(b, " msg_id=%016llx at=%d-%d %02d:%02d:%02d gateway=%u no=%d",
                (unsigned long long)id, i.month, i.day, i.hour, i.minute, i.second, i.gateway,
                i.sequence);
}

static void add_text(Buf *b, const CmppPdu *p)
{
    Str text;
    SmsUdh udh;
    Err e = cmpp_text(cx, p, &udh, &text);
    if (e == OK && udh.total) buf_fmt(b, " part=%d:%d/%d", udh.ref, udh.part, udh.total);
    if (e == OK) add(b, "text", text);
    else buf_fmt(b, " text-refused %s", err_name(e));
}

static void add_report(Buf *b, const CmppPdu *p)
{
    CmppReport r;
    Err e = cmpp_report(cx, p, &r);
    if (e != OK) {
        buf_fmt(b, " report-refused %s", err_name(e));
        return;
    }
    buf_fmt(b, " report=%016llx stat=%.*s state=%d done=%.*s to=%.*s smsc=%u",
            (unsigned long long)r.msg_id, STR_ARG(r.stat), (int)r.state, STR_ARG(r.done_at),
            STR_ARG(r.dest), r.smsc_sequence);
}

static Str dump(const CmppPdu *p)
{
    Buf b = buf_new(cx, 0);
    buf_fmt(&b, "command=%08x sequence=%u", p->command, p->sequence);
    add(&b, "source_addr", p->source_addr);
    add(&b, "authenticator", hex_encode(cx, p->authenticator));
    add_number(&b, "version", p->version);
    add_number(&b, "timestamp", p->timestamp);
    add_number(&b, "status", p->status);
    add_id(&b, p->msg_id);
    if (p->pk_total) buf_fmt(&b, " pk=%d/%d", p->pk_number, p->pk_total);
    add_number(&b, "registered", p->registered_delivery);
    add(&b, "service", p->service_id);
    add(&b, "msg_src", p->msg_src);
    add(&b, "src_id", p->src_id);
    add(&b, "dest_id", p->dest_id);
    add(&b, "from", p->src_terminal);
    for (size_t i = 0; i < p->n_dests; i++) add(&b, "dest", p->dests[i]);
    add_number(&b, "fmt", p->msg_fmt);
    add_number(&b, "udhi", p->tp_udhi);
    add(&b, "content", hex_encode(cx, p->content));
    add(&b, "link", p->link);
    add(&b, "raw", hex_encode(cx, p->raw));
    if (p->command == CMPP_DELIVER && p->registered_delivery) add_report(&b, p);
    else if (p->command == CMPP_SUBMIT || p->command == CMPP_DELIVER) add_text(&b, p);
    return buf_str(&b);
}

static void our_vectors(void **state)
{
    (void)state;
    Str text = S(""), version, hex;
    int n = 0;
    cx_reset(cx);
    assert_true(test_file("test/vector/cmpp/messages.txt", &text));
    for (Vector v; test_next(&text, &v); n++) {
        (void)str_cut(v.in, ' ', &version, &hex);
        CmppVersion ver = str_is(version, "3") ? CMPP_3 : CMPP_2;
        Str frame = test_unhex(hex), again;
        CmppPdu p;
        Err e = cmpp_decode(cx, ver, frame, &p);
        assert_str(e == OK ? dump(&p) : str_fmt(cx, "refused %s", err_name(e)), v.expect);
        if (e != OK) continue;
        assert_int_equal(cmpp_encode(cx, ver, &p, &again), OK);
        assert_str(hex_encode(cx, again), hex);
    }
    assert_true(n >= 25);
}

/* --- the shared ones --- */

static void check_connect(const json_t *want, const CmppPdu *p)
{
    Str digest;
    if (p->command != CMPP_CONNECT) return;
    assert_str(p->source_addr, jstr(want, "source_addr"));
    assert_str(str_fmt(cx, "%010u", p->timestamp), jstr(want, "timestamp"));
    assert_int_equal(
        cmpp_authenticator(cx, p->source_addr, jstr(want, "shared_secret"), p->timestamp, &digest),
        OK);
    assert_true(str_eq(digest, p->authenticator));
}

static void check_id(const json_t *want, uint64_t got)
{
    const json_t *parts = json_object_get(want, "msg_id_parts");
    CmppId id = cmpp_id(got);
    if (!parts) return;
    assert_int_equal(id.month, jint(parts, "month"));
    assert_int_equal(id.day, jint(parts, "day"));
    assert_int_equal(id.hour, jint(parts, "hour"));
    assert_int_equal(id.second, jint(parts, "second"));
    assert_int_equal(id.gateway, jint(parts, "gateway"));
    assert_int_equal(id.sequence, jint(parts, "seq"));
}

static void check_message(const json_t *want, const CmppPdu *p)
{
    const json_t *report = json_object_get(want, "report");
    Str text;
    SmsUdh udh = {0};
    CmppReport r;
    check_id(want, p->msg_id);
    if (p->command != CMPP_SUBMIT && p->command != CMPP_DELIVER) return;
    assert_str(p->service_id, jstr(want, "service_id"));
    assert_str(p->src_id, jstr(want, "src_id"));
    assert_str(p->valid_time, jstr(want, "valid_time"));
    assert_str(p->src_terminal, jstr(want, "src_terminal_id"));
    assert_int_equal(p->content.len, jint(want, "msg_length"));
    const json_t *dest = json_array_get(json_object_get(want, "dest_terminal_id"), 0);
    if (dest) assert_str(p->dests[0], str_c(json_string_value(dest)));
    if (report) {
        assert_int_equal(cmpp_report(cx, p, &r), OK);
        assert_str(r.stat, jstr(report, "stat"));
        assert_str(r.dest, jstr(report, "dest_terminal_id"));
        check_id(report, r.msg_id);
    }
    if (json_object_get(want, "text")) {
        assert_int_equal(cmpp_text(cx, p, &udh, &text), OK);
        assert_str(text, jstr(want, "text"));
        assert_str(hex_encode(cx, udh.head), jstr(want, "udh_hex"));
    }
}

static void shared_vectors(void **state)
{
    (void)state;
    int n = 0;
    cx_reset(cx);
    SHARED_EACH("cmpp.jsonl", item)
    {
        const json_t *want = json_object_get(item, "expect");
        CmppVersion ver = jint(item, "version") == 3 ? CMPP_3 : CMPP_2;
        bool good = json_is_true(json_object_get(item, "valid"));
        Str frame = test_unhex(jstr(item, "input_hex")), again;
        CmppPdu p;
        n++;
        if ((cmpp_decode(cx, ver, frame, &p) == OK) != good)
            fail_msg("%.*s: %.*s", STR_ARG(jstr(item, "id")), STR_ARG(cx_message(cx)));
        if (!good) continue;
        assert_int_equal(p.sequence, jint(want, "sequence_id"));
        check_connect(want, &p);
        check_message(want, &p);
        assert_int_equal(cmpp_encode(cx, ver, &p, &again), OK);
        assert_str(hex_encode(cx, again), jstr(item, "input_hex"));
    }
    printf("%d shared vectors\n", n);
}

/* --- by hand --- */

static void digests(void **state)
{
    (void)state;
    Str ours, ismg;
    cx_reset(cx);
    assert_int_equal(cmpp_timestamp(1565280000000), 809000000); /* 08-09 00:00:00, the zero lost */
    /* the digests of test/vector/cmpp, made with another program */
    assert_int_equal(cmpp_authenticator(cx, S("900330"), S("sharedSecret"), 708103059, &ours), OK);
    assert_int_equal(cmpp_authenticator_ismg(cx, CMPP_2, 0, ours, S("sharedSecret"), &ismg), OK);
    Str text = S("");
    assert_true(test_file("test/vector/cmpp/messages.txt", &text));
    assert_true(str_find(text, hex_encode(cx, ours)) != SIZE_MAX);
    assert_true(str_find(text, hex_encode(cx, ismg)) != SIZE_MAX);
    assert_int_equal(cmpp_authenticator_ismg(cx, CMPP_3, 0, ours, S("sharedSecret"), &ismg), OK);
    assert_true(str_find(text, hex_encode(cx, ismg)) != SIZE_MAX);
}

static void encode_refuses(void **state)
{
    (void)state;
    Str out, dest = S("13800138000");
    char big[200] = {0};
    CmppPdu p = {.command = CMPP_SUBMIT, .dests = &dest, .n_dests = 1, .service_id = S("YJ")};
    cx_reset(cx);
    assert_int_equal(cmpp_encode(cx, CMPP_2, &p, &out), OK);
    p.n_dests = 0;
    assert_int_equal(cmpp_encode(cx, CMPP_2, &p, &out), ERR_INVALID);
    p.n_dests = 100;
    assert_int_equal(cmpp_encode(cx, CMPP_2, &p, &out), ERR_INVALID);
    p.n_dests = 1;
    p.content = (Str){big, 161};
    assert_int_equal(cmpp_encode(cx, CMPP_2, &p, &out), ERR_INVALID);
    p.content.len = 141;
    assert_int_equal(cmpp_encode(cx, CMPP_2, &p, &out), OK);
    p.msg_fmt = CMPP_UCS2;
    assert_int_equal(cmpp_encode(cx, CMPP_2, &p, &out), ERR_INVALID);
    p = (CmppPdu){.command = CMPP_CONNECT, .source_addr = S("1234567")};
    assert_int_equal(cmpp_encode(cx, CMPP_2, &p, &out), ERR_INVALID);
    p = (CmppPdu){.command = CMPP_CONNECT, .authenticator = S("short")};
    assert_int_equal(cmpp_encode(cx, CMPP_2, &p, &out), ERR_INVALID);
    p = (CmppPdu){.command = CMPP_SUBMIT | CMPP_RESP, .status = 256};
    assert_int_equal(cmpp_encode(cx, CMPP_2, &p, &out), ERR_INVALID);
    assert_int_equal(cmpp_encode(cx, CMPP_3, &p, &out), OK);
    p = (CmppPdu){.command = 3};
    assert_int_equal(cmpp_encode(cx, CMPP_2, &p, &out), ERR_UNSUPPORTED);
}

static Str repeat(Str s, int n)
{
    Buf b = buf_new(cx, 0);
    while (n-- > 0) buf_add(&b, s);
    return buf_str(&b);
}

static void long_texts(void **state)
{
    (void)state;
    const Str hong = S("\xe6\xb4\xaa");
    Str dest = S("13800138000"), text, frame;
    CmppPdu like = {.dests = &dest, .n_dests = 1, .sequence = 100}, *list, p;
    SmsUdh udh;
    size_t n;
    for (int len = 1; len < 300; len += 7) {
        cx_reset(cx);
        Buf all = buf_new(cx, 0);
        assert_int_equal(cmpp_submits(cx, &like, repeat(hong, len), 3, &list, &n), OK);
        assert_int_equal(n, len <= 70 ? 1 : (len + 66) / 67);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(cmpp_encode(cx, CMPP_2, &list[i], &frame), OK);
            assert_int_equal(cmpp_decode(cx, CMPP_2, frame, &p), OK);
            assert_int_equal(p.sequence, 100 + i);
            assert_int_equal(p.pk_number, i + 1);
            assert_int_equal(cmpp_text(cx, &p, &udh, &text), OK);
            if (n > 1) assert_int_equal(udh.part, i + 1);
            buf_add(&all, text);
        }
        assert_str(buf_str(&all), repeat(hong, len));
    }
    cx_reset(cx);
    assert_int_equal(cmpp_submits(cx, &like, repeat(S("a"), 160), 3, &list, &n), OK);
    assert_int_equal(n, 1);
    assert_int_equal(cmpp_submits(cx, &like, repeat(S("a"), 161), 3, &list, &n), OK);
    assert_int_equal(n, 2);
    assert_int_equal(cmpp_submits(cx, &like, S("\xff"), 3, &list, &n), ERR_INVALID);
}

static void odd_messages(void **state)
{
    (void)state;
    Str text;
    CmppReport r;
    CmppPdu p = {.command = CMPP_SUBMIT, .msg_fmt = 246};
    cx_reset(cx);
    assert_int_equal(cmpp_text(cx, &p, NULL, &text), ERR_UNSUPPORTED);
    assert_int_equal(cmpp_report(cx, &p, &r), ERR_NOT_FOUND);
    assert_int_equal(cmpp_cut(S("\0\0\x20\0"), &text), CMPP_BROKEN);
    assert_int_equal(cmpp_cut(S("\0\0"), &text), CMPP_WAIT);
    assert_int_equal(cmpp_cut(S("\0\0\0\x0c"), &text), CMPP_WAIT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(our_vectors), cmocka_unit_test(shared_vectors),
    cmocka_unit_test(digests),     cmocka_unit_test(encode_refuses),
    cmocka_unit_test(long_texts),  cmocka_unit_test(odd_messages),
};

WIRE_TEST_MAIN(tests)
