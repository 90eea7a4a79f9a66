/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the measure is made of: groups by tuples of numbers, what is gathered of values, the fields that conditions name, and whom an
 * observation is credited to.  The whole way, through workers, is tested by the suites measuring, data and cli.
 */
#include "core/app/field.h"
#include "core/app/gathering.h"

#include <check.h>

Suite *suite_measure(void);

static struct sanya_error err = SANYA_ERROR_INIT;

static uint32_t group(struct sanya_groups *groups, uint32_t a, uint32_t b)
{
	return sanya_groups_step(groups, 1, sanya_groups_step(groups, 0, 0, a), b);
}

START_TEST(groups_by_tuple)
{
	struct sanya_groups groups;
	uint32_t keys[SANYA_GROUP_KEYS];

	sanya_groups_init(&groups, 2);
	uint32_t first = group(&groups, 0, 7);
	ck_assert_uint_eq(first, 0);
	ck_assert_uint_eq(group(&groups, 0, 7), first);
	ck_assert_uint_eq(group(&groups, 7, 0), 1);
	ck_assert_uint_eq(group(&groups, 7, 1), 2);
	ck_assert_uint_eq(group(&groups, 7, 0), 1);
	ck_assert_uint_eq(sanya_groups_count(&groups), 3);
	sanya_groups_keys(&groups, 2, keys);
	ck_assert(keys[0] == 7 && keys[1] == 1);
	sanya_groups_clear(&groups);
	ck_assert_uint_eq(sanya_groups_count(&groups), 0);
	ck_assert_uint_eq(group(&groups, 7, 1), 0);
	sanya_groups_done(&groups);
	/* No keys: one group, always. */
	sanya_groups_init(&groups, 0);
	ck_assert_uint_eq(sanya_groups_count(&groups), 1);
	sanya_groups_done(&groups);
}
END_TEST

/* Dense keys stay in lists; scattered ones go over to a table, and every number stays what it was. */
START_TEST(groups_keep_their_numbers)
{
	enum { MANY = 40000 };
	const bool scattered = _i == 1;
	uint32_t *numbers = calloc(MANY, sizeof *numbers);
	struct sanya_groups groups;

	sanya_groups_init(&groups, 2);
	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < MANY; i++) {
			uint32_t number = scattered ? group(&groups, i * 7 % MANY, i) : group(&groups, i % 2000, i / 2000);

			ck_assert_uint_ne(number, SANYA_NO_GROUP);
			ck_assert(round == 0 || numbers[i] == number);
			numbers[i] = number;
		}
	ck_assert_uint_eq(sanya_groups_count(&groups), MANY);
	ck_assert_int_eq(groups.levels[1].slots != NULL, scattered);
	free(numbers);
	sanya_groups_done(&groups);
}
END_TEST

/* Gather what comes and say what was gathered. */
static struct sanya_ratio result(struct sanya_gathering *gathering, uint32_t of, const char *words)
{
	struct sanya_statistic statistic;
	struct sanya_ratio ratio = {0, 0};

	ck_assert_int_eq(sanya_statistic_parse(words, strlen(words), &statistic, &err), 0);
	ck_assert_msg(sanya_gathering_result(gathering, of, &statistic, &ratio, &err) == 0, "%s", err.what);
	return ratio;
}

static void ask(struct sanya_gathering *gathering, const char *words)
{
	struct sanya_statistic statistic;

	ck_assert_int_eq(sanya_statistic_parse(words, strlen(words), &statistic, &err), 0);
	ck_assert_int_eq(sanya_gathering_ask(gathering, &statistic, &err), 0);
}

static void add_one(struct sanya_gathering *gathering, uint32_t to, int64_t value)
{
	const struct sanya_metric_value one = {.value = value, .possible = 1};

	ck_assert_int_eq(sanya_gathering_reach(gathering, to + 1, &err), 0);
	ck_assert_int_eq(sanya_gathering_add(gathering, &to, NULL, 1, &one, &err), 0);
}

/* Values become wide in the middle, and groups are joined: all are still there. */
START_TEST(kept_values_are_all_there)
{
	struct sanya_gathering gathering;

	sanya_gathering_init(&gathering, 1, SANYA_UNIT_SECONDS);
	ask(&gathering, "median");
	ask(&gathering, "max");
	ask(&gathering, "share_within 10s");
	for (int64_t i = 0; i < 3000; i++) {
		add_one(&gathering, 5, i);
		add_one(&gathering, 700, i * 2);
		if (_i == 1 && i == 1500)
			add_one(&gathering, 3, INT64_C(1) << 40);
	}
	ck_assert_int_eq(gathering.kept.wide, _i == 1);
	for (int twice = 0; twice < 2; twice++) {
		ck_assert_int_eq(sanya_gathering_settle(&gathering, &err), 0);
		ck_assert(result(&gathering, 5, "median").num == 2999 && result(&gathering, 5, "median").den == 2);
		ck_assert(result(&gathering, 700, "median").num == 2999 && result(&gathering, 700, "median").den == 1);
		ck_assert(result(&gathering, 700, "max").num == 5998);
		ck_assert(result(&gathering, 5, "share_within 10s").num == 11 && result(&gathering, 5, "share_within 10s").den == 3000);
	}
	/* 0, 0, 1, 2, 2, 3, 4, 4, ...: number 3000 of 6000 is 1999, the next 2000. */
	ck_assert_int_eq(sanya_gathering_move(&gathering, 5, 700, &err), 0);
	gathering.settled = false;
	ck_assert_int_eq(sanya_gathering_settle(&gathering, &err), 0);
	ck_assert(result(&gathering, 5, "median").num == 3999 && result(&gathering, 5, "median").den == 2);
	ck_assert_uint_eq(sanya_gathering_count(&gathering, 5), 6000);
	ck_assert(result(&gathering, 5, "max").num == 5998);
	ck_assert(!sanya_gathering_has(&gathering, 700));
	sanya_gathering_done(&gathering);
}
END_TEST

/* A sum beyond 64 bits is an error where it is asked for, and none where it comes back before the end. */
START_TEST(sums_do_not_wrap)
{
	struct sanya_gathering gathering;
	struct sanya_statistic sum;
	struct sanya_ratio ratio;

	sanya_gathering_init(&gathering, 0, SANYA_UNIT_SECONDS);
	ask(&gathering, "sum");
	ck_assert_int_eq(sanya_statistic_parse("sum", 3, &sum, &err), 0);
	add_one(&gathering, 0, INT64_MAX);
	add_one(&gathering, 0, INT64_MAX);
	ck_assert(sanya_gathering_may_fail(&gathering));
	ck_assert_int_lt(sanya_gathering_result(&gathering, 0, &sum, &ratio, &err), 0);
	ck_assert_ptr_nonnull(strstr(err.what, "too large"));
	sanya_error_clear(&err);
	ck_assert(result(&gathering, 0, "mean").num == INT64_MAX && result(&gathering, 0, "mean").den == 1);
	add_one(&gathering, 0, INT64_MIN);
	add_one(&gathering, 0, INT64_MIN);
	ck_assert(result(&gathering, 0, "sum").num == -2);
	sanya_gathering_done(&gathering);
}
END_TEST

START_TEST(fields_by_name)
{
	const struct sanya_field *field;

	ck_assert_int_eq(sanya_field_find(SANYA_TICKET, "queue", &field, &err), 0);
	ck_assert(field->shape == SANYA_FIELD_CODED && field->number == SANYA_CODED_QUEUE);
	ck_assert_int_eq(sanya_field_find(SANYA_TICKET, "tag", &field, &err), 0);
	ck_assert(field->shape == SANYA_FIELD_LIST && field->number == SANYA_LIST_TAGS);
	ck_assert_int_eq(sanya_field_find(SANYA_RESPONSE, "ticket", &field, &err), 0);
	ck_assert(field->shape == SANYA_FIELD_PLAIN && field->number == SANYA_PLAIN_TICKET);
	ck_assert_int_eq(sanya_field_find(SANYA_RESPONSE, "kind", &field, &err), 0);
	ck_assert_int_eq(field->shape, SANYA_FIELD_KIND);
	ck_assert(sanya_text_is(sanya_field_kind(SANYA_NPS), "nps"));
	ck_assert_ptr_null(sanya_field_kind(99).at);
	ck_assert_ptr_null(sanya_field_kind(0).at);
	/* A field of the other kind is none of this one. */
	ck_assert_int_lt(sanya_field_find(SANYA_TICKET, "survey", &field, &err), 0);
	ck_assert_int_eq(err.code, SANYA_USAGE);
	ck_assert_ptr_nonnull(strstr(err.next, "assignee"));
	sanya_error_clear(&err);
}
END_TEST

START_TEST(credit)
{
	struct sanya_credit_fields fields = sanya_credit_fields(SANYA_TICKET, SANYA_CREDIT_INVOLVED);

	ck_assert(fields.count == 3 && fields.list && fields.coded[0] == SANYA_CODED_ASSIGNEE && fields.coded[2] == SANYA_CODED_SOLVER);
	fields = sanya_credit_fields(SANYA_TICKET, SANYA_CREDIT_FIRST_REPLIER);
	ck_assert(fields.count == 1 && !fields.list && fields.coded[0] == SANYA_CODED_FIRST_REPLIER);
	/* A ticket has no subject; a response counts for its own, whatever is asked. */
	ck_assert_uint_eq(sanya_credit_fields(SANYA_TICKET, SANYA_CREDIT_SUBJECT).count, 0);
	fields = sanya_credit_fields(SANYA_RESPONSE, SANYA_CREDIT_INVOLVED);
	ck_assert(fields.count == 1 && !fields.list && fields.coded[0] == SANYA_CODED_SUBJECT);
}
END_TEST

Suite *suite_measure(void)
{
	Suite *suite = suite_create("measure");
	TCase *tcase = tcase_create("parts");

	tcase_add_test(tcase, groups_by_tuple);
	tcase_add_loop_test(tcase, groups_keep_their_numbers, 0, 2);
	tcase_add_loop_test(tcase, kept_values_are_all_there, 0, 2);
	tcase_add_test(tcase, sums_do_not_wrap);
	tcase_add_test(tcase, fields_by_name);
	tcase_add_test(tcase, credit);
	suite_add_tcase(suite, tcase);
	return suite;
}
