/* SPDX-License-Identifier: Apache-2.0 */
/* SMPP 3.4 in a dialogue: what we ask and what we answer. source: SMPP v3.4 §4 */
#include "link/sms_int.h"
#include "wire/smpp.h"

enum { TON_INTERNATIONAL = 1, NPI_ISDN = 1, TON_NAME = 5 };

static SmsCut cut(Str bytes, Str *frame)
{
    switch (smpp_cut(bytes, frame)) {
    case SMPP_WAIT: return SMS_CUT_WAIT;
    case SMPP_WHOLE: return SMS_CUT_WHOLE;
    case SMPP_BROKEN: break;
    }
    return SMS_CUT_BROKEN;
}

static Err login(Cx *cx, Sms *s, Str *ret)
{
    const Gateway *g = sms_gate(s);
    SmppPdu p = {.command = SMPP_BIND_TRANSCEIVER,
                 .sequence = sms_next(s),
                 .system_id = g->user,
                 .password = g->password,
                 .system_type = g->service,
                 .interface_version = SMPP_VERSION,
                 .range = {.addr = S("")}};
    return smpp_encode(cx, &p, ret);
}

static Err probe(Cx *cx, Sms *s, Str *ret)
{
    SmppPdu p = {.command = SMPP_ENQUIRE_LINK, .sequence = sms_next(s)};
    return smpp_encode(cx, &p, ret);
}

static bool is_number(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    return s.len > 0;
}

/* +86 139… → 86139…; what is no number goes as it is and is refused there. */
static Str plain(Cx *cx, Str number)
{
    Buf b = buf_new(cx, 0);
    for (size_t i = 0; i < number.len; i++)
        if (number.p[i] >= '0' && number.p[i] <= '9') buf_char(&b, number.p[i]);
    return buf_str(&b);
}

static Err submit(Cx *cx, Sms *s, Str number, Str text, uint32_t first, Str **units, size_t *n)
{
    Str from = sms_gate(s)->from;
    bool name = from.len && !is_number(from);
    SmppPdu *parts, like = {
                        .command = SMPP_SUBMIT_SM,
                        .sequence = first,
                        .service_type = S(""),
                        .source = {.ton = name ? TON_NAME : 0, .addr = from},
                        .dest = { TON_INTERNATIONAL, NPI_ISDN,                       plain(cx, number)},
                        .schedule = S(""),
                        .validity = S(""),
                        .registered_delivery = SMPP_WANT_RECEIPT,
                        .message = S("")
    };
    TRY(smpp_submits(cx, &like, text, (uint8_t)first, &parts, n));
    *units = cx_new(cx, Str, *n);
    for (size_t i = 0; i < *n; i++) TRY(smpp_encode(cx, &parts[i], &(*units)[i]));
    return OK;
}

static Err answer(Cx *cx, Sms *s, uint32_t command, uint32_t sequence, uint32_t status)
{
    Str unit;
    SmppPdu p = {.command = command, .sequence = sequence, .status = status, .message_id = S("")};
    TRY(smpp_encode(cx, &p, &unit));
    sms_write(s, unit);
    return OK;
}

static Err take_deliver(Cx *cx, Sms *s, const SmppPdu *p)
{
    SmppReceipt r;
    TRY(answer(cx, s, SMPP_DELIVER_SM | SMPP_RESP, p->sequence, SMPP_ROK));
    Err err = smpp_receipt(cx, p, &r);
    if (err == ERR_NOT_FOUND) { /* somebody wrote to us */
        Str text;
        cx_clear(cx);
        TRY(smpp_text(cx, p, SMS_GSM7, NULL, &text));
        return sms_reply(s, cx, p->source.addr, text), OK;
    }
    TRY(err);
    sms_report(s, cx, r.id, p->source.addr, r.state, str_fmt(cx, "%.*s", STR_ARG(r.stat)));
    return OK;
}

static void take_submit_resp(Cx *cx, Sms *s, const SmppPdu *p)
{
    bool busy = p->status == SMPP_RTHROTTLED || p->status == SMPP_RMSGQFUL;
    SmsAnswer a = p->status == SMPP_ROK ? SMS_TAKEN : busy ? SMS_BUSY : SMS_REFUSED;
    sms_answer(s, p->sequence, a, p->message_id,
               str_fmt(cx, "SMPP status 0x%08x", (unsigned)p->status));
}

static Err take(Cx *cx, Sms *s, Str frame)
{
    SmppPdu p;
    SmppPdu head = smpp_head(frame);
    Err err = smpp_decode(cx, frame, &p);
    if (err != OK && (head.command & SMPP_RESP) == 0)
        return answer(cx, s, SMPP_GENERIC_NACK, head.sequence,
                      err == ERR_UNSUPPORTED ? SMPP_RINVCMDID : SMPP_RINVMSGLEN);
    TRY(err);
    switch (p.command) {
    case SMPP_BIND_TRANSCEIVER | SMPP_RESP:
        if (p.status == SMPP_ROK) sms_logged_in(s);
        else sms_refused(s, str_fmt(cx, "log-in refused, status 0x%08x", (unsigned)p.status));
        return OK;
    case SMPP_SUBMIT_SM | SMPP_RESP: return take_submit_resp(cx, s, &p), OK;
    case SMPP_GENERIC_NACK:
        return sms_answer(s, p.sequence, SMS_REFUSED, S(""), S("generic_nack")), OK;
    case SMPP_DELIVER_SM: return take_deliver(cx, s, &p);
    case SMPP_ENQUIRE_LINK: return answer(cx, s, SMPP_ENQUIRE_LINK | SMPP_RESP, p.sequence, 0);
    case SMPP_UNBIND: return answer(cx, s, SMPP_UNBIND | SMPP_RESP, p.sequence, 0);
    default: return OK; /* an answer to a probe, or nothing to us */
    }
}

const SmsProto smpp_proto = {
    .cut = cut, .login = login, .probe = probe, .submit = submit, .take = take};
