/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 64 bytes at a time in vectors of 32, as newer machines see them, against one byte at a time.
 * The same cases as in suite_rows_lanes.c; none on a machine without such vectors.
 */
#include "plugins/rows/wide.h"

#include "lanes_cases.h"

Suite *suite_rows_wide(void);
#if defined(__clang__) && defined(ROWS_WIDE)
#pragma clang attribute pop
#endif
#if defined(ROWS_WIDE) && !defined(__clang__)
#pragma GCC reset_options
#endif
Suite *suite_rows_wide(void)
{
	Suite *suite = suite_create("rows_wide");
	TCase *tcase = tcase_create("rows_wide");
#if defined(ROWS_WIDE)
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
		tcase_add_test(tcase, lanes);
#endif
	tcase_add_test(tcase, bits);
	suite_add_tcase(suite, tcase);
	return suite;
}
