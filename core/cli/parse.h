/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From words to a command, its options and its arguments.  Knows the table of commands, never runs one.
 * Borrowed: everything points into argv and the table.  _done frees the two lists.
 */
#ifndef SANYA_CLI_PARSE_H
#define SANYA_CLI_PARSE_H

#include "cli.h"

enum sanya_wish {
	SANYA_WISH_RUN,
	SANYA_WISH_HELP,       /* of `command`, else of `group`, else of all */
	SANYA_WISH_VERSION,
	SANYA_WISH_MAN,	       /* the man page, for the build */
	SANYA_WISH_COMPLETION, /* for the shell in `value` */
};

struct sanya_words_given {
	enum sanya_wish wish;
	const struct sanya_command *command; /* NULL unless found */
	const char *group;		     /* first word of commands with two; NULL */
	const char *shell;		     /* for SANYA_WISH_COMPLETION */
	const char *home, *language;	     /* NULL: not given */
	bool json, quiet, no_color;
	struct sanya_given *given;
	size_t given_count;
	const char **arguments;
	size_t argument_count;
};

/* On failure `ret->json`, `no_color` and `language` hold what was seen, so that the error can be shown the way it was asked for.
 * `ret` must be done with in both cases. */
int sanya_cli_parse(int argc, char **argv, const struct sanya_catalogue *catalogue, struct sanya_words_given *ret,
		    struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_cli_parse_done(struct sanya_words_given *words);

/* The options every command takes, ends with .name == NULL. */
extern const struct sanya_cli_option sanya_cli_global_options[];
/* Calls `each` for every option of a command: its own, then those its flags bring. */
void sanya_cli_options_each(const struct sanya_command *command,
			    void (*each)(const struct sanya_cli_option *option, void *data), void *data);
/* The option of that name (`size` bytes) of a command, or NULL. */
const struct sanya_cli_option *sanya_cli_option_find(const struct sanya_command *command, const char *name,
						     size_t size);

/* "contract" is a group when there is a command "contract x". */
bool sanya_cli_is_group(const char *word);
bool sanya_cli_in_group(const struct sanya_command *command, const char *group);
/* The command of exactly this name ("contract" + "list", or "init" + NULL), or NULL. */
const struct sanya_command *sanya_cli_find(const char *first, const char *second);

/* The command that was probably meant by these words (second may be NULL), or NULL. */
const struct sanya_command *sanya_cli_guess(const char *first, const char *second);
/* The option that was probably meant, or NULL. */
const struct sanya_cli_option *sanya_cli_guess_option(const struct sanya_command *command, const char *name);

#endif
