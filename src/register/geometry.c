/* SPDX-License-Identifier: Apache-2.0 */
/* GeoJSON geometries in one canonical text: type, coordinates of at most 7 decimals (11 mm), closed
 * rings. source: RFC 7946 §3.1. Validity of polygons (crossing edges) is geo/'s business, at the
 * doors. */
#include <math.h>

#include "register/book_int.h"

enum { GEOMETRY_MAX_POINTS = 500000 };

typedef struct Walk {
    Cx *cx;
    Str field;
    Jw *w;
    size_t points;
} Walk;

static Err refuse(const Walk *g, const char *why)
{
    return cx_refuse(g->cx, ERR_INVALID, g->field, S(""), "%s", msg_in(g->cx->lang, why));
}

static Err position(Walk *g, json_t *p, double ret[2])
{
    if (!json_is_array(p) || json_array_size(p) < 2 || json_array_size(p) > 3)
        return refuse(g, "a position is [longitude, latitude]");
    for (size_t i = 0; i < 2; i++) {
        if (!json_is_number(json_array_get(p, i)))
            return refuse(g, "a position is [longitude, latitude]");
        ret[i] = round(json_number_value(json_array_get(p, i)) * 1e7) / 1e7 + 0.0;
    }
    if (!(fabs(ret[0]) <= 180) || !(fabs(ret[1]) <= 90))
        return refuse(g, "longitude is within ±180 and latitude within ±90; are the axes swapped?");
    if (++g->points > GEOMETRY_MAX_POINTS) return refuse(g, "a geometry has at most 500000 points");
    jw_open(g->w, '[');
    jw_f64(g->w, ret[0]);
    jw_f64(g->w, ret[1]);
    jw_close(g->w, ']');
    return OK;
}

static Err line(Walk *g, json_t *l, size_t at_least, bool closed)
{
    double first[2] = {0}, last[2] = {0};
    size_t n = json_array_size(l);
    if (!json_is_array(l) || n < at_least)
        return refuse(g, closed ? "a ring has at least 4 positions"
                                : "a line has at least 2 positions");
    jw_open(g->w, '[');
    for (size_t i = 0; i < n; i++) TRY(position(g, json_array_get(l, i), i ? last : first));
    jw_close(g->w, ']');
    if (closed && (first[0] != last[0] || first[1] != last[1]))
        return refuse(g, "a ring ends where it began");
    return OK;
}

static Err polygon(Walk *g, json_t *rings)
{
    size_t n = json_array_size(rings);
    if (!json_is_array(rings) || n == 0) return refuse(g, "a polygon has at least one ring");
    jw_open(g->w, '[');
    for (size_t i = 0; i < n; i++) TRY(line(g, json_array_get(rings, i), 4, true));
    jw_close(g->w, ']');
    return OK;
}

typedef enum Part { PART_POINT, PART_LINE, PART_POLYGON } Part;

static Err part(Walk *g, json_t *c, Part kind)
{
    double p[2];
    switch (kind) {
    case PART_POINT: return position(g, c, p);
    case PART_LINE: return line(g, c, 2, false);
    case PART_POLYGON: return polygon(g, c);
    }
    return OK;
}

static const struct {
    const char *name;
    Part part;
    bool many;
    Geometry kind;
} kinds[] = {
    {"Point",           PART_POINT,   false, GEOMETRY_POINT  },
    {"MultiPoint",      PART_POINT,   true,  GEOMETRY_ANY    },
    {"LineString",      PART_LINE,    false, GEOMETRY_LINE   },
    {"MultiLineString", PART_LINE,    true,  GEOMETRY_LINE   },
    {"Polygon",         PART_POLYGON, false, GEOMETRY_POLYGON},
    {"MultiPolygon",    PART_POLYGON, true,  GEOMETRY_POLYGON},
};

Err geometry_canonical(Cx *cx, Str field, json_t *j, Geometry want, Str *ret)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    Walk g = {cx, field, &w, 0};
    const char *type = json_string_value(json_object_get(j, "type"));
    json_t *c = json_object_get(j, "coordinates");
    for (size_t i = 0; type && i < COUNT(kinds); i++) {
        if (strcmp(type, kinds[i].name) != 0) continue;
        if (want != GEOMETRY_ANY && want != kinds[i].kind)
            return refuse(&g, "this register takes another kind of geometry");
        jw_open(&w, '{');
        jw_kstr(&w, "type", str_c(type));
        jw_key(&w, S("coordinates"));
        if (!kinds[i].many) TRY(part(&g, c, kinds[i].part));
        else {
            if (!json_is_array(c) || json_array_size(c) == 0)
                return refuse(&g, "coordinates is an array that is not empty");
            jw_open(&w, '[');
            for (size_t k = 0; k < json_array_size(c); k++)
                TRY(part(&g, json_array_get(c, k), kinds[i].part));
            jw_close(&w, ']');
        }
        jw_close(&w, '}');
        *ret = buf_str(&b);
        return buf_done(&b);
    }
    return refuse(&g, "a GeoJSON geometry: Point, LineString, Polygon or their Multi forms");
}

Err geometry_check(Cx *cx, Str field, json_t *g, Str *ret)
{
    return geometry_canonical(cx, field, g, GEOMETRY_ANY, ret);
}

/* The canonical text holds nothing but [lon,lat] pairs inside brackets: read the numbers two by
 * two. */
bool geometry_box(Str s, double box[4])
{
    size_t from = str_find(s, S("\"coordinates\":"));
    bool any = false;
    if (from == SIZE_MAX) return false;
    Str rest = str_from(s, from + 14), piece;
    int axis = 0;
    box[0] = box[1] = INFINITY;
    box[2] = box[3] = -INFINITY;
    while (str_next(&rest, ',', &piece)) {
        double v;
        while (piece.len && (piece.p[0] == '[')) piece = str_from(piece, 1);
        while (piece.len && (piece.p[piece.len - 1] == ']' || piece.p[piece.len - 1] == '}'))
            piece.len--;
        if (!str_f64(piece, &v)) return false;
        if (v < box[axis]) box[axis] = v;
        if (v > box[axis + 2]) box[axis + 2] = v;
        axis ^= 1;
        any = true;
    }
    return any;
}
