/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the store room: terms and bearers while evidence is read, loaded when they are first met, so that reading little costs little.
 * Terms get codes of a dictionary of this reading, in the order in which they come.
 */
#ifndef SANYA_STORE_EVIDENCE_WORDS_H
#define SANYA_STORE_EVIDENCE_WORDS_H

#include "evidence_rows.h"

struct sanya_bearer_words {
	uint32_t source; /* number of it in `sources`, from 1; 0: not loaded */
	uint32_t name;	 /* code of the dictionary; 0: nobody */
};

struct sanya_words_read {
	struct sanya_store *store;
	struct sanya_query hold; /* a row that is not given back: all that is read meanwhile is of one moment, and locks once */
	struct sanya_dictionary dictionary;
	uint32_t *codes; /* by term; 0: not loaded */
	uint32_t term_most;
	struct sanya_bearer_words *bearers; /* by bearer */
	uint32_t bearer_most;
	struct sanya_arena arena;
	const char **sources;
	size_t source_count, source_room;
};

int sanya_words_begin(struct sanya_words_read *words, struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_words_done(struct sanya_words_read *words);
/* The dictionary is full: it begins anew.  What was said by its codes before no longer holds. */
void sanya_words_restart(struct sanya_words_read *words);
/* For sanya_packed_take: terms become codes of the dictionary.  Takes the words as context. */
int sanya_words_translate(void *words, uint32_t *codes, uint32_t count, struct sanya_error *err) SANYA_MUST_CHECK;
/* The bearer; holds until the next call. */
int sanya_words_bearer(struct sanya_words_read *words, uint32_t bearer, const struct sanya_bearer_words **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
static inline const char *sanya_words_source(const struct sanya_words_read *words, const struct sanya_bearer_words *bearer)
{
	return words->sources[bearer->source - 1];
}

#endif
