/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 64 bytes at a time in words of eight, as machines without known vectors see them, against one byte at a time.
 * The same cases as in suite_rows_lanes.c.
 */
#define ROWS_WORDS 1
#include "lanes_cases.h"

Suite *suite_rows_words(void);
Suite *suite_rows_words(void)
{
	Suite *suite = suite_create("rows_words");
	TCase *tcase = tcase_create("rows_words");
	tcase_add_test(tcase, lanes);
	tcase_add_test(tcase, bits);
	suite_add_tcase(suite, tcase);
	return suite;
}
