/* SPDX-License-Identifier: Apache-2.0 */
/* The writer: takes commands in groups, runs each, commits once, tells the followers, answers. */
#include <stdlib.h>

#include "journal/journal_int.h"
#include "journal/journal_sql.h"

enum { CHECKPOINT_EVERY = 64 };

static Err read_last(Cx *cx, Db *db, Head *ret)
{
    Stmt *st;
    bool row;
    *ret = (Head){0};
    TRY(db_prepare(cx, db, S(SQL_JOURNAL_LAST), &st));
    TRY(stmt_step(cx, st, &row));
    if (row) {
        *ret = (Head){.seq = col_i64(st, 0), .at_ms = col_i64(st, 1), .tick = (int)col_i64(st, 2)};
        Str hash = col_str(st, 3);
        if (hash.len == HASH_LEN) memcpy(ret->hash.b, hash.p, HASH_LEN);
    }
    db_release(db);
    return OK;
}

Err journal_create(Cx *cx, Store *store)
{
    return db_exec(cx, store_writer(store), S(SQL_JOURNAL_CREATE));
}

Err journal_open(Cx *cx, Store *store, const JournalConfig *config, Journal **ret)
{
    Head head;
    struct Signer *signer;
    TRY(read_last(cx, store_writer(store), &head));
    TRY(signer_open(cx, config->dir, config->algo, head.seq == 0, &signer));
    Journal *j = calloc(1, sizeof *j);
    if (!j) log_die("out of memory: a journal");
    *j = (Journal){.store = store,
                   .config = *config,
                   .signer = signer,
                   .head = head,
                   .committed = head,
                   .group = arena_new()};
    j->last = &j->first;
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->arrived, NULL);
    *ret = j;
    return OK;
}

/* --- appending --- */

static Entry *keep(Journal *j, const Entry *e)
{
    Cx cx = {.arena = j->group};
    j->entries.p = vec_room(&cx, j->entries.p, j->entries.n, &j->entries.cap, sizeof *j->entries.p);
    Entry *kept = &j->entries.p[j->entries.n++];
    Str *texts[] = {&kept->actor,  &kept->door, &kept->reg,    &kept->action,
                    &kept->region, &kept->body, &kept->reason, &kept->idem};
    *kept = *e;
    for (size_t i = 0; i < COUNT(texts); i++)
        *texts[i] = str_dup(&cx, *texts[i]); /* the command may give its memory back row by row */
    return kept;
}

static void stamp(Txn *tx, Entry *e)
{
    Journal *j = tx->journal;
    int64_t now = j->config.host.now_ms(j->config.host.ctx);
    e->seq = j->head.seq + 1;
    e->node = j->config.node;
    e->at_ms = now > j->head.at_ms ? now : j->head.at_ms;
    e->tick = e->at_ms == j->head.at_ms ? j->head.tick + 1 : 0;
    if (!e->actor.p) e->actor = tx->cx->actor->name;
    e->door = tx->cx->actor->door;
    if (tx->cause) {
        e->cause_node = tx->cause->node;
        e->cause_seq = tx->cause->seq;
    }
    e->algo = j->config.algo;
    if (!e->region.p) e->region = S("");
    if (!e->reason.p) e->reason = S("");
    if (!e->idem.p) e->idem = S("");
    if (!e->body.p) e->body = S("{}");
}

static Err insert(Txn *tx, const Entry *e)
{
    Stmt *st;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_JOURNAL_INSERT), &st));
    stmt_i64(st, 1, e->seq);
    stmt_i64(st, 2, e->node);
    stmt_i64(st, 3, e->at_ms);
    stmt_i64(st, 4, e->tick);
    stmt_text(st, 5, e->actor);
    stmt_text(st, 6, e->door);
    stmt_i64(st, 7, e->cause_node);
    stmt_i64(st, 8, e->cause_seq);
    stmt_text(st, 9, e->reg);
    stmt_i64(st, 10, e->record);
    stmt_text(st, 11, e->action);
    stmt_text(st, 12, e->region);
    stmt_text(st, 13, e->body);
    stmt_text(st, 14, e->reason);
    stmt_text(st, 15, e->idem.len ? e->idem : (Str){NULL, 0});
    stmt_blob(st, 16, e->idem.len ? (Str){(const char *)e->request.b, HASH_LEN} : (Str){NULL, 0});
    stmt_i64(st, 17, e->origin_node);
    stmt_i64(st, 18, e->origin_seq);
    stmt_i64(st, 19, (int64_t)e->algo);
    stmt_blob(st, 20, (Str){(const char *)e->hash.b, HASH_LEN});
    return stmt_run(tx->cx, st, NULL);
}

Err journal_append(Txn *tx, Entry *e)
{
    Journal *j = tx->journal;
    stamp(tx, e);
    e->hash = entry_hash(tx->cx, &j->head.hash, e);
    TRY(insert(tx, e));
    j->head = (Head){.seq = e->seq, .at_ms = e->at_ms, .tick = e->tick, .hash = e->hash};
    keep(j, e);
    return OK;
}

Err journal_find_request(Cx *cx, Db *db, Str idem, const Digest *request, Entry *ret)
{
    Stmt *st;
    bool row;
    *ret = (Entry){0};
    TRY(db_prepare(cx, db, S(SQL_JOURNAL_BY_IDEM), &st));
    stmt_text(st, 1, idem);
    TRY(stmt_step(cx, st, &row));
    if (row) journal_row(cx, st, ret);
    stmt_reset(st);
    if (row && !mem_same(request->b, ret->request.b, HASH_LEN))
        return cx_fail(cx, ERR_CONFLICT, "Idempotency-Key",
                       "this key was used before for another request");
    return OK;
}

/* --- reactions --- */

static bool matches(const char *pattern, const Entry *e)
{
    Str reg, action;
    if (strcmp(pattern, "*") == 0) return true;
    str_cut(str_c(pattern), '.', &reg, &action);
    return (str_is(reg, "*") || str_eq(reg, e->reg)) &&
           (str_is(action, "*") || str_eq(action, e->action));
}

static Err append_failure(Txn *tx, const On *on, const Entry *cause)
{
    Str said = cx_message(tx->cx);
    cx_clear(tx->cx);
    log_warn("reaction %s to entry %lld failed: %.*s", on->kind, (long long)cause->seq,
             STR_ARG(said));
    Buf b = buf_new(tx->cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "on", str_c(on->kind));
    jw_kstr(&w, "said", said);
    jw_close(&w, '}');
    Entry e = {
        .reg = S("reaction"), .action = S("failed"), .region = cause->region, .body = buf_str(&b)};
    return journal_append(tx, &e);
}

Err journal_try(Txn *tx, Err (*run)(Txn *tx, void *arg), void *arg, Err *ret)
{
    Journal *j = tx->journal;
    Head before = j->head;
    size_t n = j->entries.n;
    TRY(db_exec(tx->cx, tx->db, S(SQL_PART_BEGIN)));
    *ret = run(tx, arg);
    if (*ret == OK) return db_exec(tx->cx, tx->db, S(SQL_PART_KEEP));
    db_release(tx->db);
    TRY(db_exec(tx->cx, tx->db, S(SQL_PART_UNDO)));
    j->head = before;
    j->entries.n = n;
    return OK;
}

typedef struct Reaction {
    const On *on;
    const Entry *cause;
} Reaction;

static Err run_reaction(Txn *tx, void *arg)
{
    const Reaction *r = arg;
    return r->on->react(tx, r->cause, r->on->ctx);
}

static Err react(Txn *tx, const On *on, Entry cause)
{
    Err failed;
    Txn inner = {tx->cx, tx->db, tx->journal, tx->depth + 1, &cause, tx->past};
    TRY(journal_try(&inner, run_reaction, &(Reaction){on, &cause}, &failed));
    return failed == OK ? OK : append_failure(&inner, on, &cause);
}

/* Entries from `from` on, and those that the reactions append meanwhile, breadth first. */
static Err react_to(Txn *tx, size_t from)
{
    Journal *j = tx->journal;
    if (!j->config.host.on) return OK;
    size_t level_end = j->entries.n;
    Txn at = *tx;
    for (size_t i = from; i < j->entries.n; i++) {
        if (i == level_end) level_end = j->entries.n, at.depth++;
        if (at.depth >= REACTION_DEPTH_MAX) {
            log_warn("reactions more than %d deep at entry %lld", REACTION_DEPTH_MAX,
                     (long long)j->entries.p[i].seq);
            break;
        }
        for (const On *on = j->config.host.on; on->kind; on++)
            if (matches(on->kind, &j->entries.p[i])) TRY(react(&at, on, j->entries.p[i]));
    }
    return OK;
}

/* --- groups --- */

static void run_one(Journal *j, Cmd *cmd)
{
    Db *db = store_writer(j->store);
    Txn tx = {.cx = cmd->cx, .db = db, .journal = j};
    size_t from = j->entries.n;
    cmd->err = cmd->run(&tx, cmd);
    if (cmd->err == OK) cmd->err = react_to(&tx, from);
    cmd->seq = cmd->err == OK && j->entries.n > from ? j->head.seq : 0;
    db_release(db);
}

static void forget_group(Journal *j)
{
    j->head = j->committed;
    j->entries.p = NULL;
    j->entries.n = j->entries.cap = 0;
    arena_reset(j->group);
}

static Err commit_group(Cx *cx, Journal *j)
{
    TRY(db_commit(cx, store_writer(j->store)));
    (void)fault("journal.committed"); /* to die between commit and answer; nothing fails here */
    bool moved = j->head.seq != j->committed.seq;
    pthread_mutex_lock(&j->lock);
    j->committed = j->head;
    pthread_mutex_unlock(&j->lock);
    if (moved && head_write(cx, j, &j->committed) != OK) {
        log_error("%.*s", STR_ARG(cx_message(
                              cx))); /* the entries stand; the head is older, as after a crash */
        cx_clear(cx);
    }
    if (moved && j->config.host.committed)
        j->config.host.committed(j->entries.p, j->entries.n, j->config.host.ctx);
    return OK;
}

/* Run a list of commands in one transaction. False: one of them failed after it had written,
 * everything is rolled back. */
static bool try_group(Cx *cx, Journal *j, Cmd *cmds, Err *outcome)
{
    Db *db = store_writer(j->store);
    if ((*outcome = db_begin(cx, db)) != OK) return true;
    for (Cmd *c = cmds; c; c = c->next) {
        int64_t before = j->head.seq;
        run_one(j, c);
        bool alone = c == cmds && !c->next;
        if (c->err != OK && j->head.seq != before && !alone) {
            db_rollback(db);
            forget_group(j);
            return false;
        }
        if (c->err != OK && alone) {
            db_rollback(db);
            forget_group(j);
            return true;
        }
    }
    *outcome = commit_group(cx, j);
    forget_group(j);
    return true;
}

static void answer(Cmd *cmds, Err outcome, Cx *cx)
{
    for (Cmd *c = cmds, *next; c; c = next) {
        next = c->next;
        if (outcome != OK) {
            c->err = cx_refuse(c->cx, outcome, S(""), S(""), "%s",
                               cx->fail->n ? cx->fail->items[0].reason.p : "");
            c->seq = 0;
        }
        if (c->done) c->done(c); /* c may be gone now */
    }
}

static void run_group(Cx *cx, Journal *j, Cmd *cmds)
{
    Err outcome = OK;
    if (try_group(cx, j, cmds, &outcome)) {
        answer(cmds, outcome, cx);
        return;
    }
    for (Cmd *c = cmds, *next; c; c = next) { /* one spoilt the group: each for itself */
        next = c->next;
        c->next = NULL;
        cx_clear(c->cx);
        outcome = OK;
        (void)try_group(cx, j, c, &outcome);
        answer(c, outcome, cx);
        cx_reset(cx);
    }
}

static Cmd *take_group(Journal *j)
{
    pthread_mutex_lock(&j->lock);
    while (!j->first && !j->stopping) pthread_cond_wait(&j->arrived, &j->lock);
    Cmd *head = j->first, **at = &j->first;
    size_t n = 0;
    for (; *at && n < GROUP_MAX; n++) at = &(*at)->next;
    j->first = *at;
    *at = NULL;
    if (!j->first) j->last = &j->first;
    j->queued -= n;
    pthread_mutex_unlock(&j->lock);
    return head;
}

static void *writer_main(void *arg)
{
    Journal *j = arg;
    Cx *cx = cx_open(0, 0);
    int commits = 0;
    store_claim(j->store);
    for (Cmd *cmds; (cmds = take_group(j));) {
        cx->now_ms = journal_now_ms(j);
        run_group(cx, j, cmds);
        cx_reset(cx);
        if (++commits % CHECKPOINT_EVERY == 0) db_checkpoint(store_writer(j->store));
    }
    store_unclaim(j->store);
    cx_close(cx);
    return NULL;
}

Err journal_start(Cx *cx, Journal *j)
{
    if (pthread_create(&j->thread, NULL, writer_main, j) != 0)
        return cx_fail(cx, ERR_IO, "", "cannot start the writer thread");
    j->running = true;
    return OK;
}

void journal_close(Journal *j)
{
    if (!j) return;
    pthread_mutex_lock(&j->lock);
    j->stopping = true;
    pthread_cond_broadcast(&j->arrived);
    pthread_mutex_unlock(&j->lock);
    if (j->running) pthread_join(j->thread, NULL);
    signer_free(j->signer);
    arena_free(j->group);
    pthread_mutex_destroy(&j->lock);
    pthread_cond_destroy(&j->arrived);
    free(j);
}

Err journal_post(Journal *j, Cmd *cmd)
{
    cmd->next = NULL;
    pthread_mutex_lock(&j->lock);
    bool full = j->stopping || j->queued >= j->config.queue_max;
    if (!full) {
        *j->last = cmd;
        j->last = &cmd->next;
        j->queued++;
        pthread_cond_signal(&j->arrived);
    }
    pthread_mutex_unlock(&j->lock);
    return full ? cx_fail(cmd->cx, ERR_BUSY, "",
                          "too many writes are waiting, try again in a moment")
                : OK;
}

typedef struct Waiting {
    Cmd *cmd;
    void *arg;
    Err (*run)(Txn *, Cmd *);
    pthread_mutex_t lock;
    pthread_cond_t ready;
    bool done;
} Waiting;

static Err run_waiting(Txn *tx, Cmd *outer)
{
    Waiting *w = outer->arg;
    return w->run(tx, w->cmd);
}

static void wake(Cmd *outer)
{
    Waiting *w = outer->arg;
    pthread_mutex_lock(&w->lock);
    w->done = true;
    pthread_cond_signal(&w->ready);
    pthread_mutex_unlock(&w->lock);
}

static Err wait_for(Journal *j, Cmd *cmd)
{
    Waiting w = {.cmd = cmd,
                 .run = cmd->run,
                 .lock = PTHREAD_MUTEX_INITIALIZER,
                 .ready = PTHREAD_COND_INITIALIZER};
    Cmd outer = {.cx = cmd->cx, .run = run_waiting, .done = wake, .arg = &w};
    TRY(journal_post(j, &outer));
    pthread_mutex_lock(&w.lock);
    while (!w.done) pthread_cond_wait(&w.ready, &w.lock);
    pthread_mutex_unlock(&w.lock);
    cmd->seq = outer.seq;
    return cmd->err = outer.err;
}

Err journal_do(Journal *j, Cmd *cmd)
{
    if (j->running) return wait_for(j, cmd);
    Cx *cx = cx_open(journal_now_ms(j), 0);
    void (*done)(Cmd *) = cmd->done;
    cmd->next = NULL;
    cmd->done = NULL;
    run_group(cx, j, cmd);
    cmd->done = done;
    cx_close(cx);
    return cmd->err;
}

int64_t journal_now_ms(const Journal *j)
{
    return j->config.host.now_ms(j->config.host.ctx);
}

/* What was committed last, for any thread. */
static Head committed_of(Journal *j)
{
    pthread_mutex_lock(&j->lock);
    Head head = j->committed;
    pthread_mutex_unlock(&j->lock);
    return head;
}

int64_t journal_last_ms(const Journal *j)
{
    return j->committed.at_ms;
}

int64_t journal_seq(Journal *j)
{
    return committed_of(j).seq;
}

size_t journal_queued(Journal *j)
{
    pthread_mutex_lock(&j->lock);
    size_t n = j->queued;
    pthread_mutex_unlock(&j->lock);
    return n;
}

Str journal_head_hex(Cx *cx, Journal *j)
{
    return hash_hex(cx, committed_of(j).hash);
}
