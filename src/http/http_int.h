/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of http/ share. One Loop is one thread; nothing of a Loop, Conn or Sse is touched
 * by another thread except its inbox and its counters. Other threads reach a loop by loop_post
 * alone. */
#ifndef HTTP_HTTP_INT_H
#define HTTP_HTTP_INT_H

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdatomic.h>

#include "http/guard.h"
#include "http/http.h"
#include "http/rate.h"
#include "sys/net.h"
#include "sys/sys.h"
#include "sys/thread.h"

typedef struct Loop Loop;
typedef struct Sse Sse;
typedef struct Shared Shared;

/* --- messages to a loop --- */
typedef struct Msg {
    struct Msg *next;
    void (*fn)(Loop *loop, struct Msg *msg);
} Msg;
/* From any thread; one wake-up per batch. msg belongs to the loop until fn runs. */
void loop_post(Loop *loop, Msg *msg);

/* --- router (router.c) --- */
typedef struct Router Router;
typedef struct Found {
    const HttpRoute *route; /* NULL = the path is known for other methods or not at all */
    size_t index;           /* in the table */
    unsigned allowed;       /* bit per HttpMethod that the path knows */
    int n_params;
    Str params[HTTP_MAX_PARAMS];
} Found;
MUST_USE Err router_new(Cx *boot, const HttpRoute *routes, size_t n, Router **ret);
Found router_find(const Router *r, HttpMethod method, Str path);
bool method_by_name(Str name, HttpMethod *ret);
size_t route_body_max(const HttpRoute *route);

/* --- static files (static.c) --- */
typedef struct Static {
    Map files;
} Static;
typedef struct StaticFile {
    Str body, gz, etag, type;
    bool immutable; /* its name holds a hash of its content */
} StaticFile;
void static_load(Cx *boot, Static *s, Str root);
/* The file behind a path, or index.html for a page of the client; NULL = none. */
const StaticFile *static_find(const Static *s, const HttpCall *call);
void static_answer(HttpCall *call, const StaticFile *f);

/* --- connections (conn.c) --- */
/* What the guard and the clocks know of a connection that evhttp serves. It holds a reference to
 * the bufferevent, so it outlives evhttp's side; conn_tidy and conn_sweep give it back. */
typedef struct Conn {
    struct Conn *prev, *next;
    Loop *loop;
    struct bufferevent *bev;
    Sse *sse;
    int64_t since_ms; /* start of what it is doing now */
    size_t out_len;   /* bytes waiting at the last look */
    size_t body_max;  /* of the request that the guard is in */
    int fd;
    bool is_tls, is_local;
    bool known;   /* its peer was asked for and counted */
    bool began;   /* its first head has begun */
    bool busy;    /* a request is being worked on or its answer written */
    bool sending; /* its answer is being written */
    bool bad; /* malformed or too many bytes behind the current request: close after its answer */
    bool refused; /* answered by the guard: only waits to be closed */
    bool has_closecb;
    bool retired; /* evhttp gave it up */
    char peer[SYS_PEER_MAX];
    HttpGuard guard;
} Conn;
struct bufferevent *conn_make(struct event_base *base, void *door); /* for evhttp_set_bevcb */
Conn *conn_of(Loop *loop, struct evhttp_request *req);
void conn_begin(Conn *conn, struct evhttp_request *req); /* a request has come in */
void conn_sending(Conn *conn, struct evhttp_request *req);
void conn_kill(Conn *conn); /* shut the socket: evhttp notices and cleans up */
void conn_sweep(Loop *loop);
void conn_tidy(Loop *loop); /* look at new ones, give back retired ones */
void conn_close_idle(Loop *loop);
void conn_free_all(Loop *loop); /* after evhttp_free */

/* --- calls (call.c) --- */
/* A call goes in steps: the handler, then what it asked for by http_run or http_resume. Each step
 * runs on the loop or a worker; between steps everything happens on the loop. */
typedef struct Call {
    HttpCall pub; /* first: a HttpCall* is a Call* */
    Msg done_msg, resume_msg;
    Loop *loop;
    Conn *conn; /* NULL once the client has gone */
    struct evhttp_request *req;
    HttpHandler *step, *resume_fn, *run_fn;
    Sse *sse;
    Err err;
    int64_t began_us;
    size_t route_index;        /* n_routes = none */
    bool later, resumed, done; /* of this step */
    bool by_reference;         /* the answer's bytes outlive everything */
    Actor anonymous;
    struct Call *prev, *next; /* free list, or the list of those at work */
    char id[20];
    char peer[SYS_PEER_MAX];
} Call;
void call_on_request(struct evhttp_request *req, void *loop);
void call_release(Call *c);
void call_lost(Loop *loop, const Conn *conn); /* the client has gone */
void call_close_all(Loop *loop); /* answer 503 to what is left; no worker runs any more */
void call_free_all(Loop *loop);

/* --- answers (answer.c) --- */
const char *reason_of(int status);
void answer_problem(Cx *cx, HttpCall *call, Err err);
/* Fill the request's headers from the call. */
void answer_headers(Call *c);
/* Send and release. */
void answer_send(Call *c);
/* A whole refusal as bytes, for a connection that evhttp shall not see: `buf` has room for 512. */
Str answer_refusal(int status, char buf[512]);

/* --- event streams (sse.c) --- */
void sse_start(Call *c); /* releases the call */
void sse_drop(Sse *s);   /* never started, over, or its connection has gone */
void sse_tick(Loop *loop);
void sse_close_all(Loop *loop);
void sse_free_ring(Loop *loop);
enum { RING = 1024 };

/* --- figures (metrics.c) --- */
enum { N_CLASSES = 6, N_BOUNDS = 12 };
typedef struct RouteFigures {
    atomic_uint_fast64_t by_class[N_CLASSES], by_bound[N_BOUNDS + 1], sum_us;
} RouteFigures;
void figures_note(Loop *loop, size_t route, int status, int64_t took_us);

/* --- loops (loop.c) --- */
/* One kind of listening socket of one loop. */
typedef struct Door {
    Loop *loop;
    struct evhttp *http;
    struct evhttp_bound_socket *socket;
    bool is_local;
} Door;
struct Loop {
    HttpServer *server;
    int index;
    Thread thread;
    struct event_base *base;
    Cx *scratch; /* of one callback */
    Door tcp, local;
    struct event *wake_event, *sweep_event, *tidy_event;
    int wake_fd;
    Mutex inbox_lock;
    Msg *inbox_first, *inbox_last;
    Msg drain_msg, end_msg;
    Conn *conns;
    Conn **by_fd;
    size_t n_by_fd;
    bool has_fresh, has_retired;
    Call *calls, *free_calls;
    int n_free_calls;
    Sse *streams;
    Shared *ring[RING];
    size_t ring_head, ring_n;
    int64_t evicted_seq, last_seq;
    int64_t next_heartbeat_ms;
    uint64_t n_requests;
    int64_t ended_ms; /* 0 = it runs */
    atomic_int_fast64_t in_flight, listeners, dropped;
    RouteFigures *figures; /* n_routes + 1 */
};
/* Open the doors and start the thread. fds: -1 = none. */
MUST_USE Err loop_start(Cx *cx, Loop *loop, int tcp_fd, int unix_fd);
void loop_free(Loop *loop); /* after the join */

struct HttpServer {
    HttpOptions opt;
    Cx *boot;
    Router *router;
    Static files;
    RateTable *rates;
    Pool *pool;
    void *tls; /* SSL_CTX */
    int port, n_loops;
    Loop *loops;
    uint64_t id_seed;
    atomic_bool stopping;
    atomic_int_fast64_t n_conns, refused, in_flight;
    Mutex stop_lock;
    Cond stop_cond; /* in_flight came to 0 */
    Mutex peers_lock;
    struct Peer *peers[1024];
};
/* The clock of the answers: HttpOptions.now_ms, or the computer's. UTC ms. */
int64_t server_now_ms(HttpServer *s);
/* Count a peer's connections; ret: the count after the step. */
int64_t server_count_peer(HttpServer *s, const char *peer, int step);

#endif
