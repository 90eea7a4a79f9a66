/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields of observations as a mapping names them: one table each for tickets, responses and events, saying what a field
 * holds and where in the ABI's struct it goes.  Mapping, reading of rows and the reading without a mapping all follow these tables.
 */
#ifndef CSV_FIELDS_H
#define CSV_FIELDS_H

#include "base.h"

enum csv_type {
	CSV_TEXT,   /* struct sanya_plugin_text */
	CSV_TEXTS,  /* pointer and count */
	CSV_TIME,   /* int64_t */
	CSV_COUNT32,/* int32_t, 0 or more */
	CSV_FLAG,   /* int32_t, 0 or 1 */
	CSV_POINTS, /* int64_t, thousandths */
	CSV_KIND,   /* int32_t, a word of csv_kinds */
	CSV_WHAT,   /* int32_t, a word of csv_happenings */
	CSV_CLASS,  /* int32_t, a word of csv_classes */
};

struct csv_target {
	const char *name;
	enum csv_type type;
	size_t offset;	     /* in the ABI's struct */
	size_t count_offset; /* CSV_TEXTS: of the count */
	bool required;
};

enum { CSV_TICKET_ID, CSV_TICKET_CREATED, CSV_TICKET_FIELDS = 22 };
enum { CSV_RESPONSE_ID, CSV_RESPONSE_ANSWERED, CSV_RESPONSE_KIND, CSV_RESPONSE_FIELDS = 14 };
enum { CSV_EVENT_AT, CSV_EVENT_WHAT, CSV_EVENT_STATUS, CSV_EVENT_CLASS, CSV_EVENT_STAFF, CSV_EVENT_ACTOR, CSV_EVENT_ASSIGNEE,
       CSV_EVENT_FIELDS };

extern const struct csv_target csv_ticket_targets[CSV_TICKET_FIELDS];
extern const struct csv_target csv_response_targets[CSV_RESPONSE_FIELDS];
/* Offsets are into struct csv_event_row (events.h). */
extern const struct csv_target csv_event_targets[CSV_EVENT_FIELDS];

/* One row of an event log. */
struct csv_event_row {
	int64_t at;
	int32_t what, class, staff;
	struct sanya_plugin_text status, actor, assignee;
};

struct csv_word {
	const char *word;
	int32_t value;
};
extern const struct csv_word csv_kinds[];      /* "csat", ... ; ends with NULL */
extern const struct csv_word csv_happenings[]; /* "created", ... */
extern const struct csv_word csv_classes[];    /* "new", ... */
/* -1: no such word */
int32_t csv_word_find(const struct csv_word *words, const char *text, size_t size);

struct sanya_plugin_ticket csv_ticket_empty(void);
struct sanya_plugin_response csv_response_empty(void);

#endif
