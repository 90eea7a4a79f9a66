/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Terms in an arena, found through a table.  Texts of up to 16 bytes are compared within their slot; longer ones whose hashes are equal
 * are compared in full, so a poor hash costs time and never a wrong code.
 */
#include "dictionary.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define FIRST_TERMS 256u

void sanya_dictionary_init(struct sanya_dictionary *dictionary)
{
	static uint64_t last;

	*dictionary = (struct sanya_dictionary){ .identity = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED) };
	sanya_arena_init(&dictionary->arena);
}

void sanya_dictionary_done(struct sanya_dictionary *dictionary)
{
	free(dictionary->terms);
	free(dictionary->slots);
	sanya_arena_done(&dictionary->arena);
	sanya_dictionary_init(dictionary);
}

void sanya_dictionary_restart(struct sanya_dictionary *dictionary, uint32_t number)
{
	if (dictionary->count > 0)
		sanya_dictionary_done(dictionary);
	dictionary->number = number;
}

bool sanya_dictionary_full(const struct sanya_dictionary *dictionary)
{
	return dictionary->count >= SANYA_DICTIONARY_TERMS || dictionary->bytes >= SANYA_DICTIONARY_TEXT;
}

/* What a text is known by in its slot. */
struct key {
	uint64_t head, tail;
	uint32_t size;
};

static inline uint64_t load(const char *at, size_t size)
{
	uint64_t word = 0;

	memcpy(&word, at, size);
	return word;
}

static inline uint64_t mix(uint64_t a, uint64_t b)
{
	uint64_t hash = (a ^ UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xff51afd7ed558ccd);

	hash = (hash ^ hash >> 32 ^ b) * UINT64_C(0xc4ceb9fe1a85ec53);
	return hash ^ hash >> 29;
}

/*
 * The 16 bytes at `at`, of which `size` belong to the text and the others become zero.  A whole vector is read where it lies within one
 * page: memory is there or not by pages, so nothing that is not there is touched; a sanitizer, which counts in bytes, is told so.
 */
#if defined(__SSE2__)
__attribute__((no_sanitize("address"))) static inline struct key short_key(const char *at, uint32_t size)
{
	static const unsigned char masks[32] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 };
	unsigned char bytes[16] = { 0 };
	uint64_t words[2];
	__m128i vector;

	if (((uintptr_t)at & 4095) <= 4096 - 16) {
		vector = _mm_loadu_si128((const __m128i *)(const void *)at);
		vector = _mm_and_si128(vector, _mm_loadu_si128((const __m128i *)(const void *)(masks + 16 - size)));
	} else {
		memcpy(bytes, at, size);
		vector = _mm_loadu_si128((const __m128i *)(const void *)bytes);
	}
	_mm_storeu_si128((__m128i *)(void *)words, vector);
	return (struct key){ words[0], words[1], size };
}
#else
static inline struct key short_key(const char *at, uint32_t size)
{
	unsigned char bytes[16] = { 0 };

	if (size > 0)
		memcpy(bytes, at, size);
	return (struct key){ load((const char *)bytes, 8), load((const char *)bytes + 8, 8), size };
}
#endif

static inline struct key key_of(struct sanya_text text)
{
	const char *at = text.at;
	uint32_t size = text.size, done = 0;
	uint64_t hash = size;

	if (size <= 16)
		return short_key(at, size);
	for (; done + 8 <= size; done += 8)
		hash = mix(hash, load(at + done, 8));
	return (struct key){ mix(hash, load(at + size - 8, 8)), load(at, 8), size };
}

static inline uint32_t slot_of(const struct sanya_dictionary *dictionary, const struct key *key)
{
	return (uint32_t)mix(key->head + key->size, key->tail) & (dictionary->slot_room - 1);
}

static void place(struct sanya_dictionary *dictionary, const struct key *key, uint32_t code)
{
	uint32_t slot = slot_of(dictionary, key);

	while (dictionary->slots[slot].code != 0)
		slot = (slot + 1) & (dictionary->slot_room - 1);
	dictionary->slots[slot] = (struct sanya_dictionary_slot){ key->head, key->tail, key->size, code };
}

/* Room for one term more; the table is at most half full. */
static bool make_room(struct sanya_dictionary *dictionary)
{
	if (dictionary->count + 1 < dictionary->room)
		return true;

	uint32_t room = dictionary->room == 0 ? FIRST_TERMS : dictionary->room * 2;
	struct sanya_text *terms = reallocarray(dictionary->terms, room, sizeof *terms);
	if (terms == NULL)
		return false;
	terms[0] = (struct sanya_text){ NULL, 0 };
	dictionary->terms = terms;
	struct sanya_dictionary_slot *slots = calloc(room, 2 * sizeof *slots);
	if (slots == NULL)
		return false;
	free(dictionary->slots);
	dictionary->slots = slots;
	dictionary->slot_room = room * 2;
	dictionary->room = room;
	for (uint32_t code = 1; code <= dictionary->count; code++) {
		struct key key = key_of(terms[code]);

		place(dictionary, &key, code);
	}
	return true;
}

static inline uint32_t look_from(const struct sanya_dictionary *dictionary, uint32_t slot, struct sanya_text text,
				 const struct key *key)
{
	for (;; slot = (slot + 1) & (dictionary->slot_room - 1)) {
		const struct sanya_dictionary_slot *found = &dictionary->slots[slot];

		if (found->code == 0)
			return 0;
		if (found->head == key->head && found->tail == key->tail && found->size == key->size &&
		    (key->size <= 16 || memcmp(dictionary->terms[found->code].at, text.at, text.size) == 0))
			return found->code;
	}
}

static inline uint32_t look_up(const struct sanya_dictionary *dictionary, struct sanya_text text, const struct key *key)
{
	return dictionary->slot_room == 0 ? 0 : look_from(dictionary, slot_of(dictionary, key), text, key);
}

static uint32_t add(struct sanya_dictionary *dictionary, struct sanya_text text, const struct key *key)
{
	const char *copy = make_room(dictionary) ? sanya_arena_copy(&dictionary->arena, text.at, text.size) : NULL;

	if (copy == NULL)
		return UINT32_MAX;
	dictionary->terms[++dictionary->count] = (struct sanya_text){ copy, text.size };
	dictionary->bytes += text.size;
	place(dictionary, key, dictionary->count);
	return dictionary->count;
}

uint32_t sanya_dictionary_find(const struct sanya_dictionary *dictionary, struct sanya_text text)
{
	if (text.at == NULL)
		return 0;
	struct key key = key_of(text);
	return look_up(dictionary, text, &key);
}

uint32_t sanya_dictionary_code(struct sanya_dictionary *dictionary, struct sanya_text text)
{
	if (text.at == NULL)
		return 0;
	struct key key = key_of(text);
	uint32_t code = look_up(dictionary, text, &key);
	return code != 0 ? code : add(dictionary, text, &key);
}

uint32_t sanya_dictionary_append(struct sanya_dictionary *dictionary, struct sanya_text text)
{
	if (text.at == NULL)
		return 0;
	struct key key = key_of(text);
	return add(dictionary, text, &key);
}

#define AHEAD 32u /* texts whose slots are fetched while those before are looked at */

uint32_t sanya_dictionary_codes(const struct sanya_dictionary *dictionary, const struct sanya_text *texts, uint32_t count,
				uint32_t *codes)
{
	struct key keys[AHEAD];
	uint32_t slots[AHEAD], done = 0;

	while (done < count && dictionary->slot_room > 0) {
		uint32_t some = count - done < AHEAD ? count - done : AHEAD;

		for (uint32_t i = 0; i < some; i++) {
			if (texts[done + i].at == NULL)
				continue;
			keys[i] = key_of(texts[done + i]);
			slots[i] = slot_of(dictionary, &keys[i]);
			__builtin_prefetch(&dictionary->slots[slots[i]]);
		}
		for (uint32_t i = 0; i < some; i++) {
			struct sanya_text text = texts[done + i];

			codes[done + i] = text.at == NULL ? 0 : look_from(dictionary, slots[i], text, &keys[i]);
			if (codes[done + i] == 0 && text.at != NULL)
				return done + i;
		}
		done += some;
	}
	return done;
}
