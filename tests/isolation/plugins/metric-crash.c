/* SPDX-License-Identifier: Apache-2.0 */
/* A metric that crashes on its second batch. */
#include "sanya-plugin.h"

static const struct sanya_plugin_reason reasons[] = {{"not-solved", "not solved", NULL}};
static const struct sanya_plugin_metric_definition age = {
	.size = sizeof age,
	.version = 1,
	.name = "test.crash",
	.unit = SANYA_METRIC_SECONDS,
	.of = SANYA_METRIC_OF_TICKETS,
	.reason_count = 1,
	.reason_size = sizeof reasons[0],
	.reasons = reasons,
	.title_en = "Age",
	.definition_en = "Solved minus created.",
};
static const struct sanya_plugin_metric_definition *const definitions[] = {&age};

static int32_t tickets(const struct sanya_metric_host *host, uint32_t metric, const void *tickets,
		       uint32_t count, uint32_t element, struct sanya_plugin_value *values)
{
	static int batches;
	volatile int *volatile nowhere = NULL;

	(void)metric;
	if (++batches == 2)
		return *nowhere;
	for (uint32_t i = 0; i < count; i++) {
		const struct sanya_plugin_ticket *ticket =
			(const void *)((const char *)tickets + (size_t)i * element);
		values[i].at = ticket->created;
		if (ticket->solved == SANYA_ABSENT_TIME)
			values[i].reason = 1;
		else
			values[i].value = host->between(host->run, ticket->created, ticket->solved);
	}
	return 0;
}

const struct sanya_plugin_metric sanya_metric_1 = {
	.head = SANYA_PLUGIN_HEAD(struct sanya_plugin_metric),
	.name = "metric-crash",
	.version = "1",
	.license = "Apache-2.0",
	.summary = "Measures an age, for the tests",
	.definitions = definitions,
	.definition_count = 1,
	.value_size = sizeof(struct sanya_plugin_value),
	.tickets = tickets,
};
