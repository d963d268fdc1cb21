/* SPDX-License-Identifier: Apache-2.0 */
/* Distances and areas on plain arrays, degrees WGS-84. Pure. */
#ifndef GEO_AREA_H
#define GEO_AREA_H

#include "base/base.h"

typedef struct LonLat {
    double lon, lat;
} LonLat;

/* Great-circle distance on the mean-radius sphere.
 * ret:    metres, ≥ 0, symmetric; error against the ellipsoid ≤ 0.6 %
 * source: mean radius 6 371 008.8 m (IUGG); haversine form, stable for short distances */
double geo_distance_m(LonLat a, LonLat b);
/* n points on a circle, counter-clockwise from the north; the first is not repeated. */
void geo_ring(LonLat centre, double radius_m, LonLat *ret, size_t n);
/* Box around a circle: west south east north, clipped to the poles. */
void geo_circle_box(LonLat centre, double radius_m, double box[4]);

typedef struct Ring {
    LonLat *p;
    size_t n; /* closed: the last equals the first */
} Ring;
typedef struct Area {
    Ring *rings; /* of one or many polygons, holes among them: what lies in an odd number of rings
                    is inside */
    size_t n;
    double box[4];
} Area;
/* Even-odd rule; a point on an edge may count either way. O(vertices). source: Shimrat 1962,
 * Algorithm 112 */
bool area_contains(const Area *a, LonLat p);
/* Fill a->box from the rings. */
void area_measure(Area *a);

#endif
