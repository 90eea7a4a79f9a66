/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Open groups: what is open today is over tomorrow, so the rows of a name's open group pile up while hardly anything of them still stands.
 * A whole row says again what stands, and ends the reading there.  One is written when what is read in vain outgrows what is not: so
 * each change costs a few records more, and reading costs a few rows however long the history.
 */
#include "evidence_closing.h"
#include "evidence_killed.h"

#define ROW_COST 2u /* a row more to read, in records */
#define SPARE 32u   /* below this nobody minds */

struct standing {
	uint64_t rows, records, dead, tombstones;
};

static int look(struct sanya_closing *closing, uint64_t place, struct standing *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	*ret = (struct standing){ .rows = 0 };
	if (sanya_closing_open_group(closing, &query, place, err) != 0)
		return -1;
	while ((more = sanya_query_step(&query, err)) > 0) {
		struct sanya_group_row row;
		size_t size;
		const void *packed = sanya_query_get_blob(&query, 1, &size);

		if (sanya_query_get_null(&query, 1))
			continue;
		if (sanya_group_row_open(packed, size, &row, err) != 0)
			return sanya_group_row_blame(sanya_query_get_integer(&query, 0), err);
		ret->rows++;
		ret->records += row.records;
		ret->dead += row.superseding + row.tombstones;
		ret->tombstones += row.tombstones;
		if (row.whole)
			break;
	}
	return more < 0 ? -1 : 0;
}

static bool worth_it(struct standing standing, const struct sanya_sorted *entries, size_t count)
{
	uint64_t live;

	if (standing.rows == 0)
		return false;
	for (size_t i = 0; i < count; i++) {
		enum sanya_entry entry = sanya_entry_kind(entries[i].value);

		standing.records += entry != SANYA_ENTRY_TOMBSTONE;
		standing.dead += entry != SANYA_ENTRY_RECORD;
		standing.tombstones += entry == SANYA_ENTRY_TOMBSTONE;
	}
	live = standing.records > standing.dead ? standing.records - standing.dead : 0;
	return live == 0 || standing.dead + standing.tombstones + ROW_COST * (standing.rows + 1) > 2 * live + SPARE;
}

/* --- saying it again --- */

static void finish_chunk(struct sanya_closing *closing, enum sanya_observation_kind kind)
{
	if (closing->mine->count > 0)
		sanya_packed_add(closing->packing, closing->mine, NULL, &closing->chunks);
	sanya_block_start(closing->mine, kind, &closing->nothing);
}

/* One chunk of an older row: what still stands of it joins the chunk being made. */
static int carry_chunk(struct sanya_closing *closing, struct sanya_group_row *row, uint64_t *carried, struct sanya_error *err)
{
	struct sanya_block *mine = closing->mine;
	enum sanya_observation_kind kind = (enum sanya_observation_kind)mine->kind;
	uint64_t most = row->records < SANYA_PACKED_ROWS ? row->records : SANYA_PACKED_ROWS;
	int taken = 0;
	uint32_t first;
	bool some;

	if (mine->count + most <= SANYA_PACKED_ROWS) {
		first = mine->count;
		taken = sanya_packed_take(closing->unpacking, &row->chunks, false, NULL, NULL, mine, closing->marks, err);
	}
	if (taken == 0) {
		finish_chunk(closing, kind);
		first = 0;
		taken = sanya_packed_take(closing->unpacking, &row->chunks, false, NULL, NULL, mine, closing->marks, err);
	}
	if (taken < 0)
		return -1;
	if (mine->count > SANYA_PACKED_ROWS)
		return sanya_error_set(err, SANYA_DIFFERS, "packed evidence is broken: it has more records than it says");
	memset(closing->keep, 1, mine->count - first);
	some = sanya_killed_find(&closing->ids, mine, first, closing->keep);
	if (sanya_killed_marked(&closing->ids, mine, first, closing->marks, err) != 0)
		return -1;
	if (some)
		sanya_block_keep(mine, first, closing->keep);
	*carried += mine->count - first;
	return 0;
}

static int carry_rows(struct sanya_closing *closing, uint64_t place, struct sanya_group_row *whole, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_closing_open_group(closing, &query, place, err) != 0)
		return -1;
	while ((more = sanya_query_step(&query, err)) > 0) {
		struct sanya_group_row row;
		size_t size;
		const void *packed = sanya_query_get_blob(&query, 1, &size);

		if (sanya_query_get_null(&query, 1))
			continue;
		if (sanya_group_row_open(packed, size, &row, err) != 0)
			return sanya_group_row_blame(sanya_query_get_integer(&query, 0), err);
		whole->plural |= row.plural;
		while (row.chunks.at < row.chunks.end)
			if (carry_chunk(closing, &row, &whole->records, err) != 0)
				return sanya_group_row_blame(sanya_query_get_integer(&query, 0), err);
		if (sanya_killed_buried(&closing->ids, &row, sanya_place_kind(place), closing->unpacking, closing->theirs, closing->marks,
					err) != 0)
			return sanya_group_row_blame(sanya_query_get_integer(&query, 0), err);
		if (row.whole)
			break;
	}
	return more < 0 ? -1 : 0;
}

int sanya_closing_restate(struct sanya_closing *closing, const struct sanya_sorted *entries, size_t count, struct sanya_group_row *row,
			  struct sanya_error *err)
{
	const uint64_t place = entries[0].key;
	struct standing standing;

	/* A bearer that this batch brought has no rows yet. */
	if (sanya_place_level(place) != SANYA_LEVEL_OPEN || sanya_place_bearer(place) > closing->coining.old_bearer_most)
		return 0;
	if (look(closing, place, &standing, err) != 0)
		return -1;
	if (!worth_it(standing, entries, count))
		return 0;
	sanya_idset_clear(&closing->ids);
	for (size_t i = 0; i < count; i++)
		if (sanya_entry_kind(entries[i].value) != SANYA_ENTRY_RECORD &&
		    sanya_idset_put(&closing->ids, sanya_record_id(sanya_entry_record(entries[i].value)), 0, err) != 0)
			return -1;
	row->whole = true;
	return carry_rows(closing, place, row, err);
}
