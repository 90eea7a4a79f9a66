/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The check of the evidence: every batch hashed again and compared with the digest that the ledger recorded; nothing beside the batches.
 * Rows that were not taken are kept here too: they are no evidence, so no digest covers them.
 */
#include "evidence_rows.h"

#include "../base/text.h"
#include "db.h"

static int differs(struct sanya_error *err, uint64_t batch, const char *source, const char *what)
{
	sanya_error_set(err, SANYA_DIFFERS, "batch %llu of source %s %s", (unsigned long long)batch, source, what);
	return sanya_error_next(err, "keep a copy of the home as it is, and compare with a backup");
}

static int check_batch(struct sanya_store *store, struct sanya_query *row, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer hex;
	uint64_t batch = (uint64_t)sanya_query_get_integer(row, 0);
	const char *source = sanya_query_get_text(row, 1), *recorded = sanya_query_get_text(row, 3);
	const char *recorded_source = sanya_query_get_text(row, 4);
	struct sanya_sha256 digest;
	const void *kept;
	size_t size;

	sanya_buffer_init(&hex, SANYA_TEXT_MAX);
	if (recorded == NULL || recorded_source == NULL || strcmp(recorded_source, source) != 0)
		return differs(err, batch, source, "is not in the ledger");
	if (sanya_evidence_digest(store, batch, &digest, err) != 0)
		return -1;
	sanya_hex_add(&hex, digest.bytes, sizeof(digest.bytes));
	kept = sanya_query_get_blob(row, 2, &size);
	if (strcmp(hex.data, recorded) != 0 || size != sizeof(digest.bytes) || memcmp(kept, digest.bytes, size) != 0)
		return differs(err, batch, source, "does not match its digest in the ledger: evidence was changed");
	return 0;
}

static int check_batches(struct sanya_store *store, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT batch.number, batch.source, batch.digest, delivery.digest, delivery.source FROM batch "
			     "LEFT JOIN delivery ON delivery.batch = batch.number ORDER BY batch.number",
			     err) != 0)
		return -1;
	while ((more = sanya_query_step(&query, err)) > 0) {
		if (check_batch(store, &query, err) != 0)
			return -1;
	}
	return more;
}

int sanya_evidence_check(struct sanya_store *store, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (check_batches(store, err) != 0)
		return -1;
	if (sanya_query_open(&query, store,
			     "SELECT batch, source, 1 FROM delivery WHERE batch NOT IN (SELECT number FROM batch) UNION ALL "
			     "SELECT batch, source, 2 FROM (SELECT DISTINCT batch, source FROM observation) "
			     "WHERE batch NOT IN (SELECT number FROM batch) ORDER BY 1 LIMIT 1",
			     err) != 0)
		return -1;
	more = sanya_query_step(&query, err);
	if (more <= 0)
		return more;
	return differs(err, (uint64_t)sanya_query_get_integer(&query, 0), sanya_query_get_text(&query, 1),
		       sanya_query_get_integer(&query, 2) == 1 ? "is in the ledger, but its evidence is gone"
							       : "was never closed, and yet there is evidence of it");
}

/* Rows that were not taken -------------------------------------------------------------------------------------------- */

int sanya_evidence_add_reject(struct sanya_store *store, const char *source, const char *place, const char *reason,
			      const char *excerpt, bool repaired, uint64_t times, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_db_within(store, err) != 0 ||
	    sanya_query_open(&query, store,
			     "INSERT INTO reject(source, place, reason, excerpt, repaired, times) VALUES(?1, ?2, ?3, ?4, ?5, ?6) "
			     "ON CONFLICT(source, place, reason) DO UPDATE SET excerpt = ?4, repaired = ?5, times = ?6",
			     err) != 0)
		return -1;
	sanya_query_text(&query, source);
	sanya_query_text(&query, place);
	sanya_query_text(&query, reason);
	sanya_query_text(&query, excerpt);
	sanya_query_integer(&query, repaired ? 1 : 0);
	sanya_query_integer(&query, (int64_t)times);
	return sanya_query_run(&query, err);
}

int sanya_evidence_clear_rejects(struct sanya_store *store, const char *source, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_db_within(store, err) != 0 || sanya_query_open(&query, store, "DELETE FROM reject WHERE source = ?1", err) != 0)
		return -1;
	sanya_query_text(&query, source);
	return sanya_query_run(&query, err);
}

int sanya_evidence_each_reject(struct sanya_store *store, const char *source,
			       int (*each)(void *context, const struct sanya_evidence_reject *reject, struct sanya_error *err),
			       void *context, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT place, reason, excerpt, repaired, times FROM reject WHERE source = ?1 ORDER BY rowid", err) != 0)
		return -1;
	sanya_query_text(&query, source);
	while ((more = sanya_query_step(&query, err)) > 0) {
		struct sanya_evidence_reject reject = {
			.place = sanya_query_get_text(&query, 0),
			.reason = sanya_query_get_text(&query, 1),
			.excerpt = sanya_query_get_text(&query, 2),
			.repaired = sanya_query_get_integer(&query, 3) != 0,
			.times = (uint64_t)sanya_query_get_integer(&query, 4),
		};

		if (each(context, &reject, err) != 0)
			return -1;
	}
	return more;
}
