/* SPDX-License-Identifier: Apache-2.0 */
/* The 95 % interval beside a value, and how both stand to the target, in the JSON of whoever shows values. */
#ifndef SANYA_APP_INTERVAL_JSON_H
#define SANYA_APP_INTERVAL_JSON_H

#include "../codec/json.h"
#include "../domain/luck.h"

/*
 * Sets "low", "high" {"num","den"}, "low_display", "high_display" as people read them, and "against": "reached", "missed", "unsure"; each null where
 * there is none.  Anything but an outcome of SANYA_OUTCOME_VALUE has none.  `spread` as in sanya_interval_of.
 */
void sanya_interval_set(struct sanya_json *json, const struct sanya_goal *goal, enum sanya_outcome outcome, const struct sanya_number *value,
			int64_t count, const struct sanya_spread *spread);
/* The same from a goal of a statement (NULL: it has none), which keeps no spread: shares alone have an interval there, and what people say has none. */
void sanya_interval_set_statement(struct sanya_json *json, const struct sanya_goal *goal, const struct sanya_json *statement_goal);
/* A value in its two forms: `key` {"num","den"} and `display_key`; null where there is none. */
void sanya_value_set(struct sanya_json *json, const char *key, const char *display_key, bool has, const struct sanya_number *value,
		     enum sanya_measure measure);

#endif
