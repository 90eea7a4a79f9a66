/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records that were superseded or buried by a newer row of their group.
 * Knows rows of blocks and ids alone.
 */
#include "evidence_killed.h"

bool sanya_killed_find(const struct sanya_idset *killed, const struct sanya_block *block, uint32_t first, unsigned char *keep)
{
	bool any = false;

	if (killed->count == 0)
		return false;
	for (uint32_t row = first; row < block->count; row++) {
		if (sanya_idset_find(killed, sanya_block_plain(block, SANYA_PLAIN_ID, row)) == NULL)
			continue;
		keep[row - first] = 0;
		any = true;
	}
	return any;
}

int sanya_killed_marked(struct sanya_idset *killed, const struct sanya_block *block, uint32_t first, const unsigned char *marks,
			struct sanya_error *err)
{
	for (uint32_t row = first; row < block->count; row++)
		if (marks[row - first] != 0 && sanya_idset_put(killed, sanya_block_plain(block, SANYA_PLAIN_ID, row), 0, err) != 0)
			return -1;
	return 0;
}

int sanya_killed_buried(struct sanya_idset *killed, const struct sanya_group_row *row, enum sanya_observation_kind kind,
			struct sanya_unpacking *unpacking, struct sanya_block *room, unsigned char *marks, struct sanya_error *err)
{
	struct sanya_bytes ids = row->ids;
	struct sanya_dictionary nothing;
	uint64_t count = 0;

	sanya_dictionary_init(&nothing);
	while (ids.at < ids.end) {
		sanya_block_start(room, kind, &nothing);
		if (sanya_packed_take(unpacking, &ids, true, NULL, NULL, room, marks, err) < 0)
			return -1;
		for (uint32_t i = 0; i < room->count; i++)
			if (sanya_idset_put(killed, sanya_block_plain(room, SANYA_PLAIN_ID, i), 0, err) != 0)
				return -1;
		count += room->count;
	}
	if (count != row->tombstones)
		return sanya_error_set(err, SANYA_DIFFERS, "packed evidence is broken: its tombstones are not as many as it says");
	return 0;
}
