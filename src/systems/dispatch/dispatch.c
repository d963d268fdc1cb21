/* SPDX-License-Identifier: Apache-2.0 */
/* Forces (力量调派): which team goes where. Proposes over the teams of all departments for one or
 * several incidents at once; a person orders. Keeps the readiness of a team in step with its
 * dispatch. */
#include <math.h>

#include "systems/dispatch/dispatch_int.h"

enum { SLOTS_MAX = 200, COUNT_MAX = 200 };

/* --- what is asked for --- */

static Err read_slot(Cx *cx, const Site *site, const Rec *incident, json_t *j, Slot *ret)
{
    const CodeList *list = model_list(book_model(site->book), S("capability"));
    Str capability = json_text(j, "capability");
    int grade = incident_grade(incident);
    json_t *count = json_object_get(j, "count");
    if (list && !code_find(list, capability))
        return cx_refuse(cx, ERR_INVALID, S("capability"), capability,
                         "no such code in the list %s", "capability");
    int64_t n = json_is_integer(count) ? json_integer_value(count) : 1;
    if (n < 1 || n > COUNT_MAX)
        return cx_refuse(cx, ERR_INVALID, S("count"), str_fmt(cx, "%lld", (long long)n),
                         "must be a whole number from %lld to %lld", 1LL, (long long)COUNT_MAX);
    *ret = (Slot){.incident = incident,
                  .capability = str_dup(cx, capability),
                  .count = (int32_t)n,
                  .rank = grade ? 5 - grade : 1};
    return OK;
}

static Err read_slots(Cx *cx, const Site *site, const Rec *incident, json_t *list, Slot *slots,
                      size_t *n)
{
    size_t i;
    json_t *j;
    if (!json_is_array(list) || json_array_size(list) == 0)
        return cx_fail(cx, ERR_INVALID, "slots", "is required");
    json_array_foreach (list, i, j) {
        if (*n == SLOTS_MAX)
            return cx_fail(cx, ERR_TOO_BIG, "slots", "at most %d places", SLOTS_MAX);
        TRY(read_slot(cx, site, incident, j, &slots[*n]));
        ++*n;
    }
    return OK;
}

static Err load_incident(Cx *cx, const Site *site, Str text, Rec **ret)
{
    const Reg *reg;
    int64_t id;
    if (!id_parse(text, &id)) return cx_refuse(cx, ERR_NOT_FOUND, S("id"), text, "no such record");
    TRY(system_reg(cx, site, "incident", &reg));
    TRY(record_get(cx, site->book, reg, id, 0, ret));
    return OK;
}

/* --- the answer --- */

static Str county(const Rec *rec)
{
    return str_head(rec->region, rec->region.len < 6 ? rec->region.len : 6);
}

/* Capabilities that nobody ready is left for in the team's county. */
static void put_uncovers(Cx *cx, const Site *site, const Proposal *p, size_t u, Jw *w)
{
    const Rec *team = p->units[u].team;
    const CodeList *list = model_list(book_model(site->book), S("capability"));
    Str rest = rec_str(team, "capabilities"), one;
    jw_open(w, '[');
    while (str_next(&rest, ' ', &one)) {
        bool left = false;
        for (size_t i = 0; i < p->n_units && !left; i++)
            left = p->plan.slot_of[i] == ASSIGN_IDLE &&
                   str_eq(county(p->units[i].team), county(team)) &&
                   team_can(p->units[i].team, one);
        const Code *code = list ? code_find(list, one) : NULL;
        if (!left) jw_str(w, code ? cx_pick(cx, code->label.zh, code->label.en) : one);
    }
    jw_close(w, ']');
}

static void put_choice(Cx *cx, const Site *site, const Proposal *p, size_t u, size_t s, Jw *w)
{
    const Unit *unit = &p->units[u];
    double m = proposal_distance_m(unit, p->slots[s].incident);
    jw_open(w, '{');
    jw_kstr(w, "team", id_format(cx, unit->team->id));
    jw_kstr(w, "title", unit->team->title);
    jw_kstr(w, "region", unit->team->region);
    jw_ki64(w, "travel_min", (p->cost[u * p->n_slots + s] + 59) / 60);
    jw_ki64(w, "distance_m", (int64_t)m);
    jw_key(w, S("uncovers"));
    put_uncovers(cx, site, p, u, w);
    jw_close(w, '}');
}

/* Why does a place stay empty: nobody can do it, or all who can are away, or needed elsewhere. */
static Str why_empty(Cx *cx, const Proposal *p, size_t s)
{
    int64_t able = 0, placeless = 0;
    for (size_t u = 0; u < p->n_units; u++) {
        if (!team_can(p->units[u].team, p->slots[s].capability)) continue;
        able++;
        placeless += p->cost[u * p->n_slots + s] == ASSIGN_CANNOT;
    }
    bool en = cx->lang == LANG_EN;
    long long busy = p->n_busy, resting = p->n_resting;
    if (able == 0)
        return en ? str_fmt(cx,
                            "No ready team can do this; %lld are out, %lld rest or are repaired.",
                            busy, resting)
                  : str_fmt(cx, "没有备勤队伍具备此能力；%lld 支已出动，%lld 支休整或检修", busy,
                            resting);
    if (placeless == able)
        return en ? S("The incident or those teams have no place on the map.")
                  : S("事件或具备此能力的队伍没有坐标");
    if (p->plan.filled[s] == able)
        return en ? str_fmt(cx, "Only %lld ready teams can do this.", (long long)able)
                  : str_fmt(cx, "备勤队伍中只有 %lld 支具备此能力", (long long)able);
    return en ? str_fmt(cx, "%lld teams can do this; a worse or nearer place needs all of them.",
                        (long long)able)
              : str_fmt(cx, "%lld 支队伍具备此能力，均已用于更急或更近的事件", (long long)able);
}

static void put_slot(Cx *cx, const Site *site, const Proposal *p, size_t s, Jw *w)
{
    const Slot *slot = &p->slots[s];
    jw_open(w, '{');
    jw_kstr(w, "incident", id_format(cx, slot->incident->id));
    jw_kstr(w, "capability", slot->capability);
    jw_ki64(w, "count", slot->count);
    jw_key(w, S("filled"));
    jw_open(w, '[');
    for (size_t u = 0; u < p->n_units; u++)
        if (p->plan.slot_of[u] == (int32_t)s) put_choice(cx, site, p, u, s, w);
    jw_close(w, ']');
    if (p->plan.filled[s] < slot->count) jw_kstr(w, "why_empty", why_empty(cx, p, s));
    else jw_knull(w, "why_empty");
    jw_close(w, '}');
}

static Err answer(Cx *cx, HttpCall *call, const Slot *slots, size_t n)
{
    const Site *site = site_of(call);
    Proposal p;
    TRY(proposal_make(cx, site, slots, n, &p));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_ki64(&w, "objective_s", p.plan.total_cost);
    jw_ki64(&w, "teams_considered", (int64_t)p.n_units);
    jw_key(&w, S("slots"));
    jw_open(&w, '[');
    for (size_t s = 0; s < n; s++) put_slot(cx, site, &p, s, &w);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

static Err want_dispatcher(Cx *cx, const Site *site, const Rec *incident)
{
    const Reg *reg;
    TRY(system_reg(cx, site, "dispatch", &reg));
    return book_gate(site->book, cx, reg, S("create"), incident->region);
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
    TRY(read_slots(cx, site, incident, json_object_get(in, "slots"), slots, &n));
    return answer(cx, call, slots, n);
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
        TRY(read_slots(cx, site, incident, json_object_get(one, "slots"), slots, &n));
    }
    if (n == 0) return cx_fail(cx, ERR_INVALID, "incidents", "is required");
    return answer(cx, call, slots, n);
}

/* --- readiness --- */

static const struct {
    const char *action, *status;
} readiness[] = {
    {"accept",     "alerted"},
    {"depart",     "out"    },
    {"refuse",     "ready"  },
    {"recall",     "ready"  },
    {"stand_down", "ready"  }
};

static Err on_dispatch(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg;
    Rec *rec;
    const char *status = NULL;
    for (size_t i = 0; i < COUNT(readiness); i++)
        if (str_is(cause->action, readiness[i].action)) status = readiness[i].status;
    if (!status || tx->past) return OK;
    TRY(system_reg(tx->cx, site, "dispatch", &reg));
    TRY(record_load(tx->cx, tx->db, reg, cause->record, &rec));
    int64_t team = rec ? rec_i64(rec, "team", 0) : 0;
    if (team == 0) return OK;
    json_t *o = json_object();
    json_object_set_new(o, "status", json_string(status));
    Write w = {.action = S("update"), .id = team, .reason = S("")};
    return system_write(tx, site, "team", &w, o);
}

static const HttpRoute routes[] = {
    {"POST", "/api/incidents/{id}/proposal", propose_one,
     GATED("read", "Teams that an incident may get, the best choice with its reasons"), RATE_READ,
     HTTP_SLOW,                                                                                               65536},
    {"POST", "/api/dispatch/proposal",       propose_many,
     GATED("read", "The same for several incidents at once"),                           RATE_READ, HTTP_SLOW, 65536},
};

static const On on[] = {
    {"dispatch.*", on_dispatch, NULL},
    {NULL,         NULL,        NULL}
};

const System dispatch_system = {
    .name = "dispatch", .routes = routes, .n_routes = COUNT(routes), .on = on};
