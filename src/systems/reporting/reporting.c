/* SPDX-License-Identifier: Apache-2.0 */
/* Report clocks (信息报送时限): what each level owes for an incident, from the earliest evidence
 * that the system holds until the report is filed. Clocks, ladders and lateness are those of the
 * register report_duty; this keeps its records right. source: Decree 493 art. 9-13, SAWS Order 21,
 * domain 01 §1.3 */
#include "systems/reporting/reporting_int.h"

#include "systems/reporting_sql.h"

/* --- when it began --- */

static Err earliest(Cx *cx, Db *db, const Rec *incident, Evidence *ret)
{
    Stmt *st;
    bool row;
    *ret = (Evidence){rec_i64(incident, "known_at", incident->created_ms), S("接报时间"),
                      S("incident"), incident->id};
    TRY(db_prepare(cx, db, S(SQL_REPORTING_EVIDENCE), &st));
    stmt_i64(st, 1, incident->id);
    TRY(stmt_step(cx, st, &row));
    if (row && col_i64(st, 0) < ret->at_ms)
        *ret = (Evidence){col_i64(st, 0), col_dup(cx, st, 1), col_dup(cx, st, 2), col_i64(st, 3)};
    stmt_reset(st);
    return OK;
}

/* --- duties --- */

/* What the head of the unit reported himself is reported: at the minute from which the county's own
 * clock runs. */
static Err settle_own_report(Txn *tx, const Site *site, const ReportRule *r, const Rec *incident)
{
    Duties d;
    if (!str_is(r->level, "enterprise") || !str_is(r->to_level, "county") ||
        !str_is(rec_str(incident, "source"), "enterprise"))
        return OK;
    TRY(duties_pending(tx->cx, site, tx->db, incident->id, 0, &d));
    for (size_t i = 0; i < d.n; i++)
        if (str_eq(rec_str(d.p[i], "rule"), r->rule))
            TRY(duty_settle(tx, site, d.p[i], 0,
                            rec_i64(incident, "known_at", incident->created_ms)));
    return OK;
}

static Err plan_one(Txn *tx, const Site *site, const ReportRule *r, const Rec *incident,
                    const Evidence *from)
{
    Cx *cx = tx->cx;
    DutyCount count;
    bool applies;
    int64_t due;
    Str region = region_at_level(cx, incident->region, r->level);
    TRY(report_rule_applies(cx, site, tx->db, r, incident, &applies));
    if (!applies || region.len == 0) return OK;
    TRY(duties_count(cx, tx->db, r, incident->id, 0, S(""), &count));
    if (count.all) return OK;
    TRY(report_due(cx, site, tx->db, r, from->at_ms, false, &due));
    TRY(duty_make(tx, site, r, incident, region, from, due, 1));
    return settle_own_report(tx, site, r, incident);
}

static Err plan_duties(Txn *tx, const Site *site, const Rec *incident, const Evidence *from)
{
    ReportRules rules;
    TRY(report_rules(tx->cx, &rules));
    for (size_t i = 0; i < rules.n; i++)
        if (str_is(rules.p[i].trigger, "open"))
            TRY(plan_one(tx, site, &rules.p[i], incident, from));
    return OK;
}

/* An incident that is over, or was reported before it came in here, owes nothing. */
static bool owes_nothing(const Rec *incident, bool fresh)
{
    return incident_is_over(incident) ||
           (fresh && rec_val(incident, "first_report_at").kind != VAL_NULL);
}

static const char regraded[] = "定级变化", verified[] = "举报核实",
                  mass_loss[] = "伤亡达到直报标准",
                  merged[] = "并入的事件"; /* the last as in reporting_evidence */

/* Does a duty begin where it should? Earlier evidence moves it; later evidence does only when it
 * began with an incident that is no longer merged. What began with the incident's own course, a
 * follow-up or a new grade, began then. */
static bool begins_right(const Rec *duty, const Evidence *from)
{
    int64_t started = rec_i64(duty, "started_at", 0);
    Str what = rec_str(duty, "evidence"), stage = rec_str(duty, "stage");
    if (str_is(stage, "follow_up") || str_is(stage, "zero")) return true;
    if (str_is(what, regraded) || str_is(what, verified) || str_is(what, mass_loss) ||
        str_is(what, "灾情稳定"))
        return true;
    return started == from->at_ms || (started < from->at_ms && !str_is(what, merged));
}

/* Other evidence came up: every clock that began with the incident began then. */
static Err realign(Txn *tx, const Site *site, const Rec *incident, const Evidence *from)
{
    Duties d;
    TRY(duties_pending(tx->cx, site, tx->db, incident->id, 0, &d));
    for (size_t i = 0; i < d.n; i++) {
        int64_t started = rec_i64(d.p[i], "started_at", 0), due = rec_i64(d.p[i], "due_at", 0);
        if (begins_right(d.p[i], from)) continue;
        TRY(duty_move(tx, site, d.p[i], from->at_ms, due - (started - from->at_ms), from));
    }
    return OK;
}

/* --- what happened to an incident --- */

static Err load_incident(Txn *tx, const Site *site, int64_t id, Rec **ret)
{
    const Reg *reg;
    TRY(system_reg(tx->cx, site, "incident", &reg));
    return record_load(tx->cx, tx->db, reg, id, ret);
}

/* An incident was merged into another, or taken out of it again: that one's evidence changed. */
static Err on_merge(Txn *tx, const Site *site, const Entry *cause, const Rec *incident)
{
    Rec *into;
    Evidence from;
    int64_t id = rec_i64(incident, "merged_into", 0);
    if (id == 0 || !(str_is(cause->action, "merge") || str_is(cause->action, "unmerge"))) return OK;
    TRY(load_incident(tx, site, id, &into));
    if (!into || owes_nothing(into, false)) return OK;
    TRY(earliest(tx->cx, tx->db, into, &from));
    return realign(tx, site, into, &from);
}

/* Why something new is owed now. */
static const char *why_now(const Entry *cause, const Rec *incident)
{
    bool tip = str_is(rec_str(incident, "source"), "tip_off") && str_is(cause->action, "verify");
    int64_t lost = rec_i64(incident, "deaths", 0) + rec_i64(incident, "missing", 0);
    bool natural = str_is(incident_class(incident), "natural");
    return tip ? verified : natural && lost ? mass_loss : regraded;
}

static Err on_incident(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    Rec *incident;
    Evidence from;
    bool fresh = str_is(cause->action, "create");
    TRY(load_incident(tx, site, cause->record, &incident));
    if (tx->past || !incident) return OK;
    TRY(on_merge(tx, site, cause, incident));
    if (!fresh) {
        TRY(follow_up_change(tx, site, cause, incident));
        TRY(follow_up_realign(tx, site, incident, cause->at_ms));
    }
    if (owes_nothing(incident, fresh)) return OK;
    if (!fresh) TRY(follow_up_stable(tx, site, incident, cause->at_ms));
    TRY(earliest(tx->cx, tx->db, incident, &from));
    if (!fresh) TRY(realign(tx, site, incident, &from));
    Evidence now = {cause->at_ms, str_c(why_now(cause, incident)), S("incident"), incident->id};
    return plan_duties(tx, site, incident, fresh ? &from : &now);
}

/* An alarm, a line of the duty log or a claim that belongs to an incident is evidence of it. */
static Err on_evidence(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg;
    Rec *rec, *incident;
    Evidence from;
    TRY(system_reg(tx->cx, site, str_z(tx->cx, cause->reg), &reg));
    TRY(record_load(tx->cx, tx->db, reg, cause->record, &rec));
    int64_t id = rec ? rec_i64(rec, "incident", 0) : 0;
    if (id == 0 || tx->past) return OK;
    TRY(load_incident(tx, site, id, &incident));
    if (!incident || owes_nothing(incident, false)) return OK;
    TRY(earliest(tx->cx, tx->db, incident, &from));
    return realign(tx, site, incident, &from);
}

static const HttpRoute routes[] = {
    {"GET", "/api/reporting/unreported", get_unreported,
     GATED("read",   "Alarms, insurance claims and dispatches without a filing"), RATE_READ,
     HTTP_SLOW,                                                                                         0},
    {"GET", "/api/reporting/duties",     get_duties,
     GATED("read",   "Reports that are owed or were, with their evidence"),       RATE_READ, HTTP_SLOW, 0},
    {"GET", "/api/reporting/late.xlsx",  get_late_xlsx,
     GATED("export", "Late and missing filings of a month as a workbook"),        RATE_READ, HTTP_SLOW, 0},
    {"GET", "/api/reporting/late",       get_late,
     GATED("read",   "Late and missing filings of a month by body"),              RATE_READ, HTTP_SLOW, 0},
};

static const On on[] = {
    {"incident.*",        on_incident,    NULL},
    {"alarm.*",           on_evidence,    NULL},
    {"duty_log.*",        on_evidence,    NULL},
    {"claim.*",           on_evidence,    NULL},
    {"filing.create",     on_filing,      NULL},
    {"response.*",        on_response,    NULL},
    {"report_duty.clock", on_duty_clock,  NULL},
    {"report_duty.waive", on_duty_waived, NULL},
    {NULL,                NULL,           NULL}
};

static const Guard guards[] = {
    {"filing.create", check_filing},
    {NULL,            NULL        }
};

const System reporting_system = {
    .name = "reporting", .routes = routes, .n_routes = COUNT(routes), .on = on, .guards = guards};
