/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the measure is made of: groups by tuples of texts, the fields that conditions name, and whom a ticket is credited to.
 * The whole way, through workers, is tested by the suites data and cli.
 */
#include "core/app/field.h"
#include "core/app/group.h"

#include <check.h>

Suite *suite_measure(void);

static struct sanya_error err = SANYA_ERROR_INIT;

static struct sanya_text text(const char *words)
{
	return sanya_text_of(words);
}

START_TEST(groups_by_tuple)
{
	struct sanya_groups groups;
	const struct sanya_text absent[2] = {text(NULL), text("x")}, empty[2] = {text(""), text("x")};
	const struct sanya_text ab[2] = {text("a"), text("bc")}, other[2] = {text("ab"), text("c")};

	sanya_groups_init(&groups, 2, 3);
	struct sanya_group *first = sanya_groups_get(&groups, absent);
	ck_assert_ptr_eq(sanya_groups_get(&groups, absent), first);
	/* Absent is not empty, and "a" + "bc" is not "ab" + "c". */
	ck_assert_ptr_ne(sanya_groups_get(&groups, empty), first);
	ck_assert_ptr_ne(sanya_groups_get(&groups, ab), sanya_groups_get(&groups, other));
	ck_assert_uint_eq(groups.count, 4);
	sanya_groups_done(&groups);
}
END_TEST

START_TEST(many_groups_stay_where_they_are)
{
	struct sanya_groups groups;
	struct sanya_group *kept[5000];
	char name[32];

	sanya_groups_init(&groups, 1, 1);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 5000; i++) {
			snprintf(name, sizeof name, "agent-%d", i);
			const struct sanya_text key = text(name);
			struct sanya_group *group = sanya_groups_get(&groups, &key);

			ck_assert_ptr_nonnull(group);
			ck_assert_int_eq(sanya_sample_add(&group->sample, i, &err), 0);
			ck_assert(round == 0 || group == kept[i]);
			kept[i] = group;
		}
	}
	ck_assert_uint_eq(groups.count, 5000);
	for (int i = 0; i < 5000; i++)
		ck_assert(kept[i]->sample.count == 2 && kept[i]->sample.values[1] == i);
	sanya_groups_done(&groups);
}
END_TEST

START_TEST(merging_keeps_everything)
{
	struct sanya_groups groups;
	const struct sanya_text a = text("a"), b = text("b");

	sanya_groups_init(&groups, 1, 2);
	struct sanya_group *to = sanya_groups_get(&groups, &a), *from = sanya_groups_get(&groups, &b);
	ck_assert_int_eq(sanya_sample_add_pair(&to->sample, 3, 4, &err), 0);
	ck_assert_int_eq(sanya_sample_add_pair(&from->sample, 5, 6, &err), 0);
	ck_assert_int_eq(sanya_groups_exclude(&groups, to, 1, &err), 0);
	ck_assert_int_eq(sanya_groups_exclude(&groups, from, 1, &err), 0);
	ck_assert_int_eq(sanya_groups_find(&groups, from, 0, &err), 0);
	ck_assert_int_eq(sanya_groups_merge(&groups, to, from, &err), 0);
	ck_assert(to->sample.count == 2 && to->sample.values[1] == 5 && to->sample.possible[1] == 6);
	ck_assert(to->excluded[0] == 0 && to->excluded[1] == 2 && to->findings[0] == 1);
	ck_assert(from->sample.count == 0 && from->excluded == NULL && from->findings == NULL);
	sanya_groups_done(&groups);
}
END_TEST

START_TEST(fields_by_name)
{
	const struct sanya_text tags[2] = {text("vip"), text("late")};
	struct sanya_ticket ticket = {.id = text("1"), .queue = text("billing"), .tags = tags, .tag_count = 2};
	struct sanya_response response = {.id = text("r"), .kind = SANYA_NPS};
	const struct sanya_field *field;

	ck_assert_int_eq(sanya_field_find(SANYA_TICKET, "queue", &field, &err), 0);
	ck_assert_uint_eq(sanya_field_count(field, &ticket), 1);
	ck_assert(sanya_text_is(sanya_field_text(field, &ticket, 0), "billing"));
	ck_assert_int_eq(sanya_field_find(SANYA_TICKET, "channel", &field, &err), 0);
	ck_assert_uint_eq(sanya_field_count(field, &ticket), 0);
	ck_assert_int_eq(sanya_field_find(SANYA_TICKET, "tag", &field, &err), 0);
	ck_assert_uint_eq(sanya_field_count(field, &ticket), 2);
	ck_assert(sanya_text_is(sanya_field_text(field, &ticket, 1), "late"));
	ck_assert_int_eq(sanya_field_find(SANYA_RESPONSE, "kind", &field, &err), 0);
	ck_assert(sanya_text_is(sanya_field_text(field, &response, 0), "nps"));
	response.kind = 99;
	ck_assert_uint_eq(sanya_field_count(field, &response), 0);
	/* A field of the other kind is none of this one. */
	ck_assert_int_lt(sanya_field_find(SANYA_TICKET, "survey", &field, &err), 0);
	ck_assert_int_eq(err.code, SANYA_USAGE);
	ck_assert_ptr_nonnull(strstr(err.next, "assignee"));
}
END_TEST

START_TEST(credit)
{
	const struct sanya_text others[1] = {text("eve")};
	const struct sanya_ticket ticket = {.assignee = text("ann"), .solver = text("bob"), .involved = others, .involved_count = 1};

	ck_assert(sanya_text_is(sanya_ticket_credit(&ticket, SANYA_CREDIT_ASSIGNEE, 0), "ann"));
	ck_assert_ptr_null(sanya_ticket_credit(&ticket, SANYA_CREDIT_ASSIGNEE, 1).at);
	ck_assert_ptr_null(sanya_ticket_credit(&ticket, SANYA_CREDIT_FIRST_REPLIER, 0).at);
	ck_assert(sanya_text_is(sanya_ticket_credit(&ticket, SANYA_CREDIT_SOLVER, 0), "bob"));
	/* Nobody replied first: the three are two. */
	ck_assert(sanya_text_is(sanya_ticket_credit(&ticket, SANYA_CREDIT_INVOLVED, 0), "ann"));
	ck_assert(sanya_text_is(sanya_ticket_credit(&ticket, SANYA_CREDIT_INVOLVED, 1), "bob"));
	ck_assert(sanya_text_is(sanya_ticket_credit(&ticket, SANYA_CREDIT_INVOLVED, 2), "eve"));
	ck_assert_ptr_null(sanya_ticket_credit(&ticket, SANYA_CREDIT_INVOLVED, 3).at);
	ck_assert_ptr_null(sanya_ticket_credit(&ticket, SANYA_CREDIT_SUBJECT, 0).at);
}
END_TEST

Suite *suite_measure(void)
{
	Suite *suite = suite_create("measure");
	TCase *tcase = tcase_create("parts");

	tcase_add_test(tcase, groups_by_tuple);
	tcase_add_test(tcase, many_groups_stay_where_they_are);
	tcase_add_test(tcase, merging_keeps_everything);
	tcase_add_test(tcase, fields_by_name);
	tcase_add_test(tcase, credit);
	suite_add_tcase(suite, tcase);
	return suite;
}
