/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Statistics, exactly: worked by hand, and against plain sorting on many small samples.
 */
#include "reward_fixture.h"

#include <check.h>

Suite *suite_statistic(void);

static void parse_statistic(const char *text, struct sanya_statistic *ret)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_msg(sanya_statistic_parse(text, strlen(text), ret, &err) == 0, "%s: %s", text, err.what);
}

static void compute(const char *statistic, enum sanya_unit unit, const int64_t *values, size_t count, const char *want)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_statistic parsed;
	struct sanya_sample sample;
	struct sanya_number got;

	parse_statistic(statistic, &parsed);
	sanya_sample_init(&sample);
	sanya_number_init(&got);
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(sanya_sample_add(&sample, values[i], &err), 0);
	ck_assert_msg(sanya_sample_compute(&sample, &parsed, unit, &got, &err) == 0, "%s: %s", statistic, err.what);
	fixture_equal(&got, want, statistic);
	sanya_sample_done(&sample);
	sanya_number_done(&got);
}

static const int64_t four[] = { 40, 10, 30, 20 }, five[] = { 15, 50, 20, 40, 35 }, flags[] = { 1, 1, 0, 1 }, one[] = { 7 },
		     nps[] = { 100, 0, -100, 100, 100 }, stars[] = { 4500, 5000, 3000 };

static const struct {
	const char *statistic;
	enum sanya_unit unit;
	const int64_t *values;
	size_t count;
	const char *want;
} by_hand[] = {
	{ "mean", SANYA_UNIT_SECONDS, four, 4, "25" },
	{ "sum", SANYA_UNIT_SECONDS, four, 4, "100" },
	{ "max", SANYA_UNIT_SECONDS, four, 4, "40" },
	{ "count", SANYA_UNIT_SECONDS, four, 4, "4" },
	{ "median", SANYA_UNIT_SECONDS, four, 4, "25" }, /* h = 3*0.5 = 1.5: between 20 and 30 */
	{ "median", SANYA_UNIT_SECONDS, five, 5, "35" },
	{ "percentile 25", SANYA_UNIT_SECONDS, four, 4, "17.5" }, /* h = 0.75: 10 + 0.75*10 */
	{ "percentile 90", SANYA_UNIT_SECONDS, four, 4, "37" },	  /* h = 2.7: 30 + 0.7*10 */
	{ "percentile 99.9", SANYA_UNIT_SECONDS, four, 4, "39.97" }, /* h = 2.997 */
	{ "percentile 100", SANYA_UNIT_SECONDS, four, 4, "40" },
	{ "percentile 40", SANYA_UNIT_SECONDS, five, 5, "29" }, /* h = 1.6: 20 + 0.6*15; Excel's PERCENTILE.INC gives 29 */
	{ "rank 5", SANYA_UNIT_SECONDS, five, 5, "15" },  /* ceil(0.25) = 1st */
	{ "rank 30", SANYA_UNIT_SECONDS, five, 5, "20" }, /* ceil(1.5) = 2nd */
	{ "rank 40", SANYA_UNIT_SECONDS, five, 5, "20" }, /* 2.0: the 2nd */
	{ "rank 50", SANYA_UNIT_SECONDS, five, 5, "35" },
	{ "rank 100", SANYA_UNIT_SECONDS, five, 5, "50" },
	{ "percentile 90", SANYA_UNIT_SECONDS, one, 1, "7" },
	{ "share_within 30s", SANYA_UNIT_SECONDS, four, 4, "3/4" }, /* 30 itself is within */
	{ "share_within 9s", SANYA_UNIT_SECONDS, four, 4, "0" },
	{ "share", SANYA_UNIT_FLAG, flags, 4, "3/4" },
	{ "sum", SANYA_UNIT_FLAG, flags, 4, "3" },
	{ "score", SANYA_UNIT_NPS, nps, 5, "40" }, /* 3 promoters, 1 detractor of 5 */
	{ "mean", SANYA_UNIT_POINTS, stars, 3, "25/6" }, /* 12.5 / 3, points not thousandths */
	{ "count", SANYA_UNIT_POINTS, stars, 3, "3" },
	{ "max", SANYA_UNIT_POINTS, stars, 3, "5" },
};

START_TEST(worked_by_hand)
{
	compute(by_hand[_i].statistic, by_hand[_i].unit, by_hand[_i].values, by_hand[_i].count, by_hand[_i].want);
}
END_TEST

/* N72: 8 good and 2 bad are 80 %.  N70: reviews of 100, 9.91, 63.96, 90.99 and 0 % are 52.97 %. */
START_TEST(shares_of_pairs)
{
	static const int64_t reviews[] = { 100000, 9910, 63960, 90990, 0 };
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_statistic share;
	struct sanya_sample sample;
	struct sanya_number got, step;

	parse_statistic("share", &share);
	sanya_number_init(&got);
	sanya_number_init(&step);
	sanya_sample_init(&sample);
	for (int64_t i = 0; i < 10; i++)
		ck_assert_int_eq(sanya_sample_add(&sample, i < 8, &err), 0);
	ck_assert_int_eq(sanya_sample_compute(&sample, &share, SANYA_UNIT_FLAG, &got, &err), 0);
	fixture_equal(&got, "0.8", "N72");
	sanya_sample_done(&sample);
	for (size_t i = 0; i < SANYA_COUNT(reviews); i++)
		ck_assert_int_eq(sanya_sample_add_pair(&sample, reviews[i], 100000, &err), 0);
	ck_assert_int_eq(sanya_sample_compute(&sample, &share, SANYA_UNIT_PAIR, &got, &err), 0);
	fixture_equal(&got, "0.52972", "N70 exactly");
	sanya_number_set_ratio(&step, 1, 10000);
	sanya_number_round(&got, &got, &step, SANYA_HALF_UP);
	fixture_equal(&got, "0.5297", "N70 as printed");
	ck_assert_int_eq(sanya_sample_add_pair(&sample, 1, 0, &err), -1);
	sanya_sample_done(&sample);
	sanya_number_done(&got);
	sanya_number_done(&step);
}
END_TEST

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Selection gives what sorting gives: samples of every size to 200, values with many ties, sorted, reversed and shuffled. */
START_TEST(selection_equals_sorting)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_statistic rank;
	int64_t values[200], sorted[200];
	uint64_t random = 88172645463325252u;

	for (size_t count = 1; count <= SANYA_COUNT(values); count++) {
		size_t place;

		for (size_t i = 0; i < count; i++) {
			random ^= random << 13;
			random ^= random >> 7;
			random ^= random << 17;
			switch (count % 4) {
			case 0:
				values[i] = (int64_t)(random % 10);
				break;
			case 1:
				values[i] = (int64_t)i;
				break;
			case 2:
				values[i] = -(int64_t)i;
				break;
			default:
				values[i] = (int64_t)random;
				break;
			}
		}
		memcpy(sorted, values, sizeof(values));
		qsort(sorted, count, sizeof(*sorted), compare);
		for (int64_t level = 10000; level <= 1000000; level += 90000) {
			struct sanya_sample sample;
			struct sanya_number got;
			int64_t whole = 0;

			rank = (struct sanya_statistic){ .kind = SANYA_STATISTIC_RANK, .level = level };
			sanya_number_init(&got);
			sanya_sample_init(&sample);
			for (size_t i = 0; i < count; i++)
				ck_assert_int_eq(sanya_sample_add(&sample, values[i], &err), 0);
			ck_assert_int_eq(sanya_sample_compute(&sample, &rank, SANYA_UNIT_SECONDS, &got, &err), 0);
			ck_assert(sanya_number_integer(&got, &whole));
			place = (size_t)(((int64_t)count * level + 999999) / 1000000);
			ck_assert_int_eq(whole, sorted[place - 1]);
			sanya_sample_done(&sample);
			sanya_number_done(&got);
		}
	}
}
END_TEST

START_TEST(overflow_is_an_error_and_nothing_is_never_a_value)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_statistic sum;
	struct sanya_sample sample;
	struct sanya_number got;

	parse_statistic("sum", &sum);
	sanya_number_init(&got);
	sanya_sample_init(&sample);
	ck_assert_int_eq(sanya_sample_compute(&sample, &sum, SANYA_UNIT_SECONDS, &got, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "no value"));
	sanya_error_clear(&err);
	ck_assert_int_eq(sanya_sample_add(&sample, INT64_MAX, &err), 0);
	ck_assert_int_eq(sanya_sample_add(&sample, 1, &err), 0);
	ck_assert_int_eq(sanya_sample_compute(&sample, &sum, SANYA_UNIT_SECONDS, &got, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "too large"));
	sanya_sample_done(&sample);
	sanya_number_done(&got);
}
END_TEST

/* Any places, in any order, on the same list: what was put in place before stays there, and helps. */
START_TEST(many_places_of_one_list)
{
	uint64_t random = (uint64_t)_i * 7919 + 88172645463325252u;
	int64_t wide[700], sorted[700];
	uint32_t narrow[700];

	for (size_t count = 1; count <= 700; count += count < 40 ? 1 : 53) {
		struct sanya_order orders[2] = { { .narrow = narrow, .count = count }, { .wide = wide, .count = count } };

		for (size_t i = 0; i < count; i++) {
			random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			uint64_t bits = random >> 33;
			narrow[i] = _i == 0 ? (uint32_t)bits : _i == 1 ? (uint32_t)(bits % 4) : _i == 2 ? (uint32_t)i : UINT32_MAX - (uint32_t)(i / 50);
			wide[i] = narrow[i];
		}
		memcpy(sorted, wide, sizeof(sorted));
		qsort(sorted, count, sizeof(*sorted), compare);
		for (unsigned asked = 0; asked < 40; asked++) {
			random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			size_t place = (size_t)(random >> 33) % count;

			for (size_t k = 0; k < 2; k++) {
				ck_assert_int_eq(sanya_order_at(&orders[k], place), sorted[place]);
				if (place + 1 < count)
					ck_assert_int_eq(sanya_order_at(&orders[k], place + 1), sorted[place + 1]);
			}
		}
	}
}
END_TEST

/* What is chosen badly on purpose still takes no longer than sorting: the middle of three is always the second least. */
START_TEST(crafted_values)
{
	enum { MANY = 200000 };
	int64_t *values = calloc(MANY, sizeof *values);
	struct sanya_order order = { .wide = values, .count = MANY };

	for (int64_t i = 0; i < MANY; i++)
		values[i] = i % 2 == 0 ? i / 2 : MANY - i / 2;
	for (size_t place = 0; place < MANY; place += 9973) {
		int64_t at = sanya_order_at(&order, place);
		/* 0 to 99999 and 100001 to 200000 */
		ck_assert_int_eq(at, (int64_t)place < MANY / 2 ? (int64_t)place : (int64_t)place + 1);
	}
	free(values);
}
END_TEST

static int64_t any_number(uint64_t *state)
{
	static const int64_t ends[] = { 0, 1, -1, INT64_MAX, INT64_MIN, INT64_MIN + 1, 999, 59, 3600, UINT32_MAX };

	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	uint64_t bits = *state ^ *state >> 29;
	if (bits % 7 == 0)
		return ends[bits / 7 % SANYA_COUNT(ends)];
	return (int64_t)bits >> (bits % 64);
}

/* A fraction of 64 bits is brought to lowest terms and written as the exact number is. */
START_TEST(ratios_are_written_as_numbers)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_number number;
	struct sanya_buffer out;
	uint64_t state = 1;

	sanya_number_init(&number);
	sanya_buffer_init(&out, 200);
	for (int i = 0; i < 200000; i++) {
		int64_t num = any_number(&state), den = any_number(&state);
		char text[SANYA_RATIO_TEXT];
		struct sanya_ratio ratio;

		den = den == 0 || den == INT64_MIN ? 1 : den < 0 ? -den : den;
		if (i % 2 == 0)
			den = den % 200 + 1;
		ck_assert_int_eq(sanya_ratio_of(num, den, &ratio, &err), 0);
		sanya_number_set_ratio(&number, num, den);
		sanya_number_numerator(&number, &out);
		sanya_buffer_byte(&out, '/');
		sanya_number_denominator(&number, &out);
		snprintf(text, sizeof text, "%lld/%lld", (long long)ratio.num, (long long)ratio.den);
		ck_assert_str_eq(text, out.data);
		for (int measure = SANYA_MEASURE_SHARE; measure <= SANYA_MEASURE_NUMBER; measure++) {
			sanya_buffer_clear(&out);
			sanya_value_display(&number, (enum sanya_measure)measure, &out);
			ck_assert_uint_eq(sanya_ratio_display(ratio, (enum sanya_measure)measure, text), out.size);
			ck_assert_str_eq(text, out.data);
		}
		sanya_buffer_clear(&out);
		sanya_number_decimal(&number, (unsigned)i % 16, &out);
		ck_assert_uint_eq(sanya_ratio_decimal(ratio, (unsigned)i % 16, text), out.size);
		ck_assert_str_eq(text, out.data);
		sanya_buffer_clear(&out);
	}
	sanya_buffer_done(&out);
	sanya_number_done(&number);
}
END_TEST

/* What does not fit 63 bits is refused, what does after all is not. */
START_TEST(ratios_that_do_not_fit)
{
	const __int128 large = (__int128)INT64_MAX + 1;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ratio ratio;

	ck_assert_int_eq(sanya_ratio_of(large * 12, large * 8, &ratio, &err), 0);
	ck_assert(ratio.num == 3 && ratio.den == 2);
	ck_assert_int_eq(sanya_ratio_of(-large, 1, &ratio, &err), 0);
	ck_assert(ratio.num == INT64_MIN && ratio.den == 1);
	ck_assert_int_lt(sanya_ratio_of(large, 1, &ratio, &err), 0);
	ck_assert_ptr_nonnull(strstr(err.what, "too large"));
	sanya_error_clear(&err);
	ck_assert_int_lt(sanya_ratio_of(1, large, &ratio, &err), 0);
	sanya_error_clear(&err);
	ck_assert_int_lt(sanya_ratio_of(large * 3, 2, &ratio, &err), 0);
}
END_TEST

/* The place between two values of opposite ends: 0.9 of the way from -2^63 to 2^63 - 1 is no whole number of 63 bits over 10. */
START_TEST(percentiles_at_the_ends)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	int64_t values[] = { INT64_MIN, INT64_MAX };
	struct sanya_order order = { .wide = values, .count = 2 };
	const struct sanya_sums sums = { .count = 2 };
	struct sanya_statistic statistic;
	struct sanya_ratio ratio;

	parse_statistic("median", &statistic);
	ck_assert_int_eq(sanya_statistic_compute(&statistic, SANYA_UNIT_SECONDS, &sums, &order, &ratio, &err), 0);
	ck_assert(ratio.num == -1 && ratio.den == 2);
	parse_statistic("percentile 90", &statistic);
	ck_assert_int_lt(sanya_statistic_compute(&statistic, SANYA_UNIT_SECONDS, &sums, &order, &ratio, &err), 0);
	ck_assert_ptr_nonnull(strstr(err.what, "too large"));
}
END_TEST

static const char *const said[] = { "mean", "median", "percentile 90", "percentile 99.95", "rank 50", "share", "share_within 4h",
				    "sum", "count", "max", "score" };

START_TEST(words_read_as_they_are_written)
{
	struct sanya_statistic statistic;
	struct sanya_buffer out;

	sanya_buffer_init(&out, 100);
	parse_statistic(said[_i], &statistic);
	sanya_statistic_format(&statistic, &out);
	ck_assert_str_eq(out.data, said[_i]);
	sanya_buffer_done(&out);
}
END_TEST

static const struct {
	enum sanya_measure measure;
	const char *text, *exact, *display; /* exact NULL: refused */
} values[] = {
	{ SANYA_MEASURE_SHARE, "95%", "95%", "95.0 %" },
	{ SANYA_MEASURE_SHARE, "96.25%", "96.25%", "96.3 %" },
	{ SANYA_MEASURE_SHARE, "0.000001%", "0.000001%", "0.0 %" },
	{ SANYA_MEASURE_SHARE, "0.95", NULL, NULL },
	{ SANYA_MEASURE_SHARE, "%", NULL, NULL },
	{ SANYA_MEASURE_SHARE, "95 %", NULL, NULL },
	{ SANYA_MEASURE_SECONDS, "4h", "4h", "4h" },
	{ SANYA_MEASURE_SECONDS, "3h20m5s", "3h20m5s", "3h 20m 5s" },
	{ SANYA_MEASURE_SECONDS, "2d", "2d", "48h" },
	{ SANYA_MEASURE_SECONDS, "0s", "0s", "0s" },
	{ SANYA_MEASURE_SECONDS, "14400", NULL, NULL },
	{ SANYA_MEASURE_SECONDS, "-4h", NULL, NULL },
	{ SANYA_MEASURE_NUMBER, "4.25", "4.25", "4.25" },
	{ SANYA_MEASURE_NUMBER, "-12.5", "-12.5", "-12.50" },
	{ SANYA_MEASURE_NUMBER, "4h", NULL, NULL },
	{ SANYA_MEASURE_NUMBER, "95%", NULL, NULL },
	{ SANYA_MEASURE_NUMBER, "1e3", NULL, NULL },
};

START_TEST(values_are_written_in_their_unit)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_number value;
	struct sanya_buffer out;
	int failed;

	sanya_number_init(&value);
	sanya_buffer_init(&out, 100);
	failed = sanya_value_parse(values[_i].text, strlen(values[_i].text), values[_i].measure, &value, &err);
	ck_assert_msg(failed == (values[_i].exact == NULL ? -1 : 0), "%s: %s", values[_i].text, err.what);
	if (values[_i].exact == NULL) {
		ck_assert_str_ne(err.next, "");
	} else {
		sanya_value_exact(&value, values[_i].measure, &out);
		ck_assert_str_eq(out.data, values[_i].exact);
		sanya_buffer_clear(&out);
		sanya_value_display(&value, values[_i].measure, &out);
		ck_assert_str_eq(out.data, values[_i].display);
	}
	sanya_buffer_done(&out);
	sanya_number_done(&value);
}
END_TEST

Suite *suite_statistic(void)
{
	Suite *suite = suite_create("statistic");
	TCase *tests = tcase_create("statistic");

	tcase_add_loop_test(tests, worked_by_hand, 0, (int)SANYA_COUNT(by_hand));
	tcase_add_test(tests, shares_of_pairs);
	tcase_add_test(tests, selection_equals_sorting);
	tcase_add_test(tests, overflow_is_an_error_and_nothing_is_never_a_value);
	tcase_add_loop_test(tests, many_places_of_one_list, 0, 4);
	tcase_add_test(tests, crafted_values);
	tcase_add_test(tests, ratios_are_written_as_numbers);
	tcase_add_test(tests, ratios_that_do_not_fit);
	tcase_add_test(tests, percentiles_at_the_ends);
	tcase_add_loop_test(tests, words_read_as_they_are_written, 0, (int)SANYA_COUNT(said));
	tcase_add_loop_test(tests, values_are_written_in_their_unit, 0, (int)SANYA_COUNT(values));
	suite_add_tcase(suite, tests);
	return suite;
}
