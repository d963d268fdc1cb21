/* SPDX-License-Identifier: Apache-2.0 */
/* The datums that Chinese map services hand out. Inside there is one: WGS-84, equal to CGCS2000
 * within centimetres. source: GCJ-02 as published by reverse engineering (Wuyongzheng,
 * eviltransform, 2013); BD-09 per Baidu's own offset formula. */
#ifndef GEO_DATUM_H
#define GEO_DATUM_H

#include "base/base.h"

typedef enum Datum { DATUM_WGS84, DATUM_GCJ02, DATUM_BD09 } Datum;

/* "wgs84", "cgcs2000", "gcj02", "bd09"; false = unknown. */
bool datum_by_name(Str name, Datum *ret);
/* In place, degrees. GCJ-02 is inverted by iteration to less than 1 mm; outside mainland China it
 * is the identity. */
void datum_to_wgs84(Datum from, double *lon, double *lat);
void datum_from_wgs84(Datum to, double *lon, double *lat);

#endif
