/* SPDX-License-Identifier: Apache-2.0 */
/* Workbooks out (libxlsxwriter): sheets one after the other, each with a bold first row, all cells
 * as text so that codes keep their zeros. */
#ifndef WIRE_SHEET_H
#define WIRE_SHEET_H

#include "wire/plot.h"

typedef struct Sheet Sheet;
/* columns in the first row; notes (may be NULL) as comments on them. What may not stand in the name
 * of a sheet becomes a blank, past 31 signs it is cut. */
MUST_USE Err sheet_create(Cx *cx, Str path, Str name, const Str *columns, const Str *notes,
                          size_t n, Sheet **ret);
/* n cells; numbers in plain notation of at most 15 digits become numbers where is_number says so
 * (may be NULL). */
MUST_USE Err sheet_add(Cx *cx, Sheet *s, const Str *cells, const bool *is_number, size_t n);
/* A further sheet of the same workbook, with a name of its own; rows are added to it from now on.
 * fails: ERR_IO the name is that of another sheet */
MUST_USE Err sheet_next(Cx *cx, Sheet *s, Str name, const Str *columns, size_t n);
/* A further sheet, named as the plot is: labels in the first column, a column for each series, and
 * the chart drawn of these cells beside them.
 * fails: ERR_INVALID a plot that is not sound · as sheet_next */
MUST_USE Err sheet_plot(Cx *cx, Sheet *s, const Plot *p);
MUST_USE Err sheet_finish(Cx *cx, Sheet *s);

#endif
