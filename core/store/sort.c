/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A radix sort, eleven bits at a time, lowest first; digits in which all are alike are passed over, and what is in order already is left.
 * Its time grows with the number of items alone.
 */
#include "sort.h"

#define DIGIT_BITS 11u
#define DIGITS 6u /* of 64 bits */
#define BUCKETS (1u << DIGIT_BITS)
#define FEW 48u

struct counts {
	size_t bucket[DIGITS][BUCKETS];
};

static inline uint64_t key_of(const struct sanya_sorted *item, bool values)
{
	return values ? item->value >> 32 : item->key;
}

static bool in_order(const struct sanya_sorted *items, size_t count, bool values)
{
	for (size_t i = 1; i < count; i++)
		if (key_of(&items[i - 1], values) > key_of(&items[i], values))
			return false;
	return true;
}

static void insert_few(struct sanya_sorted *items, size_t count, bool values)
{
	for (size_t i = 1; i < count; i++) {
		struct sanya_sorted item = items[i];
		size_t at = i;

		for (; at > 0 && key_of(&items[at - 1], values) > key_of(&item, values); at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

/* One digit: everything moves from `from` to `to`.  False where all have the same one, and nothing moved. */
static bool pass(const struct sanya_sorted *from, struct sanya_sorted *to, size_t count, size_t *bucket, unsigned digit, bool values)
{
	size_t at = 0;

	if (bucket[key_of(&from[0], values) >> (DIGIT_BITS * digit) & (BUCKETS - 1)] == count)
		return false;
	for (unsigned i = 0; i < BUCKETS; i++) {
		size_t size = bucket[i];

		bucket[i] = at;
		at += size;
	}
	for (size_t i = 0; i < count; i++)
		to[bucket[key_of(&from[i], values) >> (DIGIT_BITS * digit) & (BUCKETS - 1)]++] = from[i];
	return true;
}

static void sort(struct sanya_sorted *items, struct sanya_sorted *room, size_t count, struct counts *counts, bool values)
{
	struct sanya_sorted *from = items, *to = room, *swap;

	for (size_t i = 0; i < count; i++) {
		uint64_t key = key_of(&items[i], values);

		for (unsigned digit = 0; digit < DIGITS; digit++)
			counts->bucket[digit][key >> (DIGIT_BITS * digit) & (BUCKETS - 1)]++;
	}
	for (unsigned digit = 0; digit < DIGITS; digit++) {
		if (!pass(from, to, count, counts->bucket[digit], digit, values))
			continue;
		swap = from;
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, count * sizeof *items);
}

static int sort_by(struct sanya_sorted *items, size_t count, bool values, struct sanya_error *err)
{
	struct sanya_sorted *room;
	struct counts *counts;

	if (count <= FEW) {
		insert_few(items, count, values);
		return 0;
	}
	if (in_order(items, count, values))
		return 0;
	room = reallocarray(NULL, count, sizeof *room);
	counts = calloc(1, sizeof *counts);
	if (room != NULL && counts != NULL)
		sort(items, room, count, counts, values);
	else
		sanya_error_memory(err);
	free(counts);
	free(room);
	return room != NULL && counts != NULL ? 0 : -1;
}

int sanya_sort_keys(struct sanya_sorted *items, size_t count, struct sanya_error *err)
{
	return sort_by(items, count, false, err);
}

int sanya_sort_values(struct sanya_sorted *items, size_t count, struct sanya_error *err)
{
	return sort_by(items, count, true, err);
}
