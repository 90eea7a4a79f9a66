/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings of lint on the terminal.
 * A code that this program does not know, recorded by a newer one, is shown with the English that was recorded with it.
 */
#include "findings_show.h"

#include "../app/lint.h"

static void say(const struct sanya_cli *cli, const struct sanya_finding *finding, const char *sentence, struct sanya_buffer *out)
{
	sanya_buffer_clear(out);
	sanya_finding_say(finding, sanya_cli_say(cli, sentence), out);
}

static const char *severity(const struct sanya_cli *cli, const struct sanya_json *finding)
{
	return strcmp(sanya_json_get_text(finding, "severity"), "error") == 0 ? sanya_cli_say(cli, SANYA_N("error"))
									      : sanya_cli_say(cli, SANYA_N("warning"));
}

static void show_one(struct sanya_cli *cli, const char *name, const struct sanya_json *json)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	const char *place = name != NULL ? name : sanya_json_get_text(json, "contract");
	int64_t line = sanya_json_get_integer(json, "line", 0);
	struct sanya_finding finding;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	if (!sanya_finding_of_json(json, &finding)) {
		sanya_cli_print(cli, "%s: %s\n", place, sanya_json_get_text(json, "what"));
		return;
	}
	if (place[0] == '\0') /* about no contract: a unit's budget */
		sanya_buffer_text(&cli->out, "");
	else if (line > 0)
		sanya_buffer_printf(&cli->out, "%s:%lld:%lld: ", place, (long long)line, (long long)sanya_json_get_integer(json, "column", 0));
	else
		sanya_buffer_printf(&cli->out, "%s%s%s: ", place, finding.path[0] != '\0' ? " " : "", finding.path);
	say(cli, &finding, finding.rule->what, &text);
	sanya_buffer_printf(&cli->out, "%s%s%s %s: %s\n", sanya_cli_paint(cli, finding.rule->severity == SANYA_SEVERITY_ERROR ? SANYA_BAD : SANYA_WARN),
			    severity(cli, json), sanya_cli_paint(cli, SANYA_PLAIN), finding.rule->code, text.data);
	say(cli, &finding, finding.rule->why, &text);
	sanya_cli_print(cli, "  Why: %s\n", text.data);
	say(cli, &finding, finding.rule->repair, &text);
	if (text.size > 0)
		sanya_cli_print(cli, "  Repair: %s\n", text.data);
}

void sanya_cli_findings(struct sanya_cli *cli, const char *name, const struct sanya_json *findings)
{
	for (size_t i = 0; i < sanya_json_size(findings) && !cli->json; i++)
		show_one(cli, name, sanya_json_at(findings, i));
}

void sanya_cli_findings_short(struct sanya_cli *cli, const struct sanya_json *findings)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	for (size_t i = 0; i < sanya_json_size(findings); i++) {
		const struct sanya_json *json = sanya_json_at(findings, i);
		struct sanya_finding finding;

		if (sanya_finding_of_json(json, &finding))
			say(cli, &finding, finding.rule->what, &text);
		sanya_cli_print(cli, "Warning: %s (%s)\n", text.size > 0 ? text.data : sanya_json_get_text(json, "what"),
				sanya_json_get_text(json, "code"));
		sanya_buffer_clear(&text);
	}
}

void sanya_cli_findings_told(struct sanya_cli *cli, const char *number, const struct sanya_json *findings)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer codes;

	sanya_buffer_init(&codes, SANYA_TEXT_MAX);
	for (size_t i = 0; i < sanya_json_size(findings); i++)
		sanya_buffer_printf(&codes, "%s%s", i > 0 ? ", " : "", sanya_json_get_text(sanya_json_at(findings, i), "code"));
	if (sanya_json_size(findings) > 0)
		sanya_cli_tell(cli, "Warnings that both sides see: %s. Why, and what to do: sanya contract lint %s\n", codes.data, number);
}
