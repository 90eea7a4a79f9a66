/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of causes.  A word that was recorded once keeps its meaning; new ones are added, none is taken away.
 */
#include "cause.h"

#include "../base/buffer.h"
#include "../base/catalogue.h"

#include <string.h>

const struct sanya_cause sanya_causes[] = {
	{ "training", SANYA_N("knowledge and training"), true, true },
	{ "planning", SANYA_N("planning of the work"), true, true },
	{ "staffing", SANYA_N("how many people there were"), true, true },
	{ "teamwork", SANYA_N("help within the team"), true, true },
	{ "tools", SANYA_N("tools and systems"), true, true },
	{ "process", SANYA_N("the way the work is organised"), true, true },
	{ "demand", SANYA_N("how much, or what, customers asked for"), true, true },
	{ "dependency", SANYA_N("what other teams or suppliers did"), true, true },
	{ "effort", SANYA_N("effort beyond the usual"), true, false },
	{ "outage", SANYA_N("an outage or another event outside the work"), false, true },
	{ "absence", SANYA_N("illness or leave"), false, true },
	{ "data", SANYA_N("evidence that does not show what happened"), false, true },
	{ "target", SANYA_N("a target that did not fit"), true, true },
	{ "other", SANYA_N("something else, said in words"), true, true },
};
const size_t sanya_cause_count = SANYA_COUNT(sanya_causes);

int sanya_cause_find(const char *word, bool success, const struct sanya_cause **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer words;

	sanya_buffer_init(&words, 400);
	for (size_t i = 0; i < sanya_cause_count; i++) {
		const struct sanya_cause *cause = &sanya_causes[i];

		if (!(success ? cause->of_success : cause->of_failure))
			continue;
		if (strcmp(cause->word, word) == 0) {
			*ret = cause;
			return 0;
		}
		sanya_buffer_printf(&words, "%s%s", words.size == 0 ? "" : ", ", cause->word);
	}
	sanya_error_set(err, SANYA_USAGE, success ? "\"%.40s\" is no cause of success" : "\"%.40s\" is no cause of failure", word);
	return sanya_error_next(err, "one of: %s", words.data);
}
