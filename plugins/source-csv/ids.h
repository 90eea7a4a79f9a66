/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which ids came before: a table of 96-bit hashes, so that 3 million ids take 64 MiB whatever their length.  Two different
 * ids share a hash with a chance below 1 in 10^16 at that size.
 */
#ifndef CSV_IDS_H
#define CSV_IDS_H

#include "base.h"

struct csv_id;
struct csv_ids {
	struct csv_id *slots;
	size_t room, used;
};

void csv_ids_done(struct csv_ids *ids);
/* Count one more of this id: *ret = how often it came before.  1: done, 0: the table is full (CSV_IDS_MAX), -1. */
int csv_ids_add(struct csv_ids *ids, const char *id, size_t size, uint32_t *ret, struct csv_fault *fault) CSV_MUST_CHECK;
/* Count one less: how many more of this id are to come (0: this was the last, or it was never added). */
uint32_t csv_ids_take(struct csv_ids *ids, const char *id, size_t size);
uint64_t csv_hash(const char *text, size_t size, uint64_t seed);

#endif
