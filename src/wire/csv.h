/* SPDX-License-Identifier: Apache-2.0 */
/* CSV as RFC 4180 says, UTF-8 with or without a byte-order mark, CRLF or LF; and its writer. */
#ifndef WIRE_CSV_H
#define WIRE_CSV_H

#include "base/base.h"

/* source: ours; what input can grow ends where it enters */
enum { CSV_MAX_COLUMNS = 500, CSV_MAX_CELL = 4 * 1024 * 1024 };

typedef struct Csv {
    Str text;
    size_t at;
    int64_t line; /* of the row read last, 1 = first */
    int64_t next_line;
} Csv;

/* From the first row of text, which lives longer; a byte-order mark is passed over. */
Csv csv_on(Str text);
/* Next row: cells live in cx (or in the text itself). *more = false at the end. Empty lines are
 * passed over. fails: ERR_INVALID with field "line N": an open quote, text after a quote, too many
 * or too long cells */
MUST_USE Err csv_next(Cx *cx, Csv *csv, Str **cells, size_t *n, bool *more);

/* Rows of a text that a reader with csv_next would find, as long as its quotes are sound. */
int64_t csv_count(Str text);

/* Write one cell, quoted where needed. */
void csv_cell(Buf *b, Str cell, bool first);
void csv_end(Buf *b);

/* A cell that a spreadsheet would run as a formula (= + - @ tab, CR at its start) gets a leading
 * apostrophe … source: OWASP, CSV injection */
Str csv_guard(Cx *cx, Str cell);
/* … and import takes it off again. */
Str csv_unguard(Str cell);

#endif
