/* SPDX-License-Identifier: Apache-2.0 */
/* Typhoons (台风): tracks taken in from archives and feeds, and when their winds reach a place. Two
 * views of a storm: `forecast`, what was known at a moment (fixes up to it, then the last forecast
 * issued by then), and `best`, the whole best track, for replays that ask for it. */
#ifndef SYSTEMS_TYPHOON_H
#define SYSTEMS_TYPHOON_H

#include "geo/wind.h"
#include "systems/system.h"
#include "wire/track.h"

/* How far a wind reaches, as text of a record: {"7":[ne,se,sw,nw]} in km, or
 * {"7":{"toward":315,"longest":333,"shortest":222}}; "" = nothing known. Pure. */
Str circles_text(Cx *cx, const TrackFix *f);
/* Chinese name of an English one; "" = none. source: model/rules/typhoon_names.csv */
MUST_USE Err typhoon_name_zh(Cx *cx, Str name_en, Str *ret);

typedef enum TyphoonBasis { BASIS_FORECAST, BASIS_BEST } TyphoonBasis;

/* One storm as one agency has it. */
typedef struct TyphoonTrack {
    int64_t typhoon; /* id */
    Str agency;      /* code of track_source */
    WindFix *fixes;  /* observed ones, then those of the forecast */
    size_t n, n_known;
    int64_t issued_ms; /* of the forecast, 0 = none */
} TyphoonTrack;

/* Track of a storm at a moment. A forecast point without circles carries on the last ones that were
 * analysed, as long as its wind is strong enough for them.
 * agency: "" = the source that the storm was first known by. ret: in cx; n = 0 when there is
 * nothing fails:  ERR_NOT_FOUND no such storm */
MUST_USE Err typhoon_track(Cx *cx, Db *db, int64_t typhoon, Str agency, int64_t at_ms,
                           TyphoonBasis basis, TyphoonTrack *ret);

/* When the circle of a force first reaches places, over all storms that are under way at a moment.
 * in:     place   degrees WGS-84, n of them; NaN = none
 *         force   WIND_7, WIND_10 or WIND_12
 * ret:    for each place UTC ms, at or before at_ms when it is inside already; INT64_MAX = not
 *         reached, or over */
MUST_USE Err typhoon_arrival(Cx *cx, const Site *site, Db *db, const LonLat *place, size_t n,
                             int force, int64_t at_ms, TyphoonBasis basis, int64_t *ret);

#endif
