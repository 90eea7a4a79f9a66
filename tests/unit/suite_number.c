/* SPDX-License-Identifier: Apache-2.0 */
/* Exact numbers: what is read and refused, the four roundings on both sides of zero, and what is written. */
#include <check.h>

#include "core/base/number.h"

static struct sanya_error err;

/* num/den written by one of the functions below. */
static void writes(const struct sanya_number *n, const char *exact, const char *two_places)
{
	struct sanya_buffer b;

	sanya_buffer_init(&b, 1000);
	sanya_number_exact(n, &b);
	ck_assert_str_eq(b.data, exact);
	sanya_buffer_clear(&b);
	sanya_number_decimal(n, 2, &b);
	ck_assert_str_eq(b.data, two_places);
	sanya_buffer_done(&b);
}

START_TEST(reads_decimals)
{
	static const char *const bad[] = { "", "-", "+1", ".5", "5.", "1e3", " 1", "1 ", "01", "00", "-0", "-0.00", "1,5", "0x1", "1.1234567",
					   "1234567890123456789", "--1", "1..2", "1.2.3", "NaN", "๑" };
	struct sanya_number n;

	sanya_number_init(&n);
	ck_assert_int_eq(sanya_number_parse("12.50", 5, &n, &err), 0);
	writes(&n, "12.5", "12.50");
	ck_assert_int_eq(sanya_number_parse("-0.000001", 9, &n, &err), 0);
	writes(&n, "-0.000001", "0.00"); /* never -0.00 */
	ck_assert_int_eq(sanya_number_parse("999999999999999999.999999", 25, &n, &err), 0);
	writes(&n, "999999999999999999.999999", "1000000000000000000.00");
	ck_assert_int_eq(sanya_number_parse("95%", 2, &n, &err), 0); /* the text need not end there */
	writes(&n, "95", "95.00");
	for (size_t i = 0; i < SANYA_COUNT(bad); i++) {
		sanya_error_clear(&err);
		ck_assert_msg(sanya_number_parse(bad[i], strlen(bad[i]), &n, &err) == -1, "%s", bad[i]);
		ck_assert_int_eq(sanya_number_compare_integer(&n, 95), 0); /* left as it was */
	}
	sanya_number_done(&n);
}
END_TEST

START_TEST(rounds)
{
	/* n in hundredths, step in hundredths: half-up, half-even, down, up */
	static const struct {
		int64_t n, step, results[4];
	} cases[] = {
		{ 250, 100, { 300, 200, 200, 300 } },	   { 350, 100, { 400, 400, 300, 400 } },
		{ -250, 100, { -300, -200, -200, -300 } }, { 249, 100, { 200, 200, 200, 300 } },
		{ 251, 100, { 300, 300, 200, 300 } },	   { 300, 100, { 300, 300, 300, 300 } },
		{ 112, 25, { 100, 100, 100, 125 } },	   { 0, 100, { 0, 0, 0, 0 } },
		{ -1, 100, { 0, 0, 0, -100 } },		   { 487512, 500, { 487500, 487500, 487500, 488000 } },
	};
	struct sanya_number n, step, expected;

	sanya_number_init(&n);
	sanya_number_init(&step);
	sanya_number_init(&expected);
	for (size_t i = 0; i < SANYA_COUNT(cases); i++) {
		for (int mode = SANYA_HALF_UP; mode <= SANYA_UP; mode++) {
			sanya_number_set_ratio(&n, cases[i].n, 100);
			sanya_number_set_ratio(&step, cases[i].step, 100);
			sanya_number_set_ratio(&expected, cases[i].results[mode], 100);
			sanya_number_round(&n, &n, &step, (enum sanya_rounding)mode);
			ck_assert_msg(sanya_number_compare(&n, &expected) == 0, "case %zu, mode %d", i, mode);
		}
	}
	sanya_number_done(&n);
	sanya_number_done(&step);
	sanya_number_done(&expected);
}
END_TEST

START_TEST(counts_exactly)
{
	struct sanya_number a, b;
	struct sanya_buffer text;
	int64_t value = 0;

	sanya_buffer_init(&text, 1000);
	sanya_number_init(&a);
	sanya_number_init(&b);
	/* 1/3 + 1/6 = 1/2; 1/2 * 1/2 / 1/2 - 1/2 = 0 */
	sanya_number_set_ratio(&a, 1, 3);
	writes(&a, "1/3", "0.33");
	sanya_number_set_ratio(&b, -1, -6);
	sanya_number_add(&a, &a, &b);
	writes(&a, "0.5", "0.50");
	sanya_number_mul(&b, &a, &a);
	sanya_number_div(&b, &b, &a);
	sanya_number_sub(&b, &b, &a);
	ck_assert_int_eq(sanya_number_sign(&b), 0);
	/* halves away from zero when written: 0.005 -> 0.01, -0.005 -> -0.01 */
	sanya_number_set_ratio(&a, -5, 1000);
	writes(&a, "-0.005", "-0.01");
	/* the ends of int64 */
	sanya_number_set_integer(&a, INT64_MIN);
	ck_assert(sanya_number_integer(&a, &value));
	ck_assert_int_eq(value, INT64_MIN);
	sanya_number_set_integer(&b, 1);
	sanya_number_sub(&a, &a, &b);
	ck_assert(!sanya_number_integer(&a, &value));
	sanya_number_numerator(&a, &text);
	ck_assert_str_eq(text.data, "-9223372036854775809");
	ck_assert_int_eq(sanya_number_compare_integer(&a, INT64_MIN), -1);
	/* in lowest terms, and back */
	ck_assert_int_eq(sanya_number_parse_ratio("-6", "4", &a, &err), 0);
	writes(&a, "-1.5", "-1.50");
	ck_assert_int_eq(sanya_number_parse_ratio("1", "0", &a, &err), -1);
	ck_assert_int_eq(sanya_number_parse_ratio("1", "-2", &a, &err), -1);
	ck_assert_int_eq(sanya_number_parse_ratio("1 ", "2", &a, &err), -1);
	ck_assert_int_eq(sanya_number_parse_ratio("01", "2", &a, &err), -1);
	sanya_number_done(&a);
	sanya_number_done(&b);
	sanya_buffer_done(&text);
}
END_TEST

Suite *suite_number(void);

Suite *suite_number(void)
{
	Suite *suite = suite_create("number");
	TCase *rules = tcase_create("rules");

	tcase_add_test(rules, reads_decimals);
	tcase_add_test(rules, rounds);
	tcase_add_test(rules, counts_exactly);
	suite_add_tcase(suite, rules);
	return suite;
}
