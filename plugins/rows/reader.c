/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The block behind every reader: a window of the file that moves on record by record.
 * Limits: it grows, doubling, as long as one record fills it; how far a record may go is for the format to say.
 */
#include "reader.h"

#include "lanes.h"

#include <stdlib.h>

#define FIRST_ROOM ((size_t)256 << 10)
#define RAW_ROOM ((size_t)64 << 10)

int rows_reader_init(struct rows_reader *reader, const struct rows_input *input, enum rows_encoding encoding,
		     struct rows_fault *fault)
{
	*reader = (struct rows_reader){.input = *input, .encoding = encoding, .room = FIRST_ROOM, .line = 1, .mine = UINT64_MAX};
	reader->bytes = calloc(1, reader->room + ROWS_BEHIND);
	if (encoding != ROWS_UTF8)
		reader->raw = malloc(RAW_ROOM);
	if (!reader->bytes || (encoding != ROWS_UTF8 && !reader->raw))
		return rows_fail_memory(fault);
	return 0;
}

void rows_reader_done(struct rows_reader *reader)
{
	free(reader->bytes);
	free(reader->raw);
	reader->bytes = NULL;
	reader->raw = NULL;
}

static int64_t read_bytes(const struct rows_reader *reader, void *bytes, uint64_t size)
{
	const struct rows_input *input = &reader->input;
	if (reader->jumped)
		return input->read_at(input->context, reader->offset + reader->filled, bytes, size);
	return input->read(input->context, bytes, size);
}

int rows_reader_fill(struct rows_reader *reader, struct rows_fault *fault)
{
	if (reader->at) {
		memmove(reader->bytes, reader->bytes + reader->at, reader->filled - reader->at);
		reader->filled -= reader->at;
		reader->offset += reader->at;
		if (reader->mine != UINT64_MAX)
			reader->mine = reader->mine > reader->at ? reader->mine - reader->at : 0;
		reader->at = 0;
	}
	if (reader->room - reader->filled < reader->room / 4) {
		size_t room = reader->room * 2;
		char *bytes = realloc(reader->bytes, room + ROWS_BEHIND);
		if (!bytes)
			return rows_fail_memory(fault);
		reader->bytes = bytes;
		reader->room = room;
	}
	while (!reader->ended && reader->filled < reader->room) {
		size_t want = reader->room - reader->filled;
		int64_t got;
		if (reader->encoding == ROWS_UTF8) {
			got = read_bytes(reader, reader->bytes + reader->filled, want);
			if (got > 0)
				reader->filled += (size_t)got;
		} else {
			want /= 3;
			if (want == 0)
				break;
			if (want > RAW_ROOM)
				want = RAW_ROOM;
			got = reader->input.read(reader->input.context, reader->raw, want);
			if (got > 0)
				reader->filled += rows_encoding_convert(reader->encoding, reader->raw, (size_t)got,
									reader->bytes + reader->filled);
		}
		if (got < 0)
			return rows_fail(fault, "%s: could not be read to its end", reader->input.name);
		if (got == 0)
			reader->ended = true;
		reader->total += (uint64_t)got;
	}
	memset(reader->bytes + reader->filled, 0, ROWS_BEHIND);
	return 0;
}

void rows_reader_limit(struct rows_reader *reader, uint64_t to)
{
	reader->mine = to > reader->offset ? to - reader->offset : 0;
}

int rows_reader_jump(struct rows_reader *reader, uint64_t from, struct rows_fault *fault)
{
	const char *newline = NULL;
	reader->jumped = true;
	reader->offset = from - 1;
	reader->filled = reader->at = 0;
	reader->ended = false;
	while (!newline && !reader->ended) {
		reader->at = reader->filled;
		if (rows_reader_fill(reader, fault) < 0)
			return -1;
		newline = memchr(reader->bytes, '\n', reader->filled);
	}
	reader->at = newline ? (size_t)(newline - reader->bytes) + 1 : reader->filled;
	reader->begin = reader->offset + reader->at;
	reader->line = 1;
	return 0;
}

/* The line ends before `begin`. */
static int count_lines(struct rows_reader *reader, struct rows_fault *fault)
{
	enum { ROOM = 64 * 1024 };
	char *bytes = calloc(1, ROOM + ROWS_BEHIND);
	uint64_t at = 0;
	if (!bytes)
		return rows_fail_memory(fault);
	while (at < reader->begin) {
		const uint64_t left = reader->begin - at;
		int64_t got = reader->input.read_at(reader->input.context, at, bytes, left < ROOM ? left : ROOM);
		if (got <= 0) {
			free(bytes);
			return rows_fail(fault, "%s: could not be read again", reader->input.name);
		}
		memset(bytes + got, 0, ROWS_BEHIND);
		for (int64_t i = 0; i < got; i += 64) {
			const struct rows_lanes lanes = rows_lanes_load(bytes + i);
			reader->lines += rows_bits_count(rows_lanes_equal(&lanes, '\n'));
		}
		at += (uint64_t)got;
	}
	free(bytes);
	reader->counted = true;
	return 0;
}

uint64_t rows_reader_line(struct rows_reader *reader, uint64_t line, struct rows_fault *fault)
{
	if (reader->jumped && !reader->counted && count_lines(reader, fault) < 0)
		return 0;
	return reader->lines + line;
}
