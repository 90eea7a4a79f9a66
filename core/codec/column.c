/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packing numbers and unpacking them again.  The loops that read are written once and made for each width by the compiler.
 * Arithmetic is unsigned throughout: what is read may be anything.
 */
#include "column.h"

#define LOOP static inline __attribute__((always_inline))

/* --- single numbers --- */

uint64_t sanya_bytes_number(struct sanya_bytes *bytes)
{
	uint64_t number = 0;

	for (unsigned shift = 0; shift < 64 && bytes->at < bytes->end; shift += 7) {
		unsigned char byte = *bytes->at++;

		number |= (uint64_t)(byte & 0x7f) << shift;
		if ((byte & 0x80) == 0)
			return number;
	}
	bytes->broken = true;
	bytes->at = bytes->end;
	return 0;
}

int64_t sanya_bytes_signed(struct sanya_bytes *bytes)
{
	uint64_t number = sanya_bytes_number(bytes);

	return (int64_t)(number >> 1 ^ (0 - (number & 1)));
}

const unsigned char *sanya_bytes_take(struct sanya_bytes *bytes, uint64_t size)
{
	const unsigned char *at = bytes->at;

	if (size > (uint64_t)(bytes->end - bytes->at)) {
		bytes->broken = true;
		bytes->at = bytes->end;
		return NULL;
	}
	bytes->at += size;
	return at;
}

void sanya_bytes_add_number(struct sanya_buffer *out, uint64_t number)
{
	unsigned char bytes[10];
	size_t size = 0;

	for (; number >= 0x80; number >>= 7)
		bytes[size++] = (unsigned char)(number | 0x80);
	bytes[size++] = (unsigned char)number;
	sanya_buffer_add(out, bytes, size);
}

void sanya_bytes_add_signed(struct sanya_buffer *out, int64_t number)
{
	sanya_bytes_add_number(out, (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0));
}

/* --- packing --- */

/* The fewest bytes for numbers up to `most`, where all bits set may be taken. */
static unsigned width_for(uint64_t most, bool absents)
{
	if (absents)
		most++; /* never all bits set: an absent number aside, none is INT64_MIN */
	if (most == 0)
		return 0;
	if (most <= 0xff)
		return 1;
	if (most <= 0xffff)
		return 2;
	if (most <= 0xffffff)
		return 3;
	return most <= UINT32_MAX ? 4 : 8;
}

LOOP void put(unsigned char *to, const int64_t *numbers, uint32_t count, uint64_t least, unsigned width)
{
	for (uint32_t i = 0; i < count; i++) {
		uint64_t above = numbers[i] == SANYA_COLUMN_ABSENT ? UINT64_MAX : (uint64_t)numbers[i] - least;

		for (unsigned k = 0; k < width; k++)
			*to++ = (unsigned char)(above >> (8 * k));
	}
}

void sanya_column_add(struct sanya_buffer *out, const int64_t *numbers, uint32_t count, unsigned char *room)
{
	int64_t least = INT64_MAX, most = INT64_MIN;
	bool absents = false;
	unsigned width;

	for (uint32_t i = 0; i < count; i++) {
		bool absent = numbers[i] == SANYA_COLUMN_ABSENT;

		absents |= absent;
		least = numbers[i] < least && !absent ? numbers[i] : least;
		most = numbers[i] > most ? numbers[i] : most;
	}
	if (most == INT64_MIN) /* all absent, or none at all */
		least = most = 0;
	width = width_for((uint64_t)most - (uint64_t)least, absents);
	sanya_buffer_byte(out, (unsigned char)(width | (absents ? 0x10 : 0)));
	sanya_bytes_add_signed(out, least);
	switch (width) {
	case 0:
		break;
	case 1:
		put(room, numbers, count, (uint64_t)least, 1);
		break;
	case 2:
		put(room, numbers, count, (uint64_t)least, 2);
		break;
	case 3:
		put(room, numbers, count, (uint64_t)least, 3);
		break;
	case 4:
		put(room, numbers, count, (uint64_t)least, 4);
		break;
	default:
		put(room, numbers, count, (uint64_t)least, 8);
		break;
	}
	sanya_buffer_add(out, room, (size_t)count * width);
}

/* --- unpacking --- */

struct sanya_column sanya_column_open(struct sanya_bytes *bytes, uint64_t count)
{
	struct sanya_column column = { .at = bytes->at };
	const unsigned char *head = sanya_bytes_take(bytes, 1);

	if (head == NULL)
		return column;
	column.width = *head & 0x0f;
	column.absents = (*head & 0x10) != 0;
	column.least = sanya_bytes_signed(bytes);
	if ((*head & 0xe0) != 0 || (column.width > 4 && column.width != 8) || (column.width == 0 && column.absents) ||
	    column.least == SANYA_COLUMN_ABSENT || count > UINT32_MAX)
		bytes->broken = true;
	if (bytes->broken) {
		column.width = 0;
		return column;
	}
	column.at = sanya_bytes_take(bytes, count * column.width);
	return column;
}

/* What an absent one looks like; a number that none of this width can be, where there are none. */
static uint64_t absent_of(const struct sanya_column *column)
{
	if (!column->absents || column->width == 8)
		return UINT64_MAX;
	return (UINT64_C(1) << (8 * column->width)) - 1;
}

static uint64_t most_above(const struct sanya_column *column)
{
	return column->width == 8 ? UINT64_MAX - 1 : (UINT64_C(1) << (8 * column->width)) - 1 - (column->absents ? 1 : 0);
}

int64_t sanya_column_most(const struct sanya_column *column)
{
	uint64_t above = most_above(column);

	return above > (uint64_t)INT64_MAX - (uint64_t)column->least ? INT64_MAX : (int64_t)((uint64_t)column->least + above);
}

bool sanya_column_within(const struct sanya_column *column, int64_t least, int64_t most)
{
	/* 8 bytes may turn over, and all of their bits may be set without leave. */
	if (column->width == 8 || column->least < least || column->least > most)
		return false;
	return most_above(column) <= (uint64_t)most - (uint64_t)column->least;
}

LOOP uint64_t get(const unsigned char *at, uint32_t i, unsigned width)
{
	uint16_t two;
	uint32_t four;
	uint64_t eight;

	switch (width) {
	case 0:
		return 0;
	case 1:
		return at[i];
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	case 2:
		memcpy(&two, at + 2 * (size_t)i, sizeof two);
		return two;
	case 3:
		memcpy(&two, at + 3 * (size_t)i, sizeof two);
		return two | (uint64_t)at[3 * (size_t)i + 2] << 16;
	case 4:
		memcpy(&four, at + 4 * (size_t)i, sizeof four);
		return four;
	default:
		memcpy(&eight, at + 8 * (size_t)i, sizeof eight);
		return eight;
#else
	default:
		(void)two;
		(void)four;
		eight = 0;
		for (unsigned k = 0; k < width; k++)
			eight |= (uint64_t)at[width * (size_t)i + k] << (8 * k);
		return eight;
#endif
	}
}

/* The loop once for each width, which is a constant in it. */
#define FOR_EACH_WIDTH(column, loop, ...)                                                                                          \
	switch ((column)->width) {                                                                                                 \
	case 0:                                                                                                                    \
		loop(column, 0, __VA_ARGS__);                                                                                      \
		break;                                                                                                             \
	case 1:                                                                                                                    \
		loop(column, 1, __VA_ARGS__);                                                                                      \
		break;                                                                                                             \
	case 2:                                                                                                                    \
		loop(column, 2, __VA_ARGS__);                                                                                      \
		break;                                                                                                             \
	case 3:                                                                                                                    \
		loop(column, 3, __VA_ARGS__);                                                                                      \
		break;                                                                                                             \
	case 4:                                                                                                                    \
		loop(column, 4, __VA_ARGS__);                                                                                      \
		break;                                                                                                             \
	default:                                                                                                                   \
		loop(column, 8, __VA_ARGS__);                                                                                      \
		break;                                                                                                             \
	}

LOOP void read_plain(const struct sanya_column *column, unsigned width, uint32_t count, int64_t *ret)
{
	const uint64_t absent = absent_of(column), least = (uint64_t)column->least;

	for (uint32_t i = 0; i < count; i++) {
		uint64_t above = get(column->at, i, width);

		ret[i] = above == absent ? SANYA_COLUMN_ABSENT : (int64_t)(least + above);
	}
}

void sanya_column_read(const struct sanya_column *column, uint32_t count, int64_t *ret)
{
	FOR_EACH_WIDTH(column, read_plain, count, ret)
}

LOOP void read_above(const struct sanya_column *column, unsigned width, uint32_t count, const int64_t *base, int64_t *ret)
{
	const uint64_t absent = absent_of(column), least = (uint64_t)column->least;

	for (uint32_t i = 0; i < count; i++) {
		uint64_t above = get(column->at, i, width);

		ret[i] = above == absent ? SANYA_COLUMN_ABSENT : (int64_t)((uint64_t)base[i] + least + above);
	}
}

void sanya_column_read_above(const struct sanya_column *column, uint32_t count, const int64_t *base, int64_t *ret)
{
	FOR_EACH_WIDTH(column, read_above, count, base, ret)
}

LOOP void read_narrow(const struct sanya_column *column, unsigned width, uint32_t count, int32_t absent_as, int32_t *ret)
{
	const uint64_t absent = absent_of(column), least = (uint64_t)column->least;

	for (uint32_t i = 0; i < count; i++) {
		uint64_t above = get(column->at, i, width);

		ret[i] = above == absent ? absent_as : (int32_t)(uint32_t)(least + above);
	}
}

void sanya_column_read_narrow(const struct sanya_column *column, uint32_t count, int32_t absent, int32_t *ret)
{
	FOR_EACH_WIDTH(column, read_narrow, count, absent, ret)
}

LOOP void read_coded(const struct sanya_column *column, unsigned width, uint32_t count, const uint32_t *table, uint32_t size,
		     bool *ret_beyond, uint32_t *ret)
{
	const uint64_t least = (uint64_t)column->least;
	bool beyond = false;

	for (uint32_t i = 0; i < count; i++) {
		uint64_t place = least + get(column->at, i, width);

		beyond |= place >= size;
		ret[i] = table[place < size ? place : 0];
	}
	*ret_beyond = beyond;
}

bool sanya_column_read_coded(const struct sanya_column *column, uint32_t count, const uint32_t *table, uint32_t size,
			     uint32_t *ret)
{
	bool beyond = false;

	FOR_EACH_WIDTH(column, read_coded, count, table, size, &beyond, ret)
	return !beyond;
}
