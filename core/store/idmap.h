/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the store room: the id map.  It knows of each observation's newest version what its content was (48 bits of a keyed hash: whether a
 * delivery says anything new) and in which group it stands (where the older version is to be replaced).  Derived: remade from the evidence.
 *
 * Most ids are a beginning and a number (T0012345, 4711, ABC-17): those of one beginning lie in chunks of 128 consecutive numbers, packed in
 * about ten bytes each, table `newest`.  All others have a row each, by hash, in `newest_text`.  Which of the two an id is
 * depends on nothing but the id.
 *
 * The group is the one of the last block that the observation covers and of its first name.
 */
#ifndef SANYA_STORE_IDMAP_H
#define SANYA_STORE_IDMAP_H

#include "../codec/block.h"
#include "store.h"

#define SANYA_IDMAP_CHUNK 128u

/* Both tables, a literal; made and dropped with the derived ones. */
extern const char *const sanya_idmap_schema;

/* An id taken apart. */
struct sanya_id {
	bool numbered;
	struct sanya_text beginning;
	uint32_t digits; /* how many, where the number is written with zeros in front; else 0 */
	uint64_t number;
};
void sanya_id_parse(struct sanya_text id, struct sanya_id *ret);
/* The text again, into `room` of SANYA_TEXT_MAX bytes. */
struct sanya_text sanya_id_spell(const struct sanya_id *id, char *room);

/* Where chunks of one kind of ids lie. */
struct sanya_id_shape {
	const char *source;
	enum sanya_observation_kind kind;
	struct sanya_text beginning;
	uint32_t digits;
};

struct sanya_newest {
	uint64_t content;
	uint64_t place; /* a group (evidence_rows.h); SANYA_NO_PLACE: the id is not known */
};
#define SANYA_NO_PLACE UINT64_MAX

struct sanya_idmap_chunk {
	struct sanya_newest entries[SANYA_IDMAP_CHUNK];
};
/* One that is not there is empty. */
int sanya_idmap_load(struct sanya_store *store, const struct sanya_id_shape *shape, uint64_t number, struct sanya_idmap_chunk *ret,
		     struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_idmap_save(struct sanya_store *store, const struct sanya_id_shape *shape, uint64_t number,
		     const struct sanya_idmap_chunk *chunk, struct sanya_error *err) SANYA_MUST_CHECK;

/* The hash is that of sanya_content_text. */
int sanya_idmap_find_text(struct sanya_store *store, const char *source, enum sanya_observation_kind kind, struct sanya_text id,
			  uint64_t hash, struct sanya_newest *ret, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_idmap_put_text(struct sanya_store *store, const char *source, enum sanya_observation_kind kind, struct sanya_text id,
			 uint64_t hash, const struct sanya_newest *newest, struct sanya_error *err) SANYA_MUST_CHECK;

/* --- hashes --- */

/* Of this home alone, so that no source can know them: taken from the ledger's first event, which never changes. */
struct sanya_content_key {
	uint64_t first, last;
};
int sanya_content_key_of(struct sanya_store *store, struct sanya_content_key *ret, struct sanya_error *err) SANYA_MUST_CHECK;
uint64_t sanya_content_text(const struct sanya_content_key *key, struct sanya_text text);
/* What rows [first, first + count) of a block say, 48 bits each.  `code_hashes`: of the texts that codes stand for, by code. */
void sanya_content_rows(const struct sanya_content_key *key, const struct sanya_block *block, uint32_t first, uint32_t count,
			const uint64_t *code_hashes, uint64_t *ret);

#endif
