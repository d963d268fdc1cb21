/* SPDX-License-Identifier: Apache-2.0 */
/* Report clocks (信息报送时限): what each level owes for an incident, from the earliest evidence
 * that the system holds until the report is filed. Clocks, ladders and lateness are those of the
 * register report_duty; this keeps its records right. source: Decree 493 art. 9-13, SAWS Order 21,
 * domain 01 §1.3 */
#include "systems/reporting/reporting_int.h"

#include "systems/reporting_sql.h"

/* --- when it began --- */

typedef struct Evidence {
    int64_t at_ms;
    Str what;
} Evidence;

static Err earliest(Cx *cx, Db *db, const Rec *incident, Evidence *ret)
{
    Stmt *st;
    bool row;
    *ret = (Evidence){rec_i64(incident, "known_at", incident->created_ms), S("接报时间")};
    TRY(db_prepare(cx, db, S(SQL_REPORTING_EVIDENCE), &st));
    stmt_i64(st, 1, incident->id);
    TRY(stmt_step(cx, st, &row));
    if (row && col_i64(st, 0) < ret->at_ms) *ret = (Evidence){col_i64(st, 0), col_dup(cx, st, 1)};
    stmt_reset(st);
    return OK;
}

/* --- duties --- */

static Err has_duty(Cx *cx, Db *db, const ReportRule *r, int64_t incident, bool *ret)
{
    Stmt *st;
    TRY(db_prepare(cx, db, S(SQL_REPORTING_DUTY_OF), &st));
    stmt_i64(st, 1, incident);
    stmt_text(st, 2, r->rule);
    stmt_text(st, 3, r->level);
    TRY(stmt_step(cx, st, ret));
    stmt_reset(st);
    return OK;
}

static Err minutes_of(Cx *cx, const Site *site, Db *db, const ReportRule *r, int64_t *ret)
{
    double v;
    TRY(system_parameter(cx, site, db, str_z(cx, r->parameter), (double)r->minutes, &v));
    *ret = (int64_t)v;
    return OK;
}

static Err make_duty(Txn *tx, const Site *site, const ReportRule *r, const Rec *incident,
                     Str region, const Evidence *from)
{
    Cx *cx = tx->cx;
    int64_t minutes;
    TRY(minutes_of(cx, site, tx->db, r, &minutes));
    json_t *o = json_object();
    system_put_text(o, "incident", id_format(cx, incident->id));
    system_put_text(o, "rule", r->rule);
    system_put_text(o, "level", r->level);
    system_put_text(o, "to_level", r->to_level);
    system_put_text(o, "channel", r->channel);
    system_put_text(o, "region", region);
    system_put_text(o, "evidence", from->what);
    system_put_time(cx, o, "started_at", from->at_ms);
    system_put_time(cx, o, "due_at", from->at_ms + minutes * r->step * MS_MINUTE);
    Write w = {.action = S("create"), .reason = S("")};
    return system_write(tx, site, "report_duty", &w, o);
}

/* An incident that is over, or was reported before it came in here, owes nothing. */
static bool owes_nothing(const Rec *incident, bool fresh)
{
    const State *st = reg_state(incident->reg, incident->state);
    bool over =
        incident->voided || (st && st->final) || rec_val(incident, "closed_at").kind != VAL_NULL;
    return over || (fresh && rec_val(incident, "first_report_at").kind != VAL_NULL);
}

static Err plan_duties(Txn *tx, const Site *site, const Rec *incident, const Evidence *from)
{
    Cx *cx = tx->cx;
    ReportRule *rules;
    size_t n;
    bool there;
    TRY(report_rules(cx, &rules, &n));
    for (size_t i = 0; i < n; i++) {
        Str region = region_at_level(cx, incident->region, rules[i].level);
        if (region.len == 0 || !report_rule_applies(&rules[i], incident)) continue;
        TRY(has_duty(cx, tx->db, &rules[i], incident->id, &there));
        if (!there) TRY(make_duty(tx, site, &rules[i], incident, region, from));
    }
    return OK;
}

typedef struct Duties {
    const Reg *reg;
    Rec *p[64];
    size_t n;
} Duties;

static Err pending(Cx *cx, const Site *site, Db *db, int64_t incident, Duties *ret)
{
    Stmt *st;
    bool row;
    int64_t ids[COUNT(ret->p)] = {0};
    *ret = (Duties){.n = 0};
    TRY(system_reg(cx, site, "report_duty", &ret->reg));
    TRY(db_prepare(cx, db, S(SQL_REPORTING_DUTIES), &st));
    stmt_i64(st, 1, incident);
    for (; ret->n < COUNT(ids); ret->n++) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        ids[ret->n] = col_i64(st, 0);
    }
    stmt_reset(st);
    for (size_t i = 0; i < ret->n; i++) TRY(record_load(cx, db, ret->reg, ids[i], &ret->p[i]));
    return OK;
}

static Err move_duty(Txn *tx, const Site *site, const Rec *duty, int64_t started, int64_t due,
                     Str what)
{
    json_t *o = json_object();
    system_put_time(tx->cx, o, "started_at", started);
    system_put_time(tx->cx, o, "due_at", due);
    if (what.len) system_put_text(o, "evidence", what);
    Write w = {.action = S("update"), .id = duty->id, .reason = S("")};
    return system_write(tx, site, "report_duty", &w, o);
}

static const char regraded[] = "定级变化";

static const char merged[] = "并入的事件"; /* as in reporting_evidence */

/* Does a duty begin where it should? Earlier evidence moves it; later evidence does only when it
 * began with an incident that is no longer merged. */
static bool begins_right(const Rec *duty, const Evidence *from)
{
    int64_t started = rec_i64(duty, "started_at", 0);
    Str what = rec_str(duty, "evidence");
    if (str_is(what, regraded)) return true;
    return started == from->at_ms || (started < from->at_ms && !str_is(what, merged));
}

/* Other evidence came up: every clock that began with the incident began then. */
static Err realign(Txn *tx, const Site *site, const Rec *incident, const Evidence *from)
{
    Duties d;
    TRY(pending(tx->cx, site, tx->db, incident->id, &d));
    for (size_t i = 0; i < d.n; i++) {
        int64_t started = rec_i64(d.p[i], "started_at", 0), due = rec_i64(d.p[i], "due_at", 0);
        if (begins_right(d.p[i], from)) continue;
        TRY(move_duty(tx, site, d.p[i], from->at_ms, due - (started - from->at_ms), from->what));
    }
    return OK;
}

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

static Err on_incident(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    Rec *incident;
    Evidence from;
    bool fresh = str_is(cause->action, "create");
    TRY(load_incident(tx, site, cause->record, &incident));
    if (tx->past || !incident) return OK;
    TRY(on_merge(tx, site, cause, incident));
    if (owes_nothing(incident, fresh)) return OK;
    TRY(earliest(tx->cx, tx->db, incident, &from));
    if (!fresh) TRY(realign(tx, site, incident, &from));
    Evidence now = {cause->at_ms, str_c(regraded)};
    return plan_duties(tx, site, incident, fresh ? &from : &now);
}

/* An alarm or a line of the duty log that belongs to an incident is evidence of it. */
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

/* --- filings --- */

static bool settles(const Rec *filing, const Rec *duty)
{
    Str level = rec_str(filing, "level");
    if (!str_eq(level.len ? level : S("county"), rec_str(duty, "level"))) return false;
    bool by_phone = str_is(rec_str(filing, "channel"), "phone");
    return !by_phone || str_is(rec_str(duty, "channel"), "phone"); /* a paper covers the call */
}

static Err settle(Txn *tx, const Site *site, const Rec *duty, int64_t filing, int64_t at_ms)
{
    int64_t late = at_ms - rec_i64(duty, "due_at", at_ms);
    json_t *o = json_object();
    system_put_time(tx->cx, o, "filed_at", at_ms);
    system_put_text(o, "filing", id_format(tx->cx, filing));
    Write w = {.action = S("settle"), .id = duty->id, .reason = S("")};
    TRY(system_write(tx, site, "report_duty", &w, o));
    o = json_object();
    json_object_set_new(o, "late_s", json_integer(late > 0 ? late / MS_SECOND : 0));
    w = (Write){.action = S("update"), .id = duty->id, .reason = S("")};
    return system_write(tx, site, "report_duty", &w, o);
}

/* The row of the chain that a duty came from, when its level waits for the one below. */
static const ReportRule *waiting_rule(const ReportRule *rules, size_t n, const Rec *duty)
{
    for (size_t i = 0; i < n; i++)
        if (rules[i].step > 1 && str_eq(rules[i].rule, rec_str(duty, "rule")) &&
            str_eq(rules[i].level, rec_str(duty, "level")))
            return &rules[i];
    return NULL;
}

/* The level above has the report now: its own term runs from here, when that ends sooner. */
static Err shorten_above(Txn *tx, const Site *site, const Duties *d, const Rec *below,
                         int64_t at_ms)
{
    ReportRule *rules;
    size_t n;
    int64_t minutes;
    TRY(report_rules(tx->cx, &rules, &n));
    for (size_t i = 0; i < d->n; i++) {
        const Rec *up = d->p[i];
        const ReportRule *r = waiting_rule(rules, n, up);
        if (!r || !str_eq(r->level, rec_str(below, "to_level"))) continue;
        TRY(minutes_of(tx->cx, site, tx->db, r, &minutes));
        int64_t due = at_ms + minutes * MS_MINUTE;
        if (due < rec_i64(up, "due_at", 0))
            TRY(move_duty(tx, site, up, rec_i64(up, "started_at", at_ms), due, S("")));
    }
    return OK;
}

/* source: SAWS Order 21 art. 11: daily, from level 2 on twice a day; Relief Regulation art. 17 */
static int64_t next_report(const Rec *incident, int64_t at_ms)
{
    int grade = incident_grade(incident);
    if (grade == 1 || grade == 2) return at_ms + (int64_t)12 * MS_HOUR;
    if (str_is(incident_class(incident), "natural")) return at_ms + (int64_t)24 * MS_HOUR;
    return ms_of_day(day_of_ms(at_ms) + 2) - 1; /* any time of the next calendar day */
}

static Err note_on_incident(Txn *tx, const Site *site, const Rec *incident, const Rec *filing,
                            int64_t at_ms)
{
    Str stage = rec_str(filing, "stage");
    bool final = str_is(stage, "final"),
         first = rec_val(incident, "first_report_at").kind == VAL_NULL;
    json_t *o = json_object();
    if (first) system_put_time(tx->cx, o, "first_report_at", at_ms);
    if (final) system_put_time(tx->cx, o, "final_report_at", at_ms);
    else system_put_time(tx->cx, o, "next_report_due_at", next_report(incident, at_ms));
    Write w = {.action = S("update"), .id = incident->id, .reason = S("")};
    return system_write(tx, site, "incident", &w, o);
}

static Err note_on_filing(Txn *tx, const Site *site, const Rec *filing, const Rec *duty,
                          int64_t at_ms)
{
    json_t *o = json_object();
    if (rec_val(filing, "filed_at").kind == VAL_NULL) system_put_time(tx->cx, o, "filed_at", at_ms);
    if (duty) {
        int64_t due = rec_i64(duty, "due_at", at_ms);
        system_put_time(tx->cx, o, "started_at", rec_i64(duty, "started_at", at_ms));
        system_put_time(tx->cx, o, "due_at", due);
        system_put_text(o, "rule", rec_str(duty, "rule"));
        json_object_set_new(o, "late_s", json_integer(at_ms > due ? (at_ms - due) / MS_SECOND : 0));
    }
    Write w = {.action = S("update"), .id = filing->id, .reason = S("")};
    return system_write(tx, site, "filing", &w, o);
}

/* A filing settles what its level owes. The time is that of the journal, not the one typed in. */
static Err on_filing(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg;
    Rec *filing, *incident;
    Duties d;
    const Rec *strictest = NULL;
    TRY(system_reg(tx->cx, site, "filing", &reg));
    TRY(record_load(tx->cx, tx->db, reg, cause->record, &filing));
    TRY(load_incident(tx, site, rec_i64(filing, "incident", 0), &incident));
    if (!incident || tx->past) return OK; /* history that is read in */
    TRY(pending(tx->cx, site, tx->db, incident->id, &d));
    for (size_t i = 0; i < d.n; i++) {
        if (!settles(filing, d.p[i])) continue;
        if (!strictest) strictest = d.p[i];
        TRY(settle(tx, site, d.p[i], filing->id, cause->at_ms));
        TRY(shorten_above(tx, site, &d, d.p[i], cause->at_ms));
    }
    TRY(note_on_filing(tx, site, filing, strictest, cause->at_ms));
    return note_on_incident(tx, site, incident, filing, cause->at_ms);
}

/* --- the monthly table --- */

static void put_row(Cx *cx, const Stmt *st, const void *ctx, Jw *w)
{
    (void)ctx;
    static const char *const counts[] = {"due", "in_time", "late", "missing", "longest_late_s"};
    Str region = col_dup(cx, st, 0), level = col_dup(cx, st, 1);
    jw_open(w, '{');
    jw_kstr(w, "region", region);
    jw_kstr(w, "level", level);
    for (int i = 0; i < (int)COUNT(counts); i++) jw_ki64(w, counts[i], col_i64(st, i + 2));
    jw_kstr(
        w, "records",
        str_fmt(cx, "/api/r/report_duty?region=%.*s&level=%.*s", STR_ARG(region), STR_ARG(level)));
    jw_close(w, '}');
}

static Err want_month(Cx *cx, const HttpCall *call, int64_t *from, int64_t *to)
{
    Str text;
    int64_t day, year, month;
    TRY(want_param(cx, call, "month", &text));
    bool sound = text.len == 7 && date_parse(str_fmt(cx, "%.*s-01", STR_ARG(text)), &day);
    if (!sound)
        return cx_refuse(cx, ERR_INVALID, S("month"), text, "must be a month such as 2019-08");
    (void)!str_i64(str_head(text, 4), &year);
    (void)!str_i64(str_from(text, 5), &month);
    *from = ms_of_day(day);
    *to = ms_of_day(day + days_in_month((int)year, (int)month));
    return OK;
}

static Err get_late(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Reg *reg;
    Db *db;
    Stmt *st;
    int64_t from, to;
    TRY(want_month(cx, call, &from, &to));
    TRY(system_reg(cx, site, "report_duty", &reg));
    TRY(book_gate(site->book, cx, reg, S("read"), cx->actor->region));
    Str prefix = region_prefix(cx->actor->region);
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_REPORTING_TABLE), &st));
    stmt_i64(st, 1, from);
    stmt_i64(st, 2, to);
    stmt_text(st, 3, prefix);
    stmt_text(st, 4, str_fmt(cx, "%.*s:", STR_ARG(prefix))); /* ':' follows '9' */
    stmt_i64(st, 5, cx->now_ms);
    return system_answer_rows(cx, call, st, put_row, NULL);
}

/* --- what another source knows of and nobody reported --- */

enum { GRACE_MIN = 30, LOOK_BACK_DAYS = 92 }; /* source: U; a quarter of insurance papers */

static Str why_zh(const Cx *cx, Str why)
{
    if (str_is(why, "alarm"))
        return cx_pick(cx, S("高等级报警未转为事件"), S("a grave alarm became no incident"));
    if (str_is(why, "claim"))
        return cx_pick(cx, S("保险理赔有伤亡，系统内无对应报送"),
                       S("an insurance claim with casualties, and no report"));
    return cx_pick(cx, S("已调派力量，事件未报送"),
                   S("forces were sent, and the incident was not reported"));
}

static void put_unreported(Cx *cx, const Stmt *st, const void *ctx, Jw *w)
{
    (void)ctx;
    jw_open(w, '{');
    jw_kstr(w, "register", col_dup(cx, st, 0));
    jw_kstr(w, "id", id_format(cx, col_i64(st, 1)));
    jw_kstr(w, "title", col_dup(cx, st, 2));
    jw_kstr(w, "region", col_dup(cx, st, 3));
    jw_kstr(w, "at", time_format(cx, col_i64(st, 4)));
    jw_kstr(w, "why", why_zh(cx, col_dup(cx, st, 5)));
    jw_close(w, '}');
}

static Err get_unreported(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Reg *reg;
    Db *db;
    Stmt *st;
    TRY(system_reg(cx, site, "report_duty", &reg));
    TRY(book_gate(site->book, cx, reg, S("read"), cx->actor->region));
    Str prefix = region_prefix(cx->actor->region);
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_REPORTING_UNREPORTED), &st));
    stmt_text(st, 1, prefix);
    stmt_text(st, 2, str_fmt(cx, "%.*s:", STR_ARG(prefix)));
    stmt_i64(st, 3, cx->now_ms - GRACE_MIN * MS_MINUTE);
    stmt_i64(st, 4, cx->now_ms - (int64_t)LOOK_BACK_DAYS * MS_DAY);
    return system_answer_rows(cx, call, st, put_unreported, NULL);
}

static const HttpRoute routes[] = {
    {"GET", "/api/reporting/unreported", get_unreported,
     GATED("read", "Alarms, insurance claims and dispatches without a filing"), RATE_READ,
     HTTP_SLOW,                                                                                       0},
    {"GET", "/api/reporting/late",       get_late,
     GATED("read", "Late and missing filings of a month by body"),              RATE_READ, HTTP_SLOW, 0},
};

static const On on[] = {
    {"incident.*",    on_incident, NULL},
    {"alarm.*",       on_evidence, NULL},
    {"duty_log.*",    on_evidence, NULL},
    {"filing.create", on_filing,   NULL},
    {NULL,            NULL,        NULL}
};

const System reporting_system = {
    .name = "reporting", .routes = routes, .n_routes = COUNT(routes), .on = on};
