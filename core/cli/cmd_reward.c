/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya reward calc: what a contract pays for given values, step by step.
 * Works on two files and needs no home; the sums are done in the domain room, this only shows them.
 */
#include "../app/reward_calc.h"
#include "../codec/documents.h"
#include "words.h"

static void show_goals(struct sanya_cli *cli, const struct sanya_result *result)
{
	static const char *const heads[] = { SANYA_N("Goal"), SANYA_N("Value"), SANYA_N("Score"), SANYA_N("Weight"), SANYA_N("Note") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	sanya_cli_table_right(table, 1u << 1 | 1u << 2 | 1u << 3);
	for (size_t i = 0; i < result->goal_count; i++) {
		const struct sanya_goal_result *goal = &result->goals[i];
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer value;
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer score;
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer weight;
		const char *cells[5];

		sanya_buffer_init(&value, SANYA_TEXT_MAX);
		sanya_buffer_init(&score, SANYA_TEXT_MAX);
		sanya_buffer_init(&weight, SANYA_TEXT_MAX);
		if (goal->has_value)
			sanya_value_display(&goal->value, goal->goal->measure, &value);
		else
			sanya_buffer_text(&value, "–");
		if (goal->has_score)
			sanya_number_decimal(&goal->score, 2, &score);
		else
			sanya_buffer_text(&score, "–");
		sanya_number_decimal(&goal->weight, 2, &weight);
		cells[0] = goal->goal->id;
		cells[1] = value.data;
		cells[2] = score.data;
		cells[3] = weight.data;
		cells[4] = sanya_cli_word(cli, goal->applied);
		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static void show_steps(struct sanya_cli *cli, const struct sanya_result *result)
{
	static const char *const heads[] = { SANYA_N("Step"), SANYA_N("Rule"), SANYA_N("Result") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	for (size_t i = 0; i < result->step_count; i++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer what;

		sanya_buffer_init(&what, SANYA_TEXT_MAX);
		sanya_cli_step(cli, result->steps[i].what, &what);
		const char *const cells[] = { what.data, result->steps[i].rule, sanya_cli_word(cli, result->steps[i].result) };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static void show_amount(struct sanya_cli *cli, const struct sanya_contract *contract, const struct sanya_result *result)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer score;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer amount;

	sanya_buffer_init(&score, SANYA_TEXT_MAX);
	sanya_buffer_init(&amount, SANYA_TEXT_MAX);
	sanya_number_decimal(&result->score, 2, &score);
	sanya_number_decimal(&result->amount, 2, &amount);
	if (result->has_score)
		sanya_cli_print(cli, SANYA_N("Score   %s\n"), score.data);
	else
		sanya_cli_print(cli, SANYA_N("No goal could be scored: nothing can be said or paid.\n"));
	sanya_cli_print(cli, SANYA_N("Reward  %s %s\n"), amount.data, contract->reward.currency);
	for (size_t i = 0; i < result->also_count; i++) {
		sanya_buffer_clear(&amount);
		sanya_number_exact(&result->also[i]->count, &amount);
		sanya_cli_print(cli, SANYA_N("Also    %s × %s\n"), amount.data, sanya_words_in(&result->also[i]->what, cli->language));
	}
}

static int run_reward_calc(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_contract_done) struct sanya_contract contract = { .number = NULL };
	SANYA_CLEANUP(sanya_result_done) struct sanya_result result = { .goals = NULL };
	const char *values = sanya_cli_value(cli, "values");
	struct sanya_json *json;

	if (values == NULL) {
		sanya_error_set(err, SANYA_USAGE, "the measured values are missing");
		return sanya_error_next(err, "Name their file:  sanya reward calc %s --values VALUES.json", cli->arguments[0]);
	}
	if (sanya_reward_calc(cli->arguments[0], values, &contract, &result, err) < 0)
		return -1;
	json = sanya_result_json(&contract, &result);
	if (json == NULL)
		return sanya_error_memory(err);
	sanya_cli_result(cli, json);
	if (cli->json)
		return 0;
	show_goals(cli, &result);
	sanya_cli_print(cli, "\n");
	show_steps(cli, &result);
	sanya_cli_print(cli, "\n");
	show_amount(cli, &contract, &result);
	return 0;
}

static const struct sanya_cli_option calc_options[] = {
	{ .name = "values", .value = "VALUES", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("File with the measured value of each goal.") },
	{ .name = NULL },
};

const struct sanya_command sanya_command_reward_calc = {
	.name = "reward calc",
	.arguments = "CONTRACT",
	.least = 1,
	.most = 1,
	.help = SANYA_N("Compute what a contract pays for given values, step by step."),
	.details = SANYA_N("VALUES is JSON: {\"values\": {\"reply\": {\"value\": \"96.2%\", \"count\": 310}, \"csat\": null}, "
			   "\"days\": {\"counted\": 92, \"of\": 92}}. A value is written in the unit of its scale; null stands "
			   "for no data. The days may be left out."),
	.examples = "sanya reward calc contract.json --values values.json\n"
		    "sanya reward calc contract.json --values values.json --json",
	.options = calc_options,
	.run = run_reward_calc,
};
