/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The use case "evaluate": what stands in evidence now becomes the statement of a contract, and an event.
 * Measuring takes a while and happens before the transaction; the watermark says what it saw.
 */
#include "review.h"

#include "../store/evidence.h"
#include "../store/people.h"
#include "statement.h"

#include <string.h>

struct evaluation {
	const struct sanya_act *act;
	const struct sanya_evaluation *how;
	struct sanya_arena arena;
	struct sanya_roster roster;
	struct sanya_contract contract;
	struct sanya_contract_row row;
	struct sanya_json *statement;
};

static void evaluation_done(struct evaluation *evaluation)
{
	sanya_json_free(evaluation->statement);
	sanya_contract_done(&evaluation->contract);
	sanya_roster_done(&evaluation->roster);
	sanya_arena_done(&evaluation->arena);
}

/* Before the period and its days of grace are over only an explicit "early" may evaluate. */
static int check_day(struct evaluation *evaluation, int64_t *ret_until, struct sanya_error *err)
{
	const struct sanya_contract *contract = &evaluation->contract;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer date;
	int32_t today, from = contract->to + 1 + (int32_t)contract->grace_days;

	sanya_buffer_init(&date, 16);
	*ret_until = SANYA_NO_INSTANT;
	if (sanya_date_in(contract->timezone, evaluation->act->now, &today, err) != 0)
		return -1;
	if (today < from) /* later evidence of the days of grace does not count for this one: it says "early" */
		*ret_until = evaluation->act->now;
	if (today >= from || evaluation->how->early)
		return 0;
	sanya_date_format(from, &date);
	sanya_error_set(err, SANYA_NOT_ALLOWED, "%s can be evaluated from %s on: the period and %lld days of grace for late "
					       "evidence come first", contract->number, date.data, (long long)contract->grace_days);
	return sanya_error_next(err, "evaluate what there is now: sanya review evaluate %s --early", contract->number);
}

/* "goal=reason" pairs to one reason per goal.  HR alone takes a goal out. */
static int read_exclusions(struct evaluation *evaluation, const struct sanya_person *actor, const char ***ret,
			   struct sanya_error *err)
{
	const char *const *pairs = evaluation->how->exclude;
	const char **list = sanya_arena_array(&evaluation->arena, evaluation->contract.goal_count, sizeof(*list));

	if (list == NULL)
		return sanya_error_memory(err);
	*ret = list;
	if (pairs == NULL || pairs[0] == NULL)
		return 0;
	if (sanya_act_needs_role(actor, SANYA_ROLE_HR, err) != 0)
		return sanya_error_next(err, "a goal is left out of a result by HR, with a reason");
	for (; *pairs != NULL; pairs++) {
		const char *equals = strchr(*pairs, '=');
		const struct sanya_goal *goal = NULL;
		char *id;

		if (equals == NULL || equals[1] == '\0')
			return sanya_error_set(err, SANYA_USAGE, "\"%s\" is not GOAL=REASON", *pairs);
		id = sanya_arena_copy(&evaluation->arena, *pairs, (size_t)(equals - *pairs));
		if (id == NULL)
			return sanya_error_memory(err);
		goal = sanya_contract_goal(&evaluation->contract, id);
		if (goal == NULL)
			return sanya_error_set(err, SANYA_NOT_FOUND, "%s has no goal \"%s\"", evaluation->contract.number, id);
		list[goal - evaluation->contract.goals] = equals + 1;
	}
	return 0;
}

/* The table is asked before anything is measured, and again when the result is recorded. */
static int ask_first(const struct evaluation *evaluation, const char *number, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row row;
	struct sanya_change change;

	sanya_arena_init(&arena);
	if (sanya_contract_begin(evaluation->act, number, SANYA_DO_EVALUATE, &arena, &row, &change, err) != 0)
		return -1;
	sanya_act_undo(evaluation->act);
	return 0;
}

static int measure(struct evaluation *evaluation, const char *number, struct sanya_error *err)
{
	const struct sanya_act *act = evaluation->act;
	struct sanya_evaluate evaluate = {
		.store = act->store,
		.host = evaluation->how->host,
		.settings = evaluation->how->settings,
		.roster = &evaluation->roster,
		.contract = &evaluation->contract,
		.explain_goal = SIZE_MAX,
	};
	struct sanya_statement_request request = {
		.row = &evaluation->row,
		.evaluator = act->actor,
		.now = act->now,
	};
	struct sanya_review last = { .version = 0 };
	const struct sanya_person *actor;
	const char **excluded = NULL;

	if (sanya_contract_find(act->store, number, &evaluation->arena, &evaluation->row, err) != 0 ||
	    sanya_contract_load(act->store, &evaluation->row, 0, &evaluation->contract, err) != 0 ||
	    sanya_act_roster(act, &evaluation->roster, &actor, err) != 0 || check_day(evaluation, &evaluate.until, err) != 0 ||
	    read_exclusions(evaluation, actor, &excluded, err) != 0 ||
	    sanya_review_get(act->store, number, 0, &evaluation->arena, &last, err) < 0)
		return -1;
	request.excluded = excluded;
	request.version = last.version + 1;
	evaluate.watermark = sanya_evidence_watermark(act->store);
	return sanya_statement_make(&evaluate, &request, &evaluation->statement, err);
}

static int64_t version_of(const struct sanya_json *statement)
{
	return sanya_json_get_integer(sanya_json_get(statement, "evaluated"), "version", 0);
}

static int record(struct evaluation *evaluation, const char *number, struct sanya_change *ret_change, struct sanya_error *err)
{
	const struct sanya_act *act = evaluation->act;
	struct sanya_json *detail;
	struct sanya_contract_row row;
	struct sanya_review last = { .version = 0 };
	int result;

	if (sanya_contract_begin(act, number, SANYA_DO_EVALUATE, &evaluation->arena, &row, ret_change, err) != 0)
		return -1;
	result = sanya_review_get(act->store, number, 0, &evaluation->arena, &last, err) < 0 ? -1 : 0;
	if (result == 0 && (row.revision != evaluation->contract.revision ||
			    last.version + 1 != version_of(evaluation->statement)))
		result = sanya_error_set(err, SANYA_CHANGED, "%s was changed while it was evaluated", number);
	if (result == 0) {
		detail = sanya_json_object();
		sanya_json_set_integer(detail, "revision", row.revision);
		sanya_json_set_integer(detail, "version", last.version + 1);
		sanya_json_set(detail, "watermark",
			       sanya_json_copy(sanya_json_get(evaluation->statement, "watermark")));
		sanya_json_set(detail, "statement", sanya_json_copy(evaluation->statement));
		result = sanya_act_record(act, "review.evaluate", number, detail, &ret_change->sequence, err);
	}
	if (result == 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return -1;
}

int sanya_review_evaluate(const struct sanya_act *act, const struct sanya_evaluation *how, const char *number,
			  struct sanya_change *ret_change, struct sanya_json **ret_statement, struct sanya_error *err)
{
	SANYA_CLEANUP(evaluation_done) struct evaluation evaluation = { .act = act, .how = how };

	sanya_arena_init(&evaluation.arena);
	sanya_roster_init(&evaluation.roster);
	if (ask_first(&evaluation, number, err) != 0 || measure(&evaluation, number, err) != 0 ||
	    record(&evaluation, number, ret_change, err) != 0)
		return -1;
	if (ret_statement != NULL) {
		*ret_statement = evaluation.statement;
		evaluation.statement = NULL;
	}
	return 0;
}
