/* SPDX-License-Identifier: Apache-2.0 */
/* anlan serve: the server, until SIGTERM or SIGINT. And the door of the other verbs. */
#include <signal.h>
#include <stdio.h>

#include "main/verbs.h"
#include "sys/sys.h"

typedef struct Stop {
    Mutex lock;
    Cond cond;
    bool asked;
} Stop;

static void on_stop(void *ctx, int signal)
{
    Stop *s = ctx;
    (void)signal;
    mutex_lock(&s->lock);
    s->asked = true;
    cond_signal(&s->cond);
    mutex_unlock(&s->lock);
}

static void wait_for_stop(Stop *s)
{
    mutex_lock(&s->lock);
    while (!s->asked) cond_wait(&s->cond, &s->lock);
    mutex_unlock(&s->lock);
}

/* 127.0.0.1:8080, [::1]:8080 */
Err listen_parse(Cx *cx, Str s, HttpOptions *opt)
{
    size_t colon = SIZE_MAX;
    int64_t port;
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] == ':') colon = i;
    if (colon == SIZE_MAX || !str_i64(str_from(s, colon + 1), &port) || port < 0 || port > 65535)
        return cx_refuse(cx, ERR_INVALID, S("--listen"), s, "must be HOST:PORT");
    Str host = str_head(s, colon);
    if (str_starts(host, S("[")) && str_ends(host, S("]")))
        host = str_head(str_from(host, 1), host.len - 2);
    opt->address = str_z(cx, host);
    opt->port = (int)port;
    return OK;
}

void listen_say(const HttpOptions *opt, int port)
{
    bool v6 = str_find_char(str_c(opt->address), ':') != SIZE_MAX;
    printf("listening on %s://%s%s%s:%d\n", opt->tls_cert ? "https" : "http", v6 ? "[" : "",
           opt->address, v6 ? "]" : "", port);
    fflush(stdout);
}

/* 2019-08-09T00:00:00+08:00x600 */
static Err parse_clock(Cx *cx, App *app, Str s)
{
    Str time = s, speed = S("1");
    double x = 1;
    int64_t at;
    if (s.len == 0) return OK;
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] == 'x') time = str_head(s, i), speed = str_from(s, i + 1);
    if (!time_parse(time, &at) || !str_f64(speed, &x) || x < 0)
        return cx_refuse(cx, ERR_INVALID, S("--clock"), s,
                         "must be TIMExSPEED, such as 2019-08-09T00:00:00+08:00x600");
    return app_set_clock(cx, app, at, x);
}

/* --tls CERT KEY */
Err tls_want(Cx *cx, Args *a, HttpOptions *opt)
{
    Str cert, key;
    TRY(args_option(a, "tls", &cert));
    if (cert.len == 0) return OK;
    key = args_word(a);
    if (key.len == 0) return cx_fail(cx, ERR_INVALID, "--tls", "needs a certificate and a key");
    opt->tls_cert = str_z(cx, cert);
    opt->tls_key = str_z(cx, key);
    return OK;
}

static bool is_loopback(const char *address)
{
    return str_starts(str_c(address), S("127.")) || strcmp(address, "::1") == 0 ||
           strcmp(address, "localhost") == 0;
}

static Err want_options(Cx *cx, Args *a, HttpOptions *opt, Str *dir, Str *clock)
{
    Str listen;
    TRY(args_option(a, "data", dir));
    TRY(args_option(a, "listen", &listen));
    TRY(args_option(a, "clock", clock));
    TRY(tls_want(cx, a, opt));
    opt->behind_proxy = args_flag(a, "behind-proxy");
    TRY(args_end(a));
    TRY(listen_parse(cx, listen.len ? listen : S("127.0.0.1:8080"), opt));
    if (!opt->tls_cert && !opt->behind_proxy && !is_loopback(opt->address))
        return cx_refuse(cx, ERR_DENIED, S("--listen"), listen,
                         "plain HTTP is served on loopback only; use --tls or --behind-proxy");
    if (dir->len == 0) *dir = S(".");
    return OK;
}

Err verb_serve(Cx *cx, Args *a)
{
    HttpOptions opt = {0};
    App *app;
    Str dir, clock;
    Stop stop = {0};
    TRY(want_options(cx, a, &opt, &dir, &clock));
    mutex_init(&stop.lock);
    cond_init(&stop.cond);
    sys_on_stop_signal(on_stop, &stop);
    (void)sys_raise_open_files();
    TRY(app_open(cx, dir, &app));
    Err err = parse_clock(cx, app, clock);
    if (err == OK) err = app_start(cx, app, &opt);
    if (err == OK) {
        listen_say(&opt, http_port(app->http));
        wait_for_stop(&stop);
    }
    app_close(app);
    return err;
}

Err door_open(Cx *cx, Args *a, Door *ret)
{
    Str dir;
    HttpOptions opt = {.n_loops = 1};
    *ret = (Door){.json = args_flag(a, "json")};
    TRY(args_option(a, "data", &dir));
    if (dir.len == 0) dir = S(".");
    ret->client.socket = app_socket(cx, dir);
    if (client_is_served(cx, ret->client.socket)) return OK;
    TRY(app_open(cx, dir, &ret->app));
    Err err = app_start(cx, ret->app, &opt);
    if (err != OK) door_close(ret);
    return err;
}

void door_close(Door *d)
{
    app_close(d->app);
    d->app = NULL;
}
