/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reporting and confirming milestones, by the deadline and by the right person.
 * What they are worth is measured elsewhere.
 */
#include "milestone.h"
#include "segment.h"

#include "contract.h"
#include "parts.h"

#include <string.h>

int32_t sanya_goal_deadline(const struct sanya_contract *contract, const struct sanya_goal *goal)
{
	return goal->deadline == SANYA_NO_DATE ? contract->to : goal->deadline;
}

bool sanya_goal_is_milestone(const struct sanya_goal *goal)
{
	return strncmp(goal->metric, "milestone.", 10) == 0;
}

static int find_goal(const struct sanya_contract *contract, const char *id, const struct sanya_goal **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer list;
	const struct sanya_goal *goal = sanya_contract_goal(contract, id);

	sanya_buffer_init(&list, 400);
	if (goal != NULL && sanya_goal_is_milestone(goal)) {
		*ret = goal;
		return 0;
	}
	for (size_t i = 0; i < contract->goal_count; i++)
		if (sanya_goal_is_milestone(&contract->goals[i]))
			sanya_buffer_printf(&list, "%s%s", list.size == 0 ? "" : ", ", contract->goals[i].id);
	if (goal == NULL)
		sanya_error_set(err, SANYA_NOT_FOUND, "%s has no goal \"%s\"", contract->number, id);
	else
		sanya_error_set(err, SANYA_FAILED, "goal %s of %s is measured (%s); only milestones are reported", id,
				contract->number, goal->metric);
	return list.size == 0 ? sanya_error_next(err, "this contract has no milestones")
			      : sanya_error_next(err, "its milestones are: %s", list.data);
}

static int check_deadline(const struct sanya_act *act, const struct sanya_contract *contract, const struct sanya_goal *goal,
			  struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer date;
	int32_t deadline = sanya_goal_deadline(contract, goal), today;

	sanya_buffer_init(&date, 32);
	if (sanya_date_in(contract->timezone, act->now, &today, err) != 0)
		return -1;
	if (today <= deadline)
		return 0;
	sanya_date_format(deadline, &date);
	return sanya_error_set(err, SANYA_NOT_ALLOWED, "the deadline of goal %s was %s, and has passed", goal->id, date.data);
}

struct standing {
	bool reported, confirmed;
};

static int take_standing(void *context, const struct sanya_milestone_row *row, struct sanya_error *err)
{
	struct standing *standing = context;

	(void)err;
	standing->reported = row->reported_by != NULL;
	standing->confirmed = row->confirmed_by != NULL;
	return 0;
}

static int check_standing(const struct sanya_act *act, const char *number, const struct sanya_goal *goal, bool confirm,
			  struct sanya_error *err)
{
	struct standing standing = { .reported = false };

	if (sanya_milestones_each(act->store, number, goal->id, take_standing, &standing, err) != 0)
		return -1;
	if (standing.confirmed)
		return sanya_error_set(err, SANYA_FAILED, "goal %s has been confirmed already", goal->id);
	if (confirm && !standing.reported) {
		sanya_error_set(err, SANYA_FAILED, "nobody has reported goal %s yet; there is nothing to confirm", goal->id);
		return sanya_error_next(err, "the employee first: sanya milestone report %s %s --evidence \"…\"", number, goal->id);
	}
	return 0;
}

static int check_person(const struct sanya_act *act, const struct sanya_contract_row *row, bool confirm, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	const struct sanya_person *actor;
	const char *wanted;

	sanya_roster_init(&roster);
	if (sanya_act_roster(act, &roster, &actor, err) != 0)
		return -1;
	wanted = confirm ? sanya_contract_leader(&roster, row, sanya_date_of_seconds(act->now)) : row->employee;
	if (wanted == NULL || strcmp(wanted, actor->id) != 0)
		return sanya_error_set(err, SANYA_NOT_ALLOWED, "%s may not %s a milestone of %s: that is for %s, the %s", actor->id,
				       confirm ? "confirm" : "report", row->number, wanted == NULL ? "nobody" : wanted,
				       confirm ? "manager" : "employee");
	if (row->state == SANYA_ACTIVE)
		return 0;
	sanya_error_set(err, SANYA_NOT_ALLOWED, "the contract is %s; milestones belong to active contracts",
			sanya_state_word(row->state));
	return sanya_error_next(err, "sanya contract show %s", row->number);
}

/* Of several revisions that ask for it the one by which it is due last. */
static const struct sanya_contract *last_with(const struct sanya_parts *parts, const char *id)
{
	const struct sanya_contract *found = &parts->list[parts->count - 1].contract;
	int32_t latest = SANYA_NO_DATE;

	for (size_t i = 0; i < parts->count; i++) {
		const struct sanya_contract *contract = &parts->list[i].contract;
		const struct sanya_goal *goal = sanya_contract_goal(contract, id);

		if (goal == NULL || !sanya_goal_is_milestone(goal) ||
		    (latest != SANYA_NO_DATE && sanya_goal_deadline(contract, goal) < latest))
			continue;
		latest = sanya_goal_deadline(contract, goal);
		found = contract;
	}
	return found;
}

static int check_goal(const struct sanya_act *act, const struct sanya_contract_row *row, const char *id, bool confirm,
		      struct sanya_arena *arena, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_contract_done) struct sanya_contract whole;
	SANYA_CLEANUP(sanya_parts_done) struct sanya_parts parts;
	const struct sanya_contract *contract = &whole;
	const struct sanya_goal *goal;

	sanya_contract_init(&whole);
	if (sanya_parts_load(act->store, row, arena, &parts, err) != 0)
		return -1;
	if (parts.count > 0) {
		contract = last_with(&parts, id);
	} else {
		sanya_contract_done(&whole); /* the load initialises it */
		if (sanya_contract_load(act->store, row, 0, &whole, err) != 0)
			return -1;
	}
	if (find_goal(contract, id, &goal, err) != 0 || check_deadline(act, contract, goal, err) != 0)
		return -1;
	return check_standing(act, row->number, goal, confirm, err);
}

static int record(const struct sanya_act *act, const char *number, const char *id, const char *evidence, bool confirm,
		  struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_contract_row row;
	struct sanya_json *detail;

	if (sanya_contract_find(act->store, number, arena, &row, err) != 0 || check_person(act, &row, confirm, err) != 0 ||
	    check_goal(act, &row, id, confirm, arena, err) != 0)
		return -1;
	detail = sanya_json_object();
	sanya_json_set_text(detail, "goal", id);
	sanya_json_set_text(detail, "evidence", evidence);
	return sanya_act_record(act, confirm ? "milestone.confirm" : "milestone.report", number, detail, NULL, err);
}

static int change(const struct sanya_act *act, const char *number, const char *goal, const char *evidence, bool confirm,
		  struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;

	sanya_arena_init(&arena);
	if (sanya_act_begin(act, err) != 0)
		return -1;
	if (record(act, number, goal, evidence, confirm, &arena, err) == 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return sanya_error_at(err, number, 0, 0);
}

int sanya_milestone_report(const struct sanya_act *act, const char *number, const char *goal, const char *evidence,
			   struct sanya_error *err)
{
	if (evidence == NULL || evidence[0] == '\0') {
		sanya_error_set(err, SANYA_USAGE, "a milestone is reported with its evidence");
		return sanya_error_next(err, "add --evidence \"…\": what shows that it is reached");
	}
	return change(act, number, goal, evidence, false, err);
}

int sanya_milestone_confirm(const struct sanya_act *act, const char *number, const char *goal, const char *evidence,
			    struct sanya_error *err)
{
	return change(act, number, goal, evidence, true, err);
}
