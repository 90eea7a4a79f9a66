/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faults and arenas of the CSV source.
 * Limits: a fault's text is cut at 2 KiB, at a character's border; an arena never gives single pieces back.
 */
#include "base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int csv_fail(struct csv_fault *fault, const char *format, ...)
{
	if (fault->set)
		return -1;
	va_list args;
	va_start(args, format);
	int size = vsnprintf(fault->text, sizeof(fault->text), format, args);
	va_end(args);
	if (size >= (int)sizeof(fault->text)) {
		size_t end = sizeof(fault->text) - 1;
		while (end && ((unsigned char)fault->text[end - 1] & 0xc0) == 0x80)
			end--;
		if (end && (unsigned char)fault->text[end - 1] >= 0xc0)
			end--;
		fault->text[end] = '\0';
	}
	fault->set = true;
	return -1;
}

int csv_fail_memory(struct csv_fault *fault)
{
	return csv_fail(fault, "out of memory; split the file and read its parts one after the other");
}

struct csv_arena_block {
	struct csv_arena_block *next;
	size_t room, used;
	max_align_t bytes[];
};

#define CSV_ARENA_BLOCK ((size_t)64 << 10)

void *csv_arena_take(struct csv_arena *arena, size_t size)
{
	const size_t align = sizeof(max_align_t);
	size = (size + align - 1) / align * align;
	struct csv_arena_block *block = arena->first;
	if (!block || block->room - block->used < size) {
		size_t room = size > CSV_ARENA_BLOCK ? size : CSV_ARENA_BLOCK;
		block = malloc(sizeof(*block) + room);
		if (!block)
			return NULL;
		block->room = room;
		block->used = 0;
		block->next = arena->first;
		arena->first = block;
		arena->total += room;
	}
	char *at = (char *)block->bytes + block->used;
	block->used += size;
	memset(at, 0, size);
	return at;
}

char *csv_arena_copy(struct csv_arena *arena, const char *text, size_t size)
{
	char *copy = csv_arena_take(arena, size + 1);
	if (copy && size)
		memcpy(copy, text, size);
	return copy;
}

void csv_arena_clear(struct csv_arena *arena)
{
	while (arena->first && arena->first->next) {
		struct csv_arena_block *block = arena->first;
		arena->first = block->next;
		arena->total -= block->room;
		free(block);
	}
	if (arena->first)
		arena->first->used = 0;
}

void csv_arena_done(struct csv_arena *arena)
{
	csv_arena_clear(arena);
	free(arena->first);
	*arena = (struct csv_arena){0};
}
