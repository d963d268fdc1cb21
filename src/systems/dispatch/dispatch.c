/* SPDX-License-Identifier: Apache-2.0 */
/* Forces (力量调派): what goes where. Proposes over teams, vehicles and stocks of all departments
 * for one or several incidents at once; a person orders, in one step. */
#include <math.h>

#include "systems/dispatch/dispatch_int.h"

enum {
    SLOTS_MAX = 200,
    COUNT_MAX = 200,
    QUANTITY_MAX = 1000000000,
    UNIT_MAX = 10,
    PLACES_MAX = 300
};

/* --- what is asked for --- */

static Err want_code(Cx *cx, const Site *site, json_t *j, const char *key, const char *list,
                     Str *ret)
{
    const CodeList *codes = model_list(book_model(site->book), str_c(list));
    *ret = str_dup(cx, json_text(j, key));
    if (ret->len && codes && !code_find(codes, *ret))
        return cx_refuse(cx, ERR_INVALID, str_c(key), *ret, "no such code in the list %s", list);
    return OK;
}

static Err want_count(Cx *cx, json_t *j, int64_t *ret)
{
    json_t *count = json_object_get(j, "count");
    *ret = !count || json_is_null(count) ? 1
           : json_is_integer(count)      ? json_integer_value(count)
                                         : 0;
    if (*ret < 1 || *ret > COUNT_MAX)
        return cx_refuse(cx, ERR_INVALID, S("count"), str_fmt(cx, "%lld", (long long)*ret),
                         "must be a whole number from %lld to %lld", 1LL, (long long)COUNT_MAX);
    return OK;
}

static Err want_quantity(Cx *cx, json_t *j, int64_t *ret)
{
    double v = json_number_value(json_object_get(j, "quantity"));
    if (!(v >= 1.0 / SCALE) || v > QUANTITY_MAX)
        return cx_refuse(cx, ERR_INVALID, S("quantity"), str_fmt(cx, "%g", v),
                         "must be a number above 0, at most %lld", (long long)QUANTITY_MAX);
    *ret = (int64_t)(v * SCALE + 0.5);
    return OK;
}

/* As said, else by what is asked for. */
static Err want_sort(Cx *cx, json_t *j, Sort *ret)
{
    Str said = json_text(j, "need");
    for (*ret = SORT_TEAM; *ret < N_SORTS; ++*ret)
        if (str_is(said, need_register(*ret))) return OK;
    if (said.len)
        return cx_refuse(cx, ERR_INVALID, S("need"), said, "must be team, equipment or stock");
    *ret = json_text(j, "item").len   ? SORT_STOCK
           : json_text(j, "kind").len ? SORT_EQUIPMENT
                                      : SORT_TEAM;
    return OK;
}

static Err check_named(Cx *cx, const Slot *s)
{
    switch (s->need) {
    case SORT_TEAM:
        return s->capability.len ? OK : cx_fail(cx, ERR_INVALID, "capability", "is required");
    case SORT_EQUIPMENT:
        return s->kind.len || s->capability.len || s->item.len
                   ? OK
                   : cx_fail(cx, ERR_INVALID, "kind", "is required");
    case SORT_STOCK: return s->item.len ? OK : cx_fail(cx, ERR_INVALID, "item", "is required");
    case N_SORTS: break;
    }
    return OK;
}

static Err read_slot(Cx *cx, const Site *site, const Rec *incident, size_t place, json_t *j,
                     Slot *ret)
{
    int grade = incident_grade(incident);
    Slot s = {.incident = incident,
              .place = place,
              .unit = utf8_head(str_dup(cx, json_text(j, "unit")), UNIT_MAX),
              .rank = grade ? 5 - grade : 1};
    TRY(want_sort(cx, j, &s.need));
    TRY(want_code(cx, site, j, "capability", "capability", &s.capability));
    TRY(want_code(cx, site, j, "kind", "equipment_kind", &s.kind));
    TRY(want_code(cx, site, j, "item", "supply_item", &s.item));
    TRY(check_named(cx, &s));
    TRY(s.need == SORT_STOCK ? want_quantity(cx, j, &s.amount) : want_count(cx, j, &s.amount));
    *ret = s;
    return OK;
}

static Err read_slots(Cx *cx, const Site *site, const Rec *incident, size_t place, json_t *list,
                      Slot *slots, size_t *n)
{
    size_t i;
    json_t *j;
    if (!json_is_array(list) || json_array_size(list) == 0)
        return cx_fail(cx, ERR_INVALID, "slots", "is required");
    json_array_foreach (list, i, j) {
        if (*n == SLOTS_MAX)
            return cx_fail(cx, ERR_TOO_BIG, "slots", "at most %d places", SLOTS_MAX);
        TRY(read_slot(cx, site, incident, place, j, &slots[*n]));
        ++*n;
    }
    return OK;
}

Err load_incident(Cx *cx, const Site *site, Str text, Rec **ret)
{
    const Reg *reg;
    int64_t id;
    if (!id_parse(text, &id))
        return cx_refuse(cx, ERR_NOT_FOUND, S("incident"), text, "no such record");
    TRY(system_reg(cx, site, "incident", &reg));
    TRY(record_get(cx, site->book, reg, id, 0, ret));
    return OK;
}

Err want_dispatcher(Cx *cx, const Site *site, const Rec *incident)
{
    const Reg *reg;
    TRY(system_reg(cx, site, "dispatch", &reg));
    return book_gate(site->book, cx, reg, S("create"), incident->region);
}

/* --- the routes --- */

static Err answer(Cx *cx, HttpCall *call, Slot *slots, size_t n, Str borrower)
{
    Proposal p;
    Buf b = buf_new(cx, 0);
    TRY(proposal_make(cx, site_of(call), slots, n, borrower, &p));
    TRY(proposal_json(cx, site_of(call), &p, &b));
    return http_answer_json(call, 200, &b);
}

static Err propose_one(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Slot *slots = cx_new(cx, Slot, SLOTS_MAX);
    Rec *incident;
    json_t *in;
    size_t n = 0;
    TRY(load_incident(cx, site, http_param(call, "id"), &incident));
    TRY(want_dispatcher(cx, site, incident));
    TRY(want_object(cx, call, &in));
    TRY(read_slots(cx, site, incident, 0, json_object_get(in, "slots"), slots, &n));
    return answer(cx, call, slots, n, json_text(in, "borrower"));
}

static Err propose_many(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Slot *slots = cx_new(cx, Slot, SLOTS_MAX);
    Rec *incident;
    json_t *in, *one;
    size_t n = 0, i;
    TRY(want_object(cx, call, &in));
    json_array_foreach (json_object_get(in, "incidents"), i, one) {
        TRY(load_incident(cx, site, json_text(one, "incident"), &incident));
        TRY(want_dispatcher(cx, site, incident));
        TRY(read_slots(cx, site, incident, i, json_object_get(one, "slots"), slots, &n));
    }
    if (n == 0) return cx_fail(cx, ERR_INVALID, "incidents", "is required");
    return answer(cx, call, slots, n, json_text(in, "borrower"));
}

static Err get_roads(Cx *cx, HttpCall *call)
{
    Buf b = buf_new(cx, 0);
    TRY(roads_info(cx, site_of(call), &b));
    return http_answer_json(call, 200, &b);
}

/* --- travel times by themselves --- */

static Err want_places(Cx *cx, json_t *in, const char *key, LonLat **ret, size_t *n)
{
    json_t *list = json_object_get(in, key), *j;
    size_t i;
    if (!json_is_array(list) || json_array_size(list) == 0)
        return cx_fail(cx, ERR_INVALID, key, "is required");
    if (json_array_size(list) > PLACES_MAX)
        return cx_fail(cx, ERR_TOO_BIG, key, "at most %d places", PLACES_MAX);
    *n = json_array_size(list);
    *ret = cx_new(cx, LonLat, *n);
    json_array_foreach (list, i, j) {
        json_t *lon = json_array_get(j, 0), *lat = json_array_get(j, 1);
        LonLat p = {json_number_value(lon), json_number_value(lat)};
        if (!json_is_number(lon) || !json_is_number(lat) || fabs(p.lon) > 180 || fabs(p.lat) > 90)
            return cx_refuse(cx, ERR_INVALID, str_fmt(cx, "%s[%zu]", key, i), S(""),
                             "a position is [longitude, latitude]");
        (*ret)[i] = p;
    }
    return OK;
}

static void put_pair(const Leg *leg, Jw *w)
{
    jw_open(w, '{');
    if (leg->by == TRAVEL_CUT) jw_knull(w, "s");
    else jw_ki64(w, "s", leg->s);
    jw_kstr(w, "travel", str_c(travel_name(leg->by)));
    jw_close(w, '}');
}

static Err post_travel(Cx *cx, HttpCall *call)
{
    LonLat *from, *to;
    size_t n_from, n_to;
    json_t *in;
    Travel t;
    TRY(want_object(cx, call, &in));
    TRY(want_places(cx, in, "from", &from, &n_from));
    TRY(want_places(cx, in, "to", &to, &n_to));
    TRY(travel_table(cx, site_of(call), from, n_from, to, n_to, &t));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kbool(&w, "graph", t.graph);
    jw_ki64(&w, "closures", t.closures);
    jw_key(&w, S("rows"));
    jw_open(&w, '[');
    for (size_t i = 0; i < n_from; i++) {
        jw_open(&w, '[');
        for (size_t k = 0; k < n_to; k++) put_pair(&t.legs[i * n_to + k], &w);
        jw_close(&w, ']');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* clang-format off: one route a line */
static const HttpRoute routes[] = {
    {"POST",      "/api/incidents/{id}/proposal", propose_one,
     GATED("read",
     "What an incident may get: teams, equipment, goods; the best choice with its reasons"),
     RATE_READ,                                                                                            HTTP_SLOW,                                                65536},
    {"POST",           "/api/dispatch/proposal",                                    propose_many,
     GATED("read", "The same for several incidents at once"),                                                                                      RATE_READ,                                              HTTP_SLOW,        262144},
    {"POST",     "/api/incidents/{id}/dispatch",                                   order_one,
     GATED("create",                                          "Order what was chosen, in one step: dispatches, reservations, loans"),
     RATE_WRITE,                                                                                       HTTP_SLOW,                                262144},
    {"POST",  "/api/dispatch/order",                          order_many,
     GATED("create",                                                                   "The same for several incidents at once"),                                               RATE_WRITE,HTTP_SLOW,                                                                                                                                                 262144},
    {"POST", "/api/travel",                      post_travel,
     SIGNED_IN("Travel times between places [lon, lat], by road if there is a graph"),                                                              RATE_READ,
     HTTP_SLOW,                                                                           65536},
    {"GET",  "/api/roads",                                   get_roads,                                         SIGNED_IN("The road graph that travel times come from"),
     RATE_READ,                                                                          HTTP_SLOW,0                                              },
};
/* clang-format on */

static const On on[] = {
    {"dispatch.*", on_dispatch, NULL},
    {"loan.*",     on_loan,     NULL},
    {NULL,         NULL,        NULL}
};

static const Guard guards[] = {
    {"dispatch.create", check_ordered  },
    {"dispatch.update", check_unchanged},
    {NULL,              NULL           }
};

const System dispatch_system = {
    .name = "dispatch", .routes = routes, .n_routes = COUNT(routes), .on = on, .guards = guards};
