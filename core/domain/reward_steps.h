/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the domain room: the record of a reward's computation, one line per step, for people.  It only tells what reward.c has
 * done and computes nothing that counts.  A line that cannot be kept (memory) is reported once, by _end.
 */
#ifndef SANYA_DOMAIN_REWARD_STEPS_H
#define SANYA_DOMAIN_REWARD_STEPS_H

#include "reward.h"

struct sanya_steps {
	const struct sanya_contract *contract;
	struct sanya_arena *arena; /* of the result */
	struct sanya_step *list;
	size_t count, room;
	struct sanya_buffer what, rule, result;
	bool silent; /* nobody will read it */
	bool failed;
};

void sanya_steps_init(struct sanya_steps *steps, const struct sanya_contract *contract, bool silent, struct sanya_arena *arena);
void sanya_steps_done(struct sanya_steps *steps);
/* Hand the lines to the result. */
int sanya_steps_end(struct sanya_steps *steps, struct sanya_result *result, struct sanya_error *err) SANYA_MUST_CHECK;

void sanya_steps_goal(struct sanya_steps *steps, const struct sanya_goal_result *goal, const struct sanya_measured *measured);
void sanya_steps_weight(struct sanya_steps *steps, const struct sanya_goal_result *goal);
void sanya_steps_weighted(struct sanya_steps *steps, const struct sanya_goal_result *goal, const struct sanya_number *part);
void sanya_steps_score(struct sanya_steps *steps, const struct sanya_result *result);
void sanya_steps_nothing(struct sanya_steps *steps);
/* `goal` is NULL where the contract combines all scores first. */
void sanya_steps_curve(struct sanya_steps *steps, const struct sanya_goal_result *goal, const struct sanya_number *score,
		       const struct sanya_number *percent, const struct sanya_number *amount);
void sanya_steps_sum(struct sanya_steps *steps, const struct sanya_number *amount);
/* `goal` is NULL for a gate on the score of all goals. */
void sanya_steps_gate(struct sanya_steps *steps, const struct sanya_gate *gate, const struct sanya_goal_result *goal, bool failed);
void sanya_steps_gated(struct sanya_steps *steps, const struct sanya_gate *gate, const struct sanya_number *amount);
void sanya_steps_cap(struct sanya_steps *steps, bool over, const struct sanya_number *amount);
void sanya_steps_proration(struct sanya_steps *steps, int64_t days_counted, int64_t days_of, const struct sanya_number *amount);
void sanya_steps_minimum_days(struct sanya_steps *steps, int64_t days_counted, int64_t days_of, const struct sanya_number *amount);
void sanya_steps_rounding(struct sanya_steps *steps, const struct sanya_number *amount);
void sanya_steps_also(struct sanya_steps *steps, const struct sanya_also *also, const struct sanya_number *score,
		      const char *withheld, bool reached);

/* Index of the last point that x has reached, or `count` where it lies before the first. */
size_t sanya_scale_reached(const struct sanya_scale *scale, const struct sanya_number *x);

#endif
