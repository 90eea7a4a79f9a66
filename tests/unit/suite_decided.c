/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decisions about single observations, for made-up companies: what is left out counts one less and nothing else, what is counted counts one
 * more for that contract alone, one decision takes back another, and many contracts in one pass, or in portions, give what each gives alone.
 * Metrics run in workers: not under sanitizers, which do not mix with the sandbox.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "company.h"

Suite *suite_decided(void);

#ifndef SANYA_SANITIZED

static struct company company;
static struct sanya_arena arena;
static struct sanya_error err;
static struct sanya_evaluated before[COMPANY_CONTRACTS];

static void set_up(void)
{
	err = (struct sanya_error)SANYA_ERROR_INIT;
	sanya_arena_init(&arena);
}

static void tear_down(void)
{
	company_end(&company);
	sanya_arena_done(&arena);
}

static void begin(struct sanya_evaluated *evaluated, unsigned contract)
{
	ck_assert_int_eq(sanya_evaluated_init(evaluated, &company.contracts[contract], company.until[contract], &arena, &err), 0);
}

static void measure(const struct sanya_evaluate *evaluate, struct sanya_evaluated *list, size_t count)
{
	ck_assert_msg(sanya_evaluate_many(evaluate, list, count, &err) == 0, "%s", err.what);
}

static void same_goal(const struct sanya_evaluated *a, const struct sanya_evaluated *b, size_t g)
{
	const struct sanya_measured *x = &a->measured[g], *y = &b->measured[g];

	ck_assert_msg(x->outcome == y->outcome && x->count == y->count, "%s %s: %lld / %lld", a->contract->number, a->contract->goals[g].id,
		      (long long)x->count, (long long)y->count);
	ck_assert_int_eq(sanya_number_compare(&x->value, &y->value), 0);
	ck_assert(x->has_team == y->has_team && x->team_count == y->team_count);
	ck_assert_int_eq(sanya_number_compare(&x->team_value, &y->team_value), 0);
	ck_assert_uint_eq(a->about[g].excluded_count, b->about[g].excluded_count);
	ck_assert_uint_eq(a->about[g].unknown, b->about[g].unknown);
}

/* --- one observation that counts for a goal --- */

struct pick {
	unsigned nth; /* of those that count */
	struct sanya_claim claim;
	int64_t value, sum;
	int64_t counted;
};

static int see(void *context, const struct sanya_measure_sight *sight, struct sanya_error *error)
{
	struct pick *pick = context;

	(void)error;
	if (sight->value->reason != 0)
		return 0;
	pick->sum += sight->value->value;
	if (pick->counted++ != pick->nth)
		return 0;
	pick->value = sight->value->value;
	pick->claim.source = sanya_arena_text(&arena, sight->source);
	pick->claim.id = sanya_arena_copy(&arena, sight->id.at, sight->id.size);
	return 0;
}

/* true where the goal has one. */
static bool choose(const struct sanya_evaluate *evaluate, unsigned contract, size_t g, struct pick *ret)
{
	struct sanya_evaluate explain = *evaluate;
	struct sanya_evaluated alone;
	int64_t count = before[contract].measured[g].count;

	*ret = (struct pick){ .nth = count > 0 ? company_any(&company, (unsigned)count) : 0,
			      .claim = { .goal = company.contracts[contract].goals[g].id, .reason = "so", .resolver = "P2" } };
	if (count == 0)
		return false;
	explain.explain_goal = g;
	explain.seen = see;
	explain.context = ret;
	begin(&alone, contract);
	measure(&explain, &alone, 1);
	sanya_evaluated_done(&alone);
	ck_assert_int_eq(ret->counted, count);
	ck_assert(ret->claim.source != NULL && ret->claim.id != NULL);
	return true;
}

/* --- what decisions do --- */

/* Left out: one less, whatever the metric; a sum less its value, a mean over the others. */
static void check_left_out(const struct sanya_evaluated *evaluated, unsigned contract, size_t g, const struct pick *pick)
{
	const struct sanya_goal *goal = &company.contracts[contract].goals[g];
	const struct sanya_measured *now = &evaluated->measured[g], *then = &before[contract].measured[g];
	struct sanya_number expected;

	ck_assert_int_eq(now->count, then->count - 1);
	ck_assert_uint_eq(evaluated->about[g].decision_count, 1);
	ck_assert(evaluated->about[g].decisions[0].met && !evaluated->about[g].decisions[0].count);
	ck_assert_str_eq(evaluated->about[g].decisions[0].by, "P2");
	ck_assert_uint_eq(evaluated->about[g].excluded_count, before[contract].about[g].excluded_count);
	if (goal->statistic.kind != SANYA_STATISTIC_MEAN || now->count == 0)
		return;
	sanya_number_init(&expected);
	sanya_number_set_ratio(&expected, pick->sum - pick->value, now->count);
	if (strncmp(goal->metric, "response.", 9) != 0)
		ck_assert_int_eq(sanya_number_compare(&now->value, &expected), 0);
	sanya_number_done(&expected);
}

START_TEST(left_out_and_taken_back)
{
	struct sanya_evaluate evaluate;
	size_t tried = 0;

	company_make(&company, (uint64_t)_i + 701);
	evaluate = company_evaluate(&company, &arena);
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++)
		begin(&before[i], i);
	measure(&evaluate, before, COMPANY_CONTRACTS);
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i += 3)
		for (size_t g = 0; g < company.contracts[i].goal_count; g++) {
			struct sanya_evaluated evaluated;
			struct sanya_claim claims[2];
			struct pick pick;

			if (!choose(&evaluate, i, g, &pick))
				continue;
			tried++;
			claims[0] = claims[1] = pick.claim;
			claims[1].count = true;
			for (size_t count = 1; count <= 2; count++) {
				begin(&evaluated, i);
				evaluated.decided = claims;
				evaluated.decided_count = count;
				measure(&evaluate, &evaluated, 1);
				for (size_t k = 0; k < company.contracts[i].goal_count; k++)
					if (k != g || count == 2)
						same_goal(&before[i], &evaluated, k);
				ck_assert_uint_eq(evaluated.about[g].decision_count, 1); /* the later one holds */
				if (count == 1)
					check_left_out(&evaluated, i, g, &pick);
				sanya_evaluated_done(&evaluated);
			}
		}
	ck_assert_uint_gt(tried, 3);
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++)
		sanya_evaluated_done(&before[i]);
}
END_TEST

/* A ticket at random, counted for a contract: one more for it where it has a value and did not count, and nothing else for anybody. */
START_TEST(counted_for_one_alone)
{
	struct sanya_evaluate evaluate;
	struct sanya_evaluated after[COMPANY_CONTRACTS];
	struct sanya_claim claims[COMPANY_CONTRACTS];
	size_t more = 0;

	company_make(&company, (uint64_t)_i + 801);
	evaluate = company_evaluate(&company, &arena);
	if (_i % 2 == 1) { /* in portions of a few people */
		evaluate.people_least = 1 + company_any(&company, 3);
		evaluate.values_most = 40 + company_any(&company, 4000);
	}
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++)
		begin(&before[i], i);
	measure(&evaluate, before, COMPANY_CONTRACTS);
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++) {
		struct sanya_text id = company.tickets[company_any(&company, COMPANY_TICKETS)].id;

		begin(&after[i], i);
		if (i % 2 == 1)
			continue;
		claims[i] = (struct sanya_claim){ .goal = company.contracts[i].goals[0].id, .source = "desk",
						  .id = sanya_arena_copy(&arena, id.at, id.size), .count = true, .reason = "mine" };
		after[i].decided = &claims[i];
		after[i].decided_count = 1;
	}
	measure(&evaluate, after, COMPANY_CONTRACTS);
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++) {
		struct sanya_evaluated alone;
		int64_t added = after[i].measured[0].count - before[i].measured[0].count;

		begin(&alone, i);
		alone.decided = after[i].decided;
		alone.decided_count = after[i].decided_count;
		measure(&evaluate, &alone, 1);
		for (size_t g = 0; g < company.contracts[i].goal_count; g++) {
			same_goal(&after[i], &alone, g);
			if (g > 0 || i % 2 == 1)
				same_goal(&before[i], &after[i], g);
		}
		ck_assert_msg(added == 0 || (added == 1 && i % 2 == 0 && after[i].about[0].decisions[0].met), "%lld more", (long long)added);
		more += added == 1;
		sanya_evaluated_done(&alone);
	}
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++) {
		sanya_evaluated_done(&before[i]);
		sanya_evaluated_done(&after[i]);
	}
	ck_assert_msg(more > 0 || _i != 0, "no ticket counted for anybody");
}
END_TEST

Suite *suite_decided(void)
{
	Suite *suite = suite_create("decided");
	TCase *tcase = tcase_create("decided");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, left_out_and_taken_back, 0, 4);
	tcase_add_loop_test(tcase, counted_for_one_alone, 0, 8);
	suite_add_tcase(suite, tcase);
	return suite;
}

#else

Suite *suite_decided(void)
{
	return suite_create("decided");
}

#endif
