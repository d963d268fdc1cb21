/* SPDX-License-Identifier: Apache-2.0 */
/* A filing (报送) settles what its level owes; and whether it may be made. What is known can always
 * be sent: it needs nothing but what it is about. */
#include "systems/reporting/reporting_int.h"

#include "systems/reporting_sql.h"

/* --- what it settles --- */

/* 统计通报 is a matter of its own; 核报 wants a verified or final report; a zero report counts as a
 * follow-up that says that nothing changed. */
static bool stage_covers(Str filed, Str owed)
{
    if (str_is(filed, "notice") || str_is(owed, "notice")) return str_eq(filed, owed);
    if (str_is(owed, "verified")) return str_is(filed, "verified") || str_is(filed, "final");
    return true;
}

/* Sent to: no level named means every level that it is owed to. */
static bool reaches(const Rec *filing, Str to_level)
{
    Str list = rec_str(filing, "to_levels"), word;
    if (list.len == 0) return true;
    while (list.len) {
        size_t n = 0;
        while (n < list.len && list.p[n] != ' ') n++;
        word = str_head(list, n);
        if (str_eq(word, to_level)) return true;
        list = str_from(list, n < list.len ? n + 1 : n);
    }
    return false;
}

/* A follow-up that runs to the end of a day is that day's, a zero report that of the 24 hours
 * before its hour: today's paper is not tomorrow's. */
static bool is_its_period(const Rec *duty, int64_t at_ms)
{
    int64_t due = rec_i64(duty, "due_at", 0);
    if (str_is(rec_str(duty, "stage"), "zero")) return at_ms >= due - MS_DAY;
    bool day_long = ms_of_day(day_of_ms(due) + 1) - due <= MS_SECOND;
    return !str_is(rec_str(duty, "stage"), "follow_up") || !day_long ||
           at_ms >= ms_of_day(day_of_ms(due));
}

static Str level_of(const Rec *filing)
{
    Str level = rec_str(filing, "level");
    return level.len ? level : S("county");
}

static bool settles(const Rec *filing, const Rec *duty, int64_t at_ms)
{
    if (!str_eq(level_of(filing), rec_str(duty, "level"))) return false;
    if (!stage_covers(rec_str(filing, "stage"), rec_str(duty, "stage"))) return false;
    if (!reaches(filing, rec_str(duty, "to_level"))) return false;
    bool of_response = rec_val(duty, "response").kind != VAL_NULL;
    if (of_response && !str_eq(duty->region, filing->region)) return false;
    if (!is_its_period(duty, at_ms)) return false;
    bool by_phone = str_is(rec_str(filing, "channel"), "phone");
    return !by_phone || !str_is(rec_str(duty, "channel"), "written"); /* a paper covers the call */
}

/* The level above has the report now: its own term runs from here, when that ends sooner. */
static Err shorten_above(Txn *tx, const Site *site, const Duties *d, const Rec *below,
                         int64_t at_ms)
{
    ReportRules rules;
    int64_t due;
    TRY(report_rules(tx->cx, &rules));
    for (size_t i = 0; i < d->n; i++) {
        const Rec *up = d->p[i];
        const ReportRule *r = report_rule_of(&rules, up);
        if (!r || r->step < 2 || !str_eq(r->level, rec_str(below, "to_level"))) continue;
        if (!str_eq(r->stage, rec_str(below, "stage"))) continue;
        TRY(report_due(tx->cx, site, tx->db, r, at_ms, true, &due));
        if (due < rec_i64(up, "due_at", 0))
            TRY(duty_move(tx, site, up, rec_i64(up, "started_at", at_ms), due, NULL));
    }
    return OK;
}

/* --- what stands on the records --- */

/* The next follow-up of the incident as a whole: the soonest that any level owes. */
static Err next_report(Txn *tx, const Site *site, const Rec *incident, int64_t *ret)
{
    Duties d;
    *ret = 0;
    TRY(duties_pending(tx->cx, site, tx->db, incident->id, 0, &d));
    for (size_t i = 0; i < d.n; i++) {
        int64_t due = rec_i64(d.p[i], "due_at", 0);
        if (str_is(rec_str(d.p[i], "stage"), "follow_up") && (*ret == 0 || due < *ret)) *ret = due;
    }
    return OK;
}

static Err note_on_incident(Txn *tx, const Site *site, const Rec *incident, const Rec *filing,
                            int64_t at_ms)
{
    bool final = str_is(rec_str(filing, "stage"), "final"),
         first = rec_val(incident, "first_report_at").kind == VAL_NULL;
    int64_t next;
    json_t *o = json_object();
    if (first) system_put_time(tx->cx, o, "first_report_at", at_ms);
    if (final) system_put_time(tx->cx, o, "final_report_at", at_ms);
    TRY(next_report(tx, site, incident, &next));
    if (next && !final) system_put_time(tx->cx, o, "next_report_due_at", next);
    if (json_object_size(o) == 0) {
        json_decref(o);
        return OK;
    }
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

/* --- filed --- */

static Err load(Txn *tx, const Site *site, const char *key, int64_t id, Rec **ret)
{
    const Reg *reg;
    *ret = NULL;
    if (id == 0) return OK;
    TRY(system_reg(tx->cx, site, key, &reg));
    return record_load(tx->cx, tx->db, reg, id, ret);
}

static Err settle_all(Txn *tx, const Site *site, const Rec *filing, int64_t at_ms,
                      const Rec **strictest)
{
    Duties d;
    *strictest = NULL;
    TRY(duties_pending(tx->cx, site, tx->db, rec_i64(filing, "incident", 0),
                       rec_i64(filing, "response", 0), &d));
    for (size_t i = 0; i < d.n; i++) {
        if (!settles(filing, d.p[i], at_ms)) continue;
        if (!*strictest) *strictest = d.p[i];
        TRY(duty_settle(tx, site, d.p[i], filing->id, at_ms));
        TRY(shorten_above(tx, site, &d, d.p[i], at_ms));
        if (str_is(rec_str(d.p[i], "stage"), "zero")) TRY(zero_next(tx, site, d.p[i], at_ms));
    }
    return OK;
}

/* The time is that of the journal, not the one typed in. */
Err on_filing(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    Rec *filing, *incident;
    const Rec *strictest;
    if (tx->past) return OK; /* history that is read in */
    TRY(load(tx, site, "filing", cause->record, &filing));
    if (!filing) return OK;
    TRY(settle_all(tx, site, filing, cause->at_ms, &strictest));
    TRY(note_on_filing(tx, site, filing, strictest, cause->at_ms));
    TRY(load(tx, site, "incident", rec_i64(filing, "incident", 0), &incident));
    if (!incident) return OK;
    Str stage = rec_str(filing, "stage");
    bool last = str_is(stage, "final") || str_is(stage, "notice");
    if (!last) TRY(follow_up_next(tx, site, incident, level_of(filing), cause->at_ms));
    return note_on_incident(tx, site, incident, filing, cause->at_ms);
}

/* --- may it be made --- */

/* Of an incident or of a response; the body of the latter is one of many and says which. */
static void check_subject(Cx *cx, const Rec *rec)
{
    bool incident = rec_val(rec, "incident").kind != VAL_NULL,
         response = rec_val(rec, "response").kind != VAL_NULL;
    if (!incident && !response)
        cx_note(cx, ERR_INVALID, S("incident"), S(""),
                "a report is about an incident, or a zero report about a response");
    if (!incident && response && rec->region.len == 0)
        cx_note(cx, ERR_INVALID, S("region"), S(""), "the body whose report it is must be named");
}

static Err figures_before(Cx *cx, Db *db, int64_t incident, int64_t not_this, int64_t *ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_REPORTING_FIGURES), &st));
    stmt_i64(st, 1, incident);
    stmt_i64(st, 2, not_this);
    TRY(stmt_step(cx, st, &row));
    for (int i = 0; i < 6; i++) ret[i] = row && !col_is_null(st, i) ? col_i64(st, i) : INT64_MIN;
    stmt_reset(st);
    return OK;
}

static int64_t shown(const Field *f, int64_t v)
{
    return f->type == TYPE_MONEY ? v / 100 : v;
}

/* Totals never fall in silence. source: domain 05 §5.6; reliability §5 row 2 */
static Err check_figures(Txn *tx, const Rec *rec)
{
    static const char *const figures[] = {"deaths",   "missing",  "serious_injuries",
                                          "injuries", "affected", "loss_yuan"};
    int64_t before[COUNT(figures)], incident = rec_i64(rec, "incident", 0);
    Cx *cx = tx->cx;
    Buf b = buf_new(cx, 0);
    if (incident == 0 || str_trim(rec_str(rec, "fall_reason")).len) return OK;
    TRY(figures_before(cx, tx->db, incident, rec->id, before));
    for (size_t i = 0; i < COUNT(figures); i++) {
        const Field *f = reg_field(rec->reg, str_c(figures[i]));
        int64_t now = rec_i64(rec, figures[i], INT64_MIN);
        if (!f || now == INT64_MIN || before[i] == INT64_MIN || now >= before[i]) continue;
        buf_fmt(&b, "%s%.*s %lld → %lld", b.len ? ", " : "",
                STR_ARG(cx_pick(cx, f->label.zh, f->label.en)), (long long)shown(f, before[i]),
                (long long)shown(f, now));
    }
    if (b.len)
        cx_note(cx, ERR_INVALID, S("fall_reason"), S(""),
                "lower than in the report before, say why: %.*s", STR_ARG(buf_str(&b)));
    return OK;
}

Err check_filing(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    (void)site;
    (void)old;
    (void)reason;
    check_subject(tx->cx, rec);
    TRY(check_figures(tx, rec));
    return cx_failed(tx->cx);
}
