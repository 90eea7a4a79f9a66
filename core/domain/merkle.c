/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Merkle tree of RFC 6962: hashes of leaves and nodes, roots and proofs from the perfect subtrees that the caller keeps, and
 * the checking of proofs as an outsider does it.  Holds no tree and remembers nothing.
 */
#include "merkle.h"

static struct sanya_sha256 hash_parts(unsigned char prefix, const void *a, size_t a_size, const void *b, size_t b_size)
{
	unsigned char small[1 + 2 * SANYA_SHA256_SIZE];
	struct sanya_sha256_stream *stream;

	if (a_size + b_size < sizeof(small)) {
		small[0] = prefix;
		if (a_size > 0)
			memcpy(small + 1, a, a_size);
		if (b_size > 0)
			memcpy(small + 1 + a_size, b, b_size);
		return sanya_sha256_of(small, 1 + a_size + b_size);
	}
	stream = sanya_sha256_new();
	/* A hash that cannot be computed may never pass for one: there is no value to return instead. */
	if (stream == NULL)
		abort();
	sanya_sha256_add(stream, &prefix, 1);
	sanya_sha256_add(stream, a, a_size);
	sanya_sha256_add(stream, b, b_size);
	return sanya_sha256_finish(stream);
}

struct sanya_sha256 sanya_merkle_leaf(const void *payload, size_t size)
{
	return hash_parts(0, payload, size, "", 0);
}

struct sanya_sha256 sanya_merkle_node(const struct sanya_sha256 *left, const struct sanya_sha256 *right)
{
	return hash_parts(1, left->bytes, sizeof(left->bytes), right->bytes, sizeof(right->bytes));
}

struct sanya_sha256 sanya_merkle_empty(void)
{
	return sanya_sha256_of("", 0);
}

/* The largest power of two below n, as its exponent; n > 1. */
static unsigned split_level(uint64_t n)
{
	return 63u - (unsigned)__builtin_clzll(n - 1);
}

/* Root of `count` leaves from `start` on, where start is a multiple of the smallest power of two that is not below count. */
static int range_root(uint64_t start, uint64_t count, sanya_merkle_read *read, void *context, struct sanya_sha256 *ret)
{
	struct sanya_sha256 root, left;
	uint64_t end = start + count;
	bool have = false;

	/* From the right, smallest perfect subtree first. */
	while (count > 0) {
		unsigned level = (unsigned)__builtin_ctzll(count);
		uint64_t size = UINT64_C(1) << level;

		end -= size;
		count -= size;
		if (read(context, level, end >> level, &left) != 0)
			return -1;
		root = have ? sanya_merkle_node(&left, &root) : left;
		have = true;
	}
	*ret = root;
	return 0;
}

int sanya_merkle_root(uint64_t size, sanya_merkle_read *read, void *context, struct sanya_sha256 *ret)
{
	if (size == 0) {
		*ret = sanya_merkle_empty();
		return 0;
	}
	return range_root(0, size, read, context, ret);
}

/* Proofs are collected from the root downwards and handed out from the leaf upwards. */
static void turn_round(const struct sanya_sha256 *from, size_t count, struct sanya_sha256 *ret, size_t *ret_count)
{
	for (size_t i = 0; i < count; i++)
		ret[i] = from[count - 1 - i];
	*ret_count = count;
}

int sanya_merkle_inclusion(uint64_t index, uint64_t size, sanya_merkle_read *read, void *context,
			   struct sanya_sha256 ret[SANYA_MERKLE_LEVELS], size_t *ret_count)
{
	struct sanya_sha256 down[SANYA_MERKLE_LEVELS];
	uint64_t start = 0, count = size;
	size_t used = 0;

	if (index >= size)
		return -1;
	while (count > 1) {
		uint64_t half = UINT64_C(1) << split_level(count);

		if (index - start < half) {
			if (range_root(start + half, count - half, read, context, &down[used]) != 0)
				return -1;
			count = half;
		} else {
			if (range_root(start, half, read, context, &down[used]) != 0)
				return -1;
			start += half;
			count -= half;
		}
		used++;
	}
	turn_round(down, used, ret, ret_count);
	return 0;
}

int sanya_merkle_consistency(uint64_t size1, uint64_t size2, sanya_merkle_read *read, void *context,
			     struct sanya_sha256 ret[SANYA_MERKLE_LEVELS], size_t *ret_count)
{
	struct sanya_sha256 down[SANYA_MERKLE_LEVELS + 1];
	uint64_t start = 0, old = size1, count = size2;
	bool whole = true; /* the old tree is the subtree looked at: the verifier knows its root */
	size_t used = 0;

	if (size1 == 0 || size1 > size2)
		return -1;
	while (old != count) {
		uint64_t half = UINT64_C(1) << split_level(count);

		if (old <= half) {
			if (range_root(start + half, count - half, read, context, &down[used]) != 0)
				return -1;
			count = half;
		} else {
			if (range_root(start, half, read, context, &down[used]) != 0)
				return -1;
			start += half;
			old -= half;
			count -= half;
			whole = false;
		}
		used++;
	}
	if (!whole) {
		if (range_root(start, old, read, context, &down[used]) != 0)
			return -1;
		used++;
	}
	if (used > SANYA_MERKLE_LEVELS)
		return -1;
	turn_round(down, used, ret, ret_count);
	return 0;
}

/* RFC 9162, 2.1.3.2 */
int sanya_merkle_verify_inclusion(uint64_t index, uint64_t size, const struct sanya_sha256 *leaf,
				  const struct sanya_sha256 *proof, size_t count, const struct sanya_sha256 *root)
{
	struct sanya_sha256 hash = *leaf;
	uint64_t node = index, last = size - 1;

	if (index >= size)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (last == 0)
			return -1;
		if ((node & 1) != 0 || node == last) {
			hash = sanya_merkle_node(&proof[i], &hash);
			while ((node & 1) == 0 && node != 0) {
				node >>= 1;
				last >>= 1;
			}
		} else {
			hash = sanya_merkle_node(&hash, &proof[i]);
		}
		node >>= 1;
		last >>= 1;
	}
	return last == 0 && sanya_sha256_equal(&hash, root) ? 0 : -1;
}

/* RFC 9162, 2.1.4.2 */
int sanya_merkle_verify_consistency(uint64_t size1, uint64_t size2, const struct sanya_sha256 *root1,
				    const struct sanya_sha256 *root2, const struct sanya_sha256 *proof, size_t count)
{
	struct sanya_sha256 hash1, hash2;
	uint64_t node = size1 - 1, last = size2 - 1;
	size_t i = 0;

	if (size1 == 0 || size1 > size2)
		return -1;
	if (size1 == size2)
		return count == 0 && sanya_sha256_equal(root1, root2) ? 0 : -1;
	if (count == 0)
		return -1;
	while ((node & 1) != 0) {
		node >>= 1;
		last >>= 1;
	}
	/* Where the old size is a power of two its root is a node of the new tree and is not sent. */
	if ((size1 & (size1 - 1)) == 0)
		hash1 = *root1;
	else
		hash1 = proof[i++];
	hash2 = hash1;
	for (; i < count; i++) {
		if (last == 0)
			return -1;
		if ((node & 1) != 0 || node == last) {
			hash1 = sanya_merkle_node(&proof[i], &hash1);
			hash2 = sanya_merkle_node(&proof[i], &hash2);
			while ((node & 1) == 0 && node != 0) {
				node >>= 1;
				last >>= 1;
			}
		} else {
			hash2 = sanya_merkle_node(&hash2, &proof[i]);
		}
		node >>= 1;
		last >>= 1;
	}
	return last == 0 && sanya_sha256_equal(&hash1, root1) && sanya_sha256_equal(&hash2, root2) ? 0 : -1;
}
