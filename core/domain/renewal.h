/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The next contract's targets from this one's results, by the rule both parties signed (contract, key "renewal").
 *
 * Rule, per goal with a value:
 *   target    the x of the scale where the score reaches 100 (the first such point from the start of the scale)
 *   excess    how far the value is on the better side of the target; none: the scale stays as it is (never below the target)
 *   move      the smallest of: target_moves x excess, at_most x target, and what keeps a share at or below 100 %
 *   The target point and the points on its better side move together, toward better; points before it stay.  Moves are rounded
 *   toward zero: shares to 0.1 %, durations to whole minutes (to seconds where the target is below an hour), numbers to 0.01.
 * A move that would make the scale flat or out of order is not made.
 */
#ifndef SANYA_DOMAIN_RENEWAL_H
#define SANYA_DOMAIN_RENEWAL_H

#include "contract.h"

/*
 * Move the scale of `goal` in place.  `value` is in the goal's measure.  true when it moved.
 */
bool sanya_renewal_move(const struct sanya_renewal *rule, struct sanya_goal *goal, enum sanya_measure measure,
			const struct sanya_number *value);
/* The x where the score first reaches so much; false where the scale never does. */
bool sanya_scale_reaches(const struct sanya_scale *scale, const struct sanya_number *score, struct sanya_number *ret);
/* The same for a score of 100: the target. */
bool sanya_scale_target(const struct sanya_scale *scale, struct sanya_number *ret);
/* +1 where larger values are better (x and score rise together), else -1. */
int sanya_scale_side(const struct sanya_scale *scale);

#endif
