/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Working time with the clock stopped for a while: the stretches in between are counted one after the other.
 * Pauses come in any order and may overlap; a list in order of its beginnings, which is what sources deliver, costs one pass,
 * any other the square of its length.
 */
#include "calendar.h"

#include "../base/time.h"

struct walk {
	const struct sanya_span *pauses;
	size_t count, at;
	bool sorted;
};

static int64_t end_of(const struct sanya_span *pause)
{
	return pause->to == SANYA_NO_INSTANT ? INT64_MAX : pause->to;
}

static struct walk walk_along(const struct sanya_span *pauses, size_t count)
{
	struct walk walk = { .pauses = pauses, .count = count, .sorted = true };

	for (size_t i = 1; i < count; i++)
		walk.sorted = walk.sorted && pauses[i - 1].from <= pauses[i].from;
	return walk;
}

/* Of the pauses that end after `instant`, the one that begins first; false when there is none. */
static bool next_pause(struct walk *walk, int64_t instant, int64_t *ret_from, int64_t *ret_to)
{
	const struct sanya_span *first = NULL;

	for (size_t i = walk->at; i < walk->count; i++) {
		const struct sanya_span *pause = &walk->pauses[i];

		if (end_of(pause) <= instant || end_of(pause) <= pause->from)
			continue;
		if (first == NULL || pause->from < first->from)
			first = pause;
		if (walk->sorted) {
			walk->at = i;
			break;
		}
	}
	if (first == NULL)
		return false;
	*ret_from = first->from;
	*ret_to = end_of(first);
	return true;
}

int64_t sanya_hours_between_except(const struct sanya_hours *hours, int64_t from, int64_t to,
				   const struct sanya_span *pauses, size_t count)
{
	struct walk walk = walk_along(pauses, count);
	int64_t pause_from, pause_to, total = 0;

	while (from < to && next_pause(&walk, from, &pause_from, &pause_to) && pause_from < to) {
		total += sanya_hours_between(hours, from, pause_from);
		from = pause_to;
	}
	return total + sanya_hours_between(hours, from, to);
}

static int stands_still(struct sanya_error *err)
{
	sanya_error_set(err, SANYA_FAILED, "the clock stands still before the working time has passed");
	return sanya_error_next(err, "ask again when the pause is over");
}

/* The first moment at or after `start` that is open and not in a pause. */
static int next_running(const struct sanya_hours *hours, int64_t start, struct walk *walk, int64_t *ret,
			struct sanya_error *err)
{
	int64_t pause_from, pause_to, moment;

	for (;;) {
		if (sanya_hours_add(hours, start, 0, &moment, err) < 0)
			return -1;
		if (!next_pause(walk, start, &pause_from, &pause_to) || pause_from > moment) {
			*ret = moment;
			return 0;
		}
		if (pause_to == INT64_MAX)
			return stands_still(err);
		start = pause_to;
	}
}

int sanya_hours_add_except(const struct sanya_hours *hours, int64_t start, int64_t seconds,
			   const struct sanya_span *pauses, size_t count, int64_t *ret, struct sanya_error *err)
{
	struct walk walk = walk_along(pauses, count);
	int64_t pause_from, pause_to;

	if (seconds == 0)
		return next_running(hours, start, &walk, ret, err);
	while (next_pause(&walk, start, &pause_from, &pause_to)) {
		int64_t work = sanya_hours_between(hours, start, pause_from);

		if (work >= seconds)
			break;
		if (pause_to == INT64_MAX)
			return stands_still(err);
		seconds -= work;
		start = pause_to;
	}
	return sanya_hours_add(hours, start, seconds, ret, err);
}
