/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The goals of a contract document, and the points of scales.
 * Reads shapes and forms; whether weights add up and points stand in order is the domain's to say.
 */
#include "contract_parts.h"

#include "../base/time.h"
#include "../domain/gaming.h"

const struct sanya_key sanya_goal_keys[] = {
	{ "id", true },	     { "title", true }, { "supports", false }, { "metric", true },  { "clock", false },
	{ "statistic", true }, { "where", false }, { "scope", true },	       { "credit", true },  { "scale", true },
	{ "between", true }, { "weight", true }, { "minimum_sample", true }, { "if_too_few", true }, { "deadline", false },
	{ "decide_on", false }, { NULL, false },
};

static int read_number_pair(const struct sanya_place *pair, enum sanya_measure measure, struct sanya_point *point,
			    struct sanya_error *err)
{
	struct sanya_place value = sanya_read_element(pair, 0), score = sanya_read_element(pair, 1);
	const char *text = NULL;
	size_t size = 0;

	if (sanya_json_type(value.json) == SANYA_JSON_NULL || sanya_json_type(score.json) == SANYA_JSON_NULL)
		return sanya_read_refuse(pair, err, "a point of a scale may not hold null");
	if (sanya_read_raw(value, &text, &size, err) < 0)
		return -1;
	if (text == NULL || sanya_value_parse(text, size, measure, &point->x, err) < 0)
		return sanya_read_blame(&value, err);
	return sanya_read_decimal(score, &point->y, err);
}

int sanya_contract_read_scale(const struct sanya_place *points, enum sanya_measure measure, struct sanya_arena *arena,
			      struct sanya_scale *ret, struct sanya_error *err)
{
	struct sanya_point *list;
	size_t count = 0, two = 0;

	if (sanya_read_array(points, 2, SANYA_POINTS_MAX, &count, err) < 0)
		return -1;
	list = sanya_arena_array(arena, count, sizeof(*list));
	if (list == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		sanya_number_init(&list[i].x);
		sanya_number_init(&list[i].y);
	}
	ret->points = list; /* from here on the contract's _done gives the numbers back */
	ret->count = count;
	for (size_t i = 0; i < count; i++) {
		struct sanya_place pair = sanya_read_element(points, i);

		if (sanya_json_type(pair.json) != SANYA_JSON_ARRAY || sanya_json_size(pair.json) != 2) {
			sanya_read_refuse(&pair, err, "a point is a list of two texts");
			return sanya_error_next(err, "Write it like [\"95%%\", \"100\"].");
		}
		if (sanya_read_array(&pair, 2, 2, &two, err) < 0 || read_number_pair(&pair, measure, &list[i], err) < 0)
			return -1;
	}
	return 0;
}

static int read_statistic(const struct sanya_place *goal, int unit, struct sanya_statistic *ret, struct sanya_error *err)
{
	struct sanya_place place = sanya_read_member(goal, "statistic");
	const char *text = NULL;
	size_t size = 0;

	if (sanya_read_raw(place, &text, &size, err) < 0)
		return -1;
	if (text == NULL || sanya_statistic_parse(text, size, ret, err) < 0 ||
	    (unit != 0 && sanya_statistic_fits(ret, (enum sanya_unit)unit, err) < 0))
		return sanya_read_blame(&place, err);
	return 0;
}

/* Where nobody knows the metric's unit, the form of the first value tells durations from plain numbers. */
static enum sanya_measure measure_of(const struct sanya_place *goal, const struct sanya_statistic *statistic, int unit)
{
	const struct sanya_json *first = sanya_json_at(sanya_json_at(sanya_json_get(goal->json, "scale"), 0), 0);
	const char *text = sanya_json_text(first);
	size_t size = sanya_json_text_size(first);

	if (unit != 0)
		return sanya_statistic_measure(statistic, (enum sanya_unit)unit);
	if (text != NULL && size > 0 && strchr("smhd", text[size - 1]) != NULL)
		return sanya_statistic_measure(statistic, SANYA_UNIT_SECONDS);
	return sanya_statistic_measure(statistic, SANYA_UNIT_COUNT);
}

static int read_condition(const struct sanya_place *values, struct sanya_arena *arena, struct sanya_condition *ret,
			  struct sanya_error *err)
{
	size_t count = 0, field = 0;

	while (sanya_condition_fields[field] != NULL && strcmp(sanya_condition_fields[field], values->key) != 0)
		field++;
	if (sanya_condition_fields[field] == NULL) {
		const char *nearest = sanya_read_nearest(values->key, sanya_condition_fields);

		sanya_read_refuse_key(values, err, "\"%.100s\" is not a field that \"where\" may name", values->key);
		if (nearest != NULL)
			return sanya_error_next(err, "Did you mean \"%s\"?", nearest);
		return sanya_error_next(err, "It may name channel, kind, priority, queue, status, survey and tags.");
	}
	if (sanya_json_type(values->json) == SANYA_JSON_NULL)
		return sanya_read_refuse(values, err, "\"%s\" is null, but must be a list of texts", values->key);
	if (sanya_read_array(values, 1, SANYA_POINTS_MAX, &count, err) < 0)
		return -1;
	ret->field = sanya_condition_fields[field];
	ret->values = sanya_arena_array(arena, count, sizeof(*ret->values));
	if (ret->values == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct sanya_place value = sanya_read_element(values, i);

		if (sanya_json_type(value.json) == SANYA_JSON_NULL)
			return sanya_read_refuse(&value, err, "\"%s\" holds null, but must be a list of texts", values->key);
		if (sanya_read_text(value, arena, &ret->values[i], err) < 0)
			return -1;
	}
	ret->value_count = count;
	return 0;
}

static int read_where(const struct sanya_place *goal, struct sanya_arena *arena, struct sanya_goal *ret, struct sanya_error *err)
{
	struct sanya_place where = sanya_read_member(goal, "where");
	size_t count = 0, i = 0;

	if (sanya_read_map(&where, &count, err) < 0)
		return -1;
	if (count == 0)
		return 0;
	ret->where = sanya_arena_array(arena, count, sizeof(*ret->where));
	if (ret->where == NULL)
		return sanya_error_memory(err);
	for (void *it = sanya_json_first(where.json); it != NULL; it = sanya_json_next(where.json, it)) {
		struct sanya_place values = sanya_read_iterator(&where, it);

		if (read_condition(&values, arena, &ret->where[i++], err) < 0)
			return -1;
	}
	ret->where_count = count;
	return 0;
}

bool sanya_contract_is_supports(const char *text)
{
	const char *mark = strchr(text, '#');
	char number[65];

	if (mark == NULL || (size_t)(mark - text) >= sizeof(number))
		return false;
	memcpy(number, text, (size_t)(mark - text));
	number[mark - text] = '\0';
	return sanya_text_is_identifier(number) && sanya_text_is_identifier(mark + 1);
}

static int read_supports(const struct sanya_place *goal, struct sanya_arena *arena, struct sanya_goal *ret,
			 struct sanya_error *err)
{
	struct sanya_place place = sanya_read_member(goal, "supports");
	const char *text = NULL;

	if (sanya_read_text(place, arena, &text, err) < 0)
		return -1;
	if (text == NULL)
		return 0;
	if (sanya_contract_is_supports(text)) {
		ret->supports = text;
		return 0;
	}
	sanya_read_refuse(&place, err, "\"%.100s\" does not name a goal of another contract", text);
	return sanya_error_next(err, "Write the contract's number and the goal's id like \"SQ-2026-0003#speed\".");
}

static int read_words_of_goal(const struct sanya_place *place, struct sanya_goal *goal, struct sanya_error *err)
{
	static const char *const scale_words[] = { "linear", "step", NULL }; /* marginal is for curves */
	int clock = SANYA_CLOCK_ELAPSED, scope = 0, credit = 0, between = 0, too_few = 0;

	if (sanya_read_word(sanya_read_member(place, "clock"), sanya_clock_words, &clock, err) < 0 ||
	    sanya_read_word(sanya_read_member(place, "scope"), sanya_scope_words, &scope, err) < 0 ||
	    sanya_read_word(sanya_read_member(place, "credit"), sanya_credit_words, &credit, err) < 0 ||
	    sanya_read_word(sanya_read_member(place, "between"), scale_words, &between, err) < 0 ||
	    sanya_read_word(sanya_read_member(place, "if_too_few"), sanya_if_too_few_words, &too_few, err) < 0)
		return -1;
	goal->clock = (enum sanya_clock)clock;
	goal->scope = (enum sanya_scope)scope;
	goal->credit = (enum sanya_credit)credit;
	goal->scale.between = (enum sanya_between)between;
	goal->if_too_few = (enum sanya_if_too_few)too_few;
	return 0;
}

static int read_decide_on(const struct sanya_place *goal, unsigned *ret, struct sanya_error *err)
{
	struct sanya_place list = sanya_read_member(goal, "decide_on");
	size_t count = 0;

	if (sanya_read_array(&list, 1, SANYA_GAMING_COUNT, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct sanya_place word = sanya_read_element(&list, i);
		int finding = -1;

		if (sanya_json_type(word.json) == SANYA_JSON_NULL)
			return sanya_read_refuse(&word, err, "\"decide_on\" holds null, but must be a list of findings");
		if (sanya_read_word(word, sanya_gaming_words, &finding, err) < 0)
			return -1;
		if ((*ret & 1u << finding) != 0)
			return sanya_read_refuse(&word, err, "\"%s\" stands in the list twice", sanya_gaming_words[finding]);
		*ret |= 1u << finding;
	}
	return 0;
}

static int read_goal(const struct sanya_place *place, const struct sanya_units *units, struct sanya_arena *arena,
		     struct sanya_goal *goal, struct sanya_error *err)
{
	struct sanya_place scale = sanya_read_member(place, "scale");
	int unit;

	if (sanya_read_keys(place, sanya_goal_keys, err) < 0 ||
	    sanya_read_identifier(sanya_read_member(place, "id"), arena, &goal->id, err) < 0 ||
	    sanya_read_words(sanya_read_member(place, "title"), arena, &goal->title, err) < 0 ||
	    read_supports(place, arena, goal, err) < 0 ||
	    sanya_read_text(sanya_read_member(place, "metric"), arena, &goal->metric, err) < 0 ||
	    read_words_of_goal(place, goal, err) < 0 || read_where(place, arena, goal, err) < 0 ||
	    sanya_read_decimal(sanya_read_member(place, "weight"), &goal->weight, err) < 0 ||
	    sanya_read_integer(sanya_read_member(place, "minimum_sample"), 1, 1000000000, &goal->minimum_sample, err) < 0 ||
	    sanya_read_date(sanya_read_member(place, "deadline"), &goal->deadline, err) < 0 ||
	    read_decide_on(place, &goal->decide_on, err) < 0)
		return -1;
	unit = units->unit_of == NULL ? 0 : units->unit_of(units->context, goal->metric);
	if (read_statistic(place, unit, &goal->statistic, err) < 0)
		return -1;
	goal->measure = measure_of(place, &goal->statistic, unit);
	return sanya_contract_read_scale(&scale, goal->measure, arena, &goal->scale, err);
}

int sanya_contract_read_goals(const struct sanya_place *goals, const struct sanya_units *units, struct sanya_contract *contract,
			      struct sanya_error *err)
{
	size_t count = 0;

	if (sanya_read_array(goals, 1, SANYA_GOALS_MAX, &count, err) < 0)
		return -1;
	contract->goals = sanya_arena_array(&contract->arena, count, sizeof(*contract->goals));
	if (contract->goals == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		sanya_number_init(&contract->goals[i].weight);
		contract->goals[i].deadline = SANYA_NO_DATE;
		contract->goals[i].scale.scoring = contract->scoring; /* the head was read first */
	}
	contract->goal_count = count;
	for (size_t i = 0; i < count; i++) {
		struct sanya_place goal = sanya_read_element(goals, i);

		if (read_goal(&goal, units, &contract->arena, &contract->goals[i], err) < 0)
			return -1;
	}
	return 0;
}
