/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups of values by a tuple of texts.
 * The hash takes eight bytes at a time; equal tuples are compared in full, so a poor hash costs time and never a wrong group.
 */
#include "group.h"

#define FIRST_ROOM 64u

void sanya_groups_init(struct sanya_groups *groups, size_t key_count, size_t reason_count)
{
	*groups = (struct sanya_groups){ .key_count = key_count, .reason_count = reason_count };
	sanya_arena_init(&groups->arena);
	groups->last = &groups->first;
}

void sanya_groups_done(struct sanya_groups *groups)
{
	for (struct sanya_group *group = groups->first; group != NULL; group = group->next)
		sanya_sample_done(&group->sample);
	free(groups->slots);
	sanya_arena_done(&groups->arena);
}

/* A product spreads upwards only: its upper half comes back down. */
static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

static uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t size)
{
	uint64_t word = 0;

	for (; size >= sizeof word; bytes += sizeof word, size -= sizeof word) {
		memcpy(&word, bytes, sizeof word);
		hash = mix(hash, word);
	}
	word = 0;
	if (size > 0)
		memcpy(&word, bytes, size);
	return mix(hash, word);
}

static uint64_t hash_keys(const struct sanya_text *keys, size_t count)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < count; i++) {
		/* Absent and empty differ. */
		hash = mix(hash, keys[i].at == NULL ? UINT64_MAX : keys[i].size);
		if (keys[i].at != NULL)
			hash = hash_bytes(hash, keys[i].at, keys[i].size);
	}
	return hash;
}

static bool same_keys(const struct sanya_text *a, const struct sanya_text *b, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if ((a[i].at == NULL) != (b[i].at == NULL) || !sanya_text_equal(a[i], b[i]))
			return false;
	return true;
}

static void place(struct sanya_groups *groups, struct sanya_group *group)
{
	size_t slot = (size_t)group->hash & (groups->room - 1);

	while (groups->slots[slot] != NULL)
		slot = (slot + 1) & (groups->room - 1);
	groups->slots[slot] = group;
}

/* At most three quarters full. */
static bool make_room(struct sanya_groups *groups)
{
	size_t room = groups->room == 0 ? FIRST_ROOM : groups->room * 2;

	if (groups->room > 0 && groups->count < groups->room / 4 * 3)
		return true;

	struct sanya_group **slots = calloc(room, sizeof(struct sanya_group *));
	if (slots == NULL)
		return false;
	free(groups->slots);
	groups->slots = slots;
	groups->room = room;
	for (struct sanya_group *group = groups->first; group != NULL; group = group->next)
		place(groups, group);
	return true;
}

static struct sanya_group *add(struct sanya_groups *groups, const struct sanya_text *keys, uint64_t hash)
{
	struct sanya_group *group = sanya_arena_alloc(&groups->arena, sizeof *group);

	if (group == NULL)
		return NULL;
	for (size_t i = 0; i < groups->key_count; i++) {
		if (keys[i].at == NULL)
			continue;
		group->keys[i] = (struct sanya_text){ sanya_arena_copy(&groups->arena, keys[i].at, keys[i].size), keys[i].size };
		if (group->keys[i].at == NULL)
			return NULL;
	}
	group->hash = hash;
	sanya_sample_init(&group->sample);
	*groups->last = group;
	groups->last = &group->next;
	groups->count++;
	place(groups, group);
	return group;
}

struct sanya_group *sanya_groups_get(struct sanya_groups *groups, const struct sanya_text *keys)
{
	uint64_t hash = hash_keys(keys, groups->key_count);

	if (!make_room(groups))
		return NULL;
	for (size_t slot = (size_t)hash & (groups->room - 1); groups->slots[slot] != NULL; slot = (slot + 1) & (groups->room - 1)) {
		struct sanya_group *group = groups->slots[slot];

		if (group->hash == hash && same_keys(group->keys, keys, groups->key_count))
			return group;
	}
	return add(groups, keys, hash);
}

static int count_one(struct sanya_groups *groups, uint64_t **counts, size_t index, struct sanya_error *err)
{
	if (*counts == NULL)
		*counts = sanya_arena_array(&groups->arena, groups->reason_count, sizeof **counts);
	if (*counts == NULL)
		return sanya_error_memory(err);
	(*counts)[index]++;
	return 0;
}

int sanya_groups_exclude(struct sanya_groups *groups, struct sanya_group *group, size_t index, struct sanya_error *err)
{
	return count_one(groups, &group->excluded, index, err);
}

int sanya_groups_find(struct sanya_groups *groups, struct sanya_group *group, size_t index, struct sanya_error *err)
{
	return count_one(groups, &group->findings, index, err);
}

static int merge_counts(struct sanya_groups *groups, uint64_t **to, uint64_t **from, struct sanya_error *err)
{
	if (*from == NULL)
		return 0;
	if (*to == NULL)
		*to = sanya_arena_array(&groups->arena, groups->reason_count, sizeof **to);
	if (*to == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < groups->reason_count; i++)
		(*to)[i] += (*from)[i];
	*from = NULL;
	return 0;
}

int sanya_groups_merge(struct sanya_groups *groups, struct sanya_group *to, struct sanya_group *from, struct sanya_error *err)
{
	const struct sanya_sample *sample = &from->sample;

	for (size_t i = 0; i < sample->count; i++) {
		if ((sample->possible != NULL ? sanya_sample_add_pair(&to->sample, sample->values[i], sample->possible[i], err)
					      : sanya_sample_add(&to->sample, sample->values[i], err)) < 0)
			return -1;
	}
	sanya_sample_done(&from->sample);
	if (merge_counts(groups, &to->excluded, &from->excluded, err) < 0)
		return -1;
	return merge_counts(groups, &to->findings, &from->findings, err);
}
