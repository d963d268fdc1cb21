/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/indicator/cube_int.h"

#include "sys/sys.h"
#include "sys/thread.h"
#include "systems/cube_sql.h"
#include "systems/indicator/tally.h"

enum {
    GATHER_MS = 5000,    /* changes are gathered for so long */
    BEHIND_MOST = 20000, /* entries that a question waits for; more are the thread's */
    FORM = 1,            /* of its tables: that of cube_form_set */
    FAILURES_MOST = 3,   /* after so many it is left alone until the next start */
    MONTHS = 12,
    MONTHS_AT = 100
};

struct CubeBook {
    Mutex lock;   /* of the store and its failures; held while it is brought up to date */
    Store *store; /* NULL = not opened yet */
    int failures; /* with too many figures are worked out from the records */
    bool busy;    /* at something long; any thread */
    bool running;
    Mutex wake_lock; /* of what follows; held for moments only */
    bool changed, stopping;
    Cond wake;
    Thread thread;
    const Site *site; /* of the thread */
};

CubeBook *cube_book_new(void)
{
    CubeBook *b = sys_mem_new(sizeof *b);
    mutex_init(&b->lock);
    mutex_init(&b->wake_lock);
    cond_init(&b->wake);
    return b;
}

void cube_book_free(CubeBook *b)
{
    if (!b) return;
    store_close(b->store);
    cond_destroy(&b->wake);
    mutex_destroy(&b->wake_lock);
    mutex_destroy(&b->lock);
    sys_mem_free(b);
}

void cube_book_changed(CubeBook *b)
{
    mutex_lock(&b->wake_lock);
    if (!b->changed) cond_signal(&b->wake);
    b->changed = true;
    mutex_unlock(&b->wake_lock);
}

static bool is_stopping(CubeBook *b)
{
    mutex_lock(&b->wake_lock);
    bool ret = b->stopping;
    mutex_unlock(&b->wake_lock);
    return ret;
}

/* --- its database --- */

/* A new file, or one of this form of tables. */
static Err make_tables(Cx *cx, Db *db)
{
    int64_t version, tables;
    TRY(db_value_i64(cx, db, S(SQL_CUBE_FORM), 0, &version));
    TRY(db_value_i64(cx, db, S(SQL_CUBE_TABLES), 0, &tables));
    if (tables && version != FORM) return cx_fail(cx, ERR_INVALID, "cube.db", "is of another form");
    TRY(db_exec(cx, db, S(SQL_CUBE_CREATE)));
    return db_exec(cx, db, S(SQL_CUBE_FORM_SET));
}

static Err open_at(Cx *cx, Str path, Store **ret)
{
    TRY(store_open(cx, path.p, ret));
    Db *db = store_writer(*ret);
    /* what a power cut takes is put together again out of the journal; the file stays whole */
    Err err = db_exec(cx, db, S(SQL_CUBE_EASY));
    if (err == OK) err = make_tables(cx, db);
    if (err != OK) store_close(*ret), *ret = NULL;
    return err;
}

static void drop_files(Cx *cx, Str path)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT(endings); i++) {
        Str one = str_fmt(cx, "%.*s%s", STR_ARG(path), endings[i]);
        if (sys_file_exists(cx, one)) (void)!sys_file_remove(cx, one);
    }
}

static Str path_of(Cx *cx, const Site *site)
{
    return str_fmt(cx, "%s/cube.db", site->dir);
}

/* A file that is none of ours, or damaged, is taken away: it holds nothing that is not elsewhere.
 */
static Err open_store(Cx *cx, const Site *site, CubeBook *b)
{
    if (b->store) return OK;
    Str path = path_of(cx, site);
    if (open_at(cx, path, &b->store) == OK) return OK;
    cx_clear(cx);
    drop_files(cx, path);
    return open_at(cx, path, &b->store);
}

/* --- how far it is --- */

typedef struct Kept {
    int64_t id, seq;
    Str head, sql;
} Kept;

/* The name of a file of definitions. */
static Str name_of(const Indicators *all, const Base *base)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->p[i].base == base) return all->p[i].file;
    return S("");
}

static Err read_state(Cx *cx, Db *db, Str name, Kept *ret, bool *found)
{
    Stmt *st;
    TRY(db_prepare(cx, db, S(SQL_CUBE_STATE), &st));
    stmt_text(st, 1, name);
    TRY(stmt_step(cx, st, found));
    if (*found)
        *ret = (Kept){col_i64(st, 0), col_i64(st, 1), col_dup(cx, st, 2), col_dup(cx, st, 3)};
    stmt_reset(st);
    return OK;
}

static Err new_state(Cx *cx, Db *db, Str name, Kept *ret)
{
    Stmt *st;
    bool found;
    TRY(db_prepare(cx, db, S(SQL_CUBE_STATE_NEW), &st));
    stmt_text(st, 1, name);
    TRY(stmt_run(cx, st, NULL));
    return read_state(cx, db, name, ret, &found);
}

static Err set_state(Cx *cx, Db *db, Str name, int64_t seq, Str head, Str sql)
{
    Stmt *st;
    TRY(db_prepare(cx, db, S(SQL_CUBE_STATE_SET), &st));
    stmt_text(st, 1, name);
    stmt_i64(st, 2, seq);
    stmt_blob(st, 3, head);
    stmt_blob(st, 4, sql);
    return stmt_run(cx, st, NULL);
}

/* The digest of an entry of the journal: two journals that agree there agree up to there. */
static Err head_at(const Run *r, int64_t seq, Str *ret)
{
    Stmt *st;
    bool row;
    *ret = S("");
    TRY(db_prepare(r->cx, r->db, S(SQL_CUBE_HEAD), &st));
    stmt_i64(st, 1, seq);
    TRY(stmt_step(r->cx, st, &row));
    if (row) *ret = col_dup(r->cx, st, 0);
    stmt_reset(st);
    return OK;
}

static Err touched_after(const Run *r, const Reg *reg, int64_t seq, bool *ret)
{
    Stmt *st;
    TRY(db_prepare(r->cx, r->db, S(SQL_CUBE_TOUCHED), &st));
    stmt_text(st, 1, reg->key);
    stmt_i64(st, 2, seq);
    TRY(stmt_step(r->cx, st, ret));
    stmt_reset(st);
    return OK;
}

static Err any_touched(const Run *r, const Base *base, int64_t seq, bool *ret)
{
    TRY(touched_after(r, base->reg, seq, ret));
    for (size_t i = 0; i < base->n_derived && !*ret; i++)
        TRY(touched_after(r, base->derived[i].of, seq, ret));
    return OK;
}

/* --- bringing it up to date --- */

/* Definitions, at one state of the journal. */
typedef struct Task {
    Run run; /* of all places, whoever asks */
    const Base *base;
    Columns columns;
    Str name, sql; /* digest of what it is worked out by */
    Db *db;        /* of the cube */
} Task;

static Err make_task(const Run *r, const Base *base, Db *db, Task *ret)
{
    Str sql;
    Cx *cx = r->cx;
    const Indicators *all = book_model(r->site->book)->indicators;
    *ret = (Task){.run = *r, .base = base, .name = name_of(all, base), .db = db};
    ret->run.shared = shared_new(cx);
    records_of_all(&ret->run, base);
    columns_of(cx, all, base, &ret->columns);
    TRY(shares_sql(&ret->run, base, &ret->columns, NULL, true, &sql));
    Digest d = hash_bytes(HASH_SHA256, sql);
    ret->sql = str_dup(cx, (Str){(const char *)d.b, HASH_LEN});
    return OK;
}

static Err drop_cells(Cx *cx, Db *db, int64_t id)
{
    static const char *const texts[] = {SQL_CUBE_DROP, SQL_CUBE_DROP_SEEN, SQL_CUBE_DROP_TOLD};
    for (size_t i = 0; i < COUNT(texts); i++) {
        Stmt *st;
        TRY(db_prepare(cx, db, str_c(texts[i]), &st));
        stmt_i64(st, 1, id);
        TRY(stmt_run(cx, st, NULL));
    }
    return OK;
}

static Err add_shares(Task *t, const Kept *state, bool anew)
{
    Tally *tally = tally_new(t->run.cx, t->db, state->id, &t->columns);
    Err err = anew ? drop_cells(t->run.cx, t->db, state->id) : OK;
    if (err == OK)
        err = anew ? shares_each(&t->run, t->base, NULL, true, 1, tally_add, tally)
                   : shares_since(&t->run, t->base, state->seq, "cube_", NULL, true, tally_add,
                                  tally);
    if (err == OK) err = tally_finish(tally);
    tally_free(tally);
    return err;
}

static Err advance(Task *t, Kept *state, bool found, bool anew)
{
    Str head;
    Cx *cx = t->run.cx;
    TRY(head_at(&t->run, t->run.shared->seq, &head));
    TRY(db_begin(cx, t->db));
    Err err = found ? OK : new_state(cx, t->db, t->name, state);
    if (err == OK) err = add_shares(t, state, anew);
    if (err == OK) err = set_state(cx, t->db, t->name, t->run.shared->seq, head, t->sql);
    if (err == OK) err = db_commit(cx, t->db);
    if (err != OK) db_rollback(t->db);
    if (anew) db_checkpoint(t->db);
    return err;
}

/* Is what is kept of these definitions, and of this journal? */
static Err is_ours(const Task *t, const Kept *state, bool *ret)
{
    Str head;
    TRY(head_at(&t->run, state->seq, &head));
    *ret = str_eq(state->sql, t->sql) && str_eq(state->head, head);
    return OK;
}

/* Bring one to r's entry of the journal. id: its number. *is false: it is beyond that, or so far
 * behind that the thread had better do it. Under the lock. */
static Err bring(const Run *r, CubeBook *b, const Base *base, bool wait, int64_t *id, bool *is)
{
    Task t;
    Kept state = {0};
    bool found, ours = false, touched = true;
    TRY(open_store(r->cx, r->site, b));
    TRY(make_task(r, base, store_writer(b->store), &t));
    t.run.shared->seq = r->shared->seq;
    TRY(read_state(r->cx, t.db, t.name, &state, &found));
    *is = !found || state.seq <= r->shared->seq || journal_seq(r->site->journal) < state.seq;
    if (!*is) return OK;
    if (found) TRY(is_ours(&t, &state, &ours));
    if (ours) TRY(any_touched(r, base, state.seq, &touched));
    *id = state.id;
    if (!touched) return OK;
    bool far = !ours || r->shared->seq - state.seq > BEHIND_MOST;
    if (far && b->running && !wait) return cube_book_changed(b), *is = false, OK;
    __atomic_store_n(&b->busy, far, __ATOMIC_RELEASE);
    Err err = advance(&t, &state, found, !ours);
    __atomic_store_n(&b->busy, false, __ATOMIC_RELEASE);
    *id = state.id;
    return err;
}

/* --- asking --- */

bool cube_knows(const Run *r, const Base *base, const Period *p)
{
    int year, month, day;
    const Ask *ask = r->ask;
    day_to_civil(p->first, &year, &month, &day);
    return r->site->cubes && base->at && year >= CUBE_YEAR_FIRST &&
           region_prefix(ask->region).len <= TOWNSHIP && ask->sector.len == 0 && !ask->rest;
}

static int month_code(int month)
{
    return month / MONTHS * MONTHS_AT + month % MONTHS + 1;
}

static void put_spans(Spans *s, int first, int last)
{
    if (first <= last) s->p[s->n++] = (Span){first, last};
}

static void put_edge(Spans *s, int64_t first, int64_t last)
{
    if (first <= last) s->edges[s->n_edges++] = (Period){first, last, 0};
}

/* Months are counted from January of the year 0. */
void spans_of(const Period *p, Spans *ret)
{
    int y, m, d, y2, m2, d2;
    *ret = (Spans){0};
    day_to_civil(p->first, &y, &m, &d);
    day_to_civil(p->last + 1, &y2, &m2, &d2);
    int first = y * MONTHS + m - 1 + (d > 1), end = y2 * MONTHS + m2 - 1; /* end: not included */
    if (first >= end) {
        put_edge(ret, p->first, p->last);
        return;
    }
    int64_t begin = day_from_civil(first / MONTHS, first % MONTHS + 1, 1);
    put_edge(ret, p->first, begin - 1);
    put_edge(ret, day_from_civil(y2, m2, 1), p->last);
    int year = (first + MONTHS - 1) / MONTHS, year_end = end / MONTHS;
    if (year >= year_end) {
        put_spans(ret, month_code(first), month_code(end - 1));
        return;
    }
    if (first < year * MONTHS) put_spans(ret, month_code(first), month_code(year * MONTHS - 1));
    put_spans(ret, year, year_end - 1);
    if (year_end * MONTHS < end) put_spans(ret, month_code(year_end * MONTHS), month_code(end - 1));
}

static Err read_cells(const Run *r, Db *db, int64_t id, const Span *span, CubeFn *fn, void *ctx)
{
    Stmt *st;
    bool row;
    Str prefix = region_prefix(r->ask->region);
    TRY(db_prepare(r->cx, db, S(SQL_CUBE_CELLS), &st));
    stmt_i64(st, 1, id);
    stmt_i64(st, 2, span->first);
    stmt_i64(st, 3, span->last);
    stmt_i64(st, 4, (int64_t)prefix.len);
    stmt_text(st, 5, prefix);
    for (;;) {
        TRY(stmt_step(r->cx, st, &row));
        if (!row) break;
        CubeCell cell = {col_str(st, 0), col_str(st, 1), (int)col_i64(st, 2), col_i64(st, 3)};
        fn(ctx, &cell);
    }
    stmt_reset(st);
    return OK;
}

/* What is asked of it once it stands where the question does. */
typedef struct Question {
    const Run *run;
    const Spans *spans;
    CubeFn *cell;
    const Indicator *i; /* of a distinct count */
    By by;
    CubeCountFn *count;
    void *ctx;
} Question;

static Err ask_cells(const Question *q, Db *db, int64_t id)
{
    for (size_t i = 0; i < q->spans->n; i++)
        TRY(read_cells(q->run, db, id, &q->spans->p[i], q->cell, q->ctx));
    return OK;
}

static int column_of(const Run *r, const Indicator *i)
{
    Columns c;
    int n = 0;
    columns_of(r->cx, book_model(r->site->book)->indicators, i->base, &c);
    while (c.values.p[n] != i) n++;
    return n;
}

/* The statement of what is asked: in all, by place, by sector. */
static Err by_part(const Question *q, Db *db, const char *const texts[3], Stmt **ret)
{
    int part = q->by == BY_NOTHING ? 0 : q->by == BY_SECTOR ? 2 : 1;
    return db_prepare(q->run->cx, db, str_c(texts[part]), ret);
}

/* Over several spans values are told apart again. */
static Err seen_stmt(const Question *q, Db *db, int64_t id, Stmt **ret)
{
    enum { FIRST = 5, DIGITS = FIRST + 2 * SPANS_MOST };
    const Run *r = q->run;
    Str prefix = region_prefix(r->ask->region);
    bool place = q->by == BY_COUNTY || q->by == BY_TOWNSHIP;
    static const char *const texts[] = {SQL_CUBE_SEEN, SQL_CUBE_SEEN_BY_PLACE,
                                        SQL_CUBE_SEEN_BY_SECTOR};
    TRY(by_part(q, db, texts, ret));
    stmt_i64(*ret, 1, id);
    stmt_i64(*ret, 2, column_of(r, q->i));
    stmt_i64(*ret, 3, (int64_t)prefix.len);
    stmt_text(*ret, 4, prefix);
    for (int i = 0; i < SPANS_MOST; i++) { /* what is not there is between nothing */
        bool is = (size_t)i < q->spans->n;
        stmt_i64(*ret, FIRST + 2 * i, is ? q->spans->p[i].first : 0);
        stmt_i64(*ret, FIRST + 2 * i + 1, is ? q->spans->p[i].last : -1);
    }
    if (place) stmt_i64(*ret, DIGITS, q->by == BY_COUNTY ? COUNTY : TOWNSHIP);
    return OK;
}

/* Of one year or month the numbers stand ready. */
static Err told_stmt(const Question *q, Db *db, int64_t id, Stmt **ret)
{
    const Run *r = q->run;
    Str prefix = region_prefix(r->ask->region);
    bool place = q->by == BY_COUNTY || q->by == BY_TOWNSHIP;
    static const char *const texts[] = {SQL_CUBE_TOLD, SQL_CUBE_TOLD_BY_PLACE,
                                        SQL_CUBE_TOLD_BY_SECTOR};
    TRY(by_part(q, db, texts, ret));
    stmt_i64(*ret, 1, id);
    stmt_i64(*ret, 2, column_of(r, q->i));
    stmt_i64(*ret, 3, q->spans->p[0].first);
    stmt_text(*ret, 4, prefix);
    if (!place) return OK;
    stmt_i64(*ret, 5, (int64_t)prefix.len);
    stmt_i64(*ret, 6, q->by == BY_COUNTY ? COUNTY : TOWNSHIP);
    return OK;
}

static bool is_told(const Question *q)
{
    size_t digits = region_prefix(q->run->ask->region).len;
    return q->spans->n == 1 && q->spans->p[0].first == q->spans->p[0].last &&
           (digits == CITY || digits == COUNTY || digits == TOWNSHIP) &&
           (q->by != BY_COUNTY || digits <= COUNTY);
}

static Err ask_distinct(const Question *q, Db *db, int64_t id)
{
    Stmt *st;
    bool row;
    if (is_told(q)) TRY(told_stmt(q, db, id, &st));
    else TRY(seen_stmt(q, db, id, &st));
    for (;;) {
        TRY(stmt_step(q->run->cx, st, &row));
        if (!row) break;
        q->count(q->ctx, col_dup(q->run->cx, st, 0), col_i64(st, 1));
    }
    stmt_reset(st);
    return OK;
}

static Err ask_under_lock(const Question *q, CubeBook *b, const Base *base,
                          Err (*ask)(const Question *, Db *, int64_t), bool *is)
{
    int64_t id;
    TRY(bring(q->run, b, base, false, &id, is));
    return *is ? ask(q, store_writer(b->store), id) : OK;
}

static Str why(const Cx *cx)
{
    return cx->fail->n ? cx->fail->items[0].reason : S("");
}

/* What failed is begun anew, a few times. Under the lock. */
static void give_up(Cx *cx, const Site *site, CubeBook *b)
{
    log_warn("figures kept ready: %.*s", STR_ARG(why(cx)));
    cx_clear(cx);
    b->failures++;
    store_close(b->store);
    b->store = NULL;
    drop_files(cx, path_of(cx, site));
}

/* Whatever is wrong with it, a figure is worked out from the records then. */
static bool ask_cube(const Question *q, const Base *base,
                     Err (*ask)(const Question *, Db *, int64_t))
{
    bool is = false;
    CubeBook *b = q->run->site->cubes;
    if (__atomic_load_n(&b->busy, __ATOMIC_ACQUIRE)) return false;
    mutex_lock(&b->lock);
    if (b->failures < FAILURES_MOST && ask_under_lock(q, b, base, ask, &is) != OK) {
        give_up(q->run->cx, q->run->site, b);
        is = false;
    }
    if (b->store) db_release(store_writer(b->store));
    mutex_unlock(&b->lock);
    return is;
}

bool cube_cells(const Run *r, const Base *base, const Spans *spans, CubeFn *fn, void *ctx)
{
    Question q = {.run = r, .spans = spans, .cell = fn, .ctx = ctx};
    return ask_cube(&q, base, ask_cells);
}

bool cube_distinct(const Run *r, const Indicator *i, const Spans *spans, By by, CubeCountFn *fn,
                   void *ctx)
{
    Question q = {.run = r, .spans = spans, .i = i, .by = by, .count = fn, .ctx = ctx};
    return ask_cube(&q, i->base, ask_distinct);
}

/* --- all of them --- */

typedef Err EachFn(void *ctx, const Run *r, const Base *base);

static Err each_base(Cx *cx, const Site *site, EachFn *fn, void *ctx)
{
    const Indicators *all = book_model(site->book)->indicators;
    const Base *last = NULL;
    for (size_t i = 0; i < all->n; i++) {
        const Base *base = all->p[i].base;
        if (!base || base == last || !base->at) continue;
        last = base;
        Cx *own = cx_open(cx->now_ms, 0); /* each at a state of its own */
        own->lang = cx->lang;
        static const Ask everywhere = {
            .region = {"", 0}
        };
        Run r;
        Err err = run_open(own, site, &everywhere, &r);
        if (err == OK) err = fn(ctx, &r, base);
        err = cx_carry(cx, own, err);
        cx_close(own);
        TRY(err);
    }
    return OK;
}

static Err bring_one(void *ctx, const Run *r, const Base *base)
{
    bool is;
    int64_t id;
    CubeBook *b = ctx;
    mutex_lock(&b->lock);
    bool goes = !is_stopping(b) && b->failures < FAILURES_MOST;
    if (goes && bring(r, b, base, true, &id, &is) != OK) give_up(r->cx, r->site, b);
    if (b->store) db_release(store_writer(b->store));
    mutex_unlock(&b->lock);
    return OK;
}

static void round_of_all(CubeBook *b)
{
    Cx *cx = cx_open(b->site->now_ms(b->site->ctx), 0);
    if (each_base(cx, b->site, bring_one, b) != OK)
        log_warn("figures kept ready: %.*s", STR_ARG(why(cx)));
    cx_close(cx);
}

/* Until something has changed, and a while longer: more comes. false: it is time to stop */
static bool wait_for_more(CubeBook *b)
{
    mutex_lock(&b->wake_lock);
    while (!b->changed && !b->stopping) cond_wait(&b->wake, &b->wake_lock);
    int64_t until = sys_mono_ms() + GATHER_MS;
    while (!b->stopping && cond_wait_until(&b->wake, &b->wake_lock, until)) {
    }
    b->changed = false;
    bool goes_on = !b->stopping;
    mutex_unlock(&b->wake_lock);
    return goes_on;
}

static void work(void *ptr)
{
    CubeBook *b = ptr;
    do {
        round_of_all(b);
        mutex_lock(&b->lock);
        if (b->store) db_checkpoint(store_writer(b->store));
        mutex_unlock(&b->lock);
    } while (wait_for_more(b));
}

void cube_book_start(const Site *site)
{
    CubeBook *b = site->cubes;
    b->site = site;
    b->running = true;
    thread_start(&b->thread, "cubes", work, b);
}

void cube_book_stop(CubeBook *b)
{
    if (!b) return;
    mutex_lock(&b->wake_lock);
    b->stopping = true;
    cond_signal(&b->wake);
    mutex_unlock(&b->wake_lock);
    thread_join(&b->thread);
}

Err cube_clear(Cx *cx, const Site *site)
{
    CubeBook *b = site->cubes;
    mutex_lock(&b->lock);
    Err err = open_store(cx, site, b);
    if (err == OK) err = db_exec(cx, store_writer(b->store), S(SQL_CUBE_CLEAR));
    mutex_unlock(&b->lock);
    return err;
}

/* --- compared with what is worked out anew --- */

typedef struct Compared {
    CubeBook *kept, *fresh;
    int64_t n;
} Compared;

static Str row_text(Cx *cx, const Stmt *st, bool row)
{
    Buf b = buf_new(cx, 0);
    for (int i = 0; row && i < stmt_columns(st); i++) buf_fmt(&b, "%.*s ", STR_ARG(col_str(st, i)));
    return buf_str(&b);
}

static Err same_rows(const Run *r, const Compared *c, Str name, Str sql, const int64_t ids[2])
{
    Stmt *st[2];
    bool more = true;
    const CubeBook *books[] = {c->kept, c->fresh};
    for (int i = 0; i < 2; i++) {
        TRY(db_prepare(r->cx, store_writer(books[i]->store), sql, &st[i]));
        stmt_i64(st[i], 1, ids[i]);
    }
    while (more) {
        bool row[2] = {false, false};
        ArenaMark mark = arena_mark(r->cx->arena);
        for (int i = 0; i < 2; i++) TRY(stmt_step(r->cx, st[i], &row[i]));
        Str kept = row_text(r->cx, st[0], row[0]), fresh = row_text(r->cx, st[1], row[1]);
        if (!str_eq(kept, fresh))
            return cx_refuse(r->cx, ERR_CONFLICT, name, kept,
                             "the figures kept are not those of the records: %.*s", STR_ARG(fresh));
        arena_rewind(r->cx->arena, mark);
        more = row[0] || row[1];
    }
    return OK;
}

static Err check_rows(const Run *r, Compared *c, const Base *base)
{
    bool is;
    int64_t ids[2] = {0, 0};
    TRY(bring(r, c->kept, base, true, &ids[0], &is));
    TRY(bring(r, c->fresh, base, true, &ids[1], &is));
    Str name = name_of(book_model(r->site->book)->indicators, base);
    TRY(same_rows(r, c, name, S(SQL_CUBE_ALL_CELLS), ids));
    TRY(same_rows(r, c, name, S(SQL_CUBE_ALL_SEEN), ids));
    TRY(same_rows(r, c, name, S(SQL_CUBE_ALL_TOLD), ids));
    c->n++;
    return OK;
}

/* At a state that is read under the lock: nobody has brought the cube beyond it. */
static Err check_one(void *ctx, const Run *r, const Base *base)
{
    Run now;
    Compared *c = ctx;
    mutex_lock(&c->kept->lock);
    Err err = run_open(r->cx, r->site, r->ask, &now);
    if (err == OK) err = check_rows(&now, c, base);
    if (c->kept->store) db_release(store_writer(c->kept->store));
    if (c->fresh->store) db_release(store_writer(c->fresh->store));
    mutex_unlock(&c->kept->lock);
    return err;
}

Err cube_check(Cx *cx, const Site *site, int64_t *ret)
{
    Str path;
    Compared c = {.kept = site->cubes, .fresh = cube_book_new()};
    TRY(system_tmp_path(cx, site, S(".db"), &path));
    Err err = open_at(cx, path, &c.fresh->store);
    if (err == OK) err = each_base(cx, site, check_one, &c);
    cube_book_free(c.fresh);
    drop_files(cx, path);
    *ret = c.n;
    return err;
}
