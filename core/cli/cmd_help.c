/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya help: of everything, of a group, of one command.
 */
#include "help.h"
#include "parse.h"

static int run_help(struct sanya_cli *cli, struct sanya_error *err)
{
	const char *first = cli->argument_count > 0 ? cli->arguments[0] : NULL;
	const char *second = cli->argument_count > 1 ? cli->arguments[1] : NULL;
	const struct sanya_command *command;

	if (first == NULL) {
		sanya_cli_help_all(cli);
		return 0;
	}
	command = sanya_cli_find(first, second);
	if (second == NULL && sanya_cli_is_group(first)) {
		sanya_cli_help_group(cli, first);
		return 0;
	}
	if (command != NULL) {
		sanya_cli_help_command(cli, command);
		return 0;
	}
	if (second != NULL)
		sanya_error_set(err, SANYA_NOT_FOUND, sanya_cli_say(cli, "there is no command \"%s %s\""), first, second);
	else
		sanya_error_set(err, SANYA_NOT_FOUND, sanya_cli_say(cli, "there is no command \"%s\""), first);
	command = sanya_cli_guess(first, second);
	if (command != NULL)
		return sanya_error_next(err, sanya_cli_say(cli, "Did you mean:  sanya help %s"), command->name);
	return sanya_error_next(err, "%s", sanya_cli_say(cli, "See:  sanya help"));
}

const struct sanya_command sanya_command_help = {
	.name = "help",
	.arguments = "[COMMAND]",
	.most = 2,
	.help = SANYA_N("Show what there is, or how one command is used."),
	.examples = "sanya help\n"
		    "sanya help version",
	.run = run_help,
};
