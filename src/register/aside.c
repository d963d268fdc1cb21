/* SPDX-License-Identifier: Apache-2.0 */
/* What stands beside a row: its place in the R*Tree of its register and its words in the text
 * index. Both are virtual tables, which cost much for each statement and little for each row. */
#include "register/book_int.h"
#include "register/register_sql.h"

/* Text `head` and n groups of `width` numbered parameters. */
static Err prepare_rows(Cx *cx, Db *db, Str head, size_t n, size_t width, Stmt **ret)
{
    Buf sql = buf_new(cx, 0);
    buf_add(&sql, head);
    for (size_t i = 0; i < n * width; i++)
        buf_fmt(&sql, "%s$%zu%s",
                i % width ? ", "
                : i       ? ", ("
                          : " (",
                i + 1, i % width == width - 1 ? ")" : "");
    return db_prepare(cx, db, buf_str(&sql), ret);
}

static Err insert_words(Cx *cx, Db *db, const Reg *r, const struct Aside *a, size_t n)
{
    enum { WIDTH = 3 };
    Stmt *st;
    TRY(prepare_rows(cx, db, S(SQL_SEARCH_INSERT), n, WIDTH, &st));
    for (size_t i = 0; i < n; i++) {
        int at = (int)i * WIDTH;
        stmt_i64(st, at + 1, a[i].id);
        stmt_text(st, at + 2, r->key);
        stmt_text(st, at + 3, a[i].words);
    }
    return stmt_run(cx, st, NULL);
}

static Err insert_places(Cx *cx, Db *db, const Reg *r, const struct Aside *a, size_t n)
{
    enum { WIDTH = 5 };
    Stmt *st;
    Str head =
        str_fmt(cx, "insert or replace into %.*s (id, w, e, s, n) values", STR_ARG(r->sql_place));
    TRY(prepare_rows(cx, db, head, n, WIDTH, &st));
    for (size_t i = 0; i < n; i++) {
        int at = (int)i * WIDTH;
        stmt_i64(st, at + 1, a[i].id);
        stmt_f64(st, at + 2, a[i].box[0]);
        stmt_f64(st, at + 3, a[i].box[2]);
        stmt_f64(st, at + 4, a[i].box[1]);
        stmt_f64(st, at + 5, a[i].box[3]);
    }
    return stmt_run(cx, st, NULL);
}

typedef Err Insert(Cx *cx, Db *db, const Reg *r, const struct Aside *a, size_t n);

/* All of them in one statement when the batch is full, so that two texts are prepared and no more.
 */
static Err insert_all(Cx *cx, Db *db, const Reg *r, const struct Aside *a, size_t n, Insert *insert)
{
    if (n == LATER_ROWS) return insert(cx, db, r, a, n);
    for (size_t i = 0; i < n; i++) TRY(insert(cx, db, r, &a[i], 1));
    return OK;
}

Err later_flush(Cx *cx, Db *db, Later *later)
{
    size_t n_words = later->n_words, n_places = later->n_places;
    later->n_words = later->n_places = 0;
    TRY(insert_all(cx, db, later->reg, later->words, n_words, insert_words));
    return insert_all(cx, db, later->reg, later->places, n_places, insert_places);
}

static Err remove_aside(Cx *cx, Db *db, Str sql, int64_t id)
{
    Stmt *st;
    TRY(db_prepare(cx, db, sql, &st));
    stmt_i64(st, 1, id);
    return stmt_run(cx, st, NULL);
}

static Err store_place(Cx *cx, Db *db, const Rec *old, const Rec *rec, Later *later)
{
    double was[4];
    struct Aside is = {.id = rec->id};
    const Reg *r = rec->reg;
    bool had = old && !old->voided && rec_box(old, was), has = !rec->voided && rec_box(rec, is.box);
    /* NOLINTNEXTLINE: bit by bit */
    if (had == has && (!has || memcmp(was, is.box, sizeof was) == 0)) return OK;
    if (!has)
        return remove_aside(
            cx, db, str_fmt(cx, "delete from %.*s where id = $1", STR_ARG(r->sql_place)), rec->id);
    if (!later) return insert_places(cx, db, r, &is, 1);
    later->places[later->n_places++] = is;
    return OK;
}

static Err store_words(Cx *cx, Db *db, const Rec *old, const Rec *rec, Later *later)
{
    Str was = old && !old->voided ? rec_search_text(cx, old) : S("");
    struct Aside is = {.id = rec->id, .words = rec->voided ? S("") : rec_search_text(cx, rec)};
    if (str_eq(was, is.words)) return OK;
    if (was.len) TRY(remove_aside(cx, db, S(SQL_SEARCH_DELETE), rec->id));
    if (is.words.len == 0) return OK;
    if (!later) return insert_words(cx, db, rec->reg, &is, 1);
    is.words = str_dup(later->cx, is.words);
    later->words[later->n_words++] = is;
    return OK;
}

Err aside_store(Cx *cx, Db *db, const Rec *old, const Rec *rec, Later *later)
{
    bool full = later && (later->n_words == LATER_ROWS || later->n_places == LATER_ROWS);
    if (later && (old || full)) TRY(later_flush(cx, db, later)); /* old may wait in there */
    if (reg_has_place(rec->reg)) TRY(store_place(cx, db, old, rec, later));
    return store_words(cx, db, old, rec, later);
}
