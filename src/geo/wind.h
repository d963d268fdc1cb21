/* SPDX-License-Identifier: Apache-2.0 */
/* Wind circles of a moving storm over many places: how near it comes and when, when each circle
 * reaches a place and leaves it. Pure, plain arrays.
 *
 * The path between two fixes is the great circle at steady speed; the shape of a circle goes over
 * evenly from one fix to the next, from nothing where one of the two has none. All is looked at in
 * equal steps between two fixes, in none of which the storm or an edge of a circle moves more than
 * WIND_STEP_KM. Within a step the nearest distance is that to the straight piece of the path, and
 * the time of entry that at which the margin (radius less distance), taken as even, becomes 0: at
 * 50 km from the centre that is wrong by less than 70 m. */
#ifndef GEO_WIND_H
#define GEO_WIND_H

#include "geo/area.h"

/* Circles by force of the wind, weakest first, as in wire/track.h. */
enum { WIND_7, WIND_10, WIND_12, WIND_N };
enum { WIND_QUADS = 4 /* NE SE SW NW */ };

/* source: ours; a step is a quarter of an hour of a storm that moves at 20 km/h */
enum { WIND_STEP_KM = 5, WIND_STEPS_MAX = 50000 };
#define WIND_NEVER INT32_MIN

/* How far a wind reaches around a centre that may lie beside the storm's. */
typedef struct WindCircle {
    double quad_km[WIND_QUADS]; /* all 0 = no such wind */
    double east_km, north_km;   /* of its centre from the storm's */
} WindCircle;

typedef struct WindFix {
    int64_t at_ms; /* strictly rising */
    LonLat at;
    WindCircle circle[WIND_N];
} WindFix;

/* The circle through the longest radius and the opposite shortest one (JMA).
 * in:     toward_deg  where the longest points, clockwise from the north
 * source: RSMC Tokyo, Format of RSMC Best Track Data, radii of 50- and 30-knot winds */
WindCircle wind_circle_between(double toward_deg, double longest_km, double shortest_km);
/* Where the storm is at a moment, between its fixes; false outside their span or without any.
 * ret->at_ms = at_ms */
bool wind_at(const WindFix *fixes, size_t n, int64_t at_ms, WindFix *ret);
/* Outline of a circle, n points counter-clockwise from the north, the first not repeated; with
 * quadrants the corners lie on the axes. false: there is none. */
bool wind_ring(const WindFix *fix, int force, LonLat *ret, size_t n);

/* Places in an order of their own (along a curve, in blocks), made once for any number of tracks.
 */
typedef struct WindPlaces WindPlaces;
/* ret: in cx; refers to nothing of the input. Places that are NaN are near nothing. */
const WindPlaces *wind_places(Cx *cx, const double *lon, const double *lat, size_t n);

/* By slot, so that all of it is written in one go; times in seconds after start_ms. */
typedef struct WindImpact {
    int64_t start_ms;
    const uint32_t *slot; /* of each place as it came in */
    float *nearest_km;
    int32_t *nearest_s;
    int32_t *enter_s[WIND_N], *leave_s[WIND_N]; /* first in, last out; WIND_NEVER = not reached */
} WindImpact;

/* One track over all places.
 * ret:    arrays in cx; of a track without fixes nothing is near (infinity, WIND_NEVER)
 * fails:  ERR_TOO_BIG a track of more than WIND_STEPS_MAX steps */
MUST_USE Err wind_impact(Cx *cx, const WindFix *fixes, size_t n, const WindPlaces *places,
                         WindImpact *ret);
/* The same in two halves that may be done at the same time, by two threads: begin, then each half
 * once. What they fill is ret; *work NULL = nothing is left to do, and may be handed on. */
typedef struct WindWork WindWork;
MUST_USE Err wind_begin(Cx *cx, const WindFix *fixes, size_t n, const WindPlaces *places,
                        WindImpact *ret, const WindWork **work);
void wind_half(const WindWork *work, bool second);
size_t wind_places_n(const WindPlaces *places);
/* The same by looking at every place at every step: what wind_impact is measured against. */
MUST_USE Err wind_impact_plain(Cx *cx, const WindFix *fixes, size_t n, const WindPlaces *places,
                               WindImpact *ret);

#endif
