/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values that are kept, by group: five bytes each, nine where one of them is negative or does not fit 32 bits.
 *
 * Groups come in any order, and a list for each would mean a way to memory for each value.  So 256 groups share a list, whose end stays
 * near, and each value notes which of them it belongs to.  At the end list by list is parted into its groups.
 *
 *	_init -> _reach, _add, _join -> _each -> _done; more may be added after _each
 */
#ifndef SANYA_APP_KEPT_H
#define SANYA_APP_KEPT_H

#include "../base/base.h"
#include "../base/error.h"

#define SANYA_KEPT_GROUPS 256u /* that share a list */
#define SANYA_KEPT_CHUNK  128u /* values of one piece of a list */

struct sanya_kept_list {
	char *last;	/* the piece that is being filled: values, then a byte each */
	uint32_t fill;
	uint32_t chunk; /* its number + 1; 0: no piece yet */
};

struct sanya_kept_piece {
	uint32_t list;
	uint32_t before; /* the one before it in its list + 1 */
};

struct sanya_kept {
	bool wide;
	struct sanya_kept_list *lists; /* by group / 256 */
	uint32_t list_count, groups;
	void **slabs; /* of pieces */
	struct sanya_kept_piece *pieces;
	uint32_t slab_count, piece_count, piece_room;
	uint32_t *into; /* by group: the one it was joined to + 1; NULL: none were */
	/* Room for _each. */
	char *parted;
	uint32_t parted_room;
	uint32_t *order;
	uint32_t order_room;
};

void sanya_kept_init(struct sanya_kept *kept);
void sanya_kept_done(struct sanya_kept *kept);
/* Nothing kept and no group within reach; the memory stays. */
void sanya_kept_clear(struct sanya_kept *kept);

/* Room for groups 0 to count - 1. */
bool sanya_kept_reach(struct sanya_kept *kept, uint32_t count);
/* The values of `from` belong to `to` from now on. */
bool sanya_kept_join(struct sanya_kept *kept, uint32_t to, uint32_t from);

/* The values of each group that has any, in order of groups: one of the two lists, whose order may be changed. */
int sanya_kept_each(struct sanya_kept *kept,
		    int (*each)(void *context, uint32_t group, uint32_t *narrow, int64_t *wide, size_t count, struct sanya_error *err),
		    void *context, struct sanya_error *err) SANYA_MUST_CHECK;

/* Parts of _add. */
bool sanya_kept_more(struct sanya_kept *kept, uint32_t list);
bool sanya_kept_widen(struct sanya_kept *kept);

/* One value of a group within reach; false: memory is used up. */
static inline bool sanya_kept_add(struct sanya_kept *kept, uint32_t group, int64_t value)
{
	struct sanya_kept_list *list = &kept->lists[group / SANYA_KEPT_GROUPS];

	if (__builtin_expect(!kept->wide && (uint64_t)value > UINT32_MAX, 0) && !sanya_kept_widen(kept))
		return false;
	if (__builtin_expect(list->fill == SANYA_KEPT_CHUNK, 0) && !sanya_kept_more(kept, group / SANYA_KEPT_GROUPS))
		return false;
	size_t size = kept->wide ? sizeof(int64_t) : sizeof(uint32_t);
	if (__builtin_expect(kept->wide, 0))
		((int64_t *)(void *)list->last)[list->fill] = value;
	else
		((uint32_t *)(void *)list->last)[list->fill] = (uint32_t)value;
	list->last[SANYA_KEPT_CHUNK * size + list->fill++] = (char)(group % SANYA_KEPT_GROUPS);
	return true;
}
/* Many values of one group. */
bool sanya_kept_add_some(struct sanya_kept *kept, uint32_t group, const int64_t *values, size_t count);

#endif
