/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers of one field, packed: the least of them once, then what each is above it in as many bits as the largest needs, one after the other,
 * the lowest bit first.  All bits set stand for "absent" where the field has absent ones.  0 bits: all are alike.
 * Where it takes less, and none is absent, it is the first number and then the steps from each to the next, packed like that.
 *
 * The bytes that are read come from a file and are not trusted: whoever reads takes a head (sanya_column_open), which makes sure that all
 * numbers are there, and then the numbers.  What they mean, and whether they may be so large, is the caller's business.
 */
#ifndef SANYA_CODEC_COLUMN_H
#define SANYA_CODEC_COLUMN_H

#include "../base/buffer.h"

/* Bytes that are read from front to back.  Failure sticks: whatever is read beyond the end is 0, and `broken` says so. */
struct sanya_bytes {
	const unsigned char *at, *end;
	bool broken;
};

/* A whole number, 7 bits a byte, the lowest first; signed ones with the sign in the lowest bit. */
uint64_t sanya_bytes_long_number(struct sanya_bytes *bytes); /* a part of the next one */
static inline uint64_t sanya_bytes_number(struct sanya_bytes *bytes)
{
	if (__builtin_expect(bytes->at < bytes->end && *bytes->at < 0x80, 1))
		return *bytes->at++;
	return sanya_bytes_long_number(bytes);
}
static inline int64_t sanya_bytes_signed(struct sanya_bytes *bytes)
{
	uint64_t number = sanya_bytes_number(bytes);

	return (int64_t)(number >> 1 ^ (0 - (number & 1)));
}
/* The next `size` bytes as they stand; NULL where there are not so many. */
static inline const unsigned char *sanya_bytes_take(struct sanya_bytes *bytes, uint64_t size)
{
	const unsigned char *at = bytes->at;

	if (__builtin_expect(size > (uint64_t)(bytes->end - bytes->at), 0)) {
		bytes->broken = true;
		bytes->at = bytes->end;
		return NULL;
	}
	bytes->at += size;
	return at;
}

void sanya_bytes_add_number(struct sanya_buffer *out, uint64_t number);
void sanya_bytes_add_signed(struct sanya_buffer *out, int64_t number);

struct sanya_column {
	const unsigned char *at, *end; /* end: of all that may be read, the column's own bytes or more */
	unsigned width;		       /* bits of each: 0 to 56, or 64 */
	bool absents, steps;
	int64_t least;	   /* of the numbers, or of the steps */
	int64_t first;	   /* number, where there are steps */
	int64_t low, high; /* no number is outside of these, absent ones aside; as it looks from the head */
};

/* INT64_MIN stands for "absent" in all of these, in and out. */
#define SANYA_COLUMN_ABSENT INT64_MIN

/* `room` has 8 bytes for each number, and 8 more. */
void sanya_column_add(struct sanya_buffer *out, const int64_t *numbers, uint32_t count, unsigned char *room);
/* A column of `count` numbers: its head now, where its numbers are is remembered. */
struct sanya_column sanya_column_open(struct sanya_bytes *bytes, uint64_t count);
/* True where no number of the column, absent ones aside, can be outside of [least, most]; false: who knows. */
static inline bool sanya_column_within(const struct sanya_column *column, int64_t least, int64_t most)
{
	return column->low >= least && column->high <= most;
}

void sanya_column_read(const struct sanya_column *column, uint32_t count, int64_t *ret);
/* Each added to the number of its row in `base` (which has no absent ones). */
void sanya_column_read_above(const struct sanya_column *column, uint32_t count, const int64_t *base, int64_t *ret);
/* As int32_t, absent ones as `absent`; cut where they do not fit. */
void sanya_column_read_narrow(const struct sanya_column *column, uint32_t count, int32_t absent, int32_t *ret);
/* Each taken for a place in `table` of `size` > 0 entries; false where one points beyond it. */
bool sanya_column_read_coded(const struct sanya_column *column, uint32_t count, const uint32_t *table, uint32_t size,
			     uint32_t *ret);

#endif
