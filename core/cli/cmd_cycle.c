/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya cycle open, status, close: the contracts that are reviewed together.
 * What blocks what is told by the app room.
 */
#include "acting.h"
#include "dates.h"
#include "words.h"
#include "../app/review.h"

static int run_open(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const char *name = cli->arguments[0];
	struct sanya_json *result;
	int32_t from, to;

	sanya_cycle_dates(name, &from, &to);
	if (sanya_cli_date_option(cli, "from", &from, err) != 0 || sanya_cli_date_option(cli, "to", &to, err) != 0 ||
	    sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_cycle_open(&acting.act, name, from, to, err) != 0)
		return -1;
	sanya_cli_print(cli, "Cycle %s is open.\n", name);
	sanya_cli_tell(cli, "See how far its contracts are: sanya cycle status %s\n", name);
	result = sanya_json_object();
	sanya_json_set_text(result, "cycle", name);
	sanya_json_set(result, "dry_run", sanya_json_of_bool(acting.act.dry_run));
	sanya_cli_result(cli, result);
	return 0;
}

static void show_contracts(struct sanya_cli *cli, const struct sanya_json *contracts)
{
	static const char *const heads[] = { SANYA_N("Contract"), SANYA_N("Employee"), SANYA_N("State"), SANYA_N("Blocks payment") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	for (size_t i = 0; i < sanya_json_size(contracts); i++) {
		const struct sanya_json *one = sanya_json_at(contracts, i);
		const char *blocks = sanya_json_get_text(one, "blocks");
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer person;
		const char *cells[4];

		sanya_buffer_init(&person, SANYA_TEXT_MAX);
		sanya_buffer_printf(&person, "%s %s", sanya_json_get_text(one, "employee"),
				    sanya_cli_words(cli, sanya_json_get(one, "name")));
		cells[0] = sanya_json_get_text(one, "number");
		cells[1] = person.data;
		cells[2] = sanya_cli_say(cli, sanya_json_get_text(one, "state"));
		cells[3] = blocks != NULL ? sanya_cli_say(cli, blocks) : "";
		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static int run_status(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const struct sanya_json *states;
	struct sanya_when from, to;
	struct sanya_json *status;

	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_cycle_status(acting.act.store, cli->arguments[0], &status, err) != 0)
		return -1;
	sanya_cli_print(cli, "Cycle %s, %s to %s, %s\n", sanya_json_get_text(status, "cycle"),
			sanya_cli_when(cli, NULL, sanya_json_get_text(status, "from"), &from),
			sanya_cli_when(cli, NULL, sanya_json_get_text(status, "to"), &to),
			sanya_json_true(sanya_json_get(status, "closed")) ? sanya_cli_say(cli, "closed")
									       : sanya_cli_say(cli, "open"));
	states = sanya_json_get(status, "states");
	for (void *it = sanya_json_first(states); it != NULL; it = sanya_json_next(states, it))
		sanya_cli_print(cli, "  %lld × %s\n", (long long)sanya_json_integer(sanya_json_value(it), 0),
				sanya_cli_say(cli, sanya_json_key(it)));
	sanya_cli_print(cli, "\n");
	show_contracts(cli, sanya_json_get(status, "contracts"));
	sanya_cli_result(cli, status);
	return 0;
}

static int run_close(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_json *result;

	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_cycle_close(&acting.act, cli->arguments[0], err) != 0)
		return -1;
	sanya_cli_print(cli, "Cycle %s is closed.\n", cli->arguments[0]);
	result = sanya_json_object();
	sanya_json_set_text(result, "cycle", cli->arguments[0]);
	sanya_json_set(result, "dry_run", sanya_json_of_bool(acting.act.dry_run));
	sanya_cli_result(cli, result);
	return 0;
}

static const struct sanya_cli_option open_options[] = {
	{ .name = "from", .value = "DATE", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("First day; a name such as 2026-Q3 says it itself.") },
	{ .name = "to", .value = "DATE", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("Last day.") },
	{ .name = NULL },
};

const struct sanya_command sanya_command_cycle_open = {
	.name = "cycle open",
	.arguments = "NAME",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Open a cycle: the contracts whose period ends within it are reviewed together."),
	.examples = "sanya cycle open 2026-Q3 --as E0111\n"
		    "sanya cycle open summer --from 2026-06-01 --to 2026-08-31 --as E0111",
	.options = open_options,
	.run = run_open,
};

const struct sanya_command sanya_command_cycle_status = {
	.name = "cycle status",
	.arguments = "NAME",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Show how far the contracts of a cycle are, and what blocks their payment."),
	.examples = "sanya cycle status 2026-Q3",
	.run = run_status,
};

const struct sanya_command sanya_command_cycle_close = {
	.name = "cycle close",
	.arguments = "NAME",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Close a cycle whose contracts are all settled."),
	.examples = "sanya cycle close 2026-Q3 --as E0111",
	.run = run_close,
};
