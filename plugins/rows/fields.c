/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of fields.h.
 * Limits: waits and silences of a ticket cannot come from a table of tickets; the worker derives them from events.
 */
#include "fields.h"

#include <string.h>
#include <strings.h>

#define TICKET(field, type, required)                                                                                          \
	{ #field, type, offsetof(struct sanya_plugin_ticket, field), 0, offsetof(struct sanya_plugin_ticket_fields, field), required }

const struct rows_target rows_ticket_targets[ROWS_TICKET_FIELDS] = {
	[ROWS_TICKET_ID] = TICKET(id, ROWS_TEXT, true),
	[ROWS_TICKET_CREATED] = TICKET(created, ROWS_TIME, true),
	TICKET(assignee, ROWS_TEXT, false),
	TICKET(first_replier, ROWS_TEXT, false),
	TICKET(solver, ROWS_TEXT, false),
	TICKET(requester, ROWS_TEXT, false),
	TICKET(channel, ROWS_TEXT, false),
	TICKET(queue, ROWS_TEXT, false),
	TICKET(priority, ROWS_TEXT, false),
	TICKET(status, ROWS_TEXT, false),
	TICKET(first_reply, ROWS_TIME, false),
	TICKET(first_touch, ROWS_TIME, false),
	TICKET(first_solved, ROWS_TIME, false),
	TICKET(solved, ROWS_TIME, false),
	TICKET(closed, ROWS_TIME, false),
	TICKET(due, ROWS_TIME, false),
	TICKET(reopens, ROWS_COUNT32, false),
	TICKET(replies, ROWS_COUNT32, false),
	TICKET(reassigns, ROWS_COUNT32, false),
	TICKET(in_time, ROWS_FLAG, false),
	{"involved", ROWS_TEXTS, offsetof(struct sanya_plugin_ticket, involved),
	 offsetof(struct sanya_plugin_ticket, involved_count), 0, false},
	{"tags", ROWS_TEXTS, offsetof(struct sanya_plugin_ticket, tags), offsetof(struct sanya_plugin_ticket, tag_count), 0,
	 false},
};

#define RESPONSE(field, type, required)                                                                                        \
	{ #field, type, offsetof(struct sanya_plugin_response, field), 0, offsetof(struct sanya_plugin_response_fields, field), required }

const struct rows_target rows_response_targets[ROWS_RESPONSE_FIELDS] = {
	[ROWS_RESPONSE_ID] = RESPONSE(id, ROWS_TEXT, true),
	[ROWS_RESPONSE_ANSWERED] = RESPONSE(answered, ROWS_TIME, true),
	[ROWS_RESPONSE_KIND] = RESPONSE(kind, ROWS_KIND, true),
	RESPONSE(ticket, ROWS_TEXT, false),
	RESPONSE(survey, ROWS_TEXT, false),
	RESPONSE(subject, ROWS_TEXT, false),
	RESPONSE(requester, ROWS_TEXT, false),
	RESPONSE(channel, ROWS_TEXT, false),
	RESPONSE(asked, ROWS_TIME, false),
	RESPONSE(value, ROWS_POINTS, false),
	RESPONSE(lowest, ROWS_POINTS, false),
	RESPONSE(highest, ROWS_POINTS, false),
	RESPONSE(critical, ROWS_FLAG, false),
	{"tags", ROWS_TEXTS, offsetof(struct sanya_plugin_response, tags), offsetof(struct sanya_plugin_response, tag_count), 0,
	 false},
};

#define EVENT(field, type, required)                                                                                           \
	{ #field, type, offsetof(struct rows_event_row, field), 0, 0, required }

const struct rows_target rows_event_targets[ROWS_EVENT_FIELDS] = {
	[ROWS_EVENT_AT] = EVENT(at, ROWS_TIME, true),	       [ROWS_EVENT_WHAT] = EVENT(what, ROWS_WHAT, false),
	[ROWS_EVENT_STATUS] = EVENT(status, ROWS_TEXT, false),   [ROWS_EVENT_CLASS] = EVENT(class, ROWS_CLASS, false),
	[ROWS_EVENT_STAFF] = EVENT(staff, ROWS_FLAG, false),     [ROWS_EVENT_ACTOR] = EVENT(actor, ROWS_TEXT, false),
	[ROWS_EVENT_ASSIGNEE] = EVENT(assignee, ROWS_TEXT, false),
};

const struct rows_word rows_kinds[] = {
	{"csat", SANYA_KIND_CSAT},	   {"nps", SANYA_KIND_NPS},	    {"ces", SANYA_KIND_CES},	   {"qa", SANYA_KIND_QA},
	{"mystery", SANYA_KIND_MYSTERY}, {"complaint", SANYA_KIND_COMPLAINT}, {"rating", SANYA_KIND_RATING}, {NULL, 0},
};
const struct rows_word rows_happenings[] = {
	{"created", SANYA_HAPPENED_CREATED}, {"status", SANYA_HAPPENED_STATUS}, {"assigned", SANYA_HAPPENED_ASSIGNED},
	{"reply", SANYA_HAPPENED_REPLY},     {"note", SANYA_HAPPENED_NOTE},	{"touch", SANYA_HAPPENED_TOUCH},
	{NULL, 0},
};
const struct rows_word rows_classes[] = {
	{"new", SANYA_CLASS_NEW},	  {"open", SANYA_CLASS_OPEN},	  {"pending", SANYA_CLASS_PENDING}, {"on-hold", SANYA_CLASS_ON_HOLD},
	{"solved", SANYA_CLASS_SOLVED}, {"closed", SANYA_CLASS_CLOSED}, {"deleted", SANYA_CLASS_DELETED}, {NULL, 0},
};

int32_t rows_word_find(const struct rows_word *words, const char *text, size_t size)
{
	for (; words->word; words++)
		if (strlen(words->word) == size && strncasecmp(words->word, text, size) == 0)
			return words->value;
	return -1;
}

struct sanya_plugin_ticket rows_ticket_empty(void)
{
	return (struct sanya_plugin_ticket)SANYA_PLUGIN_TICKET_INIT;
}

struct sanya_plugin_response rows_response_empty(void)
{
	return (struct sanya_plugin_response)SANYA_PLUGIN_RESPONSE_INIT;
}
