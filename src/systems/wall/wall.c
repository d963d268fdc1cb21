/* SPDX-License-Identifier: Apache-2.0 */
/* The wall (大屏): one answer that holds all a screen shows of an area. It is put together here, so
 * what may not be seen in a hall cannot get in: no names of victims, no numbers of telephones or
 * identity cards, no addresses. source: ui-design §4.2 */
#include "systems/system.h"
#include "systems/typhoon/typhoon.h"
#include "systems/wall_sql.h"

enum { HOURS = 24, DIGITS_KEPT = 3, DIGITS_MASKED = 7, STORMS_SHOWN = 2 };

typedef struct View {
    const Site *site;
    Db *db;
    Str place, from, to; /* the area, and as a span of region codes */
    Str preset;
    int64_t pinned; /* incident; 0 = in turn */
} View;

/* --- texts --- */

/* A run of seven digits or more is a number of something personal: its first three stay. */
static Str without_numbers(Cx *cx, Str text)
{
    Buf b = buf_new(cx, text.len);
    for (size_t i = 0; i < text.len;) {
        size_t n = 0;
        while (i + n < text.len && text.p[i + n] >= '0' && text.p[i + n] <= '9') n++;
        bool hides = n >= DIGITS_MASKED;
        size_t shown = hides ? DIGITS_KEPT : n ? n : 1;
        buf_add(&b, str_head(str_from(text, i), shown));
        for (size_t k = shown; hides && k < n; k++) buf_char(&b, '*');
        i += n ? n : 1;
    }
    return buf_str(&b);
}

static Str label_of(Cx *cx, const View *v, const char *list, Str code)
{
    const CodeList *l = model_list(book_model(v->site->book), str_c(list));
    const Code *c = l ? code_find(l, code) : NULL;
    return c ? cx_pick(cx, c->label.zh, c->label.en) : code;
}

static void put_place(Cx *cx, const View *v, Str code, Jw *w)
{
    jw_kstr(w, "region_name", region_name(cx, v->db, v->site->book, code));
}

static void put_number(Jw *w, const char *key, Stmt *st, int col)
{
    if (col_is_null(st, col)) jw_knull(w, key);
    else jw_ki64(w, key, col_i64(st, col));
}

static void put_time(Cx *cx, Jw *w, const char *key, int64_t ms)
{
    jw_kstr(w, key, time_format(cx, ms));
}

/* --- blocks --- */

typedef void PutRow(Cx *cx, const View *v, Stmt *st, Jw *w);

/* "key": [ each row ]. extra: bound after the area; INT64_MIN = none. */
static Err put_block(Cx *cx, const View *v, const char *key, Str sql, const int64_t extra[2],
                     PutRow *put, Jw *w)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, v->db, sql, &st));
    stmt_text(st, 1, v->from);
    stmt_text(st, 2, v->to);
    for (int i = 0; i < 2; i++)
        if (extra[i] != INT64_MIN) stmt_i64(st, 3 + i, extra[i]);
    jw_key(w, str_c(key));
    jw_open(w, '[');
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        jw_open(w, '{');
        put(cx, v, st, w);
        jw_close(w, '}');
    }
    stmt_reset(st);
    jw_close(w, ']');
    return OK;
}

static void put_response(Cx *cx, const View *v, Stmt *st, Jw *w)
{
    Str region = col_dup(cx, st, 3);
    jw_kstr(w, "kind_label", label_of(cx, v, "response_kind", col_dup(cx, st, 0)));
    jw_kstr(w, "level", col_str(st, 1));
    put_time(cx, w, "started_at", col_i64(st, 2));
    put_place(cx, v, region, w);
}

static void put_incident(Cx *cx, const View *v, Stmt *st, Jw *w)
{
    static const char *const figures[] = {"deaths", "missing", "injuries", "evacuated"};
    const Reg *reg = model_reg(book_model(v->site->book), S("incident"));
    const State *state = reg ? reg_state(reg, col_dup(cx, st, 4)) : NULL;
    Str region = col_dup(cx, st, 5);
    jw_kstr(w, "id", id_format(cx, col_i64(st, 0)));
    jw_kstr(w, "title", without_numbers(cx, col_str(st, 1)));
    jw_kstr(w, "grade", col_str(st, 2));
    jw_kstr(w, "kind_label", label_of(cx, v, "event_type", col_dup(cx, st, 3)));
    jw_kstr(w, "state_label", state ? cx_pick(cx, state->label.zh, state->label.en) : S(""));
    put_place(cx, v, region, w);
    put_time(cx, w, "at", col_i64(st, 6));
    if (!col_is_null(st, 7)) {
        jw_key(w, S("lon"));
        jw_f64(w, col_f64(st, 7));
        jw_key(w, S("lat"));
        jw_f64(w, col_f64(st, 8));
    }
    for (int i = 0; i < (int)COUNT(figures); i++) put_number(w, figures[i], st, 9 + i);
}

static void put_deadline(Cx *cx, const View *v, Stmt *st, Jw *w)
{
    int64_t due = col_i64(st, 2);
    jw_kstr(w, "title", without_numbers(cx, col_str(st, 0)));
    jw_kstr(w, "level_label", label_of(cx, v, "region_level", col_dup(cx, st, 1)));
    put_time(cx, w, "due_at", due);
    jw_kbool(w, "late", due < cx->now_ms);
}

static void put_moved(Cx *cx, const View *v, Stmt *st, Jw *w)
{
    Str county = str_fmt(cx, "%.*s000000", STR_ARG(col_str(st, 0)));
    jw_ki64(w, "listed", col_i64(st, 1));
    jw_ki64(w, "moving", col_i64(st, 2));
    jw_ki64(w, "placed", col_i64(st, 3));
    put_place(cx, v, county, w);
}

static void put_warning(Cx *cx, const View *v, Stmt *st, Jw *w)
{
    Str region = col_dup(cx, st, 3);
    jw_kstr(w, "headline", without_numbers(cx, col_str(st, 0)));
    jw_kstr(w, "colour", col_str(st, 1));
    put_time(cx, w, "issued_at", col_i64(st, 2));
    put_place(cx, v, region, w);
}

static void put_team(Cx *cx, const View *v, Stmt *st, Jw *w)
{
    (void)v;
    jw_kstr(w, "name", col_str(st, 0));
    jw_kstr(w, "state", col_str(st, 1));
    jw_key(w, S("lon"));
    jw_f64(w, col_f64(st, 2));
    jw_key(w, S("lat"));
    jw_f64(w, col_f64(st, 3));
    jw_kstr(w, "incident", id_format(cx, col_i64(st, 4)));
}

static void put_hour(Cx *cx, const View *v, Stmt *st, Jw *w)
{
    (void)cx, (void)v;
    jw_ki64(w, "hours_ago", col_i64(st, 0));
    jw_ki64(w, "count", col_i64(st, 1));
}

static Err put_figures(Cx *cx, const View *v, Jw *w)
{
    static const char *const keys[] = {"incidents", "warnings",     "evacuated",
                                       "placed",    "teams",        "people",
                                       "hazards",   "late_hazards", "inspections"};
    Stmt *st;
    bool row;
    Str today = time_format(cx, cx->now_ms);
    int64_t month;
    if (!time_parse(str_fmt(cx, "%.7s-01T00:00:00+08:00", today.p), &month)) month = cx->now_ms;
    TRY(db_prepare(cx, v->db, S(SQL_WALL_FIGURES), &st));
    stmt_text(st, 1, v->from);
    stmt_text(st, 2, v->to);
    stmt_i64(st, 3, cx->now_ms);
    stmt_i64(st, 4, month);
    TRY(stmt_step(cx, st, &row));
    jw_key(w, S("figures"));
    jw_open(w, '{');
    for (int i = 0; i < (int)COUNT(keys); i++) jw_ki64(w, keys[i], col_i64(st, i));
    jw_close(w, '}');
    stmt_reset(st);
    return OK;
}

static Err put_shift(Cx *cx, const View *v, Jw *w)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, v->db, S(SQL_WALL_SHIFT), &st));
    stmt_text(st, 1, v->place);
    TRY(stmt_step(cx, st, &row));
    if (row) {
        jw_key(w, S("shift"));
        jw_open(w, '{');
        jw_kstr(w, "officer", col_str(st, 0));
        jw_kstr(w, "leader", col_str(st, 1));
        put_time(cx, w, "starts_at", col_i64(st, 2));
        put_time(cx, w, "ends_at", col_i64(st, 3));
        jw_close(w, '}');
    } else {
        jw_knull(w, "shift");
    }
    stmt_reset(st);
    return OK;
}

/* Storms under way; their tracks are asked for by id. */
static Err put_storms(Cx *cx, const View *v, Jw *w)
{
    int64_t ids[STORMS_SHOWN];
    size_t n;
    const Reg *reg;
    Rec *rec;
    TRY(typhoon_current(cx, v->db, cx->now_ms, ids, STORMS_SHOWN, &n));
    if (n) TRY(system_reg(cx, v->site, "typhoon", &reg));
    jw_key(w, S("storms"));
    jw_open(w, '[');
    for (size_t i = 0; i < n; i++) {
        TRY(record_load(cx, v->db, reg, ids[i], &rec));
        if (!rec) continue;
        jw_open(w, '{');
        jw_kstr(w, "id", id_format(cx, rec->id));
        jw_kstr(w, "number", rec_str(rec, "number"));
        jw_kstr(w, "name_zh", rec_str(rec, "name_zh"));
        jw_kstr(w, "name_en", rec_str(rec, "name_en"));
        jw_close(w, '}');
    }
    jw_close(w, ']');
    return OK;
}

static Err put_blocks(Cx *cx, const View *v, Jw *w)
{
    static const int64_t none[2] = {INT64_MIN, INT64_MIN};
    int64_t now[2] = {cx->now_ms, INT64_MIN};
    int64_t day[2] = {cx->now_ms, cx->now_ms - (int64_t)HOURS * MS_HOUR};
    TRY(put_figures(cx, v, w));
    TRY(put_shift(cx, v, w));
    TRY(put_storms(cx, v, w));
    TRY(put_block(cx, v, "responses", S(SQL_WALL_RESPONSES), none, put_response, w));
    TRY(put_block(cx, v, "incidents", S(SQL_WALL_INCIDENTS), none, put_incident, w));
    TRY(put_block(cx, v, "deadlines", S(SQL_WALL_DEADLINES), none, put_deadline, w));
    TRY(put_block(cx, v, "moved", S(SQL_WALL_MOVED), none, put_moved, w));
    TRY(put_block(cx, v, "warnings", S(SQL_WALL_WARNINGS), now, put_warning, w));
    TRY(put_block(cx, v, "hours", S(SQL_WALL_HOURS), day, put_hour, w));
    return put_block(cx, v, "teams", S(SQL_WALL_TEAMS), none, put_team, w);
}

/* --- which view --- */

static Err open_view(Cx *cx, const Site *site, View *ret)
{
    Stmt *st;
    bool row;
    Str place = cx->actor->region.len ? cx->actor->region : site->city,
        prefix = region_prefix(place);
    *ret = (View){.site = site,
                  .place = place,
                  .from = prefix,
                  .to = str_fmt(cx, "%.*s:", STR_ARG(prefix)),
                  .preset = S("command")};
    TRY(store_reader(cx, site->store, &ret->db));
    TRY(db_prepare(cx, ret->db, S(SQL_WALL_DISPLAY), &st));
    stmt_text(st, 1, cx->actor->name);
    TRY(stmt_step(cx, st, &row));
    if (row) {
        Str preset = col_dup(cx, st, 1);
        if (preset.len) ret->preset = preset;
        ret->pinned = col_i64(st, 2);
    }
    stmt_reset(st);
    return OK;
}

static Err get_wall(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    View v;
    TRY(open_view(cx, site, &v));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    put_time(cx, &w, "now", cx->now_ms);
    jw_kstr(&w, "city", cx_pick(cx, site->city_name.zh, site->city_name.en));
    jw_kbool(&w, "drill", site->sandbox);
    jw_kbool(&w, "demo", site->demo);
    jw_kstr(&w, "preset", v.preset);
    if (v.pinned) jw_kstr(&w, "pinned", id_format(cx, v.pinned));
    else jw_knull(&w, "pinned");
    TRY(put_blocks(cx, &v, &w));
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* --- the lines of one incident --- */

static void put_line(Cx *cx, const Stmt *st, const void *ctx, Jw *w)
{
    const View *v = ctx;
    Str kind = col_dup(cx, st, 1);
    jw_open(w, '{');
    put_time(cx, w, "at", col_i64(st, 0));
    jw_kstr(w, "kind", kind);
    jw_kstr(w, "kind_label", label_of(cx, v, "timeline_kind", kind));
    jw_kstr(w, "text", without_numbers(cx, col_str(st, 2)));
    jw_close(w, '}');
}

static Err get_lines(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Reg *reg;
    Rec *incident;
    View v;
    int64_t id;
    Stmt *st;
    TRY(want_id(cx, call, "id", &id));
    TRY(system_reg(cx, site, "incident", &reg));
    TRY(record_get(cx, site->book, reg, id, 0, &incident)); /* asks the gate */
    TRY(open_view(cx, site, &v));
    TRY(db_prepare(cx, v.db, S(SQL_WALL_TIMELINE), &st));
    stmt_i64(st, 1, id);
    return system_answer_rows(cx, call, st, put_line, &v);
}

static const HttpRoute routes[] = {
    {"GET", "/api/wall",               get_wall,
     NAMED("display duty commander liaison admin", "All that a wall display shows of an area"),
     RATE_READ, HTTP_SLOW, 0},
    {"GET", "/api/wall/incident/{id}", get_lines,
     NAMED("display duty commander liaison admin", "The last lines of an incident, for a wall"),
     RATE_READ, HTTP_SLOW, 0},
};

const System wall_system = {.name = "wall", .routes = routes, .n_routes = COUNT(routes)};
