/* SPDX-License-Identifier: Apache-2.0 */
/* One graph for all calls, and one state of it: the closures of now. Both are read or made by
 * whoever needs them first, and go when the last who works with them is done. */
#include <math.h>

#include "sys/sys.h"
#include "sys/thread.h"
#include "systems/dispatch/roads_int.h"
#include "systems/dispatch_sql.h"

/* source: U, until the city sets them */
static const double BUFFER_M = 30, PARTLY_FACTOR = 3;
/* how far from a road a person may point who thinks it closed; source: U */
static const double THOUGHT_M = 2000;
enum { SLOWER_MAX = 1000 };

struct RoadBook {
    Mutex lock;
    bool looked; /* whether there is a file */
    RoadGraph *graph;
    RoadState *state;
};

RoadBook *road_book_new(void)
{
    RoadBook *b = sys_mem_new(sizeof *b);
    mutex_init(&b->lock);
    return b;
}

/* --- lending: counts change under the lock only --- */

static void drop_graph(RoadGraph *g)
{
    if (g && --g->users == 0) road_graph_free(g);
}

static void drop_state(RoadState *s)
{
    if (!s || --s->users) return;
    drop_graph(s->graph);
    cx_close(s->cx);
    sys_mem_free(s);
}

static void forget(RoadBook *b)
{
    drop_state(b->state);
    drop_graph(b->graph);
    b->state = NULL;
    b->graph = NULL;
    b->looked = false;
}

void road_book_forget(RoadBook *b)
{
    mutex_lock(&b->lock);
    forget(b);
    mutex_unlock(&b->lock);
}

void road_book_free(RoadBook *b)
{
    if (!b) return;
    forget(b);
    mutex_destroy(&b->lock);
    sys_mem_free(b);
}

typedef struct Loan {
    RoadBook *book;
    RoadGraph *graph;
    RoadState *state;
} Loan;

static void give_back(void *loan)
{
    Loan *l = loan;
    mutex_lock(&l->book->lock);
    drop_state(l->state);
    drop_graph(l->graph);
    mutex_unlock(&l->book->lock);
}

static void lend(Cx *cx, RoadBook *b, RoadGraph *g, RoadState *s)
{
    Loan *l = cx_new(cx, Loan, 1);
    *l = (Loan){b, g, s};
    if (g) g->users++;
    if (s) s->users++;
    cx_defer(cx, give_back, l);
}

static Err need_graph(Cx *cx, const Site *site)
{
    RoadBook *b = site->roads;
    if (b->looked) return OK;
    TRY(road_graph_read(cx, site, &b->graph));
    if (b->graph) b->graph->users = 1;
    b->looked = true;
    return OK;
}

Err road_graph_use(Cx *cx, const Site *site, RoadGraph **ret)
{
    RoadBook *b = site->roads;
    mutex_lock(&b->lock);
    Err err = need_graph(cx, site);
    *ret = err == OK ? b->graph : NULL;
    if (*ret) lend(cx, b, *ret, NULL);
    mutex_unlock(&b->lock);
    return err;
}

/* --- shapes of closures: GeoJSON, as the register keeps it (RFC 7946 §3.1) --- */

static LonLat point_of(json_t *j)
{
    return (LonLat){json_number_value(json_array_get(j, 0)),
                    json_number_value(json_array_get(j, 1))};
}

static Ring line_of(Cx *cx, json_t *j)
{
    Ring r = {cx_new(cx, LonLat, json_array_size(j)), json_array_size(j)};
    for (size_t i = 0; i < r.n; i++) r.p[i] = point_of(json_array_get(j, i));
    return r;
}

static Area area_of(Cx *cx, json_t *j)
{
    Area a = {.rings = cx_new(cx, Ring, json_array_size(j)), .n = json_array_size(j)};
    for (size_t i = 0; i < a.n; i++) a.rings[i] = line_of(cx, json_array_get(j, i));
    area_measure(&a);
    return a;
}

RoadShape road_shape(Cx *cx, json_t *geometry)
{
    Str type = json_text(geometry, "type");
    json_t *c = json_object_get(geometry, "coordinates");
    bool many = str_starts(type, S("Multi"));
    size_t n = many ? json_array_size(c) : 1;
    RoadShape s = {.points = cx_new(cx, LonLat, n),
                   .lines = cx_new(cx, Ring, n),
                   .areas = cx_new(cx, Area, n)};
    for (size_t i = 0; i < n; i++) {
        json_t *part = many ? json_array_get(c, i) : c;
        if (str_ends(type, S("Point"))) s.points[s.n_points++] = point_of(part);
        else if (str_ends(type, S("LineString"))) s.lines[s.n_lines++] = line_of(cx, part);
        else if (str_ends(type, S("Polygon"))) s.areas[s.n_areas++] = area_of(cx, part);
    }
    return s;
}

/* --- the state --- */

typedef struct Closure {
    int64_t id, version;
    bool blocks;  /* else it slows down */
    bool thought; /* in no register: a point means the nearest stretch of road */
    Str geometry;
} Closure;

typedef struct Closures {
    Closure *p;
    size_t n, cap;
} Closures;

/* Levels of the code list closure_kind: 1 blocks, 2 slows down, others do neither. */
static int level_of(const Site *site, Str kind)
{
    const CodeList *list = model_list(book_model(site->book), S("closure_kind"));
    const Code *code = list ? code_find(list, kind) : NULL;
    return code && code->level.len == 1 ? code->level.p[0] - '0' : 1;
}

static Err read_closures(Cx *cx, const Site *site, Db *db, Closures *ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_ROAD_CLOSURES), &st));
    stmt_i64(st, 1, cx->now_ms);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        int level = level_of(site, col_str(st, 2));
        if (level > 2) continue;
        vec_push(cx, ret,
                 ((Closure){.id = col_i64(st, 0),
                            .version = col_i64(st, 1),
                            .blocks = level == 1 && str_is(col_str(st, 3), "closed"),
                            .geometry = col_dup(cx, st, 4)}));
    }
    stmt_reset(st);
    return OK;
}

typedef struct Rules {
    double buffer_m, factor;
} Rules;

static Digest digest_of(Cx *cx, const RoadGraph *g, const Closures *c, const Rules *r)
{
    Buf b = buf_new(cx, 0);
    buf_add(&b, hash_hex(cx, g->sum));
    buf_fmt(&b, " %.17g %.17g", r->buffer_m, r->factor);
    for (size_t i = 0; i < c->n; i++)
        buf_fmt(&b, " %lld.%lld.%d", (long long)c->p[i].id, (long long)c->p[i].version,
                c->p[i].blocks);
    return hash_bytes(HASH_SHA256, buf_str(&b));
}

typedef struct Applying {
    RoadState *state;
    bool blocks;
    double factor;
    int64_t touched;
} Applying;

static uint32_t slower(uint32_t ms, uint32_t base, double factor)
{
    double to = fmin(round(base * factor), (double)ROUTES_MAX_MS);
    return base == ROAD_NEVER || ms == ROAD_NEVER || to < ms ? ms : (uint32_t)to;
}

static void touch(int32_t piece, void *ctx)
{
    Applying *a = ctx;
    const RoadPiece *p = &a->state->graph->roads.pieces[piece];
    uint32_t *ahead = &a->state->ahead_ms[piece], *back = &a->state->back_ms[piece];
    a->touched++;
    *ahead = a->blocks ? ROAD_NEVER : slower(*ahead, p->ahead_ms, a->factor);
    *back = a->blocks ? ROAD_NEVER : slower(*back, p->back_ms, a->factor);
}

static void touch_nearest(Cx *cx, const RoadState *s, const RoadShape *shape, Applying *a)
{
    RoadSpot found[ROAD_SPOTS_MAX];
    for (size_t i = 0; i < shape->n_points; i++)
        if (road_spots(cx, &s->graph->grid, shape->points[i], THOUGHT_M, s->graph->main, found))
            touch(found[0].piece, a);
}

static void apply(Cx *cx, RoadState *s, const Closure *c, const Rules *r)
{
    json_t *geometry = json_loadb(c->geometry.p, c->geometry.len, 0, NULL);
    Applying a = {s, c->blocks, r->factor, 0};
    RoadShape shape = road_shape(cx, geometry);
    json_decref(geometry);
    if (c->thought && shape.n_points) touch_nearest(cx, s, &shape, &a);
    else road_touched(cx, &s->graph->grid, &shape, r->buffer_m, touch, &a);
    s->closures++;
    s->closures_off += a.touched == 0;
}

uint32_t *road_arc_ms(Cx *cx, const RoadGraph *g, const uint32_t *ahead, const uint32_t *back)
{
    uint32_t *ms = cx_new(cx, uint32_t, g->index.net.n_arcs);
    for (size_t i = 0; i < g->index.net.n_arcs; i++)
        ms[i] = g->arcs[i].back ? back[g->arcs[i].piece] : ahead[g->arcs[i].piece];
    return ms;
}

static RoadState *new_state(const Cx *cx, RoadGraph *g, Digest of)
{
    RoadState *s = sys_mem_new(sizeof *s);
    size_t n = g->roads.n_pieces;
    *s = (RoadState){.cx = cx_open(cx->now_ms, 0), .users = 1, .graph = g, .of = of};
    g->users++;
    s->ahead_ms = cx_new(s->cx, uint32_t, n);
    s->back_ms = cx_new(s->cx, uint32_t, n);
    s->usable = cx_new(s->cx, uint8_t, n);
    for (size_t i = 0; i < n; i++) {
        s->ahead_ms[i] = g->roads.pieces[i].ahead_ms;
        s->back_ms[i] = g->roads.pieces[i].back_ms;
    }
    return s;
}

/* The work's memory is its own: only what the state keeps lies in the state. */
static RoadState *make_state(const Cx *cx, RoadGraph *g, const Closures *c, const Rules *r,
                             Digest of)
{
    RoadState *s = new_state(cx, g, of);
    Cx *work = cx_open(cx->now_ms, 0);
    for (size_t i = 0; i < c->n; i++) apply(work, s, &c->p[i], r);
    for (size_t i = 0; i < g->roads.n_pieces; i++)
        s->usable[i] = g->main[i] && (s->ahead_ms[i] != ROAD_NEVER || s->back_ms[i] != ROAD_NEVER);
    routes_tune(s->cx, &g->index, road_arc_ms(work, g, s->ahead_ms, s->back_ms), &s->times);
    cx_close(work);
    return s;
}

static Err want_rules(Cx *cx, const Site *site, Db *db, Rules *ret)
{
    TRY(system_parameter(cx, site, db, "dispatch.closure_buffer_m", BUFFER_M, &ret->buffer_m));
    TRY(system_parameter(cx, site, db, "dispatch.partly_factor", PARTLY_FACTOR, &ret->factor));
    ret->factor = fmin(fmax(ret->factor, 1), SLOWER_MAX);
    return OK;
}

static Err want_now(Cx *cx, const Site *site, Rules *rules, Closures *closures)
{
    Db *db;
    TRY(store_reader(cx, site->store, &db));
    TRY(want_rules(cx, site, db, rules));
    return read_closures(cx, site, db, closures);
}

/* Under the lock: whoever comes meanwhile needs the same. */
static Err need_state(Cx *cx, const Site *site, const Closures *c, const Rules *r)
{
    RoadBook *b = site->roads;
    TRY(need_graph(cx, site));
    if (!b->graph) return OK;
    Digest of = digest_of(cx, b->graph, c, r);
    if (b->state && memcmp(b->state->of.b, of.b, HASH_LEN) == 0) return OK;
    RoadState *s = make_state(cx, b->graph, c, r, of);
    drop_state(b->state);
    b->state = s;
    return OK;
}

Err road_state_use(Cx *cx, const Site *site, RoadState **ret)
{
    Rules rules;
    Closures closures = {0};
    RoadBook *b = site->roads;
    TRY(want_now(cx, site, &rules, &closures));
    mutex_lock(&b->lock);
    Err err = need_state(cx, site, &closures, &rules);
    *ret = err == OK && b->graph ? b->state : NULL;
    if (*ret) lend(cx, b, NULL, *ret);
    mutex_unlock(&b->lock);
    return err;
}

Err road_state_if(Cx *cx, const Site *site, const RoadsClosed *closed, RoadState **ret)
{
    Rules rules;
    Closures closures = {0};
    RoadBook *b = site->roads;
    TRY(want_now(cx, site, &rules, &closures));
    for (size_t i = 0; i < closed->n; i++)
        vec_push(cx, &closures,
                 ((Closure){.blocks = true, .thought = true, .geometry = closed->shapes[i]}));
    mutex_lock(&b->lock);
    Err err = need_graph(cx, site);
    *ret = err == OK && b->graph ? make_state(cx, b->graph, &closures, &rules, (Digest){0}) : NULL;
    if (*ret) {
        lend(cx, b, NULL, *ret);
        (*ret)->users--; /* the borrower is the only one who knows of it */
    }
    mutex_unlock(&b->lock);
    return err;
}

/* --- the verb --- */

Err roads_info(Cx *cx, const Site *site, Buf *out)
{
    RoadGraph *g;
    TRY(road_graph_use(cx, site, &g));
    buf_add(out, g ? g->meta : S("{\"loaded\":false}"));
    return OK;
}

static Err enter(Txn *tx, Cmd *cmd)
{
    const Entry *e = cmd->arg;
    Entry copy = *e;
    return journal_append(tx, &copy);
}

/* Who changed the roads that forces are sent by, and when, is an entry like any other. */
static Err changed(Cx *cx, const Site *site, const char *action, Str body)
{
    Entry e = {.reg = S("roads"), .action = str_c(action), .body = body};
    Cmd cmd = {.cx = cx, .run = enter, .arg = &e};
    road_book_forget(site->roads);
    return journal_do(site->journal, &cmd);
}

static Err load(Cx *cx, const Site *site, json_t *input)
{
    RoadGraph *g;
    Datum datum = DATUM_WGS84;
    Str file = json_text(input, "file"), named = json_text(input, "datum");
    if (file.len == 0) return cx_fail(cx, ERR_INVALID, "file", "is required");
    if (named.len && !datum_by_name(named, &datum))
        return cx_refuse(cx, ERR_INVALID, S("--datum"), named, "must be wgs84, gcj02 or bd09");
    TRY(road_graph_make(cx, site, file, datum));
    road_book_forget(site->roads);
    TRY(road_graph_use(cx, site, &g));
    return changed(cx, site, "load",
                   str_fmt(cx, "{\"sha256\":\"%.*s\",\"nodes\":%zu}", STR_ARG(hash_hex(cx, g->sum)),
                           g->roads.n_nodes));
}

static Err drop(Cx *cx, const Site *site)
{
    TRY(sys_file_remove(cx, road_graph_path(cx, site)));
    return changed(cx, site, "drop", S("{}"));
}

Err roads_verb(Cx *cx, const Site *site, json_t *input, Buf *out)
{
    Str what = json_text(input, "do");
    if (str_is(what, "load")) TRY(load(cx, site, input));
    else if (str_is(what, "drop")) TRY(drop(cx, site));
    else if (!str_is(what, "info"))
        return cx_refuse(cx, ERR_INVALID, S("--"), what, "must be load FILE, info or drop");
    return roads_info(cx, site, out);
}
