/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Terms in an arena, found through a table.  Texts of up to 16 bytes are compared within their slot; longer ones whose hashes are equal
 * are compared in full, so a poor hash costs time and never a wrong code.
 */
#include "dictionary.h"

#define FIRST_TERMS 256u

void sanya_dictionary_init(struct sanya_dictionary *dictionary)
{
	*dictionary = (struct sanya_dictionary){ .count = 0 };
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

/* Two loads that overlap hold every byte of a text of 8 to 16, or of 4 to 8; with its size they tell it from all others. */
static inline struct key key_of(struct sanya_text text)
{
	const char *at = text.at;
	uint32_t size = text.size;

	if (size > 16) {
		uint64_t hash = size;
		uint32_t done = 0;

		for (; done + 8 <= size; done += 8)
			hash = mix(hash, load(at + done, 8));
		return (struct key){ mix(hash, load(at + size - 8, 8)), load(at, 8), size };
	}
	if (size >= 8)
		return (struct key){ load(at, 8), load(at + size - 8, 8), size };
	if (size >= 4)
		return (struct key){ load(at, 4), load(at + size - 4, 4), size };
	if (size == 0)
		return (struct key){ 0, 0, 0 };
	return (struct key){ (unsigned char)at[0] | (uint64_t)(unsigned char)at[size / 2] << 8 | (uint64_t)(unsigned char)at[size - 1] << 16, 0,
			     size };
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

static inline uint32_t look_up(const struct sanya_dictionary *dictionary, struct sanya_text text, const struct key *key)
{
	if (dictionary->slot_room == 0)
		return 0;
	for (uint32_t slot = slot_of(dictionary, key);; slot = (slot + 1) & (dictionary->slot_room - 1)) {
		const struct sanya_dictionary_slot *found = &dictionary->slots[slot];

		if (found->code == 0)
			return 0;
		if (found->head == key->head && found->tail == key->tail && found->size == key->size &&
		    (key->size <= 16 || memcmp(dictionary->terms[found->code].at, text.at, text.size) == 0))
			return found->code;
	}
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
