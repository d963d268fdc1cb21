/* SPDX-License-Identifier: Apache-2.0 */
/* The records behind figures as SQL: where they come from, as they are or were, within a place and
 * days; and what each of them adds to the figures of its definitions. */
#ifndef SYSTEMS_INDICATOR_RECORDS_H
#define SYSTEMS_INDICATOR_RECORDS_H

#include "systems/indicator/indicator_int.h"

enum { CITY = 4, COUNTY = 6, TOWNSHIP = 9 }; /* digits of a code */

typedef struct Sheet Sheet; /* see measure.c */

/* What was already put together for the asks of one place and moment. */
struct Shared {
    VEC(const Reg *) regs;
    VEC(Str) sources;
    VEC(Sheet *) sheets;
    bool begun; /* the connection stands at one entry of the journal */
    int64_t seq;
};
typedef struct Shared Shared;

typedef struct Run {
    Cx *cx;
    const Site *site;
    const Ask *ask;
    Db *db; /* a snapshot of the whole database */
    Shared *shared;
} Run;

/* Of one ask, or of all that share it: they see one state of the database. */
MUST_USE Err run_open(Cx *cx, const Site *site, const Ask *ask, Run *ret);
/* May the account read these records there, and those that are counted out of others? fails:
 * ERR_DENIED */
MUST_USE Err run_may(const Run *r, const Base *base);

/* The records are those of now, whoever asks: for what is kept for everybody. */
void records_of_all(Run *r, const Base *base);

/* Base values and figures by hand stand for exactly one place. */
bool base_is_exact(const Base *base);
/* "r": the records of the span with their derived numbers. p NULL: of all time and places. exact:
 * of base values only those of the very place */
MUST_USE Err records_from(Run *r, const Base *base, const Period *p, bool exact, Str *ret);
/* " where …": standing, of the time, place and conditions of the definitions; of one figure with
 * its own too. */
MUST_USE Err records_where(Run *r, const Base *base, const Period *p, bool exact, Buf *b);
MUST_USE Err figure_where(Run *r, const Indicator *i, const Period *p, bool exact, Buf *b);

/* The figures of one file of definitions that are kept as numbers (counts and sums) and as values
 * that are told apart (distinct counts), in their order. */
typedef struct Columns {
    struct {
        const Indicator **p;
        size_t n, cap;
    } sums, values;
} Columns;
void columns_of(Cx *cx, const Indicators *all, const Base *base, Columns *ret);

/* What a record adds. */
typedef struct Share {
    int64_t day;        /* local, of the record's date; 0 where records are not dated by one */
    Str region, sector; /* of a township: nine digits */
    int sign;           /* 1 it comes, -1 it goes */
    const int64_t *sums;
    const Str *values; /* p NULL = none; NULL where they were not asked for */
} Share;
typedef Err ShareFn(void *ctx, const Share *share);

/* The SQL that tells them; what it depends on is all in it. */
MUST_USE Err shares_sql(Run *r, const Base *base, const Columns *c, const Period *p, bool values,
                        Str *ret);
/* Every record of the span. */
MUST_USE Err shares_each(Run *r, const Base *base, const Period *p, bool values, int sign,
                         ShareFn *fn, void *ctx);
/* What became of them after entry `seq` of the journal: what went, then what came. tag: of the
 * temporary tables */
MUST_USE Err shares_since(Run *r, const Base *base, int64_t seq, const char *tag, const Period *p,
                          bool values, ShareFn *fn, void *ctx);

#endif
