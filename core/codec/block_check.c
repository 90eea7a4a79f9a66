/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking a block over from somebody who cannot be trusted: copied once by what its head said at that moment, then looked at field by field.
 * Plain loops over whole fields, so that the compiler can do several elements at once; what is wrong is looked for only where something is.
 */
#include "block.h"

static const char *const ticket_wides[] = { "created", "first_reply", "first_touch", "first_solved", "solved", "closed", "due" };
static const char *const response_wides[] = { "asked", "answered" };
static const char *const ticket_narrows[] = { "reopens", "replies", "reassigns", "in_time", "has_history" };
static const char *const ticket_coded[] = { "assignee", "first_replier", "solver", "channel", "queue", "priority", "status" };
static const char *const response_coded[] = { "subject", "survey", "", "channel" };
static const char *const plains[] = { "id", "requester", "ticket" };

/* --- copying --- */

static uint32_t at_most(uint32_t value, uint32_t most)
{
	return value < most ? value : most;
}

static void copy_rows(void *to, const void *from, uint32_t count, size_t size)
{
	memcpy(to, from, count * size);
}

void sanya_block_copy(struct sanya_block *to, const struct sanya_block *from)
{
	memcpy(to, from, offsetof(struct sanya_block, wide));
	/* A head that claims more than there is room for is refused by the check; nothing is read by it. */
	uint32_t count = at_most(to->count, SANYA_BLOCK_ROWS);
	for (unsigned i = 0; i < SANYA_WIDES; i++)
		if (sanya_block_has(to, SANYA_HAS_WIDE(i)))
			copy_rows(to->wide[i], from->wide[i], count, sizeof to->wide[i][0]);
	for (unsigned i = 0; i < SANYA_NARROWS; i++)
		if (sanya_block_has(to, SANYA_HAS_NARROW(i)))
			copy_rows(to->narrow[i], from->narrow[i], count, sizeof to->narrow[i][0]);
	for (unsigned i = 0; i < SANYA_CODEDS; i++)
		if (sanya_block_has(to, SANYA_HAS_CODED(i)))
			copy_rows(to->coded[i], from->coded[i], count, sizeof to->coded[i][0]);
	for (unsigned i = 0; i < SANYA_PLAINS; i++)
		if (sanya_block_has(to, SANYA_HAS_PLAIN(i)))
			copy_rows(to->plain[i], from->plain[i], count, sizeof to->plain[i][0]);
	for (unsigned i = 0; i < SANYA_LISTS; i++)
		if (sanya_block_has(to, SANYA_HAS_LIST(i)))
			copy_rows(to->list_ends[i], from->list_ends[i], count, sizeof to->list_ends[i][0]);
	for (unsigned i = 0; i < SANYA_STRETCHES; i++)
		if (sanya_block_has(to, SANYA_HAS_STRETCH(i)))
			copy_rows(to->stretch_ends[i], from->stretch_ends[i], count, sizeof to->stretch_ends[i][0]);
	copy_rows(to->terms, from->terms, at_most(to->term_count, SANYA_BLOCK_TERMS), sizeof to->terms[0]);
	copy_rows(to->listed, from->listed, at_most(to->listed_count, SANYA_BLOCK_LISTED), sizeof to->listed[0]);
	copy_rows(to->spans, from->spans, at_most(to->span_count, SANYA_BLOCK_SPANS), sizeof to->spans[0]);
	copy_rows(to->text, from->text, at_most(to->text_size, SANYA_BLOCK_TEXT), 1);
}

/* --- looking --- */

static int broken(struct sanya_error *err, const char *why)
{
	return sanya_error_set(err, SANYA_DIFFERS, "a block is broken: %s", why);
}

/* Blame a field of the observation in a row, by its id where that can be read. */
static int blame(const struct sanya_block *block, uint32_t row, const char *field, const char *why, struct sanya_error *err)
{
	struct sanya_text id = { NULL, 0 };

	if (sanya_block_has(block, SANYA_HAS_PLAIN(SANYA_PLAIN_ID))) {
		struct sanya_slice slice = block->plain[SANYA_PLAIN_ID][row];

		if (slice.size != UINT32_MAX && slice.at <= block->text_size && slice.size <= block->text_size - slice.at)
			id = (struct sanya_text){ block->text + slice.at, slice.size };
	}
	if (id.at == NULL || sanya_utf8_check(id.at, id.size) != id.size)
		return sanya_error_set(err, SANYA_FAILED, "an observation's %s %s", field, why);
	return sanya_error_set(err, SANYA_FAILED, "observation \"%.*s\": %s %s",
			       (int)sanya_utf8_prefix(id.at, id.size < 80 ? id.size : 80), id.at, field, why);
}

static int check_head(const struct sanya_block *block, struct sanya_error *err)
{
	if (block->kind != SANYA_TICKET && block->kind != SANYA_RESPONSE)
		return broken(err, "its head names no kind");
	if (block->count > SANYA_BLOCK_ROWS || block->term_count > SANYA_BLOCK_TERMS || block->listed_count > SANYA_BLOCK_LISTED ||
	    block->span_count > SANYA_BLOCK_SPANS || block->text_size > SANYA_BLOCK_TEXT)
		return broken(err, "its head counts more than a block holds");
	if (block->terms_before > UINT32_MAX - SANYA_BLOCK_TERMS - 1)
		return broken(err, "its head counts more terms than there can be");
	if ((block->present & ~(sanya_block_fields(block->kind))) != 0)
		return broken(err, "it has fields that its kind does not have");
	return 0;
}

/* What is wrong with the bytes of a text; NULL: nothing, or that it lies elsewhere. */
static const char *bytes_fault(const struct sanya_block *block, struct sanya_slice slice)
{
	if (slice.size == UINT32_MAX || slice.at > block->text_size || slice.size > block->text_size - slice.at)
		return NULL;
	if (sanya_utf8_check(block->text + slice.at, slice.size) != slice.size)
		return "is not UTF-8";
	return slice.size > 0 && memchr(block->text + slice.at, 0, slice.size) != NULL ? "contains a NUL byte" : NULL;
}

/* Somewhere there is a text that is none: whose is it? */
static int blame_text(const struct sanya_block *block, struct sanya_error *err)
{
	const char *const *names = block->kind == SANYA_TICKET ? ticket_coded : response_coded;

	for (unsigned field = 0; field < SANYA_PLAINS; field++)
		for (uint32_t i = 0; i < block->count && sanya_block_has(block, SANYA_HAS_PLAIN(field)); i++) {
			const char *fault = bytes_fault(block, block->plain[field][i]);

			if (fault != NULL)
				return blame(block, i, plains[field], fault, err);
		}
	for (uint32_t term = 0; term < block->term_count; term++) {
		const char *fault = bytes_fault(block, block->terms[term]);

		for (unsigned field = 0; field < SANYA_CODEDS && fault != NULL; field++)
			for (uint32_t i = 0; i < block->count && sanya_block_has(block, SANYA_HAS_CODED(field)); i++)
				if (block->coded[field][i] == block->terms_before + term + 1)
					return blame(block, i, names[field], fault, err);
		if (fault != NULL)
			return sanya_error_set(err, SANYA_FAILED, "a text of a list %s", fault);
	}
	return broken(err, "a text is not UTF-8, or contains a NUL byte");
}

/* Once over all of the text: what remains to be checked is that each one begins and ends at a character's border. */
static int check_text(const struct sanya_block *block, struct sanya_error *err)
{
	if (sanya_utf8_check(block->text, block->text_size) == block->text_size &&
	    (block->text_size == 0 || memchr(block->text, 0, block->text_size) == NULL))
		return 0;
	return blame_text(block, err);
}

static bool inside_character(const struct sanya_block *block, uint32_t at)
{
	return at < block->text_size && ((unsigned char)block->text[at] & 0xc0) == 0x80;
}

/* Why a slice is none; NULL: it is one. */
static const char *slice_fault(const struct sanya_block *block, struct sanya_slice slice)
{
	if (slice.at > block->text_size || slice.size > block->text_size - slice.at)
		return "reaches beyond the end";
	if (slice.size > SANYA_TEXT_MAX)
		return "is longer than 4096 bytes";
	if (inside_character(block, slice.at) || inside_character(block, slice.at + slice.size))
		return "is not UTF-8";
	return NULL;
}

static int check_slices(const struct sanya_block *block, struct sanya_error *err)
{
	for (uint32_t i = 0; i < block->term_count; i++) {
		const char *fault = slice_fault(block, block->terms[i]);

		if (fault != NULL)
			return sanya_error_set(err, SANYA_FAILED, "a text of the block %s", fault);
	}
	for (unsigned field = 0; field < SANYA_PLAINS; field++) {
		const struct sanya_slice *slices = block->plain[field];

		for (uint32_t i = 0; i < block->count && sanya_block_has(block, SANYA_HAS_PLAIN(field)); i++) {
			const char *fault = slices[i].size == UINT32_MAX ? NULL : slice_fault(block, slices[i]);

			if (fault != NULL)
				return blame(block, i, plains[field], fault, err);
		}
	}
	if (block->count > 0 && !sanya_block_has(block, SANYA_HAS_PLAIN(SANYA_PLAIN_ID)))
		return sanya_error_set(err, SANYA_FAILED, "an observation's id is missing");
	for (uint32_t i = 0; i < block->count; i++) {
		uint32_t size = block->plain[SANYA_PLAIN_ID][i].size;

		if (size == 0 || size == UINT32_MAX)
			return sanya_error_set(err, SANYA_FAILED, "an observation's id is missing");
	}
	return 0;
}

static int check_instants(const struct sanya_block *block, unsigned field, const char *name, struct sanya_error *err)
{
	const int64_t *at = block->wide[field];
	uint64_t bad = 0;

	for (uint32_t i = 0; i < block->count; i++)
		bad |= (uint64_t)(at[i] != SANYA_NO_INSTANT &&
				  (uint64_t)at[i] - (uint64_t)SANYA_BLOCK_FIRST > (uint64_t)SANYA_BLOCK_LAST - (uint64_t)SANYA_BLOCK_FIRST);
	if (bad == 0)
		return 0;
	for (uint32_t i = 0; i < block->count; i++)
		if (at[i] != SANYA_NO_INSTANT && (at[i] < SANYA_BLOCK_FIRST || at[i] > SANYA_BLOCK_LAST))
			return blame(block, i, name, "lies outside the years 1 to 9999", err);
	return 0;
}

/* A field that every observation must have. */
static int check_obligatory(const struct sanya_block *block, unsigned field, const char *name, struct sanya_error *err)
{
	const int64_t *at = block->wide[field];

	for (uint32_t i = 0; i < block->count; i++)
		if (!sanya_block_has(block, SANYA_HAS_WIDE(field)) || at[i] == SANYA_NO_INSTANT)
			return blame(block, i, name, "is missing", err);
	return 0;
}

/* Every element lies in [least, most], or is `absent`. */
static int check_narrow(const struct sanya_block *block, unsigned field, int32_t least, int32_t most, int32_t absent,
			const char *name, const char *why, struct sanya_error *err)
{
	const int32_t *value = block->narrow[field];
	uint32_t bad = 0;

	if (!sanya_block_has(block, SANYA_HAS_NARROW(field)))
		return 0;
	for (uint32_t i = 0; i < block->count; i++)
		bad |= (uint32_t)((value[i] < least || value[i] > most) && value[i] != absent);
	for (uint32_t i = 0; bad != 0 && i < block->count; i++)
		if ((value[i] < least || value[i] > most) && value[i] != absent)
			return blame(block, i, name, why, err);
	return 0;
}

static int check_codes(const struct sanya_block *block, const char *const *names, struct sanya_error *err)
{
	uint32_t most = block->terms_before + block->term_count;

	for (unsigned field = 0; field < SANYA_CODEDS; field++) {
		const uint32_t *code = block->coded[field];
		uint32_t largest = 0;

		if (!sanya_block_has(block, SANYA_HAS_CODED(field)))
			continue;
		for (uint32_t i = 0; i < block->count; i++)
			largest = code[i] > largest ? code[i] : largest;
		for (uint32_t i = 0; largest > most && i < block->count; i++)
			if (code[i] > most)
				return blame(block, i, names[field], "is a code of no term", err);
	}
	for (uint32_t i = 0; i < block->listed_count; i++)
		if (block->listed[i] == 0 || block->listed[i] > most)
			return broken(err, "a list has a code of no term");
	return 0;
}

/* Ends of two fields that share one sequence: each row's first, then its second. */
static int check_ends(const struct sanya_block *block, const uint32_t *first, const uint32_t *second, uint32_t total, const char *name,
		      struct sanya_error *err)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < block->count; i++) {
		const uint32_t *const both[] = { first, second };

		for (unsigned k = 0; k < SANYA_COUNT(both); k++) {
			if (both[k] == NULL)
				continue;
			if (both[k][i] < at || both[k][i] > total)
				return blame(block, i, name, "reach beyond the end", err);
			if (both[k][i] - at > SANYA_LIST_MAX)
				return blame(block, i, name, "have more than 4096 entries", err);
			at = both[k][i];
		}
	}
	return at == total ? 0 : broken(err, "something is left over at the end");
}

static int check_lists(const struct sanya_block *block, struct sanya_error *err)
{
	const uint32_t *tags = sanya_block_has(block, SANYA_HAS_LIST(SANYA_LIST_TAGS)) ? block->list_ends[SANYA_LIST_TAGS] : NULL;
	const uint32_t *involved =
		sanya_block_has(block, SANYA_HAS_LIST(SANYA_LIST_INVOLVED)) ? block->list_ends[SANYA_LIST_INVOLVED] : NULL;

	return check_ends(block, tags, involved, block->listed_count, "tags or involved", err);
}

static int check_spans(const struct sanya_block *block, struct sanya_error *err)
{
	const uint32_t *waits =
		sanya_block_has(block, SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS)) ? block->stretch_ends[SANYA_STRETCH_WAITS] : NULL;
	const uint32_t *silences =
		sanya_block_has(block, SANYA_HAS_STRETCH(SANYA_STRETCH_SILENCES)) ? block->stretch_ends[SANYA_STRETCH_SILENCES] : NULL;

	if (check_ends(block, waits, silences, block->span_count, "waits or silences", err) < 0)
		return -1;
	for (uint32_t row = 0, at = 0; row < block->count && block->span_count > 0; row++) {
		const uint32_t *last = silences != NULL ? silences : waits;

		for (; at < last[row]; at++) {
			struct sanya_span span = block->spans[at];

			if (!sanya_block_has(block, SANYA_HAS_NARROW(SANYA_NARROW_HAS_HISTORY)) ||
			    block->narrow[SANYA_NARROW_HAS_HISTORY][row] == 0)
				return blame(block, row, "waits or silences", "are given, but has_history is 0", err);
			if (span.from < SANYA_BLOCK_FIRST || span.from > SANYA_BLOCK_LAST)
				return blame(block, row, "waits or silences", "have a stretch without a valid start", err);
			if (span.to != SANYA_NO_INSTANT && (span.to > SANYA_BLOCK_LAST || span.to < span.from))
				return blame(block, row, "waits or silences", "have a stretch that ends before it starts", err);
		}
	}
	return 0;
}

static int check_ticket_fields(const struct sanya_block *block, struct sanya_error *err)
{
	for (unsigned i = 0; i < SANYA_COUNT(ticket_wides); i++)
		if (sanya_block_has(block, SANYA_HAS_WIDE(i)) && check_instants(block, i, ticket_wides[i], err) < 0)
			return -1;
	if (check_obligatory(block, SANYA_WIDE_CREATED, "created", err) < 0)
		return -1;
	for (unsigned i = 0; i < SANYA_NARROW_IN_TIME; i++)
		if (check_narrow(block, i, 0, INT32_MAX, SANYA_NO_COUNT, ticket_narrows[i], "is negative", err) < 0)
			return -1;
	if (check_narrow(block, SANYA_NARROW_IN_TIME, 0, 1, SANYA_NO_COUNT, "in_time", "is neither 1 nor 0", err) < 0 ||
	    check_narrow(block, SANYA_NARROW_HAS_HISTORY, 0, 1, 0, "has_history", "is neither 1 nor 0", err) < 0 ||
	    check_codes(block, ticket_coded, err) < 0 || check_lists(block, err) < 0)
		return -1;
	return check_spans(block, err);
}

static int check_response_fields(const struct sanya_block *block, struct sanya_error *err)
{
	for (unsigned i = 0; i < SANYA_COUNT(response_wides); i++)
		if (sanya_block_has(block, SANYA_HAS_WIDE(i)) && check_instants(block, i, response_wides[i], err) < 0)
			return -1;
	if (check_obligatory(block, SANYA_WIDE_ANSWERED, "answered", err) < 0)
		return -1;
	if (block->count > 0 && !sanya_block_has(block, SANYA_HAS_NARROW(SANYA_NARROW_KIND)))
		return blame(block, 0, "kind", "is missing", err);
	if (check_narrow(block, SANYA_NARROW_KIND, SANYA_CSAT, SANYA_RATING, SANYA_CSAT, "kind",
			 "is none of csat, nps, ces, qa, mystery, complaint, rating", err) < 0 ||
	    check_narrow(block, SANYA_NARROW_CRITICAL, 0, 1, 0, "critical", "is neither 1 nor 0", err) < 0 ||
	    check_codes(block, response_coded, err) < 0 || block->span_count != 0)
		return block->span_count != 0 ? broken(err, "something is left over at the end") : -1;
	return check_lists(block, err);
}

int sanya_block_check(const struct sanya_block *block, struct sanya_error *err)
{
	if (check_head(block, err) < 0 || check_text(block, err) < 0 || check_slices(block, err) < 0)
		return -1;
	return block->kind == SANYA_TICKET ? check_ticket_fields(block, err) : check_response_fields(block, err);
}

int sanya_block_learn(const struct sanya_block *block, struct sanya_dictionary *dictionary, struct sanya_error *err)
{
	if (block->dictionary != dictionary->number && block->terms_before == 0)
		sanya_dictionary_restart(dictionary, block->dictionary);
	if (block->dictionary != dictionary->number || block->terms_before != dictionary->count)
		return broken(err, "its terms do not follow those before it");
	for (uint32_t i = 0; i < block->term_count; i++) {
		struct sanya_text term = { block->text + block->terms[i].at, block->terms[i].size };

		if (sanya_dictionary_append(dictionary, term) == UINT32_MAX)
			return sanya_error_memory(err);
	}
	dictionary->told = dictionary->count;
	return 0;
}
