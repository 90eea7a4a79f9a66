/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya template list and show: ready contracts by job.
 */
#include "acting.h"

#include "../app/settings.h"
#include "../base/file.h"

static int add_template(struct sanya_cli *cli, const char *folder, const char *name, struct sanya_cli_table *table,
			struct sanya_json *list, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *template = NULL;
	struct sanya_json *entry;

	if (sanya_template_read(folder, name, &template, err) != 0)
		return -1;
	const char *const cells[] = { name, sanya_cli_words(cli, sanya_json_get(template, "about")) };

	sanya_cli_table_row(table, cells);
	entry = sanya_json_object();
	sanya_json_set_text(entry, "name", name);
	sanya_json_set(entry, "about", sanya_json_copy(sanya_json_get(template, "about")));
	sanya_json_append(list, entry);
	return 0;
}

static int run_list(struct sanya_cli *cli, struct sanya_error *err)
{
	static const char *const heads[] = { SANYA_N("Template"), SANYA_N("For") };
	struct sanya_json *list, *result;
	struct sanya_cli_table *table;
	char folder[SANYA_PATH_MAX];
	char **names;
	size_t count;
	int failed = 0;

	snprintf(folder, sizeof(folder), "%s/templates", cli->settings->data);
	if (sanya_template_names(folder, &names, &count, err) != 0)
		return -1;
	table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	list = sanya_json_array();
	for (size_t i = 0; i < count && failed == 0; i++)
		failed = add_template(cli, folder, names[i], table, list, err);
	sanya_cli_table_end(table);
	sanya_folder_names_free(names);
	result = sanya_json_object();
	sanya_json_set(result, "templates", list);
	sanya_cli_result(cli, result);
	return failed;
}

static int run_show(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *template = NULL;
	char folder[SANYA_PATH_MAX];

	snprintf(folder, sizeof(folder), "%s/templates", cli->settings->data);
	if (sanya_template_read(folder, cli->arguments[0], &template, err) != 0)
		return -1;
	if (!cli->json)
		return sanya_json_pretty(template, &cli->out, err);
	sanya_cli_result(cli, template);
	template = NULL;
	return 0;
}

const struct sanya_command sanya_command_template_list = {
	.name = "template list",
	.arguments = "",
	.help = SANYA_N("List the ready contracts by job."),
	.examples = "sanya template list",
	.run = run_list,
};

const struct sanya_command sanya_command_template_show = {
	.name = "template show",
	.arguments = "NAME",
	.least = 1,
	.most = 1,
	.help = SANYA_N("Print a template, to read it or to make one's own."),
	.examples = "sanya template show call-centre-agent",
	.run = run_show,
};
