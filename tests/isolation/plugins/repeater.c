/* SPDX-License-Identifier: Apache-2.0 */
/* A source that delivers observations more than once: as many times as the first byte of its input says, ticket T7 and answer T7, solved a
 * second later each time, among 3,000 others.  In parts, too: then the deliveries of one id come from several workers. */
#include "hostile.h"

static int32_t deliver_seven(const struct sanya_source_host *host, unsigned time)
{
	struct sanya_plugin_ticket ticket = SANYA_PLUGIN_TICKET_INIT;
	struct sanya_plugin_response response = SANYA_PLUGIN_RESPONSE_INIT;

	ticket.id = response.id = response.subject = (struct sanya_plugin_text){"T7", 2, 0};
	ticket.created = 1767225600;
	ticket.solved = ticket.created + 1000 + time;
	response.kind = SANYA_KIND_NPS;
	response.answered = ticket.created;
	if (host->tickets(host->run, &ticket, 1, sizeof ticket) < 0)
		return -1;
	return host->responses(host->run, &response, 1, sizeof response);
}

static int32_t fetch(const struct sanya_source_host *host)
{
	unsigned char times = '1';

	(void)host->read(host->run, 0, &times, 1);
	for (unsigned i = 0; i < 3000; i++) {
		struct sanya_plugin_ticket ticket = SANYA_PLUGIN_TICKET_INIT;
		char id[32];

		/* The first delivery in the middle, the others at the end, each from another part. */
		if (i == 1500 && host->part == 0 && deliver_seven(host, 0) < 0)
			return -1;
		if (i % host->parts != host->part)
			continue;
		(void)snprintf(id, sizeof id, "U%u", i);
		ticket.id = (struct sanya_plugin_text){id, (uint32_t)strlen(id), 0};
		ticket.created = 1767225600 + i;
		ticket.solved = ticket.created;
		if (host->tickets(host->run, &ticket, 1, sizeof ticket) < 0)
			return -1;
	}
	for (unsigned time = 1; time < (unsigned)(times - '0'); time++)
		if (time % host->parts == host->part && deliver_seven(host, time) < 0)
			return -1;
	return host->reject(host->run, "here", "a row that is none", NULL, 0);
}

const struct sanya_plugin_source sanya_source_1 = {
	.head = SANYA_PLUGIN_HEAD(struct sanya_plugin_source),
	.name = "repeater",
	.version = "1",
	.license = "Apache-2.0",
	.summary = "Delivers the same observation several times, for the tests",
	.fetch = fetch,
	.flags = SANYA_SOURCE_PARTS,
};
