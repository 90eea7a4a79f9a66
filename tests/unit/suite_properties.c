/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Properties that hold for every contract, tried on contracts made by dice.  A failure prints the seed; the same seed makes the same contract.
 *   pay       where scale and curve are monotone, doing better never pays less; lines add up to the total before its one rounding
 *   renewal   the next target is what the rule says, never easier, and its scale is one that a contract may have; where holding back pays, lint
 *             says so
 * That a reward and its reversal are nothing, and that a register's lines add up to its total, is in suite_register.c.
 */
#include "reward_fixture.h"

#include "core/domain/lint.h"
#include "core/domain/outlook.h"
#include "core/domain/renewal.h"
#include "dice.h"

#include <check.h>

Suite *suite_properties(void);

#define SEED UINT64_C(20261128)
#define GOALS 4u

/* One goal as the dice made it. */
struct made {
	bool share, falling, levels;
	unsigned worst, best; /* tenths of what the scale is written in, the end that scores least first */
};

struct making {
	struct dice dice;
	uint64_t seed;
	struct made goals[GOALS];
	size_t count;
	struct sanya_contract contract;
};

static unsigned between(struct dice *dice, unsigned from, unsigned to)
{
	return from + dice_roll(dice, to - from + 1);
}

/* x in tenths as a document writes it. */
static void put_value(struct sanya_buffer *out, const struct made *goal, unsigned tenths)
{
	sanya_buffer_printf(out, "\"%u.%u%s\"", tenths / 10, tenths % 10, goal->share ? "%" : "");
}

/* Scores never fall toward better; jumps and flat stretches among them. */
static void put_scale(struct dice *dice, struct made *goal, struct sanya_buffer *out)
{
	unsigned count = goal->levels ? 5 : between(dice, 2, 6), x = between(dice, 0, 200), y = dice_roll(dice, 3) * 10, xs[6], ys[6];
	bool jump = true; /* none at the first point, and never three points at one value */

	for (unsigned i = 0; i < count; i++) {
		xs[i] = x;
		ys[i] = goal->levels ? i + 1 : y;
		jump = !goal->levels && !jump && i + 2 < count && dice_rarely(dice, 4);
		if (!jump)
			x += between(dice, 1, 150);
		y += i == 0 || jump ? between(dice, 1, 60) : dice_roll(dice, 60);
	}
	goal->worst = goal->falling ? 1000 - xs[0] : xs[0];
	goal->best = goal->falling ? 1000 - xs[count - 1] : xs[count - 1];
	sanya_buffer_text(out, "[");
	for (unsigned i = 0; i < count; i++) {
		sanya_buffer_text(out, i > 0 ? ",[" : "[");
		put_value(out, goal, goal->falling ? 1000 - xs[i] : xs[i]);
		sanya_buffer_printf(out, ",\"%u\"]", ys[i]);
	}
	sanya_buffer_text(out, "]");
}

static void put_goal(struct making *making, size_t i, unsigned weight, bool last, struct sanya_buffer *out)
{
	static const char *const too_few[] = { "reweight", "neutral", "zero" };
	struct dice *dice = &making->dice;
	struct made *goal = &making->goals[i];
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer scale;

	sanya_buffer_init(&scale, 2000);
	goal->share = dice_rarely(dice, 2);
	goal->falling = dice_rarely(dice, 2);
	put_scale(dice, goal, &scale);
	sanya_buffer_printf(out,
			    "{\"id\":\"g%zu\",\"title\":{\"en\":\"g\"},\"metric\":\"case.value@1\",\"statistic\":\"%s\",\"scope\":\"own\",\"credit\":"
			    "\"assignee\",\"scale\":%s,\"between\":\"%s\",\"weight\":\"%u\",\"minimum_sample\":10,\"if_too_few\":\"%s\"}%s",
			    i, goal->share ? "share" : "sum", scale.data, dice_rarely(dice, 3) ? "step" : "linear", weight,
			    too_few[dice_roll(dice, 3)], last ? "" : ",");
}

static void put_curve(struct dice *dice, bool levels, bool marginal, struct sanya_buffer *out)
{
	unsigned count = between(dice, 2, 5), x = levels ? 1 : dice_roll(dice, 80), y = dice_roll(dice, 30);

	sanya_buffer_text(out, "[");
	for (unsigned i = 0; i < count; i++) {
		sanya_buffer_printf(out, "%s[\"%u%s\",\"%u\"]", i > 0 ? "," : "", x, levels && i > 0 ? ".5" : "", y);
		x += levels ? (i == 0 ? 0 : 1) : between(dice, 1, 40);
		y = marginal ? dice_roll(dice, 90) : y + between(dice, 1, 40);
		if (levels && x > 4)
			break;
	}
	sanya_buffer_text(out, "]");
}

static void put_reward(struct making *making, bool levels, struct sanya_buffer *out)
{
	static const char *const steps[] = { "0.01", "0.25", "1.00", "5.00" }, *const modes[] = { "half-up", "half-even", "down", "up" };
	struct dice *dice = &making->dice;
	bool marginal = !levels && dice_rarely(dice, 3);

	sanya_buffer_printf(out, "{\"currency\":\"THB\",\"at_100\":\"%u.%02u\",\"combine\":\"%s\",\"curve\":", between(dice, 1, 9999),
			    dice_roll(dice, 100), dice_rarely(dice, 2) ? "weighted" : "per-goal");
	put_curve(dice, levels, marginal, out);
	sanya_buffer_printf(out, ",\"between\":\"%s\",\"gates\":[", marginal ? "marginal" : dice_rarely(dice, 3) ? "step" : "linear");
	if (dice_rarely(dice, 2))
		sanya_buffer_printf(out, "{\"goal\":\"g%u\",\"score_at_least\":\"%u\",\"otherwise\":\"%u\"}", dice_roll(dice, (uint32_t)making->count),
				    levels ? between(dice, 1, 5) : dice_roll(dice, 120), dice_roll(dice, 100));
	sanya_buffer_printf(out, "],%s\"proration\":\"calendar-days\",\"round\":{\"to\":\"%s\",\"mode\":\"%s\"}}",
			    dice_rarely(dice, 2) ? "\"cap\":\"700.00\"," : "", steps[dice_roll(dice, 4)], modes[dice_roll(dice, 4)]);
}

static void make(struct making *making, uint64_t seed)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer goals, reward, text;
	struct sanya_error err = SANYA_ERROR_INIT;
	unsigned left = 100, weight;
	const char *kind;
	bool levels;

	sanya_buffer_init(&goals, 20000);
	sanya_buffer_init(&reward, 4000);
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	*making = (struct making){ .seed = seed, .dice = { .state = seed } };
	levels = dice_rarely(&making->dice, 4);
	making->count = between(&making->dice, 1, GOALS);
	for (size_t i = 0; i < making->count; i++) {
		weight = i + 1 == making->count ? left : between(&making->dice, 1, left - (unsigned)(making->count - i - 1));
		left -= weight;
		making->goals[i].levels = levels;
		put_goal(making, i, weight, i + 1 == making->count, &goals);
	}
	put_reward(making, levels, &reward);
	fixture_document(goals.data, reward.data, &text);
	kind = strstr(text.data, "\"kind\"");
	ck_assert_ptr_nonnull(kind);
	if (levels) { /* said in the head */
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer rest;

		sanya_buffer_init(&rest, SANYA_DOCUMENT_MAX);
		sanya_buffer_text(&rest, kind);
		sanya_buffer_cut(&text, (size_t)(kind - text.data));
		sanya_buffer_printf(&text, "\"scoring\":\"levels\",%s", rest.data);
	}
	ck_assert_msg(sanya_contract_parse("dice", text.data, text.size, NULL, NULL, &making->contract, &err) == 0, "seed %llu: %s\n%s",
		      (unsigned long long)seed, err.what, text.data);
}

/* --- pay --- */

static void pay(const struct making *making, struct sanya_measured *measured, int64_t days, struct sanya_result *ret)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	sanya_result_init(ret);
	ck_assert_msg(sanya_reward_compute_silently(&making->contract, measured, days, 31, ret, &err) == 0, "seed %llu: %s",
		      (unsigned long long)making->seed, err.what);
}

static void set_tenths(const struct made *goal, int tenths, struct sanya_number *ret)
{
	sanya_number_set_ratio(ret, tenths, goal->share ? 1000 : 10);
}

static void roll_measured(struct making *making, struct sanya_measured *measured)
{
	for (size_t i = 0; i < making->count; i++) {
		sanya_measured_init(&measured[i]);
		if (dice_rarely(&making->dice, 4)) /* no data, or too few */
			continue;
		measured[i].outcome = SANYA_OUTCOME_VALUE;
		measured[i].count = dice_rarely(&making->dice, 5) ? 3 : 50;
		set_tenths(&making->goals[i], (int)dice_roll(&making->dice, 1200), &measured[i].value);
	}
}

/* One goal goes from worse than its worst mark to better than its best; nothing else changes. */
static void improve(struct making *making, struct sanya_measured *measured, size_t goal, int64_t days)
{
	const struct made *made = &making->goals[goal];
	int from = (int)made->worst, to = (int)made->best, step = to > from ? 1 : -1;
	struct sanya_number before;
	int at = from - 20 * step;

	sanya_number_init(&before);
	measured[goal].outcome = SANYA_OUTCOME_VALUE;
	measured[goal].count = 50;
	while ((to + 20 * step - at) * step >= 0) {
		struct sanya_result result;

		set_tenths(made, at, &measured[goal].value);
		pay(making, measured, days, &result);
		ck_assert_msg(sanya_number_compare(&result.amount, &before) >= 0, "seed %llu: goal %zu pays less at %d tenths than before",
			      (unsigned long long)making->seed, goal, at);
		ck_assert(!making->contract.reward.has_cap || sanya_number_compare(&result.amount, &making->contract.reward.cap) <= 0);
		sanya_number_set(&before, &result.amount);
		sanya_result_done(&result);
		at += step * (int)between(&making->dice, 1, 25);
	}
	sanya_number_done(&before);
}

START_TEST(better_never_pays_less)
{
	struct sanya_measured measured[GOALS];
	struct making making;

	make(&making, SEED + (uint64_t)_i);
	roll_measured(&making, measured);
	/* A cap that is no multiple of the rounding may be passed by it, so that the contract is paid whole. */
	for (size_t i = 0; i < making.count; i++)
		improve(&making, measured, i, 31);
	for (size_t i = 0; i < making.count; i++)
		sanya_measured_done(&measured[i]);
	sanya_contract_done(&making.contract);
}
END_TEST

/* What each goal pays, added up, is the total before gates, cap, proration and the one rounding; together they make the amount. */
START_TEST(lines_add_up_to_the_amount)
{
	struct sanya_measured measured[GOALS];
	struct sanya_number sum, part, hundred;
	struct sanya_result result;
	struct making making;
	const struct sanya_reward *reward = &making.contract.reward;
	size_t gates;
	int64_t days;

	make(&making, SEED + (uint64_t)_i);
	making.contract.reward.combine = SANYA_PER_GOAL;
	gates = making.contract.reward.gate_count;
	making.contract.reward.gate_count = 0;
	roll_measured(&making, measured);
	days = between(&making.dice, 0, 31);
	pay(&making, measured, days, &result);
	sanya_number_init(&sum);
	sanya_number_init(&part);
	sanya_number_init(&hundred);
	sanya_number_set_integer(&hundred, 100);
	for (size_t i = 0; i < making.count; i++) {
		const struct sanya_goal_result *goal = &result.goals[i];

		if (!goal->has_score)
			continue;
		sanya_scale_at(&reward->curve, &goal->score, &part); /* percent × weight × at_100 */
		sanya_number_mul(&part, &part, &goal->weight);
		sanya_number_mul(&part, &part, &reward->at_100);
		sanya_number_div(&part, &part, &hundred);
		sanya_number_div(&part, &part, &hundred);
		ck_assert_msg(sanya_number_compare(&part, &goal->amount) == 0, "seed %llu: goal %zu", (unsigned long long)making.seed, i);
		sanya_number_add(&sum, &sum, &goal->amount);
	}
	if (reward->has_cap && sanya_number_compare(&sum, &reward->cap) > 0)
		sanya_number_set(&sum, &reward->cap);
	sanya_number_set_ratio(&part, days, 31);
	sanya_number_mul(&sum, &sum, &part);
	sanya_number_round(&sum, &sum, &reward->round_to, reward->round_mode);
	ck_assert_msg(sanya_number_compare(&sum, &result.amount) == 0, "seed %llu: the sum of the lines", (unsigned long long)making.seed);
	for (size_t i = 0; i < making.count; i++)
		sanya_measured_done(&measured[i]);
	sanya_number_done(&sum);
	sanya_number_done(&part);
	sanya_number_done(&hundred);
	sanya_result_done(&result);
	making.contract.reward.gate_count = gates; /* their numbers are given back */
	sanya_contract_done(&making.contract);
}
END_TEST

/* --- renewal --- */

struct renewed { /* a goal's points before the rule moved them */
	struct sanya_number x[SANYA_POINTS_MAX], target, next, excess, limit;
	size_t count;
};

static void renewed_init(struct renewed *renewed, const struct sanya_goal *goal)
{
	renewed->count = goal->scale.count;
	for (size_t i = 0; i < renewed->count; i++) {
		sanya_number_init(&renewed->x[i]);
		sanya_number_set(&renewed->x[i], &goal->scale.points[i].x);
	}
	sanya_number_init(&renewed->target);
	sanya_number_init(&renewed->next);
	sanya_number_init(&renewed->excess);
	sanya_number_init(&renewed->limit);
}

/* The scale as it was. */
static void renewed_undo(struct renewed *renewed, struct sanya_goal *goal)
{
	for (size_t i = 0; i < renewed->count; i++)
		sanya_number_set(&goal->scale.points[i].x, &renewed->x[i]);
}

static void renewed_done(struct renewed *renewed)
{
	for (size_t i = 0; i < renewed->count; i++)
		sanya_number_done(&renewed->x[i]);
	sanya_number_done(&renewed->target);
	sanya_number_done(&renewed->next);
	sanya_number_done(&renewed->excess);
	sanya_number_done(&renewed->limit);
}

/* The next target lies between this one and what the rule allows: share of the excess, and at most so much of the target. */
static void check_target(const struct making *making, struct renewed *renewed, int side, bool moved, const struct sanya_number *value)
{
	const struct sanya_renewal *rule = &making->contract.renewal;
	unsigned long long seed = making->seed;

	sanya_number_sub(&renewed->excess, value, &renewed->target);
	sanya_number_mul(&renewed->limit, &renewed->excess, &rule->target_moves);
	sanya_number_add(&renewed->limit, &renewed->limit, &renewed->target);
	if (sanya_number_sign(&renewed->excess) * side <= 0) {
		ck_assert_msg(!moved, "seed %llu: moved without an excess", seed);
		ck_assert_int_eq(sanya_number_compare(&renewed->next, &renewed->target), 0);
		return;
	}
	ck_assert_msg(sanya_number_compare(&renewed->next, &renewed->target) * side >= 0, "seed %llu: the target became easier", seed);
	ck_assert_msg(sanya_number_compare(&renewed->next, &renewed->limit) * side <= 0, "seed %llu: more than the share of the excess", seed);
	sanya_number_mul(&renewed->limit, &renewed->target, &rule->at_most);
	if (side < 0)
		sanya_number_sub(&renewed->limit, &renewed->target, &renewed->limit);
	else
		sanya_number_add(&renewed->limit, &renewed->target, &renewed->limit);
	ck_assert_msg(sanya_number_compare(&renewed->next, &renewed->limit) * side <= 0, "seed %llu: more than at most", seed);
}

/* Points keep their order, pairs stay pairs, and none passes 100 % or 0 that did not before. */
static void check_scale(const struct making *making, const struct sanya_goal *goal, const struct renewed *renewed, int side)
{
	unsigned long long seed = making->seed;

	for (size_t i = 0; i < renewed->count; i++) {
		const struct sanya_number *x = &goal->scale.points[i].x;

		ck_assert_msg(sanya_number_compare(x, &renewed->x[i]) * side >= 0, "seed %llu: point %zu became easier", seed, i);
		if (i > 0) {
			int was = sanya_number_compare(&renewed->x[i], &renewed->x[i - 1]), is = sanya_number_compare(x, &goal->scale.points[i - 1].x);

			ck_assert_msg((was > 0) == (is > 0) && (was < 0) == (is < 0), "seed %llu: points %zu and %zu changed places", seed, i - 1, i);
		}
		if (sanya_number_compare(x, &renewed->x[i]) == 0)
			continue;
		ck_assert_msg(side > 0 || sanya_number_sign(x) >= 0, "seed %llu: point %zu is below 0", seed, i);
		ck_assert_msg(side < 0 || goal->measure != SANYA_MEASURE_SHARE || sanya_number_compare_integer(x, 1) <= 0,
			      "seed %llu: point %zu is above 100 %%", seed, i);
	}
}

/* Value by value from worse to better: each next target is by the rule, and a better value never leads to an easier one. */
static void renew_goal(struct making *making, size_t g)
{
	struct sanya_goal *goal = &making->contract.goals[g];
	int side = sanya_scale_side(&goal->scale);
	struct sanya_number value, before;
	struct renewed renewed;

	renewed_init(&renewed, goal);
	sanya_number_init(&value);
	sanya_number_init(&before);
	if (sanya_scale_target(&goal->scale, &renewed.target)) {
		sanya_number_set(&before, &renewed.target);
		for (int step = 0; step <= 40; step++) {
			bool moved;

			set_tenths(&making->goals[g], side > 0 ? step * 30 : 1200 - step * 30, &value);
			moved = sanya_renewal_move(&making->contract.renewal, goal, goal->measure, &value);
			ck_assert(sanya_scale_target(&goal->scale, &renewed.next));
			check_target(making, &renewed, side, moved, &value);
			check_scale(making, goal, &renewed, side);
			ck_assert_msg(sanya_number_compare(&renewed.next, &before) * side >= 0, "seed %llu: a better value, an easier target",
				      (unsigned long long)making->seed);
			sanya_number_set(&before, &renewed.next);
			renewed_undo(&renewed, goal);
		}
	}
	sanya_number_done(&value);
	sanya_number_done(&before);
	renewed_done(&renewed);
}

START_TEST(renewal_is_by_the_rule)
{
	struct sanya_renewal *rule;
	struct making making;

	make(&making, SEED + (uint64_t)_i);
	rule = &making.contract.renewal;
	rule->present = true;
	sanya_number_set_ratio(&rule->target_moves, between(&making.dice, 1, 6), 6);
	sanya_number_set_ratio(&rule->at_most, between(&making.dice, 1, 40), 100);
	for (size_t g = 0; g < making.count; g++)
		renew_goal(&making, g);
	sanya_contract_done(&making.contract);
}
END_TEST

/* --- holding back --- */

#define FINE 60 /* steps from the target to the best value: finer than lint's own */

/* What holding back at `held` brings who is able to reach `able`, in two periods, beyond being honest; percent of at_100. */
static void gain_of(struct sanya_trial *trial, size_t g, const struct sanya_number *held, const struct sanya_number *able, struct sanya_number *ret)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_tried tried;

	sanya_tried_init(&tried);
	sanya_number_set_integer(ret, 0);
	for (int honest = 0; honest <= 1; honest++) {
		struct sanya_number now;

		sanya_number_init(&now);
		(void)sanya_trial_renew(trial, g, NULL);
		ck_assert_int_eq(sanya_trial_pay(trial, g, honest ? able : held, &tried, &err), 0);
		sanya_number_set(&now, &tried.percent);
		(void)sanya_trial_renew(trial, g, honest ? able : held);
		ck_assert_int_eq(sanya_trial_pay(trial, g, able, &tried, &err), 0);
		sanya_number_add(&now, &now, &tried.percent);
		if (honest)
			sanya_number_sub(ret, ret, &now);
		else
			sanya_number_set(ret, &now);
		sanya_number_done(&now);
	}
	(void)sanya_trial_renew(trial, g, NULL);
	sanya_tried_done(&tried);
}

static bool is_told(const struct sanya_findings *findings, const char *goal)
{
	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->list[i].goal, goal) == 0)
			return true;
	return false;
}

/* By trying all pairs of a finer grid than lint's. */
static void search_goal(const struct making *making, struct sanya_trial *trial, size_t g)
{
	const struct sanya_goal *goal = &making->contract.goals[g];
	struct sanya_number target, best, held, able, gain, most;

	sanya_number_init(&target);
	sanya_number_init(&best);
	sanya_number_init(&held);
	sanya_number_init(&able);
	sanya_number_init(&gain);
	sanya_number_init(&most);
	if (sanya_scale_target(&goal->scale, &target)) {
		sanya_outlook_best(&making->contract, goal, &best);
		sanya_number_sub(&best, &best, &target);
		for (int a = 1; a <= FINE; a++)
			for (int h = 0; h < a; h++) {
				sanya_number_set_ratio(&gain, h, FINE);
				sanya_number_mul(&held, &best, &gain);
				sanya_number_add(&held, &held, &target);
				sanya_number_set_ratio(&gain, a, FINE);
				sanya_number_mul(&able, &best, &gain);
				sanya_number_add(&able, &able, &target);
				gain_of(trial, g, &held, &able, &gain);
				if (sanya_number_compare(&gain, &most) > 0)
					sanya_number_set(&most, &gain);
			}
	}
	ck_assert_msg(sanya_number_compare_integer(&most, SANYA_HOLD_BACK) <= 0, "seed %llu: holding back at goal %zu pays, and lint tells nothing",
		      (unsigned long long)making->seed, g);
	sanya_number_done(&target);
	sanya_number_done(&best);
	sanya_number_done(&held);
	sanya_number_done(&able);
	sanya_number_done(&gain);
	sanya_number_done(&most);
}

START_TEST(what_lint_does_not_tell_does_not_pay)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_trial_done) struct sanya_trial trial;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_findings findings;
	struct making making;

	sanya_arena_init(&arena);
	make(&making, SEED + (uint64_t)_i);
	making.contract.renewal.present = true;
	sanya_number_set_ratio(&making.contract.renewal.target_moves, between(&making.dice, 1, 6), 6);
	sanya_number_set_ratio(&making.contract.renewal.at_most, between(&making.dice, 1, 20), 100);
	sanya_findings_init(&findings, &arena);
	ck_assert_int_eq(sanya_lint_renewal(&making.contract, &findings, &err), 0);
	ck_assert_int_eq(sanya_trial_init(&trial, &making.contract, &arena, &err), 0);
	for (size_t g = 0; g < making.count; g++)
		if (!is_told(&findings, making.contract.goals[g].id))
			search_goal(&making, &trial, g);
	sanya_contract_done(&making.contract);
}
END_TEST

Suite *suite_properties(void)
{
	Suite *suite = suite_create("properties");
	TCase *tcase = tcase_create("properties");

	tcase_add_loop_test(tcase, better_never_pays_less, 0, 300);
	tcase_add_loop_test(tcase, lines_add_up_to_the_amount, 0, 300);
	tcase_add_loop_test(tcase, renewal_is_by_the_rule, 0, 300);
	tcase_add_loop_test(tcase, what_lint_does_not_tell_does_not_pay, 0, 60);
	suite_add_tcase(suite, tcase);
	return suite;
}
