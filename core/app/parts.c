/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The revisions of a contract that held, cut to their days, and what they pay together.
 * Measures nothing: the parts are contracts like any other, and go through the same pass.
 */
#include "parts.h"

#include "../base/sha256.h"
#include "milestone.h"
#include "review.h"

#include <stdlib.h>
#include <string.h>

void sanya_parts_done(struct sanya_parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		sanya_contract_done(&parts->list[i].document);
	parts->count = 0;
}

static int hash_document(struct sanya_part *part, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer hex;
	struct sanya_sha256 digest = sanya_sha256_of(part->document.canonical, part->document.canonical_size);

	sanya_buffer_init(&hex, sizeof(part->sha256) - 1);
	sanya_hex_add(&hex, digest.bytes, sizeof(digest.bytes));
	if (sanya_buffer_check(&hex, "digest", err) != 0)
		return -1;
	memcpy(part->sha256, hex.data, sizeof(part->sha256));
	return 0;
}

/* The document for the days that it held. */
static int cut(struct sanya_part *part, const struct sanya_held *held, struct sanya_arena *arena, struct sanya_error *err)
{
	const struct sanya_contract *document = &part->document;
	struct sanya_goal *goals = sanya_arena_array(arena, document->goal_count, sizeof(*goals));

	if (goals == NULL)
		return sanya_error_memory(err);
	for (size_t g = 0; g < document->goal_count; g++) {
		int32_t deadline = sanya_goal_deadline(document, &document->goals[g]);

		goals[g] = document->goals[g];
		if (sanya_goal_is_milestone(&goals[g]))
			goals[g].deadline = deadline;
		else if (goals[g].deadline != SANYA_NO_DATE && deadline > held->to)
			goals[g].deadline = held->to;
	}
	part->contract = *document;
	part->contract.goals = goals;
	part->contract.from = held->from;
	part->contract.to = held->to;
	part->every_day = document->reward.proration == SANYA_PRORATION_NONE;
	if (part->every_day)
		part->contract.reward.proration = SANYA_CALENDAR_DAYS;
	return hash_document(part, err);
}

/* A milestone that was not due while its revision held is due when the next revision that asks for it says. */
static void move_deadlines(struct sanya_parts *parts, size_t i)
{
	struct sanya_contract *contract = &parts->list[i].contract;

	for (size_t g = 0; g < contract->goal_count; g++) {
		struct sanya_goal *goal = &contract->goals[g];
		int32_t last = contract->to;

		for (size_t k = i + 1; k < parts->count && sanya_goal_is_milestone(goal) && goal->deadline > last; k++) {
			const struct sanya_goal *next = sanya_contract_goal(&parts->list[k].contract, goal->id);

			if (next == NULL || !sanya_goal_is_milestone(next))
				continue;
			goal->deadline = next->deadline;
			last = parts->list[k].contract.to;
		}
	}
}

static int never_held(const struct sanya_contract_row *row, struct sanya_error *err)
{
	sanya_error_set(err, SANYA_NOT_ALLOWED, "%s was terminated before its first day: there is nothing to evaluate", row->number);
	return -1;
}

int sanya_parts_load(struct sanya_store *store, const struct sanya_contract_row *row, struct sanya_arena *arena, struct sanya_parts *ret,
		     struct sanya_error *err)
{
	struct sanya_held *held;
	size_t count;

	*ret = (struct sanya_parts){ .from = row->from,
				     .ended_early = row->last_day != SANYA_NO_DATE && row->last_day < row->to };
	if (row->revision < 2 && !ret->ended_early) /* most contracts, and nothing to read */
		return 0;
	if (sanya_contract_never_held(row))
		return never_held(row, err);
	if (sanya_contract_stretches(store, row, arena, &held, &count, err) != 0)
		return -1;
	if (count < 2 && !ret->ended_early)
		return 0;
	ret->list = sanya_arena_array(arena, count, sizeof(*ret->list));
	if (ret->list == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct sanya_part *part = &ret->list[ret->count++]; /* the load initialises it, also when it fails */

		if (sanya_contract_load(store, row, held[i].revision, &part->document, err) != 0 || cut(part, &held[i], arena, err) != 0)
			return -1;
	}
	for (size_t i = 0; i < count; i++)
		move_deadlines(ret, i);
	return 0;
}

const struct sanya_part *sanya_parts_find(const struct sanya_parts *parts, int64_t revision)
{
	for (size_t i = 0; i < parts->count; i++)
		if (parts->list[i].document.revision == revision)
			return &parts->list[i];
	return NULL;
}

size_t sanya_parts_on(const struct sanya_parts *parts, int32_t date)
{
	size_t found = 0;

	for (size_t i = 1; i < parts->count; i++)
		if (parts->list[i].contract.from <= date)
			found = i;
	return found;
}

/* --- what they pay --- */

static int count_days(const struct sanya_evaluate *evaluate, const struct sanya_parts *parts, size_t i, struct sanya_days *ret,
		      struct sanya_error *err)
{
	const struct sanya_contract *contract = &parts->list[i].contract;
	int32_t last = parts->list[i].document.to;

	if (!parts->list[i].every_day)
		return sanya_evaluate_days_of(evaluate, contract, parts->from, last, ret, err);
	*ret = (struct sanya_days){ .counted = contract->to - contract->from + 1, .of = last - parts->from + 1 };
	return 0;
}

/* Enough days of the whole are enough for each part; else they are too few for each, since it has no more than the whole. */
static int count_all_days(const struct sanya_evaluate *evaluate, struct sanya_parts *parts, struct sanya_days *ret,
			  struct sanya_error *err)
{
	int64_t counted = 0;

	for (size_t i = 0; i < parts->count; i++) {
		if (count_days(evaluate, parts, i, &ret[i], err) != 0)
			return -1;
		counted += ret[i].counted;
	}
	for (size_t i = 0; i < parts->count; i++) {
		struct sanya_part *part = &parts->list[i];
		int64_t least = part->document.reward.minimum_days;

		part->contract.reward.minimum_days = counted < least ? least : 0;
	}
	return 0;
}

static int compute(const struct sanya_parts *parts, const struct sanya_evaluated *evaluated, bool silently, struct sanya_parts_pay *pay,
		   struct sanya_error *err)
{
	for (size_t i = 0; i < parts->count; i++) {
		const struct sanya_contract *contract = &parts->list[i].contract;
		const struct sanya_days *days = &pay->days[i];

		if (silently ? sanya_reward_compute_silently(contract, evaluated[i].measured, days->counted, days->of, &pay->results[i], err) != 0
			     : sanya_reward_compute(contract, evaluated[i].measured, days->counted, days->of, &pay->results[i], err) != 0)
			return -1;
		sanya_number_add(&pay->amount, &pay->amount, &pay->results[i].amount);
	}
	return 0;
}

int sanya_parts_compute(const struct sanya_evaluate *evaluate, struct sanya_parts *parts, const struct sanya_evaluated *evaluated,
			bool silently, struct sanya_parts_pay *ret, struct sanya_error *err)
{
	*ret = (struct sanya_parts_pay){ .days = sanya_arena_array(evaluate->arena, parts->count, sizeof(*ret->days)), .complete = true };
	sanya_number_init(&ret->amount);
	ret->results = sanya_arena_array(evaluate->arena, parts->count, sizeof(*ret->results));
	if (ret->days == NULL || ret->results == NULL)
		return sanya_error_memory(err);
	for (; ret->count < parts->count; ret->count++) {
		sanya_result_init(&ret->results[ret->count]);
		ret->complete = ret->complete && evaluated[ret->count].failed == NULL && sanya_evaluated_complete(&evaluated[ret->count]);
	}
	if (count_all_days(evaluate, parts, ret->days, err) != 0)
		return -1;
	return ret->complete ? compute(parts, evaluated, silently, ret, err) : 0;
}

void sanya_parts_pay_done(struct sanya_parts_pay *pay)
{
	for (size_t i = 0; i < pay->count; i++)
		sanya_result_done(&pay->results[i]);
	pay->count = 0;
	sanya_number_done(&pay->amount);
}
