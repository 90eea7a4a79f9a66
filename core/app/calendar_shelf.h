/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calendars and time zones that many contracts name, each read once.  What is handed out lives as long as the shelf.
 * A name that cannot be read is an error each time it is asked for; the shelf stays usable.
 */
#ifndef SANYA_APP_CALENDAR_SHELF_H
#define SANYA_APP_CALENDAR_SHELF_H

#include "../base/zone.h"
#include "../domain/calendar.h"
#include "settings.h"

struct sanya_calendar_shelf;

struct sanya_shelved {
	const char *name;	/* "th-office@1" */
	const char *text;	/* canonical JSON, as a worker takes it */
	const char *sha256;	/* of those bytes, hex */
};

/* `settings`: where calendars are; borrowed. */
int sanya_calendar_shelf_new(const struct sanya_settings *settings, struct sanya_calendar_shelf **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
void sanya_calendar_shelf_free(struct sanya_calendar_shelf *shelf); /* NULL is fine */

int sanya_shelf_calendar(struct sanya_calendar_shelf *shelf, const char *name, const struct sanya_shelved **ret,
			 struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_shelf_zone(struct sanya_calendar_shelf *shelf, const char *name, const struct sanya_zone **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* ret[i]: 1 where anybody works on the date from + i by that calendar, 0 where nobody does; for all dates of [from, to]. */
int sanya_shelf_working_days(struct sanya_calendar_shelf *shelf, const char *name, int32_t from, int32_t to,
			     const unsigned char **ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
