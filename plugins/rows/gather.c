/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One loop for each field that is given, over observations that were filled just now and lie near.
 * Limits: ROWS_BATCH observations at a time.
 */
#include "gather.h"

#include <string.h>

_Static_assert((unsigned)ROWS_RESPONSE_FIELDS <= (unsigned)ROWS_TICKET_FIELDS, "arrays are as many as tickets have fields");

static size_t size_of(enum rows_type type)
{
	switch (type) {
	case ROWS_TEXT:
		return sizeof(struct sanya_plugin_text);
	case ROWS_TIME:
	case ROWS_POINTS:
		return sizeof(int64_t);
	case ROWS_COUNT32:
	case ROWS_FLAG:
	case ROWS_KIND:
	case ROWS_WHAT:
	case ROWS_CLASS:
		return sizeof(int32_t);
	case ROWS_TEXTS:
		break;
	}
	return 0;
}

int rows_gather_init(struct rows_gather *gather, struct rows_arena *arena, const struct rows_target *targets, unsigned count,
		     const bool *given, struct rows_fault *fault)
{
	*gather = (struct rows_gather){.usable = true, .targets = targets, .count = count};
	for (unsigned i = 0; i < count; i++) {
		if (!given[i])
			continue;
		if (targets[i].many_offset == 0) {
			gather->usable = false;
			return 0;
		}
		gather->arrays[i] = rows_arena_take(arena, ROWS_BATCH * size_of(targets[i].type));
		if (!gather->arrays[i])
			return rows_fail_memory(fault);
	}
	return 0;
}

void rows_gather_fields(const struct rows_gather *gather, const void *observations, size_t size, uint32_t count, void *fields)
{
	for (unsigned i = 0; i < gather->count; i++) {
		const struct rows_target *target = &gather->targets[i];
		const char *from = (const char *)observations + target->offset;
		void *const array = gather->arrays[i];
		if (!array)
			continue;
		switch (size_of(target->type)) {
		case 16:
			for (uint32_t k = 0; k < count; k++)
				memcpy((char *)array + (size_t)k * 16, from + k * size, 16);
			break;
		case 8:
			for (uint32_t k = 0; k < count; k++)
				memcpy((char *)array + (size_t)k * 8, from + k * size, 8);
			break;
		default:
			for (uint32_t k = 0; k < count; k++)
				memcpy((char *)array + (size_t)k * 4, from + k * size, 4);
			break;
		}
		memcpy((char *)fields + target->many_offset, &array, sizeof(array));
	}
}
