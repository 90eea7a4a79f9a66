/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The satisfaction metrics: one row of `satisfaction_metrics` each, its definition in responses.c.
 *
 * A definition turns one response into one value.  It sees the response's numbers alone, so that one text serves a list of responses
 * and columns of them: SATISFACTION_ENTRIES makes both loops of it.  The moment of the answer is the instant of every response, counted
 * or not.  Points are thousandths.
 */
#ifndef SANYA_METRIC_SATISFACTION_H
#define SANYA_METRIC_SATISFACTION_H

#include "sanya-plugin.h"

#include <stdbool.h>
#include <stddef.h>

#define SATISFACTION_INLINE static inline __attribute__((always_inline))

/* Definitions speak of these; the entries turn them into places on the metric's own list. */
enum satisfaction_reason {
	SATISFACTION_COUNTS,
	SATISFACTION_OTHER_KIND,
	SATISFACTION_NO_VALUE,
	SATISFACTION_NO_SCALE,
	SATISFACTION_OTHER_SCALE,
	SATISFACTION_OUTSIDE_SCALE,
	SATISFACTION_REASONS,
};

/* What definitions see of a response; absent as in the interface. */
struct satisfaction_response {
	int64_t value, lowest, highest;
	int32_t kind, critical;
};

struct satisfaction_value {
	int64_t value, possible;
	enum satisfaction_reason reason;
};

typedef struct satisfaction_value satisfaction_definition(const struct satisfaction_response *response);

/* What one call of an entry works on. */
struct satisfaction_call {
	const int32_t *places; /* by enum satisfaction_reason: on the metric's own list */
	struct sanya_plugin_value *values;
	uint32_t count;
};

struct satisfaction_metric {
	struct sanya_plugin_metric_definition definition;
	void (*rows)(const struct satisfaction_call *call, const void *responses, uint32_t element);
	void (*columns)(const struct satisfaction_call *call, const struct sanya_plugin_response_columns *responses);
};
#define SATISFACTION_METRICS 7
extern const struct satisfaction_metric satisfaction_metrics[SATISFACTION_METRICS];
extern const struct sanya_plugin_metric_definition *const satisfaction_definitions[SATISFACTION_METRICS];
int32_t satisfaction_responses(const struct sanya_metric_host *host, uint32_t metric, const void *responses,
			       uint32_t count, uint32_t element, struct sanya_plugin_value *values);
int32_t satisfaction_response_columns(const struct sanya_metric_host *host, uint32_t metric,
				      const struct sanya_plugin_response_columns *responses, struct sanya_plugin_value *values);

/* The two entries of a metric, for the table. */
#define SATISFACTION_DECLARE(metric)                                                                                           \
	void satisfaction_##metric##_rows(const struct satisfaction_call *call, const void *responses, uint32_t element);      \
	void satisfaction_##metric##_columns(const struct satisfaction_call *call,                                             \
					     const struct sanya_plugin_response_columns *responses)
SATISFACTION_DECLARE(csat);
SATISFACTION_DECLARE(rating);
SATISFACTION_DECLARE(nps);
SATISFACTION_DECLARE(ces);
SATISFACTION_DECLARE(qa);
SATISFACTION_DECLARE(mystery);
SATISFACTION_DECLARE(complaint);

/* --- for definitions --- */

SATISFACTION_INLINE struct satisfaction_value satisfaction_left_out(enum satisfaction_reason reason)
{
	return (struct satisfaction_value){.possible = 1, .reason = reason};
}

SATISFACTION_INLINE struct satisfaction_value satisfaction_counted(int64_t value)
{
	return (struct satisfaction_value){.value = value, .possible = 1};
}

/* --- the two loops --- */

SATISFACTION_INLINE void satisfaction_put(const struct satisfaction_call *call, uint32_t i, int64_t answered,
					  struct satisfaction_value value)
{
	struct sanya_plugin_value *out = &call->values[i];
	out->value = value.value;
	out->possible = value.possible;
	out->at = answered;
	out->reason = call->places[value.reason];
}

SATISFACTION_INLINE void satisfaction_each_row(const struct satisfaction_call *call, const void *responses, uint32_t element,
					       satisfaction_definition *definition)
{
	const unsigned char *at = (const unsigned char *)responses;
	for (uint32_t i = 0; i < call->count; i++, at += element) {
		const struct sanya_plugin_response *r = (const struct sanya_plugin_response *)(const void *)at;
		const struct satisfaction_response response = {r->value, r->lowest, r->highest, r->kind, r->critical};
		satisfaction_put(call, i, r->answered, definition(&response));
	}
}

/* A column that is not there is one absent value, read again and again: `keep` is 0 for it and all ones for others. */
SATISFACTION_INLINE void satisfaction_each_column(const struct satisfaction_call *call,
						  const struct sanya_plugin_response_columns *r,
						  satisfaction_definition *definition)
{
	static const int64_t no_points = SANYA_ABSENT_VALUE, no_time = SANYA_ABSENT_TIME;
	static const int32_t none = 0;
	const int64_t *values = r->value ? r->value : &no_points, *lowest = r->lowest ? r->lowest : &no_points,
		      *highest = r->highest ? r->highest : &no_points, *answered = r->answered ? r->answered : &no_time;
	const int32_t *kind = r->kind ? r->kind : &none, *critical = r->critical ? r->critical : &none;
	const size_t keep_value = r->value ? SIZE_MAX : 0, keep_lowest = r->lowest ? SIZE_MAX : 0,
		     keep_highest = r->highest ? SIZE_MAX : 0, keep_answered = r->answered ? SIZE_MAX : 0,
		     keep_kind = r->kind ? SIZE_MAX : 0, keep_critical = r->critical ? SIZE_MAX : 0;
	for (uint32_t i = 0; i < call->count; i++) {
		const struct satisfaction_response response = {
			values[i & keep_value], lowest[i & keep_lowest],     highest[i & keep_highest],
			kind[i & keep_kind],	critical[i & keep_critical],
		};
		satisfaction_put(call, i, answered[i & keep_answered], definition(&response));
	}
}

#define SATISFACTION_ENTRIES(metric)                                                                                           \
	void satisfaction_##metric##_rows(const struct satisfaction_call *call, const void *responses, uint32_t element)       \
	{                                                                                                                      \
		satisfaction_each_row(call, responses, element, metric);                                                       \
	}                                                                                                                      \
	void satisfaction_##metric##_columns(const struct satisfaction_call *call,                                             \
					     const struct sanya_plugin_response_columns *responses)                            \
	{                                                                                                                      \
		satisfaction_each_column(call, responses, metric);                                                             \
	}

#endif
