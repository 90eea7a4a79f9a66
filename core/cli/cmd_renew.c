/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya renew: the next contract, drafted from this one's result by the rule that both signed.
 */
#include "acting.h"
#include "../app/review.h"

static int run_renew(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_change change;
	struct sanya_json *moves, *json;

	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_contract_renew(&acting.act, &acting.lookup.references, cli->arguments[0], &change, &moves, err) != 0)
		return -1;
	sanya_cli_print(cli, "%s: drafted from %s\n", change.number, cli->arguments[0]);
	for (size_t i = 0; i < sanya_json_size(moves); i++) {
		const struct sanya_json *move = sanya_json_at(moves, i);

		sanya_cli_print(cli, "  target of goal %s: %s → %s\n", sanya_json_get_text(move, "goal"), sanya_json_get_text(move, "from"),
				sanya_json_get_text(move, "to"));
	}
	if (sanya_json_size(moves) == 0)
		sanya_cli_print(cli, "  no target moves\n");
	sanya_cli_tell(cli, "Discuss it, then: sanya contract propose %s\n", change.number);
	json = sanya_change_json(&acting.act, &change);
	sanya_json_set(json, "moves", moves);
	sanya_cli_result(cli, json);
	return 0;
}

const struct sanya_command sanya_command_renew = {
	.name = "renew",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Draft the next contract from the result, by the rule that both signed."),
	.examples = "sanya renew SQ-2026-0017 --as E0310",
	.run = run_renew,
};
