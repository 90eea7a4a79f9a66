/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The CSV reader of reader.h: the beginning of a file, and from whom each of its records comes, the index or the walk.
 * Limits: one record must fit the block, which grows to ROWS_RECORD_MAX and no further.
 */
#include "csv.h"

#include <stdlib.h>

int csv_reader_new(const struct rows_input *input, const struct rows_shape *shape, struct rows_reader **ret,
		   struct rows_fault *fault)
{
	struct csv_reader *reader = calloc(1, sizeof(*reader));
	if (!reader)
		return rows_fail_memory(fault);
	int rc = rows_reader_init(&reader->base, input, shape->encoding, fault);
	reader->shape = *shape;
	reader->field_room = 64;
	reader->fields = malloc(reader->field_room * sizeof(*reader->fields));
	if (rc == 0 && !reader->fields)
		rc = rows_fail_memory(fault);
	if (rc < 0)
		csv_reader_free(&reader->base);
	else
		*ret = &reader->base;
	return rc;
}

/* The reader around its shared part, which is its first member. */
static struct csv_reader *csv_of(struct rows_reader *base)
{
	return (struct csv_reader *)(void *)base;
}

void csv_reader_free(struct rows_reader *base)
{
	if (!base)
		return;
	struct csv_reader *reader = csv_of(base);
	rows_reader_done(base);
	free(reader->fields);
	free(reader->index.room);
	free(reader->index.found);
	free(reader);
}

/* The most frequent candidate of the first line, outside quotes. */
static char find_separator(const struct csv_reader *reader)
{
	static const char candidates[] = {',', ';', '\t', '|'};
	size_t counts[sizeof(candidates)] = {0};
	bool quoted = false;
	for (size_t i = reader->base.at; i < reader->base.filled; i++) {
		char c = reader->base.bytes[i];
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

static int start(struct csv_reader *reader, struct rows_fault *fault)
{
	struct rows_reader *base = &reader->base;
	reader->started = true;
	if (rows_reader_fill(base, fault) < 0)
		return -1;
	const unsigned char *bytes = (const unsigned char *)base->bytes;
	if (base->filled >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff)))
		return rows_fail(fault, "%s: is written in UTF-16; save it again as \"CSV UTF-8\"", base->input.name);
	if (base->filled >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		base->at = 3;
	/* "sep=;" */
	const char *line = base->bytes + base->at;
	size_t left = base->filled - base->at;
	if (left >= 6 && memcmp(line, "sep=", 4) == 0 && (line[5] == '\n' || (left >= 7 && line[5] == '\r' && line[6] == '\n'))) {
		if (!reader->shape.separator)
			reader->shape.separator = line[4];
		base->at += line[5] == '\n' ? 6 : 7;
		base->line++;
	}
	if (!reader->shape.separator)
		reader->shape.separator = find_separator(reader);
	return 0;
}

/* The first record tells how lines end; from the second on the index may be used. */
static int walk_one(struct csv_reader *reader, struct rows_record *ret, struct rows_fault *fault)
{
	const bool first = !reader->line_end_known;
	int rc = csv_walk(reader, ret, fault);
	if (rc == CSV_RECORD && first && csv_index_init(reader, fault) < 0)
		return CSV_FAULT;
	if (rc == CSV_RECORD)
		csv_index_restart(reader);
	return rc;
}

/* What the index does not have at hand. */
static int __attribute__((noinline)) next_slowly(struct csv_reader *reader, struct rows_record *ret, struct rows_fault *fault)
{
	struct rows_reader *base = &reader->base;
	if (!reader->started && start(reader, fault) < 0)
		return -1;
	for (;;) {
		if (base->at >= base->mine)
			return ROWS_END;
		if (csv_index_more(reader) && csv_index_next(reader, ret))
			return ROWS_RECORD;
		switch (walk_one(reader, ret, fault)) {
		case CSV_RECORD:
			return ROWS_RECORD;
		case CSV_END:
			return ROWS_END;
		case CSV_FAULT:
			return -1;
		default:
			break;
		}
		/* Records that were handed out lie before `at`. */
		if (base->at && !reader->moving) {
			reader->moving = true;
			return ROWS_MOVES;
		}
		reader->moving = false;
		if (base->filled - base->at > ROWS_RECORD_MAX)
			return rows_fail(fault, "%s:%llu: a record of more than 4 MiB begins here; a quote may have been left open",
					 base->input.name, (unsigned long long)rows_reader_line(base, base->line, fault));
		if (rows_reader_fill(base, fault) < 0)
			return -1;
		csv_index_restart(reader);
	}
}

int csv_reader_next(struct rows_reader *base, struct rows_record *ret, struct rows_fault *fault)
{
	struct csv_reader *reader = csv_of(base);
	if (csv_index_next(reader, ret))
		return ROWS_RECORD;
	return next_slowly(reader, ret, fault);
}

int csv_reader_jump(struct rows_reader *base, uint64_t from, struct rows_fault *fault)
{
	struct csv_reader *reader = csv_of(base);
	if (rows_reader_jump(base, from, fault) < 0)
		return -1;
	reader->moving = false;
	csv_index_restart(reader);
	return 0;
}

uint32_t csv_reader_decode(const struct rows_reader *base, const struct rows_field *field, char *to)
{
	const char quote = ((const struct csv_reader *)(const void *)base)->shape.quote;
	const char *from = field->at, *end = field->at + field->size;
	char *out = to;
	while (from < end) {
		if (*from == quote)
			from++;
		*out++ = *from++;
	}
	return (uint32_t)(out - to);
}
