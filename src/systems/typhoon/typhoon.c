/* SPDX-License-Identifier: Apache-2.0 */
/* Routes of typhoons: the track with its circles and cone, and what it does to the records of a
 * register. Reads only; a file is taken in by take.c. */
#include <math.h>
#include <stdlib.h>

#include "systems/typhoon/typhoon_int.h"
#include "systems/typhoon_sql.h"

enum { RING_POINTS = 36, CONE_MAX = 16 };

static const char *const force_keys[WIND_N] = {"7", "10", "12"};

/* --- what is asked --- */

Err want_asked(Cx *cx, HttpCall *call, Db **db, Asked *ret)
{
    const Site *site = site_of(call);
    const Reg *reg, *points;
    Str at, basis;
    Rec *typhoon;
    TRY(want_id(cx, call, "id", &ret->typhoon));
    TRY(system_reg(cx, site, "typhoon", &reg));
    TRY(system_reg(cx, site, "track_point", &points));
    TRY(record_get(cx, site->book, reg, ret->typhoon, 0, &typhoon)); /* asks the gate */
    TRY(book_gate(site->book, cx, points, S("read"), S("")));
    TRY(want_param(cx, call, "agency", &ret->agency));
    TRY(want_param(cx, call, "at", &at));
    TRY(want_param(cx, call, "basis", &basis));
    ret->at_ms = cx->now_ms;
    if (at.len && !time_parse(time_mend(cx, at), &ret->at_ms))
        return cx_refuse(cx, ERR_INVALID, S("at"), at, "must be %s",
                         msg_in(cx->lang, "a time such as 2019-08-09T14:05:00+08:00"));
    ret->basis = str_is(basis, "best") ? BASIS_BEST : BASIS_FORECAST;
    if (basis.len && !str_is(basis, "best") && !str_is(basis, "forecast"))
        return cx_refuse(cx, ERR_INVALID, S("basis"), basis, "must be best or forecast");
    TRY(store_reader(cx, site->store, db));
    return ret->agency.len ? OK : typhoon_source(cx, *db, ret->typhoon, &ret->agency);
}

/* --- writing fixes --- */

static void put_deg(Jw *w, double deg)
{
    const double places = 1e4; /* 11 m */
    jw_f64(w, round(deg * places) / places);
}

static void put_ring(Jw *w, const LonLat *ring, size_t n)
{
    jw_open(w, '[');
    for (size_t i = 0; i <= n && n; i++) {
        jw_open(w, '[');
        put_deg(w, ring[i % n].lon);
        put_deg(w, ring[i % n].lat);
        jw_close(w, ']');
    }
    jw_close(w, ']');
}

static void put_circles(Jw *w, const WindFix *f)
{
    LonLat ring[RING_POINTS];
    jw_key(w, S("circles"));
    jw_open(w, '{');
    for (int c = 0; c < WIND_N; c++) {
        if (!wind_ring(f, c, ring, RING_POINTS)) continue;
        jw_key(w, str_c(force_keys[c]));
        put_ring(w, ring, RING_POINTS);
    }
    jw_close(w, '}');
}

static void put_known(Jw *w, const char *key, double v)
{
    const double tenths = 10;
    if (isnan(v)) return;
    jw_key(w, str_c(key));
    jw_f64(w, round(v * tenths) / tenths);
}

static void put_fix(Cx *cx, Jw *w, const StoredFix *f, double cone_km)
{
    jw_open(w, '{');
    jw_kstr(w, "at", time_format(cx, f->wind.at_ms));
    jw_key(w, S("lon")), put_deg(w, f->wind.at.lon);
    jw_key(w, S("lat")), put_deg(w, f->wind.at.lat);
    jw_kstr(w, "kind", f->kind);
    if (f->grade.len) jw_kstr(w, "grade", f->grade);
    put_known(w, "pressure_hpa", f->pressure_hpa);
    put_known(w, "wind_m_s", f->wind_m_s);
    if (f->mean_min) jw_ki64(w, "wind_mean_min", f->mean_min);
    if (f->landfall) jw_kbool(w, "landfall", true);
    if (f->lead_h) jw_ki64(w, "lead_h", f->lead_h);
    if (f->carried) jw_kbool(w, "carried", true);
    put_known(w, "cone_km", cone_km);
    put_circles(w, &f->wind);
    jw_close(w, '}');
}

/* --- the cone --- */

/* Radius of the circle that holds the centre in most cases, by hours ahead: "24:70,48:120" of the
 * dated parameter; even between, and on as between the last two. */
typedef struct Cone {
    double lead_h[CONE_MAX], km[CONE_MAX];
    size_t n;
} Cone;

static Err read_cone(Cx *cx, const Site *site, Db *db, Cone *ret)
{
    Str text, one, h, km;
    *ret = (Cone){.n = 1}; /* 0 km at 0 h */
    TRY(parameter_text(cx, site->book, db, S("typhoon.cone_km"), &text));
    while (str_next(&text, ',', &one) && ret->n < CONE_MAX) {
        double *at = &ret->lead_h[ret->n];
        if (str_cut(one, ':', &h, &km) && str_f64(str_trim(h), at) &&
            str_f64(str_trim(km), &ret->km[ret->n]) && *at > ret->lead_h[ret->n - 1])
            ret->n++;
    }
    return OK;
}

static double cone_at(const Cone *c, double lead_h)
{
    size_t i = 1;
    if (c->n < 2) return NAN;
    while (i + 1 < c->n && c->lead_h[i] < lead_h) i++;
    double f = (lead_h - c->lead_h[i - 1]) / (c->lead_h[i] - c->lead_h[i - 1]);
    return fmax(0, c->km[i - 1] + f * (c->km[i] - c->km[i - 1]));
}

/* Left of a → b → p? */
static double turn(LonLat a, LonLat b, LonLat p)
{
    return (b.lon - a.lon) * (p.lat - a.lat) - (b.lat - a.lat) * (p.lon - a.lon);
}

static int by_place(const void *a, const void *b)
{
    const LonLat *x = a, *y = b;
    if (x->lon != y->lon) return x->lon < y->lon ? -1 : 1;
    return (x->lat > y->lat) - (x->lat < y->lat);
}

/* Convex hull, counter-clockwise; p is put in order. source: Andrew 1979, Inf. Process. Lett. 9 */
static size_t hull(LonLat *p, size_t n, LonLat *ret)
{
    size_t k = 0;
    qsort(p, n, sizeof *p, by_place);
    for (size_t i = 0; i < n; i++) {
        while (k >= 2 && turn(ret[k - 2], ret[k - 1], p[i]) <= 0) k--;
        ret[k++] = p[i];
    }
    for (size_t i = n - 1, low = k + 1; i-- > 0;) {
        while (k >= low && turn(ret[k - 2], ret[k - 1], p[i]) <= 0) k--;
        ret[k++] = p[i];
    }
    return k - 1;
}

/* From each circle to the next one the space between them: together the cone. */
static void put_cone(Jw *w, const Cone *c, const StoredFix *start, const StoredFixes *ahead)
{
    LonLat both[2 * RING_POINTS], out[4 * RING_POINTS];
    const StoredFix *before = start;
    jw_key(w, S("cone"));
    jw_open(w, '[');
    for (size_t i = 0; i < ahead->n && start; i++) {
        const StoredFix *f = &ahead->p[i];
        double from = before == start ? 0 : cone_at(c, (double)before->lead_h),
               to = cone_at(c, (double)f->lead_h);
        if (isnan(to)) break;
        geo_ring(before->wind.at, from * 1000, both, RING_POINTS);
        geo_ring(f->wind.at, to * 1000, both + RING_POINTS, RING_POINTS);
        put_ring(w, out, hull(both, COUNT(both), out));
        before = f;
    }
    jw_close(w, ']');
}

/* --- the track --- */

static Err put_forecast(Cx *cx, const Asked *a, Db *db, Str agency, const Cone *cone,
                        const StoredFix *last, Jw *w)
{
    StoredFixes f = {0};
    TRY(stored_fixes(cx, db, S(SQL_TYPHOON_FORECAST), a->typhoon, agency, a->at_ms, &f));
    if (f.n == 0) return OK;
    jw_open(w, '{');
    jw_kstr(w, "agency", agency);
    jw_kstr(w, "issued_at", time_format(cx, f.p[0].issued_ms));
    jw_key(w, S("points"));
    jw_open(w, '[');
    for (size_t i = 0; i < f.n; i++) {
        if (last) carry_circles(&last->wind, &f.p[i]);
        put_fix(cx, w, &f.p[i], cone_at(cone, (double)f.p[i].lead_h));
    }
    jw_close(w, ']');
    jw_close(w, '}');
    return OK;
}

typedef struct Source {
    Str agency, kind;
    int64_t count;
} Source;

static Err read_sources(Cx *cx, Db *db, int64_t typhoon, Source **ret, size_t *n)
{
    VEC(Source) v = {0};
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_TYPHOON_AGENCIES), &st));
    stmt_i64(st, 1, typhoon);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &v, ((Source){col_dup(cx, st, 0), col_dup(cx, st, 1), col_i64(st, 2)}));
    }
    stmt_reset(st);
    *ret = v.p;
    *n = v.n;
    return OK;
}

static void put_sources(Jw *w, const Source *s, size_t n)
{
    jw_key(w, S("agencies"));
    jw_open(w, '[');
    for (size_t i = 0; i < n; i++) {
        jw_open(w, '{');
        jw_kstr(w, "agency", s[i].agency);
        jw_kstr(w, "kind", s[i].kind);
        jw_ki64(w, "count", s[i].count);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

/* Where the storm is now: between two fixes of what is known, or of the forecast. */
static void put_now(Cx *cx, Jw *w, const TyphoonTrack *t, int64_t at_ms)
{
    WindFix now;
    jw_key(w, S("now"));
    if (!wind_at(t->fixes, t->n, at_ms, &now)) {
        jw_null(w);
        return;
    }
    StoredFix f = {.wind = now, .kind = S("now"), .pressure_hpa = NAN, .wind_m_s = NAN};
    put_fix(cx, w, &f, NAN);
}

static void put_asked(Cx *cx, Jw *w, const Asked *a)
{
    jw_kstr(w, "typhoon", id_format(cx, a->typhoon));
    jw_kstr(w, "agency", a->agency);
    jw_kstr(w, "at", time_format(cx, a->at_ms));
    jw_kstr(w, "basis", a->basis == BASIS_BEST ? S("best") : S("forecast"));
}

static Err put_track(Cx *cx, const Site *site, Db *db, const Asked *a, Jw *w)
{
    StoredFixes known, ahead;
    TyphoonTrack t;
    Source *sources;
    size_t n;
    Cone cone;
    TRY(stored_track(cx, db, a->typhoon, a->agency, a->at_ms, a->basis, &known, &ahead));
    TRY(typhoon_track(cx, db, a->typhoon, a->agency, a->at_ms, a->basis, &t));
    TRY(read_sources(cx, db, a->typhoon, &sources, &n));
    TRY(read_cone(cx, site, db, &cone));
    const StoredFix *last = known.n ? &known.p[known.n - 1] : NULL;
    put_sources(w, sources, n);
    put_now(cx, w, &t, a->at_ms);
    jw_key(w, S("fixes"));
    jw_open(w, '[');
    for (size_t i = 0; i < known.n; i++) put_fix(cx, w, &known.p[i], NAN);
    jw_close(w, ']');
    put_cone(w, &cone, last, &ahead);
    jw_key(w, S("forecasts"));
    jw_open(w, '[');
    for (size_t i = 0; i < n; i++)
        if (str_is(sources[i].kind, "forecast"))
            TRY(put_forecast(cx, a, db, sources[i].agency, &cone, last, w));
    jw_close(w, ']');
    return OK;
}

Err get_track(Cx *cx, HttpCall *call)
{
    Asked a;
    Db *db;
    TRY(want_asked(cx, call, &db, &a));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    put_asked(cx, &w, &a);
    TRY(put_track(cx, site_of(call), db, &a, &w));
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

static const HttpRoute routes[] = {
    {"POST", "/api/typhoons/import",      post_typhoons_import,
     GATED("import",
     "Take in a file of tracks as published: CMA, JMA, IBTrACS, or an answer of a live feed"),
     RATE_UPLOAD,                                                                                            HTTP_SLOW, 64 * 1024 * 1024},
    {"GET",  "/api/typhoons/sources",     get_sources,
     GATED("read",   "Sources of tracks: how the last visit went and when the next one is due"),
     RATE_READ,                                                                                              HTTP_SLOW, 0               },
    {"GET",  "/api/typhoons/{id}/track",  get_track,
     GATED("read",   "A typhoon's fixes, wind circles, forecasts and cone as known at a moment"),
     RATE_READ,                                                                                              HTTP_SLOW, 0               },
    {"GET",  "/api/typhoons/{id}/impact", get_impact,
     GATED("read",   "Records of a register by when a typhoon's winds reach them"),               RATE_READ,
     HTTP_SLOW,                                                                                                         0               },
};

static const On on[] = {
    {"track_source.update", on_source, NULL},
    {NULL,                  NULL,      NULL}
};

static const Guard guards[] = {
    {"track_source.create", check_source},
    {"track_source.update", check_source},
    {"track_source.fetch",  check_fetch },
    {NULL,                  NULL        }
};

const System typhoon_system = {
    .name = "typhoon", .routes = routes, .n_routes = COUNT(routes), .on = on, .guards = guards};
