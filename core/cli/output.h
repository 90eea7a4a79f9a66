/* SPDX-License-Identifier: Apache-2.0 */
/* What the program says at its end: collected output, messages, and errors.  The only files here that write to a descriptor. */
#ifndef SANYA_CLI_OUTPUT_H
#define SANYA_CLI_OUTPUT_H

#include "cli.h"

/* Everything, or -1.  A reader that went away (EPIPE) is no error: nobody wants the rest. */
int sanya_cli_write(int fd, const char *bytes, size_t size, struct sanya_error *err) SANYA_MUST_CHECK;

/* Take the line of progress off the terminal. */
void sanya_cli_progress_end(struct sanya_cli *cli);

/* Print an error as people read it, or as one line of JSON. */
void sanya_cli_complain(const struct sanya_catalogue *catalogue, bool json, bool colour, const struct sanya_error *err);
/* The same into a buffer. */
void sanya_cli_complain_to(struct sanya_buffer *out, const struct sanya_catalogue *catalogue, bool json, bool colour,
			   const struct sanya_error *err);
/* "usage", "not-found" …: the code as --json names it. */
const char *sanya_cli_code_name(enum sanya_code code);

#endif
