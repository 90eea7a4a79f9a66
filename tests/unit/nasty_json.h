/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON Lines as bad as they come, made up from a seed: tickets with keys in any order or missing, all kinds of values and escapes, spaces, nested
 * things, and lines that are no JSON in one of many ways.
 */
#ifndef TESTS_NASTY_JSON_H
#define TESTS_NASTY_JSON_H

#include "dice.h"

#include <stddef.h>

enum {
	NASTY_JSON_FATAL = 1, /* NUL bytes may occur */
	NASTY_JSON_TAME = 2,  /* mostly lines like the one before */
};

/* The text of a file; free it. */
char *nasty_json(struct dice *dice, unsigned lines, unsigned flags, size_t *ret_size);
#define NASTY_JSON_MAPS 5u
/* NULL (none) or a document, by number. */
const char *nasty_json_map(unsigned number);

#endif
