/* SPDX-License-Identifier: Apache-2.0 */
/* What belongs to another body is lent: the request is booked with the order, its answer has thirty
 * minutes (callup.feedback_minutes), and after standing down its return is asked for. source:
 * 突发事件应对法（2024）art. 12, 76 */
#include "systems/dispatch/dispatch_int.h"
#include "systems/dispatch_sql.h"

/* source: U, until the city sets loan.return_hours */
static const double RETURN_HOURS = 24;

Err loan_of(Cx *cx, Db *db, int64_t dispatch, int64_t *id, Str *state)
{
    Stmt *st;
    bool row;
    *id = 0;
    *state = S("");
    TRY(db_prepare(cx, db, S(SQL_DISPATCH_LOAN), &st));
    stmt_i64(st, 1, dispatch);
    TRY(stmt_step(cx, st, &row));
    if (row) {
        *id = col_i64(st, 0);
        *state = col_dup(cx, st, 1);
    }
    stmt_reset(st);
    return OK;
}

static void put_org(Cx *cx, json_t *o, const char *key, Val org)
{
    if (org.kind == VAL_INT) system_put_text(o, key, id_format(cx, org.i));
    if (org.kind == VAL_TEXT) system_put_text(o, key, org.s);
}

/* source: 突发事件应对法（2024）art. 76; kinds of the list loan_kind */
static const char *kind_of(Str reg)
{
    if (str_is(reg, "team")) return "mutual_aid";
    return str_is(reg, "stock") ? "allocation" : "loan";
}

static Err write_loan(Txn *tx, const Site *site, const Rec *dispatch, const Rec *thing, Val lender,
                      Val borrower, int64_t *ret)
{
    Cx *cx = tx->cx;
    json_t *o = json_object();
    Val quantity = rec_val(dispatch, "quantity");
    system_put_text(o, "object_register", thing->reg->key);
    system_put_text(o, "object", id_format(cx, thing->id));
    system_put_text(o, "item_register", thing->reg->key);
    system_put_text(o, "item", utf8_head(thing->title, 120));
    json_object_set_new(o, "kind", json_string(kind_of(thing->reg->key)));
    put_org(cx, o, "lender", lender);
    put_org(cx, o, "borrower", borrower);
    system_put_text(o, "incident", id_format(cx, rec_i64(dispatch, "incident", 0)));
    system_put_text(o, "dispatch", id_format(cx, dispatch->id));
    if (thing->region.len) system_put_text(o, "region", thing->region);
    json_object_set_new(o, "quantity",
                        quantity.kind == VAL_REAL ? json_real(quantity.f) : json_integer(1));
    if (rec_str(dispatch, "unit").len) system_put_text(o, "unit", rec_str(dispatch, "unit"));
    system_put_time(cx, o, "from", rec_i64(dispatch, "ordered_at", cx->now_ms));
    Write w = {.action = S("create"), .reason = S("")};
    TRY(system_write(tx, site, "loan", &w, o));
    *ret = w.ret->id;
    return OK;
}

Err loan_book(Txn *tx, const Site *site, const Rec *dispatch, const Rec *thing, int64_t *ret)
{
    Cx *cx = tx->cx;
    Val lender, borrower = rec_val(dispatch, "borrower");
    Str state;
    TRY(loan_of(cx, tx->db, dispatch->id, ret, &state));
    if (*ret) return OK;
    TRY(owner_of(cx, site, tx->db, thing, &lender));
    if (borrower.kind == VAL_NULL) TRY(borrower_find(cx, site, tx->db, S(""), &borrower));
    bool agreed = str_is(thing->reg->key, "team") && agreement_holds(cx, thing, borrower);
    Source source = {.rec = thing, .org = lender, .agreed = agreed};
    if (!is_loan(cx, site, &source, borrower)) return OK;
    return write_loan(tx, site, dispatch, thing, lender, borrower, ret);
}

/* --- its end --- */

static Err act(Txn *tx, const Site *site, int64_t loan, const char *action, Str reason, json_t *o)
{
    Write w = {.action = str_c(action), .id = loan, .reason = reason};
    return system_write(tx, site, "loan", &w, o);
}

static Err ask_back(Txn *tx, const Site *site, int64_t loan)
{
    double hours;
    json_t *o = json_object();
    Err err = system_parameter(tx->cx, site, tx->db, "loan.return_hours", RETURN_HOURS, &hours);
    if (err != OK) return json_decref(o), err;
    system_put_time(tx->cx, o, "to", tx->cx->now_ms + (int64_t)(hours * MS_HOUR));
    return act(tx, site, loan, "update", S(""), o);
}

Err loan_end(Txn *tx, const Site *site, int64_t dispatch, Str reason)
{
    int64_t loan;
    Str state;
    TRY(loan_of(tx->cx, tx->db, dispatch, &loan, &state));
    bool asked = str_is(state, "requested") || str_is(state, "approved");
    if (loan == 0 || (!asked && !str_is(state, "lent"))) return OK;
    if (asked && reason.len) return act(tx, site, loan, "withdraw", reason, json_object());
    return ask_back(tx, site, loan);
}
