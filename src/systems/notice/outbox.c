/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox: rows claimed for sending and what became of them. Every change is a transaction of
 * the writer, so it survives a crash; reports that come twice or too late change nothing. */
#include "systems/notice/notice_int.h"

#include "systems/notice_sql.h"

/* source: mission.md, call and answer: heard for 20 seconds, three redials in five minutes; U: how
 * long a report may be late before a message counts as lost */
static const double HEARD_S = 20, REDIALS = 3, REDIAL_S = 100, UNKNOWN_S = 300;

enum { SWEEP_MAX = 500, KEEP_DAYS = 7, REPLY_CHARS = 200 };

static const char unknown_error[] = "not known whether it was sent";

Err notice_create(Cx *cx, Store *store)
{
    return db_exec(cx, store_writer(store), S(SQL_NOTICE_CREATE));
}

Err notice_restored(Cx *cx, Store *store, int64_t before_ms, int64_t *ret)
{
    Stmt *st;
    TRY(db_prepare(cx, store_writer(store), S(SQL_OUTBOX_RESTORED), &st));
    stmt_i64(st, 1, before_ms);
    return stmt_run(cx, st, ret);
}

Str phone_plain(Cx *cx, Str number)
{
    enum { CN_LEN = 13 }; /* 86 and eleven digits */
    Buf b = buf_new(cx, 0);
    bool abroad = str_starts(number, S("+")) && !str_starts(number, S("+86"));
    if (abroad) buf_char(&b, '+');
    for (size_t i = 0; i < number.len; i++)
        if (number.p[i] >= '0' && number.p[i] <= '9') buf_char(&b, number.p[i]);
    Str s = buf_str(&b);
    return s.len == CN_LEN && str_starts(s, S("86")) ? str_from(s, 2) : s;
}

/* --- claiming --- */

typedef struct Claim {
    const Site *site;
    Str channel;
    size_t max, n;
    Delivery *list;
} Claim;

static Err read_due(Txn *tx, Claim *c)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_OUTBOX_DUE_OF), &st));
    stmt_text(st, 1, c->channel);
    stmt_i64(st, 2, tx->cx->now_ms);
    stmt_i64(st, 3, (int64_t)c->max);
    c->list = cx_new(tx->cx, Delivery, c->max);
    for (c->n = 0; c->n < c->max; c->n++) {
        TRY(stmt_step(tx->cx, st, &row));
        if (!row) break;
        c->list[c->n] = (Delivery){.id = col_i64(st, 0),
                                   .notice = col_i64(st, 1),
                                   .receipt = col_i64(st, 2),
                                   .address = col_dup(tx->cx, st, 3),
                                   .tries = col_i64(st, 4) + 1};
    }
    stmt_reset(st);
    return OK;
}

static Err claim_one(Txn *tx, int64_t id)
{
    Stmt *st;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_OUTBOX_CLAIM), &st));
    stmt_i64(st, 1, id);
    return stmt_run(tx->cx, st, NULL);
}

static Err claim(Txn *tx, Cmd *cmd)
{
    Claim *c = cmd->arg;
    const Reg *reg;
    Rec *notice = NULL;
    TRY(read_due(tx, c));
    TRY(system_reg(tx->cx, c->site, "notice", &reg));
    for (size_t i = 0; i < c->n; i++) {
        Delivery *d = &c->list[i];
        if (!notice || notice->id != d->notice)
            TRY(record_load(tx->cx, tx->db, reg, d->notice, &notice));
        d->subject = notice ? rec_str(notice, "subject") : S("");
        d->body = notice ? rec_str(notice, "body") : S("");
        TRY(claim_one(tx, d->id));
    }
    return OK;
}

Err outbox_claim(Cx *cx, const Site *site, Str channel, size_t max, Delivery **ret, size_t *n)
{
    int64_t due;
    *n = 0;
    TRY(outbox_next(cx, site, channel, &due));
    if (due > cx->now_ms || max == 0) return OK;
    Claim c = {.site = site, .channel = channel, .max = max};
    Cmd cmd = {.cx = cx, .run = claim, .arg = &c};
    TRY(journal_do(site->journal, &cmd));
    *ret = c.list;
    *n = c.n;
    return OK;
}

Err outbox_next(Cx *cx, const Site *site, Str channel, int64_t *ret)
{
    Db *db;
    Stmt *st;
    bool row;
    *ret = INT64_MAX;
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_OUTBOX_WAIT), &st));
    stmt_text(st, 1, channel);
    TRY(stmt_step(cx, st, &row));
    if (row && !col_is_null(st, 0)) *ret = col_i64(st, 0);
    stmt_reset(st);
    return OK;
}

Err outbox_calls(Cx *cx, const Site *site, Str channel, OpenCall **ret, size_t *n)
{
    VEC(OpenCall) list = {0};
    Db *db;
    Stmt *st;
    bool row;
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_OUTBOX_CALLS), &st));
    stmt_text(st, 1, channel);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &list, ((OpenCall){col_i64(st, 0), col_dup(cx, st, 1)}));
    }
    stmt_reset(st);
    *ret = list.p;
    *n = list.n;
    return OK;
}

/* --- rows --- */

typedef struct Row {
    int64_t id, notice, receipt, rung, tries;
    Str channel, address, state;
} Row;

static Err read_row(Txn *tx, int64_t id, Row *ret)
{
    Stmt *st;
    bool row;
    *ret = (Row){.state = S("")};
    TRY(db_prepare(tx->cx, tx->db, S(SQL_OUTBOX_ONE), &st));
    stmt_i64(st, 1, id);
    TRY(stmt_step(tx->cx, st, &row));
    if (row)
        *ret = (Row){.id = id,
                     .notice = col_i64(st, 0),
                     .receipt = col_i64(st, 1),
                     .rung = col_i64(st, 2),
                     .channel = col_dup(tx->cx, st, 3),
                     .address = col_dup(tx->cx, st, 4),
                     .state = col_dup(tx->cx, st, 5),
                     .tries = col_i64(st, 6)};
    stmt_reset(st);
    return OK;
}

static Err set_state(Txn *tx, int64_t id, const char *state, Str error, int64_t next_ms)
{
    Stmt *st;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_OUTBOX_STATE), &st));
    stmt_i64(st, 1, id);
    stmt_text(st, 2, str_c(state));
    stmt_text(st, 3, utf8_head(error, 150));
    stmt_i64(st, 4, next_ms);
    return stmt_run(tx->cx, st, NULL);
}

typedef struct Standing {
    int64_t left, open, delivered;
} Standing;

static Err standing_of(Txn *tx, int64_t receipt, Standing *ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_OUTBOX_OF_RECEIPT), &st));
    stmt_i64(st, 1, receipt);
    TRY(stmt_step(tx->cx, st, &row));
    *ret = (Standing){col_i64(st, 0), col_i64(st, 1), col_i64(st, 2)};
    stmt_reset(st);
    return OK;
}

static Err next_rung_now(Txn *tx, int64_t receipt)
{
    Stmt *st;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_OUTBOX_NEXT_RUNG), &st));
    stmt_i64(st, 1, receipt);
    stmt_i64(st, 2, tx->cx->now_ms);
    return stmt_run(tx->cx, st, NULL);
}

static Err load_receipt(Txn *tx, const Site *site, int64_t id, Rec **ret)
{
    const Reg *reg;
    TRY(system_reg(tx->cx, site, "receipt", &reg));
    return record_load(tx->cx, tx->db, reg, id, ret);
}

static Err last_error(Txn *tx, int64_t receipt, Str *error, int64_t *tries)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_OUTBOX_LAST_ERROR), &st));
    stmt_i64(st, 1, receipt);
    TRY(stmt_step(tx->cx, st, &row));
    *error = row ? col_dup(tx->cx, st, 0) : S("");
    *tries = row ? col_i64(st, 1) : 0;
    stmt_reset(st);
    return OK;
}

Err receipt_settle(Txn *tx, const Site *site, int64_t receipt)
{
    Standing s;
    Rec *rec;
    Str error;
    int64_t tries;
    TRY(standing_of(tx, receipt, &s));
    if (s.open || s.delivered) return OK;
    TRY(load_receipt(tx, site, receipt, &rec));
    if (!rec || rec->voided || !str_is(rec->state, "sent")) return OK;
    TRY(last_error(tx, receipt, &error, &tries));
    json_t *o = json_object();
    /* what the program writes into records is Chinese, as its errands are */
    system_put_text(o, "error", str_c(msg_in(LANG_ZH, str_z(tx->cx, error))));
    if (tries > 1) json_object_set_new(o, "redials", json_integer(tries - 1));
    Write w = {.action = S("fail"), .id = receipt, .reason = S("")};
    return system_write(tx, site, "receipt", &w, o);
}

/* --- what became of a row --- */

/* Persons of one notice that were first written to in this report. */
typedef struct Reached {
    int64_t notice, n;
} Reached;

typedef struct Report {
    const Site *site;
    Str channel;
    const Outcome *list;
    size_t n;
    VEC(Reached) reached;
} Report;

/* The first channel that takes it makes the person one of those written to. They are added up, so
 * that a hundred messages make one entry of the notice and not a hundred. */
static Err count_sent(Txn *tx, Report *rep, const Row *r)
{
    Standing s;
    TRY(standing_of(tx, r->receipt, &s));
    if (s.left) return OK;
    for (size_t i = 0; i < rep->reached.n; i++)
        if (rep->reached.p[i].notice == r->notice) return rep->reached.p[i].n++, OK;
    vec_push(tx->cx, &rep->reached, ((Reached){r->notice, 1}));
    return OK;
}

static Err write_reached(Txn *tx, const Report *rep)
{
    for (size_t i = 0; i < rep->reached.n; i++)
        TRY(notice_count(tx, rep->site, rep->reached.p[i].notice, "n_sent", rep->reached.p[i].n));
    return OK;
}

static Err note_delivered(Txn *tx, const Site *site, const Row *r)
{
    Rec *rec;
    TRY(load_receipt(tx, site, r->receipt, &rec));
    if (!rec || rec->voided || rec_val(rec, "delivered_at").kind != VAL_NULL) return OK;
    Str at = time_format(tx->cx, tx->cx->now_ms);
    json_t *o = json_object();
    system_put_text(o, "delivered_at", at);
    system_put_text(o, "channel", r->channel);
    Write w = {.action = S("update"), .id = r->receipt, .reason = S("")};
    return system_write(tx, site, "receipt", &w, o);
}

/* A text that arrived spares the other channels; where an answer is wanted it does not spare the
 * call. */
static Err drop_rest(Txn *tx, const Site *site, const Row *r)
{
    const Reg *reg;
    Rec *notice;
    Stmt *st;
    TRY(system_reg(tx->cx, site, "notice", &reg));
    TRY(record_load(tx->cx, tx->db, reg, r->notice, &notice));
    bool answer = notice && rec_i64(notice, "needs_answer", 0) != 0;
    bool heard = str_is(r->channel, "auto_call");
    TRY(db_prepare(tx->cx, tx->db, S(SQL_OUTBOX_DROP_REST), &st));
    stmt_i64(st, 1, r->receipt);
    stmt_text(st, 2, answer && !heard ? S("auto_call") : S(""));
    return stmt_run(tx->cx, st, NULL);
}

static Err deliver(Txn *tx, Report *rep, const Row *r)
{
    if (str_is(r->state, "delivered")) return OK;
    if (!str_is(r->state, "sent")) TRY(count_sent(tx, rep, r));
    TRY(set_state(tx, r->id, "delivered", S(""), 0));
    TRY(note_delivered(tx, rep->site, r));
    return drop_rest(tx, rep->site, r);
}

static Err give_up(Txn *tx, const Site *site, const Row *r, Str error)
{
    if (str_is(r->state, "delivered") || str_is(r->state, "failed")) return OK;
    TRY(set_state(tx, r->id, "failed", error, 0));
    TRY(next_rung_now(tx, r->receipt));
    return receipt_settle(tx, site, r->receipt);
}

/* --- provider's names --- */

typedef struct Mark {
    int64_t outbox;
    Str state;
    bool there;
} Mark;

static Err read_mark(Txn *tx, Str channel, Str provider_id, Mark *ret)
{
    Stmt *st;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_MARK_ONE), &st));
    stmt_text(st, 1, channel);
    stmt_text(st, 2, provider_id);
    TRY(stmt_step(tx->cx, st, &ret->there));
    ret->outbox = ret->there ? col_i64(st, 0) : 0;
    ret->state = ret->there ? col_dup(tx->cx, st, 1) : S("");
    stmt_reset(st);
    return OK;
}

static Err write_mark(Txn *tx, Str sql, Str channel, Str provider_id, Str state, int64_t outbox)
{
    Stmt *st;
    TRY(db_prepare(tx->cx, tx->db, sql, &st));
    stmt_text(st, 1, channel);
    stmt_text(st, 2, provider_id);
    if (outbox) stmt_i64(st, 3, outbox);
    else stmt_text(st, 3, state);
    if (str_find(sql, S("$4")) != SIZE_MAX) stmt_i64(st, 4, tx->cx->now_ms);
    return stmt_run(tx->cx, st, NULL);
}

/* A text of several parts has arrived when all have, and is lost when one is. */
static Err judge_parts(Txn *tx, Report *rep, const Row *r, Str error)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_MARK_SUM), &st));
    stmt_i64(st, 1, r->id);
    TRY(stmt_step(tx->cx, st, &row));
    int64_t open = col_i64(st, 0), lost = col_i64(st, 1);
    bool none = col_is_null(st, 0);
    stmt_reset(st);
    if (none) return OK;
    if (lost) return give_up(tx, rep->site, r, error);
    return open ? OK : deliver(tx, rep, r);
}

static Err on_sent(Txn *tx, Report *rep, const Outcome *o, Row *r)
{
    Str rest = o->provider_id, one;
    Stmt *st;
    if (str_is(r->state, "sending") || str_is(r->state, "unknown")) {
        TRY(count_sent(tx, rep, r));
        TRY(set_state(tx, r->id, "sent", S(""), 0));
        r->state = S("sent");
    }
    TRY(db_prepare(tx->cx, tx->db, S(SQL_OUTBOX_PROVIDER), &st));
    stmt_i64(st, 1, r->id);
    stmt_text(st, 2, o->provider_id);
    TRY(stmt_run(tx->cx, st, NULL));
    while (str_next(&rest, ' ', &one))
        TRY(write_mark(tx, S(SQL_MARK_PUT), rep->channel, one, S(""), r->id));
    return judge_parts(tx, rep, r, S("a report came first: not delivered"));
}

/* A report about a message whose answer we never got: known by its number. */
static Err adopt(Txn *tx, Report *rep, const Outcome *o)
{
    Row r;
    Stmt *st;
    bool row;
    TRY(write_mark(tx, S(SQL_MARK_EARLY), rep->channel, o->provider_id,
                   o->is_good ? S("delivered") : S("failed"), 0));
    if (o->address.len == 0) return OK;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_OUTBOX_UNKNOWN_OF), &st));
    stmt_text(st, 1, rep->channel);
    stmt_text(st, 2, o->address);
    TRY(stmt_step(tx->cx, st, &row));
    int64_t id = row ? col_i64(st, 0) : 0;
    stmt_reset(st);
    if (id == 0) return OK;
    TRY(read_row(tx, id, &r));
    return o->is_good ? deliver(tx, rep, &r) : give_up(tx, rep->site, &r, o->error);
}

static Err on_report(Txn *tx, Report *rep, const Outcome *o)
{
    Mark m;
    Row r;
    TRY(read_mark(tx, rep->channel, o->provider_id, &m));
    if (!m.there) return adopt(tx, rep, o);
    if (m.state.len) return OK; /* said before */
    TRY(write_mark(tx, S(SQL_MARK_STATE), rep->channel, o->provider_id,
                   o->is_good ? S("delivered") : S("failed"), 0));
    TRY(read_row(tx, m.outbox, &r));
    return r.id ? judge_parts(tx, rep, &r, o->error) : OK;
}

/* --- replies --- */

/* Does a reply say that it was read? source: U: 「收到」 or 「1」, as our texts ask for */
static bool says_received(Str text)
{
    return str_starts(text, S("1")) || str_find(text, S("收到")) != SIZE_MAX;
}

static Err reply_receipt(Txn *tx, Str channel, Str number, int64_t *ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_OUTBOX_OF_NUMBER), &st));
    stmt_text(st, 1, channel);
    stmt_text(st, 2, number);
    stmt_i64(st, 3, tx->cx->now_ms - MS_DAY);
    TRY(stmt_step(tx->cx, st, &row));
    *ret = row ? col_i64(st, 0) : 0;
    stmt_reset(st);
    return OK;
}

/* A reply belongs to the last text that the number was sent within a day; its words are kept, and
 * where they say so the receipt is acknowledged. */
static Err on_reply(Txn *tx, const Report *rep, const Outcome *o)
{
    int64_t receipt;
    Rec *rec;
    Str text = str_trim(o->text);
    TRY(reply_receipt(tx, rep->channel, o->address, &receipt));
    if (receipt == 0 || text.len == 0) return OK;
    TRY(load_receipt(tx, rep->site, receipt, &rec));
    if (!rec || rec->voided) return OK;
    bool open =
        str_is(rec->state, "sent") || str_is(rec->state, "heard") || str_is(rec->state, "failed");
    json_t *body = json_object();
    system_put_text(body, "reply", utf8_head(text, REPLY_CHARS));
    Write w = {.action = open && says_received(text) ? S("ack") : S("update"),
               .id = receipt,
               .reason = S("")};
    return system_write(tx, rep->site, "receipt", &w, body);
}

/* --- calls --- */

static Err redial(Txn *tx, const Site *site, const Row *r, Str why)
{
    double redials, redial_s;
    TRY(system_parameter(tx->cx, site, tx->db, "callup.redials", REDIALS, &redials));
    TRY(system_parameter(tx->cx, site, tx->db, "callup.redial_s", REDIAL_S, &redial_s));
    if (r->tries > (int64_t)redials) return give_up(tx, site, r, why);
    return set_state(tx, r->id, "waiting", why, tx->cx->now_ms + (int64_t)(redial_s * MS_SECOND));
}

static Err on_heard(Txn *tx, Report *rep, const Row *r, int64_t heard_s)
{
    const Site *site = rep->site;
    double least;
    Rec *rec;
    TRY(system_parameter(tx->cx, site, tx->db, "callup.heard_s", HEARD_S, &least));
    if ((double)heard_s < least)
        return redial(tx, site, r, str_fmt(tx->cx, "听取%lld秒，不足", (long long)heard_s));
    TRY(deliver(tx, rep, r));
    TRY(load_receipt(tx, site, r->receipt, &rec));
    bool can = rec && (str_is(rec->state, "sent") || str_is(rec->state, "failed"));
    if (!can) return OK;
    json_t *o = json_object();
    json_object_set_new(o, "heard_s", json_integer(heard_s));
    if (r->tries > 1) json_object_set_new(o, "redials", json_integer(r->tries - 1));
    Write w = {.action = S("hear"), .id = r->receipt, .reason = S("")};
    return system_write(tx, site, "receipt", &w, o);
}

/* --- in order --- */

static Err unknown(Txn *tx, const Site *site, const Row *r)
{
    double s;
    if (!str_is(r->state, "sending")) return OK;
    TRY(system_parameter(tx->cx, site, tx->db, "notice.unknown_s", UNKNOWN_S, &s));
    TRY(set_state(tx, r->id, "unknown", str_c(unknown_error),
                  tx->cx->now_ms + (int64_t)(s * MS_SECOND)));
    return next_rung_now(tx, r->receipt);
}

static Err later(Txn *tx, const Row *r, const Outcome *o)
{
    Stmt *st;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_OUTBOX_LATER), &st));
    stmt_i64(st, 1, r->id);
    stmt_text(st, 2, utf8_head(o->error, 150));
    stmt_i64(st, 3, tx->cx->now_ms + o->wait_ms);
    return stmt_run(tx->cx, st, NULL);
}

static Err take_outcome(Txn *tx, Report *rep, const Outcome *o)
{
    Row r;
    if (o->fate == FATE_REPORT) return on_report(tx, rep, o);
    if (o->fate == FATE_REPLY) return on_reply(tx, rep, o);
    TRY(read_row(tx, o->id, &r));
    if (r.id == 0) return OK;
    switch (o->fate) {
    case FATE_SENT: return on_sent(tx, rep, o, &r);
    case FATE_DELIVERED: return deliver(tx, rep, &r);
    case FATE_REFUSED: return give_up(tx, rep->site, &r, o->error);
    case FATE_LATER: return str_is(r.state, "sending") ? later(tx, &r, o) : OK;
    case FATE_UNKNOWN: return unknown(tx, rep->site, &r);
    case FATE_HEARD: return on_heard(tx, rep, &r, o->heard_s);
    case FATE_NOT_ANSWERED: return redial(tx, rep->site, &r, o->error);
    case FATE_REPORT:
    case FATE_REPLY: break;
    }
    return OK;
}

static Err report(Txn *tx, Cmd *cmd)
{
    Report *rep = cmd->arg;
    rep->reached.n = 0; /* a transaction may be run again */
    for (size_t i = 0; i < rep->n; i++) TRY(take_outcome(tx, rep, &rep->list[i]));
    return write_reached(tx, rep);
}

Err outbox_report(Cx *cx, const Site *site, Str channel, const Outcome *o, size_t n)
{
    Report rep = {.site = site, .channel = channel, .list = o, .n = n};
    Cmd cmd = {.cx = cx, .run = report, .arg = &rep};
    return n ? journal_do(site->journal, &cmd) : OK;
}

/* --- starts and leftovers --- */

static Err recover(Txn *tx, Cmd *cmd)
{
    Stmt *st;
    (void)cmd;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_OUTBOX_RECOVER), &st));
    stmt_i64(st, 1, tx->cx->now_ms + (int64_t)UNKNOWN_S * MS_SECOND);
    return stmt_run(tx->cx, st, NULL);
}

Err outbox_recover(Cx *cx, const Site *site)
{
    Cmd cmd = {.cx = cx, .run = recover};
    return journal_do(site->journal, &cmd);
}

static Err give_up_all(Txn *tx, const Site *site, Str sql, int64_t before_ms, const char *why)
{
    Stmt *st;
    bool row;
    Row r;
    VEC(int64_t) ids = {0};
    TRY(db_prepare(tx->cx, tx->db, sql, &st));
    stmt_i64(st, 1, before_ms);
    stmt_i64(st, 2, SWEEP_MAX);
    for (;;) {
        TRY(stmt_step(tx->cx, st, &row));
        if (!row) break;
        vec_push(tx->cx, &ids, col_i64(st, 0));
    }
    stmt_reset(st);
    for (size_t i = 0; i < ids.n; i++) {
        TRY(read_row(tx, ids.p[i], &r));
        TRY(give_up(tx, site, &r, str_c(why)));
    }
    return OK;
}

/* What never became known, or nobody took for a day, is lost as far as we can tell. */
static Err sweep(Txn *tx, Cmd *cmd)
{
    Stmt *st;
    const Site *site = *(const Site *const *)cmd->arg;
    int64_t now = tx->cx->now_ms;
    TRY(give_up_all(tx, site, S(SQL_OUTBOX_OLD_UNKNOWN), now, unknown_error));
    TRY(give_up_all(tx, site, S(SQL_OUTBOX_TOO_OLD), now - MS_DAY, "no gateway took it for a day"));
    TRY(db_prepare(tx->cx, tx->db, S(SQL_MARK_FORGET), &st));
    stmt_i64(st, 1, now - (int64_t)KEEP_DAYS * MS_DAY);
    return stmt_run(tx->cx, st, NULL);
}

Err outbox_sweep(Cx *cx, const Site *site)
{
    Cmd cmd = {.cx = cx, .run = sweep, .arg = &site};
    return journal_do(site->journal, &cmd);
}
