/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for somebody, as others may read it: one line of text each. */
#ifndef SYSTEMS_QUEUE_H
#define SYSTEMS_QUEUE_H

#include "systems/system.h"

typedef struct Waiting {
    const Rec *rec;
    Str kind;       /* of model/rules/queue.csv */
    int64_t due_ms; /* 0 = none */
    bool overdue;
} Waiting;

/* Everything that the actor's queue holds, overdue first, then by severity and time. ret: in cx */
MUST_USE Err queue_waiting(Cx *cx, const Site *site, Waiting **ret, size_t *n);

#endif
