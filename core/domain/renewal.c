/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Next targets from results: a pure function on one scale.  The rule is in renewal.h.
 * It never lowers a target and never makes a scale that the contract's own rules would refuse.
 */
#include "renewal.h"

/* The point at which the score first reaches so much, or count. */
static size_t reaching_index(const struct sanya_scale *scale, const struct sanya_number *score)
{
	size_t i;

	for (i = 0; i < scale->count; i++)
		if (sanya_number_compare(&scale->points[i].y, score) >= 0)
			break;
	return i;
}

int sanya_scale_side(const struct sanya_scale *scale)
{
	const struct sanya_point *first = &scale->points[0], *last = &scale->points[scale->count - 1];
	int x = sanya_number_compare(&last->x, &first->x), y = sanya_number_compare(&last->y, &first->y);

	return (x < 0) == (y < 0) ? 1 : -1;
}

bool sanya_scale_reaches(const struct sanya_scale *scale, const struct sanya_number *score, struct sanya_number *ret)
{
	size_t i = reaching_index(scale, score);
	struct sanya_number part, width;

	if (i == scale->count)
		return false;
	if (i == 0 || scale->between != SANYA_LINEAR || sanya_number_compare(&scale->points[i].y, score) == 0) {
		sanya_number_set(ret, &scale->points[i].x);
		return true;
	}
	/* Between two points: x0 + (score - y0) / (y1 - y0) * (x1 - x0). */
	sanya_number_init(&part);
	sanya_number_init(&width);
	sanya_number_sub(&part, score, &scale->points[i - 1].y);
	sanya_number_sub(&width, &scale->points[i].y, &scale->points[i - 1].y);
	sanya_number_div(&part, &part, &width);
	sanya_number_sub(&width, &scale->points[i].x, &scale->points[i - 1].x);
	sanya_number_mul(&part, &part, &width);
	sanya_number_add(ret, &scale->points[i - 1].x, &part);
	sanya_number_done(&part);
	sanya_number_done(&width);
	return true;
}

bool sanya_scale_target(const struct sanya_scale *scale, struct sanya_number *ret)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number hundred;

	sanya_number_init(&hundred);
	sanya_number_set_integer(&hundred, 100);
	return sanya_scale_reaches(scale, &hundred, ret);
}

static void at_most(struct sanya_number *n, const struct sanya_number *limit)
{
	if (sanya_number_compare(n, limit) > 0)
		sanya_number_set(n, limit);
}

/* Round a move (>= 0) toward zero to what people write in scales. */
static void round_move(struct sanya_number *move, enum sanya_measure measure, const struct sanya_number *target)
{
	struct sanya_number step;

	sanya_number_init(&step);
	switch (measure) {
	case SANYA_MEASURE_SHARE:
		sanya_number_set_ratio(&step, 1, 1000);
		break;
	case SANYA_MEASURE_SECONDS:
		sanya_number_set_integer(&step, sanya_number_compare_integer(target, 3600) < 0 ? 1 : 60);
		break;
	case SANYA_MEASURE_NUMBER:
		sanya_number_set_ratio(&step, 1, 100);
		break;
	}
	sanya_number_round(move, move, &step, SANYA_DOWN);
	sanya_number_done(&step);
}

/* Room on the better side: up to 100 % for shares, down to zero where less is better. */
static void limit_to_possible(struct sanya_number *move, const struct sanya_goal *goal, enum sanya_measure measure,
			      int side)
{
	const struct sanya_point *last = &goal->scale.points[goal->scale.count - 1];
	struct sanya_number room;

	if (side > 0 && measure != SANYA_MEASURE_SHARE)
		return;
	sanya_number_init(&room);
	if (side > 0) {
		sanya_number_set_integer(&room, 1);
		sanya_number_sub(&room, &room, &last->x);
	} else {
		sanya_number_set(&room, &last->x);
	}
	if (sanya_number_sign(&room) < 0)
		sanya_number_set_integer(&room, 0);
	at_most(move, &room);
	sanya_number_done(&room);
}

bool sanya_renewal_move(const struct sanya_renewal *rule, struct sanya_goal *goal, enum sanya_measure measure,
			const struct sanya_number *value)
{
	struct sanya_number target, move, limit;
	int side = sanya_scale_side(&goal->scale);
	bool moved = false;
	size_t from;

	sanya_number_init(&target);
	sanya_number_set_integer(&target, 100);
	from = reaching_index(&goal->scale, &target);
	if (!rule->present || goal->scale.between == SANYA_STEP || from == 0 || from == goal->scale.count) {
		sanya_number_done(&target);
		return false;
	}
	sanya_number_init(&move);
	sanya_number_init(&limit);
	(void)sanya_scale_target(&goal->scale, &target);
	sanya_number_sub(&move, value, &target);
	if (side < 0)
		sanya_number_sub(&move, &target, value);
	if (sanya_number_sign(&move) > 0) {
		sanya_number_mul(&move, &move, &rule->target_moves);
		sanya_number_mul(&limit, &target, &rule->at_most);
		if (sanya_number_sign(&limit) < 0)
			sanya_number_set_integer(&limit, 0);
		at_most(&move, &limit);
		limit_to_possible(&move, goal, measure, side);
		round_move(&move, measure, &target);
		moved = sanya_number_sign(&move) > 0;
	}
	for (size_t i = from; moved && i < goal->scale.count; i++) {
		struct sanya_number *x = &goal->scale.points[i].x;

		if (side > 0)
			sanya_number_add(x, x, &move);
		else
			sanya_number_sub(x, x, &move);
	}
	sanya_number_done(&target);
	sanya_number_done(&move);
	sanya_number_done(&limit);
	return moved;
}
