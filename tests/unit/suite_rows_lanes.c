/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 64 bytes at a time, as this machine's vectors see them, against one byte at a time.
 * Limits: only the vectors of the machine that the tests run on.
 */
#include "lanes_cases.h"

Suite *suite_rows_lanes(void);
Suite *suite_rows_lanes(void)
{
	Suite *suite = suite_create("rows_lanes");
	TCase *tcase = tcase_create("rows_lanes");
	tcase_add_test(tcase, lanes);
	tcase_add_test(tcase, bits);
	suite_add_tcase(suite, tcase);
	return suite;
}
