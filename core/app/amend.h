/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Amendments: a new revision of an active contract, with a first day of its own, that both negotiate and sign like the first.  Until the
 * second signature the revision in force stays in force; from then on each revision holds for its own days.
 *
 * Nothing reaches back: an amendment begins on the day of its last signature at the earliest, unless the document says under
 * "retroactive" why it may begin before, which both sign with it.
 */
#ifndef SANYA_APP_AMEND_H
#define SANYA_APP_AMEND_H

#include "contract.h"

struct sanya_amending {
	const struct sanya_document *document; /* NULL: the one in force, without its "retroactive" */
	const char *from;		       /* its first day, as typed; NULL: as the document or `set` say */
	const char *const *set;		       /* as sanya_clause_set; NULL-terminated; may be NULL */
	const char *const *why;		       /* as sanya_contract_offer */
};
/* Propose an amendment.  The act needs a reason, or each clause one. */
int sanya_contract_amend(const struct sanya_act *act, const struct sanya_references *references, const char *number,
			 const struct sanya_amending *amending, struct sanya_change *ret_change, struct sanya_json **ret_clauses,
			 struct sanya_error *err) SANYA_MUST_CHECK;

/* A revision in force and the days that it holds for: both included, none empty, in order. */
struct sanya_held {
	int64_t revision;
	int32_t from, to;
};
/*
 * What held when: the revisions that both signed, each from its first day until the next begins or the contract ended.  One signed
 * later takes over from its own first day on, whatever was said of these days before.  Empty before the contract is active.
 */
int sanya_contract_stretches(struct sanya_store *store, const struct sanya_contract_row *row, struct sanya_arena *arena,
			     struct sanya_held **ret, size_t *ret_count, struct sanya_error *err) SANYA_MUST_CHECK;

/* An error where an amendment by this document would begin outside the contract, pay in another currency, or reach back without saying so. */
int sanya_amendment_check_document(const struct sanya_act *act, const struct sanya_contract_row *row,
				   const struct sanya_contract *contract, struct sanya_error *err) SANYA_MUST_CHECK;
/* The same for the amendment under way, today; nothing where there is none. */
int sanya_amendment_check(const struct sanya_act *act, const struct sanya_contract_row *row, struct sanya_error *err)
	SANYA_MUST_CHECK;

#endif
