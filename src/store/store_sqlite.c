/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite behind store.h: WAL, synchronous=FULL, one writer, a pool of read-only readers. */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "store/store.h"
#include "store/vfs.h"

enum { MAX_READERS = 24, READER_WAIT_S = 5, CACHE_KIB = 32 * 1024, READER_CACHE_KIB = 8 * 1024 };

struct Stmt {
    sqlite3_stmt *s;
    Db *db;
    uint64_t hash;
    Str sql;
    struct Stmt *next;
    int *slots; /* SQLite's index of $1, $2 …: it numbers parameters in order of appearance */
    int n_slots;
    bool in_use; /* bound or stepping, until reset */
    bool listed; /* on db->used */
    struct Stmt *next_used;
};

/* Texts that are put together for a question (days, places, moments) are new ones again and again:
 * of these a connection keeps some, and when there are more it begins anew. source: ours */
enum { STMT_BUCKETS = 256, STMT_MAX = 2000 };

struct Db {
    sqlite3 *c;
    Store *store;
    Stmt *cache[STMT_BUCKETS];
    Stmt *recent[STMT_BUCKETS]; /* by the address of the text: most texts live for ever, and hashing
                                   a long one costs more than this */
    Stmt *used;                 /* since the last db_release */
    int n_cached;
    int schema; /* store->schema when the cache was filled */
    bool lent, writer, claimed;
    pthread_t owner; /* of a claimed one */
    Cx *holder;      /* whom a reader is lent to */
};

struct Store {
    char *path;
    Db writer;
    Db readers[MAX_READERS];
    int n_readers; /* opened so far */
    int schema;
    bool failed; /* a commit failed: nothing more is written */
    pthread_mutex_t lock;
    pthread_cond_t returned;
};

static Err fail(Cx *cx, const Db *db, const char *what)
{
    int code = sqlite3_extended_errcode(db->c);
    if ((code & 0xFF) == SQLITE_CONSTRAINT)
        return cx_fail(cx, ERR_CONFLICT, "", "the database refuses it: %s", sqlite3_errmsg(db->c));
    return cx_fail(cx, ERR_IO, "", "database: %s: %s", what, sqlite3_errmsg(db->c));
}

static Err open_connection(Cx *cx, Store *s, Db *db, bool writer)
{
    int flags = writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    db->store = s;
    db->writer = writer;
    if (sqlite3_open_v2(s->path, &db->c, flags | SQLITE_OPEN_NOMUTEX, vfs_name()) != SQLITE_OK)
        return fail(cx, db, "open");
    sqlite3_busy_timeout(db->c, 5000);
    char pragmas[512];
    snprintf(pragmas, sizeof pragmas,
             "%s pragma synchronous=full; pragma recursive_triggers=on; pragma foreign_keys=off; "
             "pragma temp_store=memory;"
             " pragma cache_size=-%d; pragma mmap_size=268435456; pragma trusted_schema=off; "
             "pragma wal_autocheckpoint=0;",
             writer ? "pragma page_size=4096; pragma locking_mode=normal; pragma journal_mode=wal;"
                    : "",
             writer ? CACHE_KIB : READER_CACHE_KIB);
    return db_exec(cx, db, str_c(pragmas));
}

Err store_open(Cx *cx, const char *path, Store **ret)
{
    vfs_install();
    Store *s = calloc(1, sizeof *s);
    if (!s) log_die("out of memory: a store");
    s->path = strdup(path);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->returned, NULL);
    Err err = open_connection(cx, s, &s->writer, true);
    if (err != OK) return store_close(s), err;
    *ret = s;
    return OK;
}

static void reset_used(Db *db)
{
    for (Stmt *st = db->used; st; st = st->next_used) {
        stmt_reset(st);
        st->listed = false;
    }
    db->used = NULL;
}

static void forget_statements(Db *db)
{
    reset_used(db);
    for (int i = 0; i < STMT_BUCKETS; i++) {
        for (Stmt *st = db->cache[i], *next; st; st = next) {
            next = st->next;
            sqlite3_finalize(st->s);
            free((void *)(uintptr_t)st->sql.p);
            free(st->slots);
            free(st);
        }
        db->cache[i] = db->recent[i] = NULL;
    }
    db->n_cached = 0;
}

static void close_connection(Db *db)
{
    forget_statements(db);
    sqlite3_close_v2(db->c);
    db->c = NULL;
}

void store_close(Store *s)
{
    if (!s) return;
    for (int i = 0; i < s->n_readers; i++) close_connection(&s->readers[i]);
    if (s->writer.c) close_connection(&s->writer);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->returned);
    free(s->path);
    free(s);
}

Db *store_writer(Store *s)
{
    return &s->writer;
}

void store_claim(Store *s)
{
    s->writer.owner = pthread_self();
    __atomic_store_n(&s->writer.claimed, true, __ATOMIC_RELEASE);
}

void store_unclaim(Store *s)
{
    __atomic_store_n(&s->writer.claimed, false, __ATOMIC_RELEASE);
}

static bool is_mine(const Db *db)
{
    return !__atomic_load_n(&db->claimed, __ATOMIC_ACQUIRE) ||
           pthread_equal(db->owner, pthread_self());
}

static void give_back(void *ptr)
{
    Db *db = ptr;
    Store *s = db->store;
    db_release(db);
    if (db->holder) db->holder->reader = NULL;
    db->holder = NULL;
    /* not rolled back: that would make the connection read its whole schema again where temporary
     * tables came about */
    if (!sqlite3_get_autocommit(db->c)) sqlite3_exec(db->c, "commit", NULL, NULL, NULL);
    db_rollback(db);
    pthread_mutex_lock(&s->lock);
    db->lent = false;
    pthread_cond_signal(&s->returned);
    pthread_mutex_unlock(&s->lock);
}

/* A free reader, opened when needed; NULL when all are lent. Lock held. */
static Db *free_reader(Store *s, bool *fresh)
{
    *fresh = false;
    for (int i = 0; i < s->n_readers; i++)
        if (!s->readers[i].lent) return &s->readers[i];
    if (s->n_readers == MAX_READERS) return NULL;
    *fresh = true;
    return &s->readers[s->n_readers++];
}

Err store_reader(Cx *cx, Store *s, Db **ret)
{
    if (cx->reader && cx->reader->store == s) return *ret = cx->reader, OK;
    struct timespec until;
    clock_gettime(CLOCK_REALTIME,
                  &until); /* a wait of this library's own, no time of the program's */
    until.tv_sec += READER_WAIT_S;
    bool fresh = false;
    pthread_mutex_lock(&s->lock);
    Db *db;
    int rc = 0;
    while (!(db = free_reader(s, &fresh)) && rc == 0)
        rc = pthread_cond_timedwait(&s->returned, &s->lock, &until);
    if (db) db->lent = true;
    pthread_mutex_unlock(&s->lock);
    if (!db) return cx_fail(cx, ERR_BUSY, "", "all %d readers are busy, try again", MAX_READERS);
    if (fresh) {
        Err err = open_connection(cx, s, db, false);
        if (err != OK) return give_back(db), err;
    }
    if (db->schema != __atomic_load_n(&s->schema, __ATOMIC_ACQUIRE)) {
        forget_statements(db);
        db->schema = __atomic_load_n(&s->schema, __ATOMIC_ACQUIRE);
    }
    cx_defer(cx, give_back, db);
    if (!cx->reader) cx->reader = db, db->holder = cx;
    *ret = db;
    return OK;
}

void store_readers_forget(Store *s)
{
    __atomic_add_fetch(&s->schema, 1, __ATOMIC_ACQ_REL);
}

void store_schema_changed(Store *s)
{
    store_readers_forget(s);
    forget_statements(&s->writer);
}

Err store_copy(Cx *cx, Store *s, const char *path)
{
    Db *from;
    sqlite3 *to = NULL;
    TRY(store_reader(cx, s, &from));
    int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    sqlite3_backup *b = rc == SQLITE_OK ? sqlite3_backup_init(to, "main", from->c, "main") : NULL;
    if (b) {
        rc = sqlite3_backup_step(b, -1);
        int end = sqlite3_backup_finish(b);
        if (rc == SQLITE_DONE) rc = end;
    }
    if (rc == SQLITE_OK) rc = sqlite3_exec(to, "pragma journal_mode=delete", NULL, NULL, NULL);
    Err err = b && rc == SQLITE_OK ? OK
                                   : cx_fail(cx, ERR_IO, "", "cannot copy the database to %s: %s",
                                             path, sqlite3_errmsg(to));
    sqlite3_close(to);
    return err;
}

Err store_bytes(Cx *cx, Store *s, int64_t *ret)
{
    Db *db;
    TRY(store_reader(cx, s, &db));
    return db_value_i64(
        cx, db, S("select page_count * page_size from pragma_page_count(), pragma_page_size()"), 0,
        ret);
}

/* --- transactions --- */

Err db_exec(Cx *cx, Db *db, Str sql)
{
    assert(is_mine(db));
    if (sqlite3_exec(db->c, str_z(cx, sql), NULL, NULL, NULL) == SQLITE_OK) return OK;
    return fail(cx, db, str_z(cx, utf8_head(sql, 120)));
}

static Err run_fixed(Cx *cx, Db *db, Str sql)
{
    Stmt *st;
    TRY(db_prepare(cx, db, sql, &st));
    return stmt_run(cx, st, NULL);
}

Err db_begin(Cx *cx, Db *db)
{
    if (db->store->failed)
        return cx_fail(cx, ERR_IO, "",
                       "the database has failed before and writes nothing more until a restart");
    return run_fixed(cx, db, db->writer ? S("begin immediate") : S("begin"));
}

Err db_snapshot(Cx *cx, Db *db)
{
    if (!sqlite3_get_autocommit(db->c)) TRY(run_fixed(cx, db, S("commit")));
    return run_fixed(cx, db, S("begin"));
}

Err db_commit(Cx *cx, Db *db)
{
    if (!fault("store.commit")) {
        if (run_fixed(cx, db, S("commit")) == OK) return OK;
    } else {
        cx_note(cx, ERR_IO, S(""), S(""), "injected fault at commit");
    }
    /* After a failed fsync the pages in memory may be gone: no retry (reliability.md §1). */
    db->store->failed = db->writer;
    db_rollback(db);
    return cx_failed(cx);
}

void db_rollback(Db *db)
{
    if (!sqlite3_get_autocommit(db->c)) sqlite3_exec(db->c, "rollback", NULL, NULL, NULL);
}

int db_cached(const Db *db)
{
    return db->n_cached;
}

void db_checkpoint(Db *db)
{
    sqlite3_wal_checkpoint_v2(db->c, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

/* --- statements --- */

void db_release(Db *db)
{
    reset_used(db);
    if (db->n_cached > STMT_MAX) forget_statements(db);
}

static Stmt *cached(const Db *db, Str sql, uint64_t hash)
{
    for (Stmt *st = db->cache[hash % STMT_BUCKETS]; st; st = st->next)
        if (st->hash == hash && !st->in_use && str_eq(st->sql, sql)) return st;
    return NULL;
}

/* The number of "$12". */
static int number_of(const char *name)
{
    return (int)strtol(name + 1, NULL, 10);
}

static void number_slots(Stmt *st)
{
    int n = sqlite3_bind_parameter_count(st->s);
    for (int i = 1; i <= n; i++) {
        int number = number_of(sqlite3_bind_parameter_name(st->s, i));
        if (number > st->n_slots) st->n_slots = number;
    }
    st->slots = calloc((size_t)st->n_slots + 1, sizeof *st->slots);
    if (!st->slots) log_die("out of memory: a statement");
    for (int i = 1; i <= n; i++)
        st->slots[number_of(sqlite3_bind_parameter_name(st->s, i)) - 1] = i;
}

static Stmt *remember(Db *db, Str sql, uint64_t hash, sqlite3_stmt *s)
{
    Stmt *st = calloc(1, sizeof *st);
    char *text = malloc(sql.len + 1);
    if (!st || !text) log_die("out of memory: a statement");
    memcpy(text, sql.p, sql.len);
    text[sql.len] = 0;
    *st = (Stmt){
        .s = s,
        .db = db,
        .hash = hash,
        .sql = {text, sql.len},
        .next = db->cache[hash % STMT_BUCKETS]
    };
    number_slots(st);
    db->cache[hash % STMT_BUCKETS] = st;
    db->n_cached++;
    return st;
}

Err db_prepare(Cx *cx, Db *db, Str sql, Stmt **ret)
{
    assert(is_mine(db));
    Stmt **recent = &db->recent[((uintptr_t)sql.p >> 4) % STMT_BUCKETS], *st = *recent;
    uint64_t hash = 0;
    if (!st || st->in_use || !str_eq(st->sql, sql)) {
        hash = hash_fast(sql);
        st = cached(db, sql, hash);
    }
    if (!st) {
        sqlite3_stmt *s;
        if (sqlite3_prepare_v3(db->c, sql.p, (int)sql.len, SQLITE_PREPARE_PERSISTENT, &s, NULL) !=
            SQLITE_OK)
            return fail(cx, db, str_z(cx, utf8_head(sql, 300)));
        st = remember(db, sql, hash, s);
    }
    *recent = st;
    st->in_use = true;
    if (!st->listed) {
        st->listed = true;
        st->next_used = db->used;
        db->used = st;
    }
    *ret = st;
    return OK;
}

static int slot(const Stmt *st, int n)
{
    assert(n > 0 && n <= st->n_slots);
    return st->slots[n - 1];
}

void stmt_null(Stmt *st, int n)
{
    sqlite3_bind_null(st->s, slot(st, n));
}

void stmt_i64(Stmt *st, int n, int64_t v)
{
    sqlite3_bind_int64(st->s, slot(st, n), v);
}

void stmt_f64(Stmt *st, int n, double v)
{
    sqlite3_bind_double(st->s, slot(st, n), v);
}

void stmt_text(Stmt *st, int n, Str s)
{
    if (s.p) sqlite3_bind_text64(st->s, slot(st, n), s.p, s.len, SQLITE_STATIC, SQLITE_UTF8);
    else stmt_null(st, n);
}

void stmt_blob(Stmt *st, int n, Str s)
{
    if (s.p) sqlite3_bind_blob64(st->s, slot(st, n), s.p, s.len, SQLITE_STATIC);
    else stmt_null(st, n);
}

Err stmt_step(Cx *cx, Stmt *st, bool *row)
{
    int rc = sqlite3_step(st->s);
    *row = rc == SQLITE_ROW;
    if (rc == SQLITE_ROW) return OK;
    if (rc == SQLITE_DONE) return stmt_reset(st), OK;
    Err err = fail(cx, st->db, str_z(cx, utf8_head(st->sql, 160)));
    stmt_reset(st);
    return err;
}

Err stmt_run(Cx *cx, Stmt *st, int64_t *changed)
{
    bool row = true;
    while (row) TRY(stmt_step(cx, st, &row));
    if (changed) *changed = sqlite3_changes64(st->db->c);
    return OK;
}

void stmt_reset(Stmt *st)
{
    if (!st->in_use) return;
    sqlite3_reset(st->s);
    sqlite3_clear_bindings(st->s);
    st->in_use = false;
}

bool col_is_null(const Stmt *st, int n)
{
    return sqlite3_column_type(st->s, n) == SQLITE_NULL;
}

int64_t col_i64(const Stmt *st, int n)
{
    return sqlite3_column_int64(st->s, n);
}

double col_f64(const Stmt *st, int n)
{
    return sqlite3_column_double(st->s, n);
}

Str col_str(const Stmt *st, int n)
{
    if (col_is_null(st, n)) return (Str){NULL, 0};
    const void *p = sqlite3_column_blob(st->s, n);
    return (Str){p ? p : "", (size_t)sqlite3_column_bytes(st->s, n)};
}

Str col_dup(Cx *cx, const Stmt *st, int n)
{
    Str s = col_str(st, n);
    return s.p ? str_dup(cx, s) : s;
}

bool col_is_text(const Stmt *st, int n)
{
    return sqlite3_column_type(st->s, n) == SQLITE_TEXT;
}

bool col_is_real(const Stmt *st, int n)
{
    return sqlite3_column_type(st->s, n) == SQLITE_FLOAT;
}

int stmt_columns(const Stmt *st)
{
    return sqlite3_column_count(st->s);
}

Err db_value_i64(Cx *cx, Db *db, Str sql, int64_t none, int64_t *ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, sql, &st));
    TRY(stmt_step(cx, st, &row));
    *ret = row && !col_is_null(st, 0) ? col_i64(st, 0) : none;
    stmt_reset(st);
    return OK;
}

bool store_has_failed(const Store *s)
{
    return __atomic_load_n(&s->failed, __ATOMIC_RELAXED);
}
