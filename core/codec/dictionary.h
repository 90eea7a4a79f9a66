/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts by code and codes by text: 1, 2, 3, … in order of first appearance; 0 stands for absent.  One for each stream of blocks, on both sides.
 * `number` tells dictionaries of one stream apart: a writer whose dictionary is full starts over with the next number.
 */
#ifndef SANYA_CODEC_DICTIONARY_H
#define SANYA_CODEC_DICTIONARY_H

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/text.h"

#define SANYA_DICTIONARY_TERMS (1u << 20)  /* at most so many terms, */
#define SANYA_DICTIONARY_TEXT  (64u << 20) /* and so many bytes of them, before a writer starts over */

/* A short text stands in its slot whole, so that finding it touches nothing else; of a longer one its hash. */
struct sanya_dictionary_slot {
	uint64_t head, tail; /* up to 16 bytes of the text, filled up with zeroes; longer: hash, first bytes */
	uint32_t size, code; /* code 0: free */
};

struct sanya_dictionary {
	uint64_t identity; /* no two dictionaries of this program's life have the same, wherever they lie */
	struct sanya_arena arena;
	struct sanya_text *terms; /* by code; [0] is absent */
	uint32_t count, room;	  /* count: of terms, so the last code */
	uint32_t number;
	uint32_t told; /* a writer's: terms that blocks have brought so far */
	struct sanya_dictionary_slot *slots;
	uint32_t slot_room; /* a power of two, more than twice `count` */
	size_t bytes; /* of all terms */
};

void sanya_dictionary_init(struct sanya_dictionary *dictionary);
void sanya_dictionary_done(struct sanya_dictionary *dictionary);
/* Empty again, under another number. */
void sanya_dictionary_restart(struct sanya_dictionary *dictionary, uint32_t number);

/* The code of a text that is there; 0: it is not, or is absent. */
uint32_t sanya_dictionary_find(const struct sanya_dictionary *dictionary, struct sanya_text text);
/* The same, and a new one where it is not; the text is copied.  0: absent; UINT32_MAX: memory is used up. */
uint32_t sanya_dictionary_code(struct sanya_dictionary *dictionary, struct sanya_text text);
/*
 * The codes of many texts that are there; how many were found before the first that is not (absent ones are 0 and count as found).  For
 * long lists: the table is fetched ahead of being looked at.
 */
uint32_t sanya_dictionary_codes(const struct sanya_dictionary *dictionary, const struct sanya_text *texts, uint32_t count,
				uint32_t *codes);
/* Add the next term without looking whether it is there (a reader trusts its writer; twice the same text are two codes). */
uint32_t sanya_dictionary_append(struct sanya_dictionary *dictionary, struct sanya_text text);
/* True when a writer should start over before the next block. */
bool sanya_dictionary_full(const struct sanya_dictionary *dictionary);

static inline struct sanya_text sanya_dictionary_text(const struct sanya_dictionary *dictionary, uint32_t code)
{
	return code <= dictionary->count ? dictionary->terms[code] : dictionary->terms[0];
}

#endif
