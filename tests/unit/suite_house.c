/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of the house, read from the sources and from what was built.
 * Each rule is a script in tests/arch that prints what breaks it; this suite only runs them.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

Suite *suite_house(void);

static const char *const rules[] = {"spdx", "files", "arrows", "domain", "symbols"};

START_TEST(test_rule)
{
	const char *sources = getenv("SANYA_SRCDIR");
	char path[4096];

	ck_assert_ptr_nonnull(sources);
	ck_assert_int_lt(snprintf(path, sizeof(path), "%s/tests/arch/%s", sources, rules[_i]),
			 (int)sizeof(path));
	fflush(NULL);

	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		if (chdir(sources) == 0)
			execl("/bin/sh", "sh", path, (char *)NULL);
		_exit(127);
	}

	int status = 0;

	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "tests/arch/%s found a breach (above)",
		      rules[_i]);
}
END_TEST

Suite *suite_house(void)
{
	Suite *suite = suite_create("house");
	TCase *tc = tcase_create("rules");

	tcase_add_loop_test(tc, test_rule, 0, (int)(sizeof(rules) / sizeof(rules[0])));
	suite_add_tcase(suite, tc);
	return suite;
}
