/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measures the goals of contracts from the store, all of them in one pass over the evidence.
 * Milestones and ideas are kept by the ledger and need no plugin.  Computes no score: that is the domain room's.
 */
#include "evaluate_gaming.h"

#include "../store/contracts.h"
#include "../store/evidence.h"
#include "idea.h"
#include "milestone.h"
#include "prune.h"

#include <string.h>

/* --- a contract of a pass --- */

int sanya_evaluated_init_bare(struct sanya_evaluated *evaluated, const struct sanya_contract *contract, int64_t until,
			      struct sanya_arena *arena, struct sanya_error *err)
{
	*evaluated = (struct sanya_evaluated){ .contract = contract, .until = until };
	evaluated->measured = sanya_arena_array(arena, contract->goal_count, sizeof(*evaluated->measured));
	if (evaluated->measured == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < contract->goal_count; i++)
		sanya_measured_init(&evaluated->measured[i]);
	return 0;
}

int sanya_evaluated_init(struct sanya_evaluated *evaluated, const struct sanya_contract *contract, int64_t until,
			 struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_statement_goal *about = sanya_arena_array(arena, contract->goal_count, sizeof(*about));
	struct sanya_evaluated_near *near = sanya_arena_array(arena, contract->goal_count, sizeof(*near));

	if (about == NULL || near == NULL) {
		evaluated->measured = NULL;
		return sanya_error_memory(err);
	}
	if (sanya_evaluated_init_bare(evaluated, contract, until, arena, err) != 0)
		return -1;
	evaluated->about = about;
	evaluated->near = near;
	return 0;
}

int sanya_evaluated_spread(struct sanya_evaluated *evaluated, struct sanya_arena *arena, struct sanya_error *err)
{
	evaluated->spread = sanya_arena_array(arena, evaluated->contract->goal_count, sizeof(*evaluated->spread));
	return evaluated->spread == NULL ? sanya_error_memory(err) : 0;
}

void sanya_evaluated_done(struct sanya_evaluated *evaluated)
{
	for (size_t i = 0; evaluated->measured != NULL && i < evaluated->contract->goal_count; i++)
		sanya_measured_done(&evaluated->measured[i]);
	evaluated->measured = NULL;
}

bool sanya_evaluated_complete(const struct sanya_evaluated *evaluated)
{
	for (size_t i = 0; i < evaluated->contract->goal_count; i++)
		if (evaluated->measured[i].outcome == SANYA_OUTCOME_NOT_EVALUATED || evaluated->measured[i].outcome == SANYA_OUTCOME_UNDECIDED)
			return false;
	return true;
}

/* --- milestones --- */

struct milestone {
	const char *number, *goal;
	int64_t reported_at, confirmed_at;
};

struct milestones {
	struct sanya_arena *arena;
	struct milestone *list; /* by number and goal */
	size_t count, room;
};

static int keep_milestone(void *context, const struct sanya_milestone_row *row, struct sanya_error *err)
{
	struct milestones *milestones = context;
	struct milestone *grown;

	if (row->confirmed_by == NULL || row->reported_by == NULL)
		return 0;
	grown = sanya_arena_grow(milestones->arena, milestones->list, milestones->count, &milestones->room, sizeof(*grown));
	if (grown == NULL)
		return sanya_error_memory(err);
	milestones->list = grown;
	grown[milestones->count] = (struct milestone){
		.number = sanya_arena_text(milestones->arena, row->number),
		.goal = sanya_arena_text(milestones->arena, row->goal),
		.reported_at = row->reported_at,
		.confirmed_at = row->confirmed_at,
	};
	if (grown[milestones->count].number == NULL || grown[milestones->count].goal == NULL)
		return sanya_error_memory(err);
	milestones->count++;
	return 0;
}

static const struct milestone *find_milestone(const struct milestones *milestones, const char *number, const char *goal)
{
	size_t low = 0, high = milestones->count, middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = strcmp(milestones->list[middle].number, number);
		if (order == 0)
			order = strcmp(milestones->list[middle].goal, goal);
		if (order == 0)
			return &milestones->list[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* One observation: met or not.  Before the deadline an open milestone is no data, after it a miss. */
static int measure_milestone(const struct sanya_pass *pass, const struct milestones *milestones, struct sanya_evaluated *of, size_t g,
			     struct sanya_error *err)
{
	const struct sanya_contract *contract = of->contract;
	const struct sanya_goal *goal = &contract->goals[g];
	const struct milestone *milestone = find_milestone(milestones, contract->number, goal->id);
	struct sanya_measured *measured = &of->measured[g];
	const struct sanya_zone *zone;
	int64_t from, before;
	bool met;

	if (sanya_shelf_zone(pass->evaluate->shelf, contract->timezone, &zone, err) != 0)
		return -1;
	sanya_pass_window(of, zone, goal, &from, &before);
	met = milestone != NULL && milestone->confirmed_at < before && milestone->reported_at < before;
	if (!met && (before < sanya_zone_day_start(zone, sanya_goal_deadline(contract, goal) + 1) ||
		     (of->ended_early && sanya_goal_deadline(contract, goal) > contract->to)))
		return 0;
	measured->outcome = SANYA_OUTCOME_VALUE;
	measured->count = 1;
	sanya_number_set_integer(&measured->value, met);
	return 0;
}

static bool has_milestone(const struct sanya_evaluated *of)
{
	for (size_t g = 0; g < of->contract->goal_count; g++)
		if (sanya_goal_is_milestone(&of->contract->goals[g]))
			return true;
	return false;
}

static int measure_milestones(struct sanya_pass *pass, struct sanya_error *err)
{
	struct milestones milestones = { .arena = &pass->arena };
	const char *number = pass->count == 1 ? pass->contracts[0].contract->number : NULL; /* NULL: of all contracts */
	bool any = false;

	for (size_t i = 0; i < pass->count && !any; i++)
		any = has_milestone(&pass->contracts[i]);
	if (any && sanya_milestones_each(pass->evaluate->store, number, NULL, keep_milestone, &milestones, err) != 0)
		return -1;
	for (size_t i = 0; i < pass->count && any; i++) {
		struct sanya_evaluated *of = &pass->contracts[i];

		for (size_t g = 0; g < of->contract->goal_count && of->failed == NULL; g++)
			if (sanya_goal_is_milestone(&of->contract->goals[g]) && measure_milestone(pass, &milestones, of, g, err) != 0)
				return -1;
	}
	return 0;
}

/* --- ideas --- */

/* The same over the manager's team, for if_too_few. */
static int measure_idea_team(struct sanya_idea_question question, const char *manager, struct sanya_measured *measured,
			     struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_measured_done) struct sanya_measured team;

	sanya_measured_init(&team);
	question.person = NULL;
	question.above = manager;
	question.seen = NULL;
	if (sanya_idea_measure(&question, &team, err) != 0)
		return -1;
	measured->has_team = team.outcome == SANYA_OUTCOME_VALUE;
	measured->team_count = team.count;
	sanya_number_set(&measured->team_value, &team.value);
	return 0;
}

static int measure_idea(const struct sanya_pass *pass, struct sanya_evaluated *of, size_t g, struct sanya_error *err)
{
	const struct sanya_evaluate *evaluate = pass->evaluate;
	const struct sanya_contract *contract = of->contract;
	const struct sanya_goal *goal = &contract->goals[g];
	bool team = goal->scope == SANYA_SCOPE_TEAM;
	struct sanya_idea_question question = {
		.store = evaluate->store,
		.roster = evaluate->roster,
		.goal = goal,
		.person = team ? NULL : contract->employee,
		.above = team ? contract->employee : NULL,
		.seen = evaluate->explain_goal == g ? evaluate->seen : NULL,
		.context = evaluate->context,
	};

	if (sanya_shelf_zone(evaluate->shelf, contract->timezone, &question.zone, err) != 0)
		return -1;
	sanya_pass_window(of, question.zone, goal, &question.from, &question.to);
	if (sanya_idea_measure(&question, &of->measured[g], err) != 0)
		return -1;
	if (!evaluate->team_stands_in || team || goal->if_too_few != SANYA_TEAM)
		return 0;
	return measure_idea_team(question, contract->manager, &of->measured[g], err);
}

static int measure_ideas(struct sanya_pass *pass, struct sanya_error *err)
{
	for (size_t i = 0; i < pass->count; i++) {
		struct sanya_evaluated *of = &pass->contracts[i];

		for (size_t g = 0; g < of->contract->goal_count && of->failed == NULL; g++)
			if (sanya_goal_is_idea(&of->contract->goals[g]) && measure_idea(pass, of, g, err) != 0)
				return -1;
	}
	return 0;
}

/* --- the pass --- */

/* What was pruned is gone: no goal whose window reaches there can be measured, and no value may be made of the rest. */
static int look_at_pruned(struct sanya_pass *pass, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_prune last;
	int found = sanya_prune_last(pass->evaluate->store, &last, err);

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	pass->pruned_before = SANYA_NO_INSTANT;
	if (found <= 0)
		return found;
	sanya_pruned_say(&last, &text);
	pass->pruned_before = last.before;
	pass->pruned = sanya_arena_text(pass->evaluate->arena, text.data);
	return pass->pruned == NULL ? sanya_error_memory(err) : 0;
}

static int begin(struct sanya_pass *pass, struct sanya_error *err)
{
	const struct sanya_roster *roster = pass->evaluate->roster;

	pass->ids = sanya_arena_array(&pass->arena, roster->count, sizeof(*pass->ids));
	pass->above = sanya_arena_array(&pass->arena, roster->count, sizeof(struct sanya_above *));
	if (pass->ids == NULL || pass->above == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < roster->count; i++)
		pass->ids[i] = sanya_text_of(roster->people[i].id);
	return look_at_pruned(pass, err);
}

static void pass_done(struct sanya_pass *pass)
{
	for (struct sanya_run *run = pass->runs; run != NULL; run = run->next)
		sanya_measuring_free(run->measuring);
	sanya_watching_free(pass->watching);
	sanya_arena_done(&pass->arena);
}

int sanya_evaluate_many(const struct sanya_evaluate *evaluate, struct sanya_evaluated *contracts, size_t count, struct sanya_error *err)
{
	SANYA_CLEANUP(pass_done) struct sanya_pass pass = { .evaluate = evaluate, .contracts = contracts, .count = count };

	sanya_arena_init(&pass.arena);
	if (begin(&pass, err) != 0 || sanya_pass_ask(&pass, err) != 0 || sanya_watching_new(&pass, &pass.watching, err) != 0 ||
	    sanya_pass_run(&pass, err) != 0)
		return -1;
	return measure_milestones(&pass, err) != 0 ? -1 : measure_ideas(&pass, err);
}

int sanya_evaluate_goals(const struct sanya_evaluate *evaluate, struct sanya_evaluated *contract, struct sanya_error *err)
{
	if (sanya_evaluate_many(evaluate, contract, 1, err) != 0)
		return -1;
	if (contract->failed == NULL)
		return 0;
	*err = *contract->failed;
	return -1;
}

/* --- days --- */

int sanya_evaluate_days_of(const struct sanya_evaluate *evaluate, const struct sanya_contract *contract, int32_t whole_from,
			   int32_t whole_to, struct sanya_days *ret, struct sanya_error *err)
{
	const struct sanya_person *employee = sanya_roster_find(evaluate->roster, contract->employee);
	const unsigned char *works = NULL;
	struct sanya_days days = { .of = 0 };
	int64_t allowed = contract->reward.leave_days, away = 0;

	if (contract->reward.proration == SANYA_WORKING_DAYS &&
	    sanya_shelf_working_days(evaluate->shelf, contract->calendar, whole_from, whole_to, &works, err) != 0)
		return -1;
	for (int32_t date = whole_from; date <= whole_to; date++) {
		bool own = contract->from <= date && date <= contract->to;

		if (works != NULL && works[date - whole_from] == 0)
			continue;
		days.of++;
		if (employee != NULL && !sanya_person_employed(employee, date))
			continue;
		if (allowed >= 0 && employee != NULL && sanya_person_on_leave(employee, date) && ++away > allowed)
			days.leave += own;
		else
			days.counted += own;
	}
	if (days.of == 0)
		return sanya_error_set(err, SANYA_FAILED, "by the calendar %s nobody works in the contract's period, so that nothing "
							  "can be paid in proportion", contract->calendar);
	*ret = days;
	return 0;
}

int sanya_evaluate_days(const struct sanya_evaluate *evaluate, const struct sanya_contract *contract, int64_t *ret_counted,
			int64_t *ret_of, struct sanya_error *err)
{
	struct sanya_days days;

	if (sanya_evaluate_days_of(evaluate, contract, contract->from, contract->to, &days, err) != 0)
		return -1;
	*ret_counted = days.counted;
	*ret_of = days.of;
	return 0;
}
