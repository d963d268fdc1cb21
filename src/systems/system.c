/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/system.h"

Err system_reg(Cx *cx, const Site *site, const char *key, const Reg **ret)
{
    *ret = model_reg(book_model(site->book), str_c(key));
    return *ret ? OK : cx_refuse(cx, ERR_NOT_FOUND, S("register"), str_c(key), "no such register");
}

static Err write_as_system(Txn *tx, Write *w)
{
    static const Actor program = {
        .name = {"system", 6},
        .role = {"system", 6},
        .region = {"",       0},
        .door = {"job",    3},
        .peer = {"",       0},
        .clearance = LEVEL_SENSITIVE
    };
    const Actor *was = tx->cx->actor;
    tx->cx->actor = &program;
    Err err = write_in(tx, w);
    tx->cx->actor = was;
    return err;
}

Err system_write(Txn *tx, const Site *site, const char *key, Write *w, json_t *input)
{
    w->book = site->book;
    w->input = input;
    if (!w->idem.p) w->idem = S("");
    Err err = system_reg(tx->cx, site, key, &w->reg);
    if (err == OK) err = write_as_system(tx, w);
    json_decref(input);
    w->input = NULL;
    return err;
}

Val rec_val(const Rec *rec, const char *field)
{
    const Field *f = reg_field(rec->reg, str_c(field));
    return f ? rec->v[f->index] : (Val){0};
}

int64_t rec_i64(const Rec *rec, const char *field, int64_t none)
{
    Val v = rec_val(rec, field);
    return v.kind == VAL_INT ? v.i : v.kind == VAL_REAL ? (int64_t)v.f : none;
}

Str rec_str(const Rec *rec, const char *field)
{
    Val v = rec_val(rec, field);
    return v.kind == VAL_TEXT ? v.s : S("");
}

Err system_parameter(Cx *cx, const Site *site, Db *db, const char *key, double none, double *ret)
{
    Str text;
    *ret = none;
    TRY(parameter_text(cx, site->book, db, str_c(key), &text));
    if (text.len) (void)str_f64(str_trim(text), ret);
    return OK;
}
