/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-8 text: checks, comparisons, small conversions.  Lengths are bytes unless a name says otherwise.
 */
#ifndef SANYA_BASE_TEXT_H
#define SANYA_BASE_TEXT_H

#include "base.h"
#include "buffer.h"
#include "error.h"

/* A piece of text inside somebody else's memory; at == NULL means absent (which is not the empty text). */
struct sanya_text {
	const char *at;
	uint32_t size;
};

struct sanya_text sanya_text_of(const char *text); /* NULL gives absent */
bool sanya_text_equal(struct sanya_text a, struct sanya_text b);
bool sanya_text_is(struct sanya_text a, const char *b);
/* Bytewise order, absent first. */
int sanya_text_compare(struct sanya_text a, struct sanya_text b);

/* Offset of the first byte that is not valid UTF-8 (no surrogates, no overlong forms), or `size`. */
size_t sanya_utf8_check(const char *text, size_t size);
/* Bytes of the longest prefix of at most `size` bytes that ends at a character's border. */
size_t sanya_utf8_prefix(const char *text, size_t size);
/* Terminal columns of the text: Thai upper and lower vowels and tone marks take none. */
size_t sanya_utf8_columns(const char *text, size_t size);
/* Append `code` as UTF-8. */
void sanya_utf8_add(struct sanya_buffer *out, uint32_t code);

/* Whole numbers, all of the text, nothing else; "-" allowed.  Overflow is an error. */
int sanya_text_integer(const char *text, size_t size, int64_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* Damerau distance for "did you mean", capped at 9. */
unsigned sanya_text_distance(const char *a, const char *b);
/* Hexadecimal, lower case. */
void sanya_hex_add(struct sanya_buffer *out, const void *bytes, size_t size);
int sanya_hex_parse(const char *text, size_t size, unsigned char *ret_bytes, size_t expect, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* RFC 4648 base64 with padding, one line. */
void sanya_base64_add(struct sanya_buffer *out, const void *bytes, size_t size);
int sanya_base64_parse(const char *text, size_t size, struct sanya_buffer *out, struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * An identifier as people and contracts bear it: [A-Za-z0-9][A-Za-z0-9._-]{0,63}.  It starts neither with "-" nor with a
 * sign that a spreadsheet would take for a formula.
 */
bool sanya_text_is_identifier(const char *text);

/* A word in both languages; either may be NULL, not both. */
struct sanya_words {
	const char *th, *en;
};
enum sanya_language { SANYA_ENGLISH, SANYA_THAI };
/* The wanted language, else the other one, else "". */
const char *sanya_words_in(const struct sanya_words *words, enum sanya_language language);

#endif
