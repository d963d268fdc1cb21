/* SPDX-License-Identifier: Apache-2.0 */
/* Live feeds as JSON or JSONP: 中央气象台台风网 (lists by position) and 浙江水利 with its kin
 * (objects by name, values as text or number). Nobody promises their form, so what is not
 * understood is refused with its place, and what is absent stays unknown. source: answers of
 * typhoon.nmc.cn and typhoon.zjwater.gov.cn as observed 2019-2026; both unlicensed */
#include <jansson.h>

#include "wire/track_int.h"

enum { BEIJING_MS = 8 * MS_HOUR, LEAD_MAX_H = 240 }; /* both are the feeds' own */

static void free_json(void *j)
{
    json_decref(j);
}

/* --- JSONP --- */

static bool is_name(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '$' || c == '.';
}

Err track_jsonp(Cx *cx, Str text, Str *ret)
{
    Str s = str_trim(text);
    size_t at = 0, opened = 0;
    while (at < s.len && is_name(s.p[at])) at++;
    for (s = str_trim(str_from(s, at)); s.len && s.p[0] == '('; s = str_trim(str_from(s, 1)))
        opened++;
    if (opened && str_ends(s, S(";"))) s = str_trim(str_head(s, s.len - 1));
    for (; opened && str_ends(s, S(")")); opened--) s = str_trim(str_head(s, s.len - 1));
    bool whole =
        s.len > 1 && opened == 0 &&
        ((s.p[0] == '{' && s.p[s.len - 1] == '}') || (s.p[0] == '[' && s.p[s.len - 1] == ']'));
    if (!whole)
        return cx_refuse(cx, ERR_INVALID, FIRST_LINE, str_head(str_trim(text), 60),
                         "there is no JSON inside");
    *ret = s;
    return OK;
}

static Err parse(Cx *cx, Str body, json_t **ret)
{
    Str s;
    json_error_t e;
    TRY(track_jsonp(cx, body, &s));
    *ret = json_loadb(s.p, s.len, 0, &e);
    if (!*ret)
        return cx_fail(cx, ERR_INVALID, "file", "is not JSON: line %d column %d: %s", e.line,
                       e.column, e.text);
    cx_defer(cx, free_json, *ret);
    return OK;
}

/* --- values that may be text or number --- */

static Str text_of(Cx *cx, const json_t *v)
{
    if (json_is_string(v))
        return str_trim(str_dup(cx, (Str){json_string_value(v), json_string_length(v)}));
    if (json_is_integer(v)) return str_fmt(cx, "%lld", (long long)json_integer_value(v));
    return S("");
}

/* NaN where there is none. false: it is there and no number from least to most. */
static bool number_of(const json_t *v, double least, double most, double *ret)
{
    *ret = NAN;
    if (!v || json_is_null(v)) return true;
    if (json_is_number(v)) *ret = json_number_value(v);
    else if (json_is_string(v)) {
        Str s = str_trim((Str){json_string_value(v), json_string_length(v)});
        if (s.len == 0) return true;
        if (!str_f64(s, ret)) return false;
    } else return false;
    return *ret >= least && *ret <= most;
}

/* "523" → "0523": an integer has lost its zero. */
static Str number4(Cx *cx, Str s)
{
    int v;
    return track_digits(s, &v) ? str_fmt(cx, "%04d", v) : s;
}

typedef struct Agency {
    const char *name;
    TrackAgency agency;
} Agency;

static bool agency_of(Str s, TrackAgency *ret)
{
    static const Agency names[] = {
        {"BABJ",         AGENCY_CMA   },
        {"RJTD",         AGENCY_JMA   },
        {"PGTW",         AGENCY_JTWC  },
        {"KWBC",         AGENCY_JTWC  },
        {"RKSL",         AGENCY_KMA   },
        {"VHHH",         AGENCY_HKO   },
        {"RCTP",         AGENCY_TAIWAN},
        {"中国",       AGENCY_CMA   },
        {"日本",       AGENCY_JMA   },
        {"美国",       AGENCY_JTWC  },
        {"韩国",       AGENCY_KMA   },
        {"中国香港", AGENCY_HKO   },
        {"香港",       AGENCY_HKO   },
        {"中国台湾", AGENCY_TAIWAN},
        {"台湾",       AGENCY_TAIWAN},
    };
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(s, names[i].name)) return *ret = names[i].agency, true;
    *ret = AGENCY_OTHER;
    return s.len > 0;
}

/* What every point of both has. */
typedef struct Values {
    const json_t *lon, *lat, *pressure, *wind, *move_km_h;
} Values;

static Err fix_of(Cx *cx, const TrackPlace *at, const Values *v, TrackFix *f)
{
    if (!number_of(v->lon, -180, 360, &f->lon) || isnan(f->lon))
        return track_bad(cx, at, "the longitude is none");
    if (!number_of(v->lat, -90, 90, &f->lat) || isnan(f->lat))
        return track_bad(cx, at, "the latitude is none");
    if (!number_of(v->pressure, 0, 1100, &f->pressure_hpa))
        return track_bad(cx, at, "the pressure must be 800 to 1100 hPa");
    if (!number_of(v->wind, 0, 150, &f->wind_m_s)) return track_bad(cx, at, "the wind is none");
    if (!number_of(v->move_km_h, 0, 200, &f->move_km_h)) f->move_km_h = NAN;
    if (f->pressure_hpa < 800) f->pressure_hpa = NAN; /* 0 stands for none */
    if (f->wind_m_s <= 0) f->wind_m_s = NAN;
    f->lon = track_lon(f->lon);
    return OK;
}

/* A feed repeats its last point now and then. */
static Err add_point(Cx *cx, Track *t, const TrackFix *f, const TrackPlace *at)
{
    bool again = t->fixes.n && t->fixes.p[t->fixes.n - 1].at_ms == f->at_ms;
    return again ? OK : track_add(cx, t, f, at);
}

static Err add_forecast(Cx *cx, Track *t, const TrackPlace *at, TrackForecast *f)
{
    if (t->forecasts.n == TRACK_FORECASTS_MAX)
        return cx_fail(cx, ERR_TOO_BIG, "file", "a storm has at most %d forecast points",
                       TRACK_FORECASTS_MAX);
    int64_t lead = f->fix.at_ms - f->issued_ms;
    if (lead == 0) return OK; /* the analysis itself */
    if (lead < 0 || lead > LEAD_MAX_H * (int64_t)MS_HOUR || lead % MS_HOUR)
        return track_bad(cx, at, "a forecast is for 1 to %d whole hours ahead", LEAD_MAX_H);
    f->lead_h = (int)(lead / MS_HOUR);
    f->fix.mean_min = track_mean_min(f->agency);
    vec_push(cx, &t->forecasts, *f);
    return OK;
}

/* --- NMC: lists by position --- */

enum {
    NMC_ID,
    NMC_EN,
    NMC_ZH,
    NMC_NUMBER,
    NMC_NUMBER2,
    NMC_STATE = 7,
    NMC_POINTS = 8,
    P_TIME = 1,
    P_EPOCH,
    P_GRADE,
    P_LON,
    P_LAT,
    P_HPA,
    P_WIND,
    P_DIRECTION,
    P_SPEED,
    P_RADII,
    P_FORECASTS,
    F_LEAD = 0,
    F_BASE,
    F_LON,
    F_LAT,
    F_HPA,
    F_WIND,
    F_GRADE = 7
};

/* YYYYMMDDhhmm, UTC. */
static bool nmc_time(Str s, int64_t *ret)
{
    int day, clock;
    if (s.len != 12 || !track_digits(str_head(s, 8), &day) ||
        !track_digits(str_from(s, 8), &clock) || clock % 100 > 59 ||
        !track_time(day / 10000, day / 100 % 100, day % 100, clock / 100, ret))
        return false;
    *ret += (int64_t)(clock % 100) * MS_MINUTE;
    return true;
}

static Err nmc_when(Cx *cx, const TrackPlace *at, const json_t *point, int64_t *ret)
{
    const json_t *epoch = json_array_get(point, P_EPOCH);
    if (!nmc_time(text_of(cx, json_array_get(point, P_TIME)), ret))
        return track_bad(cx, at, "the time is none");
    /* the epoch proves that the text is UTC; two times that differ are no time */
    return json_is_integer(epoch) && json_integer_value(epoch) != *ret
               ? track_bad(cx, at, "the two times of the point differ")
               : OK;
}

static Err nmc_radii(Cx *cx, const TrackPlace *at, const json_t *radii, TrackFix *f)
{
    static const char *const forces[CIRCLE_N] = {"30KTS", "50KTS", "64KTS"};
    size_t i;
    json_t *one;
    json_array_foreach (radii, i, one) {
        double km[QUAD_N];
        Str force = text_of(cx, json_array_get(one, 0));
        for (size_t q = 0; q < QUAD_N; q++) {
            if (!number_of(json_array_get(one, q + 1), 0, 2000, &km[q]))
                return track_bad(cx, at, "the radii of the wind are none");
            if (isnan(km[q])) km[q] = 0;
        }
        for (int c = 0; c < CIRCLE_N; c++)
            if (str_is(force, forces[c])) track_by_quadrant(&f->circle[c], km);
    }
    return OK;
}

static Err nmc_forecast(Cx *cx, Track *t, const TrackPlace *at, TrackAgency agency,
                        const json_t *row)
{
    double lead;
    TrackForecast f = {.agency = agency, .fix = track_blank(agency)};
    Values v = {.lon = json_array_get(row, F_LON),
                .lat = json_array_get(row, F_LAT),
                .pressure = json_array_get(row, F_HPA),
                .wind = json_array_get(row, F_WIND)};
    if (!number_of(json_array_get(row, F_LEAD), 0, LEAD_MAX_H, &lead) || isnan(lead) ||
        !nmc_time(text_of(cx, json_array_get(row, F_BASE)), &f.issued_ms))
        return track_bad(cx, at, "the time of a forecast is none");
    TRY(fix_of(cx, at, &v, &f.fix));
    f.fix.at_ms = f.issued_ms + (int64_t)(lead * MS_HOUR);
    f.fix.grade = track_grade_of(text_of(cx, json_array_get(row, F_GRADE)));
    return add_forecast(cx, t, at, &f);
}

static Err nmc_forecasts(Cx *cx, Track *t, const TrackPlace *at, json_t *all)
{
    const char *who;
    json_t *rows, *row;
    size_t i;
    json_object_foreach (all, who, rows) {
        TrackAgency agency;
        (void)agency_of(str_c(who), &agency);
        json_array_foreach (rows, i, row) TRY(nmc_forecast(cx, t, at, agency, row));
    }
    return OK;
}

static Err nmc_point(Cx *cx, Track *t, const TrackPlace *at, const json_t *p)
{
    TrackFix f = track_blank(AGENCY_CMA);
    Values v = {.lon = json_array_get(p, P_LON),
                .lat = json_array_get(p, P_LAT),
                .pressure = json_array_get(p, P_HPA),
                .wind = json_array_get(p, P_WIND),
                .move_km_h = json_array_get(p, P_SPEED)};
    TRY(nmc_when(cx, at, p, &f.at_ms));
    TRY(fix_of(cx, at, &v, &f));
    f.grade = track_grade_of(text_of(cx, json_array_get(p, P_GRADE)));
    f.move_deg = track_direction(text_of(cx, json_array_get(p, P_DIRECTION)));
    TRY(nmc_radii(cx, at, json_array_get(p, P_RADII), &f));
    TRY(add_point(cx, t, &f, at));
    return nmc_forecasts(cx, t, at, json_array_get(p, P_FORECASTS));
}

static TrackListed nmc_head(Cx *cx, const json_t *row)
{
    Str second = text_of(cx, json_array_get(row, NMC_NUMBER2)),
        first = text_of(cx, json_array_get(row, NMC_NUMBER)),
        en = text_of(cx, json_array_get(row, NMC_EN));
    return (TrackListed){.id = text_of(cx, json_array_get(row, NMC_ID)),
                         .number = number4(cx, second.len ? second : first),
                         .name_en = str_eq_nocase(en, S("nameless")) ? S("") : en,
                         .name_zh = text_of(cx, json_array_get(row, NMC_ZH)),
                         .is_active = str_is(text_of(cx, json_array_get(row, NMC_STATE)), "start")};
}

static Track track_from(const TrackListed *h)
{
    return (Track){.number = track_is_number(h->number) ? h->number : S(""),
                   .sid = h->id,
                   .name_en = h->name_en,
                   .name_zh = h->name_zh,
                   .agency = AGENCY_CMA,
                   .is_active = h->is_active};
}

static Err take(Cx *cx, Track *t, const json_t *points,
                Err (*point)(Cx *cx, Track *t, const TrackPlace *at, const json_t *p),
                TrackFile *ret)
{
    size_t i;
    json_t *p;
    TrackPlace at = {.list = "points", .text = S("")};
    json_array_foreach (points, i, p) {
        at.no = (int64_t)i;
        TRY(point(cx, t, &at, p));
    }
    if (t->fixes.n == 0) return cx_fail(cx, ERR_INVALID, "points", "the track has no point");
    TRY(track_close(cx, t, &(TrackPlace){.list = "points", .text = t->number}));
    vec_push(cx, &ret->tracks, *t);
    return OK;
}

/* --- Zhejiang and its kin: objects by name --- */

static const json_t *either(const json_t *o, const char *a, const char *b)
{
    const json_t *v = json_object_get(o, a);
    return v ? v : json_object_get(o, b);
}

/* 2021/9/23 20:00:00 without leading zeros, or 2018-09-07T20:00:00; Beijing, which kept summer time
 * in no year that these feeds know. */
static bool beijing_time(Str s, int64_t *ret)
{
    int v[6] = {0}, n = 0;
    for (size_t from = 0, i = 0; i <= s.len; i++) {
        if (i < s.len && s.p[i] >= '0' && s.p[i] <= '9') continue;
        if (n == 6 || !track_digits((Str){s.p + from, i - from}, &v[n++])) return false;
        from = i + 1;
    }
    if (n < 5 || v[4] > 59 || v[5] > 59 || !track_time(v[0], v[1], v[2], v[3], ret)) return false;
    *ret += (int64_t)v[4] * MS_MINUTE + (int64_t)v[5] * MS_SECOND - BEIJING_MS;
    return true;
}

static TrackGrade grade_zh(Str s)
{
    static const struct {
        const char *name;
        TrackGrade grade;
    } names[] = {
        {"超强台风",    GRADE_SUPERTY},
        {"强台风",       GRADE_STY    },
        {"强热带风暴", GRADE_STS    },
        {"热带风暴",    GRADE_TS     },
        {"热带低压",    GRADE_TD     },
        {"台风",          GRADE_TY     },
        {"温带气旋",    GRADE_EX     },
    };
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_starts(s, str_c(names[i].name))) return names[i].grade;
    return GRADE_UNKNOWN;
}

static Err quad_text(Cx *cx, const TrackPlace *at, Str s, double km[QUAD_N])
{
    int n = 0;
    Str one;
    while (str_next(&s, '|', &one)) {
        one = str_trim(one);
        if (n == QUAD_N || (one.len && (!str_f64(one, &km[n]) || km[n] < 0 || km[n] > 2000)))
            return track_bad(cx, at, "the radii of the wind are none");
        n++;
    }
    if (n == 1) km[QUAD_SE] = km[QUAD_SW] = km[QUAD_NW] = km[QUAD_NE];
    return n == 0 || n == 1 || n == QUAD_N ? OK
                                           : track_bad(cx, at, "the radii of the wind are none");
}

static Err quad_object(Cx *cx, const TrackPlace *at, const json_t *o, double km[QUAD_N])
{
    static const char *const quads[QUAD_N] = {"ne", "se", "sw", "nw"};
    for (int q = 0; q < QUAD_N; q++) {
        if (!number_of(json_object_get(o, quads[q]), 0, 2000, &km[q]))
            return track_bad(cx, at, "the radii of the wind are none");
        if (isnan(km[q])) km[q] = 0;
    }
    return OK;
}

static Err quad_radii(Cx *cx, const TrackPlace *at, const json_t *p, TrackFix *f)
{
    static const int force[CIRCLE_N] = {7, 10, 12};
    for (int c = 0; c < CIRCLE_N; c++) {
        double km[QUAD_N] = {0}, all;
        Str key = str_fmt(cx, "radius%d_quad", force[c]);
        const json_t *quad = json_object_get(p, key.p), *plain;
        plain = json_object_get(p, str_fmt(cx, "radius%d", force[c]).p);
        if (json_is_object(quad)) TRY(quad_object(cx, at, quad, km));
        else if (json_is_string(plain)) TRY(quad_text(cx, at, text_of(cx, plain), km));
        else if (!number_of(plain, 0, 2000, &all))
            return track_bad(cx, at, "the radii of the wind are none");
        else if (all > 0) km[0] = km[1] = km[2] = km[3] = all;
        track_by_quadrant(&f->circle[c], km);
    }
    return OK;
}

static Err quad_fix(Cx *cx, const TrackPlace *at, const json_t *p, TrackFix *f)
{
    const json_t *lon = either(p, "lng", "longitude");
    Values v = {.lon = lon ? lon : json_object_get(p, "lon"),
                .lat = either(p, "lat", "latitude"),
                .pressure = json_object_get(p, "pressure"),
                .wind = json_object_get(p, "speed"),
                .move_km_h = either(p, "movespeed", "move_speed")};
    if (!beijing_time(text_of(cx, json_object_get(p, "time")), &f->at_ms))
        return track_bad(cx, at, "the time is none");
    TRY(fix_of(cx, at, &v, f));
    f->grade = grade_zh(text_of(cx, json_object_get(p, "strong")));
    f->move_deg = track_direction(text_of(cx, either(p, "movedirection", "move_dir")));
    return quad_radii(cx, at, p, f);
}

/* The first point is the analysis that the agency began with, which may be older than ours. */
static Err quad_forecast(Cx *cx, Track *t, const TrackPlace *at, TrackAgency who,
                         const json_t *points)
{
    size_t i;
    json_t *one;
    int64_t issued_ms = 0;
    json_array_foreach (points, i, one) {
        TrackForecast f = {.agency = who, .fix = track_blank(who)};
        TRY(quad_fix(cx, at, one, &f.fix));
        if (i == 0) issued_ms = f.fix.at_ms;
        f.issued_ms = issued_ms;
        TRY(add_forecast(cx, t, at, &f));
    }
    return OK;
}

static Err quad_point(Cx *cx, Track *t, const TrackPlace *at, const json_t *p)
{
    TrackFix f = track_blank(AGENCY_CMA);
    size_t i;
    json_t *set;
    TRY(quad_fix(cx, at, p, &f));
    TRY(add_point(cx, t, &f, at));
    json_array_foreach (json_object_get(p, "forecast"), i, set) {
        TrackAgency who;
        if (!agency_of(text_of(cx, either(set, "tm", "sets")), &who))
            return track_bad(cx, at, "a forecast does not say whose it is");
        TRY(quad_forecast(cx, t, at, who, either(set, "forecastpoints", "points")));
    }
    return OK;
}

/* tfid 201909: year and number. */
static TrackListed quad_head(Cx *cx, const json_t *o)
{
    Str id = text_of(cx, either(o, "tfid", "tfbh"));
    return (TrackListed){.id = id,
                         .number = id.len == 6 ? number4(cx, str_from(id, 2)) : number4(cx, id),
                         .name_zh = text_of(cx, json_object_get(o, "name")),
                         .name_en = text_of(cx, either(o, "enname", "ename")),
                         .is_active = str_is(text_of(cx, json_object_get(o, "isactive")), "1")};
}

/* --- both --- */

Err track_feed(Cx *cx, Str file, TrackFile *ret)
{
    json_t *j;
    TRY(parse(cx, file, &j));
    const json_t *view = json_object_get(j, "typhoon");
    if (json_is_array(view)) {
        TrackListed head = nmc_head(cx, view);
        Track t = track_from(&head);
        return take(cx, &t, json_array_get(view, NMC_POINTS), nmc_point, ret);
    }
    if (json_is_array(j)) j = json_array_get(j, 0); /* one storm in a list of its own */
    TrackListed head = quad_head(cx, j);
    Track t = track_from(&head);
    return take(cx, &t, json_object_get(j, "points"), quad_point, ret);
}

Err track_list_read(Cx *cx, Str body, TrackListed **ret, size_t *n)
{
    json_t *j, *row;
    size_t i;
    TRY(parse(cx, body, &j));
    const json_t *nmc = json_object_get(j, "typhoonList"), *rows = nmc ? nmc : j;
    if (!json_is_array(rows)) return cx_fail(cx, ERR_INVALID, "list", "is no list of storms");
    *ret = cx_new(cx, TrackListed, json_array_size(rows) + 1);
    *n = json_array_size(rows);
    json_array_foreach (rows, i, row) (*ret)[i] = nmc ? nmc_head(cx, row) : quad_head(cx, row);
    return OK;
}
