/* SPDX-License-Identifier: Apache-2.0 */
/* Inside indicator/: what a definition became, and how it is worked out. */
#ifndef SYSTEMS_INDICATOR_INT_H
#define SYSTEMS_INDICATOR_INT_H

#include "systems/indicator/figure.h"

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

#endif
