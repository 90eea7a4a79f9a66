/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From files to a measure through a source's workers.
 * They read ahead while those of the metrics compute; this program passes blocks on and gathers values.
 * Of an observation that comes several times the last delivery counts, which takes a second reading.
 */
#include "measure_files.h"

#include "../base/file.h"
#include "seen_ids.h"

#define ID_SHOWN 200u /* bytes of an id in a remark */

struct reading {
	struct sanya_measuring *measuring;
	const char *source;
	struct sanya_files_report *report;
	struct sanya_seen_ids *seen;
	bool again; /* the second pass: of several deliveries of one observation the last counts */
	unsigned char skip[SANYA_BLOCK_ROWS];
};

static void reading_free(struct reading **reading)
{
	if (*reading != NULL)
		sanya_seen_ids_free((*reading)->seen);
	free(*reading);
}

void sanya_files_report_done(struct sanya_files_report *report)
{
	for (size_t i = 0; i < report->remark_count; i++) {
		free(report->remarks[i].reason);
		free(report->remarks[i].place);
	}
	*report = (struct sanya_files_report){ .tickets = 0 };
}

static int on_block(void *context, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
		    struct sanya_error *err)
{
	struct reading *reading = context;
	uint64_t *counted = block->kind == SANYA_TICKET ? &reading->report->tickets : &reading->report->responses;

	*counted += block->count;
	if (!reading->again)
		return sanya_seen_ids_take(reading->seen, block, err) < 0 ?
			       -1 : sanya_measuring_take(reading->measuring, reading->source, block, dictionary, NULL, err);
	sanya_seen_ids_last(reading->seen, block, reading->skip);
	for (uint32_t i = 0; i < block->count; i++)
		*counted -= reading->skip[i];
	return sanya_measuring_take(reading->measuring, reading->source, block, dictionary, reading->skip, err);
}

static int add_remark(struct sanya_files_report *report, const char *reason, const char *place, uint64_t count, bool repaired,
		      struct sanya_error *err)
{
	size_t at = 0;

	while (at < report->remark_count &&
	       (strcmp(report->remarks[at].reason, reason) != 0 || report->remarks[at].repaired != repaired))
		at++;
	if (at == report->remark_count) {
		if (at == SANYA_FILES_REMARKS) {
			report->remarks[at - 1].count += count;
			return 0;
		}
		if (at == SANYA_FILES_REMARKS - 1)
			reason = "other reasons";
		report->remarks[at] = (struct sanya_files_remark){ strdup(reason), strdup(place), 0, repaired };
		report->remark_count++;
		if (report->remarks[at].reason == NULL || report->remarks[at].place == NULL)
			return sanya_error_memory(err);
	}
	report->remarks[at].count += count;
	return 0;
}

static int on_reject(void *context, const struct sanya_reject *reject, struct sanya_error *err)
{
	struct reading *reading = context;

	/* The second pass says the same again. */
	if (reading->again)
		return 0;
	return add_remark(reading->report, reject->reason, reject->place, reject->count, reject->repaired, err);
}

static int on_again(void *context, struct sanya_error *err)
{
	struct reading *reading = context;

	sanya_measuring_restart(reading->measuring);
	sanya_files_report_done(reading->report);
	sanya_seen_ids_free(reading->seen);
	reading->seen = NULL;
	return sanya_seen_ids_new(&reading->seen, err);
}

static const struct sanya_source_calls calls = {
	.block = on_block,
	.reject = on_reject,
	.again = on_again,
};

static bool has_option(const struct sanya_plugin_info *plugin, const char *name)
{
	for (size_t i = 0; i < plugin->option_count; i++)
		if (strcmp(plugin->options[i].name, name) == 0)
			return true;
	return false;
}

static int add_map(struct sanya_json *options, const char *path, struct sanya_error *err)
{
	struct sanya_buffer text;
	int result;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	result = sanya_file_read(path, &text, err);
	if (result == 0 && sanya_utf8_check(text.data, text.size) != text.size)
		result = sanya_error_set(err, SANYA_FAILED, "%s is not UTF-8; is it a mapping?", path);
	if (result == 0 && sanya_json_set(options, "map", sanya_json_of_bytes(text.data, text.size)) < 0)
		result = sanya_error_memory(err);
	sanya_buffer_done(&text);
	return result;
}

static int make_options(const struct sanya_measure_files *files, const struct sanya_plugin_info *plugin, struct sanya_json *options,
			struct sanya_error *err)
{
	if (options == NULL)
		return sanya_error_memory(err);
	if (has_option(plugin, "zone") && sanya_json_set_text(options, "zone", files->zone) < 0)
		return sanya_error_memory(err);
	if (files->map == NULL)
		return 0;
	if (!has_option(plugin, "map"))
		return sanya_error_set(err, SANYA_USAGE, "the source %s takes no mapping", files->source);
	return add_map(options, files->map, err);
}

static int judge(const struct sanya_measure_files *files, const struct sanya_run_report *report, struct sanya_error *err)
{
	if (report->verdict == SANYA_VERDICT_OK)
		return 0;
	/* The caller's own callback failed: err has its words already, and the first error wins. */
	if (report->verdict == SANYA_VERDICT_FAILED)
		(void)sanya_error_set(err, SANYA_FAILED, "%s", report->reason);
	else
		(void)sanya_error_set(err, SANYA_FAILED, "the source %s failed (%s): %s", files->source,
				      sanya_verdict_word(report->verdict), report->reason);
	return -1;
}

/* --- observations that come several times --- */

static int need_plain_files(const struct sanya_measure_files *files, const char *id, struct sanya_error *err)
{
	for (const char *const *file = files->files; *file != NULL; file++) {
		if (sanya_file_is_plain(*file))
			continue;
		(void)sanya_error_set(err, SANYA_FAILED,
				      "%s: the id \"%s\" comes several times, and which row is the last is only known at the end; this "
				      "cannot be read a second time", *file, id);
		return sanya_error_next(err, "Write it to a file first, and measure that.");
	}
	return 0;
}

/* Once more from the start, in the order of the files, so that each id's last delivery alone counts. */
static int read_again(struct sanya_host *host, const struct sanya_measure_files *files, struct sanya_source_run *run,
		      struct reading *reading, struct sanya_error *err)
{
	struct sanya_files_report *report = reading->report;
	struct sanya_run_report run_report = { .verdict = SANYA_VERDICT_OK };
	const uint64_t delivered = report->tickets + report->responses;
	char id[ID_SHOWN];
	uint64_t count = sanya_seen_ids_again(reading->seen, id, sizeof id);

	if (count == 0)
		return 0;
	if (need_plain_files(files, id, err) < 0)
		return -1;
	sanya_measuring_restart(reading->measuring);
	report->tickets = report->responses = 0;
	reading->again = true;
	run->workers = 1;
	if (sanya_host_run_source(host, run, &run_report, err) < 0 || judge(files, &run_report, err) < 0)
		return -1;
	if (!sanya_seen_ids_matched(reading->seen) || report->tickets + report->responses + count != delivered) {
		(void)sanya_error_set(err, SANYA_CHANGED, "the files changed while they were read");
		return sanya_error_next(err, "Run the command again when nothing writes to them any more.");
	}
	return add_remark(report, "id: came before; the later row counts", id, count, true, err);
}

int sanya_measure_files(struct sanya_host *host, struct sanya_measuring *measuring, const struct sanya_measure_files *files,
			struct sanya_files_report *report, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *options = sanya_json_object();
	SANYA_CLEANUP(reading_free) struct reading *reading = calloc(1, sizeof *reading);
	struct sanya_plugin_info *plugin = NULL;
	struct sanya_run_report run_report = { .verdict = SANYA_VERDICT_OK };
	int result;

	*report = (struct sanya_files_report){ .tickets = 0 };
	if (reading == NULL)
		return sanya_error_memory(err);
	reading->measuring = measuring;
	reading->source = files->source;
	reading->report = report;
	if (sanya_seen_ids_new(&reading->seen, err) < 0 ||
	    sanya_host_look(host, files->source, SANYA_PLUGIN_SOURCE, &plugin, err) < 0)
		return -1;
	result = make_options(files, plugin, options, err);
	sanya_plugin_info_free(plugin);
	if (result < 0)
		return -1;
	const uint64_t texts[] = { [SANYA_TICKET] = sanya_measuring_fields(measuring, SANYA_TICKET),
				   [SANYA_RESPONSE] = sanya_measuring_fields(measuring, SANYA_RESPONSE) };
	struct sanya_source_run run = {
		.plugin = files->source, .options = options, .inputs = files->files, .from = SANYA_NO_INSTANT,
		.to = SANYA_NO_INSTANT, .workers = files->workers, .texts = texts, .calls = &calls, .context = reading,
	};
	if (sanya_host_run_source(host, &run, &run_report, err) < 0 || judge(files, &run_report, err) < 0)
		return -1;
	return read_again(host, files, &run, reading, err);
}
