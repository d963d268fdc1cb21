/* SPDX-License-Identifier: Apache-2.0 */
/* Inside track*.c. */
#ifndef WIRE_TRACK_INT_H
#define WIRE_TRACK_INT_H

#include <math.h>

#include "wire/track.h"

/* Where a reader stands: "line 7", or "points[7]" of a feed. */
typedef struct TrackPlace {
    const char *list; /* "points"; NULL = lines */
    int64_t no;       /* lines are counted from 1, lists from 0 */
    Str text;
} TrackPlace;
/* Refuse what stands there. */
MUST_USE Err track_bad(Cx *cx, const TrackPlace *at, const char *fmt, ...) PRINTF(3, 4);

#define FIRST_LINE S("line 1") /* where a file as a whole is refused */
/* Lines of a text, CR LF or LF. */
typedef struct TrackLines {
    Str rest;
    TrackPlace at;
} TrackLines;
bool track_line(TrackLines *l); /* false at the end */

/* A whole number of digits only, 0 … 999999999; false otherwise. */
bool track_digits(Str s, int *ret);
/* UTC; false when there is no such day or hour. */
bool track_time(int year, int month, int day, int hour, int64_t *ret_ms);
/* −180 … 360 → −180 < lon ≤ 180. */
double track_lon(double lon);
/* A fix without any number, but for the averaging time of its agency. */
TrackFix track_blank(TrackAgency agency);
/* Add a fix; its time must follow that of the last one. */
MUST_USE Err track_add(Cx *cx, Track *t, const TrackFix *fix, const TrackPlace *at);
/* Set the season; the number must belong to the year of the first fix. */
MUST_USE Err track_close(Cx *cx, Track *t, const TrackPlace *at);
/* Files of storms, each a header (n = lines that follow) and its lines: those of CMA and JMA. */
typedef Err TrackHeader(Cx *cx, const TrackPlace *at, Track *t, int *n);
typedef Err TrackLine(Cx *cx, const TrackPlace *at, TrackFix *f);
MUST_USE Err track_storms(Cx *cx, Str file, TrackHeader *header, TrackLine *data, TrackFile *ret);
bool track_is_number(Str s); /* four digits, not all zero, the last two not 00 */
void track_by_quadrant(TrackCircle *c, const double km[QUAD_N]);
void track_by_longest(TrackCircle *c, double toward_deg, double longest_km, double shortest_km);
/* 16 directions in letters of either language and any order (WNW, 西北西); NaN = none. */
double track_direction(Str s);

extern const double TRACK_KM_PER_NM, TRACK_M_S_PER_KT;

/* The readers: ret->format is set; storms and what was left out are added. fails: as track_read */
Err track_cma(Cx *cx, Str file, TrackFile *ret);
Err track_jma(Cx *cx, Str file, TrackFile *ret);
Err track_ibtracs(Cx *cx, Str file, TrackFile *ret);
Err track_feed(Cx *cx, Str file, TrackFile *ret); /* NMC, Zhejiang */
bool track_ibtracs_head(Str file);

#endif
