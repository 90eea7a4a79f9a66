/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole program below main: parse, find language and home, run one command, print, exit code.
 * Output appears only when it is whole; a check that found differences shows them and still fails.
 */
#include "help.h"
#include "output.h"
#include "parse.h"
#include "../app/settings.h"
#include "../base/file.h"
#include "../base/text.h"

#include <limits.h>
#include <signal.h>
#include <unistd.h>

static const char *from_environment(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

/* --lang, else what the environment's locale says, as gettext would read it; English otherwise. */
static enum sanya_language choose_language(const char *given)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; given == NULL && i < SANYA_COUNT(names); i++)
		given = from_environment(names[i]);
	return given != NULL && strncmp(given, "th", 2) == 0 && (given[2] == '\0' || given[2] == '_' || given[2] == '.')
		       ? SANYA_THAI
		       : SANYA_ENGLISH;
}

/* --lang before parsing: an error of the parser should already speak that language. */
static const char *peek_language(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--lang=", 7) == 0)
			return argv[i] + 7;
		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			return argv[i + 1];
	}
	return NULL;
}

static bool colour_on(const struct sanya_words_given *words, int fd)
{
	const char *term = from_environment("TERM");

	return !words->no_color && from_environment("NO_COLOR") == NULL && term != NULL && strcmp(term, "dumb") != 0 &&
	       isatty(fd) == 1;
}

/* Where the home is; `room` holds the path when it has to be put together. */
static const char *choose_home(const char *given, char room[SANYA_PATH_MAX])
{
	const char *folder = from_environment("XDG_DATA_HOME");

	if (given != NULL)
		return given;
	if (from_environment("SANYA_HOME") != NULL)
		return from_environment("SANYA_HOME");
	if (sanya_file_exists("sanya-home"))
		return "sanya-home";
	if (folder != NULL)
		snprintf(room, SANYA_PATH_MAX, "%s/sanya", folder);
	else if (from_environment("HOME") != NULL)
		snprintf(room, SANYA_PATH_MAX, "%s/.local/share/sanya", from_environment("HOME"));
	else
		return "sanya-home";
	return room;
}

static int grant_wish(struct sanya_cli *cli, const struct sanya_words_given *words, struct sanya_error *err)
{
	switch (words->wish) {
	case SANYA_WISH_RUN:
		break;
	case SANYA_WISH_HELP:
		if (words->command != NULL)
			sanya_cli_help_command(cli, words->command);
		else if (words->group != NULL)
			sanya_cli_help_group(cli, words->group);
		else
			sanya_cli_help_all(cli);
		return 0;
	case SANYA_WISH_VERSION:
		return sanya_cli_find("version", NULL)->run(cli, err);
	case SANYA_WISH_MAN:
		sanya_cli_man(&cli->out, cli->settings->version);
		return 0;
	case SANYA_WISH_COMPLETION:
		if (strcmp(words->shell, "bash") == 0) {
			sanya_cli_completion_bash(&cli->out);
			return 0;
		}
		return sanya_error_set(err, SANYA_NOT_FOUND, "there is no completion for \"%s\", only for bash",
				       words->shell);
	}
	return words->command->run(cli, err);
}

/* What the command made, to standard output. */
static int show(struct sanya_cli *cli, struct sanya_error *err)
{
	if (cli->json && !cli->written) {
		sanya_buffer_clear(&cli->out);
		if (cli->result == NULL)
			cli->result = sanya_json_object();
		if (cli->result == NULL)
			return sanya_error_memory(err);
		if (sanya_json_pretty(cli->result, &cli->out, err) != 0 ||
		    sanya_buffer_check(&cli->out, "output", err) != 0)
			return -1;
	}
	return sanya_cli_flush(cli, err);
}

static enum sanya_code run(struct sanya_cli *cli, const struct sanya_words_given *words)
{
	struct sanya_error err = SANYA_ERROR_INIT, show_err = SANYA_ERROR_INIT;
	int failed = grant_wish(cli, words, &err);

	/* A command that fails without a reason is a fault of ours, and still a failure. */
	if (failed != 0 && err.code == SANYA_OK)
		err.code = SANYA_FAILED;
	if (failed == 0 || err.code == SANYA_DIFFERS) {
		if (show(cli, &show_err) != 0) {
			sanya_cli_complain(cli->catalogue, cli->json, cli->message_colour, &show_err);
			return show_err.code;
		}
	} else {
		/* Nothing of a failed command on standard output; what it told on the way is still worth reading. */
		sanya_buffer_clear(&cli->out);
		if (sanya_cli_flush(cli, &show_err) != 0)
			sanya_error_clear(&show_err);
	}
	if (failed != 0) {
		sanya_cli_complain(cli->catalogue, cli->json, cli->message_colour, &err);
		return err.code;
	}
	return SANYA_OK;
}

int sanya_cli_main(const struct sanya_settings *settings, int argc, char **argv)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_catalogue *catalogue = NULL;
	struct sanya_words_given words;
	enum sanya_language language = choose_language(peek_language(argc, argv));
	char home[SANYA_PATH_MAX];
	enum sanya_code code;

	/* A reader that goes away ends a write with EPIPE instead of killing the program midway. */
	signal(SIGPIPE, SIG_IGN);

	/* A translation that is not there is no reason to refuse work: English is complete. */
	if (sanya_catalogue_load(language, settings->locale, &catalogue, &err) != 0) {
		sanya_error_clear(&err);
		catalogue = NULL;
	}

	if (sanya_cli_parse(argc, argv, catalogue, &words, &err) != 0) {
		sanya_cli_complain(catalogue, words.json, colour_on(&words, STDERR_FILENO), &err);
		code = err.code;
	} else {
		struct sanya_cli cli = {
			.settings = settings,
			.command = words.command,
			.home = choose_home(words.home, home),
			.language = language,
			.catalogue = catalogue,
			.json = words.json,
			.quiet = words.quiet,
			.terminal = isatty(STDOUT_FILENO) == 1,
			.colour = colour_on(&words, STDOUT_FILENO),
			.message_colour = colour_on(&words, STDERR_FILENO),
			.arguments = words.arguments,
			.argument_count = words.argument_count,
			.given = words.given,
			.given_count = words.given_count,
		};

		cli.actor = sanya_cli_value(&cli, "as");
		if (cli.actor == NULL)
			cli.actor = from_environment("SANYA_AS");
		cli.reason = sanya_cli_value(&cli, "reason");
		cli.key = sanya_cli_value(&cli, "key");
		cli.dry_run = sanya_cli_flag(&cli, "dry-run");
		sanya_buffer_init(&cli.out, SANYA_OUTPUT_MAX);
		sanya_buffer_init(&cli.messages, SANYA_OUTPUT_MAX);
		code = run(&cli, &words);
		sanya_json_free(cli.result);
		sanya_buffer_done(&cli.out);
		sanya_buffer_done(&cli.messages);
	}
	sanya_cli_parse_done(&words);
	sanya_catalogue_free(catalogue);
	return (int)code;
}
