/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of one source: staged in a transaction, committed with an "evidence.batch" event at each checkpoint, forgotten after
 * the last one when the run fails.  Names that nobody on the roster bears are counted, never dropped.
 */
#include "source.h"

#include "../base/time.h"
#include "../store/people.h"

#include <string.h>

#define NAMES_MAX 65536u /* distinct unknown names that are told apart; beyond it they count as one */

struct names {
	struct sanya_arena arena;
	const char **slots; /* open addressing, NAMES_MAX * 2 */
	size_t count;
};

struct sync {
	const struct sanya_act *act;
	const char *source;
	struct sanya_roster roster;
	struct names names;
	bool open; /* a transaction with something staged */
	struct sanya_sync_result *result;
	struct sanya_evidence_counts staged; /* since the last checkpoint */
	uint64_t staged_rejected, staged_repaired;
	char *cursor; /* of the last checkpoint */
};

/* --- names nobody bears --- */

static int remember_name(struct names *names, struct sanya_text name, struct sanya_error *err)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	size_t slot;

	if (names->slots == NULL)
		names->slots = sanya_arena_array(&names->arena, NAMES_MAX * 2, sizeof(*names->slots));
	if (names->slots == NULL)
		return sanya_error_memory(err);
	for (uint32_t i = 0; i < name.size; i++)
		hash = (hash ^ (unsigned char)name.at[i]) * UINT64_C(1099511628211);
	for (slot = hash % (NAMES_MAX * 2); names->slots[slot] != NULL; slot = (slot + 1) % (NAMES_MAX * 2))
		if (sanya_text_is(name, names->slots[slot]))
			return 0;
	if (names->count == NAMES_MAX)
		return 0;
	names->slots[slot] = sanya_arena_copy(&names->arena, name.at, name.size);
	if (names->slots[slot] == NULL)
		return sanya_error_memory(err);
	names->count++;
	return 0;
}

/* 1: unknown, 0: known or absent. */
static int unknown(struct sync *sync, struct sanya_text name, int32_t date, struct sanya_error *err)
{
	if (name.at == NULL || sanya_roster_alias(&sync->roster, sync->source, name, date) != NULL)
		return 0;
	return remember_name(&sync->names, name, err) != 0 ? -1 : 1;
}

/* --- staging --- */

static int stage(struct sync *sync, struct sanya_error *err)
{
	if (sync->open)
		return 0;
	if (sanya_act_begin(sync->act, err) != 0)
		return -1;
	sync->open = true;
	return 0;
}

static void forget(struct sync *sync)
{
	if (sync->open)
		sanya_act_undo(sync->act);
	sync->open = false;
	sync->staged = (struct sanya_evidence_counts){ .read = 0 };
	sync->staged_rejected = sync->staged_repaired = 0;
}

static int record_batch(struct sync *sync, uint64_t batch, const struct sanya_sha256 *digest, const char *cursor,
			struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer hex;
	struct sanya_json *detail = sanya_json_object();

	sanya_buffer_init(&hex, 128);
	sanya_hex_add(&hex, digest->bytes, sizeof(digest->bytes));
	sanya_json_set_integer(detail, "batch", (int64_t)batch);
	sanya_json_set_text(detail, "digest", hex.data);
	sanya_json_set_text(detail, "cursor", cursor);
	sanya_json_set_integer(detail, "added", (int64_t)sync->staged.added);
	sanya_json_set_integer(detail, "changed", (int64_t)sync->staged.changed);
	return sanya_act_record(sync->act, "evidence.batch", sync->source, detail, NULL, err);
}

/* Keep what is staged, for good. */
static int keep(struct sync *sync, const char *cursor, struct sanya_error *err)
{
	struct sanya_sync_result *result = sync->result;
	struct sanya_sha256 digest;
	uint64_t batch = 0;

	if (!sync->open)
		return 0;
	if (sanya_evidence_close_batch(sync->act->store, sync->source, &batch, &digest, err) != 0 ||
	    (batch != 0 && record_batch(sync, batch, &digest, cursor, err) != 0) || sanya_act_end(sync->act, err) != 0)
		return -1;
	sync->open = false;
	result->counts.read += sync->staged.read;
	result->counts.added += sync->staged.added;
	result->counts.changed += sync->staged.changed;
	result->counts.unchanged += sync->staged.unchanged;
	result->rejected += sync->staged_rejected;
	result->repaired += sync->staged_repaired;
	result->batches += batch != 0;
	forget(sync);
	return 0;
}

/* --- callbacks of the run --- */

static int take_tickets(void *context, const void *batch, size_t size, const struct sanya_ticket *tickets, size_t count,
			struct sanya_error *err)
{
	struct sync *sync = context;
	int a, b, c;

	(void)batch;
	(void)size;
	if (stage(sync, err) != 0 ||
	    sanya_evidence_add_tickets(sync->act->store, sync->source, tickets, count, &sync->staged, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		int32_t date = sanya_date_of_seconds(tickets[i].created);

		a = unknown(sync, tickets[i].assignee, date, err);
		b = unknown(sync, tickets[i].first_replier, date, err);
		c = unknown(sync, tickets[i].solver, date, err);
		if (a < 0 || b < 0 || c < 0)
			return -1;
		sync->result->unknown_tickets += a + b + c > 0;
	}
	return 0;
}

static int take_responses(void *context, const void *batch, size_t size, const struct sanya_response *responses, size_t count,
			  struct sanya_error *err)
{
	struct sync *sync = context;
	int found;

	(void)batch;
	(void)size;
	if (stage(sync, err) != 0 ||
	    sanya_evidence_add_responses(sync->act->store, sync->source, responses, count, &sync->staged, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		found = unknown(sync, responses[i].subject, sanya_date_of_seconds(responses[i].answered), err);
		if (found < 0)
			return -1;
		sync->result->unknown_responses += found > 0;
	}
	return 0;
}

static int take_reject(void *context, const struct sanya_reject *reject, struct sanya_error *err)
{
	struct sync *sync = context;

	if (reject->repaired)
		sync->staged_repaired += reject->count;
	else
		sync->staged_rejected += reject->count;
	if (stage(sync, err) != 0)
		return -1;
	return sanya_evidence_add_reject(sync->act->store, sync->source, reject->place, reject->reason, reject->excerpt,
					 reject->repaired, reject->count, err);
}

static int take_checkpoint(void *context, const char *cursor, struct sanya_error *err)
{
	struct sync *sync = context;
	char *copy = strdup(cursor);

	if (copy == NULL)
		return sanya_error_memory(err);
	free(sync->cursor);
	sync->cursor = copy;
	return keep(sync, cursor, err);
}

/* --- the run --- */

struct configured {
	char *plugin, *cursor;
	struct sanya_json *document;
};

static int copy_source(void *context, const struct sanya_source *source, struct sanya_error *err)
{
	struct configured *configured = context;

	configured->plugin = strdup(source->plugin);
	configured->cursor = source->cursor == NULL ? NULL : strdup(source->cursor);
	configured->document = sanya_json_copy(source->document);
	if (configured->plugin == NULL || configured->document == NULL || (source->cursor != NULL && configured->cursor == NULL))
		return sanya_error_memory(err);
	return 0;
}

static int record_run(struct sync *sync, const struct sanya_error *failure, struct sanya_error *err)
{
	struct sanya_sync_result *result = sync->result;
	struct sanya_json *detail = sanya_sync_json(result);

	sanya_json_set_text(detail, "outcome", result->done ? "done" : "failed");
	sanya_json_set_text(detail, "reason", result->done ? NULL : failure->what);
	if (sanya_act_begin(sync->act, err) != 0) {
		sanya_json_free(detail);
		return -1;
	}
	if (sanya_act_record(sync->act, "sync.run", sync->source, detail, NULL, err) == 0)
		return sanya_act_end(sync->act, err);
	sanya_act_undo(sync->act);
	return -1;
}

/* The run itself.  `failure` says why it did not count, where it did not. */
static void run(struct sync *sync, struct sanya_host *host, const struct configured *configured, struct sanya_error *failure)
{
	static const struct sanya_source_calls calls = { .tickets = take_tickets, .responses = take_responses,
							 .reject = take_reject, .checkpoint = take_checkpoint };
	const struct sanya_json *files = sanya_json_get(configured->document, "files");
	size_t count = sanya_json_size(files);
	const char **inputs = calloc(count + 1, sizeof(*inputs));
	struct sanya_json *options = sanya_json_copy(sanya_json_get(configured->document, "options"));
	struct sanya_source_run request = { .plugin = configured->plugin, .options = options, .inputs = inputs,
					    .cursor = configured->cursor, .from = SANYA_NO_INSTANT, .to = SANYA_NO_INSTANT,
					    .calls = &calls, .context = sync };
	struct sanya_run_report *report = &sync->result->report;

	for (size_t i = 0; inputs != NULL && i < count; i++)
		inputs[i] = sanya_json_text(sanya_json_at(files, i));
	if (inputs == NULL || options == NULL) {
		sanya_error_memory(failure);
	} else if (configured->cursor == NULL && (stage(sync, failure) != 0 ||
						  sanya_evidence_clear_rejects(sync->act->store, sync->source, failure) != 0)) {
		forget(sync);
	} else if (sanya_host_run_source(host, &request, report, failure) != 0) {
		if (failure->code == SANYA_NOT_FOUND) /* a file that is not there, or may not be read */
			failure->code = SANYA_UNREACHABLE;
		report->verdict = SANYA_VERDICT_FAILED;
	} else if (report->verdict != SANYA_VERDICT_OK) {
		sanya_error_set(failure, SANYA_FAILED, "%s", report->reason[0] == '\0' ? sanya_verdict_word(report->verdict)
											: report->reason);
	} else if (keep(sync, sync->cursor, failure) == 0) {
		sync->result->done = true;
	}
	forget(sync);
	free(inputs);
	sanya_json_free(options);
}

static void configured_done(struct configured *configured)
{
	free(configured->plugin);
	free(configured->cursor);
	sanya_json_free(configured->document);
}

static int check_actor(const struct sanya_act *act, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	const struct sanya_person *actor;

	sanya_roster_init(&roster);
	if (act->actor == NULL) /* a timer: recorded as the system, under its account */
		return 0;
	return sanya_act_roster(act, &roster, &actor, err);
}

int sanya_sync(const struct sanya_act *act, struct sanya_host *host, const char *name, struct sanya_sync_result *ret,
	       struct sanya_error *ret_failure, struct sanya_error *err)
{
	SANYA_CLEANUP(configured_done) struct configured configured = { .plugin = NULL };
	struct sanya_act named = *act;
	struct sync sync = { .act = &named, .source = name, .result = ret };
	int result;

	memset(ret, 0, sizeof(*ret));
	snprintf(ret->source, sizeof(ret->source), "%s", name);
	if (check_actor(act, err) != 0 || sanya_source_need(act->store, name, err) != 0 ||
	    sanya_sources_each(act->store, name, copy_source, &configured, err) != 0)
		return -1;
	if (named.actor == NULL)
		named.actor = SANYA_SYSTEM;
	sanya_arena_init(&sync.names.arena);
	result = sanya_people_load(act->store, &sync.roster, err);
	if (result == 0) {
		run(&sync, host, &configured, ret_failure);
		ret->unknown_people = sync.names.count;
		result = record_run(&sync, ret_failure, err);
	}
	sanya_roster_done(&sync.roster);
	sanya_arena_done(&sync.names.arena);
	free(sync.cursor);
	return result;
}

struct sanya_json *sanya_sync_json(const struct sanya_sync_result *result)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer hex;
	struct sanya_json *json = sanya_json_object();

	sanya_buffer_init(&hex, 128);
	sanya_hex_add(&hex, result->report.plugin_sha256, sizeof(result->report.plugin_sha256));
	sanya_json_set_text(json, "source", result->source);
	sanya_json_set_text(json, "verdict", sanya_verdict_word(result->report.verdict));
	sanya_json_set_integer(json, "read", (int64_t)result->counts.read);
	sanya_json_set_integer(json, "added", (int64_t)result->counts.added);
	sanya_json_set_integer(json, "changed", (int64_t)result->counts.changed);
	sanya_json_set_integer(json, "unchanged", (int64_t)result->counts.unchanged);
	sanya_json_set_integer(json, "rejected", (int64_t)result->rejected);
	sanya_json_set_integer(json, "repaired", (int64_t)result->repaired);
	sanya_json_set_integer(json, "unknown_tickets", (int64_t)result->unknown_tickets);
	sanya_json_set_integer(json, "unknown_responses", (int64_t)result->unknown_responses);
	sanya_json_set_integer(json, "unknown_people", (int64_t)result->unknown_people);
	sanya_json_set_integer(json, "batches", (int64_t)result->batches);
	sanya_json_set_text(json, "plugin_version", result->report.plugin_version);
	sanya_json_set_text(json, "plugin_sha256", hex.data);
	return json;
}
