/* SPDX-License-Identifier: Apache-2.0 */
/* Connections: the guard in front of evhttp, limits and clocks. evhttp owns a connection; a Conn
 * goes beside it. The input buffer's callback runs before evhttp sees new bytes, so what the guard
 * refuses is drained before anybody parses it. */
#include <event2/bufferevent_ssl.h>
#include <openssl/ssl.h>

#include "http/http_int.h"

enum { LINGER_MS = 2000, PIPELINE_MAX = 64 * 1024 /* bytes kept of later requests */ };

/* --- refusing --- */

void conn_kill(Conn *conn)
{
    if (!conn->retired && conn->fd >= 0) sys_shut(conn->fd, SYS_SHUT_BOTH);
}

static void refuse(Conn *conn, int status)
{
    char buf[512];
    Str text = answer_refusal(status, buf);
    struct ssl_st *ssl = conn->is_tls ? bufferevent_openssl_get_ssl(conn->bev) : NULL;
    if (ssl) SSL_write(ssl, text.p, (int)text.len);
    else sys_send_now(conn->fd, text);
    sys_shut(conn->fd, SYS_SHUT_WRITE);
    conn->refused = true;
    conn->since_ms = sys_mono_ms();
    atomic_fetch_add(&conn->loop->server->refused, 1);
}

/* What a body may measure, asked before it is read. A path that the beginning of the target does
 * not give away gets the limit of most routes; the call is measured again once it is whole. */
static size_t body_limit(const Conn *conn)
{
    HttpServer *s = conn->loop->server;
    const HttpGuard *g = &conn->guard;
    Cx *cx = conn->loop->scratch;
    if (conn->is_local)
        return s->opt.body_max; /* the command line's uploads may be as long as any */
    Str path, query;
    HttpMethod method;
    str_cut((Str){g->target, g->target_len}, '?', &path, &query);
    bool known = path_decode(cx, path, &path) == OK && method_by_name(str_c(g->method), &method);
    Found f = known ? router_find(s->router, method, path) : (Found){.route = NULL};
    cx_reset(cx);
    size_t max = f.route ? route_body_max(f.route) : HTTP_BODY_DEFAULT;
    return max < s->opt.body_max ? max : s->opt.body_max;
}

/* --- the guard --- */

static int feed(Conn *conn, Str bytes)
{
    int status = 0;
    while (bytes.len > 0 && status == 0) {
        size_t used;
        GuardVerdict v = guard_feed(&conn->guard, bytes, &used, &status);
        if (v == GUARD_BAD) return status;
        if (v == GUARD_HEAD) {
            bool has_body = conn->guard.chunked || conn->guard.content_length > 0;
            conn->body_max = has_body ? body_limit(conn) : 0;
            conn->since_ms = sys_mono_ms(); /* now the body's clock runs */
        }
        if (conn->guard.body_len > conn->body_max) return 413;
        bytes = str_from(bytes, used);
    }
    return status;
}

static int feed_new(Conn *conn, struct evbuffer *in, size_t from, size_t n)
{
    struct evbuffer_ptr at;
    int status = 0;
    while (n > 0 && status == 0) {
        struct evbuffer_iovec v;
        if (evbuffer_ptr_set(in, &at, from, EVBUFFER_PTR_SET) != 0 ||
            evbuffer_peek(in, (ev_ssize_t)n, &at, &v, 1) < 1)
            return 400;
        size_t len = v.iov_len < n ? v.iov_len : n;
        status = feed(conn, (Str){v.iov_base, len});
        from += len;
        n -= len;
    }
    return status;
}

static void on_input(struct evbuffer *in, const struct evbuffer_cb_info *info, void *ptr)
{
    Conn *conn = ptr;
    if (info->n_added == 0) return;
    if (conn->refused || conn->retired || conn->sse || conn->bad) {
        evbuffer_drain(in, evbuffer_get_length(in));
        return;
    }
    if (conn->fd < 0) conn->fd = bufferevent_getfd(conn->bev);
    if (!conn->began || (guard_is_idle(&conn->guard) && !conn->busy))
        conn->since_ms = sys_mono_ms();
    conn->began = true;
    int status = feed_new(conn, in, evbuffer_get_length(in) - info->n_added, info->n_added);
    if (conn->busy && evbuffer_get_length(in) > PIPELINE_MAX) status = 413;
    if (status == 0) return;
    evbuffer_drain(in, evbuffer_get_length(in));
    if (conn->busy) conn->bad = true;
    else refuse(conn, status);
}

/* --- coming --- */

static struct bufferevent *make_bev(struct event_base *base, const Door *door)
{
    HttpServer *s = door->loop->server;
    if (door->is_local || !s->tls) return bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
    SSL *ssl = SSL_new(s->tls);
    if (!ssl) log_die("no TLS session");
    struct bufferevent *bev = bufferevent_openssl_socket_new(
        base, -1, ssl, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
    if (bev) bufferevent_openssl_set_allow_dirty_shutdown(bev, 1);
    return bev;
}

struct bufferevent *conn_make(struct event_base *base, void *ptr)
{
    const Door *door = ptr;
    Loop *loop = door->loop;
    Conn *conn = sys_mem_new(sizeof *conn);
    *conn = (Conn){.loop = loop,
                   .fd = -1,
                   .is_local = door->is_local,
                   .since_ms = sys_mono_ms(),
                   .next = loop->conns};
    conn->is_tls = !door->is_local && loop->server->tls;
    conn->bev = make_bev(base, door);
    if (!conn->bev) log_die("no bufferevent");
    guard_init(&conn->guard);
    bufferevent_incref(conn->bev);
    if (!evbuffer_add_cb(bufferevent_get_input(conn->bev), on_input, conn)) log_die("no guard");
    if (loop->conns) loop->conns->prev = conn;
    loop->conns = conn;
    atomic_fetch_add(&loop->server->n_conns, 1);
    loop->has_fresh = true; /* its socket is set after this call; looked at in conn_tidy */
    event_active(loop->tidy_event, 0, 0);
    return conn->bev;
}

static void remember_fd(Loop *loop, Conn *conn)
{
    size_t fd = (size_t)conn->fd;
    if (fd >= loop->n_by_fd) {
        size_t n = loop->n_by_fd ? loop->n_by_fd : 256;
        while (n <= fd) n *= 2;
        Conn **more = sys_mem_new(n * sizeof *more);
        if (loop->n_by_fd) memcpy(more, loop->by_fd, loop->n_by_fd * sizeof *more);
        sys_mem_free(loop->by_fd);
        loop->by_fd = more;
        loop->n_by_fd = n;
    }
    loop->by_fd[fd] = conn;
}

static void admit(Loop *loop, Conn *conn)
{
    HttpServer *s = loop->server;
    conn->fd = bufferevent_getfd(conn->bev);
    if (conn->fd < 0) return;
    conn->known = true;
    remember_fd(loop, conn);
    sys_peer_name(conn->fd, conn->peer);
    int64_t n = conn->is_local ? 0 : server_count_peer(s, conn->peer, 1);
    if (n <= s->opt.max_per_peer && atomic_load(&s->n_conns) <= s->opt.max_connections) return;
    refuse(conn, 503);
    conn_kill(conn);
}

Conn *conn_of(Loop *loop, struct evhttp_request *req)
{
    conn_tidy(loop); /* the newest may not have been looked at */
    int fd =
        bufferevent_getfd(evhttp_connection_get_bufferevent(evhttp_request_get_connection(req)));
    assert(fd >= 0 && (size_t)fd < loop->n_by_fd && loop->by_fd[fd]);
    return loop->by_fd[fd];
}

/* --- going --- */

static void on_closed(struct evhttp_connection *evcon, void *ptr)
{
    (void)evcon;
    Conn *conn = ptr;
    if (conn->retired) return;
    conn->retired = true;
    if (conn->sse) sse_drop(conn->sse);
    call_lost(conn->loop, conn);
    conn->loop->has_retired = true;
    event_active(conn->loop->tidy_event, 0, 0);
}

static void free_conn(Conn *conn)
{
    Loop *loop = conn->loop;
    if (conn->prev) conn->prev->next = conn->next;
    else loop->conns = conn->next;
    if (conn->next) conn->next->prev = conn->prev;
    if (conn->known) {
        loop->by_fd[conn->fd] = NULL;
        if (!conn->is_local) server_count_peer(loop->server, conn->peer, -1);
    }
    evbuffer_remove_cb(bufferevent_get_input(conn->bev), on_input, conn);
    bufferevent_decref(conn->bev);
    atomic_fetch_sub(&loop->server->n_conns, 1);
    sys_mem_free(conn);
}

/* evhttp takes its callbacks away when it frees a connection: also of one that never made a
 * request. */
static bool is_given_up(const Conn *conn)
{
    bufferevent_data_cb on_read, on_write;
    bufferevent_event_cb on_event;
    void *arg;
    bufferevent_getcb(conn->bev, &on_read, &on_write, &on_event, &arg);
    return !on_event;
}

void conn_tidy(Loop *loop)
{
    if (!loop->has_fresh && !loop->has_retired) return;
    bool look_at_all = loop->has_retired;
    loop->has_fresh = loop->has_retired = false;
    for (Conn *conn = loop->conns, *next; conn; conn = next) {
        next = conn->next;
        if (!conn->known && !conn->retired) admit(loop, conn);
        else if (!look_at_all && conn->known) break; /* new ones stand in front */
        if (conn->retired) free_conn(conn);
    }
    if (loop->ended_ms && !loop->conns) event_base_loopbreak(loop->base);
}

void conn_free_all(Loop *loop)
{
    while (loop->conns) free_conn(loop->conns);
}

/* --- requests --- */

static void on_sent(struct evhttp_request *req, void *ptr)
{
    (void)req;
    Conn *conn = ptr;
    conn->busy = conn->sending = false;
    conn->since_ms = sys_mono_ms();
    if (conn->bad) conn_kill(conn);
}

void conn_begin(Conn *conn, struct evhttp_request *req)
{
    conn->busy = true;
    if (conn->has_closecb) return;
    conn->has_closecb = true;
    evhttp_connection_set_closecb(evhttp_request_get_connection(req), on_closed, conn);
}

void conn_sending(Conn *conn, struct evhttp_request *req)
{
    conn->sending = true;
    conn->since_ms = sys_mono_ms();
    evhttp_request_set_on_complete_cb(req, on_sent, conn);
}

/* --- clocks --- */

static bool is_late(Conn *conn, int64_t now)
{
    const HttpOptions *opt = &conn->loop->server->opt;
    int64_t since = now - conn->since_ms;
    if (conn->refused) return since > LINGER_MS;
    if (conn->sending) { /* an answer or a stream: late when nothing moves */
        size_t left = evbuffer_get_length(bufferevent_get_output(conn->bev));
        if (left == 0 || left != conn->out_len) conn->since_ms = now;
        conn->out_len = left;
        return left > 0 && since > opt->body_timeout_ms;
    }
    if (conn->busy) return false;
    if (!conn->began || guard_in_head(&conn->guard)) return since > opt->head_timeout_ms;
    return since > (guard_is_idle(&conn->guard) ? opt->idle_timeout_ms : opt->body_timeout_ms);
}

void conn_sweep(Loop *loop)
{
    int64_t now = sys_mono_ms();
    for (Conn *conn = loop->conns; conn; conn = conn->next) {
        if (!conn->retired && is_given_up(conn)) conn->retired = true;
        if (conn->retired) loop->has_retired = true;
        else if (is_late(conn, now)) conn_kill(conn);
    }
    if (atomic_load(&loop->server->stopping)) conn_close_idle(loop);
    conn_tidy(loop);
}

void conn_close_idle(Loop *loop)
{
    for (Conn *conn = loop->conns; conn; conn = conn->next)
        if (!conn->busy && !conn->sse) conn_kill(conn);
}
