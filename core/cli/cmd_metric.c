/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya metric list, sanya metric show: what can be measured, and what exactly each metric counts.
 * The texts are the plugins'; a definition is shown in both languages, because it is part of what people sign.
 */
#include "../app/own_metrics.h"
#include "../app/plugins.h"
#include "cli.h"

static const char *const units[] = {
	[SANYA_UNIT_SECONDS] = SANYA_N("seconds"), [SANYA_UNIT_FLAG] = SANYA_N("yes or no"),
	[SANYA_UNIT_COUNT] = SANYA_N("count"),	  [SANYA_UNIT_POINTS] = SANYA_N("points"),
	[SANYA_UNIT_NPS] = "-100 to 100", [SANYA_UNIT_PAIR] = SANYA_N("points of points possible"),
};

struct plugins {
	struct sanya_host *host;
	struct sanya_plugin_info **infos;
	size_t count;
};

static void plugins_done(struct plugins *plugins)
{
	sanya_plugin_infos_free(plugins->infos, plugins->count);
	sanya_host_free(plugins->host);
}

/* `plugin` NULL: the home measures it. */
static struct sanya_json *metric_json(const struct sanya_plugin_info *plugin, const struct sanya_metric_info *metric, const char *of,
				      bool whole)
{
	struct sanya_json *json = sanya_json_object(), *title = sanya_json_object(), *reasons = sanya_json_array();

	sanya_json_set_text(title, "th", metric->title.th);
	sanya_json_set_text(title, "en", metric->title.en);
	sanya_json_set_text(json, "metric", metric->name);
	sanya_json_set(json, "title", title);
	sanya_json_set_text(json, "unit", units[metric->unit]);
	sanya_json_set_text(json, "of", of);
	sanya_json_set(json, "lower_is_better", sanya_json_of_bool(metric->lower_is_better));
	sanya_json_set(json, "snapshot", sanya_json_of_bool(metric->snapshot));
	sanya_json_set_text(json, "plugin", plugin != NULL ? plugin->name : NULL);
	sanya_json_set_text(json, "plugin_version", plugin != NULL ? plugin->version : NULL);
	for (size_t i = 0; whole && i < metric->reason_count; i++) {
		struct sanya_json *reason = sanya_json_object();

		sanya_json_set_text(reason, "reason", metric->reason_words[i]);
		sanya_json_set_text(reason, "th", metric->reasons[i].th);
		sanya_json_set_text(reason, "en", metric->reasons[i].en);
		sanya_json_append(reasons, reason);
	}
	if (whole) {
		struct sanya_json *definition = sanya_json_object();

		sanya_json_set_text(definition, "th", metric->definition.th);
		sanya_json_set_text(definition, "en", metric->definition.en);
		sanya_json_set(json, "definition", definition);
		sanya_json_set(json, "reasons", reasons);
	} else {
		sanya_json_free(reasons);
	}
	return json;
}

static const char *of_kind(const struct sanya_metric_info *metric)
{
	return metric->kind == SANYA_TICKET ? "tickets" : "responses";
}

static void add_row(struct sanya_cli *cli, struct sanya_cli_table *table, const struct sanya_metric_info *metric, const char *plugin)
{
	const char *const cells[] = { metric->name, sanya_words_in(&metric->title, cli->language), sanya_cli_say(cli, units[metric->unit]),
				      plugin };

	sanya_cli_table_row(table, cells);
}

static int run_list(struct sanya_cli *cli, struct sanya_error *err)
{
	static const char *const heads[] = { SANYA_N("Metric"), SANYA_N("Title"), SANYA_N("Unit"), SANYA_N("Plugin") };
	SANYA_CLEANUP(plugins_done) struct plugins plugins = { NULL, NULL, 0 };

	if (sanya_plugins_open(cli->settings, cli->home, &plugins.host, err) < 0 ||
	    sanya_host_list(plugins.host, &plugins.infos, &plugins.count, err) < 0)
		return -1;

	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	struct sanya_json *json = sanya_json_object(), *list = sanya_json_array();

	for (size_t i = 0; i < plugins.count; i++) {
		const struct sanya_plugin_info *plugin = plugins.infos[i];

		for (size_t j = 0; plugin->report.verdict == SANYA_VERDICT_OK && j < plugin->metric_count; j++) {
			add_row(cli, table, &plugin->metrics[j], plugin->name);
			sanya_json_append(list, metric_json(plugin, &plugin->metrics[j], of_kind(&plugin->metrics[j]), false));
		}
	}
	for (size_t i = 0; i < sanya_own_metric_count; i++) {
		const struct sanya_own_metric *own = &sanya_own_metrics[i];

		add_row(cli, table, &own->info, sanya_cli_say(cli, SANYA_N("the home itself")));
		sanya_json_append(list, metric_json(NULL, &own->info, own->of, false));
	}
	sanya_cli_table_end(table);
	sanya_json_set(json, "metrics", list);
	sanya_cli_result(cli, json);
	return 0;
}

static void show_metric(struct sanya_cli *cli, const struct sanya_metric_info *metric, const struct sanya_plugin_info *plugin)
{
	sanya_cli_print(cli, "%s\n%s\n%s\n\n", metric->name, sanya_words_in(&metric->title, SANYA_ENGLISH),
			sanya_words_in(&metric->title, SANYA_THAI));
	sanya_cli_print(cli, SANYA_N("Unit: %s\n"), sanya_cli_say(cli, units[metric->unit]));
	if (plugin != NULL)
		sanya_cli_print(cli, SANYA_N("Plugin: %s %s\n\n"), plugin->name, plugin->version);
	else
		sanya_cli_print(cli, SANYA_N("Measured by the home itself, from its ledger.\n\n"));
	sanya_cli_print(cli, "%s\n\n%s\n\n", sanya_words_in(&metric->definition, SANYA_ENGLISH),
			sanya_words_in(&metric->definition, SANYA_THAI));
	if (metric->reason_count == 0)
		return;
	sanya_cli_print(cli, SANYA_N("Why an observation may not count, or is worth a look:\n"));
	for (size_t i = 0; i < metric->reason_count; i++)
		sanya_cli_print(cli, "  %-18s %s · %s\n", metric->reason_words[i],
				sanya_words_in(&metric->reasons[i], SANYA_ENGLISH), sanya_words_in(&metric->reasons[i], SANYA_THAI));
}

static int run_show(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(plugins_done) struct plugins plugins = { NULL, NULL, 0 };
	const struct sanya_own_metric *own = sanya_own_metric(cli->arguments[0]);
	const struct sanya_plugin_info *plugin;
	const struct sanya_metric_info *metric;

	if (own != NULL) {
		sanya_cli_result(cli, metric_json(NULL, &own->info, own->of, true));
		show_metric(cli, &own->info, NULL);
		return 0;
	}
	if (sanya_plugins_open(cli->settings, cli->home, &plugins.host, err) < 0 ||
	    sanya_host_metric(plugins.host, cli->arguments[0], &plugin, &metric, err) < 0)
		return -1;
	sanya_cli_result(cli, metric_json(plugin, metric, of_kind(metric), true));
	show_metric(cli, metric, plugin);
	return 0;
}

const struct sanya_command sanya_command_metric_list = {
	.name = "metric list",
	.arguments = "",
	.help = SANYA_N("List what can be measured."),
	.examples = "sanya metric list\n"
		    "sanya metric list --lang th",
	.run = run_list,
};

const struct sanya_command sanya_command_metric_show = {
	.name = "metric show",
	.arguments = "METRIC",
	.least = 1,
	.most = 1,
	.help = SANYA_N("Show what a metric counts, with which value, and what it leaves out."),
	.examples = "sanya metric show ticket.first_reply_time@1",
	.run = run_show,
};
