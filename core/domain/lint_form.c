/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What makes a contract unclear, all of it at once: sanya_contract_check stops at the first, which is right for taking a document and
 * tiresome for writing one.  Whatever it refuses besides is told with its own words.
 */
#include "lint_parts.h"

#include "contract_check.h"

static void lint_weights(const struct sanya_linting *linting)
{
	const struct sanya_contract *contract = linting->contract;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number sum;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number missing;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_finding *finding;

	sanya_number_init(&sum);
	sanya_number_init(&missing);
	sanya_buffer_init(&text, 200);
	for (size_t i = 0; i < contract->goal_count; i++)
		sanya_number_add(&sum, &sum, &contract->goals[i].weight);
	if (sanya_number_compare_integer(&sum, 100) == 0)
		return;
	sanya_number_set_integer(&missing, 100);
	sanya_number_sub(&missing, &missing, &sum);
	if (sanya_number_sign(&missing) > 0)
		sanya_buffer_byte(&text, '+');
	sanya_number_exact(&missing, &text);
	finding = SANYA_FIND(linting, SANYA_LINT_WEIGHTS, NULL, "/goals/%zu/weight", contract->goal_count - 1);
	sanya_finding_number(linting->findings, finding, &sum);
	sanya_finding_text(linting->findings, finding, text.data);
}

static bool is_flat(const struct sanya_scale *scale)
{
	if (sanya_number_compare(&scale->points[0].x, &scale->points[scale->count - 1].x) == 0)
		return true;
	for (size_t i = 1; i < scale->count; i++)
		if (sanya_number_compare(&scale->points[i].y, &scale->points[0].y) != 0)
			return false;
	return scale->between != SANYA_MARGINAL; /* one rate for all scores is a rule like any other */
}

/* `rising`: a payout curve, whose scores rise; a scale may run either way. */
static void lint_points(const struct sanya_linting *linting, const struct sanya_scale *scale, enum sanya_measure measure, const char *goal,
			const char *path, bool rising)
{
	const struct sanya_point *points = scale->points;
	int direction = rising ? 1 : sanya_number_compare(&points[scale->count - 1].x, &points[0].x);

	if (is_flat(scale)) {
		(void)SANYA_FIND(linting, SANYA_LINT_FLAT, goal, "%s", path);
		return;
	}
	for (size_t i = 1; i < scale->count; i++) {
		int order = sanya_number_compare(&points[i].x, &points[i - 1].x);
		bool repeated = order == 0 && (sanya_number_compare(&points[i].y, &points[i - 1].y) == 0 ||
					       scale->between == SANYA_MARGINAL ||
					       (i >= 2 && sanya_number_compare(&points[i].x, &points[i - 2].x) == 0));
		struct sanya_finding *finding;

		if (!repeated && (order == 0 || (order > 0) == (direction > 0)))
			continue;
		finding = SANYA_FIND(linting, repeated ? SANYA_LINT_POINT_REPEATED : SANYA_LINT_POINT_ORDER, goal, "%s/%zu", path, i);
		sanya_finding_value(linting->findings, finding, &points[i].x, measure);
	}
}

static void put_statistic(const struct sanya_linting *linting, struct sanya_finding *finding, const struct sanya_goal *goal)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 200);
	sanya_statistic_format(&goal->statistic, &text);
	sanya_finding_text(linting->findings, finding, text.data);
	sanya_finding_text(linting->findings, finding, goal->metric);
}

static void lint_unit(const struct sanya_linting *linting, size_t i)
{
	const struct sanya_goal *goal = &linting->contract->goals[i];
	struct sanya_error why = SANYA_ERROR_INIT;
	int unit = linting->lint->unit_of == NULL ? -1 : linting->lint->unit_of(linting->lint->context, goal->metric);

	if (unit < 0)
		return;
	if (unit == 0)
		sanya_finding_text(linting->findings, SANYA_FIND(linting, SANYA_LINT_METRIC, goal->id, "/goals/%zu/metric", i), goal->metric);
	else if (sanya_statistic_fits(&goal->statistic, (enum sanya_unit)unit, &why) != 0)
		put_statistic(linting, SANYA_FIND(linting, SANYA_LINT_UNIT_STATISTIC, goal->id, "/goals/%zu/statistic", i), goal);
	else if (sanya_statistic_measure(&goal->statistic, (enum sanya_unit)unit) != goal->measure)
		put_statistic(linting, SANYA_FIND(linting, SANYA_LINT_UNIT_SCALE, goal->id, "/goals/%zu/scale", i), goal);
}

/* Whatever else keeps the contract from being taken, with the words of the check itself. */
static void lint_rest(const struct sanya_linting *linting)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer path;
	struct sanya_error why = SANYA_ERROR_INIT;
	struct sanya_finding *finding;

	sanya_buffer_init(&path, SANYA_TEXT_MAX);
	if (sanya_contract_check(linting->contract, NULL, NULL, &path, &why) == 0)
		return;
	finding = SANYA_FIND(linting, SANYA_LINT_REFUSED, NULL, "%s", path.data);
	sanya_finding_text(linting->findings, finding, why.what);
	sanya_finding_text(linting->findings, finding, why.next);
}

int sanya_lint_form(const struct sanya_linting *linting, struct sanya_error *err)
{
	const struct sanya_contract *contract = linting->contract;
	char path[64];

	lint_weights(linting);
	for (size_t i = 0; i < contract->goal_count; i++) {
		snprintf(path, sizeof(path), "/goals/%zu/scale", i);
		lint_points(linting, &contract->goals[i].scale, contract->goals[i].measure, contract->goals[i].id, path, false);
		lint_unit(linting, i);
	}
	lint_points(linting, &contract->reward.curve, SANYA_MEASURE_NUMBER, NULL, "/reward/curve", true);
	if (sanya_findings_errors(linting->findings) == 0)
		lint_rest(linting);
	return sanya_findings_check(linting->findings, err);
}
