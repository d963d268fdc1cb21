/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/evacuation/scheme.h"

#include <math.h>
#include <stdlib.h>

#include "systems/evacuation_sql.h"

enum { GROUPS_MAX = 20000, WAYS_MAX = 10000000 };

/* --- reading --- */

static bool needs_no_steps(Str needs, Str mobility)
{
    return has_word(needs, "wheelchair") || has_word(needs, "bedridden") ||
           has_word(needs, "oxygen") || str_is(mobility, "wheelchair") ||
           str_is(mobility, "bedridden");
}

/* What one row says of a person. */
typedef struct Row {
    Head head;
    int64_t household;
    Str region;
    double lon, lat;
    bool barrier;
} Row;

static Row read_row(const Stmt *st)
{
    return (Row){
        .head = {.transfer = col_i64(st, 0),
                 .people = col_i64(st, 2),
                 .was = col_i64(st, 5),
                 .to = -1},
        .household = col_i64(st, 3),
        .region = col_str(st, 4),
        .lon = col_is_null(st, 6) ? NAN : col_f64(st, 6),
        .lat = col_is_null(st, 7) ? NAN : col_f64(st, 7),
        .barrier = needs_no_steps(col_str(st, 8), col_str(st, 9)) ||
                   needs_no_steps(col_str(st, 10), S(""))
    };
}

static Err group_of(Cx *cx, Scheme *s, Map *by_key, const Row *row, size_t *ret)
{
    Str key = str_fmt(cx, "%.*s%c", STR_ARG(row->region), row->barrier ? '+' : '-');
    uintptr_t at = (uintptr_t)map_get(by_key, key);
    if (at == 0) {
        if (s->groups.n == GROUPS_MAX)
            return cx_fail(cx, ERR_TOO_BIG, "event", "at most %d villages at a time", GROUPS_MAX);
        vec_push(cx, &s->groups,
                 ((Group){.region = str_dup(cx, row->region), .barrier = row->barrier}));
        at = s->groups.n;
        map_put(cx, by_key, key, (void *)at); /* the number of the group, not an address */
    }
    Group *g = &s->groups.p[at - 1];
    if (!isnan(row->lon)) {
        g->lon += row->lon;
        g->lat += row->lat;
        g->n_placed++;
    }
    *ret = at - 1;
    return OK;
}

/* Rows come household by household; one that needs a shelter without steps takes its family along.
 */
static Err add_unit(Cx *cx, Scheme *s, Map *by_key, const Row *rows, size_t n)
{
    Unit *u = vec_add(cx, &s->units);
    Row first = rows[0];
    *u = (Unit){.household = first.household, .was = first.head.was};
    for (size_t i = 0; i < n; i++) {
        first.barrier |= rows[i].barrier;
        if (rows[i].head.was != u->was) u->was = 0;
        u->people += rows[i].head.people;
        vec_push(cx, &u->heads, rows[i].head);
    }
    TRY(group_of(cx, s, by_key, &first, &u->group));
    s->groups.p[u->group].people += u->people;
    s->people += u->people;
    return OK;
}

static Err read_people(Cx *cx, Db *db, Scheme *s)
{
    Stmt *st;
    bool more;
    Map by_key = {0};
    VEC(Row) rows = {0};
    TRY(db_prepare(cx, db, S(SQL_EVAC_TO_PLACE), &st));
    stmt_i64(st, 1, s->event);
    for (;;) {
        TRY(stmt_step(cx, st, &more));
        Row row = more ? read_row(st) : (Row){0};
        bool same = more && rows.n && row.household && rows.p[0].household == row.household &&
                    str_eq(rows.p[0].region, row.region);
        if (rows.n && !same) {
            TRY(add_unit(cx, s, &by_key, rows.p, rows.n));
            rows.n = 0;
        }
        if (!more) break;
        row.region = str_dup(cx, row.region);
        vec_push(cx, &rows, row);
    }
    stmt_reset(st);
    for (size_t i = 0; i < s->groups.n; i++) {
        Group *g = &s->groups.p[i];
        g->lon = g->n_placed ? g->lon / g->n_placed : NAN;
        g->lat = g->n_placed ? g->lat / g->n_placed : NAN;
    }
    return OK;
}

static bool is_without(const Thought *t, int64_t id)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->shelters[i] == id) return true;
    return false;
}

static Err read_havens(Cx *cx, Db *db, const Thought *without, Scheme *s)
{
    Stmt *st;
    bool row;
    Str prefix = region_prefix(s->site->city);
    TRY(db_prepare(cx, db, S(SQL_EVAC_SHELTERS), &st));
    stmt_text(st, 1, prefix);
    stmt_text(st, 2, str_fmt(cx, "%.*s:", STR_ARG(prefix)));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        Str state = col_str(st, 9);
        Haven h = {.id = col_i64(st, 0),
                   .name = col_dup(cx, st, 1),
                   .region = col_dup(cx, st, 3),
                   .lon = col_f64(st, 4),
                   .lat = col_f64(st, 5),
                   .capacity = col_i64(st, 6),
                   .present = col_i64(st, 7),
                   .barrier_free = col_i64(st, 10) != 0};
        h.room = h.capacity > h.present ? h.capacity - h.present : 0;
        bool usable = !str_is(state, "closed") && !str_is(state, "full") &&
                      !str_is(col_str(st, 11), "fail") && !col_is_null(st, 4) &&
                      !is_without(without, h.id);
        if (usable) vec_push(cx, &s->havens, h);
        else s->n_out++;
    }
    stmt_reset(st);
    return OK;
}

/* --- solving --- */

int64_t scheme_way_s(const Scheme *s, size_t group, size_t haven)
{
    const Leg *leg = &s->travel.legs[group * s->havens.n + haven];
    if (s->groups.p[group].barrier && !s->havens.p[haven].barrier_free) return -1;
    return leg->by == TRAVEL_ROAD || leg->by == TRAVEL_STRAIGHT ? leg->s : -1;
}

static Err measure(Cx *cx, const Thought *without, Scheme *s)
{
    LonLat *from = cx_new(cx, LonLat, s->groups.n), *to = cx_new(cx, LonLat, s->havens.n);
    for (size_t i = 0; i < s->groups.n; i++)
        from[i] = (LonLat){s->groups.p[i].lon, s->groups.p[i].lat};
    for (size_t i = 0; i < s->havens.n; i++)
        to[i] = (LonLat){s->havens.p[i].lon, s->havens.p[i].lat};
    if (s->groups.n * s->havens.n > WAYS_MAX)
        return cx_fail(cx, ERR_TOO_BIG, "event", "at most %d places", WAYS_MAX);
    if (without->n_roads == 0)
        return travel_table(cx, s->site, from, s->groups.n, to, s->havens.n, &s->travel);
    RoadsClosed closed = {without->roads, without->n_roads};
    s->travel = (Travel){.n_from = s->groups.n, .n_to = s->havens.n};
    return travel_table_if(cx, s->site, from, to, &closed, &s->travel);
}

static void set_up(Cx *cx, Scheme *s)
{
    size_t n = s->groups.n, m = s->havens.n, k = 0;
    int64_t *supply = cx_new(cx, int64_t, n + m);
    FlowArc *arcs = cx_new(cx, FlowArc, n * m + 1);
    for (size_t i = 0; i < n; i++) supply[i] = s->groups.p[i].people;
    for (size_t i = 0; i < n; i++)
        for (size_t h = 0; h < m; h++) {
            int64_t way = scheme_way_s(s, i, h);
            if (way < 0) continue;
            arcs[k++] = (FlowArc){(int32_t)i, (int32_t)(n + h), way, FLOW_NO_LIMIT};
        }
    s->problem = (FlowProblem){.supply = supply, .arcs = arcs, .n_nodes = n + m, .n_arcs = k};
}

static int64_t room_at(const Haven *h, double share)
{
    int64_t room = (int64_t)floor((double)h->capacity * share + 1e-9) - h->present;
    return room > 0 ? room : 0;
}

/* The net and the problem that proves its plans change together. */
static Err set_room(Cx *cx, Scheme *s, size_t haven, int64_t room)
{
    size_t node = s->groups.n + haven;
    ((int64_t *)(uintptr_t)s->problem.supply)[node] = -room;
    return flow_set_supply(cx, s->net, node, -room);
}

static Err solve_again(Cx *cx, Scheme *s)
{
    TRY(flow_again(cx, s->net, &s->plan));
    return flow_check(cx, &s->problem, &s->plan); /* nobody is moved by an unproven plan */
}

/* Up to the warning share; all of the capacity only when somebody has no place else. */
static Err solve(Cx *cx, Scheme *s)
{
    FlowProblem *full = cx_new(cx, FlowProblem, 1);
    int64_t *supply = cx_new(cx, int64_t, s->problem.n_nodes);
    for (size_t h = 0; h < s->havens.n; h++)
        ((int64_t *)(uintptr_t)s->problem.supply)[s->groups.n + h] = -room_at(&s->havens.p[h], 1);
    *full = s->problem;
    memcpy(supply, full->supply, s->problem.n_nodes * sizeof *supply);
    s->problem.supply = supply;
    TRY(flow_open(cx, full, &s->net));
    for (size_t h = 0; h < s->havens.n; h++)
        if (s->havens.p[h].room) TRY(set_room(cx, s, h, room_at(&s->havens.p[h], s->warn)));
    TRY(solve_again(cx, s));
    s->to_the_brim = s->plan.total_unmet > 0;
    for (size_t h = 0; h < s->havens.n && s->to_the_brim; h++)
        if (s->havens.p[h].room) TRY(set_room(cx, s, h, s->havens.p[h].room));
    if (s->to_the_brim) TRY(solve_again(cx, s));
    s->optimum_s = s->plan.total_cost;
    s->optimum_unsent = s->plan.total_unmet;
    return OK;
}

Err scheme_without(Cx *cx, Scheme *s, size_t haven, int64_t *unsent, int64_t *total_s)
{
    int64_t was = -s->problem.supply[s->groups.n + haven];
    if (s->havens.p[haven].room) TRY(set_room(cx, s, haven, 0));
    TRY(solve_again(cx, s));
    *unsent = s->plan.total_unmet;
    *total_s = s->plan.total_cost;
    return s->havens.p[haven].room ? set_room(cx, s, haven, was) : OK;
}

/* --- whole households --- */

static int by_size(const void *a, const void *b)
{
    const Unit *const *x = a, *const *y = b;
    if ((*x)->people != (*y)->people) return (*x)->people < (*y)->people ? 1 : -1;
    return ((*x)->heads.p[0].transfer > (*y)->heads.p[0].transfer) -
           ((*x)->heads.p[0].transfer < (*y)->heads.p[0].transfer);
}

static void send(Scheme *s, Unit *u, size_t haven)
{
    s->havens.p[haven].assigned += u->people;
    for (size_t i = 0; i < u->heads.n; i++) u->heads.p[i].to = (int32_t)haven;
    u->placed = true;
}

/* Of the quotas of its village the one it is bound for already, else the tightest that it fits. */
static void place_by_quota(Scheme *s, Unit *u, int64_t *quota)
{
    size_t m = s->havens.n, best = m;
    int64_t *q = &quota[u->group * m];
    for (size_t h = 0; h < m; h++) {
        if (q[h] < u->people) continue;
        bool kept = u->was == s->havens.p[h].id, held = best < m && u->was == s->havens.p[best].id;
        if (best == m || (kept && !held) || (!held && q[h] < q[best])) best = h;
    }
    if (best == m) return;
    q[best] -= u->people;
    send(s, u, best);
}

static int64_t room_of(const Scheme *s, size_t haven)
{
    const Haven *h = &s->havens.p[haven];
    int64_t most = s->to_the_brim
                       ? h->room
                       : (int64_t)floor((double)h->capacity * s->warn + 1e-9) - h->present;
    return most - h->assigned;
}

/* Where quotas split it: the nearest that still takes all of it. */
static void place_anywhere(Scheme *s, Unit *u)
{
    size_t best = s->havens.n;
    for (size_t h = 0; h < s->havens.n; h++) {
        int64_t way = scheme_way_s(s, u->group, h);
        if (way < 0 || room_of(s, h) < u->people) continue;
        if (best == s->havens.n || way < scheme_way_s(s, u->group, best)) best = h;
    }
    if (best < s->havens.n) send(s, u, best);
}

/* Nothing takes all of it: head by head, and it is said. */
static void place_apart(Scheme *s, Unit *u)
{
    int32_t first = -1;
    for (size_t i = 0; i < u->heads.n; i++) {
        Head *head = &u->heads.p[i];
        for (size_t h = 0; h < s->havens.n; h++) {
            int64_t way = scheme_way_s(s, u->group, h);
            if (way < 0 || room_of(s, h) < head->people) continue;
            if (head->to < 0 || way < scheme_way_s(s, u->group, (size_t)head->to))
                head->to = (int32_t)h;
        }
        if (head->to < 0) continue;
        s->havens.p[head->to].assigned += head->people;
        if (first < 0) first = head->to;
        u->split |= head->to != first;
    }
    u->placed = true;
}

static void sum_up(Scheme *s)
{
    for (size_t i = 0; i < s->units.n; i++) {
        Unit *u = &s->units.p[i];
        bool other = false;
        for (size_t k = 0; k < u->heads.n; k++) {
            const Head *head = &u->heads.p[k];
            if (head->to < 0) {
                s->groups.p[u->group].unsent += head->people;
                u->split |= k > 0 && u->heads.p[0].to >= 0;
                continue;
            }
            s->placed += head->people;
            s->total_s += head->people * scheme_way_s(s, u->group, (size_t)head->to);
            other |= head->was != s->havens.p[head->to].id;
        }
        s->changed += other;
        s->n_split += u->split;
    }
}

static void round_off(Cx *cx, Scheme *s)
{
    size_t m = s->havens.n;
    Unit **order = cx_new(cx, Unit *, s->units.n);
    int64_t *quota = cx_new(cx, int64_t, s->groups.n * m + 1);
    for (size_t i = 0; i < s->problem.n_arcs; i++) {
        const FlowArc *a = &s->problem.arcs[i];
        quota[(size_t)a->from * m + (size_t)a->to - s->groups.n] = s->plan.flow[i];
    }
    for (size_t i = 0; i < s->units.n; i++) order[i] = &s->units.p[i];
    qsort(order, s->units.n, sizeof(Unit *), by_size);
    for (size_t i = 0; i < s->units.n; i++) place_by_quota(s, order[i], quota);
    for (size_t i = 0; i < s->units.n; i++)
        if (!order[i]->placed) place_anywhere(s, order[i]);
    for (size_t i = 0; i < s->units.n; i++)
        if (!order[i]->placed) place_apart(s, order[i]);
    sum_up(s);
}

Err scheme_make(Cx *cx, const Site *site, int64_t event, const Thought *without, Scheme *ret)
{
    Db *db;
    *ret = (Scheme){.site = site, .event = event};
    TRY(store_reader(cx, site->store, &db));
    TRY(system_parameter(cx, site, db, "shelter.warn_ratio", 0.9, &ret->warn));
    ret->warn = fmin(fmax(ret->warn, 0), 1);
    TRY(read_people(cx, db, ret));
    TRY(read_havens(cx, db, without, ret));
    if (ret->units.n == 0)
        return cx_fail(cx, ERR_CONFLICT, "event", "nobody of this event waits for a place");
    TRY(measure(cx, without, ret));
    set_up(cx, ret);
    TRY(solve(cx, ret));
    round_off(cx, ret);
    return OK;
}
