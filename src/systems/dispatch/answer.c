/* SPDX-License-Identifier: Apache-2.0 */
/* A proposal in words and numbers: what goes, how long it takes and by which reckoning, whose it
 * is, what it leaves bare, what else could go, and why a place stays empty. */
#include <math.h>
#include <stdlib.h>

#include "systems/dispatch/dispatch_int.h"

enum { OTHERS_MAX = 10 };

typedef struct Answer {
    Cx *cx;
    const Site *site;
    Db *db;
    const Proposal *p;
    Jw *w;
} Answer;

static Str in_words(const Answer *a, const char *list, Str code)
{
    const CodeList *codes = model_list(book_model(a->site->book), str_c(list));
    const Code *c = codes ? code_find(codes, code) : NULL;
    return c ? cx_pick(a->cx, c->label.zh, c->label.en) : code;
}

static Str county(const Rec *rec)
{
    return str_head(rec->region, rec->region.len < 6 ? rec->region.len : 6);
}

static double amount(Sort need, int64_t v)
{
    return need == SORT_STOCK ? (double)v / SCALE : (double)v;
}

static int64_t taken_in_all(const Answer *a, const Pool *pool, size_t u)
{
    int64_t sum = 0;
    for (size_t s = 0; s < a->p->n_slots; s++) sum += *taken_of(a->p, pool, u, s);
    return sum;
}

static int64_t left_of(const Answer *a, const Pool *pool, size_t u)
{
    return pool->p[u].free - taken_in_all(a, pool, u);
}

/* --- what a choice leaves bare --- */

static bool has_capability(const Source *s, Str word)
{
    Str rest = s->capabilities, one;
    while (str_next(&rest, ' ', &one))
        if (str_eq(one, word)) return true;
    return false;
}

typedef bool Like(const Source *s, Str what);

static bool is_kind(const Source *s, Str what)
{
    return str_eq(s->kind, what);
}

static bool is_item(const Source *s, Str what)
{
    return str_eq(s->item, what);
}

/* Is anything of the sort left that could still go, in the county of `of`? */
static bool is_left(const Answer *a, const Pool *pool, const Source *of, Like *like, Str what)
{
    for (size_t i = 0; i < pool->n; i++)
        if (like(&pool->p[i], what) && str_eq(county(pool->p[i].rec), county(of->rec)) &&
            left_of(a, pool, i) > 0)
            return true;
    return false;
}

static void put_below_minimum(const Answer *a, const Pool *pool, size_t u)
{
    const Source *s = &pool->p[u];
    double minimum = NAN, left = amount(SORT_STOCK, s->all - s->held - taken_in_all(a, pool, u));
    Val v = rec_val(s->rec, "minimum");
    if (v.kind == VAL_REAL) minimum = v.f;
    if (v.kind == VAL_INT) minimum = (double)v.i;
    if (!(left < minimum)) return;
    Str item = in_words(a, "supply_item", s->item);
    bool en = a->cx->lang == LANG_EN;
    jw_str(a->w,
           en ? str_fmt(a->cx, "%.*s: %g of the minimum of %g left", STR_ARG(item), left, minimum)
              : str_fmt(a->cx, "%.*s低于最低储备（余%g，最低%g）", STR_ARG(item), left, minimum));
}

static void put_uncovers(const Answer *a, const Pool *pool, size_t u)
{
    const Source *s = &pool->p[u];
    Str rest = s->capabilities, one;
    jw_key(a->w, S("uncovers"));
    jw_open(a->w, '[');
    switch (pool->need) {
    case SORT_TEAM:
        while (str_next(&rest, ' ', &one))
            if (!is_left(a, pool, s, has_capability, one))
                jw_str(a->w, in_words(a, "capability", one));
        break;
    case SORT_EQUIPMENT:
        if (!is_left(a, pool, s, is_kind, s->kind))
            jw_str(a->w, in_words(a, "equipment_kind", s->kind));
        break;
    case SORT_STOCK:
        put_below_minimum(a, pool, u);
        if (!is_left(a, pool, s, is_item, s->item))
            jw_str(a->w, in_words(a, "supply_item", s->item));
        break;
    case N_SORTS: break;
    }
    jw_close(a->w, ']');
}

/* --- a choice --- */

static void put_amount(const Answer *a, const char *key, Sort need, int64_t v)
{
    jw_key(a->w, str_c(key));
    if (need == SORT_STOCK) jw_f64(a->w, amount(need, v));
    else jw_i64(a->w, v);
}

static void put_leg(const Answer *a, const Pool *pool, const Source *s, const Slot *slot)
{
    const Leg *leg = source_leg(pool, s, slot);
    jw_ki64(a->w, "travel_min", (s->muster_s + leg->s + 59) / 60);
    jw_ki64(a->w, "muster_min", (s->muster_s + 59) / 60);
    jw_ki64(a->w, "distance_m", (int64_t)leg->far_m);
    jw_ki64(a->w, "travel_s", s->muster_s + leg->s);
    jw_kstr(a->w, "travel", str_c(travel_name(leg->by)));
}

static void put_owner(const Answer *a, const Source *s)
{
    bool loan = is_loan(a->cx, a->site, s, a->p->borrower);
    jw_kbool(a->w, "loan", loan);
    jw_key(a->w, S("lender"));
    if (!loan) {
        jw_null(a->w);
        return;
    }
    jw_open(a->w, '{');
    if (s->org.kind == VAL_INT) jw_kstr(a->w, "id", id_format(a->cx, s->org.i));
    else jw_knull(a->w, "id");
    jw_kstr(a->w, "name", org_title(a->cx, a->site, a->db, s->org));
    jw_close(a->w, '}');
}

static void put_goods(const Answer *a, const Source *s)
{
    jw_kstr(a->w, "unit", s->unit);
    jw_kstr(a->w, "item", s->item);
    if (s->expires != INT64_MAX) jw_kstr(a->w, "expires_on", date_format(a->cx, s->expires));
    else jw_knull(a->w, "expires_on");
}

static void put_source(const Answer *a, const Pool *pool, size_t u, const Slot *slot)
{
    const Source *s = &pool->p[u];
    jw_kstr(a->w, "need", str_c(need_register(pool->need)));
    jw_kstr(a->w, need_register(pool->need), id_format(a->cx, s->rec->id));
    jw_kstr(a->w, "title", s->rec->title);
    jw_kstr(a->w, "region", s->rec->region);
    if (pool->need == SORT_STOCK) put_goods(a, s);
    put_leg(a, pool, s, slot);
    put_owner(a, s);
}

static void put_choice(const Answer *a, const Pool *pool, size_t u, size_t slot)
{
    jw_open(a->w, '{');
    put_source(a, pool, u, &a->p->slots[slot]);
    put_amount(a, "quantity", pool->need, *taken_of(a->p, pool, u, slot));
    put_uncovers(a, pool, u);
    jw_close(a->w, '}');
}

/* --- what else could go --- */

typedef struct Other {
    size_t source;
    int64_t s, left;
} Other;

static int by_time(const void *a, const void *b)
{
    const Other *x = a, *y = b;
    if ((x->left > 0) != (y->left > 0)) return x->left > 0 ? -1 : 1; /* idle ones first */
    if (x->s != y->s) return x->s < y->s ? -1 : 1;
    return (x->source > y->source) - (x->source < y->source);
}

static size_t find_others(const Answer *a, const Pool *pool, size_t slot, Other **ret)
{
    const Slot *wanted = &a->p->slots[slot];
    Other *list = cx_new(a->cx, Other, pool->n);
    size_t n = 0;
    for (size_t u = 0; u < pool->n; u++) {
        const Source *s = &pool->p[u];
        const Leg *leg = source_leg(pool, s, wanted);
        if (s->free == 0 || !leg_leads(leg) || !source_fits(a->site, s, wanted)) continue;
        int64_t left = left_of(a, pool, u), here = *taken_of(a->p, pool, u, slot);
        if (here && left == 0) continue;
        list[n++] = (Other){u, s->muster_s + leg->s, left};
    }
    if (n) qsort(list, n, sizeof *list, by_time);
    *ret = list;
    return n < OTHERS_MAX ? n : OTHERS_MAX;
}

static void put_others(const Answer *a, const Pool *pool, size_t slot)
{
    Other *list;
    size_t n = find_others(a, pool, slot, &list);
    jw_key(a->w, S("alternatives"));
    jw_open(a->w, '[');
    for (size_t i = 0; i < n; i++) {
        jw_open(a->w, '{');
        put_source(a, pool, list[i].source, &a->p->slots[slot]);
        put_amount(a, "available", pool->need, list[i].left);
        jw_kbool(a->w, "elsewhere", list[i].left == 0);
        jw_close(a->w, '}');
    }
    jw_close(a->w, ']');
}

/* --- why a place stays empty --- */

enum Why {
    WHY_OUT,
    WHY_RESTING,
    WHY_REPAIR,
    WHY_LENT,
    WHY_WITH_TEAM,
    WHY_EXPIRED,
    WHY_SHUT,
    WHY_RESERVED,
    WHY_MINIMUM,
    WHY_NOWHERE,
    WHY_CUT,
    WHY_ELSEWHERE,
    N_WHY
};

static const struct {
    const char *key, *zh, *en;
} whys[N_WHY] = {
    {"out",       "已派出",                      "out"                       },
    {"resting",   "休整或训练",                "resting or training"       },
    {"repair",    "检修或待检",                "in repair or on hold"      },
    {"lent",      "已借出",                      "lent"                      },
    {"with_team", "随队出动",                   "with their team"           },
    {"expired",   "已过有效期",                "out of date"               },
    {"shut",      "仓库停用",                   "in a store that is shut"   },
    {"reserved",  "已预留或派出",             "ordered already"           },
    {"minimum",   "为最低储备",                "of the minimum that stays" },
    {"nowhere",   "无坐标",                      "without a place on the map"},
    {"cut_off",   "道路中断，无法到达",    "cut off by closed roads"   },
    {"elsewhere", "用于更急或更近的事件", "needed elsewhere"          },
};

static enum Why why_away(Away away)
{
    static const enum Why of[N_AWAY] = {
        [AWAY_OUT] = WHY_OUT,   [AWAY_RESTING] = WHY_RESTING,     [AWAY_REPAIR] = WHY_REPAIR,
        [AWAY_LENT] = WHY_LENT, [AWAY_WITH_TEAM] = WHY_WITH_TEAM, [AWAY_EXPIRED] = WHY_EXPIRED,
        [AWAY_SHUT] = WHY_SHUT};
    return of[away];
}

/* Of everything that fits: how much is where. Returns all of it. */
static int64_t count_why(const Answer *a, const Pool *pool, size_t slot, int64_t n[N_WHY])
{
    const Slot *wanted = &a->p->slots[slot];
    int64_t all = 0;
    for (size_t u = 0; u < pool->n; u++) {
        const Source *s = &pool->p[u];
        if (!source_fits(a->site, s, wanted)) continue;
        const Leg *leg = source_leg(pool, s, wanted);
        int64_t kept = s->all - s->held < s->kept ? s->all - s->held : s->kept;
        all += s->all;
        if (s->away != AWAY_NOT) {
            n[why_away(s->away)] += s->all;
            continue;
        }
        n[WHY_RESERVED] += s->held;
        n[WHY_MINIMUM] += kept > 0 ? kept : 0;
        if (leg->by == TRAVEL_NOWHERE) n[WHY_NOWHERE] += s->free;
        else if (leg->by == TRAVEL_CUT) n[WHY_CUT] += s->free;
        else n[WHY_ELSEWHERE] += s->free - *taken_of(a->p, pool, u, slot);
    }
    return all;
}

static Str slot_unit(const Answer *a, const Slot *slot)
{
    static const char *const zh[] = {"支", "台套"}, *const en[] = {" teams", ""};
    if (slot->need == SORT_STOCK) return slot->unit;
    return str_c(a->cx->lang == LANG_EN ? en[slot->need] : zh[slot->need]);
}

static void put_why(const Answer *a, const Pool *pool, size_t slot)
{
    const Slot *wanted = &a->p->slots[slot];
    int64_t n[N_WHY] = {0}, all = count_why(a, pool, slot, n);
    bool en = a->cx->lang == LANG_EN, first = true;
    Buf b = buf_new(a->cx, 0);
    Str unit = slot_unit(a, wanted);
    jw_key(a->w, S("empty"));
    jw_open(a->w, '{');
    put_amount(a, "all", pool->need, all);
    if (all == 0) buf_z(&b, en ? "There is none in the registers." : "台账中没有符合要求的资源");
    else buf_fmt(&b, en ? "%g%.*s in all" : "共 %g %.*s", amount(pool->need, all), STR_ARG(unit));
    for (size_t i = 0; i < N_WHY; i++) {
        if (n[i] <= 0) continue;
        put_amount(a, whys[i].key, pool->need, n[i]);
        buf_z(&b, first ? (en ? ": " : "：") : en ? ", " : "；");
        if (en) buf_fmt(&b, "%g %s", amount(pool->need, n[i]), whys[i].en);
        else buf_fmt(&b, "%g %s", amount(pool->need, n[i]), whys[i].zh);
        first = false;
    }
    jw_close(a->w, '}');
    jw_kstr(a->w, "why_empty", buf_str(&b));
}

/* --- a slot --- */

static int64_t filled_of(const Answer *a, const Pool *pool, size_t slot)
{
    int64_t sum = 0;
    for (size_t u = 0; u < pool->n; u++) sum += *taken_of(a->p, pool, u, slot);
    return sum;
}

static void put_wanted(const Answer *a, const Slot *slot)
{
    jw_kstr(a->w, "incident", id_format(a->cx, slot->incident->id));
    jw_kstr(a->w, "need", str_c(need_register(slot->need)));
    if (slot->capability.len) jw_kstr(a->w, "capability", slot->capability);
    if (slot->kind.len) jw_kstr(a->w, "kind", slot->kind);
    if (slot->item.len) jw_kstr(a->w, "item", slot->item);
    if (slot->need == SORT_STOCK) jw_kstr(a->w, "unit", slot->unit);
    put_amount(a, slot->need == SORT_STOCK ? "quantity" : "count", slot->need, slot->amount);
}

static void put_slot(const Answer *a, size_t slot)
{
    const Slot *wanted = &a->p->slots[slot];
    const Pool *pool = &a->p->pools[wanted->need];
    int64_t got = filled_of(a, pool, slot);
    jw_open(a->w, '{');
    put_wanted(a, wanted);
    put_amount(a, "got", wanted->need, got);
    jw_key(a->w, S("filled"));
    jw_open(a->w, '[');
    for (size_t u = 0; u < pool->n; u++)
        if (*taken_of(a->p, pool, u, slot)) put_choice(a, pool, u, slot);
    jw_close(a->w, ']');
    put_others(a, pool, slot);
    if (got < wanted->amount) put_why(a, pool, slot);
    else jw_knull(a->w, "empty"), jw_knull(a->w, "why_empty");
    jw_close(a->w, '}');
}

/* --- the whole --- */

static void put_objective(const Answer *a)
{
    const Pool *pools = a->p->pools;
    bool en = a->cx->lang == LANG_EN;
    jw_ki64(a->w, "objective_s", pools[SORT_TEAM].objective);
    jw_key(a->w, S("objective"));
    jw_open(a->w, '{');
    jw_kstr(
        a->w, "text",
        en ? S("Of each kind as many places as possible of the worst incident first, then the "
               "least travel in all; proven optimal by its dual prices. Teams are chosen first; "
               "equipment of a team goes with it.")
           : S("各类资源先满足最严重事件，再使总行程最短；结果经对偶价格验证为最优。先配队伍，队属"
               "装备随队走"));
    jw_ki64(a->w, "team_s", pools[SORT_TEAM].objective);
    jw_ki64(a->w, "equipment_s", pools[SORT_EQUIPMENT].objective);
    jw_ki64(a->w, "stock_unit_s", pools[SORT_STOCK].objective);
    jw_close(a->w, '}');
    jw_ki64(a->w, "teams_considered", (int64_t)pools[SORT_TEAM].n);
    jw_ki64(a->w, "equipment_considered", (int64_t)pools[SORT_EQUIPMENT].n);
    jw_ki64(a->w, "stock_considered", (int64_t)pools[SORT_STOCK].n);
}

static void put_travel(const Answer *a)
{
    const Travel *t = NULL;
    for (size_t i = 0; i < N_SORTS; i++)
        if (a->p->pools[i].travel.legs) t = &a->p->pools[i].travel;
    if (!t) return;
    jw_key(a->w, S("travel"));
    jw_open(a->w, '{');
    jw_kbool(a->w, "graph", t->graph);
    jw_kstr(a->w, "graph_file", t->graph_file);
    if (t->graph) jw_kstr(a->w, "graph_loaded_at", t->graph_at);
    jw_ki64(a->w, "closures", t->closures);
    jw_ki64(a->w, "closures_off_road", t->closures_off);
    jw_key(a->w, S("straight_factor"));
    jw_f64(a->w, t->detour);
    jw_key(a->w, S("straight_kmh"));
    jw_f64(a->w, t->speed_kmh);
    jw_close(a->w, '}');
}

Err proposal_json(Cx *cx, const Site *site, const Proposal *p, Buf *out)
{
    Jw w = jw_on(out);
    Answer a = {.cx = cx, .site = site, .p = p, .w = &w};
    TRY(store_reader(cx, site->store, &a.db));
    jw_open(&w, '{');
    put_objective(&a);
    put_travel(&a);
    jw_kstr(&w, "borrower", org_title(cx, site, a.db, p->borrower));
    jw_key(&w, S("slots"));
    jw_open(&w, '[');
    for (size_t s = 0; s < p->n_slots; s++) put_slot(&a, s);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return buf_done(out);
}
