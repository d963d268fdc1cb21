/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a roll: a response against water, wind or slopes begins or changes its level, so all who
 * hold a post that is called at that level are written down once and called. The reaction leaves a
 * draft of the call; a job fills the roll in parts, so that the writer is never held up by a city,
 * and sends it. After a stop it goes on where the draft stands. source: domain 05 §5.2 */
#include "systems/roll/roll_int.h"

#include "systems/roll_sql.h"

/* source: U: post.confirm_minutes, callup.answer_minutes */
static const double CONFIRM_MIN = 60, ANSWER_MIN = 15;
enum { PART = 1000, POSTS_CHARS = 480 };

void region_span(Cx *cx, Str region, Str *from, Str *to)
{
    *from = region_prefix(region);
    *to = str_fmt(cx, "%.*s:", STR_ARG(*from)); /* ':' follows '9' */
}

Err roll_ids(Cx *cx, Stmt *st, Ids *ret)
{
    bool row;
    *ret = (Ids){0};
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, ret, col_i64(st, 0));
    }
    stmt_reset(st);
    return OK;
}

static Err minutes_ms(Cx *cx, const Site *site, Db *db, const char *key, double none, int64_t *ret)
{
    double minutes;
    TRY(system_parameter(cx, site, db, key, none, &minutes));
    *ret = (int64_t)(minutes * MS_MINUTE);
    return OK;
}

Err roll_confirm_ms(Cx *cx, const Site *site, Db *db, int64_t *ret)
{
    return minutes_ms(cx, site, db, "post.confirm_minutes", CONFIRM_MIN, ret);
}

static Str code_zh(const Site *site, const char *list, Str code)
{
    const CodeList *l = model_list(book_model(site->book), str_c(list));
    const Code *c = l ? code_find(l, code) : NULL;
    return c ? c->label.zh : code;
}

/* --- the call --- */

Err roll_notice(Txn *tx, const Site *site, const Rec *response, Str region, Str audience, Str body,
                int64_t *ret)
{
    Cx *cx = tx->cx;
    int64_t answer_ms, incident = rec_i64(response, "incident", 0);
    TRY(minutes_ms(cx, site, tx->db, "callup.answer_minutes", ANSWER_MIN, &answer_ms));
    json_t *o = json_object();
    system_put_text(o, "subject",
                    str_fmt(cx, "进岗叫应：%.*s%.*s应急响应",
                            STR_ARG(code_zh(site, "response_kind", rec_str(response, "kind"))),
                            STR_ARG(code_zh(site, "response_level", rec_str(response, "level")))));
    system_put_text(o, "body", body);
    system_put_text(o, "audience", audience);
    json_object_set_new(o, "channel", json_pack("[s,s,s]", "app", "sms", "auto_call"));
    system_put_text(o, "kind", S("response"));
    system_put_text(o, "urgency", S("urgent"));
    system_put_text(o, "region", region.len ? region : site->city);
    system_put_text(o, "response", id_format(cx, response->id));
    if (incident) system_put_text(o, "incident", id_format(cx, incident));
    json_object_set_new(o, "needs_answer", json_integer(1));
    system_put_time(cx, o, "answer_by", cx->now_ms + answer_ms);
    system_put_text(o, "drafted_by", S("system"));
    Write w = {.action = S("create"), .reason = S("")};
    TRY(system_write(tx, site, "notice", &w, o));
    *ret = w.ret->id;
    return OK;
}

Err roll_send(Txn *tx, const Site *site, int64_t notice)
{
    Write w = {.action = S("send"), .id = notice, .reason = S("")};
    return system_write(tx, site, "notice", &w, json_object());
}

Err on_response_level(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg;
    Rec *response;
    RollKinds kinds;
    int64_t notice;
    Cx *cx = tx->cx;
    if (tx->past) return OK;
    TRY(system_reg(cx, site, "response", &reg));
    TRY(record_load(cx, tx->db, reg, cause->record, &response));
    if (!response || !str_is(response->state, "active")) return OK;
    TRY(roll_kinds(cx, &kinds));
    Str kind = rec_str(response, "kind"), level = rec_str(response, "level");
    if (!roll_calls(&kinds, S(""), kind, level)) return OK;
    Str body =
        str_fmt(cx, "%.*s已启动%.*s%.*s应急响应，请立即进岗履职，巡查所负责的对象，情况随时报告。",
                STR_ARG(region_name(cx, tx->db, site->book, response->region)),
                STR_ARG(code_zh(site, "response_kind", kind)),
                STR_ARG(code_zh(site, "response_level", level)));
    Str audience = str_fmt(cx, "register:roll_call?response=%.*s&state=called",
                           STR_ARG(id_format(cx, response->id)));
    return roll_notice(tx, site, response, response->region, audience, body, &notice);
}

/* --- who is concerned --- */

typedef struct Due {
    int64_t person;
    Str region, kind;
    Str posts;
    int64_t n_posts;
} Due;

typedef struct Roll {
    const Site *site;
    const Rec *response;
    int64_t notice, due_ms;
    Due *p;
    size_t n, cap;
    Map at;        /* person → Due */
    size_t from;   /* of the part that is written */
    Ids unreached; /* rows of an earlier level that nobody has answered */
} Roll;

static void add_post(Cx *cx, Roll *r, Db *db, Str key, const Stmt *st, Str kind_zh)
{
    Str object = col_dup(cx, st, 3);
    int64_t id = col_i64(st, 5);
    bool named = object.len || id == 0 || str_is(col_str(st, 4), "region"); /* its own place */
    if (!named) object = record_title(cx, db, r->site->book, col_dup(cx, st, 4), id);
    Str words =
        object.len ? str_fmt(cx, "%.*s（%.*s）", STR_ARG(kind_zh), STR_ARG(object)) : kind_zh;
    const size_t *at = map_get(&r->at, key);
    Due *d = at && r->p ? &r->p[*at] : NULL;
    if (!d) {
        size_t *i = cx_new(cx, size_t, 1);
        *i = r->n;
        map_put(cx, &r->at, key, i);
        vec_push(
            cx, r,
            ((Due){col_i64(st, 0), col_dup(cx, st, 2), col_dup(cx, st, 1), str_dup(cx, words), 1}));
        return;
    }
    d->n_posts++;
    if (utf8_count(d->posts) + utf8_count(words) < POSTS_CHARS)
        d->posts = str_fmt(cx, "%.*s；%.*s", STR_ARG(d->posts), STR_ARG(words));
}

static Err known_rows(Cx *cx, Db *db, int64_t response, Map *ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_ROLL_PERSONS), &st));
    stmt_i64(st, 1, response);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        map_put(cx, ret, id_format(cx, col_i64(st, 0)), ret);
    }
    stmt_reset(st);
    return OK;
}

/* Whoever holds a post that this level calls and is not on the roll yet: everybody once. */
static Err read_due(Cx *cx, Db *db, Roll *r)
{
    RollKinds kinds;
    Map known = {0};
    Stmt *st;
    bool row;
    Str from, to, level = rec_str(r->response, "level"), what = rec_str(r->response, "kind");
    TRY(roll_kinds(cx, &kinds));
    TRY(known_rows(cx, db, r->response->id, &known));
    region_span(cx, r->response->region.len ? r->response->region : r->site->city, &from, &to);
    TRY(db_prepare(cx, db, S(SQL_ROLL_POSTS), &st));
    stmt_text(st, 1, from);
    stmt_text(st, 2, to);
    stmt_i64(st, 3, day_of_ms(cx->now_ms));
    stmt_i64(st, 4, r->response->id);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        Str key = id_format(cx, col_i64(st, 0));
        if (map_get(&known, key) || !roll_calls(&kinds, col_str(st, 1), what, level)) continue;
        add_post(cx, r, db, key, st, code_zh(r->site, "post_kind", col_str(st, 1)));
    }
    stmt_reset(st);
    return OK;
}

/* --- writing --- */

static Err write_row(Txn *tx, const Roll *r, const Due *d)
{
    Cx *cx = tx->cx;
    json_t *o = json_object();
    system_put_text(o, "response", id_format(cx, r->response->id));
    system_put_text(o, "level", rec_str(r->response, "level"));
    system_put_text(o, "person", id_format(cx, d->person));
    if (d->region.len) system_put_text(o, "region", d->region);
    system_put_text(o, "kind", d->kind);
    system_put_text(o, "posts", d->posts);
    json_object_set_new(o, "n_posts", json_integer(d->n_posts));
    system_put_time(cx, o, "called_at", cx->now_ms);
    json_object_set_new(o, "calls", json_integer(1));
    system_put_time(cx, o, "due_at", cx->now_ms + r->due_ms);
    system_put_text(o, "notice", id_format(cx, r->notice));
    json_object_set_new(o, "rung", json_integer(0));
    Write w = {.action = S("create"), .reason = S("")};
    return system_write(tx, r->site, "roll_call", &w, o);
}

static Err write_part(Txn *tx, Cmd *cmd)
{
    const Roll *r = cmd->arg;
    for (size_t i = r->from; i < r->n && i < r->from + PART; i++) TRY(write_row(tx, r, &r->p[i]));
    return OK;
}

/* Who was called for a level before and has not come is called with the others. */
static Err again_part(Txn *tx, Cmd *cmd)
{
    const Roll *r = cmd->arg;
    const Reg *reg;
    Rec *rec;
    TRY(system_reg(tx->cx, r->site, "roll_call", &reg));
    for (size_t i = r->from; i < r->unreached.n && i < r->from + PART; i++) {
        TRY(record_load(tx->cx, tx->db, reg, r->unreached.p[i], &rec));
        if (!rec || !str_is(rec->state, "called") || rec_i64(rec, "notice", 0) == r->notice)
            continue;
        json_t *o = json_object();
        json_object_set_new(o, "calls", json_integer(rec_i64(rec, "calls", 0) + 1));
        system_put_text(o, "notice", id_format(tx->cx, r->notice));
        Write w = {.action = S("update"), .id = rec->id, .reason = S("")};
        TRY(system_write(tx, r->site, "roll_call", &w, o));
    }
    return OK;
}

/* Nobody is left to be called: the draft goes. */
static Err send_or_drop(Txn *tx, Cmd *cmd)
{
    const Roll *r = cmd->arg;
    if (r->n || r->unreached.n) return roll_send(tx, r->site, r->notice);
    Write w = {.action = S("recall"), .id = r->notice, .reason = S("无待叫应的责任人")};
    return system_write(tx, r->site, "notice", &w, json_object());
}

/* One command in a context of its own, so that a city's rows do not pile up in one arena. */
static Err do_part(Cx *cx, Roll *r, Err (*run)(Txn *tx, Cmd *cmd))
{
    Cx *part = cx_open(cx->now_ms, rng_u64(cx->rng));
    Cmd cmd = {.cx = part, .run = run, .arg = r};
    Err err = cx_carry(cx, part, journal_do(r->site->journal, &cmd));
    cx_close(part);
    return err;
}

static Err do_parts(Cx *cx, Roll *r, size_t n, Err (*run)(Txn *tx, Cmd *cmd))
{
    for (r->from = 0; r->from < n; r->from += PART) TRY(do_part(cx, r, run));
    return OK;
}

static Err read_unreached(Cx *cx, Db *db, Roll *r)
{
    Stmt *st;
    TRY(db_prepare(cx, db, S(SQL_ROLL_UNREACHED), &st));
    stmt_i64(st, 1, r->response->id);
    return roll_ids(cx, st, &r->unreached);
}

static Err open_one(Cx *cx, const Site *site, Db *db, int64_t notice, int64_t response)
{
    const Reg *reg;
    Rec *rec;
    Roll *r = cx_new(cx, Roll, 1);
    *r = (Roll){.site = site, .notice = notice};
    TRY(system_reg(cx, site, "response", &reg));
    TRY(record_load(cx, db, reg, response, &rec));
    r->response = rec;
    bool live = rec && !rec->voided && str_is(rec->state, "active");
    if (live) {
        TRY(roll_confirm_ms(cx, site, db, &r->due_ms));
        TRY(read_unreached(cx, db, r));
        TRY(read_due(cx, db, r));
        TRY(do_parts(cx, r, r->n, write_part));
        TRY(do_parts(cx, r, r->unreached.n, again_part));
    }
    return do_part(cx, r, send_or_drop);
}

typedef struct Draft {
    int64_t notice, response;
} Draft;

Err roll_open(Cx *cx, const Site *site)
{
    VEC(Draft) drafts = {0};
    Db *db;
    Stmt *st;
    bool row;
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_ROLL_DRAFTS), &st));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &drafts, ((Draft){col_i64(st, 0), col_i64(st, 1)}));
    }
    stmt_reset(st);
    for (size_t i = 0; i < drafts.n; i++)
        TRY(open_one(cx, site, db, drafts.p[i].notice, drafts.p[i].response));
    return drafts.n ? roll_count(cx, site) : OK;
}
