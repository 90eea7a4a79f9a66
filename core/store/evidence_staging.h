/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the store room: what a staging is made of, between the file that fills it and those that close it. */
#ifndef SANYA_STORE_EVIDENCE_STAGING_H
#define SANYA_STORE_EVIDENCE_STAGING_H

#include "evidence_record.h"
#include "idmap.h"
#include "sort.h"

#define SANYA_STAGED_PAGE 8192u	  /* records of a page */
#define SANYA_AGAIN_MAX	  1000u /* ids that came before are named up to this many of a batch; all are counted */

/* Records one after the other, each at an address that can be divided by 8. */
struct sanya_staged_page {
	unsigned char *bytes;
	size_t size, room;
	uint32_t offsets[SANYA_STAGED_PAGE];
};

struct sanya_again {
	enum sanya_observation_kind kind;
	struct sanya_text id;
	uint64_t times; /* before the last one */
};

struct sanya_evidence_staging {
	struct sanya_store *store;
	char *source;
	struct sanya_content_key key;
	/* Texts behind codes; those of records are codes of this. */
	struct sanya_dictionary words;
	uint64_t *word_hashes; /* by code */
	uint32_t word_room;
	/* What the codes of the stream are here. */
	const struct sanya_dictionary *stream;
	uint32_t stream_number;
	uint32_t *codes;
	uint64_t *code_hashes;
	uint32_t code_count, code_room, hash_room;
	/* Shapes of ids: kind, digits and beginning as one text; see sanya_staged_shape. */
	struct sanya_dictionary shapes;
	/* Records in the order in which they came. */
	struct sanya_staged_page **pages;
	size_t page_count, page_made, page_room; /* made: they are kept for the next batch, which mostly is as large */
	/* For each: key = number of the id (or hash), value = shape << 32 | record; and what it says. */
	struct sanya_sorted *items;
	uint64_t *contents;
	size_t count, room;
	uint64_t bytes; /* of records */
	/* Ids that came more than once, since they were asked for. */
	struct sanya_arena again_arena;
	struct sanya_again *again;
	size_t again_count, again_room;
	uint32_t names[SANYA_ROW_NAMES];
};

static inline const unsigned char *sanya_staged_record(const struct sanya_evidence_staging *staging, uint32_t record)
{
	const struct sanya_staged_page *page = staging->pages[record / SANYA_STAGED_PAGE];

	return page->bytes + page->offsets[record % SANYA_STAGED_PAGE];
}

/* Where the ids of a shape lie; false: they are texts without a number. */
bool sanya_staged_shape(const struct sanya_evidence_staging *staging, uint32_t shape, struct sanya_id_shape *ret);
/* Forget the records, keep what is known of words. */
void sanya_staging_empty(struct sanya_evidence_staging *staging);

#endif
