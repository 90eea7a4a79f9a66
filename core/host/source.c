/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running a source: the plugin's words become the caller's callbacks, checkpoint by checkpoint.  Where the
 * plugin can, several workers read a part of the inputs each, and are listened to in turn.
 * Nothing is kept here; what the caller may keep follows from the verdict (host.h).
 */
#include "process.h"

#include "taken.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define REASONS_MAX 64u
#define PARTS_MAX   SANYA_PROCESSES
#define HELD_MAX    (4u << 20) /* bytes of rejects of one part that wait for those of the parts before it */

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
	struct sanya_buffer held; /* REJECTS frames, each behind its size */
	bool started, ended;
};

struct reading {
	const struct sanya_host *host;
	const struct sanya_source_run *run;
	struct sanya_run_report *report, fresh; /* fresh: as it was before the run */
	struct sanya_block *block; /* the host's room */
	struct part parts[PARTS_MAX];
	uint32_t part_count;
	struct part *part;                       /* the one at hand */
	struct sanya_takens stretches;        /* what all parts say that they took */
	uint64_t *sizes;                         /* of the inputs, when the run began */
	size_t input_count;
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

static int pass_rejects(struct reading *reading, const void *body, size_t size)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *list = NULL;

	if (sanya_json_parse("REJECTS", body, size, &list, &err) < 0)
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

/* Whether a part before the one at hand has still something to say. */
static bool others_first(const struct reading *reading)
{
	for (const struct part *part = reading->parts; part < reading->part; part++)
		if (!part->ended)
			return true;
	return false;
}

/* Parts are heard as they come, but rejects are told in the order of the parts, so that every run tells the same. */
static int on_rejects(struct reading *reading, const struct sanya_frame *frame)
{
	struct part *part = reading->part;
	unsigned char size[4];

	if (!others_first(reading))
		return pass_rejects(reading, frame->body, frame->size);
	sanya_le32_put(size, (uint32_t)frame->size);
	sanya_buffer_add(&part->held, size, sizeof size);
	sanya_buffer_add(&part->held, frame->body, frame->size);
	return sanya_buffer_check(&part->held, "rejects of a source", reading->err) < 0 ? refused(reading) : 0;
}

/* The part's turn has come. */
static int pass_held(struct reading *reading, struct part *part)
{
	int result = 0;

	reading->part = part;
	for (size_t at = 0; at < part->held.size && result == 0;) {
		size_t size = sanya_le32(part->held.data + at);

		result = pass_rejects(reading, part->held.data + at + 4, size);
		at += 4 + size;
	}
	sanya_buffer_clear(&part->held);
	return result;
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

static int on_stretch(struct reading *reading, const struct sanya_frame *frame)
{
	if (frame->size != 24)
		return broken(reading, "a STRETCH frame of the wrong size");
	const struct sanya_taken stretch = {
		sanya_le32(frame->body), sanya_le64(frame->body + 8), sanya_le64(frame->body + 16)};
	if (stretch.input >= reading->input_count || stretch.to < stretch.from ||
	    reading->stretches.count >= PARTS_MAX * reading->input_count)
		return broken(reading, "a stretch that cannot be, or too many of them");
	return sanya_takens_add(&reading->stretches, stretch, reading->err) < 0 ? refused(reading) : 0;
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
	if (frame->type == SANYA_FRAME_STRETCH)
		return on_stretch(reading, frame);
	return broken(reading, "a frame that no source sends");
}

/* --- inputs and START --- */

struct inputs {
	int *files;
	uint64_t *sizes; /* 0: unknown */
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
	free(inputs->sizes);
	sanya_json_free(inputs->list);
}

static int open_input(const char *path, int *ret_file, uint64_t *ret_size, struct inputs *inputs,
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
	*ret_size = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
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
	inputs->sizes = calloc(count + 1, sizeof *inputs->sizes);
	inputs->list = sanya_json_array();
	inputs->plain = true;
	if (inputs->files == NULL || inputs->sizes == NULL || inputs->list == NULL)
		return sanya_error_memory(err);
	for (; inputs->count < count; inputs->count++)
		inputs->files[inputs->count] = -1;
	for (size_t i = 0; i < count; i++)
		if (open_input(paths[i], &inputs->files[i], &inputs->sizes[i], inputs, err) < 0)
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

/* A frame of the part at hand; false: there is none any more. */
static bool one_frame(struct reading *reading)
{
	struct sanya_frame frame = {0};

	if (sanya_process_next(&reading->part->process, NULL, &frame) != 1)
		return false;
	return on_frame(reading, &frame) == 0;
}

/*
 * The part that has something to say, the next in turn where several have; NULL: all have ended.  Whoever has many rejects waits until it is its
 * turn to tell them.
 */
static struct part *choose(struct reading *reading, uint32_t after)
{
	struct sanya_process *processes[PARTS_MAX];
	struct part *parts[PARTS_MAX];
	size_t count = 0;

	for (uint32_t i = 1; i <= reading->part_count; i++) {
		struct part *part = &reading->parts[(after + i) % reading->part_count];

		if (part->ended || part->held.size > HELD_MAX)
			continue;
		/* The host was busy elsewhere. */
		sanya_process_listen(&part->process);
		processes[count] = &part->process;
		parts[count++] = part;
	}
	return count > 0 ? parts[sanya_process_wait(processes, count)] : NULL;
}

/* A part has ended well: those behind it whose turn it is now say what they held back. */
static int turn_to_next(struct reading *reading)
{
	for (struct part *part = reading->parts; part < reading->parts + reading->part_count; part++) {
		if (pass_held(reading, part) < 0)
			return -1;
		if (!part->ended)
			break;
	}
	return 0;
}

/* Every part as it comes; the first that fails ends all of them. */
static void read_all(struct reading *reading)
{
	uint32_t last = reading->part_count - 1;

	while ((reading->part = choose(reading, last)) != NULL) {
		last = (uint32_t)(reading->part - reading->parts);
		if (one_frame(reading))
			continue;
		reading->part->ended = true;
		if (reading->part->process.judged || turn_to_next(reading) < 0)
			break;
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
	sanya_buffer_init(&part->held, HELD_MAX + SANYA_FRAME_MAX + 64);
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
	/* The first part's are those that the stretches are held against. */
	if (number == 0) {
		reading->sizes = inputs.sizes;
		reading->input_count = inputs.count;
		inputs.sizes = NULL;
	}
	/* The worker has its own copies by now. */
	if (birth.plugin >= 0)
		(void)close(birth.plugin);
	sanya_json_free(birth.start);
	inputs_done(&inputs);
	part->started = result == 0;
	return result;
}

/* Nothing said and nobody at work, for the same run. */
static void parts_done(struct reading *reading)
{
	sanya_takens_done(&reading->stretches);
	free(reading->sizes);
	reading->sizes = NULL;
	for (uint32_t i = 0; i < PARTS_MAX; i++) {
		sanya_dictionary_done(&reading->parts[i].dictionary);
		sanya_buffer_done(&reading->parts[i].held);
		sanya_room_done(&reading->parts[i].room);
	}
	memset(reading->parts, 0, sizeof reading->parts);
	reading->part_count = 0;
	reading->delivered = reading->kept = reading->rejected = 0;
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

/*
 * Parts that guess where records begin may guess wrong, and then say anything, be it that the plugin failed.  Whether the run has to be made anew
 * by one worker.
 */
static bool guessed_wrong(struct reading *reading)
{
	if (reading->part_count < 2)
		return false;
	if (reading->report->verdict == SANYA_VERDICT_FAILED)
		return reading->run->calls->again != NULL;
	return reading->report->verdict == SANYA_VERDICT_OK &&
	       !sanya_takens_join(&reading->stretches, reading->sizes, reading->input_count);
}

static int run_again(struct reading *reading, const char *path, struct sanya_error *err)
{
	const struct sanya_source_calls *calls = reading->run->calls;
	const struct sanya_run_report fresh = reading->fresh;

	if (calls->again == NULL) {
		*reading->report = fresh;
		reading->report->verdict = SANYA_VERDICT_FAILED;
		(void)snprintf(reading->report->reason, sizeof reading->report->reason, "its parts do not join");
		return 0;
	}
	parts_done(reading);
	*reading->report = fresh;
	reading->err = err;
	if (calls->again(reading->run->context, err) < 0)
		return -1;
	return run_parts(reading, 1, path);
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
	*reading = (struct reading){.host = host, .run = run, .report = report, .fresh = *report, .err = err};
	sanya_takens_init(&reading->stretches);
	if (sanya_host_room(host, &reading->block, err) == 0)
		result = run_parts(reading, parts < PARTS_MAX ? parts : PARTS_MAX, info->path);
	if (result == 0 && guessed_wrong(reading))
		result = run_again(reading, info->path, err);
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
