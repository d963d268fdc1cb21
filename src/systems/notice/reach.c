/* SPDX-License-Identifier: Apache-2.0 */
/* How far notices have come with people (叫应台): counts of receipts by place and state, and what
 * runs now and still wants an answer. Counts only, of the actor's own region; who the persons are
 * tells the list of receipts. */
#include "systems/notice/notice_int.h"

#include "systems/notice_sql.h"

/* source: callup.answer_minutes, 05-flood-typhoon-disaster.md */
static const double ANSWER_MIN = 15;

/* What an actor may see of the receipts: his region, and those of no place if he may. */
typedef struct View {
    Str from, to;
    bool placeless;
} View;

static Err read_view(Cx *cx, const Site *site, View *ret)
{
    const Reg *reg;
    TRY(system_reg(cx, site, "receipt", &reg));
    TRY(book_gate(site->book, cx, reg, S("read"), cx->actor->region));
    ret->placeless = book_gate(site->book, cx, reg, S("read"), S("")) == OK;
    cx_clear(cx);
    ret->from = region_prefix(cx->actor->region);
    ret->to = str_fmt(cx, "%.*s:", STR_ARG(ret->from)); /* ':' follows '9' */
    return OK;
}

static void bind_view(Stmt *st, const View *v)
{
    stmt_text(st, 1, v->from);
    stmt_text(st, 2, v->to);
    stmt_i64(st, 3, v->placeless);
}

/* --- one notice --- */

static void put_place(Cx *cx, const Site *site, Db *db, const Stmt *st, Jw *w)
{
    Str place = col_dup(cx, st, 0);
    Str code = place.len == 9 ? str_fmt(cx, "%.*s000", STR_ARG(place)) : place;
    jw_open(w, '{');
    jw_kstr(w, "region", code);
    jw_kstr(w, "region_name", code.len ? region_name(cx, db, site->book, code) : S(""));
    jw_kstr(w, "state", col_str(st, 1));
    jw_ki64(w, "count", col_i64(st, 2));
    jw_ki64(w, "passed_on", col_i64(st, 3));
    jw_close(w, '}');
}

static Err put_places(Cx *cx, const Site *site, int64_t notice, const View *v, Jw *w)
{
    Db *db;
    Stmt *st;
    bool row;
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_RECEIPT_REACH), &st));
    bind_view(st, v);
    stmt_i64(st, 4, notice);
    jw_open(w, '[');
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        put_place(cx, site, db, st, w);
    }
    stmt_reset(st);
    jw_close(w, ']');
    return OK;
}

static Err count_queue(Cx *cx, const Site *site, int64_t notice, const View *v, int64_t *ret)
{
    Db *db;
    Stmt *st;
    bool row;
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_QUEUE_COUNT), &st));
    bind_view(st, v);
    stmt_i64(st, 4, notice);
    TRY(stmt_step(cx, st, &row));
    *ret = row ? col_i64(st, 0) : 0;
    stmt_reset(st);
    return OK;
}

static Err want_notice(Cx *cx, HttpCall *call, int64_t *ret)
{
    const Site *site = site_of(call);
    const Reg *reg;
    Rec *notice;
    Db *db;
    TRY(want_id(cx, call, "id", ret));
    TRY(system_reg(cx, site, "notice", &reg));
    TRY(store_reader(cx, site->store, &db));
    TRY(record_load(cx, db, reg, *ret, &notice));
    if (!notice) return cx_refuse(cx, ERR_NOT_FOUND, S("id"), S(""), "no such record");
    return OK;
}

Err notice_reach(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    View v;
    int64_t id, queued;
    TRY(read_view(cx, site, &v));
    TRY(want_notice(cx, call, &id));
    TRY(count_queue(cx, site, id, &v, &queued));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_ki64(&w, "queued", queued);
    jw_key(&w, S("items"));
    TRY(put_places(cx, site, id, &v, &w));
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* --- what runs --- */

typedef struct Names {
    const Site *site;
    Db *db;
} Names;

static const char *const counts[] = {"total",    "sent",    "heard",  "acked",
                                     "fed_back", "visited", "failed", "passed_on"};

/* A warning without a notice has no receipts, and says so by its zeros. */
static void put_call(Cx *cx, const Stmt *st, const void *ctx, Jw *w)
{
    const Names *n = ctx;
    Str region = col_dup(cx, st, 3);
    jw_open(w, '{');
    jw_kstr(w, "register", col_str(st, 0));
    jw_kstr(w, "id", id_format(cx, col_i64(st, 1)));
    jw_kstr(w, "title", col_str(st, 2));
    jw_kstr(w, "region", region);
    jw_kstr(w, "region_name", region.len ? region_name(cx, n->db, n->site->book, region) : S(""));
    jw_kstr(w, "state", col_str(st, 4));
    jw_kstr(w, "sent_at", time_format(cx, col_i64(st, 5)));
    jw_kstr(w, "due_at", time_format(cx, col_i64(st, 6)));
    jw_kstr(w, "level", col_str(st, 7));
    for (size_t i = 0; i < COUNT(counts); i++) jw_ki64(w, counts[i], col_i64(st, 8 + (int)i));
    jw_close(w, '}');
}

Err notice_calls(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Names n = {.site = site};
    View v;
    Stmt *st;
    double minutes;
    TRY(read_view(cx, site, &v));
    TRY(store_reader(cx, site->store, &n.db));
    TRY(system_parameter(cx, site, n.db, "callup.answer_minutes", ANSWER_MIN, &minutes));
    TRY(db_prepare(cx, n.db, S(SQL_NOTICE_CALLS), &st));
    bind_view(st, &v);
    stmt_i64(st, 4, (int64_t)(minutes * MS_MINUTE));
    return system_answer_rows(cx, call, st, put_call, &n);
}
