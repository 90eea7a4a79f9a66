/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Yes-or-no questions about a ticket: reopened, solved at one touch, in time, still open.
 * A ticket whose source does not answer the question is left out; silence is never taken for a "no".
 */
#include "service.h"

/*
 * What was reopened had been solved, whether it is solved again or not: leaving such a ticket open must not make it vanish.
 */
SERVICE_INLINE struct service_value reopened(const struct service_clock *clock, const struct service_ticket *ticket)
{
	(void)clock;
	if (!service_has(ticket->solved) && !service_has(ticket->first_solved) && ticket->reopens <= 0)
		return service_left_out(ticket, SERVICE_NOT_SOLVED);
	if (ticket->reopens == SANYA_ABSENT_COUNT)
		return service_left_out(ticket, SERVICE_NO_REOPENS);
	int64_t at = service_has(ticket->solved) ? ticket->solved : ticket->first_solved;
	return service_counted(ticket->reopens > 0, service_has(at) ? at : ticket->created);
}
SERVICE_ENTRIES(reopened)

SERVICE_INLINE struct service_value one_touch(const struct service_clock *clock, const struct service_ticket *ticket)
{
	(void)clock;
	if (!service_has(ticket->solved))
		return service_left_out(ticket, SERVICE_NOT_SOLVED);
	if (ticket->replies == SANYA_ABSENT_COUNT)
		return service_left_out(ticket, SERVICE_NO_REPLIES);
	return service_counted(ticket->replies == 1, ticket->solved);
}
SERVICE_ENTRIES(one_touch)

/*
 * The source's own judgement goes first: it knows its pauses and its agreements.  Without one the solution is held against the
 * due time, and the first reply where nothing was solved; a ticket with neither is late on the day it was due.
 */
SERVICE_INLINE struct service_value in_time(const struct service_clock *clock, const struct service_ticket *ticket)
{
	(void)clock;
	bool judged = ticket->in_time == 0 || ticket->in_time == 1;
	if (!judged && !service_has(ticket->due))
		return service_left_out(ticket, SERVICE_NO_DUE);
	int64_t done = service_has(ticket->solved) ? ticket->solved : ticket->first_reply;
	int64_t value = judged ? ticket->in_time : service_has(done) && done <= ticket->due;
	if (service_has(done))
		return service_counted(value, done);
	return service_counted(value, service_has(ticket->due) ? ticket->due : ticket->created);
}
SERVICE_ENTRIES(in_time)

/*
 * Looks at the end of the window, and nothing that came later: a ticket solved after it was open then.  With an open end every
 * ticket is asked as it stands.
 */
SERVICE_INLINE struct service_value open_at_end(const struct service_clock *clock, const struct service_ticket *ticket)
{
	int64_t end = clock->host->window_to;
	if (service_has(end) && ticket->created >= end)
		return service_left_out(ticket, SERVICE_CREATED_LATER);
	int64_t done = service_has(ticket->solved) ? ticket->solved : ticket->closed;
	return service_counted(!service_has(done) || (service_has(end) && done >= end),
			       service_has(end) ? end - 1 : ticket->created);
}
SERVICE_ENTRIES(open_at_end)
