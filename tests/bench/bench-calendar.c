/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What working time costs: compiling ten years of Thai office hours (argument: the calendar's file), and one working duration between
 * two moments anywhere in them.  Prints medians.
 */
#include "core/base/file.h"
#include "core/base/time.h"
#include "core/codec/documents.h"

#define RUNS 21
#define DURATIONS 1000000

static int64_t now_ns(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return 0;
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	const int64_t *one = a, *two = b;

	return (*one > *two) - (*one < *two);
}

static int measure(const struct sanya_calendar *calendar, const struct sanya_zone *zone, struct sanya_error *err)
{
	const int32_t from = sanya_date_of(2020, 1, 1), to = sanya_date_of(2029, 12, 31);
	const int64_t start = sanya_date_of(2020, 1, 2) * SANYA_DAY, length = 3600 * SANYA_DAY;
	int64_t compile[RUNS], count[RUNS], sum = 0;
	struct sanya_hours *hours = NULL;
	uint64_t seed = 1;

	for (size_t i = 0; i < RUNS; i++) {
		int64_t before = now_ns();

		sanya_hours_free(hours);
		hours = NULL;
		if (sanya_hours_compile(calendar, zone, from, to, &hours, err) < 0)
			return -1;
		compile[i] = now_ns() - before;
		before = now_ns();
		for (size_t j = 0; j < DURATIONS; j++) {
			seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			int64_t first = start + (int64_t)((seed >> 33) % (uint64_t)length);

			sum += sanya_hours_between(hours, first, first + (int64_t)(seed & 0x3FFFFF));
		}
		count[i] = now_ns() - before;
	}
	qsort(compile, RUNS, sizeof(compile[0]), by_size);
	qsort(count, RUNS, sizeof(count[0]), by_size);
	printf("calendar, ten years: %zu intervals compiled in %.2f ms\n", sanya_hours_count(hours),
	       (double)compile[RUNS / 2] / 1e6);
	/* the sum keeps the compiler from leaving the work out, and tells whether two machines did the same */
	printf("working duration up to 48 days: %.1f ns (checksum %lld)\n", (double)count[RUNS / 2] / DURATIONS, (long long)sum);
	sanya_hours_free(hours);
	return 0;
}

int main(int argc, char **argv)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_calendar calendar;
	struct sanya_zone *zone = NULL;
	struct sanya_buffer text;
	int result = -1;

	if (argc != 2) {
		fprintf(stderr, "usage: bench-calendar CALENDAR.json\n");
		return 2;
	}
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	sanya_calendar_init(&calendar);
	if (sanya_file_read(argv[1], &text, &err) == 0 &&
	    sanya_calendar_parse(argv[1], text.data, text.size, &calendar, &err) == 0 &&
	    sanya_zone_load(calendar.timezone, &zone, &err) == 0)
		result = measure(&calendar, zone, &err);
	if (result < 0)
		fprintf(stderr, "%s\n", err.what);
	sanya_zone_free(zone);
	sanya_calendar_done(&calendar);
	sanya_buffer_done(&text);
	return result < 0 ? 1 : 0;
}
