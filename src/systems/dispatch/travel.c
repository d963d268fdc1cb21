/* SPDX-License-Identifier: Apache-2.0 */
/* From place to place: on foot or by track to the nearest open road, along it to a junction,
 * through the graph, and the same at the other end; or the straight line times a factor. */
#include <math.h>

#include "systems/dispatch/roads_int.h"

/* source: U, until the city sets them */
static const double DETOUR = 1.4, SPEED_KMH = 45, SNAP_M = 1000, WALK_KMH = 4;
/* and how far it may set them, so that no walk takes longer than ROUTES_MAX_MS */
static const double SNAP_MOST_M = 20000, WALK_LEAST_KMH = 1;

typedef struct Rules {
    double detour, kmh, snap_m, walk_m_s;
} Rules;

/* A place on the roads. */
typedef struct Spot {
    bool near;       /* a road is near, open or not */
    RoadSpot *spots; /* open pieces near it */
    size_t n;
} Spot;

typedef struct Trip {
    Cx *cx;
    const RoadState *state;
    Rules rules;
} Trip;

static double positive(double v, double none)
{
    return v > 0 ? v : none;
}

static Err want_rules(Cx *cx, const Site *site, Rules *ret)
{
    Db *db;
    double walk;
    TRY(store_reader(cx, site->store, &db));
    TRY(system_parameter(cx, site, db, "dispatch.detour_factor", DETOUR, &ret->detour));
    TRY(system_parameter(cx, site, db, "dispatch.speed_kmh", SPEED_KMH, &ret->kmh));
    TRY(system_parameter(cx, site, db, "dispatch.snap_m", SNAP_M, &ret->snap_m));
    TRY(system_parameter(cx, site, db, "dispatch.walk_kmh", WALK_KMH, &walk));
    ret->detour = positive(ret->detour, DETOUR);
    ret->kmh = positive(ret->kmh, SPEED_KMH);
    ret->snap_m = fmin(fmax(ret->snap_m, 0), SNAP_MOST_M);
    ret->walk_m_s = fmax(positive(walk, WALK_KMH), WALK_LEAST_KMH) / 3.6;
    return OK;
}

/* --- by road --- */

static Spot spot_at(const Trip *t, LonLat place)
{
    const RoadGraph *g = t->state->graph;
    Spot s = {0};
    RoadSpot one[ROAD_SPOTS_MAX], found[ROAD_SPOTS_MAX];
    if (isnan(place.lon)) return s;
    s.near = road_spots(t->cx, &g->grid, place, t->rules.snap_m, g->main, one) > 0;
    if (!s.near) return s;
    s.n = road_spots(t->cx, &g->grid, place, t->rules.snap_m, t->state->usable, found);
    s.spots = cx_new(t->cx, RoadSpot, s.n);
    memcpy(s.spots, found, s.n * sizeof *found);
    return s;
}

static uint32_t walk_ms(const Trip *t, const RoadSpot *s)
{
    return (uint32_t)lround(s->distance_m / t->rules.walk_m_s * 1000);
}

static uint32_t part_ms(uint32_t ms, double part)
{
    return (uint32_t)lround(ms * part);
}

/* Nodes that can be driven to from the place, or from which it can be driven to. */
static RoutePlace stops_of(const Trip *t, const Spot *s, bool leaving)
{
    RouteStop *stops = cx_new(t->cx, RouteStop, 2 * s->n);
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        const RoadSpot *at = &s->spots[i];
        const RoadPiece *p = &t->state->graph->roads.pieces[at->piece];
        uint32_t ahead = t->state->ahead_ms[at->piece], back = t->state->back_ms[at->piece],
                 walk = walk_ms(t, at);
        double to_b = 1 - at->along, to_a = at->along;
        if (ahead != ROAD_NEVER)
            stops[n++] = leaving ? (RouteStop){p->b, walk + part_ms(ahead, to_b)}
                                 : (RouteStop){p->a, walk + part_ms(ahead, to_a)};
        if (back != ROAD_NEVER)
            stops[n++] = leaving ? (RouteStop){p->a, walk + part_ms(back, to_a)}
                                 : (RouteStop){p->b, walk + part_ms(back, to_b)};
    }
    return (RoutePlace){stops, n};
}

/* Two places on the same piece need no junction. */
static uint32_t along_piece(const Trip *t, const Spot *from, const Spot *to)
{
    uint32_t best = ROUTE_NEVER;
    for (size_t i = 0; i < from->n; i++)
        for (size_t k = 0; k < to->n; k++) {
            const RoadSpot *a = &from->spots[i], *b = &to->spots[k];
            if (a->piece != b->piece) continue;
            bool ahead = b->along >= a->along;
            uint32_t ms = ahead ? t->state->ahead_ms[a->piece] : t->state->back_ms[a->piece];
            if (ms == ROAD_NEVER) continue;
            ms = part_ms(ms, fabs(b->along - a->along)) + walk_ms(t, a) + walk_ms(t, b);
            if (ms < best) best = ms;
        }
    return best;
}

static Err by_road(Trip *t, const LonLat *from, size_t n_from, const LonLat *to, size_t n_to,
                   Leg *legs)
{
    Spot *a = cx_new(t->cx, Spot, n_from), *b = cx_new(t->cx, Spot, n_to);
    RoutePlace *p = cx_new(t->cx, RoutePlace, n_from), *q = cx_new(t->cx, RoutePlace, n_to);
    uint32_t *ms = cx_new(t->cx, uint32_t, n_from * n_to);
    for (size_t i = 0; i < n_from; i++) {
        a[i] = spot_at(t, from[i]);
        p[i] = stops_of(t, &a[i], true);
    }
    for (size_t k = 0; k < n_to; k++) {
        b[k] = spot_at(t, to[k]);
        q[k] = stops_of(t, &b[k], false);
    }
    TRY(routes_table(t->cx, &t->state->times, p, n_from, q, n_to, ms));
    for (size_t i = 0; i < n_from; i++)
        for (size_t k = 0; k < n_to; k++) {
            Leg *leg = &legs[i * n_to + k];
            if (!a[i].near || !b[k].near) continue; /* off the map: as the crow flies */
            uint32_t direct = along_piece(t, &a[i], &b[k]), best = ms[i * n_to + k];
            if (direct < best) best = direct;
            leg->by = best == ROUTE_NEVER ? TRAVEL_CUT : TRAVEL_ROAD;
            leg->s = best == ROUTE_NEVER ? 0 : (best + 500) / 1000;
        }
    return OK;
}

/* --- the straight line --- */

static void as_the_crow_flies(const Rules *r, const LonLat *from, size_t n_from, const LonLat *to,
                              size_t n_to, Leg *legs)
{
    double s_per_m = r->detour * 3.6 / r->kmh;
    for (size_t i = 0; i < n_from; i++)
        for (size_t k = 0; k < n_to; k++) {
            bool placed = !isnan(from[i].lon) && !isnan(to[k].lon);
            double m = placed ? geo_distance_m(from[i], to[k]) : NAN;
            legs[i * n_to + k] = (Leg){placed ? TRAVEL_STRAIGHT : TRAVEL_NOWHERE,
                                       placed ? (int64_t)(m * s_per_m) : 0, m};
        }
}

static void say_graph(Cx *cx, const RoadState *s, Travel *ret)
{
    json_t *meta = json_loadb(s->graph->meta.p, s->graph->meta.len, 0, NULL);
    ret->graph = true;
    ret->graph_file = str_dup(cx, json_text(meta, "file"));
    ret->graph_at = str_dup(cx, json_text(meta, "loaded_at"));
    ret->closures = s->closures;
    ret->closures_off = s->closures_off;
    json_decref(meta);
}

const char *travel_name(TravelBy by)
{
    static const char *const names[] = {"nowhere", "road", "straight_line", "cut_off"};
    return names[by];
}

static Err fill_table(Cx *cx, const Site *site, const RoadState *state, const LonLat *from,
                      const LonLat *to, Travel *ret)
{
    Trip t = {.cx = cx, .state = state};
    size_t n_from = ret->n_from, n_to = ret->n_to;
    TRY(want_rules(cx, site, &t.rules));
    *ret = (Travel){.legs = cx_new(cx, Leg, n_from * n_to),
                    .n_from = n_from,
                    .n_to = n_to,
                    .graph_file = S(""),
                    .graph_at = S(""),
                    .detour = t.rules.detour,
                    .speed_kmh = t.rules.kmh};
    as_the_crow_flies(&t.rules, from, n_from, to, n_to, ret->legs);
    if (!state) return OK;
    say_graph(cx, state, ret);
    return by_road(&t, from, n_from, to, n_to, ret->legs);
}

Err travel_table(Cx *cx, const Site *site, const LonLat *from, size_t n_from, const LonLat *to,
                 size_t n_to, Travel *ret)
{
    RoadState *state;
    *ret = (Travel){.n_from = n_from, .n_to = n_to};
    TRY(road_state_use(cx, site, &state));
    return fill_table(cx, site, state, from, to, ret);
}

Err travel_table_if(Cx *cx, const Site *site, const LonLat *from, const LonLat *to,
                    const RoadsClosed *closed, Travel *t)
{
    RoadState *state;
    TRY(road_state_if(cx, site, closed, &state));
    return fill_table(cx, site, state, from, to, t);
}
