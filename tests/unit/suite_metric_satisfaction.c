/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reference cases of every satisfaction metric, worked by hand.
 * No clock takes part; what is tested is who counts, with which value, and why the others do not.
 */
#include "core/base/base.h"

#include "metric-satisfaction/satisfaction.h"
#include "unit/metrics.h"

#include <check.h>

#define NONE SANYA_ABSENT_VALUE
#define WHEN INT64_C(1783296000)

struct answer {
	int kind;
	int64_t value, lowest, highest; /* thousandths */
	int critical;
	const char *word; /* NULL: it counts */
	int64_t expect, possible;
};

static void expect(const char *name, const struct answer *cases, size_t count)
{
	struct sanya_metric_host host = sanya_metric_host_for_test(false, SANYA_ABSENT_TIME, SANYA_ABSENT_TIME);
	uint32_t metric = 0;
	while (metric < SATISFACTION_METRICS && strcmp(satisfaction_definitions[metric]->name, name) != 0)
		metric++;
	ck_assert_uint_lt(metric, SATISFACTION_METRICS);
	for (size_t i = 0; i < count; i++) {
		struct sanya_plugin_response response = SANYA_PLUGIN_RESPONSE_INIT;
		response.kind = cases[i].kind;
		response.value = cases[i].value;
		response.lowest = cases[i].lowest;
		response.highest = cases[i].highest;
		response.critical = cases[i].critical;
		response.answered = WHEN;
		struct sanya_plugin_value value = {.possible = 1};
		ck_assert_int_eq(satisfaction_responses(&host, metric, &response, 1, sizeof(response), &value), 0);
		ck_assert_int_eq(value.at, WHEN);
		ck_assert_int_eq(value.finding, 0);
		if (cases[i].word) {
			ck_assert_msg(value.reason > 0, "%s case %zu counts", name, i);
			ck_assert_str_eq(satisfaction_definitions[metric]->reasons[value.reason - 1].word, cases[i].word);
			continue;
		}
		ck_assert_msg(value.reason == 0, "%s case %zu does not count", name, i);
		ck_assert_msg(value.value == cases[i].expect, "%s case %zu", name, i);
		ck_assert_int_eq(value.possible, cases[i].possible ? cases[i].possible : 1);
	}
}

START_TEST(csat)
{
	static const struct answer cases[] = {
		/* 1 to 5: 4 and 5 */
		{SANYA_KIND_CSAT, 5000, 1000, 5000, 0, NULL, 1, 0},
		{SANYA_KIND_CSAT, 4000, 1000, 5000, 0, NULL, 1, 0},
		{SANYA_KIND_CSAT, 3000, 1000, 5000, 0, NULL, 0, 0},
		{SANYA_KIND_CSAT, 1000, 1000, 5000, 0, NULL, 0, 0},
		{SANYA_KIND_CSAT, 3500, 1000, 5000, 0, NULL, 0, 0},
		/* 1 to 3: 3; 1 to 2 and 0 to 1: the better of the two */
		{SANYA_KIND_CSAT, 3000, 1000, 3000, 0, NULL, 1, 0},
		{SANYA_KIND_CSAT, 2000, 1000, 3000, 0, NULL, 0, 0},
		{SANYA_KIND_CSAT, 2000, 1000, 2000, 0, NULL, 1, 0},
		{SANYA_KIND_CSAT, 1000, 1000, 2000, 0, NULL, 0, 0},
		{SANYA_KIND_CSAT, 1000, 0, 1000, 0, NULL, 1, 0},
		{SANYA_KIND_CSAT, 0, 0, 1000, 0, NULL, 0, 0},
		/* three quarters of the way from 0 to 10 is 7.5 */
		{SANYA_KIND_CSAT, 8000, 0, 10000, 0, NULL, 1, 0},
		{SANYA_KIND_CSAT, 7000, 0, 10000, 0, NULL, 0, 0},
		/* a scale as wide as numbers go */
		{SANYA_KIND_CSAT, INT64_MAX, INT64_MIN + 1, INT64_MAX, 0, NULL, 1, 0},
		/* left out */
		{SANYA_KIND_CSAT, NONE, 1000, 5000, 0, "no-value", 0, 0},
		{SANYA_KIND_CSAT, 6000, 1000, 5000, 0, "outside-scale", 0, 0},
		{SANYA_KIND_CSAT, 0, 1000, 5000, 0, "outside-scale", 0, 0},
		{SANYA_KIND_CSAT, 4000, NONE, 5000, 0, "no-scale", 0, 0},
		{SANYA_KIND_CSAT, 4000, 1000, NONE, 0, "no-scale", 0, 0},
		{SANYA_KIND_CSAT, 4000, 4000, 4000, 0, "no-scale", 0, 0},
		{SANYA_KIND_NPS, 10000, 0, 10000, 0, "other-kind", 0, 0},
	};
	expect("response.csat", cases, SANYA_COUNT(cases));
}
END_TEST

START_TEST(rating)
{
	static const struct answer cases[] = {
		{SANYA_KIND_RATING, 4500, 1000, 5000, 0, NULL, 4500, 0},
		{SANYA_KIND_CSAT, 2000, 1000, 5000, 0, NULL, 2000, 0},
		{SANYA_KIND_NPS, 7000, NONE, NONE, 0, NULL, 7000, 0},
		{SANYA_KIND_RATING, 0, NONE, 5000, 0, NULL, 0, 0},
		{SANYA_KIND_RATING, NONE, 1000, 5000, 0, "no-value", 0, 0},
		{SANYA_KIND_RATING, 5001, 1000, 5000, 0, "outside-scale", 0, 0},
		{SANYA_KIND_COMPLAINT, 3000, 1000, 5000, 0, "other-kind", 0, 0},
	};
	expect("response.rating", cases, SANYA_COUNT(cases));
}
END_TEST

START_TEST(nps)
{
	static const struct answer cases[] = {
		{SANYA_KIND_NPS, 10000, 0, 10000, 0, NULL, 100, 0},
		{SANYA_KIND_NPS, 9000, 0, 10000, 0, NULL, 100, 0},
		{SANYA_KIND_NPS, 8000, 0, 10000, 0, NULL, 0, 0},
		{SANYA_KIND_NPS, 7000, NONE, NONE, 0, NULL, 0, 0},
		{SANYA_KIND_NPS, 6000, 0, 10000, 0, NULL, -100, 0},
		{SANYA_KIND_NPS, 0, 0, 10000, 0, NULL, -100, 0},
		{SANYA_KIND_NPS, 11000, 0, 10000, 0, "outside-scale", 0, 0},
		{SANYA_KIND_NPS, 8500, 0, 10000, 0, "outside-scale", 0, 0},
		{SANYA_KIND_NPS, -1000, 0, 10000, 0, "outside-scale", 0, 0},
		{SANYA_KIND_NPS, 5000, 1000, 5000, 0, "other-scale", 0, 0},
		{SANYA_KIND_NPS, NONE, 0, 10000, 0, "no-value", 0, 0},
		{SANYA_KIND_CSAT, 5000, 1000, 5000, 0, "other-kind", 0, 0},
	};
	expect("response.nps", cases, SANYA_COUNT(cases));
}
END_TEST

START_TEST(ces)
{
	static const struct answer cases[] = {
		{SANYA_KIND_CES, 6000, 1000, 7000, 0, NULL, 6000, 0},
		{SANYA_KIND_CES, 8000, 1000, 7000, 0, "outside-scale", 0, 0},
		{SANYA_KIND_CES, NONE, 1000, 7000, 0, "no-value", 0, 0},
		{SANYA_KIND_RATING, 6000, 1000, 7000, 0, "other-kind", 0, 0},
	};
	expect("response.ces", cases, SANYA_COUNT(cases));
}
END_TEST

START_TEST(points)
{
	/* 17 of 20 points; half points; a critical item takes them all, also from a sheet whose points were left blank */
	struct answer cases[] = {
		{SANYA_KIND_QA, 17000, 0, 20000, 0, NULL, 17000, 20000},
		{SANYA_KIND_QA, 17500, NONE, 20000, 0, NULL, 17500, 20000},
		{SANYA_KIND_QA, 17000, 0, 20000, 1, NULL, 0, 20000},
		{SANYA_KIND_QA, NONE, 0, 20000, 1, NULL, 0, 20000},
		{SANYA_KIND_QA, 0, 0, 20000, 0, NULL, 0, 20000},
		{SANYA_KIND_QA, NONE, 0, 20000, 0, "no-value", 0, 0},
		{SANYA_KIND_QA, 21000, 0, 20000, 0, "outside-scale", 0, 0},
		{SANYA_KIND_QA, -1000, NONE, 20000, 0, "outside-scale", 0, 0},
		{SANYA_KIND_QA, 17000, 0, NONE, 0, "no-scale", 0, 0},
		{SANYA_KIND_QA, 0, 0, 0, 0, "no-scale", 0, 0},
		{SANYA_KIND_CSAT, 5000, 1000, 5000, 0, "other-kind", 0, 0},
	};
	expect("response.qa", cases, SANYA_COUNT(cases));
	for (size_t i = 0; i < SANYA_COUNT(cases); i++)
		cases[i].kind = cases[i].kind == SANYA_KIND_QA ? SANYA_KIND_MYSTERY : SANYA_KIND_QA;
	expect("response.mystery", cases, SANYA_COUNT(cases));
}
END_TEST

START_TEST(complaint)
{
	static const struct answer cases[] = {
		{SANYA_KIND_COMPLAINT, NONE, NONE, NONE, 0, NULL, 1, 0},
		{SANYA_KIND_CSAT, 1000, 1000, 5000, 0, "other-kind", 0, 0},
	};
	expect("complaint.count", cases, SANYA_COUNT(cases));
}
END_TEST

START_TEST(definitions)
{
	for (uint32_t i = 0; i < SATISFACTION_METRICS; i++)
		sanya_check_definition(satisfaction_definitions[i]);
	struct sanya_metric_host host = sanya_metric_host_for_test(false, SANYA_ABSENT_TIME, SANYA_ABSENT_TIME);
	ck_assert_int_lt(satisfaction_responses(&host, SATISFACTION_METRICS, NULL, 0, sizeof(struct sanya_plugin_response), NULL),
			 0);
}
END_TEST

Suite *suite_metric_satisfaction(void);
Suite *suite_metric_satisfaction(void)
{
	Suite *suite = suite_create("metric-satisfaction");
	TCase *tcase = tcase_create("reference cases");
	tcase_add_test(tcase, csat);
	tcase_add_test(tcase, rating);
	tcase_add_test(tcase, nps);
	tcase_add_test(tcase, ces);
	tcase_add_test(tcase, points);
	tcase_add_test(tcase, complaint);
	tcase_add_test(tcase, definitions);
	suite_add_tcase(suite, tcase);
	return suite;
}
