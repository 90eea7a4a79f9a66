/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A list of values that grows one by one, for callers with a few of them; statistic.c computes.
 * Keeps every value in 64 bits; what measures millions has lists of its own (app/gathering.c).
 */
#include "statistic.h"

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

static struct sanya_sums sums_of(const struct sanya_sample *sample, int64_t within)
{
	struct sanya_sums sums = { .count = sample->count, .max = INT64_MIN };

	for (size_t i = 0; i < sample->count; i++) {
		sums.sum += sample->values[i];
		sums.possible += sample->possible != NULL ? sample->possible[i] : 1;
		sums.within += sample->values[i] <= within;
		sums.max = sample->values[i] > sums.max ? sample->values[i] : sums.max;
	}
	return sums;
}

int sanya_sample_compute(struct sanya_sample *sample, const struct sanya_statistic *statistic, enum sanya_unit unit,
			 struct sanya_number *ret, struct sanya_error *err)
{
	const struct sanya_sums sums = sums_of(sample, statistic->within);
	struct sanya_order order = { .wide = sample->values, .count = sample->count };
	struct sanya_ratio ratio;

	if (sanya_statistic_compute(statistic, unit, &sums, &order, &ratio, err) < 0)
		return -1;
	sanya_number_set_ratio(ret, ratio.num, ratio.den);
	return 0;
}
