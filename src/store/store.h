/* SPDX-License-Identifier: Apache-2.0 */
/* The database: connections and statements, SQLite behind it (store_sqlite.c). What tables mean is
 * not known here. One connection writes and checkpoints, readers are read-only snapshots (parts.md:
 * Debian's SQLite predates the fix of a WAL-reset bug). PostgreSQL is one more file that implements
 * the functions of this header. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/base.h"

typedef struct Store Store; /* one database */
typedef struct Db Db;       /* one connection; used by one thread at a time */
typedef struct Stmt Stmt;   /* a prepared statement; belongs to its connection */

/* Open or create the file. ret: owned by the caller, closed with store_close.
 * fails: ERR_IO (not a database, no right, another process holds it) */
MUST_USE Err store_open(Cx *cx, const char *path, Store **ret);
void store_close(Store *s);

/* The write connection: for the journal's writer thread and for set-up before it starts. */
Db *store_writer(Store *s);
/* From here to store_unclaim the write connection belongs to the calling thread; whoever else uses
 * it is our mistake and stops the program (two threads on one connection corrupt what they read).
 */
void store_claim(Store *s);
void store_unclaim(Store *s);
/* A read-only connection until cx's arena is reset (the same one when cx holds one already);
 * ERR_BUSY when all are lent for longer than 5 s. */
MUST_USE Err store_reader(Cx *cx, Store *s, Db **ret);
/* Make readers forget their statements (after tables changed). */
void store_readers_forget(Store *s);
/* The same for the writer too; only while nobody writes. */
void store_schema_changed(Store *s);
/* Copy the database, as of now, to a new file; readers and the writer go on. */
MUST_USE Err store_copy(Cx *cx, Store *s, const char *path);
/* Size of the database, without its write-ahead log. */
MUST_USE Err store_bytes(Cx *cx, Store *s, int64_t *ret);
/* Did a commit fail since it was opened? Then it writes nothing more. */
bool store_has_failed(const Store *s);

MUST_USE Err db_begin(Cx *cx, Db *db); /* write transaction, or a read snapshot on a reader */
/* From the next statement on a reader sees the database as it is then, until it is given back or
 * asked again. */
MUST_USE Err db_snapshot(Cx *cx, Db *db);
/* After a failed commit nothing of the transaction may be acknowledged; the store refuses
 * everything from then on. */
MUST_USE Err db_commit(Cx *cx, Db *db);
void db_rollback(Db *db);
/* Move the write-ahead log into the database; by the writer, when it is idle. */
void db_checkpoint(Db *db);
MUST_USE Err db_exec(Cx *cx, Db *db, Str sql); /* one or several statements without values */

/* Prepare, or take from the connection's cache (keyed by text). $1, $2 … are bound by number. The
 * statement is ready to bind and is reset by db_release at the latest. fails: ERR_IO naming the
 * statement. */
MUST_USE Err db_prepare(Cx *cx, Db *db, Str sql, Stmt **ret);
/* Reset whatever was prepared and left open: the writer after each command, a reader when it is
 * given back (by itself). */
void db_release(Db *db);
/* How many statements the connection keeps. They do not grow without end: see db_release. */
int db_cached(const Db *db);
void stmt_null(Stmt *st, int n);
void stmt_i64(Stmt *st, int n, int64_t v);
void stmt_f64(Stmt *st, int n, double v);
/* The bytes must live until the statement is reset. p == NULL binds null. */
void stmt_text(Stmt *st, int n, Str s);
void stmt_blob(Stmt *st, int n, Str s);

/* Next row: *row tells whether there is one. Values are valid until the next step. */
MUST_USE Err stmt_step(Cx *cx, Stmt *st, bool *row);
/* For statements that give no rows; resets. *changed (may be NULL): rows changed. */
MUST_USE Err stmt_run(Cx *cx, Stmt *st, int64_t *changed);
void stmt_reset(Stmt *st);
bool col_is_null(const Stmt *st, int n);
int64_t col_i64(const Stmt *st, int n);
double col_f64(const Stmt *st, int n);
Str col_str(const Stmt *st, int n); /* text or blob, not copied; p == NULL for null */
Str col_dup(Cx *cx, const Stmt *st, int n);
bool col_is_text(const Stmt *st, int n);
bool col_is_real(const Stmt *st, int n);
int stmt_columns(const Stmt *st);

/* First value of the first row; absent or null gives `none`. */
MUST_USE Err db_value_i64(Cx *cx, Db *db, Str sql, int64_t none, int64_t *ret);

/* A name as an identifier: "order" with quotes. */
Str sql_name(Cx *cx, Str name);
/* Words of a text as tokens for the text index: runs of letters and digits lower-cased, every Han
 * sign by itself. */
Str sql_search_text(Cx *cx, Str text);
/* What a person typed → query of the text index: all words must occur, Han runs as phrases; empty
 * when there is nothing to look for. */
Str sql_search_query(Cx *cx, Str typed);

#endif
