/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The run over the files, one after the other: header, rows, what they say, and the end.
 * Limits: every run reads every file whole.  A file that grew or was replaced is simply read again; observations are known by their ids,
 * so nothing is counted twice.
 */
#include "run.h"

#include "deliver.h"

#include <stdlib.h>
#include <string.h>

/* --- columns --- */

static bool name_is(struct sanya_plugin_text text, const char *name, size_t size)
{
	while (text.size && (unsigned char)text.at[0] <= ' ') {
		text.at++;
		text.size--;
	}
	while (text.size && (unsigned char)text.at[text.size - 1] <= ' ')
		text.size--;
	return text.size == size && memcmp(text.at, name, size) == 0;
}

/* The column of a name, or of the `nth` such name; UINT32_MAX: none. */
static uint32_t find_name(const struct rows_record *header, const char *name, size_t size, unsigned nth)
{
	for (uint32_t i = 0; i < header->count; i++) {
		struct sanya_plugin_text text = {header->fields[i].at, header->fields[i].size, 0};
		if (name_is(text, name, size) && --nth == 0)
			return i;
	}
	return UINT32_MAX;
}

static uint32_t find_column(const struct rows_record *header, const struct rows_column *column)
{
	if (column->position)
		return column->position <= header->count ? column->position - 1 : UINT32_MAX;
	uint32_t found = find_name(header, column->name, strlen(column->name), 1);
	const char *number = strrchr(column->name, '#');
	if (found == UINT32_MAX && number && number[1] >= '1' && number[1] <= '9' && strspn(number + 1, "0123456789") < 5)
		found = find_name(header, column->name, (size_t)(number - column->name), (unsigned)strtoul(number + 1, NULL, 10));
	return found;
}

/* "id, created, …" for a message */
static void list_columns(const struct rows_record *header, char *out, size_t room)
{
	size_t used = 0;
	out[0] = '\0';
	for (uint32_t i = 0; i < header->count; i++) {
		size_t size = rows_utf8_prefix(header->fields[i].at, header->fields[i].size, 60);
		if (rows_utf8_check(header->fields[i].at, size) != size || used + size + 8 > room) {
			memcpy(out + used, ", …", sizeof(", …"));
			return;
		}
		if (i) {
			memcpy(out + used, ", ", 2);
			used += 2;
		}
		memcpy(out + used, header->fields[i].at, size);
		used += size;
		out[used] = '\0';
	}
}

static int resolve_columns(struct rows_run *run, const struct rows_record *header)
{
	const struct rows_mapping *m = &run->mapping;
	char found[1024];
	free(run->columns);
	run->columns = calloc(m->slots + 1, sizeof(*run->columns));
	if (!run->columns)
		return rows_fail_memory(&run->fault);
	run->width = header->count;
	for (uint32_t i = 0; i < m->slots; i++) {
		const struct rows_column *column = m->columns[i];
		run->columns[i] = find_column(header, column);
		if (run->columns[i] != UINT32_MAX)
			continue;
		list_columns(header, found, sizeof(found));
		if (column->position)
			return rows_fail(&run->fault,
					"%s:%llu: has no column %u, only %u; correct the mapping, or its \"separator\"", run->file,
					(unsigned long long)header->line, column->position, header->count);
		return rows_fail(&run->fault, "%s:%llu: has no column \"%.100s\"; it has: %s.  %s", run->file,
				(unsigned long long)header->line, column->name, found,
				m->guessed ? "Rename a column, or give a mapping that says what the columns are: --map MAP.json"
					   : "Correct the name in the mapping, or its \"file\" part (separator, encoding, skip)");
	}
	return 0;
}

static int take_header(struct rows_run *run, const char *zone, bool guess)
{
	struct rows_record *header = &run->record;
	for (uint32_t i = 0; i < header->count; i++) {
		struct sanya_plugin_text name = rows_field_text(run->format, run->reader, &header->fields[i]);
		if (rows_utf8_check(name.at, name.size) != name.size)
			return rows_fail(&run->fault,
					"%s:%llu: the header is not UTF-8; if the file is in a Thai encoding, say \"file\": {\"encoding\": "
					"\"windows-874\"} in the mapping, or give the option encoding=windows-874",
					run->file, (unsigned long long)header->line);
	}
	if (guess) {
		struct rows_shape shape = run->mapping.shape;
		rows_mapping_done(&run->mapping);
		if (rows_mapping_guess(run->file, header->fields, header->count, zone, &run->mapping, &run->fault) < 0)
			return -1;
		run->mapping.shape = shape;
	}
	return resolve_columns(run, header);
}

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
		if (record->fields[i].size) {
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
	if (record->oddities & ROWS_AFTER_QUOTE)
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
	if (rc < 0 || rows_report(run) < 0)
		return -1;
	/* What events keep is copied; so scratch is free after every row of them. */
	if (run->mapping.has_event)
		rows_arena_clear(&run->scratch);
	if (run->ticket_count == ROWS_BATCH || run->response_count == ROWS_BATCH || run->scratch.total > ROWS_RECORD_MAX)
		return flush(run);
	return 0;
}

/* An input as the host hands it out, or held in memory. */
struct input {
	const struct sanya_source_host *host;
	uint32_t index;
	char *held; /* NULL: not held */
	size_t size, at;
};

static int64_t read_input(void *context, void *bytes, uint64_t size)
{
	struct input *input = context;
	if (!input->held)
		return input->host->read(input->host->run, input->index, bytes, size);
	size_t left = input->size - input->at;
	if (left > size)
		left = (size_t)size;
	memcpy(bytes, input->held + input->at, left);
	input->at += left;
	return (int64_t)left;
}

static int read_rows(struct rows_run *run, const char *zone, bool guess, uint64_t size)
{
	bool headed = false;
	uint32_t skip = run->mapping.skip;
	for (;;) {
		switch (run->format->next(run->reader, &run->record, &run->fault)) {
		case ROWS_RECORD:
			break;
		case ROWS_MOVES:
			if (flush(run) < 0)
				return -1;
			if (run->host->progress(run->host->run, run->format->bytes(run->reader), size) < 0)
				return rows_fail(&run->fault, "the host ended the run");
			continue;
		case ROWS_END:
			if (!headed)
				return rows_fail(&run->fault, "%s: is empty%s; export it again, with its header", run->file,
						run->mapping.skip ? " below the lines to skip" : "");
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
			if (run->mapping.header) {
				if (take_header(run, zone, guess) < 0)
					return -1;
				continue;
			}
			if (resolve_columns(run, &run->record) < 0)
				return -1;
		}
		if (take_row(run) < 0)
			return -1;
	}
}

static const char *base_of(const char *name)
{
	const char *slash = strrchr(name, '/');
	return slash ? slash + 1 : name;
}

static int read_file(struct rows_run *run, uint32_t index, const struct input *from, const char *zone, bool guess)
{
	struct input context = *from;
	struct rows_input input = {.read = read_input, .context = &context};
	run->file = input.name = run->host->input_name(run->host->run, index);
	run->base = base_of(run->file);
	for (uint32_t i = 0; i < index; i++)
		if (strcmp(base_of(run->host->input_name(run->host->run, i)), run->base) == 0)
			return rows_fail(&run->fault, "%s: two files are called \"%s\", so their rows could not be told apart; rename one",
					run->file, run->base);
	int64_t size = run->host->input_size(run->host->run, index);
	if (run->format->open(&input, &run->mapping.shape, &run->reader, &run->fault) < 0)
		return -1;
	int rc = read_rows(run, zone, guess, size < 0 ? 0 : (uint64_t)size);
	run->format->close(run->reader);
	run->reader = NULL;
	return rc;
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
	bool ticket = m->has_ticket && !m->ticket[ROWS_TICKET_ID].row;
	for (uint32_t i = 0; i < m->answer_count; i++)
		ticket = ticket || !m->answers[i].specs[ROWS_RESPONSE_ID].row;
	return ticket;
}

/*
 * Where the later of two rows wins, only the end of the input tells which row is the last.  Inputs of up to ROWS_HELD_MAX bytes
 * are therefore held and read twice; larger ones are delivered row by row, and whoever receives them keeps the later version.
 */
static int hold(struct rows_run *run, struct input *inputs, uint32_t count, bool guess)
{
	const struct sanya_source_host *host = run->host;
	uint64_t total = 0;
	if (run->mapping.duplicates != ROWS_LAST_WINS || run->mapping.has_event || (!guess && !ids_are_columns(&run->mapping)))
		return 0;
	for (uint32_t i = 0; i < count; i++) {
		int64_t size = host->input_size(host->run, i);
		if (size < 0 || size > (int64_t)ROWS_HELD_MAX)
			return 0;
		total += (uint64_t)size;
	}
	if (total > ROWS_HELD_MAX)
		return 0;
	for (uint32_t i = 0; i < count; i++) {
		size_t room = (size_t)host->input_size(host->run, i) + 1;
		char *held = malloc(room);
		if (!held)
			return rows_fail_memory(&run->fault);
		inputs[i].held = held;
		for (;;) {
			int64_t got = host->read(host->run, i, held + inputs[i].size, room - inputs[i].size);
			if (got < 0)
				return rows_fail(&run->fault, "%s: could not be read to its end", host->input_name(host->run, i));
			if (got == 0)
				break;
			inputs[i].size += (size_t)got;
			if (inputs[i].size == room)
				return rows_fail(&run->fault, "%s: grew while it was being read; try again",
						host->input_name(host->run, i));
		}
	}
	run->counting = true;
	return 0;
}

static int read_all(struct rows_run *run, struct input *inputs, uint32_t count, const char *zone, bool guess)
{
	if (hold(run, inputs, count, guess) < 0)
		return -1;
	if (run->counting) {
		for (uint32_t i = 0; i < count; i++)
			if (read_file(run, i, &inputs[i], zone, guess) < 0)
				return -1;
		run->counting = false;
		run->counted = true;
	}
	for (uint32_t i = 0; i < count; i++)
		if (read_file(run, i, &inputs[i], zone, guess) < 0)
			return -1;
	/* A ticket's events may stand in several files. */
	if (rows_event_finish(run) < 0)
		return -1;
	if (run->host->checkpoint(run->host->run, "read") < 0)
		return rows_fail(&run->fault, "the host ended the run");
	return 0;
}

static int run_all(struct rows_run *run)
{
	const struct sanya_source_host *host = run->host;
	const char *map = host->option(host->run, "map"), *zone = host->option(host->run, "zone");
	bool guess = !map || !map[0];
	if (!zone || !zone[0])
		zone = "UTC";
	if (read_options(run, map, zone) < 0)
		return -1;
	uint32_t count = host->inputs(host->run);
	if (count == 0)
		return rows_fail(&run->fault, "no file was given; name at least one %s file", run->format->name);
	struct input *inputs = calloc(count, sizeof(*inputs));
	if (!inputs)
		return rows_fail_memory(&run->fault);
	for (uint32_t i = 0; i < count; i++)
		inputs[i] = (struct input){.host = host, .index = i};
	int rc = read_all(run, inputs, count, zone, guess);
	for (uint32_t i = 0; i < count; i++)
		free(inputs[i].held);
	free(inputs);
	return rc;
}

int32_t rows_fetch(const struct sanya_source_host *host, const struct rows_format *format)
{
	struct rows_run run = {.host = host, .format = format};
	int rc = run_all(&run);
	if (rc < 0)
		(void)host->fail(host->run, run.fault.text);
	rows_mapping_done(&run.mapping);
	rows_arena_done(&run.scratch);
	rows_events_free(run.events);
	rows_ids_done(&run.ticket_ids);
	rows_ids_done(&run.response_ids);
	free(run.columns);
	free(run.tickets);
	free(run.responses);
	return rc < 0 ? -1 : 0;
}
