/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked before a thing is handed on (转派), a line corrected (更正), a shift cancelled. */
#include "systems/duty/duty_int.h"

/* Tasks have had their person and body all along; other things get them by being handed on. */
static const char *to_person(const Rec *rec)
{
    return str_is(rec->reg->key, "task") ? "assignee" : "handed_to";
}

static const char *to_body(const Rec *rec)
{
    return str_is(rec->reg->key, "task") ? "assignee_org" : "handed_to_org";
}

static bool same_val(Val a, Val b)
{
    if (a.kind != b.kind) return false;
    return a.kind == VAL_TEXT ? str_eq(a.s, b.s) : a.kind == VAL_NULL || a.i == b.i;
}

/* Can they see it at all? Whoever is handed a thing of a place keeps watch over that place. */
static Err check_reach(Txn *tx, const Site *site, const Rec *rec, const char *field,
                       const char *key)
{
    Cx *cx = tx->cx;
    const Reg *reg;
    Rec *to;
    Val v = rec_val(rec, field);
    if (v.kind != VAL_INT) return OK;
    TRY(system_reg(cx, site, key, &reg));
    TRY(record_load(cx, tx->db, reg, v.i, &to));
    if (!to || to->region.len == 0 || rec->region.len == 0) return OK;
    if (scope_covers(to->region, site->city, rec->region)) return OK;
    return cx_refuse(cx, ERR_CONFLICT, str_c(field), to->title,
                     "%.*s belongs to %.*s and does not see this record of %.*s",
                     STR_ARG(to->title), STR_ARG(region_name(cx, tx->db, site->book, to->region)),
                     STR_ARG(region_name(cx, tx->db, site->book, rec->region)));
}

Err check_transfer(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    (void)reason;
    const char *person = to_person(rec), *body = to_body(rec);
    Val p = rec_val(rec, person), b = rec_val(rec, body);
    if (p.kind == VAL_NULL && b.kind == VAL_NULL)
        return cx_refuse(tx->cx, ERR_CONFLICT, str_c(person), S(""),
                         "say to which person or body it goes");
    if (same_val(p, rec_val(old, person)) && same_val(b, rec_val(old, body)))
        return cx_refuse(tx->cx, ERR_CONFLICT, str_c(person), S(""), "it is with them already");
    TRY(check_reach(tx, site, rec, person, "person"));
    return check_reach(tx, site, rec, body, "org");
}

Err check_correction(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    (void)site, (void)old, (void)reason;
    bool corrects = rec_val(rec, "corrects").kind != VAL_NULL;
    if (!corrects || str_trim(rec_str(rec, "correction_reason")).len) return OK;
    return cx_refuse(tx->cx, ERR_INVALID, S("correction_reason"), S(""),
                     "a correction needs its reason");
}

/* A draft is its maker's to take away; what people have been told only a commander calls off. */
Err check_cancel(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    (void)site, (void)rec, (void)reason;
    bool told = rec_val(old, "published_on").kind != VAL_NULL;
    if (!told || !str_is(tx->cx->actor->role, "duty")) return OK;
    return cx_refuse(tx->cx, ERR_DENIED, S("published_on"), S(""),
                     "a shift that is published is cancelled by a commander");
}
