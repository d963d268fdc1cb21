/* SPDX-License-Identifier: Apache-2.0 */
/* Figures: each loop counts for itself, whoever asks adds up. source: Prometheus text exposition
 * format 0.0.4 */
#include "http/http_int.h"

static const int64_t bounds_us[N_BOUNDS] = {1000,   2500,   5000,   10000,   25000,   50000,
                                            100000, 250000, 500000, 1000000, 2500000, 10000000};

void figures_note(Loop *loop, size_t route, int status, int64_t took_us)
{
    RouteFigures *f = &loop->figures[route];
    int class = status / 100 < N_CLASSES ? status / 100 : 0, i = 0;
    while (i < N_BOUNDS && took_us > bounds_us[i]) i++;
    atomic_fetch_add_explicit(&f->by_class[class], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&f->by_bound[i], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&f->sum_us, (uint64_t)took_us, memory_order_relaxed);
}

typedef struct Sum {
    uint64_t by_class[N_CLASSES], by_bound[N_BOUNDS + 1], sum_us, n;
} Sum;

static Sum sum_of(const HttpServer *s, size_t route)
{
    Sum sum = {.n = 0};
    for (int l = 0; l < s->n_loops; l++) {
        RouteFigures *f = &s->loops[l].figures[route];
        for (int i = 0; i < N_CLASSES; i++)
            sum.by_class[i] += atomic_load_explicit(&f->by_class[i], memory_order_relaxed);
        for (int i = 0; i <= N_BOUNDS; i++)
            sum.by_bound[i] += atomic_load_explicit(&f->by_bound[i], memory_order_relaxed);
        sum.sum_us += atomic_load_explicit(&f->sum_us, memory_order_relaxed);
    }
    for (int i = 0; i < N_CLASSES; i++) sum.n += sum.by_class[i];
    return sum;
}

HttpFigures http_figures(HttpServer *s)
{
    HttpFigures f = {.connections = atomic_load(&s->n_conns), .refused = atomic_load(&s->refused)};
    for (int l = 0; l < s->n_loops; l++) {
        f.in_flight += atomic_load(&s->loops[l].in_flight);
        f.listeners += atomic_load(&s->loops[l].listeners);
        f.dropped_listeners += atomic_load(&s->loops[l].dropped);
    }
    for (size_t r = 0; r <= s->opt.n_routes; r++) f.requests += (int64_t)sum_of(s, r).n;
    return f;
}

static void write_counters(const HttpServer *s, Buf *out, size_t r, const char *method,
                           const char *route)
{
    Sum sum = sum_of(s, r);
    for (int i = 0; i < N_CLASSES; i++)
        if (sum.by_class[i])
            buf_fmt(out,
                    "http_requests_total{method=\"%s\",route=\"%s\",class=\"%dxx\"} %" PRIu64 "\n",
                    method, route, i, sum.by_class[i]);
}

static void write_histogram(const HttpServer *s, Buf *out, size_t r, const char *method,
                            const char *route)
{
    Sum sum = sum_of(s, r);
    uint64_t so_far = 0;
    if (sum.n == 0) return;
    for (int i = 0; i <= N_BOUNDS; i++) {
        so_far += sum.by_bound[i];
        buf_fmt(out, "http_request_seconds_bucket{method=\"%s\",route=\"%s\",le=\"", method, route);
        if (i < N_BOUNDS) buf_f64(out, (double)bounds_us[i] / 1e6);
        else buf_z(out, "+Inf");
        buf_fmt(out, "\"} %" PRIu64 "\n", so_far);
    }
    buf_fmt(out, "http_request_seconds_sum{method=\"%s\",route=\"%s\"} %" PRIu64 ".%06" PRIu64 "\n",
            method, route, sum.sum_us / 1000000, sum.sum_us % 1000000);
    buf_fmt(out, "http_request_seconds_count{method=\"%s\",route=\"%s\"} %" PRIu64 "\n", method,
            route, so_far);
}

static void each_route(const HttpServer *s, Buf *out,
                       void (*fn)(const HttpServer *, Buf *, size_t, const char *, const char *))
{
    for (size_t r = 0; r < s->opt.n_routes; r++)
        fn(s, out, r, s->opt.routes[r].method, s->opt.routes[r].pattern);
    fn(s, out, s->opt.n_routes, "", "none");
}

void http_metrics(HttpServer *s, Buf *out)
{
    HttpFigures f = http_figures(s);
    const struct {
        const char *name, *type;
        int64_t value;
    } plain[] = {
        {"http_in_flight",               "gauge",   f.in_flight        },
        {"http_connections",             "gauge",   f.connections      },
        {"http_listeners",               "gauge",   f.listeners        },
        {"http_refused_total",           "counter", f.refused          },
        {"http_listeners_dropped_total", "counter", f.dropped_listeners},
    };
    for (size_t i = 0; i < COUNT(plain); i++)
        buf_fmt(out, "# TYPE %s %s\n%s %" PRId64 "\n", plain[i].name, plain[i].type, plain[i].name,
                plain[i].value);
    buf_z(out, "# TYPE http_requests_total counter\n");
    each_route(s, out, write_counters);
    buf_z(out, "# TYPE http_request_seconds histogram\n");
    each_route(s, out, write_histogram);
}
