/* SPDX-License-Identifier: Apache-2.0 */
/* Intervals beside values on the terminal, from the JSON that app/interval_json.h makes. */
#ifndef SANYA_CLI_INTERVAL_SHOW_H
#define SANYA_CLI_INTERVAL_SHOW_H

#include "cli.h"

/* "88.2 % – 96.1 %", with one end "at least 88.2 %"; nothing where there is none. */
void sanya_cli_interval(const struct sanya_cli *cli, const struct sanya_json *goal, struct sanya_buffer *out);
/* "target reached", "target missed", "may be luck"; "" where nobody can say. */
const char *sanya_cli_against(const struct sanya_cli *cli, const struct sanya_json *goal);

#endif
