/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence going out: which rows of which groups are read, and which of their records are handed on.
 *
 * The table is walked in order of key, level by level; where only some names are wanted, the walk jumps from one wanted group to the next.
 * A record that stands in several groups is taken in one of them: by the first of its names that is wanted, in the last of its blocks that is
 * read (the one that outlives the other when evidence is pruned).  The record itself says so, nothing has to be remembered.
 */
#include "evidence_killed.h"
#include "evidence_words.h"

#define STEPS 3u /* rows that nobody wants, stepped over before the walk jumps */

struct reading {
	const struct sanya_evidence_wanted *wanted;
	uint64_t watermark;
	struct sanya_words_read words;
	struct sanya_unpacking *unpacking;
	struct sanya_block *room, *scratch; /* scratch: for tombstones, made when there are some */
	sanya_evidence_block *each;
	void *context;
	const char *source; /* of what is in the room */
	/* Bearers wanted, ascending; where wanted->names is NULL all are. */
	uint32_t *bearers;
	size_t bearer_count, bearer_room;
	size_t bearer_next; /* where the one looked for last stands, as a guess where the next one does */
	bool *names; /* by code of the dictionary: a wanted name */
	uint32_t name_room;
	/* The group being read. */
	uint64_t place;
	bool whole; /* what is left of it was said already */
	struct sanya_idset killed;
	/* Blocks of the level being read. */
	unsigned level;
	uint32_t first_block, last_block;
	unsigned char marks[SANYA_PACKED_ROWS], keep[SANYA_PACKED_ROWS];
};

/* --- who is wanted --- */

static int add_bearer(struct reading *reading, uint32_t bearer, struct sanya_error *err)
{
	if (reading->bearer_count == reading->bearer_room) {
		size_t room = reading->bearer_room == 0 ? 16 : reading->bearer_room * 2;
		uint32_t *bigger = reallocarray(reading->bearers, room, sizeof *bigger);

		if (bigger == NULL)
			return sanya_error_memory(err);
		reading->bearers = bigger;
		reading->bearer_room = room;
	}
	reading->bearers[reading->bearer_count++] = bearer;
	return 0;
}

static int add_all(struct reading *reading, struct sanya_query *query, struct sanya_error *err)
{
	int more;

	while ((more = sanya_query_step(query, err)) > 0)
		if (add_bearer(reading, (uint32_t)sanya_query_get_integer(query, 0), err) != 0)
			return -1;
	return more;
}

static int find_bearers(struct reading *reading, struct sanya_error *err)
{
	const struct sanya_evidence_wanted *wanted = reading->wanted;
	SANYA_CLEANUP(sanya_query_done) struct sanya_query named = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_query_done) struct sanya_query nobody = SANYA_QUERY_INIT;

	if (sanya_query_open(&named, reading->words.store, "SELECT code FROM bearer WHERE name = ?1 COLLATE NOCASE", err) != 0)
		return -1;
	for (size_t i = 0; i < wanted->name_count; i++) {
		sanya_query_again(&named);
		sanya_query_text_of(&named, wanted->names[i]);
		if (add_all(reading, &named, err) != 0)
			return -1;
	}
	if (!wanted->nobody)
		return 0;
	if (sanya_query_open(&nobody, reading->words.store, "SELECT code FROM bearer WHERE name IS NULL", err) != 0)
		return -1;
	return add_all(reading, &nobody, err);
}

static int compare_bearers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Ascending, each once: a name may have been asked for twice. */
static void sort_bearers(struct reading *reading)
{
	size_t left = 0;

	if (reading->bearer_count > 1)
		qsort(reading->bearers, reading->bearer_count, sizeof *reading->bearers, compare_bearers);
	for (size_t i = 0; i < reading->bearer_count; i++)
		if (i == 0 || reading->bearers[i] != reading->bearers[i - 1])
			reading->bearers[left++] = reading->bearers[i];
	reading->bearer_count = left;
}

/* Codes of the wanted names, in a dictionary that has just begun. */
static int mark_names(struct reading *reading, struct sanya_error *err)
{
	const struct sanya_bearer_words *bearer;
	bool *names;

	for (size_t i = 0; i < reading->bearer_count; i++)
		if (sanya_words_bearer(&reading->words, reading->bearers[i], &bearer, err) != 0)
			return -1;
	names = calloc((size_t)reading->words.dictionary.count + 1, sizeof *names);
	if (names == NULL)
		return sanya_error_memory(err);
	free(reading->names);
	reading->names = names;
	reading->name_room = reading->words.dictionary.count + 1;
	for (size_t i = 0; i < reading->bearer_count; i++)
		if (sanya_words_bearer(&reading->words, reading->bearers[i], &bearer, err) == 0)
			names[bearer->name] = true;
	names[0] = false;
	return 0;
}

/* --- handing over --- */

static int hand_over(struct reading *reading, struct sanya_error *err)
{
	struct sanya_block *room = reading->room;
	struct sanya_dictionary *dictionary = &reading->words.dictionary;

	/* What does not find room any more is said by the next block; no row of this one needs it. */
	(void)sanya_block_tell(room, dictionary);
	if ((room->count > 0 || room->term_count > 0) && reading->source != NULL &&
	    reading->each(reading->context, reading->source, room, dictionary, err) != 0)
		return -1;
	if (sanya_dictionary_full(dictionary)) {
		sanya_words_restart(&reading->words);
		if (reading->wanted->names != NULL && mark_names(reading, err) != 0)
			return -1;
	}
	sanya_block_start(room, reading->wanted->kind, dictionary);
	return 0;
}

/* --- which records of a row --- */

/* Whether there is a later block which is read too. */
static bool may_reach_beyond(const struct reading *reading)
{
	return reading->level > 0 && reading->level < SANYA_LEVEL_LONG && sanya_place_block(reading->place) < reading->last_block;
}

/* Records that stand in a later block which is read too: those that reach beyond this one. */
static bool drop_earlier_blocks(struct reading *reading, uint32_t first)
{
	const uint32_t block = sanya_place_block(reading->place);
	const struct sanya_block *room = reading->room;
	bool any = false;
	int64_t ends;

	if (!may_reach_beyond(reading))
		return false;
	ends = sanya_month_begins((block + 1) << reading->level);
	for (uint32_t row = first; row < room->count; row++) {
		int64_t from, last;

		sanya_row_extent(room, row, &from, &last);
		if (last < ends)
			continue;
		reading->keep[row - first] = 0;
		any = true;
	}
	return any;
}

/* The first name of a record that is wanted. */
static uint32_t first_name(const struct reading *reading, uint32_t row)
{
	const struct sanya_block *room = reading->room;
	const bool all = reading->wanted->names == NULL;

	for (unsigned i = 0; i <= SANYA_CODED_SOLVER; i++) {
		uint32_t code = sanya_block_has(room, SANYA_HAS_CODED(i)) ? room->coded[i][row] : 0;

		if (code != 0 && (all || (code < reading->name_room && reading->names[code])))
			return code;
	}
	if (!sanya_block_has(room, SANYA_HAS_LIST(SANYA_LIST_INVOLVED)))
		return 0;
	for (uint32_t i = sanya_block_list_begin(room, SANYA_LIST_INVOLVED, row); i < room->list_ends[SANYA_LIST_INVOLVED][row]; i++)
		if (all || (room->listed[i] < reading->name_room && reading->names[room->listed[i]]))
			return room->listed[i];
	return 0;
}

/* Records that another of their names brings. */
static bool drop_other_names(struct reading *reading, uint32_t first, uint32_t name)
{
	bool any = false;

	for (uint32_t row = first; row < reading->room->count; row++) {
		if (first_name(reading, row) == name)
			continue;
		reading->keep[row - first] = 0;
		any = true;
	}
	return any;
}

/* Fields that are needed of a row's records, by whom asks and to find out which of them count. */
static uint64_t fields_of(const struct reading *reading, const struct sanya_group_row *row)
{
	const uint64_t instants = SANYA_HAS_WIDE(SANYA_WIDES) - 1;
	uint64_t fields = reading->wanted->fields;

	if (fields == 0)
		return SANYA_ALL_FIELDS;
	if (row->superseding > 0 || reading->killed.count > 0)
		fields |= SANYA_HAS_PLAIN(SANYA_PLAIN_ID);
	if (may_reach_beyond(reading))
		fields |= instants | SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS);
	if (row->plural)
		fields |= SANYA_HAS_CODED(SANYA_CODED_ASSIGNEE) | SANYA_HAS_CODED(SANYA_CODED_FIRST_REPLIER) |
			  SANYA_HAS_CODED(SANYA_CODED_SOLVER) | SANYA_HAS_LIST(SANYA_LIST_INVOLVED);
	return fields;
}

static int take_chunk(struct reading *reading, struct sanya_group_row *row, uint32_t bearer, uint64_t *records, struct sanya_error *err)
{
	const struct sanya_packed_codes codes = { sanya_words_translate, &reading->words };
	struct sanya_block *room = reading->room;
	const struct sanya_bearer_words *words;
	uint32_t first;
	int taken;
	bool some;

	do {
		first = room->count;
		taken = sanya_packed_take(reading->unpacking, &row->chunks, false, &codes, &reading->words.dictionary, room, reading->marks,
					  err);
		if (taken == 0 && hand_over(reading, err) != 0)
			return -1;
	} while (taken == 0);
	if (taken < 0)
		return -1;
	*records += room->count - first;
	memset(reading->keep, 1, room->count - first);
	some = sanya_killed_find(&reading->killed, room, first, reading->keep);
	if (row->superseding > 0 && sanya_killed_marked(&reading->killed, room, first, reading->marks, err) != 0)
		return -1;
	some |= drop_earlier_blocks(reading, first);
	if (row->plural && room->kind == SANYA_TICKET) {
		if (sanya_words_bearer(&reading->words, bearer, &words, err) != 0)
			return -1;
		some |= words->name != 0 && drop_other_names(reading, first, words->name);
	}
	if (some)
		sanya_block_keep(room, first, reading->keep);
	return 0;
}

static int bury(struct reading *reading, const struct sanya_group_row *row, struct sanya_error *err)
{
	if (row->tombstones == 0)
		return 0;
	if (reading->scratch == NULL && (reading->scratch = malloc(sizeof *reading->scratch)) == NULL)
		return sanya_error_memory(err);
	sanya_unpacking_want(reading->unpacking, SANYA_ALL_FIELDS);
	return sanya_killed_buried(&reading->killed, row, reading->wanted->kind, reading->unpacking, reading->scratch, reading->marks, err);
}

static int take_row(struct reading *reading, const void *packed, size_t size, struct sanya_error *err)
{
	const uint32_t number = sanya_place_bearer(reading->place);
	const struct sanya_bearer_words *bearer;
	struct sanya_group_row row;
	uint64_t records = 0;
	const char *source;

	if (sanya_group_row_open(packed, size, &row, err) != 0 || sanya_words_bearer(&reading->words, number, &bearer, err) != 0)
		return -1;
	source = sanya_words_source(&reading->words, bearer);
	if (reading->source != source) {
		if (reading->room->count > 0 && hand_over(reading, err) != 0)
			return -1;
		reading->source = source;
	}
	sanya_unpacking_want(reading->unpacking, fields_of(reading, &row));
	while (row.chunks.at < row.chunks.end)
		if (take_chunk(reading, &row, number, &records, err) != 0)
			return -1;
	if (records != row.records)
		return sanya_error_set(err, SANYA_DIFFERS, "packed evidence is broken: its records are not as many as it says");
	reading->whole = row.whole;
	return bury(reading, &row, err);
}

/* --- the walk --- */

#define NOWHERE UINT64_MAX

/* The first wanted group from `place` on, within the blocks of this level. */
static uint64_t next_wanted(struct reading *reading, uint64_t place)
{
	const enum sanya_observation_kind kind = reading->wanted->kind;
	uint32_t block = sanya_place_block(place), bearer = sanya_place_bearer(place);
	size_t low = 0, high = reading->bearer_count;

	if (block > reading->last_block || place > sanya_place_of(kind, reading->level, reading->last_block, SANYA_BEARER_MOST))
		return NOWHERE;
	if (reading->wanted->names == NULL)
		return place;
	/* The walk goes on in order: it mostly is the last one or the one after it. */
	for (size_t i = reading->bearer_next; i < reading->bearer_next + 2 && i < reading->bearer_count; i++)
		if (reading->bearers[i] == bearer)
			low = high = i;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (reading->bearers[middle] < bearer)
			low = middle + 1;
		else
			high = middle;
	}
	reading->bearer_next = low;
	if (low < reading->bearer_count)
		return sanya_place_of(kind, reading->level, block, reading->bearers[low]);
	return block == reading->last_block ? NOWHERE : sanya_place_of(kind, reading->level, block + 1, reading->bearers[0]);
}

/* One row of the walk.  *ret_jump: from where to go on, where stepping on is not worth it; else it stays NOWHERE. */
static int step(struct reading *reading, struct sanya_query *query, unsigned *stepped, uint64_t *ret_jump, struct sanya_error *err)
{
	const int64_t key = sanya_query_get_integer(query, 0);
	const uint64_t place = sanya_key_place(key), wanted = next_wanted(reading, place);
	const bool newer = sanya_key_batch(key) > reading->watermark;

	if (place != reading->place) {
		reading->place = place;
		reading->whole = false;
		sanya_idset_clear(&reading->killed);
	}
	if (wanted == place && !newer && !reading->whole) {
		size_t size;
		const void *packed;

		*stepped = 0;
		if (sanya_query_get_null(query, 1)) /* pruned */
			return 0;
		packed = sanya_query_get_blob(query, 1, &size);
		return take_row(reading, packed, size, err) == 0 ? 0 : sanya_group_row_blame(key, err);
	}
	if (++*stepped > STEPS)
		*ret_jump = wanted != place || newer ? wanted : next_wanted(reading, place + 1);
	return 0;
}

static int walk_level(struct reading *reading, struct sanya_query *query, struct sanya_error *err)
{
	const enum sanya_observation_kind kind = reading->wanted->kind;
	uint64_t place = next_wanted(reading, sanya_place_of(kind, reading->level, reading->first_block, 0));
	const uint64_t last = sanya_place_of(kind, reading->level, reading->last_block,
					     reading->wanted->names == NULL ? SANYA_BEARER_MOST : reading->bearers[reading->bearer_count - 1]);

	while (place != NOWHERE) {
		unsigned stepped = 0;
		int more;

		sanya_query_again(query);
		sanya_query_integer(query, sanya_key_of(place, reading->watermark));
		sanya_query_integer(query, sanya_key_of(last, 0));
		place = NOWHERE;
		while (place == NOWHERE && (more = sanya_query_step(query, err)) != 0)
			if (more < 0 || step(reading, query, &stepped, &place, err) != 0)
				return -1;
	}
	return 0;
}

static int walk(struct reading *reading, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const struct sanya_evidence_wanted *wanted = reading->wanted;
	const uint32_t first = wanted->from == SANYA_NO_INSTANT ? 0 : sanya_month_of(wanted->from);
	const uint32_t last = wanted->to == SANYA_NO_INSTANT ? SANYA_MONTH_MOST : sanya_month_of(wanted->to - 1);

	if (sanya_query_open(&query, reading->words.store, "SELECT key, packed FROM evidence WHERE key BETWEEN ?1 AND ?2 ORDER BY key",
			     err) != 0)
		return -1;
	for (reading->level = 0; reading->level < SANYA_LEVELS; reading->level++) {
		bool blocks = reading->level < SANYA_LEVEL_LONG;

		reading->first_block = blocks ? first >> reading->level : 0;
		reading->last_block = blocks ? last >> reading->level : 0;
		if (walk_level(reading, &query, err) != 0)
			return -1;
	}
	return hand_over(reading, err);
}

static void reading_free(struct reading *reading)
{
	sanya_words_done(&reading->words);
	sanya_unpacking_free(reading->unpacking);
	sanya_idset_done(&reading->killed);
	free(reading->scratch);
	free(reading->bearers);
	free(reading->names);
	free(reading);
}

static int read_all(struct reading *reading, struct sanya_store *store, struct sanya_error *err)
{
	sanya_idset_init(&reading->killed);
	if (sanya_words_begin(&reading->words, store, err) != 0 || sanya_unpacking_new(&reading->unpacking, err) != 0)
		return -1;
	if (reading->wanted->names != NULL) {
		if (find_bearers(reading, err) != 0)
			return -1;
		sort_bearers(reading);
		if (reading->bearer_count == 0)
			return 0;
		if (mark_names(reading, err) != 0)
			return -1;
	}
	sanya_block_start(reading->room, reading->wanted->kind, &reading->words.dictionary);
	return walk(reading, err);
}

int sanya_evidence_each(struct sanya_store *store, const struct sanya_evidence_wanted *wanted, struct sanya_block *room,
			sanya_evidence_block *each, void *context, struct sanya_error *err)
{
	struct reading *reading;
	int failed;

	if (wanted->watermark == 0 || (wanted->from != SANYA_NO_INSTANT && wanted->to != SANYA_NO_INSTANT && wanted->from >= wanted->to))
		return 0;
	reading = calloc(1, sizeof *reading);
	if (reading == NULL)
		return sanya_error_memory(err);
	reading->wanted = wanted;
	reading->watermark = wanted->watermark < SANYA_BATCH_MOST ? wanted->watermark : SANYA_BATCH_MOST;
	reading->room = room;
	reading->each = each;
	reading->context = context;
	reading->place = NOWHERE;
	failed = read_all(reading, store, err);
	reading_free(reading);
	return failed;
}
