/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of evacuation/ share: areas, records, writes of the program. */
#include "systems/evacuation/evacuation_int.h"

Err want_span(Cx *cx, const Site *site, const char *reg, const char *verb, Str typed, Span *ret)
{
    const Reg *r;
    Str region = cx->actor->region.len ? cx->actor->region : site->city;
    if (typed.len && !region_parse(cx, typed, &region))
        return cx_refuse(cx, ERR_INVALID, S("region"), typed,
                         "must be a region code of 6, 9 or 12 digits");
    TRY(system_reg(cx, site, reg, &r));
    TRY(book_gate(site->book, cx, r, str_c(verb), region));
    Str prefix = region_prefix(region);
    *ret = (Span){region, prefix, str_fmt(cx, "%.*s:", STR_ARG(prefix))};
    return OK;
}

Err want_event(Cx *cx, const Site *site, Str text, Rec **ret)
{
    Db *db;
    int64_t id;
    if (text.len == 0) return cx_fail(cx, ERR_INVALID, "event", "is required");
    if (!id_parse(text, &id))
        return cx_refuse(cx, ERR_NOT_FOUND, S("event"), text, "no such record");
    TRY(store_reader(cx, site->store, &db));
    TRY(load_by(cx, site, db, "incident", id, ret));
    return *ret ? OK : cx_refuse(cx, ERR_NOT_FOUND, S("event"), text, "no such record");
}

Err want_ref(Cx *cx, const char *field, Str text, int64_t *ret)
{
    *ret = 0;
    if (text.len == 0 || id_parse(text, ret)) return OK;
    return cx_refuse(cx, ERR_INVALID, str_c(field), text, "no such record");
}

Err first_id(Cx *cx, Stmt *st, int64_t *ret)
{
    bool row;
    TRY(stmt_step(cx, st, &row));
    *ret = row ? col_i64(st, 0) : 0;
    stmt_reset(st);
    return OK;
}

Err load_by(Cx *cx, const Site *site, Db *db, const char *reg, int64_t id, Rec **ret)
{
    const Reg *r;
    *ret = NULL;
    if (id == 0) return OK;
    TRY(system_reg(cx, site, reg, &r));
    TRY(record_load(cx, db, r, id, ret));
    if (*ret && (*ret)->voided) *ret = NULL;
    return OK;
}

Str shown(Cx *cx, const Site *site, const char *reg, const char *field, Str value)
{
    const Reg *r = model_reg(book_model(site->book), str_c(reg));
    const Field *f = r ? reg_field(r, str_c(field)) : NULL;
    if (!f || value.len == 0) return value;
    return val_is_masked(cx, f) ? val_mask(cx, f, (Val){.kind = VAL_TEXT, .s = value}) : value;
}

Err put_as_system(Txn *tx, const Site *site, const char *reg, int64_t id, const char *action,
                  json_t *o, int64_t *ret)
{
    Write w = {.action = str_c(action), .id = id, .reason = S("")};
    TRY(system_write(tx, site, reg, &w, o));
    if (ret) *ret = w.ret->id;
    return OK;
}

bool has_word(Str list, const char *word)
{
    Str piece;
    while (str_next(&list, ' ', &piece))
        if (str_is(piece, word)) return true;
    return false;
}
