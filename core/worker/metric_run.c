/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A metric's run: blocks in, one value per observation out, until the host has no more.  Both lie in memory that is
 * shared with the host; the values are written where the host reads them.  The working clock is compiled from the calendar in START for the years that are asked about, and for
 * more years when they are.
 */
#include "worker.h"

#include "../codec/documents.h"

#define MEASURE_HEAD 8u
#define ASK_SIZE     24u
#define ASKS_MAX     64u

struct metric_run {
	struct sanya_worker *worker;
	struct sanya_calendar calendar;
	bool has_calendar;
	struct sanya_zone *zone;
	struct sanya_hours *hours;
	int32_t from, to; /* dates compiled */
	bool working;     /* the clock of the question at hand */
	const struct sanya_block *block; /* in the host's room */
	struct sanya_plugin_value *values; /* room for SANYA_BLOCK_ROWS of each ask */
	/* For a plugin that takes rows: texts, and the rows of the block at hand. */
	struct sanya_dictionary dictionaries[SANYA_DICTIONARIES];
	struct sanya_arena arena;
	const void *rows; /* NULL: not made yet */
	struct sanya_arena wide; /* values of a plugin that compiled them larger */
};

static int fail_text(struct metric_run *run, const char *text)
{
	sanya_worker_fail(run->worker, "plugin", text);
	return -1;
}

/* Compile so that both instants are covered, with a year to spare; what was compiled before stays
 * covered. */
static int cover(struct metric_run *run, int64_t from, int64_t to)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_hours *hours = NULL;
	int32_t first = sanya_zone_date(run->zone, from) - 366,
		last = sanya_zone_date(run->zone, to) + 366;

	if (run->hours != NULL) {
		first = first < run->from ? first : run->from;
		last = last > run->to ? last : run->to;
	}
	if (sanya_hours_compile(&run->calendar, run->zone, first, last, &hours, &err) < 0)
		return fail_text(run, err.what);
	sanya_hours_free(run->hours);
	run->hours = hours;
	run->from = first;
	run->to = last;
	return 0;
}

static int64_t service_between(void *context, int64_t from, int64_t to)
{
	struct metric_run *run = context;

	if (from == SANYA_NO_INSTANT || to == SANYA_NO_INSTANT || to <= from || run->worker->failed)
		return 0;
	if (!run->working)
		return to - from;
	if ((run->hours == NULL || !sanya_hours_covers(run->hours, from) ||
	     !sanya_hours_covers(run->hours, to)) &&
	    cover(run, from, to) < 0)
		return 0;
	return sanya_hours_between(run->hours, from, to);
}

static int32_t service_fail(void *context, const char *text)
{
	struct metric_run *run = context;
	return fail_text(run, text == NULL ? "the plugin gave no reason" : text);
}

static void service_note(void *context, const char *text)
{
	struct metric_run *run = context;
	sanya_worker_note(run->worker, text);
}

/* --- rows, for plugins that do not take columns --- */

/* Asks the host for the terms of a dictionary that this worker has not seen. */
static int learn_terms(struct metric_run *run, uint32_t number, struct sanya_dictionary *dictionary, uint32_t wanted)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_frame frame = {0};
	unsigned char need[8];

	if (run->block->terms_before == 0 && dictionary->number != run->block->dictionary)
		sanya_dictionary_restart(dictionary, run->block->dictionary);
	while (dictionary->count < wanted) {
		sanya_le32_put(need, number);
		sanya_le32_put(need + 4, dictionary->count);
		sanya_worker_send(run->worker, SANYA_FRAME_NEED, need, sizeof need);
		int got = sanya_worker_receive(run->worker, &frame, &err);
		if (got != 1 || frame.type != SANYA_FRAME_TERMS || frame.size < 8 || sanya_le32(frame.body) != number ||
		    sanya_le32(frame.body + 4) != dictionary->count)
			return fail_text(run, got < 0 ? err.what : "the host did not send the terms it was asked for");
		uint32_t before = dictionary->count;
		for (size_t at = 8; at + 2 <= frame.size;) {
			struct sanya_text term = {(const char *)frame.body + at + 2, sanya_le16(frame.body + at)};
			if (term.size > frame.size - at - 2)
				return fail_text(run, "the host sent a broken list of terms");
			if (sanya_dictionary_append(dictionary, term) == UINT32_MAX)
				return fail_text(run, "out of memory");
			at += 2 + (size_t)term.size;
		}
		if (dictionary->count == before)
			return fail_text(run, "the host did not send the terms it was asked for");
	}
	return 0;
}

static int make_rows(struct metric_run *run, const struct sanya_dictionary *dictionary)
{
	const struct sanya_block *block = run->block;
	struct sanya_arena *arena = &run->arena;
	struct sanya_block_lists *lists = sanya_arena_alloc(arena, sizeof *lists);
	bool tickets = block->kind == SANYA_TICKET, bad = lists == NULL;
	size_t size = tickets ? sizeof(struct sanya_plugin_ticket) : sizeof(struct sanya_plugin_response);
	char *rows = bad ? NULL : sanya_arena_array(arena, (size_t)block->count + 1, size);

	for (uint32_t i = 0; rows != NULL && i < block->count && !bad; i++) {
		struct sanya_ticket ticket;
		struct sanya_response response;

		if (tickets) {
			sanya_block_ticket(block, dictionary, i, lists, &ticket);
			bad = sanya_ticket_to_plugin(arena, &ticket, (void *)(rows + i * size)) < 0;
		} else {
			sanya_block_response(block, dictionary, i, lists, &response);
			bad = sanya_response_to_plugin(arena, &response, (void *)(rows + i * size)) < 0;
		}
	}
	if (rows == NULL || bad)
		return fail_text(run, "out of memory");
	run->rows = rows;
	return 0;
}

static int need_rows(struct metric_run *run, uint32_t number)
{
	if (run->rows != NULL)
		return 0;
	if (number >= SANYA_DICTIONARIES)
		return fail_text(run, "there is no such dictionary");
	struct sanya_dictionary *dictionary = &run->dictionaries[number];
	if (dictionary->number != run->block->dictionary)
		sanya_dictionary_restart(dictionary, run->block->dictionary);
	if (learn_terms(run, number, dictionary, run->block->terms_before + run->block->term_count) < 0)
		return -1;
	return make_rows(run, dictionary);
}

/* --- columns --- */

/*
 * As many observations at a time as keep their values close by, which are written three times and read once.  Stretches are counted from the
 * block's first observation: where there are some, all are one slice.
 */
#define SLICE 1024u
struct slice {
	uint32_t from, count;
};

static struct slice next_slice(const struct sanya_block *block, uint32_t from)
{
	uint32_t left = block->count - from;

	return (struct slice){ from, left < SLICE || block->span_count > 0 ? left : SLICE };
}

static const int64_t *wide(const struct sanya_block *block, struct slice slice, unsigned field)
{
	return sanya_block_has(block, SANYA_HAS_WIDE(field)) ? block->wide[field] + slice.from : NULL;
}

static const int32_t *narrow(const struct sanya_block *block, struct slice slice, unsigned field)
{
	return sanya_block_has(block, SANYA_HAS_NARROW(field)) ? block->narrow[field] + slice.from : NULL;
}

/*
 * Where both kinds of stretches are there, those of a row stand one after the other, and the interface wants them apart:
 * `ends` and `spans` of one kind, in the arena.
 */
static int stretch(struct metric_run *run, enum sanya_stretch kind, const uint32_t **ret_ends,
		   const struct sanya_plugin_span **ret_spans)
{
	const struct sanya_block *block = run->block;
	size_t count = 0;

	if (!sanya_block_has(block, SANYA_HAS_STRETCH(kind)))
		return 0;
	uint32_t *ends = sanya_arena_array(&run->arena, block->count, sizeof *ends);
	struct sanya_plugin_span *spans = sanya_arena_array(&run->arena, (size_t)block->span_count + 1, sizeof *spans);
	if (ends == NULL || spans == NULL)
		return fail_text(run, "out of memory");
	for (uint32_t i = 0; i < block->count; i++) {
		uint32_t from = sanya_block_stretch_begin(block, kind, i), more = block->stretch_ends[kind][i] - from;

		if (more > 0)
			memcpy(spans + count, block->spans + from, more * sizeof *spans);
		count += more;
		ends[i] = (uint32_t)count;
	}
	*ret_ends = ends;
	*ret_spans = spans;
	return 0;
}

static int of_tickets(struct metric_run *run, const struct sanya_metric_host *host, uint32_t index, struct slice slice,
		      sanya_ticket_columns *measure, struct sanya_plugin_value *values)
{
	const struct sanya_block *block = run->block;
	struct sanya_plugin_ticket_columns columns = {
		.size = sizeof columns,
		.count = slice.count,
		.created = wide(block, slice, SANYA_WIDE_CREATED),
		.first_reply = wide(block, slice, SANYA_WIDE_FIRST_REPLY),
		.first_touch = wide(block, slice, SANYA_WIDE_FIRST_TOUCH),
		.first_solved = wide(block, slice, SANYA_WIDE_FIRST_SOLVED),
		.solved = wide(block, slice, SANYA_WIDE_SOLVED),
		.closed = wide(block, slice, SANYA_WIDE_CLOSED),
		.due = wide(block, slice, SANYA_WIDE_DUE),
		.reopens = narrow(block, slice, SANYA_NARROW_REOPENS),
		.replies = narrow(block, slice, SANYA_NARROW_REPLIES),
		.reassigns = narrow(block, slice, SANYA_NARROW_REASSIGNS),
		.in_time = narrow(block, slice, SANYA_NARROW_IN_TIME),
		.has_history = narrow(block, slice, SANYA_NARROW_HAS_HISTORY),
	};

	if (stretch(run, SANYA_STRETCH_WAITS, &columns.wait_ends, &columns.waits) < 0 ||
	    stretch(run, SANYA_STRETCH_SILENCES, &columns.silence_ends, &columns.silences) < 0)
		return -1;
	return measure(host, index, &columns, values);
}

static int of_responses(struct metric_run *run, const struct sanya_metric_host *host, uint32_t index, struct slice slice,
			sanya_response_columns *measure, struct sanya_plugin_value *values)
{
	const struct sanya_block *block = run->block;
	const struct sanya_plugin_response_columns columns = {
		.size = sizeof columns,
		.count = slice.count,
		.asked = wide(block, slice, SANYA_WIDE_ASKED),
		.answered = wide(block, slice, SANYA_WIDE_ANSWERED),
		.value = wide(block, slice, SANYA_WIDE_VALUE),
		.lowest = wide(block, slice, SANYA_WIDE_LOWEST),
		.highest = wide(block, slice, SANYA_WIDE_HIGHEST),
		.kind = narrow(block, slice, SANYA_NARROW_KIND),
		.critical = narrow(block, slice, SANYA_NARROW_CRITICAL),
	};

	return measure(host, index, &columns, values);
}

/* --- one question --- */

static const struct sanya_plugin_value start_value = {.possible = 1};

/* The plugin's own values may be larger than this worker's: then they are made elsewhere and cut to size. */
static int32_t of_rows(struct metric_run *run, const struct sanya_metric_host *host, uint32_t index,
		       struct sanya_plugin_value *values)
{
	const struct sanya_plugin_metric *plugin = run->worker->metric;
	size_t size = plugin->value_size;
	uint32_t count = run->block->count;
	char *own = (char *)values;

	if (size != sizeof *values) {
		sanya_arena_clear(&run->wide);
		own = sanya_arena_array(&run->wide, (size_t)count + 1, size);
		if (own == NULL)
			return fail_text(run, "out of memory");
		for (uint32_t i = 0; i < count; i++)
			memcpy(own + i * size, &start_value, sizeof start_value);
	}
	int32_t result = run->block->kind == SANYA_TICKET
				 ? plugin->tickets(host, index, run->rows, count,
						   (uint32_t)sizeof(struct sanya_plugin_ticket), (void *)own)
				 : plugin->responses(host, index, run->rows, count,
						     (uint32_t)sizeof(struct sanya_plugin_response), (void *)own);
	for (uint32_t i = 0; i < count && own != (char *)values; i++)
		memcpy(&values[i], own + i * size, sizeof values[i]);
	return result;
}

/* Said here, where the plugin can be blamed by its metric; the host looks again. */
static int check_reasons(struct metric_run *run, const struct sanya_plugin_metric_definition *definition,
			 const struct sanya_plugin_value *values, uint32_t count)
{
	uint32_t most = definition->reason_count, bad = 0, all = 0;

	for (uint32_t i = 0; i < count; i++)
		all |= (uint32_t)values[i].reason | (uint32_t)values[i].finding;
	for (uint32_t i = 0; all > most && i < count; i++)
		bad |= (uint32_t)((uint32_t)values[i].reason > most) | (uint32_t)((uint32_t)values[i].finding > most);
	return bad == 0 ? 0 : fail_text(run, "a value's reason or finding is not on the metric's list");
}

static int measure_slice(struct metric_run *run, const struct sanya_metric_host *host, uint32_t index, struct slice slice,
			 struct sanya_plugin_value *values)
{
	sanya_ticket_columns *tickets = sanya_worker_ticket_columns(run->worker);
	sanya_response_columns *responses = sanya_worker_response_columns(run->worker);
	int32_t result;

	for (uint32_t i = 0; i < slice.count; i++)
		values[i] = start_value;
	if (run->rows != NULL)
		result = of_rows(run, host, index, values);
	else
		result = run->block->kind == SANYA_TICKET ? of_tickets(run, host, index, slice, tickets, values)
							  : of_responses(run, host, index, slice, responses, values);
	if (run->worker->failed)
		return -1;
	if (result < 0)
		return fail_text(run, "the metric refused a block and gave no reason");
	return check_reasons(run, run->worker->metric->definitions[index], values, slice.count);
}

static int measure_all(struct metric_run *run, const struct sanya_metric_host *host, uint32_t index, uint32_t dictionary,
		       struct sanya_plugin_value *values)
{
	const struct sanya_block *block = run->block;
	bool columns = block->kind == SANYA_TICKET ? sanya_worker_ticket_columns(run->worker) != NULL
						   : sanya_worker_response_columns(run->worker) != NULL;
	struct slice slice = { 0, block->count };

	if (!columns)
		return need_rows(run, dictionary) < 0 ? -1 : measure_slice(run, host, index, slice, values);
	for (uint32_t from = 0; from < block->count; from += slice.count) {
		slice = next_slice(block, from);
		if (measure_slice(run, host, index, slice, values + from) < 0)
			return -1;
	}
	return 0;
}

static int answer(struct metric_run *run, uint32_t dictionary, const unsigned char *ask, struct sanya_plugin_value *values)
{
	const struct sanya_plugin_metric *plugin = run->worker->metric;
	uint32_t index = sanya_le32(ask);

	if (index >= plugin->definition_count || plugin->definitions[index]->of != run->block->kind)
		return fail_text(run, "there is no such metric");
	run->working = sanya_le32(ask + 4) == 1;
	if (run->working && !run->has_calendar)
		return fail_text(run, "the working clock needs a calendar");
	const struct sanya_metric_host host = {
		.size = sizeof host,
		.major = SANYA_PLUGIN_MAJOR,
		.minor = SANYA_PLUGIN_MINOR,
		.run = run,
		.window_from = (int64_t)sanya_le64(ask + 8),
		.window_to = (int64_t)sanya_le64(ask + 16),
		.between = service_between,
		.fail = service_fail,
		.note = service_note,
		.working = run->working,
	};
	return measure_all(run, &host, index, dictionary, values);
}

static int measure_in(struct metric_run *run, const struct sanya_frame *frame, uint64_t *total)
{
	/* Terms that the host sends in between take the frame's place. */
	unsigned char asks[ASKS_MAX * ASK_SIZE], body[8];
	uint32_t dictionary = frame->size < MEASURE_HEAD ? 0 : sanya_le32(frame->body);
	uint32_t count = frame->size < MEASURE_HEAD ? 0 : sanya_le32(frame->body + 4);
	bool fresh = (dictionary & SANYA_FRESH) != 0;

	if (count == 0 || count > ASKS_MAX || frame->size != MEASURE_HEAD + (size_t)count * ASK_SIZE)
		return fail_text(run, "a question that is none");
	memcpy(asks, frame->body + MEASURE_HEAD, (size_t)count * ASK_SIZE);
	dictionary &= ~SANYA_FRESH;
	if (fresh && dictionary < SANYA_DICTIONARIES)
		sanya_dictionary_restart(&run->dictionaries[dictionary], run->block->dictionary);
	run->rows = NULL;
	sanya_arena_clear(&run->arena);
	for (uint32_t i = 0; i < count; i++)
		if (answer(run, dictionary, asks + (size_t)i * ASK_SIZE, run->values + (size_t)i * SANYA_BLOCK_ROWS) < 0)
			return -1;
	*total += (uint64_t)count * run->block->count;
	sanya_le32_put(body, run->block->count);
	sanya_le32_put(body + 4, count);
	sanya_worker_send(run->worker, SANYA_FRAME_VALUES, body, sizeof body);
	return 0;
}

static int serve(struct metric_run *run)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_frame frame = {0};
	uint64_t total = 0;
	int got;

	while ((got = sanya_worker_receive(run->worker, &frame, &err)) == 1 &&
	       frame.type == SANYA_FRAME_MEASURE)
		if (measure_in(run, &frame, &total) < 0)
			return -1;
	if (got != 1 || frame.type != SANYA_FRAME_FINISH) {
		sanya_worker_fail(run->worker, "worker",
				  got < 0 ? err.what : "the host stopped in the middle");
		return -1;
	}
	unsigned char body[8];
	sanya_le64_put(body, total);
	sanya_worker_send(run->worker, SANYA_FRAME_END, body, sizeof body);
	return 0;
}

static int load_calendar(struct metric_run *run)
{
	const struct sanya_json *json = sanya_json_get(run->worker->start, "calendar");
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer text;

	if (json == NULL || sanya_json_type(json) == SANYA_JSON_NULL)
		return 0;
	sanya_buffer_init(&text, SANYA_FRAME_MAX);
	run->has_calendar = sanya_json_canonical(json, &text, &err) == 0 &&
			    sanya_calendar_parse("the calendar", text.data, text.size,
						 &run->calendar, &err) == 0 &&
			    sanya_zone_load(run->calendar.timezone, &run->zone, &err) == 0;
	sanya_buffer_done(&text);
	return run->has_calendar ? 0 : fail_text(run, err.what);
}

int sanya_worker_run_metric(struct sanya_worker *worker)
{
	struct metric_run run = {.worker = worker};

	sanya_calendar_init(&run.calendar);
	sanya_arena_init(&run.arena);
	sanya_arena_init(&run.wide);
	for (size_t i = 0; i < SANYA_DICTIONARIES; i++)
		sanya_dictionary_init(&run.dictionaries[i]);
	run.block = sanya_worker_room(SANYA_WORKER_ROOM, sizeof *run.block, false);
	run.values = sanya_worker_room(SANYA_WORKER_VALUES, ASKS_MAX * SANYA_BLOCK_ROWS * sizeof *run.values, true);
	int result = run.block == NULL || run.values == NULL
			     ? fail_text(&run, "the memory shared with the host cannot be reached")
			     : load_calendar(&run);
	if (result == 0)
		result = serve(&run);
	for (size_t i = 0; i < SANYA_DICTIONARIES; i++)
		sanya_dictionary_done(&run.dictionaries[i]);
	sanya_hours_free(run.hours);
	sanya_zone_free(run.zone);
	sanya_calendar_done(&run.calendar);
	sanya_arena_done(&run.wide);
	sanya_arena_done(&run.arena);
	return result;
}
