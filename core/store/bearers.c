/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bearers by their codes, which is the order of their groups within a stretch of time (evidence_rows.h).
 * Reads only.
 */
#include "bearers.h"

#include "db.h"

int sanya_bearers_each(struct sanya_store *store, uint64_t watermark,
		       int (*each)(void *context, const char *source, struct sanya_text name, struct sanya_error *err), void *context,
		       struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store, "SELECT source, name FROM bearer WHERE batch <= ?1 AND name IS NOT NULL ORDER BY code", err) != 0)
		return -1;
	sanya_query_integer(&query, watermark > INT64_MAX ? INT64_MAX : (int64_t)watermark);
	while ((more = sanya_query_step(&query, err)) > 0) {
		struct sanya_text name;
		size_t size;

		name.at = sanya_query_get_blob(&query, 1, &size);
		name.size = (uint32_t)size;
		if (each(context, sanya_query_get_text(&query, 0), name, err) != 0)
			return -1;
	}
	return more;
}
