/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes a statement: measured goals, the domain room's computation, and what both rest on (contract digest, watermark, calendar, plugins).
 * Where a goal could not be evaluated, or waits for a decision, there is no amount, and the statement says which and why.
 */
#include "statement.h"

#include "../domain/trial.h"

#include <string.h>

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
static void ask_for_decisions(struct sanya_evaluated *evaluated, const char *const *counted)
{
	for (size_t i = 0; i < evaluated->contract->goal_count; i++) {
		struct sanya_measured *measured = &evaluated->measured[i];
		struct sanya_statement_goal *about = &evaluated->about[i];

		about->asked_by = evaluated->contract->goals[i].decide_on & findings_of(evaluated, &evaluated->contract->goals[i]);
		about->counts_because = NULL;
		if (about->asked_by == 0 || measured->outcome != SANYA_OUTCOME_VALUE)
			continue;
		about->counts_because = counted != NULL ? counted[i] : NULL;
		if (about->counts_because != NULL)
			continue;
		measured->outcome = SANYA_OUTCOME_UNDECIDED;
		measured->reason = "the contract asks for a decision on a finding";
	}
}

static bool is_asked(const struct sanya_evaluated *evaluated, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++) {
		const struct sanya_goal *goal = sanya_contract_goal(evaluated[i].contract, id);

		if (goal != NULL && evaluated[i].about[goal - evaluated[i].contract->goals].asked_by != 0)
			return true;
	}
	return false;
}

/* HR decides on what waits, and on nothing else: in some part a finding asks. */
static int check_counted(const struct sanya_evaluated *evaluated, size_t count, const char *const *const *counted, struct sanya_error *err)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t g = 0; counted[i] != NULL && g < evaluated[i].contract->goal_count; g++) {
			const char *id = evaluated[i].contract->goals[g].id, *number = evaluated[i].contract->number;

			if (counted[i][g] == NULL || is_asked(evaluated, count, id))
				continue;
			sanya_error_set(err, SANYA_USAGE, "no finding asks for a decision about goal %s of %s", id, number);
			return sanya_error_next(err, "evaluate without --count; the findings: sanya statement %s", number);
		}
	}
	return 0;
}

struct segments { /* that stand in the statement */
	struct sanya_statement_segment *list;
	size_t count, room;
	bool moved;
};

/* The days under each manager within one part; where nobody moved in it they are the part's own. */
static int tell_segments(const struct sanya_evaluate *evaluate, const struct sanya_segmented *segmented, const struct sanya_evaluated *evaluated,
			 struct segments *segments, struct sanya_error *err)
{
	const struct sanya_contract *contract = evaluated->contract;

	for (size_t k = 0; segmented != NULL && k < (segmented->count > 0 ? segmented->count : 1); k++) {
		struct sanya_statement_segment *grown =
			sanya_arena_grow(evaluate->arena, segments->list, segments->count, &segments->room, sizeof(*grown));

		if (grown == NULL)
			return sanya_error_memory(err);
		segments->list = grown;
		grown += segments->count++;
		*grown = (struct sanya_statement_segment){ contract->from, contract->to, contract->manager, contract, evaluated->measured };
		if (segmented->count > 0)
			*grown = (struct sanya_statement_segment){ segmented->list[k].from, segmented->list[k].to, segmented->list[k].manager,
								   contract, segmented->evaluated[k].measured };
		segments->moved |= strcmp(grown->manager, segments->list[0].manager) != 0;
	}
	return 0;
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

static int write_down(const struct sanya_evaluate *evaluate, const struct sanya_evaluated *evaluated, const char *sha256,
		      const struct sanya_days *days, const struct sanya_result *result, const struct segments *segments,
		      const struct sanya_statement_request *request, struct sanya_json **ret, struct sanya_error *err)
{
	const struct sanya_statement_about about = {
		.contract_sha256 = sha256,
		.calendar_sha256 = evaluated->calendar_sha256,
		.evaluator = request->evaluator,
		.evaluated_at = request->now,
		.early = evaluated->until != SANYA_NO_INSTANT,
		.version = request->version,
		.watermark = (int64_t)evaluate->watermark,
		.days_counted = days->counted,
		.days_of = days->of,
		.days_leave = days->leave,
		.goals = evaluated->about,
		.gaming = evaluated->gaming,
		.gaming_count = evaluated->gaming_count,
		.segments = segments->list,
		.segment_count = segments->moved ? segments->count : 0,
	};
	struct sanya_json *json = sanya_statement_json(evaluated->contract, evaluated->measured, result, &about);

	if (json == NULL)
		return sanya_error_memory(err);
	*ret = json;
	return 0;
}

int sanya_statement_write(const struct sanya_evaluate *evaluate, struct sanya_evaluated *evaluated,
			  const struct sanya_statement_request *request, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_result_done) struct sanya_result result;
	const struct sanya_contract *contract = evaluated->contract;
	const struct sanya_contract_row *row = request->row;
	struct segments segments = { .list = NULL };
	struct sanya_days days;
	bool complete;

	sanya_result_init(&result);
	if (sanya_evaluate_days_of(evaluate, contract, contract->from, contract->to, &days, err) != 0)
		return -1;
	exclude(evaluated, request->excluded);
	ask_for_decisions(evaluated, request->counted);
	if (check_counted(evaluated, 1, &request->counted, err) != 0 || tell_segments(evaluate, request->segmented, evaluated, &segments, err) != 0)
		return -1;
	count_lowest(evaluated, request->lowest);
	complete = sanya_evaluated_complete(evaluated);
	if (complete && sanya_reward_compute(contract, evaluated->measured, days.counted, days.of, &result, err) != 0)
		return -1;
	return write_down(evaluate, evaluated, row->agreed_sha256 != NULL ? row->agreed_sha256 : row->document_sha256, &days,
			  complete ? &result : NULL, &segments, request, ret, err);
}

/* --- several parts --- */

/* The same in a part, of which goals are known by the last part's. */
static int count_lowest_too(struct sanya_evaluated *evaluated, const struct sanya_contract *last, const bool *lowest,
			    struct sanya_arena *arena, struct sanya_error *err)
{
	bool *own = lowest == NULL ? NULL : sanya_arena_array(arena, evaluated->contract->goal_count, sizeof(*own));

	if (lowest == NULL)
		return 0;
	if (own == NULL)
		return sanya_error_memory(err);
	for (size_t g = 0; g < last->goal_count; g++) {
		const struct sanya_goal *goal = sanya_contract_goal(evaluated->contract, last->goals[g].id);

		if (goal != NULL)
			own[goal - evaluated->contract->goals] = lowest[g];
	}
	count_lowest(evaluated, own);
	return 0;
}

struct pages { /* a statement of each part */
	struct sanya_json **list;
	size_t count;
};

static void pages_done(struct pages *pages)
{
	for (size_t i = 0; i < pages->count; i++)
		sanya_json_free(pages->list[i]);
}

static int join(struct pages *pages, const struct sanya_parts_pay *pay, struct sanya_json **ret, struct sanya_error *err)
{
	struct sanya_json *last = pages->list[pages->count - 1];

	if (pages->count > 1 && sanya_statement_join(last, (const struct sanya_json *const *)pages->list, pages->count - 1,
						     pay->complete ? &pay->amount : NULL) != 0)
		return sanya_error_memory(err);
	pages->count--;
	*ret = last;
	return 0;
}

int sanya_statement_write_parts(const struct sanya_evaluate *evaluate, struct sanya_parts *parts, struct sanya_evaluated *evaluated,
				const struct sanya_statement_part *about, const struct sanya_statement_request *request,
				struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_parts_pay_done) struct sanya_parts_pay pay = { .count = 0 };
	SANYA_CLEANUP(pages_done) struct pages pages = { .list = sanya_arena_array(evaluate->arena, parts->count, sizeof(*pages.list)) };
	const char *const **counted = sanya_arena_array(evaluate->arena, parts->count, sizeof(*counted));
	struct segments segments = { .list = NULL }, none = { .list = NULL }; /* they stand with the whole, not with its parts */

	if (counted == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < parts->count; i++) {
		exclude(&evaluated[i], about[i].excluded);
		ask_for_decisions(&evaluated[i], about[i].counted);
		counted[i] = about[i].counted;
		if (tell_segments(evaluate, about[i].segmented, &evaluated[i], &segments, err) != 0 ||
		    count_lowest_too(&evaluated[i], &parts->list[parts->count - 1].contract, request->lowest, evaluate->arena, err) != 0)
			return -1;
	}
	if (check_counted(evaluated, parts->count, counted, err) != 0 ||
	    sanya_parts_compute(evaluate, parts, evaluated, false, &pay, err) != 0)
		return -1;
	if (pages.list == NULL)
		return sanya_error_memory(err);
	for (; pages.count < parts->count; pages.count++) {
		size_t i = pages.count;

		if (write_down(evaluate, &evaluated[i], parts->list[i].sha256, &pay.days[i], pay.complete ? &pay.results[i] : NULL,
			       i + 1 == parts->count ? &segments : &none, request, &pages.list[i], err) != 0)
			return -1;
	}
	return join(&pages, &pay, ret, err);
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
	evaluated.ended_early = request->ended_early;
	evaluated.decided = request->decided;
	evaluated.decided_count = request->decided_count;
	result = sanya_evaluate_goals(&mine, &evaluated, err);
	if (result == 0)
		result = sanya_statement_write(&mine, &evaluated, request, ret, err);
	sanya_evaluated_done(&evaluated);
	return result;
}

int sanya_statement_make_parts(const struct sanya_evaluate *evaluate, struct sanya_parts *parts, int64_t until,
			       const struct sanya_statement_part *about, const struct sanya_statement_request *request, struct sanya_json **ret,
			       struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_evaluate mine = *evaluate;
	struct sanya_evaluated *list;
	int result = 0;

	sanya_arena_init(&arena);
	mine.arena = &arena;
	list = sanya_arena_array(&arena, parts->count, sizeof(*list));
	if (list == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < parts->count && result == 0; i++) {
		result = sanya_evaluated_init(&list[i], &parts->list[i].contract, until, &arena, err);
		list[i].ended_early = parts->ended_early;
		list[i].decided = request->decided;
		list[i].decided_count = request->decided_count;
	}
	if (result == 0)
		result = sanya_evaluate_many(&mine, list, parts->count, err);
	for (size_t i = 0; i < parts->count && result == 0; i++)
		if (list[i].failed != NULL) {
			*err = *list[i].failed;
			result = -1;
		}
	if (result == 0)
		result = sanya_statement_write_parts(&mine, parts, list, about, request, ret, err);
	for (size_t i = 0; i < parts->count; i++)
		sanya_evaluated_done(&list[i]);
	return result;
}
