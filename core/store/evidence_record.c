/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records: fields that are there, one after the other, numbers of 7 bits a byte.
 * The id comes first among the fields, so that it can be read alone.
 */
#include "evidence_record.h"

#define TEXT_MAX (1u << 20) /* of the rows of a block that is filled here: terms want room behind them */

static unsigned char *put_number(unsigned char *at, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		*at++ = (unsigned char)(number | 0x80);
	*at++ = (unsigned char)number;
	return at;
}

static unsigned char *put_signed(unsigned char *at, int64_t number)
{
	return put_number(at, (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0));
}

static uint64_t get_number(const unsigned char **at)
{
	uint64_t number = **at & 0x7f;

	for (unsigned shift = 7; (*(*at)++ & 0x80) != 0; shift += 7)
		number |= (uint64_t)(**at & 0x7f) << shift;
	return number;
}

static int64_t get_signed(const unsigned char **at)
{
	uint64_t number = get_number(at);

	return (int64_t)(number >> 1 ^ (0 - (number & 1)));
}

/* --- writing --- */

static uint32_t entries(const struct sanya_block *block, uint32_t row)
{
	uint32_t count = 0;

	for (unsigned i = 0; i < SANYA_LISTS; i++)
		if (sanya_block_has(block, SANYA_HAS_LIST(i)))
			count += block->list_ends[i][row] - sanya_block_list_begin(block, (enum sanya_list)i, row);
	return count;
}

static uint32_t stretches(const struct sanya_block *block, uint32_t row)
{
	uint32_t count = 0;

	for (unsigned i = 0; i < SANYA_STRETCHES; i++)
		if (sanya_block_has(block, SANYA_HAS_STRETCH(i)))
			count += block->stretch_ends[i][row] - sanya_block_stretch_begin(block, (enum sanya_stretch)i, row);
	return count;
}

size_t sanya_record_room(const struct sanya_block *block, uint32_t row)
{
	size_t room = 256;

	for (unsigned i = 0; i < SANYA_PLAINS; i++)
		room += sanya_block_plain(block, (enum sanya_plain)i, row).size;
	/* An entry may be a name too. */
	return room + (size_t)entries(block, row) * 10 + (size_t)stretches(block, row) * 20;
}

/* Fields that this row has; lists and stretches that are empty are left out. */
static uint32_t fields_of(const struct sanya_block *block, uint32_t row)
{
	uint64_t present = block->present;
	uint64_t missing = 0;

	for (unsigned i = 0; i < SANYA_WIDES; i++)
		if ((present & SANYA_HAS_WIDE(i)) != 0 && block->wide[i][row] == SANYA_NO_INSTANT)
			missing |= SANYA_HAS_WIDE(i);
	for (unsigned i = 0; i < SANYA_NARROWS; i++)
		if ((present & SANYA_HAS_NARROW(i)) != 0 &&
		    block->narrow[i][row] == (block->kind == SANYA_TICKET && i != SANYA_NARROW_HAS_HISTORY ? SANYA_NO_COUNT : 0))
			missing |= SANYA_HAS_NARROW(i);
	for (unsigned i = 0; i < SANYA_CODEDS; i++)
		if ((present & SANYA_HAS_CODED(i)) != 0 && block->coded[i][row] == 0)
			missing |= SANYA_HAS_CODED(i);
	for (unsigned i = 0; i < SANYA_PLAINS; i++)
		if ((present & SANYA_HAS_PLAIN(i)) != 0 && block->plain[i][row].size == UINT32_MAX)
			missing |= SANYA_HAS_PLAIN(i);
	for (unsigned i = 0; i < SANYA_LISTS; i++)
		if ((present & SANYA_HAS_LIST(i)) != 0 && block->list_ends[i][row] == sanya_block_list_begin(block, (enum sanya_list)i, row))
			missing |= SANYA_HAS_LIST(i);
	for (unsigned i = 0; i < SANYA_STRETCHES; i++)
		if ((present & SANYA_HAS_STRETCH(i)) != 0 &&
		    block->stretch_ends[i][row] == sanya_block_stretch_begin(block, (enum sanya_stretch)i, row))
			missing |= SANYA_HAS_STRETCH(i);
	return (uint32_t)(present & ~missing);
}

static unsigned char *put_head(unsigned char *at, const struct sanya_block *block, uint32_t row, uint32_t present, const uint32_t *codes,
			       uint32_t *names)
{
	uint32_t count = sanya_row_names(block, row, names);
	struct sanya_cover cover;
	int64_t from, last;

	sanya_row_extent(block, row, &from, &last);
	cover = sanya_cover_of(from, last);
	memcpy(at, &present, sizeof present);
	at += sizeof present;
	*at++ = (unsigned char)(cover.level << 3 | block->kind << 1 | (cover.last != cover.first ? 1 : 0));
	at = put_number(at, cover.first);
	at = put_number(at, count);
	for (uint32_t i = 0; i < count; i++)
		at = put_number(at, codes[names[i]]);
	return at;
}

unsigned char *sanya_record_write(unsigned char *at, const struct sanya_block *block, uint32_t row, const uint32_t *codes, uint32_t *names)
{
	const uint32_t present = fields_of(block, row);

	at = put_head(at, block, row, present, codes, names);
	for (unsigned i = 0; i < SANYA_PLAINS; i++)
		if ((present & SANYA_HAS_PLAIN(i)) != 0) {
			struct sanya_text text = sanya_block_plain(block, (enum sanya_plain)i, row);

			at = put_number(at, text.size);
			if (text.size > 0)
				memcpy(at, text.at, text.size);
			at += text.size;
		}
	for (unsigned i = 0; i < SANYA_WIDES; i++)
		if ((present & SANYA_HAS_WIDE(i)) != 0)
			at = put_signed(at, block->wide[i][row]);
	for (unsigned i = 0; i < SANYA_NARROWS; i++)
		if ((present & SANYA_HAS_NARROW(i)) != 0)
			at = put_number(at, (uint32_t)block->narrow[i][row]);
	for (unsigned i = 0; i < SANYA_CODEDS; i++)
		if ((present & SANYA_HAS_CODED(i)) != 0)
			at = put_number(at, codes[block->coded[i][row]]);
	for (unsigned i = 0; i < SANYA_LISTS; i++)
		if ((present & SANYA_HAS_LIST(i)) != 0) {
			uint32_t begin = sanya_block_list_begin(block, (enum sanya_list)i, row), end = block->list_ends[i][row];

			at = put_number(at, end - begin);
			for (uint32_t k = begin; k < end; k++)
				at = put_number(at, codes[block->listed[k]]);
		}
	for (unsigned i = 0; i < SANYA_STRETCHES; i++)
		if ((present & SANYA_HAS_STRETCH(i)) != 0) {
			uint32_t begin = sanya_block_stretch_begin(block, (enum sanya_stretch)i, row), end = block->stretch_ends[i][row];

			at = put_number(at, end - begin);
			for (uint32_t k = begin; k < end; k++) {
				at = put_signed(at, block->spans[k].from);
				at = put_signed(at, block->spans[k].to);
			}
		}
	return at;
}

/* --- reading --- */

struct sanya_record sanya_record_open(const unsigned char *at)
{
	struct sanya_record record = { .present = 0 };
	unsigned char stretch;

	memcpy(&record.present, at, sizeof record.present);
	at += sizeof record.present;
	stretch = *at++;
	record.cover.level = stretch >> 3;
	record.kind = (enum sanya_observation_kind)(stretch >> 1 & 3);
	record.cover.first = (uint32_t)get_number(&at);
	record.cover.last = record.cover.first + (stretch & 1);
	record.name_count = (uint32_t)get_number(&at);
	record.names = at;
	for (uint32_t i = 0; i < record.name_count; i++)
		get_number(&at);
	record.fields = at;
	return record;
}

struct sanya_text sanya_record_id(const unsigned char *at)
{
	uint32_t size;

	at = sanya_record_open(at).fields;
	size = (uint32_t)get_number(&at);
	return (struct sanya_text){ (const char *)at, size };
}

uint32_t sanya_record_name(const unsigned char **at)
{
	return (uint32_t)get_number(at);
}

static uint32_t code_of(const struct sanya_record_codes *codes, uint32_t code)
{
	return codes->codes[code] != 0 ? codes->codes[code] : codes->find(codes->context, code);
}

/* 1, or 0 where there is no room. */
static int add_plains(const struct sanya_record *record, const unsigned char **at, struct sanya_block *block, bool id_only)
{
	for (unsigned i = 0; i < SANYA_PLAINS; i++) {
		struct sanya_slice slice = SANYA_NO_SLICE;

		if ((record->present & SANYA_HAS_PLAIN(i)) != 0) {
			uint32_t size = (uint32_t)get_number(at);

			if (size > TEXT_MAX - block->text_size)
				return 0;
			slice = (struct sanya_slice){ block->text_size, size };
			if (size > 0)
				memcpy(block->text + block->text_size, *at, size);
			*at += size;
			block->text_size += size;
		}
		if ((block->present & SANYA_HAS_PLAIN(i)) != 0)
			block->plain[i][block->count] = slice;
		if (id_only)
			break;
	}
	return 1;
}

static void add_numbers(const struct sanya_record *record, const unsigned char **at, struct sanya_block *block)
{
	for (unsigned i = 0; i < SANYA_WIDES; i++) {
		if ((record->present & SANYA_HAS_WIDE(i)) != 0)
			block->wide[i][block->count] = get_signed(at);
		else if ((block->present & SANYA_HAS_WIDE(i)) != 0)
			block->wide[i][block->count] = SANYA_NO_INSTANT;
	}
	for (unsigned i = 0; i < SANYA_NARROWS; i++) {
		if ((record->present & SANYA_HAS_NARROW(i)) != 0)
			block->narrow[i][block->count] = (int32_t)(uint32_t)get_number(at);
		else if ((block->present & SANYA_HAS_NARROW(i)) != 0)
			block->narrow[i][block->count] =
				block->kind == SANYA_TICKET && i != SANYA_NARROW_HAS_HISTORY ? SANYA_NO_COUNT : 0;
	}
}

/* 1, or -1 where a code is not found. */
static int add_codes(const struct sanya_record *record, const unsigned char **at, const struct sanya_record_codes *codes,
		     struct sanya_block *block)
{
	for (unsigned i = 0; i < SANYA_CODEDS; i++) {
		uint32_t code = 0;

		if ((record->present & SANYA_HAS_CODED(i)) != 0) {
			code = code_of(codes, (uint32_t)get_number(at));
			if (code == 0)
				return -1;
		}
		if ((block->present & SANYA_HAS_CODED(i)) != 0)
			block->coded[i][block->count] = code;
	}
	return 1;
}

static int add_lists(const struct sanya_record *record, const unsigned char **at, const struct sanya_record_codes *codes,
		     struct sanya_block *block)
{
	for (unsigned i = 0; i < SANYA_LISTS; i++) {
		uint32_t count = 0;

		if ((record->present & SANYA_HAS_LIST(i)) != 0)
			count = (uint32_t)get_number(at);
		if (count > SANYA_BLOCK_LISTED - block->listed_count)
			return 0;
		for (; count > 0; count--) {
			uint32_t code = code_of(codes, (uint32_t)get_number(at));

			if (code == 0)
				return -1;
			block->listed[block->listed_count++] = code;
		}
		if ((block->present & SANYA_HAS_LIST(i)) != 0)
			block->list_ends[i][block->count] = block->listed_count;
	}
	return 1;
}

static int add_stretches(const struct sanya_record *record, const unsigned char **at, struct sanya_block *block)
{
	for (unsigned i = 0; i < SANYA_STRETCHES; i++) {
		uint32_t count = 0;

		if ((record->present & SANYA_HAS_STRETCH(i)) != 0)
			count = (uint32_t)get_number(at);
		if (count > SANYA_BLOCK_SPANS - block->span_count)
			return 0;
		for (; count > 0; count--) {
			int64_t from = get_signed(at), to = get_signed(at);

			block->spans[block->span_count++] = (struct sanya_span){ from, to };
		}
		if ((block->present & SANYA_HAS_STRETCH(i)) != 0)
			block->stretch_ends[i][block->count] = block->span_count;
	}
	return 1;
}

int sanya_record_add(const struct sanya_record *record, const struct sanya_record_codes *codes, struct sanya_block *block)
{
	const unsigned char *at = record->fields;
	uint32_t text_size = block->text_size, listed_count = block->listed_count, span_count = block->span_count;
	int added;

	if (block->count == SANYA_PACKED_ROWS)
		return 0;
	sanya_block_present(block, record->present);
	added = add_plains(record, &at, block, false);
	if (added > 0) {
		add_numbers(record, &at, block);
		added = add_codes(record, &at, codes, block);
	}
	if (added > 0)
		added = add_lists(record, &at, codes, block);
	if (added > 0)
		added = add_stretches(record, &at, block);
	if (added > 0) {
		block->count++;
		return 1;
	}
	block->text_size = text_size;
	block->listed_count = listed_count;
	block->span_count = span_count;
	return added;
}

int sanya_record_add_id(const struct sanya_record *record, struct sanya_block *block)
{
	const unsigned char *at = record->fields;

	if (block->count == SANYA_PACKED_ROWS)
		return 0;
	sanya_block_present(block, SANYA_HAS_PLAIN(SANYA_PLAIN_ID));
	if (add_plains(record, &at, block, true) == 0)
		return 0;
	block->count++;
	return 1;
}
