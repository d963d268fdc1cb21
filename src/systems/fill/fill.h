/* SPDX-License-Identifier: Apache-2.0 */
/* Rows from code into a register, through the same import that files take: begin, cells in the
 * order of the columns, end. */
#ifndef SYSTEMS_FILL_H
#define SYSTEMS_FILL_H

#include "register/register.h"

typedef struct Fill {
    Cx *cx;      /* the caller's: lives as long as the fill */
    Cx *rows_cx; /* of the rows that wait; renewed with every chunk */
    Import *im;
    Str reg;
    size_t n_columns;
    ImportRow *rows;
    size_t n_rows, n_cells;
    int64_t row;
} Fill;

/* columns: field keys with a blank between them. fails: ERR_INVALID for a column that the register
 * does not have */
MUST_USE Err fill_begin(Cx *cx, Book *book, const char *reg, const char *columns, Fill *ret);
void fill_str(Fill *f, Str cell);
void fill_put(Fill *f, const char *fmt, ...) PRINTF(2, 3);
void fill_time(Fill *f, int64_t ms); /* 0 = empty */
void fill_date(Fill *f, int64_t ms); /* the local day of an instant; 0 = empty */
/* The row is complete; a full chunk is written. fails: ERR_INVALID when one was refused, naming
 * column, value and reason */
MUST_USE Err fill_next(Fill *f);
/* Write what waits. *n: records made (may be NULL). */
MUST_USE Err fill_end(Fill *f, int64_t *n);

#endif
