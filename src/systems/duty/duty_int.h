/* SPDX-License-Identifier: Apache-2.0 */
/* Inside duty/: shifts as rosters and takeovers see them. */
#ifndef SYSTEMS_DUTY_INT_H
#define SYSTEMS_DUTY_INT_H

#include "systems/system.h"

typedef enum Seat {
    SEAT_LEADER,
    SEAT_CHIEF,
    SEAT_OFFICER,
    SEAT_OFFICER2,
    SEAT_DRIVER,
    N_SEATS
} Seat;
extern const char *const seat_field[N_SEATS];

/* Somebody on a shift: of the register, or a name. */
typedef struct Mate {
    int64_t person; /* 0 = in no register */
    Str name;       /* "" = nobody */
} Mate;

typedef struct Shift {
    int64_t id; /* 0 = not written yet */
    Str state, phone, org, batch, kind;
    int64_t starts, ends, published; /* ms; a day, INT64_MIN = not published */
    Mate mate[N_SEATS];
} Shift;

typedef struct Shifts {
    Shift *p;
    size_t n, cap;
} Shifts;

/* Those of exactly this place that touch [from, to), oldest first. org 0 = of any body. */
MUST_USE Err shifts_read(Cx *cx, Db *db, Str region, int64_t from, int64_t to, int64_t org,
                         Shifts *ret);
void shift_json(Cx *cx, const Site *site, const Shift *s, Jw *w);

/* Who is on duty at a place, or at the nearest one above it that keeps shifts. */
typedef struct OnDuty {
    bool there;
    Str region; /* whose shift it is */
    Shift shift;
} OnDuty;
MUST_USE Err on_duty(Cx *cx, Db *db, Str region, OnDuty *ret);
/* The planned shift after `starts` at exactly this place; id 0 = none. */
MUST_USE Err shift_after(Cx *cx, Db *db, Str region, int64_t starts, int64_t org, int64_t not_this,
                         Shift *ret);
/* The place above: county of a township, city of a county; "" above the city. 12 digits. */
Str place_above(Cx *cx, Str region);
/* The place that a call asks for, by default the caller's own; asks the gate of the register
 * shift. */
MUST_USE Err want_place(Cx *cx, HttpCall *call, Str typed, Str *ret);

/* roster.c */
HttpHandler get_roster, post_preview, post_roster, post_publish, post_cancel;
/* takeover.c */
HttpHandler get_takeover, post_sign;
Err on_taken_over(Txn *tx, const Entry *cause, void *ctx);
/* ladder.c */
Err on_rung(Txn *tx, const Entry *cause, void *ctx);
Err on_settled(Txn *tx, const Entry *cause, void *ctx);
/* transfer.c */
Err check_transfer(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);
Err check_cancel(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);
Err check_correction(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);

#endif
