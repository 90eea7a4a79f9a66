/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The demo's script as its header describes it: what each kind of line becomes, and where a bad one is.
 * Runs no command.
 */
#include "core/cli/demo_steps.h"

#include <check.h>

Suite *suite_demo_steps(void);

START_TEST(each_kind_of_line)
{
	static const char text[] = "; a remark\n\n# One\n= หนึ่ง\n@ 2026-06-15T09:00:00+07:00\n"
				   "$ sanya init --company \"Blue Lotus\" x\"y z\"w\n& sanya verify\n> sanya a > out.txt\n"
				   "? 4 sanya b < in.txt > out\n* A:B C : sanya c {1} {2} {}\n";
	struct sanya_arena arena;
	struct sanya_demo_step *steps;
	struct sanya_error err = SANYA_ERROR_INIT;
	size_t count;

	sanya_arena_init(&arena);
	ck_assert_msg(sanya_demo_parse("s", text, sizeof(text) - 1, &arena, &steps, &count, &err) == 0, "%s", err.what);
	ck_assert_uint_eq(count, 7);
	ck_assert_int_eq(steps[0].kind, SANYA_STEP_HEADING);
	ck_assert_str_eq(steps[0].heading.en, "One");
	ck_assert_str_eq(steps[0].heading.th, "หนึ่ง");
	ck_assert_int_eq(steps[1].kind, SANYA_STEP_CLOCK);
	ck_assert_str_eq(steps[1].text, "2026-06-15T09:00:00+07:00");
	ck_assert_int_eq(steps[2].kind, SANYA_STEP_SHOW);
	ck_assert(!steps[2].whole);
	ck_assert_str_eq(steps[2].words[3], "Blue Lotus");
	ck_assert_str_eq(steps[2].words[4], "xy zw");
	ck_assert_ptr_null(steps[2].words[5]);
	ck_assert(steps[3].whole);
	ck_assert_int_eq(steps[4].kind, SANYA_STEP_SILENT);
	ck_assert_str_eq(steps[4].output, "out.txt");
	ck_assert_ptr_null(steps[4].words[2]);
	ck_assert_int_eq(steps[5].exit_code, 4);
	ck_assert_str_eq(steps[5].input, "in.txt");
	ck_assert_str_eq(steps[5].output, "out");
	ck_assert_int_eq(steps[6].kind, SANYA_STEP_EACH);
	ck_assert_str_eq(steps[6].each[0], "A:B");
	ck_assert_ptr_null(steps[6].each[2]);
	ck_assert_str_eq(steps[6].words[2], "{1}");
	ck_assert_uint_eq(steps[6].line, 10);
	sanya_arena_done(&arena);
}
END_TEST

static const struct {
	const char *line, *reason;
} bad[] = {
	{ "$ rm -r x", "a command starts with sanya or ssh-keygen" },
	{ "$ ", "there is no command" },
	{ "$ sanya \"x", "a quote is never closed" },
	{ "$sanya", "a line starts with # = @ $ & > ? or * and a blank" },
	{ "! sanya", "a line starts with # = @ $ & > ? or * and a blank" },
	{ "= หนึ่ง", "a Thai heading stands below its English one" },
	{ "? sanya x", "an expected exit code is a number, then the command" },
	{ "* A sanya x", "a line for each word needs \" : \" before its command" },
};

START_TEST(a_bad_line_is_named)
{
	struct sanya_arena arena;
	struct sanya_demo_step *steps;
	struct sanya_error err = SANYA_ERROR_INIT;
	char text[200];
	size_t count;

	sanya_arena_init(&arena);
	snprintf(text, sizeof(text), "; remark\n$ sanya help\n%s\n", bad[_i].line);
	ck_assert_int_ne(sanya_demo_parse("s", text, strlen(text), &arena, &steps, &count, &err), 0);
	ck_assert_str_eq(err.what, bad[_i].reason);
	ck_assert_str_eq(err.where, "s");
	ck_assert_uint_eq(err.line, 3);
	sanya_arena_done(&arena);
}
END_TEST

Suite *suite_demo_steps(void)
{
	Suite *suite = suite_create("demo_steps");
	TCase *tcase = tcase_create("script");

	tcase_add_test(tcase, each_kind_of_line);
	tcase_add_loop_test(tcase, a_bad_line_is_named, 0, (int)SANYA_COUNT(bad));
	suite_add_tcase(suite, tcase);
	return suite;
}
