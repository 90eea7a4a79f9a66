/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One contract over past evidence: every month and every period in one pass, each scored and paid by the computation that pays.
 * What a value means for luck is the domain room's; this brings evidence and contract together and says it as JSON.
 */
#include "simulate.h"

#include "../domain/lint.h"
#include "../domain/renewal.h"
#include "../store/evidence.h"
#include "../store/people.h"
#include "evaluate.h"
#include "interval_json.h"
#include "subject.h"

#include <string.h>

struct simulation {
	const struct sanya_simulate_request *request;
	const struct sanya_roster *roster;
	struct sanya_arena arena;
	struct sanya_subject subject;
	struct sanya_calendar_shelf *calendars;
	struct sanya_contract contract; /* as it is tried */
	struct sanya_period dates;
	struct sanya_period *spans; /* months, then periods */
	size_t month_count, count;
	struct sanya_contract *copies; /* by span */
	struct sanya_evaluated *list;
	size_t measured; /* of the list */
	int64_t *too_few; /* by goal, months and periods */
};

static void simulation_done(struct simulation *simulation)
{
	for (size_t i = 0; i < simulation->measured; i++)
		sanya_evaluated_done(&simulation->list[i]);
	sanya_calendar_shelf_free(simulation->calendars);
	sanya_subject_done(&simulation->subject);
	sanya_arena_done(&simulation->arena);
}

/* --- what both kinds of simulation share --- */

void sanya_simulate_copy(const struct sanya_contract *contract, struct sanya_goal *goals, struct sanya_contract *ret)
{
	*ret = *contract;
	ret->goals = goals;
	for (size_t g = 0; g < contract->goal_count; g++) {
		goals[g] = contract->goals[g];
		goals[g].deadline = SANYA_NO_DATE;
	}
}

void sanya_simulate_leave_out(const struct sanya_contract *contract, struct sanya_measured *measured)
{
	for (size_t g = 0; g < contract->goal_count; g++) {
		if (!sanya_goal_is_said(&contract->goals[g]))
			continue;
		measured[g].outcome = SANYA_OUTCOME_EXCLUDED;
		measured[g].count = 0;
		measured[g].reason = SANYA_N("said by people, so that it has no past");
	}
}

int sanya_simulate_dates(const struct sanya_simulate_request *request, const char *zone, int32_t begins, unsigned least,
			 struct sanya_period *ret, struct sanya_error *err)
{
	int32_t today, before;

	if (sanya_date_in(zone, request->now, &today, err) != 0)
		return -1;
	before = sanya_month_start(begins < today ? begins : today, 0);
	ret->to = request->to != SANYA_NO_DATE ? request->to : before - 1;
	ret->from = request->from != SANYA_NO_DATE ? request->from : sanya_month_start(ret->to, 1 - (int32_t)least);
	if (ret->to >= today) {
		sanya_error_set(err, SANYA_USAGE, "the last day is not over: there is no evidence of it yet");
		return sanya_error_next(err, "end with a day before today: --to DATE");
	}
	if (ret->from > ret->to)
		return sanya_error_set(err, SANYA_USAGE, "the first day comes after the last one");
	if (sanya_month_start(ret->from, SANYA_SIMULATE_MONTHS_MAX) <= ret->to) {
		sanya_error_set(err, SANYA_USAGE, "more than %u months", SANYA_SIMULATE_MONTHS_MAX);
		return sanya_error_next(err, "choose dates that are nearer to each other: --from DATE --to DATE");
	}
	return 0;
}

/* --- who, and when --- */

/* Somebody else takes the employee's place, with their own manager on the last day. */
static int set_parties(struct simulation *simulation, struct sanya_error *err)
{
	const struct sanya_simulate_request *request = simulation->request;
	struct sanya_contract *contract = &simulation->subject.contract;
	const struct sanya_person *person;

	if (request->employee != NULL)
		contract->employee = request->employee;
	if (sanya_roster_person(simulation->roster, contract->employee, &person, err) != 0)
		return -1;
	contract->employee = person->id;
	if (request->employee != NULL && sanya_person_manager(person, simulation->dates.to) != NULL)
		contract->manager = sanya_person_manager(person, simulation->dates.to);
	return 0;
}

static int choose_spans(struct simulation *simulation, struct sanya_error *err)
{
	const struct sanya_contract *contract = &simulation->subject.contract;
	const struct sanya_period dates = simulation->dates;
	/* A period may be a single day. */
	size_t room = SANYA_SIMULATE_MONTHS_MAX + 2 + (size_t)(dates.to - dates.from) / (size_t)(contract->to - contract->from + 1);
	struct sanya_period span;

	simulation->spans = sanya_arena_array(&simulation->arena, room, sizeof(*simulation->spans));
	if (simulation->spans == NULL)
		return sanya_error_memory(err);
	for (int32_t day = dates.from; day <= dates.to; day = span.to + 1) {
		span = sanya_period_month(day);
		simulation->spans[simulation->count++] = (struct sanya_period){ day, span.to < dates.to ? span.to : dates.to };
	}
	simulation->month_count = simulation->count;
	if (sanya_period_months(contract->from, contract->to) == 1 && sanya_period_month(dates.to).to == dates.to)
		return 0; /* months are periods */
	for (span = sanya_period_ending(contract, dates.to); span.from >= dates.from; span = sanya_period_ending(contract, span.from - 1))
		simulation->spans[simulation->count++] = span;
	for (size_t i = simulation->month_count, k = simulation->count; i + 1 < k; i++) { /* the first one first */
		span = simulation->spans[i];
		simulation->spans[i] = simulation->spans[--k];
		simulation->spans[k] = span;
	}
	return 0;
}

/* --- measuring --- */

static int prepare(struct simulation *simulation, struct sanya_error *err)
{
	const struct sanya_contract *contract = &simulation->subject.contract;
	struct sanya_goal *goals = sanya_arena_array(&simulation->arena, contract->goal_count, sizeof(*goals));

	simulation->copies = sanya_arena_array(&simulation->arena, simulation->count, sizeof(*simulation->copies));
	simulation->list = sanya_arena_array(&simulation->arena, simulation->count, sizeof(*simulation->list));
	simulation->too_few = sanya_arena_array(&simulation->arena, 2 * contract->goal_count, sizeof(*simulation->too_few));
	if (goals == NULL || simulation->copies == NULL || simulation->list == NULL || simulation->too_few == NULL)
		return sanya_error_memory(err);
	sanya_simulate_copy(contract, goals, &simulation->contract);
	for (size_t i = 0; i < simulation->count; i++) {
		simulation->copies[i] = simulation->contract;
		simulation->copies[i].from = simulation->spans[i].from;
		simulation->copies[i].to = simulation->spans[i].to;
		if (sanya_evaluated_init_bare(&simulation->list[i], &simulation->copies[i], SANYA_NO_INSTANT, &simulation->arena, err) != 0)
			return -1;
		simulation->measured = i + 1;
		if (sanya_evaluated_spread(&simulation->list[i], &simulation->arena, err) != 0)
			return -1;
	}
	return 0;
}

static int measure(struct simulation *simulation, struct sanya_error *err)
{
	struct sanya_lookup *lookup = simulation->request->lookup;
	struct sanya_evaluate evaluate = { .store = simulation->request->store, .roster = simulation->roster, .arena = &simulation->arena,
					   .explain_goal = SIZE_MAX, .spreads = true, .team_stands_in = true,
					   .watermark = sanya_evidence_watermark(simulation->request->store) };

	if (prepare(simulation, err) != 0 || sanya_calendar_shelf_new(lookup->settings, &simulation->calendars, err) != 0 ||
	    sanya_lookup_host(lookup, &evaluate.host, err) != 0)
		return -1;
	evaluate.shelf = simulation->calendars;
	if (sanya_evaluate_many(&evaluate, simulation->list, simulation->count, err) != 0)
		return -1;
	for (size_t i = 0; i < simulation->count; i++) {
		if (simulation->list[i].failed != NULL) {
			*err = *simulation->list[i].failed;
			return -1;
		}
		sanya_simulate_leave_out(&simulation->contract, simulation->list[i].measured);
	}
	return 0;
}

/* --- as JSON --- */

/* What one bad answer more would have made of one goal, and of the reward. */
static int one_worse_json(const struct sanya_evaluated *of, size_t g, const struct sanya_result *result, struct sanya_json **ret,
			  struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_result_done) struct sanya_result worse;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number change;
	const struct sanya_goal *goal = &of->contract->goals[g];
	struct sanya_measured kept = of->measured[g], one_worse;
	int failed = 0;

	sanya_result_init(&worse);
	sanya_number_init(&change);
	sanya_measured_init(&one_worse);
	if (result != NULL && sanya_measured_one_worse(goal, &kept, &of->spread[g], &one_worse)) {
		of->measured[g] = one_worse;
		failed = sanya_reward_compute_silently(of->contract, of->measured, 1, 1, &worse, err);
		of->measured[g] = kept;
		if (failed == 0) {
			*ret = sanya_json_object();
			sanya_number_sub(&change, &worse.amount, &result->amount);
			sanya_value_set(*ret, "value", "display", true, &one_worse.value, goal->measure);
			sanya_json_set_integer(*ret, "count", one_worse.count);
			sanya_json_set(*ret, "score", worse.goals[g].has_score ? sanya_json_of_number(&worse.goals[g].score) : sanya_json_null());
			sanya_json_set(*ret, "reward", sanya_json_of_amount(&worse.amount));
			sanya_json_set(*ret, "change", sanya_json_of_amount(&change));
		}
	} else {
		*ret = sanya_json_null();
	}
	sanya_measured_done(&one_worse);
	return failed;
}

static int goal_json(const struct sanya_evaluated *of, size_t g, const struct sanya_result *result, struct sanya_json *goals,
		     struct sanya_error *err)
{
	const struct sanya_goal *goal = &of->contract->goals[g];
	const struct sanya_measured *measured = &of->measured[g];
	const struct sanya_goal_result *scored = result != NULL ? &result->goals[g] : NULL;
	struct sanya_json *json = sanya_json_object(), *one_worse;

	sanya_json_append(goals, json);
	sanya_json_set_text(json, "goal", goal->id);
	sanya_json_set_text(json, "outcome", sanya_outcome_word(scored != NULL ? scored->outcome : measured->outcome));
	sanya_json_set_text(json, "applied", scored != NULL ? scored->applied : NULL);
	sanya_json_set_text(json, "reason", scored != NULL ? scored->reason : measured->reason);
	sanya_value_set(json, "value", "display", measured->outcome == SANYA_OUTCOME_VALUE, &measured->value, goal->measure);
	sanya_json_set_integer(json, "count", measured->count);
	sanya_interval_set(json, goal, measured->outcome, &measured->value, measured->count, &of->spread[g]);
	sanya_json_set(json, "score", scored != NULL && scored->has_score ? sanya_json_of_number(&scored->score) : sanya_json_null());
	if (one_worse_json(of, g, result, &one_worse, err) != 0)
		return -1;
	return sanya_json_set(json, "one_worse", one_worse) == 0 ? 0 : sanya_error_memory(err);
}

static bool is_employed(const struct simulation *simulation, const struct sanya_period *span)
{
	const struct sanya_person *person = sanya_roster_find(simulation->roster, simulation->contract.employee);

	for (int32_t day = span->from; person != NULL && day <= span->to; day++)
		if (sanya_person_employed(person, day))
			return true;
	return false;
}

/* Samples that were too small are counted where somebody was there to have one. */
static void count_too_few(struct simulation *simulation, size_t i, const struct sanya_evaluated *of)
{
	for (size_t g = 0; g < of->contract->goal_count; g++) {
		const struct sanya_measured *measured = &of->measured[g];
		bool counts = measured->outcome == SANYA_OUTCOME_VALUE || measured->outcome == SANYA_OUTCOME_NO_DATA;

		if (counts && measured->count < of->contract->goals[g].minimum_sample)
			simulation->too_few[2 * g + (i >= simulation->month_count)]++;
	}
}

static int span_json(struct simulation *simulation, size_t i, struct sanya_json *list, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_result_done) struct sanya_result result;
	struct sanya_evaluated *of = &simulation->list[i];
	struct sanya_json *json = sanya_json_object(), *goals = sanya_json_array();
	bool employed = is_employed(simulation, &simulation->spans[i]), paid = employed && sanya_evaluated_complete(of);
	int failed = 0;

	sanya_result_init(&result);
	sanya_json_append(list, json);
	sanya_json_set(json, "from", sanya_json_of_date(of->contract->from));
	sanya_json_set(json, "to", sanya_json_of_date(of->contract->to));
	sanya_json_set(json, "employed", sanya_json_of_bool(employed));
	sanya_json_set(json, "goals", goals);
	if (paid)
		failed = sanya_reward_compute_silently(of->contract, of->measured, 1, 1, &result, err);
	for (size_t g = 0; g < of->contract->goal_count && failed == 0; g++)
		failed = goal_json(of, g, paid ? &result : NULL, goals, err);
	if (failed != 0)
		return -1;
	if (employed)
		count_too_few(simulation, i, of);
	sanya_json_set(json, "score", paid && result.has_score ? sanya_json_of_number(&result.score) : sanya_json_null());
	if (paid && result.has_score)
		sanya_json_set(json, "reward", sanya_json_of_amount(&result.amount));
	else
		sanya_json_set(json, "reward", sanya_json_null());
	sanya_json_set_text(json, "reason", !employed		 ? SANYA_N("not employed then")
					    : !paid		 ? SANYA_N("a goal could not be measured")
					    : !result.has_score ? SANYA_N("no goal has a score")
								: NULL);
	return 0;
}

static void add_goal(const struct simulation *simulation, size_t g, struct sanya_json *goals)
{
	const struct sanya_goal *goal = &simulation->contract.goals[g];
	struct sanya_json *json = sanya_json_object();
	struct sanya_number target;

	sanya_number_init(&target);
	sanya_json_set_text(json, "goal", goal->id);
	sanya_json_set(json, "title", sanya_json_of_words(&goal->title));
	sanya_value_set(json, "target", "target_display", sanya_scale_target(&goal->scale, &target), &target, goal->measure);
	sanya_json_set_integer(json, "minimum_sample", goal->minimum_sample);
	sanya_json_set(json, "simulated", sanya_json_of_bool(!sanya_goal_is_said(goal)));
	sanya_json_set_text(json, "interval", sanya_interval_word(&goal->statistic));
	sanya_json_set_integer(json, "too_few_months", simulation->too_few[2 * g]);
	sanya_json_set_integer(json, "too_few_periods", simulation->too_few[2 * g + 1]);
	sanya_json_append(goals, json);
	sanya_number_done(&target);
}

static int write_json(struct simulation *simulation, struct sanya_json *json, struct sanya_error *err)
{
	const struct sanya_contract *contract = &simulation->contract;
	struct sanya_json *months = sanya_json_array(), *periods = sanya_json_array(), *goals = sanya_json_array();

	sanya_json_set_text(json, "contract", contract->number);
	sanya_json_set_text(json, "name", simulation->request->name);
	sanya_json_set_text(json, "employee", contract->employee);
	sanya_json_set_text(json, "manager", contract->manager);
	sanya_json_set_text(json, "currency", contract->reward.currency);
	sanya_json_set(json, "from", sanya_json_of_date(simulation->dates.from));
	sanya_json_set(json, "to", sanya_json_of_date(simulation->dates.to));
	sanya_json_set(json, "goals", goals);
	sanya_json_set(json, "months", months);
	sanya_json_set(json, "periods", periods);
	for (size_t i = 0; i < simulation->count; i++)
		if (span_json(simulation, i, i < simulation->month_count ? months : periods, err) != 0)
			return -1;
	for (size_t g = 0; g < contract->goal_count; g++)
		add_goal(simulation, g, goals);
	return 0;
}

int sanya_contract_simulate(const struct sanya_simulate_request *request, struct sanya_roster *ret_roster, struct sanya_json **ret,
			    struct sanya_error *err)
{
	SANYA_CLEANUP(simulation_done) struct simulation simulation = { .request = request, .roster = ret_roster };
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = sanya_json_object();
	const struct sanya_contract *contract = &simulation.subject.contract;

	sanya_roster_init(ret_roster);
	sanya_arena_init(&simulation.arena);
	sanya_subject_init(&simulation.subject);
	if (sanya_subject_read(&simulation.subject, request->store, &request->lookup->references, "contract simulate", request->name, err) != 0 ||
	    sanya_simulate_dates(request, contract->timezone, contract->from, SANYA_SIMULATE_MONTHS, &simulation.dates, err) != 0 ||
	    sanya_people_load(request->store, ret_roster, err) != 0 || set_parties(&simulation, err) != 0 ||
	    choose_spans(&simulation, err) != 0 || measure(&simulation, err) != 0 || write_json(&simulation, json, err) != 0)
		return -1;
	*ret = json;
	json = NULL;
	return 0;
}
