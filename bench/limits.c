/* SPDX-License-Identifier: Apache-2.0 */
/* The limits that the server is measured against, on the same machine in the same minute.
 * usage: limits rows FILE SECONDS PRODUCERS   group-committed 200-byte rows a second in plain
 * SQLite, synchronous=FULL limits http                          evhttp answering 200 bytes; prints
 * its port, ends with its standard input */
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ROW = 200, PRODUCERS_MAX = 1024 };

_Noreturn static void die(const char *what)
{
    fprintf(stderr, "limits: %s\n", what);
    exit(2);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* --- rows --- */

typedef struct Desk {
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    int waiting;      /* rows of producers that stand in line */
    uint64_t group;   /* number of the group now open */
    uint64_t settled; /* last group committed */
    bool ending;
    double until;
} Desk;

static Desk desk = {.lock = PTHREAD_MUTEX_INITIALIZER,
                    .work = PTHREAD_COND_INITIALIZER,
                    .done = PTHREAD_COND_INITIALIZER,
                    .group = 1};

static void *produce(void *unused)
{
    (void)unused;
    while (now_s() < desk.until) {
        pthread_mutex_lock(&desk.lock);
        uint64_t mine = desk.group;
        desk.waiting++;
        pthread_cond_signal(&desk.work);
        while (desk.settled < mine) pthread_cond_wait(&desk.done, &desk.lock);
        pthread_mutex_unlock(&desk.lock);
    }
    return NULL;
}

static void run_sql(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) die(sqlite3_errmsg(db));
}

static void insert_rows(sqlite3 *db, sqlite3_stmt *st, int n)
{
    static char row[ROW];
    memset(row, 'r', sizeof row);
    run_sql(db, "begin immediate");
    for (int i = 0; i < n; i++) {
        sqlite3_bind_text(st, 1, row, ROW, SQLITE_STATIC);
        if (sqlite3_step(st) != SQLITE_DONE) die(sqlite3_errmsg(db));
        sqlite3_reset(st);
    }
    run_sql(db, "commit");
}

static int64_t write_groups(sqlite3 *db, sqlite3_stmt *st)
{
    int64_t rows = 0;
    pthread_mutex_lock(&desk.lock);
    for (;;) {
        while (!desk.waiting && !desk.ending) pthread_cond_wait(&desk.work, &desk.lock);
        if (!desk.waiting) break;
        int n = desk.waiting;
        uint64_t group = desk.group++;
        desk.waiting = 0;
        pthread_mutex_unlock(&desk.lock);
        insert_rows(db, st, n);
        rows += n;
        pthread_mutex_lock(&desk.lock);
        desk.settled = group;
        pthread_cond_broadcast(&desk.done);
    }
    pthread_mutex_unlock(&desk.lock);
    return rows;
}

static void *end_later(void *threads)
{
    pthread_t *p = threads;
    for (int i = 0; i < PRODUCERS_MAX && p[i]; i++) pthread_join(p[i], NULL);
    pthread_mutex_lock(&desk.lock);
    desk.ending = true;
    pthread_cond_signal(&desk.work);
    pthread_mutex_unlock(&desk.lock);
    return NULL;
}

static int rows(const char *path, double seconds, int producers)
{
    static pthread_t threads[PRODUCERS_MAX + 1];
    sqlite3 *db;
    sqlite3_stmt *st;
    pthread_t ender;
    if (sqlite3_open(path, &db) != SQLITE_OK) die(path);
    run_sql(db, "pragma journal_mode = wal; pragma synchronous = full; create table if not exists "
                "t (id integer primary key, body text not null)");
    if (sqlite3_prepare_v2(db, "insert into t (body) values (?)", -1, &st, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
    double began = now_s();
    desk.until = began + seconds;
    for (int i = 0; i < producers && i < PRODUCERS_MAX; i++)
        if (pthread_create(&threads[i], NULL, produce, NULL) != 0) die("no thread");
    if (pthread_create(&ender, NULL, end_later, threads) != 0) die("no thread");
    int64_t n = write_groups(db, st);
    double took = now_s() - began;
    pthread_join(ender, NULL);
    sqlite3_finalize(st);
    sqlite3_close(db);
    printf("{\"rate\":%.1f,\"rows\":%lld}\n", (double)n / took, (long long)n);
    return 0;
}

/* --- http --- */

static void answer(struct evhttp_request *req, void *unused)
{
    static const char body[] = "{\"x\":"
                               "\"01234567890123456789012345678901234567890123456789012345678901234"
                               "56789012345678901234567890123456789"
                               "0123456789012345678901234567890123456789012345678901234567890123456"
                               "7890123456789012345678901\"}";
    (void)unused;
    struct evbuffer *out = evbuffer_new();
    evbuffer_add(out, body, sizeof body - 1);
    evhttp_add_header(evhttp_request_get_output_headers(req), "Content-Type", "application/json");
    evhttp_send_reply(req, 200, "OK", out);
    evbuffer_free(out);
}

static void *end_with_input(void *unused)
{
    char c;
    (void)unused;
    while (read(0, &c, 1) > 0) {
    }
    _exit(0);
}

static int http(void)
{
    struct event_base *base = event_base_new();
    struct evhttp *server = evhttp_new(base);
    pthread_t watcher;
    evhttp_set_gencb(server, answer, NULL);
    struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(server, "127.0.0.1", 0);
    if (!bound) die("cannot bind");
    struct sockaddr_in at = {0};
    socklen_t len = sizeof at;
    getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&at, &len);
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    if (pthread_create(&watcher, NULL, end_with_input, NULL) != 0) die("no thread");
    return event_base_dispatch(base);
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "rows") == 0)
        return rows(argv[2], strtod(argv[3], NULL), (int)strtol(argv[4], NULL, 10));
    if (argc == 2 && strcmp(argv[1], "http") == 0) return http();
    die("usage: limits rows FILE SECONDS PRODUCERS | limits http");
}
