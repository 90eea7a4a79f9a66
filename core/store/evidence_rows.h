/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the store room: how evidence lies in its tables, between the files that write, read and check it.
 *
 * evidence(key, packed, digest): a row is what one batch holds of one group: of one bearer in one stretch.
 *
 *	key = kind 1 bit | level 3 | block 11 | bearer 23 | batch 25 (counted down: the newest row of a group comes first)
 *
 * A bearer is a name in a source (table `bearer`; name NULL: observations of nobody).  Months count from January 1970 (UTC); a block of level
 * L is 2^L of them.  An observation covers the months from its creation to its last instant: it stands at the smallest level whose
 * blocks are not shorter than that, hence in one block or two, under each of its names.  Level 6 is a single block for all that are longer, level
 * 7 for those whose end is unknown.  Months before 1970 count as the first, those after 2140 as the last.
 *
 * packed = flags, number of records, [number superseding, of tombstones, bytes of these], tombstones, chunks (codec/packed.h)
 *
 * A record that is marked supersedes an older one of its id in the same group; a tombstone says that the id stands there no
 * more.  A whole row (of level 7 alone) says again what still stands, so that older rows need not be read: else what was open once
 * would have to be read for ever.  Codes are those of table `term`.
 *
 * digest of a batch = SHA-256("sanya.batch/2\n", number, size of source, source, T, B, G), numbers as 8 bytes, the lowest first;
 * T and B = SHA-256 over the batch's terms and bearers in order of code: code, size (all bits set: NULL), text;
 * G = SHA-256 over its rows in order of key: key, SHA-256(packed).  A row that was pruned keeps the latter as its `digest`.
 */
#ifndef SANYA_STORE_EVIDENCE_ROWS_H
#define SANYA_STORE_EVIDENCE_ROWS_H

#include "../codec/packed.h"
#include "db.h"
#include "evidence.h"

#define SANYA_BATCH_MOST  ((UINT64_C(1) << 25) - 1)
#define SANYA_BEARER_MOST ((UINT32_C(1) << 23) - 1)
#define SANYA_MONTH_MOST  2047u
enum { SANYA_LEVEL_LONG = 6, SANYA_LEVEL_OPEN = 7, SANYA_LEVELS = 8 };

/* --- where --- */

/* A group: the key without its batch. */
static inline uint64_t sanya_place_of(enum sanya_observation_kind kind, unsigned level, uint32_t block, uint32_t bearer)
{
	return (kind == SANYA_TICKET ? 0 : UINT64_C(1) << 37) | (uint64_t)level << 34 | (uint64_t)block << 23 | bearer;
}
static inline int64_t sanya_key_of(uint64_t place, uint64_t batch)
{
	return (int64_t)(place << 25 | (SANYA_BATCH_MOST - batch));
}
static inline uint64_t sanya_key_place(int64_t key)
{
	return (uint64_t)key >> 25;
}
static inline uint64_t sanya_key_batch(int64_t key)
{
	return SANYA_BATCH_MOST - ((uint64_t)key & SANYA_BATCH_MOST);
}
static inline enum sanya_observation_kind sanya_place_kind(uint64_t place)
{
	return (place >> 37 & 1) == 0 ? SANYA_TICKET : SANYA_RESPONSE;
}
static inline unsigned sanya_place_level(uint64_t place)
{
	return (unsigned)(place >> 34 & 7);
}
static inline uint32_t sanya_place_block(uint64_t place)
{
	return (uint32_t)(place >> 23 & 0x7ff);
}
static inline uint32_t sanya_place_bearer(uint64_t place)
{
	return (uint32_t)(place & SANYA_BEARER_MOST);
}

/* The month of an instant, within 0 to SANYA_MONTH_MOST; its first instant. */
uint32_t sanya_month_of(int64_t instant);
int64_t sanya_month_begins(uint32_t month);

/* Blocks in which an observation stands: `first` and, where that is another one, `last`. */
struct sanya_cover {
	unsigned level;
	uint32_t first, last;
};
/* `last` SANYA_NO_INSTANT: it is open. */
struct sanya_cover sanya_cover_of(int64_t from, int64_t last);
/* From a row of a block: its first instant, and its last or SANYA_NO_INSTANT. */
void sanya_row_extent(const struct sanya_block *block, uint32_t row, int64_t *ret_from, int64_t *ret_last);
/* Names of a row, each once, in the order in which they come: codes in `room` (3 + SANYA_LIST_MAX of them).  Returns how many; 0: nobody. */
uint32_t sanya_row_names(const struct sanya_block *block, uint32_t row, uint32_t *room);
#define SANYA_ROW_NAMES (3 + SANYA_LIST_MAX)

/* --- what a row holds --- */

enum { SANYA_GROUP_WHOLE = 1, SANYA_GROUP_PLURAL = 2, SANYA_GROUP_REPLACES = 4 };

struct sanya_group_row {
	bool whole;
	bool plural; /* a record of it stands under other names too */
	uint64_t records, superseding, tombstones;
	struct sanya_bytes ids;	   /* chunks of tombstones */
	struct sanya_bytes chunks; /* of records */
};
/* Without ids and chunks: these are appended after it, `ids_size` bytes of ids first. */
void sanya_group_row_begin(const struct sanya_group_row *row, uint64_t ids_size, struct sanya_buffer *out);
/* -1: broken (SANYA_DIFFERS). */
int sanya_group_row_open(const void *packed, size_t size, struct sanya_group_row *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* The error names batch and group; returns -1. */
int sanya_group_row_blame(int64_t key, struct sanya_error *err);

/* --- digests --- */

void sanya_digest_number(struct sanya_sha256_stream *stream, uint64_t number);
/* NULL: as NULL. */
void sanya_digest_word(struct sanya_sha256_stream *stream, uint64_t code, const char *text, size_t size);
void sanya_digest_row(struct sanya_sha256_stream *stream, int64_t key, const struct sanya_sha256 *packed);
struct sanya_sha256 sanya_digest_batch(uint64_t number, const char *source, const struct sanya_sha256 *terms,
				       const struct sanya_sha256 *bearers, const struct sanya_sha256 *rows);

#endif
