/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All contracts of a cycle over past evidence, portion by portion, every window of a portion in one pass.
 * Keeps amounts alone: how rewards are spread, and what they come to window by window.
 */
#include "simulate.h"

#include "../codec/contract_shelf.h"
#include "../domain/lint.h"
#include "../store/contracts.h"
#include "../store/evidence.h"
#include "../store/people.h"
#include "evaluate.h"
#include "review.h"

#include <stdlib.h>
#include <string.h>

#define PORTION_BYTES (1u << 20) /* of contracts held at once, each tried as often as there are windows */
#define CURRENCIES_MAX 16u

struct amounts {
	struct sanya_number *list;
	size_t count, room;
};

struct currency {
	char code[4];
	size_t contracts;
	struct sanya_number at_100;
	struct amounts rewards;
	struct sanya_number *totals; /* by window */
	size_t *known;		     /* by window: contracts in the total */
};

struct whole { /* the cycle */
	const struct sanya_simulate_request *request;
	struct sanya_evaluate evaluate;
	struct sanya_arena arena, portion;
	struct sanya_calendar_shelf *calendars;
	struct sanya_contract_shelf *contracts;
	struct sanya_roster roster;
	struct sanya_period dates;
	int32_t *ends; /* of the windows, the first one first */
	size_t window_count;
	size_t *unknown; /* by window */
	struct currency currencies[CURRENCIES_MAX];
	size_t currency_count;
	const struct sanya_contract **list; /* of the portion */
	size_t count, room;
	size_t tried, left_out;
};

static void whole_done(struct whole *whole)
{
	for (size_t i = 0; i < whole->currency_count; i++) {
		struct currency *currency = &whole->currencies[i];

		for (size_t k = 0; k < currency->rewards.count; k++)
			sanya_number_done(&currency->rewards.list[k]);
		for (size_t w = 0; w < whole->window_count; w++)
			sanya_number_done(&currency->totals[w]);
		sanya_number_done(&currency->at_100);
		free(currency->rewards.list);
	}
	sanya_store_view_end(whole->request->store);
	free(whole->list);
	sanya_contract_shelf_free(whole->contracts);
	sanya_calendar_shelf_free(whole->calendars);
	sanya_roster_done(&whole->roster);
	sanya_arena_done(&whole->portion);
	sanya_arena_done(&whole->arena);
}

/* --- amounts --- */

static int find_currency(struct whole *whole, const char *code, struct currency **ret, struct sanya_error *err)
{
	struct currency *currency;
	size_t i = 0;

	while (i < whole->currency_count && strcmp(whole->currencies[i].code, code) != 0)
		i++;
	*ret = currency = &whole->currencies[i < CURRENCIES_MAX ? i : 0];
	if (i < whole->currency_count)
		return 0;
	if (i == CURRENCIES_MAX)
		return sanya_error_set(err, SANYA_FAILED, "the contracts of the cycle pay in more than %u currencies", CURRENCIES_MAX);
	currency->totals = sanya_arena_array(&whole->arena, whole->window_count + 1, sizeof(*currency->totals));
	currency->known = sanya_arena_array(&whole->arena, whole->window_count + 1, sizeof(*currency->known));
	if (currency->totals == NULL || currency->known == NULL)
		return sanya_error_memory(err);
	snprintf(currency->code, sizeof(currency->code), "%s", code);
	sanya_number_init(&currency->at_100);
	for (size_t w = 0; w < whole->window_count; w++)
		sanya_number_init(&currency->totals[w]);
	whole->currency_count++;
	return 0;
}

static int keep(struct amounts *amounts, const struct sanya_number *amount, struct sanya_error *err)
{
	if (amounts->count == amounts->room) {
		size_t room = amounts->room * 2 + 64;
		struct sanya_number *grown = reallocarray(amounts->list, room, sizeof(*grown));

		if (grown == NULL)
			return sanya_error_memory(err);
		amounts->list = grown;
		amounts->room = room;
	}
	sanya_number_init(&amounts->list[amounts->count]);
	sanya_number_set(&amounts->list[amounts->count++], amount);
	return 0;
}

/* --- one portion --- */

/* Where not one goal saw anything, evidence was never delivered, or the past is another's. */
static bool saw_anything(const struct sanya_evaluated *of)
{
	for (size_t g = 0; g < of->contract->goal_count; g++)
		if (!sanya_goal_is_said(&of->contract->goals[g]) && of->measured[g].count > 0)
			return true;
	return false;
}

/* What one contract would have given in one window, where anybody can say. */
static int add_window(struct whole *whole, struct currency *currency, size_t window, struct sanya_evaluated *of, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_result_done) struct sanya_result result;
	const struct sanya_person *person = sanya_roster_find(&whole->roster, of->contract->employee);
	bool known = of->failed == NULL && person != NULL && sanya_person_employed(person, of->contract->to) &&
		     of->contract->from >= whole->dates.from && sanya_evaluated_complete(of) && saw_anything(of);

	sanya_result_init(&result);
	if (known) {
		sanya_simulate_leave_out(of->contract, of->measured);
		if (sanya_reward_compute_silently(of->contract, of->measured, 1, 1, &result, err) != 0)
			return -1;
	}
	if (!known || !result.has_score) {
		whole->unknown[window]++;
		return 0;
	}
	sanya_number_add(&currency->totals[window], &currency->totals[window], &result.amount);
	currency->known[window]++;
	return keep(&currency->rewards, &result.amount, err);
}

/* Every contract of the portion once for each window, contract by contract. */
static int prepare(struct whole *whole, struct sanya_evaluated *list, struct sanya_contract *copies, size_t *ret_count, struct sanya_error *err)
{
	for (size_t i = 0; i < whole->count; i++) {
		const struct sanya_contract *contract = whole->list[i];
		struct sanya_goal *goals = sanya_arena_array(&whole->portion, contract->goal_count, sizeof(*goals));

		if (goals == NULL)
			return sanya_error_memory(err);
		for (size_t w = 0; w < whole->window_count; w++) {
			struct sanya_contract *copy = &copies[*ret_count];
			struct sanya_period span = sanya_period_ending(contract, whole->ends[w]);

			sanya_simulate_copy(contract, goals, copy);
			copy->from = span.from;
			copy->to = span.to;
			if (sanya_evaluated_init_bare(&list[*ret_count], copy, SANYA_NO_INSTANT, &whole->portion, err) != 0)
				return -1;
			++*ret_count;
		}
	}
	return 0;
}

static int add_contracts(struct whole *whole, struct sanya_evaluated *list, struct sanya_error *err)
{
	for (size_t i = 0; i < whole->count; i++) {
		const struct sanya_reward *reward = &whole->list[i]->reward;
		struct currency *currency;

		if (find_currency(whole, reward->currency, &currency, err) != 0)
			return -1;
		sanya_number_add(&currency->at_100, &currency->at_100, &reward->at_100);
		currency->contracts++;
		for (size_t w = 0; w < whole->window_count; w++)
			if (add_window(whole, currency, w, &list[i * whole->window_count + w], err) != 0)
				return sanya_error_at(err, whole->list[i]->number, 0, 0);
	}
	return 0;
}

static int try_portion(struct whole *whole, struct sanya_error *err)
{
	size_t most = whole->count * whole->window_count, count = 0;
	struct sanya_evaluated *list = sanya_arena_array(&whole->portion, most + 1, sizeof(*list));
	struct sanya_contract *copies = sanya_arena_array(&whole->portion, most + 1, sizeof(*copies));
	int result = list == NULL || copies == NULL ? sanya_error_memory(err) : 0;

	if (result == 0)
		result = prepare(whole, list, copies, &count, err);
	if (result == 0)
		result = sanya_evaluate_many(&whole->evaluate, list, count, err);
	if (result == 0)
		result = add_contracts(whole, list, err);
	for (size_t i = 0; i < count; i++)
		sanya_evaluated_done(&list[i]);
	whole->count = 0;
	sanya_contract_shelf_clear(whole->contracts);
	sanya_arena_clear(&whole->portion);
	return result;
}

/* --- the contracts --- */

/* Still to be paid, or once paid: what came to nothing needs no budget. */
static bool came_to_nothing(enum sanya_state state)
{
	return state == SANYA_DECLINED || state == SANYA_WITHDRAWN || state == SANYA_LAPSED || state == SANYA_TERMINATED;
}

static bool wants_all(const void *context, const char *employee, const char *manager)
{
	(void)context;
	(void)employee;
	(void)manager;
	return true;
}

static int add_contract(void *context, const char *number, enum sanya_state state, const char *document, size_t size, struct sanya_error *err)
{
	struct whole *whole = context;

	if (came_to_nothing(state) || document == NULL) {
		whole->left_out++;
		return 0;
	}
	if (whole->count == whole->room) {
		size_t room = whole->room * 2 + 256;
		const struct sanya_contract **grown = reallocarray(whole->list, room, sizeof(*grown));

		if (grown == NULL)
			return sanya_error_memory(err);
		whole->list = grown;
		whole->room = room;
	}
	if (sanya_contract_shelf_read(whole->contracts, number, document, size, &whole->list[whole->count], err) != 0)
		return sanya_error_at(err, number, 0, 0);
	whole->count++;
	whole->tried++;
	return sanya_contract_shelf_bytes(whole->contracts) >= PORTION_BYTES ? try_portion(whole, err) : 0;
}

/* --- windows --- */

/* Ends of months on which a window of the cycle's own length ends; a cycle that is no whole months has windows of a month at least. */
static int choose_windows(struct whole *whole, const struct sanya_cycle *cycle, struct sanya_error *err)
{
	int32_t months = sanya_period_months(cycle->from, cycle->to), own = months > 0 ? months : (cycle->to - cycle->from) / 31 + 1;
	int32_t longest = (int32_t)SANYA_SIMULATE_MONTHS_MAX / 2;
	unsigned reach = SANYA_SIMULATE_MONTHS - 1 + (unsigned)(own < longest ? own : longest);
	struct sanya_period dates;
	int32_t end;

	if (sanya_simulate_dates(whole->request, NULL, cycle->from, reach, &dates, err) != 0)
		return -1;
	whole->dates = dates;
	whole->ends = sanya_arena_array(&whole->arena, SANYA_SIMULATE_MONTHS_MAX + 2, sizeof(*whole->ends));
	whole->unknown = sanya_arena_array(&whole->arena, SANYA_SIMULATE_MONTHS_MAX + 2, sizeof(*whole->unknown));
	if (whole->ends == NULL || whole->unknown == NULL)
		return sanya_error_memory(err);
	for (end = sanya_period_month(dates.from).to; end <= dates.to; end = sanya_month_start(end, 2) - 1)
		if (sanya_month_start(end, 1 - own) >= dates.from)
			whole->ends[whole->window_count++] = end;
	if (whole->window_count > 0)
		return 0;
	sanya_error_set(err, SANYA_USAGE, "no window of %d months lies within these dates", (int)own);
	return sanya_error_next(err, "begin earlier: --from DATE");
}

/* --- as JSON --- */

static int compare_amounts(const void *a, const void *b)
{
	return sanya_number_compare(a, b);
}

/* Type 7, as percentiles everywhere: linear between the two around (n - 1) * percent / 100.  Of sorted amounts, at least one. */
static void set_percentile(struct sanya_json *json, const char *key, const struct amounts *amounts, size_t percent)
{
	size_t place = (amounts->count - 1) * percent, below = place / 100;
	struct sanya_number amount, part;

	sanya_number_init(&amount);
	sanya_number_init(&part);
	sanya_number_set(&amount, &amounts->list[below]);
	if (place % 100 != 0) {
		sanya_number_sub(&amount, &amounts->list[below + 1], &amount);
		sanya_number_set_ratio(&part, (int64_t)(place % 100), 100);
		sanya_number_mul(&amount, &amount, &part);
		sanya_number_add(&amount, &amount, &amounts->list[below]);
	}
	sanya_json_set(json, key, sanya_json_of_amount(&amount));
	sanya_number_done(&amount);
	sanya_number_done(&part);
}

struct mark {
	const char *key;
	size_t percent;
};

static void set_marks(struct sanya_json *json, struct amounts *amounts, const struct mark *marks, size_t count)
{
	if (amounts->count > 0)
		qsort(amounts->list, amounts->count, sizeof(*amounts->list), compare_amounts);
	for (size_t i = 0; i < count; i++) {
		if (amounts->count > 0)
			set_percentile(json, marks[i].key, amounts, marks[i].percent);
		else
			sanya_json_set(json, marks[i].key, sanya_json_null());
	}
}

static struct sanya_json *rewards_json(struct currency *currency)
{
	static const struct mark marks[] = { { "least", 0 }, { "p10", 10 }, { "p25", 25 }, { "median", 50 }, { "p75", 75 }, { "p90", 90 }, { "most", 100 } };
	struct sanya_json *json = sanya_json_object();
	int64_t nothing = 0;

	for (size_t i = 0; i < currency->rewards.count; i++)
		nothing += sanya_number_sign(&currency->rewards.list[i]) == 0;
	sanya_json_set_integer(json, "count", (int64_t)currency->rewards.count);
	sanya_json_set_integer(json, "nothing", nothing);
	set_marks(json, &currency->rewards, marks, SANYA_COUNT(marks));
	return json;
}

static int budget_json(const struct whole *whole, const struct currency *currency, struct sanya_json **ret, struct sanya_error *err)
{
	static const struct mark marks[] = { { "least", 0 }, { "p10", 10 }, { "p25", 25 }, { "p50", 50 }, { "p75", 75 }, { "p90", 90 }, { "most", 100 } };
	struct amounts totals = { .list = NULL };
	int failed = 0;

	*ret = sanya_json_object();
	for (size_t w = 0; w < whole->window_count && failed == 0; w++)
		if (currency->known[w] > 0)
			failed = keep(&totals, &currency->totals[w], err);
	sanya_json_set_integer(*ret, "windows", (int64_t)totals.count);
	set_marks(*ret, &totals, marks, SANYA_COUNT(marks));
	for (size_t i = 0; i < totals.count; i++)
		sanya_number_done(&totals.list[i]);
	free(totals.list);
	return failed;
}

static struct sanya_json *windows_json(const struct whole *whole)
{
	struct sanya_json *list = sanya_json_array();

	for (size_t w = 0; w < whole->window_count; w++) {
		struct sanya_json *json = sanya_json_object(), *totals = sanya_json_array();

		sanya_json_set(json, "to", sanya_json_of_date(whole->ends[w]));
		sanya_json_set_integer(json, "unknown", (int64_t)whole->unknown[w]);
		for (size_t i = 0; i < whole->currency_count; i++) {
			const struct currency *currency = &whole->currencies[i];
			struct sanya_json *total = sanya_json_object();

			sanya_json_set_text(total, "currency", currency->code);
			sanya_json_set(total, "total", sanya_json_of_amount(&currency->totals[w]));
			sanya_json_set_integer(total, "contracts", (int64_t)currency->known[w]);
			sanya_json_append(totals, total);
		}
		sanya_json_set(json, "totals", totals);
		sanya_json_append(list, json);
	}
	return list;
}

static int write_json(struct whole *whole, struct sanya_json *json, struct sanya_error *err)
{
	struct sanya_json *currencies = sanya_json_array();

	sanya_json_set_text(json, "cycle", whole->request->name);
	sanya_json_set(json, "from", sanya_json_of_date(whole->dates.from));
	sanya_json_set(json, "to", sanya_json_of_date(whole->dates.to));
	sanya_json_set_integer(json, "contracts", (int64_t)whole->tried);
	sanya_json_set_integer(json, "left_out", (int64_t)whole->left_out);
	sanya_json_set(json, "currencies", currencies);
	for (size_t i = 0; i < whole->currency_count; i++) {
		struct currency *currency = &whole->currencies[i];
		struct sanya_json *one = sanya_json_object(), *budget;

		sanya_json_append(currencies, one);
		sanya_json_set_text(one, "currency", currency->code);
		sanya_json_set_integer(one, "contracts", (int64_t)currency->contracts);
		sanya_json_set(one, "at_100", sanya_json_of_amount(&currency->at_100));
		sanya_json_set(one, "rewards", rewards_json(currency));
		if (budget_json(whole, currency, &budget, err) != 0)
			return -1;
		sanya_json_set(one, "budget", budget);
	}
	return sanya_json_set(json, "windows", windows_json(whole)) == 0 ? 0 : sanya_error_memory(err);
}

int sanya_cycle_simulate(const struct sanya_simulate_request *request, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(whole_done) struct whole whole = {
		.request = request,
		.evaluate = { .store = request->store, .team_stands_in = true, .explain_goal = SIZE_MAX },
	};
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = sanya_json_object();
	struct sanya_cycle cycle;

	sanya_arena_init(&whole.arena);
	sanya_arena_init(&whole.portion);
	sanya_roster_init(&whole.roster);
	if (sanya_store_view(request->store, err) != 0 || sanya_cycle_find(request->store, request->name, &whole.arena, &cycle, err) != 0 ||
	    choose_windows(&whole, &cycle, err) != 0 || sanya_people_load(request->store, &whole.roster, err) != 0 ||
	    sanya_calendar_shelf_new(request->lookup->settings, &whole.calendars, err) != 0 ||
	    sanya_contract_shelf_new(&whole.contracts, err) != 0 || sanya_lookup_host(request->lookup, &whole.evaluate.host, err) != 0)
		return -1;
	whole.evaluate.shelf = whole.calendars;
	whole.evaluate.roster = &whole.roster;
	whole.evaluate.arena = &whole.portion;
	whole.evaluate.watermark = sanya_evidence_watermark(request->store);
	if (sanya_contracts_ending_documents(request->store, cycle.from, cycle.to, wants_all, add_contract, &whole, err) != 0 ||
	    (whole.count > 0 && try_portion(&whole, err) != 0) || write_json(&whole, json, err) != 0)
		return -1;
	*ret = json;
	json = NULL;
	return 0;
}
