/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks. What a write means for them is planned before the entry is appended and stands in its
 * body, so that replay needs no definition:
 * [{"c":clock,"start":ms,"due":ms,"owner":text,"step":percent,"next":ms}] or
 * {"c","due","step","next"} or
 * {"c","stop":ms} or {"c","fire":percent,"next"}. */
#include "register/book_int.h"
#include "register/expr.h"
#include "register/register_sql.h"

enum { FIRE_MAX = 500 };

/* Instant at which a rung is reached. */
static int64_t rung_at(int64_t started, int64_t due, int percent)
{
    int64_t term = due > started ? due - started : 0;
    return percent <= 100 || term > 0 ? started + term / 100 * percent + term % 100 * percent / 100
                                      : due;
}

/* Next rung above `step` percent: its instant, INT64_MAX = none. */
static int64_t next_rung(const Clock *c, int64_t started, int64_t due, int step)
{
    for (size_t i = 0; i < c->n_ladder; i++)
        if (c->ladder[i].percent > step) return rung_at(started, due, c->ladder[i].percent);
    return INT64_MAX;
}

static bool holds_state(Strs states, Str state)
{
    for (size_t i = 0; i < states.n; i++)
        if (str_eq(states.p[i], state)) return true;
    return false;
}

static Val field_val(const Rec *rec, Str key)
{
    const Field *f = rec && key.len ? reg_field(rec->reg, key) : NULL;
    return f ? rec->v[f->index] : (Val){0};
}

static bool happened(ClockEvent event, Strs states, Str field, const Rec *old, const Rec *rec)
{
    switch (event) {
    case CLOCK_NEVER: return false;
    case CLOCK_CREATE: return !old;
    case CLOCK_STATE:
        return holds_state(states, rec->state) && (!old || !str_eq(old->state, rec->state));
    case CLOCK_FIELD:
        return field_val(rec, field).kind != VAL_NULL &&
               (!old || field_val(old, field).kind == VAL_NULL);
    }
    return false;
}

static bool is_stopped(const Clock *c, const Rec *rec)
{
    if (rec->voided) return true;
    if (c->stops == CLOCK_STATE) return holds_state(c->stop_states, rec->state);
    return c->stops == CLOCK_FIELD && field_val(rec, c->stop_field).kind != VAL_NULL;
}

static Err parameter(Cx *cx, Book *b, Db *db, Str key, int64_t *ret, bool *found)
{
    Str text;
    double v;
    TRY(parameter_text(cx, b, db, key, &text));
    *found = str_f64(str_trim(text), &v);
    if (*found) *ret = (int64_t)v;
    return OK;
}

/* When a clock that starts at `started` is due; INT64_MAX = it has no due time yet. */
static Err due_of(Cx *cx, Book *b, Db *db, const Clock *c, const Rec *rec, int64_t started,
                  int64_t *ret)
{
    Val v;
    int64_t n;
    bool found;
    *ret = INT64_MAX;
    switch (c->due) {
    case DUE_MS: *ret = started + c->due_ms; break;
    case DUE_WORKDAYS: *ret = model_add_workdays(book_model(b), started, c->due_workdays); break;
    case DUE_FIELD: {
        v = field_val(rec, c->due_field);
        const Field *f = reg_field(rec->reg, c->due_field);
        if (v.kind == VAL_INT)
            *ret =
                f->type == TYPE_DATE ? ms_of_day(v.i + 1) - 1 : v.i; /* a day counts to its end */
        break;
    }
    case DUE_PARAM:
        TRY(parameter(cx, b, db, c->due_param, &n, &found));
        if (found) *ret = started + n * c->due_unit_ms;
        break;
    }
    return OK;
}

static Str owner_of(Cx *cx, const Clock *c, const Rec *rec)
{
    const Field *f = c->owner_field.len ? reg_field(rec->reg, c->owner_field) : NULL;
    bool named = f && rec->v[f->index].kind != VAL_NULL;
    return named ? val_text(cx, f, rec->v[f->index]) : c->owner_role;
}

typedef struct Stored {
    bool there, running;
    int64_t started, due;
    int step;
    Str owner;
} Stored;

static Err stored(Cx *cx, Db *db, int64_t record, Str clock, Stored *ret)
{
    Stmt *st;
    bool row;
    *ret = (Stored){0};
    TRY(db_prepare(cx, db, S(SQL_OBLIGATION_ONE), &st));
    stmt_i64(st, 1, record);
    stmt_text(st, 2, clock);
    TRY(stmt_step(cx, st, &row));
    if (row)
        *ret = (Stored){true,           col_is_null(st, 5),  col_i64(st, 3),
                        col_i64(st, 4), (int)col_i64(st, 6), col_dup(cx, st, 1)};
    stmt_reset(st);
    return OK;
}

static const Clock *clock_of(const Reg *r, Str key)
{
    for (size_t i = 0; r && i < r->n_clocks; i++)
        if (str_eq(r->clocks[i].key, key)) return &r->clocks[i];
    return NULL;
}

static void put_next(Jw *w, int64_t next)
{
    if (next == INT64_MAX) jw_knull(w, "next");
    else jw_ki64(w, "next", next);
}

/* step: percent of the last rung that fired, when a running clock begins earlier than thought. */
static void put_start(Cx *cx, Jw *w, const Clock *c, const Rec *rec, int64_t started, int64_t due,
                      int step)
{
    jw_open(w, '{');
    jw_kstr(w, "c", c->key);
    jw_ki64(w, "start", started);
    jw_ki64(w, "due", due);
    jw_kstr(w, "owner", owner_of(cx, c, rec));
    if (step) jw_ki64(w, "step", step);
    put_next(w, next_rung(c, started, due, step));
    jw_close(w, '}');
}

/* A term that was put off climbs its ladder anew: a yearly check fires every year. */
static void put_due(Jw *w, const Clock *c, const Stored *s, int64_t due)
{
    int step = due > s->due ? 0 : s->step;
    jw_open(w, '{');
    jw_kstr(w, "c", c->key);
    jw_ki64(w, "due", due);
    jw_ki64(w, "step", step);
    put_next(w, next_rung(c, s->started, due, step));
    jw_close(w, '}');
}

static void put_stop(Jw *w, const Clock *c, int64_t at)
{
    jw_open(w, '{');
    jw_kstr(w, "c", c->key);
    jw_ki64(w, "stop", at);
    jw_close(w, '}');
}

/* A clock that starts with a time field starts at that time, however late it was typed in: the
 * earliest evidence counts, not the form. A time that lies ahead starts it now. */
static int64_t evidence(const Clock *c, const Rec *rec, int64_t at)
{
    const Field *f = c->starts == CLOCK_FIELD ? reg_field(rec->reg, c->start_field) : NULL;
    Val v = f && f->type == TYPE_TIME ? rec->v[f->index] : (Val){0};
    return v.kind == VAL_INT && v.i < at ? v.i : at;
}

/* Other evidence came up, or some was taken back: the start of a running clock. */
static int64_t start_now(const Clock *c, const Rec *old, const Rec *rec, const Stored *s,
                         int64_t at)
{
    const Field *f = c->starts == CLOCK_FIELD ? reg_field(rec->reg, c->start_field) : NULL;
    bool moved = old && f && f->type == TYPE_TIME && rec->v[f->index].kind == VAL_INT &&
                 !val_same(old->v[f->index], rec->v[f->index]);
    return moved ? evidence(c, rec, at) : s->started;
}

/* The clock started at another time. What it has fired stays fired. */
static Err plan_restart(Cx *cx, Book *b, Db *db, const Clock *c, const Rec *rec, const Stored *s,
                        int64_t started, Jw *w)
{
    int64_t due;
    TRY(due_of(cx, b, db, c, rec, started, &due));
    if (due != INT64_MAX) put_start(cx, w, c, rec, started, due, s->step);
    return OK;
}

static Err plan_one(Cx *cx, Book *b, Db *db, const Clock *c, const Rec *old, const Rec *rec,
                    int64_t at, Jw *w)
{
    Stored s;
    int64_t due;
    bool begins = happened(c->starts, c->start_states, c->start_field, old, rec),
         applies = !c->when || expr_holds(cx, c->when, rec, false);
    if (old) TRY(stored(cx, db, rec->id, c->key, &s));
    else s = (Stored){0};
    if (s.running && (is_stopped(c, rec) || !applies)) return put_stop(w, c, at), OK;
    if (is_stopped(c, rec) || !applies) return OK;
    if (begins || !s.there) {
        /* a clock whose term was not known when it began (its due field was empty) begins once it
         * is */
        bool late_start = old && !s.there && c->starts == CLOCK_CREATE;
        int64_t started = begins ? evidence(c, rec, at) : rec->created_ms;
        if (!begins && !late_start) return OK;
        TRY(due_of(cx, b, db, c, rec, started, &due));
        if (due != INT64_MAX) put_start(cx, w, c, rec, started, due, 0);
        return OK;
    }
    int64_t from = s.running ? start_now(c, old, rec, &s, at) : 0;
    if (s.running && from != s.started) return plan_restart(cx, b, db, c, rec, &s, from, w);
    if (!s.running) return OK;
    due = s.due;
    if (c->due == DUE_FIELD) TRY(due_of(cx, b, db, c, rec, s.started, &due));
    if (due == INT64_MAX) put_stop(w, c, at);
    else if (due != s.due) put_due(w, c, &s, due);
    else if (!str_eq(owner_of(cx, c, rec), s.owner)) /* handed on: the term stays */
        put_start(cx, w, c, rec, s.started, s.due, s.step);
    return OK;
}

Err obligations_plan(Cx *cx, Book *b, Db *db, const Rec *old, const Rec *rec, int64_t at, Str *ret)
{
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    *ret = S("");
    if (rec->reg->n_clocks == 0) return OK;
    jw_open(&w, '[');
    for (size_t i = 0; i < rec->reg->n_clocks; i++)
        TRY(plan_one(cx, b, db, &rec->reg->clocks[i], old, rec, at, &w));
    jw_close(&w, ']');
    if (buf.len > 2) *ret = buf_str(&buf);
    return OK;
}

/* --- as it was before --- */

/* One clock as it stood before an entry, gathered from the newest entry back to its start. */
typedef struct Before {
    Str clock, owner;
    bool started, has_due, has_step, has_stop;
    int64_t start, due, stop;
    int64_t step;
} Before;

static void gather_before(Cx *cx, json_t *o, Before *b)
{
    json_t *v;
    if ((v = json_object_get(o, "stop")) && !b->has_stop)
        b->stop = json_integer_value(v), b->has_stop = true;
    if ((v = json_object_get(o, "fire")) && !b->has_step)
        b->step = json_integer_value(v), b->has_step = true;
    if ((v = json_object_get(o, "due")) && !b->has_due)
        b->due = json_integer_value(v), b->has_due = true;
    if (json_object_get(o, "due") && !b->has_step)
        b->step = json_integer_value(json_object_get(o, "step")), b->has_step = true;
    if (!(v = json_object_get(o, "start"))) return;
    b->start = json_integer_value(v);
    b->owner = str_dup(cx, str_c(json_string_value(json_object_get(o, "owner"))));
    b->started = true;
}

/* Within one entry the last word about a clock counts, so it is read from its end. ret: nothing
 * before can matter. */
static bool gather_entry(Cx *cx, json_t *list, Before *b)
{
    for (size_t i = json_array_size(list); i-- > 0 && !b->started;) {
        json_t *o = json_array_get(list, i);
        if (!str_is(b->clock, json_string_value(json_object_get(o, "c")))) continue;
        if (json_object_get(o, "drop")) return true;
        gather_before(cx, o, b);
    }
    return b->started;
}

static Err find_before(Cx *cx, Db *db, const Entry *undone, Before *b)
{
    Stmt *st;
    Entry e;
    json_t *body;
    bool row = true, known = false;
    TRY(db_prepare(cx, db, S(SQL_JOURNAL_BEFORE), &st));
    stmt_i64(st, 1, undone->record);
    stmt_i64(st, 2, undone->seq);
    while (!known) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        journal_row(cx, st, &e);
        TRY(entry_body(cx, &e, &body));
        known = gather_entry(cx, json_object_get(body, "o"), b);
        json_decref(body);
    }
    stmt_reset(st);
    return OK;
}

static void put_before(Jw *w, const Clock *c, const Before *b)
{
    jw_open(w, '{');
    jw_kstr(w, "c", b->clock);
    if (b->started) {
        jw_ki64(w, "start", b->start);
        jw_ki64(w, "due", b->due);
        jw_kstr(w, "owner", b->owner);
        if (b->step) jw_ki64(w, "step", b->step);
        put_next(w, c ? next_rung(c, b->start, b->due, (int)b->step) : INT64_MAX);
    } else {
        jw_kbool(w, "drop", true);
    }
    jw_close(w, '}');
    if (!b->started || !b->has_stop) return;
    jw_open(w, '{');
    jw_kstr(w, "c", b->clock);
    jw_ki64(w, "stop", b->stop);
    jw_close(w, '}');
}

Err obligations_restore(Cx *cx, Db *db, const Rec *rec, const Entry *undone, Str *ret)
{
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    json_t *body, *o;
    size_t i;
    *ret = S("");
    TRY(entry_body(cx, undone, &body));
    jw_open(&w, '[');
    json_array_foreach (json_object_get(body, "o"), i, o) {
        Before b = {.clock = str_dup(cx, str_c(json_string_value(json_object_get(o, "c")))),
                    .owner = S("")};
        Err err = find_before(cx, db, undone, &b);
        if (err != OK) return json_decref(body), err;
        put_before(&w, clock_of(rec->reg, b.clock), &b);
    }
    json_decref(body);
    jw_close(&w, ']');
    if (buf.len > 2) *ret = buf_str(&buf);
    return OK;
}

/* --- applying --- */

static int64_t number(json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static void bind_next(Stmt *st, int n, json_t *o)
{
    json_t *next = json_object_get(o, "next");
    if (json_is_integer(next)) stmt_i64(st, n, json_integer_value(next));
    else stmt_null(st, n);
}

static Err apply_start(Cx *cx, Db *db, const Entry *e, json_t *o, Str clock)
{
    Stmt *st;
    TRY(db_prepare(cx, db, S(SQL_OBLIGATION_START), &st));
    stmt_i64(st, 1, e->record);
    stmt_text(st, 2, clock);
    stmt_text(st, 3, e->reg);
    stmt_text(st, 4, e->region);
    stmt_text(st, 5, str_c(json_string_value(json_object_get(o, "owner"))));
    stmt_i64(st, 6, number(o, "start"));
    stmt_i64(st, 7, number(o, "due"));
    bind_next(st, 8, o);
    stmt_i64(st, 9, number(o, "step"));
    return stmt_run(cx, st, NULL);
}

static Err apply_one(Cx *cx, Db *db, const Entry *e, json_t *o)
{
    Stmt *st;
    Str clock = str_c(json_string_value(json_object_get(o, "c")));
    if (json_object_get(o, "start")) return apply_start(cx, db, e, o, clock);
    if (json_object_get(o, "drop")) {
        TRY(db_prepare(cx, db, S(SQL_OBLIGATION_DROP), &st));
        stmt_i64(st, 1, e->record);
        stmt_text(st, 2, clock);
        return stmt_run(cx, st, NULL);
    }
    bool stop = json_object_get(o, "stop") != NULL, fire = json_object_get(o, "fire") != NULL;
    TRY(db_prepare(cx, db,
                   stop   ? S(SQL_OBLIGATION_STOP)
                   : fire ? S(SQL_OBLIGATION_FIRE)
                          : S(SQL_OBLIGATION_DUE),
                   &st));
    stmt_i64(st, 1, e->record);
    stmt_text(st, 2, clock);
    stmt_i64(st, 3, number(o, stop ? "stop" : fire ? "fire" : "due"));
    if (!stop) bind_next(st, 4, o);
    if (!stop && !fire) stmt_i64(st, 5, number(o, "step"));
    return stmt_run(cx, st, NULL);
}

Err obligations_apply(Cx *cx, Db *db, const Entry *e, json_t *list)
{
    size_t i;
    json_t *o;
    json_array_foreach (list, i, o) TRY(apply_one(cx, db, e, o));
    return OK;
}

/* --- firing --- */

typedef struct Firing {
    Book *book;
    int64_t now;
    int64_t fired;
} Firing;

typedef struct Due {
    int64_t record, started, due;
    Str clock, reg, region;
    int step;
} Due;

static Err read_due(Cx *cx, Db *db, int64_t now, Due **ret, size_t *n)
{
    Stmt *st;
    bool row = true;
    VEC(Due) list = {0};
    TRY(db_prepare(cx, db, S(SQL_OBLIGATIONS_DUE), &st));
    stmt_i64(st, 1, now);
    stmt_i64(st, 2, FIRE_MAX);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &list,
                 ((Due){.record = col_i64(st, 0),
                        .clock = col_dup(cx, st, 1),
                        .reg = col_dup(cx, st, 2),
                        .step = (int)col_i64(st, 3),
                        .started = col_i64(st, 4),
                        .due = col_i64(st, 5),
                        .region = col_dup(cx, st, 6)}));
    }
    *ret = list.p;
    *n = list.n;
    return OK;
}

/* One rung of one obligation: an entry, so that followers tell whom it names. A clock that its
 * definition lost fires no more. */
static Err fire_one(Txn *tx, Firing *f, const Due *d)
{
    Cx *cx = tx->cx;
    const Clock *c = clock_of(model_reg(book_model(f->book), d->reg), d->clock);
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    int percent = d->step;
    Str to = S("");
    for (size_t i = 0; c && i < c->n_ladder; i++) {
        if (c->ladder[i].percent <= d->step) continue;
        percent = c->ladder[i].percent;
        to = c->ladder[i].to;
        break;
    }
    jw_open(&w, '{');
    jw_kstr(&w, "to", to);
    jw_key(&w, S("o"));
    jw_open(&w, '[');
    jw_open(&w, '{');
    jw_kstr(&w, "c", d->clock);
    jw_ki64(&w, "fire", percent);
    put_next(&w, c ? next_rung(c, d->started, d->due, percent) : INT64_MAX);
    jw_close(&w, '}');
    jw_close(&w, ']');
    jw_close(&w, '}');
    Entry e = {.reg = d->reg,
               .record = d->record,
               .action = S("clock"),
               .region = d->region,
               .body = buf_str(&b)};
    json_t *body;
    TRY(journal_append(tx, &e));
    TRY(entry_body(cx, &e, &body));
    f->fired++;
    Err err = obligations_apply(cx, tx->db, &e, json_object_get(body, "o"));
    json_decref(body);
    return err;
}

static Err fire_due(Txn *tx, Cmd *cmd)
{
    Firing *f = cmd->arg;
    Due *due;
    size_t n;
    f->fired = 0;
    TRY(read_due(tx->cx, tx->db, f->now, &due, &n));
    for (size_t i = 0; i < n; i++) TRY(fire_one(tx, f, &due[i]));
    return OK;
}

Err clocks_fire(Cx *cx, Book *b, int64_t *next_ms)
{
    Firing f = {b, cx->now_ms, 1};
    while (f.fired > 0) {
        Cmd cmd = {.cx = cx, .run = fire_due, .arg = &f};
        TRY(clocks_next(cx, b, next_ms));
        if (*next_ms > cx->now_ms) return OK;
        TRY(journal_do(b->config.journal, &cmd));
    }
    return clocks_next(cx, b, next_ms);
}

Err clocks_next(Cx *cx, Book *b, int64_t *next_ms)
{
    Db *db;
    TRY(store_reader(cx, b->config.store, &db));
    return db_value_i64(cx, db, S(SQL_OBLIGATION_NEXT_AT), INT64_MAX, next_ms);
}

/* --- reading --- */

static Obligation read_obligation(Cx *cx, const Stmt *st, const Reg *r, int64_t record)
{
    Obligation o = {.reg = r,
                    .record = record,
                    .clock_key = col_dup(cx, st, 0),
                    .owner = col_dup(cx, st, 1),
                    .region = col_dup(cx, st, 2),
                    .started_ms = col_i64(st, 3),
                    .due_ms = col_i64(st, 4),
                    .stopped_ms = col_is_null(st, 5) ? 0 : col_i64(st, 5),
                    .step = (int)col_i64(st, 6),
                    .title = S("")};
    int64_t end = o.stopped_ms ? o.stopped_ms : cx->now_ms;
    o.clock = clock_of(r, o.clock_key);
    o.late_s = end > o.due_ms ? (end - o.due_ms) / MS_SECOND : 0;
    if (o.stopped_ms) o.state = end > o.due_ms ? S("done_late") : S("done");
    else o.state = end > o.due_ms ? S("late") : S("running");
    return o;
}

Err record_obligations(Cx *cx, Book *b, const Reg *reg, int64_t id, Obligation **ret, size_t *n)
{
    Db *db;
    Stmt *st;
    bool row;
    VEC(Obligation) list = {0};
    TRY(store_reader(cx, b->config.store, &db));
    TRY(db_prepare(cx, db, S(SQL_OBLIGATION_OF_RECORD), &st));
    stmt_i64(st, 1, id);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &list, read_obligation(cx, st, reg, id));
    }
    *ret = list.p;
    *n = list.n;
    return OK;
}

Err obligations_running(Cx *cx, Book *b, bool only_late, int limit, Obligation **ret, size_t *n)
{
    Db *db;
    Stmt *st;
    bool row;
    VEC(Obligation) list = {0};
    Str from = region_prefix(cx->actor->region), to = prefix_end(cx, from);
    TRY(store_reader(cx, b->config.store, &db));
    TRY(db_prepare(cx, db, S(SQL_OBLIGATIONS_OPEN), &st));
    stmt_i64(st, 1, only_late ? cx->now_ms : INT64_MAX);
    stmt_text(st, 2, from);
    stmt_text(st, 3, to);
    stmt_i64(st, 4, limit);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        const Reg *r = model_reg(book_model(b), col_str(st, 9));
        if (!r || book_gate(b, cx, r, S("read"), col_dup(cx, st, 2)) != OK) {
            cx_clear(cx);
            continue;
        }
        vec_push(cx, &list, read_obligation(cx, st, r, col_i64(st, 8)));
    }
    for (size_t i = 0; i < list.n; i++)
        list.p[i].title = record_title(cx, db, b, list.p[i].reg->key, list.p[i].record);
    *ret = list.p;
    *n = list.n;
    return OK;
}
