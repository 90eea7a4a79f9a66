/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists of values that several groups share, and parting them.
 * Pieces are found by number; a list's are chained from its last to its first, and all but the last are full.
 * Memory: that of the values, and while one list is parted that of its values again.
 */
#include "kept.h"

#define CHUNK	  SANYA_KEPT_CHUNK
#define GROUPS	  SANYA_KEPT_GROUPS
#define SLAB_BITS 7u /* pieces of one allocation, as a power of two */
#define SLAB	  (1u << SLAB_BITS)
#define LINE	  64u

static size_t value_size(const struct sanya_kept *kept)
{
	return kept->wide ? sizeof(int64_t) : sizeof(uint32_t);
}

/* Values, and a byte each. */
static size_t piece_size(const struct sanya_kept *kept)
{
	return CHUNK * (value_size(kept) + 1);
}

static char *piece_at(const struct sanya_kept *kept, uint32_t piece)
{
	return (char *)kept->slabs[piece >> SLAB_BITS] + (piece & (SLAB - 1)) * piece_size(kept);
}

void sanya_kept_init(struct sanya_kept *kept)
{
	*kept = (struct sanya_kept){ .lists = NULL };
}

void sanya_kept_done(struct sanya_kept *kept)
{
	for (uint32_t i = 0; i < kept->slab_count; i++)
		free(kept->slabs[i]);
	free(kept->slabs);
	free(kept->pieces);
	free(kept->lists);
	free(kept->into);
	free(kept->parted);
	free(kept->order);
	sanya_kept_init(kept);
}

void sanya_kept_clear(struct sanya_kept *kept)
{
	free(kept->into);
	kept->into = NULL;
	kept->groups = 0;
	kept->piece_count = 0;
	for (uint32_t i = 0; i < kept->list_count; i++)
		kept->lists[i] = (struct sanya_kept_list){ .fill = CHUNK };
}

bool sanya_kept_reach(struct sanya_kept *kept, uint32_t count)
{
	uint32_t lists = count / GROUPS + (count % GROUPS > 0);

	if (count <= kept->groups)
		return true;
	if (kept->into != NULL) {
		uint32_t *into = reallocarray(kept->into, count, sizeof *into);

		if (into == NULL)
			return false;
		memset(into + kept->groups, 0, (count - kept->groups) * sizeof *into);
		kept->into = into;
	}
	if (lists > kept->list_count) {
		struct sanya_kept_list *longer = reallocarray(kept->lists, lists, sizeof *longer);

		if (longer == NULL)
			return false;
		for (uint32_t i = kept->list_count; i < lists; i++)
			longer[i] = (struct sanya_kept_list){ .fill = CHUNK };
		kept->lists = longer;
		kept->list_count = lists;
	}
	kept->groups = count;
	return true;
}

/* --- pieces --- */

static bool add_slab(struct sanya_kept *kept)
{
	if (kept->slab_count % 64 == 0) {
		void **slabs = reallocarray(kept->slabs, kept->slab_count + 64, sizeof *slabs);

		if (slabs == NULL)
			return false;
		kept->slabs = slabs;
	}
	void *slab = aligned_alloc(LINE, SLAB * piece_size(kept));
	if (slab == NULL)
		return false;
	kept->slabs[kept->slab_count++] = slab;
	return true;
}

bool sanya_kept_more(struct sanya_kept *kept, uint32_t number)
{
	struct sanya_kept_list *list = &kept->lists[number];

	if (kept->piece_count >= kept->slab_count * SLAB && !add_slab(kept))
		return false;
	if (kept->piece_count == kept->piece_room) {
		uint32_t room = kept->piece_room + kept->piece_room / 4 + SLAB;
		struct sanya_kept_piece *pieces = reallocarray(kept->pieces, room, sizeof *pieces);

		if (pieces == NULL)
			return false;
		kept->pieces = pieces;
		kept->piece_room = room;
	}
	kept->pieces[kept->piece_count] = (struct sanya_kept_piece){ number, list->chunk };
	list->last = piece_at(kept, kept->piece_count++);
	list->chunk = kept->piece_count;
	list->fill = 0;
	return true;
}

static void widen_piece(const char *from, char *to)
{
	const uint32_t *narrow = (const void *)from;
	int64_t *wide = (void *)to;

	for (uint32_t i = 0; i < CHUNK; i++)
		wide[i] = narrow[i];
	memcpy(to + CHUNK * sizeof *wide, from + CHUNK * sizeof *narrow, CHUNK);
}

/* A value does not fit 32 bits: all get 64. */
bool sanya_kept_widen(struct sanya_kept *kept)
{
	const struct sanya_kept wide = { .wide = true };
	size_t narrow_size = piece_size(kept), wide_size = piece_size(&wide);
	void **slabs = calloc((size_t)kept->slab_count + 64, sizeof *slabs);
	bool done = slabs != NULL;

	for (uint32_t i = 0; done && i < kept->slab_count; i++) {
		slabs[i] = aligned_alloc(LINE, SLAB * wide_size);
		done = slabs[i] != NULL;
	}
	/* All or nothing: two widths side by side cannot be told apart. */
	for (uint32_t i = 0; !done && slabs != NULL && i < kept->slab_count; i++)
		free(slabs[i]);
	if (!done) {
		free(slabs);
		return false;
	}
	/* What a piece has not been filled with yet is copied as it is, and never read. */
	for (uint32_t i = 0; i < kept->slab_count; i++) {
		memset(slabs[i], 0, SLAB * wide_size);
		for (uint32_t k = 0; k < SLAB && i * SLAB + k < kept->piece_count; k++)
			widen_piece((const char *)kept->slabs[i] + k * narrow_size, (char *)slabs[i] + k * wide_size);
		free(kept->slabs[i]);
	}
	free(kept->slabs);
	kept->slabs = slabs;
	kept->wide = true;
	free(kept->parted);
	kept->parted = NULL;
	kept->parted_room = 0;
	for (uint32_t i = 0; i < kept->list_count; i++)
		if (kept->lists[i].chunk != 0)
			kept->lists[i].last = piece_at(kept, kept->lists[i].chunk - 1);
	return true;
}

bool sanya_kept_add_some(struct sanya_kept *kept, uint32_t group, const int64_t *values, size_t count)
{
	const uint32_t number = group / GROUPS;
	uint64_t all = 0;

	for (size_t i = 0; i < count; i++)
		all |= (uint64_t)values[i];
	if (!kept->wide && all > UINT32_MAX && !sanya_kept_widen(kept))
		return false;
	for (size_t some; count > 0; values += some, count -= some) {
		if (kept->lists[number].fill == CHUNK && !sanya_kept_more(kept, number))
			return false;
		struct sanya_kept_list *list = &kept->lists[number];

		some = count < CHUNK - list->fill ? count : CHUNK - list->fill;
		if (kept->wide)
			memcpy((int64_t *)(void *)list->last + list->fill, values, some * sizeof *values);
		for (size_t i = 0; !kept->wide && i < some; i++)
			((uint32_t *)(void *)list->last)[list->fill + i] = (uint32_t)values[i];
		memset(list->last + CHUNK * value_size(kept) + list->fill, (int)(group % GROUPS), some);
		list->fill += (uint32_t)some;
	}
	return true;
}

/* --- groups that become one --- */

bool sanya_kept_join(struct sanya_kept *kept, uint32_t to, uint32_t from)
{
	if (kept->into == NULL)
		kept->into = calloc(kept->groups, sizeof *kept->into);
	if (kept->into == NULL)
		return false;
	kept->into[from] = to + 1;
	return true;
}

static int64_t value_in(const struct sanya_kept *kept, const char *piece, uint32_t at)
{
	return kept->wide ? ((const int64_t *)(const void *)piece)[at] : ((const uint32_t *)(const void *)piece)[at];
}

static uint32_t joined(const struct sanya_kept *kept, uint32_t group)
{
	while (kept->into[group] != 0)
		group = kept->into[group] - 1;
	return group;
}

/* Every value to the list of the group it belongs to now, slab by slab, so that it is never all there twice. */
static bool sort_out(struct sanya_kept *kept)
{
	struct sanya_kept old = *kept;
	bool done = true;

	sanya_kept_init(kept);
	kept->wide = old.wide;
	done = sanya_kept_reach(kept, old.groups);
	for (uint32_t piece = 0; piece < old.piece_count; piece++) {
		const struct sanya_kept_list *list = &old.lists[old.pieces[piece].list];
		const char *values = piece_at(&old, piece);
		const unsigned char *groups = (const unsigned char *)values + CHUNK * value_size(&old);
		uint32_t count = list->chunk == piece + 1 ? list->fill : CHUNK;

		for (uint32_t i = 0; i < count && done; i++)
			done = sanya_kept_add(kept, joined(&old, old.pieces[piece].list * GROUPS + groups[i]), value_in(&old, values, i));
		if (piece % SLAB == SLAB - 1) {
			free(old.slabs[piece / SLAB]);
			old.slabs[piece / SLAB] = NULL;
		}
	}
	sanya_kept_done(&old);
	return done;
}

/* --- parting --- */

/* Of the values of one list, which stand in kept->parted group by group, where those of each begin. */
struct parting {
	uint32_t starts[GROUPS + 1];
};

/* How many values the list has, whose pieces stand in kept->order, the first one first; UINT32_MAX: memory is used up. */
static uint32_t line_up(struct sanya_kept *kept, const struct sanya_kept_list *list)
{
	uint32_t pieces = 0;

	for (uint32_t piece = list->chunk; piece != 0; piece = kept->pieces[piece - 1].before)
		pieces++;
	if (pieces == 0)
		return 0;
	uint32_t total = (pieces - 1) * CHUNK + list->fill;
	if (pieces > kept->order_room) {
		free(kept->order);
		kept->order = reallocarray(NULL, pieces, sizeof *kept->order);
		kept->order_room = kept->order != NULL ? pieces : 0;
	}
	if (total > kept->parted_room) {
		free(kept->parted);
		kept->parted = reallocarray(NULL, total, value_size(kept));
		kept->parted_room = kept->parted != NULL ? total : 0;
	}
	if (kept->order == NULL || kept->parted == NULL)
		return UINT32_MAX;
	for (uint32_t piece = list->chunk; piece != 0; piece = kept->pieces[piece - 1].before)
		kept->order[--pieces] = piece - 1;
	return total;
}

static uint32_t in_piece(uint32_t total, uint32_t from)
{
	return total - from < CHUNK ? total - from : CHUNK;
}

/* How many of the same group come one after the other. */
static uint32_t alike(const unsigned char *groups, uint32_t from, uint32_t count)
{
	uint32_t end = from + 1;

	while (end < count && groups[end] == groups[from])
		end++;
	return end - from;
}

static void count_groups(const struct sanya_kept *kept, uint32_t total, struct parting *parting)
{
	size_t bytes = CHUNK * value_size(kept);
	uint32_t *starts = parting->starts;

	memset(starts, 0, sizeof parting->starts);
	for (uint32_t from = 0; from < total; from += CHUNK) {
		const unsigned char *groups = (const unsigned char *)piece_at(kept, kept->order[from / CHUNK]) + bytes;

		const uint32_t count = in_piece(total, from);

		for (uint32_t i = 0, some; i < count; i += some) {
			some = alike(groups, i, count);
			starts[groups[i] + 1] += some;
		}
	}
	for (unsigned i = 0; i < GROUPS; i++)
		starts[i + 1] += starts[i];
}

/* Each value to the next place of its group; values of one group mostly come one after the other. */
static void part(const struct sanya_kept *kept, uint32_t total, const struct parting *parting)
{
	const size_t size = value_size(kept);
	uint32_t next[GROUPS];

	memcpy(next, parting->starts, sizeof next);
	for (uint32_t from = 0; from < total; from += CHUNK) {
		const char *piece = piece_at(kept, kept->order[from / CHUNK]);
		const unsigned char *groups = (const unsigned char *)piece + CHUNK * size;
		uint32_t count = in_piece(total, from);

		for (uint32_t i = 0, some; i < count; i += some) {
			some = alike(groups, i, count);
			memcpy(kept->parted + next[groups[i]] * size, piece + i * size, some * size);
			next[groups[i]] += some;
		}
	}
}

int sanya_kept_each(struct sanya_kept *kept,
		    int (*each)(void *context, uint32_t group, uint32_t *narrow, int64_t *wide, size_t count, struct sanya_error *err),
		    void *context, struct sanya_error *err)
{
	struct parting parting;

	if (kept->into != NULL && !sort_out(kept))
		return sanya_error_memory(err);
	for (uint32_t number = 0; number < kept->list_count; number++) {
		uint32_t total = line_up(kept, &kept->lists[number]);

		if (total == UINT32_MAX)
			return sanya_error_memory(err);
		if (total == 0)
			continue;
		count_groups(kept, total, &parting);
		part(kept, total, &parting);
		for (unsigned i = 0; i < GROUPS; i++) {
			uint32_t start = parting.starts[i], count = parting.starts[i + 1] - start;
			uint32_t *narrow = kept->wide ? NULL : (uint32_t *)(void *)kept->parted + start;
			int64_t *wide = kept->wide ? (int64_t *)(void *)kept->parted + start : NULL;

			if (count > 0 && each(context, number * GROUPS + i, narrow, wide, count, err) < 0)
				return -1;
		}
	}
	return 0;
}
