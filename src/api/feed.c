/* SPDX-License-Identifier: Apache-2.0 */
/* The live feed and the audit list: both read the journal, cut to what the reader may see. */
#include "api/api_int.h"
#include "api/api_sql.h"

/* --- events --- */

static void put_fields(const Entry *e, Jw *w)
{
    json_t *body = json_loadb(e->body.p, e->body.len, 0, NULL), *pair;
    const char *key;
    jw_key(w, S("fields"));
    jw_open(w, '[');
    json_object_foreach (json_object_get(body, "f"), key, pair) jw_str(w, str_c(key));
    if (json_object_get(body, "s")) jw_str(w, S("state"));
    jw_close(w, ']');
    json_decref(body);
}

static void put_event(Cx *cx, const Entry *e, Buf *out)
{
    Jw w = jw_on(out);
    buf_fmt(out, "id: %lld\ndata: ", (long long)e->seq);
    jw_open(&w, '{');
    jw_ki64(&w, "seq", e->seq);
    jw_kstr(&w, "at", time_format(cx, e->at_ms));
    jw_kstr(&w, "register", e->reg);
    if (e->record) jw_kstr(&w, "id", id_format(cx, e->record));
    jw_kstr(&w, "action", e->action);
    jw_kstr(&w, "region", e->region);
    put_fields(e, &w);
    if (e->origin_seq) {
        jw_key(&w, S("origin"));
        jw_open(&w, '{');
        jw_ki64(&w, "node", e->origin_node);
        jw_ki64(&w, "seq", e->origin_seq);
        jw_close(&w, '}');
    }
    jw_close(&w, '}');
    buf_z(out, "\n\n");
}

/* What a listener's rights are asked with. */
typedef struct Seen {
    char reg[40], action[40], region[16];
} Seen;

static void keep_text(char *to, size_t cap, Str s)
{
    size_t n = s.len < cap - 1 ? s.len : cap - 1;
    memcpy(to, s.p, n);
    to[n] = 0;
}

static bool is_listed(const Entry *e)
{
    return !str_is(e->action,
                   "reveal"); /* who looked at what is the auditor's business, in the audit list */
}

void api_committed(Api *api, const Entry *entries, size_t n)
{
    if (!api->server || !http_has_listeners(api->server)) return;
    Cx *cx = cx_open(0, 0);
    for (size_t i = 0; i < n; i++) {
        if (!is_listed(&entries[i])) continue;
        Buf out = buf_new(cx, 0);
        put_event(cx, &entries[i], &out);
        Seen *seen = sys_mem_new(sizeof *seen);
        keep_text(seen->reg, sizeof seen->reg, entries[i].reg);
        keep_text(seen->action, sizeof seen->action, entries[i].action);
        keep_text(seen->region, sizeof seen->region, entries[i].region);
        http_publish(api->server, &(HttpEvent){.seq = entries[i].seq,
                                               .text = buf_str(&out),
                                               .event = seen,
                                               .free_event = sys_mem_free});
        cx_reset(cx);
    }
    cx_close(cx);
}

/* --- a listener --- */

typedef struct Listener {
    Api *api;
    Cx *cx; /* the actor's texts */
    Actor actor;
    Str token; /* what it signed in with */
    bool is_session;
} Listener;

/* A stolen phone that is revoked hears nothing more, at once. source: ASVS 5.0 7.4.1–7.4.3 */
static bool lives(void *user)
{
    const Listener *l = user;
    return l->token.len == 0 ||
           auth_still(l->api->site.auth, l->token, l->is_session, &l->actor, api_now_ms(l->api));
}

static bool wants(void *user, const void *event)
{
    const Listener *l = user;
    const Seen *s = event;
    return may_see_entry(l->api, &l->actor, str_c(s->reg), str_c(s->action), str_c(s->region));
}

static Err replay(Cx *cx, void *user, int64_t *at, Buf *out, bool *end)
{
    enum { CHUNK = 64 * 1024, ROWS = 2000 };
    const Listener *l = user;
    Db *db;
    Stmt *st;
    bool row = true;
    TRY(store_reader(cx, l->api->site.store, &db));
    TRY(db_prepare(cx, db, S(SQL_FEED_AFTER), &st));
    stmt_i64(st, 1, *at);
    int n = 0;
    for (; out->len < CHUNK && n < ROWS; n++) {
        Entry e;
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        journal_row(cx, st, &e);
        *at = e.seq;
        if (is_listed(&e) && may_see_entry(l->api, &l->actor, e.reg, e.action, e.region))
            put_event(cx, &e, out);
    }
    *end = !row;
    stmt_reset(st);
    return OK;
}

static void closed(void *user)
{
    Listener *l = user;
    cx_close(l->cx);
    sys_mem_free(l);
}

Err get_feed(Cx *cx, HttpCall *call)
{
    Str last = http_header_in(call, "Last-Event-ID"), after;
    int64_t from = -1;
    TRY(want_param(cx, call, "after", &after));
    if (last.len)
        after = last; /* a browser that reconnects repeats the address with the old number */
    if (after.len && (!str_i64(after, &from) || from < 0))
        return cx_refuse(cx, ERR_INVALID, S("after"), after, "must be the number of an event");
    Listener *l = sys_mem_new(sizeof *l);
    *l = (Listener){.api = api_of(call), .cx = cx_open(0, 0), .actor = *cx->actor};
    l->actor.name = str_dup(l->cx, cx->actor->name);
    l->actor.role = str_dup(l->cx, cx->actor->role);
    l->actor.region = str_dup(l->cx, cx->actor->region);
    Str bearer = bearer_token(http_header_in(call, "Authorization"));
    l->is_session = bearer.len == 0;
    l->token = str_dup(l->cx, bearer.len ? bearer
                                         : http_cookie(call, str_z(cx, session_cookie_name(call))));
    HttpFeed feed = {.replay = replay, .wants = wants, .lives = lives, .closed = closed, .user = l};
    Err err = http_sse_open(cx, call, &feed, from);
    if (err != OK) closed(l);
    return err;
}

/* --- audit --- */

typedef struct AuditFilter {
    int64_t after, from_ms, to_ms, limit;
    Str actor, reg;
} AuditFilter;

static Err want_filter(Cx *cx, const HttpCall *call, AuditFilter *f)
{
    TRY(want_int(cx, call, "after", 1, INT64_MAX, INT64_MAX, &f->after));
    TRY(want_int(cx, call, "limit", 1, 500, 50, &f->limit));
    TRY(want_time(cx, call, "from", 0, &f->from_ms));
    TRY(want_time(cx, call, "to", INT64_MAX, &f->to_ms));
    TRY(want_param(cx, call, "actor", &f->actor));
    return want_param(cx, call, "register", &f->reg);
}

static void put_audit(Cx *cx, const Api *api, const Entry *e, Jw *w)
{
    json_t *body = json_loadb(e->body.p, e->body.len, 0, NULL);
    jw_open(w, '{');
    jw_ki64(w, "seq", e->seq);
    jw_kstr(w, "at", time_format(cx, e->at_ms));
    jw_kstr(w, "actor", e->actor);
    jw_kstr(w, "door", e->door);
    jw_kstr(w, "register", e->reg);
    if (e->record) jw_kstr(w, "id", id_format(cx, e->record));
    jw_kstr(w, "action", e->action);
    jw_kstr(w, "region", e->region);
    if (e->reason.len) jw_kstr(w, "reason", e->reason);
    if (json_text(body, "name").len) jw_kstr(w, "subject", json_text(body, "name"));
    if (json_text(body, "peer").len) jw_kstr(w, "peer", json_text(body, "peer"));
    if (json_text(body, "field").len) jw_kstr(w, "field", json_text(body, "field"));
    jw_key(w, S("changes"));
    entry_changes_json(cx, api->site.book, e, w);
    jw_close(w, '}');
    json_decref(body);
}

Err get_audit(Cx *cx, HttpCall *call)
{
    const Api *api = api_of(call);
    AuditFilter f;
    Db *db;
    Stmt *st;
    bool row = true;
    int64_t n = 0, last = 0;
    TRY(want_filter(cx, call, &f));
    TRY(store_reader(cx, api->site.store, &db));
    TRY(db_prepare(cx, db, S(SQL_AUDIT_BEFORE), &st));
    stmt_i64(st, 1, f.after);
    stmt_i64(st, 2, f.from_ms);
    stmt_i64(st, 3, f.to_ms);
    stmt_text(st, 4, f.actor);
    stmt_text(st, 5, f.reg);
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (; n < f.limit; n++) {
        Entry e;
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        journal_row(cx, st, &e);
        put_audit(cx, api, &e, &w);
        last = e.seq;
    }
    stmt_reset(st);
    jw_close(&w, ']');
    if (row && n == f.limit) jw_kstr(&w, "next", str_fmt(cx, "%lld", (long long)last));
    else jw_knull(&w, "next");
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}
