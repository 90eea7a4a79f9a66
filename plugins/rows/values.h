/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a text says as a value.  Each function returns NULL and sets *ret, or a reason in stable words and leaves it alone.  And what is asked of
 * texts before: whether there is anything between the spaces, and whether it is one of some others.
 */
#ifndef ROWS_VALUES_H
#define ROWS_VALUES_H

#include "fields.h"

#include <string.h>

const char *rows_read_points(struct sanya_plugin_text text, int64_t *ret) ROWS_MUST_CHECK; /* thousandths */
const char *rows_read_count(struct sanya_plugin_text text, int64_t *ret) ROWS_MUST_CHECK;  /* 0 to INT32_MAX */
const char *rows_read_flag(struct sanya_plugin_text text, int64_t *ret) ROWS_MUST_CHECK;   /* 0 or 1 */
const char *rows_read_word(const struct rows_word *words, struct sanya_plugin_text text, int64_t *ret) ROWS_MUST_CHECK;

static inline struct sanya_plugin_text rows_text_trimmed(struct sanya_plugin_text text)
{
	while (text.size && (unsigned char)text.at[0] <= ' ') {
		text.at++;
		text.size--;
	}
	while (text.size && (unsigned char)text.at[text.size - 1] <= ' ')
		text.size--;
	return text;
}

static inline bool rows_text_same(struct sanya_plugin_text a, struct sanya_plugin_text b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

struct rows_texts {
	const struct sanya_plugin_text *items;
	uint32_t count;
};

static inline bool rows_text_listed(const struct rows_texts *texts, struct sanya_plugin_text text)
{
	for (uint32_t i = 0; i < texts->count; i++)
		if (rows_text_same(texts->items[i], text))
			return true;
	return false;
}

#endif
