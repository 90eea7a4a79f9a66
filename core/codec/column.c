/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packing numbers and unpacking them again: bits by words of eight bytes, some numbers at a time, and then what they are made of.
 * Arithmetic is unsigned throughout: what is read may be anything.
 */
#include "column.h"

#define LOOP static inline __attribute__((always_inline))

/* --- single numbers --- */

uint64_t sanya_bytes_long_number(struct sanya_bytes *bytes)
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

/* Words of eight bytes, the lowest byte first. */
LOOP uint64_t load_word(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

LOOP void store_word(unsigned char *at, uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	memcpy(at, &word, sizeof word);
}

static uint64_t mask_of(unsigned width)
{
	return width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
}

/* --- packing --- */

#define WIDEST	 56u  /* bits that lie within one word, wherever they begin; more of them are all 64 */
#define HEAD_64	 57u  /* what the head says then */
#define ABSENTS	 0x40u
#define STEPS	 0x80u

/* The fewest bits for numbers up to `most`, where all bits set may be taken. */
static unsigned width_for(uint64_t most, bool absents)
{
	unsigned width;

	if (absents)
		most++; /* never all bits set: an absent number aside, none is INT64_MIN */
	width = most == 0 ? 0 : 64 - (unsigned)__builtin_clzll(most);
	return width <= WIDEST ? width : 64;
}

struct shape {
	int64_t least, most;
	uint64_t least_step, most_step; /* as signed numbers */
	bool absents, steps;		/* steps: all of them are numbers */
};

static void look_at(const int64_t *numbers, uint32_t count, struct shape *ret)
{
	int64_t least = INT64_MAX, most = INT64_MIN, least_step = INT64_MAX, most_step = INT64_MIN;
	bool absents = false;

	for (uint32_t i = 0; i < count; i++) {
		bool absent = numbers[i] == SANYA_COLUMN_ABSENT;

		absents |= absent;
		least = numbers[i] < least && !absent ? numbers[i] : least;
		most = numbers[i] > most ? numbers[i] : most;
	}
	if (most == INT64_MIN) /* all absent, or none at all */
		least = most = 0;
	*ret = (struct shape){ .least = least, .most = most, .absents = absents };
	/* So far apart that steps would turn over, or so close that there is nothing to gain. */
	if (absents || count < 3 || (uint64_t)most - (uint64_t)least > (uint64_t)INT64_MAX || most == least)
		return;
	for (uint32_t i = 1; i < count; i++) {
		int64_t step = numbers[i] - numbers[i - 1];

		least_step = step < least_step ? step : least_step;
		most_step = step > most_step ? step : most_step;
	}
	ret->steps = true;
	ret->least_step = (uint64_t)least_step;
	ret->most_step = (uint64_t)most_step;
}

struct bits {
	unsigned char *to;
	uint64_t word;
	unsigned fill; /* bits in the word */
};

LOOP void put(struct bits *bits, uint64_t value, unsigned width)
{
	bits->word |= value << bits->fill;
	bits->fill += width;
	if (bits->fill < 64)
		return;
	store_word(bits->to, bits->word);
	bits->to += 8;
	bits->fill -= 64;
	bits->word = bits->fill == 0 ? 0 : value >> (width - bits->fill);
}

static size_t put_end(struct bits *bits, const unsigned char *room)
{
	store_word(bits->to, bits->word);
	return (size_t)(bits->to - room) + (bits->fill + 7) / 8;
}

static unsigned char head_of(unsigned width, unsigned flags)
{
	return (unsigned char)((width == 64 ? HEAD_64 : width) | flags);
}

static void add_steps(struct sanya_buffer *out, const int64_t *numbers, uint32_t count, const struct shape *shape, unsigned width,
		      unsigned char *room)
{
	struct bits bits = { .to = room };

	sanya_buffer_byte(out, head_of(width, STEPS));
	sanya_bytes_add_signed(out, numbers[0]);
	sanya_bytes_add_signed(out, (int64_t)shape->least_step);
	for (uint32_t i = 1; width > 0 && i < count; i++)
		put(&bits, (uint64_t)numbers[i] - (uint64_t)numbers[i - 1] - shape->least_step, width);
	sanya_buffer_add(out, room, put_end(&bits, room));
}

void sanya_column_add(struct sanya_buffer *out, const int64_t *numbers, uint32_t count, unsigned char *room)
{
	struct bits bits = { .to = room };
	struct shape shape;
	unsigned width, steps;
	uint64_t mask;

	look_at(numbers, count, &shape);
	width = width_for((uint64_t)shape.most - (uint64_t)shape.least, shape.absents);
	steps = width_for(shape.most_step - shape.least_step, false);
	/* Steps say one number more at the front. */
	if (shape.steps && (uint64_t)steps * (count - 1) + 16 < (uint64_t)width * count) {
		add_steps(out, numbers, count, &shape, steps, room);
		return;
	}
	sanya_buffer_byte(out, head_of(width, shape.absents ? ABSENTS : 0));
	sanya_bytes_add_signed(out, shape.least);
	mask = mask_of(width);
	for (uint32_t i = 0; width > 0 && i < count; i++)
		put(&bits, numbers[i] == SANYA_COLUMN_ABSENT ? mask : (uint64_t)numbers[i] - (uint64_t)shape.least, width);
	sanya_buffer_add(out, room, put_end(&bits, room));
}

/* --- unpacking --- */

/* The sum, where it is an int64_t and no absent number; else what stands for "who knows". */
static bool sum_is(int64_t base, uint64_t above, int64_t *ret)
{
	if (above > (uint64_t)INT64_MAX - (uint64_t)base)
		return false;
	*ret = (int64_t)((uint64_t)base + above);
	return true;
}

static void bound(struct sanya_column *column, uint64_t count)
{
	uint64_t above = mask_of(column->width) - (column->absents ? 1 : 0), most;
	int64_t step, low = column->least, high;

	column->low = INT64_MIN;
	column->high = INT64_MAX;
	if (column->width == 64) /* they may turn over */
		return;
	if (!column->steps) {
		if (sum_is(low, above, &high)) {
			column->low = low;
			column->high = high;
		}
		return;
	}
	/* The largest step is known; where none goes back the first number is the lowest. */
	if (column->least < 0 || !sum_is(column->least, above, &step) || __builtin_mul_overflow((uint64_t)step, count, &most) ||
	    !sum_is(column->first, most, &high))
		return;
	column->low = column->first;
	column->high = high;
}

struct sanya_column sanya_column_open(struct sanya_bytes *bytes, uint64_t count)
{
	struct sanya_column column = { .at = bytes->at, .end = bytes->end };
	const unsigned char *head = sanya_bytes_take(bytes, 1);

	if (head == NULL)
		return column;
	column.width = *head & 0x3f;
	column.absents = (*head & ABSENTS) != 0;
	column.steps = (*head & STEPS) != 0;
	column.first = column.steps ? sanya_bytes_signed(bytes) : 0;
	column.least = sanya_bytes_signed(bytes);
	if (column.width > HEAD_64 || (column.absents && (column.width == 0 || column.steps)) || (column.steps && count == 0) ||
	    column.least == SANYA_COLUMN_ABSENT || count > UINT32_MAX)
		bytes->broken = true;
	if (bytes->broken) {
		column.width = 0;
		column.absents = column.steps = false;
		return column;
	}
	column.width = column.width == HEAD_64 ? 64 : column.width;
	column.at = sanya_bytes_take(bytes, (column.width * (count - (column.steps ? 1 : 0)) + 7) / 8);
	bound(&column, count);
	return column;
}

/* The bits of one number near the end, where no whole word may be read. */
static uint64_t last_bits(const struct sanya_column *column, uint64_t bit)
{
	unsigned char bytes[8] = { 0 };
	const unsigned char *at = column->at + bit / 8;
	size_t size = (size_t)(column->end - at) < sizeof bytes ? (size_t)(column->end - at) : sizeof bytes;

	memcpy(bytes, at, size);
	return load_word(bytes) >> bit % 8;
}

/* How many numbers from the first on lie in whole words that may be read. */
static uint32_t whole_words(const struct sanya_column *column, uint32_t count)
{
	const ptrdiff_t room = column->end - column->at;
	uint64_t whole = room < 8 ? 0 : ((uint64_t)room * 8 - 57) / column->width + 1;

	return whole < count ? (uint32_t)whole : count;
}

/* Where numbers go. */
struct target {
	int64_t *wide;	 /* as they are, */
	int32_t *narrow; /* or cut, absent ones as `absent` */
	int32_t absent;
};

LOOP void put_number(const struct target *target, uint32_t i, bool absent, uint64_t number)
{
	if (target->wide != NULL)
		target->wide[i] = absent ? SANYA_COLUMN_ABSENT : (int64_t)number;
	else
		target->narrow[i] = absent ? target->absent : (int32_t)(uint32_t)number;
}

LOOP void take_number(const struct sanya_column *column, uint64_t bits, unsigned width, uint32_t i, bool absents,
		      const struct target *target)
{
	uint64_t above = bits & mask_of(width);

	put_number(target, i, absents && above == mask_of(width), (uint64_t)column->least + above);
}

/* Eight numbers end with a byte: where the width is a constant, so is where each of them begins. */
LOOP uint32_t take_eights(const struct sanya_column *column, unsigned width, uint32_t count, bool absents, const struct target *target)
{
	const unsigned char *at = column->at;
	uint32_t i = 0;

	for (; i + 8 <= count; i += 8, at += width) {
#pragma GCC unroll 8
		for (unsigned k = 0; k < 8; k++)
			take_number(column, load_word(at + k * width / 8) >> (k * width % 8), width, i + k, absents, target);
	}
	return i;
}

#define EIGHTS(width)                                                                                                              \
	case width:                                                                                                                \
		i = take_eights(column, width, whole, absents, target);                                                            \
		break;
#define EIGHTS_OF_FOUR(width) EIGHTS(width) EIGHTS((width) + 1) EIGHTS((width) + 2) EIGHTS((width) + 3)

/* The numbers that the bits of `from` and those after it say.  `absents` is a constant where this is called, and so is which target it is. */
LOOP void take_bits(const struct sanya_column *column, uint32_t from, uint32_t count, bool absents, const struct target *target)
{
	const unsigned width = column->width;
	const uint32_t words = whole_words(column, from + count), whole = words > from ? words - from : 0;
	uint32_t i = 0;

	if (from == 0)
		switch (width) { /* what most need */
			EIGHTS_OF_FOUR(1)
			EIGHTS_OF_FOUR(5)
			EIGHTS_OF_FOUR(9)
			EIGHTS_OF_FOUR(13)
			EIGHTS_OF_FOUR(17)
			EIGHTS_OF_FOUR(21)
		default:
			break;
		}
	for (uint64_t bit = ((uint64_t)from + i) * width; i < whole; i++, bit += width)
		take_number(column, load_word(column->at + bit / 8) >> bit % 8, width, i, absents, target);
	for (uint64_t bit = ((uint64_t)from + i) * width; i < count; i++, bit += width)
		take_number(column, last_bits(column, bit), width, i, absents, target);
}

/* Of a column without steps. */
LOOP void read_plain(const struct sanya_column *column, uint32_t from, uint32_t count, const struct target *target)
{
	if (column->width == 0)
		for (uint32_t i = 0; i < count; i++)
			put_number(target, i, false, (uint64_t)column->least);
	else if (column->absents)
		take_bits(column, from, count, true, target);
	else
		take_bits(column, from, count, false, target);
}

/* Numbers as sums of steps, from number `from` on, where `number` is the one before it. */
static uint64_t read_steps(const struct sanya_column *column, uint32_t from, uint32_t count, uint64_t number, int64_t *ret)
{
	const struct target target = { .wide = ret + (from == 0) };
	uint32_t i = 0;

	if (from == 0)
		number = (uint64_t)(ret[i++] = column->first);
	read_plain(column, from == 0 ? 0 : from - 1, count - i, &target);
	for (; i < count; i++) {
		number += (uint64_t)ret[i];
		ret[i] = (int64_t)number;
	}
	return number;
}

void sanya_column_read(const struct sanya_column *column, uint32_t count, int64_t *ret)
{
	const struct target target = { .wide = ret };

	if (column->steps && count > 0)
		(void)read_steps(column, 0, count, 0, ret);
	else
		read_plain(column, 0, count, &target);
}

void sanya_column_read_above(const struct sanya_column *column, uint32_t count, const int64_t *base, int64_t *ret)
{
	sanya_column_read(column, count, ret);
	if (!column->absents && column->width != 64)
		for (uint32_t i = 0; i < count; i++)
			ret[i] = (int64_t)((uint64_t)base[i] + (uint64_t)ret[i]);
	else
		for (uint32_t i = 0; i < count; i++)
			ret[i] = ret[i] == SANYA_COLUMN_ABSENT ? SANYA_COLUMN_ABSENT : (int64_t)((uint64_t)base[i] + (uint64_t)ret[i]);
}

#define SOME 64u /* numbers at a time, where they are made of others: the compiler clears the room for them at each call */

LOOP uint32_t some_of(uint32_t count, uint32_t from)
{
	return count - from < SOME ? count - from : SOME;
}

void sanya_column_read_narrow(const struct sanya_column *column, uint32_t count, int32_t absent, int32_t *ret)
{
	const struct target target = { .narrow = ret, .absent = absent };

	if (!column->steps) {
		read_plain(column, 0, count, &target);
		return;
	}
	int64_t numbers[SOME];
	uint64_t number = 0;

	for (uint32_t from = 0, some; from < count; from += some) {
		some = some_of(count, from);
		number = read_steps(column, from, some, number, numbers);
		for (uint32_t i = 0; i < some; i++)
			ret[from + i] = (int32_t)(uint32_t)(uint64_t)numbers[i];
	}
}

bool sanya_column_read_coded(const struct sanya_column *column, uint32_t count, const uint32_t *table, uint32_t size,
			     uint32_t *ret)
{
	int64_t numbers[SOME];
	const struct target target = { .wide = numbers };
	uint64_t number = 0;
	bool beyond = false;

	for (uint32_t from = 0, some; from < count; from += some) {
		some = some_of(count, from);
		if (column->steps)
			number = read_steps(column, from, some, number, numbers);
		else
			read_plain(column, from, some, &target);
		for (uint32_t i = 0; i < some; i++) {
			uint64_t place = (uint64_t)numbers[i];

			beyond |= place >= size;
			ret[from + i] = table[place < size ? place : 0];
		}
	}
	return !beyond;
}
