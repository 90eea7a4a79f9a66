/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of a contract as one table of transitions: who may do what, from which state, to which, and whether a reason is
 * mandatory.  Pure: the app room asks, the ledger records.  There is one row at most for an action in a state.
 *
 *   draft -> proposed <-> countered -> agreed -> signed-by-one -> active -> in-review -> reviewed -> acknowledged, no-answer
 *   or disputed -> resolved -> approved -> exported -> paid -> renewed or closed
 *
 * An edit or counter-proposal after `agreed` returns to draft or countered: the signatures of the older revision stay with it
 * and count no more.  An amendment and a correction leave the state as it is.
 *
 * While the contract is active, an amendment goes its own way by the same rows: proposed by "amend", then countered, agreed and signed
 * like a contract, until it is the contract, or declined, withdrawn or lapsed.
 */
#ifndef SANYA_DOMAIN_LIFECYCLE_H
#define SANYA_DOMAIN_LIFECYCLE_H

#include "../base/error.h"

enum sanya_state {
	SANYA_STATE_NONE, /* does not exist yet */
	SANYA_DRAFT, SANYA_PROPOSED, SANYA_COUNTERED, SANYA_AGREED, SANYA_SIGNED_BY_ONE, SANYA_ACTIVE, SANYA_IN_REVIEW,
	SANYA_REVIEWED, SANYA_ACKNOWLEDGED, SANYA_NO_ANSWER, SANYA_DISPUTED, SANYA_RESOLVED, SANYA_APPROVED, SANYA_EXPORTED,
	SANYA_PAID, SANYA_RENEWED, SANYA_CLOSED, SANYA_DECLINED, SANYA_LAPSED, SANYA_WITHDRAWN, SANYA_TERMINATED,
	SANYA_STATE_COUNT,
};

enum sanya_action {
	SANYA_DO_DRAFT, SANYA_DO_EDIT, SANYA_DO_PROPOSE, SANYA_DO_COUNTER, SANYA_DO_ACCEPT, SANYA_DO_DECLINE, SANYA_DO_WITHDRAW,
	SANYA_DO_LAPSE, SANYA_DO_SIGN, SANYA_DO_AMEND, SANYA_DO_TERMINATE, SANYA_DO_EVALUATE, SANYA_DO_SHARE, SANYA_DO_ACKNOWLEDGE,
	SANYA_DO_NO_ANSWER, SANYA_DO_DISPUTE, SANYA_DO_RESOLVE, SANYA_DO_APPROVE, SANYA_DO_EXPORT, SANYA_DO_PAY, SANYA_DO_CORRECT,
	SANYA_DO_REOPEN, SANYA_DO_RESTATE, SANYA_DO_RENEW, SANYA_DO_CLOSE,
	SANYA_ACTION_COUNT,
};

/* Who acts, seen from the contract: bits. */
enum sanya_relation {
	SANYA_IS_EMPLOYEE = 1,	  /* the contract's employee */
	SANYA_IS_MANAGER = 2,	  /* the contract's manager */
	SANYA_IS_HR = 4,	  /* bears the role HR */
	SANYA_IS_SYSTEM = 8,	  /* a deadline that passed, an export */
	SANYA_IS_PROPOSER = 16,	  /* made the proposal that stands */
	SANYA_IS_EVALUATOR = 32,  /* evaluated the result that stands */
	SANYA_HAS_SIGNED = 64,	  /* has signed this revision already */
	SANYA_IS_ABOVE = 128,	  /* above the contract's manager in the reporting line */
};

struct sanya_transition {
	enum sanya_action action;
	enum sanya_state from, to;
	unsigned who;	 /* any of these relations suffices */
	unsigned never;	 /* none of these may hold: nobody approves their own or signs twice */
	bool reason;	 /* a reason is mandatory */
};

extern const struct sanya_transition sanya_transitions[];
extern const size_t sanya_transition_count;

/* The row for an action in a state, whoever acts; NULL where there is none. */
const struct sanya_transition *sanya_lifecycle_row(enum sanya_state from, enum sanya_action action);

/*
 * Find the row.  Errors: SANYA_NOT_ALLOWED with a sentence that says what the contract's state is, what would be possible, and
 * who could do it; SANYA_USAGE for a missing reason.
 */
int sanya_lifecycle_step(enum sanya_state from, enum sanya_action action, unsigned relations, bool has_reason,
			 const struct sanya_transition **ret, struct sanya_error *err) SANYA_MUST_CHECK;

/* The actions that an amendment goes its way by: amend, counter, accept, decline, withdraw, sign, lapse. */
bool sanya_action_is_of_amendments(enum sanya_action action);
/*
 * The same for the amendment of an active contract.  `from` is where the amendment stands, SANYA_STATE_NONE where none is under way;
 * for amend, the row is the contract's own.
 */
int sanya_lifecycle_amendment(enum sanya_state from, enum sanya_action action, unsigned relations, bool has_reason,
			      const struct sanya_transition **ret, struct sanya_error *err) SANYA_MUST_CHECK;

const char *sanya_state_word(enum sanya_state state);	/* "signed-by-one" */
int sanya_state_of(const char *word);			/* -1 where it is none */
const char *sanya_action_word(enum sanya_action action);
int sanya_action_of(const char *word);
/* The reward has left with a batch: what changes now is a line with a sign. */
bool sanya_state_has_left(enum sanya_state state);
/* The negotiation is over and nobody has to do anything any more (closed, declined, ...). */
bool sanya_state_ended(enum sanya_state state);

#endif
