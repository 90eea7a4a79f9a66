/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya progress and sanya milestone: what is to be done, by when, and saying that it is.
 */
#include "acting.h"
#include "interval_show.h"
#include "segment_show.h"
#include "words.h"

#include "../app/milestone.h"
#include "../app/progress.h"

static int change_milestone(struct sanya_cli *cli, bool confirm, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const char *number = cli->arguments[0], *goal = cli->arguments[1], *evidence = sanya_cli_value(cli, "evidence");
	struct sanya_json *json;

	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0)
		return -1;
	if (confirm ? sanya_milestone_confirm(&acting.act, number, goal, evidence, err) != 0
		    : sanya_milestone_report(&acting.act, number, goal, evidence, err) != 0)
		return -1;
	if (confirm)
		sanya_cli_print(cli, "%s: goal %s is confirmed\n", number, goal);
	else
		sanya_cli_print(cli, "%s: goal %s is reported; the manager confirms it\n", number, goal);
	if (cli->dry_run)
		sanya_cli_tell(cli, "Nothing was changed (--dry-run).\n");
	json = sanya_json_object();
	sanya_json_set_text(json, "number", number);
	sanya_json_set_text(json, "goal", goal);
	sanya_json_set_text(json, "state", confirm ? "met" : "reported");
	sanya_json_set(json, "dry_run", sanya_json_of_bool(cli->dry_run));
	sanya_cli_result(cli, json);
	return 0;
}

static int run_report(struct sanya_cli *cli, struct sanya_error *err)
{
	return change_milestone(cli, false, err);
}

static int run_confirm(struct sanya_cli *cli, struct sanya_error *err)
{
	return change_milestone(cli, true, err);
}

/* `over`: the days in which these goals counted have passed. */
static void show_goal(struct sanya_cli *cli, const struct sanya_json *goal, bool over)
{
	const char *value = sanya_json_get_text(goal, "value"), *target = sanya_json_get_text(goal, "target"),
		   *title = sanya_json_get_text(goal, "title"), *outcome = sanya_json_get_text(goal, "outcome");
	long long count = (long long)sanya_json_get_integer(goal, "count", 0);
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer interval;

	sanya_buffer_init(&interval, 256);
	sanya_cli_interval(cli, goal, &interval);
	if (over)
		sanya_buffer_text(&cli->out, "  ");
	if (value != NULL && target != NULL && over)
		sanya_cli_print(cli, "  %s: %s, target %s (%lld counted)\n", title, value, target, count);
	else if (value != NULL && target != NULL && interval.size > 0)
		sanya_cli_print(cli, "  %s: %s so far, target %s (%lld counted; %s: %s)\n", title, value, target, count, interval.data,
				sanya_cli_against(cli, goal));
	else if (value != NULL && target != NULL)
		sanya_cli_print(cli, "  %s: %s so far, target %s (%lld counted)\n", title, value, target, count);
	else if (strcmp(outcome, "no-data") == 0)
		sanya_cli_print(cli, "  %s: %s\n", title, sanya_cli_say(cli, over ? SANYA_N("no data") : SANYA_N("no data yet")));
	else
		sanya_cli_print(cli, "  %s: %s\n", title, sanya_cli_word(cli, outcome));
}

static void show_goals(struct sanya_cli *cli, const struct sanya_json *goals, bool over)
{
	for (size_t i = 0; i < sanya_json_size(goals); i++)
		show_goal(cli, sanya_json_at(goals, i), over);
}

/* Revisions that held before the one of today. */
static void show_earlier(struct sanya_cli *cli, const struct sanya_json *earlier)
{
	for (size_t i = 0; i < sanya_json_size(earlier); i++) {
		const struct sanya_json *part = sanya_json_at(earlier, i);
		struct sanya_when from, to;

		sanya_cli_print(cli, "  Revision %lld, %s to %s:\n", (long long)sanya_json_get_integer(part, "revision", 0),
				sanya_cli_when(cli, NULL, sanya_json_get_text(part, "from"), &from),
				sanya_cli_when(cli, NULL, sanya_json_get_text(part, "to"), &to));
		show_goals(cli, sanya_json_get(part, "goals"), true);
	}
}

static void show_by(struct sanya_cli *cli, const struct sanya_json *next)
{
	struct sanya_when when;
	const char *by = sanya_cli_when(cli, NULL, sanya_json_get_text(next, "by"), &when);

	if (by != NULL && sanya_json_true(sanya_json_get(next, "overdue")))
		sanya_cli_print(cli, "  By: %s, which has passed\n", by);
	else if (by != NULL)
		sanya_cli_print(cli, "  By: %s\n", by);
}

static void who_text(struct sanya_cli *cli, const struct sanya_roster *roster, const struct sanya_json *who, struct sanya_buffer *out)
{
	for (size_t i = 0; i < sanya_json_size(who); i++) {
		if (i > 0)
			sanya_buffer_text(out, ", ");
		sanya_cli_person(cli, roster, sanya_json_text(sanya_json_at(who, i)), out);
	}
}

static void show_amendment(struct sanya_cli *cli, const struct sanya_roster *roster, const struct sanya_json *amendment)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer people;

	if (amendment == NULL)
		return;
	sanya_buffer_init(&people, SANYA_TEXT_MAX);
	who_text(cli, roster, sanya_json_get(amendment, "who"), &people);
	sanya_cli_print(cli, "  Amendment, revision %lld: %s (%s)\n", (long long)sanya_json_get_integer(amendment, "revision", 0),
			sanya_json_get_text(amendment, "what"), people.data);
	show_by(cli, amendment);
}

static void show_entry(struct sanya_cli *cli, const struct sanya_roster *roster, const struct sanya_json *entry)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer people;
	const struct sanya_json *contract = sanya_json_get(entry, "contract"), *next = sanya_json_get(entry, "next");
	const struct sanya_json *deadlines = sanya_json_get(entry, "deadlines");
	struct sanya_when when;

	sanya_buffer_init(&people, SANYA_TEXT_MAX);
	sanya_cli_person(cli, roster, sanya_json_get_text(contract, "employee"), &people);
	sanya_cli_print(cli, "%s  %s  %s\n", sanya_json_get_text(contract, "number"), people.data,
			sanya_cli_say(cli, sanya_json_get_text(contract, "state")));
	sanya_buffer_clear(&people);
	who_text(cli, roster, sanya_json_get(next, "who"), &people);
	if (sanya_json_get_text(next, "what") != NULL)
		sanya_cli_print(cli, "  Next: %s (%s)\n", sanya_json_get_text(next, "what"), people.data);
	show_by(cli, next);
	show_amendment(cli, roster, sanya_json_get(entry, "amendment"));
	if (strcmp(sanya_json_get_text(contract, "state"), "active") == 0)
		sanya_cli_print(cli, "  Days left: %lld\n", (long long)sanya_json_get_integer(entry, "days_left", 0));
	sanya_segments_show(cli, sanya_json_get(entry, "segments"), "  ");
	show_earlier(cli, sanya_json_get(entry, "earlier"));
	show_goals(cli, sanya_json_get(entry, "goals"), false);
	for (size_t i = 0; i < sanya_json_size(deadlines); i++) {
		const struct sanya_json *deadline = sanya_json_at(deadlines, i);

		sanya_cli_print(cli, "  Deadline %s: %s, %s\n", sanya_cli_when(cli, NULL, sanya_json_get_text(deadline, "deadline"), &when),
				sanya_json_get_text(deadline, "title"), sanya_cli_say(cli, sanya_json_get_text(deadline, "state")));
	}
}

static int run_progress(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	const char *id = cli->argument_count > 0 ? cli->arguments[0] : cli->actor;
	struct sanya_json *list, *result;

	sanya_roster_init(&roster);
	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_progress(acting.act.store, id != NULL ? &acting.lookup : NULL, id, acting.act.now, cli->catalogue, &roster, &list,
			   err) != 0)
		return -1;
	for (size_t i = 0; i < sanya_json_size(list) && !cli->json; i++)
		show_entry(cli, &roster, sanya_json_at(list, i));
	if (sanya_json_size(list) == 0)
		sanya_cli_tell(cli, "Nothing is waiting.\n");
	result = sanya_json_object();
	sanya_json_set(result, "contracts", list);
	sanya_cli_result(cli, result);
	return 0;
}

static const struct sanya_cli_option milestone_options[] = {
	{ "evidence", "TEXT", SANYA_OPTION_VALUE, SANYA_N("What shows it: a certificate, a date, an address.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

const struct sanya_command sanya_command_milestone_report = {
	.name = "milestone report",
	.arguments = "NUMBER GOAL",
	.least = 2,
	.most = 2,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Say that a milestone of your contract is reached, with evidence, by its deadline."),
	.examples = "sanya milestone report SQ-2026-0017 training --as E1024 --evidence \"Certificate 2026/118 of 14 August\"",
	.options = milestone_options,
	.run = run_report,
};

const struct sanya_command sanya_command_milestone_confirm = {
	.name = "milestone confirm",
	.arguments = "NUMBER GOAL",
	.least = 2,
	.most = 2,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Confirm as the manager that a reported milestone is reached, by its deadline."),
	.examples = "sanya milestone confirm SQ-2026-0017 training --as E0310",
	.options = milestone_options,
	.run = run_confirm,
};

const struct sanya_command sanya_command_progress = {
	.name = "progress",
	.arguments = "[PERSON]",
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Show the next step of each contract, by when, and the deadlines near and passed."),
	.details = SANYA_N("For a person, active contracts are measured up to now as well."),
	.examples = "sanya progress E1024\n"
		    "sanya progress",
	.run = run_progress,
};
