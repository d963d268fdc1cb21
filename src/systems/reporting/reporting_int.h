/* SPDX-License-Identifier: Apache-2.0 */
/* Inside reporting/. */
#ifndef SYSTEMS_REPORTING_INT_H
#define SYSTEMS_REPORTING_INT_H

#include "systems/incident/incident.h"

/* One row of model/rules/report_chain.csv. */
typedef struct ReportRule {
    Str rule, class; /* class "" = any; "other" = neither accident nor natural */
    Str level, to_level, channel;
    Str parameter;     /* its minutes, dated and editable */
    int grade_at_most; /* 0 = any grade; 3 = 较大 and above */
    int step; /* in a chain each level has its own term: step × minutes until the level below
                 has filed */
    int64_t minutes; /* when the city has no such parameter */
} ReportRule;

/* All of them, in cx. fails: ERR_INVALID */
MUST_USE Err report_rules(Cx *cx, ReportRule **ret, size_t *n);
bool report_rule_applies(const ReportRule *r, const Rec *incident);
Str region_at_level(Cx *cx, Str region, Str level);

#endif
