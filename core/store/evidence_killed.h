/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the store room: which records of a group no longer stand.  Its rows come newest first; what a row supersedes or buries is kept as a
 * set of ids, and records of these ids in the rows after it are passed over.  Groups in which nothing was replaced need no set at all.
 */
#ifndef SANYA_STORE_EVIDENCE_KILLED_H
#define SANYA_STORE_EVIDENCE_KILLED_H

#include "evidence_rows.h"
#include "idset.h"

/* keep[i] = 0 for each row from `first` on that is in the set; others stay as they are.  True: there are such. */
bool sanya_killed_find(const struct sanya_idset *killed, const struct sanya_block *block, uint32_t first, unsigned char *keep);
/* Ids of marked rows: marks[i] is of row first + i. */
int sanya_killed_marked(struct sanya_idset *killed, const struct sanya_block *block, uint32_t first, const unsigned char *marks,
			struct sanya_error *err) SANYA_MUST_CHECK;
/* The tombstones of a row of evidence; `room` is a block to work in, `marks` room for SANYA_PACKED_ROWS bytes. */
int sanya_killed_buried(struct sanya_idset *killed, const struct sanya_group_row *row, enum sanya_observation_kind kind,
			struct sanya_unpacking *unpacking, struct sanya_block *room, unsigned char *marks, struct sanya_error *err)
	SANYA_MUST_CHECK;

#endif
