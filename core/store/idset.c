/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An open table of ids.  Equal hashes are compared in full.
 * Meant for the ids of one group: emptied and filled again and again, its memory is kept.
 */
#include "idset.h"

#define LEAST 64u

void sanya_idset_init(struct sanya_idset *set)
{
	*set = (struct sanya_idset){ .slots = NULL };
	sanya_arena_init(&set->arena);
}

void sanya_idset_done(struct sanya_idset *set)
{
	free(set->slots);
	sanya_arena_done(&set->arena);
	sanya_idset_init(set);
}

void sanya_idset_clear(struct sanya_idset *set)
{
	if (set->count == 0)
		return;
	memset(set->slots, 0, set->room * sizeof *set->slots);
	set->count = 0;
	sanya_arena_clear(&set->arena);
}

static uint64_t hash_of(struct sanya_text text)
{
	uint64_t hash = UINT64_C(0x9e3779b97f4a7c15) ^ text.size;

	for (uint32_t i = 0; i < text.size; i++)
		hash = (hash ^ (unsigned char)text.at[i]) * UINT64_C(0x100000001b3);
	hash ^= hash >> 29;
	return hash * UINT64_C(0xbf58476d1ce4e5b9) >> 8;
}

static struct sanya_idset_entry *slot_of(const struct sanya_idset *set, struct sanya_text id, uint64_t hash)
{
	size_t at = (size_t)hash & (set->room - 1);

	while (set->slots[at].id.at != NULL && (set->slots[at].hash != hash || !sanya_text_equal(set->slots[at].id, id)))
		at = (at + 1) & (set->room - 1);
	return &set->slots[at];
}

static int grow(struct sanya_idset *set, struct sanya_error *err)
{
	struct sanya_idset bigger = { .room = set->room == 0 ? LEAST : set->room * 2 };

	bigger.slots = calloc(bigger.room, sizeof *bigger.slots);
	if (bigger.slots == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < set->room; i++)
		if (set->slots[i].id.at != NULL)
			*slot_of(&bigger, set->slots[i].id, set->slots[i].hash) = set->slots[i];
	free(set->slots);
	set->slots = bigger.slots;
	set->room = bigger.room;
	return 0;
}

int sanya_idset_put(struct sanya_idset *set, struct sanya_text id, uint32_t number, struct sanya_error *err)
{
	struct sanya_idset_entry *slot;
	uint64_t hash = hash_of(id);

	if (2 * (set->count + 1) > set->room && grow(set, err) != 0)
		return -1;
	slot = slot_of(set, id, hash);
	if (slot->id.at != NULL)
		return 0;
	id.at = sanya_arena_copy(&set->arena, id.at, id.size);
	if (id.at == NULL)
		return sanya_error_memory(err);
	*slot = (struct sanya_idset_entry){ .id = id, .hash = hash, .number = number };
	set->count++;
	return 0;
}

struct sanya_idset_entry *sanya_idset_find(const struct sanya_idset *set, struct sanya_text id)
{
	struct sanya_idset_entry *slot;

	if (set->count == 0)
		return NULL;
	slot = slot_of(set, id, hash_of(id));
	return slot->id.at == NULL ? NULL : slot;
}
