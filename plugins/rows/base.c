/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faults and arenas.
 * Limits: a fault's text is cut at 2 KiB, at a character's border; an arena never gives single pieces back.
 */
#include "base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int rows_fail(struct rows_fault *fault, const char *format, ...)
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

int rows_fail_memory(struct rows_fault *fault)
{
	return rows_fail(fault, "out of memory; split the file and read its parts one after the other");
}

struct rows_arena_block {
	struct rows_arena_block *next;
	size_t room, used;
	max_align_t bytes[];
};

#define ROWS_ARENA_BLOCK ((size_t)64 << 10)

void *rows_arena_take(struct rows_arena *arena, size_t size)
{
	const size_t align = sizeof(max_align_t);
	size = (size + align - 1) / align * align;
	struct rows_arena_block *block = arena->first;
	if (!block || block->room - block->used < size) {
		size_t room = size > ROWS_ARENA_BLOCK ? size : ROWS_ARENA_BLOCK;
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

char *rows_arena_copy(struct rows_arena *arena, const char *text, size_t size)
{
	char *copy = rows_arena_take(arena, size + 1);
	if (copy && size)
		memcpy(copy, text, size);
	return copy;
}

void rows_arena_clear(struct rows_arena *arena)
{
	while (arena->first && arena->first->next) {
		struct rows_arena_block *block = arena->first;
		arena->first = block->next;
		arena->total -= block->room;
		free(block);
	}
	if (arena->first)
		arena->first->used = 0;
}

void rows_arena_done(struct rows_arena *arena)
{
	rows_arena_clear(arena);
	free(arena->first);
	*arena = (struct rows_arena){0};
}
