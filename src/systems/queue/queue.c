/* SPDX-License-Identifier: Apache-2.0 */
/* The one queue of the duty desk (待处理): whatever waits for somebody, out of all registers,
 * ordered by overdue, severity, time. Which states of which register wait is data:
 * model/rules/queue.csv. */
#include "systems/queue/queue.h"

#include "base/embed.h"
#include "wire/csv.h"

enum { N_COLUMNS = 6, ROWS_MAX = 100, PER_STATE = 100, SHOWN = 300, NO_SEVERITY = 9 };

typedef struct Waits {
    Str reg, kind, states; /* states joined by blanks */
    Str severity;          /* fields whose code lists have levels: the first that says something */
    Str parent;            /* a reference whose grade counts where there is no such field */
    bool only_late;        /* waits when its term is over, and not before */
    bool only_mine;        /* waits for the person that it names */
    bool only_own;         /* what the program ordered waits at its place; above, when late */
} Waits;

typedef struct Item {
    const Waits *waits;
    const Rec *rec;
    int64_t at_ms, due_ms; /* due 0 = none */
    int severity;          /* 1 … 4; NO_SEVERITY = not known */
    bool overdue;
} Item;

typedef struct Items {
    Item *p;
    size_t n, cap;
} Items;

static Err read_waits(Cx *cx, Waits **ret, size_t *n)
{
    Csv csv = csv_on(embed_find(S("model/rules/queue.csv")));
    Str *cells;
    size_t n_cells;
    bool more;
    *ret = cx_new(cx, Waits, ROWS_MAX);
    *n = 0;
    TRY(csv_next(cx, &csv, &cells, &n_cells, &more)); /* names of the columns */
    for (; *n < ROWS_MAX; ++*n) {
        TRY(csv_next(cx, &csv, &cells, &n_cells, &more));
        if (!more) return OK;
        if (n_cells != N_COLUMNS)
            return cx_fail(cx, ERR_INVALID, "queue.csv", "a row has %zu cells, not %d", n_cells,
                           N_COLUMNS);
        (*ret)[*n] = (Waits){cells[0],
                             cells[1],
                             cells[2],
                             cells[3],
                             cells[4],
                             str_is(cells[5], "late"),
                             str_is(cells[5], "mine"),
                             str_is(cells[5], "own")};
    }
    return OK;
}

/* --- how much each matters --- */

static int level_of(const Model *m, const Rec *rec, Str field)
{
    const Field *f = reg_field(rec->reg, field);
    const CodeList *list = f && f->type == TYPE_CODE ? model_list(m, f->arg) : NULL;
    Val v = f ? rec->v[f->index] : (Val){0};
    const Code *code = list && v.kind == VAL_TEXT ? code_find(list, v.s) : NULL;
    int64_t level;
    return code && str_i64(code->level, &level) ? (int)level : NO_SEVERITY;
}

static Err severity_of(Cx *cx, const Site *site, Db *db, const Waits *waits, const Rec *rec,
                       int *ret)
{
    const Model *m = book_model(site->book);
    const Reg *reg;
    Rec *parent;
    Str rest = waits->severity, field;
    *ret = NO_SEVERITY;
    while (*ret == NO_SEVERITY && str_next(&rest, ' ', &field)) *ret = level_of(m, rec, field);
    const Field *f = waits->parent.len ? reg_field(rec->reg, waits->parent) : NULL;
    if (!f || rec->v[f->index].kind != VAL_INT) return OK;
    TRY(system_reg(cx, site, str_z(cx, f->arg), &reg));
    TRY(record_load(cx, db, reg, rec->v[f->index].i, &parent));
    if (parent) *ret = level_of(m, parent, S("grade"));
    if (parent && *ret == NO_SEVERITY) *ret = level_of(m, parent, S("grade_proposed"));
    return OK;
}

/* The soonest term that still runs. */
static Err due_of(Cx *cx, const Site *site, const Rec *rec, int64_t *ret)
{
    Obligation *o;
    size_t n;
    *ret = 0;
    TRY(record_obligations(cx, site->book, rec->reg, rec->id, &o, &n));
    for (size_t i = 0; i < n; i++) {
        bool runs = o[i].stopped_ms == 0;
        if (runs && (*ret == 0 || o[i].due_ms < *ret)) *ret = o[i].due_ms;
    }
    return OK;
}

/* --- gathering --- */

/* Is it for whoever asks? What names somebody in no register, or is asked for by an account that
 * is nobody in particular, is for the desk of exactly its place. */
static bool is_mine(const Cx *cx, const Rec *rec)
{
    Val person = rec_val(rec, "person");
    if (person.kind == VAL_INT && cx->actor->person) return person.i == cx->actor->person;
    return str_eq(rec->region, cx->actor->region);
}

/* The message that a reminder sent is not a second matter. */
static Err repeats_reminder(Cx *cx, const Site *site, Db *db, const Rec *rec, bool *ret)
{
    const Reg *reg;
    Rec *notice;
    *ret = false;
    if (!str_is(rec->reg->key, "receipt")) return OK;
    TRY(system_reg(cx, site, "notice", &reg));
    TRY(record_load(cx, db, reg, rec_i64(rec, "notice", 0), &notice));
    *ret = notice && str_is(rec_str(notice, "kind"), "duty");
    return OK;
}

static Err is_for_me(Cx *cx, const Site *site, Db *db, const Waits *waits, const Rec *rec,
                     bool *ret)
{
    bool repeats;
    *ret = !waits->only_mine || is_mine(cx, rec);
    if (!*ret || !waits->only_mine) return OK;
    TRY(repeats_reminder(cx, site, db, rec, &repeats));
    *ret = !repeats;
    return OK;
}

/* source: mission.md, call and answer: a roll of a city has hundreds of visits, each for the desk
 * of a township; the desks above see those that are late */
static bool is_of_desk_below(const Cx *cx, const Waits *waits, const Rec *rec)
{
    return waits->only_own && str_is(rec_str(rec, "ordered_by"), "system") &&
           !str_eq(rec->region, cx->actor->region);
}

static Err add_item(Cx *cx, const Site *site, Db *db, const Waits *waits, const Rec *rec,
                    Items *items)
{
    Item it = {.waits = waits, .rec = rec, .at_ms = rec->updated_ms};
    bool mine;
    TRY(is_for_me(cx, site, db, waits, rec, &mine));
    if (!mine) return OK;
    TRY(due_of(cx, site, rec, &it.due_ms));
    TRY(severity_of(cx, site, db, waits, rec, &it.severity));
    it.overdue = it.due_ms && it.due_ms < cx->now_ms;
    if (!it.overdue && (waits->only_late || is_of_desk_below(cx, waits, rec))) return OK;
    vec_push(cx, items, it);
    return OK;
}

static Err add_page(Cx *cx, const Site *site, const Waits *waits, const Query *q, Items *items)
{
    Db *db;
    Page page;
    TRY(store_reader(cx, site->store, &db));
    TRY(query_run(cx, site->book, q, &page));
    for (size_t i = 0; i < page.n; i++) TRY(add_item(cx, site, db, waits, page.recs[i], items));
    return OK;
}

/* What the program ordered is asked for apart, the oldest first: be there ever so many that wait
 * below, they push nothing else out. */
static Err add_own(Cx *cx, const Site *site, const Waits *waits, const Query *q, Items *items)
{
    static const Op ops[] = {OP_NE, OP_EQ};
    for (size_t i = 0; i < COUNT(ops); i++) {
        Query part = *q;
        part.descending = ops[i] == OP_NE;
        TRY(query_param(cx, site->book, &part, S("ordered_by"), ops[i], S("system")));
        TRY(add_page(cx, site, waits, &part, items));
    }
    return OK;
}

static Err gather_state(Cx *cx, const Site *site, const Waits *waits, const Reg *reg, Str state,
                        Items *items)
{
    Query q = {.reg = reg,
               .limit = PER_STATE,
               .text = S(""),
               .region = S(""),
               .sort_column = S(""),
               .after = S(""),
               .descending = true};
    TRY(query_param(cx, site->book, &q, S("state"), OP_EQ, state));
    if (waits->only_mine && str_is(reg->key, "receipt")) { /* a notice may have 20,000 of them */
        if (cx->actor->person == 0) return OK;
        TRY(query_param(cx, site->book, &q, S("person"), OP_EQ, id_format(cx, cx->actor->person)));
    }
    return waits->only_own ? add_own(cx, site, waits, &q, items)
                           : add_page(cx, site, waits, &q, items);
}

static Err gather(Cx *cx, const Site *site, const Waits *waits, Items *items)
{
    const Reg *reg = model_reg(book_model(site->book), waits->reg);
    Str rest = waits->states, state;
    if (!reg) return OK;
    while (str_next(&rest, ' ', &state)) {
        Err err = gather_state(cx, site, waits, reg, state, items);
        if (err == ERR_DENIED) return cx_clear(cx), OK; /* not this person's business */
        TRY(err);
    }
    return OK;
}

static int by_urgency(const void *a, const void *b)
{
    const Item *x = a, *y = b;
    if (x->overdue != y->overdue) return x->overdue ? -1 : 1;
    if (x->severity != y->severity) return x->severity - y->severity;
    int64_t dx = x->due_ms ? x->due_ms : INT64_MAX, dy = y->due_ms ? y->due_ms : INT64_MAX;
    if (dx != dy) return dx < dy ? -1 : 1;
    if (x->at_ms != y->at_ms) return x->at_ms < y->at_ms ? -1 : 1;
    return (x->rec->id > y->rec->id) - (x->rec->id < y->rec->id);
}

/* --- the answer --- */

/* A field of a person or body as text: its title, or what was typed. */
static Str named(Cx *cx, const Site *site, Db *db, const Rec *rec, const char *field, int64_t *id)
{
    const Field *f = reg_field(rec->reg, str_c(field));
    Val v = rec_val(rec, field);
    *id = v.kind == VAL_INT ? v.i : 0;
    if (v.kind == VAL_TEXT) return v.s;
    return f && v.kind == VAL_INT ? record_title(cx, db, site->book, f->arg, v.i) : S("");
}

/* Whom it was handed to, and whether that is the one who asks. */
static void put_receiver(Cx *cx, const Site *site, Db *db, const Rec *rec, Jw *w)
{
    bool task = str_is(rec->reg->key, "task"), told = str_is(rec->reg->key, "reminder");
    int64_t person, body;
    Str who = named(cx, site, db, rec, task ? "assignee" : told ? "person" : "handed_to", &person);
    Str where = named(cx, site, db, rec, task ? "assignee_org" : "handed_to_org", &body);
    if (who.len == 0 && where.len == 0) return;
    jw_kstr(w, "with", who.len ? who : where);
    jw_kbool(w, "mine", person && person == cx->actor->person);
}

static void put_item(Cx *cx, const Site *site, Db *db, const Item *it, Jw *w)
{
    const Rec *rec = it->rec;
    const State *st = reg_state(rec->reg, rec->state);
    jw_open(w, '{');
    jw_kstr(w, "register", rec->reg->key);
    jw_kstr(w, "id", id_format(cx, rec->id));
    jw_kstr(w, "title", record_title_for(cx, rec));
    jw_kstr(w, "region", rec->region);
    jw_kstr(w, "region_name", region_name(cx, db, site->book, rec->region));
    jw_kstr(w, "kind", it->waits->kind);
    jw_key(w, S("severity"));
    if (it->severity < NO_SEVERITY) jw_i64(w, it->severity);
    else jw_null(w);
    jw_kstr(w, "at", time_format(cx, it->at_ms));
    jw_key(w, S("due_at"));
    if (it->due_ms) jw_str(w, time_format(cx, it->due_ms));
    else jw_null(w);
    jw_kbool(w, "overdue", it->overdue);
    jw_kstr(w, "state", rec->state);
    jw_kstr(w, "state_label", st ? cx_pick(cx, st->label.zh, st->label.en) : S(""));
    int64_t incident = rec_i64(rec, "incident", 0);
    if (incident) jw_kstr(w, "incident", id_format(cx, incident));
    put_receiver(cx, site, db, rec, w);
    jw_key(w, S("actions"));
    record_actions(cx, site->book, rec, w);
    jw_close(w, '}');
}

static Err gather_all(Cx *cx, const Site *site, Items *items)
{
    Waits *waits;
    size_t n;
    *items = (Items){0};
    TRY(read_waits(cx, &waits, &n));
    for (size_t i = 0; i < n; i++) TRY(gather(cx, site, &waits[i], items));
    if (items->n) qsort(items->p, items->n, sizeof *items->p, by_urgency);
    return OK;
}

Err queue_waiting(Cx *cx, const Site *site, Waiting **ret, size_t *n)
{
    Items items;
    TRY(gather_all(cx, site, &items));
    *ret = cx_new(cx, Waiting, items.n + 1);
    for (*n = 0; *n < items.n; ++*n) {
        const Item *it = &items.p[*n];
        (*ret)[*n] = (Waiting){it->rec, it->waits->kind, it->due_ms, it->overdue};
    }
    return OK;
}

static Err get_queue(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Items items;
    Db *db;
    TRY(gather_all(cx, site, &items));
    TRY(store_reader(cx, site->store, &db));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_ki64(&w, "total", (int64_t)items.n);
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < items.n && i < SHOWN; i++) put_item(cx, site, db, &items.p[i], &w);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

static const HttpRoute routes[] = {
    {"GET", "/api/queue", get_queue,
     GATED("read", "What waits for somebody: overdue first, then by severity and time"), RATE_READ,
     HTTP_SLOW, 0},
};

const System queue_system = {.name = "queue", .routes = routes, .n_routes = COUNT(routes)};
