/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole home checked: ledger, lists, checkpoints, signatures, evidence.  What was pruned is taken by the digests it left behind, where an
 * event of the ledger says that it was.  SANYA_DIFFERS names the first thing that does not hold; what
 * was counted up to there is filled in all the same.
 */
#ifndef SANYA_APP_VERIFY_H
#define SANYA_APP_VERIFY_H

#include "home.h"

struct sanya_verification {
	uint64_t events, checkpoints, signatures, batches;
	uint64_t clock_given;	/* events at a moment that was given, not read from the system's clock */
	uint64_t pruned;	/* groups of evidence that were taken away, and left their digests */
	int32_t pruned_before;	/* the day before which; SANYA_NO_DATE: nothing ever was */
	int64_t pruned_at;	/* when it was done */
	bool outside;		/* a checkpoint kept outside was compared */
	uint64_t outside_size;	/* events it covers */
};

/* `against`: a file with a checkpoint that was kept outside; NULL: none. */
int sanya_home_verify(const struct sanya_home *home, const char *against, struct sanya_verification *ret,
		      struct sanya_error *err) SANYA_MUST_CHECK;

#endif
