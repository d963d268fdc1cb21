/* SPDX-License-Identifier: Apache-2.0 */
/* A load of keep-alive HTTP clients over epoll, one thread, fixed request bytes.
 * usage: load requests PORT CLIENTS SECONDS FILE   every client sends FILE again and again: rate
 * and latencies
 *                  (`@@@@@@@@@@@@@@@@` in FILE becomes a number that never comes twice; SALT in the
 * environment tells runs apart) load listen PORT CLIENTS FILE   open CLIENTS event streams with
 * FILE, print `ready`, wait for the first `data:` at each after a line on standard input; print how
 * long that took */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 16384, EVENTS = 512, SAMPLES_MAX = 4 << 20, MARK_LEN = 16, CONNECT_AT_ONCE = 256 };
static const char mark[] = "@@@@@@@@@@@@@@@@";

typedef struct Client {
    int fd;
    size_t sent;         /* of the request */
    size_t got;          /* bytes of the head in `in` */
    long long body_left; /* -1 = still in the head */
    int status;
    double began;
    bool has_event;
    char *request;
    char in[BUFFER];
} Client;

typedef struct Load {
    int epoll, port, n;
    Client *clients;
    char *request;
    size_t request_len;
    size_t mark_at; /* SIZE_MAX = none */
    uint64_t number, salt;
    double until;
    uint32_t *samples; /* microseconds */
    size_t n_samples, n_good, n_bad;
    int first_bad;
    int active;
} Load;

_Noreturn static void die(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(2);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void read_request(Load *l, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) die(path);
    l->request = calloc(1, BUFFER + 1);
    l->request_len = fread(l->request, 1, BUFFER, f);
    fclose(f);
    char *at = memmem(l->request, l->request_len, mark, MARK_LEN);
    l->mark_at = at ? (size_t)(at - l->request) : SIZE_MAX;
}

/* Every place of the mark gets the same new number. */
static void new_number(Load *l, Client *c)
{
    char text[MARK_LEN + 1];
    if (l->mark_at == SIZE_MAX) return;
    memcpy(c->request, l->request, l->request_len);
    snprintf(text, sizeof text, "%016llx", (unsigned long long)(l->salt << 32 | ++l->number));
    for (char *p = c->request;
         (p = memmem(p, l->request_len - (size_t)(p - c->request), mark, MARK_LEN)); p += MARK_LEN)
        memcpy(p, text, MARK_LEN);
}

static void connect_one(Load *l, Client *c)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)l->port)};
    int yes = 1;
    /* several addresses of the loopback, so that one peer does not use up its share or its ports */
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct sockaddr_in from = {.sin_family = AF_INET};
    from.sin_addr.s_addr = htonl(0x7f000001u + (uint32_t)((c - l->clients) / 64));
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0) die("socket");
    if (bind(c->fd, (struct sockaddr *)&from, sizeof from) != 0) die("bind");
    if (connect(c->fd, (struct sockaddr *)&at, sizeof at) != 0) die("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &e) != 0) die("epoll");
}

static void send_request(Load *l, Client *c)
{
    new_number(l, c);
    c->began = now_s();
    c->got = 0, c->body_left = -1, c->sent = 0;
    while (c->sent < l->request_len) {
        ssize_t n = send(c->fd, c->request + c->sent, l->request_len - c->sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN)
            continue; /* requests are small: the buffer of the socket holds them */
        if (n < 0) die("send");
        c->sent += (size_t)n;
    }
    l->active++;
}

static void set_up(Load *l, char **argv, const char *request)
{
    struct rlimit files = {40000, 40000};
    (void)setrlimit(RLIMIT_NOFILE, &files);
    l->port = (int)strtol(argv[2], NULL, 10);
    l->n = (int)strtol(argv[3], NULL, 10);
    const char *salt = getenv("SALT");
    l->salt = salt ? strtoull(salt, NULL, 10) : 1;
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    read_request(l, request);
    l->clients = calloc((size_t)l->n, sizeof *l->clients);
    if (l->epoll < 0 || !l->clients) die("set up");
    for (int i = 0; i < l->n; i++) {
        l->clients[i].request = l->mark_at == SIZE_MAX ? l->request : calloc(1, l->request_len + 1);
        connect_one(l, &l->clients[i]);
    }
}

static void finish(Load *l, Client *c)
{
    l->active--;
    if (l->n_samples < SAMPLES_MAX)
        l->samples[l->n_samples++] = (uint32_t)((now_s() - c->began) * 1e6);
    if (c->status >= 200 && c->status < 300) l->n_good++;
    else {
        if (!l->n_bad++) l->first_bad = c->status;
    }
    if (now_s() < l->until) send_request(l, c);
}

/* The head is whole: its length of body, bytes of the body that came with it. */
static void take_head(Client *c, const char *end)
{
    size_t head = (size_t)(end - c->in) + 4;
    c->in[c->got] = 0;
    c->status = (int)strtol(c->in + 9, NULL, 10);
    const char *length = strcasestr(c->in, "\r\nContent-Length:");
    if (!length || length > end) {
        fprintf(stderr, "load: an answer without Content-Length: %.*s\n", (int)head, c->in);
        exit(2);
    }
    c->body_left = strtoll(length + 17, NULL, 10) - (long long)(c->got - head);
}

static void take(Load *l, Client *c)
{
    for (;;) {
        char *to = c->body_left < 0 ? c->in + c->got : c->in;
        ssize_t n = recv(c->fd, to, c->body_left < 0 ? BUFFER - 1 - c->got : BUFFER - 1, 0);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) die("the server hung up");
        if (c->body_left >= 0) c->body_left -= n;
        else {
            c->got += (size_t)n;
            const char *end = memmem(c->in, c->got, "\r\n\r\n", 4);
            if (!end) continue;
            take_head(c, end);
        }
        if (c->body_left == 0) {
            finish(l, c);
            return;
        }
    }
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static double sample_ms(const Load *l, double part)
{
    return l->n_samples ? l->samples[(size_t)((double)(l->n_samples - 1) * part)] / 1e3 : 0;
}

static int requests(Load *l, double seconds)
{
    struct epoll_event events[EVENTS];
    l->samples = malloc(SAMPLES_MAX * sizeof *l->samples);
    double began = now_s();
    l->until = began + seconds;
    for (int i = 0; i < l->n; i++) send_request(l, &l->clients[i]);
    while (l->active > 0) {
        int n = epoll_wait(l->epoll, events, EVENTS, 60000);
        if (n <= 0) die("no answer for 60 s");
        for (int i = 0; i < n; i++) take(l, events[i].data.ptr);
    }
    double took = now_s() - began;
    qsort(l->samples, l->n_samples, sizeof *l->samples, by_size);
    printf("{\"rate\":%.1f,\"good\":%zu,\"bad\":%zu,\"first_bad\":%d,\"p50_ms\":%.3f,\"p99_ms\":%."
           "3f,\"max_ms\":%.3f}\n",
           (double)l->n_good / took, l->n_good, l->n_bad, l->first_bad, sample_ms(l, 0.5),
           sample_ms(l, 0.99), sample_ms(l, 1));
    return 0;
}

/* --- listeners --- */

/* Read what there is; count the first `data:`. */
static void hear(Load *l, Client *c)
{
    for (;;) {
        if (c->got == BUFFER - 1) {
            memmove(c->in, c->in + BUFFER / 2, c->got - BUFFER / 2);
            c->got -= BUFFER / 2;
        }
        ssize_t n = recv(c->fd, c->in + c->got, BUFFER - 1 - c->got, 0);
        if (n < 0 && errno == EAGAIN) break;
        if (n <= 0) die("the server hung up on a listener");
        c->got += (size_t)n;
    }
    if (c->body_left < 0 && memmem(c->in, c->got, "\r\n\r\n", 4)) {
        c->in[c->got] = 0;
        c->body_left = 0;
        l->n_good++;
        if (strncmp(c->in + 9, "200", 3) != 0) {
            fprintf(stderr, "load: a listener was refused: %.200s\n", c->in);
            exit(2);
        }
    }
    if (!c->has_event && memmem(c->in, c->got, "data:", 5)) {
        c->has_event = true;
        l->n_samples++;
    }
}

static void pump(Load *l, int wait_ms)
{
    struct epoll_event events[EVENTS];
    int n = epoll_wait(l->epoll, events, EVENTS, wait_ms);
    for (int i = 0; i < n; i++) hear(l, events[i].data.ptr);
}

static int listen_all(Load *l)
{
    char line[64];
    for (int i = 0; i < l->n; i++) {
        send_request(l, &l->clients[i]);
        while (i - (int)l->n_good > CONNECT_AT_ONCE) pump(l, 1000);
    }
    while ((int)l->n_good < l->n) pump(l, 1000);
    printf("ready\n");
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) die("nobody says go");
    for (int i = 0; i < l->n; i++)
        l->clients[i].got = 0,
        l->clients[i].has_event = false; /* what came before does not count */
    l->n_samples = 0;
    double began = now_s(), half = 0;
    while ((int)l->n_samples < l->n && now_s() - began < 60) {
        pump(l, 1000);
        if (half <= 0 && (int)l->n_samples * 2 >= l->n) half = now_s() - began;
    }
    printf("{\"listeners\":%d,\"reached\":%zu,\"half_ms\":%.1f,\"all_ms\":%.1f}\n", l->n,
           l->n_samples, half * 1e3, (now_s() - began) * 1e3);
    return (int)l->n_samples == l->n ? 0 : 1;
}

int main(int argc, char **argv)
{
    static Load l;
    if (argc == 6 && strcmp(argv[1], "requests") == 0) {
        set_up(&l, argv, argv[5]);
        return requests(&l, strtod(argv[4], NULL));
    }
    if (argc == 5 && strcmp(argv[1], "listen") == 0) {
        set_up(&l, argv, argv[4]);
        return listen_all(&l);
    }
    fprintf(stderr,
            "usage: load requests PORT CLIENTS SECONDS FILE | load listen PORT CLIENTS FILE\n");
    return 2;
}
