/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya idea rules, submit, list, show, decide, approve: those who know best where service fails say how to mend it, and are paid for it.
 */
#include "acting.h"
#include "words.h"

#include "../app/idea.h"
#include "../app/people.h"
#include "../base/file.h"

#define MET_MAX 20u

static void tell_dry_run(struct sanya_cli *cli)
{
	if (cli->dry_run)
		sanya_cli_tell(cli, "Nothing was changed (--dry-run).\n");
}

/* --- rules --- */

static void show_rules(struct sanya_cli *cli, const struct sanya_json *rules)
{
	const struct sanya_json *criteria = sanya_json_get(rules, "criteria"), *rewards = sanya_json_get(rules, "rewards");

	sanya_cli_print(cli, "%s\n", sanya_cli_words(cli, sanya_json_get(rules, "title")));
	sanya_cli_print(cli, "An answer comes within %lld days.\n", (long long)sanya_json_get_integer(rules, "answer_days", 0));
	sanya_cli_print(cli, "Criteria:\n");
	for (size_t i = 0; i < sanya_json_size(criteria); i++)
		sanya_cli_print(cli, "  %s: %s\n", sanya_json_get_text(sanya_json_at(criteria, i), "id"),
				sanya_cli_words(cli, sanya_json_get(sanya_json_at(criteria, i), "title")));
	sanya_cli_print(cli, "Rewards:\n");
	for (size_t i = 0; i < sanya_json_size(rewards); i++) {
		const struct sanya_json *reward = sanya_json_at(rewards, i);

		sanya_cli_print(cli, "  %s: %s %s, %s\n", sanya_json_get_text(reward, "grade"), sanya_json_get_text(reward, "amount"),
				sanya_json_get_text(rules, "currency"), sanya_cli_words(cli, sanya_json_get(reward, "title")));
	}
}

static int run_rules(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	bool publish = cli->argument_count > 0;
	struct sanya_json *json;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (sanya_acting_open(cli, publish ? SANYA_STORE_WRITE : SANYA_STORE_READ, &acting, err) != 0)
		return -1;
	if (publish) {
		if (sanya_file_read(cli->arguments[0], &text, err) != 0 ||
		    sanya_idea_publish(&acting.act, cli->arguments[0], text.data, text.size, err) != 0)
			return -1;
		sanya_cli_tell(cli, "Published: they hold for every idea that is decided from now on.\n");
		tell_dry_run(cli);
		json = sanya_json_object();
		sanya_json_set(json, "published", sanya_json_of_bool(!cli->dry_run));
		sanya_cli_result(cli, json);
		return 0;
	}
	if (sanya_idea_published(acting.act.store, &json, err) != 0)
		return -1;
	if (!cli->json)
		show_rules(cli, json);
	sanya_cli_result(cli, json);
	return 0;
}

/* --- one idea --- */

static void show_step(struct sanya_cli *cli, struct sanya_json *take_json)
{
	const char *number = sanya_json_get_text(take_json, "number"), *amount = sanya_json_get_text(take_json, "amount");
	struct sanya_when when;
	const char *by = sanya_cli_when(cli, NULL, sanya_json_get_text(take_json, "answer_by"), &when);

	sanya_cli_print(cli, "%s: %s\n", number, sanya_cli_say(cli, sanya_json_get_text(take_json, "state")));
	if (by != NULL)
		sanya_cli_tell(cli, "An answer is due by %s.\n", by);
	if (amount != NULL)
		sanya_cli_tell(cli, "Worth %s %s by the published table.\n", amount, sanya_json_get_text(take_json, "currency"));
	tell_dry_run(cli);
	sanya_cli_result(cli, take_json);
}

static int run_submit(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_json *json;

	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_idea_submit(&acting.act, cli->arguments[0], sanya_cli_value(cli, "text"), &json, err) != 0)
		return -1;
	show_step(cli, json);
	return 0;
}

static int action_of(const char *word, enum sanya_idea_action *ret, struct sanya_error *err)
{
	if (strcmp(word, "accepted") == 0)
		*ret = SANYA_IDEA_ACCEPT;
	else if (strcmp(word, "declined") == 0)
		*ret = SANYA_IDEA_DECLINE;
	else if (strcmp(word, "trial") == 0)
		*ret = SANYA_IDEA_TRY;
	else
		return sanya_error_set(err, SANYA_USAGE, "an idea is decided as accepted, declined or trial, not \"%.40s\"", word);
	return 0;
}

static int run_decide(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const char *met[MET_MAX + 1] = { NULL };
	struct sanya_idea_decision decision = { .grade = sanya_cli_value(cli, "grade"), .until = sanya_cli_value(cli, "until"), .met = met };
	struct sanya_json *json;

	for (size_t i = 0; i < MET_MAX && sanya_cli_many(cli, "met", i) != NULL; i++)
		met[i] = sanya_cli_many(cli, "met", i);
	if (action_of(cli->arguments[1], &decision.action, err) != 0 || sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_idea_decide(&acting.act, cli->arguments[0], &decision, &json, err) != 0)
		return -1;
	show_step(cli, json);
	return 0;
}

static int run_approve(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_json *json;

	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_idea_approve(&acting.act, cli->arguments[0], &json, err) != 0)
		return -1;
	sanya_cli_print(cli, "%s: %s\n", cli->arguments[0], sanya_cli_say(cli, sanya_json_get_text(json, "state")));
	if (strcmp(sanya_json_get_text(json, "amount"), "0.00") != 0)
		sanya_cli_tell(cli, "Its reward leaves with the next export.\n");
	tell_dry_run(cli);
	sanya_cli_result(cli, json);
	return 0;
}

/* --- all of them --- */

static void list_idea(struct sanya_cli *cli, const struct sanya_roster *roster, const struct sanya_json *idea, struct sanya_cli_table *table)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer person, due, reward;
	struct sanya_when when;
	const char *by = sanya_cli_when(cli, NULL, sanya_json_get_text(idea, "answer_by"), &when), *amount = sanya_json_get_text(idea, "amount");

	sanya_buffer_init(&person, SANYA_TEXT_MAX);
	sanya_buffer_init(&due, 200);
	sanya_buffer_init(&reward, 200);
	sanya_cli_person(cli, roster, sanya_json_get_text(idea, "person"), &person);
	if (by != NULL)
		sanya_buffer_text(&due, by);
	if (sanya_json_true(sanya_json_get(idea, "overdue")))
		sanya_buffer_printf(&due, " (%s)", sanya_cli_say(cli, SANYA_N("passed")));
	if (amount != NULL)
		sanya_buffer_printf(&reward, "%s %s", amount, sanya_json_get_text(idea, "currency"));
	const char *const cells[] = { sanya_json_get_text(idea, "number"), sanya_cli_say(cli, sanya_json_get_text(idea, "state")), due.data,
				      reward.data, person.data, sanya_json_get_text(idea, "title") };

	sanya_cli_table_row(table, cells);
}

static int run_list(struct sanya_cli *cli, struct sanya_error *err)
{
	static const char *const heads[] = { SANYA_N("Number"), SANYA_N("State"), SANYA_N("Answer by"), SANYA_N("Reward"), SANYA_N("Person"),
					     SANYA_N("Idea") };
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	const char *word = sanya_cli_value(cli, "state");
	int state = word == NULL ? SANYA_IDEA_NONE : sanya_idea_state_of(word);
	struct sanya_cli_table *table;
	struct sanya_json *list, *result;

	sanya_roster_init(&roster);
	if (word != NULL && state <= SANYA_IDEA_NONE) {
		sanya_error_set(err, SANYA_USAGE, "\"%.40s\" is no state of an idea", word);
		return sanya_error_next(err, "states are submitted, trial, accepted, declined and approved");
	}
	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 || sanya_people_standing(acting.act.store, &roster, err) != 0 ||
	    sanya_idea_list(acting.act.store, sanya_cli_value(cli, "person"), (enum sanya_idea_state)state, acting.act.now, &list, err) != 0)
		return -1;
	table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	sanya_cli_table_right(table, 1u << 3);
	for (size_t i = 0; i < sanya_json_size(list); i++)
		list_idea(cli, &roster, sanya_json_at(list, i), table);
	sanya_cli_table_end(table);
	if (sanya_json_size(list) == 0)
		sanya_cli_tell(cli, "There are no such ideas. A first one: sanya idea submit --help\n");
	result = sanya_json_object();
	sanya_json_set(result, "ideas", list);
	sanya_cli_result(cli, result);
	return 0;
}

/* --- all of one --- */

static void show_decision(struct sanya_cli *cli, const struct sanya_roster *roster, const struct sanya_json *idea)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer person;
	const char *by = sanya_json_get_text(idea, "decided_by"), *reason = sanya_json_get_text(idea, "reason");
	const char *met = sanya_json_get_text(idea, "met"), *grade = sanya_json_get_text(idea, "grade");
	long long batch = (long long)sanya_json_get_integer(idea, "batch", 0);
	struct sanya_when when;

	sanya_buffer_init(&person, SANYA_TEXT_MAX);
	if (by == NULL)
		return;
	sanya_cli_person(cli, roster, by, &person);
	sanya_cli_print(cli, "Decided by: %s, %s\n", person.data, sanya_cli_when(cli, NULL, sanya_json_get_text(idea, "decided_at"), &when));
	if (reason != NULL)
		sanya_cli_print(cli, "Reason: %s\n", reason);
	if (sanya_json_get_text(idea, "until") != NULL)
		sanya_cli_print(cli, "Trial until: %s\n", sanya_cli_when(cli, NULL, sanya_json_get_text(idea, "until"), &when));
	if (met != NULL)
		sanya_cli_print(cli, "Meets: %s\n", met);
	if (grade != NULL)
		sanya_cli_print(cli, "Worth: %s, %s %s\n", grade, sanya_json_get_text(idea, "amount"), sanya_json_get_text(idea, "currency"));
	if (batch > 0)
		sanya_cli_print(cli, "Paid with batch: %lld\n", batch);
}

static int run_show(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer person;
	struct sanya_json *idea;
	struct sanya_when when;
	const char *by;

	sanya_roster_init(&roster);
	sanya_buffer_init(&person, SANYA_TEXT_MAX);
	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 || sanya_people_standing(acting.act.store, &roster, err) != 0 ||
	    sanya_idea_show(acting.act.store, cli->arguments[0], acting.act.now, &idea, err) != 0)
		return -1;
	sanya_cli_person(cli, &roster, sanya_json_get_text(idea, "person"), &person);
	sanya_cli_print(cli, "%s: %s\n", cli->arguments[0], sanya_cli_say(cli, sanya_json_get_text(idea, "state")));
	sanya_cli_print(cli, "Idea: %s\n", sanya_json_get_text(idea, "title") != NULL ? sanya_json_get_text(idea, "title") : "–");
	if (sanya_json_get_text(idea, "text") != NULL)
		sanya_cli_print(cli, "Text: %s\n", sanya_json_get_text(idea, "text"));
	sanya_cli_print(cli, "Submitted by: %s, %s\n", person.data, sanya_cli_when(cli, NULL, sanya_json_get_text(idea, "submitted_at"), &when));
	by = sanya_cli_when(cli, NULL, sanya_json_get_text(idea, "answer_by"), &when);
	if (by != NULL && sanya_json_true(sanya_json_get(idea, "overdue")))
		sanya_cli_print(cli, "Answer by: %s, which has passed\n", by);
	else if (by != NULL)
		sanya_cli_print(cli, "Answer by: %s\n", by);
	show_decision(cli, &roster, idea);
	sanya_cli_result(cli, idea);
	return 0;
}

static const struct sanya_cli_option submit_options[] = {
	{ "text", "TEXT", SANYA_OPTION_VALUE, SANYA_N("What is wrong today, and what would be better.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

static const struct sanya_cli_option decide_options[] = {
	{ "grade", "GRADE", SANYA_OPTION_VALUE, SANYA_N("Accepted: its row in the published table of rewards.") },
	{ "met", "CRITERION", SANYA_OPTION_MANY, SANYA_N("Accepted: a published criterion that it meets.") },
	{ "until", "DATE", SANYA_OPTION_VALUE, SANYA_N("Trial: its last day.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

static const struct sanya_cli_option list_options[] = {
	{ "person", "PERSON", SANYA_OPTION_VALUE, SANYA_N("Only the ideas of this person.") },
	{ "state", "STATE", SANYA_OPTION_VALUE, SANYA_N("Only ideas in this state: submitted, trial, accepted, declined, approved.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

const struct sanya_command sanya_command_idea_rules = {
	.name = "idea rules",
	.arguments = "[FILE]",
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Show by which criteria ideas are judged and what they are worth; with a file, HR publishes them."),
	.details = SANYA_N("The file is a JSON document, sanya.ideas/1, with criteria, a table of rewards and the days within which every idea gets an "
			   "answer. An example comes with the program: examples/ideas.json."),
	.examples = "sanya idea rules\n"
		    "sanya idea rules ideas.json --as E0111",
	.run = run_rules,
};

const struct sanya_command sanya_command_idea_submit = {
	.name = "idea submit",
	.arguments = "TITLE",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Submit an idea for better service; the answer comes by a date."),
	.examples = "sanya idea submit \"Call back instead of holding the line\" --as E1024 --text \"Customers wait 12 minutes on Mondays.\"",
	.options = submit_options,
	.run = run_submit,
};

const struct sanya_command sanya_command_idea_list = {
	.name = "idea list",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("List ideas, where they stand, and by when an answer is due."),
	.examples = "sanya idea list\n"
		    "sanya idea list --state submitted",
	.options = list_options,
	.run = run_list,
};

const struct sanya_command sanya_command_idea_show = {
	.name = "idea show",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Show one idea: its text, where it stands, and how it was decided."),
	.examples = "sanya idea show ID-2026-0001",
	.run = run_show,
};

const struct sanya_command sanya_command_idea_decide = {
	.name = "idea decide",
	.arguments = "NUMBER accepted|declined|trial",
	.least = 2,
	.most = 2,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("Decide on an idea of somebody below, by the published criteria."),
	.details = SANYA_N("Somebody above whoever had the idea, or HR; never the person themselves. A trial and a refusal need a reason. What an "
			   "accepted idea is worth stands in the published table; HR approves it, and the next export pays it."),
	.examples = "sanya idea decide ID-2026-0001 accepted --grade small --met customers --as E0310\n"
		    "sanya idea decide ID-2026-0002 trial --until 2026-09-30 --reason \"One month in the evening shift.\" --as E0310\n"
		    "sanya idea decide ID-2026-0003 declined --reason \"The telephone system cannot do it.\" --as E0310",
	.options = decide_options,
	.run = run_decide,
};

const struct sanya_command sanya_command_idea_approve = {
	.name = "idea approve",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Approve, as HR, the reward of an accepted idea for the next export."),
	.examples = "sanya idea approve ID-2026-0001 --as E0111",
	.run = run_approve,
};
