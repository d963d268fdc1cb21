/* SPDX-License-Identifier: Apache-2.0 */
/* Figures kept ready (物化): of dated records, their sums by month and year, township and sector,
 * and the values that are told apart, in a database of its own beside the city's, DIR/cube.db. It
 * follows the journal: before it is asked it is brought to the entry at which the question stands,
 * by what the records that changed since added and add. It can be taken away at any time; what it
 * cannot answer is worked out from the records. */
#ifndef SYSTEMS_INDICATOR_CUBE_H
#define SYSTEMS_INDICATOR_CUBE_H

#include "systems/system.h"

typedef struct CubeBook CubeBook;
/* Nothing is opened before it is asked. */
CubeBook *cube_book_new(void);
/* After cube_book_stop; NULL is fine. */
void cube_book_free(CubeBook *b);

/* A thread that brings them up to date some seconds after something changed, so that after many
 * changes at once nobody waits for it. Of a server. */
void cube_book_start(const Site *site);
/* Something was entered. Any thread; takes moments. */
void cube_book_changed(CubeBook *b);
void cube_book_stop(CubeBook *b);

/* Forget everything; it is put together anew when it is asked. */
MUST_USE Err cube_clear(Cx *cx, const Site *site);
/* Bring all up to date and compare with what all records give, worked out anew. ret: definitions
 * that were compared. fails: ERR_CONFLICT naming the definitions that differ, ERR_IO */
MUST_USE Err cube_check(Cx *cx, const Site *site, int64_t *ret);

#endif
