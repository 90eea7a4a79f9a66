/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya review segment: a manager answers for the days on which the employee was theirs.
 */
#include "acting.h"

#include "../app/segment.h"

static int run_segment(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_change change;

	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_review_segment(&acting.act, cli->arguments[0], &change, err) != 0)
		return -1;
	sanya_cli_print(cli, "%s: %s has answered for their days of the result\n", change.number, acting.act.actor);
	if (cli->dry_run)
		sanya_cli_tell(cli, "Nothing was changed (--dry-run).\n");
	sanya_cli_result(cli, sanya_change_json(&acting.act, &change));
	return 0;
}

const struct sanya_command sanya_command_review_segment = {
	.name = "review segment",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("Answer as a manager for one's days of a contract whose employee moved within the period."),
	.details = SANYA_N("The statement shows each manager's days and what they came to. Before the result is shared every other manager of a "
			   "segment has answered, or HR shares it. --reason says something about these days; it is kept with the answer."),
	.examples = "sanya review segment SQ-2026-0017 --as E0310\n"
		    "sanya review segment SQ-2026-0017 --reason \"The network was down for two of the three weeks.\" --as E0310",
	.run = run_segment,
};
