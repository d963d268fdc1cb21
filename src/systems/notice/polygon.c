/* SPDX-License-Identifier: Apache-2.0 */
/* Areas that somebody drew or sent: whether they can be meant. A wrong area is refused before
 * anything is sent. source: RFC 7946 §3.1.6; reliability.md §5 row 7 */
#include <math.h>

#include "geo/datum.h"
#include "systems/notice/notice_int.h"

enum { RINGS_MAX = 1000, POINTS_MAX = 2000 };

/* What an area keeps to: a box, and the datum that it was drawn in. */
typedef struct Frame {
    const double *limits; /* NULL = none */
    Datum datum;
} Frame;

/* Nothing said is CGCS2000; a map's own datum is put right; what is not known is refused.
 * source: RFC 7946 §4 (no other reference system is assumed), reliability.md §4.8 */
static Err read_datum(Cx *cx, json_t *geometry, Datum *ret)
{
    json_t *crs = json_object_get(geometry, "crs");
    Str name = json_text(json_object_get(crs, "properties"), "name"),
        datum = json_text(geometry, "datum");
    *ret = DATUM_WGS84;
    if (datum.len && !datum_by_name(datum, ret))
        return cx_refuse(cx, ERR_INVALID, S("datum"), datum,
                         "must be cgcs2000, wgs84, gcj02 or bd09");
    bool plain = crs == NULL || str_find(name, S("4326")) != SIZE_MAX ||
                 str_find(name, S("4490")) != SIZE_MAX || str_find(name, S("CRS84")) != SIZE_MAX;
    return plain ? OK
                 : cx_refuse(cx, ERR_INVALID, S("crs"), name,
                             "must be degrees in EPSG:4490 or EPSG:4326");
}

static Err read_point(Cx *cx, json_t *j, const Frame *frame, LonLat *ret)
{
    const double *limits = frame->limits;
    json_t *x = json_array_get(j, 0), *y = json_array_get(j, 1);
    if (!json_is_number(x) || !json_is_number(y))
        return cx_fail(cx, ERR_INVALID, "polygon", "a point is [longitude, latitude]");
    *ret = (LonLat){json_number_value(x), json_number_value(y)};
    if (ret->lat < -90 || ret->lat > 90)
        return cx_fail(cx, ERR_INVALID, "polygon",
                       "the latitude %g is none: the axes are swapped, longitude comes first",
                       ret->lat);
    if (ret->lon < -180 || ret->lon > 180)
        return cx_fail(cx, ERR_INVALID, "polygon", "the longitude %g is none", ret->lon);
    datum_to_wgs84(frame->datum, &ret->lon, &ret->lat);
    if (limits && (ret->lon < limits[0] || ret->lon > limits[2] || ret->lat < limits[1] ||
                   ret->lat > limits[3]))
        return cx_fail(cx, ERR_INVALID, "polygon", "the point %g, %g lies outside the city",
                       ret->lon, ret->lat);
    return OK;
}

/* --- crossing itself --- */

static double side(LonLat a, LonLat b, LonLat p)
{
    return (b.lon - a.lon) * (p.lat - a.lat) - (b.lat - a.lat) * (p.lon - a.lon);
}

static bool crosses(LonLat a, LonLat b, LonLat c, LonLat d)
{
    double c1 = side(a, b, c), d1 = side(a, b, d), a1 = side(c, d, a), b1 = side(c, d, b);
    return ((c1 > 0 && d1 < 0) || (c1 < 0 && d1 > 0)) && ((a1 > 0 && b1 < 0) || (a1 < 0 && b1 > 0));
}

static bool is_crossed(const Ring *r)
{
    for (size_t i = 0; i + 1 < r->n; i++)
        for (size_t k = i + 2; k + 1 < r->n; k++)
            if (crosses(r->p[i], r->p[i + 1], r->p[k], r->p[k + 1])) return true;
    return false;
}

static bool is_flat(const Ring *r)
{
    double twice = 0;
    for (size_t i = 0; i + 1 < r->n; i++)
        twice += r->p[i].lon * r->p[i + 1].lat - r->p[i + 1].lon * r->p[i].lat;
    return twice == 0;
}

static Err read_ring(Cx *cx, json_t *j, const Frame *frame, Ring *ret)
{
    size_t n = json_array_size(j);
    if (n < 4 || n > POINTS_MAX)
        return cx_fail(cx, ERR_INVALID, "polygon", "a ring has 4 to %d points, got %zu", POINTS_MAX,
                       n);
    *ret = (Ring){cx_new(cx, LonLat, n), n};
    for (size_t i = 0; i < n; i++) TRY(read_point(cx, json_array_get(j, i), frame, &ret->p[i]));
    LonLat a = ret->p[0], z = ret->p[n - 1];
    if (a.lon != z.lon || a.lat != z.lat)
        return cx_fail(cx, ERR_INVALID, "polygon", "the ring is not closed");
    if (is_crossed(ret)) return cx_fail(cx, ERR_INVALID, "polygon", "the ring crosses itself");
    if (is_flat(ret)) return cx_fail(cx, ERR_INVALID, "polygon", "the ring has no area");
    return OK;
}

static Err read_rings(Cx *cx, json_t *polygon, const Frame *frame, Area *ret)
{
    size_t i;
    json_t *ring;
    json_array_foreach (polygon, i, ring) {
        if (ret->n == RINGS_MAX)
            return cx_fail(cx, ERR_TOO_BIG, "polygon", "at most %d rings", RINGS_MAX);
        TRY(read_ring(cx, ring, frame, &ret->rings[ret->n++]));
    }
    return OK;
}

Err area_read(Cx *cx, json_t *geometry, const double *limits, Area *ret)
{
    Str type = json_text(geometry, "type");
    json_t *c = json_object_get(geometry, "coordinates"), *polygon;
    size_t i;
    Frame frame = {.limits = limits};
    *ret = (Area){.rings = cx_new(cx, Ring, RINGS_MAX)};
    TRY(read_datum(cx, geometry, &frame.datum));
    if (str_is(type, "Polygon")) TRY(read_rings(cx, c, &frame, ret));
    else if (str_is(type, "MultiPolygon"))
        json_array_foreach (c, i, polygon) TRY(read_rings(cx, polygon, &frame, ret));
    if (ret->n == 0)
        return cx_refuse(cx, ERR_INVALID, S("polygon"), type,
                         "must be a GeoJSON Polygon or MultiPolygon");
    area_measure(ret);
    return OK;
}

bool geometry_bounds(json_t *c, int depth, double box[4])
{
    enum { DEPTH_MAX = 4 };
    size_t i;
    json_t *part;
    bool any = false;
    if (depth == 0) box[0] = box[1] = INFINITY, box[2] = box[3] = -INFINITY;
    if (depth < DEPTH_MAX && json_is_array(json_array_get(c, 0))) {
        json_array_foreach (c, i, part) any |= geometry_bounds(part, depth + 1, box);
        return any;
    }
    double lon = json_number_value(json_array_get(c, 0)),
           lat = json_number_value(json_array_get(c, 1));
    if (json_array_size(c) < 2) return false;
    box[0] = fmin(box[0], lon);
    box[1] = fmin(box[1], lat);
    box[2] = fmax(box[2], lon);
    box[3] = fmax(box[3], lat);
    return true;
}
