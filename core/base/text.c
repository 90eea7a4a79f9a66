/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts: UTF-8, comparisons, hexadecimal and base64, identifiers, the two languages.
 * Works on bytes alone: no locale, no allocation but in the caller's buffer.
 */
#include "text.h"

struct sanya_text sanya_text_of(const char *text)
{
	size_t size = text == NULL ? 0 : strlen(text);

	if (size > UINT32_MAX)
		abort();
	return (struct sanya_text){ .at = text, .size = (uint32_t)size };
}

int sanya_text_compare(struct sanya_text a, struct sanya_text b)
{
	uint32_t common = a.size < b.size ? a.size : b.size;
	int order;

	if (a.at == NULL || b.at == NULL)
		return (a.at != NULL) - (b.at != NULL);
	order = common == 0 ? 0 : memcmp(a.at, b.at, common);
	if (order != 0)
		return order;
	return (a.size > b.size) - (a.size < b.size);
}

bool sanya_text_equal(struct sanya_text a, struct sanya_text b)
{
	return sanya_text_compare(a, b) == 0;
}

bool sanya_text_is(struct sanya_text a, const char *b)
{
	return sanya_text_equal(a, sanya_text_of(b));
}

/* Bytes of the character at `text`, 0 when it is not valid.  The table is that of RFC 3629, section 4. */
static size_t character(const char *text, size_t size, uint32_t *ret_code)
{
	const unsigned char *c = (const unsigned char *)text;
	unsigned char least = 0x80, most = 0xBF;
	size_t need;
	uint32_t code;

	if (c[0] < 0x80) {
		*ret_code = c[0];
		return 1;
	}
	if (c[0] < 0xC2 || c[0] > 0xF4)
		return 0;
	if (c[0] < 0xE0) {
		need = 2;
		code = c[0] & 0x1Fu;
	} else if (c[0] < 0xF0) {
		need = 3;
		code = c[0] & 0x0Fu;
	} else {
		need = 4;
		code = c[0] & 0x07u;
	}
	if (c[0] == 0xE0)
		least = 0xA0;
	else if (c[0] == 0xED)
		most = 0x9F;
	else if (c[0] == 0xF0)
		least = 0x90;
	else if (c[0] == 0xF4)
		most = 0x8F;
	if (size < need || c[1] < least || c[1] > most)
		return 0;
	code = code << 6 | (c[1] & 0x3Fu);
	for (size_t i = 2; i < need; i++) {
		if ((c[i] & 0xC0) != 0x80)
			return 0;
		code = code << 6 | (c[i] & 0x3Fu);
	}
	*ret_code = code;
	return need;
}

size_t sanya_utf8_check(const char *text, size_t size)
{
	size_t at = 0;

	while (at < size) {
		uint32_t code;
		uint64_t word;

		/* Eight letters of ASCII at a time: most of what is measured is nothing else. */
		if (size - at >= sizeof word) {
			memcpy(&word, text + at, sizeof word);
			if ((word & UINT64_C(0x8080808080808080)) == 0) {
				at += sizeof word;
				continue;
			}
		}
		size_t bytes = character(text + at, size - at, &code);

		if (bytes == 0)
			return at;
		at += bytes;
	}
	return size;
}

size_t sanya_utf8_prefix(const char *text, size_t size)
{
	size_t length = strnlen(text, size);
	size_t start = length;

	if (length == 0)
		return 0;
	/* Back to the start of the last character, at most three bytes; keep it only when it is whole. */
	do {
		start--;
	} while (start > 0 && length - start < 4 && ((unsigned char)text[start] & 0xC0) == 0x80);
	unsigned char c = (unsigned char)text[start];
	size_t need = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

	return length - start < need ? start : length;
}

/* Marks that sit above or below the letter before them: combining marks and the Thai ones. */
static bool takes_no_column(uint32_t code)
{
	return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x0300 && code <= 0x036F) || code == 0x0E31 ||
	       (code >= 0x0E34 && code <= 0x0E3A) || (code >= 0x0E47 && code <= 0x0E4E) ||
	       (code >= 0x200B && code <= 0x200F) || code == 0xFEFF;
}

/* East Asian wide letters and pictures. */
static bool takes_two_columns(uint32_t code)
{
	return (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF && code != 0x303F) ||
	       (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
	       (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
	       (code >= 0xFFE0 && code <= 0xFFE6) || (code >= 0x1F300 && code <= 0x1F64F) ||
	       (code >= 0x1F900 && code <= 0x1F9FF) || (code >= 0x20000 && code <= 0x3FFFD);
}

size_t sanya_utf8_columns(const char *text, size_t size)
{
	size_t at = 0, columns = 0;

	while (at < size) {
		uint32_t code;
		size_t bytes = character(text + at, size - at, &code);

		if (bytes == 0) { /* an invalid byte is shown as one replacement sign */
			at++;
			columns++;
			continue;
		}
		at += bytes;
		if (takes_two_columns(code))
			columns += 2;
		else if (!takes_no_column(code))
			columns++;
	}
	return columns;
}

void sanya_utf8_add(struct sanya_buffer *out, uint32_t code)
{
	if (code < 0x80) {
		sanya_buffer_byte(out, (unsigned char)code);
	} else if (code < 0x800) {
		const unsigned char bytes[] = { (unsigned char)(0xC0 | code >> 6), (unsigned char)(0x80 | (code & 0x3F)) };

		sanya_buffer_add(out, bytes, sizeof(bytes));
	} else if (code < 0x10000) {
		const unsigned char bytes[] = { (unsigned char)(0xE0 | code >> 12),
						(unsigned char)(0x80 | (code >> 6 & 0x3F)),
						(unsigned char)(0x80 | (code & 0x3F)) };

		if (code >= 0xD800 && code <= 0xDFFF)
			abort(); /* half a surrogate pair is no character */
		sanya_buffer_add(out, bytes, sizeof(bytes));
	} else {
		const unsigned char bytes[] = { (unsigned char)(0xF0 | code >> 18),
						(unsigned char)(0x80 | (code >> 12 & 0x3F)),
						(unsigned char)(0x80 | (code >> 6 & 0x3F)),
						(unsigned char)(0x80 | (code & 0x3F)) };

		if (code > 0x10FFFF)
			abort();
		sanya_buffer_add(out, bytes, sizeof(bytes));
	}
}

int sanya_text_integer(const char *text, size_t size, int64_t *ret, struct sanya_error *err)
{
	bool negative = size > 0 && text[0] == '-';
	int shown = size > 60 ? (int)sanya_utf8_prefix(text, 60) : (int)size;
	int64_t value = 0;

	if (size == (negative ? 1u : 0u))
		return sanya_error_set(err, SANYA_FAILED, "\"%.*s\" is not a whole number", shown, text);
	for (size_t i = negative ? 1 : 0; i < size; i++) {
		int digit = text[i] - '0';

		if (digit < 0 || digit > 9)
			return sanya_error_set(err, SANYA_FAILED, "\"%.*s\" is not a whole number", shown, text);
		/* Count downwards: the lowest int64 has no positive counterpart. */
		if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, digit, &value))
			return sanya_error_set(err, SANYA_FAILED, "\"%.*s\" is too large a number", shown, text);
	}
	if (!negative && __builtin_sub_overflow((int64_t)0, value, &value))
		return sanya_error_set(err, SANYA_FAILED, "\"%.*s\" is too large a number", shown, text);
	*ret = value;
	return 0;
}

/* Optimal string alignment: insertions, deletions, replacements, swaps of neighbours.  Three rows are enough. */
unsigned sanya_text_distance(const char *a, const char *b)
{
	enum { LONGEST = 63, MOST = 9 };
	unsigned rows[3][LONGEST + 1];
	unsigned *before = rows[0], *last = rows[1], *now = rows[2];
	size_t a_size = strlen(a), b_size = strlen(b);

	if (a_size > LONGEST || b_size > LONGEST)
		return strcmp(a, b) == 0 ? 0 : MOST;
	for (size_t j = 0; j <= b_size; j++)
		last[j] = before[j] = (unsigned)j;
	for (size_t i = 1; i <= a_size; i++) {
		unsigned *free_row = before;

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b_size; j++) {
			unsigned best = last[j - 1] + (a[i - 1] != b[j - 1]);

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		before = last;
		last = now;
		now = free_row;
	}
	return last[b_size] < MOST ? last[b_size] : MOST;
}

void sanya_hex_add(struct sanya_buffer *out, const void *bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++) {
		const char pair[2] = { digits[at[i] >> 4], digits[at[i] & 15] };

		sanya_buffer_add(out, pair, sizeof(pair));
	}
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

int sanya_hex_parse(const char *text, size_t size, unsigned char *ret_bytes, size_t expect, struct sanya_error *err)
{
	if (size / 2 != expect || size % 2 != 0)
		return sanya_error_set(err, SANYA_FAILED, "a hexadecimal text of %zu digits was expected, this one has %zu",
				       expect * 2, size);
	for (size_t i = 0; i < size; i++)
		if (hex_digit(text[i]) < 0)
			return sanya_error_set(err, SANYA_FAILED,
					       "digit %zu of a hexadecimal text is none of 0-9 a-f", i + 1);
	for (size_t i = 0; i < expect; i++)
		ret_bytes[i] = (unsigned char)(hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1]));
	return 0;
}

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void sanya_base64_add(struct sanya_buffer *out, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i += 3) {
		size_t rest = size - i;
		uint32_t word = (uint32_t)at[i] << 16 | (rest > 1 ? (uint32_t)at[i + 1] << 8 : 0) |
				(rest > 2 ? (uint32_t)at[i + 2] : 0);
		const char four[4] = { base64_digits[word >> 18], base64_digits[word >> 12 & 63],
				       rest > 1 ? base64_digits[word >> 6 & 63] : '=',
				       rest > 2 ? base64_digits[word & 63] : '=' };

		sanya_buffer_add(out, four, sizeof(four));
	}
}

static int base64_digit(char c)
{
	const char *at = c == '\0' ? NULL : strchr(base64_digits, c);

	return at == NULL ? -1 : (int)(at - base64_digits);
}

int sanya_base64_parse(const char *text, size_t size, struct sanya_buffer *out, struct sanya_error *err)
{
	size_t start = out->size;
	size_t padding = size >= 4 && text[size - 1] == '=' ? (text[size - 2] == '=' ? 2 : 1) : 0;

	if (size % 4 != 0)
		return sanya_error_set(err, SANYA_FAILED, "a base64 text has %zu characters, which is no multiple of 4", size);
	for (size_t i = 0; i < size; i += 4) {
		size_t count = i + 4 == size ? 4 - padding : 4;
		uint32_t word = 0;

		for (size_t j = 0; j < 4; j++) {
			int digit = j < count ? base64_digit(text[i + j]) : 0;

			if (digit < 0) {
				sanya_buffer_cut(out, start);
				return sanya_error_set(err, SANYA_FAILED, "character %zu of a base64 text does not belong there",
						       i + j + 1);
			}
			word = word << 6 | (uint32_t)digit;
		}
		/* Bits that no byte uses must be 0: one text for one content (RFC 4648, section 3.5). */
		if ((count == 3 && (word & 0xFF) != 0) || (count == 2 && (word & 0xFFFF) != 0)) {
			sanya_buffer_cut(out, start);
			return sanya_error_set(err, SANYA_FAILED, "the last character of a base64 text carries stray bits");
		}
		const unsigned char three[3] = { (unsigned char)(word >> 16), (unsigned char)(word >> 8 & 0xFF),
						 (unsigned char)(word & 0xFF) };

		sanya_buffer_add(out, three, count - 1);
	}
	return sanya_buffer_check(out, "the decoded text", err);
}

bool sanya_text_is_identifier(const char *text)
{
	size_t size = 0;

	for (; text[size] != '\0'; size++) {
		char c = text[size];
		bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

		if (size >= 64 || !(plain || (size > 0 && (c == '.' || c == '_' || c == '-'))))
			return false;
	}
	return size > 0;
}

const char *sanya_words_in(const struct sanya_words *words, enum sanya_language language)
{
	const char *first = language == SANYA_THAI ? words->th : words->en;
	const char *second = language == SANYA_THAI ? words->en : words->th;

	return first != NULL ? first : second != NULL ? second : "";
}
