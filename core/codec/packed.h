/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Observations packed for keeping: up to SANYA_PACKED_ROWS rows of a block as columns of few bits (column.h), one chunk.
 *
 * Instants are counted from the row's own first one (a ticket's creation, a response's answer); texts that are a number between a common
 * beginning and a common ending are kept as that number; codes are places in a small table of the chunk.  A chunk begins anew: nothing outside is needed to
 * read it but the kind and what the codes stand for.  Packing the same rows gives the same bytes.
 *
 *	chunk = number of rows, present << 1 | marked, columns in order of the fields, those of codes and texts each with its size in front,
 *		marks (a bit a row)
 *
 * The bytes that are read are not trusted: what comes out is a block that sanya_block_check would accept, or an error (SANYA_DIFFERS).
 */
#ifndef SANYA_CODEC_PACKED_H
#define SANYA_CODEC_PACKED_H

#include "block.h"
#include "column.h"

#define SANYA_PACKED_ROWS 4096u /* at most so many in one chunk, so that an empty block always takes it */

/* --- in --- */

struct sanya_packing; /* room for working, used again from chunk to chunk */

int sanya_packing_new(struct sanya_packing **ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_packing_free(struct sanya_packing *packing);
/*
 * Append all rows of the block as one chunk.  Codes are written as they stand.  `marks`: a byte a row, not 0 where the row is marked; NULL: none
 * is.  Failure to append sticks to the buffer.
 */
void sanya_packed_add(struct sanya_packing *packing, const struct sanya_block *block, const unsigned char *marks,
		      struct sanya_buffer *out);

/* --- out --- */

/* What the codes in a chunk are in the block that is made: changes `count` codes in place.  0 stays 0. */
struct sanya_packed_codes {
	int (*translate)(void *context, uint32_t *codes, uint32_t count, struct sanya_error *err);
	void *context;
};

struct sanya_unpacking; /* the same for reading */

int sanya_unpacking_new(struct sanya_unpacking **ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_unpacking_free(struct sanya_unpacking *unpacking);
/*
 * From now on these fields alone (SANYA_HAS_...) are made of what a chunk has; bytes of the others are passed over.  What a row cannot be without
 * comes along: the base of the instants, both lists or none, stretches with the sign of a history.  Where the id is not among them the
 * block is not one that sanya_block_check would accept.  A new one makes all of them.
 */
void sanya_unpacking_want(struct sanya_unpacking *unpacking, uint64_t fields);
#define SANYA_ALL_FIELDS UINT64_MAX
/*
 * Append the rows of the next chunk to a block of the same kind.  1: they are in, and `bytes` stands behind the chunk; 0: they do not fit any more
 * (an empty block takes every chunk), nothing has changed.  `codes` NULL: they stay as they are.  `dictionary`: terms that it
 * has and that no block has brought yet must find room behind the rows; NULL: there are none.
 * `ids_only`: the chunk is a list of ids, nothing else.  ret_marks: room for SANYA_PACKED_ROWS bytes, set for the new rows.
 */
int sanya_packed_take(struct sanya_unpacking *unpacking, struct sanya_bytes *bytes, bool ids_only,
		      const struct sanya_packed_codes *codes, const struct sanya_dictionary *dictionary, struct sanya_block *block,
		      unsigned char *ret_marks, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
