/* SPDX-License-Identifier: Apache-2.0 */
/* Grades of incidents and of major hazard installations. Pure functions over tables of rules
 * (model/rules/): limits, names and clauses stand there, the way of counting here. No database, no
 * clock. What a grade leads to (reports, responses, warnings) is not decided here. */
#ifndef SYSTEMS_GRADE_GRADE_H
#define SYSTEMS_GRADE_GRADE_H

#include "base/base.h"

/* The text of a table by its path ("model/rules/gb18218-alpha.csv"), p == NULL without one:
 * embed_find, or another source of the same tables. The text outlives the rules. */
typedef Str RuleFind(Str path);

/* --- incidents --- */

enum { GRADE_MAX_FACTS = 32 };

/* What is known of an incident: amounts of the measures in grading-measures.csv. What is not in
 * the list is not known, and that is not the same as 0. */
typedef struct GradeFacts {
    struct {
        Str measure;
        int64_t value;
    } p[GRADE_MAX_FACTS];
    size_t n;
} GradeFacts;

typedef struct GradeReason {
    int level;
    Str measure; /* key */
    Str text;    /* amount, limit, level and clause, in cx->lang */
} GradeReason;

typedef struct Grade {
    int level;            /* 1 (worst) to 4; 0 = not graded */
    Str name_zh;          /* 较大事故; "" = not graded */
    Str rule;             /* key of the set that gave it: "accident"; "" = no set for this kind */
    Str rule_set;         /* its name and version */
    GradeReason *reasons; /* one for each measure that reaches a level, the worst first */
    size_t n_reasons;
} Grade;

typedef struct GradeRules GradeRules;

/* The sets of grading-*.csv; lives in cx. fails: ERR_NOT_FOUND, ERR_INVALID naming file and line */
MUST_USE Err grade_rules_load(Cx *cx, RuleFind *find, GradeRules **ret);
/* A limit that names a parameter (those of local rules) takes the parameter's value instead of the
 * table's; false when no limit names it. */
bool grade_rules_set(GradeRules *rules, Str parameter, double value);

/* Note an amount, in the unit that the measure's key ends with (loss_fen, forest_m2,
 * magnitude_tenths, …_min; people and things by number). Below 0 = not known, nothing is noted. */
void grade_know(GradeFacts *f, const char *measure, int64_t value);

/* Grade by one set ("accident", "geology"): each known measure gives the worst level whose limit it
 * reaches (以上 includes the limit), the worst of the measures counts. A set that stands on another
 * (special equipment on accidents) gives the worse of both. Level 0 when nothing is known, when no
 * limit is reached, or without such a set.
 * source: State Council Decree 493 (2007) art. 3; for the others grading-sets.csv */
Grade grade_by_set(Cx *cx, const GradeRules *rules, Str set, const GradeFacts *f);
/* Production-safety accident; loss in fen; a number below 0 is not known. Missing people are among
 * the deaths where grading.count_missing_as_dead says so: the caller adds them.
 * source: State Council Decree 493 (2007) art. 3 */
Grade grade_accident(Cx *cx, const GradeRules *rules, int64_t deaths, int64_t serious_injuries,
                     int64_t loss_fen);
/* The set is chosen by the kind (code of event_type: the longest prefix that a set names), else by
 * the class (code of event_class). Kinds without a rule (floods, public health, social security)
 * stay at level 0. */
Grade grade_incident(Cx *cx, const GradeRules *rules, Str kind, Str class, const GradeFacts *f);
/* A larger near-miss (较大涉险事故), reported like a level 4 accident: any one of in_danger ≥ 10,
 * trapped_or_missing ≥ 3, moved ≥ 500, or one grave_pollution, key_sites_in_danger,
 * other_near_miss. ret: the reasons. source: SAWS Order 21 (2009) art. 26 */
bool grade_is_near_miss(Cx *cx, const GradeRules *rules, const GradeFacts *f, Grade *ret);
/* {"grade","name_zh","reasons","rule_set"}; grade and name are null when not graded. */
void grade_write_json(Jw *w, const Grade *g);

/* --- major hazard installations (危险化学品重大危险源) --- */

/* One content of a unit. Where it came from is told by its place in the list. */
typedef struct HazmatItem {
    Str substance;      /* name, alias or CAS number; "" = by its classes alone */
    double tonnes;      /* the most that design allows */
    const Str *classes; /* symbols of Table 2: "W5.3" */
    size_t n_classes;
} HazmatItem;

typedef struct HazmatUnit {
    int64_t exposed_people; /* living within 500 m of the fence */
    HazmatItem *items;
    size_t n;
} HazmatUnit;

typedef struct HazmatCounted {
    Str substance;   /* name of the row, or as sent; "" = none */
    int row;         /* of Table 1, 0 = none */
    double tonnes;   /* q */
    double q_tonnes; /* Q, the critical quantity */
    double beta;
    Str beta_from; /* "T3" = Table 3, else the class of Table 4 */
} HazmatCounted;

typedef struct HazmatGrade {
    double s, r, alpha; /* not rounded */
    int grade;          /* 1 (worst) to 4; 0 = S < 1, no major hazard installation */
    Str grade_zh;
    int64_t exposed_people;
    HazmatCounted *items; /* one for each of the unit, in its order */
    size_t n;
} HazmatGrade;

enum { HAZMAT_FILE_MAX = 16 * 1024 * 1024 };

typedef struct HazmatRules HazmatRules;

/* The tables gb18218-*.csv; lives in cx. fails: ERR_NOT_FOUND, ERR_INVALID naming file and line */
MUST_USE Err hazmat_rules_load(Cx *cx, RuleFind *find, HazmatRules **ret);
/* A unit from {"exposed_people":N,"items":[{"substance"?,"tonnes","classes"?}]}; other keys are
 * passed over. fails: ERR_INVALID naming the item and the field */
MUST_USE Err hazmat_unit_read(Cx *cx, Str json, HazmatUnit *ret);
/* S = Σ q/Q; when S ≥ 1, R = alpha Σ beta q/Q and the grade. A substance of Table 1 keeps its Q
 * and beta, whatever its classes; any other takes the lowest Q and the greatest beta of its
 * classes, beta of Table 3 first. Compared with a tolerance of 1e-9, nothing rounded. fails:
 * ERR_INVALID naming the item: in no table and without classes, an unknown class, a name or CAS
 * number that stands for several rows, tonnes or people below 0 source: GB
 * 18218-2018 4.1.2, 4.2, 4.3 */
MUST_USE Err hazmat_grade(Cx *cx, const HazmatRules *rules, const HazmatUnit *unit,
                          HazmatGrade *ret);
/* {"S","R","grade","alpha","items":[{"substance","row","tonnes","Q","beta","beta_from"}],
 * "rule_set"}; R and grade are null when S < 1. */
void hazmat_write_json(Jw *w, const HazmatGrade *g);

#define HAZMAT_RULE_SET "GB 18218-2018"

#endif
