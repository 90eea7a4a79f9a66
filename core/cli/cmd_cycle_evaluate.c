/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya cycle evaluate: what a whole cycle would give now, contract by contract, and in sum.
 * Rows are written as text one by one; nothing of them is kept.
 */
#include "acting.h"
#include "../app/cycle_evaluate.h"

struct showing {
	struct sanya_cli *cli;
	struct sanya_cli_table *table; /* NULL under --json */
	size_t rows;
};

/* Ids, numbers of contracts and currencies hold no sign that JSON would have to escape. */
static void put_plain(struct sanya_buffer *out, const char *before, const char *text, const char *after)
{
	sanya_buffer_text(out, before);
	sanya_buffer_text(out, text);
	sanya_buffer_text(out, after);
}

static int put_said(struct sanya_buffer *out, const char *text, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = sanya_json_of_text(text);

	return json == NULL ? sanya_error_memory(err) : sanya_json_canonical(json, out, err);
}

static void put_score(struct sanya_buffer *out, const struct sanya_result *result)
{
	if (result == NULL || !result->has_score) {
		sanya_buffer_text(out, "null");
		return;
	}
	sanya_buffer_text(out, "{\"num\": \"");
	sanya_number_numerator(&result->score, out);
	sanya_buffer_text(out, "\", \"den\": \"");
	sanya_number_denominator(&result->score, out);
	sanya_buffer_text(out, "\"}");
}

static int put_goals(struct sanya_buffer *out, const struct sanya_cycle_line *line, struct sanya_error *err)
{
	bool any = false;

	sanya_buffer_text(out, ", \"not_evaluated\": [");
	for (size_t i = 0; i < line->contract->goal_count && line->failed == NULL; i++) {
		const struct sanya_measured *measured = &line->evaluated->measured[i];

		if (measured->outcome != SANYA_OUTCOME_NOT_EVALUATED)
			continue;
		put_plain(out, any ? ", {\"goal\": \"" : "{\"goal\": \"", line->contract->goals[i].id, "\", \"reason\": ");
		if (put_said(out, measured->reason, err) != 0)
			return -1;
		sanya_buffer_text(out, "}");
		any = true;
	}
	sanya_buffer_text(out, "]");
	return 0;
}

static int put_row(struct showing *showing, const struct sanya_cycle_line *line, struct sanya_error *err)
{
	struct sanya_buffer *out = &showing->cli->out;

	put_plain(out, showing->rows++ > 0 ? ",\n    {\"number\": \"" : "\n    {\"number\": \"", line->number, "\"");
	put_plain(out, ", \"employee\": \"", line->employee, "\", \"score\": ");
	put_score(out, line->result);
	sanya_buffer_text(out, ", \"amount\": ");
	if (line->result != NULL) {
		sanya_buffer_text(out, "\"");
		sanya_number_decimal(&line->result->amount, 2, out);
		sanya_buffer_text(out, "\"");
	} else {
		sanya_buffer_text(out, "null");
	}
	put_plain(out, ", \"currency\": \"", line->currency, "\"");
	if (put_goals(out, line, err) != 0)
		return -1;
	if (line->failed != NULL) {
		sanya_buffer_text(out, ", \"failed\": ");
		if (put_said(out, line->failed, err) != 0)
			return -1;
	}
	sanya_buffer_text(out, "}");
	return sanya_buffer_check(out, "output", err);
}

static void show_row(const struct showing *showing, const struct sanya_cycle_line *line)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer score, amount, not_evaluated;
	const char *cells[5] = { line->number, line->employee };

	sanya_buffer_init(&score, 256);
	sanya_buffer_init(&amount, 256);
	sanya_buffer_init(&not_evaluated, SANYA_GOALS_MAX * SANYA_TEXT_MAX);
	if (line->result != NULL && line->result->has_score)
		sanya_number_decimal(&line->result->score, 2, &score);
	else
		sanya_buffer_text(&score, "–");
	if (line->result != NULL) {
		sanya_number_decimal(&line->result->amount, 2, &amount);
		put_plain(&amount, " ", line->currency, "");
	} else {
		sanya_buffer_text(&amount, "–");
	}
	if (line->failed != NULL)
		sanya_buffer_text(&not_evaluated, line->failed);
	for (size_t i = 0; i < line->contract->goal_count && line->failed == NULL; i++)
		if (line->evaluated->measured[i].outcome == SANYA_OUTCOME_NOT_EVALUATED)
			sanya_buffer_printf(&not_evaluated, "%s%s: %s", not_evaluated.size > 0 ? "; " : "", line->contract->goals[i].id,
					    line->evaluated->measured[i].reason);
	cells[2] = score.data;
	cells[3] = amount.data;
	cells[4] = not_evaluated.data;
	sanya_cli_table_row(showing->table, cells);
}

static int show_line(void *context, const struct sanya_cycle_line *line, struct sanya_error *err)
{
	struct showing *showing = context;

	if (showing->table == NULL)
		return put_row(showing, line, err);
	show_row(showing, line);
	return 0;
}

static void put_totals(struct sanya_cli *cli, const struct sanya_cycle_totals *totals)
{
	struct sanya_buffer *out = &cli->out;

	sanya_buffer_printf(out, "],\n  \"evaluated\": %zu,\n  \"incomplete\": %zu,\n  \"left_out\": %zu,\n  \"totals\": [", totals->evaluated,
			    totals->incomplete, totals->left_out);
	for (size_t i = 0; i < totals->sum_count; i++) {
		put_plain(out, i > 0 ? ", {\"currency\": \"" : "{\"currency\": \"", totals->sums[i].currency, "\", \"amount\": \"");
		sanya_number_decimal(&totals->sums[i].amount, 2, out);
		sanya_buffer_printf(out, "\", \"contracts\": %zu}", totals->sums[i].contracts);
	}
	sanya_buffer_text(out, "]");
	if (totals->batch > 0)
		sanya_buffer_printf(out, ",\n  \"since_batch\": %llu", (unsigned long long)totals->batch);
	sanya_buffer_text(out, "\n}\n");
	cli->written = true;
}

static void show_totals(struct sanya_cli *cli, const struct sanya_cycle_totals *totals, bool touched)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer amount;

	sanya_buffer_init(&amount, 256);
	if (totals->sum_count > 0)
		sanya_cli_print(cli, "\n");
	for (size_t i = 0; i < totals->sum_count; i++) {
		sanya_buffer_clear(&amount);
		sanya_number_decimal(&totals->sums[i].amount, 2, &amount);
		sanya_cli_print(cli, "Together: %s %s (contracts: %zu)\n", amount.data, totals->sums[i].currency,
				totals->sums[i].contracts);
	}
	if (totals->incomplete > 0)
		sanya_cli_print(cli, "Not counted in, since something could not be evaluated: %zu\n", totals->incomplete);
	if (totals->evaluated + totals->incomplete == 0 && touched)
		sanya_cli_tell(cli, "What the last sync brought touches no contract of the cycle that is signed by both sides.\n");
	else if (totals->evaluated + totals->incomplete == 0)
		sanya_cli_tell(cli, "No contract of the cycle is signed by both sides.\n");
	sanya_cli_tell(cli, "Nothing was recorded.  To record it: sanya review evaluate --cycle %s\n", cli->arguments[0]);
}

static int run_evaluate(struct sanya_cli *cli, struct sanya_error *err)
{
	static const char *const heads[] = { SANYA_N("Contract"), SANYA_N("Employee"), SANYA_N("Score"), SANYA_N("Amount"),
					     SANYA_N("Not evaluated") };
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_cycle_totals_done) struct sanya_cycle_totals totals;
	struct showing showing = { .cli = cli };
	bool touched = sanya_cli_flag(cli, "touched");
	int result;

	sanya_cycle_totals_init(&totals);
	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0)
		return -1;
	if (cli->json) {
		sanya_buffer_text(&cli->out, "{\n  \"cycle\": ");
		if (put_said(&cli->out, cli->arguments[0], err) != 0)
			return -1;
		sanya_buffer_text(&cli->out, ",\n  \"contracts\": [");
	} else {
		showing.table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
		sanya_cli_table_right(showing.table, 1u << 2 | 1u << 3);
	}
	result = sanya_cycle_evaluate(acting.act.store, &acting.lookup, cli->arguments[0], acting.act.now,
				      touched ? SANYA_CYCLE_LAST_RUN : SANYA_CYCLE_ALL, show_line, &showing, &totals, err);
	if (showing.table != NULL)
		sanya_cli_table_end(showing.table);
	if (result != 0)
		return -1;
	if (cli->json)
		put_totals(cli, &totals);
	else
		show_totals(cli, &totals, touched);
	return sanya_buffer_check(&cli->out, "output", err);
}

static const struct sanya_cli_option evaluate_options[] = {
	{ .name = "touched", .kind = SANYA_OPTION_FLAG,
	  .help = SANYA_N("Only contracts whose people the last sync touched that brought anything new.") },
	{ .name = NULL },
};

const struct sanya_command sanya_command_cycle_evaluate = {
	.name = "cycle evaluate",
	.arguments = "NAME",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Compute what all contracts of a cycle would give now, in one pass; records nothing."),
	.details = SANYA_N("For a contract whose period and days of grace are not over, what there is up to now counts."),
	.examples = "sanya cycle evaluate 2026-Q3\n"
		    "sanya cycle evaluate 2026-Q3 --touched --json",
	.options = evaluate_options,
	.run = run_evaluate,
};
