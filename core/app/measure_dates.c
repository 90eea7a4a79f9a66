/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The month and the day of an instant, as names.
 * Time is cut into stretches of 2^16 seconds, shorter than any day: in each the date changes once at most, so one comparison tells.  Where the
 * clock itself is put forward or back, each instant is looked up in the zone.
 */
#include "../base/time.h"
#include "measure_room.h"

#define STRETCH		 INT64_C(65536)
#define STRETCHES_MOST	 UINT32_C(65536) /* 136 years; what lies farther off is looked up each time */
#define STRETCHES_AROUND UINT32_C(256)	 /* half a year on both sides */
#define INSTANT_FIRST	 INT64_C(-62135596800)
#define INSTANT_LAST	 INT64_C(253402300799)
#define CHANGES		 UINT32_MAX

void sanya_measure_dates_done(struct sanya_measure_dates *dates)
{
	free(dates->stretches);
	dates->stretches = NULL;
	dates->count = 0;
}

/* "2026-07" or "2026-07-31" */
static uint32_t name_of(struct sanya_measuring *measuring, const struct sanya_measure_dates *dates, int32_t date)
{
	struct sanya_civil civil = sanya_date_civil(date);
	char text[40];
	int size = snprintf(text, sizeof text, "%04d-%02d", civil.year, civil.month);

	if (dates->daily)
		size += snprintf(text + size, sizeof text - (size_t)size, "-%02d", civil.day);
	return sanya_measure_name(measuring, (struct sanya_text){ text, (uint32_t)size });
}

static bool same_month(int32_t a, int32_t b)
{
	struct sanya_civil one = sanya_date_civil(a), two = sanya_date_civil(b);

	return one.month == two.month && one.year == two.year;
}

static bool fill(struct sanya_measuring *measuring, const struct sanya_measure_dates *dates, int64_t number,
		 struct sanya_measure_stretch *ret)
{
	int64_t from = number * STRETCH, until;
	int32_t offset = sanya_zone_offset_until(measuring->zone, from, &until);
	int32_t date = sanya_date_of_seconds(from + offset);
	int64_t midnight = (date + 1) * SANYA_DAY - offset;
	struct sanya_measure_stretch stretch = { .boundary = INT64_MAX, .before = CHANGES };

	if (until >= from + STRETCH) {
		stretch.before = stretch.after = name_of(measuring, dates, date);
		if (midnight < from + STRETCH && (dates->daily || !same_month(date, date + 1))) {
			stretch.boundary = midnight;
			stretch.after = name_of(measuring, dates, date + 1);
		}
		if (stretch.before == UINT32_MAX || stretch.after == UINT32_MAX)
			return false;
	}
	*ret = stretch;
	return true;
}

/* Let the list reach a stretch; false where it would become too long. */
static bool reach(struct sanya_measure_dates *dates, int64_t number, bool *ret_memory)
{
	int64_t first = dates->count == 0 ? number : dates->first, last = dates->count == 0 ? number : first + dates->count - 1;

	first = number - STRETCHES_AROUND < first ? number - STRETCHES_AROUND : first;
	last = number + STRETCHES_AROUND > last ? number + STRETCHES_AROUND : last;
	*ret_memory = true;
	if (last - first >= STRETCHES_MOST)
		return false;
	struct sanya_measure_stretch *stretches = calloc((size_t)(last - first + 1), sizeof *stretches);
	*ret_memory = stretches != NULL;
	if (stretches == NULL)
		return false;
	if (dates->count > 0)
		memcpy(stretches + (dates->first - first), dates->stretches, dates->count * sizeof *stretches);
	free(dates->stretches);
	dates->stretches = stretches;
	dates->first = first;
	dates->count = (uint32_t)(last - first + 1);
	return true;
}

uint32_t sanya_measure_date_slowly(struct sanya_measuring *measuring, struct sanya_measure_dates *dates, int64_t at)
{
	int64_t number = at >> 16;
	bool memory = true;

	if (at < INSTANT_FIRST || at > INSTANT_LAST)
		return SANYA_NO_NAME;
	if ((uint64_t)(number - dates->first) >= dates->count && !reach(dates, number, &memory))
		return memory ? name_of(measuring, dates, sanya_zone_date(measuring->zone, at)) : UINT32_MAX;

	struct sanya_measure_stretch *stretch = &dates->stretches[number - dates->first];
	if (stretch->before == 0 && !fill(measuring, dates, number, stretch))
		return UINT32_MAX;
	if (stretch->before == CHANGES)
		return name_of(measuring, dates, sanya_zone_date(measuring->zone, at));
	return at < stretch->boundary ? stretch->before : stretch->after;
}
