/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree: foreign probes (good and corrupted proofs from transparency-dev/merkle), and our own proofs for every pair of sizes
 * against the definition of RFC 6962 written down naively.
 */
#include "core/base/buffer.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/domain/merkle.h"

#include <check.h>
#include <dirent.h>

Suite *suite_merkle(void);

/* --- the probes: flat JSON files whose numbers reach 2^64 - 1, which our JSON reader refuses by design --- */

struct probe {
	uint64_t index, size1, size2;
	struct sanya_sha256 leaf, root1, root2;
	struct sanya_sha256 proof[SANYA_MERKLE_LEVELS];
	size_t count;
	bool want_error;
};

static const char *member(const char *text, const char *key)
{
	char quoted[64];
	const char *at;

	snprintf(quoted, sizeof(quoted), "\"%s\":", key);
	at = strstr(text, quoted);
	ck_assert_msg(at != NULL, "no %s in %s", key, text);
	at += strlen(quoted);
	return at + strspn(at, " \n");
}

static uint64_t number(const char *text, const char *key)
{
	return strtoull(member(text, key), NULL, 10);
}

/* Some probes hold texts that are no hashes ("WrongRoot", ""): any value that occurs nowhere else will do, equal texts giving equal ones. */
static const char *hash_at(const char *at, struct sanya_sha256 *ret)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bytes;
	struct sanya_error err = SANYA_ERROR_INIT;
	size_t size = strcspn(at + 1, "\"");

	ck_assert_int_eq(*at, '"');
	sanya_buffer_init(&bytes, 1024);
	ck_assert_int_eq(sanya_base64_parse(at + 1, size, &bytes, &err), 0);
	if (bytes.size == sizeof(ret->bytes)) {
		memcpy(ret->bytes, bytes.data, bytes.size);
	} else {
		*ret = sanya_sha256_of(bytes.data, bytes.size);
		ret->bytes[0] ^= 0xff;
	}
	return at + size + 2;
}

static void read_proof(const char *text, struct probe *probe)
{
	const char *at = member(text, "proof");

	if (*at != '[')
		return; /* null: empty */
	at++;
	for (;;) {
		at += strspn(at, " \n,");
		if (*at == ']')
			return;
		ck_assert_uint_lt(probe->count, SANYA_MERKLE_LEVELS);
		at = hash_at(at, &probe->proof[probe->count++]);
	}
}

static int try_inclusion(const char *text)
{
	struct probe probe = { .index = number(text, "leafIdx"), .size1 = number(text, "treeSize") };

	/* A leaf that is no hash cannot even be asked about: our type has 32 bytes. */
	if (strcspn(member(text, "leafHash") + 1, "\"") != 44)
		return -1;
	hash_at(member(text, "leafHash"), &probe.leaf);
	hash_at(member(text, "root"), &probe.root1);
	read_proof(text, &probe);
	return sanya_merkle_verify_inclusion(probe.index, probe.size1, &probe.leaf, probe.proof, probe.count, &probe.root1);
}

static int try_consistency(const char *text)
{
	struct probe probe = { .size1 = number(text, "size1"), .size2 = number(text, "size2") };

	hash_at(member(text, "root1"), &probe.root1);
	hash_at(member(text, "root2"), &probe.root2);
	read_proof(text, &probe);
	return sanya_merkle_verify_consistency(probe.size1, probe.size2, &probe.root1, &probe.root2, probe.proof, probe.count);
}

static unsigned walk(const char *folder, int (*try)(const char *text))
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	unsigned count = 0;

	ck_assert_msg(dir != NULL, "no folder %s", folder);
	while ((entry = readdir(dir)) != NULL) {
		char path[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (entry->d_type == DT_DIR) {
			count += walk(path, try);
		} else {
			SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
			struct sanya_error err = SANYA_ERROR_INIT;
			bool want_error;

			sanya_buffer_init(&text, 1u << 20);
			ck_assert_int_eq(sanya_file_read(path, &text, &err), 0);
			want_error = strncmp(member(text.data, "wantErr"), "true", 4) == 0;
			ck_assert_msg((try(text.data) != 0) == want_error, "%s", path);
			count++;
		}
	}
	closedir(dir);
	return count;
}

static const char *vectors(const char *folder, char *path, size_t room)
{
	const char *sources = getenv("SANYA_SRCDIR");

	ck_assert_ptr_nonnull(sources);
	snprintf(path, room, "%s/tests/vectors/rfc6962-merkle/%s", sources, folder);
	return path;
}

START_TEST(test_probes)
{
	char path[4096];

	ck_assert_uint_eq(walk(vectors("inclusion", path, sizeof(path)), try_inclusion), 98);
	ck_assert_uint_eq(walk(vectors("consistency", path, sizeof(path)), try_consistency), 98);
}
END_TEST

/* --- our proofs against the definition --- */

#define LEAVES 40

static struct sanya_sha256 leaf_of(uint64_t index)
{
	char payload[32];

	snprintf(payload, sizeof(payload), "leaf %llu", (unsigned long long)index);
	return sanya_merkle_leaf(payload, strlen(payload));
}

/* MTH of RFC 6962, 2.1, word for word. */
static struct sanya_sha256 naive(uint64_t from, uint64_t count)
{
	struct sanya_sha256 left, right;
	uint64_t half = 1;

	if (count == 0)
		return sanya_merkle_empty();
	if (count == 1)
		return leaf_of(from);
	while (half * 2 < count)
		half *= 2;
	left = naive(from, half);
	right = naive(from + half, count - half);
	return sanya_merkle_node(&left, &right);
}

static int read_naive(void *context, unsigned level, uint64_t index, struct sanya_sha256 *ret)
{
	const uint64_t *size = context;

	/* Only perfect subtrees of the tree may be asked for. */
	ck_assert_uint_le((index + 1) << level, *size);
	*ret = naive(index << level, UINT64_C(1) << level);
	return 0;
}

START_TEST(test_roots)
{
	/* SHA-256 of nothing, and of one zero byte: the RFC's empty tree and the leaf of an empty payload. */
	static const unsigned char empty[4] = { 0xe3, 0xb0, 0xc4, 0x42 }, nothing[4] = { 0x6e, 0x34, 0x0b, 0x9c };
	struct sanya_sha256 root;

	root = sanya_merkle_empty();
	ck_assert_mem_eq(root.bytes, empty, 4);
	root = sanya_merkle_leaf("", 0);
	ck_assert_mem_eq(root.bytes, nothing, 4);
	for (uint64_t size = 0; size <= LEAVES; size++) {
		struct sanya_sha256 want = naive(0, size);

		ck_assert_int_eq(sanya_merkle_root(size, read_naive, &size, &root), 0);
		ck_assert(sanya_sha256_equal(&root, &want));
	}
}
END_TEST

START_TEST(test_large_leaf)
{
	/* Longer than the short way through: both ways must hash alike. */
	unsigned char payload[1000], marked[1001];
	struct sanya_sha256 hash, want;

	memset(payload, 'x', sizeof(payload));
	marked[0] = 0;
	memcpy(marked + 1, payload, sizeof(payload));
	for (size_t size = 0; size <= sizeof(payload); size++) {
		hash = sanya_merkle_leaf(payload, size);
		want = sanya_sha256_of(marked, size + 1);
		ck_assert(sanya_sha256_equal(&hash, &want));
	}
}
END_TEST

START_TEST(test_proofs)
{
	struct sanya_sha256 proof[SANYA_MERKLE_LEVELS];
	size_t count;

	for (uint64_t size = 1; size <= LEAVES; size++) {
		struct sanya_sha256 root = naive(0, size);

		for (uint64_t index = 0; index < size; index++) {
			struct sanya_sha256 leaf = leaf_of(index), other = leaf_of(index + 1);

			ck_assert_int_eq(sanya_merkle_inclusion(index, size, read_naive, &size, proof, &count), 0);
			ck_assert_int_eq(sanya_merkle_verify_inclusion(index, size, &leaf, proof, count, &root), 0);
			ck_assert_int_ne(sanya_merkle_verify_inclusion(index, size, &other, proof, count, &root), 0);
		}
		for (uint64_t old = 1; old <= size; old++) {
			struct sanya_sha256 before = naive(0, old);

			ck_assert_int_eq(sanya_merkle_consistency(old, size, read_naive, &size, proof, &count), 0);
			ck_assert_int_eq(sanya_merkle_verify_consistency(old, size, &before, &root, proof, count), 0);
			if (old != size)
				ck_assert_int_ne(sanya_merkle_verify_consistency(old, size, &root, &root, proof, count), 0);
		}
	}
	ck_assert_int_ne(sanya_merkle_inclusion(3, 3, read_naive, (uint64_t[]){ 3 }, proof, &count), 0);
	ck_assert_int_ne(sanya_merkle_consistency(0, 3, read_naive, (uint64_t[]){ 3 }, proof, &count), 0);
	ck_assert_int_ne(sanya_merkle_consistency(4, 3, read_naive, (uint64_t[]){ 4 }, proof, &count), 0);
}
END_TEST

Suite *suite_merkle(void)
{
	Suite *suite = suite_create("merkle");
	TCase *tcase = tcase_create("tree");

	tcase_add_test(tcase, test_probes);
	tcase_add_test(tcase, test_roots);
	tcase_add_test(tcase, test_large_leaf);
	tcase_add_test(tcase, test_proofs);
	suite_add_tcase(suite, tcase);
	return suite;
}
