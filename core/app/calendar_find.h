/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calendars by name, and their working hours ready for counting.
 *
 * A name is a file (it has a "/" or ends in ".json", or "-" for standard input), or an ID with or without "@VERSION" of those that
 * come with the program.  The newest version of ID stands in calendars/ID.json, older ones in calendars/ID@VERSION.json.
 */
#ifndef SANYA_APP_CALENDAR_FIND_H
#define SANYA_APP_CALENDAR_FIND_H

#include "../domain/calendar.h"
#include "settings.h"

/* `ret` is initialised also when it fails, and freed with sanya_calendar_done. */
int sanya_calendar_find(const struct sanya_settings *settings, const char *name, struct sanya_calendar *ret,
			struct sanya_error *err) SANYA_MUST_CHECK;

/* A calendar's zone, and its hours compiled for every date between two instants, the days of both included. */
int sanya_calendar_hours(const struct sanya_calendar *calendar, int64_t from, int64_t to, struct sanya_zone **ret_zone,
			 struct sanya_hours **ret_hours, struct sanya_error *err) SANYA_MUST_CHECK;
/* The moment when `seconds` of work have passed, however many years that takes. */
int sanya_calendar_add(const struct sanya_calendar *calendar, const struct sanya_zone *zone, int64_t start,
		       int64_t seconds, int64_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
