/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya contract history: everything that happened to a contract, in order, with reasons and changes.
 * Prints what the app room read from the ledger; under --json exactly that.
 */
#include "acting.h"
#include "happening.h"
#include "words.h"

#include "../app/people.h"
#include "../app/trail.h"

static const char *said_of_clause(const struct sanya_cli *cli, const char *answer)
{
	if (answer != NULL && strcmp(answer, "accept") == 0)
		return sanya_cli_say(cli, SANYA_N("accepted"));
	if (answer != NULL && strcmp(answer, "keep") == 0)
		return sanya_cli_say(cli, SANYA_N("kept"));
	if (answer != NULL && strcmp(answer, "answer") == 0)
		return sanya_cli_say(cli, SANYA_N("answered"));
	return sanya_cli_say(cli, SANYA_N("changed"));
}

static void show_clauses(struct sanya_cli *cli, const struct sanya_json *clauses)
{
	for (size_t i = 0; i < sanya_json_size(clauses); i++) {
		const struct sanya_json *one = sanya_json_at(clauses, i);
		const char *reason = sanya_json_get_text(one, "reason"), *answer = sanya_json_get_text(one, "answer");

		/* That it changed is said above; only a reason of its own is left to tell. */
		if (reason == NULL && (answer == NULL || strcmp(answer, "change") == 0))
			continue;
		sanya_buffer_printf(&cli->out, "    %s: %s", sanya_json_get_text(one, "clause"),
				    said_of_clause(cli, answer));
		if (reason != NULL)
			sanya_buffer_printf(&cli->out, ": %s", reason);
		sanya_buffer_text(&cli->out, "\n");
	}
}

static void show_event(struct sanya_cli *cli, const struct sanya_roster *roster, const struct sanya_json *event)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer actor;
	const struct sanya_json *changes = sanya_json_get(event, "changes"), *revision = sanya_json_get(event, "revision");
	const char *reason = sanya_json_get_text(event, "reason");

	sanya_buffer_init(&actor, SANYA_TEXT_MAX);
	sanya_cli_person(cli, roster, sanya_json_get_text(event, "actor"), &actor);
	sanya_buffer_printf(&cli->out, "%s  %s  %s", sanya_json_get_text(event, "at"), actor.data,
			    sanya_cli_happening(cli, sanya_json_get_text(event, "type")));
	if (sanya_json_type(revision) == SANYA_JSON_INTEGER) {
		sanya_buffer_text(&cli->out, ", ");
		sanya_cli_print(cli, "revision %lld", (long long)sanya_json_integer(revision, 0));
	}
	if (reason != NULL)
		sanya_buffer_printf(&cli->out, ": %s", reason);
	sanya_buffer_text(&cli->out, "\n");
	for (size_t i = 0; i < sanya_json_size(changes); i++)
		sanya_buffer_printf(&cli->out, "  %s\n", sanya_json_get_text(sanya_json_at(changes, i), "words"));
	show_clauses(cli, sanya_json_get(event, "clauses"));
}

static int run_history(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	struct sanya_json *events, *result;

	sanya_roster_init(&roster);
	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_people_standing(acting.act.store, &roster, err) != 0 ||
	    sanya_contract_trail(acting.act.store, cli->arguments[0], cli->catalogue, &events, err) != 0)
		return -1;
	for (size_t i = 0; i < sanya_json_size(events) && !cli->json; i++)
		show_event(cli, &roster, sanya_json_at(events, i));
	result = sanya_json_object();
	sanya_json_set_text(result, "number", cli->arguments[0]);
	sanya_json_set(result, "events", events);
	sanya_cli_result(cli, result);
	return 0;
}

const struct sanya_command sanya_command_contract_history = {
	.name = "contract history",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Tell everything that happened to a contract: who, when, what changed, and why."),
	.examples = "sanya contract history SQ-2026-0017",
	.run = run_history,
};
