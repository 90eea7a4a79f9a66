/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON Lines: one JSON object a line (RFC 8259), one after the other, in constant memory.
 *
 * Fields are slices of the block: nothing is copied, and escapes are taken out only of texts that somebody asks for.  Lines of one file are
 * mostly alike, so the keys of the line before are expected first, byte by byte as they stood there; any other line is read with all care.
 *
 * Rules
 *  - LF ends a line; a CR before it, and any spaces around values, mean nothing.  The last line needs no end.  A line of nothing is blank.
 *  - Keys may come in any order and be missing; a key that comes twice makes the line a bad one.
 *  - Texts, numbers, true and false are taken as they are written; null is absent.  An array is a list of texts, numbers, true and false; other
 *    arrays, and objects within the object, are nested, which matters only to who wants that key.
 *  - A line that is not one object is bad, with the reason and the column, in characters; the next line is read as if nothing had been.
 *  - A UTF-8 byte order mark is skipped.  UTF-16, NUL bytes and lines of more than ROWS_RECORD_MAX bytes end the file with a fault that names the line.
 */
#ifndef JSONL_READER_H
#define JSONL_READER_H

#include "../rows/reader.h"

extern const struct rows_format jsonl_format;

int jsonl_reader_new(const struct rows_input *input, const struct rows_shape *shape, struct rows_reader **ret,
		     struct rows_fault *fault) ROWS_MUST_CHECK;
void jsonl_reader_free(struct rows_reader *reader);
int jsonl_reader_next(struct rows_reader *reader, struct rows_record *ret, struct rows_fault *fault) ROWS_MUST_CHECK;
int jsonl_reader_jump(struct rows_reader *reader, uint64_t from, struct rows_fault *fault) ROWS_MUST_CHECK;
int jsonl_reader_peek(struct rows_reader *reader, struct rows_record *ret, struct rows_fault *fault) ROWS_MUST_CHECK;
/* Keys by slot, without their escapes. */
int jsonl_reader_want_keys(struct rows_reader *reader, const char *const *keys, uint32_t count, struct rows_fault *fault) ROWS_MUST_CHECK;
uint32_t jsonl_reader_decode(const struct rows_reader *reader, const struct rows_field *field, char *to);
bool jsonl_reader_item(const struct rows_field *list, const char **at, struct rows_field *ret);

#endif
