/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes a statement: measured goals, the domain room's computation, and what both rest on (contract digest, watermark, calendar, plugins).
 * Where a goal could not be evaluated there is no amount, and the statement says which and why.
 */
#include "statement.h"

struct work {
	struct sanya_measured *measured;
	size_t count;
	struct sanya_statement_goal *goals;
	struct sanya_result result;
	struct sanya_arena arena;
};

static void work_done(struct work *work)
{
	for (size_t i = 0; i < work->count; i++)
		sanya_measured_done(&work->measured[i]);
	sanya_result_done(&work->result);
	sanya_arena_done(&work->arena);
}

static int work_init(struct work *work, size_t goals, struct sanya_error *err)
{
	*work = (struct work){ .count = 0 };
	sanya_arena_init(&work->arena);
	sanya_result_init(&work->result);
	work->measured = sanya_arena_array(&work->arena, goals, sizeof(*work->measured));
	work->goals = sanya_arena_array(&work->arena, goals, sizeof(*work->goals));
	if (work->measured == NULL || work->goals == NULL)
		return sanya_error_memory(err);
	for (; work->count < goals; work->count++)
		sanya_measured_init(&work->measured[work->count]);
	return 0;
}

static void exclude(struct work *work, const char *const *excluded)
{
	for (size_t i = 0; excluded != NULL && i < work->count; i++) {
		if (excluded[i] == NULL)
			continue;
		work->measured[i].outcome = SANYA_OUTCOME_EXCLUDED;
		work->measured[i].reason = excluded[i];
	}
}

static bool all_evaluated(const struct work *work)
{
	for (size_t i = 0; i < work->count; i++)
		if (work->measured[i].outcome == SANYA_OUTCOME_NOT_EVALUATED)
			return false;
	return true;
}

int sanya_statement_make(const struct sanya_evaluate *evaluate, const struct sanya_statement_request *request,
			 struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(work_done) struct work work;
	const struct sanya_contract *contract = evaluate->contract;
	const struct sanya_contract_row *row = request->row;
	struct sanya_evaluate mine = *evaluate;
	struct sanya_json *json;
	char calendar[65];
	bool complete;
	struct sanya_statement_about about = {
		.contract_sha256 = row->agreed_sha256 != NULL ? row->agreed_sha256 : row->document_sha256,
		.calendar_sha256 = calendar,
		.evaluator = request->evaluator,
		.evaluated_at = request->now,
		.early = evaluate->until != SANYA_NO_INSTANT,
		.version = request->version,
		.watermark = (int64_t)evaluate->watermark,
	};

	if (work_init(&work, contract->goal_count, err) != 0)
		return -1;
	mine.arena = &work.arena;
	about.goals = work.goals;
	if (sanya_evaluate_days(evaluate, &about.days_counted, &about.days_of, err) != 0 ||
	    sanya_evaluate_goals(&mine, work.measured, work.goals, calendar, err) != 0)
		return -1;
	exclude(&work, request->excluded);
	complete = all_evaluated(&work);
	if (complete && sanya_reward_compute(contract, work.measured, about.days_counted, about.days_of, &work.result, err) != 0)
		return -1;
	json = sanya_statement_json(contract, work.measured, complete ? &work.result : NULL, &about);
	if (json == NULL)
		return sanya_error_memory(err);
	*ret = json;
	return 0;
}
