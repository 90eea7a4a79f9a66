/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Terms in an arena, found through a table of codes with a piece of the hash beside each.
 * Equal hashes are compared in full, so a poor hash costs time and never a wrong code.
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

static uint64_t hash_of(struct sanya_text text)
{
	uint64_t hash = UINT64_C(0x9e3779b97f4a7c15) ^ text.size, word;
	const char *at = text.at;
	size_t left = text.size;

	for (; left >= sizeof word; at += sizeof word, left -= sizeof word) {
		memcpy(&word, at, sizeof word);
		hash = (hash ^ word) * UINT64_C(0xff51afd7ed558ccd);
		hash ^= hash >> 32;
	}
	word = 0;
	if (left > 0)
		memcpy(&word, at, left);
	hash = (hash ^ word) * UINT64_C(0xc4ceb9fe1a85ec53);
	return hash ^ hash >> 29;
}

static void place(struct sanya_dictionary *dictionary, uint64_t hash, uint32_t code)
{
	uint32_t slot = (uint32_t)hash & (dictionary->slot_room - 1);

	while (dictionary->slots[slot] != 0)
		slot = (slot + 1) & (dictionary->slot_room - 1);
	dictionary->slots[slot] = (hash & UINT64_C(0xffffffff00000000)) | code;
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
	uint64_t *slots = calloc(room, 2 * sizeof *slots);
	if (slots == NULL)
		return false;
	free(dictionary->slots);
	dictionary->slots = slots;
	dictionary->slot_room = room * 2;
	dictionary->room = room;
	for (uint32_t code = 1; code <= dictionary->count; code++)
		place(dictionary, hash_of(terms[code]), code);
	return true;
}

static uint32_t look_up(const struct sanya_dictionary *dictionary, struct sanya_text text, uint64_t hash)
{
	if (dictionary->slot_room == 0)
		return 0;
	for (uint32_t slot = (uint32_t)hash & (dictionary->slot_room - 1); dictionary->slots[slot] != 0;
	     slot = (slot + 1) & (dictionary->slot_room - 1)) {
		uint64_t found = dictionary->slots[slot];
		const struct sanya_text *term = &dictionary->terms[(uint32_t)found];

		if (((found ^ hash) & UINT64_C(0xffffffff00000000)) == 0 && term->size == text.size &&
		    memcmp(term->at, text.at, text.size) == 0)
			return (uint32_t)found;
	}
	return 0;
}

static uint32_t add(struct sanya_dictionary *dictionary, struct sanya_text text, uint64_t hash)
{
	const char *copy = make_room(dictionary) ? sanya_arena_copy(&dictionary->arena, text.at, text.size) : NULL;

	if (copy == NULL)
		return UINT32_MAX;
	dictionary->terms[++dictionary->count] = (struct sanya_text){ copy, text.size };
	dictionary->bytes += text.size;
	place(dictionary, hash, dictionary->count);
	return dictionary->count;
}

uint32_t sanya_dictionary_find(const struct sanya_dictionary *dictionary, struct sanya_text text)
{
	return text.at == NULL ? 0 : look_up(dictionary, text, hash_of(text));
}

uint32_t sanya_dictionary_code(struct sanya_dictionary *dictionary, struct sanya_text text)
{
	if (text.at == NULL)
		return 0;
	uint64_t hash = hash_of(text);
	uint32_t code = look_up(dictionary, text, hash);
	return code != 0 ? code : add(dictionary, text, hash);
}

uint32_t sanya_dictionary_append(struct sanya_dictionary *dictionary, struct sanya_text text)
{
	return text.at == NULL ? 0 : add(dictionary, text, hash_of(text));
}
