/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes a statement: measured goals, the domain room's computation, and what both rest on (contract digest, watermark, calendar, plugins).
 * Where a goal could not be evaluated there is no amount, and the statement says which and why.
 */
#include "statement.h"

#include "../domain/trial.h"

static void exclude(struct sanya_evaluated *evaluated, const struct sanya_exclusion *excluded)
{
	for (size_t i = 0; excluded != NULL && i < evaluated->contract->goal_count; i++) {
		if (excluded[i].reason == NULL)
			continue;
		evaluated->measured[i].outcome = SANYA_OUTCOME_EXCLUDED;
		evaluated->measured[i].reason = excluded[i].reason;
		evaluated->about[i].excluded_by = excluded[i].by;
	}
}

/* A value at which a scale is at its worst: beyond the end that scores least, where its score holds, or the worst point between. */
static void worst_value(const struct sanya_scale *scale, struct sanya_number *ret, bool *ret_scores)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number step;
	const struct sanya_point *first = &scale->points[0], *last = &scale->points[scale->count - 1], *worst = sanya_scale_worst(scale);

	sanya_number_init(&step);
	sanya_number_sub(&step, &last->x, &first->x);
	sanya_number_set(ret, &worst->x);
	if (sanya_number_compare(&worst->y, &first->y) == 0)
		sanya_number_sub(ret, &first->x, &step);
	else if (sanya_number_compare(&worst->y, &last->y) == 0)
		sanya_number_add(ret, &last->x, &step);
	*ret_scores = sanya_number_sign(&worst->y) > 0;
}

/* Where even the worst value scores, and no sample would score nothing, it is no sample. */
static void count_lowest(struct sanya_evaluated *evaluated, const bool *lowest)
{
	for (size_t g = 0; lowest != NULL && g < evaluated->contract->goal_count; g++) {
		const struct sanya_goal *goal = &evaluated->contract->goals[g];
		struct sanya_measured *measured = &evaluated->measured[g];
		bool scores;

		if (!lowest[g])
			continue;
		worst_value(&goal->scale, &measured->value, &scores);
		measured->outcome = SANYA_OUTCOME_VALUE;
		measured->count = goal->minimum_sample;
		measured->reason = NULL;
		if (scores && goal->if_too_few == SANYA_ZERO) {
			measured->outcome = SANYA_OUTCOME_NO_DATA;
			measured->count = 0;
		}
	}
}

int sanya_statement_write(const struct sanya_evaluate *evaluate, struct sanya_evaluated *evaluated,
			  const struct sanya_statement_request *request, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_result_done) struct sanya_result result;
	const struct sanya_contract *contract = evaluated->contract;
	const struct sanya_contract_row *row = request->row;
	struct sanya_json *json;
	bool complete;
	struct sanya_statement_about about = {
		.contract_sha256 = row->agreed_sha256 != NULL ? row->agreed_sha256 : row->document_sha256,
		.calendar_sha256 = evaluated->calendar_sha256,
		.evaluator = request->evaluator,
		.evaluated_at = request->now,
		.early = evaluated->until != SANYA_NO_INSTANT,
		.version = request->version,
		.watermark = (int64_t)evaluate->watermark,
		.goals = evaluated->about,
	};

	sanya_result_init(&result);
	if (sanya_evaluate_days(evaluate, contract, &about.days_counted, &about.days_of, err) != 0)
		return -1;
	exclude(evaluated, request->excluded);
	count_lowest(evaluated, request->lowest);
	complete = sanya_evaluated_complete(evaluated);
	if (complete && sanya_reward_compute(contract, evaluated->measured, about.days_counted, about.days_of, &result, err) != 0)
		return -1;
	json = sanya_statement_json(contract, evaluated->measured, complete ? &result : NULL, &about);
	if (json == NULL)
		return sanya_error_memory(err);
	*ret = json;
	return 0;
}

int sanya_statement_make(const struct sanya_evaluate *evaluate, const struct sanya_contract *contract, int64_t until,
			 const struct sanya_statement_request *request, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_evaluate mine = *evaluate;
	struct sanya_evaluated evaluated;
	int result;

	sanya_arena_init(&arena);
	mine.arena = &arena;
	if (sanya_evaluated_init(&evaluated, contract, until, &arena, err) != 0)
		return -1;
	evaluated.decided = request->decided;
	evaluated.decided_count = request->decided_count;
	result = sanya_evaluate_goals(&mine, &evaluated, err);
	if (result == 0)
		result = sanya_statement_write(&mine, &evaluated, request, ret, err);
	sanya_evaluated_done(&evaluated);
	return result;
}
