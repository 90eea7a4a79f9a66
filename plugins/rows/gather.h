/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Observations field by field, as the host takes many of them at once: what a mapping gives is gathered from the list of observations
 * into one array for each field.  Lists (tags, involved) do not go this way; a mapping that has some is delivered one by one.
 */
#ifndef ROWS_GATHER_H
#define ROWS_GATHER_H

#include "fields.h"
#include "mapping.h"

struct rows_gather {
	bool usable;
	const struct rows_target *targets;
	unsigned count;
	void *arrays[ROWS_TICKET_FIELDS]; /* by target: ROWS_BATCH elements; NULL: the mapping does not give it */
};

/* Arrays live in `arena`.  `given[i]`: some row may have targets[i]. */
int rows_gather_init(struct rows_gather *gather, struct rows_arena *arena, const struct rows_target *targets, unsigned count,
		     const bool *given, struct rows_fault *fault) ROWS_MUST_CHECK;
/* From `count` observations of `size` bytes each; the pointers of `fields` (the ABI's struct for many) are set, NULL where not given. */
void rows_gather_fields(const struct rows_gather *gather, const void *observations, size_t size, uint32_t count, void *fields);

#endif
