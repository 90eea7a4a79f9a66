/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The strict reading of documents that people write: known keys only, the right types, and every refusal with file, line, column,
 * reason and repair.
 *
 * A place is a value together with the way to it from the document's root.  Places live on the caller's stack, each pointing at the
 * one it is in; so a parent must outlive its children, and the pointer text is made only when something is refused.
 *
 *	sanya_reader_open -> root place -> sanya_read_keys -> sanya_read_member + sanya_read_TYPE ... -> sanya_reader_done
 *
 * Invariants
 *  - A member that is absent or null gives an absent place (`json` NULL).  Every sanya_read_TYPE succeeds on an absent place and
 *    leaves *ret as it was: whether a key must be there is said once, in sanya_read_keys.
 *  - Texts given back are copies in the arena, valid UTF-8 without control characters (but line ends), at most SANYA_TEXT_MAX bytes.
 */
#ifndef SANYA_CODEC_READER_H
#define SANYA_CODEC_READER_H

#include "../base/arena.h"
#include "../base/text.h"
#include "json.h"

struct sanya_reader {
	const char *name, *text; /* borrowed: what messages call the document, and its bytes */
	size_t size;
	struct sanya_json *json;
};

struct sanya_place {
	const struct sanya_reader *reader;
	const struct sanya_place *in; /* NULL at the root */
	const char *key;	      /* member of an object; NULL: element of an array */
	size_t index;
	const struct sanya_json *json; /* NULL: absent or null */
};

/* Parse a document whose root is an object with "format": `format`.  `ret` is to be _done also after a failure. */
int sanya_reader_open(const char *name, const char *text, size_t size, const char *format, struct sanya_reader *ret,
		      struct sanya_error *err) SANYA_MUST_CHECK;
/* The same for a document without "format". */
int sanya_reader_open_plain(const char *name, const char *text, size_t size, struct sanya_reader *ret,
			    struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_reader_done(struct sanya_reader *reader);
struct sanya_place sanya_reader_root(const struct sanya_reader *reader);

/* Refuse what stands at a place, or its key.  Always -1.  The repair is added by the caller with sanya_error_next. */
int sanya_read_refuse(const struct sanya_place *place, struct sanya_error *err, const char *format, ...) SANYA_PRINTF(3, 4);
int sanya_read_refuse_key(const struct sanya_place *place, struct sanya_error *err, const char *format, ...)
	SANYA_PRINTF(3, 4);
/* Add the place to an error that somebody else has set ("19/20" is no decimal...).  Always -1. */
int sanya_read_blame(const struct sanya_place *place, struct sanya_error *err);
/* The same for a JSON pointer from the root. */
int sanya_reader_blame(const struct sanya_reader *reader, const char *pointer, struct sanya_error *err);
/* Append the JSON pointer of a place. */
void sanya_read_pointer(const struct sanya_place *place, struct sanya_buffer *out);

/* --- objects and arrays --- */

struct sanya_key {
	const char *name; /* NULL ends the table */
	bool required;
};
/* The place holds an object, all its keys are in the table, all required ones are there and not null. */
int sanya_read_keys(const struct sanya_place *place, const struct sanya_key *keys, struct sanya_error *err) SANYA_MUST_CHECK;
/* Absent where the object has no such member, or null. */
struct sanya_place sanya_read_member(const struct sanya_place *object, const char *key);
/* An object used as a map: members in their own order.  for (it = sanya_json_first(place.json); it; it = sanya_json_next(...)) */
struct sanya_place sanya_read_iterator(const struct sanya_place *object, void *iterator);
/* An object with any keys (a map). */
int sanya_read_map(const struct sanya_place *place, size_t *ret_count, struct sanya_error *err) SANYA_MUST_CHECK;
/* An array of `least` to `most` elements; absent gives *ret_count unchanged. */
int sanya_read_array(const struct sanya_place *place, size_t least, size_t most, size_t *ret_count, struct sanya_error *err)
	SANYA_MUST_CHECK;
struct sanya_place sanya_read_element(const struct sanya_place *array, size_t index);

/* --- values; places by value so that calls nest: sanya_read_text(sanya_read_member(&goal, "metric"), ...) --- */

/* Any text that is not empty. */
int sanya_read_text(struct sanya_place place, struct sanya_arena *arena, const char **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* As sanya_text_is_identifier. */
int sanya_read_identifier(struct sanya_place place, struct sanya_arena *arena, const char **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* A whole number written as a JSON number. */
int sanya_read_integer(struct sanya_place place, int64_t least, int64_t most, int64_t *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
int sanya_read_bool(struct sanya_place place, bool *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* A decimal string: "40", "99.99".  A JSON number is refused. */
int sanya_read_decimal(struct sanya_place place, struct sanya_number *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* "YYYY-MM-DD" */
int sanya_read_date(struct sanya_place place, int32_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* "4h", "30m" */
int sanya_read_duration(struct sanya_place place, int64_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* One of a list of words that ends in NULL: its index. */
int sanya_read_word(struct sanya_place place, const char *const *words, int *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* {"th": "...", "en": "..."}, one of them at least. */
int sanya_read_words(struct sanya_place place, struct sanya_arena *arena, struct sanya_words *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* The bare string, not copied: for forms that the caller parses itself. */
int sanya_read_raw(struct sanya_place place, const char **ret, size_t *ret_size, struct sanya_error *err) SANYA_MUST_CHECK;

/* The word nearest to a mistyped one, for "did you mean"; NULL where none is near. */
const char *sanya_read_nearest(const char *word, const char *const *words);

#endif
