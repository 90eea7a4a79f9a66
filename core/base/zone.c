/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time zones: finds the file, searches its transitions, and turns wall-clock times into instants.
 * Reading the bytes and the rule for the years to come are in zone_file.c and zone_rule.c.
 * Nothing here changes a zone after it is loaded.
 */
#include "zone_parts.h"

#include "buffer.h"
#include "file.h"
#include "time.h"

#define FILE_MOST (1u << 20)
#define NAME_MOST 80

static bool is_name(const char *name)
{
	size_t size = 0;

	for (; name[size] != '\0'; size++) {
		char c = name[size];
		bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
			     c == '+' || c == '-' || (c == '/' && size > 0);

		if (!plain || size >= NAME_MOST)
			return false;
	}
	return size > 0;
}

static int unknown(const char *name, struct sanya_error *err)
{
	sanya_error_set(err, SANYA_NOT_FOUND, "there is no time zone \"%.*s\"", NAME_MOST, name);
	return sanya_error_next(err, "use a name of the tz database such as Asia/Bangkok; the files come with the package tzdata");
}

int sanya_zone_load(const char *name, struct sanya_zone **ret, struct sanya_error *err)
{
	const char *folder = getenv("TZDIR");
	char path[SANYA_PATH_MAX];
	struct sanya_buffer bytes;
	int length, result;

	if (!is_name(name))
		return unknown(name, err);
	if (folder == NULL || folder[0] == '\0')
		folder = "/usr/share/zoneinfo";
	length = snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (length < 0 || (size_t)length >= sizeof(path))
		return sanya_error_set(err, SANYA_FAILED, "the folder named by TZDIR is too long");
	if (!sanya_file_exists(path))
		return unknown(name, err);
	sanya_buffer_init(&bytes, FILE_MOST);
	result = sanya_file_read(path, &bytes, err);
	if (result == 0)
		result = sanya_zone_parse(name, bytes.data, bytes.size, ret, err);
	if (result < 0)
		sanya_error_at(err, path, 0, 0);
	sanya_buffer_done(&bytes);
	return result;
}

void sanya_zone_free(struct sanya_zone *zone)
{
	if (zone == NULL)
		return;
	free(zone->name);
	free(zone->changes);
	free(zone);
}

const char *sanya_zone_name(const struct sanya_zone *zone)
{
	return zone->name;
}

/* How many listed changes lie at or before the instant. */
static size_t changes_before(const struct sanya_zone *zone, int64_t instant)
{
	size_t low = 0, high = zone->change_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zone->changes[middle].at <= instant)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int32_t sanya_zone_offset(const struct sanya_zone *zone, int64_t instant)
{
	size_t index = changes_before(zone, instant);

	if (index == zone->change_count && zone->has_rule)
		return sanya_zone_rule_offset(&zone->rule, instant);
	return index == 0 ? zone->first_offset : zone->changes[index - 1].offset;
}

/* The next change after the instant, INT64_MAX where none follows. */
static int64_t next_change(const struct sanya_zone *zone, int64_t instant)
{
	size_t index = changes_before(zone, instant);

	if (index < zone->change_count)
		return zone->changes[index].at;
	return zone->has_rule ? sanya_zone_rule_next(&zone->rule, instant) : INT64_MAX;
}

int32_t sanya_zone_offset_until(const struct sanya_zone *zone, int64_t instant, int64_t *ret_until)
{
	*ret_until = next_change(zone, instant);
	return sanya_zone_offset(zone, instant);
}

enum sanya_fold sanya_zone_instant(const struct sanya_zone *zone, int64_t local, int64_t *ret, int64_t *ret_later)
{
	/* No offset is as large as 26 hours, so only the stretches between changes near `local` can show it. */
	int64_t from = local - SANYA_ZONE_OFFSET_MOST - 1;
	const int64_t end = local + SANYA_ZONE_OFFSET_MOST + 1;
	int32_t offset = sanya_zone_offset(zone, from);
	int64_t found = SANYA_NO_INSTANT, later = SANYA_NO_INSTANT, gap = SANYA_NO_INSTANT;

	while (from <= end) {
		int64_t to = next_change(zone, from);
		int64_t instant = local - offset;
		int32_t next_offset;

		if (instant >= from && instant < to) {
			later = instant;
			if (found == SANYA_NO_INSTANT)
				found = instant;
		}
		if (to > end)
			break;
		next_offset = sanya_zone_offset(zone, to);
		if (instant >= to && local - next_offset < to)
			gap = to;
		from = to;
		offset = next_offset;
	}
	/* Every local time is shown by a stretch or skipped by a change. */
	if (found == SANYA_NO_INSTANT) {
		if (gap == SANYA_NO_INSTANT)
			abort();
		*ret = gap;
		if (ret_later != NULL)
			*ret_later = gap;
		return SANYA_FOLD_GAP;
	}
	*ret = found;
	if (ret_later != NULL)
		*ret_later = later;
	return found == later ? SANYA_FOLD_UNIQUE : SANYA_FOLD_TWICE;
}

int32_t sanya_zone_date(const struct sanya_zone *zone, int64_t instant)
{
	return sanya_date_of_seconds(instant + sanya_zone_offset(zone, instant));
}

int64_t sanya_zone_day_start(const struct sanya_zone *zone, int32_t date)
{
	int64_t instant;

	sanya_zone_instant(zone, date * SANYA_DAY, &instant, NULL);
	return instant;
}
