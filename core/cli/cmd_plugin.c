/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya plugin list, show, check: what plugins there are, what each says of itself, and whether it
 * behaves. Works without a home; the host and the conformance suite do the work.
 */
#include "../app/plugins.h"
#include "words.h"

#include <limits.h>

static const char *const kind_words[] = {"–", "source", "metric", "export"};

static int open_host(struct sanya_cli *cli, struct sanya_host **ret, struct sanya_error *err)
{
	return sanya_plugins_open(cli->settings, cli->home, ret, err);
}

static const char *kind_of(const struct sanya_plugin_info *info)
{
	return kind_words[info->kind];
}

/* --- list --- */

static struct sanya_json *info_json(const struct sanya_plugin_info *info)
{
	struct sanya_json *json = sanya_json_object();
	bool good = info->report.verdict == SANYA_VERDICT_OK;
	int bad = sanya_json_set_text(json, "name", info->name);

	bad |= sanya_json_set_text(json, "kind", info->kind == 0 ? NULL : kind_of(info));
	bad |= sanya_json_set_text(json, "version", info->version);
	bad |= sanya_json_set_text(json, "summary", info->summary);
	bad |= sanya_json_set_text(json, "path", info->path);
	bad |= sanya_json_set_text(json, "verdict", sanya_verdict_word(info->report.verdict));
	bad |= sanya_json_set_text(json, "reason", good ? NULL : info->report.reason);
	if (bad == 0)
		return json;
	sanya_json_free(json);
	return NULL;
}

static int show_list(struct sanya_cli *cli, struct sanya_plugin_info **list, size_t count,
		     struct sanya_error *err)
{
	static const char *const heads[] = {SANYA_N("Plugin"), SANYA_N("Kind"), SANYA_N("Version"),
					    SANYA_N("State"), SANYA_N("What it does")};
	struct sanya_json *all = sanya_json_array();
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	int bad = 0;

	for (size_t i = 0; i < count; i++) {
		bool good = list[i]->report.verdict == SANYA_VERDICT_OK;
		const char *cells[] = {list[i]->name, sanya_cli_word(cli, kind_of(list[i])), list[i]->version,
				       sanya_cli_word(cli, sanya_verdict_word(list[i]->report.verdict)),
				       good ? list[i]->summary : list[i]->report.reason};
		sanya_cli_table_row(table, cells);
		bad |= sanya_json_append(all, info_json(list[i]));
	}
	sanya_cli_table_end(table);
	struct sanya_json *result = sanya_json_object();
	bad |= sanya_json_set(result, "plugins", all);
	if (bad != 0) {
		sanya_json_free(result);
		return sanya_error_memory(err);
	}
	sanya_cli_result(cli, result);
	if (count == 0)
		sanya_cli_tell(cli, SANYA_N("There are no plugins in the plugin folders.\n"));
	return 0;
}

static int run_list(struct sanya_cli *cli, struct sanya_error *err)
{
	struct sanya_plugin_info **list = NULL;
	struct sanya_host *host = NULL;
	size_t count = 0;

	if (open_host(cli, &host, err) < 0)
		return -1;
	int result = sanya_host_list(host, &list, &count, err);
	if (result == 0) {
		result = show_list(cli, list, count, err);
		sanya_plugin_infos_free(list, count);
	}
	sanya_host_free(host);
	return result;
}

const struct sanya_command sanya_command_plugin_list = {
	.name = "plugin list",
	.arguments = "",
	.help = SANYA_N("List every file in the plugin folders, good or bad."),
	.details = SANYA_N("Each plugin is loaded in the sandbox for this and says what it is; a "
			   "file that is refused is listed with "
			   "the reason."),
	.examples = "sanya plugin list\nsanya plugin list --json",
	.run = run_list,
};

/* --- show --- */

static struct sanya_json *options_json(const struct sanya_plugin_info *info, int *bad)
{
	struct sanya_json *list = sanya_json_array();

	for (size_t i = 0; i < info->option_count; i++) {
		const struct sanya_plugin_option_info *option = &info->options[i];
		struct sanya_json *json = sanya_json_object();
		*bad |= sanya_json_set_text(json, "name", option->name);
		*bad |= sanya_json_set_text(json, "type", option->type);
		*bad |= sanya_json_set(json, "required", sanya_json_of_bool(option->required));
		*bad |= sanya_json_set_text(json, "fallback", option->fallback);
		*bad |= sanya_json_set_text(json, "choices", option->choices);
		*bad |= sanya_json_set_text(json, "help", option->help);
		*bad |= sanya_json_append(list, json);
	}
	return list;
}

static struct sanya_json *show_json(const struct sanya_plugin_info *info)
{
	struct sanya_json *json = info_json(info), *metrics = sanya_json_array();
	struct sanya_buffer digest;
	int bad = 0;

	sanya_buffer_init(&digest, 65);
	sanya_hex_add(&digest, info->report.plugin_sha256, sizeof info->report.plugin_sha256);
	bad |= sanya_json_set_text(json, "license", info->license);
	bad |= sanya_json_set_text(json, "sha256", digest.data);
	bad |= sanya_json_set_text(json, "last_words", info->report.last_words);
	bad |= sanya_json_set(json, "options", options_json(info, &bad));
	for (size_t i = 0; i < info->metric_count; i++)
		bad |= sanya_json_append(metrics, sanya_json_of_text(info->metrics[i].name));
	bad |= sanya_json_set(json, "metrics", metrics);
	sanya_buffer_done(&digest);
	if (bad == 0)
		return json;
	sanya_json_free(json);
	return NULL;
}

static void show_options(struct sanya_cli *cli, const struct sanya_plugin_info *info)
{
	static const char *const heads[] = {SANYA_N("Option"), SANYA_N("Type"),
					    SANYA_N("If not given"), SANYA_N("Meaning")};
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	for (size_t i = 0; i < info->option_count; i++) {
		const struct sanya_plugin_option_info *option = &info->options[i];
		const char *cells[] = {option->name,
				       option->choices != NULL ? option->choices : option->type,
				       option->required ? sanya_cli_say(cli, SANYA_N("(required)"))
				       : option->fallback != NULL ? option->fallback
								  : "–",
				       option->help};
		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static void show_info(struct sanya_cli *cli, const struct sanya_plugin_info *info)
{
	sanya_cli_print(cli, SANYA_N("Plugin   %s (%s)\n"), info->name, sanya_cli_word(cli, kind_of(info)));
	sanya_cli_print(cli, SANYA_N("File     %s\n"), info->path);
	if (info->report.verdict != SANYA_VERDICT_OK) {
		sanya_cli_print(cli, SANYA_N("Refused  %s: %s\n"),
				sanya_verdict_word(info->report.verdict), info->report.reason);
		if (info->report.last_words[0] != '\0')
			sanya_cli_print(cli, SANYA_N("Its last words:\n%s\n"),
					info->report.last_words);
		return;
	}
	sanya_cli_print(cli, SANYA_N("Version  %s, license %s\n"), info->version, info->license);
	sanya_cli_print(cli, SANYA_N("Does     %s\n"), info->summary);
	if (info->option_count > 0)
		sanya_cli_print(cli, "\n");
	show_options(cli, info);
	if (info->metric_count > 0)
		sanya_cli_print(cli, "\n");
	for (size_t i = 0; i < info->metric_count; i++)
		sanya_cli_print(cli, "%s  %s\n", info->metrics[i].name,
				sanya_words_in(&info->metrics[i].title, cli->language));
}

static int run_show(struct sanya_cli *cli, struct sanya_error *err)
{
	struct sanya_plugin_info *info = NULL;
	struct sanya_host *host = NULL;

	if (open_host(cli, &host, err) < 0)
		return -1;
	int result = sanya_host_look(host, cli->arguments[0], 0, &info, err);
	if (result == 0) {
		struct sanya_json *json = show_json(info);
		show_info(cli, info);
		if (json == NULL)
			result = sanya_error_memory(err);
		else
			sanya_cli_result(cli, json);
		sanya_plugin_info_free(info);
	}
	sanya_host_free(host);
	return result;
}

const struct sanya_command sanya_command_plugin_show = {
	.name = "plugin show",
	.arguments = "NAME",
	.least = 1,
	.most = 1,
	.help = SANYA_N("Show what a plugin says of itself: version, options, metrics."),
	.details = SANYA_N("NAME is a plugin in the plugin folders (\"csv\" finds source-csv "
			   "first), or a path with a \"/\"."),
	.examples = "sanya plugin show csv\nsanya plugin show ./source-mine.so",
	.run = run_show,
};

/* --- check --- */

static const char *const result_words[] = {"passed", "failed", "not-tried"};

static int show_checks(struct sanya_cli *cli, const struct sanya_checks *checks,
		       struct sanya_error *err)
{
	static const char *const heads[] = {SANYA_N("Tried"), SANYA_N("Result"), SANYA_N("Detail")};
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	struct sanya_json *result = sanya_json_object(), *list = sanya_json_array();
	size_t failed = 0;
	int bad = sanya_json_set_text(result, "plugin", cli->arguments[0]);

	for (size_t i = 0; i < checks->count; i++) {
		const struct sanya_check *check = &checks->items[i];
		const char *const cells[] = {check->what, result_words[check->result],
					     check->detail};
		struct sanya_json *json = sanya_json_object();
		sanya_cli_table_row(table, cells);
		bad |= sanya_json_set_text(json, "what", check->what);
		bad |= sanya_json_set_text(json, "result", result_words[check->result]);
		bad |= sanya_json_set_text(json, "detail", check->detail);
		bad |= sanya_json_append(list, json);
		failed += check->result == SANYA_CHECK_FAILED;
	}
	sanya_cli_table_end(table);
	bad |= sanya_json_set(result, "checks", list);
	bad |= sanya_json_set(result, "passed", sanya_json_of_bool(checks->passed));
	if (bad != 0) {
		sanya_json_free(result);
		return sanya_error_memory(err);
	}
	sanya_cli_result(cli, result);
	if (failed > 0) {
		(void)sanya_error_set(err, SANYA_DIFFERS, "%s failed %zu of %zu checks",
				      cli->arguments[0], failed, checks->count);
		return sanya_error_next(err, "See what each check expects:  docs/plugins.md");
	}
	return 0;
}

/* KEY=VALUE arguments after the file. */
static struct sanya_json *given_options(struct sanya_cli *cli, struct sanya_error *err)
{
	struct sanya_json *options = sanya_json_object();

	for (size_t i = 1; i < cli->argument_count; i++) {
		const char *equals = strchr(cli->arguments[i], '=');
		char name[80];
		if (equals == NULL || equals == cli->arguments[i] ||
		    equals - cli->arguments[i] >= (long)sizeof name) {
			sanya_json_free(options);
			(void)sanya_error_set(err, SANYA_USAGE,
					      "\"%.80s\" is not an option in the form KEY=VALUE",
					      cli->arguments[i]);
			(void)sanya_error_next(err, "See its options:  sanya plugin show %.80s",
					       cli->arguments[0]);
			return NULL;
		}
		(void)snprintf(name, sizeof name, "%.*s", (int)(equals - cli->arguments[i]),
			       cli->arguments[i]);
		if (sanya_json_set_text(options, name, equals + 1) < 0) {
			sanya_json_free(options);
			(void)sanya_error_memory(err);
			return NULL;
		}
	}
	return options;
}

static int run_check(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *options = given_options(cli, err);
	const char *inputs[65] = {NULL};
	struct sanya_host *host = NULL;
	struct sanya_checks checks;

	if (options == NULL)
		return -1;
	for (size_t i = 0; sanya_cli_many(cli, "input", i) != NULL; i++) {
		if (i + 1 == SANYA_COUNT(inputs))
			return sanya_error_set(err, SANYA_USAGE, "more than 64 input files");
		inputs[i] = sanya_cli_many(cli, "input", i);
	}
	if (open_host(cli, &host, err) < 0)
		return -1;
	int result = sanya_plugin_check(host, cli->arguments[0], options,
					inputs[0] == NULL ? NULL : inputs, &checks, err);
	if (result == 0)
		result = show_checks(cli, &checks, err);
	sanya_checks_done(&checks);
	sanya_host_free(host);
	return result;
}

static const struct sanya_cli_option check_options[] = {
	{.name = "input",
	 .value = "FILE",
	 .kind = SANYA_OPTION_MANY,
	 .help = SANYA_N("A file for a source to read; may be given again.")},
	{.name = NULL},
};

const struct sanya_command sanya_command_plugin_check = {
	.name = "plugin check",
	.arguments = "FILE [KEY=VALUE…]",
	.least = 1,
	.most = UINT_MAX,
	.help = SANYA_N("Try a plugin out in many ways and say which of them it stands."),
	.details = SANYA_N("Loads it in the sandbox as every run does, then tries bad options, "
			   "empty windows, interrupted and repeated "
			   "runs, and prints each thing tried. KEY=VALUE are options for the runs; "
			   "a source may need --input as well. "
			   "Exits with 6 when a check failed."),
	.examples = "sanya plugin check ./source-mine.so --input sample.txt\nsanya plugin check "
		    "metric-service",
	.options = check_options,
	.run = run_check,
};
