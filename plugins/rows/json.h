/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mapping's JSON: one object and nothing after it, with the place of every value, so that messages can name line and column.
 * Strict: UTF-8 checked, duplicate keys, fractions and exponents, and nesting beyond ROWS_DEPTH_MAX refused; integers within int32.
 */
#ifndef ROWS_JSON_H
#define ROWS_JSON_H

#include "base.h"

enum rows_json_type { ROWS_JSON_NULL, ROWS_JSON_FALSE, ROWS_JSON_TRUE, ROWS_JSON_INTEGER, ROWS_JSON_TEXT, ROWS_JSON_ARRAY, ROWS_JSON_OBJECT };

struct rows_json {
	enum rows_json_type type;
	uint32_t line, column;		/* of the value; 1-based, column in characters */
	uint32_t key_line, key_column;	/* of its key, in an object */
	const char *key;		/* in an object */
	const char *text;		/* of a TEXT, with a NUL behind */
	uint32_t size;			/* of the text, or members of an array or object */
	int32_t integer;
	const struct rows_json *first, *next; /* members; next sibling */
};

/* The tree lives in `arena`. */
int rows_json_parse(struct rows_arena *arena, const char *text, size_t size, const struct rows_json **ret,
		   struct rows_fault *fault) ROWS_MUST_CHECK;
const struct rows_json *rows_json_get(const struct rows_json *object, const char *key); /* NULL: no such key */
const char *rows_json_type_name(enum rows_json_type type);

#endif
