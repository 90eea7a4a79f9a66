/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of transitions and the one function that asks it; the words for states and actions.
 * Refusals name the state, what is possible in it, and who could do it.
 */
#include "lifecycle.h"

#include "../base/buffer.h"
#include "../base/catalogue.h"

#include <string.h>

#define PARTIES (SANYA_IS_EMPLOYEE | SANYA_IS_MANAGER)

const struct sanya_transition sanya_transitions[] = {
	/* Drafting and negotiating.  A draft that is dropped was never proposed, so either side may drop it. */
	{ SANYA_DO_DRAFT, SANYA_STATE_NONE, SANYA_DRAFT, PARTIES, 0, false },
	{ SANYA_DO_EDIT, SANYA_DRAFT, SANYA_DRAFT, PARTIES, 0, false },
	{ SANYA_DO_EDIT, SANYA_PROPOSED, SANYA_DRAFT, SANYA_IS_PROPOSER, 0, false },
	{ SANYA_DO_EDIT, SANYA_COUNTERED, SANYA_DRAFT, SANYA_IS_PROPOSER, 0, false },
	{ SANYA_DO_EDIT, SANYA_AGREED, SANYA_DRAFT, PARTIES, 0, false },
	{ SANYA_DO_EDIT, SANYA_SIGNED_BY_ONE, SANYA_DRAFT, PARTIES, 0, false },
	{ SANYA_DO_PROPOSE, SANYA_DRAFT, SANYA_PROPOSED, PARTIES, 0, false },
	{ SANYA_DO_COUNTER, SANYA_PROPOSED, SANYA_COUNTERED, PARTIES, SANYA_IS_PROPOSER, true },
	{ SANYA_DO_COUNTER, SANYA_COUNTERED, SANYA_COUNTERED, PARTIES, SANYA_IS_PROPOSER, true },
	{ SANYA_DO_COUNTER, SANYA_AGREED, SANYA_COUNTERED, PARTIES, 0, true },
	{ SANYA_DO_COUNTER, SANYA_SIGNED_BY_ONE, SANYA_COUNTERED, PARTIES, 0, true },
	{ SANYA_DO_ACCEPT, SANYA_PROPOSED, SANYA_AGREED, PARTIES, SANYA_IS_PROPOSER, false },
	{ SANYA_DO_ACCEPT, SANYA_COUNTERED, SANYA_AGREED, PARTIES, SANYA_IS_PROPOSER, false },
	{ SANYA_DO_DECLINE, SANYA_PROPOSED, SANYA_DECLINED, PARTIES, SANYA_IS_PROPOSER, true },
	{ SANYA_DO_DECLINE, SANYA_COUNTERED, SANYA_DECLINED, PARTIES, SANYA_IS_PROPOSER, true },
	{ SANYA_DO_DECLINE, SANYA_AGREED, SANYA_DECLINED, PARTIES, 0, true },
	{ SANYA_DO_DECLINE, SANYA_SIGNED_BY_ONE, SANYA_DECLINED, PARTIES, SANYA_HAS_SIGNED, true },
	{ SANYA_DO_WITHDRAW, SANYA_DRAFT, SANYA_WITHDRAWN, PARTIES, 0, false },
	{ SANYA_DO_WITHDRAW, SANYA_PROPOSED, SANYA_WITHDRAWN, SANYA_IS_PROPOSER, 0, false },
	{ SANYA_DO_WITHDRAW, SANYA_COUNTERED, SANYA_WITHDRAWN, SANYA_IS_PROPOSER, 0, false },
	{ SANYA_DO_LAPSE, SANYA_PROPOSED, SANYA_LAPSED, SANYA_IS_SYSTEM, 0, false },
	{ SANYA_DO_LAPSE, SANYA_COUNTERED, SANYA_LAPSED, SANYA_IS_SYSTEM, 0, false },
	{ SANYA_DO_LAPSE, SANYA_AGREED, SANYA_LAPSED, SANYA_IS_SYSTEM, 0, false },
	{ SANYA_DO_LAPSE, SANYA_SIGNED_BY_ONE, SANYA_LAPSED, SANYA_IS_SYSTEM, 0, false },
	/* Signing, and what may happen while the contract runs. */
	{ SANYA_DO_SIGN, SANYA_AGREED, SANYA_SIGNED_BY_ONE, PARTIES, SANYA_HAS_SIGNED, false },
	{ SANYA_DO_SIGN, SANYA_SIGNED_BY_ONE, SANYA_ACTIVE, PARTIES, SANYA_HAS_SIGNED, false },
	{ SANYA_DO_AMEND, SANYA_ACTIVE, SANYA_ACTIVE, PARTIES, 0, true },
	{ SANYA_DO_TERMINATE, SANYA_ACTIVE, SANYA_TERMINATED, SANYA_IS_MANAGER | SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	/* Review.  What was terminated is paid for its days until then.  Evaluating again before sharing replaces the result; whoever evaluated does not judge a dispute about it. */
	{ SANYA_DO_EVALUATE, SANYA_ACTIVE, SANYA_IN_REVIEW, SANYA_IS_MANAGER | SANYA_IS_HR, SANYA_IS_EMPLOYEE, false },
	{ SANYA_DO_EVALUATE, SANYA_TERMINATED, SANYA_IN_REVIEW, SANYA_IS_MANAGER | SANYA_IS_HR, SANYA_IS_EMPLOYEE, false },
	{ SANYA_DO_EVALUATE, SANYA_IN_REVIEW, SANYA_IN_REVIEW, SANYA_IS_MANAGER | SANYA_IS_HR, SANYA_IS_EMPLOYEE, false },
	{ SANYA_DO_SHARE, SANYA_IN_REVIEW, SANYA_REVIEWED, SANYA_IS_MANAGER | SANYA_IS_HR, SANYA_IS_EMPLOYEE, false },
	{ SANYA_DO_ACKNOWLEDGE, SANYA_REVIEWED, SANYA_ACKNOWLEDGED, SANYA_IS_EMPLOYEE, 0, false },
	{ SANYA_DO_NO_ANSWER, SANYA_REVIEWED, SANYA_NO_ANSWER, SANYA_IS_SYSTEM, 0, false },
	{ SANYA_DO_DISPUTE, SANYA_REVIEWED, SANYA_DISPUTED, SANYA_IS_EMPLOYEE, 0, true },
	{ SANYA_DO_RESOLVE, SANYA_DISPUTED, SANYA_RESOLVED, SANYA_IS_HR | SANYA_IS_ABOVE,
	  SANYA_IS_EMPLOYEE | SANYA_IS_EVALUATOR, true },
	{ SANYA_DO_REOPEN, SANYA_REVIEWED, SANYA_IN_REVIEW, SANYA_IS_MANAGER | SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	{ SANYA_DO_REOPEN, SANYA_ACKNOWLEDGED, SANYA_IN_REVIEW, SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	{ SANYA_DO_REOPEN, SANYA_NO_ANSWER, SANYA_IN_REVIEW, SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	{ SANYA_DO_REOPEN, SANYA_RESOLVED, SANYA_IN_REVIEW, SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	{ SANYA_DO_REOPEN, SANYA_APPROVED, SANYA_IN_REVIEW, SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	/* Later evidence gives another result: before it left, everybody answers anew; after that it is a line with a sign. */
	{ SANYA_DO_RESTATE, SANYA_REVIEWED, SANYA_IN_REVIEW, SANYA_IS_MANAGER | SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	{ SANYA_DO_RESTATE, SANYA_ACKNOWLEDGED, SANYA_IN_REVIEW, SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	{ SANYA_DO_RESTATE, SANYA_NO_ANSWER, SANYA_IN_REVIEW, SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	{ SANYA_DO_RESTATE, SANYA_RESOLVED, SANYA_IN_REVIEW, SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	{ SANYA_DO_RESTATE, SANYA_APPROVED, SANYA_IN_REVIEW, SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	{ SANYA_DO_RESTATE, SANYA_EXPORTED, SANYA_EXPORTED, SANYA_IS_MANAGER | SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	{ SANYA_DO_RESTATE, SANYA_PAID, SANYA_PAID, SANYA_IS_MANAGER | SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	{ SANYA_DO_RESTATE, SANYA_RENEWED, SANYA_RENEWED, SANYA_IS_MANAGER | SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	{ SANYA_DO_RESTATE, SANYA_CLOSED, SANYA_CLOSED, SANYA_IS_MANAGER | SANYA_IS_HR, SANYA_IS_EMPLOYEE, true },
	/* Reward: nobody approves their own contract, evaluation or reward. */
	{ SANYA_DO_APPROVE, SANYA_ACKNOWLEDGED, SANYA_APPROVED, SANYA_IS_HR, PARTIES | SANYA_IS_EVALUATOR, false },
	{ SANYA_DO_APPROVE, SANYA_NO_ANSWER, SANYA_APPROVED, SANYA_IS_HR, PARTIES | SANYA_IS_EVALUATOR, false },
	{ SANYA_DO_APPROVE, SANYA_RESOLVED, SANYA_APPROVED, SANYA_IS_HR, PARTIES | SANYA_IS_EVALUATOR, false },
	/* Of a disputed result what is owed however it ends; of one that left, the difference to a restated one. */
	{ SANYA_DO_APPROVE, SANYA_DISPUTED, SANYA_DISPUTED, SANYA_IS_HR, PARTIES | SANYA_IS_EVALUATOR, false },
	{ SANYA_DO_APPROVE, SANYA_EXPORTED, SANYA_EXPORTED, SANYA_IS_HR, PARTIES | SANYA_IS_EVALUATOR, false },
	{ SANYA_DO_APPROVE, SANYA_PAID, SANYA_PAID, SANYA_IS_HR, PARTIES | SANYA_IS_EVALUATOR, false },
	{ SANYA_DO_APPROVE, SANYA_RENEWED, SANYA_RENEWED, SANYA_IS_HR, PARTIES | SANYA_IS_EVALUATOR, false },
	{ SANYA_DO_APPROVE, SANYA_CLOSED, SANYA_CLOSED, SANYA_IS_HR, PARTIES | SANYA_IS_EVALUATOR, false },
	{ SANYA_DO_EXPORT, SANYA_APPROVED, SANYA_EXPORTED, SANYA_IS_HR | SANYA_IS_SYSTEM, 0, false },
	{ SANYA_DO_PAY, SANYA_EXPORTED, SANYA_PAID, SANYA_IS_HR | SANYA_IS_SYSTEM, 0, false },
	{ SANYA_DO_PAY, SANYA_RENEWED, SANYA_RENEWED, SANYA_IS_HR | SANYA_IS_SYSTEM, 0, false },
	{ SANYA_DO_CORRECT, SANYA_EXPORTED, SANYA_EXPORTED, SANYA_IS_HR, PARTIES | SANYA_IS_EVALUATOR, true },
	{ SANYA_DO_CORRECT, SANYA_PAID, SANYA_PAID, SANYA_IS_HR, PARTIES | SANYA_IS_EVALUATOR, true },
	{ SANYA_DO_CORRECT, SANYA_RENEWED, SANYA_RENEWED, SANYA_IS_HR, PARTIES | SANYA_IS_EVALUATOR, true },
	{ SANYA_DO_CORRECT, SANYA_CLOSED, SANYA_CLOSED, SANYA_IS_HR, PARTIES | SANYA_IS_EVALUATOR, true },
	{ SANYA_DO_RENEW, SANYA_EXPORTED, SANYA_RENEWED, PARTIES | SANYA_IS_HR, 0, false },
	{ SANYA_DO_RENEW, SANYA_PAID, SANYA_RENEWED, PARTIES | SANYA_IS_HR, 0, false },
	{ SANYA_DO_CLOSE, SANYA_EXPORTED, SANYA_CLOSED, SANYA_IS_HR | SANYA_IS_SYSTEM, 0, false },
	{ SANYA_DO_CLOSE, SANYA_PAID, SANYA_CLOSED, SANYA_IS_HR | SANYA_IS_SYSTEM, 0, false },
	/* A negotiation that came to nothing may be taken up again. */
	{ SANYA_DO_REOPEN, SANYA_DECLINED, SANYA_DRAFT, PARTIES, 0, true },
	{ SANYA_DO_REOPEN, SANYA_LAPSED, SANYA_DRAFT, PARTIES, 0, true },
	{ SANYA_DO_REOPEN, SANYA_WITHDRAWN, SANYA_DRAFT, PARTIES, 0, true },
};
const size_t sanya_transition_count = SANYA_COUNT(sanya_transitions);

static const char *const states[SANYA_STATE_COUNT] = {
	[SANYA_STATE_NONE] = SANYA_N("none"),
	[SANYA_DRAFT] = SANYA_N("draft"),
	[SANYA_PROPOSED] = SANYA_N("proposed"),
	[SANYA_COUNTERED] = SANYA_N("countered"),
	[SANYA_AGREED] = SANYA_N("agreed"),
	[SANYA_SIGNED_BY_ONE] = SANYA_N("signed-by-one"),
	[SANYA_ACTIVE] = SANYA_N("active"),
	[SANYA_IN_REVIEW] = SANYA_N("in-review"),
	[SANYA_REVIEWED] = SANYA_N("reviewed"),
	[SANYA_ACKNOWLEDGED] = SANYA_N("acknowledged"),
	[SANYA_NO_ANSWER] = SANYA_N("no-answer"),
	[SANYA_DISPUTED] = SANYA_N("disputed"),
	[SANYA_RESOLVED] = SANYA_N("resolved"),
	[SANYA_APPROVED] = SANYA_N("approved"),
	[SANYA_EXPORTED] = SANYA_N("exported"),
	[SANYA_PAID] = SANYA_N("paid"),
	[SANYA_RENEWED] = SANYA_N("renewed"),
	[SANYA_CLOSED] = SANYA_N("closed"),
	[SANYA_DECLINED] = SANYA_N("declined"),
	[SANYA_LAPSED] = SANYA_N("lapsed"),
	[SANYA_WITHDRAWN] = SANYA_N("withdrawn"),
	[SANYA_TERMINATED] = SANYA_N("terminated"),
};

static const char *const actions[SANYA_ACTION_COUNT] = {
	[SANYA_DO_DRAFT] = "draft",
	[SANYA_DO_EDIT] = "edit",
	[SANYA_DO_PROPOSE] = "propose",
	[SANYA_DO_COUNTER] = "counter",
	[SANYA_DO_ACCEPT] = "accept",
	[SANYA_DO_DECLINE] = "decline",
	[SANYA_DO_WITHDRAW] = "withdraw",
	[SANYA_DO_LAPSE] = "lapse",
	[SANYA_DO_SIGN] = "sign",
	[SANYA_DO_AMEND] = "amend",
	[SANYA_DO_TERMINATE] = "terminate",
	[SANYA_DO_EVALUATE] = "evaluate",
	[SANYA_DO_RESTATE] = "restate",
	[SANYA_DO_SHARE] = "share",
	[SANYA_DO_ACKNOWLEDGE] = "acknowledge",
	[SANYA_DO_NO_ANSWER] = "no-answer",
	[SANYA_DO_DISPUTE] = "dispute",
	[SANYA_DO_RESOLVE] = "resolve",
	[SANYA_DO_APPROVE] = "approve",
	[SANYA_DO_EXPORT] = "export",
	[SANYA_DO_PAY] = "pay",
	[SANYA_DO_CORRECT] = "correct",
	[SANYA_DO_REOPEN] = "reopen",
	[SANYA_DO_RENEW] = "renew",
	[SANYA_DO_CLOSE] = "close",
};

/* "the contract is …" */
static const char *said(enum sanya_state state)
{
	switch ((int)state) {
	case SANYA_STATE_NONE:
		return "not there yet";
	case SANYA_DRAFT:
		return "a draft";
	case SANYA_SIGNED_BY_ONE:
		return "signed by one side";
	case SANYA_IN_REVIEW:
		return "in review";
	case SANYA_NO_ANSWER:
		return "reviewed, without an answer";
	default:
		return states[state];
	}
}

/* How refusals speak of those who may act, and of those who may not. */
static const struct {
	enum sanya_relation relation;
	const char *may, *never;
} relations_said[] = {
	{ SANYA_IS_EMPLOYEE, "the employee", "the contract is their own" },
	{ SANYA_IS_MANAGER, "the manager", "they are the contract's manager" },
	{ SANYA_IS_HR, "HR", "they bear the role HR" },
	{ SANYA_IS_ABOVE, "a manager above", "they stand above the manager" },
	{ SANYA_IS_PROPOSER, "whoever made the standing proposal", "the standing proposal is their own" },
	{ SANYA_IS_EVALUATOR, "whoever evaluated", "they made the evaluation" },
	{ SANYA_HAS_SIGNED, "whoever has signed", "they have signed already" },
	{ SANYA_IS_SYSTEM, "the system, by a deadline", "it is the system" },
};

static void say_who(struct sanya_buffer *out, unsigned who)
{
	bool first = true;
	size_t i;

	for (i = 0; i < SANYA_COUNT(relations_said); i++) {
		if ((who & (unsigned)relations_said[i].relation) == 0)
			continue;
		sanya_buffer_printf(out, "%s%s", first ? "" : " or ", relations_said[i].may);
		first = false;
	}
}

bool sanya_action_is_of_amendments(enum sanya_action action)
{
	switch ((int)action) {
	case SANYA_DO_AMEND:
	case SANYA_DO_COUNTER:
	case SANYA_DO_ACCEPT:
	case SANYA_DO_DECLINE:
	case SANYA_DO_WITHDRAW:
	case SANYA_DO_SIGN:
	case SANYA_DO_LAPSE:
		return true;
	default:
		return false;
	}
}

/* "possible now: sign (the employee or the manager), counter (...)" */
static int say_possible(enum sanya_state from, bool amendment, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	bool first = true;
	size_t i;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	for (i = 0; i < sanya_transition_count; i++) {
		if (sanya_transitions[i].from != from ||
		    (amendment && !sanya_action_is_of_amendments(sanya_transitions[i].action)))
			continue;
		sanya_buffer_printf(&text, "%s%s (", first ? "" : ", ", actions[sanya_transitions[i].action]);
		say_who(&text, sanya_transitions[i].who);
		sanya_buffer_text(&text, ")");
		first = false;
	}
	return sanya_error_next(err, "possible now: %s", text.data);
}

const struct sanya_transition *sanya_lifecycle_row(enum sanya_state from, enum sanya_action action)
{
	size_t i;

	for (i = 0; i < sanya_transition_count; i++)
		if (sanya_transitions[i].from == from && sanya_transitions[i].action == action)
			return &sanya_transitions[i];
	return NULL;
}

/* `what` is "contract" or "amendment". */
static int step(const char *what, enum sanya_state from, enum sanya_action action, unsigned relations, bool has_reason,
		const struct sanya_transition **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer who;
	const struct sanya_transition *row = sanya_lifecycle_row(from, action);
	size_t i;

	sanya_buffer_init(&who, SANYA_TEXT_MAX);
	if (row == NULL) {
		sanya_error_set(err, SANYA_NOT_ALLOWED, "the %s is %s; \"%s\" is not possible now", what, said(from), actions[action]);
		return say_possible(from, strcmp(what, "amendment") == 0, err);
	}
	say_who(&who, row->who);
	for (i = 0; i < SANYA_COUNT(relations_said); i++)
		if ((row->never & relations & (unsigned)relations_said[i].relation) != 0) {
			sanya_error_set(err, SANYA_NOT_ALLOWED, "the acting person may not %s: %s", actions[action],
					relations_said[i].never);
			return sanya_error_next(err, "another person has to %s it: %s", actions[action], who.data);
		}
	if ((row->who & relations) == 0) {
		sanya_error_set(err, SANYA_NOT_ALLOWED, "the %s is %s; the acting person may not %s it", what, said(from),
				actions[action]);
		return sanya_error_next(err, "%s is for %s", actions[action], who.data);
	}
	if (row->reason && !has_reason) {
		sanya_error_set(err, SANYA_USAGE, "a reason is mandatory: %s", actions[action]);
		return sanya_error_next(err, "add --reason \"…\"");
	}
	*ret = row;
	return 0;
}

int sanya_lifecycle_step(enum sanya_state from, enum sanya_action action, unsigned relations, bool has_reason,
			 const struct sanya_transition **ret, struct sanya_error *err)
{
	return step("contract", from, action, relations, has_reason, ret, err);
}

int sanya_lifecycle_amendment(enum sanya_state from, enum sanya_action action, unsigned relations, bool has_reason,
			      const struct sanya_transition **ret, struct sanya_error *err)
{
	if (from == SANYA_STATE_NONE)
		return step("contract", SANYA_ACTIVE, action, relations, has_reason, ret, err);
	if (action != SANYA_DO_AMEND)
		return step("amendment", from, action, relations, has_reason, ret, err);
	sanya_error_set(err, SANYA_NOT_ALLOWED, "an amendment is under way already: it is %s", said(from));
	return say_possible(from, true, err);
}

const char *sanya_state_word(enum sanya_state state)
{
	return states[state];
}

const char *sanya_action_word(enum sanya_action action)
{
	return actions[action];
}

int sanya_state_of(const char *word)
{
	int i;

	for (i = 0; i < SANYA_STATE_COUNT; i++)
		if (strcmp(states[i], word) == 0)
			return i;
	return -1;
}

int sanya_action_of(const char *word)
{
	int i;

	for (i = 0; i < SANYA_ACTION_COUNT; i++)
		if (strcmp(actions[i], word) == 0)
			return i;
	return -1;
}

bool sanya_state_ended(enum sanya_state state)
{
	return state >= SANYA_RENEWED && state < SANYA_STATE_COUNT && state != SANYA_TERMINATED;
}

bool sanya_state_has_left(enum sanya_state state)
{
	return state == SANYA_EXPORTED || state == SANYA_PAID || state == SANYA_RENEWED || state == SANYA_CLOSED;
}
