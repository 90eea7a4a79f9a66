/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measures the goals of one contract from the store, one pass over the evidence for all goals of one metric plugin.
 * Milestones are kept by the ledger and need no plugin.  Computes no score: that is the domain room's.
 */
#include "evaluate.h"

#include "../codec/documents.h"
#include "../store/contracts.h"
#include "../store/evidence.h"
#include "calendar_find.h"
#include "milestone.h"

#include <string.h>

/* Why a person counts or does not, for one question. */
struct scope {
	const struct sanya_evaluate *evaluate;
	const struct sanya_zone *zone;
	const char *person; /* own: this one */
	const char *above;  /* team: everybody below this one */
	uint64_t *unknown;  /* counts who is on no roster; NULL for the team's question, which sees the same observations */
};

/* One question of a run: which goal it answers, and whether for the goal itself or for the manager's team. */
struct asked {
	size_t goal;
	bool team;
	struct scope scope;
};

struct run {
	const struct sanya_evaluate *evaluate;
	const struct sanya_zone *zone;
	const char *calendar; /* JSON text; NULL */
	struct sanya_measured *measured;
	struct sanya_statement_goal *about; /* per goal */
};

static int who(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_measure_person *ret,
	       struct sanya_error *err)
{
	const struct scope *scope = context;
	const struct sanya_roster *roster = scope->evaluate->roster;
	int32_t date = sanya_zone_date(scope->zone, at);
	const struct sanya_person *person = sanya_roster_alias(roster, source, name, date);

	(void)err;
	*ret = (struct sanya_measure_person){ .counts = false };
	if (person == NULL) {
		if (scope->unknown != NULL)
			++*scope->unknown;
		return 0;
	}
	ret->id = sanya_text_of(person->id);
	ret->counts = scope->person != NULL ? strcmp(person->id, scope->person) == 0
					    : sanya_roster_below(roster, person, scope->above, date);
	return 0;
}

static int seen(void *context, const struct sanya_measure_sight *sight, struct sanya_error *err)
{
	const struct scope *scope = context;

	return scope->evaluate->seen(scope->evaluate->context, sight, err);
}

/* The window of a goal as instants: its period, cut at its deadline and at `until`. */
static void window_of(const struct run *run, const struct sanya_goal *goal, int64_t *ret_from, int64_t *ret_to)
{
	const struct sanya_contract *contract = run->evaluate->contract;

	*ret_from = sanya_zone_day_start(run->zone, contract->from);
	*ret_to = sanya_zone_day_start(run->zone, sanya_goal_deadline(contract, goal) + 1);
	if (run->evaluate->until != SANYA_NO_INSTANT && run->evaluate->until < *ret_to)
		*ret_to = run->evaluate->until;
	if (*ret_to < *ret_from)
		*ret_to = *ret_from;
}

static int ask(const struct run *run, struct sanya_measuring *measure, struct asked *asked, struct sanya_error *err)
{
	const struct sanya_contract *contract = run->evaluate->contract;
	const struct sanya_goal *goal = &contract->goals[asked->goal];
	bool own = goal->scope == SANYA_SCOPE_OWN && !asked->team;
	struct sanya_measure_question question = {
		.metric = goal->metric,
		.statistic = goal->statistic,
		.clock = goal->clock,
		.where = goal->where,
		.where_count = goal->where_count,
		.credit = goal->credit,
		.who = who,
		.context = &asked->scope,
	};

	asked->scope = (struct scope){
		.evaluate = run->evaluate,
		.zone = run->zone,
		.person = own ? contract->employee : NULL,
		.above = asked->team ? contract->manager : contract->employee,
		.unknown = asked->team ? NULL : &run->about[asked->goal].unknown,
	};
	if (run->evaluate->seen != NULL && !asked->team && run->evaluate->explain_goal == asked->goal)
		question.seen = seen;
	window_of(run, goal, &question.from, &question.to);
	return sanya_measuring_ask(measure, &question, err);
}

/* --- the evidence through the measure --- */

struct pass {
	struct sanya_measuring *measure;
	enum sanya_observation_kind kind;
};

static int take(void *context, const char *source, const void *batch, size_t size, const void *observations, size_t count,
		struct sanya_error *err)
{
	const struct pass *pass = context;

	return sanya_measuring_take(pass->measure, source, pass->kind, batch, size, observations, count, err);
}

/* Counts by reason, kept beyond the measure that they belong to. */
static int keep_counts(struct sanya_arena *arena, const struct sanya_measure_excluded *counts, size_t count,
		       const struct sanya_statement_excluded **ret, size_t *ret_count)
{
	struct sanya_statement_excluded *list = sanya_arena_array(arena, count, sizeof(*list));

	if (list == NULL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		list[i].reason = sanya_arena_text(arena, counts[i].word);
		list[i].count = (int64_t)counts[i].count;
		if (list[i].reason == NULL)
			return -1;
	}
	*ret = list;
	*ret_count = count;
	return 0;
}

static int keep_row(const struct run *run, const struct asked *asked, const struct sanya_measure_row *row,
		    struct sanya_error *err)
{
	struct sanya_measured *measured = &run->measured[asked->goal];
	struct sanya_statement_goal *about = &run->about[asked->goal];
	struct sanya_arena *arena = run->evaluate->arena;

	if (asked->team) {
		measured->has_team = row->has_value;
		measured->team_count = (int64_t)row->count;
		sanya_number_set(&measured->team_value, &row->value);
		return 0;
	}
	if (row->has_value) {
		measured->outcome = SANYA_OUTCOME_VALUE;
		sanya_number_set(&measured->value, &row->value);
	}
	measured->count = (int64_t)row->count;
	if (keep_counts(arena, row->excluded, row->excluded_count, &about->excluded, &about->excluded_count) != 0 ||
	    keep_counts(arena, row->findings, row->finding_count, &about->findings, &about->finding_count) != 0)
		return sanya_error_memory(err);
	return 0;
}

static int measure_all(const struct run *run, struct sanya_measuring *measure, struct asked *asked, size_t count,
		       enum sanya_observation_kind kind, struct sanya_error *err)
{
	struct pass pass = { .measure = measure, .kind = kind };
	const struct sanya_measure_row *rows;
	size_t row_count;

	for (size_t i = 0; i < count; i++)
		if (ask(run, measure, &asked[i], err) != 0)
			return -1;
	if (sanya_evidence_each(run->evaluate->store, kind, run->evaluate->watermark, take, &pass, err) != 0 ||
	    sanya_measuring_rows(measure, &rows, &row_count, err) != 0)
		return -1;
	for (size_t i = 0; i < row_count; i++)
		if (keep_row(run, &asked[rows[i].question], &rows[i], err) != 0)
			return -1;
	return 0;
}

static int keep_plugin(const struct run *run, size_t goal, const struct sanya_plugin_info *plugin, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer hex;
	struct sanya_statement_goal *about = &run->about[goal];
	struct sanya_arena *arena = run->evaluate->arena;

	sanya_buffer_init(&hex, 64);
	sanya_hex_add(&hex, plugin->report.plugin_sha256, sizeof(plugin->report.plugin_sha256));
	about->plugin = sanya_arena_text(arena, plugin->name);
	about->plugin_version = sanya_arena_text(arena, plugin->version);
	about->plugin_sha256 = sanya_arena_text(arena, hex.data);
	return about->plugin == NULL || about->plugin_version == NULL || about->plugin_sha256 == NULL ? sanya_error_memory(err) : 0;
}

/* All goals of one plugin could not be measured: say why, and let the others go on. */
static void not_evaluated(const struct run *run, const struct asked *asked, size_t count, const struct sanya_error *reason)
{
	for (size_t i = 0; i < count; i++) {
		struct sanya_measured *measured = &run->measured[asked[i].goal];
		const char *text = sanya_arena_text(run->evaluate->arena, reason->what);

		measured->outcome = SANYA_OUTCOME_NOT_EVALUATED;
		measured->reason = text != NULL ? text : "memory is used up";
	}
}

/* The questions of all goals that the same plugin measures as the first one that is still open. */
static int gather(const struct run *run, size_t first, const struct sanya_plugin_info *plugin,
		  enum sanya_observation_kind kind, bool *done, struct asked *ret, size_t *ret_count, struct sanya_error *err)
{
	const struct sanya_contract *contract = run->evaluate->contract;
	size_t count = 0;

	for (size_t g = first; g < contract->goal_count; g++) {
		const struct sanya_goal *goal = &contract->goals[g];
		const struct sanya_metric_info *metric;
		const struct sanya_plugin_info *other;
		struct sanya_error ignored = SANYA_ERROR_INIT;

		if (done[g] || sanya_goal_is_milestone(goal) ||
		    sanya_host_metric(run->evaluate->host, goal->metric, &other, &metric, &ignored) != 0 ||
		    other != plugin || metric->kind != kind)
			continue;
		done[g] = true;
		if (keep_plugin(run, g, plugin, err) != 0)
			return -1;
		ret[count++] = (struct asked){ .goal = g };
		if (goal->if_too_few == SANYA_TEAM && goal->scope == SANYA_SCOPE_OWN)
			ret[count++] = (struct asked){ .goal = g, .team = true };
	}
	*ret_count = count;
	return 0;
}

static int measure_plugin(const struct run *run, size_t first, bool *done, struct sanya_error *err)
{
	struct asked asked[2 * SANYA_GOALS_MAX];
	const struct sanya_plugin_info *plugin;
	const struct sanya_metric_info *metric;
	struct sanya_error reason = SANYA_ERROR_INIT;
	struct sanya_measuring *measure;
	size_t count;

	if (sanya_host_metric(run->evaluate->host, run->evaluate->contract->goals[first].metric, &plugin, &metric, &reason) != 0) {
		done[first] = true;
		asked[0] = (struct asked){ .goal = first };
		not_evaluated(run, asked, 1, &reason);
		return 0;
	}
	if (gather(run, first, plugin, metric->kind, done, asked, &count, err) != 0 ||
	    sanya_measuring_new(run->evaluate->host, run->calendar, run->zone, &measure, err) != 0)
		return -1;
	if (measure_all(run, measure, asked, count, metric->kind, &reason) != 0)
		not_evaluated(run, asked, count, &reason);
	sanya_measuring_free(measure);
	return 0;
}

/* --- milestones --- */

struct milestone {
	bool met;
	int64_t before; /* instant before which both must have happened */
};

static int look_at(void *context, const struct sanya_milestone_row *row, struct sanya_error *err)
{
	struct milestone *milestone = context;

	(void)err;
	milestone->met = row->confirmed_by != NULL && row->reported_by != NULL && row->confirmed_at < milestone->before &&
			 row->reported_at < milestone->before;
	return 0;
}

/* One observation: met or not.  Before the deadline an open milestone is no data, after it a miss. */
static int measure_milestone(const struct run *run, size_t g, struct sanya_error *err)
{
	const struct sanya_contract *contract = run->evaluate->contract;
	const struct sanya_goal *goal = &contract->goals[g];
	struct sanya_measured *measured = &run->measured[g];
	struct milestone milestone = { .met = false };
	int64_t from;

	window_of(run, goal, &from, &milestone.before);
	if (sanya_milestones_each(run->evaluate->store, contract->number, goal->id, look_at, &milestone, err) != 0)
		return -1;
	if (!milestone.met && milestone.before < sanya_zone_day_start(run->zone, sanya_goal_deadline(contract, goal) + 1))
		return 0;
	measured->outcome = SANYA_OUTCOME_VALUE;
	measured->count = 1;
	sanya_number_set_integer(&measured->value, milestone.met);
	return 0;
}

/* The contract's calendar as the worker takes it. */
static int calendar_text(const struct sanya_settings *settings, const char *name, struct sanya_buffer *ret,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	struct sanya_calendar calendar;
	int result = sanya_calendar_find(settings, name, &calendar, err);

	if (result == 0) {
		json = sanya_calendar_json(&calendar);
		result = json == NULL ? sanya_error_memory(err) : sanya_json_canonical(json, ret, err);
	}
	sanya_calendar_done(&calendar);
	return result;
}

static void free_zone(struct sanya_zone **zone)
{
	sanya_zone_free(*zone);
}

int sanya_evaluate_goals(const struct sanya_evaluate *evaluate, struct sanya_measured *ret_measured,
			 struct sanya_statement_goal *ret_about, char ret_calendar_sha256[65], struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer calendar, hex;
	SANYA_CLEANUP(free_zone) struct sanya_zone *zone = NULL;
	const struct sanya_contract *contract = evaluate->contract;
	bool done[SANYA_GOALS_MAX] = { false };
	struct run run = { .evaluate = evaluate, .measured = ret_measured, .about = ret_about };
	struct sanya_sha256 digest;

	sanya_buffer_init(&calendar, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&hex, 64);
	if (sanya_zone_load(contract->timezone, &zone, err) != 0 ||
	    calendar_text(evaluate->settings, contract->calendar, &calendar, err) != 0)
		return -1;
	digest = sanya_sha256_of(calendar.data, calendar.size);
	sanya_hex_add(&hex, digest.bytes, sizeof(digest.bytes));
	snprintf(ret_calendar_sha256, 65, "%s", hex.data);
	run.zone = zone;
	run.calendar = calendar.data;
	for (size_t g = 0; g < contract->goal_count; g++) {
		ret_measured[g].outcome = SANYA_OUTCOME_NO_DATA;
		ret_about[g] = (struct sanya_statement_goal){ .excluded = NULL };
	}
	for (size_t g = 0; g < contract->goal_count; g++) {
		int result = 0;

		if (sanya_goal_is_milestone(&contract->goals[g]))
			result = measure_milestone(&run, g, err);
		else if (!done[g])
			result = measure_plugin(&run, g, done, err);
		if (result != 0)
			return -1;
	}
	return 0;
}

/* Days on which anybody works by the contract's calendar. */
static int working_days(const struct sanya_evaluate *evaluate, const struct sanya_person *employee, int64_t *ret_counted,
			int64_t *ret_of, struct sanya_error *err)
{
	const struct sanya_contract *contract = evaluate->contract;
	SANYA_CLEANUP(free_zone) struct sanya_zone *zone = NULL;
	struct sanya_calendar calendar;
	struct sanya_hours *hours = NULL;
	int result = sanya_calendar_find(evaluate->settings, contract->calendar, &calendar, err);

	if (result == 0)
		result = sanya_calendar_hours(&calendar, contract->from * SANYA_DAY, (contract->to + 1) * SANYA_DAY, &zone, &hours, err);
	for (int32_t date = contract->from; result == 0 && date <= contract->to; date++) {
		if (sanya_hours_between(hours, sanya_zone_day_start(zone, date), sanya_zone_day_start(zone, date + 1)) == 0)
			continue;
		++*ret_of;
		*ret_counted += employee == NULL || sanya_person_employed(employee, date);
	}
	sanya_hours_free(hours);
	sanya_calendar_done(&calendar);
	if (result == 0 && *ret_of == 0)
		result = sanya_error_set(err, SANYA_FAILED, "by the calendar %s nobody works in the contract's period, so that nothing "
							   "can be paid in proportion", contract->calendar);
	return result;
}

int sanya_evaluate_days(const struct sanya_evaluate *evaluate, int64_t *ret_counted, int64_t *ret_of, struct sanya_error *err)
{
	const struct sanya_contract *contract = evaluate->contract;
	const struct sanya_person *employee = sanya_roster_find(evaluate->roster, contract->employee);

	*ret_counted = *ret_of = 0;
	if (contract->reward.proration == SANYA_WORKING_DAYS)
		return working_days(evaluate, employee, ret_counted, ret_of, err);
	*ret_of = contract->to - contract->from + 1;
	for (int32_t date = contract->from; date <= contract->to; date++)
		*ret_counted += employee == NULL || sanya_person_employed(employee, date);
	return 0;
}
