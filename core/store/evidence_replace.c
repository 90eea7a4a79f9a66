/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the older versions of changed observations stand: the group that the id map names is read, the newest row first, until each is
 * found; what it says of names and instants tells all groups it stands in.  The new version supersedes it in those that it goes to as
 * well, and leaves a tombstone in the others.
 */
#include "evidence_closing.h"

int sanya_closing_open_group(struct sanya_closing *closing, struct sanya_query *query, uint64_t place, struct sanya_error *err)
{
	if (sanya_query_open(query, closing->store, "SELECT key, packed FROM evidence WHERE key BETWEEN ?1 AND ?2 ORDER BY key", err) != 0)
		return -1;
	/* Rows of the batch being made are not there yet. */
	sanya_query_integer(query, sanya_key_of(place, SANYA_BATCH_MOST));
	sanya_query_integer(query, sanya_key_of(place, 0));
	return 0;
}

/* Groups of a row that was read; its codes are terms. */
static int places_of(struct sanya_closing *closing, const struct sanya_block *block, uint32_t row, uint64_t *room, uint32_t *ret_count,
		     struct sanya_error *err)
{
	uint32_t count = 0, names = sanya_row_names(block, row, closing->names);
	struct sanya_cover cover;
	int64_t from, last;

	sanya_row_extent(block, row, &from, &last);
	cover = sanya_cover_of(from, last);
	for (uint32_t i = 0; i < names || i == 0; i++) {
		uint32_t bearer;

		if (sanya_coin_bearer(&closing->coining, names == 0 ? 0 : closing->names[i], &bearer, err) != 0)
			return -1;
		room[count++] = sanya_place_of((enum sanya_observation_kind)block->kind, cover.level, cover.last, bearer);
		if (cover.first != cover.last)
			room[count++] = sanya_place_of((enum sanya_observation_kind)block->kind, cover.level, cover.first, bearer);
	}
	*ret_count = count;
	return 0;
}

static bool among(const uint64_t *places, uint32_t count, uint64_t place)
{
	for (uint32_t i = 0; i < count; i++)
		if (places[i] == place)
			return true;
	return false;
}

/* The new version, and what becomes of the older one in `old_count` groups. */
static int add_entries(struct sanya_closing *closing, const unsigned char *at, uint32_t old_count, struct sanya_error *err)
{
	struct sanya_record record = sanya_record_open(at);
	uint32_t count;

	if (sanya_closing_places(closing, &record, closing->places, &count, err) != 0)
		return -1;
	for (uint32_t i = 0; i < count; i++) {
		bool stood = among(closing->old_places, old_count, closing->places[i]);
		enum sanya_entry entry = stood ? SANYA_ENTRY_SUPERSEDES : SANYA_ENTRY_RECORD;

		if (sanya_entries_add(&closing->written, closing->places[i], sanya_entry_of(at, entry, i > 0), err) != 0)
			return -1;
	}
	for (uint32_t i = 0; i < old_count; i++)
		if (!among(closing->places, count, closing->old_places[i]) &&
		    sanya_entries_add(&closing->written, closing->old_places[i], sanya_entry_of(at, SANYA_ENTRY_TOMBSTONE, false), err) != 0)
			return -1;
	return 0;
}

#define FOUND UINT32_MAX

/* Rows of a chunk whose id is looked for and was not found in a newer row. */
static int match_rows(struct sanya_closing *closing, const struct sanya_sorted *changed, size_t *left, struct sanya_error *err)
{
	for (uint32_t row = 0; row < closing->theirs->count; row++) {
		struct sanya_idset_entry *entry = sanya_idset_find(&closing->ids, sanya_block_plain(closing->theirs, SANYA_PLAIN_ID, row));
		uint32_t count;

		if (entry == NULL || entry->number == FOUND)
			continue;
		if (places_of(closing, closing->theirs, row, closing->old_places, &count, err) != 0 ||
		    add_entries(closing, sanya_entry_record(changed[entry->number].value), count, err) != 0)
			return -1;
		entry->number = FOUND;
		(*left)--;
	}
	return 0;
}

static int match_row(struct sanya_closing *closing, enum sanya_observation_kind kind, const void *packed, size_t size,
		     const struct sanya_sorted *changed, size_t *left, struct sanya_error *err)
{
	struct sanya_group_row row;

	if (sanya_group_row_open(packed, size, &row, err) != 0)
		return -1;
	while (row.chunks.at < row.chunks.end && *left > 0) {
		sanya_block_start(closing->theirs, kind, &closing->nothing);
		if (sanya_packed_take(closing->unpacking, &row.chunks, false, NULL, NULL, closing->theirs, closing->marks, err) < 0 ||
		    match_rows(closing, changed, left, err) != 0)
			return -1;
	}
	return 0;
}

/* Records of one old group.  What is not found there was pruned with its group, and leaves nothing to replace. */
static int replace_group(struct sanya_closing *closing, uint64_t place, const struct sanya_sorted *changed, size_t count,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	bool pruned = false;
	size_t left = count;
	int more = 1;

	sanya_idset_clear(&closing->ids);
	for (size_t i = 0; i < count; i++)
		if (sanya_idset_put(&closing->ids, sanya_record_id(sanya_entry_record(changed[i].value)), (uint32_t)i, err) != 0)
			return -1;
	if (sanya_closing_open_group(closing, &query, place, err) != 0)
		return -1;
	while (left > 0 && (more = sanya_query_step(&query, err)) > 0) {
		size_t size;
		const void *packed = sanya_query_get_blob(&query, 1, &size);

		pruned |= sanya_query_get_null(&query, 1);
		if (!sanya_query_get_null(&query, 1) && match_row(closing, sanya_place_kind(place), packed, size, changed, &left, err) != 0)
			return sanya_group_row_blame(sanya_query_get_integer(&query, 0), err);
	}
	if (more < 0)
		return -1;
	if (left > 0 && !pruned) {
		sanya_error_set(err, SANYA_DIFFERS, "the id map does not fit the evidence of source %s", closing->staging->source);
		return sanya_error_next(err, "remake it from the evidence: sanya rebuild");
	}
	for (size_t i = 0; i < count && left > 0; i++) {
		const unsigned char *at = sanya_entry_record(changed[i].value);

		if (sanya_idset_find(&closing->ids, sanya_record_id(at))->number != FOUND && add_entries(closing, at, 0, err) != 0)
			return -1;
	}
	return 0;
}

int sanya_closing_replace(struct sanya_closing *closing, struct sanya_error *err)
{
	const struct sanya_entries *changed = &closing->changed;

	if (sanya_sort_keys(changed->list, changed->count, err) != 0)
		return -1;
	for (size_t i = 0, end; i < changed->count; i = end) {
		for (end = i + 1; end < changed->count && changed->list[end].key == changed->list[i].key;)
			end++;
		if (replace_group(closing, changed->list[i].key, changed->list + i, end - i, err) != 0)
			return -1;
	}
	return 0;
}
