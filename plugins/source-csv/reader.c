/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scanner behind reader.h: fill a buffer, find the structural bytes, cut records out of it.
 * A record that is not whole yet is scanned again after the next fill, so a scan never carries state from one fill to the next.
 * Limits: one record must fit the buffer, which grows to ROWS_RECORD_MAX and no further.
 */
#include "reader.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define FIRST_ROOM ((size_t)256 << 10)
#define WINDOW ((size_t)16 << 10) /* bytes whose structural positions are known at a time */
#define RAW_ROOM ((size_t)64 << 10)

struct rows_reader {
	struct rows_input input;
	struct rows_shape shape;
	char *bytes;		/* `room` bytes and 64 more, so that whole vectors may be loaded */
	size_t room, filled;	/* bytes [0, filled) are the file's */
	size_t at;		/* start of the next record */
	uint64_t line;		/* of that record */
	uint64_t total;		/* bytes read from the input */
	bool ended, started, returned_any, cr_ends, line_end_known;
	unsigned char *raw;	/* of another encoding, before conversion */
	struct rows_field *fields;
	uint32_t field_room;
	/* positions[next .. count) are the structural bytes of the buffer in [.., window_end) not yet looked at */
	uint32_t *positions;
	uint32_t position_count, position_next;
	size_t window_end;
};

int csv_reader_new(const struct rows_input *input, const struct rows_shape *shape, struct rows_reader **ret,
		   struct rows_fault *fault)
{
	struct rows_reader *reader = calloc(1, sizeof(*reader));
	if (!reader)
		return rows_fail_memory(fault);
	reader->input = *input;
	reader->shape = *shape;
	reader->line = 1;
	reader->room = FIRST_ROOM;
	reader->field_room = 64;
	reader->bytes = calloc(1, reader->room + 64);
	reader->positions = malloc((WINDOW + 64) * sizeof(*reader->positions));
	reader->fields = malloc(reader->field_room * sizeof(*reader->fields));
	if (shape->encoding != ROWS_UTF8)
		reader->raw = malloc(RAW_ROOM);
	if (!reader->bytes || !reader->positions || !reader->fields || (shape->encoding != ROWS_UTF8 && !reader->raw)) {
		csv_reader_free(reader);
		return rows_fail_memory(fault);
	}
	*ret = reader;
	return 0;
}

void csv_reader_free(struct rows_reader *reader)
{
	if (!reader)
		return;
	free(reader->bytes);
	free(reader->positions);
	free(reader->fields);
	free(reader->raw);
	free(reader);
}

uint64_t csv_reader_bytes(const struct rows_reader *reader)
{
	return reader->total;
}

/* --- filling --- */

static void forget_positions(struct rows_reader *reader)
{
	reader->position_count = reader->position_next = 0;
	reader->window_end = reader->at;
}

/* Move the unfinished record to the front, grow where it fills the buffer, and read until the buffer is full or the file ends. */
static int fill(struct rows_reader *reader, struct rows_fault *fault)
{
	if (reader->at) {
		memmove(reader->bytes, reader->bytes + reader->at, reader->filled - reader->at);
		reader->filled -= reader->at;
		reader->at = 0;
	}
	forget_positions(reader);
	if (reader->room - reader->filled < reader->room / 4) {
		size_t room = reader->room * 2;
		char *bytes = realloc(reader->bytes, room + 64);
		if (!bytes)
			return rows_fail_memory(fault);
		reader->bytes = bytes;
		reader->room = room;
	}
	while (!reader->ended && reader->filled < reader->room) {
		size_t want = reader->room - reader->filled;
		int64_t got;
		if (reader->shape.encoding == ROWS_UTF8) {
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
				reader->filled += rows_encoding_convert(reader->shape.encoding, reader->raw, (size_t)got,
								       reader->bytes + reader->filled);
		}
		if (got < 0)
			return rows_fail(fault, "%s: could not be read to its end", reader->input.name);
		if (got == 0)
			reader->ended = true;
		reader->total += (uint64_t)got;
	}
	memset(reader->bytes + reader->filled, 0, 64);
	return 0;
}

/* The most frequent candidate of the first line, outside quotes. */
static char find_separator(const struct rows_reader *reader)
{
	static const char candidates[] = {',', ';', '\t', '|'};
	size_t counts[sizeof(candidates)] = {0};
	bool quoted = false;
	for (size_t i = reader->at; i < reader->filled; i++) {
		char c = reader->bytes[i];
		if (reader->shape.quote && c == reader->shape.quote)
			quoted = !quoted;
		if (quoted)
			continue;
		if (c == '\n' || c == '\r')
			break;
		for (size_t k = 0; k < sizeof(candidates); k++)
			counts[k] += c == candidates[k];
	}
	size_t best = 0;
	for (size_t k = 1; k < sizeof(candidates); k++)
		if (counts[k] > counts[best])
			best = k;
	return candidates[best];
}

static int start(struct rows_reader *reader, struct rows_fault *fault)
{
	reader->started = true;
	if (fill(reader, fault) < 0)
		return -1;
	const unsigned char *bytes = (const unsigned char *)reader->bytes;
	if (reader->filled >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff)))
		return rows_fail(fault, "%s: is written in UTF-16; save it again as \"CSV UTF-8\"", reader->input.name);
	if (reader->filled >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		reader->at = 3;
	/* "sep=;" */
	const char *line = reader->bytes + reader->at;
	size_t left = reader->filled - reader->at;
	if (left >= 6 && memcmp(line, "sep=", 4) == 0 && (line[5] == '\n' || (left >= 7 && line[5] == '\r' && line[6] == '\n'))) {
		if (!reader->shape.separator)
			reader->shape.separator = line[4];
		reader->at += line[5] == '\n' ? 6 : 7;
		reader->line++;
	}
	if (!reader->shape.separator)
		reader->shape.separator = find_separator(reader);
	forget_positions(reader);
	return 0;
}

/* --- structural bytes --- */

/* Note the positions of the structural bytes of the next window; false when no bytes are left. */
static bool look_ahead(struct rows_reader *reader)
{
	size_t from = reader->window_end;
	if (from >= reader->filled)
		return false;
	size_t to = reader->filled - from > WINDOW ? from + WINDOW : reader->filled;
	const char separator = reader->shape.separator;
	const char quote = reader->shape.quote ? reader->shape.quote : separator;
	uint32_t *out = reader->positions;
	uint32_t count = 0;
#if defined(__SSE2__)
	const __m128i separators = _mm_set1_epi8(separator), quotes = _mm_set1_epi8(quote);
	const __m128i newlines = _mm_set1_epi8('\n'), returns = _mm_set1_epi8('\r'), zeroes = _mm_setzero_si128();
	for (size_t i = from; i < to; i += 64) {
		uint64_t mask = 0;
		for (unsigned k = 0; k < 4; k++) {
			__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(reader->bytes + i + 16 * k));
			__m128i hit = _mm_or_si128(
				_mm_or_si128(_mm_cmpeq_epi8(v, separators), _mm_cmpeq_epi8(v, quotes)),
				_mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, newlines), _mm_cmpeq_epi8(v, returns)),
					     _mm_cmpeq_epi8(v, zeroes)));
			mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << (16 * k);
		}
		if (to - i < 64)
			mask &= (UINT64_C(1) << (to - i)) - 1;
		while (mask) {
			out[count++] = (uint32_t)(i + (size_t)__builtin_ctzll(mask));
			mask &= mask - 1;
		}
	}
#else
	for (size_t i = from; i < to; i++) {
		char c = reader->bytes[i];
		if (c == separator || c == quote || c == '\n' || c == '\r' || c == '\0')
			out[count++] = (uint32_t)i;
	}
#endif
	reader->position_count = count;
	reader->position_next = 0;
	reader->window_end = to;
	return true;
}

static inline bool next_position(struct rows_reader *reader, size_t *ret)
{
	while (reader->position_next == reader->position_count)
		if (!look_ahead(reader))
			return false;
	*ret = reader->positions[reader->position_next++];
	return true;
}

/* --- records --- */

enum { SCAN_FAULT = -1, SCAN_MORE = 0, SCAN_RECORD = 1, SCAN_END = 2 };

static int add_field(struct rows_reader *reader, uint32_t *count, uint64_t line, char *at, size_t size, bool doubled,
		     struct rows_fault *fault)
{
	if (*count == reader->field_room) {
		if (*count >= ROWS_COLUMNS_MAX)
			return rows_fail(fault, "%s:%llu: has more than %u columns", reader->input.name, (unsigned long long)line,
					ROWS_COLUMNS_MAX);
		struct rows_field *fields = realloc(reader->fields, 2 * reader->field_room * sizeof(*fields));
		if (!fields)
			return rows_fail_memory(fault);
		reader->fields = fields;
		reader->field_room *= 2;
	}
	reader->fields[(*count)++] = (struct rows_field){at, (uint32_t)size, doubled};
	return 0;
}

/* What the walk through one record knows. */
struct walk {
	size_t field;	    /* where the field at hand begins */
	size_t from, to;    /* between its quotes */
	bool quoted, doubled;
	uint32_t count, oddities;
	uint64_t lines;	    /* line ends inside quotes */
	uint64_t opened;    /* how many of them came before the last opening quote */
};

static int end_field(struct rows_reader *reader, struct walk *walk, size_t at, struct rows_fault *fault)
{
	char *bytes = reader->bytes;
	int rc;
	if (walk->quoted) {
		if (at != walk->to + 1)
			walk->oddities |= ROWS_AFTER_QUOTE;
		rc = add_field(reader, &walk->count, reader->line, bytes + walk->from, walk->to - walk->from, walk->doubled,
			       fault);
	} else {
		rc = add_field(reader, &walk->count, reader->line, bytes + walk->field, at - walk->field, false, fault);
	}
	walk->field = at + 1;
	walk->quoted = walk->doubled = false;
	return rc;
}

/* From behind an opening quote to its closing one. */
static int walk_quotes(struct rows_reader *reader, struct walk *walk, size_t opening, struct rows_fault *fault)
{
	const char *bytes = reader->bytes;
	size_t at;
	walk->opened = walk->lines;
	walk->from = opening + 1;
	while (next_position(reader, &at)) {
		char c = bytes[at];
		if (c == '\n') {
			walk->lines++;
		} else if (c == '\r') {
			/* counted in files whose lines end so, and never twice for CR LF */
			if (reader->cr_ends && at + 1 < reader->filled && bytes[at + 1] != '\n')
				walk->lines++;
		} else if (c == '\0') {
			return rows_fail(fault, "%s:%llu: holds a NUL byte: this is not a text file; export it again as CSV",
					reader->input.name, (unsigned long long)(reader->line + walk->lines));
		} else if (c == reader->shape.quote) {
			if (at + 1 == reader->filled && !reader->ended)
				return SCAN_MORE;
			if (at + 1 < reader->filled && bytes[at + 1] == reader->shape.quote) {
				walk->doubled = true;
				if (!next_position(reader, &at))
					return SCAN_MORE;
				continue;
			}
			walk->quoted = true;
			walk->to = at;
			return SCAN_RECORD;
		}
	}
	if (!reader->ended)
		return SCAN_MORE;
	return rows_fail(fault, "%s:%llu: a quote is opened here and never closed; close it, or say \"quote\": null in the mapping",
			reader->input.name, (unsigned long long)(reader->line + walk->opened));
}

static int finish(struct rows_reader *reader, struct walk *walk, size_t end, size_t next, struct rows_record *ret,
		  struct rows_fault *fault)
{
	size_t begin = reader->at;
	if (end_field(reader, walk, end, fault) < 0)
		return SCAN_FAULT;
	if (end - begin > ROWS_RECORD_MAX)
		return rows_fail(fault, "%s:%llu: a record of more than 4 MiB begins here; a quote may have been left open",
				reader->input.name, (unsigned long long)reader->line);
	*ret = (struct rows_record){
		.fields = reader->fields,
		.count = walk->count,
		.oddities = walk->oddities,
		.line = reader->line,
		.raw = reader->bytes + begin,
		.raw_size = (uint32_t)(end - begin),
		.blank = end == begin,
	};
	reader->line += walk->lines + 1;
	reader->at = next;
	return SCAN_RECORD;
}

static int scan(struct rows_reader *reader, struct rows_record *ret, struct rows_fault *fault)
{
	struct walk walk = {.field = reader->at};
	const char separator = reader->shape.separator;
	size_t at;
	while (next_position(reader, &at)) {
		const char *bytes = reader->bytes;
		char c = bytes[at];
		if (c == separator) {
			if (end_field(reader, &walk, at, fault) < 0)
				return SCAN_FAULT;
		} else if (c == '\n') {
			reader->line_end_known = true;
			return finish(reader, &walk, at, at + 1, ret, fault);
		} else if (c == '\r') {
			if (at + 1 == reader->filled && !reader->ended)
				return SCAN_MORE;
			if (at + 1 == reader->filled)
				return finish(reader, &walk, at, at + 1, ret, fault);
			if (bytes[at + 1] == '\n') {
				size_t newline;
				reader->line_end_known = true;
				if (!next_position(reader, &newline))
					return SCAN_MORE;
				return finish(reader, &walk, at, at + 2, ret, fault);
			}
			if (!reader->line_end_known)
				reader->line_end_known = reader->cr_ends = true;
			if (reader->cr_ends)
				return finish(reader, &walk, at, at + 1, ret, fault);
		} else if (c == '\0') {
			return rows_fail(fault, "%s:%llu: holds a NUL byte: this is not a text file; export it again as CSV",
					reader->input.name, (unsigned long long)(reader->line + walk.lines));
		} else if (at == walk.field && !walk.quoted) {
			int rc = walk_quotes(reader, &walk, at, fault);
			if (rc != SCAN_RECORD)
				return rc;
		} else if (!walk.quoted) {
			walk.oddities |= ROWS_STRAY_QUOTE;
		}
	}
	if (!reader->ended)
		return SCAN_MORE;
	if (reader->at == reader->filled)
		return SCAN_END;
	return finish(reader, &walk, reader->filled, reader->filled, ret, fault);
}

int csv_reader_next(struct rows_reader *reader, struct rows_record *ret, struct rows_fault *fault)
{
	if (!reader->started && start(reader, fault) < 0)
		return -1;
	for (;;) {
		switch (scan(reader, ret, fault)) {
		case SCAN_RECORD:
			reader->returned_any = true;
			return ROWS_RECORD;
		case SCAN_END:
			return ROWS_END;
		case SCAN_FAULT:
			return -1;
		default:
			break;
		}
		if (reader->returned_any) {
			reader->returned_any = false;
			forget_positions(reader);
			return ROWS_MOVES;
		}
		if (reader->filled - reader->at > ROWS_RECORD_MAX)
			return rows_fail(fault,
					"%s:%llu: a record of more than 4 MiB begins here; a quote may have been left open",
					reader->input.name, (unsigned long long)reader->line);
		if (fill(reader, fault) < 0)
			return -1;
	}
}

void csv_reader_unquote(const struct rows_reader *reader, struct rows_field *field)
{
	if (!field->raw)
		return;
	const char quote = reader->shape.quote;
	char *to = field->at;
	const char *from = field->at, *end = field->at + field->size;
	while (from < end) {
		if (*from == quote)
			from++;
		*to++ = *from++;
	}
	field->size = (uint32_t)(to - field->at);
	field->raw = 0;
}
