/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of a scenario with what is known when they are used. */
#ifndef SYSTEMS_DRILL_FILL_H
#define SYSTEMS_DRILL_FILL_H

#include "systems/drill/scenario.h"

typedef struct Known {
    int64_t start_ms, now_ms;
    Str storm;       /* name of the storm; "" = none */
    Str id;          /* of the record that the act answers; "" = none */
    json_t *record;  /* it, as the interface gives it; NULL = none */
    const Map *refs; /* {ref:NAME} → Str * */
} Known;

/* {id} · {now} {now+2h} {now-15m} · {T+3:30} (RFC 3339) · {ref:NAME} · {storm} · {f:FIELD} (of the
 * record; empty when it has none). Anything else in braces stays as it is. ret: in the arena of cx
 */
Str fill_text(Cx *cx, const Known *k, Str text);
/* A copy with every text filled; a text that is one {f:FIELD} becomes the field's own value, so a
 * number stays a number, and a member whose field is unknown is left out.
 * ret: a new reference */
json_t *fill_json(Cx *cx, const Known *k, json_t *value);

#endif
