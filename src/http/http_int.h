/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of http/ share. One Loop is one thread; nothing of a Loop, Conn or Sse is touched by another thread except its
 * inbox and its counters. */
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
typedef struct Conn {
    struct Conn *prev, *next;
    Loop *loop;
    struct bufferevent *bev;
    Sse *sse;
    int64_t since_ms; /* start of what it is doing now: head, body, idleness, refusal */
    int fd;
    bool known;       /* its peer was asked for and counted */
    bool is_local;
    bool busy;        /* a request is being worked on or its answer written */
    bool bad;         /* a later request on it is malformed: close after the current answer */
    bool refused;     /* answered by the guard: only waits to be closed */
    bool has_closecb;
    bool retired;     /* evhttp gave it up */
    char peer[SYS_PEER_MAX];
    HttpGuard guard;
} Conn;
struct bufferevent *conn_make(struct event_base *base, void *loop);
Conn *conn_of(Loop *loop, struct evhttp_request *req);
void conn_sweep(Loop *loop);
void conn_tidy(Loop *loop);     /* give back what was retired */
void conn_close_all(Loop *loop);
void conn_sent(struct evhttp_request *req, void *conn); /* evhttp: the answer is out */
void conn_closed(struct evhttp_connection *evcon, void *conn);
int64_t conn_peers_add(HttpServer *s, const char *peer, int step); /* count after the step */

/* --- calls (call.c) --- */
typedef struct Call {
    HttpCall pub; /* first: a HttpCall* is a Call* */
    Msg msg;
    Loop *loop;
    Conn *conn;
    struct evhttp_request *req;
    HttpHandler *fn; /* to run on resume or on a worker */
    Sse *sse;
    atomic_int parts; /* who still has to let go: the handler, the one who resumes */
    Err err;
    int64_t began_us;
    size_t route_index; /* n_routes = none */
    bool later;
    bool by_reference; /* the answer's bytes outlive everything */
    Actor anonymous;
    struct Call *prev, *next; /* free list, or the list of those at work */
    char id[20];
} Call;
void call_on_request(struct evhttp_request *req, void *loop);
void call_close_all(Loop *loop);
/* --- answers (answer.c) --- */
void answer_problem(Cx *cx, HttpCall *call, Err err);
void answer_send(Call *c);
/* Status line and constant headers, for evhttp's reason phrase (see answer.c). */
size_t answer_reason(char *out, size_t cap, int status, bool is_tls);
void call_release(Call *c);

/* --- event streams (sse.c) --- */
void sse_start(Call *c);
void sse_drop(Sse *s, bool answered); /* a stream that never started or whose connection is gone */
void sse_tick(Loop *loop, bool heartbeat);
void sse_close_all(Loop *loop);
typedef struct Shared Shared;
void shared_unref(Shared *e);
enum { RING = 1024 };

/* --- figures (metrics.c) --- */
enum { N_CLASSES = 6, N_BOUNDS = 12 };
typedef struct RouteFigures {
    atomic_uint_fast64_t by_class[N_CLASSES], by_bound[N_BOUNDS + 1], sum_us;
} RouteFigures;
void figures_note(Loop *loop, size_t route, int status, int64_t took_us);

struct Loop {
    HttpServer *server;
    int index;
    Thread thread;
    struct event_base *base;
    struct evhttp *http;
    struct event *wake_event, *sweep_event, *tidy_event;
    int wake_fd;
    Mutex inbox_lock;
    Msg *inbox_first, *inbox_last;
    Conn *conns, *retired;
    Conn **map; /* open addressing by bufferevent */
    size_t map_cap, n_conns;
    Call *calls, *free_calls;
    int n_free_calls;
    Sse *streams;
    Shared *ring[RING];
    size_t ring_head, ring_n;
    int64_t evicted_seq, last_seq;
    int64_t next_heartbeat_ms;
    uint64_t n_requests;
    atomic_int_fast64_t in_flight, listeners, dropped;
    RouteFigures *figures;
};

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
    atomic_int_fast64_t n_conns, refused;
    Mutex peers_lock;
    struct Peer *peers[1024];
};

#endif
