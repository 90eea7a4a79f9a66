/* SPDX-License-Identifier: Apache-2.0 */
/* What the misbehaving plugins share: a whole source around one function, and tickets to deliver
 * before they misbehave. */
#ifndef SANYA_TESTS_HOSTILE_H
#define SANYA_TESTS_HOSTILE_H

#include "sanya-plugin.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Deliver the tickets numbered [from, to), one by one, with a checkpoint after each `every` of them
 * (0: none). */
static inline int32_t deliver(const struct sanya_source_host *host, unsigned from, unsigned to,
			      unsigned every)
{
	for (unsigned i = from; i < to; i++) {
		struct sanya_plugin_ticket ticket = SANYA_PLUGIN_TICKET_INIT;
		char id[16];
		ticket.id.size = (uint32_t)snprintf(id, sizeof id, "T%u", i);
		ticket.id.at = id;
		ticket.created = 1767225600 + (int64_t)i * 60; /* 2026-01-01 and a minute each */
		if (host->tickets(host->run, &ticket, 1, sizeof ticket) < 0)
			return -1;
		if (every > 0 && (i + 1) % every == 0 && host->checkpoint(host->run, id) < 0)
			return -1;
	}
	return 0;
}

static inline int32_t fail_errno(const struct sanya_source_host *host)
{
	return host->fail(host->run, strerror(errno));
}

#define HOSTILE_SOURCE(plugin, function)                                                           \
	const struct sanya_plugin_source sanya_source_1 = {                                        \
		.head = SANYA_PLUGIN_HEAD(struct sanya_plugin_source),                             \
		.name = plugin,                                                                    \
		.version = "1",                                                                    \
		.license = "Apache-2.0",                                                           \
		.summary = "Misbehaves in one way, for the tests",                                 \
		.fetch = function,                                                                 \
	}

#endif
