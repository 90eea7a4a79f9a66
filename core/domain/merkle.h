/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merkle tree of RFC 6962: leaf = SHA-256(0x00 || payload), node = SHA-256(0x01 || left || right).
 * The tree itself is not held: callers keep the hashes of perfect subtrees (level, index) and ask for roots and proofs.
 */
#ifndef SANYA_DOMAIN_MERKLE_H
#define SANYA_DOMAIN_MERKLE_H

#include "../base/sha256.h"

#define SANYA_MERKLE_LEVELS 64

struct sanya_sha256 sanya_merkle_leaf(const void *payload, size_t size);
struct sanya_sha256 sanya_merkle_node(const struct sanya_sha256 *left, const struct sanya_sha256 *right);
struct sanya_sha256 sanya_merkle_empty(void);

/* Reads the hash of the perfect subtree number `index` of height `level` (level 0: leaves). 0 or -1. */
typedef int sanya_merkle_read(void *context, unsigned level, uint64_t index, struct sanya_sha256 *ret);

/* Root of the first `size` leaves. */
int sanya_merkle_root(uint64_t size, sanya_merkle_read *read, void *context, struct sanya_sha256 *ret) SANYA_MUST_CHECK;
/* Inclusion proof of leaf `index` in the tree of `size`: at most SANYA_MERKLE_LEVELS hashes. */
int sanya_merkle_inclusion(uint64_t index, uint64_t size, sanya_merkle_read *read, void *context,
			   struct sanya_sha256 ret[SANYA_MERKLE_LEVELS], size_t *ret_count) SANYA_MUST_CHECK;
int sanya_merkle_consistency(uint64_t size1, uint64_t size2, sanya_merkle_read *read, void *context,
			     struct sanya_sha256 ret[SANYA_MERKLE_LEVELS], size_t *ret_count) SANYA_MUST_CHECK;

/* Check proofs (RFC 6962-bis algorithms): 0 good, -1 not. */
int sanya_merkle_verify_inclusion(uint64_t index, uint64_t size, const struct sanya_sha256 *leaf,
				  const struct sanya_sha256 *proof, size_t count, const struct sanya_sha256 *root)
	SANYA_MUST_CHECK;
int sanya_merkle_verify_consistency(uint64_t size1, uint64_t size2, const struct sanya_sha256 *root1,
				    const struct sanya_sha256 *root2, const struct sanya_sha256 *proof, size_t count)
	SANYA_MUST_CHECK;

#endif
