/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Durations of a ticket: from its creation to a mark, and stretches added up or compared.
 * All of them in seconds on the clock of the goal, which the host keeps; this file never knows whether people were at work.
 */
#include "service.h"

/* A clock that runs backwards in the source's data gives 0 and is shown as a finding, never a negative duration. */
static void span_to(const struct sanya_metric_host *host, int64_t from, int64_t to, struct sanya_plugin_value *value)
{
	value->at = to;
	if (to < from) {
		value->finding = SERVICE_END_BEFORE_START;
		return;
	}
	value->value = host->between(host->run, from, to);
}

void service_first_reply_time(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
			      struct sanya_plugin_value *value)
{
	if (!service_has(ticket->first_reply))
		service_leave_out(ticket, SERVICE_NO_REPLY, value);
	else
		span_to(host, ticket->created, ticket->first_reply, value);
}

void service_resolution_time(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
			     struct sanya_plugin_value *value)
{
	if (!service_has(ticket->solved))
		service_leave_out(ticket, SERVICE_NOT_SOLVED, value);
	else
		span_to(host, ticket->created, ticket->solved, value);
}

/* A source that tells the last solution only has told the first one too, where it says that nothing was reopened. */
void service_first_resolution_time(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
				   struct sanya_plugin_value *value)
{
	if (service_has(ticket->first_solved))
		span_to(host, ticket->created, ticket->first_solved, value);
	else if (!service_has(ticket->solved))
		service_leave_out(ticket, SERVICE_NOT_SOLVED, value);
	else if (ticket->reopens == 0)
		span_to(host, ticket->created, ticket->solved, value);
	else
		service_leave_out(ticket, SERVICE_NO_FIRST_SOLUTION, value);
}

void service_first_touch_time(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
			      struct sanya_plugin_value *value)
{
	if (!service_has(ticket->first_touch))
		service_leave_out(ticket, SERVICE_NOT_TOUCHED, value);
	else
		span_to(host, ticket->created, ticket->first_touch, value);
}

/* The instant from which a list of stretches is final: the solution, or the end of the last one; absent while one lasts. */
static int64_t final_since(const struct sanya_plugin_ticket *ticket, const struct sanya_plugin_span *spans, uint32_t count)
{
	int64_t last = ticket->created;
	for (uint32_t i = 0; i < count; i++) {
		if (!service_has(spans[i].to))
			return SANYA_ABSENT_TIME;
		if (spans[i].to > last)
			last = spans[i].to;
	}
	return service_has(ticket->solved) ? ticket->solved : last;
}

enum fold { FOLD_SUM, FOLD_LONGEST };

static void stretches(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
		      const struct sanya_plugin_span *spans, uint32_t count, enum fold fold,
		      struct sanya_plugin_value *value)
{
	if (ticket->has_history != 1) {
		service_leave_out(ticket, SERVICE_NO_HISTORY, value);
		return;
	}
	int64_t at = final_since(ticket, spans, count);
	if (!service_has(at)) {
		service_leave_out(ticket, SERVICE_LASTS_STILL, value);
		return;
	}
	value->at = at;
	for (uint32_t i = 0; i < count; i++) {
		if (spans[i].to < spans[i].from) {
			value->finding = SERVICE_END_BEFORE_START;
			continue;
		}
		int64_t seconds = host->between(host->run, spans[i].from, spans[i].to);
		if (fold == FOLD_SUM)
			value->value += seconds;
		else if (seconds > value->value)
			value->value = seconds;
	}
}

void service_requester_wait_time(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
				 struct sanya_plugin_value *value)
{
	stretches(host, ticket, ticket->waits, ticket->wait_count, FOLD_SUM, value);
}

void service_longest_silence(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
			     struct sanya_plugin_value *value)
{
	stretches(host, ticket, ticket->silences, ticket->silence_count, FOLD_LONGEST, value);
}
