/* SPDX-License-Identifier: Apache-2.0 */
/* Two results side by side, for people. */
#ifndef SANYA_CLI_DIFFERENCE_SHOW_H
#define SANYA_CLI_DIFFERENCE_SHOW_H

#include "cli.h"

/* A document of difference.h: each goal before and after, and the reward. */
void sanya_difference_show(struct sanya_cli *cli, const struct sanya_json *difference);
/* A {"num","den"} number of an object with two places; "–" where there is none. */
void sanya_cli_two_places(const struct sanya_json *object, const char *key, struct sanya_buffer *out);

#endif
