/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of every dispatch, through whichever door it comes: the order, a form, a script.
 * source: 突发事件应对法（2024）art. 76: what belongs to others is lent, with a record */
#include "systems/dispatch/dispatch_int.h"

static Err check_thing(Txn *tx, const Site *site, const Rec *dispatch)
{
    for (Sort need = SORT_TEAM; need < N_SORTS; need++) {
        const Reg *reg;
        Rec *thing;
        int64_t id = rec_i64(dispatch, need_field(need), 0);
        if (id == 0) continue;
        TRY(system_reg(tx->cx, site, need_register(need), &reg));
        TRY(record_load(tx->cx, tx->db, reg, id, &thing));
        if (thing) TRY(book_gate(site->book, tx->cx, reg, S("read"), thing->region));
    }
    return OK;
}

/* Nobody sends what he may not even see, nor asks in another's name. */
Err check_ordered(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    (void)old, (void)reason;
    TRY(check_thing(tx, site, rec));
    return borrower_check(tx->cx, site, tx->db, rec_val(rec, "borrower"));
}

/* What is spoken for and the loan were reckoned from these when it was ordered. */
Err check_unchanged(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    static const char *const fixed[] = {"incident", "team",     "vehicle",
                                        "stock",    "quantity", "borrower"};
    (void)site, (void)reason;
    for (size_t i = 0; old && i < COUNT(fixed); i++)
        if (!val_same(rec_val(old, fixed[i]), rec_val(rec, fixed[i])))
            return cx_refuse(tx->cx, ERR_CONFLICT, str_c(fixed[i]), S(""),
                             "an order stands as it was given: recall it and order again");
    return OK;
}
