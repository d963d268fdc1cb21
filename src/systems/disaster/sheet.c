/* SPDX-License-Identifier: Apache-2.0 */
/* The sheet of an event: the places just below a region with what they filed last and what they are
 * filling in, the sum of the level below, the ledgers, and what the system's own records offer;
 * which filings are late or missing. */
#include "systems/disaster/disaster_int.h"

#include "systems/disaster_sql.h"

enum { COUNTY = 6, TOWNSHIP = 9 };

typedef struct View {
    const Site *site;
    const Reg *reg;
    Db *db;
    int64_t event;
    Str region, from, to;
} View;

static Err read_view(Cx *cx, HttpCall *call, View *ret)
{
    const Site *site = site_of(call);
    const Reg *events;
    Rec *event;
    Str id;
    *ret = (View){.site = site};
    TRY(want_param(cx, call, "event", &id));
    TRY(system_want_region(cx, call, &ret->region));
    if (!id_parse(id, &ret->event))
        return cx_refuse(cx, ERR_INVALID, S("event"), id, "must be the id of an incident");
    TRY(system_reg(cx, site, "disaster_loss", &ret->reg));
    TRY(system_reg(cx, site, "incident", &events));
    TRY(book_gate(site->book, cx, ret->reg, S("read"), ret->region));
    TRY(store_reader(cx, site->store, &ret->db));
    TRY(record_load(cx, ret->db, events, ret->event, &event));
    if (!event) return cx_refuse(cx, ERR_NOT_FOUND, S("event"), id, "no such record");
    ret->from = region_prefix(ret->region);
    ret->to = str_fmt(cx, "%.*s:", STR_ARG(ret->from));
    return OK;
}

/* --- rows --- */

static void put_figures(const View *v, const Rec *rec, Jw *w)
{
    Figures f = loss_figures(v->reg);
    double one;
    jw_open(w, '{');
    for (int i = f.from; rec && i < f.to; i++) {
        if (!loss_figure(rec, i, &one)) continue;
        jw_key(w, v->reg->fields[i].key);
        jw_f64(w, one);
    }
    jw_close(w, '}');
}

static void put_filing(Cx *cx, const View *v, const Rec *rec, Jw *w)
{
    if (!rec) {
        jw_null(w);
        return;
    }
    int64_t due = rec_i64(rec, "due_at", 0), filed = rec_i64(rec, "filed_at", 0);
    jw_open(w, '{');
    jw_kstr(w, "id", id_format(cx, rec->id));
    jw_ki64(w, "version", rec->version);
    jw_kstr(w, "state", rec->state);
    jw_kstr(w, "stage", rec_str(rec, "stage"));
    jw_ki64(w, "number", rec_i64(rec, "number", 0));
    if (due) jw_kstr(w, "due_at", time_format(cx, due));
    else jw_knull(w, "due_at");
    if (filed) jw_kstr(w, "filed_at", time_format(cx, filed));
    else jw_knull(w, "filed_at");
    jw_key(w, S("figures"));
    put_figures(v, rec, w);
    jw_close(w, '}');
}

static Err put_row(Cx *cx, const View *v, Str region, Str name, Jw *w)
{
    Rec *open, *last;
    TRY(loss_open(cx, v->site, v->db, v->event, region, &open));
    TRY(loss_last(cx, v->site, v->db, v->event, region, 0, &last));
    jw_open(w, '{');
    jw_kstr(w, "region", region);
    jw_kstr(w, "region_name", name);
    jw_key(w, S("open"));
    put_filing(cx, v, open, w);
    jw_key(w, S("filed"));
    put_filing(cx, v, last, w);
    jw_close(w, '}');
    return OK;
}

static Err put_rows(Cx *cx, const View *v, Jw *w)
{
    Stmt *st;
    bool row;
    Strs codes = {0};
    VEC(Str) list = {0};
    const char *level = v->from.len < COUNTY ? "county" : "township";
    TRY(db_prepare(cx, v->db, S(SQL_LOSS_PLACES), &st));
    stmt_text(st, 1, v->region);
    stmt_text(st, 2, str_c(level));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &list, col_dup(cx, st, 0));
    }
    stmt_reset(st);
    codes = (Strs){list.p, list.n};
    jw_open(w, '[');
    for (size_t i = 0; v->from.len < TOWNSHIP && i < codes.n; i++)
        TRY(put_row(cx, v, codes.p[i], region_name(cx, v->db, v->site->book, codes.p[i]), w));
    jw_close(w, ']');
    return OK;
}

static Err put_sum(Cx *cx, const View *v, Jw *w)
{
    Losses rows;
    double sum;
    Figures f = loss_figures(v->reg);
    TRY(losses_below(cx, v->site, v->db, v->event, v->region, &rows));
    jw_open(w, '{');
    jw_ki64(w, "places", (int64_t)rows.n);
    jw_key(w, S("figures"));
    jw_open(w, '{');
    for (int i = f.from; i < f.to; i++) {
        if (!loss_sum(&rows, i, &sum)) continue;
        jw_key(w, v->reg->fields[i].key);
        jw_f64(w, sum);
    }
    jw_close(w, '}');
    jw_close(w, '}');
    return OK;
}

static Err put_rules(Cx *cx, const View *v, Jw *w)
{
    LossSum *sums;
    size_t n;
    Figures f = loss_figures(v->reg);
    TRY(loss_sums(cx, &sums, &n));
    jw_key(w, S("fields"));
    jw_open(w, '[');
    for (int i = f.from; i < f.to; i++) {
        jw_open(w, '{');
        jw_kstr(w, "key", v->reg->fields[i].key);
        jw_kbool(w, "total", loss_is_total(&v->reg->fields[i]));
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_key(w, S("sums"));
    jw_open(w, '[');
    for (size_t i = 0; i < n; i++) {
        jw_open(w, '{');
        jw_kstr(w, "total", sums[i].total);
        jw_kstr(w, "parts", sums[i].parts);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    return OK;
}

static Err put_ledger(Cx *cx, const View *v, Jw *w)
{
    Ledger l = {0};
    TRY(ledger_counts(cx, v->db, v->event, v->region, &l));
    jw_open(w, '{');
    jw_ki64(w, "deaths", l.deaths);
    jw_ki64(w, "missing", l.missing);
    jw_ki64(w, "collapsed_homes", l.collapsed_homes);
    jw_ki64(w, "severe_homes", l.severe_homes);
    jw_ki64(w, "general_homes", l.general_homes);
    jw_close(w, '}');
    return OK;
}

Err get_sheet(Cx *cx, HttpCall *call)
{
    View v;
    TRY(read_view(cx, call, &v));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "region", v.region);
    Str name = region_name(cx, v.db, v.site->book, v.region);
    jw_kstr(&w, "region_name", name);
    TRY(put_rules(cx, &v, &w));
    jw_key(&w, S("own"));
    TRY(put_row(cx, &v, v.region, name, &w));
    jw_key(&w, S("rows"));
    TRY(put_rows(cx, &v, &w));
    jw_key(&w, S("sum"));
    TRY(put_sum(cx, &v, &w));
    jw_key(&w, S("ledger"));
    TRY(put_ledger(cx, &v, &w));
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* --- late and missing --- */

static void put_due(Cx *cx, const Stmt *st, const void *ctx, Jw *w)
{
    const View *v = ctx;
    Str region = col_dup(cx, st, 1);
    int64_t due = col_is_null(st, 4) ? 0 : col_i64(st, 4),
            filed = col_is_null(st, 5) ? 0 : col_i64(st, 5);
    int64_t late = due ? (filed ? filed : cx->now_ms) - due : 0;
    jw_open(w, '{');
    jw_kstr(w, "id", id_format(cx, col_i64(st, 0)));
    jw_kstr(w, "region", region);
    jw_kstr(w, "region_name", region_name(cx, v->db, v->site->book, region));
    jw_kstr(w, "stage", col_str(st, 2));
    jw_ki64(w, "number", col_i64(st, 3));
    if (due) jw_kstr(w, "due_at", time_format(cx, due));
    else jw_knull(w, "due_at");
    if (filed) jw_kstr(w, "filed_at", time_format(cx, filed));
    else jw_knull(w, "filed_at");
    jw_kstr(w, "standing",
            filed      ? (late > 0 ? S("late") : S("in_time"))
            : late > 0 ? S("missing")
                       : S("due"));
    jw_ki64(w, "late_s", late > 0 ? late / MS_SECOND : 0);
    jw_close(w, '}');
}

Err get_due(Cx *cx, HttpCall *call)
{
    View v;
    Stmt *st;
    TRY(read_view(cx, call, &v));
    TRY(db_prepare(cx, v.db, S(SQL_LOSS_DUE), &st));
    stmt_i64(st, 1, v.event);
    stmt_text(st, 2, v.from);
    stmt_text(st, 3, v.to);
    return system_answer_rows(cx, call, st, put_due, &v);
}

/* --- what our own records say --- */

typedef struct Moved {
    int64_t preventive, cum[2], now[2], shelters, shelters_now; /* 0 concentrated, 1 dispersed */
} Moved;

static Err read_moved(Cx *cx, const View *v, Moved *ret)
{
    Stmt *st;
    bool row;
    *ret = (Moved){0};
    TRY(db_prepare(cx, v->db, S(SQL_LOSS_MOVED), &st));
    stmt_i64(st, 1, v->event);
    stmt_text(st, 2, v->from);
    stmt_text(st, 3, v->to);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        int at = str_is(col_str(st, 1), "concentrated") ? 0 : 1;
        if (str_is(col_str(st, 0), "preventive")) ret->preventive += col_i64(st, 2);
        if (!str_is(col_str(st, 0), "resettled")) continue;
        ret->cum[at] += col_i64(st, 2);
        ret->now[at] += col_i64(st, 3);
    }
    stmt_reset(st);
    TRY(db_prepare(cx, v->db, S(SQL_LOSS_SHELTERS), &st));
    stmt_i64(st, 1, v->event);
    stmt_text(st, 2, v->from);
    stmt_text(st, 3, v->to);
    TRY(stmt_step(cx, st, &row));
    if (row) ret->shelters = col_i64(st, 0), ret->shelters_now = col_i64(st, 1);
    stmt_reset(st);
    return OK;
}

static void put_offer(Cx *cx, const View *v, const char *field, int64_t n, const char *kind, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "field", str_c(field));
    jw_ki64(w, "value", n);
    jw_kstr(w, "register", S("transfer"));
    jw_kstr(w, "query",
            str_fmt(cx, "event=%.*s&region=%.*s%s%s", STR_ARG(id_format(cx, v->event)),
                    STR_ARG(v->region), kind[0] ? "&kind=" : "", kind));
    jw_close(w, '}');
}

/* Figures that the system's own records give, each with the list that it was counted from. */
Err get_offers(Cx *cx, HttpCall *call)
{
    View v;
    Moved m;
    TRY(read_view(cx, call, &v));
    TRY(read_moved(cx, &v, &m));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    put_offer(cx, &v, "preventive_transfer", m.preventive, "preventive", &w);
    put_offer(cx, &v, "resettled_cum", m.cum[0] + m.cum[1], "resettled", &w);
    put_offer(cx, &v, "resettled_now", m.now[0] + m.now[1], "resettled", &w);
    put_offer(cx, &v, "concentrated_cum", m.cum[0], "resettled", &w);
    put_offer(cx, &v, "concentrated_now", m.now[0], "resettled", &w);
    put_offer(cx, &v, "dispersed_cum", m.cum[1], "resettled", &w);
    put_offer(cx, &v, "dispersed_now", m.now[1], "resettled", &w);
    put_offer(cx, &v, "shelters_cum", m.shelters, "", &w);
    put_offer(cx, &v, "shelters_now", m.shelters_now, "", &w);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}
