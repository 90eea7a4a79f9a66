/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV files as bad as they come, made up from a seed: tickets with good, odd and broken cells, rows of the wrong length, quotes where none
 * should be, all kinds of line ends, long fields, and now and then what ends a run.
 */
#ifndef TESTS_NASTY_CSV_H
#define TESTS_NASTY_CSV_H

#include "dice.h"

#include <stddef.h>

enum {
	NASTY_FATAL = 1,  /* NUL bytes and quotes never closed may occur */
	NASTY_LONG = 2,	  /* fields of some kilobytes */
	NASTY_TAME = 4,	  /* mostly good rows */
	NASTY_LOG = 8,	  /* "nr" for "id": a log of events, several rows a ticket */
};

/* The text of a file with a header; free it. */
char *nasty_csv(struct dice *dice, unsigned rows, unsigned flags, size_t *ret_size);
/* A mapping for such a file: NULL (none) or a document, by number; the last one is followed by NULL. */
#define NASTY_MAPS 9u
const char *nasty_map(unsigned number);

#endif
