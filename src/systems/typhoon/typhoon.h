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

/* Storms under way at a moment, the last heard of first.
 * ret: ids, room for `most`; n of them */
MUST_USE Err typhoon_current(Cx *cx, Db *db, int64_t at_ms, int64_t *ret, size_t most, size_t *n);

/* When the circle of a force first reaches places, over all storms that are under way at a moment.
 * in:     place   degrees WGS-84, n of them; NaN = none
 *         force   WIND_7, WIND_10 or WIND_12
 * ret:    for each place UTC ms, at or before at_ms when it is inside already; INT64_MAX = not
 *         reached, or over */
MUST_USE Err typhoon_arrival(Cx *cx, const Site *site, Db *db, const LonLat *place, size_t n,
                             int force, int64_t at_ms, TyphoonBasis basis, int64_t *ret);

/* wind_impact on both processors where there are many places. ret and fails: as there */
MUST_USE Err typhoon_over(Cx *cx, const WindFix *fixes, size_t n, const WindPlaces *places,
                          WindImpact *ret);

/* --- sources of tracks (资料源): who fetches is link/, what comes of it is here --- */

/* One that is switched on. */
typedef struct FeedSource {
    int64_t id, version; /* as it stood when the visit began */
    Str name, url, list_url;
    Str format; /* code of track_format */
    int64_t every_ms, at_ms, next_ms, noted_ms, fails;
    Str digest;    /* of what came last; "" = take whatever comes */
    bool is_asked; /* changed, or asked for, since the last visit */
} FeedSource;

/* What a visit came to. */
typedef struct FeedVisit {
    bool ok;
    Str words;     /* why not, in Chinese; "" when it went well */
    int64_t fresh; /* points that are new or were corrected */
    Str digest;    /* of what came */
} FeedVisit;

/* The table of visits; again: changes nothing. Only while nobody else writes. */
MUST_USE Err typhoon_create(Cx *cx, Store *store);
/* ret: in cx; at most 50 */
MUST_USE Err track_sources(Cx *cx, const Site *site, FeedSource **ret, size_t *n);
/* Is it its turn at cx->now_ms? Pure. */
bool track_source_is_due(const Cx *cx, const FeedSource *s);
/* An answer into the registers, as POST /api/typhoons/import does, when it is of the source's own
 * format. ret: points that are new or were corrected. fails: as track_read; ERR_UNSUPPORTED another
 * format */
MUST_USE Err track_source_take(Cx *cx, const Site *site, const FeedSource *s, Str body,
                               int64_t *ret);
/* Write down what a visit came to and when the next one is due: in the journal only what is news,
 * or once a day. */
MUST_USE Err track_source_note(Cx *cx, const Site *site, const FeedSource *s,
                               const FeedVisit *visit);
/* Addresses of our own networks that sources may lead to: tracks.hosts of DIR/gateways.json.
 * ret: in cx; none where the file or the list is not there */
MUST_USE Err track_hosts(Cx *cx, const Site *site, Str **ret, size_t *n);

#endif
