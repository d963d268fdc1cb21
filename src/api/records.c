/* SPDX-License-Identifier: Apache-2.0 */
/* Records of any register: list, read, write, act, history, obligations, search. */
#include "api/api_int.h"
#include "api/api_sql.h"

/* --- reading --- */

Err list_records(Cx *cx, HttpCall *call)
{
    const Reg *reg;
    Query q;
    Page page;
    Book *b = api_of(call)->site.book;
    TRY(want_reg(cx, call, &reg));
    TRY(want_query(cx, call, reg, "", &q));
    TRY(query_run(cx, b, &q, &page));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < page.n; i++)
        TRY(record_json(cx, b, NULL, page.recs[i], DETAIL_LIST, &w));
    jw_close(&w, ']');
    if (page.next.len) jw_kstr(&w, "next", page.next);
    else jw_knull(&w, "next");
    if (page.total >= 0) jw_ki64(&w, "total", page.total);
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

static Err answer_record(Cx *cx, HttpCall *call, int status, const Rec *rec)
{
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    TRY(record_json(cx, api_of(call)->site.book, NULL, rec, DETAIL_FULL, &w));
    http_header(call, S("ETag"), str_fmt(cx, "\"%lld\"", (long long)rec->version));
    if (status == 201)
        http_header(call, S("Location"),
                    str_fmt(cx, "/api/r/%.*s/%.*s", STR_ARG(rec->reg->key),
                            STR_ARG(id_format(cx, rec->id))));
    return http_answer_json(call, status, &buf);
}

static Err only_params(Cx *cx, const HttpCall *call, const char *known)
{
    for (size_t i = 0; i < call->query.n; i++)
        if (!str_is(call->query.p[i].name, known))
            return cx_refuse(cx, ERR_INVALID, call->query.p[i].name, call->query.p[i].value,
                             "no such parameter");
    return OK;
}

Err get_record(Cx *cx, HttpCall *call)
{
    const Reg *reg;
    int64_t id, as_of;
    Rec *rec;
    TRY(want_reg(cx, call, &reg));
    TRY(want_id(cx, call, "id", &id));
    TRY(only_params(cx, call, "as_of"));
    TRY(want_time(cx, call, "as_of", 0, &as_of));
    TRY(record_get(cx, api_of(call)->site.book, reg, id, as_of, &rec));
    return answer_record(cx, call, 200, rec);
}

/* --- writing --- */

typedef struct Pending {
    Cmd cmd;
    Write write;
    int status;
} Pending;

static Err after_write(Cx *cx, HttpCall *call)
{
    Pending *p = call->work;
    if (p->cmd.err != OK) return p->cmd.err;
    if (p->write.replayed) http_header(call, S("Idempotent-Replay"), S("1"));
    if (!p->write.ret) return cx_fail(cx, ERR_NOT_FOUND, "id", "no such record");
    return answer_record(cx, call, p->status, p->write.ret);
}

static void written(Cmd *cmd)
{
    HttpCall *call = ((Pending *)cmd)->write.user;
    http_resume(call, after_write);
}

static Err want_if_match(Cx *cx, const HttpCall *call, int64_t *ret)
{
    Str s = str_trim(http_header_in(call, "If-Match"));
    *ret = 0;
    if (s.len >= 2 && s.p[0] == '"' && s.p[s.len - 1] == '"')
        s = str_head(str_from(s, 1), s.len - 2);
    if (s.len && !str_is(s, "*") && (!str_i64(s, ret) || *ret < 1))
        return cx_refuse(cx, ERR_INVALID, S("If-Match"), s, "must be the version of the record");
    return OK;
}

static Err want_idem(Cx *cx, const HttpCall *call, Write *w)
{
    Str key = http_header_in(call, "Idempotency-Key");
    if (key.len == 0) return OK;
    if (utf8_count(key) > 200)
        return cx_refuse(cx, ERR_INVALID, S("Idempotency-Key"), key,
                         "at most %d characters, got %zu", 200, utf8_count(key));
    Str parts[] = {str_c(http_method_name(call->method)), S(" "), call->path, S("\n"), call->body};
    w->idem = str_fmt(cx, "%.*s:%.*s", STR_ARG(cx->actor->name), STR_ARG(key));
    w->request = hash_parts(HASH_SHA256, parts, COUNT(parts));
    return OK;
}

static Err want_time_header(Cx *cx, const HttpCall *call, const char *name, int64_t *ret)
{
    Str s = http_header_in(call, name);
    if (time_parse(time_mend(cx, s), ret)) return OK;
    return cx_refuse(cx, ERR_INVALID, str_c(name), s, "must be %s",
                     msg_in(cx->lang, "a time such as 2019-08-09T14:05:00+08:00"));
}

/* Headers, not fields: the body of a request that is sent again must stay what it was, and the time
 * of sending does not. source: device.* of model/parameters.csv */
static Err want_device(Cx *cx, const HttpCall *call, Write *w)
{
    const Site *site = &api_of(call)->site;
    int64_t observed, sent;
    double flag_s, trust_h;
    Db *db;
    bool one = http_header_in(call, "X-Observed-At").len > 0,
         both = one && http_header_in(call, "X-Device-Now").len > 0;
    if (!one && http_header_in(call, "X-Device-Now").len == 0) return OK;
    if (!both)
        return cx_fail(cx, ERR_INVALID, one ? "X-Device-Now" : "X-Observed-At",
                       "X-Observed-At and X-Device-Now come together");
    TRY(want_time_header(cx, call, "X-Observed-At", &observed));
    TRY(want_time_header(cx, call, "X-Device-Now", &sent));
    TRY(store_reader(cx, site->store, &db));
    TRY(system_parameter(cx, site, db, "device.skew_flag_s", 5, &flag_s));
    TRY(system_parameter(cx, site, db, "device.trust_h", 24, &trust_h));
    Device *d = cx_new(cx, Device, 1);
    *d = device_time(observed, sent, cx->now_ms, (int64_t)(flag_s * 1000),
                     (int64_t)(trust_h * MS_HOUR));
    w->device = d;
    return OK;
}

/* Take "reason" out of the input, unless the register has a field of that name and this is no
 * action. */
static void take_reason(Cx *cx, Write *w, json_t *input, bool always)
{
    if (!always && reg_field(w->reg, S("reason"))) return;
    w->reason = str_dup(cx, json_text(input, "reason"));
    json_object_del(input, "reason");
}

static Err post_write(Cx *cx, HttpCall *call, Write w, int status)
{
    Api *api = api_of(call);
    Pending *p = cx_new(cx, Pending, 1);
    TRY(want_idem(cx, call, &w));
    TRY(want_device(cx, call, &w));
    w.book = api->site.book;
    w.user = call;
    p->write = w;
    p->status = status;
    call->work = p;
    write_cmd(cx, &p->write, &p->cmd);
    p->cmd.done = written;
    http_later(call);
    Err err = journal_post(api->site.journal, &p->cmd);
    if (err != OK) {
        p->cmd.err = err;
        http_resume(call, after_write);
    }
    return OK;
}

Err create_record(Cx *cx, HttpCall *call)
{
    Write w = {.action = S("create")};
    TRY(want_reg(cx, call, &w.reg));
    TRY(only_params(cx, call, ""));
    TRY(want_object(cx, call, &w.input));
    take_reason(cx, &w, w.input, false);
    return post_write(cx, call, w, 201);
}

Err patch_record(Cx *cx, HttpCall *call)
{
    Write w = {.action = S("update")};
    TRY(want_reg(cx, call, &w.reg));
    TRY(want_id(cx, call, "id", &w.id));
    TRY(only_params(cx, call, ""));
    TRY(want_if_match(cx, call, &w.if_version));
    TRY(want_object(cx, call, &w.input));
    take_reason(cx, &w, w.input, false);
    return post_write(cx, call, w, 200);
}

Err act_on_record(Cx *cx, HttpCall *call)
{
    Write w = {.action = http_param(call, "action")};
    TRY(want_reg(cx, call, &w.reg));
    TRY(want_id(cx, call, "id", &w.id));
    if (!str_is(w.action, "void") && !reg_action(w.reg, w.action))
        return cx_refuse(cx, ERR_NOT_FOUND, S("action"), w.action,
                         "this register has no such action");
    TRY(want_if_match(cx, call, &w.if_version));
    if (call->body.len) TRY(want_object(cx, call, &w.input));
    if (w.input) take_reason(cx, &w, w.input, true);
    return post_write(cx, call, w, 200);
}

Err reveal_field(Cx *cx, HttpCall *call)
{
    const Reg *reg;
    int64_t id;
    json_t *input;
    Str value;
    TRY(want_reg(cx, call, &reg));
    TRY(want_id(cx, call, "id", &id));
    TRY(want_object(cx, call, &input));
    TRY(record_reveal(cx, api_of(call)->site.book, reg, id, json_text(input, "field"),
                      json_text(input, "reason"), &value));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, "field", json_text(input, "field"));
    jw_kraw(&w, "value", value);
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

/* --- history and duties --- */

/* Both clocks: the journal's own time is `at`. */
static void put_device(Cx *cx, const Entry *e, Jw *w)
{
    Device d;
    if (!entry_device(e, &d)) return;
    jw_key(w, S("device"));
    jw_open(w, '{');
    jw_kstr(w, "observed_at", time_format(cx, d.observed_ms));
    jw_kstr(w, "sent_at", time_format(cx, d.sent_ms));
    jw_kstr(w, "done_at", time_format(cx, d.at_ms));
    jw_ki64(w, "skew_s", d.skew_ms / 1000);
    jw_kbool(w, "trusted", d.trusted);
    jw_kbool(w, "skewed", d.skewed);
    jw_close(w, '}');
}

static void put_entry(Cx *cx, const Api *api, const Entry *e, Jw *w)
{
    jw_open(w, '{');
    jw_ki64(w, "seq", e->seq);
    jw_kstr(w, "at", time_format(cx, e->at_ms));
    jw_kstr(w, "actor", e->actor);
    jw_kstr(w, "door", e->door);
    jw_kstr(w, "action", e->action);
    if (e->reason.len) jw_kstr(w, "reason", e->reason);
    put_device(cx, e, w);
    jw_key(w, S("changes"));
    entry_changes_json(cx, api->site.book, e, w);
    if (e->cause_seq) {
        jw_key(w, S("cause"));
        jw_open(w, '{');
        jw_ki64(w, "node", e->cause_node);
        jw_ki64(w, "seq", e->cause_seq);
        jw_close(w, '}');
    }
    jw_close(w, '}');
}

Err get_history(Cx *cx, HttpCall *call)
{
    enum { PAGE = 200 };
    const Api *api = api_of(call);
    const Reg *reg;
    Rec *rec;
    Db *db;
    Stmt *st;
    bool row;
    int64_t id, after, n = 0, last = 0;
    TRY(want_reg(cx, call, &reg));
    TRY(want_id(cx, call, "id", &id));
    TRY(want_int(cx, call, "after", 0, INT64_MAX, 0, &after));
    Err err = record_get(cx, api->site.book, reg, id, 0, &rec);
    if (err != OK && !str_is(cx->actor->role, "auditor"))
        return err; /* the auditor reads the history of voided ones too */
    cx_clear(cx);
    TRY(store_reader(cx, api->site.store, &db));
    TRY(db_prepare(cx, db, S(SQL_HISTORY_OF_RECORD), &st));
    stmt_i64(st, 1, id);
    stmt_text(st, 2, reg->key);
    stmt_i64(st, 3, after);
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (; n <= PAGE; n++) {
        Entry e;
        TRY(stmt_step(cx, st, &row));
        if (!row || n == PAGE) break;
        journal_row(cx, st, &e);
        put_entry(cx, api, &e, &w);
        last = e.seq;
    }
    jw_close(&w, ']');
    if (n == PAGE) jw_kstr(&w, "next", str_fmt(cx, "%lld", (long long)last));
    else jw_knull(&w, "next");
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

static Err answer_obligations(Cx *cx, HttpCall *call, const Obligation *o, size_t n, bool as_page)
{
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    if (as_page) jw_open(&w, '{'), jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < n; i++) obligation_json(cx, &o[i], &w);
    jw_close(&w, ']');
    if (as_page) jw_knull(&w, "next"), jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

Err get_obligations_of(Cx *cx, HttpCall *call)
{
    const Reg *reg;
    Rec *rec;
    int64_t id;
    Obligation *o;
    size_t n;
    TRY(want_reg(cx, call, &reg));
    TRY(want_id(cx, call, "id", &id));
    TRY(record_get(cx, api_of(call)->site.book, reg, id, 0, &rec));
    TRY(record_obligations(cx, api_of(call)->site.book, reg, id, &o, &n));
    return answer_obligations(cx, call, o, n, false);
}

Err get_obligations(Cx *cx, HttpCall *call)
{
    Str state;
    Obligation *o;
    size_t n;
    int64_t limit;
    TRY(want_param(cx, call, "state", &state));
    TRY(want_int(cx, call, "limit", 1, 500, 100, &limit));
    if (state.len && !str_is(state, "late") && !str_is(state, "running"))
        return cx_refuse(cx, ERR_INVALID, S("state"), state, "must be running or late");
    TRY(obligations_running(cx, api_of(call)->site.book, str_is(state, "late"), (int)limit, &o,
                            &n));
    return answer_obligations(cx, call, o, n, true);
}

Err get_search(Cx *cx, HttpCall *call)
{
    Str q;
    int64_t limit;
    Hit *hits;
    size_t n;
    Db *db;
    Api *api = api_of(call);
    TRY(want_param(cx, call, "q", &q));
    TRY(want_int(cx, call, "limit", 1, 100, 20, &limit));
    TRY(search_all(cx, api->site.book, q, (int)limit, &hits, &n));
    TRY(store_reader(cx, api->site.store, &db));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < n; i++) {
        jw_open(&w, '{');
        jw_kstr(&w, "register", hits[i].reg->key);
        jw_kstr(&w, "id", id_format(cx, hits[i].id));
        jw_kstr(&w, "title", hits[i].title);
        jw_kstr(&w, "region_name", region_name(cx, db, api->site.book, hits[i].region));
        if (hits[i].lon == hits[i].lon)
            jw_key(&w, S("lon")), jw_f64(&w, hits[i].lon), jw_key(&w, S("lat")),
                jw_f64(&w, hits[i].lat);
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}
