/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON as it comes, byte for byte what sanya_json_pretty makes of the same document, without values in memory: for lists of a million rows.
 *
 *	sanya_json_write_begin -> _open, _key, _item, values, _close ... -> sanya_json_write_end
 *
 * In an object each value follows a _key, in an array an _item; what is opened is closed with the same bracket.  The writer does not look
 * after that: it is for shapes that stand in the program.  Arrays stand on several lines, as pretty ones do that hold objects.
 * Failure (memory, the buffer's cap) sticks to the buffer; sanya_buffer_check tells.
 */
#ifndef SANYA_CODEC_JSON_WRITE_H
#define SANYA_CODEC_JSON_WRITE_H

#include "../base/arena.h"
#include "../base/buffer.h"
#include "../base/text.h"

struct sanya_json_writer {
	struct sanya_buffer *out;
	char *start, *at, *end; /* room that the buffer has given; start to at is not yet in the buffer */
	unsigned depth;
	bool follows; /* something stands before at this depth */
};

void sanya_json_write_begin(struct sanya_json_writer *writer, struct sanya_buffer *out);
/* Bytes that are not in the buffer yet. */
static inline size_t sanya_json_write_pending(const struct sanya_json_writer *writer)
{
	return writer->start == NULL ? 0 : (size_t)(writer->at - writer->start);
}
/* All that was written is in the buffer, which may be emptied then; the writer may go on. */
void sanya_json_write_flush(struct sanya_json_writer *writer);
/* With the final line end. */
void sanya_json_write_end(struct sanya_json_writer *writer);

void sanya_json_write_open(struct sanya_json_writer *writer, char bracket); /* '{' or '[' */
void sanya_json_write_close(struct sanya_json_writer *writer, char bracket);
void sanya_json_write_key(struct sanya_json_writer *writer, const char *key, size_t size); /* nothing in it needs an escape */
void sanya_json_write_item(struct sanya_json_writer *writer);
void sanya_json_write_text(struct sanya_json_writer *writer, struct sanya_text text); /* absent: null; else UTF-8 */
void sanya_json_write_integer(struct sanya_json_writer *writer, int64_t value);
/* A whole number as a text, for those that do not fit the numbers of JSON. */
void sanya_json_write_digits(struct sanya_json_writer *writer, int64_t value);

/*
 * Rows of one shape are the same but for a few values.  _keep takes what the writer has put into its buffer so far out again, as a piece
 * that _again writes whole wherever a writer stands as this one stood at first.  -1: memory is used up.
 */
struct sanya_json_piece {
	const char *bytes;
	size_t size;
	unsigned depth; /* where the writer stands behind it */
	bool follows;
};
int sanya_json_write_keep(struct sanya_json_writer *writer, struct sanya_arena *arena, struct sanya_json_piece *ret) SANYA_MUST_CHECK;
void sanya_json_write_again(struct sanya_json_writer *writer, const struct sanya_json_piece *piece);

/* A key that stands in the program. */
#define SANYA_JSON_KEY(writer, key) sanya_json_write_key(writer, "" key, sizeof(key) - 1)

#endif
