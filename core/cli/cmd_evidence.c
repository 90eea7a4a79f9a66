/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya evidence show and prune: how much evidence there is, and taking away what is old.
 * What may go and what has to stay is decided by the app room.
 */
#include "acting.h"
#include "../app/prune.h"
#include "words.h"

static int run_prune(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const char *text = sanya_cli_value(cli, "older-than");
	struct sanya_evidence_pruned pruned;
	struct sanya_when when;
	struct sanya_json *result;
	int32_t date;

	if (text == NULL) {
		sanya_error_set(err, SANYA_USAGE, "how old is not said");
		return sanya_error_next(err, "sanya evidence prune --older-than 2024-01-01 --as PERSON");
	}
	if (sanya_date_parse(text, strlen(text), &date, err) != 0) {
		sanya_error_at(err, "--older-than", 0, 0);
		return sanya_error_next(err, "a date is written YYYY-MM-DD");
	}
	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 || sanya_prune(&acting.act, date, &pruned, err) != 0)
		return -1;
	if (pruned.groups == 0)
		sanya_cli_print(cli, "There is no evidence that lies wholly before %s.\n", sanya_cli_when(cli, NULL, text, &when));
	else
		sanya_cli_print(cli, "Pruned what lies wholly before %s: %llu observations in %llu groups, %llu bytes.\n",
				sanya_cli_when(cli, NULL, text, &when), (unsigned long long)pruned.observations, (unsigned long long)pruned.groups,
				(unsigned long long)pruned.bytes);
	if (acting.act.dry_run)
		sanya_cli_tell(cli, "Nothing was changed (--dry-run).\n");
	else if (pruned.groups > 0)
		sanya_cli_tell(cli, "Results of that time stay as they were recorded, and can no longer be measured again.  Backups still hold "
				    "the evidence.\n");
	result = sanya_json_object();
	sanya_json_set_text(result, "older_than", text);
	sanya_json_set_integer(result, "groups", (int64_t)pruned.groups);
	sanya_json_set_integer(result, "observations", (int64_t)pruned.observations);
	sanya_json_set_integer(result, "bytes", (int64_t)pruned.bytes);
	sanya_json_set(result, "dry_run", sanya_json_of_bool(acting.act.dry_run));
	sanya_cli_result(cli, result);
	return 0;
}

static const struct sanya_cli_option prune_options[] = {
	{ .name = "older-than", .value = "DATE", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("The first day that is kept.") },
	{ .name = NULL },
};

const struct sanya_command sanya_command_evidence_prune = {
	.name = "evidence prune",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("Take away old observations; their digests stay (HR or an administrator)."),
	.details = SANYA_N("Results that rest on them stay as they were recorded and verify by their digests, but cannot be measured again. "
			   "What a contract whose reward is not approved may still need is never taken. Backups keep what they hold."),
	.examples = "sanya evidence prune --older-than 2024-01-01 --dry-run --as E0130\n"
		    "sanya evidence prune --older-than 2024-01-01 --as E0130 --reason \"Two years of retention\"",
	.options = prune_options,
	.run = run_prune,
};
