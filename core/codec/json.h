/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON in and out.  This room is the only one that knows jansson; others hold `struct sanya_json *`, which is a jansson value
 * by another name and never defined.
 *
 * Reading is strict: one value and nothing after it, UTF-8 checked, duplicate keys refused, nesting capped, numbers
 * beyond int64 refused.  Errors carry name, line, column, the line itself.
 *
 * Ownership: _parse, _object, _array, _of_* return a new value; _set and _append take the value they are given (also when
 * they fail; NULL counts as a failed value, so calls nest); _get, _at and the like borrow.  Building errors stick to nothing:
 * check the final value for NULL.
 */
#ifndef SANYA_CODEC_JSON_H
#define SANYA_CODEC_JSON_H

#include "../base/buffer.h"
#include "../base/error.h"
#include "../base/number.h"
#include "../base/text.h"

struct sanya_json;

enum sanya_json_type {
	SANYA_JSON_NULL, SANYA_JSON_FALSE, SANYA_JSON_TRUE, SANYA_JSON_INTEGER, SANYA_JSON_REAL, SANYA_JSON_TEXT,
	SANYA_JSON_ARRAY, SANYA_JSON_OBJECT,
};

/* `name` is what error messages call the text: a path, or "standard input". */
int sanya_json_parse(const char *name, const char *text, size_t size, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
void sanya_json_free(struct sanya_json *json);
void sanya_json_freep(struct sanya_json **json); /* for SANYA_CLEANUP */

/* Line and column (1-based, column in characters) of the value at a JSON pointer ("/goals/1/weight") in a text that parsed,
 * and the whole line.  A lone "~" at the pointer's end names the key's own place ("/goals/1/wieght~").  Where there is no such value,
 * the deepest one on the way. */
void sanya_json_locate(const char *text, size_t size, const char *pointer, unsigned long *ret_line,
		       unsigned long *ret_column, char *ret_excerpt, size_t excerpt_size);
/* sanya_error_at + excerpt for a pointer.  Returns -1. */
int sanya_json_blame(const char *name, const char *text, size_t size, const char *pointer, struct sanya_error *err);

/* Reading */
enum sanya_json_type sanya_json_type(const struct sanya_json *json);
const struct sanya_json *sanya_json_get(const struct sanya_json *object, const char *key); /* NULL: no such key, no object */
size_t sanya_json_size(const struct sanya_json *json); /* members of an array or object, else 0 */
const struct sanya_json *sanya_json_at(const struct sanya_json *array, size_t index);
const char *sanya_json_text(const struct sanya_json *json);	/* NULL when it is no text */
size_t sanya_json_text_size(const struct sanya_json *json);
int64_t sanya_json_integer(const struct sanya_json *json, int64_t otherwise);
bool sanya_json_true(const struct sanya_json *json);
/* Shorthands: member of an object, as text / integer. */
const char *sanya_json_get_text(const struct sanya_json *object, const char *key);
int64_t sanya_json_get_integer(const struct sanya_json *object, const char *key, int64_t otherwise);
/* Walk an object in its own order: for (it = first(o); it; it = next(o, it)). */
void *sanya_json_first(const struct sanya_json *object);
void *sanya_json_next(const struct sanya_json *object, void *iterator);
const char *sanya_json_key(void *iterator);
const struct sanya_json *sanya_json_value(void *iterator);
/* {"num":"…","den":"…"} */
int sanya_json_get_number(const struct sanya_json *object, const char *key, struct sanya_number *ret,
			  struct sanya_error *err) SANYA_MUST_CHECK;

/* Building */
struct sanya_json *sanya_json_object(void);
struct sanya_json *sanya_json_array(void);
struct sanya_json *sanya_json_of_text(const char *text); /* NULL text gives null */
struct sanya_json *sanya_json_of_bytes(const char *text, size_t size); /* must be UTF-8 */
struct sanya_json *sanya_json_of_integer(int64_t value);
struct sanya_json *sanya_json_of_date(int32_t date);	       /* "YYYY-MM-DD"; SANYA_NO_DATE gives null */
struct sanya_json *sanya_json_of_instant(int64_t instant); /* "…Z"; SANYA_NO_INSTANT gives null */
struct sanya_json *sanya_json_of_words(const struct sanya_words *words); /* {"th", "en"}: those that are there */
struct sanya_json *sanya_json_of_bool(bool value);
struct sanya_json *sanya_json_null(void);
struct sanya_json *sanya_json_copy(const struct sanya_json *json); /* deep */
struct sanya_json *sanya_json_of_number(const struct sanya_number *n); /* {"num","den"} */
struct sanya_json *sanya_json_of_amount(const struct sanya_number *n); /* a text with two decimals, rounded half away from zero */
int sanya_json_set(struct sanya_json *object, const char *key, struct sanya_json *take);
int sanya_json_append(struct sanya_json *array, struct sanya_json *take);
int sanya_json_set_text(struct sanya_json *object, const char *key, const char *text);
int sanya_json_set_integer(struct sanya_json *object, const char *key, int64_t value);
/* Parts of a tree of one's own, to change in place; NULL where there is none. */
struct sanya_json *sanya_json_own_get(struct sanya_json *object, const char *key);
struct sanya_json *sanya_json_own_at(struct sanya_json *array, size_t index);
void sanya_json_remove(struct sanya_json *object, const char *key); /* fine where there is none */
bool sanya_json_equal(const struct sanya_json *a, const struct sanya_json *b);

/* Writing: canonical bytes by RFC 8785 (JCS), or indented by two spaces with keys in their own order and a final newline. */
int sanya_json_canonical(const struct sanya_json *json, struct sanya_buffer *out, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_json_pretty(const struct sanya_json *json, struct sanya_buffer *out, struct sanya_error *err) SANYA_MUST_CHECK;
/* The number as ECMAScript prints it (RFC 8785 section 3.2.2.3); finite. */
int sanya_json_real(double value, struct sanya_buffer *out, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
