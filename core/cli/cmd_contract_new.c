/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya contract new and apply: drafts, from a template or from a document.
 * The document itself is read, checked and recorded in the app room.
 */
#include "acting.h"

#include "../base/file.h"

static int run_new(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	static const char *const needed[] = { "template", "employee", "manager", "from", "to" };
	const char *set[SANYA_MANY_MAX + 1];
	struct sanya_template_fill fill = {
		.employee = sanya_cli_value(cli, "employee"), .manager = sanya_cli_value(cli, "manager"),
		.from = sanya_cli_value(cli, "from"),	      .to = sanya_cli_value(cli, "to"),
		.set = set,
	};
	char folder[SANYA_PATH_MAX], name[128];
	struct sanya_change change;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	for (size_t i = 0; i < SANYA_COUNT(needed); i++)
		if (sanya_cli_value(cli, needed[i]) == NULL) {
			sanya_error_set(err, SANYA_USAGE, "--%s is missing", needed[i]);
			return sanya_error_next(err, "sanya contract new --template call-centre-agent --employee E1024 --manager E0310 "
						     "--from 2026-07-01 --to 2026-09-30");
		}
	if (sanya_cli_list(cli, "set", set, err) != 0)
		return -1;
	snprintf(folder, sizeof(folder), "%s/templates", cli->settings->data);
	snprintf(name, sizeof(name), "template %.100s", sanya_cli_value(cli, "template"));
	if (sanya_template_fill(folder, sanya_cli_value(cli, "template"), &fill, &text, err) != 0 ||
	    sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_contract_apply_document(&acting.act, &acting.lookup.references, name, text.data, text.size, &change, err) != 0)
		return -1;
	sanya_cli_change(cli, &acting, &change);
	if (!cli->dry_run)
		sanya_cli_tell(cli, "See it with: sanya contract show %s\n", change.number);
	return 0;
}

static int run_apply(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_change change;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_file_read(cli->arguments[0], &text, err) != 0 ||
	    sanya_contract_apply_document(&acting.act, &acting.lookup.references, cli->arguments[0], text.data, text.size, &change,
					  err) != 0)
		return -1;
	sanya_cli_change(cli, &acting, &change);
	return 0;
}

static const struct sanya_cli_option new_options[] = {
	{ "template", "NAME", SANYA_OPTION_VALUE, SANYA_N("The template to start from; see: sanya template list.") },
	{ "employee", "PERSON", SANYA_OPTION_VALUE, SANYA_N("Whose contract it is.") },
	{ "manager", "PERSON", SANYA_OPTION_VALUE, SANYA_N("The other side.") },
	{ "from", "DATE", SANYA_OPTION_VALUE, SANYA_N("First day of the period.") },
	{ "to", "DATE", SANYA_OPTION_VALUE, SANYA_N("Last day of the period.") },
	{ "set", "CLAUSE=VALUE", SANYA_OPTION_MANY, SANYA_N("Change one clause, such as goals/speed/weight=30.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

const struct sanya_command sanya_command_contract_new = {
	.name = "contract new",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("Draft a contract from a template."),
	.examples = "sanya contract new --template call-centre-agent --employee E1024 --manager E0310 --from 2026-07-01 "
		    "--to 2026-09-30 --set reward/at_100=6000.00 --as E0310",
	.options = new_options,
	.run = run_new,
};

const struct sanya_command sanya_command_contract_apply = {
	.name = "contract apply",
	.arguments = "FILE",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("Take a contract document as a new draft, or as the next revision."),
	.details = SANYA_N("Without a number the document becomes a new contract, and the home gives the number. With the number of a "
			   "contract that is not signed by both it becomes its next revision; the document's own revision says which "
			   "one it was based on, so that nobody overwrites what somebody else has changed meanwhile."),
	.examples = "sanya contract apply contract.json --as E0310",
	.run = run_apply,
};
