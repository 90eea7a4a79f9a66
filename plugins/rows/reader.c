/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The block behind every reader: a window of the file that moves on record by record.
 * Limits: it grows, doubling, as long as one record fills it; how far a record may go is for the format to say.
 */
#include "reader.h"

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
			got = reader->input.read(reader->input.context, reader->bytes + reader->filled, want);
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

void rows_reader_share(struct rows_reader *reader, uint32_t part, uint32_t parts, uint64_t chunk)
{
	reader->part = part;
	reader->parts = parts;
	reader->chunk = chunk;
	reader->mine = 0;
}

bool rows_reader_owns(struct rows_reader *reader, size_t at, uint64_t *ret_next)
{
	const uint64_t chunk = (reader->offset + at) / reader->chunk, turn = chunk % reader->parts;
	if (turn == reader->part) {
		reader->mine = (chunk + 1) * reader->chunk - reader->offset;
		return true;
	}
	*ret_next = (chunk + (reader->part + reader->parts - turn) % reader->parts) * reader->chunk - reader->offset;
	return false;
}
