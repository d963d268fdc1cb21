/* SPDX-License-Identifier: Apache-2.0 */
/* Distances and point-in-area. source: mean radius R1 of GRS 80, IUGG (Moritz 2000, Journal of
 * Geodesy 74, pp. 128-133); the thousandths of the box are ours, against rounding at its edge. */
#include <math.h>

#include "geo/area.h"

static const double RADIUS_M = 6371008.8; /* IUGG mean radius */
static const double RAD = 3.14159265358979323846 / 180.0;

double geo_distance_m(LonLat a, LonLat b)
{
    double s = sin((b.lat - a.lat) * RAD / 2), t = sin((b.lon - a.lon) * RAD / 2);
    double h = s * s + cos(a.lat * RAD) * cos(b.lat * RAD) * t * t;
    return 2 * RADIUS_M * asin(sqrt(h > 1 ? 1 : h));
}

void geo_ring(LonLat c, double radius_m, LonLat *ret, size_t n)
{
    double d = radius_m / RADIUS_M, lat = c.lat * RAD;
    for (size_t i = 0; i < n; i++) {
        double course = -2 * 180 * RAD * (double)i / (double)n;
        double at = asin(sin(lat) * cos(d) + cos(lat) * sin(d) * cos(course));
        double east = atan2(sin(course) * sin(d) * cos(lat), cos(d) - sin(lat) * sin(at));
        ret[i] = (LonLat){c.lon + east / RAD, at / RAD};
    }
}

void geo_circle_box(LonLat c, double radius_m, double box[4])
{
    double dlat = radius_m / RADIUS_M / RAD * 1.001, shrink = cos(c.lat * RAD);
    double dlon = shrink > 0.001 ? dlat / shrink : 360;
    box[0] = fmax(c.lon - dlon, -180);
    box[1] = fmax(c.lat - dlat, -90);
    box[2] = fmin(c.lon + dlon, 180);
    box[3] = fmin(c.lat + dlat, 90);
}

static bool crosses(LonLat a, LonLat b, LonLat p)
{
    if ((a.lat > p.lat) == (b.lat > p.lat)) return false;
    return p.lon < (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat) + a.lon;
}

bool area_contains(const Area *a, LonLat p)
{
    bool inside = false;
    if (p.lon < a->box[0] || p.lat < a->box[1] || p.lon > a->box[2] || p.lat > a->box[3])
        return false;
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k + 1 < a->rings[i].n; k++)
            if (crosses(a->rings[i].p[k], a->rings[i].p[k + 1], p)) inside = !inside;
    return inside;
}

void area_measure(Area *a)
{
    a->box[0] = a->box[1] = INFINITY;
    a->box[2] = a->box[3] = -INFINITY;
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < a->rings[i].n; k++) {
            LonLat p = a->rings[i].p[k];
            a->box[0] = fmin(a->box[0], p.lon);
            a->box[1] = fmin(a->box[1], p.lat);
            a->box[2] = fmax(a->box[2], p.lon);
            a->box[3] = fmax(a->box[3], p.lat);
        }
}
