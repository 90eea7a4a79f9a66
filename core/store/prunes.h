/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was pruned of the evidence, and when: derived from the events "evidence.prune" (subject = the date before which).
 *
 * Detail: {"before": the instant, "groups", "observations", "bytes"}: what that prune took away.
 */
#ifndef SANYA_STORE_PRUNES_H
#define SANYA_STORE_PRUNES_H

#include "../base/time.h"
#include "store.h"

struct sanya_prune {
	int32_t date;	/* as it was asked for: what is older than this day */
	int64_t before; /* the same as an instant */
	int64_t at;	/* when it was done */
	char actor[72];
	uint64_t groups, observations, bytes; /* of all prunes so far */
};

/* The prune that reached the furthest, with what all of them together took: 1, or 0 where nothing was ever pruned. */
int sanya_prune_last(struct sanya_store *store, struct sanya_prune *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
