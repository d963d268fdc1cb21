/* SPDX-License-Identifier: Apache-2.0 */
/* Canonical bytes and the chain. The canonical form is a run of netstrings (Bernstein 1997,
 * "LEN:BYTES,"), so no text can be moved from one field into its neighbour without changing the
 * digest. doc/journal.md describes it for independent verifiers. */
#include "journal/journal_int.h"
#include "journal/journal_sql.h"

static void field(Buf *b, Str s)
{
    buf_i64(b, (int64_t)s.len);
    buf_char(b, ':');
    buf_add(b, s);
    buf_char(b, ',');
}

static void number(Buf *b, int64_t v)
{
    char digits[24];
    Buf small = {.p = digits, .cap = sizeof digits, .max = sizeof digits};
    buf_i64(&small, v);
    field(b, buf_str(&small));
}

Str journal_canonical(Cx *cx, const Entry *e)
{
    Buf b = buf_new(cx, 0);
    number(&b, e->node);
    number(&b, e->seq);
    number(&b, e->at_ms);
    number(&b, e->tick);
    field(&b, e->actor);
    field(&b, e->door);
    number(&b, e->cause_node);
    number(&b, e->cause_seq);
    field(&b, e->reg);
    number(&b, e->record);
    field(&b, e->action);
    field(&b, e->region);
    field(&b, e->body);
    field(&b, e->reason);
    field(&b, e->idem);
    field(&b, e->idem.len ? (Str){(const char *)e->request.b, HASH_LEN} : S(""));
    number(&b, e->origin_node);
    number(&b, e->origin_seq);
    return buf_str(&b);
}

Digest entry_hash(Cx *cx, const Digest *before, const Entry *e)
{
    Str parts[] = {
        {(const char *)before->b, HASH_LEN},
        journal_canonical(cx, e)
    };
    return hash_parts(e->algo, parts, COUNT(parts));
}

static Str text_col(Cx *cx, const Stmt *st, int n)
{
    Str s = col_dup(cx, st, n);
    return s.p ? s : S("");
}

static Digest digest_col(const Stmt *st, int n)
{
    Digest d = {{0}};
    Str s = col_str(st, n);
    if (s.len == HASH_LEN) memcpy(d.b, s.p, HASH_LEN);
    return d;
}

void journal_row(Cx *cx, const Stmt *st, Entry *e)
{
    *e = (Entry){
        .seq = col_i64(st, 0),
        .node = (int)col_i64(st, 1),
        .at_ms = col_i64(st, 2),
        .tick = (int)col_i64(st, 3),
        .actor = text_col(cx, st, 4),
        .door = text_col(cx, st, 5),
        .cause_node = (int)col_i64(st, 6),
        .cause_seq = col_i64(st, 7),
        .reg = text_col(cx, st, 8),
        .record = col_i64(st, 9),
        .action = text_col(cx, st, 10),
        .region = text_col(cx, st, 11),
        .body = text_col(cx, st, 12),
        .reason = text_col(cx, st, 13),
        .idem = text_col(cx, st, 14),
        .request = digest_col(st, 15),
        .origin_node = (int)col_i64(st, 16),
        .origin_seq = col_i64(st, 17),
        .algo = (HashAlgo)col_i64(st, 18),
        .hash = digest_col(st, 19),
    };
}

/* Does the signed head agree with the chain? The head may be older than the journal (it is written
 * after the commit), never newer. */
static Err check_head(Cx *cx, const Head *head, bool found, int64_t last)
{
    if (!found && last == 0) return OK;
    if (!found) return cx_fail(cx, ERR_CONFLICT, "journal.head", "the signed head is missing");
    if (head->seq > last)
        return cx_fail(cx, ERR_CONFLICT, "journal",
                       "entry %lld is missing: the signed head names it, the journal ends at %lld",
                       (long long)last + 1, (long long)last);
    return OK;
}

static Err check_entry(Cx *cx, const Entry *e, int64_t want, const Digest *before, const Head *head)
{
    if (e->seq != want)
        return cx_fail(cx, ERR_CONFLICT, "journal", "entry %lld is missing", (long long)want);
    Digest is = entry_hash(cx, before, e);
    bool algo_known = e->algo == HASH_SHA256 || e->algo == HASH_SM3;
    if (!algo_known || !mem_same(is.b, e->hash.b, HASH_LEN))
        return cx_fail(cx, ERR_CONFLICT, "journal",
                       "entry %lld was changed: its digest does not fit", (long long)want);
    if (head->seq == want && !mem_same(head->hash.b, e->hash.b, HASH_LEN))
        return cx_fail(cx, ERR_CONFLICT, "journal",
                       "entry %lld is not the one that the signed head names", (long long)want);
    return OK;
}

Err journal_verify(Cx *cx, Store *store, const char *dir, int64_t *entries)
{
    Db *db;
    Stmt *st;
    Head head;
    Digest before = {{0}};
    bool found, row;
    int64_t odd;
    *entries = 0;
    TRY(head_read(cx, dir, &head, &found));
    TRY(store_reader(cx, store, &db));
    TRY(db_value_i64(cx, db, S(SQL_JOURNAL_ODD), 0, &odd));
    if (odd)
        return cx_fail(cx, ERR_CONFLICT, "journal",
                       "entry %lld was changed: its digest does not fit", (long long)odd);
    TRY(db_prepare(cx, db, S(SQL_JOURNAL_ALL), &st));
    for (;;) {
        ArenaMark mark = arena_mark(cx->arena);
        Entry e;
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        journal_row(cx, st, &e);
        TRY(check_entry(cx, &e, *entries + 1, &before, &head));
        before = e.hash;
        ++*entries;
        arena_rewind(cx->arena, mark);
    }
    return check_head(cx, &head, found, *entries);
}

Err journal_replay(Cx *cx, Db *from, Db *to, const JournalHost *host,
                   void (*progress)(int64_t, int64_t))
{
    Stmt *st;
    int64_t total, done = 0;
    bool row;
    TRY(db_value_i64(cx, from, S(SQL_JOURNAL_COUNT), 0, &total));
    TRY(host->clear(cx, to, host->ctx));
    TRY(db_prepare(cx, from, S(SQL_JOURNAL_ALL), &st));
    for (;;) {
        ArenaMark mark = arena_mark(cx->arena);
        Entry e;
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        journal_row(cx, st, &e);
        TRY(host->apply(cx, to, &e, host->ctx));
        arena_rewind(cx->arena, mark);
        if (progress && (++done % 1000 == 0 || done == total)) progress(done, total);
    }
    return OK;
}
