/* SPDX-License-Identifier: Apache-2.0 */
/* One write: create, change, void or a lifecycle action. Checked, entered in the journal and
 * applied in the writer's transaction. */
#include "register/book_int.h"
#include "register/expr.h"
#include "register/register_sql.h"

int64_t book_next_id(Book *b, int64_t now_ms)
{
    return id_next(&b->ids, now_ms);
}

/* Clocks start and stop when a thing was done, not when the network let it through; else when it is
 * entered, which is later than it was asked for while the writer is busy. */
static int64_t done_ms(const Txn *tx, const Device *d)
{
    return d && d->trusted && d->at_ms < tx->cx->now_ms ? d->at_ms : journal_now_ms(tx->journal);
}

Err rec_put(Txn *tx, Book *b, const Rec *old, Rec *rec, const Stamp *stamp, bool *changed)
{
    Cx *cx = tx->cx;
    Str clocks;
    json_t *body;
    rec->version = old ? old->version + 1 : 1;
    if (!old) rec->created_ms = cx->now_ms;
    if (stamp->undone) TRY(obligations_restore(cx, tx->db, rec, stamp->undone, &clocks));
    else TRY(obligations_plan(cx, b, tx->db, old, rec, done_ms(tx, stamp->device), &clocks));
    Entry e = {.reg = rec->reg->key,
               .record = rec->id,
               .action = stamp->action,
               .region = rec->region,
               .reason = stamp->reason,
               .idem = stamp->idem,
               .request = stamp->request,
               .body = change_body(cx, old, rec, clocks, stamp->device, changed)};
    assert(old || *changed);
    if (!*changed) return rec->version = old->version, OK;
    TRY(journal_append(tx, &e));
    if (!old) rec->created_ms = e.at_ms;
    rec->updated_ms = e.at_ms;
    TRY(row_store(cx, tx->db, old, rec, stamp->later));
    if (clocks.len == 0) return OK;
    TRY(entry_body(cx, &e, &body));
    Err err = obligations_apply(cx, tx->db, &e, json_object_get(body, "o"));
    json_decref(body);
    TRY(err);
    if (b->config.obligations_changed) b->config.obligations_changed(b->config.ctx);
    return OK;
}

/* --- input --- */

static bool is_own(Str key)
{
    static const char *const own[] = {
        "id",     "version", "state",       "register",    "created_at",  "updated_at", "void",
        "labels", "_title",  "region_name", "state_label", "obligations", "actions",    "masked"};
    for (size_t i = 0; i < COUNT(own); i++)
        if (str_is(key, own[i])) return true;
    return false;
}

static bool names(Strs list, Str key)
{
    for (size_t i = 0; i < list.n; i++)
        if (str_eq(list.p[i], key)) return true;
    return false;
}

static void take_field(Cx *cx, const Write *w, const Action *act, Str key, json_t *value, Rec *rec)
{
    const Field *f = reg_field(w->reg, key);
    bool program = str_is(cx->actor->role, "system") && str_is(cx->actor->door, "job");
    if (is_own(key) || (f && f->computed && !program))
        cx_note(cx, ERR_INVALID, key, S(""), "is set by the program and cannot be written");
    else if (!f) cx_note(cx, ERR_INVALID, key, S(""), "no such field in this register");
    else if (act && !names(act->needs, key) && !names(act->takes, key))
        cx_note(cx, ERR_INVALID, key, S(""), "is not taken by the action %.*s", STR_ARG(act->key));
    else
        (void)!val_from_input(cx, book_model(w->book), f, value,
                              &rec->v[f->index]); /* noted in cx */
}

static Err take_input(Cx *cx, const Write *w, const Action *act, Rec *rec)
{
    const char *key;
    json_t *value;
    json_object_foreach (w->input, key, value) take_field(cx, w, act, str_c(key), value, rec);
    return cx_failed(cx);
}

static void take_defaults(Cx *cx, const Model *m, const Device *device, Rec *rec)
{
    for (size_t i = 0; i < rec->reg->n_fields; i++) {
        const Field *f = &rec->reg->fields[i];
        if (f->observed && device && device->trusted && rec->v[i].kind == VAL_NULL)
            rec->v[i] = (Val){.kind = VAL_INT, .i = device->at_ms};
        if (f->default_text.p && rec->v[i].kind == VAL_NULL)
            (void)!val_parse(cx, m, f, f->default_text, &rec->v[i]);
    }
}

/* 2019-001, 2019-002 …: one more than the highest of the year that is there. */
static Err next_number(Cx *cx, Db *db, const Rec *rec, const Field *f, Val *ret)
{
    Stmt *st;
    bool row;
    int64_t last = 0;
    int year = civil_shanghai(cx->now_ms).year;
    Str col = sql_name(cx, f->key);
    /* by length first: 2019-1000 follows 2019-999 */
    Str sql = str_fmt(cx,
                      "select %.*s from %.*s where %.*s >= $1 and %.*s < $2 "
                      "order by length(%.*s) desc, %.*s desc limit 1",
                      STR_ARG(col), STR_ARG(rec->reg->sql_table), STR_ARG(col), STR_ARG(col),
                      STR_ARG(col), STR_ARG(col));
    TRY(db_prepare(cx, db, sql, &st));
    stmt_text(st, 1, str_fmt(cx, "%04d-", year));
    stmt_text(st, 2, str_fmt(cx, "%04d.", year)); /* '.' follows '-' */
    TRY(stmt_step(cx, st, &row));
    Str highest = row ? col_dup(cx, st, 0) : S("");
    stmt_reset(st);
    if (highest.len > 5) (void)!str_i64(str_from(highest, 5), &last);
    *ret = (Val){.kind = VAL_TEXT, .s = str_fmt(cx, "%04d-%03lld", year, (long long)last + 1)};
    return OK;
}

static Err take_numbers(Cx *cx, Db *db, Rec *rec)
{
    for (size_t i = 0; i < rec->reg->n_fields; i++) {
        const Field *f = &rec->reg->fields[i];
        if (f->numbered && rec->v[i].kind == VAL_NULL) TRY(next_number(cx, db, rec, f, &rec->v[i]));
    }
    return OK;
}

/* --- lifecycle --- */

static Err check_from(Cx *cx, const Action *act, const Rec *rec)
{
    if (names(act->from, S("*")) || names(act->from, rec->state)) return OK;
    const State *s = reg_state(rec->reg, rec->state);
    Str label = s ? cx_pick(cx, s->label.zh, s->label.en) : rec->state;
    return cx_refuse(cx, ERR_CONFLICT, S("state"), rec->state,
                     "the action %.*s is not possible in state %.*s",
                     STR_ARG(cx_pick(cx, act->label.zh, act->label.en)), STR_ARG(label));
}

/* The time of a step: now, or when a device saw it, but never before the record was made nor before
 * a step that stands in it already: steps that waited for a network come in their order. */
static int64_t step_ms(const Cx *cx, const Device *device, const Rec *rec)
{
    const Reg *r = rec->reg;
    if (!device || !device->trusted) return cx->now_ms;
    int64_t at = device->at_ms > rec->created_ms ? device->at_ms : rec->created_ms;
    for (size_t a = 0; a < r->n_actions; a++)
        for (size_t i = 0; i < r->actions[a].n_sets; i++) {
            const Field *f = reg_field(r, r->actions[a].sets[i].field);
            bool step = str_is(r->actions[a].sets[i].value, "now") && f->type == TYPE_TIME;
            Val v = rec->v[f->index];
            if (step && v.kind == VAL_INT && v.i > at) at = v.i;
        }
    return at < cx->now_ms ? at : cx->now_ms;
}

static Err set_fields(Cx *cx, const Write *w, const Action *act, Rec *rec)
{
    const Model *m = book_model(w->book);
    int64_t at = step_ms(cx, w->device, rec);
    for (size_t i = 0; i < act->n_sets; i++) {
        const Field *f = reg_field(rec->reg, act->sets[i].field);
        Str value = act->sets[i].value;
        Val *v = &rec->v[f->index];
        if (str_is(value, "now"))
            *v = (Val){.kind = VAL_INT, .i = f->type == TYPE_DATE ? day_of_ms(at) : at};
        else if (!str_is(value, "actor")) TRY(val_parse(cx, m, f, value, v));
        else if (f->type != TYPE_REF) *v = (Val){.kind = VAL_TEXT, .s = cx->actor->name};
        else if (cx->actor->person) *v = (Val){.kind = VAL_INT, .i = cx->actor->person};
        else *v = f->loose ? (Val){.kind = VAL_TEXT, .s = cx->actor->name} : (Val){0};
    }
    return OK;
}

static Err check_needs(Cx *cx, const Action *act, const Rec *rec)
{
    for (size_t i = 0; i < act->needs.n; i++) {
        const Field *f = reg_field(rec->reg, act->needs.p[i]);
        if (rec->v[f->index].kind == VAL_NULL)
            cx_note(cx, ERR_CONFLICT, f->key, S(""), "is needed for this action");
    }
    return cx_failed(cx);
}

static Err act_on(Cx *cx, const Write *w, const Action *act, Rec *rec)
{
    TRY(check_from(cx, act, rec));
    if (act->needs_reason && str_trim(w->reason).len == 0)
        return cx_refuse(cx, ERR_INVALID, S("reason"), S(""), "this action needs a reason");
    if (act->guard && !expr_holds(cx, act->guard, rec, false))
        return cx_refuse(cx, ERR_CONFLICT, S(""), act->key, "not allowed here: the rule is %.*s",
                         STR_ARG(act->guard_text));
    TRY(take_input(cx, w, act, rec));
    TRY(set_fields(cx, w, act, rec));
    TRY(check_needs(cx, act, rec));
    if (act->to.len) rec->state = act->to;
    return OK;
}

static Err pending(Cx *cx, Db *db, const Write *w, Str *by)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_APPROVAL_FIND), &st));
    stmt_i64(st, 1, w->id);
    stmt_text(st, 2, w->action);
    TRY(stmt_step(cx, st, &row));
    *by = row ? col_dup(cx, st, 0) : S("");
    stmt_reset(st);
    return OK;
}

Err approval_apply(Cx *cx, Db *db, int64_t record, Str action, Str actor)
{
    Stmt *st;
    TRY(db_prepare(cx, db, actor.len ? S(SQL_APPROVAL_PUT) : S(SQL_APPROVAL_DROP), &st));
    stmt_i64(st, 1, record);
    stmt_text(st, 2, action);
    if (actor.len) stmt_text(st, 3, actor);
    return stmt_run(cx, st, NULL);
}

/* The first of two persons: entered, nothing changed yet. */
static Err first_signature(Txn *tx, const Write *w, const Rec *old)
{
    Buf b = buf_new(tx->cx, 0);
    Jw jw = jw_on(&b);
    jw_open(&jw, '{');
    jw_kstr(&jw, "approve", w->action);
    jw_close(&jw, '}');
    Entry e = {.reg = w->reg->key,
               .record = old->id,
               .action = S("approve"),
               .region = old->region,
               .body = buf_str(&b),
               .reason = w->reason,
               .idem = w->idem,
               .request = w->request};
    TRY(journal_append(tx, &e));
    return approval_apply(tx->cx, tx->db, old->id, w->action, tx->cx->actor->name);
}

/* --- the write --- */

static Err find_answered(Txn *tx, Write *w)
{
    Entry e;
    if (w->idem.len == 0) return OK;
    TRY(journal_find_request(tx->cx, tx->db, w->idem, &w->request, &e));
    w->replayed = e.seq != 0;
    return w->replayed ? row_load(tx->cx, tx->db, w->reg, e.record, &w->ret) : OK;
}

static Err check_old(Cx *cx, const Write *w, const Rec *old)
{
    if (!old || old->voided)
        return cx_refuse(cx, ERR_NOT_FOUND, S("id"), id_format(cx, w->id), "no such record");
    if (w->if_version && w->if_version != old->version)
        return cx_refuse(cx, ERR_STALE, S("If-Match"),
                         str_fmt(cx, "%lld", (long long)w->if_version),
                         "the record is at version %lld now", (long long)old->version);
    return OK;
}

static Err ask_guard(Txn *tx, const Write *w, const Rec *old, const Rec *rec)
{
    const BookConfig *c = &w->book->config;
    return c->guard ? c->guard(tx, old, rec, w->action, w->reason, c->ctx) : OK;
}

static Err finish(Txn *tx, Write *w, const Rec *old, Rec *rec)
{
    Cx *cx = tx->cx;
    Stamp stamp = {w->action, w->reason, w->idem, w->request, .device = w->device};
    bool changed;
    TRY(rec_resolve(cx, w->book, tx->db, rec));
    TRY(rec_derive(cx, w->book, tx->db, rec));
    TRY(book_gate(w->book, cx, w->reg, w->action, rec->region));
    TRY(rec_check(cx, w->book, tx->db, rec, false));
    TRY(ask_guard(tx, w, old, rec));
    if (!old) rec->id = book_next_id(w->book, cx->now_ms);
    TRY(rec_put(tx, w->book, old, rec, &stamp, &changed));
    w->ret = rec;
    return OK;
}

static Err create(Txn *tx, Write *w)
{
    Rec *rec = rec_new(tx->cx, w->reg);
    TRY(take_input(tx->cx, w, NULL, rec));
    take_defaults(tx->cx, book_model(w->book), w->device, rec);
    TRY(take_numbers(tx->cx, tx->db, rec));
    return finish(tx, w, NULL, rec);
}

static Err void_record(Txn *tx, Write *w, const Rec *old)
{
    Stamp stamp = {w->action, w->reason, w->idem, w->request, .device = w->device};
    bool changed;
    if (str_trim(w->reason).len == 0)
        return cx_refuse(tx->cx, ERR_INVALID, S("reason"), S(""), "voiding needs a reason");
    w->ret = rec_copy(tx->cx, old);
    w->ret->voided = true;
    return rec_put(tx, w->book, old, w->ret, &stamp, &changed);
}

/* Within its seconds an action is taken back as if it had not been: by an entry of its own. */
static Err take_back(Txn *tx, Write *w, const Action *action, const Rec *old)
{
    Cx *cx = tx->cx;
    Entry undone;
    bool changed;
    Rec *rec = rec_copy(cx, old);
    TRY(check_from(cx, action, rec));
    TRY(undo_action(cx, tx->db, action, rec, &undone));
    TRY(rec_derive(cx, w->book, tx->db, rec));
    Stamp stamp = {w->action,  w->reason,           w->idem,
                   w->request, .device = w->device, .undone = &undone};
    TRY(rec_put(tx, w->book, old, rec, &stamp, &changed));
    w->ret = rec;
    return OK;
}

static Err act(Txn *tx, Write *w, const Action *action, const Rec *old)
{
    if (action->undoes.len) return take_back(tx, w, action, old);
    Rec *rec = rec_copy(tx->cx, old);
    Str by = S("");
    TRY(act_on(tx->cx, w, action, rec));
    bool two = action->persons > 1 &&
               (!action->two_when || expr_holds(tx->cx, action->two_when, rec, false));
    if (two) TRY(pending(tx->cx, tx->db, w, &by));
    if (two && by.len == 0) {
        TRY(ask_guard(tx, w, old, rec));
        TRY(first_signature(tx, w, old));
        return row_load(tx->cx, tx->db, w->reg, old->id, &w->ret);
    }
    if (two && str_eq(by, tx->cx->actor->name))
        return cx_refuse(tx->cx, ERR_CONFLICT, S(""), by,
                         "a second person must confirm, you have signed already");
    if (two) TRY(approval_apply(tx->cx, tx->db, old->id, w->action, S("")));
    return finish(tx, w, old, rec);
}

static Err change(Txn *tx, Write *w)
{
    Rec *old;
    Cx *cx = tx->cx;
    TRY(row_load(cx, tx->db, w->reg, w->id, &old));
    if (old) TRY(book_gate(w->book, cx, w->reg, w->action, old->region));
    TRY(check_old(cx, w, old));
    if (str_is(w->action, "void")) return void_record(tx, w, old);
    if (!str_is(w->action, "update")) {
        const Action *a = reg_action(w->reg, w->action);
        return a ? act(tx, w, a, old)
                 : cx_refuse(cx, ERR_NOT_FOUND, S("action"), w->action,
                             "this register has no such action");
    }
    Rec *rec = rec_copy(cx, old);
    TRY(take_input(cx, w, NULL, rec));
    return finish(tx, w, old, rec);
}

Err write_in(Txn *tx, Write *w)
{
    w->replayed = false;
    if (!w->reason.p) w->reason = S("");
    TRY(find_answered(tx, w));
    if (w->replayed) return OK;
    return w->id ? change(tx, w) : create(tx, w);
}

static Err run_write(Txn *tx, Cmd *cmd)
{
    return write_in(tx, cmd->arg);
}

void write_cmd(Cx *cx, Write *w, Cmd *ret)
{
    *ret = (Cmd){.cx = cx, .run = run_write, .arg = w};
}

/* --- revealing --- */

typedef struct Reveal {
    Book *book;
    const Reg *reg;
    int64_t id;
    Str field, reason;
    Str json;
} Reveal;

static Err run_reveal(Txn *tx, Cmd *cmd)
{
    Reveal *r = cmd->arg;
    Cx *cx = tx->cx;
    Rec *rec;
    const Field *f = reg_field(r->reg, r->field);
    if (!f)
        return cx_refuse(cx, ERR_INVALID, S("field"), r->field, "no such field in this register");
    if (str_trim(r->reason).len == 0)
        return cx_refuse(cx, ERR_INVALID, S("reason"), S(""),
                         "showing a masked value needs a reason");
    TRY(row_load(cx, tx->db, r->reg, r->id, &rec));
    if (!rec || rec->voided)
        return cx_refuse(cx, ERR_NOT_FOUND, S("id"), id_format(cx, r->id), "no such record");
    TRY(book_gate(r->book, cx, r->reg, S("reveal"), rec->region));
    Buf body = buf_new(cx, 0), value = buf_new(cx, 0);
    Jw w = jw_on(&body), v = jw_on(&value);
    jw_open(&w, '{');
    jw_kstr(&w, "field", f->key);
    jw_close(&w, '}');
    val_output(cx, f, rec->v[f->index], &v);
    r->json = buf_str(&value);
    Entry e = {.reg = r->reg->key,
               .record = r->id,
               .action = S("reveal"),
               .region = rec->region,
               .body = buf_str(&body),
               .reason = r->reason};
    return journal_append(tx, &e);
}

Err record_reveal(Cx *cx, Book *b, const Reg *reg, int64_t id, Str field, Str reason, Str *ret_json)
{
    Reveal r = {b, reg, id, field, reason, S("")};
    Cmd cmd = {.cx = cx, .run = run_reveal, .arg = &r};
    TRY(journal_do(b->config.journal, &cmd));
    *ret_json = r.json;
    return OK;
}
