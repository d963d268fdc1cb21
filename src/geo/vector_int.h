/* SPDX-License-Identifier: Apache-2.0 */
/* Inside geo/: what the readers of files through GDAL share. */
#ifndef GEO_VECTOR_INT_H
#define GEO_VECTOR_INT_H

#include <gdal.h>
#include <ogr_api.h>

#include "base/base.h"

/* Before anything of GDAL is called; as often as one likes. */
void vector_begin(void);
/* The file by one of the drivers (ended by NULL), closed with cx. fails: ERR_INVALID */
MUST_USE Err vector_open(Cx *cx, Str path, const char *const *drivers, GDALDatasetH *ret);
/* What GDAL said last, as a refusal of the file. */
MUST_USE Err gdal_failed(Cx *cx, Err code, Str path, const char *doing);
/* From the layer's system to WGS-84, freed with cx; NULL when it says none or ours. */
OGRCoordinateTransformationH transform_of(Cx *cx, OGRLayerH layer);

#endif
