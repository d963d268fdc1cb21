/* SPDX-License-Identifier: Apache-2.0 */
/* CMPP 2.0 in a dialogue. The log-in proves the secret; reports come as DELIVER.
 * source: CMPP 2.0 §8.4 */
#include "link/sms_int.h"
#include "wire/cmpp.h"

enum { VERSION = 0x20, RESULT_FLOW = 8, RESULT_RETRY = 9 };

static SmsCut cut(Str bytes, Str *frame)
{
    switch (cmpp_cut(bytes, frame)) {
    case CMPP_WAIT: return SMS_CUT_WAIT;
    case CMPP_WHOLE: return SMS_CUT_WHOLE;
    case CMPP_BROKEN: break;
    }
    return SMS_CUT_BROKEN;
}

/* Every text of a message is written, so none may be without an address. */
static CmppPdu bare(uint32_t command, uint32_t sequence)
{
    return (CmppPdu){.command = command,
                     .sequence = sequence,
                     .source_addr = S(""),
                     .authenticator = S(""),
                     .service_id = S(""),
                     .fee_terminal = S(""),
                     .msg_src = S(""),
                     .fee_type = S(""),
                     .fee_code = S(""),
                     .valid_time = S(""),
                     .at_time = S(""),
                     .src_id = S(""),
                     .dest_id = S(""),
                     .src_terminal = S(""),
                     .content = S(""),
                     .link = S(""),
                     .raw = S("")};
}

static Err login(Cx *cx, Sms *s, Str *ret)
{
    const Gateway *g = sms_gate(s);
    CmppPdu p = bare(CMPP_CONNECT, sms_next(s));
    p.source_addr = g->user;
    p.version = VERSION;
    p.timestamp = cmpp_timestamp(sms_city_ms(s));
    TRY(cmpp_authenticator(cx, g->user, g->password, p.timestamp, &p.authenticator));
    return cmpp_encode(cx, CMPP_2, &p, ret);
}

static Err probe(Cx *cx, Sms *s, Str *ret)
{
    CmppPdu p = bare(CMPP_ACTIVE_TEST, sms_next(s));
    return cmpp_encode(cx, CMPP_2, &p, ret);
}

/* Digits only. */
static Str plain(Cx *cx, Str number)
{
    Buf b = buf_new(cx, 0);
    for (size_t i = 0; i < number.len; i++)
        if (number.p[i] >= '0' && number.p[i] <= '9') buf_char(&b, number.p[i]);
    return buf_str(&b);
}

static Err submit(Cx *cx, Sms *s, Str number, Str text, uint32_t first, Str **units, size_t *n)
{
    const Gateway *g = sms_gate(s);
    CmppPdu *parts, like = bare(CMPP_SUBMIT, first);
    Str *dests = cx_new(cx, Str, 1);
    dests[0] = plain(cx, number);
    like.registered_delivery = 1;
    like.service_id = g->service;
    like.msg_src = g->user;
    like.fee_type = S("01");
    like.fee_code = S("000000");
    like.src_id = g->from;
    like.dests = dests;
    like.n_dests = 1;
    TRY(cmpp_submits(cx, &like, text, (uint8_t)first, &parts, n));
    *units = cx_new(cx, Str, *n);
    for (size_t i = 0; i < *n; i++) TRY(cmpp_encode(cx, CMPP_2, &parts[i], &(*units)[i]));
    return OK;
}

static Err answer(Cx *cx, Sms *s, CmppPdu p)
{
    Str unit;
    TRY(cmpp_encode(cx, CMPP_2, &p, &unit));
    sms_write(s, unit);
    return OK;
}

static Str id_text(Cx *cx, uint64_t id)
{
    return str_fmt(cx, "%llu", (unsigned long long)id);
}

static Err take_deliver(Cx *cx, Sms *s, const CmppPdu *p)
{
    CmppReport r;
    CmppPdu resp = bare(CMPP_DELIVER | CMPP_RESP, p->sequence);
    resp.msg_id = p->msg_id;
    TRY(answer(cx, s, resp));
    Err err = cmpp_report(cx, p, &r);
    if (err == ERR_NOT_FOUND) { /* somebody wrote to us */
        Str text;
        cx_clear(cx);
        TRY(cmpp_text(cx, p, NULL, &text));
        return sms_reply(s, cx, p->src_terminal, text), OK;
    }
    TRY(err);
    sms_report(s, cx, id_text(cx, r.msg_id), r.dest, r.state, r.stat);
    return OK;
}

static void take_submit_resp(Cx *cx, Sms *s, const CmppPdu *p)
{
    bool busy = p->status == RESULT_FLOW || p->status == RESULT_RETRY;
    SmsAnswer a = p->status == 0 ? SMS_TAKEN : busy ? SMS_BUSY : SMS_REFUSED;
    sms_answer(s, p->sequence, a, id_text(cx, p->msg_id),
               str_fmt(cx, "CMPP result %u", (unsigned)p->status));
}

static Err take(Cx *cx, Sms *s, Str frame)
{
    CmppPdu p;
    TRY(cmpp_decode(cx, CMPP_2, frame, &p));
    switch (p.command) {
    case CMPP_CONNECT | CMPP_RESP:
        if (p.status == 0) sms_logged_in(s);
        else sms_refused(s, str_fmt(cx, "log-in refused, status %u", (unsigned)p.status));
        return OK;
    case CMPP_SUBMIT | CMPP_RESP: return take_submit_resp(cx, s, &p), OK;
    case CMPP_DELIVER: return take_deliver(cx, s, &p);
    case CMPP_ACTIVE_TEST: return answer(cx, s, bare(CMPP_ACTIVE_TEST | CMPP_RESP, p.sequence));
    case CMPP_TERMINATE: return answer(cx, s, bare(CMPP_TERMINATE | CMPP_RESP, p.sequence));
    default: return OK;
    }
}

const SmsProto cmpp_proto = {
    .cut = cut, .login = login, .probe = probe, .submit = submit, .take = take};
