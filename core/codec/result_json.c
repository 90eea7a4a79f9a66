/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `sanya reward calc` reads and prints: measured values in, the result with its steps out.
 * The result is also the core of a statement.  Values come in the unit of the goal's scale, or as an exact num/den pair.
 */
#include "documents.h"
#include "reader.h"

#define COUNT_MOST INT64_C(1000000000000)

static const struct sanya_key document_keys[] = { { "values", true }, { "days", false }, { NULL, false } };
static const struct sanya_key days_keys[] = { { "counted", true }, { "of", true }, { NULL, false } };
static const struct sanya_key value_keys[] = {
	{ "value", false }, { "count", false }, { "team", false }, { "excluded", false }, { NULL, false },
};
static const struct sanya_key team_keys[] = { { "value", true }, { "count", false }, { NULL, false } };

/* "96.2%", "1h30m", "4.25", or {"num": "149", "den": "155"}. */
static int read_value(struct sanya_place place, enum sanya_measure measure, struct sanya_number *ret, struct sanya_error *err)
{
	const char *text = NULL;
	size_t size = 0;

	if (sanya_json_type(place.json) == SANYA_JSON_OBJECT) {
		const char *numerator = sanya_json_get_text(place.json, "num"), *denominator = sanya_json_get_text(place.json, "den");

		if (numerator == NULL || denominator == NULL || sanya_json_size(place.json) != 2) {
			sanya_read_refuse(&place, err, "this is not a {\"num\": \"…\", \"den\": \"…\"} pair of whole numbers");
			return -1;
		}
		if (sanya_number_parse_ratio(numerator, denominator, ret, err) < 0)
			return sanya_read_blame(&place, err);
		return 0;
	}
	if (sanya_read_raw(place, &text, &size, err) < 0)
		return -1;
	if (text != NULL && sanya_value_parse(text, size, measure, ret, err) < 0)
		return sanya_read_blame(&place, err);
	return 0;
}

static int read_team(const struct sanya_place *place, const struct sanya_goal *goal, struct sanya_measured *ret,
		     struct sanya_error *err)
{
	struct sanya_place team = sanya_read_member(place, "team");

	if (team.json == NULL)
		return 0;
	ret->team_count = goal->minimum_sample;
	if (sanya_read_keys(&team, team_keys, err) < 0 ||
	    read_value(sanya_read_member(&team, "value"), goal->measure, &ret->team_value, err) < 0 ||
	    sanya_read_integer(sanya_read_member(&team, "count"), 0, COUNT_MOST, &ret->team_count, err) < 0)
		return -1;
	ret->has_team = true;
	return 0;
}

/* A count that is left out is taken as large enough. */
static int read_measured(const struct sanya_place *place, const struct sanya_goal *goal, struct sanya_arena *arena,
			 struct sanya_measured *ret, struct sanya_error *err)
{
	struct sanya_place value = sanya_read_member(place, "value");

	if (sanya_json_type(place->json) == SANYA_JSON_NULL) {
		ret->outcome = SANYA_OUTCOME_NO_DATA;
		return 0;
	}
	ret->count = value.json == NULL ? 0 : goal->minimum_sample;
	if (sanya_read_keys(place, value_keys, err) < 0 || read_value(value, goal->measure, &ret->value, err) < 0 ||
	    sanya_read_integer(sanya_read_member(place, "count"), 0, COUNT_MOST, &ret->count, err) < 0 ||
	    read_team(place, goal, ret, err) < 0 ||
	    sanya_read_text(sanya_read_member(place, "excluded"), arena, &ret->reason, err) < 0)
		return -1;
	if (ret->reason != NULL)
		ret->outcome = SANYA_OUTCOME_EXCLUDED;
	else
		ret->outcome = value.json == NULL ? SANYA_OUTCOME_NO_DATA : SANYA_OUTCOME_VALUE;
	return 0;
}

static int read_days(const struct sanya_place *root, int64_t *ret_counted, int64_t *ret_of, struct sanya_error *err)
{
	struct sanya_place days = sanya_read_member(root, "days");
	int64_t counted = 1, of = 1;

	if (days.json == NULL) {
		*ret_counted = 1;
		*ret_of = 1;
		return 0;
	}
	if (sanya_read_keys(&days, days_keys, err) < 0 ||
	    sanya_read_integer(sanya_read_member(&days, "of"), 1, COUNT_MOST, &of, err) < 0 ||
	    sanya_read_integer(sanya_read_member(&days, "counted"), 0, of, &counted, err) < 0)
		return -1;
	*ret_counted = counted;
	*ret_of = of;
	return 0;
}

static int unknown_goal(const struct sanya_place *place, const struct sanya_contract *contract, struct sanya_error *err)
{
	const char *ids[SANYA_GOALS_MAX + 1] = { NULL };
	const char *nearest;

	for (size_t i = 0; i < contract->goal_count && i < SANYA_GOALS_MAX; i++)
		ids[i] = contract->goals[i].id;
	nearest = sanya_read_nearest(place->key, ids);
	sanya_read_refuse_key(place, err, "the contract has no goal \"%.100s\"", place->key);
	return sanya_error_next(err, "Its goals are named by their ids%s%s%s.", nearest != NULL ? "; did you mean \"" : "",
				nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
}

static int read_values(const struct sanya_reader *reader, const struct sanya_contract *contract, struct sanya_arena *arena,
		       struct sanya_measured *ret, int64_t *ret_days_counted, int64_t *ret_days_of, struct sanya_error *err)
{
	struct sanya_place root = sanya_reader_root(reader), values;
	bool given[SANYA_GOALS_MAX] = { false };
	size_t count = 0;

	if (sanya_read_keys(&root, document_keys, err) < 0)
		return -1;
	values = sanya_read_member(&root, "values");
	if (sanya_read_map(&values, &count, err) < 0)
		return -1;
	for (void *it = sanya_json_first(values.json); it != NULL; it = sanya_json_next(values.json, it)) {
		struct sanya_place value = sanya_read_iterator(&values, it);
		const struct sanya_goal *goal = sanya_contract_goal(contract, value.key);

		if (goal == NULL)
			return unknown_goal(&value, contract, err);
		given[goal - contract->goals] = true;
		if (read_measured(&value, goal, arena, &ret[goal - contract->goals], err) < 0)
			return -1;
	}
	for (size_t i = 0; i < contract->goal_count; i++) {
		if (given[i])
			continue;
		sanya_read_refuse(&values, err, "there is no value for the goal \"%s\"", contract->goals[i].id);
		return sanya_error_next(err, "Add \"%s\": {\"value\": \"…\"}, or \"%s\": null where there is no data.",
					contract->goals[i].id, contract->goals[i].id);
	}
	return read_days(&root, ret_days_counted, ret_days_of, err);
}

int sanya_values_parse(const char *name, const char *text, size_t size, const struct sanya_contract *contract,
		       struct sanya_arena *arena, struct sanya_measured *ret, int64_t *ret_days_counted, int64_t *ret_days_of,
		       struct sanya_error *err)
{
	struct sanya_reader reader;
	int failed = sanya_reader_open_plain(name, text, size, &reader, err);

	if (failed == 0)
		failed = read_values(&reader, contract, arena, ret, ret_days_counted, ret_days_of, err);
	sanya_reader_done(&reader);
	return failed;
}

/* --- out --- */

static struct sanya_json *of_decimal(const struct sanya_number *n, unsigned places)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	sanya_number_decimal(n, places, &text);
	return text.failed != 0 ? NULL : sanya_json_of_text(text.data);
}

static struct sanya_json *of_exact(const struct sanya_number *n)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	sanya_number_exact(n, &text);
	return text.failed != 0 ? NULL : sanya_json_of_text(text.data);
}

static struct sanya_json *of_display(const struct sanya_number *n, enum sanya_measure measure)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	sanya_value_display(n, measure, &text);
	return text.failed != 0 ? NULL : sanya_json_of_text(text.data);
}

static struct sanya_json *of_goal(const struct sanya_goal_result *goal)
{
	struct sanya_json *json = sanya_json_object();
	int failed = 0;

	failed |= sanya_json_set_text(json, "id", goal->goal->id);
	failed |= sanya_json_set_text(json, "outcome", sanya_outcome_word(goal->outcome));
	failed |= sanya_json_set_text(json, "applied", goal->applied);
	failed |= sanya_json_set(json, "value", goal->has_value ? sanya_json_of_number(&goal->value) : sanya_json_null());
	failed |= sanya_json_set(json, "display",
				 goal->has_value ? of_display(&goal->value, goal->goal->measure) : sanya_json_null());
	failed |= sanya_json_set_integer(json, "count", goal->count);
	failed |= sanya_json_set(json, "score", goal->has_score ? sanya_json_of_number(&goal->score) : sanya_json_null());
	failed |= sanya_json_set(json, "weight", sanya_json_of_number(&goal->weight));
	if (goal->has_amount)
		failed |= sanya_json_set(json, "amount", sanya_json_of_number(&goal->amount));
	if (goal->reason != NULL)
		failed |= sanya_json_set_text(json, "reason", goal->reason);
	if (failed != 0)
		sanya_json_freep(&json);
	return json;
}

static struct sanya_json *of_also(const struct sanya_also *also)
{
	struct sanya_json *json = sanya_json_object();
	int failed = sanya_json_set(json, "what", sanya_json_of_words(&also->what));

	failed |= sanya_json_set(json, "count", of_exact(&also->count));
	if (failed != 0)
		sanya_json_freep(&json);
	return json;
}

static struct sanya_json *of_step(const struct sanya_step *step)
{
	struct sanya_json *json = sanya_json_object();
	int failed = sanya_json_set_text(json, "what", step->what);

	failed |= sanya_json_set_text(json, "rule", step->rule);
	failed |= sanya_json_set_text(json, "result", step->result);
	if (failed != 0)
		sanya_json_freep(&json);
	return json;
}

struct sanya_json *sanya_result_json(const struct sanya_contract *contract, const struct sanya_result *result)
{
	struct sanya_json *json = sanya_json_object(), *goals = sanya_json_array(), *also = sanya_json_array(),
			  *steps = sanya_json_array();
	int failed = 0;

	for (size_t i = 0; i < result->goal_count; i++)
		failed |= sanya_json_append(goals, of_goal(&result->goals[i]));
	for (size_t i = 0; i < result->also_count; i++)
		failed |= sanya_json_append(also, of_also(result->also[i]));
	for (size_t i = 0; i < result->step_count; i++)
		failed |= sanya_json_append(steps, of_step(&result->steps[i]));
	failed |= sanya_json_set(json, "goals", goals);
	failed |= sanya_json_set(json, "score", result->has_score ? sanya_json_of_number(&result->score) : sanya_json_null());
	failed |= sanya_json_set(json, "amount", of_decimal(&result->amount, 2));
	failed |= sanya_json_set_text(json, "currency", contract->reward.currency);
	failed |= sanya_json_set(json, "also", also);
	failed |= sanya_json_set(json, "steps", steps);
	if (failed != 0)
		sanya_json_freep(&json);
	return json;
}
