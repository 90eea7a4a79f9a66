/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many and how often: tickets created and solved, reopened and handed on.
 * The number is the source's; nothing is guessed where it gives none.
 */
#include "service.h"

SERVICE_INLINE struct service_value created(const struct service_clock *clock, const struct service_ticket *ticket)
{
	(void)clock;
	return service_counted(1, ticket->created);
}
SERVICE_ENTRIES(created)

SERVICE_INLINE struct service_value solved(const struct service_clock *clock, const struct service_ticket *ticket)
{
	(void)clock;
	if (!service_has(ticket->solved))
		return service_left_out(ticket, SERVICE_NOT_SOLVED);
	return service_counted(1, ticket->solved);
}
SERVICE_ENTRIES(solved)

SERVICE_INLINE struct service_value often(const struct service_ticket *ticket, int32_t times, enum service_reason unknown)
{
	return times < 0 ? service_left_out(ticket, unknown) : service_counted(times, ticket->created);
}

SERVICE_INLINE struct service_value reopens(const struct service_clock *clock, const struct service_ticket *ticket)
{
	(void)clock;
	return often(ticket, ticket->reopens, SERVICE_NO_REOPENS);
}
SERVICE_ENTRIES(reopens)

SERVICE_INLINE struct service_value reassigns(const struct service_clock *clock, const struct service_ticket *ticket)
{
	(void)clock;
	return often(ticket, ticket->reassigns, SERVICE_NO_REASSIGNS);
}
SERVICE_ENTRIES(reassigns)
