/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From words to a command, its options and its arguments: one pass from left to right.
 * The first word, or the first two, name the command; options may stand anywhere after that, those of every command also
 * before it.  `--` ends the options.  Runs nothing, prints nothing.
 */
#include "parse.h"

struct pass {
	int argc;
	char **argv;
	int at;
	bool no_more_options;
	const struct sanya_catalogue *catalogue;
	struct sanya_words_given *words;
	struct sanya_error *err;
};

void sanya_cli_parse_done(struct sanya_words_given *words)
{
	free(words->given);
	free(words->arguments);
	words->given = NULL;
	words->arguments = NULL;
}

/* Where to read on: the help of what is known so far. */
static int see_help(struct pass *p)
{
	if (p->words->command != NULL)
		return sanya_error_next(p->err, sanya_say(p->catalogue, "See:  sanya help %s"), p->words->command->name);
	if (p->words->group != NULL)
		return sanya_error_next(p->err, sanya_say(p->catalogue, "See:  sanya help %s"), p->words->group);
	return sanya_error_next(p->err, "%s", sanya_say(p->catalogue, "See:  sanya help"));
}

static int unknown_command(struct pass *p, const char *first, const char *second)
{
	const struct sanya_command *guess = sanya_cli_guess(first, second);

	if (second != NULL && sanya_cli_is_group(first)) {
		sanya_error_set(p->err, SANYA_USAGE, sanya_say(p->catalogue, "there is no command \"%s %s\""), first,
				second);
	} else {
		sanya_error_set(p->err, SANYA_USAGE, sanya_say(p->catalogue, "there is no command \"%s\""), first);
	}
	if (guess != NULL) {
		return sanya_error_next(p->err, sanya_say(p->catalogue, "Did you mean:  sanya %s"),
					guess->name);
	}
	return see_help(p);
}

static int unknown_option(struct pass *p, const char *name, size_t size)
{
	char word[64];
	const struct sanya_cli_option *guess;

	snprintf(word, sizeof(word), "%.*s", size > 63 ? 63 : (int)size, name);
	guess = sanya_cli_guess_option(p->words->command, word);
	if (p->words->command != NULL) {
		sanya_error_set(p->err, SANYA_USAGE, sanya_say(p->catalogue, "\"sanya %s\" has no option --%s"),
				p->words->command->name, word);
	} else {
		sanya_error_set(p->err, SANYA_USAGE,
				sanya_say(p->catalogue, "there is no option --%s before the command"), word);
	}
	if (guess != NULL)
		return sanya_error_next(p->err, sanya_say(p->catalogue, "Did you mean:  --%s"), guess->name);
	return see_help(p);
}

/* Options of every command take effect here; the others are kept for the command. */
static int keep_option(struct pass *p, const struct sanya_cli_option *option, const char *value)
{
	struct sanya_words_given *words = p->words;
	const char *name = option->name;

	if (strcmp(name, "home") == 0) {
		words->home = value;
	} else if (strcmp(name, "lang") == 0) {
		if (strcmp(value, "th") != 0 && strcmp(value, "en") != 0) {
			sanya_error_set(p->err, SANYA_USAGE, sanya_say(p->catalogue, "there is no language \"%s\""),
					value);
			return sanya_error_next(p->err, "%s", sanya_say(p->catalogue, "Use --lang th or --lang en"));
		}
		words->language = value;
	} else if (strcmp(name, "json") == 0) {
		words->json = true;
	} else if (strcmp(name, "quiet") == 0) {
		words->quiet = true;
	} else if (strcmp(name, "no-color") == 0) {
		words->no_color = true;
	} else if (strcmp(name, "help") == 0) {
		words->wish = SANYA_WISH_HELP;
	} else if (strcmp(name, "version") == 0) {
		words->wish = SANYA_WISH_VERSION;
	} else {
		if (option->kind != SANYA_OPTION_MANY) {
			for (size_t i = 0; i < words->given_count; i++) {
				if (words->given[i].option != option)
					continue;
				sanya_error_set(p->err, SANYA_USAGE,
						sanya_say(p->catalogue, "--%s is given twice"), name);
				return see_help(p);
			}
		}
		words->given[words->given_count++] = (struct sanya_given){option, value, (size_t)p->at};
	}
	return 0;
}

static int take_option(struct pass *p)
{
	const char *name = p->argv[p->at] + 2;
	const char *equals = strchr(name, '=');
	size_t size = equals != NULL ? (size_t)(equals - name) : strlen(name);
	const struct sanya_cli_option *option = sanya_cli_option_find(p->words->command, name, size);
	const char *value = equals != NULL ? equals + 1 : NULL;

	if (option == NULL && p->words->command == NULL && p->words->group != NULL) {
		/* A command that is a group as well, and whose second word is an option already: "cascade --on 2026-10-01". */
		p->words->command = sanya_cli_find(p->words->group, NULL);
		option = p->words->command == NULL ? NULL : sanya_cli_option_find(p->words->command, name, size);
	}
	if (option == NULL)
		return unknown_option(p, name, size);
	if (option->kind == SANYA_OPTION_FLAG && value != NULL) {
		sanya_error_set(p->err, SANYA_USAGE, sanya_say(p->catalogue, "--%s takes no value"), option->name);
		return see_help(p);
	}
	if (option->kind != SANYA_OPTION_FLAG && value == NULL) {
		if (p->at + 1 >= p->argc) {
			sanya_error_set(p->err, SANYA_USAGE, sanya_say(p->catalogue, "--%s needs a value: --%s %s"),
					option->name, option->name, option->value);
			return see_help(p);
		}
		value = p->argv[++p->at];
	}
	return keep_option(p, option, value);
}

/* A word that is no option: part of the command's name, or an argument. */
static int take_word(struct pass *p, const char *word)
{
	struct sanya_words_given *words = p->words;

	if (words->command == NULL && words->group == NULL) {
		if (sanya_cli_is_group(word)) {
			words->group = word;
			return 0;
		}
		words->command = sanya_cli_find(word, NULL);
		if (words->command == NULL) {
			const char *second = p->at + 1 < p->argc ? p->argv[p->at + 1] : NULL;

			return unknown_command(p, word, second != NULL && second[0] != '-' ? second : NULL);
		}
		return 0;
	}
	if (words->command == NULL) {
		words->command = sanya_cli_find(words->group, word);
		if (words->command != NULL)
			return 0;
		/* Some commands are a group as well: "cascade" and "cascade lint". */
		words->command = sanya_cli_find(words->group, NULL);
		if (words->command == NULL)
			return unknown_command(p, words->group, word);
	}
	words->arguments[words->argument_count++] = word;
	return 0;
}

static bool is_option(const struct pass *p, const char *word)
{
	/* "-" is standard input and "-3600" is a number. */
	return !p->no_more_options && word[0] == '-' && word[1] != '\0' && !(word[1] >= '0' && word[1] <= '9');
}

static int take(struct pass *p)
{
	const char *word = p->argv[p->at];

	if (!is_option(p, word))
		return take_word(p, word);
	if (strcmp(word, "--") == 0) {
		p->no_more_options = true;
		return 0;
	}
	if (strcmp(word, "-h") == 0) {
		p->words->wish = SANYA_WISH_HELP;
		return 0;
	}
	if (word[1] != '-') {
		sanya_error_set(p->err, SANYA_USAGE,
				sanya_say(p->catalogue, "there is no option %s; options are whole words, such as --json"),
				word);
		return see_help(p);
	}
	return take_option(p);
}

/* The two that the build uses; they are in no help. */
static bool is_hidden(struct pass *p)
{
	if (p->argc == 2 && strcmp(p->argv[1], "--man") == 0) {
		p->words->wish = SANYA_WISH_MAN;
		return true;
	}
	if (p->argc == 3 && strcmp(p->argv[1], "--completion") == 0) {
		p->words->wish = SANYA_WISH_COMPLETION;
		p->words->shell = p->argv[2];
		return true;
	}
	return false;
}

static int check_arguments(struct pass *p)
{
	const struct sanya_command *command = p->words->command;
	size_t count = p->words->argument_count;

	if (count >= command->least && count <= command->most)
		return 0;
	if (count > command->most) {
		sanya_error_set(p->err, SANYA_USAGE, sanya_say(p->catalogue, "\"%s\" is one word too many for \"sanya %s\""),
				p->words->arguments[command->most], command->name);
	} else {
		sanya_error_set(p->err, SANYA_USAGE, sanya_say(p->catalogue, "\"sanya %s\" needs more: sanya %s %s"),
				command->name, command->name, command->arguments);
	}
	return see_help(p);
}

static int group_alone(struct pass *p)
{
	char list[256] = "";
	size_t size = 0;

	for (size_t i = 0; i < sanya_command_count; i++) {
		if (!sanya_cli_in_group(sanya_commands[i], p->words->group))
			continue;
		int more = snprintf(list + size, sizeof(list) - size, "%s%s", size > 0 ? ", " : "",
				    strchr(sanya_commands[i]->name, ' ') + 1);

		if (more < 0 || (size_t)more >= sizeof(list) - size)
			break;
		size += (size_t)more;
	}
	sanya_error_set(p->err, SANYA_USAGE, sanya_say(p->catalogue, "\"sanya %s\" needs one more word: %s"),
			p->words->group, list);
	return see_help(p);
}

int sanya_cli_parse(int argc, char **argv, const struct sanya_catalogue *catalogue, struct sanya_words_given *ret,
		    struct sanya_error *err)
{
	struct pass p = {.argc = argc, .argv = argv, .at = 1, .catalogue = catalogue, .words = ret, .err = err};

	*ret = (struct sanya_words_given){.wish = SANYA_WISH_RUN};
	ret->given = calloc((size_t)argc + 1, sizeof(*ret->given));
	ret->arguments = calloc((size_t)argc + 1, sizeof(*ret->arguments));
	if (ret->given == NULL || ret->arguments == NULL)
		return sanya_error_memory(err);
	if (is_hidden(&p))
		return 0;

	/* An error in the third word must already know of a --json in the fifth. */
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--json") == 0)
			ret->json = true;
		else if (strcmp(argv[i], "--no-color") == 0)
			ret->no_color = true;
	}

	for (; p.at < argc; p.at++) {
		if (take(&p) != 0)
			return -1;
	}
	if (ret->wish != SANYA_WISH_RUN)
		return 0;
	if (ret->command == NULL && ret->group != NULL) {
		ret->command = sanya_cli_find(ret->group, NULL);
		if (ret->command == NULL)
			return group_alone(&p);
	}
	if (ret->command == NULL) {
		ret->wish = SANYA_WISH_HELP;
		return 0;
	}
	return check_arguments(&p);
}
