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

#include "mapping.h"

/* One field: from a column of the record to a place in the observation. */
struct rows_direct_field {
	uint32_t column; /* index of the field in the record */
	uint32_t offset; /* in the ABI's struct */
	uint32_t most;	 /* texts: bytes */
	enum rows_type type;
	bool required, trim, utc;
	bool iso, digits; /* of the form that rows_iso_read knows; a number that may be digits alone */
	const struct rows_spec *spec;
	const struct rows_word *words;
	const struct rows_texts *missing[2];
	uint64_t missing_sizes; /* bit n: one of these words has n bytes, or n + 64, … */
};

/* One field that rows_fill_one must do. */
struct rows_direct_other {
	const struct rows_target *target;
	const struct rows_spec *spec;
	uint32_t column;
	bool may_be_empty; /* a list in this column: where the record's field is empty, it is none */
};

struct rows_direct {
	bool usable;
	/* texts, times and numbers, one list behind the other, each up to its entry of `lists` */
	struct rows_direct_field *fields;
	const struct rows_direct_field *lists[3];
	uint32_t other_count;
	struct rows_direct_other *others;
	void *start; /* what an observation is before a row is read: absent, but for the mapping's constants */
	size_t size; /* of the ABI's struct */
};

struct rows_run;

/* For the columns of the file at hand.  `empty` is an observation without values, of `size` bytes. */
int rows_direct_init(struct rows_run *run, struct rows_direct *direct, const struct rows_target *targets, unsigned count,
		     const struct rows_spec *specs, const void *empty, size_t size) ROWS_MUST_CHECK;
/* The row at hand into `object`, which was a copy of `start` before its first row: 1, or 0 where rows_fill must do it, or -1. */
int rows_direct_fill(struct rows_run *run, const struct rows_direct *direct, void *object) ROWS_MUST_CHECK;

#endif
