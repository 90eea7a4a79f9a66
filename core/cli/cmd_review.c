/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya review evaluate, share, acknowledge, dispute, resolve, approve.
 * Several contracts, or all of a cycle that are ready for the step, are taken one after the other, each whole.
 */
#include "acting.h"
#include "../app/review.h"
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
		bool overdue = false;

		if (action == SANYA_DO_APPROVE &&
		    sanya_review_overdue(acting->act.store, &rows[i], acting->act.now, &overdue, err) != 0)
			return -1;
		if (!overdue && sanya_lifecycle_row(rows[i].state, action) == NULL)
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
	bool cycle;		  /* one contract that may not be decided on does not hold up the others */
	struct sanya_error first; /* of those left out */
	size_t taken, left;
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

static int show_evaluated(void *context, const char *number, const struct sanya_change *change, struct sanya_json **statement,
			  const struct sanya_error *failure, struct sanya_error *err)
{
	struct evaluating *evaluating = context;
	struct sanya_json *json;

	if (failure != NULL)
		return leave_out(evaluating, number, failure, err);
	evaluating->taken++;
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
	struct sanya_evaluation how = { .settings = cli->settings, .early = sanya_cli_flag(cli, "early"), .exclude = exclude, .count = counts };

	for (size_t i = 0; i < SANYA_GOALS_MAX; i++) {
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
		if (sanya_lifecycle_row(rows[i].state, SANYA_DO_EVALUATE) != NULL)
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

static int run_evaluate(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *changes = sanya_json_array();
	struct evaluating evaluating = { .cli = cli, .acting = &acting, .changes = changes };
	const char *cycle = sanya_cli_value(cli, "cycle");

	if (open_each(cli, cycle, &acting, err) != 0)
		return -1;
	if (cycle != NULL ? evaluate_cycle(cli, &evaluating, cycle, err) != 0
			  : evaluate(cli, &evaluating, cli->arguments, cli->argument_count, err) != 0)
		return -1;
	close_each(cli, &acting, changes);
	changes = NULL;
	sanya_cli_tell(cli, "The employee sees it after: sanya review share\n");
	return 0;
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

static int approve_one(struct sanya_cli *cli, struct sanya_acting *acting, const char *number, struct sanya_json *changes,
		       struct sanya_error *err)
{
	struct sanya_change change;

	if (sanya_review_approve(&acting->act, number, &change, err) != 0)
		return -1;
	return tell(cli, acting, &change, changes, err);
}

static int run_approve(struct sanya_cli *cli, struct sanya_error *err)
{
	return each(cli, SANYA_DO_APPROVE, approve_one, err);
}

static int run_dispute(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_change change;

	/* The positional arguments end in NULL: those behind the number are goals. */
	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_review_dispute(&acting.act, cli->arguments[0], cli->arguments + 1, &change, err) != 0)
		return -1;
	sanya_cli_change(cli, &acting, &change);
	sanya_cli_tell(cli, "HR, or somebody above the manager, answers: sanya review resolve %s accepted|partly|rejected\n",
		       change.number);
	return 0;
}

static int run_resolve(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_change change;

	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_review_resolve(&acting.act, cli->arguments[0], cli->arguments[1], &change, err) != 0)
		return -1;
	sanya_cli_change(cli, &acting, &change);
	if (strcmp(cli->arguments[1], "rejected") != 0)
		sanya_cli_tell(cli, "To compute anew: sanya contract reopen %s, then sanya review evaluate %s --exclude GOAL=REASON\n",
			       change.number, change.number);
	return 0;
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

const struct sanya_command sanya_command_review_dispute = {
	.name = "review dispute",
	.arguments = "NUMBER [GOAL…]",
	.least = 1,
	.most = SANYA_GOALS_MAX,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("Challenge the result, or single goals of it, with a reason (employee)."),
	.examples = "sanya review dispute SQ-2026-0017 speed --reason \"HD-29120 waited for the network team.\" --as E1024",
	.run = run_dispute,
};

const struct sanya_command sanya_command_review_resolve = {
	.name = "review resolve",
	.arguments = "NUMBER accepted|partly|rejected",
	.least = 2,
	.most = 2,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("Answer a dispute, with a reason (HR, or somebody above the manager; never who evaluated)."),
	.examples = "sanya review resolve SQ-2026-0017 rejected --reason \"The ticket was with us for two days.\" --as E0111",
	.run = run_resolve,
};

const struct sanya_command sanya_command_review_approve = {
	.name = "review approve",
	.arguments = "[NUMBER…]",
	.most = MANY_MOST,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Approve the reward for payment (HR; never one's own, never who evaluated)."),
	.examples = "sanya review approve SQ-2026-0017 --as E0111\n"
		    "sanya review approve --cycle 2026-Q3 --as E0111",
	.options = cycle_options,
	.run = run_approve,
};
