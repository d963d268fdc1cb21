/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a rung of a report clock means: the officer of the shift that runs, its leader, the officer
 * of the level above. He gets a reminder in his queue and, where the register knows him, a notice
 * on every channel. source: domain 01 §1.3 */
#include "systems/duty/duty_int.h"

#include "systems/duty_sql.h"

/* source: U; a term that ran out longer ago, or was read in, wakes nobody: it waits in the queue */
enum { REMINDERS_MAX = 100, CALL_WITHIN_H = 24 };

typedef struct Called {
    Mate mate;
    Str region;    /* whose duty room */
    int64_t shift; /* 0 = nobody keeps one */
} Called;

/* A duty that was handed on has its own officer. */
static Err find_called(Cx *cx, Db *db, const Rec *duty, Str rung, Called *ret)
{
    OnDuty on;
    Val to = rec_val(duty, "handed_to");
    bool above = str_is(rung, "above"), leads = str_is(rung, "commander");
    *ret = (Called){.region = above ? place_above(cx, duty->region) : duty->region};
    if (to.kind != VAL_NULL && !above && !leads) {
        ret->mate.person = to.kind == VAL_INT ? to.i : 0;
        ret->mate.name = to.kind == VAL_TEXT ? to.s : S("");
        return OK;
    }
    if (ret->region.len == 0) return OK; /* above the city: its duty room is not ours */
    TRY(on_duty(cx, db, ret->region, &on));
    if (!on.there) return OK;
    ret->region = on.region;
    ret->shift = on.shift.id;
    ret->mate = on.shift.mate[leads ? SEAT_LEADER : SEAT_OFFICER];
    return OK;
}

static Str title_of(Cx *cx, const Rec *duty, int64_t percent)
{
    bool over = percent >= 100;
    return str_fmt(cx, "报送时限%s%lld%%：%.*s", over ? "已到" : "已过", (long long)percent,
                   STR_ARG(utf8_head(duty->title, 120)));
}

/* --- what to do --- */

static Str code_zh(const Site *site, const char *list, Str code)
{
    const CodeList *l = model_list(book_model(site->book), str_c(list));
    const Code *c = l ? code_find(l, code) : NULL;
    return c ? c->label.zh : code;
}

/* Telephone of a duty room: of the shift that runs there, else that of the place. "" = not known */
static Err room_phone(Cx *cx, Db *db, Str region, Str *ret)
{
    OnDuty on;
    Stmt *st;
    bool row;
    *ret = S("");
    if (region.len == 0) return OK;
    TRY(on_duty(cx, db, region, &on));
    if (on.there && str_eq(on.region, region)) *ret = on.shift.phone;
    if (ret->len) return OK;
    TRY(db_prepare(cx, db, S(SQL_DUTY_PLACE_PHONE), &st));
    stmt_text(st, 1, region);
    TRY(stmt_step(cx, st, &row));
    if (row) *ret = col_dup(cx, st, 0);
    stmt_reset(st);
    return OK;
}

/* What to do, by when, and whom to ring; what it is about stands in the subject. He who files is
 * given the room above him, the room above that of him who files. */
static Err what_to_do(Txn *tx, const Site *site, const Rec *duty, Str rung, Str *ret)
{
    Cx *cx = tx->cx;
    bool above = str_is(rung, "above");
    Str from = code_zh(site, "region_level", rec_str(duty, "level")),
        to = code_zh(site, "region_level", rec_str(duty, "to_level")),
        by = code_zh(site, "filing_channel", rec_str(duty, "channel")), phone,
        due = time_format_local(cx, rec_i64(duty, "due_at", 0));
    TRY(room_phone(cx, tx->db, above ? duty->region : place_above(cx, duty->region), &phone));
    Str how = by.len ? str_fmt(cx, "以%.*s方式", STR_ARG(by)) : S("");
    *ret = above ? str_fmt(cx, "请督促%.*s立即报出（应于 %.*s 前%.*s报%.*s）。", STR_ARG(from),
                           STR_ARG(due), STR_ARG(how), STR_ARG(to))
                 : str_fmt(cx, "请于 %.*s 前%.*s由%.*s报%.*s，情况不全也先报。", STR_ARG(due),
                           STR_ARG(how), STR_ARG(from), STR_ARG(to));
    if (phone.len)
        *ret = str_fmt(cx, "%.*s%s值班电话 %.*s。", STR_ARG(*ret), above ? "该级" : "上一级",
                       STR_ARG(phone));
    return OK;
}

static Err call_person(Txn *tx, const Site *site, const Rec *duty, const Called *who, Str title,
                       Str body, int64_t *ret)
{
    Cx *cx = tx->cx;
    int64_t incident = rec_i64(duty, "incident", 0);
    json_t *o = json_object();
    system_put_text(o, "subject", utf8_head(title, 100));
    system_put_text(o, "body", body);
    system_put_text(o, "audience",
                    str_fmt(cx, "person:%.*s", STR_ARG(id_format(cx, who->mate.person))));
    json_object_set_new(o, "channel", json_pack("[s,s,s]", "app", "sms", "auto_call"));
    system_put_text(o, "kind", S("duty"));
    system_put_text(o, "urgency", S("urgent"));
    system_put_text(o, "region", who->region.len ? who->region : duty->region);
    if (incident) system_put_text(o, "incident", id_format(cx, incident));
    Write made = {.action = S("create"), .reason = S("")};
    TRY(system_write(tx, site, "notice", &made, o));
    *ret = made.ret->id;
    Write sent = {.action = S("send"), .id = *ret, .reason = S("")};
    return system_write(tx, site, "notice", &sent, json_object());
}

/* What was said of it before: a list of rungs of one matter is no list of matters. */
static Err settle_all(Txn *tx, const Site *site, Str reg, int64_t record)
{
    Stmt *st;
    bool row;
    int64_t ids[REMINDERS_MAX];
    size_t n;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_DUTY_REMINDERS), &st));
    stmt_text(st, 1, reg);
    stmt_i64(st, 2, record);
    for (n = 0; n < REMINDERS_MAX; n++) {
        TRY(stmt_step(tx->cx, st, &row));
        if (!row) break;
        ids[n] = col_i64(st, 0);
    }
    stmt_reset(st);
    for (size_t i = 0; i < n; i++) {
        Write w = {.action = S("settle"), .id = ids[i], .reason = S("")};
        TRY(system_write(tx, site, "reminder", &w, json_object()));
    }
    return OK;
}

static Err remind(Txn *tx, const Site *site, const Rec *duty, Str rung, int64_t percent,
                  const Called *who)
{
    Cx *cx = tx->cx;
    int64_t incident = rec_i64(duty, "incident", 0), notice = 0;
    Str title = title_of(cx, duty, percent);
    TRY(settle_all(tx, site, duty->reg->key, duty->id));
    if (who->mate.person) {
        Str body;
        TRY(what_to_do(tx, site, duty, rung, &body));
        TRY(call_person(tx, site, duty, who, title, body, &notice));
    }
    json_t *o = json_object();
    system_put_text(o, "title", title);
    system_put_text(o, "object_register", duty->reg->key);
    system_put_text(o, "object", id_format(cx, duty->id));
    system_put_text(o, "clock", S("report"));
    json_object_set_new(o, "percent", json_integer(percent));
    system_put_text(o, "rung", rung);
    if (who->region.len) system_put_text(o, "region", who->region);
    if (who->shift) system_put_text(o, "shift", id_format(cx, who->shift));
    if (who->mate.person) system_put_text(o, "person", id_format(cx, who->mate.person));
    else if (who->mate.name.len) system_put_text(o, "person", who->mate.name);
    if (incident) system_put_text(o, "incident", id_format(cx, incident));
    if (notice) system_put_text(o, "notice", id_format(cx, notice));
    system_put_time(cx, o, "at", cx->now_ms);
    system_put_time(cx, o, "due_at", rec_i64(duty, "due_at", cx->now_ms));
    Write w = {.action = S("create"), .reason = S("")};
    return system_write(tx, site, "reminder", &w, o);
}

static Err rung_of(Cx *cx, const Entry *cause, Str *rung, int64_t *percent)
{
    json_t *body;
    TRY(entry_body(cx, cause, &body));
    *rung = str_dup(cx, json_text(body, "to"));
    json_t *o = json_array_get(json_object_get(body, "o"), 0);
    *percent = json_integer_value(json_object_get(o, "fire"));
    json_decref(body);
    return OK;
}

Err on_rung(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg;
    Rec *duty;
    Str rung;
    int64_t percent;
    Called who;
    if (tx->past) return OK;
    TRY(system_reg(tx->cx, site, "report_duty", &reg));
    TRY(record_load(tx->cx, tx->db, reg, cause->record, &duty));
    TRY(rung_of(tx->cx, cause, &rung, &percent));
    int64_t due = duty ? rec_i64(duty, "due_at", 0) : 0;
    bool stale = tx->cx->now_ms - due > (int64_t)CALL_WITHIN_H * MS_HOUR;
    /* what the province owes is seen here, but its duty room is on no node of the city */
    if (duty && str_is(rec_str(duty, "level"), "province")) return OK;
    if (stale || rung.len == 0) return OK;
    TRY(find_called(tx->cx, tx->db, duty, rung, &who));
    return remind(tx, site, duty, rung, percent, &who);
}

/* The report is filed, or need not be: nobody is reminded of it any more. */
Err on_settled(Txn *tx, const Entry *cause, void *ctx)
{
    return settle_all(tx, ctx, cause->reg, cause->record);
}
