/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The next contract's targets: every expected scale is worked by hand in the comment beside it.
 */
#include "core/domain/renewal.h"

#include <check.h>

struct renewal_case {
	const char *scale[3][2]; /* x, y; x a plain number */
	size_t count;
	enum sanya_measure measure;
	const char *value;
	const char *moves[2], *at_most[2]; /* numerator, denominator */
	const char *expect[3];		   /* x after the move */
	bool moved;
};

static const struct renewal_case cases[] = {
	/* 96.2 % on a target of 95 %: excess 1.2 points, a third is 0.4; 5 % of 95 % is 4.75. */
	{ { { "0.8", "0" }, { "0.95", "100" }, { "0.99", "120" } }, 3, SANYA_MEASURE_SHARE, "0.962", { "1", "3" },
	  { "1", "20" }, { "0.8", "0.954", "0.994" }, true },
	/* Rounded toward zero to 0.1 %: excess 1.0, a third is 0.333..., so 0.3. */
	{ { { "0.8", "0" }, { "0.95", "100" }, { "0.99", "120" } }, 3, SANYA_MEASURE_SHARE, "0.96", { "1", "3" },
	  { "1", "20" }, { "0.8", "0.953", "0.993" }, true },
	/* Excess 5, all of it would be 5, but 5 % of 95 % is 4.75, so 4.7.  The stretch would be 103.7 % and stays at 100 %. */
	{ { { "0.8", "0" }, { "0.95", "100" }, { "0.99", "120" } }, 3, SANYA_MEASURE_SHARE, "1", { "1", "1" },
	  { "1", "20" }, { "0.8", "0.997", "1" }, true },
	/* All of the excess, without a cap: the target would be 100 % as well, and stays a step before the stretch. */
	{ { { "0.8", "0" }, { "0.95", "100" }, { "0.99", "120" } }, 3, SANYA_MEASURE_SHARE, "1", { "1", "1" },
	  { "1", "1" }, { "0.8", "0.999", "1" }, true },
	/* Below the target nothing moves: never lower. */
	{ { { "0.8", "0" }, { "0.95", "100" }, { "0.99", "120" } }, 3, SANYA_MEASURE_SHARE, "0.93", { "1", "3" },
	  { "1", "20" }, { "0.8", "0.95", "0.99" }, false },
	/* Lower is better, 2 h instead of 4 h: excess 7200 s, half is 3600, but 5 % of 14400 is 720 s = 12 min. */
	{ { { "28800", "0" }, { "14400", "100" }, { "7200", "120" } }, 3, SANYA_MEASURE_SECONDS, "7200", { "1", "2" },
	  { "1", "20" }, { "28800", "13680", "6480" }, true },
	/* 4.6 on a target of 4.2: excess 0.4, a third is 0.1333..., to hundredths 0.13; 5 % of 4.2 is 0.21. */
	{ { { "3", "0" }, { "4.2", "100" } }, 2, SANYA_MEASURE_NUMBER, "4.6", { "1", "3" }, { "1", "20" },
	  { "3", "4.33", NULL }, true },
	/* The scale never reaches 100: there is no target to move. */
	{ { { "3", "0" }, { "4.2", "90" } }, 2, SANYA_MEASURE_NUMBER, "4.6", { "1", "3" }, { "1", "20" },
	  { "3", "4.2", NULL }, false },
	/* Lower is better and the stretch already at zero: it stays, the target moves by the excess of 4 points. */
	{ { { "0.1", "0" }, { "0.05", "100" }, { "0", "110" } }, 3, SANYA_MEASURE_SHARE, "0.01", { "1", "1" }, { "1", "1" },
	  { "0.1", "0.01", "0" }, true },
	/* The target itself at zero: there is nothing better. */
	{ { { "0.1", "0" }, { "0", "100" } }, 2, SANYA_MEASURE_SHARE, "0", { "1", "1" }, { "1", "1" }, { "0.1", "0", NULL }, false },
	/* The same written from the best end: less is better, and the target is 4 h, not 2 h.  3 h is an excess of 3600 s, half is 1800. */
	{ { { "7200", "120" }, { "14400", "100" }, { "28800", "0" } }, 3, SANYA_MEASURE_SECONDS, "10800", { "1", "2" },
	  { "1", "1" }, { "5400", "12600", "28800" }, true },
	/* A jump at the target is a jump after it: 96 % is an excess of 1, all of it. */
	{ { { "0.95", "60" }, { "0.95", "100" }, { "0.99", "120" } }, 3, SANYA_MEASURE_SHARE, "0.96", { "1", "1" },
	  { "1", "1" }, { "0.96", "0.96", "1" }, true },
	/* Between two points: 80 % -> 0 and 90 % -> 125 reach 100 at 88 %, four fifths of the way.  92 % is an excess of 4, half is 2; for the
	 * target to move by 2 the point has to move by 2 / (4/5) = 2.5: 80 + 4/5 * 12.5 is 90. */
	{ { { "0.8", "0" }, { "0.9", "125" } }, 2, SANYA_MEASURE_SHARE, "0.92", { "1", "2" }, { "1", "1" }, { "0.8", "0.925", NULL }, true },
};

static void read_number(const char *text, struct sanya_number *ret)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	sanya_number_init(ret);
	ck_assert_msg(sanya_number_parse(text, strlen(text), ret, &err) == 0, "%s", err.what);
}

START_TEST(moves_as_worked_by_hand)
{
	const struct renewal_case *c = &cases[_i];
	struct sanya_point points[3];
	struct sanya_goal goal = { .scale = { .points = points, .count = c->count, .between = SANYA_LINEAR } };
	struct sanya_renewal rule = { .present = true, .never_below_target = true };
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_number value, expect;

	sanya_number_init(&rule.target_moves);
	sanya_number_init(&rule.at_most);
	ck_assert_int_eq(sanya_number_parse_ratio(c->moves[0], c->moves[1], &rule.target_moves, &err), 0);
	ck_assert_int_eq(sanya_number_parse_ratio(c->at_most[0], c->at_most[1], &rule.at_most, &err), 0);
	for (size_t i = 0; i < c->count; i++) {
		read_number(c->scale[i][0], &points[i].x);
		read_number(c->scale[i][1], &points[i].y);
	}
	read_number(c->value, &value);
	ck_assert_int_eq(sanya_renewal_move(&rule, &goal, c->measure, &value), c->moved);
	for (size_t i = 0; i < c->count; i++) {
		read_number(c->expect[i], &expect);
		ck_assert_msg(sanya_number_compare(&points[i].x, &expect) == 0, "point %zu of case %d", i, _i);
		sanya_number_done(&expect);
		sanya_number_done(&points[i].x);
		sanya_number_done(&points[i].y);
	}
	sanya_number_done(&value);
	sanya_number_done(&rule.target_moves);
	sanya_number_done(&rule.at_most);
}
END_TEST

/* Steps move like lines, and in levels the target is level 3.  90 % on a target of 80 %: excess 10, half is 5; 5 % of 80 % is 4. */
START_TEST(steps_and_levels_move_as_well)
{
	static const struct {
		enum sanya_between between;
		enum sanya_scoring scoring;
		const char *y[3];
	} ways[] = { { SANYA_STEP, SANYA_SCORING_PERCENT, { "0", "100", "120" } },
		     { SANYA_LINEAR, SANYA_SCORING_LEVELS, { "1", "3", "5" } },
		     { SANYA_STEP, SANYA_SCORING_LEVELS, { "1", "3", "5" } } };
	static const char *const before[] = { "0.6", "0.8", "0.9" }, *const after[] = { "0.6", "0.84", "0.94" };
	struct sanya_point points[3];
	struct sanya_goal goal = { .scale = { .points = points, .count = 3, .between = ways[_i].between, .scoring = ways[_i].scoring } };
	struct sanya_renewal rule = { .present = true };
	struct sanya_number value, expect;

	sanya_number_init(&rule.target_moves);
	sanya_number_init(&rule.at_most);
	sanya_number_set_ratio(&rule.target_moves, 1, 2);
	sanya_number_set_ratio(&rule.at_most, 1, 20);
	for (size_t i = 0; i < 3; i++) {
		read_number(before[i], &points[i].x);
		read_number(ways[_i].y[i], &points[i].y);
	}
	read_number("0.9", &value);
	ck_assert(sanya_renewal_move(&rule, &goal, SANYA_MEASURE_SHARE, &value));
	for (size_t i = 0; i < 3; i++) {
		read_number(after[i], &expect);
		ck_assert_int_eq(sanya_number_compare(&points[i].x, &expect), 0);
		sanya_number_done(&expect);
		sanya_number_done(&points[i].x);
		sanya_number_done(&points[i].y);
	}
	sanya_number_done(&value);
	sanya_number_done(&rule.target_moves);
	sanya_number_done(&rule.at_most);
}
END_TEST

/* What is not written does not limit: -10 -> 0, 10 -> 100 is met at 10, 70 is an excess of 60, half is 30, three times the target.  With a cap of
 * half the target, 5.  And a target below 0 has a size: of -20, half is 10, where half of the excess would be 25. */
START_TEST(caps_and_targets_below_zero)
{
	static const struct {
		int64_t low, target, value, next;
		bool uncapped;
	} tried[] = { { -10, 10, 70, 40, true }, { -10, 10, 70, 15, false }, { -60, -20, 30, -10, false }, { -60, -20, 30, 5, true }, { -60, 0, 30, 0, false },
		      { -60, 0, 30, 15, true } };
	struct sanya_point points[2];
	struct sanya_goal goal = { .scale = { .points = points, .count = 2, .between = SANYA_LINEAR } };
	struct sanya_renewal rule = { .present = true, .uncapped = tried[_i].uncapped };
	struct sanya_number value;

	sanya_number_init(&rule.target_moves);
	sanya_number_init(&rule.at_most);
	sanya_number_init(&value);
	sanya_number_set_ratio(&rule.target_moves, 1, 2);
	sanya_number_set_ratio(&rule.at_most, 1, 2);
	for (size_t i = 0; i < 2; i++) {
		sanya_number_init(&points[i].x);
		sanya_number_init(&points[i].y);
	}
	sanya_number_set_integer(&points[0].x, tried[_i].low);
	sanya_number_set_integer(&points[1].x, tried[_i].target);
	sanya_number_set_integer(&points[1].y, 100);
	sanya_number_set_integer(&value, tried[_i].value);
	ck_assert_int_eq(sanya_renewal_move(&rule, &goal, SANYA_MEASURE_NUMBER, &value), tried[_i].next != tried[_i].target);
	ck_assert_int_eq(sanya_number_compare_integer(&points[1].x, tried[_i].next), 0);
	for (size_t i = 0; i < 2; i++) {
		sanya_number_done(&points[i].x);
		sanya_number_done(&points[i].y);
	}
	sanya_number_done(&value);
	sanya_number_done(&rule.target_moves);
	sanya_number_done(&rule.at_most);
}
END_TEST

/* The target of 90 has an excess of 10, all of it without a cap; the stretch of 95 would be 105 and stays at 100, the target a step before. */
START_TEST(nps_ends_at_100)
{
	struct sanya_point points[3];
	struct sanya_goal goal = { .statistic = { .kind = SANYA_STATISTIC_SCORE }, .scale = { .points = points, .count = 3, .between = SANYA_LINEAR } };
	struct sanya_renewal rule = { .present = true, .uncapped = true };
	const char *text[3][2] = { { "40", "0" }, { "90", "100" }, { "95", "120" } }, *const after[] = { "40", "99.99", "100" };
	struct sanya_number value, expect;

	sanya_number_init(&rule.target_moves);
	sanya_number_init(&rule.at_most);
	sanya_number_set_integer(&rule.target_moves, 1);
	for (size_t i = 0; i < 3; i++) {
		read_number(text[i][0], &points[i].x);
		read_number(text[i][1], &points[i].y);
	}
	read_number("100", &value);
	ck_assert(sanya_renewal_move(&rule, &goal, SANYA_MEASURE_NUMBER, &value));
	for (size_t i = 0; i < 3; i++) {
		read_number(after[i], &expect);
		ck_assert_int_eq(sanya_number_compare(&points[i].x, &expect), 0);
		sanya_number_done(&expect);
		sanya_number_done(&points[i].x);
		sanya_number_done(&points[i].y);
	}
	sanya_number_done(&value);
	sanya_number_done(&rule.target_moves);
	sanya_number_done(&rule.at_most);
}
END_TEST

START_TEST(target_between_two_points)
{
	/* 80 % -> 0, 90 % -> 90, 95 % -> 110: 100 lies halfway between 90 % and 95 %, at 92.5 %. */
	struct sanya_point points[3];
	struct sanya_scale scale = { .points = points, .count = 3, .between = SANYA_LINEAR };
	const char *text[3][2] = { { "0.8", "0" }, { "0.9", "90" }, { "0.95", "110" } };
	struct sanya_number target, expect;

	for (size_t i = 0; i < 3; i++) {
		read_number(text[i][0], &points[i].x);
		read_number(text[i][1], &points[i].y);
	}
	sanya_number_init(&target);
	read_number("0.925", &expect);
	ck_assert(sanya_scale_target(&scale, &target));
	ck_assert_int_eq(sanya_number_compare(&target, &expect), 0);
	for (size_t i = 0; i < 3; i++) {
		sanya_number_done(&points[i].x);
		sanya_number_done(&points[i].y);
	}
	sanya_number_done(&target);
	sanya_number_done(&expect);
}
END_TEST

Suite *suite_renewal(void);
Suite *suite_renewal(void)
{
	Suite *suite = suite_create("renewal");
	TCase *tcase = tcase_create("targets");

	tcase_add_loop_test(tcase, moves_as_worked_by_hand, 0, (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_loop_test(tcase, steps_and_levels_move_as_well, 0, 3);
	tcase_add_loop_test(tcase, caps_and_targets_below_zero, 0, 6);
	tcase_add_test(tcase, nps_ends_at_100);
	tcase_add_test(tcase, target_between_two_points);
	suite_add_tcase(suite, tcase);
	return suite;
}
