/* SPDX-License-Identifier: Apache-2.0 */
/* The board: due, on post, not answered and covered, county → township → village. Counts only; the
 * persons with their evidence are records of roll_call. */
#include "systems/roll/roll_int.h"

#include "systems/roll_sql.h"

enum { COUNTY = 6, TOWNSHIP = 9, VILLAGE = 12, N_COUNTS = 5 };

static const char *const counts[N_COUNTS] = {"due", "on_post", "covered", "late", "asked"};

typedef struct View {
    const Site *site;
    Db *db;
    Str region, from, to;
} View;

/* region asked for, inside the actor's. fails: ERR_DENIED */
static Err read_view(Cx *cx, HttpCall *call, View *ret)
{
    const Site *site = site_of(call);
    const Reg *reg;
    *ret = (View){.site = site};
    TRY(system_want_region(cx, call, &ret->region));
    TRY(system_reg(cx, site, "roll_call", &reg));
    TRY(book_gate(site->book, cx, reg, S("read"), ret->region));
    region_span(cx, ret->region, &ret->from, &ret->to);
    return store_reader(cx, site->store, &ret->db);
}

/* Digits of the level below a place: city → county → township → village. */
static int64_t digits_below(Str prefix)
{
    return prefix.len < COUNTY ? COUNTY : prefix.len < TOWNSHIP ? TOWNSHIP : VILLAGE;
}

static Str whole_code(Cx *cx, Str place)
{
    static const char zeros[] = "000000000000";
    if (place.len >= VILLAGE) return str_dup(cx, place);
    return str_fmt(cx, "%.*s%s", STR_ARG(place), zeros + place.len);
}

static void put_counts(Jw *w, const int64_t n[N_COUNTS])
{
    for (int i = 0; i < N_COUNTS; i++) jw_ki64(w, counts[i], n[i]);
}

static Err put_places(Cx *cx, const View *v, int64_t response, int64_t total[N_COUNTS], Jw *w)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, v->db, S(SQL_ROLL_BOARD), &st));
    stmt_i64(st, 1, response);
    stmt_text(st, 2, v->from);
    stmt_text(st, 3, v->to);
    stmt_i64(st, 4, digits_below(v->from));
    stmt_i64(st, 5, cx->now_ms);
    jw_open(w, '[');
    for (;;) {
        int64_t n[N_COUNTS];
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        Str code = whole_code(cx, col_str(st, 0));
        for (int i = 0; i < N_COUNTS; i++) total[i] += n[i] = col_i64(st, 1 + i);
        jw_open(w, '{');
        jw_kstr(w, "region", code);
        jw_kstr(w, "region_name", region_name(cx, v->db, v->site->book, code));
        put_counts(w, n);
        jw_close(w, '}');
    }
    stmt_reset(st);
    jw_close(w, ']');
    return OK;
}

static Err put_evidence(Cx *cx, const View *v, int64_t response, Jw *w)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, v->db, S(SQL_ROLL_EVIDENCE_COUNTS), &st));
    stmt_i64(st, 1, response);
    stmt_text(st, 2, v->from);
    stmt_text(st, 3, v->to);
    jw_open(w, '[');
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        jw_open(w, '{');
        jw_kstr(w, "evidence", col_str(st, 0));
        jw_ki64(w, "count", col_i64(st, 1));
        jw_close(w, '}');
    }
    stmt_reset(st);
    jw_close(w, ']');
    return OK;
}

Err get_board(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Reg *reg;
    Rec *response;
    Str typed;
    int64_t id, total[N_COUNTS] = {0};
    View v;
    TRY(want_param(cx, call, "response", &typed));
    if (!id_parse(typed, &id))
        return cx_refuse(cx, ERR_INVALID, S("response"), typed, "must be the id of a response");
    TRY(system_reg(cx, site, "response", &reg));
    TRY(record_get(cx, site->book, reg, id, 0, &response));
    TRY(read_view(cx, call, &v));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "response", id_format(cx, id));
    jw_kstr(&w, "region", v.region);
    jw_kstr(&w, "region_name", region_name(cx, v.db, site->book, v.region));
    jw_key(&w, S("items"));
    TRY(put_places(cx, &v, id, total, &w));
    jw_key(&w, S("total"));
    jw_open(&w, '{');
    put_counts(&w, total);
    jw_close(&w, '}');
    jw_key(&w, S("evidence"));
    TRY(put_evidence(cx, &v, id, &w));
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

static void put_roll(Cx *cx, const Stmt *st, const void *ctx, Jw *w)
{
    const View *v = ctx;
    Str region = col_dup(cx, st, 3);
    int64_t started = col_i64(st, 5);
    jw_open(w, '{');
    jw_kstr(w, "id", id_format(cx, col_i64(st, 0)));
    jw_kstr(w, "kind", col_str(st, 1));
    jw_kstr(w, "level", col_str(st, 2));
    jw_kstr(w, "region", region);
    jw_kstr(w, "region_name", region_name(cx, v->db, v->site->book, region));
    jw_kstr(w, "state", col_str(st, 4));
    if (started) jw_kstr(w, "started_at", time_format(cx, started));
    else jw_knull(w, "started_at");
    jw_ki64(w, "due", col_i64(st, 6));
    jw_ki64(w, "on_post", col_i64(st, 7));
    jw_ki64(w, "covered", col_i64(st, 8));
    jw_close(w, '}');
}

/* Responses that have a roll, with its sums in the actor's region. */
Err get_rolls(Cx *cx, HttpCall *call)
{
    View v;
    Stmt *st;
    TRY(read_view(cx, call, &v));
    TRY(db_prepare(cx, v.db, S(SQL_ROLLS), &st));
    stmt_text(st, 1, v.from);
    stmt_text(st, 2, v.to);
    return system_answer_rows(cx, call, st, put_roll, &v);
}

/* --- onto the response --- */

typedef struct Count {
    int64_t response, due, on_post;
} Count;

typedef struct Counts {
    const Site *site;
    Count *p;
    size_t n, cap;
} Counts;

static Err write_counts(Txn *tx, Cmd *cmd)
{
    const Counts *c = cmd->arg;
    for (size_t i = 0; i < c->n; i++) {
        json_t *o = json_object();
        json_object_set_new(o, "posts_due", json_integer(c->p[i].due));
        json_object_set_new(o, "posts_confirmed", json_integer(c->p[i].on_post));
        Write w = {.action = S("update"), .id = c->p[i].response, .reason = S("")};
        TRY(system_write(tx, c->site, "response", &w, o));
    }
    return OK;
}

Err roll_count(Cx *cx, const Site *site)
{
    Counts c = {.site = site};
    Db *db;
    Stmt *st;
    bool row;
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_ROLL_COUNTS), &st));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &c, ((Count){col_i64(st, 0), col_i64(st, 1), col_i64(st, 2)}));
    }
    stmt_reset(st);
    if (c.n == 0) return OK;
    Cmd cmd = {.cx = cx, .run = write_counts, .arg = &c};
    return journal_do(site->journal, &cmd);
}
