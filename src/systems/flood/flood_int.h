/* SPDX-License-Identifier: Apache-2.0 */
/* Inside flood/. */
#ifndef SYSTEMS_FLOOD_INT_H
#define SYSTEMS_FLOOD_INT_H

#include "systems/system.h"

/* --- series.c, rain.c --- */
typedef struct Rain {
    Str county;     /* 12 digits */
    double sum_mm;  /* over the stations that reported */
    double most_mm; /* of one station */
    Str most_title;
    int64_t most_station;
    int reporting;   /* stations with anything in the window; 0 = no data */
    int stations;    /* that reported within a day */
    int64_t last_ms; /* of any of them */
} Rain;
/* Area rain (arithmetic mean of the stations) of each county over a window up to a moment.
 * ret: in cx. source: SL 61-2015, mean areal precipitation by stations */
MUST_USE Err rain_by_county(Cx *cx, Db *db, int64_t at_ms, int window_h, Rain **ret, size_t *n);
HttpHandler get_series, get_latest, get_rain;

/* --- triggers.c --- */
MUST_USE Err triggers_run(Txn *tx, const Site *site);
HttpHandler get_triggers;

/* A query parameter `at`, else now; and the span of region codes that is asked for, else the
 * actor's own. fails: ERR_INVALID, ERR_DENIED */
MUST_USE Err flood_want_at(Cx *cx, HttpCall *call, const char *name, int64_t none_ms, int64_t *ret);
MUST_USE Err flood_want_span(Cx *cx, HttpCall *call, const char *reg, Str *from, Str *to);
void put_number_or_null(Jw *w, const char *key, const Stmt *st, int column);

#endif
