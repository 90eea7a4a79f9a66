/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya source check: what a source makes of files, before anything is kept.
 * Works on files and needs no home; the run itself is the app room's.
 */
#include "../app/source_check.h"
#include "cli.h"

#define FILES_MAX 64u
#define OPTIONS_MAX 32u

static void show_rows(struct sanya_cli *cli, const struct sanya_json *report)
{
	const struct sanya_json *first = sanya_json_get(report, "first");

	if (sanya_json_size(first) > 0)
		sanya_cli_print(cli, SANYA_N("The first rows, as understood (times in UTC):\n"));
	for (size_t i = 0; i < sanya_json_size(first); i++) {
		const struct sanya_json *row = sanya_json_at(first, i);
		sanya_cli_print(cli, "\n");
		for (void *it = sanya_json_first(row); it != NULL; it = sanya_json_next(row, it)) {
			const struct sanya_json *value = sanya_json_value(it);
			const char *key = sanya_json_key(it);
			if (strcmp(key, "kind") == 0)
				sanya_cli_print(cli, "%s\n", sanya_json_text(value));
			else if (sanya_json_type(value) == SANYA_JSON_ARRAY)
				for (size_t k = 0; k < sanya_json_size(value); k++)
					sanya_cli_print(cli, "  %-14s %s\n", key, sanya_json_text(sanya_json_at(value, k)));
			else if (sanya_json_type(value) == SANYA_JSON_INTEGER)
				sanya_cli_print(cli, "  %-14s %lld\n", key, (long long)sanya_json_integer(value, 0));
			else
				sanya_cli_print(cli, "  %-14s %s\n", key, sanya_json_text(value));
		}
	}
}

static void show_reasons(struct sanya_cli *cli, const struct sanya_json *report, bool repaired)
{
	const struct sanya_json *reasons = sanya_json_get(report, "reasons");
	bool any = false;

	for (size_t i = 0; i < sanya_json_size(reasons); i++) {
		const struct sanya_json *reason = sanya_json_at(reasons, i);
		const struct sanya_json *places = sanya_json_get(reason, "places");
		if (sanya_json_true(sanya_json_get(reason, "repaired")) != repaired)
			continue;
		if (!any)
			sanya_cli_print(cli, repaired ? SANYA_N("\nTaken after a repair:\n") : SANYA_N("\nNot taken:\n"));
		any = true;
		sanya_cli_print(cli, "  %8lld  %s\n", (long long)sanya_json_get_integer(reason, "count", 0),
				sanya_json_get_text(reason, "reason"));
		for (size_t k = 0; k < sanya_json_size(places); k++) {
			const char *excerpt = sanya_json_get_text(sanya_json_at(places, k), "excerpt");
			sanya_cli_print(cli, "            %s%s%s\n", sanya_json_get_text(sanya_json_at(places, k), "place"),
					excerpt[0] != '\0' ? "  " : "", excerpt);
		}
	}
}

static int run_source_check(struct sanya_cli *cli, struct sanya_error *err)
{
	const char *files[FILES_MAX + 1], *options[OPTIONS_MAX + 1];
	const char *rows = sanya_cli_value(cli, "rows");
	int64_t count = 5;
	size_t given = 0;
	struct sanya_json *report = NULL;

	if (cli->argument_count - 1 > FILES_MAX)
		return sanya_error_set(err, SANYA_USAGE, "at most %u files at a time", FILES_MAX);
	for (size_t i = 1; i < cli->argument_count; i++)
		files[i - 1] = cli->arguments[i];
	files[cli->argument_count - 1] = NULL;
	for (; given < OPTIONS_MAX && sanya_cli_many(cli, "option", given) != NULL; given++)
		options[given] = sanya_cli_many(cli, "option", given);
	options[given] = NULL;
	if (rows != NULL && (sanya_text_integer(rows, strlen(rows), &count, err) < 0 || count < 0 || count > 1000)) {
		sanya_error_clear(err);
		return sanya_error_set(err, SANYA_USAGE, "--rows is a number from 0 to 1000, not \"%.40s\"", rows);
	}
	const struct sanya_source_check check = {
		.plugin = cli->arguments[0],
		.files = files,
		.map = sanya_cli_value(cli, "map"),
		.options = options,
		.rows = (uint64_t)count,
		.home = cli->home,
	};
	if (sanya_source_check(cli->settings, &check, &report, err) < 0)
		return -1;
	if (!cli->json) {
		show_rows(cli, report);
		sanya_cli_print(cli, sanya_json_size(sanya_json_get(report, "first")) > 0 ? "\n" : "");
		sanya_cli_print(cli, SANYA_N("Tickets: %lld   Responses: %lld   Rows not taken: %lld   Repairs: %lld\n"),
				(long long)sanya_json_get_integer(report, "tickets", 0),
				(long long)sanya_json_get_integer(report, "responses", 0),
				(long long)sanya_json_get_integer(report, "rejected", 0),
				(long long)sanya_json_get_integer(report, "repaired", 0));
		show_reasons(cli, report, false);
		show_reasons(cli, report, true);
	}
	sanya_cli_result(cli, report);
	return 0;
}

static const struct sanya_cli_option check_options[] = {
	{ .name = "map", .value = "MAP", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("A mapping (JSON) that says which column is what.") },
	{ .name = "option",
	  .value = "KEY=VALUE",
	  .kind = SANYA_OPTION_MANY,
	  .help = SANYA_N("An option of the plugin, as sanya plugin show lists them.") },
	{ .name = "rows", .value = "N", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("How many observations to show; 5 where not given.") },
	{ .name = NULL },
};

const struct sanya_command sanya_command_source_check = {
	.name = "source check",
	.arguments = "PLUGIN FILE…",
	.least = 2,
	.most = FILES_MAX + 1,
	.help = SANYA_N("Show what a source makes of files: the first rows, and what is refused and why."),
	.details = SANYA_N("Nothing is kept and no home is needed. Columns named like the fields (id, created, solved, assignee, …) are "
			   "taken as such; for all other files a mapping says which column is what."),
	.examples = "sanya source check csv tickets.csv\n"
		    "sanya source check csv export.csv --map export.map.json --rows 20\n"
		    "sanya source check csv export.csv --option encoding=windows-874 --json",
	.options = check_options,
	.run = run_source_check,
};
