/* SPDX-License-Identifier: Apache-2.0 */
/* http: a server over loopback. */
#include <arpa/inet.h>
#include <errno.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "http/http.h"
#include "http/http_int.h"

static HttpServer *server;
static Cx *boot;
static Queue *posted; /* calls for the writer thread */
static Thread writer;
static atomic_int closed_feeds, left_calls, rights_ended;
static int64_t stored = 3; /* events of the journal are 1 … stored */
static char unix_path[64];

/* --- handlers --- */

static Err hello(Cx *cx, HttpCall *call)
{
    http_answer(call, 0, S("text/plain"),
                str_fmt(cx, "hello %.*s", STR_ARG(http_param(call, "name"))));
    http_set_cookie(call, S("c"), S("v"), -1);
    return OK;
}

static Err echo(Cx *cx, HttpCall *call)
{
    TRY(http_want_json(cx, call));
    http_answer(call, 201, S("application/json"), call->body);
    return OK;
}

static Err large(Cx *cx, HttpCall *call)
{
    size_t n = 3 * 1024 * 1024;
    char *p = cx_new(cx, char, n);
    memset(p, 'x', n);
    http_answer(call, 200, S("text/plain"), (Str){p, n});
    return OK;
}

static Err slow(Cx *cx, HttpCall *call)
{
    bool on_loop = false;
    for (int i = 0; i < server->n_loops; i++) on_loop |= thread_is_self(&server->loops[i].thread);
    http_answer(call, 200, S("text/plain"), str_fmt(cx, "slow %s", on_loop ? "loop" : "worker"));
    return OK;
}

static Err finish_later(Cx *cx, HttpCall *call)
{
    http_answer(call, 200, S("text/plain"), str_fmt(cx, "written %.*s", STR_ARG(call->body)));
    return OK;
}

static Err later(Cx *cx, HttpCall *call)
{
    http_later(call);
    if (queue_put(posted, call, 0) != QUEUE_OK) return cx_fail(cx, ERR_BUSY, "", "full");
    return OK;
}

static Err at_once(Cx *cx, HttpCall *call)
{
    (void)cx;
    http_later(call);
    http_resume(call, finish_later); /* before the handler has returned */
    return OK;
}

static Err never(Cx *cx, HttpCall *call)
{
    (void)cx;
    http_later(call);
    return OK;
}

static Err run(Cx *cx, HttpCall *call)
{
    return http_run(cx, call, slow);
}

static Err replay(Cx *cx, void *user, int64_t *at, Buf *out, bool *ret_end)
{
    (void)cx, (void)user;
    if (*at < stored)
        buf_fmt(out, "id: %" PRId64 "\ndata: old\n\n",
                ++*at); /* one at a time, so it runs several times */
    *ret_end = *at >= stored;
    return OK;
}

static bool wants_odd(void *user, const void *event)
{
    (void)user;
    return *(const int64_t *)event % 2 == 1;
}

static bool lives(void *user)
{
    (void)user;
    return !atomic_load(&rights_ended);
}

static void closed(void *user)
{
    (void)user;
    atomic_fetch_add(&closed_feeds, 1);
}

static Err events(Cx *cx, HttpCall *call)
{
    const UrlItem *from = url_query_find(&call->query, S("from"));
    int64_t after = -1;
    if (from && !str_i64(from->value, &after))
        return cx_refuse(cx, ERR_INVALID, S("from"), from->value, "a number");
    return http_sse_open(
        cx, call,
        &(HttpFeed){.replay = replay, .wants = wants_odd, .lives = lives, .closed = closed}, after);
}

static Err denied(Cx *cx, HttpCall *call)
{
    (void)call;
    return cx_refuse(cx, ERR_DENIED, S("grade"), S("x\"y"), "not for %s", "you");
}

static Err whence(Cx *cx, HttpCall *call)
{
    http_answer(call, 200, S("text/plain"),
                str_fmt(cx, "peer=%.*s loopback=%d tls=%d;", STR_ARG(call->peer), call->is_loopback,
                        call->is_tls));
    return OK;
}

static const HttpRoute routes[] = {
    {"GET",  "/hello/{name}", hello,   NULL, RATE_READ,  0,         0 },
    {"POST", "/echo",         echo,    NULL, RATE_WRITE, 0,         64},
    {"GET",  "/large",        large,   NULL, RATE_READ,  0,         0 },
    {"GET",  "/slow",         slow,    NULL, RATE_READ,  HTTP_SLOW, 0 },
    {"POST", "/later",        later,   NULL, RATE_NONE,  0,         0 },
    {"POST", "/at-once",      at_once, NULL, RATE_NONE,  0,         0 },
    {"POST", "/at-once-slow", at_once, NULL, RATE_NONE,  HTTP_SLOW, 0 },
    {"GET",  "/never",        never,   NULL, RATE_NONE,  0,         0 },
    {"GET",  "/run",          run,     NULL, RATE_READ,  0,         0 },
    {"GET",  "/events",       events,  NULL, RATE_READ,  0,         0 },
    {"GET",  "/denied",       denied,  NULL, RATE_READ,  0,         0 },
    {"GET",  "/whence",       whence,  NULL, RATE_NONE,  0,         0 },
    {"GET",  "/limited",      hello,   NULL, RATE_LOGIN, 0,         0 },
};

static void leave(Cx *cx, HttpCall *call, void *user)
{
    (void)cx, (void)user;
    http_header(call, S("X-Left"), S("yes"));
    atomic_fetch_add(&left_calls, 1);
}

static void write_all(void *ptr)
{
    (void)ptr;
    void *item;
    while (queue_take(posted, &item, -1) == QUEUE_OK) http_resume(item, finish_later);
}

/* --- a client --- */

typedef struct Client {
    int fd;
    char buf[64 * 1024];
    size_t len;
} Client;

static void set_patience(int fd)
{
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){.tv_sec = 20},
               sizeof(struct timeval));
}

static Client *dial(void)
{
    Client *c = calloc(1, sizeof *c);
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)http_port(server)),
                            .sin_addr = {htonl(INADDR_LOOPBACK)}};
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(c->fd, (struct sockaddr *)&a, sizeof a), 0);
    set_patience(c->fd);
    return c;
}

static void hang_up(Client *c)
{
    close(c->fd);
    free(c);
}

static void say(Client *c, const char *text)
{
    size_t len = strlen(text);
    assert_int_equal(send(c->fd, text, len, MSG_NOSIGNAL), len);
}

/* Read until `what` stands in the buffer; false at the end of the connection. */
static bool wait_for(Client *c, const char *what)
{
    while (!memmem(c->buf, c->len, what, strlen(what))) {
        assert_true(c->len < sizeof c->buf - 1);
        ssize_t n = recv(c->fd, c->buf + c->len, sizeof c->buf - 1 - c->len, 0);
        if (n <= 0) return false;
        c->len += (size_t)n;
        c->buf[c->len] = 0;
    }
    return true;
}

static bool got(const Client *c, const char *what)
{
    return memmem(c->buf, c->len, what, strlen(what)) != NULL;
}

/* One exchange on a connection of its own; ret: everything up to the end. */
static Client *ask(const char *text)
{
    Client *c = dial();
    say(c, text);
    wait_for(c, "\1never");
    return c;
}

#define END "Host: x\r\nConnection: close\r\n\r\n"

static void expect(const char *request, const char *one, const char *two)
{
    Client *c = ask(request);
    if (!got(c, one) || !got(c, two)) print_error("asked %s\ngot %s\n", request, c->buf);
    assert_true(got(c, one));
    assert_true(got(c, two));
    hang_up(c);
}

/* --- tests --- */

static void plain_answers(void **state)
{
    (void)state;
    expect("GET /hello/a%20b HTTP/1.1\r\n" END, "HTTP/1.1 200 OK\r\n", "\r\n\r\nhello a b");
    expect("GET /hello/x HTTP/1.1\r\n" END, "Content-Security-Policy: default-src 'none'",
           "X-Left: yes\r\n");
    expect("GET /hello/x HTTP/1.1\r\n" END,
           "Set-Cookie: c=v; Path=/; HttpOnly; SameSite=Strict\r\n", "Cache-Control: no-store\r\n");
    expect("GET http://x/hello/y?a=1 HTTP/1.1\r\n" END, "200 OK", "hello y");
    Client *c = ask("HEAD /hello/abc HTTP/1.1\r\n" END);
    assert_true(got(c, "Content-Length: 9\r\n"));
    assert_false(got(c, "hello"));
    hang_up(c);
    expect("POST /echo HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n" END
           "{}",
           "201 Created", "\r\n\r\n{}");
    expect("POST /echo HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: "
           "chunked\r\n" END "2\r\n{}\r\n1\r\n \r\n0\r\n\r\n",
           "201 Created", "\r\n\r\n{} ");
    expect("POST /at-once HTTP/1.1\r\n" END, "200 OK", "written ");
    Client *two = ask("POST /at-once HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\nPOST "
                      "/at-once HTTP/1.1\r\n" END);
    const char *first = strstr(two->buf, "HTTP/1.1 200 OK");
    if (!first || !strstr(first + 1, "HTTP/1.1 200 OK")) print_error("%s\n", two->buf);
    assert_true(first && strstr(first + 1, "HTTP/1.1 200 OK")); /* no length is no body */
    hang_up(two);
    Client *big = dial();
    say(big, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(wait_for(big, "Content-Length: 3145728\r\n"));
    hang_up(big); /* in the middle of the answer */
}

static void refusals(void **state)
{
    (void)state;
    expect("GET /none HTTP/1.1\r\n" END, "404 Not Found", "\"code\":\"not_found\"");
    expect("GET /echo HTTP/1.1\r\n" END, "405 Method Not Allowed", "Allow: POST\r\n");
    expect("OPTIONS /hello/x HTTP/1.1\r\n" END, "204 No Content", "Allow: GET, HEAD, OPTIONS\r\n");
    expect("GET /denied HTTP/1.1\r\nAccept-Language: en\r\n" END, "403 Forbidden",
           "\"errors\":[{\"field\":\"grade\",\"reason\":\"not for "
           "you\",\"value\":\"x\\\"y\"}],\"request\":\"");
    expect("POST /echo HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n" END "{}",
           "415 ", "problem+json");
    expect("POST /echo HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 65\r\n" END,
           "413 ", "Connection: close");
    expect("POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END
           "42\r\n012345678901234567890123456789012345678901234567890123456789012345\r\n0\r\n\r\n",
           "413 ", "\"code\":\"too_big\"");
    expect("POST /echo HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n" END,
           "400 Bad Request", "Connection: close");
    expect("GET /x HTTP/1.1\r\nContent-Length: 3\r\n" END "abc", "400 Bad Request",
           "Connection: close");
    expect("GET /a%00 HTTP/1.1\r\n" END, "400 Bad Request", "problem+json");
    expect("GET /events HTTP/1.0\r\n\r\n", "400 Bad Request", "problem+json");
    expect("GET /events HTTP/1.1\r\nAccept-Language: en\r\nbad header\r\n" END, "400 Bad Request",
           "close");
}

/* What is too long is refused while it is still coming. */
static void long_bodies(void **state)
{
    (void)state;
    static const char *const heads[] = {
        "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n41\r\n",
        "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n40\r\n",
        "POST /ec%68o?x HTTP/1.1\r\nHost: x\r\nContent-Length: 65\r\n\r\n",
        "POST http://x/none HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n",
        "POST /none HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n",
        "POST /%ff HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 65\r\n\r\n",
    };
    for (size_t i = 0; i < COUNT(heads); i++)
        expect(heads[i], "HTTP/1.1 413 ", "Connection: close");
}

/* Who sends request after request and reads no answer is cut off, and its bytes are not kept. */
static void flood_behind_an_answer(void **state)
{
    (void)state;
    Client *c = dial();
    size_t n = 0, most = 16 * 1024 * 1024;
    char *text = calloc(1, sizeof c->buf);
    while (n + 64 < sizeof c->buf)
        n += (size_t)snprintf(text + n, 64, "GET /hello/x HTTP/1.1\r\nHost: x\r\n\r\n");
    for (int i = 0; i < 8; i++) say(c, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    for (size_t sent = 0; sent < most; sent += n)
        if (send(c->fd, text, n, MSG_NOSIGNAL) != (ssize_t)n) break;
    ssize_t got_now;
    while ((got_now = recv(c->fd, c->buf, sizeof c->buf, 0)) > 0) {
    }
    assert_true(got_now == 0 || errno == ECONNRESET); /* not: still open */
    free(text);
    hang_up(c);
}

static void static_files(void **state)
{
    (void)state;
    char again[256];
    Client *c = ask("GET /messages.zh.tsv HTTP/1.1\r\n" END);
    assert_true(got(c, "200 OK") && got(c, "Cache-Control: no-cache\r\n") &&
                got(c, "English sentence"));
    const char *tag = strstr(c->buf, "ETag: ");
    assert_non_null(tag);
    snprintf(again, sizeof again, "GET /messages.zh.tsv HTTP/1.1\r\nIf-None-Match: %.18s\r\n" END,
             tag + 6);
    hang_up(c);
    expect(again, "304 Not Modified", "ETag: \"");
    expect("GET /none.txt HTTP/1.1\r\n" END, "404 Not Found", "problem+json");
}

static void rate_limit(void **state)
{
    (void)state;
    expect("GET /limited HTTP/1.1\r\n" END, "200 OK", "hello");
    expect("GET /limited HTTP/1.1\r\n" END, "429 Too Many Requests", "Retry-After: ");
}

static void one_connection(void **state)
{
    (void)state;
    Client *c = dial();
    for (int i = 0; i < 100; i++) {
        c->len = 0;
        say(c, "GET /hello/k HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_true(wait_for(c, "hello k"));
    }
    c->len = 0;
    say(c, "GET /hello/p HTTP/1.1\r\nHost: x\r\n\r\nGET /hello/q HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(wait_for(c, "hello q"));
    assert_true(got(c, "hello p"));
    c->len = 0;
    say(c,
        "GET /hello/p HTTP/1.1\r\nHost: x\r\n\r\nGET  /hello/q\r\n"); /* the second is no request */
    assert_false(wait_for(c, "\1never"));
    assert_true(got(c, "400 Bad Request"));
    hang_up(c);
}

static void in_pieces(void **state)
{
    (void)state;
    Client *c = dial();
    const char *text = "POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
    for (const char *p = text; *p; p++) assert_int_equal(send(c->fd, p, 1, MSG_NOSIGNAL), 1);
    assert_true(wait_for(c, "written abc"));
    hang_up(c);
}

static void later_and_resume(void **state)
{
    (void)state;
    for (int i = 0; i < 200; i++) {
        expect("POST /later HTTP/1.1\r\nContent-Length: 3\r\n" END "abc", "200 OK", "written abc");
        expect("POST /at-once-slow HTTP/1.1\r\nContent-Length: 1\r\n" END "q", "200 OK",
               "written q");
    }
}

static void on_workers(void **state)
{
    (void)state;
    expect("GET /slow HTTP/1.1\r\n" END, "200 OK", "slow worker");
    expect("GET /run HTTP/1.1\r\n" END, "200 OK", "slow worker");
}

static void client_goes_away(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++) {
        Client *c = dial();
        say(c, i % 3 == 0   ? "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"
               : i % 3 == 1 ? "GET /large HTTP/1.1\r\nHost: x\r\n\r\n"
                            : "POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0},
                   sizeof(struct linger)); /* a reset */
        hang_up(c);
    }
    expect("GET /hello/there HTTP/1.1\r\n" END, "200 OK", "hello there");
}

static void publish(int64_t seq)
{
    int64_t *event = sys_mem_new(sizeof *event);
    char text[64];
    *event = seq;
    snprintf(text, sizeof text, "id: %" PRId64 "\ndata: new\n\n", seq);
    http_publish(server, &(HttpEvent){seq, str_c(text), event, sys_mem_free});
}

static void event_stream(void **state)
{
    (void)state;
    Client *c = dial();
    say(c, "GET /events?from=0 HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(wait_for(c, "id: 1\n"));
    for (int64_t seq = 2; seq <= 7; seq++) publish(seq); /* while it may still replay 2 and 3 */
    assert_true(wait_for(c, "id: 7\ndata: new\n\n"));
    assert_true(got(c, "Content-Type: text/event-stream"));
    assert_true(got(c, "id: 2\n") && got(c, "id: 3\n") && got(c, "id: 5\n"));
    assert_false(got(c, "id: 4\n") || got(c, "id: 6\n")); /* not wanted */
    char *once = strstr(c->buf, "id: 3\n");
    assert_null(strstr(once + 1, "id: 3\n"));
    assert_int_equal(http_figures(server).listeners, 1);
    Client *live = dial();
    say(live, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(wait_for(live, "\r\n\r\n"));
    publish(9);
    assert_true(wait_for(live, "id: 9\n"));
    assert_true(wait_for(c, "id: 9\n"));
    assert_false(got(live, "id: 7\n"));
    hang_up(c);
    hang_up(live);
    stored = 9;
    expect("HEAD /events HTTP/1.1\r\n" END, "200 OK", "text/event-stream");
}

/* A stream whose rights end says so: its last chunk, then the end of the connection. */
static void rights_end(void **state)
{
    (void)state;
    Client *c = dial(), *replaying = dial();
    while (http_figures(server).listeners) usleep(1000); /* those of the test before */
    int before = atomic_load(&closed_feeds);
    say(c, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(wait_for(c, "\r\n\r\n"));
    http_review(server);
    publish(11);
    assert_true(wait_for(c, "id: 11\n")); /* a review ends nobody who may listen */
    say(replaying, "GET /events?from=0 HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(wait_for(replaying, "\r\n\r\n"));
    atomic_store(&rights_ended, 1);
    http_review(server);
    publish(13);
    assert_false(wait_for(c, "id: 13\n"));
    assert_true(got(c, "\r\n0\r\n\r\n"));
    assert_false(wait_for(replaying, "id: 13\n"));
    assert_true(got(replaying, "\r\n0\r\n\r\n"));
    for (int i = 0; i < 2000 && atomic_load(&closed_feeds) < before + 2; i++) usleep(5000);
    assert_int_equal(atomic_load(&closed_feeds), before + 2);
    assert_int_equal(http_figures(server).listeners, 0);
    atomic_store(&rights_ended, 0);
    hang_up(c);
    hang_up(replaying);
}

static void slow_listener(void **state)
{
    (void)state;
    Client *c = dial();
    int64_t before = http_figures(server).dropped_listeners;
    say(c, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(wait_for(c, "\r\n\r\n"));
    char *fat = calloc(1, 200 * 1024);
    memset(fat, 'd', 200 * 1024);
    for (int64_t seq = 101; http_figures(server).dropped_listeners == before; seq += 2) {
        assert_true(seq < 100000);
        int64_t *event = sys_mem_new(sizeof *event);
        *event = seq;
        http_publish(server, &(HttpEvent){
                                 seq, (Str){fat, 200 * 1024},
                                  event, sys_mem_free
        });
        expect("GET /hello/x HTTP/1.1\r\n" END, "200 OK", "hello"); /* lets the loops come round */
    }
    free(fat);
    hang_up(c);
}

static void local_socket(void **state)
{
    (void)state;
    Client *c = calloc(1, sizeof *c);
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    memcpy(a.sun_path, unix_path, strlen(unix_path) + 1);
    c->fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(c->fd, (struct sockaddr *)&a, sizeof a), 0);
    set_patience(c->fd);
    char head[256], *body = calloc(1, 1001);
    memset(body, '1', 1000);
    snprintf(
        head, sizeof head,
        "POST /echo HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n" END);
    say(c, head);
    say(c, body); /* more than the route takes from outside */
    wait_for(c, "\1never");
    assert_true(got(c, "201 Created"));
    free(body);
    hang_up(c);
}

static void figures(void **state)
{
    (void)state;
    Buf b = buf_new(boot, 0);
    http_metrics(server, &b);
    assert_true(
        str_find(buf_str(&b),
                 S("http_requests_total{method=\"GET\",route=\"/hello/{name}\",class=\"2xx\"}")) !=
        SIZE_MAX);
    assert_true(str_find(buf_str(&b), S("le=\"+Inf\"")) != SIZE_MAX);
    assert_true(http_figures(server).requests > 500);
    assert_true(http_figures(server).refused > 3);
}

/* --- TLS --- */

static void make_certificate(const char *cert, const char *key)
{
    EVP_PKEY *k = EVP_EC_gen("P-256");
    X509 *x = X509_new();
    FILE *f;
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -60);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_set_pubkey(x, k);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                               (const unsigned char *)"localhost", -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(x));
    assert_true(X509_sign(x, k, EVP_sha256()) > 0);
    assert_non_null(f = fopen(cert, "w"));
    PEM_write_X509(f, x);
    fclose(f);
    assert_non_null(f = fopen(key, "w"));
    PEM_write_PrivateKey(f, k, NULL, NULL, 0, NULL, NULL);
    fclose(f);
    X509_free(x);
    EVP_PKEY_free(k);
}

static void expect_tls(SSL_CTX *ctx, const char *text, const char *one, const char *two)
{
    Client *c = dial();
    SSL *ssl = SSL_new(ctx);
    SSL_set_fd(ssl, c->fd);
    assert_int_equal(SSL_connect(ssl), 1);
    assert_int_equal(SSL_write(ssl, text, (int)strlen(text)), strlen(text));
    for (int n; (n = SSL_read(ssl, c->buf + c->len, (int)(sizeof c->buf - 1 - c->len))) > 0;)
        c->len += (size_t)n;
    if (!got(c, one) || !got(c, two)) print_error("TLS got %s\n", c->buf);
    assert_true(got(c, one) && got(c, two));
    SSL_free(ssl);
    hang_up(c);
}

static void tls(void **state)
{
    (void)state;
    HttpServer *plain = server;
    char cert[64], key[64];
    snprintf(cert, sizeof cert, "/tmp/anlan-cert-%d.pem", (int)getpid());
    snprintf(key, sizeof key, "/tmp/anlan-key-%d.pem", (int)getpid());
    make_certificate(cert, key);
    HttpOptions opt = {.address = "127.0.0.1",
                       .tls_cert = cert,
                       .tls_key = key,
                       .routes = routes,
                       .n_routes = COUNT(routes),
                       .n_loops = 1};
    assert_int_equal(http_start(boot, &opt, &server), OK);
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_options(ctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
    expect_tls(ctx, "GET /hello/t HTTP/1.1\r\n" END, "Strict-Transport-Security: ", "hello t");
    expect_tls(ctx, "GET /hello/t HTTP/1.1\r\n" END, "SameSite=Strict; Secure", "hello t");
    expect_tls(ctx, "GET /hello/t HTTP/1.1\n\n", "400 Bad Request", "problem+json");
    Client *c = dial(); /* no TLS */
    say(c, "GET /hello/t HTTP/1.1\r\n" END);
    wait_for(c, "\1never");
    assert_false(got(c, "hello"));
    hang_up(c);
    SSL_CTX_free(ctx);
    http_stop(server, 1000);
    server = plain;
    remove(cert);
    remove(key);
}

static void clocks_and_limits(void **state)
{
    (void)state;
    HttpServer *plain = server;
    HttpOptions opt = {.address = "127.0.0.1",
                       .routes = routes,
                       .n_routes = COUNT(routes),
                       .n_loops = 1,
                       .max_per_peer = 2,
                       .head_timeout_ms = 1,
                       .body_timeout_ms = 1,
                       .idle_timeout_ms = 1};
    assert_int_equal(http_start(boot, &opt, &server), OK);
    static const char *const halves[] = {
        "", "GET /hel", "GET /hello/x HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"};
    for (size_t i = 0; i < COUNT(halves); i++) {
        Client *c = dial();
        say(c, halves[i]);
        assert_false(wait_for(c, "\1never")); /* each of its clocks runs out */
        hang_up(c);
        while (http_figures(server).connections > 0) sched_yield();
    }
    http_stop(server, 100);
    opt = (HttpOptions){.address = "127.0.0.1",
                        .routes = routes,
                        .n_routes = COUNT(routes),
                        .n_loops = 1,
                        .max_per_peer = 2};
    assert_int_equal(http_start(boot, &opt, &server), OK);
    Client *one = dial(), *two = dial();
    say(one, "GET /hello/k HTTP/1.1\r\nHost: x\r\n\r\n");
    say(two, "GET /hello/k HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(wait_for(one, "hello k") && wait_for(two, "hello k"));
    Client *three = dial();
    assert_false(wait_for(three, "\1never"));
    assert_true(got(three, "503 "));
    hang_up(one);
    hang_up(two);
    hang_up(three);
    http_stop(server, 100);
    server = plain;
}

static void behind_a_proxy(void **state)
{
    (void)state;
    HttpServer *plain = server;
    HttpOptions opt = {.address = "127.0.0.1",
                       .routes = routes,
                       .n_routes = COUNT(routes),
                       .n_loops = 1,
                       .behind_proxy = true};
    assert_int_equal(http_start(boot, &opt, &server), OK);
    expect("GET /whence HTTP/1.1\r\n" END, "peer=127.0.0.1 loopback=1 tls=0;", "200");
    expect("GET /whence HTTP/1.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 127.0.0.1, "
           "192.0.2.7\r\n" END,
           "peer=192.0.2.7 loopback=0 tls=1;", "Strict-Transport-Security");
    expect(
        "GET /whence HTTP/1.1\r\nX-Forwarded-For: 127.0.0.1\r\nx-forwarded-for: 192.0.2.8\r\n" END,
        "peer=192.0.2.8 loopback=0 tls=0;", "200");
    http_stop(server, 100);
    server = plain;
    expect("GET /whence HTTP/1.1\r\nX-Forwarded-For: 192.0.2.9\r\n" END,
           "peer=127.0.0.1 loopback=1", "200");
}

static void bad_starts(void **state)
{
    (void)state;
    HttpServer *other;
    static const HttpRoute twice[] = {
        {"GET", "/a", hello, NULL, RATE_READ, 0, 0},
        {"GET", "/a", hello, NULL, RATE_READ, 0, 0}
    };
    assert_int_equal(http_start(boot, &(HttpOptions){.routes = twice, .n_routes = 2}, &other),
                     ERR_INVALID);
    assert_int_equal(
        http_start(boot, &(HttpOptions){.address = "nowhere", .routes = routes, .n_routes = 1},
                   &other),
        ERR_INVALID);
    assert_int_equal(
        http_start(boot, &(HttpOptions){.unix_path = unix_path, .routes = routes, .n_routes = 1},
                   &other),
        ERR_CONFLICT);
    HttpOptions same_port = {
        .address = "127.0.0.1", .port = http_port(server), .routes = routes, .n_routes = 1};
    assert_int_equal(http_start(boot, &same_port, &other), ERR_CONFLICT);
    assert_int_equal(
        http_start(boot, &(HttpOptions){.tls_cert = "/none", .tls_key = "/none"}, &other),
        ERR_INVALID);
}

static void stops_with_open_work(void **state)
{
    (void)state;
    Client *c = dial(), *stream = dial(), *idle = dial(), *mute = dial(), *forgotten = dial();
    say(forgotten, "GET /never HTTP/1.1\r\nHost: x\r\n\r\n");
    say(idle, "GET /hello/k HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(wait_for(idle, "hello k"));
    say(stream, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(wait_for(stream, "\r\n\r\n"));
    queue_close(posted);
    thread_join(&writer);
    say(c, "POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
    assert_true(wait_for(c, "503 Service Unavailable")); /* the queue is closed */
    http_stop(server, 100);
    assert_false(wait_for(stream, "\1never"));
    assert_true(wait_for(forgotten, "503 Service Unavailable"));
    hang_up(forgotten);
    hang_up(c);
    hang_up(stream);
    hang_up(idle);
    hang_up(mute);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_answers),
        cmocka_unit_test(refusals),
        cmocka_unit_test(rate_limit),
        cmocka_unit_test(static_files),
        cmocka_unit_test(tls),
        cmocka_unit_test(long_bodies),
        cmocka_unit_test(flood_behind_an_answer),
        cmocka_unit_test(behind_a_proxy),
        cmocka_unit_test(one_connection),
        cmocka_unit_test(in_pieces),
        cmocka_unit_test(later_and_resume),
        cmocka_unit_test(on_workers),
        cmocka_unit_test(client_goes_away),
        cmocka_unit_test(event_stream),
        cmocka_unit_test(rights_end),
        cmocka_unit_test(slow_listener),
        cmocka_unit_test(local_socket),
        cmocka_unit_test(figures),
        cmocka_unit_test(clocks_and_limits),
        cmocka_unit_test(bad_starts),
        cmocka_unit_test(stops_with_open_work),
    };
    Rate rates[RATE_N];
    for (int i = 0; i < RATE_N; i++) rates[i] = (Rate){100000, 100000};
    rates[RATE_LOGIN] = (Rate){0.01, 1};
    boot = cx_open(0, 1);
    posted = queue_new(1000);
    snprintf(unix_path, sizeof unix_path, "/tmp/anlan-http-%d.sock", (int)getpid());
    thread_start(&writer, "writer", write_all, NULL);
    HttpOptions opt = {.address = "127.0.0.1",
                       .unix_path = unix_path,
                       .routes = routes,
                       .n_routes = COUNT(routes),
                       .rates = rates,
                       .leave = leave,
                       .static_root = "model/",
                       .n_loops = 2,
                       .n_workers = 2,
                       .body_max = 1024 * 1024};
    if (http_start(boot, &opt, &server) != OK) return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    if (atomic_load(&closed_feeds) != 7)
        print_error("closed %d feeds\n", atomic_load(&closed_feeds));
    failed += atomic_load(&closed_feeds) != 7;
    queue_free(posted);
    cx_close(boot);
    return failed;
}
