/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which ids came before: a table of 96-bit hashes, so that 3 million ids take 64 MiB whatever their length.  Two different
 * ids share a hash with a chance below 1 in 10^16 at that size.
 */
#ifndef ROWS_IDS_H
#define ROWS_IDS_H

#include "base.h"

struct rows_id;
struct rows_ids {
	struct rows_id *slots;
	size_t room, used;
};

void rows_ids_done(struct rows_ids *ids);
/* Count one more of this id: *ret = how often it came before.  1: done, 0: the table is full (ROWS_IDS_MAX), -1. */
int rows_ids_add(struct rows_ids *ids, const char *id, size_t size, uint32_t *ret, struct rows_fault *fault) ROWS_MUST_CHECK;
/* Count one less: how many more of this id are to come (0: this was the last, or it was never added). */
uint32_t rows_ids_take(struct rows_ids *ids, const char *id, size_t size);
uint64_t rows_hash(const char *text, size_t size, uint64_t seed);

#endif
