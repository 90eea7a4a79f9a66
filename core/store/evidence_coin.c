/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Terms and bearers: looked up once for each word of a batch, and added where they are missing.
 * New ones get the next code; the batch's digest is over them.
 */
#include "evidence_coin.h"

static int read_most(struct sanya_coining *coining, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, coining->store,
			     "SELECT (SELECT coalesce(max(code), 0) FROM term), (SELECT coalesce(max(code), 0) FROM bearer)", err) != 0 ||
	    sanya_query_step(&query, err) < 0)
		return -1;
	coining->term_most = (uint32_t)sanya_query_get_integer(&query, 0);
	coining->bearer_most = coining->old_bearer_most = (uint32_t)sanya_query_get_integer(&query, 1);
	return 0;
}

int sanya_coining_begin(struct sanya_coining *coining, const struct sanya_evidence_staging *staging, uint64_t batch,
			struct sanya_error *err)
{
	*coining = (struct sanya_coining){
		.store = staging->store, .source = staging->source, .batch = batch, .words = &staging->words, .err = err,
	};
	if (read_most(coining, err) != 0)
		return -1;
	coining->terms = calloc((size_t)staging->words.count + 1, sizeof *coining->terms);
	/* Every word may become a term. */
	coining->bearer_room = coining->term_most + staging->words.count + 1;
	coining->bearers = calloc(coining->bearer_room, sizeof *coining->bearers);
	coining->term_digest = sanya_sha256_new();
	coining->bearer_digest = sanya_sha256_new();
	if (coining->terms == NULL || coining->bearers == NULL || coining->term_digest == NULL || coining->bearer_digest == NULL)
		return sanya_error_memory(err);
	return 0;
}

void sanya_coining_done(struct sanya_coining *coining)
{
	free(coining->terms);
	free(coining->bearers);
	sanya_sha256_free(coining->term_digest);
	sanya_sha256_free(coining->bearer_digest);
	coining->terms = coining->bearers = NULL;
	coining->term_digest = coining->bearer_digest = NULL;
}

void sanya_coining_digests(struct sanya_coining *coining, struct sanya_sha256 *ret_terms, struct sanya_sha256 *ret_bearers)
{
	*ret_terms = sanya_sha256_finish(coining->term_digest);
	*ret_bearers = sanya_sha256_finish(coining->bearer_digest);
	coining->term_digest = coining->bearer_digest = NULL;
}

/* --- terms --- */

static int find_term(struct sanya_coining *coining, struct sanya_text text, uint32_t *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, coining->store, "SELECT code FROM term WHERE text = ?1", err) != 0)
		return -1;
	sanya_query_text_of(&query, text);
	more = sanya_query_step(&query, err);
	*ret = more > 0 ? (uint32_t)sanya_query_get_integer(&query, 0) : 0;
	return more < 0 ? -1 : 0;
}

static int add_term(struct sanya_coining *coining, struct sanya_text text, uint32_t *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	uint32_t code = coining->term_most + 1;

	if (sanya_query_open(&query, coining->store, "INSERT INTO term(code, batch, text) VALUES(?1, ?2, ?3)", err) != 0)
		return -1;
	sanya_query_integer(&query, code);
	sanya_query_integer(&query, (int64_t)coining->batch);
	sanya_query_text_of(&query, text);
	if (sanya_query_run(&query, err) != 0)
		return -1;
	sanya_digest_word(coining->term_digest, code, text.at, text.size);
	coining->term_most = *ret = code;
	return 0;
}

uint32_t sanya_coin_word(void *context, uint32_t word)
{
	struct sanya_coining *coining = context;
	struct sanya_text text = sanya_dictionary_text(coining->words, word);
	uint32_t term = coining->terms[word];

	if (term != 0)
		return term;
	if (find_term(coining, text, &term, coining->err) != 0 || (term == 0 && add_term(coining, text, &term, coining->err) != 0))
		return 0;
	coining->terms[word] = term;
	return term;
}

/* --- bearers --- */

/* The name's text is that of the term; its bearer is looked up in the same breath.  *ret_bearer 0: there is none yet. */
static int find_bearer(struct sanya_coining *coining, uint32_t term, struct sanya_buffer *ret_name, uint32_t *ret_bearer,
		       struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const void *name;
	size_t size;
	int more;

	if (sanya_query_open(&query, coining->store,
			     "SELECT text, (SELECT code FROM bearer WHERE source = ?2 AND name = text) FROM term WHERE code = ?1", err) != 0)
		return -1;
	sanya_query_integer(&query, term);
	sanya_query_text(&query, coining->source);
	more = sanya_query_step(&query, err);
	if (more < 0)
		return -1;
	if (more == 0)
		return sanya_error_set(err, SANYA_DIFFERS, "the evidence has a term that is gone: %u", term);
	name = sanya_query_get_blob(&query, 0, &size);
	sanya_buffer_add(ret_name, name, size);
	*ret_bearer = sanya_query_get_null(&query, 1) ? 0 : (uint32_t)sanya_query_get_integer(&query, 1);
	return 0;
}

static int find_nobody(struct sanya_coining *coining, uint32_t *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, coining->store, "SELECT code FROM bearer WHERE source = ?1 AND name IS NULL", err) != 0)
		return -1;
	sanya_query_text(&query, coining->source);
	more = sanya_query_step(&query, err);
	*ret = more > 0 ? (uint32_t)sanya_query_get_integer(&query, 0) : 0;
	return more < 0 ? -1 : 0;
}

static int add_bearer(struct sanya_coining *coining, struct sanya_text name, uint32_t *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	uint32_t code = coining->bearer_most + 1;

	if (code > SANYA_BEARER_MOST)
		return sanya_error_set(err, SANYA_FAILED, "the evidence knows %u names already: it can take no more", SANYA_BEARER_MOST);
	if (sanya_query_open(&query, coining->store, "INSERT INTO bearer(code, batch, source, name) VALUES(?1, ?2, ?3, ?4)", err) != 0)
		return -1;
	sanya_query_integer(&query, code);
	sanya_query_integer(&query, (int64_t)coining->batch);
	sanya_query_text(&query, coining->source);
	sanya_query_text_of(&query, name);
	if (sanya_query_run(&query, err) != 0)
		return -1;
	sanya_digest_word(coining->bearer_digest, code, name.at, name.size);
	coining->bearer_most = *ret = code;
	return 0;
}

int sanya_coin_bearer(struct sanya_coining *coining, uint32_t term, uint32_t *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer name;
	uint32_t *known;

	sanya_buffer_init(&name, SANYA_TEXT_MAX + 1);
	if (term >= coining->bearer_room)
		return sanya_error_set(err, SANYA_DIFFERS, "the evidence has a term that is gone: %u", term);
	known = term == 0 ? &coining->nobody : &coining->bearers[term];
	if (*known != 0) {
		*ret = *known;
		return 0;
	}
	if ((term == 0 ? find_nobody(coining, known, err) : find_bearer(coining, term, &name, known, err)) != 0)
		return -1;
	if (*known == 0 && (sanya_buffer_check(&name, "a name", err) != 0 ||
			    add_bearer(coining, term == 0 ? (struct sanya_text){ NULL, 0 }
							  : (struct sanya_text){ name.data, (uint32_t)name.size }, known, err) != 0))
		return -1;
	*ret = *known;
	return 0;
}
