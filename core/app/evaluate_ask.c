/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goals become questions: those that measure the same in the same days are one, and each goal wants its own person's answer.
 * Also decides which plugin's run a question belongs to.  Reads nothing but the contracts.
 */
#include "evaluate_gaming.h"

#include "idea.h"
#include "milestone.h"

#include <string.h>

void sanya_pass_window(const struct sanya_evaluated *contract, const struct sanya_zone *zone, const struct sanya_goal *goal,
		       int64_t *ret_from, int64_t *ret_to)
{
	*ret_from = sanya_zone_day_start(zone, contract->contract->from);
	*ret_to = sanya_zone_day_start(zone, sanya_goal_deadline(contract->contract, goal) + 1);
	if (contract->until != SANYA_NO_INSTANT && contract->until < *ret_to)
		*ret_to = contract->until;
	if (*ret_to < *ret_from)
		*ret_to = *ret_from;
}

void sanya_pass_not_evaluated(struct sanya_want *want, const char *reason)
{
	struct sanya_measured *measured = &want->of->measured[want->goal];

	measured->outcome = SANYA_OUTCOME_NOT_EVALUATED;
	measured->reason = reason;
	want->answered = true;
}

/* --- equal questions --- */

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * UINT64_C(1099511628211);
	return hash;
}

static uint64_t mix_number(uint64_t hash, int64_t number)
{
	return mix(hash, &number, sizeof(number));
}

/* Of all but the statistic: those who differ in that alone stand in one list. */
static uint64_t hash_of(const struct sanya_ask *ask)
{
	const struct sanya_goal *goal = ask->goal;
	uint64_t hash = mix(UINT64_C(14695981039346656037), goal->metric, strlen(goal->metric));

	hash = mix_number(hash, ask->from);
	hash = mix_number(hash, ask->to);
	hash = mix_number(hash, (int64_t)goal->credit * 8 + (ask->decided != NULL) * 4 + ask->team * 2 + ask->explained);
	for (size_t i = 0; i < goal->where_count; i++)
		hash = mix(hash, goal->where[i].field, strlen(goal->where[i].field));
	return hash;
}

static bool same_where(const struct sanya_goal *a, const struct sanya_goal *b)
{
	if (a->where == b->where && a->where_count == b->where_count)
		return true;
	if (a->where_count != b->where_count)
		return false;
	for (size_t i = 0; i < a->where_count; i++) {
		const struct sanya_condition *x = &a->where[i], *y = &b->where[i];

		if (strcmp(x->field, y->field) != 0 || x->value_count != y->value_count)
			return false;
		for (size_t k = 0; k < x->value_count; k++)
			if (strcmp(x->values[k], y->values[k]) != 0)
				return false;
	}
	return true;
}

/* They may be gathered together. */
static bool alike(const struct sanya_ask *a, const struct sanya_ask *b)
{
	const struct sanya_goal *x = a->goal, *y = b->goal;

	return a->hash == b->hash && !a->explained && !b->explained && a->decided == NULL && b->decided == NULL && a->team == b->team && a->from == b->from && a->to == b->to &&
	       a->zone == b->zone && a->calendar == b->calendar && x->clock == y->clock && x->credit == y->credit &&
	       strcmp(x->metric, y->metric) == 0 && same_where(x, y);
}

static bool same_statistic(const struct sanya_statistic *a, const struct sanya_statistic *b)
{
	return a->kind == b->kind && a->level == b->level && a->within == b->within;
}

/* Those who ask.  Unknown people are counted by question; where that is not asked for, all questions of a zone are answered from one. */
static int find_whom(struct sanya_pass *pass, struct sanya_ask *ask, struct sanya_error *err)
{
	bool together = !pass->evaluate->count_unknown && !ask->explained && ask->decided == NULL;
	struct sanya_whom *whom = together ? pass->whoms : NULL;

	while (whom != NULL && (whom->zone != ask->zone || whom->team != ask->team || whom->decided != NULL))
		whom = whom->next;
	if (whom == NULL) {
		whom = sanya_arena_alloc(&pass->arena, sizeof(*whom));
		if (whom == NULL || (whom->asks = sanya_arena_array(&pass->arena, pass->evaluate->roster->count, 1)) == NULL)
			return sanya_error_memory(err);
		whom->pass = pass;
		whom->zone = ask->zone;
		whom->team = ask->team;
		whom->from = ask->from;
		whom->to = ask->to;
		whom->decided = ask->decided;
		whom->decided_count = ask->decided_count;
		whom->employee = ask->employee;
		whom->next = pass->whoms;
		pass->whoms = whom;
	}
	whom->from = ask->from < whom->from ? ask->from : whom->from;
	whom->to = ask->to > whom->to ? ask->to : whom->to;
	ask->whom = whom;
	return 0;
}

static int double_slots(struct sanya_pass *pass, struct sanya_error *err)
{
	size_t count = pass->slot_count == 0 ? 64 : 2 * pass->slot_count;
	struct sanya_ask **slots = sanya_arena_array(&pass->arena, count, sizeof(struct sanya_ask *));

	if (slots == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < pass->ask_count; i++) {
		size_t slot = pass->asks[i]->hash & (count - 1);

		pass->asks[i]->next = slots[slot];
		slots[slot] = pass->asks[i];
	}
	pass->slots = slots;
	pass->slot_count = count;
	return 0;
}

/* The question like `wanted`, there already or new. */
static int find_ask(struct sanya_pass *pass, const struct sanya_ask *wanted, struct sanya_ask **ret, struct sanya_error *err)
{
	struct sanya_ask *ask, **grown;
	struct sanya_whom *whom = NULL;

	for (ask = pass->slot_count > 0 ? pass->slots[wanted->hash & (pass->slot_count - 1)] : NULL; ask != NULL; ask = ask->next) {
		if (!alike(ask, wanted))
			continue;
		if (same_statistic(&ask->goal->statistic, &wanted->goal->statistic)) {
			*ret = ask;
			return 0;
		}
		whom = ask->whom;
	}
	grown = sanya_arena_grow(&pass->arena, pass->asks, pass->ask_count, &pass->ask_room, sizeof(*grown));
	ask = sanya_arena_alloc(&pass->arena, sizeof(*ask));
	if (grown == NULL || ask == NULL)
		return sanya_error_memory(err);
	pass->asks = grown;
	*ask = *wanted;
	ask->number = SIZE_MAX;
	ask->whom = whom;
	if (whom == NULL && find_whom(pass, ask, err) != 0)
		return -1;
	pass->asks[pass->ask_count++] = ask;
	if (pass->ask_count > pass->slot_count) {
		if (double_slots(pass, err) != 0)
			return -1;
	} else {
		ask->next = pass->slots[ask->hash & (pass->slot_count - 1)];
		pass->slots[ask->hash & (pass->slot_count - 1)] = ask;
	}
	*ret = ask;
	return 0;
}

/* --- what a contract wants --- */

/* Room for all at once: there are many, and a list that grows leaves its older ones behind. */
static int reserve_wants(struct sanya_pass *pass, struct sanya_error *err)
{
	size_t count = 0;

	for (size_t i = 0; i < pass->count; i++)
		count += pass->contracts[i].contract->goal_count * (pass->evaluate->team_stands_in ? 2 : 1);
	if (pass->evaluate->team_stands_in && count > 4096) /* few goals have both: what is more grows */
		count = count / 2 + 64;
	pass->wants = sanya_arena_array(&pass->arena, count, sizeof(*pass->wants));
	pass->want_room = count;
	return pass->wants == NULL ? sanya_error_memory(err) : 0;
}

static int want(struct sanya_pass *pass, struct sanya_ask *ask, struct sanya_evaluated *of, size_t goal, bool stand_in, unsigned near,
		struct sanya_error *err)
{
	const struct sanya_roster *roster = pass->evaluate->roster;
	const char *id = stand_in ? of->contract->manager : of->contract->employee;
	const struct sanya_person *person = sanya_roster_find(roster, id);
	struct sanya_want *grown = sanya_arena_grow(&pass->arena, pass->wants, pass->want_count, &pass->want_room, sizeof(*grown));

	if (grown == NULL)
		return sanya_error_memory(err);
	pass->wants = grown;
	grown[pass->want_count++] = (struct sanya_want){
		.ask = ask,
		.person = person == NULL ? SANYA_NOBODY : (size_t)(person - roster->people),
		.of = of,
		.goal = goal,
		.stand_in = stand_in,
		.near = near,
	};
	if (person != NULL)
		ask->whom->asks[person - roster->people] = 1;
	return 0;
}

/* A calendar is read where a clock stops by it, and where a statement is to say which it was. */
static bool needs_calendar(const struct sanya_evaluated *of)
{
	for (size_t g = 0; g < of->contract->goal_count; g++)
		if (of->contract->goals[g].clock == SANYA_CLOCK_WORKING)
			return true;
	return of->about != NULL;
}

/* What the goals of a contract ask; kept, since the next contract is mostly like it. */
struct like {
	const struct sanya_goal *goals;
	const struct sanya_zone *zone;
	const char *calendar_sha256;
	int32_t from, to;
	int64_t until;
	const struct sanya_claim *decided;
	bool near_too;
	struct sanya_ask *own[SANYA_GOALS_MAX], *team[SANYA_GOALS_MAX]; /* team: what stands in; NULL: nothing to ask */
	struct sanya_ask *near[SANYA_GOALS_MAX][SANYA_NEAR];		/* all of them or none */
	const char *failed[SANYA_GOALS_MAX];			       /* why the goal cannot be measured; NULL */
};

static const char *keep_reason(struct sanya_pass *pass, const char *reason)
{
	const char *copy = sanya_arena_text(pass->evaluate->arena, reason);

	return copy != NULL ? copy : "memory is used up";
}

/* The same question up to other durations; it shares what is gathered for the goal. */
static int ask_near(struct sanya_pass *pass, struct like *like, size_t g, const struct sanya_ask *goal, struct sanya_error *err)
{
	int64_t up_to[SANYA_NEAR];

	if (!sanya_watching_near(goal->goal, up_to))
		return 0;
	for (size_t i = 0; i < SANYA_NEAR; i++) {
		struct sanya_ask ask = *goal;
		struct sanya_goal *copy = sanya_arena_alloc(&pass->arena, sizeof(*copy));

		if (copy == NULL)
			return sanya_error_memory(err);
		*copy = *goal->goal;
		copy->statistic.within = up_to[i];
		ask.goal = copy;
		ask.explained = false;
		ask.hash = hash_of(&ask);
		if (find_ask(pass, &ask, &like->near[g][i], err) != 0)
			return -1;
	}
	return 0;
}

static int ask_goal(struct sanya_pass *pass, struct like *like, size_t g, const struct sanya_evaluated *of,
		    const struct sanya_shelved *calendar, struct sanya_error *err)
{
	const struct sanya_goal *goal = &like->goals[g];
	struct sanya_error reason = SANYA_ERROR_INIT;
	struct sanya_ask ask = { .goal = goal, .zone = like->zone, .team = goal->scope == SANYA_SCOPE_TEAM };

	like->own[g] = like->team[g] = like->near[g][0] = NULL;
	like->failed[g] = NULL;
	if (sanya_goal_is_milestone(goal) || sanya_goal_is_idea(goal)) /* the home keeps these itself: no plugin is asked */
		return 0;
	sanya_pass_window(of, like->zone, goal, &ask.from, &ask.to);
	if (pass->pruned_before != SANYA_NO_INSTANT && ask.from < pass->pruned_before) {
		like->failed[g] = pass->pruned;
		return 0;
	}
	if (sanya_host_metric(pass->evaluate->host, goal->metric, &ask.plugin, &ask.metric, &reason) != 0) {
		like->failed[g] = keep_reason(pass, reason.what);
		return 0;
	}
	ask.calendar = goal->clock == SANYA_CLOCK_WORKING ? calendar : NULL;
	ask.explained = pass->evaluate->seen != NULL && pass->evaluate->explain_goal == g;
	ask.employee = of->contract->employee;
	if (sanya_decided_of_goal(pass, of, g, &ask.decided, &ask.decided_count, err) != 0)
		return -1;
	ask.hash = hash_of(&ask);
	if (find_ask(pass, &ask, &like->own[g], err) != 0 || (of->about != NULL && ask_near(pass, like, g, &ask, err) != 0))
		return -1;
	if (!pass->evaluate->team_stands_in || goal->if_too_few != SANYA_TEAM || ask.team)
		return 0;
	ask.team = true;
	ask.explained = false;
	ask.decided = NULL;
	ask.decided_count = 0;
	ask.hash = hash_of(&ask);
	return find_ask(pass, &ask, &like->team[g], err);
}

static int ask_contract(struct sanya_pass *pass, struct sanya_evaluated *of, struct like *like, struct sanya_error *err)
{
	const struct sanya_contract *contract = of->contract;
	const struct sanya_shelved *calendar = NULL;
	const struct sanya_zone *zone = NULL;
	struct sanya_error reason = SANYA_ERROR_INIT;

	of->failed = NULL;
	if (sanya_shelf_zone(pass->evaluate->shelf, contract->timezone, &zone, &reason) != 0 ||
	    (needs_calendar(of) && sanya_shelf_calendar(pass->evaluate->shelf, contract->calendar, &calendar, &reason) != 0)) {
		struct sanya_error *copy = sanya_arena_alloc(pass->evaluate->arena, sizeof(*copy));

		if (copy == NULL)
			return sanya_error_memory(err);
		*copy = reason;
		of->failed = copy;
		return 0;
	}
	of->calendar_sha256 = calendar != NULL ? calendar->sha256 : NULL;
	if (like->goals == contract->goals && like->zone == zone && like->calendar_sha256 == of->calendar_sha256 &&
	    like->from == contract->from && like->to == contract->to && like->until == of->until &&
	    like->decided == of->decided && like->near_too == (of->about != NULL))
		return 0;
	like->decided = of->decided;
	like->near_too = of->about != NULL;
	like->goals = contract->goals;
	like->zone = zone;
	like->calendar_sha256 = of->calendar_sha256;
	like->from = contract->from;
	like->to = contract->to;
	like->until = of->until;
	for (size_t g = 0; g < contract->goal_count; g++)
		if (ask_goal(pass, like, g, of, calendar, err) != 0)
			return -1;
	return 0;
}

static int want_all(struct sanya_pass *pass, struct sanya_evaluated *of, const struct like *like, struct sanya_error *err)
{
	for (size_t g = 0; g < of->contract->goal_count; g++) {
		of->measured[g].outcome = SANYA_OUTCOME_NO_DATA;
		if (of->about != NULL)
			of->about[g] = (struct sanya_statement_goal){
				.decisions = like->own[g] != NULL ? like->own[g]->decided : NULL,
				.decision_count = like->own[g] != NULL ? like->own[g]->decided_count : 0,
			};
		if (of->failed != NULL)
			continue;
		if (like->failed[g] != NULL) {
			of->measured[g].outcome = SANYA_OUTCOME_NOT_EVALUATED;
			of->measured[g].reason = like->failed[g];
		}
		if ((like->own[g] != NULL && want(pass, like->own[g], of, g, false, 0, err) != 0) ||
		    (like->team[g] != NULL && want(pass, like->team[g], of, g, true, 0, err) != 0))
			return -1;
		for (unsigned i = 0; i < SANYA_NEAR && like->own[g] != NULL && like->near[g][0] != NULL; i++)
			if (want(pass, like->near[g][i], of, g, false, i + 1, err) != 0)
				return -1;
	}
	return 0;
}

static int compare_wants(const void *a, const void *b)
{
	const struct sanya_want *x = a, *y = b;

	if (x->ask != y->ask)
		return x->ask->first < y->ask->first ? -1 : 1;
	if (x->person != y->person)
		return x->person < y->person ? -1 : 1;
	if (x->of != y->of)
		return x->of < y->of ? -1 : 1;
	if (x->goal != y->goal)
		return x->goal < y->goal ? -1 : 1;
	return (x->near > y->near) - (x->near < y->near);
}

/* Those of one question together, by person. */
static void sort_wants(struct sanya_pass *pass)
{
	for (size_t i = 0; i < pass->ask_count; i++)
		pass->asks[i]->first = i;
	if (pass->want_count > 1)
		qsort(pass->wants, pass->want_count, sizeof(*pass->wants), compare_wants);
	for (size_t i = pass->want_count; i > 0; i--) {
		struct sanya_ask *ask = pass->wants[i - 1].ask;

		ask->first = i - 1;
		ask->count++;
	}
}

int sanya_pass_ask(struct sanya_pass *pass, struct sanya_error *err)
{
	struct like *like = sanya_arena_alloc(&pass->arena, sizeof(*like));

	if (like == NULL)
		return sanya_error_memory(err);
	if (reserve_wants(pass, err) != 0)
		return -1;
	for (size_t i = 0; i < pass->count; i++)
		if (ask_contract(pass, &pass->contracts[i], like, err) != 0 || want_all(pass, &pass->contracts[i], like, err) != 0)
			return -1;
	sort_wants(pass);
	return 0;
}
