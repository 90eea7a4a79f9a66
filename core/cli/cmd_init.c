/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya init: make a home.
 * Nobody has to be named as the acting person: there is no roster yet.
 */
#include "../base/time.h"
#include "at_home.h"

static int run_init(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_home_close) struct sanya_home home = { .store = NULL };
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *facts = NULL;
	const char *company = sanya_cli_value(cli, "company");
	struct sanya_json *result;

	if (company == NULL) {
		sanya_error_set(err, SANYA_USAGE, "the company's name is missing");
		return sanya_error_next(err, "sanya init --company \"Example Service\"");
	}
	if (sanya_home_create(cli->home, company, sanya_time_now(), sanya_time_is_given(), err) != 0 ||
	    sanya_cli_home(cli, SANYA_STORE_READ, &home, err) != 0 || sanya_home_facts(&home, &facts, err) != 0)
		return -1;
	result = sanya_json_copy(facts);
	sanya_json_set_text(result, "home", cli->home);
	sanya_cli_result(cli, result);
	sanya_cli_print(cli, SANYA_N("Home     %s\n"), cli->home);
	sanya_cli_print(cli, SANYA_N("Company  %s\n"), company);
	sanya_cli_print(cli, SANYA_N("Ledger   %s\n"), sanya_json_get_text(facts, "verifier"));
	sanya_cli_tell(cli, SANYA_N("The line behind \"Ledger\" is what others check checkpoints with: keep it outside too.\n"
				    "Next:  sanya people import FILE\n"));
	return 0;
}

static const struct sanya_cli_option init_options[] = {
	{ .name = "company", .value = "NAME", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("The company whose home this is.") },
	{ .name = NULL },
};

const struct sanya_command sanya_command_init = {
	.name = "init",
	.arguments = "",
	.help = SANYA_N("Make a home: folder, ledger and the ledger's own key."),
	.details = SANYA_N("The home is the folder given by --home, SANYA_HOME or, where neither is given, the usual place. It is made for this "
			   "account alone. Nothing that is there already is touched."),
	.examples = "sanya init --company \"Example Service\"\n"
		    "sanya init --home ./sanya-home --company \"Example Service\"",
	.options = init_options,
	.run = run_init,
};
