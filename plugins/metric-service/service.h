/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The service metrics: one row of `service_metrics` each, its definition in the file named after what it measures.
 *
 * A definition turns one ticket into one value.  It sees the ticket's numbers alone, so that one text serves a list of tickets and
 * columns of them: SERVICE_ENTRIES makes both loops of it, each compiled for that definition and for each clock.  A ticket that does
 * not count leaves with a reason and with its creation as its instant, so that every ticket belongs to some period.
 */
#ifndef SANYA_METRIC_SERVICE_H
#define SANYA_METRIC_SERVICE_H

#include "sanya-plugin.h"

#include <stdbool.h>
#include <stddef.h>

#define SERVICE_INLINE static inline __attribute__((always_inline))

/* Definitions speak of these; the entries turn them into places on the metric's own list. */
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

/* What definitions see of a ticket; absent as in the interface. */
struct service_ticket {
	int64_t created, first_reply, first_touch, first_solved, solved, closed, due;
	int32_t reopens, replies, reassigns, in_time, has_history;
	uint32_t wait_count, silence_count;
	const struct sanya_plugin_span *waits, *silences;
};

/* `elapsed`: the goal's clock never stops, so that durations are differences. */
struct service_clock {
	const struct sanya_metric_host *host;
	bool elapsed;
};

struct service_value {
	int64_t value, at;
	enum service_reason reason, finding;
};

typedef struct service_value service_definition(const struct service_clock *clock, const struct service_ticket *ticket);

/* What one call of an entry works on. */
struct service_call {
	const struct sanya_metric_host *host;
	const int32_t *places; /* by enum service_reason: on the metric's own list */
	struct sanya_plugin_value *values;
	uint32_t count;
};

struct service_metric {
	struct sanya_plugin_metric_definition definition;
	void (*rows)(const struct service_call *call, const void *tickets, uint32_t element);
	void (*columns)(const struct service_call *call, const struct sanya_plugin_ticket_columns *tickets);
};
#define SERVICE_METRICS 14
extern const struct service_metric service_metrics[SERVICE_METRICS];

/* What sanya_metric_1 offers, in the form that the interface wants. */
extern const struct sanya_plugin_metric_definition *const service_definitions[SERVICE_METRICS];
int32_t service_tickets(const struct sanya_metric_host *host, uint32_t metric, const void *tickets, uint32_t count,
			uint32_t element, struct sanya_plugin_value *values);
int32_t service_ticket_columns(const struct sanya_metric_host *host, uint32_t metric,
			       const struct sanya_plugin_ticket_columns *tickets, struct sanya_plugin_value *values);

/* The two entries of a metric, for the table. */
#define SERVICE_DECLARE(metric)                                                                                                \
	void service_##metric##_rows(const struct service_call *call, const void *tickets, uint32_t element);                  \
	void service_##metric##_columns(const struct service_call *call, const struct sanya_plugin_ticket_columns *tickets)
/* durations.c */
SERVICE_DECLARE(first_reply_time);
SERVICE_DECLARE(resolution_time);
SERVICE_DECLARE(first_resolution_time);
SERVICE_DECLARE(first_touch_time);
SERVICE_DECLARE(requester_wait_time);
SERVICE_DECLARE(longest_silence);
/* flags.c */
SERVICE_DECLARE(reopened);
SERVICE_DECLARE(one_touch);
SERVICE_DECLARE(in_time);
SERVICE_DECLARE(open_at_end);
/* counts.c */
SERVICE_DECLARE(created);
SERVICE_DECLARE(solved);
SERVICE_DECLARE(reopens);
SERVICE_DECLARE(reassigns);

/* --- for definitions --- */

/* Leave the ticket out, listed under its creation. */
SERVICE_INLINE struct service_value service_left_out(const struct service_ticket *ticket, enum service_reason reason)
{
	return (struct service_value){.at = ticket->created, .reason = reason};
}

SERVICE_INLINE struct service_value service_counted(int64_t value, int64_t at)
{
	return (struct service_value){.value = value, .at = at};
}

SERVICE_INLINE bool service_has(int64_t instant)
{
	return instant != SANYA_ABSENT_TIME;
}

/* Seconds on the goal's clock; `to` is not before `from`. */
SERVICE_INLINE int64_t service_between(const struct service_clock *clock, int64_t from, int64_t to)
{
	return clock->elapsed ? (int64_t)((uint64_t)to - (uint64_t)from) : clock->host->between(clock->host->run, from, to);
}

/* --- the two loops --- */

SERVICE_INLINE void service_put(const struct service_call *call, uint32_t i, struct service_value value)
{
	struct sanya_plugin_value *out = &call->values[i];
	out->value = value.value;
	out->at = value.at;
	out->reason = call->places[value.reason];
	out->finding = call->places[value.finding];
}

SERVICE_INLINE void service_each_row(const struct service_call *call, const void *tickets, uint32_t element, bool elapsed,
				     service_definition *definition)
{
	const struct service_clock clock = {call->host, elapsed};
	const unsigned char *at = (const unsigned char *)tickets;
	for (uint32_t i = 0; i < call->count; i++, at += element) {
		const struct sanya_plugin_ticket *t = (const struct sanya_plugin_ticket *)(const void *)at;
		const struct service_ticket ticket = {
			t->created, t->first_reply, t->first_touch, t->first_solved, t->solved, t->closed,
			t->due, t->reopens, t->replies, t->reassigns, t->in_time, t->has_history,
			t->wait_count, t->silence_count, t->waits, t->silences,
		};
		service_put(call, i, definition(&clock, &ticket));
	}
}

/* A column that is not there is one absent value, read again and again: `keep` is 0 for it and all ones for others. */
struct service_times {
	const int64_t *at;
	size_t keep;
};
struct service_numbers {
	const int32_t *at;
	size_t keep;
};

SERVICE_INLINE struct service_times service_times_of(const int64_t *column)
{
	static const int64_t absent = SANYA_ABSENT_TIME;
	return column ? (struct service_times){column, SIZE_MAX} : (struct service_times){&absent, 0};
}

SERVICE_INLINE struct service_numbers service_numbers_of(const int32_t *column, const int32_t *absent)
{
	return column ? (struct service_numbers){column, SIZE_MAX} : (struct service_numbers){absent, 0};
}

SERVICE_INLINE void service_each_column(const struct service_call *call, const struct sanya_plugin_ticket_columns *t, bool elapsed,
					service_definition *definition)
{
	static const int32_t unknown = SANYA_ABSENT_COUNT, none = 0;
	const struct service_clock clock = {call->host, elapsed};
	const struct service_times created = service_times_of(t->created), first_reply = service_times_of(t->first_reply),
				   first_touch = service_times_of(t->first_touch), first_solved = service_times_of(t->first_solved),
				   solved = service_times_of(t->solved), closed = service_times_of(t->closed),
				   due = service_times_of(t->due);
	const struct service_numbers reopens = service_numbers_of(t->reopens, &unknown),
				     replies = service_numbers_of(t->replies, &unknown),
				     reassigns = service_numbers_of(t->reassigns, &unknown),
				     in_time = service_numbers_of(t->in_time, &unknown),
				     has_history = service_numbers_of(t->has_history, &none);
	for (uint32_t i = 0; i < call->count; i++) {
		const uint32_t waits = t->wait_ends && i ? t->wait_ends[i - 1] : 0;
		const uint32_t silences = t->silence_ends && i ? t->silence_ends[i - 1] : 0;
		const struct service_ticket ticket = {
			.created = created.at[i & created.keep],
			.first_reply = first_reply.at[i & first_reply.keep],
			.first_touch = first_touch.at[i & first_touch.keep],
			.first_solved = first_solved.at[i & first_solved.keep],
			.solved = solved.at[i & solved.keep],
			.closed = closed.at[i & closed.keep],
			.due = due.at[i & due.keep],
			.reopens = reopens.at[i & reopens.keep],
			.replies = replies.at[i & replies.keep],
			.reassigns = reassigns.at[i & reassigns.keep],
			.in_time = in_time.at[i & in_time.keep],
			.has_history = has_history.at[i & has_history.keep],
			.wait_count = t->wait_ends ? t->wait_ends[i] - waits : 0,
			.silence_count = t->silence_ends ? t->silence_ends[i] - silences : 0,
			.waits = t->waits ? t->waits + waits : NULL,
			.silences = t->silences ? t->silences + silences : NULL,
		};
		service_put(call, i, definition(&clock, &ticket));
	}
}

#define SERVICE_ENTRIES(metric)                                                                                                \
	void service_##metric##_rows(const struct service_call *call, const void *tickets, uint32_t element)                   \
	{                                                                                                                      \
		if (call->host->working)                                                                                       \
			service_each_row(call, tickets, element, false, metric);                                               \
		else                                                                                                           \
			service_each_row(call, tickets, element, true, metric);                                                \
	}                                                                                                                      \
	void service_##metric##_columns(const struct service_call *call, const struct sanya_plugin_ticket_columns *tickets)    \
	{                                                                                                                      \
		if (call->host->working)                                                                                       \
			service_each_column(call, tickets, false, metric);                                                     \
		else                                                                                                           \
			service_each_column(call, tickets, true, metric);                                                      \
	}

#endif
