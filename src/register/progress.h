/* SPDX-License-Identifier: Apache-2.0 */
/* How far long work has come, and the wish that it end: written by one thread, read by others. */
#ifndef REGISTER_PROGRESS_H
#define REGISTER_PROGRESS_H

#include "base/base.h"

typedef struct Progress {
    int64_t done, total; /* rows; total -1 = not known */
    bool stop;           /* set by whoever cancels */
} Progress;

/* n more rows are done. p NULL = nobody asks. fails: ERR_CONFLICT when the work was cancelled */
MUST_USE Err progress_step(Cx *cx, Progress *p, int64_t n);
void progress_total(Progress *p, int64_t total);

#endif
