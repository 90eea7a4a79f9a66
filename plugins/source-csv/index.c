/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records by masks: 64 bytes at a time, the separators and line ends outside quotes, by the parity of the quotes before them.
 * Limits: exact as long as every quote opens a field, closes it or is doubled, and every CR outside quotes stands before a LF; the first
 * record for which that does not hold, and the end of the file, are left to walk.c.
 */
#include "look.h"

#include <stdlib.h>

#define WINDOW 16384u /* bytes looked at before records are handed out */

/* index-wide.c includes this file, for the search alone. */
#if !defined(CSV_INDEX_MORE)
#define CSV_INDEX_MORE csv_index_more_plain

int csv_index_init(struct csv_reader *reader, struct rows_fault *fault)
{
	struct csv_index *x = &reader->index;
	const unsigned char separator = (unsigned char)reader->shape.separator;
#if !defined(ROWS_GENERAL)
	/* Line ends are told from separators by their value; and a quote must not be both. */
	x->usable = (separator >= 16 || separator == '\t') && reader->shape.separator != reader->shape.quote && !reader->cr_ends;
#else
	(void)separator;
#endif
	if (!x->usable)
		return 0;
	/* An open record brings at most ROWS_COLUMNS_MAX ends into a window; more are written than counted. */
	x->room = malloc((ROWS_COLUMNS_MAX + WINDOW + 128) * sizeof(*x->room));
	x->found = malloc((WINDOW + 64) * sizeof(*x->found));
	if (!x->room || !x->found)
		return rows_fail_memory(fault);
	x->ends = x->room + 1;
	x->more = csv_index_more_plain;
#if defined(CSV_HAS_WIDE)
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
		x->more = csv_index_more_wide;
#endif
	return 0;
}

void csv_index_restart(struct csv_reader *reader)
{
	struct csv_index *x = &reader->index;
	x->stopped = false;
	x->end_count = x->found_count = x->found_next = x->begin = 0;
	x->open = (uint32_t)reader->base.at;
	x->open_first = x->open_lines = 0;
	x->inside = x->closed = x->open_wide = 0;
	x->looked = reader->base.at;
}

#endif

/* Note the records that end in these 64 bytes; `before` is how many ends were known before them. */
static inline void add_found(struct csv_reader *reader, size_t at, const struct csv_look *look, uint32_t before)
{
	struct csv_index *x = &reader->index;
	uint64_t wide = look->wide, all = look->news | look->quoted;
	for (; all; all &= all - 1) {
		const uint64_t below = rows_bits_below(all), bit = below + 1;
		x->open_lines++;
		if (!(bit & look->news))
			continue;
		const uint32_t end = (uint32_t)at + (uint32_t)__builtin_ctzll(all);
		const uint32_t count = before + rows_bits_count(look->ends & (below | bit));
		struct csv_found *found = &x->found[x->found_count++];
		found->end = count;
		found->next = end + 1;
		found->lines = x->open_lines;
		found->wide = (x->open_wide | (wide & below)) != 0;
		/* An empty line has no byte of its own before its end. */
		found->returns = reader->base.bytes[end - (end > x->open)] == '\r';
		x->open = end + 1;
		x->open_first = count;
		x->open_lines = 0;
		x->open_wide = 0;
		wide &= ~below;
	}
	x->open_wide |= wide;
}

/* Write where the ends are; most 64 bytes have no more than eight, and these are written without asking how many there are. */
static inline void add_ends(uint32_t *out, size_t at, uint64_t ends)
{
#define ADD_END(i)                                                                                                             \
	out[i] = (uint32_t)at + (uint32_t)__builtin_ctzll(ends | UINT64_C(1) << 63);                                           \
	ends &= ends - 1
	ADD_END(0);
	ADD_END(1);
	ADD_END(2);
	ADD_END(3);
	ADD_END(4);
	ADD_END(5);
	ADD_END(6);
	ADD_END(7);
#undef ADD_END
	for (out += 8; ends; ends &= ends - 1)
		*out++ = (uint32_t)at + (uint32_t)__builtin_ctzll(ends);
}

/* Look at one more window. */
static void look_ahead(struct csv_reader *reader)
{
	struct csv_index *x = &reader->index;
	const char separator = reader->shape.separator, quote = reader->shape.quote;
	const uint32_t kept = x->end_count - x->open_first;
	const size_t filled = reader->base.filled;
	/* The byte behind is looked at too: a CR may be the last. */
	const size_t last = x->looked + WINDOW + 64 < filled ? x->looked + WINDOW : filled - 64;
	x->found_count = x->found_next = x->begin = 0;
	if (kept > ROWS_COLUMNS_MAX) {
		x->stopped = true;
		return;
	}
	memmove(x->ends, x->ends + x->open_first, kept * sizeof(*x->ends));
	x->ends[-1] = x->open - 1;
	x->open_first = 0;
	uint32_t count = kept;
	size_t at = x->looked;
	for (; at < last; at += 64) {
		struct csv_look look = csv_look_at(reader, at, separator, quote);
		if (look.irregular) {
			const uint64_t below = rows_bits_below(look.irregular);
			look.ends &= below;
			look.news &= below;
			look.quoted &= below;
			x->stopped = true;
		}
		add_ends(x->ends + count, at, look.ends);
		if (look.news | look.quoted)
			add_found(reader, at, &look, count);
		else
			x->open_wide |= look.wide;
		count += rows_bits_count(look.ends);
		if (x->stopped)
			break;
	}
	x->end_count = count;
	x->looked = at;
}

bool CSV_INDEX_MORE(struct csv_reader *reader)
{
	struct csv_index *x = &reader->index;
	do {
		if (x->stopped || !x->usable || x->looked + 64 >= reader->base.filled)
			return false;
		look_ahead(reader);
	} while (x->found_count == 0);
	return true;
}
