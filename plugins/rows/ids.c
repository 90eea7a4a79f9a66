/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Open addressing with linear probing, doubled at three quarters full.
 * Limits: ids cannot be taken out or listed.
 */
#include "ids.h"

#include <stdlib.h>
#include <string.h>

struct rows_id {
	uint64_t hash; /* 0: free */
	uint32_t check, count;
};

static uint64_t mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t rows_hash(const char *text, size_t size, uint64_t seed)
{
	uint64_t hash = seed ^ UINT64_C(0x9e3779b97f4a7c15);
	uint64_t word;
	size_t left = size;
	for (; left >= 8; left -= 8, text += 8) {
		memcpy(&word, text, 8);
		hash = mix(hash ^ word, UINT64_C(0xe7037ed1a0b428db));
	}
	word = 0;
	if (left)
		memcpy(&word, text, left);
	return mix(hash ^ word, UINT64_C(0x8ebc6af09c88c6e3) ^ size);
}

void rows_ids_done(struct rows_ids *ids)
{
	free(ids->slots);
	*ids = (struct rows_ids){0};
}

static struct rows_id *find(struct rows_id *slots, size_t room, uint64_t hash, uint32_t check)
{
	size_t at = (size_t)hash & (room - 1);
	while (slots[at].hash && (slots[at].hash != hash || slots[at].check != check))
		at = (at + 1) & (room - 1);
	return &slots[at];
}

static int grow(struct rows_ids *ids, struct rows_fault *fault)
{
	size_t room = ids->room ? 2 * ids->room : 1024;
	struct rows_id *slots = calloc(room, sizeof(*slots));
	if (!slots)
		return rows_fail_memory(fault);
	for (size_t i = 0; i < ids->room; i++)
		if (ids->slots[i].hash)
			*find(slots, room, ids->slots[i].hash, ids->slots[i].check) = ids->slots[i];
	free(ids->slots);
	ids->slots = slots;
	ids->room = room;
	return 0;
}

int rows_ids_add(struct rows_ids *ids, const char *id, size_t size, uint32_t *ret, struct rows_fault *fault)
{
	if (ids->used >= ROWS_IDS_MAX)
		return 0;
	if (ids->used * 4 >= ids->room * 3 && grow(ids, fault) < 0)
		return -1;
	uint64_t hash = rows_hash(id, size, 1);
	uint32_t check = (uint32_t)rows_hash(id, size, 2);
	hash = hash ? hash : 1;
	struct rows_id *slot = find(ids->slots, ids->room, hash, check);
	if (!slot->hash) {
		slot->hash = hash;
		slot->check = check;
		ids->used++;
	}
	*ret = slot->count;
	if (slot->count < UINT32_MAX)
		slot->count++;
	return 1;
}

uint32_t rows_ids_take(struct rows_ids *ids, const char *id, size_t size)
{
	if (!ids->room)
		return 0;
	uint64_t hash = rows_hash(id, size, 1);
	struct rows_id *slot = find(ids->slots, ids->room, hash ? hash : 1, (uint32_t)rows_hash(id, size, 2));
	return slot->count ? --slot->count : 0;
}
