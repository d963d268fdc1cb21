/* SPDX-License-Identifier: Apache-2.0 */
/* Sources of tracks: which are due, what a visit came to, where they may lead. How a visit went
 * stands in a table of its own; the register, and with it the journal, hears of it when it is news.
 * Fetching is the business of link/. */
#include "http/url.h"
#include "sys/sys.h"
#include "systems/typhoon/typhoon_int.h"
#include "systems/typhoon_sql.h"

/* How often it fails before the desk is told, and how long it is left alone at most. source: ours
 */
enum { FAILS_TOLD = 3, REST_MAX_MS = 6 * MS_HOUR };
enum { CONFIG_MAX = 256 * 1024, SOURCES_MAX = 50, WORDS_MAX = 300 };
enum { DELETE = 0x7F, REPLACEMENT = 0xFFFD };

static const char id_mark[] = "{id}";

Err typhoon_create(Cx *cx, Store *store)
{
    return db_exec(cx, store_writer(store), S(SQL_TRACK_VISIT_CREATE));
}

/* --- which are due --- */

static FeedSource source_of(Cx *cx, const Stmt *st)
{
    FeedSource s = {.id = col_i64(st, 0),
                    .version = col_i64(st, 1),
                    .name = col_dup(cx, st, 2),
                    .url = col_dup(cx, st, 3),
                    .list_url = col_dup(cx, st, 4),
                    .format = col_dup(cx, st, 5),
                    .every_ms = col_i64(st, 6) * MS_MINUTE,
                    .at_ms = col_i64(st, 8),
                    .fails = col_i64(st, 9),
                    .next_ms = col_i64(st, 10),
                    .digest = col_dup(cx, st, 11),
                    .noted_ms = col_i64(st, 12)};
    s.is_asked = col_i64(st, 7) != s.version;
    if (s.is_asked) s.digest = S("");
    return s;
}

Err track_sources(Cx *cx, const Site *site, FeedSource **ret, size_t *n)
{
    Db *db;
    Stmt *st;
    bool row;
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_TRACK_SOURCES_ON), &st));
    *ret = cx_new(cx, FeedSource, SOURCES_MAX);
    for (*n = 0; *n < SOURCES_MAX; ++*n) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        (*ret)[*n] = source_of(cx, st);
    }
    stmt_reset(st);
    return OK;
}

/* A clock that was set back leaves a visit in the future: that one says nothing. */
bool track_source_is_due(const Cx *cx, const FeedSource *s)
{
    return s->is_asked || cx->now_ms >= s->next_ms || s->at_ms > cx->now_ms;
}

static int64_t next_of(const FeedSource *s, const FeedVisit *v, int64_t now_ms)
{
    int64_t wait = s->every_ms, most = wait > REST_MAX_MS ? wait : REST_MAX_MS;
    for (int64_t i = 0; !v->ok && i < s->fails && wait < most; i++) wait *= 2;
    return now_ms + (wait < most ? wait : most);
}

/* --- taking --- */

Err track_source_take(Cx *cx, const Site *site, const FeedSource *s, Str body, int64_t *ret)
{
    static const char *const formats[] = {"", "cma", "jma", "ibtracs", "nmc", "quadrants"};
    Taken t;
    size_t only = 0;
    for (size_t i = 1; i < COUNT(formats); i++)
        if (str_is(s->format, formats[i])) only = i;
    TRY(typhoon_take(cx, site, body, (TrackFormat)only, &t));
    *ret = t.created + t.changed;
    return OK;
}

/* --- writing it down --- */

typedef struct Noting {
    const Site *site;
    const FeedSource *source;
    const FeedVisit *visit;
} Noting;

static bool is_news(const Noting *n, const Rec *rec, Str action, int64_t now_ms)
{
    bool was_ok = rec_i64(rec, "last_ok", -1) == 1, first = n->source->noted_ms == 0;
    return first || !str_is(action, "update") || was_ok != n->visit->ok || n->visit->fresh > 0 ||
           !str_eq(rec_str(rec, "last_words"), n->visit->words) ||
           now_ms - n->source->noted_ms >= MS_DAY;
}

static Str action_of(const Noting *n, const Rec *rec)
{
    if (n->visit->ok) return str_is(rec->state, "sound") ? S("update") : S("work");
    bool told = n->source->fails + 1 >= FAILS_TOLD && !str_is(rec->state, "failing");
    return told ? S("fail") : S("update");
}

static Err write_news(Txn *tx, const Noting *n, const Reg *reg, Str action, Write *w)
{
    json_t *o = json_object();
    system_put_time(tx->cx, o, "last_at", tx->cx->now_ms);
    json_object_set_new(o, "last_ok", json_boolean(n->visit->ok));
    json_object_set_new(o, "last_new", json_integer(n->visit->fresh));
    if (n->visit->ok) json_object_set_new(o, "last_words", json_null());
    else system_put_text(o, "last_words", n->visit->words);
    *w = (Write){.book = n->site->book,
                 .reg = reg,
                 .id = n->source->id,
                 .action = action,
                 .input = o,
                 .reason = S(""),
                 .idem = S("")};
    Err err = write_in(tx, w); /* as whoever made the visit */
    json_decref(o);
    return err;
}

static Err put_visit(Txn *tx, const Noting *n, int64_t version, int64_t noted_ms)
{
    const FeedVisit *v = n->visit;
    Stmt *st;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_TRACK_VISIT_PUT), &st));
    stmt_i64(st, 1, n->source->id);
    stmt_i64(st, 2, version);
    stmt_i64(st, 3, tx->cx->now_ms);
    stmt_i64(st, 4, v->ok);
    stmt_text(st, 5, v->words);
    stmt_i64(st, 6, v->fresh);
    stmt_i64(st, 7, v->ok ? 0 : n->source->fails + 1);
    stmt_i64(st, 8, next_of(n->source, v, tx->cx->now_ms));
    stmt_text(st, 9, v->digest);
    stmt_i64(st, 10, noted_ms);
    return stmt_run(tx->cx, st, NULL);
}

/* Whoever changed the source while we were away wants another visit: then the version stays that of
 * when it began. */
static Err note_visit(Txn *tx, Cmd *cmd)
{
    const Noting *n = cmd->arg;
    const Reg *reg;
    Rec *rec;
    Write w = {0};
    TRY(system_reg(tx->cx, n->site, "track_source", &reg));
    TRY(record_load(tx->cx, tx->db, reg, n->source->id, &rec));
    if (!rec || rec->voided) return OK;
    bool same = rec->version == n->source->version;
    Str action = action_of(n, rec);
    if (!is_news(n, rec, action, tx->cx->now_ms))
        return put_visit(tx, n, n->source->version, n->source->noted_ms);
    TRY(write_news(tx, n, reg, action, &w));
    return put_visit(tx, n, same ? w.ret->version : n->source->version, tx->cx->now_ms);
}

/* A part of a foreign file may stand in the words: signs only, on one line. */
static Str one_line(Cx *cx, Str words)
{
    Buf b = buf_new(cx, 0);
    for (size_t at = 0, len; at < words.len; at += len) {
        uint32_t sign = utf8_first(str_from(words, at), &len);
        if (sign < ' ' || sign == DELETE) buf_char(&b, ' ');
        else if (sign != REPLACEMENT) buf_add(&b, str_head(str_from(words, at), len));
    }
    return str_trim(utf8_head(str_trim(buf_str(&b)), WORDS_MAX));
}

Err track_source_note(Cx *cx, const Site *site, const FeedSource *s, const FeedVisit *visit)
{
    FeedVisit v = *visit;
    v.words = one_line(cx, v.words);
    Noting n = {site, s, &v};
    Cmd cmd = {.cx = cx, .run = note_visit, .arg = &n};
    return journal_do(site->journal, &cmd);
}

/* One that is switched off is nobody's worry any more. */
Err on_source(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg;
    Rec *rec;
    TRY(system_reg(tx->cx, site, "track_source", &reg));
    TRY(record_load(tx->cx, tx->db, reg, cause->record, &rec));
    if (!rec || rec_i64(rec, "enabled", 0) != 0 || str_is(rec->state, "idle")) return OK;
    Write w = {.id = rec->id, .action = S("rest"), .reason = S("")};
    return system_write(tx, site, "track_source", &w, json_object());
}

/* --- where they may lead --- */

Err track_hosts(Cx *cx, const Site *site, Str **ret, size_t *n)
{
    Str body, path = str_fmt(cx, "%s/gateways.json", site->dir);
    hosts_read(cx, NULL, ret, n);
    if (!sys_file_exists(cx, path)) return OK;
    TRY(sys_file_read(cx, path, CONFIG_MAX, &body));
    json_t *j = json_loadb(body.p, body.len, 0, NULL);
    hosts_read(cx, json_object_get(json_object_get(j, "tracks"), "hosts"), ret, n);
    json_decref(j);
    return OK;
}

/* What the address itself tells; where a name leads is seen when it is called. */
static Err check_url(Cx *cx, const Site *site, const char *field, Str url)
{
    UrlHost at;
    Str *hosts;
    size_t n;
    if (url.len == 0) return OK;
    if (!url_host(url, &at) || (!str_is(at.scheme, "https") && !str_is(at.scheme, "http")))
        return cx_refuse(cx, ERR_INVALID, str_c(field), url,
                         "is no address such as https://host/path");
    bool ours = host_is_here(at.host) || (host_is_ip(at.host) && ip_is_private(at.host));
    TRY(track_hosts(cx, site, &hosts, &n));
    if (ours && !hosts_name(hosts, n, &at))
        return cx_refuse(cx, ERR_DENIED, str_c(field), at.host_port,
                         "is an address of our own network that gateways.json does not list");
    return OK;
}

Err check_source(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    Cx *cx = tx->cx;
    Str url = rec_str(rec, "url"), list = rec_str(rec, "list_url");
    (void)old, (void)reason;
    TRY(check_url(cx, site, "url", url));
    TRY(check_url(cx, site, "list_url", list));
    bool each = str_find(url, str_c(id_mark)) != SIZE_MAX;
    return each == (list.len > 0) ? OK
                                  : cx_refuse(cx, ERR_INVALID, S("list_url"), list,
                                              "goes together with {id} in the address");
}

Err check_fetch(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    (void)old, (void)rec, (void)reason;
    return site->drill ? cx_fail(tx->cx, ERR_CONFLICT, "", "a drill fetches nothing") : OK;
}

/* --- the list --- */

static void put_source(Cx *cx, const Stmt *st, const void *ctx, Jw *w)
{
    (void)ctx;
    jw_open(w, '{');
    jw_kstr(w, "id", id_format(cx, col_i64(st, 0)));
    jw_kstr(w, "name", col_str(st, 1));
    jw_kstr(w, "format", col_str(st, 2));
    jw_kbool(w, "enabled", col_i64(st, 3) != 0);
    jw_kstr(w, "state", col_str(st, 4));
    if (!col_is_null(st, 5)) {
        jw_kstr(w, "at", time_format(cx, col_i64(st, 5)));
        jw_kbool(w, "ok", col_i64(st, 6) != 0);
        jw_kstr(w, "words", col_str(st, 7));
        jw_ki64(w, "new", col_i64(st, 8));
        jw_ki64(w, "fails", col_i64(st, 9));
        jw_kstr(w, "next_at", time_format(cx, col_i64(st, 10)));
    }
    jw_close(w, '}');
}

Err get_sources(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Reg *reg;
    Db *db;
    Stmt *st;
    TRY(system_reg(cx, site, "track_source", &reg));
    TRY(book_gate(site->book, cx, reg, S("read"), S("")));
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_TRACK_SOURCES_ALL), &st));
    return system_answer_rows(cx, call, st, put_source, NULL);
}
