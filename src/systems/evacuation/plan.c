/* SPDX-License-Identifier: Apache-2.0 */
/* The assignment as a proposal and as an order: shown, written into the transfers by a person, and
 * asked for anew when a shelter fills or closes or a road does. People who left already keep their
 * way unless a person applies the new one.
 * source: 浙江省防御洪涝台灾害人员避险转移办法（2008）: the order names the place and the way */
#include "systems/evacuation/scheme.h"

#include "systems/evacuation_sql.h"

enum { WITHOUT_MAX = 50, ROADS_MAX = 20, SPLIT_SHOWN = 200 };

typedef struct Plan {
    const Site *site;
    const Rec *event;
    Scheme scheme;
    int64_t record; /* of move_plan */
    int64_t what_if[WITHOUT_MAX];
    size_t n_what_if;
} Plan;

/* --- the answer --- */

/* Households and people by group and shelter. */
typedef struct Sent {
    int64_t people, households;
} Sent;

static Sent *count_sent(Cx *cx, const Scheme *s)
{
    Sent *all = cx_new(cx, Sent, s->groups.n * s->havens.n + 1);
    for (size_t i = 0; i < s->units.n; i++) {
        const Unit *u = &s->units.p[i];
        int32_t before = -1;
        for (size_t k = 0; k < u->heads.n; k++) {
            const Head *head = &u->heads.p[k];
            if (head->to < 0) continue;
            Sent *one = &all[u->group * s->havens.n + (size_t)head->to];
            one->people += head->people;
            one->households += head->to != before;
            before = head->to;
        }
    }
    return all;
}

/* To be drawn on a map. */
static void put_place(Jw *w, double lon, double lat)
{
    jw_key(w, S("lon"));
    jw_f64(w, lon);
    jw_key(w, S("lat"));
    jw_f64(w, lat);
}

static void put_line(Cx *cx, Db *db, const Scheme *s, size_t i, const Sent *sent, Jw *w)
{
    size_t group = i / s->havens.n, haven = i % s->havens.n;
    const Group *g = &s->groups.p[group];
    const Haven *h = &s->havens.p[haven];
    if (sent->people == 0) return;
    jw_open(w, '{');
    jw_kstr(w, "region", g->region);
    jw_kstr(w, "region_name", region_name(cx, db, s->site->book, g->region));
    if (g->n_placed) put_place(w, g->lon, g->lat);
    jw_kbool(w, "barrier_free", g->barrier);
    jw_kstr(w, "shelter", id_format(cx, h->id));
    jw_kstr(w, "shelter_name", h->name);
    jw_ki64(w, "people", sent->people);
    jw_ki64(w, "households", sent->households);
    jw_ki64(w, "travel_s", scheme_way_s(s, group, haven));
    jw_kstr(w, "travel", str_c(travel_name(s->travel.legs[i].by)));
    jw_close(w, '}');
}

static void put_haven(Cx *cx, const Scheme *s, const Haven *h, Jw *w)
{
    int64_t all = h->present + h->assigned;
    if (all == 0) return;
    jw_open(w, '{');
    jw_kstr(w, "shelter", id_format(cx, h->id));
    jw_kstr(w, "name", h->name);
    put_place(w, h->lon, h->lat);
    jw_ki64(w, "capacity", h->capacity);
    jw_ki64(w, "present", h->present);
    jw_ki64(w, "assigned", h->assigned);
    jw_kbool(w, "nearly_full", (double)all >= s->warn * (double)h->capacity);
    jw_close(w, '}');
}

/* Why is there no place? The first that holds for the group. */
static const char *why_unsent(const Scheme *s, size_t group)
{
    bool way = false, fits = false;
    for (size_t h = 0; h < s->havens.n; h++) {
        TravelBy by = s->travel.legs[group * s->havens.n + h].by;
        way |= by == TRAVEL_ROAD || by == TRAVEL_STRAIGHT;
        fits |= scheme_way_s(s, group, h) >= 0;
    }
    return s->groups.p[group].n_placed == 0 ? "no_place"
           : !way                           ? "cut_off"
           : !fits                          ? "no_barrier_free"
                                            : "no_room";
}

static void put_unsent(Cx *cx, Db *db, const Scheme *s, Jw *w)
{
    jw_key(w, S("unassigned"));
    jw_open(w, '[');
    for (size_t i = 0; i < s->groups.n; i++) {
        const Group *g = &s->groups.p[i];
        if (g->unsent == 0) continue;
        jw_open(w, '{');
        jw_kstr(w, "id", g->region);
        jw_kstr(w, "region_name", region_name(cx, db, s->site->book, g->region));
        jw_ki64(w, "people", g->unsent);
        jw_kbool(w, "barrier_free", g->barrier);
        jw_kstr(w, "why", str_c(why_unsent(s, i)));
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void put_split(Cx *cx, const Scheme *s, Jw *w)
{
    size_t n = 0;
    jw_key(w, S("split"));
    jw_open(w, '[');
    for (size_t i = 0; i < s->units.n && n < SPLIT_SHOWN; i++)
        if (s->units.p[i].split) jw_str(w, id_format(cx, s->units.p[i].household)), n++;
    jw_close(w, ']');
}

/* One shelter after the other thought closed, from the plan that is there. */
static Err put_what_if(Cx *cx, Plan *p, Jw *w)
{
    Scheme *s = &p->scheme;
    jw_key(w, S("what_if"));
    jw_open(w, '[');
    for (size_t i = 0; i < p->n_what_if; i++)
        for (size_t h = 0; h < s->havens.n; h++) {
            int64_t unsent, total_s;
            if (s->havens.p[h].id != p->what_if[i]) continue;
            TRY(scheme_without(cx, s, h, &unsent, &total_s));
            jw_open(w, '{');
            jw_kstr(w, "shelter", id_format(cx, s->havens.p[h].id));
            jw_kstr(w, "name", s->havens.p[h].name);
            jw_ki64(w, "unassigned_people", unsent);
            jw_ki64(w, "optimum_person_seconds", total_s);
            jw_close(w, '}');
        }
    jw_close(w, ']');
    return OK;
}

static Err write_scheme(Cx *cx, Plan *p, Buf *b)
{
    Scheme *s = &p->scheme;
    Db *db;
    TRY(store_reader(cx, p->site->store, &db));
    Jw w = jw_on(b);
    jw_open(&w, '{');
    jw_kstr(&w, "event", id_format(cx, p->event->id));
    if (p->record) jw_kstr(&w, "plan", id_format(cx, p->record));
    jw_kbool(&w, "graph", s->travel.graph);
    jw_ki64(&w, "closures", s->travel.closures);
    jw_ki64(&w, "people", s->people);
    jw_ki64(&w, "placed", s->placed);
    jw_ki64(&w, "unassigned_people", s->people - s->placed);
    jw_ki64(&w, "total_person_seconds", s->total_s);
    jw_ki64(&w, "optimum_person_seconds", s->optimum_s);
    jw_ki64(&w, "optimum_unassigned", s->optimum_unsent);
    jw_kbool(&w, "proven", true);
    jw_ki64(&w, "households", (int64_t)s->units.n);
    jw_ki64(&w, "households_changed", s->changed);
    jw_ki64(&w, "households_split", s->n_split);
    jw_kbool(&w, "to_the_brim", s->to_the_brim);
    jw_ki64(&w, "shelters_used_not", s->n_out);
    jw_key(&w, S("assignments"));
    jw_open(&w, '[');
    const Sent *sent = count_sent(cx, s);
    for (size_t i = 0; i < s->groups.n * s->havens.n; i++) put_line(cx, db, s, i, &sent[i], &w);
    jw_close(&w, ']');
    jw_key(&w, S("shelters"));
    jw_open(&w, '[');
    for (size_t i = 0; i < s->havens.n; i++) put_haven(cx, s, &s->havens.p[i], &w);
    jw_close(&w, ']');
    put_unsent(cx, db, s, &w);
    put_split(cx, s, &w);
    TRY(put_what_if(cx, p, &w));
    jw_close(&w, '}');
    return buf_done(b);
}

/* --- asking --- */

static Err want_shelters(Cx *cx, json_t *in, const char *key, int64_t *ids, size_t *n)
{
    size_t i;
    json_t *j;
    *n = 0;
    json_array_foreach (json_object_get(in, key), i, j) {
        if (*n == WITHOUT_MAX)
            return cx_fail(cx, ERR_TOO_BIG, key, "at most %d places", WITHOUT_MAX);
        TRY(want_ref(cx, key, json_is_string(j) ? str_c(json_string_value(j)) : S(""),
                     &ids[(*n)++]));
    }
    return OK;
}

/* A road thought closed: a shape, or the id of a closure that is not in force. */
static Err want_road(Cx *cx, const Site *site, json_t *j, Str *ret)
{
    int64_t id;
    const Reg *reg;
    Rec *closure;
    if (json_is_object(j)) return geometry_check(cx, S("roads"), j, ret);
    TRY(want_ref(cx, "roads", json_is_string(j) ? str_c(json_string_value(j)) : S(""), &id));
    TRY(system_reg(cx, site, "road_closure", &reg));
    TRY(record_get(cx, site->book, reg, id, 0, &closure));
    *ret = rec_str(closure, "geometry");
    return ret->len ? OK
                    : cx_refuse(cx, ERR_INVALID, S("roads"), closure->title,
                                "this closure has no place on the map");
}

static Err want_roads(Cx *cx, const Site *site, json_t *in, Thought *t)
{
    size_t i;
    json_t *j, *roads = json_object_get(in, "roads");
    t->roads = cx_new(cx, Str, ROADS_MAX);
    json_array_foreach (roads, i, j) {
        if (t->n_roads == ROADS_MAX)
            return cx_fail(cx, ERR_TOO_BIG, "roads", "at most %d places", ROADS_MAX);
        TRY(want_road(cx, site, j, &t->roads[t->n_roads++]));
    }
    return OK;
}

static Err want_plan(Cx *cx, const Site *site, json_t *in, Plan *p)
{
    const Reg *reg;
    Rec *event;
    int64_t without[WITHOUT_MAX];
    Thought t = {.shelters = without};
    *p = (Plan){.site = site};
    TRY(want_event(cx, site, json_text(in, "event"), &event));
    p->event = event;
    TRY(system_reg(cx, site, "transfer", &reg));
    TRY(book_gate(site->book, cx, reg, S("create"), event->region));
    TRY(want_shelters(cx, in, "without", without, &t.n));
    TRY(want_shelters(cx, in, "what_if", p->what_if, &p->n_what_if));
    TRY(want_roads(cx, site, in, &t));
    return scheme_make(cx, site, event->id, &t, &p->scheme);
}

Err post_move_plan(Cx *cx, HttpCall *call)
{
    Plan *p = cx_new(cx, Plan, 1);
    json_t *in;
    TRY(want_object(cx, call, &in));
    TRY(want_plan(cx, site_of(call), in, p));
    Buf b = buf_new(cx, 0);
    TRY(write_scheme(cx, p, &b));
    return http_answer_json(call, 200, &b);
}

/* The verb `evacuate plan --event ID`: {"event"} → the same answer. */
Err evacuation_verb(Cx *cx, const Site *site, json_t *input, Buf *out)
{
    Plan *p = cx_new(cx, Plan, 1);
    TRY(want_plan(cx, site, input, p));
    return write_scheme(cx, p, out);
}

/* --- applying --- */

static Err assign_head(Txn *tx, const Plan *p, const Head *head)
{
    Cx *cx = tx->cx;
    Rec *t;
    if (head->to < 0) return OK;
    int64_t shelter = p->scheme.havens.p[head->to].id;
    TRY(load_by(cx, p->site, tx->db, "transfer", head->transfer, &t));
    bool waits = t && (str_is(t->state, "listed") || str_is(t->state, "moving"));
    if (!waits || rec_i64(t, "shelter", 0) == shelter) return OK; /* arrived meanwhile, or kept */
    json_t *o = json_object();
    Write w = {.book = p->site->book,
               .action = S("assign"),
               .id = head->transfer,
               .input = o,
               .reason = S(""),
               .idem = S("")};
    Err err = system_reg(cx, p->site, "transfer", &w.reg);
    system_put_text(o, "shelter", id_format(cx, shelter));
    if (err == OK) err = write_in(tx, &w);
    json_decref(o);
    return err;
}

static Err open_plan(Txn *tx, const Site *site, int64_t event, Str cause, int64_t *ret)
{
    Cx *cx = tx->cx;
    Stmt *st;
    Rec *rec;
    TRY(db_prepare(cx, tx->db, S(SQL_EVAC_PLAN_OPEN), &st));
    stmt_i64(st, 1, event);
    TRY(first_id(cx, st, ret));
    TRY(load_by(cx, site, tx->db, "move_plan", *ret, &rec));
    json_t *o = json_object();
    if (rec) {
        Str was = rec_str(rec, "cause");
        bool there = str_find(was, cause) != SIZE_MAX;
        Str both =
            there ? was : utf8_head(str_fmt(cx, "%.*s；%.*s", STR_ARG(was), STR_ARG(cause)), 500);
        system_put_text(o, "cause", both);
        return put_as_system(tx, site, "move_plan", rec->id, "add_cause", o, NULL);
    }
    system_put_text(o, "event", id_format(cx, event));
    system_put_text(o, "cause", cause);
    system_put_time(cx, o, "made_at", cx->now_ms);
    return put_as_system(tx, site, "move_plan", 0, "create", o, ret);
}

static Err close_plan(Txn *tx, Plan *p)
{
    Cx *cx = tx->cx;
    const Scheme *s = &p->scheme;
    json_t *o = json_object();
    json_object_set_new(o, "people", json_integer(s->placed));
    json_object_set_new(o, "changed", json_integer(s->changed));
    json_object_set_new(o, "unassigned", json_integer(s->people - s->placed));
    json_object_set_new(o, "person_min", json_integer(s->total_s / 60));
    system_put_text(o, "decided_by", cx->actor->name);
    return put_as_system(tx, p->site, "move_plan", p->record, "apply", o, NULL);
}

static Err apply(Txn *tx, Cmd *cmd)
{
    Plan *p = cmd->arg;
    TRY(open_plan(tx, p->site, p->event->id, S("首次分配"), &p->record));
    for (size_t i = 0; i < p->scheme.units.n; i++) {
        const Unit *u = &p->scheme.units.p[i];
        for (size_t k = 0; k < u->heads.n; k++) TRY(assign_head(tx, p, &u->heads.p[k]));
    }
    return close_plan(tx, p);
}

Err apply_move_plan(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Reg *reg;
    Plan *p = cx_new(cx, Plan, 1);
    json_t *in;
    TRY(want_object(cx, call, &in));
    TRY(want_plan(cx, site, in, p));
    TRY(system_reg(cx, site, "transfer", &reg));
    TRY(book_gate(site->book, cx, reg, S("assign"), p->event->region)); /* who may write it */
    Cmd cmd = {.cx = cx, .run = apply, .arg = p};
    TRY(journal_do(p->site->journal, &cmd));
    Buf b = buf_new(cx, 0);
    TRY(write_scheme(cx, p, &b));
    return http_answer_json(call, 200, &b);
}

/* --- asked for anew --- */

/* What an entry takes away: a shelter's room, or a road. "" = nothing. */
static Str lost_by(Cx *cx, const Entry *e, const Rec *rec)
{
    int64_t present = rec_i64(rec, "present", 0), capacity = rec_i64(rec, "capacity", 0);
    if (str_is(e->reg, "road_closure")) return str_fmt(cx, "道路封闭：%.*s", STR_ARG(rec->title));
    if (str_is(e->action, "mark_full") ||
        (str_is(e->action, "update") && present >= capacity && present > 0))
        return str_fmt(cx, "场所已满：%.*s", STR_ARG(rec->title));
    bool shut = str_is(e->action, "shut") || str_is(e->action, "stand_by") ||
                (str_is(e->action, "update") && str_is(rec_str(rec, "check_result"), "fail"));
    return shut ? str_fmt(cx, "场所停用：%.*s", STR_ARG(rec->title)) : S("");
}

Err on_room_lost(Txn *tx, const Entry *e, void *ctx)
{
    const Site *site = ctx;
    Cx *cx = tx->cx;
    Rec *rec;
    Stmt *st;
    bool row;
    VEC(int64_t) events = {0};
    if (tx->past) return OK;
    TRY(load_by(cx, site, tx->db, str_z(cx, e->reg), e->record, &rec));
    Str cause = rec ? utf8_head(lost_by(cx, e, rec), 200) : S("");
    if (cause.len == 0) return OK;
    TRY(db_prepare(cx, tx->db, S(SQL_EVAC_EVENTS_AT), &st));
    stmt_i64(st, 1, str_is(e->reg, "shelter") ? rec->id : 0);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &events, col_i64(st, 0));
    }
    stmt_reset(st);
    for (size_t i = 0; i < events.n; i++) {
        int64_t plan;
        TRY(open_plan(tx, site, events.p[i], cause, &plan));
    }
    return OK;
}
