/* SPDX-License-Identifier: Apache-2.0 */
/* What the three files of the time zones share; nobody else includes it. */
#ifndef SANYA_BASE_ZONE_PARTS_H
#define SANYA_BASE_ZONE_PARTS_H

#include "zone.h"

/* RFC 8536 wants offsets strictly between -25 and 26 hours. */
#define SANYA_ZONE_OFFSET_LEAST (-INT32_C(89999))
#define SANYA_ZONE_OFFSET_MOST INT32_C(93599)

/* The day and moment of a yearly change: Mm.w.d, Jn or n of a POSIX TZ text, then /time. */
struct sanya_zone_day {
	enum { SANYA_ZONE_WEEKDAY, SANYA_ZONE_JULIAN, SANYA_ZONE_ORDINAL } form;
	int32_t month, week, weekday; /* weekday: 0 = Sunday */
	int32_t day;		      /* 1-365 without 29 February, or 0-365 with it */
	int32_t seconds;	      /* of the local clock before the change; may lie on other days */
};

struct sanya_zone_rule {
	int32_t standard, summer; /* offsets; equal where the zone has no summer time */
	bool changes;
	struct sanya_zone_day start, end; /* of summer time */
};

struct sanya_zone {
	char *name;
	int32_t first_offset; /* before the first change */
	struct sanya_zone_change {
		int64_t at;
		int32_t offset; /* from then on */
	} *changes;
	size_t change_count;
	bool has_rule; /* what holds from the last change on */
	struct sanya_zone_rule rule;
};

/* Read the POSIX TZ text of a footer ("CET-1CEST,M3.5.0,M10.5.0/3"). */
int sanya_zone_rule_parse(const char *text, size_t size, struct sanya_zone_rule *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
int32_t sanya_zone_rule_offset(const struct sanya_zone_rule *rule, int64_t instant);
/* The next change after the instant; INT64_MAX where there is none. */
int64_t sanya_zone_rule_next(const struct sanya_zone_rule *rule, int64_t instant);

#endif
