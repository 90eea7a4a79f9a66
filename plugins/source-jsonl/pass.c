/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Over the lines of other parts: line ends are counted, and what ends a run is told, as by the part whose line it is.
 * Limits: whether a line is JSON is not looked at.
 */
#include "jsonl.h"

/* Up to a line end at `end`; false: nothing behind it is to be passed over. */
static inline int line_end(struct jsonl_reader *reader, size_t end, struct rows_fault *fault)
{
	struct rows_reader *base = &reader->base;
	if (end - base->at > ROWS_RECORD_MAX)
		return jsonl_fail_long(reader, base->line, fault);
	base->at = end + 1;
	base->line++;
	return 0;
}

int jsonl_pass(struct jsonl_reader *reader, uint64_t to, struct rows_fault *fault)
{
	struct rows_reader *base = &reader->base;
	for (size_t at = base->at; at < base->filled && base->at < to; at += 64) {
		const struct rows_lanes lanes = rows_lanes_load(base->bytes + at);
		const size_t left = base->filled - at;
		const uint64_t there = left < 64 ? (UINT64_C(1) << left) - 1 : UINT64_MAX;
		uint64_t news = rows_lanes_equal(&lanes, '\n') & there;
		const uint64_t zeroes = rows_lanes_any(&lanes, '\0') ? rows_lanes_equal(&lanes, '\0') & there : 0;
		/* The first line end of a line that may be too long, those before a NUL and those around `to` one by one, others at once. */
		while (news && (zeroes || at + 64 >= to || at + 64 - base->at > ROWS_RECORD_MAX) && base->at < to) {
			if (zeroes & rows_bits_below(news))
				break;
			if (line_end(reader, at + (size_t)__builtin_ctzll(news), fault) < 0)
				return -1;
			news &= news - 1;
		}
		if (base->at >= to)
			return 0;
		if (zeroes)
			return jsonl_fail_nul(reader, base->line, fault);
		if (news) {
			base->line += rows_bits_count(news);
			base->at = at + 64 - (size_t)__builtin_clzll(news);
		}
	}
	return 0;
}
