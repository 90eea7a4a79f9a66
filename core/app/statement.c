/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes a statement: measured goals, the domain room's computation, and what both rest on (contract digest, watermark, calendar, plugins).
 * Where a goal could not be evaluated there is no amount, and the statement says which and why.
 */
#include "statement.h"

#include "../codec/documents.h"

#include <string.h>

struct work {
	struct sanya_measured *measured;
	size_t count;
	struct sanya_json *evidence;
	struct sanya_result result;
	struct sanya_arena arena;
};

static void work_done(struct work *work)
{
	for (size_t i = 0; i < work->count; i++)
		sanya_measured_done(&work->measured[i]);
	sanya_json_free(work->evidence);
	sanya_result_done(&work->result);
	sanya_arena_done(&work->arena);
}

static int work_init(struct work *work, size_t goals, struct sanya_error *err)
{
	*work = (struct work){ .count = 0 };
	sanya_arena_init(&work->arena);
	sanya_result_init(&work->result);
	work->measured = sanya_arena_array(&work->arena, goals, sizeof(*work->measured));
	if (work->measured == NULL)
		return sanya_error_memory(err);
	for (; work->count < goals; work->count++)
		sanya_measured_init(&work->measured[work->count]);
	return 0;
}

static void set_date(struct sanya_json *json, const char *key, int32_t date)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 16);
	sanya_date_format(date, &text);
	sanya_json_set_text(json, key, text.data);
}

/* The goals as far as they came, where no amount could be computed. */
static struct sanya_json *goals_without_score(const struct sanya_contract *contract, const struct work *work)
{
	struct sanya_json *goals = sanya_json_array();

	for (size_t i = 0; i < work->count; i++) {
		struct sanya_json *goal = sanya_json_object();

		sanya_json_set_text(goal, "id", contract->goals[i].id);
		sanya_json_set_text(goal, "outcome", sanya_outcome_word(work->measured[i].outcome));
		if (work->measured[i].outcome == SANYA_OUTCOME_VALUE)
			sanya_json_set(goal, "value", sanya_json_of_number(&work->measured[i].value));
		sanya_json_set_integer(goal, "count", work->measured[i].count);
		if (work->measured[i].reason != NULL)
			sanya_json_set_text(goal, "reason", work->measured[i].reason);
		sanya_json_append(goals, goal);
	}
	return goals;
}

/* What the reader needs beside each goal's numbers. */
static void describe_goals(const struct sanya_contract *contract, const struct work *work, struct sanya_json *goals)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	for (size_t i = 0; i < contract->goal_count; i++) {
		const struct sanya_goal *goal = &contract->goals[i];
		struct sanya_json *json = sanya_json_own_at(goals, i), *evidence = sanya_json_own_at(work->evidence, i);

		sanya_json_set_text(json, "metric", goal->metric);
		sanya_buffer_clear(&text);
		sanya_statistic_format(&goal->statistic, &text);
		sanya_json_set_text(json, "statistic", text.data);
		sanya_json_set(json, "evidence", sanya_json_copy(evidence));
	}
}

static struct sanya_json *frame_json(const struct sanya_evaluate *evaluate, const struct sanya_contract_row *row,
				     const char *by, int64_t now)
{
	const struct sanya_contract *contract = evaluate->contract;
	struct sanya_json *json = sanya_json_object(), *period = sanya_json_object();
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer at;

	sanya_buffer_init(&at, 32);
	sanya_instant_format(now, &at);
	sanya_json_set_text(json, "format", "sanya.statement/1");
	sanya_json_set_text(json, "contract", contract->number);
	sanya_json_set_integer(json, "revision", contract->revision);
	sanya_json_set_text(json, "contract_sha256", row->agreed_sha256 != NULL ? row->agreed_sha256 : row->document_sha256);
	sanya_json_set_text(json, "employee", contract->employee);
	sanya_json_set_text(json, "manager", contract->manager);
	set_date(period, "from", contract->from);
	set_date(period, "to", contract->to);
	sanya_json_set(json, "period", period);
	sanya_json_set_text(json, "timezone", contract->timezone);
	sanya_json_set_text(json, "calendar", contract->calendar);
	sanya_json_set_text(json, "evaluated_at", at.data);
	sanya_json_set_text(json, "evaluated_by", by);
	sanya_json_set(json, "early", sanya_json_of_bool(evaluate->until != SANYA_NO_INSTANT));
	sanya_json_set_integer(json, "watermark", (int64_t)evaluate->watermark);
	return json;
}

/* Everything the computation says, put into the frame. */
static int add_result(const struct sanya_contract *contract, const struct work *work, struct sanya_json *json,
		      struct sanya_error *err)
{
	struct sanya_json *result = sanya_result_json(contract, &work->result);

	if (result == NULL)
		return sanya_error_memory(err);
	for (void *it = sanya_json_first(result); it != NULL; it = sanya_json_next(result, it))
		sanya_json_set(json, sanya_json_key(it), sanya_json_copy(sanya_json_value(it)));
	sanya_json_free(result);
	return 0;
}

static bool all_evaluated(const struct work *work)
{
	for (size_t i = 0; i < work->count; i++)
		if (work->measured[i].outcome == SANYA_OUTCOME_NOT_EVALUATED)
			return false;
	return true;
}

static int make(const struct sanya_evaluate *evaluate, struct work *work, const char *const *excluded, struct sanya_json *json,
		bool *ret_complete, struct sanya_error *err)
{
	const struct sanya_contract *contract = evaluate->contract;
	struct sanya_json *days = sanya_json_object();
	int64_t counted, of;

	sanya_evaluate_days(contract, sanya_roster_find(evaluate->roster, contract->employee), &counted, &of);
	sanya_json_set_integer(days, "counted", counted);
	sanya_json_set_integer(days, "of", of);
	sanya_json_set(json, "days", days);
	if (sanya_evaluate_goals(evaluate, work->measured, &work->evidence, err) != 0)
		return -1;
	for (size_t i = 0; excluded != NULL && i < work->count; i++) {
		if (excluded[i] == NULL)
			continue;
		work->measured[i].outcome = SANYA_OUTCOME_EXCLUDED;
		work->measured[i].reason = excluded[i];
	}
	*ret_complete = all_evaluated(work);
	if (!*ret_complete) {
		sanya_json_set(json, "goals", goals_without_score(contract, work));
	} else {
		if (sanya_reward_compute(contract, work->measured, counted, of, &work->result, err) != 0 ||
		    add_result(contract, work, json, err) != 0)
			return -1;
	}
	describe_goals(contract, work, sanya_json_own_get(json, "goals"));
	return 0;
}

int sanya_statement_make(const struct sanya_evaluate *evaluate, const struct sanya_contract_row *row,
			 const char *const *excluded, const char *by, int64_t now, struct sanya_statement *ret,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(work_done) struct work work;
	struct sanya_evaluate mine = *evaluate;
	struct sanya_json *json;

	if (work_init(&work, evaluate->contract->goal_count, err) != 0)
		return -1;
	mine.arena = &work.arena;
	json = frame_json(evaluate, row, by, now);
	if (make(&mine, &work, excluded, json, &ret->complete, err) != 0) {
		sanya_json_free(json);
		return -1;
	}
	ret->json = json;
	return 0;
}
