/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers and words as exports write them.
 * Limits: numbers in decimal without grouping, up to 10^12 and three decimals; words in any case of ASCII.
 */
#include "values.h"

#include <strings.h>

const char *rows_read_points(struct sanya_plugin_text text, int64_t *ret)
{
	const char *at = text.at, *end = at + text.size;
	bool negative = at < end && *at == '-';
	int64_t value = 0, unit = 1000;
	at += negative || (at < end && *at == '+');
	if (at == end || *at < '0' || *at > '9')
		return "not a number";
	for (; at < end && *at >= '0' && *at <= '9'; at++) {
		value = value * 10 + (*at - '0');
		if (value > INT64_C(1000000000000))
			return "number too large";
	}
	value *= 1000;
	if (at < end && (*at == '.' || *at == ',')) {
		if (++at == end)
			return "not a number";
		for (; at < end && *at >= '0' && *at <= '9'; at++) {
			unit /= 10;
			if (unit == 0 && *at != '0')
				return "more than three decimals";
			value += unit * (*at - '0');
		}
	}
	if (at != end)
		return "not a number";
	*ret = negative ? -value : value;
	return NULL;
}

const char *rows_read_count(struct sanya_plugin_text text, int64_t *ret)
{
	int64_t points;
	const char *why = rows_read_points(text, &points);
	if (why)
		return why;
	if (points < 0 || points % 1000 || points / 1000 > INT32_MAX)
		return "not a count";
	*ret = points / 1000;
	return NULL;
}

const char *rows_read_flag(struct sanya_plugin_text text, int64_t *ret)
{
	static const struct {
		const char *word;
		int value;
	} words[] = {{"true", 1}, {"false", 0}, {"1", 1}, {"0", 0}, {"yes", 1}, {"no", 0}, {"y", 1}, {"n", 0}};
	for (size_t i = 0; i < ROWS_COUNT(words); i++)
		if (strlen(words[i].word) == text.size && strncasecmp(words[i].word, text.at, text.size) == 0) {
			*ret = words[i].value;
			return NULL;
		}
	return "neither true nor false";
}

const char *rows_read_word(const struct rows_word *words, struct sanya_plugin_text text, int64_t *ret)
{
	int32_t value = rows_word_find(words, text.at, text.size);
	if (value < 0)
		return "unknown word";
	*ret = value;
	return NULL;
}
