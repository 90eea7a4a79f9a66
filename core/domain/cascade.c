/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The links of a cascade, both ways, in two passes over the goals.
 * What "supports" names wrongly has no link; saying so is lint's business.
 */
#include "cascade.h"

#include <string.h>

#define NOWHERE ((struct sanya_cascade_goal){ .contract = SIZE_MAX, .goal = SIZE_MAX })

static size_t place_of(const struct sanya_cascade *cascade, struct sanya_cascade_goal place)
{
	return cascade->first[place.contract] + place.goal;
}

size_t sanya_cascade_find(const struct sanya_cascade *cascade, const char *number, size_t size)
{
	size_t low = 0, high = cascade->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *here = cascade->contracts[middle].contract->number;
		int order = strncmp(here, number, size);

		if (order == 0 && here[size] != '\0')
			order = 1;
		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return SIZE_MAX;
}

static struct sanya_cascade_goal resolve(const struct sanya_cascade *cascade, const char *supports)
{
	const char *mark = supports == NULL ? NULL : strchr(supports, '#');
	size_t contract = mark == NULL ? SIZE_MAX : sanya_cascade_find(cascade, supports, (size_t)(mark - supports));
	const struct sanya_goal *goal;

	if (contract == SIZE_MAX || !cascade->contracts[contract].stands)
		return NOWHERE;
	goal = sanya_contract_goal(cascade->contracts[contract].contract, mark + 1);
	if (goal == NULL)
		return NOWHERE;
	return (struct sanya_cascade_goal){ contract, (size_t)(goal - cascade->contracts[contract].contract->goals) };
}

/* Counts first, then places: below_first is used as the running end while they are filled. */
static void link_below(struct sanya_cascade *cascade, size_t total)
{
	size_t sum = 0;

	for (size_t i = 0; i < total; i++)
		if (cascade->above[i].contract != SIZE_MAX)
			cascade->below_first[place_of(cascade, cascade->above[i])]++;
	for (size_t i = 0; i <= total; i++) {
		sum += cascade->below_first[i];
		cascade->below_first[i] = sum;
	}
	for (size_t c = cascade->count; c > 0; c--) {
		for (size_t g = cascade->contracts[c - 1].contract->goal_count; g > 0; g--) {
			struct sanya_cascade_goal here = { c - 1, g - 1 }, above = cascade->above[place_of(cascade, here)];

			if (above.contract != SIZE_MAX)
				cascade->below[--cascade->below_first[place_of(cascade, above)]] = here;
		}
	}
}

int sanya_cascade_build(const struct sanya_cascade_contract *contracts, size_t count, struct sanya_arena *arena,
			struct sanya_cascade *ret, struct sanya_error *err)
{
	struct sanya_cascade cascade = { .contracts = contracts, .count = count };
	size_t total = 0;

	for (size_t i = 0; i < count; i++)
		total += contracts[i].contract->goal_count;
	cascade.first = sanya_arena_array(arena, count + 1, sizeof(*cascade.first));
	cascade.above = sanya_arena_array(arena, total + 1, sizeof(*cascade.above));
	cascade.below = sanya_arena_array(arena, total + 1, sizeof(*cascade.below));
	cascade.below_first = sanya_arena_array(arena, total + 1, sizeof(*cascade.below_first));
	if (cascade.first == NULL || cascade.above == NULL || cascade.below == NULL || cascade.below_first == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		const struct sanya_contract *contract = contracts[i].contract;

		cascade.first[i + 1] = cascade.first[i] + contract->goal_count;
		for (size_t g = 0; g < contract->goal_count; g++)
			cascade.above[cascade.first[i] + g] = contracts[i].stands ? resolve(&cascade, contract->goals[g].supports) : NOWHERE;
	}
	link_below(&cascade, total);
	*ret = cascade;
	return 0;
}

const struct sanya_goal *sanya_cascade_goal(const struct sanya_cascade *cascade, struct sanya_cascade_goal place)
{
	return &cascade->contracts[place.contract].contract->goals[place.goal];
}

struct sanya_cascade_goal sanya_cascade_above(const struct sanya_cascade *cascade, struct sanya_cascade_goal place)
{
	return cascade->above[place_of(cascade, place)];
}

const struct sanya_cascade_goal *sanya_cascade_below(const struct sanya_cascade *cascade, struct sanya_cascade_goal place, size_t *ret_count)
{
	size_t at = place_of(cascade, place);

	*ret_count = cascade->below_first[at + 1] - cascade->below_first[at];
	return &cascade->below[cascade->below_first[at]];
}
