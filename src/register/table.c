/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of projections. A register KEY has the table r_KEY (columns of the program begin with an
 * underscore, the others are its fields), an R*Tree p_KEY when its records have places, and its
 * words in the shared text index. */
#include "register/book_int.h"
#include "register/register_sql.h"

enum { N_OWN = 8 }; /* id, version, _created, _updated, _state, _void, _title, _region */

static const char own_columns[] = "\"id\", \"version\", \"_created\", \"_updated\", \"_state\", "
                                  "\"_void\", \"_title\", \"_region\"";

bool reg_has_place(const Reg *r)
{
    return r->geometry != GEOMETRY_NONE;
}

static const char *sql_type(Type t)
{
    switch (t) {
    case TYPE_INT:
    case TYPE_BOOL:
    case TYPE_MONEY:
    case TYPE_TIME:
    case TYPE_DATE: return "integer";
    case TYPE_REAL: return "real";
    case TYPE_REF:
    case TYPE_OBJECT: return ""; /* an id, or the text of a loose one */
    case TYPE_TEXT:
    case TYPE_CODE:
    case TYPE_CODES:
    case TYPE_REGION:
    case TYPE_PHONE:
    case TYPE_ID_NUMBER:
    case TYPE_CREDIT_CODE:
    case TYPE_JSON:
    case TYPE_FILES:
    case TYPE_GEOMETRY: return "text";
    }
    return "text";
}

static Str column_def(Cx *cx, const Field *f)
{
    return str_fmt(cx, "%.*s %s", STR_ARG(sql_name(cx, f->key)), sql_type(f->type));
}

/* --- making and adapting --- */

static Err index_create(Cx *cx, Db *db, const Reg *r, Str name, Str columns, Str where)
{
    Str full = sql_name(cx, str_fmt(cx, "i_%.*s_%.*s", STR_ARG(r->key), STR_ARG(name)));
    return db_exec(cx, db,
                   str_fmt(cx, "create index if not exists %.*s on %.*s(%.*s)%.*s", STR_ARG(full),
                           STR_ARG(r->sql_table), STR_ARG(columns), STR_ARG(where)));
}

static bool wants_index(const Reg *r, const Field *f)
{
    return f->indexed || f->type == TYPE_REF || str_is(f->key, "ref") ||
           str_eq(f->key, r->dated_by);
}

static Err indexes_create(Cx *cx, Db *db, const Reg *r)
{
    /* a county's records in id order: lists page through them without sorting */
    TRY(index_create(cx, db, r, S("_county"), S("substr(\"_region\", 1, 6), \"id\""), S("")));
    /* what waits in a state: the desk's queue and the jobs ask for it all the time */
    if (r->n_states) TRY(index_create(cx, db, r, S("_state"), S("\"_state\", \"id\""), S("")));
    for (size_t i = 0; i < r->n_fields; i++) {
        const Field *f = &r->fields[i];
        Str name = sql_name(cx, f->key);
        if (!wants_index(r, f) || f->type == TYPE_REGION) continue;
        TRY(index_create(cx, db, r, f->key, name,
                         str_fmt(cx, " where %.*s is not null", STR_ARG(name))));
    }
    for (size_t i = 0; i < r->n_unique; i++) {
        Buf b = buf_new(cx, 0);
        for (size_t k = 0; k < r->unique[i].n; k++)
            buf_fmt(&b, "%s%.*s", k ? ", " : "", STR_ARG(sql_name(cx, r->unique[i].p[k])));
        TRY(index_create(cx, db, r, str_fmt(cx, "_unique%zu", i), buf_str(&b), S("")));
    }
    return OK;
}

Err table_create(Cx *cx, Db *db, const Reg *r)
{
    Buf b = buf_new(cx, 0);
    buf_fmt(&b,
            "create table if not exists %.*s (\"id\" integer primary key, \"version\" integer not "
            "null, \"_created\" integer not null,"
            " \"_updated\" integer not null, \"_state\" text not null, \"_void\" integer not null, "
            "\"_title\" text not null,"
            " \"_region\" text not null",
            STR_ARG(r->sql_table));
    for (size_t i = 0; i < r->n_fields; i++)
        buf_fmt(&b, ", %.*s", STR_ARG(column_def(cx, &r->fields[i])));
    buf_z(&b, ")");
    TRY(db_exec(cx, db, buf_str(&b)));
    if (reg_has_place(r))
        TRY(db_exec(cx, db,
                    str_fmt(cx,
                            "create virtual table if not exists %.*s using rtree(id, w, e, s, n)",
                            STR_ARG(r->sql_place))));
    return indexes_create(cx, db, r);
}

Err table_create_shared(Cx *cx, Db *db)
{
    return db_exec(cx, db, S(SQL_SHARED_CREATE));
}

/* Do values of the former type keep their meaning? Only text grows into longer text, and a whole
 * number into a real one. */
static bool widens(const Field *before, const Field *after)
{
    if (before->type == TYPE_INT && after->type == TYPE_REAL) return true;
    if (before->type == TYPE_TEXT && after->type == TYPE_TEXT)
        return after->max_chars >= before->max_chars;
    bool to_text =
        after->type == TYPE_TEXT && (before->type == TYPE_CODE || before->type == TYPE_PHONE ||
                                     before->type == TYPE_CREDIT_CODE);
    return to_text || (before->type == after->type && str_eq(before->arg, after->arg)) ||
           (before->type == TYPE_CODE && after->type == TYPE_CODE);
}

static Err has_values(Cx *cx, Db *db, const Reg *r, const Field *f, bool *ret)
{
    int64_t n;
    Str name = sql_name(cx, f->key);
    TRY(db_value_i64(cx, db,
                     str_fmt(cx, "select 1 from %.*s where %.*s is not null limit 1",
                             STR_ARG(r->sql_table), STR_ARG(name)),
                     0, &n));
    *ret = n != 0;
    return OK;
}

static Err check_field_change(Cx *cx, Db *db, const Reg *before, const Field *was, const Field *is)
{
    bool used;
    if (is && widens(was, is)) return OK;
    TRY(has_values(cx, db, before, was, &used));
    if (!used) return OK;
    Str field = str_fmt(cx, "%.*s.%.*s", STR_ARG(before->key), STR_ARG(was->key));
    if (!is)
        return cx_refuse(cx, ERR_CONFLICT, field, S(""),
                         "this field holds data and may not be dropped");
    return cx_refuse(
        cx, ERR_CONFLICT, field, S(""),
        "this field holds data and may only be widened, from %s to %s it would lose some",
        type_name(was->type), type_name(is->type));
}

Err table_adapt(Cx *cx, Db *db, const Reg *before, const Reg *after)
{
    for (size_t i = 0; i < before->n_fields; i++)
        TRY(check_field_change(cx, db, before, &before->fields[i],
                               reg_field(after, before->fields[i].key)));
    for (size_t i = 0; i < after->n_fields; i++) {
        const Field *f = &after->fields[i];
        if (reg_field(before, f->key)) continue;
        int64_t
            there; /* a column that was dropped from the definition earlier stays in the table */
        TRY(db_value_i64(cx, db,
                         str_fmt(cx,
                                 "select 1 from pragma_table_info('r_%.*s') where name = '%.*s'",
                                 STR_ARG(after->key), STR_ARG(f->key)),
                         0, &there));
        if (!there)
            TRY(db_exec(cx, db,
                        str_fmt(cx, "alter table %.*s add column %.*s", STR_ARG(after->sql_table),
                                STR_ARG(column_def(cx, f)))));
    }
    return table_create(cx, db, after);
}

Err table_clear(Cx *cx, Db *db, const Reg *r)
{
    TRY(db_exec(cx, db, str_fmt(cx, "delete from %.*s", STR_ARG(r->sql_table))));
    return reg_has_place(r)
               ? db_exec(cx, db, str_fmt(cx, "delete from %.*s", STR_ARG(r->sql_place)))
               : OK;
}

/* --- rows --- */

/* --- texts --- */

Str table_columns(Cx *cx, const Reg *r, const bool *wanted)
{
    Buf b = buf_new(cx, 0);
    buf_z(&b, own_columns);
    for (size_t i = 0; i < r->n_fields; i++)
        if (!wanted || wanted[i]) buf_fmt(&b, ", %.*s", STR_ARG(sql_name(cx, r->fields[i].key)));
    return buf_str(&b);
}

static Str put_text(Cx *cx, const Reg *r, const char *verb)
{
    Buf b = buf_new(cx, 0);
    buf_fmt(&b, "%s into %.*s (%.*s) values (", verb, STR_ARG(r->sql_table),
            STR_ARG(r->sql_columns));
    for (int i = 1; i <= N_OWN + (int)r->n_fields; i++) buf_fmt(&b, "%s$%d", i > 1 ? ", " : "", i);
    buf_char(&b, ')');
    return buf_str(&b);
}

static Str twin_text(Cx *cx, const Reg *r, Strs key)
{
    Buf b = buf_new(cx, 0);
    buf_fmt(&b, "select \"id\" from %.*s where \"_void\" = 0 and \"id\" <> $1",
            STR_ARG(r->sql_table));
    for (size_t i = 0; i < key.n; i++)
        buf_fmt(&b, " and %.*s = $%zu", STR_ARG(sql_name(cx, key.p[i])), i + 2);
    return buf_str(&b);
}

static Str exclusive_text(Cx *cx, const Reg *r, const Exclusive *e)
{
    Buf b = buf_new(cx, 0);
    Str one = S("1");
    if (e->amount.len) one = str_fmt(cx, "coalesce(%.*s, 1)", STR_ARG(sql_name(cx, e->amount)));
    buf_fmt(&b,
            "select \"id\", \"_title\", sum(%.*s) over () from %.*s where \"_void\" = 0 and "
            "\"id\" <> $1 and %.*s = $2 and \"_state\" in (",
            STR_ARG(one), STR_ARG(r->sql_table), STR_ARG(sql_name(cx, e->field)));
    for (size_t i = 0; i < e->states.n; i++)
        buf_fmt(&b, "%s'%.*s'", i ? ", " : "", STR_ARG(e->states.p[i]));
    buf_z(&b, ") limit 1");
    return buf_str(&b);
}

void table_texts(Cx *cx, Reg *r)
{
    Str ref = S("ref");
    r->sql_table = sql_name(cx, str_fmt(cx, "r_%.*s", STR_ARG(r->key)));
    r->sql_place = sql_name(cx, str_fmt(cx, "p_%.*s", STR_ARG(r->key)));
    r->sql_columns = table_columns(cx, r, NULL);
    r->sql_one = str_fmt(cx, "select %.*s from %.*s where \"id\" = $1", STR_ARG(r->sql_columns),
                         STR_ARG(r->sql_table));
    r->sql_put = put_text(cx, r, "insert or replace");
    r->sql_new = put_text(cx, r, "insert");
    r->sql_twin = cx_new(cx, Str, r->n_unique + 1);
    for (size_t i = 0; i < r->n_exclusive; i++)
        r->exclusive[i].sql = exclusive_text(cx, r, &r->exclusive[i]);
    for (size_t i = 0; i < r->n_unique; i++) r->sql_twin[i] = twin_text(cx, r, r->unique[i]);
    r->sql_twin[r->n_unique] = twin_text(cx, r, (Strs){&ref, 1});
}

static Val column_val(Cx *cx, const Stmt *st, int n)
{
    if (col_is_null(st, n)) return (Val){0};
    if (col_is_text(st, n)) return (Val){.kind = VAL_TEXT, .s = col_dup(cx, st, n)};
    if (col_is_real(st, n)) return (Val){.kind = VAL_REAL, .f = col_f64(st, n)};
    return (Val){.kind = VAL_INT, .i = col_i64(st, n)};
}

Rec *row_read(Cx *cx, const Stmt *st, const Reg *r, const bool *wanted)
{
    Rec *rec = rec_new(cx, r);
    int column = N_OWN;
    rec->id = col_i64(st, 0);
    rec->version = col_i64(st, 1);
    rec->created_ms = col_i64(st, 2);
    rec->updated_ms = col_i64(st, 3);
    rec->state = col_dup(cx, st, 4);
    rec->voided = col_i64(st, 5) != 0;
    rec->title = col_dup(cx, st, 6);
    rec->region = col_dup(cx, st, 7);
    for (size_t i = 0; i < r->n_fields; i++)
        if (!wanted || wanted[i]) rec->v[i] = column_val(cx, st, column++);
    return rec;
}

Err row_load(Cx *cx, Db *db, const Reg *r, int64_t id, Rec **ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, r->sql_one, &st));
    stmt_i64(st, 1, id);
    TRY(stmt_step(cx, st, &row));
    *ret = row ? row_read(cx, st, r, NULL) : NULL;
    stmt_reset(st);
    return OK;
}

static void bind_val(Stmt *st, int n, Val v)
{
    switch (v.kind) {
    case VAL_NULL: stmt_null(st, n); break;
    case VAL_INT: stmt_i64(st, n, v.i); break;
    case VAL_REAL: stmt_f64(st, n, v.f); break;
    case VAL_TEXT: stmt_text(st, n, v.s); break;
    }
}

Err row_store_plain(Cx *cx, Db *db, Str sql, const Rec *rec)
{
    const Reg *r = rec->reg;
    Stmt *st;
    TRY(db_prepare(cx, db, sql, &st));
    stmt_i64(st, 1, rec->id);
    stmt_i64(st, 2, rec->version);
    stmt_i64(st, 3, rec->created_ms);
    stmt_i64(st, 4, rec->updated_ms);
    stmt_text(st, 5, rec->state);
    stmt_i64(st, 6, rec->voided);
    stmt_text(st, 7, rec->title);
    stmt_text(st, 8, rec->region);
    for (size_t i = 0; i < r->n_fields; i++) bind_val(st, N_OWN + 1 + (int)i, rec->v[i]);
    return stmt_run(cx, st, NULL);
}

Err row_store(Cx *cx, Db *db, const Rec *old, const Rec *rec, Later *later)
{
    TRY(row_store_plain(cx, db, old ? rec->reg->sql_put : rec->reg->sql_new, rec));
    return aside_store(cx, db, old, rec, later);
}

Err record_load(Cx *cx, Db *db, const Reg *reg, int64_t id, Rec **ret)
{
    return row_load(cx, db, reg, id, ret);
}
