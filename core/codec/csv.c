/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV by RFC 4180 for the program's own tables, read whole into an arena and written field by field.
 * Strict: a table that people pay by is refused with its line rather than guessed at.
 */
#include "csv.h"

#include "../base/text.h"

#include <string.h>

#define COLUMNS_MAX 1000u

struct scan {
	const char *name, *at, *end;
	unsigned long line;
};

static bool at_line_end(const struct scan *scan)
{
	return scan->at == scan->end || *scan->at == '\n' ||
	       (*scan->at == '\r' && scan->at + 1 < scan->end && scan->at[1] == '\n');
}

static void skip_line_end(struct scan *scan)
{
	if (scan->at < scan->end && *scan->at == '\r')
		scan->at++;
	if (scan->at < scan->end)
		scan->at++;
	scan->line++;
}

static int refuse(const struct scan *scan, unsigned long line, struct sanya_error *err, const char *what)
{
	sanya_error_set(err, SANYA_FAILED, "%s", what);
	return sanya_error_at(err, scan->name, line, 0);
}

/* A field in quotes; `at` stands behind the first one. */
static int quoted(struct scan *scan, struct sanya_buffer *field, struct sanya_error *err)
{
	unsigned long start = scan->line;

	for (;; scan->at++) {
		if (scan->at == scan->end)
			return refuse(scan, start, err, "a quote is opened here and never closed");
		if (*scan->at == '\n')
			scan->line++;
		if (*scan->at != '"') {
			sanya_buffer_byte(field, (unsigned char)*scan->at);
			continue;
		}
		if (scan->at + 1 == scan->end || scan->at[1] != '"')
			break;
		sanya_buffer_byte(field, '"');
		scan->at++;
	}
	scan->at++;
	if (!at_line_end(scan) && *scan->at != ',')
		return refuse(scan, scan->line, err, "a closing quote must be followed by a comma or the end of the line");
	return 0;
}

static int bare(struct scan *scan, struct sanya_buffer *field, struct sanya_error *err)
{
	const char *start = scan->at;

	for (; !at_line_end(scan) && *scan->at != ','; scan->at++) {
		if (*scan->at == '"')
			return refuse(scan, scan->line, err, "a quote stands inside a field that does not begin with one");
		if (*scan->at == '\r')
			return refuse(scan, scan->line, err, "a carriage return stands alone, without a line feed");
	}
	sanya_buffer_add(field, start, (size_t)(scan->at - start));
	return 0;
}

/* One record into `fields` (room for COLUMNS_MAX). */
static int record(struct scan *scan, struct sanya_arena *arena, struct sanya_buffer *field, char **fields, size_t *ret_count,
		  struct sanya_error *err)
{
	unsigned long start = scan->line;
	size_t count = 0, total = 0;

	for (;;) {
		if (count == COLUMNS_MAX)
			return refuse(scan, start, err, "a row has more than 1000 columns");
		sanya_buffer_clear(field);
		if (scan->at < scan->end && *scan->at == '"') {
			scan->at++;
			if (quoted(scan, field, err) != 0)
				return -1;
		} else if (bare(scan, field, err) != 0) {
			return -1;
		}
		total += field->size;
		if (field->failed != 0 || total > SANYA_RECORD_MAX)
			return refuse(scan, start, err, "a row is longer than 4 MiB");
		fields[count] = sanya_arena_copy(arena, field->data, field->size);
		if (fields[count++] == NULL)
			return sanya_error_memory(err);
		if (at_line_end(scan)) {
			skip_line_end(scan);
			*ret_count = count;
			return 0;
		}
		scan->at++; /* the comma */
	}
}

static int take_header(const struct scan *scan, unsigned long line, struct sanya_csv *csv, char **fields, size_t count,
		       struct sanya_error *err)
{
	size_t i, k;

	csv->header = sanya_arena_array(&csv->arena, count, sizeof(*csv->header));
	if (csv->header == NULL)
		return sanya_error_memory(err);
	memcpy(csv->header, fields, count * sizeof(*fields));
	csv->columns = count;
	for (i = 0; i < count; i++)
		for (k = 0; k < i; k++)
			if (strcmp(fields[i], fields[k]) == 0) {
				sanya_error_set(err, SANYA_FAILED, "the column \"%s\" stands in the header twice", fields[i]);
				return sanya_error_at(err, scan->name, line, 0);
			}
	return 0;
}

static int take_row(const struct scan *scan, unsigned long line, struct sanya_csv *csv, char **fields, size_t count,
		    size_t *room, struct sanya_error *err)
{
	struct sanya_csv_row *row, *more;

	if (count != csv->columns) {
		sanya_error_set(err, SANYA_FAILED, "this row has %zu field%s, the header has %zu", count, count == 1 ? "" : "s",
				csv->columns);
		return sanya_error_at(err, scan->name, line, 0);
	}
	if (csv->count == *room) {
		*room = *room == 0 ? 64 : *room * 2;
		more = sanya_arena_array(&csv->arena, *room, sizeof(*more));
		if (more == NULL)
			return sanya_error_memory(err);
		if (csv->count > 0)
			memcpy(more, csv->rows, csv->count * sizeof(*more));
		csv->rows = more;
	}
	row = &csv->rows[csv->count];
	row->fields = sanya_arena_array(&csv->arena, count, sizeof(*row->fields));
	if (row->fields == NULL)
		return sanya_error_memory(err);
	memcpy(row->fields, fields, count * sizeof(*fields));
	row->line = line;
	csv->count++;
	return 0;
}

/* The line of a byte, for a fault found before the rows are read. */
static unsigned long line_of(const char *text, size_t offset)
{
	unsigned long line = 1;
	size_t i;

	for (i = 0; i < offset; i++)
		if (text[i] == '\n')
			line++;
	return line;
}

static int check_bytes(const char *name, const char *text, size_t size, struct sanya_error *err)
{
	const char *nul = size > 0 ? memchr(text, '\0', size) : NULL;
	size_t bad = sanya_utf8_check(text, size);

	if (nul != NULL) {
		sanya_error_set(err, SANYA_FAILED, "this is no text: it holds a NUL byte");
		return sanya_error_at(err, name, line_of(text, (size_t)(nul - text)), 0);
	}
	if (bad < size) {
		sanya_error_set(err, SANYA_FAILED, "this is not valid UTF-8");
		sanya_error_at(err, name, line_of(text, bad), 0);
		return sanya_error_next(err, "save the table as \"CSV UTF-8\"");
	}
	return 0;
}

static int parse(struct scan *scan, struct sanya_csv *csv, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer field;
	struct sanya_arena scratch;
	char **fields;
	size_t count = 0, room = 0;
	unsigned long line;
	int result = 0;

	sanya_buffer_init(&field, SANYA_RECORD_MAX);
	sanya_arena_init(&scratch);
	fields = sanya_arena_array(&scratch, COLUMNS_MAX, sizeof(*fields));
	if (fields == NULL)
		result = sanya_error_memory(err);
	while (result == 0 && scan->at < scan->end) {
		if (at_line_end(scan)) {
			skip_line_end(scan);
			continue;
		}
		line = scan->line;
		result = record(scan, &csv->arena, &field, fields, &count, err);
		if (result == 0)
			result = csv->header == NULL ? take_header(scan, line, csv, fields, count, err)
						     : take_row(scan, line, csv, fields, count, &room, err);
	}
	sanya_arena_done(&scratch);
	if (result == 0 && csv->header == NULL)
		return refuse(scan, 1, err, "the table is empty: its first row must name the columns");
	return result;
}

int sanya_csv_parse(const char *name, const char *text, size_t size, struct sanya_csv *ret, struct sanya_error *err)
{
	struct scan scan = { .name = name, .at = text, .end = text + size, .line = 1 };

	memset(ret, 0, sizeof(*ret));
	sanya_arena_init(&ret->arena);
	if (check_bytes(name, text, size, err) != 0)
		return -1;
	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		scan.at += 3;
	if (parse(&scan, ret, err) != 0) {
		sanya_csv_done(ret);
		return -1;
	}
	return 0;
}

void sanya_csv_done(struct sanya_csv *csv)
{
	sanya_arena_done(&csv->arena);
	memset(csv, 0, sizeof(*csv));
	sanya_arena_init(&csv->arena);
}

long sanya_csv_column(const struct sanya_csv *csv, const char *name)
{
	size_t i;

	for (i = 0; i < csv->columns; i++)
		if (strcmp(csv->header[i], name) == 0)
			return (long)i;
	return -1;
}

void sanya_csv_field(struct sanya_buffer *out, const char *text, bool guard)
{
	bool risky = guard && text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;

	if (!risky && strpbrk(text, ",\"\r\n") == NULL) {
		sanya_buffer_text(out, text);
		return;
	}
	sanya_buffer_byte(out, '"');
	if (risky)
		sanya_buffer_byte(out, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			sanya_buffer_byte(out, '"');
		sanya_buffer_byte(out, (unsigned char)*text);
	}
	sanya_buffer_byte(out, '"');
}
