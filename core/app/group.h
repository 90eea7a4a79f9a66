/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups: tuples of up to five numbers (of texts), each known by its own number, 0, 1, 2, … in order of appearance.
 *
 * A tuple is found key by key: the first key gives the number of a beginning, that and the second key the number of a longer one, and so
 * on; the last is the group's.  So whoever has the number of a beginning that many rows share goes on from there.
 * Holds nothing but the keys; what is counted by group stands in lists beside it (gathering.h).
 *
 * Where most beginnings go on with most keys (people and months) there is a list by beginning for each key: one look, and what belongs to one
 * month lies close together.  Where they do not (people and ids) such lists would be empty; then it is a hash table.
 */
#ifndef SANYA_APP_GROUP_H
#define SANYA_APP_GROUP_H

#include "../base/base.h"

#define SANYA_GROUP_KEYS 5u	    /* those of a question, and one for whom the assignee stands in */
#define SANYA_NO_GROUP	 UINT32_MAX /* also: memory is used up */

struct sanya_group_slot {
	uint64_t key;	/* beginning << 32 | key */
	uint32_t place; /* number + 1; 0: free */
};

/* By beginning: number + 1; 0: none. */
struct sanya_group_list {
	uint32_t *places;
	uint32_t room;
};

struct sanya_group_level {
	uint64_t *keys; /* by number: beginning << 32 | key */
	uint32_t count, room;
	/* Lists, as long as they are worth their memory ... */
	struct sanya_group_list *lists;
	uint32_t list_count, list_room;
	uint32_t *list_of; /* by key: its list + 1; of the first level there is one list, by key */
	uint32_t key_room;
	uint64_t cells; /* rooms of all lists */
	/* ... then a table: a power of two of slots, at most half full. */
	struct sanya_group_slot *slots;
	uint32_t mask, shift;
};

struct sanya_groups {
	struct sanya_group_level levels[SANYA_GROUP_KEYS];
	unsigned depth; /* keys; 0: there is one group, 0 */
};

void sanya_groups_init(struct sanya_groups *groups, unsigned depth);
void sanya_groups_done(struct sanya_groups *groups);
/* No groups, the same depth. */
void sanya_groups_clear(struct sanya_groups *groups);
uint32_t sanya_groups_count(const struct sanya_groups *groups);
/* The tuple of a group, in the order in which its keys were given. */
void sanya_groups_keys(const struct sanya_groups *groups, uint32_t group, uint32_t ret[SANYA_GROUP_KEYS]);

/* The same as below without a look at the lists; makes what is not there. */
uint32_t sanya_groups_step_slowly(struct sanya_groups *groups, unsigned depth, uint32_t beginning, uint32_t key);

/* The number of beginning (0 at the first level) + key, made where there is none. */
static inline uint32_t sanya_groups_step(struct sanya_groups *groups, unsigned depth, uint32_t beginning, uint32_t key)
{
	const struct sanya_group_level *level = &groups->levels[depth];
	uint32_t list = depth == 0 ? 1 : key < level->key_room ? level->list_of[key] : 0;

	if (list != 0 && list <= level->list_count) {
		const struct sanya_group_list *at = &level->lists[list - 1];
		uint32_t place = depth == 0 ? key : beginning;

		if (place < at->room && at->places[place] != 0)
			return at->places[place] - 1;
	}
	return sanya_groups_step_slowly(groups, depth, beginning, key);
}

#endif
