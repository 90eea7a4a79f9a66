/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time zones from the system's tz database (TZif files, RFC 8536: versions 1 to 4, the POSIX footer for times after the
 * last transition).
 *
 * A zone is immutable after loading.  Looking up an offset is a binary search.
 */
#ifndef SANYA_BASE_ZONE_H
#define SANYA_BASE_ZONE_H

#include "base.h"
#include "error.h"

struct sanya_zone;

/*
 * By IANA name ("Asia/Bangkok"); names with "..", a leading "/" or characters outside [A-Za-z0-9_+-/] are refused.  The
 * folder is TZDIR where set, else /usr/share/zoneinfo.
 */
int sanya_zone_load(const char *name, struct sanya_zone **ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* From bytes of a TZif file, for tests. */
int sanya_zone_parse(const char *name, const void *bytes, size_t size, struct sanya_zone **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
void sanya_zone_free(struct sanya_zone *zone);
const char *sanya_zone_name(const struct sanya_zone *zone);

/* Seconds to add to the instant to get the wall clock. */
int32_t sanya_zone_offset(const struct sanya_zone *zone, int64_t instant);
/* The same, and until when it holds: the next change of the clock after the instant, INT64_MAX where none follows. */
int32_t sanya_zone_offset_until(const struct sanya_zone *zone, int64_t instant, int64_t *ret_until);

enum sanya_fold {
	SANYA_FOLD_UNIQUE, /* the wall clock shows it once */
	SANYA_FOLD_GAP,	   /* skipped by the clock: the instant is that of the transition */
	SANYA_FOLD_TWICE,  /* shown twice: the instant is the earlier one, *ret_later the later */
};
/* From wall-clock seconds to an instant.  `ret_later` may be NULL; it equals *ret where the time is unique. */
enum sanya_fold sanya_zone_instant(const struct sanya_zone *zone, int64_t local, int64_t *ret, int64_t *ret_later);
/* The wall-clock date of an instant. */
int32_t sanya_zone_date(const struct sanya_zone *zone, int64_t instant);
/* The first instant of a date: midnight, or where midnight is skipped the moment the day begins. */
int64_t sanya_zone_day_start(const struct sanya_zone *zone, int32_t date);

#endif
