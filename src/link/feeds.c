/* SPDX-License-Identifier: Apache-2.0 */
/* One thread looks which sources are due, a few make the visits: get, take in, write down. */
#include "link/feeds.h"

#include <curl/curl.h>
#include <stdatomic.h>

#include "http/url.h"
#include "sys/sys.h"
#include "sys/thread.h"
#include "systems/typhoon/typhoon.h"
#include "wire/track.h"

/* source: ours. A live answer has some 100 KB, the archive of a season less than 1 MB. */
enum {
    CONNECT_MS = 10000,
    TIMEOUT_MS = 20000,
    MIB = 1024 * 1024,
    ANSWER_MAX_MIB = 8,
    REDIRECTS_MAX = 3,
    STORMS_MAX = 10,
    WORKERS = 4,
    VISITS_MAX = 64,
    WAIT_MS = 500
};

static const char id_mark[] = "{id}";

struct Feeds {
    const Site *site;
    Thread thread;
    Pool *pool;
    Mutex taking; /* one file at a time goes into the registers */
    Mutex lock;
    Cond wake;
    atomic_bool stopping;
    bool woken;                   /* this and the rest under the lock */
    int64_t visiting[VISITS_MAX]; /* ids of sources */
    size_t n_visiting;
};

/* One visit, on a worker. */
typedef struct Visit {
    Feeds *feeds;
    Cx *cx;
    FeedSource source;
    Str *hosts; /* of our own network that it may lead to */
    size_t n_hosts;
} Visit;

static int64_t city_ms(const Feeds *f)
{
    return f->site->now_ms(f->site->ctx);
}

/* --- getting --- */

typedef struct Get {
    Visit *visit;
    Buf body;
    bool too_big, astray;
} Get;

static size_t take(char *p, size_t size, size_t n, void *ctx)
{
    Get *g = ctx;
    size_t len = size * n;
    g->too_big = len > (size_t)ANSWER_MAX_MIB * MIB - g->body.len;
    if (g->too_big) return 0; /* the transfer fails */
    buf_add(&g->body, (Str){p, len});
    return len;
}

/* Of every request, that after a redirect too, before a byte of it leaves: where did it lead? */
static int may_go(void *ctx, char *ip, char *own_ip, int port, int own_port)
{
    Get *g = ctx;
    const Visit *v = g->visit;
    Str peer = str_c(ip);
    bool here = str_starts(peer, S("127.")) || str_is(peer, "::1");
    (void)own_ip, (void)port, (void)own_port;
    g->astray = !hosts_may_reach(v->hosts, v->n_hosts, peer) || (v->feeds->site->sandbox && !here);
    return g->astray ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

static int goes_on(void *ctx, curl_off_t down, curl_off_t got, curl_off_t up, curl_off_t sent)
{
    const Get *g = ctx;
    (void)down, (void)got, (void)up, (void)sent;
    return atomic_load(&g->visit->feeds->stopping) ? 1 : 0;
}

static Err failed(Cx *cx, const Get *g, CURLcode code)
{
    if (g->astray) return cx_fail(cx, ERR_DENIED, "", "its name leads into a private network");
    if (g->too_big || code == CURLE_FILESIZE_EXCEEDED)
        return cx_fail(cx, ERR_TOO_BIG, "", "the answer is larger than %d MiB", ANSWER_MAX_MIB);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return cx_fail(cx, ERR_IO, "", "there is no whole answer within %d s", TIMEOUT_MS / 1000);
    if (code == CURLE_COULDNT_RESOLVE_HOST)
        return cx_fail(cx, ERR_IO, "", "the name of the host is not known");
    if (code == CURLE_COULDNT_CONNECT) return cx_fail(cx, ERR_IO, "", "nobody answers there");
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        return cx_fail(cx, ERR_IO, "", "the certificate of the host is not to be trusted");
    if (code == CURLE_TOO_MANY_REDIRECTS)
        return cx_fail(cx, ERR_IO, "", "it sends us on more than %d times", REDIRECTS_MAX);
    return cx_fail(cx, ERR_IO, "", "the transfer broke off: %s", curl_easy_strerror(code));
}

static void set_limits(CURL *easy, Get *g)
{
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)TIMEOUT_MS);
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE, (long)ANSWER_MAX_MIB * MIB);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, may_go);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, g);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, g);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, goes_on);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, g);
}

/* What the address itself tells: of a sandbox not even a name is looked up elsewhere. */
static Err may_ask(const Visit *v, Str url)
{
    UrlHost at;
    if (!url_host(url, &at))
        return cx_refuse(v->cx, ERR_INVALID, S("url"), url,
                         "is no address such as https://host/path");
    if (v->feeds->site->sandbox && !host_is_here(at.host))
        return cx_refuse(v->cx, ERR_DENIED, S("url"), at.host_port,
                         "a sandbox fetches from this machine only");
    return OK;
}

static Err get(Visit *v, Str url, Str *ret)
{
    Get g = {.visit = v, .body = buf_new(v->cx, 0)};
    long status = 0;
    TRY(may_ask(v, url));
    CURL *easy = curl_easy_init();
    if (!easy) log_die("libcurl does not start");
    curl_easy_setopt(easy, CURLOPT_URL, str_z(v->cx, url));
    /* what began in secret is not sent on in the open */
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR,
                     str_starts(url, S("https:")) ? "https" : "http,https");
    set_limits(easy, &g);
    CURLcode code = curl_easy_perform(easy);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(easy);
    if (code != CURLE_OK) return failed(v->cx, &g, code);
    if (status != 200) return cx_fail(v->cx, ERR_IO, "", "the host answers %ld", status);
    *ret = buf_str(&g.body);
    return ret->len ? OK : cx_fail(v->cx, ERR_INVALID, "", "the answer is empty");
}

/* --- taking in --- */

/* The list is foreign: a name out of it may be a part of a path and nothing more. */
static Str escaped(Cx *cx, Str id)
{
    char *text = curl_easy_escape(NULL, id.p, (int)id.len);
    Str ret = str_dup(cx, str_c(text));
    curl_free(text);
    return ret;
}

/* One address, or that of each storm on the list that is under way. */
static Err get_all(Visit *v, Str *ret, size_t *n)
{
    Str list;
    TrackListed *storms;
    size_t n_storms;
    *n = 0;
    if (v->source.list_url.len == 0) return get(v, v->source.url, &ret[(*n)++]);
    TRY(get(v, v->source.list_url, &list));
    TRY(track_list_read(v->cx, list, &storms, &n_storms));
    for (size_t i = 0; i < n_storms && *n < STORMS_MAX; i++) {
        if (!storms[i].is_active) continue;
        Str id = escaped(v->cx, storms[i].id);
        TRY(get(v, str_replace(v->cx, v->source.url, str_c(id_mark), id), &ret[*n]));
        ++*n;
    }
    return OK;
}

/* Each file whole or not at all; one that is unsound keeps no other out. */
static Err take_all(Visit *v, const Str *bodies, size_t n, int64_t *fresh)
{
    Feeds *f = v->feeds;
    Err first = OK;
    mutex_lock(&f->taking);
    for (size_t i = 0; i < n; i++) {
        Cx *work = cx_open(city_ms(f), sys_random_u64());
        int64_t more = 0;
        work->actor = v->cx->actor;
        Err err = track_source_take(work, f->site, &v->source, bodies[i], &more);
        if (err != OK && first == OK) first = cx_carry(v->cx, work, err);
        *fresh += more;
        cx_close(work);
    }
    mutex_unlock(&f->taking);
    return first;
}

static Err make_visit(Visit *v, FeedVisit *ret)
{
    Str bodies[STORMS_MAX];
    size_t n;
    TRY(track_hosts(v->cx, v->feeds->site, &v->hosts, &v->n_hosts));
    TRY(get_all(v, bodies, &n));
    ret->digest = hash_hex(v->cx, hash_parts(HASH_SHA256, bodies, n));
    if (str_eq(ret->digest, v->source.digest)) return OK;
    return take_all(v, bodies, n, &ret->fresh);
}

/* --- visits --- */

static void look_again(Feeds *f)
{
    mutex_lock(&f->lock);
    f->woken = true;
    cond_signal(&f->wake);
    mutex_unlock(&f->lock);
}

static void end_visit(Visit *v, bool noted)
{
    Feeds *f = v->feeds;
    int64_t id = v->source.id;
    cx_close(v->cx);
    sys_mem_free(v);
    mutex_lock(&f->lock);
    for (size_t i = 0; i < f->n_visiting; i++)
        if (f->visiting[i] == id) f->visiting[i] = f->visiting[--f->n_visiting];
    mutex_unlock(&f->lock);
    if (noted) look_again(f);
}

static void visit(void *ptr)
{
    Visit *v = ptr;
    Feeds *f = v->feeds;
    FeedVisit came = {.words = S(""), .digest = S("")};
    Err err = atomic_load(&f->stopping) ? ERR_BUSY : make_visit(v, &came);
    if (atomic_load(&f->stopping)) {
        end_visit(v, false);
        return;
    }
    came.ok = err == OK;
    if (!came.ok) came.words = str_dup(v->cx, cx_message(v->cx));
    if (!came.ok) came.digest = S("");
    cx_clear(v->cx);
    v->cx->now_ms = city_ms(f);
    err = track_source_note(v->cx, f->site, &v->source, &came);
    if (err != OK) log_error("feeds: %.*s", STR_ARG(cx_message(v->cx)));
    end_visit(v, err == OK);
}

static bool is_under_way(Feeds *f, int64_t id)
{
    bool found = false;
    mutex_lock(&f->lock);
    for (size_t i = 0; i < f->n_visiting; i++) found = found || f->visiting[i] == id;
    found = found || f->n_visiting == VISITS_MAX;
    mutex_unlock(&f->lock);
    return found;
}

static void begin_visit(Feeds *f, const FeedSource *s)
{
    static const Actor feeds = {
        .name = {"feeds",  5},
        .role = {"system", 6},
        .region = {"",       0},
        .door = {"job",    3},
        .peer = {"",       0},
        .clearance = LEVEL_SENSITIVE
    };
    Visit *v = sys_mem_new(sizeof *v);
    v->feeds = f;
    v->cx = cx_open(city_ms(f), sys_random_u64());
    v->cx->actor = &feeds;
    v->cx->lang = LANG_ZH; /* what is stored is in the city's language */
    v->source = *s;
    v->source.name = str_dup(v->cx, s->name);
    v->source.url = str_dup(v->cx, s->url);
    v->source.list_url = str_dup(v->cx, s->list_url);
    v->source.format = str_dup(v->cx, s->format);
    v->source.digest = str_dup(v->cx, s->digest);
    mutex_lock(&f->lock);
    f->visiting[f->n_visiting++] = s->id;
    mutex_unlock(&f->lock);
    if (!pool_run(f->pool, visit, v)) end_visit(v, false);
}

/* --- looking --- */

/* Begin what is due. ret: when to look again, city time. */
static Err look(Cx *cx, Feeds *f, int64_t *ret)
{
    FeedSource *s;
    size_t n;
    *ret = cx->now_ms + MS_MINUTE;
    if (f->site->drill) return OK;
    TRY(track_sources(cx, f->site, &s, &n));
    for (size_t i = 0; i < n; i++) {
        if (is_under_way(f, s[i].id)) continue;
        if (track_source_is_due(cx, &s[i])) begin_visit(f, &s[i]);
        else if (s[i].next_ms < *ret) *ret = s[i].next_ms;
    }
    return OK;
}

static bool was_woken(Feeds *f)
{
    mutex_lock(&f->lock);
    if (!f->woken && !atomic_load(&f->stopping))
        (void)cond_wait_until(&f->wake, &f->lock, sys_mono_ms() + WAIT_MS);
    bool woken = f->woken;
    f->woken = false;
    mutex_unlock(&f->lock);
    return woken;
}

static void run(void *ptr)
{
    Feeds *f = ptr;
    Cx *cx = cx_open(city_ms(f), sys_random_u64());
    for (int64_t next = 0, last = 0; !atomic_load(&f->stopping);) {
        bool woken = was_woken(f);
        cx->now_ms = city_ms(f);
        bool turned_back = cx->now_ms < last;
        last = cx->now_ms;
        if (!woken && !turned_back && cx->now_ms < next) continue;
        if (look(cx, f, &next) != OK) log_error("feeds: %.*s", STR_ARG(cx_message(cx)));
        cx_reset(cx);
    }
    cx_close(cx);
}

/* --- open and close --- */

Feeds *feeds_new(const Site *site)
{
    Feeds *f = sys_mem_new(sizeof *f);
    f->site = site;
    f->woken = true;
    mutex_init(&f->taking);
    mutex_init(&f->lock);
    cond_init(&f->wake);
    return f;
}

void feeds_start(Feeds *f)
{
    f->pool = pool_new("feeds", WORKERS, VISITS_MAX);
    thread_start(&f->thread, "feeds.due", run, f);
}

void feeds_committed(Feeds *f, const Entry *entries, size_t n)
{
    bool ours = false;
    for (size_t i = 0; i < n; i++) ours = ours || str_is(entries[i].reg, "track_source");
    if (ours) look_again(f);
}

void feeds_stop(Feeds *f)
{
    if (!f) return;
    atomic_store(&f->stopping, true);
    look_again(f);
    thread_join(&f->thread);
    if (f->pool) pool_free(f->pool);
    f->pool = NULL;
}

void feeds_free(Feeds *f)
{
    if (!f) return;
    cond_destroy(&f->wake);
    mutex_destroy(&f->lock);
    mutex_destroy(&f->taking);
    sys_mem_free(f);
}
