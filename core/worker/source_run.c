/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A source's run: the services it is handed, and the batches that go out.  Single observations are
 * collected until a batch is full; where batches end depends on the observations alone, so the same
 * input gives the same bytes.
 */
#include "worker.h"

#include <errno.h>
#include <unistd.h>

#include "../base/zone.h"
#include "../domain/history.h"

#define REJECTS_AT_ONCE 100u
#define ZONES_MAX       16u

struct source_run {
	struct sanya_worker *worker;
	const struct sanya_json *inputs;
	struct sanya_arena arena; /* of the observations collected */
	struct sanya_ticket *tickets;
	size_t ticket_count, ticket_room;
	struct sanya_response *responses;
	size_t response_count, response_room;
	size_t packed; /* bytes the collected ones take in a batch */
	struct sanya_buffer body;
	struct sanya_json *rejects;
	size_t reject_count;
	struct sanya_zone *zones[ZONES_MAX];
	size_t zone_count;
	uint64_t taken, most; /* observations so far; most: preview, 0 all */
	bool enough;          /* the preview is full: the plugin is asked to stop */
};

/* Ends the run with the error's words. */
static int fail_with(struct source_run *run, const struct sanya_error *err)
{
	sanya_worker_fail(run->worker, "plugin", err->what);
	return -1;
}

static int fail_text(struct source_run *run, const char *text)
{
	sanya_worker_fail(run->worker, "plugin", text);
	return -1;
}

static bool over(const struct source_run *run)
{
	return run->worker->failed || run->enough;
}

/* --- what goes out --- */

static int flush_observations(struct source_run *run)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	size_t packed = 0, count = run->ticket_count > 0 ? run->ticket_count : run->response_count;
	int result = 0;

	if (count == 0)
		return 0;
	sanya_buffer_clear(&run->body);
	if (run->ticket_count > 0)
		result = sanya_batch_pack_tickets(run->tickets, count, &run->body, &packed, &err);
	else
		result = sanya_batch_pack_responses(run->responses, count, &run->body, &packed, &err);
	/* Collecting stops before a batch is too large, so all of them fit. */
	if (result == 0 && packed != count)
		result = sanya_error_set(&err, SANYA_FAILED, "a batch took %zu of %zu observations",
					 packed, count);
	if (result == 0)
		sanya_worker_send(run->worker,
				  run->ticket_count > 0 ? SANYA_FRAME_TICKETS
							: SANYA_FRAME_RESPONSES,
				  run->body.data, run->body.size);
	run->ticket_count = run->response_count = 0;
	run->packed = 0;
	sanya_arena_clear(&run->arena);
	return result < 0 ? fail_with(run, &err) : 0;
}

static int flush_rejects(struct source_run *run)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer body;

	if (run->reject_count == 0)
		return 0;
	sanya_buffer_init(&body, SANYA_FRAME_MAX - SANYA_FRAME_HEAD);
	int result = sanya_json_canonical(run->rejects, &body, &err);
	if (result == 0)
		sanya_worker_send(run->worker, SANYA_FRAME_REJECTS, body.data, body.size);
	sanya_buffer_done(&body);
	sanya_json_free(run->rejects);
	run->rejects = NULL;
	run->reject_count = 0;
	return result < 0 ? fail_with(run, &err) : 0;
}

static int flush(struct source_run *run)
{
	return flush_observations(run) < 0 ? -1 : flush_rejects(run);
}

/* Room for one more observation of `packed` bytes; a full batch goes out first. */
static int make_room(struct source_run *run, void **items, size_t count, size_t *room, size_t size,
		     size_t packed)
{
	if (run->packed + packed > SANYA_BATCH_MAX - SANYA_BATCH_HEAD) {
		if (flush_observations(run) < 0)
			return -1;
		count = 0;
	}
	if (count == *room) {
		size_t more = *room == 0 ? 256 : *room * 2;
		void *grown = reallocarray(*items, more, size);
		if (grown == NULL)
			return fail_text(run, "out of memory");
		*items = grown;
		*room = more;
	}
	run->packed += packed;
	return 0;
}

static int count_one(struct source_run *run)
{
	run->taken++;
	if (run->most > 0 && run->taken >= run->most)
		run->enough = true;
	return 0;
}

static int take_ticket(struct source_run *run, const struct sanya_ticket *ticket)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	if (sanya_ticket_check(ticket, &err) < 0)
		return fail_with(run, &err);
	if (run->response_count > 0 && flush_observations(run) < 0)
		return -1;
	void *items = run->tickets;
	int made = make_room(run, &items, run->ticket_count, &run->ticket_room,
			     sizeof *run->tickets, sanya_ticket_packed(ticket));
	run->tickets = items;
	if (made < 0)
		return -1;
	if (sanya_ticket_copy(&run->arena, ticket, &run->tickets[run->ticket_count]) < 0)
		return fail_text(run, "out of memory");
	run->ticket_count++;
	return count_one(run);
}

static int take_response(struct source_run *run, const struct sanya_response *response)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	if (sanya_response_check(response, &err) < 0)
		return fail_with(run, &err);
	if (run->ticket_count > 0 && flush_observations(run) < 0)
		return -1;
	void *items = run->responses;
	int made = make_room(run, &items, run->response_count, &run->response_room,
			     sizeof *run->responses, sanya_response_packed(response));
	run->responses = items;
	if (made < 0)
		return -1;
	if (sanya_response_copy(&run->arena, response, &run->responses[run->response_count]) < 0)
		return fail_text(run, "out of memory");
	run->response_count++;
	return count_one(run);
}

/* --- services: options and inputs --- */

static const char *service_option(void *context, const char *name)
{
	const struct source_run *run = context;
	return sanya_worker_option(run->worker, name);
}

static uint32_t service_inputs(void *context)
{
	const struct source_run *run = context;
	return (uint32_t)sanya_json_size(run->inputs);
}

static const char *service_input_name(void *context, uint32_t input)
{
	const struct source_run *run = context;
	return sanya_json_get_text(sanya_json_at(run->inputs, input), "name");
}

static int64_t service_input_size(void *context, uint32_t input)
{
	const struct source_run *run = context;
	return sanya_json_get_integer(sanya_json_at(run->inputs, input), "size", -1);
}

static int64_t service_read(void *context, uint32_t input, void *bytes, uint64_t size)
{
	struct source_run *run = context;
	struct sanya_error err = SANYA_ERROR_INIT;

	if (over(run))
		return -1;
	if (input >= service_inputs(run) || bytes == NULL)
		return fail_text(run, "read: there is no such input");
	sanya_worker_breathe(run->worker);
	for (;;) {
		ssize_t got = read(SANYA_WORKER_INPUTS + (int)input, bytes,
				   size > (1u << 30) ? 1u << 30 : (size_t)size);
		if (got >= 0)
			return got;
		if (errno != EINTR) {
			(void)sanya_error_errno(&err, errno, "cannot read %s",
						service_input_name(run, input));
			return fail_with(run, &err);
		}
	}
}

static const char *service_cursor(void *context)
{
	const struct source_run *run = context;
	return sanya_json_get_text(run->worker->start, "cursor");
}

/* --- services: observations --- */

/* The i-th element of an array whose elements the plugin compiled with `element` bytes, as this
 * worker knows it. */
static void element_at(const void *array, uint32_t index, uint32_t element, void *ret, size_t size)
{
	memset(ret, 0, size);
	memcpy(ret, (const char *)array + (size_t)index * element, element < size ? element : size);
}

static int32_t service_tickets(void *context, const struct sanya_plugin_ticket *tickets,
			       uint32_t count, uint32_t element)
{
	struct source_run *run = context;
	struct sanya_plugin_ticket given;
	struct sanya_ticket ticket;

	if (element < sizeof given || (count > 0 && tickets == NULL))
		return fail_text(run,
				 "tickets: `element` must be sizeof(struct sanya_plugin_ticket)");
	for (uint32_t i = 0; i < count; i++) {
		if (over(run))
			return -1;
		element_at(tickets, i, element, &given, sizeof given);
		sanya_ticket_from_plugin(&given, &ticket);
		if (take_ticket(run, &ticket) < 0)
			return -1;
	}
	sanya_worker_breathe(run->worker);
	return over(run) ? -1 : 0;
}

static int32_t service_responses(void *context, const struct sanya_plugin_response *responses,
				 uint32_t count, uint32_t element)
{
	struct source_run *run = context;
	struct sanya_plugin_response given;
	struct sanya_response response;

	if (element < sizeof given || (count > 0 && responses == NULL))
		return fail_text(
			run, "responses: `element` must be sizeof(struct sanya_plugin_response)");
	for (uint32_t i = 0; i < count; i++) {
		if (over(run))
			return -1;
		element_at(responses, i, element, &given, sizeof given);
		sanya_response_from_plugin(&given, &response);
		if (take_response(run, &response) < 0)
			return -1;
	}
	sanya_worker_breathe(run->worker);
	return over(run) ? -1 : 0;
}

static int32_t service_history(void *context, const struct sanya_plugin_ticket *ticket,
			       uint32_t ticket_size, const struct sanya_plugin_event *events,
			       uint32_t count, uint32_t element)
{
	struct source_run *run = context;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_plugin_ticket given;
	struct sanya_plugin_event event;
	struct sanya_ticket derived;
	struct sanya_arena arena;
	int result = -1;

	if (over(run))
		return -1;
	if (ticket == NULL || ticket_size < sizeof given || element < sizeof event || count == 0 ||
	    events == NULL)
		return fail_text(run, "history: needs a ticket, at least one event, and the sizes "
				      "of both structs");
	sanya_arena_init(&arena);
	element_at(ticket, 0, ticket_size, &given, sizeof given);
	sanya_ticket_from_plugin(&given, &derived);
	struct sanya_ticket_event *list = sanya_arena_array(&arena, count, sizeof *list);
	if (list == NULL) {
		(void)fail_text(run, "out of memory");
	} else {
		for (uint32_t i = 0; i < count; i++) {
			element_at(events, i, element, &event, sizeof event);
			sanya_event_from_plugin(&event, &list[i]);
		}
		if (sanya_history_derive(&arena, list, count, &derived, &err) < 0)
			(void)fail_with(run, &err);
		else
			result = take_ticket(run, &derived);
	}
	sanya_arena_done(&arena);
	sanya_worker_breathe(run->worker);
	return result < 0 || over(run) ? -1 : 0;
}

static int32_t service_reject(void *context, const char *place, const char *reason,
			      const char *excerpt, int32_t repaired)
{
	struct source_run *run = context;
	struct sanya_arena arena;

	if (over(run))
		return -1;
	if (run->rejects == NULL && (run->rejects = sanya_json_array()) == NULL)
		return fail_text(run, "out of memory");
	sanya_arena_init(&arena);
	struct sanya_json *entry = sanya_json_object();
	int bad = sanya_json_set_text(entry, "place",
				      sanya_worker_clean(&arena, place == NULL ? "" : place, 300));
	bad |= sanya_json_set_text(
		entry, "reason",
		sanya_worker_clean(&arena, reason == NULL ? "no reason given" : reason, 300));
	bad |= sanya_json_set_text(entry, "excerpt", sanya_worker_clean(&arena, excerpt, 1000));
	bad |= sanya_json_set(entry, "repaired", sanya_json_of_bool(repaired != 0));
	bad |= sanya_json_append(run->rejects, entry);
	sanya_arena_done(&arena);
	if (bad != 0)
		return fail_text(run, "out of memory");
	if (++run->reject_count >= REJECTS_AT_ONCE && flush_rejects(run) < 0)
		return -1;
	sanya_worker_breathe(run->worker);
	return 0;
}

static int32_t service_checkpoint(void *context, const char *cursor)
{
	struct source_run *run = context;
	size_t size = cursor == NULL ? 0 : strnlen(cursor, SANYA_TEXT_MAX + 1);

	if (over(run))
		return -1;
	if (cursor == NULL || size > SANYA_TEXT_MAX || sanya_utf8_check(cursor, size) != size)
		return fail_text(run, "checkpoint: the cursor must be UTF-8 of at most 4096 bytes");
	if (flush(run) < 0)
		return -1;
	sanya_worker_send(run->worker, SANYA_FRAME_CHECKPOINT, cursor, size);
	return 0;
}

static int32_t service_progress(void *context, uint64_t done, uint64_t of)
{
	struct source_run *run = context;

	sanya_worker_progress(run->worker, done, of);
	return over(run) ? -1 : 0;
}

static int32_t service_instant(void *context, const char *name, int64_t local, int64_t *ret)
{
	struct source_run *run = context;
	struct sanya_error err = SANYA_ERROR_INIT;
	const struct sanya_zone *zone = NULL;

	if (over(run))
		return -1;
	if (name == NULL || ret == NULL)
		return fail_text(run,
				 "instant: needs the name of a zone and a place for the result");
	for (size_t i = 0; i < run->zone_count && zone == NULL; i++)
		if (strcmp(sanya_zone_name(run->zones[i]), name) == 0)
			zone = run->zones[i];
	if (zone == NULL) {
		if (run->zone_count == ZONES_MAX)
			return fail_text(run, "instant: more than 16 time zones in one run");
		if (sanya_zone_load(name, &run->zones[run->zone_count], &err) < 0)
			return fail_with(run, &err);
		zone = run->zones[run->zone_count++];
	}
	(void)sanya_zone_instant(zone, local, ret, NULL);
	return 0;
}

static int32_t service_fail(void *context, const char *text)
{
	struct source_run *run = context;
	return fail_text(run, text == NULL ? "the plugin gave no reason" : text);
}

static void service_note(void *context, const char *text)
{
	struct source_run *run = context;
	sanya_worker_note(run->worker, text);
}

/* --- the run --- */

static int finish(struct source_run *run, int32_t result)
{
	unsigned char total[8];
	char text[80];

	if (run->worker->failed)
		return -1;
	/* A plugin that was asked to stop may well say that it could not go on. */
	if (result < 0 && !run->enough) {
		(void)snprintf(text, sizeof text, "fetch returned %ld and gave no reason",
			       (long)result);
		return fail_text(run, text);
	}
	if (flush(run) < 0)
		return -1;
	sanya_le64_put(total, run->taken);
	sanya_worker_send(run->worker, SANYA_FRAME_END, total, sizeof total);
	return 0;
}

int sanya_worker_run_source(struct sanya_worker *worker)
{
	struct source_run run = {
		.worker = worker,
		.inputs = sanya_json_get(worker->start, "inputs"),
		.most = (uint64_t)sanya_json_get_integer(worker->start, "preview", 0),
	};
	const struct sanya_source_host host = {
		.size = sizeof host,
		.major = SANYA_PLUGIN_MAJOR,
		.minor = SANYA_PLUGIN_MINOR,
		.run = &run,
		.window_from = sanya_json_get_integer(worker->start, "from", SANYA_ABSENT_TIME),
		.window_to = sanya_json_get_integer(worker->start, "to", SANYA_ABSENT_TIME),
		.option = service_option,
		.inputs = service_inputs,
		.input_name = service_input_name,
		.input_size = service_input_size,
		.read = service_read,
		.cursor = service_cursor,
		.tickets = service_tickets,
		.responses = service_responses,
		.history = service_history,
		.reject = service_reject,
		.checkpoint = service_checkpoint,
		.progress = service_progress,
		.instant = service_instant,
		.fail = service_fail,
		.note = service_note,
	};

	sanya_arena_init(&run.arena);
	sanya_buffer_init(&run.body, SANYA_BATCH_MAX);
	int result = finish(&run, worker->source->fetch(&host));
	for (size_t i = 0; i < run.zone_count; i++)
		sanya_zone_free(run.zones[i]);
	sanya_json_free(run.rejects);
	sanya_arena_done(&run.arena);
	sanya_buffer_done(&run.body);
	free(run.tickets);
	free(run.responses);
	return result;
}
