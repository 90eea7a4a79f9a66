/* SPDX-License-Identifier: Apache-2.0 */
/* Delivers a ticket without an id. */
#include "hostile.h"

static int32_t fetch(const struct sanya_source_host *host)
{
	struct sanya_plugin_ticket ticket = SANYA_PLUGIN_TICKET_INIT;

	ticket.created = 1767225600;
	return host->tickets(host->run, &ticket, 1, sizeof ticket);
}

HOSTILE_SOURCE("nameless", fetch);
