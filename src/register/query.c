/* SPDX-License-Identifier: Apache-2.0 */
/* Lists: conditions of a request → SQL over one register, within the actor's region, now or as of
 * an instant. */
#include <math.h>

#include "register/book_int.h"
#include "register/register_sql.h"

enum { LIMIT_MAX = 500, CURSOR_MAX = 4096, BIND_MAX = 400 };

/* --- parameters --- */

static Err bad_param(Cx *cx, Str name, Str value, const char *want)
{
    return cx_refuse(cx, ERR_INVALID, name, value, "must be %s", msg_in(cx->lang, want));
}

static Err take_bbox(Cx *cx, Query *q, Str name, Str value)
{
    double *to[] = {&q->west, &q->south, &q->east, &q->north};
    Str rest = value, piece;
    size_t n = 0;
    while (str_next(&rest, ',', &piece)) {
        if (n == COUNT(to) || !str_f64(piece, to[n]))
            return bad_param(cx, name, value, "west,south,east,north in degrees");
        n++;
    }
    bool sound = n == COUNT(to) && q->south <= q->north && fabs(q->south) <= 90 &&
                 fabs(q->north) <= 90 && fabs(q->west) <= 180 && fabs(q->east) <= 180;
    if (!sound) return bad_param(cx, name, value, "west,south,east,north in degrees");
    if (!reg_has_place(q->reg))
        return cx_refuse(cx, ERR_INVALID, name, value, "this register has no places");
    q->has_bbox = true;
    return OK;
}

static bool is_builtin_column(Str name)
{
    return str_is(name, "id") || str_is(name, "version") || str_is(name, "created_at") ||
           str_is(name, "updated_at") || str_is(name, "state");
}

static Err take_sort(Cx *cx, Query *q, Str name, Str value)
{
    q->descending = str_starts(value, S("-"));
    Str key = q->descending ? str_from(value, 1) : value;
    q->sort = reg_field(q->reg, key);
    q->sort_column = q->sort ? S("") : str_dup(cx, key);
    if (!q->sort && !is_builtin_column(key))
        return bad_param(cx, name, value,
                         "a field of this register, with - in front for descending");
    if (q->sort && (val_is_masked(cx, q->sort) || q->sort->type == TYPE_GEOMETRY ||
                    q->sort->type == TYPE_JSON))
        return cx_refuse(cx, ERR_DENIED, name, value, "this field cannot be sorted by");
    return OK;
}

static Err take_limit(Cx *cx, Query *q, Str name, Str value)
{
    int64_t n;
    if (!str_i64(value, &n) || n < 1 || n > LIMIT_MAX)
        return cx_refuse(cx, ERR_INVALID, name, value, "must be 1 to %d", LIMIT_MAX);
    q->limit = (int)n;
    return OK;
}

static Err take_as_of(Cx *cx, Query *q, Str name, Str value)
{
    if (!time_parse(time_mend(cx, value), &q->as_of_ms) || q->as_of_ms <= 0)
        return bad_param(cx, name, value, "a time such as 2019-08-09T14:05:00+08:00");
    return OK;
}

static Err take_region(Cx *cx, Query *q, Str name, Str value)
{
    Str code;
    if (!region_parse(cx, value, &code))
        return bad_param(cx, name, value, "a region code of 6, 9 or 12 digits");
    q->region = region_prefix(code);
    return OK;
}

static Err take_builtin(Cx *cx, Query *q, Str name, Op op, Str value)
{
    Filter f = {.column = str_dup(cx, name), .op = op};
    int64_t i;
    if (str_is(name, "state")) f.val = (Val){.kind = VAL_TEXT, .s = str_dup(cx, value)};
    else if (str_is(name, "id")        ? id_parse(value, &i)
             : str_is(name, "version") ? str_i64(value, &i)
                                       : time_parse(time_mend(cx, value), &i))
        f.val = (Val){.kind = VAL_INT, .i = i};
    else return bad_param(cx, name, value, "an id, a number or a time");
    if (str_is(name, "state") && !reg_state(q->reg, value))
        return bad_param(cx, name, value, "a state of this register");
    q->filters[q->n_filters++] = f;
    return OK;
}

static Err take_field_filter(Cx *cx, const Book *b, Query *q, const Field *field, Op op, Str value)
{
    Filter f = {.field = field, .op = value.len == 0 && op == OP_EQ ? OP_ABSENT : op};
    if (val_is_masked(cx, field))
        return cx_refuse(cx, ERR_DENIED, field->key, S(""), "this field cannot be filtered by");
    if (field->type == TYPE_TIME) value = time_mend(cx, value);
    if (value.len) TRY(val_parse(cx, book_model(b), field, value, &f.val));
    else if (op != OP_EQ && op != OP_NE) return bad_param(cx, field->key, value, "a value");
    const Reg *target = field->type == TYPE_REF ? model_reg(book_model(b), field->arg) : NULL;
    if (target && f.val.kind == VAL_TEXT) {
        Db *db;
        int64_t id;
        TRY(store_reader(cx, book_store(b), &db));
        TRY(record_by_key(cx, db, target, f.val.s, &id));
        if (id) f.val = (Val){.kind = VAL_INT, .i = id};
    }
    q->filters[q->n_filters++] = f;
    return OK;
}

/* What is found tells what stands there, also where it is masked: whoever sees open fields only, a
 * screen on a wall, searches nothing. */
static Err may_search(Cx *cx)
{
    return cx->actor->clearance >= LEVEL_INTERNAL
               ? OK
               : cx_refuse(cx, ERR_DENIED, S("q"), S(""), "this role searches no texts");
}

static Err take_text(Cx *cx, Query *q, Str value)
{
    TRY(may_search(cx));
    q->text = str_dup(cx, value);
    return OK;
}

Err query_param(Cx *cx, const Book *b, Query *q, Str name, Op op, Str value)
{
    static const struct {
        const char *name;
        Err (*take)(Cx *, Query *, Str, Str);
    } plain[] = {
        {"bbox",   take_bbox  },
        {"sort",   take_sort  },
        {"limit",  take_limit },
        {"as_of",  take_as_of },
        {"region", take_region}
    };
    enum { FILTERS_MAX = 64 };
    if (!q->filters) q->filters = cx_new(cx, Filter, FILTERS_MAX);
    if (q->n_filters == FILTERS_MAX)
        return cx_refuse(cx, ERR_TOO_BIG, name, S(""), "at most %d conditions", FILTERS_MAX);
    for (size_t i = 0; i < COUNT(plain); i++)
        if (op == OP_EQ && str_is(name, plain[i].name)) return plain[i].take(cx, q, name, value);
    if (op == OP_EQ && str_is(name, "q")) return take_text(cx, q, value);
    if (op == OP_EQ && str_is(name, "after")) return q->after = str_dup(cx, value), OK;
    if (op == OP_EQ && str_is(name, "total")) return q->want_total = !str_is(value, "0"), OK;
    const Field *field = reg_field(q->reg, name);
    if (field && field->type != TYPE_GEOMETRY) return take_field_filter(cx, b, q, field, op, value);
    if (is_builtin_column(name)) return take_builtin(cx, q, name, op, value);
    return cx_refuse(cx, ERR_INVALID, name, value, "no such parameter");
}

/* --- SQL --- */

typedef struct Sql {
    Cx *cx;
    Buf text;
    Val binds[BIND_MAX];
    int n;
} Sql;

static int bind(Sql *s, Val v)
{
    assert(s->n < BIND_MAX);
    s->binds[s->n++] = v;
    return s->n;
}

static int bind_text(Sql *s, Str text)
{
    return bind(s, (Val){.kind = VAL_TEXT, .s = text});
}

static int bind_real(Sql *s, double v)
{
    return bind(s, (Val){.kind = VAL_REAL, .f = v});
}

static Err prepare(Sql *s, Db *db, Stmt **ret)
{
    TRY(db_prepare(s->cx, db, buf_str(&s->text), ret));
    for (int i = 0; i < s->n; i++) {
        Val v = s->binds[i];
        if (v.kind == VAL_INT) stmt_i64(*ret, i + 1, v.i);
        else if (v.kind == VAL_REAL) stmt_f64(*ret, i + 1, v.f);
        else stmt_text(*ret, i + 1, v.s);
    }
    return OK;
}

static Str column_of(Cx *cx, const Field *field, Str builtin)
{
    if (field) return sql_name(cx, field->key);
    if (str_is(builtin, "state")) return S("\"_state\"");
    if (str_is(builtin, "created_at")) return S("\"_created\"");
    if (str_is(builtin, "updated_at")) return S("\"_updated\"");
    return str_is(builtin, "version") ? S("\"version\"") : S("\"id\"");
}

static void put_filter(Sql *s, const Filter *f)
{
    static const char *const ops[] = {"=", "<>", "<", "<=", ">", ">=", ""};
    Str column = column_of(s->cx, f->field, f->column);
    bool codes = f->field && f->field->type == TYPE_CODES && (f->op == OP_EQ || f->op == OP_NE);
    if (f->op == OP_ABSENT) buf_fmt(&s->text, " and %.*s is null", STR_ARG(column));
    else if (f->val.kind == VAL_NULL) buf_fmt(&s->text, " and %.*s is not null", STR_ARG(column));
    else if (codes) /* one of several codes */
        buf_fmt(&s->text, " and coalesce(instr(' ' || %.*s || ' ', ' ' || $%d || ' '), 0) %s 0",
                STR_ARG(column), bind(s, f->val), f->op == OP_EQ ? ">" : "=");
    else if (f->op == OP_NE)
        buf_fmt(&s->text, " and %.*s is not $%d", STR_ARG(column), bind(s, f->val));
    else buf_fmt(&s->text, " and %.*s %s $%d", STR_ARG(column), ops[f->op], bind(s, f->val));
}

static void put_box(Sql *s, const Query *q)
{
    const Reg *r = q->reg;
    bool wraps = q->west > q->east;
    int w = bind_real(s, q->west), e = bind_real(s, q->east), south = bind_real(s, q->south),
        n = bind_real(s, q->north);
    if (q->as_of_ms == 0)
        buf_fmt(&s->text,
                " and \"id\" in (select id from %.*s where (w <= $%d %s e >= $%d) and s <= $%d and "
                "n >= $%d)",
                STR_ARG(r->sql_place), e, wraps ? "or" : "and", w, n, south);
    if (r->f_lon >= 0) /* the R*Tree rounds outward */
        buf_fmt(&s->text, " and (\"lon\" >= $%d %s \"lon\" <= $%d) and \"lat\" between $%d and $%d",
                w, wraps ? "or" : "and", e, south, n);
}

/* From six digits on the index of counties finds the rows in the order of the list; above them
 * nearly all rows match, and going through them in order beats any index. */
static void put_prefix(Sql *s, Str prefix, bool or_none)
{
    if (prefix.len == 0) return;
    if (prefix.len >= 6)
        buf_fmt(&s->text, " and substr(\"_region\", 1, 6) = $%d",
                bind_text(s, str_head(prefix, 6)));
    if (prefix.len == 6) return;
    int from = bind_text(s, prefix), to = bind_text(s, prefix_end(s->cx, prefix));
    buf_fmt(&s->text, " and ((+\"_region\" >= $%d and +\"_region\" < $%d)%s)", from, to,
            or_none ? " or \"_region\" = ''" : "");
}

/* The one place where a list is cut to what the actor may see. */
static Err put_scope(Sql *s, const Book *b, const Query *q)
{
    Cx *cx = s->cx;
    TRY(book_gate(b, cx, q->reg, S("read"),
                  q->reg->open_to_all_regions ? S("") : cx->actor->region));
    if (q->reg->open_to_all_regions || str_is(cx->actor->role, "system")) return OK;
    bool placeless = book_gate(b, cx, q->reg, S("read"), S("")) == OK;
    cx_clear(cx);
    put_prefix(s, region_prefix(cx->actor->region), placeless);
    return OK;
}

/* Does so much match that looking up the register of each hit would cost more than the index? */
static Err is_common(Cx *cx, const Book *b, Str words, bool *ret)
{
    Db *db;
    Stmt *st;
    bool row;
    TRY(store_reader(cx, b->config.store, &db));
    TRY(db_prepare(cx, db, S(SQL_SEARCH_COMMON), &st));
    stmt_text(st, 1, words);
    TRY(stmt_step(cx, st, &row));
    *ret = row;
    stmt_reset(st);
    return OK;
}

static Err put_text(Sql *s, const Book *b, const Query *q)
{
    bool common;
    if (q->text.len == 0) return OK;
    Str words = sql_search_query(s->cx, q->text), reg = q->reg->key;
    if (q->as_of_ms) { /* the text index knows the present only */
        buf_fmt(&s->text, " and instr(lower(\"_title\"), lower($%d)) > 0", bind_text(s, q->text));
        return OK;
    }
    if (words.len == 0) return buf_z(&s->text, " and 0"), OK;
    Str match = str_fmt(s->cx, "text : (%.*s)", STR_ARG(words));
    TRY(is_common(s->cx, b, match, &common));
    if (common) match = str_fmt(s->cx, "reg : \"%.*s\" AND %.*s", STR_ARG(reg), STR_ARG(match));
    buf_fmt(&s->text, " and \"id\" in (select rowid from search where search match $%d",
            bind_text(s, match));
    if (!common) buf_fmt(&s->text, " and reg = $%d", bind_text(s, reg));
    buf_char(&s->text, ')');
    return OK;
}

static Err put_where(Sql *s, const Book *b, const Query *q)
{
    buf_z(&s->text, " where \"_void\" = 0");
    TRY(put_scope(s, b, q));
    put_prefix(s, q->region, false);
    for (size_t i = 0; i < q->n_filters; i++) put_filter(s, &q->filters[i]);
    if (q->has_bbox) put_box(s, q);
    return put_text(s, b, q);
}

/* --- cursors: hex of [value or null, id] --- */

static bool sorts_by_id(const Query *q)
{
    return !q->sort && (q->sort_column.len == 0 || str_is(q->sort_column, "id"));
}

static Str cursor_of(Cx *cx, const Query *q, const Rec *last)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    Val v = {0};
    if (q->sort) v = last->v[q->sort->index];
    else if (str_is(q->sort_column, "state")) v = (Val){.kind = VAL_TEXT, .s = last->state};
    else if (str_is(q->sort_column, "version")) v = (Val){.kind = VAL_INT, .i = last->version};
    else if (!sorts_by_id(q))
        v = (Val){.kind = VAL_INT,
                  .i = str_is(q->sort_column, "created_at") ? last->created_ms : last->updated_ms};
    jw_open(&w, '[');
    val_json(&w, v);
    jw_i64(&w, last->id);
    jw_close(&w, ']');
    return hex_encode(cx, buf_str(&b));
}

static Err cursor_read(Cx *cx, Str cursor, Val *value, int64_t *id)
{
    Str text;
    json_t *j = cursor.len <= CURSOR_MAX && hex_decode(cx, cursor, &text)
                    ? json_loadb(text.p, text.len, 0, NULL)
                    : NULL;
    bool sound =
        json_is_array(j) && json_array_size(j) == 2 && json_is_integer(json_array_get(j, 1));
    if (sound) {
        *value = val_from_stored(cx, json_array_get(j, 0));
        *id = json_integer_value(json_array_get(j, 1));
    }
    json_decref(j);
    return sound ? OK : bad_param(cx, S("after"), cursor, "a cursor that a page before has given");
}

static Err put_after(Sql *s, const Query *q)
{
    Val v;
    int64_t id;
    if (q->after.len == 0) return OK;
    TRY(cursor_read(s->cx, q->after, &v, &id));
    const char *op = q->descending ? "<" : ">";
    int at = bind(s, (Val){.kind = VAL_INT, .i = id});
    Str column = column_of(s->cx, q->sort, q->sort_column);
    if (sorts_by_id(q)) buf_fmt(&s->text, " and \"id\" %s $%d", op, at);
    else if (v.kind == VAL_NULL)
        buf_fmt(&s->text, " and %.*s is null and \"id\" %s $%d", STR_ARG(column), op, at);
    else {
        int value = bind(s, v);
        buf_fmt(&s->text, " and (%.*s is null or %.*s %s $%d or (%.*s = $%d and \"id\" %s $%d))",
                STR_ARG(column), STR_ARG(column), op, value, STR_ARG(column), value, op, at);
    }
    return OK;
}

static void put_order(Sql *s, const Query *q)
{
    const char *way = q->descending ? " desc" : "";
    Str column = column_of(s->cx, q->sort, q->sort_column);
    if (sorts_by_id(q)) buf_fmt(&s->text, " order by \"id\"%s", way);
    else
        buf_fmt(&s->text, " order by %.*s is null, %.*s%s, \"id\"%s", STR_ARG(column),
                STR_ARG(column), way, way);
}

/* --- as of an instant: rows that changed since are undone into a temporary table --- */

Err journal_seq_at(Cx *cx, Db *db, int64_t at_ms, int64_t *ret)
{
    int64_t low = 0, high, at;
    TRY(db_value_i64(cx, db, S("select coalesce(max(seq), 0) from journal"), 0, &high));
    while (low < high) { /* times rise with the sequence */
        int64_t mid = low + (high - low + 1) / 2;
        TRY(db_value_i64(cx, db,
                         str_fmt(cx, "select at from journal where seq = %lld", (long long)mid), 0,
                         &at));
        if (at <= at_ms) low = mid;
        else high = mid - 1;
    }
    *ret = low;
    return OK;
}

Err record_undo(Cx *cx, Db *db, Rec *rec, int64_t seq, bool *existed)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_JOURNAL_SINCE), &st));
    stmt_i64(st, 1, rec->id);
    stmt_i64(st, 2, seq);
    for (*existed = true; *existed;) {
        Entry e;
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        journal_row(cx, st, &e);
        json_t *body = json_loadb(e.body.p, e.body.len, 0, NULL);
        *existed = change_undo(cx, rec, body);
        json_decref(body);
    }
    stmt_reset(st);
    if (*existed)
        TRY(db_value_i64(cx, db,
                         str_fmt(cx,
                                 "select max(at) from journal where record = %lld and seq <= %lld",
                                 (long long)rec->id, (long long)seq),
                         0, &rec->updated_ms));
    return OK;
}

/* Ids of the records that stood already and were changed since; what was made since is only left
 * out. */
static Err changed_since(Cx *cx, Db *db, const Reg *r, int64_t seq, int64_t **ret, size_t *n)
{
    Stmt *st;
    bool row;
    VEC(int64_t) ids = {0};
    TRY(db_prepare(cx, db,
                   S("select record from journal where register = $1 and seq > $2 group by record "
                     "having sum(case when action = 'create' then 1 else 0 end) = 0"),
                   &st));
    stmt_text(st, 1, r->key);
    stmt_i64(st, 2, seq);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &ids, col_i64(st, 0));
    }
    stmt_reset(st);
    *ret = ids.p;
    *n = ids.n;
    return OK;
}

static Err leave_out(Cx *cx, Db *db, const Reg *r, int64_t seq, Str changed)
{
    Stmt *st;
    TRY(db_prepare(cx, db,
                   str_fmt(cx,
                           "insert into %.*s select distinct record from journal where register = "
                           "$1 and seq > $2 and record <> 0",
                           STR_ARG(changed)),
                   &st));
    stmt_text(st, 1, r->key);
    stmt_i64(st, 2, seq);
    return stmt_run(cx, st, NULL);
}

static Err undo_changed(Cx *cx, Db *db, const Reg *r, int64_t seq, const Since *to)
{
    int64_t *ids;
    size_t n;
    TRY(leave_out(cx, db, r, seq, to->changed));
    TRY(changed_since(cx, db, r, seq, &ids, &n));
    Str undone = str_replace(cx, r->sql_put, r->sql_table, to->undone);
    for (size_t i = 0; i < n; i++) {
        Rec *rec;
        bool existed = false;
        TRY(row_load(cx, db, r, ids[i], &rec));
        if (rec) TRY(record_undo(cx, db, rec, seq, &existed));
        if (existed) TRY(row_store_plain(cx, db, undone, rec));
    }
    return OK;
}

Err query_since(Cx *cx, Db *db, const Reg *reg, int64_t seq, const char *tag, Since *ret)
{
    Str key = reg->key, table = reg->sql_table;
    ret->changed = str_fmt(cx, "temp.\"_%schanged_%.*s\"", tag, STR_ARG(key));
    ret->undone = str_fmt(cx, "temp.\"_%sundone_%.*s\"", tag, STR_ARG(key));
    TRY(db_exec(cx, db,
                str_fmt(cx,
                        "drop table if exists %.*s; drop table if exists %.*s;"
                        " create table %.*s (id integer primary key);"
                        " create table %.*s as select * from %.*s where 0",
                        STR_ARG(ret->changed), STR_ARG(ret->undone), STR_ARG(ret->changed),
                        STR_ARG(ret->undone), STR_ARG(table))));
    return undo_changed(cx, db, reg, seq, ret);
}

Str query_source_since(Cx *cx, const Reg *reg, const Since *since)
{
    Str columns = reg->sql_columns;
    return str_fmt(cx,
                   "(select %.*s from %.*s where \"id\" not in (select id from %.*s) "
                   "union all select %.*s from %.*s)",
                   STR_ARG(columns), STR_ARG(reg->sql_table), STR_ARG(since->changed),
                   STR_ARG(columns), STR_ARG(since->undone));
}

Err query_source(Cx *cx, Db *db, const Reg *reg, int64_t as_of_ms, Str *ret)
{
    int64_t seq;
    Since since;
    *ret = reg->sql_table;
    if (as_of_ms == 0) return OK;
    TRY(journal_seq_at(cx, db, as_of_ms, &seq));
    TRY(query_since(cx, db, reg, seq, "", &since));
    *ret = query_source_since(cx, reg, &since);
    return OK;
}

Err record_ids(Cx *cx, Db *db, const Reg *reg, int64_t as_of_ms, int64_t **ret, size_t *n)
{
    Stmt *st;
    Str from;
    bool row;
    VEC(int64_t) ids = {0};
    TRY(query_source(cx, db, reg, as_of_ms, &from));
    TRY(db_prepare(
        cx, db,
        str_fmt(cx, "select \"id\" from %.*s where \"_void\" = 0 order by 1", STR_ARG(from)), &st));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &ids, col_i64(st, 0));
    }
    stmt_reset(st);
    *ret = ids.p;
    *n = ids.n;
    return OK;
}

static Err source(Cx *cx, Db *db, const Query *q, Str *ret)
{
    if (q->as_of_ms && q->has_bbox && q->reg->f_lon < 0)
        return cx_refuse(cx, ERR_INVALID, S("bbox"), S(""),
                         "bbox together with as_of needs a register of points");
    return query_source(cx, db, q->reg, q->as_of_ms, ret);
}

/* --- running --- */

static Err count(Cx *cx, const Book *b, Db *db, const Query *q, Str from, int64_t *ret)
{
    Sql *s = cx_new(cx, Sql, 1);
    *s = (Sql){.cx = cx, .text = buf_new(cx, 0)};
    Stmt *st;
    bool row;
    buf_fmt(&s->text, "select count(*) from %.*s", STR_ARG(from));
    TRY(put_where(s, b, q));
    TRY(prepare(s, db, &st));
    TRY(stmt_step(cx, st, &row));
    *ret = row ? col_i64(st, 0) : 0;
    stmt_reset(st);
    return OK;
}

Err query_count(Cx *cx, Book *b, const Query *q, int64_t *ret)
{
    Db *db;
    Str from;
    TRY(store_reader(cx, b->config.store, &db));
    TRY(source(cx, db, q, &from));
    return count(cx, b, db, q, from, ret);
}

static Err read_page(Cx *cx, Stmt *st, const Query *q, Page *ret)
{
    bool row = true;
    ret->recs = cx_new(cx, Rec *, (size_t)q->limit + 1);
    for (ret->n = 0; ret->n <= (size_t)q->limit;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        ret->recs[ret->n++] = row_read(cx, st, q->reg, NULL);
    }
    stmt_reset(st);
    ret->next = S("");
    if (ret->n <= (size_t)q->limit) return OK;
    ret->n = (size_t)q->limit;
    ret->next = cursor_of(cx, q, ret->recs[ret->n - 1]);
    return OK;
}

Err query_run(Cx *cx, Book *b, const Query *q, Page *ret)
{
    Db *db;
    Stmt *st;
    Str from;
    Sql *s = cx_new(cx, Sql, 1);
    *s = (Sql){.cx = cx, .text = buf_new(cx, 0)};
    *ret = (Page){.total = -1};
    TRY(store_reader(cx, b->config.store, &db));
    TRY(source(cx, db, q, &from));
    buf_fmt(&s->text, "select %.*s from %.*s", STR_ARG(q->reg->sql_columns), STR_ARG(from));
    TRY(put_where(s, b, q));
    TRY(put_after(s, q));
    put_order(s, q);
    buf_fmt(&s->text, " limit %d", q->limit + 1);
    TRY(prepare(s, db, &st));
    TRY(read_page(cx, st, q, ret));
    return q->want_total ? count(cx, b, db, q, from, &ret->total) : OK;
}

Err query_each(Cx *cx, Book *b, const Query *q, Err (*each)(Cx *row_cx, const Rec *rec, void *ctx),
               void *ctx)
{
    Db *db;
    Stmt *st;
    Str from;
    bool row;
    Sql *s = cx_new(cx, Sql, 1);
    *s = (Sql){.cx = cx, .text = buf_new(cx, 0)};
    TRY(store_reader(cx, b->config.store, &db));
    TRY(source(cx, db, q, &from));
    Str columns = q->wanted ? table_columns(cx, q->reg, q->wanted) : q->reg->sql_columns;
    buf_fmt(&s->text, "select %.*s from %.*s", STR_ARG(columns), STR_ARG(from));
    TRY(put_where(s, b, q));
    buf_z(&s->text, " order by \"id\"");
    TRY(prepare(s, db, &st));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) return OK;
        ArenaMark mark = arena_mark(cx->arena);
        TRY(each(cx, row_read(cx, st, q->reg, q->wanted), ctx));
        arena_rewind(cx->arena, mark);
    }
}

Err query_cells(Cx *cx, Book *b, const Query *q, double cell_deg, Cell **ret, size_t *n)
{
    Db *db;
    Stmt *st;
    bool row;
    VEC(Cell) cells = {0};
    Sql *s = cx_new(cx, Sql, 1);
    *s = (Sql){.cx = cx, .text = buf_new(cx, 0)};
    TRY(store_reader(cx, b->config.store, &db));
    int size = bind_real(s, cell_deg);
    Str table = q->reg->sql_table;
    if (q->reg->f_lon >= 0)
        buf_fmt(&s->text,
                "select cast((\"lon\" + 180) / $%d as integer), cast((\"lat\" + 90) / $%d as "
                "integer), count(*) from %.*s",
                size, size, STR_ARG(table));
    else
        buf_fmt(&s->text,
                "select cast((p.w + p.e + 360) / 2 / $%d as integer), cast((p.s + p.n + 180) / 2 / "
                "$%d as integer), count(*)"
                " from %.*s join %.*s p using (id)",
                size, size, STR_ARG(table), STR_ARG(q->reg->sql_place));
    TRY(put_where(s, b, q));
    if (q->reg->f_lon >= 0) buf_z(&s->text, " and \"lon\" is not null");
    buf_z(&s->text, " group by 1, 2");
    TRY(prepare(s, db, &st));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &cells,
                 ((Cell){((double)col_i64(st, 0) + 0.5) * cell_deg - 180,
                         ((double)col_i64(st, 1) + 0.5) * cell_deg - 90, col_i64(st, 2)}));
    }
    *ret = cells.p;
    *n = cells.n;
    return OK;
}

Err record_get(Cx *cx, Book *b, const Reg *reg, int64_t id, int64_t as_of_ms, Rec **ret)
{
    Db *db;
    Rec *rec;
    bool existed = true;
    int64_t seq;
    TRY(store_reader(cx, b->config.store, &db));
    TRY(row_load(cx, db, reg, id, &rec));
    if (rec && as_of_ms) {
        TRY(journal_seq_at(cx, db, as_of_ms, &seq));
        TRY(record_undo(cx, db, rec, seq, &existed));
    }
    if (!rec || !existed || rec->voided)
        return cx_refuse(cx, ERR_NOT_FOUND, S("id"), id_format(cx, id), "no such record");
    TRY(book_gate(b, cx, reg, S("read"), rec->region));
    *ret = rec;
    return OK;
}

static Err read_hit(Cx *cx, Book *b, Db *db, const Reg *r, int64_t id, Hit *ret, bool *seen)
{
    Rec *rec;
    TRY(row_load(cx, db, r, id, &rec));
    *seen = rec && !rec->voided && book_gate(b, cx, r, S("read"), rec->region) == OK;
    cx_clear(cx);
    if (!*seen) return OK;
    *ret = (Hit){r, rec->id, record_title_for(cx, rec), rec->region, NAN, NAN};
    (void)rec_place(rec, &ret->lon, &ret->lat);
    return OK;
}

Err search_all(Cx *cx, Book *b, Str typed, int limit, Hit **ret, size_t *n)
{
    enum { LOOK_AT = 2000 };
    Db *db;
    Stmt *st;
    bool row, seen;
    TRY(may_search(cx));
    Str words = sql_search_query(cx, typed);
    *ret = cx_new(cx, Hit, (size_t)limit);
    *n = 0;
    if (words.len == 0) return OK;
    words = str_fmt(cx, "text : (%.*s)", STR_ARG(words));
    TRY(store_reader(cx, b->config.store, &db));
    TRY(db_prepare(cx, db, S(SQL_SEARCH_ALL), &st));
    stmt_text(st, 1, words);
    stmt_i64(st, 2, LOOK_AT);
    while (*n < (size_t)limit) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        const Reg *r = model_reg(book_model(b), col_str(st, 1));
        if (!r) continue;
        TRY(read_hit(cx, b, db, r, col_i64(st, 0), &(*ret)[*n], &seen));
        if (seen) ++*n;
    }
    stmt_reset(st);
    return OK;
}
