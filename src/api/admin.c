/* SPDX-License-Identifier: Apache-2.0 */
/* Is it well, figures, state, the sandbox's clock, and the command line's verbs. */
#include "api/api_int.h"
#include "api/api_sql.h"
#include "store/vfs.h"

/* Can a row be read and is the writer alive? Says what is wrong, not just that it is. */
static Err look(Cx *cx, const Api *api, int64_t *journal)
{
    Db *db;
    TRY(store_reader(cx, api->site.store, &db));
    TRY(db_value_i64(cx, db, S(SQL_JOURNAL_END), 0, journal));
    if (store_has_failed(api->site.store))
        return cx_fail(cx, ERR_IO, "store",
                       "the database has failed before and writes nothing more until a restart");
    return OK;
}

Err get_healthz(Cx *cx, HttpCall *call)
{
    int64_t seq = 0;
    const Api *api = api_of(call);
    Err err = look(cx, api, &seq);
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, "status", err == OK ? S("ok") : S("failed"));
    if (err != OK) jw_kstr(&w, "reason", cx_message(cx));
    jw_ki64(&w, "journal", seq);
    jw_ki64(&w, "waiting_writes", (int64_t)journal_queued(api->site.journal));
    jw_close(&w, '}');
    cx_clear(cx);
    return http_answer_json(call, err == OK ? 200 : 503, &buf);
}

static void gauge(Buf *b, const char *name, const char *help, int64_t v)
{
    buf_fmt(b, "# HELP %s %s\n# TYPE %s gauge\n%s %lld\n", name, help, name, name, (long long)v);
}

Err get_metrics(Cx *cx, HttpCall *call)
{
    const Api *api = api_of(call);
    if (!call->is_loopback && !call->is_local)
        return cx_fail(cx, ERR_DENIED, "", "figures are served on loopback only");
    int64_t bytes;
    TRY(store_bytes(cx, api->site.store, &bytes));
    Buf b = buf_new(cx, 0);
    http_metrics(api->server, &b);
    gauge(&b, "anlan_journal_seq", "Last committed entry of the journal",
          journal_seq(api->site.journal));
    gauge(&b, "anlan_journal_queued", "Commands waiting for the writer",
          (int64_t)journal_queued(api->site.journal));
    gauge(&b, "anlan_database_bytes", "Size of the database", bytes);
    gauge(&b, "anlan_database_syncs", "fsync calls since start", (int64_t)vfs_syncs());
    gauge(&b, "anlan_resident_bytes", "Resident memory", sys_rss_bytes());
    http_answer(call, 200, S("text/plain; version=0.0.4; charset=utf-8"), buf_str(&b));
    return buf_done(&b);
}

Err get_status(Cx *cx, HttpCall *call)
{
    const Api *api = api_of(call);
    HttpFigures f = http_figures(api->server);
    Db *db;
    int64_t backed_up;
    TRY(store_reader(cx, api->site.store, &db));
    TRY(db_value_i64(cx, db, S(SQL_BACKUP_LAST), 0, &backed_up));
    int64_t bytes;
    TRY(store_bytes(cx, api->site.store, &bytes));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, "version", str_c(api->config.version));
    jw_ki64(&w, "uptime_s", (sys_mono_ms() - api->started_ms) / MS_SECOND);
    jw_key(&w, S("journal"));
    jw_open(&w, '{');
    jw_ki64(&w, "seq", journal_seq(api->site.journal));
    jw_kstr(&w, "hash", journal_head_hex(cx, api->site.journal));
    jw_close(&w, '}');
    if (backed_up) jw_ki64(&w, "backup_age_s", (cx->now_ms - backed_up) / MS_SECOND);
    else jw_knull(&w, "backup_age_s");
    jw_ki64(&w, "clients", f.connections);
    jw_ki64(&w, "listeners", f.listeners);
    jw_ki64(&w, "requests", f.requests);
    jw_ki64(&w, "queue", (int64_t)journal_queued(api->site.journal));
    jw_ki64(&w, "db_bytes", bytes);
    jw_ki64(&w, "rss_bytes", sys_rss_bytes());
    jw_ki64(&w, "registers", (int64_t)book_model(api->site.book)->n_regs);
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

Err post_clock(Cx *cx, HttpCall *call)
{
    Api *api = api_of(call);
    json_t *in;
    int64_t to = cx->now_ms;
    if (!api->site.sandbox) return cx_fail(cx, ERR_DENIED, "", "a live city has no clock to set");
    TRY(want_object(cx, call, &in));
    json_t *speed = json_object_get(in, "speed"), *advance = json_object_get(in, "advance_s");
    Str text = json_text(in, "to");
    if (text.len && !time_parse(text, &to))
        return cx_refuse(cx, ERR_INVALID, S("to"), text, "must be %s",
                         msg_in(cx->lang, "a time such as 2019-08-09T14:05:00+08:00"));
    if (json_is_number(advance)) to += (int64_t)(json_number_value(advance) * MS_SECOND);
    TRY(api->config.set_clock(cx, api->config.ctx, to,
                              json_is_number(speed) ? json_number_value(speed) : -1));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, "now", time_format(cx, api->site.now_ms(api->config.ctx)));
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

Err post_local(Cx *cx, HttpCall *call)
{
    Api *api = api_of(call);
    json_t *in = NULL;
    if (call->body.len) TRY(want_object(cx, call, &in));
    Buf out = buf_new(cx, 0);
    TRY(api->config.local(cx, api->config.ctx, http_param(call, "verb"), in, &out));
    return http_answer_json(call, 200, &out);
}
