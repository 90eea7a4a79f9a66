/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Staging: blocks as they come become records in memory, with what is needed to tell later which of them are new.
 * The database is only read, for the key of the hashes; what is decided is decided when the batch is closed.
 */
#include "evidence_staging.h"

#define FIRST_BYTES 4096u

/* --- life --- */

int sanya_evidence_stage(struct sanya_store *store, const char *source, struct sanya_evidence_staging **ret, struct sanya_error *err)
{
	struct sanya_evidence_staging *staging = calloc(1, sizeof *staging);

	if (staging == NULL || (staging->source = strdup(source)) == NULL) {
		free(staging);
		return sanya_error_memory(err);
	}
	staging->store = store;
	sanya_dictionary_init(&staging->words);
	sanya_dictionary_init(&staging->shapes);
	sanya_arena_init(&staging->again_arena);
	if (sanya_content_key_of(store, &staging->key, err) != 0) {
		sanya_evidence_forget(staging);
		return -1;
	}
	*ret = staging;
	return 0;
}

void sanya_staging_empty(struct sanya_evidence_staging *staging)
{
	free(staging->items);
	free(staging->contents);
	staging->items = NULL;
	staging->contents = NULL;
	staging->page_count = staging->count = staging->room = 0;
	staging->bytes = 0;
}

static void free_pages(struct sanya_evidence_staging *staging)
{
	for (size_t i = 0; i < staging->page_made; i++) {
		free(staging->pages[i]->bytes);
		free(staging->pages[i]);
	}
	free(staging->pages);
}

void sanya_evidence_forget(struct sanya_evidence_staging *staging)
{
	if (staging == NULL)
		return;
	sanya_staging_empty(staging);
	free_pages(staging);
	sanya_dictionary_done(&staging->words);
	sanya_dictionary_done(&staging->shapes);
	sanya_arena_done(&staging->again_arena);
	free(staging->word_hashes);
	free(staging->codes);
	free(staging->code_hashes);
	free(staging->source);
	free(staging);
}

uint64_t sanya_evidence_staged(const struct sanya_evidence_staging *staging, size_t *ret_bytes)
{
	*ret_bytes = (size_t)staging->bytes + staging->page_count * sizeof(struct sanya_staged_page) +
		     staging->room * (sizeof *staging->items + sizeof *staging->contents) + staging->words.bytes;
	return staging->count;
}

int sanya_evidence_each_again(struct sanya_evidence_staging *staging,
			      int (*each)(void *context, enum sanya_observation_kind kind, struct sanya_text id, uint64_t times,
					  struct sanya_error *err),
			      void *context, struct sanya_error *err)
{
	int failed = 0;

	for (size_t i = 0; i < staging->again_count && failed == 0; i++)
		failed = each(context, staging->again[i].kind, staging->again[i].id, staging->again[i].times, err);
	staging->again = NULL;
	staging->again_count = staging->again_room = 0;
	sanya_arena_clear(&staging->again_arena);
	return failed == 0 ? 0 : -1;
}

/* --- words --- */

/* Room for one more than `count` in a growing list. */
static bool grow(void **list, uint32_t count, uint32_t *room, size_t size)
{
	uint32_t more = *room == 0 ? 256 : *room * 2;
	void *bigger;

	if (count < *room)
		return true;
	bigger = reallocarray(*list, more, size);
	if (bigger == NULL)
		return false;
	*list = bigger;
	*room = more;
	return true;
}

static bool learn_word(struct sanya_evidence_staging *staging, struct sanya_text text, uint32_t *ret)
{
	uint32_t before = staging->words.count, code = sanya_dictionary_code(&staging->words, text);

	if (code == UINT32_MAX)
		return false;
	if (code > before) {
		if (!grow((void **)&staging->word_hashes, code, &staging->word_room, sizeof *staging->word_hashes))
			return false;
		staging->word_hashes[code] = sanya_content_text(&staging->key, text);
	}
	*ret = code;
	return true;
}

/* Codes of the stream that were not seen yet.  Another dictionary, or the same under another number, is another stream. */
static int learn_stream(struct sanya_evidence_staging *staging, const struct sanya_dictionary *stream, struct sanya_error *err)
{
	if (staging->stream != stream || staging->stream_number != stream->number || staging->code_count > stream->count + 1)
		staging->code_count = 0;
	staging->stream = stream;
	staging->stream_number = stream->number;
	if (staging->word_hashes == NULL && !grow((void **)&staging->word_hashes, 0, &staging->word_room, sizeof *staging->word_hashes))
		return sanya_error_memory(err);
	staging->word_hashes[0] = 0;
	for (uint32_t code = staging->code_count; code <= stream->count; code++) {
		if (!grow((void **)&staging->codes, code, &staging->code_room, sizeof *staging->codes) ||
		    !grow((void **)&staging->code_hashes, code, &staging->hash_room, sizeof *staging->code_hashes))
			return sanya_error_memory(err);
		staging->codes[code] = 0;
		if (code > 0 && !learn_word(staging, stream->terms[code], &staging->codes[code]))
			return sanya_error_memory(err);
		staging->code_hashes[code] = staging->word_hashes[staging->codes[code]];
	}
	staging->code_count = stream->count + 1;
	return 0;
}

/* --- ids --- */

/* A shape's text: the kind, the digits (a letter that no digits have, where ids are no numbers), the beginning. */
#define NO_NUMBER 'z'

static uint32_t shape_of(struct sanya_evidence_staging *staging, enum sanya_observation_kind kind, const struct sanya_id *id)
{
	char text[64];
	uint32_t size = 2;

	text[0] = kind == SANYA_TICKET ? 't' : 'r';
	text[1] = id->numbered ? (char)('A' + (int)id->digits) : NO_NUMBER;
	if (id->numbered && id->beginning.size > 0) {
		memcpy(text + 2, id->beginning.at, id->beginning.size);
		size += id->beginning.size;
	}
	return sanya_dictionary_code(&staging->shapes, (struct sanya_text){ text, size });
}

bool sanya_staged_shape(const struct sanya_evidence_staging *staging, uint32_t shape, struct sanya_id_shape *ret)
{
	struct sanya_text text = sanya_dictionary_text(&staging->shapes, shape);
	bool numbered = text.at[1] != NO_NUMBER;

	*ret = (struct sanya_id_shape){
		.source = staging->source,
		.kind = text.at[0] == 't' ? SANYA_TICKET : SANYA_RESPONSE,
		.beginning = { text.at + 2, text.size - 2 },
		.digits = numbered ? (uint32_t)(text.at[1] - 'A') : 0,
	};
	return numbered;
}

/* Ids of a block are mostly of one shape: the last one's is tried first. */
struct last_shape {
	struct sanya_id id;
	uint32_t shape;
};

static bool same_shape(const struct sanya_id *a, const struct sanya_id *b)
{
	return a->numbered == b->numbered && a->digits == b->digits && a->beginning.size == b->beginning.size &&
	       (a->beginning.size == 0 || memcmp(a->beginning.at, b->beginning.at, a->beginning.size) == 0);
}

static int add_item(struct sanya_evidence_staging *staging, enum sanya_observation_kind kind, struct sanya_text text,
		    struct last_shape *last, struct sanya_error *err)
{
	struct sanya_id id;

	sanya_id_parse(text, &id);
	if (last->shape == 0 || !same_shape(&id, &last->id)) {
		last->shape = shape_of(staging, kind, &id);
		last->id = id;
	}
	if (last->shape == UINT32_MAX)
		return sanya_error_memory(err);
	staging->items[staging->count] = (struct sanya_sorted){
		.key = id.numbered ? id.number : sanya_content_text(&staging->key, text),
		.value = (uint64_t)last->shape << 32 | staging->count,
	};
	return 0;
}

/* --- records --- */

static int make_room(struct sanya_evidence_staging *staging, uint32_t count, struct sanya_error *err)
{
	size_t room = staging->room == 0 ? SANYA_STAGED_PAGE : staging->room;
	struct sanya_sorted *items;
	uint64_t *contents;

	if (staging->count + count > UINT32_MAX)
		return sanya_error_set(err, SANYA_FAILED, "more than four thousand million observations without a checkpoint");
	while (room < staging->count + count)
		room += room / 4;
	if (room == staging->room)
		return 0;
	items = reallocarray(staging->items, room, sizeof *items);
	if (items != NULL)
		staging->items = items;
	contents = reallocarray(staging->contents, room, sizeof *contents);
	if (contents != NULL)
		staging->contents = contents;
	if (items == NULL || contents == NULL)
		return sanya_error_memory(err);
	staging->room = room;
	return 0;
}

/* It is full: where it has much to spare that is given back. */
static void close_page(struct sanya_staged_page *page)
{
	unsigned char *smaller;

	if (page->room - page->size < page->room / 8)
		return;
	smaller = realloc(page->bytes, page->size);
	if (smaller != NULL) {
		page->bytes = smaller;
		page->room = page->size;
	}
}

/* One more page, empty: one of an earlier batch, or a new one. */
static bool begin_page(struct sanya_evidence_staging *staging)
{
	size_t number = staging->page_count;
	uint32_t room = (uint32_t)staging->page_room;

	if (number > 0)
		close_page(staging->pages[number - 1]);
	if (number == staging->page_made) {
		if (!grow((void **)&staging->pages, (uint32_t)number, &room, sizeof(*staging->pages)))
			return false;
		staging->page_room = room;
		staging->pages[number] = calloc(1, sizeof **staging->pages);
		if (staging->pages[number] == NULL)
			return false;
		staging->page_made++;
	}
	staging->pages[number]->size = 0;
	staging->page_count++;
	return true;
}

static struct sanya_staged_page *page_for(struct sanya_evidence_staging *staging, size_t bytes)
{
	size_t number = staging->count / SANYA_STAGED_PAGE;
	struct sanya_staged_page *page;

	if (number == staging->page_count && !begin_page(staging))
		return NULL;
	page = staging->pages[number];
	if (page->room - page->size < bytes) {
		size_t room = page->room == 0 ? FIRST_BYTES : page->room;
		unsigned char *bigger;

		while (room - page->size < bytes)
			room += room / 2;
		bigger = realloc(page->bytes, room);
		if (bigger == NULL)
			return NULL;
		page->bytes = bigger;
		page->room = room;
	}
	return page;
}

static int take_row(struct sanya_evidence_staging *staging, const struct sanya_block *block, uint32_t row, struct last_shape *last,
		    struct sanya_error *err)
{
	struct sanya_staged_page *page = page_for(staging, sanya_record_room(block, row));
	unsigned char *end;
	size_t size;

	if (page == NULL)
		return sanya_error_memory(err);
	if (add_item(staging, (enum sanya_observation_kind)block->kind, sanya_block_plain(block, SANYA_PLAIN_ID, row), last, err) != 0)
		return -1;
	page->offsets[staging->count % SANYA_STAGED_PAGE] = (uint32_t)page->size;
	end = sanya_record_write(page->bytes + page->size, block, row, staging->codes, staging->names);
	size = ((size_t)(end - page->bytes) + 7) & ~(size_t)7;
	staging->bytes += size - page->size;
	page->size = size;
	staging->count++;
	return 0;
}

int sanya_evidence_take(struct sanya_evidence_staging *staging, const struct sanya_block *block,
			const struct sanya_dictionary *dictionary, struct sanya_error *err)
{
	struct last_shape last = { .shape = 0 };

	if (block->count == 0)
		return 0;
	if (learn_stream(staging, dictionary, err) != 0 || make_room(staging, block->count, err) != 0)
		return -1;
	sanya_content_rows(&staging->key, block, 0, block->count, staging->code_hashes, staging->contents + staging->count);
	for (uint32_t row = 0; row < block->count; row++)
		if (take_row(staging, block, row, &last, err) != 0)
			return -1;
	return 0;
}
