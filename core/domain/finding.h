/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings: what lint says of a contract or a cascade.  Each comes from one row of a table of rules, which holds its stable code, how
 * grave it is, and three sentences: what is so, why it matters, what to do about it.
 *
 * The sentences are English and keys of the catalogue.  {1}, {2}, … in them stand for the finding's own words: numbers and names, the
 * same in every language.  So a finding that was recorded as code and words can be read in another language years later.
 *
 *	struct sanya_finding *finding = sanya_findings_add(&findings, rule, contract, goal, "/goals/%zu/scale", i);
 *
 *	sanya_finding_value(&findings, finding, &value, measure);	{1}
 *	sanya_finding_text(&findings, finding, "2026-03");		{2}
 *
 * Invariants
 *  - Running out of memory sticks: _add gives NULL, the others do nothing with NULL, and sanya_findings_check says it at the end.
 *  - Texts of findings live in the list's arena; rules live as long as the program.
 */
#ifndef SANYA_DOMAIN_FINDING_H
#define SANYA_DOMAIN_FINDING_H

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/number.h"
#include "statistic.h"

enum sanya_severity {
	SANYA_SEVERITY_ERROR,	/* the contract contradicts itself: it cannot be proposed */
	SANYA_SEVERITY_WARNING, /* unwise, as far as can be seen: both sides are told, and may still want it */
};
const char *sanya_severity_word(enum sanya_severity severity);

struct sanya_lint_rule {
	const char *code; /* "cliff-curve"; unique, never reused for something else */
	enum sanya_severity severity;
	const char *what, *why, *repair; /* keys of the catalogue */
};

#define SANYA_FINDING_WORDS 6u
struct sanya_finding {
	const struct sanya_lint_rule *rule;
	const char *contract; /* its number */
	const char *goal;     /* its id; NULL: about no single goal */
	const char *path;     /* JSON pointer into the contract: "/goals/1/scale"; "" is the whole */
	const char *words[SANYA_FINDING_WORDS];
	size_t word_count;
};

struct sanya_findings {
	struct sanya_arena *arena; /* borrowed */
	struct sanya_finding *list;
	size_t count, room;
	bool failed;
};

void sanya_findings_init(struct sanya_findings *findings, struct sanya_arena *arena);
/* A finding without words; valid until the next _add. */
struct sanya_finding *sanya_findings_add(struct sanya_findings *findings, const struct sanya_lint_rule *rule, const char *contract,
					 const char *goal, const char *path, ...) SANYA_PRINTF(5, 6);
/* The next of the finding's words. */
void sanya_finding_text(struct sanya_findings *findings, struct sanya_finding *finding, const char *text);
void sanya_finding_integer(struct sanya_findings *findings, struct sanya_finding *finding, int64_t value);
/* As scales write it, "95%", "4h"; rounded as for people where there is no such form. */
void sanya_finding_value(struct sanya_findings *findings, struct sanya_finding *finding, const struct sanya_number *value,
			 enum sanya_measure measure);
/* A plain number, cut to two places where it has more. */
void sanya_finding_number(struct sanya_findings *findings, struct sanya_finding *finding, const struct sanya_number *number);
/* The same with a percent sign, "20.5 %": a sign in a sentence would be taken for a format by the tools of translators. */
void sanya_finding_percent(struct sanya_findings *findings, struct sanya_finding *finding, const struct sanya_number *percent);
/* Two decimals. */
void sanya_finding_money(struct sanya_findings *findings, struct sanya_finding *finding, const struct sanya_number *amount);
/* Errors among them. */
size_t sanya_findings_errors(const struct sanya_findings *findings);
int sanya_findings_check(const struct sanya_findings *findings, struct sanya_error *err) SANYA_MUST_CHECK;

/* A sentence of the rule, translated or not, with the finding's words in their places. */
void sanya_finding_say(const struct sanya_finding *finding, const char *sentence, struct sanya_buffer *out);

#endif
