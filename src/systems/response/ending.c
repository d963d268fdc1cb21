/* SPDX-License-Identifier: Apache-2.0 */
/* The end of an incident, a response or a transfer list (终止条件): what must be true before it is
 * closed, or people go home. What the
 * program knows it looks up each time, what it does not know a person answers with evidence; a
 * commander may decide not to wait, with a reason. Items are data: model/rules/end_conditions.csv,
 * their words and clauses model/codes/end_item.csv. */
#include "systems/response/response_int.h"

#include "base/embed.h"
#include "systems/response_sql.h"
#include "wire/csv.h"

enum { N_CELLS = 4, ITEMS_MAX = 40, SHOWN_MAX = 20 };

typedef struct Subject {
    const Rec *rec;
    int64_t incident, part; /* part: a response or transfer list of it; 0 = the incident itself */
} Subject;

typedef struct Open {
    Str reg, title;
    int64_t id;
} Open;

typedef struct Answer {
    int64_t id; /* 0 = none */
    Str state, note, by, over_by, reason, object_register;
    int64_t at, over_at, object;
} Answer;

typedef enum Met { MET_NOT, MET_BY_ITSELF, MET_ANSWERED, MET_OVERRIDDEN } Met;

typedef struct Item {
    Str key, measure; /* measure "" = only a person knows */
    bool by_hand;     /* a person's word counts */
    Label label;
    Str clause;
    Open open[SHOWN_MAX];
    size_t n_open; /* all of them; at most SHOWN_MAX are kept */
    Answer answer;
    Met met;
} Item;

typedef struct Items {
    Item *p;
    size_t n;
} Items;

/* --- the list --- */

static bool has_word(Str list, Str word)
{
    Str piece;
    while (str_next(&list, ' ', &piece))
        if (str_eq(piece, word)) return true;
    return false;
}

/* The clause stands in the code list, in columns that codes do not keep. */
static Err find_clause(Cx *cx, Str item, Str *ret)
{
    Csv csv = csv_on(embed_find(S("model/codes/end_item.csv")));
    Str *c;
    size_t n;
    bool more = true;
    *ret = S("");
    while (more) {
        TRY(csv_next(cx, &csv, &c, &n, &more));
        if (more && n == 5 && str_eq(c[0], item)) return *ret = cx_pick(cx, c[3], c[4]), OK;
    }
    return OK;
}

static Err read_items(Cx *cx, const Site *site, const Subject *s, Items *ret)
{
    Csv csv = csv_on(embed_find(S("model/rules/end_conditions.csv")));
    const CodeList *list = model_list(book_model(site->book), S("end_item"));
    Str *c;
    size_t n;
    bool more = true;
    *ret = (Items){cx_new(cx, Item, ITEMS_MAX), 0};
    TRY(csv_next(cx, &csv, &c, &n, &more)); /* names of the columns */
    while (ret->n < ITEMS_MAX) {
        TRY(csv_next(cx, &csv, &c, &n, &more));
        if (!more) break;
        if (n != N_CELLS)
            return cx_fail(cx, ERR_INVALID, "end_conditions.csv", "a row has %zu cells, not %d", n,
                           N_CELLS);
        if (!has_word(c[1], s->rec->reg->key)) continue;
        const Code *code = list ? code_find(list, c[0]) : NULL;
        Item *it = &ret->p[ret->n++];
        *it = (Item){.key = c[0], .measure = c[2], .by_hand = c[3].len != 0};
        it->label = code ? code->label : (Label){c[0], c[0]};
        TRY(find_clause(cx, c[0], &it->clause));
    }
    return OK;
}

/* --- what the program knows --- */

static Str statement_of(Str measure)
{
    static const struct {
        const char *measure, *sql;
    } known[] = {
        {"no_missing",      SQL_ENDING_NO_MISSING     },
        {"stood_down",      SQL_ENDING_STOOD_DOWN     },
        {"tasks_done",      SQL_ENDING_TASKS_DONE     },
        {"loans_back",      SQL_ENDING_LOANS_BACK     },
        {"people_home",     SQL_ENDING_PEOPLE_HOME    },
        {"response_ended",  SQL_ENDING_RESPONSE_ENDED },
        {"level_lowered",   SQL_ENDING_LEVEL_LOWERED  },
        {"final_report",    SQL_ENDING_FINAL_REPORT   },
        {"roads_open",      SQL_ENDING_ROADS_OPEN     },
        {"response_lifted", SQL_ENDING_RESPONSE_LIFTED},
        {"roads_open_here", SQL_ENDING_ROADS_OPEN_HERE}
    };
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_is(measure, known[i].measure)) return str_c(known[i].sql);
    return S("");
}

static Err look_up(Cx *cx, Db *db, const Subject *s, Item *it)
{
    Stmt *st;
    bool row;
    Str sql = statement_of(it->measure);
    if (it->measure.len == 0) return OK;
    if (sql.len == 0)
        return cx_refuse(cx, ERR_INVALID, S("end_conditions.csv"), it->measure,
                         "no such measure of the end");
    TRY(db_prepare(cx, db, sql, &st));
    stmt_i64(st, 1, s->incident);
    stmt_i64(st, 2, s->part);
    stmt_i64(st, 3, cx->now_ms);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        if (it->n_open < SHOWN_MAX)
            it->open[it->n_open] = (Open){col_dup(cx, st, 0), col_dup(cx, st, 2), col_i64(st, 1)};
        it->n_open++;
    }
    stmt_reset(st);
    return OK;
}

/* --- what persons said --- */

static Answer read_answer(Cx *cx, const Stmt *st)
{
    return (Answer){.id = col_i64(st, 0),
                    .state = col_dup(cx, st, 2),
                    .note = col_dup(cx, st, 3),
                    .by = col_dup(cx, st, 4),
                    .at = col_i64(st, 5),
                    .over_by = col_dup(cx, st, 6),
                    .over_at = col_i64(st, 7),
                    .reason = col_dup(cx, st, 8),
                    .object_register = col_dup(cx, st, 9),
                    .object = col_i64(st, 10)};
}

static Err read_answers(Cx *cx, Db *db, const Subject *s, Items *items)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_ENDING_ANSWERS), &st));
    stmt_i64(st, 1, s->incident);
    stmt_i64(st, 2, s->part);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        for (size_t i = 0; i < items->n; i++)
            if (items->p[i].answer.id == 0 && str_eq(items->p[i].key, col_str(st, 1)))
                items->p[i].answer = read_answer(cx, st);
    }
    stmt_reset(st);
    return OK;
}

static Met judge(const Item *it)
{
    if (it->measure.len && it->n_open == 0) return MET_BY_ITSELF;
    if (it->answer.id == 0) return MET_NOT;
    if (str_is(it->answer.state, "overridden")) return MET_OVERRIDDEN;
    return it->by_hand ? MET_ANSWERED : MET_NOT;
}

static Err read_ending(Cx *cx, const Site *site, Db *db, const Subject *s, Items *ret)
{
    TRY(read_items(cx, site, s, ret));
    for (size_t i = 0; i < ret->n; i++) TRY(look_up(cx, db, s, &ret->p[i]));
    TRY(read_answers(cx, db, s, ret));
    for (size_t i = 0; i < ret->n; i++) ret->p[i].met = judge(&ret->p[i]);
    return OK;
}

/* A response without an incident has incident 0, of which nothing is open. */
static Subject subject_of(const Rec *rec)
{
    if (str_is(rec->reg->key, "incident")) return (Subject){rec, rec->id, 0};
    bool list = str_is(rec->reg->key, "transfer_list");
    return (Subject){rec, rec_i64(rec, list ? "event" : "incident", 0), rec->id};
}

/* --- the refusal --- */

Err check_ending(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    (void)old, (void)reason;
    Cx *cx = tx->cx;
    Items items;
    Subject s = subject_of(rec);
    TRY(read_ending(cx, site, tx->db, &s, &items));
    for (size_t i = 0; i < items.n; i++) {
        const Item *it = &items.p[i];
        if (it->met != MET_NOT) continue;
        Str label = cx_pick(cx, it->label.zh, it->label.en);
        cx_note(cx, ERR_CONFLICT, it->key, S(""), "a condition of the end is open: %.*s",
                STR_ARG(label));
    }
    return cx_failed(cx);
}

/* --- the answer --- */

static void put_open(Cx *cx, const Item *it, Jw *w)
{
    jw_ki64(w, "count", (int64_t)it->n_open);
    jw_key(w, S("open"));
    jw_open(w, '[');
    for (size_t i = 0; i < it->n_open && i < SHOWN_MAX; i++) {
        jw_open(w, '{');
        jw_kstr(w, "register", it->open[i].reg);
        jw_kstr(w, "id", id_format(cx, it->open[i].id));
        jw_kstr(w, "title", it->open[i].title);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void put_answer(Cx *cx, const Answer *a, Jw *w)
{
    bool over = str_is(a->state, "overridden");
    jw_kstr(w, "check", id_format(cx, a->id));
    jw_kstr(w, "by", over ? a->over_by : a->by);
    jw_kstr(w, "at", time_format(cx, over ? a->over_at : a->at));
    jw_kstr(w, "note", over ? a->reason : a->note);
    if (!a->object) return;
    jw_kstr(w, "object_register", a->object_register);
    jw_kstr(w, "object", id_format(cx, a->object));
}

static void put_item(Cx *cx, const Item *it, Jw *w)
{
    static const char *const words[] = {"open", "met", "answered", "overridden"};
    jw_open(w, '{');
    jw_kstr(w, "item", it->key);
    jw_kstr(w, "label", cx_pick(cx, it->label.zh, it->label.en));
    jw_kstr(w, "clause", it->clause);
    jw_kbool(w, "auto", it->measure.len != 0);
    jw_kbool(w, "by_hand", it->by_hand);
    jw_kstr(w, "state", str_c(words[it->met]));
    put_open(cx, it, w);
    if (it->met == MET_ANSWERED || it->met == MET_OVERRIDDEN) put_answer(cx, &it->answer, w);
    jw_close(w, '}');
}

static Err answer_ending(Cx *cx, HttpCall *call, int status, const Rec *rec)
{
    const Site *site = site_of(call);
    Items items;
    Db *db;
    size_t open = 0;
    Subject s = subject_of(rec);
    TRY(store_reader(cx, site->store, &db));
    TRY(read_ending(cx, site, db, &s, &items));
    for (size_t i = 0; i < items.n; i++) open += items.p[i].met == MET_NOT;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_ki64(&w, "total", (int64_t)items.n);
    jw_ki64(&w, "unmet", (int64_t)open);
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < items.n; i++) put_item(cx, &items.p[i], &w);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, status, &b);
}

static Err want_subject(Cx *cx, HttpCall *call, Rec **ret)
{
    const Site *site = site_of(call);
    const Reg *reg;
    int64_t id;
    const char *key = str_starts(call->path, S("/api/incidents/"))   ? "incident"
                      : str_starts(call->path, S("/api/responses/")) ? "response"
                                                                     : "transfer_list";
    TRY(want_id(cx, call, "id", &id));
    TRY(system_reg(cx, site, key, &reg));
    return record_get(cx, site->book, reg, id, 0, ret); /* asks the gate */
}

Err get_ending(Cx *cx, HttpCall *call)
{
    Rec *rec;
    TRY(want_subject(cx, call, &rec));
    return answer_ending(cx, call, 200, rec);
}

/* --- answering --- */

typedef struct Say {
    const Site *site;
    Write made, over;
    bool overrides;
} Say;

static Err say(Txn *tx, Cmd *cmd)
{
    Say *s = cmd->arg;
    TRY(system_reg(tx->cx, s->site, "end_check", &s->made.reg));
    TRY(write_in(tx, &s->made));
    if (!s->overrides || s->made.replayed) return OK;
    s->over.reg = s->made.reg;
    s->over.id = s->made.ret->id;
    return write_in(tx, &s->over);
}

static Err find_item(Cx *cx, const Site *site, const Subject *s, Str key, const Item **ret)
{
    Items items;
    TRY(read_items(cx, site, s, &items));
    for (size_t i = 0; i < items.n; i++)
        if (str_eq(items.p[i].key, key)) return *ret = &items.p[i], OK;
    return cx_refuse(cx, ERR_NOT_FOUND, S("item"), key, "no such condition of the end");
}

static json_t *input_of(Cx *cx, const Subject *s, const Item *it, json_t *in)
{
    static const char *const same[] = {"note", "object_register", "object"};
    json_t *o = json_object(), *files = json_object_get(in, "files");
    cx_defer(cx, (void (*)(void *))json_decref, o);
    if (s->incident) system_put_text(o, "incident", id_format(cx, s->incident));
    if (s->part) system_put_text(o, str_z(cx, s->rec->reg->key), id_format(cx, s->part));
    system_put_text(o, "item", it->key);
    system_put_text(o, "region", s->rec->region);
    system_put_text(o, "answered_by", cx->actor->name);
    system_put_time(cx, o, "answered_at", cx->now_ms);
    for (size_t i = 0; i < COUNT(same); i++)
        if (json_text(in, same[i]).len) system_put_text(o, same[i], json_text(in, same[i]));
    if (files) json_object_set(o, "files", files);
    return o;
}

Err post_ending(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Item *it;
    json_t *in;
    Rec *rec;
    TRY(want_subject(cx, call, &rec));
    TRY(want_object(cx, call, &in));
    Subject s = subject_of(rec);
    TRY(find_item(cx, site, &s, http_param(call, "item"), &it));
    Str why = str_trim(json_text(in, "override"));
    if (!why.len && !it->by_hand)
        return cx_refuse(cx, ERR_CONFLICT, it->key, S(""),
                         "the program looks this up itself; only a commander decides not to wait");
    if (!why.len && !str_trim(json_text(in, "note")).len)
        return cx_fail(cx, ERR_INVALID, "note", "say what was found");
    Say sy = {.site = site, .overrides = why.len != 0};
    sy.made = (Write){.book = site->book,
                      .action = S("create"),
                      .reason = S(""),
                      .input = input_of(cx, &s, it, in)};
    json_t *over = json_object();
    cx_defer(cx, (void (*)(void *))json_decref, over);
    system_put_text(over, "override_reason", why);
    sy.over = (Write){
        .book = site->book, .action = S("override"), .input = over, .idem = S(""), .reason = S("")};
    TRY(system_idem(cx, call, &sy.made));
    Cmd cmd = {.cx = cx, .run = say, .arg = &sy};
    TRY(journal_do(site->journal, &cmd));
    return answer_ending(cx, call, 201, rec);
}
