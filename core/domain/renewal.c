/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Next targets from results: a pure function on one scale.  The rule is in renewal.h.
 * It never lowers a target and never makes a scale that the contract's own rules would refuse.
 */
#include "renewal.h"

#include "levels.h"

/* The points from the one that scores least on, whichever way they are written. */
static struct sanya_point *point_at(const struct sanya_scale *scale, size_t i)
{
	bool rising = sanya_number_compare(&scale->points[0].y, &scale->points[scale->count - 1].y) <= 0;

	return &scale->points[rising ? i : scale->count - 1 - i];
}

/* The point at which the score first reaches so much, or count. */
static size_t reaching_index(const struct sanya_scale *scale, const struct sanya_number *score)
{
	size_t i;

	for (i = 0; i < scale->count; i++)
		if (sanya_number_compare(&point_at(scale, i)->y, score) >= 0)
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
	const struct sanya_point *here, *before;
	struct sanya_number part, width;

	if (i == scale->count)
		return false;
	here = point_at(scale, i);
	if (i == 0 || scale->between != SANYA_LINEAR || sanya_number_compare(&here->y, score) == 0) {
		sanya_number_set(ret, &here->x);
		return true;
	}
	/* Between two points: x0 + (score - y0) / (y1 - y0) * (x1 - x0). */
	before = point_at(scale, i - 1);
	sanya_number_init(&part);
	sanya_number_init(&width);
	sanya_number_sub(&part, score, &before->y);
	sanya_number_sub(&width, &here->y, &before->y);
	sanya_number_div(&part, &part, &width);
	sanya_number_sub(&width, &here->x, &before->x);
	sanya_number_mul(&part, &part, &width);
	sanya_number_add(ret, &before->x, &part);
	sanya_number_done(&part);
	sanya_number_done(&width);
	return true;
}

bool sanya_scale_target(const struct sanya_scale *scale, struct sanya_number *ret)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number hundred;

	sanya_number_init(&hundred);
	sanya_number_set_integer(&hundred, sanya_scoring_of(scale->scoring, 100));
	return sanya_scale_reaches(scale, &hundred, ret);
}

void sanya_target_part(const struct sanya_renewal *rule, const struct sanya_number *target, struct sanya_number *ret)
{
	struct sanya_number zero;

	sanya_number_mul(ret, target, &rule->at_most);
	if (sanya_number_sign(ret) >= 0)
		return;
	sanya_number_init(&zero);
	sanya_number_sub(ret, &zero, ret);
	sanya_number_done(&zero);
}

static void at_most(struct sanya_number *n, const struct sanya_number *limit)
{
	if (sanya_number_compare(n, limit) > 0)
		sanya_number_set(n, limit);
}

/* What people write scales in; moves are whole multiples of it. */
static void step_of(enum sanya_measure measure, const struct sanya_number *target, struct sanya_number *ret)
{
	switch (measure) {
	case SANYA_MEASURE_SHARE:
		sanya_number_set_ratio(ret, 1, 1000);
		break;
	case SANYA_MEASURE_SECONDS:
		sanya_number_set_integer(ret, sanya_number_compare_integer(target, 3600) < 0 ? 1 : 60);
		break;
	case SANYA_MEASURE_NUMBER:
		sanya_number_set_ratio(ret, 1, 100);
		break;
	}
}

/* What no point may pass: 100 % where more is better of a share, 0 where less is better, 100 and -100 of NPS.  false: anything may be. */
static bool bound_of(const struct sanya_goal *goal, enum sanya_measure measure, int side, struct sanya_number *ret)
{
	if (goal->statistic.kind == SANYA_STATISTIC_SCORE) {
		sanya_number_set_integer(ret, 100 * side);
		return true;
	}
	sanya_number_set_integer(ret, side > 0);
	return side < 0 || measure == SANYA_MEASURE_SHARE;
}

/* Which part of a move of the point at `from` the target makes: between two points it lies at (100 - y0) / (y1 - y0) of the way. */
static void part_of_target(const struct sanya_scale *scale, size_t from, struct sanya_number *ret)
{
	const struct sanya_point *here = point_at(scale, from), *before;
	struct sanya_number height;

	sanya_number_set_integer(ret, 1);
	if (from == 0 || scale->between != SANYA_LINEAR)
		return;
	before = point_at(scale, from - 1);
	if (sanya_number_compare(&before->x, &here->x) == 0)
		return;
	sanya_number_init(&height);
	sanya_number_set_integer(ret, sanya_scoring_of(scale->scoring, 100));
	sanya_number_sub(ret, ret, &before->y);
	sanya_number_sub(&height, &here->y, &before->y);
	sanya_number_div(ret, ret, &height);
	sanya_number_done(&height);
}

/* How far the points from the target on move: 0 where they stay. */
static void size_of_move(const struct sanya_renewal *rule, const struct sanya_goal *goal, const struct sanya_number *value, size_t from,
			 const struct sanya_number *step, struct sanya_number *ret)
{
	struct sanya_number target, limit;

	sanya_number_init(&target);
	sanya_number_init(&limit);
	(void)sanya_scale_target(&goal->scale, &target);
	if (sanya_scale_side(&goal->scale) > 0)
		sanya_number_sub(ret, value, &target);
	else
		sanya_number_sub(ret, &target, value);
	if (sanya_number_sign(ret) < 0)
		sanya_number_set_integer(ret, 0);
	sanya_number_mul(ret, ret, &rule->target_moves);
	sanya_target_part(rule, &target, &limit);
	if (!rule->uncapped)
		at_most(ret, &limit);
	part_of_target(&goal->scale, from, &limit);
	sanya_number_div(ret, ret, &limit);
	sanya_number_round(ret, ret, step, SANYA_DOWN);
	sanya_number_done(&target);
	sanya_number_done(&limit);
}

/* -1, 0, 1: a is on the worse side of b, equal, better */
static int better(const struct sanya_number *a, const struct sanya_number *b, int side)
{
	return sanya_number_compare(a, b) * side;
}

/*
 * Move the points from `from` on, the best one first: none passes the bound, and points that were apart stay a step apart.  true when the
 * first of them moved.
 */
static bool move_points(const struct sanya_scale *scale, size_t from, const struct sanya_number *move, const struct sanya_number *step,
			bool bounded, const struct sanya_number *bound)
{
	int side = sanya_scale_side(scale);
	struct sanya_number limit, old, moved;
	bool first_moved = false;

	sanya_number_init(&limit);
	sanya_number_init(&old);
	sanya_number_init(&moved);
	sanya_number_set(&limit, bound);
	for (size_t i = scale->count; i-- > from;) {
		struct sanya_number *x = &point_at(scale, i)->x;

		if (i + 1 < scale->count && sanya_number_compare(x, &old) != 0 && side > 0)
			sanya_number_sub(&limit, &limit, step);
		else if (i + 1 < scale->count && sanya_number_compare(x, &old) != 0)
			sanya_number_add(&limit, &limit, step);
		sanya_number_set(&old, x);
		if (side > 0)
			sanya_number_add(&moved, x, move);
		else
			sanya_number_sub(&moved, x, move);
		if (bounded && better(&moved, &limit, side) > 0)
			sanya_number_set(&moved, &limit);
		first_moved = better(&moved, x, side) > 0;
		if (first_moved)
			sanya_number_set(x, &moved);
		sanya_number_set(&limit, x);
	}
	sanya_number_done(&limit);
	sanya_number_done(&old);
	sanya_number_done(&moved);
	return first_moved;
}

bool sanya_renewal_move(const struct sanya_renewal *rule, struct sanya_goal *goal, enum sanya_measure measure,
			const struct sanya_number *value)
{
	const struct sanya_scale *scale = &goal->scale;
	struct sanya_number move, step, bound;
	bool moved = false;
	size_t from;

	sanya_number_init(&move);
	sanya_number_init(&step);
	sanya_number_init(&bound);
	sanya_number_set_integer(&move, sanya_scoring_of(scale->scoring, 100));
	from = reaching_index(scale, &move);
	if (rule->present && from < scale->count) {
		(void)sanya_scale_target(scale, &move);
		step_of(measure, &move, &step);
		size_of_move(rule, goal, value, from, &step, &move);
		/* A jump at the target moves as a whole. */
		while (from > 0 && sanya_number_compare(&point_at(scale, from - 1)->x, &point_at(scale, from)->x) == 0)
			from--;
		if (sanya_number_sign(&move) > 0)
			moved = move_points(scale, from, &move, &step, bound_of(goal, measure, sanya_scale_side(scale), &bound), &bound);
	}
	sanya_number_done(&move);
	sanya_number_done(&step);
	sanya_number_done(&bound);
	return moved;
}
