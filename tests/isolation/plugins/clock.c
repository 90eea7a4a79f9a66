/* SPDX-License-Identifier: Apache-2.0 */
/* Behaves: one ticket with its events, its times given as wall clocks of two zones. */
#include "hostile.h"

static struct sanya_plugin_text text(const char *words)
{
	struct sanya_plugin_text result = {words, (uint32_t)strlen(words), 0};
	return result;
}

static int32_t fetch(const struct sanya_source_host *host)
{
	/* 2026-03-29 00:00:00 as a wall clock counts: 1774742400 */
	const int64_t midnight = 1774742400;
	struct sanya_plugin_ticket ticket = SANYA_PLUGIN_TICKET_INIT;
	struct sanya_plugin_event events[4] = {SANYA_PLUGIN_EVENT_INIT, SANYA_PLUGIN_EVENT_INIT,
					       SANYA_PLUGIN_EVENT_INIT, SANYA_PLUGIN_EVENT_INIT};

	/* In Berlin the clock jumped from 2:00 to 3:00 that night, so 2:30 is the moment of the
	 * change; Bangkok never changes. */
	if (host->instant(host->run, "Europe/Berlin", midnight + 9000, &events[0].at) < 0 ||
	    host->instant(host->run, "Asia/Bangkok", midnight + 12 * 3600, &events[1].at) < 0)
		return -1;
	ticket.id = text("T-1");
	events[0].what = SANYA_HAPPENED_CREATED;
	events[0].status = SANYA_CLASS_NEW;
	events[0].actor = text("customer");
	events[1].what = SANYA_HAPPENED_REPLY;
	events[1].by_staff = 1;
	events[1].actor = text("anna");
	events[2] = events[1];
	events[2].at = events[1].at + 60;
	events[2].what = SANYA_HAPPENED_ASSIGNED;
	events[2].target = text("anna");
	events[3] = events[2];
	events[3].at = events[1].at + 3600;
	events[3].what = SANYA_HAPPENED_STATUS;
	events[3].status = SANYA_CLASS_SOLVED;
	return host->history(host->run, &ticket, sizeof ticket, events, 4, sizeof events[0]);
}

HOSTILE_SOURCE("clock", fetch);
