/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines that are laid out like the one before: the same keys in the same order, or some of them, and the same bytes between the values.
 * Limits: whatever is not as expected ends it, and the line is read by object.c from its beginning.  The zeroes behind the block are never as
 * expected, so it goes no further than the block does.
 */
#include "jsonl.h"

static inline uint64_t word_at(const char *at)
{
	uint64_t word;
	memcpy(&word, at, 8);
	return word;
}

static inline bool comes(const struct jsonl_layout *layout, const struct jsonl_key *key, const char *at)
{
	if (((word_at(at) ^ key->head) | (word_at(at + key->tail_at) ^ key->tail)) & key->mask)
		return false;
	return key->size <= 16 || memcmp(at, layout->bytes + key->at, key->size) == 0;
}

/* A text without escapes, a whole number or null, which are almost all; other values by jsonl_value.  NULL: it is none. */
static inline const char *value(const char *at, struct rows_field *field)
{
	const char *why = NULL;
	if (*at == '"') {
		const char *end = jsonl_stop(at + 1);
		if (*end == '"') {
			*field = (struct rows_field){at + 1, (uint32_t)(end - at - 1), ROWS_AS_IT_IS};
			return end + 1;
		}
	} else if (*at >= '0' && *at <= '9') {
		const char *end = at + 1;
		while (*end >= '0' && *end <= '9')
			end++;
		if (*end != '.' && *end != 'e' && *end != 'E' && (*at != '0' || end == at + 1)) {
			*field = (struct rows_field){at, (uint32_t)(end - at), ROWS_AS_IT_IS};
			return end;
		}
	} else if (memcmp(at, "null", 4) == 0) {
		*field = (struct rows_field){at, 0, ROWS_AS_IT_IS};
		return at + 4;
	}
	at = jsonl_value(at, field, &why);
	return why ? NULL : at;
}

const char *jsonl_alike(struct jsonl_reader *reader, uint32_t *ret_size)
{
	const struct jsonl_layout *layout = &reader->layout;
	const struct jsonl_key *key = layout->keys, *const end = layout->keys + layout->count;
	const char *const start = reader->base.bytes + reader->base.at, *at = start;
	struct rows_field *const fields = reader->fields;
	for (; key < end; key++) {
		if (!comes(layout, key, at)) {
			fields[key->slot] = (struct rows_field){"", 0, ROWS_AS_IT_IS};
			continue;
		}
		at = value(at + key->size, &fields[key->slot]);
		if (!at)
			return NULL;
	}
	/* Something has been read, and then comes what ended the line before. */
	if (at == start || memcmp(at, layout->bytes + layout->end_at, layout->end_size) != 0)
		return NULL;
	at += layout->end_size;
	const size_t size = (size_t)(at - start) - layout->newline;
	if (size > ROWS_RECORD_MAX)
		return NULL;
	*ret_size = (uint32_t)size;
	return at;
}
