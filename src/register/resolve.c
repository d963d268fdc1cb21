/* SPDX-License-Identifier: Apache-2.0 */
/* What a record owes to others: references by natural key, its title and region, unique keys,
 * required fields and checks. */
#include "register/book_int.h"
#include "register/expr.h"

Str prefix_end(Cx *cx, Str prefix)
{
    if (prefix.len == 0) return S("~");
    Str end = str_dup(cx, prefix);
    char *z = str_z(cx, end);
    z[prefix.len - 1]++; /* digits only: '9' becomes ':' which sorts behind all digits */
    return (Str){z, prefix.len};
}

/* Ids of the (at most two) living records whose column holds the text. */
static Err ids_by(Cx *cx, Db *db, const Reg *r, const Field *f, Str text, int64_t *ret, int *n)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db,
                   str_fmt(cx, "select \"id\" from %.*s where %.*s = $1 and \"_void\" = 0 limit 2",
                           STR_ARG(r->sql_table), STR_ARG(sql_name(cx, f->key))),
                   &st));
    stmt_text(st, 1, text);
    for (*n = 0;; ++*n) {
        TRY(stmt_step(cx, st, &row));
        if (!row) return OK;
        *ret = col_i64(st, 0);
    }
}

static bool is_text_field(const Field *f)
{
    return f && (f->type == TYPE_TEXT || f->type == TYPE_CODE || f->type == TYPE_REGION ||
                 f->type == TYPE_CREDIT_CODE);
}

/* Natural keys in the order in which a text is looked for. */
static size_t key_fields(const Reg *r, const Field *out[8])
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_unique && n < 5; i++) {
        const Field *f = r->unique[i].n == 1 ? reg_field(r, r->unique[i].p[0]) : NULL;
        if (is_text_field(f)) out[n++] = f;
    }
    out[n++] = &r->fields[r->f_ref];
    const Field *name = reg_field(r, S("name"));
    if (!name) name = reg_field(r, S("title"));
    if (is_text_field(name)) out[n++] = name;
    return n;
}

Err record_by_key(Cx *cx, Db *db, const Reg *r, Str text, int64_t *ret)
{
    const Field *keys[8];
    size_t n = key_fields(r, keys);
    *ret = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t id = 0;
        int found;
        Str code = text;
        if (keys[i]->type == TYPE_REGION && !region_parse(cx, text, &code)) continue;
        TRY(ids_by(cx, db, r, keys[i], code, &id, &found));
        if (found == 1) return *ret = id, OK;
        if (found > 1)
            return cx_refuse(cx, ERR_CONFLICT, S(""), text, "several records of %.*s are named so",
                             STR_ARG(r->key));
    }
    return OK;
}

Str record_key_text(Cx *cx, Db *db, const Reg *r, int64_t id)
{
    Rec *rec;
    if (row_load(cx, db, r, id, &rec) != OK || !rec) return id_format(cx, id);
    for (size_t i = 0; i < r->n_unique; i++) {
        const Field *f = r->unique[i].n == 1 ? reg_field(r, r->unique[i].p[0]) : NULL;
        if (is_text_field(f) && rec->v[f->index].kind == VAL_TEXT) return rec->v[f->index].s;
    }
    Val ref = rec->v[r->f_ref];
    return ref.kind == VAL_TEXT ? ref.s : id_format(cx, id);
}

static Err exists(Cx *cx, Db *db, const Reg *r, int64_t id, bool *ret)
{
    Stmt *st;
    TRY(db_prepare(
        cx, db, str_fmt(cx, "select 1 from %.*s where \"id\" = $1", STR_ARG(r->sql_table)), &st));
    stmt_i64(st, 1, id);
    TRY(stmt_step(cx, st, ret));
    stmt_reset(st);
    return OK;
}

/* A text of 13 signs may be an id or a natural key that looks like one: the id wins when it is
 * there. */
static Err resolve_ref(Cx *cx, Db *db, const Field *f, const Reg *target, Val *v)
{
    bool there = false;
    int64_t id;
    if (v->kind == VAL_INT) TRY(exists(cx, db, target, v->i, &there));
    if (there) return OK;
    Str text = v->kind == VAL_INT ? id_format(cx, v->i) : v->s;
    TRY(record_by_key(cx, db, target, text, &id));
    if (id) *v = (Val){.kind = VAL_INT, .i = id};
    else if (f->loose) *v = (Val){.kind = VAL_TEXT, .s = text};
    else
        return cx_refuse(cx, ERR_INVALID, f->key, text, "no such record in %.*s",
                         STR_ARG(target->key));
    return OK;
}

const Reg *rec_target(const Model *m, const Rec *rec, const Field *f)
{
    if (f->type == TYPE_REF) return model_reg(m, f->arg);
    const Field *reg = reg_field(rec->reg, S("object_register"));
    Val v = reg ? rec->v[reg->index] : (Val){0};
    return v.kind == VAL_TEXT ? model_reg(m, v.s) : NULL;
}

Err rec_resolve(Cx *cx, Book *b, Db *db, Rec *rec)
{
    const Model *m = book_model(b);
    for (size_t i = 0; i < rec->reg->n_fields; i++) {
        const Field *f = &rec->reg->fields[i];
        if ((f->type != TYPE_REF && f->type != TYPE_OBJECT) || rec->v[i].kind == VAL_NULL) continue;
        const Reg *target = rec_target(m, rec, f);
        Err err = target ? resolve_ref(cx, db, f, target, &rec->v[i])
                         : cx_refuse(cx, ERR_INVALID, f->key, S(""),
                                     "object_register must name a register");
        if (err == ERR_IO) return err;
    }
    return cx_failed(cx);
}

/* --- title and region --- */

static Str shown(Cx *cx, Book *b, Db *db, const Rec *rec, const Field *f)
{
    Val v = rec->v[f->index];
    const Model *m = book_model(b);
    if (v.kind == VAL_INT && (f->type == TYPE_REF || f->type == TYPE_OBJECT)) {
        const Reg *target = rec_target(m, rec, f);
        return target ? record_title(cx, db, b, target->key, v.i) : S("");
    }
    if (v.kind == VAL_TEXT && f->type == TYPE_CODE) {
        const CodeList *l = model_list(m, f->arg);
        const Code *c = l ? code_find(l, v.s) : NULL;
        return c ? c->label.zh : v.s;
    }
    if (v.kind == VAL_INT && f->type == TYPE_TIME) return time_format_local(cx, v.i);
    if (v.kind == VAL_TEXT && f->type == TYPE_REGION) {
        Str name = region_name(cx, db, b, v.s);
        return name.len ? name : v.s;
    }
    if (v.kind == VAL_NULL) return S("");
    /* a title is shown to whoever may see the record at all */
    return f->level > LEVEL_INTERNAL ? val_mask(cx, f, v) : val_text(cx, f, v);
}

static Str title_of(Cx *cx, Book *b, Db *db, const Rec *rec)
{
    Buf buf = buf_new(cx, 0);
    for (size_t i = 0; i < rec->reg->title.n; i++) {
        const Field *f = reg_field(rec->reg, rec->reg->title.p[i]);
        Str s = f ? shown(cx, b, db, rec, f) : S("");
        if (s.len && buf.len) buf_z(&buf, " · ");
        buf_add(&buf, s);
    }
    return utf8_head(buf_str(&buf), 200);
}

static Err region_through(Cx *cx, Book *b, Db *db, Rec *rec)
{
    const Field *f = rec->reg->region_from.len ? reg_field(rec->reg, rec->reg->region_from) : NULL;
    const Reg *target = f ? model_reg(book_model(b), f->arg) : NULL;
    Rec *other = NULL;
    if (target && rec->v[f->index].kind == VAL_INT)
        TRY(row_load(cx, db, target, rec->v[f->index].i, &other));
    rec->region = other ? other->region : S("");
    return OK;
}

Err rec_derive(Cx *cx, Book *b, Db *db, Rec *rec)
{
    const Reg *r = rec->reg;
    rec->title = title_of(cx, b, db, rec);
    if (r->f_region >= 0 && rec->v[r->f_region].kind == VAL_TEXT) {
        rec->region = rec->v[r->f_region].s;
        return OK;
    }
    const Field *code =
        str_is(r->key, "region") ? reg_field(r, S("code")) : NULL; /* a place is its own region */
    if (code && rec->v[code->index].kind == VAL_TEXT) {
        rec->region = rec->v[code->index].s;
        return OK;
    }
    return region_through(cx, b, db, rec);
}

/* --- checks --- */

Err record_twin(Cx *cx, Db *db, const Rec *rec, size_t key, int64_t *ret)
{
    Str ref = S("ref");
    Strs names = key < rec->reg->n_unique ? rec->reg->unique[key] : (Strs){&ref, 1};
    Stmt *st;
    bool row;
    *ret = 0;
    for (size_t i = 0; i < names.n; i++)
        if (rec->v[reg_field(rec->reg, names.p[i])->index].kind == VAL_NULL)
            return OK; /* an absent part makes no key */
    TRY(db_prepare(cx, db, rec->reg->sql_twin[key], &st));
    stmt_i64(st, 1, rec->id);
    for (size_t i = 0; i < names.n; i++) {
        Val v = rec->v[reg_field(rec->reg, names.p[i])->index];
        if (v.kind == VAL_TEXT) stmt_text(st, (int)i + 2, v.s);
        else if (v.kind == VAL_INT) stmt_i64(st, (int)i + 2, v.i);
        else stmt_f64(st, (int)i + 2, v.f);
    }
    TRY(stmt_step(cx, st, &row));
    if (row) *ret = col_i64(st, 0);
    stmt_reset(st);
    return OK;
}

static Err check_unique(Cx *cx, Db *db, const Rec *rec, size_t key)
{
    int64_t twin;
    TRY(record_twin(cx, db, rec, key, &twin));
    if (twin) {
        const Field *f = key < rec->reg->n_unique ? reg_field(rec->reg, rec->reg->unique[key].p[0])
                                                  : &rec->reg->fields[rec->reg->f_ref];
        cx_note(cx, ERR_CONFLICT, f->key, val_text(cx, f, rec->v[f->index]),
                "another record has this value already: %.*s", STR_ARG(id_format(cx, twin)));
    }
    return OK;
}

static bool is_among(Strs states, Str state)
{
    for (size_t i = 0; i < states.n; i++)
        if (str_eq(states.p[i], state)) return true;
    return false;
}

static double number(Val v, double none)
{
    return v.kind == VAL_INT ? (double)v.i : v.kind == VAL_REAL ? v.f : none;
}

/* Who else holds it: one of them, and how much they hold in all; *id 0 = nobody. */
typedef struct Holders {
    int64_t id;
    Str title;
    double amount;
} Holders;

static Err holders(Cx *cx, Db *db, const Rec *rec, const Exclusive *e, Val v, Holders *ret)
{
    Stmt *st;
    bool row;
    *ret = (Holders){.title = S("")};
    TRY(db_prepare(cx, db, e->sql, &st));
    stmt_i64(st, 1, rec->id);
    if (v.kind == VAL_TEXT) stmt_text(st, 2, v.s);
    else stmt_i64(st, 2, v.i);
    TRY(stmt_step(cx, st, &row));
    if (row) *ret = (Holders){col_i64(st, 0), col_dup(cx, st, 1), col_f64(st, 2)};
    stmt_reset(st);
    return OK;
}

/* What the thing that a field refers to has in all. */
static Err amount_of(Cx *cx, Book *b, Db *db, const Field *f, Val v, Str of, double *ret)
{
    const Reg *target = model_reg(book_model(b), f->arg);
    const Field *has = target ? reg_field(target, of) : NULL;
    Rec *thing = NULL;
    if (has && v.kind == VAL_INT) TRY(row_load(cx, db, target, v.i, &thing));
    *ret = thing ? number(thing->v[has->index], 0) : 0;
    return OK;
}

static Err check_exclusive(Cx *cx, Book *b, Db *db, const Rec *rec, const Exclusive *e)
{
    Holders h;
    double all = 0, wanted;
    const Field *f = reg_field(rec->reg, e->field);
    Val v = rec->v[f->index];
    Str label = cx_pick(cx, e->label.zh, e->label.en);
    if (v.kind == VAL_NULL || !is_among(e->states, rec->state)) return OK;
    TRY(holders(cx, db, rec, e, v, &h));
    if (e->amount.len == 0) {
        if (h.id)
            cx_note(cx, ERR_CONFLICT, f->key, id_format(cx, h.id), "%.*s: %.*s", STR_ARG(label),
                    STR_ARG(h.title));
        return OK;
    }
    TRY(amount_of(cx, b, db, f, v, e->of, &all));
    wanted = number(rec->v[reg_field(rec->reg, e->amount)->index], 1);
    if (wanted + h.amount <= all) return OK;
    cx_note(cx, ERR_CONFLICT, f->key, h.id ? id_format(cx, h.id) : S(""),
            "%.*s: %g wanted, %g of %g left. %.*s", STR_ARG(label), wanted, all - h.amount, all,
            STR_ARG(h.title));
    return OK;
}

static void check_one_of(Cx *cx, const Rec *rec, Strs group)
{
    size_t n = 0;
    for (size_t i = 0; i < group.n; i++)
        n += rec->v[reg_field(rec->reg, group.p[i])->index].kind != VAL_NULL;
    Buf names = buf_new(cx, 0);
    for (size_t i = 0; i < group.n; i++) {
        const Field *f = reg_field(rec->reg, group.p[i]);
        if (i) buf_z(&names, " / ");
        buf_add(&names, cx_pick(cx, f->label.zh, f->label.en));
    }
    if (n != 1)
        cx_note(cx, ERR_INVALID, group.p[0], S(""), "exactly one of these is given: %.*s",
                STR_ARG(buf_str(&names)));
}

Err rec_check(Cx *cx, Book *b, Db *db, const Rec *rec, bool for_import)
{
    const Reg *r = rec->reg;
    for (size_t i = 0; i < r->n_fields; i++) {
        const Field *f = &r->fields[i];
        bool needed = f->need == NEED_IMPORT || (f->need == NEED_FORM && !for_import);
        if (needed && rec->v[i].kind == VAL_NULL)
            cx_note(cx, ERR_INVALID, f->key, S(""), "is required");
    }
    for (size_t i = 0; i < r->n_checks; i++) {
        const Check *c = &r->checks[i];
        const Field *f = reg_field(r, c->field);
        if (!expr_holds(cx, c->rule, rec, true))
            cx_note(cx, ERR_INVALID, c->field, val_text(cx, f, rec->v[f->index]), "%.*s",
                    STR_ARG(cx_pick(cx, c->label.zh, c->label.en)));
    }
    if (r->f_lon >= 0 && (rec->v[r->f_lon].kind == VAL_NULL) != (rec->v[r->f_lat].kind == VAL_NULL))
        cx_note(cx, ERR_INVALID, rec->v[r->f_lon].kind == VAL_NULL ? S("lon") : S("lat"), S(""),
                "longitude and latitude come together");
    for (size_t i = 0; i < r->n_exclusive && !for_import; i++)
        TRY(check_exclusive(cx, b, db, rec, &r->exclusive[i]));
    for (size_t i = 0; i < r->n_one_of && !for_import; i++) check_one_of(cx, rec, r->one_of[i]);
    for (size_t i = 0; i <= r->n_unique; i++) TRY(check_unique(cx, db, rec, i));
    return cx_failed(cx);
}
