/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "geo/area.h"
#include "solve/flow.h"
#include "systems/evacuation/evacuation.h"

typedef struct Place {
    Str id;
    int64_t people; /* to be moved, or room */
    double lon, lat;
} Place;

typedef struct Places {
    Place *p;
    size_t n;
    Map by_id; /* → Place */
} Places;

static Err bad_item(Cx *cx, const char *list, size_t i, const char *field, const char *what)
{
    return cx_refuse(cx, ERR_INVALID, str_fmt(cx, "%s[%zu].%s", list, i, field), S(""),
                     "must be %s", msg_in(cx->lang, what));
}

static Err read_id(Cx *cx, const char *list, size_t i, json_t *j, const char *field, Str *ret)
{
    json_t *v = json_object_get(j, field);
    if (json_is_string(v) && json_string_length(v) > 0)
        *ret = (Str){json_string_value(v), json_string_length(v)};
    else if (json_is_integer(v)) *ret = str_fmt(cx, "%lld", (long long)json_integer_value(v));
    else return bad_item(cx, list, i, field, "a text or a number");
    return OK;
}

static Err read_place(Cx *cx, const char *list, const char *amount, size_t i, json_t *j,
                      bool placed, Place *ret)
{
    json_t *people = json_object_get(j, amount), *lon = json_object_get(j, "lon"),
           *lat = json_object_get(j, "lat");
    TRY(read_id(cx, list, i, j, "id", &ret->id));
    if (!json_is_integer(people) || json_integer_value(people) < 0 ||
        json_integer_value(people) > 1000000000)
        return bad_item(cx, list, i, amount, "a whole number from 0 to 1000000000");
    ret->people = json_integer_value(people);
    ret->lon = json_is_number(lon) ? json_number_value(lon) : NAN;
    ret->lat = json_is_number(lat) ? json_number_value(lat) : NAN;
    if (placed && !(fabs(ret->lon) <= 180))
        return bad_item(cx, list, i, "lon", "a number from -180 to 180");
    if (placed && !(fabs(ret->lat) <= 90))
        return bad_item(cx, list, i, "lat", "a number from -90 to 90");
    return OK;
}

static Err read_places(Cx *cx, json_t *problem, const char *list, const char *amount, bool placed,
                       size_t max, Places *ret)
{
    json_t *array = json_object_get(problem, list), *j;
    size_t i;
    *ret = (Places){.n = json_array_size(array)};
    if (!json_is_array(array)) return cx_refuse(cx, ERR_INVALID, str_c(list), S(""), "is required");
    if (ret->n > max)
        return cx_refuse(cx, ERR_TOO_BIG, str_c(list), S(""), "at most %d places", (int)max);
    ret->p = cx_new(cx, Place, ret->n);
    json_array_foreach (array, i, j) {
        TRY(read_place(cx, list, amount, i, j, placed, &ret->p[i]));
        if (map_get(&ret->by_id, ret->p[i].id))
            return cx_refuse(cx, ERR_INVALID, str_fmt(cx, "%s[%zu].id", list, i), ret->p[i].id,
                             "stands here twice");
        map_put(cx, &ret->by_id, ret->p[i].id, &ret->p[i]);
    }
    return OK;
}

/* --- arcs --- */

static void all_pairs(Cx *cx, const Places *from, const Places *to, double s_per_m, FlowProblem *p)
{
    FlowArc *arcs = cx_new(cx, FlowArc, from->n * to->n);
    for (size_t i = 0; i < from->n; i++)
        for (size_t k = 0; k < to->n; k++) {
            const Place *a = &from->p[i], *b = &to->p[k];
            double m = geo_distance_m((LonLat){a->lon, a->lat}, (LonLat){b->lon, b->lat});
            arcs[i * to->n + k] = (FlowArc){.from = (int32_t)i,
                                            .to = (int32_t)(from->n + k),
                                            .cost = llround(m * s_per_m),
                                            .cap = FLOW_NO_LIMIT};
        }
    p->arcs = arcs;
    p->n_arcs = from->n * to->n;
}

static Err find_place(Cx *cx, const Places *places, size_t i, const char *field, Str id,
                      size_t *ret)
{
    const Place *p = map_get(&places->by_id, id);
    if (!p)
        return cx_refuse(cx, ERR_INVALID, str_fmt(cx, "arcs[%zu].%s", i, field), id,
                         "is in neither list");
    *ret = (size_t)(p - places->p);
    return OK;
}

static Err read_arcs(Cx *cx, json_t *list, const Places *from, const Places *to, FlowProblem *p)
{
    size_t i, a = 0, b = 0;
    json_t *j;
    Str id;
    p->n_arcs = json_array_size(list);
    if (p->n_arcs > EVACUATE_ARCS_MAX)
        return cx_fail(cx, ERR_TOO_BIG, "arcs", "at most %d places", EVACUATE_ARCS_MAX);
    FlowArc *arcs = cx_new(cx, FlowArc, p->n_arcs);
    json_array_foreach (list, i, j) {
        json_t *seconds = json_object_get(j, "seconds");
        TRY(read_id(cx, "arcs", i, j, "from", &id));
        TRY(find_place(cx, from, i, "from", id, &a));
        TRY(read_id(cx, "arcs", i, j, "to", &id));
        TRY(find_place(cx, to, i, "to", id, &b));
        double s = json_is_number(seconds) ? json_number_value(seconds) : -1;
        if (s < 0 || s > 1e9 || s != floor(s))
            return bad_item(cx, "arcs", i, "seconds", "a whole number from 0 to 1000000000");
        arcs[i] = (FlowArc){.from = (int32_t)a,
                            .to = (int32_t)(from->n + b),
                            .cost = (int64_t)s,
                            .cap = FLOW_NO_LIMIT};
    }
    p->arcs = arcs;
    return OK;
}

/* --- the answer --- */

static void put_pair(Jw *w, const char *a_key, Str a, const char *b_key, Str b, int64_t people)
{
    jw_open(w, '{');
    jw_kstr(w, a_key, a);
    if (b_key) jw_kstr(w, b_key, b);
    jw_ki64(w, "people", people);
    jw_close(w, '}');
}

static void write_plan(const Places *from, const Places *to, const FlowProblem *p,
                       const FlowPlan *plan, bool by_arcs, Buf *out)
{
    Jw w = jw_on(out);
    jw_open(&w, '{');
    jw_ki64(&w, "total_person_seconds", plan->total_cost);
    jw_ki64(&w, "unassigned_people", plan->total_unmet);
    jw_kstr(&w, "seconds_from", by_arcs ? S("arcs") : S("straight line"));
    jw_key(&w, S("unassigned"));
    jw_open(&w, '[');
    for (size_t i = 0; i < from->n; i++)
        if (plan->unmet[i] > 0 && p->supply[i] > 0)
            put_pair(&w, "id", from->p[i].id, NULL, S(""), plan->unmet[i]);
    jw_close(&w, ']');
    jw_key(&w, S("assignments"));
    jw_open(&w, '[');
    for (size_t i = 0; i < p->n_arcs; i++)
        if (plan->flow[i] > 0)
            put_pair(&w, "from", from->p[p->arcs[i].from].id, "to",
                     to->p[(size_t)p->arcs[i].to - from->n].id, plan->flow[i]);
    jw_close(&w, ']');
    jw_close(&w, '}');
}

Err evacuation_plan(Cx *cx, json_t *problem, double detour, double speed_m_s, Buf *out)
{
    Places from, to;
    FlowPlan plan;
    json_t *arcs = json_object_get(problem, "arcs");
    bool by_arcs = arcs && !json_is_null(arcs);
    TRY(read_places(cx, problem, "sources", "people", !by_arcs, EVACUATE_SOURCES_MAX, &from));
    TRY(read_places(cx, problem, "shelters", "capacity", !by_arcs, EVACUATE_SHELTERS_MAX, &to));
    int64_t *supply = cx_new(cx, int64_t, from.n + to.n);
    for (size_t i = 0; i < from.n; i++) supply[i] = from.p[i].people;
    for (size_t i = 0; i < to.n; i++) supply[from.n + i] = -to.p[i].people;
    FlowProblem p = {.supply = supply, .n_nodes = from.n + to.n};
    if (by_arcs && !json_is_array(arcs))
        return cx_fail(cx, ERR_INVALID, "arcs", "must be %s", msg_in(cx->lang, "a list"));
    if (by_arcs) TRY(read_arcs(cx, arcs, &from, &to, &p));
    else if (from.n * to.n > EVACUATE_ARCS_MAX)
        return cx_fail(cx, ERR_TOO_BIG, "sources", "at most %d places", EVACUATE_ARCS_MAX);
    else all_pairs(cx, &from, &to, detour / speed_m_s, &p);
    TRY(flow_solve(cx, &p, &plan));
    TRY(flow_check(cx, &p, &plan)); /* nobody is moved by an unproven plan */
    write_plan(&from, &to, &p, &plan, by_arcs, out);
    return buf_done(out);
}
