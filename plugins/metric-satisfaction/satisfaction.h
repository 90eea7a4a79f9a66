/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The satisfaction metrics: one row of `satisfaction_metrics` each, its function in responses.c.
 *
 * A function fills one value from one response.  `value` comes in zeroed, with possible = 1 and the moment of the answer as its instant,
 * which decides the period of every response, counted or not.  Points are thousandths.
 */
#ifndef SANYA_METRIC_SATISFACTION_H
#define SANYA_METRIC_SATISFACTION_H

#include "sanya-plugin.h"

#include <stdbool.h>

/* Functions speak of these; satisfaction_responses turns them into places on the metric's own list. */
enum satisfaction_reason {
	SATISFACTION_COUNTS,
	SATISFACTION_OTHER_KIND,
	SATISFACTION_NO_VALUE,
	SATISFACTION_NO_SCALE,
	SATISFACTION_OTHER_SCALE,
	SATISFACTION_OUTSIDE_SCALE,
	SATISFACTION_REASONS,
};

typedef enum satisfaction_reason satisfaction_function(const struct sanya_plugin_response *response,
						       struct sanya_plugin_value *value);

struct satisfaction_metric {
	struct sanya_plugin_metric_definition definition;
	satisfaction_function *measure;
};
#define SATISFACTION_METRICS 7
extern const struct satisfaction_metric satisfaction_metrics[SATISFACTION_METRICS];
extern const struct sanya_plugin_metric_definition *const satisfaction_definitions[SATISFACTION_METRICS];
int32_t satisfaction_responses(const struct sanya_metric_host *host, uint32_t metric, const void *responses,
			       uint32_t count, uint32_t element, struct sanya_plugin_value *values);

satisfaction_function satisfaction_csat, satisfaction_rating, satisfaction_nps, satisfaction_ces, satisfaction_qa,
	satisfaction_mystery, satisfaction_complaint;

#endif
