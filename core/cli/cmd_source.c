/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya source add, list, show and rejects; sanya sync: where evidence comes from, and fetching it.
 */
#include "acting.h"
#include "words.h"

#include "../app/source.h"

#include <limits.h>

static int run_add(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const char **settings = calloc(cli->argument_count, sizeof(*settings));
	struct sanya_host *host;
	struct sanya_json *json;
	int failed;

	if (settings == NULL)
		return sanya_error_memory(err);
	for (size_t i = 2; i < cli->argument_count; i++)
		settings[i - 2] = cli->arguments[i];
	failed = sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err);
	if (failed == 0)
		failed = sanya_lookup_host(&acting.lookup, &host, err);
	if (failed == 0)
		failed = sanya_source_add(&acting.act, host, cli->arguments[0], cli->arguments[1], settings, err);
	free(settings);
	if (failed != 0)
		return -1;
	sanya_cli_print(cli, "Source %s reads by the plugin %s\n", cli->arguments[0], cli->arguments[1]);
	if (cli->dry_run)
		sanya_cli_tell(cli, "Nothing was changed (--dry-run).\n");
	else
		sanya_cli_tell(cli, "Fetch its evidence with: sanya sync %s\n", cli->arguments[0]);
	json = sanya_json_object();
	sanya_json_set_text(json, "source", cli->arguments[0]);
	sanya_json_set_text(json, "plugin", cli->arguments[1]);
	sanya_json_set(json, "dry_run", sanya_json_of_bool(cli->dry_run));
	sanya_cli_result(cli, json);
	return 0;
}

static int run_list(struct sanya_cli *cli, struct sanya_error *err)
{
	static const char *const heads[] = { SANYA_N("Source"), SANYA_N("Plugin"), SANYA_N("Last run"), SANYA_N("Outcome"),
					     SANYA_N("Reason") };
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_cli_table *table;
	const struct sanya_json *list;
	struct sanya_json *json;

	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_sources_json(acting.act.store, NULL, &json, err) != 0)
		return -1;
	table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	list = sanya_json_get(json, "sources");
	for (size_t i = 0; i < sanya_json_size(list); i++) {
		const struct sanya_json *source = sanya_json_at(list, i);
		const char *const cells[] = { sanya_json_get_text(source, "name"), sanya_json_get_text(source, "plugin"),
					      sanya_json_get_text(source, "last_run"), sanya_cli_word(cli, sanya_json_get_text(source, "outcome")),
					      sanya_json_get_text(source, "reason") };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
	if (sanya_json_size(list) == 0)
		sanya_cli_tell(cli, "There is no source yet. A first one: sanya source add --help\n");
	sanya_cli_result(cli, json);
	return 0;
}

static int run_show(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const struct sanya_json *source, *files, *options;
	struct sanya_json *json;

	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_source_need(acting.act.store, cli->arguments[0], err) != 0 ||
	    sanya_sources_json(acting.act.store, cli->arguments[0], &json, err) != 0)
		return -1;
	source = sanya_json_at(sanya_json_get(json, "sources"), 0);
	files = sanya_json_get(source, "files");
	options = sanya_json_get(source, "options");
	sanya_cli_print(cli, "%s: plugin %s\n", sanya_json_get_text(source, "name"), sanya_json_get_text(source, "plugin"));
	for (size_t i = 0; i < sanya_json_size(files); i++)
		sanya_cli_print(cli, "File: %s\n", sanya_json_text(sanya_json_at(files, i)));
	for (void *it = sanya_json_first(options); it != NULL; it = sanya_json_next(options, it))
		sanya_cli_print(cli, "Option %s: %s\n", sanya_json_key(it), sanya_json_text(sanya_json_value(it)));
	if (sanya_json_get_text(source, "last_run") != NULL)
		sanya_cli_print(cli, "Last run: %s, %s\n", sanya_json_get_text(source, "last_run"),
				sanya_cli_word(cli, sanya_json_get_text(source, "outcome")));
	if (sanya_json_get_text(source, "reason") != NULL)
		sanya_cli_print(cli, "Reason: %s\n", sanya_json_get_text(source, "reason"));
	sanya_cli_result(cli, sanya_json_copy(source));
	sanya_json_free(json);
	return 0;
}

static int run_rejects(struct sanya_cli *cli, struct sanya_error *err)
{
	static const char *const heads[] = { SANYA_N("Place"), SANYA_N("Times"), SANYA_N("What"), SANYA_N("Reason"),
					     SANYA_N("Row") };
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_cli_table *table;
	const struct sanya_json *list;
	struct sanya_json *json;

	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_source_rejects(acting.act.store, cli->arguments[0], &json, err) != 0)
		return -1;
	table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	sanya_cli_table_right(table, 1u << 1);
	list = sanya_json_get(json, "rejects");
	for (size_t i = 0; i < sanya_json_size(list); i++) {
		const struct sanya_json *reject = sanya_json_at(list, i);
		const char *what = sanya_json_true(sanya_json_get(reject, "repaired")) ? SANYA_N("repaired") : SANYA_N("left out");
		char times[32];

		snprintf(times, sizeof(times), "%lld", (long long)sanya_json_get_integer(reject, "times", 0));
		const char *const cells[] = { sanya_json_get_text(reject, "place"), times, sanya_cli_say(cli, what),
					      sanya_json_get_text(reject, "reason"), sanya_json_get_text(reject, "excerpt") };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
	if (sanya_json_size(list) == 0)
		sanya_cli_tell(cli, "Every row was taken as it was.\n");
	sanya_cli_result(cli, json);
	return 0;
}

/* --- sync --- */

static void show_result(struct sanya_cli *cli, const struct sanya_sync_result *result)
{
	sanya_cli_print(cli, "%s: %llu read, %llu new, %llu changed, %llu unchanged, %llu left out, %llu repaired\n", result->source,
			(unsigned long long)result->counts.read, (unsigned long long)result->counts.added,
			(unsigned long long)result->counts.changed, (unsigned long long)result->counts.unchanged,
			(unsigned long long)result->rejected, (unsigned long long)result->repaired);
	if (result->unknown_tickets > 0)
		sanya_cli_print(cli, "%s: %llu tickets of %llu unknown agents\n", result->source,
				(unsigned long long)result->unknown_tickets, (unsigned long long)result->unknown_people);
	if (result->unknown_responses > 0)
		sanya_cli_print(cli, "%s: %llu responses about %llu unknown agents\n", result->source,
				(unsigned long long)result->unknown_responses, (unsigned long long)result->unknown_people);
	if (result->unknown_people > 0)
		sanya_cli_tell(cli, "Give unknown agents an alias in the roster: column alias:%s\n", result->source);
	if (result->rejected + result->repaired > 0)
		sanya_cli_tell(cli, "See the rows with: sanya source rejects %s\n", result->source);
	if (!result->done)
		sanya_cli_tell(cli, "%s: the run failed; %llu observations before its last checkpoint are kept\n", result->source,
			       (unsigned long long)result->counts.read);
}

static int sync_one(struct sanya_cli *cli, const struct sanya_acting *acting, struct sanya_host *host, const char *name,
		    struct sanya_json *list, struct sanya_error *failure, struct sanya_error *err)
{
	struct sanya_error why = SANYA_ERROR_INIT;
	struct sanya_sync_result result;
	struct sanya_json *json;

	if (sanya_sync(&acting->act, host, name, &result, &why, err) != 0)
		return -1;
	show_result(cli, &result);
	json = sanya_sync_json(&result);
	sanya_json_set(json, "done", sanya_json_of_bool(result.done));
	sanya_json_set_text(json, "reason", result.done ? NULL : why.what);
	sanya_json_append(list, json);
	if (!result.done && failure->code == SANYA_OK) {
		*failure = why;
		sanya_error_at(failure, name, 0, 0);
		sanya_error_next(failure, "mend the source and run: sanya sync %s", name);
	}
	return 0;
}

static int sync_all(struct sanya_cli *cli, const struct sanya_acting *acting, struct sanya_host *host, struct sanya_json *done,
		    struct sanya_error *failure, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	const struct sanya_json *list;
	int failed = 0;

	for (size_t i = 0; failed == 0 && i < cli->argument_count; i++)
		failed = sync_one(cli, acting, host, cli->arguments[i], done, failure, err);
	if (cli->argument_count > 0)
		return failed;
	if (sanya_sources_json(acting->act.store, NULL, &json, err) != 0)
		return -1;
	list = sanya_json_get(json, "sources");
	for (size_t i = 0; failed == 0 && i < sanya_json_size(list); i++)
		failed = sync_one(cli, acting, host, sanya_json_get_text(sanya_json_at(list, i), "name"), done, failure, err);
	if (sanya_json_size(list) == 0)
		sanya_cli_tell(cli, "There is no source yet. A first one: sanya source add --help\n");
	return failed;
}

static int run_sync(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_error failure = SANYA_ERROR_INIT;
	struct sanya_json *result, *list;
	struct sanya_host *host;
	int failed;

	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 || sanya_lookup_host(&acting.lookup, &host, err) != 0)
		return -1;
	list = sanya_json_array();
	failed = sync_all(cli, &acting, host, list, &failure, err);
	result = sanya_json_object();
	sanya_json_set(result, "sources", list);
	sanya_cli_result(cli, result);
	if (failed == 0 && failure.code != SANYA_OK) {
		*err = failure;
		failed = -1;
	}
	return failed;
}

const struct sanya_command sanya_command_source_add = {
	.name = "source add",
	.arguments = "NAME PLUGIN [KEY=VALUE…]",
	.least = 2,
	.most = UINT_MAX,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Configure where evidence comes from."),
	.details = SANYA_N("NAME is what aliases of the roster call it (alias:NAME). file=PATH, as often as needed, names files to read; "
			   "other keys are options of the plugin, see: sanya plugin show PLUGIN. An option that wants a document takes "
			   "the path of one, and its content is kept."),
	.examples = "sanya source add helpdesk csv file=tickets.csv map=helpdesk.map.json --as E0130",
	.run = run_add,
};

const struct sanya_command sanya_command_source_list = {
	.name = "source list",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("List the sources and how their last run ended."),
	.examples = "sanya source list",
	.run = run_list,
};

const struct sanya_command sanya_command_source_show = {
	.name = "source show",
	.arguments = "NAME",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Show a source: its plugin, files, options and last run."),
	.examples = "sanya source show helpdesk",
	.run = run_show,
};

const struct sanya_command sanya_command_source_rejects = {
	.name = "source rejects",
	.arguments = "NAME",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("List the rows of a source that were left out or repaired, and why."),
	.examples = "sanya source rejects helpdesk",
	.run = run_rejects,
};

const struct sanya_command sanya_command_sync = {
	.name = "sync",
	.arguments = "[NAME…]",
	.most = UINT_MAX,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Fetch new evidence from the sources."),
	.examples = "sanya sync\n"
		    "sanya sync helpdesk --as E0130",
	.run = run_sync,
};
