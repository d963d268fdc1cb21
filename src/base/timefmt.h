/* SPDX-License-Identifier: Apache-2.0 */
/* Civil time: int64 milliseconds UTC inside, RFC 3339 outside, the city's days in Asia/Shanghai.
 * source: RFC 3339; tz database, zone Asia/Shanghai since 1949 (summer time 1986–1991). */
#ifndef BASE_TIMEFMT_H
#define BASE_TIMEFMT_H

#include "base/cx.h"

enum { MS_SECOND = 1000, MS_MINUTE = 60000, MS_HOUR = 3600000, MS_DAY = 86400000 };

typedef struct Civil {
    int year, month, day, hour, minute, second, ms;
} Civil;

/* Days since 1970-01-01 of a proleptic Gregorian date; any month 1–12. */
int64_t day_from_civil(int year, int month, int day);
void day_to_civil(int64_t day, int *year, int *month, int *day_of_month);
int days_in_month(int year, int month);
/* Offset of Asia/Shanghai at an instant, in ms (28 800 000, in the summers of 1986–1991 32 400
 * 000). */
int64_t shanghai_offset_ms(int64_t utc_ms);
Civil civil_shanghai(int64_t utc_ms);
/* Local day number of an instant, and the instant at which a local day begins. */
int64_t day_of_ms(int64_t utc_ms);
int64_t ms_of_day(int64_t day);

/* RFC 3339 with zone; or `YYYY-MM-DD[ T]HH:MM[:SS[.fff]]` or `YYYY-MM-DD` in the city's zone. False
 * if it is none. */
bool time_parse(Str s, int64_t *ret_ms);
/* A time of a query string whose `+` became a blank, as form decoding has it: `…T08:00:00 08:00`
 * gets its sign back. */
Str time_mend(Cx *cx, Str s);
bool date_parse(Str s, int64_t *ret_day); /* YYYY-MM-DD, YYYY/M/D */
/* `2019-08-09T00:00:00+08:00`, milliseconds only when there are any. */
Str time_format(Cx *cx, int64_t utc_ms);
Str date_format(Cx *cx, int64_t day);
/* `2019-08-09 08:00` local, for people. */
Str time_format_local(Cx *cx, int64_t utc_ms);
/* `Fri, 09 Aug 2019 00:00:00 GMT`, whatever the locale. source: RFC 9110 §5.6.7 */
Str time_format_http(Cx *cx, int64_t utc_ms);

/* --- record ids: ms since 2015-01-01 UTC (41 bits) · node (10) · sequence (12), as 13 Crockford
 * base-32 characters --- */
Str id_format(Cx *cx, int64_t id);
void id_write(int64_t id, char out[13]);
bool id_parse(Str s, int64_t *ret); /* lower case and I, L, O are read as Crockford says */
typedef struct IdMaker {
    int node;
    int64_t last; /* last id made */
} IdMaker;
/* Strictly increasing, also when the clock steps back. */
int64_t id_next(IdMaker *m, int64_t now_ms);

#endif
