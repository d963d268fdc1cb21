/* SPDX-License-Identifier: Apache-2.0 */
/* Inside response/. */
#ifndef SYSTEMS_RESPONSE_INT_H
#define SYSTEMS_RESPONSE_INT_H

#include "systems/incident/incident.h"

typedef struct Holder {
    bool there;
    Str person; /* id as text, or the name of somebody in no register */
    Str phone;  /* "" = none */
} Holder;
/* Who holds a post of this kind today, at the place or the nearest one above it. */
MUST_USE Err post_holder(Cx *cx, Db *db, Str kind, Str region, Holder *ret);
/* 330881102201 → 330881000000 (6 digits) or 330800000000 (4). */
Str region_cut(Cx *cx, Str region, size_t digits);
/* ids of the only column of a prepared statement, at most max. */
MUST_USE Err id_column(Cx *cx, Stmt *st, int64_t *ids, size_t max, size_t *n);

/* check.c: routes and the nightly job */
MUST_USE Err get_plan_check(Cx *cx, HttpCall *call);
MUST_USE Err check_plans(Cx *cx, const Site *site);

/* ending.c */
HttpHandler get_ending, post_ending;
Err check_ending(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);

#endif
