/* SPDX-License-Identifier: Apache-2.0 */
/* Inside register/: the book and what its files share. */
#ifndef REGISTER_BOOK_INT_H
#define REGISTER_BOOK_INT_H

#include "register/register.h"

struct Book {
    BookConfig config;
    const Model *model; /* read by any thread, replaced whole */
    IdMaker ids;        /* writer thread */
};

/* table.c: rows of projections */
MUST_USE Err table_create(Cx *cx, Db *db, const Reg *r);
MUST_USE Err table_create_shared(Cx *cx, Db *db);
/* Bring the table to the definition. fails: ERR_CONFLICT when that would lose data */
MUST_USE Err table_adapt(Cx *cx, Db *db, const Reg *before, const Reg *after);
MUST_USE Err table_clear(Cx *cx, Db *db, const Reg *r);
MUST_USE Err row_load(Cx *cx, Db *db, const Reg *r, int64_t id, Rec **ret); /* *ret NULL = none */
/* aside.c: place and words of a row. Later collects those of a bulk import and enters them
 * together. */
enum { LATER_ROWS = 64 };
typedef struct Later {
    Cx *cx; /* of the texts that wait; outlives the rows */
    const Reg *reg;
    struct Aside {
        int64_t id;
        Str words;
        double box[4]; /* west south east north */
    } words[LATER_ROWS], places[LATER_ROWS];
    size_t n_words, n_places;
} Later;
MUST_USE Err later_flush(Cx *cx, Db *db, Later *later);
/* later NULL = enter them at once. */
MUST_USE Err aside_store(Cx *cx, Db *db, const Rec *old, const Rec *rec, Later *later);
/* Insert or update the row with its place and search text. old NULL = new row. */
MUST_USE Err row_store(Cx *cx, Db *db, const Rec *old, const Rec *rec, Later *later);
MUST_USE Err
row_store_plain(Cx *cx, Db *db, Str sql,
                const Rec *rec); /* the row only; sql: sql_put or one like it for another table */
/* Columns of the program and those of the wanted fields (NULL = all), and a row of them. */
Str table_columns(Cx *cx, const Reg *r, const bool *wanted);
Rec *row_read(Cx *cx, const Stmt *st, const Reg *r, const bool *wanted);
/* Fill in the SQL texts of a definition. */
void table_texts(Cx *cx, Reg *r);

/* rec.c */
Rec *rec_new(Cx *cx, const Reg *r);
Rec *rec_copy(Cx *cx, const Rec *rec);
void val_json(Jw *w, Val v);            /* stored form: journal */
Val val_from_stored(Cx *cx, json_t *j); /* the same back */
MUST_USE Err val_from_input(Cx *cx, const Model *m, const Field *f, json_t *j, Val *ret);
void val_output(Cx *cx, const Field *f, Val v, Jw *w); /* as the API shows it */
bool rec_box(const Rec *rec, double box[4]);           /* west south east north; false = no place */
Str rec_search_text(Cx *cx, const Rec *rec);
MUST_USE Err val_limits(Cx *cx, const Field *f, Val v, Str sent);
/* GeoJSON geometry → canonical text of at most 7 decimals. fails ERR_INVALID with `field`. */
MUST_USE Err geometry_canonical(Cx *cx, Str field, json_t *g, Geometry kind, Str *ret);
bool geometry_box(Str canonical, double box[4]);

/* change.c */
/* JSON body of an entry from old (NULL = create) to rec; sets *changed. obligations: JSON array
 * text or "". */
Str change_body(Cx *cx, const Rec *old, const Rec *rec, Str obligations, const Device *device,
                bool *changed);
/* device.c: the member "d" of a body */
void device_json(const Device *d, Jw *w);
void change_apply(Cx *cx, Rec *rec, json_t *body, int64_t at_ms);
bool change_undo(Cx *cx, Rec *rec,
                 json_t *body); /* false: before this entry there was no such record */

/* obligation.c */
/* What a change of the record means for its clocks: JSON array text for the body, "" = nothing. */
MUST_USE Err obligations_plan(Cx *cx, Book *b, Db *db, const Rec *old, const Rec *rec,
                              int64_t at_ms, Str *ret);
/* The clocks that an entry touched, as they stood before it: with their own start and due time and
 * the rung that they had reached. ret: as above */
MUST_USE Err obligations_restore(Cx *cx, Db *db, const Rec *rec, const Entry *undone, Str *ret);
MUST_USE Err obligations_apply(Cx *cx, Db *db, const Entry *e, json_t *list);

/* resolve.c */
/* Texts that stand for records become their ids (field by field noted in cx when they do not);
 * title and region are derived. */
MUST_USE Err rec_resolve(Cx *cx, Book *b, Db *db, Rec *rec);
MUST_USE Err rec_derive(Cx *cx, Book *b, Db *db, Rec *rec);
/* Record of a register by natural key: single unique field, ref, then name or title. *ret 0 = none;
 * ERR_CONFLICT = several. */
MUST_USE Err record_by_key(Cx *cx, Db *db, const Reg *r, Str text, int64_t *ret);
/* Another record with the same natural key (number of Reg.unique; n_unique = ref): 0 = none. */
MUST_USE Err record_twin(Cx *cx, Db *db, const Rec *rec, size_t key, int64_t *ret);
/* The register that a reference, or the object of a record, lies in; NULL = none that is known. */
const Reg *rec_target(const Model *m, const Rec *rec, const Field *f);
/* The text by which others name a record: its single unique field, ref, else its id. */
Str record_key_text(Cx *cx, Db *db, const Reg *r, int64_t id);
/* Check a record as a whole: required, checks, unique keys. for_import: required as imports see it.
 */
MUST_USE Err rec_check(Cx *cx, Book *b, Db *db, const Rec *rec, bool for_import);
/* First text that does not begin with the prefix any more: 3308 → 3309; "" → a text greater than
 * every code. */
Str prefix_end(Cx *cx, Str prefix);

/* query.c */
/* Undo what happened to rec after entry `seq`; *existed = false: it came later. */
MUST_USE Err record_undo(Cx *cx, Db *db, Rec *rec, int64_t seq, bool *existed);

/* undo.c */
/* Take back what `a` undoes: fields and state of rec as they were before it. ret: the entry that is
 * taken back. fails: ERR_CONFLICT: too late, somebody else's, or something else came after */
MUST_USE Err undo_action(Cx *cx, Db *db, const Action *a, Rec *rec, Entry *ret);

/* write.c */
/* Store rec after old as one entry, if anything changed. */
typedef struct Stamp {
    Str action, reason, idem;
    Digest request;
    Str actor;            /* "" = the cx's */
    const Entry *undone;  /* the entry that this one takes back; NULL = none */
    const Device *device; /* NULL = done now */
    Later *later; /* of a bulk import; NULL = what stands beside the row is entered at once */
} Stamp;
MUST_USE Err rec_put(Txn *tx, Book *b, const Rec *old, Rec *rec, const Stamp *stamp, bool *changed);
/* Note the first of two signatures; actor "" = forget it. */
MUST_USE Err approval_apply(Cx *cx, Db *db, int64_t record, Str action, Str actor);
int64_t book_next_id(Book *b, int64_t now_ms); /* writer thread */

#endif
