/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stamps that most exports write, eight bytes at a time: YYYY-MM-DD, T or a blank, HH:MM:SS, and nothing, Z or +HH:MM behind it, of the
 * years 1901 to 2099.  What is not exactly that is for rows_stamp_parse to read and to judge; what is, it reads alike.
 */
#ifndef ROWS_ISO_H
#define ROWS_ISO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t rows_iso_word(const char *at)
{
	uint64_t word;
	memcpy(&word, at, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

#define ROWS_ISO_SAMPLE(a, b, c, d, e, f, g, h)                                                                                \
	((uint64_t)(a) | (uint64_t)(b) << 8 | (uint64_t)(c) << 16 | (uint64_t)(d) << 24 | (uint64_t)(e) << 32 |                \
	 (uint64_t)(f) << 40 | (uint64_t)(g) << 48 | (uint64_t)(h) << 56)
#define ROWS_ISO_TOPS UINT64_C(0x8080808080808080)

/*
 * `word` is a text with its sample taken off, so that signs have become 0 and digits 0 to 9; `room` is what they may have, as
 * ROWS_ISO_SIGN and ROWS_ISO_DIGIT.  The top bit of each byte that has more, or of one before it.
 */
#define ROWS_ISO_SIGN 0x7f
#define ROWS_ISO_DIGIT (0x7f - 9)
static inline uint64_t rows_iso_more(uint64_t word, uint64_t room)
{
	return (word + room) | word;
}

/* In the place of each first digit of two: ten times that digit and the other one; 0 to 99, whatever else stands in other places. */
static inline uint64_t rows_iso_pairs(uint64_t word)
{
	return word * 10 + (word >> 8);
}

static inline unsigned rows_iso_pair(uint64_t pairs, unsigned place)
{
	return (unsigned)(pairs >> (8 * place)) & 0xff;
}

/* Days from 1970-01-01 of a day from 1901 to 2099, when every fourth year is a leap year; *wrong where there is no such day.  The year is
 * counted from 1900, and the month is at most 15. */
static inline int64_t rows_iso_days(unsigned year, unsigned month, unsigned day, uint64_t *wrong)
{
	/* days of the month, and of the months before it */
#define ROWS_ISO_MONTHS(february, leap)                                                                                        \
	{0, 0}, {31, 0}, {february, 31}, {31, 59 + (leap)}, {30, 90 + (leap)}, {31, 120 + (leap)}, {30, 151 + (leap)},         \
		{31, 181 + (leap)}, {31, 212 + (leap)}, {30, 243 + (leap)}, {31, 273 + (leap)}, {30, 304 + (leap)},            \
		{31, 334 + (leap)}, {0, 0}, {0, 0}, {0, 0}
	static const struct {
		unsigned short days, before;
	} months[32] = {ROWS_ISO_MONTHS(28, 0), ROWS_ISO_MONTHS(29, 1)};
#undef ROWS_ISO_MONTHS
	/* 1900 itself is none, and left out */
	const unsigned row = month + (year % 4 == 0) * 16u;
	*wrong |= (uint64_t)(year - 1 > 198) | (uint64_t)(day - 1 >= months[row].days);
	return (int32_t)(year * 365 + ((year - 1) >> 2) + months[row].before + day) - 25568;
}

/* False: not of this form; *ret and *zoned are as they were. */
static inline __attribute__((always_inline)) bool rows_iso_read(const char *at, size_t size, int64_t *ret, bool *zoned)
{
	const uint64_t d = ROWS_ISO_DIGIT, s = ROWS_ISO_SIGN;
	uint64_t wrong, pairs;
	int64_t seconds;
	if (size == 25) {
		const uint64_t east = ROWS_ISO_SAMPLE('0', '0', '+', '0', '0', ':', '0', '0');
		const uint64_t west = ROWS_ISO_SAMPLE('0', '0', '-', '0', '0', ':', '0', '0');
		const bool is_west = at[19] == '-';
		const uint64_t word = rows_iso_word(at + 17) ^ (is_west ? west : east);
		pairs = rows_iso_pairs(word);
		wrong = rows_iso_more(word, ROWS_ISO_SAMPLE(d, d, s, d, d, s, d, d));
		/* seconds to 59, hours of a zone to 15 and minutes to 59 */
		wrong |= pairs + ROWS_ISO_SAMPLE(0x7f - 59, 0, 0, 0x7f - 15, 0, 0, 0x7f - 59, 0);
		wrong |= rows_iso_more((unsigned char)(at[16] ^ ':'), ROWS_ISO_SIGN);
		const int64_t zone = rows_iso_pair(pairs, 3) * 3600 + rows_iso_pair(pairs, 6) * 60;
		seconds = rows_iso_pair(pairs, 0) + (is_west ? zone : -zone);
	} else if (size == 20) {
		const uint64_t word = rows_iso_word(at + 12) ^ ROWS_ISO_SAMPLE('0', ':', '0', '0', ':', '0', '0', 'Z');
		pairs = rows_iso_pairs(word);
		wrong = rows_iso_more(word, ROWS_ISO_SAMPLE(d, s, d, d, s, d, d, s));
		wrong |= pairs + ROWS_ISO_SAMPLE(0, 0, 0, 0, 0, 0x7f - 59, 0, 0);
		seconds = rows_iso_pair(pairs, 5);
	} else if (size == 19) {
		const uint64_t word = rows_iso_word(at + 11) ^ ROWS_ISO_SAMPLE('0', '0', ':', '0', '0', ':', '0', '0');
		pairs = rows_iso_pairs(word);
		wrong = rows_iso_more(word, ROWS_ISO_SAMPLE(d, d, s, d, d, s, d, d));
		wrong |= pairs + ROWS_ISO_SAMPLE(0, 0, 0, 0, 0, 0, 0x7f - 59, 0);
		seconds = rows_iso_pair(pairs, 6);
	} else {
		return false;
	}
	const uint64_t date = rows_iso_word(at) ^ ROWS_ISO_SAMPLE('0', '0', '0', '0', '-', '0', '0', '-');
	wrong |= rows_iso_more(date, ROWS_ISO_SAMPLE(d, d, d, d, s, d, d, s));
	const uint64_t dates = rows_iso_pairs(date);
	wrong |= dates + ROWS_ISO_SAMPLE(0, 0, 0, 0, 0, 0x7f - 12, 0, 0);
	const uint64_t with_t = ROWS_ISO_SAMPLE('0', '0', 'T', '0', '0', ':', '0', '0');
	const uint64_t blank = ROWS_ISO_SAMPLE('0', '0', ' ', '0', '0', ':', '0', '0');
	const uint64_t clock = rows_iso_word(at + 8) ^ (at[10] == ' ' ? blank : with_t);
	wrong |= rows_iso_more(clock, ROWS_ISO_SAMPLE(d, d, s, d, d, s, d, d));
	const uint64_t clocks = rows_iso_pairs(clock);
	wrong |= clocks + ROWS_ISO_SAMPLE(0, 0, 0, 0x7f - 23, 0, 0, 0x7f - 59, 0);
	wrong &= ROWS_ISO_TOPS;
	const int64_t days = rows_iso_days(rows_iso_pair(dates, 0) * 100 + rows_iso_pair(dates, 2) - 1900, rows_iso_pair(dates, 5) & 15,
					   rows_iso_pair(clocks, 0), &wrong);
	if (wrong)
		return false;
	*ret = days * 86400 + rows_iso_pair(clocks, 3) * 3600 + rows_iso_pair(clocks, 6) * 60 + seconds;
	*zoned = size != 19;
	return true;
}

#endif
