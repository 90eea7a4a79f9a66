/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reporting lines through time: a roster without dates becomes the next page of the one before it, and the days of a period by who led.
 */
#include "roster.h"

#include <string.h>

static bool same_manager(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* The lines of before, cut where the new manager's begins. */
static int next_page(struct sanya_roster *after, struct sanya_person *person, const struct sanya_person *before, int32_t day, int32_t today,
		     struct sanya_error *err)
{
	const char *now = sanya_person_manager(person, day);
	bool moved = !same_manager(now, sanya_person_manager(before, day > today ? day : today));
	struct sanya_reporting *lines = sanya_arena_array(&after->arena, before->manager_count + 1, sizeof(*lines));
	size_t count = 0;

	if (lines == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < before->manager_count; i++) {
		struct sanya_reporting line = before->managers[i];

		if (moved && line.from != SANYA_NO_DATE && line.from >= day)
			continue;
		if (moved && (line.to == SANYA_NO_DATE || line.to >= day))
			line.to = day - 1;
		line.manager = sanya_arena_text(&after->arena, line.manager);
		if (line.manager == NULL)
			return sanya_error_memory(err);
		lines[count++] = line;
	}
	if (moved && now != NULL)
		lines[count++] = (struct sanya_reporting){ now, day, SANYA_NO_DATE };
	person->managers = lines;
	person->manager_count = count;
	return 0;
}

int sanya_roster_follow(struct sanya_roster *after, const struct sanya_roster *before, int32_t day, int32_t today,
			struct sanya_error *err)
{
	for (size_t i = 0; i < after->count; i++) {
		const struct sanya_person *known = sanya_roster_find(before, after->people[i].id);

		if (known != NULL && next_page(after, &after->people[i], known, day, today, err) != 0)
			return -1;
	}
	return sanya_roster_check(after, err);
}

/* --- who led when --- */

int sanya_person_segments(const struct sanya_person *person, const char *manager, int32_t from, int32_t to, struct sanya_arena *arena,
			  struct sanya_segment **ret, size_t *ret_count, struct sanya_error *err)
{
	struct sanya_segment *list = sanya_arena_array(arena, 2 * person->manager_count + 2, sizeof(*list));
	const char *line = sanya_person_manager(person, from);
	size_t count = 0;

	if (list == NULL)
		return sanya_error_memory(err);
	list[count++] = (struct sanya_segment){ from, to, manager };
	for (int32_t day = from + 1; day <= to; day++) {
		const char *now = sanya_person_manager(person, day);

		if (now == NULL || same_manager(now, line)) /* without a manager the one before goes on */
			continue;
		line = now;
		if (strcmp(now, list[count - 1].manager) == 0)
			continue;
		list[count - 1].to = day - 1;
		list[count++] = (struct sanya_segment){ day, to, now };
	}
	*ret = list;
	*ret_count = count;
	return 0;
}
