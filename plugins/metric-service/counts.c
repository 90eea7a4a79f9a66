/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many and how often: tickets created and solved, reopened and handed on.
 * The number is the source's; nothing is guessed where it gives none.
 */
#include "service.h"

void service_created(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
		     struct sanya_plugin_value *value)
{
	(void)host;
	value->value = 1;
	value->at = ticket->created;
}

void service_solved(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
		    struct sanya_plugin_value *value)
{
	(void)host;
	if (!service_has(ticket->solved)) {
		service_leave_out(ticket, SERVICE_NOT_SOLVED, value);
		return;
	}
	value->value = 1;
	value->at = ticket->solved;
}

static void often(const struct sanya_plugin_ticket *ticket, int32_t times, enum service_reason unknown,
		  struct sanya_plugin_value *value)
{
	if (times < 0) {
		service_leave_out(ticket, unknown, value);
		return;
	}
	value->value = times;
	value->at = ticket->created;
}

void service_reopens(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
		     struct sanya_plugin_value *value)
{
	(void)host;
	often(ticket, ticket->reopens, SERVICE_NO_REOPENS, value);
}

void service_reassigns(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
		       struct sanya_plugin_value *value)
{
	(void)host;
	often(ticket, ticket->reassigns, SERVICE_NO_REASSIGNS, value);
}
