/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packing the rows of a block into a chunk, field by field.
 * Looks once over a field to see how it is shaped, then writes it; decides nothing by chance, so that equal rows are equal bytes.
 */
#include "packed_parts.h"

#define SLOT_BITS 17 /* twice the codes that a chunk's lists can have */

struct slot {
	uint32_t code, place, round;
};

struct sanya_packing {
	int64_t numbers[SANYA_BLOCK_LISTED];
	unsigned char bytes[8 * SANYA_BLOCK_LISTED];
	uint32_t table[SANYA_BLOCK_LISTED];
	struct slot slots[1u << SLOT_BITS];
	uint32_t round; /* slots of earlier rounds are free */
};

_Static_assert(SANYA_BLOCK_SPANS <= SANYA_BLOCK_LISTED, "one room serves both");

int sanya_packing_new(struct sanya_packing **ret, struct sanya_error *err)
{
	struct sanya_packing *packing = malloc(sizeof *packing);

	if (packing == NULL)
		return sanya_error_memory(err);
	memset(packing->slots, 0, sizeof packing->slots);
	packing->round = 0;
	*ret = packing;
	return 0;
}

void sanya_packing_free(struct sanya_packing *packing)
{
	free(packing);
}

/* --- numbers --- */

static void add_numbers(struct sanya_packing *packing, uint32_t count, struct sanya_buffer *out)
{
	sanya_column_add(out, packing->numbers, count, packing->bytes);
}

static void add_wide(struct sanya_packing *packing, const struct sanya_block *block, unsigned field, struct sanya_buffer *out)
{
	const int64_t *value = block->wide[field], *base = block->wide[packed_base(block->kind)];

	if (field == packed_base(block->kind) || !packed_from_base(block->kind, field)) {
		sanya_column_add(out, value, block->count, packing->bytes);
		return;
	}
	for (uint32_t i = 0; i < block->count; i++)
		packing->numbers[i] = value[i] == SANYA_NO_INSTANT ? SANYA_COLUMN_ABSENT : value[i] - base[i];
	add_numbers(packing, block->count, out);
}

static void add_narrow(struct sanya_packing *packing, const struct sanya_block *block, unsigned field, struct sanya_buffer *out)
{
	const int32_t *value = block->narrow[field];

	for (uint32_t i = 0; i < block->count; i++)
		packing->numbers[i] = value[i] == SANYA_NO_COUNT ? SANYA_COLUMN_ABSENT : value[i];
	add_numbers(packing, block->count, out);
}

/* --- codes --- */

/* The code's place in the table, where it is new at the end. */
static uint32_t place_of(struct sanya_packing *packing, uint32_t code, uint32_t *size)
{
	uint32_t at = (code * UINT32_C(2654435769)) >> (32 - SLOT_BITS);
	struct slot *slot;

	for (;; at = (at + 1) & ((1u << SLOT_BITS) - 1)) {
		slot = &packing->slots[at];
		if (slot->round != packing->round)
			break;
		if (slot->code == code)
			return slot->place;
	}
	*slot = (struct slot){ .code = code, .place = *size, .round = packing->round };
	packing->table[*size] = code;
	return (*size)++;
}

static void add_codes(struct sanya_packing *packing, const uint32_t *codes, uint32_t count, struct sanya_buffer *out)
{
	uint32_t size = 0, before = 0;

	if (++packing->round == 0) { /* after four thousand million columns */
		memset(packing->slots, 0, sizeof packing->slots);
		packing->round = 1;
	}
	for (uint32_t i = 0; i < count; i++)
		packing->numbers[i] = i > 0 && codes[i] == codes[i - 1] ? packing->numbers[i - 1] : place_of(packing, codes[i], &size);
	sanya_bytes_add_number(out, size);
	for (uint32_t i = 0; i < size; i++) {
		sanya_bytes_add_signed(out, (int64_t)packing->table[i] - (int64_t)before);
		before = packing->table[i];
	}
	add_numbers(packing, count, out);
}

/* --- texts --- */

static unsigned digits_at_end(struct sanya_text text)
{
	unsigned digits = 0;

	while (digits < text.size && digits < PACKED_DIGITS_MAX && text.at[text.size - 1 - digits] >= '0' &&
	       text.at[text.size - 1 - digits] <= '9')
		digits++;
	return digits;
}

/* The number that a text ends in, behind `beginning` bytes of which nothing is known; false where it is none. */
static bool number_behind(struct sanya_text text, uint32_t beginning, int64_t *ret)
{
	uint64_t number = 0;

	if (text.size <= beginning || text.size - beginning > PACKED_DIGITS_MAX)
		return false;
	for (uint32_t i = beginning; i < text.size; i++) {
		unsigned digit = (unsigned char)text.at[i] - (unsigned)'0';

		if (digit > 9)
			return false;
		number = number * 10 + digit;
	}
	*ret = (int64_t)number;
	return true;
}

/* How the texts of a field are shaped; where they are numbers these stand in packing->numbers afterwards. */
static enum packed_form shape_of(struct sanya_packing *packing, const struct sanya_block *block, enum sanya_plain field,
				 struct sanya_text *ret_beginning, unsigned *ret_digits)
{
	struct sanya_text beginning = { NULL, 0 };
	unsigned digits = 0;
	bool alike = true, zeros = false;

	for (uint32_t i = 0; i < block->count; i++) {
		struct sanya_text text = sanya_block_plain(block, field, i);

		packing->numbers[i] = SANYA_COLUMN_ABSENT;
		if (text.at == NULL)
			continue;
		if (beginning.at == NULL) {
			digits = digits_at_end(text);
			beginning = (struct sanya_text){ text.at, text.size - digits };
		}
		if (digits == 0 || beginning.size > PACKED_BEGINNING_MAX || text.size < beginning.size ||
		    memcmp(text.at, beginning.at, beginning.size) != 0 || !number_behind(text, beginning.size, &packing->numbers[i]))
			return PACKED_BYTES;
		alike &= text.size - beginning.size == digits;
		zeros |= text.at[beginning.size] == '0' && text.size - beginning.size > 1;
		if (zeros && !alike)
			return PACKED_BYTES;
	}
	*ret_beginning = beginning;
	*ret_digits = digits;
	return alike ? PACKED_DIGITS : PACKED_NUMBERS;
}

static void add_bytes(struct sanya_packing *packing, const struct sanya_block *block, enum sanya_plain field, struct sanya_buffer *out)
{
	uint64_t total = 0;

	for (uint32_t i = 0; i < block->count; i++) {
		struct sanya_text text = sanya_block_plain(block, field, i);

		packing->numbers[i] = text.at == NULL ? SANYA_COLUMN_ABSENT : (int64_t)text.size;
		total += text.size;
	}
	sanya_bytes_add_number(out, total);
	add_numbers(packing, block->count, out);
	for (uint32_t i = 0; i < block->count; i++) {
		struct sanya_text text = sanya_block_plain(block, field, i);

		if (text.size > 0)
			sanya_buffer_add(out, text.at, text.size);
	}
}

static void add_plain(struct sanya_packing *packing, const struct sanya_block *block, enum sanya_plain field, struct sanya_buffer *out)
{
	struct sanya_text beginning = { NULL, 0 };
	unsigned digits = 0;
	enum packed_form form = shape_of(packing, block, field, &beginning, &digits);

	sanya_buffer_byte(out, (unsigned char)form);
	if (form == PACKED_BYTES) {
		add_bytes(packing, block, field, out);
		return;
	}
	sanya_bytes_add_number(out, beginning.size);
	sanya_buffer_add(out, beginning.size == 0 ? "" : beginning.at, beginning.size);
	if (form == PACKED_DIGITS)
		sanya_buffer_byte(out, (unsigned char)digits);
	add_numbers(packing, block->count, out);
}

/* --- lists and stretches --- */

/* How many entries each row has of one kind. */
static void add_sizes(struct sanya_packing *packing, const struct sanya_block *block, const uint32_t *ends,
		      uint32_t (*begin)(const struct sanya_block *block, unsigned which, uint32_t row), unsigned which,
		      struct sanya_buffer *out)
{
	for (uint32_t i = 0; i < block->count; i++)
		packing->numbers[i] = (int64_t)ends[i] - (int64_t)begin(block, which, i);
	add_numbers(packing, block->count, out);
}

static uint32_t list_begin(const struct sanya_block *block, unsigned which, uint32_t row)
{
	return sanya_block_list_begin(block, (enum sanya_list)which, row);
}

static uint32_t stretch_begin(const struct sanya_block *block, unsigned which, uint32_t row)
{
	return sanya_block_stretch_begin(block, (enum sanya_stretch)which, row);
}

static void add_lists(struct sanya_packing *packing, const struct sanya_block *block, struct sanya_buffer *out)
{
	if ((block->present & (SANYA_HAS_LIST(SANYA_LIST_TAGS) | SANYA_HAS_LIST(SANYA_LIST_INVOLVED))) == 0)
		return;
	sanya_bytes_add_number(out, block->listed_count);
	for (unsigned i = 0; i < SANYA_LISTS; i++)
		if (sanya_block_has(block, SANYA_HAS_LIST(i)))
			add_sizes(packing, block, block->list_ends[i], list_begin, i, out);
	add_codes(packing, block->listed, block->listed_count, out);
}

static void add_stretches(struct sanya_packing *packing, const struct sanya_block *block, struct sanya_buffer *out)
{
	if ((block->present & (SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS) | SANYA_HAS_STRETCH(SANYA_STRETCH_SILENCES))) == 0)
		return;
	sanya_bytes_add_number(out, block->span_count);
	for (unsigned i = 0; i < SANYA_STRETCHES; i++)
		if (sanya_block_has(block, SANYA_HAS_STRETCH(i)))
			add_sizes(packing, block, block->stretch_ends[i], stretch_begin, i, out);
	for (uint32_t i = 0; i < block->span_count; i++)
		packing->numbers[i] = block->spans[i].from;
	add_numbers(packing, block->span_count, out);
	for (uint32_t i = 0; i < block->span_count; i++)
		packing->numbers[i] = block->spans[i].to == SANYA_NO_INSTANT ? SANYA_COLUMN_ABSENT
									      : block->spans[i].to - block->spans[i].from;
	add_numbers(packing, block->span_count, out);
}

/* --- all --- */

static void add_marks(const unsigned char *marks, uint32_t count, struct sanya_buffer *out)
{
	for (uint32_t i = 0; i < count; i += 8) {
		unsigned byte = 0;

		for (uint32_t k = i; k < count && k < i + 8; k++)
			byte |= marks[k] != 0 ? 1u << (k - i) : 0;
		sanya_buffer_byte(out, (unsigned char)byte);
	}
}

void sanya_packed_add(struct sanya_packing *packing, const struct sanya_block *block, const unsigned char *marks,
		      struct sanya_buffer *out)
{
	const unsigned base = packed_base(block->kind);

	sanya_bytes_add_number(out, block->count);
	sanya_bytes_add_number(out, block->present << 1 | (marks != NULL ? 1 : 0));
	if (sanya_block_has(block, SANYA_HAS_WIDE(base)))
		add_wide(packing, block, base, out);
	for (unsigned i = 0; i < SANYA_WIDES; i++)
		if (i != base && sanya_block_has(block, SANYA_HAS_WIDE(i)))
			add_wide(packing, block, i, out);
	for (unsigned i = 0; i < SANYA_NARROWS; i++)
		if (sanya_block_has(block, SANYA_HAS_NARROW(i)))
			add_narrow(packing, block, i, out);
	for (unsigned i = 0; i < SANYA_CODEDS; i++)
		if (sanya_block_has(block, SANYA_HAS_CODED(i)))
			add_codes(packing, block->coded[i], block->count, out);
	for (unsigned i = 0; i < SANYA_PLAINS; i++)
		if (sanya_block_has(block, SANYA_HAS_PLAIN(i)))
			add_plain(packing, block, (enum sanya_plain)i, out);
	add_lists(packing, block, out);
	add_stretches(packing, block, out);
	if (marks != NULL)
		add_marks(marks, block->count, out);
}
