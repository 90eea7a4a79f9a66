/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mapping's JSON: one object and nothing after it, with the place of every value, so that messages can name line and column.
 * Strict: UTF-8 checked, duplicate keys, fractions and exponents, and nesting beyond CSV_DEPTH_MAX refused; integers within int32.
 */
#ifndef CSV_JSON_H
#define CSV_JSON_H

#include "base.h"

enum csv_json_type { CSV_JSON_NULL, CSV_JSON_FALSE, CSV_JSON_TRUE, CSV_JSON_INTEGER, CSV_JSON_TEXT, CSV_JSON_ARRAY, CSV_JSON_OBJECT };

struct csv_json {
	enum csv_json_type type;
	uint32_t line, column;		/* of the value; 1-based, column in characters */
	uint32_t key_line, key_column;	/* of its key, in an object */
	const char *key;		/* in an object */
	const char *text;		/* of a TEXT, with a NUL behind */
	uint32_t size;			/* of the text, or members of an array or object */
	int32_t integer;
	const struct csv_json *first, *next; /* members; next sibling */
};

/* The tree lives in `arena`. */
int csv_json_parse(struct csv_arena *arena, const char *text, size_t size, const struct csv_json **ret,
		   struct csv_fault *fault) CSV_MUST_CHECK;
const struct csv_json *csv_json_get(const struct csv_json *object, const char *key); /* NULL: no such key */
const char *csv_json_type_name(enum csv_json_type type);

#endif
