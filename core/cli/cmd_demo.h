/* SPDX-License-Identifier: Apache-2.0 */
/* sanya demo [FOLDER] */
#ifndef SANYA_CLI_CMD_DEMO_H
#define SANYA_CLI_CMD_DEMO_H

#include "cli.h"

int sanya_cmd_demo(struct sanya_cli *cli, struct sanya_error *err);

#endif
