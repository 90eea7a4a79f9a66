/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Possible values of a goal with what each would mean, now and for the next contract.
 * Tries them on the contract (trial.h) and moves targets by the rule (renewal.h); decides nothing.
 */
#include "outlook.h"

#include "lint.h"
#include "renewal.h"

#define LINES_MOST (2 * SANYA_POINTS_MAX + 2)

void sanya_outlook_done(struct sanya_outlook *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		sanya_number_done(&list[i].value);
		sanya_number_done(&list[i].score);
		sanya_number_done(&list[i].percent);
		sanya_number_done(&list[i].next);
	}
}

void sanya_outlook_best(const struct sanya_contract *contract, const struct sanya_goal *goal, struct sanya_number *ret)
{
	const struct sanya_scale *scale = &goal->scale;
	const struct sanya_point *first = &scale->points[0], *last = &scale->points[scale->count - 1];
	int side = sanya_scale_side(scale);
	const struct sanya_number *end = sanya_number_compare(&last->x, &first->x) * side > 0 ? &last->x : &first->x;

	sanya_number_set_integer(ret, 0);
	if (contract->renewal.present && sanya_scale_target(scale, ret))
		sanya_target_part(&contract->renewal, ret, ret);
	if (side > 0)
		sanya_number_add(ret, end, ret);
	else
		sanya_number_sub(ret, end, ret);
	if (side > 0 && goal->measure == SANYA_MEASURE_SHARE && sanya_number_compare_integer(ret, 1) > 0)
		sanya_number_set_integer(ret, 1);
	if (side < 0 && sanya_number_sign(ret) < 0)
		sanya_number_set_integer(ret, 0);
}

/* Keep the values in order from the worst to the best, each once. */
static void keep(struct sanya_outlook *list, size_t *count, const struct sanya_number *value, int side)
{
	size_t at = *count;

	for (size_t i = 0; i < *count; i++)
		if (sanya_number_compare(&list[i].value, value) == 0)
			return;
	sanya_number_init(&list[at].value);
	sanya_number_init(&list[at].score);
	sanya_number_init(&list[at].percent);
	sanya_number_init(&list[at].next);
	++*count;
	for (; at > 0 && sanya_number_compare(value, &list[at - 1].value) * side < 0; at--)
		sanya_number_set(&list[at].value, &list[at - 1].value);
	sanya_number_set(&list[at].value, value);
}

static void gather(const struct sanya_contract *contract, const struct sanya_goal *goal, const struct sanya_number *target,
		   struct sanya_outlook *list, size_t *count)
{
	const struct sanya_scale *scale = &goal->scale;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number middle;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number half;
	int side = sanya_scale_side(scale);

	sanya_number_init(&middle);
	sanya_number_init(&half);
	sanya_number_set_ratio(&half, 1, 2);
	for (size_t i = 0; i < scale->count; i++) {
		keep(list, count, &scale->points[i].x, side);
		if (i == 0)
			continue;
		sanya_number_add(&middle, &scale->points[i - 1].x, &scale->points[i].x);
		sanya_number_mul(&middle, &middle, &half);
		if (sanya_number_compare(&middle, target) * side > 0)
			keep(list, count, &middle, side);
	}
	keep(list, count, target, side);
	sanya_outlook_best(contract, goal, &middle);
	keep(list, count, &middle, side);
}

int sanya_outlook_make(struct sanya_trial *trial, size_t goal, struct sanya_arena *arena, struct sanya_outlook **ret, size_t *ret_count,
		       struct sanya_error *err)
{
	const struct sanya_contract *contract = trial->original;
	const struct sanya_goal *rules = &contract->goals[goal];
	SANYA_CLEANUP(sanya_number_done) struct sanya_number target;
	struct sanya_outlook *list = sanya_arena_array(arena, LINES_MOST, sizeof(*list));
	struct sanya_tried tried;
	size_t count = 0;
	int failed = 0;

	sanya_number_init(&target);
	*ret_count = 0;
	*ret = list;
	if (list == NULL)
		return sanya_error_memory(err);
	if (sanya_goal_is_said(rules) || !sanya_scale_target(&rules->scale, &target))
		return 0;
	gather(contract, rules, &target, list, &count);
	*ret_count = count;
	sanya_tried_init(&tried);
	for (size_t i = 0; i < count && failed == 0; i++) {
		failed = sanya_trial_pay(trial, goal, &list[i].value, &tried, err);
		sanya_number_set(&list[i].score, &tried.score);
		sanya_number_set(&list[i].percent, &tried.percent);
		list[i].moves = sanya_trial_renew(trial, goal, &list[i].value);
		(void)sanya_scale_target(&trial->goals[goal].scale, &list[i].next);
		(void)sanya_trial_renew(trial, goal, NULL);
	}
	sanya_tried_done(&tried);
	return failed;
}
