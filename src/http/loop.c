/* SPDX-License-Identifier: Apache-2.0 */
/* One loop: an event base on a thread of its own, its inbox, its clocks, its doors. */
#include <signal.h>
#include <stdio.h>

#include "http/http_int.h"

enum { SWEEP_MS = 250, FLUSH_MS = 1000 };

void loop_post(Loop *loop, Msg *msg)
{
    msg->next = NULL;
    mutex_lock(&loop->inbox_lock);
    bool was_empty = loop->inbox_first == NULL;
    if (was_empty) loop->inbox_first = msg;
    else loop->inbox_last->next = msg;
    loop->inbox_last = msg;
    mutex_unlock(&loop->inbox_lock);
    if (was_empty) sys_wake_send(loop->wake_fd);
}

static void run_inbox(Loop *loop)
{
    mutex_lock(&loop->inbox_lock);
    Msg *msg = loop->inbox_first;
    loop->inbox_first = loop->inbox_last = NULL;
    mutex_unlock(&loop->inbox_lock);
    while (msg) {
        Msg *next = msg->next; /* fn may post it again or free it */
        msg->fn(loop, msg);
        msg = next;
    }
}

static void on_wake(evutil_socket_t fd, short what, void *ptr)
{
    (void)what;
    sys_wake_clear((int)fd);
    run_inbox(ptr);
}

static void on_sweep(evutil_socket_t fd, short what, void *ptr)
{
    (void)fd, (void)what;
    Loop *loop = ptr;
    conn_sweep(loop);
    sse_tick(loop);
    if (loop->ended_ms && sys_mono_ms() - loop->ended_ms > FLUSH_MS)
        event_base_loopbreak(loop->base);
}

static void on_tidy(evutil_socket_t fd, short what, void *ptr)
{
    (void)fd, (void)what;
    conn_tidy(ptr);
}

static void run_loop(void *ptr)
{
    Loop *loop = ptr;
    sigset_t set; /* writing to a socket that has gone is an error, no signal */
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    event_base_dispatch(loop->base);
}

static Err open_door(Cx *cx, Door *door, Loop *loop, int fd, bool is_local)
{
    *door = (Door){.loop = loop, .is_local = is_local};
    if (fd < 0) return OK;
    door->http = evhttp_new(loop->base);
    if (!door->http) log_die("no evhttp");
    evhttp_set_allowed_methods(door->http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD | EVHTTP_REQ_POST |
                                               EVHTTP_REQ_PUT | EVHTTP_REQ_PATCH |
                                               EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS);
    evhttp_set_default_content_type(door->http, NULL);
    evhttp_set_max_headers_size(door->http, GUARD_HEAD_MAX + 1024);
    evhttp_set_max_body_size(door->http, (ev_ssize_t)loop->server->opt.body_max);
    evhttp_set_bevcb(door->http, conn_make, door);
    evhttp_set_gencb(door->http, call_on_request, loop);
    door->socket = evhttp_accept_socket_with_handle(door->http, fd);
    if (door->socket) return OK;
    sys_close(fd);
    return cx_fail(cx, ERR_IO, "listen", "the event library refuses the socket");
}

Err loop_start(Cx *cx, Loop *loop, int tcp_fd, int unix_fd)
{
    mutex_init(&loop->inbox_lock);
    loop->wake_fd = sys_wake_new();
    loop->base = event_base_new();
    if (!loop->base) log_die("no event base");
    loop->scratch = cx_open(0, sys_random_u64());
    loop->evicted_seq = loop->last_seq = INT64_MIN;
    loop->figures = sys_mem_new((loop->server->opt.n_routes + 1) * sizeof(RouteFigures));
    Err err = open_door(cx, &loop->tcp, loop, tcp_fd, false);
    if (err != OK) sys_close(unix_fd);
    else err = open_door(cx, &loop->local, loop, unix_fd, true);
    if (err != OK) return err;
    loop->wake_event = event_new(loop->base, loop->wake_fd, EV_READ | EV_PERSIST, on_wake, loop);
    loop->sweep_event = event_new(loop->base, -1, EV_PERSIST, on_sweep, loop);
    loop->tidy_event = event_new(loop->base, -1, 0, on_tidy, loop);
    if (!loop->wake_event || !loop->sweep_event || !loop->tidy_event) log_die("no events");
    event_add(loop->wake_event, NULL);
    event_add(loop->sweep_event, &(struct timeval){.tv_usec = SWEEP_MS * 1000});
    char name[16];
    snprintf(name, sizeof name, "http-%d", loop->index);
    thread_start(&loop->thread, name, run_loop, loop);
    return OK;
}

void loop_free(Loop *loop)
{
    if (!loop->base) return;
    if (loop->tcp.http) evhttp_free(loop->tcp.http);
    if (loop->local.http) evhttp_free(loop->local.http);
    conn_free_all(loop);
    sse_free_ring(loop);
    call_free_all(loop);
    if (loop->wake_event) event_free(loop->wake_event);
    if (loop->sweep_event) event_free(loop->sweep_event);
    if (loop->tidy_event) event_free(loop->tidy_event);
    event_base_free(loop->base);
    cx_close(loop->scratch);
    sys_close(loop->wake_fd);
    mutex_destroy(&loop->inbox_lock);
    sys_mem_free(loop->by_fd);
    sys_mem_free(loop->figures);
}
