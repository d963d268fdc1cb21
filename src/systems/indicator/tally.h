/* SPDX-License-Identifier: Apache-2.0 */
/* Shares of records added up in memory by month and year, township, sector and value, and written
 * into the cube in the order of its keys. */
#ifndef SYSTEMS_INDICATOR_TALLY_H
#define SYSTEMS_INDICATOR_TALLY_H

#include "systems/indicator/records.h"

/* source: summers of 1986 to 1991, in which Asia/Shanghai was 9 h ahead, have no whole months here
 */
enum { CUBE_YEAR_FIRST = 1992 };

typedef struct Tally Tally;
/* cx: told of failures; to: connection to write with, inside a transaction; base: its number there.
 */
Tally *tally_new(Cx *cx, Db *to, int64_t base, const Columns *columns);
void tally_free(Tally *t);
/* A ShareFn. What is too much for memory is written. */
MUST_USE Err tally_add(void *tally, const Share *share);
/* Write what is left. */
MUST_USE Err tally_finish(Tally *t);

#endif
