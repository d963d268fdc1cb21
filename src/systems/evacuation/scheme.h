/* SPDX-License-Identifier: Apache-2.0 */
/* The assignment of an event's people to its city's shelters: read from the registers, solved by
 * person and village to the proven optimum, then rounded to whole households. */
#ifndef SYSTEMS_EVACUATION_SCHEME_H
#define SYSTEMS_EVACUATION_SCHEME_H

#include "solve/flow.h"
#include "systems/dispatch/roads.h"
#include "systems/evacuation/evacuation_int.h"

typedef struct Head {
    int64_t transfer, people, was; /* was: shelter that it has now, 0 = none */
    int32_t to;                    /* index of a shelter, -1 = none */
} Head;

/* A household, or a person without one. */
typedef struct Unit {
    int64_t household, people, was;
    size_t group;
    bool placed, split;
    VEC(Head) heads;
} Unit;

/* Units of a village that may go to the same shelters. */
typedef struct Group {
    Str region;
    bool barrier; /* they need a shelter without steps */
    int64_t people, unsent;
    double lon, lat;
    int n_placed;
} Group;

typedef struct Haven {
    int64_t id, capacity, present, room, assigned;
    Str name, region;
    double lon, lat;
    bool barrier_free;
} Haven;

typedef struct Scheme {
    const Site *site;
    int64_t event;
    double warn; /* share of the capacity that is filled while it can be */
    VEC(Unit) units;
    VEC(Group) groups;
    VEC(Haven) havens;
    int64_t n_out; /* shelters that are closed, full, unfit or have no place */
    Travel travel;
    FlowProblem problem; /* as it stands: supply is changed with the net */
    FlowNet *net;
    FlowPlan plan;
    bool to_the_brim; /* the warning share had to be passed */
    int64_t people, placed, optimum_s, optimum_unsent, total_s, changed, n_split;
} Scheme;

/* What is to be thought closed: shelters, and roads as GeoJSON geometries. */
typedef struct Thought {
    const int64_t *shelters;
    size_t n;
    Str *roads;
    size_t n_roads;
} Thought;

/* Read, solve, round. What is written in plan is
 * proven by its prices before it is used.
 * fails: ERR_TOO_BIG, ERR_IO; ERR_CONFLICT when nobody waits for a place */
MUST_USE Err scheme_make(Cx *cx, const Site *site, int64_t event, const Thought *without,
                         Scheme *ret);
/* What if a shelter closed: people without a place and person-seconds of the optimum then. The
 * scheme is as before afterwards, but for its plan. */
MUST_USE Err scheme_without(Cx *cx, Scheme *s, size_t haven, int64_t *unsent, int64_t *total_s);
/* One to the other, s; -1 = no way, or not for this group. */
int64_t scheme_way_s(const Scheme *s, size_t group, size_t haven);

#endif
