/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The findings of a statement in sentences, and for which goals a decision is asked or was taken.
 * Concludes nothing; every number comes from the statement.
 */
#include "gaming_show.h"

#include "../domain/gaming.h"

#include <string.h>

static void show_sentence(struct sanya_cli *cli, size_t what, const struct sanya_json *finding)
{
	const struct sanya_json *team = sanya_json_get(finding, "team");
	long long count = sanya_json_get_integer(finding, "count", 0), of = sanya_json_get_integer(finding, "of", 0);

	switch (what) {
	case SANYA_GAMING_REASSIGNED:
		sanya_cli_print(cli, "%lld of %lld survey answers are bad ratings of tickets that were handed on after they were solved\n", count,
				of);
		break;
	case SANYA_GAMING_AFTER_PERIOD:
		sanya_cli_print(cli, "%lld of %lld tickets were solved in the last 3 days of the period and reopened after it\n", count, of);
		break;
	case SANYA_GAMING_CYCLES:
		sanya_cli_print(cli, "%lld of %lld tickets were solved and reopened at least twice\n", count, of);
		break;
	case SANYA_GAMING_BURST:
		sanya_cli_print(cli, "%lld of %lld survey answers came five or more within ten minutes\n", count, of);
		break;
	case SANYA_GAMING_ADDRESS:
		sanya_cli_print(cli, "%lld of %lld survey answers came from one customer\n", count, of);
		break;
	case SANYA_GAMING_RATE:
		sanya_cli_print(cli, "%lld survey answers to %lld tickets; the others of the team have %lld to %lld\n", count, of,
				(long long)sanya_json_get_integer(team, "count", 0), (long long)sanya_json_get_integer(team, "of", 0));
		break;
	case SANYA_GAMING_BUNCHED:
		sanya_cli_print(cli, "%lld of %lld values about the limit lie in the last tenth before it\n", count, of);
		break;
	default:
		break;
	}
}

static void show_finding(struct sanya_cli *cli, const struct sanya_json *finding)
{
	const char *word = sanya_json_get_text(finding, "finding"), *goal = sanya_json_get_text(finding, "goal");
	size_t what = 0;

	while (sanya_gaming_words[what] != NULL && strcmp(sanya_gaming_words[what], word) != 0)
		what++;
	if (sanya_gaming_words[what] == NULL)
		return;
	sanya_buffer_printf(&cli->out, "  %s", word);
	if (goal != NULL)
		sanya_cli_print(cli, " (goal %s)", goal);
	else if (strcmp(sanya_json_get_text(finding, "scope"), "team") == 0)
		sanya_cli_print(cli, " (team)");
	sanya_buffer_text(&cli->out, ": ");
	show_sentence(cli, what, finding);
}

static void show_decision(struct sanya_cli *cli, const struct sanya_json *goal)
{
	const struct sanya_json *decision = sanya_json_get(goal, "decision"), *asked = sanya_json_get(decision, "asked_by");
	const char *id = sanya_json_get_text(goal, "id"), *because = sanya_json_get_text(decision, "counts_because");
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer findings;

	sanya_buffer_init(&findings, SANYA_TEXT_MAX);
	for (size_t i = 0; i < sanya_json_size(asked); i++)
		sanya_buffer_printf(&findings, "%s%s", i > 0 ? ", " : "", sanya_json_text(sanya_json_at(asked, i)));
	if (because != NULL)
		sanya_cli_print(cli, "Goal %s counts in spite of %s: %s\n", id, findings.data, because);
	else if (strcmp(sanya_json_get_text(goal, "outcome"), "undecided") == 0)
		sanya_cli_print(cli, "Goal %s waits for a decision by HR on %s: review evaluate --count or --exclude\n", id, findings.data);
}

void sanya_gaming_show(struct sanya_cli *cli, const struct sanya_json *statement)
{
	const struct sanya_json *gaming = sanya_json_get(statement, "gaming"), *goals = sanya_json_get(statement, "goals");

	if (sanya_json_size(gaming) == 0)
		return;
	sanya_cli_print(cli, "Worth a look; it changes nothing by itself, and both sides see it:\n");
	for (size_t i = 0; i < sanya_json_size(gaming); i++)
		show_finding(cli, sanya_json_at(gaming, i));
	for (size_t i = 0; i < sanya_json_size(goals); i++)
		if (sanya_json_type(sanya_json_get(sanya_json_at(goals, i), "decision")) == SANYA_JSON_OBJECT)
			show_decision(cli, sanya_json_at(goals, i));
}
