/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of one source: staged in memory, kept in a transaction with an "evidence.batch" event at each checkpoint, forgotten after the last
 * one when the run fails.  So other writers wait for a checkpoint, never for the source.  Names that nobody on the roster bears are
 * counted, never dropped.
 */
#include "source.h"
#include "sync_names.h"

#include "../store/people.h"

#include <string.h>

#define AGAIN "id: came before; the later row counts"

/* A row that was not taken, until the checkpoint. */
struct reject {
	char *place, *reason, *excerpt;
	uint64_t count;
	bool repaired;
};

struct sync {
	const struct sanya_act *act;
	const char *source;
	struct sanya_sync_names names;
	struct sanya_evidence_staging *staging;
	struct sanya_arena arena; /* of the rejects */
	struct reject *rejects;
	size_t reject_count, reject_room;
	bool from_start; /* what is known of the source's rejects is to be forgotten first */
	struct sanya_sync_result *result;
	char *cursor; /* of the last checkpoint */
};

/* --- keeping --- */

/* What came after the last checkpoint. */
static void forget(struct sync *sync)
{
	sanya_evidence_forget(sync->staging);
	sync->staging = NULL;
	sanya_arena_clear(&sync->arena);
	sync->rejects = NULL;
	sync->reject_count = sync->reject_room = 0;
}

static int record_batch(struct sync *sync, uint64_t batch, const struct sanya_sha256 *digest, const struct sanya_evidence_counts *counts,
			const char *cursor, struct sanya_error *err)
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

static int keep_rejects(struct sync *sync, struct sanya_error *err)
{
	if (sync->from_start && sanya_evidence_clear_rejects(sync->act->store, sync->source, err) != 0)
		return -1;
	for (size_t i = 0; i < sync->reject_count; i++) {
		const struct reject *reject = &sync->rejects[i];

		if (sanya_evidence_add_reject(sync->act->store, sync->source, reject->place, reject->reason, reject->excerpt,
					      reject->repaired, reject->count, err) != 0)
			return -1;
	}
	return 0;
}

struct telling {
	struct sync *sync;
	uint64_t told;
};

static int tell_again(void *context, enum sanya_observation_kind kind, struct sanya_text id, uint64_t times, struct sanya_error *err)
{
	struct telling *telling = context;
	char place[SANYA_TEXT_MAX + 1];

	(void)kind;
	snprintf(place, sizeof(place), "%.*s", (int)id.size, id.at);
	telling->told += times;
	return sanya_evidence_add_reject(telling->sync->act->store, telling->sync->source, place, AGAIN, NULL, true, times, err);
}

/* Ids that came more than once: by name, and those beyond what is named in one sum. */
static int keep_again(struct sync *sync, uint64_t again, struct sanya_error *err)
{
	struct telling telling = { .sync = sync };

	if (sanya_evidence_each_again(sync->staging, tell_again, &telling, err) != 0)
		return -1;
	if (again <= telling.told)
		return 0;
	return sanya_evidence_add_reject(sync->act->store, sync->source, "", AGAIN, NULL, true, again - telling.told, err);
}

static void count(struct sync *sync, const struct sanya_evidence_counts *counts)
{
	struct sanya_sync_result *result = sync->result;

	result->counts.read += counts->read;
	result->counts.added += counts->added;
	result->counts.changed += counts->changed;
	result->counts.unchanged += counts->unchanged;
	result->counts.again += counts->again;
	result->repaired += counts->again;
	for (size_t i = 0; i < sync->reject_count; i++)
		*(sync->rejects[i].repaired ? &result->repaired : &result->rejected) += sync->rejects[i].count;
}

static int keep_within(struct sync *sync, const char *cursor, struct sanya_error *err)
{
	struct sanya_evidence_counts counts = { .read = 0 };
	struct sanya_sha256 digest;
	uint64_t batch = 0;

	if (keep_rejects(sync, err) != 0)
		return -1;
	if (sync->staging != NULL && (sanya_evidence_close(sync->staging, &batch, &digest, &counts, err) != 0 ||
				      keep_again(sync, counts.again, err) != 0))
		return -1;
	if (batch != 0 && record_batch(sync, batch, &digest, &counts, cursor, err) != 0)
		return -1;
	if (sanya_act_end(sync->act, err) != 0)
		return -1;
	count(sync, &counts);
	sync->result->batches += batch != 0;
	return 0;
}

/* Keep what is staged, for good. */
static int keep(struct sync *sync, const char *cursor, struct sanya_error *err)
{
	size_t bytes;

	if (!sync->from_start && sync->reject_count == 0 && (sync->staging == NULL || sanya_evidence_staged(sync->staging, &bytes) == 0))
		return 0;
	if (sanya_act_begin(sync->act, err) != 0)
		return -1;
	if (keep_within(sync, cursor, err) != 0) {
		sanya_act_undo(sync->act);
		return -1;
	}
	sync->from_start = false;
	sanya_arena_clear(&sync->arena);
	sync->rejects = NULL;
	sync->reject_count = sync->reject_room = 0;
	return 0;
}

/* --- callbacks of the run --- */

static int take_block(void *context, const struct sanya_block *block, const struct sanya_dictionary *dictionary, struct sanya_error *err)
{
	struct sync *sync = context;
	uint64_t unknown;

	if (sync->staging == NULL && sanya_evidence_stage(sync->act->store, sync->source, &sync->staging, err) != 0)
		return -1;
	if (sanya_evidence_take(sync->staging, block, dictionary, err) != 0 ||
	    sanya_sync_names_count(&sync->names, block, dictionary, &unknown, err) != 0)
		return -1;
	*(block->kind == SANYA_TICKET ? &sync->result->unknown_tickets : &sync->result->unknown_responses) += unknown;
	return 0;
}

/* A copy in the arena, NULL for NULL; *failed where memory is used up. */
static char *copy_text(struct sync *sync, const char *text, bool *failed)
{
	char *copy = text == NULL ? NULL : sanya_arena_text(&sync->arena, text);

	*failed |= text != NULL && copy == NULL;
	return copy;
}

static int take_reject(void *context, const struct sanya_reject *reject, struct sanya_error *err)
{
	struct sync *sync = context;
	bool failed = false;

	sync->rejects = sanya_arena_grow(&sync->arena, sync->rejects, sync->reject_count, &sync->reject_room, sizeof(*sync->rejects));
	if (sync->rejects == NULL)
		return sanya_error_memory(err);
	sync->rejects[sync->reject_count] = (struct reject){
		.place = copy_text(sync, reject->place, &failed),
		.reason = copy_text(sync, reject->reason, &failed),
		.excerpt = copy_text(sync, reject->excerpt, &failed),
		.count = reject->count,
		.repaired = reject->repaired,
	};
	sync->reject_count++;
	return failed ? sanya_error_memory(err) : 0;
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

	sync->from_start = configured->cursor == NULL;
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
	sanya_arena_init(&sync.arena);
	sanya_sync_names_init(&sync.names, name);
	result = sanya_people_load(act->store, &sync.names.roster, err);
	if (result == 0) {
		run(&sync, host, &configured, ret_failure);
		ret->unknown_people = sync.names.unknown.count;
		result = record_run(&sync, ret_failure, err);
	}
	sanya_sync_names_done(&sync.names);
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
	sanya_json_set_integer(json, "again", (int64_t)result->counts.again);
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
