/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the store room: sorting millions of numbers that bring a number along. */
#ifndef SANYA_STORE_SORT_H
#define SANYA_STORE_SORT_H

#include "../base/error.h"

struct sanya_sorted {
	uint64_t key, value;
};

/* By key, smallest first; equal keys stay in their order.  Takes as much memory again while it works. */
int sanya_sort_keys(struct sanya_sorted *items, size_t count, struct sanya_error *err) SANYA_MUST_CHECK;
/* By the upper half of the value. */
int sanya_sort_values(struct sanya_sorted *items, size_t count, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
