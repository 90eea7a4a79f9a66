/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya version: which version this is, and where it finds its parts.
 */
#include "cli.h"
#include "../app/settings.h"

static int run_version(struct sanya_cli *cli, struct sanya_error *err)
{
	const struct sanya_settings *settings = cli->settings;
	struct sanya_json *json = sanya_json_object(), *folders = sanya_json_array();

	(void)err;
	sanya_json_set_text(json, "version", settings->version);
	sanya_json_set_text(json, "worker", settings->worker);
	for (const char *const *folder = settings->plugin_folders; *folder != NULL; folder++)
		sanya_json_append(folders, sanya_json_of_text(*folder));
	sanya_json_set(json, "plugins", folders);
	sanya_json_set_text(json, "data", settings->data);
	sanya_json_set_text(json, "home", cli->home);
	sanya_cli_result(cli, json);
	if (!cli->json)
		sanya_buffer_printf(&cli->out, "sanya %s\n", settings->version);
	return 0;
}

const struct sanya_command sanya_command_version = {
	.name = "version",
	.arguments = "",
	.help = SANYA_N("Show the version; with --json also where everything is."),
	.examples = "sanya version\n"
		    "sanya version --json",
	.run = run_version,
};
