/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running an export: a table goes in as JSON in pieces, the bytes of a file come out.  They count
 * only when the run ended well, so they are collected here and handed over at the end.
 */
#include "process.h"

#include <unistd.h>

#define PIECE (512u << 10)

static bool table_sane(const struct sanya_json *table)
{
	const struct sanya_json *columns = sanya_json_get(table, "columns"),
				*rows = sanya_json_get(table, "rows");

	if (columns == NULL || sanya_json_type(columns) != SANYA_JSON_ARRAY || rows == NULL ||
	    sanya_json_type(rows) != SANYA_JSON_ARRAY)
		return false;
	for (size_t i = 0; i < sanya_json_size(columns); i++)
		if (sanya_json_get_text(sanya_json_at(columns, i), "name") == NULL ||
		    sanya_json_get_text(sanya_json_at(columns, i), "type") == NULL)
			return false;
	for (size_t i = 0; i < sanya_json_size(rows); i++)
		if (sanya_json_size(sanya_json_at(rows, i)) != sanya_json_size(columns))
			return false;
	return true;
}

static int queue_table(struct sanya_process *process, const struct sanya_json *table,
		       struct sanya_error *err)
{
	struct sanya_buffer text;
	int result;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	result = sanya_json_canonical(table, &text, err);
	for (size_t at = 0; result == 0 && at < text.size; at += PIECE)
		result = sanya_process_queue(process, SANYA_FRAME_ROWS, text.data + at,
					     text.size - at < PIECE ? text.size - at : PIECE, err);
	if (result == 0)
		result = sanya_process_queue(process, SANYA_FRAME_FINISH, NULL, 0, err);
	sanya_buffer_done(&text);
	return result;
}

static void collect(struct sanya_process *process, const struct sanya_json *table,
		    struct sanya_buffer *bytes)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_frame frame = {0};

	if (queue_table(process, table, &err) < 0)
		sanya_judge(process, SANYA_VERDICT_CALLER, "%.900s", err.what);
	while (sanya_process_next(process, NULL, &frame) == 1) {
		if (frame.type == SANYA_FRAME_OUTPUT)
			sanya_buffer_add(bytes, frame.body, frame.size);
		else if (frame.type != SANYA_FRAME_PROGRESS)
			sanya_judge(process, SANYA_VERDICT_PROTOCOL,
				    "nonsense on the wire: a frame that no export sends");
		if (bytes->failed != 0)
			sanya_judge(process, SANYA_VERDICT_PROTOCOL, "it wrote more than %u bytes",
				    SANYA_OUTPUT_MAX);
	}
	sanya_process_finish(process, bytes->size);
}

static int run_file(const struct sanya_host *host, const struct sanya_plugin_info *info,
		    const struct sanya_json *options, const struct sanya_json *table,
		    struct sanya_buffer *out, struct sanya_run_report *report,
		    struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep)
	struct sanya_json *start = sanya_start_json("export", info->path);
	struct sanya_birth birth = SANYA_BIRTH_INIT;

	birth.start = start;
	struct sanya_process process;
	struct sanya_buffer bytes;

	if (start == NULL ||
	    (options != NULL && sanya_json_set(start, "options", sanya_json_copy(options)) < 0))
		return sanya_error_memory(err);
	if (sanya_plugin_open(info->path, report, &birth.plugin, err) < 0)
		return -1;
	int result = sanya_process_start(host, &birth, report, &process, err);
	(void)close(birth.plugin);
	if (result < 0)
		return -1;
	sanya_buffer_init(&bytes, SANYA_OUTPUT_MAX);
	collect(&process, table, &bytes);
	if (report->verdict == SANYA_VERDICT_OK) {
		report->observations = sanya_json_size(sanya_json_get(table, "rows"));
		sanya_buffer_add(out, bytes.data, bytes.size);
		result = sanya_buffer_check(out, "an export", err);
	}
	sanya_buffer_done(&bytes);
	return result;
}

int sanya_host_run_export(struct sanya_host *host, const char *plugin,
			  const struct sanya_json *options, const struct sanya_json *table,
			  struct sanya_buffer *out, struct sanya_run_report *ret_report,
			  struct sanya_error *err)
{
	struct sanya_plugin_info *info = NULL;

	if (!table_sane(table))
		return sanya_error_set(err, SANYA_FAILED,
				       "a table to export needs columns with name and type, and "
				       "rows as long as these");
	if (sanya_host_look(host, plugin, SANYA_PLUGIN_EXPORT, &info, err) < 0)
		return -1;
	*ret_report = info->report;
	int result = 0;
	if (info->report.verdict == SANYA_VERDICT_OK) {
		if (info->kind != SANYA_PLUGIN_EXPORT)
			result = sanya_error_set(err, SANYA_USAGE,
						 "%s is a %s plugin, not an export", info->name,
						 sanya_kind_word(info->kind));
		else
			result = sanya_options_check(info, options, err);
		if (result == 0) {
			*ret_report = (struct sanya_run_report){.verdict = SANYA_VERDICT_OK};
			memcpy(ret_report->plugin_version, info->report.plugin_version,
			       sizeof ret_report->plugin_version);
			result = run_file(host, info, options, table, out, ret_report, err);
		}
	}
	sanya_plugin_info_free(info);
	return result;
}
