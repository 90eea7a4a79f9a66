/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The next contract's targets from this one's results, by the rule both parties signed (contract, key "renewal").
 *
 * Rule, per goal with a value:
 *   target    the x of the scale where the score reaches 100 (the first such point from the start of the scale)
 *   excess    how far the value is on the better side of the target; none: the scale stays as it is (never below the target)
 *   move      the smaller of: target_moves x excess, and at_most x the size of the target where that is written
 *   The target point and the points on its better side move together, toward better; points before it stay.  A jump at the target moves as a
 *   whole.  Where the target lies between two points, these move by so much more that the target itself moves by the move.  Moves of points
 *   are rounded toward zero to a step: shares 0.1 %, durations a minute (a second where the target is below an hour), numbers 0.01.
 *   No point passes 100 % of a share, an NPS of 100, or 0 where less is better: what would lie beyond lies there, and points that were apart stay a step apart,
 *   so that a target near that end moves by less than the rule.
 */
#ifndef SANYA_DOMAIN_RENEWAL_H
#define SANYA_DOMAIN_RENEWAL_H

#include "contract.h"

/*
 * Move the scale of `goal` in place.  `value` is in the goal's measure.  true when it moved.
 */
bool sanya_renewal_move(const struct sanya_renewal *rule, struct sanya_goal *goal, enum sanya_measure measure,
			const struct sanya_number *value);
/* at_most x the size of a target: of -20 as of 20. */
void sanya_target_part(const struct sanya_renewal *rule, const struct sanya_number *target, struct sanya_number *ret);
/* The x where the score first reaches so much; false where the scale never does. */
bool sanya_scale_reaches(const struct sanya_scale *scale, const struct sanya_number *score, struct sanya_number *ret);
/* The same for a score of 100: the target. */
bool sanya_scale_target(const struct sanya_scale *scale, struct sanya_number *ret);
/* +1 where larger values are better (x and score rise together), else -1. */
int sanya_scale_side(const struct sanya_scale *scale);

#endif
