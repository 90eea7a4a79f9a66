/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values into groups, thousands at once.
 * Groups come in any order and lie in a few megabytes: what takes time is the way to memory, so the next cells are asked for ahead.
 * Values that are kept stand in chunks of one cache line; a group's chunks are a list from its last to its first.
 */
#include "gathering.h"

#define CHUNK	   16u /* values */
#define SLAB_BITS  10u /* chunks of one allocation, as a power of two */
#define SLAB	   (1u << SLAB_BITS)
#define LINE	   64u
#define AHEAD_CELL 24u /* values ahead of the one at hand, for its cell, */
#define AHEAD_LINE 8u  /* and for where the value goes */

void sanya_gathering_init(struct sanya_gathering *gathering, unsigned reason_count, bool pairs)
{
	*gathering = (struct sanya_gathering){ .reason_count = reason_count, .pairs = pairs };
}

static void forget(struct sanya_gathering *gathering)
{
	for (uint32_t i = 0; i < gathering->slab_count; i++)
		free(gathering->slabs[i]);
	free(gathering->slabs);
	free(gathering->before);
	free(gathering->cells);
	free(gathering->possible);
	free(gathering->within);
	free(gathering->reasons);
}

void sanya_gathering_done(struct sanya_gathering *gathering)
{
	forget(gathering);
	free(gathering->limits);
	sanya_gathering_init(gathering, gathering->reason_count, gathering->pairs);
}

void sanya_gathering_clear(struct sanya_gathering *gathering)
{
	const struct sanya_gathering asked = *gathering;

	forget(gathering);
	sanya_gathering_init(gathering, asked.reason_count, asked.pairs);
	gathering->limits = asked.limits;
	gathering->limit_count = asked.limit_count;
	gathering->keep = asked.keep;
}

static unsigned limit_place(const struct sanya_gathering *gathering, int64_t limit)
{
	unsigned place = 0;

	while (place < gathering->limit_count && gathering->limits[place] != limit)
		place++;
	return place;
}

int sanya_gathering_limit(struct sanya_gathering *gathering, int64_t limit, struct sanya_error *err)
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

void sanya_gathering_keep(struct sanya_gathering *gathering)
{
	gathering->keep = true;
}

/* --- room --- */

/* A list of `size` bytes each grows from `old` to `room` elements, the new ones zero. */
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

int sanya_gathering_reach(struct sanya_gathering *gathering, uint32_t count, struct sanya_error *err)
{
	uint32_t room = gathering->room < 16 ? 16 : gathering->room;

	if (count <= gathering->room)
		return 0;
	while (room < count)
		room = room > UINT32_MAX / 3 * 2 ? UINT32_MAX : room + room / 2;
	if (!widen(&gathering->cells, gathering->room, room, sizeof *gathering->cells) ||
	    (gathering->pairs && !widen(&gathering->possible, gathering->room, room, sizeof *gathering->possible)) ||
	    (gathering->limit_count > 0 &&
	     !widen(&gathering->within, gathering->room, room, gathering->limit_count * sizeof *gathering->within)))
		return sanya_error_memory(err);
	gathering->room = room;
	return 0;
}

static void *chunk_at(const struct sanya_gathering *gathering, uint32_t chunk, size_t size)
{
	return (char *)gathering->slabs[chunk >> SLAB_BITS] + (chunk & (SLAB - 1)) * (CHUNK * size);
}

static bool add_slab(struct sanya_gathering *gathering)
{
	size_t size = gathering->wide ? sizeof(int64_t) : sizeof(uint32_t);

	if (gathering->slab_count % 64 == 0) {
		void **slabs = reallocarray(gathering->slabs, gathering->slab_count + 64, sizeof *slabs);

		if (slabs == NULL)
			return false;
		gathering->slabs = slabs;
	}
	void *slab = aligned_alloc(LINE, SLAB * CHUNK * size);
	if (slab == NULL)
		return false;
	gathering->slabs[gathering->slab_count++] = slab;
	return true;
}

/* A chunk more for the group. */
static bool add_chunk(struct sanya_gathering *gathering, struct sanya_gathering_cell *cell)
{
	if (gathering->chunk_count == gathering->slab_count * SLAB && !add_slab(gathering))
		return false;
	if (gathering->chunk_count == gathering->before_room) {
		uint32_t room = gathering->before_room + gathering->before_room / 4 + SLAB;
		uint32_t *before = reallocarray(gathering->before, room, sizeof *before);

		if (before == NULL)
			return false;
		gathering->before = before;
		gathering->before_room = room;
	}
	gathering->before[gathering->chunk_count++] = cell->chunk;
	cell->chunk = gathering->chunk_count;
	return true;
}

/* A value does not fit 32 bits: all get 64. */
static bool become_wide(struct sanya_gathering *gathering)
{
	for (uint32_t i = 0; i < gathering->slab_count; i++) {
		const uint32_t *narrow = gathering->slabs[i];
		int64_t *wide = aligned_alloc(LINE, SLAB * CHUNK * sizeof *wide);

		if (wide == NULL) {
			/* What is converted already has to go: two widths side by side cannot be told apart. */
			while (gathering->slab_count > 0)
				free(gathering->slabs[--gathering->slab_count]);
			return false;
		}
		for (uint32_t k = 0; k < SLAB * CHUNK; k++)
			wide[k] = narrow[k];
		free(gathering->slabs[i]);
		gathering->slabs[i] = wide;
	}
	gathering->wide = true;
	return true;
}

/* --- one value --- */

static inline void add_sum(int64_t *sum, int32_t *wraps, int64_t value)
{
	int64_t before = *sum;

	if (__builtin_expect(__builtin_add_overflow(before, value, sum), 0))
		*wraps += value < 0 ? -1 : 1;
}

static bool keep_value(struct sanya_gathering *gathering, struct sanya_gathering_cell *cell, int64_t value)
{
	uint32_t at = cell->count % CHUNK;

	if (__builtin_expect(!gathering->wide && (uint64_t)value > UINT32_MAX, 0) && !become_wide(gathering))
		return false;
	if (at == 0 && !add_chunk(gathering, cell))
		return false;
	if (__builtin_expect(gathering->wide, 0))
		((int64_t *)chunk_at(gathering, cell->chunk - 1, sizeof(int64_t)))[at] = value;
	else
		((uint32_t *)chunk_at(gathering, cell->chunk - 1, sizeof(uint32_t)))[at] = (uint32_t)value;
	return true;
}

/* The counts by reason of a group; NULL: memory is used up. */
static uint32_t *reasons_of(struct sanya_gathering *gathering, struct sanya_gathering_cell *cell)
{
	uint32_t each = 2 * gathering->reason_count;

	if (cell->reasons == 0) {
		if (gathering->reasons_used == gathering->reasons_room) {
			uint32_t room = gathering->reasons_room + gathering->reasons_room / 2 + 16;

			if (room <= gathering->reasons_room ||
			    !widen(&gathering->reasons, gathering->reasons_room, room, each * sizeof *gathering->reasons))
				return NULL;
			gathering->reasons_room = room;
		}
		cell->reasons = ++gathering->reasons_used;
	}
	return gathering->reasons + (size_t)(cell->reasons - 1) * each;
}

static int refuse_possible(int64_t possible, struct sanya_error *err)
{
	return sanya_error_set(err, SANYA_FAILED, "points possible must be above 0, not %lld", (long long)possible);
}

/* What most values do not have: a reason, a finding, a whole of which they are a part, a limit. */
static int add_rare(struct sanya_gathering *gathering, uint32_t group, const struct sanya_metric_value *value, struct sanya_error *err)
{
	struct sanya_gathering_cell *cell = &gathering->cells[group];

	if (value->reason != 0 || value->finding != 0) {
		uint32_t *reasons = reasons_of(gathering, cell);

		if (reasons == NULL)
			return sanya_error_memory(err);
		if (value->reason != 0) {
			reasons[value->reason - 1]++;
			return 0;
		}
		reasons[gathering->reason_count + (uint32_t)value->finding - 1]++;
	}
	if (gathering->pairs) {
		struct sanya_gathering_possible *possible = &gathering->possible[group];

		if (value->possible <= 0)
			return refuse_possible(value->possible, err);
		add_sum(&possible->sum, &possible->wraps, value->possible);
		gathering->wrapped = gathering->wrapped || possible->wraps != 0;
	}
	for (unsigned i = 0; i < gathering->limit_count; i++)
		gathering->within[(size_t)group * gathering->limit_count + i] += value->value <= gathering->limits[i];
	return 0;
}

/* --- many values --- */

static inline uint32_t row_at(const uint32_t *rows, size_t i)
{
	return rows == NULL ? (uint32_t)i : rows[i];
}

static inline void look_ahead(const struct sanya_gathering *gathering, const uint32_t *groups, size_t i, size_t count, bool keep)
{
	if (i + AHEAD_CELL < count && groups[i + AHEAD_CELL] != SANYA_NO_GROUP)
		__builtin_prefetch(&gathering->cells[groups[i + AHEAD_CELL]], 1);
	if (!keep || i + AHEAD_LINE >= count || groups[i + AHEAD_LINE] == SANYA_NO_GROUP)
		return;
	uint32_t chunk = gathering->cells[groups[i + AHEAD_LINE]].chunk;
	if (chunk != 0)
		__builtin_prefetch(chunk_at(gathering, chunk - 1, gathering->wide ? sizeof(int64_t) : sizeof(uint32_t)), 1);
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

		look_ahead(gathering, groups, i, count, keep);
		if (group == SANYA_NO_GROUP)
			continue;
		if (more || (value->reason | value->finding) != 0) {
			if (add_rare(gathering, group, value, err) < 0)
				return -1;
			if (value->reason != 0)
				continue;
		}
		struct sanya_gathering_cell *cell = &gathering->cells[group];
		if (keep && !keep_value(gathering, cell, value->value))
			return sanya_error_memory(err);
		cell->max = cell->count == 0 || value->value > cell->max ? value->value : cell->max;
		add_sum(&cell->sum, &cell->wraps, value->value);
		gathering->wrapped = gathering->wrapped || cell->wraps != 0;
		cell->count++;
	}
	return 0;
}

int sanya_gathering_add(struct sanya_gathering *gathering, const uint32_t *groups, const uint32_t *rows, size_t count,
			const struct sanya_metric_value *values, struct sanya_error *err)
{
	bool more = gathering->pairs || gathering->limit_count > 0;

	/* No count of a group is larger than that of all. */
	gathering->total += count;
	if (gathering->total > UINT32_MAX)
		return sanya_error_set(err, SANYA_FAILED, "more than %u values in one measure", UINT32_MAX);
	if (gathering->keep)
		return more ? add_all(gathering, groups, rows, count, values, true, true, err)
			    : add_all(gathering, groups, rows, count, values, true, false, err);
	return more ? add_all(gathering, groups, rows, count, values, false, true, err)
		    : add_all(gathering, groups, rows, count, values, false, false, err);
}

/* --- out again --- */

/* The values of a chunk list: call with each stretch of them. */
static uint32_t filled(const struct sanya_gathering_cell *cell, bool last)
{
	return last ? (cell->count - 1) % CHUNK + 1 : CHUNK;
}

static int64_t value_in(const struct sanya_gathering *gathering, uint32_t chunk, uint32_t at)
{
	if (gathering->wide)
		return ((const int64_t *)chunk_at(gathering, chunk, sizeof(int64_t)))[at];
	return ((const uint32_t *)chunk_at(gathering, chunk, sizeof(uint32_t)))[at];
}

static int move_values(struct sanya_gathering *gathering, uint32_t to, uint32_t from, struct sanya_error *err)
{
	struct sanya_gathering_cell *target = &gathering->cells[to], *source = &gathering->cells[from];

	for (uint32_t chunk = source->chunk; chunk != 0; chunk = gathering->before[chunk - 1]) {
		uint32_t count = filled(source, chunk == source->chunk);

		for (uint32_t i = 0; i < count; i++) {
			if (!keep_value(gathering, target, value_in(gathering, chunk - 1, i)))
				return sanya_error_memory(err);
			target->count++;
		}
	}
	return 0;
}

int sanya_gathering_move(struct sanya_gathering *gathering, uint32_t to, uint32_t from, struct sanya_error *err)
{
	struct sanya_gathering_cell *target = &gathering->cells[to], *source = &gathering->cells[from];
	uint32_t count = target->count + source->count;

	if (source->reasons != 0) {
		uint32_t *sum = reasons_of(gathering, target);
		const uint32_t *more = sum == NULL ? NULL : reasons_of(gathering, source);

		if (sum == NULL)
			return sanya_error_memory(err);
		for (unsigned i = 0; i < 2 * gathering->reason_count; i++)
			sum[i] += more[i];
	}
	if (source->count > 0) {
		target->max = target->count == 0 || source->max > target->max ? source->max : target->max;
		target->wraps += source->wraps;
		add_sum(&target->sum, &target->wraps, source->sum);
		gathering->wrapped = gathering->wrapped || target->wraps != 0;
	}
	if (gathering->pairs) {
		target = &gathering->cells[to];
		gathering->possible[to].wraps += gathering->possible[from].wraps;
		add_sum(&gathering->possible[to].sum, &gathering->possible[to].wraps, gathering->possible[from].sum);
		gathering->wrapped = gathering->wrapped || gathering->possible[to].wraps != 0;
		gathering->possible[from] = (struct sanya_gathering_possible){ 0, 0 };
	}
	for (unsigned i = 0; i < gathering->limit_count; i++) {
		uint32_t *within = gathering->within + (size_t)from * gathering->limit_count + i;

		gathering->within[(size_t)to * gathering->limit_count + i] += *within;
		*within = 0;
	}
	if (gathering->keep && move_values(gathering, to, from, err) < 0)
		return -1;
	target->count = count;
	*source = (struct sanya_gathering_cell){ .count = 0 };
	return 0;
}

bool sanya_gathering_has(const struct sanya_gathering *gathering, uint32_t group)
{
	return group < gathering->room && (gathering->cells[group].count > 0 || gathering->cells[group].reasons != 0);
}

uint64_t sanya_gathering_count(const struct sanya_gathering *gathering, uint32_t group)
{
	return group < gathering->room ? gathering->cells[group].count : 0;
}

static __int128 long_sum(int64_t sum, int32_t wraps)
{
	return (__int128)sum + (__int128)wraps * ((__int128)1 << 64);
}

struct sanya_sums sanya_gathering_sums(const struct sanya_gathering *gathering, uint32_t group, int64_t limit)
{
	const struct sanya_gathering_cell *cell = &gathering->cells[group];
	struct sanya_sums sums = { .count = cell->count, .sum = long_sum(cell->sum, cell->wraps), .max = cell->max };
	unsigned place = limit_place(gathering, limit);

	if (gathering->pairs)
		sums.possible = long_sum(gathering->possible[group].sum, gathering->possible[group].wraps);
	if (place < gathering->limit_count)
		sums.within = gathering->within[(size_t)group * gathering->limit_count + place];
	return sums;
}

void sanya_gathering_values(const struct sanya_gathering *gathering, uint32_t group, void *room)
{
	const struct sanya_gathering_cell *cell = &gathering->cells[group];
	size_t size = gathering->wide ? sizeof(int64_t) : sizeof(uint32_t);
	char *to = room;

	for (uint32_t chunk = cell->chunk; chunk != 0; chunk = gathering->before[chunk - 1]) {
		size_t bytes = filled(cell, chunk == cell->chunk) * size;

		memcpy(to, chunk_at(gathering, chunk - 1, size), bytes);
		to += bytes;
	}
}

static const uint32_t *reasons_at(const struct sanya_gathering *gathering, uint32_t group, unsigned from)
{
	if (group >= gathering->room || gathering->cells[group].reasons == 0)
		return NULL;
	return gathering->reasons + (size_t)(gathering->cells[group].reasons - 1) * 2 * gathering->reason_count + from;
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
	if (group < gathering->room)
		__builtin_prefetch(&gathering->cells[group]);
}

void sanya_gathering_near_values(const struct sanya_gathering *gathering, uint32_t group)
{
	size_t size = gathering->wide ? sizeof(int64_t) : sizeof(uint32_t);

	if (!gathering->keep || group >= gathering->room)
		return;
	for (uint32_t chunk = gathering->cells[group].chunk, most = 64; chunk != 0 && most > 0; most--) {
		const char *at = chunk_at(gathering, chunk - 1, size);

		__builtin_prefetch(at);
		if (gathering->wide)
			__builtin_prefetch(at + LINE);
		chunk = gathering->before[chunk - 1];
	}
}
