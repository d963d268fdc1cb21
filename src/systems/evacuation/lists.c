/* SPDX-License-Identifier: Apache-2.0 */
/* Transfer lists (转移清单): who is in danger in each village, by when they must be gone, how long
 * it takes, and so the last moment to decide. An order makes one transfer for each person of the
 * list, counted once in an event however often he is moved.
 * source: 浙江省防御洪涝台灾害人员避险转移办法（2008）: done 3 hours before the flood arrives, by
 * 18:00 of that day when it arrives at night; transfer.count = unique_person_per_event */
#include <math.h>

#include "systems/dispatch/roads.h"
#include "systems/evacuation/evacuation_int.h"
#include "systems/evacuation_sql.h"
#include "systems/notice/notice.h"
#include "systems/typhoon/typhoon.h"

enum { VILLAGES_MAX = 5000, MEMBERS_MAX = 3500 /* ids of 16 bytes in a field of 64 KiB */ };
static const double DETOUR = 1.4, SPEED_KMH = 30; /* U: as dispatch.detour_factor; a bus in rain */

typedef struct Rules {
    double call_min, pack_min, load_min, seats, vehicles, walk_kmh, before_h, night_hour,
        night_from, night_to;
} Rules;

typedef struct Member {
    int64_t id, people, away;
    bool vehicle;
} Member;

typedef struct Village {
    Str region;
    VEC(Member) members;
    VEC(Str) helpers;
    int64_t people, away, by_vehicle, walk_min, drive_min;
    double lon, lat, far_m; /* far_m: of the farthest way to a shelter, straight */
    int n_placed;
    /* reckoned */
    int64_t hit_ms, done_ms, needed_min, trips; /* hit_ms INT64_MAX = not reached */
    bool night, night_gone;
    int64_t id; /* of the list */
    bool made;
} Village;

typedef struct Proposal {
    const Site *site;
    Rec *event;
    Span span;
    Str trigger, reasons, object_register, hit_from;
    int64_t object, hit_ms; /* hit_ms: as said by the caller, 0 = by the circles of the typhoon */
    int64_t unreached;      /* villages that no circle reaches */
    bool preview;
    Rules rules;
    bool has_area;
    Area area;
    VEC(Village) villages;
} Proposal;

/* --- when --- */

static Err want_rules(Cx *cx, const Site *site, Db *db, Rules *r)
{
    const struct {
        const char *key;
        double none, *to;
    } all[] = {
        {"evacuation.call_min",        3,  &r->call_min  },
        {"evacuation.pack_min",        30, &r->pack_min  },
        {"evacuation.load_min",        10, &r->load_min  },
        {"evacuation.vehicle_seats",   7,  &r->seats     },
        {"evacuation.vehicles",        2,  &r->vehicles  },
        {"evacuation.walk_kmh",        3,  &r->walk_kmh  },
        {"evacuation.done_before_h",   3,  &r->before_h  },
        {"evacuation.night_done_hour", 18, &r->night_hour},
        {"evacuation.night_from_hour", 18, &r->night_from},
        {"evacuation.night_to_hour",   6,  &r->night_to  }
    };
    for (size_t i = 0; i < COUNT(all); i++)
        TRY(system_parameter(cx, site, db, all[i].key, all[i].none, all[i].to));
    r->seats = fmax(r->seats, 1);
    r->vehicles = fmax(r->vehicles, 1);
    r->walk_kmh = fmax(r->walk_kmh, 0.5);
    return OK;
}

/* Three hours before; at night by 18:00 of that day when that is earlier. When 18:00 is over by the
 * time the danger is known, the three hours are what is left. */
static void set_done_by(Cx *cx, const Rules *r, Village *v)
{
    int64_t day = day_of_ms(v->hit_ms), before = v->hit_ms - (int64_t)(r->before_h * MS_HOUR);
    double hour = (double)(v->hit_ms - ms_of_day(day)) / MS_HOUR;
    bool early = hour < r->night_to;
    v->night = early || hour >= r->night_from;
    int64_t evening = ms_of_day(early ? day - 1 : day) + (int64_t)(r->night_hour * MS_HOUR);
    v->night_gone = v->night && evening <= cx->now_ms && before > cx->now_ms;
    v->done_ms = v->night && evening < before && !v->night_gone ? evening : before;
}

static void reckon(const Rules *r, Village *v)
{
    double helpers = v->helpers.n ? (double)v->helpers.n : 1;
    double call = ceil((double)v->members.n / helpers) * r->call_min;
    double trips = ceil((double)v->by_vehicle / (r->seats * r->vehicles));
    double drive =
        v->drive_min >= 0 ? (double)v->drive_min : v->far_m * DETOUR / 1000 / SPEED_KMH * 60;
    double walk =
        v->walk_min >= 0 ? (double)v->walk_min : v->far_m * DETOUR / 1000 / r->walk_kmh * 60;
    /* the last trip ends at the shelter */
    double ride = trips > 0 ? (2 * trips - 1) * drive + trips * r->load_min : 0;
    if ((size_t)v->by_vehicle >= (size_t)v->people - (size_t)v->away) walk = 0;
    v->trips = (int64_t)trips;
    v->needed_min = (int64_t)ceil(call + r->pack_min + fmax(walk, ride));
}

/* --- who --- */

static bool needs_vehicle(Str needs)
{
    return has_word(needs, "vehicle") || has_word(needs, "wheelchair") ||
           has_word(needs, "bedridden") || has_word(needs, "dialysis") || has_word(needs, "oxygen");
}

static void add_helper(Cx *cx, Village *v, Str helper)
{
    for (size_t i = 0; i < v->helpers.n; i++)
        if (str_eq(v->helpers.p[i], helper)) return;
    if (helper.len) vec_push(cx, &v->helpers, str_dup(cx, helper));
}

static void add_household(Cx *cx, Village *v, const Stmt *st)
{
    int64_t residents = col_i64(st, 10), away = col_i64(st, 11);
    Member m = {.id = col_i64(st, 0),
                .people = residents ? residents - away : col_i64(st, 4),
                .away = away,
                .vehicle = col_i64(st, 5) != 0 || needs_vehicle(col_str(st, 9))};
    if (m.people <= 0 && away == 0) return;
    v->away += m.away;
    if (m.people <= 0) return; /* all of them are away for long */
    vec_push(cx, &v->members, m);
    v->people += m.people;
    if (m.vehicle) v->by_vehicle += m.people;
    else if (col_i64(st, 6) > v->walk_min) v->walk_min = col_i64(st, 6);
    add_helper(cx, v, col_str(st, 7));
    if (col_is_null(st, 2)) return;
    v->lon += col_f64(st, 2);
    v->lat += col_f64(st, 3);
    v->n_placed++;
}

static bool is_inside(const Proposal *p, const Stmt *st)
{
    if (!p->has_area) return true;
    return !col_is_null(st, 2) && area_contains(&p->area, (LonLat){col_f64(st, 2), col_f64(st, 3)});
}

static Err read_households(Cx *cx, Db *db, Proposal *p)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_EVAC_HOUSEHOLDS), &st));
    stmt_text(st, 1, p->span.from);
    stmt_text(st, 2, p->span.to);
    stmt_text(st, 3, p->reasons.len ? str_fmt(cx, " %.*s ", STR_ARG(p->reasons)) : S(""));
    stmt_i64(st, 4, p->object);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        if (!is_inside(p, st)) continue;
        Village *v = p->villages.n ? &p->villages.p[p->villages.n - 1] : NULL;
        if (!v || !str_eq(v->region, col_str(st, 1)) || v->members.n == MEMBERS_MAX) {
            if (p->villages.n == VILLAGES_MAX)
                return cx_fail(cx, ERR_TOO_BIG, "region", "at most %d villages at a time",
                               VILLAGES_MAX);
            vec_push(cx, &p->villages,
                     ((Village){.region = col_dup(cx, st, 1), .walk_min = -1, .drive_min = -1}));
            v = &p->villages.p[p->villages.n - 1];
        }
        add_household(cx, v, st);
    }
    stmt_reset(st);
    return OK;
}

/* The way to the nearest shelter that may be used, by road where there is a graph. */
static Err measure_ways(Cx *cx, Db *db, Proposal *p)
{
    Stmt *st;
    bool row;
    Travel t;
    VEC(LonLat) shelters = {0};
    LonLat *from = cx_new(cx, LonLat, p->villages.n + 1);
    TRY(db_prepare(cx, db, S(SQL_EVAC_SHELTERS), &st));
    stmt_text(st, 1, region_prefix(p->site->city));
    stmt_text(st, 2, str_fmt(cx, "%.*s:", STR_ARG(region_prefix(p->site->city))));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        if (!col_is_null(st, 4) && !str_is(col_str(st, 9), "closed"))
            vec_push(cx, &shelters, ((LonLat){col_f64(st, 4), col_f64(st, 5)}));
    }
    stmt_reset(st);
    for (size_t i = 0; i < p->villages.n; i++) {
        Village *v = &p->villages.p[i];
        from[i] =
            v->n_placed ? (LonLat){v->lon / v->n_placed, v->lat / v->n_placed} : (LonLat){NAN, NAN};
        v->lon = from[i].lon;
        v->lat = from[i].lat;
    }
    if (shelters.n == 0 || p->villages.n == 0) return OK;
    TRY(travel_table(cx, p->site, from, p->villages.n, shelters.p, shelters.n, &t));
    for (size_t i = 0; i < t.n_from * t.n_to; i++) {
        Village *v = &p->villages.p[i / t.n_to];
        const Leg *leg = &t.legs[i];
        if (leg->by != TRAVEL_ROAD && leg->by != TRAVEL_STRAIGHT) continue;
        int64_t min = (leg->s + 59) / 60;
        if (v->drive_min >= 0 && v->drive_min <= min) continue;
        v->drive_min = min;
        v->far_m = isnan(leg->far_m) ? 0 : leg->far_m;
    }
    return OK;
}

/* --- what is asked for --- */

static Err want_reasons(Cx *cx, const Site *site, json_t *in, Str *ret)
{
    const CodeList *list = model_list(book_model(site->book), S("transfer_reason"));
    json_t *v = json_object_get(in, "reason"), *one;
    size_t i, n = json_is_array(v) ? json_array_size(v) : 1;
    Buf b = buf_new(cx, 1000);
    for (i = 0; v && i < n; i++) {
        one = json_is_array(v) ? json_array_get(v, i) : v;
        Str code = json_is_string(one) ? str_c(json_string_value(one)) : S("");
        if (!list || !code_find(list, code))
            return cx_refuse(cx, ERR_INVALID, S("reason"), code, "no such code in the list %s",
                             "transfer_reason");
        if (b.len) buf_char(&b, ' ');
        buf_add(&b, code);
    }
    *ret = buf_str(&b);
    return buf_done(&b);
}

static Err want_hit(Cx *cx, json_t *in, Proposal *p)
{
    Str text = json_text(in, "hit_at");
    p->hit_from = S("typhoon");
    if (text.len == 0) return OK;
    if (!time_parse(text, &p->hit_ms))
        return cx_refuse(cx, ERR_INVALID, S("hit_at"), text, "must be %s",
                         msg_in(cx->lang, "a time such as 2019-08-09T14:05:00+08:00"));
    if (p->hit_ms <= cx->now_ms)
        return cx_refuse(cx, ERR_INVALID, S("hit_at"), text, "must lie ahead");
    p->hit_from = json_text(in, "hit_from").len ? json_text(in, "hit_from") : S("person");
    return OK;
}

/* As said; else when the circle of the typhoon first reaches the village. */
static Err set_hits(Cx *cx, Db *db, Proposal *p)
{
    double force;
    size_t n = p->villages.n;
    LonLat *at = cx_new(cx, LonLat, n + 1);
    int64_t *hit = cx_new(cx, int64_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        at[i] = (LonLat){p->villages.p[i].lon, p->villages.p[i].lat};
        hit[i] = p->hit_ms;
    }
    TRY(system_parameter(cx, p->site, db, "evacuation.hit_circle", 10, &force));
    int circle = force >= 12 ? WIND_12 : force >= 10 ? WIND_10 : WIND_7;
    if (p->hit_ms == 0 && n)
        TRY(typhoon_arrival(cx, p->site, db, at, n, circle, cx->now_ms, BASIS_FORECAST, hit));
    for (size_t i = 0; i < n; i++) p->villages.p[i].hit_ms = hit[i];
    return OK;
}

static Err keep_reached(Cx *cx, Proposal *p)
{
    size_t n = 0, there = 0;
    for (size_t i = 0; i < p->villages.n; i++) {
        Village *v = &p->villages.p[i];
        if (v->members.n == 0) continue;
        there++;
        if (v->hit_ms == INT64_MAX) continue;
        set_done_by(cx, &p->rules, v);
        reckon(&p->rules, v);
        p->villages.p[n++] = *v;
    }
    p->villages.n = n;
    p->unreached = (int64_t)(there - n);
    if (there == 0)
        return cx_fail(cx, ERR_CONFLICT, "region",
                       "no household of the register is in this danger here");
    if (n == 0)
        return cx_fail(cx, ERR_CONFLICT, "hit_at",
                       "no circle of a typhoon reaches these villages: say when it hits");
    return OK;
}

static Err want_proposal(Cx *cx, HttpCall *call, json_t *in, Proposal *p)
{
    const Site *site = p->site = site_of(call);
    Db *db;
    json_t *area = json_object_get(in, "area");
    TRY(want_event(cx, site, json_text(in, "event"), &p->event));
    TRY(want_span(cx, site, "transfer_list", "create", json_text(in, "region"), &p->span));
    TRY(want_reasons(cx, site, in, &p->reasons));
    TRY(want_ref(cx, "object", json_text(in, "object"), &p->object));
    p->object_register = json_text(in, "object_register");
    p->trigger = str_trim(json_text(in, "trigger"));
    if (p->trigger.len == 0) return cx_fail(cx, ERR_INVALID, "trigger", "is required");
    p->preview = json_is_true(json_object_get(in, "preview"));
    p->has_area = area && !json_is_null(area);
    if (p->has_area) TRY(area_read(cx, area, NULL, &p->area));
    TRY(want_hit(cx, in, p));
    TRY(store_reader(cx, site->store, &db));
    TRY(want_rules(cx, site, db, &p->rules));
    TRY(read_households(cx, db, p));
    TRY(measure_ways(cx, db, p));
    TRY(set_hits(cx, db, p));
    return keep_reached(cx, p);
}

/* --- writing --- */

static Str basis_of(Cx *cx, const Proposal *p, const Village *v)
{
    const char *rule = v->night_gone ? "已过当日18时，按到达前3小时"
                       : v->night    ? "夜间到达，当日18时前与到达前3小时取早"
                                     : "到达前3小时";
    return str_fmt(cx,
                   "%s；%zu户由%zu名责任人通知，每户%g分钟；准备%g分钟；车辆%g台共%lld趟，单程%"
                   "lld分钟；步行最远%lld分钟",
                   rule, v->members.n, v->helpers.n, p->rules.call_min, p->rules.pack_min,
                   p->rules.vehicles, (long long)v->trips,
                   (long long)(v->drive_min < 0 ? 0 : v->drive_min),
                   (long long)(v->walk_min < 0 ? 0 : v->walk_min));
}

static int64_t decide_by(const Village *v)
{
    return v->done_ms - v->needed_min * MS_MINUTE;
}

static void put_int(json_t *o, const char *key, int64_t v)
{
    json_object_set_new(o, key, json_integer(v));
}

static json_t *list_input(Cx *cx, const Proposal *p, const Village *v)
{
    json_t *o = json_object(), *members = json_array(), *reasons = json_array();
    Str rest = p->reasons, code;
    system_put_text(o, "event", id_format(cx, p->event->id));
    system_put_text(o, "region", v->region);
    system_put_text(o, "trigger", p->trigger);
    while (str_next(&rest, ' ', &code))
        json_array_append_new(reasons, json_stringn(code.p, code.len));
    json_object_set_new(o, "reason", reasons);
    if (p->object && p->object_register.len) {
        system_put_text(o, "object_register", p->object_register);
        system_put_text(o, "object", id_format(cx, p->object));
    }
    system_put_time(cx, o, "hit_at", v->hit_ms);
    system_put_text(o, "hit_from", p->hit_from);
    system_put_time(cx, o, "done_by", v->done_ms);
    system_put_time(cx, o, "decide_by", decide_by(v));
    system_put_text(o, "basis", basis_of(cx, p, v));
    put_int(o, "night", v->night);
    put_int(o, "minutes_needed", v->needed_min);
    put_int(o, "households", (int64_t)v->members.n);
    put_int(o, "people", v->people);
    put_int(o, "away", v->away);
    put_int(o, "vehicles_for", v->by_vehicle);
    for (size_t i = 0; i < v->members.n; i++) {
        Str id = id_format(cx, v->members.p[i].id);
        json_array_append_new(members, json_stringn(id.p, id.len));
    }
    json_object_set_new(o, "members", members);
    if (!isnan(v->lon)) {
        json_object_set_new(o, "lon", json_real(v->lon));
        json_object_set_new(o, "lat", json_real(v->lat));
    }
    return o;
}

static Err find_same(Cx *cx, Db *db, const Proposal *p, Village *v)
{
    Stmt *st;
    TRY(db_prepare(cx, db, S(SQL_EVAC_LIST_SAME), &st));
    stmt_i64(st, 1, p->event->id);
    stmt_text(st, 2, v->region);
    stmt_text(st, 3, p->trigger);
    return first_id(cx, st, &v->id);
}

static Err write_lists(Txn *tx, Cmd *cmd)
{
    Proposal *p = cmd->arg;
    for (size_t i = 0; i < p->villages.n; i++) {
        Village *v = &p->villages.p[i];
        TRY(find_same(tx->cx, tx->db, p, v));
        v->made = v->id == 0;
        if (!v->made) continue;
        Write w = {.book = p->site->book, .action = S("create"), .reason = S(""), .idem = S("")};
        TRY(system_reg(tx->cx, p->site, "transfer_list", &w.reg));
        w.input = list_input(tx->cx, p, v);
        Err err = write_in(tx, &w);
        json_decref(w.input);
        TRY(err);
        v->id = w.ret->id;
    }
    return OK;
}

/* --- the answer --- */

static void put_village(Cx *cx, const Proposal *p, Db *db, const Village *v, Jw *w)
{
    jw_open(w, '{');
    if (v->id) jw_kstr(w, "id", id_format(cx, v->id));
    else jw_knull(w, "id");
    jw_kbool(w, "made", v->made);
    jw_kstr(w, "region", v->region);
    jw_kstr(w, "region_name", region_name(cx, db, p->site->book, v->region));
    jw_ki64(w, "households", (int64_t)v->members.n);
    jw_ki64(w, "people", v->people);
    jw_ki64(w, "away", v->away);
    jw_ki64(w, "vehicles_for", v->by_vehicle);
    jw_ki64(w, "trips", v->trips);
    jw_ki64(w, "minutes_needed", v->needed_min);
    jw_kstr(w, "hit_at", time_format(cx, v->hit_ms));
    jw_kbool(w, "night", v->night);
    jw_kstr(w, "done_by", time_format(cx, v->done_ms));
    jw_kstr(w, "decide_by", time_format(cx, decide_by(v)));
    jw_ki64(w, "decide_in_s", (decide_by(v) - cx->now_ms) / MS_SECOND);
    jw_kstr(w, "basis", basis_of(cx, p, v));
    jw_close(w, '}');
}

Err post_lists(Cx *cx, HttpCall *call)
{
    Proposal *p = cx_new(cx, Proposal, 1);
    json_t *in;
    Db *db;
    int64_t people = 0;
    TRY(want_object(cx, call, &in));
    TRY(want_proposal(cx, call, in, p));
    Cmd cmd = {.cx = cx, .run = write_lists, .arg = p};
    if (!p->preview) TRY(journal_do(p->site->journal, &cmd));
    TRY(store_reader(cx, p->site->store, &db));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < p->villages.n; i++) {
        put_village(cx, p, db, &p->villages.p[i], &w);
        people += p->villages.p[i].people;
    }
    jw_close(&w, ']');
    jw_ki64(&w, "people", people);
    jw_ki64(&w, "unreached", p->unreached);
    jw_close(&w, '}');
    return http_answer_json(call, p->preview ? 200 : 201, &b);
}

/* --- ordered --- */

typedef struct Ids {
    int64_t *p;
    size_t n, cap;
} Ids;

typedef struct Order {
    const Site *site;
    const Rec *list;
    int64_t event;
} Order;

static void put_if(Cx *cx, json_t *o, const char *key, Val v)
{
    if (v.kind == VAL_INT) system_put_text(o, key, id_format(cx, v.i));
    if (v.kind == VAL_TEXT) system_put_text(o, key, v.s);
}

/* One person, or a household of which no names are known (resident NULL). */
static Err order_one(Txn *tx, const Order *order, const Rec *household, const Rec *resident,
                     int64_t people)
{
    Cx *cx = tx->cx;
    Stmt *st;
    Rec *t;
    int64_t id;
    TRY(db_prepare(cx, tx->db,
                   resident ? S(SQL_EVAC_TRANSFER_OF) : S(SQL_EVAC_TRANSFER_OF_HOUSEHOLD), &st));
    stmt_i64(st, 1, order->event);
    stmt_i64(st, 2, resident ? resident->id : household->id);
    TRY(first_id(cx, st, &id));
    TRY(load_by(cx, order->site, tx->db, "transfer", id, &t));
    if (t && !str_is(t->state, "released") && rec_i64(t, "list", 0)) return OK;
    bool again = t && str_is(t->state, "released");
    json_t *o = json_object();
    system_put_text(o, "list", id_format(cx, order->list->id));
    system_put_time(cx, o, "due_at", rec_i64(order->list, "done_by", 0));
    system_put_time(cx, o, "ordered_at", rec_i64(order->list, "ordered_at", cx->now_ms));
    Val helper = resident ? rec_val(resident, "helper") : (Val){0};
    Val shelter = resident ? rec_val(resident, "shelter") : (Val){0};
    put_if(cx, o, "helper", helper.kind ? helper : rec_val(household, "helper"));
    put_if(cx, o, "shelter", shelter.kind ? shelter : rec_val(household, "shelter"));
    if (t)
        return put_as_system(tx, order->site, "transfer", t->id, again ? "relist" : "update", o,
                             NULL);
    system_put_text(o, "event", id_format(cx, order->event));
    system_put_text(o, "household", id_format(cx, household->id));
    if (resident) system_put_text(o, "resident", id_format(cx, resident->id));
    system_put_text(o, "region", household->region);
    system_put_time(cx, o, "at", cx->now_ms); /* until he leaves */
    put_int(o, "people", people);
    return put_as_system(tx, order->site, "transfer", 0, "create", o, NULL);
}

static Err order_household(Txn *tx, const Order *order, int64_t id)
{
    Cx *cx = tx->cx;
    Stmt *st;
    bool row;
    Rec *household, *resident;
    VEC(int64_t) who = {0};
    TRY(load_by(cx, order->site, tx->db, "household", id, &household));
    if (!household) return OK; /* gone since */
    TRY(db_prepare(cx, tx->db, S(SQL_EVAC_MEMBERS), &st));
    stmt_i64(st, 1, id);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &who, col_i64(st, 0));
    }
    stmt_reset(st);
    for (size_t i = 0; i < who.n; i++) {
        TRY(load_by(cx, order->site, tx->db, "resident", who.p[i], &resident));
        if (resident)
            TRY(order_one(tx, order, household, resident, rec_i64(resident, "people", 1)));
    }
    int64_t people = rec_i64(household, "people", 0);
    return who.n || people <= 0 ? OK : order_one(tx, order, household, NULL, people);
}

static void free_json(void *j)
{
    json_decref(j);
}

/* As the list names them. */
static Err read_members(Cx *cx, const Rec *list, Ids *ret)
{
    size_t i;
    json_t *one;
    Str text = rec_str(list, "members");
    json_t *members = text.len ? json_loadb(text.p, text.len, 0, NULL) : NULL;
    if (members) cx_defer(cx, free_json, members);
    json_array_foreach (members, i, one) {
        int64_t id;
        if (json_is_string(one) && id_parse(str_c(json_string_value(one)), &id))
            vec_push(cx, ret, id);
    }
    return OK;
}

/* A list that was written by hand: all households of its place in its danger. */
static Err find_members(Txn *tx, const Rec *list, Ids *ret)
{
    Cx *cx = tx->cx;
    Stmt *st;
    bool row;
    Str reasons = rec_str(list, "reason"), prefix = region_prefix(list->region);
    TRY(db_prepare(cx, tx->db, S(SQL_EVAC_HOUSEHOLDS), &st));
    stmt_text(st, 1, prefix);
    stmt_text(st, 2, str_fmt(cx, "%.*s:", STR_ARG(prefix)));
    stmt_text(st, 3, reasons.len ? str_fmt(cx, " %.*s ", STR_ARG(reasons)) : S(""));
    stmt_i64(st, 4, rec_i64(list, "object", 0));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, ret, col_i64(st, 0));
    }
    stmt_reset(st);
    return OK;
}

Err on_list_ordered(Txn *tx, const Entry *e, void *ctx)
{
    Order order = {.site = ctx};
    Rec *list;
    Ids ids = {0};
    TRY(load_by(tx->cx, order.site, tx->db, "transfer_list", e->record, &list));
    if (!list) return OK;
    order.list = list;
    order.event = rec_i64(list, "event", 0);
    TRY(read_members(tx->cx, list, &ids));
    if (ids.n == 0) TRY(find_members(tx, list, &ids));
    for (size_t i = 0; i < ids.n; i++) TRY(order_household(tx, &order, ids.p[i]));
    return OK;
}

/* --- what follows from a transfer --- */

static Err follow_list(Txn *tx, const Site *site, int64_t id)
{
    Cx *cx = tx->cx;
    Stmt *st;
    bool row;
    Rec *list;
    TRY(load_by(cx, site, tx->db, "transfer_list", id, &list));
    if (!list || !(str_is(list->state, "ordered") || str_is(list->state, "done"))) return OK;
    TRY(db_prepare(cx, tx->db, S(SQL_EVAC_LIST_OPEN), &st));
    stmt_i64(st, 1, id);
    TRY(stmt_step(cx, st, &row));
    bool all = row && col_i64(st, 0) == 0 && col_i64(st, 1) > 0;
    stmt_reset(st);
    bool was = str_is(list->state, "done");
    if (all == was) return OK;
    return put_as_system(tx, site, "transfer_list", id, all ? "finish" : "reopen", json_object(),
                         NULL);
}

/* Shelters whose count is another than their people: after an import of what was. */
typedef struct Recount {
    const Site *site;
    Ids ids;
} Recount;

static Err follow_shelter(Txn *tx, const Site *site, int64_t id)
{
    Cx *cx = tx->cx;
    Stmt *st;
    Rec *shelter;
    int64_t people;
    TRY(load_by(cx, site, tx->db, "shelter", id, &shelter));
    if (!shelter) return OK;
    TRY(db_prepare(cx, tx->db, S(SQL_EVAC_PRESENT), &st));
    stmt_i64(st, 1, id);
    TRY(first_id(cx, st, &people));
    if (people == rec_i64(shelter, "present", 0)) return OK;
    json_t *o = json_object();
    put_int(o, "present", people);
    return put_as_system(tx, site, "shelter", id, "update", o, NULL);
}

static Err recount(Txn *tx, Cmd *cmd)
{
    Recount *r = cmd->arg;
    for (size_t i = 0; i < r->ids.n; i++) TRY(follow_shelter(tx, r->site, r->ids.p[i]));
    return OK;
}

Err recount_shelters(Cx *cx, const Site *site)
{
    Recount r = {.site = site};
    Db *db;
    Stmt *st;
    bool row;
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_EVAC_MISCOUNTED), &st));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &r.ids, col_i64(st, 0));
    }
    stmt_reset(st);
    Cmd cmd = {.cx = cx, .run = recount, .arg = &r};
    return r.ids.n ? journal_do(site->journal, &cmd) : OK;
}

/* The shelter that a transfer had before this entry, when the entry changed it. */
static Err shelter_before(Cx *cx, const Entry *e, int64_t *ret)
{
    json_t *body;
    *ret = 0;
    TRY(entry_body(cx, e, &body));
    json_t *was = json_array_get(json_object_get(json_object_get(body, "f"), "shelter"), 0);
    if (json_is_string(was)) (void)id_parse(str_c(json_string_value(was)), ret);
    else if (json_is_integer(was)) *ret = json_integer_value(was);
    json_decref(body);
    return OK;
}

Err on_moved(Txn *tx, const Entry *e, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg;
    Rec *t;
    int64_t was;
    TRY(system_reg(tx->cx, site, "transfer", &reg));
    TRY(record_load(tx->cx, tx->db, reg, e->record, &t));
    if (!t) return OK;
    TRY(shelter_before(tx->cx, e, &was));
    int64_t now = rec_i64(t, "shelter", 0), list = rec_i64(t, "list", 0);
    if (now) TRY(follow_shelter(tx, site, now));
    if (was && was != now) TRY(follow_shelter(tx, site, was));
    return list ? follow_list(tx, site, list) : OK;
}

/* --- guards --- */

/* A person has one transfer in an event. source: transfer.count = unique_person_per_event */
Err check_transfer_once(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    Stmt *st;
    int64_t there, resident = rec_i64(rec, "resident", 0), event = rec_i64(rec, "event", 0);
    (void)site, (void)reason;
    if (resident == 0 || event == 0) return OK;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_EVAC_TRANSFER_OF), &st));
    stmt_i64(st, 1, event);
    stmt_i64(st, 2, resident);
    TRY(first_id(tx->cx, st, &there));
    if (there == 0 || (old && there == old->id)) return OK;
    return cx_refuse(tx->cx, ERR_CONFLICT, S("resident"), id_format(tx->cx, resident),
                     "this person has a transfer in this event already: %.*s",
                     STR_ARG(id_format(tx->cx, there)));
}

/* Nobody goes back before the order is lifted. source: 人员避险转移办法（2008） */
Err check_released(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    Rec *list;
    (void)old, (void)reason;
    TRY(load_by(tx->cx, site, tx->db, "transfer_list", rec_i64(rec, "list", 0), &list));
    if (!list || str_is(list->state, "released")) return OK;
    return cx_refuse(tx->cx, ERR_CONFLICT, S("list"), list->title,
                     "the transfer list is not released yet: nobody goes back before");
}
