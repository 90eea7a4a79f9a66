/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People who move: a table without dates as the next page of the one before it, and the days of a period by who led.
 */
#include "core/base/time.h"
#include "core/codec/documents.h"

#include <check.h>
#include <string.h>

Suite *suite_moves(void);

static struct sanya_error err;

static int32_t day(const char *text)
{
	int32_t date = 0;

	ck_assert_int_eq(sanya_date_parse(text, strlen(text), &date, &err), 0);
	return date;
}

/* E1 leads E2 and E3; E4 is led as the table says. */
static void table(const char *leader_of_e4, struct sanya_roster *ret)
{
	char text[400];

	snprintf(text, sizeof(text), "id,name_en,manager,roles\nE1,Siriporn,,executive\nE2,Preecha,E1,manager\nE3,Nida,E1,manager\nE4,Panya,%s,employee\n",
		 leader_of_e4);
	ck_assert_msg(sanya_roster_parse_csv("people.csv", text, strlen(text), ret, &err) == 0, "%s", err.what);
}

/* The lines of E4 as text: "E2 .. 2026-07-15, E3 2026-07-16 .." */
static void check_lines(const struct sanya_roster *roster, const char *expected)
{
	const struct sanya_person *person = sanya_roster_find(roster, "E4");
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 1000);
	for (size_t i = 0; i < person->manager_count; i++) {
		const struct sanya_reporting *line = &person->managers[i];

		sanya_buffer_printf(&text, "%s%s ", i > 0 ? ", " : "", line->manager);
		if (line->from != SANYA_NO_DATE)
			sanya_date_format(line->from, &text);
		sanya_buffer_text(&text, "..");
		if (line->to != SANYA_NO_DATE)
			sanya_date_format(line->to, &text);
	}
	ck_assert_str_eq(text.size == 0 ? "" : text.data, expected);
}

/* What the table says from a day on. */
static void follow_later(struct sanya_roster *roster, const char *leader, const char *from, const char *today)
{
	struct sanya_roster after;

	table(leader, &after);
	ck_assert_msg(sanya_roster_follow(&after, roster, day(from), day(today), &err) == 0, "%s", err.what);
	sanya_roster_done(roster);
	*roster = after;
}

static void follow(struct sanya_roster *roster, const char *leader, const char *from)
{
	follow_later(roster, leader, from, from);
}

START_TEST(a_table_continues_the_lines_that_there_are)
{
	struct sanya_roster roster;

	table("E2", &roster);
	check_lines(&roster, "E2 ..");
	follow(&roster, "E2", "2026-07-10");
	check_lines(&roster, "E2 ..");
	follow(&roster, "E3", "2026-07-16");
	check_lines(&roster, "E2 ..2026-07-15, E3 2026-07-16..");
	follow(&roster, "E3", "2026-08-01");
	check_lines(&roster, "E2 ..2026-07-15, E3 2026-07-16..");
	/* the move was earlier: what was said of later days gives way */
	follow(&roster, "E1", "2026-07-10");
	check_lines(&roster, "E2 ..2026-07-09, E1 2026-07-10..");
	/* nobody from then on, and somebody again */
	follow(&roster, "", "2026-09-01");
	check_lines(&roster, "E2 ..2026-07-09, E1 2026-07-10..2026-08-31");
	follow(&roster, "E3", "2026-10-01");
	check_lines(&roster, "E2 ..2026-07-09, E1 2026-07-10..2026-08-31, E3 2026-10-01..");
	/* on 5 October somebody notes that it was E1 from 1 August on, which it was on that day, but not today */
	follow_later(&roster, "E1", "2026-08-01", "2026-10-05");
	check_lines(&roster, "E2 ..2026-07-09, E1 2026-07-10..2026-07-31, E1 2026-08-01..");
	/* another's move, dated earlier, leaves this one's as it is */
	follow_later(&roster, "E1", "2026-07-20", "2026-10-05");
	check_lines(&roster, "E2 ..2026-07-09, E1 2026-07-10..2026-07-31, E1 2026-08-01..");
	/* a move to come is told ahead */
	follow_later(&roster, "E3", "2026-12-01", "2026-10-06");
	check_lines(&roster, "E2 ..2026-07-09, E1 2026-07-10..2026-07-31, E1 2026-08-01..2026-11-30, E3 2026-12-01..");
	sanya_roster_done(&roster);
}
END_TEST

START_TEST(a_move_may_not_make_a_circle)
{
	struct sanya_roster before, after;
	static const char text[] = "id,name_en,manager,roles\nE1,Siriporn,E4,executive\nE2,Preecha,E1,manager\nE3,Nida,E1,manager\nE4,Panya,,employee\n";

	table("E2", &before);
	ck_assert_int_eq(sanya_roster_parse_csv("people.csv", text, sizeof(text) - 1, &after, &err), 0);
	/* E4 leads from the day on, and is led by nobody: no circle on any day */
	ck_assert_int_eq(sanya_roster_follow(&after, &before, day("2026-07-16"), day("2026-07-16"), &err), 0);
	sanya_roster_done(&after);
	sanya_roster_done(&before);
}
END_TEST

static void check_segments(const struct sanya_roster *roster, const char *signed_by, const char *expected)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_segment *list = NULL;
	size_t count = 0;

	sanya_arena_init(&arena);
	sanya_buffer_init(&text, 1000);
	ck_assert_int_eq(sanya_person_segments(sanya_roster_find(roster, "E4"), signed_by, day("2026-07-01"), day("2026-09-30"), &arena, &list, &count,
					       &err), 0);
	for (size_t i = 0; i < count; i++) {
		sanya_buffer_printf(&text, "%s%s ", i > 0 ? ", " : "", list[i].manager);
		sanya_date_format(list[i].from, &text);
		sanya_buffer_text(&text, "..");
		sanya_date_format(list[i].to, &text);
		if (i > 0)
			ck_assert_int_eq(list[i].from, list[i - 1].to + 1);
	}
	ck_assert_str_eq(text.data, expected);
}

START_TEST(each_manager_has_their_days)
{
	struct sanya_roster roster;

	table("E2", &roster);
	check_segments(&roster, "E2", "E2 2026-07-01..2026-09-30");
	/* who signed counts, whatever the roster says, until somebody moves */
	check_segments(&roster, "E1", "E1 2026-07-01..2026-09-30");
	follow(&roster, "E3", "2026-07-01"); /* before the first day is over nothing is split */
	check_segments(&roster, "E2", "E2 2026-07-01..2026-09-30");
	follow(&roster, "E2", "2026-07-02");
	check_segments(&roster, "E3", "E3 2026-07-01..2026-07-01, E2 2026-07-02..2026-09-30");
	follow(&roster, "", "2026-08-01"); /* without a manager the one before goes on */
	check_segments(&roster, "E3", "E3 2026-07-01..2026-07-01, E2 2026-07-02..2026-09-30");
	follow(&roster, "E2", "2026-08-11");
	check_segments(&roster, "E3", "E3 2026-07-01..2026-07-01, E2 2026-07-02..2026-09-30");
	follow(&roster, "E3", "2026-09-30");
	check_segments(&roster, "E3", "E3 2026-07-01..2026-07-01, E2 2026-07-02..2026-09-29, E3 2026-09-30..2026-09-30");
	sanya_roster_done(&roster);
}
END_TEST

Suite *suite_moves(void)
{
	Suite *suite = suite_create("moves");
	TCase *tcase = tcase_create("moves");

	tcase_add_test(tcase, a_table_continues_the_lines_that_there_are);
	tcase_add_test(tcase, a_move_may_not_make_a_circle);
	tcase_add_test(tcase, each_manager_has_their_days);
	suite_add_tcase(suite, tcase);
	return suite;
}
