/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The check of the evidence: every batch is hashed again and compared with the digest that the ledger recorded; nothing lies beside the
 * batches, and nothing was pruned that no event says so of.
 * One scan in order of key, which adds each row to the digest of its batch; memory goes with the number of batches, 65,536 at a time.
 */
#include "evidence_prune.h"
#include "evidence_rows.h"

#include "../base/text.h"

#define BATCHES 65536u

struct checked {
	struct sanya_sha256 terms, bearers;
	struct sanya_sha256_stream *rows; /* NULL: none yet */
	uint32_t source;		  /* a code of `sources` */
};

struct checking {
	struct sanya_store *store;
	uint64_t first, count, last;  /* batches of this scan; the last there is */
	struct checked *batches;
	struct sanya_dictionary sources;
	uint32_t *bearer_sources; /* by bearer; 0: there is none */
	uint32_t bearer_most;
	int64_t pruned_until; /* SANYA_NO_INSTANT: never pruned */
};

static int differs(struct sanya_error *err, uint64_t batch, const char *source, const char *what)
{
	if (source == NULL)
		sanya_error_set(err, SANYA_DIFFERS, "batch %llu %s", (unsigned long long)batch, what);
	else
		sanya_error_set(err, SANYA_DIFFERS, "batch %llu of source %s %s", (unsigned long long)batch, source, what);
	return sanya_error_next(err, "keep a copy of the home as it is, and compare with a backup");
}

static const char *source_of(const struct checking *checking, uint64_t batch)
{
	return sanya_dictionary_text(&checking->sources, checking->batches[batch - checking->first].source).at;
}

/* --- what the digests are over --- */

static int read_batches(struct checking *checking, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	uint64_t number = checking->first;
	int more;

	if (sanya_query_open(&query, checking->store, "SELECT number, source FROM batch WHERE number >= ?1 ORDER BY number LIMIT ?2",
			     err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)checking->first);
	sanya_query_integer(&query, BATCHES);
	checking->count = 0;
	while ((more = sanya_query_step(&query, err)) > 0) {
		struct checked *batch = &checking->batches[checking->count++];

		if ((uint64_t)sanya_query_get_integer(&query, 0) != number)
			return differs(err, number, NULL, "is missing");
		number++;
		*batch = (struct checked){ .source = sanya_dictionary_code(&checking->sources,
									   sanya_text_of(sanya_query_get_text(&query, 1))) };
		if (batch->source == UINT32_MAX)
			return sanya_error_memory(err);
		batch->terms = batch->bearers = sanya_sha256_of("", 0);
	}
	return more;
}

/* Terms or bearers of the batches of this scan: code, batch, text. */
static int read_words(struct checking *checking, struct sanya_query *query, bool bearers, struct sanya_error *err)
{
	struct sanya_sha256_stream *stream = NULL;
	uint64_t batch = 0;
	int more;

	for (;;) {
		uint64_t next = UINT64_MAX;
		const char *text;
		size_t size;

		more = sanya_query_step(query, err);
		if (more < 0)
			break;
		if (more > 0)
			next = (uint64_t)sanya_query_get_integer(query, 1);
		if (stream != NULL && next != batch) {
			struct checked *checked = &checking->batches[batch - checking->first];

			*(bearers ? &checked->bearers : &checked->terms) = sanya_sha256_finish(stream);
			stream = NULL;
		}
		if (more == 0)
			return 0;
		/* The query gives them by code: a batch's own lie together. */
		if (next > checking->last || next < batch) {
			more = differs(err, next, NULL, "was never closed, and yet there is evidence of it");
			break;
		}
		batch = next;
		if (batch < checking->first || batch - checking->first >= checking->count)
			continue;
		if (stream == NULL && (stream = sanya_sha256_new()) == NULL) {
			more = sanya_error_memory(err);
			break;
		}
		text = sanya_query_get_null(query, 2) ? NULL : sanya_query_get_blob(query, 2, &size);
		sanya_digest_word(stream, (uint64_t)sanya_query_get_integer(query, 0), text, text == NULL ? 0 : size);
	}
	sanya_sha256_free(stream);
	return more;
}

static int read_all_words(struct checking *checking, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query terms = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_query_done) struct sanya_query bearers = SANYA_QUERY_INIT;

	if (sanya_query_open(&terms, checking->store, "SELECT code, batch, text FROM term ORDER BY code", err) != 0 ||
	    sanya_query_open(&bearers, checking->store, "SELECT code, batch, name FROM bearer ORDER BY code", err) != 0 ||
	    read_words(checking, &terms, false, err) != 0)
		return -1;
	return read_words(checking, &bearers, true, err);
}

/* --- rows --- */

static int check_row(struct checking *checking, struct sanya_query *row, struct sanya_error *err)
{
	const int64_t key = sanya_query_get_integer(row, 0);
	const uint64_t batch = sanya_key_batch(key);
	const uint32_t bearer = sanya_place_bearer(sanya_key_place(key));
	const bool pruned = sanya_query_get_null(row, 1);
	struct sanya_sha256 digest;
	struct checked *checked;
	const void *bytes;
	size_t size;

	if (batch == 0 || batch > checking->last)
		return differs(err, batch, NULL, "was never closed, and yet there is evidence of it");
	if (batch < checking->first || batch - checking->first >= checking->count)
		return 0;
	checked = &checking->batches[batch - checking->first];
	if (bearer > checking->bearer_most || checking->bearer_sources[bearer] != checked->source)
		return differs(err, batch, source_of(checking, batch), "has evidence of a bearer who is not of this source");
	if (pruned && !sanya_prune_reaches(sanya_key_place(key), checking->pruned_until))
		return differs(err, batch, source_of(checking, batch), "has lost evidence, and no event says that it was pruned");
	bytes = sanya_query_get_blob(row, pruned ? 2 : 1, &size);
	if (!pruned)
		digest = sanya_sha256_of(bytes, size);
	else if (size == sizeof digest.bytes)
		memcpy(digest.bytes, bytes, size);
	else
		return differs(err, batch, source_of(checking, batch), "has lost evidence, and no digest was left behind");
	if (checked->rows == NULL && (checked->rows = sanya_sha256_new()) == NULL)
		return sanya_error_memory(err);
	sanya_digest_row(checked->rows, key, &digest);
	return 0;
}

static int check_rows(struct checking *checking, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, checking->store, "SELECT key, packed, digest FROM evidence ORDER BY key", err) != 0)
		return -1;
	while ((more = sanya_query_step(&query, err)) > 0)
		if (check_row(checking, &query, err) != 0)
			return -1;
	return more;
}

/* --- against the ledger --- */

static int check_digest(struct checking *checking, struct sanya_query *row, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer hex;
	uint64_t batch = (uint64_t)sanya_query_get_integer(row, 0);
	const char *source = sanya_query_get_text(row, 1), *recorded = sanya_query_get_text(row, 3);
	const char *recorded_source = sanya_query_get_text(row, 4);
	struct checked *checked = &checking->batches[batch - checking->first];
	struct sanya_sha256 digest, rows;
	const void *kept;
	size_t size;

	sanya_buffer_init(&hex, SANYA_TEXT_MAX);
	if (recorded == NULL || recorded_source == NULL || strcmp(recorded_source, source) != 0)
		return differs(err, batch, source, "is not in the ledger");
	rows = checked->rows == NULL ? sanya_sha256_of("", 0) : sanya_sha256_finish(checked->rows);
	checked->rows = NULL;
	digest = sanya_digest_batch(batch, source, &checked->terms, &checked->bearers, &rows);
	sanya_hex_add(&hex, digest.bytes, sizeof digest.bytes);
	kept = sanya_query_get_blob(row, 2, &size);
	if (strcmp(hex.data, recorded) != 0 || size != sizeof digest.bytes || memcmp(kept, digest.bytes, size) != 0)
		return differs(err, batch, source, "does not match its digest in the ledger: evidence was changed");
	return 0;
}

static int check_digests(struct checking *checking, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, checking->store,
			     "SELECT batch.number, batch.source, batch.digest, delivery.digest, delivery.source FROM batch "
			     "LEFT JOIN delivery ON delivery.batch = batch.number WHERE batch.number BETWEEN ?1 AND ?2 ORDER BY batch.number",
			     err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)checking->first);
	sanya_query_integer(&query, (int64_t)(checking->first + checking->count - 1));
	while ((more = sanya_query_step(&query, err)) > 0)
		if (check_digest(checking, &query, err) != 0)
			return -1;
	return more;
}

/* The sources of bearers; those of the batches get their codes along the way. */
static int read_bearers(struct checking *checking, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query most = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&most, checking->store, "SELECT coalesce(max(code), 0) FROM bearer", err) != 0 ||
	    sanya_query_step(&most, err) < 0)
		return -1;
	if (sanya_query_get_integer(&most, 0) > SANYA_BEARER_MOST)
		return sanya_error_set(err, SANYA_DIFFERS, "the evidence has a bearer whose number is none");
	checking->bearer_most = (uint32_t)sanya_query_get_integer(&most, 0);
	checking->bearer_sources = calloc((size_t)checking->bearer_most + 1, sizeof *checking->bearer_sources);
	if (checking->bearer_sources == NULL)
		return sanya_error_memory(err);
	if (sanya_query_open(&query, checking->store, "SELECT code, source FROM bearer", err) != 0)
		return -1;
	while ((more = sanya_query_step(&query, err)) > 0) {
		uint32_t code = sanya_dictionary_code(&checking->sources, sanya_text_of(sanya_query_get_text(&query, 1)));

		if (code == UINT32_MAX)
			return sanya_error_memory(err);
		checking->bearer_sources[sanya_query_get_integer(&query, 0)] = code;
	}
	return more;
}

static int check_batches(struct checking *checking, struct sanya_error *err)
{
	struct sanya_evidence_pruned pruned;

	checking->last = sanya_evidence_watermark(checking->store);
	checking->batches = calloc(BATCHES, sizeof *checking->batches);
	if (checking->batches == NULL)
		return sanya_error_memory(err);
	if (sanya_evidence_pruned(checking->store, &pruned, err) != 0 || read_bearers(checking, err) != 0)
		return -1;
	checking->pruned_until = pruned.before;
	/* Once at least: evidence may be there without any batch. */
	for (checking->first = 1;; checking->first += BATCHES) {
		if (read_batches(checking, err) != 0 || read_all_words(checking, err) != 0 || check_rows(checking, err) != 0 ||
		    (checking->count > 0 && check_digests(checking, err) != 0))
			return -1;
		if (checking->first + checking->count > checking->last)
			return 0;
	}
}

static int check_deliveries(struct sanya_store *store, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT batch, source FROM delivery WHERE batch NOT IN (SELECT number FROM batch) ORDER BY batch LIMIT 1",
			     err) != 0)
		return -1;
	more = sanya_query_step(&query, err);
	if (more <= 0)
		return more;
	return differs(err, (uint64_t)sanya_query_get_integer(&query, 0), sanya_query_get_text(&query, 1),
		       "is in the ledger, but its evidence is gone");
}

int sanya_evidence_check(struct sanya_store *store, struct sanya_error *err)
{
	struct checking checking = { .store = store };
	int result;

	if (check_deliveries(store, err) != 0)
		return -1;
	sanya_dictionary_init(&checking.sources);
	result = check_batches(&checking, err);
	for (uint64_t i = 0; checking.batches != NULL && i < checking.count; i++)
		sanya_sha256_free(checking.batches[i].rows);
	free(checking.batches);
	free(checking.bearer_sources);
	sanya_dictionary_done(&checking.sources);
	return result;
}
