/* SPDX-License-Identifier: Apache-2.0 */
/* The order: chosen lines become dispatches, reservations and loans in one transaction. Nothing is
 * given twice, since all checks are made where there is one writer; what is refused is said line by
 * line, and refuses everything when the caller wants all or nothing. */
#include <math.h>

#include "systems/dispatch/dispatch_int.h"

enum { LINES_MAX = 200, MISSION_MAX = 1000, DESTINATION_MAX = 200 };

typedef struct Line {
    const Rec *incident;
    Sort need;
    int64_t id; /* of the thing */
    double quantity;
    Str mission, destination, travel_by;
    int64_t travel_min; /* -1 = not known */
    /* the outcome */
    int64_t dispatch, loan;
    Str title, lender;
    Err err;
    FailItem fault;
} Line;

typedef struct Order {
    const Site *site;
    Line *lines;
    size_t n;
    bool all_or_nothing;
    Str borrower; /* as typed */
    Str mission, destination;
    Write key;  /* its idempotency key */
    Str answer; /* JSON */
    bool replayed;
} Order;

/* --- what is asked for --- */

static Str line_field(Cx *cx, size_t i, Str field)
{
    return str_fmt(cx, "lines[%zu].%.*s", i, STR_ARG(field));
}

static Err want_thing(Cx *cx, json_t *j, size_t i, Line *line)
{
    Str text = S("");
    int n = 0;
    for (Sort need = SORT_TEAM; need < N_SORTS; need++) {
        Str one = json_text(j, need_register(need));
        if (one.len == 0) continue;
        line->need = need;
        text = one;
        n++;
    }
    if (n != 1)
        return cx_refuse(cx, ERR_INVALID, line_field(cx, i, S("team")), S(""),
                         "a line names one team, equipment or stock");
    if (!id_parse(text, &line->id))
        return cx_refuse(cx, ERR_INVALID, line_field(cx, i, str_c(need_register(line->need))), text,
                         "no such record");
    return OK;
}

static Err want_amount(Cx *cx, json_t *j, size_t i, Line *line)
{
    json_t *q = json_object_get(j, "quantity");
    line->quantity = json_is_number(q) ? json_number_value(q) : line->need == SORT_STOCK ? 0 : 1;
    bool whole = line->need == SORT_STOCK || line->quantity == floor(line->quantity);
    if (!(line->quantity > 0) || line->quantity > 1e9 || !whole)
        return cx_refuse(cx, ERR_INVALID, line_field(cx, i, S("quantity")),
                         str_fmt(cx, "%g", line->quantity),
                         "must be a number above 0, at most %lld", 1000000000LL);
    return OK;
}

static Err want_text(Cx *cx, json_t *j, const char *key, size_t most, Str *ret)
{
    Str s = str_trim(json_text(j, key));
    if (utf8_count(s) > most)
        return cx_refuse(cx, ERR_INVALID, str_c(key), utf8_head(s, 50),
                         "at most %zu characters, got %zu", most, utf8_count(s));
    *ret = str_dup(cx, s);
    return OK;
}

static Err want_line(Cx *cx, json_t *j, const Rec *incident, size_t i, Line *ret)
{
    json_t *min = json_object_get(j, "travel_min");
    Line line = {.incident = incident,
                 .travel_min = json_is_integer(min) ? json_integer_value(min) : -1,
                 .travel_by = str_dup(cx, json_text(j, "travel")),
                 .title = S(""),
                 .lender = S("")};
    TRY(want_thing(cx, j, i, &line));
    TRY(want_amount(cx, j, i, &line));
    TRY(want_text(cx, j, "mission", MISSION_MAX, &line.mission));
    TRY(want_text(cx, j, "destination", DESTINATION_MAX, &line.destination));
    *ret = line;
    return OK;
}

static Err want_lines(Cx *cx, json_t *list, const Rec *incident, Order *o)
{
    size_t i;
    json_t *j;
    if (!json_is_array(list) || json_array_size(list) == 0)
        return cx_fail(cx, ERR_INVALID, "lines", "is required");
    json_array_foreach (list, i, j) {
        if (o->n == LINES_MAX)
            return cx_fail(cx, ERR_TOO_BIG, "lines", "at most %d lines", LINES_MAX);
        TRY(want_line(cx, j, incident, o->n, &o->lines[o->n]));
        o->n++;
    }
    return OK;
}

static Err want_order(Cx *cx, HttpCall *call, json_t *in, Order *ret)
{
    Str mode = json_text(in, "mode");
    *ret = (Order){.site = site_of(call),
                   .lines = cx_new(cx, Line, LINES_MAX),
                   .all_or_nothing = !str_is(mode, "each"),
                   .borrower = str_dup(cx, json_text(in, "borrower"))};
    if (mode.len && !str_is(mode, "all") && !str_is(mode, "each"))
        return cx_refuse(cx, ERR_INVALID, S("mode"), mode, "must be all or each");
    TRY(want_text(cx, in, "mission", MISSION_MAX, &ret->mission));
    TRY(want_text(cx, in, "destination", DESTINATION_MAX, &ret->destination));
    return system_idem(cx, call, &ret->key);
}

/* --- one line --- */

static Err not_ready(Cx *cx, const Rec *thing, Sort need, Str state)
{
    return cx_refuse(cx, ERR_CONFLICT, str_c(need_register(need)), id_format(cx, thing->id),
                     "%.*s cannot go now: %.*s", STR_ARG(thing->title), STR_ARG(state));
}

static Str status_label(Cx *cx, const Site *site, Str status)
{
    const CodeList *list = model_list(book_model(site->book), S("team_status"));
    const Code *code = list ? code_find(list, status) : NULL;
    return code ? cx_pick(cx, code->label.zh, code->label.en) : status;
}

static Str state_label(Cx *cx, const Rec *rec)
{
    const State *s = reg_state(rec->reg, rec->state);
    return s ? cx_pick(cx, s->label.zh, s->label.en) : rec->state;
}

/* What is out on another dispatch passes here: the write refuses it and names who has it. */
static Err check_ready(Cx *cx, const Site *site, const Rec *thing, Sort need)
{
    Str status = rec_str(thing, "status");
    Val expires = rec_val(thing, "expires_on");
    if (need == SORT_TEAM)
        return str_is(status, "resting") || str_is(status, "training")
                   ? not_ready(cx, thing, need, status_label(cx, site, status))
                   : OK;
    if (need == SORT_EQUIPMENT)
        return str_is(thing->state, "repair") || str_is(thing->state, "scrapped")
                   ? not_ready(cx, thing, need, state_label(cx, thing))
                   : OK;
    if (!str_is(thing->state, "stored")) return not_ready(cx, thing, need, state_label(cx, thing));
    if (expires.kind == VAL_INT && expires.i < day_of_ms(cx->now_ms))
        return cx_refuse(cx, ERR_CONFLICT, S("stock"), date_format(cx, expires.i),
                         "is out of date since %.*s", STR_ARG(date_format(cx, expires.i)));
    return OK;
}

static Err load_thing(Txn *tx, const Site *site, Line *line, Rec **ret)
{
    const Reg *reg;
    const char *key = need_register(line->need);
    TRY(system_reg(tx->cx, site, key, &reg));
    TRY(record_load(tx->cx, tx->db, reg, line->id, ret));
    if (!*ret || (*ret)->voided)
        return cx_refuse(tx->cx, ERR_NOT_FOUND, str_c(key), id_format(tx->cx, line->id),
                         "no such record");
    line->title = (*ret)->title;
    return book_gate(site->book, tx->cx, reg, S("read"), (*ret)->region);
}

static json_t *dispatch_input(Cx *cx, const Order *o, const Line *line, const Rec *thing,
                              Val borrower)
{
    json_t *in = json_object();
    Str mission = line->mission.len ? line->mission : o->mission,
        place = line->destination.len ? line->destination : o->destination;
    Str unit = line->need == SORT_STOCK ? rec_str(thing, "unit") : S("台套");
    system_put_text(in, "incident", id_format(cx, line->incident->id));
    system_put_text(in, need_field(line->need), id_format(cx, line->id));
    if (line->need != SORT_TEAM) {
        json_object_set_new(in, "quantity", json_real(line->quantity));
        if (unit.len) system_put_text(in, "unit", unit);
    }
    if (mission.len) system_put_text(in, "mission", mission);
    if (place.len) system_put_text(in, "destination", place);
    if (borrower.kind == VAL_INT) system_put_text(in, "borrower", id_format(cx, borrower.i));
    if (borrower.kind == VAL_TEXT) system_put_text(in, "borrower", borrower.s);
    if (line->travel_min >= 0)
        json_object_set_new(in, "travel_min", json_integer(line->travel_min));
    if (str_is(line->travel_by, "road") || str_is(line->travel_by, "straight_line"))
        system_put_text(in, "travel_by", line->travel_by);
    system_put_text(in, "ordered_by", cx->actor->name);
    system_put_time(cx, in, "ordered_at", cx->now_ms);
    return in;
}

static Err say_lender(Txn *tx, const Site *site, Line *line)
{
    const Reg *reg;
    Rec *loan;
    if (line->loan == 0) return OK;
    TRY(system_reg(tx->cx, site, "loan", &reg));
    TRY(record_load(tx->cx, tx->db, reg, line->loan, &loan));
    if (loan) line->lender = org_title(tx->cx, site, tx->db, rec_val(loan, "lender"));
    return OK;
}

static Err place_line(Txn *tx, const Order *o, Line *line, Val borrower)
{
    Cx *cx = tx->cx;
    Rec *thing;
    Write w = {.book = o->site->book, .action = S("create"), .reason = S(""), .idem = S("")};
    TRY(load_thing(tx, o->site, line, &thing));
    TRY(check_ready(cx, o->site, thing, line->need));
    TRY(system_reg(cx, o->site, "dispatch", &w.reg));
    w.input = dispatch_input(cx, o, line, thing, borrower);
    Err err = write_in(tx, &w);
    json_decref(w.input);
    TRY(err);
    line->dispatch = w.ret->id;
    TRY(loan_book(tx, o->site, w.ret, thing, &line->loan));
    return say_lender(tx, o->site, line);
}

/* --- the whole --- */

/* A field of a dispatch as the caller named it in a line. */
static Str callers_name(const Line *line, Str field)
{
    if (str_is(field, need_field(line->need))) return str_c(need_register(line->need));
    return field;
}

static void put_line(Cx *cx, const Line *line, size_t i, Jw *w)
{
    jw_open(w, '{');
    jw_ki64(w, "line", (int64_t)i);
    jw_kstr(w, "incident", id_format(cx, line->incident->id));
    jw_kstr(w, "need", str_c(need_register(line->need)));
    jw_kstr(w, need_register(line->need), id_format(cx, line->id));
    jw_kstr(w, "title", line->title);
    jw_kstr(w, "status", line->err == OK ? S("ordered") : S("refused"));
    if (line->err == OK) {
        jw_kstr(w, "dispatch", id_format(cx, line->dispatch));
        jw_kstr(w, "loan", line->loan ? id_format(cx, line->loan) : S(""));
        jw_kstr(w, "lender", line->lender);
    } else {
        jw_kstr(w, "field", callers_name(line, line->fault.field));
        jw_kstr(w, "reason", line->fault.reason);
        jw_kstr(w, "value", line->fault.value);
    }
    jw_close(w, '}');
}

static Str answer_of(Cx *cx, const Order *o, size_t refused)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "ordered_at", time_format(cx, cx->now_ms));
    jw_ki64(&w, "ordered", (int64_t)(o->n - refused));
    jw_ki64(&w, "refused", (int64_t)refused);
    jw_key(&w, S("lines"));
    jw_open(&w, '[');
    for (size_t i = 0; i < o->n; i++) put_line(cx, &o->lines[i], i, &w);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return buf_str(&b);
}

/* Every refused line by its number. */
static Err refuse_all(Cx *cx, const Order *o)
{
    for (size_t i = 0; i < o->n; i++) {
        const Line *line = &o->lines[i];
        if (line->err == OK) continue;
        cx_note(cx, line->err, line_field(cx, i, callers_name(line, line->fault.field)),
                line->fault.value, "%.*s", STR_ARG(line->fault.reason));
    }
    return cx_failed(cx);
}

static bool is_about_the_line(Err err)
{
    return err == ERR_INVALID || err == ERR_NOT_FOUND || err == ERR_DENIED || err == ERR_CONFLICT;
}

typedef struct Placing {
    const Order *order;
    Line *line;
    Val borrower;
} Placing;

static Err run_line(Txn *tx, void *arg)
{
    const Placing *p = arg;
    return place_line(tx, p->order, p->line, p->borrower);
}

/* A line that is refused leaves nothing behind: neither its dispatch nor half a loan. */
static Err place_lines(Txn *tx, Order *o, size_t *refused)
{
    Cx *cx = tx->cx;
    Val borrower;
    TRY(borrower_find(cx, o->site, tx->db, o->borrower, &borrower));
    *refused = 0;
    for (size_t i = 0; i < o->n; i++) {
        Line *line = &o->lines[i];
        TRY(journal_try(tx, run_line, &(Placing){o, line, borrower}, &line->err));
        if (line->err == OK) continue;
        if (!is_about_the_line(line->err)) return line->err;
        line->fault = cx->fail->items[0];
        cx_clear(cx);
        ++*refused;
    }
    return OK;
}

static Err find_answered(Txn *tx, Order *o)
{
    Entry e;
    o->replayed = false;
    if (o->key.idem.len == 0) return OK;
    TRY(journal_find_request(tx->cx, tx->db, o->key.idem, &o->key.request, &e));
    o->replayed = e.seq != 0;
    if (o->replayed) o->answer = str_dup(tx->cx, e.body);
    return OK;
}

static Err run_order(Txn *tx, Cmd *cmd)
{
    Order *o = cmd->arg;
    size_t refused;
    TRY(find_answered(tx, o));
    if (o->replayed) return OK;
    TRY(place_lines(tx, o, &refused));
    if (refused && (o->all_or_nothing || refused == o->n)) return refuse_all(tx->cx, o);
    o->answer = answer_of(tx->cx, o, refused);
    Entry e = {.reg = S("dispatch_order"),
               .action = S("create"),
               .region = o->lines[0].incident->region,
               .body = o->answer,
               .idem = o->key.idem,
               .request = o->key.request};
    return journal_append(tx, &e);
}

static Err place_order(Cx *cx, HttpCall *call, Order *o)
{
    Cmd cmd = {.cx = cx, .run = run_order, .arg = o};
    TRY(journal_do(o->site->journal, &cmd));
    Buf b = buf_new(cx, 0);
    buf_add(&b, o->answer);
    if (o->replayed) http_header(call, S("Idempotent-Replay"), S("1"));
    return http_answer_json(call, 201, &b);
}

Err order_one(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Rec *incident;
    json_t *in;
    Order o;
    TRY(load_incident(cx, site, http_param(call, "id"), &incident));
    TRY(want_dispatcher(cx, site, incident));
    TRY(want_object(cx, call, &in));
    TRY(want_order(cx, call, in, &o));
    TRY(want_lines(cx, json_object_get(in, "lines"), incident, &o));
    return place_order(cx, call, &o);
}

Err order_many(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Rec *incident;
    json_t *in, *one;
    Order o;
    size_t i;
    TRY(want_object(cx, call, &in));
    TRY(want_order(cx, call, in, &o));
    json_array_foreach (json_object_get(in, "incidents"), i, one) {
        TRY(load_incident(cx, site, json_text(one, "incident"), &incident));
        TRY(want_dispatcher(cx, site, incident));
        TRY(want_lines(cx, json_object_get(one, "lines"), incident, &o));
    }
    if (o.n == 0) return cx_fail(cx, ERR_INVALID, "incidents", "is required");
    return place_order(cx, call, &o);
}
