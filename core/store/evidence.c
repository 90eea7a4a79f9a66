/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence coming in: one row per version of an observation, packed as a batch of one; a batch closed with a digest over its rows.
 * Only the batch being made may change; what a closed one holds is never touched again.
 */
#include "evidence_rows.h"

#include "../codec/frame.h"
#include "db.h"

/* What this delivery is called, and what it replaces. */
struct version {
	enum sanya_observation_kind kind;
	const char *source;
	struct sanya_text id;
	const struct sanya_buffer *packed;
};

/* The batch being made, numbered when its first row comes. */
static int open_batch(struct sanya_store *store, const char *source, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (store->batch != 0) {
		if (strcmp(store->batch_source, source) == 0)
			return 0;
		store->broken = true;
		return sanya_error_set(err, SANYA_FAILED, "the batch of source %s is not closed yet", store->batch_source);
	}
	if (strlen(source) >= sizeof(store->batch_source))
		return sanya_error_set(err, SANYA_FAILED, "the name of the source is too long");
	if (sanya_query_open(&query, store, "SELECT coalesce(max(number) + 1, 1) FROM batch", err) != 0 ||
	    sanya_query_step(&query, err) < 0)
		return -1;
	store->batch = (uint64_t)sanya_query_get_integer(&query, 0);
	snprintf(store->batch_source, sizeof(store->batch_source), "%s", source);
	return 0;
}

enum standing { NEW, SAME, OTHER, OTHER_IN_THIS_BATCH };

static int compare_with_newest(struct sanya_store *store, const struct version *version, enum standing *ret,
			       struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const void *bytes;
	size_t size;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT batch, packed FROM observation WHERE kind = ?1 AND source = ?2 AND id = ?3 "
			     "ORDER BY batch DESC LIMIT 1",
			     err) != 0)
		return -1;
	sanya_query_integer(&query, version->kind);
	sanya_query_text(&query, version->source);
	sanya_query_text_of(&query, version->id);
	more = sanya_query_step(&query, err);
	if (more < 0)
		return -1;
	bytes = more > 0 ? sanya_query_get_blob(&query, 1, &size) : NULL;
	if (more == 0)
		*ret = NEW;
	else if (size == version->packed->size && memcmp(bytes, version->packed->data, size) == 0)
		*ret = SAME;
	else if (store->batch != 0 && (uint64_t)sanya_query_get_integer(&query, 0) == store->batch)
		*ret = OTHER_IN_THIS_BATCH;
	else
		*ret = OTHER;
	return 0;
}

static int put(struct sanya_store *store, const struct version *version, bool again, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int failed;

	if (again)
		failed = sanya_query_open(&query, store,
					  "UPDATE observation SET packed = ?5 WHERE kind = ?1 AND source = ?2 AND id = ?3 AND batch = ?4",
					  err);
	else
		failed = sanya_query_open(&query, store,
					  "INSERT INTO observation(kind, source, id, batch, packed) VALUES(?1, ?2, ?3, ?4, ?5)", err);
	if (failed != 0)
		return -1;
	sanya_query_integer(&query, version->kind);
	sanya_query_text(&query, version->source);
	sanya_query_text_of(&query, version->id);
	sanya_query_integer(&query, (int64_t)store->batch);
	sanya_query_blob(&query, version->packed->data, version->packed->size);
	return sanya_query_run(&query, err);
}

static int take(struct sanya_store *store, const struct version *version, struct sanya_evidence_counts *counts,
		struct sanya_error *err)
{
	enum standing standing;

	if (version->id.at == NULL)
		return sanya_error_set(err, SANYA_FAILED, "an observation of source %s has no id", version->source);
	if (compare_with_newest(store, version, &standing, err) != 0)
		return -1;
	if (standing != SAME && (open_batch(store, version->source, err) != 0 ||
				 put(store, version, standing == OTHER_IN_THIS_BATCH, err) != 0)) {
		store->broken = true;
		return -1;
	}
	counts->read++;
	if (standing == NEW)
		counts->added++;
	else if (standing == SAME)
		counts->unchanged++;
	else
		counts->changed++;
	return 0;
}

int sanya_evidence_add_tickets(struct sanya_store *store, const char *source, const struct sanya_ticket *tickets, size_t count,
			       struct sanya_evidence_counts *counts, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer packed;
	size_t fitted;

	sanya_buffer_init(&packed, SANYA_FRAME_MAX);
	if (sanya_db_within(store, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct version version = {
			.kind = SANYA_TICKET, .source = source, .id = tickets[i].id, .packed = &packed,
		};

		sanya_buffer_clear(&packed);
		if (sanya_batch_pack_tickets(&tickets[i], 1, &packed, &fitted, err) != 0 ||
		    sanya_buffer_check(&packed, "a ticket", err) != 0 || take(store, &version, counts, err) != 0)
			return -1;
	}
	return 0;
}

int sanya_evidence_add_responses(struct sanya_store *store, const char *source, const struct sanya_response *responses,
				 size_t count, struct sanya_evidence_counts *counts, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer packed;
	size_t fitted;

	sanya_buffer_init(&packed, SANYA_FRAME_MAX);
	if (sanya_db_within(store, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct version version = {
			.kind = SANYA_RESPONSE, .source = source, .id = responses[i].id, .packed = &packed,
		};

		sanya_buffer_clear(&packed);
		if (sanya_batch_pack_responses(&responses[i], 1, &packed, &fitted, err) != 0 ||
		    sanya_buffer_check(&packed, "a response", err) != 0 || take(store, &version, counts, err) != 0)
			return -1;
	}
	return 0;
}

/* Digest ------------------------------------------------------------------------------------------------------------- */

static void add_part(struct sanya_sha256_stream *stream, const void *bytes, uint64_t size)
{
	unsigned char before[8];

	for (unsigned i = 0; i < sizeof(before); i++)
		before[i] = (unsigned char)(size >> (8 * i));
	sanya_sha256_add(stream, before, sizeof(before));
	sanya_sha256_add(stream, bytes, size);
}

static int add_rows(struct sanya_store *store, uint64_t batch, struct sanya_sha256_stream *stream, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT kind, source, id, packed FROM observation INDEXED BY observation_batch WHERE batch = ?1 "
			     "ORDER BY kind, source, id",
			     err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)batch);
	while ((more = sanya_query_step(&query, err)) > 0) {
		unsigned char kind = (unsigned char)sanya_query_get_integer(&query, 0);

		add_part(stream, &kind, 1);
		for (int i = 1; i < 4; i++) {
			size_t size;
			const void *bytes = sanya_query_get_blob(&query, i, &size);

			add_part(stream, bytes, size);
		}
	}
	return more;
}

int sanya_evidence_digest(struct sanya_store *store, uint64_t batch, struct sanya_sha256 *ret, struct sanya_error *err)
{
	struct sanya_sha256_stream *stream = sanya_sha256_new();

	if (stream == NULL)
		return sanya_error_memory(err);
	if (add_rows(store, batch, stream, err) != 0) {
		sanya_sha256_free(stream);
		return -1;
	}
	*ret = sanya_sha256_finish(stream);
	return 0;
}

int sanya_evidence_close_batch(struct sanya_store *store, const char *source, uint64_t *ret_batch,
			       struct sanya_sha256 *ret_digest, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_sha256 digest;
	uint64_t batch = store->batch;

	if (batch == 0) {
		*ret_batch = 0;
		return 0;
	}
	if (strcmp(store->batch_source, source) != 0)
		return sanya_error_set(err, SANYA_FAILED, "the batch being made is of source %s, not of %s", store->batch_source, source);
	if (sanya_evidence_digest(store, batch, &digest, err) != 0 ||
	    sanya_query_open(&query, store, "INSERT INTO batch(number, source, digest) VALUES(?1, ?2, ?3)", err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)batch);
	sanya_query_text(&query, source);
	sanya_query_blob(&query, digest.bytes, sizeof(digest.bytes));
	if (sanya_query_run(&query, err) != 0)
		return -1;
	store->batch = 0;
	*ret_batch = batch;
	*ret_digest = digest;
	return 0;
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
