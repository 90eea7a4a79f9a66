/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of statistics, and what each makes of values, exactly.  Formulas stand in the header.
 * Sums are of 128 bits, so that the order in which values come decides nothing; results have to fit 63.
 * Order statistics stand in order.c, samples in sample.c, values for people in value.c and ratio.c.
 */
#include "statistic.h"

#include "../base/text.h"
#include "../base/time.h"

#define LEVEL_UNITS 10000 /* millionths in one percent */
#define LEVEL_MOST 1000000

#define BIT(unit) (1u << (unsigned)(unit))
#define QUANTITIES (BIT(SANYA_UNIT_SECONDS) | BIT(SANYA_UNIT_COUNT) | BIT(SANYA_UNIT_POINTS))
#define ALL_UNITS                                                                                                         \
	(QUANTITIES | BIT(SANYA_UNIT_FLAG) | BIT(SANYA_UNIT_NPS) | BIT(SANYA_UNIT_PAIR))

enum argument { NOTHING, LEVEL, DURATION };

static const struct {
	const char *word;
	enum argument argument;
	unsigned units; /* what it makes sense for */
} kinds[] = {
	[SANYA_STATISTIC_MEAN] = { "mean", NOTHING, QUANTITIES },
	[SANYA_STATISTIC_MEDIAN] = { "median", NOTHING, QUANTITIES },
	[SANYA_STATISTIC_PERCENTILE] = { "percentile", LEVEL, QUANTITIES },
	[SANYA_STATISTIC_RANK] = { "rank", LEVEL, QUANTITIES },
	[SANYA_STATISTIC_SHARE] = { "share", NOTHING, BIT(SANYA_UNIT_FLAG) | BIT(SANYA_UNIT_PAIR) },
	[SANYA_STATISTIC_SHARE_WITHIN] = { "share_within", DURATION, BIT(SANYA_UNIT_SECONDS) },
	[SANYA_STATISTIC_SUM] = { "sum", NOTHING, QUANTITIES | BIT(SANYA_UNIT_FLAG) },
	[SANYA_STATISTIC_COUNT] = { "count", NOTHING, ALL_UNITS },
	[SANYA_STATISTIC_MAX] = { "max", NOTHING, QUANTITIES },
	[SANYA_STATISTIC_SCORE] = { "score", NOTHING, BIT(SANYA_UNIT_NPS) },
};

static const char *const unit_words[] = {
	[SANYA_UNIT_SECONDS] = "durations", [SANYA_UNIT_FLAG] = "yes-or-no values",
	[SANYA_UNIT_COUNT] = "counts",	    [SANYA_UNIT_POINTS] = "points",
	[SANYA_UNIT_NPS] = "promoters and detractors", [SANYA_UNIT_PAIR] = "points of points possible",
};

/* --- words --- */

static int parse_level(const char *text, size_t size, int64_t *ret, struct sanya_error *err)
{
	struct sanya_number level, units;
	int64_t millionths = 0;
	int failed;

	sanya_number_init(&level);
	sanya_number_init(&units);
	failed = sanya_number_parse(text, size, &level, err);
	if (failed == 0) {
		sanya_number_set_integer(&units, LEVEL_UNITS);
		sanya_number_mul(&level, &level, &units);
		if (!sanya_number_integer(&level, &millionths) || millionths <= 0 || millionths > LEVEL_MOST)
			failed = sanya_error_set(err, SANYA_FAILED,
						 "a percentile lies above 0 and is at most 100, with at most four decimals");
	}
	sanya_number_done(&level);
	sanya_number_done(&units);
	if (failed == 0)
		*ret = millionths;
	return failed;
}

static int unknown_word(const char *text, size_t size, struct sanya_error *err)
{
	sanya_error_set(err, SANYA_FAILED, "there is no statistic \"%.*s\"", (int)(size < 80 ? size : 80), text);
	return sanya_error_next(err, "Write one of: mean, median, percentile 90, rank 90, share, share_within 4h, sum, "
				     "count, max, score.");
}

int sanya_statistic_parse(const char *text, size_t size, struct sanya_statistic *ret, struct sanya_error *err)
{
	struct sanya_statistic statistic = { .kind = SANYA_STATISTIC_MEAN };
	const char *blank = memchr(text, ' ', size);
	size_t word = blank == NULL ? size : (size_t)(blank - text), kind;
	const char *rest = text + word + (blank != NULL);
	size_t rest_size = size - word - (blank != NULL);

	for (kind = 0; kind < SANYA_COUNT(kinds); kind++)
		if (strlen(kinds[kind].word) == word && memcmp(kinds[kind].word, text, word) == 0)
			break;
	if (kind == SANYA_COUNT(kinds))
		return unknown_word(text, size, err);
	statistic.kind = (enum sanya_statistic_kind)kind;
	if (kinds[kind].argument == NOTHING) {
		if (blank != NULL)
			return sanya_error_set(err, SANYA_FAILED, "\"%s\" stands alone; nothing may follow it", kinds[kind].word);
	} else if (rest_size == 0) {
		return sanya_error_set(err, SANYA_FAILED, "\"%s\" needs a %s behind it: \"%s %s\"", kinds[kind].word,
				       kinds[kind].argument == LEVEL ? "number" : "duration", kinds[kind].word,
				       kinds[kind].argument == LEVEL ? "90" : "4h");
	} else if (kinds[kind].argument == LEVEL) {
		if (parse_level(rest, rest_size, &statistic.level, err) < 0)
			return -1;
	} else if (sanya_duration_parse(rest, rest_size, &statistic.within, err) < 0) {
		return -1;
	}
	*ret = statistic;
	return 0;
}

void sanya_statistic_format(const struct sanya_statistic *statistic, struct sanya_buffer *out)
{
	sanya_buffer_text(out, kinds[statistic->kind].word);
	if (kinds[statistic->kind].argument == LEVEL) {
		struct sanya_number level;

		sanya_number_init(&level);
		sanya_number_set_ratio(&level, statistic->level, LEVEL_UNITS);
		sanya_buffer_byte(out, ' ');
		sanya_number_exact(&level, out);
		sanya_number_done(&level);
	} else if (kinds[statistic->kind].argument == DURATION) {
		sanya_buffer_byte(out, ' ');
		sanya_duration_format(statistic->within, out);
	}
}

int sanya_statistic_fits(const struct sanya_statistic *statistic, enum sanya_unit unit, struct sanya_error *err)
{
	char which[128] = "";
	size_t size = 0;

	if ((kinds[statistic->kind].units & BIT(unit)) != 0)
		return 0;
	for (size_t i = 0; i < SANYA_COUNT(kinds); i++) {
		if ((kinds[i].units & BIT(unit)) != 0 && size < sizeof(which))
			size += (size_t)snprintf(which + size, sizeof(which) - size, "%s%s", size > 0 ? ", " : "", kinds[i].word);
	}
	sanya_error_set(err, SANYA_FAILED, "the statistic \"%s\" makes no sense of %s", kinds[statistic->kind].word,
			unit_words[unit]);
	return sanya_error_next(err, "Use one of: %s.", which);
}

enum sanya_measure sanya_statistic_measure(const struct sanya_statistic *statistic, enum sanya_unit unit)
{
	switch (statistic->kind) {
	case SANYA_STATISTIC_SHARE:
	case SANYA_STATISTIC_SHARE_WITHIN:
		return SANYA_MEASURE_SHARE;
	case SANYA_STATISTIC_COUNT:
	case SANYA_STATISTIC_SCORE:
		return SANYA_MEASURE_NUMBER;
	case SANYA_STATISTIC_MEAN:
	case SANYA_STATISTIC_MEDIAN:
	case SANYA_STATISTIC_PERCENTILE:
	case SANYA_STATISTIC_RANK:
	case SANYA_STATISTIC_SUM:
	case SANYA_STATISTIC_MAX:
	default:
		return unit == SANYA_UNIT_SECONDS ? SANYA_MEASURE_SECONDS : SANYA_MEASURE_NUMBER;
	}
}

/* --- computing --- */

bool sanya_statistic_orders(const struct sanya_statistic *statistic)
{
	return statistic->kind == SANYA_STATISTIC_MEDIAN || statistic->kind == SANYA_STATISTIC_PERCENTILE ||
	       statistic->kind == SANYA_STATISTIC_RANK;
}

static bool fits(__int128 value)
{
	return value >= INT64_MIN && value <= INT64_MAX;
}

static int too_large(uint64_t count, struct sanya_error *err)
{
	return sanya_error_set(err, SANYA_FAILED, "the sum of %llu values is too large for 63 bits", (unsigned long long)count);
}

static size_t length_of(const struct sanya_order *values)
{
	return values->count + (values->one_more != 0);
}

static int64_t ordered_at(struct sanya_order *values, size_t place)
{
	if (values->one_more < 0 && place > 0)
		place--;
	return sanya_order_at(values, place < values->count ? place : values->count - 1);
}

/* Type 7: linear between the two order statistics around (n-1) * level. */
static int percentile(struct sanya_order *values, int64_t level, int64_t points, struct sanya_ratio *ret, struct sanya_error *err)
{
	__int128 place = (__int128)(length_of(values) - 1) * level;
	size_t below = (size_t)(place / LEVEL_MOST);
	int64_t part = (int64_t)(place % LEVEL_MOST), whole = LEVEL_MOST;
	int64_t lower = ordered_at(values, below), upper = part > 0 ? ordered_at(values, below + 1) : lower;

	/* 500000 of 1000000 is 1 of 2: small numbers are brought to lowest terms sooner. */
	while (part % 10 == 0 && whole > 1) {
		part /= 10;
		whole /= 10;
	}
	if (part == 5 && whole == 10) {
		part = 1;
		whole = 2;
	}
	__int128 num = (__int128)lower * whole + ((__int128)upper - lower) * part;
	return sanya_ratio_of(num, (__int128)whole * points, ret, err);
}

/* Nearest rank: the ceil(level * n)-th value; level > 0 makes that at least the first. */
static int64_t nearest_rank(struct sanya_order *values, int64_t level)
{
	__int128 product = (__int128)length_of(values) * level;

	return ordered_at(values, (size_t)((product + LEVEL_MOST - 1) / LEVEL_MOST) - 1);
}

int sanya_statistic_compute(const struct sanya_statistic *statistic, enum sanya_unit unit, const struct sanya_sums *sums,
			    struct sanya_order *values, struct sanya_ratio *ret, struct sanya_error *err)
{
	int64_t points = unit == SANYA_UNIT_POINTS ? 1000 : 1; /* SANYA_POINT */

	if (sums->count == 0)
		return sanya_error_set(err, SANYA_FAILED, "there is no value to compute a statistic of");
	if (sanya_statistic_fits(statistic, unit, err) < 0)
		return -1;
	switch (statistic->kind) {
	case SANYA_STATISTIC_MEAN:
	case SANYA_STATISTIC_SCORE:
		return sanya_ratio_of(sums->sum, (__int128)sums->count * points, ret, err);
	case SANYA_STATISTIC_SUM:
		return fits(sums->sum) ? sanya_ratio_of(sums->sum, points, ret, err) : too_large(sums->count, err);
	case SANYA_STATISTIC_MEDIAN:
		return percentile(values, LEVEL_MOST / 2, points, ret, err);
	case SANYA_STATISTIC_PERCENTILE:
		return percentile(values, statistic->level, points, ret, err);
	case SANYA_STATISTIC_RANK:
		return sanya_ratio_of(nearest_rank(values, statistic->level), points, ret, err);
	case SANYA_STATISTIC_SHARE:
		return sanya_ratio_of(sums->sum, unit == SANYA_UNIT_PAIR ? sums->possible : (__int128)sums->count, ret, err);
	case SANYA_STATISTIC_SHARE_WITHIN:
		return sanya_ratio_of((__int128)sums->within, (__int128)sums->count, ret, err);
	case SANYA_STATISTIC_MAX:
		return sanya_ratio_of(sums->max, points, ret, err);
	case SANYA_STATISTIC_COUNT:
	default:
		return sanya_ratio_of((__int128)sums->count, 1, ret, err);
	}
}
