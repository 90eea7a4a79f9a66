/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of scales, payout curves and what follows the curve: which of them can be computed without doubt.
 * What is merely unwise (cliffs, marks nobody reaches) is left to lint; this refuses only what has no clear meaning.
 */
#include "contract_check.h"

#include "levels.h"

static bool is_flat(const struct sanya_scale *scale)
{
	for (size_t i = 1; i < scale->count; i++)
		if (sanya_number_compare(&scale->points[i].y, &scale->points[0].y) != 0)
			return false;
	return true;
}

/* Points run in one direction; two of equal value make a jump, three say nothing more. */
static int check_points(struct sanya_check *check, const struct sanya_scale *scale, const char *path)
{
	int direction = sanya_number_compare(&scale->points[scale->count - 1].x, &scale->points[0].x);

	if (direction == 0) {
		sanya_contract_refuse(check, "the first and the last point have the same value: start and target are equal", "%s",
				      path);
		return sanya_error_next(check->err, "Move one of them; a single jump is written as \"between\": \"step\" with a "
						    "lower first point.");
	}
	for (size_t i = 1; i < scale->count; i++) {
		int order = sanya_number_compare(&scale->points[i].x, &scale->points[i - 1].x);

		if (order == 0) {
			if (sanya_number_compare(&scale->points[i].y, &scale->points[i - 1].y) == 0)
				return sanya_contract_refuse(check, "this point repeats the one before it", "%s/%zu", path, i);
			if (i >= 2 && sanya_number_compare(&scale->points[i].x, &scale->points[i - 2].x) == 0)
				return sanya_contract_refuse(check, "three points have the same value; two make a jump", "%s/%zu",
							     path, i);
		} else if ((order > 0) != (direction > 0)) {
			sanya_contract_refuse(check, "this point is out of order", "%s/%zu", path, i);
			return sanya_error_next(check->err, "Write the points in order of their first number, rising or falling throughout.");
		}
	}
	return 0;
}

int sanya_contract_check_scale(struct sanya_check *check, const struct sanya_scale *scale, const char *path)
{
	if (check_points(check, scale, path) < 0)
		return -1;
	if (is_flat(scale)) {
		sanya_contract_refuse(check, "the scale is flat: every value gives the same score", "%s", path);
		return sanya_error_next(check->err, "Give the points different scores.");
	}
	return 0;
}

/* In a contract in levels every score is one: a 50 among them would be a slip between two ways of counting. */
static int check_level(struct sanya_check *check, const struct sanya_number *score, const char *path, size_t i, const char *rest)
{
	if (check->contract->scoring != SANYA_SCORING_LEVELS ||
	    (sanya_number_compare_integer(score, 1) >= 0 && sanya_number_compare_integer(score, SANYA_LEVELS) <= 0))
		return 0;
	sanya_contract_refuse(check, "this contract counts in levels: every score lies between 1 and 5", "%s/%zu%s", path, i, rest);
	return sanya_error_next(check->err, "Write a level, or leave \"scoring\" out; level 3 is the score 100.");
}

static int check_curve(struct sanya_check *check, const struct sanya_scale *curve)
{
	if (check_points(check, curve, "/reward/curve") < 0)
		return -1;
	if (sanya_number_compare(&curve->points[0].x, &curve->points[curve->count - 1].x) > 0)
		return sanya_contract_refuse(check, "the scores of a payout curve rise from point to point", "/reward/curve");
	for (size_t i = 0; i < curve->count; i++) {
		if (sanya_number_sign(&curve->points[i].y) < 0)
			return sanya_contract_refuse(check, "a payout below 0 % would be a deduction, which a contract may not hold",
						     "/reward/curve/%zu", i);
		if (check_level(check, &curve->points[i].x, "/reward/curve", i, "") < 0)
			return -1;
	}
	if (curve->between == SANYA_MARGINAL) {
		for (size_t i = 1; i < curve->count; i++)
			if (sanya_number_compare(&curve->points[i].x, &curve->points[i - 1].x) == 0)
				return sanya_contract_refuse(check, "two rates begin at the same score", "/reward/curve/%zu", i);
		return 0;
	}
	if (is_flat(curve)) {
		sanya_contract_refuse(check, "the payout curve is flat: every score pays the same", "/reward/curve");
		return sanya_error_next(check->err, "Give the points different percentages.");
	}
	return 0;
}

/* Whole multiples of the smallest coin: two decimals. */
static bool is_money(const struct sanya_number *amount)
{
	struct sanya_number coin, rounded;
	bool yes;

	sanya_number_init(&coin);
	sanya_number_init(&rounded);
	sanya_number_set_ratio(&coin, 1, 100);
	sanya_number_round(&rounded, amount, &coin, SANYA_DOWN);
	yes = sanya_number_compare(&rounded, amount) == 0;
	sanya_number_done(&coin);
	sanya_number_done(&rounded);
	return yes;
}

static int check_money(struct sanya_check *check, const struct sanya_number *amount, const char *path)
{
	if (sanya_number_sign(amount) < 0)
		return sanya_contract_refuse(check, "an amount may not be below 0", "%s", path);
	if (!is_money(amount))
		return sanya_contract_refuse(check, "an amount has at most two decimals", "%s", path);
	return 0;
}

static int check_gate(struct sanya_check *check, const struct sanya_gate *gate, size_t i)
{
	if (sanya_number_sign(&gate->otherwise) < 0 || sanya_number_compare_integer(&gate->otherwise, 100) >= 0) {
		sanya_contract_refuse(check, "what remains behind a gate lies between 0 and below 100 percent",
				      "/reward/gates/%zu/otherwise", i);
		return sanya_error_next(check->err, "\"0\": nothing is paid; \"50\": half of the reward remains.");
	}
	return check_level(check, &gate->score_at_least, "/reward/gates", i, gate->above ? "/score_above" : "/score_at_least");
}

static int check_also(struct sanya_check *check, const struct sanya_also *also, size_t i)
{
	if (sanya_number_sign(&also->count) <= 0)
		return sanya_contract_refuse(check, "the count of a reward must be above 0", "/reward/also/%zu/count", i);
	return check_level(check, &also->score_at_least, "/reward/also", i, "/score_at_least");
}

static int check_renewal(struct sanya_check *check, const struct sanya_renewal *renewal)
{
	if (!renewal->present)
		return 0;
	if (sanya_number_sign(&renewal->target_moves) < 0 || sanya_number_compare_integer(&renewal->target_moves, 1) > 0)
		return sanya_contract_refuse(check, "a target moves by a part of the excess between 0 and all of it",
					     "/renewal/target_moves");
	if (sanya_number_sign(&renewal->at_most) < 0 || sanya_number_compare_integer(&renewal->at_most, 1) > 0)
		return sanya_contract_refuse(check, "a target moves by at most 0% to 100%", "/renewal/at_most");
	return 0;
}

int sanya_contract_check_reward(struct sanya_check *check)
{
	const struct sanya_reward *reward = &check->contract->reward;

	if (check_money(check, &reward->at_100, "/reward/at_100") < 0 || check_curve(check, &reward->curve) < 0)
		return -1;
	for (size_t i = 0; i < reward->gate_count; i++)
		if (check_gate(check, &reward->gates[i], i) < 0)
			return -1;
	if (reward->has_cap && check_money(check, &reward->cap, "/reward/cap") < 0)
		return -1;
	if (sanya_number_sign(&reward->round_to) <= 0 || !is_money(&reward->round_to)) {
		sanya_contract_refuse(check, "a reward is rounded to a multiple of the smallest coin, at least 0.01", "/reward/round/to");
		return sanya_error_next(check->err, "Write \"1.00\" for whole units, \"0.01\" for the smallest coin.");
	}
	for (size_t i = 0; i < reward->also_count; i++)
		if (check_also(check, &reward->also[i], i) < 0)
			return -1;
	return check_renewal(check, &check->contract->renewal);
}
