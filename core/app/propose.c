/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The step "propose": what lint finds stops it or goes into the record with it.
 * Lint may look through a year of evidence, so it runs before the transaction; the revision says whether it saw what is proposed.
 */
#include "lint.h"

#include "../codec/documents.h"

static int lint_standing(const struct sanya_act *act, const struct sanya_references *references, const char *number, int64_t *ret_revision,
			 struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_contract_done) struct sanya_contract contract = { .number = NULL };
	struct sanya_contract_row row;
	struct sanya_change change;

	sanya_arena_init(&arena);
	/* Whether it may be proposed at all is said first. */
	if (sanya_contract_begin(act, number, SANYA_DO_PROPOSE, &arena, &row, &change, err) != 0)
		return -1;
	sanya_act_undo(act);
	*ret_revision = row.revision;
	if (references->lint == NULL) {
		*ret = sanya_json_array();
		return *ret == NULL ? sanya_error_memory(err) : 0;
	}
	if (sanya_contract_load(act->store, &row, 0, &contract, err) != 0)
		return -1;
	return references->lint(references->context, act->store, &contract, act->now, ret, err);
}

static int record(const struct sanya_act *act, const char *number, int64_t revision, const struct sanya_json *findings,
		  struct sanya_change *ret_change, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row row;
	struct sanya_json *detail;

	sanya_arena_init(&arena);
	if (sanya_contract_begin(act, number, SANYA_DO_PROPOSE, &arena, &row, ret_change, err) != 0)
		return -1;
	if (row.revision != revision) {
		sanya_act_undo(act);
		return sanya_error_set(err, SANYA_CHANGED, "%s was changed while it was looked through", number);
	}
	detail = sanya_json_object();
	sanya_json_set_integer(detail, "revision", revision);
	if (sanya_json_size(findings) > 0)
		sanya_json_set(detail, "findings", sanya_json_copy(findings));
	if (sanya_act_record(act, "contract.propose", number, detail, &ret_change->sequence, err) == 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return -1;
}

int sanya_contract_propose(const struct sanya_act *act, const struct sanya_references *references, const char *number,
			   struct sanya_change *ret_change, struct sanya_json **ret_findings, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *findings = NULL;
	int64_t revision;

	if (lint_standing(act, references, number, &revision, &findings, err) != 0 || sanya_lint_refuse(findings, number, err) != 0 ||
	    record(act, number, revision, findings, ret_change, err) != 0)
		return -1;
	*ret_findings = findings;
	findings = NULL;
	return 0;
}
