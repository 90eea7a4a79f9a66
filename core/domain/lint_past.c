/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the evidence of the past says of a goal: marks that were never reached, samples that would have been too small.
 * Where the past comes from is the caller's business; what nobody knows leads to no finding.
 */
#include "lint_parts.h"
#include "renewal.h"
#include "trial.h"

#include "../base/time.h"

/* All of a goal's past. */
struct past {
	struct sanya_past_month months[SANYA_PAST_MONTHS];
};

static void past_init(struct past *past)
{
	for (size_t i = 0; i < SANYA_PAST_MONTHS; i++) {
		past->months[i] = (struct sanya_past_month){ .from = SANYA_NO_DATE };
		sanya_number_init(&past->months[i].value);
	}
}

static void past_done(struct past *past)
{
	for (size_t i = 0; i < SANYA_PAST_MONTHS; i++)
		sanya_number_done(&past->months[i].value);
}

/* The month with the best value; NULL where too few have one.  *ret_counted: how many have. */
static const struct sanya_past_month *best_month(const struct past *past, int side, size_t *ret_counted)
{
	const struct sanya_past_month *best = NULL;

	*ret_counted = 0;
	for (size_t i = 0; i < SANYA_PAST_MONTHS; i++) {
		const struct sanya_past_month *month = &past->months[i];

		if (!month->known || !month->has_value)
			continue;
		++*ret_counted;
		if (best == NULL || sanya_number_compare(&month->value, &best->value) * side > 0)
			best = month;
	}
	return *ret_counted >= SANYA_PAST_LEAST ? best : NULL;
}

/* "2026-03" */
static void put_month(const struct sanya_linting *linting, struct sanya_finding *finding, int32_t date)
{
	struct sanya_civil civil = sanya_date_civil(date);
	char text[24];

	snprintf(text, sizeof(text), "%04d-%02d", (int)civil.year, (int)civil.month);
	sanya_finding_text(linting->findings, finding, text);
}

/* The nearest mark that lies beyond the best month; those further out follow from it.  The end that scores least is no mark to reach. */
static void lint_unreached(const struct sanya_linting *linting, size_t g, const struct past *past)
{
	const struct sanya_goal *goal = &linting->contract->goals[g];
	const struct sanya_point *worst = sanya_scale_worst(&goal->scale), *nearest = NULL;
	int side = sanya_scale_side(&goal->scale);
	size_t counted;
	const struct sanya_past_month *best = best_month(past, side, &counted);
	struct sanya_finding *finding;

	for (size_t i = 0; best != NULL && i < goal->scale.count; i++) {
		const struct sanya_point *point = &goal->scale.points[i];

		if (sanya_number_compare(&point->y, &worst->y) <= 0 || sanya_number_compare(&point->x, &best->value) * side <= 0)
			continue;
		if (nearest == NULL || sanya_number_compare(&point->x, &nearest->x) * side < 0)
			nearest = point;
	}
	if (nearest == NULL)
		return;
	finding = SANYA_FIND(linting, SANYA_LINT_UNREACHED, goal->id, "/goals/%zu/scale/%zu", g, (size_t)(nearest - goal->scale.points));
	sanya_finding_value(linting->findings, finding, &nearest->x, goal->measure);
	sanya_finding_number(linting->findings, finding, &nearest->y);
	sanya_finding_integer(linting->findings, finding, (int64_t)counted);
	sanya_finding_value(linting->findings, finding, &best->value, goal->measure);
	put_month(linting, finding, best->from);
}

/* Months that the period takes up, begun ones counted; at most as many as are known. */
static size_t months_of(const struct sanya_contract *contract)
{
	struct sanya_civil first = sanya_date_civil(contract->from), after = sanya_date_civil(contract->to + 1);
	int32_t months = (after.year - first.year) * 12 + after.month - first.month + (after.day > first.day);

	return months < 1 ? 1 : months > (int32_t)SANYA_PAST_MONTHS ? SANYA_PAST_MONTHS : (size_t)months;
}

static void lint_sample(const struct sanya_linting *linting, size_t g, const struct past *past)
{
	const struct sanya_goal *goal = &linting->contract->goals[g];
	size_t months = months_of(linting->contract);
	struct sanya_finding *finding;
	int64_t count = 0;

	for (size_t i = 0; i < months; i++) {
		if (!past->months[i].known)
			return;
		count += past->months[i].count;
	}
	if (count >= goal->minimum_sample)
		return;
	finding = SANYA_FIND(linting, SANYA_LINT_SAMPLE, goal->id, "/goals/%zu/minimum_sample", g);
	sanya_finding_integer(linting->findings, finding, (int64_t)months);
	sanya_finding_integer(linting->findings, finding, count);
	sanya_finding_integer(linting->findings, finding, goal->minimum_sample);
}

int sanya_lint_past(const struct sanya_linting *linting, struct sanya_error *err)
{
	const struct sanya_lint *lint = linting->lint;

	for (size_t g = 0; lint->month != NULL && g < linting->contract->goal_count; g++) {
		SANYA_CLEANUP(past_done) struct past past;

		past_init(&past);
		if (sanya_goal_is_said(&linting->contract->goals[g]))
			continue;
		for (unsigned back = 1; back <= SANYA_PAST_MONTHS; back++)
			if (lint->month(lint->context, g, back, &past.months[back - 1], err) != 0)
				return -1;
		lint_unreached(linting, g, &past);
		lint_sample(linting, g, &past);
	}
	return 0;
}
