/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plugin metric-service: what tickets tell about service.
 * Only the constant that the worker looks for; the definitions stand in metrics.c, the arithmetic beside it.
 */
#include "service.h"

const struct sanya_plugin_metric sanya_metric_1 = {
	.head = SANYA_PLUGIN_HEAD(struct sanya_plugin_metric),
	.name = "metric-service",
	.version = "1.0",
	.license = "Apache-2.0",
	.summary = "Speed, care and backlog, from tickets",
	.definitions = service_definitions,
	.definition_count = SERVICE_METRICS,
	.value_size = sizeof(struct sanya_plugin_value),
	.tickets = service_tickets,
	.ticket_columns = service_ticket_columns,
};
