/* SPDX-License-Identifier: Apache-2.0 */
/* http: libevent's evhttp behind a route table. A request comes in, is checked (http/guard.h),
 * finds its route and runs the handler on the loop that owns its connection, or on a worker when
 * the route is HTTP_SLOW; the answer is always sent from the owning loop. Knows nothing of what
 * routes mean: rights stand behind an opaque policy pointer and the `enter` hook.
 *
 * A call's memory is its cx; everything in HttpCall lives until the answer is sent. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/base.h"
#include "http/text.h"

typedef enum HttpMethod {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_N_METHODS
} HttpMethod;

/* Who is limited how (see HttpOptions.rates). RATE_NONE: never. */
typedef enum RateClass {
    RATE_READ,
    RATE_WRITE,
    RATE_LOGIN,
    RATE_UPLOAD,
    RATE_SCRIPT,
    RATE_NONE,
    RATE_N
} RateClass;
typedef struct Rate {
    double per_second, burst; /* tokens */
} Rate;

typedef struct HttpServer HttpServer;
typedef struct HttpCall HttpCall;
typedef Err HttpHandler(Cx *cx, HttpCall *call);

enum {
    HTTP_SLOW = 1, /* run the handler on a worker: passwords, exports, reports */
    HTTP_MAX_PARAMS = 8,
    HTTP_MAX_HEADERS = 16,
    HTTP_BODY_DEFAULT = 1024 * 1024
};

/* One row of the route table; the table is static and outlives the server.
 * pattern: literal segments, `{name}` (one segment, may have a literal prefix and suffix:
 * `export.{format}`, `{y}.mvt`) and, last,
 * `{name*}` (the rest of the path, at least one segment). Literals win over `pre{x}post`, these
 * over `{x}`, these over `{x*}`. */
typedef struct HttpRoute {
    const char *method; /* "GET" serves HEAD too */
    const char *pattern;
    HttpHandler *fn;
    const void *policy; /* opaque: the enter hook reads it */
    RateClass rate;
    unsigned flags;
    size_t body_max; /* 0 = HTTP_BODY_DEFAULT; 1 = none */
} HttpRoute;

typedef struct HttpHeader {
    Str name, value;
} HttpHeader;

struct HttpCall {
    /* --- the request --- */
    Cx *cx;
    const HttpRoute *route; /* NULL while no route is found */
    HttpMethod method;
    Str path; /* decoded, starts with a slash */
    Str raw_query;
    UrlQuery query;
    Str body;
    Str peer; /* address text; "" for a local call */
    Str request_id;
    bool is_local; /* through the unix socket: same user as the server */
    bool is_tls;   /* of this connection, or by a trusted proxy's word */
    bool is_loopback;
    int n_params;
    Str params[HTTP_MAX_PARAMS]; /* in the order of the pattern */
    /* --- set by the enter hook --- */
    Str rate_key;   /* account; "" = by peer */
    RateClass rate; /* begins as the route's */
    void *user;     /* whatever the caller of http_start wants to hand its handlers */
    void *work;     /* the handler's own, kept between http_later and the resumed function */
    /* --- the answer --- */
    int status; /* 0 = 200 or what the Err says */
    Str type;
    Str answer;
    Str code;          /* of a refusal, when it is not err_name() */
    int retry_after_s; /* of 429 and 503, 0 = 1 s */
    int n_headers;
    HttpHeader headers[HTTP_MAX_HEADERS];
    bool cacheable; /* leave out Cache-Control: no-store; the handler says its own */
};

typedef struct HttpOptions {
    const char *address;            /* NULL = no TCP */
    int port;                       /* 0 = a free one */
    const char *unix_path;          /* NULL = none */
    const char *tls_cert, *tls_key; /* PEM files; both or neither */
    int n_loops;                    /* 0 = one per CPU, at most 4 */
    int n_workers;                  /* 0 = two per CPU, at least 4 */
    size_t max_waiting;             /* jobs for workers, 0 = 1000 */
    size_t body_max;                /* largest of all routes, 0 = 64 MiB */
    int max_connections;            /* 0 = 20,000; never more than the open files allow */
    int max_per_peer;        /* 0 = 12,000: a city's offices share addresses, and so do tests */
    int64_t head_timeout_ms; /* for a whole head, 0 = 10 s */
    int64_t body_timeout_ms; /* for a whole body, 0 = 120 s */
    int64_t idle_timeout_ms; /* between requests, 0 = 75 s */
    int64_t heartbeat_ms;    /* of event streams, 0 = 15 s */
    size_t sse_out_max;      /* bytes waiting for one listener before it is dropped, 0 = 256 KiB */
    bool behind_proxy;       /* believe X-Forwarded-For and -Proto of a loopback or local peer */
    const char *static_root; /* embedded folder, "web/dist/"; NULL = none */
    const HttpRoute *routes;
    size_t n_routes;
    const Rate *rates; /* RATE_N entries, NULL = the built-in ones */
    /* Before each handler (not before a 404 or a static file): sets cx->actor, checks
     * call->route->policy. */
    Err (*enter)(Cx *cx, HttpCall *call, void *user);
    /* After the answer is made, before it is sent; may add headers. NULL = none. */
    void (*leave)(Cx *cx, HttpCall *call, void *user);
    int64_t (*now_ms)(void *user); /* the city's clock; NULL = sys_now_ms */
    void *user;
} HttpOptions;

/* Compile routes, bind, start the threads. opt is copied, what it points to must stay. fails:
 * ERR_INVALID (route table, address, certificate), ERR_CONFLICT (the port or the socket path is
 * served), ERR_IO. */
MUST_USE Err http_start(Cx *cx, const HttpOptions *opt, HttpServer **ret);
int http_port(const HttpServer *s);
/* Accept nothing new, let what runs finish for at most grace_ms, then close. Nobody may resume or
 * publish afterwards. */
void http_stop(HttpServer *s, int64_t grace_ms);

/* --- the request, further --- */
Str http_header_in(const HttpCall *call, const char *name); /* "" = none; the first of several */
Str http_cookie(const HttpCall *call, const char *name);
Str http_param(const HttpCall *call, const char *name); /* by the name in the pattern */
/* ERR_UNSUPPORTED unless Content-Type is application/json (or a +json type). */
MUST_USE Err http_want_json(Cx *cx, const HttpCall *call);
const char *http_method_name(HttpMethod m);

/* --- the answer: texts must live in cx or longer --- */
void http_answer(HttpCall *call, int status, Str type, Str body);
/* JSON from a finished Buf; fails as buf_done. */
MUST_USE Err http_answer_json(HttpCall *call, int status, const Buf *b);
void http_header(HttpCall *call, Str name,
                 Str value); /* CR, LF and NUL in value drop the header and log */
/* A cookie for the path /, SameSite=Strict, HttpOnly; with TLS also Secure. max_age_s < 0: of the
 * session, 0: delete. */
void http_set_cookie(HttpCall *call, Str name, Str value, int64_t max_age_s);

/* --- answering later --- */
/* Say before returning OK from a handler that somebody will resume this call; the handler touches
 * the call no more. A handler that returns an error after it is not resumed: whoever was to do it
 * must not have been told. */
void http_later(HttpCall *call);
/* From any thread, once: fn(cx, call) runs on the owning loop and its result is sent. fn NULL: send
 * what is set. */
void http_resume(HttpCall *call, HttpHandler *fn);
/* Instead of http_later: run fn on a worker once this handler has returned OK, then send. fn may
 * ask for more in turn. fails: ERR_BUSY when too many wait. */
MUST_USE Err http_run(Cx *cx, HttpCall *call, HttpHandler *fn);

/* --- live events (text/event-stream) --- */
/* One listener's side. All but replay run on the listener's loop and must be quick. */
typedef struct HttpFeed {
    /* Append to out the events after *at that this listener may see, as SSE text; advance *at over
     * all that were looked at; *ret_end: nothing more for now. Runs on a worker with a cx of its
     * own. Stop at about 64 KiB and be called again. */
    Err (*replay)(Cx *cx, void *user, int64_t *at, Buf *out, bool *ret_end);
    bool (*wants)(void *user, const void *event); /* NULL = everything */
    bool (*lives)(void *user);  /* may it still listen? asked at each heartbeat and by
                                   http_review; no: the stream ends. NULL = always */
    void (*closed)(void *user); /* last call for this listener; no replay runs then */
    void *user;
} HttpFeed;
/* Turn the call into an event stream: replay from `after` (< 0: nothing old), then live without a
 * gap. The call is over for the handler, which returns this result. feed is copied; feed->user must
 * not lie in the call's cx, which goes when the stream begins: `closed` is the place to free it,
 * and is not called when this fails. fails: ERR_INVALID for HTTP/1.0. */
MUST_USE Err http_sse_open(Cx *cx, HttpCall *call, const HttpFeed *feed, int64_t after);
typedef struct HttpEvent {
    int64_t seq; /* strictly increasing over all publishes */
    Str text;    /* whole SSE text with its empty line at the end; copied */
    void *event; /* for HttpFeed.wants */
    void (*free_event)(void *event);
} HttpEvent;
/* From any thread, one at a time in the order of seq. */
void http_publish(HttpServer *s, const HttpEvent *e);
/* From any thread: rights have changed, ask every listener's `lives` now. */
void http_review(HttpServer *s);
/* Is anybody listening, or about to? False: what is committed already need not be published, since
 * a listener to come reads it in its replay. */
bool http_has_listeners(const HttpServer *s);

/* --- figures --- */
/* Append Prometheus text: requests by route and class, latency histogram, in flight, connections,
 * listeners, refusals. */
void http_metrics(HttpServer *s, Buf *out);
typedef struct HttpFigures {
    int64_t in_flight, connections, listeners, requests, refused, dropped_listeners;
} HttpFigures;
HttpFigures http_figures(HttpServer *s);

#endif
