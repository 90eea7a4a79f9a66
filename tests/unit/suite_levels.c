/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contracts in levels 1 to 5, gates on the score of all goals, strict gates, self-assessments.
 * Σ weight × level is worked by hand beside each case: 60 % of goal a and 40 % of goal b, each 10, 20, … 50 for the levels 1 to 5.
 */
#include "reward_fixture.h"

#include "core/base/time.h"
#include "core/domain/levels.h"

#include <check.h>

Suite *suite_levels(void);

#define FIVE "[[\"10\",\"1\"],[\"20\",\"2\"],[\"30\",\"3\"],[\"40\",\"4\"],[\"50\",\"5\"]]"
#define BOTH(rule) GOAL("a", "sum", FIVE, "linear", "60", REWEIGHT) "," GOAL("b", "sum", FIVE, "linear", "40", ",\"if_too_few\":\"" rule "\"")
/* The incentive is 1000, paid in full from level 5 and by half at level 1; nothing of it unless the score is above 3. */
#define INCENTIVE(gate) REWARD("1000.00", "[[\"1\",\"50\"],[\"5\",\"100\"]]", "linear", PLAIN ",\"gates\":[" gate "]") ",\"scoring\":\"levels\""
#define ABOVE_3 "{\"score_above\":\"3\",\"otherwise\":\"0\"}"

static const struct {
	const char *gate, *rule, *a, *b; /* values, null for none */
	const char *score, *amount;
} cases[] = {
	{ ABOVE_3, "zero", "{\"value\":\"40\"}", "{\"value\":\"30\"}", "18/5", "825" },	 /* 2.4 + 1.2 = 3.6; 50 + 2.6 × 12.5 = 82.5 % */
	{ ABOVE_3, "zero", "{\"value\":\"30\"}", "{\"value\":\"30\"}", "3", "0" },	 /* 3 is not above 3 */
	{ ABOVE_3, "zero", "{\"value\":\"30\"}", "{\"value\":\"30.0001\"}", "750001/250000", "750" }, /* the least above it is */
	{ ABOVE_3, "zero", "{\"value\":\"50\"}", "{\"value\":\"1\"}", "17/5", "800" },	 /* 3 + 0.4: below the first point level 1 holds */
	{ ABOVE_3, "zero", "{\"value\":\"50\"}", "null", "17/5", "800" },		 /* zero is level 1, the least there is */
	{ ABOVE_3, "neutral", "{\"value\":\"50\"}", "null", "21/5", "900" },		 /* neutral is level 3: 3 + 1.2 */
	{ ABOVE_3, "reweight", "{\"value\":\"40\"}", "null", "4", "875" },
	/* the same gate with "at least" lets 3 itself through */
	{ "{\"score_at_least\":\"3\",\"otherwise\":\"0\"}", "zero", "{\"value\":\"30\"}", "{\"value\":\"30\"}", "3", "750" },
	/* on one goal, strict: b at 3 is not above 3, whatever the score of all */
	{ "{\"goal\":\"b\",\"score_above\":\"3\",\"otherwise\":\"20\"}", "zero", "{\"value\":\"50\"}", "{\"value\":\"30\"}", "21/5", "180" },
	/* a goal named by null is none: the gate is on all */
	{ "{\"goal\":null,\"score_above\":\"3\",\"otherwise\":\"0\"}", "zero", "{\"value\":\"50\"}", "{\"value\":\"1\"}", "17/5", "800" },
};

START_TEST(levels_add_up_and_the_gate_is_strict)
{
	struct sanya_contract contract;
	struct sanya_result result;
	struct sanya_buffer goals, reward;
	char values[300];

	sanya_buffer_init(&goals, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&reward, SANYA_DOCUMENT_MAX);
	sanya_buffer_printf(&goals, "%s,", GOAL("a", "sum", FIVE, "linear", "60", REWEIGHT));
	sanya_buffer_printf(&goals, GOAL("b", "sum", FIVE, "linear", "40", ",\"if_too_few\":\"%s\""), cases[_i].rule);
	sanya_buffer_printf(&reward, INCENTIVE("%s"), cases[_i].gate);
	fixture_contract(goals.data, reward.data, &contract);
	ck_assert_int_eq(contract.scoring, SANYA_SCORING_LEVELS);
	snprintf(values, sizeof(values), "{\"values\":{\"a\":%s,\"b\":%s}}", cases[_i].a, cases[_i].b);
	fixture_pay(&contract, values, &result);
	fixture_equal(&result.score, cases[_i].score, values);
	fixture_equal(&result.amount, cases[_i].amount, values);
	sanya_result_done(&result);
	sanya_contract_done(&contract);
	sanya_buffer_done(&goals);
	sanya_buffer_done(&reward);
}
END_TEST

START_TEST(a_step_says_which_gate_and_how_strict)
{
	struct sanya_contract contract;
	struct sanya_result result;
	bool said = false;

	fixture_contract(BOTH("zero"), INCENTIVE(ABOVE_3), &contract);
	fixture_pay(&contract, "{\"values\":{\"a\":{\"value\":\"30\"},\"b\":{\"value\":\"30\"}}}", &result);
	for (size_t i = 0; i < result.step_count; i++) {
		if (strcmp(result.steps[i].what, "gate") != 0)
			continue;
		ck_assert_str_eq(result.steps[i].rule, "score of all goals above 3, otherwise 0 % remains");
		ck_assert_str_eq(result.steps[i].result, "not reached");
		said = true;
	}
	ck_assert(said);
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

START_TEST(a_level_is_a_score_and_back)
{
	static const char *const pairs[][2] = {
		{ "1", "0" }, { "2", "50" }, { "3", "100" }, { "4", "150" }, { "5", "200" }, { "18/5", "130" },
	};
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_number n;
	char top[20] = "", *slash;

	sanya_number_init(&n);
	for (size_t i = 0; i < SANYA_COUNT(pairs); i++) {
		snprintf(top, sizeof(top), "%s", pairs[i][0]);
		slash = strchr(top, '/');
		if (slash != NULL)
			*slash = '\0';
		ck_assert_int_eq(sanya_number_parse_ratio(top, slash == NULL ? "1" : slash + 1, &n, &err), 0);
		sanya_level_to_score(&n);
		fixture_equal(&n, pairs[i][1], pairs[i][0]);
		sanya_score_to_level(&n);
		fixture_equal(&n, pairs[i][0], pairs[i][1]);
	}
	sanya_number_done(&n);
	ck_assert_int_eq(sanya_scoring_of(SANYA_SCORING_LEVELS, 100), SANYA_LEVEL_OF_TARGET);
	ck_assert_int_eq(sanya_scoring_of(SANYA_SCORING_LEVELS, 0), 1);
	ck_assert_int_eq(sanya_scoring_of(SANYA_SCORING_PERCENT, 100), 100);
}
END_TEST

#define ALL BOTH("zero")
#define FOUR "[[\"10\",\"1\"],[\"20\",\"2\"],[\"30\",\"3\"],[\"50\",\"5\"]]"
#define HALF "[[\"10\",\"1\"],[\"20\",\"2\"],[\"30\",\"2.5\"],[\"40\",\"4\"],[\"50\",\"5\"]]"
#define ONLY(scale) GOAL("a", "sum", scale, "linear", "100", REWEIGHT)
#define LEVELS ",\"scoring\":\"levels\""

static const struct {
	const char *goals, *reward, *what;
} refused[] = {
	{ ONLY(FOUR), INCENTIVE(""), "one point for each level" },
	{ ONLY(HALF), INCENTIVE(""), "one point for each level" },
	{ ONLY("[[\"10\",\"0\"],[\"50\",\"100\"]]"), INCENTIVE(""), "one point for each level" },
	{ ONLY(FIVE), REWARD("1.00", "[[\"0\",\"0\"],[\"5\",\"100\"]]", "linear", PLAIN) LEVELS, "counts in levels" },
	{ ONLY(FIVE), INCENTIVE("{\"score_above\":\"100\",\"otherwise\":\"0\"}"), "counts in levels" },
	{ ONLY(FIVE), REWARD("1.00", "[[\"1\",\"0\"],[\"5\",\"100\"]]", "linear",
			     PLAIN ",\"also\":[{\"what\":{\"en\":\"x\"},\"count\":\"1\",\"score_at_least\":\"110\"}]") LEVELS,
	  "counts in levels" },
	{ ONLY(FIVE), INCENTIVE("{\"otherwise\":\"0\"}"), "names no score" },
	{ ONLY(FIVE), INCENTIVE("{\"score_above\":\"3\",\"score_at_least\":\"3\",\"otherwise\":\"0\"}"), "names two scores" },
	{ ONLY(FIVE), INCENTIVE("{\"goal\":\"z\",\"score_above\":\"3\",\"otherwise\":\"0\"}"), "no goal \"z\"" },
	{ ONLY(FIVE), REWARD("1.00", "[[\"1\",\"0\"],[\"5\",\"100\"]]", "linear", PLAIN) ",\"scoring\":\"stars\"", "may not be \"stars\"" },
};

START_TEST(what_mixes_two_ways_of_counting_is_refused)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_contract contract;

	ck_assert_int_eq(fixture_try(refused[_i].goals, refused[_i].reward, &contract, &err), -1);
	ck_assert_msg(strstr(err.what, refused[_i].what) != NULL, "said: %s", err.what);
	ck_assert_str_ne(err.next, "");
}
END_TEST

/* The fixture's period is July to September 2026. */
static const struct {
	const char *dates;
	const char *what; /* NULL: taken */
} assessments[] = {
	{ "[\"2026-07-31\",\"2026-08-31\",\"2026-09-30\"]", NULL },
	{ "[\"2026-06-30\",\"2026-09-30\"]", NULL }, /* an amendment keeps those that came before it */
	{ "null", NULL },
	{ "[\"2026-08-31\",\"2026-08-31\"]", "follow one another" },
	{ "[\"2026-08-31\",\"2026-07-31\"]", "follow one another" },
	{ "[\"2026-10-01\"]", "after the period's end" },
	{ "[null]", "null" },
	{ "[]", "at least 1" },
	{ "[6, 9, 12]", "" },
};

START_TEST(self_assessments_are_dates_of_the_period)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_contract contract;
	struct sanya_buffer text, changed;
	const char *place;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&changed, SANYA_DOCUMENT_MAX);
	fixture_document(ALL, INCENTIVE(ABOVE_3), &text);
	place = strstr(text.data, "\"answer_days\"");
	sanya_buffer_add(&changed, text.data, (size_t)(place - text.data));
	sanya_buffer_printf(&changed, "\"self_assessments\":%s,%s", assessments[_i].dates, place);
	if (assessments[_i].what == NULL) {
		ck_assert_msg(sanya_contract_parse("test", changed.data, changed.size, NULL, NULL, &contract, &err) == 0, "%s", err.what);
		if (assessments[_i].dates[0] == '[')
			ck_assert_int_eq(contract.self_assessments[contract.self_assessment_count - 1], sanya_date_of(2026, 9, 30));
		else
			ck_assert_uint_eq(contract.self_assessment_count, 0);
		sanya_contract_done(&contract);
	} else {
		ck_assert_int_eq(sanya_contract_parse("test", changed.data, changed.size, NULL, NULL, &contract, &err), -1);
		ck_assert_msg(strstr(err.what, assessments[_i].what) != NULL, "said: %s", err.what);
	}
	sanya_buffer_done(&text);
	sanya_buffer_done(&changed);
}
END_TEST

Suite *suite_levels(void)
{
	Suite *suite = suite_create("levels");
	TCase *tests = tcase_create("levels");

	tcase_add_loop_test(tests, levels_add_up_and_the_gate_is_strict, 0, (int)SANYA_COUNT(cases));
	tcase_add_test(tests, a_step_says_which_gate_and_how_strict);
	tcase_add_test(tests, a_level_is_a_score_and_back);
	tcase_add_loop_test(tests, what_mixes_two_ways_of_counting_is_refused, 0, (int)SANYA_COUNT(refused));
	tcase_add_loop_test(tests, self_assessments_are_dates_of_the_period, 0, (int)SANYA_COUNT(assessments));
	suite_add_tcase(suite, tests);
	return suite;
}
