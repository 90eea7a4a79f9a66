/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Closing a batch: what was decided becomes rows, group by group in order of key, with a digest over them; then the batch itself.
 * All of it within the caller's transaction: nothing of a batch is in the database before.
 */
#include "bearers.h"
#include "evidence_closing.h"

#define ROW_MAX (1u << 30) /* bytes of one row: what SQLite takes */
#define AHEAD	256u	   /* records fetched before they are needed: about one group */

/* --- a row --- */

static void finish_chunk(struct sanya_closing *closing, enum sanya_observation_kind kind, bool marked)
{
	if (closing->mine->count > 0)
		sanya_packed_add(closing->packing, closing->mine, marked ? closing->marks : NULL, &closing->chunks);
	sanya_block_start(closing->mine, kind, &closing->nothing);
}

/* Records are all over the staging: those that come soon are fetched meanwhile. */
static inline void fetch(const struct sanya_sorted *entry)
{
	const unsigned char *at = sanya_entry_record(entry->value);

	__builtin_prefetch(at);
	__builtin_prefetch(at + 64);
}

/* Records of the group, or their replicas, into chunks. */
static int add_some(struct sanya_closing *closing, const struct sanya_sorted *entries, size_t count, bool replicas,
		    struct sanya_group_row *row, struct sanya_error *err)
{
	const enum sanya_observation_kind kind = sanya_place_kind(entries[0].key);
	const struct sanya_record_codes codes = { closing->coining.terms, sanya_coin_word, &closing->coining };
	/* Where all is said again there is nothing left to supersede. */
	const bool marked = row->superseding > 0;

	for (size_t i = 0; i < count; i++) {
		enum sanya_entry entry = sanya_entry_kind(entries[i].value);
		struct sanya_record record;
		int added;

		if (entry == SANYA_ENTRY_TOMBSTONE || replicas != ((entries[i].value & SANYA_ENTRY_REPLICA) != 0))
			continue;
		record = sanya_record_open(sanya_entry_record(entries[i].value));
		added = sanya_record_add(&record, &codes, closing->mine);
		if (added == 0) {
			finish_chunk(closing, kind, marked);
			added = sanya_record_add(&record, &codes, closing->mine);
		}
		if (added < 0)
			return -1;
		if (added == 0)
			return sanya_error_set(err, SANYA_FAILED, "an observation does not fit into a block");
		closing->marks[closing->mine->count - 1] = entry == SANYA_ENTRY_SUPERSEDES;
		row->plural |= record.name_count > 1;
		row->records++;
	}
	return 0;
}

static int add_records(struct sanya_closing *closing, const struct sanya_sorted *entries, size_t count, struct sanya_group_row *row,
		       struct sanya_error *err)
{
	if (add_some(closing, entries, count, false, row, err) != 0 || add_some(closing, entries, count, true, row, err) != 0)
		return -1;
	finish_chunk(closing, sanya_place_kind(entries[0].key), row->superseding > 0);
	return 0;
}

static int add_tombstones(struct sanya_closing *closing, const struct sanya_sorted *entries, size_t count, struct sanya_error *err)
{
	const enum sanya_observation_kind kind = sanya_place_kind(entries[0].key);

	sanya_block_start(closing->mine, kind, &closing->nothing);
	for (size_t i = 0; i < count; i++) {
		struct sanya_record record;

		if (sanya_entry_kind(entries[i].value) != SANYA_ENTRY_TOMBSTONE)
			continue;
		record = sanya_record_open(sanya_entry_record(entries[i].value));
		if (sanya_record_add_id(&record, closing->mine) == 0) {
			sanya_packed_add(closing->packing, closing->mine, NULL, &closing->tombstones);
			sanya_block_start(closing->mine, kind, &closing->nothing);
			if (sanya_record_add_id(&record, closing->mine) == 0)
				return sanya_error_set(err, SANYA_FAILED, "an id does not fit into a block");
		}
	}
	if (closing->mine->count > 0)
		sanya_packed_add(closing->packing, closing->mine, NULL, &closing->tombstones);
	return 0;
}

static int insert_row(struct sanya_closing *closing, int64_t key, const struct sanya_buffer *packed, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_sha256 digest = sanya_sha256_of(packed->data, packed->size);

	sanya_digest_row(closing->rows, key, &digest);
	if (sanya_query_open(&query, closing->store, "INSERT INTO evidence(key, packed) VALUES(?1, ?2)", err) != 0)
		return -1;
	sanya_query_integer(&query, key);
	sanya_query_blob(&query, packed->data, packed->size);
	return sanya_query_run(&query, err);
}

static int write_group(struct sanya_closing *closing, const struct sanya_sorted *entries, size_t count, struct sanya_error *err)
{
	const uint64_t place = entries[0].key;
	struct sanya_group_row row = { .records = 0 };

	for (size_t i = 0; i < count; i++) {
		row.superseding += sanya_entry_kind(entries[i].value) == SANYA_ENTRY_SUPERSEDES;
		row.tombstones += sanya_entry_kind(entries[i].value) == SANYA_ENTRY_TOMBSTONE;
	}
	sanya_buffer_clear(&closing->chunks);
	sanya_buffer_clear(&closing->tombstones);
	sanya_buffer_clear(&closing->row);
	if (row.tombstones > 0 && add_tombstones(closing, entries, count, err) != 0)
		return -1;
	sanya_block_start(closing->mine, sanya_place_kind(place), &closing->nothing);
	if (sanya_closing_restate(closing, entries, count, &row, err) != 0)
		return -1;
	if (row.whole) {
		row.superseding = row.tombstones = 0;
		sanya_buffer_clear(&closing->tombstones);
	}
	if (add_records(closing, entries, count, &row, err) != 0)
		return -1;
	sanya_group_row_begin(&row, closing->tombstones.size, &closing->row);
	sanya_buffer_add(&closing->row, closing->tombstones.data, closing->tombstones.size);
	sanya_buffer_add(&closing->row, closing->chunks.data, closing->chunks.size);
	if (sanya_buffer_check(&closing->chunks, "a group of evidence", err) != 0 ||
	    sanya_buffer_check(&closing->tombstones, "a group of evidence", err) != 0 ||
	    sanya_buffer_check(&closing->row, "a group of evidence", err) != 0)
		return -1;
	return insert_row(closing, sanya_key_of(place, closing->batch), &closing->row, err);
}

static int write_groups(struct sanya_closing *closing, struct sanya_error *err)
{
	const struct sanya_entries *written = &closing->written;

	if (sanya_sort_keys(written->list, written->count, err) != 0)
		return -1;
	for (size_t i = 0, end; i < written->count; i = end) {
		for (end = i; end < written->count && written->list[end].key == written->list[i].key; end++)
			if (end + AHEAD < written->count)
				fetch(&written->list[end + AHEAD]);
		if (write_group(closing, written->list + i, end - i, err) != 0)
			return -1;
	}
	return 0;
}

/* --- the batch --- */

static int insert_batch(struct sanya_closing *closing, struct sanya_sha256 *ret_digest, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_sha256 terms, bearers, rows = sanya_sha256_finish(closing->rows);

	closing->rows = NULL;
	sanya_coining_digests(&closing->coining, &terms, &bearers);
	*ret_digest = sanya_digest_batch(closing->batch, closing->staging->source, &terms, &bearers, &rows);
	if (sanya_query_open(&query, closing->store, "INSERT INTO batch(number, source, digest) VALUES(?1, ?2, ?3)", err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)closing->batch);
	sanya_query_text(&query, closing->staging->source);
	sanya_query_blob(&query, ret_digest->bytes, sizeof ret_digest->bytes);
	return sanya_query_run(&query, err);
}

static int begin(struct sanya_closing *closing, struct sanya_error *err)
{
	sanya_dictionary_init(&closing->nothing);
	sanya_idset_init(&closing->ids);
	sanya_buffer_init(&closing->chunks, ROW_MAX);
	sanya_buffer_init(&closing->tombstones, ROW_MAX);
	sanya_buffer_init(&closing->row, ROW_MAX);
	closing->mine = malloc(sizeof *closing->mine);
	closing->theirs = malloc(sizeof *closing->theirs);
	closing->rows = sanya_sha256_new();
	closing->batch = sanya_evidence_watermark(closing->store) + 1;
	if (closing->batch > SANYA_BATCH_MOST)
		return sanya_error_set(err, SANYA_FAILED, "the evidence has %llu batches already: it can take no more",
				       (unsigned long long)SANYA_BATCH_MOST);
	if (closing->mine == NULL || closing->theirs == NULL || closing->rows == NULL)
		return sanya_error_memory(err);
	if (sanya_packing_new(&closing->packing, err) != 0 || sanya_unpacking_new(&closing->unpacking, err) != 0)
		return -1;
	return sanya_coining_begin(&closing->coining, closing->staging, closing->batch, err);
}

static void closing_free(struct sanya_closing *closing)
{
	sanya_coining_done(&closing->coining);
	sanya_packing_free(closing->packing);
	sanya_unpacking_free(closing->unpacking);
	sanya_idset_done(&closing->ids);
	sanya_buffer_done(&closing->chunks);
	sanya_buffer_done(&closing->tombstones);
	sanya_buffer_done(&closing->row);
	sanya_sha256_free(closing->rows);
	free(closing->written.list);
	free(closing->changed.list);
	free(closing->mine);
	free(closing->theirs);
	free(closing);
}

/* Everything but the records themselves is done with once their entries are known. */
static int close_batch(struct sanya_closing *closing, struct sanya_sha256 *ret_digest, struct sanya_error *err)
{
	if (begin(closing, err) != 0 || sanya_closing_decide(closing, err) != 0)
		return -1;
	free(closing->staging->items);
	free(closing->staging->contents);
	closing->staging->items = NULL;
	closing->staging->contents = NULL;
	if (closing->written.count == 0 && closing->changed.count == 0) {
		closing->batch = 0;
		return 0;
	}
	if (sanya_closing_replace(closing, err) != 0 || write_groups(closing, err) != 0)
		return -1;
	return sanya_bearers_touch(closing->store, closing->batch, closing->written.list, closing->written.count, err) == 0
		       ? insert_batch(closing, ret_digest, err)
		       : -1;
}

int sanya_evidence_close(struct sanya_evidence_staging *staging, uint64_t *ret_batch, struct sanya_sha256 *ret_digest,
			 struct sanya_evidence_counts *ret_counts, struct sanya_error *err)
{
	struct sanya_closing *closing;
	int failed;

	if (sanya_db_within(staging->store, err) != 0)
		return -1;
	closing = calloc(1, sizeof *closing);
	if (closing == NULL)
		return sanya_error_memory(err);
	closing->staging = staging;
	closing->store = staging->store;
	failed = close_batch(closing, ret_digest, err);
	if (failed == 0) {
		*ret_batch = closing->batch;
		*ret_counts = closing->counts;
	} else {
		staging->store->broken = true;
	}
	closing_free(closing);
	sanya_staging_empty(staging);
	return failed;
}

uint64_t sanya_evidence_watermark(struct sanya_store *store)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_error ignored = SANYA_ERROR_INIT;

	if (sanya_query_open(&query, store, "SELECT coalesce(max(number), 0) FROM batch", &ignored) != 0 ||
	    sanya_query_step(&query, &ignored) <= 0)
		return 0;
	return (uint64_t)sanya_query_get_integer(&query, 0);
}
