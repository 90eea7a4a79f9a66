/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See batch.h.
 * Limits: ROWS_BATCH observations at a time; a list is two pointers' worth here, its texts lie where they were read.
 */
#include "batch.h"

#include <string.h>

_Static_assert((unsigned)ROWS_RESPONSE_FIELDS <= (unsigned)ROWS_TICKET_FIELDS, "arrays are as many as tickets have fields");

/* Bytes of one element; those of a list are no bytes of the ABI's struct. */
static size_t element_of(enum rows_type type)
{
	switch (type) {
	case ROWS_TEXT:
		return sizeof(struct sanya_plugin_text);
	case ROWS_TEXTS:
		return sizeof(struct rows_list);
	case ROWS_TIME:
	case ROWS_POINTS:
		return sizeof(int64_t);
	case ROWS_COUNT32:
	case ROWS_FLAG:
	case ROWS_KIND:
	case ROWS_WHAT:
	case ROWS_CLASS:
		break;
	}
	return sizeof(int32_t);
}

int rows_batch_init(struct rows_batch *batch, struct rows_arena *arena, const struct rows_target *targets, unsigned count,
		    const bool *given, const void *empty, size_t size, struct rows_fault *fault)
{
	bool lists = false;
	*batch = (struct rows_batch){.targets = targets, .count = count, .size = size};
	batch->empty = rows_arena_copy(arena, empty, size);
	if (!batch->empty)
		return rows_fail_memory(fault);
	for (unsigned i = 0; i < count; i++) {
		if (!given[i])
			continue;
		const size_t element = element_of(targets[i].type);
		batch->arrays[i] = rows_arena_take(arena, ROWS_BATCH * element);
		if (!batch->arrays[i])
			return rows_fail_memory(fault);
		for (uint32_t row = 0; targets[i].type != ROWS_TEXTS && row < ROWS_BATCH; row++)
			memcpy((char *)batch->arrays[i] + row * element, batch->empty + targets[i].offset, element);
		lists = lists || targets[i].type == ROWS_TEXTS;
	}
	if (lists)
		batch->objects = rows_arena_take(arena, ROWS_BATCH * size);
	return lists && !batch->objects ? rows_fail_memory(fault) : 0;
}

void rows_batch_put_one(struct rows_batch *batch, unsigned target, const void *object)
{
	const struct rows_target *t = &batch->targets[target];
	const char *from = (const char *)object + t->offset;
	const size_t element = element_of(t->type);
	if (t->type == ROWS_TEXTS) {
		struct rows_list *list = (struct rows_list *)batch->arrays[target] + batch->used;
		memcpy(&list->items, from, sizeof(list->items));
		memcpy(&list->count, (const char *)object + t->count_offset, sizeof(list->count));
		batch->lists = batch->lists || list->count;
	} else {
		memcpy((char *)batch->arrays[target] + batch->used * element, from, element);
	}
}

void rows_batch_put(struct rows_batch *batch, const void *object)
{
	for (unsigned i = 0; i < batch->count; i++)
		if (batch->arrays[i])
			rows_batch_put_one(batch, i, object);
}

static bool all_absent(const struct rows_batch *batch, unsigned target)
{
	const void *array = batch->arrays[target];
	const char *empty = batch->empty + batch->targets[target].offset;
	const enum rows_type type = batch->targets[target].type;
	uint32_t i = 0;
	if (type == ROWS_TEXT) {
		while (i < batch->used && !((const struct sanya_plugin_text *)array)[i].at)
			i++;
	} else if (element_of(type) == sizeof(int64_t)) {
		int64_t absent;
		memcpy(&absent, empty, sizeof(absent));
		while (i < batch->used && ((const int64_t *)array)[i] == absent)
			i++;
	} else {
		int32_t absent;
		memcpy(&absent, empty, sizeof(absent));
		while (i < batch->used && ((const int32_t *)array)[i] == absent)
			i++;
	}
	return i == batch->used;
}

void rows_batch_fields(const struct rows_batch *batch, void *fields)
{
	for (unsigned i = 0; i < batch->count; i++) {
		const struct rows_target *target = &batch->targets[i];
		const void *array = batch->arrays[i];
		if (array && target->many_offset && (target->required || !all_absent(batch, i)))
			memcpy((char *)fields + target->many_offset, &array, sizeof(array));
	}
}

const void *rows_batch_objects(struct rows_batch *batch)
{
	for (uint32_t i = 0; i < batch->used; i++)
		memcpy(batch->objects + i * batch->size, batch->empty, batch->size);
	for (unsigned k = 0; k < batch->count; k++) {
		const struct rows_target *target = &batch->targets[k];
		const size_t element = element_of(target->type);
		char *to = batch->objects + target->offset, *count = batch->objects + target->count_offset;
		const char *from = batch->arrays[k];
		for (uint32_t i = 0; from && i < batch->used; i++, from += element, to += batch->size, count += batch->size) {
			if (target->type != ROWS_TEXTS) {
				memcpy(to, from, element);
				continue;
			}
			const struct rows_list *list = (const struct rows_list *)(const void *)from;
			memcpy(to, &list->items, sizeof(list->items));
			memcpy(count, &list->count, sizeof(list->count));
		}
	}
	return batch->objects;
}

void rows_batch_clear(struct rows_batch *batch)
{
	batch->used = 0;
	batch->lists = false;
}
