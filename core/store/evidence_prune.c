/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Retention: groups that lie wholly before an instant lose their content and keep its digest, so that their batches can still be checked.
 *
 * What is read of the time from the instant on does not change by it, at any watermark of that time: in the stretch of the longest, a row
 * goes when all of it lies before, older rows are gone and none of its records has another name; in the open stretch, when a whole row took
 * its place before the instant.
 */
#include "evidence_prune.h"

#define AT_ONCE 256u /* rows that are looked up before any of them is changed */

struct pruning {
	struct sanya_store *store;
	int64_t until;
	uint64_t closed_before; /* the last batch of which this is known to have been delivered by then */
	struct sanya_unpacking *unpacking;
	struct sanya_block *room;
	unsigned char marks[SANYA_PACKED_ROWS];
	int64_t keys[AT_ONCE];
	size_t key_count;
	struct sanya_evidence_pruned *pruned;
};

bool sanya_prune_reaches(uint64_t place, int64_t until)
{
	const unsigned level = sanya_place_level(place);

	if (until == SANYA_NO_INSTANT)
		return false;
	return level >= SANYA_LEVEL_LONG || (uint64_t)(sanya_place_block(place) + 1) << level <= sanya_month_of(until);
}

/* --- one row --- */

static int prune_row(struct pruning *pruning, int64_t key, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query read = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_query_done) struct sanya_query write = SANYA_QUERY_INIT;
	struct sanya_group_row row;
	struct sanya_sha256 digest;
	const void *packed;
	size_t size;

	if (sanya_query_open(&read, pruning->store, "SELECT packed FROM evidence WHERE key = ?1", err) != 0 ||
	    sanya_query_open(&write, pruning->store, "UPDATE evidence SET packed = NULL, digest = ?2 WHERE key = ?1", err) != 0)
		return -1;
	sanya_query_integer(&read, key);
	if (sanya_query_step(&read, err) < 0)
		return -1;
	packed = sanya_query_get_blob(&read, 0, &size);
	if (sanya_group_row_open(packed, size, &row, err) != 0)
		return sanya_group_row_blame(key, err);
	digest = sanya_sha256_of(packed, size);
	pruning->pruned->groups++;
	pruning->pruned->observations += row.records;
	pruning->pruned->bytes += size;
	sanya_query_done(&read);
	sanya_query_integer(&write, key);
	sanya_query_blob(&write, digest.bytes, sizeof digest.bytes);
	return sanya_query_run(&write, err);
}

static int prune_noted(struct pruning *pruning, struct sanya_error *err)
{
	for (size_t i = 0; i < pruning->key_count; i++)
		if (prune_row(pruning, pruning->keys[i], err) != 0)
			return -1;
	pruning->key_count = 0;
	return 0;
}

/* --- stretches with an end --- */

static int prune_between(struct pruning *pruning, int64_t first, int64_t last, struct sanya_error *err)
{
	do {
		SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
		int more;

		if (sanya_query_open(&query, pruning->store,
				     "SELECT key FROM evidence WHERE key BETWEEN ?1 AND ?2 AND digest IS NULL ORDER BY key LIMIT ?3", err) != 0)
			return -1;
		sanya_query_integer(&query, first);
		sanya_query_integer(&query, last);
		sanya_query_integer(&query, AT_ONCE);
		while ((more = sanya_query_step(&query, err)) > 0)
			pruning->keys[pruning->key_count++] = first = sanya_query_get_integer(&query, 0);
		if (more < 0)
			return -1;
		sanya_query_done(&query);
		if (pruning->key_count == 0)
			return 0;
		if (prune_noted(pruning, err) != 0)
			return -1;
	} while (first++ < last);
	return 0;
}

static int prune_level(struct pruning *pruning, enum sanya_observation_kind kind, unsigned level, struct sanya_error *err)
{
	uint32_t blocks = sanya_month_of(pruning->until) >> level;

	if (blocks == 0)
		return 0;
	return prune_between(pruning, sanya_key_of(sanya_place_of(kind, level, 0, 0), SANYA_BATCH_MOST),
			     sanya_key_of(sanya_place_of(kind, level, blocks - 1, SANYA_BEARER_MOST), 0), err);
}

/* --- those without --- */

/*
 * 1: all records of the row end before the instant, 0: not all.  Nor where one of them stands under another name too: there its group may stay,
 * and what replaces it is found by way of this one.
 */
static int lies_before(struct pruning *pruning, enum sanya_observation_kind kind, const void *packed, size_t size, struct sanya_error *err)
{
	struct sanya_dictionary nothing;
	struct sanya_group_row row;

	sanya_dictionary_init(&nothing);
	if (sanya_group_row_open(packed, size, &row, err) != 0)
		return -1;
	if (row.plural)
		return 0;
	while (row.chunks.at < row.chunks.end) {
		sanya_block_start(pruning->room, kind, &nothing);
		if (sanya_packed_take(pruning->unpacking, &row.chunks, false, NULL, NULL, pruning->room, pruning->marks, err) < 0)
			return -1;
		for (uint32_t i = 0; i < pruning->room->count; i++) {
			int64_t from, last;

			sanya_row_extent(pruning->room, i, &from, &last);
			if (last == SANYA_NO_INSTANT || last >= pruning->until)
				return 0;
		}
	}
	return 1;
}

/*
 * Rows of the groups between two keys, of a group from the oldest to the newest (LONG) or the other way round (OPEN): those to be pruned are noted,
 * at most AT_ONCE of them.
 */
struct endless {
	bool open;
	uint64_t place;
	bool stopped; /* LONG: a row stays, so do the newer ones.  OPEN: a whole row was met, older ones go */
};

static int look_at(struct pruning *pruning, struct endless *endless, struct sanya_query *query, struct sanya_error *err)
{
	const int64_t key = sanya_query_get_integer(query, 0);
	const uint64_t place = sanya_key_place(key);
	struct sanya_group_row row;
	const void *packed;
	size_t size;
	int before;

	if (place != endless->place) {
		endless->place = place;
		endless->stopped = false;
	}
	if (sanya_query_get_null(query, 1) || (endless->stopped && !endless->open))
		return 0;
	if (endless->open && endless->stopped) {
		pruning->keys[pruning->key_count++] = key;
		return 0;
	}
	packed = sanya_query_get_blob(query, 1, &size);
	if (endless->open) {
		if (sanya_group_row_open(packed, size, &row, err) != 0)
			return sanya_group_row_blame(key, err);
		endless->stopped = row.whole && sanya_key_batch(key) <= pruning->closed_before;
		return 0;
	}
	before = lies_before(pruning, sanya_place_kind(place), packed, size, err);
	if (before < 0)
		return sanya_group_row_blame(key, err);
	if (before == 0)
		endless->stopped = true;
	else
		pruning->keys[pruning->key_count++] = key;
	return 0;
}

/* Until a round finds nothing more: what was pruned in a round is passed over in the next. */
static int prune_endless(struct pruning *pruning, enum sanya_observation_kind kind, bool open, struct sanya_error *err)
{
	const unsigned level = open ? SANYA_LEVEL_OPEN : SANYA_LEVEL_LONG;
	int64_t first = sanya_key_of(sanya_place_of(kind, level, 0, 0), SANYA_BATCH_MOST);
	int64_t last = sanya_key_of(sanya_place_of(kind, level, SANYA_MONTH_MOST, SANYA_BEARER_MOST), 0);
	struct endless endless = { .open = open, .place = UINT64_MAX };
	int more;

	do {
		SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

		if ((open ? sanya_query_open(&query, pruning->store,
					     "SELECT key, packed FROM evidence WHERE key BETWEEN ?1 AND ?2 ORDER BY key", err)
			  : sanya_query_open(&query, pruning->store,
					     "SELECT key, packed FROM evidence WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC", err)) != 0)
			return -1;
		sanya_query_integer(&query, first);
		sanya_query_integer(&query, last);
		while ((more = sanya_query_step(&query, err)) > 0 && pruning->key_count < AT_ONCE) {
			if (look_at(pruning, &endless, &query, err) != 0)
				return -1;
			/* The next round goes on behind this row; what is known of its group holds. */
			if (open)
				first = sanya_query_get_integer(&query, 0) + 1;
			else
				last = sanya_query_get_integer(&query, 0) - 1;
		}
		if (more < 0)
			return -1;
		sanya_query_done(&query);
		if (prune_noted(pruning, err) != 0)
			return -1;
	} while (more > 0);
	return 0;
}

/* --- all --- */

static int mark(struct pruning *pruning, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_query_done) struct sanya_query later = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, pruning->store, "INSERT INTO pruning(until) VALUES(?1)", err) != 0)
		return -1;
	sanya_query_integer(&query, pruning->until);
	if (sanya_query_run(&query, err) != 0 ||
	    sanya_query_open(&later, pruning->store, "SELECT coalesce((SELECT min(batch) - 1 FROM delivery WHERE at > ?1), "
						     "(SELECT max(number) FROM batch), 0)", err) != 0)
		return -1;
	sanya_query_integer(&later, pruning->until);
	if (sanya_query_step(&later, err) < 0)
		return -1;
	pruning->closed_before = (uint64_t)sanya_query_get_integer(&later, 0);
	return 0;
}

static int prune(struct pruning *pruning, struct sanya_error *err)
{
	static const enum sanya_observation_kind kinds[] = { SANYA_TICKET, SANYA_RESPONSE };

	pruning->room = malloc(sizeof *pruning->room);
	if (pruning->room == NULL)
		return sanya_error_memory(err);
	if (sanya_unpacking_new(&pruning->unpacking, err) != 0 || mark(pruning, err) != 0)
		return -1;
	for (size_t i = 0; i < SANYA_COUNT(kinds); i++) {
		for (unsigned level = 0; level < SANYA_LEVEL_LONG; level++)
			if (prune_level(pruning, kinds[i], level, err) != 0)
				return -1;
		if (prune_endless(pruning, kinds[i], false, err) != 0 || prune_endless(pruning, kinds[i], true, err) != 0)
			return -1;
	}
	return sanya_db_run(pruning->store, "DELETE FROM pruning", err);
}

int sanya_evidence_prune(struct sanya_store *store, int64_t before, struct sanya_evidence_pruned *ret, struct sanya_error *err)
{
	struct sanya_evidence_pruned pruned = { .before = before };
	struct pruning *pruning;
	int failed;

	if (sanya_db_within(store, err) != 0)
		return -1;
	if (before == SANYA_NO_INSTANT)
		return sanya_error_set(err, SANYA_USAGE, "evidence is pruned up to an instant, and none was given");
	pruning = calloc(1, sizeof *pruning);
	if (pruning == NULL)
		return sanya_error_memory(err);
	pruning->store = store;
	pruning->until = before;
	pruning->pruned = &pruned;
	failed = prune(pruning, err);
	if (failed != 0)
		store->broken = true;
	else
		*ret = pruned;
	sanya_unpacking_free(pruning->unpacking);
	free(pruning->room);
	free(pruning);
	return failed;
}

int sanya_evidence_pruned(struct sanya_store *store, struct sanya_evidence_pruned *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "SELECT coalesce(sum(groups), 0), coalesce(sum(observations), 0), coalesce(sum(bytes), 0), "
			     "max(before) FROM prune",
			     err) != 0 ||
	    sanya_query_step(&query, err) < 0)
		return -1;
	*ret = (struct sanya_evidence_pruned){
		.groups = (uint64_t)sanya_query_get_integer(&query, 0),
		.observations = (uint64_t)sanya_query_get_integer(&query, 1),
		.bytes = (uint64_t)sanya_query_get_integer(&query, 2),
		.before = sanya_query_get_instant(&query, 3),
	};
	return 0;
}
