/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of one source: staged in memory, committed with an "evidence.batch" event at each checkpoint, forgotten after the last one when the
 * run fails.  A transaction lasts for a commit, so that a slow source holds up nobody.  Names that nobody on the roster bears are
 * counted, never dropped.
 */
#include "source.h"

#include "../base/time.h"
#include "../store/people.h"
#include "sync_names.h"

#include <string.h>

/* A row that was not taken, or was after a repair, since the last checkpoint. */
struct staged_reject {
	const char *place, *reason, *excerpt;
	uint64_t count;
	bool repaired;
	struct staged_reject *next;
};

struct sync {
	const struct sanya_act *act;
	const char *source;
	struct sanya_roster roster;
	struct sanya_sync_names names;
	struct sanya_evidence_staging *staging;
	struct sanya_sync_result *result;
	struct sanya_arena arena; /* of the rejects */
	struct staged_reject *rejects, **last_reject;
	bool afresh; /* everything is read from the start: what was rejected before is told again */
	char *cursor; /* of the last checkpoint */
};

/* --- staging --- */

static void forget_rejects(struct sync *sync)
{
	sanya_arena_clear(&sync->arena);
	sync->rejects = NULL;
	sync->last_reject = &sync->rejects;
}

static int record_batch(struct sync *sync, uint64_t batch, const struct sanya_sha256 *digest,
			const struct sanya_evidence_counts *counts, const char *cursor, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer hex;
	struct sanya_json *detail = sanya_json_object();

	sanya_buffer_init(&hex, 128);
	sanya_hex_add(&hex, digest->bytes, sizeof(digest->bytes));
	sanya_json_set_integer(detail, "batch", (int64_t)batch);
	sanya_json_set_text(detail, "digest", hex.data);
	sanya_json_set_text(detail, "cursor", cursor);
	sanya_json_set_integer(detail, "added", (int64_t)counts->added);
	sanya_json_set_integer(detail, "changed", (int64_t)counts->changed);
	return sanya_act_record(sync->act, "evidence.batch", sync->source, detail, NULL, err);
}

static int write_rejects(struct sync *sync, struct sanya_error *err)
{
	struct sanya_store *store = sync->act->store;

	if (sync->afresh && sanya_evidence_clear_rejects(store, sync->source, err) != 0)
		return -1;
	for (const struct staged_reject *reject = sync->rejects; reject != NULL; reject = reject->next)
		if (sanya_evidence_add_reject(store, sync->source, reject->place, reject->reason, reject->excerpt, reject->repaired,
					      reject->count, err) != 0)
			return -1;
	return 0;
}

static int write_again(void *context, enum sanya_observation_kind kind, struct sanya_text id, struct sanya_error *err)
{
	struct sync *sync = context;
	char place[256];

	snprintf(place, sizeof(place), "%s %.*s", kind == SANYA_TICKET ? "ticket" : "response",
		 (int)sanya_utf8_prefix(id.at, id.size < 200 ? id.size : 200), id.at);
	return sanya_evidence_add_reject(sync->act->store, sync->source, place, "id: came before; the later row counts", NULL, true, 1,
					 err);
}

/* All that one commit holds, within its transaction. */
static int write_all(struct sync *sync, const char *cursor, struct sanya_evidence_counts *counts, uint64_t *batch,
		     struct sanya_error *err)
{
	struct sanya_sha256 digest;

	if (write_rejects(sync, err) != 0 || sanya_evidence_close(sync->staging, batch, &digest, counts, err) != 0 ||
	    sanya_evidence_each_again(sync->staging, write_again, sync, err) != 0)
		return -1;
	return *batch == 0 ? 0 : record_batch(sync, *batch, &digest, counts, cursor, err);
}

/* Keep what is staged, for good. */
static int keep(struct sync *sync, const char *cursor, struct sanya_error *err)
{
	struct sanya_sync_result *result = sync->result;
	struct sanya_evidence_counts counts = { .read = 0 };
	uint64_t batch = 0;
	size_t bytes;

	if (sync->rejects == NULL && !sync->afresh && sanya_evidence_staged(sync->staging, &bytes) == 0)
		return 0;
	if (sanya_act_begin(sync->act, err) != 0)
		return -1;
	if (write_all(sync, cursor, &counts, &batch, err) != 0 || sanya_act_end(sync->act, err) != 0) {
		sanya_act_undo(sync->act);
		return -1;
	}
	result->counts.read += counts.read;
	result->counts.added += counts.added;
	result->counts.changed += counts.changed;
	result->counts.unchanged += counts.unchanged;
	result->counts.again += counts.again;
	result->repaired += counts.again;
	for (const struct staged_reject *reject = sync->rejects; reject != NULL; reject = reject->next)
		*(reject->repaired ? &result->repaired : &result->rejected) += reject->count;
	result->batches += batch != 0;
	sync->afresh = false;
	forget_rejects(sync);
	return 0;
}

/* --- callbacks of the run --- */

static int take_block(void *context, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
		      struct sanya_error *err)
{
	struct sync *sync = context;

	if (sanya_sync_names_take(&sync->names, block, dictionary, err) != 0)
		return -1;
	return sanya_evidence_take(sync->staging, block, dictionary, err);
}

static int take_reject(void *context, const struct sanya_reject *reject, struct sanya_error *err)
{
	struct sync *sync = context;
	struct staged_reject *staged = sanya_arena_alloc(&sync->arena, sizeof(*staged));

	if (staged == NULL)
		return sanya_error_memory(err);
	staged->place = sanya_arena_text(&sync->arena, reject->place);
	staged->reason = sanya_arena_text(&sync->arena, reject->reason);
	staged->excerpt = reject->excerpt == NULL ? NULL : sanya_arena_text(&sync->arena, reject->excerpt);
	staged->count = reject->count;
	staged->repaired = reject->repaired;
	if (staged->place == NULL || staged->reason == NULL || (reject->excerpt != NULL && staged->excerpt == NULL))
		return sanya_error_memory(err);
	*sync->last_reject = staged;
	sync->last_reject = &staged->next;
	return 0;
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
	static const struct sanya_source_calls calls = { .block = take_block, .reject = take_reject, .checkpoint = take_checkpoint };
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
	sync.afresh = configured.cursor == NULL;
	sanya_arena_init(&sync.arena);
	forget_rejects(&sync);
	sanya_sync_names_init(&sync.names, name, &sync.roster);
	result = sanya_people_load(act->store, &sync.roster, err);
	if (result == 0)
		result = sanya_evidence_stage(act->store, name, &sync.staging, err);
	if (result == 0) {
		run(&sync, host, &configured, ret_failure);
		ret->unknown_tickets = sync.names.tickets;
		ret->unknown_responses = sync.names.responses;
		ret->unknown_people = sync.names.people;
		result = record_run(&sync, ret_failure, err);
	}
	sanya_evidence_forget(sync.staging);
	sanya_sync_names_done(&sync.names);
	sanya_roster_done(&sync.roster);
	sanya_arena_done(&sync.arena);
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
