/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where in a JSON text a value stands: a second, light walk over the text, made only when there is an error to show.
 * Works on texts that parsed; on anything else it stops at the deepest place it understood and never reads outside.
 * Knows nothing of documents: a JSON pointer (RFC 6901) in, line and column out.
 */
#include "../base/text.h"
#include "jansson_value.h"

struct walk {
	const char *text;
	size_t size, at;
};

static void skip_blank(struct walk *w)
{
	while (w->at < w->size && (w->text[w->at] == ' ' || w->text[w->at] == '\t' || w->text[w->at] == '\n' ||
				   w->text[w->at] == '\r'))
		w->at++;
}

static bool here(const struct walk *w, char c)
{
	return w->at < w->size && w->text[w->at] == c;
}

static void skip_text(struct walk *w)
{
	w->at++;
	while (w->at < w->size && w->text[w->at] != '"')
		w->at += w->text[w->at] == '\\' ? 2 : 1;
	w->at = w->at < w->size ? w->at + 1 : w->size;
}

/* Past one value: brackets are counted, so no recursion. */
static void skip_value(struct walk *w)
{
	size_t depth = 0;

	while (w->at < w->size) {
		char c = w->text[w->at];

		if (c == '"') {
			skip_text(w);
			if (depth == 0)
				return;
			continue;
		}
		if (c == '[' || c == '{') {
			depth++;
		} else if (c == ']' || c == '}') {
			if (depth == 0)
				return;
			if (--depth == 0) {
				w->at++;
				return;
			}
		} else if (depth == 0 && (c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t')) {
			return;
		}
		w->at++;
	}
}

static uint32_t four_digits(const struct walk *w, size_t at)
{
	uint32_t code = 0;

	for (size_t i = at; i < at + 4 && i < w->size; i++) {
		char c = w->text[i];

		code = code * 16 + (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return code;
}

/* The text at a quotation mark, its escapes undone. */
static void read_text(struct walk *w, struct sanya_buffer *out)
{
	static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";

	w->at++;
	while (w->at < w->size && w->text[w->at] != '"') {
		char c = w->text[w->at++];

		if (c != '\\' || w->at >= w->size) {
			sanya_buffer_byte(out, (unsigned char)c);
			continue;
		}
		c = w->text[w->at++];
		if (c == 'u') {
			uint32_t code = four_digits(w, w->at);

			w->at += 4;
			if (code >= 0xd800 && code < 0xdc00) {
				code = 0x10000 + ((code - 0xd800) << 10) + (four_digits(w, w->at + 2) & 0x3ff);
				w->at += 6;
			}
			sanya_utf8_add(out, code);
		} else {
			const char *found = strchr(escapes, c);

			if (found != NULL && c != '\0')
				sanya_buffer_byte(out, (unsigned char)meanings[found - escapes]);
		}
	}
	w->at = w->at < w->size ? w->at + 1 : w->size;
}

/* One reference token of the pointer, ~1 and ~0 undone; moves `pointer` behind it. */
static void read_token(const char **pointer, struct sanya_buffer *out)
{
	const char *p = *pointer;

	while (*p != '\0' && *p != '/') {
		if (p[0] == '~' && (p[1] == '0' || p[1] == '1')) {
			sanya_buffer_byte(out, p[1] == '0' ? '~' : '/');
			p += 2;
		} else {
			if (p[0] != '~' || p[1] != '\0') /* "~" at the end: the key itself is meant */
				sanya_buffer_byte(out, (unsigned char)*p);
			p++;
		}
	}
	*pointer = p;
}

/* Into member `token` of the object here.  false: no such member; `w` stays. */
static bool enter_member(struct walk *w, const struct sanya_buffer *token, size_t *ret_key)
{
	struct walk look = *w;
	struct sanya_buffer key;
	bool found = false;

	sanya_buffer_init(&key, SANYA_TEXT_MAX * 4);
	look.at++;
	for (skip_blank(&look); !found && here(&look, '"'); skip_blank(&look)) {
		size_t start = look.at;

		sanya_buffer_clear(&key);
		read_text(&look, &key);
		skip_blank(&look);
		if (!here(&look, ':'))
			break;
		look.at++;
		skip_blank(&look);
		if (key.size == token->size && memcmp(key.data, token->data, key.size) == 0) {
			*ret_key = start;
			*w = look;
			found = true;
			break;
		}
		skip_value(&look);
		skip_blank(&look);
		if (!here(&look, ','))
			break;
		look.at++;
	}
	sanya_buffer_done(&key);
	return found;
}

static bool enter_element(struct walk *w, const struct sanya_buffer *token)
{
	struct walk look = *w;
	struct sanya_error ignored = SANYA_ERROR_INIT;
	int64_t index;

	if (sanya_text_integer(token->data, token->size, &index, &ignored) < 0 || index < 0)
		return false;
	look.at++;
	skip_blank(&look);
	for (; index > 0; index--) {
		skip_value(&look);
		skip_blank(&look);
		if (!here(&look, ','))
			return false;
		look.at++;
		skip_blank(&look);
	}
	if (look.at >= look.size || here(&look, ']'))
		return false;
	*w = look;
	return true;
}

void sanya_json_place(const char *text, size_t size, size_t offset, unsigned long *ret_line, unsigned long *ret_column,
		      char *excerpt, size_t excerpt_size)
{
	size_t start = 0, end;

	*ret_line = 1;
	*ret_column = 1;
	if (offset > size)
		offset = size;
	for (size_t i = 0; i < offset; i++) {
		if (text[i] == '\n') {
			++*ret_line;
			start = i + 1;
		}
	}
	for (size_t i = start; i < offset; i++)
		*ret_column += ((unsigned char)text[i] & 0xc0) != 0x80;
	if (excerpt == NULL || excerpt_size == 0)
		return;
	for (end = start; end < size && text[end] != '\n' && text[end] != '\r'; end++)
		;
	/* A long line is shown from shortly before the place. */
	if (end - start >= excerpt_size && offset - start > excerpt_size / 2) {
		start = offset - excerpt_size / 2;
		while (start < offset && ((unsigned char)text[start] & 0xc0) == 0x80)
			start++;
	}
	end = start + (end - start < excerpt_size ? end - start : sanya_utf8_prefix(text + start, excerpt_size - 1));
	for (size_t i = start; i < end; i++) {
		unsigned char c = (unsigned char)text[i];

		excerpt[i - start] = c < 0x20 ? ' ' : c == 0x7f ? '?' : (char)c;
	}
	excerpt[end - start] = '\0';
	if (sanya_utf8_check(excerpt, end - start) < end - start) { /* what is not UTF-8 is not shown */
		for (size_t i = 0; i < end - start; i++)
			if ((unsigned char)excerpt[i] >= 0x80)
				excerpt[i] = '?';
	}
}

void sanya_json_locate(const char *text, size_t size, const char *pointer, unsigned long *ret_line,
		       unsigned long *ret_column, char *ret_excerpt, size_t excerpt_size)
{
	struct walk w = { .text = text, .size = size };
	size_t length = strlen(pointer), key = SIZE_MAX;
	bool want_key = length > 0 && pointer[length - 1] == '~';
	struct sanya_buffer token;

	sanya_buffer_init(&token, SANYA_TEXT_MAX * 4);
	skip_blank(&w);
	while (*pointer == '/') {
		bool entered;

		pointer++;
		sanya_buffer_clear(&token);
		read_token(&pointer, &token);
		if (here(&w, '{'))
			entered = enter_member(&w, &token, &key);
		else
			entered = here(&w, '[') && enter_element(&w, &token);
		if (!entered) {
			want_key = false;
			break;
		}
	}
	sanya_buffer_done(&token);
	sanya_json_place(text, size, want_key && key != SIZE_MAX ? key : w.at, ret_line, ret_column, ret_excerpt,
			 excerpt_size);
}

int sanya_json_blame(const char *name, const char *text, size_t size, const char *pointer, struct sanya_error *err)
{
	unsigned long line, column;
	bool fill = err->excerpt[0] == '\0' && err->line == 0;

	sanya_json_locate(text, size, pointer, &line, &column, fill ? err->excerpt : NULL,
			  fill ? sizeof(err->excerpt) : 0);
	return sanya_error_at(err, name, line, column);
}
