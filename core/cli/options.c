/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which options a command takes: those of every command, its own, and those that its flags bring.
 * And what a running command reads from what was given.
 * Does not look at argv.
 */
#include "parse.h"

const struct sanya_cli_option sanya_cli_global_options[] = {
	{"home", "DIR", SANYA_OPTION_VALUE, SANYA_N("The folder with everything Sanya keeps.")},
	{"lang", "th|en", SANYA_OPTION_VALUE, SANYA_N("The language of the output.")},
	{"json", NULL, SANYA_OPTION_FLAG, SANYA_N("Print one JSON document, for programs.")},
	{"quiet", NULL, SANYA_OPTION_FLAG, SANYA_N("Print results and errors only.")},
	{"no-color", NULL, SANYA_OPTION_FLAG, SANYA_N("Print without colours.")},
	{"help", NULL, SANYA_OPTION_FLAG, SANYA_N("Show help, examples first.")},
	{"version", NULL, SANYA_OPTION_FLAG, SANYA_N("Show the version.")},
	{NULL, NULL, SANYA_OPTION_FLAG, NULL},
};

/* What a flag of the table brings. */
static const struct {
	unsigned flag;
	struct sanya_cli_option option;
} by_flag[] = {
	{SANYA_COMMAND_WRITES,
	 {"dry-run", NULL, SANYA_OPTION_FLAG, SANYA_N("Show what would change, change nothing.")}},
	{SANYA_COMMAND_ACTS,
	 {"as", "PERSON", SANYA_OPTION_VALUE, SANYA_N("Who acts; SANYA_AS in the environment serves too.")}},
	{SANYA_COMMAND_REASON, {"reason", "TEXT", SANYA_OPTION_VALUE, SANYA_N("Why; it is recorded.")}},
	{SANYA_COMMAND_SIGNS,
	 {"key", "FILE", SANYA_OPTION_VALUE, SANYA_N("The SSH key (Ed25519) to sign with.")}},
};

void sanya_cli_options_each(const struct sanya_command *command,
			    void (*each)(const struct sanya_cli_option *option, void *data), void *data)
{
	for (const struct sanya_cli_option *o = command->options; o != NULL && o->name != NULL; o++)
		each(o, data);
	for (size_t i = 0; i < SANYA_COUNT(by_flag); i++) {
		if (command->flags & by_flag[i].flag)
			each(&by_flag[i].option, data);
	}
}

static bool named(const struct sanya_cli_option *option, const char *name, size_t size)
{
	return strlen(option->name) == size && memcmp(option->name, name, size) == 0;
}

const struct sanya_cli_option *sanya_cli_option_find(const struct sanya_command *command, const char *name,
						     size_t size)
{
	for (const struct sanya_cli_option *o = sanya_cli_global_options; o->name != NULL; o++) {
		if (named(o, name, size))
			return o;
	}
	if (command == NULL)
		return NULL;
	for (const struct sanya_cli_option *o = command->options; o != NULL && o->name != NULL; o++) {
		if (named(o, name, size))
			return o;
	}
	for (size_t i = 0; i < SANYA_COUNT(by_flag); i++) {
		if ((command->flags & by_flag[i].flag) && named(&by_flag[i].option, name, size))
			return &by_flag[i].option;
	}
	return NULL;
}

static const struct sanya_given *find(const struct sanya_cli *cli, const char *option, size_t index)
{
	for (size_t i = 0; i < cli->given_count; i++) {
		if (strcmp(cli->given[i].option->name, option) == 0 && index-- == 0)
			return &cli->given[i];
	}
	return NULL;
}

const char *sanya_cli_value(const struct sanya_cli *cli, const char *option)
{
	return sanya_cli_many(cli, option, 0);
}

bool sanya_cli_flag(const struct sanya_cli *cli, const char *option)
{
	return find(cli, option, 0) != NULL;
}

const char *sanya_cli_many(const struct sanya_cli *cli, const char *option, size_t index)
{
	const struct sanya_given *given = find(cli, option, index);

	return given != NULL ? given->value : NULL;
}

size_t sanya_cli_position(const struct sanya_cli *cli, const char *option, size_t index)
{
	const struct sanya_given *given = find(cli, option, index);

	return given != NULL ? given->position : SIZE_MAX;
}
