/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See text.h.
 * Limits: numbers are checked and kept as they are written; half a surrogate pair is no character, and U+0000 none that a text may hold.
 */
#include "text.h"

static const char needs_hex[] = "not JSON: a \\u escape needs four hexadecimal digits";
static const char half_pair[] = "not JSON: half a surrogate pair";

/* Four hexadecimal digits; -1: they are not. */
static int32_t hex4(const char *at)
{
	int32_t value = 0;
	for (int i = 0; i < 4; i++) {
		const unsigned char c = (unsigned char)at[i], low = c | 0x20;
		if (c >= '0' && c <= '9')
			value = value * 16 + (c - '0');
		else if (low >= 'a' && low <= 'f')
			value = value * 16 + (low - 'a' + 10);
		else
			return -1;
	}
	return value;
}

/* From a backslash to behind its escape. */
static const char *escape(const char *at, const char **why)
{
	switch (at[1]) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		return at + 2;
	case 'u':
		break;
	default:
		*why = "not JSON: no such escape";
		return at;
	}
	const int32_t code = hex4(at + 2);
	if (code < 0) {
		*why = needs_hex;
		return at;
	}
	if (code == 0) {
		*why = "U+0000 may not occur";
		return at;
	}
	if (code < 0xd800 || code > 0xdfff)
		return at + 6;
	if (code > 0xdbff || at[6] != '\\' || at[7] != 'u') {
		*why = half_pair;
		return at;
	}
	const int32_t second = hex4(at + 8);
	if (second < 0) {
		*why = needs_hex;
		return at + 6;
	}
	if (second < 0xdc00 || second > 0xdfff) {
		*why = half_pair;
		return at;
	}
	return at + 12;
}

const char *jsonl_text(const char *at, bool *ret_raw, const char **why)
{
	const char *start = at;
	*ret_raw = false;
	for (;;) {
		at = jsonl_stop(at);
		if (*at == '"')
			return at + 1;
		if (*at != '\\') {
			const bool open = *at == '\n' || *at == '\0';
			*why = open ? "not JSON: the text that begins here is not closed" : "not JSON: a control character in a text";
			return open ? start - 1 : at;
		}
		*ret_raw = true;
		at = escape(at, why);
		if (*why)
			return at;
	}
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

const char *jsonl_number(const char *at, const char **why)
{
	const char *start = at;
	at += *at == '-';
	const char *whole = at;
	while (is_digit(*at))
		at++;
	bool good = at > whole && (*whole != '0' || at == whole + 1);
	if (good && *at == '.') {
		const char *fraction = ++at;
		while (is_digit(*at))
			at++;
		good = at > fraction;
	}
	if (good && (*at == 'e' || *at == 'E')) {
		at++;
		at += *at == '+' || *at == '-';
		const char *exponent = at;
		while (is_digit(*at))
			at++;
		good = at > exponent;
	}
	if (good)
		return at;
	*why = "not JSON: a value is needed here";
	return start;
}

/* true, false and null; NULL: none of them. */
static const char *word(const char *at)
{
	if (memcmp(at, "true", 4) == 0 || memcmp(at, "null", 4) == 0)
		return at + 4;
	return memcmp(at, "false", 5) == 0 ? at + 5 : NULL;
}

/* A text, number or word. */
static const char *scalar(const char *at, struct rows_field *ret, const char **why)
{
	if (*at == '"') {
		bool raw;
		const char *end = jsonl_text(at + 1, &raw, why);
		if (!*why)
			*ret = (struct rows_field){at + 1, (uint32_t)(end - at - 2), raw ? ROWS_RAW : ROWS_AS_IT_IS};
		return end;
	}
	const char *end = word(at);
	if (!end)
		end = jsonl_number(at, why);
	if (!*why)
		*ret = (struct rows_field){at, *at == 'n' ? 0 : (uint32_t)(end - at), ROWS_AS_IT_IS};
	return end;
}

/* A key of an object that nobody asks about, and its colon. */
static const char *inner_key(const char *at, const char **why)
{
	bool raw;
	if (*at != '"') {
		*why = "not JSON: a key in quotes is needed here";
		return at;
	}
	at = jsonl_text(at + 1, &raw, why);
	if (*why)
		return at;
	at = jsonl_space(at);
	if (*at != ':') {
		*why = "not JSON: a colon is needed after the key";
		return at;
	}
	return jsonl_space(at + 1);
}

/* An array or object with all that is in it, without recursion: one bit a level says which of the two it is. */
static const char *nested(const char *at, enum rows_form *ret, const char **why)
{
	uint64_t objects = 0;
	unsigned depth = 0;
	struct rows_field any;
	*ret = *at == '[' ? ROWS_LIST : ROWS_NESTED;
	for (;;) {
		/* A value is due. */
		if (*at == '[' || *at == '{') {
			const bool object = *at == '{';
			if (depth == JSONL_DEPTH_MAX) {
				*why = "nested too deeply";
				return at;
			}
			if (depth > 0)
				*ret = ROWS_NESTED;
			objects = objects << 1 | object;
			depth++;
			at = jsonl_space(at + 1);
			if (*at != (object ? '}' : ']')) {
				if (object)
					at = inner_key(at, why);
				if (*why)
					return at;
				continue;
			}
		} else {
			at = jsonl_space(scalar(at, &any, why));
			if (*why)
				return at;
		}
		/* A value has been: what it stands in ends, or goes on. */
		while (depth > 0 && *at == (objects & 1 ? '}' : ']')) {
			objects >>= 1;
			if (--depth == 0)
				return at + 1;
			at = jsonl_space(at + 1);
		}
		if (*at != ',') {
			*why = objects & 1 ? "not JSON: a comma or } is needed here" : "not JSON: a comma or ] is needed here";
			return at;
		}
		at = jsonl_space(at + 1);
		if (objects & 1)
			at = inner_key(at, why);
		if (*why)
			return at;
	}
}

const char *jsonl_value(const char *at, struct rows_field *ret, const char **why)
{
	if (*at != '[' && *at != '{')
		return scalar(at, ret, why);
	enum rows_form form;
	const char *end = nested(at, &form, why);
	if (!*why)
		*ret = (struct rows_field){at, (uint32_t)(end - at), form};
	return end;
}

static char *put_code(char *out, uint32_t code)
{
	if (code < 0x80) {
		*out++ = (char)code;
	} else if (code < 0x800) {
		*out++ = (char)(0xc0 | code >> 6);
		*out++ = (char)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		*out++ = (char)(0xe0 | code >> 12);
		*out++ = (char)(0x80 | (code >> 6 & 0x3f));
		*out++ = (char)(0x80 | (code & 0x3f));
	} else {
		*out++ = (char)(0xf0 | code >> 18);
		*out++ = (char)(0x80 | (code >> 12 & 0x3f));
		*out++ = (char)(0x80 | (code >> 6 & 0x3f));
		*out++ = (char)(0x80 | (code & 0x3f));
	}
	return out;
}

uint32_t jsonl_unescape(const char *text, size_t size, char *to)
{
	static const char from[] = "\"\\/bfnrt", what[] = "\"\\/\b\f\n\r\t";
	const char *end = text + size;
	char *out = to;
	while (text < end) {
		if (*text != '\\') {
			*out++ = *text++;
			continue;
		}
		if (text[1] != 'u') {
			*out++ = what[strchr(from, text[1]) - from];
			text += 2;
			continue;
		}
		uint32_t code = (uint32_t)hex4(text + 2);
		text += 6;
		if (code >= 0xd800 && code <= 0xdbff) {
			code = 0x10000 + ((code - 0xd800) << 10) + ((uint32_t)hex4(text + 2) - 0xdc00);
			text += 6;
		}
		out = put_code(out, code);
	}
	return (uint32_t)(out - to);
}
