/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a scale or the payout curve says without its writer having meant it: ends that go on, steps never in force, scores that fall
 * where values get better, marks that no value can have.
 */
#include "levels.h"
#include "lint_parts.h"
#include "renewal.h"
#include "trial.h"

/* Values of the goal have a least and a most: shares and NPS. */
static bool is_bounded(const struct sanya_goal *goal, int64_t *ret_least, int64_t *ret_most)
{
	bool nps = goal->statistic.kind == SANYA_STATISTIC_SCORE;

	*ret_least = nps ? -100 : 0;
	*ret_most = nps ? 100 : 1;
	return nps || goal->measure == SANYA_MEASURE_SHARE;
}

/* No value can be worse than this end of the scale. */
static bool is_very_end(const struct sanya_goal *goal, const struct sanya_point *end)
{
	const struct sanya_scale *scale = &goal->scale;
	const struct sanya_point *other = end == &scale->points[0] ? &scale->points[scale->count - 1] : &scale->points[0];
	int64_t least, most;

	if (!is_bounded(goal, &least, &most))
		return false;
	return sanya_number_compare(&end->x, &other->x) < 0 ? sanya_number_compare_integer(&end->x, least) <= 0
							    : sanya_number_compare_integer(&end->x, most) >= 0;
}

/* The end where values are worst still scores. */
static void lint_gap(const struct sanya_linting *linting, size_t i)
{
	const struct sanya_goal *goal = &linting->contract->goals[i];
	const struct sanya_scale *scale = &goal->scale;
	const struct sanya_point *first = &scale->points[0], *last = &scale->points[scale->count - 1];
	const struct sanya_point *end = sanya_number_compare(&first->y, &last->y) <= 0 ? first : last;
	struct sanya_finding *finding;

	if (sanya_number_compare_integer(&end->y, sanya_scoring_of(scale->scoring, 0)) <= 0 || is_very_end(goal, end))
		return;
	finding = SANYA_FIND(linting, SANYA_LINT_GAP_SCALE, goal->id, "/goals/%zu/scale/%zu", i, (size_t)(end - scale->points));
	sanya_finding_value(linting->findings, finding, &end->x, goal->measure);
	sanya_finding_number(linting->findings, finding, &end->y);
}

/* Of two steps at one value the second holds; only the very first point also serves what lies before it. */
static void lint_dead(const struct sanya_linting *linting, const struct sanya_scale *scale, enum sanya_measure measure, const char *goal,
		      const char *path)
{
	for (size_t i = 1; scale->between == SANYA_STEP && i + 1 < scale->count; i++) {
		struct sanya_finding *finding;

		if (sanya_number_compare(&scale->points[i].x, &scale->points[i + 1].x) != 0)
			continue;
		finding = SANYA_FIND(linting, SANYA_LINT_DEAD_POINT, goal, "%s/%zu", path, i);
		sanya_finding_value(linting->findings, finding, &scale->points[i].x, measure);
		sanya_finding_number(linting->findings, finding, &scale->points[i].y);
	}
}

static void lint_turns(const struct sanya_linting *linting, size_t i)
{
	const struct sanya_goal *goal = &linting->contract->goals[i];
	const struct sanya_scale *scale = &goal->scale;
	bool rising = sanya_number_compare(&scale->points[scale->count - 1].y, &scale->points[0].y) >= 0;

	for (size_t k = 1; k < scale->count; k++) {
		const struct sanya_point *worse = &scale->points[rising ? k - 1 : k], *better = &scale->points[rising ? k : k - 1];
		struct sanya_finding *finding;

		if (sanya_number_compare(&better->y, &worse->y) >= 0)
			continue;
		finding = SANYA_FIND(linting, SANYA_LINT_TURNS_BACK, goal->id, "/goals/%zu/scale/%zu", i, k);
		sanya_finding_value(linting->findings, finding, &better->x, goal->measure);
		sanya_finding_number(linting->findings, finding, &better->y);
		sanya_finding_value(linting->findings, finding, &worse->x, goal->measure);
	}
}

static bool is_impossible(const struct sanya_goal *goal, const struct sanya_number *value)
{
	int64_t least, most;

	return is_bounded(goal, &least, &most) &&
	       (sanya_number_compare_integer(value, least) < 0 || sanya_number_compare_integer(value, most) > 0);
}

static void lint_marks(const struct sanya_linting *linting, size_t i)
{
	const struct sanya_goal *goal = &linting->contract->goals[i];
	const struct sanya_scale *scale = &goal->scale;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number target;
	struct sanya_finding *finding;

	sanya_number_init(&target);
	if (!sanya_scale_target(scale, &target)) {
		finding = SANYA_FIND(linting, SANYA_LINT_NO_TARGET, goal->id, "/goals/%zu/scale", i);
		sanya_finding_number(linting->findings, finding, &sanya_scale_best(scale)->y);
	} else if (is_impossible(goal, &target)) {
		finding = SANYA_FIND(linting, SANYA_LINT_IMPOSSIBLE_TARGET, goal->id, "/goals/%zu/scale", i);
		sanya_finding_value(linting->findings, finding, &target, goal->measure);
		return;
	}
	for (size_t k = 0; k < scale->count; k++) {
		if (!is_impossible(goal, &scale->points[k].x))
			continue;
		finding = SANYA_FIND(linting, SANYA_LINT_IMPOSSIBLE_MARK, goal->id, "/goals/%zu/scale/%zu", i, k);
		sanya_finding_value(linting->findings, finding, &scale->points[k].x, goal->measure);
	}
}

static void lint_curve(const struct sanya_linting *linting)
{
	const struct sanya_scale *curve = &linting->contract->reward.curve;
	struct sanya_finding *finding;

	if (curve->between == SANYA_MARGINAL)
		return;
	if (sanya_number_sign(&curve->points[0].y) > 0 &&
	    (linting->contract->scoring != SANYA_SCORING_LEVELS || sanya_number_compare_integer(&curve->points[0].x, 1) > 0)) { /* no level is below 1 */
		finding = SANYA_FIND(linting, SANYA_LINT_GAP_CURVE, NULL, "/reward/curve/0");
		sanya_finding_number(linting->findings, finding, &curve->points[0].x);
		sanya_finding_percent(linting->findings, finding, &curve->points[0].y);
	}
	for (size_t k = 1; k < curve->count; k++) {
		if (sanya_number_compare(&curve->points[k].y, &curve->points[k - 1].y) >= 0)
			continue;
		finding = SANYA_FIND(linting, SANYA_LINT_CURVE_FALLS, NULL, "/reward/curve/%zu", k);
		sanya_finding_number(linting->findings, finding, &curve->points[k].x);
		sanya_finding_percent(linting->findings, finding, &curve->points[k].y);
		sanya_finding_number(linting->findings, finding, &curve->points[k - 1].x);
	}
	lint_dead(linting, curve, SANYA_MEASURE_NUMBER, NULL, "/reward/curve");
}

void sanya_lint_scales(const struct sanya_linting *linting)
{
	const struct sanya_contract *contract = linting->contract;
	char path[64];

	for (size_t i = 0; i < contract->goal_count; i++) {
		snprintf(path, sizeof(path), "/goals/%zu/scale", i);
		lint_gap(linting, i);
		lint_dead(linting, &contract->goals[i].scale, contract->goals[i].measure, contract->goals[i].id, path);
		lint_turns(linting, i);
		lint_marks(linting, i);
	}
	lint_curve(linting);
}
