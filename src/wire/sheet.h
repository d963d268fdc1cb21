/* SPDX-License-Identifier: Apache-2.0 */
/* Workbooks out (libxlsxwriter): one sheet, a bold first row, all cells as text so that codes keep
 * their zeros. */
#ifndef WIRE_SHEET_H
#define WIRE_SHEET_H

#include "base/base.h"

typedef struct Sheet Sheet;
/* columns in the first row; notes (may be NULL) as comments on them. */
MUST_USE Err sheet_create(Cx *cx, Str path, Str name, const Str *columns, const Str *notes,
                          size_t n, Sheet **ret);
/* n cells; numbers in plain notation of at most 15 digits become numbers where is_number says so
 * (may be NULL). */
MUST_USE Err sheet_add(Cx *cx, Sheet *s, const Str *cells, const bool *is_number, size_t n);
MUST_USE Err sheet_finish(Cx *cx, Sheet *s);

#endif
