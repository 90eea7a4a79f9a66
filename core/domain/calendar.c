/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Working time on a compiled table: the working seconds before an instant are one look into an index, a step or two along the
 * intervals and a sum, so a duration costs two of these, whatever lies between.
 * The table itself is made in calendar_compile.c; the clock's pauses are left out in calendar_pause.c.
 */
#include "calendar_parts.h"

void sanya_calendar_init(struct sanya_calendar *calendar)
{
	*calendar = (struct sanya_calendar){ 0 };
	sanya_arena_init(&calendar->arena);
}

void sanya_calendar_done(struct sanya_calendar *calendar)
{
	sanya_arena_done(&calendar->arena);
	sanya_calendar_init(calendar);
}

void sanya_hours_free(struct sanya_hours *hours)
{
	if (hours == NULL)
		return;
	free(hours->list);
	free(hours->steps);
	free(hours);
}

/* Number of intervals that begin at or before the instant, which lies between start and end. */
static size_t begun(const struct sanya_hours *hours, int64_t instant)
{
	size_t index = hours->steps[(instant - hours->start) >> SANYA_HOURS_STEP];

	while (index < hours->count && hours->list[index].from <= instant)
		index++;
	return index;
}

/* Working seconds from the table's start to the instant. */
static int64_t worked_before(const struct sanya_hours *hours, int64_t instant)
{
	const struct sanya_hours_interval *last;
	size_t index;

	if (instant <= hours->start)
		return 0;
	if (instant >= hours->end)
		return hours->total;
	index = begun(hours, instant);
	if (index == 0)
		return 0;
	last = &hours->list[index - 1];
	return last->before + (instant < last->to ? instant : last->to) - last->from;
}

int64_t sanya_hours_between(const struct sanya_hours *hours, int64_t from, int64_t to)
{
	if (to <= from)
		return 0;
	return worked_before(hours, to) - worked_before(hours, from);
}

static int beyond(const struct sanya_hours *hours, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer days;

	sanya_buffer_init(&days, 64);
	sanya_date_format(hours->from, &days);
	sanya_buffer_text(&days, " to ");
	sanya_date_format(hours->to, &days);
	sanya_error_set(err, SANYA_FAILED, "the working time asked for does not lie within the days counted, %s", days.data);
	return sanya_error_next(err, "check the moment, the number of seconds, and that the calendar has working days at all");
}

/* The first moment at or after `start` that is open; closing time is open enough. */
static int next_open(const struct sanya_hours *hours, int64_t start, int64_t *ret, struct sanya_error *err)
{
	size_t index = start < hours->end ? begun(hours, start) : hours->count;

	if (index > 0 && start <= hours->list[index - 1].to)
		*ret = start;
	else if (index < hours->count)
		*ret = hours->list[index].from;
	else
		return beyond(hours, err);
	return 0;
}

int sanya_hours_add(const struct sanya_hours *hours, int64_t start, int64_t seconds, int64_t *ret,
		    struct sanya_error *err)
{
	size_t low = 0, high = hours->count;
	int64_t target;

	if (seconds < 0 || !sanya_hours_covers(hours, start))
		return beyond(hours, err);
	if (seconds == 0)
		return next_open(hours, start, ret, err);
	if (__builtin_add_overflow(worked_before(hours, start), seconds, &target) || target > hours->total)
		return beyond(hours, err);
	/* The last interval that begins with less than `target` worked: its end may be the answer, the next opening never is. */
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (hours->list[middle].before < target)
			low = middle;
		else
			high = middle;
	}
	*ret = hours->list[low].from + (target - hours->list[low].before);
	return 0;
}

bool sanya_hours_covers(const struct sanya_hours *hours, int64_t instant)
{
	return instant >= hours->start && instant <= hours->end;
}

bool sanya_hours_open(const struct sanya_hours *hours, int64_t instant)
{
	size_t index;

	if (instant < hours->start || instant >= hours->end)
		return false;
	index = begun(hours, instant);
	return index > 0 && instant < hours->list[index - 1].to;
}

size_t sanya_hours_count(const struct sanya_hours *hours)
{
	return hours->count;
}

struct sanya_span sanya_hours_interval(const struct sanya_hours *hours, size_t index)
{
	if (index >= hours->count)
		abort();
	return (struct sanya_span){ .from = hours->list[index].from, .to = hours->list[index].to };
}
