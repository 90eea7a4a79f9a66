/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Help from the table of commands: of everything, of a group, of one command.  Examples come first.
 * Under --json the same as data.
 */
#include "help.h"
#include "parse.h"
#include "../base/text.h"

#define LEFT 26 /* columns before the explanations */

/* "  left       explanation"; a long left side gets a line of its own. */
static void line(struct sanya_cli *cli, const char *left, const char *right)
{
	size_t wide = sanya_utf8_columns(left, strlen(left));

	if (cli->json)
		return;
	sanya_buffer_printf(&cli->out, "  %s", left);
	if (wide > LEFT) {
		sanya_buffer_byte(&cli->out, '\n');
		wide = 0;
		sanya_buffer_text(&cli->out, "  ");
	}
	for (; wide < LEFT + 2; wide++)
		sanya_buffer_byte(&cli->out, ' ');
	sanya_buffer_printf(&cli->out, "%s\n", right);
}

static void head(struct sanya_cli *cli, const char *text)
{
	if (!cli->json) {
		sanya_buffer_printf(&cli->out, "\n%s%s%s\n", sanya_cli_paint(cli, SANYA_BOLD), text,
				    sanya_cli_paint(cli, SANYA_PLAIN));
	}
}

/* A word longer than a line is never cut; Thai, which writes without blanks, breaks where its writer put one. */
#define WIDE 78

/* Paragraphs, indented and broken at blanks. */
static void paragraphs(struct sanya_cli *cli, const char *text)
{
	struct sanya_buffer *out = &cli->out;
	size_t column = 0;

	if (cli->json)
		return;
	while (*text != '\0') {
		size_t size = strcspn(text, " \n");
		size_t wide = sanya_utf8_columns(text, size);

		if (size > 0) {
			if (column > 0 && column + 1 + wide > WIDE) {
				sanya_buffer_byte(out, '\n');
				column = 0;
			}
			sanya_buffer_text(out, column == 0 ? "  " : " ");
			sanya_buffer_add(out, text, size);
			column += wide + (column == 0 ? 2 : 1);
		}
		text += size;
		if (*text == '\n') {
			sanya_buffer_byte(out, '\n');
			column = 0;
		}
		text += *text != '\0';
	}
	if (column > 0)
		sanya_buffer_byte(out, '\n');
}

/* Several lines, each indented. */
static void lines(struct sanya_cli *cli, const char *text)
{
	if (cli->json)
		return;
	while (*text != '\0') {
		size_t size = strcspn(text, "\n");

		sanya_buffer_text(&cli->out, size > 0 ? "  " : "");
		sanya_buffer_add(&cli->out, text, size);
		sanya_buffer_byte(&cli->out, '\n');
		text += size + (text[size] == '\n');
	}
}

static void option_line(const struct sanya_cli_option *option, void *data)
{
	struct sanya_cli *cli = data;
	char left[80];

	snprintf(left, sizeof(left), "--%s%s%s%s", option->name, option->value != NULL ? " " : "",
		 option->value != NULL ? option->value : "", option->kind == SANYA_OPTION_MANY ? " …" : "");
	line(cli, left, sanya_cli_say(cli, option->help));
}

static void count_option(const struct sanya_cli_option *option, void *data)
{
	(void)option;
	++*(size_t *)data;
}

static void global_options(struct sanya_cli *cli)
{
	head(cli, sanya_cli_say(cli, "Every command takes"));
	for (const struct sanya_cli_option *o = sanya_cli_global_options; o->name != NULL; o++)
		option_line(o, cli);
}

static void add_option(const struct sanya_cli_option *option, void *data)
{
	struct sanya_json *json = sanya_json_object();

	sanya_json_set_text(json, "name", option->name);
	sanya_json_set_text(json, "value", option->value);
	sanya_json_set(json, "many", sanya_json_of_bool(option->kind == SANYA_OPTION_MANY));
	sanya_json_set_text(json, "help", option->help);
	sanya_json_append(data, json);
}

static struct sanya_json *as_json(const struct sanya_command *command)
{
	struct sanya_json *json = sanya_json_object(), *options = sanya_json_array();

	sanya_cli_options_each(command, add_option, options);
	sanya_json_set_text(json, "name", command->name);
	sanya_json_set_text(json, "arguments", command->arguments);
	sanya_json_set_text(json, "help", command->help);
	sanya_json_set_text(json, "examples", command->examples);
	sanya_json_set(json, "options", options);
	return json;
}

void sanya_cli_help_command(struct sanya_cli *cli, const struct sanya_command *command)
{
	size_t options = 0;

	sanya_cli_result(cli, as_json(command));
	if (!cli->json)
		sanya_buffer_printf(&cli->out, "%s\n", sanya_cli_say(cli, command->help));
	head(cli, sanya_cli_say(cli, "Examples"));
	lines(cli, command->examples);
	head(cli, sanya_cli_say(cli, "Usage"));
	sanya_cli_options_each(command, count_option, &options);
	if (!cli->json) {
		sanya_buffer_printf(&cli->out, "  sanya %s%s%s%s\n", command->name, options > 0 ? " [OPTION…]" : "",
				    command->arguments[0] != '\0' ? " " : "", command->arguments);
	}
	if (command->details != NULL) {
		if (!cli->json)
			sanya_buffer_byte(&cli->out, '\n');
		paragraphs(cli, sanya_cli_say(cli, command->details));
	}
	if (options > 0) {
		head(cli, sanya_cli_say(cli, "Options"));
		sanya_cli_options_each(command, option_line, cli);
	}
	global_options(cli);
}

void sanya_cli_help_group(struct sanya_cli *cli, const char *group)
{
	struct sanya_json *list = sanya_json_array();
	bool first = true;

	for (size_t i = 0; i < sanya_command_count; i++) {
		const struct sanya_command *command = sanya_commands[i];

		if (!sanya_cli_in_group(command, group) && strcmp(command->name, group) != 0)
			continue;
		if (first)
			head(cli, sanya_cli_say(cli, "Examples"));
		first = false;
		if (!cli->json) {
			size_t size = strcspn(command->examples, "\n");

			sanya_buffer_printf(&cli->out, "  %.*s\n", (int)size, command->examples);
		}
	}
	head(cli, sanya_cli_say(cli, "Commands"));
	for (size_t i = 0; i < sanya_command_count; i++) {
		const struct sanya_command *command = sanya_commands[i];

		if (!sanya_cli_in_group(command, group) && strcmp(command->name, group) != 0)
			continue;
		sanya_json_append(list, as_json(command));
		line(cli, command->name, sanya_cli_say(cli, command->help));
	}
	sanya_cli_result(cli, list);
	sanya_cli_print(cli, "\nMore about one:  sanya help %s\n", group);
}

/* Whether an earlier command has the same first word. */
static bool seen_before(size_t index, const char *group)
{
	for (size_t i = 0; i < index; i++) {
		if (sanya_cli_in_group(sanya_commands[i], group))
			return true;
	}
	return false;
}

static void overview_line(struct sanya_cli *cli, size_t index)
{
	const char *name = sanya_commands[index]->name;
	const char *space = strchr(name, ' ');
	char group[64], verbs[400] = "";

	if (space == NULL) {
		line(cli, name, sanya_cli_say(cli, sanya_commands[index]->help));
		return;
	}
	snprintf(group, sizeof(group), "%.*s", (int)(space - name), name);
	if (seen_before(index, group))
		return;
	for (size_t i = index, size = 0; i < sanya_command_count && size < sizeof(verbs); i++) {
		if (!sanya_cli_in_group(sanya_commands[i], group))
			continue;
		int more = snprintf(verbs + size, sizeof(verbs) - size, "%s%s", size > 0 ? ", " : "",
				    strchr(sanya_commands[i]->name, ' ') + 1);

		size += more > 0 ? (size_t)more : 0;
	}
	line(cli, group, verbs);
}

void sanya_cli_help_all(struct sanya_cli *cli)
{
	struct sanya_json *list = sanya_json_array();

	sanya_cli_print(cli, "Sanya keeps service-quality contracts: goals, evidence, reviews and rewards.\n");
	head(cli, sanya_cli_say(cli, "Examples"));
	for (size_t i = 0, shown = 0; i < sanya_command_count && shown < 4; i++) {
		/* One word, no home needed: what a newcomer can try at once. */
		if (strchr(sanya_commands[i]->name, ' ') != NULL || cli->json)
			continue;
		size_t size = strcspn(sanya_commands[i]->examples, "\n");

		sanya_buffer_printf(&cli->out, "  %.*s\n", (int)size, sanya_commands[i]->examples);
		shown++;
	}
	head(cli, sanya_cli_say(cli, "Commands"));
	for (size_t i = 0; i < sanya_command_count; i++) {
		sanya_json_append(list, as_json(sanya_commands[i]));
		overview_line(cli, i);
	}
	sanya_cli_result(cli, list);
	global_options(cli);
	sanya_cli_print(cli, "\nMore about one:  sanya help %s\n", "COMMAND");
}
