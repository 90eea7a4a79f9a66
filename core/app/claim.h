/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Claims about single observations, as people write them: which observation is meant, and whether the claim makes sense.
 *
 *	GOAL:ID=REASON or GOAL:SOURCE/ID=REASON	an "=" that belongs to the id is written twice
 *
 * The id is compared to the last byte with what the sources delivered.  To be left out, an observation has to count for the goal as it stands; to be
 * counted, it has to lie in the goal's days, meet its conditions and have a value, and count for somebody else or nobody so far.
 */
#ifndef SANYA_APP_CLAIM_H
#define SANYA_APP_CLAIM_H

#include "replay.h"

#define SANYA_CLAIMS_MAX 200u /* of one dispute */

/*
 * Both lists end in NULL; either may be NULL.  First those to be left out, then those to be counted.  An error names the claim and says what
 * is wrong with it: unknown goal or observation, several of that id, another person's, outside the days or conditions, without a value, already
 * as claimed, twice.  Texts live in the replay's arena.
 */
int sanya_claims_read(struct sanya_replay *replay, const char *const *leave_out, const char *const *count, struct sanya_claim **ret,
		      size_t *ret_count, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
