/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Over the records of other parts: line ends are counted and quotes watched, nothing else.
 * Limits: as those of the index; and a record long enough to have too many columns is left to csv_walk, so that all parts tell of it.
 */
#include "look.h"

/* Where the pass is, in its block. */
struct pass {
	size_t open;   /* the first byte of the record at hand */
	uint64_t line; /* of it */
	uint64_t ends; /* line ends in it so far */
};

/* The line ends of 64 bytes outside quotes, unless they hold what must be looked at; a CR is nothing of the kind. */
static inline bool glance(const struct csv_reader *reader, size_t at, char quote, uint64_t *ret_news)
{
	const struct rows_lanes lanes = rows_lanes_load(reader->base.bytes + at);
	*ret_news = rows_lanes_equal(&lanes, '\n');
	return !rows_lanes_any_of(&lanes, quote, '\0');
}

/* Go on to the first record that begins at `to` or behind it; false: there is none in these 64 bytes. */
static bool step(struct pass *pass, size_t at, const struct csv_look *look, uint64_t to)
{
	for (uint64_t all = look->news | look->quoted; all; all &= all - 1) {
		pass->ends++;
		if (!(all & (0 - all) & look->news))
			continue;
		pass->open = at + (size_t)__builtin_ctzll(all) + 1;
		pass->line += pass->ends;
		pass->ends = 0;
		if (pass->open >= to)
			return true;
	}
	return false;
}

/* The same where `to` lies behind these 64 bytes. */
static inline void leap(struct pass *pass, size_t at, uint64_t news)
{
	if (!news)
		return;
	const uint64_t few = news & (news - 1);
	pass->line += pass->ends + (few ? rows_bits_count(news) : 1);
	pass->ends = 0;
	pass->open = at + 64 - (size_t)__builtin_clzll(news);
}

void csv_index_pass(struct csv_reader *reader, uint64_t to)
{
	struct csv_index *x = &reader->index;
	struct pass pass = {.open = reader->base.at, .line = reader->base.line};
	const char separator = reader->shape.separator, quote = reader->shape.quote;
	csv_index_restart(reader);
	for (size_t at = pass.open; x->usable && at + 64 < reader->base.filled && pass.open < to; at += 64) {
		uint64_t news;
		if (!(x->inside | x->closed) && glance(reader, at, quote, &news)) {
			if (news && at + 64 - pass.open > ROWS_COLUMNS_MAX)
				break;
			if (at + 64 < to) {
				leap(&pass, at, news);
			} else {
				const struct csv_look look = {.news = news};
				(void)step(&pass, at, &look, to);
			}
			continue;
		}
		struct csv_look look = csv_look_at(reader, at, separator, quote);
		const bool irregular = look.irregular != 0;
		if (irregular) {
			const uint64_t below = rows_bits_below(look.irregular);
			look.news &= below;
		}
		if ((look.news && at + 64 - pass.open > ROWS_COLUMNS_MAX) || step(&pass, at, &look, to) || irregular)
			break;
	}
	reader->base.at = pass.open;
	reader->base.line = pass.line;
}
