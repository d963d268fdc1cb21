/* SPDX-License-Identifier: Apache-2.0 */
/* The book: the registers of a model over a database; making tables, replaying entries, comparing
 * projections. */
#include <stdlib.h>

#include "register/book_int.h"
#include "register/register_sql.h"

static Err prepare_tables(Cx *cx, Db *db, const Model *m)
{
    TRY(table_create_shared(cx, db));
    for (size_t i = 0; i < m->n_regs; i++) TRY(table_create(cx, db, m->regs[i]));
    return OK;
}

/* Ids must go on rising after a restart, also under a clock that stands still. */
static Err highest_id(Cx *cx, Db *db, const Model *m, int64_t *ret)
{
    *ret = 0;
    for (size_t i = 0; i < m->n_regs; i++) {
        int64_t id;
        TRY(db_value_i64(
            cx, db, str_fmt(cx, "select max(\"id\") from %.*s", STR_ARG(m->regs[i]->sql_table)), 0,
            &id));
        if (id > *ret) *ret = id;
    }
    return OK;
}

/* Columns that a definition gained while the program was off. */
static Err add_columns(Cx *cx, Db *db, const Model *m)
{
    for (size_t i = 0; i < m->n_regs; i++) {
        const Reg *r = m->regs[i];
        Reg known = *r;
        known.n_fields = 0;
        known.by_key = (Map){0};
        int64_t there;
        TRY(db_value_i64(
            cx, db,
            str_fmt(cx, "select count(*) from pragma_table_info('r_%.*s')", STR_ARG(r->key)), 0,
            &there));
        if (there > 0) TRY(table_adapt(cx, db, &known, r));
    }
    return OK;
}

Err book_open(Cx *cx, const BookConfig *config, const Model *model, Book **ret)
{
    Db *db = store_writer(config->store);
    int64_t last;
    TRY(db_begin(cx, db));
    Err err = add_columns(cx, db, model);
    if (err == OK) err = prepare_tables(cx, db, model);
    if (err != OK) return db_rollback(db), err;
    TRY(db_commit(cx, db));
    store_schema_changed(config->store);
    TRY(highest_id(cx, db, model, &last));
    Book *b = calloc(1, sizeof *b);
    if (!b) log_die("out of memory: a book");
    *b = (Book){
        .config = *config, .model = model, .ids = {.node = config->node, .last = last}
    };
    *ret = b;
    return OK;
}

void book_set_journal(Book *b, Journal *j)
{
    b->config.journal = j;
}

void book_close(Book *b)
{
    free(b);
}

const Model *book_model(const Book *b)
{
    return __atomic_load_n(&b->model, __ATOMIC_ACQUIRE);
}

Err book_gate(const Book *b, Cx *cx, const Reg *reg, Str verb, Str region)
{
    return b->config.gate(cx, reg, verb, region, b->config.gate_ctx);
}

Store *book_store(const Book *b)
{
    return b->config.store;
}

/* --- another model --- */

typedef struct Change {
    Book *book;
    const Model *model;
} Change;

static Err adapt_all(Txn *tx, Cmd *cmd)
{
    Change *c = cmd->arg;
    const Model *old = book_model(c->book);
    for (size_t i = 0; i < c->model->n_regs; i++) {
        const Reg *r = c->model->regs[i], *before = model_reg(old, r->key);
        if (before) TRY(table_adapt(tx->cx, tx->db, before, r));
        else TRY(table_create(tx->cx, tx->db, r));
    }
    Str version = hash_hex(tx->cx, c->model->version);
    Entry e = {.reg = S("model"),
               .action = S("reload"),
               .body = str_fmt(tx->cx, "{\"version\":\"%.*s\"}", STR_ARG(version))};
    return journal_append(tx, &e);
}

Err book_set_model(Cx *cx, Book *b, const Model *model)
{
    Change c = {b, model};
    Cmd cmd = {.cx = cx, .run = adapt_all, .arg = &c};
    TRY(journal_do(b->config.journal, &cmd));
    __atomic_store_n(&b->model, model, __ATOMIC_RELEASE);
    store_readers_forget(b->config.store);
    return OK;
}

/* --- replay --- */

Err book_clear(Cx *cx, Db *db, void *ctx)
{
    const Model *m = book_model(ctx);
    TRY(prepare_tables(cx, db, m));
    TRY(db_exec(cx, db, S(SQL_SHARED_CLEAR)));
    for (size_t i = 0; i < m->n_regs; i++) TRY(table_clear(cx, db, m->regs[i]));
    return OK;
}

static Err apply_record(Cx *cx, Db *db, const Reg *r, const Entry *e, json_t *body)
{
    Rec *old, *rec;
    if (!json_object_get(body, "v")) return OK;
    TRY(row_load(cx, db, r, e->record, &old));
    rec = old ? rec_copy(cx, old) : rec_new(cx, r);
    rec->id = e->record;
    if (!old) rec->state = S("");
    change_apply(cx, rec, body, e->at_ms);
    return row_store(cx, db, old, rec, NULL);
}

Err book_apply(Cx *cx, Db *db, const Entry *e, void *ctx)
{
    const Reg *r = model_reg(book_model(ctx), e->reg);
    if (!r || e->record == 0) return OK;
    json_t *body = json_loadb(e->body.p, e->body.len, JSON_REJECT_DUPLICATES, NULL);
    if (!body)
        return cx_fail(cx, ERR_IO, "journal", "entry %lld holds no readable body",
                       (long long)e->seq);
    const char *approved = json_string_value(json_object_get(body, "approve"));
    Err err = apply_record(cx, db, r, e, body);
    if (err == OK) err = obligations_apply(cx, db, e, json_object_get(body, "o"));
    if (err == OK && approved) err = approval_apply(cx, db, e->record, str_c(approved), e->actor);
    const Action *a = reg_action(r, e->action);
    if (err == OK && a && a->persons > 1) err = approval_apply(cx, db, e->record, e->action, S(""));
    json_decref(body);
    return err;
}

/* --- comparing --- */

static Err compare_tables(Cx *cx, Db *one, Db *two, Str what, Str sql)
{
    Stmt *a, *b;
    bool more_a, more_b;
    TRY(db_prepare(cx, one, sql, &a));
    TRY(db_prepare(cx, two, sql, &b));
    for (int64_t row = 1;; row++) {
        TRY(stmt_step(cx, a, &more_a));
        TRY(stmt_step(cx, b, &more_b));
        bool same = more_a == more_b;
        for (int i = 0; same && more_a && i < stmt_columns(a); i++) {
            Str x = col_str(a, i), y = col_str(b, i);
            same = (x.p == NULL) == (y.p == NULL) && str_eq(x, y) &&
                   col_is_real(a, i) == col_is_real(b, i);
        }
        if (!same) {
            int64_t id = more_a ? col_i64(a, 0) : more_b ? col_i64(b, 0) : 0;
            return cx_refuse(cx, ERR_CONFLICT, what, id_format(cx, id),
                             "row %lld differs from what the journal says", (long long)row);
        }
        if (!more_a) return OK;
    }
}

Err book_compare(Cx *cx, const Book *b, Db *one, Db *two)
{
    const Model *m = book_model(b);
    for (size_t i = 0; i < m->n_regs; i++) {
        const Reg *r = m->regs[i];
        Str sql = str_fmt(cx, "select %.*s from %.*s order by \"id\"", STR_ARG(r->sql_columns),
                          STR_ARG(r->sql_table));
        TRY(compare_tables(cx, one, two, r->key, sql));
        if (reg_has_place(r))
            TRY(compare_tables(
                cx, one, two, r->key,
                str_fmt(cx, "select * from %.*s order by id", STR_ARG(r->sql_place))));
    }
    TRY(compare_tables(cx, one, two, S("obligation"),
                       S("select * from obligation order by record, clock")));
    TRY(compare_tables(cx, one, two, S("approval"),
                       S("select * from approval order by record, action")));
    return compare_tables(cx, one, two, S("search"),
                          S("select rowid, reg, text from search order by rowid"));
}
