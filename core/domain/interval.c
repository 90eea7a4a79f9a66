/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 95 % intervals by the formulas of the header, in rational numbers; the one rounding is that of roots, upward.
 * Knows nothing of targets: what an interval means for somebody is luck.c's.
 */
#include "interval.h"

#include "../base/binomial.h"

#define LEVEL_MOST 1000000 /* millionths */
#define TAIL_OF	   40	   /* 2.5 % on each side */
#define Z_MILLIONTHS INT64_C(1959964) /* the normal distribution's 97.5 % point */

void sanya_interval_init(struct sanya_interval *interval)
{
	interval->has_low = interval->has_high = false;
	sanya_number_init(&interval->low);
	sanya_number_init(&interval->high);
}

void sanya_interval_done(struct sanya_interval *interval)
{
	sanya_number_done(&interval->low);
	sanya_number_done(&interval->high);
}

static void root(struct sanya_number *n)
{
	struct sanya_number step;

	sanya_number_init(&step);
	sanya_number_set_ratio(&step, 1, 1000000000);
	sanya_number_root_up(n, n, &step);
	sanya_number_done(&step);
}

static void at_least(struct sanya_number *n, int64_t limit)
{
	if (sanya_number_compare_integer(n, limit) < 0)
		sanya_number_set_integer(n, limit);
}

static void at_most(struct sanya_number *n, int64_t limit)
{
	if (sanya_number_compare_integer(n, limit) > 0)
		sanya_number_set_integer(n, limit);
}

/* centre ± half */
static void around(const struct sanya_number *centre, const struct sanya_number *half, struct sanya_interval *ret)
{
	ret->has_low = ret->has_high = true;
	sanya_number_sub(&ret->low, centre, half);
	sanya_number_add(&ret->high, centre, half);
}

/* --- shares --- */

/* Both sides of the formula times n: (k + z²/2 ± √(z² (k (1 - p) + z²/4))) / (n + z²). */
static void wilson(const struct sanya_number *share, int64_t count, struct sanya_interval *ret)
{
	struct sanya_number z, part, half, whole;

	sanya_number_init(&z);
	sanya_number_init(&part);
	sanya_number_init(&half);
	sanya_number_init(&whole);
	sanya_number_set_ratio(&z, Z_MILLIONTHS, 1000000);
	sanya_number_mul(&z, &z, &z);
	sanya_number_set_integer(&whole, 1);
	sanya_number_sub(&half, &whole, share);
	sanya_number_set_integer(&whole, count);
	sanya_number_mul(&part, share, &whole); /* k */
	sanya_number_mul(&half, &half, &part);	/* k (1 - p) */
	sanya_number_add(&whole, &whole, &z);	/* n + z² */
	sanya_number_set_ratio(&ret->low, 1, 4);
	sanya_number_mul(&ret->low, &ret->low, &z);
	sanya_number_add(&half, &half, &ret->low);
	sanya_number_mul(&half, &half, &z);
	root(&half);
	sanya_number_add(&part, &part, &ret->low);
	sanya_number_add(&part, &part, &ret->low); /* k + z²/2 */
	sanya_number_div(&part, &part, &whole);
	sanya_number_div(&half, &half, &whole);
	around(&part, &half, ret);
	at_least(&ret->low, 0);
	at_most(&ret->high, 1);
	sanya_number_done(&z);
	sanya_number_done(&part);
	sanya_number_done(&half);
	sanya_number_done(&whole);
}

/* --- means --- */

/* Student's t, 97.5 %, in thousandths: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2. */
static int64_t student(uint64_t freedom)
{
	static const int16_t first[] = { 12706, 4303, 3182, 2776, 2571, 2447, 2365, 2306, 2262, 2228, 2201, 2179, 2160, 2145, 2131,
					 2120,	2110, 2101, 2093, 2086, 2080, 2074, 2069, 2064, 2060, 2056, 2052, 2048, 2045, 2042 };
	static const struct {
		uint64_t freedom;
		int64_t t;
	} later[] = { { 100, 1984 }, { 80, 1990 }, { 60, 2000 }, { 50, 2009 }, { 40, 2021 } };

	if (freedom <= SANYA_COUNT(first))
		return first[freedom - 1];
	for (size_t i = 0; i < SANYA_COUNT(later); i++)
		if (freedom >= later[i].freedom)
			return later[i].t;
	return first[SANYA_COUNT(first) - 1];
}

/* t² s² / n, with s² = (Σd² - (Σd)²/n) / (n - 1) and d = x - least. */
static void student_square(const struct sanya_spread *spread, struct sanya_number *ret)
{
	struct sanya_number count, part;

	sanya_number_init(&count);
	sanya_number_init(&part);
	sanya_number_set_integer(&count, (int64_t)spread->count);
	sanya_number_set_wide(&part, spread->above);
	sanya_number_mul(&part, &part, &part);
	sanya_number_div(&part, &part, &count);
	sanya_number_set_wide(ret, spread->squares);
	sanya_number_sub(ret, ret, &part);
	sanya_number_div(ret, ret, &count);
	sanya_number_set_integer(&count, (int64_t)spread->count - 1);
	sanya_number_div(ret, ret, &count);
	sanya_number_set_ratio(&part, student(spread->count - 1), 1000 * spread->points);
	sanya_number_mul(ret, ret, &part);
	sanya_number_mul(ret, ret, &part);
	sanya_number_done(&count);
	sanya_number_done(&part);
}

static void mean(const struct sanya_number *value, enum sanya_measure measure, bool score, const struct sanya_spread *spread,
		 struct sanya_interval *ret)
{
	struct sanya_number half;

	if (spread->count < 2 || spread->squares < 0)
		return;
	sanya_number_init(&half);
	student_square(spread, &half);
	root(&half);
	around(value, &half, ret);
	sanya_number_done(&half);
	if (score) {
		at_least(&ret->low, -100);
		at_most(&ret->high, 100);
	} else if (measure == SANYA_MEASURE_SECONDS || spread->least >= 0) { /* no time, no count, no grade was below 0 */
		at_least(&ret->low, 0);
	}
}

/* --- order statistics --- */

/* floor(np - z √(np(1-p))), at least 0 */
static uint64_t normal_low(uint64_t count, int64_t level)
{
	struct sanya_number middle, width, part;
	int64_t low = 0;

	sanya_number_init(&middle);
	sanya_number_init(&width);
	sanya_number_init(&part);
	sanya_number_set_integer(&middle, (int64_t)count);
	sanya_number_set_ratio(&part, level, LEVEL_MOST);
	sanya_number_mul(&middle, &middle, &part);
	sanya_number_set_ratio(&part, LEVEL_MOST - level, LEVEL_MOST);
	sanya_number_mul(&width, &middle, &part);
	sanya_number_set_ratio(&part, Z_MILLIONTHS, 1000000);
	sanya_number_mul(&width, &width, &part);
	sanya_number_mul(&width, &width, &part);
	root(&width);
	sanya_number_sub(&middle, &middle, &width);
	at_least(&middle, 0);
	sanya_number_set_integer(&part, 1);
	sanya_number_round(&middle, &middle, &part, SANYA_DOWN);
	(void)sanya_number_integer(&middle, &low);
	sanya_number_done(&middle);
	sanya_number_done(&width);
	sanya_number_done(&part);
	return (uint64_t)low;
}

static uint64_t low_rank(uint64_t count, int64_t level)
{
	if (count <= SANYA_BINOMIAL_EXACT)
		return (uint64_t)sanya_binomial_low((int64_t)count, level, LEVEL_MOST, TAIL_OF);
	return normal_low(count, level);
}

void sanya_interval_ranks(uint64_t count, int64_t level, uint64_t *ret_low, uint64_t *ret_high)
{
	*ret_low = low_rank(count, level);
	*ret_high = count + 1 - low_rank(count, LEVEL_MOST - level); /* the same, counted from above */
}

/* --- spreads --- */

bool sanya_statistic_spreads(const struct sanya_statistic *statistic)
{
	return statistic->kind != SANYA_STATISTIC_SHARE && statistic->kind != SANYA_STATISTIC_SHARE_WITHIN &&
	       statistic->kind != SANYA_STATISTIC_COUNT;
}

static int64_t value_at(const struct sanya_order *values, size_t i)
{
	return values->narrow != NULL ? (int64_t)values->narrow[i] : values->wide[i];
}

static void add_up(const struct sanya_order *values, struct sanya_spread *ret, __int128 *ret_sum)
{
	ret->least = ret->most = value_at(values, 0);
	for (size_t i = 0; i < values->count; i++) {
		int64_t value = value_at(values, i);

		ret->least = value < ret->least ? value : ret->least;
		ret->most = value > ret->most ? value : ret->most;
	}
	for (size_t i = 0; i < values->count; i++) {
		__int128 above = (__int128)value_at(values, i) - ret->least, square;

		ret->above += above;
		if (__builtin_mul_overflow(above, above, &square) || __builtin_add_overflow(ret->squares, square, &ret->squares))
			ret->squares = -1;
		if (ret->squares < 0)
			break;
	}
	*ret_sum = 0;
	for (size_t i = 0; i < values->count; i++)
		*ret_sum += value_at(values, i);
}

/* The statistic of one value more, which is as the least or as the most. */
static bool one_more(const struct sanya_statistic *statistic, enum sanya_unit unit, const struct sanya_spread *spread, __int128 sum, int side,
		     struct sanya_order *values, struct sanya_ratio *ret)
{
	int64_t value = side < 0 ? spread->least : spread->most;
	const struct sanya_sums sums = { .count = spread->count + 1, .sum = sum + value, .max = spread->most };
	struct sanya_error too_large = SANYA_ERROR_INIT;
	int failed;

	values->one_more = side;
	failed = sanya_statistic_compute(statistic, unit, &sums, values, ret, &too_large);
	values->one_more = 0;
	return failed == 0;
}

void sanya_spread_of(const struct sanya_statistic *statistic, enum sanya_unit unit, struct sanya_order *values, struct sanya_spread *ret)
{
	struct sanya_spread spread = { .count = values->count, .points = unit == SANYA_UNIT_POINTS ? 1000 : 1 };
	uint64_t low, high;
	__int128 sum;

	add_up(values, &spread, &sum);
	if (sanya_statistic_orders(statistic)) {
		sanya_interval_ranks(spread.count, statistic->kind == SANYA_STATISTIC_MEDIAN ? LEVEL_MOST / 2 : statistic->level, &low, &high);
		spread.has_low = low > 0;
		spread.has_high = high <= spread.count;
		spread.low = spread.has_low ? sanya_order_at(values, (size_t)low - 1) : 0;
		spread.high = spread.has_high ? sanya_order_at(values, (size_t)high - 1) : 0;
	}
	spread.has_with_least = one_more(statistic, unit, &spread, sum, -1, values, &spread.with_least);
	spread.has_with_most = one_more(statistic, unit, &spread, sum, 1, values, &spread.with_most);
	*ret = spread;
}

/* --- of a statistic --- */

void sanya_interval_of(const struct sanya_statistic *statistic, enum sanya_measure measure, const struct sanya_number *value, int64_t count,
		       const struct sanya_spread *spread, struct sanya_interval *ret)
{
	bool spreads = spread != NULL && spread->count > 0;

	ret->has_low = ret->has_high = false;
	switch (statistic->kind) {
	case SANYA_STATISTIC_SHARE:
	case SANYA_STATISTIC_SHARE_WITHIN:
		if (count > 0 && sanya_number_sign(value) >= 0 && sanya_number_compare_integer(value, 1) <= 0)
			wilson(value, count, ret);
		break;
	case SANYA_STATISTIC_MEAN:
	case SANYA_STATISTIC_SCORE:
		if (spreads)
			mean(value, measure, statistic->kind == SANYA_STATISTIC_SCORE, spread, ret);
		break;
	case SANYA_STATISTIC_MEDIAN:
	case SANYA_STATISTIC_PERCENTILE:
	case SANYA_STATISTIC_RANK:
		ret->has_low = spreads && spread->has_low;
		ret->has_high = spreads && spread->has_high;
		if (ret->has_low)
			sanya_number_set_ratio(&ret->low, spread->low, spread->points);
		if (ret->has_high)
			sanya_number_set_ratio(&ret->high, spread->high, spread->points);
		break;
	case SANYA_STATISTIC_SUM:
	case SANYA_STATISTIC_COUNT:
	case SANYA_STATISTIC_MAX:
		break;
	}
}

const char *sanya_interval_word(const struct sanya_statistic *statistic)
{
	switch (statistic->kind) {
	case SANYA_STATISTIC_SHARE:
	case SANYA_STATISTIC_SHARE_WITHIN:
		return "wilson";
	case SANYA_STATISTIC_MEAN:
	case SANYA_STATISTIC_SCORE:
		return "student";
	case SANYA_STATISTIC_MEDIAN:
	case SANYA_STATISTIC_PERCENTILE:
	case SANYA_STATISTIC_RANK:
		return "order";
	case SANYA_STATISTIC_SUM:
	case SANYA_STATISTIC_COUNT:
	case SANYA_STATISTIC_MAX:
		break;
	}
	return "none";
}

bool sanya_interval_holds(const struct sanya_interval *interval, const struct sanya_number *mark)
{
	if (!interval->has_low && !interval->has_high)
		return false;
	return (!interval->has_low || sanya_number_compare(mark, &interval->low) >= 0) &&
	       (!interval->has_high || sanya_number_compare(mark, &interval->high) <= 0);
}
