/* SPDX-License-Identifier: Apache-2.0 */
#include "register/progress.h"

Err progress_step(Cx *cx, Progress *p, int64_t n)
{
    if (!p) return OK;
    __atomic_add_fetch(&p->done, n, __ATOMIC_RELAXED);
    if (!__atomic_load_n(&p->stop, __ATOMIC_RELAXED)) return OK;
    return cx_fail(cx, ERR_CONFLICT, "", "the work was cancelled; what it had done stands");
}

void progress_total(Progress *p, int64_t total)
{
    if (p) __atomic_store_n(&p->total, total, __ATOMIC_RELAXED);
}
