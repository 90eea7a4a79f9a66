/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From files to a measure through a source's worker.
 * The worker of the source reads ahead while those of the metrics compute; this program only passes batches on and gathers values.
 */
#include "measure_files.h"

#include "../base/file.h"

struct reading {
	struct sanya_measuring *measuring;
	const char *source;
	struct sanya_files_report *report;
};

void sanya_files_report_done(struct sanya_files_report *report)
{
	for (size_t i = 0; i < report->remark_count; i++) {
		free(report->remarks[i].reason);
		free(report->remarks[i].place);
	}
	*report = (struct sanya_files_report){ .tickets = 0 };
}

static int on_tickets(void *context, const void *batch, size_t size, const struct sanya_ticket *tickets, size_t count,
		      struct sanya_error *err)
{
	struct reading *reading = context;

	reading->report->tickets += count;
	return sanya_measuring_take(reading->measuring, reading->source, SANYA_TICKET, batch, size, tickets, count, err);
}

static int on_responses(void *context, const void *batch, size_t size, const struct sanya_response *responses, size_t count,
			struct sanya_error *err)
{
	struct reading *reading = context;

	reading->report->responses += count;
	return sanya_measuring_take(reading->measuring, reading->source, SANYA_RESPONSE, batch, size, responses, count, err);
}

static int on_reject(void *context, const struct sanya_reject *reject, struct sanya_error *err)
{
	struct reading *reading = context;
	struct sanya_files_report *report = reading->report;
	const char *reason = reject->reason;
	size_t at = 0;

	while (at < report->remark_count &&
	       (strcmp(report->remarks[at].reason, reason) != 0 || report->remarks[at].repaired != reject->repaired))
		at++;
	if (at == report->remark_count) {
		if (at == SANYA_FILES_REMARKS) {
			report->remarks[at - 1].count += reject->count;
			return 0;
		}
		if (at == SANYA_FILES_REMARKS - 1)
			reason = "other reasons";
		report->remarks[at] = (struct sanya_files_remark){ strdup(reason), strdup(reject->place), 0, reject->repaired };
		report->remark_count++;
		if (report->remarks[at].reason == NULL || report->remarks[at].place == NULL)
			return sanya_error_memory(err);
	}
	report->remarks[at].count += reject->count;
	return 0;
}

static const struct sanya_source_calls calls = {
	.tickets = on_tickets,
	.responses = on_responses,
	.reject = on_reject,
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

int sanya_measure_files(struct sanya_host *host, struct sanya_measuring *measuring, const struct sanya_measure_files *files,
			struct sanya_files_report *report, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *options = sanya_json_object();
	struct sanya_plugin_info *plugin = NULL;
	struct reading reading = { measuring, files->source, report };
	struct sanya_run_report run_report = { .verdict = SANYA_VERDICT_OK };
	int result;

	*report = (struct sanya_files_report){ .tickets = 0 };
	if (sanya_host_look(host, files->source, SANYA_PLUGIN_SOURCE, &plugin, err) < 0)
		return -1;
	result = make_options(files, plugin, options, err);
	sanya_plugin_info_free(plugin);
	if (result < 0)
		return -1;
	struct sanya_source_run run = {
		.plugin = files->source, .options = options, .inputs = files->files, .from = SANYA_NO_INSTANT,
		.to = SANYA_NO_INSTANT, .calls = &calls, .context = &reading,
	};
	if (sanya_host_run_source(host, &run, &run_report, err) < 0)
		return -1;
	return judge(files, &run_report, err);
}
