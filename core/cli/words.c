/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words that documents record, for people who read Thai.
 * Only words of the table are translated, so that a goal called "share" or a source called "open" keeps its name.
 * Numbers and rules stay as recorded: they are what was signed and computed.
 */
#include "words.h"
#include "dates.h"

#include "../base/time.h"

static const char *const words[] = {
	/* lines of a register */
	SANYA_N("reward"),
	SANYA_N("correction"),
	SANYA_N("part"),
	SANYA_N("restatement"),
	SANYA_N("idea"),
	/* outcomes of goals, and the rules that were applied to them */
	SANYA_N("value"),
	SANYA_N("no-data"),
	SANYA_N("too-few"),
	SANYA_N("excluded"),
	SANYA_N("not-evaluated"),
	SANYA_N("undecided"),
	SANYA_N("reweight"),
	SANYA_N("neutral"),
	SANYA_N("team"),
	SANYA_N("zero"),
	/* steps of a statement, and results in words */
	SANYA_N("score"),
	SANYA_N("weight"),
	SANYA_N("weighted"),
	SANYA_N("curve"),
	SANYA_N("amount"),
	SANYA_N("gate"),
	SANYA_N("gates"),
	SANYA_N("cap"),
	SANYA_N("proration"),
	SANYA_N("minimum days"),
	SANYA_N("sum"),
	SANYA_N("rounding"),
	SANYA_N("no score"),
	SANYA_N("reached"),
	SANYA_N("not reached"),
	SANYA_N("not applied: no score"),
	/* disputes */
	SANYA_N("leave-out"),
	SANYA_N("count"),
	SANYA_N("accepted"),
	SANYA_N("partly"),
	SANYA_N("rejected"),
	/* how a version of a result came about */
	SANYA_N("evaluated"),
	SANYA_N("reopened"),
	SANYA_N("restated"),
	SANYA_N("dispute"),
	/* roles */
	SANYA_N("employee"),
	SANYA_N("manager"),
	SANYA_N("executive"),
	SANYA_N("hr"),
	SANYA_N("auditor"),
	SANYA_N("admin"),
	/* runs of sources, and plugins */
	SANYA_N("done"),
	SANYA_N("failed"),
	SANYA_N("ok"),
	SANYA_N("source"),
	SANYA_N("metric"),
	SANYA_N("export"),
};

const char *sanya_cli_word(const struct sanya_cli *cli, const char *recorded)
{
	for (size_t i = 0; recorded != NULL && i < SANYA_COUNT(words); i++)
		if (strcmp(words[i], recorded) == 0)
			return sanya_cli_say(cli, words[i]);
	return recorded;
}

void sanya_cli_step(const struct sanya_cli *cli, const char *what, struct sanya_buffer *out)
{
	const char *rest = strstr(what, ": ");

	if (strncmp(what, "goal ", 5) == 0 && rest != NULL)
		sanya_buffer_printf(out, sanya_cli_say(cli, SANYA_N("goal %.*s: %s")), (int)(rest - what - 5), what + 5,
				    sanya_cli_word(cli, rest + 2));
	else if (strncmp(what, "gate ", 5) == 0)
		sanya_buffer_printf(out, sanya_cli_say(cli, SANYA_N("gate %s")), what + 5);
	else if (strncmp(what, "revision ", 9) == 0)
		sanya_buffer_printf(out, sanya_cli_say(cli, SANYA_N("revision %s")), what + 9);
	else if (strncmp(what, "also: ", 6) == 0)
		sanya_buffer_printf(out, sanya_cli_say(cli, SANYA_N("also: %s")), what + 6);
	else
		sanya_buffer_text(out, sanya_cli_word(cli, what));
}

const char *sanya_cli_when(const struct sanya_cli *cli, const struct sanya_zone *zone, const char *iso, struct sanya_when *keep)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_error ignored = SANYA_ERROR_INIT;
	int64_t instant;
	int32_t date;

	if (iso == NULL || cli->language != SANYA_THAI)
		return iso;
	sanya_buffer_init(&text, sizeof(keep->text) - 1);
	if (strlen(iso) == 10 && sanya_date_parse(iso, 10, &date, &ignored) == 0)
		sanya_cli_date(SANYA_THAI, date, &text);
	else if (zone != NULL && sanya_instant_parse(iso, strlen(iso), &instant, &ignored) == 0)
		sanya_cli_moment(SANYA_THAI, zone, instant, &text);
	if (text.size == 0 || text.failed != 0)
		return iso;
	memcpy(keep->text, text.data, text.size + 1);
	return keep->text;
}

struct sanya_zone *sanya_cli_zone(const char *name)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	struct sanya_zone *zone = NULL;

	return name != NULL && sanya_zone_load(name, &zone, &ignored) == 0 ? zone : NULL;
}

void sanya_cli_zone_free(struct sanya_zone **zone)
{
	sanya_zone_free(*zone);
}
