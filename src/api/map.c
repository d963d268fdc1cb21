/* SPDX-License-Identifier: Apache-2.0 */
/* Map data: features or aggregates of a register, what is inside a circle or an area, our base map,
 * MBTiles. */
#include <math.h>
#include <sqlite3.h>

#include "api/api_int.h"
#include "api/api_sql.h"
#include "base/embed.h"
#include "geo/area.h"
#include "geo/mvt.h"

enum { FEATURES_MAX = 2000, CELLS_ACROSS = 48 };

/* --- one register as a layer --- */

static Str level_of(const Rec *rec)
{
    static const char *const names[] = {"grade", "colour", "level"};
    for (size_t i = 0; i < COUNT(names); i++) {
        const Field *f = reg_field(rec->reg, str_c(names[i]));
        if (f && f->type == TYPE_CODE && rec->v[f->index].kind == VAL_TEXT)
            return rec->v[f->index].s;
    }
    return S("");
}

static void put_feature(Cx *cx, const Rec *rec, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "type", S("Feature"));
    jw_kstr(w, "id", id_format(cx, rec->id));
    jw_key(w, S("geometry"));
    geometry_json(rec, w);
    jw_key(w, S("properties"));
    jw_open(w, '{');
    jw_kstr(w, "id", id_format(cx, rec->id));
    jw_kstr(w, "title", record_title_for(cx, rec));
    if (rec->state.len) jw_kstr(w, "state", rec->state);
    if (level_of(rec).len) jw_kstr(w, "level", level_of(rec));
    jw_close(w, '}');
    jw_close(w, '}');
}

static Err put_features(Cx *cx, Api *api, Query *q, Jw *w)
{
    Page page;
    q->limit = FEATURES_MAX;
    q->want_total = false;
    TRY(query_run(cx, api->site.book, q, &page));
    jw_kstr(w, "mode", S("features"));
    jw_key(w, S("features"));
    jw_open(w, '[');
    for (size_t i = 0; i < page.n; i++) put_feature(cx, page.recs[i], w);
    jw_close(w, ']');
    return OK;
}

static double cell_for(const Query *q)
{
    double width = q->east >= q->west ? q->east - q->west : 360 - q->west + q->east;
    return width > 0 ? width / CELLS_ACROSS : 0.01;
}

static Err put_cells(Cx *cx, Api *api, const Query *q, Jw *w)
{
    Cell *cells;
    size_t n;
    double size = cell_for(q);
    TRY(query_cells(cx, api->site.book, q, size, &cells, &n));
    jw_kstr(w, "mode", S("aggregates"));
    jw_key(w, S("cell_deg"));
    jw_f64(w, size);
    jw_key(w, S("features"));
    jw_open(w, '[');
    for (size_t i = 0; i < n; i++) {
        jw_open(w, '{');
        jw_kstr(w, "type", S("Feature"));
        jw_key(w, S("geometry"));
        point_json(cells[i].lon, cells[i].lat, w);
        jw_key(w, S("properties"));
        jw_open(w, '{');
        jw_ki64(w, "count", cells[i].count);
        jw_close(w, '}');
        jw_close(w, '}');
    }
    jw_close(w, ']');
    return OK;
}

static Err want_layer(Cx *cx, const HttpCall *call, Query *q)
{
    const Reg *reg;
    TRY(want_reg(cx, call, &reg));
    TRY(want_query(cx, call, reg, "zoom format", q));
    if (!reg_has_place(reg))
        return cx_refuse(cx, ERR_INVALID, S("register"), reg->key, "this register has no places");
    if (!q->has_bbox)
        q->west = -180, q->south = -90, q->east = 180, q->north = 90, q->has_bbox = true;
    return OK;
}

Err get_map(Cx *cx, HttpCall *call)
{
    Query q;
    int64_t n;
    TRY(want_layer(cx, call, &q));
    TRY(query_count(cx, api_of(call)->site.book, &q, &n));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, "type", S("FeatureCollection"));
    jw_ki64(&w, "total", n);
    if (n > FEATURES_MAX) TRY(put_cells(cx, api_of(call), &q, &w));
    else TRY(put_features(cx, api_of(call), &q, &w));
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

static Err points_of(Cx *cx, Api *api, Query *q, MvtPoint **ret, size_t *n)
{
    Page page;
    *n = 0;
    q->limit = FEATURES_MAX * 5;
    q->want_total = false;
    TRY(query_run(cx, api->site.book, q, &page));
    *ret = cx_new(cx, MvtPoint, page.n);
    for (size_t i = 0; i < page.n; i++) {
        MvtPoint *p = &(*ret)[*n];
        *p = (MvtPoint){.id = (uint64_t)page.recs[i]->id,
                        .title = record_title_for(cx, page.recs[i]),
                        .count = 1};
        if (rec_place(page.recs[i], &p->at.lon, &p->at.lat)) ++*n;
    }
    return OK;
}

Err get_mvt(Cx *cx, HttpCall *call)
{
    Query q;
    int64_t z, x, y;
    double box[4];
    MvtPoint *points;
    size_t n;
    bool numbers = str_i64(http_param(call, "z"), &z) && str_i64(http_param(call, "x"), &x) &&
                   str_i64(http_param(call, "y"), &y);
    if (!numbers || z > 22 || z < 0 || !mvt_box((int)z, x, y, box))
        return cx_refuse(cx, ERR_NOT_FOUND, S("tile"), call->path, "no such tile");
    TRY(want_layer(cx, call, &q));
    q.west = box[0], q.south = box[1], q.east = box[2], q.north = box[3];
    TRY(points_of(cx, api_of(call), &q, &points, &n));
    http_answer(call, 200, S("application/vnd.mapbox-vector-tile"),
                mvt_encode(cx, q.reg->key, (int)z, x, y, points, n));
    return OK;
}

/* --- circle and area --- */

typedef struct Inside {
    const Area *area; /* NULL: the circle */
    LonLat centre;
    double radius_m;
    double box[4];
} Inside;

static bool is_inside(const Inside *in, const Rec *rec, double *distance_m)
{
    LonLat p;
    if (!rec_place(rec, &p.lon, &p.lat)) return false;
    *distance_m = geo_distance_m(in->centre, p);
    return in->area ? area_contains(in->area, p) : *distance_m <= in->radius_m;
}

typedef struct Found {
    const Rec *rec;
    double distance_m;
} Found;

static int nearer(const void *a, const void *b)
{
    double x = ((const Found *)a)->distance_m, y = ((const Found *)b)->distance_m;
    return (x > y) - (x < y);
}

static Err put_inside(Cx *cx, Api *api, const Reg *reg, const Inside *in, Jw *w)
{
    enum { SHOWN = 50 };
    Query q = {.reg = reg,
               .limit = 10000,
               .text = S(""),
               .region = S(""),
               .sort_column = S(""),
               .after = S(""),
               .has_bbox = true,
               .west = in->box[0],
               .south = in->box[1],
               .east = in->box[2],
               .north = in->box[3]};
    Page page;
    VEC(Found) found = {0};
    TRY(query_run(cx, api->site.book, &q, &page));
    for (size_t i = 0; i < page.n; i++) {
        Found f = {page.recs[i], 0};
        if (is_inside(in, f.rec, &f.distance_m)) vec_push(cx, &found, f);
    }
    if (found.n == 0) return OK;
    qsort(found.p, found.n, sizeof *found.p, nearer);
    jw_open(w, '{');
    jw_kstr(w, "register", reg->key);
    put_label(w, "label", reg->label);
    jw_ki64(w, "total", (int64_t)found.n);
    jw_key(w, S("items"));
    jw_open(w, '[');
    for (size_t i = 0; i < found.n && i < SHOWN; i++) {
        double lon, lat;
        (void)rec_place(found.p[i].rec, &lon, &lat);
        jw_open(w, '{');
        jw_kstr(w, "id", id_format(cx, found.p[i].rec->id));
        jw_kstr(w, "title", record_title_for(cx, found.p[i].rec));
        jw_kstr(w, "region", found.p[i].rec->region);
        if (found.p[i].rec->state.len) jw_kstr(w, "state", found.p[i].rec->state);
        jw_key(w, S("lon")), jw_f64(w, lon);
        jw_key(w, S("lat")), jw_f64(w, lat);
        jw_ki64(w, "distance_m", (int64_t)lround(found.p[i].distance_m));
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
    return OK;
}

static bool is_asked(Str kinds, Str key)
{
    Str one;
    if (kinds.len == 0) return true;
    while (str_next(&kinds, ',', &one))
        if (str_eq(str_trim(one), key)) return true;
    return false;
}

static Err answer_inside(Cx *cx, HttpCall *call, Str kinds, const Inside *in)
{
    Api *api = api_of(call);
    const Model *m = book_model(api->site.book);
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    Str rest = kinds, one;
    while (str_next(&rest, ',', &one))
        if (!model_reg(m, str_trim(one)))
            return cx_refuse(cx, ERR_INVALID, S("kinds"), one, "no such register");
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < m->n_regs; i++) {
        const Reg *r = m->regs[i];
        if (reg_has_place(r) && is_asked(kinds, r->key) &&
            may_read(api, cx->actor, r, cx->actor->region))
            TRY(put_inside(cx, api, r, in, &w));
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

Err get_near(Cx *cx, HttpCall *call)
{
    Inside in = {0};
    Str kinds;
    TRY(want_f64(cx, call, "lon", -180, 180, &in.centre.lon));
    TRY(want_f64(cx, call, "lat", -90, 90, &in.centre.lat));
    TRY(want_f64(cx, call, "radius_m", 1, 200000, &in.radius_m));
    TRY(want_param(cx, call, "kinds", &kinds));
    geo_circle_box(in.centre, in.radius_m, in.box);
    return answer_inside(cx, call, kinds, &in);
}

static Err read_ring(Cx *cx, json_t *j, Ring *ret)
{
    ret->n = json_array_size(j);
    ret->p = cx_new(cx, LonLat, ret->n);
    for (size_t i = 0; i < ret->n; i++) {
        json_t *p = json_array_get(j, i);
        ret->p[i] = (LonLat){json_number_value(json_array_get(p, 0)),
                             json_number_value(json_array_get(p, 1))};
    }
    return OK;
}

static Err read_area(Cx *cx, json_t *geometry, Area *ret)
{
    enum { RINGS_MAX = 1000 };
    Str canonical;
    Str type = json_text(geometry, "type");
    if (!str_is(type, "Polygon") && !str_is(type, "MultiPolygon"))
        return cx_refuse(cx, ERR_INVALID, S("geometry"), type,
                         "must be a GeoJSON Polygon or MultiPolygon");
    TRY(geometry_check(cx, S("geometry"), geometry, &canonical));
    json_t *c = json_object_get(geometry, "coordinates"), *polygon, *ring;
    size_t i, k;
    *ret = (Area){.rings = cx_new(cx, Ring, RINGS_MAX)};
    if (str_is(type, "Polygon")) {
        json_array_foreach (c, i, ring)
            if (ret->n < RINGS_MAX) TRY(read_ring(cx, ring, &ret->rings[ret->n++]));
    } else {
        json_array_foreach (c, k, polygon)
            json_array_foreach (polygon, i, ring)
                if (ret->n < RINGS_MAX) TRY(read_ring(cx, ring, &ret->rings[ret->n++]));
    }
    area_measure(ret);
    return OK;
}

Err post_within(Cx *cx, HttpCall *call)
{
    json_t *in;
    Str kinds;
    Area area;
    TRY(want_object(cx, call, &in));
    TRY(want_param(cx, call, "kinds", &kinds));
    if (str_is(json_text(in, "type"), "Feature") || json_object_get(in, "geometry"))
        in = json_object_get(in, "geometry");
    TRY(read_area(cx, in, &area));
    Inside inside = {
        .area = &area,
        .centre = {(area.box[0] + area.box[2]) / 2, (area.box[1] + area.box[3]) / 2}
    };
    memcpy(inside.box, area.box, sizeof area.box);
    return answer_inside(cx, call, kinds, &inside);
}

/* --- base map --- */

Err get_base(Cx *cx, HttpCall *call)
{
    Str layer = http_param(call, "layer"),
        body = embed_find(str_fmt(cx, "data/base/%.*s.geojson", STR_ARG(layer)));
    if (!body.p) return cx_refuse(cx, ERR_NOT_FOUND, S("layer"), layer, "no such layer");
    call->cacheable = true;
    http_header(call, S("Cache-Control"), S("public, max-age=3600"));
    http_answer(call, 200, S("application/geo+json"), body);
    return OK;
}

/* --- MBTiles: DIR/tiles/NAME.mbtiles; source: MBTiles 1.3 --- */

static Err open_set(Cx *cx, const Api *api, Str set, sqlite3 **ret)
{
    bool plain = set.len > 0 && set.len < 64;
    for (size_t i = 0; i < set.len; i++)
        plain =
            plain && (set.p[i] == '-' || set.p[i] == '_' || (set.p[i] >= '0' && set.p[i] <= '9') ||
                      (set.p[i] >= 'a' && set.p[i] <= 'z'));
    Str path = str_fmt(cx, "%s/tiles/%.*s.mbtiles", api->site.dir, STR_ARG(set));
    if (!plain || !sys_file_exists(cx, path) ||
        sqlite3_open_v2(path.p, ret, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        return cx_refuse(cx, ERR_NOT_FOUND, S("set"), set, "no such tile set");
    return OK;
}

static Str column(Cx *cx, sqlite3_stmt *st, int n)
{
    const void *p = sqlite3_column_blob(st, n);
    return p ? str_dup(cx, (Str){p, (size_t)sqlite3_column_bytes(st, n)}) : S("");
}

static Str tile_type(Str body)
{
    if (str_starts(body, S("\x89PNG"))) return S("image/png");
    if (str_starts(body, S("\xFF\xD8"))) return S("image/jpeg");
    return str_starts(body, S("RIFF")) ? S("image/webp") : S("application/vnd.mapbox-vector-tile");
}

Err get_tile(Cx *cx, HttpCall *call)
{
    int64_t z, x, y;
    sqlite3 *db;
    sqlite3_stmt *st = NULL;
    Str body = S("");
    if (!str_i64(http_param(call, "z"), &z) || !str_i64(http_param(call, "x"), &x) ||
        !str_i64(http_param(call, "y"), &y) || z < 0 || z > 22)
        return cx_refuse(cx, ERR_NOT_FOUND, S("tile"), call->path, "no such tile");
    TRY(open_set(cx, api_of(call), http_param(call, "set"), &db));
    if (sqlite3_prepare_v2(db, SQL_MBTILES_TILE, -1, &st, NULL) == SQLITE_OK) {
        sqlite3_bind_int64(st, 1, z);
        sqlite3_bind_int64(st, 2, x);
        sqlite3_bind_int64(st, 3, (1LL << z) - 1 - y); /* MBTiles counts rows from the south */
        if (sqlite3_step(st) == SQLITE_ROW) body = column(cx, st, 0);
    }
    sqlite3_finalize(st);
    sqlite3_close(db);
    if (body.len == 0) return cx_refuse(cx, ERR_NOT_FOUND, S("tile"), call->path, "no such tile");
    if (str_starts(body, S("\x1F\x8B"))) http_header(call, S("Content-Encoding"), S("gzip"));
    call->cacheable = true;
    http_header(call, S("Cache-Control"), S("private, max-age=86400"));
    http_answer(call, 200, tile_type(body), body);
    return OK;
}

static void put_set(Cx *cx, const Api *api, Str name, Jw *w)
{
    sqlite3 *db;
    sqlite3_stmt *st = NULL;
    if (open_set(cx, api, name, &db) != OK) {
        cx_clear(cx);
        return;
    }
    jw_open(w, '{');
    jw_kstr(w, "name", name);
    if (sqlite3_prepare_v2(db, SQL_MBTILES_ABOUT, -1, &st, NULL) == SQLITE_OK)
        while (sqlite3_step(st) == SQLITE_ROW) {
            jw_key(w, column(cx, st, 0));
            jw_str(w, column(cx, st, 1));
        }
    jw_close(w, '}');
    sqlite3_finalize(st);
    sqlite3_close(db);
}

Err get_tilesets(Cx *cx, HttpCall *call)
{
    const Api *api = api_of(call);
    SysNames names = {0};
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    if (sys_dir_list(cx, str_fmt(cx, "%s/tiles", api->site.dir), 1000, &names) != OK) cx_clear(cx);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < names.n; i++)
        if (str_ends(names.p[i], S(".mbtiles")))
            put_set(cx, api, str_head(names.p[i], names.p[i].len - 8), &w);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}
