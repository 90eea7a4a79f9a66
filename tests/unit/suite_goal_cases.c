/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Other systems' numbers for goals, weights and roll-ups, by the rows of tests/cases/goals/README.md.
 * Where a system's own behaviour is bad (a missing part is zero, an average of averages, an order that matters), what is expected is
 * ours, and the case says why.
 */
#include "reward_fixture.h"

#include "core/domain/statistic.h"

#include <check.h>

Suite *suite_goal_cases(void);

#define NO_MONEY REWARD("0.00", EVEN, "linear", PLAIN)
#define PART(id, weight, if_too_few) GOAL(id, "sum", EVEN, "linear", weight, ",\"if_too_few\":\"" if_too_few "\"")
/* A rating of 0 to 5 as a score of 0 to 100. */
#define RATED(id, weight, if_too_few) \
	GOAL(id, "mean", "[[\"0\",\"0\"],[\"5\",\"100\"]]", "linear", weight, ",\"if_too_few\":\"" if_too_few "\"")
#define V(id, value) "\"" id "\":{\"value\":\"" value "\"}"

static const struct {
	const char *row, *goals, *values, *score; /* NULL: nothing is said */
} weighted[] = {
	/* N11: scores 5 and 3 of 5 with weights 30 and 70: 1.5 + 2.1 = 3.6 of 5, 72 of 100.  There two parts that nobody had given counted as
	 * 0 and left 1.2; here what is missing takes no part. */
	{ "N11", RATED("a", "30", "reweight") "," RATED("b", "70", "reweight"), V("a", "5") "," V("b", "3"), "72" },
	{ "N11", RATED("a", "15", "reweight") "," RATED("b", "35", "reweight") "," RATED("self", "25", "reweight") "," RATED("feedback", "25", "reweight"),
	  V("a", "5") "," V("b", "3") ",\"self\":null,\"feedback\":null", "72" },
	/* N13: 5 of 5 and 5 of 5, and no self-appraisal: asked for 5, given 3.33 there */
	{ "N13", RATED("goals", "40", "reweight") "," RATED("feedback", "30", "reweight") "," RATED("self", "30", "reweight"),
	  V("goals", "5") "," V("feedback", "5") ",\"self\":null", "100" },
	/* N14: 12.5 % of 30 and 50 % of 70: 3.75 + 35 */
	{ "N14", PART("quality", "30", "zero") "," PART("development", "70", "zero"), V("quality", "12.5") "," V("development", "50"), "38.75" },
	/* N15: 50 and the mean of 50 and 0; then the 50 moves over and leaves a 0 behind */
	{ "N15", PART("quality", "30", "zero") "," PART("development", "70", "zero"), V("quality", "50") "," V("development", "25"), "32.5" },
	{ "N15", PART("quality", "30", "zero") "," PART("development", "70", "zero"), V("quality", "50") "," V("development", "0"), "15" },
	/* N16, N17: what is left without any goal counts as 0 there.  Here the contract says what: zero, or nothing at all. */
	{ "N16", PART("quality", "30", "zero") "," PART("development", "70", "zero"), V("quality", "50") ",\"development\":null", "15" },
	{ "N16", PART("quality", "30", "zero") "," PART("development", "70", "zero"), "\"quality\":null," V("development", "50"), "35" },
	{ "N16", PART("quality", "30", "reweight") "," PART("development", "70", "reweight"), "\"quality\":null," V("development", "50"), "50" },
	{ "N17", PART("quality", "30", "reweight") "," PART("development", "70", "reweight"), "\"quality\":null,\"development\":null", NULL },
	/* N18: 0.8 (70 %) and 0.7 (30 %) of 5 is 3.85: 77 of 100; N19: 0.6 and 0.8 with 70 and 30 % is 3.30: 66 */
	{ "N18", RATED("a", "70", "zero") "," RATED("b", "30", "zero"), V("a", "4") "," V("b", "3.5"), "77" },
	{ "N19", RATED("a", "70", "zero") "," RATED("b", "30", "zero"), V("a", "3") "," V("b", "4"), "66" },
	/* N20: the only feedback withdrawn is 0.0 there; here it is no data */
	{ "N20", RATED("feedback", "100", "reweight"), "\"feedback\":null", NULL },
};

START_TEST(weights_and_missing_parts)
{
	struct sanya_contract contract;
	struct sanya_result result;
	char values[400];

	fixture_contract(weighted[_i].goals, NO_MONEY, &contract);
	snprintf(values, sizeof(values), "{\"values\":{%s}}", weighted[_i].values);
	fixture_pay(&contract, values, &result);
	ck_assert_msg(result.has_score == (weighted[_i].score != NULL), "%s", weighted[_i].row);
	if (weighted[_i].score != NULL)
		fixture_equal(&result.score, weighted[_i].score, weighted[_i].row);
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

/* --- roll-ups: everybody's observations, never an average of averages --- */

struct leaf {
	int good, of;
};

static const struct {
	const char *row;
	struct leaf leaves[4];
	const char *share;
} rollups[] = {
	/* As many observations in each leaf, so that the mean of the leaves is the answer as well. */
	{ "N01", { { 5, 10 }, { 0, 10 } }, "1/4" },
	{ "N02", { { 5, 10 }, { 10, 10 } }, "3/4" },
	{ "N03", { { 5, 10 } }, "1/2" },
	{ "N05", { { 5, 20 }, { 0, 20 } }, "1/8" },
	/* N04: a leaf of 0 beside a group of 50 and 0 is 12.5 there, the average of 0 and of 25.  All thirty together are 5 of 30. */
	{ "N04", { { 0, 10 }, { 5, 10 }, { 0, 10 } }, "1/6" },
	/* N06: {25, 0} and a child of {50, 0} are 16.667 there.  All forty together are 2.5 + 5 of 40, whatever hangs below whom. */
	{ "N06", { { 5, 20 }, { 0, 20 }, { 10, 20 }, { 0, 20 } }, "3/16" },
};

static int compute(const struct leaf *leaves, const size_t *order, size_t count, struct sanya_number *ret)
{
	struct sanya_statistic share = { .kind = SANYA_STATISTIC_SHARE };
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_sample sample;
	int failed = 0;

	sanya_sample_init(&sample);
	for (size_t i = 0; i < count; i++)
		for (int k = 0; k < leaves[order[i]].of && failed == 0; k++)
			failed = sanya_sample_add(&sample, k < leaves[order[i]].good, &err);
	if (failed == 0)
		failed = sanya_sample_compute(&sample, &share, SANYA_UNIT_FLAG, ret, &err);
	sanya_sample_done(&sample);
	return failed;
}

/* N76: nothing depends on the order in which people or tickets come. */
START_TEST(the_whole_is_computed_from_observations_in_any_order)
{
	static const size_t orders[][4] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 2, 0, 3, 1 } };
	struct sanya_number share;

	sanya_number_init(&share);
	for (size_t i = 0; i < SANYA_COUNT(orders); i++) {
		ck_assert_int_eq(compute(rollups[_i].leaves, orders[i], 4, &share), 0);
		fixture_equal(&share, rollups[_i].share, rollups[_i].row);
	}
	sanya_number_done(&share);
}
END_TEST

/* N19: two feedbacks of 3.85 and 3.30 are 3.575 together. */
START_TEST(ratings_have_a_mean)
{
	struct sanya_statistic mean = { .kind = SANYA_STATISTIC_MEAN };
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_sample sample;
	struct sanya_number value;

	sanya_number_init(&value);
	sanya_sample_init(&sample);
	ck_assert_int_eq(sanya_sample_add(&sample, 3850, &err), 0);
	ck_assert_int_eq(sanya_sample_add(&sample, 3300, &err), 0);
	ck_assert_int_eq(sanya_sample_compute(&sample, &mean, SANYA_UNIT_POINTS, &value, &err), 0);
	fixture_equal(&value, "3.575", "N19");
	sanya_sample_done(&sample);
	sanya_number_done(&value);
}
END_TEST

/* "suite/test" of a row: the suite's file has a test of that name.  "name.test": the file is there. */
static void check_reference(const char *word, size_t size)
{
	const char *slash = memchr(word, '/', size);
	struct sanya_buffer source;
	char path[200], name[200];

	if (slash != NULL) {
		snprintf(path, sizeof(path), "unit/suite_%.*s.c", (int)(slash - word), word);
		snprintf(name, sizeof(name), "START_TEST(%.*s)", (int)(size - (size_t)(slash - word) - 1), slash + 1);
	} else {
		snprintf(path, sizeof(path), "cli/%.*s", (int)size, word);
		name[0] = '\0';
	}
	fixture_read(path, &source); /* fails the test where there is no such file */
	ck_assert_msg(strstr(source.data, name) != NULL, "%s has no %s", path, name);
	sanya_buffer_done(&source);
}

static size_t check_references(const char *text, const char *end)
{
	size_t found = 0;

	while (text < end) {
		size_t size = strspn(text, "abcdefghijklmnopqrstuvwxyz_/.-");

		while (size > 0 && (text[size - 1] == '.' || text[size - 1] == '-'))
			size--;
		if (size > 5 && (memchr(text, '/', size) != NULL || strncmp(text + size - 5, ".test", 5) == 0)) {
			check_reference(text, size);
			found++;
		}
		text += size > 0 ? size : 1;
	}
	return found;
}

/* Every row of the table names tests that are there, or says why it has none; and no row is left out. */
START_TEST(the_table_of_rows_is_complete)
{
	static const int missing[] = { 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 55, 58, 59, 60, 61 }; /* the collection has no such rows */
	struct sanya_buffer table;

	fixture_read("cases/goals/README.md", &table);
	for (int row = 1, skip = 0; row <= 77; row++) {
		const char *line, *last;
		char start[32];

		if (skip < (int)SANYA_COUNT(missing) && missing[skip] == row) {
			skip++;
			continue;
		}
		snprintf(start, sizeof(start), "\n| N%02d |", row);
		line = strstr(table.data, start);
		ck_assert_msg(line != NULL, "row N%02d is not in the table", row);
		last = strchr(line + strlen(start), '|') + 2; /* the third column */
		if (check_references(last, strchr(last, '\n')) == 0)
			ck_assert_msg(strncmp(last, "none", 4) == 0, "row N%02d has neither a test nor a reason", row);
	}
	sanya_buffer_done(&table);
}
END_TEST

Suite *suite_goal_cases(void)
{
	Suite *suite = suite_create("goal_cases");
	TCase *tcase = tcase_create("goal_cases");

	tcase_add_loop_test(tcase, weights_and_missing_parts, 0, (int)(sizeof(weighted) / sizeof(weighted[0])));
	tcase_add_loop_test(tcase, the_whole_is_computed_from_observations_in_any_order, 0, (int)(sizeof(rollups) / sizeof(rollups[0])));
	tcase_add_test(tcase, ratings_have_a_mean);
	tcase_add_test(tcase, the_table_of_rows_is_complete);
	suite_add_tcase(suite, tcase);
	return suite;
}
