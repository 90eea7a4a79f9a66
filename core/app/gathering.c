/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values into groups, thousands at once.
 * Groups come in any order and lie in a few megabytes: what takes time is the way to memory, so the next cells are asked for ahead.
 * What most tallies do not need has a list of its own, which is not there where nobody asked for it.
 */
#include "gathering.h"

#define AHEAD 48u /* values ahead of the one at hand */

void sanya_gathering_init(struct sanya_gathering *gathering, unsigned reason_count, enum sanya_unit unit)
{
	*gathering = (struct sanya_gathering){ .reason_count = reason_count, .unit = unit };
	sanya_kept_init(&gathering->kept);
}

static void forget(struct sanya_gathering *gathering)
{
	free(gathering->cells);
	free(gathering->wraps);
	free(gathering->largest);
	free(gathering->possible);
	free(gathering->possible_wraps);
	free(gathering->within);
	free(gathering->reasons);
	for (unsigned i = 0; i < gathering->ordered_count; i++) {
		free(gathering->ordered[i].results);
		free(gathering->ordered[i].spreads);
		gathering->ordered[i].results = NULL;
		gathering->ordered[i].spreads = NULL;
	}
	sanya_kept_done(&gathering->kept);
}

void sanya_gathering_done(struct sanya_gathering *gathering)
{
	forget(gathering);
	free(gathering->limits);
	free(gathering->ordered);
	sanya_gathering_init(gathering, gathering->reason_count, gathering->unit);
}

void sanya_gathering_clear(struct sanya_gathering *gathering)
{
	struct sanya_kept kept = gathering->kept;

	/* Its memory is most of all: what is gathered next takes it over. */
	sanya_kept_init(&gathering->kept);
	sanya_kept_clear(&kept);
	forget(gathering);
	const struct sanya_gathering asked = *gathering;

	sanya_gathering_init(gathering, asked.reason_count, asked.unit);
	gathering->kept = kept;
	gathering->largest_asked = asked.largest_asked;
	gathering->limits = asked.limits;
	gathering->limit_count = asked.limit_count;
	gathering->ordered = asked.ordered;
	gathering->ordered_count = asked.ordered_count;
}

static bool has_pairs(const struct sanya_gathering *gathering)
{
	return gathering->unit == SANYA_UNIT_PAIR;
}

static unsigned limit_place(const struct sanya_gathering *gathering, int64_t limit)
{
	unsigned place = 0;

	while (place < gathering->limit_count && gathering->limits[place] != limit)
		place++;
	return place;
}

static struct sanya_gathering_ordered *find_ordered(const struct sanya_gathering *gathering, const struct sanya_statistic *statistic)
{
	for (unsigned i = 0; i < gathering->ordered_count; i++)
		if (gathering->ordered[i].statistic.kind == statistic->kind && gathering->ordered[i].statistic.level == statistic->level)
			return &gathering->ordered[i];
	return NULL;
}

static int ask_limit(struct sanya_gathering *gathering, int64_t limit, struct sanya_error *err)
{
	if (limit_place(gathering, limit) < gathering->limit_count)
		return 0;
	int64_t *limits = reallocarray(gathering->limits, gathering->limit_count + 1, sizeof *limits);
	if (limits == NULL)
		return sanya_error_memory(err);
	limits[gathering->limit_count++] = limit;
	gathering->limits = limits;
	return 0;
}

static int ask_ordered(struct sanya_gathering *gathering, const struct sanya_statistic *statistic, struct sanya_error *err)
{
	if (find_ordered(gathering, statistic) != NULL)
		return 0;
	struct sanya_gathering_ordered *ordered =
		reallocarray(gathering->ordered, gathering->ordered_count + 1, sizeof *ordered);
	if (ordered == NULL)
		return sanya_error_memory(err);
	ordered[gathering->ordered_count++] = (struct sanya_gathering_ordered){ .statistic = *statistic };
	gathering->ordered = ordered;
	return 0;
}

int sanya_gathering_ask(struct sanya_gathering *gathering, const struct sanya_statistic *statistic, struct sanya_error *err)
{
	gathering->largest_asked = gathering->largest_asked || statistic->kind == SANYA_STATISTIC_MAX;
	if (statistic->kind == SANYA_STATISTIC_SHARE_WITHIN)
		return ask_limit(gathering, statistic->within, err);
	return sanya_statistic_orders(statistic) ? ask_ordered(gathering, statistic, err) : 0;
}

int sanya_gathering_ask_spread(struct sanya_gathering *gathering, const struct sanya_statistic *statistic, struct sanya_error *err)
{
	if (!sanya_statistic_spreads(statistic))
		return 0;
	if (ask_ordered(gathering, statistic, err) != 0)
		return -1;

	struct sanya_gathering_ordered *ordered = find_ordered(gathering, statistic);
	if (ordered == NULL)
		abort(); /* it was asked just now */
	ordered->spread = true;
	return 0;
}

/* --- room --- */

/* A list of elements of `size` bytes grows from `old` to `room` of them, the new ones zero. */
static bool widen(void *list_pointer, uint32_t old, uint32_t room, size_t size)
{
	void *list;

	memcpy(&list, list_pointer, sizeof list);
	list = reallocarray(list, room, size);
	if (list == NULL)
		return false;
	memset((char *)list + old * size, 0, (room - old) * size);
	memcpy(list_pointer, &list, sizeof list);
	return true;
}

static bool widen_all(struct sanya_gathering *g, uint32_t room)
{
	uint32_t old = g->room;

	return widen(&g->cells, old, room, sizeof *g->cells) && (g->wraps == NULL || widen(&g->wraps, old, room, sizeof *g->wraps)) &&
	       (!g->largest_asked || widen(&g->largest, old, room, sizeof *g->largest)) &&
	       (!has_pairs(g) || widen(&g->possible, old, room, sizeof *g->possible)) &&
	       (g->possible_wraps == NULL || widen(&g->possible_wraps, old, room, sizeof *g->possible_wraps)) &&
	       (g->reason_count == 0 || widen(&g->reasons, old, room, 2 * g->reason_count * sizeof *g->reasons)) &&
	       (g->limit_count == 0 || widen(&g->within, old, room, g->limit_count * sizeof *g->within)) &&
	       (g->ordered_count == 0 || sanya_kept_reach(&g->kept, room));
}

int sanya_gathering_reach(struct sanya_gathering *gathering, uint32_t count, struct sanya_error *err)
{
	uint32_t room = gathering->room < 16 ? 16 : gathering->room;

	if (count <= gathering->room)
		return 0;
	while (room < count)
		room = room > UINT32_MAX / 3 * 2 ? UINT32_MAX : room + room / 2;
	if (!widen_all(gathering, room))
		return sanya_error_memory(err);
	gathering->room = room;
	return 0;
}

/* --- one value --- */

/* A sum has left 64 bits. */
static bool wrap(int32_t **wraps, uint32_t room, uint32_t group, int32_t step)
{
	if (*wraps == NULL)
		*wraps = calloc(room, sizeof **wraps);
	if (*wraps != NULL)
		(*wraps)[group] += step;
	return *wraps != NULL;
}

static inline bool add_sum(int64_t *sum, int64_t value, int32_t **wraps, uint32_t room, uint32_t group)
{
	if (__builtin_expect(__builtin_add_overflow(*sum, value, sum), 0))
		return wrap(wraps, room, group, value < 0 ? -1 : 1);
	return true;
}

/* The value is left out or worth a look. */
static inline void note_reason(struct sanya_gathering *gathering, uint32_t group, const struct sanya_metric_value *value)
{
	uint32_t *reasons = gathering->reasons + (size_t)group * 2 * gathering->reason_count;

	if (value->reason != 0)
		reasons[value->reason - 1]++;
	else
		reasons[gathering->reason_count + (uint32_t)value->finding - 1]++;
	gathering->cells[group].noted = 1;
}

/* What some tallies need beside count and sum. */
static int add_more(struct sanya_gathering *gathering, uint32_t group, const struct sanya_metric_value *value, struct sanya_error *err)
{
	if (gathering->largest_asked &&
	    (gathering->cells[group].count == 0 || value->value > gathering->largest[group]))
		gathering->largest[group] = value->value;
	for (unsigned i = 0; i < gathering->limit_count; i++)
		gathering->within[(size_t)group * gathering->limit_count + i] += value->value <= gathering->limits[i];
	if (!has_pairs(gathering))
		return 0;
	if (value->possible <= 0)
		return sanya_error_set(err, SANYA_FAILED, "points possible must be above 0, not %lld", (long long)value->possible);
	return add_sum(&gathering->possible[group].sum, value->possible, &gathering->possible_wraps, gathering->room, group) ?
		       0 : sanya_error_memory(err);
}

/* --- many values --- */

static inline uint32_t row_at(const uint32_t *rows, size_t i)
{
	return rows == NULL ? (uint32_t)i : rows[i];
}

static inline void look_ahead(const struct sanya_gathering *gathering, const uint32_t *groups, const uint32_t *rows, size_t i,
			      size_t count, const struct sanya_metric_value *values)
{
	if (i + AHEAD >= count || groups[i + AHEAD] == SANYA_NO_GROUP)
		return;
	__builtin_prefetch(&gathering->cells[groups[i + AHEAD]], 1);
	if (values[row_at(rows, i + AHEAD)].reason != 0)
		__builtin_prefetch(gathering->reasons + (size_t)groups[i + AHEAD] * 2 * gathering->reason_count, 1);
}

/* `keep` and `more` are constants where this is called: each pair of them becomes a loop of its own. */
static inline __attribute__((always_inline)) int add_all(struct sanya_gathering *gathering, const uint32_t *groups,
							 const uint32_t *rows, size_t count,
							 const struct sanya_metric_value *values, bool keep, bool more,
							 struct sanya_error *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct sanya_metric_value *value = &values[row_at(rows, i)];
		uint32_t group = groups[i];

		look_ahead(gathering, groups, rows, i, count, values);
		if (group == SANYA_NO_GROUP)
			continue;
		if (__builtin_expect((value->reason | value->finding) != 0, 0))
			note_reason(gathering, group, value);
		if (value->reason != 0)
			continue;
		if (more && add_more(gathering, group, value, err) < 0)
			return -1;
		struct sanya_gathering_cell *cell = &gathering->cells[group];
		cell->count++;
		if (!add_sum(&cell->sum, value->value, &gathering->wraps, gathering->room, group) ||
		    (keep && !sanya_kept_add(&gathering->kept, group, value->value)))
			return sanya_error_memory(err);
	}
	return 0;
}

static bool needs_more(const struct sanya_gathering *gathering)
{
	return has_pairs(gathering) || gathering->limit_count > 0 || gathering->largest_asked;
}

/* No count of a group is larger than that of all. */
static int count_all(struct sanya_gathering *gathering, size_t count, struct sanya_error *err)
{
	gathering->total += count;
	gathering->settled = false;
	return gathering->total <= UINT32_MAX
		       ? 0
		       : sanya_error_set(err, SANYA_FAILED, "more than %u values in one measure", UINT32_MAX);
}

int sanya_gathering_add(struct sanya_gathering *gathering, const uint32_t *groups, const uint32_t *rows, size_t count,
			const struct sanya_metric_value *values, struct sanya_error *err)
{
	bool more = needs_more(gathering);

	if (count_all(gathering, count, err) < 0)
		return -1;
	if (gathering->ordered_count > 0)
		return more ? add_all(gathering, groups, rows, count, values, true, true, err)
			    : add_all(gathering, groups, rows, count, values, true, false, err);
	return more ? add_all(gathering, groups, rows, count, values, false, true, err)
		    : add_all(gathering, groups, rows, count, values, false, false, err);
}

/* --- runs --- */

static inline bool takes_part(const struct sanya_gathering_run *run, size_t i)
{
	return run->values[i].at >= run->first && run->values[i].at <= run->last && (run->holds == NULL || run->holds[i] != 0);
}

/*
 * Those that count, added up, from number `from` on and before `end`; they stand in `ret_counted` where they are kept.  Returns where the run ends;
 * *ret_count of them count, UINT32_MAX: memory is used up.  `keep` and `held` (there is `holds`) are constants where this is called.
 */
static inline __attribute__((always_inline)) size_t add_up(struct sanya_gathering *gathering, uint32_t group,
							   const struct sanya_gathering_run *run, size_t from, size_t end, bool keep, bool held,
							   int64_t *ret_counted, uint32_t *ret_count)
{
	struct sanya_gathering_cell *cell = &gathering->cells[group];
	const uint64_t first = (uint64_t)run->first, length = (uint64_t)run->last - first;
	int64_t sum = cell->sum;
	uint32_t counted = 0;
	bool done = true;
	size_t i = from;

	for (; i < end && (uint64_t)run->values[i].at - first <= length && (!held || run->holds[i] != 0); i++) {
		const struct sanya_metric_value *value = &run->values[i];

		if (__builtin_expect((value->reason | value->finding) != 0, 0)) {
			note_reason(gathering, group, value);
			if (value->reason != 0)
				continue;
		}
		done &= add_sum(&sum, value->value, &gathering->wraps, gathering->room, group);
		if (keep)
			ret_counted[counted] = value->value;
		counted++;
	}
	cell->sum = sum;
	cell->count += counted;
	*ret_count = done ? counted : UINT32_MAX;
	return i;
}

static int add_plain_run(struct sanya_gathering *gathering, uint32_t group, const struct sanya_gathering_run *run, size_t *ret_taken,
			 struct sanya_error *err)
{
	size_t from = 0, end, taken = 0;
	int64_t *counted = gathering->counted;
	const bool held = run->holds != NULL;
	uint32_t count;

	while (from < run->count && taken == from) {
		if (gathering->ordered_count > 0) {
			end = run->count - from < SANYA_GATHERING_SOME ? run->count : from + SANYA_GATHERING_SOME;
			taken = held ? add_up(gathering, group, run, from, end, true, true, counted, &count)
				     : add_up(gathering, group, run, from, end, true, false, counted, &count);
			if (count == UINT32_MAX || !sanya_kept_add_some(&gathering->kept, group, counted, count))
				return sanya_error_memory(err);
		} else {
			end = run->count;
			taken = held ? add_up(gathering, group, run, from, end, false, true, counted, &count)
				     : add_up(gathering, group, run, from, end, false, false, counted, &count);
			if (count == UINT32_MAX)
				return sanya_error_memory(err);
		}
		from = end;
	}
	*ret_taken = taken;
	return count_all(gathering, taken, err);
}

static int add_full_run(struct sanya_gathering *gathering, uint32_t group, const struct sanya_gathering_run *run, size_t *ret_taken,
			struct sanya_error *err)
{
	uint32_t groups[SANYA_GATHERING_SOME];
	size_t count = 0;

	for (; count < run->count && count < SANYA_GATHERING_SOME && takes_part(run, count); count++)
		groups[count] = group;
	*ret_taken = count;
	return sanya_gathering_add(gathering, groups, NULL, count, run->values, err);
}

int sanya_gathering_add_run(struct sanya_gathering *gathering, uint32_t group, const struct sanya_gathering_run *run,
			    size_t *ret_taken, struct sanya_error *err)
{
	return needs_more(gathering) ? add_full_run(gathering, group, run, ret_taken, err)
				     : add_plain_run(gathering, group, run, ret_taken, err);
}

/* --- groups that become one --- */

static bool move_sum(struct sanya_gathering_cell *cells, int32_t **wraps, uint32_t room, uint32_t to, uint32_t from)
{
	if (*wraps != NULL) {
		(*wraps)[to] += (*wraps)[from];
		(*wraps)[from] = 0;
	}
	return add_sum(&cells[to].sum, cells[from].sum, wraps, room, to);
}

static void move_reasons(struct sanya_gathering *gathering, uint32_t to, uint32_t from)
{
	unsigned each = 2 * gathering->reason_count;

	for (unsigned i = 0; i < each; i++) {
		gathering->reasons[(size_t)to * each + i] += gathering->reasons[(size_t)from * each + i];
		gathering->reasons[(size_t)from * each + i] = 0;
	}
	gathering->cells[to].noted |= gathering->cells[from].noted;
}

static void move_more(struct sanya_gathering *gathering, uint32_t to, uint32_t from)
{
	const struct sanya_gathering_cell *target = &gathering->cells[to], *source = &gathering->cells[from];

	if (gathering->largest_asked && source->count > 0 && (target->count == 0 || gathering->largest[from] > gathering->largest[to]))
		gathering->largest[to] = gathering->largest[from];
	for (unsigned i = 0; i < gathering->limit_count; i++) {
		uint32_t *within = gathering->within + (size_t)from * gathering->limit_count + i;

		gathering->within[(size_t)to * gathering->limit_count + i] += *within;
		*within = 0;
	}
}

int sanya_gathering_move(struct sanya_gathering *gathering, uint32_t to, uint32_t from, struct sanya_error *err)
{
	bool done = true;

	move_reasons(gathering, to, from);
	if (has_pairs(gathering)) {
		done = move_sum(gathering->possible, &gathering->possible_wraps, gathering->room, to, from);
		gathering->possible[from] = (struct sanya_gathering_cell){ .sum = 0 };
	}
	if (!done || !move_sum(gathering->cells, &gathering->wraps, gathering->room, to, from) ||
	    (gathering->ordered_count > 0 && gathering->cells[from].count > 0 && !sanya_kept_join(&gathering->kept, to, from)))
		return sanya_error_memory(err);
	move_more(gathering, to, from);
	gathering->cells[to].count += gathering->cells[from].count;
	gathering->cells[from] = (struct sanya_gathering_cell){ .sum = 0 };
	return 0;
}

/* --- out again --- */

static int order_group(void *context, uint32_t group, uint32_t *narrow, int64_t *wide, size_t count, struct sanya_error *err)
{
	struct sanya_gathering *gathering = context;
	struct sanya_order order = { .narrow = narrow, .wide = wide, .count = count };
	const struct sanya_sums sums = { .count = count };

	for (unsigned i = 0; i < gathering->ordered_count; i++) {
		struct sanya_gathering_ordered *ordered = &gathering->ordered[i];

		if (sanya_statistic_orders(&ordered->statistic) &&
		    sanya_statistic_compute(&ordered->statistic, gathering->unit, &sums, &order, &ordered->results[group], err) < 0)
			return -1;
		if (ordered->spread)
			sanya_spread_of(&ordered->statistic, gathering->unit, &order, &ordered->spreads[group]);
	}
	return 0;
}

int sanya_gathering_settle(struct sanya_gathering *gathering, struct sanya_error *err)
{
	if (gathering->settled)
		return 0;
	for (unsigned i = 0; i < gathering->ordered_count; i++) {
		struct sanya_gathering_ordered *ordered = &gathering->ordered[i];

		free(ordered->results);
		free(ordered->spreads);
		ordered->spreads = NULL;
		ordered->results = reallocarray(NULL, (size_t)gathering->room + 1, sizeof *ordered->results);
		if (ordered->spread)
			ordered->spreads = calloc((size_t)gathering->room + 1, sizeof *ordered->spreads);
		if (ordered->results == NULL || (ordered->spread && ordered->spreads == NULL))
			return sanya_error_memory(err);
	}
	if (gathering->ordered_count > 0 && sanya_kept_each(&gathering->kept, order_group, gathering, err) < 0)
		return -1;
	gathering->settled = true;
	return 0;
}

bool sanya_gathering_has(const struct sanya_gathering *gathering, uint32_t group)
{
	return group < gathering->room && (gathering->cells[group].count > 0 || gathering->cells[group].noted != 0);
}

uint64_t sanya_gathering_count(const struct sanya_gathering *gathering, uint32_t group)
{
	return group < gathering->room ? gathering->cells[group].count : 0;
}

static __int128 long_sum(int64_t sum, const int32_t *wraps, uint32_t group)
{
	return (__int128)sum + (wraps != NULL ? (__int128)wraps[group] * ((__int128)1 << 64) : 0);
}

int sanya_gathering_result(const struct sanya_gathering *gathering, uint32_t group, const struct sanya_statistic *statistic,
			   struct sanya_ratio *ret, struct sanya_error *err)
{
	struct sanya_sums sums = { .count = gathering->cells[group].count };

	if (sanya_statistic_orders(statistic)) {
		const struct sanya_gathering_ordered *ordered = find_ordered(gathering, statistic);

		/* Only what was asked for can be answered. */
		if (ordered == NULL || ordered->results == NULL)
			abort();
		*ret = ordered->results[group];
		return 0;
	}
	sums.sum = long_sum(gathering->cells[group].sum, gathering->wraps, group);
	if (has_pairs(gathering))
		sums.possible = long_sum(gathering->possible[group].sum, gathering->possible_wraps, group);
	if (statistic->kind == SANYA_STATISTIC_MAX)
		sums.max = gathering->largest[group];
	if (statistic->kind == SANYA_STATISTIC_SHARE_WITHIN)
		sums.within = gathering->within[(size_t)group * gathering->limit_count + limit_place(gathering, statistic->within)];
	return sanya_statistic_compute(statistic, gathering->unit, &sums, NULL, ret, err);
}

const struct sanya_spread *sanya_gathering_spread(const struct sanya_gathering *gathering, uint32_t group,
						  const struct sanya_statistic *statistic)
{
	const struct sanya_gathering_ordered *ordered = find_ordered(gathering, statistic);

	if (ordered == NULL || ordered->spreads == NULL || group >= gathering->room || ordered->spreads[group].count == 0)
		return NULL;
	return &ordered->spreads[group];
}

bool sanya_gathering_may_fail(const struct sanya_gathering *gathering)
{
	return gathering->wraps != NULL || gathering->possible_wraps != NULL;
}

static const uint32_t *reasons_at(const struct sanya_gathering *gathering, uint32_t group, unsigned from)
{
	if (group >= gathering->room || gathering->cells[group].noted == 0)
		return NULL;
	return gathering->reasons + (size_t)group * 2 * gathering->reason_count + from;
}

const uint32_t *sanya_gathering_excluded(const struct sanya_gathering *gathering, uint32_t group)
{
	return reasons_at(gathering, group, 0);
}

const uint32_t *sanya_gathering_findings(const struct sanya_gathering *gathering, uint32_t group)
{
	return reasons_at(gathering, group, gathering->reason_count);
}

void sanya_gathering_near(const struct sanya_gathering *gathering, uint32_t group)
{
	if (group >= gathering->room)
		return;
	__builtin_prefetch(&gathering->cells[group]);
	if (gathering->reason_count > 0)
		__builtin_prefetch(gathering->reasons + (size_t)group * 2 * gathering->reason_count);
	for (unsigned i = 0; i < gathering->ordered_count; i++)
		if (gathering->ordered[i].results != NULL)
			__builtin_prefetch(&gathering->ordered[i].results[group]);
}
