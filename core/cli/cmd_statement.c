/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya statement and sanya explain: how an amount came about, line by line and ticket by ticket.
 * Both read only.
 */
#include "acting.h"
#include "../app/explain.h"
#include "../app/prune.h"
#include "../app/review.h"
#include "../app/segment.h"
#include "segment_show.h"
#include "statement_show.h"
#include "words.h"

static int number_option(const struct sanya_cli *cli, const char *name, int64_t *ret, struct sanya_error *err)
{
	const char *text = sanya_cli_value(cli, name);

	*ret = 0;
	return text == NULL ? 0 : sanya_text_integer(text, strlen(text), ret, err);
}

static int evaluation_option(const struct sanya_cli *cli, int64_t *ret, struct sanya_error *err)
{
	return number_option(cli, "evaluation", ret, err);
}

/* The way to the tickets, which may be gone by now; the statement itself is as it was recorded. */
static int tell_evidence(struct sanya_cli *cli, struct sanya_store *store, const struct sanya_contract *contract, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer before, at;
	struct sanya_when when_before, when_at;
	struct sanya_prune last;
	bool touched;

	sanya_buffer_init(&before, 16);
	sanya_buffer_init(&at, 16);
	if (sanya_pruned_of(store, contract, &last, &touched, err) != 0)
		return -1;
	if (!touched) {
		sanya_cli_tell(cli, "The tickets behind a goal: sanya explain %s %s\n", contract->number, contract->goals[0].id);
		return 0;
	}
	sanya_date_format(last.date, &before);
	sanya_date_format(sanya_date_of_seconds(last.at), &at);
	sanya_cli_warn(cli, "The evidence before %s was pruned on %s by %s: the result can no longer be measured again, and stays as it was "
			    "recorded.  Its digests are in the ledger: sanya verify\n",
		       sanya_cli_when(cli, NULL, before.data, &when_before), sanya_cli_when(cli, NULL, at.data, &when_at), last.actor);
	return 0;
}

/* What managers of segments said of their days since; no part of the statement. */
static int show_answers(struct sanya_cli *cli, struct sanya_store *store, const struct sanya_review *review, struct sanya_error *err)
{
	struct sanya_json *answers;

	if (sanya_segment_answers_json(store, review->number, review->version, &answers, err) != 0)
		return -1;
	sanya_segment_answers_show(cli, answers);
	sanya_json_free(answers);
	return 0;
}

static int run_statement(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_contract_done) struct sanya_contract contract = { .number = NULL };
	struct sanya_contract_row row;
	struct sanya_review review;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *statement = NULL;
	int64_t version;

	sanya_arena_init(&arena);
	if (evaluation_option(cli, &version, err) != 0 || sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_statement_load(acting.act.store, cli->arguments[0], version, &statement, &review, &arena, err) != 0)
		return -1;
	if (sanya_contract_find(acting.act.store, cli->arguments[0], &arena, &row, err) != 0 ||
	    sanya_contract_load(acting.act.store, &row, sanya_json_get_integer(sanya_json_get(statement, "contract"), "revision", 0), &contract,
				err) != 0)
		return -1;
	sanya_statement_show(cli, statement, &contract);
	if (show_answers(cli, acting.act.store, &review, err) != 0)
		return -1;
	sanya_cli_print(cli, "State: %s.  SHA-256 of the statement: %s\n", sanya_cli_say(cli, sanya_state_word(row.state)), review.sha256);
	if (tell_evidence(cli, acting.act.store, &contract, err) != 0)
		return -1;
	sanya_cli_result(cli, statement);
	statement = NULL;
	return 0;
}

/* --- explain --- */

/* Of an observation that was left out: why, and who accepted that. */
static const char *why_left_out(struct sanya_cli *cli, const struct sanya_json *one, const struct sanya_json *decided, struct sanya_buffer *out)
{
	for (size_t i = 0; i < sanya_json_size(decided); i++) {
		const struct sanya_json *decision = sanya_json_at(decided, i);

		if (strcmp(sanya_json_get_text(decision, "source"), sanya_json_get_text(one, "source")) != 0 ||
		    strcmp(sanya_json_get_text(decision, "id"), sanya_json_get_text(one, "id")) != 0)
			continue;
		sanya_buffer_printf(out, sanya_cli_say(cli, SANYA_N("left out, accepted by %s: %s")), sanya_json_get_text(decision, "by"),
				    sanya_json_get_text(decision, "reason"));
		return out->data;
	}
	return sanya_json_get_text(one, "display");
}

static void show_observations(struct sanya_cli *cli, const struct sanya_json *list, const struct sanya_json *decided, bool counted)
{
	static const char *const heads[] = { SANYA_N("Source"), SANYA_N("Id"), SANYA_N("Decided"), SANYA_N("Value") },
				 *const reasons[] = { SANYA_N("Source"), SANYA_N("Id"), "", SANYA_N("Why not") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), counted ? heads : reasons);

	for (size_t i = 0; i < sanya_json_size(list); i++) {
		const struct sanya_json *one = sanya_json_at(list, i);
		const char *at = sanya_json_get_text(one, "at"), *display = sanya_json_get_text(one, "display");
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer why;

		sanya_buffer_init(&why, SANYA_TEXT_MAX);
		if (!counted && sanya_json_get_text(one, "decided") != NULL)
			display = why_left_out(cli, one, decided, &why);
		const char *const cells[] = { sanya_json_get_text(one, "source"), sanya_json_get_text(one, "id"), at != NULL ? at : "",
					      display != NULL ? display : "" };

		if (sanya_json_true(sanya_json_get(one, "counted")) == counted)
			sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static void show_explanation(struct sanya_cli *cli, const struct sanya_json *json)
{
	const struct sanya_json *list = sanya_json_get(json, "observations");
	long long counted = (long long)sanya_json_get_integer(json, "counted", 0), all = (long long)sanya_json_size(list);

	sanya_cli_print(cli, "%s, goal %s: %s of %s\n", sanya_json_get_text(json, "contract"), sanya_json_get_text(json, "goal"),
			sanya_json_get_text(json, "statistic"), sanya_json_get_text(json, "metric"));
	sanya_cli_print(cli, "Counted: %lld\n", counted);
	show_observations(cli, list, sanya_json_get(json, "decided"), true);
	if (all > counted) {
		sanya_cli_print(cli, "\nNot counted: %lld\n", all - counted);
		show_observations(cli, list, sanya_json_get(json, "decided"), false);
	}
	if (sanya_json_true(sanya_json_get(json, "same")))
		sanya_cli_print(cli, "\nMeasured again from the evidence of then: the same value as in the statement.\n");
}

static int run_explain(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_explain explain = { .settings = cli->settings, .number = cli->arguments[0] };
	struct sanya_json *json;

	if (cli->argument_count < 2)
		return run_statement(cli, err);
	explain.goal = cli->arguments[1];
	if (evaluation_option(cli, &explain.version, err) != 0 || number_option(cli, "revision", &explain.revision, err) != 0 ||
	    sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 || sanya_lookup_host(&acting.lookup, &explain.host, err) != 0)
		return -1;
	explain.store = acting.act.store;
	if (sanya_explain_goal(&explain, &json, err) != 0)
		return -1;
	show_explanation(cli, json);
	if (!sanya_json_true(sanya_json_get(json, "same"))) {
		sanya_error_set(err, SANYA_DIFFERS, "measured again, goal %s of %s has another value than the statement", explain.goal,
				explain.number);
		sanya_error_next(err, "sanya verify shows whether the evidence or the ledger was changed; sanya plugin list shows "
				      "the plugins of now");
		sanya_json_free(json);
		return -1;
	}
	sanya_cli_result(cli, json);
	return 0;
}

static const struct sanya_cli_option evaluation_options[] = {
	{ .name = "evaluation", .value = "N", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("An earlier evaluation of the contract.") },
	{ .name = NULL },
};
static const struct sanya_cli_option explain_options[] = {
	{ .name = "evaluation", .value = "N", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("An earlier evaluation of the contract.") },
	{ .name = "revision", .value = "N", .kind = SANYA_OPTION_VALUE,
	  .help = SANYA_N("Of an amended contract: the days of this revision; without it those of the last.") },
	{ .name = NULL },
};

const struct sanya_command sanya_command_statement = {
	.name = "statement",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Show how a reward was computed, line by line."),
	.examples = "sanya statement SQ-2026-0017",
	.options = evaluation_options,
	.run = run_statement,
};

const struct sanya_command sanya_command_explain = {
	.name = "explain",
	.arguments = "NUMBER [GOAL]",
	.least = 1,
	.most = 2,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Explain a result, and a goal's number down to the tickets counted and not counted."),
	.details = SANYA_N("The goal is measured again from the evidence as it stood when the statement was made; where the value differs the "
			   "command ends with 6."),
	.examples = "sanya explain SQ-2026-0017\nsanya explain SQ-2026-0017 speed",
	.options = explain_options,
	.run = run_explain,
};
