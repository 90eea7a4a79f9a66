/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the goals of a cascade have come to: the contracts of a day measured as their reviews would measure them, and goals that are served from
 * below over everybody's observations as well.
 * One pass of the evaluation for all of it; nothing is concluded here.
 */
#include "cascade.h"

#include "../base/time.h"
#include "../store/evidence.h"
#include "evaluate.h"

#include <string.h>

/* Of one contract. */
struct sanya_cascade_measured {
	struct sanya_evaluated own, below; /* contract NULL: not asked */
	struct sanya_contract team;	   /* the contract with every goal over everybody below */
	bool any;
};

struct measuring {
	struct sanya_cascade_day *day;
	const char *person;
	int64_t now;
	struct sanya_evaluated *list;
	size_t count;
};

static bool is_shown(const struct measuring *measuring, size_t i)
{
	const struct sanya_cascade_day *day = measuring->day;
	const struct sanya_person *person;

	if (!day->list[i].stands)
		return false;
	person = sanya_roster_find(&day->roster, day->contracts[i].employee);
	return measuring->person == NULL || (person != NULL && (strcmp(person->id, measuring->person) == 0 ||
							      sanya_roster_below(&day->roster, person, measuring->person, day->date)));
}

/* The holder's own goal that somebody below supports. */
static bool is_rolled_up(const struct sanya_cascade_day *day, struct sanya_cascade_goal place)
{
	const struct sanya_goal *goal = sanya_cascade_goal(&day->cascade, place);
	size_t count;

	(void)sanya_cascade_below(&day->cascade, place, &count);
	return count > 0 && goal->scope == SANYA_SCOPE_OWN && !sanya_goal_is_said(goal);
}

static int begin_below(struct measuring *measuring, size_t i, int64_t until, struct sanya_error *err)
{
	struct sanya_cascade_day *day = measuring->day;
	struct sanya_cascade_measured *measured = &day->measured[i];
	const struct sanya_contract *contract = &day->contracts[i];
	struct sanya_goal *goals;

	for (size_t g = 0; g < contract->goal_count && !measured->any; g++)
		measured->any = is_rolled_up(day, (struct sanya_cascade_goal){ i, g });
	if (!measured->any)
		return 0;
	goals = sanya_arena_array(&day->arena, contract->goal_count, sizeof(*goals));
	if (goals == NULL)
		return sanya_error_memory(err);
	measured->team = *contract;
	measured->team.goals = goals;
	for (size_t g = 0; g < contract->goal_count; g++) {
		goals[g] = contract->goals[g];
		goals[g].scope = SANYA_SCOPE_TEAM;
	}
	if (sanya_evaluated_init_bare(&measured->below, &measured->team, until, &day->arena, err) != 0)
		return -1;
	measuring->list[measuring->count++] = measured->below;
	return 0;
}

static int begin(struct measuring *measuring, struct sanya_calendar_shelf *calendars, struct sanya_error *err)
{
	struct sanya_cascade_day *day = measuring->day;

	for (size_t i = 0; i < day->count; i++) {
		const struct sanya_zone *zone;
		int64_t until;

		if (!is_shown(measuring, i))
			continue;
		if (sanya_shelf_zone(calendars, day->contracts[i].timezone, &zone, err) != 0)
			return -1;
		until = sanya_zone_day_start(zone, day->date + 1);
		until = measuring->now < until ? measuring->now : until;
		if (sanya_evaluated_init_bare(&day->measured[i].own, &day->contracts[i], until, &day->arena, err) != 0)
			return -1;
		measuring->list[measuring->count++] = day->measured[i].own;
		if (begin_below(measuring, i, until, err) != 0)
			return -1;
	}
	return 0;
}

/* What the pass says goes back to where it is looked for. */
static void end(struct measuring *measuring)
{
	size_t at = 0;

	for (size_t i = 0; i < measuring->day->count; i++) {
		struct sanya_cascade_measured *measured = &measuring->day->measured[i];

		if (measured->own.contract != NULL)
			measured->own = measuring->list[at++];
		if (measured->any)
			measured->below = measuring->list[at++];
	}
}

static int measure(struct measuring *measuring, struct sanya_lookup *lookup, struct sanya_calendar_shelf *calendars,
		   struct sanya_error *err)
{
	struct sanya_cascade_day *day = measuring->day;
	struct sanya_evaluate evaluate = { .store = day->store, .shelf = calendars, .roster = &day->roster, .arena = &day->arena,
					   .explain_goal = SIZE_MAX, .watermark = sanya_evidence_watermark(day->store) };

	measuring->list = sanya_arena_array(&day->arena, 2 * day->count + 1, sizeof(*measuring->list));
	day->measured = sanya_arena_array(&day->arena, day->count + 1, sizeof(*day->measured));
	if (measuring->list == NULL || day->measured == NULL)
		return sanya_error_memory(err);
	if (begin(measuring, calendars, err) != 0)
		return -1;
	if (measuring->count == 0)
		return 0;
	if (sanya_lookup_host(lookup, &evaluate.host, err) != 0 ||
	    sanya_evaluate_many(&evaluate, measuring->list, measuring->count, err) != 0)
		return -1;
	end(measuring);
	return 0;
}

int sanya_cascade_day_measure(struct sanya_cascade_day *day, struct sanya_lookup *lookup, const char *person, int64_t now,
			      struct sanya_error *err)
{
	struct measuring measuring = { .day = day, .person = person, .now = now };
	struct sanya_calendar_shelf *calendars = NULL;
	int failed;

	if (sanya_evidence_watermark(day->store) == 0)
		return 0;
	if (sanya_calendar_shelf_new(lookup->settings, &calendars, err) != 0)
		return -1;
	failed = measure(&measuring, lookup, calendars, err);
	sanya_calendar_shelf_free(calendars);
	return failed;
}

void sanya_cascade_day_forget(struct sanya_cascade_day *day)
{
	for (size_t i = 0; day->measured != NULL && i < day->count; i++) {
		if (day->measured[i].own.contract != NULL)
			sanya_evaluated_done(&day->measured[i].own);
		if (day->measured[i].below.contract != NULL)
			sanya_evaluated_done(&day->measured[i].below);
	}
	day->measured = NULL;
}

static void put_value(const struct sanya_evaluated *evaluated, size_t g, struct sanya_json *json)
{
	const struct sanya_measured *measured = &evaluated->measured[g];
	bool known = evaluated->failed == NULL;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer value;

	sanya_buffer_init(&value, 256);
	if (known && measured->outcome == SANYA_OUTCOME_VALUE)
		sanya_value_display(&measured->value, evaluated->contract->goals[g].measure, &value);
	sanya_json_set_text(json, "outcome", sanya_outcome_word(known ? measured->outcome : SANYA_OUTCOME_NOT_EVALUATED));
	sanya_json_set_text(json, "value", value.size == 0 ? NULL : value.data);
	sanya_json_set_integer(json, "count", known ? measured->count : 0);
	sanya_json_set_text(json, "reason", known ? measured->reason : evaluated->failed->what);
}

void sanya_cascade_goal_value(const struct sanya_cascade_day *day, struct sanya_cascade_goal place, struct sanya_json *goal)
{
	const struct sanya_cascade_measured *measured = day->measured == NULL ? NULL : &day->measured[place.contract];
	struct sanya_json *below;

	if (measured == NULL || measured->own.contract == NULL)
		return;
	put_value(&measured->own, place.goal, goal);
	if (!measured->any || !is_rolled_up(day, place)) {
		sanya_json_set(goal, "below", sanya_json_null());
		return;
	}
	below = sanya_json_object();
	put_value(&measured->below, place.goal, below);
	sanya_json_set(goal, "below", below);
}
