/* SPDX-License-Identifier: Apache-2.0 */
/* Rosters and their tables: what is understood, what is refused and with which row, and the questions asked of a roster. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/codec/csv.h"
#include "core/codec/documents.h"

static struct sanya_roster roster;
static struct sanya_error err;

static int table(const char *text)
{
	sanya_error_clear(&err);
	return sanya_roster_parse_csv("roster.csv", text, strlen(text), &roster, &err);
}

static int document(const char *text)
{
	sanya_error_clear(&err);
	return sanya_roster_parse("roster.json", text, strlen(text), &roster, &err);
}

static int32_t day(const char *text)
{
	int32_t date = 0;

	ck_assert_int_eq(sanya_date_parse(text, strlen(text), &date, &err), 0);
	return date;
}

#define HEAD "id,name_th,name_en,manager,roles,unit,payroll,email,employed_from,employed_to,alias:helpdesk,alias:survey\n"

START_TEST(table_is_understood)
{
	const struct sanya_person *person;

	ck_assert_int_eq(table("\xef\xbb\xbf" HEAD
			       "E3,ปัญญา ดีงาม,Panya Deengam,E2,employee,\"Call, Centre\",91024,,2021-07-01,,panya@helpdesk; P.Deengam,\r\n"
			       "\r\n"
			       "E2,,Preecha,E1,manager;hr,,,,2016-05-02,2026-08-31,preecha@helpdesk,\n"
			       "E1,,Siriporn,,executive,,,,,,,siri@example"),
			 0);
	ck_assert_uint_eq(roster.count, 3);
	ck_assert_str_eq(roster.people[0].id, "E1"); /* sorted */
	person = sanya_roster_find(&roster, "E3");
	ck_assert_ptr_nonnull(person);
	ck_assert_str_eq(person->name.th, "ปัญญา ดีงาม");
	ck_assert_str_eq(person->unit, "Call, Centre");
	ck_assert_ptr_null(person->email);
	ck_assert_uint_eq(person->row, 2);
	ck_assert_uint_eq(sanya_roster_find(&roster, "E2")->roles, SANYA_ROLE_MANAGER | SANYA_ROLE_HR);
	ck_assert_uint_eq(sanya_roster_find(&roster, "E2")->row, 4); /* the blank line counts */
	ck_assert_str_eq(sanya_person_manager(person, day("2026-01-01")), "E2");
	ck_assert(sanya_roster_below(&roster, person, "E1", day("2026-01-01")));
	ck_assert(!sanya_roster_below(&roster, person, "E3", day("2026-01-01")));
	ck_assert(!sanya_roster_below(&roster, sanya_roster_find(&roster, "E1"), "E3", day("2026-01-01")));
	/* employment is inclusive */
	ck_assert(!sanya_person_employed(person, day("2021-06-30")));
	ck_assert(sanya_person_employed(person, day("2021-07-01")));
	ck_assert(sanya_person_employed(sanya_roster_find(&roster, "E2"), day("2026-08-31")));
	ck_assert(!sanya_person_employed(sanya_roster_find(&roster, "E2"), day("2026-09-01")));
	/* aliases: by source, without regard to ASCII case; the own id everywhere */
	ck_assert_ptr_eq(sanya_roster_alias(&roster, "helpdesk", sanya_text_of("PANYA@helpdesk"), day("2026-01-01")), person);
	ck_assert_ptr_eq(sanya_roster_alias(&roster, "helpdesk", sanya_text_of("p.deengam"), day("2026-01-01")), person);
	ck_assert_ptr_eq(sanya_roster_alias(&roster, "anything", sanya_text_of("E3"), day("2026-01-01")), person);
	ck_assert_ptr_null(sanya_roster_alias(&roster, "survey", sanya_text_of("panya@helpdesk"), day("2026-01-01")));
	ck_assert_ptr_null(sanya_roster_alias(&roster, "helpdesk", sanya_text_of("nobody"), day("2026-01-01")));
	ck_assert_ptr_null(sanya_roster_alias(&roster, "helpdesk", sanya_text_of(NULL), day("2026-01-01")));
	sanya_roster_done(&roster);
}
END_TEST

#define PERSON(id, more) "{\"id\": \"" id "\", \"name\": {\"en\": \"" id "\"}" more "}"
#define DOCUMENT(people) "{\"format\": \"sanya.roster/1\", \"people\": [\n" people "\n]}"

START_TEST(document_with_dates)
{
	struct sanya_buffer first, second;
	struct sanya_json *json;

	ck_assert_int_eq(
		document(DOCUMENT(PERSON("E1", "") ",\n" PERSON("E2", "") ",\n" PERSON(
			"E3", ", \"managers\": [{\"manager\": \"E2\", \"from\": \"2026-04-01\"}, {\"manager\": \"E1\", \"to\": \"2026-03-31\"}],"
			      " \"aliases\": [{\"source\": \"desk\", \"name\": \"agent7\", \"from\": \"2026-02-01\"}]") ",\n"
			PERSON("E4", ", \"roles\": [\"hr\", \"employee\"],"
				     " \"aliases\": [{\"source\": \"desk\", \"name\": \"Agent7\", \"to\": \"2026-01-31\"}]"))),
		0);
	ck_assert_str_eq(sanya_person_manager(sanya_roster_find(&roster, "E3"), day("2026-03-31")), "E1");
	ck_assert_str_eq(sanya_person_manager(sanya_roster_find(&roster, "E3"), day("2026-04-01")), "E2");
	/* one login, handed on at the end of January */
	ck_assert_str_eq(sanya_roster_alias(&roster, "desk", sanya_text_of("AGENT7"), day("2026-01-31"))->id, "E4");
	ck_assert_str_eq(sanya_roster_alias(&roster, "desk", sanya_text_of("agent7"), day("2026-02-01"))->id, "E3");
	ck_assert_uint_eq(sanya_roster_find(&roster, "E4")->roles, SANYA_ROLE_HR | SANYA_ROLE_EMPLOYEE);
	/* written and read again it is the same */
	sanya_buffer_init(&first, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&second, SANYA_DOCUMENT_MAX);
	json = sanya_roster_json(&roster);
	ck_assert_int_eq(sanya_json_canonical(json, &first, &err), 0);
	sanya_json_free(json);
	sanya_roster_done(&roster);
	ck_assert_int_eq(document(first.data), 0);
	json = sanya_roster_json(&roster);
	ck_assert_int_eq(sanya_json_canonical(json, &second, &err), 0);
	ck_assert_str_eq(first.data, second.data);
	sanya_json_free(json);
	sanya_roster_done(&roster);
	sanya_buffer_done(&first);
	sanya_buffer_done(&second);
}
END_TEST

/* Line 1 is the header: the first person stands on line 2. */
static const struct {
	const char *text;
	unsigned long line;
	const char *says;
} refused_tables[] = {
	{ "", 1, "the table is empty" },
	{ HEAD, 1, "names nobody" },
	{ "name_en,manager\nA,\n", 1, "\"id\" is missing" },
	{ "id,name_en,salary\nE1,A,5\n", 1, "no column \"salary\"" },
	{ "id,name_en,id\nE1,A,E1\n", 1, "\"id\" stands in the header twice" },
	{ "id,name_en\nE1,A\n,B\n", 3, "no id" },
	{ "id,name_en\nE1,A\n=E2,B\n", 3, "is no id" },
	{ "id,name_en\nE1,\n", 2, "no name" },
	{ "id,name_en\nE1,A\nE2\n", 3, "1 field, the header has 2" },
	{ "id,name_en\nE1,\"A\nB\n", 2, "never closed" },
	{ "id,name_en\nE1,A\"b\n", 2, "a quote stands inside" },
	{ "id,name_en\nE1,\"A\"b\n", 2, "closing quote" },
	{ "id,name_en\nE1,A\nE2,\xff\xfe\n", 3, "UTF-8" },
	{ "id,name_en\nE1,A\nE2,B\nE1,C\n", 4, "the id E1 stands on row 2 already" },
	{ "id,name_en,manager\nE1,A,\nE2,B,E9\n", 3, "\"E9\", is not on the roster" },
	{ "id,name_en,manager\nE1,A,E1\n", 2, "their own manager" },
	{ "id,name_en,manager\nE1,A,E3\nE2,B,E1\nE3,C,E2\n", 2, "leads back to E1 (3 steps)" },
	{ "id,name_en,roles\nE1,A,boss\n", 2, "\"boss\" is no role" },
	{ "id,name_en,employed_from\nE1,A,1/2/2026\n", 2, "" },
	{ "id,name_en,employed_from,employed_to\nE1,A,2026-02-01,2026-01-31\n", 2, "ends before it starts" },
	{ "id,name_en,alias:desk\nE1,A,x\nE2,B,X\n", 3, "the alias \"X\" in desk stands for two people" },
	{ "id,name_en,alias:desk\nE1,A,e2\nE2,B,\n", 3, "stands for two people" },
	{ "id,name_en,alias:desk\nE1,A,x;x\n", 2, "twice for the same days" },
	{ "id,name_en\nE1,A\ne1,B\n", 3, "differ in capital letters only" },
};

START_TEST(tables_are_refused_with_the_row)
{
	ck_assert_msg(table(refused_tables[_i].text) == -1, "taken: %s", refused_tables[_i].text);
	ck_assert_msg(err.line == refused_tables[_i].line, "line %lu, not %lu: %s", err.line, refused_tables[_i].line, err.what);
	ck_assert_str_eq(err.where, "roster.csv");
	ck_assert_msg(strstr(err.what, refused_tables[_i].says) != NULL, "%s", err.what);
	ck_assert_uint_eq(roster.count, 0);
}
END_TEST

/* Each person stands on a line of their own, the first on line 2. */
static const struct {
	const char *text;
	unsigned long line;
	const char *says;
} refused_documents[] = {
	{ "{\"format\": \"sanya.roster/1\"", 1, "" },
	{ "{\"format\": \"sanya.roster/2\", \"people\": []}", 1, "" },
	{ "{\"format\": \"sanya.roster/1\", \"people\": []}", 1, "" },
	{ DOCUMENT(PERSON("E1", "") ",\n" PERSON("E2", ", \"salary\": \"5\"")), 3, "salary" },
	{ DOCUMENT(PERSON("E1", "") ",\n" PERSON("E2", ", \"roles\": [\"boss\"]")), 3, "boss" },
	{ DOCUMENT(PERSON("E1", "") ",\n" PERSON("E1", "")), 3, "already" },
	{ DOCUMENT(PERSON("E1", ", \"unit\": 5")), 2, "" },
	{ DOCUMENT(PERSON("E1", "") ",\n" PERSON("E2", "") ",\n" PERSON("E3",
		", \"managers\": [{\"manager\": \"E1\", \"to\": \"2026-06-30\"}, {\"manager\": \"E2\", \"from\": \"2026-06-30\"}]")), 4,
	  "two reporting lines of E3 overlap" },
	{ DOCUMENT(PERSON("E1", ", \"managers\": [{\"manager\": \"E2\", \"from\": \"2026-02-01\", \"to\": \"2026-01-01\"}]") ",\n"
		   PERSON("E2", "")), 2, "ends before it starts" },
	/* a circle on the days from 1 to 31 March only: E1 under E2 until then, E2 under E1 from 1 March on */
	{ DOCUMENT(PERSON("E1", ", \"managers\": [{\"manager\": \"E2\", \"to\": \"2026-03-31\"}]") ",\n"
		   PERSON("E2", ", \"managers\": [{\"manager\": \"E1\", \"from\": \"2026-03-01\"}]")), 3, "leads back to E2" },
	{ DOCUMENT(PERSON("E1", ", \"aliases\": [{\"source\": \"desk\", \"name\": \"a\", \"to\": \"2026-03-31\"}]") ",\n"
		   PERSON("E2", ", \"aliases\": [{\"source\": \"desk\", \"name\": \"A\", \"from\": \"2026-03-31\"}]")), 3,
	  "stands for two people on the same day" },
};

START_TEST(documents_are_refused_with_the_line)
{
	ck_assert_msg(document(refused_documents[_i].text) == -1, "taken: %s", refused_documents[_i].text);
	ck_assert_msg(err.line == refused_documents[_i].line, "line %lu, not %lu: %s", err.line, refused_documents[_i].line, err.what);
	ck_assert_str_eq(err.where, "roster.json");
	ck_assert_msg(strstr(err.what, refused_documents[_i].says) != NULL, "%s", err.what);
}
END_TEST

/* An answer and the days on which it holds: on each of them it is the same, and on the days beside them it is not. */
START_TEST(days_of_an_alias)
{
	static const char *const names[] = { "agent7", "agent8", "E2", "nobody" };

	ck_assert_int_eq(
		document(DOCUMENT(PERSON("E1", "") ",\n" PERSON("E2", ", \"aliases\": [{\"source\": \"desk\", \"name\": \"agent8\"}]") ",\n" PERSON(
			"E3", ", \"aliases\": [{\"source\": \"desk\", \"name\": \"agent7\", \"from\": \"2026-02-10\", \"to\": \"2026-02-20\"},"
			      " {\"source\": \"chat\", \"name\": \"agent7\"}]") ",\n" PERSON(
			"E4", ", \"aliases\": [{\"source\": \"desk\", \"name\": \"Agent7\", \"to\": \"2026-01-31\"},"
			      " {\"source\": \"desk\", \"name\": \"agent7\", \"from\": \"2026-02-21\", \"to\": \"2026-03-01\"}]"))),
		0);
	for (size_t i = 0; i < SANYA_COUNT(names); i++) {
		struct sanya_text name = sanya_text_of(names[i]);

		for (int32_t date = day("2026-01-20"); date < day("2026-03-10"); date++) {
			struct sanya_dates dates;
			const struct sanya_person *person = sanya_roster_alias_dates(&roster, "desk", name, date, &dates);
			const int32_t from = dates.from, to = dates.to;

			ck_assert_ptr_eq(person, sanya_roster_alias(&roster, "desk", name, date));
			ck_assert(from == SANYA_NO_DATE || from <= date);
			ck_assert(to == SANYA_NO_DATE || to >= date);
			for (int32_t other = day("2026-01-20"); other < day("2026-03-10"); other++) {
				bool within = (from == SANYA_NO_DATE || other >= from) && (to == SANYA_NO_DATE || other <= to);

				if (within)
					ck_assert_ptr_eq(sanya_roster_alias(&roster, "desk", name, other), person);
			}
			if (from != SANYA_NO_DATE)
				ck_assert_ptr_ne(sanya_roster_alias(&roster, "desk", name, from - 1), person);
			if (to != SANYA_NO_DATE)
				ck_assert_ptr_ne(sanya_roster_alias(&roster, "desk", name, to + 1), person);
		}
	}
}
END_TEST

/* The managers change places on 1 April: no circle on any day. */
START_TEST(lines_may_turn_around)
{
	ck_assert_msg(document(DOCUMENT(
			PERSON("E1", ", \"managers\": [{\"manager\": \"E2\", \"to\": \"2026-03-31\"}]") ",\n"
			PERSON("E2", ", \"managers\": [{\"manager\": \"E1\", \"from\": \"2026-04-01\"}]"))) == 0,
		      "%s", err.what);
	sanya_roster_done(&roster);
}
END_TEST

START_TEST(deep_lines_are_refused)
{
	struct sanya_buffer text;
	int i;

	sanya_buffer_init(&text, 1u << 20);
	sanya_buffer_text(&text, "id,name_en,manager\nP0,A,\n");
	for (i = 1; i < 150; i++)
		sanya_buffer_printf(&text, "P%d,A,P%d\n", i, i - 1);
	ck_assert_int_eq(table(text.data), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "more than 100 levels"));
	sanya_buffer_done(&text);
}
END_TEST

START_TEST(fields_are_quoted_and_guarded)
{
	struct sanya_buffer out;

	sanya_buffer_init(&out, 1024);
	sanya_csv_field(&out, "plain", true);
	sanya_csv_field(&out, "a,\"b\"\n", true);
	sanya_csv_field(&out, "=1+1", true);
	sanya_csv_field(&out, "-5.00", false);
	ck_assert_str_eq(out.data, "plain\"a,\"\"b\"\"\n\"\"'=1+1\"-5.00");
	sanya_buffer_done(&out);
}
END_TEST

/* --- the days on which an answer holds --- */

#define FIRST 20454 /* 2026-01-01 */
#define LAST  20818 /* 2026-12-31 */

static bool within(const struct sanya_dates *dates, int32_t date)
{
	return dates->from <= date && (dates->to == SANYA_NO_DATE || date <= dates->to);
}

/* The answer of every day of the year for one name, day by day and by stretches. */
static void check_name(const char *name)
{
	struct sanya_dates dates;

	for (int32_t date = FIRST; date <= LAST; date++) {
		const struct sanya_person *person = sanya_roster_alias_dates(&roster, "desk", sanya_text_of(name), date, &dates);

		ck_assert(within(&dates, date));
		for (int32_t other = FIRST; other <= LAST; other += 3)
			if (within(&dates, other))
				ck_assert_ptr_eq(sanya_roster_alias(&roster, "desk", sanya_text_of(name), other), person);
	}
}

/* Everybody above on every day: as sanya_roster_below says, and the same on all days of the stretch. */
static void check_above(const struct sanya_person *person)
{
	const struct sanya_person *above[SANYA_ROSTER_LEVELS], *other[SANYA_ROSTER_LEVELS];

	for (int32_t date = FIRST; date <= LAST; date += 4) {
		struct sanya_dates dates = { SANYA_NO_DATE, SANYA_NO_DATE };
		size_t count = sanya_roster_above(&roster, person, date, above, &dates), below = 0;

		ck_assert(within(&dates, date));
		for (size_t i = 0; i < roster.count; i++)
			below += sanya_roster_below(&roster, person, roster.people[i].id, date);
		ck_assert_uint_eq(count, below);
		for (size_t i = 0; i < count; i++)
			ck_assert(sanya_roster_below(&roster, person, above[i]->id, date));
		for (int32_t there = FIRST + 1; there <= LAST; there += 7) {
			struct sanya_dates ignored = { SANYA_NO_DATE, SANYA_NO_DATE };

			if (!within(&dates, there))
				continue;
			ck_assert_uint_eq(sanya_roster_above(&roster, person, there, other, &ignored), count);
			for (size_t i = 0; i < count; i++)
				ck_assert_ptr_eq(other[i], above[i]);
		}
	}
}

/* People change managers and logins change hands, on made-up days; lines only go up, so that there is no circle. */
START_TEST(answers_hold_as_long_as_they_say)
{
	struct sanya_buffer text;
	uint64_t state = (uint64_t)_i + 1;
	unsigned first;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	sanya_buffer_text(&text, "{\"format\": \"sanya.roster/1\", \"people\": [");
	for (unsigned i = 1; i <= 9; i++) {
		sanya_buffer_printf(&text, "%s{\"id\": \"E%u\", \"name\": {\"en\": \"E\"}, \"managers\": [", i > 1 ? "," : "", i);
		for (unsigned month = 1, n = 0; i > 1 && month <= 12; month += 3 + first) {
			state = state * UINT64_C(6364136223846793005) + 1;
			first = (unsigned)(state >> 40) % 3; /* months without a manager */
			sanya_buffer_printf(&text, "%s{\"manager\": \"E%u\", \"from\": \"2026-%02u-%02u\", \"to\": \"2026-%02u-15\"}", n++ > 0 ? "," : "",
					    1 + (unsigned)(state >> 33) % (i - 1), month, 1 + (unsigned)(state >> 50) % 15,
					    month + 1 > 12 ? 12 : month + 1);
		}
		sanya_buffer_text(&text, "], \"aliases\": [");
		/* The login "shared" is E2's, E3's, ... for some days of their month, and nobody's between. */
		if (i > 1)
			sanya_buffer_printf(&text, "{\"source\": \"desk\", \"name\": \"Shared\", \"from\": \"2026-%02u-04\", \"to\": \"2026-%02u-%02u\"},", i, i,
					    10 + (unsigned)(state >> 45) % 15);
		sanya_buffer_printf(&text, "{\"source\": \"desk\", \"name\": \"login%u\"}]}", i);
	}
	sanya_buffer_text(&text, "]}");
	ck_assert_msg(document(text.data) == 0, "%s in %s", err.what, text.data);
	check_name("sHARED");
	check_name("login4");
	check_name("E5");
	check_name("nobody");
	for (size_t i = 0; i < roster.count; i++)
		check_above(&roster.people[i]);
	sanya_roster_done(&roster);
	sanya_buffer_done(&text);
}
END_TEST

START_TEST(bearers_of_a_name)
{
	size_t count;
	const struct sanya_bearer *bearers;

	ck_assert_int_eq(document(DOCUMENT(
				 PERSON("E1", ", \"aliases\": [{\"source\": \"desk\", \"name\": \"a\", \"to\": \"2026-01-31\"}]") ",\n"
				 PERSON("E2", ", \"aliases\": [{\"source\": \"desk\", \"name\": \"A\", \"from\": \"2026-03-01\"},"
					      " {\"source\": \"survey\", \"name\": \"a\"}]"))),
			 0);
	bearers = sanya_roster_bearers(&roster, sanya_text_of("a"), &count);
	ck_assert_uint_eq(count, 3);
	ck_assert_int_eq(sanya_bearer_in(&bearers[0], "desk") + sanya_bearer_in(&bearers[1], "desk") + sanya_bearer_in(&bearers[2], "desk"), 2);
	ck_assert_ptr_null(sanya_roster_alias(&roster, "desk", sanya_text_of("a"), day("2026-02-15")));
	sanya_roster_bearers(&roster, sanya_text_of("b"), &count);
	ck_assert_uint_eq(count, 0);
	bearers = sanya_roster_bearers(&roster, sanya_text_of("e1"), &count);
	ck_assert_uint_eq(count, 1);
	ck_assert(sanya_bearer_in(&bearers[0], "anything"));
	sanya_roster_done(&roster);
}
END_TEST

Suite *suite_roster(void);

Suite *suite_roster(void)
{
	Suite *suite = suite_create("roster");
	TCase *tests = tcase_create("roster");

	tcase_add_test(tests, table_is_understood);
	tcase_add_test(tests, document_with_dates);
	tcase_add_test(tests, days_of_an_alias);
	tcase_add_loop_test(tests, tables_are_refused_with_the_row, 0, (int)SANYA_COUNT(refused_tables));
	tcase_add_loop_test(tests, documents_are_refused_with_the_line, 0, (int)SANYA_COUNT(refused_documents));
	tcase_add_loop_test(tests, answers_hold_as_long_as_they_say, 0, 12);
	tcase_add_test(tests, bearers_of_a_name);
	tcase_add_test(tests, lines_may_turn_around);
	tcase_add_test(tests, deep_lines_are_refused);
	tcase_add_test(tests, fields_are_quoted_and_guarded);
	suite_add_tcase(suite, tests);
	return suite;
}
