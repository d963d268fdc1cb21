/* SPDX-License-Identifier: Apache-2.0 */
/* Inside typhoon/. */
#ifndef SYSTEMS_TYPHOON_INT_H
#define SYSTEMS_TYPHOON_INT_H

#include "geo/wind.h"
#include "systems/typhoon/typhoon.h"
#include "wire/track.h"

/* take.c: a file that has been read, into the registers */
typedef struct Taken {
    int64_t storms, points, left_out;
    int64_t created, changed, unchanged; /* of points */
    TrackFormat format;
    Str *numbers; /* of the storms */
} Taken;
/* All of a file or nothing of it. only: the one format that is wanted, TRACK_NONE = any.
 * fails: as track_read; ERR_UNSUPPORTED another format; ERR_DENIED */
MUST_USE Err typhoon_take(Cx *cx, const Site *site, Str file, TrackFormat only, Taken *ret);
HttpHandler post_typhoons_import;

/* radius_km: where the text says nothing of a force, all around; 0 = none. */
void circles_parse(Str text, const double radius_km[WIND_N], WindFix *ret);

/* track.c: fixes as they stand in the register */
typedef struct StoredFix {
    WindFix wind;
    Str grade, kind;
    double pressure_hpa, wind_m_s; /* NaN = not known */
    int64_t mean_min, lead_h, issued_ms;
    bool landfall;
    bool carried; /* its circles are those of the last analysis */
} StoredFix;
typedef struct StoredFixes {
    StoredFix *p;
    size_t n, cap;
} StoredFixes;
MUST_USE Err typhoon_source(Cx *cx, Db *db, int64_t typhoon, Str *ret);
/* known: fixes of the agency up to the moment (of BASIS_BEST all); ahead: its forecast after them.
 */
MUST_USE Err stored_track(Cx *cx, Db *db, int64_t typhoon, Str agency, int64_t at_ms,
                          TyphoonBasis basis, StoredFixes *known, StoredFixes *ahead);
MUST_USE Err stored_fixes(Cx *cx, Db *db, Str sql, int64_t typhoon, Str agency, int64_t until_ms,
                          StoredFixes *ret);
void carry_circles(const WindFix *last, StoredFix *f);

/* What both routes are asked for. */
typedef struct Asked {
    int64_t typhoon, at_ms;
    Str agency;
    TyphoonBasis basis;
} Asked;
MUST_USE Err want_asked(Cx *cx, HttpCall *call, Db **db, Asked *ret);

HttpHandler get_track, get_impact;

/* source.c */
HttpHandler get_sources;
MUST_USE Err check_source(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);
MUST_USE Err check_fetch(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);
Err on_source(Txn *tx, const Entry *cause, void *ctx);

#endif
