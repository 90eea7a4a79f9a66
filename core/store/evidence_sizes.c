/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Adds up the rows of the evidence by year: what each says of itself, without taking it apart.
 * Rows are read one after the other; of each only its head is looked at.
 */
#include "evidence_sizes.h"

#include "evidence_rows.h"

#define YEARS 171u /* SANYA_MONTH_MOST is in 2140 */

struct sizes {
	struct sanya_evidence_size years[YEARS + 1]; /* from 1970 on; the last one is SANYA_EVIDENCE_NO_YEAR */
};

static struct sanya_evidence_size *size_of(struct sizes *sizes, int64_t key)
{
	uint64_t place = sanya_key_place(key);
	unsigned level = sanya_place_level(place);

	if (level >= SANYA_LEVEL_LONG)
		return &sizes->years[YEARS];
	return &sizes->years[((uint64_t)sanya_place_block(place) << level) / 12 % YEARS];
}

static int add_row(struct sizes *sizes, struct sanya_query *query, struct sanya_error *err)
{
	const int64_t key = sanya_query_get_integer(query, 0);
	struct sanya_evidence_size *size = size_of(sizes, key);
	struct sanya_group_row row;
	const void *packed;
	size_t bytes;

	size->groups++;
	if (sanya_query_get_null(query, 1)) {
		size->pruned++;
		return 0;
	}
	packed = sanya_query_get_blob(query, 1, &bytes);
	if (sanya_group_row_open(packed, bytes, &row, err) != 0)
		return sanya_group_row_blame(key, err);
	size->observations += row.records;
	size->bytes += bytes;
	return 0;
}

int sanya_evidence_sizes(struct sanya_store *store,
			 int (*each)(void *context, const struct sanya_evidence_size *size, struct sanya_error *err), void *context,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sizes sizes = { .years = { { .groups = 0 } } };
	int more;

	if (sanya_query_open(&query, store, "SELECT key, packed FROM evidence", err) != 0)
		return -1;
	while ((more = sanya_query_step(&query, err)) > 0)
		if (add_row(&sizes, &query, err) != 0)
			return -1;
	for (size_t i = 0; i <= YEARS && more == 0; i++) {
		sizes.years[i].year = i < YEARS ? 1970 + (int32_t)i : SANYA_EVIDENCE_NO_YEAR;
		if (sizes.years[i].groups > 0 && each(context, &sizes.years[i], err) != 0)
			return -1;
	}
	return more;
}
