/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside this room only: the two names of one JSON value.  jansson's reading functions want values that are not
 * const though they change nothing, hence the way over uintptr_t.
 */
#ifndef SANYA_CODEC_JANSSON_VALUE_H
#define SANYA_CODEC_JANSSON_VALUE_H

#include "json.h"

#include <jansson.h>

static inline json_t *unwrap(const struct sanya_json *json)
{
	return (json_t *)(uintptr_t)json;
}

static inline struct sanya_json *wrap(json_t *json)
{
	return (struct sanya_json *)json;
}

/* Line, column and line's text of a byte offset; `excerpt` may be NULL. */
void sanya_json_place(const char *text, size_t size, size_t offset, unsigned long *ret_line, unsigned long *ret_column,
		      char *excerpt, size_t excerpt_size);

#endif
