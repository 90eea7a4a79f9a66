/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups by tuples of numbers, a table for each length.
 * The tables are open: a key is compared in full, so a poor hash costs time and never a wrong group.
 */
#include "group.h"

#define FIRST_BITS 6u
#define KEYS_MOST  (1u << 30)

void sanya_groups_init(struct sanya_groups *groups, unsigned depth)
{
	*groups = (struct sanya_groups){ .depth = depth };
}

void sanya_groups_done(struct sanya_groups *groups)
{
	for (unsigned i = 0; i < groups->depth; i++) {
		free(groups->levels[i].keys);
		free(groups->levels[i].slots);
	}
	sanya_groups_init(groups, groups->depth);
}

void sanya_groups_clear(struct sanya_groups *groups)
{
	sanya_groups_done(groups);
}

uint32_t sanya_groups_count(const struct sanya_groups *groups)
{
	return groups->depth == 0 ? 1 : groups->levels[groups->depth - 1].count;
}

void sanya_groups_keys(const struct sanya_groups *groups, uint32_t group, uint32_t ret[SANYA_GROUP_KEYS])
{
	for (unsigned depth = groups->depth; depth-- > 0;) {
		uint64_t key = groups->levels[depth].keys[group];

		ret[depth] = (uint32_t)key;
		group = (uint32_t)(key >> 32);
	}
}

static void place(struct sanya_group_level *level, uint64_t key, uint32_t number)
{
	uint32_t slot = (uint32_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> level->shift);

	while (level->slots[slot].place != 0)
		slot = (slot + 1) & level->mask;
	level->slots[slot] = (struct sanya_group_slot){ key, number + 1 };
}

static bool make_room(struct sanya_group_level *level)
{
	if (level->count < level->room)
		return true;

	uint32_t bits = level->room == 0 ? FIRST_BITS : 64 - level->shift + 1, room = UINT32_C(1) << (bits - 1);
	uint64_t *keys = room > KEYS_MOST ? NULL : reallocarray(level->keys, room, sizeof *keys);
	if (keys == NULL)
		return false;
	level->keys = keys;
	struct sanya_group_slot *slots = calloc(room, 2 * sizeof *slots);
	if (slots == NULL)
		return false;
	free(level->slots);
	level->slots = slots;
	level->room = room;
	level->mask = room * 2 - 1;
	level->shift = 64 - bits;
	for (uint32_t i = 0; i < level->count; i++)
		place(level, keys[i], i);
	return true;
}

uint32_t sanya_groups_add(struct sanya_group_level *level, uint64_t key)
{
	if (!make_room(level))
		return SANYA_NO_GROUP;
	level->keys[level->count] = key;
	place(level, key, level->count);
	return level->count++;
}
