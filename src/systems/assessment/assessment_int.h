/* SPDX-License-Identifier: Apache-2.0 */
/* Inside assessment/: what a scheme became, what an item is worth, what an assessment says. */
#ifndef SYSTEMS_ASSESSMENT_INT_H
#define SYSTEMS_ASSESSMENT_INT_H

#include "systems/assessment/assessment.h"
#include "systems/indicator/figure.h"

/* --- schemes --- */

typedef enum RuleKind {
    RULE_TARGET, /* full where the target of the register `target` is met */
    RULE_LINEAR, /* evenly between two values */
    RULE_CHANGE, /* the same of the change on a year before, in % */
    RULE_EACH,   /* so many points for each unit beyond a number */
    RULE_RANK,   /* by place among the counties */
    RULE_HAND    /* out of the register `score_sheet` */
} RuleKind;

typedef struct Rule {
    RuleKind kind;
    bool partly;      /* target: in proportion where it is not met, else nothing */
    Num from, to;     /* linear, change: gives nothing … full */
    Num above, steps; /* each: units beyond `above`, points of one */
    Num floor;        /* rank: the last has it */
} Rule;

typedef struct Item {
    Str key;
    Label label;
    const Indicator *i; /* NULL = by hand */
    Num weight;         /* 0 = shown, but counts for nothing */
    Rule rule;
    int direction; /* 1 = more is better, -1 = less is, 0 = the rule says */
    size_t section;
} Item;

typedef enum Part { PART_SCORED, PART_BONUS, PART_DEDUCTED, N_PARTS } Part;

typedef struct Heading {
    Label label;
    Part part;
    Num weight; /* of its items together */
} Heading;

typedef struct Grade {
    Str key;
    Label label;
    Num least; /* of the total */
} Grade;

/* 一票否决: where the indicator is beyond `above`, no better grade than `best` is given. */
typedef struct Veto {
    const Indicator *i;
    Label label;
    Num above;
    size_t best; /* index of a grade */
} Veto;

typedef struct Scheme {
    Str key, source, file;
    Label label;
    bool quarterly; /* else of a year */
    Num basis_least;
    Heading *sections;
    size_t n_sections;
    Item *items;
    size_t n_items;
    Grade *grades; /* the best first; the last takes the rest */
    size_t n_grades;
    Veto *vetoes;
    size_t n_vetoes;
} Scheme;

struct Assessments {
    const Scheme *p;
    size_t n;
};

const Scheme *scheme_find(const Assessments *all, Str key); /* NULL = none */
const char *part_name(Part part);                           /* scored, bonus, deducted */
const char *rule_name(RuleKind kind);

/* --- scores --- */

typedef enum ScoreState {
    SCORED,
    SCORE_NO_DATA,
    SCORE_NO_TARGET,
    SCORE_NO_SHEET, /* nobody has scored it yet */
    SCORE_ALONE,    /* nobody to be ranked with */
    SCORE_DENIED,   /* what it is made of this account may not see */
    N_SCORE_STATES
} ScoreState;
/* As JSON has it: no_target. */
const char *score_state_name(ScoreState state);

/* A row of the register `score_sheet`. */
typedef struct Hand {
    int64_t id; /* 0 = none */
    Num score;  /* of 100 */
    Str scorer, note;
} Hand;

typedef struct Score {
    ScoreState state;
    Num value, before; /* of an indicator */
    Target target;
    TargetState target_state;
    Hand hand;
    size_t place, of; /* of a rank; 0 = none */
    Num points;       /* known when it is scored */
} Score;

/* Points of an item for what stands in the score (all but points and state): for items that are
 * scored what is left of the weight, for bonus and deduction what is added or taken. Pure. Not
 * known when the value is not. */
Num rule_points(const Item *item, Part part, const Score *s);

typedef struct VetoState {
    ScoreState state;
    Num value;
    bool hit;
} VetoState;

typedef struct Unit {
    Str region, label;
    Score *scores; /* one for each item */
    VetoState *vetoes;
    Num *sections;     /* points of each; not known where nothing could be scored */
    Num points, basis; /* of what could be scored */
    Num extra;         /* bonus less deduction */
    Num total;         /* points over the basis of 100, with what is extra */
    size_t rank;       /* 0 = none */
    size_t rank_before;
    const Grade *grade; /* NULL = none */
} Unit;

typedef struct Assessed {
    const Scheme *s;
    const Site *site;
    Ask ask;
    bool whole;       /* all counties of the city could be seen: there are ranks */
    bool provisional; /* the period is not over */
    Unit *units;      /* by code */
    size_t n;
    size_t first, shown; /* those of the region that was asked for */
} Assessed;

/* The counties of ask->region, ranked among all of the city where the account may see them.
 * fails: ERR_INVALID a period that the scheme is not of, a region without counties; ERR_DENIED when
 * nothing of it may be seen */
MUST_USE Err assess(Cx *cx, const Site *site, const Scheme *s, const Ask *ask, Assessed *ret);
/* The period of the scheme before this one: a quarter or a year. */
MUST_USE Err ask_before(Cx *cx, const Scheme *s, const Ask *ask, Ask *ret);
/* Of the ranks that stand in another assessment. */
void take_ranks_before(Assessed *a, const Assessed *before);

/* --- what is said --- */

/* How an item is scored; documents are in Chinese whoever asks. */
Str rule_words(Cx *cx, Lang lang, const Item *item, Part part);
Str score_words(Cx *cx, Lang lang, const Item *item, const Score *s); /* why so many points */
Str target_words(Cx *cx, const Score *s); /* ≤ 18, 同比 ≤ -20%; "" = none */
Str points_text(Cx *cx, Num points);      /* two places */

/* As doc/assessment.md says. */
void assessed_json(Cx *cx, const Assessed *a, Jw *w);
/* Totals and ranks of each of n periods. */
void quarters_json(Cx *cx, const Ask *ask, const Scheme *s, const Assessed *a, size_t n, Jw *w);
void schemes_json(Cx *cx, const Model *m, const Assessments *all, Jw *w);
/* The ranking and, for each county that was asked for, its sheet. */
MUST_USE Err assessed_docx(Cx *cx, const Assessed *a, Str *ret);
/* A row for each county and item. path: where to */
MUST_USE Err assessed_xlsx(Cx *cx, const Assessed *a, Str path);

#endif
