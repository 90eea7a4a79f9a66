/* SPDX-License-Identifier: Apache-2.0 */
/* The compiled table, as the three files of the calendar see it; nobody else includes it. */
#ifndef SANYA_DOMAIN_CALENDAR_PARTS_H
#define SANYA_DOMAIN_CALENDAR_PARTS_H

#include "calendar.h"

/* One entry of the index for every 2^16 seconds, somewhat less than a day. */
#define SANYA_HOURS_STEP 16

struct sanya_hours {
	int32_t from, to;   /* dates, inclusive */
	int64_t start, end; /* the instants where they begin and end */
	int64_t total;	    /* working seconds of all intervals */
	struct sanya_hours_interval {
		int64_t from, to;
		int64_t before; /* working seconds of all intervals before this one */
	} *list; /* in order, none touches the next */
	size_t count;
	uint32_t *steps; /* number of intervals that begin before start + i * 2^STEP */
};

#endif
