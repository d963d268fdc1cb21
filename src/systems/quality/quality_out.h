/* SPDX-License-Identifier: Apache-2.0 */
/* What was counted, as JSON and as workbooks. */
#ifndef SYSTEMS_QUALITY_OUT_H
#define SYSTEMS_QUALITY_OUT_H

#include "systems/quality/quality_int.h"

typedef struct BodyCount {
    const Body *body;
    Counted whole;
    RegCount *regs;
    size_t n;
    int score, rank; /* tenths, -1 = no data; 1 = the best */
} BodyCount;

typedef struct Overview {
    const Ask *ask;
    Weights weights;
    BodyCount *p; /* the best first */
    size_t n;
    Counted whole;
    struct {
        Counted *p;
        size_t n, cap;
    } counties;
    int64_t denied; /* registers that the account may not read */
} Overview;

/* doc/api.md has their form. db: for the names of places */
void overview_json(Cx *cx, const Site *site, Db *db, const Overview *o, Jw *w);
void failing_json(Cx *cx, const Site *site, Db *db, const Watch *watch, const Point *p,
                  const FailingPage *page, int64_t skip, Jw *w);
/* A row for each point, for each record that fails. path: where to */
MUST_USE Err overview_sheet(Cx *cx, const Overview *o, Str path);
MUST_USE Err failing_sheet(Cx *cx, const Site *site, Db *db, const Watch *watch, const Point *p,
                           const FailingPage *page, Str path);

#endif
