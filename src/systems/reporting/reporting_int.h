/* SPDX-License-Identifier: Apache-2.0 */
/* Inside reporting/. */
#ifndef SYSTEMS_REPORTING_INT_H
#define SYSTEMS_REPORTING_INT_H

#include "systems/incident/incident.h"

/* One row of model/rules/report_chain.csv. */
typedef struct ReportRule {
    Str rule;
    Str trigger; /* open filed change stable order: what makes the duty */
    Str when;    /* "" enterprise social_impact tip_off mass_loss no_county */
    Str class,
        kinds; /* class "" = any, "other" = neither accident nor natural; prefixes with ';' */
    Str stage, level, to_level, channel;
    Str parameter; /* its term, dated and editable; a list holds one term a step */
    Str unit;      /* min hours days months per_day day_end hour */
    Str term;      /* when the city has no such parameter */
    int grade_at_least, grade_at_most; /* 0 = any; at most 3 = 较大 and above */
    int step; /* in a chain each level has its own term: step × term until the level below has filed
               */
} ReportRule;

typedef struct ReportRules {
    ReportRule *p;
    size_t n;
} ReportRules;

/* rules.c. All of them, in cx. fails: ERR_INVALID */
MUST_USE Err report_rules(Cx *cx, ReportRules *ret);
MUST_USE Err report_rule_applies(Cx *cx, const Site *site, Db *db, const ReportRule *r,
                                 const Rec *incident, bool *ret);
/* The row that a duty came from; NULL = the city took it out. */
const ReportRule *report_rule_of(const ReportRules *rules, const Rec *duty);
/* The row of the same kind that binds the incident as it is now; NULL = none does. */
MUST_USE Err report_rule_binding(Cx *cx, const Site *site, Db *db, const ReportRules *rules,
                                 const Rec *duty, const Rec *incident, const ReportRule **ret);
/* When it is due. own: the term of this level alone, from the receipt; else with those below it. */
MUST_USE Err report_due(Cx *cx, const Site *site, Db *db, const ReportRule *r, int64_t from_ms,
                        bool own, int64_t *ret);
Str region_at_level(Cx *cx, Str region, Str level);

/* Why a clock began: the earliest thing in the system that knew of it. */
typedef struct Evidence {
    int64_t at_ms;
    Str what;
    Str reg; /* register and record; 0 = none */
    int64_t record;
} Evidence;

typedef struct Duties {
    const Reg *reg;
    Rec *p[128];
    size_t n;
} Duties;

/* duties.c. Of an incident or of a response; the one that is 0 does not count. */
MUST_USE Err duties_pending(Cx *cx, const Site *site, Db *db, int64_t incident, int64_t response,
                            Duties *ret);
/* How many times a rule was owed so far, and how many of those wait; region "" = any. */
typedef struct DutyCount {
    int64_t all, pending;
} DutyCount;
MUST_USE Err duties_count(Cx *cx, Db *db, const ReportRule *r, int64_t incident, int64_t response,
                          Str region, DutyCount *ret);
/* of: the incident or response that it is owed for. */
MUST_USE Err duty_make(Txn *tx, const Site *site, const ReportRule *r, const Rec *of, Str region,
                       const Evidence *from, int64_t due_ms, int64_t number);
MUST_USE Err duty_move(Txn *tx, const Site *site, const Rec *duty, int64_t started, int64_t due,
                       const Evidence *why);
MUST_USE Err duty_settle(Txn *tx, const Site *site, const Rec *duty, int64_t filing, int64_t at_ms);
MUST_USE Err duty_waive(Txn *tx, const Site *site, const Rec *duty, const char *reason);

/* follow.c: what is owed again and again. */
/* A level has filed: its next follow-up, from now. */
MUST_USE Err follow_up_next(Txn *tx, const Site *site, const Rec *incident, Str level,
                            int64_t at_ms);
/* The incident moved on: follow-ups that are no longer owed end, others replace them. */
MUST_USE Err follow_up_realign(Txn *tx, const Site *site, const Rec *incident, int64_t at_ms);
/* Casualties changed after a report: one more that day. */
MUST_USE Err follow_up_change(Txn *tx, const Site *site, const Entry *cause, const Rec *incident);
MUST_USE Err follow_up_stable(Txn *tx, const Site *site, const Rec *incident, int64_t at_ms);
bool incident_is_over(const Rec *incident);
bool incident_is_stable(const Rec *incident);
/* A body has filed its zero report, or let the hour pass: the next. */
MUST_USE Err zero_next(Txn *tx, const Site *site, const Rec *duty, int64_t at_ms);
Err on_response(Txn *tx, const Entry *cause, void *ctx);
Err on_duty_clock(Txn *tx, const Entry *cause, void *ctx);
Err on_duty_waived(Txn *tx, const Entry *cause, void *ctx);

/* filing.c */
Err on_filing(Txn *tx, const Entry *cause, void *ctx);
Err check_filing(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);

/* table.c */
HttpHandler get_late, get_late_xlsx, get_duties, get_unreported;

#endif
