/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run over the files, and what one row of them says: its texts read as the mapping's specs tell, findings and reasons collected
 * so that each row is reported once per reason.
 */
#ifndef ROWS_ROW_H
#define ROWS_ROW_H

#include "base.h"
#include "direct.h"
#include "fields.h"
#include "ids.h"
#include "inputs.h"
#include "mapping.h"
#include "reader.h"

#define ROWS_REASONS_MAX 16u

struct rows_remark {
	char text[160]; /* "created: not a date" */
	bool repaired;
};

struct rows_run {
	const struct sanya_source_host *host;
	const struct rows_format *format;
	struct rows_fault fault;
	struct rows_inputs inputs;
	uint64_t before; /* bytes of the inputs before the one at hand */
	uint64_t since_checkpoint, checkpoint_rows;
	uint64_t chunk; /* 0: this worker reads all of the inputs */
	struct rows_mapping mapping;
	const char *file, *base; /* the input's name, and without its folders */
	struct rows_reader *reader;
	struct rows_record record;
	uint32_t *columns; /* by slot: index into record.fields */
	uint32_t width;	   /* fields of the header */
	bool check_utf8;   /* the file says that it is UTF-8 */
	/* The short ways, made for the columns of the file at hand. */
	struct rows_arena direct_arena;
	struct rows_direct direct_ticket;
	struct rows_direct *direct_answers; /* one each */
	struct rows_arena scratch; /* texts that are not slices of the block; cleared whenever what was read has been handed over */
	struct rows_remark remarks[ROWS_REASONS_MAX];
	uint32_t remark_count;
	/* tickets.c, responses.c */
	struct rows_ids ticket_ids, response_ids;
	struct rows_batch tickets, responses;
	bool ids_matter; /* else rows_take_id would take every row */
	/* Small inputs are read twice where the last of several rows wins: ids are counted first, then only each id's last row is taken. */
	bool counting, counted;
	/* events.c */
	struct rows_events *events;
};

/* The text of a field that is ROWS_RAW, as a copy in scratch; empty, and the fault set, when there is no memory for it. */
struct sanya_plugin_text rows_decoded(struct rows_run *run, const struct rows_field *field);

/* What a field says; of a list or something nested how it is written. */
static inline struct sanya_plugin_text rows_field_text(struct rows_run *run, const struct rows_field *field)
{
	return field->form == ROWS_RAW ? rows_decoded(run, field) : (struct sanya_plugin_text){field->at, field->size, 0};
}

/* What field `index` of the row says; it is below record.count. */
static inline struct sanya_plugin_text rows_cell(struct rows_run *run, uint32_t index)
{
	const struct rows_field field = rows_record_field(&run->record, index);
	return rows_field_text(run, &field);
}

/* Remember why the row at hand was refused or repaired, once per reason. */
void rows_remark_add(struct rows_run *run, bool repaired, const char *field, const char *reason);
/* Report what was remembered, to the host; -1: the run is over. */
int rows_report(struct rows_run *run) ROWS_MUST_CHECK;

/* Does the condition hold for the row? */
bool rows_condition_holds(struct rows_run *run, const struct rows_condition *condition);
/* NULL: always. */
static inline bool rows_holds(struct rows_run *run, const struct rows_condition *condition)
{
	return !condition || rows_condition_holds(run, condition);
}

/* What became of one field. */
enum { ROWS_REFUSED = -2, ROWS_OVER = -1, ROWS_ABSENT = 0, ROWS_PRESENT = 1 };

/* One given spec into `object`, which is left alone unless the value is there.  ROWS_REFUSED: *why says it; ROWS_OVER: the run is over. */
int rows_fill_one(struct rows_run *run, const struct rows_target *target, const struct rows_spec *spec, void *object,
		  int32_t *ret_micros, const char **why) ROWS_MUST_CHECK;
/* All given specs into `object`.  1: filled, 0: the row is refused (remarked), -1: the run is over.
 * `ret_micros` (may be NULL) gets the microseconds of times, by target. */
int rows_fill(struct rows_run *run, const struct rows_target *targets, unsigned count, const struct rows_spec *specs,
		 void *object, int32_t *ret_micros) ROWS_MUST_CHECK;

/* The id as duplicates want it: 1: take the row (id possibly numbered), 0: leave it out (remarked), -1.  Where the later row wins and the input
 * is too large to be held nothing is asked: whoever receives the observations keeps the later one of two. */
int rows_take_id(struct rows_run *run, struct rows_ids *ids, const struct rows_spec *spec, struct sanya_plugin_text *id) ROWS_MUST_CHECK;

#endif
