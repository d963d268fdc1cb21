/* SPDX-License-Identifier: Apache-2.0 */
/* GCJ-02 and BD-09. source: Krasovsky 1940 (the ellipsoid); polynomial, sines and the rectangle of
 * the mainland: eviltransform (Wuyongzheng, 2013), the published reverse engineering of GCJ-02;
 * offsets of BD-09: Baidu Maps, coordinate conversion, as published there. */
#include <math.h>

#include "geo/datum.h"

static const double PI = 3.14159265358979323846;
static const double AXIS_M = 6378245.0;            /* Krasovsky 1940, semi-major axis */
static const double ECC2 = 0.00669342162296594323; /* Krasovsky 1940, first eccentricity squared */
static const double BD_PI = 3.14159265358979323846 * 3000.0 / 180.0;

bool datum_by_name(Str name, Datum *ret)
{
    static const struct {
        const char *name;
        Datum datum;
    } names[] = {
        {"wgs84",    DATUM_WGS84},
        {"cgcs2000", DATUM_WGS84},
        {"gcj02",    DATUM_GCJ02},
        {"bd09",     DATUM_BD09 }
    };
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq_nocase(name, str_c(names[i].name))) return *ret = names[i].datum, true;
    return false;
}

static bool is_outside(double lon, double lat)
{
    return lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271;
}

static double waves(double x)
{
    return (20.0 * sin(6.0 * x * PI) + 20.0 * sin(2.0 * x * PI)) * 2.0 / 3.0;
}

static double shift_lat(double x, double y)
{
    double d =
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) + waves(x);
    d += (20.0 * sin(y * PI) + 40.0 * sin(y / 3.0 * PI)) * 2.0 / 3.0;
    return d + (160.0 * sin(y / 12.0 * PI) + 320.0 * sin(y * PI / 30.0)) * 2.0 / 3.0;
}

static double shift_lon(double x, double y)
{
    double d = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) + waves(x);
    d += (20.0 * sin(x * PI) + 40.0 * sin(x / 3.0 * PI)) * 2.0 / 3.0;
    return d + (150.0 * sin(x / 12.0 * PI) + 300.0 * sin(x / 30.0 * PI)) * 2.0 / 3.0;
}

static void to_gcj(double *lon, double *lat)
{
    if (is_outside(*lon, *lat)) return;
    double dlat = shift_lat(*lon - 105.0, *lat - 35.0), dlon = shift_lon(*lon - 105.0, *lat - 35.0);
    double rad = *lat / 180.0 * PI, magic = 1 - ECC2 * sin(rad) * sin(rad), root = sqrt(magic);
    *lat += dlat * 180.0 / ((AXIS_M * (1 - ECC2)) / (magic * root) * PI);
    *lon += dlon * 180.0 / (AXIS_M / root * cos(rad) * PI);
}

static void from_gcj(double *lon, double *lat)
{
    double x = *lon, y = *lat;
    for (int i = 0; i < 12; i++) { /* contracts about a hundredfold each round */
        double gx = x, gy = y;
        to_gcj(&gx, &gy);
        x += *lon - gx;
        y += *lat - gy;
    }
    *lon = x;
    *lat = y;
}

static void bd_to_gcj(double *lon, double *lat)
{
    double x = *lon - 0.0065, y = *lat - 0.006;
    double z = sqrt(x * x + y * y) - 0.00002 * sin(y * BD_PI),
           theta = atan2(y, x) - 0.000003 * cos(x * BD_PI);
    *lon = z * cos(theta);
    *lat = z * sin(theta);
}

static void gcj_to_bd(double *lon, double *lat)
{
    double z = sqrt(*lon * *lon + *lat * *lat) + 0.00002 * sin(*lat * BD_PI),
           theta = atan2(*lat, *lon) + 0.000003 * cos(*lon * BD_PI);
    *lon = z * cos(theta) + 0.0065;
    *lat = z * sin(theta) + 0.006;
}

void datum_to_wgs84(Datum from, double *lon, double *lat)
{
    if (from == DATUM_BD09) bd_to_gcj(lon, lat);
    if (from != DATUM_WGS84) from_gcj(lon, lat);
}

void datum_from_wgs84(Datum to, double *lon, double *lat)
{
    if (to != DATUM_WGS84) to_gcj(lon, lat);
    if (to == DATUM_BD09) gcj_to_bd(lon, lat);
}
