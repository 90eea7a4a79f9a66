/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs every suite of suites.h and ends with Check's own totals.
 * What failed is printed before the totals, so that the last line is always the verdict.
 * CK_RUN_SUITE=name runs one suite, SANYA_LEAVE_OUT=name all others, CK_FORK=no keeps it in one process for a debugger.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SANYA_SUITE(name) Suite *suite_##name(void);
#include "suites.h"
#undef SANYA_SUITE

int main(void)
{
	/* Check's four seconds are short for a busy machine; a test that needs more says so itself. */
	setenv("CK_DEFAULT_TIMEOUT", "60", 0);

	SRunner *runner = srunner_create(NULL);
	const char *left_out = getenv("SANYA_LEAVE_OUT");

#define SANYA_SUITE(name)                                                                          \
	if (left_out == NULL || strcmp(left_out, #name) != 0)                                      \
		srunner_add_suite(runner, suite_##name());
#include "suites.h"
#undef SANYA_SUITE

	srunner_run_all(runner, CK_SILENT);

	int failed = srunner_ntests_failed(runner);
	TestResult **failures = srunner_failures(runner);

	for (int i = 0; i < failed; i++) {
		printf("%s:%d: %s: %s\n", tr_lfile(failures[i]), tr_lno(failures[i]),
		       tr_tcname(failures[i]), tr_msg(failures[i]));
	}
	free(failures);
	srunner_print(runner, CK_MINIMAL);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
