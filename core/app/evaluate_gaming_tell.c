/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is watched, for which days, and what was found of whom: the two ends of the watching.
 * Looks at contracts and roster; the evidence is evaluate_gaming.c's.
 */
#include "evaluate_gaming_parts.h"

#include <stdlib.h>
#include <string.h>

/* --- who is watched --- */

static bool has_scope(const struct sanya_contract *contract, enum sanya_scope scope)
{
	for (size_t g = 0; g < contract->goal_count; g++)
		if (contract->goals[g].scope == scope)
			return true;
	return false;
}

static int add_zone(struct sanya_watching *watching, const struct sanya_zone *zone, struct sanya_error *err)
{
	const struct sanya_zone **grown;

	for (size_t i = 0; i < watching->zone_count; i++)
		if (watching->zones[i] == zone)
			return 0;
	grown = sanya_arena_array(&watching->arena, watching->zone_count + 1, sizeof(*grown));
	if (grown == NULL)
		return sanya_error_memory(err);
	if (watching->zone_count > 0)
		memcpy(grown, watching->zones, watching->zone_count * sizeof(*grown));
	grown[watching->zone_count++] = zone;
	watching->zones = grown;
	return 0;
}

static struct sanya_watch *find_watch(struct sanya_watch *list, const struct sanya_watch *like)
{
	while (list != NULL && (list->zone != like->zone || list->from != like->from || list->to != like->to))
		list = list->next;
	return list;
}

static int add_watch(struct sanya_watching *watching, bool team, const struct sanya_watch *like, struct sanya_error *err)
{
	struct sanya_watch **list = team ? &watching->team[like->place] : &watching->own[like->place];
	struct sanya_watch *watch = find_watch(*list, like);

	if (watch != NULL) {
		watch->rate_only &= like->rate_only;
		if (watch->end == SANYA_NO_INSTANT)
			watch->end = like->end;
		return 0;
	}
	watch = sanya_arena_alloc(&watching->arena, sizeof(*watch));
	if (watch == NULL)
		return sanya_error_memory(err);
	*watch = *like;
	watch->next = *list;
	*list = watch;
	watching->teams |= team;
	return add_zone(watching, like->zone, err);
}

static bool is_led_by(const struct sanya_person *person, const struct sanya_contract *contract)
{
	const char *manager = sanya_person_manager(person, contract->to);

	return manager != NULL && strcmp(manager, contract->manager) == 0;
}

/* The days of a contract as a watch of its employee; false: nobody on the roster, or no statement will be written. */
static bool watch_of(const struct sanya_watching *watching, const struct sanya_evaluated *of, const struct sanya_zone *zone,
		     struct sanya_watch *ret)
{
	const struct sanya_pass *pass = watching->pass;
	const struct sanya_person *person = sanya_roster_find(pass->evaluate->roster, of->contract->employee);
	int64_t end = sanya_zone_day_start(zone, of->contract->to + 1);

	if (person == NULL)
		return false;
	*ret = (struct sanya_watch){
		.place = (size_t)(person - pass->evaluate->roster->people),
		.zone = zone,
		.from = sanya_zone_day_start(zone, of->contract->from),
		.to = end,
		.end = end,
	};
	if (of->until != SANYA_NO_INSTANT && of->until < end) {
		ret->to = of->until;
		ret->end = SANYA_NO_INSTANT;
	}
	return ret->from < ret->to && (pass->pruned_before == SANYA_NO_INSTANT || ret->from >= pass->pruned_before);
}

/* Those under the contract's manager on its last day, with the days of `like`: found once, whoever asks.  NULL: the manager is not on the roster. */
static int find_team(struct sanya_watching *watching, const struct sanya_contract *contract, const struct sanya_watch *like,
		     struct sanya_watched_team **ret, struct sanya_error *err)
{
	const struct sanya_roster *roster = watching->pass->evaluate->roster;
	const struct sanya_person *manager = sanya_roster_find(roster, contract->manager);
	struct sanya_watched_team *team, **list;

	*ret = NULL;
	if (manager == NULL)
		return 0;
	list = &watching->led[manager - roster->people];
	for (team = *list; team != NULL; team = team->next)
		if (team->last == contract->to && team->like.zone == like->zone && team->like.from == like->from && team->like.to == like->to)
			break;
	*ret = team;
	if (team != NULL)
		return 0;
	team = sanya_arena_alloc(&watching->arena, sizeof(*team));
	if (team == NULL)
		return sanya_error_memory(err);
	team->next = *list;
	team->last = contract->to;
	team->like = *like;
	team->like.rate_only = true;
	team->like.end = SANYA_NO_INSTANT;
	*list = team;
	*ret = team;
	for (size_t place = 0; place < roster->count; place++)
		team->count += is_led_by(&roster->people[place], contract);
	team->places = sanya_arena_array(&watching->arena, team->count, sizeof(*team->places));
	if (team->places == NULL)
		return sanya_error_memory(err);
	team->count = 0;
	for (size_t place = 0; place < roster->count; place++)
		if (is_led_by(&roster->people[place], contract))
			team->places[team->count++] = place;
	return 0;
}

static int watch_team(struct sanya_watching *watching, const struct sanya_contract *contract, const struct sanya_watch *like,
		      struct sanya_error *err)
{
	struct sanya_watched_team *team;

	if (find_team(watching, contract, like, &team, err) != 0)
		return -1;
	for (size_t i = 0; team != NULL && i < team->count; i++) {
		struct sanya_watch watch = team->like;

		watch.place = team->places[i];
		if (add_watch(watching, false, &watch, err) != 0)
			return -1;
	}
	return 0;
}

static int watch_contract(struct sanya_watching *watching, const struct sanya_evaluated *of, struct sanya_error *err)
{
	const struct sanya_contract *contract = of->contract;
	const struct sanya_zone *zone;
	struct sanya_watch watch;

	if (of->about == NULL || of->failed != NULL)
		return 0;
	if (sanya_shelf_zone(watching->pass->evaluate->shelf, contract->timezone, &zone, err) != 0)
		return -1;
	if (!watch_of(watching, of, zone, &watch))
		return 0;
	if (has_scope(contract, SANYA_SCOPE_TEAM) && add_watch(watching, true, &watch, err) != 0)
		return -1;
	if (!has_scope(contract, SANYA_SCOPE_OWN))
		return 0;
	return add_watch(watching, false, &watch, err) != 0 ? -1 : watch_team(watching, contract, &watch, err);
}

int sanya_watching_new(struct sanya_pass *pass, struct sanya_watching **ret, struct sanya_error *err)
{
	struct sanya_watching *watching;
	bool any = false;

	*ret = NULL;
	for (size_t i = 0; i < pass->count; i++)
		any |= pass->contracts[i].about != NULL;
	if (!any)
		return 0;
	watching = sanya_arena_alloc(&pass->arena, sizeof(*watching));
	if (watching == NULL)
		return sanya_error_memory(err);
	*watching = (struct sanya_watching){ .pass = pass };
	sanya_arena_init(&watching->arena);
	*ret = watching;
	watching->own = sanya_arena_array(&watching->arena, pass->evaluate->roster->count, sizeof(struct sanya_watch *));
	watching->team = sanya_arena_array(&watching->arena, pass->evaluate->roster->count, sizeof(struct sanya_watch *));
	watching->led = sanya_arena_array(&watching->arena, pass->evaluate->roster->count, sizeof(struct sanya_watched_team *));
	if (watching->own == NULL || watching->team == NULL || watching->led == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < pass->count; i++)
		if (watch_contract(watching, &pass->contracts[i], err) != 0)
			return -1;
	return 0;
}

static void free_watches(const struct sanya_watching *watching, struct sanya_watch *const *lists)
{
	for (size_t place = 0; lists != NULL && place < watching->pass->evaluate->roster->count; place++)
		for (struct sanya_watch *watch = lists[place]; watch != NULL; watch = watch->next)
			free(watch->keys.slots);
}

void sanya_watching_free(struct sanya_watching *watching)
{
	if (watching == NULL)
		return;
	free_watches(watching, watching->own);
	free_watches(watching, watching->team);
	while (watching->streams != NULL) {
		struct sanya_watch_stream *stream = watching->streams;

		watching->streams = stream->next;
		free(stream->bearers);
		free(stream->source);
		free(stream);
	}
	sanya_arena_done(&watching->arena);
}

void sanya_watching_window(const struct sanya_watching *watching, int64_t *from, int64_t *to)
{
	for (size_t place = 0; place < watching->pass->evaluate->roster->count; place++) {
		for (int team = 0; team <= 1; team++) {
			for (const struct sanya_watch *watch = team ? watching->team[place] : watching->own[place]; watch != NULL;
			     watch = watch->next) {
				*from = watch->from < *from ? watch->from : *from;
				*to = watch->to > *to ? watch->to : *to;
			}
		}
	}
}

/* Whether a watched team has the person below it on some day; goals end at their deadlines, watches at the period's end. */
static int is_below_watch(const struct sanya_watching *watching, size_t place, int32_t date, int32_t last, unsigned char *ret,
			  struct sanya_error *err)
{
	const struct sanya_above *above;

	for (;;) {
		if (sanya_pass_above(watching->pass, place, date, &above, err) != 0)
			return -1;
		for (size_t i = 0; i < above->count; i++)
			*ret |= watching->team[above->places[i]] != NULL;
		if (*ret != 0 || above->dates.to == SANYA_NO_DATE || above->dates.to >= last)
			return 0;
		date = above->dates.to + 1;
	}
}

int sanya_watching_mark(const struct sanya_watching *watching, unsigned char *whose, struct sanya_error *err)
{
	int64_t from = INT64_MAX, to = INT64_MIN;

	sanya_watching_window(watching, &from, &to);
	for (size_t place = 0; place < watching->pass->evaluate->roster->count; place++) {
		whose[place] |= watching->own[place] != NULL;
		/* A day more on either side: the zones may differ. */
		if (watching->teams && whose[place] == 0 &&
		    is_below_watch(watching, place, sanya_date_of_seconds(from) - 1, sanya_date_of_seconds(to) + 1, &whose[place], err) != 0)
			return -1;
	}
	return 0;
}

/* --- what was found --- */

static void conclude_keys(struct sanya_watch *watch)
{
	watch->counts.burst = watch->counts.address = 0;
	for (uint32_t i = 0; i < watch->keys.room; i++) {
		const struct sanya_key_count *slot = &watch->keys.slots[i];

		if ((slot->key & 1) == 0 && slot->count >= SANYA_GAMING_BURST_LEAST)
			watch->counts.burst += slot->count;
		if ((slot->key & 1) != 0 && slot->count > watch->counts.address)
			watch->counts.address = slot->count;
	}
}

/* What the others of the team have; nothing where the manager of the contract leads nobody else. */
static int compare_with_team(struct sanya_watching *watching, const struct sanya_contract *contract, struct sanya_watch *watch,
			     struct sanya_error *err)
{
	const struct sanya_person *people = watching->pass->evaluate->roster->people;
	struct sanya_watched_team *team;
	bool among;

	watch->counts.team_tickets = watch->counts.team_answers = 0;
	if (find_team(watching, contract, watch, &team, err) != 0)
		return -1;
	if (team == NULL)
		return 0;
	for (size_t i = 0; !team->added_up && i < team->count; i++) {
		const struct sanya_watch *one = find_watch(watching->own[team->places[i]], watch);

		team->tickets += one != NULL ? one->counts.tickets : 0;
		team->answers += one != NULL ? one->counts.answers : 0;
	}
	team->added_up = true;
	among = is_led_by(&people[watch->place], contract);
	watch->counts.team_tickets = team->tickets - (among ? watch->counts.tickets : 0);
	watch->counts.team_answers = team->answers - (among ? watch->counts.answers : 0);
	return 0;
}

static int tell(struct sanya_evaluated *of, const struct sanya_gaming_finding *finding, const struct sanya_goal *goal, bool team,
		size_t *room, struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_statement_gaming *grown = sanya_arena_grow(arena, of->gaming, of->gaming_count, room, sizeof(*grown));

	if (grown == NULL)
		return sanya_error_memory(err);
	of->gaming = grown;
	grown[of->gaming_count++] = (struct sanya_statement_gaming){ *finding, goal, team };
	return 0;
}

static int tell_watch(struct sanya_watching *watching, struct sanya_evaluated *of, const struct sanya_watch *like, bool team, size_t *room,
		      struct sanya_error *err)
{
	struct sanya_watch *watch = find_watch(team ? watching->team[like->place] : watching->own[like->place], like);
	struct sanya_gaming_finding findings[SANYA_GAMING_COUNT];
	size_t count;

	if (watch == NULL)
		return 0;
	conclude_keys(watch);
	if (!team && compare_with_team(watching, of->contract, watch, err) != 0)
		return -1;
	count = sanya_gaming_conclude(&watch->counts, findings);
	for (size_t i = 0; i < count; i++)
		if (tell(of, &findings[i], NULL, team, room, watching->pass->evaluate->arena, err) != 0)
			return -1;
	return 0;
}

/* "3/4 of 20 are within" as 15. */
static int64_t so_many(const struct sanya_measured *share, int64_t count)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number number;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number all;
	int64_t result = 0;

	sanya_number_init(&number);
	sanya_number_init(&all);
	sanya_number_set_integer(&all, count);
	sanya_number_mul(&number, &share->value, &all);
	return sanya_number_integer(&number, &result) ? result : 0;
}

static int tell_bunched(struct sanya_watching *watching, struct sanya_evaluated *of, size_t *room, struct sanya_error *err)
{
	for (size_t g = 0; g < of->contract->goal_count; g++) {
		const struct sanya_goal *goal = &of->contract->goals[g];
		const int64_t *up_to = of->near != NULL ? of->near[g].count : NULL;
		struct sanya_gaming_finding finding;
		struct sanya_gaming_near near;
		int64_t within;

		if (up_to == NULL || !of->near[g].known || of->measured[g].outcome != SANYA_OUTCOME_VALUE)
			continue;
		within = so_many(&of->measured[g], of->measured[g].count);
		near = (struct sanya_gaming_near){ up_to[1] - up_to[0], within - up_to[1], up_to[2] - within };
		if (sanya_gaming_bunched(&near, &finding) &&
		    tell(of, &finding, goal, goal->scope == SANYA_SCOPE_TEAM, room, watching->pass->evaluate->arena, err) != 0)
			return -1;
	}
	return 0;
}

int sanya_watching_conclude(struct sanya_watching *watching, struct sanya_error *err)
{
	struct sanya_pass *pass = watching->pass;

	for (size_t i = 0; i < pass->count; i++) {
		struct sanya_evaluated *of = &pass->contracts[i];
		const struct sanya_zone *zone;
		struct sanya_watch like;
		size_t room = 0;

		if (of->about == NULL || of->failed != NULL)
			continue;
		of->gaming = NULL;
		of->gaming_count = 0;
		if (sanya_shelf_zone(pass->evaluate->shelf, of->contract->timezone, &zone, err) != 0)
			return -1;
		if (watch_of(watching, of, zone, &like) &&
		    ((has_scope(of->contract, SANYA_SCOPE_OWN) && tell_watch(watching, of, &like, false, &room, err) != 0) ||
		     (has_scope(of->contract, SANYA_SCOPE_TEAM) && tell_watch(watching, of, &like, true, &room, err) != 0)))
			return -1;
		if (tell_bunched(watching, of, &room, err) != 0)
			return -1;
	}
	return 0;
}

bool sanya_watching_near(const struct sanya_goal *goal, int64_t ret[SANYA_NEAR])
{
	int64_t within = goal->statistic.within, part = within / 10;

	if (goal->statistic.kind != SANYA_STATISTIC_SHARE_WITHIN || part == 0)
		return false;
	ret[0] = within - 2 * part;
	ret[1] = within - part;
	ret[2] = within + part;
	return true;
}
