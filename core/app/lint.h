/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lint as a use case: contracts of the home or in files, with the evidence of the home where there is one.
 *
 * Errors stop a proposal and a counter-proposal (sanya_contract_propose, draft.c).  Warnings do not: they are recorded with the step, as
 * code and words, so that both sides can read in their own language, later too, what was known when it was proposed.
 *
 * A finding as JSON: {"code", "severity", "contract", "goal", "path", "what", "words": [...]}, and where it is for reading rather than for the
 * record also "why" and "repair".  Its texts are English, as all JSON is; people get theirs from code and words.
 */
#ifndef SANYA_APP_LINT_H
#define SANYA_APP_LINT_H

#include "../domain/lint.h"
#include "references.h"

struct sanya_lint_request {
	struct sanya_store *store; /* NULL: no home, no evidence */
	struct sanya_lookup *lookup;
	int64_t now;
};

/*
 * One contract: its number, or a file (it has a "/", ends in ".json", or is "-").  Number and revision may be left out of a file.
 * {"contract", "name", "evidence": was there any to look at, "findings": [...], "errors", "warnings"}; findings in a file have "line" and
 * "column" as well.  A file that has not the shape of a contract is an error, not a finding.
 */
int sanya_lint_one(const struct sanya_lint_request *request, const char *name, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

/* The findings about a contract at hand.  *ret_evidence (may be NULL): whether there was any to look at. */
int sanya_lint_find(const struct sanya_lint_request *request, const struct sanya_contract *contract, struct sanya_findings *findings,
		    bool *ret_evidence, struct sanya_error *err) SANYA_MUST_CHECK;
/* `lint` of struct sanya_references: for the record, in English.  The context is a struct sanya_lookup. */
int sanya_lint_for_record(void *context, struct sanya_store *store, const struct sanya_contract *contract, int64_t now,
			  struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* An error where errors are among the findings, which names the first and where to see all; else 0. */
int sanya_lint_refuse(const struct sanya_json *findings, const char *number, struct sanya_error *err) SANYA_MUST_CHECK;
/* What was recorded with the proposal that stands: the amendment under way, else the contract itself.  An empty array where nothing was. */
int sanya_lint_recorded(struct sanya_store *store, const struct sanya_contract_row *row, struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;

struct sanya_json *sanya_findings_json(const struct sanya_findings *findings, bool for_record);
/* Back from JSON, to be said in another language; texts point into it.  false: a code that this program does not know. */
bool sanya_finding_of_json(const struct sanya_json *json, struct sanya_finding *ret);

/*
 * The step "propose": lint first, then the table of transitions, then the event with what lint found.  *ret_findings as recorded,
 * owned by the caller.
 */
int sanya_contract_propose(const struct sanya_act *act, const struct sanya_references *references, const char *number,
			   struct sanya_change *ret_change, struct sanya_json **ret_findings, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
