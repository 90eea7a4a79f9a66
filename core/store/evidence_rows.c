/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys, stretches and heads of rows of evidence, and what their digests are over.
 * Knows no table: see evidence_rows.h for what all this is.
 */
#include "evidence_rows.h"

#include "../base/time.h"

/* --- stretches --- */

struct month_part {
	uint32_t month;
	int64_t since; /* seconds since it began */
};

/* For instants from 1970 to 2141: the algorithm of base/time.c, which needs less than the years 1 to 9999 do. */
static struct month_part month_part_of(int64_t instant)
{
	uint32_t days = (uint32_t)((uint64_t)instant / (uint64_t)SANYA_DAY);
	/* Years begin in March, centuries with the year 0. */
	uint32_t quarters = 4 * (days + 719468) + 3, year = quarters % 146097 | 3, in_year = year % 1461 / 4;
	uint32_t months = 5 * in_year + 461;
	uint32_t month = quarters / 146097 * 1200 + year / 1461 * 12 + months / 153 - 1;

	return (struct month_part){ month - UINT32_C(1970) * 12,
				    (int64_t)(months % 153 / 5) * SANYA_DAY + (int64_t)((uint64_t)instant % (uint64_t)SANYA_DAY) };
}

uint32_t sanya_month_of(int64_t instant)
{
	uint32_t month;

	if (instant < 0)
		return 0;
	if (instant > INT64_C(5400000000)) /* in 2141 */
		return SANYA_MONTH_MOST;
	month = month_part_of(instant).month;
	return month < SANYA_MONTH_MOST ? month : SANYA_MONTH_MOST;
}

int64_t sanya_month_begins(uint32_t month)
{
	return (int64_t)sanya_date_of(1970 + (int32_t)(month / 12), 1 + (int32_t)(month % 12), 1) * SANYA_DAY;
}

struct sanya_cover sanya_cover_of(int64_t from, int64_t last)
{
	uint32_t first_month, last_month;
	unsigned level = 0;

	if (last == SANYA_NO_INSTANT)
		return (struct sanya_cover){ .level = SANYA_LEVEL_OPEN };
	if (from >= 0 && last < INT64_C(4000000000)) {
		struct month_part part = month_part_of(from);

		/* Most end in the month in which they began. */
		if (last <= from || part.since + (last - from) < 28 * SANYA_DAY)
			return (struct sanya_cover){ .first = part.month, .last = part.month };
		first_month = part.month;
		last_month = month_part_of(last).month;
	} else {
		first_month = sanya_month_of(from);
		last_month = last <= from ? first_month : sanya_month_of(last);
	}
	while (level < SANYA_LEVEL_LONG && (UINT32_C(1) << level) < last_month - first_month + 1)
		level++;
	if (level == SANYA_LEVEL_LONG)
		return (struct sanya_cover){ .level = SANYA_LEVEL_LONG };
	return (struct sanya_cover){ .level = level, .first = first_month >> level, .last = last_month >> level };
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b; /* SANYA_NO_INSTANT is before everything */
}

static bool has_ends(const struct sanya_block *block)
{
	return (block->present & (SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS) | SANYA_HAS_STRETCH(SANYA_STRETCH_SILENCES))) != 0;
}

void sanya_row_extent(const struct sanya_block *block, uint32_t row, int64_t *ret_from, int64_t *ret_last)
{
	int64_t from, last = SANYA_NO_INSTANT;
	bool ended = block->kind == SANYA_RESPONSE;

	if (block->kind == SANYA_RESPONSE) {
		from = last = block->wide[SANYA_WIDE_ANSWERED][row];
		if (sanya_block_has(block, SANYA_HAS_WIDE(SANYA_WIDE_ASKED)) && block->wide[SANYA_WIDE_ASKED][row] != SANYA_NO_INSTANT) {
			int64_t asked = block->wide[SANYA_WIDE_ASKED][row];

			from = asked < from ? asked : from;
			last = later(asked, last);
		}
		*ret_from = from;
		*ret_last = last;
		return;
	}
	from = block->wide[SANYA_WIDE_CREATED][row];
	for (unsigned i = 0; i < SANYA_WIDES; i++) {
		if (!sanya_block_has(block, SANYA_HAS_WIDE(i)))
			continue;
		last = later(last, block->wide[i][row]);
		ended |= (i == SANYA_WIDE_SOLVED || i == SANYA_WIDE_CLOSED) && block->wide[i][row] != SANYA_NO_INSTANT;
	}
	if (has_ends(block)) {
		unsigned kind = sanya_block_has(block, SANYA_HAS_STRETCH(SANYA_STRETCH_SILENCES)) ? SANYA_STRETCH_SILENCES : SANYA_STRETCH_WAITS;
		uint32_t begin = row == 0 ? 0 : block->stretch_ends[kind][row - 1], end = block->stretch_ends[kind][row];

		for (uint32_t i = begin; i < end; i++) {
			last = later(last, later(block->spans[i].from, block->spans[i].to));
			ended &= block->spans[i].to != SANYA_NO_INSTANT; /* somebody still waits: it is not over */
		}
	}
	*ret_from = from;
	*ret_last = ended ? last : SANYA_NO_INSTANT;
}

static uint32_t add_name(uint32_t *room, uint32_t count, uint32_t code)
{
	if (code == 0)
		return count;
	for (uint32_t i = 0; i < count; i++)
		if (room[i] == code)
			return count;
	room[count] = code;
	return count + 1;
}

uint32_t sanya_row_names(const struct sanya_block *block, uint32_t row, uint32_t *room)
{
	const unsigned fields = block->kind == SANYA_TICKET ? SANYA_CODED_SOLVER + 1 : SANYA_CODED_SUBJECT + 1;
	uint32_t count = 0;

	for (unsigned i = 0; i < fields; i++)
		if (sanya_block_has(block, SANYA_HAS_CODED(i)))
			count = add_name(room, count, block->coded[i][row]);
	if (block->kind == SANYA_TICKET && sanya_block_has(block, SANYA_HAS_LIST(SANYA_LIST_INVOLVED)))
		for (uint32_t i = sanya_block_list_begin(block, SANYA_LIST_INVOLVED, row);
		     i < block->list_ends[SANYA_LIST_INVOLVED][row]; i++)
			count = add_name(room, count, block->listed[i]);
	return count;
}

/* --- rows --- */

void sanya_group_row_begin(const struct sanya_group_row *row, uint64_t ids_size, struct sanya_buffer *out)
{
	bool replaces = row->superseding > 0 || row->tombstones > 0;
	unsigned flags = (row->whole ? SANYA_GROUP_WHOLE : 0u) | (row->plural ? SANYA_GROUP_PLURAL : 0u) | (replaces ? SANYA_GROUP_REPLACES : 0u);

	sanya_buffer_byte(out, (unsigned char)flags);
	sanya_bytes_add_number(out, row->records);
	if (!replaces)
		return;
	sanya_bytes_add_number(out, row->superseding);
	sanya_bytes_add_number(out, row->tombstones);
	sanya_bytes_add_number(out, ids_size);
}

int sanya_group_row_open(const void *packed, size_t size, struct sanya_group_row *ret, struct sanya_error *err)
{
	struct sanya_bytes bytes = { packed, (const unsigned char *)packed + size, false };
	const unsigned char *flags = sanya_bytes_take(&bytes, 1);
	struct sanya_group_row row = { .records = sanya_bytes_number(&bytes) };
	uint64_t ids_size = 0;

	row.whole = flags != NULL && (*flags & SANYA_GROUP_WHOLE) != 0;
	row.plural = flags != NULL && (*flags & SANYA_GROUP_PLURAL) != 0;
	if (flags != NULL && (*flags & SANYA_GROUP_REPLACES) != 0) {
		row.superseding = sanya_bytes_number(&bytes);
		row.tombstones = sanya_bytes_number(&bytes);
		ids_size = sanya_bytes_number(&bytes);
	}
	row.ids.at = sanya_bytes_take(&bytes, ids_size);
	if (bytes.broken || *flags > (SANYA_GROUP_WHOLE | SANYA_GROUP_PLURAL | SANYA_GROUP_REPLACES) || row.superseding > row.records ||
	    (row.whole && (*flags & SANYA_GROUP_REPLACES) != 0) || (row.tombstones == 0) != (ids_size == 0))
		return sanya_error_set(err, SANYA_DIFFERS, "packed evidence is broken: the head of a row is none");
	row.ids.end = row.ids.at + ids_size;
	row.chunks = (struct sanya_bytes){ bytes.at, bytes.end, false };
	*ret = row;
	return 0;
}

int sanya_group_row_blame(int64_t key, struct sanya_error *err)
{
	uint64_t place = sanya_key_place(key);
	char where[128];

	snprintf(where, sizeof where, "batch %llu, %s of bearer %u, level %u, block %u", (unsigned long long)sanya_key_batch(key),
		 sanya_place_kind(place) == SANYA_TICKET ? "tickets" : "responses", sanya_place_bearer(place),
		 sanya_place_level(place), sanya_place_block(place));
	sanya_error_next(err, "check the whole: sanya verify; keep a copy of the home as it is, and compare with a backup");
	return sanya_error_at(err, where, 0, 0);
}

/* --- digests --- */

void sanya_digest_number(struct sanya_sha256_stream *stream, uint64_t number)
{
	unsigned char bytes[8];

	for (unsigned i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(number >> (8 * i));
	sanya_sha256_add(stream, bytes, sizeof bytes);
}

void sanya_digest_word(struct sanya_sha256_stream *stream, uint64_t code, const char *text, size_t size)
{
	sanya_digest_number(stream, code);
	sanya_digest_number(stream, text == NULL ? UINT64_MAX : size);
	if (text != NULL)
		sanya_sha256_add(stream, text, size);
}

void sanya_digest_row(struct sanya_sha256_stream *stream, int64_t key, const struct sanya_sha256 *packed)
{
	sanya_digest_number(stream, (uint64_t)key);
	sanya_sha256_add(stream, packed->bytes, sizeof packed->bytes);
}

struct sanya_sha256 sanya_digest_batch(uint64_t number, const char *source, const struct sanya_sha256 *terms,
				       const struct sanya_sha256 *bearers, const struct sanya_sha256 *rows)
{
	static const char magic[] = "sanya.batch/2\n";
	struct sanya_sha256_stream *stream = sanya_sha256_new();

	/* A digest that cannot be computed may never pass for one. */
	if (stream == NULL)
		abort();
	sanya_sha256_add(stream, magic, sizeof magic - 1);
	sanya_digest_number(stream, number);
	sanya_digest_number(stream, strlen(source));
	sanya_sha256_add(stream, source, strlen(source));
	sanya_sha256_add(stream, terms->bytes, sizeof terms->bytes);
	sanya_sha256_add(stream, bearers->bytes, sizeof bearers->bytes);
	sanya_sha256_add(stream, rows->bytes, sizeof rows->bytes);
	return sanya_sha256_finish(stream);
}
