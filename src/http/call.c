/* SPDX-License-Identifier: Apache-2.0 */
/* Calls: from evhttp's request to a handler's result. */
#include <stdio.h>

#include "http/http_int.h"

#include <event2/keyvalq_struct.h> /* wants http.h before it */

enum { FREE_CALLS_MAX = 256 };

/* --- memory --- */

static Call *take_call(Loop *loop)
{
    HttpServer *s = loop->server;
    Call *c = loop->free_calls;
    Cx *cx;
    if (c) {
        loop->free_calls = c->next;
        loop->n_free_calls--;
        cx = c->pub.cx;
    } else {
        c = sys_mem_new(sizeof *c);
        cx = cx_open(0, sys_random_u64());
    }
    *c = (Call){
        .pub = {.cx = cx, .rate = RATE_NONE},
        .loop = loop,
        .next = loop->calls,
        .route_index = s->opt.n_routes
    };
    if (loop->calls) loop->calls->prev = c;
    loop->calls = c;
    cx->now_ms = server_now_ms(s);
    c->began_us = sys_mono_us();
    snprintf(c->id, sizeof c->id, "%016" PRIx64,
             (s->id_seed + ((uint64_t)loop->index << 56)) ^ ++loop->n_requests);
    c->pub.request_id = str_c(c->id);
    atomic_fetch_add(&loop->in_flight, 1);
    atomic_fetch_add(&s->in_flight, 1);
    return c;
}

void call_release(Call *c)
{
    Loop *loop = c->loop;
    HttpServer *s = loop->server;
    if (c->prev) c->prev->next = c->next;
    else loop->calls = c->next;
    if (c->next) c->next->prev = c->prev;
    Cx *cx = c->pub.cx;
    cx_reset(cx);
    cx->reader = NULL;
    if (loop->n_free_calls < FREE_CALLS_MAX) {
        c->next = loop->free_calls;
        loop->free_calls = c;
        loop->n_free_calls++;
    } else {
        cx_close(cx);
        sys_mem_free(c);
    }
    atomic_fetch_sub(&loop->in_flight, 1);
    if (atomic_fetch_sub(&s->in_flight, 1) != 1 || !atomic_load(&s->stopping)) return;
    mutex_lock(&s->stop_lock);
    cond_broadcast(&s->stop_cond);
    mutex_unlock(&s->stop_lock);
}

void call_free_all(Loop *loop)
{
    for (Call *c = loop->free_calls, *next; c; c = next) {
        next = c->next;
        cx_close(c->pub.cx);
        sys_mem_free(c);
    }
}

void call_lost(Loop *loop, const Conn *conn)
{
    for (Call *c = loop->calls; c; c = c->next)
        if (c->conn == conn) c->conn = NULL;
}

/* --- steps --- */

static void next_step(Call *c);

static void finish(Call *c, Err err)
{
    HttpCall *call = &c->pub;
    HttpServer *s = c->loop->server;
    Cx *cx = call->cx;
    if (err != OK && c->sse) {
        sse_drop(c->sse);
        c->sse = NULL;
    }
    if (err != OK) answer_problem(cx, call, err);
    if (s->opt.leave) s->opt.leave(cx, call, s->opt.user);
    if (c->sse && c->conn && call->method != HTTP_HEAD) {
        sse_start(c);
        return;
    }
    if (c->sse) sse_drop(c->sse); /* HEAD, or nobody listens any more */
    c->sse = NULL;
    answer_send(c);
}

/* On the loop: a step has returned. */
static void step_done(Call *c, Err err)
{
    c->done = true;
    c->err = err;
    if (err != OK || (!c->later && !c->run_fn)) finish(c, err);
    else if (c->run_fn || c->resumed) next_step(c);
}

static void on_done(Loop *loop, Msg *msg)
{
    (void)loop;
    Call *c = (Call *)((char *)msg - offsetof(Call, done_msg));
    step_done(c, c->err);
}

static void work(void *ptr)
{
    Call *c = ptr;
    c->err = c->step(c->pub.cx, &c->pub);
    loop_post(c->loop, &c->done_msg);
}

static void run_step(Call *c, HttpHandler *fn, bool on_worker)
{
    c->step = fn;
    c->later = c->resumed = c->done = false;
    c->run_fn = c->resume_fn = NULL;
    if (!on_worker) {
        step_done(c, fn ? fn(c->pub.cx, &c->pub) : OK);
        return;
    }
    c->done_msg.fn = on_done;
    if (!pool_run(c->loop->server->pool, work, c))
        finish(c, cx_fail(c->pub.cx, ERR_BUSY, "", "too much is waiting, try again"));
}

static void next_step(Call *c)
{
    HttpHandler *run = c->run_fn;
    run_step(c, run ? run : c->resume_fn, run != NULL);
}

static void on_resume(Loop *loop, Msg *msg)
{
    (void)loop;
    Call *c = (Call *)((char *)msg - offsetof(Call, resume_msg));
    c->resumed = true;
    if (c->done) next_step(c);
}

void http_later(HttpCall *call)
{
    ((Call *)call)->later = true;
}

void http_resume(HttpCall *call, HttpHandler *fn)
{
    Call *c = (Call *)call;
    c->resume_fn = fn;
    c->resume_msg.fn = on_resume;
    loop_post(c->loop, &c->resume_msg);
}

Err http_run(Cx *cx, HttpCall *call, HttpHandler *fn)
{
    Call *c = (Call *)call;
    const HttpServer *s = c->loop->server;
    if (pool_waiting(s->pool) >= s->opt.max_waiting)
        return cx_fail(cx, ERR_BUSY, "", "too much is waiting, try again");
    c->run_fn = fn;
    return OK;
}

/* --- coming in --- */

static bool is_loopback(Str peer)
{
    return str_starts(peer, S("127.")) || str_is(peer, "::1");
}

/* The last item of a list header that may stand several times: the one that the nearest proxy
 * wrote, whether it appends to the line or adds a line of its own. */
static Str last_item(const Call *c, const char *name)
{
    Str last = S(""), piece;
    const struct evkeyvalq *headers = evhttp_request_get_input_headers(c->req);
    for (const struct evkeyval *h = headers->tqh_first; h; h = h->next.tqe_next) {
        Str rest = str_c(h->value);
        if (!str_eq_nocase(str_c(h->key), str_c(name))) continue;
        while (str_next(&rest, ',', &piece)) last = str_trim(piece);
    }
    return last;
}

/* The peer as the nearest trusted proxy saw it. */
static void believe_proxy(Call *c)
{
    HttpCall *call = &c->pub;
    Str last = last_item(c, "X-Forwarded-For");
    if (last.len == 0 || last.len >= SYS_PEER_MAX) return;
    call->peer = str_dup(call->cx, last);
    call->is_local = false;
    call->is_loopback = is_loopback(last);
    call->is_tls |= str_eq_nocase(last_item(c, "X-Forwarded-Proto"), S("https"));
}

static void read_peer(Call *c)
{
    HttpCall *call = &c->pub;
    const Conn *conn = c->conn;
    memcpy(c->peer, conn->peer, sizeof c->peer);
    call->peer = str_c(c->peer);
    call->is_local = conn->is_local;
    call->is_tls = conn->is_tls;
    call->is_loopback = is_loopback(call->peer);
    if (c->loop->server->opt.behind_proxy && (call->is_local || call->is_loopback))
        believe_proxy(c);
    c->anonymous = (Actor){
        .name = S(""), .role = S(""), .region = S(""), .door = S("web"), .peer = call->peer};
    call->cx->actor = &c->anonymous;
    call->cx->lang =
        language_is_english(http_header_in(call, "Accept-Language")) ? LANG_EN : LANG_ZH;
}

static HttpMethod method_of(const struct evhttp_request *req)
{
    switch (evhttp_request_get_command(req)) { /* long: table */
    case EVHTTP_REQ_HEAD: return HTTP_HEAD;
    case EVHTTP_REQ_POST: return HTTP_POST;
    case EVHTTP_REQ_PUT: return HTTP_PUT;
    case EVHTTP_REQ_PATCH: return HTTP_PATCH;
    case EVHTTP_REQ_DELETE: return HTTP_DELETE;
    case EVHTTP_REQ_OPTIONS: return HTTP_OPTIONS;
    case EVHTTP_REQ_GET:
    case EVHTTP_REQ_TRACE:
    case EVHTTP_REQ_CONNECT: break;
    }
    return HTTP_GET;
}

static Err read_target(Cx *cx, HttpCall *call, const struct evhttp_request *req)
{
    Str uri = str_c(evhttp_request_get_uri(req)), path;
    size_t scheme = str_find(uri, S("://"));
    if (uri.len > 0 && uri.p[0] != '/' && scheme != SIZE_MAX) { /* absolute form, RFC 9112 §3.2.2 */
        uri = str_from(uri, scheme + 3);
        uri = str_from(uri, str_find_char(uri, '/'));
    }
    call->path = S("/");
    str_cut(uri, '?', &path, &call->raw_query);
    path = str_dup(cx, path);
    call->raw_query = str_dup(cx, call->raw_query);
    TRY(path_decode(cx, path, &call->path));
    return url_query_parse(cx, call->raw_query, &call->query);
}

static Str read_body(struct evhttp_request *req)
{
    struct evbuffer *in = evhttp_request_get_input_buffer(req);
    size_t len = evbuffer_get_length(in);
    return len ? (Str){(const char *)evbuffer_pullup(in, -1), len} : S("");
}

static Err refuse_method(Cx *cx, HttpCall *call, unsigned allowed)
{
    Buf list = buf_new(cx, 0);
    for (int m = 0; m < HTTP_N_METHODS; m++)
        if (allowed & 1U << m)
            buf_fmt(&list, "%s%s", list.len ? ", " : "", http_method_name((HttpMethod)m));
    if (call->method == HTTP_OPTIONS) buf_z(&list, ", OPTIONS");
    http_header(call, S("Allow"), buf_str(&list));
    if (call->method == HTTP_OPTIONS) {
        http_answer(call, 204, S(""), S(""));
        return OK;
    }
    call->status = 405;
    call->code = S("method");
    return cx_fail(cx, ERR_INVALID, "method", "this address takes %.*s", STR_ARG(buf_str(&list)));
}

static Err no_route(Cx *cx, HttpCall *call, unsigned allowed)
{
    Call *c = (Call *)call;
    if (allowed) return refuse_method(cx, call, allowed);
    const StaticFile *f = static_find(&c->loop->server->files, call);
    if (!f) return cx_refuse(cx, ERR_NOT_FOUND, S("path"), call->path, "nothing has this address");
    static_answer(call, f);
    return OK;
}

static Err take_token(Cx *cx, HttpCall *call)
{
    Call *c = (Call *)call;
    HttpServer *s = c->loop->server;
    if (call->is_local) return OK;
    int64_t wait_ms = rate_take(s->rates, call->rate,
                                call->rate_key.len ? call->rate_key : call->peer, sys_mono_ms());
    if (wait_ms == 0) return OK;
    cx_clear(cx); /* whatever the enter hook refused */
    atomic_fetch_add(&s->refused, 1);
    call->retry_after_s = (int)((wait_ms + MS_SECOND - 1) / MS_SECOND);
    return cx_fail(cx, ERR_RATE, "", "too many requests, try again in %d s", call->retry_after_s);
}

/* Everything before the handler. */
static Err enter(Cx *cx, HttpCall *call, const Found *found)
{
    Call *c = (Call *)call;
    const HttpServer *s = c->loop->server;
    call->route = found->route;
    call->rate = found->route->rate;
    c->route_index = found->index;
    call->n_params = found->n_params;
    memcpy(call->params, found->params, sizeof call->params);
    size_t max = call->is_local ? s->opt.body_max : route_body_max(found->route);
    if (call->body.len > max)
        return cx_fail(cx, ERR_TOO_BIG, "body", "at most %zu bytes, got %zu", max, call->body.len);
    Err err = s->opt.enter ? s->opt.enter(cx, call, s->opt.user) : OK;
    Err limit = take_token(cx, call);
    return limit != OK ? limit : err;
}

void call_on_request(struct evhttp_request *req, void *ptr)
{
    Loop *loop = ptr;
    Call *c = take_call(loop);
    HttpCall *call = &c->pub;
    Cx *cx = call->cx;
    c->req = req;
    c->conn = conn_of(loop, req);
    conn_begin(c->conn, req);
    call->user = loop->server->opt.user;
    call->method = method_of(req);
    call->body = read_body(req);
    read_peer(c);
    Err err = read_target(cx, call, req);
    Found found = {.route = NULL};
    if (err == OK) {
        found = router_find(loop->server->router, call->method, call->path);
        err = found.route ? enter(cx, call, &found) : no_route(cx, call, found.allowed);
    }
    if (err != OK || !found.route) finish(c, err);
    else run_step(c, found.route->fn, (found.route->flags & HTTP_SLOW) != 0);
}

/* Nobody works on them any more: what waits for a resume will wait for ever. */
void call_close_all(Loop *loop)
{
    for (Call *c = loop->calls, *next; c; c = next) {
        next = c->next;
        finish(c, cx_fail(c->pub.cx, ERR_BUSY, "", "the server stops"));
    }
}

/* --- the request, further --- */

Str http_header_in(const HttpCall *call, const char *name)
{
    return str_c(
        evhttp_find_header(evhttp_request_get_input_headers(((const Call *)call)->req), name));
}

Str http_cookie(const HttpCall *call, const char *name)
{
    return cookie_find(http_header_in(call, "Cookie"), str_c(name));
}

Err http_want_json(Cx *cx, const HttpCall *call)
{
    Str type, params, header = http_header_in(call, "Content-Type");
    str_cut(header, ';', &type, &params);
    type = str_lower(cx, str_trim(type));
    if (str_is(type, "application/json") ||
        (str_starts(type, S("application/")) && str_ends(type, S("+json"))))
        return OK;
    return cx_refuse(cx, ERR_UNSUPPORTED, S("Content-Type"), header, "must be application/json");
}
