/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya review evaluate, restate, share, acknowledge, approve.  Disputes are in cmd_dispute.c.
 * Several contracts, or all of a cycle that are ready for the step, are taken one after the other, each whole.
 */
#include "acting.h"
#include "../app/dispute.h"
#include "difference_show.h"
#include "statement_show.h"

#define MANY_MOST 100000u

typedef int step_function(struct sanya_cli *cli, struct sanya_acting *acting, const char *number, struct sanya_json *changes,
			  struct sanya_error *err);

/* One line for people, one object for programs. */
static int tell(struct sanya_cli *cli, const struct sanya_acting *acting, const struct sanya_change *change,
		struct sanya_json *changes, struct sanya_error *err)
{
	sanya_cli_print(cli, "%s: %s → %s\n", change->number, sanya_cli_say(cli, sanya_state_word(change->from)),
			sanya_cli_say(cli, sanya_state_word(change->to)));
	return sanya_json_append(changes, sanya_change_json(&acting->act, change)) == 0 ? 0 : sanya_error_memory(err);
}

/* The contracts of --cycle that are in one of the states from which the action leads on. */
static int each_of_cycle(struct sanya_cli *cli, struct sanya_acting *acting, const char *name, enum sanya_action action,
			 step_function *step, struct sanya_json *changes, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row *rows;
	struct sanya_cycle cycle;
	struct sanya_error first = SANYA_ERROR_INIT;
	size_t count, taken = 0, left = 0;

	sanya_arena_init(&arena);
	if (sanya_cycle_find(acting->act.store, name, &arena, &cycle, err) != 0 ||
	    sanya_cycle_contracts(acting->act.store, &cycle, &arena, &rows, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		bool ready = sanya_lifecycle_row(rows[i].state, action) != NULL;

		if (action == SANYA_DO_APPROVE &&
		    sanya_review_approvable(acting->act.store, &rows[i], acting->act.now, &ready, err) != 0)
			return -1;
		if (!ready)
			continue;
		if (step(cli, acting, rows[i].number, changes, err) == 0) {
			taken++;
			continue;
		}
		sanya_error_at(err, rows[i].number, 0, 0);
		if (err->code != SANYA_NOT_ALLOWED)
			return taken > 0 ? sanya_error_next(err, "%zu contracts before it are done; run the command again for the rest",
							    taken) : -1;
		/* Not for this person, or not yet: one such contract does not hold up all others. */
		if (left++ == 0)
			first = *err;
		sanya_cli_tell(cli, "Left out: %s: %s\n", rows[i].number, err->what);
		sanya_error_clear(err);
	}
	if (taken == 0 && left > 0) {
		*err = first;
		return -1;
	}
	if (taken == 0)
		sanya_cli_tell(cli, "No contract of cycle %s is ready for this.\n", name);
	return 0;
}

static int open_each(struct sanya_cli *cli, const char *cycle, struct sanya_acting *acting, struct sanya_error *err)
{
	if ((cycle != NULL) == (cli->argument_count > 0)) {
		sanya_error_set(err, SANYA_USAGE, "name contracts, or a cycle, but not both");
		return sanya_error_next(err, "sanya %s SQ-2026-0017, or sanya %s --cycle 2026-Q3", cli->command->name,
					cli->command->name);
	}
	return sanya_acting_open(cli, SANYA_STORE_WRITE, acting, err);
}

static void close_each(struct sanya_cli *cli, const struct sanya_acting *acting, struct sanya_json *take_changes)
{
	struct sanya_json *result = sanya_json_object();

	if (acting->act.dry_run)
		sanya_cli_tell(cli, "Nothing was changed (--dry-run).\n");
	sanya_json_set(result, "changes", take_changes);
	sanya_cli_result(cli, result);
}

static int each(struct sanya_cli *cli, enum sanya_action action, step_function *step, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *changes = sanya_json_array();
	const char *cycle = sanya_cli_value(cli, "cycle");

	if (open_each(cli, cycle, &acting, err) != 0)
		return -1;
	if (cycle != NULL && each_of_cycle(cli, &acting, cycle, action, step, changes, err) != 0)
		return -1;
	for (size_t i = 0; i < cli->argument_count; i++)
		if (step(cli, &acting, cli->arguments[i], changes, err) != 0)
			return -1;
	close_each(cli, &acting, changes);
	changes = NULL;
	return 0;
}

/* --- evaluate: all in one pass, then one by one --- */

struct evaluating {
	struct sanya_cli *cli;
	struct sanya_acting *acting;
	struct sanya_json *changes;
	bool restate;
	bool cycle;		  /* one contract that may not be decided on does not hold up the others */
	struct sanya_error first; /* of those left out */
	size_t taken, left, restated;
};

static int leave_out(struct evaluating *evaluating, const char *number, const struct sanya_error *failure, struct sanya_error *err)
{
	struct sanya_error placed = *failure;

	if (!evaluating->cycle) {
		*err = *failure;
		return -1;
	}
	sanya_error_at(&placed, number, 0, 0);
	if (placed.code != SANYA_NOT_ALLOWED) {
		*err = placed;
		return evaluating->taken > 0 ? sanya_error_next(err, "%zu contracts before it are done; run the command again for the rest",
								evaluating->taken) : -1;
	}
	if (evaluating->left++ == 0)
		evaluating->first = placed;
	sanya_cli_tell(evaluating->cli, "Left out: %s: %s\n", number, placed.what);
	return 0;
}

static int show_restated(struct evaluating *evaluating, const struct sanya_change *change, struct sanya_json **difference,
			 struct sanya_error *err)
{
	struct sanya_json *json = sanya_change_json(&evaluating->acting->act, change);
	bool changed = change->sequence != 0;

	if (changed) {
		evaluating->restated++;
		sanya_cli_print(evaluating->cli, "%s: restated, %s → %s\n", change->number,
				sanya_cli_say(evaluating->cli, sanya_state_word(change->from)),
				sanya_cli_say(evaluating->cli, sanya_state_word(change->to)));
		sanya_difference_show(evaluating->cli, *difference);
	} else {
		sanya_cli_print(evaluating->cli, "%s: the evidence of now gives the same result\n", change->number);
	}
	sanya_json_set(json, "difference", *difference);
	*difference = NULL;
	return sanya_json_append(evaluating->changes, json) == 0 ? 0 : sanya_error_memory(err);
}

static int show_evaluated(void *context, const char *number, const struct sanya_change *change, struct sanya_json **statement,
			  const struct sanya_error *failure, struct sanya_error *err)
{
	struct evaluating *evaluating = context;
	struct sanya_json *json;

	if (failure != NULL)
		return leave_out(evaluating, number, failure, err);
	evaluating->taken++;
	if (evaluating->restate)
		return show_restated(evaluating, change, statement, err);
	sanya_statement_line(evaluating->cli, *statement);
	if (sanya_json_size(sanya_json_get(*statement, "gaming")) > 0)
		sanya_cli_tell(evaluating->cli, "Something in the evidence is worth a look: sanya statement %s\n", number);
	if (!evaluating->cli->json)
		return 0;
	json = sanya_change_json(&evaluating->acting->act, change);
	sanya_json_set(json, "statement", *statement);
	*statement = NULL;
	return sanya_json_append(evaluating->changes, json) == 0 ? 0 : sanya_error_memory(err);
}

static int evaluate(struct sanya_cli *cli, struct evaluating *evaluating, const char *const *numbers, size_t count,
		    struct sanya_error *err)
{
	const char *exclude[SANYA_GOALS_MAX + 1] = { NULL }, *counts[SANYA_GOALS_MAX + 1] = { NULL };
	struct sanya_evaluation how = { .settings = cli->settings, .exclude = exclude, .count = counts, .restate = evaluating->restate };

	how.early = !evaluating->restate && sanya_cli_flag(cli, "early");
	for (size_t i = 0; i < SANYA_GOALS_MAX && !evaluating->restate; i++) {
		exclude[i] = sanya_cli_many(cli, "exclude", i);
		counts[i] = sanya_cli_many(cli, "count", i);
	}
	if (sanya_lookup_host(&evaluating->acting->lookup, &how.host, err) != 0)
		return -1;
	return sanya_review_evaluate_many(&evaluating->acting->act, &how, numbers, count, show_evaluated, evaluating, err);
}

static int evaluate_cycle(struct sanya_cli *cli, struct evaluating *evaluating, const char *name, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row *rows;
	struct sanya_cycle cycle;
	const char **numbers;
	size_t count, ready = 0;

	sanya_arena_init(&arena);
	evaluating->cycle = true;
	if (sanya_cycle_find(evaluating->acting->act.store, name, &arena, &cycle, err) != 0 ||
	    sanya_cycle_contracts(evaluating->acting->act.store, &cycle, &arena, &rows, &count, err) != 0)
		return -1;
	numbers = sanya_arena_array(&arena, count, sizeof(*numbers));
	if (numbers == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++)
		if (sanya_lifecycle_row(rows[i].state, evaluating->restate ? SANYA_DO_RESTATE : SANYA_DO_EVALUATE) != NULL)
			numbers[ready++] = rows[i].number;
	if (ready > 0 && evaluate(cli, evaluating, numbers, ready, err) != 0)
		return -1;
	if (evaluating->taken == 0 && evaluating->left > 0) {
		*err = evaluating->first;
		return -1;
	}
	if (evaluating->taken == 0)
		sanya_cli_tell(cli, "No contract of cycle %s is ready for this.\n", name);
	return 0;
}

static int evaluate_or_restate(struct sanya_cli *cli, bool restate, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *changes = sanya_json_array();
	struct evaluating evaluating = { .cli = cli, .acting = &acting, .changes = changes, .restate = restate };
	const char *cycle = sanya_cli_value(cli, "cycle");

	if (open_each(cli, cycle, &acting, err) != 0)
		return -1;
	if (cycle != NULL ? evaluate_cycle(cli, &evaluating, cycle, err) != 0
			  : evaluate(cli, &evaluating, cli->arguments, cli->argument_count, err) != 0)
		return -1;
	close_each(cli, &acting, changes);
	changes = NULL;
	if (evaluating.restated > 0)
		sanya_cli_tell(cli, "What had not left yet is shared again: sanya review share.  A difference after the export leaves once it is "
				    "approved: sanya review approve\n");
	return 0;
}

static int run_evaluate(struct sanya_cli *cli, struct sanya_error *err)
{
	if (evaluate_or_restate(cli, false, err) != 0)
		return -1;
	sanya_cli_tell(cli, "The employee sees it after: sanya review share\n");
	return 0;
}

static int run_restate(struct sanya_cli *cli, struct sanya_error *err)
{
	return evaluate_or_restate(cli, true, err);
}

/* --- steps --- */

static int share_one(struct sanya_cli *cli, struct sanya_acting *acting, const char *number, struct sanya_json *changes,
		     struct sanya_error *err)
{
	struct sanya_change change;

	if (sanya_review_share(&acting->act, number, &change, err) != 0)
		return -1;
	return tell(cli, acting, &change, changes, err);
}

static int run_share(struct sanya_cli *cli, struct sanya_error *err)
{
	return each(cli, SANYA_DO_SHARE, share_one, err);
}

static int acknowledge_one(struct sanya_cli *cli, struct sanya_acting *acting, const char *number, struct sanya_json *changes,
			   struct sanya_error *err)
{
	struct sanya_change change;

	if (sanya_review_acknowledge(&acting->act, number, &change, err) != 0)
		return -1;
	return tell(cli, acting, &change, changes, err);
}

static int run_acknowledge(struct sanya_cli *cli, struct sanya_error *err)
{
	return each(cli, SANYA_DO_ACKNOWLEDGE, acknowledge_one, err);
}

/* Of a disputed result a part, of a restated one the difference: how much of it is said. */
static void tell_part(struct sanya_cli *cli, const struct sanya_change *change, const char *amount, struct sanya_json *changes)
{
	struct sanya_json *last = sanya_json_own_at(changes, sanya_json_size(changes) - 1);

	sanya_json_set_text(last, "amount", amount);
	if (change->from != change->to)
		return;
	if (change->from == SANYA_DISPUTED)
		sanya_cli_print(cli, "  %s is owed however the dispute ends, and leaves with the next batch\n", amount);
	else if (amount != NULL)
		sanya_cli_print(cli, "  the difference of %s leaves with the next batch\n", amount);
	else
		sanya_cli_print(cli, "  the amount is the same as before\n");
}

static int approve_one(struct sanya_cli *cli, struct sanya_acting *acting, const char *number, struct sanya_json *changes,
		       struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_means means = { .settings = cli->settings };
	struct sanya_change change;
	const char *amount = NULL;

	sanya_arena_init(&arena);
	if (sanya_lookup_host(&acting->lookup, &means.host, err) != 0 ||
	    sanya_review_approve(&acting->act, &means, number, &arena, &change, &amount, err) != 0 ||
	    tell(cli, acting, &change, changes, err) != 0)
		return -1;
	tell_part(cli, &change, amount, changes);
	return 0;
}

static int run_approve(struct sanya_cli *cli, struct sanya_error *err)
{
	return each(cli, SANYA_DO_APPROVE, approve_one, err);
}

/* --- rows --- */

#define CYCLE_OPTION                                                                                                          \
	{ .name = "cycle", .value = "NAME", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("All contracts of this cycle that are ready for it.") }

static const struct sanya_cli_option cycle_options[] = { CYCLE_OPTION, { .name = NULL } };
static const struct sanya_cli_option evaluate_options[] = {
	CYCLE_OPTION,
	{ .name = "early", .kind = SANYA_OPTION_FLAG, .help = SANYA_N("Before the period and its days of grace are over.") },
	{ .name = "exclude", .value = "GOAL=REASON", .kind = SANYA_OPTION_MANY, .help = SANYA_N("Leave a goal out of the result (HR).") },
	{ .name = "count", .value = "GOAL=REASON", .kind = SANYA_OPTION_MANY,
	  .help = SANYA_N("Let a goal count in spite of a finding for which the contract asks for a decision (HR).") },
	{ .name = NULL },
};

const struct sanya_command sanya_command_review_evaluate = {
	.name = "review evaluate",
	.arguments = "[NUMBER…]",
	.most = MANY_MOST,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Measure a contract's goals from the evidence and compute its reward."),
	.details = SANYA_N("What counts is fixed with the result: contract revision, last batch of evidence, calendar, plugins. The same "
			   "evidence gives the same result again (sanya explain). A goal whose plugin failed is not evaluated; nothing "
			   "is said of the person, and nothing is paid before it is."),
	.examples = "sanya review evaluate SQ-2026-0017 --as E0310\n"
		    "sanya review evaluate --cycle 2026-Q3 --as E0110\n"
		    "sanya review evaluate SQ-2026-0017 --exclude speed=\"Outage of 12 August\" --as E0111",
	.options = evaluate_options,
	.run = run_evaluate,
};

const struct sanya_command sanya_command_review_restate = {
	.name = "review restate",
	.arguments = "[NUMBER…]",
	.most = MANY_MOST,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("Measure results again from the evidence of now, and record what differs."),
	.details = SANYA_N("Shows the old result, the new one and the difference; where nothing differs nothing is recorded. Before the reward has "
			   "left, the new result is shared and answered anew. After the export the difference leaves as a line with a sign in the "
			   "next batch, once somebody else has approved it. The older result stays: sanya statement NUMBER --evaluation N. "
			   "What was accepted in a dispute still holds. --dry-run only shows."),
	.examples = "sanya review restate SQ-2026-0017 --reason \"Tickets of 30 September came late.\" --as E0111\n"
		    "sanya review restate --cycle 2026-Q3 --reason \"Late import.\" --as E0111 --dry-run",
	.options = cycle_options,
	.run = run_restate,
};

const struct sanya_command sanya_command_review_share = {
	.name = "review share",
	.arguments = "[NUMBER…]",
	.most = MANY_MOST,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Show the result to the employee; the days for an answer begin."),
	.examples = "sanya review share SQ-2026-0017 --as E0310",
	.options = cycle_options,
	.run = run_share,
};

const struct sanya_command sanya_command_review_acknowledge = {
	.name = "review acknowledge",
	.arguments = "NUMBER…",
	.least = 1,
	.most = MANY_MOST,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Say that one has seen the result (employee)."),
	.examples = "sanya review acknowledge SQ-2026-0017 --as E1024",
	.run = run_acknowledge,
};

const struct sanya_command sanya_command_review_approve = {
	.name = "review approve",
	.arguments = "[NUMBER…]",
	.most = MANY_MOST,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Approve the reward for payment (HR; never one's own, never who evaluated)."),
	.details = SANYA_N("Of a disputed result it approves what is owed however the dispute ends: the disputed goals count with their lowest score, and "
			   "the rest waits. Of a result that was restated after the export it approves the difference. All lines of a contract but "
			   "its corrections add up to the approved result."),
	.examples = "sanya review approve SQ-2026-0017 --as E0111\n"
		    "sanya review approve --cycle 2026-Q3 --as E0111",
	.options = cycle_options,
	.run = run_approve,
};
