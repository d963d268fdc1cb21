/* SPDX-License-Identifier: Apache-2.0 */
/* Tracks out of the registers, as they stood at a moment, and the arrival of their winds. source: a
 * forecast without circles keeps the last analysed ones (persistence, U) down to the least wind of
 * their force, GB/T 28591-2012 table 1 */
#include <math.h>

#include "systems/typhoon/typhoon_int.h"
#include "systems/typhoon_sql.h"

enum {
    CURRENT_MS = 36 * MS_HOUR,
    CURRENT_MAX = 20
}; /* U: a storm without a fix for so long is over */

static const int64_t FAR_FUTURE_MS = INT64_C(4102444800000); /* 2100-01-01 */

/* --- circles out of a record --- */

static double number_at(const json_t *o, const char *key)
{
    return json_number_value(json_object_get(o, key));
}

static void circle_parse(const json_t *j, double radius_km, WindCircle *ret)
{
    *ret = (WindCircle){
        .quad_km = {radius_km, radius_km, radius_km, radius_km}
    };
    if (json_is_array(j) && json_array_size(j) == WIND_QUADS)
        for (size_t q = 0; q < WIND_QUADS; q++)
            ret->quad_km[q] = json_number_value(json_array_get(j, q));
    else if (json_is_object(j))
        *ret = wind_circle_between(number_at(j, "toward"), number_at(j, "longest"),
                                   number_at(j, "shortest"));
}

void circles_parse(Str text, const double radius_km[WIND_N], WindFix *ret)
{
    static const char *const keys[WIND_N] = {"7", "10", "12"};
    json_t *j = text.len ? json_loadb(text.p, text.len, 0, NULL) : NULL;
    for (int c = 0; c < WIND_N; c++)
        circle_parse(json_object_get(j, keys[c]), radius_km[c], &ret->circle[c]);
    json_decref(j);
}

/* --- fixes --- */

static double number_or_nan(const Stmt *st, int column)
{
    return col_is_null(st, column) ? NAN : col_f64(st, column);
}

static void take_fix(Cx *cx, const Stmt *st, StoredFix *f)
{
    double km[WIND_N];
    for (int c = 0; c < WIND_N; c++) km[c] = col_f64(st, 7 + c); /* 0 where there is none */
    *f = (StoredFix){
        .wind = {.at_ms = col_i64(st, 0), .at = {col_f64(st, 1), col_f64(st, 2)}},
        .grade = col_dup(cx, st, 3),
        .pressure_hpa = number_or_nan(st, 4),
        .wind_m_s = number_or_nan(st, 5),
        .mean_min = col_i64(st, 6),
        .landfall = col_i64(st, 11) != 0,
        .kind = col_dup(cx, st, 12),
        .lead_h = col_i64(st, 13),
        .issued_ms = col_i64(st, 14)
    };
    circles_parse(col_str(st, 10), km, &f->wind);
}

Err stored_fixes(Cx *cx, Db *db, Str sql, int64_t typhoon, Str agency, int64_t until_ms,
                 StoredFixes *ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, sql, &st));
    stmt_i64(st, 1, typhoon);
    stmt_text(st, 2, agency);
    stmt_i64(st, 3, until_ms);
    for (;;) {
        StoredFix f;
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        take_fix(cx, st, &f);
        bool again = ret->n && ret->p[ret->n - 1].wind.at_ms >= f.wind.at_ms;
        if (again) ret->p[ret->n - 1] = f; /* the same time twice: the later record counts */
        else vec_push(cx, ret, f);
    }
    stmt_reset(st);
    return OK;
}

static bool has_circle(const WindFix *f, int c)
{
    const double *q = f->circle[c].quad_km;
    return q[0] > 0 || q[1] > 0 || q[2] > 0 || q[3] > 0;
}

void carry_circles(const WindFix *last, StoredFix *f)
{
    /* least winds of forces 7, 10, 12, m/s: GB/T 28591-2012 table 1 */
    static const double least[WIND_N] = {13.9, 24.5, 32.7};
    bool any = has_circle(&f->wind, WIND_7) || has_circle(&f->wind, WIND_10) ||
               has_circle(&f->wind, WIND_12);
    for (int c = 0; c < WIND_N && !any; c++)
        if (f->wind_m_s >= least[c] && has_circle(last, c)) {
            f->wind.circle[c] = last->circle[c];
            f->carried = true;
        }
}

Err typhoon_source(Cx *cx, Db *db, int64_t typhoon, Str *ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_TYPHOON_SOURCE), &st));
    stmt_i64(st, 1, typhoon);
    TRY(stmt_step(cx, st, &row));
    if (row) *ret = col_dup(cx, st, 0);
    stmt_reset(st);
    return row ? OK
               : cx_refuse(cx, ERR_NOT_FOUND, S("typhoon"), id_format(cx, typhoon),
                           "no such record");
}

Err stored_track(Cx *cx, Db *db, int64_t typhoon, Str agency, int64_t at_ms, TyphoonBasis basis,
                 StoredFixes *known, StoredFixes *ahead)
{
    *known = *ahead = (StoredFixes){0};
    bool best = basis == BASIS_BEST;
    TRY(stored_fixes(cx, db, S(SQL_TYPHOON_FIXES), typhoon, agency, best ? FAR_FUTURE_MS : at_ms,
                     known));
    if (best) return OK;
    StoredFixes all = {0};
    int64_t last = known->n ? known->p[known->n - 1].wind.at_ms : INT64_MIN;
    TRY(stored_fixes(cx, db, S(SQL_TYPHOON_FORECAST), typhoon, agency, at_ms, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (all.p[i].wind.at_ms <= last) continue;
        if (known->n) carry_circles(&known->p[known->n - 1].wind, &all.p[i]);
        vec_push(cx, ahead, all.p[i]);
    }
    return OK;
}

Err typhoon_track(Cx *cx, Db *db, int64_t typhoon, Str agency, int64_t at_ms, TyphoonBasis basis,
                  TyphoonTrack *ret)
{
    StoredFixes known, ahead;
    if (agency.len == 0) TRY(typhoon_source(cx, db, typhoon, &agency));
    TRY(stored_track(cx, db, typhoon, agency, at_ms, basis, &known, &ahead));
    *ret = (TyphoonTrack){.typhoon = typhoon,
                          .agency = agency,
                          .n = known.n + ahead.n,
                          .n_known = known.n,
                          .issued_ms = ahead.n ? ahead.p[0].issued_ms : 0,
                          .fixes = cx_new(cx, WindFix, known.n + ahead.n + 1)};
    for (size_t i = 0; i < known.n; i++) ret->fixes[i] = known.p[i].wind;
    for (size_t i = 0; i < ahead.n; i++) ret->fixes[known.n + i] = ahead.p[i].wind;
    return OK;
}

/* --- arrival --- */

Err typhoon_current(Cx *cx, Db *db, int64_t at_ms, int64_t *ret, size_t most, size_t *n)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_TYPHOON_CURRENT), &st));
    stmt_i64(st, 1, at_ms - (int64_t)CURRENT_MS);
    stmt_i64(st, 2, at_ms);
    for (*n = 0; *n < most; ++*n) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        ret[*n] = col_i64(st, 0);
    }
    stmt_reset(st);
    return OK;
}

/* Earlier of what is known and what this storm does. */
static void take_arrivals(const WindImpact *r, size_t n, int force, int64_t at_ms, int64_t *ret)
{
    for (size_t i = 0; i < n; i++) {
        int32_t in = r->enter_s[force][r->slot[i]], out = r->leave_s[force][r->slot[i]];
        int64_t enter = r->start_ms + (int64_t)in * MS_SECOND;
        bool over = out != WIND_NEVER && r->start_ms + (int64_t)out * MS_SECOND < at_ms;
        if (in != WIND_NEVER && !over && enter < ret[i]) ret[i] = enter;
    }
}

Err typhoon_arrival(Cx *cx, const Site *site, Db *db, const LonLat *place, size_t n, int force,
                    int64_t at_ms, TyphoonBasis basis, int64_t *ret)
{
    int64_t ids[CURRENT_MAX];
    size_t n_ids;
    double *lon = cx_new(cx, double, n + 1), *lat = cx_new(cx, double, n + 1);
    (void)site;
    for (size_t i = 0; i < n; i++) {
        lon[i] = place[i].lon;
        lat[i] = place[i].lat;
        ret[i] = INT64_MAX;
    }
    TRY(typhoon_current(cx, db, at_ms, ids, CURRENT_MAX, &n_ids));
    const WindPlaces *places = wind_places(cx, lon, lat, n);
    for (size_t k = 0; k < n_ids; k++) {
        TyphoonTrack t;
        WindImpact r;
        TRY(typhoon_track(cx, db, ids[k], S(""), at_ms, basis, &t));
        if (t.n == 0) continue;
        TRY(wind_impact(cx, t.fixes, t.n, places, &r));
        take_arrivals(&r, n, force, at_ms, ret);
    }
    return OK;
}
