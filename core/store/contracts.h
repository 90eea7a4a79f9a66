/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contracts as they stand: derived from the events "contract.ACTION" (subject = contract number) by the domain room's table of
 * transitions, and milestones from "milestone.report" and "milestone.confirm".
 *
 * Details:
 *   contract.draft, .edit             {"document": the contract, "revision": n, "reason"?}
 *   contract.counter, .amend          the same with "clauses": [{"clause": address, "answer", "reason"?}]
 *   contract.sign                     {"revision": n, "namespace", "key": "ssh-ed25519 AAAA…", "signature": armored SSHSIG, "sha256"}
 *   contract.accept                   {"revision": n, "sha256": hex of the canonical document that is frozen, "clauses"?}
 *   contract.terminate                {"revision": n, "last_day": the last day that counts, "reason"}
 *   all others                        {"revision": n, "reason"?, …}
 *   milestone.report, .confirm        {"goal", "evidence"}
 * The state follows from the event's type alone, so that it survives the erasure of a detail.
 *
 * An active contract may have an amendment under way: a newer revision that is proposed, countered, agreed and signed by the same events
 * while the revision in force stays in force.  With the second signature it takes its place; declined, withdrawn or lapsed it
 * leaves no trace but its revision and its events.
 */
#ifndef SANYA_STORE_CONTRACTS_H
#define SANYA_STORE_CONTRACTS_H

#include "../base/arena.h"
#include "../base/text.h"
#include "../domain/lifecycle.h"
#include "store.h"

struct sanya_amendment { /* the one under way */
	enum sanya_state state; /* SANYA_STATE_NONE: there is none */
	int64_t revision;
	const char *proposer;
	const char *document_sha256, *agreed_sha256; /* as below */
	int64_t changed_at;
};

struct sanya_contract_row {
	const char *number;
	enum sanya_state state;
	int64_t revision; /* the one in force; before that, the newest */
	int64_t newest;	  /* of all that were written, also those that came to nothing */
	/* The newest revision that each side proposed or accepted, which is what it would answer by "keep"; 0: none. */
	int64_t employee_revision, manager_revision;
	struct sanya_amendment amendment;
	const char *kind; /* "contract", "commitment" */
	struct sanya_words title;
	const char *employee, *manager;
	int32_t from, to;	/* period, from the first revision's first day to the last day of the one in force */
	int32_t last_day;	/* of a terminated contract; else SANYA_NO_DATE */
	const char *timezone;
	const char *supersedes; /* NULL */
	const char *proposer;	/* who made the proposal that stands; NULL in a draft */
	const char *evaluator;	/* who evaluated the result that stands; NULL */
	const char *document_sha256; /* hex, of the revision's canonical document */
	const char *agreed_sha256;   /* hex, once agreed; NULL */
	int64_t answer_days;
	int64_t created_at, changed_at; /* of its first and last event */
};

struct sanya_contract_filter {
	const char *person;	 /* employee or manager; NULL: everybody */
	const char *employee;	 /* NULL: everybody */
	int state;		 /* enum sanya_state; -1: any */
};

/* By number; texts live until the callback returns.  `filter` may be NULL. */
int sanya_contracts_each(struct sanya_store *store, const struct sanya_contract_filter *filter,
			 int (*each)(void *context, const struct sanya_contract_row *row, struct sanya_error *err), void *context,
			 struct sanya_error *err) SANYA_MUST_CHECK;
/* Those whose document says that they supersede `number`; by number. */
int sanya_contracts_superseding(struct sanya_store *store, const char *number,
				int (*each)(void *context, const struct sanya_contract_row *row, struct sanya_error *err), void *context,
				struct sanya_error *err) SANYA_MUST_CHECK;
/* Those whose period ends within the dates, both included; by number. */
int sanya_contracts_ending(struct sanya_store *store, int32_t from, int32_t to,
			   int (*each)(void *context, const struct sanya_contract_row *row, struct sanya_error *err), void *context,
			   struct sanya_error *err) SANYA_MUST_CHECK;
/* The newest documents of the same; `document` is NULL once erased.  Of those that are wanted, by their parties (NULL once erased). */
int sanya_contracts_ending_documents(struct sanya_store *store, int32_t from, int32_t to,
				     bool (*wants)(const void *context, const char *employee, const char *manager),
				     int (*each)(void *context, const char *number, enum sanya_state state, const char *document,
						 size_t size, struct sanya_error *err),
				     void *context, struct sanya_error *err) SANYA_MUST_CHECK;
/* 1 and the row (texts in `arena`), 0: no such contract. */
int sanya_contract_get(struct sanya_store *store, const char *number, struct sanya_arena *arena,
		       struct sanya_contract_row *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* The existing number nearest to a mistyped one, into `ret`; 1, or 0 where none is near. */
int sanya_contract_nearest(struct sanya_store *store, const char *number, char *ret, size_t room, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* The next free number "SQ-YEAR-NNNN" of a year. */
int sanya_contract_next_number(struct sanya_store *store, int32_t year, char *ret, size_t room, struct sanya_error *err)
	SANYA_MUST_CHECK;

struct sanya_revision_row {
	int64_t revision;
	const char *author, *reason; /* reason may be NULL */
	int64_t at;
	uint64_t sequence;    /* of its event */
	const char *document; /* canonical bytes; NULL once erased */
	int32_t from, to;     /* its period; SANYA_NO_DATE once erased */
	int64_t in_force_at;  /* when the second signature was given; SANYA_NO_INSTANT: never */
};
/* Revisions in order; revision 0: all. */
int sanya_revisions_each(struct sanya_store *store, const char *number, int64_t revision,
			 int (*each)(void *context, const struct sanya_revision_row *row, struct sanya_error *err),
			 void *context, struct sanya_error *err) SANYA_MUST_CHECK;
/* The canonical document of a revision into `ret`: 1, or 0 where there is none (any more). */
int sanya_revision_document(struct sanya_store *store, const char *number, int64_t revision, struct sanya_buffer *ret,
			    struct sanya_error *err) SANYA_MUST_CHECK;

/* What was said of one clause: by a counter-proposal, an amendment, or an answer that accepts. */
struct sanya_clause_row {
	const char *clause, *answer; /* "change", "keep", "answer", "accept" */
	const char *reason;	     /* of its own or the event's; NULL */
	const char *author;
	int64_t revision; /* that was written by it, or accepted */
	uint64_t sequence;
};
/* In the order of events; revision 0: of all. */
int sanya_clauses_each(struct sanya_store *store, const char *number, int64_t revision,
		       int (*each)(void *context, const struct sanya_clause_row *row, struct sanya_error *err), void *context,
		       struct sanya_error *err) SANYA_MUST_CHECK;

struct sanya_signature_row {
	int64_t revision;
	const char *person, *name_space, *key, *armor, *sha256;
	int64_t at;
	uint64_t sequence;
	bool dropped; /* what it agreed to was opened again: it counts no more */
};
/* Signatures in order; revision 0: of all revisions. */
int sanya_signatures_each(struct sanya_store *store, const char *number, int64_t revision,
			  int (*each)(void *context, const struct sanya_signature_row *row, struct sanya_error *err),
			  void *context, struct sanya_error *err) SANYA_MUST_CHECK;
/* 1: this person has signed this revision and the signature counts, 0: not. */
int sanya_signature_exists(struct sanya_store *store, const char *number, int64_t revision, const char *person,
			   struct sanya_error *err) SANYA_MUST_CHECK;

struct sanya_milestone_row {
	const char *number; /* of the contract */
	const char *goal;
	const char *reported_by, *report; /* NULL: not reported */
	int64_t reported_at;		  /* SANYA_NO_INSTANT */
	const char *confirmed_by, *confirmation;
	int64_t confirmed_at;
	uint64_t sequence; /* of the last event */
};
/* By contract and goal; number NULL: of all contracts, goal NULL: all. */
int sanya_milestones_each(struct sanya_store *store, const char *number, const char *goal,
			  int (*each)(void *context, const struct sanya_milestone_row *row, struct sanya_error *err),
			  void *context, struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * For projections of other families: take the step that the word behind the last dot of the event's type names
 * ("review.share" shares).  An "evaluator" follows from an evaluate.
 */
int sanya_contract_apply(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
