/* SPDX-License-Identifier: Apache-2.0 */
/* SMPP units. source: SMPP v3.4 §4 (bodies), §5.2 (widths of fields), Appendix B (receipts) */
#include "wire/smpp.h"

static bool is_known(uint32_t command)
{
    static const uint16_t with_answer[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 0x15, 0x21, 0x103};
    if (command == SMPP_GENERIC_NACK || command == SMPP_OUTBIND ||
        command == SMPP_ALERT_NOTIFICATION)
        return true;
    for (size_t i = 0; i < COUNT(with_answer); i++)
        if ((command & ~SMPP_RESP) == with_answer[i]) return true;
    return false;
}

/* --- frames --- */

SmppCut smpp_cut(Str bytes, Str *frame)
{
    Rd r = rd_on(bytes);
    if (bytes.len < 4) return SMPP_WAIT;
    uint32_t len = rd_u32be(&r);
    if (len < SMPP_HEAD || len > SMPP_MAX) return SMPP_BROKEN;
    if (len > bytes.len) return SMPP_WAIT;
    *frame = str_head(bytes, len);
    return SMPP_WHOLE;
}

SmppPdu smpp_head(Str frame)
{
    Rd r = rd_on(str_from(frame, 4));
    SmppPdu p = {0};
    p.command = rd_u32be(&r);
    p.status = rd_u32be(&r);
    p.sequence = rd_u32be(&r);
    return p;
}

/* --- decode --- */

/* A text with its zero, at most `max` bytes with it. */
static Str text(Rd *r, size_t max)
{
    Str s = rd_until(r, 0);
    if (s.len >= max) r->bad = true;
    return s;
}

static SmppAddress address(Rd *r, size_t max)
{
    SmppAddress a = {0};
    a.ton = rd_u8(r);
    a.npi = rd_u8(r);
    a.addr = text(r, max);
    return a;
}

static Err tlvs(Cx *cx, Rd *r, SmppPdu *p)
{
    VEC(SmppTlv) list = {0};
    while (!rd_end(r)) {
        SmppTlv t = {0};
        t.tag = rd_u16be(r);
        t.value = rd_bytes(r, rd_u16be(r));
        if (r->bad) break;
        if (list.n == SMPP_MAX_TLVS)
            return cx_fail(cx, ERR_TOO_BIG, "tlv", "more than %d optional parameters",
                           SMPP_MAX_TLVS);
        vec_push(cx, &list, t);
    }
    p->tlvs_cut = r->bad;
    p->tlvs = list.p;
    p->n_tlvs = list.n;
    r->bad = false;
    r->at = r->s.len;
    return OK;
}

static void read_bind(Rd *r, SmppPdu *p)
{
    p->system_id = text(r, 16);
    p->password = text(r, 9);
    p->system_type = text(r, 13);
    p->interface_version = rd_u8(r);
    p->range = address(r, 41);
}

static void read_message(Rd *r, SmppPdu *p)
{
    bool data = p->command == SMPP_DATA_SM;
    p->service_type = text(r, 6);
    p->source = address(r, data ? 65 : 21);
    p->dest = address(r, data ? 65 : 21);
    p->esm_class = rd_u8(r);
    if (!data) {
        p->protocol_id = rd_u8(r);
        p->priority = rd_u8(r);
        p->schedule = text(r, 17);
        p->validity = text(r, 17);
    }
    p->registered_delivery = rd_u8(r);
    if (!data) p->replace = rd_u8(r);
    p->data_coding = rd_u8(r);
    if (data) return;
    p->default_id = rd_u8(r);
    size_t len = rd_u8(r);
    p->message = rd_bytes(r, len);
    if (len > SMPP_MESSAGE_MAX) r->bad = true;
}

/* An answer that ends in a text; some centres leave out its zero. */
static void read_answer(Rd *r, SmppPdu *p, Str *field, size_t max)
{
    p->no_body = rd_end(r);
    if (p->no_body) return;
    Rd before = *r;
    *field = text(r, max);
    if (!r->bad) return;
    *r = before;
    *field = rd_bytes(r, rd_left(r));
    if (field->len >= max || str_find_char(*field, 0) != SIZE_MAX) r->bad = true;
}

static bool is_bind(uint32_t command)
{
    return command == SMPP_BIND_RECEIVER || command == SMPP_BIND_TRANSMITTER ||
           command == SMPP_BIND_TRANSCEIVER;
}

static bool is_message(uint32_t command)
{
    return command == SMPP_SUBMIT_SM || command == SMPP_DELIVER_SM || command == SMPP_DATA_SM;
}

static bool is_empty(uint32_t command)
{
    return command == SMPP_UNBIND || command == SMPP_ENQUIRE_LINK;
}

static Err read_body(Cx *cx, Rd *r, SmppPdu *p)
{
    uint32_t base = p->command & ~SMPP_RESP;
    bool answer = (p->command & SMPP_RESP) != 0;
    if (p->command == SMPP_GENERIC_NACK || is_empty(base)) return OK;
    if (answer && is_bind(base)) read_answer(r, p, &p->system_id, 16);
    else if (answer && is_message(base)) read_answer(r, p, &p->message_id, 65);
    else if (is_bind(base)) read_bind(r, p);
    else if (is_message(base)) read_message(r, p);
    else p->raw = rd_bytes(r, rd_left(r));
    return r->bad ? OK : tlvs(cx, r, p);
}

Err smpp_decode(Cx *cx, Str frame, SmppPdu *ret)
{
    Str whole = S("");
    if (smpp_cut(frame, &whole) != SMPP_WHOLE || whole.len != frame.len)
        return cx_fail(cx, ERR_INVALID, "command_length", "the length does not fit its %zu bytes",
                       frame.len);
    SmppPdu p = smpp_head(frame);
    Rd r = rd_on(str_from(frame, SMPP_HEAD));
    if (!is_known(p.command))
        return cx_fail(cx, ERR_UNSUPPORTED, "command_id", "unknown command %08x", p.command);
    TRY(read_body(cx, &r, &p));
    if (r.bad || !rd_end(&r))
        return cx_fail(cx, ERR_INVALID, "body", "the body of command %08x does not fit", p.command);
    *ret = p;
    return OK;
}

bool smpp_tlv(const SmppPdu *p, uint16_t tag, Str *ret)
{
    *ret = S("");
    for (size_t i = 0; i < p->n_tlvs; i++)
        if (p->tlvs[i].tag == tag) return *ret = p->tlvs[i].value, true;
    return false;
}

/* --- encode --- */

/* Where bytes go, and the first field that does not fit. */
typedef struct Out {
    Buf b;
    const char *bad;
} Out;

static void put(Out *o, uint32_t v, int bytes)
{
    while (bytes-- > 0) buf_char(&o->b, (char)(v >> (8 * bytes) & 0xFF));
}

static void put_text(Out *o, const char *field, Str s, size_t max)
{
    if (s.len >= max || str_find_char(s, 0) != SIZE_MAX) o->bad = o->bad ? o->bad : field;
    buf_add(&o->b, s);
    buf_char(&o->b, 0);
}

static void put_address(Out *o, const char *field, SmppAddress a, size_t max)
{
    put(o, a.ton, 1);
    put(o, a.npi, 1);
    put_text(o, field, a.addr, max);
}

static void put_tlvs(Out *o, const SmppPdu *p)
{
    for (size_t i = 0; i < p->n_tlvs; i++) {
        if (p->tlvs[i].value.len > UINT16_MAX) o->bad = "tlv";
        put(o, p->tlvs[i].tag, 2);
        put(o, (uint32_t)p->tlvs[i].value.len, 2);
        buf_add(&o->b, p->tlvs[i].value);
    }
}

static void put_bind(Out *o, const SmppPdu *p)
{
    put_text(o, "system_id", p->system_id, 16);
    put_text(o, "password", p->password, 9);
    put_text(o, "system_type", p->system_type, 13);
    put(o, p->interface_version, 1);
    put_address(o, "address_range", p->range, 41);
}

static void put_message(Out *o, const SmppPdu *p)
{
    bool data = p->command == SMPP_DATA_SM;
    put_text(o, "service_type", p->service_type, 6);
    put_address(o, "source_addr", p->source, data ? 65 : 21);
    put_address(o, "destination_addr", p->dest, data ? 65 : 21);
    put(o, p->esm_class, 1);
    if (!data) {
        put(o, p->protocol_id, 1);
        put(o, p->priority, 1);
        put_text(o, "schedule_delivery_time", p->schedule, 17);
        put_text(o, "validity_period", p->validity, 17);
    }
    put(o, p->registered_delivery, 1);
    if (!data) put(o, p->replace, 1);
    put(o, p->data_coding, 1);
    if (data) return;
    put(o, p->default_id, 1);
    if (p->message.len > SMPP_MESSAGE_MAX) o->bad = o->bad ? o->bad : "short_message";
    put(o, (uint32_t)p->message.len, 1);
    buf_add(&o->b, p->message);
}

static void put_body(Out *o, const SmppPdu *p)
{
    uint32_t base = p->command & ~SMPP_RESP;
    bool answer = (p->command & SMPP_RESP) != 0;
    if (p->command == SMPP_GENERIC_NACK || is_empty(base) || (answer && p->no_body)) return;
    if (answer && is_bind(base)) put_text(o, "system_id", p->system_id, 16);
    else if (answer && is_message(base)) put_text(o, "message_id", p->message_id, 65);
    else if (is_bind(base)) put_bind(o, p);
    else if (is_message(base)) put_message(o, p);
    else buf_add(&o->b, p->raw);
    put_tlvs(o, p);
}

Err smpp_encode(Cx *cx, const SmppPdu *p, Str *ret)
{
    Out o = {.b = buf_new(cx, SMPP_MAX)};
    if (!is_known(p->command))
        return cx_fail(cx, ERR_UNSUPPORTED, "command_id", "unknown command %08x", p->command);
    put(&o, 0, 4);
    put(&o, p->command, 4);
    put(&o, p->status, 4);
    put(&o, p->sequence, 4);
    put_body(&o, p);
    TRY(buf_done(&o.b));
    if (o.bad) return cx_fail(cx, ERR_INVALID, o.bad, "too long for its field, or a zero inside");
    for (int i = 0; i < 4; i++) o.b.p[i] = (char)(o.b.len >> (8 * (3 - i)) & 0xFF);
    *ret = buf_str(&o.b);
    return OK;
}

/* --- texts --- */

static bool coding_of(uint8_t data_coding, SmsCoding zero, SmsCoding *ret)
{
    if (data_coding == 0) return *ret = zero, true;
    /* source: SMPP v3.4 §5.2.19 */
    static const struct {
        uint8_t code;
        SmsCoding coding;
    } codings[] = {
        {1, SMS_ASCII },
        {2, SMS_BINARY},
        {3, SMS_LATIN1},
        {4, SMS_BINARY},
        {8, SMS_UCS2  },
    };
    for (size_t i = 0; i < COUNT(codings); i++)
        if (codings[i].code == data_coding) return *ret = codings[i].coding, true;
    return false;
}

static uint64_t number(Str s)
{
    uint64_t v = 0;
    for (size_t i = 0; i < s.len && i < 8; i++) v = v << 8 | (uint8_t)s.p[i];
    return v;
}

/* The other way to say that a message is a part: sar_ parameters. source: SMPP v3.4 §5.3.2.22 */
static Err sar(Cx *cx, const SmppPdu *p, SmsUdh *udh)
{
    Str ref, total, part;
    if (!smpp_tlv(p, SMPP_TAG_SAR_REF, &ref) || !smpp_tlv(p, SMPP_TAG_SAR_TOTAL, &total) ||
        !smpp_tlv(p, SMPP_TAG_SAR_PART, &part))
        return OK;
    if (ref.len != 2 || total.len != 1 || part.len != 1 || number(part) == 0 ||
        number(part) > number(total))
        return cx_fail(cx, ERR_INVALID, "sar", "part %d of %d is none", (int)number(part),
                       (int)number(total));
    udh->ref = (uint16_t)number(ref);
    udh->total = (uint8_t)number(total);
    udh->part = (uint8_t)number(part);
    udh->is_wide = true;
    return OK;
}

Err smpp_text(Cx *cx, const SmppPdu *p, SmsCoding zero, SmsUdh *udh, Str *ret)
{
    SmsCoding coding;
    SmsUdh u = {.body = p->message};
    if (p->message.len == 0) (void)smpp_tlv(p, SMPP_TAG_PAYLOAD, &u.body);
    if (!coding_of(p->data_coding, zero, &coding))
        return cx_fail(cx, ERR_UNSUPPORTED, "data_coding", "data coding %d is not read here",
                       p->data_coding);
    if (p->esm_class & SMPP_ESM_UDH) TRY(sms_udh(cx, u.body, &u));
    if (u.total == 0) TRY(sar(cx, p, &u));
    TRY(sms_decode(cx, coding, u.body, ret));
    if (udh) *udh = u;
    return OK;
}

Err smpp_submits(Cx *cx, const SmppPdu *like, Str text, uint8_t ref, SmppPdu **ret, size_t *n)
{
    Str *parts;
    size_t count;
    SmsCoding coding = sms_is_gsm7(text) ? SMS_GSM7 : SMS_UCS2;
    TRY(sms_split(cx, coding, text, ref, SMS_OCTETS, &parts, &count));
    SmppPdu *list = cx_new(cx, SmppPdu, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = *like;
        list[i].command = SMPP_SUBMIT_SM;
        list[i].sequence = like->sequence + (uint32_t)i;
        list[i].data_coding = coding == SMS_UCS2 ? 8 : 0;
        list[i].message = parts[i];
        if (count > 1) list[i].esm_class |= SMPP_ESM_UDH;
    }
    *ret = list;
    *n = count;
    return OK;
}

/* --- receipts --- */

typedef enum Key {
    KEY_ID,
    KEY_SUB,
    KEY_DLVRD,
    KEY_SUBMIT,
    KEY_DONE,
    KEY_STAT,
    KEY_ERR,
    KEY_TEXT
} Key;
static const char *const keys[] = {"id",        "sub",  "dlvrd", "submit date",
                                   "done date", "stat", "err",   "text"};

/* `key:value`, the value up to the next blank; that of text up to the end. */
static bool next_pair(Str *rest, Key *key, Str *value)
{
    Str name, after;
    *rest = str_trim(*rest);
    if (!str_cut(*rest, ':', &name, &after)) return false;
    for (size_t i = 0; i < COUNT(keys); i++) {
        if (!str_eq_nocase(name, str_c(keys[i]))) continue;
        *key = (Key)i;
        if (*key == KEY_TEXT) {
            *value = after;
            *rest = S("");
        } else {
            (void)str_cut(after, ' ', value, rest);
        }
        return true;
    }
    return false;
}

static bool count_of(Str s, int *ret)
{
    int64_t v;
    if (!str_i64(s, &v) || v < 0 || v > 9999) return false; /* three digits in Appendix B */
    *ret = (int)v;
    return true;
}

Err smpp_receipt_parse(Cx *cx, Str s, SmppReceipt *ret)
{
    Str values[COUNT(keys)] = {0}, value, rest = s;
    Key key;
    SmppReceipt r = {.sub = -1, .dlvrd = -1};
    while (str_trim(rest).len) {
        if (!next_pair(&rest, &key, &value))
            return cx_refuse(cx, ERR_INVALID, S("receipt"), s, "a receipt has no such key");
        values[key] = value;
    }
    for (size_t i = 0; i < COUNT(keys); i++)
        if (values[i].len == 0 && i != KEY_SUB && i != KEY_DLVRD && i != KEY_TEXT)
            return cx_refuse(cx, ERR_INVALID, S("receipt"), s, "%s is missing", keys[i]);
    if ((values[KEY_SUB].p && !count_of(values[KEY_SUB], &r.sub)) ||
        (values[KEY_DLVRD].p && !count_of(values[KEY_DLVRD], &r.dlvrd)))
        return cx_refuse(cx, ERR_INVALID, S("receipt"), s, "sub and dlvrd are numbers");
    r.id = values[KEY_ID];
    r.submit_at = values[KEY_SUBMIT];
    r.done_at = values[KEY_DONE];
    r.stat = values[KEY_STAT];
    r.state = sms_state(r.stat);
    r.err = values[KEY_ERR];
    r.text = values[KEY_TEXT];
    *ret = r;
    return OK;
}

Err smpp_receipt(Cx *cx, const SmppPdu *p, SmppReceipt *ret)
{
    Str id, state, body = S("");
    SmppReceipt r = {.sub = -1, .dlvrd = -1};
    bool has_id = smpp_tlv(p, SMPP_TAG_RECEIPTED_ID, &id) && id.len;
    bool has_state = smpp_tlv(p, SMPP_TAG_STATE, &state) && state.len == 1 && number(state) > 0 &&
                     number(state) <= SMS_REJECTED;
    if (p->command != SMPP_DELIVER_SM || (p->esm_class & SMPP_ESM_TYPE) != SMPP_ESM_RECEIPT)
        return cx_fail(cx, ERR_NOT_FOUND, "esm_class", "the message is no delivery receipt");
    TRY(smpp_text(cx, p, SMS_LATIN1, NULL, &body));
    if (!(has_id && has_state)) TRY(smpp_receipt_parse(cx, body, &r));
    else r.text = body;
    if (has_id) {
        Str rest;
        (void)str_cut(id, 0, &r.id, &rest); /* a text with its zero */
    }
    if (has_state) {
        r.state = (SmsState)number(state);
        r.stat = str_c(sms_state_word(r.state));
    }
    *ret = r;
    return OK;
}
