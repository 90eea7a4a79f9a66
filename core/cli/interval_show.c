/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far luck may have carried a value, for people.
 * Shows what was worked out; computes nothing.
 */
#include "interval_show.h"

void sanya_cli_interval(const struct sanya_cli *cli, const struct sanya_json *goal, struct sanya_buffer *out)
{
	const char *low = sanya_json_get_text(goal, "low_display"), *high = sanya_json_get_text(goal, "high_display");

	if (low != NULL && high != NULL)
		sanya_buffer_printf(out, "%s – %s", low, high);
	else if (low != NULL)
		sanya_buffer_printf(out, sanya_cli_say(cli, SANYA_N("at least %s")), low);
	else if (high != NULL)
		sanya_buffer_printf(out, sanya_cli_say(cli, SANYA_N("at most %s")), high);
}

const char *sanya_cli_against(const struct sanya_cli *cli, const struct sanya_json *goal)
{
	const char *word = sanya_json_get_text(goal, "against");

	if (word == NULL)
		return "";
	if (strcmp(word, "reached") == 0)
		return sanya_cli_say(cli, SANYA_N("target reached"));
	if (strcmp(word, "missed") == 0)
		return sanya_cli_say(cli, SANYA_N("target missed"));
	return sanya_cli_say(cli, SANYA_N("may be luck"));
}
