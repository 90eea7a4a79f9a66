/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plugin metric-satisfaction: what customers, reviewers and mystery shoppers say.
 * Only the constant that the worker looks for; the definitions stand in metrics.c, the arithmetic in responses.c.
 */
#include "satisfaction.h"

const struct sanya_plugin_metric sanya_metric_1 = {
	.head = SANYA_PLUGIN_HEAD(struct sanya_plugin_metric),
	.name = "metric-satisfaction",
	.version = "1.0",
	.license = "Apache-2.0",
	.summary = "Satisfaction, recommendation, effort, quality checks and complaints, from responses",
	.definitions = satisfaction_definitions,
	.definition_count = SATISFACTION_METRICS,
	.value_size = sizeof(struct sanya_plugin_value),
	.responses = satisfaction_responses,
	.response_columns = satisfaction_response_columns,
};
