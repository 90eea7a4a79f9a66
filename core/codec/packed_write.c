/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packing the rows of a block into a chunk, field by field.
 * Looks once over a field to see how it is shaped, then writes it; decides nothing by chance, so that equal rows are equal bytes.
 */
#include "packed_parts.h"

#include <errno.h>

#define SLOT_BITS 13 /* twice the rows that a chunk can have */
#define MANY_BITS 17 /* and the codes in its lists */

struct slot {
	uint32_t code, place, round;
};

struct sanya_packing {
	int64_t numbers[SANYA_BLOCK_LISTED];
	unsigned char bytes[8 * SANYA_BLOCK_LISTED + 8];
	uint32_t table[SANYA_BLOCK_LISTED];
	struct slot slots[1u << SLOT_BITS];
	struct slot *many; /* the same for long lists, made when one comes */
	uint32_t round;	   /* slots of earlier rounds are free */
	struct sanya_buffer field;
};

#define FIELD_MOST (1u << 30)

_Static_assert(SANYA_BLOCK_SPANS <= SANYA_BLOCK_LISTED, "one room serves both");

int sanya_packing_new(struct sanya_packing **ret, struct sanya_error *err)
{
	struct sanya_packing *packing = malloc(sizeof *packing);

	if (packing == NULL)
		return sanya_error_memory(err);
	memset(packing->slots, 0, sizeof packing->slots);
	packing->many = NULL;
	packing->round = 0;
	sanya_buffer_init(&packing->field, FIELD_MOST);
	*ret = packing;
	return 0;
}

void sanya_packing_free(struct sanya_packing *packing)
{
	if (packing == NULL)
		return;
	free(packing->many);
	sanya_buffer_done(&packing->field);
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
static uint32_t place_of(struct sanya_packing *packing, struct slot *slots, unsigned bits, uint32_t code, uint32_t *size)
{
	uint32_t at = (code * UINT32_C(2654435769)) >> (32 - bits);
	struct slot *slot;

	for (;; at = (at + 1) & ((1u << bits) - 1)) {
		slot = &slots[at];
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
	const unsigned bits = count <= SANYA_PACKED_ROWS ? SLOT_BITS : MANY_BITS;
	struct slot *slots = packing->slots;
	uint32_t size = 0, before = 0;

	if (bits == MANY_BITS) {
		if (packing->many == NULL)
			packing->many = calloc(1u << MANY_BITS, sizeof *packing->many);
		slots = packing->many;
	}
	if (slots == NULL) {
		out->failed = ENOMEM;
		return;
	}
	if (++packing->round == 0) { /* after four thousand million columns */
		memset(packing->slots, 0, sizeof packing->slots);
		if (packing->many != NULL)
			memset(packing->many, 0, (sizeof *packing->many) << MANY_BITS);
		packing->round = 1;
	}
	for (uint32_t i = 0; i < count; i++)
		packing->numbers[i] = i > 0 && codes[i] == codes[i - 1] ? packing->numbers[i - 1] : place_of(packing, slots, bits, codes[i], &size);
	sanya_bytes_add_number(out, size);
	for (uint32_t i = 0; i < size; i++) {
		sanya_bytes_add_signed(out, (int64_t)packing->table[i] - (int64_t)before);
		before = packing->table[i];
	}
	add_numbers(packing, count, out);
}

/* --- texts --- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static unsigned digits_before(struct sanya_text text, uint32_t end)
{
	unsigned digits = 0;

	while (digits < end && digits < PACKED_DIGITS_MAX && is_digit(text.at[end - 1 - digits]))
		digits++;
	return digits;
}

/*
 * What two texts end with alike, behind a number: of one text alone what follows its last digits.  0 where there is no such ending, or a
 * number stands at the very end.
 */
static uint32_t ending_of(struct sanya_text text, struct sanya_text other)
{
	uint32_t size = 0, least = text.size < other.size ? text.size : other.size;

	while (size < least && text.at[text.size - 1 - size] == other.at[other.size - 1 - size])
		size++;
	if (size == least)
		for (size = 0; size < text.size && !is_digit(text.at[text.size - 1 - size]);)
			size++;
	while (size > 0 && is_digit(text.at[text.size - size]))
		size--;
	return size < text.size && size <= PACKED_ENDING_MAX ? size : 0;
}

struct texts_shape {
	struct sanya_text beginning, ending;
	unsigned digits; /* of all; else of the first */
	bool zeros;	 /* as many as they are, also in front */
	uint32_t odd;	 /* texts that are not like that: they stand by themselves */
};

/* The number of a text that is shaped like that; false: it is not. */
static bool number_within(struct sanya_text text, const struct texts_shape *shape, int64_t *ret)
{
	const uint32_t beginning = shape->beginning.size, around = beginning + shape->ending.size;
	uint64_t number = 0;

	if (text.size <= around || text.size - around > PACKED_DIGITS_MAX || memcmp(text.at, shape->beginning.at, beginning) != 0 ||
	    (shape->ending.size > 0 && memcmp(text.at + text.size - shape->ending.size, shape->ending.at, shape->ending.size) != 0))
		return false;
	if (shape->zeros ? text.size - around != shape->digits : text.at[beginning] == '0' && text.size - around > 1)
		return false;
	for (uint32_t i = beginning; i < text.size - shape->ending.size; i++) {
		unsigned digit = (unsigned char)text.at[i] - (unsigned)'0';

		if (digit > 9)
			return false;
		number = number * 10 + digit;
	}
	*ret = (int64_t)number;
	return true;
}

/* As a text and another one are shaped; false: it has no number where one would help. */
static bool shape_of(struct sanya_text text, struct sanya_text other, struct texts_shape *ret)
{
	uint32_t ending = ending_of(text, other), digits = digits_before(text, text.size - ending);

	*ret = (struct texts_shape){ .beginning = { text.at, text.size - ending - digits },
				     .ending = { text.at + text.size - ending, ending },
				     .digits = digits };
	ret->zeros = digits > 1 && text.at[ret->beginning.size] == '0';
	return digits > 0 && ret->beginning.size <= PACKED_BEGINNING_MAX;
}

/* Whether nearly all texts of a field are shaped like that: their numbers stand in packing->numbers then. */
static bool fits(struct sanya_packing *packing, const struct sanya_block *block, enum sanya_plain field, struct texts_shape *shape)
{
	const uint32_t most = block->count / 8;
	bool alike = true;

	for (uint32_t i = 0; i < block->count; i++) {
		struct sanya_text text = sanya_block_plain(block, field, i);

		packing->numbers[i] = SANYA_COLUMN_ABSENT;
		if (text.at == NULL)
			continue;
		if (number_within(text, shape, &packing->numbers[i]))
			alike &= text.size == shape->beginning.size + shape->digits + shape->ending.size;
		else if (++shape->odd > most)
			return false;
	}
	shape->zeros = alike;
	return true;
}

#define TRIES 4u /* a text may be one of the few that are not like the others */

static bool find_shape(struct sanya_packing *packing, const struct sanya_block *block, enum sanya_plain field, struct texts_shape *ret)
{
	struct sanya_text text = { NULL, 0 };
	unsigned tries = 0;

	for (uint32_t i = 0; i < block->count && tries < TRIES; i++) {
		struct sanya_text other = sanya_block_plain(block, field, i);

		if (other.at == NULL)
			continue;
		if (text.at != NULL && tries++ < TRIES && shape_of(text, other, ret) && fits(packing, block, field, ret))
			return true;
		text = other;
	}
	/* One alone, or none. */
	if (text.at == NULL) {
		*ret = (struct texts_shape){ .zeros = true };
		for (uint32_t i = 0; i < block->count; i++)
			packing->numbers[i] = SANYA_COLUMN_ABSENT;
		return true;
	}
	return tries == 0 && shape_of(text, text, ret) && fits(packing, block, field, ret);
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

/* Which rows have a text that is not like the others, and these. */
static void add_odd(struct sanya_packing *packing, const struct sanya_block *block, enum sanya_plain field, uint32_t count,
		    struct sanya_buffer *out)
{
	uint32_t rows[SANYA_PACKED_ROWS / 8 + 1], found = 0;
	uint64_t total = 0;

	sanya_bytes_add_number(out, count);
	if (count == 0)
		return;
	for (uint32_t i = 0; i < block->count; i++)
		if (packing->numbers[i] == SANYA_COLUMN_ABSENT && sanya_block_plain(block, field, i).at != NULL)
			rows[found++] = i;
	for (uint32_t i = 0; i < found; i++)
		packing->numbers[i] = rows[i];
	add_numbers(packing, found, out);
	for (uint32_t i = 0; i < found; i++) {
		packing->numbers[i] = sanya_block_plain(block, field, rows[i]).size;
		total += (uint64_t)packing->numbers[i];
	}
	sanya_bytes_add_number(out, total);
	add_numbers(packing, found, out);
	for (uint32_t i = 0; i < found; i++) {
		struct sanya_text text = sanya_block_plain(block, field, rows[i]);

		sanya_buffer_add(out, text.at, text.size);
	}
}

static void add_around(struct sanya_buffer *out, struct sanya_text text)
{
	sanya_bytes_add_number(out, text.size);
	sanya_buffer_add(out, text.size == 0 ? "" : text.at, text.size);
}

static void add_plain(struct sanya_packing *packing, const struct sanya_block *block, enum sanya_plain field, struct sanya_buffer *out)
{
	struct texts_shape shape;

	if (!find_shape(packing, block, field, &shape)) {
		sanya_buffer_byte(out, PACKED_BYTES);
		add_bytes(packing, block, field, out);
		return;
	}
	sanya_buffer_byte(out, shape.zeros ? PACKED_DIGITS : PACKED_NUMBERS);
	add_around(out, shape.beginning);
	add_around(out, shape.ending);
	if (shape.zeros)
		sanya_buffer_byte(out, (unsigned char)shape.digits);
	add_numbers(packing, block->count, out);
	add_odd(packing, block, field, shape.odd, out);
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

/* With its size in front, so that it can be passed over. */
static void add_field(const struct sanya_packing *packing, struct sanya_buffer *out)
{
	if (packing->field.failed != 0 && out->failed == 0)
		out->failed = packing->field.failed;
	sanya_bytes_add_number(out, packing->field.size);
	sanya_buffer_add(out, packing->field.data, packing->field.size);
}

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
	for (unsigned i = 0; i < SANYA_CODEDS; i++) {
		if (!sanya_block_has(block, SANYA_HAS_CODED(i)))
			continue;
		sanya_buffer_clear(&packing->field);
		add_codes(packing, block->coded[i], block->count, &packing->field);
		add_field(packing, out);
	}
	for (unsigned i = 0; i < SANYA_PLAINS; i++) {
		if (!sanya_block_has(block, SANYA_HAS_PLAIN(i)))
			continue;
		sanya_buffer_clear(&packing->field);
		add_plain(packing, block, (enum sanya_plain)i, &packing->field);
		add_field(packing, out);
	}
	add_lists(packing, block, out);
	add_stretches(packing, block, out);
	if (marks != NULL)
		add_marks(marks, block->count, out);
}
