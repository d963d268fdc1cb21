/* SPDX-License-Identifier: Apache-2.0 */
/* What is owed again and again: follow-ups (续报) until an incident is over, a report on every
 * change of casualties, verified reports (核报) of a disaster that is stable, and zero reports
 * (零报告) while a response orders them. Each period is a duty of its own, so a missed one stays
 * missed. source: SAWS Order 21 art. 11, Decree 493 art. 13, Relief Regulation art. 17 */
#include "systems/reporting/reporting_int.h"

#include "systems/reporting_sql.h"

static Evidence evidence_of(const Rec *rec, int64_t at_ms, const char *what)
{
    return (Evidence){at_ms, str_c(what), rec->reg->key, rec->id};
}

bool incident_is_over(const Rec *incident)
{
    const State *st = reg_state(incident->reg, incident->state);
    return incident->voided || (st && st->final) || rec_val(incident, "closed_at").kind != VAL_NULL;
}

/* A disaster is stable once it is under control: then it is verified, not followed up. */
bool incident_is_stable(const Rec *incident)
{
    return str_is(incident_class(incident), "natural") &&
           (str_is(incident->state, "controlled") || str_is(incident->state, "review"));
}

static bool wants_follow_up(const Rec *incident)
{
    return !incident_is_over(incident) && !incident_is_stable(incident) &&
           rec_val(incident, "final_report_at").kind == VAL_NULL;
}

static Err has_filed(Cx *cx, Db *db, int64_t incident, Str level, bool *ret)
{
    Stmt *st;
    TRY(db_prepare(cx, db, S(SQL_REPORTING_HAS_FILED), &st));
    stmt_i64(st, 1, incident);
    stmt_text(st, 2, level);
    TRY(stmt_step(cx, st, ret));
    stmt_reset(st);
    return OK;
}

/* --- follow-ups --- */

/* One more of a rule, unless one waits already. */
static Err one_more(Txn *tx, const Site *site, const ReportRule *r, const Rec *of, Str region,
                    const Evidence *from)
{
    DutyCount count;
    int64_t due;
    bool zero = str_is(r->trigger, "order");
    TRY(duties_count(tx->cx, tx->db, r, zero ? 0 : of->id, zero ? of->id : 0, zero ? region : S(""),
                     &count));
    if (region.len == 0 || count.pending) return OK;
    TRY(report_due(tx->cx, site, tx->db, r, from->at_ms, false, &due));
    return duty_make(tx, site, r, of, region, from, due, count.all + 1);
}

/* The level and trigger that a rule is for, when it binds this incident. */
static Err binds(Txn *tx, const Site *site, const ReportRule *r, const char *trigger, Str level,
                 const Rec *incident, bool *ret)
{
    *ret = str_is(r->trigger, trigger) && (level.len == 0 || str_eq(r->level, level));
    return *ret ? report_rule_applies(tx->cx, site, tx->db, r, incident, ret) : OK;
}

Err follow_up_next(Txn *tx, const Site *site, const Rec *incident, Str level, int64_t at_ms)
{
    ReportRules rules;
    bool yes;
    Evidence from = evidence_of(incident, at_ms, "上次报送");
    if (!wants_follow_up(incident)) return OK;
    TRY(report_rules(tx->cx, &rules));
    for (size_t i = 0; i < rules.n; i++) {
        const ReportRule *r = &rules.p[i];
        TRY(binds(tx, site, r, "filed", level, incident, &yes));
        if (yes)
            TRY(one_more(tx, site, r, incident, region_at_level(tx->cx, incident->region, r->level),
                         &from));
    }
    return OK;
}

/* One that waits although its rule binds no longer; what is overdue stays owed. */
static Err end_one(Txn *tx, const Site *site, const ReportRules *rules, const Rec *incident,
                   const Rec *duty, int64_t at_ms)
{
    const ReportRule *r = report_rule_of(rules, duty), *binds_now;
    if (!r || !str_is(r->trigger, "filed") || rec_i64(duty, "due_at", 0) < at_ms) return OK;
    if (incident_is_over(incident)) return duty_waive(tx, site, duty, "事件已结束");
    if (incident_is_stable(incident)) return duty_waive(tx, site, duty, "灾情已稳定，转入核报");
    TRY(report_rule_binding(tx->cx, site, tx->db, rules, duty, incident, &binds_now));
    if (binds_now) return OK;
    TRY(duty_waive(tx, site, duty, "等级变化，适用另一续报频次"));
    return follow_up_next(tx, site, incident, r->level, at_ms);
}

Err follow_up_realign(Txn *tx, const Site *site, const Rec *incident, int64_t at_ms)
{
    ReportRules rules;
    Duties d;
    TRY(report_rules(tx->cx, &rules));
    TRY(duties_pending(tx->cx, site, tx->db, incident->id, 0, &d));
    for (size_t i = 0; i < d.n; i++) TRY(end_one(tx, site, &rules, incident, d.p[i], at_ms));
    return OK;
}

/* --- casualties --- */

static Err casualties_changed(Cx *cx, const Entry *cause, bool *ret)
{
    static const char *const figures[] = {"deaths", "missing", "serious_injuries"};
    json_t *body;
    *ret = false;
    TRY(entry_body(cx, cause, &body));
    for (size_t i = 0; i < COUNT(figures); i++)
        *ret = *ret || json_object_get(json_object_get(body, "f"), figures[i]);
    json_decref(body);
    return OK;
}

Err follow_up_change(Txn *tx, const Site *site, const Entry *cause, const Rec *incident)
{
    ReportRules rules;
    bool changed, open, yes;
    Evidence from = evidence_of(incident, cause->at_ms, "伤亡变化");
    TRY(casualties_changed(tx->cx, cause, &changed));
    if (!changed || incident->voided || str_is(cause->action, "create")) return OK;
    TRY(incident_in_window(tx, site, incident, &open));
    if (!open) return OK;
    TRY(report_rules(tx->cx, &rules));
    for (size_t i = 0; i < rules.n; i++) {
        const ReportRule *r = &rules.p[i];
        TRY(binds(tx, site, r, "change", S(""), incident, &yes));
        if (yes) TRY(has_filed(tx->cx, tx->db, incident->id, r->level, &yes));
        if (yes)
            TRY(one_more(tx, site, r, incident, region_at_level(tx->cx, incident->region, r->level),
                         &from));
    }
    return OK;
}

/* --- a disaster that is stable --- */

/* It breaks out again: what was not verified yet is not yet to be verified. */
static Err unverify(Txn *tx, const Site *site, const Rec *incident)
{
    ReportRules rules;
    Duties d;
    TRY(report_rules(tx->cx, &rules));
    TRY(duties_pending(tx->cx, site, tx->db, incident->id, 0, &d));
    for (size_t i = 0; i < d.n; i++) {
        const ReportRule *r = report_rule_of(&rules, d.p[i]);
        if (r && str_is(r->trigger, "stable"))
            TRY(duty_waive(tx, site, d.p[i], "灾情重新发展，恢复续报"));
    }
    return OK;
}

Err follow_up_stable(Txn *tx, const Site *site, const Rec *incident, int64_t at_ms)
{
    ReportRules rules;
    bool yes;
    Evidence from = evidence_of(incident, at_ms, "灾情稳定");
    if (!incident_is_stable(incident)) return unverify(tx, site, incident);
    TRY(report_rules(tx->cx, &rules));
    for (size_t i = 0; i < rules.n; i++) {
        const ReportRule *r = &rules.p[i];
        TRY(binds(tx, site, r, "stable", S(""), incident, &yes));
        if (yes)
            TRY(one_more(tx, site, r, incident, region_at_level(tx->cx, incident->region, r->level),
                         &from));
    }
    return OK;
}

/* --- zero reports --- */

static bool orders_zero(const Rec *response)
{
    return !response->voided && str_is(response->state, "active") &&
           rec_i64(response, "zero_report", 0) != 0;
}

enum { BODIES_MAX = 200 };

/* Places just below the response's own. */
static Err bodies_below(Cx *cx, Db *db, Str region, Str level, Str *ret, size_t *n)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_REPORTING_BODIES), &st));
    stmt_text(st, 1, region);
    stmt_text(st, 2, level);
    for (*n = 0; *n < BODIES_MAX; ++*n) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        ret[*n] = col_dup(cx, st, 0);
    }
    stmt_reset(st);
    return OK;
}

static Err zero_begin(Txn *tx, const Site *site, const Rec *response, int64_t at_ms)
{
    ReportRules rules;
    Str *bodies = cx_new(tx->cx, Str, BODIES_MAX);
    size_t n;
    Evidence from = evidence_of(response, at_ms, "实行零报告");
    TRY(report_rules(tx->cx, &rules));
    for (size_t i = 0; i < rules.n; i++) {
        const ReportRule *r = &rules.p[i];
        if (!str_is(r->trigger, "order")) continue;
        TRY(bodies_below(tx->cx, tx->db, response->region, r->level, bodies, &n));
        for (size_t k = 0; k < n; k++) TRY(one_more(tx, site, r, response, bodies[k], &from));
    }
    return OK;
}

static Err zero_end(Txn *tx, const Site *site, const Rec *response, int64_t at_ms)
{
    Duties d;
    TRY(duties_pending(tx->cx, site, tx->db, 0, response->id, &d));
    for (size_t i = 0; i < d.n; i++)
        if (rec_i64(d.p[i], "due_at", 0) >= at_ms)
            TRY(duty_waive(tx, site, d.p[i], "响应或零报告已终止"));
    return OK;
}

static Err load_response(Txn *tx, const Site *site, int64_t id, Rec **ret)
{
    const Reg *reg;
    TRY(system_reg(tx->cx, site, "response", &reg));
    return record_load(tx->cx, tx->db, reg, id, ret);
}

Err on_response(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    Rec *response;
    if (tx->past) return OK;
    TRY(load_response(tx, site, cause->record, &response));
    if (!response) return OK;
    return orders_zero(response) ? zero_begin(tx, site, response, cause->at_ms)
                                 : zero_end(tx, site, response, cause->at_ms);
}

/* The same body once more. at_ms: from when it is owed; its hour is the next after the last one. */
Err zero_next(Txn *tx, const Site *site, const Rec *duty, int64_t at_ms)
{
    ReportRules rules;
    Rec *response;
    DutyCount count;
    int64_t due, last = rec_i64(duty, "due_at", at_ms);
    TRY(load_response(tx, site, rec_i64(duty, "response", 0), &response));
    TRY(report_rules(tx->cx, &rules));
    const ReportRule *r = report_rule_of(&rules, duty);
    if (!response || !r || !orders_zero(response)) return OK;
    TRY(duties_count(tx->cx, tx->db, r, 0, response->id, duty->region, &count));
    if (count.all > rec_i64(duty, "number", count.all)) return OK; /* it is there already */
    Evidence from = evidence_of(response, at_ms, "上次零报告");
    TRY(report_due(tx->cx, site, tx->db, r, last, false, &due));
    return duty_make(tx, site, r, response, duty->region, &from, due, count.all + 1);
}

/* --- nothing was filed --- */

static Err percent_of(Cx *cx, const Entry *cause, int64_t *ret)
{
    json_t *body;
    TRY(entry_body(cx, cause, &body));
    *ret =
        json_integer_value(json_object_get(json_array_get(json_object_get(body, "o"), 0), "fire"));
    json_decref(body);
    return OK;
}

/* The period after a missed one, of the same rule. */
static Err missed_next(Txn *tx, const Site *site, const ReportRules *rules, const Rec *duty)
{
    const ReportRule *r;
    const Reg *reg;
    Rec *incident;
    DutyCount count;
    int64_t from = rec_i64(duty, "due_at", 0), due;
    TRY(system_reg(tx->cx, site, "incident", &reg));
    TRY(record_load(tx->cx, tx->db, reg, rec_i64(duty, "incident", 0), &incident));
    if (!incident || !wants_follow_up(incident)) return OK;
    TRY(report_rule_binding(tx->cx, site, tx->db, rules, duty, incident, &r));
    if (!r) return OK;
    TRY(duties_count(tx->cx, tx->db, r, incident->id, 0, S(""), &count));
    if (count.all > rec_i64(duty, "number", count.all)) return OK;
    TRY(report_due(tx->cx, site, tx->db, r, from, false, &due));
    Evidence why = evidence_of(incident, from, "上期续报未报");
    return duty_make(tx, site, r, incident, duty->region, &why, due, count.all + 1);
}

Err on_duty_clock(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg;
    Rec *duty;
    ReportRules rules;
    int64_t percent;
    if (tx->past) return OK;
    TRY(percent_of(tx->cx, cause, &percent));
    if (percent < 100) return OK;
    TRY(system_reg(tx->cx, site, "report_duty", &reg));
    TRY(record_load(tx->cx, tx->db, reg, cause->record, &duty));
    if (!duty || !str_is(duty->state, "pending")) return OK;
    TRY(report_rules(tx->cx, &rules));
    const ReportRule *r = report_rule_of(&rules, duty);
    if (r && str_is(r->trigger, "order"))
        return zero_next(tx, site, duty, rec_i64(duty, "due_at", 0));
    return r && str_is(r->trigger, "filed") ? missed_next(tx, site, &rules, duty) : OK;
}
