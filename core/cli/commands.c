/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of commands, made from the list in commands.h.
 * It holds no row itself: each stands beside its function.
 */
#include "cli.h"

#define SANYA_COMMAND(name) extern const struct sanya_command sanya_command_##name;
#include "commands.h"
#undef SANYA_COMMAND

const struct sanya_command *const sanya_commands[] = {
#define SANYA_COMMAND(name) &sanya_command_##name,
#include "commands.h"
#undef SANYA_COMMAND
};
const size_t sanya_command_count = SANYA_COUNT(sanya_commands);
