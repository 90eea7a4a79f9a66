/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 95 % intervals: published numbers, numbers worked by hand, and a comparison with plain recomputing on random samples.
 */
#include "reward_fixture.h"

#include "core/base/binomial.h"
#include "core/domain/interval.h"
#include "core/domain/luck.h"
#include "dice.h"

#include <check.h>

Suite *suite_interval(void);

/* Both ends as decimals; "-": there is none. */
static void check_interval(const struct sanya_interval *interval, unsigned places, const char *low, const char *high, const char *of)
{
	struct sanya_buffer text;

	sanya_buffer_init(&text, 200);
	if (interval->has_low)
		sanya_number_decimal(&interval->low, places, &text);
	else
		sanya_buffer_text(&text, "-");
	ck_assert_msg(strcmp(text.data, low) == 0, "%s: low %s, wanted %s", of, text.data, low);
	sanya_buffer_clear(&text);
	if (interval->has_high)
		sanya_number_decimal(&interval->high, places, &text);
	else
		sanya_buffer_text(&text, "-");
	ck_assert_msg(strcmp(text.data, high) == 0, "%s: high %s, wanted %s", of, text.data, high);
	sanya_buffer_done(&text);
}

/* --- shares --- */

/* R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven methods", Statistics in Medicine 17
 * (1998), table I, method 3 (score), four decimals. */
static const struct {
	int64_t of, all;
	const char *low, *high;
} newcombe[] = {
	{ 81, 263, "0.2553", "0.3662" },
	{ 15, 148, "0.0624", "0.1605" },
	{ 0, 20, "0.0000", "0.1611" },
	{ 1, 29, "0.0061", "0.1718" },
	/* and from the other side */
	{ 20, 20, "0.8389", "1.0000" },
};

START_TEST(shares_as_published)
{
	const struct sanya_statistic share = { .kind = SANYA_STATISTIC_SHARE };
	struct sanya_interval interval;
	struct sanya_number value;

	sanya_interval_init(&interval);
	sanya_number_init(&value);
	sanya_number_set_ratio(&value, newcombe[_i].of, newcombe[_i].all);
	sanya_interval_of(&share, SANYA_MEASURE_SHARE, &value, newcombe[_i].all, NULL, &interval);
	check_interval(&interval, 4, newcombe[_i].low, newcombe[_i].high, "share");
	ck_assert(sanya_interval_holds(&interval, &value));
	sanya_number_done(&value);
	sanya_interval_done(&interval);
}
END_TEST

/* Where it can be written down: 1 of 2 is 1/2 ± (z/2) √(2 + z²) / (2 + z²) = 1/2 ± z / (2 √(2 + z²)).  z² is 3.841458..., so 1.959964 /
 * (2 × 2.416910...) = 0.4054688..., and the ends are 0.0945312 and 0.9054688.  The width is rounded up, never down. */
START_TEST(a_share_by_hand)
{
	const struct sanya_statistic within = { .kind = SANYA_STATISTIC_SHARE_WITHIN };
	struct sanya_interval interval;
	struct sanya_number value, width, square;

	sanya_interval_init(&interval);
	sanya_number_init(&value);
	sanya_number_init(&width);
	sanya_number_init(&square);
	sanya_number_set_ratio(&value, 1, 2);
	sanya_interval_of(&within, SANYA_MEASURE_SHARE, &value, 2, NULL, &interval);
	check_interval(&interval, 7, "0.0945312", "0.9054688", "1 of 2");
	/* (high - low)² × (2 + z²) >= z²: exactly so wide, or a hair wider */
	sanya_number_sub(&width, &interval.high, &interval.low);
	sanya_number_mul(&width, &width, &width);
	sanya_number_set_ratio(&square, 1959964, 1000000);
	sanya_number_mul(&square, &square, &square);
	sanya_number_set_integer(&value, 2);
	sanya_number_add(&value, &value, &square);
	sanya_number_mul(&width, &width, &value);
	ck_assert_int_gt(sanya_number_compare(&width, &square), 0);
	/* No observation, no interval. */
	sanya_number_set_integer(&value, 0);
	sanya_interval_of(&within, SANYA_MEASURE_SHARE, &value, 0, NULL, &interval);
	check_interval(&interval, 0, "-", "-", "nothing");
	ck_assert(!sanya_interval_holds(&interval, &value));
	sanya_number_done(&value);
	sanya_number_done(&width);
	sanya_number_done(&square);
	sanya_interval_done(&interval);
}
END_TEST

/* --- the others --- */

static void parse_statistic(const char *text, struct sanya_statistic *ret)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_msg(sanya_statistic_parse(text, strlen(text), ret, &err) == 0, "%s: %s", text, err.what);
}

static void spread_of(const char *statistic, enum sanya_unit unit, const int64_t *values, size_t count, struct sanya_statistic *ret_statistic,
		      struct sanya_spread *ret)
{
	int64_t copy[64];
	struct sanya_order order = { .wide = copy, .count = count };

	ck_assert_uint_le(count, SANYA_COUNT(copy));
	memcpy(copy, values, count * sizeof(*copy));
	parse_statistic(statistic, ret_statistic);
	sanya_spread_of(ret_statistic, unit, &order, ret);
}

static const int64_t five[] = { 3, 1, 5, 2, 4 }, ten[] = { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 }, same[] = { 7, 7, 7 }, one[] = { 7 },
		     four[] = { 10, 1, 3, 2 }, stars[] = { 3000, 1000, 5000, 2000, 4000 }, large[] = { INT64_MAX, INT64_MIN },
		     nps[] = { 100, 100, 100, 0, -100, 100, 100, 0, -100, 100 };

static const struct {
	const char *statistic;
	enum sanya_unit unit;
	const int64_t *values;
	size_t count;
	const char *low, *high;
} others[] = {
	/* mean 3, s² = (4 + 1 + 0 + 1 + 4) / 4 = 2.5, t of 4 is 2.776: 2.776 √(2.5 / 5) = 1.9629284 */
	{ "mean", SANYA_UNIT_SECONDS, five, 5, "1.037072", "4.962928" },
	/* the same in thousandths */
	{ "mean", SANYA_UNIT_POINTS, stars, 5, "1.037072", "4.962928" },
	/* mean 5.5, s² = 82.5 / 9, t of 9 is 2.262: 2.262 √(82.5 / 90) = 2.262 × 0.9574271 = 2.1657001 */
	{ "mean", SANYA_UNIT_COUNT, ten, 10, "3.334300", "7.665700" },
	/* mean 4, s² = (36 + 9 + 1 + 4) / 3, t of 3 is 3.182: 3.182 √(50 / 12) = 6.4952297; no time is below 0 */
	{ "mean", SANYA_UNIT_SECONDS, four, 4, "0.000000", "10.495230" },
	{ "mean", SANYA_UNIT_SECONDS, same, 3, "7.000000", "7.000000" },
	{ "mean", SANYA_UNIT_SECONDS, one, 1, "-", "-" }, /* one value says nothing of how they are spread */
	{ "mean", SANYA_UNIT_COUNT, large, 2, "-", "-" }, /* nor do squares beyond all measure */
	/* 6 promoters, 2 detractors of 10: 40; Σx² = 80000, s² = (80000 - 16000) / 9; 2.262 √(64000 / 90) = 2.262 × 80/3 = 60.32.  NPS ends at 100. */
	{ "score", SANYA_UNIT_NPS, nps, 10, "-20.320000", "100.000000" },
	/* The sign test's: of 10 the 2nd and the 9th, of 5 none. */
	{ "median", SANYA_UNIT_SECONDS, ten, 10, "2.000000", "9.000000" },
	{ "median", SANYA_UNIT_POINTS, stars, 5, "-", "-" },
	/* P(B = 10) is 0.9^10 = 0.35: no upper end; P(B < 7) = 0.0128, P(B < 8) = 0.0702: the 7th */
	{ "percentile 90", SANYA_UNIT_SECONDS, ten, 10, "7.000000", "-" },
	{ "rank 90", SANYA_UNIT_SECONDS, ten, 10, "7.000000", "-" },
	{ "percentile 100", SANYA_UNIT_SECONDS, ten, 10, "10.000000", "-" }, /* nobody knows what lies beyond the largest */
	{ "sum", SANYA_UNIT_SECONDS, ten, 10, "-", "-" },
	{ "max", SANYA_UNIT_SECONDS, ten, 10, "-", "-" },
};

START_TEST(others_by_hand)
{
	struct sanya_statistic statistic;
	struct sanya_interval interval;
	struct sanya_spread spread;
	struct sanya_number value;
	int64_t sum = 0;

	sanya_interval_init(&interval);
	sanya_number_init(&value);
	spread_of(others[_i].statistic, others[_i].unit, others[_i].values, others[_i].count, &statistic, &spread);
	for (size_t i = 0; i < others[_i].count && others[_i].values != large; i++)
		sum += others[_i].values[i];
	sanya_number_set_ratio(&value, sum, (int64_t)others[_i].count * spread.points); /* of the means; nobody else looks */
	sanya_interval_of(&statistic, sanya_statistic_measure(&statistic, others[_i].unit), &value, (int64_t)others[_i].count, &spread, &interval);
	check_interval(&interval, 6, others[_i].low, others[_i].high, others[_i].statistic);
	/* Where nobody kept the values there is no interval. */
	sanya_interval_of(&statistic, SANYA_MEASURE_NUMBER, &value, (int64_t)others[_i].count, NULL, &interval);
	ck_assert(!interval.has_low && !interval.has_high);
	sanya_number_done(&value);
	sanya_interval_done(&interval);
}
END_TEST

/* The ranks of a median's limits: W. J. Conover, Practical Nonparametric Statistics (1999), and any table of the sign test; of the percentile
 * 90 by 0.9^35 = 0.02503 (no upper end) and 0.9^36 = 0.02253 (the 36th). */
static const struct {
	uint64_t count;
	int64_t level;
	uint64_t low, high;
} ranks[] = {
	{ 1, 500000, 0, 2 },	{ 5, 500000, 0, 6 },	{ 6, 500000, 1, 6 },	 { 10, 500000, 2, 9 },	  { 20, 500000, 6, 15 },
	{ 25, 500000, 8, 18 },	{ 50, 500000, 18, 33 }, { 100, 500000, 40, 61 }, { 1000, 500000, 469, 532 },
	{ 35, 900000, 28, 36 }, { 36, 900000, 29, 36 },
	/* 10,000 values: 5000 - 1.959964 × 50 = 4902.0018, and the same from above; 9000 - 1.959964 × 30 = 8941.2, 1000 - 58.8 = 941.2 */
	{ 10000, 500000, 4902, 5099 }, { 10000, 900000, 8941, 9060 },
};

START_TEST(ranks_as_published)
{
	uint64_t low, high;

	sanya_interval_ranks(ranks[_i].count, ranks[_i].level, &low, &high);
	ck_assert_uint_eq(low, ranks[_i].low);
	ck_assert_uint_eq(high, ranks[_i].high);
}
END_TEST

/* Counted out: of the 2^n ways in which n values lie below or above their median, the two ranks enclose it in 95 % at least; one rank further in on
 * a side, more than 2.5 % would be left out there. */
START_TEST(ranks_enclose_as_often_as_they_say)
{
	uint64_t ways[61] = { 1 }, all = 1;

	for (uint64_t n = 1; n <= 60; n++) {
		uint64_t low, high, enclosed = 0, below = 0;

		for (uint64_t k = n; k > 0; k--) /* Pascal's triangle: ways[k] of n have k values below */
			ways[k] += ways[k - 1];
		all *= 2;
		sanya_interval_ranks(n, 500000, &low, &high);
		ck_assert_uint_eq(low + high, n + 1);
		for (uint64_t k = low; k < high; k++)
			enclosed += ways[k];
		for (uint64_t k = 0; k <= low; k++)
			below += ways[k];
		ck_assert_msg(all - enclosed <= all / 20, "%llu values", (unsigned long long)n);
		ck_assert_msg(below > all / 40, "%llu values: a narrower one would do", (unsigned long long)n);
	}
}
END_TEST

/* Whatever the share: it lies within, between 0 and 1, and the rest of it has the same interval from the other side. */
START_TEST(shares_and_their_rest)
{
	const struct sanya_statistic share = { .kind = SANYA_STATISTIC_SHARE };
	struct dice dice = { .state = 20261128 };
	struct sanya_interval interval, rest;
	struct sanya_number value, whole;

	sanya_interval_init(&interval);
	sanya_interval_init(&rest);
	sanya_number_init(&value);
	sanya_number_init(&whole);
	for (int round = 0; round < 500; round++) {
		int64_t all = 1 + dice_roll(&dice, dice_rarely(&dice, 2) ? 30 : 100000), of = dice_roll(&dice, (uint32_t)all + 1);

		sanya_number_set_ratio(&value, of, all);
		sanya_interval_of(&share, SANYA_MEASURE_SHARE, &value, all, NULL, &interval);
		ck_assert_msg(sanya_interval_holds(&interval, &value), "seed 20261128, round %d: %lld of %lld", round, (long long)of, (long long)all);
		ck_assert(sanya_number_sign(&interval.low) >= 0 && sanya_number_compare_integer(&interval.high, 1) <= 0);
		sanya_number_set_ratio(&value, all - of, all);
		sanya_interval_of(&share, SANYA_MEASURE_SHARE, &value, all, NULL, &rest);
		sanya_number_set_integer(&whole, 1);
		sanya_number_sub(&whole, &whole, &rest.high);
		ck_assert_msg(sanya_number_compare(&whole, &interval.low) == 0, "seed 20261128, round %d: %lld of %lld", round, (long long)of, (long long)all);
	}
	sanya_interval_done(&interval);
	sanya_interval_done(&rest);
	sanya_number_done(&value);
	sanya_number_done(&whole);
}
END_TEST

START_TEST(roots_are_rounded_up)
{
	static const struct {
		int64_t num, den, step; /* 1/step */
		const char *root;
	} roots[] = { { 0, 1, 10, "0" }, { 4, 1, 10, "2" }, { 1, 4, 10, "0.5" }, { 2, 1, 1000, "1.415" }, { 1, 3, 1000, "0.578" },
		      { 2, 1, 1000000, "1.414214" }, { 1, 1000000, 10, "0.1" } };
	struct sanya_number n, step;

	sanya_number_init(&n);
	sanya_number_init(&step);
	for (size_t i = 0; i < SANYA_COUNT(roots); i++) {
		sanya_number_set_ratio(&n, roots[i].num, roots[i].den);
		sanya_number_set_ratio(&step, 1, roots[i].step);
		sanya_number_root_up(&n, &n, &step);
		fixture_equal(&n, roots[i].root, "root");
	}
	/* 128 bits: -(2^100) is -(2^50)² */
	sanya_number_set_wide(&n, -((__int128)1 << 100));
	sanya_number_set_integer(&step, (int64_t)1 << 50);
	sanya_number_div(&n, &n, &step);
	sanya_number_div(&n, &n, &step);
	fixture_equal(&n, "-1", "wide");
	sanya_number_set_wide(&n, ((__int128)INT64_MAX << 40) + 5);
	sanya_number_set_integer(&step, INT64_MAX);
	sanya_number_div(&n, &n, &step);
	sanya_number_set_integer(&step, (int64_t)1 << 40);
	sanya_number_sub(&n, &n, &step);
	sanya_number_set_integer(&step, INT64_MAX);
	sanya_number_mul(&n, &n, &step);
	fixture_equal(&n, "5", "wide");
	sanya_number_done(&n);
	sanya_number_done(&step);
}
END_TEST

/* --- one more --- */

static void recompute(const struct sanya_statistic *statistic, enum sanya_unit unit, const int64_t *values, size_t count, int64_t more,
		      struct sanya_number *ret)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_sample sample;

	sanya_sample_init(&sample);
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(sanya_sample_add(&sample, values[i], &err), 0);
	ck_assert_int_eq(sanya_sample_add(&sample, more, &err), 0);
	ck_assert_int_eq(sanya_sample_compute(&sample, statistic, unit, ret, &err), 0);
	sanya_sample_done(&sample);
}

/* Whatever the statistic and the values: one more of the least, or of the largest, is what computing it anew with that one gives. */
START_TEST(one_more_is_as_computed_anew)
{
	static const char *const statistics[] = { "mean", "median", "percentile 90", "percentile 33.3", "rank 10", "rank 95", "rank 100", "sum", "max" };
	struct dice dice = { .state = 20261128 + (uint64_t)_i };
	struct sanya_number want, got;

	sanya_number_init(&want);
	sanya_number_init(&got);
	for (int round = 0; round < 200; round++) {
		int64_t values[40], least = INT64_MAX, most = INT64_MIN;
		size_t count = 1 + dice_roll(&dice, 40);
		struct sanya_statistic statistic;
		struct sanya_spread spread;

		for (size_t i = 0; i < count; i++) {
			values[i] = dice_roll(&dice, dice_rarely(&dice, 3) ? 3 : 100000);
			least = values[i] < least ? values[i] : least;
			most = values[i] > most ? values[i] : most;
		}
		spread_of(statistics[_i], SANYA_UNIT_SECONDS, values, count, &statistic, &spread);
		recompute(&statistic, SANYA_UNIT_SECONDS, values, count, least, &want);
		sanya_number_set_ratio(&got, spread.with_least.num, spread.with_least.den);
		ck_assert_msg(sanya_number_compare(&want, &got) == 0, "%s, seed 20261128 + %d, round %d: least", statistics[_i], _i, round);
		recompute(&statistic, SANYA_UNIT_SECONDS, values, count, most, &want);
		sanya_number_set_ratio(&got, spread.with_most.num, spread.with_most.den);
		ck_assert_msg(sanya_number_compare(&want, &got) == 0, "%s, seed 20261128 + %d, round %d: most", statistics[_i], _i, round);
		ck_assert_int_eq(spread.least, least);
		ck_assert_int_eq(spread.most, most);
	}
	sanya_number_done(&want);
	sanya_number_done(&got);
}
END_TEST

static const struct {
	const char *statistic, *scale, *value; /* NULL: no data */
	int64_t count;
	const int64_t *values; /* of the spread; NULL: none */
	const char *worse;     /* NULL: nobody can say */
	int64_t worse_count;
} worse[] = {
	{ "share", "[[\"0%\",\"0\"],[\"100%\",\"100\"]]", "3/4", 4, NULL, "3/5", 5 },
	{ "share", "[[\"40%\",\"0\"],[\"0%\",\"100\"]]", "1/5", 5, NULL, "1/3", 6 }, /* 2 of 6 */
	{ "share_within 4h", "[[\"0%\",\"0\"],[\"100%\",\"100\"]]", NULL, 0, NULL, "0", 1 },
	{ "score", "[[\"0\",\"0\"],[\"50\",\"100\"]]", "40", 9, NULL, "26", 10 }, /* (360 - 100) / 10 */
	{ "mean", "[[\"8\",\"0\"],[\"4\",\"100\"]]", "3", 5, five, "10/3", 6 },	  /* (15 + 5) / 6 */
	{ "mean", "[[\"1\",\"0\"],[\"4\",\"100\"]]", "3", 5, five, "8/3", 6 },	  /* (15 + 1) / 6 */
	{ "median", "[[\"8\",\"0\"],[\"4\",\"100\"]]", "3", 5, five, "3.5", 6 },  /* 1 2 3 4 5 5 */
	{ "mean", "[[\"1\",\"0\"],[\"4\",\"100\"]]", NULL, 0, NULL, NULL, 0 },
	{ "count", "[[\"9\",\"0\"],[\"2\",\"100\"]]", "4", 4, NULL, "5", 5 },
	{ "count", "[[\"2\",\"0\"],[\"9\",\"100\"]]", "4", 4, NULL, "3", 3 },
	{ "count", "[[\"2\",\"0\"],[\"9\",\"100\"]]", "0", 0, NULL, NULL, 0 },
};

START_TEST(one_worse_by_hand)
{
	struct sanya_measured measured, one_worse;
	struct sanya_spread spread = { .count = 0 };
	struct sanya_statistic statistic;
	struct sanya_contract contract;
	char goal[600];
	bool known;

	snprintf(goal, sizeof(goal), GOAL("a", "%s", "%s", "linear", "100", REWEIGHT), worse[_i].statistic, worse[_i].scale);
	fixture_contract(goal, REWARD("0.00", EVEN, "linear", PLAIN), &contract);
	if (worse[_i].values != NULL)
		spread_of(worse[_i].statistic, SANYA_UNIT_COUNT, worse[_i].values, (size_t)worse[_i].count, &statistic, &spread);
	sanya_measured_init(&measured);
	sanya_measured_init(&one_worse);
	measured.outcome = worse[_i].value != NULL ? SANYA_OUTCOME_VALUE : SANYA_OUTCOME_NO_DATA;
	measured.count = worse[_i].count;
	if (worse[_i].value != NULL && strchr(worse[_i].value, '/') != NULL)
		sanya_number_set_ratio(&measured.value, worse[_i].value[0] - '0', worse[_i].value[2] - '0');
	else if (worse[_i].value != NULL)
		sanya_number_set_integer(&measured.value, atoll(worse[_i].value));
	known = sanya_measured_one_worse(&contract.goals[0], &measured, &spread, &one_worse);
	ck_assert_int_eq(known, worse[_i].worse != NULL);
	if (known) {
		fixture_equal(&one_worse.value, worse[_i].worse, worse[_i].statistic);
		ck_assert_int_eq(one_worse.count, worse[_i].worse_count);
	}
	sanya_measured_done(&measured);
	sanya_measured_done(&one_worse);
	sanya_contract_done(&contract);
}
END_TEST

/* 81 of 263 lies between 25.53 % and 36.62 %. */
static const struct {
	const char *scale, *against;
} targets[] = {
	{ "[[\"0%\",\"0\"],[\"25%\",\"100\"]]", "reached" },
	{ "[[\"0%\",\"0\"],[\"26%\",\"100\"]]", "unsure" },
	{ "[[\"0%\",\"0\"],[\"36%\",\"100\"]]", "unsure" },
	{ "[[\"0%\",\"0\"],[\"37%\",\"100\"]]", "missed" },
	{ "[[\"90%\",\"0\"],[\"37%\",\"100\"]]", "reached" }, /* less is better */
	{ "[[\"90%\",\"0\"],[\"25%\",\"100\"]]", "missed" },
	{ "[[\"0%\",\"0\"],[\"30%\",\"90\"]]", NULL }, /* there is no target */
};

START_TEST(how_a_value_stands_to_its_target)
{
	struct sanya_interval interval;
	struct sanya_contract contract;
	struct sanya_number value;
	const char *word;
	char goal[600];

	snprintf(goal, sizeof(goal), GOAL("a", "share", "%s", "linear", "100", REWEIGHT), targets[_i].scale);
	fixture_contract(goal, REWARD("0.00", EVEN, "linear", PLAIN), &contract);
	sanya_interval_init(&interval);
	sanya_number_init(&value);
	sanya_number_set_ratio(&value, 81, 263);
	sanya_interval_of(&contract.goals[0].statistic, SANYA_MEASURE_SHARE, &value, 263, NULL, &interval);
	word = sanya_against_word(sanya_against_target(&contract.goals[0], &value, &interval));
	if (targets[_i].against == NULL)
		ck_assert_ptr_null(word);
	else
		ck_assert_str_eq(word, targets[_i].against);
	sanya_number_done(&value);
	sanya_interval_done(&interval);
	sanya_contract_done(&contract);
}
END_TEST

Suite *suite_interval(void)
{
	Suite *suite = suite_create("interval");
	TCase *tcase = tcase_create("interval"), *luck = tcase_create("luck");

	tcase_add_loop_test(tcase, shares_as_published, 0, (int)SANYA_COUNT(newcombe));
	tcase_add_test(tcase, a_share_by_hand);
	tcase_add_loop_test(tcase, others_by_hand, 0, (int)SANYA_COUNT(others));
	tcase_add_loop_test(tcase, ranks_as_published, 0, (int)SANYA_COUNT(ranks));
	tcase_add_test(tcase, ranks_enclose_as_often_as_they_say);
	tcase_add_test(tcase, shares_and_their_rest);
	tcase_add_test(tcase, roots_are_rounded_up);
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(luck, one_more_is_as_computed_anew, 0, 9);
	tcase_add_loop_test(luck, one_worse_by_hand, 0, (int)SANYA_COUNT(worse));
	tcase_add_loop_test(luck, how_a_value_stands_to_its_target, 0, (int)SANYA_COUNT(targets));
	suite_add_tcase(suite, luck);
	return suite;
}
