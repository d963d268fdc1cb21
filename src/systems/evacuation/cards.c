/* SPDX-License-Identifier: Apache-2.0 */
/* Cards (转移卡): a random code and a short signature as a QR. The code says nothing of the person;
 * the signature lets the server tell its own cards from what somebody drew. A phone without a
 * network knows a card by the roster of its shelter.
 * source: ui-design §5 "Check-in offline"; 个人信息保护法 art. 6; QR: GB/T 18284-2000 */
#include "systems/evacuation/evacuation_int.h"

#include <qrencode.h>

#include "sys/sys.h"
#include "systems/evacuation_sql.h"

enum {
    KEY_LEN = 32,
    CODE_BYTES = 10, /* 80 bits: nobody guesses one */
    CODE_LEN = 16,
    SIGN_LEN = 10, /* 50 bits of HMAC-SHA-256 */
    CARDS_MAX = 500,
    ISSUE_MAX = 20000,
    QUIET = 4 /* source: ISO/IEC 18004:2015 §6.3.8, quiet zone of 4 modules */
};

/* --- codes --- */

/* 5 bits a sign, Crockford's letters: none looks like another. */
static Str base32(Cx *cx, const uint8_t *bytes, size_t n_signs)
{
    static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    Buf b = buf_new(cx, n_signs);
    for (size_t i = 0; i < n_signs; i++) {
        size_t bit = i * 5, at = bit / 8, shift = bit % 8;
        unsigned pair = (unsigned)bytes[at] << 8 | (shift > 3 ? bytes[at + 1] : 0U);
        buf_char(&b, letters[pair >> (11 - shift) & 31]);
    }
    return buf_str(&b);
}

static Str fresh_code(Cx *cx)
{
    uint8_t bytes[CODE_BYTES];
    sys_random(bytes, sizeof bytes);
    return base32(cx, bytes, CODE_LEN);
}

static Str sign_code(Cx *cx, Str key, Str code)
{
    Digest d = hmac_sha256(key, str_join(cx, S("card:"), code));
    return base32(cx, d.b, SIGN_LEN);
}

static Str card_text(Cx *cx, Str key, Str code)
{
    return str_fmt(cx, "AL1:%.*s:%.*s", STR_ARG(code), STR_ARG(sign_code(cx, key, code)));
}

CardFault card_read(Cx *cx, Str key, Str text, Str *ret_code)
{
    Str rest = text, head, code, sign;
    *ret_code = S("");
    if (text.len > CARD_TEXT_MAX || !str_cut(rest, ':', &head, &rest) || !str_is(head, "AL1") ||
        !str_cut(rest, ':', &code, &sign) || code.len != CODE_LEN || sign.len != SIGN_LEN)
        return CARD_FORM;
    *ret_code = code;
    return mem_same(sign_code(cx, key, code).p, sign.p, SIGN_LEN) ? CARD_GOOD : CARD_SIGNATURE;
}

Err card_key(Cx *cx, const Site *site, Str *ret)
{
    char fresh[KEY_LEN];
    Str path = str_fmt(cx, "%s/keys/cards", site->dir);
    if (sys_file_exists(cx, path)) return sys_file_read(cx, path, KEY_LEN, ret);
    sys_random(fresh, sizeof fresh);
    *ret = str_dup(cx, (Str){fresh, sizeof fresh});
    return sys_file_write(cx, path, *ret, 0600);
}

/* --- pictures --- */

static void free_qr(void *qr)
{
    QRcode_free(qr);
}

/* One path of unit squares; dark on light, scalable. */
static Err qr_svg(Cx *cx, Str text, Str *ret)
{
    QRcode *qr = QRcode_encodeString8bit(str_z(cx, text), 0, QR_ECLEVEL_M);
    if (!qr) return cx_fail(cx, ERR_IO, "", "the card cannot be drawn");
    cx_defer(cx, free_qr, qr);
    Buf b = buf_new(cx, 0);
    int size = qr->width + 2 * QUIET;
    buf_fmt(&b,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
            "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
            size, size, size, size);
    for (int y = 0; y < qr->width; y++)
        for (int x = 0; x < qr->width; x++)
            if (qr->data[y * qr->width + x] & 1)
                buf_fmt(&b, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
    buf_z(&b, "\"/></svg>");
    *ret = buf_str(&b);
    return buf_done(&b);
}

/* --- the sheet --- */

static Err put_card(Cx *cx, const Site *site, Db *db, Str key, const Stmt *st, Jw *w)
{
    Str code = col_dup(cx, st, 1), text = card_text(cx, key, code), svg,
        region = col_dup(cx, st, 7);
    TRY(qr_svg(cx, text, &svg));
    jw_open(w, '{');
    jw_kstr(w, "card", id_format(cx, col_i64(st, 0)));
    jw_kstr(w, "code", code);
    jw_kstr(w, "qr", text);
    jw_kstr(w, "svg", svg);
    jw_kstr(w, "resident", id_format(cx, col_i64(st, 2)));
    jw_kstr(w, "name", shown(cx, site, "resident", "name", col_dup(cx, st, 3)));
    if (col_i64(st, 4)) jw_kstr(w, "household", id_format(cx, col_i64(st, 4)));
    jw_kstr(w, "head", shown(cx, site, "household", "head", col_dup(cx, st, 5)));
    jw_kstr(w, "address", shown(cx, site, "household", "address", col_dup(cx, st, 6)));
    jw_kstr(w, "region", region);
    jw_kstr(w, "region_name", region_name(cx, db, site->book, region));
    jw_kstr(w, "shelter", col_dup(cx, st, 8));
    jw_close(w, '}');
    return OK;
}

/* The area or household of cards that were asked for. */
static Err want_where(Cx *cx, const Site *site, const char *verb, Str region, Str household,
                      Span *span, int64_t *ret)
{
    Db *db;
    Rec *h;
    TRY(want_ref(cx, "household", household, ret));
    TRY(store_reader(cx, site->store, &db));
    TRY(load_by(cx, site, db, "household", *ret, &h));
    if (*ret && !h)
        return cx_refuse(cx, ERR_NOT_FOUND, S("household"), household, "no such record");
    return want_span(cx, site, "card", verb, h ? h->region : region, span);
}

Err get_cards(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Span span;
    Str region, household, key;
    int64_t id, n = 0, limit, after_id = 0, last = 0;
    Str after;
    Db *db;
    Stmt *st;
    bool row;
    TRY(want_param(cx, call, "region", &region));
    TRY(want_param(cx, call, "household", &household));
    TRY(want_param(cx, call, "after", &after));
    TRY(want_ref(cx, "after", after, &after_id));
    TRY(want_int(cx, call, "limit", 1, CARDS_MAX, 100, &limit));
    TRY(want_where(cx, site, "read", region, household, &span, &id));
    TRY(card_key(cx, site, &key));
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_EVAC_CARDS), &st));
    stmt_text(st, 1, span.from);
    stmt_text(st, 2, span.to);
    stmt_i64(st, 3, id);
    stmt_i64(st, 4, after_id);
    stmt_i64(st, 5, limit + 1);
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (;; n++) {
        TRY(stmt_step(cx, st, &row));
        if (!row || n == limit) break;
        last = col_i64(st, 0);
        TRY(put_card(cx, site, db, key, st, &w));
    }
    stmt_reset(st);
    jw_close(&w, ']');
    if (row) jw_kstr(&w, "next", id_format(cx, last));
    else jw_knull(&w, "next");
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* --- issuing --- */

typedef struct Missing {
    int64_t resident, household;
} Missing;

typedef struct Issue {
    const Site *site;
    VEC(Missing) who;
    Str reason;
    int64_t old, made; /* cards */
    Write key;
} Issue;

static Err issue_card(Txn *tx, Issue *is, const Missing *m, size_t i, int64_t *ret)
{
    Cx *cx = tx->cx;
    json_t *o = json_object();
    Write w = {.book = is->site->book, .action = S("create"), .reason = S(""), .input = o};
    Err err = system_reg(cx, is->site, "card", &w.reg);
    system_put_text(o, "code", fresh_code(cx));
    system_put_text(o, "resident", id_format(cx, m->resident));
    if (m->household) system_put_text(o, "household", id_format(cx, m->household));
    system_put_time(cx, o, "issued_at", cx->now_ms);
    system_put_text(o, "issued_by", cx->actor->name);
    w.request = is->key.request;
    w.idem = is->key.idem.len ? str_fmt(cx, "%.*s#%zu", STR_ARG(is->key.idem), i) : S("");
    if (err == OK) err = write_in(tx, &w);
    json_decref(o);
    if (err == OK && w.ret) *ret = w.ret->id;
    return err;
}

static Err issue_all(Txn *tx, Cmd *cmd)
{
    Issue *is = cmd->arg;
    int64_t id;
    for (size_t i = 0; i < is->who.n; i++) TRY(issue_card(tx, is, &is->who.p[i], i, &id));
    is->made = (int64_t)is->who.n;
    return OK;
}

static Err find_missing(Cx *cx, Issue *is, const Span *span, int64_t household)
{
    Db *db;
    Stmt *st;
    bool row;
    TRY(store_reader(cx, is->site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_EVAC_CARDS_MISSING), &st));
    stmt_text(st, 1, span->from);
    stmt_text(st, 2, span->to);
    stmt_i64(st, 3, household);
    stmt_i64(st, 4, ISSUE_MAX);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &is->who, ((Missing){col_i64(st, 0), col_i64(st, 1)}));
    }
    stmt_reset(st);
    return OK;
}

Err post_cards(Cx *cx, HttpCall *call)
{
    Issue is = {.site = site_of(call)};
    json_t *in;
    Span span;
    int64_t household;
    TRY(want_object(cx, call, &in));
    TRY(want_where(cx, is.site, "create", json_text(in, "region"), json_text(in, "household"),
                   &span, &household));
    TRY(find_missing(cx, &is, &span, household));
    Cmd cmd = {.cx = cx, .run = issue_all, .arg = &is};
    if (is.who.n) TRY(journal_do(is.site->journal, &cmd));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_ki64(&w, "issued", is.made);
    jw_kbool(&w, "more", is.who.n == ISSUE_MAX);
    jw_close(&w, '}');
    return http_answer_json(call, 201, &b);
}

/* --- instead of a lost one --- */

static Err reissue(Txn *tx, Cmd *cmd)
{
    Cx *cx = tx->cx;
    Issue *is = cmd->arg;
    Stmt *st;
    TRY(db_prepare(cx, tx->db, S(SQL_EVAC_CARD_OF), &st));
    stmt_i64(st, 1, is->who.p[0].resident);
    TRY(first_id(cx, st, &is->old));
    TRY(issue_card(tx, is, &is->who.p[0], 0, &is->made));
    if (is->old == 0 || is->old == is->made) return OK; /* the second of a repeated request */
    json_t *o = json_object();
    system_put_text(o, "instead", id_format(cx, is->made));
    Write w = {.book = is->site->book,
               .action = S("cancel"),
               .id = is->old,
               .input = o,
               .reason = is->reason};
    Err err = system_reg(cx, is->site, "card", &w.reg);
    if (err == OK) err = write_in(tx, &w);
    json_decref(o);
    return err;
}

Err post_reissue(Cx *cx, HttpCall *call)
{
    Issue is = {.site = site_of(call)};
    json_t *in;
    const Reg *reg;
    Rec *resident;
    int64_t id;
    TRY(want_object(cx, call, &in));
    TRY(want_ref(cx, "resident", json_text(in, "resident"), &id));
    if (id == 0) return cx_fail(cx, ERR_INVALID, "resident", "is required");
    is.reason = str_trim(json_text(in, "reason"));
    if (is.reason.len == 0)
        return cx_refuse(cx, ERR_INVALID, S("reason"), S(""), "this action needs a reason");
    TRY(system_reg(cx, is.site, "resident", &reg));
    TRY(record_get(cx, is.site->book, reg, id, 0, &resident));
    TRY(system_idem(cx, call, &is.key));
    vec_push(cx, &is.who, ((Missing){id, rec_i64(resident, "household", 0)}));
    Cmd cmd = {.cx = cx, .run = reissue, .arg = &is};
    TRY(journal_do(is.site->journal, &cmd));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "card", id_format(cx, is.made));
    if (is.old && is.old != is.made) jw_kstr(&w, "cancelled", id_format(cx, is.old));
    else jw_knull(&w, "cancelled");
    jw_close(&w, '}');
    return http_answer_json(call, 201, &b);
}

/* --- the roster of a shelter --- */

static void put_person(Cx *cx, const Site *site, const Stmt *st, Jw *w)
{
    int64_t resident = col_i64(st, 2), household = col_i64(st, 4), shelter = col_i64(st, 13);
    int64_t arrived_ms = col_i64(st, 15);
    const char *names = resident ? "resident" : "transfer";
    jw_open(w, '{');
    jw_kstr(w, "transfer", id_format(cx, col_i64(st, 0)));
    jw_kstr(w, "code", col_dup(cx, st, 1));
    if (resident) jw_kstr(w, "resident", id_format(cx, resident));
    jw_kstr(w, "name", shown(cx, site, names, "name", col_dup(cx, st, 3)));
    if (household) jw_kstr(w, "household", id_format(cx, household));
    jw_kstr(w, "head", shown(cx, site, "household", "head", col_dup(cx, st, 5)));
    jw_kstr(w, "region", col_dup(cx, st, 6));
    jw_kstr(w, "state", col_dup(cx, st, 7));
    jw_ki64(w, "people", col_i64(st, 8));
    jw_kstr(w, "helper", col_dup(cx, st, 9));
    jw_kstr(w, "helper_phone", shown(cx, site, "household", "helper_phone", col_dup(cx, st, 10)));
    jw_kstr(w, "needs", shown(cx, site, "resident", "needs", col_dup(cx, st, 11)));
    jw_kstr(w, "mobility", shown(cx, site, "resident", "mobility", col_dup(cx, st, 12)));
    if (shelter) jw_kstr(w, "shelter", id_format(cx, shelter));
    jw_kstr(w, "placement", col_dup(cx, st, 14));
    if (arrived_ms) jw_kstr(w, "arrived_at", time_format(cx, arrived_ms));
    jw_close(w, '}');
}

/* Without a shelter: those of an area, wherever they go. */
static Err want_roster(Cx *cx, HttpCall *call, Rec **event, Rec **shelter, Span *span)
{
    const Site *site = site_of(call);
    const Reg *reg;
    Str text, place, region;
    int64_t id;
    *shelter = NULL;
    TRY(want_param(cx, call, "event", &text));
    TRY(want_param(cx, call, "shelter", &place));
    TRY(want_param(cx, call, "region", &region));
    TRY(want_event(cx, site, text, event));
    TRY(want_ref(cx, "shelter", place, &id));
    TRY(system_reg(cx, site, "shelter", &reg));
    if (id) TRY(record_get(cx, site->book, reg, id, 0, shelter));
    return want_span(cx, site, "transfer", "read", *shelter ? (*shelter)->region : region, span);
}

Err get_shelter_roster(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Rec *event, *shelter;
    Span span;
    Db *db;
    Stmt *st;
    bool row;
    int64_t n = 0;
    TRY(want_roster(cx, call, &event, &shelter, &span));
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_EVAC_ROSTER), &st));
    stmt_i64(st, 1, event->id);
    stmt_i64(st, 2, shelter ? shelter->id : 0);
    stmt_text(st, 3, span.from);
    stmt_text(st, 4, span.to);
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "event", id_format(cx, event->id));
    jw_kstr(&w, "event_title", event->title);
    if (shelter) jw_kstr(&w, "shelter", id_format(cx, shelter->id));
    if (shelter) jw_kstr(&w, "shelter_name", shelter->title);
    if (shelter) jw_ki64(&w, "capacity", rec_i64(shelter, "capacity", 0));
    if (shelter) jw_ki64(&w, "present", rec_i64(shelter, "present", 0));
    jw_kstr(&w, "at", time_format(cx, cx->now_ms));
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (;; n++) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        put_person(cx, site, st, &w);
    }
    stmt_reset(st);
    jw_close(&w, ']');
    jw_ki64(&w, "total", n);
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}
