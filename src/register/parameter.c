/* SPDX-License-Identifier: Apache-2.0 */
/* Dated parameters that a city edits: the row of the register `parameter` that holds today. */
#include "register/book_int.h"

Err parameter_text(Cx *cx, const Book *b, Db *db, Str key, Str *ret)
{
    const Reg *r = model_reg(book_model(b), S("parameter"));
    Stmt *st;
    bool row;
    *ret = S("");
    if (!r) return OK;
    TRY(db_prepare(cx, db,
                   str_fmt(cx,
                           "select \"value\" from %.*s where \"key\" = $1 and \"_void\" = 0 and "
                           "coalesce(\"valid_from\", 0) <= $2 and coalesce(\"valid_to\", $2) >= $2 "
                           "order by \"valid_from\" desc limit 1",
                           STR_ARG(r->sql_table)),
                   &st));
    stmt_text(st, 1, key);
    stmt_i64(st, 2, day_of_ms(cx->now_ms));
    TRY(stmt_step(cx, st, &row));
    if (row && !col_is_null(st, 0)) *ret = col_dup(cx, st, 0);
    stmt_reset(st);
    return OK;
}
