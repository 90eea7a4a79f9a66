/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One record step by step, whatever it holds: stray quotes, text behind closing quotes, lone CRs, and all that ends a run.
 * A record that is not whole yet is walked again after the next fill, so a walk never carries state from one fill to the next.
 * Limits: one record must fit the block.
 */
#include "csv.h"

#include "../rows/lanes.h"

#include <stdlib.h>

/* --- bytes that matter --- */

static uint64_t matter(const struct csv_reader *reader, size_t at)
{
	const struct rows_lanes lanes = rows_lanes_load(reader->base.bytes + at);
	const size_t left = reader->base.filled - at;
	uint64_t mask = rows_lanes_either(&lanes, reader->shape.separator, '\n') | rows_lanes_either(&lanes, '\r', '\0');
	if (reader->shape.quote)
		mask |= rows_lanes_equal(&lanes, reader->shape.quote);
	return left < 64 ? mask & ((UINT64_C(1) << left) - 1) : mask;
}

static inline bool next_position(struct csv_reader *reader, size_t *ret)
{
	while (!reader->walk_mask) {
		reader->walk_block += 64;
		if (reader->walk_block >= reader->base.filled)
			return false;
		reader->walk_mask = matter(reader, reader->walk_block);
	}
	*ret = reader->walk_block + (size_t)__builtin_ctzll(reader->walk_mask);
	reader->walk_mask &= reader->walk_mask - 1;
	return true;
}

/* --- one record --- */

/* What the walk through one record knows. */
struct walk {
	size_t field;	    /* where the field at hand begins */
	size_t from, to;    /* between its quotes */
	bool quoted, doubled;
	uint32_t count, oddities;
	uint64_t lines;	    /* line ends inside quotes */
	uint64_t opened;    /* how many of them came before the last opening quote */
};

/* The number of the line so many behind the first of the record, for a fault. */
static unsigned long long line_of(struct csv_reader *reader, uint64_t more, struct rows_fault *fault)
{
	return rows_reader_line(&reader->base, reader->base.line + more, fault);
}

static int add_field(struct csv_reader *reader, struct walk *walk, struct rows_field field, struct rows_fault *fault)
{
	if (walk->count == reader->field_room) {
		if (walk->count >= ROWS_COLUMNS_MAX)
			return rows_fail(fault, "%s:%llu: has more than %u columns", reader->base.input.name,
					 line_of(reader, 0, fault), ROWS_COLUMNS_MAX);
		struct rows_field *fields = realloc(reader->fields, 2 * reader->field_room * sizeof(*fields));
		if (!fields)
			return rows_fail_memory(fault);
		reader->fields = fields;
		reader->field_room *= 2;
	}
	reader->fields[walk->count++] = field;
	return 0;
}

static int end_field(struct csv_reader *reader, struct walk *walk, size_t at, struct rows_fault *fault)
{
	const char *bytes = reader->base.bytes;
	struct rows_field field = {bytes + walk->field, (uint32_t)(at - walk->field), ROWS_AS_IT_IS};
	if (walk->quoted) {
		if (at != walk->to + 1)
			walk->oddities |= ROWS_AFTER_QUOTE;
		field = (struct rows_field){bytes + walk->from, (uint32_t)(walk->to - walk->from),
					  walk->doubled ? ROWS_RAW : ROWS_AS_IT_IS};
	}
	walk->field = at + 1;
	walk->quoted = walk->doubled = false;
	return add_field(reader, walk, field, fault);
}

static int fail_nul(struct csv_reader *reader, const struct walk *walk, struct rows_fault *fault)
{
	return rows_fail(fault, "%s:%llu: holds a NUL byte: this is not a text file; export it again as CSV",
			 reader->base.input.name, line_of(reader, walk->lines, fault));
}

/* From behind an opening quote to its closing one. */
static int walk_quotes(struct csv_reader *reader, struct walk *walk, size_t opening, struct rows_fault *fault)
{
	const char *bytes = reader->base.bytes;
	const size_t filled = reader->base.filled;
	size_t at;
	walk->opened = walk->lines;
	walk->from = opening + 1;
	while (next_position(reader, &at)) {
		char c = bytes[at];
		if (c == '\n') {
			walk->lines++;
		} else if (c == '\r') {
			/* counted in files whose lines end so, and never twice for CR LF */
			if (reader->cr_ends && at + 1 < filled && bytes[at + 1] != '\n')
				walk->lines++;
		} else if (c == '\0') {
			return fail_nul(reader, walk, fault);
		} else if (c == reader->shape.quote) {
			if (at + 1 == filled && !reader->base.ended)
				return CSV_MORE;
			if (at + 1 < filled && bytes[at + 1] == reader->shape.quote) {
				walk->doubled = true;
				if (!next_position(reader, &at))
					return CSV_MORE;
				continue;
			}
			walk->quoted = true;
			walk->to = at;
			return CSV_RECORD;
		}
	}
	if (!reader->base.ended)
		return CSV_MORE;
	return rows_fail(fault, "%s:%llu: a quote is opened here and never closed; close it, or say \"quote\": null in the mapping",
			 reader->base.input.name, line_of(reader, walk->opened, fault));
}

static int finish(struct csv_reader *reader, struct walk *walk, size_t end, size_t next, struct rows_record *ret,
		  struct rows_fault *fault)
{
	const size_t begin = reader->base.at;
	if (end_field(reader, walk, end, fault) < 0)
		return CSV_FAULT;
	if (end - begin > ROWS_RECORD_MAX)
		return rows_fail(fault, "%s:%llu: a record of more than 4 MiB begins here; a quote may have been left open",
				 reader->base.input.name, line_of(reader, 0, fault));
	*ret = (struct rows_record){
		.fields = reader->fields,
		.count = walk->count,
		.oddities = walk->oddities,
		.line = reader->base.line,
		.raw = reader->base.bytes + begin,
		.raw_size = (uint32_t)(end - begin),
		.blank = end == begin,
	};
	reader->base.line += walk->lines + 1;
	reader->base.at = next;
	return CSV_RECORD;
}

int csv_walk(struct csv_reader *reader, struct rows_record *ret, struct rows_fault *fault)
{
	struct walk walk = {.field = reader->base.at};
	const char *bytes = reader->base.bytes;
	const size_t filled = reader->base.filled;
	const char separator = reader->shape.separator;
	size_t at;
	reader->walk_block = reader->base.at;
	reader->walk_mask = reader->base.at < filled ? matter(reader, reader->base.at) : 0;
	while (next_position(reader, &at)) {
		char c = bytes[at];
		if (c == separator) {
			if (end_field(reader, &walk, at, fault) < 0)
				return CSV_FAULT;
		} else if (c == '\n') {
			reader->line_end_known = true;
			return finish(reader, &walk, at, at + 1, ret, fault);
		} else if (c == '\r') {
			if (at + 1 == filled && !reader->base.ended)
				return CSV_MORE;
			if (at + 1 == filled)
				return finish(reader, &walk, at, at + 1, ret, fault);
			if (bytes[at + 1] == '\n') {
				reader->line_end_known = true;
				return finish(reader, &walk, at, at + 2, ret, fault);
			}
			if (!reader->line_end_known)
				reader->line_end_known = reader->cr_ends = reader->base.no_lines = true;
			if (reader->cr_ends)
				return finish(reader, &walk, at, at + 1, ret, fault);
		} else if (c == '\0') {
			return fail_nul(reader, &walk, fault);
		} else if (at == walk.field && !walk.quoted) {
			int rc = walk_quotes(reader, &walk, at, fault);
			if (rc != CSV_RECORD)
				return rc;
		} else if (!walk.quoted) {
			walk.oddities |= ROWS_STRAY_QUOTE;
		}
	}
	if (!reader->base.ended)
		return CSV_MORE;
	if (reader->base.at == filled)
		return CSV_END;
	return finish(reader, &walk, filled, filled, ret, fault);
}
