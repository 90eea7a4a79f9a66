/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether the renewal rule pays somebody for holding back; the definition is in lint.h.
 * Looks at one goal at a time, all others at their targets in both periods.
 */
#include "lint_parts.h"
#include "outlook.h"
#include "renewal.h"

#define STEPS	    24u /* between the target and the best value */
#define BENDS_MOST  (2 * SANYA_POINTS_MAX)
#define VALUES_MOST (STEPS + 1 + 2 * BENDS_MOST)

/* What one goal's values are worth: now, and under the target that follows from each of them. */
struct table {
	struct sanya_number values[VALUES_MOST], now[VALUES_MOST]; /* from the target to the best one */
	size_t count;
	struct sanya_number gain, best; /* of holding back at `held` where `able` would be possible */
	size_t held, able;
};

static void table_init(struct table *table)
{
	for (size_t i = 0; i < VALUES_MOST; i++) {
		sanya_number_init(&table->values[i]);
		sanya_number_init(&table->now[i]);
	}
	sanya_number_init(&table->gain);
	sanya_number_init(&table->best);
	table->held = table->able = table->count = 0;
}

static void table_done(struct table *table)
{
	for (size_t i = 0; i < VALUES_MOST; i++) {
		sanya_number_done(&table->values[i]);
		sanya_number_done(&table->now[i]);
	}
	sanya_number_done(&table->gain);
	sanya_number_done(&table->best);
}

/* Into its place, once. */
static void add_value(struct table *table, const struct sanya_number *value, int side)
{
	size_t at = table->count;

	for (size_t i = 0; i < table->count; i++)
		if (sanya_number_compare(&table->values[i], value) == 0)
			return;
	for (; at > 0 && sanya_number_compare(&table->values[at - 1], value) * side > 0; at--)
		sanya_number_set(&table->values[at], &table->values[at - 1]);
	sanya_number_set(&table->values[at], value);
	table->count++;
}

static void add_steps(struct table *table, const struct sanya_number *target, const struct sanya_number *best, int side)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number value;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number width;

	sanya_number_init(&value);
	sanya_number_init(&width);
	sanya_number_sub(&width, best, target);
	for (size_t i = 0; i <= STEPS; i++) {
		sanya_number_set_ratio(&value, (int64_t)i, STEPS);
		sanya_number_mul(&value, &value, &width);
		sanya_number_add(&value, &value, target);
		add_value(table, &value, side);
	}
}

/* A bend beyond the target, and where it lies in the next period after it was just reached in this one: who is able to do that much and does it
 * would find it moved away. */
static void add_bend(struct sanya_trial *trial, size_t g, struct table *table, const struct sanya_number *target,
		     const struct sanya_number *bend, int side)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number moved;

	sanya_number_init(&moved);
	if (sanya_number_compare(bend, target) * side <= 0)
		return;
	add_value(table, bend, side);
	if (!sanya_trial_renew(trial, g, bend))
		return;
	(void)sanya_scale_target(&trial->goals[g].scale, &moved);
	sanya_number_sub(&moved, &moved, target);
	sanya_number_add(&moved, &moved, bend);
	add_value(table, &moved, side);
}

static void choose_values(struct sanya_trial *trial, size_t g, struct table *table)
{
	const struct sanya_contract *contract = trial->original;
	const struct sanya_goal *goal = &contract->goals[g];
	struct sanya_number bends[BENDS_MOST], target, best;
	int side = sanya_scale_side(&goal->scale);
	size_t count;

	sanya_number_init(&target);
	sanya_number_init(&best);
	for (size_t i = 0; i < BENDS_MOST; i++)
		sanya_number_init(&bends[i]);
	(void)sanya_scale_target(&goal->scale, &target);
	sanya_outlook_best(contract, goal, &best);
	add_steps(table, &target, &best, side);
	count = sanya_lint_bends(contract, g, bends);
	for (size_t i = 0; i < count; i++)
		add_bend(trial, g, table, &target, &bends[i], side);
	(void)sanya_trial_renew(trial, g, NULL);
	for (size_t i = 0; i < BENDS_MOST; i++)
		sanya_number_done(&bends[i]);
	sanya_number_done(&target);
	sanya_number_done(&best);
}

/* What able[a] brings in the next period after held[h] in this one, with this one's reward: kept where it beats being honest. */
static int compare_held(struct sanya_trial *trial, size_t g, struct table *table, size_t h, const struct sanya_number *honest,
			struct sanya_tried *tried, struct sanya_error *err)
{
	(void)sanya_trial_renew(trial, g, &table->values[h]);
	for (size_t a = h + 1; a < table->count; a++) {
		if (sanya_trial_pay(trial, g, &table->values[a], tried, err) != 0)
			return -1;
		sanya_number_add(&table->gain, &tried->percent, &table->now[h]);
		sanya_number_sub(&table->gain, &table->gain, &honest[a]);
		if (sanya_number_compare(&table->gain, &table->best) <= 0)
			continue;
		sanya_number_set(&table->best, &table->gain);
		table->held = h;
		table->able = a;
	}
	return 0;
}

static int fill(struct sanya_trial *trial, size_t g, struct table *table, struct sanya_number *honest, struct sanya_error *err)
{
	struct sanya_tried tried;
	int failed = 0;

	sanya_tried_init(&tried);
	for (size_t i = 0; i < table->count && failed == 0; i++) {
		(void)sanya_trial_renew(trial, g, NULL);
		failed = sanya_trial_pay(trial, g, &table->values[i], &tried, err);
		sanya_number_set(&table->now[i], &tried.percent);
		(void)sanya_trial_renew(trial, g, &table->values[i]);
		if (failed == 0)
			failed = sanya_trial_pay(trial, g, &table->values[i], &tried, err);
		sanya_number_add(&honest[i], &table->now[i], &tried.percent);
	}
	for (size_t h = 0; h + 1 < table->count && failed == 0; h++)
		failed = compare_held(trial, g, table, h, honest, &tried, err);
	(void)sanya_trial_renew(trial, g, NULL);
	sanya_tried_done(&tried);
	return failed;
}

static int lint_goal(const struct sanya_linting *linting, struct sanya_trial *trial, size_t g, struct sanya_error *err)
{
	const struct sanya_goal *goal = &linting->contract->goals[g];
	SANYA_CLEANUP(table_done) struct table table;
	struct sanya_number honest[VALUES_MOST];
	struct sanya_finding *finding;
	int failed;

	table_init(&table);
	if (sanya_goal_is_said(goal) || sanya_number_sign(&goal->weight) == 0 || !sanya_scale_target(&goal->scale, &table.best))
		return 0;
	sanya_number_set_integer(&table.best, 0);
	choose_values(trial, g, &table);
	for (size_t i = 0; i < VALUES_MOST; i++)
		sanya_number_init(&honest[i]);
	failed = fill(trial, g, &table, honest, err);
	for (size_t i = 0; i < VALUES_MOST; i++)
		sanya_number_done(&honest[i]);
	if (failed != 0 || sanya_number_compare_integer(&table.best, SANYA_HOLD_BACK) <= 0)
		return failed;
	finding = SANYA_FIND(linting, SANYA_LINT_HOLD_BACK, goal->id, "/renewal/target_moves");
	sanya_finding_value(linting->findings, finding, &table.values[table.able], goal->measure);
	sanya_finding_value(linting->findings, finding, &table.values[table.held], goal->measure);
	sanya_finding_percent(linting->findings, finding, &table.best);
	return 0;
}

int sanya_lint_renewal(const struct sanya_contract *contract, struct sanya_findings *findings, struct sanya_error *err)
{
	struct sanya_linting linting = { .contract = contract, .findings = findings };
	SANYA_CLEANUP(sanya_trial_done) struct sanya_trial trial;

	if (sanya_trial_init(&trial, contract, findings->arena, err) != 0)
		return -1;
	for (size_t g = 0; contract->renewal.present && sanya_number_sign(&contract->reward.at_100) > 0 && g < contract->goal_count; g++)
		if (lint_goal(&linting, &trial, g, err) != 0)
			return -1;
	return 0;
}
