/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Yes-or-no questions about a ticket: reopened, solved at one touch, in time, still open.
 * A ticket whose source does not answer the question is left out; silence is never taken for a "no".
 */
#include "service.h"

/*
 * What was reopened had been solved, whether it is solved again or not: leaving such a ticket open must not make it vanish.
 */
void service_reopened(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
		      struct sanya_plugin_value *value)
{
	(void)host;
	if (!service_has(ticket->solved) && !service_has(ticket->first_solved) && ticket->reopens <= 0) {
		service_leave_out(ticket, SERVICE_NOT_SOLVED, value);
	} else if (ticket->reopens == SANYA_ABSENT_COUNT) {
		service_leave_out(ticket, SERVICE_NO_REOPENS, value);
	} else {
		value->value = ticket->reopens > 0;
		value->at = service_has(ticket->solved) ? ticket->solved : ticket->first_solved;
		if (!service_has(value->at))
			value->at = ticket->created;
	}
}

void service_one_touch(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
		       struct sanya_plugin_value *value)
{
	(void)host;
	if (!service_has(ticket->solved)) {
		service_leave_out(ticket, SERVICE_NOT_SOLVED, value);
	} else if (ticket->replies == SANYA_ABSENT_COUNT) {
		service_leave_out(ticket, SERVICE_NO_REPLIES, value);
	} else {
		value->value = ticket->replies == 1;
		value->at = ticket->solved;
	}
}

/*
 * The source's own judgement goes first: it knows its pauses and its agreements.  Without one the solution is held against the
 * due time, and the first reply where nothing was solved; a ticket with neither is late on the day it was due.
 */
void service_in_time(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
		     struct sanya_plugin_value *value)
{
	(void)host;
	bool judged = ticket->in_time == 0 || ticket->in_time == 1;
	if (!judged && !service_has(ticket->due)) {
		service_leave_out(ticket, SERVICE_NO_DUE, value);
		return;
	}
	int64_t done = service_has(ticket->solved) ? ticket->solved : ticket->first_reply;
	value->value = judged ? ticket->in_time : service_has(done) && done <= ticket->due;
	if (service_has(done))
		value->at = done;
	else
		value->at = service_has(ticket->due) ? ticket->due : ticket->created;
}

/*
 * Looks at the end of the window, and nothing that came later: a ticket solved after it was open then.  With an open end every
 * ticket is asked as it stands.
 */
void service_open_at_end(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
			 struct sanya_plugin_value *value)
{
	int64_t end = host->window_to;
	if (service_has(end) && ticket->created >= end) {
		service_leave_out(ticket, SERVICE_CREATED_LATER, value);
		return;
	}
	int64_t done = service_has(ticket->solved) ? ticket->solved : ticket->closed;
	value->value = !service_has(done) || (service_has(end) && done >= end);
	value->at = service_has(end) ? end - 1 : ticket->created;
}
