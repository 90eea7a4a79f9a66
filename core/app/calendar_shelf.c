/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A shelf of calendars and zones: short lists, searched one after the other, since companies have few of both.
 * Reads files; changes nothing.
 */
#include "calendar_shelf.h"

#include "../base/arena.h"
#include "../base/sha256.h"
#include "../codec/documents.h"
#include "calendar_find.h"

struct entry { /* of calendars */
	struct entry *next;
	struct sanya_shelved shelved;
	struct sanya_calendar calendar;
	struct days *days;
};

struct days {
	struct days *next;
	int32_t from, to;
	unsigned char *works;
};

struct zone {
	struct zone *next;
	const char *name;
	struct sanya_zone *zone;
};

struct sanya_calendar_shelf {
	const struct sanya_settings *settings;
	struct sanya_arena arena;
	struct entry *calendars;
	struct zone *zones;
};

int sanya_calendar_shelf_new(const struct sanya_settings *settings, struct sanya_calendar_shelf **ret, struct sanya_error *err)
{
	struct sanya_calendar_shelf *shelf = calloc(1, sizeof(*shelf));

	if (shelf == NULL)
		return sanya_error_memory(err);
	shelf->settings = settings;
	sanya_arena_init(&shelf->arena);
	*ret = shelf;
	return 0;
}

void sanya_calendar_shelf_free(struct sanya_calendar_shelf *shelf)
{
	if (shelf == NULL)
		return;
	for (struct entry *entry = shelf->calendars; entry != NULL; entry = entry->next)
		sanya_calendar_done(&entry->calendar);
	for (struct zone *zone = shelf->zones; zone != NULL; zone = zone->next)
		sanya_zone_free(zone->zone);
	sanya_arena_done(&shelf->arena);
	free(shelf);
}

/* Its canonical text and digest, kept. */
static int write_down(struct sanya_calendar_shelf *shelf, struct entry *entry, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = sanya_calendar_json(&entry->calendar);
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text, hex;
	struct sanya_sha256 digest;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&hex, 2 * SANYA_SHA256_SIZE);
	if (json == NULL)
		return sanya_error_memory(err);
	if (sanya_json_canonical(json, &text, err) != 0 || sanya_buffer_check(&text, "a calendar", err) != 0)
		return -1;
	digest = sanya_sha256_of(text.data, text.size);
	sanya_hex_add(&hex, digest.bytes, sizeof(digest.bytes));
	entry->shelved.text = sanya_arena_copy(&shelf->arena, text.data, text.size);
	entry->shelved.sha256 = sanya_arena_text(&shelf->arena, hex.data);
	return entry->shelved.text == NULL || entry->shelved.sha256 == NULL ? sanya_error_memory(err) : 0;
}

static int find_entry(struct sanya_calendar_shelf *shelf, const char *name, struct entry **ret, struct sanya_error *err)
{
	struct entry *entry;

	for (entry = shelf->calendars; entry != NULL; entry = entry->next)
		if (strcmp(entry->shelved.name, name) == 0) {
			*ret = entry;
			return 0;
		}
	entry = sanya_arena_alloc(&shelf->arena, sizeof(*entry));
	if (entry == NULL || (entry->shelved.name = sanya_arena_text(&shelf->arena, name)) == NULL)
		return sanya_error_memory(err);
	if (sanya_calendar_find(shelf->settings, name, &entry->calendar, err) != 0 || write_down(shelf, entry, err) != 0) {
		sanya_calendar_done(&entry->calendar);
		return -1;
	}
	entry->next = shelf->calendars;
	shelf->calendars = entry;
	*ret = entry;
	return 0;
}

int sanya_shelf_calendar(struct sanya_calendar_shelf *shelf, const char *name, const struct sanya_shelved **ret,
			 struct sanya_error *err)
{
	struct entry *entry;

	if (find_entry(shelf, name, &entry, err) != 0)
		return -1;
	*ret = &entry->shelved;
	return 0;
}

int sanya_shelf_zone(struct sanya_calendar_shelf *shelf, const char *name, const struct sanya_zone **ret, struct sanya_error *err)
{
	struct zone *zone;

	for (zone = shelf->zones; zone != NULL; zone = zone->next)
		if (strcmp(zone->name, name) == 0) {
			*ret = zone->zone;
			return 0;
		}
	zone = sanya_arena_alloc(&shelf->arena, sizeof(*zone));
	if (zone == NULL || (zone->name = sanya_arena_text(&shelf->arena, name)) == NULL)
		return sanya_error_memory(err);
	if (sanya_zone_load(name, &zone->zone, err) != 0)
		return -1;
	zone->next = shelf->zones;
	shelf->zones = zone;
	*ret = zone->zone;
	return 0;
}

static int count_hours(const struct entry *entry, struct days *days, struct sanya_error *err)
{
	struct sanya_zone *zone = NULL;
	struct sanya_hours *hours = NULL;

	if (sanya_calendar_hours(&entry->calendar, days->from * SANYA_DAY, (days->to + 1) * SANYA_DAY, &zone, &hours, err) != 0)
		return -1;
	for (int32_t date = days->from; date <= days->to; date++)
		days->works[date - days->from] =
			sanya_hours_between(hours, sanya_zone_day_start(zone, date), sanya_zone_day_start(zone, date + 1)) > 0;
	sanya_hours_free(hours);
	sanya_zone_free(zone);
	return 0;
}

int sanya_shelf_working_days(struct sanya_calendar_shelf *shelf, const char *name, int32_t from, int32_t to,
			     const unsigned char **ret, struct sanya_error *err)
{
	struct entry *entry;
	struct days *days;

	if (find_entry(shelf, name, &entry, err) != 0)
		return -1;
	for (days = entry->days; days != NULL; days = days->next)
		if (days->from == from && days->to == to) {
			*ret = days->works;
			return 0;
		}
	days = sanya_arena_alloc(&shelf->arena, sizeof(*days));
	if (days == NULL || (days->works = sanya_arena_array(&shelf->arena, (size_t)(to - from + 1), 1)) == NULL)
		return sanya_error_memory(err);
	days->from = from;
	days->to = to;
	if (count_hours(entry, days, err) != 0)
		return -1;
	days->next = entry->days;
	entry->days = days;
	*ret = days->works;
	return 0;
}
