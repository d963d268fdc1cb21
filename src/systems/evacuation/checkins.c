/* SPDX-License-Identifier: Apache-2.0 */
/* Check-ins of a phone that was without a network: many in one request, each with a number of its
 * own that counts once for ever, whichever phone brings it and however often. What cannot be taken
 * as it is (a wrong or cancelled card) is kept for a person to look at; what is no check-in at all
 * is refused by itself, and the others stand.
 * source: ui-design §5 "Check-in offline"; reliability §5 rows 1–5 */
#include "systems/evacuation/evacuation_int.h"
#include "systems/evacuation_sql.h"

enum { ITEMS_MAX = 1000, SCAN_MAX = 80, TEXT_MAX = 200 };

typedef enum Outcome { TAKEN, KNOWN, HELD, REFUSED } Outcome;

typedef struct Item {
    Str scan, direction, name, phone, means, card, note, of;
    int64_t shelter, to, resident, people, at_ms;
    json_t *needs;
    const char *held; /* reason, NULL = none */
    Str region;
    bool unreadable; /* refused before anything was written */
    /* the outcome */
    Outcome outcome;
    int64_t id;
    Err err;
    FailItem fault;
} Item;

typedef struct Batch {
    const Site *site;
    const Rec *event;
    Str device, key;
    int64_t shelter;
    Item *items;
    size_t n;
    int64_t sent_ms, flag_ms, trust_ms, skew_ms;
    size_t n_untrusted;
    bool skewed;
} Batch;

/* --- what is asked for --- */

static Err want_text(Cx *cx, json_t *j, const char *key, size_t most, Str *ret)
{
    *ret = str_trim(json_text(j, key));
    if (utf8_count(*ret) <= most) return OK;
    return cx_refuse(cx, ERR_INVALID, str_c(key), utf8_head(*ret, 50),
                     "at most %zu characters, got %zu", most, utf8_count(*ret));
}

static Err want_instant(Cx *cx, json_t *j, const char *key, int64_t *ret)
{
    Str s = json_text(j, key);
    if (time_parse(s, ret)) return OK;
    return cx_refuse(cx, ERR_INVALID, str_c(key), s, "must be %s",
                     msg_in(cx->lang, "a time such as 2019-08-09T14:05:00+08:00"));
}

static Err want_direction(Cx *cx, json_t *j, Item *it)
{
    static const char *const known[] = {"in",       "out",          "back",
                                        "moved_on", "to_relatives", "to_shelter"};
    it->direction = json_text(j, "direction").len ? json_text(j, "direction") : S("in");
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_is(it->direction, known[i])) return OK;
    return cx_refuse(cx, ERR_INVALID, S("direction"), it->direction, "no such code in the list %s",
                     "direction");
}

static Err want_people(Cx *cx, json_t *j, int64_t *ret)
{
    json_t *v = json_object_get(j, "people");
    *ret = !v || json_is_null(v) ? 1 : json_is_integer(v) ? json_integer_value(v) : 0;
    if (*ret >= 1 && *ret <= 1000) return OK;
    return cx_refuse(cx, ERR_INVALID, S("people"), str_fmt(cx, "%lld", (long long)*ret),
                     "must be a whole number from %lld to %lld", 1LL, 1000LL);
}

/* The act by our clock: its age on the phone's own clock, counted back from now. */
static Err want_at(Cx *cx, json_t *j, Batch *b, Item *it)
{
    int64_t observed = b->sent_ms;
    if (json_text(j, "at").len) TRY(want_instant(cx, j, "at", &observed));
    Device d = device_time(observed, b->sent_ms, cx->now_ms, b->flag_ms, b->trust_ms);
    it->at_ms = d.at_ms;
    if (d.trusted) return OK;
    it->at_ms = cx->now_ms - ITEMS_MAX + (int64_t)b->n; /* in the order in which they stand */
    b->n_untrusted++;
    return OK;
}

/* Whose card? What is not right is kept with its reason. */
static Err read_card(Cx *cx, Db *db, const Batch *b, json_t *j, Item *it)
{
    Stmt *st;
    bool row;
    Str qr, card;
    TRY(want_text(cx, j, "qr", TEXT_MAX, &qr));
    TRY(want_text(cx, j, "card", SCAN_MAX, &card));
    if (qr.len) {
        CardFault fault = card_read(cx, b->key, qr, &card);
        if (fault == CARD_FORM) card = str_head(qr, SCAN_MAX);
        it->held = fault == CARD_FORM ? "form" : fault == CARD_SIGNATURE ? "signature" : NULL;
    }
    it->card = str_dup(cx, card);
    if (card.len == 0 || it->held) return OK;
    TRY(db_prepare(cx, db, S(SQL_EVAC_CARD), &st));
    stmt_text(st, 1, card);
    TRY(stmt_step(cx, st, &row));
    if (row && str_is(col_str(st, 2), "valid")) it->resident = col_i64(st, 1);
    else if (row) it->held = "cancelled";
    else if (qr.len) it->held = "unknown";
    stmt_reset(st); /* typed and not ours: a card that the shelter handed out itself */
    return OK;
}

static Err check_shelter(Cx *cx, Db *db, const Batch *b, Item *it)
{
    Rec *shelter;
    bool in = str_is(it->direction, "in");
    if (it->shelter == 0 && in) return cx_fail(cx, ERR_INVALID, "shelter", "is required");
    TRY(load_by(cx, b->site, db, "shelter", it->shelter, &shelter));
    if (it->shelter && !shelter)
        return cx_refuse(cx, ERR_NOT_FOUND, S("shelter"), id_format(cx, it->shelter),
                         "no such record");
    it->region = shelter ? shelter->region : b->event->region;
    return OK;
}

/* Where somebody who moves on is expected next. */
static Err want_to(Cx *cx, Db *db, const Batch *b, json_t *j, Item *it)
{
    Rec *to;
    Str place = json_text(j, "to");
    if (place.len == 0) return OK;
    if (!str_is(it->direction, "moved_on"))
        return cx_refuse(cx, ERR_INVALID, S("to"), place, "only of moved_on");
    TRY(want_ref(cx, "to", place, &it->to));
    if (it->to == it->shelter)
        return cx_refuse(cx, ERR_INVALID, S("to"), place, "is the shelter that is left");
    TRY(load_by(cx, b->site, db, "shelter", it->to, &to));
    return to ? OK : cx_refuse(cx, ERR_NOT_FOUND, S("to"), place, "no such record");
}

static Err read_item(Cx *cx, Db *db, Batch *b, json_t *j, Item *it)
{
    TRY(want_text(cx, j, "id", SCAN_MAX, &it->scan));
    if (it->scan.len == 0) return cx_fail(cx, ERR_INVALID, "id", "is required");
    TRY(want_direction(cx, j, it));
    TRY(want_people(cx, j, &it->people));
    TRY(want_text(cx, j, "name", 40, &it->name));
    TRY(want_text(cx, j, "phone", 30, &it->phone));
    TRY(want_text(cx, j, "note", 300, &it->note));
    TRY(want_text(cx, j, "of", SCAN_MAX, &it->of));
    TRY(want_at(cx, j, b, it));
    Str place = json_text(j, "shelter"), resident = json_text(j, "resident");
    it->shelter = b->shelter;
    if (place.len) TRY(want_ref(cx, "shelter", place, &it->shelter));
    TRY(check_shelter(cx, db, b, it));
    TRY(want_to(cx, db, b, j, it));
    TRY(want_ref(cx, "resident", resident, &it->resident));
    TRY(read_card(cx, db, b, j, it));
    if (it->of.len && !it->card.len) it->card = str_fmt(cx, "N-%.*s", STR_ARG(it->of));
    if (!it->resident && !it->card.len && !it->name.len)
        return cx_fail(cx, ERR_INVALID, "qr", "needs a card, a person of the list or a name");
    if (!it->resident && !it->card.len) it->card = str_fmt(cx, "N-%.*s", STR_ARG(it->scan));
    it->means = json_text(j, "qr").len ? S("scan") : it->resident ? S("list") : S("manual");
    it->needs = json_object_get(j, "needs");
    return OK;
}

static void note_fault(Cx *cx, Item *it, Err err)
{
    it->outcome = REFUSED;
    it->err = err;
    it->fault = cx->fail->items[0];
    cx_clear(cx);
}

static bool is_about_the_item(Err err)
{
    return err == ERR_INVALID || err == ERR_NOT_FOUND || err == ERR_DENIED || err == ERR_CONFLICT;
}

static Err read_items(Cx *cx, Db *db, Batch *b, json_t *list)
{
    size_t i;
    json_t *j;
    if (!json_is_array(list)) return cx_fail(cx, ERR_INVALID, "items", "is required");
    if (json_array_size(list) > ITEMS_MAX)
        return cx_fail(cx, ERR_TOO_BIG, "items", "at most %d check-ins at a time", ITEMS_MAX);
    b->items = cx_new(cx, Item, json_array_size(list));
    json_array_foreach (list, i, j) {
        Item *it = &b->items[b->n++];
        Err err = read_item(cx, db, b, j, it);
        if (err == OK) continue;
        if (!is_about_the_item(err)) return err;
        note_fault(cx, it, err);
        it->unreadable = true;
    }
    return OK;
}

static Err want_batch(Cx *cx, HttpCall *call, json_t *in, Batch *b)
{
    const Site *site = b->site = site_of(call);
    Rec *event;
    Db *db;
    double flag_s, trust_h;
    TRY(want_event(cx, site, json_text(in, "event"), &event));
    b->event = event;
    TRY(want_ref(cx, "shelter", json_text(in, "shelter"), &b->shelter));
    TRY(want_text(cx, in, "device", 60, &b->device));
    b->sent_ms = cx->now_ms;
    if (json_text(in, "now").len) TRY(want_instant(cx, in, "now", &b->sent_ms));
    TRY(store_reader(cx, site->store, &db));
    TRY(system_parameter(cx, site, db, "device.skew_flag_s", 5, &flag_s));
    TRY(system_parameter(cx, site, db, "checkin.trust_h", 96, &trust_h));
    b->flag_ms = (int64_t)(flag_s * MS_SECOND);
    b->trust_ms = (int64_t)(trust_h * MS_HOUR);
    b->skew_ms = b->sent_ms - cx->now_ms;
    b->skewed = b->skew_ms > b->flag_ms || -b->skew_ms > b->flag_ms;
    TRY(card_key(cx, site, &b->key));
    return read_items(cx, db, b, json_object_get(in, "items"));
}

/* --- writing --- */

typedef struct Taking {
    Batch *batch;
    Item *item;
} Taking;

static json_t *input_of(Cx *cx, const Batch *b, const Item *it)
{
    json_t *o = json_object();
    const struct {
        const char *key;
        Str value;
    } texts[] = {
        {"name",        it->name       },
        {"phone",       it->phone      },
        {"note",        it->note       },
        {"device",      b->device      },
        {"card_no",     it->card       },
        {"means",       it->means      },
        {"scan",        it->scan       },
        {"direction",   it->direction  },
        {"region",      it->region     },
        {"recorded_by", cx->actor->name}
    };
    system_put_text(o, "event", id_format(cx, b->event->id));
    for (size_t i = 0; i < COUNT(texts); i++)
        if (texts[i].value.len) system_put_text(o, texts[i].key, texts[i].value);
    if (it->shelter) system_put_text(o, "shelter", id_format(cx, it->shelter));
    if (it->to) system_put_text(o, "to", id_format(cx, it->to));
    if (it->resident && !it->held) system_put_text(o, "resident", id_format(cx, it->resident));
    if (it->held) system_put_text(o, "held_reason", str_c(it->held));
    if (json_is_array(it->needs)) json_object_set(o, "needs", it->needs);
    system_put_time(cx, o, "at", it->at_ms);
    json_object_set_new(o, "people", json_integer(it->people));
    return o;
}

/* Seen before, from whichever phone: what became of it then. */
static Err find_known(Txn *tx, Item *it)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_EVAC_SCAN), &st));
    stmt_text(st, 1, it->scan);
    TRY(stmt_step(tx->cx, st, &row));
    it->id = row ? col_i64(st, 0) : 0;
    bool held = row && str_is(col_str(st, 1), "held");
    bool same = row && str_eq(col_str(st, 2), it->direction) && col_i64(st, 3) == it->shelter &&
                str_eq(col_str(st, 4), it->card) && col_i64(st, 5) == it->to;
    stmt_reset(st);
    if (!row) return OK;
    it->outcome = held ? HELD : KNOWN;
    return same ? OK
                : cx_refuse(tx->cx, ERR_CONFLICT, S("id"), it->scan,
                            "this number stands for another check-in already");
}

/* Held ones are written by the program: their reason is none that a caller may set. */
static Err hold(Txn *tx, const Batch *b, Item *it)
{
    const Reg *reg;
    TRY(system_reg(tx->cx, b->site, "checkin", &reg));
    TRY(book_gate(b->site->book, tx->cx, reg, S("create"), it->region));
    TRY(put_as_system(tx, b->site, "checkin", 0, "create", input_of(tx->cx, b, it), &it->id));
    it->outcome = HELD;
    return put_as_system(tx, b->site, "checkin", it->id, "hold", json_object(), NULL);
}

static Err take_item(Txn *tx, void *arg)
{
    Taking *t = arg;
    Item *it = t->item;
    TRY(find_known(tx, it));
    if (it->id) return OK;
    if (it->held) return hold(tx, t->batch, it);
    Write w = {.book = t->batch->site->book, .action = S("create"), .reason = S(""), .idem = S("")};
    TRY(system_reg(tx->cx, t->batch->site, "checkin", &w.reg));
    w.input = input_of(tx->cx, t->batch, it);
    Err err = write_in(tx, &w);
    json_decref(w.input);
    TRY(err);
    it->id = w.ret->id;
    it->outcome = TAKEN;
    return OK;
}

/* What the journal keeps of the request itself: whose clock, how far off. */
static Err enter_batch(Txn *tx, const Batch *b, size_t taken)
{
    Cx *cx = tx->cx;
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, "device", b->device);
    jw_kstr(&w, "sent_at", time_format(cx, b->sent_ms));
    jw_ki64(&w, "skew_s", b->skew_ms / MS_SECOND);
    jw_kbool(&w, "skewed", b->skewed);
    jw_ki64(&w, "items", (int64_t)b->n);
    jw_ki64(&w, "taken", (int64_t)taken);
    jw_ki64(&w, "untrusted", (int64_t)b->n_untrusted);
    jw_close(&w, '}');
    Entry e = {.reg = S("checkin_batch"),
               .action = S("create"),
               .region = b->event->region,
               .body = buf_str(&buf)};
    return journal_append(tx, &e);
}

static Err take_all(Txn *tx, Cmd *cmd)
{
    Batch *b = cmd->arg;
    size_t taken = 0;
    for (size_t i = 0; i < b->n; i++) {
        Item *it = &b->items[i];
        if (it->unreadable) continue;
        it->id = 0;
        TRY(journal_try(tx, take_item, &(Taking){b, it}, &it->err));
        if (it->err == OK) {
            taken += it->outcome == TAKEN || it->outcome == HELD;
            continue;
        }
        if (!is_about_the_item(it->err)) return it->err;
        note_fault(tx->cx, it, it->err);
    }
    return taken ? enter_batch(tx, b, taken) : OK;
}

/* --- the answer --- */

static void put_item(Cx *cx, const Batch *b, const Item *it, Jw *w)
{
    static const char *const words[] = {"taken", "known", "held", "refused"};
    const CodeList *list = model_list(book_model(b->site->book), S("held_reason"));
    jw_open(w, '{');
    jw_kstr(w, "id", it->scan);
    jw_kstr(w, "status", str_c(words[it->outcome]));
    if (it->id) jw_kstr(w, "checkin", id_format(cx, it->id));
    if (it->outcome == REFUSED) {
        jw_kstr(w, "field", it->fault.field);
        jw_kstr(w, "reason", it->fault.reason);
        jw_kstr(w, "value", it->fault.value);
    } else if (it->held) {
        const Code *code = list ? code_find(list, str_c(it->held)) : NULL;
        jw_kstr(w, "held", str_c(it->held));
        jw_kstr(w, "reason", code ? cx_pick(cx, code->label.zh, code->label.en) : str_c(it->held));
    }
    jw_close(w, '}');
}

Err post_checkins(Cx *cx, HttpCall *call)
{
    Batch *b = cx_new(cx, Batch, 1);
    json_t *in;
    size_t count[REFUSED + 1] = {0};
    TRY(want_object(cx, call, &in));
    TRY(want_batch(cx, call, in, b));
    Cmd cmd = {.cx = cx, .run = take_all, .arg = b};
    TRY(journal_do(b->site->journal, &cmd));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < b->n; i++) {
        count[b->items[i].outcome]++;
        put_item(cx, b, &b->items[i], &w);
    }
    jw_close(&w, ']');
    jw_ki64(&w, "taken", (int64_t)count[TAKEN]);
    jw_ki64(&w, "known", (int64_t)count[KNOWN]);
    jw_ki64(&w, "held", (int64_t)count[HELD]);
    jw_ki64(&w, "refused", (int64_t)count[REFUSED]);
    jw_ki64(&w, "skew_s", b->skew_ms / MS_SECOND);
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}
