/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lint of a day's cascade: the domain's rules with the volumes of last year, and the rewards of each unit against its budget.
 * The budget is a table of three columns, because that is how money is given: unit, currency, amount.
 */
#include "cascade.h"

#include "../base/file.h"
#include "../codec/csv.h"
#include "../domain/trial.h"
#include "../store/evidence.h"
#include "lint.h"
#include "past.h"

#include <string.h>

struct linting_day {
	const struct sanya_cascade_day *day;
	const struct sanya_cascade_lint_request *request;
	struct sanya_past *pasts;  /* of those that stand */
	size_t past_count, *places; /* places: of each contract's past among them */
	struct sanya_arena *arena;
	struct sanya_findings *findings;
};

static void pasts_done(struct linting_day *linting)
{
	for (size_t i = 0; i < linting->past_count; i++)
		sanya_past_done(&linting->pasts[i]);
}

static int year_of(void *context, struct sanya_cascade_goal place, struct sanya_past_month *ret, struct sanya_error *err)
{
	const struct linting_day *linting = context;

	return sanya_past_year(&linting->pasts[linting->places[place.contract]], place.goal, ret, err);
}

/* The last year of all contracts, in one pass over the evidence. */
static int measure_years(struct linting_day *linting, bool evidence, struct sanya_error *err)
{
	const struct sanya_cascade_day *day = linting->day;

	linting->pasts = sanya_arena_array(linting->arena, day->count + 1, sizeof(*linting->pasts));
	linting->places = sanya_arena_array(linting->arena, day->count + 1, sizeof(*linting->places));
	if (linting->pasts == NULL || linting->places == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < day->count; i++) {
		if (!day->list[i].stands)
			continue;
		linting->places[i] = linting->past_count;
		if (sanya_past_init(&linting->pasts[linting->past_count++], day->store, linting->request->lookup, &day->roster,
				    &day->contracts[i], linting->request->now, err) != 0)
			return -1;
	}
	return evidence ? sanya_past_years(linting->pasts, linting->past_count, err) : 0;
}

/* --- rewards of units --- */

struct unit {
	const char *name, *currency; /* name: "" for people without one */
	struct sanya_number expected, maximum, budget;
	bool has_budget;
	int64_t contracts;
};

struct units {
	struct sanya_arena *arena;
	struct unit *list;
	size_t count, room;
};

static void units_done(struct units *units)
{
	for (size_t i = 0; i < units->count; i++) {
		sanya_number_done(&units->list[i].expected);
		sanya_number_done(&units->list[i].maximum);
		sanya_number_done(&units->list[i].budget);
	}
}

static struct unit *unit_of(struct units *units, const char *name, const char *currency)
{
	struct unit *unit;

	for (size_t i = 0; i < units->count; i++)
		if (strcmp(units->list[i].name, name) == 0 && strcmp(units->list[i].currency, currency) == 0)
			return &units->list[i];
	unit = sanya_arena_grow(units->arena, units->list, units->count, &units->room, sizeof(*unit));
	if (unit == NULL)
		return NULL;
	units->list = unit;
	unit = &units->list[units->count];
	*unit = (struct unit){ .name = sanya_arena_text(units->arena, name), .currency = sanya_arena_text(units->arena, currency) };
	if (unit->name == NULL || unit->currency == NULL)
		return NULL;
	sanya_number_init(&unit->expected);
	sanya_number_init(&unit->maximum);
	sanya_number_init(&unit->budget);
	units->count++;
	return unit;
}

/* The reward of a whole period, every goal at its best, or as last year. */
static int reward_of(struct linting_day *linting, size_t c, bool best, bool evidence, struct sanya_number *ret, struct sanya_error *err)
{
	const struct sanya_contract *contract = &linting->day->contracts[c];
	struct sanya_measured *measured = sanya_arena_array(linting->arena, contract->goal_count, sizeof(*measured));
	struct sanya_past_month year;
	struct sanya_result result;
	int failed = 0;

	if (measured == NULL)
		return sanya_error_memory(err);
	sanya_number_init(&year.value);
	sanya_result_init(&result);
	for (size_t g = 0; g < contract->goal_count; g++) {
		const struct sanya_goal *goal = &contract->goals[g];

		sanya_measured_init(&measured[g]);
		measured[g].outcome = SANYA_OUTCOME_VALUE;
		measured[g].count = goal->minimum_sample;
		if (best)
			sanya_number_set(&measured[g].value, &sanya_scale_best(&goal->scale)->x);
		else
			sanya_scale_full(&goal->scale, &measured[g].value);
		year.known = false;
		if (!best && evidence && failed == 0)
			failed = year_of(linting, (struct sanya_cascade_goal){ c, g }, &year, err);
		if (year.known && year.has_value && !sanya_goal_is_said(goal))
			sanya_number_set(&measured[g].value, &year.value);
	}
	if (failed == 0)
		failed = sanya_reward_compute_silently(contract, measured, 1, 1, &result, err);
	if (failed == 0)
		sanya_number_add(ret, ret, &result.amount);
	for (size_t g = 0; g < contract->goal_count; g++)
		sanya_measured_done(&measured[g]);
	sanya_result_done(&result);
	sanya_number_done(&year.value);
	return failed;
}

static int add_rewards(struct linting_day *linting, bool evidence, struct units *units, struct sanya_error *err)
{
	const struct sanya_cascade_day *day = linting->day;

	for (size_t c = 0; c < day->count; c++) {
		const struct sanya_person *person;
		struct unit *unit;

		if (!day->list[c].stands)
			continue;
		person = sanya_roster_find(&day->roster, day->contracts[c].employee);
		unit = unit_of(units, person == NULL || person->unit == NULL ? "" : person->unit, day->contracts[c].reward.currency);
		if (unit == NULL)
			return sanya_error_memory(err);
		unit->contracts++;
		if (reward_of(linting, c, false, evidence, &unit->expected, err) != 0 ||
		    reward_of(linting, c, true, evidence, &unit->maximum, err) != 0)
			return -1;
	}
	return 0;
}

/* --- the budget --- */

static int add_budget(struct units *units, const struct sanya_csv *csv, const char *path, struct sanya_error *err)
{
	long name = sanya_csv_column(csv, "unit"), currency = sanya_csv_column(csv, "currency"), amount = sanya_csv_column(csv, "amount");

	if (name < 0 || currency < 0 || amount < 0) {
		sanya_error_set(err, SANYA_FAILED, "a budget has the columns unit, currency and amount");
		return sanya_error_at(err, path, 1, 0);
	}
	for (size_t i = 0; i < csv->count; i++) {
		char **fields = csv->rows[i].fields;
		struct unit *unit = unit_of(units, fields[name], fields[currency]);

		if (unit == NULL)
			return sanya_error_memory(err);
		if (unit->has_budget) {
			sanya_error_set(err, SANYA_FAILED, "%s has a budget in %s already, further up", unit->name, unit->currency);
			return sanya_error_at(err, path, csv->rows[i].line, 0);
		}
		if (sanya_number_parse(fields[amount], strlen(fields[amount]), &unit->budget, err) != 0 ||
		    sanya_number_sign(&unit->budget) < 0) {
			sanya_error_clear(err);
			sanya_error_set(err, SANYA_FAILED, "\"%.60s\" is no amount of money", fields[amount]);
			sanya_error_next(err, "Write it like 250000.00.");
			return sanya_error_at(err, path, csv->rows[i].line, 0);
		}
		unit->has_budget = true;
	}
	return 0;
}

static int read_budget(struct units *units, const char *path, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_csv csv;
	int failed;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (sanya_file_read(path, &text, err) != 0)
		return -1;
	if (sanya_csv_parse(path, text.data, text.size, &csv, err) != 0)
		return -1;
	failed = add_budget(units, &csv, path, err);
	sanya_csv_done(&csv);
	return failed;
}

static void lint_unit(struct linting_day *linting, const struct unit *unit)
{
	const char *name = unit->name[0] != '\0' ? unit->name : "-";
	bool expected = sanya_number_compare(&unit->expected, &unit->budget) > 0;
	struct sanya_finding *finding;

	if (!unit->has_budget) {
		if (sanya_number_sign(&unit->maximum) == 0)
			return;
		finding = sanya_findings_add(linting->findings, &sanya_lint_rules[SANYA_LINT_NO_BUDGET], "", NULL, "%s", "");
		sanya_finding_text(linting->findings, finding, name);
		sanya_finding_text(linting->findings, finding, unit->currency);
		return;
	}
	if (!expected && sanya_number_compare(&unit->maximum, &unit->budget) <= 0)
		return;
	finding = sanya_findings_add(linting->findings,
				     &sanya_lint_rules[expected ? SANYA_LINT_OVER_BUDGET : SANYA_LINT_OVER_BUDGET_MAXIMUM], "", NULL, "%s", "");
	sanya_finding_text(linting->findings, finding, name);
	sanya_finding_money(linting->findings, finding, expected ? &unit->expected : &unit->maximum);
	sanya_finding_text(linting->findings, finding, unit->currency);
	sanya_finding_money(linting->findings, finding, &unit->budget);
}

static void set_money(struct sanya_json *json, const char *key, const struct sanya_number *amount)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 200);
	sanya_number_decimal(amount, 2, &text);
	sanya_json_set_text(json, key, text.data);
}

static struct sanya_json *unit_json(const struct unit *unit)
{
	struct sanya_json *json = sanya_json_object();

	sanya_json_set_text(json, "unit", unit->name);
	sanya_json_set_text(json, "currency", unit->currency);
	sanya_json_set_integer(json, "contracts", unit->contracts);
	set_money(json, "expected", &unit->expected);
	set_money(json, "maximum", &unit->maximum);
	if (unit->has_budget)
		set_money(json, "budget", &unit->budget);
	else
		sanya_json_set(json, "budget", sanya_json_null());
	return json;
}

static int by_name(const void *a, const void *b)
{
	const struct unit *one = a, *other = b;
	int order = strcmp(one->name, other->name);

	return order != 0 ? order : strcmp(one->currency, other->currency);
}

static int lint_budget(struct linting_day *linting, bool evidence, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(units_done) struct units units = { .arena = linting->arena };
	struct sanya_json *list;

	if (add_rewards(linting, evidence, &units, err) != 0 ||
	    (linting->request->budget != NULL && read_budget(&units, linting->request->budget, err) != 0))
		return -1;
	if (units.count > 1)
		qsort(units.list, units.count, sizeof(*units.list), by_name);
	list = sanya_json_array();
	for (size_t i = 0; i < units.count; i++) {
		if (linting->request->budget != NULL)
			lint_unit(linting, &units.list[i]);
		sanya_json_append(list, unit_json(&units.list[i]));
	}
	*ret = list;
	return 0;
}

/* --- all of it --- */

static int lint(struct linting_day *linting, bool evidence, struct sanya_json *json, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer date;
	struct sanya_cascade_lint rules = { .cascade = &linting->day->cascade, .year = evidence ? year_of : NULL, .context = linting };
	struct sanya_json *budget;

	sanya_buffer_init(&date, 32);
	sanya_date_format(linting->day->date, &date);
	rules.date = date.data;
	if (measure_years(linting, evidence, err) != 0)
		return -1;
	if (sanya_lint_cascade(&rules, linting->findings, err) != 0 || lint_budget(linting, evidence, &budget, err) != 0)
		return -1;
	sanya_json_set(json, "budget", budget);
	return sanya_findings_check(linting->findings, err);
}

int sanya_cascade_lint_day(const struct sanya_cascade_day *day, const struct sanya_cascade_lint_request *request, struct sanya_json **ret,
			   struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = sanya_json_object();
	struct sanya_findings findings;
	SANYA_CLEANUP(pasts_done) struct linting_day linting = { .day = day, .request = request, .arena = &arena, .findings = &findings };
	bool evidence = sanya_evidence_watermark(day->store) > 0;
	size_t errors;

	sanya_arena_init(&arena);
	sanya_findings_init(&findings, &arena);
	sanya_json_set(json, "on", sanya_json_of_date(day->date));
	sanya_json_set(json, "evidence", sanya_json_of_bool(evidence));
	if (lint(&linting, evidence, json, err) != 0)
		return -1;
	errors = sanya_findings_errors(&findings);
	sanya_json_set(json, "findings", sanya_findings_json(&findings, false));
	sanya_json_set_integer(json, "errors", (int64_t)errors);
	sanya_json_set_integer(json, "warnings", (int64_t)(findings.count - errors));
	*ret = json;
	json = NULL;
	return 0;
}
