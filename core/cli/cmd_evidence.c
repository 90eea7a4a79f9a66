/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya evidence show and prune: how much evidence there is, and taking away what is old.
 * What may go and what has to stay is decided by the app room.
 */
#include "acting.h"
#include "../app/prune.h"
#include "words.h"

/* --- show --- */

struct showing {
	struct sanya_cli *cli;
	struct sanya_cli_table *table;
	struct sanya_json *years;
};

static int show_size(void *context, const struct sanya_evidence_size *size, struct sanya_error *err)
{
	struct showing *showing = context;
	struct sanya_json *row = sanya_json_object();
	bool dated = size->year != SANYA_EVIDENCE_NO_YEAR;
	char texts[5][32];
	const char *const cells[] = { dated ? texts[0] : sanya_cli_say(showing->cli, SANYA_N("open or long")), texts[1], texts[2], texts[3],
				      texts[4] };

	(void)err;
	snprintf(texts[0], sizeof(texts[0]), "%d", (int)size->year + (showing->cli->language == SANYA_THAI ? 543 : 0));
	snprintf(texts[1], sizeof(texts[1]), "%llu", (unsigned long long)size->observations);
	snprintf(texts[2], sizeof(texts[2]), "%llu", (unsigned long long)size->groups);
	snprintf(texts[3], sizeof(texts[3]), "%llu", (unsigned long long)size->bytes);
	snprintf(texts[4], sizeof(texts[4]), "%llu", (unsigned long long)size->pruned);
	sanya_cli_table_row(showing->table, cells);
	sanya_json_set(row, "year", dated ? sanya_json_of_integer(size->year) : sanya_json_null());
	sanya_json_set_integer(row, "observations", (int64_t)size->observations);
	sanya_json_set_integer(row, "groups", (int64_t)size->groups);
	sanya_json_set_integer(row, "bytes", (int64_t)size->bytes);
	sanya_json_set_integer(row, "pruned_groups", (int64_t)size->pruned);
	sanya_json_append(showing->years, row);
	return 0;
}

/* What was taken away, and what may not be. */
static int show_retention(struct sanya_cli *cli, struct sanya_store *store, struct sanya_json *result, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer before, from;
	struct sanya_prune prune;
	struct sanya_needed needed;
	struct sanya_when when;
	int pruned = sanya_prune_last(store, &prune, err);

	sanya_buffer_init(&before, 16);
	sanya_buffer_init(&from, 16);
	if (pruned < 0 || sanya_prune_needed(store, &needed, err) != 0)
		return -1;
	if (pruned > 0)
		sanya_date_format(prune.date, &before);
	if (needed.from != SANYA_NO_DATE)
		sanya_date_format(needed.from, &from);
	sanya_json_set(result, "pruned_before", sanya_json_of_date(pruned > 0 ? prune.date : SANYA_NO_DATE));
	sanya_json_set(result, "needed_from", sanya_json_of_date(needed.from));
	if (pruned > 0)
		sanya_cli_print(cli, "Pruned: what lies wholly before %s\n", sanya_cli_when(cli, NULL, before.data, &when));
	else
		sanya_cli_print(cli, "Nothing was pruned.\n");
	if (needed.from != SANYA_NO_DATE)
		sanya_cli_print(cli, "Still needed: from %s on (contract %s)\n", sanya_cli_when(cli, NULL, from.data, &when), needed.number);
	return 0;
}

static int run_show(struct sanya_cli *cli, struct sanya_error *err)
{
	static const char *const heads[] = { SANYA_N("Year"), SANYA_N("Observations"), SANYA_N("Groups"), SANYA_N("Bytes"),
					     SANYA_N("Groups pruned") };
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *result = sanya_json_object();
	struct showing showing = { .cli = cli, .years = sanya_json_array() };
	uint64_t watermark;
	int shown;

	sanya_json_set(result, "years", showing.years);
	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0)
		return -1;
	watermark = sanya_evidence_watermark(acting.act.store);
	showing.table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	sanya_cli_table_right(showing.table, 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4);
	shown = sanya_evidence_sizes(acting.act.store, show_size, &showing, err);
	sanya_cli_table_end(showing.table);
	if (shown != 0)
		return -1;
	if (watermark > 0)
		sanya_cli_print(cli, "\n");
	if (watermark == 0)
		sanya_cli_tell(cli, "There is no evidence yet.  To bring some: sanya sync\n");
	else
		sanya_cli_print(cli, "Watermark: batch %llu\n", (unsigned long long)watermark);
	sanya_json_set_integer(result, "watermark", (int64_t)watermark);
	if (show_retention(cli, acting.act.store, result, err) != 0)
		return -1;
	sanya_cli_result(cli, result);
	result = NULL;
	return 0;
}

const struct sanya_command sanya_command_evidence_show = {
	.name = "evidence show",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("How much evidence there is, by year, what was pruned of it, and what is still needed."),
	.details = SANYA_N("An observation counts for each name it may be credited to, and so do its older versions: it is what is stored."),
	.examples = "sanya evidence show\n"
		    "sanya evidence show --json",
	.run = run_show,
};

/* --- prune --- */

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
