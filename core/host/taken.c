/* SPDX-License-Identifier: Apache-2.0 */
/* See taken.h. */
#include "taken.h"

void sanya_takens_init(struct sanya_takens *stretches)
{
	*stretches = (struct sanya_takens){.list = NULL};
}

void sanya_takens_done(struct sanya_takens *stretches)
{
	free(stretches->list);
	sanya_takens_init(stretches);
}

int sanya_takens_add(struct sanya_takens *stretches, struct sanya_taken stretch, struct sanya_error *err)
{
	if (stretches->count == stretches->room) {
		size_t room = stretches->room * 2 + 8;
		struct sanya_taken *list = reallocarray(stretches->list, room, sizeof *list);

		if (list == NULL)
			return sanya_error_memory(err);
		stretches->list = list;
		stretches->room = room;
	}
	stretches->list[stretches->count++] = stretch;
	return 0;
}

static int compare(const void *left, const void *right)
{
	const struct sanya_taken *a = left, *b = right;

	if (a->input != b->input)
		return a->input < b->input ? -1 : 1;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return (a->to > b->to) - (a->to < b->to);
}

bool sanya_takens_join(struct sanya_takens *stretches, const uint64_t *sizes, size_t inputs)
{
	size_t at = 0;

	if (stretches->count == 0)
		return true;
	qsort(stretches->list, stretches->count, sizeof *stretches->list, compare);
	for (uint32_t input = 0; input < inputs; input++) {
		uint64_t place = 0;

		for (; at < stretches->count && stretches->list[at].input == input; at++) {
			if (stretches->list[at].from != place)
				return false;
			place = stretches->list[at].to;
		}
		if (place < sizes[input])
			return false;
	}
	return at == stretches->count;
}
