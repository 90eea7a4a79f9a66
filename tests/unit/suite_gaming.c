/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of core/domain/gaming.h at their edges: the last case that is no finding, and the first that is one.
 */
#include "core/domain/gaming.h"

#include <check.h>

Suite *suite_gaming(void);

static bool finds(const struct sanya_gaming_counts *counts, enum sanya_gaming what, struct sanya_gaming_finding *ret)
{
	struct sanya_gaming_finding list[SANYA_GAMING_COUNT];
	size_t count = sanya_gaming_conclude(counts, list);

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			ck_assert_int_lt(list[i - 1].what, list[i].what);
		if (list[i].what != what)
			continue;
		*ret = list[i];
		return true;
	}
	return false;
}

static const struct {
	struct sanya_gaming_counts counts;
	enum sanya_gaming what;
	bool found;
	int64_t count, of;
} edges[] = {
	{ { .answers = 9, .reassigned = 0 }, SANYA_GAMING_REASSIGNED, false, 0, 0 },
	{ { .answers = 9, .reassigned = 1 }, SANYA_GAMING_REASSIGNED, true, 1, 9 },
	{ { .tickets = 30, .after_period = 1 }, SANYA_GAMING_AFTER_PERIOD, false, 0, 0 },
	{ { .tickets = 30, .after_period = 2 }, SANYA_GAMING_AFTER_PERIOD, true, 2, 30 },
	{ { .tickets = 30, .cycles = 1 }, SANYA_GAMING_CYCLES, false, 0, 0 },
	{ { .tickets = 30, .cycles = 2 }, SANYA_GAMING_CYCLES, true, 2, 30 },
	{ { .answers = 9, .burst = 5 }, SANYA_GAMING_BURST, true, 5, 9 },
	/* five at least, and a fifth of those that name somebody: 5 of 25 are, 5 of 26 are not */
	{ { .answers = 30, .named = 4, .address = 4 }, SANYA_GAMING_ADDRESS, false, 0, 0 },
	{ { .answers = 30, .named = 25, .address = 5 }, SANYA_GAMING_ADDRESS, true, 5, 25 },
	{ { .answers = 30, .named = 26, .address = 5 }, SANYA_GAMING_ADDRESS, false, 0, 0 },
};

START_TEST(a_count_becomes_a_finding_at_its_bound)
{
	struct sanya_gaming_finding finding;
	bool found = finds(&edges[_i].counts, edges[_i].what, &finding);

	ck_assert_int_eq(found, edges[_i].found);
	if (found) {
		ck_assert_int_eq(finding.count, edges[_i].count);
		ck_assert_int_eq(finding.of, edges[_i].of);
	}
}
END_TEST

static const struct {
	int64_t tickets, answers, team_tickets, team_answers;
	bool far;
} rates[] = {
	/* 100 tickets at the team's 36 % lets expect 36; three times the root of it is 18.  Half is 18: 18 is 18 apart, and not further than 18. */
	{ 100, 18, 100, 36, false },
	{ 100, 17, 100, 36, true }, /* 19 apart, and less than half */
	{ 100, 71, 100, 36, false }, /* 35 apart, but not twice as many */
	{ 100, 72, 100, 36, true },
	/* 20 tickets at 20 % lets expect 4; three times the root is 6: 0 is chance, 10 is the bound, 11 is beyond */
	{ 20, 0, 100, 20, false },
	{ 20, 10, 100, 20, false },
	{ 20, 11, 100, 20, true },
	/* too few to compare, on either side; and nobody else is asked at all */
	{ 19, 19, 100, 20, false },
	{ 100, 90, 19, 1, false },
	{ 100, 90, 100, 0, false },
};

START_TEST(a_rate_is_far_only_beyond_what_chance_makes)
{
	struct sanya_gaming_counts counts = { .tickets = rates[_i].tickets, .answers = rates[_i].answers,
					      .team_tickets = rates[_i].team_tickets, .team_answers = rates[_i].team_answers };
	struct sanya_gaming_finding finding;

	ck_assert_int_eq(finds(&counts, SANYA_GAMING_RATE, &finding), rates[_i].far);
	if (rates[_i].far) {
		ck_assert_int_eq(finding.team_count, rates[_i].team_answers);
		ck_assert_int_eq(finding.team_of, rates[_i].team_tickets);
	}
}
END_TEST

START_TEST(values_are_bunched_when_the_last_tenth_outweighs_both_sides)
{
	struct sanya_gaming_finding finding;

	ck_assert(!sanya_gaming_bunched(&(struct sanya_gaming_near){ 3, 12, 3 }, &finding)); /* 12 = 2 × 6 */
	ck_assert(sanya_gaming_bunched(&(struct sanya_gaming_near){ 3, 13, 3 }, &finding));
	ck_assert_int_eq(finding.count, 13);
	ck_assert_int_eq(finding.of, 19);
	ck_assert(!sanya_gaming_bunched(&(struct sanya_gaming_near){ 0, 9, 0 }, &finding));
	ck_assert(sanya_gaming_bunched(&(struct sanya_gaming_near){ 0, 10, 0 }, &finding));
	ck_assert(!sanya_gaming_bunched(&(struct sanya_gaming_near){ 100, 100, 100 }, &finding)); /* as even as can be */
}
END_TEST

START_TEST(a_rating_below_the_middle_is_bad)
{
	ck_assert(sanya_gaming_is_bad(2 * SANYA_POINT, SANYA_POINT, 5 * SANYA_POINT));
	ck_assert(!sanya_gaming_is_bad(3 * SANYA_POINT, SANYA_POINT, 5 * SANYA_POINT));
	ck_assert(sanya_gaming_is_bad(0, 0, SANYA_POINT));
	ck_assert(!sanya_gaming_is_bad(0, 0, 0));
	ck_assert(!sanya_gaming_is_bad(SANYA_NO_VALUE, 0, SANYA_POINT));
	ck_assert(!sanya_gaming_is_bad(0, SANYA_NO_VALUE, SANYA_POINT));
}
END_TEST

START_TEST(reopened_after_the_period_means_not_solved_again_within_it)
{
	const int64_t end = 100 * SANYA_DAY, last = end - 3 * SANYA_DAY;

	ck_assert(sanya_gaming_is_after_period(last, SANYA_NO_INSTANT, 1, end));
	ck_assert(!sanya_gaming_is_after_period(last - 1, SANYA_NO_INSTANT, 1, end));
	ck_assert(sanya_gaming_is_after_period(end - 1, end, 1, end));
	ck_assert(!sanya_gaming_is_after_period(end, end + 5, 1, end));
	ck_assert(!sanya_gaming_is_after_period(last, end - 1, 1, end)); /* reopened and solved again in time */
	ck_assert(!sanya_gaming_is_after_period(last, end + 1, 0, end));
	ck_assert(!sanya_gaming_is_after_period(last, end + 1, SANYA_NO_COUNT, end));
	ck_assert(!sanya_gaming_is_after_period(SANYA_NO_INSTANT, SANYA_NO_INSTANT, 1, end));
	/* a source that keeps the time of the first solution while the ticket is open */
	ck_assert(sanya_gaming_is_after_period(last, last, 1, end));
}
END_TEST

Suite *suite_gaming(void)
{
	Suite *suite = suite_create("gaming");
	TCase *tcase = tcase_create("gaming");

	tcase_add_loop_test(tcase, a_count_becomes_a_finding_at_its_bound, 0, (int)SANYA_COUNT(edges));
	tcase_add_loop_test(tcase, a_rate_is_far_only_beyond_what_chance_makes, 0, (int)SANYA_COUNT(rates));
	tcase_add_test(tcase, values_are_bunched_when_the_last_tenth_outweighs_both_sides);
	tcase_add_test(tcase, a_rating_below_the_middle_is_bad);
	tcase_add_test(tcase, reopened_after_the_period_means_not_solved_again_within_it);
	suite_add_tcase(suite, tcase);
	return suite;
}
