/* SPDX-License-Identifier: Apache-2.0 */
/* Event streams. A listener first gets old events from its feed's replay, on a worker, and then the
 * live ones. There is no gap between the two: the loop keeps the latest events in a ring, and a
 * replay that ends before the ring begins runs again. A live event lies in memory once; every
 * listener's output refers to it, chunk framing included. source: WHATWG HTML §9.2
 * (text/event-stream), RFC 9112 §7.1 */
#include <assert.h>

#include "http/http_int.h"

#include <event2/http_struct.h> /* wants http.h before it */
#include <stdio.h>

struct Shared {
    HttpEvent pub;
    atomic_int refs; /* messages, rings and output buffers */
    Str text;        /* one whole chunk */
    struct SharedMsg {
        Msg msg;
        Shared *shared;
    } msgs[]; /* one per loop; the chunk stands behind them */
};

struct Sse {
    struct Sse *prev, *next;
    Loop *loop;
    Conn *conn; /* NULL until it starts and once it has gone */
    struct evhttp_request *req;
    HttpFeed feed;
    int64_t at, began_at; /* the worker's while a replay runs */
    Cx *cx;               /* of the replays */
    Buf out;
    Msg msg;
    Err err;
    bool end;
    bool running; /* a replay is on a worker */
    bool waiting; /* it shall run when there is room */
    bool live, dead;
};

static const char heartbeat[] = "3\r\n:\n\n\r\n";

/* --- shared events --- */

static void unref(Shared *e)
{
    if (atomic_fetch_sub(&e->refs, 1) != 1) return;
    if (e->pub.free_event) e->pub.free_event(e->pub.event);
    sys_mem_free(e);
}

static void unref_text(const void *data, size_t len, void *ptr)
{
    (void)data, (void)len;
    unref(ptr);
}

static void keep(Loop *loop, Shared *e)
{
    if (loop->ring_n == RING) {
        Shared *oldest = loop->ring[loop->ring_head];
        loop->evicted_seq = oldest->pub.seq;
        unref(oldest);
        loop->ring_head = (loop->ring_head + 1) % RING;
        loop->ring_n--;
    }
    loop->ring[(loop->ring_head + loop->ring_n++) % RING] = e; /* the message's reference */
    loop->last_seq = e->pub.seq;
}

void sse_free_ring(Loop *loop)
{
    for (; loop->ring_n > 0; loop->ring_n--) {
        unref(loop->ring[loop->ring_head]);
        loop->ring_head = (loop->ring_head + 1) % RING;
    }
}

/* --- a listener's output --- */

static struct evbuffer *output_of(const Sse *s)
{
    assert(s->conn); /* a dropped one is on no list */
    return bufferevent_get_output(s->conn->bev);
}

static void send_event(Sse *s, Shared *e)
{
    if (e->pub.seq <= s->at) return;
    s->at = e->pub.seq;
    if (s->feed.wants && !s->feed.wants(s->feed.user, e->pub.event)) return;
    struct evbuffer *out = output_of(s);
    if (evbuffer_get_length(out) + e->text.len > s->loop->server->opt.sse_out_max) {
        s->live = false; /* it comes back with Last-Event-ID */
        atomic_fetch_add(&s->loop->dropped, 1);
        conn_kill(s->conn);
        return;
    }
    atomic_fetch_add(&e->refs, 1);
    if (evbuffer_add_reference(out, e->text.p, e->text.len, unref_text, e) != 0) unref(e);
}

static void on_event(Loop *loop, Msg *msg)
{
    Shared *e = ((struct SharedMsg *)msg)->shared;
    keep(loop, e);
    for (Sse *s = loop->streams; s; s = s->next)
        if (s->live) send_event(s, e);
}

bool http_has_listeners(const HttpServer *server)
{
    for (int i = 0; i < server->n_loops; i++)
        if (atomic_load(&server->loops[i].listeners) > 0) return true;
    return false;
}

void http_publish(HttpServer *server, const HttpEvent *e)
{
    size_t n = (size_t)server->n_loops, head = sizeof(Shared) + n * sizeof(struct SharedMsg);
    Shared *shared = sys_mem_new(head + e->text.len + 24);
    char *chunk = (char *)shared + head;
    int len = snprintf(chunk, 20, "%zx\r\n", e->text.len);
    memcpy(chunk + len, e->text.p, e->text.len);
    memcpy(chunk + len + e->text.len, "\r\n", 2); /* NOLINT: bytes with a length */
    shared->pub = *e;
    shared->pub.text = S("");
    shared->text = (Str){chunk, (size_t)len + e->text.len + 2};
    atomic_init(&shared->refs, server->n_loops);
    for (size_t i = 0; i < n; i++) {
        shared->msgs[i] = (struct SharedMsg){{.fn = on_event}, shared};
        loop_post(&server->loops[i], &shared->msgs[i].msg);
    }
}

/* --- who may no longer listen --- */

static bool is_over(const Sse *s)
{
    return s->conn && s->feed.lives && !s->feed.lives(s->feed.user);
}

/* They end with their last chunk, as any answer does: the client was not cut off by the network. */
static void end_those_over(Loop *loop)
{
    for (Sse *s = loop->streams, *next; s; s = next) {
        next = s->next;
        if (is_over(s)) sse_drop(s);
    }
}

static void on_review(Loop *loop, Msg *msg)
{
    end_those_over(loop);
    sys_mem_free(msg);
}

void http_review(HttpServer *server)
{
    for (int i = 0; i < server->n_loops; i++) {
        Msg *msg = sys_mem_new(sizeof *msg);
        msg->fn = on_review;
        loop_post(&server->loops[i], msg);
    }
}

/* --- replay --- */

static void free_sse(Sse *s)
{
    if (s->feed.closed) s->feed.closed(s->feed.user);
    cx_close(s->cx);
    sys_mem_free(s);
}

static void run_replay(void *ptr)
{
    Sse *s = ptr;
    s->began_at = s->at;
    s->out = buf_new(s->cx, 0);
    s->err = s->feed.replay(s->cx, s->feed.user, &s->at, &s->out, &s->end);
    loop_post(s->loop, &s->msg);
}

static void go_on(Sse *s)
{
    HttpServer *server = s->loop->server;
    s->end = false;
    s->cx->now_ms = server_now_ms(server);
    s->running = evbuffer_get_length(output_of(s)) <= server->opt.sse_out_max / 2 &&
                 pool_run(server->pool, run_replay, s);
    s->waiting = !s->running;
}

static void go_live(Sse *s)
{
    Loop *loop = s->loop;
    s->live = true;
    for (size_t i = 0; i < loop->ring_n && s->live; i++)
        send_event(s, loop->ring[(loop->ring_head + i) % RING]);
    cx_close(s->cx);
    s->cx = NULL;
}

static void on_replayed(Loop *loop, Msg *msg)
{
    Sse *s = (Sse *)((char *)msg - offsetof(Sse, msg));
    s->running = false;
    if (s->dead) {
        free_sse(s);
        return;
    }
    Str text = buf_str(&s->out);
    if (s->err != OK || buf_done(&s->out) != OK) {
        log_error("http: replay of events: %.*s", STR_ARG(cx_message(s->cx)));
        conn_kill(s->conn);
        return;
    }
    if (text.len > 0) {
        struct evbuffer *out = output_of(s);
        evbuffer_add_printf(out, "%zx\r\n", text.len);
        evbuffer_add(out, text.p, text.len);
        evbuffer_add(out, "\r\n", 2);
    }
    cx_reset(s->cx);
    s->cx->reader = NULL;
    bool behind = s->at < loop->evicted_seq && s->at > s->began_at;
    if (s->end && !behind) go_live(s);
    else go_on(s);
}

/* --- beginning and end --- */

Err http_sse_open(Cx *cx, HttpCall *call, const HttpFeed *feed, int64_t after)
{
    Call *c = (Call *)call;
    assert(!c->sse);
    if (c->req->major != 1 || c->req->minor < 1)
        return cx_fail(cx, ERR_INVALID, "", "an event stream needs HTTP/1.1");
    Sse *s = sys_mem_new(sizeof *s);
    *s = (Sse){
        .loop = c->loop, .req = c->req, .feed = *feed, .at = after, .msg = {.fn = on_replayed}};
    c->sse = s;
    http_answer(call, 200, S("text/event-stream"), S(""));
    http_header(call, S("X-Accel-Buffering"), S("no"));
    return OK;
}

void sse_start(Call *c)
{
    Sse *s = c->sse;
    Loop *loop = s->loop;
    s->conn = c->conn;
    s->conn->sse = s;
    s->next = loop->streams;
    if (loop->streams) loop->streams->prev = s;
    loop->streams = s;
    atomic_fetch_add(&loop->listeners, 1);
    answer_headers(c);
    figures_note(loop, c->route_index, 200, sys_mono_us() - c->began_us);
    conn_sending(s->conn, s->req);
    call_release(c);
    evhttp_send_reply_start(s->req, 200, "OK");
    bufferevent_enable(s->conn->bev, EV_READ); /* to see it close */
    if (atomic_load(&loop->server->stopping)) {
        sse_drop(s);
        return;
    }
    bool from_now = s->at < 0 || !s->feed.replay;
    if (from_now) s->at = loop->last_seq;
    s->live = from_now;
    if (from_now) return;
    s->cx = cx_open(0, sys_random_u64());
    go_on(s);
}

void sse_drop(Sse *s)
{
    Loop *loop = s->loop;
    if (s->conn) {
        if (s->prev) s->prev->next = s->next;
        else loop->streams = s->next;
        if (s->next) s->next->prev = s->prev;
        atomic_fetch_sub(&loop->listeners, 1);
        s->conn->sse = NULL;
        s->conn->bad = true; /* no second request on it */
        s->conn = NULL;
        evhttp_send_reply_end(s->req); /* or frees it, when evhttp gave it up */
    }
    s->live = false;
    s->dead = true;
    if (!s->running) free_sse(s);
}

void sse_close_all(Loop *loop)
{
    while (loop->streams) sse_drop(loop->streams);
}

void sse_tick(Loop *loop)
{
    int64_t now = sys_mono_ms();
    bool beat = now >= loop->next_heartbeat_ms;
    if (beat) {
        loop->next_heartbeat_ms = now + loop->server->opt.heartbeat_ms;
        end_those_over(loop);
    }
    for (Sse *s = loop->streams; s; s = s->next) {
        if (s->waiting) go_on(s);
        struct evbuffer *out = output_of(s);
        if (beat && s->live && evbuffer_get_length(out) == 0)
            evbuffer_add_reference(out, heartbeat, sizeof heartbeat - 1, NULL, NULL);
    }
}
