/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The source mapping, "sanya.mapping/1": which column of a file becomes which field of an observation, and how its text is read.
 * The schema stands in contracts/schema/mapping.json, the reference with examples in plugins/source-csv/README.md.
 *
 * Invariant: after rows_mapping_parse every value is within its limits; nothing but column names is left to be found out
 * from a file.  All memory is the mapping's arena.
 */
#ifndef ROWS_MAPPING_H
#define ROWS_MAPPING_H

#include "base.h"
#include "fields.h"
#include "json.h"
#include "reader.h"
#include "stamp.h"
#include "values.h"

/* By name ("category#2": the second of that name), or by position from 1. */
struct rows_column {
	const char *name;
	uint32_t position;
	uint32_t slot; /* in the file's table of resolved columns */
};

struct rows_condition {
	struct rows_column column;
	struct rows_texts texts;
	bool negated;
};

enum rows_date_only { ROWS_DATE_FINDING, ROWS_DATE_START, ROWS_DATE_END, ROWS_DATE_REFUSE };
/* LAST: what the last event says, missing or not; LATEST: the last value that any event gave. */
enum rows_take { ROWS_TAKE_LAST, ROWS_TAKE_LATEST, ROWS_TAKE_FIRST, ROWS_TAKE_LARGEST, ROWS_TAKE_SMALLEST };
/* By default texts that are not in the map are kept and others rejected. */
enum rows_otherwise { ROWS_OTHERWISE_DEFAULT, ROWS_OTHERWISE_REJECT, ROWS_OTHERWISE_MISSING, ROWS_OTHERWISE_KEEP };

/* How one field gets its value from a row.  In this order: column (and time), trim, missing, word_after, prefix and suffix, lower, map, default. */
struct rows_spec {
	bool given;
	bool optional;		     /* may be missing although its target is required */
	bool row;		     /* ids: file and line */
	bool has_column, has_time;   /* else: the constant */
	bool lower, trim;
	bool unreadable_is_missing;
	enum rows_otherwise otherwise;
	struct rows_column column, time;
	struct sanya_plugin_text constant, prefix, suffix, word_after, fallback;
	char split;		     /* lists; 0: one text */
	struct rows_texts missing;    /* besides the mapping's own */
	const struct sanya_plugin_text *map; /* pairs: from, to */
	uint32_t map_count;
	enum rows_stamp_format format;
	enum rows_era era;
	enum rows_date_only date_only;
	const char *zone;
	const struct rows_condition *when;
	enum rows_take take;
	const struct rows_spec *next; /* lists: further columns */
};

struct rows_answer {
	const char *name; /* NULL: the row's only one */
	struct rows_spec specs[ROWS_RESPONSE_FIELDS];
};

enum rows_duplicates { ROWS_LAST_WINS, ROWS_FIRST_WINS, ROWS_REFUSE, ROWS_KEEP_ALL };

struct rows_mapping {
	struct rows_arena arena;
	/* the file */
	struct rows_shape shape;
	bool header, take_ragged;
	uint32_t skip; /* lines before the header */
	/* defaults of the specs */
	enum rows_stamp_format format;
	enum rows_era era;
	enum rows_date_only date_only;
	const char *zone;
	bool relative_fractions;
	bool trim;
	struct rows_texts missing;
	/* rows */
	enum rows_duplicates duplicates;
	const struct rows_condition *only;
	bool has_ticket, has_response, has_event;
	bool history, grouped; /* events: derive by the worker; a ticket's rows stand together */
	struct rows_spec ticket[ROWS_TICKET_FIELDS];
	struct rows_spec event[ROWS_EVENT_FIELDS];
	struct rows_answer *answers;
	uint32_t answer_count;
	uint32_t slots; /* how many columns are addressed */
	bool by_name;	/* at least one of them by name */
	const struct rows_column **columns; /* by slot */
	uint32_t column_room;
	bool guessed;	/* made from a header: columns named like the fields */
};

/* `zone`: of stamps that carry none and for which the mapping says none. Initialised also on failure. */
int rows_mapping_parse(const char *text, size_t size, const char *zone, struct rows_mapping *ret, struct rows_fault *fault)
	ROWS_MUST_CHECK;
/* Without a document: tickets where a column is called "created", responses where one is called "answered".  `keyed`: a column that this record
 * does not have may come with another. */
int rows_mapping_guess(const char *file, const struct sanya_plugin_text *header, uint32_t count, bool keyed, const char *zone,
		       struct rows_mapping *ret, struct rows_fault *fault) ROWS_MUST_CHECK;
/* What holds for any file before a mapping is known: defaults of the shape. */
void rows_mapping_init(struct rows_mapping *mapping, const char *zone);
void rows_mapping_done(struct rows_mapping *mapping);

#endif
