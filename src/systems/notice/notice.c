/* SPDX-License-Identifier: Apache-2.0 */
/* Notices (通知): what is looked at before anything is sent, sending, and what receipts tell the
 * notice. Sending goes through a route of its own, which refuses an audience that cannot be meant;
 * messages leave on the thread of link/, never here. */
#include "systems/notice/notice_int.h"

#include "systems/notice_sql.h"

enum { NAMES_SHOWN = 50 };

/* source: U: from this many persons on, a person types the number */
static const double CONFIRM_OVER = 5000;

/* --- the preview --- */

typedef struct Tally {
    Str key;
    int64_t n;
} Tally;

typedef VEC(Tally) Tallies;

static void count_key(Cx *cx, Tallies *t, Map *at, Str key)
{
    Str known = key.len ? key : S("-");
    size_t *i = map_get(at, known);
    if (!i) {
        i = cx_new(cx, size_t, 1);
        *i = t->n;
        map_put(cx, at, known, i);
        vec_push(cx, t, ((Tally){known, 0}));
    }
    if (t->p) t->p[*i].n++;
}

static void put_kinds(Cx *cx, const Site *site, const Audience *a, Jw *w)
{
    Tallies t = {0};
    Map at = {0};
    const CodeList *list = model_list(book_model(site->book), S("post_kind"));
    for (size_t i = 0; i < a->members.n; i++) count_key(cx, &t, &at, a->members.p[i].kind);
    jw_open(w, '[');
    for (size_t i = 0; i < t.n; i++) {
        const Code *code = list ? code_find(list, t.p[i].key) : NULL;
        jw_open(w, '{');
        jw_kstr(w, "kind", t.p[i].key);
        jw_kstr(w, "label", code ? cx_pick(cx, code->label.zh, code->label.en) : t.p[i].key);
        jw_ki64(w, "count", t.p[i].n);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

/* By county: the first six digits. */
static void put_regions(Cx *cx, const Site *site, Db *db, const Audience *a, Jw *w)
{
    Tallies t = {0};
    Map at = {0};
    for (size_t i = 0; i < a->members.n; i++) {
        Str region = a->members.p[i].region;
        bool whole = region.len == 12;
        count_key(cx, &t, &at, whole ? str_fmt(cx, "%.6s000000", region.p) : S(""));
    }
    jw_open(w, '[');
    for (size_t i = 0; i < t.n; i++) {
        jw_open(w, '{');
        jw_kstr(w, "region", t.p[i].key);
        jw_kstr(w, "name", region_name(cx, db, site->book, t.p[i].key));
        jw_ki64(w, "count", t.p[i].n);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void put_persons(Cx *cx, const Site *site, const Audience *a, Jw *w)
{
    const Reg *reg = model_reg(book_model(site->book), S("person"));
    const Field *f = reg ? reg_field(reg, S("name")) : NULL;
    jw_open(w, '[');
    for (size_t i = 0; i < a->members.n && i < NAMES_SHOWN; i++) {
        const Member *m = &a->members.p[i];
        Val name = {.kind = VAL_TEXT, .s = m->name};
        jw_open(w, '{');
        jw_kstr(w, "name", f ? val_mask(cx, f, name) : S("*"));
        jw_kstr(w, "kind", m->kind);
        jw_kstr(w, "region", m->region);
        jw_kbool(w, "has_phone", m->has_phone);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static Err put_channels(Cx *cx, Db *db, Jw *w)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_GATEWAY_ALL), &st));
    jw_open(w, '[');
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        jw_open(w, '{');
        jw_kstr(w, "channel", col_str(st, 0));
        jw_kstr(w, "state", col_str(st, 1));
        jw_kstr(w, "detail", str_c(msg_in(cx->lang, str_z(cx, col_str(st, 2)))));
        jw_kstr(w, "at", time_format(cx, col_i64(st, 3)));
        jw_close(w, '}');
    }
    stmt_reset(st);
    jw_close(w, ']');
    return OK;
}

static Err needs_confirm(Cx *cx, const Site *site, const Audience *a, bool *ret)
{
    Db *db;
    double over;
    TRY(store_reader(cx, site->store, &db));
    TRY(system_parameter(cx, site, db, "notice.confirm_over", CONFIRM_OVER, &over));
    *ret = a->is_whole_city || (double)a->members.n > over;
    return OK;
}

static Err answer_preview(Cx *cx, HttpCall *call, const Audience *a)
{
    const Site *site = site_of(call);
    Db *db;
    bool confirm;
    int64_t no_phone = 0;
    TRY(store_reader(cx, site->store, &db));
    TRY(needs_confirm(cx, site, a, &confirm));
    for (size_t i = 0; i < a->members.n; i++) no_phone += !a->members.p[i].has_phone;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_ki64(&w, "count", (int64_t)a->members.n);
    jw_ki64(&w, "without_phone", no_phone);
    jw_ki64(&w, "vacant", a->n_vacant);
    jw_kbool(&w, "whole_city", a->is_whole_city);
    jw_kbool(&w, "needs_confirm", confirm);
    jw_key(&w, S("by_kind"));
    put_kinds(cx, site, a, &w);
    jw_key(&w, S("by_region"));
    put_regions(cx, site, db, a, &w);
    jw_key(&w, S("persons"));
    put_persons(cx, site, a, &w);
    jw_key(&w, S("channels"));
    TRY(put_channels(cx, db, &w));
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

static Err want_sender(Cx *cx, const Site *site)
{
    const Reg *reg;
    TRY(system_reg(cx, site, "notice", &reg));
    return book_gate(site->book, cx, reg, S("create"), cx->actor->region);
}

static Err post_preview(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Audience a;
    json_t *in;
    TRY(want_sender(cx, site));
    TRY(want_object(cx, call, &in));
    TRY(audience_expand(cx, site, json_text(in, "audience"), &a));
    return answer_preview(cx, call, &a);
}

static Err get_channels(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Db *db;
    TRY(want_sender(cx, site));
    TRY(store_reader(cx, site->store, &db));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    TRY(put_channels(cx, db, &w));
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

static Err load_notice(Cx *cx, HttpCall *call, const Reg **reg, Rec **ret)
{
    int64_t id;
    TRY(want_id(cx, call, "id", &id));
    TRY(system_reg(cx, site_of(call), "notice", reg));
    return record_get(cx, site_of(call)->book, *reg, id, 0, ret);
}

static void put_delivery(Cx *cx, const Stmt *st, const void *ctx, Jw *w)
{
    (void)cx, (void)ctx;
    jw_open(w, '{');
    jw_kstr(w, "channel", col_str(st, 0));
    jw_kstr(w, "state", col_str(st, 1));
    jw_ki64(w, "count", col_i64(st, 2));
    jw_close(w, '}');
}

/* How far a notice has come on each channel. */
static Err get_deliveries(Cx *cx, HttpCall *call)
{
    const Reg *reg;
    Rec *notice;
    Db *db;
    Stmt *st;
    TRY(load_notice(cx, call, &reg, &notice));
    TRY(store_reader(cx, site_of(call)->store, &db));
    TRY(db_prepare(cx, db, S(SQL_OUTBOX_COUNTS), &st));
    stmt_i64(st, 1, notice->id);
    return system_answer_rows(cx, call, st, put_delivery, NULL);
}

/* --- sending --- */

typedef struct Send {
    Write write;
    const Audience *audience;
} Send;

static Err send_in(Txn *tx, Cmd *cmd)
{
    Send *s = cmd->arg;
    TRY(write_in(tx, &s->write));
    return s->write.replayed ? OK : queue_fill(tx, s->write.id, s->audience);
}

/* A count that was shown is typed again: "confirm": N. */
static Err check_confirm(Cx *cx, const Site *site, json_t *in, const Audience *a)
{
    json_t *typed = json_object_get(in, "confirm");
    bool needed, given = json_is_integer(typed);
    int64_t n = given ? json_integer_value(typed) : -1;
    TRY(needs_confirm(cx, site, a, &needed));
    if (given && n != (int64_t)a->members.n)
        return cx_fail(cx, ERR_CONFLICT, "confirm", "the audience has %zu persons now, not %lld",
                       a->members.n, (long long)n);
    if (needed && !given)
        return cx_fail(cx, ERR_CONFLICT, "confirm",
                       "so wide an audience is sent only with its number: %zu persons",
                       a->members.n);
    return OK;
}

static Err want_if_match(Cx *cx, const HttpCall *call, const Rec *notice, int64_t *ret)
{
    Str s = str_trim(http_header_in(call, "If-Match"));
    if (s.len >= 2 && s.p[0] == '"') s = str_head(str_from(s, 1), s.len - 2);
    *ret = notice->version; /* what was looked at is what is sent */
    if (s.len && !str_is(s, "*") && (!str_i64(s, ret) || *ret < 1))
        return cx_refuse(cx, ERR_INVALID, S("If-Match"), s, "must be the version of the record");
    return OK;
}

static Err was_answered(Cx *cx, const Site *site, const Write *w, bool *ret)
{
    Db *db;
    Entry e;
    *ret = false;
    if (w->idem.len == 0) return OK;
    TRY(store_reader(cx, site->store, &db));
    TRY(journal_find_request(cx, db, w->idem, &w->request, &e));
    *ret = e.seq != 0;
    return OK;
}

static Str next_audience(const Rec *notice, json_t *in)
{
    Str typed = json_text(in, "audience");
    return typed.len ? typed : rec_str(notice, "audience");
}

static Err post_send(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Reg *reg;
    Rec *notice;
    Audience a = {0};
    json_t *in = NULL;
    bool answered;
    TRY(load_notice(cx, call, &reg, &notice));
    TRY(book_gate(site->book, cx, reg, S("send"), notice->region));
    if (call->body.len) TRY(want_object(cx, call, &in));
    Send s = {
        .write = {.book = site->book,
                  .reg = reg,
                  .id = notice->id,
                  .action = S("send"),
                  .idem = S(""),
                  .reason = str_dup(cx, json_text(in, "reason"))},
        .audience = &a
    };
    TRY(want_if_match(cx, call, notice, &s.write.if_version));
    TRY(system_idem(cx, call, &s.write));
    TRY(was_answered(cx, site, &s.write, &answered));
    if (!answered) {
        TRY(audience_expand(cx, site, next_audience(notice, in), &a));
        TRY(check_confirm(cx, site, in, &a));
    }
    json_object_del(in, "confirm");
    json_object_del(in, "reason");
    s.write.input = in;
    Cmd cmd = {.cx = cx, .run = send_in, .arg = &s};
    TRY(journal_do(site->journal, &cmd));
    Db *db;
    TRY(store_reader(cx, site->store, &db));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    TRY(record_json(cx, site->book, db, s.write.ret, DETAIL_FULL, &w));
    return http_answer_json(call, 200, &b);
}

/* --- reactions --- */

/* Another system sends: nobody looked at a preview, so an audience that cannot be meant fails here.
 */
static Err on_send(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg;
    Rec *notice;
    Audience a;
    if (!str_is(cause->door, "job")) return OK; /* people come through post_send */
    TRY(system_reg(tx->cx, site, "notice", &reg));
    TRY(record_load(tx->cx, tx->db, reg, cause->record, &notice));
    TRY(audience_expand(tx->cx, site, rec_str(notice, "audience"), &a));
    return queue_fill(tx, notice->id, &a);
}

static Err drop(Txn *tx, Str sql, int64_t id)
{
    Stmt *st;
    TRY(db_prepare(tx->cx, tx->db, sql, &st));
    stmt_i64(st, 1, id);
    if (str_find(sql, S("$2")) != SIZE_MAX) stmt_text(st, 2, S(""));
    return stmt_run(tx->cx, st, NULL);
}

static Err on_recall(Txn *tx, const Entry *cause, void *ctx)
{
    (void)ctx;
    TRY(drop(tx, S(SQL_QUEUE_DROP), cause->record));
    return drop(tx, S(SQL_OUTBOX_DROP_NOTICE), cause->record);
}

/* Did an entry give a field its first value? */
static bool is_first(json_t *changed, const char *field)
{
    json_t *pair = json_object_get(changed, field);
    return json_is_array(pair) && json_is_null(json_array_get(pair, 0)) &&
           !json_is_null(json_array_get(pair, 1));
}

/* Did an entry take a field's value away again? */
static bool is_taken_back(json_t *changed, const char *field)
{
    json_t *pair = json_object_get(changed, field);
    return json_is_array(pair) && !json_is_null(json_array_get(pair, 0)) &&
           json_is_null(json_array_get(pair, 1));
}

/* An acknowledgement was taken back: it counts no more, and the channels that were spared go on. */
static Err unacknowledge(Txn *tx, const Site *site, int64_t notice, int64_t receipt)
{
    TRY(drop(tx, S(SQL_OUTBOX_WAIT_AGAIN), receipt));
    return notice_count(tx, site, notice, "n_acked", -1);
}

/* Heard or acknowledged: counted once, and spared the other channels. */
static Err on_receipt(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg;
    Rec *receipt;
    json_t *body;
    if (str_is(cause->action, "create") || tx->past) return OK;
    TRY(entry_body(tx->cx, cause, &body));
    json_t *changed = json_object_get(body, "f");
    bool heard = is_first(changed, "heard_at"), acked = is_first(changed, "acked_at"),
         back = is_taken_back(changed, "acked_at");
    json_decref(body);
    if (!heard && !acked && !back) return OK;
    TRY(system_reg(tx->cx, site, "receipt", &reg));
    TRY(record_load(tx->cx, tx->db, reg, cause->record, &receipt));
    int64_t notice = rec_i64(receipt, "notice", 0);
    if (back) return unacknowledge(tx, site, notice, receipt->id);
    TRY(drop(tx, S(SQL_OUTBOX_DROP_REST), cause->record));
    if (heard) TRY(notice_count(tx, site, notice, "n_heard", 1));
    return acked ? notice_count(tx, site, notice, "n_acked", 1) : OK;
}

static const HttpRoute routes[] = {
    {"POST", "/api/cap",                     cap_take,       GATED("create", "A CAP 1.2 alert into the register of warnings"),
     RATE_WRITE,                                                                                                                                                         HTTP_SLOW, 4194304},
    {"GET",  "/api/r/warning/{id}/cap.xml",  cap_give,       GATED("read",   "A warning as a CAP 1.2 alert"),
     RATE_READ,                                                                                                                                                          HTTP_SLOW, 0      },
    {"POST", "/api/notices/preview",         post_preview,
     GATED("create",                                                         "Whom an audience reaches: counts by kind and region, the first names masked"),
     RATE_READ,                                                                                                                                                          HTTP_SLOW, 65536  },
    {"GET",  "/api/notices/channels",        get_channels,
     GATED("create",                                                         "Channels of notices: up, down or off, and why"),                               RATE_READ,  0,         0      },
    {"GET",  "/api/notices/{id}/deliveries", get_deliveries,
     GATED("read",                                                           "How far a notice has come on each channel"),                                   RATE_READ,  HTTP_SLOW, 0      },
    {"GET",  "/api/notices/{id}/reach",      notice_reach,
     GATED("read",                                                           "Receipts of a notice by township and state"),                                  RATE_READ,  HTTP_SLOW, 0      },
    {"GET",  "/api/notices/calls",           notice_calls,
     GATED("read",                                                           "Notices and warnings that run and want an answer, with what was answered"),
     RATE_READ,                                                                                                                                                          HTTP_SLOW, 0      },
    {"POST", "/api/r/notice/{id}/send",      post_send,
     GATED("action",                                                         "Send a notice; a wide audience needs its number in `confirm`"),                RATE_WRITE,
     HTTP_SLOW,                                                                                                                                                                     65536  },
};

static const On on[] = {
    {"notice.send",   on_send,    NULL},
    {"notice.recall", on_recall,  NULL},
    {"receipt.*",     on_receipt, NULL},
    {NULL,            NULL,       NULL}
};

static const SystemJob jobs[] = {
    {"notice.receipts",  1,  notice_work    },
    {"notice.unreached", 5,  notice_escalate},
    {"notice.unknown",   60, outbox_sweep   },
};

const System notice_system = {.name = "notice",
                              .routes = routes,
                              .n_routes = COUNT(routes),
                              .on = on,
                              .jobs = jobs,
                              .n_jobs = COUNT(jobs)};
