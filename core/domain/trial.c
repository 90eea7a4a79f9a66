/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trying values on a copy of a contract, by the same computation that pays.
 * The copy shares its numbers with the original; only what is set here is the trial's own.
 */
#include "trial.h"

#include "renewal.h"

void sanya_tried_init(struct sanya_tried *tried)
{
	sanya_number_init(&tried->percent);
	sanya_number_init(&tried->score);
	sanya_number_init(&tried->on_curve);
}

void sanya_tried_done(struct sanya_tried *tried)
{
	sanya_number_done(&tried->percent);
	sanya_number_done(&tried->score);
	sanya_number_done(&tried->on_curve);
}

const struct sanya_point *sanya_scale_best(const struct sanya_scale *scale)
{
	const struct sanya_point *best = &scale->points[0];

	for (size_t i = 1; i < scale->count; i++)
		if (sanya_number_compare(&scale->points[i].y, &best->y) > 0)
			best = &scale->points[i];
	return best;
}

const struct sanya_point *sanya_scale_worst(const struct sanya_scale *scale)
{
	const struct sanya_point *worst = &scale->points[0];

	for (size_t i = 1; i < scale->count; i++)
		if (sanya_number_compare(&scale->points[i].y, &worst->y) < 0)
			worst = &scale->points[i];
	return worst;
}

void sanya_scale_full(const struct sanya_scale *scale, struct sanya_number *ret)
{
	if (!sanya_scale_target(scale, ret))
		sanya_number_set(ret, &sanya_scale_best(scale)->x);
}

int sanya_trial_init(struct sanya_trial *ret, const struct sanya_contract *contract, struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_reward *reward = &ret->contract.reward;
	bool pays = sanya_number_sign(&contract->reward.at_100) > 0;

	*ret = (struct sanya_trial){ .original = contract, .contract = *contract };
	sanya_number_init(&ret->at_100);
	sanya_number_init(&ret->cap);
	sanya_number_init(&ret->round_to);
	ret->goals = sanya_arena_array(arena, contract->goal_count + 1, sizeof(*ret->goals));
	ret->measured = sanya_arena_array(arena, contract->goal_count + 1, sizeof(*ret->measured));
	ret->points = sanya_arena_array(arena, SANYA_POINTS_MAX, sizeof(*ret->points));
	if (ret->goals == NULL || ret->measured == NULL || ret->points == NULL) {
		ret->contract.goal_count = 0; /* nothing to give back */
		return sanya_error_memory(err);
	}
	for (size_t i = 0; i < contract->goal_count; i++) {
		ret->goals[i] = contract->goals[i];
		sanya_measured_init(&ret->measured[i]);
		ret->measured[i].outcome = SANYA_OUTCOME_VALUE;
		ret->measured[i].count = contract->goals[i].minimum_sample;
		sanya_scale_full(&contract->goals[i].scale, &ret->measured[i].value);
	}
	for (; ret->point_count < SANYA_POINTS_MAX; ret->point_count++) {
		sanya_number_init(&ret->points[ret->point_count].x);
		sanya_number_init(&ret->points[ret->point_count].y);
	}
	ret->contract.goals = ret->goals;
	sanya_number_set_integer(&ret->at_100, 100);
	reward->has_cap = reward->has_cap && pays;
	if (reward->has_cap) {
		sanya_number_div(&ret->cap, &contract->reward.cap, &contract->reward.at_100);
		sanya_number_mul(&ret->cap, &ret->cap, &ret->at_100);
	}
	sanya_number_set_ratio(&ret->round_to, 1, 1000000000);
	reward->at_100 = ret->at_100;
	reward->cap = ret->cap;
	reward->round_to = ret->round_to;
	reward->round_mode = SANYA_HALF_EVEN;
	reward->proration = SANYA_PRORATION_NONE;
	reward->also_count = 0;
	return 0;
}

void sanya_trial_done(struct sanya_trial *trial)
{
	for (size_t i = 0; i < trial->contract.goal_count; i++)
		sanya_measured_done(&trial->measured[i]);
	for (size_t i = 0; i < trial->point_count; i++) {
		sanya_number_done(&trial->points[i].x);
		sanya_number_done(&trial->points[i].y);
	}
	sanya_number_done(&trial->at_100);
	sanya_number_done(&trial->cap);
	sanya_number_done(&trial->round_to);
}

void sanya_trial_drop_gates(struct sanya_trial *trial)
{
	trial->contract.reward.gate_count = 0;
}

int sanya_trial_pay(struct sanya_trial *trial, size_t goal, const struct sanya_number *value, struct sanya_tried *ret,
		    struct sanya_error *err)
{
	struct sanya_result result;
	int failed;

	sanya_number_set(&trial->measured[goal].value, value);
	sanya_result_init(&result);
	failed = sanya_reward_compute_silently(&trial->contract, trial->measured, 1, 1, &result, err);
	if (failed == 0) {
		sanya_number_set(&ret->percent, &result.amount);
		sanya_number_set(&ret->score, &result.goals[goal].score);
		sanya_number_set(&ret->on_curve,
				 trial->contract.reward.combine == SANYA_WEIGHTED ? &result.score : &result.goals[goal].score);
	}
	sanya_result_done(&result);
	sanya_scale_full(&trial->original->goals[goal].scale, &trial->measured[goal].value);
	return failed;
}

bool sanya_trial_renew(struct sanya_trial *trial, size_t goal, const struct sanya_number *value)
{
	const struct sanya_scale *own = &trial->original->goals[goal].scale;
	struct sanya_scale *scale = &trial->goals[goal].scale;

	*scale = *own;
	if (value == NULL)
		return false;
	for (size_t i = 0; i < own->count; i++) {
		sanya_number_set(&trial->points[i].x, &own->points[i].x);
		sanya_number_set(&trial->points[i].y, &own->points[i].y);
	}
	scale->points = trial->points;
	if (sanya_renewal_move(&trial->original->renewal, &trial->goals[goal], trial->original->goals[goal].measure, value))
		return true;
	*scale = *own;
	return false;
}
