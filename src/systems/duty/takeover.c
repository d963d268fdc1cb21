/* SPDX-License-Identifier: Apache-2.0 */
/* Taking over (交接班): what the program knows of the state of things is filled in, the officer who
 * leaves adds to it and signs, the one who comes signs under his own account. It becomes the first
 * entry of the new log, and the new shift runs. source: domain 12 §12.1, signed by both */
#include "systems/duty/duty_int.h"

#include "systems/duty_sql.h"
#include "systems/queue/queue.h"

enum { LINES_MAX = 40, TEXT_MAX = 900 };

/* --- lists and their texts --- */

typedef struct Area {
    Str from, to; /* of region codes */
} Area;

static Area area_of(Cx *cx, Str region)
{
    Str prefix = region_prefix(region);
    return (Area){prefix, str_fmt(cx, "%.*s:", STR_ARG(prefix))}; /* ':' follows '9' */
}

typedef struct Line {
    Str reg, title, state;
    int64_t id, at; /* at 0 = not known */
} Line;

typedef struct Lines {
    Line *p;
    size_t n, cap;
} Lines;

/* Rows of (register, id, title, state, at). area NULL: of no place. */
static Err read_lines(Cx *cx, Db *db, Str sql, const Area *area, Lines *ret)
{
    Stmt *st;
    bool row;
    *ret = (Lines){0};
    TRY(db_prepare(cx, db, sql, &st));
    if (area) {
        stmt_text(st, 1, area->from);
        stmt_text(st, 2, area->to);
    }
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, ret,
                 ((Line){.reg = col_dup(cx, st, 0),
                         .id = col_i64(st, 1),
                         .title = col_dup(cx, st, 2),
                         .state = col_dup(cx, st, 3),
                         .at = col_i64(st, 4)}));
    }
    stmt_reset(st);
    return OK;
}

static Err read_queue(Cx *cx, const Site *site, Lines *ret, size_t *overdue)
{
    Waiting *w;
    size_t n;
    *ret = (Lines){0};
    *overdue = 0;
    TRY(queue_waiting(cx, site, &w, &n));
    for (size_t i = 0; i < n; i++) {
        *overdue += w[i].overdue;
        vec_push(cx, ret,
                 ((Line){.reg = w[i].rec->reg->key,
                         .id = w[i].rec->id,
                         .title = w[i].rec->title,
                         .state = w[i].rec->state,
                         .at = w[i].due_ms}));
    }
    return OK;
}

static Str label_of(const Site *site, Str reg, Str state)
{
    const Reg *r = model_reg(book_model(site->book), reg);
    const State *st = r ? reg_state(r, state) : NULL;
    return st ? st->label.zh : S("");
}

/* "1. 标题（状态）": the register keeps Chinese text, as it is printed and read aloud. */
static Str lines_text(Cx *cx, const Site *site, const Lines *l)
{
    Buf b = buf_new(cx, 0);
    for (size_t i = 0; i < l->n && i < LINES_MAX; i++) {
        Str state = label_of(site, l->p[i].reg, l->p[i].state);
        buf_fmt(&b, "%s%zu. %.*s", i ? "\n" : "", i + 1, STR_ARG(utf8_head(l->p[i].title, 60)));
        if (state.len) buf_fmt(&b, "（%.*s）", STR_ARG(state));
    }
    if (l->n > LINES_MAX) buf_fmt(&b, "\n……共 %zu 项", l->n);
    return l->n ? buf_str(&b) : S("无");
}

static Str gateway_word(Str state)
{
    if (str_is(state, "up")) return S("正常");
    return str_is(state, "down") ? S("中断") : S("未启用");
}

static Str channel_name(const Site *site, Str channel)
{
    const CodeList *l = model_list(book_model(site->book), S("channel"));
    const Code *c = l ? code_find(l, channel) : NULL;
    return c ? c->label.zh : channel;
}

static Str equipment_text(Cx *cx, const Site *site, const Lines *gateways, const Lines *devices)
{
    Buf b = buf_new(cx, 0);
    buf_z(&b, "通知网关：");
    for (size_t i = 0; i < gateways->n; i++)
        buf_fmt(&b, "%s%.*s%.*s", i ? "、" : "", STR_ARG(channel_name(site, gateways->p[i].reg)),
                STR_ARG(gateway_word(gateways->p[i].state)));
    if (gateways->n == 0) buf_z(&b, "未配置");
    buf_z(&b, "。");
    for (size_t i = 0; i < devices->n && i < 8; i++)
        buf_fmt(&b, "%s%.*s", i ? "、" : "故障离线设备：",
                STR_ARG(utf8_head(devices->p[i].title, 24)));
    buf_z(&b, devices->n ? "。" : "通信设备、监测站无故障登记。");
    return utf8_head(buf_str(&b), 480);
}

/* --- the page --- */

static void put_lines(Cx *cx, const Site *site, const char *key, const Lines *l, Jw *w)
{
    jw_key(w, str_c(key));
    jw_open(w, '[');
    for (size_t i = 0; i < l->n && i < LINES_MAX; i++) {
        const Line *x = &l->p[i];
        const Reg *r = model_reg(book_model(site->book), x->reg);
        const State *st = r ? reg_state(r, x->state) : NULL;
        jw_open(w, '{');
        jw_kstr(w, "register", x->reg);
        jw_kstr(w, "id", id_format(cx, x->id));
        jw_kstr(w, "title", x->title);
        jw_kstr(w, "state_label", st ? cx_pick(cx, st->label.zh, st->label.en) : x->state);
        jw_key(w, S("at"));
        if (x->at) jw_str(w, time_format(cx, x->at));
        else jw_null(w);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void put_gateways(Cx *cx, const Lines *l, Jw *w)
{
    jw_key(w, S("gateways"));
    jw_open(w, '[');
    for (size_t i = 0; i < l->n; i++) {
        jw_open(w, '{');
        jw_kstr(w, "channel", l->p[i].reg);
        jw_kstr(w, "state", l->p[i].state);
        jw_kstr(w, "detail", l->p[i].title);
        jw_kstr(w, "at", time_format(cx, l->p[i].at));
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

typedef struct Situation {
    Lines open, responses, warnings, incidents, log, devices, gateways;
    size_t overdue;
} Situation;

static Err read_situation(Cx *cx, const Site *site, Db *db, Str region, Situation *ret)
{
    Area a = area_of(cx, region);
    TRY(read_queue(cx, site, &ret->open, &ret->overdue));
    TRY(read_lines(cx, db, S(SQL_DUTY_RUNNING_RESPONSES), &a, &ret->responses));
    TRY(read_lines(cx, db, S(SQL_DUTY_WARNINGS), &a, &ret->warnings));
    TRY(read_lines(cx, db, S(SQL_DUTY_INCIDENTS), &a, &ret->incidents));
    TRY(read_lines(cx, db, S(SQL_DUTY_OPEN_LOG), &a, &ret->log));
    TRY(read_lines(cx, db, S(SQL_DUTY_DEVICES), &a, &ret->devices));
    return read_lines(cx, db, S(SQL_DUTY_GATEWAYS), NULL, &ret->gateways);
}

static void put_texts(Cx *cx, const Site *site, const Situation *s, Jw *w)
{
    Str open =
        str_fmt(cx, "在办事件：\n%.*s\n待处理 %zu 项，其中逾期 %zu 项：\n%.*s\n日志待跟进：\n%.*s",
                STR_ARG(utf8_head(lines_text(cx, site, &s->incidents), TEXT_MAX)), s->open.n,
                s->overdue, STR_ARG(utf8_head(lines_text(cx, site, &s->open), 2 * TEXT_MAX)),
                STR_ARG(utf8_head(lines_text(cx, site, &s->log), TEXT_MAX)));
    jw_key(w, S("text"));
    jw_open(w, '{');
    jw_kstr(w, "open_matters", open);
    jw_kstr(w, "responses", utf8_head(lines_text(cx, site, &s->responses), TEXT_MAX));
    jw_kstr(w, "warnings", utf8_head(lines_text(cx, site, &s->warnings), TEXT_MAX));
    jw_kstr(w, "equipment_state", equipment_text(cx, site, &s->gateways, &s->devices));
    jw_close(w, '}');
}

static Err put_record(Cx *cx, const Site *site, Db *db, const char *key, int64_t id, Jw *w)
{
    const Reg *reg;
    Rec *rec = NULL;
    jw_key(w, str_c(key));
    TRY(system_reg(cx, site, "shift", &reg));
    if (id) TRY(record_load(cx, db, reg, id, &rec));
    if (rec) return record_json(cx, site->book, db, rec, DETAIL_FULL, w);
    return jw_null(w), OK;
}

Err get_takeover(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Str typed, region;
    Db *db;
    OnDuty on;
    Shift next = {0};
    Situation *s = cx_new(cx, Situation, 1);
    TRY(want_param(cx, call, "region", &typed));
    TRY(want_place(cx, call, typed, &region));
    TRY(store_reader(cx, site->store, &db));
    TRY(on_duty(cx, db, region, &on));
    Str place = on.there ? on.region : region;
    TRY(shift_after(cx, db, place, on.there ? on.shift.starts : cx->now_ms, 0, on.shift.id, &next));
    TRY(read_situation(cx, site, db, place, s));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "region", place);
    jw_kstr(&w, "region_name", region_name(cx, db, site->book, place));
    jw_kbool(&w, "late", on.there && on.shift.ends < cx->now_ms);
    TRY(put_record(cx, site, db, "shift", on.shift.id, &w));
    TRY(put_record(cx, site, db, "next", next.id, &w));
    jw_ki64(&w, "waiting", (int64_t)s->open.n);
    jw_ki64(&w, "overdue", (int64_t)s->overdue);
    put_lines(cx, site, "open", &s->open, &w);
    put_lines(cx, site, "responses", &s->responses, &w);
    put_lines(cx, site, "warnings", &s->warnings, &w);
    put_lines(cx, site, "incidents", &s->incidents, &w);
    put_lines(cx, site, "log", &s->log, &w);
    put_lines(cx, site, "devices", &s->devices, &w);
    put_gateways(cx, &s->gateways, &w);
    put_texts(cx, site, s, &w);
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* --- the second signature at the first one's desk --- */

static Err sign_as(Cx *cx, HttpCall *call, json_t *in, int64_t id, Rec **ret)
{
    const Site *site = site_of(call);
    Session s;
    bool need_totp = false;
    Str peer = call->peer;
    Err err = auth_login(cx, site->auth, json_text(in, "name"), json_text(in, "password"),
                         json_text(in, "totp"), peer, &s, &need_totp);
    if (need_totp) call->code = S("totp_required");
    TRY(err);
    Str token = s.token;
    err = s.account.must_change ? cx_fail(cx, ERR_DENIED, "password",
                                          "this password must be changed before it signs anything")
                                : auth_by_session(cx, site->auth, token, peer, &s);
    Write w = {.book = site->book,
               .id = id,
               .action = S("take_over"),
               .input = json_object(),
               .idem = S(""),
               .reason = S("")};
    if (err == OK) err = system_reg(cx, site, "shift", &w.reg);
    Cmd cmd;
    write_cmd(cx, &w, &cmd);
    if (err == OK) err = journal_do(site->journal, &cmd);
    json_decref(w.input);
    *ret = w.ret;
    Err out = auth_logout(cx, site->auth, token); /* he signed, he did not sit down */
    return err == OK ? out : err;
}

Err post_sign(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Actor *first = cx->actor;
    const Reg *reg;
    json_t *in;
    int64_t id;
    Rec *rec;
    Db *db;
    TRY(want_id(cx, call, "id", &id));
    TRY(want_object(cx, call, &in));
    TRY(system_reg(cx, site, "shift", &reg));
    TRY(record_get(cx, site->book, reg, id, 0, &rec)); /* asks the gate */
    Err err = sign_as(cx, call, in, id, &rec);
    cx->actor = first;
    TRY(err);
    TRY(store_reader(cx, site->store, &db));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    TRY(record_json(cx, site->book, db, rec, DETAIL_FULL, &w));
    return http_answer_json(call, 200, &b);
}

/* --- what follows --- */

/* Nobody was planned: whoever signed keeps the room, so that it is never without a shift. */
static Err make_shift(Txn *tx, const Site *site, const Rec *done, int64_t *ret)
{
    Cx *cx = tx->cx;
    double hours;
    TRY(system_parameter(cx, site, tx->db, "duty.shift_hours", 24, &hours));
    int64_t from = rec_i64(done, "ends_at", cx->now_ms);
    if (from + (int64_t)(hours * MS_HOUR) < cx->now_ms) from = cx->now_ms;
    json_t *o = json_object();
    system_put_text(o, "region", done->region);
    system_put_text(o, "officer", rec_str(done, "taken_by"));
    system_put_text(o, "kind", S("day_night"));
    system_put_time(cx, o, "starts_at", from);
    system_put_time(cx, o, "ends_at", from + (int64_t)(hours * MS_HOUR));
    if (rec_str(done, "room_phone").len)
        system_put_text(o, "room_phone", rec_str(done, "room_phone"));
    Write w = {.action = S("create"), .reason = S("")};
    TRY(system_write(tx, site, "shift", &w, o));
    *ret = w.ret->id;
    return OK;
}

static Str handover_text(Cx *cx, const Rec *done)
{
    static const struct {
        const char *field, *label;
    } parts[] = {
        {"open_matters",    "待办事项"},
        {"responses",       "在响应"   },
        {"warnings",        "在预警"   },
        {"equipment_state", "设备状况"},
        {"handover_note",   "交班说明"}
    };
    Buf b = buf_new(cx, 0);
    buf_fmt(&b, "交接班：%.*s 交，%.*s 接。", STR_ARG(rec_str(done, "handed_by")),
            STR_ARG(rec_str(done, "taken_by")));
    for (size_t i = 0; i < COUNT(parts); i++)
        if (rec_str(done, parts[i].field).len)
            buf_fmt(&b, "\n%s：%.*s", parts[i].label,
                    STR_ARG(utf8_head(rec_str(done, parts[i].field), TEXT_MAX)));
    return utf8_head(buf_str(&b), 4000);
}

static Err log_handover(Txn *tx, const Site *site, const Rec *done, int64_t next)
{
    json_t *o = json_object();
    system_put_text(o, "shift", id_format(tx->cx, next));
    system_put_time(tx->cx, o, "at", tx->cx->now_ms);
    system_put_text(o, "kind", S("handover"));
    system_put_text(o, "region", done->region);
    system_put_text(o, "text", handover_text(tx->cx, done));
    system_put_text(o, "recorded_by", rec_str(done, "taken_by"));
    Write made = {.action = S("create"), .reason = S("")};
    TRY(system_write(tx, site, "duty_log", &made, o));
    Write closed = {.action = S("close"), .id = made.ret->id, .reason = S("")};
    return system_write(tx, site, "duty_log", &closed, json_object());
}

static Err note_late(Txn *tx, const Site *site, const Rec *done)
{
    int64_t late = rec_i64(done, "handed_at", 0) - rec_i64(done, "ends_at", 0);
    json_t *o = json_object();
    json_object_set_new(o, "late_s", json_integer(late > 0 ? late / MS_SECOND : 0));
    Write w = {.action = S("update"), .id = done->id, .reason = S("")};
    return system_write(tx, site, "shift", &w, o);
}

Err on_taken_over(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg;
    Rec *done;
    Shift next;
    if (tx->past) return OK;
    TRY(system_reg(tx->cx, site, "shift", &reg));
    TRY(record_load(tx->cx, tx->db, reg, cause->record, &done));
    TRY(note_late(tx, site, done));
    int64_t starts = rec_i64(done, "starts_at", 0), ends = rec_i64(done, "ends_at", 0);
    TRY(shift_after(tx->cx, tx->db, done->region, starts, rec_i64(done, "org", 0), done->id,
                    &next));
    bool follows = next.id && next.starts < ends + MS_DAY;
    if (!follows) TRY(make_shift(tx, site, done, &next.id));
    Write w = {.action = S("begin"), .id = next.id, .reason = S("")};
    TRY(system_write(tx, site, "shift", &w, json_object()));
    return log_handover(tx, site, done, next.id);
}
