/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The short way from a row to an observation, for fields that are what their column says: a column and perhaps words for "missing",
 * nothing else.  The mapping's specs are put into lists by what has to be done, once a file; a row then costs a few nanoseconds a field.
 *
 * It takes good rows alone.  A row that wants a remark, or cannot be read, or is odd in any way, is left to rows_fill, which begins
 * again and says why; so both ways give the same, and only one of them has to know the reasons.
 */
#ifndef ROWS_DIRECT_H
#define ROWS_DIRECT_H

#include "batch.h"
#include "mapping.h"

/* One field: from a column of the record to its array in the batch. */
struct rows_direct_field {
	void *to;
	uint32_t column; /* index of the field in the record */
	uint32_t most;	 /* texts: bytes */
	enum rows_type type;
	bool required, trim, utc;
	bool aside; /* a text that nobody asks for: it need only be good */
	bool iso, digits; /* of the form that rows_iso_read knows; a number that may be digits alone */
	uint64_t missing_sizes; /* bit n: a word for "missing" has n bytes, or n + 64, … */
	const struct rows_texts *missing[2];
	const struct rows_spec *spec;
	const struct rows_word *words;
	int64_t absent; /* numbers and times */
};

/* One field that rows_fill_one must do. */
struct rows_direct_other {
	unsigned target;
	const struct rows_spec *spec;
	uint32_t column;
	struct rows_list *list; /* not NULL: its array, and where the record's field is empty, it is none */
};

struct rows_direct {
	bool usable;
	struct rows_batch *batch;
	const struct rows_spec *specs;
	uint32_t came_count; /* of the record that the lists were made for: columns of which no record had a key yet are not in them */
	/* texts, times and numbers, one list behind the other, each up to its entry of `lists` */
	struct rows_direct_field *fields;
	const struct rows_direct_field *lists[3];
	uint32_t other_count;
	struct rows_direct_other *others;
	/* the same in every row: the mapping's constants, and what these specs do not give though others do */
	uint32_t fixed_count;
	unsigned *fixed;
	char *start; /* an observation with the constants and nothing else */
	char *object; /* for rows_fill_one */
};

struct rows_run;

/* For the columns of the file at hand, into the batch. */
int rows_direct_init(struct rows_run *run, struct rows_direct *direct, struct rows_batch *batch, const struct rows_spec *specs) ROWS_MUST_CHECK;
/* The row at hand into row `used` of the batch: 1, or 0 where rows_fill must do it, or -1. */
int rows_direct_fill(struct rows_run *run, struct rows_direct *direct) ROWS_MUST_CHECK;

#endif
