/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tails of the binomial distribution, exactly: B is how often something that happens with probability num/den happens in n tries.
 */
#ifndef SANYA_BASE_BINOMIAL_H
#define SANYA_BASE_BINOMIAL_H

#include "base.h"

#define SANYA_BINOMIAL_EXACT 1000 /* tries; work grows with its square */

/*
 * The largest l of 0 to n with P(B < l) <= 1/of; 0 <= num <= den, den > 0, of > 1.  Worked out in whole numbers, without any rounding;
 * n is at most SANYA_BINOMIAL_EXACT, more is a broken invariant.
 */
int64_t sanya_binomial_low(int64_t n, int64_t num, int64_t den, int64_t of);

#endif
