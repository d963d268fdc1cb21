/* SPDX-License-Identifier: Apache-2.0 */
/* Records of a register under a track: how far the centre is, when each circle comes and goes. */
#include <math.h>
#include <stdlib.h>

#include "sys/thread.h"
#include "systems/typhoon/typhoon_int.h"

enum { LIMIT_DEFAULT = 200, LIMIT_MOST = 10000 };

static const char *const force_keys[WIND_N] = {"7", "10", "12"};

typedef struct Struck {
    int64_t id;
    Str title, region;
    double lon, lat;
    size_t place;
    int64_t first_ms; /* when the circle that is asked for comes; INT64_MAX = never */
    double nearest_km;
} Struck;

typedef struct Gathered {
    Cx *cx; /* of its own: a walk over records forgets what each of them allocated */
    Struck *p;
    size_t n, cap;
    int64_t without; /* records without a place */
} Gathered;

/* Villages have no outline, but a place for their label. */
static bool place_of(const Rec *rec, double *lon, double *lat)
{
    Val x = rec_val(rec, "label_lon"), y = rec_val(rec, "label_lat");
    if (rec_place(rec, lon, lat)) return true;
    if (x.kind != VAL_REAL || y.kind != VAL_REAL) return false;
    *lon = x.f;
    *lat = y.f;
    return true;
}

static void close_cx(void *own)
{
    cx_close(own);
}

static Err gather(Cx *row_cx, const Rec *rec, void *ctx)
{
    Gathered *g = ctx;
    double lon, lat;
    size_t place = g->n;
    if (!place_of(rec, &lon, &lat)) {
        g->without++;
        return OK;
    }
    vec_push(g->cx, g,
             ((Struck){.id = rec->id,
                       .title = str_dup(g->cx, record_title_for(row_cx, rec)),
                       .region = str_dup(g->cx, rec->region),
                       .lon = lon,
                       .lat = lat,
                       .place = place}));
    return OK;
}

static Err want_force(Cx *cx, HttpCall *call, int *ret)
{
    Str s;
    TRY(want_param(cx, call, "circle", &s));
    for (*ret = 0; *ret < WIND_N; ++*ret)
        if (str_is(s.len ? s : S("7"), force_keys[*ret])) return OK;
    return cx_refuse(cx, ERR_INVALID, S("circle"), s, "must be 7, 10 or 12");
}

static Err want_records(Cx *cx, HttpCall *call, Gathered *g, const Reg **reg)
{
    const Site *site = site_of(call);
    Str key, region, level;
    TRY(want_param(cx, call, "register", &key));
    TRY(want_param(cx, call, "region", &region));
    TRY(want_param(cx, call, "level", &level));
    if (key.len == 0) key = S("shelter");
    *reg = model_reg(book_model(site->book), key);
    if (!*reg) return cx_refuse(cx, ERR_NOT_FOUND, S("register"), key, "no such register");
    if (!reg_has_place(*reg))
        return cx_refuse(cx, ERR_INVALID, S("register"), key, "this register has no places");
    Query q = {.reg = *reg,
               .limit = LIMIT_MOST,
               .text = S(""),
               .region = S(""),
               .sort_column = S(""),
               .after = S("")};
    if (region.len) TRY(query_param(cx, site->book, &q, S("region"), OP_EQ, region));
    if (level.len) TRY(query_param(cx, site->book, &q, S("level"), OP_EQ, level));
    return query_each(cx, site->book, &q, gather, g);
}

static int by_arrival(const void *a, const void *b)
{
    const Struck *x = a, *y = b;
    if (x->first_ms != y->first_ms) return x->first_ms < y->first_ms ? -1 : 1;
    if (x->nearest_km != y->nearest_km) return x->nearest_km < y->nearest_km ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* --- the answer --- */

typedef struct View {
    const Site *site;
    Db *db;
    const TyphoonTrack *track;
    const WindImpact *impact;
    int64_t at_ms;
    bool has_now;
    LonLat now;
} View;

static int64_t ms_of(const View *v, int32_t s)
{
    return v->impact->start_ms + (int64_t)s * MS_SECOND;
}

static void put_km(Jw *w, const char *key, double km)
{
    const double tenths = 10;
    jw_key(w, str_c(key));
    jw_f64(w, round(km * tenths) / tenths); /* infinity becomes null */
}

/* hours until it comes: 0 while it is here, null when it never comes or is over. */
static void put_circle(Cx *cx, const View *v, uint32_t slot, int c, Jw *w)
{
    const double hundredths = 100;
    int32_t in = v->impact->enter_s[c][slot], out = v->impact->leave_s[c][slot];
    bool hit = in != WIND_NEVER, over = hit && out != WIND_NEVER && ms_of(v, out) < v->at_ms;
    jw_key(w, str_c(force_keys[c]));
    jw_open(w, '{');
    jw_kbool(w, "hit", hit);
    jw_key(w, S("hours"));
    double hours = fmax((double)(ms_of(v, in) - v->at_ms) / MS_HOUR, 0);
    jw_f64(w, hit && !over ? round(hours * hundredths) / hundredths : NAN);
    if (hit) {
        jw_kstr(w, "enters_at", time_format(cx, ms_of(v, in)));
        if (out != WIND_NEVER) jw_kstr(w, "leaves_at", time_format(cx, ms_of(v, out)));
    }
    jw_close(w, '}');
}

static void put_item(Cx *cx, const View *v, const Struck *s, Jw *w)
{
    uint32_t slot = v->impact->slot[s->place];
    LonLat at = {s->lon, s->lat};
    jw_open(w, '{');
    jw_kstr(w, "id", id_format(cx, s->id));
    jw_kstr(w, "title", s->title);
    jw_kstr(w, "region", s->region);
    if (s->region.len) jw_kstr(w, "region_name", region_name(cx, v->db, v->site->book, s->region));
    jw_key(w, S("lon")), jw_f64(w, s->lon);
    jw_key(w, S("lat")), jw_f64(w, s->lat);
    put_km(w, "distance_km", v->has_now ? geo_distance_m(v->now, at) / 1000 : NAN);
    put_km(w, "nearest_km", (double)v->impact->nearest_km[slot]);
    if (v->track->n)
        jw_kstr(w, "nearest_at", time_format(cx, ms_of(v, v->impact->nearest_s[slot])));
    jw_key(w, S("circles"));
    jw_open(w, '{');
    for (int c = 0; c < WIND_N; c++) put_circle(cx, v, slot, c, w);
    jw_close(w, '}');
    jw_close(w, '}');
}

static void put_counts(const View *v, const Gathered *g, Jw *w)
{
    jw_key(w, S("counts"));
    jw_open(w, '{');
    jw_ki64(w, "places", (int64_t)g->n);
    jw_ki64(w, "without_place", g->without);
    for (int c = 0; c < WIND_N; c++) {
        int64_t hit = 0, now = 0;
        for (size_t i = 0; i < g->n; i++) {
            int32_t in = v->impact->enter_s[c][i], out = v->impact->leave_s[c][i];
            hit += in != WIND_NEVER;
            now += in != WIND_NEVER && ms_of(v, in) <= v->at_ms &&
                   (out == WIND_NEVER || ms_of(v, out) >= v->at_ms);
        }
        jw_key(w, str_c(force_keys[c]));
        jw_open(w, '{');
        jw_ki64(w, "hit", hit);
        jw_ki64(w, "now", now);
        jw_close(w, '}');
    }
    jw_close(w, '}');
}

static void take_order(const View *v, int force, Gathered *g)
{
    for (size_t i = 0; i < g->n; i++) {
        uint32_t slot = v->impact->slot[i];
        int32_t in = v->impact->enter_s[force][slot];
        g->p[i].first_ms = in == WIND_NEVER ? INT64_MAX : ms_of(v, in);
        g->p[i].nearest_km = (double)v->impact->nearest_km[slot];
    }
    if (g->n) qsort(g->p, g->n, sizeof *g->p, by_arrival);
}

typedef struct Half {
    const WindWork *work;
} Half;

static void second_half(void *ptr)
{
    const Half *half = ptr;
    wind_half(half->work, true);
}

Err typhoon_over(Cx *cx, const WindFix *fixes, size_t n, const WindPlaces *places, WindImpact *ret)
{
    enum { MANY = 100000 }; /* fewer are done before a thread has begun. source: ours, measured */
    Half half;
    Thread t = {0};
    TRY(wind_begin(cx, fixes, n, places, ret, &half.work));
    bool many = wind_places_n(places) >= MANY;
    if (many) thread_start(&t, "wind", second_half, &half);
    wind_half(half.work, false);
    if (many) thread_join(&t);
    else wind_half(half.work, true);
    return OK;
}

static Err run_impact(Cx *cx, const TyphoonTrack *t, const Gathered *g, WindImpact *ret)
{
    double *lon = cx_new(cx, double, g->n + 1), *lat = cx_new(cx, double, g->n + 1);
    for (size_t i = 0; i < g->n; i++) {
        lon[i] = g->p[i].lon;
        lat[i] = g->p[i].lat;
    }
    return typhoon_over(cx, t->fixes, t->n, wind_places(cx, lon, lat, g->n), ret);
}

Err get_impact(Cx *cx, HttpCall *call)
{
    Gathered g = {.cx = cx_open(cx->now_ms, 0)};
    const Reg *reg;
    Asked a;
    TyphoonTrack t;
    WindImpact impact;
    WindFix now;
    int64_t limit;
    int force;
    View v = {.site = site_of(call), .track = &t, .impact = &impact};
    cx_defer(cx, close_cx, g.cx);
    TRY(want_asked(cx, call, &v.db, &a));
    TRY(want_force(cx, call, &force));
    TRY(want_int(cx, call, "limit", 1, LIMIT_MOST, LIMIT_DEFAULT, &limit));
    TRY(want_records(cx, call, &g, &reg));
    TRY(typhoon_track(cx, v.db, a.typhoon, a.agency, a.at_ms, a.basis, &t));
    TRY(run_impact(cx, &t, &g, &impact));
    v.at_ms = a.at_ms;
    v.has_now = wind_at(t.fixes, t.n, a.at_ms, &now);
    if (v.has_now) v.now = now.at;
    take_order(&v, force, &g);
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "register", reg->key);
    jw_kstr(&w, "typhoon", id_format(cx, a.typhoon));
    jw_kstr(&w, "agency", a.agency);
    jw_kstr(&w, "at", time_format(cx, a.at_ms));
    jw_kstr(&w, "basis", a.basis == BASIS_BEST ? S("best") : S("forecast"));
    jw_kstr(&w, "circle", str_c(force_keys[force]));
    put_counts(&v, &g, &w);
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < g.n && (int64_t)i < limit; i++) put_item(cx, &v, &g.p[i], &w);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}
