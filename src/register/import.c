/* SPDX-License-Identifier: Apache-2.0 */
/* Imports: rows of text → records. Rules: contract-numbers §2. A row corrects the record of its id,
 * ref or natural key, or makes a new one; a bad row is refused by column and reason and the others
 * go on. A chunk of rows is one transaction. */
#include <math.h>

#include "register/book_int.h"

typedef enum ColumnKind {
    COLUMN_FIELD,
    COLUMN_ID,
    COLUMN_STATE,
    COLUMN_VOID,
    COLUMN_REASON,
    COLUMN_LEFT_OUT
} ColumnKind;

typedef struct Column {
    ColumnKind kind;
    const Field *field;
    Str name; /* as the source wrote it */
} Column;

struct Import {
    Book *book;
    const Reg *reg;
    Column *columns;
    size_t n_columns;
    Datum datum;
    bool dry_run;
    ImportResult result;
};

/* --- columns --- */

static const Field *field_named(const Reg *r, Str name)
{
    const Field *f = reg_field(r, name);
    for (size_t i = 0; !f && i < r->n_fields; i++) {
        const Field *one = &r->fields[i];
        if (str_eq(one->label.zh, name) || str_eq_nocase(one->label.en, name)) f = one;
    }
    return f;
}

static bool name_column(const Reg *r, Str name, Column *ret)
{
    static const struct {
        const char *name;
        ColumnKind kind;
    } own[] = {
        {"id",     COLUMN_ID      },
        {"state",  COLUMN_STATE   },
        {"void",   COLUMN_VOID    },
        {"状态", COLUMN_STATE   },
        {"-",      COLUMN_LEFT_OUT}
    };
    *ret = (Column){.kind = COLUMN_FIELD, .field = field_named(r, name), .name = name};
    if (ret->field) return true;
    ret->kind = COLUMN_REASON;
    if (str_is(name, "reason")) return true;
    for (size_t i = 0; i < COUNT(own); i++) {
        if (!str_is(name, own[i].name) || (own[i].kind == COLUMN_STATE && r->n_states == 0))
            continue;
        ret->kind = own[i].kind;
        return true;
    }
    return false;
}

static bool same_column(const Column *a, const Column *b)
{
    return a->kind == b->kind && a->field == b->field && a->kind != COLUMN_LEFT_OUT;
}

Err import_begin(Cx *cx, Book *b, const Reg *reg, const Str *columns, size_t n, Datum datum,
                 bool dry_run, Import **ret)
{
    Import *im = cx_new(cx, Import, 1);
    *im = (Import){.book = b,
                   .reg = reg,
                   .columns = cx_new(cx, Column, n),
                   .n_columns = n,
                   .datum = datum,
                   .dry_run = dry_run};
    if (n == 0) return cx_fail(cx, ERR_INVALID, "file", "the first line must name the columns");
    for (size_t i = 0; i < n; i++) {
        Str name = str_trim(columns[i]);
        if (str_starts(name, S("\xEF\xBB\xBF"))) name = str_from(name, 3);
        if (!name_column(reg, str_dup(cx, name), &im->columns[i])) {
            cx_note(cx, ERR_INVALID, name, S(""), "no such column in this register");
            continue;
        }
        for (size_t k = 0; k < i; k++)
            if (same_column(&im->columns[k], &im->columns[i]))
                cx_note(cx, ERR_INVALID, name, S(""), "this column stands here twice");
    }
    TRY(cx_failed(cx));
    *ret = im;
    return OK;
}

const ImportResult *import_result(const Import *im)
{
    return &im->result;
}

/* --- one row --- */

enum { PLACES = 10000000 }; /* seven decimals of a degree, 11 mm: finer than any conversion */

typedef struct Line {
    const Import *im;
    const ImportRow *row;
    Db *db;
    Later *later;
} Line;

static Str cell(const Line *l, size_t column)
{
    Str s = l->row->values[column];
    return s.p ? s : S("");
}

static const Column *column_of(const Line *l, ColumnKind kind, Str *value)
{
    for (size_t i = 0; i < l->im->n_columns; i++) {
        if (l->im->columns[i].kind != kind) continue;
        *value = str_trim(cell(l, i));
        return &l->im->columns[i];
    }
    *value = S("");
    return NULL;
}

/* What an export said comes back: into a record that is new as it was, into one that stands only
 * when nothing is another. */
static Err take_computed(Cx *cx, const Line *l, size_t i, Rec *rec)
{
    const Column *c = &l->im->columns[i];
    Val *is = &rec->v[c->field->index], v;
    if (cell(l, i).len == 0) return OK;
    TRY(val_parse(cx, book_model(l->im->book), c->field, cell(l, i), &v));
    if (rec->version && !val_same(*is, v))
        return cx_refuse(cx, ERR_INVALID, c->name, cell(l, i),
                         "is set by the program and cannot be written");
    *is = v;
    return OK;
}

static Err take_cell(Cx *cx, const Line *l, size_t i, Rec *rec)
{
    const Column *c = &l->im->columns[i];
    if (c->kind != COLUMN_FIELD) return OK;
    if (c->field->computed) return take_computed(cx, l, i, rec);
    return val_parse(cx, book_model(l->im->book), c->field, cell(l, i), &rec->v[c->field->index]);
}

static Err take_state(Cx *cx, const Line *l, Rec *rec)
{
    Str s;
    if (!column_of(l, COLUMN_STATE, &s) || s.len == 0) return OK;
    const Reg *r = l->im->reg;
    for (size_t i = 0; i < r->n_states; i++) {
        const State *st = &r->states[i];
        if (!str_eq(st->key, s) && !str_eq(st->label.zh, s) && !str_eq_nocase(st->label.en, s))
            continue;
        rec->state = st->key;
        return OK;
    }
    return cx_refuse(cx, ERR_INVALID, S("state"), s, "no such state");
}

static Err take_cells(Cx *cx, const Line *l, Rec *rec)
{
    for (size_t i = 0; i < l->im->n_columns; i++) (void)!take_cell(cx, l, i, rec);
    (void)!take_state(cx, l, rec);
    TRY(cx_failed(cx));
    const Reg *r = l->im->reg;
    if (l->im->datum == DATUM_WGS84 || r->f_lon < 0 || rec->v[r->f_lon].kind != VAL_REAL ||
        rec->v[r->f_lat].kind != VAL_REAL)
        return OK;
    double *lon = &rec->v[r->f_lon].f, *lat = &rec->v[r->f_lat].f;
    datum_to_wgs84(l->im->datum, lon, lat);
    *lon = round(*lon * PLACES) / PLACES;
    *lat = round(*lat * PLACES) / PLACES;
    return OK;
}

static void take_import_defaults(Cx *cx, const Model *m, Rec *rec)
{
    for (size_t i = 0; i < rec->reg->n_fields; i++) {
        const Field *f = &rec->reg->fields[i];
        if (f->default_text.p && rec->v[i].kind == VAL_NULL)
            (void)!val_parse(cx, m, f, f->default_text, &rec->v[i]);
    }
}

/* The record of a natural key that the fresh row names. A row with a ref of its own does not take
 * over another's record. */
static Err find_by_keys(Cx *cx, const Line *l, Rec *fresh, int64_t *ret)
{
    const Reg *r = l->im->reg;
    Rec *other,
        keyed = *fresh; /* a part of a key that is left out is what a new record would get */
    keyed.v = cx_new(cx, Val, r->n_fields);
    memcpy(keyed.v, fresh->v, r->n_fields * sizeof *keyed.v);
    take_import_defaults(cx, book_model(l->im->book), &keyed);
    TRY(record_twin(cx, l->db, fresh, r->n_unique, ret));
    for (size_t i = 0; i < r->n_unique && !*ret; i++) TRY(record_twin(cx, l->db, &keyed, i, ret));
    if (!*ret || fresh->v[r->f_ref].kind == VAL_NULL) return OK;
    TRY(row_load(cx, l->db, r, *ret, &other));
    Val theirs = other->v[r->f_ref];
    bool taken = theirs.kind == VAL_TEXT && !val_same(theirs, fresh->v[r->f_ref]);
    return taken ? cx_refuse(cx, ERR_CONFLICT, S("ref"), fresh->v[r->f_ref].s,
                             "the record is there already under the number %.*s", STR_ARG(theirs.s))
                 : OK;
}

/* Which record does the row speak of? old NULL = a new one; *id then is the one it brought along,
 * or 0. */
static Err find_old(Cx *cx, const Line *l, Rec *fresh, int64_t *id, Rec **old)
{
    Str s;
    *id = 0;
    *old = NULL;
    if (column_of(l, COLUMN_ID, &s) && s.len) {
        if (!id_parse(s, id)) return cx_refuse(cx, ERR_INVALID, S("id"), s, "an id has 13 signs");
        TRY(row_load(cx, l->db, l->im->reg, *id, old));
        if (*old) return OK;
    }
    int64_t found;
    TRY(find_by_keys(cx, l, fresh, &found));
    return found ? row_load(cx, l->db, l->im->reg, found, old) : OK;
}

typedef enum Outcome { OUT_CREATED, OUT_CHANGED, OUT_UNCHANGED } Outcome;

/* A row that says what stands already; a title of references that went stale is no change of it. */
static bool same_fields(const Rec *old, const Rec *rec)
{
    for (size_t i = 0; i < rec->reg->n_fields; i++)
        if (!val_same(old->v[i], rec->v[i])) return false;
    return str_eq(old->state, rec->state) && old->voided == rec->voided;
}

static Err put_row(Txn *tx, const Line *l, const Rec *old, Rec *rec, bool voids, Str reason,
                   Outcome *ret)
{
    Cx *cx = tx->cx;
    Book *b = l->im->book;
    bool changed;
    if (old) TRY(book_gate(b, cx, l->im->reg, S("import"), old->region));
    TRY(rec_resolve(cx, b, l->db, rec));
    if (old && !voids && same_fields(old, rec)) return *ret = OUT_UNCHANGED, OK;
    TRY(rec_derive(cx, b, l->db, rec));
    TRY(book_gate(b, cx, l->im->reg, S("import"), rec->region));
    if (!voids) TRY(rec_check(cx, b, l->db, rec, true));
    rec->voided = voids;
    if (!old && rec->id == 0) rec->id = book_next_id(b, cx->now_ms);
    Stamp stamp = {.action = voids ? S("void")
                             : old ? S("update")
                                   : S("create"),
                   .reason = reason,
                   .idem = S(""),
                   .later = l->later};
    TRY(rec_put(tx, b, old, rec, &stamp, &changed));
    *ret = !changed ? OUT_UNCHANGED : old ? OUT_CHANGED : OUT_CREATED;
    return OK;
}

static Err take_row(Txn *tx, const Line *l, Outcome *ret)
{
    Cx *cx = tx->cx;
    Rec *fresh = rec_new(cx, l->im->reg), *old;
    Str flag, reason;
    int64_t id;
    TRY(take_cells(cx, l, fresh));
    TRY(rec_resolve(cx, l->im->book, l->db, fresh)); /* natural keys may be references */
    TRY(find_old(cx, l, fresh, &id, &old));
    (void)column_of(l, COLUMN_VOID, &flag);
    (void)column_of(l, COLUMN_REASON, &reason);
    bool voids = flag.len && !str_is(flag, "0");
    if (voids && !old)
        return cx_refuse(cx, ERR_NOT_FOUND, S("void"), flag, "there is no record to void");
    if (voids && reason.len == 0)
        return cx_refuse(cx, ERR_INVALID, S("reason"), S(""), "voiding needs a reason");
    if (old && old->voided && !voids)
        return cx_refuse(cx, ERR_CONFLICT, S("ref"), S(""), "the record was voided");
    if (old) {
        Rec *rec = rec_copy(cx, old);
        if (!voids) TRY(take_cells(cx, l, rec));
        return put_row(tx, l, old, rec, voids, reason, ret);
    }
    fresh->id = id;
    take_import_defaults(cx, book_model(l->im->book), fresh);
    return put_row(tx, l, NULL, fresh, false, reason, ret);
}

/* --- a chunk --- */

typedef struct Chunk {
    Import *im;
    const ImportRow *rows;
    size_t n;
    ImportResult result; /* of this chunk; made anew when the command runs again */
    Cx *keep;            /* the refusals outlive a row */
} Chunk;

static Str as_named(const Import *im, Str field)
{
    for (size_t i = 0; i < im->n_columns; i++)
        if (im->columns[i].field && str_eq(im->columns[i].field->key, field))
            return im->columns[i].name;
    return field;
}

static void refuse_row(Chunk *c, const Fail *f, int64_t row)
{
    c->result.n_refused++;
    for (int i = 0; i < f->n && c->result.refused.n < IMPORT_REFUSALS_MAX; i++) {
        const FailItem *it = &f->items[i];
        vec_push(c->keep, &c->result.refused,
                 ((ImportRefusal){row, str_dup(c->keep, as_named(c->im, it->field)),
                                  str_dup(c->keep, it->reason), str_dup(c->keep, it->value)}));
    }
}

static bool is_refusal(Err err)
{
    return err == ERR_INVALID || err == ERR_CONFLICT || err == ERR_DENIED || err == ERR_NOT_FOUND ||
           err == ERR_TOO_BIG;
}

static Err run_chunk(Txn *tx, Cmd *cmd)
{
    Chunk *c = cmd->arg;
    int64_t *counts[] = {&c->result.created, &c->result.changed, &c->result.unchanged};
    Later later = {.cx = c->keep, .reg = c->im->reg};
    c->result = (ImportResult){0};
    tx->past = true;
    for (size_t i = 0; i < c->n; i++) {
        ArenaMark mark = arena_mark(tx->cx->arena);
        Line l = {c->im, &c->rows[i], tx->db, &later};
        Outcome out = OUT_UNCHANGED;
        c->result.rows++;
        Err err = take_row(tx, &l, &out);
        if (err != OK && !is_refusal(err)) return err;
        if (err == OK) ++*counts[out];
        else refuse_row(c, tx->cx->fail, c->rows[i].row);
        cx_clear(tx->cx);
        db_release(tx->db);
        arena_rewind(tx->cx->arena, mark);
    }
    TRY(later_flush(tx->cx, tx->db, &later));
    return c->im->dry_run ? cx_fail(tx->cx, ERR_CONFLICT, "dry_run", "a dry run changes nothing")
                          : OK;
}

static void add_result(Cx *cx, ImportResult *to, const ImportResult *from)
{
    to->rows += from->rows;
    to->created += from->created;
    to->changed += from->changed;
    to->unchanged += from->unchanged;
    to->n_refused += from->n_refused;
    for (size_t i = 0; i < from->refused.n && to->refused.n < IMPORT_REFUSALS_MAX; i++) {
        ImportRefusal r = from->refused.p[i];
        vec_push(cx, &to->refused,
                 ((ImportRefusal){r.row, str_dup(cx, r.field), str_dup(cx, r.reason),
                                  str_dup(cx, r.value)}));
    }
}

Err import_rows(Cx *cx, Import *im, const ImportRow *rows, size_t n)
{
    Cx *work = cx_open(cx->now_ms,
                       0); /* a chunk's own memory: an import of a million rows must not pile up */
    work->actor = cx->actor;
    work->lang = cx->lang;
    Chunk c = {.im = im, .rows = rows, .n = n, .keep = cx_open(cx->now_ms, 0)};
    Cmd cmd = {.cx = work, .run = run_chunk, .arg = &c};
    Err err = journal_do(im->book->config.journal, &cmd);
    if (im->dry_run && err == ERR_CONFLICT && c.result.rows == (int64_t)n) err = OK;
    if (err == OK) add_result(cx, &im->result, &c.result);
    else err = cx_carry(cx, work, err);
    cx_close(work);
    cx_close(c.keep);
    return err;
}
