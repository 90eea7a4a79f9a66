/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that is given back all at once: documents and lists are built in an arena and freed with it.
 * All memory is zeroed.  A NULL return means that memory is used up; `sanya_error_memory` says so.
 */
#ifndef SANYA_BASE_ARENA_H
#define SANYA_BASE_ARENA_H

#include "base.h"

struct sanya_arena {
	struct sanya_arena_block *block;
	size_t total;			 /* bytes handed out so far */
	struct sanya_arena_block *spare; /* of before the last clear */
};

void sanya_arena_init(struct sanya_arena *arena);
void sanya_arena_done(struct sanya_arena *arena);
/* All pieces are given back; the blocks stay for what comes next, which spares the system its work where much comes again and again. */
void sanya_arena_clear(struct sanya_arena *arena);

/* Zeroed, aligned for any type. */
void *sanya_arena_alloc(struct sanya_arena *arena, size_t size);
/* `count * size` with a check for overflow. */
void *sanya_arena_array(struct sanya_arena *arena, size_t count, size_t size);
/* Room for one element more behind `count` of a growing list: doubled where *room is used up, the older list left behind. */
void *sanya_arena_grow(struct sanya_arena *arena, void *list, size_t count, size_t *room, size_t size);
/* A NUL-terminated copy of `size` bytes. */
char *sanya_arena_copy(struct sanya_arena *arena, const char *text, size_t size);
char *sanya_arena_text(struct sanya_arena *arena, const char *text);

#endif
