/* SPDX-License-Identifier: Apache-2.0 */
/* Finding embedded files. */
#include "base/embed.h"
#include "base/base.h"
#include "base/embed_int.h"

/* First row whose path is not below `path`. */
static size_t lower_bound(Str path)
{
    size_t lo = 0, hi = embed_rows_n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (str_cmp(str_c(embed_rows[mid].path), path) < 0) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

EmbedFile embed_at(size_t i)
{
    const EmbedRow *r = &embed_rows[i];
    return (EmbedFile){
        str_c(r->path), {r->from, (size_t)(r->to - r->from)}
    };
}

Str embed_find(Str path)
{
    size_t i = lower_bound(path);
    if (i == embed_rows_n || !str_is(path, embed_rows[i].path)) return (Str){NULL, 0};
    return embed_at(i).body;
}

size_t embed_under(Str folder, size_t *first)
{
    *first = lower_bound(folder);
    size_t n = 0;
    while (*first + n < embed_rows_n && str_starts(str_c(embed_rows[*first + n].path), folder)) n++;
    return n;
}
