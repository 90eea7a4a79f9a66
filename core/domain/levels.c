/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mapping between levels 1 to 5 and scores; levels.h says why it is this one.
 * Pure arithmetic: which contracts are written in levels is the contract's to say.
 */
#include "levels.h"

#define SCORE_PER_LEVEL 50

void sanya_level_to_score(struct sanya_number *level)
{
	struct sanya_number n;

	sanya_number_init(&n);
	sanya_number_set_integer(&n, 1);
	sanya_number_sub(level, level, &n);
	sanya_number_set_integer(&n, SCORE_PER_LEVEL);
	sanya_number_mul(level, level, &n);
	sanya_number_done(&n);
}

void sanya_score_to_level(struct sanya_number *score)
{
	struct sanya_number n;

	sanya_number_init(&n);
	sanya_number_set_integer(&n, SCORE_PER_LEVEL);
	sanya_number_div(score, score, &n);
	sanya_number_set_integer(&n, 1);
	sanya_number_add(score, score, &n);
	sanya_number_done(&n);
}

int64_t sanya_scoring_of(enum sanya_scoring scoring, int64_t score)
{
	return scoring == SANYA_SCORING_LEVELS ? score / SCORE_PER_LEVEL + 1 : score;
}
