/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Instants, dates and durations.
 *
 *  - An instant is int64_t seconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX).  Range: years 1 to
 *    9999.  SANYA_NO_INSTANT means "absent".
 *  - A date is int32_t days since 1970-01-01 in the proleptic Gregorian calendar (R. Dates, era-based algorithm).
 *  - A duration is int64_t seconds.
 *
 * The only function here that looks at the clock is sanya_time_now; the domain room may not call it.
 */
#ifndef SANYA_BASE_TIME_H
#define SANYA_BASE_TIME_H

#include "base.h"
#include "buffer.h"
#include "error.h"

#define SANYA_NO_INSTANT INT64_MIN
#define SANYA_NO_DATE INT32_MIN
#define SANYA_DAY INT64_C(86400)

struct sanya_civil {
	int32_t year;	/* 1 to 9999, common era */
	int32_t month;	/* 1 to 12 */
	int32_t day;	/* 1 to 31 */
};

int32_t sanya_date_of(int32_t year, int32_t month, int32_t day); /* arguments must be a valid date */
bool sanya_date_valid(int32_t year, int32_t month, int32_t day);
struct sanya_civil sanya_date_civil(int32_t date);
int sanya_date_weekday(int32_t date); /* 0 = Monday */
/* The date of a number of seconds since 1970 as a wall clock counts them (an instant plus its offset). */
int32_t sanya_date_of_seconds(int64_t seconds);

/* YYYY-MM-DD, all of the text. */
int sanya_date_parse(const char *text, size_t size, int32_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_date_format(int32_t date, struct sanya_buffer *out);

/*
 * ISO 8601 with a zone: YYYY-MM-DD[T ]HH:MM[:SS[.f{1,6}]](Z|+HH[:MM]|-HH[:MM]).  Fractions are cut off.  A stamp without a
 * zone is refused here; `ret_local` of sanya_instant_parse_local takes those.
 */
int sanya_instant_parse(const char *text, size_t size, int64_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* The same without a zone: seconds as the wall clock shows them.  With a zone: *ret_zoned = true and the instant. */
int sanya_instant_parse_local(const char *text, size_t size, int64_t *ret, bool *ret_zoned, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* YYYY-MM-DDTHH:MM:SSZ */
void sanya_instant_format(int64_t instant, struct sanya_buffer *out);

/* "90s", "30m", "4h", "2d"; also joined, largest first: "1h30m".  A d is 24 h.  At most ten years. */
int sanya_duration_parse(const char *text, size_t size, int64_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_duration_format(int64_t seconds, struct sanya_buffer *out);

/* The system's clock, whole seconds; SANYA_NOW (an ISO instant) in the environment replaces it, for tests and the demo. */
int64_t sanya_time_now(void);
/* Whether it is replaced: what is recorded then says so. */
bool sanya_time_is_given(void);

#endif
