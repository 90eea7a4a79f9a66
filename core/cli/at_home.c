/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening the home of a command, and the acting person as given.
 * Whether that person may act is for the use case to say.
 */
#include "at_home.h"

#include "../base/time.h"

int sanya_cli_home(const struct sanya_cli *cli, enum sanya_store_mode mode, struct sanya_home *ret, struct sanya_error *err)
{
	*ret = (struct sanya_home){ .store = NULL };
	if (sanya_home_open(cli->home, mode, ret, err) == 0)
		return 0;
	if (err->code == SANYA_NOT_FOUND)
		sanya_error_next(err, "make one: sanya --home %s init --company NAME", cli->home);
	return -1;
}

struct sanya_act sanya_cli_act(const struct sanya_cli *cli, const struct sanya_home *home)
{
	return (struct sanya_act){
		.store = home->store,
		.actor = cli->actor,
		.account = home->account,
		.reason = cli->reason,
		.now = sanya_time_now(),
		.clock_given = sanya_time_is_given(),
		.dry_run = cli->dry_run,
	};
}
