/* SPDX-License-Identifier: Apache-2.0 */
/* Inside disaster/: statistics of natural disasters (灾情统计). */
#ifndef SYSTEMS_DISASTER_INT_H
#define SYSTEMS_DISASTER_INT_H

#include "systems/incident/incident.h"

/* The fields of disaster_loss that are figures, in the published order: from the first to the last
 * of them, by index. source: 应急〔2020〕19号 */
typedef struct Figures {
    int from, to; /* [from, to) */
} Figures;
Figures loss_figures(const Reg *reg);
/* Totals from the start of the event; those named "now" may fall. */
bool loss_is_total(const Field *f);
/* As a number; false = not given. */
bool loss_figure(const Rec *rec, int i, double *ret);
bool loss_same(double a, double b);

typedef struct Losses {
    Rec **p;
    size_t n, cap;
} Losses;

/* rows.c. The latest filed row of each place just below a region, or ($exact) of the region itself.
 */
MUST_USE Err losses_below(Cx *cx, const Site *site, Db *db, int64_t event, Str region, Losses *ret);
/* NULL = none is filed. not_this: a row that does not count */
MUST_USE Err loss_last(Cx *cx, const Site *site, Db *db, int64_t event, Str region,
                       int64_t not_this, Rec **ret);
/* The row that is being filled in; NULL = none. */
MUST_USE Err loss_open(Cx *cx, const Site *site, Db *db, int64_t event, Str region, Rec **ret);
/* Sum of a figure over rows; false = none of them gives it. */
bool loss_sum(const Losses *rows, int i, double *ret);
/* Counts of the two ledgers of an event in a place, by field of disaster_loss; -1 = the ledgers say
 * nothing of it. */
typedef struct Ledger {
    int64_t deaths, missing, collapsed_homes, severe_homes, general_homes;
} Ledger;
MUST_USE Err ledger_counts(Cx *cx, Db *db, int64_t event, Str region, Ledger *ret);
int64_t ledger_of(const Ledger *l, Str field);
/* Parts of a total, from model/rules/loss_sums.csv. */
typedef struct LossSum {
    Str total, parts;
} LossSum;
MUST_USE Err loss_sums(Cx *cx, LossSum **ret, size_t *n);

/* check.c: guards */
Err check_file(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);
Err check_open(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);

/* follow.c: what a filing brings about, and the terms */
Err on_loss_made(Txn *tx, const Entry *cause, void *ctx);
Err on_loss_filed(Txn *tx, const Entry *cause, void *ctx);
Err on_event(Txn *tx, const Entry *cause, void *ctx);

/* sheet.c */
HttpHandler get_sheet, get_due, get_offers;

#endif
