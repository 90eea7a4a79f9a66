/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks the table of commands: each row is complete, and what is made from the table holds every row.
 * And the dress of errors and tables, worked by hand.
 */
#include "core/cli/help.h"
#include "core/cli/output.h"
#include "core/cli/parse.h"
#include "core/base/text.h"

#include <check.h>

Suite *suite_commands(void);

START_TEST(test_rows_are_complete)
{
	ck_assert_uint_gt(sanya_command_count, 0);
	for (size_t i = 0; i < sanya_command_count; i++) {
		const struct sanya_command *c = sanya_commands[i];
		char start[128];

		ck_assert_ptr_nonnull(c->name);
		snprintf(start, sizeof(start), "sanya %s", c->name);
		ck_assert_msg(c->help != NULL && c->help[0] != '\0', "%s has no help", c->name);
		ck_assert_msg(c->help[strlen(c->help) - 1] == '.', "the help of %s is no sentence", c->name);
		ck_assert_msg(c->arguments != NULL, "%s: arguments is NULL, not \"\"", c->name);
		ck_assert_msg(c->least <= c->most, "%s: least > most", c->name);
		ck_assert_msg((c->most > 0) == (c->arguments[0] != '\0'), "%s: arguments and most disagree", c->name);
		ck_assert_msg(c->examples != NULL && strncmp(c->examples, start, strlen(start)) == 0,
			      "the first example of %s does not start with \"%s\"", c->name, start);
		ck_assert_msg(c->run != NULL, "%s has no function", c->name);
		ck_assert_uint_eq(sanya_utf8_check(c->examples, strlen(c->examples)), strlen(c->examples));
	}
}
END_TEST

START_TEST(test_names_are_unique_and_well_formed)
{
	for (size_t i = 0; i < sanya_command_count; i++) {
		const char *name = sanya_commands[i]->name;
		size_t spaces = 0;

		for (const char *at = name; *at != '\0'; at++) {
			ck_assert_msg((*at >= 'a' && *at <= 'z') || *at == '-' || *at == ' ', "%s", name);
			spaces += *at == ' ';
		}
		ck_assert_msg(spaces <= 1, "%s has more than two words", name);
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(name, sanya_commands[k]->name);
	}
}
END_TEST

static void check_option(const struct sanya_cli_option *option, void *data)
{
	const struct sanya_command *command = data;

	ck_assert_msg(option->help != NULL && option->help[0] != '\0', "%s --%s has no help", command->name, option->name);
	ck_assert_msg((option->kind == SANYA_OPTION_FLAG) == (option->value == NULL), "%s --%s: kind and value disagree",
		      command->name, option->name);
	for (const struct sanya_cli_option *o = sanya_cli_global_options; o->name != NULL; o++)
		ck_assert_msg(strcmp(o->name, option->name) != 0, "%s --%s is taken by every command", command->name,
			      option->name);
}

START_TEST(test_options_are_complete)
{
	for (size_t i = 0; i < sanya_command_count; i++) {
		struct sanya_command command = *sanya_commands[i];

		sanya_cli_options_each(sanya_commands[i], check_option, &command);
	}
}
END_TEST

START_TEST(test_papers_name_every_command)
{
	struct sanya_buffer man, bash;

	sanya_buffer_init(&man, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&bash, SANYA_DOCUMENT_MAX);
	sanya_cli_man(&man, "1.2.3");
	sanya_cli_completion_bash(&bash);
	for (size_t i = 0; i < sanya_command_count; i++) {
		char line[128];
		const char *name = sanya_commands[i]->name;
		size_t size = 0;

		/* In roff every hyphen is escaped. */
		for (const char *at = name; *at != '\0' && size < sizeof(line) - 3; at++) {
			if (*at == '-')
				line[size++] = '\\';
			line[size++] = *at;
		}
		line[size] = '\0';
		ck_assert_msg(strstr(man.data, line) != NULL, "the man page lacks %s", name);
		ck_assert_msg(strstr(bash.data, strchr(name, ' ') != NULL ? strchr(name, ' ') + 1 : name) != NULL,
			      "the completion lacks %s", name);
	}
	ck_assert_ptr_nonnull(strstr(man.data, "sanya 1.2.3"));
	sanya_buffer_done(&man);
	sanya_buffer_done(&bash);
}
END_TEST

static void complain(bool json, const struct sanya_error *err, struct sanya_buffer *out)
{
	sanya_buffer_init(out, SANYA_DOCUMENT_MAX);
	sanya_cli_complain_to(out, NULL, json, false, err);
}

START_TEST(test_error_with_a_place_shows_line_and_caret)
{
	/* Column 5 is the 1: three characters and a blank before it.  The three Thai characters are a consonant, a vowel above it and
	 * a consonant: two columns on a terminal, so the caret stands below two plus one blanks, and the two of the margin. */
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer out;

	sanya_error_set(&err, SANYA_FAILED, "weight 120 is more than 100");
	sanya_error_at(&err, "team.json", 14, 5);
	snprintf(err.excerpt, sizeof(err.excerpt), "กีด 120");
	sanya_error_next(&err, "All weights of a contract add up to 100.");
	complain(false, &err, &out);
	ck_assert_str_eq(out.data, "team.json:14:5: weight 120 is more than 100\n"
				   "  กีด 120\n"
				   "     ^\n"
				   "All weights of a contract add up to 100.\n");
	sanya_buffer_done(&out);
}
END_TEST

START_TEST(test_error_keeps_tabs_before_the_caret)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer out;

	sanya_error_set(&err, SANYA_FAILED, "no");
	sanya_error_at(&err, "a", 1, 3);
	snprintf(err.excerpt, sizeof(err.excerpt), "\ta!");
	complain(false, &err, &out);
	ck_assert_str_eq(out.data, "a:1:3: no\n  \ta!\n  \t ^\n");
	sanya_buffer_done(&out);
}
END_TEST

START_TEST(test_error_as_json_has_code_exit_message_next)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer out;

	sanya_error_set(&err, SANYA_NOT_ALLOWED, "only the \"manager\" may");
	sanya_error_at(&err, "SQ-1", 0, 0);
	complain(true, &err, &out);
	ck_assert_str_eq(out.data, "{\"error\":{\"code\":\"not-allowed\",\"exit\":4,\"message\":\"SQ-1: only the "
				   "\\\"manager\\\" may\",\"next\":\"\"}}\n");
	sanya_buffer_done(&out);
}
END_TEST

START_TEST(test_table_lines_up_thai_by_columns)
{
	/* "สูง" is two columns wide (the vowel stands below), "ab" too, "name" four. */
	struct sanya_cli cli = {.json = false};
	static const char *const heads[] = {"name", "n"};
	static const char *const first[] = {"สูง", "7"}, *const second[] = {"ab", "120"};

	sanya_buffer_init(&cli.out, SANYA_TEXT_MAX);

	struct sanya_cli_table *table = sanya_cli_table_new(&cli, 2, heads);

	sanya_cli_table_right(table, 1u << 1);
	sanya_cli_table_row(table, first);
	sanya_cli_table_row(table, second);
	sanya_cli_table_end(table);
	ck_assert_str_eq(cli.out.data, "name    n\n"
				       "สูง      7\n"
				       "ab    120\n");
	sanya_buffer_done(&cli.out);
}
END_TEST

START_TEST(test_guess_needs_to_be_near)
{
	ck_assert_str_eq(sanya_cli_guess("vresion", NULL)->name, "version");
	ck_assert_str_eq(sanya_cli_guess("hlep", NULL)->name, "help");
	ck_assert_ptr_null(sanya_cli_guess("x", NULL));
	ck_assert_ptr_null(sanya_cli_guess("completely-else", NULL));
}
END_TEST

Suite *suite_commands(void)
{
	Suite *suite = suite_create("commands");
	TCase *rows = tcase_create("rows"), *dress = tcase_create("dress");

	tcase_add_test(rows, test_rows_are_complete);
	tcase_add_test(rows, test_names_are_unique_and_well_formed);
	tcase_add_test(rows, test_options_are_complete);
	tcase_add_test(rows, test_papers_name_every_command);
	tcase_add_test(rows, test_guess_needs_to_be_near);
	suite_add_tcase(suite, rows);
	tcase_add_test(dress, test_error_with_a_place_shows_line_and_caret);
	tcase_add_test(dress, test_error_keeps_tabs_before_the_caret);
	tcase_add_test(dress, test_error_as_json_has_code_exit_message_next);
	tcase_add_test(dress, test_table_lines_up_thai_by_columns);
	suite_add_tcase(suite, dress);
	return suite;
}
