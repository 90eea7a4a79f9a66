/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small strict JSON reader (RFC 8259) for mappings; see json.h.
 * Limits: no fractions (a mapping has none), documents up to ROWS_MAPPING_MAX bytes; U+0000 in a text is refused.
 */
#include "json.h"

#include "encoding.h"

#include <string.h>

struct parser {
	struct rows_arena *arena;
	const char *at, *end;
	const char *line_start;
	uint32_t line;
	unsigned depth;
	struct rows_fault *fault;
};

static uint32_t column_of(const struct parser *p, const char *at)
{
	uint32_t column = 1;
	for (const char *c = p->line_start; c < at; c++)
		column += ((unsigned char)*c & 0xc0) != 0x80;
	return column;
}

static int bad(const struct parser *p, const char *what)
{
	return rows_fail(p->fault, "mapping, line %u, column %u: %s", p->line, column_of(p, p->at), what);
}

static void skip_space(struct parser *p)
{
	for (; p->at < p->end; p->at++) {
		if (*p->at == '\n') {
			p->line++;
			p->line_start = p->at + 1;
		} else if (*p->at != ' ' && *p->at != '\t' && *p->at != '\r') {
			return;
		}
	}
}

static int hex4(struct parser *p, uint32_t *ret)
{
	uint32_t value = 0;
	for (int i = 0; i < 4; i++) {
		if (p->at == p->end)
			return bad(p, "the text ends within a \\u escape");
		unsigned char c = (unsigned char)*p->at;
		unsigned digit;
		if (c >= '0' && c <= '9')
			digit = c - (unsigned)'0';
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			digit = (c | 0x20u) - (unsigned)'a' + 10;
		else
			return bad(p, "a \\u escape needs four hexadecimal digits");
		value = value * 16 + digit;
		p->at++;
	}
	*ret = value;
	return 0;
}

static char *add_code(char *out, uint32_t code)
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

static int read_escape(struct parser *p, char **out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	if (p->at == p->end)
		return bad(p, "the text is not closed");
	char c = *p->at;
	const char *found = c ? strchr(from, c) : NULL;
	if (found) {
		*(*out)++ = to[found - from];
		p->at++;
		return 0;
	}
	if (c != 'u')
		return bad(p, "no such escape; write \\\\ for a backslash");
	p->at++;
	uint32_t code, low;
	if (hex4(p, &code) < 0)
		return -1;
	if (code >= 0xd800 && code <= 0xdbff && p->end - p->at >= 6 && p->at[0] == '\\' && p->at[1] == 'u') {
		p->at += 2;
		if (hex4(p, &low) < 0)
			return -1;
		if (low < 0xdc00 || low > 0xdfff)
			return bad(p, "half a surrogate pair");
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	} else if (code >= 0xd800 && code <= 0xdfff) {
		return bad(p, "half a surrogate pair");
	}
	if (code == 0)
		return bad(p, "U+0000 may not occur");
	*out = add_code(*out, code);
	return 0;
}

/* At the opening quote. */
static int read_text(struct parser *p, const char **ret, uint32_t *ret_size)
{
	const char *close = p->at + 1;
	while (close < p->end && *close != '"' && *close != '\n')
		close += *close == '\\' && close + 1 < p->end ? 2 : 1;
	if (close >= p->end || *close != '"')
		return bad(p, "the text that begins here is not closed on its line");
	char *copy = rows_arena_take(p->arena, (size_t)(close - p->at) + 1);
	if (!copy)
		return rows_fail_memory(p->fault);
	char *out = copy;
	p->at++;
	while (*p->at != '"') {
		if (*p->at == '\\') {
			p->at++;
			if (read_escape(p, &out) < 0)
				return -1;
		} else if ((unsigned char)*p->at < 0x20) {
			return bad(p, "a control character in a text; write it as an escape");
		} else {
			*out++ = *p->at++;
		}
	}
	p->at++;
	*ret = copy;
	*ret_size = (uint32_t)(out - copy);
	return 0;
}

static int read_integer(struct parser *p, struct rows_json *json)
{
	bool negative = *p->at == '-';
	const char *start = p->at;
	p->at += negative;
	int64_t value = 0;
	int digits = 0;
	bool zero_first = p->at < p->end && *p->at == '0';
	for (; p->at < p->end && *p->at >= '0' && *p->at <= '9'; p->at++, digits++)
		if (value <= INT32_MAX)
			value = value * 10 + (*p->at - '0');
	if (!digits || (zero_first && digits > 1)) {
		p->at = start;
		return bad(p, "not a JSON value");
	}
	if (p->at < p->end && (*p->at == '.' || *p->at == 'e' || *p->at == 'E')) {
		p->at = start;
		return bad(p, "a number with a fraction; write it as text: \"4.5\"");
	}
	if (value > INT32_MAX) {
		p->at = start;
		return bad(p, "the number is too large");
	}
	json->type = ROWS_JSON_INTEGER;
	json->integer = (int32_t)(negative ? -value : value);
	return 0;
}

static int read_value(struct parser *p, struct rows_json *json);

static int read_member(struct parser *p, struct rows_json *parent, struct rows_json *child)
{
	skip_space(p);
	if (parent->type == ROWS_JSON_OBJECT) {
		if (p->at == p->end || *p->at != '"')
			return bad(p, "a key in quotes is needed here");
		child->key_line = p->line;
		child->key_column = column_of(p, p->at);
		uint32_t size;
		if (read_text(p, &child->key, &size) < 0)
			return -1;
		if (rows_json_get(parent, child->key))
			return rows_fail(p->fault, "mapping, line %u, column %u: the key \"%.100s\" is there twice; keep one",
					child->key_line, child->key_column, child->key);
		skip_space(p);
		if (p->at == p->end || *p->at != ':')
			return bad(p, "a colon is needed after the key");
		p->at++;
		skip_space(p);
	}
	return read_value(p, child);
}

static int read_members(struct parser *p, struct rows_json *json)
{
	char close = *p->at == '{' ? '}' : ']';
	json->type = *p->at == '{' ? ROWS_JSON_OBJECT : ROWS_JSON_ARRAY;
	if (++p->depth > ROWS_DEPTH_MAX)
		return bad(p, "nested too deeply");
	p->at++;
	skip_space(p);
	const struct rows_json **link = &json->first;
	if (p->at < p->end && *p->at == close) {
		p->at++;
		p->depth--;
		return 0;
	}
	for (;;) {
		struct rows_json *child = rows_arena_take(p->arena, sizeof(*child));
		if (!child)
			return rows_fail_memory(p->fault);
		if (read_member(p, json, child) < 0)
			return -1;
		*link = child;
		link = &child->next;
		json->size++;
		skip_space(p);
		if (p->at < p->end && *p->at == ',') {
			p->at++;
			continue;
		}
		if (p->at == p->end || *p->at != close)
			return bad(p, close == '}' ? "a comma or } is needed here" : "a comma or ] is needed here");
		p->at++;
		p->depth--;
		return 0;
	}
}

static int read_value(struct parser *p, struct rows_json *json)
{
	static const struct {
		const char *word;
		enum rows_json_type type;
	} words[] = {{"null", ROWS_JSON_NULL}, {"false", ROWS_JSON_FALSE}, {"true", ROWS_JSON_TRUE}};
	json->line = p->line;
	json->column = column_of(p, p->at);
	if (p->at == p->end)
		return bad(p, "the document ends here, but a value is needed");
	switch (*p->at) {
	case '{':
	case '[':
		return read_members(p, json);
	case '"':
		json->type = ROWS_JSON_TEXT;
		return read_text(p, &json->text, &json->size);
	default:
		break;
	}
	for (size_t i = 0; i < ROWS_COUNT(words); i++) {
		size_t size = strlen(words[i].word);
		if ((size_t)(p->end - p->at) >= size && memcmp(p->at, words[i].word, size) == 0) {
			json->type = words[i].type;
			p->at += size;
			return 0;
		}
	}
	return read_integer(p, json);
}

int rows_json_parse(struct rows_arena *arena, const char *text, size_t size, const struct rows_json **ret, struct rows_fault *fault)
{
	struct parser p = {.arena = arena, .at = text, .end = text + size, .line_start = text, .line = 1, .fault = fault};
	if (size > ROWS_MAPPING_MAX)
		return rows_fail(fault, "mapping: larger than 1 MiB");
	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		p.at = p.line_start = text + 3;
	size_t good = rows_utf8_check(text, size);
	if (good < size) {
		for (const char *c = text; c < text + good; c++)
			if (*c == '\n') {
				p.line++;
				p.line_start = c + 1;
			}
		p.at = text + good;
		return bad(&p, "not UTF-8; save the mapping as UTF-8");
	}
	struct rows_json *json = rows_arena_take(arena, sizeof(*json));
	if (!json)
		return rows_fail_memory(fault);
	skip_space(&p);
	if (p.at == p.end || *p.at != '{')
		return bad(&p, "a mapping is a JSON object: {\"format\": \"sanya.mapping/1\", …}");
	if (read_value(&p, json) < 0)
		return -1;
	skip_space(&p);
	if (p.at != p.end)
		return bad(&p, "something follows the end of the mapping; take it out");
	*ret = json;
	return 0;
}

const struct rows_json *rows_json_get(const struct rows_json *object, const char *key)
{
	for (const struct rows_json *it = object->first; it; it = it->next)
		if (strcmp(it->key, key) == 0)
			return it;
	return NULL;
}

const char *rows_json_type_name(enum rows_json_type type)
{
	static const char *const names[] = {"null", "false", "true", "a number", "a text", "a list", "an object"};
	return names[type];
}
