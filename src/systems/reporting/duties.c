/* SPDX-License-Identifier: Apache-2.0 */
/* Records of the register report_duty: found, made, moved, settled, waived; only here are they
 * written. */
#include "systems/reporting/reporting_int.h"

#include "systems/reporting_sql.h"

Err duties_pending(Cx *cx, const Site *site, Db *db, int64_t incident, int64_t response,
                   Duties *ret)
{
    Stmt *st;
    bool row;
    int64_t ids[COUNT(ret->p)] = {0};
    *ret = (Duties){.n = 0};
    TRY(system_reg(cx, site, "report_duty", &ret->reg));
    TRY(db_prepare(cx, db, S(SQL_REPORTING_PENDING), &st));
    stmt_i64(st, 1, incident);
    stmt_i64(st, 2, response);
    for (; ret->n < COUNT(ids); ret->n++) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        ids[ret->n] = col_i64(st, 0);
    }
    stmt_reset(st);
    for (size_t i = 0; i < ret->n; i++) TRY(record_load(cx, db, ret->reg, ids[i], &ret->p[i]));
    return OK;
}

Err duties_count(Cx *cx, Db *db, const ReportRule *r, int64_t incident, int64_t response,
                 Str region, DutyCount *ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_REPORTING_COUNT), &st));
    stmt_i64(st, 1, incident);
    stmt_i64(st, 2, response);
    stmt_text(st, 3, r->rule);
    stmt_text(st, 4, r->level);
    stmt_text(st, 5, r->to_level);
    stmt_text(st, 6, region);
    TRY(stmt_step(cx, st, &row));
    *ret = row ? (DutyCount){col_i64(st, 0), col_i64(st, 1)} : (DutyCount){0};
    stmt_reset(st);
    return OK;
}

static void put_evidence(Cx *cx, json_t *o, const Evidence *from)
{
    system_put_text(o, "evidence", from->what);
    if (from->record == 0) return;
    system_put_text(o, "object_register", from->reg);
    system_put_text(o, "object", id_format(cx, from->record));
}

/* Limits are told and printed in whole seconds. */
static int64_t whole_s(int64_t ms)
{
    return ms - ms % MS_SECOND;
}

Err duty_make(Txn *tx, const Site *site, const ReportRule *r, const Rec *of, Str region,
              const Evidence *from, int64_t due_ms, int64_t number)
{
    Cx *cx = tx->cx;
    json_t *o = json_object();
    system_put_text(o, str_is(of->reg->key, "response") ? "response" : "incident",
                    id_format(cx, of->id));
    system_put_text(o, "rule", r->rule);
    system_put_text(o, "stage", r->stage);
    json_object_set_new(o, "number", json_integer(number));
    system_put_text(o, "level", r->level);
    system_put_text(o, "to_level", r->to_level);
    if (r->channel.len) system_put_text(o, "channel", r->channel);
    system_put_text(o, "region", region);
    put_evidence(cx, o, from);
    system_put_time(cx, o, "started_at", whole_s(from->at_ms));
    system_put_time(cx, o, "due_at", whole_s(due_ms));
    Write w = {.action = S("create"), .reason = S("")};
    return system_write(tx, site, "report_duty", &w, o);
}

Err duty_move(Txn *tx, const Site *site, const Rec *duty, int64_t started, int64_t due,
              const Evidence *why)
{
    json_t *o = json_object();
    system_put_time(tx->cx, o, "started_at", started);
    system_put_time(tx->cx, o, "due_at", due);
    if (why) put_evidence(tx->cx, o, why);
    Write w = {.action = S("update"), .id = duty->id, .reason = S("")};
    return system_write(tx, site, "report_duty", &w, o);
}

Err duty_settle(Txn *tx, const Site *site, const Rec *duty, int64_t filing, int64_t at_ms)
{
    int64_t late = at_ms - rec_i64(duty, "due_at", at_ms);
    json_t *o = json_object();
    system_put_time(tx->cx, o, "filed_at", at_ms);
    if (filing) system_put_text(o, "filing", id_format(tx->cx, filing));
    Write w = {.action = S("settle"), .id = duty->id, .reason = S("")};
    TRY(system_write(tx, site, "report_duty", &w, o));
    o = json_object();
    json_object_set_new(o, "late_s", json_integer(late > 0 ? late / MS_SECOND : 0));
    w = (Write){.action = S("update"), .id = duty->id, .reason = S("")};
    return system_write(tx, site, "report_duty", &w, o);
}

Err duty_waive(Txn *tx, const Site *site, const Rec *duty, const char *reason)
{
    Write w = {.action = S("waive"), .id = duty->id, .reason = str_c(reason)};
    return system_write(tx, site, "report_duty", &w, json_object());
}

/* Who said that it does not apply, and why, stands on the record: it is seen from above. */
Err on_duty_waived(Txn *tx, const Entry *cause, void *ctx)
{
    json_t *o = json_object();
    system_put_text(o, "waived_by", cause->actor);
    system_put_text(o, "waived_reason", utf8_head(cause->reason, 500));
    Write w = {.action = S("update"), .id = cause->record, .reason = S("")};
    return system_write(tx, ctx, "report_duty", &w, o);
}
