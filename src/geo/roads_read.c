/* SPDX-License-Identifier: Apache-2.0 */
/* source: keys and values of OpenStreetMap: wiki pages Key:highway, Key:oneway, Key:junction,
 * Key:maxspeed, Key:access; a roundabout and a motorway are one-way unless they say no */
#include <math.h>

#include "geo/lines.h"
#include "geo/roads.h"

enum Column { HIGHWAY, FCLASS, CLASS, ONEWAY, MAXSPEED, JUNCTION, ACCESS, N_COLUMNS };
static const char *const columns[N_COLUMNS] = {"highway",  "fclass",   "class", "oneway",
                                               "maxspeed", "junction", "access"};

typedef enum Way { WAY_BOTH, WAY_AHEAD, WAY_BACK } Way;

typedef struct NodeSlot {
    int64_t key;
    int32_t node; /* 0 = empty, else number + 1 */
} NodeSlot;

typedef struct Reading {
    Cx *cx;
    Datum datum;
    const RoadSpeed *speeds;
    size_t n_speeds;
    VEC(RoadNode) nodes;
    VEC(RoadPiece) pieces;
    NodeSlot *slots; /* open addressing, a power of two of them */
    size_t n_slots;
    RoadsRead *read;
} Reading;

/* --- nodes --- */

static size_t slot_of(const Reading *r, int64_t key)
{
    uint64_t h = (uint64_t)key * 0x9E3779B97F4A7C15u;
    for (size_t i = (h >> 20) & (r->n_slots - 1);; i = (i + 1) & (r->n_slots - 1))
        if (r->slots[i].node == 0 || r->slots[i].key == key) return i;
}

static void widen(Reading *r)
{
    NodeSlot *old = r->slots;
    size_t n = r->n_slots;
    r->n_slots = n ? 2 * n : 1 << 16;
    r->slots = cx_new(r->cx, NodeSlot, r->n_slots);
    for (size_t i = 0; i < n; i++)
        if (old[i].node) r->slots[slot_of(r, old[i].key)] = old[i];
}

static int32_t node_at(Reading *r, LonLat p)
{
    datum_to_wgs84(r->datum, &p.lon, &p.lat);
    RoadNode n = {(int32_t)lround(p.lon * 1e7), (int32_t)lround(p.lat * 1e7)};
    if (2 * r->nodes.n >= r->n_slots) widen(r);
    size_t i = slot_of(r, (int64_t)((uint64_t)(uint32_t)n.lon << 32 | (uint32_t)n.lat));
    if (r->slots[i].node == 0) {
        r->slots[i] = (NodeSlot){(int64_t)((uint64_t)(uint32_t)n.lon << 32 | (uint32_t)n.lat),
                                 (int32_t)r->nodes.n + 1};
        vec_push(r->cx, &r->nodes, n);
    }
    return r->slots[i].node - 1;
}

/* --- attributes --- */

static double speed_of(const Reading *r, Str class)
{
    for (size_t i = 0; i < r->n_speeds; i++)
        if (str_eq(r->speeds[i].class, class)) return r->speeds[i].kmh;
    return 0;
}

static Str class_of(const LineRow *row)
{
    if (row->cells[HIGHWAY].len) return row->cells[HIGHWAY];
    return row->cells[FCLASS].len ? row->cells[FCLASS] : row->cells[CLASS];
}

static Way way_of(const LineRow *row, Str class)
{
    Str o = row->cells[ONEWAY];
    if (str_is(o, "-1") || str_is(o, "reverse") || str_is(o, "T")) return WAY_BACK;
    if (str_is(o, "yes") || str_is(o, "1") || str_is(o, "true") || str_is(o, "F")) return WAY_AHEAD;
    bool says_no = str_is(o, "no") || str_is(o, "0") || str_is(o, "false") || str_is(o, "B");
    bool round = str_is(row->cells[JUNCTION], "roundabout") || str_is(class, "motorway");
    return round && !says_no ? WAY_AHEAD : WAY_BOTH;
}

static void count_class(RoadsRead *read, Cx *cx, Str class, bool known)
{
    for (size_t i = 0; i < read->n_classes; i++)
        if (str_eq(read->classes[i].class, class)) {
            read->classes[i].lines++;
            return;
        }
    if (read->n_classes == COUNT(read->classes)) return;
    read->classes[read->n_classes].class = str_dup(cx, class);
    read->classes[read->n_classes].known = known;
    read->classes[read->n_classes++].lines = 1;
}

/* --- pieces --- */

static LonLat place_of(RoadNode n)
{
    return (LonLat){n.lon / 1e7, n.lat / 1e7};
}

static Err put_piece(Reading *r, int32_t a, int32_t b, double kmh, Way way)
{
    double m = geo_distance_m(place_of(r->nodes.p[a]), place_of(r->nodes.p[b]));
    double ms = fmin(fmax(round(m / kmh * 3600), 1), 1e8);
    if (a == b) return OK;
    if (r->pieces.n == ROADS_MAX_PIECES)
        return cx_fail(r->cx, ERR_TOO_BIG, "file", "more than %d pieces of road", ROADS_MAX_PIECES);
    vec_push(r->cx, &r->pieces,
             ((RoadPiece){.a = a,
                          .b = b,
                          .ahead_ms = way == WAY_BACK ? ROAD_NEVER : (uint32_t)ms,
                          .back_ms = way == WAY_AHEAD ? ROAD_NEVER : (uint32_t)ms,
                          .length_dm = (uint32_t)lround(m * 10)}));
    r->read->length_km += m / 1000;
    return OK;
}

static Err take_line(Cx *row_cx, const LineRow *row, void *ctx)
{
    Reading *r = ctx;
    Str class = class_of(row);
    double kmh = speed_of(r, class), limit;
    (void)row_cx;
    if (class.len == 0) return OK; /* a river, a boundary */
    count_class(r->read, r->cx, class, kmh > 0);
    if (kmh <= 0 || str_is(row->cells[ACCESS], "no")) return r->read->left_out++, OK;
    if (str_f64(row->cells[MAXSPEED], &limit) && limit > 0 && limit < kmh) kmh = limit;
    r->read->lines++;
    Way way = way_of(row, class);
    int32_t before = node_at(r, row->points[0]);
    for (size_t i = 1; i < row->n; i++) {
        int32_t here = node_at(r, row->points[i]);
        TRY(put_piece(r, before, here, kmh, way));
        before = here;
    }
    return OK;
}

static void measure(RoadsRead *read)
{
    double *box = read->box;
    box[0] = box[1] = INFINITY;
    box[2] = box[3] = -INFINITY;
    for (size_t i = 0; i < read->roads.n_nodes; i++) {
        LonLat p = place_of(read->roads.nodes[i]);
        box[0] = fmin(box[0], p.lon);
        box[1] = fmin(box[1], p.lat);
        box[2] = fmax(box[2], p.lon);
        box[3] = fmax(box[3], p.lat);
    }
}

Err roads_read(Cx *cx, Str path, Datum datum, const RoadSpeed *speeds, size_t n_speeds,
               RoadsRead *ret)
{
    *ret = (RoadsRead){0};
    Reading r = {.cx = cx, .datum = datum, .speeds = speeds, .n_speeds = n_speeds, .read = ret};
    TRY(lines_each(cx, path, columns, N_COLUMNS, take_line, &r));
    if (r.pieces.n == 0)
        return cx_refuse(cx, ERR_INVALID, S("file"), path,
                         "holds no line whose highway, fclass or class is in the table of speeds");
    ret->roads = (Roads){r.nodes.p, r.pieces.p, r.nodes.n, r.pieces.n};
    measure(ret);
    return OK;
}
