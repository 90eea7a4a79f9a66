/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ideas: the life of one as a table, and what idea.accepted@1 makes of a year of them.
 * July in Bangkok begins at 2026-06-30T17:00:00Z and ends before 2026-07-31T17:00:00Z.
 */
#include "store_home.h"

#include "core/app/idea.h"
#include "core/base/time.h"
#include "core/codec/documents.h"

#include <check.h>

Suite *suite_idea(void);

START_TEST(only_these_steps_are_possible)
{
	static const enum sanya_idea_state wanted[6][5] = {
		/* submit, try, accept, decline, approve */
		[SANYA_IDEA_NONE] = { SANYA_IDEA_SUBMITTED },
		[SANYA_IDEA_SUBMITTED] = { SANYA_IDEA_NONE, SANYA_IDEA_TRIAL, SANYA_IDEA_ACCEPTED, SANYA_IDEA_DECLINED },
		[SANYA_IDEA_TRIAL] = { SANYA_IDEA_NONE, SANYA_IDEA_TRIAL, SANYA_IDEA_ACCEPTED, SANYA_IDEA_DECLINED },
		[SANYA_IDEA_ACCEPTED] = { SANYA_IDEA_NONE, SANYA_IDEA_NONE, SANYA_IDEA_NONE, SANYA_IDEA_NONE, SANYA_IDEA_APPROVED },
	};

	for (int state = SANYA_IDEA_NONE; state <= SANYA_IDEA_APPROVED; state++) {
		for (int action = SANYA_IDEA_SUBMIT; action <= SANYA_IDEA_APPROVE; action++)
			ck_assert_int_eq(sanya_idea_step((enum sanya_idea_state)state, (enum sanya_idea_action)action), wanted[state][action]);
		ck_assert_int_eq(sanya_idea_state_of(sanya_idea_state_word((enum sanya_idea_state)state)), state);
	}
	ck_assert_int_eq(sanya_idea_state_of("lost"), -1);
}
END_TEST

/* --- measuring --- */

static void put(struct sanya_store *store, const char *number, const char *action, const char *actor, const char *at, const char *detail)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_event event = { .actor = actor, .subject = number };
	char type[32];

	snprintf(type, sizeof(type), "idea.%s", action);
	event.type = type;
	ck_assert_int_eq(sanya_instant_parse(at, strlen(at), &event.at, &err), 0);
	ck_assert_int_eq(sanya_json_parse("detail", detail, strlen(detail), &event.detail, &err), 0);
	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	ck_assert_msg(sanya_ledger_append(store, &event, &err) == 0, "%s", err.what);
	ck_assert_int_eq(sanya_store_commit(store, &err), 0);
	sanya_json_free(event.detail);
}

#define SUBMIT(number, who) put(store, number, "submit", who, "2026-06-01T00:00:00Z", "{\"title\":\"t\",\"answer_by\":\"2026-07-01\"}")
#define ACCEPT(number, at) put(store, number, "accept", "E3", at, "{\"grade\":\"small\",\"amount\":\"500.00\",\"currency\":\"THB\",\"met\":[\"x\"]}")
#define DECLINE(number, at) put(store, number, "decline", "E3", at, "{\"reason\":\"no\"}")

static struct sanya_store *a_year_of_ideas(void)
{
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);

	SUBMIT("ID-2026-0001", "E4");
	SUBMIT("ID-2026-0002", "E4");
	SUBMIT("ID-2026-0003", "E4");
	SUBMIT("ID-2026-0004", "E4");
	SUBMIT("ID-2026-0005", "E5");
	SUBMIT("ID-2026-0006", "E3");
	SUBMIT("ID-2026-0007", "E4");
	ACCEPT("ID-2026-0001", "2026-06-30T17:00:00Z"); /* the first second of July */
	ACCEPT("ID-2026-0002", "2026-06-30T16:59:59Z"); /* the last of June */
	DECLINE("ID-2026-0003", "2026-07-31T16:59:59Z"); /* the last of July */
	put(store, "ID-2026-0004", "trial", "E3", "2026-07-10T00:00:00Z", "{\"until\":\"2026-08-10\",\"answer_by\":\"2026-09-01\",\"reason\":\"r\"}");
	ACCEPT("ID-2026-0005", "2026-07-15T00:00:00Z");
	ACCEPT("ID-2026-0006", "2026-07-15T00:00:00Z");
	put(store, "ID-2026-0005", "approve", "E2", "2026-08-15T00:00:00Z", "{\"amount\":\"500.00\",\"currency\":\"THB\"}");
	return store;
}

static const struct {
	const char *person, *above;
	enum sanya_statistic_kind statistic;
	const char *from, *to;
	enum sanya_outcome outcome;
	int64_t count, num, den;
} questions[] = {
	/* Panya in July: one accepted, one declined; a trial is no decision, one waits */
	{ "E4", NULL, SANYA_STATISTIC_SUM, "2026-06-30T17:00:00Z", "2026-07-31T17:00:00Z", SANYA_OUTCOME_VALUE, 2, 1, 1 },
	{ "E4", NULL, SANYA_STATISTIC_SHARE, "2026-06-30T17:00:00Z", "2026-07-31T17:00:00Z", SANYA_OUTCOME_VALUE, 2, 1, 2 },
	{ "E4", NULL, SANYA_STATISTIC_SUM, "2026-06-01T00:00:00Z", "2026-07-31T17:00:00Z", SANYA_OUTCOME_VALUE, 3, 2, 1 },
	/* approved in August, but accepted in July */
	{ "E5", NULL, SANYA_STATISTIC_SUM, "2026-06-30T17:00:00Z", "2026-07-31T17:00:00Z", SANYA_OUTCOME_VALUE, 1, 1, 1 },
	{ "E5", NULL, SANYA_STATISTIC_SUM, "2026-07-31T17:00:00Z", "2026-08-31T17:00:00Z", SANYA_OUTCOME_NO_DATA, 0, 0, 1 },
	/* a team: those below, and not the manager */
	{ NULL, "E3", SANYA_STATISTIC_SUM, "2026-06-30T17:00:00Z", "2026-07-31T17:00:00Z", SANYA_OUTCOME_VALUE, 3, 2, 1 },
	{ NULL, "E1", SANYA_STATISTIC_SHARE, "2026-06-30T17:00:00Z", "2026-07-31T17:00:00Z", SANYA_OUTCOME_VALUE, 4, 3, 4 },
	{ NULL, "E4", SANYA_STATISTIC_SUM, "2026-06-30T17:00:00Z", "2026-07-31T17:00:00Z", SANYA_OUTCOME_NO_DATA, 0, 0, 1 },
};

START_TEST(accepted_of_decided)
{
	static const char people[] = "id,name_en,manager\nE1,Siriporn,\nE3,Preecha,E1\nE4,Panya,E3\nE5,Wassana,E3\n";
	struct sanya_store *store = a_year_of_ideas();
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_goal goal = { .metric = SANYA_IDEA_METRIC, .statistic = { .kind = questions[_i].statistic } };
	struct sanya_idea_question question = { .store = store, .goal = &goal, .person = questions[_i].person, .above = questions[_i].above };
	struct sanya_measured measured;
	struct sanya_roster roster;
	struct sanya_number wanted;
	struct sanya_zone *zone;

	ck_assert_int_eq(sanya_roster_parse_csv("people", people, strlen(people), &roster, &err), 0);
	ck_assert_int_eq(sanya_zone_load("Asia/Bangkok", &zone, &err), 0);
	question.roster = &roster;
	question.zone = zone;
	ck_assert_int_eq(sanya_instant_parse(questions[_i].from, strlen(questions[_i].from), &question.from, &err), 0);
	ck_assert_int_eq(sanya_instant_parse(questions[_i].to, strlen(questions[_i].to), &question.to, &err), 0);
	sanya_measured_init(&measured);
	sanya_number_init(&wanted);
	ck_assert(sanya_goal_is_idea(&goal));
	ck_assert_msg(sanya_idea_measure(&question, &measured, &err) == 0, "%s", err.what);
	ck_assert_int_eq(measured.outcome, questions[_i].outcome);
	ck_assert_int_eq(measured.count, questions[_i].count);
	sanya_number_set_ratio(&wanted, questions[_i].num, questions[_i].den);
	if (measured.outcome == SANYA_OUTCOME_VALUE)
		ck_assert_int_eq(sanya_number_compare(&measured.value, &wanted), 0);
	sanya_number_done(&wanted);
	sanya_measured_done(&measured);
	sanya_zone_free(zone);
	sanya_roster_done(&roster);
	sanya_store_close(store);
}
END_TEST

/* A step that the table does not know is refused by the ledger, whoever writes it. */
START_TEST(the_ledger_takes_no_other_step)
{
	struct sanya_store *store = a_year_of_ideas();
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_event event = { .type = "idea.approve", .actor = "E2", .subject = "ID-2026-0003", .detail = sanya_json_object() };

	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	ck_assert_int_eq(sanya_ledger_append(store, &event, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "declined"));
	sanya_store_rollback(store);
	sanya_json_free(event.detail);
	sanya_store_close(store);
}
END_TEST

Suite *suite_idea(void)
{
	Suite *suite = suite_create("idea");
	TCase *tcase = tcase_create("idea");

	tcase_add_checked_fixture(tcase, NULL, store_home_clean);
	tcase_add_test(tcase, only_these_steps_are_possible);
	tcase_add_loop_test(tcase, accepted_of_decided, 0, (int)(sizeof(questions) / sizeof(questions[0])));
	tcase_add_test(tcase, the_ledger_takes_no_other_step);
	suite_add_tcase(suite, tcase);
	return suite;
}
