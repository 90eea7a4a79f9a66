/* SPDX-License-Identifier: Apache-2.0 */
/* Help, man page and completion, all made from the table of commands. */
#ifndef SANYA_CLI_HELP_H
#define SANYA_CLI_HELP_H

#include "cli.h"

void sanya_cli_help_all(struct sanya_cli *cli);
void sanya_cli_help_group(struct sanya_cli *cli, const char *group);
void sanya_cli_help_command(struct sanya_cli *cli, const struct sanya_command *command);

/* sanya.1 in roff, English; and the completion for bash. */
void sanya_cli_man(struct sanya_buffer *out, const char *version);
void sanya_cli_completion_bash(struct sanya_buffer *out);

#endif
