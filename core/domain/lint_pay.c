/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happens to the pay where a value moves a little: cliffs of scales, curve and gates, and limits that make promises void.
 * Values are tried on the contract itself (trial.h); nothing here computes a reward of its own.
 */
#include "levels.h"
#include "lint_parts.h"
#include "renewal.h"
#include "trial.h"

/* The worst step found so far. */
struct cliff {
	struct sanya_number from, to, moved;
};

static void cliff_init(struct cliff *cliff)
{
	sanya_number_init(&cliff->from);
	sanya_number_init(&cliff->to);
	sanya_number_init(&cliff->moved);
}

static void cliff_done(struct cliff *cliff)
{
	sanya_number_done(&cliff->from);
	sanya_number_done(&cliff->to);
	sanya_number_done(&cliff->moved);
}

/* Keep the larger step; a difference below 0 is a move as well. */
static void keep_larger(struct cliff *cliff, const struct sanya_number *from, const struct sanya_number *to, struct sanya_number *moved)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number zero;

	sanya_number_init(&zero);
	if (sanya_number_sign(moved) < 0)
		sanya_number_sub(moved, &zero, moved);
	if (sanya_number_compare(moved, &cliff->moved) <= 0)
		return;
	sanya_number_set(&cliff->moved, moved);
	sanya_number_set(&cliff->from, from);
	sanya_number_set(&cliff->to, to);
}

static bool is_cliff(const struct cliff *cliff)
{
	return sanya_number_compare_integer(&cliff->moved, SANYA_CLIFF) > 0;
}

static void unit_of(const struct sanya_goal *goal, struct sanya_number *ret)
{
	bool hours = false;

	switch (goal->measure) {
	case SANYA_MEASURE_SHARE:
		sanya_number_set_ratio(ret, 1, 100);
		return;
	case SANYA_MEASURE_SECONDS:
		for (size_t i = 0; i < goal->scale.count; i++)
			hours = hours || sanya_number_compare_integer(&goal->scale.points[i].x, 3600) > 0;
		sanya_number_set_integer(ret, hours ? 60 : 1);
		return;
	case SANYA_MEASURE_NUMBER:
		break;
	}
	if (goal->statistic.kind == SANYA_STATISTIC_COUNT || goal->statistic.kind == SANYA_STATISTIC_SUM ||
	    goal->statistic.kind == SANYA_STATISTIC_SCORE || goal->statistic.kind == SANYA_STATISTIC_MAX)
		sanya_number_set_integer(ret, 1);
	else
		sanya_number_set_ratio(ret, 1, 10);
}

/* The curve jumps somewhere in (low, high]: what that does to the pay is told at the curve. */
static bool curve_jumps(const struct sanya_scale *curve, const struct sanya_number *a, const struct sanya_number *b)
{
	const struct sanya_number *low = sanya_number_compare(a, b) <= 0 ? a : b, *high = low == a ? b : a;

	for (size_t i = 0; i < curve->count; i++) {
		bool jumps = (curve->between == SANYA_STEP && i > 0) ||
			     (curve->between != SANYA_MARGINAL && i + 1 < curve->count &&
			      sanya_number_compare(&curve->points[i].x, &curve->points[i + 1].x) == 0);

		if (jumps && sanya_number_compare(&curve->points[i].x, low) > 0 && sanya_number_compare(&curve->points[i].x, high) <= 0)
			return true;
	}
	return false;
}

size_t sanya_lint_bends(const struct sanya_contract *contract, size_t g, struct sanya_number *ret)
{
	const struct sanya_goal *goal = &contract->goals[g];
	const struct sanya_scale *curve = &contract->reward.curve;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number score;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number target;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number hundred;
	size_t count = 0;

	sanya_number_init(&score);
	sanya_number_init(&target);
	sanya_number_init(&hundred);
	sanya_number_set_integer(&target, sanya_scoring_of(contract->scoring, 100));
	sanya_number_set_integer(&hundred, 100);
	for (size_t i = 0; i < goal->scale.count; i++)
		sanya_number_set(&ret[count++], &goal->scale.points[i].x);
	for (size_t i = 0; i < curve->count; i++) {
		/* All others at 100 (or level 3) = t: (100 - w) / 100 × t + w / 100 × s = c, so s = t + (c - t) × 100 / w. */
		sanya_number_set(&score, &curve->points[i].x);
		if (contract->reward.combine == SANYA_WEIGHTED) {
			sanya_number_sub(&score, &score, &target);
			sanya_number_mul(&score, &score, &hundred);
			sanya_number_div(&score, &score, &goal->weight);
			sanya_number_add(&score, &score, &target);
		}
		if (sanya_scale_reaches(&goal->scale, &score, &ret[count]))
			count++;
	}
	return count;
}

static int try_step(struct sanya_trial *trial, size_t g, const struct sanya_number *from, const struct sanya_number *unit,
		    struct sanya_tried tried[2], struct cliff *cliff, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number to;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number moved;

	sanya_number_init(&to);
	sanya_number_init(&moved);
	sanya_number_add(&to, from, unit);
	if (sanya_trial_pay(trial, g, from, &tried[0], err) != 0 || sanya_trial_pay(trial, g, &to, &tried[1], err) != 0)
		return -1;
	if (curve_jumps(&trial->contract.reward.curve, &tried[0].on_curve, &tried[1].on_curve))
		return 0;
	sanya_number_sub(&moved, &tried[1].percent, &tried[0].percent);
	keep_larger(cliff, from, &to, &moved);
	return 0;
}

/* A step up to the bend, one on from it, and one across it where neither of these is a cliff: round numbers are easier to talk about. */
static int try_around(struct sanya_trial *trial, size_t g, const struct sanya_number *bend, const struct sanya_number *unit,
		      struct sanya_tried tried[2], struct cliff *cliff, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number from;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number half;

	sanya_number_init(&from);
	sanya_number_init(&half);
	sanya_number_sub(&from, bend, unit);
	if (try_step(trial, g, &from, unit, tried, cliff, err) != 0 || try_step(trial, g, bend, unit, tried, cliff, err) != 0)
		return -1;
	if (is_cliff(cliff))
		return 0;
	sanya_number_set_ratio(&half, 1, 2);
	sanya_number_mul(&half, &half, unit);
	sanya_number_add(&from, &from, &half);
	return try_step(trial, g, &from, unit, tried, cliff, err);
}

static void numbers_init(struct sanya_number *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		sanya_number_init(&numbers[i]);
}

static void numbers_done(struct sanya_number *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		sanya_number_done(&numbers[i]);
}

static int find_cliff(const struct sanya_linting *linting, struct sanya_trial *trial, size_t g, struct cliff *cliff, struct sanya_error *err)
{
	const struct sanya_contract *contract = linting->contract;
	size_t room = contract->goals[g].scale.count + contract->reward.curve.count, count;
	struct sanya_number *around = sanya_arena_array(linting->findings->arena, room, sizeof(*around));
	SANYA_CLEANUP(sanya_number_done) struct sanya_number unit;
	struct sanya_tried tried[2];
	int failed = 0;

	sanya_number_init(&unit);
	if (around == NULL)
		return sanya_error_memory(err);
	numbers_init(around, room);
	sanya_tried_init(&tried[0]);
	sanya_tried_init(&tried[1]);
	unit_of(&contract->goals[g], &unit);
	count = sanya_lint_bends(contract, g, around);
	for (size_t i = 0; i < count && failed == 0; i++)
		failed = try_around(trial, g, &around[i], &unit, tried, cliff, err);
	sanya_tried_done(&tried[0]);
	sanya_tried_done(&tried[1]);
	numbers_done(around, room);
	return failed;
}

static int lint_cliff_scale(const struct sanya_linting *linting, struct sanya_trial *trial, size_t g, struct sanya_error *err)
{
	const struct sanya_goal *goal = &linting->contract->goals[g];
	SANYA_CLEANUP(cliff_done) struct cliff cliff;
	struct sanya_finding *finding;

	cliff_init(&cliff);
	if (sanya_goal_is_said(goal) || sanya_number_sign(&goal->weight) == 0)
		return 0;
	if (find_cliff(linting, trial, g, &cliff, err) != 0)
		return -1;
	if (!is_cliff(&cliff))
		return 0;
	finding = SANYA_FIND(linting, SANYA_LINT_CLIFF_SCALE, goal->id, "/goals/%zu/scale", g);
	sanya_finding_value(linting->findings, finding, &cliff.from, goal->measure);
	sanya_finding_value(linting->findings, finding, &cliff.to, goal->measure);
	sanya_finding_percent(linting->findings, finding, &cliff.moved);
	return 0;
}

/* What part of the reward goes through the curve at once: all of it, or that of the heaviest goal where each pays for itself. */
static void part_at_once(const struct sanya_contract *contract, struct sanya_number *ret)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number percent;

	sanya_number_init(&percent);
	sanya_number_set_integer(ret, 1);
	if (contract->reward.combine != SANYA_PER_GOAL)
		return;
	sanya_number_set_integer(ret, 0);
	for (size_t g = 0; g < contract->goal_count; g++)
		if (sanya_number_compare(&contract->goals[g].weight, ret) > 0)
			sanya_number_set(ret, &contract->goals[g].weight);
	sanya_number_set_ratio(&percent, 1, 100);
	sanya_number_mul(ret, ret, &percent);
}

/* From `halves` half points of score before the point to one point further; in levels, of which each is 50 points, as much of a level. */
static void try_curve(const struct sanya_contract *contract, const struct sanya_number *point, int halves, const struct sanya_number *part,
		      struct cliff *cliff)
{
	const struct sanya_scale *curve = &contract->reward.curve;
	int64_t points = contract->scoring == SANYA_SCORING_LEVELS ? 50 : 1;
	struct sanya_number at[4]; /* from, to, and the percentages there */

	numbers_init(at, SANYA_COUNT(at));
	sanya_number_set_ratio(&at[0], halves, 2 * points);
	sanya_number_sub(&at[0], point, &at[0]);
	sanya_number_set_ratio(&at[1], 1, points);
	sanya_number_add(&at[1], &at[0], &at[1]);
	sanya_scale_at(curve, &at[0], &at[2]);
	sanya_scale_at(curve, &at[1], &at[3]);
	sanya_number_sub(&at[3], &at[3], &at[2]);
	sanya_number_mul(&at[3], &at[3], part);
	keep_larger(cliff, &at[0], &at[1], &at[3]);
	numbers_done(at, SANYA_COUNT(at));
}

static void lint_cliff_curve(const struct sanya_linting *linting)
{
	const struct sanya_contract *contract = linting->contract;
	const struct sanya_scale *curve = &contract->reward.curve;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number part;
	SANYA_CLEANUP(cliff_done) struct cliff cliff;
	struct sanya_finding *finding;

	cliff_init(&cliff);
	sanya_number_init(&part);
	part_at_once(contract, &part);
	for (size_t i = 0; i < curve->count; i++) {
		try_curve(contract, &curve->points[i].x, 2, &part, &cliff);
		try_curve(contract, &curve->points[i].x, 0, &part, &cliff);
		if (!is_cliff(&cliff))
			try_curve(contract, &curve->points[i].x, 1, &part, &cliff);
	}
	if (!is_cliff(&cliff))
		return;
	finding = SANYA_FIND(linting, SANYA_LINT_CLIFF_CURVE, NULL, "/reward/curve");
	sanya_finding_number(linting->findings, finding, &cliff.from);
	sanya_finding_number(linting->findings, finding, &cliff.to);
	sanya_finding_percent(linting->findings, finding, &cliff.moved);
}

/* The best or the worst score that can be: of a goal by its scale, or of all goals together by their weights. */
static void extreme_score(const struct sanya_contract *contract, const struct sanya_gate *gate, bool best, struct sanya_number *ret)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number part;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number percent;

	sanya_number_init(&part);
	sanya_number_init(&percent);
	sanya_number_set_ratio(&percent, 1, 100);
	for (size_t g = 0; g < contract->goal_count; g++) {
		const struct sanya_scale *scale = &contract->goals[g].scale;
		const struct sanya_number *score = best ? &sanya_scale_best(scale)->y : &sanya_scale_worst(scale)->y;

		if (!gate->of_all && g == gate->goal)
			sanya_number_set(ret, score);
		if (!gate->of_all)
			continue;
		sanya_number_mul(&part, score, &contract->goals[g].weight);
		sanya_number_mul(&part, &part, &percent);
		sanya_number_add(ret, ret, &part);
	}
}

/* About a gate: of a goal, or of all together, each in its own words. */
static struct sanya_finding *find_at_gate(const struct sanya_linting *linting, size_t i, enum sanya_lint_code of_goal,
					  enum sanya_lint_code of_all, const char *key)
{
	const struct sanya_contract *contract = linting->contract;
	const struct sanya_gate *gate = &contract->reward.gates[i];
	const char *goal = gate->of_all ? NULL : contract->goals[gate->goal].id;
	struct sanya_finding *finding = SANYA_FIND(linting, gate->of_all ? of_all : of_goal, goal, "/reward/gates/%zu%s%s", i,
						   key == NULL ? "" : "/", key == NULL ? "" : key);

	if (goal != NULL)
		sanya_finding_text(linting->findings, finding, goal);
	sanya_finding_number(linting->findings, finding, &gate->score_at_least);
	return finding;
}

static void lint_gate(const struct sanya_linting *linting, size_t i)
{
	const struct sanya_contract *contract = linting->contract;
	const struct sanya_gate *gate = &contract->reward.gates[i];
	const char *key = gate->above ? "score_above" : "score_at_least";
	SANYA_CLEANUP(sanya_number_done) struct sanya_number best;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number worst;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number lost;
	int to_best, to_worst;

	sanya_number_init(&best);
	sanya_number_init(&worst);
	sanya_number_init(&lost);
	extreme_score(contract, gate, true, &best);
	extreme_score(contract, gate, false, &worst);
	to_best = sanya_number_compare(&gate->score_at_least, &best);
	to_worst = sanya_number_compare(&gate->score_at_least, &worst);
	if (gate->above ? to_best >= 0 : to_best > 0) {
		sanya_finding_number(linting->findings, find_at_gate(linting, i, SANYA_LINT_GATE_NEVER, SANYA_LINT_GATE_ALL_NEVER, key), &best);
		return;
	}
	if (gate->above ? to_worst < 0 : to_worst <= 0) {
		sanya_finding_number(linting->findings, find_at_gate(linting, i, SANYA_LINT_GATE_ALWAYS, SANYA_LINT_GATE_ALL_ALWAYS, key), &worst);
		return;
	}
	sanya_number_set_integer(&lost, 100);
	sanya_number_sub(&lost, &lost, &gate->otherwise);
	if (sanya_number_compare_integer(&lost, SANYA_CLIFF) > 0 && sanya_number_sign(&contract->reward.at_100) > 0)
		sanya_finding_percent(linting->findings, find_at_gate(linting, i, SANYA_LINT_CLIFF_GATE, SANYA_LINT_CLIFF_GATE_ALL, NULL), &lost);
}

static void lint_cap(const struct sanya_linting *linting)
{
	const struct sanya_reward *reward = &linting->contract->reward;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number full;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number hundred;
	struct sanya_finding *finding;

	sanya_number_init(&full);
	sanya_number_init(&hundred);
	if (!reward->has_cap)
		return;
	sanya_number_set_integer(&hundred, sanya_scoring_of(linting->contract->scoring, 100));
	sanya_scale_at(&reward->curve, &hundred, &full);
	sanya_number_set_integer(&hundred, 100);
	sanya_number_mul(&full, &full, &reward->at_100);
	sanya_number_div(&full, &full, &hundred);
	if (sanya_number_compare(&reward->cap, &full) >= 0)
		return;
	finding = SANYA_FIND(linting, SANYA_LINT_CAP_LOW, NULL, "/reward/cap");
	sanya_finding_money(linting->findings, finding, &reward->cap);
	sanya_finding_money(linting->findings, finding, &full);
}

static int lint_cliffs(const struct sanya_linting *linting, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_trial_done) struct sanya_trial trial;

	if (sanya_trial_init(&trial, linting->contract, linting->findings->arena, err) != 0)
		return -1;
	sanya_trial_drop_gates(&trial);
	for (size_t g = 0; g < linting->contract->goal_count; g++)
		if (lint_cliff_scale(linting, &trial, g, err) != 0)
			return -1;
	return 0;
}

int sanya_lint_pay(const struct sanya_linting *linting, struct sanya_error *err)
{
	const struct sanya_reward *reward = &linting->contract->reward;
	bool pays = sanya_number_sign(&reward->at_100) > 0;

	lint_cap(linting);
	for (size_t i = 0; i < reward->gate_count; i++)
		lint_gate(linting, i);
	if (!pays) /* where only recognition is at stake, no money can fall off a cliff */
		return 0;
	lint_cliff_curve(linting);
	return lint_cliffs(linting, err);
}
