/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of statistics, and what each makes of a sample, exactly.  Formulas stand in the header.
 * Order statistics are selected, not sorted: linear time, whatever the order the values come in.
 * Values for people (parse, display) stand in value.c.
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

/* --- samples --- */

void sanya_sample_init(struct sanya_sample *sample)
{
	*sample = (struct sanya_sample){ .values = NULL };
}

void sanya_sample_done(struct sanya_sample *sample)
{
	free(sample->values);
	free(sample->possible);
	sanya_sample_init(sample);
}

static int grow(int64_t **values, size_t room, struct sanya_error *err)
{
	int64_t *larger = reallocarray(*values, room, sizeof(**values));

	if (larger == NULL)
		return sanya_error_memory(err);
	*values = larger;
	return 0;
}

static int make_room(struct sanya_sample *sample, struct sanya_error *err)
{
	size_t room = sample->room == 0 ? 16 : sample->room * 2;

	if (sample->count < sample->room)
		return 0;
	if (room > SIZE_MAX / sizeof(int64_t) || grow(&sample->values, room, err) < 0)
		return sanya_error_memory(err);
	if (sample->possible != NULL && grow(&sample->possible, room, err) < 0)
		return -1;
	sample->room = room;
	return 0;
}

int sanya_sample_add(struct sanya_sample *sample, int64_t value, struct sanya_error *err)
{
	if (make_room(sample, err) < 0)
		return -1;
	if (sample->possible != NULL)
		sample->possible[sample->count] = 1;
	sample->values[sample->count++] = value;
	return 0;
}

int sanya_sample_add_pair(struct sanya_sample *sample, int64_t value, int64_t possible, struct sanya_error *err)
{
	if (possible <= 0)
		return sanya_error_set(err, SANYA_FAILED, "points possible must be above 0, not %lld", (long long)possible);
	if (make_room(sample, err) < 0)
		return -1;
	if (sample->possible == NULL) {
		if (grow(&sample->possible, sample->room, err) < 0)
			return -1;
		for (size_t i = 0; i < sample->count; i++)
			sample->possible[i] = 1;
	}
	sample->possible[sample->count] = possible;
	sample->values[sample->count++] = value;
	return 0;
}

static int sum_of(const int64_t *values, size_t count, int64_t *ret, struct sanya_error *err)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		if (__builtin_add_overflow(sum, values[i], &sum))
			return sanya_error_set(err, SANYA_FAILED, "the sum of %zu values is too large for 63 bits", count);
	*ret = sum;
	return 0;
}

static int compare_values(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

static void swap(int64_t *a, int64_t *b)
{
	int64_t keep = *a;

	*a = *b;
	*b = keep;
}

/*
 * Hoare's selection: afterwards values[k] is what sorting would put there, smaller ones before it, larger ones behind.  Median
 * of three as pivot; where that goes badly too often (crafted data), what is left is sorted.
 */
static void select_value(int64_t *values, size_t count, size_t k)
{
	size_t low = 0, high = count - 1;

	for (unsigned rounds = 0; low < high; rounds++) {
		size_t i = low, j = high, middle = low + (high - low) / 2;
		int64_t pivot;

		if (rounds > 64 || high - low < 16) {
			qsort(values + low, high - low + 1, sizeof(*values), compare_values);
			return;
		}
		if (values[middle] < values[low])
			swap(&values[middle], &values[low]);
		if (values[high] < values[low])
			swap(&values[high], &values[low]);
		if (values[high] < values[middle])
			swap(&values[high], &values[middle]);
		pivot = values[middle];
		while (i <= j) {
			while (values[i] < pivot)
				i++;
			while (values[j] > pivot)
				j--;
			if (i <= j) {
				swap(&values[i], &values[j]);
				i++;
				if (j == 0)
					break;
				j--;
			}
		}
		if (k <= j)
			high = j;
		else if (k >= i)
			low = i;
		else
			return;
	}
}

/* Type 7: linear between the two order statistics around (n-1) * level. */
static void percentile(struct sanya_sample *sample, int64_t level, struct sanya_number *ret)
{
	__int128 place = (__int128)(sample->count - 1) * level;
	size_t below = (size_t)(place / LEVEL_MOST);
	int64_t part = (int64_t)(place % LEVEL_MOST), next;
	struct sanya_number lower, step;

	select_value(sample->values, sample->count, below);
	sanya_number_set_integer(ret, sample->values[below]);
	if (part == 0)
		return;
	next = sample->values[below + 1]; /* part > 0: below is not the last; all behind it are at least as large */
	for (size_t i = below + 2; i < sample->count; i++)
		if (sample->values[i] < next)
			next = sample->values[i];
	sanya_number_init(&lower);
	sanya_number_init(&step);
	sanya_number_set(&lower, ret);
	sanya_number_set_integer(ret, next);
	sanya_number_sub(ret, ret, &lower);
	sanya_number_set_ratio(&step, part, LEVEL_MOST);
	sanya_number_mul(ret, ret, &step);
	sanya_number_add(ret, ret, &lower);
	sanya_number_done(&lower);
	sanya_number_done(&step);
}

/* Nearest rank: the ceil(level * n)-th value; level > 0 makes that at least the first. */
static void nearest_rank(struct sanya_sample *sample, int64_t level, struct sanya_number *ret)
{
	__int128 product = (__int128)sample->count * level;
	size_t rank = (size_t)((product + LEVEL_MOST - 1) / LEVEL_MOST);

	select_value(sample->values, sample->count, rank - 1);
	sanya_number_set_integer(ret, sample->values[rank - 1]);
}

static int share(const struct sanya_sample *sample, struct sanya_number *ret, struct sanya_error *err)
{
	int64_t sum = 0, possible = (int64_t)sample->count;

	if (sum_of(sample->values, sample->count, &sum, err) < 0 ||
	    (sample->possible != NULL && sum_of(sample->possible, sample->count, &possible, err) < 0))
		return -1;
	sanya_number_set_ratio(ret, sum, possible);
	return 0;
}

static int compute(struct sanya_sample *sample, const struct sanya_statistic *statistic, struct sanya_number *ret,
		   struct sanya_error *err)
{
	int64_t sum = 0, found = 0;

	switch (statistic->kind) {
	case SANYA_STATISTIC_MEAN:
	case SANYA_STATISTIC_SCORE:
		if (sum_of(sample->values, sample->count, &sum, err) < 0)
			return -1;
		sanya_number_set_ratio(ret, sum, (int64_t)sample->count);
		return 0;
	case SANYA_STATISTIC_SUM:
		if (sum_of(sample->values, sample->count, &sum, err) < 0)
			return -1;
		sanya_number_set_integer(ret, sum);
		return 0;
	case SANYA_STATISTIC_MEDIAN:
		percentile(sample, LEVEL_MOST / 2, ret);
		return 0;
	case SANYA_STATISTIC_PERCENTILE:
		percentile(sample, statistic->level, ret);
		return 0;
	case SANYA_STATISTIC_RANK:
		nearest_rank(sample, statistic->level, ret);
		return 0;
	case SANYA_STATISTIC_SHARE:
		return share(sample, ret, err);
	case SANYA_STATISTIC_SHARE_WITHIN:
		for (size_t i = 0; i < sample->count; i++)
			found += sample->values[i] <= statistic->within;
		sanya_number_set_ratio(ret, found, (int64_t)sample->count);
		return 0;
	case SANYA_STATISTIC_MAX:
		found = sample->values[0];
		for (size_t i = 1; i < sample->count; i++)
			found = sample->values[i] > found ? sample->values[i] : found;
		sanya_number_set_integer(ret, found);
		return 0;
	case SANYA_STATISTIC_COUNT:
	default:
		sanya_number_set_integer(ret, (int64_t)sample->count);
		return 0;
	}
}

int sanya_sample_compute(struct sanya_sample *sample, const struct sanya_statistic *statistic, enum sanya_unit unit,
			 struct sanya_number *ret, struct sanya_error *err)
{
	struct sanya_number point;

	if (sample->count == 0)
		return sanya_error_set(err, SANYA_FAILED, "there is no value to compute a statistic of");
	if (sanya_statistic_fits(statistic, unit, err) < 0 || compute(sample, statistic, ret, err) < 0)
		return -1;
	if (unit == SANYA_UNIT_POINTS && statistic->kind != SANYA_STATISTIC_COUNT) {
		sanya_number_init(&point);
		sanya_number_set_integer(&point, 1000); /* SANYA_POINT */
		sanya_number_div(ret, ret, &point);
		sanya_number_done(&point);
	}
	return 0;
}
