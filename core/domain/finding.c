/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing list of findings, and their sentences with the words put in.
 * Knows no rule: what is found, and how it is said, stands with the rules.
 */
#include "finding.h"

#include "../base/text.h"

#include <stdarg.h>

#define WORD_MAX 600u /* bytes of one word, or of a path */

static const char *const severities[] = { "error", "warning" };

const char *sanya_severity_word(enum sanya_severity severity)
{
	return severities[severity];
}

void sanya_findings_init(struct sanya_findings *findings, struct sanya_arena *arena)
{
	*findings = (struct sanya_findings){ .arena = arena };
}

struct sanya_finding *sanya_findings_add(struct sanya_findings *findings, const struct sanya_lint_rule *rule, const char *contract,
					 const char *goal, const char *path, ...)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer place;
	struct sanya_finding *finding, *list;
	va_list args;

	sanya_buffer_init(&place, WORD_MAX);
	va_start(args, path);
	sanya_buffer_printfv(&place, path, args);
	va_end(args);
	list = sanya_arena_grow(findings->arena, findings->list, findings->count, &findings->room, sizeof(*list));
	if (list == NULL || place.failed != 0) {
		findings->failed = true;
		return NULL;
	}
	findings->list = list;
	finding = &list[findings->count++];
	*finding = (struct sanya_finding){
		.rule = rule,
		.contract = sanya_arena_text(findings->arena, contract),
		.goal = goal == NULL ? NULL : sanya_arena_text(findings->arena, goal),
		.path = sanya_arena_text(findings->arena, place.data),
	};
	if (finding->contract == NULL || finding->path == NULL || (goal != NULL && finding->goal == NULL))
		findings->failed = true;
	return finding;
}

void sanya_finding_text(struct sanya_findings *findings, struct sanya_finding *finding, const char *text)
{
	size_t size = strlen(text);
	char *copy;

	if (finding == NULL)
		return;
	copy = sanya_arena_copy(findings->arena, text, size <= WORD_MAX ? size : sanya_utf8_prefix(text, WORD_MAX));
	if (copy == NULL || finding->word_count == SANYA_FINDING_WORDS)
		findings->failed = true;
	else
		finding->words[finding->word_count++] = copy;
}

void sanya_finding_integer(struct sanya_findings *findings, struct sanya_finding *finding, int64_t value)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", (long long)value);
	sanya_finding_text(findings, finding, text);
}

void sanya_finding_value(struct sanya_findings *findings, struct sanya_finding *finding, const struct sanya_number *value,
			 enum sanya_measure measure)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	size_t point;

	sanya_buffer_init(&text, WORD_MAX);
	sanya_value_exact(value, measure, &text);
	/* "96.25%" is what the scale would say; "98.0625%" and "3001/3120" say more than anybody asked. */
	point = strcspn(text.data, "./");
	if (text.data[point] == '/' || strspn(text.data + point + (text.data[point] == '.'), "0123456789") > 2) {
		sanya_buffer_clear(&text);
		sanya_value_display(value, measure, &text);
	}
	sanya_finding_text(findings, finding, text.data);
}

static void add_number(struct sanya_findings *findings, struct sanya_finding *finding, const struct sanya_number *number, const char *sign)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	size_t point;

	sanya_buffer_init(&text, WORD_MAX);
	sanya_number_exact(number, &text);
	point = strcspn(text.data, "./");
	if (text.data[point] == '/' || strlen(text.data + point) > 3) {
		sanya_buffer_clear(&text);
		sanya_number_decimal(number, 2, &text);
	}
	sanya_buffer_text(&text, sign);
	sanya_finding_text(findings, finding, text.data);
}

void sanya_finding_number(struct sanya_findings *findings, struct sanya_finding *finding, const struct sanya_number *number)
{
	add_number(findings, finding, number, "");
}

void sanya_finding_percent(struct sanya_findings *findings, struct sanya_finding *finding, const struct sanya_number *percent)
{
	add_number(findings, finding, percent, " %");
}

void sanya_finding_money(struct sanya_findings *findings, struct sanya_finding *finding, const struct sanya_number *amount)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, WORD_MAX);
	sanya_number_decimal(amount, 2, &text);
	sanya_finding_text(findings, finding, text.data);
}

size_t sanya_findings_errors(const struct sanya_findings *findings)
{
	size_t errors = 0;

	for (size_t i = 0; i < findings->count; i++)
		errors += findings->list[i].rule->severity == SANYA_SEVERITY_ERROR;
	return errors;
}

int sanya_findings_check(const struct sanya_findings *findings, struct sanya_error *err)
{
	return findings->failed ? sanya_error_memory(err) : 0;
}

void sanya_finding_say(const struct sanya_finding *finding, const char *sentence, struct sanya_buffer *out)
{
	for (const char *at = sentence; *at != '\0';) {
		size_t plain = strcspn(at, "{");

		sanya_buffer_add(out, at, plain);
		at += plain;
		if (*at == '{' && at[1] >= '1' && at[1] < '1' + (int)SANYA_FINDING_WORDS && at[2] == '}') {
			size_t which = (size_t)(at[1] - '1');

			sanya_buffer_text(out, which < finding->word_count ? finding->words[which] : "");
			at += 3;
		} else if (*at == '{') {
			sanya_buffer_byte(out, '{');
			at++;
		}
	}
}
