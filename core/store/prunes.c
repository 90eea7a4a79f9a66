/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prunes of the evidence as the ledger tells them.
 * What the evidence itself says of them is compared by whoever verifies.
 */
#include "prunes.h"

#include "db.h"
#include "projection.h"

/* The counts stand beside the event as numbers, so that an erased detail (there is nothing personal in it) would leave zeroes. */
static int apply_prune(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int32_t date;

	if (sanya_date_parse(event->subject, strlen(event->subject), &date, err) != 0)
		return -1;
	if (sanya_query_open(&query, store,
			     "INSERT INTO prune(sequence, date, before, at, actor, groups, observations, bytes) "
			     "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
			     err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)event->sequence);
	sanya_query_integer(&query, date);
	sanya_query_integer(&query, sanya_json_get_integer(event->detail, "before", date * SANYA_DAY));
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, event->actor);
	sanya_query_integer(&query, sanya_json_get_integer(event->detail, "groups", 0));
	sanya_query_integer(&query, sanya_json_get_integer(event->detail, "observations", 0));
	sanya_query_integer(&query, sanya_json_get_integer(event->detail, "bytes", 0));
	return sanya_query_run(&query, err);
}

static const char *const tables[] = { "prune", NULL };
static const struct sanya_projection projections[] = {
	{ "evidence.prune", apply_prune },
};
const struct sanya_projection_family sanya_family_prunes = {
	.name = "prunes",
	.tables = tables,
	.schema = "CREATE TABLE prune("
		  "	sequence INTEGER PRIMARY KEY,"
		  "	date INTEGER NOT NULL, before INTEGER NOT NULL,"
		  "	at INTEGER NOT NULL, actor TEXT NOT NULL,"
		  "	groups INTEGER NOT NULL, observations INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;",
	.projections = projections,
	.count = SANYA_COUNT(projections),
};

int sanya_prune_last(struct sanya_store *store, struct sanya_prune *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT date, before, at, actor, (SELECT sum(groups) FROM prune), (SELECT sum(observations) FROM prune), "
			     "(SELECT sum(bytes) FROM prune) FROM prune ORDER BY before DESC, sequence DESC LIMIT 1",
			     err) != 0)
		return -1;
	more = sanya_query_step(&query, err);
	if (more <= 0)
		return more;
	*ret = (struct sanya_prune){
		.date = (int32_t)sanya_query_get_integer(&query, 0),
		.before = sanya_query_get_integer(&query, 1),
		.at = sanya_query_get_integer(&query, 2),
		.groups = (uint64_t)sanya_query_get_integer(&query, 4),
		.observations = (uint64_t)sanya_query_get_integer(&query, 5),
		.bytes = (uint64_t)sanya_query_get_integer(&query, 6),
	};
	snprintf(ret->actor, sizeof(ret->actor), "%s", sanya_query_get_text(&query, 3));
	return 1;
}
