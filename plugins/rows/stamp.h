/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times as exports write them, read to the microsecond.
 *
 *   iso      2026-07-01[T ]09:30[:15[.123456]][ ][Z|+07|+07:00|+0700|-03:30]; 2026-07-01
 *   ymd      2026/7/1 9:30[:15] [AM|PM] (separator / - or .), zones as above
 *   dmy      1/7/2026 9:30[:15] [AM|PM]
 *   mdy      07/01/2026 09:30:15 PM
 *   thai     9 ธ.ค. 67, 9 ธันวาคม 2567 [เวลา] [14:05[:09]] [น.], also 14.05 น. and Thai digits
 *   excel    45266.5833 (days since 1899-12-30)
 *   unix     seconds since 1970, unix-ms milliseconds
 *
 * Years of two digits are 1969 to 2068, in the Buddhist era 2500 to 2599.  `era` says which era the years are of; the Thai format
 * takes years from 2400 on and all of two digits as Buddhist and others as common.  Everywhere else a year from 2400 to 2699 is refused
 * unless the era is said to be Buddhist, for it is hardly ever meant.
 */
#ifndef ROWS_STAMP_H
#define ROWS_STAMP_H

#include "base.h"

enum rows_stamp_format { ROWS_ISO, ROWS_YMD, ROWS_DMY, ROWS_MDY, ROWS_THAI, ROWS_EXCEL, ROWS_UNIX, ROWS_UNIX_MS };
enum rows_era { ROWS_ERA_COMMON, ROWS_ERA_BUDDHIST };

struct rows_stamp {
	int64_t seconds; /* as the wall clock counts them, or since 1970 UTC where `zoned` */
	int32_t micros;	 /* 0 to 999999 */
	bool zoned;
	bool date_only;
};

/* The instants that an observation may have: those of the years 1 to 9999 in UTC. */
#define ROWS_INSTANT_FIRST INT64_C(-62135596800)
#define ROWS_INSTANT_LAST INT64_C(253402300799)
static inline bool rows_instant_good(int64_t seconds)
{
	return seconds >= ROWS_INSTANT_FIRST && seconds <= ROWS_INSTANT_LAST;
}

/* 0: *ret is set, though a zone may have taken it out of these years.  Otherwise a reason in stable words: "not a date", "no such day", "Buddhist year", "not a time of day". */
const char *rows_stamp_parse(enum rows_stamp_format format, enum rows_era era, const char *text, size_t size,
			    struct rows_stamp *ret) ROWS_MUST_CHECK;
/* The same without the short way for the usual forms (iso.h), which must agree with it. */
const char *rows_stamp_read(enum rows_stamp_format format, enum rows_era era, const char *text, size_t size,
			    struct rows_stamp *ret) ROWS_MUST_CHECK;
/* -1: no such format. */
int rows_stamp_format_find(const char *name, enum rows_stamp_format *ret) ROWS_MUST_CHECK;
int64_t rows_days_of(int64_t year, unsigned month, unsigned day);

#endif
