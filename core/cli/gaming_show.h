/* SPDX-License-Identifier: Apache-2.0 */
/* What was found in the evidence that is worth a look, for people to read: the same lines for both sides. */
#ifndef SANYA_CLI_GAMING_SHOW_H
#define SANYA_CLI_GAMING_SHOW_H

#include "output.h"

/* The findings of a statement and the decisions on them; nothing where there are none. */
void sanya_gaming_show(struct sanya_cli *cli, const struct sanya_json *statement);

#endif
