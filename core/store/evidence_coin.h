/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the store room: codes of terms and bearers while a batch is made; those that are not there yet are coined, and belong to the batch. */
#ifndef SANYA_STORE_EVIDENCE_COIN_H
#define SANYA_STORE_EVIDENCE_COIN_H

#include "evidence_staging.h"

struct sanya_coining {
	struct sanya_store *store;
	const char *source;
	uint64_t batch;
	const struct sanya_dictionary *words; /* of the staging */
	uint32_t *terms;		      /* by code of a word: its term; 0: not looked up yet */
	uint32_t *bearers;		      /* by term: its bearer; 0: the same */
	uint32_t bearer_room;
	uint32_t nobody;
	uint32_t term_most, bearer_most, old_bearer_most; /* bearers up to the last were there before the batch */
	struct sanya_sha256_stream *term_digest, *bearer_digest;
	struct sanya_error *err; /* of sanya_coin_word */
};

int sanya_coining_begin(struct sanya_coining *coining, const struct sanya_evidence_staging *staging, uint64_t batch,
			struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_coining_done(struct sanya_coining *coining);

/* The term of a word; 0: failed, and the coining's `err` says why.  Takes the coining as context: for records. */
uint32_t sanya_coin_word(void *coining, uint32_t word);
/* The bearer of the name that a term is; term 0: nobody. */
int sanya_coin_bearer(struct sanya_coining *coining, uint32_t term, uint32_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* Digests of what was coined.  Once. */
void sanya_coining_digests(struct sanya_coining *coining, struct sanya_sha256 *ret_terms, struct sanya_sha256 *ret_bearers);

#endif
