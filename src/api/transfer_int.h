/* SPDX-License-Identifier: Apache-2.0 */
/* What files in and files out have in common. */
#ifndef API_TRANSFER_INT_H
#define API_TRANSFER_INT_H

#include "api/api_int.h"

enum { ROWS_MAX = 2000000, FILE_MAX = 1024 * 1024 * 1024 };

/* A fresh path in DIR/tmp; ending with its dot. */
MUST_USE Err transfer_tmp_path(Cx *cx, const Api *api, Str ending, Str *ret);
/* A Shapefile's names have 10 signs: a longer one leaves as six of its signs and its place among
 * the export's columns. source: dBASE III table format, field name of 11 bytes with its end */
Str transfer_short_name(Cx *cx, Str name, size_t i);

#endif
