/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A writer of indented JSON into a buffer: brackets, keys and values as they come.
 * Room is taken from the buffer in large pieces, so that most calls copy a few bytes and compare one pointer.
 */
#include "json_write.h"

#define PIECE (64u << 10)
#define INDENT_MOST 64u

static const char spaces[INDENT_MOST + 1] = "                                                                ";

void sanya_json_write_begin(struct sanya_json_writer *writer, struct sanya_buffer *out)
{
	*writer = (struct sanya_json_writer){ .out = out };
}

void sanya_json_write_flush(struct sanya_json_writer *writer)
{
	if (writer->start != NULL)
		sanya_buffer_wrote(writer->out, (size_t)(writer->at - writer->start));
	writer->start = writer->at = writer->end = NULL;
}

static bool more_room(struct sanya_json_writer *writer, size_t size)
{
	sanya_json_write_flush(writer);
	size_t room = size > PIECE ? size : PIECE;

	/* Near the buffer's cap it gives what is needed and no more. */
	if (writer->out->failed == 0 && room > writer->out->cap - writer->out->size)
		room = size;
	writer->start = writer->at = sanya_buffer_room(writer->out, room);
	writer->end = writer->start == NULL ? NULL : writer->start + room;
	return writer->start != NULL;
}

static inline bool need(struct sanya_json_writer *writer, size_t size)
{
	return __builtin_expect(writer->start != NULL && (size_t)(writer->end - writer->at) >= size, 1) || more_room(writer, size);
}

static inline void put(struct sanya_json_writer *writer, const char *bytes, size_t size)
{
	memcpy(writer->at, bytes, size);
	writer->at += size;
}

/* At most 2 + INDENT_MOST bytes. */
static inline void new_line(struct sanya_json_writer *writer)
{
	*writer->at++ = '\n';
	memcpy(writer->at, spaces, INDENT_MOST);
	writer->at += writer->depth * 2 < INDENT_MOST ? writer->depth * 2 : INDENT_MOST;
}

void sanya_json_write_end(struct sanya_json_writer *writer)
{
	if (need(writer, 1))
		*writer->at++ = '\n';
	sanya_json_write_flush(writer);
}

void sanya_json_write_open(struct sanya_json_writer *writer, char bracket)
{
	if (!need(writer, 1))
		return;
	*writer->at++ = bracket;
	writer->depth++;
	writer->follows = false;
}

void sanya_json_write_close(struct sanya_json_writer *writer, char bracket)
{
	if (!need(writer, INDENT_MOST + 2))
		return;
	writer->depth--;
	if (writer->follows)
		new_line(writer);
	*writer->at++ = bracket;
	writer->follows = true;
}

void sanya_json_write_item(struct sanya_json_writer *writer)
{
	if (!need(writer, INDENT_MOST + 2))
		return;
	if (writer->follows)
		*writer->at++ = ',';
	new_line(writer);
	writer->follows = true;
}

void sanya_json_write_key(struct sanya_json_writer *writer, const char *key, size_t size)
{
	if (!need(writer, INDENT_MOST + size + 6))
		return;
	if (writer->follows)
		*writer->at++ = ',';
	new_line(writer);
	*writer->at++ = '"';
	put(writer, key, size);
	put(writer, "\": ", 3);
	writer->follows = true;
}

/* --- values --- */

static inline bool is_plain(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\';
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Not 0 where any of eight bytes needs an escape; now and then also where none does. */
static inline uint64_t may_escape(uint64_t word)
{
	uint64_t quotes = word ^ EACH('"'), slashes = word ^ EACH('\\');

	return (((word - EACH(0x20)) & ~word) | ((quotes - EACH(1)) & ~quotes) | ((slashes - EACH(1)) & ~slashes)) & EACH(0x80);
}

/* From the start of a text as many bytes as need no look of their own, by eights. */
static inline uint32_t put_plain(struct sanya_json_writer *writer, const char *text, uint32_t size)
{
	uint32_t done = 0;
	uint64_t word;

	for (; size - done >= sizeof word; done += (uint32_t)sizeof word) {
		memcpy(&word, text + done, sizeof word);
		if (may_escape(word) != 0)
			break;
		put(writer, (const char *)&word, sizeof word);
	}
	return done;
}

static void put_escaped(struct sanya_json_writer *writer, unsigned char c)
{
	static const char shorts[0x20] = { ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r' };
	static const char digits[] = "0123456789abcdef";

	*writer->at++ = '\\';
	if (c >= 0x20) {
		*writer->at++ = (char)c;
	} else if (shorts[c] != 0) {
		*writer->at++ = shorts[c];
	} else {
		put(writer, "u00", 3);
		*writer->at++ = digits[c >> 4];
		*writer->at++ = digits[c & 15];
	}
}

void sanya_json_write_text(struct sanya_json_writer *writer, struct sanya_text text)
{
	if (text.at == NULL) {
		if (need(writer, 4))
			put(writer, "null", 4);
		return;
	}
	/* Every byte may become six. */
	if (!need(writer, (size_t)text.size * 6 + 2))
		return;
	*writer->at++ = '"';
	for (uint32_t i = put_plain(writer, text.at, text.size); i < text.size; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if (__builtin_expect(is_plain(c), 1))
			*writer->at++ = (char)c;
		else
			put_escaped(writer, c);
	}
	*writer->at++ = '"';
}

static char *digits_before(char *end, uint64_t value)
{
	do
		*--end = (char)('0' + (int)(value % 10));
	while ((value /= 10) > 0);
	return end;
}

static void put_number(struct sanya_json_writer *writer, int64_t value, bool quoted)
{
	char digits[24], *end = digits + sizeof digits, *from = end;

	if (!need(writer, sizeof digits + 2))
		return;
	from = digits_before(end, value < 0 ? -(uint64_t)value : (uint64_t)value);
	if (value < 0)
		*--from = '-';
	if (quoted)
		*writer->at++ = '"';
	put(writer, from, (size_t)(end - from));
	if (quoted)
		*writer->at++ = '"';
}

void sanya_json_write_integer(struct sanya_json_writer *writer, int64_t value)
{
	put_number(writer, value, false);
}

void sanya_json_write_digits(struct sanya_json_writer *writer, int64_t value)
{
	put_number(writer, value, true);
}

/* --- pieces --- */

int sanya_json_write_keep(struct sanya_json_writer *writer, struct sanya_arena *arena, struct sanya_json_piece *ret)
{
	sanya_json_write_flush(writer);
	*ret = (struct sanya_json_piece){ .size = writer->out->size, .depth = writer->depth, .follows = writer->follows };
	ret->bytes = writer->out->failed == 0 ? sanya_arena_copy(arena, writer->out->data, writer->out->size) : NULL;
	sanya_buffer_clear(writer->out);
	return ret->bytes != NULL ? 0 : -1;
}

void sanya_json_write_again(struct sanya_json_writer *writer, const struct sanya_json_piece *piece)
{
	if (need(writer, piece->size))
		put(writer, piece->bytes, piece->size);
	writer->depth = piece->depth;
	writer->follows = piece->follows;
}
