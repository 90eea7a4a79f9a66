/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The id map from the evidence: of every id the version of the last batch, with its hash and group.  Written, or compared with what is there.
 *
 * Evidence is read as often as needed for a share of the ids at a time to fit into memory.  An observation that stands in several
 * groups is looked at in one of them, the one that the map names, and only where it still stands there.  Ids of pruned evidence are
 * forgotten by a rebuild: delivered again, they are new.
 */
#include "idmap_rebuild.h"

#include "evidence_killed.h"
#include "evidence_prune.h"
#include "evidence_words.h"
#include "idmap.h"
#include "sort.h"

#define SHARE	  (UINT64_C(1) << 22) /* ids of one pass, about */
#define TEXTS_MAX ((size_t)1 << 36)   /* bytes of those of them that are no numbers */

/* What stands of an id.  One that is no number has its text besides: where it is in `texts`, its size before it. */
struct version {
	uint64_t content, place;
};

struct making {
	struct sanya_store *store;
	bool compare;
	int64_t pruned_until;
	struct sanya_content_key key;
	struct sanya_words_read words;
	uint64_t *code_hashes; /* by code of the dictionary */
	uint32_t hash_count, hash_room;
	struct sanya_dictionary shapes; /* source, kind, digits, beginning */
	struct sanya_id last_id;	/* of the last shape that was looked up, in this chunk */
	uint32_t last_shape;		/* 0: none yet */
	struct sanya_unpacking *unpacking;
	struct sanya_block *block;
	/* The group being read. */
	uint64_t place;
	bool whole;
	struct sanya_idset killed;
	unsigned char keep[SANYA_PACKED_ROWS];
	unsigned char marks[SANYA_PACKED_ROWS];
	uint64_t contents[SANYA_PACKED_ROWS];
	uint64_t shares, share;
	/* This share: key = number or hash, value = shape << 32 | version. */
	struct sanya_sorted *items;
	struct version *versions;
	size_t count, room;
	size_t *places_of_texts; /* by version; only where there are texts */
	size_t text_room;
	struct sanya_buffer texts;
	uint64_t chunks, rows; /* of both tables, made so far */
};

static int differs(struct sanya_error *err, const char *why)
{
	sanya_error_set(err, SANYA_DIFFERS, "the id map is not what the evidence gives: %s", why);
	return sanya_error_next(err, "remake it from the evidence: sanya rebuild");
}

/* --- one record --- */

static int hash_codes(struct making *making, struct sanya_error *err)
{
	const struct sanya_dictionary *dictionary = &making->words.dictionary;

	if (dictionary->count >= making->hash_room) {
		uint32_t room = dictionary->count * 2 + 256;
		uint64_t *bigger = reallocarray(making->code_hashes, room, sizeof *bigger);

		if (bigger == NULL)
			return sanya_error_memory(err);
		making->code_hashes = bigger;
		making->hash_room = room;
	}
	making->code_hashes[0] = 0;
	for (; making->hash_count <= dictionary->count; making->hash_count++)
		if (making->hash_count > 0)
			making->code_hashes[making->hash_count] =
				sanya_content_text(&making->key, dictionary->terms[making->hash_count]);
	return 0;
}

static bool same_shape(const struct sanya_id *a, const struct sanya_id *b)
{
	return a->numbered == b->numbered && a->digits == b->digits && a->beginning.size == b->beginning.size &&
	       (a->beginning.size == 0 || memcmp(a->beginning.at, b->beginning.at, a->beginning.size) == 0);
}

/* The ids of a chunk are mostly of one shape. */
static uint32_t shape_of(struct making *making, const char *source, enum sanya_observation_kind kind, const struct sanya_id *id)
{
	char text[SANYA_TEXT_MAX];
	int size;

	if (making->last_shape != 0 && same_shape(&making->last_id, id))
		return making->last_shape;
	size = snprintf(text, sizeof text, "%c%c%.*s%c%s", kind == SANYA_TICKET ? 't' : 'r',
			    id->numbered ? (char)('A' + (int)id->digits) : 'z', (int)id->beginning.size,
			id->beginning.size == 0 ? "" : id->beginning.at, '\n', source);
	if (size < 0 || (size_t)size >= sizeof text)
		return UINT32_MAX;
	making->last_id = *id;
	making->last_shape = sanya_dictionary_code(&making->shapes, (struct sanya_text){ text, (uint32_t)size });
	return making->last_shape;
}

static void shape_again(const struct making *making, uint32_t code, struct sanya_id_shape *ret, bool *ret_numbered)
{
	struct sanya_text text = sanya_dictionary_text(&making->shapes, code);
	const char *source = memchr(text.at, '\n', text.size);

	*ret_numbered = text.at[1] != 'z';
	*ret = (struct sanya_id_shape){
		.source = source + 1,
		.kind = text.at[0] == 't' ? SANYA_TICKET : SANYA_RESPONSE,
		.beginning = { text.at + 2, (uint32_t)(source - text.at - 2) },
		.digits = *ret_numbered ? (uint32_t)(text.at[1] - 'A') : 0,
	};
}

static int make_room(struct making *making, struct sanya_error *err)
{
	size_t room = making->room == 0 ? 4096 : making->room + making->room / 2;
	struct sanya_sorted *items;
	struct version *versions;

	if (making->count < making->room)
		return 0;
	items = reallocarray(making->items, room, sizeof *items);
	if (items != NULL)
		making->items = items;
	versions = reallocarray(making->versions, room, sizeof *versions);
	if (versions != NULL)
		making->versions = versions;
	if (items == NULL || versions == NULL)
		return sanya_error_memory(err);
	making->room = room;
	return 0;
}

static int add_text(struct making *making, struct sanya_text text, struct sanya_error *err)
{
	if (making->text_room < making->room) {
		size_t *bigger = reallocarray(making->places_of_texts, making->room, sizeof *bigger);

		if (bigger == NULL)
			return sanya_error_memory(err);
		making->places_of_texts = bigger;
		making->text_room = making->room;
	}
	making->places_of_texts[making->count] = making->texts.size;
	sanya_buffer_add(&making->texts, &text.size, sizeof text.size);
	sanya_buffer_add(&making->texts, text.at, text.size);
	return sanya_buffer_check(&making->texts, "ids of evidence", err);
}

static int add_version(struct making *making, const char *source, int64_t key, uint32_t row, struct sanya_error *err)
{
	const uint64_t place = sanya_key_place(key);
	struct sanya_text text = sanya_block_plain(making->block, SANYA_PLAIN_ID, row);
	struct sanya_id id;
	uint64_t number;
	uint32_t shape;

	sanya_id_parse(text, &id);
	number = id.numbered ? id.number : sanya_content_text(&making->key, text);
	if ((number / SANYA_IDMAP_CHUNK) * UINT64_C(0x9e3779b97f4a7c15) % making->shares != making->share)
		return 0;
	shape = shape_of(making, source, sanya_place_kind(place), &id);
	if (shape == UINT32_MAX || making->count >= UINT32_MAX)
		return sanya_error_memory(err);
	if (make_room(making, err) != 0 || (!id.numbered && add_text(making, text, err) != 0))
		return -1;
	making->items[making->count] = (struct sanya_sorted){ number, (uint64_t)shape << 32 | making->count };
	making->versions[making->count] = (struct version){ making->contents[row], place };
	making->count++;
	return 0;
}

/* Whether a record's place in the map is the group it was read from: the last block, the first name. */
static bool is_home(struct making *making, uint64_t place, uint32_t bearer_name, bool plural, uint32_t row)
{
	int64_t from, last;

	if (sanya_place_level(place) != 0 && sanya_place_level(place) < SANYA_LEVEL_LONG) {
		sanya_row_extent(making->block, row, &from, &last);
		if (sanya_cover_of(from, last).last != sanya_place_block(place))
			return false;
	}
	if (!plural)
		return true;
	for (unsigned i = 0; i <= SANYA_CODED_SOLVER; i++)
		if (sanya_block_has(making->block, SANYA_HAS_CODED(i)) && making->block->coded[i][row] != 0)
			return making->block->coded[i][row] == bearer_name;
	if (sanya_block_has(making->block, SANYA_HAS_LIST(SANYA_LIST_INVOLVED))) {
		uint32_t begin = sanya_block_list_begin(making->block, SANYA_LIST_INVOLVED, row);

		if (begin < making->block->list_ends[SANYA_LIST_INVOLVED][row])
			return making->block->listed[begin] == bearer_name;
	}
	return true;
}

/* --- reading --- */

static int read_chunk(struct making *making, int64_t key, const struct sanya_bearer_words *bearer, struct sanya_group_row *row,
		      struct sanya_error *err)
{
	const struct sanya_packed_codes codes = { sanya_words_translate, &making->words };
	const char *source = sanya_words_source(&making->words, bearer);
	struct sanya_dictionary nothing;

	sanya_dictionary_init(&nothing);
	sanya_block_start(making->block, sanya_place_kind(sanya_key_place(key)), &nothing);
	if (sanya_packed_take(making->unpacking, &row->chunks, false, &codes, NULL, making->block, making->marks, err) < 0 ||
	    hash_codes(making, err) != 0)
		return -1;
	sanya_content_rows(&making->key, making->block, 0, making->block->count, making->code_hashes, making->contents);
	making->last_shape = 0;
	memset(making->keep, 1, making->block->count);
	sanya_killed_find(&making->killed, making->block, 0, making->keep);
	for (uint32_t i = 0; i < making->block->count; i++)
		if (making->keep[i] != 0 && is_home(making, sanya_key_place(key), bearer->name, row->plural, i) &&
		    add_version(making, source, key, i, err) != 0)
			return -1;
	return sanya_killed_marked(&making->killed, making->block, 0, making->marks, err);
}

static int read_row(struct making *making, struct sanya_query *query, struct sanya_error *err)
{
	const int64_t key = sanya_query_get_integer(query, 0);
	const struct sanya_bearer_words *bearer;
	struct sanya_group_row row;
	size_t size;
	const void *packed = sanya_query_get_blob(query, 1, &size);

	if (sanya_key_place(key) != making->place) {
		making->place = sanya_key_place(key);
		making->whole = false;
		sanya_idset_clear(&making->killed);
	}
	if (making->whole)
		return 0;
	if (sanya_dictionary_full(&making->words.dictionary)) {
		sanya_words_restart(&making->words);
		making->hash_count = 0;
	}
	if (sanya_group_row_open(packed, size, &row, err) != 0 ||
	    sanya_words_bearer(&making->words, sanya_place_bearer(sanya_key_place(key)), &bearer, err) != 0)
		return -1;
	while (row.chunks.at < row.chunks.end)
		if (read_chunk(making, key, bearer, &row, err) != 0)
			return -1;
	making->whole = row.whole;
	return sanya_killed_buried(&making->killed, &row, sanya_place_kind(making->place), making->unpacking, making->block, making->marks, err);
}

static int read_rows(struct making *making, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, making->store, "SELECT key, packed FROM evidence WHERE digest IS NULL ORDER BY key", err) != 0)
		return -1;
	while ((more = sanya_query_step(&query, err)) > 0)
		if (read_row(making, &query, err) != 0)
			return sanya_group_row_blame(sanya_query_get_integer(&query, 0), err);
	return more;
}

/* How many records there are, as stored. */
static int count_records(struct making *making, uint64_t *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	*ret = 0;
	if (sanya_query_open(&query, making->store, "SELECT key, packed FROM evidence WHERE digest IS NULL ORDER BY key", err) != 0)
		return -1;
	while ((more = sanya_query_step(&query, err)) > 0) {
		struct sanya_group_row row;
		size_t size;
		const void *packed = sanya_query_get_blob(&query, 1, &size);

		if (sanya_group_row_open(packed, size, &row, err) != 0)
			return sanya_group_row_blame(sanya_query_get_integer(&query, 0), err);
		*ret += row.records;
	}
	return more;
}

/* --- making --- */

static bool forgotten(const struct making *making, const struct sanya_newest *entry)
{
	return sanya_prune_reaches(entry->place, making->pruned_until);
}

static int compare_chunk(struct making *making, const struct sanya_id_shape *shape, uint64_t number,
			 const struct sanya_idmap_chunk *made, struct sanya_error *err)
{
	struct sanya_idmap_chunk have;

	if (sanya_idmap_load(making->store, shape, number, &have, err) != 0)
		return -1;
	for (unsigned i = 0; i < SANYA_IDMAP_CHUNK; i++) {
		const struct sanya_newest *a = &have.entries[i], *b = &made->entries[i];

		if (b->place == SANYA_NO_PLACE ? a->place != SANYA_NO_PLACE && !forgotten(making, a)
					       : a->place != b->place || a->content != b->content)
			return differs(err, "an id is unknown, or known with another content or place");
	}
	return 0;
}

static const struct version *version_of(const struct making *making, const struct sanya_sorted *item)
{
	return &making->versions[(uint32_t)item->value];
}

/* Two versions of one id cannot both stand: the evidence is not what a batch wrote. */
static int twice(const struct sanya_id_shape *shape, struct sanya_error *err)
{
	sanya_error_set(err, SANYA_DIFFERS, "the evidence of source %s has two versions of one id side by side", shape->source);
	return sanya_error_next(err, "check the whole: sanya verify; keep a copy of the home as it is, and compare with a backup");
}

static int make_chunk(struct making *making, const struct sanya_id_shape *shape, const struct sanya_sorted *items, size_t count,
		      struct sanya_error *err)
{
	uint64_t number = items[0].key / SANYA_IDMAP_CHUNK;
	struct sanya_idmap_chunk chunk;

	for (unsigned i = 0; i < SANYA_IDMAP_CHUNK; i++)
		chunk.entries[i] = (struct sanya_newest){ .place = SANYA_NO_PLACE };
	for (size_t i = 0; i < count; i++) {
		const struct version *version = version_of(making, &items[i]);
		struct sanya_newest *entry = &chunk.entries[items[i].key % SANYA_IDMAP_CHUNK];

		if (entry->place != SANYA_NO_PLACE)
			return twice(shape, err);
		*entry = (struct sanya_newest){ version->content, version->place };
	}
	making->chunks++;
	return making->compare ? compare_chunk(making, shape, number, &chunk, err)
			       : sanya_idmap_save(making->store, shape, number, &chunk, err);
}

static struct sanya_text text_of(const struct making *making, const struct sanya_sorted *item)
{
	const char *at = making->texts.data + making->places_of_texts[(uint32_t)item->value];
	struct sanya_text text;

	memcpy(&text.size, at, sizeof text.size);
	text.at = at + sizeof text.size;
	return text;
}

static int make_text(struct making *making, const struct sanya_id_shape *shape, const struct sanya_sorted *item, struct sanya_error *err)
{
	const struct version *version = version_of(making, item);
	struct sanya_newest newest = { version->content, version->place }, have;
	struct sanya_text id = text_of(making, item);
	const uint64_t hash = item->key;

	making->rows++;
	if (!making->compare)
		return sanya_idmap_put_text(making->store, shape->source, shape->kind, id, hash, &newest, err);
	if (sanya_idmap_find_text(making->store, shape->source, shape->kind, id, hash, &have, err) != 0)
		return -1;
	if (have.place != newest.place || have.content != newest.content)
		return differs(err, "an id is unknown, or known with another content or place");
	return 0;
}

/* Items of one hash: hardly ever more than one. */
static int make_texts(struct making *making, const struct sanya_id_shape *shape, const struct sanya_sorted *items, size_t count,
		      struct sanya_error *err)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < i; k++)
			if (sanya_text_equal(text_of(making, &items[i]), text_of(making, &items[k])))
				return twice(shape, err);
		if (make_text(making, shape, &items[i], err) != 0)
			return -1;
	}
	return 0;
}

static int make_share(struct making *making, struct sanya_error *err)
{
	struct sanya_sorted *items = making->items;

	if (sanya_sort_keys(items, making->count, err) != 0 || sanya_sort_values(items, making->count, err) != 0)
		return -1;
	for (size_t i = 0, end; i < making->count; i = end) {
		struct sanya_id_shape shape;
		bool numbered;
		int failed;

		shape_again(making, (uint32_t)(items[i].value >> 32), &shape, &numbered);
		for (end = i + 1; end < making->count && items[end].value >> 32 == items[i].value >> 32 &&
				  (numbered ? items[end].key / SANYA_IDMAP_CHUNK == items[i].key / SANYA_IDMAP_CHUNK
					    : items[end].key == items[i].key);)
			end++;
		failed = numbered ? make_chunk(making, &shape, items + i, end - i, err) : make_texts(making, &shape, items + i, end - i, err);
		if (failed != 0)
			return -1;
	}
	return 0;
}

/* Nothing is there beyond what was made. */
static int check_rest(struct making *making, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (making->pruned_until != SANYA_NO_INSTANT)
		return 0;
	if (sanya_query_open(&query, making->store, "SELECT (SELECT count(*) FROM newest), (SELECT count(*) FROM newest_text)", err) != 0 ||
	    sanya_query_step(&query, err) < 0)
		return -1;
	if ((uint64_t)sanya_query_get_integer(&query, 0) != making->chunks || (uint64_t)sanya_query_get_integer(&query, 1) != making->rows)
		return differs(err, "it knows ids that are not there");
	return 0;
}

static int make(struct making *making, struct sanya_error *err)
{
	struct sanya_evidence_pruned pruned;
	uint64_t records = 0;

	making->block = malloc(sizeof *making->block);
	if (making->block == NULL)
		return sanya_error_memory(err);
	if (sanya_unpacking_new(&making->unpacking, err) != 0 || sanya_words_begin(&making->words, making->store, err) != 0 ||
	    sanya_content_key_of(making->store, &making->key, err) != 0 || sanya_evidence_pruned(making->store, &pruned, err) != 0 ||
	    count_records(making, &records, err) != 0)
		return -1;
	making->pruned_until = pruned.before;
	making->shares = 1 + records / SHARE;
	for (making->share = 0; making->share < making->shares; making->share++) {
		making->count = 0;
		making->place = UINT64_MAX;
		sanya_buffer_clear(&making->texts);
		if (read_rows(making, err) != 0 || make_share(making, err) != 0)
			return -1;
	}
	return making->compare ? check_rest(making, err) : 0;
}

static int run(struct sanya_store *store, bool compare, struct sanya_error *err)
{
	struct making *making = calloc(1, sizeof *making);
	int failed;

	if (making == NULL)
		return sanya_error_memory(err);
	making->store = store;
	making->compare = compare;
	sanya_dictionary_init(&making->shapes);
	sanya_idset_init(&making->killed);
	sanya_buffer_init(&making->texts, TEXTS_MAX);
	failed = make(making, err);
	sanya_words_done(&making->words);
	sanya_dictionary_done(&making->shapes);
	sanya_idset_done(&making->killed);
	sanya_buffer_done(&making->texts);
	sanya_unpacking_free(making->unpacking);
	free(making->code_hashes);
	free(making->items);
	free(making->versions);
	free(making->places_of_texts);
	free(making->block);
	free(making);
	return failed;
}

int sanya_idmap_check(struct sanya_store *store, struct sanya_error *err)
{
	return run(store, true, err);
}

int sanya_evidence_rebuild(struct sanya_store *store, struct sanya_error *err)
{
	if (sanya_db_within(store, err) != 0 || sanya_db_run(store, "DELETE FROM newest; DELETE FROM newest_text", err) != 0)
		return -1;
	if (run(store, false, err) == 0)
		return 0;
	store->broken = true;
	return -1;
}
