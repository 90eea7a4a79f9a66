/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line, whatever it holds: its keys and values, what is wrong with it, and how the next line may be laid out.
 * Limits: lines of more than JSONL_LAYOUT_MAX keys, or with keys of more than about 60 bytes, leave no layout, so that each of them is read here.
 */
#include "jsonl.h"

#include "../rows/ids.h"

#include <stdlib.h>

static const struct rows_field absent = {"", 0, ROWS_AS_IT_IS};

/* --- keys --- */

uint32_t jsonl_slot_of(const struct jsonl_reader *reader, const char *name, size_t size)
{
	if (!reader->wanted_room)
		return reader->slots;
	size_t at = (size_t)rows_hash(name, size, 4) & (reader->wanted_room - 1);
	for (; reader->wanted[at].name; at = (at + 1) & (reader->wanted_room - 1))
		if (reader->wanted[at].size == size && memcmp(reader->wanted[at].name, name, size) == 0)
			return reader->wanted[at].slot;
	return reader->slots;
}

/* A key's name may lie in the block, which moves on: from one line to the next only its place in the table is known. */
static void put_home(struct jsonl_reader *reader, uint32_t number)
{
	struct jsonl_seen *seen = &reader->seen[number];
	seen->home = (uint32_t)rows_hash(seen->name, seen->size, 5) & (reader->table_room - 1);
	seen->next = reader->table[seen->home];
	reader->table[seen->home] = number + 1;
}

static int grow_seen(struct jsonl_reader *reader, struct rows_fault *fault)
{
	const uint32_t room = reader->seen_room ? 2 * reader->seen_room : 64;
	struct jsonl_seen *seen = realloc(reader->seen, room * sizeof(*seen));
	uint32_t *table = calloc(2 * (size_t)room, sizeof(*table));
	if (seen)
		reader->seen = seen;
	if (!seen || !table) {
		free(table);
		return rows_fail_memory(fault);
	}
	free(reader->table);
	reader->table = table;
	reader->table_room = 2 * room;
	reader->seen_room = room;
	for (uint32_t i = 0; i < reader->seen_count; i++)
		put_home(reader, i);
	return 0;
}

/* 1: added, 0: it is there already, -1. */
static int add_seen(struct jsonl_reader *reader, const char *name, size_t size, struct rows_fault *fault)
{
	if (reader->seen_count == reader->seen_room && grow_seen(reader, fault) < 0)
		return -1;
	struct jsonl_seen *seen = &reader->seen[reader->seen_count];
	*seen = (struct jsonl_seen){.name = name, .size = (uint32_t)size, .slot = jsonl_slot_of(reader, name, size)};
	put_home(reader, reader->seen_count++);
	for (uint32_t i = seen->next; i; i = reader->seen[i - 1].next)
		if (reader->seen[i - 1].size == size && memcmp(reader->seen[i - 1].name, name, size) == 0)
			return 0;
	return 1;
}

static void forget_seen(struct jsonl_reader *reader)
{
	for (uint32_t i = 0; i < reader->seen_count; i++)
		reader->table[reader->seen[i].home] = 0;
	reader->seen_count = 0;
	rows_arena_clear(&reader->names);
}

/* --- the layout --- */

/* What lies between two values is compared with a line where the block may end: so no more than what a block has behind it. */
static bool keep_bytes(struct jsonl_layout *layout, const char *from, const char *to, uint32_t *ret_at)
{
	const size_t size = (size_t)(to - from);
	if (size > ROWS_BEHIND)
		return false;
	/* Eight bytes more, for words are loaded from there. */
	if (layout->bytes_room - layout->size < size + 8) {
		const size_t room = 2 * (layout->size + size) + 1024;
		char *bytes = realloc(layout->bytes, room);
		if (!bytes)
			return false;
		layout->bytes = bytes;
		layout->bytes_room = room;
	}
	memcpy(layout->bytes + layout->size, from, size);
	memset(layout->bytes + layout->size + size, 0, 8);
	*ret_at = (uint32_t)layout->size;
	layout->size += size;
	return true;
}

static struct jsonl_key key_of(const struct jsonl_layout *layout, uint32_t at, uint32_t size, uint32_t slot)
{
	struct jsonl_key key = {.size = size, .slot = slot, .at = at, .tail_at = size > 8 ? size - 8 : 0, .mask = UINT64_MAX};
	unsigned char ones[8] = {0};
	memset(ones, 0xff, size < 8 ? size : 8);
	memcpy(&key.mask, ones, 8);
	memcpy(&key.head, layout->bytes + at, 8);
	memcpy(&key.tail, layout->bytes + at + key.tail_at, 8);
	key.head &= key.mask;
	key.tail &= key.mask;
	return key;
}

/* Remember how this line was laid out.  What cannot be remembered is no fault: lines are then read here. */
static void learn(struct jsonl_reader *reader, const char *from, const char *last, const char *end, const char *behind)
{
	struct jsonl_layout *layout = &reader->layout;
	const uint32_t count = reader->seen_count;
	uint32_t at;
	layout->known = false;
	layout->size = 0;
	if (count == 0 || count > JSONL_LAYOUT_MAX || behind == end)
		return;
	if (layout->room < count) {
		struct jsonl_key *keys = realloc(layout->keys, count * sizeof(*keys));
		if (!keys)
			return;
		layout->keys = keys;
		layout->room = count;
	}
	for (uint32_t i = 0; i < count; i++) {
		const struct jsonl_seen *seen = &reader->seen[i];
		if (!keep_bytes(layout, i ? reader->seen[i - 1].end : from, seen->value, &at))
			return;
		layout->keys[i] = key_of(layout, at, (uint32_t)(seen->value - (i ? reader->seen[i - 1].end : from)), seen->slot);
	}
	if (!keep_bytes(layout, last, behind, &layout->end_at))
		return;
	layout->end_size = (uint32_t)(behind - last);
	layout->newline = (uint32_t)(behind - end);
	layout->count = count;
	layout->known = true;
}

/* --- the object --- */

static int read_key(struct jsonl_reader *reader, const char **at, const char **why, struct rows_fault *fault)
{
	const char *from = *at;
	bool raw;
	if (*from != '"') {
		*why = "not JSON: a key in quotes is needed here";
		return 0;
	}
	const char *end = jsonl_text(from + 1, &raw, why);
	*at = end;
	if (*why)
		return 0;
	const char *name = from + 1;
	size_t size = (size_t)(end - from) - 2;
	if (raw) {
		char *copy = rows_arena_take(&reader->names, size);
		if (!copy)
			return rows_fail_memory(fault);
		size = jsonl_unescape(name, size, copy);
		name = copy;
	}
	if (reader->seen_count == JSONL_KEYS_MAX) {
		*at = from;
		*why = "more than 16384 keys";
		return 0;
	}
	int rc = add_seen(reader, name, size, fault);
	if (rc == 0) {
		*at = from;
		*why = "a key comes twice";
		return 0;
	}
	if (rc < 0)
		return -1;
	end = jsonl_space(end);
	*at = end;
	if (*end != ':') {
		*why = "not JSON: a colon is needed after the key";
		return 0;
	}
	*at = jsonl_space(end + 1);
	return 1;
}

/* From behind the opening brace to behind the closing one. */
static int read_members(struct jsonl_reader *reader, const char **at, const char **why, struct rows_fault *fault)
{
	*at = jsonl_space(*at);
	if (**at == '}') {
		(*at)++;
		return 1;
	}
	for (;;) {
		int rc = read_key(reader, at, why, fault);
		if (rc != 1)
			return rc;
		struct jsonl_seen *seen = &reader->seen[reader->seen_count - 1];
		seen->value = *at;
		*at = jsonl_value(*at, &reader->fields[seen->slot], why);
		if (*why)
			return 0;
		seen->end = *at;
		if (!reader->came[seen->slot]) {
			reader->came[seen->slot] = true;
			reader->came_count++;
		}
		*at = jsonl_space(*at);
		if (**at == '}') {
			(*at)++;
			return 1;
		}
		if (**at != ',') {
			*why = "not JSON: a comma or } is needed here";
			return 0;
		}
		*at = jsonl_space(*at + 1);
	}
}

static void reset(struct jsonl_reader *reader)
{
	for (uint32_t i = 0; i < reader->slots; i++)
		reader->fields[i] = absent;
}

int jsonl_object(struct jsonl_reader *reader, const char *at, const char *end, const char *behind, const char **ret_why,
		 const char **ret_where, struct rows_fault *fault)
{
	const char *from = at, *why = NULL;
	forget_seen(reader);
	reset(reader);
	at = jsonl_space(at);
	int rc = 0;
	if (*at != '{') {
		why = "not JSON: an object is needed here";
	} else {
		at++;
		rc = read_members(reader, &at, &why, fault);
	}
	if (rc == 1) {
		at = jsonl_space(at);
		if (at < end) {
			why = "not JSON: something follows the object";
			rc = 0;
		}
	}
	if (rc == 1)
		learn(reader, from, reader->seen_count ? reader->seen[reader->seen_count - 1].end : at, end, behind);
	else
		reset(reader);
	*ret_why = why;
	*ret_where = at;
	return rc;
}
