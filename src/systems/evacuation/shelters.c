/* SPDX-License-Identifier: Apache-2.0 */
/* Shelters (避灾安置场所): who is there, how much room, what their kit and yearly check say, where
 * there is room nearby, and which townships have none; and goods that are given out once.
 * source: DB33/T 2158-2021; shelter.m2_per_person, shelter.warn_ratio, shelter.safety_check_months;
 * provincial opinion on standardised shelters (goal year 2020): county ≥ 200 people, township ≥
 * 100, village ≥ 50 */
#include <math.h>
#include <stdlib.h>

#include "systems/dispatch/roads.h"
#include "systems/evacuation/evacuation_int.h"
#include "systems/evacuation_sql.h"

enum { SOON_DAYS = 30, NEAR_SHOWN = 10 };

typedef struct Shelter {
    int64_t id, capacity, present, expected, next_check, expired, soon, lacking;
    Str name, level, region, state, check_result;
    double lon, lat, area_m2;
    bool barrier_free, standardised;
    Leg leg; /* from the place that was asked for */
} Shelter;

typedef struct Shelters {
    Shelter *p;
    size_t n, cap;
} Shelters;

/* --- reading --- */

static Shelter read_shelter(Cx *cx, const Stmt *st)
{
    return (Shelter){.id = col_i64(st, 0),
                     .name = col_dup(cx, st, 1),
                     .level = col_dup(cx, st, 2),
                     .region = col_dup(cx, st, 3),
                     .lon = col_is_null(st, 4) ? NAN : col_f64(st, 4),
                     .lat = col_is_null(st, 5) ? NAN : col_f64(st, 5),
                     .capacity = col_i64(st, 6),
                     .present = col_i64(st, 7),
                     .area_m2 = col_f64(st, 8),
                     .state = col_dup(cx, st, 9),
                     .barrier_free = col_i64(st, 10) != 0,
                     .check_result = col_dup(cx, st, 11),
                     .next_check = col_i64(st, 12),
                     .standardised = !col_is_null(st, 13)};
}

static Shelter *by_id(const Shelters *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->p[i].id == id) return &all->p[i];
    return NULL;
}

static Err read_expected(Cx *cx, Db *db, Shelters *all)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_EVAC_EXPECTED), &st));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        Shelter *s = by_id(all, col_i64(st, 0));
        if (s) s->expected = col_i64(st, 1);
    }
    stmt_reset(st);
    TRY(db_prepare(cx, db, S(SQL_EVAC_KITS), &st));
    stmt_i64(st, 1, day_of_ms(cx->now_ms));
    stmt_i64(st, 2, day_of_ms(cx->now_ms) + SOON_DAYS);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        Shelter *s = by_id(all, col_i64(st, 0));
        if (!s) continue;
        s->expired = col_i64(st, 1);
        s->soon = col_i64(st, 2);
        s->lacking = col_i64(st, 3);
    }
    stmt_reset(st);
    return OK;
}

static Err read_shelters(Cx *cx, Db *db, const Span *span, Shelters *ret)
{
    Stmt *st;
    bool row;
    *ret = (Shelters){0};
    TRY(db_prepare(cx, db, S(SQL_EVAC_SHELTERS), &st));
    stmt_text(st, 1, span->from);
    stmt_text(st, 2, span->to);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, ret, read_shelter(cx, st));
    }
    stmt_reset(st);
    return read_expected(cx, db, ret);
}

/* --- what is wrong with one --- */

typedef struct Norms {
    double m2, warn;
} Norms;

static int64_t least_people(Str level)
{
    return str_is(level, "county") || str_is(level, "city") ? 200
           : str_is(level, "township")                      ? 100
                                                            : 50;
}

static void put_faults(Cx *cx, const Shelter *s, const Norms *n, Jw *w)
{
    int64_t today = day_of_ms(cx->now_ms);
    const struct {
        bool is;
        const char *fault;
    } all[] = {
        {s->present > s->capacity,                                    "over_capacity"},
        {(double)s->present >= n->warn * (double)s->capacity,         "nearly_full"  },
        {s->area_m2 >= 0 && (double)s->capacity * n->m2 > s->area_m2, "too_narrow"   },
        {s->capacity < least_people(s->level),                        "too_small"    },
        {s->next_check != 0 && s->next_check < today,                 "check_overdue"},
        {s->next_check == 0,                                          "never_checked"},
        {str_is(s->check_result,                                      "fail"),         "check_failed"},
        {s->expired > 0,                                                           "kit_expired"                                                            },
        {s->soon > 0,                                                           "kit_expires"   },
        {s->lacking > 0,                                                           "kit_short"                                                         },
        {s->present + s->expected > s->capacity,                                                           "overbooked"}
    };
    jw_key(w, S("faults"));
    jw_open(w, '[');
    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i].is) jw_str(w, str_c(all[i].fault));
    jw_close(w, ']');
}

static void put_shelter(Cx *cx, const Site *site, Db *db, const Shelter *s, const Norms *n,
                        bool near, Jw *w)
{
    int64_t room = s->capacity - s->present;
    jw_open(w, '{');
    jw_kstr(w, "id", id_format(cx, s->id));
    jw_kstr(w, "name", s->name);
    jw_kstr(w, "level", s->level);
    jw_kstr(w, "region", s->region);
    jw_kstr(w, "region_name", region_name(cx, db, site->book, s->region));
    jw_kstr(w, "state", s->state);
    jw_key(w, S("lon"));
    jw_f64(w, s->lon);
    jw_key(w, S("lat"));
    jw_f64(w, s->lat);
    jw_ki64(w, "capacity", s->capacity);
    jw_ki64(w, "present", s->present);
    jw_ki64(w, "expected", s->expected);
    jw_ki64(w, "room", room > 0 ? room : 0);
    jw_kbool(w, "barrier_free", s->barrier_free);
    jw_kbool(w, "standardised", s->standardised);
    jw_kstr(w, "check_result", s->check_result);
    if (s->next_check) jw_kstr(w, "next_check_on", date_format(cx, s->next_check));
    if (near) {
        jw_ki64(w, "travel_min", (s->leg.s + 59) / 60);
        jw_kstr(w, "travel", str_c(travel_name(s->leg.by)));
    }
    put_faults(cx, s, n, w);
    jw_close(w, '}');
}

/* --- coverage --- */

static bool lies_in(Str region, Str place)
{
    return str_starts(region, region_prefix(place));
}

/* Townships with a shelter of their level and size, counties with one of theirs.
 * source: provincial opinion on standardised shelters: each county 1–3, each township 1–2 */
static Err put_coverage(Cx *cx, Db *db, const Span *span, const Shelters *all, Jw *w)
{
    Stmt *st;
    bool row;
    int64_t towns[2] = {0}, counties[2] = {0}, standard = 0; /* all, covered */
    VEC(Str) bare = {0};
    TRY(db_prepare(cx, db, S(SQL_EVAC_TOWNS), &st));
    stmt_text(st, 1, span->from);
    stmt_text(st, 2, span->to);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        Str code = col_str(st, 0), level = col_str(st, 2);
        int64_t *figure = str_is(level, "county") ? counties : towns;
        bool covered = false;
        for (size_t i = 0; i < all->n && !covered; i++) {
            const Shelter *s = &all->p[i];
            covered = str_eq(s->level, level) && lies_in(s->region, code) &&
                      s->capacity >= least_people(level) && !str_is(s->state, "closed");
        }
        figure[0]++;
        figure[1] += covered;
        if (!covered) vec_push(cx, &bare, col_dup(cx, st, 1));
    }
    stmt_reset(st);
    for (size_t i = 0; i < all->n; i++) standard += all->p[i].standardised;
    jw_key(w, S("coverage"));
    jw_open(w, '{');
    jw_ki64(w, "townships", towns[0]);
    jw_ki64(w, "townships_covered", towns[1]);
    jw_ki64(w, "counties", counties[0]);
    jw_ki64(w, "counties_covered", counties[1]);
    jw_ki64(w, "standardised", standard);
    jw_ki64(w, "shelters", (int64_t)all->n);
    jw_key(w, S("bare"));
    jw_open(w, '[');
    for (size_t i = 0; i < bare.n; i++) jw_str(w, bare.p[i]);
    jw_close(w, ']');
    jw_close(w, '}');
    return OK;
}

/* --- nearby --- */

static int by_way(const void *a, const void *b)
{
    const Shelter *x = a, *y = b;
    if (x->leg.s != y->leg.s) return (x->leg.s > y->leg.s) - (x->leg.s < y->leg.s);
    return (x->id > y->id) - (x->id < y->id);
}

/* Those with room, the nearest by travel time first; not the one that overflows. */
static Err find_near(Cx *cx, const Site *site, int64_t full, Shelters *all)
{
    Shelter *from = by_id(all, full);
    LonLat *to = cx_new(cx, LonLat, all->n + 1);
    Travel t;
    size_t n = 0;
    if (!from)
        return cx_refuse(cx, ERR_NOT_FOUND, S("near"), id_format(cx, full), "no such record");
    LonLat at = {from->lon, from->lat};
    for (size_t i = 0; i < all->n; i++) to[i] = (LonLat){all->p[i].lon, all->p[i].lat};
    TRY(travel_table(cx, site, &at, 1, to, all->n, &t));
    for (size_t i = 0; i < all->n; i++) {
        Shelter s = all->p[i];
        bool open = !str_is(s.state, "closed") && !str_is(s.state, "full") &&
                    !str_is(s.check_result, "fail");
        s.leg = t.legs[i];
        bool way = s.leg.by == TRAVEL_ROAD || s.leg.by == TRAVEL_STRAIGHT;
        if (open && way && s.id != full && s.capacity - s.present - s.expected > 0) all->p[n++] = s;
    }
    if (n) qsort(all->p, n, sizeof *all->p, by_way);
    all->n = n < NEAR_SHOWN ? n : NEAR_SHOWN;
    return OK;
}

Err get_shelters(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Str region, near;
    int64_t near_id;
    Span span;
    Shelters all;
    Norms n;
    Db *db;
    TRY(want_param(cx, call, "region", &region));
    TRY(want_param(cx, call, "near", &near));
    TRY(want_ref(cx, "near", near, &near_id));
    TRY(want_span(cx, site, "shelter", "read", region, &span));
    TRY(store_reader(cx, site->store, &db));
    TRY(system_parameter(cx, site, db, "shelter.m2_per_person", 2, &n.m2));
    TRY(system_parameter(cx, site, db, "shelter.warn_ratio", 0.9, &n.warn));
    TRY(read_shelters(cx, db, &span, &all));
    if (near_id) TRY(find_near(cx, site, near_id, &all));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < all.n; i++) put_shelter(cx, site, db, &all.p[i], &n, near_id != 0, &w);
    jw_close(&w, ']');
    if (!near_id) TRY(put_coverage(cx, db, &span, &all, &w));
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* --- the yearly check --- */

static int64_t add_months(int64_t day, int months)
{
    int y, m, d;
    day_to_civil(day, &y, &m, &d);
    m += months;
    y += (m - 1) / 12;
    m = (m - 1) % 12 + 1;
    int last = days_in_month(y, m);
    return day_from_civil(y, m, d < last ? d : last);
}

Err on_shelter_check(Txn *tx, const Entry *e, void *ctx)
{
    const Site *site = ctx;
    Cx *cx = tx->cx;
    Rec *check, *shelter;
    double months;
    TRY(load_by(cx, site, tx->db, "shelter_check", e->record, &check));
    if (!check) return OK;
    int64_t day = rec_i64(check, "checked_on", day_of_ms(cx->now_ms));
    TRY(load_by(cx, site, tx->db, "shelter", rec_i64(check, "shelter", 0), &shelter));
    if (!shelter || rec_i64(shelter, "checked_on", INT64_MIN) > day) return OK;
    TRY(system_parameter(cx, site, tx->db, "shelter.safety_check_months", 12, &months));
    int64_t next =
        rec_i64(check, "next_check_on", add_months(day, (int)fmax(1, fmin(months, 120))));
    json_t *o = json_object();
    system_put_text(o, "checked_on", date_format(cx, day));
    system_put_text(o, "next_check_on", date_format(cx, next));
    system_put_text(o, "check_result", rec_str(check, "check_result"));
    if (rec_str(check, "hazards").len) system_put_text(o, "hazards", rec_str(check, "hazards"));
    return put_as_system(tx, site, "shelter", shelter->id, "update", o, NULL);
}

/* --- goods, once --- */

typedef struct Same {
    int64_t id, at, shelter;
} Same;

static Err find_same(Cx *cx, const Site *site, Db *db, const Rec *rec, Same *ret)
{
    Stmt *st;
    bool row;
    double hours;
    int64_t at = rec_i64(rec, "at", cx->now_ms);
    *ret = (Same){0};
    TRY(system_parameter(cx, site, db, "evacuation.ration_hours", 4, &hours));
    int64_t span = (int64_t)(fmax(hours, 0) * MS_HOUR);
    TRY(db_prepare(cx, db, S(SQL_EVAC_ISSUED), &st));
    stmt_i64(st, 1, rec_i64(rec, "event", 0));
    stmt_text(st, 2, rec_str(rec, "item"));
    stmt_i64(st, 3, rec_i64(rec, "resident", 0));
    stmt_text(st, 4, rec_str(rec, "card_no"));
    stmt_i64(st, 5, at - span);
    stmt_i64(st, 6, at + span);
    stmt_i64(st, 7, rec->id);
    TRY(stmt_step(cx, st, &row));
    if (row) *ret = (Same){col_i64(st, 0), col_i64(st, 1), col_i64(st, 2)};
    stmt_reset(st);
    return OK;
}

/* Still in the hand: not given a second time. What was handed out where there was no network is a
 * fact, and becomes a conflict (on_issue). */
Err check_issue(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    Cx *cx = tx->cx;
    Same same;
    double online_s;
    (void)old, (void)reason;
    if (rec_i64(rec, "resident", 0) == 0 && rec_str(rec, "card_no").len == 0)
        return cx_fail(cx, ERR_INVALID, "resident", "is required");
    TRY(find_same(cx, site, tx->db, rec, &same));
    if (same.id == 0) return OK;
    TRY(system_parameter(cx, site, tx->db, "checkin.online_s", 120, &online_s));
    if (cx->now_ms - rec_i64(rec, "at", cx->now_ms) > (int64_t)(online_s * MS_SECOND)) return OK;
    return cx_refuse(cx, ERR_CONFLICT, S("item"), rec_str(rec, "item"),
                     "this person got the same at %.*s already",
                     STR_ARG(time_format_local(cx, same.at)));
}

Err on_issue(Txn *tx, const Entry *e, void *ctx)
{
    const Site *site = ctx;
    Cx *cx = tx->cx;
    Rec *issue;
    Same same;
    Stmt *st;
    int64_t transfer;
    TRY(load_by(cx, site, tx->db, "distribution", e->record, &issue));
    if (!issue) return OK;
    TRY(find_same(cx, site, tx->db, issue, &same));
    if (same.id == 0) return OK;
    int64_t resident = rec_i64(issue, "resident", 0);
    TRY(db_prepare(cx, tx->db, resident ? S(SQL_EVAC_TRANSFER_OF) : S(SQL_EVAC_TRANSFER_OF_CARD),
                   &st));
    stmt_i64(st, 1, rec_i64(issue, "event", 0));
    if (resident) stmt_i64(st, 2, resident);
    else stmt_text(st, 2, rec_str(issue, "card_no"));
    TRY(first_id(cx, st, &transfer));
    json_t *o = json_object();
    system_put_text(o, "event", id_format(cx, rec_i64(issue, "event", 0)));
    system_put_text(o, "kind", S("double_issue"));
    if (resident) system_put_text(o, "resident", id_format(cx, resident));
    if (transfer) system_put_text(o, "transfer", id_format(cx, transfer));
    system_put_text(o, "shelter", id_format(cx, rec_i64(issue, "shelter", 0)));
    if (same.shelter) system_put_text(o, "other_shelter", id_format(cx, same.shelter));
    system_put_text(o, "issue", id_format(cx, issue->id));
    system_put_time(cx, o, "at", rec_i64(issue, "at", cx->now_ms));
    return put_as_system(tx, site, "checkin_conflict", 0, "create", o, NULL);
}
