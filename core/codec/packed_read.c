/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second half of unpacking: numbers, codes, texts and lists of a chunk into the rows of a block, and a look whether they may be what
 * they are.  Mostly the heads alone tell that; only where they cannot, the numbers are looked at one by one.
 */
#include "packed_open.h"

int sanya_unpacking_new(struct sanya_unpacking **ret, struct sanya_error *err)
{
	/* Two million bytes, of which a chunk needs few: each field is written before it is read. */
	*ret = malloc(sizeof **ret);
	if (*ret == NULL)
		return sanya_error_memory(err);
	(*ret)->wanted = SANYA_ALL_FIELDS;
	(*ret)->terms = (struct packed_terms){ .of = NULL };
	return 0;
}

void sanya_unpacking_free(struct sanya_unpacking *unpacking)
{
	free(unpacking);
}

void sanya_unpacking_want(struct sanya_unpacking *unpacking, uint64_t fields)
{
	const uint64_t lists = SANYA_HAS_LIST(SANYA_LIST_TAGS) | SANYA_HAS_LIST(SANYA_LIST_INVOLVED);
	const uint64_t stretches = SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS) | SANYA_HAS_STRETCH(SANYA_STRETCH_SILENCES);

	if ((fields & lists) != 0)
		fields |= lists;
	if ((fields & stretches) != 0)
		fields |= stretches | SANYA_HAS_NARROW(SANYA_NARROW_HAS_HISTORY);
	unpacking->wanted = fields;
}

/* --- numbers --- */

/* Whether all are within [least, most] or, where that is allowed, absent. */
static bool are_within(const int64_t *numbers, uint32_t count, int64_t least, int64_t most, bool absents)
{
	bool good = true;

	for (uint32_t i = 0; i < count; i++)
		good &= (numbers[i] >= least && numbers[i] <= most) || (absents && numbers[i] == SANYA_COLUMN_ABSENT);
	return good;
}

static bool column_is_within(struct sanya_unpacking *u, const struct sanya_column *column, uint32_t count, int64_t least, int64_t most,
			     bool absents)
{
	if (column->absents && !absents)
		return false;
	if (sanya_column_within(column, least, most))
		return true;
	sanya_column_read(column, count, u->numbers);
	return are_within(u->numbers, count, least, most, absents);
}

/* True where the heads alone say that base and distance add up to an instant. */
static bool sums_are_within(const struct sanya_column *base, const struct sanya_column *distance)
{
	const int64_t far = INT64_C(1) << 48;

	if (!sanya_column_within(base, SANYA_BLOCK_FIRST, SANYA_BLOCK_LAST) || !sanya_column_within(distance, -far, far))
		return false;
	return base->low + distance->low >= SANYA_BLOCK_FIRST && base->high + distance->high <= SANYA_BLOCK_LAST;
}

static int take_wides(struct sanya_unpacking *u, struct sanya_block *block, struct sanya_error *err)
{
	const unsigned base = packed_base(block->kind);
	const uint32_t row = block->count;

	if ((u->present & SANYA_HAS_WIDE(base)) != 0) {
		sanya_column_read(&u->wides[base], u->count, block->wide[base] + row);
		if (u->wides[base].absents || (!sanya_column_within(&u->wides[base], SANYA_BLOCK_FIRST, SANYA_BLOCK_LAST) &&
					       !are_within(block->wide[base] + row, u->count, SANYA_BLOCK_FIRST, SANYA_BLOCK_LAST, false)))
			return packed_broken(err, "an instant that every row has is none");
	}
	for (unsigned i = 0; i < SANYA_WIDES; i++) {
		int64_t *to = block->wide[i] + row;

		if (i == base || (block->present & SANYA_HAS_WIDE(i)) == 0)
			continue;
		if ((u->present & SANYA_HAS_WIDE(i)) == 0) {
			for (uint32_t k = 0; k < u->count; k++)
				to[k] = SANYA_NO_INSTANT;
		} else if (packed_from_base(block->kind, i)) {
			sanya_column_read_above(&u->wides[i], u->count, block->wide[base] + row, to);
			if (!sums_are_within(&u->wides[base], &u->wides[i]) &&
			    !are_within(to, u->count, SANYA_BLOCK_FIRST, SANYA_BLOCK_LAST, true))
				return packed_broken(err, "an instant lies outside the years 1 to 9999");
		} else {
			sanya_column_read(&u->wides[i], u->count, to);
		}
	}
	return 0;
}

static int take_narrows(struct sanya_unpacking *u, struct sanya_block *block, struct sanya_error *err)
{
	static const int32_t ticket_most[SANYA_NARROWS] = { INT32_MAX, INT32_MAX, INT32_MAX, 1, 1 };
	const bool ticket = block->kind == SANYA_TICKET;

	for (unsigned i = 0; i < SANYA_NARROWS; i++) {
		int32_t absent = packed_narrow_absent(block->kind, i);
		int32_t *to = block->narrow[i] + block->count;
		bool kind = !ticket && i == SANYA_NARROW_KIND;

		if ((block->present & SANYA_HAS_NARROW(i)) == 0)
			continue;
		if ((u->present & SANYA_HAS_NARROW(i)) == 0) {
			for (uint32_t k = 0; k < u->count; k++)
				to[k] = absent;
			continue;
		}
		if (!column_is_within(u, &u->narrows[i], u->count, kind ? SANYA_CSAT : 0,
				      ticket ? ticket_most[i] : kind ? SANYA_RATING : 1, absent == SANYA_NO_COUNT))
			return packed_broken(err, "a count or a sign is none");
		sanya_column_read_narrow(&u->narrows[i], u->count, absent, to);
	}
	return 0;
}

static int take_codes(const struct packed_codes *codes, uint32_t count, uint32_t *to, struct sanya_error *err)
{
	if (count == 0)
		return 0;
	if (codes->size == 1 && sanya_column_within(&codes->column, 0, 0)) {
		for (uint32_t i = 0; i < count; i++)
			to[i] = codes->table[0];
		return 0;
	}
	if (codes->column.absents || !sanya_column_read_coded(&codes->column, count, codes->table, codes->size, to))
		return packed_broken(err, "a code is not in its table");
	return 0;
}

static int take_coded(struct sanya_unpacking *u, struct sanya_block *block, struct sanya_error *err)
{
	for (unsigned i = 0; i < SANYA_CODEDS; i++) {
		if ((block->present & SANYA_HAS_CODED(i)) == 0)
			continue;
		if ((u->present & SANYA_HAS_CODED(i)) == 0)
			memset(block->coded[i] + block->count, 0, u->count * sizeof block->coded[i][0]);
		else if (take_codes(&u->coded[i], u->count, block->coded[i] + block->count, err) != 0)
			return -1;
	}
	return 0;
}

/* --- texts --- */

/* So many texts one after the other, to[0], to[1], … or to[rows[0]], …: sizes in u->numbers. */
static int take_sized(struct sanya_unpacking *u, const char *text, uint64_t size, uint32_t count, const int64_t *rows,
		      struct sanya_block *block, struct sanya_slice *to, struct sanya_error *err)
{
	uint32_t at = block->text_size;
	uint64_t total = 0;

	if (sanya_utf8_check(text, size) != size || (size > 0 && memchr(text, 0, size) != NULL))
		return packed_broken(err, "a text is not UTF-8");
	for (uint32_t i = 0; i < count; i++) {
		struct sanya_slice *slice = rows == NULL ? &to[i] : &to[rows[i]];

		if (u->numbers[i] == SANYA_COLUMN_ABSENT) {
			*slice = SANYA_NO_SLICE;
			continue;
		}
		if ((uint64_t)u->numbers[i] > size - total)
			return packed_broken(err, "its texts reach beyond the end");
		*slice = (struct sanya_slice){ at + (uint32_t)total, (uint32_t)u->numbers[i] };
		total += (uint64_t)u->numbers[i];
		if (total < size && ((unsigned char)text[total] & 0xc0) == 0x80)
			return packed_broken(err, "a text is not UTF-8");
	}
	if (total != size)
		return packed_broken(err, "something is left over behind its texts");
	if (total > 0)
		memcpy(block->text + at, text, total);
	block->text_size = at + (uint32_t)total;
	return 0;
}

static int take_bytes(struct sanya_unpacking *u, const struct packed_texts *texts, bool id, struct sanya_block *block,
		      struct sanya_slice *to, struct sanya_error *err)
{
	if (!column_is_within(u, &texts->column, u->count, id ? 1 : 0, SANYA_TEXT_MAX, !id))
		return packed_broken(err, "a text's size is none");
	sanya_column_read(&texts->column, u->count, u->numbers);
	return take_sized(u, (const char *)texts->at, texts->total, u->count, NULL, block, to, err);
}

/* Texts of rows that have no number. */
static int take_odd(struct sanya_unpacking *u, const struct packed_texts *texts, bool id, struct sanya_block *block,
		    struct sanya_slice *to, struct sanya_error *err)
{
	int64_t least = 0;

	if (texts->odd == 0)
		return 0;
	sanya_column_read(&texts->odd_rows, texts->odd, u->more);
	for (uint32_t i = 0; i < texts->odd; i++) {
		int64_t row = u->more[i];

		if (row < least || row >= u->count || to[row].size != SANYA_NO_SLICE.size)
			return packed_broken(err, "an odd text belongs to no row");
		least = row + 1;
	}
	if (!column_is_within(u, &texts->odd_sizes, texts->odd, id ? 1 : 0, SANYA_TEXT_MAX, false))
		return packed_broken(err, "a text's size is none");
	sanya_column_read(&texts->odd_sizes, texts->odd, u->numbers);
	return take_sized(u, (const char *)texts->odd_at, texts->odd_total, texts->odd, u->more, block, to, err);
}

/* Eight digits at once, as the bytes of a word: halves, quarters, eighths, each by a multiplication that divides. */
static inline void put_eight(char *to, uint32_t number, unsigned skip)
{
	uint64_t all = number / 10000 | (uint64_t)(number % 10000) << 32, part;

	part = (all * 10486) >> 20 & UINT64_C(0x0000007f0000007f);
	all = part | (all - part * 100) << 16;
	part = (all * 103) >> 10 & UINT64_C(0x000f000f000f000f);
	all = part | (all - part * 10) << 8;
	all |= UINT64_C(0x3030303030303030);
	all >>= 8 * skip;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	all = __builtin_bswap64(all);
#endif
	memcpy(to, &all, sizeof all);
}

/* `digits` of them from 1 to 19; up to 8 bytes behind them are written too. */
static inline void put_digits(char *to, uint64_t number, unsigned digits)
{
	if (digits > 16) {
		put_eight(to, (uint32_t)(number / UINT64_C(10000000000000000)), 24 - digits);
		to += digits - 16;
		digits = 16;
	}
	if (digits > 8) {
		put_eight(to, (uint32_t)(number / 100000000 % 100000000), 16 - digits);
		to += digits - 8;
		digits = 8;
	}
	put_eight(to, (uint32_t)(number % 100000000), 8 - digits);
}

static int64_t power_of_ten(unsigned digits)
{
	int64_t power = 1;

	while (digits-- > 0)
		power *= 10;
	return power;
}

static unsigned digits_of(int64_t number)
{
	unsigned digits = 1;

	for (; number >= 10; number /= 10)
		digits++;
	return digits;
}

/* What most are: a short beginning, at most eight digits, none absent.  Returns where the texts end. */
static uint32_t take_short(const int64_t *numbers, uint32_t count, const char *beginning, uint32_t size, unsigned digits, char *text,
			   uint32_t at, struct sanya_slice *to)
{
	const uint32_t step = size + digits;
	const unsigned skip = 8 - digits;

	for (uint32_t i = 0; i < count; i++, at += step) {
		memcpy(text + at, beginning, 8);
		put_eight(text + at + size, (uint32_t)numbers[i], skip);
		to[i] = (struct sanya_slice){ at, step };
	}
	return at;
}

static int take_nothing(struct sanya_unpacking *u, const struct packed_texts *texts, bool id, struct sanya_slice *to,
			struct sanya_error *err)
{
	sanya_column_read(&texts->column, u->count, u->numbers);
	for (uint32_t i = 0; i < u->count; i++) {
		if (id || texts->odd > 0 || u->numbers[i] != SANYA_COLUMN_ABSENT)
			return packed_broken(err, "a number has no digits");
		to[i] = SANYA_NO_SLICE;
	}
	return 0;
}

/* A common beginning or ending; false: it is no text. */
static bool take_around(const unsigned char *at, uint32_t size, char *ret)
{
	if (size == 0)
		return true;
	memcpy(ret, at, size);
	return sanya_utf8_check(ret, size) == size && memchr(ret, 0, size) == NULL;
}

static int take_numbers(struct sanya_unpacking *u, const struct packed_texts *texts, bool id, struct sanya_block *block,
			struct sanya_slice *to, struct sanya_error *err)
{
	const bool fixed = texts->form == PACKED_DIGITS;
	const uint32_t beginning = texts->beginning, ending = texts->ending;
	unsigned digits = texts->digits;
	int64_t most;
	char first[PACKED_BEGINNING_MAX] = { 0 }, last[PACKED_ENDING_MAX] = { 0 };
	char *at = block->text + block->text_size;
	uint32_t absent = 0;

	if (!take_around(texts->at, beginning, first) || !take_around(texts->ending_at, ending, last))
		return packed_broken(err, "a text's beginning or ending is not UTF-8");
	if (fixed && digits == 0) /* all are absent */
		return take_nothing(u, texts, id, to, err);
	sanya_column_read(&texts->column, u->count, u->numbers);
	most = power_of_ten(fixed ? digits : PACKED_DIGITS_MAX) - 1;
	if (!sanya_column_within(&texts->column, 0, most) && !are_within(u->numbers, u->count, 0, most, true))
		return packed_broken(err, "a number has more digits than its text");
	if (fixed && digits <= 8 && beginning <= 8 && ending == 0 && !texts->column.absents && texts->odd == 0) {
		block->text_size = take_short(u->numbers, u->count, first, beginning, digits, block->text, block->text_size, to);
		return 0;
	}
	for (uint32_t i = 0; i < u->count; i++) {
		int64_t number = u->numbers[i];

		if (number == SANYA_COLUMN_ABSENT) {
			to[i] = SANYA_NO_SLICE;
			absent++;
			continue;
		}
		if (!fixed)
			digits = digits_of(number);
		to[i] = (struct sanya_slice){ (uint32_t)(at - block->text), beginning + digits + ending };
		if (beginning > 0)
			memcpy(at, first, beginning);
		at += beginning;
		put_digits(at, (uint64_t)number, digits);
		at += digits;
		if (ending > 0)
			memcpy(at, last, ending);
		at += ending;
	}
	block->text_size = (uint32_t)(at - block->text);
	if (id && absent != texts->odd)
		return packed_broken(err, "an id is missing");
	return take_odd(u, texts, id, block, to, err);
}

static int take_plains(struct sanya_unpacking *u, struct sanya_block *block, struct sanya_error *err)
{
	for (unsigned i = 0; i < SANYA_PLAINS; i++) {
		struct sanya_slice *to = block->plain[i] + block->count;
		int failed = 0;

		if ((block->present & SANYA_HAS_PLAIN(i)) == 0)
			continue;
		if ((u->present & SANYA_HAS_PLAIN(i)) == 0)
			for (uint32_t k = 0; k < u->count; k++)
				to[k] = SANYA_NO_SLICE;
		else if (u->plains[i].form == PACKED_BYTES)
			failed = take_bytes(u, &u->plains[i], i == SANYA_PLAIN_ID, block, to, err);
		else
			failed = take_numbers(u, &u->plains[i], i == SANYA_PLAIN_ID, block, to, err);
		if (failed != 0)
			return -1;
	}
	return 0;
}

/* --- lists and stretches --- */

/* Ends of two kinds over one sequence that stands at `at`, `total` entries long for these rows. */
static int take_ends(struct sanya_unpacking *u, const struct sanya_column *sizes, uint64_t first_bit, uint32_t (*ends)[SANYA_BLOCK_ROWS],
		     uint32_t total, const struct sanya_block *block, uint32_t at, struct sanya_error *err)
{
	const uint64_t bits[] = { first_bit, first_bit << 1 };
	int64_t *numbers[] = { u->numbers, u->more };
	uint32_t left = total;

	for (unsigned i = 0; i < 2; i++) {
		if ((u->present & bits[i]) == 0) {
			memset(numbers[i], 0, u->count * sizeof(int64_t));
			continue;
		}
		sanya_column_read(&sizes[i], u->count, numbers[i]);
		if (!are_within(numbers[i], u->count, 0, SANYA_LIST_MAX, false))
			return packed_broken(err, "the size of a list is none");
	}
	for (uint32_t row = 0; row < u->count; row++)
		for (unsigned i = 0; i < 2; i++) {
			if ((uint64_t)numbers[i][row] > left)
				return packed_broken(err, "its lists reach beyond the end");
			left -= (uint32_t)numbers[i][row];
			at += (uint32_t)numbers[i][row];
			if ((block->present & bits[i]) != 0)
				ends[i][block->count + row] = at;
		}
	return left == 0 ? 0 : packed_broken(err, "something is left over behind its lists");
}

static int take_lists(struct sanya_unpacking *u, struct sanya_block *block, struct sanya_error *err)
{
	uint32_t *to = block->listed + block->listed_count;

	if ((block->present & (SANYA_HAS_LIST(SANYA_LIST_TAGS) | SANYA_HAS_LIST(SANYA_LIST_INVOLVED))) == 0)
		return 0;
	if (take_ends(u, u->list_sizes, SANYA_HAS_LIST(SANYA_LIST_TAGS), block->list_ends, u->listed, block, block->listed_count, err) != 0)
		return -1;
	if (u->listed > 0 && take_codes(&u->list_codes, u->listed, to, err) != 0)
		return -1;
	for (uint32_t i = 0; i < u->listed; i++)
		if (to[i] == 0)
			return packed_broken(err, "a list has an entry that is absent");
	block->listed_count += u->listed;
	return 0;
}

/* Stretches are valid and belong to rows with history. */
static int check_spans(const struct sanya_unpacking *u, const struct sanya_block *block, uint32_t at, struct sanya_error *err)
{
	unsigned last = (block->present & SANYA_HAS_STRETCH(SANYA_STRETCH_SILENCES)) != 0 ? SANYA_STRETCH_SILENCES : SANYA_STRETCH_WAITS;

	for (uint32_t row = block->count; row < block->count + u->count; row++) {
		uint32_t end = block->stretch_ends[last][row];

		if (end > at && ((block->present & SANYA_HAS_NARROW(SANYA_NARROW_HAS_HISTORY)) == 0 ||
				 block->narrow[SANYA_NARROW_HAS_HISTORY][row] == 0))
			return packed_broken(err, "a row without history has stretches");
		for (; at < end; at++) {
			struct sanya_span span = block->spans[at];

			if (span.from < SANYA_BLOCK_FIRST || span.from > SANYA_BLOCK_LAST ||
			    (span.to != SANYA_NO_INSTANT && (span.to < span.from || span.to > SANYA_BLOCK_LAST)))
				return packed_broken(err, "a stretch is none");
		}
	}
	return 0;
}

static int take_stretches(struct sanya_unpacking *u, struct sanya_block *block, struct sanya_error *err)
{
	uint32_t at = block->span_count;

	if ((block->present & (SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS) | SANYA_HAS_STRETCH(SANYA_STRETCH_SILENCES))) == 0)
		return 0;
	if (take_ends(u, u->stretch_sizes, SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS), block->stretch_ends, u->spans, block, at, err) != 0)
		return -1;
	if (u->spans == 0)
		return 0;
	sanya_column_read(&u->froms, u->spans, u->numbers);
	sanya_column_read_above(&u->tos, u->spans, u->numbers, u->more);
	for (uint32_t i = 0; i < u->spans; i++)
		block->spans[at + i] = (struct sanya_span){ u->numbers[i], u->more[i] };
	block->span_count += u->spans;
	return check_spans(u, block, at, err);
}

/* --- all --- */

int sanya_packed_take(struct sanya_unpacking *u, struct sanya_bytes *bytes, bool ids_only, const struct sanya_packed_codes *codes,
		      const struct sanya_dictionary *dictionary, struct sanya_block *block, unsigned char *ret_marks,
		      struct sanya_error *err)
{
	struct sanya_bytes from = *bytes;

	if (packed_open(u, &from, block->kind, ids_only, codes, err) != 0)
		return -1;
	if (!packed_fits(u, block, dictionary)) {
		if (block->count > 0 || block->term_count > 0 || (dictionary != NULL && dictionary->told < dictionary->count))
			return 0;
		return packed_broken(err, "its rows do not fit into a block");
	}
	sanya_block_present(block, u->present);
	if (take_wides(u, block, err) != 0 || take_narrows(u, block, err) != 0 || take_coded(u, block, err) != 0 ||
	    take_plains(u, block, err) != 0 || take_lists(u, block, err) != 0 || take_stretches(u, block, err) != 0)
		return -1;
	memset(ret_marks, 0, u->count);
	for (uint32_t i = 0; u->marked && i < u->count; i++)
		ret_marks[i] = (u->marks[i / 8] >> (i % 8) & 1) != 0;
	block->count += u->count;
	*bytes = from;
	return 1;
}
