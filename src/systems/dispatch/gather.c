/* SPDX-License-Identifier: Apache-2.0 */
/* What there is of a kind, and why some of it cannot go. */
#include <math.h>

#include "systems/dispatch/dispatch_int.h"
#include "systems/dispatch_sql.h"

enum { SOURCES_MAX = 20000, PAGE = 2000 };

typedef struct Gather {
    Cx *cx;
    const Site *site;
    Db *db;
    Pool *pool;
    Map held;              /* id → double: what orders hold of it */
    Map teams, warehouses; /* id → Rec */
    Val borrower;
    bool below_minimum;
    size_t cap;
} Gather;

/* --- what orders hold --- */

static Str id_key(const int64_t *id)
{
    return (Str){(const char *)id, sizeof *id};
}

static Err read_held(Gather *g, const char *sql)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(g->cx, g->db, str_c(sql), &st));
    for (;;) {
        TRY(stmt_step(g->cx, st, &row));
        if (!row) break;
        int64_t id = col_i64(st, 0);
        double *amount = cx_new(g->cx, double, 1);
        *amount = col_f64(st, 1);
        map_put(g->cx, &g->held, id_key(&id), amount);
    }
    stmt_reset(st);
    return OK;
}

static double held_of(const Gather *g, int64_t id)
{
    const double *amount = map_get(&g->held, id_key(&id));
    return amount ? *amount : 0;
}

/* --- all records of a register that the actor may see --- */

static Err each_record(Gather *g, const char *key, Err (*each)(Gather *g, const Rec *rec))
{
    const Reg *reg;
    Page page = {.next = S("")};
    Query q = {.limit = PAGE, .text = S(""), .region = S(""), .sort_column = S(""), .after = S("")};
    TRY(system_reg(g->cx, g->site, key, &reg));
    q.reg = reg;
    do {
        q.after = page.next;
        TRY(query_run(g->cx, g->site->book, &q, &page));
        for (size_t i = 0; i < page.n; i++) TRY(each(g, page.recs[i]));
    } while (page.next.len);
    return OK;
}

static Err keep_team(Gather *g, const Rec *rec)
{
    Rec *copy = cx_new(g->cx, Rec, 1);
    *copy = *rec;
    map_put(g->cx, &g->teams, id_key(&rec->id), copy);
    return OK;
}

static Err keep_warehouse(Gather *g, const Rec *rec)
{
    Rec *copy = cx_new(g->cx, Rec, 1);
    *copy = *rec;
    map_put(g->cx, &g->warehouses, id_key(&rec->id), copy);
    return OK;
}

static LonLat place_of(const Rec *rec)
{
    LonLat p = {NAN, NAN};
    if (rec && !rec_place(rec, &p.lon, &p.lat)) p.lon = p.lat = NAN;
    return p;
}

static Err add(Gather *g, Source s)
{
    Pool *pool = g->pool;
    if (pool->n == SOURCES_MAX)
        return cx_fail(g->cx, ERR_TOO_BIG, need_register(pool->need),
                       "more than %d of them: choose a smaller region", SOURCES_MAX);
    pool->p = vec_room(g->cx, pool->p, pool->n, &g->cap, sizeof *pool->p);
    s.free = s.away == AWAY_NOT && s.all > s.held + s.kept ? s.all - s.held - s.kept : 0;
    pool->p[pool->n++] = s;
    return OK;
}

/* --- teams --- */

static Away team_away(const Gather *g, const Rec *team)
{
    Str status = rec_str(team, "status");
    if (held_of(g, team->id) > 0 || str_is(status, "out")) return AWAY_OUT;
    bool ready = status.len == 0 || str_is(status, "ready") || str_is(status, "alerted");
    return ready ? AWAY_NOT : AWAY_RESTING;
}

static Err add_team(Gather *g, const Rec *rec)
{
    return add(g, (Source){.rec = rec,
                           .away = team_away(g, rec),
                           .at = place_of(rec),
                           .muster_s = rec_i64(rec, "assembly_min", 0) * 60,
                           .all = 1,
                           .capabilities = rec_str(rec, "capabilities"),
                           .kind = rec_str(rec, "kind"),
                           .item = S(""),
                           .unit = S(""),
                           .expires = INT64_MAX,
                           .org = rec_val(rec, "org"),
                           .agreed = agreement_holds(g->cx, rec, g->borrower)});
}

/* --- equipment --- */

static const Rec *of_map(const Map *m, int64_t id)
{
    return id ? map_get(m, id_key(&id)) : NULL;
}

static Away gear_away(const Gather *g, const Rec *rec, const Rec *team)
{
    if (str_is(rec->state, "repair")) return AWAY_REPAIR;
    if (str_is(rec->state, "lent")) return AWAY_LENT;
    if (str_is(rec->state, "in_use") && held_of(g, rec->id) <= 0) return AWAY_OUT;
    if (team && team_away(g, team) != AWAY_NOT) return AWAY_WITH_TEAM;
    return AWAY_NOT;
}

/* Its own place, else that of its store, else that of its team. */
static LonLat gear_place(const Rec *rec, const Rec *store, const Rec *team)
{
    LonLat p = place_of(rec);
    if (isnan(p.lon)) p = place_of(store);
    return isnan(p.lon) ? place_of(team) : p;
}

static Val org_of(const Rec *rec, const Rec *store, const Rec *team)
{
    Val org = rec_val(rec, "org");
    if (org.kind == VAL_NULL && store) org = rec_val(store, "org");
    return org.kind == VAL_NULL && team ? rec_val(team, "org") : org;
}

static Err add_gear(Gather *g, const Rec *rec)
{
    const Rec *team = of_map(&g->teams, rec_i64(rec, "team", 0)),
              *store = of_map(&g->warehouses, rec_i64(rec, "warehouse", 0));
    if (str_is(rec->state, "scrapped")) return OK;
    return add(g, (Source){.rec = rec,
                           .away = gear_away(g, rec, team),
                           .at = gear_place(rec, store, team),
                           .muster_s = team    ? rec_i64(team, "assembly_min", 0) * 60
                                       : store ? rec_i64(store, "opens_min", 0) * 60
                                               : 0,
                           .all = rec_i64(rec, "quantity", 1),
                           .held = (int64_t)ceil(held_of(g, rec->id)),
                           .capabilities = rec_str(rec, "capabilities"),
                           .kind = rec_str(rec, "kind"),
                           .item = rec_str(rec, "item"),
                           .unit = S(""),
                           .team = rec_i64(rec, "team", 0),
                           .warehouse = rec_i64(rec, "warehouse", 0),
                           .expires = INT64_MAX,
                           .org = org_of(rec, store, team),
                           .agreed = team && agreement_holds(g->cx, team, g->borrower)});
}

/* --- goods --- */

static int64_t scaled(const Rec *rec, const char *field)
{
    Val v = rec_val(rec, field);
    double f = v.kind == VAL_REAL ? v.f : v.kind == VAL_INT ? (double)v.i : 0;
    return (int64_t)floor(fmin(f, 1e12) * SCALE + 0.5);
}

static Away lot_away(const Gather *g, const Rec *rec, const Rec *store)
{
    Str status = store ? rec_str(store, "status") : S("");
    Val expires = rec_val(rec, "expires_on");
    if (str_is(rec->state, "frozen")) return AWAY_REPAIR;
    if (expires.kind == VAL_INT && expires.i < day_of_ms(g->cx->now_ms)) return AWAY_EXPIRED;
    bool open = status.len == 0 || str_is(status, "normal") || str_is(status, "watch");
    return open ? AWAY_NOT : AWAY_SHUT;
}

static Err add_lot(Gather *g, const Rec *rec)
{
    const Rec *store = of_map(&g->warehouses, rec_i64(rec, "warehouse", 0));
    if (str_is(rec->state, "used") || str_is(rec->state, "scrapped")) return OK;
    return add(g, (Source){.rec = rec,
                           .away = lot_away(g, rec, store),
                           .at = place_of(store),
                           .muster_s = store ? rec_i64(store, "opens_min", 0) * 60 : 0,
                           .all = scaled(rec, "quantity"),
                           .held = (int64_t)ceil(held_of(g, rec->id) * SCALE - 0.5),
                           .kept = g->below_minimum ? 0 : scaled(rec, "minimum"),
                           .capabilities = S(""),
                           .kind = S(""),
                           .item = rec_str(rec, "item"),
                           .unit = rec_str(rec, "unit"),
                           .warehouse = rec_i64(rec, "warehouse", 0),
                           .expires = rec_i64(rec, "expires_on", INT64_MAX),
                           .org = org_of(rec, store, NULL)});
}

/* --- the whole --- */

static Err gather(Gather *g)
{
    switch (g->pool->need) {
    case SORT_TEAM:
        TRY(read_held(g, SQL_DISPATCH_TEAMS_HELD));
        return each_record(g, "team", add_team);
    case SORT_EQUIPMENT:
        TRY(read_held(g, SQL_DISPATCH_TEAMS_HELD)); /* ids are of one series for all registers */
        TRY(read_held(g, SQL_DISPATCH_EQUIPMENT_HELD));
        TRY(each_record(g, "team", keep_team));
        TRY(each_record(g, "warehouse", keep_warehouse));
        return each_record(g, "equipment", add_gear);
    case SORT_STOCK:
        TRY(read_held(g, SQL_DISPATCH_STOCK_HELD));
        TRY(each_record(g, "warehouse", keep_warehouse));
        return each_record(g, "stock", add_lot);
    case N_SORTS: break;
    }
    return OK;
}

Err pool_gather(Cx *cx, const Site *site, Sort need, Val borrower, Pool *ret)
{
    double below;
    *ret = (Pool){.need = need};
    Gather g = {.cx = cx, .site = site, .pool = ret, .borrower = borrower};
    TRY(store_reader(cx, site->store, &g.db));
    TRY(system_parameter(cx, site, g.db, "dispatch.below_minimum", 0, &below));
    g.below_minimum = below > 0;
    return gather(&g);
}
