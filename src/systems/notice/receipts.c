/* SPDX-License-Identifier: Apache-2.0 */
/* From an audience to receipts: one per person, made in batches, each in one transaction with its
 * rows of the outbox. What is left over waits in notice_queue, so a crash loses and doubles nobody.
 * Counts of the notice, and those not reached, handed to the level above. */
#include "systems/notice/notice_int.h"

#include "systems/notice_sql.h"

enum { BATCH = 500, ROUNDS_MAX = 2000, NAMES_MAX = 1800 };

/* source: reliability.md §5 row 16: second channel after 60 s; U: time for a knock on the door */
static const double SECOND_CHANNEL_S = 60, VISIT_MIN = 60;

/* --- the queue --- */

Err queue_fill(Txn *tx, int64_t notice, const Audience *a)
{
    Stmt *st;
    for (size_t i = 0; i < a->members.n; i++) {
        const Member *m = &a->members.p[i];
        TRY(db_prepare(tx->cx, tx->db, S(SQL_QUEUE_PUT), &st));
        stmt_i64(st, 1, notice);
        stmt_i64(st, 2, (int64_t)i);
        stmt_i64(st, 3, m->person);
        stmt_text(st, 4, m->person ? S("") : m->address);
        stmt_text(st, 5, m->region);
        TRY(stmt_run(tx->cx, st, NULL));
    }
    return OK;
}

typedef struct Waiting {
    int64_t notice, seq, person;
    Str address, region;
} Waiting;

static Err take_queue(Cx *cx, Db *db, Waiting *ret, size_t *n)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_QUEUE_TAKE), &st));
    stmt_i64(st, 1, BATCH);
    for (*n = 0; *n < BATCH; ++*n) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        ret[*n] = (Waiting){.notice = col_i64(st, 0),
                            .seq = col_i64(st, 1),
                            .person = col_i64(st, 2),
                            .address = col_dup(cx, st, 3),
                            .region = col_dup(cx, st, 4)};
    }
    stmt_reset(st);
    return OK;
}

/* --- one receipt --- */

typedef struct Batch {
    Txn *tx;
    const Site *site;
    int64_t second_ms;
    Rec *notice; /* of the receipt at hand; batches are ordered by notice */
    int64_t n_shown;
} Batch;

/* What a person can be reached by. */
typedef struct Reach {
    Str phone, account, email, url;
    int64_t org;
} Reach;

static Err read_reach(Batch *b, const Waiting *w, Reach *ret)
{
    Cx *cx = b->tx->cx;
    Stmt *st;
    bool row;
    *ret = (Reach){S(""), S(""), S(""), S(""), 0};
    if (w->person == 0) {
        if (str_starts(w->address, S("tel:"))) ret->phone = str_from(w->address, 4);
        else if (str_starts(w->address, S("mailto:"))) ret->email = str_from(w->address, 7);
        else ret->url = w->address;
        return OK;
    }
    TRY(db_prepare(cx, b->tx->db, S(SQL_NOTICE_PERSON), &st));
    stmt_i64(st, 1, w->person);
    TRY(stmt_step(cx, st, &row));
    if (row)
        *ret = (Reach){.phone = col_dup(cx, st, 1),
                       .account = col_dup(cx, st, 3),
                       .email = col_dup(cx, st, 4),
                       .org = col_i64(st, 5),
                       .url = S("")};
    stmt_reset(st);
    return OK;
}

static Err create_receipt(Batch *b, const Waiting *w, const Reach *r, Str first, int64_t *ret)
{
    Cx *cx = b->tx->cx;
    json_t *o = json_object();
    system_put_text(o, "notice", id_format(cx, w->notice));
    system_put_text(o, "person", w->person ? id_format(cx, w->person) : w->address);
    if (r->org) system_put_text(o, "org", id_format(cx, r->org));
    if (w->region.len) system_put_text(o, "region", w->region);
    if (r->phone.len) system_put_text(o, "phone", r->phone);
    if (first.len) system_put_text(o, "channel", first);
    system_put_time(cx, o, "sent_at", cx->now_ms);
    Write write = {.action = S("create"), .reason = S("")};
    TRY(system_write(b->tx, b->site, "receipt", &write, o));
    *ret = write.ret->id;
    return OK;
}

static Err put_row(Batch *b, const Waiting *w, int64_t receipt, int rung, Str channel, Str address,
                   const char *state, int64_t next_ms, const char *error)
{
    Stmt *st;
    TRY(db_prepare(b->tx->cx, b->tx->db, S(SQL_OUTBOX_PUT), &st));
    stmt_i64(st, 1, w->notice);
    stmt_i64(st, 2, receipt);
    stmt_i64(st, 3, rung);
    stmt_text(st, 4, channel);
    stmt_text(st, 5, address);
    stmt_text(st, 6, str_c(state));
    stmt_i64(st, 7, next_ms);
    stmt_i64(st, 8, b->tx->cx->now_ms);
    stmt_text(st, 9, str_c(error));
    return stmt_run(b->tx->cx, st, NULL);
}

/* Which of a notice's channels a machine serves, and by what a person is reached there. */
static bool address_on(Str channel, const Reach *r, Str *ret)
{
    if (str_is(channel, "app")) return *ret = r->account, true;
    if (str_is(channel, "sms") || str_is(channel, "auto_call")) return *ret = r->phone, true;
    if (str_is(channel, "email")) return *ret = r->email, true;
    return *ret = r->url, str_is(channel, "webhook");
}

static const char *why_not(Str channel)
{
    if (str_is(channel, "app")) return "no account";
    return str_is(channel, "email") ? "no e-mail address" : "no number";
}

/* One row a channel, the second a minute after the first and so on; a channel that cannot reach
 * this person takes no minute. What is shown in the program is there at once, but being shown is
 * not being read: the next channel follows unless it is acknowledged. */
static Err put_ladder(Batch *b, const Waiting *w, const Reach *r, Str channels, int64_t receipt)
{
    int rung = 0, live = 0;
    Str channel, address;
    while (str_next(&channels, ' ', &channel)) {
        if (!address_on(channel, r, &address)) continue;
        if (str_is(channel, "sms") || str_is(channel, "auto_call"))
            address = phone_plain(b->tx->cx, address);
        bool bare = address.len == 0 && !str_is(channel, "webhook");
        bool shown = str_is(channel, "app") && !bare;
        int64_t next = b->tx->cx->now_ms + live * b->second_ms;
        const char *state = bare ? "failed" : shown ? "delivered" : "waiting";
        TRY(put_row(b, w, receipt, rung++, channel, address, state, next,
                    bare ? why_not(channel) : ""));
        live += !bare;
        b->n_shown += shown && live == 1;
    }
    return rung && live == 0 ? receipt_settle(b->tx, b->site, receipt) : OK;
}

static Err has_receipt(Batch *b, const Waiting *w, bool *ret)
{
    Stmt *st;
    TRY(db_prepare(b->tx->cx, b->tx->db, S(SQL_RECEIPT_HAS), &st));
    stmt_i64(st, 1, w->notice);
    if (w->person) stmt_i64(st, 2, w->person);
    else stmt_text(st, 2, w->address);
    TRY(stmt_step(b->tx->cx, st, ret));
    stmt_reset(st);
    return OK;
}

static Str channels_of(const Rec *notice, const Reach *r)
{
    if (r->url.len) return S("webhook");
    if (r->email.len && r->phone.len == 0 && r->org == 0) return S("email");
    return rec_str(notice, "channel");
}

static Err make_receipt(Batch *b, const Waiting *w)
{
    Reach r;
    Str first, rest;
    int64_t receipt;
    bool there;
    Stmt *st;
    TRY(db_prepare(b->tx->cx, b->tx->db, S(SQL_QUEUE_DONE), &st));
    stmt_i64(st, 1, w->notice);
    stmt_i64(st, 2, w->seq);
    TRY(stmt_run(b->tx->cx, st, NULL));
    TRY(has_receipt(b, w, &there));
    if (there) return OK;
    TRY(read_reach(b, w, &r));
    Str channels = channels_of(b->notice, &r);
    (void)str_cut(channels, ' ', &first, &rest);
    TRY(create_receipt(b, w, &r, first, &receipt));
    return put_ladder(b, w, &r, channels, receipt);
}

/* --- batches --- */

static Err end_notice(Batch *b)
{
    int64_t n = b->n_shown;
    b->n_shown = 0;
    return n && b->notice ? notice_count(b->tx, b->site, b->notice->id, "n_sent", n) : OK;
}

static Err begin_notice(Batch *b, int64_t id)
{
    const Reg *reg;
    Stmt *st;
    if (b->notice && b->notice->id == id) return OK;
    TRY(end_notice(b));
    TRY(system_reg(b->tx->cx, b->site, "notice", &reg));
    TRY(record_load(b->tx->cx, b->tx->db, reg, id, &b->notice));
    bool live = b->notice && !b->notice->voided && !str_is(b->notice->state, "recalled");
    if (live) return OK;
    b->notice = NULL; /* called back while it waited */
    TRY(db_prepare(b->tx->cx, b->tx->db, S(SQL_QUEUE_DROP), &st));
    stmt_i64(st, 1, id);
    return stmt_run(b->tx->cx, st, NULL);
}

typedef struct Work {
    const Site *site;
    size_t n;
} Work;

static Err make_batch(Txn *tx, Cmd *cmd)
{
    Work *work = cmd->arg;
    Waiting *w = cx_new(tx->cx, Waiting, BATCH);
    Batch b = {.tx = tx, .site = work->site};
    double second_s;
    TRY(take_queue(tx->cx, tx->db, w, &work->n));
    TRY(system_parameter(tx->cx, b.site, tx->db, "notice.second_channel_s", SECOND_CHANNEL_S,
                         &second_s));
    b.second_ms = (int64_t)(second_s * MS_SECOND);
    for (size_t i = 0; i < work->n; i++) {
        TRY(begin_notice(&b, w[i].notice));
        if (b.notice) TRY(make_receipt(&b, &w[i]));
    }
    return end_notice(&b);
}

static Err make_receipts(Cx *cx, const Site *site)
{
    for (int i = 0; i < ROUNDS_MAX; i++) {
        Work work = {site, 0};
        Cx *batch = cx_open(site->now_ms(site->ctx), rng_u64(cx->rng));
        Cmd cmd = {.cx = batch, .run = make_batch, .arg = &work};
        Err err = cx_carry(cx, batch, journal_do(site->journal, &cmd));
        cx_close(batch);
        TRY(err);
        if (work.n < BATCH) return OK;
    }
    return OK;
}

/* --- a notice whose first tries are over --- */

static Err complete_one(Txn *tx, const Site *site, int64_t id)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_NOTICE_IS_BUSY), &st));
    stmt_i64(st, 1, id);
    TRY(stmt_step(tx->cx, st, &row));
    bool busy = row && col_i64(st, 0) != 0;
    stmt_reset(st);
    if (busy) return OK;
    Write w = {.action = S("complete"), .id = id, .reason = S("")};
    return system_write(tx, site, "notice", &w, json_object());
}

static Err complete_all(Txn *tx, Cmd *cmd)
{
    const Site *site = *(const Site *const *)cmd->arg;
    VEC(int64_t) ids = {0};
    Stmt *st;
    bool row;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_NOTICES_SENDING), &st));
    for (;;) {
        TRY(stmt_step(tx->cx, st, &row));
        if (!row) break;
        vec_push(tx->cx, &ids, col_i64(st, 0));
    }
    stmt_reset(st);
    for (size_t i = 0; i < ids.n; i++) TRY(complete_one(tx, site, ids.p[i]));
    return OK;
}

static Err anything(Cx *cx, const Site *site, Str sql, bool *ret)
{
    Db *db;
    Stmt *st;
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, sql, &st));
    if (str_find(sql, S("$1")) != SIZE_MAX) stmt_i64(st, 1, 1);
    TRY(stmt_step(cx, st, ret));
    stmt_reset(st);
    return OK;
}

Err notice_work(Cx *cx, const Site *site)
{
    bool waits, sending;
    TRY(anything(cx, site, S(SQL_QUEUE_TAKE), &waits));
    if (waits) TRY(make_receipts(cx, site));
    TRY(anything(cx, site, S(SQL_NOTICES_SENDING), &sending));
    if (!sending) return OK;
    Cmd cmd = {.cx = cx, .run = complete_all, .arg = &site};
    return journal_do(site->journal, &cmd);
}

/* --- counts --- */

Err notice_count(Txn *tx, const Site *site, int64_t notice, const char *field, int64_t add)
{
    const Reg *reg;
    Rec *rec;
    TRY(system_reg(tx->cx, site, "notice", &reg));
    TRY(record_load(tx->cx, tx->db, reg, notice, &rec));
    if (!rec || rec->voided) return OK;
    json_t *o = json_object();
    json_object_set_new(o, field, json_integer(rec_i64(rec, field, 0) + add));
    Write w = {.action = S("update"), .id = notice, .reason = S("")};
    return system_write(tx, site, "notice", &w, o);
}

/* --- not reached --- */

typedef struct Unreached {
    int64_t receipt, notice;
    Str region, name;
} Unreached;

static Err read_unreached(Cx *cx, Db *db, Unreached *ret, size_t *n)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_RECEIPTS_UNREACHED), &st));
    stmt_i64(st, 1, BATCH);
    for (*n = 0; *n < BATCH; ++*n) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        ret[*n] =
            (Unreached){col_i64(st, 0), col_i64(st, 1), col_dup(cx, st, 2), col_dup(cx, st, 3)};
    }
    stmt_reset(st);
    return OK;
}

static Err short_name(Cx *cx, Db *db, Str region, Str *ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_NOTICE_REGION_NAME), &st));
    stmt_text(st, 1, region);
    TRY(stmt_step(cx, st, &row));
    *ret = row ? col_dup(cx, st, 0) : region;
    stmt_reset(st);
    return OK;
}

static Str names_of(Cx *cx, const Unreached *u, size_t n)
{
    Buf b = buf_new(cx, 0);
    size_t chars = 0, i = 0;
    for (; i < n && chars < NAMES_MAX; i++) {
        chars += utf8_count(u[i].name) + 1;
        buf_fmt(&b, "%s%.*s", i ? "、" : "", STR_ARG(u[i].name));
    }
    if (i < n) buf_fmt(&b, "等%zu人", n);
    return buf_str(&b);
}

static void set_ref(Cx *cx, json_t *o, const Rec *notice, const char *field)
{
    int64_t id = rec_i64(notice, field, 0);
    if (id) system_put_text(o, field, id_format(cx, id));
}

/* source: mission.md, call and answer: then the unreached list goes to the level above */
static Err order_visit(Txn *tx, const Site *site, const Rec *notice, Str region, Str duty,
                       const Unreached *u, size_t n)
{
    Cx *cx = tx->cx;
    double minutes;
    Str subject = utf8_head(rec_str(notice, "subject"), 100);
    TRY(system_parameter(cx, site, tx->db, "callup.visit_minutes", VISIT_MIN, &minutes));
    json_t *o = json_object();
    system_put_text(o, "title", str_fmt(cx, "上门叫应：%.*s（%zu人未叫应）", STR_ARG(subject), n));
    json_object_set_new(o, "kind", json_string("other"));
    json_object_set_new(o, "priority", json_string("urgent"));
    if (region.len) system_put_text(o, "region", region);
    system_put_text(o, "assignee_org", duty);
    system_put_text(o, "detail", names_of(cx, u, n));
    json_object_set_new(o, "ordered_by", json_string("system"));
    system_put_time(cx, o, "ordered_at", cx->now_ms);
    system_put_time(cx, o, "due_at", cx->now_ms + (int64_t)minutes * MS_MINUTE);
    set_ref(cx, o, notice, "incident");
    set_ref(cx, o, notice, "response");
    Write w = {.action = S("create"), .reason = S("")};
    return system_write(tx, site, "task", &w, o);
}

static Err escalate_group(Txn *tx, const Site *site, const Unreached *u, size_t n)
{
    Cx *cx = tx->cx;
    const Reg *reg;
    Rec *notice;
    Str name, above = region_above(cx, u->region.len ? u->region : site->city);
    TRY(system_reg(cx, site, "notice", &reg));
    TRY(record_load(cx, tx->db, reg, u->notice, &notice));
    TRY(short_name(cx, tx->db, above, &name));
    Str duty = str_fmt(cx, "%.*s值班室", STR_ARG(name));
    bool live = notice && !notice->voided && !str_is(notice->state, "recalled");
    if (live) TRY(order_visit(tx, site, notice, above, duty, u, n));
    for (size_t i = 0; i < n; i++) {
        json_t *o = json_object();
        system_put_text(o, "escalated_to", live ? duty : S("通知已撤回"));
        Write w = {.action = S("update"), .id = u[i].receipt, .reason = S("")};
        TRY(system_write(tx, site, "receipt", &w, o));
    }
    return OK;
}

static Err escalate(Txn *tx, Cmd *cmd)
{
    const Site *site = *(const Site *const *)cmd->arg;
    Unreached *u = cx_new(tx->cx, Unreached, BATCH);
    size_t n, from = 0;
    TRY(read_unreached(tx->cx, tx->db, u, &n));
    for (size_t i = 1; i <= n; i++) {
        bool same = i < n && u[i].notice == u[from].notice &&
                    str_eq(region_above(tx->cx, u[i].region), region_above(tx->cx, u[from].region));
        if (same) continue;
        TRY(escalate_group(tx, site, &u[from], i - from));
        from = i;
    }
    return OK;
}

Err notice_escalate(Cx *cx, const Site *site)
{
    bool any;
    TRY(anything(cx, site, S(SQL_RECEIPTS_UNREACHED), &any));
    if (!any) return OK;
    Cmd cmd = {.cx = cx, .run = escalate, .arg = &site};
    return journal_do(site->journal, &cmd);
}
