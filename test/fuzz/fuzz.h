/* SPDX-License-Identifier: Apache-2.0 */
/* What the fuzz targets share. A target is LLVMFuzzerTestOneInput over one parser; it may abort
 * when a property does not hold. Built with -Dfuzz=true (clang) it is a fuzzer, otherwise replay.c
 * runs its corpus as a test. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdlib.h>

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(cond)                                                                                 \
    do {                                                                                           \
        if (!(cond)) log_die("%s:%d: does not hold: %s", __FILE__, __LINE__, #cond);               \
    } while (0)

/* One cx for all runs, empty again at each. */
static inline Cx *fuzz_cx(void)
{
    static Cx *cx;
    if (!cx) cx = cx_open(1565280000000, 1); /* 2019-08-09T00:00:00+08:00 */
    cx_reset(cx);
    cx->lang = LANG_EN;
    return cx;
}

static inline Str fuzz_str(const uint8_t *data, size_t size)
{
    return (Str){(const char *)data, size};
}

/* Does a piece lie inside the input, as pure parsers promise? */
static inline bool fuzz_within(Str piece, Str all)
{
    return piece.len == 0 || (piece.p >= all.p && piece.p + piece.len <= all.p + all.len);
}

#endif
