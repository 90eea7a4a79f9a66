/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compares two statements, goal by goal and in the amount.
 * Computes nothing but the difference of the amounts, exactly.
 */
#include "difference.h"

#include "../base/number.h"
#include "replay.h"

#include <string.h>

static struct sanya_json *copy_of(const struct sanya_json *json)
{
	return json != NULL ? sanya_json_copy(json) : sanya_json_null();
}

/* {"before", "after"} of one key. */
static struct sanya_json *pair(const struct sanya_json *before, const struct sanya_json *after, const char *key)
{
	struct sanya_json *json = sanya_json_object();

	sanya_json_set(json, "before", copy_of(sanya_json_get(before, key)));
	sanya_json_set(json, "after", copy_of(sanya_json_get(after, key)));
	return json;
}

static bool differs(const struct sanya_json *pair_of)
{
	return !sanya_json_equal(sanya_json_get(pair_of, "before"), sanya_json_get(pair_of, "after"));
}

static struct sanya_json *line_of(const struct sanya_json *goal)
{
	static const char *const keys[] = { "outcome", "applied", "value", "display", "count", "score", "weight" };
	struct sanya_json *json = sanya_json_object();

	for (size_t i = 0; i < SANYA_COUNT(keys); i++)
		sanya_json_set(json, keys[i], copy_of(sanya_json_get(goal, keys[i])));
	return json;
}

static struct sanya_json *goal_pair(const struct sanya_json *goal, const struct sanya_json *after, bool *changed)
{
	const char *id = sanya_json_get_text(goal, "id");
	struct sanya_json *json = sanya_json_object();
	bool differ;

	sanya_json_set_text(json, "goal", id);
	sanya_json_set(json, "before", line_of(goal));
	sanya_json_set(json, "after", line_of(sanya_statement_goal_of(after, id)));
	differ = differs(json);
	sanya_json_set(json, "changed", sanya_json_of_bool(differ));
	*changed = *changed || differ;
	return json;
}

int sanya_amount_less(const char *amount, const char *other, struct sanya_buffer *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number a, b;

	sanya_number_init(&a);
	sanya_number_init(&b);
	if (sanya_number_parse(amount, strlen(amount), &a, err) != 0 || sanya_number_parse(other, strlen(other), &b, err) != 0)
		return -1;
	sanya_number_sub(&a, &a, &b);
	sanya_number_decimal(&a, 2, ret);
	return sanya_buffer_check(ret, "an amount", err);
}

int sanya_difference(const struct sanya_json *before, const struct sanya_json *after, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer less;
	const char *old_amount = sanya_json_get_text(before, "amount"), *new_amount = sanya_json_get_text(after, "amount");
	const struct sanya_json *goals = sanya_json_get(before, "goals");
	struct sanya_json *json, *list, *amount, *also;
	bool changed = false;

	sanya_buffer_init(&less, 64);
	if (old_amount != NULL && new_amount != NULL && sanya_amount_less(new_amount, old_amount, &less, err) != 0)
		return -1;
	json = sanya_json_object();
	list = sanya_json_array();
	sanya_json_set(json, "versions", pair(sanya_json_get(before, "evaluated"), sanya_json_get(after, "evaluated"), "version"));
	sanya_json_set(json, "watermarks", pair(before, after, "watermark"));
	sanya_json_set_text(json, "currency", sanya_json_get_text(before, "currency"));
	for (size_t i = 0; i < sanya_json_size(goals); i++)
		sanya_json_append(list, goal_pair(sanya_json_at(goals, i), after, &changed));
	sanya_json_set(json, "goals", list);
	sanya_json_set(json, "score", pair(before, after, "score"));
	amount = pair(before, after, "amount");
	sanya_json_set_text(amount, "difference", less.size > 0 ? less.data : NULL);
	also = pair(before, after, "also");
	changed = changed || differs(amount) || differs(also);
	sanya_json_set(json, "amount", amount);
	sanya_json_set(json, "also", also);
	sanya_json_set(json, "changed", sanya_json_of_bool(changed));
	*ret = json;
	return 0;
}
