/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What 64 bytes of a CSV text are, given what stands open before them in reader->index: the separators and line ends outside quotes, by the
 * parity of the quotes before them, and whether that may be believed.
 */
#ifndef CSV_LOOK_H
#define CSV_LOOK_H

#include "csv.h"

#include "../rows/lanes.h"

struct csv_look {
	uint64_t ends;	    /* separators and line ends outside quotes */
	uint64_t news;	    /* the line ends among them */
	uint64_t quoted;    /* line ends inside quotes */
	uint64_t wide;
	uint64_t irregular; /* the record in which the lowest of them lies is not written as the standard says */
};

/*
 * Judge the quotes: they turn at `quotes`, and so much is right: one that opens stands behind an end or behind one that closes (then
 * the two are a doubled one), and behind one that closes stands an end, or CR LF, or one that opens.
 */
static inline void csv_look_at_quotes(struct csv_reader *reader, size_t at, uint64_t quotes, uint64_t returns, struct csv_look *look)
{
	struct csv_index *x = &reader->index;
	const uint64_t inside = rows_bits_parity(quotes) ^ x->inside;
	const uint64_t opens = quotes & inside, closes = quotes & ~inside;
	const char before = at == x->open ? '\n' : reader->base.bytes[at - 1];
	const uint64_t fresh = !x->inside & (before == reader->shape.separator || before == '\n');
	look->ends &= ~inside;
	look->quoted = look->news & inside;
	look->news &= ~inside;
	/* A lone CR is nothing odd inside quotes. */
	look->irregular &= ~(inside & returns);
	const uint64_t behind_end = look->ends << 1 | fresh, behind_close = closes << 1 | x->closed;
	look->irregular |= opens & ~(behind_end | behind_close);
	look->irregular |= behind_close & ~(look->ends | opens | (returns & ~inside));
	x->inside = 0 - (inside >> 63);
	x->closed = closes >> 63;
}

static inline struct csv_look csv_look_at(struct csv_reader *reader, size_t at, char separator, char quote)
{
	const char *bytes = reader->base.bytes + at;
	const struct rows_lanes lanes = rows_lanes_load(bytes);
	const uint64_t ends = rows_lanes_either(&lanes, separator, '\n');
	/* Line ends, NUL, and what hardly ever occurs but for the tabulator. */
	const uint64_t low = rows_lanes_most(&lanes, '\r');
	const uint64_t news = separator == '\t' ? rows_lanes_equal(&lanes, '\n') : ends & low;
	struct csv_look look = {.ends = ends, .news = news, .wide = rows_lanes_wide(&lanes), .irregular = low & ~ends};
	uint64_t returns = 0;
	if (look.irregular) {
		returns = rows_lanes_equal(&lanes, '\r');
		const uint64_t before_newline = news >> 1 | (uint64_t)(bytes[64] == '\n') << 63;
		look.irregular &= ~(returns & before_newline) & ~rows_lanes_equal(&lanes, '\t');
	}
	if (rows_lanes_any(&lanes, quote) || (reader->index.inside | reader->index.closed))
		csv_look_at_quotes(reader, at, quote ? rows_lanes_equal(&lanes, quote) : 0, returns, &look);
	return look;
}

#endif
