/* SPDX-License-Identifier: Apache-2.0 */
/* From registers to the solver and back. Travel is the straight line times a factor, until a road
 * graph is there; factor and speed are dated parameters of the city. */
#include <math.h>

#include "geo/area.h"
#include "systems/dispatch/dispatch_int.h"
#include "systems/dispatch_sql.h"

enum { TEAMS_MAX = 5000, PAGE = 1000 };

/* source: U, until the city sets them: dispatch.detour_factor, dispatch.speed_kmh */
static const double DETOUR = 1.4, SPEED_KMH = 45;

bool team_can(const Rec *team, Str capability)
{
    Str rest = rec_str(team, "capabilities"), one;
    while (str_next(&rest, ' ', &one))
        if (str_eq(one, capability)) return true;
    return false;
}

double proposal_distance_m(const Unit *u, const Rec *incident)
{
    double lon, lat;
    if (isnan(u->lon) || !rec_place(incident, &lon, &lat)) return NAN;
    return geo_distance_m((LonLat){u->lon, u->lat}, (LonLat){lon, lat});
}

/* --- who can go --- */

static Err busy_teams(Cx *cx, const Site *site, Map *ret)
{
    Db *db;
    Stmt *st;
    bool row;
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_DISPATCH_BUSY), &st));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        map_put(cx, ret, id_format(cx, col_i64(st, 0)), ret);
    }
    stmt_reset(st);
    return OK;
}

static bool is_ready(const Rec *team)
{
    Str status = rec_str(team, "status");
    return status.len == 0 || str_is(status, "ready") || str_is(status, "alerted");
}

static void add_team(Cx *cx, Proposal *p, Map *busy, const Rec *team)
{
    Unit u = {.team = team, .lon = NAN, .lat = NAN};
    if (map_get(busy, id_format(cx, team->id))) {
        p->n_busy++;
        return;
    }
    if (!is_ready(team)) {
        p->n_resting++;
        return;
    }
    if (!rec_place(team, &u.lon, &u.lat)) u.lon = u.lat = NAN;
    u.muster_s = rec_i64(team, "assembly_min", 0) * 60;
    p->units[p->n_units++] = u;
}

static Err gather_teams(Cx *cx, const Site *site, Proposal *p)
{
    const Reg *reg;
    Map busy = {0};
    Page page = {.next = S("")};
    Query q = {.limit = PAGE, .text = S(""), .region = S(""), .sort_column = S(""), .after = S("")};
    TRY(system_reg(cx, site, "team", &reg));
    TRY(busy_teams(cx, site, &busy));
    q.reg = reg;
    p->units = cx_new(cx, Unit, TEAMS_MAX);
    do {
        q.after = page.next;
        TRY(query_run(cx, site->book, &q, &page));
        for (size_t i = 0; i < page.n && p->n_units < TEAMS_MAX; i++)
            add_team(cx, p, &busy, page.recs[i]);
    } while (page.next.len && p->n_units < TEAMS_MAX);
    return OK;
}

/* --- what it costs --- */

static Err fill_costs(Cx *cx, const Site *site, Proposal *p)
{
    Db *db;
    double detour, speed;
    TRY(store_reader(cx, site->store, &db));
    TRY(system_parameter(cx, site, db, "dispatch.detour_factor", DETOUR, &detour));
    TRY(system_parameter(cx, site, db, "dispatch.speed_kmh", SPEED_KMH, &speed));
    double s_per_m = detour * 3600 / ((speed > 0 ? speed : SPEED_KMH) * 1000);
    p->cost = cx_new(cx, int64_t, p->n_units * p->n_slots);
    for (size_t u = 0; u < p->n_units; u++)
        for (size_t s = 0; s < p->n_slots; s++) {
            double m = proposal_distance_m(&p->units[u], p->slots[s].incident);
            bool can = !isnan(m) && team_can(p->units[u].team, p->slots[s].capability);
            p->cost[u * p->n_slots + s] =
                can ? p->units[u].muster_s + (int64_t)(m * s_per_m) : ASSIGN_CANNOT;
        }
    return OK;
}

Err proposal_make(Cx *cx, const Site *site, const Slot *slots, size_t n, Proposal *ret)
{
    *ret = (Proposal){.slots = slots, .n_slots = n};
    TRY(gather_teams(cx, site, ret));
    TRY(fill_costs(cx, site, ret));
    AssignSlot *wanted = cx_new(cx, AssignSlot, n);
    for (size_t s = 0; s < n; s++) wanted[s] = (AssignSlot){slots[s].rank, slots[s].count};
    AssignProblem problem = {
        .slots = wanted, .n_slots = n, .n_units = ret->n_units, .cost = ret->cost};
    TRY(assign_solve(cx, &problem, &ret->plan));
    return assign_check(cx, &problem, &ret->plan); /* nobody is sent on an unproven plan */
}
