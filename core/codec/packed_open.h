/* SPDX-License-Identifier: Apache-2.0 */
/* A chunk whose heads were looked at: between the file that opens it and the one that takes its rows out. */
#ifndef SANYA_CODEC_PACKED_OPEN_H
#define SANYA_CODEC_PACKED_OPEN_H

#include "packed_parts.h"

#define PACKED_TEXT_SLACK 32u /* texts are copied in whole words, some bytes too many */

struct packed_codes {
	const uint32_t *table; /* what the places stand for, translated */
	uint32_t size;
	struct sanya_column column;
};

struct packed_texts {
	enum packed_form form;
	const unsigned char *at; /* all bytes, or the common beginning */
	const unsigned char *ending_at;
	uint32_t beginning, ending;
	unsigned digits;
	uint64_t total; /* bytes; of numbers: at most */
	struct sanya_column column;
	/* Odd ones. */
	uint32_t odd;
	struct sanya_column odd_rows, odd_sizes;
	const unsigned char *odd_at;
	uint64_t odd_total;
};

/* What was counted of the terms that a dictionary has yet to tell. */
struct packed_terms {
	const struct sanya_dictionary *of;
	uint32_t number, told, counted;
	uint64_t text;
};

struct sanya_unpacking {
	struct packed_terms terms;
	uint64_t wanted; /* fields */
	uint32_t count, listed, spans;
	uint64_t present; /* those of the chunk that are wanted */
	uint64_t text_most;
	bool marked;
	struct sanya_column wides[SANYA_WIDES], narrows[SANYA_NARROWS];
	struct packed_codes coded[SANYA_CODEDS], list_codes;
	struct packed_texts plains[SANYA_PLAINS];
	struct sanya_column list_sizes[SANYA_LISTS], stretch_sizes[SANYA_STRETCHES], froms, tos;
	const unsigned char *marks;
	uint32_t codes_used;
	uint32_t codes[SANYA_CODEDS * SANYA_PACKED_ROWS + SANYA_BLOCK_LISTED]; /* tables of all fields */
	int64_t numbers[SANYA_BLOCK_SPANS], more[SANYA_BLOCK_SPANS];
};

int packed_broken(struct sanya_error *err, const char *why);
/* Heads of the next chunk; `bytes` stands behind it then. */
int packed_open(struct sanya_unpacking *unpacking, struct sanya_bytes *bytes, uint32_t kind, bool ids_only,
		const struct sanya_packed_codes *codes, struct sanya_error *err) SANYA_MUST_CHECK;
bool packed_fits(struct sanya_unpacking *unpacking, const struct sanya_block *block, const struct sanya_dictionary *dictionary);

#endif
