/* SPDX-License-Identifier: Apache-2.0 */
/* What follows from a step of a dispatch: a team's readiness, what lies in store and what of it is
 * spoken for, the state of equipment, the loan. And from a lender's refusal: the recall. */
#include "systems/dispatch/dispatch_int.h"
#include "systems/dispatch_sql.h"

static Err load_by(Txn *tx, const Site *site, const char *key, int64_t id, Rec **ret)
{
    const Reg *reg;
    TRY(system_reg(tx->cx, site, key, &reg));
    return record_load(tx->cx, tx->db, reg, id, ret);
}

static Err change(Txn *tx, const Site *site, const Rec *thing, const char *action, Str reason,
                  json_t *o)
{
    Write w = {.action = str_c(action), .id = thing->id, .reason = reason};
    return system_write(tx, site, str_z(tx->cx, thing->reg->key), &w, o);
}

static double number(const Rec *rec, const char *field, double none)
{
    Val v = rec_val(rec, field);
    return v.kind == VAL_REAL ? v.f : v.kind == VAL_INT ? (double)v.i : none;
}

static Err held_of(Txn *tx, const char *sql, int64_t id, double *ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(tx->cx, tx->db, str_c(sql), &st));
    stmt_i64(st, 1, id);
    TRY(stmt_step(tx->cx, st, &row));
    *ret = row ? col_f64(st, 0) : 0;
    stmt_reset(st);
    return OK;
}

/* --- a team --- */

static const struct {
    const char *action, *status;
} readiness[] = {
    {"accept",     "alerted"},
    {"depart",     "out"    },
    {"refuse",     "ready"  },
    {"recall",     "ready"  },
    {"stand_down", "ready"  }
};

static Err follow_team(Txn *tx, const Site *site, const Rec *team, Str action)
{
    const char *status = NULL;
    for (size_t i = 0; i < COUNT(readiness); i++)
        if (str_is(action, readiness[i].action)) status = readiness[i].status;
    if (!status) return OK;
    json_t *o = json_object();
    json_object_set_new(o, "status", json_string(status));
    return change(tx, site, team, "update", S(""), o);
}

/* --- equipment: in use as soon as nothing of it is left --- */

static Err follow_vehicle(Txn *tx, const Site *site, const Rec *dispatch, const Rec *thing)
{
    double held, all = number(thing, "quantity", 1);
    int64_t loan;
    Str state;
    TRY(held_of(tx, SQL_DISPATCH_HELD_OF_VEHICLE, thing->id, &held));
    TRY(loan_of(tx->cx, tx->db, dispatch->id, &loan, &state));
    bool ready = str_is(thing->state, "ready"),
         away = str_is(thing->state, "in_use") || str_is(thing->state, "lent");
    if (held >= all && ready)
        return change(tx, site, thing, loan ? "lend" : "take", S(""), json_object());
    return held < all && away ? change(tx, site, thing, "give_back", S(""), json_object()) : OK;
}

/* --- goods --- */

static Err move_goods(Txn *tx, const Site *site, const Rec *dispatch, const Rec *lot,
                      const char *action, double by)
{
    double held;
    json_t *o = json_object();
    bool stored = str_is(lot->state, "stored"), out = by < 0;
    Err err = held_of(tx, SQL_DISPATCH_HELD_OF_STOCK, lot->id, &held);
    if (err != OK) return json_decref(o), err;
    json_object_set_new(o, "quantity", json_real(number(lot, "quantity", 0) + by));
    if (out || !stored) json_object_set_new(o, "reserved", json_real(held));
    if (out) system_put_text(o, "event", id_format(tx->cx, rec_i64(dispatch, "incident", 0)));
    Str reason = str_fmt(tx->cx, "%s：%.*s", out ? "力量调派出库" : "力量调派归还",
                         STR_ARG(dispatch->title));
    return change(tx, site, lot, stored ? action : "update", reason, o);
}

static Err follow_reserved(Txn *tx, const Site *site, const Rec *lot)
{
    double held;
    TRY(held_of(tx, SQL_DISPATCH_HELD_OF_STOCK, lot->id, &held));
    if (held == number(lot, "reserved", 0)) return OK;
    json_t *o = json_object();
    json_object_set_new(o, "reserved", json_real(held));
    return change(tx, site, lot, "update", S(""), o);
}

/* Ordered: spoken for. On its way: issued. Recalled on its way: all of it back. Stood down: what
 * was not used. */
static Err follow_stock(Txn *tx, const Site *site, const Rec *dispatch, const Rec *lot, Str action)
{
    double q = number(dispatch, "quantity", 1), back = number(dispatch, "returned", 0);
    bool left = rec_val(dispatch, "departed_at").kind != VAL_NULL;
    if (str_is(action, "depart")) return move_goods(tx, site, dispatch, lot, "issue", -q);
    if (str_is(action, "recall") && left) return move_goods(tx, site, dispatch, lot, "receive", q);
    if (str_is(action, "stand_down") && back > 0)
        return move_goods(tx, site, dispatch, lot, "receive", back);
    return follow_reserved(tx, site, lot);
}

/* --- a dispatch --- */

static Err thing_of(Txn *tx, const Site *site, const Rec *dispatch, Rec **ret)
{
    *ret = NULL;
    for (Sort need = SORT_TEAM; need < N_SORTS; need++) {
        int64_t id = rec_i64(dispatch, need_field(need), 0);
        if (id) return load_by(tx, site, need_register(need), id, ret);
    }
    return OK;
}

/* The minute of the order is the server's when nobody named another. */
static Err date_order(Txn *tx, const Site *site, const Rec *dispatch)
{
    if (rec_val(dispatch, "ordered_at").kind != VAL_NULL) return OK;
    json_t *o = json_object();
    system_put_time(tx->cx, o, "ordered_at", tx->cx->now_ms);
    return change(tx, site, dispatch, "update", S(""), o);
}

static Err follow_loan(Txn *tx, const Site *site, const Rec *dispatch, const Rec *thing, Str action,
                       Str why)
{
    int64_t loan;
    if (str_is(action, "create")) return loan_book(tx, site, dispatch, thing, &loan);
    if (str_is(action, "stand_down")) return loan_end(tx, site, dispatch->id, S(""));
    if (!str_is(action, "refuse") && !str_is(action, "recall")) return OK;
    Str reason = str_trim(why);
    return loan_end(tx, site, dispatch->id, reason.len ? reason : S("调派已撤回"));
}

static Err follow_thing(Txn *tx, const Site *site, const Rec *dispatch, const Rec *thing,
                        Str action)
{
    if (str_is(thing->reg->key, "team")) return follow_team(tx, site, thing, action);
    if (str_is(thing->reg->key, "equipment")) return follow_vehicle(tx, site, dispatch, thing);
    return follow_stock(tx, site, dispatch, thing, action);
}

/* One that was entered by mistake is as if it had been recalled; one that is over held nothing. */
static Str action_of(const Rec *dispatch, const Entry *cause)
{
    const State *s = reg_state(dispatch->reg, dispatch->state);
    if (!str_is(cause->action, "void")) return cause->action;
    return s && s->final ? S("") : S("recall");
}

Err on_dispatch(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    Rec *dispatch, *thing;
    if (tx->past || str_is(cause->action, "update")) return OK;
    TRY(load_by(tx, site, "dispatch", cause->record, &dispatch));
    if (!dispatch) return OK;
    Str action = action_of(dispatch, cause);
    if (action.len == 0) return OK;
    if (str_is(action, "create")) TRY(date_order(tx, site, dispatch));
    TRY(thing_of(tx, site, dispatch, &thing));
    if (!thing) return OK;
    TRY(follow_loan(tx, site, dispatch, thing, action, cause->reason));
    return follow_thing(tx, site, dispatch, thing, action);
}

/* --- a loan that is refused: what has not left yet does not leave --- */

Err on_loan(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    Rec *loan, *dispatch = NULL;
    if (tx->past || !str_is(cause->action, "refuse")) return OK;
    TRY(load_by(tx, site, "loan", cause->record, &loan));
    int64_t id = loan ? rec_i64(loan, "dispatch", 0) : 0;
    if (id) TRY(load_by(tx, site, "dispatch", id, &dispatch));
    bool waits =
        dispatch && (str_is(dispatch->state, "ordered") || str_is(dispatch->state, "accepted"));
    if (!waits) return OK;
    Str reason = str_fmt(tx->cx, "借出单位未同意：%.*s", STR_ARG(str_trim(cause->reason)));
    return change(tx, site, dispatch, "recall", reason, json_object());
}
