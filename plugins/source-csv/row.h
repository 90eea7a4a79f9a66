/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run over the files, and what one row of them says: its texts read as the mapping's specs tell, findings and reasons collected
 * so that each row is reported once per reason.
 */
#ifndef CSV_ROW_H
#define CSV_ROW_H

#include "base.h"
#include "fields.h"
#include "ids.h"
#include "mapping.h"
#include "reader.h"

#define CSV_REASONS_MAX 16u

struct csv_remark {
	char text[160]; /* "created: not a date" */
	bool repaired;
};

struct csv_run {
	const struct sanya_source_host *host;
	struct csv_fault fault;
	struct csv_mapping mapping;
	const char *file, *base; /* the input's name, and without its folders */
	struct csv_reader *reader;
	struct csv_record record;
	uint32_t *columns; /* by slot: index into record.fields */
	uint32_t width;	   /* fields of the header */
	struct csv_arena scratch; /* texts that are not slices of the block; cleared whenever what was read has been handed over */
	struct csv_remark remarks[CSV_REASONS_MAX];
	uint32_t remark_count;
	/* tickets.c, responses.c */
	struct csv_ids ticket_ids, response_ids;
	struct sanya_plugin_ticket *tickets;
	uint32_t ticket_count;
	struct sanya_plugin_response *responses;
	uint32_t response_count;
	bool told_full;
	/* Small inputs are read twice where the last of several rows wins: ids are counted first, then only each id's last row is taken. */
	bool counting, counted;
	/* events.c */
	struct csv_events *events;
};

/* Remember why the row at hand was refused or repaired, once per reason. */
void csv_row_remark(struct csv_run *run, bool repaired, const char *field, const char *reason);
/* Report what was remembered, to the host; -1: the run is over. */
int csv_row_report(struct csv_run *run) CSV_MUST_CHECK;

/* Does the condition hold for the row (NULL: always)? */
bool csv_row_holds(struct csv_run *run, const struct csv_condition *condition);

/* All given specs into `object`.  1: filled, 0: the row is refused (remarked), -1: the run is over.
 * `ret_micros` (may be NULL) gets the microseconds of times, by target. */
int csv_row_fill(struct csv_run *run, const struct csv_target *targets, unsigned count, const struct csv_spec *specs,
		 void *object, int32_t *ret_micros) CSV_MUST_CHECK;

/* The id as duplicates want it: 1: take the row (id possibly numbered), 0: leave it out (remarked), -1. */
int csv_row_id(struct csv_run *run, struct csv_ids *ids, const struct csv_spec *spec, struct sanya_plugin_text *id) CSV_MUST_CHECK;

#endif
