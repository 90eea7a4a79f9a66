/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The arena: a list of blocks, each handed out from front to back, all freed together.
 * Blocks grow with the arena, so that a large document needs few of them; a request larger than a block gets its own.
 * Nothing is ever given back singly.
 */
#include "arena.h"

#define BLOCK_LEAST 4096u
#define BLOCK_MOST (1u << 20)

struct sanya_arena_block {
	struct sanya_arena_block *older;
	size_t used, room;
	_Alignas(max_align_t) unsigned char bytes[];
};

void sanya_arena_init(struct sanya_arena *arena)
{
	*arena = (struct sanya_arena){ 0 };
}

static void free_blocks(struct sanya_arena_block *block)
{
	while (block != NULL) {
		struct sanya_arena_block *older = block->older;

		free(block);
		block = older;
	}
}

void sanya_arena_done(struct sanya_arena *arena)
{
	free_blocks(arena->block);
	free_blocks(arena->spare);
	sanya_arena_init(arena);
}

void sanya_arena_clear(struct sanya_arena *arena)
{
	while (arena->block != NULL) {
		struct sanya_arena_block *block = arena->block;

		arena->block = block->older;
		memset(block->bytes, 0, block->used);
		block->used = 0;
		block->older = arena->spare;
		arena->spare = block;
	}
	arena->total = 0;
}

/* The first spare block that is large enough, taken out of the list. */
static struct sanya_arena_block *spare_block(struct sanya_arena *arena, size_t size)
{
	for (struct sanya_arena_block **at = &arena->spare; *at != NULL; at = &(*at)->older) {
		struct sanya_arena_block *block = *at;

		if (block->room < size)
			continue;
		*at = block->older;
		return block;
	}
	return NULL;
}

static struct sanya_arena_block *new_block(size_t room)
{
	struct sanya_arena_block *block;

	if (room > SIZE_MAX - sizeof(*block))
		return NULL;
	block = calloc(1, sizeof(*block) + room);
	if (block != NULL)
		block->room = room;
	return block;
}

void *sanya_arena_alloc(struct sanya_arena *arena, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	struct sanya_arena_block *block = arena->block;
	void *at;

	if (size > SIZE_MAX / 2)
		return NULL;
	size = (size + align - 1) / align * align;
	if (size == 0)
		size = align; /* every piece has an address of its own */
	if (block == NULL || block->room - block->used < size) {
		size_t room = arena->total < BLOCK_LEAST ? BLOCK_LEAST : arena->total;

		if (room > BLOCK_MOST)
			room = BLOCK_MOST;
		block = spare_block(arena, size);
		if (block == NULL)
			block = new_block(size > room ? size : room);
		if (block == NULL)
			return NULL;
		if (arena->block != NULL && size > room) {
			/* A block that is full at once goes behind the current one, whose rest stays usable. */
			block->older = arena->block->older;
			arena->block->older = block;
		} else {
			block->older = arena->block;
			arena->block = block;
		}
	}
	at = block->bytes + block->used;
	block->used += size;
	arena->total += size;
	return at;
}

void *sanya_arena_array(struct sanya_arena *arena, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		return NULL;
	return sanya_arena_alloc(arena, total);
}

void *sanya_arena_grow(struct sanya_arena *arena, void *list, size_t count, size_t *room, size_t size)
{
	size_t wanted = *room > 0 ? 2 * *room : 32;
	void *larger;

	if (count < *room)
		return list;
	larger = sanya_arena_array(arena, wanted, size);
	if (larger == NULL)
		return NULL;
	if (count > 0)
		memcpy(larger, list, count * size);
	*room = wanted;
	return larger;
}

char *sanya_arena_copy(struct sanya_arena *arena, const char *text, size_t size)
{
	char *copy;

	if (size == SIZE_MAX)
		return NULL;
	copy = sanya_arena_alloc(arena, size + 1);
	if (copy != NULL && size > 0)
		memcpy(copy, text, size);
	return copy;
}

char *sanya_arena_text(struct sanya_arena *arena, const char *text)
{
	return sanya_arena_copy(arena, text, strlen(text));
}
