/* SPDX-License-Identifier: Apache-2.0 */
/* People to shelters (人员转移安置): a problem as outsiders write it (contract.md, "Evacuation
 * problem"), its optimal plan and the answer. Of a
 * city: its people of an event. */
#ifndef SYSTEMS_EVACUATION_EVACUATION_H
#define SYSTEMS_EVACUATION_EVACUATION_H

#include <jansson.h>

#include "systems/system.h"

enum { EVACUATE_SOURCES_MAX = 50000, EVACUATE_SHELTERS_MAX = 5000, EVACUATE_ARCS_MAX = 10000000 };

/* Read {"sources":[{"id","people","lon","lat"}],"shelters":[{"id","capacity","lon","lat"}],
 * "arcs"?:[{"from","to","seconds"}]}, place as many people as possible and then least
 * person-seconds, and append {"total_person_seconds","unassigned":[{"id","people"}],
 * "assignments":[{"from","to","people"}],"seconds_from"} to out. Without arcs every village may go
 * to every shelter, by the straight line × detour at speed_m_s. The plan is checked by its prices.
 * fails: ERR_INVALID naming the item and field, ERR_TOO_BIG */
MUST_USE Err evacuation_plan(Cx *cx, json_t *problem, double detour, double speed_m_s, Buf *out);

/* The verb `evacuate plan --event ID`: {"event"} → the assignment of the people of an event who
 * wait for a place, as POST /api/evacuation/plan answers it. fails: ERR_NOT_FOUND, ERR_CONFLICT
 * nobody waits */
MUST_USE Err evacuation_verb(Cx *cx, const Site *site, json_t *input, Buf *out);

#endif
