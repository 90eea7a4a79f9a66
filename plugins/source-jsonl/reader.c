/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader of reader.h: the beginning of a file, line by line, and what is asked of it from outside.
 * Limits: one line must fit the block, which grows to ROWS_RECORD_MAX and no further.
 */
#include "jsonl.h"

#include "../rows/ids.h"

#include <stdlib.h>

/* The reader around its shared part, which is its first member. */
static struct jsonl_reader *jsonl_of(struct rows_reader *base)
{
	return (struct jsonl_reader *)(void *)base;
}

int jsonl_reader_new(const struct rows_input *input, const struct rows_shape *shape, struct rows_reader **ret,
		     struct rows_fault *fault)
{
	struct jsonl_reader *reader = calloc(1, sizeof(*reader));
	(void)shape;
	if (!reader)
		return rows_fail_memory(fault);
	int rc = rows_reader_init(&reader->base, input, ROWS_UTF8, fault);
	reader->fields = calloc(1, sizeof(*reader->fields));
	reader->came = calloc(1, sizeof(*reader->came));
	if (rc == 0 && (!reader->fields || !reader->came))
		rc = rows_fail_memory(fault);
	if (rc < 0)
		jsonl_reader_free(&reader->base);
	else
		*ret = &reader->base;
	return rc;
}

void jsonl_reader_free(struct rows_reader *base)
{
	if (!base)
		return;
	struct jsonl_reader *reader = jsonl_of(base);
	rows_reader_done(base);
	rows_arena_done(&reader->names);
	free(reader->fields);
	free(reader->came);
	free(reader->wanted);
	free(reader->layout.keys);
	free(reader->layout.bytes);
	free(reader->seen);
	free(reader->table);
	free(reader);
}

int jsonl_reader_want_keys(struct rows_reader *base, const char *const *keys, uint32_t count, struct rows_fault *fault)
{
	struct jsonl_reader *reader = jsonl_of(base);
	uint32_t room = 16;
	while (room < 2 * count)
		room *= 2;
	struct rows_field *fields = calloc(count + 1, sizeof(*fields));
	bool *came = calloc(count + 1, sizeof(*came));
	struct jsonl_wanted *wanted = calloc(room, sizeof(*wanted));
	free(reader->fields);
	free(reader->came);
	free(reader->wanted);
	reader->fields = fields;
	reader->came = came;
	reader->came_count = 0;
	reader->wanted = wanted;
	reader->layout.known = false;
	if (!fields || !came || !wanted)
		return rows_fail_memory(fault);
	reader->slots = count;
	reader->wanted_room = room;
	for (uint32_t i = 0; i < count; i++) {
		const size_t size = strlen(keys[i]);
		size_t at = (size_t)rows_hash(keys[i], size, 4) & (room - 1);
		while (wanted[at].name)
			at = (at + 1) & (room - 1);
		wanted[at] = (struct jsonl_wanted){keys[i], (uint32_t)size, i};
	}
	return 0;
}

/* --- faults --- */

int jsonl_fail_nul(const struct jsonl_reader *reader, uint64_t line, struct rows_fault *fault)
{
	return rows_fail(fault, "%s:%llu: holds a NUL byte: this is not a text file; export it again as JSON Lines",
			 reader->base.input.name, (unsigned long long)line);
}

int jsonl_fail_long(const struct jsonl_reader *reader, uint64_t line, struct rows_fault *fault)
{
	return rows_fail(fault, "%s:%llu: a line of more than 4 MiB begins here; each object must stand on a line of its own",
			 reader->base.input.name, (unsigned long long)line);
}

/* --- lines --- */

static int start(struct jsonl_reader *reader, struct rows_fault *fault)
{
	struct rows_reader *base = &reader->base;
	reader->started = true;
	if (rows_reader_fill(base, fault) < 0)
		return -1;
	const unsigned char *bytes = (const unsigned char *)base->bytes;
	if (base->filled >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff)))
		return rows_fail(fault, "%s: is written in UTF-16; save it again as UTF-8", base->input.name);
	if (base->filled >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		base->at = 3;
	return 0;
}

/* Where the line at `at` ends and the next one begins; false: it goes on behind the block. */
static bool find_end(const struct jsonl_reader *reader, size_t at, size_t *ret_end, size_t *ret_next)
{
	const struct rows_reader *base = &reader->base;
	const char *newline = memchr(base->bytes + at, '\n', base->filled - at);
	if (!newline && !base->ended)
		return false;
	size_t end = newline ? (size_t)(newline - base->bytes) : base->filled;
	*ret_next = newline ? end + 1 : end;
	if (end > at && base->bytes[end - 1] == '\r')
		end--;
	*ret_end = end;
	return true;
}

static uint32_t column_of(const char *line, const char *where)
{
	uint32_t column = 1;
	for (; line < where; line++)
		column += ((unsigned char)*line & 0xc0) != 0x80;
	return column;
}

enum { LINE_FAULT = -1, LINE_MORE = 0, LINE_TAKEN = 1, LINE_END = 2 };

static int take_line(struct jsonl_reader *reader, struct rows_record *ret, struct rows_fault *fault)
{
	struct rows_reader *base = &reader->base;
	size_t end, next;
	if (base->at == base->filled)
		return base->ended ? LINE_END : LINE_MORE;
	if (!find_end(reader, base->at, &end, &next))
		return LINE_MORE;
	const char *line = base->bytes + base->at;
	const char *why = NULL, *where = line;
	if (next - base->at > ROWS_RECORD_MAX + 2u)
		return jsonl_fail_long(reader, base->line, fault);
	const bool blank = jsonl_space(line) >= base->bytes + end;
	int rc = 0;
	if (!blank)
		rc = jsonl_object(reader, line, base->bytes + end, base->bytes + next, &why, &where, fault);
	if (rc < 0)
		return LINE_FAULT;
	if (rc == 0 && memchr(line, '\0', end - base->at))
		return jsonl_fail_nul(reader, base->line, fault);
	*ret = (struct rows_record){
		.fields = reader->fields,
		.came = reader->came,
		.came_count = reader->came_count,
		.count = reader->slots,
		.blank = blank,
		.line = base->line,
		.bad = why,
		.column = why ? column_of(line, where) : 0,
		.raw = line,
		.raw_size = (uint32_t)(end - base->at),
	};
	base->line++;
	base->at = next;
	return LINE_TAKEN;
}

static int too_long(const struct jsonl_reader *reader, struct rows_fault *fault)
{
	return reader->base.filled - reader->base.at > ROWS_RECORD_MAX + 2u ? jsonl_fail_long(reader, reader->base.line, fault) : 0;
}

static int __attribute__((noinline)) next_slowly(struct jsonl_reader *reader, struct rows_record *ret, struct rows_fault *fault)
{
	struct rows_reader *base = &reader->base;
	if (!reader->started && start(reader, fault) < 0)
		return -1;
	for (;;) {
		int rc = LINE_MORE;
		if (base->at < base->mine) {
			rc = take_line(reader, ret, fault);
			if (rc == LINE_TAKEN)
				return ROWS_RECORD;
		} else if (base->at < base->filled) {
			uint64_t next;
			if (rows_reader_owns(base, base->at, &next))
				return ROWS_MOVES;
			const size_t before = base->at;
			if (jsonl_pass(reader, next, fault) < 0)
				return -1;
			if (base->at != before)
				continue;
			/* The last line, without an end. */
			if (base->ended)
				return too_long(reader, fault) < 0 ? -1 : ROWS_END;
		} else if (base->ended) {
			rc = LINE_END;
		}
		if (rc < 0)
			return -1;
		if (rc == LINE_END)
			return ROWS_END;
		/* Lines that were handed out lie before `at`. */
		if (base->at && !reader->moving) {
			reader->moving = true;
			return ROWS_MOVES;
		}
		reader->moving = false;
		if (too_long(reader, fault) < 0 || rows_reader_fill(base, fault) < 0)
			return -1;
	}
}

int jsonl_reader_next(struct rows_reader *base, struct rows_record *ret, struct rows_fault *fault)
{
	struct jsonl_reader *reader = jsonl_of(base);
#if !defined(ROWS_GENERAL)
	uint32_t size;
	const char *next = reader->layout.known && base->at < base->mine ? jsonl_alike(reader, &size) : NULL;
	if (next) {
		ret->fields = reader->fields;
		ret->came = reader->came;
		ret->came_count = reader->came_count;
		ret->quote = '\0';
		ret->ascii = false;
		ret->blank = false;
		ret->count = reader->slots;
		ret->oddities = 0;
		ret->line = base->line++;
		ret->bad = NULL;
		ret->raw = base->bytes + base->at;
		ret->raw_size = size;
		base->at = (size_t)(next - base->bytes);
		return ROWS_RECORD;
	}
#endif
	return next_slowly(reader, ret, fault);
}

/* --- what else is asked --- */

/* The keys that object.c has just seen, as a record's fields. */
static int keys_as_fields(struct jsonl_reader *reader, struct rows_record *ret, struct rows_fault *fault)
{
	struct rows_field *fields = calloc(reader->seen_count + 1, sizeof(*fields));
	if (!fields)
		return rows_fail_memory(fault);
	for (uint32_t i = 0; i < reader->seen_count; i++)
		fields[i] = (struct rows_field){reader->seen[i].name, reader->seen[i].size, ROWS_AS_IT_IS};
	free(reader->fields);
	reader->fields = fields;
	ret->fields = fields;
	ret->count = reader->seen_count;
	return ROWS_RECORD;
}

int jsonl_reader_peek(struct rows_reader *base, struct rows_record *ret, struct rows_fault *fault)
{
	struct jsonl_reader *reader = jsonl_of(base);
	struct rows_record record, first_bad = {.bad = NULL};
	if (start(reader, fault) < 0)
		return -1;
	const size_t begin = base->at;
	int rc;
	for (;;) {
		rc = take_line(reader, &record, fault);
		if (rc == LINE_TAKEN && !record.bad && !record.blank)
			break;
		if (rc == LINE_TAKEN && record.bad && !first_bad.bad)
			first_bad = record;
		/* A line that fills the block; any lines before it stay in it. */
		if (rc == LINE_MORE && !first_bad.bad && base->at == begin) {
			if (too_long(reader, fault) < 0 || rows_reader_fill(base, fault) < 0)
				return -1;
			continue;
		}
		if (rc != LINE_TAKEN)
			break;
	}
	base->at = begin;
	base->line = 1;
	if (rc == LINE_FAULT)
		return -1;
	if (rc == LINE_TAKEN) {
		*ret = record;
		return keys_as_fields(reader, ret, fault);
	}
	if (!first_bad.bad)
		return base->total ? rows_fail(fault, "%s: has no line but blank ones", base->input.name) : ROWS_END;
	return rows_fail(fault, "%s:%llu:%u: %s; each line must be one object: {\"id\": \"1\", \"created\": \"2026-07-01T09:30:00Z\"}",
			 base->input.name, (unsigned long long)first_bad.line, first_bad.column, first_bad.bad);
}

uint32_t jsonl_reader_decode(const struct rows_reader *base, const struct rows_field *field, char *to)
{
	(void)base;
	return jsonl_unescape(field->at, field->size, to);
}

bool jsonl_reader_item(const struct rows_field *list, const char **at, struct rows_field *ret)
{
	const char *why = NULL;
	const char *from = jsonl_space(*at ? *at : list->at + 1);
	if (*from == ',')
		from = jsonl_space(from + 1);
	if (*from == ']')
		return false;
	*at = jsonl_value(from, ret, &why);
	return true;
}
