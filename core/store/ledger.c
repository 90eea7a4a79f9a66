/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger: events appended one after the other, each with its detail behind a salted commitment, its leaf and the perfect
 * subtrees it completes, and then read again.  Never edits, never deletes.
 */
#include "db.h"

#include "../base/time.h"
#include "../domain/merkle.h"

#include <errno.h>
#include <sys/random.h>

#define EVENT_FORMAT "sanya.event/1"
#define CLOCK_GIVEN "given"

struct sanya_sha256 sanya_object_commitment(const void *salt, size_t salt_size, const void *bytes, size_t size)
{
	static const char label[] = "sanya-object-1"; /* hashed with its NUL */
	struct sanya_sha256_stream *stream = sanya_sha256_new();

	/* A commitment that cannot be computed may never pass for one. */
	if (stream == NULL)
		abort();
	sanya_sha256_add(stream, label, sizeof(label));
	sanya_sha256_add(stream, salt, salt_size);
	sanya_sha256_add(stream, bytes, size);
	return sanya_sha256_finish(stream);
}

static int random_bytes(unsigned char *ret, size_t size, struct sanya_error *err)
{
	ssize_t got;

	do {
		got = getrandom(ret, size, 0);
	} while (got < 0 && errno == EINTR);
	if (got == (ssize_t)size)
		return 0;
	return sanya_error_errno(err, got < 0 ? errno : EIO, "cannot get random bytes for an event's salt");
}

/* The tree ------------------------------------------------------------------------------------------------------------ */

static int read_node(struct sanya_store *store, unsigned level, uint64_t place, struct sanya_sha256 *ret,
		     struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const void *bytes;
	size_t size;
	int more;

	if (sanya_query_open(&query, store, "SELECT hash FROM node WHERE level = ?1 AND place = ?2", err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)level);
	sanya_query_integer(&query, (int64_t)place);
	more = sanya_query_step(&query, err);
	if (more < 0)
		return -1;
	if (more > 0) {
		bytes = sanya_query_get_blob(&query, 0, &size);
		if (size == sizeof(ret->bytes)) {
			memcpy(ret->bytes, bytes, size);
			return 0;
		}
	}
	return sanya_error_set(err, SANYA_DIFFERS, "a node of the tree is missing: level %u, place %llu", level,
			       (unsigned long long)place);
}

static int write_node(struct sanya_store *store, unsigned level, uint64_t place, const struct sanya_sha256 *hash,
		      struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "INSERT INTO node(level, place, hash) VALUES(?1, ?2, ?3)", err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)level);
	sanya_query_integer(&query, (int64_t)place);
	sanya_query_blob(&query, hash->bytes, sizeof(hash->bytes));
	return sanya_query_run(&query, err);
}

/* The leaf, and every subtree that it makes perfect. */
static int grow_tree(struct sanya_store *store, uint64_t sequence, struct sanya_sha256 hash, struct sanya_error *err)
{
	uint64_t place = sequence;
	struct sanya_sha256 left;
	unsigned level = 0;

	for (;;) {
		if (write_node(store, level, place, &hash, err) != 0)
			return -1;
		if ((place & 1) == 0)
			return 0;
		if (read_node(store, level, place - 1, &left, err) != 0)
			return -1;
		hash = sanya_merkle_node(&left, &hash);
		place >>= 1;
		level++;
	}
}

struct reader {
	struct sanya_store *store;
	struct sanya_error *err;
};

static int read_for_proof(void *context, unsigned level, uint64_t place, struct sanya_sha256 *ret)
{
	const struct reader *reader = context;

	return read_node(reader->store, level, place, ret, reader->err);
}

int sanya_ledger_root(struct sanya_store *store, uint64_t size, struct sanya_sha256 *ret, struct sanya_error *err)
{
	struct reader reader = { .store = store, .err = err };
	uint64_t have = sanya_ledger_size(store);

	if (size > have)
		return sanya_error_set(err, SANYA_DIFFERS, "the ledger has %llu events, not %llu: its tail is missing",
				       (unsigned long long)have, (unsigned long long)size);
	return sanya_merkle_root(size, read_for_proof, &reader, ret);
}

int sanya_ledger_leaf(struct sanya_store *store, uint64_t sequence, struct sanya_sha256 *ret, struct sanya_error *err)
{
	return read_node(store, 0, sequence, ret, err);
}

/* Append -------------------------------------------------------------------------------------------------------------- */

uint64_t sanya_ledger_size(struct sanya_store *store)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_error ignored = SANYA_ERROR_INIT;

	if (sanya_query_open(&query, store, "SELECT coalesce(max(sequence) + 1, 0) FROM event", &ignored) != 0 ||
	    sanya_query_step(&query, &ignored) <= 0)
		return 0;
	return (uint64_t)sanya_query_get_integer(&query, 0);
}

/* Leaf hash of the subject's last event; *ret_have false where there is none. */
static int last_of_subject(struct sanya_store *store, const char *subject, struct sanya_sha256 *ret, bool *ret_have,
			   struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store, "SELECT max(sequence) FROM trail WHERE subject = ?1", err) != 0)
		return -1;
	sanya_query_text(&query, subject);
	more = sanya_query_step(&query, err);
	if (more < 0)
		return -1;
	*ret_have = more > 0 && !sanya_query_get_null(&query, 0);
	return *ret_have ? read_node(store, 0, (uint64_t)sanya_query_get_integer(&query, 0), ret, err) : 0;
}

static int put_object(struct sanya_store *store, const struct sanya_json *detail, struct sanya_sha256 *ret,
		      struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bytes;
	unsigned char salt[SANYA_SALT_SIZE];

	sanya_buffer_init(&bytes, SANYA_OBJECT_MAX);
	if (random_bytes(salt, sizeof(salt), err) != 0 || sanya_json_canonical(detail, &bytes, err) != 0 ||
	    sanya_buffer_check(&bytes, "the detail of an event", err) != 0)
		return -1;
	*ret = sanya_object_commitment(salt, sizeof(salt), bytes.data, bytes.size);
	if (sanya_query_open(&query, store, "INSERT INTO object(hash, salt, bytes) VALUES(?1, ?2, ?3)", err) != 0)
		return -1;
	sanya_query_blob(&query, ret->bytes, sizeof(ret->bytes));
	sanya_query_blob(&query, salt, sizeof(salt));
	sanya_query_blob(&query, bytes.data, bytes.size);
	return sanya_query_run(&query, err);
}

static int make_payload(const struct sanya_event *event, const struct sanya_sha256 *object,
			const struct sanya_sha256 *previous, struct sanya_buffer *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *payload = sanya_json_object();
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	int failed = 0;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	sanya_instant_format(event->at, &text);
	failed |= sanya_json_set_text(payload, "format", EVENT_FORMAT);
	failed |= sanya_json_set_text(payload, "type", event->type);
	failed |= sanya_json_set_text(payload, "at", text.data);
	failed |= sanya_json_set_text(payload, "actor", event->actor);
	failed |= sanya_json_set_text(payload, "account", event->account);
	if (event->clock_given)
		failed |= sanya_json_set_text(payload, "clock", CLOCK_GIVEN);
	failed |= sanya_json_set_text(payload, "subject", event->subject);
	sanya_buffer_clear(&text);
	sanya_hex_add(&text, object->bytes, sizeof(object->bytes));
	failed |= sanya_json_set_text(payload, "object", text.data);
	if (previous != NULL) {
		sanya_buffer_clear(&text);
		sanya_hex_add(&text, previous->bytes, sizeof(previous->bytes));
		failed |= sanya_json_set_text(payload, "previous", text.data);
	}
	if (failed != 0)
		return sanya_error_memory(err);
	if (sanya_json_canonical(payload, ret, err) != 0)
		return -1;
	return sanya_buffer_check(ret, "an event", err);
}

static int put_event(struct sanya_store *store, uint64_t sequence, const struct sanya_buffer *payload,
		     struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "INSERT INTO event(sequence, payload) VALUES(?1, ?2)", err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)sequence);
	sanya_query_blob(&query, payload->data, payload->size);
	return sanya_query_run(&query, err);
}

static int append(struct sanya_store *store, struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer payload;
	struct sanya_sha256 object, previous;
	struct sanya_event numbered = *event;
	bool follows = false;

	sanya_buffer_init(&payload, SANYA_EVENT_MAX);
	numbered.sequence = sanya_ledger_size(store);
	if (put_object(store, event->detail, &object, err) != 0 ||
	    last_of_subject(store, event->subject, &previous, &follows, err) != 0 ||
	    make_payload(&numbered, &object, follows ? &previous : NULL, &payload, err) != 0 ||
	    put_event(store, numbered.sequence, &payload, err) != 0 ||
	    grow_tree(store, numbered.sequence, sanya_merkle_leaf(payload.data, payload.size), err) != 0 ||
	    sanya_projection_apply(store, &numbered, err) != 0)
		return -1;
	event->sequence = numbered.sequence;
	return 0;
}

int sanya_ledger_append(struct sanya_store *store, struct sanya_event *event, struct sanya_error *err)
{
	if (sanya_db_within(store, err) != 0)
		return -1;
	if (event->type == NULL || event->actor == NULL || event->subject == NULL ||
	    sanya_json_type(event->detail) != SANYA_JSON_OBJECT || !sanya_projection_knows(event->type)) {
		store->broken = true;
		return sanya_error_set(err, SANYA_FAILED, "an event of type \"%s\" cannot be written: a field of it is missing or "
				       "no list knows its type", event->type == NULL ? "" : event->type);
	}
	if (append(store, event, err) == 0)
		return 0;
	/* Half an event is in the transaction now: it may only be rolled back. */
	store->broken = true;
	return -1;
}

/* Read ---------------------------------------------------------------------------------------------------------------- */

void sanya_event_read_done(struct sanya_event_read *read)
{
	sanya_json_free(read->event.detail);
	sanya_json_free(read->payload);
	read->event.detail = NULL;
	read->payload = NULL;
}

static int read_detail(struct sanya_store *store, const struct sanya_sha256 *object, uint64_t sequence,
		       struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	char name[64];
	const char *bytes;
	size_t size;
	int more;

	if (sanya_query_open(&query, store, "SELECT bytes FROM object WHERE hash = ?1", err) != 0)
		return -1;
	sanya_query_blob(&query, object->bytes, sizeof(object->bytes));
	more = sanya_query_step(&query, err);
	if (more < 0)
		return -1;
	if (more == 0)
		return sanya_error_set(err, SANYA_DIFFERS, "the detail of event %llu is missing",
				       (unsigned long long)sequence);
	if (sanya_query_get_null(&query, 0)) {
		*ret = NULL;
		return 0;
	}
	bytes = sanya_query_get_blob(&query, 0, &size);
	snprintf(name, sizeof(name), "detail of event %llu", (unsigned long long)sequence);
	return sanya_json_parse(name, bytes, size, ret, err);
}

int sanya_event_read(struct sanya_store *store, uint64_t sequence, const void *payload, size_t size, bool with_detail,
		     struct sanya_event_read *ret, struct sanya_error *err)
{
	struct sanya_event_read read = { .payload = NULL };
	const char *at, *object, *format, *clock;
	char name[32];

	snprintf(name, sizeof(name), "event %llu", (unsigned long long)sequence);
	if (sanya_json_parse(name, payload, size, &read.payload, err) != 0)
		return -1;
	format = sanya_json_get_text(read.payload, "format");
	at = sanya_json_get_text(read.payload, "at");
	object = sanya_json_get_text(read.payload, "object");
	clock = sanya_json_get_text(read.payload, "clock");
	read.previous = sanya_json_get_text(read.payload, "previous");
	read.event = (struct sanya_event){
		.sequence = sequence,
		.type = sanya_json_get_text(read.payload, "type"),
		.clock_given = clock != NULL,
		.actor = sanya_json_get_text(read.payload, "actor"),
		.account = sanya_json_get_text(read.payload, "account"),
		.subject = sanya_json_get_text(read.payload, "subject"),
	};
	if (format == NULL || strcmp(format, EVENT_FORMAT) != 0 || at == NULL || object == NULL ||
	    (clock != NULL && strcmp(clock, CLOCK_GIVEN) != 0) ||
	    read.event.type == NULL || read.event.actor == NULL || read.event.subject == NULL) {
		sanya_event_read_done(&read);
		return sanya_error_set(err, SANYA_DIFFERS, "event %llu is not of the format " EVENT_FORMAT,
				       (unsigned long long)sequence);
	}
	if (sanya_instant_parse(at, strlen(at), &read.event.at, err) != 0 ||
	    sanya_hex_parse(object, strlen(object), read.object.bytes, sizeof(read.object.bytes), err) != 0 ||
	    (with_detail && read_detail(store, &read.object, sequence, &read.event.detail, err) != 0)) {
		sanya_event_read_done(&read);
		return sanya_error_at(err, name, 0, 0);
	}
	*ret = read;
	return 0;
}

int sanya_ledger_each(struct sanya_store *store, const char *subject, uint64_t from,
		      int (*each)(void *context, const struct sanya_event *event, struct sanya_error *err), void *context,
		      struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (subject == NULL)
		more = sanya_query_open(&query, store,
					"SELECT sequence, payload FROM event WHERE sequence >= ?1 ORDER BY sequence", err);
	else
		more = sanya_query_open(&query, store,
					"SELECT event.sequence, event.payload FROM trail JOIN event USING(sequence) "
					"WHERE trail.sequence >= ?1 AND trail.subject = ?2 ORDER BY trail.sequence",
					err);
	if (more != 0)
		return -1;
	sanya_query_integer(&query, from > INT64_MAX ? INT64_MAX : (int64_t)from);
	if (subject != NULL)
		sanya_query_text(&query, subject);
	while ((more = sanya_query_step(&query, err)) > 0) {
		SANYA_CLEANUP(sanya_event_read_done) struct sanya_event_read read = { .payload = NULL };
		uint64_t sequence = (uint64_t)sanya_query_get_integer(&query, 0);
		size_t size;
		const void *payload = sanya_query_get_blob(&query, 1, &size);

		if (sanya_event_read(store, sequence, payload, size, true, &read, err) != 0 ||
		    each(context, &read.event, err) != 0)
			return -1;
	}
	return more;
}
