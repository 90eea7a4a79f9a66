/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many contracts in one pass: for made-up companies, what comes out is what each contract gives alone, in portions and whole, with the
 * whole roster and with no more of it than concerns the person, and what somebody counts who walks through the tickets one by one.
 * Metrics run in workers: not under sanitizers, which do not mix with the sandbox.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "company.h"
#include "core/app/statement.h"
#include "core/app/touched.h"
#include "core/store/evidence.h"
#include "core/store/people.h"
#include "store_home.h"

Suite *suite_evaluate(void);

#ifndef SANYA_SANITIZED

static struct company company;
static struct sanya_arena arena;
static struct sanya_error err;
static struct sanya_evaluated together[COMPANY_CONTRACTS];

static void begin(struct sanya_evaluated *evaluated, unsigned contract)
{
	ck_assert_int_eq(sanya_evaluated_init(evaluated, &company.contracts[contract], company.until[contract], &arena, &err), 0);
}

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

static void measure_together(const struct sanya_evaluate *evaluate)
{
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++)
		begin(&together[i], i);
	ck_assert_msg(sanya_evaluate_many(evaluate, together, COMPANY_CONTRACTS, &err) == 0, "%s", err.what);
}

static void forget_together(void)
{
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++)
		sanya_evaluated_done(&together[i]);
}

static void same_counts(const struct sanya_statement_excluded *a, size_t a_count, const struct sanya_statement_excluded *b, size_t b_count)
{
	ck_assert_uint_eq(a_count, b_count);
	for (size_t i = 0; i < a_count; i++) {
		ck_assert_str_eq(a[i].reason, b[i].reason);
		ck_assert_int_eq(a[i].count, b[i].count);
	}
}

static void same_gaming(const struct sanya_evaluated *a, const struct sanya_evaluated *b)
{
	ck_assert_msg(a->gaming_count == b->gaming_count, "%s: %zu / %zu findings", a->contract->number, a->gaming_count, b->gaming_count);
	for (size_t i = 0; i < a->gaming_count; i++) {
		const struct sanya_gaming_finding *x = &a->gaming[i].finding, *y = &b->gaming[i].finding;

		ck_assert(a->gaming[i].goal == b->gaming[i].goal && a->gaming[i].team == b->gaming[i].team);
		ck_assert_msg(x->what == y->what && x->count == y->count && x->of == y->of && x->team_count == y->team_count &&
				      x->team_of == y->team_of, "%s: %s %lld of %lld / %s %lld of %lld", a->contract->number,
			      sanya_gaming_words[x->what], (long long)x->count, (long long)x->of, sanya_gaming_words[y->what],
			      (long long)y->count, (long long)y->of);
	}
}

static void same(const struct sanya_evaluated *a, const struct sanya_evaluated *b, bool unknown)
{
	same_gaming(a, b);
	ck_assert(a->failed == NULL && b->failed == NULL);
	ck_assert_str_eq(a->calendar_sha256, b->calendar_sha256);
	for (size_t g = 0; g < a->contract->goal_count; g++) {
		const struct sanya_measured *x = &a->measured[g], *y = &b->measured[g];

		ck_assert_msg(x->outcome == y->outcome && x->count == y->count, "%s %s (%s): %s of %lld / %s of %lld", a->contract->number,
			      a->contract->goals[g].id, a->contract->goals[g].metric, sanya_outcome_word(x->outcome), (long long)x->count,
			      sanya_outcome_word(y->outcome), (long long)y->count);
		ck_assert_int_eq(sanya_number_compare(&x->value, &y->value), 0);
		ck_assert(x->has_team == y->has_team && x->team_count == y->team_count);
		ck_assert_int_eq(sanya_number_compare(&x->team_value, &y->team_value), 0);
		ck_assert(x->reason == y->reason);
		same_counts(a->about[g].excluded, a->about[g].excluded_count, b->about[g].excluded, b->about[g].excluded_count);
		same_counts(a->about[g].findings, a->about[g].finding_count, b->about[g].findings, b->about[g].finding_count);
		ck_assert_str_eq(a->about[g].plugin, b->about[g].plugin);
		if (unknown)
			ck_assert_msg(a->about[g].unknown == b->about[g].unknown, "%s %s: %llu / %llu unknown", a->contract->number,
				      a->contract->goals[g].id, (unsigned long long)a->about[g].unknown,
				      (unsigned long long)b->about[g].unknown);
	}
}

/* Something is measured at all, of every kind: else the comparisons below would say little. */
static void look_for_life(void)
{
	size_t values = 0, teams = 0, unknown = 0, excluded = 0, gaming = 0;

	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++)
		gaming += together[i].gaming_count;
	ck_assert_uint_gt(gaming, 0);
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++)
		for (size_t g = 0; g < together[i].contract->goal_count; g++) {
			values += together[i].measured[g].outcome == SANYA_OUTCOME_VALUE;
			teams += together[i].measured[g].has_team;
			unknown += together[i].about[g].unknown > 0;
			excluded += together[i].about[g].excluded_count;
		}
	ck_assert_msg(values > 5 && unknown > 5 && teams + excluded > 0, "%zu values, %zu teams, %zu with unknown, %zu excluded", values, teams,
		      unknown, excluded);
}

START_TEST(each_as_if_alone)
{
	struct sanya_evaluate evaluate;

	company_make(&company, (uint64_t)_i + 1);
	evaluate = company_evaluate(&company, &arena);
	measure_together(&evaluate);
	look_for_life();
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++) {
		struct sanya_evaluated alone;

		begin(&alone, i);
		ck_assert_msg(sanya_evaluate_goals(&evaluate, &alone, &err) == 0, "%s", err.what);
		same(&together[i], &alone, true);
		sanya_evaluated_done(&alone);
	}
	forget_together();
}
END_TEST

/* Portions of a few people, some of which turn out to hold too many values and are halved. */
START_TEST(portions_change_nothing)
{
	struct sanya_evaluate evaluate;

	company_make(&company, (uint64_t)_i + 101);
	evaluate = company_evaluate(&company, &arena);
	measure_together(&evaluate);
	evaluate.people_least = 1 + company_any(&company, 3);
	evaluate.values_most = 40 + company_any(&company, 4000);
	for (int unknown = 0; unknown <= 1; unknown++) {
		struct sanya_evaluated portions[COMPANY_CONTRACTS];

		evaluate.count_unknown = unknown != 0;
		for (unsigned i = 0; i < COMPANY_CONTRACTS; i++)
			begin(&portions[i], i);
		ck_assert_msg(sanya_evaluate_many(&evaluate, portions, COMPANY_CONTRACTS, &err) == 0, "%s", err.what);
		for (unsigned i = 0; i < COMPANY_CONTRACTS; i++) {
			same(&together[i], &portions[i], unknown != 0);
			sanya_evaluated_done(&portions[i]);
		}
	}
	forget_together();
}
END_TEST

static bool has_team_goal(const struct sanya_contract *contract)
{
	for (size_t g = 0; g < contract->goal_count; g++)
		if (contract->goals[g].scope == SANYA_SCOPE_TEAM)
			return true;
	return false;
}

/* Own goals need the person, goals of a team all who are ever below. */
START_TEST(as_much_of_the_roster_as_concerns_the_person)
{
	struct sanya_evaluate evaluate;

	company_make(&company, (uint64_t)_i + 201);
	evaluate = company_evaluate(&company, &arena);
	evaluate.count_unknown = evaluate.team_stands_in = false;
	measure_together(&evaluate);
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++) {
		const struct sanya_contract *contract = &company.contracts[i];
		const struct sanya_people_wanted wanted = { .people = &contract->employee, .person_count = 1, .teams = &contract->employee,
							    .team_count = has_team_goal(contract) };
		struct sanya_evaluate few = evaluate;
		struct sanya_evaluated alone;
		struct sanya_roster roster;

		ck_assert_msg(sanya_people_load_some(company.home.store, &wanted, &roster, &err) == 0, "%s", err.what);
		ck_assert(has_team_goal(contract) || roster.count < COMPANY_PEOPLE);
		few.roster = &roster;
		begin(&alone, i);
		ck_assert_msg(sanya_evaluate_goals(&few, &alone, &err) == 0, "%s", err.what);
		same(&together[i], &alone, false);
		sanya_evaluated_done(&alone);
		sanya_roster_done(&roster);
	}
	forget_together();
}
END_TEST

/* --- after new evidence --- */

static bool differ(const struct sanya_evaluated *a, const struct sanya_evaluated *b)
{
	for (size_t g = 0; g < a->contract->goal_count; g++) {
		const struct sanya_measured *x = &a->measured[g], *y = &b->measured[g];

		if (x->outcome != y->outcome || x->count != y->count || sanya_number_compare(&x->value, &y->value) != 0 ||
		    x->has_team != y->has_team || x->team_count != y->team_count || sanya_number_compare(&x->team_value, &y->team_value) != 0)
			return true;
	}
	return false;
}

static enum sanya_touch touch_of(const unsigned char *touch, const char *id)
{
	return (enum sanya_touch)touch[sanya_roster_find(&company.roster, id) - company.roster.people];
}

static bool bears(size_t place, struct sanya_text name)
{
	size_t count;
	const struct sanya_bearer *bearers = sanya_roster_bearers(&company.roster, name, &count);

	for (size_t i = 0; i < count; i++)
		if (bearers[i].person == place && sanya_bearer_in(&bearers[i], "desk"))
			return true;
	return false;
}

static bool is_named(size_t place, const struct sanya_ticket *ticket)
{
	for (uint32_t i = 0; i < ticket->involved_count; i++)
		if (bears(place, ticket->involved[i]))
			return true;
	return bears(place, ticket->assignee) || bears(place, ticket->first_replier) || bears(place, ticket->solver);
}

/* Touched are those whom the tickets name now or named before, and nobody else; and all whose figures changed. */
START_TEST(who_is_touched)
{
	struct sanya_evaluate evaluate;
	unsigned changed = 0;

	company_make(&company, (uint64_t)_i + 601);
	evaluate = company_evaluate(&company, &arena);
	measure_together(&evaluate);
	for (unsigned round = 0; round < 4; round++) {
		struct sanya_evaluated after[COMPANY_CONTRACTS];
		unsigned first = company_any(&company, COMPANY_TICKETS - 1);
		struct sanya_ticket old[2];
		unsigned char *touch;

		old[0] = company.tickets[first];
		old[1] = company.tickets[first + 1];
		company_deliver(&company, first, 2);
		evaluate = company_evaluate(&company, &arena);
		for (unsigned i = 0; i < COMPANY_CONTRACTS; i++)
			begin(&after[i], i);
		ck_assert_msg(sanya_evaluate_many(&evaluate, after, COMPANY_CONTRACTS, &err) == 0, "%s", err.what);
		ck_assert_int_eq(sanya_touched_find(company.home.store, &company.roster, evaluate.watermark, &touch, &err), 0);
		for (size_t i = 0; i < company.roster.count; i++)
			ck_assert(is_named(i, &old[0]) || is_named(i, &old[1]) || is_named(i, &company.tickets[first]) ||
						  is_named(i, &company.tickets[first + 1])
					  ? touch[i] == SANYA_TOUCHED
					  : touch[i] != SANYA_TOUCHED);
		for (unsigned i = 0; i < COMPANY_CONTRACTS; i++) {
			const struct sanya_contract *contract = &company.contracts[i];
			bool touched = sanya_touched_contract(contract, touch_of(touch, contract->employee), touch_of(touch, contract->manager));

			ck_assert_msg(touched || !differ(&together[i], &after[i]), "%s of %s", contract->number, contract->employee);
			changed += differ(&together[i], &after[i]);
			sanya_evaluated_done(&together[i]);
			together[i] = after[i];
		}
		free(touch);
	}
	ck_assert_uint_gt(changed, 0);
	forget_together();
}
END_TEST

/* --- counted by hand --- */

struct by_hand {
	int64_t count, within;
};

/* Whether a ticket by this name counts for the contract's person: by the day's bearer, and for a team by the day's line. */
static bool counts(const struct sanya_contract *contract, const struct sanya_goal *goal, struct sanya_text name, int32_t date)
{
	const struct sanya_person *person = sanya_roster_alias(&company.roster, "desk", name, date);

	if (person == NULL)
		return false;
	return goal->scope == SANYA_SCOPE_OWN ? strcmp(person->id, contract->employee) == 0
					       : sanya_roster_below(&company.roster, person, contract->employee, date);
}

static bool in_where(const struct sanya_goal *goal, const struct sanya_ticket *ticket)
{
	if (goal->where_count == 0)
		return true;
	for (size_t i = 0; i < goal->where[0].value_count; i++)
		if (sanya_text_is(ticket->channel, goal->where[0].values[i]))
			return true;
	return false;
}

static struct by_hand count_by_hand(unsigned number, const struct sanya_goal *goal)
{
	const struct sanya_contract *contract = &company.contracts[number];
	int32_t last = goal->deadline != SANYA_NO_DATE ? goal->deadline : contract->to;
	struct by_hand hand = { .count = 0 };
	const struct sanya_zone *zone;

	ck_assert_int_eq(sanya_shelf_zone(company.calendars, contract->timezone, &zone, &err), 0);
	for (unsigned i = 0; i < COMPANY_TICKETS; i++) {
		const struct sanya_ticket *ticket = &company.tickets[i];
		int64_t at = ticket->first_reply;
		int32_t date = at == SANYA_NO_INSTANT ? 0 : sanya_zone_date(zone, at);
		struct sanya_text name = goal->credit == SANYA_CREDIT_ASSIGNEE ? ticket->assignee : ticket->first_replier;

		if (at == SANYA_NO_INSTANT || date < contract->from || date > last || !in_where(goal, ticket) ||
		    (company.until[number] != SANYA_NO_INSTANT && at >= company.until[number]))
			continue;
		if (!counts(contract, goal, name, date))
			continue;
		hand.count++;
		hand.within += at - ticket->created <= goal->statistic.within;
	}
	return hand;
}

static size_t compare_by_hand(void)
{
	size_t compared = 0;

	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++)
		for (size_t g = 0; g < company.contracts[i].goal_count; g++) {
			const struct sanya_goal *goal = &company.contracts[i].goals[g];
			const struct sanya_measured *measured = &together[i].measured[g];
			struct by_hand hand;
			struct sanya_number share;

			if (strcmp(goal->metric, "ticket.first_reply_time@1") != 0 || goal->credit == SANYA_CREDIT_INVOLVED)
				continue;
			hand = count_by_hand(i, goal);
			ck_assert_msg(measured->count == hand.count, "%s %s (%s): %lld measured, %lld by hand", company.contracts[i].number,
				      goal->id, sanya_scope_word(goal->scope), (long long)measured->count, (long long)hand.count);
			compared += hand.count > 0;
			if (goal->statistic.kind != SANYA_STATISTIC_SHARE_WITHIN || goal->clock != SANYA_CLOCK_ELAPSED || hand.count == 0)
				continue;
			sanya_number_init(&share);
			sanya_number_set_ratio(&share, hand.within, hand.count);
			ck_assert_int_eq(sanya_number_compare(&share, &measured->value), 0);
			sanya_number_done(&share);
		}
	return compared;
}

START_TEST(as_counted_by_hand)
{
	struct sanya_evaluate evaluate;
	size_t compared = 0;

	for (uint64_t seed = 301; seed < 312; seed++) {
		if (seed > 301)
			company_end(&company);
		company_make(&company, seed);
		evaluate = company_evaluate(&company, &arena);
		measure_together(&evaluate);
		compared += compare_by_hand();
		forget_together();
	}
	ck_assert_uint_gt(compared, 50);
}
END_TEST

/* --- explained, and replayed below a watermark --- */

struct sights {
	const char *person;
	int64_t counted, all;
};

static int see(void *context, const struct sanya_measure_sight *sight, struct sanya_error *error)
{
	struct sights *sights = context;

	(void)error;
	ck_assert_msg(sanya_text_is(sight->person, sights->person), "%.*s, not %s", (int)sight->person.size, sight->person.at, sights->person);
	sights->all++;
	sights->counted += sight->value->reason == 0;
	return 0;
}

START_TEST(what_is_explained_is_what_counted)
{
	struct sanya_evaluate evaluate;

	company_make(&company, (uint64_t)_i + 401);
	evaluate = company_evaluate(&company, &arena);
	measure_together(&evaluate);
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i += 2)
		for (size_t g = 0; g < company.contracts[i].goal_count; g++) {
			struct sanya_evaluate explain = evaluate;
			struct sights sights = { .person = company.contracts[i].employee };
			struct sanya_evaluated alone;
			int64_t excluded = 0;

			explain.explain_goal = g;
			explain.seen = see;
			explain.context = &sights;
			begin(&alone, i);
			ck_assert_msg(sanya_evaluate_goals(&explain, &alone, &err) == 0, "%s", err.what);
			same(&together[i], &alone, true);
			ck_assert_int_eq(sights.counted, alone.measured[g].count);
			for (size_t k = 0; k < alone.about[g].excluded_count; k++)
				excluded += alone.about[g].excluded[k].count;
			ck_assert_int_eq(sights.all, sights.counted + excluded);
			sanya_evaluated_done(&alone);
		}
	forget_together();
}
END_TEST

START_TEST(below_a_watermark_nothing_changes)
{
	struct sanya_evaluate evaluate;
	struct sanya_evaluated first[COMPANY_CONTRACTS];
	bool changed = false;

	company_make(&company, 7);
	evaluate = company_evaluate(&company, &arena);
	ck_assert_uint_eq(evaluate.watermark, 3);
	evaluate.watermark = 2;
	measure_together(&evaluate);
	evaluate.watermark = 3;
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++)
		begin(&first[i], i);
	ck_assert_int_eq(sanya_evaluate_many(&evaluate, first, COMPANY_CONTRACTS, &err), 0);
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++)
		for (size_t g = 0; g < company.contracts[i].goal_count; g++)
			changed = changed || first[i].measured[g].count != together[i].measured[g].count;
	ck_assert(changed);
	evaluate.watermark = 2;
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++) {
		struct sanya_evaluated again;

		begin(&again, i);
		ck_assert_int_eq(sanya_evaluate_goals(&evaluate, &again, &err), 0);
		same(&together[i], &again, true);
		sanya_evaluated_done(&again);
		sanya_evaluated_done(&first[i]);
	}
	forget_together();
}
END_TEST

/* A calendar that is not there is one contract's trouble. */
START_TEST(one_that_fails_leaves_the_others_alone)
{
	struct sanya_evaluate evaluate;

	company_make(&company, 8);
	evaluate = company_evaluate(&company, &arena);
	measure_together(&evaluate);
	company.contracts[3].calendar = "no-such@1";
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++) {
		struct sanya_evaluated before = together[i];

		begin(&together[i], i);
		if (i == 3) {
			ck_assert_int_eq(sanya_evaluate_goals(&evaluate, &together[i], &err), -1);
			ck_assert_int_eq(err.code, SANYA_NOT_FOUND);
			sanya_error_clear(&err);
		}
		sanya_evaluated_done(&before);
	}
	ck_assert_int_eq(sanya_evaluate_many(&evaluate, together, COMPANY_CONTRACTS, &err), 0);
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++)
		ck_assert((together[i].failed != NULL) == (i == 3));
	ck_assert_int_eq(together[3].measured[0].outcome, SANYA_OUTCOME_NO_DATA);
	forget_together();
}
END_TEST

Suite *suite_evaluate(void)
{
	Suite *suite = suite_create("evaluate");
	TCase *tcase = tcase_create("evaluate");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, each_as_if_alone, 0, 10);
	tcase_add_loop_test(tcase, portions_change_nothing, 0, 12);
	tcase_add_loop_test(tcase, as_much_of_the_roster_as_concerns_the_person, 0, 4);
	tcase_add_loop_test(tcase, who_is_touched, 0, 4);
	tcase_add_test(tcase, as_counted_by_hand);
	tcase_add_loop_test(tcase, what_is_explained_is_what_counted, 0, 2);
	tcase_add_test(tcase, below_a_watermark_nothing_changes);
	tcase_add_test(tcase, one_that_fails_leaves_the_others_alone);
	suite_add_tcase(suite, tcase);
	return suite;
}

#else

Suite *suite_evaluate(void)
{
	return suite_create("evaluate");
}

#endif
