/* SPDX-License-Identifier: Apache-2.0 */
/* Figures as fractions of whole numbers: a sum of money, a rate and a change of a rate are exact
 * until they are printed, and are rounded once.
 * source: contract, part two, §5; domain 11.2 (never round twice, no sums of floats) */
#ifndef SYSTEMS_INDICATOR_NUMBER_H
#define SYSTEMS_INDICATOR_NUMBER_H

#include "base/base.h"

__extension__ typedef __int128 Wide;

typedef struct Num {
    bool known;    /* false = no data, which is not 0 */
    Wide num, den; /* in lowest terms, den > 0, both at most 10^30 */
} Num;

extern const Num NUM_UNKNOWN;
Num num_of(int64_t num, int64_t den); /* den ≠ 0 */
Num num_minus(Num a);
Num num_sum(Num a, Num b); /* not known where either is not */
/* a × times ÷ b; not known where either is not, b is 0, or the fraction is beyond 10^30. */
Num num_ratio(Num a, Num b, int64_t times);
/* (now − before) ÷ before × 100; not known as above. */
Num num_change(Num now, Num before);
/* Half up on the magnitude, as digits with at most `digits` places, trailing zeros kept off.
 * "null" when not known. */
Str num_rounded(Cx *cx, Num n, int digits);
/* As many digits as a double tells apart; whole numbers and short decimals exactly. */
Str num_exact(Cx *cx, Num n);

#endif
