/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cycle's contracts, read, measured and scored together, in portions where their documents have little in common.
 * Writes nothing; what stands in the ledger is left alone.
 */
#include "cycle_evaluate.h"

#include "../codec/contract_shelf.h"
#include "../store/evidence.h"
#include "../store/people.h"
#include "../store/sources.h"
#include "parts.h"
#include "review.h"
#include "touched.h"

#include <stdlib.h>
#include <string.h>

#define PORTION_BYTES (8u << 20) /* of contracts held at once */

struct whole { /* the cycle */
	struct sanya_store *store;
	struct sanya_evaluate evaluate;
	struct sanya_arena arena, portion;
	struct sanya_calendar_shelf *calendars;
	struct sanya_contract_shelf *contracts;
	struct sanya_roster roster;
	unsigned char *touch; /* by place on the roster; NULL: all contracts are wanted */
	int64_t now;
	struct sanya_evaluated *list; /* of the portion */
	bool *may_be_ended;	      /* the same: not active any more, perhaps since it was terminated */
	size_t count, room;
	int (*each)(void *context, const struct sanya_cycle_line *line, struct sanya_error *err);
	void *context;
	struct sanya_cycle_totals *totals;
};

static void whole_done(struct whole *whole)
{
	sanya_store_view_end(whole->store);
	for (size_t i = 0; i < whole->count; i++)
		sanya_evaluated_done(&whole->list[i]);
	free(whole->list);
	free(whole->may_be_ended);
	free(whole->touch);
	sanya_contract_shelf_free(whole->contracts);
	sanya_calendar_shelf_free(whole->calendars);
	sanya_roster_done(&whole->roster);
	sanya_arena_done(&whole->portion);
	sanya_arena_done(&whole->arena);
}

/* --- totals --- */

void sanya_cycle_totals_init(struct sanya_cycle_totals *totals)
{
	*totals = (struct sanya_cycle_totals){ .evaluated = 0 };
	for (size_t i = 0; i < SANYA_COUNT(totals->sums); i++)
		sanya_number_init(&totals->sums[i].amount);
}

void sanya_cycle_totals_done(struct sanya_cycle_totals *totals)
{
	for (size_t i = 0; i < SANYA_COUNT(totals->sums); i++)
		sanya_number_done(&totals->sums[i].amount);
}

static int add_amount(struct sanya_cycle_totals *totals, const char *currency, const struct sanya_number *amount,
		      struct sanya_error *err)
{
	size_t i = 0;

	while (i < totals->sum_count && strcmp(totals->sums[i].currency, currency) != 0)
		i++;
	if (i == SANYA_COUNT(totals->sums))
		return sanya_error_set(err, SANYA_FAILED, "the contracts of the cycle pay in more than %u currencies", SANYA_CURRENCIES_MAX);
	if (i == totals->sum_count) {
		snprintf(totals->sums[i].currency, sizeof(totals->sums[i].currency), "%s", currency);
		totals->sum_count++;
	}
	sanya_number_add(&totals->sums[i].amount, &totals->sums[i].amount, amount);
	totals->sums[i].contracts++;
	return 0;
}

/* --- one contract --- */

/* Signed by both, whether or not its reward is on its way already. */
static bool in_force(enum sanya_state state)
{
	switch (state) {
	case SANYA_ACTIVE:
	case SANYA_IN_REVIEW:
	case SANYA_REVIEWED:
	case SANYA_ACKNOWLEDGED:
	case SANYA_NO_ANSWER:
	case SANYA_DISPUTED:
	case SANYA_RESOLVED:
	case SANYA_APPROVED:
	case SANYA_EXPORTED:
	case SANYA_PAID:
	case SANYA_RENEWED:
	case SANYA_CLOSED:
	case SANYA_TERMINATED: /* paid for its days until then */
		return true;
	case SANYA_STATE_NONE:
	case SANYA_DRAFT:
	case SANYA_PROPOSED:
	case SANYA_COUNTERED:
	case SANYA_AGREED:
	case SANYA_SIGNED_BY_ONE:
	case SANYA_DECLINED:
	case SANYA_LAPSED:
	case SANYA_WITHDRAWN:
	case SANYA_STATE_COUNT:
		break;
	}
	return false;
}

static enum sanya_touch touch_of(const struct whole *whole, const char *id)
{
	const struct sanya_person *person;

	if (whole->touch == NULL)
		return SANYA_TOUCHED;
	person = id != NULL ? sanya_roster_find(&whole->roster, id) : NULL;
	return person != NULL ? (enum sanya_touch)whole->touch[person - whole->roster.people] : SANYA_UNTOUCHED;
}

static bool wants(const void *context, const char *employee, const char *manager)
{
	return touch_of(context, employee) != SANYA_UNTOUCHED || touch_of(context, manager) != SANYA_UNTOUCHED;
}

static int evaluate_portion(struct whole *whole, struct sanya_error *err);

static int reach(struct whole *whole, struct sanya_error *err)
{
	size_t room = whole->room + whole->room / 2 + 256;
	struct sanya_evaluated *grown;
	bool *flags;

	if (whole->count < whole->room)
		return 0;
	grown = reallocarray(whole->list, room, sizeof(*grown));
	if (grown == NULL)
		return sanya_error_memory(err);
	whole->list = grown;
	flags = reallocarray(whole->may_be_ended, room, sizeof(*flags));
	if (flags == NULL)
		return sanya_error_memory(err);
	whole->may_be_ended = flags;
	whole->room = room;
	return 0;
}

static int add_contract(void *context, const char *number, enum sanya_state state, const char *document, size_t size,
			struct sanya_error *err)
{
	struct whole *whole = context;
	const struct sanya_contract *contract;
	const struct sanya_zone *zone;
	struct sanya_error ignored = SANYA_ERROR_INIT;
	struct sanya_claim *claims = NULL;
	int64_t until = SANYA_NO_INSTANT;

	if (!in_force(state) || document == NULL) {
		whole->totals->left_out++;
		return 0;
	}
	if (reach(whole, err) != 0)
		return -1;
	if (sanya_contract_shelf_read(whole->contracts, number, document, size, &contract, err) != 0)
		return sanya_error_at(err, number, 0, 0);
	if (!sanya_touched_contract(contract, touch_of(whole, contract->employee), touch_of(whole, contract->manager)))
		return 0;
	/* A zone that is not there is this contract's failure, told with it. */
	if (sanya_shelf_zone(whole->calendars, contract->timezone, &zone, &ignored) == 0 &&
	    sanya_zone_date(zone, whole->now) <= contract->to + (int32_t)contract->grace_days)
		until = whole->now;
	if (sanya_evaluated_init_bare(&whole->list[whole->count], contract, until, &whole->portion, err) != 0)
		return -1;
	whole->may_be_ended[whole->count++] = state != SANYA_ACTIVE;
	/* What was accepted in a dispute holds for every later result. */
	if (state != SANYA_ACTIVE && sanya_claims_accepted(whole->store, number, &whole->portion, &claims,
							   &whole->list[whole->count - 1].decided_count, err) != 0)
		return -1;
	whole->list[whole->count - 1].decided = claims;
	return sanya_contract_shelf_bytes(whole->contracts) >= PORTION_BYTES ? evaluate_portion(whole, err) : 0;
}

/* What held of it, where that may be more or less than the document says: it was amended, or may have been terminated. */
static int find_parts(struct whole *whole, size_t i, struct sanya_parts *ret, bool *ret_never, struct sanya_error *err)
{
	const struct sanya_contract *contract = whole->list[i].contract;
	struct sanya_contract_row row;

	*ret_never = false;
	if (contract->revision < 2 && !whole->may_be_ended[i])
		return 0;
	if (sanya_contract_find(whole->store, contract->number, &whole->portion, &row, err) != 0)
		return -1;
	*ret_never = sanya_contract_never_held(&row);
	return *ret_never ? 0 : sanya_parts_load(whole->store, &row, &whole->portion, ret, err);
}

/* They are few: each is a pass of its own. */
static int score_parts(struct whole *whole, const struct sanya_evaluated *evaluated, struct sanya_parts *parts,
		       struct sanya_evaluated *list, struct sanya_result *result, bool *ret_complete, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_parts_pay_done) struct sanya_parts_pay pay = { .count = 0 };

	for (size_t i = 0; i < parts->count; i++) {
		if (sanya_evaluated_init_bare(&list[i], &parts->list[i].contract, evaluated->until, &whole->portion, err) != 0)
			return -1;
		list[i].ended_early = parts->ended_early;
		list[i].decided = evaluated->decided;
		list[i].decided_count = evaluated->decided_count;
	}
	if (sanya_evaluate_many(&whole->evaluate, list, parts->count, err) != 0 ||
	    sanya_parts_compute(&whole->evaluate, parts, list, true, &pay, err) != 0)
		return -1;
	*ret_complete = pay.complete;
	if (!pay.complete)
		return 0;
	sanya_result_done(result);
	*result = pay.results[parts->count - 1];
	sanya_result_init(&pay.results[parts->count - 1]);
	sanya_number_set(&result->amount, &pay.amount);
	return 0;
}

/* Pay for what was measured, where all of it could be. */
static int score(struct whole *whole, const struct sanya_evaluated *evaluated, struct sanya_result *result, bool *ret_complete,
		 struct sanya_error *err)
{
	int64_t counted, of;

	*ret_complete = false;
	if (evaluated->failed != NULL || !sanya_evaluated_complete(evaluated))
		return 0;
	if (sanya_evaluate_days(&whole->evaluate, evaluated->contract, &counted, &of, err) != 0 ||
	    sanya_reward_compute_silently(evaluated->contract, evaluated->measured, counted, of, result, err) != 0)
		return -1;
	*ret_complete = true;
	return 0;
}

static int tell_line(struct whole *whole, const struct sanya_evaluated *evaluated, const struct sanya_result *result,
		     const struct sanya_error *reason, struct sanya_error *err)
{
	const struct sanya_contract *contract = evaluated->contract;
	struct sanya_cycle_line line = { .number = contract->number, .employee = contract->employee,
					 .currency = contract->reward.currency, .contract = contract, .evaluated = evaluated,
					 .result = result };

	if (reason->code != SANYA_OK)
		line.failed = reason->what;
	else if (evaluated->failed != NULL)
		line.failed = evaluated->failed->what;
	if (result != NULL) {
		whole->totals->evaluated++;
		if (add_amount(whole->totals, line.currency, &result->amount, err) != 0)
			return -1;
	} else {
		whole->totals->incomplete++;
	}
	return whole->each(whole->context, &line, err);
}

/* The first part that could not be measured in full; the last one where all could. */
static const struct sanya_evaluated *telling(const struct sanya_evaluated *list, size_t count)
{
	size_t i = 0;

	while (i + 1 < count && list[i].failed == NULL && sanya_evaluated_complete(&list[i]))
		i++;
	return &list[i];
}

static int tell_parts(struct whole *whole, const struct sanya_evaluated *evaluated, struct sanya_parts *parts, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_result_done) struct sanya_result result;
	struct sanya_evaluated *list = sanya_arena_array(&whole->portion, parts->count, sizeof(*list));
	struct sanya_error reason = SANYA_ERROR_INIT;
	bool complete = false, failed;
	int told;

	sanya_result_init(&result);
	if (list == NULL)
		return sanya_error_memory(err);
	failed = score_parts(whole, evaluated, parts, list, &result, &complete, &reason) != 0;
	told = tell_line(whole, failed ? evaluated : telling(list, parts->count), complete ? &result : NULL, &reason, err);
	for (size_t i = 0; i < parts->count; i++)
		sanya_evaluated_done(&list[i]);
	return told;
}

static int tell(struct whole *whole, size_t i, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_result_done) struct sanya_result result;
	SANYA_CLEANUP(sanya_parts_done) struct sanya_parts parts = { .count = 0 };
	struct sanya_error reason = SANYA_ERROR_INIT;
	bool complete = false, never;

	sanya_result_init(&result);
	if (find_parts(whole, i, &parts, &never, &reason) != 0)
		return tell_line(whole, &whole->list[i], NULL, &reason, err);
	if (never) {
		whole->totals->left_out++;
		return 0;
	}
	if (parts.count > 0)
		return tell_parts(whole, &whole->list[i], &parts, err);
	complete = score(whole, &whole->list[i], &result, &complete, &reason) == 0 && complete;
	return tell_line(whole, &whole->list[i], complete ? &result : NULL, &reason, err);
}

/* --- portions --- */

static int evaluate_portion(struct whole *whole, struct sanya_error *err)
{
	int result = sanya_evaluate_many(&whole->evaluate, whole->list, whole->count, err);

	for (size_t i = 0; i < whole->count && result == 0; i++)
		result = tell(whole, i, err);
	for (size_t i = 0; i < whole->count; i++)
		sanya_evaluated_done(&whole->list[i]);
	whole->count = 0;
	sanya_contract_shelf_clear(whole->contracts);
	sanya_arena_clear(&whole->portion);
	return result;
}

static int find_touched(struct whole *whole, uint64_t batch, struct sanya_error *err)
{
	if (batch == SANYA_CYCLE_LAST_RUN && sanya_source_last_batch(whole->store, &batch, err) != 0)
		return -1;
	whole->totals->batch = batch;
	return sanya_touched_find(whole->store, &whole->roster, batch, &whole->touch, err);
}

int sanya_cycle_evaluate(struct sanya_store *store, struct sanya_lookup *lookup, const char *name, int64_t now, uint64_t batch,
			 int (*each)(void *context, const struct sanya_cycle_line *line, struct sanya_error *err), void *context,
			 struct sanya_cycle_totals *totals, struct sanya_error *err)
{
	SANYA_CLEANUP(whole_done) struct whole whole = {
		.store = store, .now = now, .each = each, .context = context, .totals = totals,
		.evaluate = { .store = store, .team_stands_in = true, .explain_goal = SIZE_MAX },
	};
	struct sanya_cycle cycle;

	sanya_arena_init(&whole.arena);
	sanya_arena_init(&whole.portion);
	sanya_roster_init(&whole.roster);
	if (sanya_store_view(store, err) != 0 || sanya_cycle_find(store, name, &whole.arena, &cycle, err) != 0 ||
	    sanya_people_load(store, &whole.roster, err) != 0 ||
	    sanya_calendar_shelf_new(lookup->settings, &whole.calendars, err) != 0 ||
	    sanya_contract_shelf_new(&whole.contracts, err) != 0 || sanya_lookup_host(lookup, &whole.evaluate.host, err) != 0)
		return -1;
	if (batch != SANYA_CYCLE_ALL && find_touched(&whole, batch, err) != 0)
		return -1;
	whole.evaluate.shelf = whole.calendars;
	whole.evaluate.roster = &whole.roster;
	whole.evaluate.arena = &whole.portion;
	whole.evaluate.watermark = sanya_evidence_watermark(store);
	if (sanya_contracts_ending_documents(store, cycle.from, cycle.to, wants, add_contract, &whole, err) != 0)
		return -1;
	return whole.count == 0 ? 0 : evaluate_portion(&whole, err);
}
