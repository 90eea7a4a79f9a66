/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya contract propose, accept, decline, withdraw, terminate, reopen and sign: steps that bring no document.
 * Who may take them stands in the domain room's table.
 */
#include "acting.h"
#include "findings_show.h"

#include "../app/lint.h"

/* What lint said of that which was accepted. */
static int tell_findings(struct sanya_cli *cli, struct sanya_store *store, const char *number, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *findings = NULL;
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row row;

	sanya_arena_init(&arena);
	if (sanya_contract_find(store, number, &arena, &row, err) != 0 || sanya_lint_recorded(store, &row, &findings, err) != 0)
		return -1;
	sanya_cli_findings_told(cli, number, findings);
	return 0;
}

static int step(struct sanya_cli *cli, enum sanya_action action, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_change change;

	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_contract_step(&acting.act, cli->arguments[0], action, &change, err) != 0)
		return -1;
	sanya_cli_change(cli, &acting, &change);
	if (action == SANYA_DO_ACCEPT && tell_findings(cli, acting.act.store, change.number, err) != 0)
		return -1;
	if (action == SANYA_DO_ACCEPT && !cli->dry_run)
		sanya_cli_tell(cli, "Both sign now: sanya contract sign %s --key FILE\n", change.number);
	if (action == SANYA_DO_REOPEN && change.to == SANYA_IN_REVIEW && !cli->dry_run)
		sanya_cli_tell(cli, "Employee and manager are told, with the reason: sanya review news\n");
	return 0;
}

static int run_propose(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_json *findings, *json;
	struct sanya_change change;

	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_contract_propose(&acting.act, &acting.lookup.references, cli->arguments[0], &change, &findings, err) != 0)
		return -1;
	sanya_cli_change(cli, &acting, &change);
	sanya_cli_findings_told(cli, change.number, findings);
	if (!cli->dry_run)
		sanya_cli_tell(cli, "The other side answers with: sanya contract accept, counter or decline %s\n", change.number);
	json = sanya_change_json(&acting.act, &change);
	sanya_json_set(json, "findings", findings);
	sanya_cli_result(cli, json);
	return 0;
}

static int run_accept(struct sanya_cli *cli, struct sanya_error *err)
{
	return step(cli, SANYA_DO_ACCEPT, err);
}

static int run_decline(struct sanya_cli *cli, struct sanya_error *err)
{
	return step(cli, SANYA_DO_DECLINE, err);
}

static int run_withdraw(struct sanya_cli *cli, struct sanya_error *err)
{
	return step(cli, SANYA_DO_WITHDRAW, err);
}

static int run_terminate(struct sanya_cli *cli, struct sanya_error *err)
{
	return step(cli, SANYA_DO_TERMINATE, err);
}

static int run_reopen(struct sanya_cli *cli, struct sanya_error *err)
{
	return step(cli, SANYA_DO_REOPEN, err);
}

static int run_sign(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_change change;

	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_contract_sign(&acting.act, cli->arguments[0], cli->key, &change, err) != 0)
		return -1;
	sanya_cli_change(cli, &acting, &change);
	return 0;
}

#define STEPS (SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON)

const struct sanya_command sanya_command_contract_propose = {
	.name = "contract propose",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = STEPS,
	.help = SANYA_N("Hand a draft to the other side."),
	.examples = "sanya contract propose SQ-2026-0017 --as E0310",
	.run = run_propose,
};

const struct sanya_command sanya_command_contract_accept = {
	.name = "contract accept",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = STEPS,
	.help = SANYA_N("Agree to the standing proposal; its text is frozen and both sign it."),
	.examples = "sanya contract accept SQ-2026-0017 --as E1024",
	.run = run_accept,
};

const struct sanya_command sanya_command_contract_decline = {
	.name = "contract decline",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = STEPS,
	.help = SANYA_N("Refuse the standing proposal, with a reason."),
	.examples = "sanya contract decline SQ-2026-0017 --as E1024 --reason \"The goal on speed cannot be met on night shifts.\"",
	.run = run_decline,
};

const struct sanya_command sanya_command_contract_withdraw = {
	.name = "contract withdraw",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = STEPS,
	.help = SANYA_N("Take back a proposal of one's own, or drop a draft."),
	.examples = "sanya contract withdraw SQ-2026-0017 --as E0310",
	.run = run_withdraw,
};

const struct sanya_command sanya_command_contract_terminate = {
	.name = "contract terminate",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = STEPS,
	.help = SANYA_N("End an active contract before its period does, with a reason."),
	.details = SANYA_N("Today is its last day. Its days until then are evaluated like any other contract, and paid in proportion. An amendment under "
			   "way comes to nothing."),
	.examples = "sanya contract terminate SQ-2026-0017 --as E0310 --reason \"Panya moves to the service desk.\"",
	.run = run_terminate,
};

const struct sanya_command sanya_command_contract_reopen = {
	.name = "contract reopen",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = STEPS,
	.help = SANYA_N("Take up again what was declined, lapsed or withdrawn, or a review before its export, with a reason."),
	.examples = "sanya contract reopen SQ-2026-0017 --as E0310 --reason \"Panya is back from leave.\"",
	.run = run_reopen,
};

const struct sanya_command sanya_command_contract_sign = {
	.name = "contract sign",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_SIGNS,
	.help = SANYA_N("Sign what was agreed with your own SSH key."),
	.details = SANYA_N("The key must be enrolled for the acting person (sanya key enrol). Both sides sign the same bytes: the manager "
			   "in the namespace offer@sanya, the employee in accept@sanya. An encrypted key asks for its passphrase on the "
			   "terminal, or is used through ssh-agent.\n"
			   "Anybody can check a signature with stock OpenSSH: see sanya contract show --help."),
	.examples = "sanya contract sign SQ-2026-0017 --as E0310 --key ~/.ssh/id_ed25519",
	.run = run_sign,
};
