/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From measured values to the amount, in one fixed order: value, scale, score, weight, curve, gates, cap, proration, minimum days, rounding.
 * Exact rationals throughout, one rounding at the end; each step is recorded as it is taken (reward_steps.c).
 * Knows nothing of observations, people or money's ways; a missing value is never zero unless the contract says so.
 */
#include "levels.h"
#include "reward_steps.h"

/* More than any reward: beyond it somebody's decimal point slipped. */
#define AMOUNT_MOST INT64_C(1000000000000000)

static const char *const outcome_words[] = { "value", "no-data", "too-few", "excluded", "not-evaluated", "undecided" };

const char *sanya_outcome_word(enum sanya_outcome outcome)
{
	return outcome_words[outcome];
}

int sanya_outcome_of(const char *word)
{
	for (size_t i = 0; i < SANYA_COUNT(outcome_words); i++)
		if (strcmp(outcome_words[i], word) == 0)
			return (int)i;
	return -1;
}

void sanya_measured_init(struct sanya_measured *measured)
{
	*measured = (struct sanya_measured){ .outcome = SANYA_OUTCOME_NO_DATA };
	sanya_number_init(&measured->value);
	sanya_number_init(&measured->team_value);
}

void sanya_measured_done(struct sanya_measured *measured)
{
	sanya_number_done(&measured->value);
	sanya_number_done(&measured->team_value);
}

void sanya_result_init(struct sanya_result *result)
{
	*result = (struct sanya_result){ .goals = NULL };
	sanya_arena_init(&result->arena);
	sanya_number_init(&result->score);
	sanya_number_init(&result->amount);
}

void sanya_result_done(struct sanya_result *result)
{
	for (size_t i = 0; i < result->goal_count; i++) {
		sanya_number_done(&result->goals[i].value);
		sanya_number_done(&result->goals[i].score);
		sanya_number_done(&result->goals[i].weight);
		sanya_number_done(&result->goals[i].amount);
	}
	sanya_number_done(&result->score);
	sanya_number_done(&result->amount);
	sanya_arena_done(&result->arena);
	*result = (struct sanya_result){ .goals = NULL };
}

/* --- scales --- */

/* Sum over the slices that x reaches: rate * part of the slice / 100.  The last rate has no end. */
static void marginal_at(const struct sanya_scale *scale, const struct sanya_number *x, struct sanya_number *ret)
{
	struct sanya_number slice, hundred, sum;

	sanya_number_init(&slice);
	sanya_number_init(&hundred);
	sanya_number_init(&sum);
	sanya_number_set_integer(&hundred, 100);
	for (size_t i = 0; i < scale->count && sanya_number_compare(x, &scale->points[i].x) > 0; i++) {
		const struct sanya_number *end = x;

		if (i + 1 < scale->count && sanya_number_compare(x, &scale->points[i + 1].x) > 0)
			end = &scale->points[i + 1].x;
		sanya_number_sub(&slice, end, &scale->points[i].x);
		sanya_number_mul(&slice, &slice, &scale->points[i].y);
		sanya_number_div(&slice, &slice, &hundred);
		sanya_number_add(&sum, &sum, &slice);
	}
	sanya_number_set(ret, &sum);
	sanya_number_done(&slice);
	sanya_number_done(&hundred);
	sanya_number_done(&sum);
}

size_t sanya_scale_reached(const struct sanya_scale *scale, const struct sanya_number *x)
{
	int direction = sanya_number_compare(&scale->points[scale->count - 1].x, &scale->points[0].x);
	size_t reached = scale->count;

	for (size_t i = 0; i < scale->count; i++) {
		int order = sanya_number_compare(x, &scale->points[i].x);

		if (order == 0 || (order > 0) == (direction > 0))
			reached = i;
	}
	return reached;
}

void sanya_scale_at(const struct sanya_scale *scale, const struct sanya_number *x, struct sanya_number *ret)
{
	const struct sanya_point *here, *next;
	struct sanya_number part, width;
	size_t reached;

	if (scale->between == SANYA_MARGINAL) {
		marginal_at(scale, x, ret);
		return;
	}
	reached = sanya_scale_reached(scale, x);
	here = &scale->points[reached == scale->count ? 0 : reached];
	if (scale->between == SANYA_STEP || reached >= scale->count - 1) { /* before the first, at or behind the last */
		sanya_number_set(ret, &here->y);
		return;
	}
	next = here + 1; /* never of equal value: the later of two was reached */
	sanya_number_init(&part);
	sanya_number_init(&width);
	sanya_number_sub(&part, x, &here->x);
	sanya_number_sub(&width, &next->x, &here->x);
	sanya_number_div(&part, &part, &width);
	sanya_number_sub(&width, &next->y, &here->y);
	sanya_number_mul(&part, &part, &width);
	sanya_number_add(ret, &part, &here->y);
	sanya_number_done(&part);
	sanya_number_done(&width);
}

/* --- goals --- */

/* What takes the place of a missing value, as the contract says. */
static void replace_missing(enum sanya_scoring scoring, const struct sanya_measured *measured, struct sanya_goal_result *goal)
{
	const struct sanya_goal *rules = goal->goal;

	switch (rules->if_too_few) {
	case SANYA_NEUTRAL:
		goal->has_score = true;
		sanya_number_set_integer(&goal->score, sanya_scoring_of(scoring, 100));
		goal->applied = sanya_if_too_few_word(SANYA_NEUTRAL);
		break;
	case SANYA_ZERO:
		goal->has_score = true;
		sanya_number_set_integer(&goal->score, sanya_scoring_of(scoring, 0));
		goal->applied = sanya_if_too_few_word(SANYA_ZERO);
		break;
	case SANYA_TEAM:
		if (measured->has_team && measured->team_count >= rules->minimum_sample) {
			goal->has_score = true;
			sanya_scale_at(&rules->scale, &measured->team_value, &goal->score);
			goal->applied = sanya_if_too_few_word(SANYA_TEAM);
			break;
		}
		goal->applied = sanya_if_too_few_word(SANYA_REWEIGHT);
		goal->reason = measured->has_team ? "the team's sample is too small as well" : "the team has no value either";
		break;
	case SANYA_REWEIGHT:
	default:
		goal->applied = sanya_if_too_few_word(SANYA_REWEIGHT);
		break;
	}
}

static int score_goal(struct sanya_steps *steps, const struct sanya_measured *measured, struct sanya_goal_result *goal,
		      struct sanya_error *err)
{
	const struct sanya_goal *rules = goal->goal;

	goal->outcome = measured->outcome;
	goal->count = measured->count;
	if (measured->reason != NULL) {
		goal->reason = sanya_arena_text(steps->arena, measured->reason);
		if (goal->reason == NULL)
			return sanya_error_memory(err);
	}
	if (measured->outcome == SANYA_OUTCOME_NOT_EVALUATED) {
		sanya_error_set(err, SANYA_FAILED, "the goal \"%s\" could not be evaluated: %s", rules->id,
				measured->reason != NULL ? measured->reason : "its measurement failed");
		return sanya_error_next(err, "Repair the source or the plugin and evaluate again, or exclude the goal with a reason.");
	}
	if (measured->outcome == SANYA_OUTCOME_UNDECIDED) {
		sanya_error_set(err, SANYA_FAILED, "the goal \"%s\" waits for a decision", rules->id);
		return sanya_error_next(err, "Let HR decide whether it counts, or exclude it with a reason.");
	}
	if (measured->outcome == SANYA_OUTCOME_VALUE && measured->count < rules->minimum_sample)
		goal->outcome = SANYA_OUTCOME_TOO_FEW;
	if (measured->outcome == SANYA_OUTCOME_VALUE || measured->outcome == SANYA_OUTCOME_TOO_FEW) {
		goal->has_value = measured->outcome == SANYA_OUTCOME_VALUE || measured->count > 0;
		sanya_number_set(&goal->value, &measured->value);
	}
	if (goal->outcome == SANYA_OUTCOME_VALUE) {
		goal->has_score = true;
		sanya_scale_at(&rules->scale, &goal->value, &goal->score);
	} else if (goal->outcome == SANYA_OUTCOME_EXCLUDED) {
		goal->applied = sanya_if_too_few_word(SANYA_REWEIGHT);
	} else {
		replace_missing(steps->contract->scoring, measured, goal);
	}
	sanya_steps_goal(steps, goal, measured);
	return 0;
}

/* The weights of goals without a score go to the others in proportion. */
static void spread_weights(struct sanya_steps *steps, struct sanya_result *result)
{
	struct sanya_number present, factor;
	bool complete;

	sanya_number_init(&present);
	sanya_number_init(&factor);
	for (size_t i = 0; i < result->goal_count; i++)
		if (result->goals[i].has_score)
			sanya_number_add(&present, &present, &result->goals[i].goal->weight);
	result->has_score = sanya_number_sign(&present) > 0;
	complete = sanya_number_compare_integer(&present, 100) == 0;
	if (result->has_score) {
		sanya_number_set_integer(&factor, 100);
		sanya_number_div(&factor, &factor, &present);
	}
	for (size_t i = 0; i < result->goal_count; i++) {
		struct sanya_goal_result *goal = &result->goals[i];

		if (goal->has_score && result->has_score)
			sanya_number_mul(&goal->weight, &goal->goal->weight, &factor);
		if (!complete)
			sanya_steps_weight(steps, goal);
	}
	sanya_number_done(&present);
	sanya_number_done(&factor);
}

static void add_scores(struct sanya_steps *steps, struct sanya_result *result)
{
	struct sanya_number part, hundred;

	sanya_number_init(&part);
	sanya_number_init(&hundred);
	sanya_number_set_integer(&hundred, 100);
	for (size_t i = 0; i < result->goal_count; i++) {
		const struct sanya_goal_result *goal = &result->goals[i];

		if (!goal->has_score)
			continue;
		sanya_number_mul(&part, &goal->weight, &goal->score);
		sanya_number_div(&part, &part, &hundred);
		sanya_number_add(&result->score, &result->score, &part);
		sanya_steps_weighted(steps, goal, &part);
	}
	sanya_steps_score(steps, result);
	sanya_number_done(&part);
	sanya_number_done(&hundred);
}

/* --- the amount --- */

/* at_100 * percent / 100 */
static void pay_percent(const struct sanya_reward *reward, const struct sanya_number *percent, struct sanya_number *ret)
{
	struct sanya_number hundred;

	sanya_number_init(&hundred);
	sanya_number_set_integer(&hundred, 100);
	sanya_number_mul(ret, &reward->at_100, percent);
	sanya_number_div(ret, ret, &hundred);
	sanya_number_done(&hundred);
}

static void apply_curve(struct sanya_steps *steps, const struct sanya_reward *reward, struct sanya_result *result)
{
	struct sanya_number percent, hundred;

	sanya_number_init(&percent);
	sanya_number_init(&hundred);
	sanya_number_set_integer(&hundred, 100);
	if (reward->combine == SANYA_WEIGHTED) {
		sanya_scale_at(&reward->curve, &result->score, &percent);
		pay_percent(reward, &percent, &result->amount);
		sanya_steps_curve(steps, NULL, &result->score, &percent, &result->amount);
	} else {
		for (size_t i = 0; i < result->goal_count; i++) {
			struct sanya_goal_result *goal = &result->goals[i];

			if (!goal->has_score || sanya_number_sign(&goal->weight) == 0)
				continue;
			goal->has_amount = true;
			sanya_scale_at(&reward->curve, &goal->score, &percent);
			pay_percent(reward, &percent, &goal->amount);
			sanya_number_mul(&goal->amount, &goal->amount, &goal->weight);
			sanya_number_div(&goal->amount, &goal->amount, &hundred);
			sanya_number_add(&result->amount, &result->amount, &goal->amount);
			sanya_steps_curve(steps, goal, &goal->score, &percent, &goal->amount);
		}
		sanya_steps_sum(steps, &result->amount);
	}
	sanya_number_done(&percent);
	sanya_number_done(&hundred);
}

/* Of several gates that fail the one that leaves least applies. */
static bool apply_gates(struct sanya_steps *steps, const struct sanya_reward *reward, struct sanya_result *result)
{
	const struct sanya_gate *worst = NULL;

	for (size_t i = 0; i < reward->gate_count; i++) {
		const struct sanya_gate *gate = &reward->gates[i];
		const struct sanya_goal_result *goal = gate->of_all ? NULL : &result->goals[gate->goal];
		const struct sanya_number *score = goal == NULL ? &result->score : &goal->score;
		int order = sanya_number_compare(score, &gate->score_at_least);
		bool failed = (goal == NULL || goal->has_score) && (gate->above ? order <= 0 : order < 0);

		if (failed && (worst == NULL || sanya_number_compare(&gate->otherwise, &worst->otherwise) < 0))
			worst = gate;
		sanya_steps_gate(steps, gate, goal, failed);
	}
	if (worst != NULL) {
		struct sanya_number hundred;

		sanya_number_init(&hundred);
		sanya_number_set_integer(&hundred, 100);
		sanya_number_mul(&result->amount, &result->amount, &worst->otherwise);
		sanya_number_div(&result->amount, &result->amount, &hundred);
		sanya_number_done(&hundred);
		sanya_steps_gated(steps, worst, &result->amount);
	}
	return worst != NULL;
}

/* Who was there on every day of a period that is shorter than the minimum has not been there too little. */
static bool too_few_days(const struct sanya_reward *reward, int64_t days_counted, int64_t days_of)
{
	return days_counted < days_of && days_counted < reward->minimum_days;
}

static void apply_limits(struct sanya_steps *steps, const struct sanya_reward *reward, int64_t days_counted,
			 int64_t days_of, struct sanya_result *result)
{
	struct sanya_number part;

	if (reward->has_cap) {
		bool over = sanya_number_compare(&result->amount, &reward->cap) > 0;

		if (over)
			sanya_number_set(&result->amount, &reward->cap);
		sanya_steps_cap(steps, over, &result->amount);
	}
	if (reward->proration != SANYA_PRORATION_NONE) {
		sanya_number_init(&part);
		sanya_number_set_ratio(&part, days_counted, days_of);
		sanya_number_mul(&result->amount, &result->amount, &part);
		sanya_number_done(&part);
		sanya_steps_proration(steps, days_counted, days_of, &result->amount);
	}
	if (reward->minimum_days > 0) {
		if (too_few_days(reward, days_counted, days_of))
			sanya_number_set_integer(&result->amount, 0);
		sanya_steps_minimum_days(steps, days_counted, days_of, &result->amount);
	}
	sanya_number_round(&result->amount, &result->amount, &reward->round_to, reward->round_mode);
	sanya_steps_rounding(steps, &result->amount);
}

static int reach_also(struct sanya_steps *steps, const struct sanya_reward *reward, const char *withheld, struct sanya_result *result,
		      struct sanya_error *err)
{
	if (reward->also_count == 0)
		return 0;
	result->also = sanya_arena_array(&result->arena, reward->also_count, sizeof(*result->also));
	if (result->also == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < reward->also_count; i++) {
		const struct sanya_also *also = &reward->also[i];
		bool reached = withheld == NULL && sanya_number_compare(&result->score, &also->score_at_least) >= 0;

		if (reached)
			result->also[result->also_count++] = also;
		sanya_steps_also(steps, also, &result->score, withheld, reached);
	}
	return 0;
}

static int start_result(const struct sanya_contract *contract, struct sanya_result *result, struct sanya_error *err)
{
	result->goals = sanya_arena_array(&result->arena, contract->goal_count, sizeof(*result->goals));
	if (result->goals == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < contract->goal_count; i++) {
		struct sanya_goal_result *goal = &result->goals[i];

		goal->goal = &contract->goals[i];
		sanya_number_init(&goal->value);
		sanya_number_init(&goal->score);
		sanya_number_init(&goal->weight);
		sanya_number_init(&goal->amount);
	}
	result->goal_count = contract->goal_count;
	return 0;
}

static int compute(const struct sanya_contract *contract, const struct sanya_measured *measured, int64_t days_counted,
		   int64_t days_of, struct sanya_steps *steps, struct sanya_result *result, struct sanya_error *err)
{
	bool gated;

	if (start_result(contract, result, err) < 0)
		return -1;
	for (size_t i = 0; i < contract->goal_count; i++)
		if (score_goal(steps, &measured[i], &result->goals[i], err) < 0)
			return -1;
	spread_weights(steps, result);
	if (!result->has_score) {
		sanya_steps_nothing(steps);
		return sanya_steps_end(steps, result, err);
	}
	add_scores(steps, result);
	apply_curve(steps, &contract->reward, result);
	gated = apply_gates(steps, &contract->reward, result);
	apply_limits(steps, &contract->reward, days_counted, days_of, result);
	if (sanya_number_compare_integer(&result->amount, AMOUNT_MOST) > 0)
		return sanya_error_set(err, SANYA_FAILED, "the reward is above 1,000,000,000,000,000: the contract's numbers are off");
	if (reach_also(steps, &contract->reward,
		       gated ? "withheld by a gate"
			     : too_few_days(&contract->reward, days_counted, days_of) ? "withheld: too few days" : NULL,
		       result, err) < 0)
		return -1;
	return sanya_steps_end(steps, result, err);
}

static int compute_new(const struct sanya_contract *contract, const struct sanya_measured *measured, int64_t days_counted,
		       int64_t days_of, bool silent, struct sanya_result *ret, struct sanya_error *err)
{
	struct sanya_result result;
	struct sanya_steps steps;
	int failed;

	if (days_of <= 0 || days_counted < 0 || days_counted > days_of)
		return sanya_error_set(err, SANYA_FAILED, "%lld of %lld days is no part of a period", (long long)days_counted,
				       (long long)days_of);
	sanya_result_init(&result);
	sanya_steps_init(&steps, contract, silent, &result.arena);
	failed = compute(contract, measured, days_counted, days_of, &steps, &result, err);
	sanya_steps_done(&steps);
	if (failed < 0) {
		sanya_result_done(&result);
		return -1;
	}
	sanya_result_done(ret);
	*ret = result;
	return 0;
}

int sanya_reward_compute(const struct sanya_contract *contract, const struct sanya_measured *measured,
			 int64_t days_counted, int64_t days_of, struct sanya_result *ret, struct sanya_error *err)
{
	return compute_new(contract, measured, days_counted, days_of, false, ret, err);
}

int sanya_reward_compute_silently(const struct sanya_contract *contract, const struct sanya_measured *measured, int64_t days_counted,
				  int64_t days_of, struct sanya_result *ret, struct sanya_error *err)
{
	return compute_new(contract, measured, days_counted, days_of, true, ret, err);
}
