/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups: tuples of up to five numbers (of texts), each known by its own number, 0, 1, 2, … in order of appearance.
 *
 * A tuple is found key by key: the first key gives the number of a beginning, that and the second key the number of a longer one, and so
 * on; the last is the group's.  So whoever has the number of a beginning that many rows share goes on from there.
 * Holds nothing but the keys; what is counted by group stands in lists beside it (gathering.h).
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

struct sanya_group_level {
	uint64_t *keys; /* by number */
	uint32_t count, room;
	struct sanya_group_slot *slots; /* a power of two of them, at most half full */
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

/* A new one. */
uint32_t sanya_groups_add(struct sanya_group_level *level, uint64_t key);

/* The number of beginning (0 at the first level) + key, made where there is none. */
static inline uint32_t sanya_groups_step(struct sanya_groups *groups, unsigned depth, uint32_t beginning, uint32_t key)
{
	struct sanya_group_level *level = &groups->levels[depth];
	uint64_t both = (uint64_t)beginning << 32 | key;

	if (level->slots != NULL) {
		uint32_t slot = (uint32_t)(both * UINT64_C(0x9e3779b97f4a7c15) >> level->shift);

		for (; level->slots[slot].place != 0; slot = (slot + 1) & level->mask)
			if (level->slots[slot].key == both)
				return level->slots[slot].place - 1;
	}
	return sanya_groups_add(level, both);
}

#endif
