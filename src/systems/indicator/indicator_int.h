/* SPDX-License-Identifier: Apache-2.0 */
/* Inside indicator/: what a definition became, and how it is worked out. */
#ifndef SYSTEMS_INDICATOR_INT_H
#define SYSTEMS_INDICATOR_INT_H

#include "systems/indicator/indicator.h"
#include "systems/indicator/number.h"
#include "systems/indicator/period.h"
#include "systems/system.h"

/* A number counted of each record out of another register: the deaths of an accident within 30 days
 * of it. Where no record of the other register refers to it, its own field stands. */
typedef struct Derived {
    Str key;
    const Reg *of;
    const Field *by, *at;  /* of `of`: refers to the record, dates it */
    Str where;             /* SQL over c, "" = all */
    int days;              /* local days after the record's own date */
    const Field *days_for; /* its codes in short_codes have short_days instead; NULL = none */
    Strs short_codes;
    int short_days;
    const Field *otherwise;
} Derived;

/* The records of a file of definitions. */
typedef struct Base {
    const Reg *reg;
    const Field *at;        /* dates a record; NULL = it stands from … to, or for a year */
    const Field *from, *to; /* of what holds for a while: counted when it holds on the last day */
    const Field *year;      /* of base values: the row of exactly that place and year */
    const Field *period;    /* of figures by hand: of exactly that place and period */
    bool stands;            /* undated: what there is now counts in every period */
    const Field *sector;    /* NULL = none */
    Derived *derived;
    size_t n_derived;
    Str where; /* SQL over r; "" = all */
} Base;

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
    const Base *base; /* of all but a ratio */
    Str where;        /* SQL over r; "" = all */
    Str value;        /* SQL: the amount of a sum, what is told apart of a distinct count */
    int64_t scale;    /* a sum is divided by it: fen into 10,000 yuan, millionths into hectares */
    Str part_key, whole_key;
    const Indicator *part, *whole; /* of a ratio */
    int64_t times;
    int direction; /* 1 = more is better, -1 = less is, 0 = neither */
};

/* What a figure is told apart by. */
typedef enum By { BY_NOTHING, BY_COUNTY, BY_TOWNSHIP, BY_MONTH, BY_QUARTER, BY_SECTOR } By;
bool by_parse(Str text, By *ret);
const char *by_name(By by); /* "" = nothing */

/* A check of figures against each other. */
typedef struct Crossfoot {
    Str id, file;
    Label label;
    int line;
    Str whole_key;
    const Indicator *whole;
    By by;        /* the parts by place or sector give the whole; BY_NOTHING: */
    Strs keys;    /* these figures together do, */
    bool at_most; /* or are at most as much */
} Crossfoot;

struct Indicators {
    const Indicator *p;
    size_t n;
    const Crossfoot *feet;
    size_t n_feet;
    const struct Template *templates;
    size_t n_templates;
    Digest version; /* of all definitions */
};

/* The field that tells its sectors apart; NULL = none. */
const Field *indicator_sector(const Indicator *i);
const Indicator *indicator_find(const Indicators *all, Str key); /* NULL = none */

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
