/* SPDX-License-Identifier: Apache-2.0 */
/* The server as a whole: options, TLS, starting and stopping the loops, connections by peer. */
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "http/http_int.h"

enum { N_BUCKETS = 64 * 1024, OTHER_FILES = 256 /* of databases, logs, gateways */ };

typedef struct Peer {
    struct Peer *next;
    int64_t n;
    char name[SYS_PEER_MAX];
} Peer;

int64_t server_now_ms(HttpServer *s)
{
    return s->opt.now_ms ? s->opt.now_ms(s->opt.user) : sys_now_ms();
}

int http_port(const HttpServer *s)
{
    return s->port;
}

int64_t server_count_peer(HttpServer *s, const char *name, int step)
{
    mutex_lock(&s->peers_lock);
    Peer **at = &s->peers[hash_fast(str_c(name)) % COUNT(s->peers)];
    while (*at && strcmp((*at)->name, name) != 0) at = &(*at)->next;
    Peer *p = *at;
    if (!p) {
        *at = p = sys_mem_new(sizeof *p);
        memcpy(p->name, name, strlen(name) + 1);
    }
    p->n += step;
    int64_t n = p->n;
    if (n <= 0) {
        *at = p->next;
        sys_mem_free(p);
    }
    mutex_unlock(&s->peers_lock);
    return n;
}

static size_t size_or(size_t v, size_t fallback)
{
    return v ? v : fallback;
}

static int int_or(int v, int fallback)
{
    return v > 0 ? v : fallback;
}

static int64_t ms_or(int64_t v, int64_t fallback)
{
    return v > 0 ? v : fallback;
}

static void fill_options(HttpOptions *o)
{
    int cpus = sys_cpu_count();
    o->n_loops = int_or(o->n_loops, cpus < 4 ? cpus : 4);
    o->n_workers = int_or(o->n_workers, cpus < 2 ? 4 : 2 * cpus);
    o->max_waiting = size_or(o->max_waiting, 1000);
    o->body_max = size_or(o->body_max, 64 * 1024 * 1024);
    o->max_connections = int_or(o->max_connections, 20000);
    o->max_per_peer = int_or(o->max_per_peer, 12000);
    o->head_timeout_ms = ms_or(o->head_timeout_ms, 10 * MS_SECOND);
    o->body_timeout_ms = ms_or(o->body_timeout_ms, 120 * MS_SECOND);
    o->idle_timeout_ms = ms_or(o->idle_timeout_ms, 75 * MS_SECOND);
    o->heartbeat_ms = ms_or(o->heartbeat_ms, 15 * MS_SECOND);
    o->sse_out_max = size_or(o->sse_out_max, 256 * 1024);
    if (!o->rates) o->rates = rate_defaults;
    int64_t files =
        sys_raise_open_files() - OTHER_FILES; /* past it accepting fails again and again */
    if (files > 0 && o->max_connections > files) o->max_connections = (int)files;
}

/* --- TLS --- */

static Err fail_tls(Cx *cx, const char *file)
{
    char reason[160];
    ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
    ERR_clear_error();
    return cx_refuse(cx, ERR_INVALID, S("tls"), str_c(file), "not a usable certificate and key: %s",
                     reason);
}

static Err start_tls(Cx *cx, HttpServer *s)
{
    const HttpOptions *o = &s->opt;
    if (!o->tls_cert && !o->tls_key) return OK;
    if (!o->tls_cert || !o->tls_key)
        return cx_fail(cx, ERR_INVALID, "tls", "needs a certificate and a key");
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    if (!tls) log_die("no TLS context");
    s->tls = tls;
    SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
    SSL_CTX_set_options(tls, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(tls, SSL_MODE_RELEASE_BUFFERS);
    if (SSL_CTX_use_certificate_chain_file(tls, o->tls_cert) != 1) return fail_tls(cx, o->tls_cert);
    if (SSL_CTX_use_PrivateKey_file(tls, o->tls_key, SSL_FILETYPE_PEM) != 1)
        return fail_tls(cx, o->tls_key);
    return SSL_CTX_check_private_key(tls) == 1 ? OK : fail_tls(cx, o->tls_key);
}

/* --- stopping, on the loop --- */

static void close_door(Door *door)
{
    if (door->socket) evhttp_del_accept_socket(door->http, door->socket);
    door->socket = NULL;
}

static void on_drain(Loop *loop, Msg *msg)
{
    (void)msg;
    close_door(&loop->tcp);
    close_door(&loop->local);
    sse_close_all(loop);
    conn_close_idle(loop);
}

static void on_end(Loop *loop, Msg *msg)
{
    (void)msg;
    loop->ended_ms = sys_mono_ms();
    sse_close_all(loop);
    call_close_all(loop);
    conn_close_idle(loop);
    conn_tidy(loop);
    if (!loop->conns) event_base_loopbreak(loop->base);
}

/* --- starting --- */

/* Hand a failure on from the server's cx, which goes away, to the caller's. */
static Err compile_routes(Cx *cx, HttpServer *s)
{
    s->boot->lang = cx->lang;
    Err err = router_new(s->boot, s->opt.routes, s->opt.n_routes, &s->router);
    if (err == OK) return OK;
    const FailItem *item = &s->boot->fail->items[0];
    return cx_refuse(cx, err, str_dup(cx, item->field), item->value, "%.*s", STR_ARG(item->reason));
}

static Err start_loops(Cx *cx, HttpServer *s)
{
    s->port = s->opt.port;
    if (s->opt.address && sys_tcp_is_served(cx, str_c(s->opt.address), s->port))
        return cx_fail(cx, ERR_CONFLICT, "port", "another server listens on port %d", s->port);
    for (int i = 0; i < s->n_loops; i++) {
        int tcp_fd = -1, unix_fd = -1;
        s->loops[i].server = s;
        s->loops[i].index = i;
        s->loops[i].drain_msg.fn = on_drain;
        s->loops[i].end_msg.fn = on_end;
        if (s->opt.address) TRY(sys_listen_tcp(cx, str_c(s->opt.address), &s->port, &tcp_fd));
        Err err = i == 0 && s->opt.unix_path
                      ? sys_listen_unix(cx, str_c(s->opt.unix_path), &unix_fd)
                      : OK;
        if (err != OK) sys_close(tcp_fd);
        TRY(err);
        TRY(loop_start(cx, &s->loops[i], tcp_fd, unix_fd));
    }
    return OK;
}

static Err start(Cx *cx, HttpServer *s)
{
    TRY(compile_routes(cx, s));
    TRY(start_tls(cx, s));
    if (s->opt.static_root) static_load(s->boot, &s->files, str_c(s->opt.static_root));
    s->rates = rate_new(s->opt.rates, N_BUCKETS);
    s->pool = pool_new("http-work", s->opt.n_workers, s->opt.max_waiting);
    return start_loops(cx, s);
}

Err http_start(Cx *cx, const HttpOptions *opt, HttpServer **ret)
{
    HttpServer *s = sys_mem_new(sizeof *s);
    s->opt = *opt;
    fill_options(&s->opt);
    s->boot = cx_open(sys_now_ms(), sys_random_u64());
    s->id_seed = sys_random_u64();
    s->n_loops = s->opt.n_loops;
    s->loops = sys_mem_new((size_t)s->n_loops * sizeof *s->loops);
    mutex_init(&s->peers_lock);
    mutex_init(&s->stop_lock);
    cond_init(&s->stop_cond);
    Err err = start(cx, s);
    if (err != OK) {
        http_stop(s, 0);
        return err;
    }
    *ret = s;
    return OK;
}

/* --- stopping --- */

static void post_all(HttpServer *s, bool end)
{
    for (int i = 0; i < s->n_loops; i++) {
        Loop *loop = &s->loops[i];
        if (!loop->thread.running) continue;
        loop_post(loop, end ? &loop->end_msg : &loop->drain_msg);
    }
}

static void wait_for_calls(HttpServer *s, int64_t until_ms)
{
    mutex_lock(&s->stop_lock);
    while (atomic_load(&s->in_flight) > 0 && sys_mono_ms() < until_ms)
        (void)cond_wait_until(&s->stop_cond, &s->stop_lock, until_ms);
    mutex_unlock(&s->stop_lock);
}

void http_stop(HttpServer *s, int64_t grace_ms)
{
    if (!s) return;
    atomic_store(&s->stopping, true);
    post_all(s, false);
    wait_for_calls(s, sys_mono_ms() + grace_ms);
    if (s->pool) pool_free(s->pool);
    post_all(s, true);
    for (int i = 0; i < s->n_loops; i++) thread_join(&s->loops[i].thread);
    for (int i = 0; i < s->n_loops; i++) loop_free(&s->loops[i]);
    if (s->loops[0].local.http && sys_file_remove(s->boot, str_c(s->opt.unix_path)) != OK)
        cx_clear(s->boot);
    rate_free(s->rates);
    SSL_CTX_free(s->tls);
    mutex_destroy(&s->peers_lock);
    mutex_destroy(&s->stop_lock);
    cond_destroy(&s->stop_cond);
    cx_close(s->boot);
    sys_mem_free(s->loops);
    sys_mem_free(s);
}
