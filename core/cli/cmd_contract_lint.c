/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya contract lint: what is contradictory or unwise in contracts of the home, or in files.
 * A file needs no home; where there is one, its evidence is looked at as well.
 */
#include "acting.h"
#include "findings_show.h"

#include "../app/lint.h"

#include <limits.h>

/* A home that is not there is no reason to refuse a file; one that cannot be opened is. */
static int open_home(struct sanya_cli *cli, struct sanya_acting *acting, struct sanya_error *err)
{
	if (sanya_acting_open(cli, SANYA_STORE_READ, acting, err) == 0)
		return 0;
	if (err->code != SANYA_NOT_FOUND)
		return -1;
	sanya_error_clear(err);
	acting->act = sanya_cli_act(cli, &acting->home);
	return 0;
}

static void show(struct sanya_cli *cli, const struct sanya_json *one)
{
	const char *name = sanya_json_get_text(one, "name");
	long long errors = (long long)sanya_json_get_integer(one, "errors", 0), warnings = (long long)sanya_json_get_integer(one, "warnings", 0);

	sanya_cli_findings(cli, name, sanya_json_get(one, "findings"));
	sanya_cli_print(cli, "%s: errors %lld, warnings %lld\n", name, errors, warnings);
}

static int run_lint(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *list = sanya_json_array();
	struct sanya_lint_request request = { .lookup = &acting.lookup };
	int64_t errors = 0, warnings = 0;
	bool evidence = false;
	struct sanya_json *result;

	if (open_home(cli, &acting, err) != 0)
		return -1;
	request.store = acting.act.store;
	request.now = acting.act.now;
	for (size_t i = 0; i < cli->argument_count; i++) {
		struct sanya_json *one;

		if (sanya_lint_one(&request, cli->arguments[i], &one, err) != 0)
			return -1;
		show(cli, one);
		evidence = evidence || sanya_json_true(sanya_json_get(one, "evidence"));
		errors += sanya_json_get_integer(one, "errors", 0);
		warnings += sanya_json_get_integer(one, "warnings", 0);
		sanya_json_append(list, one);
	}
	if (!evidence)
		sanya_cli_tell(cli, "There is no evidence to compare marks and samples with.\n");
	result = sanya_json_object();
	sanya_json_set(result, "contracts", list);
	list = NULL;
	sanya_json_set_integer(result, "errors", errors);
	sanya_json_set_integer(result, "warnings", warnings);
	sanya_cli_result(cli, result);
	if (errors == 0)
		return 0;
	return sanya_error_set(err, SANYA_DIFFERS, "lint finds errors: what they are in cannot be proposed");
}

const struct sanya_command sanya_command_contract_lint = {
	.name = "contract lint",
	.arguments = "NUMBER|FILE…",
	.least = 1,
	.most = UINT_MAX,
	.help = SANYA_N("Find what is contradictory or unwise in contracts, before anybody signs them."),
	.details = SANYA_N("Each finding says where, why it matters and how to repair it. Errors stop a proposal (exit code 6). Warnings do not: "
			   "they are recorded with it, and both sides see them.\n"
			   "A file (its name has a / or ends in .json) needs no home. Where there is one, marks and samples are compared with the "
			   "last twelve months of its evidence. All rules with their codes: docs/contract-language.md."),
	.examples = "sanya contract lint SQ-2026-0017\n"
		    "sanya contract lint drafts/panya.json drafts/wassana.json --json",
	.run = run_lint,
};
