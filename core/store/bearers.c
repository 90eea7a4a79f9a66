/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bearers by their codes, which is the order of their groups within a stretch of time (evidence_rows.h), and those of a batch.
 * Knows nothing of what their groups hold.
 */
#include "bearers.h"

#include "../base/buffer.h"
#include "evidence_rows.h"
#include "sort.h"

#include <stdlib.h>

static int hand_out(struct sanya_query *query, int (*each)(void *, const char *, struct sanya_text, struct sanya_error *), void *context,
		    struct sanya_error *err)
{
	int more;

	while ((more = sanya_query_step(query, err)) > 0) {
		struct sanya_text name;
		size_t size;

		name.at = sanya_query_get_blob(query, 1, &size);
		name.size = (uint32_t)size;
		if (each(context, sanya_query_get_text(query, 0), name, err) != 0)
			return -1;
	}
	return more;
}

int sanya_bearers_each(struct sanya_store *store, uint64_t watermark,
		       int (*each)(void *context, const char *source, struct sanya_text name, struct sanya_error *err), void *context,
		       struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "SELECT source, name FROM bearer WHERE batch <= ?1 AND name IS NOT NULL ORDER BY code", err) != 0)
		return -1;
	sanya_query_integer(&query, watermark > INT64_MAX ? INT64_MAX : (int64_t)watermark);
	return hand_out(&query, each, context, err);
}

/* --- touched: codes in ascending order, each as its distance from the one before, seven bits a byte, the lowest first --- */

struct codes {
	uint64_t *bits;
	uint32_t most; /* a code that is not above it has its bit */
};

static void codes_done(struct codes *codes)
{
	free(codes->bits);
}

static int codes_reach(struct codes *codes, uint32_t code, struct sanya_error *err)
{
	uint64_t *grown;
	uint32_t most = code | 0xffff;

	if (codes->bits != NULL && code <= codes->most)
		return 0;
	grown = reallocarray(codes->bits, most / 64 + 1, sizeof(*grown));
	if (grown == NULL)
		return sanya_error_memory(err);
	for (size_t i = codes->bits != NULL ? codes->most / 64 + 1 : 0; i <= most / 64; i++)
		grown[i] = 0;
	codes->bits = grown;
	codes->most = most;
	return 0;
}

static int codes_add(struct codes *codes, uint32_t code, struct sanya_error *err)
{
	if (codes_reach(codes, code, err) != 0)
		return -1;
	codes->bits[code / 64] |= UINT64_C(1) << code % 64;
	return 0;
}

/* The first code after `after`; 0: there is none. */
static uint32_t codes_next(const struct codes *codes, uint32_t after)
{
	uint64_t word;

	if (codes->bits == NULL || after >= codes->most)
		return 0;
	after++;
	word = codes->bits[after / 64] >> after % 64;
	if (word != 0)
		return after + (uint32_t)__builtin_ctzll(word);
	for (uint32_t i = after / 64 + 1; i <= codes->most / 64; i++)
		if (codes->bits[i] != 0)
			return i * 64 + (uint32_t)__builtin_ctzll(codes->bits[i]);
	return 0;
}

static void put_distance(struct sanya_buffer *out, uint32_t distance)
{
	unsigned char byte;

	for (; distance > 127; distance >>= 7) {
		byte = (unsigned char)(distance | 128);
		sanya_buffer_add(out, &byte, 1);
	}
	byte = (unsigned char)distance;
	sanya_buffer_add(out, &byte, 1);
}

int sanya_bearers_touch(struct sanya_store *store, uint64_t batch, const struct sanya_sorted *entries, size_t count, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer list;
	SANYA_CLEANUP(codes_done) struct codes codes = { .bits = NULL };

	sanya_buffer_init(&list, SANYA_BEARER_MOST * 4u);
	for (size_t i = 0; i < count; i++)
		if (codes_add(&codes, sanya_place_bearer(entries[i].key), err) != 0)
			return -1;
	for (uint32_t last = 0, code; (code = codes_next(&codes, last)) != 0; last = code)
		put_distance(&list, code - last);
	if (sanya_buffer_check(&list, "whom a batch touches", err) != 0 ||
	    sanya_query_open(&query, store, "INSERT INTO touched(batch, bearers) VALUES(?1, ?2)", err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)batch);
	sanya_query_blob(&query, list.size > 0 ? list.data : "", list.size);
	return sanya_query_run(&query, err);
}

static int add_list(struct codes *codes, const unsigned char *list, size_t size, struct sanya_error *err)
{
	uint64_t code = 0;

	for (size_t at = 0; at < size;) {
		uint64_t distance = 0;
		unsigned shift = 0;

		for (; at < size && (list[at] & 128) != 0 && shift < 21; shift += 7)
			distance |= (uint64_t)(list[at++] & 127) << shift;
		if (at < size)
			distance |= (uint64_t)list[at] << shift;
		code += distance;
		if (at++ == size || distance == 0 || code > SANYA_BEARER_MOST)
			return sanya_error_set(err, SANYA_DIFFERS, "the list of those whom a batch of evidence touches is damaged");
		if (codes_add(codes, (uint32_t)code, err) != 0)
			return -1;
	}
	return 0;
}

static int read_lists(struct sanya_store *store, uint64_t batch, struct codes *codes, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store, "SELECT bearers FROM touched WHERE batch >= ?1", err) != 0)
		return -1;
	sanya_query_integer(&query, batch > INT64_MAX ? INT64_MAX : (int64_t)batch);
	while ((more = sanya_query_step(&query, err)) > 0) {
		size_t size;
		const void *list = sanya_query_get_blob(&query, 0, &size);

		if (add_list(codes, list, size, err) != 0)
			return -1;
	}
	return more;
}

int sanya_bearers_touched(struct sanya_store *store, uint64_t batch,
			  int (*each)(void *context, const char *source, struct sanya_text name, struct sanya_error *err), void *context,
			  struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(codes_done) struct codes codes = { .bits = NULL };

	if (read_lists(store, batch, &codes, err) != 0 ||
	    sanya_query_open(&query, store, "SELECT source, name FROM bearer WHERE code = ?1 AND name IS NOT NULL", err) != 0)
		return -1;
	for (uint32_t code = 0; (code = codes_next(&codes, code)) != 0;) {
		sanya_query_again(&query);
		sanya_query_integer(&query, code);
		if (hand_out(&query, each, context, err) != 0)
			return -1;
	}
	return 0;
}
