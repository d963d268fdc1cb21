/* SPDX-License-Identifier: Apache-2.0 */
/* What other systems ask of indicators: what one is, its figures for a place and time, whole and by
 * parts, the target set for it, the records behind it. */
#ifndef SYSTEMS_INDICATOR_FIGURE_H
#define SYSTEMS_INDICATOR_FIGURE_H

#include "systems/indicator/indicator.h"
#include "systems/indicator/number.h"
#include "systems/indicator/period.h"
#include "systems/system.h"

typedef enum ValueKind {
    VALUE_COUNT,
    VALUE_SUM,
    VALUE_DISTINCT,
    VALUE_BASE,
    VALUE_HAND,
    VALUE_RATIO
} ValueKind;

typedef struct Indicator Indicator;
struct Indicator {
    Str key, unit, area, source, file;
    Label label;
    int line, digits;
    ValueKind kind;
    const struct Base *base; /* of all but a ratio */
    Str where;               /* SQL over r; "" = all */
    Str value;               /* SQL: the amount of a sum, what is told apart of a distinct count */
    int64_t scale; /* a sum is divided by it: fen into 10,000 yuan, millionths into hectares */
    Str part_key, whole_key;
    const Indicator *part, *whole; /* of a ratio */
    int64_t times;
    int direction; /* 1 = more is better, -1 = less is, 0 = neither */
    Str body; /* who answers for it: a code of the list responsible_body; "" = nobody is named */
    Str freq; /* how often it is published: month, quarter, year; "" = not said */
};

/* What a figure is told apart by. */
typedef enum By { BY_NOTHING, BY_COUNTY, BY_TOWNSHIP, BY_MONTH, BY_QUARTER, BY_SECTOR } By;
bool by_parse(Str text, By *ret);
const char *by_name(By by); /* "" = nothing */

/* The field that tells its sectors apart; NULL = none. */
const Field *indicator_sector(const Indicator *i);
const Indicator *indicator_find(const Indicators *all, Str key); /* NULL = none */
/* The name of who answers for a figure, in cx->lang; the code where the list does not know it. */
Str body_name(const Cx *cx, const Model *m, Str body);

/* What is asked. */
typedef struct Ask {
    Period now, before;
    Str period, region; /* region: 12 digits */
    By by;
    Str sector;       /* of the records, a code of the list; "" = all */
    By rest;          /* only records that lie in none of these parts */
    int64_t as_of_ms; /* 0 = now */
    /* of figures that are asked for together: they see one state of the database, and what one
     * needed serves the next. NULL = one figure */
    struct Shared *shared;
} Ask;

/* The query of a call: period (this year when it says none), by, region, as_of. fails: ERR_INVALID
 * by name */
MUST_USE Err ask_want(Cx *cx, const HttpCall *call, Ask *ret);
/* Empty; lives in cx, for asks of one place and moment. */
struct Shared *shared_new(Cx *cx);

typedef struct Figure {
    Str key; /* of the part: a code, a month; "" = the whole */
    Str label;
    Num now, before;
    bool rest; /* of what lies in none of the parts; its key is the region's, or "" by sector */
} Figure;

typedef struct Figures {
    Figure *p;
    size_t n;
} Figures;

/* The whole, and its parts by what the ask names, in the order in which they are shown. The gate is
 * asked for every register behind it. fails: ERR_DENIED, ERR_INVALID (no sectors) */
MUST_USE Err indicator_figure(Cx *cx, const Site *site, const Indicator *i, const Ask *ask,
                              Figure *ret);
MUST_USE Err indicator_parts(Cx *cx, const Site *site, const Indicator *i, const Ask *ask,
                             Figures *ret);
/* target.c */
typedef enum TargetOp {
    TARGET_NONE,
    TARGET_AT_LEAST,
    TARGET_AT_MOST,
    TARGET_CHANGE_AT_LEAST, /* of the change in % */
    TARGET_CHANGE_AT_MOST
} TargetOp;
typedef enum TargetState {
    TARGET_UNSET,
    TARGET_NO_DATA,
    TARGET_NOT_MET,
    TARGET_ON_TRACK, /* the period is not over and nothing is lost yet */
    TARGET_MET
} TargetState;
typedef struct Target {
    TargetOp op;
    Num value;
} Target;
/* The target set for exactly the place and period of the ask; op TARGET_NONE when there is none, or
 * the account may not see it. */
MUST_USE Err target_of(Cx *cx, const Site *site, const Indicator *i, const Ask *ask, Target *ret);
/* The same out of rows of the register `target` that were read before. Pure. */
Target target_among(const Page *rows, const Indicator *i, Str region);
/* today: local day. Pure. */
TargetState target_state(const Target *t, const Figure *f, const Period *p, int64_t today);
/* "target", and where one is set "target_op" and "target_state". */
void target_put(Cx *cx, const Target *t, const Figure *f, const Period *p, int64_t today, Jw *w);

/* Where they are listed. */
Str indicator_records_url(Cx *cx, const Indicator *i, const Ask *ask, Str period, Str region);
/* Of a part of it, in the period of that part as it is typed. */
Str indicator_part_url(Cx *cx, const Indicator *i, const Ask *ask, const Figure *part, Str period);
/* The records behind it, newest first, at most `limit` after `after` of them. */
typedef struct Behind {
    int64_t id, at_ms;
    Str title, region;
    Num amount;
} Behind;
MUST_USE Err indicator_records(Cx *cx, const Site *site, const Indicator *i, const Ask *ask,
                               int64_t limit, int64_t skip, Behind **ret, size_t *n);

#endif
