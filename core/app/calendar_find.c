/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds a calendar by name and makes it ready for counting.
 * Changes nothing anywhere; the calendars of a home are those its contracts name, found the same way.
 */
#include "calendar_find.h"

#include "../base/file.h"
#include "../base/time.h"
#include "../codec/documents.h"

static bool is_file_name(const char *name)
{
	size_t size = strlen(name);

	return strchr(name, '/') != NULL || strcmp(name, "-") == 0 || (size > 5 && strcmp(name + size - 5, ".json") == 0);
}

static int read_calendar(const char *path, struct sanya_calendar *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (sanya_file_read(path, &text, err) < 0)
		return -1;
	return sanya_calendar_parse(strcmp(path, "-") == 0 ? "standard input" : path, text.data, text.size, ret, err);
}

static int not_found(const char *name, struct sanya_error *err)
{
	sanya_error_set(err, SANYA_NOT_FOUND, "there is no calendar \"%s\"", name);
	return sanya_error_next(err, "See:  sanya calendar show  -- or name a file: ./my-calendar.json");
}

int sanya_calendar_find(const struct sanya_settings *settings, const char *name, struct sanya_calendar *ret,
			struct sanya_error *err)
{
	const char *at = strchr(name, '@');
	size_t size = at == NULL ? strlen(name) : (size_t)(at - name);
	char id[80], path[SANYA_PATH_MAX];
	int64_t version = 0;
	struct sanya_error reason = SANYA_ERROR_INIT;

	sanya_calendar_init(ret);
	if (is_file_name(name))
		return read_calendar(name, ret, err);
	if (size >= sizeof(id))
		return not_found(name, err);
	snprintf(id, sizeof(id), "%.*s", (int)size, name);
	if (!sanya_text_is_identifier(id) ||
	    (at != NULL && (sanya_text_integer(at + 1, strlen(at + 1), &version, &reason) < 0 || version < 1)))
		return not_found(name, err);
	if (at != NULL) {
		snprintf(path, sizeof(path), "%s/calendars/%s@%lld.json", settings->data, id, (long long)version);
		if (sanya_file_exists(path))
			return read_calendar(path, ret, err);
	}
	snprintf(path, sizeof(path), "%s/calendars/%s.json", settings->data, id);
	if (!sanya_file_exists(path))
		return not_found(name, err);
	if (read_calendar(path, ret, err) < 0)
		return -1;
	if (at == NULL || ret->version == version)
		return 0;
	sanya_error_set(err, SANYA_NOT_FOUND, "there is no version %lld of the calendar %s, only version %lld",
			(long long)version, id, (long long)ret->version);
	sanya_error_next(err, "name %s@%lld, or the file of the version you mean", id, (long long)ret->version);
	sanya_calendar_done(ret);
	return -1;
}

int sanya_calendar_hours(const struct sanya_calendar *calendar, int64_t from, int64_t to, struct sanya_zone **ret_zone,
			 struct sanya_hours **ret_hours, struct sanya_error *err)
{
	struct sanya_zone *zone;

	if (to < from)
		to = from;
	if (sanya_zone_load(calendar->timezone, &zone, err) < 0)
		return -1;
	if (sanya_hours_compile(calendar, zone, sanya_zone_date(zone, from), sanya_zone_date(zone, to), ret_hours, err) < 0) {
		sanya_zone_free(zone);
		return -1;
	}
	*ret_zone = zone;
	return 0;
}

int sanya_calendar_add(const struct sanya_calendar *calendar, const struct sanya_zone *zone, int64_t start,
		       int64_t seconds, int64_t *ret, struct sanya_error *err)
{
	static const int32_t reach[] = { 400, 4000, 146000 }; /* days; most answers lie within the first */
	const int32_t from = sanya_zone_date(zone, start);
	const int32_t most = sanya_date_of(9999, 12, 30);

	for (size_t i = 0; i < SANYA_COUNT(reach); i++) {
		struct sanya_error reason = SANYA_ERROR_INIT;
		struct sanya_hours *hours;
		int result;

		if (sanya_hours_compile(calendar, zone, from, most - from < reach[i] ? most : from + reach[i], &hours, err) < 0)
			return -1;
		result = sanya_hours_add(hours, start, seconds, ret, i + 1 < SANYA_COUNT(reach) ? &reason : err);
		sanya_hours_free(hours);
		if (result == 0 || i + 1 == SANYA_COUNT(reach))
			return result;
	}
	return -1;
}
