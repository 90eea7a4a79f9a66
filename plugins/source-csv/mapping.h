/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The source mapping, "sanya.mapping/1": which column of a file becomes which field of an observation, and how its text is read.
 * The schema stands in contracts/schema/mapping.json, the reference with examples in README.md beside this file.
 *
 * Invariant: after csv_mapping_parse every value is within its limits; nothing but column names is left to be found out
 * from a file.  All memory is the mapping's arena.
 */
#ifndef CSV_MAPPING_H
#define CSV_MAPPING_H

#include "base.h"
#include "fields.h"
#include "json.h"
#include "reader.h"
#include "stamp.h"

struct csv_texts {
	const struct sanya_plugin_text *items;
	uint32_t count;
};

/* By name ("category#2": the second of that name), or by position from 1. */
struct csv_column {
	const char *name;
	uint32_t position;
	uint32_t slot; /* in the file's table of resolved columns */
};

struct csv_condition {
	struct csv_column column;
	struct csv_texts texts;
	bool negated;
};

enum csv_date_only { CSV_DATE_FINDING, CSV_DATE_START, CSV_DATE_END, CSV_DATE_REFUSE };
/* LAST: what the last event says, missing or not; LATEST: the last value that any event gave. */
enum csv_take { CSV_TAKE_LAST, CSV_TAKE_LATEST, CSV_TAKE_FIRST, CSV_TAKE_LARGEST, CSV_TAKE_SMALLEST };
/* By default texts that are not in the map are kept and others rejected. */
enum csv_otherwise { CSV_OTHERWISE_DEFAULT, CSV_OTHERWISE_REJECT, CSV_OTHERWISE_MISSING, CSV_OTHERWISE_KEEP };

/* How one field gets its value from a row.  In this order: column (and time), trim, missing, word_after, prefix and suffix, lower, map, default. */
struct csv_spec {
	bool given;
	bool optional;		     /* may be missing although its target is required */
	bool row;		     /* ids: file and line */
	bool has_column, has_time;   /* else: the constant */
	bool lower, trim;
	bool unreadable_is_missing;
	enum csv_otherwise otherwise;
	struct csv_column column, time;
	struct sanya_plugin_text constant, prefix, suffix, word_after, fallback;
	char split;		     /* lists; 0: one text */
	struct csv_texts missing;    /* besides the mapping's own */
	const struct sanya_plugin_text *map; /* pairs: from, to */
	uint32_t map_count;
	enum csv_stamp_format format;
	enum csv_era era;
	enum csv_date_only date_only;
	const char *zone;
	const struct csv_condition *when;
	enum csv_take take;
	const struct csv_spec *next; /* lists: further columns */
};

struct csv_answer {
	const char *name; /* NULL: the row's only one */
	struct csv_spec specs[CSV_RESPONSE_FIELDS];
};

enum csv_duplicates { CSV_LAST_WINS, CSV_FIRST_WINS, CSV_REFUSE, CSV_KEEP_ALL };

struct csv_mapping {
	struct csv_arena arena;
	/* the file */
	struct csv_shape shape;
	bool header, take_ragged;
	uint32_t skip; /* lines before the header */
	/* defaults of the specs */
	enum csv_stamp_format format;
	enum csv_era era;
	enum csv_date_only date_only;
	const char *zone;
	bool relative_fractions;
	bool trim;
	struct csv_texts missing;
	/* rows */
	enum csv_duplicates duplicates;
	const struct csv_condition *only;
	bool has_ticket, has_response, has_event;
	bool history, grouped; /* events: derive by the worker; a ticket's rows stand together */
	struct csv_spec ticket[CSV_TICKET_FIELDS];
	struct csv_spec event[CSV_EVENT_FIELDS];
	struct csv_answer *answers;
	uint32_t answer_count;
	uint32_t slots; /* how many columns are addressed */
	bool by_name;	/* at least one of them by name */
	const struct csv_column **columns; /* by slot */
	uint32_t column_room;
	bool guessed;	/* made from a header: columns named like the fields */
};

/* `zone`: of stamps that carry none and for which the mapping says none. Initialised also on failure. */
int csv_mapping_parse(const char *text, size_t size, const char *zone, struct csv_mapping *ret, struct csv_fault *fault)
	CSV_MUST_CHECK;
/* Without a document: tickets where a column is called "created", responses where one is called "answered". */
int csv_mapping_guess(const char *file, const struct csv_field *header, uint32_t count, const char *zone,
		      struct csv_mapping *ret, struct csv_fault *fault) CSV_MUST_CHECK;
/* What holds for any file before a mapping is known: defaults of the shape. */
void csv_mapping_init(struct csv_mapping *mapping, const char *zone);
void csv_mapping_done(struct csv_mapping *mapping);

#endif
