/* SPDX-License-Identifier: Apache-2.0 */
/* A source that can be read in parts: of 1,000 tickets each part delivers its own, and rejects one row. The option
 * says which part crashes in the middle; with one part there is a checkpoint at the end. */
#include "hostile.h"

#include <signal.h>
#include <stdlib.h>

static const struct sanya_plugin_option options[] = {
	{"crash", SANYA_OPTION_INTEGER, 0, "-1", NULL, "The part that crashes"},
};

static int32_t fetch(const struct sanya_source_host *host)
{
	long crash = strtol(host->option(host->run, "crash"), NULL, 10);
	char id[32], place[32];

	for (unsigned i = 0; i < 1000; i++) {
		struct sanya_plugin_ticket ticket = SANYA_PLUGIN_TICKET_INIT;

		if (i % host->parts != host->part)
			continue;
		(void)snprintf(id, sizeof id, "S%u", i);
		ticket.id = (struct sanya_plugin_text){id, (uint32_t)strlen(id), 0};
		ticket.assignee = ticket.id;
		ticket.created = 1000 + i;
		if (host->tickets(host->run, &ticket, 1, sizeof ticket) < 0)
			return -1;
		if (crash == (long)host->part && i > 500)
			(void)raise(SIGSEGV);
	}
	(void)snprintf(place, sizeof place, "part %u of %u", host->part, host->parts);
	if (host->reject(host->run, place, "a row that is none", NULL, 0) < 0)
		return -1;
	return host->checkpoint(host->run, "all of it");
}

const struct sanya_plugin_source sanya_source_1 = {
	.head = SANYA_PLUGIN_HEAD(struct sanya_plugin_source),
	.name = "sharer",
	.version = "1",
	.license = "Apache-2.0",
	.summary = "Shares its reading, for the tests",
	.options = options,
	.option_count = 1,
	.fetch = fetch,
	.flags = SANYA_SOURCE_PARTS,
};
