/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the names of a batch's groups to people, and from these up the reporting lines.
 * Days are not looked at: whom a name or a line belongs to on any day is taken along.
 */
#include "touched.h"

#include "../store/bearers.h"

#include <stdlib.h>

struct touching {
	const struct sanya_roster *roster;
	unsigned char *touch; /* by place */
	size_t *queue;	      /* of those whose managers are still to be marked */
	size_t count;
};

static void mark(struct touching *touching, size_t place, enum sanya_touch touch)
{
	if (touching->touch[place] == SANYA_UNTOUCHED)
		touching->queue[touching->count++] = place;
	if (touching->touch[place] < touch)
		touching->touch[place] = (unsigned char)touch;
}

static int mark_name(void *context, const char *source, struct sanya_text name, struct sanya_error *err)
{
	struct touching *touching = context;
	const struct sanya_bearer *bearers;
	size_t count;

	(void)err;
	bearers = sanya_roster_bearers(touching->roster, name, &count);
	for (size_t i = 0; i < count; i++)
		if (sanya_bearer_in(&bearers[i], source))
			mark(touching, bearers[i].person, SANYA_TOUCHED);
	return 0;
}

/* Each person enters the queue once, so this ends also where the lines run in a circle. */
static void mark_lines(struct touching *touching)
{
	for (size_t at = 0; at < touching->count; at++) {
		const struct sanya_person *person = &touching->roster->people[touching->queue[at]];

		for (size_t i = 0; i < person->manager_count; i++) {
			const struct sanya_person *manager = sanya_roster_find(touching->roster, person->managers[i].manager);

			if (manager != NULL)
				mark(touching, (size_t)(manager - touching->roster->people), SANYA_TOUCHED_TEAM);
		}
	}
}

int sanya_touched_find(struct sanya_store *store, const struct sanya_roster *roster, uint64_t batch, unsigned char **ret,
		       struct sanya_error *err)
{
	struct touching touching = { .roster = roster };
	int result = 0;

	touching.touch = calloc(roster->count + 1, sizeof(*touching.touch));
	touching.queue = calloc(roster->count + 1, sizeof(*touching.queue));
	if (touching.touch == NULL || touching.queue == NULL)
		result = sanya_error_memory(err);
	if (result == 0)
		result = sanya_bearers_touched(store, batch, mark_name, &touching, err);
	if (result == 0)
		mark_lines(&touching);
	free(touching.queue);
	if (result != 0) {
		free(touching.touch);
		touching.touch = NULL;
	}
	*ret = touching.touch;
	return result;
}

bool sanya_touched_contract(const struct sanya_contract *contract, enum sanya_touch employee, enum sanya_touch manager)
{
	if (employee == SANYA_TOUCHED)
		return true;
	for (size_t g = 0; g < contract->goal_count; g++) {
		const struct sanya_goal *goal = &contract->goals[g];

		if ((goal->scope == SANYA_SCOPE_TEAM && employee != SANYA_UNTOUCHED) ||
		    (goal->scope == SANYA_SCOPE_OWN && goal->if_too_few == SANYA_TEAM && manager != SANYA_UNTOUCHED))
			return true;
	}
	return false;
}
