/* SPDX-License-Identifier: Apache-2.0 */
/* A file of tracks into the registers typhoon and track_point. A storm that is known already is met
 * again by its international number, its name and season, or by being at the same place at the same
 * time; a fix by storm, agency, kind, time and lead. So nothing doubles when a file comes again. */
#include <math.h>

#include "base/embed.h"
#include "http/multipart.h"
#include "sys/sys.h"
#include "systems/fill/fill.h"
#include "systems/typhoon/typhoon_int.h"
#include "systems/typhoon_sql.h"
#include "wire/csv.h"

static const char *const force_keys[CIRCLE_N] = {"7", "10", "12"};

/* --- circles as text: {"7":[ne,se,sw,nw]} km, or {"7":{"toward":315,"longest":333,"shortest":222}}
 * --- */

static double tenth(double v)
{
    const double tenths = 10;
    return round(v * tenths) / tenths;
}

Str circles_text(Cx *cx, const TrackFix *f)
{
    bool any = false;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    for (int i = 0; i < CIRCLE_N; i++) {
        const TrackCircle *c = &f->circle[i];
        if (!c->given) continue;
        any = true;
        jw_key(&w, str_c(force_keys[i]));
        if (isnan(c->toward_deg)) {
            jw_open(&w, '[');
            for (int q = 0; q < QUAD_N; q++) jw_f64(&w, tenth(c->quad_km[q]));
            jw_close(&w, ']');
            continue;
        }
        jw_open(&w, '{');
        jw_key(&w, S("toward")), jw_f64(&w, c->toward_deg);
        jw_key(&w, S("longest")), jw_f64(&w, tenth(c->longest_km));
        jw_key(&w, S("shortest")), jw_f64(&w, tenth(c->shortest_km));
        jw_close(&w, '}');
    }
    jw_close(&w, '}');
    return any ? buf_str(&b) : S("");
}

/* --- which storm is it? --- */

static Err number_by(Cx *cx, Stmt *st, Str *ret)
{
    bool row;
    TRY(stmt_step(cx, st, &row));
    if (row) *ret = col_dup(cx, st, 0);
    stmt_reset(st);
    return OK;
}

static Err known_by_name(Cx *cx, Db *db, const Track *t, Str *ret)
{
    Stmt *st;
    if (t->name_en.len == 0) return OK;
    TRY(db_prepare(cx, db, S(SQL_TYPHOON_BY_NAME), &st));
    stmt_text(st, 1, str_lower(cx, t->name_en));
    stmt_i64(st, 2, t->season);
    return number_by(cx, st, ret);
}

static Err known_by_place(Cx *cx, Db *db, const Track *t, Str *ret)
{
    Stmt *st;
    for (size_t i = 0; i < t->fixes.n && ret->len == 0; i++) {
        TRY(db_prepare(cx, db, S(SQL_TYPHOON_BY_PLACE), &st));
        stmt_i64(st, 1, t->fixes.p[i].at_ms);
        stmt_f64(st, 2, t->fixes.p[i].lon);
        stmt_f64(st, 3, t->fixes.p[i].lat);
        TRY(number_by(cx, st, ret));
    }
    return OK;
}

/* A storm without a number gets one of its own that comes out the same whenever it is read. */
static Str own_number(Cx *cx, const Track *t)
{
    enum { TENTHS = 10, SID_LEAST = 10 };
    const TrackFix *f = &t->fixes.p[0];
    int year, month, day;
    if (t->agency == AGENCY_IBTRACS && t->sid.len >= SID_LEAST) return str_head(t->sid, 20);
    day_to_civil(f->at_ms / MS_DAY, &year, &month, &day);
    return str_fmt(cx, "TD%04d%02d%02d%02d-%03.0f", year, month, day,
                   (int)(f->at_ms % MS_DAY / MS_HOUR), fabs(f->lat) * TENTHS);
}

static Err number_of(Cx *cx, Db *db, const Track *t, Str *ret)
{
    *ret = t->number;
    if (ret->len == 0) TRY(known_by_name(cx, db, t, ret));
    if (ret->len == 0) TRY(known_by_place(cx, db, t, ret));
    if (ret->len == 0) *ret = own_number(cx, t);
    return OK;
}

/* --- names --- */

Err typhoon_name_zh(Cx *cx, Str name_en, Str *ret)
{
    Csv csv = csv_on(embed_find(S("model/rules/typhoon_names.csv")));
    Str *c;
    size_t n;
    bool more = true;
    *ret = S("");
    while (more && name_en.len) {
        TRY(csv_next(cx, &csv, &c, &n, &more));
        if (more && n >= 2 && str_eq_nocase(c[0], name_en)) return *ret = c[1], OK;
    }
    return OK;
}

/* --- into the registers --- */

/* A storm that is new: its points refer to it. */
static Err fill_storms(Cx *cx, const Site *site, Db *db, const TrackFile *file, const Str *numbers)
{
    Fill f;
    Stmt *st;
    TRY(fill_begin(cx, site->book, "typhoon", "number name_zh name_en intl_number season source",
                   &f));
    for (size_t i = 0; i < file->tracks.n; i++) {
        const Track *t = &file->tracks.p[i];
        bool known;
        Str zh = S("");
        TRY(db_prepare(cx, db, S(SQL_TYPHOON_BY_NUMBER), &st));
        stmt_text(st, 1, numbers[i]);
        TRY(stmt_step(cx, st, &known));
        stmt_reset(st);
        if (known) continue;
        if (t->name_zh.len == 0) TRY(typhoon_name_zh(cx, t->name_en, &zh));
        fill_str(&f, numbers[i]);
        fill_str(&f, utf8_head(t->name_zh.len ? t->name_zh : zh, 20));
        fill_str(&f, utf8_head(t->name_en, 30));
        fill_str(&f, t->number);
        fill_put(&f, "%d", t->season);
        fill_put(&f, "%s", track_agency_code(t->agency));
        TRY(fill_next(&f));
    }
    return fill_end(&f, NULL);
}

static void put_number(Fill *f, double v)
{
    if (isnan(v)) fill_str(f, S(""));
    else fill_put(f, "%.1f", v);
}

static Err put_point(Fill *f, Str number, TrackAgency agency, const char *kind, int64_t issued_ms,
                     int lead_h, const TrackFix *p)
{
    fill_str(f, number);
    fill_time(f, p->at_ms);
    fill_put(f, "%s", kind);
    fill_put(f, "%s", track_agency_code(agency));
    fill_time(f, issued_ms);
    fill_put(f, "%d", lead_h);
    fill_put(f, "%.4f", p->lon);
    fill_put(f, "%.4f", p->lat);
    fill_put(f, "%s", track_grade_code(p->grade));
    put_number(f, p->pressure_hpa);
    put_number(f, p->wind_m_s);
    if (isnan(p->wind_m_s)) fill_str(f, S(""));
    else fill_put(f, "%d", p->mean_min);
    put_number(f, p->move_deg);
    put_number(f, p->move_km_h);
    for (int i = 0; i < CIRCLE_N; i++)
        put_number(f, p->circle[i].given ? p->circle[i].longest_km : NAN);
    fill_str(f, circles_text(f->rows_cx, p));
    fill_put(f, "%s", p->landfall ? "1" : "0");
    return fill_next(f);
}

static Err fill_points(Cx *cx, const Site *site, const TrackFile *file, Taken *ret)
{
    Fill f;
    TRY(fill_begin(cx, site->book, "track_point",
                   "typhoon at kind agency issued_at lead_h lon lat grade pressure_hpa wind_m_s "
                   "wind_mean_min move_direction move_km_h radius7_km radius10_km radius12_km "
                   "quadrants landfall",
                   &f));
    for (size_t i = 0; i < file->tracks.n; i++) {
        const Track *t = &file->tracks.p[i];
        const char *kind = t->is_best ? "best" : "analysis";
        for (size_t k = 0; k < t->fixes.n; k++)
            TRY(put_point(&f, ret->numbers[i], t->agency, kind, 0, 0, &t->fixes.p[k]));
        for (size_t k = 0; k < t->forecasts.n; k++) {
            const TrackForecast *p = &t->forecasts.p[k];
            TRY(put_point(&f, ret->numbers[i], p->agency, "forecast", p->issued_ms, p->lead_h,
                          &p->fix));
        }
    }
    TRY(fill_end(&f, NULL));
    const ImportResult *r = import_result(f.im);
    ret->points = r->rows;
    ret->created = r->created;
    ret->changed = r->changed;
    ret->unchanged = r->unchanged;
    return OK;
}

static void put_col(Fill *f, const Stmt *st, int column)
{
    put_number(f, col_is_null(st, column) ? NAN : col_f64(st, column));
}

/* Greatest wind, lowest pressure, class, birth and end, out of the fixes of the source that the
 * storm was first known by: never two averaging times in one figure. */
static Err fill_summary(Cx *cx, const Site *site, Db *db, const TrackFile *file, const Str *numbers)
{
    static const char *const grades[] = {"EX", "TD", "TS", "STS", "TY", "STY", "SUPERTY"};
    Fill f;
    Stmt *st;
    TRY(fill_begin(cx, site->book, "typhoon",
                   "number name_zh name_en season source born_at ended_at max_wind_m_s "
                   "min_pressure_hpa grade",
                   &f));
    for (size_t i = 0; i < file->tracks.n; i++) {
        const Track *t = &file->tracks.p[i];
        bool row;
        TRY(db_prepare(cx, db, S(SQL_TYPHOON_SUMMARY), &st));
        stmt_text(st, 1, numbers[i]);
        TRY(stmt_step(cx, st, &row));
        if (!row) continue;
        fill_str(&f, numbers[i]);
        fill_str(&f, utf8_head(col_str(st, 0).len ? col_str(st, 0) : t->name_zh, 20));
        fill_str(&f, utf8_head(col_str(st, 1).len ? col_str(st, 1) : t->name_en, 30));
        fill_put(&f, "%lld", (long long)col_i64(st, 2));
        fill_str(&f, col_str(st, 3));
        fill_time(&f, col_is_null(st, 4) ? col_i64(st, 5) : col_i64(st, 4));
        fill_time(&f, t->is_active ? 0 : col_i64(st, 6));
        put_col(&f, st, 7);
        put_col(&f, st, 8);
        fill_put(&f, "%s", col_is_null(st, 9) ? "UNKNOWN" : grades[col_i64(st, 9)]);
        stmt_reset(st);
        TRY(fill_next(&f));
    }
    return fill_end(&f, NULL);
}

static const char *const format_names[] = {"", "CMA", "JMA", "IBTrACS", "NMC", "quadrants"};

static Err may_take(Cx *cx, const Site *site)
{
    static const char *const keys[] = {"typhoon", "track_point"};
    const Reg *reg;
    for (size_t i = 0; i < COUNT(keys); i++) {
        TRY(system_reg(cx, site, keys[i], &reg));
        TRY(book_gate(site->book, cx, reg, S("import"), S("")));
    }
    return OK;
}

Err typhoon_take(Cx *cx, const Site *site, Str body, TrackFormat only, Taken *ret)
{
    TrackFile file;
    TRY(may_take(cx, site));
    TRY(track_read(cx, body, &file)); /* all of it is sound before anything is written */
    if (only != TRACK_NONE && file.format != only)
        return cx_fail(cx, ERR_UNSUPPORTED, "file", "is %s, not %s", format_names[file.format],
                       format_names[only]);
    *ret = (Taken){.storms = (int64_t)file.tracks.n,
                   .left_out = file.left_out,
                   .format = file.format,
                   .numbers = cx_new(cx, Str, file.tracks.n + 1)};
    if (file.tracks.n == 0) return cx_fail(cx, ERR_INVALID, "file", "there is no storm in it");
    Cx *look = cx_open(cx->now_ms, 0); /* a snapshot from before, and one from after */
    Db *db;
    Err err = store_reader(look, site->store, &db);
    for (size_t i = 0; i < file.tracks.n && err == OK; i++) {
        err = number_of(look, db, &file.tracks.p[i], &ret->numbers[i]);
        ret->numbers[i] = str_dup(cx, ret->numbers[i]);
    }
    if (err == OK) err = fill_storms(cx, site, db, &file, ret->numbers);
    if (err == OK) err = fill_points(cx, site, &file, ret);
    cx_reset(look);
    if (err == OK) err = store_reader(look, site->store, &db);
    if (err == OK) err = fill_summary(cx, site, db, &file, ret->numbers);
    if (err != OK && cx_failed(cx) == OK) err = cx_carry(cx, look, err);
    cx_close(look);
    return err;
}

/* --- the door --- */

/* The command line names a file; others send it, bare or as the part `file` of a form. */
static Err want_file(Cx *cx, HttpCall *call, Str *ret)
{
    Parts parts;
    Str path, type = http_header_in(call, "Content-Type");
    if (call->is_local) {
        TRY(want_param(cx, call, "path", &path));
        if (path.len) return sys_file_read(cx, path, TRACK_FILE_MAX, ret);
    }
    *ret = call->body;
    if (str_starts(type, S("multipart/"))) {
        TRY(multipart_parse(cx, type, call->body, &parts));
        const Part *file = part_find(&parts, S("file"));
        if (!file) return cx_fail(cx, ERR_INVALID, "file", "is required");
        *ret = file->body;
    }
    return ret->len ? OK : cx_fail(cx, ERR_INVALID, "file", "is required");
}

static Err put_storm(Cx *cx, Db *db, Str number, Jw *w)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_TYPHOON_BY_NUMBER), &st));
    stmt_text(st, 1, number);
    TRY(stmt_step(cx, st, &row));
    if (row) {
        jw_open(w, '{');
        jw_kstr(w, "id", id_format(cx, col_i64(st, 0)));
        jw_kstr(w, "number", number);
        jw_kstr(w, "name_zh", col_str(st, 1));
        jw_kstr(w, "name_en", col_str(st, 2));
        jw_close(w, '}');
    }
    stmt_reset(st);
    return OK;
}

Err post_typhoons_import(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Str file;
    Taken t;
    Db *db;
    TRY(want_file(cx, call, &file));
    TRY(typhoon_take(cx, site, file, TRACK_NONE, &t));
    TRY(store_reader(cx, site->store, &db));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "format", str_c(format_names[t.format]));
    jw_ki64(&w, "storms", t.storms);
    jw_ki64(&w, "points", t.points);
    jw_ki64(&w, "created", t.created);
    jw_ki64(&w, "changed", t.changed);
    jw_ki64(&w, "unchanged", t.unchanged);
    jw_ki64(&w, "left_out", t.left_out);
    jw_key(&w, S("typhoons"));
    jw_open(&w, '[');
    for (int64_t i = 0; i < t.storms; i++) TRY(put_storm(cx, db, t.numbers[i], &w));
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}
