/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checkpoints that were signed here: kept so that `verify` can tell a ledger that lost its tail from one that never had it.
 * The notes themselves are made and checked by the sign room.
 */
#include "db.h"

int sanya_checkpoint_put(struct sanya_store *store, uint64_t size, const char *note, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_db_within(store, err) != 0 ||
	    sanya_query_open(&query, store,
			     "INSERT INTO checkpoint(size, note) VALUES(?1, ?2) ON CONFLICT(size) DO NOTHING", err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)size);
	sanya_query_text(&query, note);
	return sanya_query_run(&query, err);
}

int sanya_checkpoint_each(struct sanya_store *store,
			  int (*each)(void *context, uint64_t size, const char *note, struct sanya_error *err), void *context,
			  struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store, "SELECT size, note FROM checkpoint ORDER BY size", err) != 0)
		return -1;
	while ((more = sanya_query_step(&query, err)) > 0) {
		if (each(context, (uint64_t)sanya_query_get_integer(&query, 0), sanya_query_get_text(&query, 1), err) != 0)
			return -1;
	}
	return more;
}
