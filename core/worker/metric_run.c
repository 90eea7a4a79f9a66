/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A metric's run: batches in, one value per observation out, until the host has no more.  The
 * working clock is compiled from the calendar in START for the years that are asked about, and for
 * more years when they are.
 */
#include "worker.h"

#include "../codec/documents.h"

#define MEASURE_HEAD 24u
#define VALUE_SIZE   32u

struct metric_run {
	struct sanya_worker *worker;
	struct sanya_calendar calendar;
	bool has_calendar;
	struct sanya_zone *zone;
	struct sanya_hours *hours;
	int32_t from, to; /* dates compiled */
	bool working;     /* the clock of the question at hand */
	/* The batch at hand: several questions may be asked about it. */
	struct sanya_arena arena;
	void *observations; /* NULL: none */
	size_t count;
	uint32_t of;
	struct sanya_arena values; /* of one question */
	struct sanya_buffer body;
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

/* Room for `count` values of the plugin's own size, at least one so that a pointer is never NULL.
 */
static void *values_new(struct sanya_arena *arena, size_t count, size_t size)
{
	char *values = sanya_arena_array(arena, count + 1, size);

	for (size_t i = 0; values != NULL && i < count; i++) {
		const struct sanya_plugin_value start = {.possible = 1};
		memcpy(values + i * size, &start, sizeof start);
	}
	return values;
}

static int send_values(struct metric_run *run,
		       const struct sanya_plugin_metric_definition *definition, const char *values,
		       size_t count, size_t value_size)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer *body = &run->body;
	unsigned char bytes[VALUE_SIZE];
	int result = 0;

	sanya_buffer_clear(body);
	sanya_le32_put(bytes, (uint32_t)count);
	sanya_buffer_add(body, bytes, 4);
	for (size_t i = 0; i < count && result == 0; i++) {
		struct sanya_plugin_value value;
		memcpy(&value, values + i * value_size, sizeof value);
		if (value.reason < 0 || (uint32_t)value.reason > definition->reason_count ||
		    value.finding < 0 || (uint32_t)value.finding > definition->reason_count)
			result = fail_text(
				run, "a value's reason or finding is not on the metric's list");
		sanya_le64_put(bytes, (uint64_t)value.value);
		sanya_le64_put(bytes + 8, (uint64_t)value.possible);
		sanya_le64_put(bytes + 16, (uint64_t)value.at);
		sanya_le32_put(bytes + 24, (uint32_t)value.reason);
		sanya_le32_put(bytes + 28, (uint32_t)value.finding);
		sanya_buffer_add(body, bytes, sizeof bytes);
	}
	if (result == 0 && sanya_buffer_check(body, "values", &err) < 0)
		result = fail_text(run, err.what);
	if (result == 0)
		sanya_worker_send(run->worker, SANYA_FRAME_VALUES, body->data, body->size);
	return result;
}

/* The observations of a batch as the plugin knows them.  The frame goes; what is kept of it is a
 * copy. */
static int batch_read(struct metric_run *run, uint32_t of, const unsigned char *frame, size_t size)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_arena *arena = &run->arena;
	void *observations = NULL;
	bool bad = false;
	size_t count = 0;

	run->observations = NULL;
	sanya_arena_clear(arena);
	const char *bytes = sanya_arena_copy(arena, (const char *)frame, size);
	if (bytes == NULL)
		return fail_text(run, "out of memory");
	if (of == SANYA_METRIC_OF_TICKETS) {
		struct sanya_ticket *tickets = NULL;
		if (sanya_batch_unpack_tickets(bytes, size, arena, &tickets, &count, &err) < 0)
			return fail_text(run, err.what);
		struct sanya_plugin_ticket *out = sanya_arena_array(arena, count + 1, sizeof *out);
		for (size_t i = 0; out != NULL && i < count; i++)
			bad = sanya_ticket_to_plugin(arena, &tickets[i], &out[i]) < 0 || bad;
		observations = out;
	} else {
		struct sanya_response *responses = NULL;
		if (sanya_batch_unpack_responses(bytes, size, arena, &responses, &count, &err) < 0)
			return fail_text(run, err.what);
		struct sanya_plugin_response *out =
			sanya_arena_array(arena, count + 1, sizeof *out);
		for (size_t i = 0; out != NULL && i < count; i++)
			bad = sanya_response_to_plugin(arena, &responses[i], &out[i]) < 0 || bad;
		observations = out;
	}
	if (observations == NULL || bad)
		return fail_text(run, "out of memory");
	run->observations = observations;
	run->count = count;
	run->of = of;
	return 0;
}

/* A question without a batch is about the one before. */
static int batch_take(struct metric_run *run, uint32_t of, const struct sanya_frame *frame)
{
	if (frame->size > MEASURE_HEAD)
		return batch_read(run, of, frame->body + MEASURE_HEAD, frame->size - MEASURE_HEAD);
	if (run->observations == NULL || run->of != of)
		return fail_text(run, "there is no batch of this kind to measure");
	return 0;
}

static int measure_in(struct metric_run *run, const struct sanya_frame *frame, uint64_t *total)
{
	const struct sanya_plugin_metric *plugin = run->worker->metric;
	uint32_t index = frame->size < MEASURE_HEAD ? UINT32_MAX : sanya_le32(frame->body);

	if (index >= plugin->definition_count)
		return fail_text(run, "there is no such metric");
	const struct sanya_plugin_metric_definition *definition = plugin->definitions[index];
	run->working = sanya_le32(frame->body + 4) == 1;
	if (run->working && !run->has_calendar)
		return fail_text(run, "the working clock needs a calendar");
	const struct sanya_metric_host host = {
		.size = sizeof host,
		.major = SANYA_PLUGIN_MAJOR,
		.minor = SANYA_PLUGIN_MINOR,
		.run = run,
		.window_from = (int64_t)sanya_le64(frame->body + 8),
		.window_to = (int64_t)sanya_le64(frame->body + 16),
		.between = service_between,
		.fail = service_fail,
		.note = service_note,
	};
	if (batch_take(run, definition->of, frame) < 0)
		return -1;
	sanya_arena_clear(&run->values);
	void *values = values_new(&run->values, run->count, plugin->value_size);
	if (values == NULL)
		return fail_text(run, "out of memory");
	int32_t result =
		definition->of == SANYA_METRIC_OF_TICKETS
			? plugin->tickets(&host, index, run->observations, (uint32_t)run->count,
					  (uint32_t)sizeof(struct sanya_plugin_ticket), values)
			: plugin->responses(&host, index, run->observations, (uint32_t)run->count,
					    (uint32_t)sizeof(struct sanya_plugin_response), values);
	if (run->worker->failed)
		return -1;
	if (result < 0)
		return fail_text(run, "the metric refused a batch and gave no reason");
	*total += run->count;
	return send_values(run, definition, values, run->count, plugin->value_size);
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
	sanya_arena_init(&run.values);
	sanya_buffer_init(&run.body, SANYA_FRAME_MAX - SANYA_FRAME_HEAD);
	int result = load_calendar(&run) == 0 ? serve(&run) : -1;
	sanya_hours_free(run.hours);
	sanya_zone_free(run.zone);
	sanya_calendar_done(&run.calendar);
	sanya_buffer_done(&run.body);
	sanya_arena_done(&run.values);
	sanya_arena_done(&run.arena);
	return result;
}
