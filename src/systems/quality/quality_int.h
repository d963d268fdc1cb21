/* SPDX-License-Identifier: Apache-2.0 */
/* Inside quality/: what a definition became, how a record is judged, what is counted. */
#ifndef SYSTEMS_QUALITY_INT_H
#define SYSTEMS_QUALITY_INT_H

#include "register/expr.h"
#include "systems/indicator/period.h"
#include "systems/quality/quality.h"
#include "systems/system.h"

/* --- definitions --- */

typedef enum Kind {
    KIND_COMPLETE, /* 完整 */
    KIND_FRESH,    /* 及时更新 */
    KIND_VALID,    /* 合规有效 */
    KIND_UNIQUE,   /* 不重复 */
    KIND_TIMELY,   /* 按时录入 */
    N_KINDS
} Kind;
const char *kind_name(Kind kind); /* as the API has it */

typedef enum Test {
    TEST_GIVEN,   /* the field is filled in */
    TEST_FRESH,   /* the field, or the last change, is not older than `within` */
    TEST_VALUES,  /* values are what the definition takes today: codes, limits */
    TEST_RULE,    /* a condition holds */
    TEST_REGION,  /* its place is in the register `region` */
    TEST_INSIDE,  /* its point lies in the outline of its place */
    TEST_ALIVE,   /* what it refers to stands */
    TEST_LISTED,  /* a reference that may be a text is in the register */
    TEST_TWIN,    /* no other record says the same */
    TEST_ENTERED, /* it was entered at most `within` after it happened */
} Test;

typedef enum PartKind { PART_FIELD, PART_COUNTY, PART_SPOT, PART_DAY } PartKind;

typedef struct Point {
    Str key; /* "given.credit_code": unique in its register */
    Kind kind;
    Test test;
    Label label;          /* of one with a name of its own */
    const Field *field;   /* NULL = none */
    const Field **fields; /* of TEST_ALIVE, TEST_LISTED, TEST_VALUES, parts of TEST_TWIN */
    PartKind *parts;      /* of TEST_TWIN, beside fields */
    size_t n_fields;
    const Expr *rule, *when; /* when: only records where it holds; NULL = all */
    int64_t within_ms;
    Str source;
} Point;

typedef struct Watch {
    const Reg *reg;
    Point *points; /* by kind */
    size_t n;
} Watch;

/* A department, and the registers it answers for. */
typedef struct Body {
    Str key, file;
    Label label;
    Watch *watches;
    size_t n;
} Body;

struct Quality {
    Body *p; /* by file */
    size_t n;
};

/* What the point is called, in the caller's language. */
Str point_label(Cx *cx, const Point *p);
/* NULL = none */
const Watch *watch_find(const Quality *all, Str reg, const Body **body);
const Point *point_find(const Watch *w, Str key);

/* --- what is asked --- */

typedef struct Ask {
    Str region; /* 12 digits */
    Str period; /* "" = records of any time */
    Period days;
    int64_t as_of_ms; /* 0 = now */
} Ask;

/* --- judging one record --- */

/* What judging needs to know beside the record: read once for a question. */
typedef struct Known Known;
MUST_USE Err known_open(Cx *cx, const Site *site, const Ask *ask, Known **ret);
/* Get ready for a register: what its records refer to. To be called before they are walked. */
MUST_USE Err known_watch(Known *k, const Watch *w);

typedef enum Verdict { SKIPPED, GOOD, BAD } Verdict;
/* Why a record fails, for whoever mends it. */
typedef struct Flaw {
    const Field *field; /* NULL = none */
    Str value;          /* masked for the actor */
    Str text;           /* a sentence in the caller's language */
} Flaw;
/* why: filled in for BAD; NULL = not wanted. cx: where its texts go. TEST_TWIN is not judged here:
 * SKIPPED. */
MUST_USE Err judge(Cx *cx, Known *k, const Point *p, const Rec *rec, Verdict *ret, Flaw *why);
/* What makes a record the twin of another; false: it cannot be one. */
bool twin_key(Cx *cx, const Point *p, const Rec *rec, Str *ret);
int64_t known_now(const Known *k);

/* --- counting --- */

typedef struct Tally {
    int64_t checked, failing;
} Tally;

typedef struct Counted {
    Str county; /* six digits, "" = of no place; the whole: "" too */
    int64_t records;
    Tally
        kinds[N_KINDS]; /* complete: of cells; the others: of records with any fault of the kind */
    Tally *points;      /* by Watch.points; NULL in sums over registers */
} Counted;

typedef struct RegCount {
    const Watch *watch;
    Counted whole;
    Counted *counties;
    size_t n_counties;
} RegCount;

/* Of 100, one decimal in tenths; -1 = no data. source: weights of model/parameters.csv */
typedef struct Weights {
    int64_t w[N_KINDS]; /* thousandths */
} Weights;
MUST_USE Err weights_read(Cx *cx, const Site *site, Weights *ret);
/* Of one tally. */
int share_tenths(Tally t);
int score_tenths(const Weights *w, const Counted *c);
void counted_add(Counted *to, const Counted *from);

/* The gate is asked. ret: lives in cx. fails: ERR_DENIED */
MUST_USE Err watch_count(Cx *cx, const Site *site, Known *k, const Watch *w, const Ask *ask,
                         RegCount *ret);

/* The records that fail at a point, in the order in which they were entered, twins side by side. */
typedef struct Failing {
    int64_t id;
    Str title, region;
    Flaw flaw;
    int64_t twin; /* the first of those that say the same; 0 = itself or none */
} Failing;
typedef struct FailingPage {
    Failing *p;
    size_t n;
    int64_t total;
} FailingPage;
MUST_USE Err watch_failing(Cx *cx, const Site *site, Known *k, const Watch *w, const Point *p,
                           const Ask *ask, int64_t limit, int64_t skip, FailingPage *ret);

#endif
