/* SPDX-License-Identifier: Apache-2.0 */
/* Inside dispatch/: what a proposal is made of. */
#ifndef SYSTEMS_DISPATCH_INT_H
#define SYSTEMS_DISPATCH_INT_H

#include "solve/assign.h"
#include "systems/incident/incident.h"

typedef struct Slot {
    const Rec *incident;
    Str capability;
    int32_t count, rank; /* rank: the worse the incident, the higher */
} Slot;

typedef struct Unit {
    const Rec *team;
    double lon, lat;  /* degrees; NaN = not known */
    int64_t muster_s; /* until it leaves */
} Unit;

typedef struct Proposal {
    const Slot *slots;
    size_t n_slots;
    Unit *units; /* those that can go */
    size_t n_units;
    int64_t n_busy, n_resting; /* those that cannot */
    AssignPlan plan;
    int64_t *cost; /* seconds, n_units × n_slots */
} Proposal;

/* Who could go where, and the best of it: as many places as possible of the worst incident first,
 * then least travel in all. Teams are those that the actor may see.
 * fails: ERR_TOO_BIG, ERR_DENIED */
MUST_USE Err proposal_make(Cx *cx, const Site *site, const Slot *slots, size_t n, Proposal *ret);
bool team_can(const Rec *team, Str capability);
/* Metres on the great circle between a team's base and an incident; NaN = one has no place. */
double proposal_distance_m(const Unit *u, const Rec *incident);

#endif
