/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Working time.  A calendar says when people work; compiled for a range of dates it becomes a sorted table of intervals in UTC
 * with running totals, so that a working duration is two binary searches, whatever the distance.
 *
 * Decisions (design, Calendars): an end before its start gives 0; on days with a clock change the seconds that really pass
 * count; a moment that falls on closing time is closing time, not the next opening.
 */
#ifndef SANYA_DOMAIN_CALENDAR_H
#define SANYA_DOMAIN_CALENDAR_H

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/text.h"
#include "../base/zone.h"
#include "observation.h"

/* Seconds of the day [from, to), 0 <= from < to <= 86400; a list is sorted and does not overlap. */
struct sanya_hours_span {
	int32_t from, to;
};

struct sanya_special_day {
	int32_t date;
	const char *name;		/* of a holiday; NULL on a special working day */
	const struct sanya_hours_span *spans; /* none on a holiday */
	size_t span_count;
};

struct sanya_calendar {
	struct sanya_arena arena;
	const char *id;	      /* "th-office" */
	int64_t version;      /* 1.. */
	const char *timezone; /* IANA name */
	struct sanya_words title; /* both may be NULL */
	const char *note;     /* what a reader must check; NULL */
	struct {
		const struct sanya_hours_span *spans;
		size_t count;
	} week[7]; /* 0 = Monday */
	const struct sanya_special_day *days; /* holidays and special days, by date; a special day wins over a holiday */
	size_t day_count;
};

void sanya_calendar_init(struct sanya_calendar *calendar);
void sanya_calendar_done(struct sanya_calendar *calendar);

struct sanya_hours;

/* Compile for the dates from..to (inclusive, in the calendar's zone; at most 400 years).  Copies what it needs. */
int sanya_hours_compile(const struct sanya_calendar *calendar, const struct sanya_zone *zone, int32_t from, int32_t to,
			struct sanya_hours **ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_hours_free(struct sanya_hours *hours);

/* Working seconds in [from, to); 0 where to <= from.  Outside the compiled dates there are none: check with _covers. */
int64_t sanya_hours_between(const struct sanya_hours *hours, int64_t from, int64_t to);
/* The same without the stretches in `pauses` (any order, may overlap). */
int64_t sanya_hours_between_except(const struct sanya_hours *hours, int64_t from, int64_t to,
				   const struct sanya_span *pauses, size_t count);
/*
 * The moment when `seconds` (>= 0) of work have passed since `start`; with 0 seconds the first open moment at or after it, closing
 * time included.  Beyond the compiled dates: an error.
 */
int sanya_hours_add(const struct sanya_hours *hours, int64_t start, int64_t seconds, int64_t *ret,
		    struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_hours_add_except(const struct sanya_hours *hours, int64_t start, int64_t seconds,
			   const struct sanya_span *pauses, size_t count, int64_t *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
bool sanya_hours_covers(const struct sanya_hours *hours, int64_t instant);
bool sanya_hours_open(const struct sanya_hours *hours, int64_t instant);
/* The compiled intervals in order, for showing. */
size_t sanya_hours_count(const struct sanya_hours *hours);
struct sanya_span sanya_hours_interval(const struct sanya_hours *hours, size_t index);

#endif
