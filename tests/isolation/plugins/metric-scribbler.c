/* SPDX-License-Identifier: Apache-2.0 */
/* A metric that would like to change what the host and other metrics see: the block in the host's room, and the size of the
 * memory that it shares with it.  Says so when it can. */
#include "sanya-plugin.h"

#include <sys/mman.h>
#include <unistd.h>

static const struct sanya_plugin_reason reasons[] = {{"not-solved", "not solved", NULL}};
static const struct sanya_plugin_metric_definition age = {
	.size = sizeof age,
	.version = 1,
	.name = "test.scribble",
	.unit = SANYA_METRIC_SECONDS,
	.of = SANYA_METRIC_OF_TICKETS,
	.reason_count = 1,
	.reason_size = sizeof reasons[0],
	.reasons = reasons,
	.title_en = "Scribble",
	.definition_en = "Solved minus created.",
};
static const struct sanya_plugin_metric_definition *const definitions[] = {&age};

static int32_t tickets(const struct sanya_metric_host *host, uint32_t metric, const void *tickets,
		       uint32_t count, uint32_t element, struct sanya_plugin_value *values)
{
	(void)metric;
	void *room = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 6, 0);
	if (room != MAP_FAILED)
		return host->fail(host->run, "the host's block could be written");
	room = mmap(NULL, 4096, PROT_READ, MAP_SHARED, 6, 0);
	if (room == MAP_FAILED || mprotect(room, 4096, PROT_READ | PROT_WRITE) == 0)
		return host->fail(host->run, "the host's block could be made writable");
	if (ftruncate(7, 0) == 0 || ftruncate(6, 0) == 0)
		return host->fail(host->run, "the shared memory could be taken away");
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
	.name = "metric-scribbler",
	.version = "1",
	.license = "Apache-2.0",
	.summary = "Tries to write where it may not, for the tests",
	.definitions = definitions,
	.definition_count = 1,
	.value_size = sizeof(struct sanya_plugin_value),
	.tickets = tickets,
};
