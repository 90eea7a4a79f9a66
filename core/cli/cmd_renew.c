/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya renew: the next contract, drafted from this one's result by the rule that both signed; or, before there is a result, what
 * the rule would make of each that could come.
 */
#include "acting.h"
#include "findings_show.h"
#include "words.h"

#include "../app/review.h"

#define UNFINISHED_MAX 50u

/* "employee=TEXT", "manager=TEXT" */
static int read_unfinished(const struct sanya_cli *cli, struct sanya_unfinished ret[UNFINISHED_MAX], size_t *ret_count, struct sanya_error *err)
{
	const char *given;

	for (*ret_count = 0; (given = sanya_cli_many(cli, "unfinished", *ret_count)) != NULL; ++*ret_count) {
		bool manager = strncmp(given, "manager=", 8) == 0, employee = strncmp(given, "employee=", 9) == 0;
		const char *what = given + (manager ? 8 : 9);

		if ((!manager && !employee) || what[0] == '\0') {
			sanya_error_set(err, SANYA_USAGE, "--unfinished \"%.80s\" does not say whose duty it is to be", given);
			return sanya_error_next(err, "--unfinished employee=TEXT, or manager=TEXT");
		}
		if (*ret_count == UNFINISHED_MAX)
			return sanya_error_set(err, SANYA_USAGE, "more than %u times --unfinished", UNFINISHED_MAX);
		ret[*ret_count] = (struct sanya_unfinished){ .manager = manager, .what = { .th = what, .en = what } };
	}
	return 0;
}

/* What both sides noted in the review, then what is said now. */
static int gather_unfinished(const struct sanya_cli *cli, struct sanya_acting *acting, struct sanya_arena *arena, struct sanya_unfinished **ret,
			     size_t *ret_count, struct sanya_error *err)
{
	struct sanya_unfinished said[UNFINISHED_MAX], *noted, *all;
	const char *finished[SANYA_MANY_MAX + 1];
	size_t said_count, noted_count;

	if (read_unfinished(cli, said, &said_count, err) != 0 || sanya_cli_list(cli, "finished", finished, err) != 0 ||
	    sanya_renewal_causes(acting->act.store, cli->settings, cli->arguments[0], finished, arena, &noted, &noted_count, err) != 0)
		return -1;
	all = sanya_arena_array(arena, noted_count + said_count, sizeof(*all));
	if (all == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < noted_count; i++)
		all[i] = noted[i];
	for (size_t i = 0; i < said_count; i++)
		all[noted_count + i] = said[i];
	*ret = all;
	*ret_count = noted_count + said_count;
	return 0;
}

/* The duties that came along, for people and as JSON. */
static struct sanya_json *show_unfinished(struct sanya_cli *cli, const struct sanya_unfinished *unfinished, size_t count)
{
	struct sanya_json *list = sanya_json_array();

	for (size_t i = 0; i < count; i++) {
		struct sanya_json *json = sanya_json_object();

		sanya_cli_print(cli, "  duty of the %s: %s\n", sanya_cli_word(cli, unfinished[i].manager ? "manager" : "employee"),
				sanya_words_in(&unfinished[i].what, cli->language));
		sanya_json_set_text(json, "side", unfinished[i].manager ? "manager" : "employee");
		sanya_json_set(json, "what", sanya_json_of_words(&unfinished[i].what));
		sanya_json_append(list, json);
	}
	return list;
}

static int draft(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_unfinished *unfinished;
	struct sanya_change change;
	struct sanya_json *moves, *json;
	size_t count;

	sanya_arena_init(&arena);
	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    gather_unfinished(cli, &acting, &arena, &unfinished, &count, err) != 0 ||
	    sanya_contract_renew(&acting.act, &acting.lookup.references, cli->arguments[0], unfinished, count, &change, &moves, err) != 0)
		return -1;
	sanya_cli_print(cli, "%s: drafted from %s\n", change.number, cli->arguments[0]);
	for (size_t i = 0; i < sanya_json_size(moves); i++) {
		const struct sanya_json *move = sanya_json_at(moves, i);

		sanya_cli_print(cli, "  target of goal %s: %s → %s\n", sanya_json_get_text(move, "goal"), sanya_json_get_text(move, "from"),
				sanya_json_get_text(move, "to"));
	}
	if (sanya_json_size(moves) == 0)
		sanya_cli_print(cli, "  no target moves\n");
	json = sanya_change_json(&acting.act, &change);
	sanya_json_set(json, "moves", moves);
	sanya_json_set(json, "duties", show_unfinished(cli, unfinished, count));
	sanya_cli_tell(cli, "Discuss it, then: sanya contract propose %s\n", change.number);
	sanya_cli_result(cli, json);
	return 0;
}

static void show_goal(struct sanya_cli *cli, const struct sanya_json *goal, const char *currency)
{
	static const char *const heads[] = { SANYA_N("Value"), SANYA_N("Score"), SANYA_N("Reward"), SANYA_N("Next target") };
	const struct sanya_json *outcomes = sanya_json_get(goal, "outcomes");
	struct sanya_cli_table *table;

	sanya_cli_print(cli, "\n%s: %s, target %s (%s)\n", sanya_json_get_text(goal, "goal"),
			sanya_cli_words(cli, sanya_json_get(goal, "title")), sanya_json_get_text(goal, "target"), currency);
	table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	sanya_cli_table_right(table, 1u << 0 | 1u << 1 | 1u << 2 | 1u << 3);
	for (size_t i = 0; i < sanya_json_size(outcomes); i++) {
		const struct sanya_json *outcome = sanya_json_at(outcomes, i);
		const char *const cells[] = { sanya_json_get_text(outcome, "value"), sanya_json_get_text(outcome, "score"),
					      sanya_json_get_text(outcome, "reward"), sanya_json_get_text(outcome, "next") };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static int preview(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const struct sanya_json *goals;
	struct sanya_json *json;

	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_contract_outlook(acting.act.store, &acting.lookup.references, cli->arguments[0], &json, err) != 0)
		return -1;
	goals = sanya_json_get(json, "goals");
	sanya_cli_print(cli, "%s: what could come out, all other goals at their targets\n", cli->arguments[0]);
	for (size_t i = 0; i < sanya_json_size(goals) && !cli->json; i++)
		show_goal(cli, sanya_json_at(goals, i), sanya_json_get_text(json, "currency"));
	if (sanya_json_size(goals) > 0)
		sanya_cli_print(cli, "\nWithout a value (no data, too few, excluded) a target stays as it is.\n");
	if (!sanya_json_true(sanya_json_get(json, "renewal")))
		sanya_cli_tell(cli, "The contract has no rule of renewal: the next targets are free to be negotiated.\n");
	sanya_cli_findings(cli, NULL, sanya_json_get(json, "findings"));
	sanya_cli_result(cli, json);
	return 0;
}

static int run_renew(struct sanya_cli *cli, struct sanya_error *err)
{
	return sanya_cli_flag(cli, "preview") ? preview(cli, err) : draft(cli, err);
}

static const struct sanya_cli_option renew_options[] = {
	{ "preview", NULL, SANYA_OPTION_FLAG, SANYA_N("Draft nothing; show the next target for each value that could come out, at any time.") },
	{ "unfinished", "SIDE=TEXT", SANYA_OPTION_MANY, SANYA_N("What was left undone, as a duty of employee or manager in the next contract.") },
	{ "finished", "GOAL=CAUSE", SANYA_OPTION_MANY, SANYA_N("A noted cause of failure that is repaired: it does not come along as a duty.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

const struct sanya_command sanya_command_renew = {
	.name = "renew",
	.arguments = "NUMBER|FILE",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Draft the next contract from the result, by the rule that both signed."),
	.details = SANYA_N("The period moves on by its own length, and deadlines with it. Goals that support a goal above support the same one of the "
			   "contract that supersedes it. Causes of failure that both sides noted in the review come along as duties, unless they are said to be "
			   "finished.\n"
			   "With --preview nothing is drafted: it shows which target would follow from each value, while the contract is a file, is "
			   "negotiated or runs, and warns where the rule makes holding back profitable."),
	.examples = "sanya renew SQ-2026-0017 --as E0310\n"
		    "sanya renew SQ-2026-0017 --preview\n"
		    "sanya renew drafts/panya.json --preview\n"
		    "sanya renew SQ-2026-0017 --as E0310 --finished speed=tools\n"
		    "sanya renew SQ-2026-0017 --as E0310 --unfinished \"manager=Two more headsets for the night shift\"",
	.options = renew_options,
	.run = run_renew,
};
