/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compiles a calendar: week, holidays and special days of a range of dates become intervals in UTC with running totals.
 * A mark of the wall clock is the first moment the clock shows it, or the moment it is skipped; so a day with a clock change has
 * the seconds that really pass, and hours that touch on the clock touch in time.
 */
#include "calendar_parts.h"

#define DATES_MOST 146098 /* 400 years and a day */

/* The hours of one date: those of its own, else those of the week.  `*at` runs along the special days. */
static const struct sanya_hours_span *hours_of(const struct sanya_calendar *calendar, int32_t date, size_t *at,
					       size_t *ret_count)
{
	int weekday = sanya_date_weekday(date);
	const struct sanya_special_day *found = NULL;

	while (*at < calendar->day_count && calendar->days[*at].date < date)
		(*at)++;
	/* A special working day wins over a holiday of the same date. */
	for (size_t i = *at; i < calendar->day_count && calendar->days[i].date == date; i++)
		if (found == NULL || calendar->days[i].span_count > 0)
			found = &calendar->days[i];
	if (found != NULL) {
		*ret_count = found->span_count;
		return found->spans;
	}
	*ret_count = calendar->week[weekday].count;
	return calendar->week[weekday].spans;
}

static int64_t instant_of(const struct sanya_zone *zone, int32_t date, int32_t seconds)
{
	int64_t instant;

	sanya_zone_instant(zone, date * SANYA_DAY + seconds, &instant, NULL);
	return instant;
}

static int add_interval(struct sanya_hours *hours, size_t *room, int64_t from, int64_t to)
{
	struct sanya_hours_interval *last = hours->count > 0 ? &hours->list[hours->count - 1] : NULL;

	if (to <= from)
		return 0; /* all of it skipped by the clock */
	hours->total += to - from;
	if (last != NULL && from == last->to) {
		last->to = to;
		return 0;
	}
	if (hours->count == *room) {
		struct sanya_hours_interval *list;

		*room = *room == 0 ? 512 : *room * 2;
		list = reallocarray(hours->list, *room, sizeof(*list));
		if (list == NULL)
			return -1;
		hours->list = list;
	}
	hours->list[hours->count++] =
		(struct sanya_hours_interval){ .from = from, .to = to, .before = hours->total - (to - from) };
	return 0;
}

static int fill(struct sanya_hours *hours, const struct sanya_calendar *calendar, const struct sanya_zone *zone)
{
	size_t room = 0, at = 0;

	for (int32_t date = hours->from; date <= hours->to; date++) {
		size_t count;
		const struct sanya_hours_span *spans = hours_of(calendar, date, &at, &count);

		for (size_t i = 0; i < count; i++)
			if (add_interval(hours, &room, instant_of(zone, date, spans[i].from),
					 instant_of(zone, date, spans[i].to)) < 0)
				return -1;
	}
	return 0;
}

static int make_steps(struct sanya_hours *hours)
{
	size_t steps = (size_t)((hours->end - hours->start) >> SANYA_HOURS_STEP) + 1;
	size_t index = 0;

	hours->steps = calloc(steps, sizeof(*hours->steps));
	if (hours->steps == NULL)
		return -1;
	for (size_t i = 0; i < steps; i++) {
		int64_t instant = hours->start + ((int64_t)i << SANYA_HOURS_STEP);

		while (index < hours->count && hours->list[index].from < instant)
			index++;
		hours->steps[i] = (uint32_t)index;
	}
	return 0;
}

int sanya_hours_compile(const struct sanya_calendar *calendar, const struct sanya_zone *zone, int32_t from, int32_t to,
			struct sanya_hours **ret, struct sanya_error *err)
{
	struct sanya_hours *hours;

	if (to < from || (int64_t)to - from >= DATES_MOST || from < sanya_date_of(1, 1, 2) ||
	    to > sanya_date_of(9999, 12, 30)) {
		sanya_error_set(err, SANYA_FAILED, "a calendar is counted for one day to 400 years between the years 1 and 9999");
		return sanya_error_next(err, "check the dates: the first may not be after the last");
	}
	hours = calloc(1, sizeof(*hours));
	if (hours == NULL)
		return sanya_error_memory(err);
	hours->from = from;
	hours->to = to;
	hours->start = sanya_zone_day_start(zone, from);
	hours->end = sanya_zone_day_start(zone, to + 1);
	if (fill(hours, calendar, zone) < 0 || make_steps(hours) < 0) {
		sanya_hours_free(hours);
		return sanya_error_memory(err);
	}
	*ret = hours;
	return 0;
}
