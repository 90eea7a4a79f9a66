/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sources as configured, their runs, and the batches they delivered, from the ledger's events.
 * Evidence itself is not here: see evidence.c.
 */
#include "sources.h"

#include "../base/time.h"
#include "db.h"
#include "projection.h"

static int apply_set(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer document;

	sanya_buffer_init(&document, SANYA_OBJECT_MAX);
	if (event->detail == NULL)
		return 0;
	if (sanya_json_canonical(event->detail, &document, err) != 0 ||
	    sanya_buffer_check(&document, "the source's options", err) != 0 ||
	    sanya_query_open(&query, store,
			     "INSERT INTO source(name, plugin, document) VALUES(?1, ?2, ?3) "
			     "ON CONFLICT(name) DO UPDATE SET plugin = coalesce(?2, plugin), document = ?3",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "plugin"));
	sanya_query_text(&query, document.data);
	return sanya_query_run(&query, err);
}

static int apply_remove(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "DELETE FROM source WHERE name = ?1", err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	return sanya_query_run(&query, err);
}

static int apply_run(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "INSERT INTO run(sequence, source, at, outcome, reason) VALUES(?1, ?2, ?3, ?4, ?5)", err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)event->sequence);
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "outcome"));
	sanya_query_text(&query, sanya_json_get_text(event->detail, "reason"));
	return sanya_query_run(&query, err);
}

static int apply_batch(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "INSERT INTO delivery(sequence, source, at, batch, digest, cursor) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
			     err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)event->sequence);
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, event->at);
	sanya_query_integer(&query, sanya_json_get_integer(event->detail, "batch", 0));
	sanya_query_text(&query, sanya_json_get_text(event->detail, "digest"));
	sanya_query_text(&query, sanya_json_get_text(event->detail, "cursor"));
	return sanya_query_run(&query, err);
}

static const char *const tables[] = { "source", "run", "delivery", NULL };
static const struct sanya_projection projections[] = {
	{ "source.add", apply_set },   { "source.set", apply_set },	{ "source.remove", apply_remove },
	{ "sync.run", apply_run },     { "evidence.batch", apply_batch },
};
const struct sanya_projection_family sanya_family_sources = {
	.name = "sources",
	.tables = tables,
	.schema = "CREATE TABLE source("
		  "	name TEXT PRIMARY KEY NOT NULL,"
		  "	plugin TEXT NOT NULL,"
		  "	document TEXT NOT NULL) STRICT, WITHOUT ROWID;"
		  "CREATE TABLE run("
		  "	sequence INTEGER PRIMARY KEY,"
		  "	source TEXT NOT NULL,"
		  "	at INTEGER NOT NULL,"
		  "	outcome TEXT, reason TEXT) STRICT;"
		  "CREATE INDEX run_source ON run(source);"
		  "CREATE TABLE delivery("
		  "	sequence INTEGER PRIMARY KEY,"
		  "	source TEXT NOT NULL,"
		  "	at INTEGER NOT NULL,"
		  "	batch INTEGER NOT NULL,"
		  "	digest TEXT, cursor TEXT) STRICT;"
		  "CREATE INDEX delivery_source ON delivery(source);"
		  "CREATE INDEX delivery_batch ON delivery(batch);",
	.projections = projections,
	.count = SANYA_COUNT(projections),
};

static int hand_out(struct sanya_query *query,
		    int (*each)(void *context, const struct sanya_source *source, struct sanya_error *err), void *context,
		    struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *document = NULL;
	const char *text = sanya_query_get_text(query, 2);
	bool ran = !sanya_query_get_null(query, 4);
	struct sanya_source source;

	if (sanya_json_parse("the source's options", text, strlen(text), &document, err) != 0)
		return -1;
	source = (struct sanya_source){
		.name = sanya_query_get_text(query, 0),
		.plugin = sanya_query_get_text(query, 1),
		.document = document,
		.cursor = sanya_query_get_text(query, 3),
		.last_run = ran ? (uint64_t)sanya_query_get_integer(query, 4) : UINT64_MAX,
		.last_at = ran ? sanya_query_get_integer(query, 5) : SANYA_NO_INSTANT,
		.last_outcome = sanya_query_get_text(query, 6),
		.last_reason = sanya_query_get_text(query, 7),
	};
	return each(context, &source, err);
}

int sanya_sources_each(struct sanya_store *store, const char *name,
		       int (*each)(void *context, const struct sanya_source *source, struct sanya_error *err), void *context,
		       struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT name, plugin, document, "
			     "(SELECT cursor FROM delivery WHERE delivery.source = name ORDER BY sequence DESC LIMIT 1), "
			     "run.sequence, run.at, run.outcome, run.reason FROM source LEFT JOIN run ON run.sequence = "
			     "(SELECT max(sequence) FROM run AS last WHERE last.source = name) "
			     "WHERE ?1 IS NULL OR name = ?1 ORDER BY name",
			     err) != 0)
		return -1;
	sanya_query_text(&query, name);
	while ((more = sanya_query_step(&query, err)) > 0) {
		if (hand_out(&query, each, context, err) != 0)
			return -1;
	}
	return more;
}

int sanya_source_exists(struct sanya_store *store, const char *name, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "SELECT 1 FROM source WHERE name = ?1", err) != 0)
		return -1;
	sanya_query_text(&query, name);
	return sanya_query_step(&query, err);
}

/* A run's event follows those of its batches; one that was broken off has none, and its batches count as the next one's. */
int sanya_source_last_batch(struct sanya_store *store, uint64_t *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	*ret = 0;
	if (sanya_query_open(&query, store,
			     "WITH newest AS (SELECT source, sequence FROM delivery WHERE batch = (SELECT max(batch) FROM delivery)) "
			     "SELECT min(batch) FROM delivery, newest WHERE batch > 0 AND delivery.source = newest.source AND "
			     "delivery.sequence > (SELECT coalesce(max(run.sequence), -1) FROM run "
			     "WHERE run.source = newest.source AND run.sequence < newest.sequence)",
			     err) != 0)
		return -1;
	more = sanya_query_step(&query, err);
	if (more > 0 && !sanya_query_get_null(&query, 0))
		*ret = (uint64_t)sanya_query_get_integer(&query, 0);
	return more < 0 ? -1 : 0;
}
