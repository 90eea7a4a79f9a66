/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The service metrics: one row of `service_metrics` each, its function in the file named after what it measures.
 *
 * A function fills one value from one ticket.  `value` is zeroed with possible = 1 when it comes in; a ticket that does not count
 * leaves with a reason and with the ticket's creation as its instant, so that every ticket belongs to some period.
 */
#ifndef SANYA_METRIC_SERVICE_H
#define SANYA_METRIC_SERVICE_H

#include "sanya-plugin.h"

#include <stdbool.h>

/* Functions speak of these; service_tickets turns them into places on the metric's own list. */
enum service_reason {
	SERVICE_COUNTS,
	SERVICE_NO_REPLY,
	SERVICE_NOT_SOLVED,
	SERVICE_NOT_TOUCHED,
	SERVICE_NO_HISTORY,
	SERVICE_LASTS_STILL,
	SERVICE_NO_DUE,
	SERVICE_NO_REOPENS,
	SERVICE_NO_REASSIGNS,
	SERVICE_NO_REPLIES,
	SERVICE_NO_FIRST_SOLUTION,
	SERVICE_CREATED_LATER,
	SERVICE_END_BEFORE_START, /* a finding: counted as 0 */
	SERVICE_REASONS,
};

typedef void service_function(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *ticket,
			      struct sanya_plugin_value *value);

struct service_metric {
	struct sanya_plugin_metric_definition definition;
	service_function *measure;
};
#define SERVICE_METRICS 14
extern const struct service_metric service_metrics[SERVICE_METRICS];

/* What sanya_metric_1 offers, in the form that the interface wants. */
extern const struct sanya_plugin_metric_definition *const service_definitions[SERVICE_METRICS];
int32_t service_tickets(const struct sanya_metric_host *host, uint32_t metric, const void *tickets, uint32_t count,
			uint32_t element, struct sanya_plugin_value *values);

/* durations.c */
service_function service_first_reply_time, service_resolution_time, service_first_resolution_time,
	service_first_touch_time, service_requester_wait_time, service_longest_silence;
/* flags.c */
service_function service_reopened, service_one_touch, service_in_time, service_open_at_end;
/* counts.c */
service_function service_created, service_solved, service_reopens, service_reassigns;

/* Leave the ticket out, listed under its creation. */
static inline void service_leave_out(const struct sanya_plugin_ticket *ticket, enum service_reason reason,
				     struct sanya_plugin_value *value)
{
	value->reason = (int32_t)reason;
	value->at = ticket->created;
}

static inline bool service_has(int64_t instant)
{
	return instant != SANYA_ABSENT_TIME;
}

#endif
