/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Watches over the evidence of a pass: who is watched and when, and what one observation adds.
 * The rules are domain/gaming.h's; what is found goes to the contracts in evaluate_gaming_tell.c.
 */
#include "evaluate_gaming_parts.h"

#include <stdlib.h>
#include <string.h>

/* --- keys that are counted --- */

static uint64_t scatter(uint64_t key)
{
	key ^= key >> 33;
	key *= UINT64_C(0xff51afd7ed558ccd);
	return key ^ key >> 33;
}

static int grow(struct sanya_key_counts *counts, struct sanya_error *err)
{
	uint32_t room = counts->room == 0 ? 16 : counts->room * 2;
	struct sanya_key_count *slots = calloc(room, sizeof(*slots));

	if (slots == NULL)
		return sanya_error_memory(err);
	for (uint32_t i = 0; i < counts->room; i++) {
		uint64_t slot = scatter(counts->slots[i].key);

		if (counts->slots[i].count == 0)
			continue;
		while (slots[slot & (room - 1)].count != 0)
			slot++;
		slots[slot & (room - 1)] = counts->slots[i];
	}
	free(counts->slots);
	counts->slots = slots;
	counts->room = room;
	return 0;
}

static int count_key(struct sanya_key_counts *counts, uint64_t key, struct sanya_error *err)
{
	uint64_t slot = scatter(key);

	if (2 * (counts->used + 1) > counts->room && grow(counts, err) != 0)
		return -1;
	while (counts->slots[slot & (counts->room - 1)].count != 0 && counts->slots[slot & (counts->room - 1)].key != key)
		slot++;
	counts->used += counts->slots[slot & (counts->room - 1)].count == 0;
	counts->slots[slot & (counts->room - 1)].key = key;
	counts->slots[slot & (counts->room - 1)].count++;
	return 0;
}

static uint64_t hash_text(struct sanya_text text)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < text.size; i++)
		hash = (hash ^ (unsigned char)text.at[i]) * UINT64_C(1099511628211);
	return hash;
}

/* --- who is behind a code --- */

static int find_stream(struct sanya_watching *watching, const struct sanya_zone *zone, const char *source,
		       const struct sanya_dictionary *dictionary, struct sanya_watch_stream **ret, struct sanya_error *err)
{
	struct sanya_watch_stream *stream = watching->streams;

	while (stream != NULL && (stream->zone != zone || stream->dictionary != dictionary || strcmp(stream->source, source) != 0))
		stream = stream->next;
	if (stream == NULL) {
		stream = calloc(1, sizeof(*stream));
		if (stream == NULL)
			return sanya_error_memory(err);
		stream->zone = zone;
		stream->dictionary = dictionary;
		stream->number = dictionary->number;
		stream->next = watching->streams;
		watching->streams = stream;
		stream->source = strdup(source);
		if (stream->source == NULL)
			return sanya_error_memory(err);
	}
	if (stream->number != dictionary->number) { /* another one at the same place */
		memset(stream->bearers, 0, stream->room * sizeof(*stream->bearers));
		stream->number = dictionary->number;
	}
	if (dictionary->count >= stream->room) {
		uint32_t room = dictionary->count + dictionary->count / 2 + 64;
		struct sanya_watch_bearer *bearers = realloc(stream->bearers, room * sizeof(*bearers));

		if (bearers == NULL)
			return sanya_error_memory(err);
		memset(bearers + stream->room, 0, (room - stream->room) * sizeof(*bearers));
		stream->bearers = bearers;
		stream->room = room;
	}
	*ret = stream;
	return 0;
}

/* The place of whoever bears the name on the day; SANYA_NOBODY. */
static size_t bearer_of(const struct sanya_watching *watching, struct sanya_watch_stream *stream, uint32_t code, int32_t date)
{
	struct sanya_watch_bearer *bearer = &stream->bearers[code];
	const struct sanya_roster *roster = watching->pass->evaluate->roster;
	const struct sanya_person *person;

	if (code == 0)
		return SANYA_NOBODY;
	if (bearer->known && bearer->dates.from <= date && (bearer->dates.to == SANYA_NO_DATE || date <= bearer->dates.to))
		return bearer->place;
	person = sanya_roster_alias_dates(roster, stream->source, sanya_dictionary_text(stream->dictionary, code), date, &bearer->dates);
	bearer->known = true;
	bearer->place = person == NULL ? SANYA_NOBODY : (size_t)(person - roster->people);
	return bearer->place;
}

/* --- whom one observation counts for --- */

/* A person's own watches, then those of everybody above them on the day. */
static int each_watch(const struct sanya_watching *watching, const struct sanya_watch_stream *stream, size_t place, int32_t date,
		      int (*each)(const struct sanya_watch_sight *sight, struct sanya_watch *watch, struct sanya_error *err),
		      const struct sanya_watch_sight *sight, struct sanya_error *err)
{
	const struct sanya_above *above;

	for (struct sanya_watch *watch = watching->own[place]; watch != NULL; watch = watch->next)
		if (watch->zone == stream->zone && each(sight, watch, err) != 0)
			return -1;
	if (!watching->teams)
		return 0;
	if (sanya_pass_above(watching->pass, place, date, &above, err) != 0)
		return -1;
	for (size_t i = 0; i < above->count; i++)
		for (struct sanya_watch *watch = watching->team[above->places[i]]; watch != NULL; watch = watch->next)
			if (watch->zone == stream->zone && each(sight, watch, err) != 0)
				return -1;
	return 0;
}

static bool within(const struct sanya_watch *watch, int64_t at)
{
	return at != SANYA_NO_INSTANT && at >= watch->from && at < watch->to;
}

static int64_t wide(const struct sanya_block *block, enum sanya_wide field, uint32_t row)
{
	return sanya_block_has(block, SANYA_HAS_WIDE(field)) ? block->wide[field][row] : SANYA_NO_INSTANT;
}

static int32_t narrow(const struct sanya_block *block, enum sanya_narrow field, uint32_t row)
{
	return sanya_block_has(block, SANYA_HAS_NARROW(field)) ? block->narrow[field][row] : SANYA_NO_COUNT;
}

static uint32_t coded(const struct sanya_block *block, enum sanya_coded field, uint32_t row)
{
	return sanya_block_has(block, SANYA_HAS_CODED(field)) ? block->coded[field][row] : 0;
}

/* --- tickets --- */

static int count_solved(const struct sanya_watch_sight *sight, struct sanya_watch *watch, struct sanya_error *err)
{
	(void)err;
	watch->counts.tickets += within(watch, sight->solved);
	watch->counts.cycles += within(watch, sight->at) && sight->reopens != SANYA_NO_COUNT && sight->reopens >= 2;
	return 0;
}

static int count_after_period(const struct sanya_watch_sight *sight, struct sanya_watch *watch, struct sanya_error *err)
{
	(void)err;
	watch->counts.after_period += watch->end != SANYA_NO_INSTANT && within(watch, sight->first_solved) &&
				      sanya_gaming_is_after_period(sight->first_solved, sight->solved, sight->reopens, watch->end);
	return 0;
}

/* A ticket that one solved and another has now waits for its rating. */
static int keep_handed_on(struct sanya_watching *watching, struct sanya_watch_stream *stream, const struct sanya_block *block,
			  uint32_t row, size_t solver, int64_t solved, struct sanya_error *err)
{
	uint32_t assignee = coded(block, SANYA_CODED_ASSIGNEE, row);
	struct sanya_handed_on *grown;
	size_t now;

	if (assignee == 0 || assignee == coded(block, SANYA_CODED_SOLVER, row) || coded(block, SANYA_CODED_SOLVER, row) == 0 ||
	    solved == SANYA_NO_INSTANT || narrow(block, SANYA_NARROW_REASSIGNS, row) == 0)
		return 0;
	now = bearer_of(watching, stream, assignee, sanya_zone_date(stream->zone, solved));
	if (now == solver)
		return 0;
	grown = sanya_arena_grow(&watching->arena, watching->handed_on, watching->handed_on_count, &watching->handed_on_room, sizeof(*grown));
	if (grown == NULL)
		return sanya_error_memory(err);
	watching->handed_on = grown;
	grown[watching->handed_on_count++] = (struct sanya_handed_on){
		.ticket = hash_text(sanya_block_plain(block, SANYA_PLAIN_ID, row)), .solver = solver, .now = now, .solved = solved,
	};
	return 0;
}

static int take_ticket(struct sanya_watching *watching, struct sanya_watch_stream *stream, const struct sanya_block *block, uint32_t row,
		       struct sanya_error *err)
{
	struct sanya_watch_sight sight = {
		.watching = watching,
		.first_solved = wide(block, SANYA_WIDE_FIRST_SOLVED, row),
		.solved = wide(block, SANYA_WIDE_SOLVED, row),
		.reopens = narrow(block, SANYA_NARROW_REOPENS, row),
	};
	uint32_t code = coded(block, SANYA_CODED_SOLVER, row);
	int32_t date;
	size_t place;

	sight.at = sight.solved != SANYA_NO_INSTANT ? sight.solved : sight.first_solved;
	if (sight.at == SANYA_NO_INSTANT)
		return 0;
	if (code == 0)
		code = coded(block, SANYA_CODED_ASSIGNEE, row);
	date = sanya_zone_date(stream->zone, sight.at);
	place = bearer_of(watching, stream, code, date);
	if ((place != SANYA_NOBODY && each_watch(watching, stream, place, date, count_solved, &sight, err) != 0) ||
	    keep_handed_on(watching, stream, block, row, place, sight.solved, err) != 0)
		return -1;
	if (sight.reopens == SANYA_NO_COUNT || sight.reopens < 1 || sight.first_solved == SANYA_NO_INSTANT)
		return 0;
	date = sanya_zone_date(stream->zone, sight.first_solved);
	place = bearer_of(watching, stream, code, date);
	return place == SANYA_NOBODY ? 0 : each_watch(watching, stream, place, date, count_after_period, &sight, err);
}

/* --- answers --- */

static int compare_handed_on(const void *a, const void *b)
{
	const struct sanya_handed_on *x = a, *y = b;

	return (x->ticket > y->ticket) - (x->ticket < y->ticket);
}

/* Once, when the first response comes. */
static void sort_handed_on(struct sanya_watching *watching)
{
	if (!watching->sorted && watching->handed_on_count > 1)
		qsort(watching->handed_on, watching->handed_on_count, sizeof(*watching->handed_on), compare_handed_on);
	watching->sorted = true;
}

/* The ticket changed hands between the person and somebody else: solved before `before`, within the watch's days. */
static bool was_handed_on(const struct sanya_watch_sight *sight, const struct sanya_watch *watch)
{
	const struct sanya_watching *watching = sight->watching;
	size_t low = 0, high = watching->handed_on_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (watching->handed_on[middle].ticket < sight->ticket)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < watching->handed_on_count && watching->handed_on[low].ticket == sight->ticket; low++) {
		const struct sanya_handed_on *one = &watching->handed_on[low];

		if ((one->solver == sight->place || one->now == sight->place) && one->solved <= sight->at && one->solved >= watch->from)
			return true;
	}
	return false;
}

static int count_answer(const struct sanya_watch_sight *sight, struct sanya_watch *watch, struct sanya_error *err)
{
	if (!within(watch, sight->at))
		return 0;
	watch->counts.answers++;
	if (watch->rate_only)
		return 0;
	watch->counts.reassigned += sight->bad && was_handed_on(sight, watch);
	watch->counts.named += sight->requester.at != NULL;
	if (count_key(&watch->keys, (uint64_t)(sight->at / SANYA_GAMING_BURST_SECONDS) << 1, err) != 0)
		return -1;
	return sight->requester.at == NULL ? 0 : count_key(&watch->keys, hash_text(sight->requester) << 1 | 1, err);
}

static int take_response(struct sanya_watching *watching, struct sanya_watch_stream *stream, const struct sanya_block *block, uint32_t row,
			 struct sanya_error *err)
{
	struct sanya_watch_sight sight = { .watching = watching, .at = wide(block, SANYA_WIDE_ANSWERED, row) };
	struct sanya_text ticket = sanya_block_plain(block, SANYA_PLAIN_TICKET, row);
	int32_t date = sanya_zone_date(stream->zone, sight.at);

	if (!sanya_gaming_is_survey(narrow(block, SANYA_NARROW_KIND, row)))
		return 0;
	sight.place = bearer_of(watching, stream, coded(block, SANYA_CODED_SUBJECT, row), date);
	if (sight.place == SANYA_NOBODY)
		return 0;
	sight.requester = sanya_block_plain(block, SANYA_PLAIN_REQUESTER, row);
	if (ticket.at != NULL) {
		sight.ticket = hash_text(ticket);
		sight.bad = sanya_gaming_is_bad(wide(block, SANYA_WIDE_VALUE, row), wide(block, SANYA_WIDE_LOWEST, row),
						wide(block, SANYA_WIDE_HIGHEST, row));
	}
	return each_watch(watching, stream, sight.place, date, count_answer, &sight, err);
}

uint64_t sanya_watching_fields(enum sanya_observation_kind kind)
{
	if (kind == SANYA_TICKET)
		return SANYA_HAS_PLAIN(SANYA_PLAIN_ID) | SANYA_HAS_CODED(SANYA_CODED_ASSIGNEE) | SANYA_HAS_CODED(SANYA_CODED_SOLVER) |
		       SANYA_HAS_WIDE(SANYA_WIDE_FIRST_SOLVED) | SANYA_HAS_WIDE(SANYA_WIDE_SOLVED) |
		       SANYA_HAS_NARROW(SANYA_NARROW_REASSIGNS) | SANYA_HAS_NARROW(SANYA_NARROW_REOPENS);
	return SANYA_HAS_CODED(SANYA_CODED_SUBJECT) | SANYA_HAS_PLAIN(SANYA_PLAIN_TICKET) | SANYA_HAS_PLAIN(SANYA_PLAIN_REQUESTER) |
	       SANYA_HAS_WIDE(SANYA_WIDE_ANSWERED) | SANYA_HAS_WIDE(SANYA_WIDE_VALUE) | SANYA_HAS_WIDE(SANYA_WIDE_LOWEST) |
	       SANYA_HAS_WIDE(SANYA_WIDE_HIGHEST) | SANYA_HAS_NARROW(SANYA_NARROW_KIND);
}

int sanya_watching_take(struct sanya_watching *watching, const char *source, const struct sanya_block *block,
			const struct sanya_dictionary *dictionary, struct sanya_error *err)
{
	struct sanya_watch_stream *stream = NULL;

	if (block->kind == SANYA_RESPONSE)
		sort_handed_on(watching);
	for (size_t z = 0; z < watching->zone_count; z++) {
		if (find_stream(watching, watching->zones[z], source, dictionary, &stream, err) != 0)
			return -1;
		for (uint32_t row = 0; row < block->count; row++)
			if ((block->kind == SANYA_TICKET ? take_ticket : take_response)(watching, stream, block, row, err) != 0)
				return -1;
	}
	return 0;
}
