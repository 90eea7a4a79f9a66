/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A dispute about a result: the employee names goals, and single observations that are to be left out or counted, each with a reason; what
 * that would change is measured at once, from the evidence of the result, and everybody sees the same.  Whoever answers accepts all of it, some of the claims, or
 * nothing; accepted claims give the next version of the result at once, and hold for every later one.
 *
 * Rules kept here: a claim has to make sense (claim.h); nobody answers a dispute about their own contract or evaluation; a dispute is
 * answered once.
 */
#ifndef SANYA_APP_DISPUTE_H
#define SANYA_APP_DISPUTE_H

#include "review.h"

/* What measuring takes. */
struct sanya_means {
	struct sanya_host *host;
	const struct sanya_settings *settings;
};

struct sanya_dispute_request {
	struct sanya_means means;
	const char *const *goals; /* ids, NULL-terminated; none and no claims: the whole result */
	const char *const *leave_out, *const *count; /* claims as in claim.h, NULL-terminated; may be NULL */
};
/* The act needs a reason.  *ret_view as of sanya_dispute_show; NULL where nothing was claimed of single observations. */
int sanya_review_dispute(const struct sanya_act *act, const struct sanya_dispute_request *request, const char *number,
			 struct sanya_change *ret_change, struct sanya_json **ret_view, struct sanya_error *err) SANYA_MUST_CHECK;

struct sanya_resolve_request {
	struct sanya_means means;
	const char *outcome;	    /* accepted, partly, rejected */
	const char *const *accepts; /* with partly: places of the claims that are accepted, as text, NULL-terminated; may be NULL */
};
/* The act needs a reason.  Accepted claims make a new result: *ret_view shows it beside the disputed one; NULL where there is none. */
int sanya_review_resolve(const struct sanya_act *act, const struct sanya_resolve_request *request, const char *number,
			 struct sanya_change *ret_change, struct sanya_json **ret_view, struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * The last dispute of a contract, with the result without and with its claims (all of them while it is open, or those of `accepts`; the accepted
 * ones afterwards): {"contract", "employee", "timezone", "version", "goals", "reason", "at", "answer_by", "late", "outcome", "answer", "resolver", "claims":
 * [{"place", "goal", "claim", "source", "id", "reason", "credited", "accepted", "by"}], "difference": as of difference.h, or null where nothing was claimed}.
 */
int sanya_dispute_show(struct sanya_store *store, const struct sanya_means *means, const char *number, const char *const *accepts,
		       int64_t now, struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* The last day for an answer to an open dispute: dispute_answer_days after it was raised, in the contract's time zone. */
int sanya_dispute_answer_by(struct sanya_store *store, const struct sanya_contract_row *row, const struct sanya_dispute *dispute,
			    int32_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * Approve what the statement says, as a reward line of the contract's cycle (HR).  Of a disputed result: the part that is owed however the
 * dispute ends, each disputed goal counted as badly as it could come out; once.  Of one that was restated after it left: the difference, as a line
 * with a sign in the next batch.  All lines of a contract but its corrections add up to the approved result.  *ret_amount: of the line, in the
 * arena; NULL where none was needed.
 */
int sanya_review_approve(const struct sanya_act *act, const struct sanya_means *means, const char *number, struct sanya_arena *arena,
			 struct sanya_change *ret_change, const char **ret_amount, struct sanya_error *err) SANYA_MUST_CHECK;
/* There is something to approve, and approving could do it: for going through a cycle. */
int sanya_review_approvable(struct sanya_store *store, const struct sanya_contract_row *row, int64_t now, bool *ret,
			    struct sanya_error *err) SANYA_MUST_CHECK;

#endif
