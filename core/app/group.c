/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups by tuples of numbers, a level for each key.
 * A level begins with lists and changes to a table, once, when too few of their places are taken; the table is open, and a key is compared in
 * full, so a poor hash costs time and never a wrong group.
 */
#include "group.h"

#define FIRST_ROOM  32u
#define FIRST_BITS  6u
#define KEYS_MOST   (1u << 30)
#define CELLS_EACH  8u	    /* places of all lists for each group that there is, */
#define CELLS_FREE  65536u  /* and so many for nothing */
#define LISTS_MOST  4096u

void sanya_groups_init(struct sanya_groups *groups, unsigned depth)
{
	*groups = (struct sanya_groups){ .depth = depth };
}

static void drop_lists(struct sanya_group_level *level)
{
	for (uint32_t i = 0; i < level->list_count; i++)
		free(level->lists[i].places);
	free(level->lists);
	free(level->list_of);
	level->lists = NULL;
	level->list_of = NULL;
	level->list_count = level->list_room = level->key_room = 0;
	level->cells = 0;
}

void sanya_groups_done(struct sanya_groups *groups)
{
	for (unsigned i = 0; i < groups->depth; i++) {
		drop_lists(&groups->levels[i]);
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

/* A list of numbers reaches `place`, what is new in it is 0. */
static bool reach(uint32_t **list, uint32_t *room, uint32_t place)
{
	uint32_t wanted = place < FIRST_ROOM / 2 ? FIRST_ROOM : place > UINT32_MAX / 3 * 2 ? UINT32_MAX : place + place / 2;

	if (place < *room)
		return true;
	uint32_t *longer = reallocarray(*list, wanted, sizeof *longer);
	if (longer == NULL)
		return false;
	memset(longer + *room, 0, (wanted - *room) * sizeof *longer);
	*list = longer;
	*room = wanted;
	return true;
}

/* --- the table --- */

static void place(struct sanya_group_level *level, uint64_t key, uint32_t number)
{
	uint32_t slot = (uint32_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> level->shift);

	while (level->slots[slot].place != 0)
		slot = (slot + 1) & level->mask;
	level->slots[slot] = (struct sanya_group_slot){ key, number + 1 };
}

/* Room for one key more. */
static bool table_room(struct sanya_group_level *level)
{
	uint32_t bits = level->slots == NULL ? FIRST_BITS : 64 - level->shift;

	if (level->slots != NULL && level->count < (level->mask + 1) / 2)
		return true;
	while (level->count >= UINT32_C(1) << (bits - 1))
		bits++;
	struct sanya_group_slot *slots = bits > 31 ? NULL : calloc((size_t)1 << bits, sizeof *slots);
	if (slots == NULL)
		return false;
	free(level->slots);
	level->slots = slots;
	level->mask = (UINT32_C(1) << bits) - 1;
	level->shift = 64 - bits;
	for (uint32_t i = 0; i < level->count; i++)
		place(level, level->keys[i], i);
	return true;
}

static uint32_t look_up(const struct sanya_group_level *level, uint64_t key)
{
	uint32_t slot = (uint32_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> level->shift);

	while (level->slots[slot].place != 0 && level->slots[slot].key != key)
		slot = (slot + 1) & level->mask;
	return level->slots[slot].place;
}

/* --- the lists --- */

static bool add_list(struct sanya_group_level *level)
{
	if (level->list_count == level->list_room) {
		uint32_t room = level->list_room * 2 + 8;
		struct sanya_group_list *lists = reallocarray(level->lists, room, sizeof *lists);

		if (lists == NULL)
			return false;
		level->lists = lists;
		level->list_room = room;
	}
	level->lists[level->list_count++] = (struct sanya_group_list){ NULL, 0 };
	return true;
}

/* Into the list of its key; false where memory is used up. */
static bool enlist(struct sanya_group_level *level, unsigned depth, uint32_t beginning, uint32_t key, uint32_t number)
{
	uint32_t at = depth == 0 ? key : beginning, list = 1;

	if (depth == 0) {
		if (level->list_count == 0 && !add_list(level))
			return false;
	} else {
		if (!reach(&level->list_of, &level->key_room, key) || (level->list_of[key] == 0 && !add_list(level)))
			return false;
		if (level->list_of[key] == 0)
			level->list_of[key] = level->list_count;
		list = level->list_of[key];
	}
	struct sanya_group_list *to = &level->lists[list - 1];
	uint32_t room = to->room;
	if (!reach(&to->places, &to->room, at))
		return false;
	level->cells += to->room - room;
	to->places[at] = number + 1;
	return true;
}

/* Beyond the first level, where keys are as many as names. */
static bool sparse(const struct sanya_group_level *level, unsigned depth)
{
	return depth > 0 && (level->cells > (uint64_t)level->count * CELLS_EACH + CELLS_FREE || level->list_count > LISTS_MOST);
}

static bool keys_room(struct sanya_group_level *level)
{
	uint32_t room = level->room + level->room / 2 + FIRST_ROOM;

	if (level->count < level->room)
		return true;
	uint64_t *keys = room > KEYS_MOST ? NULL : reallocarray(level->keys, room, sizeof *keys);
	if (keys == NULL)
		return false;
	level->keys = keys;
	level->room = room;
	return true;
}

uint32_t sanya_groups_step_slowly(struct sanya_groups *groups, unsigned depth, uint32_t beginning, uint32_t key)
{
	struct sanya_group_level *level = &groups->levels[depth];
	uint64_t both = (uint64_t)beginning << 32 | key;
	uint32_t found = level->slots != NULL ? look_up(level, both) : 0;

	if (found != 0)
		return found - 1;
	if (!keys_room(level) || (level->slots != NULL && !table_room(level)))
		return SANYA_NO_GROUP;
	level->keys[level->count] = both;
	if (level->slots != NULL)
		place(level, both, level->count);
	else if (!enlist(level, depth, beginning, key, level->count))
		return SANYA_NO_GROUP;
	level->count++;
	if (level->slots == NULL && sparse(level, depth)) {
		if (!table_room(level))
			return SANYA_NO_GROUP;
		drop_lists(level);
	}
	return level->count - 1;
}
