/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The check of the ledger: every payload hashed again and compared with its leaf, every node made again, every detail with its
 * commitment, every chain of a subject, then the file's pages and its layout.  Names the first thing that does not fit.
 */
#include "db.h"

#include "../domain/merkle.h"

struct checking {
	struct sanya_store *store;
	struct sanya_query node;	/* nodes in order of level and place are read one by one */
	struct sanya_sha256 edge[SANYA_MERKLE_LEVELS]; /* of each level, the last node that still lacks its right neighbour */
	uint64_t size, nodes;
};

static int event_differs(struct sanya_error *err, uint64_t sequence, const char *what)
{
	sanya_error_set(err, SANYA_DIFFERS, "event %llu %s", (unsigned long long)sequence, what);
	return sanya_error_next(err, "keep a copy of the home as it is, and compare with a backup and with a checkpoint kept outside");
}

/* 1 equal, 0 not (or missing). */
static int node_is(struct checking *checking, unsigned level, uint64_t place, const struct sanya_sha256 *hash,
		   struct sanya_error *err)
{
	const void *bytes;
	size_t size;
	int more;

	sanya_query_again(&checking->node);
	sanya_query_integer(&checking->node, (int64_t)level);
	sanya_query_integer(&checking->node, (int64_t)place);
	more = sanya_query_step(&checking->node, err);
	if (more <= 0)
		return more;
	bytes = sanya_query_get_blob(&checking->node, 0, &size);
	return size == sizeof(hash->bytes) && memcmp(bytes, hash->bytes, size) == 0 ? 1 : 0;
}

static int check_tree(struct checking *checking, uint64_t sequence, struct sanya_sha256 hash, struct sanya_error *err)
{
	uint64_t place = sequence;
	unsigned level = 0;

	for (;;) {
		int same = node_is(checking, level, place, &hash, err);

		if (same < 0)
			return -1;
		if (same == 0) {
			if (level == 0)
				return event_differs(err, sequence, "does not match its tree node");
			return sanya_error_set(err, SANYA_DIFFERS, "the tree's node at level %u, place %llu does not match the "
					       "events below it", level, (unsigned long long)place);
		}
		checking->nodes++;
		if ((place & 1) == 0) {
			checking->edge[level] = hash;
			return 0;
		}
		hash = sanya_merkle_node(&checking->edge[level], &hash);
		place >>= 1;
		level++;
	}
}

static int check_object(struct checking *checking, const struct sanya_event_read *read, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_sha256 hash;
	const void *salt, *bytes;
	size_t salt_size, size;
	int more;

	if (sanya_query_open(&query, checking->store, "SELECT salt, bytes FROM object WHERE hash = ?1", err) != 0)
		return -1;
	sanya_query_blob(&query, read->object.bytes, sizeof(read->object.bytes));
	more = sanya_query_step(&query, err);
	if (more < 0)
		return -1;
	if (more == 0 || sanya_query_get_null(&query, 0))
		return event_differs(err, read->event.sequence, "has lost its detail");
	salt = sanya_query_get_blob(&query, 0, &salt_size);
	bytes = sanya_query_get_blob(&query, 1, &size);
	hash = sanya_object_commitment(salt, salt_size, bytes, size);
	if (!sanya_sha256_equal(&hash, &read->object))
		return event_differs(err, read->event.sequence, "does not match its detail: the detail was changed");
	return 0;
}

static int check_previous(struct checking *checking, const struct sanya_event_read *read, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer hex;
	const void *bytes;
	size_t size;
	int more;

	sanya_buffer_init(&hex, SANYA_TEXT_MAX);
	if (sanya_query_open(&query, checking->store,
			     "SELECT hash FROM node WHERE level = 0 AND place = "
			     "(SELECT max(sequence) FROM trail WHERE subject = ?1 AND sequence < ?2)",
			     err) != 0)
		return -1;
	sanya_query_text(&query, read->event.subject);
	sanya_query_integer(&query, (int64_t)read->event.sequence);
	more = sanya_query_step(&query, err);
	if (more < 0)
		return -1;
	if (more == 0)
		return read->previous == NULL ? 0 : event_differs(err, read->event.sequence, "names an event before it that the "
				     "list of its subject does not have");
	bytes = sanya_query_get_blob(&query, 0, &size);
	sanya_hex_add(&hex, bytes, size);
	if (read->previous == NULL || strcmp(hex.data, read->previous) != 0)
		return event_differs(err, read->event.sequence, "does not follow the event of its subject before it");
	return 0;
}

static int check_event(struct checking *checking, uint64_t sequence, const void *payload, size_t size, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_event_read_done) struct sanya_event_read read = { .payload = NULL };

	if (sequence != checking->size)
		return event_differs(err, checking->size, "is missing");
	checking->size++;
	if (check_tree(checking, sequence, sanya_merkle_leaf(payload, size), err) != 0)
		return -1;
	if (sanya_event_read(checking->store, sequence, payload, size, false, &read, err) != 0 ||
	    check_object(checking, &read, err) != 0)
		return -1;
	return check_previous(checking, &read, err);
}

static int check_events(struct checking *checking, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, checking->store, "SELECT sequence, payload FROM event ORDER BY sequence", err) != 0)
		return -1;
	while ((more = sanya_query_step(&query, err)) > 0) {
		size_t size;
		const void *payload = sanya_query_get_blob(&query, 1, &size);

		if (check_event(checking, (uint64_t)sanya_query_get_integer(&query, 0), payload, size, err) != 0)
			return -1;
	}
	return more;
}

/* What is there beyond the events: nodes, details and checkpoints of events that are gone. */
static int check_rest(struct checking *checking, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, checking->store,
			     "SELECT (SELECT count(*) FROM node), (SELECT count(*) FROM object), "
			     "(SELECT coalesce(max(size), 0) FROM checkpoint)",
			     err) != 0 ||
	    sanya_query_step(&query, err) < 0)
		return -1;
	if ((uint64_t)sanya_query_get_integer(&query, 2) > checking->size)
		return sanya_error_set(err, SANYA_DIFFERS, "the ledger has lost its tail: a checkpoint was signed over %lld events, "
				       "%llu are left", (long long)sanya_query_get_integer(&query, 2),
				       (unsigned long long)checking->size);
	if ((uint64_t)sanya_query_get_integer(&query, 0) != checking->nodes)
		return sanya_error_set(err, SANYA_DIFFERS, "the tree has nodes of events that are gone");
	if ((uint64_t)sanya_query_get_integer(&query, 1) != checking->size)
		return sanya_error_set(err, SANYA_DIFFERS, "there are details of events that are gone");
	return 0;
}

static int check_pages(struct sanya_store *store, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const char *words;

	if (sanya_query_open(&query, store, "PRAGMA integrity_check(1)", err) != 0 || sanya_query_step(&query, err) < 0)
		return -1;
	words = sanya_query_get_text(&query, 0);
	if (words != NULL && strcmp(words, "ok") == 0)
		return 0;
	return sanya_error_set(err, SANYA_DIFFERS, "the database file is damaged: %s", words == NULL ? "" : words);
}

static int check(struct checking *checking, struct sanya_error *err)
{
	if (sanya_query_open(&checking->node, checking->store, "SELECT hash FROM node WHERE level = ?1 AND place = ?2", err) != 0)
		return -1;
	if (check_events(checking, err) != 0 || check_rest(checking, err) != 0 || check_pages(checking->store, err) != 0)
		return -1;
	return sanya_schema_check(checking->store, err);
}

int sanya_ledger_check(struct sanya_store *store, struct sanya_error *err)
{
	struct checking checking = { .store = store };
	int result = check(&checking, err);

	sanya_query_done(&checking.node);
	return result;
}
