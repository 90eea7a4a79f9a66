/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Negotiation clause by clause.
 *
 * Each side stands for the newest revision that it proposed or accepted.  Where the standing proposal differs from what the answering
 * side stands for, the clause is open; everything else both have said yes to.  An answer says of each open clause whether it is
 * accepted, kept as it was, or met with another value.  All accepted is agreement; else the answer is a counter-proposal, a new
 * revision, in which only what was kept or met is open for the other side.
 */
#ifndef SANYA_APP_NEGOTIATE_H
#define SANYA_APP_NEGOTIATE_H

#include "contract.h"

struct sanya_counter {
	const struct sanya_document *document; /* NULL: the standing proposal, changed by `set` */
	const char *const *set;		       /* as sanya_clause_set; NULL-terminated; may be NULL */
	const char *const *why;		       /* as sanya_contract_offer */
};
/* A counter-proposal to the standing one, or to the amendment under way. */
int sanya_contract_counter(const struct sanya_act *act, const struct sanya_references *references, const char *number,
			   const struct sanya_counter *counter, struct sanya_change *ret_change, struct sanya_json **ret_clauses,
			   struct sanya_error *err) SANYA_MUST_CHECK;

struct sanya_answer {
	/* Open clauses, or parts of the document that hold some ("goals/reply"); "rest" is all that nothing else names. */
	const char *const *accept, *const *keep; /* NULL-terminated; may be NULL */
	const char *const *set, *const *why;
};
/* Every open clause is answered, once: what is left out is named in the error. */
int sanya_contract_answer(const struct sanya_act *act, const struct sanya_references *references, const char *number,
			  const struct sanya_answer *answer, struct sanya_change *ret_change, struct sanya_json **ret_clauses,
			  struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * What is open: {"turn": who answers, "revision": the standing one, "since": what they stand for, "clauses": [{"clause", "reason", "by",
 * "changes": lines of the diff}]}.  JSON null where no proposal waits for an answer; "since" is 0 and "clauses" empty for a first
 * proposal, of which everything is open.
 */
int sanya_contract_open(struct sanya_store *store, const struct sanya_contract_row *row, const struct sanya_catalogue *catalogue,
			struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;

/* What a new document says of each clause, beside the standing one and what the acting side stands for; an error where a change has no
 * reason.  *ret is as of sanya_contract_offer. */
int sanya_clauses_judge(const struct sanya_act *act, const struct sanya_contract_row *row, enum sanya_action action,
			const struct sanya_json *document, const char *const *why, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

#endif
