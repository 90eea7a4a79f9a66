/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of a block that are not made one by one: fields that appear later, rows that are taken out again, terms that are told at the end.
 * Knows nothing of where the rows come from.
 */
#include "block.h"

static int32_t narrow_absent(const struct sanya_block *block, unsigned field)
{
	return block->kind == SANYA_TICKET && field != SANYA_NARROW_HAS_HISTORY ? SANYA_NO_COUNT : 0;
}

/* Rows before the first one that has the list or stretch: empty, at the place where the sequence stood. */
static void begin_ends(uint32_t *ends, const uint32_t *other, bool second, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		ends[i] = other == NULL ? 0 : second ? other[i] : i == 0 ? 0 : other[i - 1];
}

static void begin_pair(struct sanya_block *block, uint64_t missing, uint64_t first_bit, uint32_t (*ends)[SANYA_BLOCK_ROWS])
{
	const uint64_t bits[] = { first_bit, first_bit << 1 };

	for (unsigned i = 0; i < 2; i++) {
		if ((missing & bits[i]) == 0)
			continue;
		begin_ends(ends[i], sanya_block_has(block, bits[1 - i]) ? ends[1 - i] : NULL, i == 1, block->count);
		block->present |= bits[i];
	}
}

void sanya_block_present(struct sanya_block *block, uint64_t fields)
{
	uint64_t missing = fields & ~block->present;

	if (missing == 0)
		return;
	for (unsigned field = 0; field < SANYA_WIDES; field++)
		for (uint32_t i = 0; (missing & SANYA_HAS_WIDE(field)) != 0 && i < block->count; i++)
			block->wide[field][i] = SANYA_NO_INSTANT;
	for (unsigned field = 0; field < SANYA_NARROWS; field++)
		for (uint32_t i = 0; (missing & SANYA_HAS_NARROW(field)) != 0 && i < block->count; i++)
			block->narrow[field][i] = narrow_absent(block, field);
	for (unsigned field = 0; field < SANYA_CODEDS; field++)
		if ((missing & SANYA_HAS_CODED(field)) != 0)
			memset(block->coded[field], 0, block->count * sizeof block->coded[field][0]);
	for (unsigned field = 0; field < SANYA_PLAINS; field++)
		for (uint32_t i = 0; (missing & SANYA_HAS_PLAIN(field)) != 0 && i < block->count; i++)
			block->plain[field][i] = SANYA_NO_SLICE;
	begin_pair(block, missing, SANYA_HAS_LIST(SANYA_LIST_TAGS), block->list_ends);
	begin_pair(block, missing, SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS), block->stretch_ends);
	block->present |= fields;
}

bool sanya_block_tell(struct sanya_block *block, struct sanya_dictionary *dictionary)
{
	while (dictionary->told < dictionary->count) {
		struct sanya_text term = dictionary->terms[dictionary->told + 1];

		if (block->term_count == SANYA_BLOCK_TERMS || term.size > SANYA_BLOCK_TEXT - block->text_size)
			return false;
		block->terms[block->term_count++] = (struct sanya_slice){ block->text_size, term.size };
		if (term.size > 0)
			memcpy(block->text + block->text_size, term.at, term.size);
		block->text_size += term.size;
		dictionary->told++;
	}
	return true;
}

/* --- taking out --- */

#define MOVE_TOGETHER(field, first, count, keep)                                                                                   \
	do {                                                                                                                       \
		uint32_t to_ = (first);                                                                                            \
		for (uint32_t i_ = (first); i_ < (count); i_++) {                                                                  \
			(field)[to_] = (field)[i_];                                                                                \
			to_ += (keep)[i_ - (first)] != 0;                                                                          \
		}                                                                                                                  \
	} while (0)

/* Two kinds of ends over one sequence; entries of rows that go are closed up.  Returns how many entries are left. */
static uint32_t keep_entries(const struct sanya_block *block, uint32_t (*ends)[SANYA_BLOCK_ROWS], uint64_t first_bit, void *entries,
			     size_t size, uint32_t first, const unsigned char *keep)
{
	bool have[] = { sanya_block_has(block, first_bit), sanya_block_has(block, first_bit << 1) };
	unsigned last = have[1] ? 1 : 0;
	uint32_t from = first == 0 ? 0 : ends[last][first - 1], to = from, row = first;
	char *bytes = entries;

	for (uint32_t i = first; i < block->count; i++) {
		uint32_t middle = have[0] ? ends[0][i] : from, end = ends[last][i];

		if (keep[i - first] != 0) {
			memmove(bytes + to * size, bytes + from * size, (end - from) * size);
			if (have[0])
				ends[0][row] = to + (middle - from);
			if (have[1])
				ends[1][row] = to + (end - from);
			to += end - from;
			row++;
		}
		from = end;
	}
	return to;
}

/* The rows from `from` on go, all of them. */
static void cut(struct sanya_block *block, uint32_t from)
{
	if ((block->present & (SANYA_HAS_LIST(SANYA_LIST_TAGS) | SANYA_HAS_LIST(SANYA_LIST_INVOLVED))) != 0)
		block->listed_count =
			sanya_block_list_begin(block, sanya_block_has(block, SANYA_HAS_LIST(SANYA_LIST_TAGS)) ? SANYA_LIST_TAGS : SANYA_LIST_INVOLVED,
					       from);
	if ((block->present & (SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS) | SANYA_HAS_STRETCH(SANYA_STRETCH_SILENCES))) != 0)
		block->span_count = sanya_block_stretch_begin(
			block, sanya_block_has(block, SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS)) ? SANYA_STRETCH_WAITS : SANYA_STRETCH_SILENCES, from);
	block->count = from;
}

void sanya_block_keep(struct sanya_block *block, uint32_t first, const unsigned char *keep)
{
	uint32_t left, end = block->count;

	/* Rows before the first that goes stay where they are; mostly all that go are at the end. */
	while (end > first && keep[end - 1 - first] == 0)
		end--;
	if (end < block->count)
		cut(block, end);
	while (first < end && *keep != 0) {
		first++;
		keep++;
	}
	if (first == end)
		return;
	left = first;

	for (unsigned field = 0; field < SANYA_WIDES; field++)
		if (sanya_block_has(block, SANYA_HAS_WIDE(field)))
			MOVE_TOGETHER(block->wide[field], first, block->count, keep);
	for (unsigned field = 0; field < SANYA_NARROWS; field++)
		if (sanya_block_has(block, SANYA_HAS_NARROW(field)))
			MOVE_TOGETHER(block->narrow[field], first, block->count, keep);
	for (unsigned field = 0; field < SANYA_CODEDS; field++)
		if (sanya_block_has(block, SANYA_HAS_CODED(field)))
			MOVE_TOGETHER(block->coded[field], first, block->count, keep);
	for (unsigned field = 0; field < SANYA_PLAINS; field++)
		if (sanya_block_has(block, SANYA_HAS_PLAIN(field)))
			MOVE_TOGETHER(block->plain[field], first, block->count, keep);
	if ((block->present & (SANYA_HAS_LIST(SANYA_LIST_TAGS) | SANYA_HAS_LIST(SANYA_LIST_INVOLVED))) != 0)
		block->listed_count = keep_entries(block, block->list_ends, SANYA_HAS_LIST(SANYA_LIST_TAGS), block->listed,
						   sizeof block->listed[0], first, keep);
	if ((block->present & (SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS) | SANYA_HAS_STRETCH(SANYA_STRETCH_SILENCES))) != 0)
		block->span_count = keep_entries(block, block->stretch_ends, SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS), block->spans,
						 sizeof block->spans[0], first, keep);
	for (uint32_t i = first; i < block->count; i++)
		left += keep[i - first] != 0;
	block->count = left;
}
