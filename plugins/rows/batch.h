/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Observations that wait to be handed over, field by field: one array for each field that the mapping gives.  So they are filled, and so the
 * host takes them; where some have lists (tags, involved), which do not go this way, they are put together into the ABI's structs.
 */
#ifndef ROWS_BATCH_H
#define ROWS_BATCH_H

#include "fields.h"

struct rows_list {
	const struct sanya_plugin_text *items;
	uint32_t count;
};

struct rows_batch {
	const struct rows_target *targets;
	unsigned count;
	size_t size;	   /* of the ABI's struct */
	const char *empty; /* one without values */
	/* By target: ROWS_BATCH texts, all absent at first, numbers of 64 or 32 bits as in the struct, or lists; NULL: the mapping does not give it. */
	void *arrays[ROWS_TICKET_FIELDS];
	uint32_t used;
	bool lists; /* one of them has a list */
	char *objects;
};

/* All memory is the arena's.  `given[i]`: some row may have targets[i]. */
int rows_batch_init(struct rows_batch *batch, struct rows_arena *arena, const struct rows_target *targets, unsigned count,
		    const bool *given, const void *empty, size_t size, struct rows_fault *fault) ROWS_MUST_CHECK;
/* Field `target` of row `used`, from an observation, or from one without values. */
void rows_batch_put_one(struct rows_batch *batch, unsigned target, const void *object);
/* All fields of row `used`. */
void rows_batch_put(struct rows_batch *batch, const void *object);
/* The pointers of `fields`, the ABI's struct for many; those stay NULL whose field is absent in all of them. */
void rows_batch_fields(const struct rows_batch *batch, void *fields);
/* As structs. */
const void *rows_batch_objects(struct rows_batch *batch);
void rows_batch_clear(struct rows_batch *batch);

#endif
