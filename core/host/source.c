/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running a source: the plugin's words become the caller's callbacks, checkpoint by checkpoint.  Where the
 * plugin can, several workers read a part of the inputs each, and are listened to in turn.
 * Nothing is kept here; what the caller may keep follows from the verdict (host.h).
 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define REASONS_MAX 64u
#define PARTS_MAX   8u

/* Rejects beyond the number that is passed on one by one, summed up by reason. */
struct surplus {
	char *reason;
	uint64_t count;
	bool repaired;
};

/* One worker and what it reads. */
struct part {
	struct sanya_process process;
	struct sanya_run_report report;
	struct sanya_room room;
	struct sanya_dictionary dictionary;
	uint64_t delivered;
	uint32_t slot; /* the next that it will fill */
	bool started, ended;
};

struct reading {
	const struct sanya_host *host;
	const struct sanya_source_run *run;
	struct sanya_run_report *report;
	struct sanya_block *block; /* the host's room */
	struct part parts[PARTS_MAX];
	uint32_t part_count;
	struct part *part;                       /* the one at hand */
	uint64_t delivered, kept;                /* observations; kept: up to the last checkpoint */
	uint64_t rejected;
	struct surplus surplus[REASONS_MAX + 1]; /* the last one: all other reasons */
	size_t surplus_count;
	struct sanya_error *err;
};

/* A callback refused: its own error says why, the run's verdict is that of the caller. */
static int refused(struct reading *reading)
{
	sanya_judge(&reading->part->process, SANYA_VERDICT_CALLER, "%.900s", reading->err->what);
	return -1;
}

static int broken(struct reading *reading, const char *what)
{
	sanya_judge(&reading->part->process, SANYA_VERDICT_PROTOCOL, "nonsense on the wire: %.200s",
		    what);
	return -1;
}

/* --- blocks --- */

/* Out of the worker's room, once; from then on only the copy is looked at, and the slot is free again. */
static int take_over(struct reading *reading, const struct sanya_frame *frame)
{
	struct part *part = reading->part;
	struct sanya_error err = SANYA_ERROR_INIT;
	const struct sanya_block *slots = part->room.at;
	unsigned char taken[4];

	if (frame->size != 4 || sanya_le32(frame->body) != part->slot)
		return broken(reading, "a block in a slot that is not its turn");
	sanya_block_copy(reading->block, &slots[part->slot]);
	sanya_le32_put(taken, part->slot);
	part->slot = (part->slot + 1) % SANYA_ROOM_SLOTS;
	if (sanya_process_queue(&part->process, SANYA_FRAME_TAKEN, taken, sizeof taken,
				reading->err) < 0)
		return refused(reading);
	bool checked = sanya_block_check(reading->block, &err) == 0;
	if (checked && sanya_block_learn(reading->block, &part->dictionary, &err) == 0)
		return 0;
	if (err.code == SANYA_DIFFERS)
		return broken(reading, err.what);
	/* A block as it should be, with an observation that should not be: the plugin's own fault.  What else can fail is memory. */
	sanya_judge(&part->process, checked ? SANYA_VERDICT_CALLER : SANYA_VERDICT_FAILED, "%.900s", err.what);
	return -1;
}

static int on_block(struct reading *reading, const struct sanya_frame *frame)
{
	const struct sanya_source_calls *calls = reading->run->calls;
	struct part *part = reading->part;

	if (take_over(reading, frame) < 0)
		return -1;
	part->process.bytes += reading->block->text_size;
	part->delivered += reading->block->count;
	reading->delivered += reading->block->count;
	if (reading->delivered > reading->host->config.observations_max) {
		sanya_judge(&part->process, SANYA_VERDICT_PROTOCOL,
			    "it sent more than %llu observations",
			    (unsigned long long)reading->host->config.observations_max);
		return -1;
	}
	if (calls->block != NULL && reading->block->count > 0 &&
	    calls->block(reading->run->context, reading->block, &part->dictionary, reading->err) < 0)
		return refused(reading);
	return 0;
}

/* --- rejects --- */

static int pass_reject(struct reading *reading, const struct sanya_reject *reject)
{
	const struct sanya_source_calls *calls = reading->run->calls;

	if (calls->reject != NULL && calls->reject(reading->run->context, reject, reading->err) < 0)
		return refused(reading);
	return 0;
}

static int sum_up(struct reading *reading, const char *reason, bool repaired)
{
	size_t at = 0;

	while (at < reading->surplus_count && (reading->surplus[at].repaired != repaired ||
					       strcmp(reading->surplus[at].reason, reason) != 0))
		at++;
	if (at == reading->surplus_count) {
		if (at >= REASONS_MAX) {
			at = REASONS_MAX;
			reason = "other reasons";
		}
		if (at == reading->surplus_count) {
			reading->surplus[at] = (struct surplus){strdup(reason), 0, repaired};
			if (reading->surplus[at].reason == NULL)
				return (void)sanya_error_memory(reading->err), refused(reading);
			reading->surplus_count++;
		}
	}
	reading->surplus[at].count++;
	return 0;
}

/* What was summed up, before a checkpoint or at the end. */
static int pass_surplus(struct reading *reading)
{
	int result = 0;

	for (size_t i = 0; i < reading->surplus_count; i++) {
		const struct sanya_reject reject = {
			.place = "",
			.reason = reading->surplus[i].reason,
			.count = reading->surplus[i].count,
			.repaired = reading->surplus[i].repaired,
		};
		if (result == 0)
			result = pass_reject(reading, &reject);
		free(reading->surplus[i].reason);
	}
	reading->surplus_count = 0;
	return result;
}

static int on_rejects(struct reading *reading, const struct sanya_frame *frame)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *list = NULL;

	if (sanya_json_parse("REJECTS", (const char *)frame->body, frame->size, &list, &err) < 0)
		return broken(reading, "a REJECTS frame that is not JSON");
	if (sanya_json_type(list) != SANYA_JSON_ARRAY)
		return broken(reading, "a REJECTS frame that is no list");
	for (size_t i = 0; i < sanya_json_size(list); i++) {
		const struct sanya_json *json = sanya_json_at(list, i);
		const struct sanya_reject reject = {
			.place = sanya_json_get_text(json, "place"),
			.reason = sanya_json_get_text(json, "reason"),
			.excerpt = sanya_json_get_text(json, "excerpt"),
			.count = 1,
			.repaired = sanya_json_true(sanya_json_get(json, "repaired")),
		};
		if (reject.place == NULL || reject.reason == NULL)
			return broken(reading, "a reject without place or reason");
		bool room = reading->rejected < reading->host->config.rejects_max;
		reading->rejected++;
		if ((room ? pass_reject(reading, &reject)
			  : sum_up(reading, reject.reason, reject.repaired)) < 0)
			return -1;
	}
	return 0;
}

static int on_checkpoint(struct reading *reading, const struct sanya_frame *frame)
{
	const struct sanya_source_calls *calls = reading->run->calls;
	char cursor[SANYA_TEXT_MAX + 1];

	if (frame->size > SANYA_TEXT_MAX ||
	    sanya_utf8_check((const char *)frame->body, frame->size) != frame->size ||
	    memchr(frame->body, 0, frame->size) != NULL)
		return broken(reading, "a cursor that is no text");
	/* Of several parts none knows how far the others are: all of them count, or nothing. */
	if (reading->part_count > 1)
		return 0;
	if (pass_surplus(reading) < 0)
		return -1;
	memcpy(cursor, frame->body, frame->size);
	cursor[frame->size] = '\0';
	if (calls->checkpoint != NULL &&
	    calls->checkpoint(reading->run->context, cursor, reading->err) < 0)
		return refused(reading);
	reading->kept = reading->delivered;
	return 0;
}

static int on_progress(struct reading *reading, const struct sanya_frame *frame)
{
	const struct sanya_source_calls *calls = reading->run->calls;

	if (frame->size != 16)
		return broken(reading, "a PROGRESS frame of the wrong size");
	if (calls->progress != NULL &&
	    calls->progress(reading->run->context, sanya_le64(frame->body),
			    sanya_le64(frame->body + 8), reading->err) < 0)
		return refused(reading);
	return 0;
}

static int on_frame(struct reading *reading, const struct sanya_frame *frame)
{
	if (frame->type == SANYA_FRAME_BLOCK)
		return on_block(reading, frame);
	if (frame->type == SANYA_FRAME_REJECTS)
		return on_rejects(reading, frame);
	if (frame->type == SANYA_FRAME_CHECKPOINT)
		return on_checkpoint(reading, frame);
	if (frame->type == SANYA_FRAME_PROGRESS)
		return on_progress(reading, frame);
	return broken(reading, "a frame that no source sends");
}

/* --- inputs and START --- */

struct inputs {
	int *files;
	size_t count;
	struct sanya_json *list;
	bool plain; /* all of them are files that can be read again */
};

static void inputs_done(struct inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		if (inputs->files[i] >= 0)
			(void)close(inputs->files[i]);
	free(inputs->files);
	sanya_json_free(inputs->list);
}

static int open_input(const char *path, int *ret_file, struct inputs *inputs,
		      struct sanya_error *err)
{
	struct stat status;
	const char *slash = strrchr(path, '/');
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0)
		return sanya_error_errno(err, errno, "cannot open %s", path);
	*ret_file = file;
	if (fstat(file, &status) < 0)
		return sanya_error_errno(err, errno, "cannot look at %s", path);
	if (S_ISDIR(status.st_mode))
		return sanya_error_set(err, SANYA_USAGE, "%s is a folder, not a file", path);
	struct sanya_json *input = sanya_json_object();
	/* The plugin sees the name for its messages, not the path. */
	int bad = sanya_json_set_text(input, "name", slash == NULL ? path : slash + 1);
	bad |= sanya_json_set_integer(input, "size",
				      S_ISREG(status.st_mode) ? (int64_t)status.st_size : -1);
	bad |= sanya_json_append(inputs->list, input);
	inputs->plain = inputs->plain && S_ISREG(status.st_mode);
	return bad == 0
		       ? 0
		       : sanya_error_set(err, SANYA_FAILED,
					 "the name of %s is not UTF-8, or memory is used up", path);
}

static int open_inputs(const char *const *paths, struct inputs *inputs, struct sanya_error *err)
{
	size_t count = 0;

	while (paths != NULL && paths[count] != NULL)
		count++;
	inputs->files = malloc((count + 1) * sizeof *inputs->files);
	inputs->list = sanya_json_array();
	inputs->plain = true;
	if (inputs->files == NULL || inputs->list == NULL)
		return sanya_error_memory(err);
	for (; inputs->count < count; inputs->count++)
		inputs->files[inputs->count] = -1;
	for (size_t i = 0; i < count; i++)
		if (open_input(paths[i], &inputs->files[i], inputs, err) < 0)
			return -1;
	return 0;
}

static struct sanya_json *start_json(const struct sanya_source_run *run, const char *path,
				     const struct sanya_json *inputs, uint32_t part, uint32_t parts)
{
	struct sanya_json *start = sanya_start_json("source", path);
	int bad = sanya_json_set(start, "inputs", sanya_json_copy(inputs));

	if (run->options != NULL)
		bad |= sanya_json_set(start, "options", sanya_json_copy(run->options));
	if (run->cursor != NULL)
		bad |= sanya_json_set_text(start, "cursor", run->cursor);
	if (run->from != SANYA_NO_INSTANT)
		bad |= sanya_json_set_integer(start, "from", run->from);
	if (run->to != SANYA_NO_INSTANT)
		bad |= sanya_json_set_integer(start, "to", run->to);
	if (run->texts != NULL) {
		bad |= sanya_json_set_integer(start, "ticket_texts", (int64_t)run->texts[SANYA_TICKET]);
		bad |= sanya_json_set_integer(start, "response_texts", (int64_t)run->texts[SANYA_RESPONSE]);
	}
	bad |= sanya_json_set_integer(start, "preview", (int64_t)run->preview);
	bad |= sanya_json_set_integer(start, "part", part);
	bad |= sanya_json_set_integer(start, "parts", parts);
	if (bad == 0)
		return start;
	sanya_json_free(start);
	return NULL;
}

/* --- the run --- */

/* The frames of one part until it has said what it had to say, or until it is another's turn. */
static bool one_frame(struct reading *reading)
{
	struct sanya_frame frame = {0};

	sanya_process_listen(&reading->part->process);
	if (sanya_process_next(&reading->part->process, NULL, &frame) != 1)
		return false;
	return on_frame(reading, &frame) == 0;
}

/* Every part in turn; the first that fails ends all of them. */
static void read_all(struct reading *reading)
{
	uint32_t left = reading->part_count;

	while (left > 0)
		for (uint32_t i = 0; i < reading->part_count && left > 0; i++) {
			reading->part = &reading->parts[i];
			if (reading->part->ended || one_frame(reading))
				continue;
			reading->part->ended = true;
			left = reading->part->process.judged ? 0 : left - 1;
		}
}

/* What comes of all parts together: times and memory add up, the first verdict that is not OK is the run's. */
static void sum_reports(struct reading *reading)
{
	struct sanya_run_report *report = reading->report;

	for (uint32_t i = 0; i < reading->part_count; i++) {
		const struct sanya_run_report *part = &reading->parts[i].report;
		int64_t cpu = report->cpu_ms + part->cpu_ms;
		uint64_t peak = report->peak_bytes + part->peak_bytes;
		int64_t wall = part->wall_ms > report->wall_ms ? part->wall_ms : report->wall_ms;

		if (i == 0 || (report->verdict == SANYA_VERDICT_OK && part->verdict != SANYA_VERDICT_OK))
			*report = *part;
		report->cpu_ms = cpu;
		report->peak_bytes = peak;
		report->wall_ms = wall;
	}
	report->rejected = reading->rejected;
	report->observations =
		report->verdict == SANYA_VERDICT_OK ? reading->delivered : reading->kept;
}

static void finish_all(struct reading *reading)
{
	bool failed = false;

	/* What was summed up since the last checkpoint is told in any case: rejects are findings,
	 * not observations. */
	(void)pass_surplus(reading);
	for (uint32_t i = 0; i < reading->part_count; i++)
		failed = failed || reading->parts[i].process.judged;
	for (uint32_t i = 0; i < reading->part_count; i++) {
		struct part *part = &reading->parts[i];

		/* Those that were in the middle of it when another one failed; the failure's own
		 * report comes before theirs. */
		bool aside = failed && !part->ended;
		if (aside)
			sanya_judge(&part->process, SANYA_VERDICT_CALLER, "another part of the run failed");
		sanya_process_finish(&part->process, part->delivered);
		if (aside)
			part->report.verdict = SANYA_VERDICT_OK;
	}
	sum_reports(reading);
}

/* Inputs are opened for each part: they share no place in the file. */
static int start_part(struct reading *reading, uint32_t number, uint32_t *parts, const char *path,
		      struct sanya_error *err)
{
	struct part *part = &reading->parts[number];
	struct inputs inputs = {.files = NULL};
	struct sanya_birth birth = SANYA_BIRTH_INIT;
	int result = -1;

	part->report = *reading->report;
	sanya_dictionary_init(&part->dictionary);
	if (open_inputs(reading->run->inputs, &inputs, err) == 0 &&
	    sanya_plugin_open(path, &part->report, &birth.plugin, err) == 0 &&
	    sanya_room_make(&part->room, SANYA_ROOM_SLOTS * sizeof(struct sanya_block), false, err) == 0) {
		if (!inputs.plain || inputs.count == 0)
			*parts = 1;
		birth.inputs = inputs.files;
		birth.input_count = inputs.count;
		birth.room = part->room.file;
		birth.start = start_json(reading->run, path, inputs.list, number, *parts);
		if (birth.start == NULL)
			(void)sanya_error_memory(err);
		else
			result = sanya_process_start(reading->host, &birth, &part->report,
						     &part->process, err);
	}
	/* The worker has its own copies by now. */
	if (birth.plugin >= 0)
		(void)close(birth.plugin);
	sanya_json_free(birth.start);
	inputs_done(&inputs);
	part->started = result == 0;
	return result;
}

static void parts_done(struct reading *reading)
{
	for (uint32_t i = 0; i < PARTS_MAX; i++) {
		sanya_dictionary_done(&reading->parts[i].dictionary);
		sanya_room_done(&reading->parts[i].room);
	}
}

static int run_parts(struct reading *reading, uint32_t parts, const char *path)
{
	for (uint32_t i = 0; i < parts; i++) {
		if (start_part(reading, i, &parts, path, reading->err) == 0) {
			reading->part_count++;
			continue;
		}
		for (uint32_t j = 0; j < i; j++) {
			struct part *part = &reading->parts[j];

			sanya_judge(&part->process, SANYA_VERDICT_CALLER, "another part could not be started");
			sanya_process_finish(&part->process, 0);
		}
		return -1;
	}
	struct sanya_error own =
		SANYA_ERROR_INIT; /* of a callback; it reaches the caller in the report's reason */
	reading->err = &own;
	read_all(reading);
	finish_all(reading);
	return 0;
}

static int run_file(struct sanya_host *host, const struct sanya_source_run *run,
		    const struct sanya_plugin_info *info, struct sanya_run_report *report,
		    struct sanya_error *err)
{
	struct reading *reading = calloc(1, sizeof *reading);
	uint32_t parts = info->parts && run->preview == 0 && run->workers > 1 ? run->workers : 1;
	int result = -1;

	if (reading == NULL)
		return sanya_error_memory(err);
	*reading = (struct reading){.host = host, .run = run, .report = report, .err = err};
	if (sanya_host_room(host, &reading->block, err) == 0)
		result = run_parts(reading, parts < PARTS_MAX ? parts : PARTS_MAX, info->path);
	parts_done(reading);
	free(reading);
	return result;
}

int sanya_host_run_source(struct sanya_host *host, const struct sanya_source_run *run,
			  struct sanya_run_report *ret_report, struct sanya_error *err)
{
	struct sanya_plugin_info *info = NULL;

	if (sanya_host_look(host, run->plugin, SANYA_PLUGIN_SOURCE, &info, err) < 0)
		return -1;
	*ret_report = info->report;
	int result = 0;
	if (info->report.verdict == SANYA_VERDICT_OK) {
		if (info->kind != SANYA_PLUGIN_SOURCE)
			result =
				sanya_error_set(err, SANYA_USAGE, "%s is a %s plugin, not a source",
						info->name, sanya_kind_word(info->kind));
		else
			result = sanya_options_check(info, run->options, err);
		if (result == 0) {
			*ret_report = (struct sanya_run_report){.verdict = SANYA_VERDICT_OK};
			memcpy(ret_report->plugin_version, info->report.plugin_version,
			       sizeof ret_report->plugin_version);
			result = run_file(host, run, info, ret_report, err);
		}
	}
	sanya_plugin_info_free(info);
	return result;
}
