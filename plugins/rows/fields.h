/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields of observations as a mapping names them: one table each for tickets, responses and events, saying what a field
 * holds and where in the ABI's struct it goes.  Mapping, reading of rows and the reading without a mapping all follow these tables.
 */
#ifndef ROWS_FIELDS_H
#define ROWS_FIELDS_H

#include "base.h"

enum rows_type {
	ROWS_TEXT,   /* struct sanya_plugin_text */
	ROWS_TEXTS,  /* pointer and count */
	ROWS_TIME,   /* int64_t */
	ROWS_COUNT32,/* int32_t, 0 or more */
	ROWS_FLAG,   /* int32_t, 0 or 1 */
	ROWS_POINTS, /* int64_t, thousandths */
	ROWS_KIND,   /* int32_t, a word of rows_kinds */
	ROWS_WHAT,   /* int32_t, a word of rows_happenings */
	ROWS_CLASS,  /* int32_t, a word of rows_classes */
};

struct rows_target {
	const char *name;
	enum rows_type type;
	size_t offset;	     /* in the ABI's struct */
	size_t count_offset; /* ROWS_TEXTS: of the count */
	size_t many_offset;  /* of its pointer in the ABI's struct for many observations at once; 0: has none */
	bool required;
};

enum { ROWS_TICKET_ID, ROWS_TICKET_CREATED, ROWS_TICKET_FIELDS = 22 };
enum { ROWS_RESPONSE_ID, ROWS_RESPONSE_ANSWERED, ROWS_RESPONSE_KIND, ROWS_RESPONSE_FIELDS = 14 };
enum { ROWS_EVENT_AT, ROWS_EVENT_WHAT, ROWS_EVENT_STATUS, ROWS_EVENT_CLASS, ROWS_EVENT_STAFF, ROWS_EVENT_ACTOR, ROWS_EVENT_ASSIGNEE,
       ROWS_EVENT_FIELDS };

extern const struct rows_target rows_ticket_targets[ROWS_TICKET_FIELDS];
extern const struct rows_target rows_response_targets[ROWS_RESPONSE_FIELDS];
/* Offsets are into struct rows_event_row (events.h). */
extern const struct rows_target rows_event_targets[ROWS_EVENT_FIELDS];

/* One row of an event log. */
struct rows_event_row {
	int64_t at;
	int32_t what, class, staff;
	struct sanya_plugin_text status, actor, assignee;
};

struct rows_word {
	const char *word;
	int32_t value;
};
extern const struct rows_word rows_kinds[];      /* "csat", ... ; ends with NULL */
extern const struct rows_word rows_happenings[]; /* "created", ... */
extern const struct rows_word rows_classes[];    /* "new", ... */
/* -1: no such word */
int32_t rows_word_find(const struct rows_word *words, const char *text, size_t size);

struct sanya_plugin_ticket rows_ticket_empty(void);
struct sanya_plugin_response rows_response_empty(void);

#endif
