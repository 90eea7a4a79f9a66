/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands that need a home: open the one that was chosen, and say who acts.
 */
#ifndef SANYA_CLI_AT_HOME_H
#define SANYA_CLI_AT_HOME_H

#include "../app/home.h"
#include "cli.h"

/* Open the chosen home; `ret` is zeroed first, so that SANYA_CLEANUP(sanya_home_close) is safe.  With a hint where there is none. */
int sanya_cli_home(const struct sanya_cli *cli, enum sanya_store_mode mode, struct sanya_home *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* The act of this command: --as, --reason, --dry-run, the clock, the account. */
struct sanya_act sanya_cli_act(const struct sanya_cli *cli, const struct sanya_home *home);

#endif
