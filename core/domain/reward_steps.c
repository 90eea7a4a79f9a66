/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The record of a reward's computation in plain words: what, by which rule, with which result.
 * A reader with pencil and paper can follow it line by line; only the display of endless fractions is cut, and marked so.
 * Computes nothing that counts.
 */
#include "reward_steps.h"

#define LINE_MAX_BYTES 16384
#define SAID_MAX 500 /* bytes of somebody's own words within a line */

void sanya_steps_init(struct sanya_steps *steps, const struct sanya_contract *contract, bool silent, struct sanya_arena *arena)
{
	*steps = (struct sanya_steps){ .contract = contract, .silent = silent, .arena = arena };
	sanya_buffer_init(&steps->what, LINE_MAX_BYTES);
	sanya_buffer_init(&steps->rule, LINE_MAX_BYTES);
	sanya_buffer_init(&steps->result, LINE_MAX_BYTES);
	if (silent)
		return;
	/* A goal says at most six lines, a gate and an extra one each, the rest seven. */
	steps->room = contract->goal_count * 6 + contract->reward.gate_count + contract->reward.also_count + 8;
	steps->list = sanya_arena_array(arena, steps->room, sizeof(*steps->list));
	steps->failed = steps->list == NULL;
}

void sanya_steps_done(struct sanya_steps *steps)
{
	sanya_buffer_done(&steps->what);
	sanya_buffer_done(&steps->rule);
	sanya_buffer_done(&steps->result);
}

int sanya_steps_end(struct sanya_steps *steps, struct sanya_result *result, struct sanya_error *err)
{
	if (steps->failed)
		return sanya_error_memory(err);
	result->steps = steps->list;
	result->step_count = steps->count;
	return 0;
}

/* Keep what the three buffers hold as one line. */
static void end_line(struct sanya_steps *steps)
{
	struct sanya_step line = {
		.what = sanya_arena_text(steps->arena, steps->what.data),
		.rule = sanya_arena_text(steps->arena, steps->rule.data),
		.result = sanya_arena_text(steps->arena, steps->result.data),
	};

	if (line.what == NULL || line.rule == NULL || line.result == NULL || steps->failed || steps->count == steps->room)
		steps->failed = true;
	else
		steps->list[steps->count++] = line;
	sanya_buffer_clear(&steps->what);
	sanya_buffer_clear(&steps->rule);
	sanya_buffer_clear(&steps->result);
}

/* Somebody's own words, cut at a character's border. */
static void put_said(struct sanya_buffer *out, const char *text)
{
	size_t size = strlen(text);

	sanya_buffer_add(out, text, size <= SAID_MAX ? size : sanya_utf8_prefix(text, SAID_MAX));
}

/* "42.4", or "106.6667 (320/3)" where no short decimal is exact. */
static void put_number(struct sanya_buffer *out, const struct sanya_number *n)
{
	size_t start = out->size, point;
	const char *found;

	sanya_number_exact(n, out);
	if (out->failed != 0)
		return;
	found = strchr(out->data + start, '.');
	point = found == NULL ? out->size : (size_t)(found - out->data);
	if (strchr(out->data + start, '/') == NULL && out->size - point <= 7)
		return;
	sanya_buffer_cut(out, start);
	sanya_number_decimal(n, 4, out);
	sanya_buffer_text(out, " (");
	sanya_number_numerator(n, out);
	sanya_buffer_byte(out, '/');
	sanya_number_denominator(n, out);
	sanya_buffer_byte(out, ')');
}

/* An amount: two decimals where these are exact. */
static void put_money(struct sanya_buffer *out, const struct sanya_number *n)
{
	struct sanya_number cents;
	int64_t whole;

	sanya_number_init(&cents);
	sanya_number_set_integer(&cents, 100);
	sanya_number_mul(&cents, &cents, n);
	if (sanya_number_integer(&cents, &whole))
		sanya_number_decimal(n, 2, out);
	else
		put_number(out, n);
	sanya_number_done(&cents);
}

/* The part of a scale that decided: the points on both sides of x, or the end that holds. */
static void put_segment(struct sanya_buffer *out, const struct sanya_scale *scale, const struct sanya_number *x,
			enum sanya_measure measure)
{
	size_t reached = sanya_scale_reached(scale, x), first = reached, last = reached + 1;

	if (reached == scale->count) {
		sanya_buffer_text(out, "before ");
		first = 0;
		last = 0;
	} else if (reached == scale->count - 1) {
		sanya_buffer_text(out, "from ");
		last = reached;
	} else if (scale->between == SANYA_STEP) {
		last = reached;
	}
	for (size_t i = first; i <= last; i++) {
		if (i > first)
			sanya_buffer_text(out, ", ");
		sanya_value_exact(&scale->points[i].x, measure, out);
		sanya_buffer_text(out, " -> ");
		sanya_number_exact(&scale->points[i].y, out);
	}
	sanya_buffer_printf(out, ", %s", sanya_between_word(scale->between));
}

static void say_value(struct sanya_steps *steps, const struct sanya_goal_result *goal)
{
	sanya_buffer_printf(&steps->what, "goal %s: value", goal->goal->id);
	sanya_statistic_format(&goal->goal->statistic, &steps->rule);
	sanya_buffer_printf(&steps->rule, " of %s, %lld counted, at least %lld needed", goal->goal->metric,
			    (long long)goal->count, (long long)goal->goal->minimum_sample);
	if (goal->has_value)
		sanya_value_exact(&goal->value, goal->goal->measure, &steps->result);
	if (goal->outcome != SANYA_OUTCOME_VALUE)
		sanya_buffer_printf(&steps->result, "%s%s", steps->result.size > 0 ? ", " : "", sanya_outcome_word(goal->outcome));
	end_line(steps);
}

void sanya_steps_goal(struct sanya_steps *steps, const struct sanya_goal_result *goal, const struct sanya_measured *measured)
{
	const struct sanya_goal *rules = goal->goal;

	if (steps->silent)
		return;
	say_value(steps, goal);
	sanya_buffer_printf(&steps->what, "goal %s: score", rules->id);
	if (goal->outcome == SANYA_OUTCOME_VALUE) {
		put_segment(&steps->rule, &rules->scale, &goal->value, rules->measure);
	} else if (goal->outcome == SANYA_OUTCOME_EXCLUDED) {
		sanya_buffer_text(&steps->rule, "excluded: its weight goes to the others");
	} else if (goal->applied == sanya_if_too_few_word(SANYA_TEAM)) {
		sanya_buffer_text(&steps->rule, "the team's value ");
		sanya_value_exact(&measured->team_value, rules->measure, &steps->rule);
		sanya_buffer_printf(&steps->rule, " of %lld: ", (long long)measured->team_count);
		put_segment(&steps->rule, &rules->scale, &measured->team_value, rules->measure);
	} else if (goal->applied == sanya_if_too_few_word(SANYA_NEUTRAL)) {
		sanya_buffer_text(&steps->rule, "neutral: counts as target met");
	} else if (goal->applied == sanya_if_too_few_word(SANYA_ZERO)) {
		sanya_buffer_text(&steps->rule, "zero: counts as not met");
	} else {
		sanya_buffer_text(&steps->rule, "reweight: its weight goes to the others");
	}
	if (goal->outcome != SANYA_OUTCOME_VALUE && goal->reason != NULL) {
		sanya_buffer_text(&steps->rule, " (");
		put_said(&steps->rule, goal->reason);
		sanya_buffer_byte(&steps->rule, ')');
	}
	if (goal->has_score)
		put_number(&steps->result, &goal->score);
	else
		sanya_buffer_text(&steps->result, "no score");
	end_line(steps);
}

void sanya_steps_weight(struct sanya_steps *steps, const struct sanya_goal_result *goal)
{
	if (steps->silent)
		return;
	sanya_buffer_printf(&steps->what, "goal %s: weight", goal->goal->id);
	sanya_number_exact(&goal->goal->weight, &steps->rule);
	sanya_buffer_text(&steps->rule, goal->has_score ? ", with its part of the weights that are left over" :
							  " goes to the goals that have a score");
	put_number(&steps->result, &goal->weight);
	end_line(steps);
}

void sanya_steps_weighted(struct sanya_steps *steps, const struct sanya_goal_result *goal, const struct sanya_number *part)
{
	if (steps->silent)
		return;
	sanya_buffer_printf(&steps->what, "goal %s: weighted", goal->goal->id);
	put_number(&steps->rule, &goal->score);
	sanya_buffer_text(&steps->rule, " × ");
	put_number(&steps->rule, &goal->weight);
	sanya_buffer_text(&steps->rule, " / 100");
	put_number(&steps->result, part);
	end_line(steps);
}

void sanya_steps_score(struct sanya_steps *steps, const struct sanya_result *result)
{
	if (steps->silent)
		return;
	sanya_buffer_text(&steps->what, "score");
	sanya_buffer_text(&steps->rule, "sum of the weighted scores");
	put_number(&steps->result, &result->score);
	end_line(steps);
}

void sanya_steps_nothing(struct sanya_steps *steps)
{
	if (steps->silent)
		return;
	sanya_buffer_text(&steps->what, "score");
	sanya_buffer_text(&steps->rule, "no goal with a weight could be scored: nothing can be said or paid");
	sanya_buffer_text(&steps->result, "no score");
	end_line(steps);
}

/* All slices of a marginal curve up to the score: "0 to 1000 at 1, 1000 to 1500 at 2". */
static void put_slices(struct sanya_buffer *out, const struct sanya_scale *curve, const struct sanya_number *score)
{
	sanya_buffer_text(out, "marginal, percent per 100 of score:");
	for (size_t i = 0; i < curve->count && sanya_number_compare(score, &curve->points[i].x) > 0; i++) {
		bool last = i + 1 == curve->count || sanya_number_compare(score, &curve->points[i + 1].x) <= 0;

		sanya_buffer_text(out, i > 0 ? ", " : " ");
		sanya_number_exact(&curve->points[i].x, out);
		sanya_buffer_text(out, " to ");
		put_number(out, last ? score : &curve->points[i + 1].x);
		sanya_buffer_text(out, " at ");
		sanya_number_exact(&curve->points[i].y, out);
	}
}

void sanya_steps_curve(struct sanya_steps *steps, const struct sanya_goal_result *goal, const struct sanya_number *score,
		       const struct sanya_number *percent, const struct sanya_number *amount)
{
	const struct sanya_reward *reward = &steps->contract->reward;

	if (steps->silent)
		return;
	if (goal != NULL)
		sanya_buffer_printf(&steps->what, "goal %s: ", goal->goal->id);
	sanya_buffer_text(&steps->what, "curve");
	if (reward->curve.between == SANYA_MARGINAL)
		put_slices(&steps->rule, &reward->curve, score);
	else
		put_segment(&steps->rule, &reward->curve, score, SANYA_MEASURE_NUMBER);
	put_number(&steps->result, percent);
	sanya_buffer_text(&steps->result, " %");
	end_line(steps);

	if (goal != NULL)
		sanya_buffer_printf(&steps->what, "goal %s: ", goal->goal->id);
	sanya_buffer_text(&steps->what, "amount");
	put_money(&steps->rule, &reward->at_100);
	sanya_buffer_text(&steps->rule, " × ");
	put_number(&steps->rule, percent);
	sanya_buffer_text(&steps->rule, " %");
	if (goal != NULL) {
		sanya_buffer_text(&steps->rule, " × ");
		put_number(&steps->rule, &goal->weight);
		sanya_buffer_text(&steps->rule, " / 100");
	}
	put_money(&steps->result, amount);
	end_line(steps);
}

void sanya_steps_sum(struct sanya_steps *steps, const struct sanya_number *amount)
{
	if (steps->silent)
		return;
	sanya_buffer_text(&steps->what, "amount");
	sanya_buffer_text(&steps->rule, "sum over the goals");
	put_money(&steps->result, amount);
	end_line(steps);
}

void sanya_steps_gate(struct sanya_steps *steps, const struct sanya_gate *gate, const struct sanya_goal_result *goal, bool failed)
{
	if (steps->silent)
		return;
	if (goal != NULL)
		sanya_buffer_printf(&steps->what, "gate %s", goal->goal->id);
	else
		sanya_buffer_text(&steps->what, "gate");
	sanya_buffer_printf(&steps->rule, "score%s %s ", goal == NULL ? " of all goals" : "", gate->above ? "above" : "at least");
	sanya_number_exact(&gate->score_at_least, &steps->rule);
	sanya_buffer_text(&steps->rule, ", otherwise ");
	sanya_number_exact(&gate->otherwise, &steps->rule);
	sanya_buffer_text(&steps->rule, " % remains");
	if (goal != NULL && !goal->has_score)
		sanya_buffer_text(&steps->result, "not applied: no score");
	else
		sanya_buffer_text(&steps->result, failed ? "not reached" : "reached");
	end_line(steps);
}

void sanya_steps_gated(struct sanya_steps *steps, const struct sanya_gate *gate, const struct sanya_number *amount)
{
	if (steps->silent)
		return;
	sanya_buffer_text(&steps->what, "gates");
	sanya_number_exact(&gate->otherwise, &steps->rule);
	sanya_buffer_text(&steps->rule, " % of the amount remains");
	put_money(&steps->result, amount);
	end_line(steps);
}

void sanya_steps_cap(struct sanya_steps *steps, bool over, const struct sanya_number *amount)
{
	if (steps->silent)
		return;
	sanya_buffer_text(&steps->what, "cap");
	sanya_buffer_text(&steps->rule, "at most ");
	put_money(&steps->rule, &steps->contract->reward.cap);
	sanya_buffer_text(&steps->rule, over ? ": applied" : ": not reached");
	put_money(&steps->result, amount);
	end_line(steps);
}

void sanya_steps_proration(struct sanya_steps *steps, int64_t days_counted, int64_t days_of, const struct sanya_number *amount)
{
	if (steps->silent)
		return;
	sanya_buffer_text(&steps->what, "proration");
	sanya_buffer_printf(&steps->rule, "%lld of %lld %s", (long long)days_counted, (long long)days_of,
			    steps->contract->reward.proration == SANYA_WORKING_DAYS ? "working days" : "calendar days");
	put_money(&steps->result, amount);
	end_line(steps);
}

void sanya_steps_minimum_days(struct sanya_steps *steps, int64_t days_counted, int64_t days_of, const struct sanya_number *amount)
{
	int64_t least = steps->contract->reward.minimum_days;

	if (steps->silent)
		return;
	sanya_buffer_text(&steps->what, "minimum days");
	if (days_counted == days_of)
		sanya_buffer_printf(&steps->rule, "at least %lld; all days are counted", (long long)least);
	else
		sanya_buffer_printf(&steps->rule, "at least %lld; %lld counted%s", (long long)least, (long long)days_counted,
				    days_counted < least ? ": nothing is paid" : "");
	put_money(&steps->result, amount);
	end_line(steps);
}

void sanya_steps_rounding(struct sanya_steps *steps, const struct sanya_number *amount)
{
	if (steps->silent)
		return;
	sanya_buffer_text(&steps->what, "rounding");
	sanya_buffer_text(&steps->rule, "to ");
	sanya_number_decimal(&steps->contract->reward.round_to, 2, &steps->rule);
	sanya_buffer_printf(&steps->rule, ", %s", sanya_rounding_word(steps->contract->reward.round_mode));
	sanya_number_decimal(amount, 2, &steps->result);
	sanya_buffer_printf(&steps->result, " %s", steps->contract->reward.currency);
	end_line(steps);
}

void sanya_steps_also(struct sanya_steps *steps, const struct sanya_also *also, const struct sanya_number *score,
		      const char *withheld, bool reached)
{
	if (steps->silent)
		return;
	sanya_buffer_text(&steps->what, "also: ");
	sanya_number_exact(&also->count, &steps->what);
	sanya_buffer_text(&steps->what, " × ");
	put_said(&steps->what, sanya_words_in(&also->what, SANYA_ENGLISH));
	sanya_buffer_text(&steps->rule, "score at least ");
	sanya_number_exact(&also->score_at_least, &steps->rule);
	sanya_buffer_printf(&steps->rule, "; %s", withheld != NULL ? withheld : "score ");
	if (withheld == NULL)
		put_number(&steps->rule, score);
	sanya_buffer_text(&steps->result, reached ? "reached" : "not reached");
	end_line(steps);
}
