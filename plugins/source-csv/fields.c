/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of fields.h.
 * Limits: waits and silences of a ticket cannot come from a table of tickets; the worker derives them from events.
 */
#include "fields.h"

#include <string.h>
#include <strings.h>

#define TICKET(field, type, required)                                                                                          \
	{ #field, type, offsetof(struct sanya_plugin_ticket, field), 0, required }

const struct csv_target csv_ticket_targets[CSV_TICKET_FIELDS] = {
	[CSV_TICKET_ID] = TICKET(id, CSV_TEXT, true),
	[CSV_TICKET_CREATED] = TICKET(created, CSV_TIME, true),
	TICKET(assignee, CSV_TEXT, false),
	TICKET(first_replier, CSV_TEXT, false),
	TICKET(solver, CSV_TEXT, false),
	TICKET(requester, CSV_TEXT, false),
	TICKET(channel, CSV_TEXT, false),
	TICKET(queue, CSV_TEXT, false),
	TICKET(priority, CSV_TEXT, false),
	TICKET(status, CSV_TEXT, false),
	TICKET(first_reply, CSV_TIME, false),
	TICKET(first_touch, CSV_TIME, false),
	TICKET(first_solved, CSV_TIME, false),
	TICKET(solved, CSV_TIME, false),
	TICKET(closed, CSV_TIME, false),
	TICKET(due, CSV_TIME, false),
	TICKET(reopens, CSV_COUNT32, false),
	TICKET(replies, CSV_COUNT32, false),
	TICKET(reassigns, CSV_COUNT32, false),
	TICKET(in_time, CSV_FLAG, false),
	{"involved", CSV_TEXTS, offsetof(struct sanya_plugin_ticket, involved),
	 offsetof(struct sanya_plugin_ticket, involved_count), false},
	{"tags", CSV_TEXTS, offsetof(struct sanya_plugin_ticket, tags), offsetof(struct sanya_plugin_ticket, tag_count), false},
};

#define RESPONSE(field, type, required)                                                                                        \
	{ #field, type, offsetof(struct sanya_plugin_response, field), 0, required }

const struct csv_target csv_response_targets[CSV_RESPONSE_FIELDS] = {
	[CSV_RESPONSE_ID] = RESPONSE(id, CSV_TEXT, true),
	[CSV_RESPONSE_ANSWERED] = RESPONSE(answered, CSV_TIME, true),
	[CSV_RESPONSE_KIND] = RESPONSE(kind, CSV_KIND, true),
	RESPONSE(ticket, CSV_TEXT, false),
	RESPONSE(survey, CSV_TEXT, false),
	RESPONSE(subject, CSV_TEXT, false),
	RESPONSE(requester, CSV_TEXT, false),
	RESPONSE(channel, CSV_TEXT, false),
	RESPONSE(asked, CSV_TIME, false),
	RESPONSE(value, CSV_POINTS, false),
	RESPONSE(lowest, CSV_POINTS, false),
	RESPONSE(highest, CSV_POINTS, false),
	RESPONSE(critical, CSV_FLAG, false),
	{"tags", CSV_TEXTS, offsetof(struct sanya_plugin_response, tags), offsetof(struct sanya_plugin_response, tag_count),
	 false},
};

#define EVENT(field, type, required)                                                                                           \
	{ #field, type, offsetof(struct csv_event_row, field), 0, required }

const struct csv_target csv_event_targets[CSV_EVENT_FIELDS] = {
	[CSV_EVENT_AT] = EVENT(at, CSV_TIME, true),	       [CSV_EVENT_WHAT] = EVENT(what, CSV_WHAT, false),
	[CSV_EVENT_STATUS] = EVENT(status, CSV_TEXT, false),   [CSV_EVENT_CLASS] = EVENT(class, CSV_CLASS, false),
	[CSV_EVENT_STAFF] = EVENT(staff, CSV_FLAG, false),     [CSV_EVENT_ACTOR] = EVENT(actor, CSV_TEXT, false),
	[CSV_EVENT_ASSIGNEE] = EVENT(assignee, CSV_TEXT, false),
};

const struct csv_word csv_kinds[] = {
	{"csat", SANYA_KIND_CSAT},	   {"nps", SANYA_KIND_NPS},	    {"ces", SANYA_KIND_CES},	   {"qa", SANYA_KIND_QA},
	{"mystery", SANYA_KIND_MYSTERY}, {"complaint", SANYA_KIND_COMPLAINT}, {"rating", SANYA_KIND_RATING}, {NULL, 0},
};
const struct csv_word csv_happenings[] = {
	{"created", SANYA_HAPPENED_CREATED}, {"status", SANYA_HAPPENED_STATUS}, {"assigned", SANYA_HAPPENED_ASSIGNED},
	{"reply", SANYA_HAPPENED_REPLY},     {"note", SANYA_HAPPENED_NOTE},	{"touch", SANYA_HAPPENED_TOUCH},
	{NULL, 0},
};
const struct csv_word csv_classes[] = {
	{"new", SANYA_CLASS_NEW},	  {"open", SANYA_CLASS_OPEN},	  {"pending", SANYA_CLASS_PENDING}, {"on-hold", SANYA_CLASS_ON_HOLD},
	{"solved", SANYA_CLASS_SOLVED}, {"closed", SANYA_CLASS_CLOSED}, {"deleted", SANYA_CLASS_DELETED}, {NULL, 0},
};

int32_t csv_word_find(const struct csv_word *words, const char *text, size_t size)
{
	for (; words->word; words++)
		if (strlen(words->word) == size && strncasecmp(words->word, text, size) == 0)
			return words->value;
	return -1;
}

struct sanya_plugin_ticket csv_ticket_empty(void)
{
	return (struct sanya_plugin_ticket)SANYA_PLUGIN_TICKET_INIT;
}

struct sanya_plugin_response csv_response_empty(void)
{
	return (struct sanya_plugin_response)SANYA_PLUGIN_RESPONSE_INIT;
}
