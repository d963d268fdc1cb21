/* SPDX-License-Identifier: Apache-2.0 */
/* Who goes where: forces to the places that incidents need, optimal. It knows nothing of incidents,
 * roads or readiness: the caller turns those into ranks and costs. */
#ifndef SOLVE_ASSIGN_H
#define SOLVE_ASSIGN_H

#include "base/base.h"

enum {
    ASSIGN_MAX_UNITS = 20000,
    ASSIGN_MAX_SLOTS = 20000,
    ASSIGN_MAX_CELLS = 16 * 1024 * 1024, /* units × slots */
    ASSIGN_MAX_COST = 1000000000,
    ASSIGN_CANNOT = -1, /* cost of what is impossible */
    ASSIGN_IDLE = -1    /* slot of a unit that stays */
};

typedef struct AssignSlot {
    int32_t rank; /* priority class, higher is served first */
    int32_t need; /* units wanted, ≥ 0 */
} AssignSlot;

typedef struct AssignProblem {
    const AssignSlot *slots;
    size_t n_slots, n_units;
    /* n_units × n_slots, row by unit: what it costs (seconds of travel, say) that the unit serves
     * the slot, 0 … ASSIGN_MAX_COST, or ASSIGN_CANNOT */
    const int64_t *cost;
} AssignProblem;

typedef struct AssignPlan {
    int32_t *slot_of;    /* of each unit: its slot or ASSIGN_IDLE */
    int32_t *filled;     /* of each slot: units that it gets, ≤ need */
    int64_t total_cost;  /* of the pairs chosen */
    int64_t total_units; /* units that go */
    /* the proof that nothing better exists (see assign_check): */
    int64_t *reward;     /* of each slot: what one unit there is worth, the same for a rank, more
                            than all costs and all lower ranks together */
    int64_t *unit_price; /* ≤ 0, 0 where the unit is idle */
    int64_t *slot_price; /* ≤ 0, 0 where the slot is not full */
} AssignPlan;

/* The plan that fills the most places of the highest rank, among those the most of the next rank,
 * and so on down, and among those costs least in all. A unit serves at most one slot.
 * ret:    arrays in the arena of cx; the same problem gives the same plan, also among equals
 * fails:  ERR_INVALID a cost or a need out of range · ERR_TOO_BIG too many units, slots or cells,
 *         or ranks × units × costs past what 64 bits hold exactly (7 ranks of 200 units at an hour
 *         each fit)
 * time:   O(units² × slots); 200 × 120 takes a few ms
 * source: successive shortest paths with potentials: R. K. Ahuja, T. L. Magnanti, J. B. Orlin,
 *         Network Flows, 1993, §9.7 and §12.4 */
MUST_USE Err assign_solve(Cx *cx, const AssignProblem *p, AssignPlan *ret);

/* Is the plan possible and, by its prices, optimal? Recomputes the rewards; then for every pair
 * that can be: cost - reward - unit_price - slot_price ≥ 0, and = 0 where chosen (complementary
 * slackness).
 * fails:  ERR_INVALID and the first fault found */
MUST_USE Err assign_check(Cx *cx, const AssignProblem *p, const AssignPlan *plan);

#endif
