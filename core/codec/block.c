/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filling a block row by row, and reading rows of it back.
 * A field is touched when the first row has it: rows before that one are filled up with "absent" then.
 */
#include "block.h"

static const struct sanya_text nothing = { NULL, 0 };

static bool put_term(struct sanya_block *block, struct sanya_text term)
{
	if (block->term_count == SANYA_BLOCK_TERMS || term.size > SANYA_BLOCK_TEXT - block->text_size)
		return false;
	block->terms[block->term_count++] = (struct sanya_slice){ block->text_size, term.size };
	if (term.size > 0)
		memcpy(block->text + block->text_size, term.at, term.size);
	block->text_size += term.size;
	return true;
}

static void begin(struct sanya_block *block, enum sanya_observation_kind kind, uint32_t dictionary, uint32_t terms_before)
{
	block->kind = (uint32_t)kind;
	block->count = 0;
	block->present = 0;
	block->dictionary = dictionary;
	block->terms_before = terms_before;
	block->term_count = block->listed_count = block->span_count = block->text_size = 0;
}

void sanya_block_start(struct sanya_block *block, enum sanya_observation_kind kind, struct sanya_dictionary *dictionary)
{
	begin(block, kind, dictionary->number, dictionary->told);
	/* A term that found no room in the block before. */
	while (dictionary->told < dictionary->count && put_term(block, dictionary->terms[dictionary->told + 1]))
		dictionary->told++;
}

/* --- single fields --- */

static inline void put_wide(struct sanya_block *block, unsigned field, int64_t value)
{
	const uint64_t bit = SANYA_HAS_WIDE(field);

	if ((block->present & bit) == 0) {
		if (value == SANYA_NO_INSTANT)
			return;
		block->present |= bit;
		for (uint32_t i = 0; i < block->count; i++)
			block->wide[field][i] = SANYA_NO_INSTANT;
	}
	block->wide[field][block->count] = value;
}

static inline void put_narrow(struct sanya_block *block, unsigned field, int32_t value, int32_t absent)
{
	const uint64_t bit = SANYA_HAS_NARROW(field);

	if ((block->present & bit) == 0) {
		if (value == absent)
			return;
		block->present |= bit;
		for (uint32_t i = 0; i < block->count; i++)
			block->narrow[field][i] = absent;
	}
	block->narrow[field][block->count] = value;
}

static inline void put_code(struct sanya_block *block, unsigned field, uint32_t code)
{
	const uint64_t bit = SANYA_HAS_CODED(field);

	if ((block->present & bit) == 0) {
		if (code == 0)
			return;
		block->present |= bit;
		memset(block->coded[field], 0, block->count * sizeof block->coded[field][0]);
	}
	block->coded[field][block->count] = code;
}

/* The room was looked at before. */
static inline void put_plain(struct sanya_block *block, unsigned field, struct sanya_text text)
{
	const uint64_t bit = SANYA_HAS_PLAIN(field);

	if ((block->present & bit) == 0) {
		if (text.at == NULL)
			return;
		block->present |= bit;
		for (uint32_t i = 0; i < block->count; i++)
			block->plain[field][i] = SANYA_NO_SLICE;
	}
	if (text.at == NULL) {
		block->plain[field][block->count] = SANYA_NO_SLICE;
		return;
	}
	block->plain[field][block->count] = (struct sanya_slice){ block->text_size, text.size };
	if (text.size > 0)
		memcpy(block->text + block->text_size, text.at, text.size);
	block->text_size += text.size;
}

/* The code of a text; a new one goes into the block's terms. */
enum coding { CODED, NO_ROOM, NO_MEMORY };
static enum coding code_of(struct sanya_block *block, struct sanya_dictionary *dictionary, struct sanya_text text, uint32_t *ret)
{
	*ret = sanya_dictionary_code(dictionary, text);
	if (*ret == UINT32_MAX)
		return NO_MEMORY;
	/* New: the block brings it.  Where it finds no room the next block begins with it. */
	if (*ret > dictionary->told) {
		if (!put_term(block, text))
			return NO_ROOM;
		dictionary->told++;
	}
	return CODED;
}

/* 0: finish this block and try again in the next; an observation that an empty block cannot take, none can. */
static int no_room(const struct sanya_block *block, struct sanya_text id, struct sanya_error *err)
{
	if (block->count > 0 || block->term_count > 0)
		return 0;
	return sanya_error_set(err, SANYA_FAILED, "observation \"%.*s\": the whole does not fit into one block (2 MiB)",
			       (int)(id.at == NULL ? 0 : sanya_utf8_prefix(id.at, id.size < 80 ? id.size : 80)), id.at == NULL ? "" : id.at);
}

/* --- lists and stretches --- */

/* Rows before the first one that has the list: empty, at the place where the sequence stood. */
static void begin_list(struct sanya_block *block, enum sanya_list list)
{
	bool other = sanya_block_has(block, SANYA_HAS_LIST(1 - list));
	const uint32_t *ends = block->list_ends[1 - list];

	for (uint32_t i = 0; i < block->count; i++)
		block->list_ends[list][i] = !other		       ? 0
					    : list == SANYA_LIST_INVOLVED ? ends[i]
					    : i == 0		       ? 0
								       : ends[i - 1];
	block->present |= SANYA_HAS_LIST(list);
}

static void begin_stretch(struct sanya_block *block, enum sanya_stretch stretch)
{
	bool other = sanya_block_has(block, SANYA_HAS_STRETCH(1 - stretch));
	const uint32_t *ends = block->stretch_ends[1 - stretch];

	for (uint32_t i = 0; i < block->count; i++)
		block->stretch_ends[stretch][i] = !other			   ? 0
						  : stretch == SANYA_STRETCH_SILENCES ? ends[i]
						  : i == 0			   ? 0
										   : ends[i - 1];
	block->present |= SANYA_HAS_STRETCH(stretch);
}

static enum coding put_list(struct sanya_block *block, struct sanya_dictionary *dictionary, enum sanya_list list,
			    const struct sanya_text *texts, uint32_t count)
{
	if (count > 0 && !sanya_block_has(block, SANYA_HAS_LIST(list)))
		begin_list(block, list);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t code;
		enum coding coding = code_of(block, dictionary, texts[i], &code);

		if (coding != CODED)
			return coding;
		block->listed[block->listed_count++] = code;
	}
	if (sanya_block_has(block, SANYA_HAS_LIST(list)))
		block->list_ends[list][block->count] = block->listed_count;
	return CODED;
}

static void put_stretch(struct sanya_block *block, enum sanya_stretch stretch, const struct sanya_span *spans, uint32_t count)
{
	if (count > 0 && !sanya_block_has(block, SANYA_HAS_STRETCH(stretch)))
		begin_stretch(block, stretch);
	if (count > 0)
		memcpy(block->spans + block->span_count, spans, count * sizeof *spans);
	block->span_count += count;
	if (sanya_block_has(block, SANYA_HAS_STRETCH(stretch)))
		block->stretch_ends[stretch][block->count] = block->span_count;
}

/* --- rows --- */

static int plain_room(const struct sanya_block *block, struct sanya_text a, struct sanya_text b, struct sanya_text c)
{
	return (uint64_t)a.size + b.size + c.size <= SANYA_BLOCK_TEXT - block->text_size;
}

/* Lists longer than may be are refused here, before they are counted on. */
static int lists_fit(uint32_t a, uint32_t b, struct sanya_text id, const char *what, struct sanya_error *err)
{
	if (a <= SANYA_LIST_MAX && b <= SANYA_LIST_MAX)
		return 0;
	return sanya_error_set(err, SANYA_FAILED, "observation \"%.*s\": %s have more than 4096 entries",
			       (int)(id.at == NULL ? 0 : sanya_utf8_prefix(id.at, id.size < 80 ? id.size : 80)), id.at == NULL ? "" : id.at, what);
}

/* What a row that did not fit has left behind. */
static int give_up(struct sanya_block *block, uint64_t present, uint32_t listed, enum coding coding, struct sanya_text id,
		   struct sanya_error *err)
{
	block->present = present;
	block->listed_count = listed;
	return coding == NO_MEMORY ? sanya_error_memory(err) : no_room(block, id, err);
}

int sanya_block_add_ticket(struct sanya_block *block, struct sanya_dictionary *dictionary, const struct sanya_ticket *t,
			   struct sanya_error *err)
{
	const struct sanya_text texts[SANYA_CODEDS] = { t->assignee, t->first_replier, t->solver, t->channel,
							t->queue,    t->priority,      t->status };
	const int64_t wides[SANYA_WIDES] = { t->created, t->first_reply, t->first_touch, t->first_solved,
					     t->solved,	 t->closed,	 t->due };
	const int32_t narrows[SANYA_NARROWS - 1] = { t->reopens, t->replies, t->reassigns, t->in_time };
	uint32_t codes[SANYA_CODEDS], listed = block->listed_count;
	uint64_t present = block->present;
	enum coding coding = CODED;

	if (lists_fit(t->tag_count, t->involved_count, t->id, "tags or involved", err) < 0 ||
	    lists_fit(t->wait_count, t->silence_count, t->id, "waits or silences", err) < 0)
		return -1;
	if (block->count == SANYA_BLOCK_ROWS || t->tag_count + t->involved_count > SANYA_BLOCK_LISTED - listed ||
	    t->wait_count + t->silence_count > SANYA_BLOCK_SPANS - block->span_count)
		return 0;
	for (unsigned i = 0; i < SANYA_CODEDS && coding == CODED; i++)
		coding = code_of(block, dictionary, texts[i], &codes[i]);
	if (coding == CODED)
		coding = put_list(block, dictionary, SANYA_LIST_TAGS, t->tags, t->tag_count);
	if (coding == CODED)
		coding = put_list(block, dictionary, SANYA_LIST_INVOLVED, t->involved, t->involved_count);
	if (coding == CODED && !plain_room(block, t->id, t->requester, nothing))
		coding = NO_ROOM;
	if (coding != CODED)
		return give_up(block, present, listed, coding, t->id, err);
	for (unsigned i = 0; i < SANYA_CODEDS; i++)
		put_code(block, i, codes[i]);
	for (unsigned i = 0; i < SANYA_WIDES; i++)
		put_wide(block, i, wides[i]);
	for (unsigned i = 0; i < SANYA_COUNT(narrows); i++)
		put_narrow(block, i, narrows[i], SANYA_NO_COUNT);
	put_narrow(block, SANYA_NARROW_HAS_HISTORY, t->has_history, 0);
	put_plain(block, SANYA_PLAIN_ID, t->id);
	put_plain(block, SANYA_PLAIN_REQUESTER, t->requester);
	put_stretch(block, SANYA_STRETCH_WAITS, t->waits, t->wait_count);
	put_stretch(block, SANYA_STRETCH_SILENCES, t->silences, t->silence_count);
	block->count++;
	return 1;
}

int sanya_block_add_response(struct sanya_block *block, struct sanya_dictionary *dictionary, const struct sanya_response *r,
			     struct sanya_error *err)
{
	const int64_t wides[SANYA_RESPONSE_WIDES] = { r->asked, r->answered, r->value, r->lowest, r->highest };
	uint32_t subject = 0, survey = 0, channel = 0, listed = block->listed_count;
	uint64_t present = block->present;

	if (lists_fit(r->tag_count, 0, r->id, "tags", err) < 0)
		return -1;
	if (block->count == SANYA_BLOCK_ROWS || r->tag_count > SANYA_BLOCK_LISTED - listed)
		return 0;
	enum coding coding = code_of(block, dictionary, r->subject, &subject);
	if (coding == CODED)
		coding = code_of(block, dictionary, r->survey, &survey);
	if (coding == CODED)
		coding = code_of(block, dictionary, r->channel, &channel);
	if (coding == CODED)
		coding = put_list(block, dictionary, SANYA_LIST_TAGS, r->tags, r->tag_count);
	if (coding == CODED && !plain_room(block, r->id, r->requester, r->ticket))
		coding = NO_ROOM;
	if (coding != CODED)
		return give_up(block, present, listed, coding, r->id, err);
	put_code(block, SANYA_CODED_SUBJECT, subject);
	put_code(block, SANYA_CODED_SURVEY, survey);
	put_code(block, SANYA_CODED_CHANNEL, channel);
	for (unsigned i = 0; i < SANYA_RESPONSE_WIDES; i++)
		put_wide(block, i, wides[i]);
	put_narrow(block, SANYA_NARROW_KIND, r->kind, 0);
	put_narrow(block, SANYA_NARROW_CRITICAL, r->critical, 0);
	put_plain(block, SANYA_PLAIN_ID, r->id);
	put_plain(block, SANYA_PLAIN_REQUESTER, r->requester);
	put_plain(block, SANYA_PLAIN_TICKET, r->ticket);
	block->count++;
	return 1;
}

/* --- many rows at once --- */

/* Codes of rows from `from` on, up to `count` of them; how many found room.  -1: memory is used up. */
static int64_t codes_of(struct sanya_block *block, struct sanya_dictionary *dictionary, const struct sanya_text *texts, uint32_t count,
			uint32_t *codes)
{
	/* Nearly all of them are known; those that are not are told first, one by one. */
	for (uint32_t i = 0; (i += sanya_dictionary_codes(dictionary, texts + i, count - i, codes + i)) < count; i++) {
		enum coding coding = code_of(block, dictionary, texts[i], &codes[i]);

		if (coding != CODED)
			return coding == NO_MEMORY ? -1 : (int64_t)i;
	}
	return count;
}

/* How many rows' plain texts find room. */
static uint32_t plain_rows(const struct sanya_block *block, const struct sanya_block_fields *fields, uint32_t from, uint32_t count)
{
	uint32_t left = SANYA_BLOCK_TEXT - block->text_size;

	for (uint32_t i = 0; i < count; i++) {
		uint64_t size = 0;

		for (unsigned field = 0; field < SANYA_PLAINS; field++)
			size += fields->plain[field] == NULL || fields->plain[field][from + i].at == NULL
					? 0
					: fields->plain[field][from + i].size;
		if (size > left)
			return i;
		left -= (uint32_t)size;
	}
	return count;
}

static void put_plain_rows(struct sanya_block *block, unsigned field, const struct sanya_text *texts, uint32_t count)
{
	struct sanya_slice *slices = block->plain[field] + block->count;
	uint32_t at = block->text_size;

	for (uint32_t i = 0; i < count; i++) {
		if (texts[i].at == NULL) {
			slices[i] = SANYA_NO_SLICE;
			continue;
		}
		slices[i] = (struct sanya_slice){ at, texts[i].size };
		if (texts[i].size > 0)
			memcpy(block->text + at, texts[i].at, texts[i].size);
		at += texts[i].size;
	}
	block->text_size = at;
}

/* What rows have that a field's pointer says nothing of, or that came before the field did. */
static void fill_wide(struct sanya_block *block, unsigned field, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		block->wide[field][i] = SANYA_NO_INSTANT;
}

static void fill_narrow(struct sanya_block *block, unsigned field, uint32_t from, uint32_t to)
{
	int32_t absent = block->kind == SANYA_TICKET && field != SANYA_NARROW_HAS_HISTORY ? SANYA_NO_COUNT : 0;

	for (uint32_t i = from; i < to; i++)
		block->narrow[field][i] = absent;
}

static void put_numbers(struct sanya_block *block, const struct sanya_block_fields *fields, uint32_t from, uint32_t count)
{
	uint32_t to = block->count + count;

	for (unsigned field = 0; field < SANYA_WIDES; field++) {
		if (fields->wide[field] == NULL && !sanya_block_has(block, SANYA_HAS_WIDE(field)))
			continue;
		if (!sanya_block_has(block, SANYA_HAS_WIDE(field)))
			fill_wide(block, field, 0, block->count);
		block->present |= SANYA_HAS_WIDE(field);
		if (fields->wide[field] == NULL)
			fill_wide(block, field, block->count, to);
		else
			memcpy(block->wide[field] + block->count, fields->wide[field] + from, count * sizeof(int64_t));
	}
	for (unsigned field = 0; field < SANYA_NARROWS; field++) {
		if (fields->narrow[field] == NULL && !sanya_block_has(block, SANYA_HAS_NARROW(field)))
			continue;
		if (!sanya_block_has(block, SANYA_HAS_NARROW(field)))
			fill_narrow(block, field, 0, block->count);
		block->present |= SANYA_HAS_NARROW(field);
		if (fields->narrow[field] == NULL)
			fill_narrow(block, field, block->count, to);
		else
			memcpy(block->narrow[field] + block->count, fields->narrow[field] + from, count * sizeof(int32_t));
	}
}

static void put_texts(struct sanya_block *block, const struct sanya_block_fields *fields, uint32_t from, uint32_t count)
{
	/* Codes stand in their places already. */
	for (unsigned field = 0; field < SANYA_CODEDS; field++)
		if (fields->coded[field] != NULL) {
			if (!sanya_block_has(block, SANYA_HAS_CODED(field)))
				memset(block->coded[field], 0, block->count * sizeof(uint32_t));
			block->present |= SANYA_HAS_CODED(field);
		} else if (sanya_block_has(block, SANYA_HAS_CODED(field))) {
			memset(block->coded[field] + block->count, 0, count * sizeof(uint32_t));
		}
	for (unsigned field = 0; field < SANYA_PLAINS; field++) {
		bool has = sanya_block_has(block, SANYA_HAS_PLAIN(field));

		if (fields->plain[field] != NULL && !has)
			for (uint32_t i = 0; i < block->count; i++)
				block->plain[field][i] = SANYA_NO_SLICE;
		if (fields->plain[field] != NULL) {
			block->present |= SANYA_HAS_PLAIN(field);
			put_plain_rows(block, field, fields->plain[field] + from, count);
		} else if (has) {
			for (uint32_t i = block->count; i < block->count + count; i++)
				block->plain[field][i] = SANYA_NO_SLICE;
		}
	}
	for (unsigned list = 0; list < SANYA_LISTS; list++)
		for (uint32_t i = block->count; sanya_block_has(block, SANYA_HAS_LIST(list)) && i < block->count + count; i++)
			block->list_ends[list][i] = block->listed_count;
	for (unsigned stretch = 0; stretch < SANYA_STRETCHES; stretch++)
		for (uint32_t i = block->count; sanya_block_has(block, SANYA_HAS_STRETCH(stretch)) && i < block->count + count; i++)
			block->stretch_ends[stretch][i] = block->span_count;
}

int sanya_block_add_fields(struct sanya_block *block, struct sanya_dictionary *dictionary, const struct sanya_block_fields *fields,
			   uint32_t from, struct sanya_error *err)
{
	uint32_t count = fields->count - from;

	if (count > SANYA_BLOCK_ROWS - block->count)
		count = SANYA_BLOCK_ROWS - block->count;
	for (unsigned field = 0; field < SANYA_CODEDS; field++) {
		if (fields->coded[field] == NULL)
			continue;
		int64_t coded = codes_of(block, dictionary, fields->coded[field] + from, count, block->coded[field] + block->count);
		if (coded < 0)
			return sanya_error_memory(err);
		count = (uint32_t)coded;
	}
	count = plain_rows(block, fields, from, count);
	if (count == 0 && block->count < SANYA_BLOCK_ROWS)
		return no_room(block, fields->plain[SANYA_PLAIN_ID] == NULL ? nothing : fields->plain[SANYA_PLAIN_ID][from], err);
	put_numbers(block, fields, from, count);
	put_texts(block, fields, from, count);
	block->count += count;
	return (int)count;
}

void sanya_block_of_terms(struct sanya_block *block, const struct sanya_dictionary *dictionary, uint32_t from)
{
	begin(block, SANYA_TICKET, dictionary->number, from);
	for (uint32_t code = from + 1; code <= dictionary->count && put_term(block, dictionary->terms[code]); code++)
		;
}

/* --- rows back --- */

struct sanya_text sanya_block_plain(const struct sanya_block *block, enum sanya_plain field, uint32_t row)
{
	if (!sanya_block_has(block, SANYA_HAS_PLAIN(field)) || block->plain[field][row].size == UINT32_MAX)
		return nothing;
	return (struct sanya_text){ block->text + block->plain[field][row].at, block->plain[field][row].size };
}

static int64_t wide_at(const struct sanya_block *block, unsigned field, uint32_t row)
{
	return sanya_block_has(block, SANYA_HAS_WIDE(field)) ? block->wide[field][row] : SANYA_NO_INSTANT;
}

static int32_t narrow_at(const struct sanya_block *block, unsigned field, uint32_t row, int32_t absent)
{
	return sanya_block_has(block, SANYA_HAS_NARROW(field)) ? block->narrow[field][row] : absent;
}

static struct sanya_text coded_at(const struct sanya_block *block, const struct sanya_dictionary *dictionary, unsigned field,
				  uint32_t row)
{
	return sanya_block_has(block, SANYA_HAS_CODED(field)) ? sanya_dictionary_text(dictionary, block->coded[field][row]) : nothing;
}

static uint32_t list_at(const struct sanya_block *block, const struct sanya_dictionary *dictionary, enum sanya_list list,
			uint32_t row, struct sanya_text *room)
{
	if (!sanya_block_has(block, SANYA_HAS_LIST(list)))
		return 0;
	uint32_t from = sanya_block_list_begin(block, list, row), to = block->list_ends[list][row];
	for (uint32_t i = from; i < to; i++)
		room[i - from] = sanya_dictionary_text(dictionary, block->listed[i]);
	return to - from;
}

static uint32_t stretch_at(const struct sanya_block *block, enum sanya_stretch stretch, uint32_t row, const struct sanya_span **ret)
{
	*ret = NULL;
	if (!sanya_block_has(block, SANYA_HAS_STRETCH(stretch)))
		return 0;
	uint32_t from = sanya_block_stretch_begin(block, stretch, row), to = block->stretch_ends[stretch][row];
	if (to > from)
		*ret = block->spans + from;
	return to - from;
}

void sanya_block_ticket(const struct sanya_block *block, const struct sanya_dictionary *dictionary, uint32_t row,
			struct sanya_block_lists *lists, struct sanya_ticket *ret)
{
	struct sanya_text *tags = lists->listed, *involved = lists->listed + SANYA_LIST_MAX;
	uint32_t tag_count = list_at(block, dictionary, SANYA_LIST_TAGS, row, tags);
	uint32_t involved_count = list_at(block, dictionary, SANYA_LIST_INVOLVED, row, involved);

	*ret = (struct sanya_ticket){
		.id = sanya_block_plain(block, SANYA_PLAIN_ID, row),
		.assignee = coded_at(block, dictionary, SANYA_CODED_ASSIGNEE, row),
		.first_replier = coded_at(block, dictionary, SANYA_CODED_FIRST_REPLIER, row),
		.solver = coded_at(block, dictionary, SANYA_CODED_SOLVER, row),
		.requester = sanya_block_plain(block, SANYA_PLAIN_REQUESTER, row),
		.channel = coded_at(block, dictionary, SANYA_CODED_CHANNEL, row),
		.queue = coded_at(block, dictionary, SANYA_CODED_QUEUE, row),
		.priority = coded_at(block, dictionary, SANYA_CODED_PRIORITY, row),
		.status = coded_at(block, dictionary, SANYA_CODED_STATUS, row),
		.tags = tag_count > 0 ? tags : NULL,
		.tag_count = tag_count,
		.involved = involved_count > 0 ? involved : NULL,
		.involved_count = involved_count,
		.created = wide_at(block, SANYA_WIDE_CREATED, row),
		.first_reply = wide_at(block, SANYA_WIDE_FIRST_REPLY, row),
		.first_touch = wide_at(block, SANYA_WIDE_FIRST_TOUCH, row),
		.first_solved = wide_at(block, SANYA_WIDE_FIRST_SOLVED, row),
		.solved = wide_at(block, SANYA_WIDE_SOLVED, row),
		.closed = wide_at(block, SANYA_WIDE_CLOSED, row),
		.due = wide_at(block, SANYA_WIDE_DUE, row),
		.reopens = narrow_at(block, SANYA_NARROW_REOPENS, row, SANYA_NO_COUNT),
		.replies = narrow_at(block, SANYA_NARROW_REPLIES, row, SANYA_NO_COUNT),
		.reassigns = narrow_at(block, SANYA_NARROW_REASSIGNS, row, SANYA_NO_COUNT),
		.in_time = narrow_at(block, SANYA_NARROW_IN_TIME, row, SANYA_NO_COUNT),
		.has_history = narrow_at(block, SANYA_NARROW_HAS_HISTORY, row, 0),
	};
	ret->wait_count = stretch_at(block, SANYA_STRETCH_WAITS, row, &ret->waits);
	ret->silence_count = stretch_at(block, SANYA_STRETCH_SILENCES, row, &ret->silences);
}

void sanya_block_response(const struct sanya_block *block, const struct sanya_dictionary *dictionary, uint32_t row,
			  struct sanya_block_lists *lists, struct sanya_response *ret)
{
	uint32_t tag_count = list_at(block, dictionary, SANYA_LIST_TAGS, row, lists->listed);

	*ret = (struct sanya_response){
		.id = sanya_block_plain(block, SANYA_PLAIN_ID, row),
		.ticket = sanya_block_plain(block, SANYA_PLAIN_TICKET, row),
		.survey = coded_at(block, dictionary, SANYA_CODED_SURVEY, row),
		.subject = coded_at(block, dictionary, SANYA_CODED_SUBJECT, row),
		.requester = sanya_block_plain(block, SANYA_PLAIN_REQUESTER, row),
		.channel = coded_at(block, dictionary, SANYA_CODED_CHANNEL, row),
		.tags = tag_count > 0 ? lists->listed : NULL,
		.tag_count = tag_count,
		.asked = wide_at(block, SANYA_WIDE_ASKED, row),
		.answered = wide_at(block, SANYA_WIDE_ANSWERED, row),
		.value = wide_at(block, SANYA_WIDE_VALUE, row),
		.lowest = wide_at(block, SANYA_WIDE_LOWEST, row),
		.highest = wide_at(block, SANYA_WIDE_HIGHEST, row),
		.kind = narrow_at(block, SANYA_NARROW_KIND, row, 0),
		.critical = narrow_at(block, SANYA_NARROW_CRITICAL, row, 0),
	};
}
