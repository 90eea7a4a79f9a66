/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An export's run: the table comes in pieces of JSON, the plugin asks for cells and writes bytes,
 * which go to the host.  The plugin knows neither where the file lies nor what it is called.
 */
#include "worker.h"

struct export_run {
	struct sanya_worker *worker;
	struct sanya_json *table;
	const struct sanya_json *columns, *rows;
	struct sanya_buffer out;
	uint64_t total;
};

static int fail_text(struct export_run *run, const char *text)
{
	sanya_worker_fail(run->worker, "plugin", text);
	return -1;
}

static void flush(struct export_run *run)
{
	if (run->out.size == 0)
		return;
	sanya_worker_send(run->worker, SANYA_FRAME_OUTPUT, run->out.data, run->out.size);
	run->total += run->out.size;
	sanya_buffer_clear(&run->out);
}

static const char *service_option(void *context, const char *name)
{
	const struct export_run *run = context;
	return sanya_worker_option(run->worker, name);
}

static uint32_t service_columns(void *context)
{
	const struct export_run *run = context;
	return (uint32_t)sanya_json_size(run->columns);
}

static const char *service_column(void *context, uint32_t column)
{
	const struct export_run *run = context;
	return sanya_json_get_text(sanya_json_at(run->columns, column), "name");
}

static int32_t service_column_type(void *context, uint32_t column)
{
	const struct export_run *run = context;
	const char *type = sanya_json_get_text(sanya_json_at(run->columns, column), "type");
	/* number, date, identifier; text is what everything else is. */
	if (type == NULL)
		return 't';
	return strcmp(type, "number") == 0       ? 'n'
	       : strcmp(type, "date") == 0       ? 'd'
	       : strcmp(type, "identifier") == 0 ? 'i'
						 : 't';
}

static uint64_t service_rows(void *context)
{
	const struct export_run *run = context;
	return sanya_json_size(run->rows);
}

static struct sanya_plugin_text service_cell(void *context, uint64_t row, uint32_t column)
{
	const struct export_run *run = context;
	const struct sanya_json *cell = sanya_json_at(sanya_json_at(run->rows, row), column);
	const char *text = sanya_json_text(cell);

	return (struct sanya_plugin_text){
		text, text == NULL ? 0 : (uint32_t)sanya_json_text_size(cell), 0};
}

static int32_t service_write(void *context, const void *bytes, uint64_t size)
{
	struct export_run *run = context;
	const char *at = bytes;

	if (run->worker->failed)
		return -1;
	if (size > 0 && bytes == NULL)
		return fail_text(run, "write: a size but no bytes");
	while (size > 0) {
		size_t room = SANYA_FRAME_MAX - SANYA_FRAME_HEAD - run->out.size;
		size_t part = size < room ? (size_t)size : room;
		sanya_buffer_add(&run->out, at, part);
		at += part;
		size -= part;
		if (run->out.failed != 0)
			return fail_text(run, "out of memory");
		if (part == room)
			flush(run);
	}
	return 0;
}

static int32_t service_fail(void *context, const char *text)
{
	struct export_run *run = context;
	return fail_text(run, text == NULL ? "the plugin gave no reason" : text);
}

static void service_note(void *context, const char *text)
{
	struct export_run *run = context;
	sanya_worker_note(run->worker, text);
}

/* Pieces of JSON until FINISH. */
static int read_table(struct export_run *run)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_frame frame = {0};
	struct sanya_buffer text;
	int got;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	while ((got = sanya_worker_receive(run->worker, &frame, &err)) == 1 &&
	       frame.type == SANYA_FRAME_ROWS)
		sanya_buffer_add(&text, frame.body, frame.size);
	if (got == 0 || (got == 1 && frame.type != SANYA_FRAME_FINISH))
		(void)sanya_error_set(&err, SANYA_FAILED, "the host stopped in the middle");
	bool good = err.code == SANYA_OK && sanya_buffer_check(&text, "the table", &err) == 0 &&
		    sanya_json_parse("the table", text.data, text.size, &run->table, &err) == 0;
	sanya_buffer_done(&text);
	if (!good)
		return fail_text(run, err.what);
	run->columns = sanya_json_get(run->table, "columns");
	run->rows = sanya_json_get(run->table, "rows");
	return 0;
}

static int write_table(struct export_run *run)
{
	const struct sanya_export_host host = {
		.size = sizeof host,
		.major = SANYA_PLUGIN_MAJOR,
		.minor = SANYA_PLUGIN_MINOR,
		.run = run,
		.option = service_option,
		.columns = service_columns,
		.column = service_column,
		.column_type = service_column_type,
		.rows = service_rows,
		.cell = service_cell,
		.write = service_write,
		.fail = service_fail,
		.note = service_note,
	};
	unsigned char total[8];
	int32_t result = run->worker->export->write(&host);

	if (run->worker->failed)
		return -1;
	if (result < 0)
		return fail_text(run, "write failed and gave no reason");
	flush(run);
	sanya_le64_put(total, run->total);
	sanya_worker_send(run->worker, SANYA_FRAME_END, total, sizeof total);
	return 0;
}

int sanya_worker_run_export(struct sanya_worker *worker)
{
	struct export_run run = {.worker = worker};

	sanya_buffer_init(&run.out, SANYA_FRAME_MAX - SANYA_FRAME_HEAD);
	int result = read_table(&run) == 0 ? write_table(&run) : -1;
	sanya_buffer_done(&run.out);
	sanya_json_free(run.table);
	return result;
}
