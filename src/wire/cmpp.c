/* SPDX-License-Identifier: Apache-2.0 */
/* CMPP messages. source: CMPP 2.0 §8.4 (layouts and widths), CMPP 3.0 §8.4 (wider numbers,
 * four-byte results) */
#include <openssl/evp.h>

#include "wire/cmpp.h"

enum { REPORT_2 = 60, REPORT_3 = 71, PHONE_2 = 21, PHONE_3 = 32, SRC = 21 };

static size_t phone_width(CmppVersion v)
{
    return v == CMPP_3 ? PHONE_3 : PHONE_2;
}

/* --- reading --- */

/* A field of fixed width, filled with zeros. */
static Str text(Rd *r, size_t width)
{
    Str s = rd_bytes(r, width), head, tail;
    (void)str_cut(s, 0, &head, &tail);
    return head;
}

static uint32_t result(Rd *r, CmppVersion v)
{
    return v == CMPP_3 ? rd_u32be(r) : rd_u8(r);
}

static void read_connect(Rd *r, CmppPdu *p)
{
    p->source_addr = text(r, 6);
    p->authenticator = rd_bytes(r, CMPP_DIGEST);
    p->version = rd_u8(r);
    p->timestamp = rd_u32be(r);
}

static void read_connect_resp(Rd *r, CmppVersion v, CmppPdu *p)
{
    p->status = result(r, v);
    p->authenticator = rd_bytes(r, CMPP_DIGEST);
    p->version = rd_u8(r);
}

static void read_content(Rd *r, CmppVersion v, CmppPdu *p)
{
    p->content = rd_bytes(r, rd_u8(r));
    p->link = text(r, v == CMPP_3 ? 20 : 8);
}

static void read_dests(Cx *cx, Rd *r, CmppVersion v, CmppPdu *p)
{
    size_t n = rd_u8(r);
    if (n == 0 || n > CMPP_MAX_DESTS || rd_left(r) < n * phone_width(v)) {
        r->bad = true;
        return;
    }
    p->dests = cx_new(cx, Str, n);
    p->n_dests = n;
    for (size_t i = 0; i < n; i++) p->dests[i] = text(r, phone_width(v));
}

static void read_submit(Cx *cx, Rd *r, CmppVersion v, CmppPdu *p)
{
    p->msg_id = rd_u64be(r);
    p->pk_total = rd_u8(r);
    p->pk_number = rd_u8(r);
    p->registered_delivery = rd_u8(r);
    p->msg_level = rd_u8(r);
    p->service_id = text(r, 10);
    p->fee_user_type = rd_u8(r);
    p->fee_terminal = text(r, phone_width(v));
    if (v == CMPP_3) p->fee_terminal_type = rd_u8(r);
    p->tp_pid = rd_u8(r);
    p->tp_udhi = rd_u8(r);
    p->msg_fmt = rd_u8(r);
    p->msg_src = text(r, 6);
    p->fee_type = text(r, 2);
    p->fee_code = text(r, 6);
    p->valid_time = text(r, 17);
    p->at_time = text(r, 17);
    p->src_id = text(r, SRC);
    read_dests(cx, r, v, p);
    if (v == CMPP_3) p->terminal_type = rd_u8(r);
    read_content(r, v, p);
}

static void read_deliver(Rd *r, CmppVersion v, CmppPdu *p)
{
    p->msg_id = rd_u64be(r);
    p->dest_id = text(r, SRC);
    p->service_id = text(r, 10);
    p->tp_pid = rd_u8(r);
    p->tp_udhi = rd_u8(r);
    p->msg_fmt = rd_u8(r);
    p->src_terminal = text(r, phone_width(v));
    if (v == CMPP_3) p->terminal_type = rd_u8(r);
    p->registered_delivery = rd_u8(r);
    read_content(r, v, p);
}

static void read_answer(Rd *r, CmppVersion v, CmppPdu *p)
{
    p->msg_id = rd_u64be(r);
    p->status = result(r, v);
}

/* False for a command that nobody knows. */
static bool read_body(Cx *cx, Rd *r, CmppVersion v, CmppPdu *p)
{
    switch (p->command) {
    case CMPP_CONNECT: read_connect(r, p); return true;
    case CMPP_CONNECT | CMPP_RESP: read_connect_resp(r, v, p); return true;
    case CMPP_SUBMIT: read_submit(cx, r, v, p); return true;
    case CMPP_DELIVER: read_deliver(r, v, p); return true;
    case CMPP_SUBMIT | CMPP_RESP:
    case CMPP_DELIVER | CMPP_RESP: read_answer(r, v, p); return true;
    case CMPP_ACTIVE_TEST | CMPP_RESP: p->reserved = rd_u8(r); return true;
    case CMPP_ACTIVE_TEST:
    case CMPP_TERMINATE:
    case CMPP_TERMINATE | CMPP_RESP: return true;
    case CMPP_QUERY:
    case CMPP_CANCEL:
    case CMPP_FWD:
    case CMPP_QUERY | CMPP_RESP:
    case CMPP_CANCEL | CMPP_RESP:
    case CMPP_FWD | CMPP_RESP: p->raw = rd_bytes(r, rd_left(r)); return true;
    default: return false; /* a number from outside */
    }
}

CmppCut cmpp_cut(Str bytes, Str *frame)
{
    Rd r = rd_on(bytes);
    if (bytes.len < 4) return CMPP_WAIT;
    uint32_t len = rd_u32be(&r);
    if (len < CMPP_HEAD || len > CMPP_MAX) return CMPP_BROKEN;
    if (len > bytes.len) return CMPP_WAIT;
    *frame = str_head(bytes, len);
    return CMPP_WHOLE;
}

Err cmpp_decode(Cx *cx, CmppVersion version, Str frame, CmppPdu *ret)
{
    Str whole = S("");
    if (cmpp_cut(frame, &whole) != CMPP_WHOLE || whole.len != frame.len)
        return cx_fail(cx, ERR_INVALID, "Total_Length", "the length does not fit its %zu bytes",
                       frame.len);
    Rd r = rd_on(str_from(frame, 4));
    CmppPdu p = {0};
    p.command = rd_u32be(&r);
    p.sequence = rd_u32be(&r);
    if (!read_body(cx, &r, version, &p))
        return cx_fail(cx, ERR_UNSUPPORTED, "Command_Id", "unknown command %08x", p.command);
    if (r.bad || !rd_end(&r))
        return cx_fail(cx, ERR_INVALID, "body", "the body of command %08x does not fit", p.command);
    *ret = p;
    return OK;
}

/* --- writing --- */

/* Where bytes go, and the first field that does not fit. */
typedef struct Out {
    Buf b;
    CmppVersion v;
    const char *bad;
} Out;

static void put(Out *o, uint64_t v, int bytes)
{
    while (bytes-- > 0) buf_char(&o->b, (char)(v >> (8 * bytes) & 0xFF));
}

static void put_text(Out *o, const char *field, Str s, size_t width)
{
    if (s.len > width || str_find_char(s, 0) != SIZE_MAX) {
        o->bad = o->bad ? o->bad : field;
        return;
    }
    buf_add(&o->b, s);
    for (size_t i = s.len; i < width; i++) buf_char(&o->b, 0);
}

static void put_digest(Out *o, Str s)
{
    if (s.len != CMPP_DIGEST) o->bad = "Authenticator";
    buf_add(&o->b, s);
}

static void put_result(Out *o, uint32_t v)
{
    if (o->v == CMPP_2 && v > UINT8_MAX) o->bad = "Result";
    put(o, v, o->v == CMPP_3 ? 4 : 1);
}

static void put_connect(Out *o, const CmppPdu *p)
{
    if (p->command & CMPP_RESP) put_result(o, p->status);
    else put_text(o, "Source_Addr", p->source_addr, 6);
    put_digest(o, p->authenticator);
    put(o, p->version, 1);
    if (!(p->command & CMPP_RESP)) put(o, p->timestamp, 4);
}

static void put_content(Out *o, const CmppPdu *p)
{
    size_t most = p->msg_fmt == CMPP_ASCII ? CMPP_ASCII_MAX : SMS_OCTETS;
    if (p->content.len > most) o->bad = o->bad ? o->bad : "Msg_Content";
    put(o, p->content.len & 0xFF, 1);
    buf_add(&o->b, p->content);
    put_text(o, "Reserve", p->link, o->v == CMPP_3 ? 20 : 8);
}

static void put_submit(Out *o, const CmppPdu *p)
{
    size_t phone = phone_width(o->v);
    put(o, p->msg_id, 8);
    put(o, p->pk_total, 1);
    put(o, p->pk_number, 1);
    put(o, p->registered_delivery, 1);
    put(o, p->msg_level, 1);
    put_text(o, "Service_Id", p->service_id, 10);
    put(o, p->fee_user_type, 1);
    put_text(o, "Fee_terminal_Id", p->fee_terminal, phone);
    if (o->v == CMPP_3) put(o, p->fee_terminal_type, 1);
    put(o, p->tp_pid, 1);
    put(o, p->tp_udhi, 1);
    put(o, p->msg_fmt, 1);
    put_text(o, "Msg_src", p->msg_src, 6);
    put_text(o, "FeeType", p->fee_type, 2);
    put_text(o, "FeeCode", p->fee_code, 6);
    put_text(o, "ValId_Time", p->valid_time, 17);
    put_text(o, "At_Time", p->at_time, 17);
    put_text(o, "Src_Id", p->src_id, SRC);
    if (p->n_dests == 0 || p->n_dests > CMPP_MAX_DESTS) o->bad = "DestUsr_tl";
    put(o, p->n_dests, 1);
    for (size_t i = 0; i < p->n_dests && !o->bad; i++)
        put_text(o, "Dest_terminal_Id", p->dests[i], phone);
    if (o->v == CMPP_3) put(o, p->terminal_type, 1);
    put_content(o, p);
}

static void put_deliver(Out *o, const CmppPdu *p)
{
    put(o, p->msg_id, 8);
    put_text(o, "Dest_Id", p->dest_id, SRC);
    put_text(o, "Service_Id", p->service_id, 10);
    put(o, p->tp_pid, 1);
    put(o, p->tp_udhi, 1);
    put(o, p->msg_fmt, 1);
    put_text(o, "Src_terminal_Id", p->src_terminal, phone_width(o->v));
    if (o->v == CMPP_3) put(o, p->terminal_type, 1);
    put(o, p->registered_delivery, 1);
    put_content(o, p);
}

static bool put_body(Out *o, const CmppPdu *p)
{
    switch (p->command) {
    case CMPP_CONNECT:
    case CMPP_CONNECT | CMPP_RESP: put_connect(o, p); return true;
    case CMPP_SUBMIT: put_submit(o, p); return true;
    case CMPP_DELIVER: put_deliver(o, p); return true;
    case CMPP_SUBMIT | CMPP_RESP:
    case CMPP_DELIVER | CMPP_RESP:
        put(o, p->msg_id, 8);
        put_result(o, p->status);
        return true;
    case CMPP_ACTIVE_TEST | CMPP_RESP: put(o, p->reserved, 1); return true;
    case CMPP_ACTIVE_TEST:
    case CMPP_TERMINATE:
    case CMPP_TERMINATE | CMPP_RESP: return true;
    case CMPP_QUERY:
    case CMPP_CANCEL:
    case CMPP_FWD:
    case CMPP_QUERY | CMPP_RESP:
    case CMPP_CANCEL | CMPP_RESP:
    case CMPP_FWD | CMPP_RESP: buf_add(&o->b, p->raw); return true;
    default: return false;
    }
}

Err cmpp_encode(Cx *cx, CmppVersion version, const CmppPdu *p, Str *ret)
{
    Out o = {.b = buf_new(cx, CMPP_MAX), .v = version};
    put(&o, 0, 4);
    put(&o, p->command, 4);
    put(&o, p->sequence, 4);
    if (!put_body(&o, p))
        return cx_fail(cx, ERR_UNSUPPORTED, "Command_Id", "unknown command %08x", p->command);
    TRY(buf_done(&o.b));
    if (o.bad) return cx_fail(cx, ERR_INVALID, o.bad, "too long for its field, or a zero inside");
    for (int i = 0; i < 4; i++) o.b.p[i] = (char)(o.b.len >> (8 * (3 - i)) & 0xFF);
    *ret = buf_str(&o.b);
    return OK;
}

/* --- log-in --- */

static Err md5(Cx *cx, const Str *parts, size_t n, Str *ret)
{
    unsigned len = 0;
    uint8_t *out = cx_new(cx, uint8_t, EVP_MAX_MD_SIZE);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool good = md && EVP_DigestInit_ex(md, EVP_md5(), NULL) == 1;
    for (size_t i = 0; good && i < n; i++)
        good = EVP_DigestUpdate(md, parts[i].p, parts[i].len) == 1;
    good = good && EVP_DigestFinal_ex(md, out, &len) == 1 && len == CMPP_DIGEST;
    EVP_MD_CTX_free(md);
    if (!good)
        return cx_fail(cx, ERR_UNSUPPORTED, "Authenticator", "the crypto library refuses MD5");
    *ret = (Str){(const char *)out, CMPP_DIGEST};
    return OK;
}

uint32_t cmpp_timestamp(int64_t now_ms)
{
    Civil c = civil_shanghai(now_ms);
    int64_t date = (int64_t)c.month * 100 + c.day;
    return (uint32_t)(((date * 100 + c.hour) * 100 + c.minute) * 100 + c.second);
}

Err cmpp_authenticator(Cx *cx, Str source_addr, Str secret, uint32_t timestamp, Str *ret)
{
    Str parts[] = {source_addr, S("\0\0\0\0\0\0\0\0\0"), secret, str_fmt(cx, "%010u", timestamp)};
    return md5(cx, parts, COUNT(parts), ret);
}

Err cmpp_authenticator_ismg(Cx *cx, CmppVersion version, uint32_t status, Str authenticator,
                            Str secret, Str *ret)
{
    Out o = {.b = buf_new(cx, 8), .v = version};
    put(&o, status, version == CMPP_3 ? 4 : 1);
    Str parts[] = {buf_str(&o.b), authenticator, secret};
    return md5(cx, parts, COUNT(parts), ret);
}

/* --- texts and reports --- */

CmppId cmpp_id(uint64_t id)
{
    return (CmppId){.month = (int)(id >> 60),
                    .day = (int)(id >> 55 & 31),
                    .hour = (int)(id >> 50 & 31),
                    .minute = (int)(id >> 44 & 63),
                    .second = (int)(id >> 38 & 63),
                    .gateway = (uint32_t)(id >> 16 & 0x3FFFFF),
                    .sequence = (uint16_t)(id & 0xFFFF)};
}

static bool coding_of(uint8_t fmt, SmsCoding *ret)
{
    static const struct {
        uint8_t fmt;
        SmsCoding coding;
    } codings[] = {
        {CMPP_ASCII,      SMS_ASCII  },
        {CMPP_WRITE_CARD, SMS_BINARY },
        {CMPP_BINARY,     SMS_BINARY },
        {CMPP_UCS2,       SMS_UCS2   },
        {CMPP_GB,         SMS_GB18030},
    };
    for (size_t i = 0; i < COUNT(codings); i++)
        if (codings[i].fmt == fmt) return *ret = codings[i].coding, true;
    return false;
}

Err cmpp_text(Cx *cx, const CmppPdu *p, SmsUdh *udh, Str *ret)
{
    SmsCoding coding;
    SmsUdh u = {.body = p->content};
    if (!coding_of(p->msg_fmt, &coding))
        return cx_fail(cx, ERR_UNSUPPORTED, "Msg_Fmt", "data coding %d is not read here",
                       p->msg_fmt);
    if (p->tp_udhi) TRY(sms_udh(cx, u.body, &u));
    TRY(sms_decode(cx, coding, u.body, ret));
    if (udh) *udh = u;
    return OK;
}

static bool is_ascii(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((uint8_t)s.p[i] > 127) return false;
    return true;
}

Err cmpp_submits(Cx *cx, const CmppPdu *like, Str text, uint8_t ref, CmppPdu **ret, size_t *n)
{
    Str *parts;
    size_t count;
    bool ascii = is_ascii(text);
    TRY(sms_split(cx, ascii ? SMS_ASCII : SMS_UCS2, text, ref,
                  ascii && text.len <= CMPP_ASCII_MAX ? CMPP_ASCII_MAX : SMS_OCTETS, &parts,
                  &count));
    CmppPdu *list = cx_new(cx, CmppPdu, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = *like;
        list[i].command = CMPP_SUBMIT;
        list[i].sequence = like->sequence + (uint32_t)i;
        list[i].msg_fmt = ascii ? CMPP_ASCII : CMPP_UCS2;
        list[i].content = parts[i];
        list[i].pk_total = (uint8_t)count;
        list[i].pk_number = (uint8_t)(i + 1);
        list[i].tp_udhi = count > 1;
    }
    *ret = list;
    *n = count;
    return OK;
}

Err cmpp_report(Cx *cx, const CmppPdu *p, CmppReport *ret)
{
    Rd r = rd_on(p->content);
    if (p->command != CMPP_DELIVER || p->registered_delivery != 1)
        return cx_fail(cx, ERR_NOT_FOUND, "Registered_Delivery",
                       "the message is no delivery receipt");
    if (p->content.len != REPORT_2 && p->content.len != REPORT_3)
        return cx_fail(cx, ERR_INVALID, "Msg_Content", "a report of %zu bytes, must be %d or %d",
                       p->content.len, REPORT_2, REPORT_3);
    CmppReport c = {.msg_id = rd_u64be(&r)};
    c.stat = text(&r, 7);
    c.state = sms_state(c.stat);
    c.submit_at = text(&r, 10);
    c.done_at = text(&r, 10);
    c.dest = text(&r, p->content.len == REPORT_3 ? PHONE_3 : PHONE_2);
    c.smsc_sequence = rd_u32be(&r);
    *ret = c;
    return OK;
}
