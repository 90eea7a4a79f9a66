/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line: one table of commands gives parsing, help, "did you mean", completion and the man page.  A command is one
 * constant `sanya_command_GROUP_VERB` beside its function, in a file of its own (or its family's), and one line in commands.h.
 *
 * Rules: data on stdout, messages on stderr; under --json exactly one JSON document on stdout, the same on a terminal and in a
 * pipe; nothing is printed to stdout before the command has succeeded (output is collected), but for long listings that say so.
 */
#ifndef SANYA_CLI_CLI_H
#define SANYA_CLI_CLI_H

#include "../base/buffer.h"
#include "../base/catalogue.h"
#include "../base/error.h"
#include "../codec/json.h"

struct sanya_settings; /* where things are; app/settings.h */

enum sanya_option_kind { SANYA_OPTION_FLAG, SANYA_OPTION_VALUE, SANYA_OPTION_MANY /* may be given again */ };

struct sanya_cli_option {
	const char *name;     /* "as": without the dashes */
	const char *value;    /* "PERSON"; NULL for a flag */
	enum sanya_option_kind kind;
	const char *help;     /* one sentence, English, marked with SANYA_N */
};

enum sanya_command_flags {
	SANYA_COMMAND_HOME = 1,	  /* needs a home */
	SANYA_COMMAND_WRITES = 2, /* takes --dry-run */
	SANYA_COMMAND_ACTS = 4,	  /* a person acts: takes --as PERSON */
	SANYA_COMMAND_REASON = 8, /* takes --reason TEXT */
	SANYA_COMMAND_SIGNS = 16, /* takes --key FILE */
};

struct sanya_cli;

struct sanya_command {
	const char *name;      /* "contract sign": one or two words */
	const char *arguments; /* "NUMBER [FILE…]" */
	unsigned least, most;  /* positional arguments; most = UINT_MAX: any number */
	unsigned flags;
	const char *help;      /* one sentence */
	const char *details;   /* paragraphs for help and man page; NULL */
	const char *examples;  /* lines, each a whole command; the first starts with "sanya NAME" */
	const struct sanya_cli_option *options; /* ends with .name == NULL; NULL: none */
	int (*run)(struct sanya_cli *cli, struct sanya_error *err);
};
/* All commands, in the order in which help shows them: commands.h, through commands.c. */
extern const struct sanya_command *const sanya_commands[];
extern const size_t sanya_command_count;

/* An option as it was given. */
struct sanya_given {
	const struct sanya_cli_option *option;
	const char *value; /* NULL for a flag */
	size_t position;   /* on the command line */
};

struct sanya_cli {
	const struct sanya_settings *settings;
	const struct sanya_command *command;
	const char *home;	/* chosen by --home, SANYA_HOME, ./sanya-home, $XDG_DATA_HOME/sanya; never NULL */
	const char *actor;	/* --as, else SANYA_AS; NULL */
	const char *reason;	/* --reason; NULL */
	const char *key;	/* --key, else NULL */
	enum sanya_language language;
	const struct sanya_catalogue *catalogue;
	bool json, quiet, dry_run;
	bool terminal;	     /* standard output is one */
	bool colour;	     /* on standard output */
	bool message_colour; /* on standard error */
	const char *const *arguments; /* positional */
	size_t argument_count;
	const struct sanya_given *given; /* options as given; use the functions below */
	size_t given_count;
	struct sanya_buffer out;	 /* what stdout will get */
	struct sanya_buffer messages;	 /* what stderr will get, after stdout */
	unsigned progress;		 /* 1 + the percentage on the terminal; 0: none there */
	struct sanya_json *result;	 /* what stdout will get under --json */
	bool written;			 /* `out` holds the whole result under --json already, for lists too long for `result` */
};

/* Values of options; NULL / 0 when not given. */
const char *sanya_cli_value(const struct sanya_cli *cli, const char *option);
bool sanya_cli_flag(const struct sanya_cli *cli, const char *option);
/* The index-th value of an option that may be given again; NULL after the last. */
const char *sanya_cli_many(const struct sanya_cli *cli, const char *option, size_t index);
/* For pairs such as --metric M --statistic S: the position of an option's index-th value on the command line, or SIZE_MAX. */
size_t sanya_cli_position(const struct sanya_cli *cli, const char *option, size_t index);

/* Human output to stdout; nothing under --json. The format is a key of the catalogue: translated before use. */
void sanya_cli_print(struct sanya_cli *cli, const char *format, ...) SANYA_PRINTF(2, 3);
/* A message to stderr (what changed, what comes next); nothing under --quiet and --json. */
void sanya_cli_tell(struct sanya_cli *cli, const char *format, ...) SANYA_PRINTF(2, 3);
/* The same under --json too, for what a reader of the result must know and its JSON has no place for; nothing under --quiet. */
void sanya_cli_warn(struct sanya_cli *cli, const char *format, ...) SANYA_PRINTF(2, 3);
/* Write out now what was printed and told so far: for work that takes long, such as the demo.  Nothing under --json. */
int sanya_cli_flush(struct sanya_cli *cli, struct sanya_error *err) SANYA_MUST_CHECK;
/* For listings too long to be collected, once nothing can fail any more: write out what is printed so far, as soon as it is much.  Under
 * --json too; whoever pours sets `written`. */
int sanya_cli_pour(struct sanya_cli *cli, struct sanya_error *err) SANYA_MUST_CHECK;
/* How far long work is: one line on the terminal of stderr, rewritten in place, gone when output follows.  Nothing elsewhere. */
void sanya_cli_progress(struct sanya_cli *cli, const char *what, uint64_t done, uint64_t total);
/* The result under --json; takes it.  Without --json it is freed.  A command without one answers {}. */
void sanya_cli_result(struct sanya_cli *cli, struct sanya_json *take);
const char *sanya_cli_say(const struct sanya_cli *cli, const char *english) __attribute__((format_arg(2)));

enum sanya_paint { SANYA_PLAIN, SANYA_BOLD, SANYA_FAINT, SANYA_GOOD, SANYA_WARN, SANYA_BAD };
/* The escape sequence to start a colour on stdout (SANYA_PLAIN ends it); "" where colour is off. */
const char *sanya_cli_paint(const struct sanya_cli *cli, enum sanya_paint paint);

/* A table on stdout: columns line up by terminal width, Thai too. */
struct sanya_cli_table;
/* The heads are keys of the catalogue (SANYA_N).  Never NULL: a table that found no memory shows in the output's check. */
struct sanya_cli_table *sanya_cli_table_new(struct sanya_cli *cli, size_t columns, const char *const *heads);
/* `right` aligned columns: bit mask. */
void sanya_cli_table_right(struct sanya_cli_table *table, unsigned mask);
/* `columns` cells, copied; NULL is empty. */
void sanya_cli_table_row(struct sanya_cli_table *table, const char *const *cells);
void sanya_cli_table_end(struct sanya_cli_table *table); /* prints (nothing when it has no row) and frees */
/* For lists too long to be kept: each row first to _measure, then _head, then each row again to _print, all of them the same. */
void sanya_cli_table_measure(struct sanya_cli_table *table, const char *const *cells);
void sanya_cli_table_head(struct sanya_cli_table *table);
void sanya_cli_table_print(struct sanya_cli_table *table, const char *const *cells);

/* The whole program below main: parse, run, print, and the exit code. */
int sanya_cli_main(const struct sanya_settings *settings, int argc, char **argv);

#endif
