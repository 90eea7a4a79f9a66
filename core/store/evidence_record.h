/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the store room: one observation while it is staged, as a run of bytes of about the size it has in memory's cheapest form, so that
 * millions fit and each can be reached by itself.  Never leaves the program: nothing here is checked.
 */
#ifndef SANYA_STORE_EVIDENCE_RECORD_H
#define SANYA_STORE_EVIDENCE_RECORD_H

#include "evidence_rows.h"

/* What the head of a record says. */
struct sanya_record {
	enum sanya_observation_kind kind;
	uint32_t present; /* fields that it has, as in a block */
	struct sanya_cover cover;
	uint32_t name_count;
	const unsigned char *names; /* read with sanya_record_name */
	const unsigned char *fields;
};

/* Bytes that the row will take at most. */
size_t sanya_record_room(const struct sanya_block *block, uint32_t row);
/* Write a row; `codes`: what the block's codes are in the record.  `names`: room for SANYA_ROW_NAMES.  Returns the end. */
unsigned char *sanya_record_write(unsigned char *at, const struct sanya_block *block, uint32_t row, const uint32_t *codes, uint32_t *names);

struct sanya_record sanya_record_open(const unsigned char *at);
struct sanya_text sanya_record_id(const unsigned char *at);
/* The next name: *at stands at `names` first. */
uint32_t sanya_record_name(const unsigned char **at);

/* What a record's codes are in the block it goes into; 0 of `codes`: not known yet, ask `find` (which returns 0 where it failed). */
struct sanya_record_codes {
	const uint32_t *codes;
	uint32_t (*find)(void *context, uint32_t code);
	void *context;
};
/* Append it to a block as a row.  1: it is in, 0: the block is full, -1: `find` failed. */
int sanya_record_add(const struct sanya_record *record, const struct sanya_record_codes *codes, struct sanya_block *block) SANYA_MUST_CHECK;
/* The same for its id alone. */
int sanya_record_add_id(const struct sanya_record *record, struct sanya_block *block) SANYA_MUST_CHECK;

#endif
