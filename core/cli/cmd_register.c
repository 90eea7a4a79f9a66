/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya reward register, export, correct: what is to be paid, the payroll file, and what changes afterwards.
 * The file goes to --out or to standard output, byte for byte the same whenever a batch is exported again.
 */
#include "acting.h"
#include "words.h"
#include "../app/review.h"
#include "../base/file.h"

static void show_lines(struct sanya_cli *cli, const struct sanya_json *lines, const struct sanya_json *buckets)
{
	static const char *const heads[] = { SANYA_N("Contract"), SANYA_N("Line"), SANYA_N("Employee"), SANYA_N("Payroll"),
					     SANYA_N("Amount"),	  "",		   SANYA_N("State"),	SANYA_N("Batch") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	sanya_cli_table_right(table, 1u << 4 | 1u << 7);
	for (size_t i = 0; i < sanya_json_size(lines); i++) {
		const struct sanya_json *line = sanya_json_at(lines, i), *bucket = sanya_json_at(buckets, i);
		const char *payroll = sanya_json_get_text(line, "payroll");
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer person, batch;
		const struct sanya_json *name = sanya_json_get(line, "name");
		const char *cells[8];

		sanya_buffer_init(&person, SANYA_TEXT_MAX);
		sanya_buffer_init(&batch, 32);
		sanya_buffer_printf(&person, "%s %s", sanya_json_get_text(line, "employee"), name != NULL ? sanya_cli_words(cli, name) : "");
		if (sanya_json_get_integer(bucket, "batch", 0) > 0)
			sanya_buffer_printf(&batch, "%lld", (long long)sanya_json_get_integer(bucket, "batch", 0));
		cells[0] = sanya_json_get_text(line, "contract");
		cells[1] = sanya_cli_word(cli, sanya_json_get_text(line, "kind"));
		cells[2] = person.data;
		cells[3] = payroll != NULL ? payroll : "";
		cells[4] = sanya_json_get_text(line, "amount");
		cells[5] = sanya_json_get_text(line, "currency");
		cells[6] = sanya_cli_say(cli, sanya_json_get_text(bucket, "bucket"));
		cells[7] = batch.data;
		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static void show_blocked(struct sanya_cli *cli, const struct sanya_json *blocked)
{
	if (sanya_json_size(blocked) > 0)
		sanya_cli_print(cli, "\nNot to be paid yet:\n");
	for (size_t i = 0; i < sanya_json_size(blocked); i++) {
		const struct sanya_json *one = sanya_json_at(blocked, i);

		sanya_cli_print(cli, "  %s (%s): %s\n", sanya_json_get_text(one, "contract"), sanya_json_get_text(one, "employee"),
				sanya_cli_say(cli, sanya_json_get_text(one, "reason")));
		if (sanya_json_get_text(one, "part") != NULL)
			sanya_cli_print(cli, "    all but what is owed in any case: %s\n", sanya_json_get_text(one, "part"));
	}
}

static const char *cycle_of(const struct sanya_cli *cli, struct sanya_error *err)
{
	const char *cycle = sanya_cli_value(cli, "cycle");

	if (cycle == NULL) {
		sanya_error_set(err, SANYA_USAGE, "the cycle is missing");
		sanya_error_next(err, "sanya %s --cycle 2026-Q3", cli->command->name);
	}
	return cycle;
}

static int run_register(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const char *cycle = cycle_of(cli, err);
	const struct sanya_json *totals;
	struct sanya_json *json;

	if (cycle == NULL || sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_register_show(acting.act.store, cycle, &json, err) != 0)
		return -1;
	show_lines(cli, sanya_json_get(json, "lines"), sanya_json_get(json, "buckets"));
	totals = sanya_json_get(json, "totals");
	for (void *it = sanya_json_first(totals); it != NULL; it = sanya_json_next(totals, it))
		sanya_cli_print(cli, "Total %s %s\n", sanya_json_text(sanya_json_value(it)), sanya_json_key(it));
	show_blocked(cli, sanya_json_get(json, "blocked"));
	sanya_cli_result(cli, json);
	return 0;
}

/* --- export --- */

static int batch_option(const struct sanya_cli *cli, int64_t *ret, struct sanya_error *err)
{
	const char *text = sanya_cli_value(cli, "batch");

	if (text == NULL)
		return 0;
	if (sanya_text_integer(text, strlen(text), ret, err) != 0)
		return -1;
	return *ret >= 1 ? 0 : sanya_error_set(err, SANYA_USAGE, "batches are numbered from 1");
}

static struct sanya_json *export_json(const struct sanya_export_request *request, const struct sanya_export_result *result,
				      const char *out, bool dry_run)
{
	struct sanya_json *json = sanya_json_object();

	sanya_json_set_text(json, "cycle", request->cycle);
	sanya_json_set_integer(json, "batch", result->batch);
	sanya_json_set(json, "again", sanya_json_of_bool(result->again));
	sanya_json_set_integer(json, "lines", (int64_t)result->lines);
	sanya_json_set_text(json, "sha256", result->sha256);
	sanya_json_set_text(json, "file", out);
	sanya_json_set(json, "blocked", sanya_json_copy(result->blocked));
	sanya_json_set(json, "dry_run", sanya_json_of_bool(dry_run));
	return json;
}

static void tell_export(struct sanya_cli *cli, const struct sanya_export_request *request,
			const struct sanya_export_result *result, const char *out)
{
	const struct sanya_json *blocked = result->blocked;

	if (result->again)
		sanya_cli_tell(cli, "Nothing is new; batch %lld of cycle %s again, %zu lines, the same bytes.\n",
			       (long long)result->batch, request->cycle, result->lines);
	else
		sanya_cli_tell(cli, "Batch %lld of cycle %s: %zu lines.\n", (long long)result->batch, request->cycle, result->lines);
	if (out != NULL)
		sanya_cli_tell(cli, "%s  SHA-256 %s\n", out, result->sha256);
	for (size_t i = 0; i < sanya_json_size(blocked); i++) {
		const struct sanya_json *one = sanya_json_at(blocked, i);

		sanya_cli_tell(cli, "Left out: %s (%s): %s\n", sanya_json_get_text(one, "contract"),
			       sanya_json_get_text(one, "employee"), sanya_cli_say(cli, sanya_json_get_text(one, "reason")));
	}
}

static int run_export(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bytes;
	const char *format = sanya_cli_value(cli, "format"), *out = sanya_cli_value(cli, "out");
	struct sanya_export_request request = {
		.cycle = cycle_of(cli, err),
		.format = format != NULL ? format : "csv",
		.skip_disputed = sanya_cli_flag(cli, "skip-disputed"),
	};
	struct sanya_export_result result;

	sanya_buffer_init(&bytes, SANYA_OUTPUT_MAX);
	if (request.cycle == NULL || batch_option(cli, &request.batch, err) != 0 ||
	    sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_lookup_host(&acting.lookup, &request.host, err) != 0 ||
	    sanya_reward_export(&acting.act, &request, &bytes, &result, err) != 0)
		return -1;
	tell_export(cli, &request, &result, out);
	sanya_cli_result(cli, export_json(&request, &result, out, acting.act.dry_run));
	sanya_json_free(result.blocked);
	if (acting.act.dry_run)
		sanya_cli_tell(cli, "Nothing was changed (--dry-run).\n");
	else if (out != NULL && sanya_file_write(out, bytes.data, bytes.size, 0640, err) != 0) {
		err->next[0] = '\0'; /* what matters more than the folder */
		return sanya_error_next(err, "the batch is recorded; write its file again: sanya reward export --cycle %s --batch %lld "
					     "--format %s --out FILE", request.cycle, (long long)result.batch, request.format);
	}
	if (out == NULL && !cli->json)
		sanya_buffer_add(&cli->out, bytes.data, bytes.size);
	return 0;
}

static int run_correct(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const char *amount = sanya_cli_value(cli, "amount");
	struct sanya_change change;

	if (amount == NULL) {
		sanya_error_set(err, SANYA_USAGE, "the amount of the correction is missing");
		return sanya_error_next(err, "sanya reward correct %s --amount=-200.00 --reason …", cli->arguments[0]);
	}
	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_reward_correct(&acting.act, cli->arguments[0], amount, &change, err) != 0)
		return -1;
	sanya_cli_print(cli, "%s: a correction of %s leaves with the next export.\n", change.number, amount);
	sanya_cli_result(cli, sanya_change_json(&acting.act, &change));
	return 0;
}

#define CYCLE_OPTION { .name = "cycle", .value = "NAME", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("The cycle.") }

static const struct sanya_cli_option register_options[] = { CYCLE_OPTION, { .name = NULL } };
static const struct sanya_cli_option export_options[] = {
	CYCLE_OPTION,
	{ .name = "format", .value = "csv|json", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("Form of the file (csv).") },
	{ .name = "out", .value = "FILE", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("Where the file goes (standard output).") },
	{ .name = "batch", .value = "N", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("An earlier batch again.") },
	{ .name = "skip-disputed", .kind = SANYA_OPTION_FLAG, .help = SANYA_N("Export although results are disputed, without those.") },
	{ .name = NULL },
};
static const struct sanya_cli_option correct_options[] = {
	{ .name = "amount", .value = "AMOUNT", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("With its sign: --amount=-200.00") },
	{ .name = NULL },
};

const struct sanya_command sanya_command_reward_register = {
	.name = "reward register",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Show what a cycle pays, what was exported, and what blocks the rest."),
	.examples = "sanya reward register --cycle 2026-Q3",
	.options = register_options,
	.run = run_register,
};

const struct sanya_command sanya_command_reward_export = {
	.name = "reward export",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Write the payroll file of a cycle's approved rewards; each leaves once."),
	.details = SANYA_N("A second run finds nothing new and gives the same bytes again. What is corrected afterwards leaves with the "
			   "next batch as a line with a sign. The digest of every batch is in the ledger."),
	.examples = "sanya reward export --cycle 2026-Q3 --format csv --out payroll.csv --as E0111\n"
		    "sanya reward export --cycle 2026-Q3 --batch 1 --format json --as E0111",
	.options = export_options,
	.run = run_export,
};

const struct sanya_command sanya_command_reward_correct = {
	.name = "reward correct",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("Correct an exported reward by a line with a sign, with a reason (HR)."),
	.examples = "sanya reward correct SQ-2026-0017 --amount=-200.00 --reason \"Counted twice.\" --as E0111",
	.options = correct_options,
	.run = run_correct,
};
