/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies: who owns a thing, who asks for it. source: 突发事件应对法（2024）art. 76: what belongs to
 * others is lent or requisitioned, with a record, and given back */
#include "systems/dispatch/dispatch_int.h"
#include "systems/dispatch_sql.h"

enum { BORROWER_MAX = 120 };

const char *need_register(Sort need)
{
    static const char *const names[N_SORTS] = {"team", "equipment", "stock"};
    return names[need];
}

const char *need_field(Sort need)
{
    static const char *const names[N_SORTS] = {"team", "vehicle", "stock"};
    return names[need];
}

static bool is_same(Val a, Val b)
{
    if (a.kind != b.kind) return false;
    return a.kind == VAL_INT ? a.i == b.i : a.kind == VAL_TEXT && str_eq(a.s, b.s);
}

/* Words prove nothing: what lies elsewhere is a loan even to somebody of the owner's name. */
bool is_loan(const Cx *cx, const Site *site, const Source *s, Val borrower)
{
    bool known =
        borrower.kind != VAL_TEXT || scope_covers(cx->actor->region, site->city, s->rec->region);
    bool own = is_same(s->org, borrower) || s->agreed;
    return s->org.kind != VAL_NULL && !(own && known);
}

bool agreement_holds(const Cx *cx, const Rec *team, Val borrower)
{
    Val until = rec_val(team, "agreement_until");
    return rec_i64(team, "agreement", 0) == 1 &&
           is_same(rec_val(team, "agreement_with"), borrower) &&
           (until.kind != VAL_INT || until.i >= day_of_ms(cx->now_ms));
}

Str org_title(Cx *cx, const Site *site, Db *db, Val org)
{
    if (org.kind == VAL_INT) return record_title(cx, db, site->book, S("org"), org.i);
    return org.kind == VAL_TEXT ? org.s : S("");
}

static Err org_through(Cx *cx, const Site *site, Db *db, const Rec *thing, const char *key,
                       Val *ret)
{
    const Reg *reg;
    Rec *other = NULL;
    int64_t id = rec_i64(thing, key, 0);
    if (id == 0 || ret->kind != VAL_NULL) return OK;
    TRY(system_reg(cx, site, key, &reg));
    TRY(record_load(cx, db, reg, id, &other));
    if (other) *ret = rec_val(other, "org");
    return OK;
}

Err owner_of(Cx *cx, const Site *site, Db *db, const Rec *thing, Val *ret)
{
    *ret = rec_val(thing, "org");
    if (!str_is(thing->reg->key, "team")) {
        TRY(org_through(cx, site, db, thing, "warehouse", ret));
        TRY(org_through(cx, site, db, thing, "team", ret));
    }
    return OK;
}

/* --- who asks --- */

static Err own_org(Cx *cx, const Site *site, Db *db, Val *ret)
{
    const Reg *reg;
    Rec *person = NULL;
    if (cx->actor->person == 0) return OK;
    TRY(system_reg(cx, site, "person", &reg));
    TRY(record_load(cx, db, reg, cx->actor->person, &person));
    if (person) *ret = rec_val(person, "org");
    return OK;
}

/* Else whoever named the owner itself would take another county's goods without asking for them. */
Err borrower_check(Cx *cx, const Site *site, Db *db, Val borrower)
{
    const Reg *reg;
    Rec *org;
    Val own = {0};
    if (borrower.kind != VAL_INT) return OK;
    TRY(system_reg(cx, site, "org", &reg));
    TRY(record_load(cx, db, reg, borrower.i, &org));
    if (!org || scope_covers(cx->actor->region, site->city, org->region)) return OK;
    TRY(own_org(cx, site, db, &own));
    if (is_same(own, borrower)) return OK;
    return cx_refuse(cx, ERR_DENIED, S("borrower"), id_format(cx, org->id),
                     "this body is not of your region: ask in the name of your own");
}

static Err named_org(Cx *cx, const Site *site, Db *db, Str named, Val *ret)
{
    const Reg *reg;
    Rec *org = NULL;
    int64_t id;
    TRY(system_reg(cx, site, "org", &reg));
    if (id_parse(named, &id)) TRY(record_load(cx, db, reg, id, &org));
    if (utf8_count(named) > BORROWER_MAX)
        return cx_refuse(cx, ERR_INVALID, S("borrower"), utf8_head(named, 50),
                         "at most %d characters, got %zu", BORROWER_MAX, utf8_count(named));
    *ret = org ? (Val){.kind = VAL_INT, .i = org->id} : (Val){.kind = VAL_TEXT, .s = named};
    return borrower_check(cx, site, db, *ret);
}

static Err bureau(Cx *cx, Db *db, Val *ret)
{
    Stmt *st;
    bool row;
    if (ret->kind != VAL_NULL) return OK;
    TRY(db_prepare(cx, db, S(SQL_DISPATCH_BUREAU), &st));
    stmt_text(st, 1, cx->actor->region);
    TRY(stmt_step(cx, st, &row));
    if (row) *ret = (Val){.kind = VAL_INT, .i = col_i64(st, 0)};
    stmt_reset(st);
    return OK;
}

Err borrower_find(Cx *cx, const Site *site, Db *db, Str named, Val *ret)
{
    *ret = (Val){0};
    if (str_trim(named).len) return named_org(cx, site, db, str_trim(named), ret);
    TRY(own_org(cx, site, db, ret));
    TRY(bureau(cx, db, ret));
    if (ret->kind != VAL_NULL) return OK;
    Str name = region_name(cx, db, site->book, cx->actor->region);
    *ret = (Val){.kind = VAL_TEXT, .s = name.len ? name : cx->actor->region};
    return OK;
}
