/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of GB 18218-2018 as loaded, and how a name finds its row. Inside the folder only. */
#ifndef SYSTEMS_GRADE_HAZMAT_H
#define SYSTEMS_GRADE_HAZMAT_H

#include "systems/grade/grade.h"

/* The greatest amount taken, of tonnes and of people. source: ours; whole numbers below 2^53 */
#define HAZMAT_MOST INT64_C(9000000000000000)

/* Which kind of name: the first kind with a match decides. */
typedef enum HazmatBy { HAZMAT_BY_CAS, HAZMAT_BY_NAME, HAZMAT_BY_ALIAS } HazmatBy;

typedef struct HazmatName {
    HazmatBy by;
    Str plain;
    size_t row;
} HazmatName;

typedef VEC(HazmatName) HazmatNames;

typedef struct HazmatRow {
    int row; /* number in Table 1 */
    Str name;
    double q_tonnes, beta;
    Str beta_from;
} HazmatRow;

typedef struct HazmatClass {
    Str symbol;
    double q_tonnes, beta;
} HazmatClass;

typedef struct HazmatAlpha {
    double people; /* at least so many */
    double alpha;
} HazmatAlpha;

typedef struct HazmatLevel {
    int level;
    Str zh;
    double r; /* at least so much */
} HazmatLevel;

struct HazmatRules {
    VEC(HazmatRow) rows;      /* Table 1 */
    HazmatNames names;        /* of its rows */
    VEC(HazmatClass) classes; /* Tables 2 and 4 */
    VEC(double) toxic;        /* beta of Table 3 */
    HazmatNames toxic_names;  /* of its rows */
    VEC(HazmatAlpha) alphas;  /* Table 5 */
    VEC(HazmatLevel) levels;  /* Table 6 */
};

/* The form in which names are compared: without blanks at the ends, full-width signs (brackets,
 * commas, letters) and dashes as ASCII, letters small. */
Str hazmat_plain(Cx *cx, Str name);
/* Note the names of a cell for a row: one name, or several with ';' between (aliases, CAS). */
void hazmat_name_add(Cx *cx, HazmatNames *names, HazmatBy by, Str cell, size_t row);

typedef struct HazmatFound {
    size_t *at; /* rows, each once */
    size_t n;
} HazmatFound;

/* The rows that a CAS number, else a name, else an alias stands for; none for "". */
HazmatFound hazmat_find(Cx *cx, const HazmatNames *names, Str name);

#endif
