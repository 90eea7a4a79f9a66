/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The past of a contract's goals, by evaluating copies of the contract for other days.
 * Knows nothing of rules: lint concludes, this measures.  A plugin that fails makes months unknown, never a finding about a person.
 */
#include "past.h"

#include "../store/evidence.h"
#include "evaluate.h"
#include "period.h"

#include <string.h>

int sanya_past_init(struct sanya_past *ret, struct sanya_store *store, struct sanya_lookup *lookup, const struct sanya_roster *roster,
		    const struct sanya_contract *contract, int64_t now, struct sanya_error *err)
{
	int32_t today;

	*ret = (struct sanya_past){ .store = store, .lookup = lookup, .roster = roster, .contract = contract };
	sanya_arena_init(&ret->arena);
	if (sanya_date_in(contract->timezone, now, &today, err) != 0)
		return -1;
	ret->before = sanya_month_start(contract->from < today ? contract->from : today, 0);
	return 0;
}

void sanya_past_done(struct sanya_past *past)
{
	for (size_t i = 0; past->months != NULL && i < past->contract->goal_count * SANYA_PAST_MONTHS; i++)
		sanya_number_done(&past->months[i].value);
	for (size_t i = 0; past->year != NULL && i < past->contract->goal_count; i++)
		sanya_number_done(&past->year[i].value);
	sanya_calendar_shelf_free(past->calendars);
	sanya_arena_done(&past->arena);
}

static void take(const struct sanya_past *past, const struct sanya_evaluated *evaluated, struct sanya_past_month *ret)
{
	const struct sanya_contract *of = evaluated->contract;
	const struct sanya_person *person = sanya_roster_find(past->roster, of->employee);

	for (size_t g = 0; g < of->goal_count; g++) {
		const struct sanya_measured *measured = &evaluated->measured[g];

		ret[g].from = of->from;
		ret[g].known = measured->outcome != SANYA_OUTCOME_NOT_EVALUATED && person != NULL && sanya_person_employed(person, of->to);
		ret[g].has_value = measured->outcome == SANYA_OUTCOME_VALUE;
		ret[g].count = measured->count;
		sanya_number_set(&ret[g].value, &measured->value);
	}
}

/* A contract on other days, and where its goals' values go. */
struct other_days {
	struct sanya_past *past;
	struct sanya_contract contract;
	struct sanya_past_month *ret;
};

/* What cannot be measured at all stays unknown where others are measured with it; by itself it is an error. */
static int take_all(const struct other_days *days, const struct sanya_evaluated *list, size_t count, bool alone, struct sanya_error *err)
{
	for (size_t i = 0; i < count; i++) {
		if (list[i].failed == NULL) {
			take(days[i].past, &list[i], days[i].ret);
		} else if (alone) {
			*err = *list[i].failed;
			return -1;
		}
	}
	return 0;
}

/* All of the days in one pass over the evidence.  All have the first one's store, roster and lookup. */
static int measure(const struct other_days *days, size_t count, bool alone, struct sanya_error *err)
{
	struct sanya_past *past = days[0].past;
	struct sanya_evaluated *list = sanya_arena_array(&past->arena, count, sizeof(*list));
	struct sanya_evaluate evaluate = { .store = past->store, .roster = past->roster, .arena = &past->arena, .explain_goal = SIZE_MAX,
					   .watermark = sanya_evidence_watermark(past->store) };
	int failed = 0;

	if (list == NULL)
		return sanya_error_memory(err);
	if (past->calendars == NULL && sanya_calendar_shelf_new(past->lookup->settings, &past->calendars, err) != 0)
		return -1;
	evaluate.shelf = past->calendars;
	for (size_t i = 0; i < count; i++)
		list[i] = (struct sanya_evaluated){ .contract = NULL };
	for (size_t i = 0; i < count && failed == 0; i++)
		failed = sanya_evaluated_init_bare(&list[i], &days[i].contract, SANYA_NO_INSTANT, &past->arena, err);
	if (failed == 0)
		failed = sanya_lookup_host(past->lookup, &evaluate.host, err);
	if (failed == 0)
		failed = sanya_evaluate_many(&evaluate, list, count, err);
	if (failed == 0)
		failed = take_all(days, list, count, alone, err);
	for (size_t i = 0; i < count; i++)
		sanya_evaluated_done(&list[i]);
	return failed;
}

/* The contract as it would have been on other days: no deadline of its own, and no team that stands in. */
static int copy_for_other_days(struct sanya_past *past, struct sanya_contract *ret, struct sanya_error *err)
{
	struct sanya_goal *goals = sanya_arena_array(&past->arena, past->contract->goal_count + 1, sizeof(*goals));

	if (goals == NULL)
		return sanya_error_memory(err);
	*ret = *past->contract;
	ret->goals = goals;
	for (size_t g = 0; g < ret->goal_count; g++) {
		goals[g] = past->contract->goals[g];
		goals[g].deadline = SANYA_NO_DATE;
		goals[g].if_too_few = SANYA_REWEIGHT;
	}
	return 0;
}

static int new_list(struct sanya_past *past, size_t count, struct sanya_past_month **ret, struct sanya_error *err)
{
	struct sanya_past_month *list = sanya_arena_array(&past->arena, count + 1, sizeof(*list));

	if (list == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++)
		sanya_number_init(&list[i].value);
	*ret = list;
	return 0;
}

/* Where not one goal saw anything nobody knows anything. */
static void forget_where_empty(const struct sanya_past *past, struct sanya_past_month *list, size_t count)
{
	size_t goals = past->contract->goal_count;

	for (size_t i = 0; i < count; i++)
		if (!sanya_goal_is_said(&past->contract->goals[i % goals]) && list[i].count > 0)
			return;
	for (size_t i = 0; i < count; i++)
		list[i].known = false;
}

static int measure_months(struct sanya_past *past, struct sanya_error *err)
{
	size_t count = past->contract->goal_count;
	struct other_days days[SANYA_PAST_MONTHS];

	if (new_list(past, count * SANYA_PAST_MONTHS, &past->months, err) != 0 ||
	    copy_for_other_days(past, &days[0].contract, err) != 0)
		return -1;
	for (unsigned back = 1; back <= SANYA_PAST_MONTHS; back++) {
		struct other_days *month = &days[back - 1];

		month->past = past;
		month->contract = days[0].contract;
		month->contract.from = sanya_month_start(past->before, -(int32_t)back);
		month->contract.to = sanya_month_start(past->before, 1 - (int32_t)back) - 1;
		month->ret = past->months + (back - 1) * count;
	}
	if (measure(days, SANYA_PAST_MONTHS, true, err) != 0)
		return -1;
	forget_where_empty(past, past->months, count * SANYA_PAST_MONTHS);
	return 0;
}

static int prepare_year(struct sanya_past *past, struct other_days *ret, struct sanya_error *err)
{
	ret->past = past;
	if (new_list(past, past->contract->goal_count, &past->year, err) != 0 || copy_for_other_days(past, &ret->contract, err) != 0)
		return -1;
	ret->contract.from = sanya_month_start(past->before, -(int32_t)SANYA_PAST_MONTHS);
	ret->contract.to = past->before - 1;
	ret->ret = past->year;
	return 0;
}

int sanya_past_years(struct sanya_past *pasts, size_t count, struct sanya_error *err)
{
	struct other_days *days;
	size_t some = 0;

	if (count == 0)
		return 0;
	days = sanya_arena_array(&pasts[0].arena, count, sizeof(*days));
	if (days == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++)
		if (pasts[i].year == NULL && prepare_year(&pasts[i], &days[some++], err) != 0)
			return -1;
	if (some > 0 && measure(days, some, count == 1, err) != 0)
		return -1;
	for (size_t i = 0; i < some; i++)
		forget_where_empty(days[i].past, days[i].ret, days[i].contract.goal_count);
	return 0;
}

static void give(const struct sanya_past_month *from, struct sanya_past_month *ret)
{
	ret->known = from->known;
	ret->has_value = from->has_value;
	ret->from = from->from;
	ret->count = from->count;
	sanya_number_set(&ret->value, &from->value);
}

int sanya_past_month(struct sanya_past *past, size_t goal, unsigned back, struct sanya_past_month *ret, struct sanya_error *err)
{
	if (past->months == NULL && measure_months(past, err) != 0)
		return -1;
	give(&past->months[(back - 1) * past->contract->goal_count + goal], ret);
	return 0;
}

int sanya_past_year(struct sanya_past *past, size_t goal, struct sanya_past_month *ret, struct sanya_error *err)
{
	if (past->year == NULL && sanya_past_years(past, 1, err) != 0)
		return -1;
	give(&past->year[goal], ret);
	return 0;
}
