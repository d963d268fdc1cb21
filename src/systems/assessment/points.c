/* SPDX-License-Identifier: Apache-2.0 */
/* What an item is worth: the rules, in fractions. */
#include "systems/assessment/assessment_int.h"

static Num less(Num a, Num b)
{
    return num_sum(a, num_minus(b));
}

static Num times(Num a, Num b)
{
    return b.known && b.num == 0 ? (a.known ? b : a)
                                 : num_ratio(a, num_ratio(num_of(1, 1), b, 1), 1);
}

static Num within(Num n, Num low, Num high)
{
    if (!n.known) return n;
    return less(n, low).num < 0 ? low : less(n, high).num > 0 ? high : n;
}

static Num share_of(Num share, Num weight)
{
    return times(within(share, num_of(0, 1), num_of(1, 1)), weight);
}

/* How much of a target that is not met was reached. What is to be at most so much is reached in the
 * measure of target ÷ value, what is to be at least so much in that of value ÷ target; a fall that
 * was asked for in the measure of the fall. Nothing where the signs differ or the target is 0. */
static Num reached(const Score *s)
{
    bool change = s->target.op == TARGET_CHANGE_AT_LEAST || s->target.op == TARGET_CHANGE_AT_MOST;
    bool least = s->target.op == TARGET_AT_LEAST || s->target.op == TARGET_CHANGE_AT_LEAST;
    Num value = change ? num_change(s->value, s->before) : s->value, target = s->target.value;
    if (!value.known) return value;
    if (value.num == 0 || target.num == 0 || (value.num > 0) != (target.num > 0))
        return num_of(0, 1);
    return least == (target.num > 0) ? num_ratio(value, target, 1) : num_ratio(target, value, 1);
}

static Num target_points(const Item *item, const Score *s)
{
    if (s->target_state == TARGET_MET || s->target_state == TARGET_ON_TRACK) return item->weight;
    if (s->target_state != TARGET_NOT_MET) return NUM_UNKNOWN;
    return item->rule.partly ? share_of(reached(s), item->weight) : num_of(0, 1);
}

static Num linear_points(const Item *item, Num value)
{
    const Rule *r = &item->rule;
    return share_of(num_ratio(less(value, r->from), less(r->to, r->from), 1), item->weight);
}

/* Points of the units beyond the limit, at most the weight. */
static Num each_points(const Item *item, Num value)
{
    Num none = num_of(0, 1), beyond = less(value, item->rule.above);
    if (beyond.known && beyond.num < 0) beyond = none;
    return within(times(beyond, item->rule.steps), none, item->weight);
}

/* The first has all, the last the floor, those between in even steps; ties share the better place.
 */
static Num rank_points(const Item *item, const Score *s)
{
    if (s->of < 2) return NUM_UNKNOWN;
    Num fall = less(item->weight, item->rule.floor);
    Num share = num_of((int64_t)s->place - 1, (int64_t)s->of - 1);
    return less(item->weight, times(fall, share));
}

Num rule_points(const Item *item, Part part, const Score *s)
{
    enum { FULL = 100 };
    switch (item->rule.kind) {
    case RULE_TARGET: return target_points(item, s);
    case RULE_LINEAR: return linear_points(item, s->value);
    case RULE_CHANGE: return linear_points(item, num_change(s->value, s->before));
    case RULE_EACH: {
        Num points = each_points(item, s->value);
        return part == PART_SCORED ? less(item->weight, points) : points;
    }
    case RULE_RANK: return rank_points(item, s);
    case RULE_HAND: return share_of(num_ratio(s->hand.score, num_of(FULL, 1), 1), item->weight);
    }
    return NUM_UNKNOWN;
}
