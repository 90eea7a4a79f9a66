/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line for each segment, and in a statement one for each of its goals.
 */
#include "segment_show.h"

#include "words.h"

static void show_goal(struct sanya_cli *cli, const struct sanya_json *goal)
{
	const char *display = sanya_json_get_text(goal, "display");

	sanya_cli_print(cli, "%s: %s (%lld counted)\n", sanya_json_get_text(goal, "id"),
			display != NULL ? display : sanya_cli_word(cli, sanya_json_get_text(goal, "outcome")),
			(long long)sanya_json_get_integer(goal, "count", 0));
}

void sanya_segments_show(struct sanya_cli *cli, const struct sanya_json *segments, const char *indent)
{
	for (size_t i = 0; i < sanya_json_size(segments) && sanya_json_size(segments) > 1; i++) {
		const struct sanya_json *segment = sanya_json_at(segments, i), *goals = sanya_json_get(segment, "goals");
		struct sanya_when from, to;

		sanya_buffer_text(&cli->out, indent);
		sanya_cli_print(cli, "%s to %s under %s\n", sanya_cli_when(cli, NULL, sanya_json_get_text(segment, "from"), &from),
				sanya_cli_when(cli, NULL, sanya_json_get_text(segment, "to"), &to), sanya_json_get_text(segment, "manager"));
		for (size_t k = 0; k < sanya_json_size(goals); k++) {
			sanya_buffer_printf(&cli->out, "%s  ", indent);
			show_goal(cli, sanya_json_at(goals, k));
		}
	}
}

void sanya_segment_answers_show(struct sanya_cli *cli, const struct sanya_json *answers)
{
	for (size_t i = 0; i < sanya_json_size(answers); i++) {
		const struct sanya_json *answer = sanya_json_at(answers, i);
		const char *manager = sanya_json_get_text(answer, "manager"), *note = sanya_json_get_text(answer, "note");

		if (note != NULL)
			sanya_cli_print(cli, "%s has answered for their days: %s\n", manager, note);
		else
			sanya_cli_print(cli, "%s has answered for their days\n", manager);
	}
}
