/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Claims about single observations in a dispute ("do not count HD-29120", "count HD-29121"), and what was decided about each.  The events review.dispute
 * and review.resolve bring them (reviews.c):
 *
 *	review.dispute  {…, "claims": [{"goal", "claim": "leave-out" or "count", "source", "id", "reason", "credited"}]}
 *	review.resolve  {…, "accepted": [1, 3]}: places of the claims, from 1; all others of the dispute are refused
 */
#ifndef SANYA_STORE_CLAIMS_H
#define SANYA_STORE_CLAIMS_H

#include "../base/arena.h"
#include "store.h"

enum sanya_claim_state { SANYA_CLAIM_OPEN, SANYA_CLAIM_REFUSED, SANYA_CLAIM_ACCEPTED };

struct sanya_claim {
	const char *goal;
	const char *source, *id; /* as the source delivered it */
	bool count;		 /* it is to count for the employee; false: it is to be left out */
	const char *reason;
	const char *credited; /* the name that the source credits it to; NULL: none */
	int64_t version; /* of the disputed result */
	int64_t place;	 /* within its dispute, from 1 */
	enum sanya_claim_state state;
	const char *resolver; /* NULL while open */
};

int sanya_claims_put(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_claims_decide(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err) SANYA_MUST_CHECK;

/* Those of the dispute about a version, in order of their places. */
int sanya_claims_of(struct sanya_store *store, const char *number, int64_t version, struct sanya_arena *arena, struct sanya_claim **ret,
		    size_t *ret_count, struct sanya_error *err) SANYA_MUST_CHECK;
/* Those that were accepted, in the order of their disputes: what every later result of the contract goes by. */
int sanya_claims_accepted(struct sanya_store *store, const char *number, struct sanya_arena *arena, struct sanya_claim **ret,
			  size_t *ret_count, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
