/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya checkpoint, verify and rebuild: the ledger's own commands.
 */
#include "../app/checkpoint.h"
#include "../app/verify.h"
#include "../base/text.h"
#include "../base/time.h"
#include "at_home.h"
#include "words.h"

static int run_checkpoint(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_home_close) struct sanya_home home = { .store = NULL };
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer note;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer root;
	struct sanya_checkpoint checkpoint;
	struct sanya_json *result;

	sanya_buffer_init(&note, SANYA_EVENT_MAX);
	sanya_buffer_init(&root, SANYA_TEXT_MAX);
	if (sanya_cli_home(cli, SANYA_STORE_WRITE, &home, err) != 0 ||
	    sanya_checkpoint_make(&home, cli->dry_run, &note, &checkpoint, err) != 0)
		return -1;
	sanya_hex_add(&root, checkpoint.root.bytes, sizeof(checkpoint.root.bytes));
	result = sanya_json_object();
	sanya_json_set_text(result, "origin", checkpoint.origin);
	sanya_json_set_integer(result, "size", (int64_t)checkpoint.size);
	sanya_json_set_text(result, "root", root.data);
	sanya_json_set_text(result, "note", note.data);
	sanya_cli_result(cli, result);
	if (!cli->json)
		sanya_buffer_text(&cli->out, note.data);
	sanya_cli_tell(cli, SANYA_N("Keep this text where the home's administrator cannot change it, for instance in a mail to an auditor.\n"));
	return 0;
}

static void show_pruned(struct sanya_cli *cli, const struct sanya_verification *counts)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer before, at;
	struct sanya_when when_before, when_at;

	sanya_buffer_init(&before, 16);
	sanya_buffer_init(&at, 16);
	sanya_date_format(counts->pruned_before, &before);
	sanya_date_format(sanya_date_of_seconds(counts->pruned_at), &at);
	sanya_cli_print(cli, SANYA_N("Pruned       %llu groups of evidence before %s, on %s; their digests fit\n"),
			(unsigned long long)counts->pruned, sanya_cli_when(cli, NULL, before.data, &when_before),
			sanya_cli_when(cli, NULL, at.data, &when_at));
}

static void show_counts(struct sanya_cli *cli, const struct sanya_verification *counts)
{
	sanya_cli_print(cli, SANYA_N("Events       %llu  every hash fits, and the lists are what they give\n"),
			(unsigned long long)counts->events);
	if (counts->clock_given > 0)
		sanya_cli_print(cli, SANYA_N("Clock        %llu of the events say a moment that was given (SANYA_NOW), not the system's\n"),
				(unsigned long long)counts->clock_given);
	sanya_cli_print(cli, SANYA_N("Signatures   %llu  good, each by a key that was valid then\n"),
			(unsigned long long)counts->signatures);
	sanya_cli_print(cli, SANYA_N("Batches      %llu  of evidence, unchanged\n"), (unsigned long long)counts->batches);
	if (counts->pruned_before != SANYA_NO_DATE)
		show_pruned(cli, counts);
	sanya_cli_print(cli, SANYA_N("Checkpoints  %llu  signed here, all fit\n"), (unsigned long long)counts->checkpoints);
	if (counts->outside)
		sanya_cli_print(cli, SANYA_N("Outside      the checkpoint over %llu events fits\n"),
				(unsigned long long)counts->outside_size);
	else
		sanya_cli_print(cli, SANYA_N("Outside      not compared with a checkpoint that was kept outside\n"));
}

static int run_verify(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_home_close) struct sanya_home home = { .store = NULL };
	const char *against = sanya_cli_value(cli, "against");
	struct sanya_verification counts;
	struct sanya_json *result;
	int failed;

	if (sanya_cli_home(cli, SANYA_STORE_READ, &home, err) != 0)
		return -1;
	failed = sanya_home_verify(&home, against, &counts, err);
	result = sanya_json_object();
	sanya_json_set(result, "good", sanya_json_of_bool(failed == 0));
	sanya_json_set_integer(result, "events", (int64_t)counts.events);
	sanya_json_set_integer(result, "clock_given", (int64_t)counts.clock_given);
	sanya_json_set_integer(result, "signatures", (int64_t)counts.signatures);
	sanya_json_set_integer(result, "batches", (int64_t)counts.batches);
	sanya_json_set(result, "pruned_before", sanya_json_of_date(counts.pruned_before));
	sanya_json_set_integer(result, "pruned_groups", (int64_t)counts.pruned);
	sanya_json_set_integer(result, "checkpoints", (int64_t)counts.checkpoints);
	sanya_json_set(result, "outside", counts.outside ? sanya_json_of_integer((int64_t)counts.outside_size) : sanya_json_null());
	if (failed != 0)
		sanya_json_set_text(result, "differs", err->what);
	sanya_cli_result(cli, result);
	if (failed != 0)
		return -1;
	show_counts(cli, &counts);
	if (!counts.outside)
		sanya_cli_tell(cli, SANYA_N("Whoever can write the home's files and its key could rewrite all of it.  Compare with a checkpoint "
					    "kept outside:  sanya verify --against FILE\n"));
	return 0;
}

static int run_rebuild(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_home_close) struct sanya_home home = { .store = NULL };
	struct sanya_json *result;
	uint64_t events;

	if (sanya_cli_home(cli, SANYA_STORE_WRITE, &home, err) != 0 || sanya_home_rebuild(&home, &events, err) != 0)
		return -1;
	result = sanya_json_object();
	sanya_json_set_integer(result, "events", (int64_t)events);
	sanya_cli_result(cli, result);
	sanya_cli_print(cli, SANYA_N("All lists are remade from %llu events.\n"), (unsigned long long)events);
	return 0;
}

const struct sanya_command sanya_command_checkpoint = {
	.name = "checkpoint",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES,
	.help = SANYA_N("Sign the ledger's size and root, and print that to keep outside."),
	.details = SANYA_N("The text is a C2SP signed note of the installation's key. A ledger that is rewritten or cut short later does not fit it."),
	.examples = "sanya checkpoint > checkpoint-2026-07.txt",
	.run = run_checkpoint,
};

static const struct sanya_cli_option verify_options[] = {
	{ .name = "against", .value = "FILE", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("A checkpoint that was kept outside.") },
	{ .name = NULL },
};

const struct sanya_command sanya_command_verify = {
	.name = "verify",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Check ledger, signatures, evidence and lists from the bottom up."),
	.details = SANYA_N("Changes nothing. Exit code 6 and the first thing that does not fit, where something does not."),
	.examples = "sanya verify\n"
		    "sanya verify --against checkpoint-2026-07.txt",
	.options = verify_options,
	.run = run_verify,
};

const struct sanya_command sanya_command_rebuild = {
	.name = "rebuild",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Remake all lists from the ledger."),
	.details = SANYA_N("Lists are what is shown and searched; the ledger is what counts. Remaking them changes nothing that counts."),
	.examples = "sanya rebuild",
	.run = run_rebuild,
};
