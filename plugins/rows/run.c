/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The run over the files, one after the other: header, rows, what they say, and the end.
 * Limits: every run reads every file whole.  A file that grew or was replaced is simply read again; observations are known by their ids,
 * so nothing is counted twice.
 */
#include "run.h"

#include "columns.h"
#include "deliver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- rows --- */

static int flush(struct rows_run *run)
{
	if (rows_ticket_flush(run) < 0 || rows_response_flush(run) < 0)
		return -1;
	rows_arena_clear(&run->scratch);
	return 0;
}

/* Fields that the header does not have are let pass where they are empty: spreadsheets leave such tails. */
static bool fits(struct rows_run *run)
{
	const struct rows_record *record = &run->record;
	if (run->mapping.take_ragged || record->count == run->width)
		return true;
	if (record->count < run->width) {
		rows_remark_add(run, false, NULL, "fewer columns than the header");
		return false;
	}
	for (uint32_t i = run->width; i < record->count; i++)
		if (rows_record_field(record, i).size) {
			rows_remark_add(run, false, NULL, "more columns than the header");
			return false;
		}
	return true;
}

static int take_row(struct rows_run *run)
{
	const struct rows_record *record = &run->record;
	int rc = 0;
	if (record->blank) {
		rows_remark_add(run, true, NULL, "blank line");
		return rows_report(run);
	}
	if (record->bad)
		rows_remark_add(run, false, NULL, record->bad);
	else if (record->oddities & ROWS_AFTER_QUOTE)
		rows_remark_add(run, false, NULL, "text after a closing quote");
	else if (fits(run) && rows_holds(run, run->mapping.only)) {
		if (record->oddities & ROWS_STRAY_QUOTE)
			rows_remark_add(run, true, NULL, "a quote within an unquoted field, taken as it is");
		if (run->mapping.has_event)
			rc = rows_event_row(run);
		else if (run->mapping.has_ticket)
			rc = rows_ticket_row(run);
		if (rc == 0 && run->mapping.has_response)
			rc = rows_response_row(run);
	}
	if (rc < 0 || (run->remark_count && rows_report(run) < 0) || run->fault.set)
		return -1;
	/* What events keep is copied; so scratch is free after every row of them. */
	if (run->mapping.has_event)
		rows_arena_clear(&run->scratch);
	if (run->tickets.used == ROWS_BATCH || run->responses.used == ROWS_BATCH || run->scratch.total > ROWS_RECORD_MAX)
		return flush(run);
	return 0;
}

/* The columns of the file are known. */
static int begin(struct rows_run *run)
{
	const struct rows_mapping *m = &run->mapping;
	run->check_utf8 = m->shape.encoding == ROWS_UTF8;
	run->ids_matter = run->counting || run->counted || m->duplicates != ROWS_LAST_WINS;
	if (m->has_ticket && !m->has_event && rows_ticket_begin(run) < 0)
		return -1;
	return m->has_response ? rows_response_begin(run) : 0;
}

/* --- files --- */

int rows_checkpoint(struct rows_run *run, uint64_t line)
{
	char cursor[600];
	if (flush(run) < 0)
		return -1;
	(void)snprintf(cursor, sizeof(cursor), "read %.500s to line %llu", run->base, (unsigned long long)line);
	run->since_checkpoint = 0;
	if (run->host->checkpoint(run->host->run, cursor) < 0)
		return rows_fail(&run->fault, "the host ended the run");
	return 0;
}

/*
 * Hand over all there is, and tell the place of what comes next: bytes[at] of the reader, or where that is not known, how much was read.  So whoever
 * hears several parts can put in order what they deliver.
 */
static int tell(struct rows_run *run, size_t at)
{
	const struct rows_reader *reader = run->reader;
	const uint64_t here = reader->encoding == ROWS_UTF8 ? reader->offset + at : reader->total;
	if (flush(run) < 0)
		return -1;
	if (run->host->progress(run->host->run, run->before + here, run->inputs.sized ? run->inputs.total : 0) < 0)
		return rows_fail(&run->fault, "the host ended the run");
	return 0;
}

/* The first record that is not blank: the header, or a row already.  1: it is a row of this worker's; 0: it is not. */
static int take_first(struct rows_run *run, const char *zone, bool guess)
{
	struct rows_reader *reader = run->reader;
	bool row = !run->mapping.header;
	if ((row ? rows_columns_place(run) : rows_columns_take(run, zone, guess)) < 0 || begin(run) < 0)
		return -1;
	if (run->chunk) {
		uint64_t next;
		rows_reader_share(reader, run->host->part, run->host->parts, run->chunk);
		const size_t at = (size_t)(run->record.raw - reader->bytes);
		row = row && rows_reader_owns(reader, at, &next);
		reader->mine = 0;
		if (row && tell(run, at) < 0)
			return -1;
	}
	return row;
}

/* A keyed format has no header to be read by all parts. */
static int take_keys(struct rows_run *run, const char *zone, bool guess)
{
	if (rows_columns_keys(run, zone, guess) < 0)
		return -1;
	/* That one was but looked at, and what it points to is gone. */
	run->record = (struct rows_record){.fields = NULL};
	if (begin(run) < 0)
		return -1;
	if (run->chunk)
		rows_reader_share(run->reader, run->host->part, run->host->parts, run->chunk);
	return 0;
}

static int read_rows(struct rows_run *run, const char *zone, bool guess)
{
	bool headed = run->format->want != NULL;
	uint32_t skip = run->mapping.skip;
	if (headed && take_keys(run, zone, guess) < 0)
		return -1;
	for (;;) {
		switch (run->format->next(run->reader, &run->record, &run->fault)) {
		case ROWS_RECORD:
			break;
		case ROWS_MOVES:
			if (tell(run, run->reader->at) < 0)
				return -1;
			continue;
		case ROWS_END:
			if (!headed)
				return rows_fail(&run->fault, "%s: is empty%s; export it again, with its header", run->file,
						 run->mapping.skip ? " below the lines to skip" : "");
			if (run->reader->total == 0)
				return rows_fail(&run->fault, "%s: is empty; export it again", run->file);
			return flush(run);
		default:
			return -1;
		}
		if (skip) {
			skip--;
			continue;
		}
		if (!headed) {
			if (run->record.blank)
				continue;
			headed = true;
			int rc = take_first(run, zone, guess);
			if (rc < 0)
				return -1;
			if (rc == 0)
				continue;
		}
		if (take_row(run) < 0)
			return -1;
		if (++run->since_checkpoint >= run->checkpoint_rows && !run->mapping.has_event &&
		    rows_checkpoint(run, run->reader->line - 1) < 0)
			return -1;
	}
}

static const char *base_of(const char *name)
{
	const char *slash = strrchr(name, '/');
	return slash ? slash + 1 : name;
}

static int read_file(struct rows_run *run, uint32_t index, const char *zone, bool guess)
{
	const struct sanya_source_host *host = run->host;
	struct rows_reading reading = {.inputs = &run->inputs, .index = index};
	const struct rows_input input = rows_inputs_open(&reading);
	run->file = input.name;
	run->base = base_of(run->file);
	rows_arena_clear(&run->direct_arena);
	for (uint32_t i = 0; i < index; i++)
		if (strcmp(base_of(host->input_name(host->run, i)), run->base) == 0)
			return rows_fail(&run->fault, "%s: two files are called \"%s\", so their rows could not be told apart; rename one",
					 run->file, run->base);
	if (run->format->open(&input, &run->mapping.shape, &run->reader, &run->fault) < 0)
		return -1;
	int rc = read_rows(run, zone, guess);
	run->before += run->reader->total;
	run->format->close(run->reader);
	run->reader = NULL;
	return rc;
}

static int read_files(struct rows_run *run, const char *zone, bool guess)
{
	run->before = 0;
	for (uint32_t i = 0; i < run->inputs.count; i++)
		if (read_file(run, i, zone, guess) < 0)
			return -1;
	return 0;
}

/* --- the run --- */

static int read_options(struct rows_run *run, const char *map, const char *zone)
{
	const struct sanya_source_host *host = run->host;
	if (map && map[0])
		return rows_mapping_parse(map, strlen(map), zone, &run->mapping, &run->fault);
	rows_mapping_init(&run->mapping, zone);
	return run->format->options ? run->format->options(host, &run->mapping, &run->fault) : 0;
}

static bool ids_are_columns(const struct rows_mapping *m)
{
	bool column = m->has_ticket && !m->ticket[ROWS_TICKET_ID].row;
	for (uint32_t i = 0; i < m->answer_count; i++)
		column = column || !m->answers[i].specs[ROWS_RESPONSE_ID].row;
	return column;
}

/*
 * Where the later of two rows wins, only the end of the input tells which row is the last.  Small inputs are therefore held and read
 * twice; larger ones are delivered row by row, and whoever receives them keeps the later version.
 */
static bool held(const struct rows_run *run, bool guess, bool small)
{
	return small && run->mapping.duplicates == ROWS_LAST_WINS && !run->mapping.has_event &&
	       (guess || ids_are_columns(&run->mapping));
}

/* Whether several workers may share the inputs: none of them needs to see all of it, nor rows in order. */
static bool shared(const struct rows_run *run, bool small)
{
	return !small && run->inputs.sized && run->mapping.duplicates == ROWS_LAST_WINS && !run->mapping.has_event &&
	       run->mapping.shape.encoding == ROWS_UTF8;
}

static int read_all(struct rows_run *run, const struct rows_limits *limits, const char *zone, bool guess)
{
	const bool small = run->inputs.sized && run->inputs.total <= limits->held, alone = run->host->parts <= 1;
	run->checkpoint_rows = UINT64_MAX;
	if (!alone && shared(run, small))
		run->chunk = limits->chunk;
	else if (!alone && run->host->part != 0)
		return 0;
	if (held(run, guess, small)) {
		run->counting = true;
		if (rows_inputs_hold(&run->inputs, &run->fault) < 0 || read_files(run, zone, guess) < 0)
			return -1;
		run->counting = false;
		run->counted = true;
	} else if (!small && alone && run->mapping.duplicates != ROWS_REFUSE) {
		run->checkpoint_rows = limits->checkpoint_rows;
	}
	if (read_files(run, zone, guess) < 0)
		return -1;
	/* A ticket's events may stand in several files. */
	if (rows_event_finish(run) < 0)
		return -1;
	/* One part's end is not the run's: several of them count as a whole or not at all. */
	if (alone && run->host->checkpoint(run->host->run, "read") < 0)
		return rows_fail(&run->fault, "the host ended the run");
	return 0;
}

static int run_all(struct rows_run *run, const struct rows_limits *limits)
{
	const struct sanya_source_host *host = run->host;
	const char *map = host->option(host->run, "map"), *zone = host->option(host->run, "zone");
	bool guess = !map || !map[0];
	if (!zone || !zone[0])
		zone = "UTC";
	if (read_options(run, map, zone) < 0)
		return -1;
	rows_inputs_init(&run->inputs, host);
	if (run->inputs.count == 0)
		return rows_fail(&run->fault, "no file was given; name at least one %s file", run->format->name);
	return read_all(run, limits, zone, guess);
}

int32_t rows_fetch_within(const struct sanya_source_host *host, const struct rows_format *format, const struct rows_limits *limits)
{
	struct rows_run run = {.host = host, .format = format};
	int rc = run_all(&run, limits);
	if (rc < 0)
		(void)host->fail(host->run, run.fault.text);
	rows_inputs_done(&run.inputs);
	rows_mapping_done(&run.mapping);
	rows_arena_done(&run.scratch);
	rows_arena_done(&run.direct_arena);
	rows_events_free(run.events);
	rows_ids_done(&run.ticket_ids);
	rows_ids_done(&run.response_ids);
	free(run.columns);
	return rc < 0 ? -1 : 0;
}

int32_t rows_fetch(const struct sanya_source_host *host, const struct rows_format *format)
{
	static const struct rows_limits limits = {.held = ROWS_HELD_MAX, .checkpoint_rows = ROWS_CHECKPOINT_ROWS, .chunk = ROWS_CHUNK};
	return rows_fetch_within(host, format, &limits);
}
