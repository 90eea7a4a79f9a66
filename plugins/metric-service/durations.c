/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Durations of a ticket: from its creation to a mark, and stretches added up or compared.
 * All of them in seconds on the clock of the goal, which the host keeps; this file never knows whether people were at work.
 */
#include "service.h"

/* A clock that runs backwards in the source's data gives 0 and is shown as a finding, never a negative duration. */
SERVICE_INLINE struct service_value span_to(const struct service_clock *clock, const struct service_ticket *ticket, int64_t to)
{
	if (to < ticket->created)
		return (struct service_value){.at = to, .finding = SERVICE_END_BEFORE_START};
	return service_counted(service_between(clock, ticket->created, to), to);
}

SERVICE_INLINE struct service_value first_reply_time(const struct service_clock *clock, const struct service_ticket *ticket)
{
	if (!service_has(ticket->first_reply))
		return service_left_out(ticket, SERVICE_NO_REPLY);
	return span_to(clock, ticket, ticket->first_reply);
}
SERVICE_ENTRIES(first_reply_time)

SERVICE_INLINE struct service_value resolution_time(const struct service_clock *clock, const struct service_ticket *ticket)
{
	if (!service_has(ticket->solved))
		return service_left_out(ticket, SERVICE_NOT_SOLVED);
	return span_to(clock, ticket, ticket->solved);
}
SERVICE_ENTRIES(resolution_time)

/* A source that tells the last solution only has told the first one too, where it says that nothing was reopened. */
SERVICE_INLINE struct service_value first_resolution_time(const struct service_clock *clock, const struct service_ticket *ticket)
{
	if (service_has(ticket->first_solved))
		return span_to(clock, ticket, ticket->first_solved);
	if (!service_has(ticket->solved))
		return service_left_out(ticket, SERVICE_NOT_SOLVED);
	if (ticket->reopens == 0)
		return span_to(clock, ticket, ticket->solved);
	return service_left_out(ticket, SERVICE_NO_FIRST_SOLUTION);
}
SERVICE_ENTRIES(first_resolution_time)

SERVICE_INLINE struct service_value first_touch_time(const struct service_clock *clock, const struct service_ticket *ticket)
{
	if (!service_has(ticket->first_touch))
		return service_left_out(ticket, SERVICE_NOT_TOUCHED);
	return span_to(clock, ticket, ticket->first_touch);
}
SERVICE_ENTRIES(first_touch_time)

/* The instant from which a list of stretches is final: the solution, or the end of the last one; absent while one lasts. */
SERVICE_INLINE int64_t final_since(const struct service_ticket *ticket, const struct sanya_plugin_span *spans, uint32_t count)
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

SERVICE_INLINE struct service_value stretches(const struct service_clock *clock, const struct service_ticket *ticket,
					      const struct sanya_plugin_span *spans, uint32_t count, enum fold fold)
{
	if (ticket->has_history != 1)
		return service_left_out(ticket, SERVICE_NO_HISTORY);
	struct service_value value = {.at = final_since(ticket, spans, count)};
	if (!service_has(value.at))
		return service_left_out(ticket, SERVICE_LASTS_STILL);
	for (uint32_t i = 0; i < count; i++) {
		if (spans[i].to < spans[i].from) {
			value.finding = SERVICE_END_BEFORE_START;
			continue;
		}
		int64_t seconds = service_between(clock, spans[i].from, spans[i].to);
		if (fold == FOLD_SUM)
			value.value += seconds;
		else if (seconds > value.value)
			value.value = seconds;
	}
	return value;
}

SERVICE_INLINE struct service_value requester_wait_time(const struct service_clock *clock, const struct service_ticket *ticket)
{
	return stretches(clock, ticket, ticket->waits, ticket->wait_count, FOLD_SUM);
}
SERVICE_ENTRIES(requester_wait_time)

SERVICE_INLINE struct service_value longest_silence(const struct service_clock *clock, const struct service_ticket *ticket)
{
	return stretches(clock, ticket, ticket->silences, ticket->silence_count, FOLD_LONGEST);
}
SERVICE_ENTRIES(longest_silence)
