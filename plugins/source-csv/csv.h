/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of the CSV reader, shared by its four parts: reader.c holds the file, index.c cuts out the records that are written as the
 * standard says, many at a time, and walk.c goes through any other record step by step.  pass.c passes over the records of other parts.
 * What index.c takes, and what pass.c passes over, walk.c would take alike.
 */
#ifndef CSV_CSV_H
#define CSV_CSV_H

#include "reader.h"

/* One record that the index has found: it begins where the one before it ends. */
struct csv_found {
	uint32_t end;	 /* how many of `ends` are known behind it */
	uint32_t next;	 /* in the block: the first byte of the record behind it */
	uint32_t lines;	 /* line ends in it, its own among them */
	bool wide;	 /* holds bytes beyond ASCII */
	bool returns;	 /* CR LF ends it */
};

struct csv_index {
	bool usable;	  /* for the shape of this file */
	bool stopped;	  /* the record behind the last one found is for csv_walk */
	uint32_t *room;
	uint32_t *ends;	  /* room + 1, so that there is always one before the first */
	uint32_t end_count;
	struct csv_found *found;
	uint32_t found_count, found_next;
	uint32_t begin;	  /* how many of `ends` lie before found[found_next] */
	/* the record that begins behind the last one found */
	uint32_t open, open_first, open_lines;
	uint64_t open_wide;
	uint64_t inside;  /* all ones where a quote is open at `looked` */
	uint64_t closed;  /* 1 where the byte before `looked` closes a quote */
	size_t looked;	  /* bytes of the block that have been looked at */
};

struct csv_reader {
	struct rows_reader base;
	struct rows_shape shape;
	bool started, moving, cr_ends, line_end_known;
	struct csv_index index;
	/* walk.c */
	struct rows_field *fields;
	uint32_t field_room;
	size_t walk_block; /* `walk_mask` are the bytes from here on that matter and were not yet looked at */
	uint64_t walk_mask;
};

enum { CSV_FAULT = -1, CSV_MORE = 0, CSV_RECORD = 1, CSV_END = 2 };

/* The record at reader->base.at, step by step; CSV_MORE: the block ends within it. */
int csv_walk(struct csv_reader *reader, struct rows_record *ret, struct rows_fault *fault) ROWS_MUST_CHECK;

/* Room for the index, once the shape is known. */
int csv_index_init(struct csv_reader *reader, struct rows_fault *fault) ROWS_MUST_CHECK;
/* Begin again at reader->base.at: the block has moved, or a record was taken by csv_walk. */
void csv_index_restart(struct csv_reader *reader);
/* Find more records in the block; false: what begins at reader->base.at is for csv_walk, or the block ends. */
bool csv_index_more(struct csv_reader *reader);

/*
 * Pass over whole records, from reader->base.at on, up to the first that begins at bytes[to] or behind it.  It may stop before: at a record that
 * is for csv_walk, and where the block ends.  The index must be begun again afterwards.
 */
void csv_index_pass(struct csv_reader *reader, uint64_t to);

/* The next record, if the index has one, and it is this part's. */
static inline bool csv_index_next(struct csv_reader *reader, struct rows_record *ret)
{
	struct csv_index *x = &reader->index;
	if (x->found_next == x->found_count || reader->base.at >= reader->base.mine)
		return false;
	const struct csv_found found = x->found[x->found_next];
	const uint32_t *ends = x->ends + x->begin;
	const uint32_t count = found.end - x->begin;
	const uint32_t size = found.next - (uint32_t)reader->base.at - 1 - found.returns;
	if (count > ROWS_COLUMNS_MAX || size > ROWS_RECORD_MAX) {
		x->found_next = x->found_count;
		x->stopped = true;
		return false;
	}
	ret->fields = NULL;
	ret->came = NULL;
	ret->came_count = 0;
	ret->base = reader->base.bytes;
	ret->ends = ends;
	ret->quote = reader->shape.quote;
	ret->returns = found.returns;
	ret->ascii = !found.wide;
	ret->blank = size == 0;
	ret->count = count;
	ret->oddities = 0;
	ret->line = reader->base.line;
	ret->bad = NULL;
	ret->raw = reader->base.bytes + reader->base.at;
	ret->raw_size = size;
	x->found_next++;
	x->begin = found.end;
	reader->base.line += found.lines;
	reader->base.at = found.next;
	return true;
}

#endif
