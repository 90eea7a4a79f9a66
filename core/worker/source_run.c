/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A source's run: the services it is handed, and the blocks that go out.  Observations are put into a block in
 * the memory shared with the host; a full one is announced and the next slot is filled while the host looks at it.
 * Where blocks end depends on the observations alone, so the same input gives the same blocks.
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
	struct sanya_block *slots; /* SANYA_ROOM_SLOTS of them */
	struct sanya_block *block; /* the one being filled; NULL: none */
	uint32_t slot, outstanding; /* next slot; slots that the host has not given back */
	struct sanya_dictionary dictionary;
	struct sanya_json *rejects;
	size_t reject_count;
	struct sanya_zone *zones[ZONES_MAX];
	size_t zone_count;
	uint64_t texts[SANYA_RESPONSE + 1]; /* by kind: those that the host asks for, bits of a block's `present` */
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

/* Wait until the host has given a slot back. */
static int wait_for_slot(struct source_run *run)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_frame frame = {0};
	int got = sanya_worker_receive(run->worker, &frame, &err);

	if (got < 0)
		return fail_with(run, &err);
	if (got == 0)
		_exit(1); /* the host is gone, there is nobody to tell */
	if (frame.type != SANYA_FRAME_TAKEN || frame.size != 4)
		return fail_text(run, "the host sent a frame that was not its turn");
	run->outstanding--;
	return 0;
}

static int flush_observations(struct source_run *run)
{
	unsigned char slot[4];

	if (run->block == NULL)
		return 0;
	/* What is in it is looked at by the host, which cannot believe what anybody says here. */
	sanya_le32_put(slot, run->slot);
	sanya_worker_send(run->worker, SANYA_FRAME_BLOCK, slot, sizeof slot);
	run->slot = (run->slot + 1) % SANYA_ROOM_SLOTS;
	run->outstanding++;
	run->block = NULL;
	return 0;
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

/* A block of this kind to go on with. */
static int begin_block(struct source_run *run, enum sanya_observation_kind kind)
{
	if (run->block != NULL && run->block->kind == (uint32_t)kind)
		return 0;
	if (flush_observations(run) < 0)
		return -1;
	if (run->outstanding == SANYA_ROOM_SLOTS && wait_for_slot(run) < 0)
		return -1;
	if (sanya_dictionary_full(&run->dictionary))
		sanya_dictionary_restart(&run->dictionary, run->dictionary.number + 1);
	run->block = &run->slots[run->slot];
	sanya_block_start(run->block, kind, &run->dictionary);
	return 0;
}

static void count_one(struct source_run *run)
{
	run->taken++;
	if (run->most > 0 && run->taken >= run->most)
		run->enough = true;
}

/* What an observation needs to be told apart from the others, before it is among them. */
static int has_id(struct source_run *run, struct sanya_text id)
{
	return id.at == NULL || id.size == 0 ? fail_text(run, "an observation's id is missing") : 0;
}

/* --- texts that nobody asks for stay here --- */

static void drop_text(uint64_t texts, uint64_t bit, struct sanya_text *text)
{
	if ((texts & bit) == 0)
		*text = (struct sanya_text){NULL, 0};
}

static void drop_ticket_texts(uint64_t texts, struct sanya_ticket *ticket)
{
	drop_text(texts, SANYA_HAS_CODED(SANYA_CODED_ASSIGNEE), &ticket->assignee);
	drop_text(texts, SANYA_HAS_CODED(SANYA_CODED_FIRST_REPLIER), &ticket->first_replier);
	drop_text(texts, SANYA_HAS_CODED(SANYA_CODED_SOLVER), &ticket->solver);
	drop_text(texts, SANYA_HAS_CODED(SANYA_CODED_CHANNEL), &ticket->channel);
	drop_text(texts, SANYA_HAS_CODED(SANYA_CODED_QUEUE), &ticket->queue);
	drop_text(texts, SANYA_HAS_CODED(SANYA_CODED_PRIORITY), &ticket->priority);
	drop_text(texts, SANYA_HAS_CODED(SANYA_CODED_STATUS), &ticket->status);
	drop_text(texts, SANYA_HAS_PLAIN(SANYA_PLAIN_REQUESTER), &ticket->requester);
	if ((texts & SANYA_HAS_LIST(SANYA_LIST_TAGS)) == 0)
		ticket->tag_count = 0;
	if ((texts & SANYA_HAS_LIST(SANYA_LIST_INVOLVED)) == 0)
		ticket->involved_count = 0;
}

static void drop_response_texts(uint64_t texts, struct sanya_response *response)
{
	drop_text(texts, SANYA_HAS_CODED(SANYA_CODED_SUBJECT), &response->subject);
	drop_text(texts, SANYA_HAS_CODED(SANYA_CODED_SURVEY), &response->survey);
	drop_text(texts, SANYA_HAS_CODED(SANYA_CODED_CHANNEL), &response->channel);
	drop_text(texts, SANYA_HAS_PLAIN(SANYA_PLAIN_REQUESTER), &response->requester);
	drop_text(texts, SANYA_HAS_PLAIN(SANYA_PLAIN_TICKET), &response->ticket);
	if ((texts & SANYA_HAS_LIST(SANYA_LIST_TAGS)) == 0)
		response->tag_count = 0;
}

static void drop_field_texts(uint64_t texts, struct sanya_block_fields *fields)
{
	for (unsigned i = 0; i < SANYA_CODEDS; i++)
		if ((texts & SANYA_HAS_CODED(i)) == 0)
			fields->coded[i] = NULL;
	for (unsigned i = SANYA_PLAIN_ID + 1; i < SANYA_PLAINS; i++)
		if ((texts & SANYA_HAS_PLAIN(i)) == 0)
			fields->plain[i] = NULL;
}

/* Which they are; all, where the host does not say. */
static uint64_t texts_asked(const struct sanya_worker *worker, const char *key)
{
	return (uint64_t)sanya_json_get_integer(worker->start, key, INT64_MAX);
}

/* --- observations --- */

static int take_ticket(struct source_run *run, struct sanya_ticket *ticket)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	int added = 0;

	if (has_id(run, ticket->id) < 0)
		return -1;
	drop_ticket_texts(run->texts[SANYA_TICKET], ticket);
	while (added == 0) {
		if (begin_block(run, SANYA_TICKET) < 0)
			return -1;
		added = sanya_block_add_ticket(run->block, &run->dictionary, ticket, &err);
		if (added < 0)
			return fail_with(run, &err);
		if (added == 0 && flush_observations(run) < 0)
			return -1;
	}
	count_one(run);
	return 0;
}

static int take_response(struct source_run *run, struct sanya_response *response)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	int added = 0;

	if (has_id(run, response->id) < 0)
		return -1;
	drop_response_texts(run->texts[SANYA_RESPONSE], response);
	while (added == 0) {
		if (begin_block(run, SANYA_RESPONSE) < 0)
			return -1;
		added = sanya_block_add_response(run->block, &run->dictionary, response, &err);
		if (added < 0)
			return fail_with(run, &err);
		if (added == 0 && flush_observations(run) < 0)
			return -1;
	}
	count_one(run);
	return 0;
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

static int64_t service_read_at(void *context, uint32_t input, uint64_t at, void *bytes, uint64_t size)
{
	struct source_run *run = context;
	struct sanya_error err = SANYA_ERROR_INIT;

	if (over(run))
		return -1;
	if (input >= service_inputs(run) || bytes == NULL || at > INT64_MAX)
		return fail_text(run, "read_at: there is no such input, or no such place in it");
	sanya_worker_breathe(run->worker);
	for (;;) {
		ssize_t got = pread(SANYA_WORKER_INPUTS + (int)input, bytes, size > (1u << 30) ? 1u << 30 : (size_t)size, (off_t)at);
		if (got >= 0)
			return got;
		if (errno != EINTR) {
			(void)sanya_error_errno(&err, errno, "cannot read %s", service_input_name(run, input));
			return fail_with(run, &err);
		}
	}
}

static int32_t service_stretch(void *context, uint32_t input, uint64_t from, uint64_t to)
{
	struct source_run *run = context;
	unsigned char body[24] = {0};

	if (over(run))
		return -1;
	if (input >= service_inputs(run) || to < from)
		return fail_text(run, "stretch: there is no such input, or it ends before it begins");
	sanya_le32_put(body, input);
	sanya_le64_put(body + 8, from);
	sanya_le64_put(body + 16, to);
	sanya_worker_send(run->worker, SANYA_FRAME_STRETCH, body, sizeof body);
	return 0;
}

static int32_t service_asked(void *context, int32_t response, const char *field)
{
	static const struct asked_text {
		const char *name;
		uint64_t bit;
	} of_tickets[] = {
		{"assignee", SANYA_HAS_CODED(SANYA_CODED_ASSIGNEE)}, {"first_replier", SANYA_HAS_CODED(SANYA_CODED_FIRST_REPLIER)},
		{"solver", SANYA_HAS_CODED(SANYA_CODED_SOLVER)},     {"channel", SANYA_HAS_CODED(SANYA_CODED_CHANNEL)},
		{"queue", SANYA_HAS_CODED(SANYA_CODED_QUEUE)},	     {"priority", SANYA_HAS_CODED(SANYA_CODED_PRIORITY)},
		{"status", SANYA_HAS_CODED(SANYA_CODED_STATUS)},     {"requester", SANYA_HAS_PLAIN(SANYA_PLAIN_REQUESTER)},
		{"tags", SANYA_HAS_LIST(SANYA_LIST_TAGS)},	     {"involved", SANYA_HAS_LIST(SANYA_LIST_INVOLVED)},
	}, of_responses[] = {
		{"subject", SANYA_HAS_CODED(SANYA_CODED_SUBJECT)},	  {"survey", SANYA_HAS_CODED(SANYA_CODED_SURVEY)},
		{"channel", SANYA_HAS_CODED(SANYA_CODED_CHANNEL)},	  {"ticket", SANYA_HAS_PLAIN(SANYA_PLAIN_TICKET)},
		{"requester", SANYA_HAS_PLAIN(SANYA_PLAIN_REQUESTER)}, {"tags", SANYA_HAS_LIST(SANYA_LIST_TAGS)},
	};
	const struct source_run *run = context;
	uint64_t texts = run->texts[response != 0 ? SANYA_RESPONSE : SANYA_TICKET];
	const struct asked_text *list = response != 0 ? of_responses : of_tickets;
	size_t count = response != 0 ? SANYA_COUNT(of_responses) : SANYA_COUNT(of_tickets);

	for (size_t i = 0; field != NULL && i < count; i++)
		if (strcmp(list[i].name, field) == 0)
			return (texts & list[i].bit) != 0;
	return 1;
}

static const char *service_cursor(void *context)
{
	const struct source_run *run = context;
	return sanya_json_get_text(run->worker->start, "cursor");
}

/* --- services: observations --- */

/* The i-th element of an array whose elements the plugin compiled with `element` bytes: at least as
 * many as this worker knows. */
static const void *element_at(const void *array, uint32_t index, uint32_t element)
{
	return (const char *)array + (size_t)index * element;
}

static int32_t service_tickets(void *context, const struct sanya_plugin_ticket *tickets,
			       uint32_t count, uint32_t element)
{
	struct source_run *run = context;
	struct sanya_ticket ticket;

	if (element < sizeof *tickets || (count > 0 && tickets == NULL))
		return fail_text(run,
				 "tickets: `element` must be sizeof(struct sanya_plugin_ticket)");
	for (uint32_t i = 0; i < count; i++) {
		if (over(run))
			return -1;
		sanya_ticket_from_plugin(element_at(tickets, i, element), &ticket);
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
	struct sanya_response response;

	if (element < sizeof *responses || (count > 0 && responses == NULL))
		return fail_text(
			run, "responses: `element` must be sizeof(struct sanya_plugin_response)");
	for (uint32_t i = 0; i < count; i++) {
		if (over(run))
			return -1;
		sanya_response_from_plugin(element_at(responses, i, element), &response);
		if (take_response(run, &response) < 0)
			return -1;
	}
	sanya_worker_breathe(run->worker);
	return over(run) ? -1 : 0;
}

/* As many as fit into each block, until all are in. */
static int32_t take_fields(struct source_run *run, struct sanya_block_fields *fields)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	uint32_t from = 0;

	drop_field_texts(run->texts[fields->kind], fields);
	while (from < fields->count) {
		struct sanya_block_fields some = *fields;

		if (over(run) || begin_block(run, fields->kind) < 0)
			return -1;
		if (run->most > 0 && run->most - run->taken < some.count - from)
			some.count = from + (uint32_t)(run->most - run->taken);
		int added = sanya_block_add_fields(run->block, &run->dictionary, &some, from, &err);
		if (added < 0)
			return fail_with(run, &err);
		if (added == 0 && flush_observations(run) < 0)
			return -1;
		from += (uint32_t)added;
		run->taken += (uint64_t)added;
		if (run->most > 0 && run->taken >= run->most)
			run->enough = true;
	}
	sanya_worker_breathe(run->worker);
	return over(run) ? -1 : 0;
}

/* Texts are shared, not copied: convert.c asserts that they are alike. */
static const struct sanya_text *texts_of(const struct sanya_plugin_text *texts)
{
	return (const struct sanya_text *)(const void *)texts;
}

static int32_t service_ticket_fields(void *context, const struct sanya_plugin_ticket_fields *given)
{
	struct source_run *run = context;

	if (given == NULL || given->size < sizeof *given)
		return fail_text(run, "ticket_fields: `size` must be sizeof(struct sanya_plugin_ticket_fields)");
	struct sanya_block_fields fields = {
		.kind = SANYA_TICKET,
		.count = given->count,
		.coded = {texts_of(given->assignee), texts_of(given->first_replier), texts_of(given->solver),
			  texts_of(given->channel), texts_of(given->queue), texts_of(given->priority),
			  texts_of(given->status)},
		.plain = {texts_of(given->id), texts_of(given->requester)},
		.wide = {given->created, given->first_reply, given->first_touch, given->first_solved, given->solved,
			 given->closed, given->due},
		.narrow = {given->reopens, given->replies, given->reassigns, given->in_time},
	};
	return take_fields(run, &fields);
}

static int32_t service_response_fields(void *context, const struct sanya_plugin_response_fields *given)
{
	struct source_run *run = context;

	if (given == NULL || given->size < sizeof *given)
		return fail_text(run, "response_fields: `size` must be sizeof(struct sanya_plugin_response_fields)");
	struct sanya_block_fields fields = {
		.kind = SANYA_RESPONSE,
		.count = given->count,
		.coded = {texts_of(given->subject), texts_of(given->survey), NULL, texts_of(given->channel)},
		.plain = {texts_of(given->id), texts_of(given->requester), texts_of(given->ticket)},
		.wide = {given->asked, given->answered, given->value, given->lowest, given->highest},
		.narrow = {given->kind, given->critical},
	};
	return take_fields(run, &fields);
}

static int32_t service_history(void *context, const struct sanya_plugin_ticket *ticket,
			       uint32_t ticket_size, const struct sanya_plugin_event *events,
			       uint32_t count, uint32_t element)
{
	struct source_run *run = context;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ticket derived;
	struct sanya_arena arena;
	int result = -1;

	if (over(run))
		return -1;
	if (ticket == NULL || ticket_size < sizeof *ticket || element < sizeof *events || count == 0 ||
	    events == NULL)
		return fail_text(run, "history: needs a ticket, at least one event, and the sizes "
				      "of both structs");
	sanya_arena_init(&arena);
	sanya_ticket_from_plugin(ticket, &derived);
	struct sanya_ticket_event *list = sanya_arena_array(&arena, count, sizeof *list);
	if (list == NULL) {
		(void)fail_text(run, "out of memory");
	} else {
		for (uint32_t i = 0; i < count; i++) {
			sanya_event_from_plugin(element_at(events, i, element), &list[i]);
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
		.texts = {[SANYA_TICKET] = texts_asked(worker, "ticket_texts"),
			  [SANYA_RESPONSE] = texts_asked(worker, "response_texts")},
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
		.part = (uint32_t)sanya_json_get_integer(worker->start, "part", 0),
		.parts = (uint32_t)sanya_json_get_integer(worker->start, "parts", 1),
		.ticket_fields = service_ticket_fields,
		.response_fields = service_response_fields,
		.read_at = service_read_at,
		.stretch = service_stretch,
		.asked = service_asked,
	};

	sanya_dictionary_init(&run.dictionary);
	run.slots = sanya_worker_room(SANYA_WORKER_ROOM, SANYA_ROOM_SLOTS * sizeof *run.slots, true);
	int result = run.slots == NULL ? fail_text(&run, "the memory shared with the host cannot be reached")
				       : finish(&run, worker->source->fetch(&host));
	for (size_t i = 0; i < run.zone_count; i++)
		sanya_zone_free(run.zones[i]);
	sanya_json_free(run.rejects);
	sanya_dictionary_done(&run.dictionary);
	return result;
}
