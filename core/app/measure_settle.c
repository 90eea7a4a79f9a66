/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Once all values have come: assignees stand in where nobody was named, and order statistics are found, tally by tally, in as many threads as there
 * are processors.
 * What a thread touches belongs to its tally alone; groups are not added to any more.
 */
#include "measure_room.h"

#include <pthread.h>

#include "../base/processors.h"

#define THREADS_MAX 8u

/* --- stand-ins --- */

/* The group of a tuple, made where there is none. */
static uint32_t group_of(struct sanya_groups *groups, const uint32_t keys[SANYA_GROUP_KEYS])
{
	uint32_t group = 0;

	for (unsigned depth = 0; depth < groups->depth && group != SANYA_NO_GROUP; depth++)
		group = sanya_groups_step(groups, depth, group, keys[depth]);
	return group;
}

/*
 * Groups of stand-ins carry a person absent and the assignee in a key of their own.  Where nobody was named at all the assignee becomes
 * the person; else the person stays unknown, and the key is dropped.
 */
static int settle_stand_ins(struct sanya_measure_tally *tally, struct sanya_error *err)
{
	struct sanya_measure_keying *keying = tally->keying;
	struct sanya_groups *groups = &keying->grouping->groups;
	uint32_t count = sanya_groups_count(groups);
	unsigned person = 0, stand_in = 0;

	if (!tally->stand_in)
		return 0;
	for (unsigned i = 0; i < groups->depth; i++) {
		if (keying->keys[i].key == SANYA_KEY_PERSON)
			person = i;
		if (keying->keys[i].key == SANYA_KEY_STAND_IN)
			stand_in = i;
	}
	for (uint32_t group = 0; group < count; group++) {
		uint32_t keys[SANYA_GROUP_KEYS];

		sanya_groups_keys(groups, group, keys);
		if (keys[stand_in] == SANYA_NO_NAME || !sanya_gathering_has(&tally->gathering, group))
			continue;
		if (!tally->named) {
			keys[person] = keys[stand_in];
			tally->fell_back = true;
		}
		keys[stand_in] = SANYA_NO_NAME;
		uint32_t settled = group_of(groups, keys);
		if (settled == SANYA_NO_GROUP)
			return sanya_error_memory(err);
		if (sanya_gathering_reach(&tally->gathering, sanya_groups_count(groups), err) < 0 ||
		    sanya_gathering_move(&tally->gathering, settled, group, err) < 0)
			return -1;
	}
	return 0;
}

/* --- order statistics --- */

/* Tallies that threads take, one after the other. */
struct settling {
	pthread_mutex_t lock;
	struct sanya_measure_tally *next;
};

struct settler {
	struct settling *settling;
	struct sanya_measure_tally *failed; /* NULL: none */
	struct sanya_error err;
	pthread_t thread;
};

static struct sanya_measure_tally *take_next(struct settling *settling)
{
	(void)pthread_mutex_lock(&settling->lock);
	struct sanya_measure_tally *tally = settling->next;
	if (tally != NULL)
		settling->next = tally->next;
	(void)pthread_mutex_unlock(&settling->lock);
	return tally;
}

static void *settle(void *context)
{
	struct settler *settler = context;
	struct sanya_measure_tally *tally;

	while (settler->failed == NULL && (tally = take_next(settler->settling)) != NULL)
		if (sanya_gathering_settle(&tally->gathering, &settler->err) < 0)
			settler->failed = tally;
	return NULL;
}

static unsigned threads_for(const struct sanya_measuring *measuring)
{
	unsigned most = sanya_processors(), ordered = 0;

	for (const struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next)
		ordered += tally->gathering.ordered_count > 0;
	most = most < THREADS_MAX ? most : THREADS_MAX;
	return ordered < most ? ordered : most;
}

int sanya_measure_settle(struct sanya_measuring *measuring, struct sanya_error *err)
{
	struct settling settling = { .lock = PTHREAD_MUTEX_INITIALIZER, .next = measuring->tallies };
	struct settler settlers[THREADS_MAX];
	unsigned count = threads_for(measuring), started = 1;

	for (struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next)
		if (settle_stand_ins(tally, err) < 0)
			return -1;
	for (unsigned i = 0; i < THREADS_MAX; i++)
		settlers[i] = (struct settler){ .settling = &settling, .err = SANYA_ERROR_INIT };
	/* Where no thread can be had, this one does it all. */
	while (started < count && pthread_create(&settlers[started].thread, NULL, settle, &settlers[started]) == 0)
		started++;
	(void)settle(&settlers[0]);
	for (unsigned i = 1; i < started; i++)
		(void)pthread_join(settlers[i].thread, NULL);
	(void)pthread_mutex_destroy(&settling.lock);
	/* Of several that failed the one that was asked first. */
	for (struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next)
		for (unsigned i = 0; i < started; i++)
			if (settlers[i].failed == tally) {
				*err = settlers[i].err;
				return sanya_error_at(err, tally->metric->name, 0, 0);
			}
	return 0;
}
