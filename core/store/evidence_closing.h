/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the store room: the close of a batch, between its steps.
 *
 *	decide: ids sorted, compared with the id map: what is added, changed, unchanged, again   (evidence_decide.c)
 *	replace: where the older versions of the changed ones stand                              (evidence_replace.c)
 *	write: rows in order of key, digest, batch                                               (evidence_close.c)
 */
#ifndef SANYA_STORE_EVIDENCE_CLOSING_H
#define SANYA_STORE_EVIDENCE_CLOSING_H

#include "evidence_coin.h"
#include "idset.h"

/*
 * What a record is to a group.  An entry's value is the record's address, which leaves three bits free: two of them say this, the third that the
 * group is not the one of the id map (replicas go to the end of a row, from where they are easily left out).
 */
enum sanya_entry { SANYA_ENTRY_RECORD, SANYA_ENTRY_SUPERSEDES, SANYA_ENTRY_TOMBSTONE };
#define SANYA_ENTRY_REPLICA 4u

static inline uint64_t sanya_entry_of(const unsigned char *record, enum sanya_entry entry, bool replica)
{
	return (uint64_t)(uintptr_t)record | (uint64_t)entry | (replica ? SANYA_ENTRY_REPLICA : 0);
}
static inline const unsigned char *sanya_entry_record(uint64_t value)
{
	return (const unsigned char *)(uintptr_t)(value & ~UINT64_C(7));
}
static inline enum sanya_entry sanya_entry_kind(uint64_t value)
{
	return (enum sanya_entry)(value & 3);
}

struct sanya_entries {
	struct sanya_sorted *list; /* key = place */
	size_t count, room;
};

struct sanya_closing {
	struct sanya_evidence_staging *staging;
	struct sanya_store *store;
	uint64_t batch;
	struct sanya_coining coining;
	struct sanya_evidence_counts counts;
	struct sanya_entries written; /* records and tombstones by group */
	struct sanya_entries changed; /* the same, by the group where their older version stands */
	struct sanya_packing *packing;
	struct sanya_unpacking *unpacking;
	struct sanya_block *mine, *theirs; /* rooms */
	struct sanya_dictionary nothing;   /* of both rooms: their codes are terms */
	unsigned char marks[SANYA_PACKED_ROWS], keep[SANYA_PACKED_ROWS];
	struct sanya_idset ids;
	struct sanya_buffer chunks, tombstones, row;
	struct sanya_sha256_stream *rows;
	uint64_t places[2 * SANYA_ROW_NAMES], old_places[2 * SANYA_ROW_NAMES];
	uint32_t names[SANYA_ROW_NAMES];
};

int sanya_entries_add(struct sanya_entries *entries, uint64_t place, uint64_t value, struct sanya_error *err) SANYA_MUST_CHECK;
/* All groups of a record, the id map's (last block, first name) first. */
int sanya_closing_places(struct sanya_closing *closing, const struct sanya_record *record, uint64_t *room, uint32_t *ret_count,
			 struct sanya_error *err) SANYA_MUST_CHECK;

int sanya_closing_decide(struct sanya_closing *closing, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_closing_replace(struct sanya_closing *closing, struct sanya_error *err) SANYA_MUST_CHECK;
/* Rows of a group, the newest first: key, packed (NULL: pruned). */
int sanya_closing_open_group(struct sanya_closing *closing, struct sanya_query *query, uint64_t place, struct sanya_error *err)
	SANYA_MUST_CHECK;
/*
 * What still stands in an open group is said again, where that is worth it (evidence_restate.c): it goes into the chunks of the new row before its
 * own records, and `row` becomes whole.  `mine` is begun.
 */
int sanya_closing_restate(struct sanya_closing *closing, const struct sanya_sorted *entries, size_t count, struct sanya_group_row *row,
			  struct sanya_error *err) SANYA_MUST_CHECK;

#endif
