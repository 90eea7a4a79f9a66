/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys of people, from the events that enrolled and revoked them.
 * Says when a key held; whether a signature is good is the sign room's answer.
 */
#include "keys.h"

#include "../base/time.h"
#include "db.h"
#include "projection.h"

static int apply_enrol(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "INSERT INTO key(enrolled, person, key, fingerprint, enrolled_at) VALUES(?1, ?2, ?3, ?4, ?5)",
			     err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)event->sequence);
	sanya_query_text(&query, event->subject);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "key"));
	sanya_query_text(&query, sanya_json_get_text(event->detail, "fingerprint"));
	sanya_query_integer(&query, event->at);
	return sanya_query_run(&query, err);
}

/* With a fingerprint that key, without one all keys of the person. */
static int apply_revoke(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "UPDATE key SET revoked = ?1, revoked_at = ?2 WHERE person = ?3 AND revoked IS NULL "
			     "AND (?4 IS NULL OR fingerprint = ?4)",
			     err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)event->sequence);
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, event->subject);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "fingerprint"));
	return sanya_query_run(&query, err);
}

static const char *const tables[] = { "key", NULL };
static const struct sanya_projection projections[] = {
	{ "key.enrol", apply_enrol },
	{ "key.revoke", apply_revoke },
};
const struct sanya_projection_family sanya_family_keys = {
	.name = "keys",
	.tables = tables,
	.schema = "CREATE TABLE key("
		  "	enrolled INTEGER PRIMARY KEY,"
		  "	person TEXT NOT NULL,"
		  "	key TEXT,"
		  "	fingerprint TEXT,"
		  "	enrolled_at INTEGER NOT NULL,"
		  "	revoked INTEGER, revoked_at INTEGER) STRICT;"
		  "CREATE INDEX key_person ON key(person);",
	.projections = projections,
	.count = SANYA_COUNT(projections),
};

int sanya_keys_each(struct sanya_store *store, const char *person,
		    int (*each)(void *context, const struct sanya_enrolled_key *key, struct sanya_error *err), void *context,
		    struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT person, key, fingerprint, enrolled, enrolled_at, revoked, revoked_at FROM key "
			     "WHERE key IS NOT NULL AND (?1 IS NULL OR person = ?1) ORDER BY person, enrolled",
			     err) != 0)
		return -1;
	sanya_query_text(&query, person);
	while ((more = sanya_query_step(&query, err)) > 0) {
		bool revoked = !sanya_query_get_null(&query, 5);
		struct sanya_enrolled_key key = {
			.person = sanya_query_get_text(&query, 0),
			.key = sanya_query_get_text(&query, 1),
			.fingerprint = sanya_query_get_text(&query, 2),
			.enrolled = (uint64_t)sanya_query_get_integer(&query, 3),
			.enrolled_at = sanya_query_get_integer(&query, 4),
			.revoked = revoked ? (uint64_t)sanya_query_get_integer(&query, 5) : UINT64_MAX,
			.revoked_at = revoked ? sanya_query_get_integer(&query, 6) : SANYA_NO_INSTANT,
		};

		if (each(context, &key, err) != 0)
			return -1;
	}
	return more;
}

int sanya_key_holds(struct sanya_store *store, const char *person, const char *key, uint64_t at, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "SELECT 1 FROM key WHERE person = ?1 AND key = ?2 AND enrolled < ?3 "
			     "AND (revoked IS NULL OR revoked > ?3)",
			     err) != 0)
		return -1;
	sanya_query_text(&query, person);
	sanya_query_text(&query, key);
	sanya_query_integer(&query, at > INT64_MAX ? INT64_MAX : (int64_t)at);
	return sanya_query_step(&query, err);
}

int sanya_key_owner(struct sanya_store *store, const char *key, char *ret, size_t room, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store, "SELECT person FROM key WHERE key = ?1 AND revoked IS NULL", err) != 0)
		return -1;
	sanya_query_text(&query, key);
	more = sanya_query_step(&query, err);
	if (more > 0)
		snprintf(ret, room, "%s", sanya_query_get_text(&query, 0));
	return more;
}
