/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes a statement: measured goals, the domain room's computation, and what both rest on (contract digest, watermark, calendar, plugins).
 * Where a goal could not be evaluated, or waits for a decision, there is no amount, and the statement says which and why.
 */
#include "statement.h"

static void exclude(struct sanya_evaluated *evaluated, const char *const *excluded)
{
	for (size_t i = 0; excluded != NULL && i < evaluated->contract->goal_count; i++) {
		if (excluded[i] == NULL)
			continue;
		evaluated->measured[i].outcome = SANYA_OUTCOME_EXCLUDED;
		evaluated->measured[i].reason = excluded[i];
	}
}

/* The findings that concern a goal: those of its own, and of all evidence of its scope; as bits. */
static unsigned findings_of(const struct sanya_evaluated *evaluated, const struct sanya_goal *goal)
{
	unsigned bits = 0;

	for (size_t i = 0; i < evaluated->gaming_count; i++) {
		const struct sanya_statement_gaming *one = &evaluated->gaming[i];

		if (one->goal == goal || (one->goal == NULL && one->team == (goal->scope == SANYA_SCOPE_TEAM)))
			bits |= 1u << one->finding.what;
	}
	return bits;
}

/* A value waits where the contract asks for a decision on a finding that is there, until HR has let it count or taken it out. */
static int ask_for_decisions(struct sanya_evaluated *evaluated, const char *const *counted, struct sanya_error *err)
{
	for (size_t i = 0; i < evaluated->contract->goal_count; i++) {
		struct sanya_measured *measured = &evaluated->measured[i];
		struct sanya_statement_goal *about = &evaluated->about[i];

		about->asked_by = evaluated->contract->goals[i].decide_on & findings_of(evaluated, &evaluated->contract->goals[i]);
		about->decided = NULL;
		if (about->asked_by == 0 && counted != NULL && counted[i] != NULL) {
			sanya_error_set(err, SANYA_USAGE, "no finding asks for a decision about goal %s of %s", evaluated->contract->goals[i].id,
					evaluated->contract->number);
			return sanya_error_next(err, "evaluate without --count; the findings: sanya statement %s", evaluated->contract->number);
		}
		if (about->asked_by == 0 || measured->outcome != SANYA_OUTCOME_VALUE)
			continue;
		about->decided = counted != NULL ? counted[i] : NULL;
		if (about->decided != NULL)
			continue;
		measured->outcome = SANYA_OUTCOME_UNDECIDED;
		measured->reason = "the contract asks for a decision on a finding";
	}
	return 0;
}

/* What each segment came to, in the arena of the pass. */
static int tell_segments(const struct sanya_evaluate *evaluate, const struct sanya_segmented *segmented, struct sanya_statement_about *about,
			 struct sanya_error *err)
{
	struct sanya_statement_segment *list;

	if (segmented == NULL || segmented->count == 0)
		return 0;
	list = sanya_arena_array(evaluate->arena, segmented->count, sizeof(*list));
	if (list == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < segmented->count; i++)
		list[i] = (struct sanya_statement_segment){ segmented->list[i].from, segmented->list[i].to, segmented->list[i].manager,
							    segmented->evaluated[i].measured };
	about->segments = list;
	about->segment_count = segmented->count;
	return 0;
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
		.gaming = evaluated->gaming,
		.gaming_count = evaluated->gaming_count,
	};

	sanya_result_init(&result);
	if (sanya_evaluate_days(evaluate, contract, &about.days_counted, &about.days_of, err) != 0)
		return -1;
	exclude(evaluated, request->excluded);
	if (ask_for_decisions(evaluated, request->counted, err) != 0)
		return -1;
	if (tell_segments(evaluate, request->segmented, &about, err) != 0)
		return -1;
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
	result = sanya_evaluate_goals(&mine, &evaluated, err);
	if (result == 0)
		result = sanya_statement_write(&mine, &evaluated, request, ret, err);
	sanya_evaluated_done(&evaluated);
	return result;
}
