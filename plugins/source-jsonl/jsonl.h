/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of the reader of JSON Lines: reader.c holds the file, alike.c takes lines that are laid out like the one before, object.c any
 * line, and learns from it how the next one may be laid out; pass.c passes over the lines of other parts.
 * What alike.c takes, object.c would take alike.
 */
#ifndef JSONL_JSONL_H
#define JSONL_JSONL_H

#include "reader.h"
#include "text.h"

#define JSONL_KEYS_MAX 16384u /* keys of one object */
#define JSONL_LAYOUT_MAX 512u /* of which a layout is kept */

/* A key as it stood in a line: all bytes from behind the value before it, or from the line's start, up to its own value. */
struct jsonl_key {
	uint64_t head, tail;	/* its first and last eight bytes, or all of them twice where it is shorter */
	uint64_t mask;		/* the bytes of `head` and `tail` that count */
	uint32_t size, tail_at; /* `tail_at`: where `tail` begins */
	uint32_t slot;
	uint32_t at;		/* in layout.bytes */
};

struct jsonl_layout {
	bool known;
	struct jsonl_key *keys;
	uint32_t count, room;
	char *bytes; /* of all keys, and what ends the line */
	size_t size, bytes_room;
	uint32_t end_at, end_size; /* from behind the last value to the next line */
	uint32_t newline; /* bytes of `end` that are no more the record's: LF, or CR LF */
};

/* One key of the line at hand, while it is read. */
struct jsonl_seen {
	const char *name; /* without escapes */
	uint32_t size, slot;
	uint32_t home; /* its place in the table */
	uint32_t next; /* key there: 1 + its number, 0: none */
	const char *from, *value, *end;
};

struct jsonl_wanted {
	const char *name;
	uint32_t size, slot;
};

struct jsonl_reader {
	struct rows_reader base;
	bool started, moving;
	struct rows_field *fields; /* one a slot, and one more for keys that nobody wants */
	uint32_t slots;
	bool *came; /* like `fields`: whether the file has had the key yet */
	uint32_t came_count;
	struct jsonl_wanted *wanted; /* hashed by name; room is a power of two */
	uint32_t wanted_room;
	struct jsonl_layout layout;
	/* the line at hand */
	struct jsonl_seen *seen;
	uint32_t seen_count, seen_room;
	uint32_t *table; /* of seen keys, by hash: 1 + the first one's number */
	uint32_t table_room;
	struct rows_arena names; /* keys without their escapes */
};

/*
 * The line from `at` to `end` into the fields, if it is one object; else *ret_why says why not and *ret_where where.  `behind` is where the
 * next line begins, or `end` where there is none.  1: good, 0: bad, -1: out of memory.
 */
int jsonl_object(struct jsonl_reader *reader, const char *at, const char *end, const char *behind, const char **ret_why,
		 const char **ret_where, struct rows_fault *fault) ROWS_MUST_CHECK;
/* The line at base.at into the fields, if it is laid out like the one before; *ret_size: without its end.  Returns where the next line
 * begins, or NULL: it is another, or not whole. */
const char *jsonl_alike(struct jsonl_reader *reader, uint32_t *ret_size);
/* Which field a key goes to; `slots` where nobody wants it. */
uint32_t jsonl_slot_of(const struct jsonl_reader *reader, const char *name, size_t size);

/* Pass over whole lines, from base.at on, up to the first that begins at bytes[to] or behind it, or to the last that is whole in the block. */
int jsonl_pass(struct jsonl_reader *reader, uint64_t to, struct rows_fault *fault) ROWS_MUST_CHECK;

int jsonl_fail_nul(const struct jsonl_reader *reader, uint64_t line, struct rows_fault *fault);
int jsonl_fail_long(const struct jsonl_reader *reader, uint64_t line, struct rows_fault *fault);

#endif
