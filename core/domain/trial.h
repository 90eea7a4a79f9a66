/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trying values on a contract: what would the reward be if this goal came out so, and all others just at their targets?
 *
 * Amounts are percent of at_100 and exact: a cap counts, proration and rounding do not.  A goal whose scale never reaches 100 stands at the
 * end of its scale that scores best.
 */
#ifndef SANYA_DOMAIN_TRIAL_H
#define SANYA_DOMAIN_TRIAL_H

#include "reward.h"

struct sanya_trial {
	const struct sanya_contract *original;
	struct sanya_contract contract; /* shares everything with the original but what a trial changes */
	struct sanya_goal *goals;
	struct sanya_measured *measured;
	struct sanya_point *points; /* of the one goal whose scale was moved */
	size_t point_count;
	struct sanya_number at_100, cap, round_to;
};

/* One try. */
struct sanya_tried {
	struct sanya_number percent; /* of at_100 */
	struct sanya_number score;   /* of the goal */
	struct sanya_number on_curve; /* the score that went through the curve: the goal's own where each pays for itself */
};
void sanya_tried_init(struct sanya_tried *tried);
void sanya_tried_done(struct sanya_tried *tried);

/* Lists live in `arena`; the contract is borrowed and stays as it is.  `ret` is initialised also on failure. */
int sanya_trial_init(struct sanya_trial *ret, const struct sanya_contract *contract, struct sanya_arena *arena, struct sanya_error *err)
	SANYA_MUST_CHECK;
void sanya_trial_done(struct sanya_trial *trial);
/* From here on gates count no more. */
void sanya_trial_drop_gates(struct sanya_trial *trial);
int sanya_trial_pay(struct sanya_trial *trial, size_t goal, const struct sanya_number *value, struct sanya_tried *ret,
		    struct sanya_error *err) SANYA_MUST_CHECK;
/* From here on that goal has the scale that renewal would give it after `value`; NULL: its own again.  true when that is another one. */
bool sanya_trial_renew(struct sanya_trial *trial, size_t goal, const struct sanya_number *value);

/* The value of a scale at which a goal is met in full: its target, else its best end. */
void sanya_scale_full(const struct sanya_scale *scale, struct sanya_number *ret);
/* The point of the highest score (the first of several), and of the lowest (the first as well). */
const struct sanya_point *sanya_scale_best(const struct sanya_scale *scale);
const struct sanya_point *sanya_scale_worst(const struct sanya_scale *scale);

#endif
