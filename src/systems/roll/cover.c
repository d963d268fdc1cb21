/* SPDX-License-Identifier: Apache-2.0 */
/* Who covers whom: a person who has not come in time is not waited for; his stand-in is called,
 * then the leader of his township. An officer may call again or name somebody. Who was asked, when,
 * and who answered stays on the row. source: domain 05 §5.2: the next in the list, logged with
 * times
 */
#include "systems/roll/roll_int.h"

#include "systems/roll_sql.h"

enum { LATE_MAX = 500, CALL_MAX = 3000, RUNG_STAND_IN = 1, RUNG_TOWNSHIP = 2, NAMES_CHARS = 900 };

typedef struct Late {
    const Rec *rec, *response;
    int64_t asked; /* 0 = nobody is left */
    Str asked_name;
    int64_t rung;
} Late;

static Err one_person(Cx *cx, Stmt *st, Late *l)
{
    bool row;
    TRY(stmt_step(cx, st, &row));
    l->asked = row ? col_i64(st, 0) : 0;
    l->asked_name = row ? col_dup(cx, st, 1) : S("");
    stmt_reset(st);
    return OK;
}

static Err find_stand_in(Cx *cx, Db *db, const Site *site, Late *l)
{
    Stmt *st;
    Str from, to;
    region_span(cx, l->response->region.len ? l->response->region : site->city, &from, &to);
    TRY(db_prepare(cx, db, S(SQL_ROLL_STAND_IN), &st));
    stmt_i64(st, 1, rec_i64(l->rec, "person", 0));
    stmt_text(st, 2, from);
    stmt_text(st, 3, to);
    stmt_i64(st, 4, day_of_ms(cx->now_ms));
    return one_person(cx, st, l);
}

static Err find_township(Cx *cx, Db *db, Late *l)
{
    Stmt *st;
    Str region = l->rec->region;
    if (region.len != 12) return OK;
    TRY(db_prepare(cx, db, S(SQL_ROLL_TOWNSHIP), &st));
    stmt_text(st, 1, region);
    stmt_text(st, 2, str_fmt(cx, "%.9s000", region.p));
    stmt_i64(st, 3, rec_i64(l->rec, "person", 0));
    stmt_i64(st, 4, day_of_ms(cx->now_ms));
    return one_person(cx, st, l);
}

/* The next in the list: the stand-in, then the township; nobody is asked twice for one row. */
static Err find_next(Cx *cx, Db *db, const Site *site, Late *l)
{
    int64_t was = rec_i64(l->rec, "rung", 0), before = rec_i64(l->rec, "asked", 0);
    l->rung = was + 1;
    if (l->rung == RUNG_STAND_IN) TRY(find_stand_in(cx, db, site, l));
    if (l->asked) return OK;
    l->rung = RUNG_TOWNSHIP;
    TRY(find_township(cx, db, l));
    if (l->asked == before) l->asked = 0;
    return OK;
}

/* --- asking --- */

static Err write_asked(Txn *tx, const Site *site, const Late *l, int64_t notice, int64_t due_ms)
{
    json_t *o = json_object();
    json_object_set_new(o, "rung", json_integer(l->rung));
    if (l->asked) {
        system_put_text(o, "asked", id_format(tx->cx, l->asked));
        system_put_time(tx->cx, o, "asked_at", tx->cx->now_ms);
        system_put_time(tx->cx, o, "due_at", tx->cx->now_ms + due_ms);
        system_put_text(o, "notice", id_format(tx->cx, notice));
    }
    Write w = {.action = S("update"), .id = l->rec->id, .reason = S("")};
    return system_write(tx, site, "roll_call", &w, o);
}

static Str names_of(Cx *cx, Db *db, const Site *site, const Late *l, size_t n)
{
    Buf b = buf_new(cx, 0);
    size_t i = 0;
    for (; i < n && b.len < NAMES_CHARS; i++) {
        Str name = record_title(cx, db, site->book, S("person"), rec_i64(l[i].rec, "person", 0));
        buf_fmt(&b, "%s%.*s（%.*s）", i ? "、" : "", STR_ARG(name),
                STR_ARG(utf8_head(rec_str(l[i].rec, "posts"), 60)));
    }
    if (i < n) buf_fmt(&b, "等%zu人", n);
    return buf_str(&b);
}

/* One call to one stand-in for all whom he is to cover. */
static Err ask_group(Txn *tx, const Site *site, const Late *l, size_t n, int64_t due_ms)
{
    Cx *cx = tx->cx;
    int64_t notice = 0;
    if (l->asked) {
        Str body = str_fmt(cx, "下列责任人未按时进岗，请您代为进岗履职并立即应答：%.*s。",
                           STR_ARG(names_of(cx, tx->db, site, l, n)));
        Str to = str_fmt(cx, "person:%.*s", STR_ARG(id_format(cx, l->asked)));
        TRY(roll_notice(tx, site, l->response, l->rec->region, to, body, &notice));
        TRY(roll_send(tx, site, notice));
    }
    for (size_t i = 0; i < n; i++) TRY(write_asked(tx, site, &l[i], notice, due_ms));
    return OK;
}

static int by_asked(const void *a, const void *b)
{
    const Late *x = a, *y = b;
    if (x->response->id != y->response->id) return x->response->id < y->response->id ? -1 : 1;
    if (x->asked != y->asked) return x->asked < y->asked ? -1 : 1;
    return (x->rec->id > y->rec->id) - (x->rec->id < y->rec->id);
}

static Err read_late(Txn *tx, const Site *site, Late **ret, size_t *n)
{
    const Reg *reg, *responses;
    Rec *rec, *response;
    Ids ids;
    Stmt *st;
    TRY(system_reg(tx->cx, site, "roll_call", &reg));
    TRY(system_reg(tx->cx, site, "response", &responses));
    TRY(db_prepare(tx->cx, tx->db, S(SQL_ROLL_OVERDUE), &st));
    stmt_i64(st, 1, tx->cx->now_ms);
    stmt_i64(st, 2, LATE_MAX);
    TRY(roll_ids(tx->cx, st, &ids));
    *ret = cx_new(tx->cx, Late, ids.n + 1);
    for (*n = 0; *n < ids.n; ++*n) {
        TRY(record_load(tx->cx, tx->db, reg, ids.p[*n], &rec));
        TRY(record_load(tx->cx, tx->db, responses, rec_i64(rec, "response", 0), &response));
        (*ret)[*n] = (Late){.rec = rec, .response = response, .asked_name = S("")};
        TRY(find_next(tx->cx, tx->db, site, &(*ret)[*n]));
    }
    if (*n) qsort(*ret, *n, sizeof **ret, by_asked);
    return OK;
}

static Err pass_on(Txn *tx, Cmd *cmd)
{
    const Site *site = *(const Site *const *)cmd->arg;
    Late *l;
    size_t n, from = 0;
    int64_t due_ms;
    TRY(roll_confirm_ms(tx->cx, site, tx->db, &due_ms));
    TRY(read_late(tx, site, &l, &n));
    for (size_t i = 1; i <= n; i++) {
        bool same = i < n && l[i].asked == l[from].asked && l[i].response == l[from].response;
        if (same ||
            (i < n && l[i].asked == l[from].asked && l[i].response->id == l[from].response->id))
            continue;
        TRY(ask_group(tx, site, &l[from], i - from, due_ms));
        from = i;
    }
    return OK;
}

Err roll_pass_on(Cx *cx, const Site *site)
{
    Db *db;
    Stmt *st;
    bool any;
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_ROLL_OVERDUE), &st));
    stmt_i64(st, 1, cx->now_ms);
    stmt_i64(st, 2, 1);
    TRY(stmt_step(cx, st, &any));
    stmt_reset(st);
    if (!any) return OK;
    Cmd cmd = {.cx = cx, .run = pass_on, .arg = &site};
    return journal_do(site->journal, &cmd);
}

Err check_cover(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    (void)site;
    (void)old;
    (void)reason;
    if (rec_i64(rec, "covered_by", 0) != rec_i64(rec, "person", 0)) return OK;
    return cx_refuse(tx->cx, ERR_INVALID, S("covered_by"), S(""), "nobody covers for himself");
}

/* --- an officer calls again --- */

typedef struct Again {
    const Site *site;
    const Rec *response;
    Str region;
    Ids ids;
    int64_t notice;
} Again;

static Err call_in(Txn *tx, Cmd *cmd)
{
    Again *a = cmd->arg;
    Cx *cx = tx->cx;
    const Reg *reg;
    Rec *rec;
    Str id = id_format(cx, a->response->id);
    Str to = str_fmt(cx, "register:roll_call?response=%.*s&state=called&region=%.*s", STR_ARG(id),
                     STR_ARG(a->region));
    TRY(roll_notice(tx, a->site, a->response, a->region, to,
                    S("请立即进岗履职并应答本通知；不能到岗的，请立即报告并由替补人员代岗。"),
                    &a->notice));
    TRY(system_reg(cx, a->site, "roll_call", &reg));
    for (size_t i = 0; i < a->ids.n; i++) {
        TRY(record_load(cx, tx->db, reg, a->ids.p[i], &rec));
        json_t *o = json_object();
        json_object_set_new(o, "calls", json_integer(rec_i64(rec, "calls", 0) + 1));
        system_put_text(o, "notice", id_format(cx, a->notice));
        Write w = {.action = S("update"), .id = rec->id, .reason = S("")};
        TRY(system_write(tx, a->site, "roll_call", &w, o));
    }
    return roll_send(tx, a->site, a->notice);
}

static Err read_callable(Cx *cx, Again *a)
{
    Db *db;
    Stmt *st;
    Str from, to;
    region_span(cx, a->region, &from, &to);
    TRY(store_reader(cx, a->site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_ROLL_CALLABLE), &st));
    stmt_i64(st, 1, a->response->id);
    stmt_text(st, 2, from);
    stmt_text(st, 3, to);
    TRY(roll_ids(cx, st, &a->ids));
    if (a->ids.n == 0)
        return cx_refuse(cx, ERR_CONFLICT, S("region"), a->region, "everybody there is on post");
    if (a->ids.n > CALL_MAX)
        return cx_fail(cx, ERR_TOO_BIG, "region", "at most %d persons at once, these are %zu",
                       CALL_MAX, a->ids.n);
    return OK;
}

/* POST /api/roll/{id}/call {"region"?}: everybody of a place who is not on post. */
Err post_call(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Reg *reg, *notices;
    Rec *response;
    json_t *in;
    int64_t id;
    Again a = {.site = site, .region = cx->actor->region};
    TRY(want_id(cx, call, "id", &id));
    TRY(system_reg(cx, site, "response", &reg));
    TRY(system_reg(cx, site, "notice", &notices));
    TRY(record_get(cx, site->book, reg, id, 0, &response));
    TRY(want_object(cx, call, &in));
    Str typed = json_text(in, "region");
    if (typed.len && !region_parse(cx, typed, &a.region))
        return cx_refuse(cx, ERR_INVALID, S("region"), typed,
                         "must name a region of 6, 9 or 12 digits");
    TRY(book_gate(site->book, cx, notices, S("send"), a.region));
    if (!str_is(response->state, "active"))
        return cx_refuse(cx, ERR_CONFLICT, S("id"), response->state, "the response is not active");
    a.response = response;
    TRY(read_callable(cx, &a));
    Cmd cmd = {.cx = cx, .run = call_in, .arg = &a};
    TRY(journal_do(site->journal, &cmd));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "notice", id_format(cx, a.notice));
    jw_ki64(&w, "count", (int64_t)a.ids.n);
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}
