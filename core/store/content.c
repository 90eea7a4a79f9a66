/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an observation says, as 48 bits: two deliveries that say the same have the same, two that differ have not (but once in 2^48 times).
 * Over texts, never over codes, so that it holds for ever; absent fields leave no trace, so that it does not matter which fields a block has.
 */
#include "idmap.h"

#include "db.h"

/* Odd numbers without a pattern. */
#define STEP UINT64_C(0xff51afd7ed558ccd)
#define LAST UINT64_C(0xc4ceb9fe1a85ec53)
#define APART UINT64_C(0x9e3779b97f4a7c15)

/* Fields in one row of numbers: each is told apart by its own. */
enum { WIDE = 1, NARROW = 17, CODED = 33, PLAIN = 49, LIST = 65, STRETCH = 81 };

static inline uint64_t mix(uint64_t hash, uint64_t value, unsigned field)
{
	hash = (hash ^ (value + field * APART)) * STEP;
	return hash ^ hash >> 32;
}

static inline uint64_t finish(uint64_t hash)
{
	hash = (hash ^ hash >> 29) * LAST;
	return hash ^ hash >> 32;
}

int sanya_content_key_of(struct sanya_store *store, struct sanya_content_key *ret, struct sanya_error *err)
{
	static const char label[] = "sanya-content-1";
	struct sanya_sha256 leaf;
	unsigned char bytes[sizeof label + sizeof leaf.bytes];

	if (sanya_ledger_leaf(store, 0, &leaf, err) != 0)
		return -1;
	memcpy(bytes, label, sizeof label);
	memcpy(bytes + sizeof label, leaf.bytes, sizeof leaf.bytes);
	leaf = sanya_sha256_of(bytes, sizeof bytes);
	*ret = (struct sanya_content_key){ .first = 0 };
	for (unsigned i = 0; i < 8; i++) {
		ret->first |= (uint64_t)leaf.bytes[i] << (8 * i);
		ret->last |= (uint64_t)leaf.bytes[8 + i] << (8 * i);
	}
	return 0;
}

uint64_t sanya_content_text(const struct sanya_content_key *key, struct sanya_text text)
{
	uint64_t hash = key->first ^ text.size * APART, word;
	const char *at = text.at;
	size_t left = text.size;

	for (; left > 0; at += 8, left -= left < 8 ? left : 8) {
		word = 0;
		memcpy(&word, at, left < 8 ? left : 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		word = __builtin_bswap64(word);
#endif
		hash = (hash ^ word) * STEP;
		hash ^= hash >> 32;
	}
	return finish(hash ^ key->last);
}

/* --- rows, field by field --- */

static void mix_wide(const int64_t *value, uint32_t count, unsigned field, uint64_t *hash)
{
	for (uint32_t i = 0; i < count; i++) {
		uint64_t mixed = mix(hash[i], (uint64_t)value[i], WIDE + field);

		hash[i] = value[i] == SANYA_NO_INSTANT ? hash[i] : mixed;
	}
}

static void mix_narrow(const int32_t *value, uint32_t count, int32_t absent, unsigned field, uint64_t *hash)
{
	for (uint32_t i = 0; i < count; i++) {
		uint64_t mixed = mix(hash[i], (uint64_t)(int64_t)value[i], NARROW + field);

		hash[i] = value[i] == absent ? hash[i] : mixed;
	}
}

static void mix_coded(const uint32_t *code, uint32_t count, const uint64_t *code_hashes, unsigned field, uint64_t *hash)
{
	for (uint32_t i = 0; i < count; i++) {
		uint64_t mixed = mix(hash[i], code_hashes[code[i]], CODED + field);

		hash[i] = code[i] == 0 ? hash[i] : mixed;
	}
}

static void mix_plain(const struct sanya_content_key *key, const struct sanya_block *block, uint32_t first, uint32_t count,
		      enum sanya_plain field, uint64_t *hash)
{
	for (uint32_t i = 0; i < count; i++) {
		struct sanya_text text = sanya_block_plain(block, field, first + i);

		if (text.at != NULL)
			hash[i] = mix(hash[i], sanya_content_text(key, text), PLAIN + (unsigned)field);
	}
}

static void mix_lists(const struct sanya_block *block, uint32_t first, uint32_t count, enum sanya_list list, const uint64_t *code_hashes,
		      uint64_t *hash)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t begin = sanya_block_list_begin(block, list, first + i), end = block->list_ends[list][first + i];

		if (end > begin)
			hash[i] = mix(hash[i], end - begin, LIST + (unsigned)list);
		for (uint32_t k = begin; k < end; k++)
			hash[i] = mix(hash[i], code_hashes[block->listed[k]], LIST + (unsigned)list);
	}
}

static void mix_stretches(const struct sanya_block *block, uint32_t first, uint32_t count, enum sanya_stretch stretch, uint64_t *hash)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t begin = sanya_block_stretch_begin(block, stretch, first + i), end = block->stretch_ends[stretch][first + i];

		if (end > begin)
			hash[i] = mix(hash[i], end - begin, STRETCH + (unsigned)stretch);
		for (uint32_t k = begin; k < end; k++) {
			hash[i] = mix(hash[i], (uint64_t)block->spans[k].from, STRETCH + (unsigned)stretch);
			hash[i] = mix(hash[i], (uint64_t)block->spans[k].to, STRETCH + (unsigned)stretch);
		}
	}
}

void sanya_content_rows(const struct sanya_content_key *key, const struct sanya_block *block, uint32_t first, uint32_t count,
			const uint64_t *code_hashes, uint64_t *ret)
{
	for (uint32_t i = 0; i < count; i++)
		ret[i] = key->first;
	for (unsigned i = 0; i < SANYA_WIDES; i++)
		if (sanya_block_has(block, SANYA_HAS_WIDE(i)))
			mix_wide(block->wide[i] + first, count, i, ret);
	for (unsigned i = 0; i < SANYA_NARROWS; i++)
		if (sanya_block_has(block, SANYA_HAS_NARROW(i)))
			mix_narrow(block->narrow[i] + first, count,
				   block->kind == SANYA_TICKET && i != SANYA_NARROW_HAS_HISTORY ? SANYA_NO_COUNT : 0, i, ret);
	for (unsigned i = 0; i < SANYA_CODEDS; i++)
		if (sanya_block_has(block, SANYA_HAS_CODED(i)))
			mix_coded(block->coded[i] + first, count, code_hashes, i, ret);
	/* The id is what is compared by; it need not be in it. */
	for (unsigned i = SANYA_PLAIN_ID + 1; i < SANYA_PLAINS; i++)
		if (sanya_block_has(block, SANYA_HAS_PLAIN(i)))
			mix_plain(key, block, first, count, (enum sanya_plain)i, ret);
	for (unsigned i = 0; i < SANYA_LISTS; i++)
		if (sanya_block_has(block, SANYA_HAS_LIST(i)))
			mix_lists(block, first, count, (enum sanya_list)i, code_hashes, ret);
	for (unsigned i = 0; i < SANYA_STRETCHES; i++)
		if (sanya_block_has(block, SANYA_HAS_STRETCH(i)))
			mix_stretches(block, first, count, (enum sanya_stretch)i, ret);
	for (uint32_t i = 0; i < count; i++)
		ret[i] = finish(ret[i] ^ key->last) >> 16;
}
