/* SPDX-License-Identifier: Apache-2.0 */
/* The storm of a scenario, published as a weather service would: what is known, fix by fix, and
 * every six hours what is foreseen. An archive holds no forecasts, so the drill's is the archive's
 * own future, turned aside by an error that grows with the lead time. source: mean errors of the
 * official track forecasts of CMA, about 60–80 km at 24 h, 120–150 km at 48 h (annual verifications
 * of recent years) */
#include <math.h>

#include "geo/area.h"
#include "systems/drill/drill_int.h"
#include "systems/typhoon/typhoon.h"

enum { ISSUE_HOURS = 6, SUBSTEPS = 6 };
static const int leads[] = {6, 12, 18, 24, 36, 48, 72};
static const double ERROR_KM_PER_DAY = 60, KM_PER_DEGREE = 111.195,
                    DEG = 3.14159265358979323846 / 180;

/* --- out of the archive --- */

Err scenario_track(Cx *cx, Str archive, Str storm, const Track **ret)
{
    TrackFile file;
    TRY(track_read(cx, archive, &file));
    for (size_t i = 0; i < file.tracks.n; i++) {
        const Track *t = &file.tracks.p[i];
        if ((str_eq(t->number, storm) || str_eq(t->sid, storm)) && t->fixes.n) return *ret = t, OK;
    }
    return cx_refuse(cx, ERR_NOT_FOUND, S("storm"), storm, "the archive holds no such storm");
}

/* Where it was at a moment between its fixes; false outside them. */
static bool fix_at(const Track *t, int64_t at_ms, TrackFix *ret)
{
    for (size_t i = 1; i < t->fixes.n; i++) {
        const TrackFix *a = &t->fixes.p[i - 1], *b = &t->fixes.p[i];
        if (at_ms < a->at_ms || at_ms > b->at_ms) continue;
        double share = (double)(at_ms - a->at_ms) / (double)(b->at_ms - a->at_ms);
        *ret = share < 0.5 ? *a : *b;
        ret->at_ms = at_ms;
        ret->lon = a->lon + share * (b->lon - a->lon);
        ret->lat = a->lat + share * (b->lat - a->lat);
        return true;
    }
    return false;
}

int64_t scenario_nearest_ms(const Track *t, double lon, double lat)
{
    int64_t best = t->fixes.p[0].at_ms;
    double least = INFINITY;
    for (size_t i = 1; i < t->fixes.n; i++)
        for (int k = 0; k <= SUBSTEPS; k++) {
            const TrackFix *a = &t->fixes.p[i - 1], *b = &t->fixes.p[i];
            TrackFix f;
            int64_t at = a->at_ms + (b->at_ms - a->at_ms) * k / SUBSTEPS;
            if (!fix_at(t, at, &f)) continue;
            double m = geo_distance_m((LonLat){f.lon, f.lat}, (LonLat){lon, lat});
            if (m < least) least = m, best = at;
        }
    return best;
}

/* --- into records --- */

static void put_real(json_t *o, const char *key, double v)
{
    if (!isnan(v)) (void)json_object_set_new(o, key, json_real(v));
}

static void put_text(json_t *o, const char *key, Str s)
{
    if (s.len) (void)json_object_set_new(o, key, json_stringn(s.p, s.len));
}

static void put_circles(Cx *cx, json_t *o, const TrackFix *f)
{
    static const char *const keys[CIRCLE_N] = {"radius7_km", "radius10_km", "radius12_km"};
    Str text = circles_text(cx, f);
    for (int i = 0; i < CIRCLE_N; i++) {
        const TrackCircle *c = &f->circle[i];
        if (c->given) put_real(o, keys[i], c->longest_km);
    }
    json_t *circles = text.len ? json_loadb(text.p, text.len, 0, NULL) : NULL;
    if (circles) (void)json_object_set_new(o, "quadrants", circles);
}

static json_t *point_of(Cx *cx, const Track *t, const char *kind, const TrackFix *f)
{
    json_t *o = json_object();
    put_text(o, "typhoon", S("{ref:storm}"));
    put_text(o, "at", time_format(cx, f->at_ms));
    put_text(o, "kind", str_c(kind));
    put_text(o, "agency", str_c(track_agency_code(t->agency)));
    put_real(o, "lon", f->lon);
    put_real(o, "lat", f->lat);
    if (f->grade != GRADE_UNKNOWN) put_text(o, "grade", str_c(track_grade_code(f->grade)));
    put_real(o, "pressure_hpa", f->pressure_hpa);
    put_real(o, "wind_m_s", round(f->wind_m_s * 10) / 10);
    if (f->mean_min > 0) (void)json_object_set_new(o, "wind_mean_min", json_integer(f->mean_min));
    return o;
}

static void point_later(Drill *d, const TrackSource *src, int64_t at_ms, json_t *body)
{
    script_later(d, (Pending){.at_ms = at_ms < d->s->start_ms ? d->s->start_ms : at_ms,
                              .what = DO_POST,
                              .as = scenario_part(d->s, src->as),
                              .path = S("/api/r/track_point"),
                              .body = body});
}

/* What is foreseen at a fix: turned aside, one way for one issue. */
static void forecast_later(Cx *cx, Drill *d, const TrackSource *src, const TrackFix *from)
{
    Rng dice;
    rng_seed(&dice, d->config.seed ^ (uint64_t)from->at_ms);
    double bearing = rng_unit(&dice) * 360 * DEG;
    for (size_t i = 0; i < COUNT(leads); i++) {
        TrackFix f;
        if (!fix_at(src->track, from->at_ms + leads[i] * (int64_t)MS_HOUR, &f)) return;
        double off = ERROR_KM_PER_DAY * leads[i] / 24 / KM_PER_DEGREE;
        f.lat += off * cos(bearing);
        f.lon += off * sin(bearing) / cos(f.lat * DEG);
        json_t *o = point_of(cx, src->track, "forecast", &f);
        put_text(o, "issued_at", time_format(cx, from->at_ms));
        (void)json_object_set_new(o, "lead_h", json_integer(leads[i]));
        point_later(d, src, from->at_ms + src->delay_ms, o);
    }
}

static Err make_storm(Cx *cx, Drill *d, const TrackSource *src)
{
    const Track *t = src->track;
    json_t *o = json_object();
    Act act = {.as = src->as, .path = S("/api/r/typhoon"), .body = o, .save = S("storm")};
    put_text(o, "number", t->number.len ? t->number : str_head(t->sid, 10));
    put_text(o, "name_zh", src->name_zh);
    put_text(o, "name_en", t->name_en);
    put_text(o, "intl_number", t->number);
    (void)json_object_set_new(o, "season", json_integer(t->season));
    put_text(o, "source", str_c(track_agency_code(t->agency)));
    Err err = script_before(cx, d, &act);
    json_decref(o);
    return err;
}

Err track_later(Cx *cx, Drill *d, const TrackSource *src)
{
    const Track *t = src->track;
    TRY(make_storm(cx, d, src));
    for (size_t i = 0; i < t->fixes.n; i++) {
        const TrackFix *f = &t->fixes.p[i];
        json_t *o = point_of(cx, t, "analysis", f);
        put_circles(cx, o, f);
        if (f->landfall) (void)json_object_set_new(o, "landfall", json_integer(1));
        point_later(d, src, f->at_ms + src->delay_ms, o);
        bool issues = f->at_ms / MS_HOUR % ISSUE_HOURS == 0;
        if (issues && f->at_ms + ISSUE_HOURS * (int64_t)MS_HOUR >= d->s->start_ms)
            forecast_later(cx, d, src, f);
    }
    return OK;
}
