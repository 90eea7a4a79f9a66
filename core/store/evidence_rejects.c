/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows that a source could not deliver as evidence, or only after a repair.
 * They are no evidence, so no digest covers them: the table tells people what to mend.
 */
#include "db.h"
#include "evidence.h"

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
