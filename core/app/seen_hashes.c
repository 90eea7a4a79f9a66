/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The set of hashes: open addressing in 256 parts, each at most four fifths full and never less than half once it has grown.
 * Two multiplications of 64 by 64 bits for each eight bytes of text give the 128 bits that are cut to 96.
 */
#include "seen_hashes.h"

#define FIRST_ROOM 16u

struct hash {
	uint32_t words[3];
	uint32_t part;
};

void sanya_seen_hashes_init(struct sanya_seen_hashes *hashes)
{
	*hashes = (struct sanya_seen_hashes){ .parts = { { NULL, 0, 0 } } };
}

void sanya_seen_hashes_done(struct sanya_seen_hashes *hashes)
{
	for (unsigned i = 0; i < SANYA_SEEN_PARTS; i++)
		free(hashes->parts[i].entries);
	sanya_seen_hashes_init(hashes);
}

/* Both halves of the product into one: every bit of either number reaches every bit of the result. */
static uint64_t mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static struct hash hash_of(uint32_t kind, struct sanya_text text)
{
	uint64_t one = UINT64_C(0x9e3779b97f4a7c15) ^ kind, two = UINT64_C(0xc2b2ae3d27d4eb4f) ^ text.size, word;
	const char *at = text.at;
	size_t left = text.size;

	for (; left > 0; at += left < 8 ? left : 8, left -= left < 8 ? left : 8) {
		word = 0;
		memcpy(&word, at, left < 8 ? left : 8);
		one = mix(one ^ word, UINT64_C(0xa0761d6478bd642f)) + two;
		two = mix(two ^ word, UINT64_C(0xe7037ed1a0b428db)) ^ one >> 32;
	}
	one = mix(one ^ text.size, UINT64_C(0x8ebc6af09c88c6e3));
	two = mix(two ^ kind, UINT64_C(0x589965cc75374cc3)) + one;
	one = mix(one, two | 1);
	struct hash hash = { .words = { (uint32_t)one, (uint32_t)(one >> 32), (uint32_t)two },
			     .part = (uint32_t)(two >> 56) };
	/* All zero is a free place. */
	if ((hash.words[0] | hash.words[1] | hash.words[2]) == 0)
		hash.words[0] = 1;
	return hash;
}

static bool is_free(const uint32_t entry[3])
{
	return (entry[0] | entry[1] | entry[2]) == 0;
}

static bool is_same(const uint32_t a[3], const uint32_t b[3])
{
	return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
}

/* Where a hash begins in a part of that room, by bits that the entry itself holds. */
static uint32_t home(const uint32_t words[3], uint32_t room)
{
	return (uint32_t)((uint64_t)words[1] * room >> 32);
}

static uint32_t place_of(const struct sanya_seen_part *part, const uint32_t words[3])
{
	uint32_t at = home(words, part->room);

	while (!is_free(part->entries[at]) && !is_same(part->entries[at], words))
		at = at + 1 == part->room ? 0 : at + 1;
	return at;
}

static bool grow(struct sanya_seen_part *part)
{
	struct sanya_seen_part larger = { .count = part->count, .room = part->room + part->room / 2 + FIRST_ROOM };

	if (larger.room <= part->room)
		return false;
	larger.entries = calloc(larger.room, sizeof *larger.entries);
	if (larger.entries == NULL)
		return false;
	for (uint32_t i = 0; i < part->room; i++)
		if (!is_free(part->entries[i]))
			memcpy(larger.entries[place_of(&larger, part->entries[i])], part->entries[i], sizeof *larger.entries);
	free(part->entries);
	*part = larger;
	return true;
}

int sanya_seen_hashes_add(struct sanya_seen_hashes *hashes, uint32_t kind, struct sanya_text text)
{
	const struct hash hash = hash_of(kind, text);
	struct sanya_seen_part *part = &hashes->parts[hash.part];

	if (part->count >= part->room / 5 * 4 && !grow(part))
		return -1;
	uint32_t at = place_of(part, hash.words);
	if (!is_free(part->entries[at]))
		return 1;
	memcpy(part->entries[at], hash.words, sizeof hash.words);
	part->count++;
	return 0;
}

bool sanya_seen_hashes_find(const struct sanya_seen_hashes *hashes, uint32_t kind, struct sanya_text text)
{
	const struct hash hash = hash_of(kind, text);
	const struct sanya_seen_part *part = &hashes->parts[hash.part];

	return part->room > 0 && !is_free(part->entries[place_of(part, hash.words)]);
}
