/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers of managers for their days of a result, as the ledger tells them; answered again, the later word stands.
 */
#include "segments.h"

#include "db.h"
#include "projection.h"

/* Once erased nobody knows which result it was about, and the answer is gone with it. */
static int apply_segment(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (event->detail == NULL)
		return 0;
	if (sanya_query_open(&query, store,
			     "INSERT OR REPLACE INTO segment_answer(number, version, manager, at, note) VALUES(?1, ?2, ?3, ?4, ?5)", err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, sanya_json_get_integer(event->detail, "version", 0));
	sanya_query_text(&query, event->actor);
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "reason"));
	return sanya_query_run(&query, err);
}

static const char *const tables[] = { "segment_answer", NULL };
static const struct sanya_projection projections[] = {
	{ "review.segment", apply_segment },
};
const struct sanya_projection_family sanya_family_segments = {
	.name = "segments",
	.tables = tables,
	.schema = "CREATE TABLE segment_answer("
		  "	number TEXT NOT NULL, version INTEGER NOT NULL, manager TEXT NOT NULL,"
		  "	at INTEGER NOT NULL, note TEXT,"
		  "	PRIMARY KEY(number, version, manager)) STRICT, WITHOUT ROWID;",
	.projections = projections,
	.count = SANYA_COUNT(projections),
};

int sanya_segment_answers_each(struct sanya_store *store, const char *number, int64_t version,
			       int (*each)(void *context, const struct sanya_segment_answer *answer, struct sanya_error *err), void *context,
			       struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT manager, note, at FROM segment_answer WHERE number = ?1 AND version = ?2 ORDER BY manager", err) != 0)
		return -1;
	sanya_query_text(&query, number);
	sanya_query_integer(&query, version);
	while ((more = sanya_query_step(&query, err)) > 0) {
		struct sanya_segment_answer answer = { sanya_query_get_text(&query, 0), sanya_query_get_text(&query, 1),
						       sanya_query_get_integer(&query, 2) };

		if (each(context, &answer, err) != 0)
			return -1;
	}
	return more;
}
