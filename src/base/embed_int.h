/* SPDX-License-Identifier: Apache-2.0 */
/* The table that gen/embed writes. */
#ifndef BASE_EMBED_INT_H
#define BASE_EMBED_INT_H

#include <stddef.h>

typedef struct EmbedRow {
    const char *path, *from, *to;
} EmbedRow;

extern const EmbedRow embed_rows[]; /* ordered by path, bytewise; one empty row at the end */
extern const size_t embed_rows_n;

#endif
