/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Levels 1 to 5, in which Thai public bodies score their commitments, beside the score of which 100 is the target.
 *
 *	score = 50 × (level - 1)
 *
 *	level  score  meaning (the Civil Service Commission's five levels)
 *	1        0    the least that is acceptable: the threshold
 *	2       50    below the standard
 *	3      100    the standard: the target is met
 *	4      150    challenging
 *	5      200    very challenging: the stretch
 *
 * A contract in levels is computed in levels, so that Σ weight × level is the figure people know.  The mapping serves where a
 * rule of the language speaks of the target: neutral is level 3, zero is level 1, and a renewal moves the mark of level 3 and those above it.
 */
#ifndef SANYA_DOMAIN_LEVELS_H
#define SANYA_DOMAIN_LEVELS_H

#include "contract.h"

#define SANYA_LEVELS 5
#define SANYA_LEVEL_OF_TARGET 3

/* In place, both ways: exact. */
void sanya_level_to_score(struct sanya_number *level);
void sanya_score_to_level(struct sanya_number *score);
/* The number that the document writes for a score that is a whole multiple of 50, such as 0 (the least) and 100 (the target). */
int64_t sanya_scoring_of(enum sanya_scoring scoring, int64_t score);

#endif
