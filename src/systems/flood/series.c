/* SPDX-License-Identifier: Apache-2.0 */
/* What stations measure: series beside their limits, the last value of each, rain over counties. No
 * reading is no data, never zero; old data is marked. */
#include <math.h>

#include "systems/flood/flood_int.h"
#include "systems/flood_sql.h"

enum { SERIES_H = 72, DAY_H = 24 };

/* --- what is asked --- */

Err flood_want_at(Cx *cx, HttpCall *call, const char *name, int64_t none_ms, int64_t *ret)
{
    Str s;
    TRY(want_param(cx, call, name, &s));
    *ret = none_ms;
    if (s.len && !time_parse(time_mend(cx, s), ret))
        return cx_refuse(cx, ERR_INVALID, str_c(name), s, "must be %s",
                         msg_in(cx->lang, "a time such as 2019-08-09T14:05:00+08:00"));
    return OK;
}

Err flood_want_span(Cx *cx, HttpCall *call, const char *reg, Str *from, Str *to)
{
    const Site *site = site_of(call);
    const Reg *r;
    Str region;
    TRY(system_want_region(cx, call, &region));
    TRY(system_reg(cx, site, reg, &r));
    TRY(book_gate(site->book, cx, r, S("read"), region));
    *from = region_prefix(region);
    *to = str_fmt(cx, "%.*s:", STR_ARG(*from)); /* ':' follows '9' */
    return OK;
}

void put_number_or_null(Jw *w, const char *key, const Stmt *st, int column)
{
    jw_key(w, str_c(key));
    jw_f64(w, col_is_null(st, column) ? NAN : col_f64(st, column));
}

/* --- one series --- */

typedef struct Limit {
    const char *key;
    int column; /* of series_station */
} Limit;

/* Limits that belong to an element, if the station has them. */
static void put_limits(Str element, const Stmt *st, Jw *w)
{
    static const Limit stage[] = {
        {"warning",       1},
        {"guaranteed",    2},
        {"flood_limit",   6},
        {"typhoon_limit", 7},
        {"design",        8},
        {"crest",         9}
    };
    static const Limit rain[] = {
        {"rain_1h",  3},
        {"rain_3h",  4},
        {"rain_24h", 5}
    };
    bool is_stage = str_is(element, "stage") || str_is(element, "level");
    const Limit *l = is_stage ? stage : rain;
    size_t n = is_stage ? COUNT(stage) : str_is(element, "rain") ? COUNT(rain) : 0;
    jw_key(w, S("limits"));
    jw_open(w, '[');
    for (size_t i = 0; i < n; i++) {
        if (col_is_null(st, l[i].column)) continue;
        jw_open(w, '{');
        jw_kstr(w, "key", str_c(l[i].key));
        jw_key(w, S("value"));
        jw_f64(w, col_f64(st, l[i].column));
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static Err put_readings(Cx *cx, Db *db, int64_t station, Str element, const int64_t span[2], Jw *w,
                        int64_t *last_ms)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_SERIES_READINGS), &st));
    stmt_i64(st, 1, station);
    stmt_text(st, 2, element);
    stmt_i64(st, 3, span[0]);
    stmt_i64(st, 4, span[1]);
    jw_key(w, S("items"));
    jw_open(w, '[');
    for (*last_ms = 0;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        *last_ms = col_i64(st, 0);
        jw_open(w, '{');
        jw_kstr(w, "at", time_format(cx, *last_ms));
        jw_key(w, S("value"));
        jw_f64(w, col_f64(st, 1));
        jw_ki64(w, "window_h", col_i64(st, 2));
        jw_kstr(w, "received_at", time_format(cx, col_i64(st, 3)));
        jw_close(w, '}');
    }
    stmt_reset(st);
    jw_close(w, ']');
    return OK;
}

/* No data in the span says nothing; old data is stale. */
static void put_freshness(Jw *w, int64_t last_ms, int64_t now_ms, int64_t silent_min)
{
    jw_ki64(w, "silent_min", silent_min);
    jw_key(w, S("age_min"));
    if (last_ms) jw_i64(w, (now_ms - last_ms) / MS_MINUTE);
    else jw_null(w);
    jw_kbool(w, "stale", last_ms == 0 || now_ms - last_ms > silent_min * MS_MINUTE);
}

static Err put_series(Cx *cx, Db *db, int64_t id, Str element, const int64_t span[2], Jw *w)
{
    Stmt *st;
    bool row;
    int64_t last_ms, silent_min = 60;
    TRY(db_prepare(cx, db, S(SQL_SERIES_STATION), &st));
    stmt_i64(st, 1, id);
    TRY(stmt_step(cx, st, &row));
    if (row) {
        silent_min = col_i64(st, 0);
        put_limits(element, st, w);
    }
    stmt_reset(st);
    TRY(put_readings(cx, db, id, element, span, w, &last_ms));
    put_freshness(w, last_ms, span[1] < cx->now_ms ? span[1] : cx->now_ms, silent_min);
    return OK;
}

Err get_series(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Reg *reg, *readings;
    Rec *station;
    Str id_text, element;
    int64_t id, span[2];
    Db *db;
    TRY(want_param(cx, call, "station", &id_text));
    TRY(want_param(cx, call, "element", &element));
    TRY(flood_want_at(cx, call, "to", cx->now_ms, &span[1]));
    TRY(flood_want_at(cx, call, "from", span[1] - SERIES_H * (int64_t)MS_HOUR, &span[0]));
    if (!id_parse(id_text, &id))
        return cx_refuse(cx, ERR_INVALID, S("station"), id_text, "an id has 13 signs");
    if (span[0] >= span[1]) return cx_fail(cx, ERR_INVALID, "from", "must be before %s", "to");
    if (element.len == 0) element = S("stage");
    TRY(system_reg(cx, site, "station", &reg));
    TRY(system_reg(cx, site, "reading", &readings));
    TRY(record_get(cx, site->book, reg, id, 0, &station)); /* asks the gate */
    TRY(book_gate(site->book, cx, readings, S("read"), station->region));
    TRY(store_reader(cx, site->store, &db));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "station", id_text);
    jw_kstr(&w, "title", record_title_for(cx, station));
    jw_kstr(&w, "element", element);
    jw_kstr(&w, "from", time_format(cx, span[0]));
    jw_kstr(&w, "to", time_format(cx, span[1]));
    TRY(put_series(cx, db, id, element, span, &w));
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* --- the last value of each --- */

static const char *over(const Stmt *st)
{
    static const struct {
        const char *name;
        int column;
    } limits[] = {
        {"guaranteed",  10},
        {"warning",     9 },
        {"flood_limit", 11}
    };
    for (size_t i = 0; i < COUNT(limits); i++)
        if (!col_is_null(st, 6) && !col_is_null(st, limits[i].column) &&
            col_f64(st, 6) >= col_f64(st, limits[i].column))
            return limits[i].name;
    return "";
}

/* The limit of the window that the reading sums up; an instant of rain is an hour's. */
static const char *rain_over(const Stmt *st)
{
    static const struct {
        const char *name;
        int64_t window_h;
        int column;
    } limits[] = {
        {"rain_1h",  1,  13},
        {"rain_3h",  3,  14},
        {"rain_24h", 24, 15}
    };
    int64_t window = col_i64(st, 8) > 0 ? col_i64(st, 8) : 1;
    for (size_t i = 0; i < COUNT(limits); i++)
        if (window == limits[i].window_h && !col_is_null(st, 6) &&
            !col_is_null(st, limits[i].column) && col_f64(st, 6) >= col_f64(st, limits[i].column))
            return limits[i].name;
    return "";
}

static void put_latest(Cx *cx, const Stmt *st, const void *ctx, Jw *w)
{
    const Str *element = ctx;
    int64_t at = col_i64(st, 7);
    jw_open(w, '{');
    jw_kstr(w, "id", id_format(cx, col_i64(st, 0)));
    jw_kstr(w, "title", col_str(st, 1));
    jw_kstr(w, "region", col_str(st, 2));
    jw_kstr(w, "kind", col_str(st, 12));
    put_number_or_null(w, "lon", st, 3);
    put_number_or_null(w, "lat", st, 4);
    put_number_or_null(w, "value", st, 6);
    if (at) jw_kstr(w, "at", time_format(cx, at));
    else jw_knull(w, "at");
    jw_ki64(w, "window_h", col_i64(st, 8));
    put_freshness(w, at, cx->now_ms, col_i64(st, 5));
    if (str_is(*element, "stage")) jw_kstr(w, "over", str_c(over(st)));
    if (str_is(*element, "rain")) jw_kstr(w, "over", str_c(rain_over(st)));
    jw_close(w, '}');
}

Err get_latest(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Str element, from, to;
    int64_t at;
    Db *db;
    Stmt *st;
    TRY(want_param(cx, call, "element", &element));
    TRY(flood_want_at(cx, call, "at", cx->now_ms, &at));
    TRY(flood_want_span(cx, call, "reading", &from, &to));
    if (element.len == 0) element = S("stage");
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_SERIES_LATEST), &st));
    stmt_text(st, 1, element);
    stmt_i64(st, 2, at);
    stmt_text(st, 3, from);
    stmt_text(st, 4, to);
    return system_answer_rows(cx, call, st, put_latest, &element);
}

/* --- rain over counties --- */

static Rain *county_of(Cx *cx, Str region, Rain *list, size_t *n)
{
    Str code = str_fmt(cx, "%.6s000000", region.p);
    for (size_t i = 0; i < *n; i++)
        if (str_eq(list[i].county, code)) return &list[i];
    list[*n] = (Rain){.county = code, .most_title = S("")};
    return &list[(*n)++];
}

Err rain_by_county(Cx *cx, Db *db, int64_t at_ms, int window_h, Rain **ret, size_t *n)
{
    enum { COUNTIES_MAX = 200 };
    Stmt *st;
    bool row;
    *n = 0;
    *ret = cx_new(cx, Rain, COUNTIES_MAX);
    int64_t from = at_ms - (int64_t)window_h * MS_HOUR, day = at_ms - DAY_H * (int64_t)MS_HOUR;
    TRY(db_prepare(cx, db, S(SQL_FLOOD_RAIN), &st));
    stmt_i64(st, 1, from);
    stmt_i64(st, 2, at_ms);
    stmt_i64(st, 3, from < day ? from : day);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        if (col_str(st, 1).len != 12 || *n == COUNTIES_MAX) continue;
        Rain *r = county_of(cx, col_str(st, 1), *ret, n);
        r->stations++;
        if (col_i64(st, 5) > r->last_ms) r->last_ms = col_i64(st, 5);
        if (col_is_null(st, 3)) continue; /* nothing came: not a dry hour */
        r->reporting++;
        r->sum_mm += col_f64(st, 3);
        if (r->reporting > 1 && col_f64(st, 3) <= r->most_mm) continue;
        r->most_mm = col_f64(st, 3);
        r->most_title = col_dup(cx, st, 2);
        r->most_station = col_i64(st, 0);
    }
    stmt_reset(st);
    return OK;
}

static void put_window(Cx *cx, const Rain *r, Jw *w)
{
    const double tenths = 10;
    jw_open(w, '{');
    jw_key(w, S("mean_mm"));
    jw_f64(w, r->reporting ? round(r->sum_mm / r->reporting * tenths) / tenths : NAN);
    jw_key(w, S("most_mm"));
    jw_f64(w, r->reporting ? r->most_mm : NAN);
    if (r->reporting) {
        jw_kstr(w, "most_at", r->most_title);
        jw_kstr(w, "most_station", id_format(cx, r->most_station));
    }
    jw_ki64(w, "reporting", r->reporting);
    jw_close(w, '}');
}

static const int windows[] = {1, 3, 6, 12, 24};

/* A county has at least as many stations in the longest window as in any other. */
static Err put_counties(Cx *cx, const Site *site, Db *db, int64_t at, Str from, Str to, Jw *w)
{
    Rain *rain[COUNT(windows)];
    size_t n[COUNT(windows)], last = COUNT(windows) - 1;
    for (size_t i = 0; i < COUNT(windows); i++)
        TRY(rain_by_county(cx, db, at, windows[i], &rain[i], &n[i]));
    for (size_t k = 0; k < n[last]; k++) {
        const Rain *r = &rain[last][k];
        if (str_cmp(r->county, from) < 0 || str_cmp(r->county, to) >= 0) continue;
        jw_open(w, '{');
        jw_kstr(w, "region", r->county);
        jw_kstr(w, "region_name", region_name(cx, db, site->book, r->county));
        jw_ki64(w, "stations", r->stations);
        jw_kstr(w, "last_at", time_format(cx, r->last_ms));
        jw_key(w, S("windows"));
        jw_open(w, '{');
        for (size_t i = 0; i < COUNT(windows); i++) {
            jw_key(w, str_fmt(cx, "%d", windows[i]));
            put_window(cx, &rain[i][k], w); /* all walk the same stations in the same order */
        }
        jw_close(w, '}');
        jw_close(w, '}');
    }
    return OK;
}

Err get_rain(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Str from, to;
    int64_t at;
    Db *db;
    TRY(flood_want_at(cx, call, "at", cx->now_ms, &at));
    TRY(flood_want_span(cx, call, "reading", &from, &to));
    TRY(store_reader(cx, site->store, &db));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "at", time_format(cx, at));
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    TRY(put_counties(cx, site, db, at, str_fmt(cx, "%.*s", STR_ARG(str_head(from, 6))), to, &w));
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}
