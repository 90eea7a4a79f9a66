/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The demo's script: commands as a person would type them, with the dates on which they are given.  Plain lines:
 *
 *	# text		a heading (English);  "= text" the same in Thai, shown instead of it under --lang th
 *	@ INSTANT	from here on the clock shows this
 *	$ COMMAND	run, show command and output (its first lines)
 *	& COMMAND	the same with all of its output
 *	> COMMAND	run in silence
 *	? N COMMAND	run, show; it must end with exit code N
 *	* WORD… : COMMAND	run once per WORD, {} replaced by it (of A:B, {1} by A and {2} by B);
 *			shown once
 *	blank lines and lines that start with ; are passed over
 *
 * A command starts with `sanya` or `ssh-keygen`; words are split at blanks, "…" keeps them together, `< FILE` feeds a
 * file and `> FILE` takes what the command prints, in this order, at the end.  No shell is involved.
 */
#ifndef SANYA_CLI_DEMO_STEPS_H
#define SANYA_CLI_DEMO_STEPS_H

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/text.h"

#define SANYA_STEP_WORDS_MAX 64u

enum sanya_step_kind { SANYA_STEP_HEADING, SANYA_STEP_CLOCK, SANYA_STEP_SHOW, SANYA_STEP_SILENT, SANYA_STEP_EACH };

struct sanya_demo_step {
	enum sanya_step_kind kind;
	unsigned long line;
	struct sanya_words heading;
	const char *text;	/* the clock's instant; the command as written */
	char **words;		/* of the command, NULL-terminated */
	const char *input, *output; /* files for standard input and output; NULL */
	bool whole;		/* all of its output is shown */
	int exit_code;		/* expected */
	char **each;		/* words to repeat for, NULL-terminated */
};

int sanya_demo_parse(const char *name, const char *text, size_t size, struct sanya_arena *arena,
		     struct sanya_demo_step **ret, size_t *ret_count, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
