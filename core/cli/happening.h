/* SPDX-License-Identifier: Apache-2.0 */
/* What an event of a contract says, in the reader's language. */
#ifndef SANYA_CLI_HAPPENING_H
#define SANYA_CLI_HAPPENING_H

#include "cli.h"

/* "review.evaluate" as "evaluated"; a type without words comes back as it is. */
const char *sanya_cli_happening(const struct sanya_cli *cli, const char *type);

#endif
