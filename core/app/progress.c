/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The next step of every contract that still has one, and the deadlines of its goals.
 * Everything follows from the derived tables, the documents and the day; nothing is stored.
 */
#include "progress.h"

#include "contract.h"
#include "../store/people.h"
#include "milestone.h"

#include <string.h>

/* What comes next in a state, for whom, and how many days after which date it is due. */
enum whose { OTHER_SIDE, BOTH, EITHER, THE_EMPLOYEE, THE_MANAGER, HR };
enum due { NEVER, ANSWER, PERIOD_END, AFTER_GRACE, DISPUTE, DISPUTE_ANSWER };

static const struct next {
	enum sanya_state state;
	const char *what;
	enum whose whose;
	enum due due;
} nexts[] = {
	{ SANYA_DRAFT, SANYA_N("finish the draft and propose it"), EITHER, NEVER },
	{ SANYA_PROPOSED, SANYA_N("answer the proposal: accept, counter or decline"), OTHER_SIDE, ANSWER },
	{ SANYA_COUNTERED, SANYA_N("answer the counter-proposal: accept, counter or decline"), OTHER_SIDE, ANSWER },
	{ SANYA_AGREED, SANYA_N("sign"), BOTH, ANSWER },
	{ SANYA_SIGNED_BY_ONE, SANYA_N("sign"), BOTH, ANSWER },
	{ SANYA_ACTIVE, SANYA_N("keep the promise until the period ends"), THE_EMPLOYEE, PERIOD_END },
	{ SANYA_IN_REVIEW, SANYA_N("share the result"), THE_MANAGER, NEVER },
	{ SANYA_REVIEWED, SANYA_N("acknowledge or dispute the result"), THE_EMPLOYEE, DISPUTE },
	{ SANYA_DISPUTED, SANYA_N("resolve the dispute"), HR, DISPUTE_ANSWER },
	{ SANYA_ACKNOWLEDGED, SANYA_N("approve the reward"), HR, NEVER },
	{ SANYA_NO_ANSWER, SANYA_N("approve the reward"), HR, NEVER },
	{ SANYA_RESOLVED, SANYA_N("approve the reward"), HR, NEVER },
	{ SANYA_APPROVED, SANYA_N("export the reward"), HR, NEVER },
	{ SANYA_EXPORTED, SANYA_N("renew or close"), THE_MANAGER, NEVER },
	{ SANYA_PAID, SANYA_N("renew or close"), THE_MANAGER, NEVER },
};
static const struct next evaluate_next = { SANYA_ACTIVE, SANYA_N("evaluate the period"), THE_MANAGER, AFTER_GRACE };

struct progress {
	struct sanya_store *store;
	struct sanya_lookup *lookup;
	struct sanya_roster roster;
	int64_t now;
	const struct sanya_catalogue *catalogue;
	struct sanya_json *list;
};

static int due_date(const struct next *next, const struct sanya_contract_row *row, const struct sanya_contract *contract,
		    int32_t *ret, struct sanya_error *err)
{
	int32_t changed;

	if (sanya_date_in(row->timezone, row->changed_at, &changed, err) != 0)
		return -1;
	switch (next->due) {
	case ANSWER:
		return sanya_contract_answer_by(row, ret, err);
	case PERIOD_END:
		*ret = contract->to;
		return 0;
	case AFTER_GRACE:
		*ret = contract->to + (int32_t)contract->grace_days;
		return 0;
	case DISPUTE:
		*ret = changed + (int32_t)contract->dispute_days;
		return 0;
	case DISPUTE_ANSWER:
		*ret = changed + (int32_t)contract->dispute_answer_days;
		return 0;
	case NEVER:
		break;
	}
	*ret = SANYA_NO_DATE;
	return 0;
}

static int add_unsigned(struct progress *progress, const struct sanya_contract_row *row, const char *person,
			struct sanya_json *who, struct sanya_error *err)
{
	int has_signed = sanya_signature_exists(progress->store, row->number, row->revision, person, err);

	if (has_signed == 0)
		sanya_json_append(who, sanya_json_of_text(person));
	return has_signed < 0 ? -1 : 0;
}

static int add_who(struct progress *progress, const struct next *next, const struct sanya_contract_row *row,
		   struct sanya_json *who, struct sanya_error *err)
{
	switch (next->whose) {
	case OTHER_SIDE:
		sanya_json_append(who, sanya_json_of_text(row->proposer != NULL && strcmp(row->proposer, row->manager) == 0
								  ? row->employee
								  : row->manager));
		return 0;
	case BOTH:
		if (add_unsigned(progress, row, row->manager, who, err) != 0)
			return -1;
		return add_unsigned(progress, row, row->employee, who, err);
	case EITHER:
		sanya_json_append(who, sanya_json_of_text(row->manager));
		sanya_json_append(who, sanya_json_of_text(row->employee));
		return 0;
	case THE_EMPLOYEE:
		sanya_json_append(who, sanya_json_of_text(row->employee));
		return 0;
	case THE_MANAGER:
		sanya_json_append(who, sanya_json_of_text(row->manager));
		return 0;
	case HR:
		sanya_json_append(who, sanya_json_of_text("HR"));
		return 0;
	}
	return 0;
}

static int add_next(struct progress *progress, const struct sanya_contract_row *row, const struct sanya_contract *contract,
		    int32_t today, struct sanya_json *entry, struct sanya_error *err)
{
	struct sanya_json *json = sanya_json_object(), *who = sanya_json_array();
	const struct next *next = NULL;
	int32_t by = SANYA_NO_DATE;
	int result = 0;

	for (size_t i = 0; i < SANYA_COUNT(nexts); i++)
		if (nexts[i].state == row->state)
			next = &nexts[i];
	if (row->state == SANYA_ACTIVE && today > contract->to)
		next = &evaluate_next;
	if (next != NULL) {
		result = due_date(next, row, contract, &by, err);
		if (result == 0)
			result = add_who(progress, next, row, who, err);
		sanya_json_set_text(json, "what", sanya_say(progress->catalogue, next->what));
	}
	sanya_json_set(json, "who", who);
	sanya_json_set(json, "by", sanya_json_of_date(by));
	sanya_json_set(json, "overdue", sanya_json_of_bool(by != SANYA_NO_DATE && today > by));
	sanya_json_set(entry, "next", json);
	return result;
}

static int take_milestone(void *context, const struct sanya_milestone_row *row, struct sanya_error *err)
{
	const char **state = context;

	(void)err;
	if (row->confirmed_by != NULL)
		*state = SANYA_N("met");
	else if (row->reported_by != NULL)
		*state = SANYA_N("reported");
	return 0;
}

static int add_deadline(struct progress *progress, const struct sanya_contract *contract, const struct sanya_goal *goal,
			int32_t today, struct sanya_json *list, struct sanya_error *err)
{
	int32_t deadline = sanya_goal_deadline(contract, goal);
	const char *state = SANYA_N("open");
	struct sanya_json *json;

	if (sanya_milestones_each(progress->store, contract->number, goal->id, take_milestone, &state, err) != 0)
		return -1;
	if (strcmp(state, "met") != 0) {
		if (today > deadline)
			state = SANYA_N("passed"); /* also when it was reported: nobody confirmed it in time */
		else if (strcmp(state, "open") == 0 && deadline - today <= SANYA_DEADLINE_NEAR)
			state = SANYA_N("near");
	}
	json = sanya_json_object();
	sanya_json_set_text(json, "goal", goal->id);
	sanya_json_set_text(json, "title", sanya_words_in(&goal->title, sanya_catalogue_language(progress->catalogue)));
	sanya_json_set(json, "deadline", sanya_json_of_date(deadline));
	sanya_json_set_integer(json, "days", deadline - today);
	sanya_json_set_text(json, "state", state);
	sanya_json_append(list, json);
	return 0;
}

/* Once the review is over deadlines have had their effect, and are told by the statement. */
static int add_deadlines(struct progress *progress, const struct sanya_contract_row *row, const struct sanya_contract *contract,
			 int32_t today, struct sanya_json *entry, struct sanya_error *err)
{
	struct sanya_json *list = sanya_json_array();
	const struct sanya_goal *goal;
	int result = 0;

	for (size_t i = 0; i < contract->goal_count && result == 0 && row->state == SANYA_ACTIVE; i++) {
		goal = &contract->goals[i];
		if (goal->deadline != SANYA_NO_DATE || sanya_goal_is_milestone(goal))
			result = add_deadline(progress, contract, goal, today, list, err);
	}
	sanya_json_set(entry, "deadlines", list);
	return result;
}

static int add_goals(struct progress *progress, const struct sanya_contract_row *row, const struct sanya_contract *contract,
		     struct sanya_json *entry, struct sanya_error *err)
{
	struct sanya_json *goals;

	if (progress->lookup == NULL || row->state != SANYA_ACTIVE)
		return 0;
	if (sanya_progress_goals(progress->store, progress->lookup, contract, &progress->roster, progress->now,
				 progress->catalogue, &goals, err) != 0)
		return -1;
	return sanya_json_set(entry, "goals", goals) == 0 ? 0 : sanya_error_memory(err);
}

static int add_contract(void *context, const struct sanya_contract_row *row, struct sanya_error *err)
{
	struct progress *progress = context;
	struct sanya_json *entry;
	int32_t today;
	int result;

	if (sanya_state_ended(row->state))
		return 0;

	SANYA_CLEANUP(sanya_contract_done) struct sanya_contract contract; /* initialised by the load, also when it fails */

	if (sanya_contract_load(progress->store, row, 0, &contract, err) != 0 ||
	    sanya_date_in(row->timezone, progress->now, &today, err) != 0)
		return -1;
	entry = sanya_json_object();
	sanya_json_set(entry, "contract", sanya_contract_row_json(row));
	result = add_next(progress, row, &contract, today, entry, err);
	sanya_json_set_integer(entry, "days_left", today > contract.to ? 0 : contract.to - today + 1);
	if (result == 0)
		result = add_deadlines(progress, row, &contract, today, entry, err);
	if (result == 0)
		result = add_goals(progress, row, &contract, entry, err);
	sanya_json_append(progress->list, entry);
	return result;
}

int sanya_progress(struct sanya_store *store, struct sanya_lookup *lookup, const char *person, int64_t now,
		   const struct sanya_catalogue *catalogue, struct sanya_json **ret, struct sanya_error *err)
{
	struct sanya_contract_filter filter = { .person = person, .state = -1 };
	struct progress progress = { .store = store, .lookup = lookup, .now = now, .catalogue = catalogue };
	int result = sanya_people_load(store, &progress.roster, err);

	progress.list = sanya_json_array();
	if (result == 0)
		result = sanya_contracts_each(store, &filter, add_contract, &progress, err);
	sanya_roster_done(&progress.roster);
	if (result == 0)
		*ret = progress.list;
	else
		sanya_json_free(progress.list);
	return result;
}
