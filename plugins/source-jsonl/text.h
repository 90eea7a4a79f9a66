/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON's values (RFC 8259) one by one.  The bytes they are read from must end in something that no value goes on with: a line end, or the zeroes
 * behind a block; at least 32 bytes more may be looked at.
 *
 * A function that reads returns where it stopped: behind the value; or, with *why set to a reason in stable words, where the reason applies.
 */
#ifndef JSONL_TEXT_H
#define JSONL_TEXT_H

#include "../rows/lanes.h"
#include "../rows/reader.h"

#define JSONL_DEPTH_MAX 64u /* arrays and objects within each other */

/* From behind a text's opening quote: where the next quote, backslash or control character stands. */
static inline const char *jsonl_stop(const char *at)
{
	for (;; at += 32) {
		const uint32_t stops = rows_stops_32(at);
		if (stops)
			return at + __builtin_ctz(stops);
	}
}

/* From behind a text's opening quote to behind its closing one; *ret_raw: it holds escapes. */
const char *jsonl_text(const char *at, bool *ret_raw, const char **why);
const char *jsonl_number(const char *at, const char **why);
/* Any value; a nested one is checked, and said to be a list where it is an array of texts, numbers and words. */
const char *jsonl_value(const char *at, struct rows_field *ret, const char **why);
/* A text's escapes taken out, into `to`, which has room for as many bytes; returns how many.  The text has been read. */
uint32_t jsonl_unescape(const char *text, size_t size, char *to);

static inline const char *jsonl_space(const char *at)
{
	while (*at == ' ' || *at == '\t' || *at == '\r')
		at++;
	return at;
}

#endif
