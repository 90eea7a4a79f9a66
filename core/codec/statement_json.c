/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya.statement/1: how one reward was computed, line by line, and from what; one document per evaluation.
 * The core is what `sanya reward calc` prints; around it stand contract, people, evidence and plugins, so that the same
 * evidence gives the same bytes again.  Tickets counted and not counted are told by number here and by name in `sanya explain`.
 */
#include "documents.h"

#include "../base/time.h"
#include "../domain/lint.h"

#include <stdio.h>

static struct sanya_json *of_statistic(const struct sanya_statistic *statistic)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	sanya_statistic_format(statistic, &text);
	return text.failed != 0 ? NULL : sanya_json_of_text(text.data);
}

/* The object, or NULL (and the object freed) where a part of it could not be built. */
static struct sanya_json *whole(struct sanya_json *json, int failed)
{
	if (failed != 0)
		sanya_json_freep(&json);
	return json;
}

static struct sanya_json *of_contract(const struct sanya_contract *contract, const char *sha256)
{
	struct sanya_json *json = sanya_json_object();
	int failed = sanya_json_set_text(json, "number", contract->number);

	failed |= sanya_json_set_integer(json, "revision", contract->revision);
	failed |= sanya_json_set_text(json, "sha256", sha256);
	return whole(json, failed);
}

static struct sanya_json *of_period(const struct sanya_contract *contract)
{
	struct sanya_json *json = sanya_json_object();
	int failed = sanya_json_set(json, "from", sanya_json_of_date(contract->from));

	failed |= sanya_json_set(json, "to", sanya_json_of_date(contract->to));
	return whole(json, failed);
}

static struct sanya_json *of_evaluation(const struct sanya_statement_about *about)
{
	struct sanya_json *json = sanya_json_object();
	int failed = sanya_json_set(json, "at", sanya_json_of_instant(about->evaluated_at));

	failed |= sanya_json_set_text(json, "by", about->evaluator);
	failed |= sanya_json_set_integer(json, "version", about->version);
	failed |= sanya_json_set(json, "early", sanya_json_of_bool(about->early));
	return whole(json, failed);
}

static struct sanya_json *of_calendar(const struct sanya_contract *contract, const char *sha256)
{
	struct sanya_json *json = sanya_json_object();
	int failed = sanya_json_set_text(json, "id", contract->calendar);

	failed |= sanya_json_set_text(json, "sha256", sha256);
	return whole(json, failed);
}

static struct sanya_json *of_days(const struct sanya_statement_about *about)
{
	struct sanya_json *json = sanya_json_object();
	int failed = sanya_json_set_integer(json, "counted", about->days_counted);

	failed |= sanya_json_set_integer(json, "of", about->days_of);
	if (about->days_leave > 0)
		failed |= sanya_json_set_integer(json, "leave", about->days_leave);
	return whole(json, failed);
}

static struct sanya_json *of_counts(const struct sanya_statement_excluded *counts, size_t count)
{
	struct sanya_json *list = sanya_json_array();
	int failed = 0;

	for (size_t i = 0; i < count; i++) {
		struct sanya_json *one = sanya_json_object();
		int broken = sanya_json_set_text(one, "reason", counts[i].reason);

		broken |= sanya_json_set_integer(one, "count", counts[i].count);
		failed |= sanya_json_append(list, whole(one, broken));
	}
	return whole(list, failed);
}

static struct sanya_json *of_decisions(const struct sanya_statement_goal *about)
{
	struct sanya_json *list = sanya_json_array();
	int failed = 0;

	for (size_t i = 0; i < about->decision_count; i++) {
		const struct sanya_statement_decision *decision = &about->decisions[i];
		struct sanya_json *one = sanya_json_object();
		int broken = sanya_json_set_text(one, "source", decision->source);

		broken |= sanya_json_set_text(one, "id", decision->id);
		broken |= sanya_json_set_text(one, "decision", decision->count ? "count" : "leave-out");
		broken |= sanya_json_set_text(one, "reason", decision->reason);
		broken |= sanya_json_set_text(one, "by", decision->by);
		broken |= sanya_json_set(one, "met", sanya_json_of_bool(decision->met));
		failed |= sanya_json_append(list, whole(one, broken));
	}
	return whole(list, failed);
}

static struct sanya_json *of_plugin(const struct sanya_statement_goal *about)
{
	struct sanya_json *json;
	int failed;

	if (about->plugin == NULL)
		return sanya_json_null();
	json = sanya_json_object();
	failed = sanya_json_set_text(json, "name", about->plugin);
	failed |= sanya_json_set_text(json, "version", about->plugin_version);
	failed |= sanya_json_set_text(json, "sha256", about->plugin_sha256);
	return whole(json, failed);
}

static struct sanya_json *of_bits(unsigned bits)
{
	struct sanya_json *list = sanya_json_array();
	int failed = 0;

	for (int i = 0; i < SANYA_GAMING_COUNT; i++)
		if ((bits & 1u << i) != 0)
			failed |= sanya_json_append(list, sanya_json_of_text(sanya_gaming_words[i]));
	return whole(list, failed);
}

static struct sanya_json *of_decision(const struct sanya_statement_goal *about)
{
	struct sanya_json *json = sanya_json_object();
	int failed = sanya_json_set(json, "asked_by", of_bits(about->asked_by));

	failed |= sanya_json_set_text(json, "counts_because", about->counts_because);
	return whole(json, failed);
}

static struct sanya_json *of_finding(const struct sanya_statement_gaming *gaming)
{
	struct sanya_json *json = sanya_json_object(), *team;
	int failed = sanya_json_set_text(json, "finding", sanya_gaming_words[gaming->finding.what]);

	failed |= sanya_json_set_text(json, "scope", sanya_scope_word(gaming->team ? SANYA_SCOPE_TEAM : SANYA_SCOPE_OWN));
	failed |= sanya_json_set_text(json, "goal", gaming->goal != NULL ? gaming->goal->id : NULL);
	failed |= sanya_json_set_integer(json, "count", gaming->finding.count);
	failed |= sanya_json_set_integer(json, "of", gaming->finding.of);
	if (gaming->finding.what == SANYA_GAMING_RATE) {
		team = sanya_json_object();
		failed |= sanya_json_set_integer(team, "count", gaming->finding.team_count);
		failed |= sanya_json_set_integer(team, "of", gaming->finding.team_of);
		failed |= sanya_json_set(json, "team", team);
	}
	return whole(json, failed);
}

static struct sanya_json *of_value(const struct sanya_number *value, enum sanya_measure measure)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	sanya_value_display(value, measure, &text);
	return text.failed != 0 ? NULL : sanya_json_of_text(text.data);
}

/* What a goal came to within a segment; milestones belong to the whole. */
static struct sanya_json *of_segment_goals(const struct sanya_contract *contract, const struct sanya_measured *measured)
{
	struct sanya_json *list = sanya_json_array();
	int failed = 0;

	for (size_t i = 0; i < contract->goal_count; i++) {
		bool value = measured[i].outcome == SANYA_OUTCOME_VALUE;
		struct sanya_json *goal;
		int broken;

		if (sanya_goal_is_said(&contract->goals[i]))
			continue;
		goal = sanya_json_object();
		broken = sanya_json_set_text(goal, "id", contract->goals[i].id);
		broken |= sanya_json_set_text(goal, "outcome", sanya_outcome_word(measured[i].outcome));
		broken |= sanya_json_set(goal, "value", value ? sanya_json_of_number(&measured[i].value) : sanya_json_null());
		broken |= sanya_json_set(goal, "display", value ? of_value(&measured[i].value, contract->goals[i].measure) : sanya_json_null());
		broken |= sanya_json_set_integer(goal, "count", measured[i].count);
		failed |= sanya_json_append(list, whole(goal, broken));
	}
	return whole(list, failed);
}

static struct sanya_json *of_segments(const struct sanya_statement_about *about)
{
	struct sanya_json *list = sanya_json_array();
	int failed = 0;

	for (size_t i = 0; i < about->segment_count; i++) {
		const struct sanya_statement_segment *segment = &about->segments[i];
		struct sanya_json *one = sanya_json_object();
		int broken = sanya_json_set(one, "from", sanya_json_of_date(segment->from));

		broken |= sanya_json_set(one, "to", sanya_json_of_date(segment->to));
		broken |= sanya_json_set_text(one, "manager", segment->manager);
		broken |= sanya_json_set(one, "goals", of_segment_goals(segment->contract, segment->measured));
		failed |= sanya_json_append(list, whole(one, broken));
	}
	return whole(list, failed);
}

static struct sanya_json *of_gaming(const struct sanya_statement_about *about)
{
	struct sanya_json *list = sanya_json_array();
	int failed = 0;

	for (size_t i = 0; i < about->gaming_count; i++)
		failed |= sanya_json_append(list, of_finding(&about->gaming[i]));
	return whole(list, failed);
}

/* A goal's line of the result, with what it was measured by. */
static struct sanya_json *of_goal(const struct sanya_json *line, const struct sanya_goal *goal,
				  const struct sanya_statement_goal *about)
{
	struct sanya_json *json = sanya_json_copy(line);
	int failed = sanya_json_set_text(json, "metric", goal->metric);

	failed |= sanya_json_set(json, "statistic", of_statistic(&goal->statistic));
	failed |= sanya_json_set_text(json, "clock", sanya_clock_word(goal->clock));
	failed |= sanya_json_set(json, "excluded", of_counts(about->excluded, about->excluded_count));
	failed |= sanya_json_set(json, "findings", of_counts(about->findings, about->finding_count));
	failed |= sanya_json_set_integer(json, "unknown", (int64_t)about->unknown);
	if (about->excluded_by != NULL)
		failed |= sanya_json_set_text(json, "by", about->excluded_by);
	if (about->decision_count > 0)
		failed |= sanya_json_set(json, "decided", of_decisions(about));
	failed |= sanya_json_set(json, "plugin", of_plugin(about));
	if (about->asked_by != 0)
		failed |= sanya_json_set(json, "decision", of_decision(about));
	return whole(json, failed);
}

static struct sanya_json *of_goals(const struct sanya_json *core, const struct sanya_contract *contract,
				   const struct sanya_statement_about *about)
{
	const struct sanya_json *lines = sanya_json_get(core, "goals");
	struct sanya_json *list = sanya_json_array();
	int failed = 0;

	for (size_t i = 0; i < contract->goal_count; i++)
		failed |= sanya_json_append(list, of_goal(sanya_json_at(lines, i), &contract->goals[i], &about->goals[i]));
	return whole(list, failed);
}

/* What `sanya_result_json` gives, for a contract whose reward could not be computed: how far each goal came. */
static struct sanya_json *unfinished(const struct sanya_contract *contract, const struct sanya_measured *measured)
{
	struct sanya_json *json = sanya_json_object(), *goals = sanya_json_array();
	int failed = 0;

	for (size_t i = 0; i < contract->goal_count; i++) {
		struct sanya_json *goal = sanya_json_object();
		bool value = measured[i].outcome == SANYA_OUTCOME_VALUE || measured[i].outcome == SANYA_OUTCOME_UNDECIDED;
		int broken = sanya_json_set_text(goal, "id", contract->goals[i].id);

		broken |= sanya_json_set_text(goal, "outcome", sanya_outcome_word(measured[i].outcome));
		broken |= sanya_json_set(goal, "applied", sanya_json_null());
		broken |= sanya_json_set(goal, "value", value ? sanya_json_of_number(&measured[i].value) : sanya_json_null());
		broken |= sanya_json_set(goal, "display", value ? of_value(&measured[i].value, contract->goals[i].measure) : sanya_json_null());
		broken |= sanya_json_set_integer(goal, "count", measured[i].count);
		broken |= sanya_json_set(goal, "score", sanya_json_null());
		broken |= sanya_json_set(goal, "weight", sanya_json_of_number(&contract->goals[i].weight));
		if (measured[i].reason != NULL)
			broken |= sanya_json_set_text(goal, "reason", measured[i].reason);
		failed |= sanya_json_append(goals, whole(goal, broken));
	}
	failed |= sanya_json_set(json, "goals", goals);
	failed |= sanya_json_set(json, "score", sanya_json_null());
	failed |= sanya_json_set(json, "amount", sanya_json_null());
	failed |= sanya_json_set_text(json, "currency", contract->reward.currency);
	failed |= sanya_json_set(json, "also", sanya_json_array());
	failed |= sanya_json_set(json, "steps", sanya_json_array());
	return whole(json, failed);
}

struct sanya_json *sanya_statement_json(const struct sanya_contract *contract, const struct sanya_measured *measured,
					const struct sanya_result *result, const struct sanya_statement_about *about)
{
	static const char *const core_keys[] = { "score", "amount", "currency", "also", "steps" };
	struct sanya_json *core = result != NULL ? sanya_result_json(contract, result) : unfinished(contract, measured);
	struct sanya_json *json = sanya_json_object();
	int failed = core == NULL;

	failed |= sanya_json_set_text(json, "format", "sanya.statement/1");
	failed |= sanya_json_set(json, "contract", of_contract(contract, about->contract_sha256));
	failed |= sanya_json_set_text(json, "employee", contract->employee);
	failed |= sanya_json_set_text(json, "manager", contract->manager);
	failed |= sanya_json_set(json, "period", of_period(contract));
	failed |= sanya_json_set(json, "evaluated", of_evaluation(about));
	failed |= sanya_json_set_integer(json, "watermark", about->watermark);
	failed |= sanya_json_set(json, "calendar", of_calendar(contract, about->calendar_sha256));
	failed |= sanya_json_set(json, "days", of_days(about));
	failed |= sanya_json_set(json, "goals", of_goals(core, contract, about));
	failed |= sanya_json_set(json, "segments", of_segments(about));
	failed |= sanya_json_set(json, "gaming", of_gaming(about));
	for (size_t i = 0; i < SANYA_COUNT(core_keys); i++)
		failed |= sanya_json_set(json, core_keys[i], sanya_json_copy(sanya_json_get(core, core_keys[i])));
	sanya_json_free(core);
	return whole(json, failed);
}

/* --- several parts --- */

static struct sanya_json *of_part(const struct sanya_json *statement)
{
	static const char *const keys[] = { "period", "calendar", "days", "goals", "score", "amount", "also", "steps",
					    "gaming", "segments" };
	const struct sanya_json *contract = sanya_json_get(statement, "contract");
	struct sanya_json *json = sanya_json_object();
	int failed = sanya_json_set(json, "revision", sanya_json_copy(sanya_json_get(contract, "revision")));

	failed |= sanya_json_set(json, "sha256", sanya_json_copy(sanya_json_get(contract, "sha256")));
	for (size_t i = 0; i < SANYA_COUNT(keys); i++)
		if (sanya_json_get(statement, keys[i]) != NULL)
			failed |= sanya_json_set(json, keys[i], sanya_json_copy(sanya_json_get(statement, keys[i])));
	return whole(json, failed);
}

static int add_step(struct sanya_json *steps, const char *what, const char *rule, const char *result)
{
	struct sanya_json *step = sanya_json_object();
	int failed = sanya_json_set_text(step, "what", what);

	failed |= sanya_json_set_text(step, "rule", rule);
	failed |= sanya_json_set_text(step, "result", result);
	return sanya_json_append(steps, whole(step, failed));
}

/* "revision 1: 2026-07-01 to 2026-08-14: 2934.78 THB" */
static int add_part_step(struct sanya_json *steps, const struct sanya_json *part, const char *currency)
{
	const struct sanya_json *period = sanya_json_get(part, "period"), *contract = sanya_json_get(part, "contract");
	char what[48], rule[64], result[96];

	snprintf(what, sizeof(what), "revision %lld", (long long)sanya_json_get_integer(contract, "revision", 0));
	snprintf(rule, sizeof(rule), "%s to %s", sanya_json_get_text(period, "from"), sanya_json_get_text(period, "to"));
	snprintf(result, sizeof(result), "%s %s", sanya_json_get_text(part, "amount"), currency);
	return add_step(steps, what, rule, result);
}

static int add_sum(struct sanya_json *last, const struct sanya_json *const *parts, size_t count, const char *amount)
{
	const char *currency = sanya_json_get_text(last, "currency");
	struct sanya_json *steps = sanya_json_own_get(last, "steps");
	char result[96];
	int failed = 0;

	for (size_t i = 0; i < count; i++)
		failed |= add_part_step(steps, parts[i], currency);
	failed |= add_part_step(steps, last, currency);
	snprintf(result, sizeof(result), "%s %s", amount, currency);
	failed |= add_step(steps, "sum", "of all revisions", result);
	return failed | sanya_json_set_text(last, "amount", amount);
}

int sanya_statement_join(struct sanya_json *last, const struct sanya_json *const *parts, size_t count, const struct sanya_number *amount)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_json *earlier = sanya_json_array();
	int failed = 0;

	sanya_buffer_init(&text, 64);
	for (size_t i = 0; i < count; i++)
		failed |= sanya_json_append(earlier, of_part(parts[i]));
	failed |= sanya_json_set(last, "earlier", earlier);
	if (amount == NULL) {
		failed |= sanya_json_set(last, "score", sanya_json_null());
		return failed | sanya_json_set(last, "amount", sanya_json_null());
	}
	sanya_number_decimal(amount, 2, &text);
	return text.failed != 0 ? -1 : failed | add_sum(last, parts, count, text.data);
}
