/* SPDX-License-Identifier: Apache-2.0 */
/* Registers (台账): what every record of every register can do. A record is a row of a projection
 * table; every change goes through the journal. Rights are asked for at one gate that main/ sets,
 * with the record's own place, inside the transaction. */
#ifndef REGISTER_REGISTER_H
#define REGISTER_REGISTER_H

#include <jansson.h>

#include "geo/datum.h"
#include "journal/journal.h"
#include "register/def.h"
#include "register/progress.h"

/* --- values and records --- */

typedef enum ValKind { VAL_NULL, VAL_INT, VAL_REAL, VAL_TEXT } ValKind;

typedef struct Val {
    ValKind kind;
    union {
        int64_t i;
        double f;
        Str s;
    };
} Val;

typedef struct Rec {
    const Reg *reg;
    int64_t id, version; /* version 0 = not stored yet */
    int64_t created_ms, updated_ms;
    Str state; /* "" = no lifecycle */
    bool voided;
    Str title;  /* made from the title fields */
    Str region; /* its own, or through region_from; "" = none */
    Val *v;     /* by Field.index */
} Rec;

/* --- the book: all registers over one database --- */

typedef struct Book Book;

/* May this actor do this to a record of this place? region "" = no place. OK or ERR_DENIED; verb:
 * "read" "create" "update" "void" "import" "export" "reveal" or the key of a lifecycle action. THE
 * choke point: implemented by auth/, called by everything here. */
typedef Err (*Gate)(Cx *cx, const Reg *reg, Str verb, Str region, void *ctx);

typedef struct BookConfig {
    Store *store;
    Journal *journal;
    Gate gate;
    int node;
    void *gate_ctx;
    void (*obligations_changed)(void *ctx); /* the scheduler looks again; may be NULL */
    /* Asked before a create, change or action is entered, inside its transaction: a refusal stops
     * it. old NULL = create. May be NULL. */
    Err (*guard)(Txn *tx, const Rec *old, const Rec *rec, Str action, Str reason, void *ctx);
    void *ctx;
} BookConfig;

/* Tables are made or widened as the model says. ret: closed with book_close. fails: ERR_CONFLICT
 * (the model would lose data), ERR_IO */
MUST_USE Err book_open(Cx *cx, const BookConfig *config, const Model *model, Book **ret);
void book_set_journal(Book *b, Journal *j); /* the journal needs the book's host functions first */
void book_close(Book *b);
const Model *book_model(const Book *b); /* the present one; stays valid for ever */
/* Ask the gate. */
MUST_USE Err book_gate(const Book *b, Cx *cx, const Reg *reg, Str verb, Str region);
Store *book_store(const Book *b);
/* Take another model: add, widen and relabel tables; fails ERR_CONFLICT, changing nothing, when it
 * would lose data. */
MUST_USE Err book_set_model(Cx *cx, Book *b, const Model *model);
/* Functions for JournalHost. ctx = Book. */
Err book_clear(Cx *cx, Db *db, void *ctx);
Err book_apply(Cx *cx, Db *db, const Entry *e, void *ctx);
/* Are the projections of two databases equal? fails ERR_CONFLICT naming the first row that differs.
 */
MUST_USE Err book_compare(Cx *cx, const Book *b, Db *one, Db *two);

/* --- writing: each fills a Cmd that the caller posts (journal_post) or does (journal_do) --- */

/* When something was done, by the clock of a device that may have been without a network since, and
 * what we make of it. Only the age is believed, measured on the device's own clock from the act to
 * the sending, so a clock that is merely wrong does no harm. source: reliability.md §5 rows 1, 5 */
typedef struct Device {
    int64_t observed_ms, sent_ms; /* its clock: at the act, when this request left */
    int64_t received_ms;          /* ours */
    int64_t at_ms;                /* the act, by our clock; received_ms when not trusted */
    int64_t skew_ms;              /* its clock less ours */
    bool trusted;
    bool skewed; /* its clock is off by more than the city tolerates in silence */
} Device;
/* flag_ms: skew that is told; trust_ms: greatest age and greatest skew that are believed. Pure. */
Device device_time(int64_t observed_ms, int64_t sent_ms, int64_t received_ms, int64_t flag_ms,
                   int64_t trust_ms);
/* When the act behind an entry was done: a device's word where it is trusted, else the entry's own
 * time. */
int64_t entry_done_ms(const Entry *e);
/* What an entry says of a device's clock. false: nothing. */
bool entry_device(const Entry *e, Device *ret);

typedef struct Write {
    Book *book;
    const Reg *reg;
    int64_t id;         /* record; 0 = create */
    int64_t if_version; /* 0 = any */
    Str action;         /* "create" "update" "void" or a lifecycle action */
    json_t *input;      /* fields; borrowed until done */
    Str reason;
    Str idem; /* "account:key" or "" */
    Digest request;
    const Device *device; /* NULL = done now */
    bool replayed;        /* out: the request had been answered before */
    Rec *ret;             /* out: the record after the write */
    void *user;           /* the caller's */
} Write;

/* fails (in the command): ERR_INVALID field by field, ERR_NOT_FOUND, ERR_DENIED, ERR_CONFLICT
 * (state, guard, unique), ERR_STALE */
void write_cmd(Cx *cx, Write *w, Cmd *ret);
/* The same inside a running transaction: for reactions and systems. The actor of tx->cx is asked
 * for at the gate. */
MUST_USE Err write_in(Txn *tx, Write *w);

/* A record inside a running transaction or on a reader, without asking the gate: for reactions and
 * jobs of the program itself. *ret NULL = there is none. */
MUST_USE Err record_load(Cx *cx, Db *db, const Reg *reg, int64_t id, Rec **ret);
/* The body of an entry, parsed; the caller's to json_decref. */
MUST_USE Err entry_body(Cx *cx, const Entry *e, json_t **ret);

/* Show a masked field: journalled. ret: the value as JSON. */
MUST_USE Err record_reveal(Cx *cx, Book *b, const Reg *reg, int64_t id, Str field, Str reason,
                           Str *ret_json);

/* --- bulk: rows of an import --- */

typedef struct ImportRow {
    int64_t row; /* number in the source, 1 = first data row */
    Str *values; /* by column; p == NULL or "" = empty */
} ImportRow;

typedef struct ImportRefusal {
    int64_t row;
    Str field, reason, value;
} ImportRefusal;

typedef struct ImportResult {
    int64_t rows, created, changed, unchanged, n_refused;
    struct {
        ImportRefusal *p; /* the first IMPORT_REFUSALS_MAX of them */
        size_t n, cap;
    } refused;
} ImportResult;

enum { IMPORT_REFUSALS_MAX = 10000, IMPORT_CHUNK = 2000 };

typedef struct Import Import;
/* Columns by name (key, zh or en label, or mapped); unknown column names are refused as a whole
 * with ERR_INVALID. */
MUST_USE Err import_begin(Cx *cx, Book *b, const Reg *reg, const Str *columns, size_t n_columns,
                          Datum datum, bool dry_run, Import **ret);
/* A chunk of rows: validated, then written in one transaction; refused rows are noted and left out.
 */
MUST_USE Err import_rows(Cx *cx, Import *im, const ImportRow *rows, size_t n);
const ImportResult *import_result(const Import *im);

/* --- exports: rows of text in the columns that an import reads back --- */

typedef struct ExportRow {
    const Rec *rec;
    Str *cells; /* id, ref, fields, state: as export_columns names them */
    size_t n;
} ExportRow;
/* Names of an export's columns, in cx: id, ref, fields in the order of the definition, state. */
void export_columns(Cx *cx, const Reg *reg, Strs *ret);
/* Rows in id order; what row allocates in cx is gone after it. fails: ERR_DENIED */
typedef struct Query Query;
MUST_USE Err export_each(Cx *cx, Book *b, const Query *q,
                         Err (*row)(Cx *cx, const ExportRow *row, void *ctx), void *ctx);
MUST_USE Err export_csv(Cx *cx, Book *b, const Query *q, Str *ret);
MUST_USE Err export_geojson(Cx *cx, Book *b, const Query *q, Str *ret);
/* GeoJSON geometry of a record, null when it has none. */
void geometry_json(const Rec *rec, Jw *w);
void point_json(double lon, double lat, Jw *w);

/* --- reading --- */

typedef enum Op { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_ABSENT } Op;

typedef struct Filter {
    const Field *field; /* NULL: a builtin column, named below */
    Str column;         /* "id" "state" "version" "created_at" "updated_at" */
    Op op;
    Val val;
} Filter;

struct Query {
    const Reg *reg;
    Filter *filters;
    size_t n_filters;
    Str text;   /* q=; "" = none */
    Str region; /* prefix asked for, "" = none */
    bool has_bbox;
    double west, south, east, north; /* degrees; west > east crosses 180° */
    const Field *sort;               /* NULL = id */
    Str sort_column;                 /* builtin column when sort is NULL; "" = id */
    bool descending;
    int limit; /* 1 … 10000 */
    Str after; /* cursor of the page before */
    bool want_total;
    int64_t as_of_ms;   /* 0 = now */
    const bool *wanted; /* of query_each, by Field.index: only these are read; NULL = all */
    Progress *progress; /* of an export; NULL = nobody asks */
};

typedef struct Page {
    Rec **recs;
    size_t n;
    Str next;      /* cursor, "" = last page */
    int64_t total; /* -1 = not asked for */
} Page;

/* One query parameter of a list: name, operator as typed, value. Fails ERR_INVALID by name on
 * anything unknown. */
MUST_USE Err query_param(Cx *cx, const Book *b, Query *q, Str name, Op op, Str value);
/* Everything of the query that the actor may see (region scope at the gate). */
MUST_USE Err query_run(Cx *cx, Book *b, const Query *q, Page *ret);
/* Walk all matching records in id order without holding them: for exports. */
MUST_USE Err query_each(Cx *cx, Book *b, const Query *q,
                        Err (*each)(Cx *row_cx, const Rec *rec, void *ctx), void *ctx);
/* Where the rows of a register come from in an SQL text: the live table, or what it was at as_of_ms
 * (0 = now), put together in temporary tables of this connection until it is asked again. For sums
 * over many records by systems that have asked the gate. */
MUST_USE Err query_source(Cx *cx, Db *db, const Reg *reg, int64_t as_of_ms, Str *ret);
/* What became of a register's records after entry `seq`: temporary tables of this connection, until
 * it is asked again with the same tag. */
typedef struct Since {
    Str changed; /* id of every record that was made or changed since */
    Str undone; /* those of them that stood already, as they were: rows of the register's columns */
} Since;
MUST_USE Err query_since(Cx *cx, Db *db, const Reg *reg, int64_t seq, const char *tag, Since *ret);
/* The register as it was then, as query_source gives it. */
Str query_source_since(Cx *cx, const Reg *reg, const Since *since);
/* Ids of all standing records, ascending, now (0) or as of a moment, whoever asks: does what a
 * reference names stand? */
MUST_USE Err record_ids(Cx *cx, Db *db, const Reg *reg, int64_t as_of_ms, int64_t **ret, size_t *n);
MUST_USE Err query_count(Cx *cx, Book *b, const Query *q, int64_t *ret);
/* Cells of `cell_deg` over the query's bbox with their counts; for map layers of many points. */
typedef struct Cell {
    double lon, lat; /* centre */
    int64_t count;
} Cell;
MUST_USE Err query_cells(Cx *cx, Book *b, const Query *q, double cell_deg, Cell **ret, size_t *n);
/* fails ERR_NOT_FOUND, ERR_DENIED; as_of_ms 0 = now */
MUST_USE Err record_get(Cx *cx, Book *b, const Reg *reg, int64_t id, int64_t as_of_ms, Rec **ret);

typedef struct Hit {
    const Reg *reg;
    int64_t id;
    Str title, region;
    double lon, lat; /* NaN = no place */
} Hit;
/* Text search over all registers that the actor may read. */
MUST_USE Err search_all(Cx *cx, Book *b, Str typed, int limit, Hit **ret, size_t *n);

typedef struct Obligation {
    const Reg *reg;
    int64_t record;
    const Clock *clock;                         /* NULL when the definition dropped it */
    Str clock_key, owner, region, title, state; /* running | late | done | done_late */
    int64_t started_ms, due_ms, stopped_ms;
    int step;       /* percent of the last rung fired, 0 = none */
    int64_t late_s; /* 0 = in time; of a running one, as of cx->now_ms */
} Obligation;
/* Those of one record, running and over, by start. ret: in cx. The caller has asked the gate for
 * the record. */
MUST_USE Err record_obligations(Cx *cx, Book *b, const Reg *reg, int64_t id, Obligation **ret,
                                size_t *n);
/* Running ones in the actor's region, by due time. after_due/after_id: page. */
MUST_USE Err obligations_running(Cx *cx, Book *b, bool only_late, int limit, Obligation **ret,
                                 size_t *n);

/* When the next rung of any clock is reached; INT64_MAX = nothing waits. */
MUST_USE Err clocks_next(Cx *cx, Book *b, int64_t *next_ms);
/* Fire everything that is due: called by the scheduler thread. *next_ms: when to call again
 * (INT64_MAX = nothing waits). */
MUST_USE Err clocks_fire(Cx *cx, Book *b, int64_t *next_ms);

/* Value of a dated parameter on the day of cx->now_ms; "" = none holds. */
MUST_USE Err parameter_text(Cx *cx, const Book *b, Db *db, Str key, Str *ret);

/* Last entry of the journal at or before an instant; 0 = none. */
MUST_USE Err journal_seq_at(Cx *cx, Db *db, int64_t at_ms, int64_t *ret);

/* --- JSON --- */

typedef enum Detail { DETAIL_LIST, DETAIL_FULL, DETAIL_EXPORT } Detail;
/* A record as doc/api.md says, masked for the actor. db: a reader for labels of references (NULL =
 * none). */
MUST_USE Err record_json(Cx *cx, Book *b, Db *db, const Rec *rec, Detail detail, Jw *w);
/* The export cells of a record as a JSON object without its geometry: properties of GeoJSON and OGC
 * features. */
MUST_USE Err record_properties(Cx *cx, Book *b, const Rec *rec, Jw *w);
/* Keys of the actions that the actor may take now, as an array. */
void record_actions(Cx *cx, const Book *b, const Rec *rec, Jw *w);
void obligation_json(Cx *cx, const Obligation *o, Jw *w);
/* Name of a region by code, "" when the register region does not know it. */
Str region_name(Cx *cx, Db *db, const Book *b, Str code);
/* A value as text for CSV and forms: times as RFC 3339, money in yuan, references by `ref` or id.
 */
Str val_text(Cx *cx, const Field *f, Val v);
/* A value from text (CSV cell, query parameter). fails ERR_INVALID with the field's key, value and
 * limit. */
MUST_USE Err val_parse(Cx *cx, const Model *m, const Field *f, Str text, Val *ret);
bool val_is_masked(const Cx *cx, const Field *f);
Str val_mask(Cx *cx, const Field *f, Val v);
bool val_same(Val a, Val b);
bool reg_has_place(const Reg *r);
/* Is the record's place known? Point fields or the middle of its box. */
bool rec_place(const Rec *rec, double *lon, double *lat);
/* The definition as doc/api.md says, for this actor. */
void reg_describe(Cx *cx, const Book *b, const Reg *reg, int64_t count, Jw *w);
/* Title of a record, "" when it is not there. */
Str record_title(Cx *cx, Db *db, const Book *b, Str reg_key, int64_t id);
/* The title as the actor may see it. */
Str record_title_for(Cx *cx, const Rec *rec);
Str title_for(Cx *cx, const Reg *reg, Str title);
/* Changes of a journal entry as a JSON array [{field,old,new}], masked for the actor. */
void entry_changes_json(Cx *cx, const Book *b, const Entry *e, Jw *w);

/* Check a GeoJSON geometry and write it in canonical form. fails: ERR_INVALID naming `field` */
MUST_USE Err geometry_check(Cx *cx, Str field, json_t *g, Str *ret);
/* GB 11643-1999 and GB 32100-2015 check digits. */
bool id_number_is_valid(Str s);
bool credit_code_is_valid(Str s);
/* Region input (6, 9 or 12 digits) → 12 digits; false if none. */
bool region_parse(Cx *cx, Str s, Str *ret);
/* 330881000000 → 330881; 330000000000 → 33. */
Str region_prefix(Str code);

#endif
