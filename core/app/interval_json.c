/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values with their intervals as JSON.
 * What they mean is the domain room's (interval.h, luck.h); nothing here computes.
 */
#include "interval_json.h"

#include "../domain/lint.h"

#include <string.h>

void sanya_value_set(struct sanya_json *json, const char *key, const char *display_key, bool has, const struct sanya_number *value,
		     enum sanya_measure measure)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 256);
	if (has)
		sanya_value_display(value, measure, &text);
	sanya_json_set(json, key, has ? sanya_json_of_number(value) : sanya_json_null());
	sanya_json_set_text(json, display_key, has ? text.data : NULL);
}

void sanya_interval_set(struct sanya_json *json, const struct sanya_goal *goal, enum sanya_outcome outcome, const struct sanya_number *value,
			int64_t count, const struct sanya_spread *spread)
{
	SANYA_CLEANUP(sanya_interval_done) struct sanya_interval interval;
	enum sanya_against against = SANYA_AGAINST_NONE;

	sanya_interval_init(&interval);
	if (outcome == SANYA_OUTCOME_VALUE) {
		sanya_interval_of(&goal->statistic, goal->measure, value, count, spread, &interval);
		against = sanya_against_target(goal, value, &interval);
	}
	sanya_value_set(json, "low", "low_display", interval.has_low, &interval.low, goal->measure);
	sanya_value_set(json, "high", "high_display", interval.has_high, &interval.high, goal->measure);
	sanya_json_set_text(json, "against", sanya_against_word(against));
}

void sanya_interval_set_statement(struct sanya_json *json, const struct sanya_goal *goal, const struct sanya_json *statement_goal)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number value;
	struct sanya_error ignored = SANYA_ERROR_INIT;
	bool has = !sanya_goal_is_said(goal) && sanya_json_type(sanya_json_get(statement_goal, "value")) == SANYA_JSON_OBJECT;

	sanya_number_init(&value);
	has = has && sanya_json_get_number(statement_goal, "value", &value, &ignored) == 0;
	sanya_interval_set(json, goal, has ? SANYA_OUTCOME_VALUE : SANYA_OUTCOME_NO_DATA, &value,
			   sanya_json_get_integer(statement_goal, "count", 0), NULL);
}
