/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Terms and bearers by code, loaded one by one.  The tables over all codes are taken from the system zeroed and touched only where they are
 * used.
 */
#include "evidence_words.h"

int sanya_words_begin(struct sanya_words_read *words, struct sanya_store *store, struct sanya_error *err)
{
	struct sanya_query *query = &words->hold;

	*words = (struct sanya_words_read){ .store = store, .hold = SANYA_QUERY_INIT };
	sanya_dictionary_init(&words->dictionary);
	sanya_arena_init(&words->arena);
	if (sanya_query_open(query, store,
			     "SELECT (SELECT coalesce(max(code), 0) FROM term), (SELECT coalesce(max(code), 0) FROM bearer)", err) != 0 ||
	    sanya_query_step(query, err) < 0)
		return -1;
	if (sanya_query_get_integer(query, 0) >= UINT32_MAX || sanya_query_get_integer(query, 1) > SANYA_BEARER_MOST)
		return sanya_error_set(err, SANYA_DIFFERS, "the terms of the evidence have a code that is none");
	words->term_most = (uint32_t)sanya_query_get_integer(query, 0);
	words->bearer_most = (uint32_t)sanya_query_get_integer(query, 1);
	words->codes = calloc((size_t)words->term_most + 1, sizeof *words->codes);
	words->bearers = calloc((size_t)words->bearer_most + 1, sizeof *words->bearers);
	return words->codes == NULL || words->bearers == NULL ? sanya_error_memory(err) : 0;
}

void sanya_words_done(struct sanya_words_read *words)
{
	sanya_query_done(&words->hold);
	sanya_dictionary_done(&words->dictionary);
	sanya_arena_done(&words->arena);
	free(words->codes);
	free(words->bearers);
	words->codes = NULL;
	words->bearers = NULL;
}

void sanya_words_restart(struct sanya_words_read *words)
{
	sanya_dictionary_restart(&words->dictionary, words->dictionary.number + 1);
	memset(words->codes, 0, ((size_t)words->term_most + 1) * sizeof *words->codes);
	memset(words->bearers, 0, ((size_t)words->bearer_most + 1) * sizeof *words->bearers);
}

/* --- terms --- */

#define KEPT_BYTES (16u << 20) /* of all texts that are kept */

/* Texts by term, for as long as the store is open: one who reads for many people reads the same few thousand terms again and again. */
struct sanya_terms_kept {
	struct sanya_text *texts;
	uint32_t room;
	struct sanya_arena arena;
};

void sanya_terms_forget(struct sanya_store *store)
{
	if (store->terms == NULL)
		return;
	sanya_arena_done(&store->terms->arena);
	free(store->terms->texts);
	free(store->terms);
	store->terms = NULL;
}

static struct sanya_text kept_text(const struct sanya_store *store, uint32_t term)
{
	if (store->terms == NULL || term >= store->terms->room)
		return (struct sanya_text){ NULL, 0 };
	return store->terms->texts[term];
}

/* Where there is no room for it, it is read again the next time. */
static void keep_text(struct sanya_words_read *words, uint32_t term, struct sanya_text text)
{
	struct sanya_terms_kept *kept = words->store->terms;

	if (kept != NULL && (term >= kept->room || kept->arena.total + text.size > KEPT_BYTES)) {
		sanya_terms_forget(words->store);
		kept = NULL;
	}
	if (kept == NULL) {
		kept = calloc(1, sizeof *kept);
		if (kept == NULL || (kept->texts = calloc((size_t)words->term_most + 1, sizeof *kept->texts)) == NULL) {
			free(kept);
			return;
		}
		kept->room = words->term_most + 1;
		sanya_arena_init(&kept->arena);
		words->store->terms = kept;
	}
	text.at = sanya_arena_copy(&kept->arena, text.at, text.size);
	if (text.at != NULL)
		kept->texts[term] = text;
}

static int learn(struct sanya_words_read *words, uint32_t term, struct sanya_text text, struct sanya_error *err)
{
	/* Two terms are two texts; a name may have come before its term. */
	words->codes[term] = sanya_dictionary_code(&words->dictionary, text);
	return words->codes[term] == UINT32_MAX ? sanya_error_memory(err) : 0;
}

static int load_term(struct sanya_words_read *words, uint32_t term, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_text text;
	size_t size;
	int more;

	if (sanya_query_open(&query, words->store, "SELECT text FROM term WHERE code = ?1", err) != 0)
		return -1;
	sanya_query_integer(&query, term);
	more = sanya_query_step(&query, err);
	if (more < 0)
		return -1;
	if (more == 0)
		return sanya_error_set(err, SANYA_DIFFERS, "the evidence has a term that is gone: %u", term);
	text.at = sanya_query_get_blob(&query, 0, &size);
	text.size = (uint32_t)size;
	if (size > SANYA_TEXT_MAX || sanya_utf8_check(text.at, size) != size || (size > 0 && memchr(text.at, 0, size) != NULL))
		return sanya_error_set(err, SANYA_DIFFERS, "term %u of the evidence is no text", term);
	keep_text(words, term, text);
	return learn(words, term, text, err);
}

static int find_term(struct sanya_words_read *words, uint32_t term, struct sanya_error *err)
{
	struct sanya_text text = kept_text(words->store, term);

	return text.at != NULL ? learn(words, term, text, err) : load_term(words, term, err);
}

int sanya_words_translate(void *context, uint32_t *codes, uint32_t count, struct sanya_error *err)
{
	struct sanya_words_read *words = context;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t term = codes[i];

		if (term == 0)
			continue;
		if (term > words->term_most)
			return sanya_error_set(err, SANYA_DIFFERS, "the evidence has a term that is gone: %u", term);
		if (words->codes[term] == 0 && find_term(words, term, err) != 0)
			return -1;
		codes[i] = words->codes[term];
	}
	return 0;
}

/* --- bearers --- */

static int source_number(struct sanya_words_read *words, const char *source, uint32_t *ret, struct sanya_error *err)
{
	for (size_t i = words->source_count; i > 0; i--)
		if (strcmp(words->sources[i - 1], source) == 0) {
			*ret = (uint32_t)i;
			return 0;
		}
	words->sources = sanya_arena_grow(&words->arena, words->sources, words->source_count, &words->source_room, sizeof *words->sources);
	if (words->sources == NULL)
		return sanya_error_memory(err);
	words->sources[words->source_count] = sanya_arena_text(&words->arena, source);
	if (words->sources[words->source_count] == NULL)
		return sanya_error_memory(err);
	*ret = (uint32_t)++words->source_count;
	return 0;
}

static int load_bearer(struct sanya_words_read *words, uint32_t number, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_bearer_words bearer = { .source = 0 };
	int more;

	if (sanya_query_open(&query, words->store, "SELECT source, name FROM bearer WHERE code = ?1", err) != 0)
		return -1;
	sanya_query_integer(&query, number);
	more = sanya_query_step(&query, err);
	if (more < 0)
		return -1;
	if (more == 0)
		return sanya_error_set(err, SANYA_DIFFERS, "the evidence has a bearer that is gone: %u", number);
	if (source_number(words, sanya_query_get_text(&query, 0), &bearer.source, err) != 0)
		return -1;
	if (!sanya_query_get_null(&query, 1)) {
		struct sanya_text name;
		size_t size;

		name.at = sanya_query_get_blob(&query, 1, &size);
		name.size = (uint32_t)size;
		if (size > SANYA_TEXT_MAX || sanya_utf8_check(name.at, size) != size || (size > 0 && memchr(name.at, 0, size) != NULL))
			return sanya_error_set(err, SANYA_DIFFERS, "the name of bearer %u is no text", number);
		bearer.name = sanya_dictionary_code(&words->dictionary, name);
		if (bearer.name == UINT32_MAX)
			return sanya_error_memory(err);
	}
	words->bearers[number] = bearer;
	return 0;
}

int sanya_words_bearer(struct sanya_words_read *words, uint32_t bearer, const struct sanya_bearer_words **ret, struct sanya_error *err)
{
	if (bearer == 0 || bearer > words->bearer_most)
		return sanya_error_set(err, SANYA_DIFFERS, "the evidence has a bearer that is gone: %u", bearer);
	if (words->bearers[bearer].source == 0 && load_bearer(words, bearer, err) != 0)
		return -1;
	*ret = &words->bearers[bearer];
	return 0;
}
