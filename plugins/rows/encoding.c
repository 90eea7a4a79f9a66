/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Encodings that exports of Thai systems come in, as UTF-8 (tables: Unicode's CP874.TXT and TIS-620).
 * Limits: no guessing; a wrong guess would turn names into other names without a word.
 */
#include "encoding.h"

#include <string.h>
#include <strings.h>

int rows_encoding_find(const char *name, size_t size, enum rows_encoding *ret)
{
	static const struct {
		const char *name;
		enum rows_encoding encoding;
	} known[] = {
		{"utf-8", ROWS_UTF8},		   {"utf8", ROWS_UTF8},		     {"windows-874", ROWS_WINDOWS_874},
		{"tis-620", ROWS_WINDOWS_874},	   {"tis620", ROWS_WINDOWS_874},	     {"cp874", ROWS_WINDOWS_874},
		{"iso-8859-11", ROWS_WINDOWS_874},
	};
	for (size_t i = 0; i < ROWS_COUNT(known); i++)
		if (strlen(known[i].name) == size && strncasecmp(known[i].name, name, size) == 0) {
			*ret = known[i].encoding;
			return 0;
		}
	return -1;
}

static uint32_t code_of_874(unsigned char byte)
{
	if (byte < 0x80)
		return byte;
	if ((byte >= 0xa1 && byte <= 0xda) || (byte >= 0xdf && byte <= 0xfb))
		return 0x0e00u + (byte - 0xa0u);
	switch (byte) {
	case 0x80:
		return 0x20ac;
	case 0x85:
		return 0x2026;
	case 0x91:
		return 0x2018;
	case 0x92:
		return 0x2019;
	case 0x93:
		return 0x201c;
	case 0x94:
		return 0x201d;
	case 0x95:
		return 0x2022;
	case 0x96:
		return 0x2013;
	case 0x97:
		return 0x2014;
	case 0xa0:
		return 0x00a0;
	default:
		return 0xfffd;
	}
}

size_t rows_encoding_convert(enum rows_encoding encoding, const unsigned char *from, size_t size, char *to)
{
	if (encoding == ROWS_UTF8) {
		memcpy(to, from, size);
		return size;
	}
	char *at = to;
	for (size_t i = 0; i < size; i++) {
		uint32_t code = code_of_874(from[i]);
		if (code < 0x80) {
			*at++ = (char)code;
		} else if (code < 0x800) {
			*at++ = (char)(0xc0 | code >> 6);
			*at++ = (char)(0x80 | (code & 0x3f));
		} else {
			*at++ = (char)(0xe0 | code >> 12);
			*at++ = (char)(0x80 | (code >> 6 & 0x3f));
			*at++ = (char)(0x80 | (code & 0x3f));
		}
	}
	return (size_t)(at - to);
}

size_t rows_utf8_check(const char *text, size_t size)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t i = 0;
	while (i < size) {
		if (at[i] < 0x80) {
			uint64_t eight;
			while (i + 8 <= size) {
				memcpy(&eight, at + i, 8);
				if (eight & UINT64_C(0x8080808080808080))
					break;
				i += 8;
			}
			while (i < size && at[i] < 0x80)
				i++;
			continue;
		}
		/* Well-formed sequences: table 3-7 of the Unicode standard. */
		unsigned char low = 0x80, high = 0xbf;
		size_t more;
		if (at[i] >= 0xc2 && at[i] <= 0xdf) {
			more = 1;
		} else if (at[i] >= 0xe0 && at[i] <= 0xef) {
			more = 2;
			if (at[i] == 0xe0)
				low = 0xa0;
			if (at[i] == 0xed)
				high = 0x9f;
		} else if (at[i] >= 0xf0 && at[i] <= 0xf4) {
			more = 3;
			if (at[i] == 0xf0)
				low = 0x90;
			if (at[i] == 0xf4)
				high = 0x8f;
		} else {
			return i;
		}
		if (size - i <= more || at[i + 1] < low || at[i + 1] > high)
			return i;
		for (size_t k = 2; k <= more; k++)
			if ((at[i + k] & 0xc0) != 0x80)
				return i;
		i += more + 1;
	}
	return size;
}

size_t rows_utf8_prefix(const char *text, size_t size, size_t most)
{
	if (size <= most)
		return size;
	while (most && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	return most;
}
