/* SPDX-License-Identifier: Apache-2.0 */
/* Taking an action back within its seconds: the fields and the state that it set are as they were.
 * Its clocks are those of obligation.c. */
#include "register/book_int.h"
#include "register/register_sql.h"

/* Entries that change nothing of the record: a clock that fired, a first signature, a value that
 * was shown. What the program itself wrote after an act hinders no undo of other fields. */
static bool is_beside(const Entry *e, json_t *body)
{
    return !json_object_get(body, "v") || (str_is(e->door, "job") && str_is(e->action, "update"));
}

static Err find_last(Cx *cx, Db *db, int64_t record, Entry *ret, json_t **ret_body)
{
    Stmt *st;
    bool row = true;
    *ret_body = NULL;
    TRY(db_prepare(cx, db, S(SQL_JOURNAL_SINCE), &st));
    stmt_i64(st, 1, record);
    stmt_i64(st, 2, 0);
    while (row && !*ret_body) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        journal_row(cx, st, ret);
        TRY(entry_body(cx, ret, ret_body));
        if (!is_beside(ret, *ret_body)) break;
        json_decref(*ret_body);
        *ret_body = NULL;
    }
    stmt_reset(st);
    return OK;
}

static Err check_undo(Cx *cx, const Action *a, const Entry *e)
{
    int64_t passed = (cx->now_ms - e->at_ms) / MS_SECOND;
    if (!str_eq(e->action, a->undoes))
        return cx_refuse(cx, ERR_CONFLICT, S(""), a->key,
                         "something else happened to the record since, it cannot be taken back");
    if (!str_eq(e->actor, cx->actor->name))
        return cx_refuse(cx, ERR_DENIED, S(""), e->actor, "only %.*s, who did it, may take it back",
                         STR_ARG(e->actor));
    if (cx->now_ms - e->at_ms > (int64_t)a->within_s * MS_SECOND)
        return cx_refuse(cx, ERR_CONFLICT, S(""), a->key,
                         "it can be taken back for %d seconds, %lld have passed", a->within_s,
                         (long long)passed);
    return OK;
}

/* Only what is still as the action left it. */
static void put_back(Cx *cx, json_t *body, Rec *rec)
{
    const char *key;
    json_t *pair;
    json_object_foreach (json_object_get(body, "f"), key, pair) {
        const Field *f = reg_field(rec->reg, str_c(key));
        if (f && val_same(rec->v[f->index], val_from_stored(cx, json_array_get(pair, 1))))
            rec->v[f->index] = val_from_stored(cx, json_array_get(pair, 0));
    }
    json_t *state = json_array_get(json_object_get(body, "s"), 0);
    if (json_is_string(state)) rec->state = str_dup(cx, str_c(json_string_value(state)));
}

Err undo_action(Cx *cx, Db *db, const Action *a, Rec *rec, Entry *ret)
{
    json_t *body;
    TRY(find_last(cx, db, rec->id, ret, &body));
    if (!body) return cx_refuse(cx, ERR_CONFLICT, S(""), a->key, "there is nothing to take back");
    Err err = check_undo(cx, a, ret);
    if (err == OK) put_back(cx, body, rec);
    json_decref(body);
    return err;
}
