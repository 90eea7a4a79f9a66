/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of the staged observations are new.  Their ids are sorted and the id map is read, compared and written along with them, chunk by
 * chunk; of an id that came several times the last one counts.
 */
#include "evidence_closing.h"

int sanya_entries_add(struct sanya_entries *entries, uint64_t place, uint64_t value, struct sanya_error *err)
{
	if (entries->count == entries->room) {
		size_t room = entries->room == 0 ? 1024 : entries->room * 2;
		struct sanya_sorted *list = reallocarray(entries->list, room, sizeof *list);

		if (list == NULL)
			return sanya_error_memory(err);
		entries->list = list;
		entries->room = room;
	}
	entries->list[entries->count++] = (struct sanya_sorted){ place, value };
	return 0;
}

static enum sanya_observation_kind kind_of(const struct sanya_closing *closing, uint64_t value)
{
	struct sanya_id_shape shape;

	sanya_staged_shape(closing->staging, (uint32_t)(value >> 32), &shape);
	return shape.kind;
}

int sanya_closing_places(struct sanya_closing *closing, const struct sanya_record *record, uint64_t *room, uint32_t *ret_count,
			 struct sanya_error *err)
{
	const unsigned char *at = record->names;
	uint32_t count = 0, left = record->name_count;

	do {
		uint32_t bearer, term = 0;

		if (left > 0) {
			term = sanya_coin_word(&closing->coining, sanya_record_name(&at));
			if (term == 0)
				return -1;
			left--;
		}
		if (sanya_coin_bearer(&closing->coining, term, &bearer, err) != 0)
			return -1;
		room[count++] = sanya_place_of(record->kind, record->cover.level, record->cover.last, bearer);
		if (record->cover.first != record->cover.last)
			room[count++] = sanya_place_of(record->kind, record->cover.level, record->cover.first, bearer);
	} while (left > 0);
	*ret_count = count;
	return 0;
}

/* --- one id --- */

static int note_again(struct sanya_closing *closing, uint64_t value, uint64_t times, struct sanya_error *err)
{
	struct sanya_evidence_staging *staging = closing->staging;
	struct sanya_text id = sanya_record_id(sanya_staged_record(staging, (uint32_t)value));

	closing->counts.again += times;
	if (staging->again_count == SANYA_AGAIN_MAX)
		return 0;
	staging->again =
		sanya_arena_grow(&staging->again_arena, staging->again, staging->again_count, &staging->again_room, sizeof *staging->again);
	id.at = staging->again == NULL ? NULL : sanya_arena_copy(&staging->again_arena, id.at, id.size);
	if (id.at == NULL)
		return sanya_error_memory(err);
	staging->again[staging->again_count++] = (struct sanya_again){ kind_of(closing, value), id, times };
	return 0;
}

/* The last record of an id against what the id map knows; 1: the entry was changed. */
static int decide(struct sanya_closing *closing, uint64_t value, struct sanya_newest *entry, struct sanya_error *err)
{
	const unsigned char *at = sanya_staged_record(closing->staging, (uint32_t)value);
	uint64_t content = closing->staging->contents[(uint32_t)value], old = entry->place;
	struct sanya_record record;
	uint32_t count;

	if (old != SANYA_NO_PLACE && entry->content == content) {
		closing->counts.unchanged++;
		return 0;
	}
	record = sanya_record_open(at);
	if (sanya_closing_places(closing, &record, closing->places, &count, err) != 0)
		return -1;
	*entry = (struct sanya_newest){ .content = content, .place = closing->places[0] };
	if (old != SANYA_NO_PLACE) {
		closing->counts.changed++;
		return sanya_entries_add(&closing->changed, old, sanya_entry_of(at, SANYA_ENTRY_RECORD, false), err) != 0 ? -1 : 1;
	}
	closing->counts.added++;
	for (uint32_t i = 0; i < count; i++)
		if (sanya_entries_add(&closing->written, closing->places[i], sanya_entry_of(at, SANYA_ENTRY_RECORD, i > 0), err) != 0)
			return -1;
	return 1;
}

/* --- ids with numbers, chunk by chunk --- */

/* How many of the items from the first on have its number. */
static size_t alike(const struct sanya_sorted *items, size_t count)
{
	size_t i = 1;

	while (i < count && items[i].key == items[0].key)
		i++;
	return i;
}

static int decide_chunk(struct sanya_closing *closing, const struct sanya_id_shape *shape, const struct sanya_sorted *items, size_t count,
			struct sanya_error *err)
{
	const uint64_t number = items[0].key / SANYA_IDMAP_CHUNK;
	struct sanya_idmap_chunk chunk;
	bool changed = false;

	if (sanya_idmap_load(closing->store, shape, number, &chunk, err) != 0)
		return -1;
	for (size_t i = 0, times; i < count; i += times) {
		struct sanya_newest *entry = &chunk.entries[items[i].key % SANYA_IDMAP_CHUNK];
		int wrote;

		times = alike(items + i, count - i);
		if (times > 1 && note_again(closing, items[i].value, times - 1, err) != 0)
			return -1;
		wrote = decide(closing, items[i + times - 1].value, entry, err);
		if (wrote < 0)
			return -1;
		changed |= wrote > 0;
		/* The map does not know kinds apart from the shape. */
		if (entry->place != SANYA_NO_PLACE && sanya_place_kind(entry->place) != shape->kind)
			return sanya_error_set(err, SANYA_DIFFERS, "the id map takes tickets for responses: sanya rebuild");
	}
	return changed ? sanya_idmap_save(closing->store, shape, number, &chunk, err) : 0;
}

static int decide_numbers(struct sanya_closing *closing, const struct sanya_id_shape *shape, const struct sanya_sorted *items, size_t count,
			  struct sanya_error *err)
{
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && items[end].key / SANYA_IDMAP_CHUNK == items[i].key / SANYA_IDMAP_CHUNK;)
			end++;
		if (decide_chunk(closing, shape, items + i, end - i, err) != 0)
			return -1;
	}
	return 0;
}

/* --- ids that are texts, by hash --- */

static int decide_text(struct sanya_closing *closing, const struct sanya_id_shape *shape, const struct sanya_sorted *item,
		       struct sanya_error *err)
{
	struct sanya_text id = sanya_record_id(sanya_staged_record(closing->staging, (uint32_t)item->value));
	struct sanya_newest entry;
	int wrote;

	if (sanya_idmap_find_text(closing->store, shape->source, shape->kind, id, item->key, &entry, err) != 0)
		return -1;
	wrote = decide(closing, item->value, &entry, err);
	if (wrote <= 0)
		return wrote;
	return sanya_idmap_put_text(closing->store, shape->source, shape->kind, id, item->key, &entry, err);
}

static bool same_id(const struct sanya_closing *closing, const struct sanya_sorted *a, const struct sanya_sorted *b)
{
	return sanya_text_equal(sanya_record_id(sanya_staged_record(closing->staging, (uint32_t)a->value)),
				sanya_record_id(sanya_staged_record(closing->staging, (uint32_t)b->value)));
}

/* Two ids of one hash, which hardly ever happens: each item looks for its like. */
static int decide_mixed(struct sanya_closing *closing, const struct sanya_id_shape *shape, const struct sanya_sorted *items, size_t count,
			struct sanya_error *err)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t before = 0;
		bool last = true;

		for (size_t k = 0; k < count; k++) {
			if (k == i || !same_id(closing, &items[i], &items[k]))
				continue;
			last &= k < i;
			before++;
		}
		if (last && ((before > 0 && note_again(closing, items[i].value, before, err) != 0) ||
			     decide_text(closing, shape, &items[i], err) != 0))
			return -1;
	}
	return 0;
}

static int decide_alike(struct sanya_closing *closing, const struct sanya_id_shape *shape, const struct sanya_sorted *items, size_t count,
			struct sanya_error *err)
{
	for (size_t i = 1; i < count; i++)
		if (!same_id(closing, &items[0], &items[i]))
			return decide_mixed(closing, shape, items, count, err);
	if (count > 1 && note_again(closing, items[0].value, count - 1, err) != 0)
		return -1;
	return decide_text(closing, shape, &items[count - 1], err);
}

static int decide_texts(struct sanya_closing *closing, const struct sanya_id_shape *shape, const struct sanya_sorted *items, size_t count,
			struct sanya_error *err)
{
	for (size_t i = 0, times; i < count; i += times) {
		times = alike(items + i, count - i);
		if (decide_alike(closing, shape, items + i, times, err) != 0)
			return -1;
	}
	return 0;
}

/* --- all --- */

int sanya_closing_decide(struct sanya_closing *closing, struct sanya_error *err)
{
	struct sanya_evidence_staging *staging = closing->staging;
	struct sanya_sorted *items = staging->items;

	closing->counts = (struct sanya_evidence_counts){ .read = staging->count };
	if (sanya_sort_keys(items, staging->count, err) != 0 || sanya_sort_values(items, staging->count, err) != 0)
		return -1;
	for (size_t i = 0, end; i < staging->count; i = end) {
		struct sanya_id_shape shape;
		bool numbered = sanya_staged_shape(staging, (uint32_t)(items[i].value >> 32), &shape);

		for (end = i + 1; end < staging->count && items[end].value >> 32 == items[i].value >> 32;)
			end++;
		if ((numbered ? decide_numbers(closing, &shape, items + i, end - i, err)
			      : decide_texts(closing, &shape, items + i, end - i, err)) != 0)
			return -1;
	}
	return 0;
}
